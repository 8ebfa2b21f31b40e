/* Collecting findings; used by the readers of messages, read by the verslag. */
#include "ingest/bericht_meldingen.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/mask.h"

void meldingen_init(struct meldingen *meldingen, struct arena *arena)
{
  meldingen->arena = arena;
  meldingen->count = 0;
  meldingen->left_out = 0;
}

void meldingen_add(
    struct meldingen *meldingen, const char *code, int32_t regel, const char *pad, const char *tekst)
{
  if (meldingen->count == MOST_MELDINGEN) {
    meldingen->left_out++;
    return;
  }
  meldingen->items[meldingen->count++] = (struct melding){.code = code,
      .regel = regel,
      .pad = pad != NULL ? arena_text(meldingen->arena, pad) : NULL,
      .tekst = tekst};
}

/* Insertion: stable, and nearly all are in order already. */
static void sort_by_line(struct melding *items, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    struct melding moved = items[i];
    size_t at = i;
    for (; at > 0 && items[at - 1].regel > moved.regel; at--)
      items[at] = items[at - 1];
    items[at] = moved;
  }
}

void meldingen_finish(struct meldingen *meldingen)
{
  sort_by_line(meldingen->items, meldingen->count);
  if (meldingen->left_out == 0)
    return;
  char tekst[96];
  snprintf(tekst, sizeof tekst, "Er zijn nog %zu meldingen die hier niet staan.", meldingen->left_out);
  const struct melding *last = &meldingen->items[meldingen->count - 1];
  meldingen->items[meldingen->count++] = (struct melding){
      .code = last->code, .regel = last->regel, .tekst = arena_text(meldingen->arena, tekst)};
  meldingen->left_out = 0;
}

static bool is_continuation(unsigned char byte)
{
  return (byte & 0xC0) == 0x80;
}

/* Bytes of the well-formed character at text, 0 when there is none (Unicode 15, table 3-7). */
static size_t utf8_size(const unsigned char *text)
{
  unsigned char lead = text[0];
  if (lead < 0x80)
    return lead >= 0x20 && lead != 0x7F ? 1 : 0;
  if (lead < 0xC2 || lead > 0xF4 || !is_continuation(text[1]))
    return 0;
  if (lead < 0xE0)
    return lead == 0xC2 && text[1] < 0xA0 ? 0 : 2; /* the control characters of ISO 6429 */
  if ((lead == 0xE0 && text[1] < 0xA0) || (lead == 0xED && text[1] > 0x9F) || !is_continuation(text[2]))
    return 0;
  if (lead < 0xF0)
    return 3;
  if ((lead == 0xF0 && text[1] < 0x90) || (lead == 0xF4 && text[1] > 0x8F) || !is_continuation(text[3]))
    return 0;
  return 4;
}

void text_mask(char *text)
{
  mask_digits(text);
  while (*text != '\0') {
    size_t size = utf8_size((const unsigned char *)text);
    if (size == 0)
      *text = '?';
    text += size > 0 ? size : 1;
  }
}

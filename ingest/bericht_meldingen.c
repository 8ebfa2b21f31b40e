/* Collecting findings; used by the readers of messages, read by the verslag. */
#include "ingest/bericht_meldingen.h"

#include <stdio.h>
#include <string.h>

#include "base/mask.h"
#include "base/utf8.h"

void meldingen_init(struct meldingen *meldingen, struct arena *arena)
{
  meldingen->arena = arena;
  meldingen->count = 0;
  meldingen->left_out = 0;
}

static void add(struct meldingen *meldingen, struct melding melding)
{
  if (meldingen->count == MOST_MELDINGEN)
    meldingen->left_out++;
  else
    meldingen->items[meldingen->count++] = melding;
}

static const char *copy(const struct meldingen *meldingen, const char *text)
{
  return text != NULL ? arena_text(meldingen->arena, text) : NULL;
}

void meldingen_add(
    struct meldingen *meldingen, const char *code, int32_t regel, const char *pad, const char *tekst)
{
  add(meldingen, (struct melding){.code = code, .regel = regel, .pad = copy(meldingen, pad), .tekst = tekst});
}

void meldingen_add_cell(
    struct meldingen *meldingen, const char *code, int32_t regel, const char *kolom, const char *tekst)
{
  add(meldingen,
      (struct melding){.code = code, .regel = regel, .kolom = copy(meldingen, kolom), .tekst = tekst});
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

void text_mask(char *text)
{
  mask_digits(text);
  while (*text != '\0') {
    size_t size = utf8_size(text);
    if (size == 0)
      *text = '?';
    text += size > 0 ? size : 1;
  }
}

/* Fuzz target of the rules of one message: right messages of all kinds with changes that keep them well
 * formed, so that it is the rules that speak. An input is a file of examples as tests/ingest/fixtures/rules/
 * holds them (those are its seeds): what is found here can be put there as it is. rules_mutator.c makes
 * changes that keep to the types.
 *
 * Held of every message: it is judged the same again, read as a stream of little pieces, and in two passes;
 * findings are in order of line, bounded, of codes that exist and in their own words, never with a value of
 * the message; a refused message has no events, and no event carries a Bsn.
 *
 *   build-fuzz/tests/fuzz/fuzz_rules -max_len=4096 CORPUS tests/ingest/fixtures/rules */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/bericht_reader.h"
#include "ingest/levering_reader.h"
#include "ingest/rules.h"
#include "ingest/verslag.h"
#include "reader_help.h"
#include "rules_message.h"

enum {
  LONG_VALUE = 6, /* characters; a shorter one may stand in a text by chance */
  BSN_SIZE = 9,
  PIECE = 31, /* bytes of a stream */
  MOST_BYTES = 1 << 24
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
  if (!holds)
    abort();
}

/* The readers, kept from message to message: what one leaves behind would show in the next. */
static struct {
  struct pseudonymiser *pseudonymiser;
  struct levering_reader *reader;
  struct bericht_reader *bericht;
  struct buffer first, second;
  int file;
} kept;

static void set_up(void)
{
  if (kept.reader != NULL)
    return;
  kept.pseudonymiser = reading_pseudonymiser();
  kept.reader = levering_reader_new(kept.pseudonymiser);
  kept.bericht = bericht_reader_new();
  buffer_init(&kept.first, MOST_BYTES);
  buffer_init(&kept.second, MOST_BYTES);
  kept.file = memfd_create("bericht", MFD_CLOEXEC);
  must(kept.file >= 0);
}

/* --- one finding --- */

static bool is_text_of(const struct melding *melding)
{
  bool is_rule = false;
  for (size_t n = 0; rule_get(n) != NULL; n++) {
    const struct rule *rule = rule_get(n);
    if (strcmp(rule->code, melding->code) != 0)
      continue;
    is_rule = true;
    if (rule->tekst != NULL && strcmp(rule->tekst, melding->tekst) == 0)
      return true;
  }
  static const char *const others[] = {"XSD", "DATUM", "VORM"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (strcmp(others[i], melding->code) == 0)
      return true;
  }
  return is_rule && melding->pad == NULL; /* how many were left out */
}

/* Texts name elements: a value that is a piece of such a name tells nothing. */
static bool is_in_a_name(xmlNodePtr node, const char *value)
{
  if (strstr((const char *)node->name, value) != NULL)
    return true;
  for (xmlNodePtr child = xmlFirstElementChild(node); child != NULL; child = xmlNextElementSibling(child)) {
    if (is_in_a_name(child, value))
      return true;
  }
  return false;
}

static bool has_value_in(xmlNodePtr root, xmlNodePtr node, const char *text)
{
  if (xmlFirstElementChild(node) == NULL) {
    xmlChar *value = xmlNodeGetContent(node);
    bool is_found = xmlStrlen(value) >= LONG_VALUE && strstr(text, (const char *)value) != NULL &&
                    !is_in_a_name(root, (const char *)value);
    xmlFree(value);
    return is_found;
  }
  for (xmlNodePtr child = xmlFirstElementChild(node); child != NULL; child = xmlNextElementSibling(child)) {
    if (has_value_in(root, child, text))
      return true;
  }
  return false;
}

static void check_meldingen(const struct rules_message *message, const struct levering *levering)
{
  int32_t lines = 1;
  for (size_t i = 0; i < message->size; i++)
    lines += message->bytes[i] == '\n';
  must(levering->meldingen_count <= MOST_MELDINGEN + 1);
  int32_t regel = 1;
  xmlNodePtr root = xmlDocGetRootElement(message->document);
  for (size_t i = 0; i < levering->meldingen_count; i++) {
    const struct melding *melding = &levering->meldingen[i];
    must(melding->regel >= regel && melding->regel <= lines);
    regel = melding->regel;
    must(melding->pad != NULL || strcmp(melding->code, "VORM") == 0 || i == MOST_MELDINGEN);
    must(melding->pad == NULL || strncmp(melding->pad, "/Bericht", 8) == 0);
    must(is_text_of(melding));
    must(!has_value_in(root, root, melding->tekst));
  }
}

/* --- what goes out --- */

static void encode(const struct batch_levering *judged, struct buffer *out)
{
  buffer_reset(out);
  levering_encode(&judged->levering, out);
  for (size_t i = 0; i < judged->gebeurtenis_count; i++)
    gebeurtenis_encode(&judged->gebeurtenissen[i], out);
  must(!out->failed);
}

static bool has_bsn_in(xmlNodePtr node, const struct buffer *bytes)
{
  bool is_found = false;
  if (strcmp((const char *)node->name, "Bsn") == 0) {
    xmlChar *value = xmlNodeGetContent(node);
    is_found = xmlStrlen(value) >= BSN_SIZE &&
               memmem(bytes->data, bytes->size, value, (size_t)xmlStrlen(value)) != NULL;
    xmlFree(value);
  }
  for (xmlNodePtr child = xmlFirstElementChild(node); child != NULL; child = xmlNextElementSibling(child))
    is_found = is_found || has_bsn_in(child, bytes);
  return is_found;
}

static void check_levering(const struct rules_message *message, const struct batch_levering *judged)
{
  const struct levering *levering = &judged->levering;
  bool is_good = levering->oordeel == OORDEEL_GOED;
  must(is_good || levering->oordeel == OORDEEL_AFGEKEURD);
  must(is_good == (levering->meldingen_count == 0));
  must(levering->regels_goed == (is_good ? 1 : 0) && levering->regels_fout == (is_good ? 0 : 1));
  must((size_t)levering->gebeurtenissen == judged->gebeurtenis_count);
  must(is_good || judged->gebeurtenis_count == 0);
  check_meldingen(message, levering);
  must(!has_bsn_in(xmlDocGetRootElement(message->document), &kept.first));
}

/* --- the same again --- */

static void check_same(const struct batch_levering *again)
{
  encode(again, &kept.second);
  must(
      kept.first.size == kept.second.size && memcmp(kept.first.data, kept.second.data, kept.first.size) == 0);
}

static void judge_again(
    const struct rules_message *message, const struct levering_source *source, struct arena *arena)
{
  struct batch_levering out = {0};
  must(levering_reader_read(kept.reader, source, message->bytes, message->size, arena, &out, NULL) == 0);
  check_same(&out);
}

/* Said to be as large as what is never held, so that it is read twice. */
static void judge_in_two_passes(
    const struct rules_message *message, const struct levering_source *source, struct arena *arena)
{
  struct batch_levering out = {0};
  must(ftruncate(kept.file, 0) == 0);
  must(pwrite(kept.file, message->bytes, message->size, 0) == (ssize_t)message->size);
  must(levering_reader_read_file(
           kept.reader, source, kept.file, LEVERING_HELD_BYTES + 1, NULL, arena, &out, NULL) == 0);
  check_same(&out);
}

struct pieces {
  const char *data;
  size_t left;
};

static int read_piece(void *context, char *out, int size)
{
  struct pieces *pieces = context;
  size_t count = size < PIECE ? (size_t)size : PIECE;
  count = count < pieces->left ? count : pieces->left;
  memcpy(out, pieces->data, count);
  pieces->data += count;
  pieces->left -= count;
  return (int)count;
}

static void judge_in_pieces(const struct rules_message *message, const struct levering_source *source,
    const struct levering *expected, struct arena *arena)
{
  static struct meldingen found;
  meldingen_init(&found, arena);
  struct pieces pieces = {message->bytes, message->size};
  struct bericht_reading reading = {.stream = &(struct xml_stream){read_piece, &pieces},
      .ontvangen = source->ontvangen,
      .organisation = source->organisation,
      .meldingen = &found};
  bericht_reader_read(kept.bericht, &reading);
  bericht_reader_forget(kept.bericht);
  meldingen_finish(&found);
  must(found.count == expected->meldingen_count);
  for (size_t i = 0; i < found.count; i++) {
    must(strcmp(found.items[i].code, expected->meldingen[i].code) == 0);
    must(found.items[i].regel == expected->meldingen[i].regel);
    must(strcmp(found.items[i].tekst, expected->meldingen[i].tekst) == 0);
  }
}

static void judge(const struct rules_message *message)
{
  char organisation[9];
  struct levering_source source = {.name = "bericht.xml", .ontvangen = message->received};
  if (levering_sender(kept.reader, message->bytes, message->size, organisation, NULL) == 0)
    source.organisation = organisation;
  struct arena arena;
  arena_init(&arena, 0);
  struct batch_levering out = {0};
  must(levering_reader_read(kept.reader, &source, message->bytes, message->size, &arena, &out, NULL) == 0);
  encode(&out, &kept.first);
  check_levering(message, &out);
  judge_again(message, &source, &arena);
  judge_in_two_passes(message, &source, &arena);
  judge_in_pieces(message, &source, &out.levering, &arena);
  arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  set_up();
  rules_messages_each(data, size, judge);
  return 0;
}

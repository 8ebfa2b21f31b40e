/* The levering, or each member of a zip, is a piece that is read once, and again as often as the receiver
 * lost parts of it. Names and texts are put in the arena of the batch, which outlives the file. */
#include "ingest/judging.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/stopwatch.h"
#include "ingest/bundle.h"
#include "ingest/levering_reader.h"
#include "ingest/overeenkomst.h"
#include "ingest/sealing.h"

struct judging {
  struct judging_options options;
  struct levering_reader *reader;
  struct product_domeinen *producten;
  struct indicator_codes *indicatoren;
  struct overeenkomsten *overeenkomsten;
  struct day *day; /* of the file in hand, as are: */
  struct arena names;
  struct stopwatch checking; /* the part that parses and checks */
};

struct judging *judging_new(const struct judging_options *options)
{
  struct judging *judging = memory_new(sizeof *judging);
  judging->options = *options;
  judging->reader = levering_reader_new(options->pseudonymiser);
  judging->producten = product_domeinen_new(options->inbox);
  judging->indicatoren = indicator_codes_new(options->inbox);
  judging->overeenkomsten = overeenkomsten_new(options->inbox);
  judging->checking.is_on = log_is_shown(LOG_DEBUG);
  arena_init(&judging->names, 4096);
  return judging;
}

void judging_free(struct judging **judging)
{
  if (*judging == NULL)
    return;
  levering_reader_free(&(*judging)->reader);
  product_domeinen_free(&(*judging)->producten);
  indicator_codes_free(&(*judging)->indicatoren);
  overeenkomsten_free(&(*judging)->overeenkomsten);
  arena_fini(&(*judging)->names);
  free(*judging);
  *judging = NULL;
}

int judging_refresh(struct judging *judging, struct error *error)
{
  int kind = product_domeinen_refresh(judging->producten, error);
  if (kind == 0)
    kind = indicator_codes_refresh(judging->indicatoren, error);
  return kind == 0 ? overeenkomsten_refresh(judging->overeenkomsten, error) : kind;
}

int64_t judging_checking_ms(const struct judging *judging)
{
  return stopwatch_ms(&judging->checking);
}

/* --- a place in the batch --- */

/* A name as it goes into records: on one line. The reader sees to the rest (text_mask). */
static const char *readable_name(const char *name, struct arena *arena)
{
  char *copy = arena_text(arena, name);
  for (char *c = copy; *c != '\0'; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7f)
      *c = '?';
  return copy;
}

/* bundle: the zip that holds it, or NULL. */
static void add_judged(
    struct judging *judging, const char *name, struct bundle *bundle, const struct batch_levering *judged)
{
  size_t size = bundle == NULL ? strlen(name) + 1 : 1;
  struct origin *origin = arena_new(sending_arena(judging->options.sending), sizeof *origin + size);
  origin->day = judging->day;
  origin->bundle = bundle;
  if (bundle == NULL)
    memcpy(origin->name, name, size);
  else
    atomic_fetch_add(&bundle->left, 1);
  struct batch_levering *entry = sending_add(judging->options.sending);
  *entry = *judged;
  entry->origin = origin;
  atomic_fetch_add(&judging->day->left, 1);
}

static struct levering_source describe(struct judging *judging, const char *name)
{
  const struct inbox_taken *taken = &judging->day->taken;
  arena_reset(&judging->names);
  return (struct levering_source){
      .name = readable_name(name, &judging->names),
      .organisation = arena_text(&judging->names, taken->organisation),
      .producten = judging->producten,
      .indicatoren = judging->indicatoren,
      .overeenkomsten = judging->overeenkomsten,
      .ontvangen = taken->day,
  };
}

/* A file, or a member of a zip. */
struct piece {
  const char *name; /* of the file that it is, or is in */
  int file;
  int64_t size;
  struct bundle *bundle; /* NULL: a file */
  struct zip_reader *zip;
  const struct zip_member *member;
};

/* --- one piece --- */

/* Nothing may be kept of what there is no agreement for, sealed or not. */
static bool is_unread(const struct batch_levering *judged)
{
  const struct levering *levering = &judged->levering;
  return levering->meldingen_count > 0 && strcmp(levering->meldingen[0].code, OVEREENKOMST_CODE) == 0;
}

static bool is_kept(const struct judging *judging, const struct batch_levering *judged)
{
  return judging->options.archive != NULL && judged->levering.oordeel != OORDEEL_GOED && !is_unread(judged);
}

static int read_piece(
    struct judging *judging, const struct piece *piece, struct batch_levering *judged, struct error *error)
{
  struct levering_parts parts = sending_begin_levering(judging->options.sending);
  struct arena *arena = sending_arena(judging->options.sending);
  struct levering_source source = describe(judging, piece->name);
  stopwatch_start(&judging->checking);
  int kind = 0;
  if (piece->bundle == NULL) {
    kind = levering_reader_read_file(
        judging->reader, &source, piece->file, piece->size, &parts, arena, judged, error);
  } else {
    struct bundle_member what = {
        piece->zip, piece->member, bundle_name(source.name, piece->member->name, &judging->names)};
    kind = bundle_judge(judging->reader, &source, &what, &parts, arena, judged, error);
  }
  stopwatch_stop(&judging->checking);
  return kind;
}

static struct sealing sealing_of(
    const struct judging *judging, const struct batch_levering *judged, const char *name)
{
  const struct inbox_taken *taken = &judging->day->taken;
  return (struct sealing){
      judging->options.archive, {taken->organisation, taken->day, judged->levering.id}, name};
}

static int seal_file(struct judging *judging, const struct batch_levering *judged, const char *name, int file,
    struct error *error)
{
  struct sealing sealing = sealing_of(judging, judged, name);
  return sealing_file(&sealing, file, error);
}

static int seal_member(struct judging *judging, const struct piece *piece,
    const struct batch_levering *judged, struct error *error)
{
  if (piece->member->refusal != NULL)
    return 0;
  const char *name = bundle_name(piece->bundle->name, piece->member->name, &judging->names);
  struct sealing sealing = sealing_of(judging, judged, name);
  return sealing_member(&sealing, piece->zip, piece->member, error);
}

static int seal_piece(struct judging *judging, const struct piece *piece, const struct batch_levering *judged,
    struct error *error)
{
  if (!is_kept(judging, judged))
    return 0;
  if (piece->bundle != NULL)
    return seal_member(judging, piece, judged, error);
  return seal_file(judging, judged, piece->name, piece->file, error);
}

/* All parts of it are on their way; what has to be read again is not under way any more. */
static int end_parts(struct judging *judging, struct bundle *bundle, struct error *error)
{
  int kind = sending_end_parts(judging->options.sending, error);
  if (kind != SENDING_REPEAT)
    return kind;
  atomic_fetch_sub(&judging->day->left, 1);
  if (bundle != NULL)
    atomic_fetch_sub(&bundle->left, 1);
  return kind;
}

/* Reads it once. SENDING_REPEAT: the receiver lost the parts of it. */
static int judge_once(struct judging *judging, const struct piece *piece, struct error *error)
{
  struct batch_levering judged = {.gebeurtenissen = NULL};
  int kind = read_piece(judging, piece, &judged, error);
  if (kind == 0)
    kind = seal_piece(judging, piece, &judged, error);
  bool is_in_parts = sending_is_in_parts(judging->options.sending);
  if (kind == 0) {
    add_judged(judging, piece->name, piece->bundle, &judged);
    return is_in_parts ? end_parts(judging, piece->bundle, error) : 0;
  }
  if (is_in_parts && kind > 0)
    sending_withdraw(judging->options.sending);
  return kind;
}

/* What is large goes into a batch of its own. */
static int judge_piece(struct judging *judging, const struct piece *piece, struct error *error)
{
  int kind = piece->size > LEVERING_HELD_BYTES ? sending_send(judging->options.sending, error) : 0;
  if (kind != 0)
    return kind;
  do {
    kind = judge_once(judging, piece, error);
    int waited = kind == SENDING_REPEAT ? sending_wait_for_parts(judging->options.sending, error) : 0;
    if (waited != 0)
      return waited;
    if (kind != 0 && piece->size > LEVERING_HELD_BYTES)
      sending_reset(judging->options.sending);
  } while (kind == SENDING_REPEAT);
  return kind;
}

/* --- zips --- */

static int judge_member(struct judging *judging, struct zip_reader *zip, struct bundle *bundle,
    const struct zip_member *member, struct error *error)
{
  struct piece piece = {
      .name = bundle->name, .size = (int64_t)member->size, .bundle = bundle, .zip = zip, .member = member};
  int kind = judge_piece(judging, &piece, error);
  return kind == 0 ? sending_send_full(judging->options.sending, error) : kind;
}

static int judge_members(
    struct judging *judging, struct zip_reader *zip, struct bundle *bundle, struct error *error)
{
  for (;;) {
    struct zip_member member;
    bool found = false;
    if (sending_stop_level(judging->options.sending) > 0)
      return SENDING_ENDED;
    int kind = zip_reader_next(zip, &member, &found, error);
    if (kind != 0 || !found)
      return kind;
    kind = judge_member(judging, zip, bundle, &member, error);
    if (kind != 0)
      return kind;
  }
}

static int judge_zip(struct judging *judging, int file, const char *name, int64_t size, struct error *error)
{
  struct zip_reader *zip = NULL;
  const char *refusal = NULL;
  int kind = zip_reader_open(file, size, &zip, &refusal, error);
  if (kind != 0)
    return kind;
  if (zip != NULL) {
    struct bundle *bundle = settler_bundle(judging->day, name);
    kind = judge_members(judging, zip, bundle, error);
    zip_reader_close(&zip);
    if (kind == 0)
      settler_bundle_read(judging->options.settler, bundle);
    return kind;
  }
  struct arena *arena = sending_arena(judging->options.sending);
  struct levering_source source = describe(judging, name);
  struct batch_levering judged = {.gebeurtenissen = NULL};
  bundle_refuse(judging->reader, &source, refusal, size, arena, &judged);
  if (is_kept(judging, &judged))
    kind = seal_file(judging, &judged, name, file, error);
  if (kind == 0)
    add_judged(judging, name, NULL, &judged);
  return kind;
}

int judging_file(
    struct judging *judging, struct day *day, const struct judging_file *given, struct error *error)
{
  judging->day = day;
  struct piece piece = {.name = given->name, .file = given->file, .size = given->size};
  int kind = zip_reader_is_zip(given->file, given->name)
                 ? judge_zip(judging, given->file, given->name, given->size, error)
                 : judge_piece(judging, &piece, error);
  return kind == 0 ? sending_send_full(judging->options.sending, error) : kind;
}

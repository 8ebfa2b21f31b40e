#include "cli/quarantine_replay.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/replay_events.h"
#include "ingest/pseudonym.h"
#include "ingest/replay.h"

enum { PRIVATE_KEY_BYTES = 32 };

/* What a replay goes through. */
struct replay {
  struct quarantine *quarantine;
  const uint8_t *private_key; /* NULL: none was given */
  bool is_dry;
  struct sink_refused_key *keys; /* of events */
  size_t key_count, key_capacity;
  size_t without_key;
  int failed; /* the kind of the last one that could not be handed in */
};

/* --- what is meant --- */

static int read_most(const char *text, int64_t *out, struct error *error)
{
  char *end = NULL;
  *out = 0;
  if (text == NULL)
    return 0;
  *out = strtoll(text, &end, 10);
  if (*end != '\0' || *out < 1)
    return error_set(error, ERROR_USAGE, "--max is a number above 0");
  return 0;
}

int quarantine_filter_of(
    const struct arguments *arguments, struct quarantine_filter *out, struct error *error)
{
  int32_t since = 0;
  *out = (struct quarantine_filter){
      .organisation = arguments_value(arguments, "--organisation"),
      .reason = arguments_value(arguments, "--reason"),
      .since = arguments_value(arguments, "--since"),
  };
  int kind = arguments_date(arguments, "--since", 0, &since, error);
  return kind == 0 ? read_most(arguments_value(arguments, "--max"), &out->most, error) : kind;
}

int quarantine_parse_id(const char *text, struct id *out, struct error *error)
{
  if (id_parse(text, out))
    return 0;
  return error_set(error, ERROR_USAGE, "a levering is named by its id, as `quarantine list` shows it");
}

bool quarantine_place(const struct database_rows *rows, size_t row, struct archive_place *out)
{
  const char *day = database_rows_value(rows, row, QUARANTINE_ONTVANGEN);
  const char *levering = database_rows_value(rows, row, QUARANTINE_LEVERING);
  out->organisation = database_rows_value(rows, row, QUARANTINE_ORGANISATIE);
  return levering != NULL && out->organisation != NULL && id_parse(levering, &out->levering) &&
         date_parse(day, strlen(day), &out->day);
}

/* --- a levering --- */

/* Into the inbox again, when it is not there already. */
static int hand_in(
    const struct replay *replay, const struct archive_place *place, bool *is_waiting, struct error *error)
{
  const struct config *config = replay->quarantine->config;
  struct archive_original original;
  int kind = archive_unseal(config_text(config, "archive"), place, replay->private_key, &original, error);
  if (kind != 0)
    return kind;
  kind = replay_lay(config_text(config, "inbox"), place, &original, is_waiting, error);
  archive_original_fini(&original);
  if (kind == 0 && !*is_waiting)
    kind = quarantine_count_attempt(replay->quarantine->database, &place->levering, error);
  return kind;
}

static int replay_levering(
    struct replay *replay, const struct database_rows *rows, size_t row, struct error *error)
{
  struct archive_place place;
  bool is_waiting = false;
  if (replay->private_key == NULL) {
    replay->without_key++;
    return 0;
  }
  if (!quarantine_place(rows, row, &place))
    return error_set(error, ERROR_INTERNAL, "a levering without a place");
  int kind = hand_in(replay, &place, &is_waiting, error);
  if (kind != 0)
    return kind;
  printf("%s %s\n", database_rows_value(rows, row, QUARANTINE_LEVERING),
      is_waiting ? "wacht al in de inbox" : "ligt weer in de inbox");
  return 0;
}

/* --- rows of the list --- */

/* The original of a levering may be gone; what waits of an event is in the quarantine itself. */
static bool can_be_handed_in(
    const struct replay *replay, const struct database_rows *rows, size_t row, bool is_event)
{
  struct archive_place place;
  return is_event || (quarantine_place(rows, row, &place) &&
                         archive_has(config_text(replay->quarantine->config, "archive"), &place));
}

static int note_event(
    struct replay *replay, const struct database_rows *rows, size_t row, struct error *error)
{
  if (replay->key_count == replay->key_capacity) {
    replay->key_capacity = replay->key_capacity > 0 ? 2 * replay->key_capacity : 64;
    replay->keys = memory_resize(replay->keys, replay->key_capacity * sizeof *replay->keys);
  }
  struct sink_refused_key *key = &replay->keys[replay->key_count++];
  if (id_parse(database_rows_value(rows, row, QUARANTINE_LEVERING), &key->levering) &&
      id_parse(database_rows_value(rows, row, QUARANTINE_GEBEURTENIS), &key->event))
    return 0;
  return error_set(error, ERROR_INTERNAL, "an event in quarantine without an id");
}

static int replay_row(
    struct replay *replay, const struct database_rows *rows, size_t row, struct error *error)
{
  bool is_event = database_rows_value(rows, row, QUARANTINE_GEBEURTENIS) != NULL;
  const char *code = database_rows_value(rows, row, QUARANTINE_CODE);
  if (database_rows_value(rows, row, QUARANTINE_LEVERING) == NULL) {
    printf("%s is onleesbaar: lever het bestand van die dag opnieuw aan\n",
        database_rows_value(rows, row, QUARANTINE_BESTAND));
    return 0;
  }
  if (replay->is_dry) {
    printf("%s regel %s, %s: %s\n", database_rows_value(rows, row, QUARANTINE_LEVERING),
        is_event ? database_rows_value(rows, row, QUARANTINE_REGEL) : "-", code != NULL ? code : "-",
        can_be_handed_in(replay, rows, row, is_event)
            ? "zou opnieuw worden aangeboden"
            : "is niet verzegeld en kan niet opnieuw worden aangeboden");
    return 0;
  }
  return is_event ? note_event(replay, rows, row, error) : replay_levering(replay, rows, row, error);
}

/* Goes on after one that fails: that one is named, and decides the exit status. */
static void replay_rows(struct replay *replay, const struct database_rows *rows)
{
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    struct error error;
    int kind = replay_row(replay, rows, row, &error);
    if (kind == 0)
      continue;
    fprintf(stderr, "sluis quarantine: %s: %s\n", database_rows_value(rows, row, QUARANTINE_LEVERING),
        error.text);
    replay->failed = kind;
  }
}

/* One that was accepted meanwhile needs nothing more: doing it twice is no mistake. */
static int tell_absent(struct replay *replay, const struct id *levering, struct error *error)
{
  bool known = false;
  char id[ID_TEXT_SIZE];
  id_format(levering, id);
  int kind = quarantine_knows(replay->quarantine->database, levering, &known, error);
  if (kind == 0 && !known)
    kind = error_set(error, ERROR_NO_INPUT, "no levering %s is stored", id);
  if (kind == 0)
    printf("%s is opgenomen en wacht niet\n", id);
  return kind;
}

static int replay_selection(
    struct replay *replay, const struct quarantine_filter *filter, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = quarantine_list(replay->quarantine->database, filter, &rows, error);
  if (kind == 0 && database_rows_count(rows) == 0 && filter->levering != NULL)
    kind = tell_absent(replay, filter->levering, error);
  if (kind == 0)
    replay_rows(replay, rows);
  database_rows_free(&rows);
  return kind;
}

/* --- all of it --- */

/* As replay_rows: goes on after one that fails. */
static int replay_words(struct replay *replay, const struct quarantine_filter *filter, struct error *error)
{
  const struct arguments *arguments = replay->quarantine->arguments;
  int result = 0;
  for (int i = 1; i < arguments->count; i++) {
    struct error one = {0};
    struct id levering;
    struct quarantine_filter of_levering = *filter;
    of_levering.levering = &levering;
    int kind = quarantine_parse_id(arguments->items[i], &levering, &one);
    if (kind == 0)
      kind = replay_selection(replay, &of_levering, &one);
    if (kind == 0)
      continue;
    fprintf(stderr, "sluis quarantine: %s: %s\n", arguments->items[i], one.text);
    result = kind;
  }
  error_set(error, (enum error_kind)result, "%s", "");
  return result;
}

static int replay_noted(struct replay *replay, struct error *error)
{
  struct replay_counts counts;
  if (replay->key_count == 0)
    return 0;
  int kind = replay_events(replay->keys, replay->key_count, &counts, error);
  printf("%zu gegevens opnieuw aangeboden: %zu opgenomen, %zu weer geweigerd\n", counts.tried,
      counts.tried - counts.refused, counts.refused);
  return kind;
}

static int replay_all(struct replay *replay, struct error *error)
{
  struct quarantine_filter filter;
  int kind = quarantine_filter_of(replay->quarantine->arguments, &filter, error);
  if (kind != 0)
    return kind;
  if (replay->quarantine->arguments->count > 1)
    kind = replay_words(replay, &filter, error);
  else
    kind = replay_selection(replay, &filter, error);
  struct error later;
  int noted = replay_noted(replay, &later);
  if (kind == 0 && noted != 0)
    *error = later;
  if (kind == 0 && noted == 0 && replay->failed != 0)
    kind = error_set(error, (enum error_kind)replay->failed, "%s", "");
  if (kind == 0 && replay->without_key > 0)
    kind = error_set(error, ERROR_USAGE, "%zu leveringen were refused as a whole and need --private-key",
        replay->without_key);
  return kind != 0 ? kind : noted;
}

static int check_words(const struct arguments *arguments, struct error *error)
{
  static const char *const selecting[] = {
      "--organisation", "--reason", "--since", "--max", "--dry-run", "--private-key"};
  bool is_selected = arguments->count > 1;
  for (size_t i = 0; i < sizeof selecting / sizeof *selecting; i++)
    is_selected = is_selected || arguments_has(arguments, selecting[i]);
  if (is_selected)
    return 0;
  return error_set(
      error, ERROR_USAGE, "which ones? sluis quarantine replay LEVERING..., --reason, --since or --max");
}

int quarantine_replay(struct quarantine *quarantine, struct error *error)
{
  const char *path = arguments_value(quarantine->arguments, "--private-key");
  struct replay replay = {
      .quarantine = quarantine, .is_dry = arguments_has(quarantine->arguments, "--dry-run")};
  uint8_t *private_key = NULL;
  int kind = check_words(quarantine->arguments, error);
  if (kind == 0 && path != NULL) {
    private_key = sodium_init() >= 0 ? sodium_malloc(PRIVATE_KEY_BYTES) : NULL;
    kind = private_key == NULL ? error_set(error, ERROR_INTERNAL, "no guarded memory for the key")
                               : key_file_read(path, private_key, error);
    replay.private_key = private_key;
  }
  if (kind == 0)
    kind = replay_all(&replay, error);
  free(replay.keys);
  sodium_free(private_key);
  return kind;
}

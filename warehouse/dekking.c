/* Asks what was expected and what came of it, and counts. */
#include "warehouse/dekking.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"

enum { MOST_DATASETS_TEXT = 200 };

static const char *date_text(struct arena *arena, int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  return arena_text(arena, text);
}

static const char *datasets_text(struct arena *arena, const struct report_words *datasets)
{
  struct buffer text;
  buffer_init(&text, MOST_DATASETS_TEXT);
  for (size_t i = 0; i < datasets->count; i++)
    buffer_format(&text, "%s%s", i > 0 ? " " : "", datasets->items[i]);
  const char *kept = arena_bytes(arena, text.size > 0 ? text.data : "", text.size);
  buffer_fini(&text);
  return kept;
}

static const char *kept_value(
    struct arena *arena, const struct database_rows *rows, size_t row, size_t column)
{
  const char *value = database_rows_value(rows, row, column);
  return value != NULL ? arena_text(arena, value) : NULL;
}

/* ---- what was expected ---- */

static const char expected_sql[] =
    "select organisatie, dataset, periode, van, tot, uitkomst "
    "from rapport.dekking_op($1::date, $2::date, $3::date, $4::integer, $5::boolean) "
    "where dataset = any(string_to_array($6, ' ')) order by organisatie, dataset, uitkomst, van";

static bool is_message(const char *dataset)
{
  return strcmp(dataset, "jw") == 0 || strcmp(dataset, "wmo") == 0;
}

/* Rows come by organisatie, so one who sends messages is counted at the first of its rows, and taken off at
 * the first that is not there. */
struct sender {
  const char *organisatie;
  bool is_whole;
};

static void count_message(
    struct dekking *dekking, struct sender *sender, const char *organisatie, bool is_received)
{
  struct dekking_telling *telling = strlen(organisatie) == 4 ? &dekking->gemeenten : &dekking->aanbieders;
  if (sender->organisatie == NULL || strcmp(sender->organisatie, organisatie) != 0) {
    *sender = (struct sender){.organisatie = organisatie, .is_whole = true};
    telling->gepland++;
    telling->ontvangen++;
  }
  if (!is_received && sender->is_whole) {
    sender->is_whole = false;
    telling->ontvangen--;
  }
}

static void take_expected(struct dekking *dekking, const struct database_rows *rows, struct arena *arena)
{
  struct sender sender = {.organisatie = NULL};
  size_t count = database_rows_count(rows);
  dekking->gemist = arena_array(arena, count, sizeof *dekking->gemist);
  for (size_t row = 0; row < count; row++) {
    const char *organisatie = kept_value(arena, rows, row, 0);
    const char *dataset = kept_value(arena, rows, row, 1);
    const char *uitkomst = kept_value(arena, rows, row, 5);
    bool is_received = strcmp(uitkomst, "ontvangen") == 0;
    if (is_message(dataset)) {
      count_message(dekking, &sender, organisatie, is_received);
    } else {
      dekking->lijsten.gepland++;
      dekking->lijsten.ontvangen += is_received;
    }
    if (!is_received)
      dekking->gemist[dekking->gemist_count++] = (struct dekking_gemis){.organisatie = organisatie,
          .dataset = dataset,
          .periode = kept_value(arena, rows, row, 2),
          .van = kept_value(arena, rows, row, 3),
          .tot = kept_value(arena, rows, row, 4),
          .uitkomst = uitkomst};
  }
}

static int find_expected(struct database *database, const struct dekking_vraag *vraag, struct arena *arena,
    struct dekking *out, struct error *error)
{
  const struct database_parameter parameters[] = {{.value = date_text(arena, vraag->van)},
      {.value = date_text(arena, vraag->tot)}, {.value = date_text(arena, vraag->peildatum)},
      {.value = vraag->termijn}, {.value = vraag->open_wijze == DEKKING_DOORGETROKKEN ? "true" : "false"},
      {.value = datasets_text(arena, vraag->datasets)}};
  struct database_rows *rows = NULL;
  int kind = database_query(database, expected_sql, parameters, sizeof parameters / sizeof *parameters,
      DATABASE_TEXT, &rows, error);
  if (kind == 0)
    take_expected(out, rows, arena);
  database_rows_free(&rows);
  return kind;
}

/* ---- what runs on ---- */

static const char open_sql[] = "select aanbieder, tot, trajecten "
                               "from rapport.open_na_lijst($1::date, $2::date, $3::date) order by aanbieder";

static int find_open(struct database *database, const struct dekking_vraag *vraag, struct arena *arena,
    struct dekking *out, struct error *error)
{
  if (!report_words_have(vraag->datasets, "traject"))
    return 0;
  const struct database_parameter parameters[] = {{.value = date_text(arena, vraag->van)},
      {.value = date_text(arena, vraag->tot)}, {.value = date_text(arena, vraag->peildatum)}};
  struct database_rows *rows = NULL;
  int kind = database_query(
      database, open_sql, parameters, sizeof parameters / sizeof *parameters, DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  out->open_count = database_rows_count(rows);
  out->open = arena_array(arena, out->open_count, sizeof *out->open);
  for (size_t row = 0; row < out->open_count; row++)
    out->open[row] = (struct dekking_open){.aanbieder = kept_value(arena, rows, row, 0),
        .tot = kept_value(arena, rows, row, 1),
        .trajecten = strtoll(database_rows_value(rows, row, 2), NULL, 10)};
  database_rows_free(&rows);
  return 0;
}

/* ---- how far it goes ---- */

static const char last_sql[] = "select rapport.ontvangen_tot_en_met($1::date)";

static int find_last(struct database *database, const struct dekking_vraag *vraag, struct arena *arena,
    struct dekking *out, struct error *error)
{
  const struct database_parameter parameter = {.value = date_text(arena, vraag->peildatum)};
  struct database_rows *rows = NULL;
  int kind = database_query(database, last_sql, &parameter, 1, DATABASE_TEXT, &rows, error);
  if (kind == 0)
    out->ontvangen_tot_en_met = kept_value(arena, rows, 0, 0);
  database_rows_free(&rows);
  return kind;
}

int dekking_find(struct database *database, const struct dekking_vraag *vraag, struct arena *arena,
    struct dekking *out, struct error *error)
{
  *out = (struct dekking){.open_wijze = vraag->open_wijze};
  int kind = find_expected(database, vraag, arena, out, error);
  if (kind == 0)
    kind = find_open(database, vraag, arena, out, error);
  if (kind == 0)
    kind = find_last(database, vraag, arena, out, error);
  return kind;
}

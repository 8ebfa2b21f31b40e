/* Runs a report: finds its definition, builds the statement, asks for its coverage and then for the figure in
 * one statement, which is one snapshot. */
#include "warehouse/report.h"

#include <string.h>

#include "warehouse/report_asked.h"
#include "warehouse/report_query.h"

static void add_column(struct report_result *result, const char *name, enum report_kind kind)
{
  result->columns[result->column_count++] = (struct report_column){.name = name, .kind = kind};
}

/* In the order of the statement: --per, keys, measures, the dimension that was added. */
static void name_columns(struct report_result *result)
{
  const struct report_definition *definition = result->definition;
  const struct report_words *per = &result->request->per;
  for (size_t i = 0; i < per->count; i++)
    add_column(result, per->items[i], REPORT_TEXT);
  for (size_t i = 0; i < definition->key_count; i++)
    add_column(result, definition->keys[i].name, REPORT_TEXT);
  for (size_t i = 0; i < definition->measure_count; i++)
    add_column(result, definition->measures[i].name, definition->measures[i].kind);
  if (definition->last_dimension != NULL && !report_words_have(per, definition->last_dimension))
    add_column(result, definition->last_dimension, REPORT_TEXT);
}

/* Read committed on purpose: the statement takes its snapshot when it has all its locks, so that it also
 * counts right next to somebody who truncates a table and fills it again. Compiling the plan costs more than
 * it brings for statements of a second; sorts of a region's clients should stay in memory. */
#define BEGIN                                                                                                \
  "begin isolation level read committed read only; set local jit = off; set local work_mem = '128MB'"

static int steer_planner(
    struct database *database, const struct report_definition *definition, struct error *error)
{
  int kind = 0;
  if (definition->groups_by_hash)
    kind = database_execute(database, "set local enable_sort = off", error);
  if (kind == 0 && definition->joins_by_hash)
    kind = database_execute(
        database, "set local enable_nestloop = off; set local enable_mergejoin = off", error);
  return kind;
}

static int ask(struct database *database, const struct report_definition *definition,
    const struct report_query *query, const struct dekking_vraag *vraag, struct arena *arena,
    struct report_result *out, struct error *error)
{
  int kind = database_execute(database, BEGIN, error);
  if (kind != 0)
    return kind;
  kind = dekking_find(database, vraag, arena, &out->dekking, error);
  if (kind == 0)
    kind = steer_planner(database, definition, error);
  if (kind == 0)
    kind = database_query(database, query->sql.data, query->parameters, query->parameter_count, DATABASE_TEXT,
        &out->rows, error);
  struct error ignored;
  int end_kind = database_execute(database, "rollback", kind == 0 ? error : &ignored);
  if (kind == 0 && end_kind != 0)
    database_rows_free(&out->rows);
  return kind != 0 ? kind : end_kind;
}

/* NULL where the report has no such option. */
static const char *option_value(
    const struct report_definition *definition, const struct report_request *request, const char *name)
{
  for (size_t i = 0; i < definition->option_count; i++) {
    if (strcmp(definition->options[i].name, name) == 0)
      return report_option_value(&definition->options[i], request);
  }
  return NULL;
}

/* A report that can carry open trajecten forward is one that counts their days. */
static enum dekking_open_wijze open_wijze(const char *doortrekken)
{
  if (doortrekken == NULL)
    return DEKKING_MEEGETELD;
  return strcmp(doortrekken, "ja") == 0 ? DEKKING_DOORGETROKKEN : DEKKING_AFGEKAPT;
}

static struct dekking_vraag make_vraag(
    const struct report_definition *definition, const struct report_request *request)
{
  const char *termijn = option_value(definition, request, "uiterlijk");
  return (struct dekking_vraag){.van = request->van,
      .tot = request->tot,
      .peildatum = request->peildatum,
      .datasets = &definition->datasets,
      .termijn = termijn != NULL ? termijn : DEKKING_TERMIJN,
      .open_wijze = open_wijze(option_value(definition, request, "doortrekken"))};
}

static int prepare(const struct report_request *request, struct arena *arena, struct report_definition **out,
    struct report_query *query, struct error *error)
{
  *out = arena_new(arena, sizeof **out);
  int kind = report_definition_find(request->name, arena, *out, error);
  if (kind != 0)
    return kind;
  return report_query_build(*out, request, arena, query, error);
}

int report_check(const struct report_request *request, struct arena *arena, struct error *error)
{
  struct report_definition *definition = NULL;
  struct report_query query;
  int kind = prepare(request, arena, &definition, &query, error);
  if (kind == 0)
    report_query_fini(&query);
  return kind;
}

int report_run(struct database *database, const struct report_request *request, struct arena *arena,
    struct report_result *out, struct error *error)
{
  struct report_definition *definition = NULL;
  struct report_query query;
  *out = (struct report_result){.request = request};
  int kind = prepare(request, arena, &definition, &query, error);
  if (kind != 0)
    return kind;
  out->definition = definition;
  struct dekking_vraag vraag = make_vraag(definition, request);
  kind = ask(database, definition, &query, &vraag, arena, out, error);
  report_query_fini(&query);
  if (kind == 0)
    name_columns(out);
  return kind;
}

void report_result_fini(struct report_result *result)
{
  database_rows_free(&result->rows);
}

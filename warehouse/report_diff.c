/* The report twice, its groups laid side by side, and who changed them. What the two days say of a closed day
 * never changes; of a day that is still open a levering may be stored between the one question and the next.
 */
#include "warehouse/report_diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "warehouse/report_cause.h"

/* A row of a result with what it is looked up by. */
struct group {
  const struct report_result *result;
  size_t row;
};

static int compare_texts(const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);
  return strcmp(a, b);
}

static int compare_groups(const void *a, const void *b)
{
  const struct group *first = a;
  const struct group *second = b;
  for (size_t i = 0; i < first->result->column_count; i++) {
    if (first->result->columns[i].kind != REPORT_TEXT)
      continue;
    int order = compare_texts(database_rows_value(first->result->rows, first->row, i),
        database_rows_value(second->result->rows, second->row, i));
    if (order != 0)
      return order;
  }
  return 0;
}

/* Sorted; to be freed. */
static struct group *list_groups(const struct report_result *result)
{
  size_t count = database_rows_count(result->rows);
  struct group *groups = memory_new(count * sizeof *groups);
  for (size_t i = 0; i < count; i++)
    groups[i] = (struct group){result, i};
  if (count > 0)
    qsort(groups, count, sizeof *groups, compare_groups);
  return groups;
}

static long find_group(
    const struct group *groups, size_t count, const struct report_result *result, size_t row)
{
  struct group key = {result, row};
  const struct group *found = count > 0 ? bsearch(&key, groups, count, sizeof key, compare_groups) : NULL;
  return found != NULL ? (long)found->row : DIFF_ABSENT;
}

static void pair_groups(struct report_diff *diff, struct arena *arena)
{
  size_t befores = database_rows_count(diff->before.rows);
  size_t afters = database_rows_count(diff->after.rows);
  struct group *before = list_groups(&diff->before);
  struct group *after = list_groups(&diff->after);
  diff->pairs = arena_array(arena, befores + afters, sizeof *diff->pairs);
  for (size_t i = 0; i < afters; i++)
    diff->pairs[diff->count++] =
        (struct report_diff_pair){find_group(before, befores, &diff->after, i), (long)i};
  for (size_t i = 0; i < befores; i++) {
    if (find_group(after, afters, &diff->before, i) == DIFF_ABSENT)
      diff->pairs[diff->count++] = (struct report_diff_pair){(long)i, DIFF_ABSENT};
  }
  free(before);
  free(after);
}

int report_diff_run(struct database *database, const struct report_request *request, int32_t met,
    struct arena *arena, struct report_diff *out, struct error *error)
{
  *out = (struct report_diff){.requests = {*request, *request}};
  out->requests[1].peildatum = met;
  int32_t from = request->peildatum < met ? request->peildatum : met;
  int32_t to = request->peildatum < met ? met : request->peildatum;
  int kind = report_run(database, &out->requests[0], arena, &out->before, error);
  if (kind == 0)
    kind = report_run(database, &out->requests[1], arena, &out->after, error);
  if (kind == 0)
    kind = report_cause_find(database, request, from, to, arena, &out->causes, error);
  if (kind == 0)
    pair_groups(out, arena);
  return kind;
}

void report_diff_fini(struct report_diff *diff)
{
  report_result_fini(&diff->before);
  report_result_fini(&diff->after);
  database_rows_free(&diff->causes);
}

/* NULL: the column is none that is measured. */
static const struct report_measure *find_measure(const struct report_definition *definition, const char *name)
{
  for (size_t i = 0; i < definition->measure_count; i++)
    if (strcmp(definition->measures[i].name, name) == 0)
      return &definition->measures[i];
  return NULL;
}

/* What a measure is where its group was not there, from what it is on the other day: a group without anything
 * has as many days in the calendar, 0 of what adds up, and 0 a day. */
static const char *value_of_none(
    const struct report_definition *definition, const struct report_measure *measure, const char *other)
{
  if (measure == NULL || other == NULL)
    return NULL;
  if (measure->is_days)
    return other;
  const struct report_measure *divisor =
      measure->dividend != NULL ? find_measure(definition, measure->divisor) : NULL;
  if (divisor != NULL && divisor->is_days)
    return "0.000000";
  return measure->adds_up ? "0" : NULL;
}

static const char *value_of(const struct report_result *result, long row, const struct report_result *other,
    long other_row, size_t column)
{
  if (row != DIFF_ABSENT)
    return database_rows_value(result->rows, (size_t)row, column);
  return value_of_none(result->definition, find_measure(result->definition, result->columns[column].name),
      database_rows_value(other->rows, (size_t)other_row, column));
}

const char *report_diff_before(const struct report_diff *diff, size_t pair, size_t column)
{
  const struct report_diff_pair *at = &diff->pairs[pair];
  return value_of(&diff->before, at->before, &diff->after, at->after, column);
}

const char *report_diff_after(const struct report_diff *diff, size_t pair, size_t column)
{
  const struct report_diff_pair *at = &diff->pairs[pair];
  return value_of(&diff->after, at->after, &diff->before, at->before, column);
}

const char *report_diff_between(
    const struct report_diff *diff, size_t pair, size_t column, char out[DECIMAL_SIZE])
{
  const char *before = report_diff_before(diff, pair, column);
  const char *after = report_diff_after(diff, pair, column);
  return before != NULL && after != NULL && decimal_difference(before, after, out) ? out : NULL;
}

const char *report_diff_key(const struct report_diff *diff, size_t pair, size_t column)
{
  const struct report_diff_pair *at = &diff->pairs[pair];
  return at->after != DIFF_ABSENT ? database_rows_value(diff->after.rows, (size_t)at->after, column)
                                  : database_rows_value(diff->before.rows, (size_t)at->before, column);
}

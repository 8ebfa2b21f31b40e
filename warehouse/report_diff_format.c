/* Prints a difference. JSON begins as that of the report itself, so that it has the same head. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "warehouse/report_cause.h"
#include "warehouse/report_diff.h"

static int written(FILE *out, struct error *error)
{
  return ferror(out) ? error_set(error, ERROR_IO, "cannot write the report") : 0;
}

static bool is_measure(const struct report_diff *diff, size_t column)
{
  return diff->after.columns[column].kind != REPORT_TEXT;
}

/* ---- CSV ---- */

static void write_csv(FILE *out, const char *value, const char **separator)
{
  fputs(*separator, out);
  *separator = ",";
  if (value == NULL)
    return;
  bool is_quoted = strpbrk(value, ",\"\r\n") != NULL;
  fputs(is_quoted ? "\"" : "", out);
  for (; *value != '\0'; value++) {
    if (*value == '"')
      fputc('"', out);
    fputc(*value, out);
  }
  fputs(is_quoted ? "\"" : "", out);
}

static void write_csv_head(const struct report_diff *diff, FILE *out)
{
  static const char *const suffixes[] = {"", "_met", "_verschil"};
  const char *separator = "";
  for (size_t part = 0; part < 3; part++) {
    for (size_t i = 0; i < diff->after.column_count; i++) {
      if (part > 0 && !is_measure(diff, i))
        continue;
      fprintf(out, "%s%s%s", separator, diff->after.columns[i].name, suffixes[part]);
      separator = ",";
    }
  }
  for (size_t i = 0; i < REPORT_CAUSE_COLUMNS; i++)
    fprintf(out, ",%s", report_cause_names[i]);
  fputc('\n', out);
}

static void write_csv_group(const struct report_diff *diff, size_t pair, FILE *out)
{
  const char *separator = "";
  size_t columns = diff->after.column_count;
  char between[DECIMAL_SIZE];
  for (size_t i = 0; i < columns; i++)
    write_csv(out, is_measure(diff, i) ? report_diff_before(diff, pair, i) : report_diff_key(diff, pair, i),
        &separator);
  for (size_t i = 0; i < columns; i++) {
    if (is_measure(diff, i))
      write_csv(out, report_diff_after(diff, pair, i), &separator);
  }
  for (size_t i = 0; i < columns; i++) {
    if (is_measure(diff, i))
      write_csv(out, report_diff_between(diff, pair, i, between), &separator);
  }
  for (size_t i = 0; i < REPORT_CAUSE_COLUMNS; i++)
    write_csv(out, NULL, &separator);
  fputc('\n', out);
}

static void write_csv_cause(const struct report_diff *diff, size_t row, FILE *out)
{
  const char *separator = "";
  for (size_t i = 0; i < diff->after.column_count; i++) {
    for (int n = is_measure(diff, i) ? 3 : 1; n > 0; n--)
      write_csv(out, NULL, &separator);
  }
  for (size_t i = 0; i < REPORT_CAUSE_COLUMNS; i++)
    write_csv(out, database_rows_value(diff->causes, row, i), &separator);
  fputc('\n', out);
}

int report_diff_write_csv(const struct report_diff *diff, FILE *out, struct error *error)
{
  write_csv_head(diff, out);
  for (size_t i = 0; i < diff->count; i++)
    write_csv_group(diff, i, out);
  for (size_t i = 0; i < database_rows_count(diff->causes); i++)
    write_csv_cause(diff, i, out);
  return written(out, error);
}

/* ---- JSON ---- */

/* The report itself as JSON, or NULL. */
static json_t *json_of_report(const struct report_result *result, struct error *error)
{
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  if (stream == NULL)
    return NULL;
  int kind = report_write_json(result, stream, error);
  json_t *root = fclose(stream) == 0 && kind == 0 ? json_loadb(text, size, 0, NULL) : NULL;
  free(text);
  return root;
}

static json_t *json_figure(const char *value, enum report_kind kind)
{
  if (value == NULL)
    return json_null();
  return kind == REPORT_COUNT ? json_integer(strtoll(value, NULL, 10)) : json_real(strtod(value, NULL));
}

static json_t *json_measure(const struct report_diff *diff, size_t pair, size_t column)
{
  enum report_kind kind = diff->after.columns[column].kind;
  char between[DECIMAL_SIZE];
  return json_pack("{s:o, s:o, s:o}", "peildatum", json_figure(report_diff_before(diff, pair, column), kind),
      "met", json_figure(report_diff_after(diff, pair, column), kind), "verschil",
      json_figure(report_diff_between(diff, pair, column, between), kind));
}

static json_t *json_text(const char *text)
{
  return text != NULL ? json_string(text) : json_null();
}

static json_t *json_groups(const struct report_diff *diff)
{
  json_t *groups = json_array();
  for (size_t pair = 0; pair < diff->count; pair++) {
    json_t *group = json_object();
    for (size_t i = 0; i < diff->after.column_count; i++)
      json_object_set_new(group, diff->after.columns[i].name,
          is_measure(diff, i) ? json_measure(diff, pair, i) : json_text(report_diff_key(diff, pair, i)));
    json_array_append_new(groups, group);
  }
  return groups;
}

static json_t *json_causes(const struct report_diff *diff)
{
  json_t *causes = json_array();
  for (size_t row = 0; row < database_rows_count(diff->causes); row++) {
    json_t *cause = json_object();
    for (size_t i = 0; i + 1 < REPORT_CAUSE_COLUMNS; i++)
      json_object_set_new(cause, report_cause_names[i], json_text(database_rows_value(diff->causes, row, i)));
    json_object_set_new(cause, report_cause_names[REPORT_CAUSE_COLUMNS - 1],
        json_figure(database_rows_value(diff->causes, row, REPORT_CAUSE_COLUMNS - 1), REPORT_COUNT));
    json_array_append_new(causes, cause);
  }
  return causes;
}

int report_diff_write_json(const struct report_diff *diff, FILE *out, struct error *error)
{
  json_t *root = json_of_report(&diff->before, error);
  if (root == NULL)
    return error_set(error, ERROR_INTERNAL, "a difference cannot be written as JSON");
  char met[DATE_TEXT_SIZE];
  date_format(diff->requests[1].peildatum, met);
  json_object_set_new(root, "met", json_string(met));
  json_object_set_new(root, "rijen", json_groups(diff));
  json_object_set_new(root, "leveringen", json_causes(diff));
  int failed = json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
  json_decref(root);
  fputc('\n', out);
  return failed != 0 ? error_set(error, ERROR_IO, "cannot write the report") : written(out, error);
}

/* ---- table ---- */

static void write_day(FILE *out, const char *label, int32_t date)
{
  struct date_parts parts = date_to_parts(date);
  fprintf(out, "%s%02d-%02d-%04d", label, parts.day, parts.month, parts.year);
}

/* A decimal comma, no zeros at the end. */
static void write_figure(FILE *out, const char *value)
{
  char text[DECIMAL_SIZE];
  snprintf(text, sizeof text, "%s", value != NULL ? value : "-");
  char *point = strchr(text, '.');
  for (size_t size = strlen(text);
       point != NULL && size > 0 && (text[size - 1] == '0' || text[size - 1] == '.'); size--) {
    bool was_point = text[size - 1] == '.';
    text[size - 1] = '\0';
    if (was_point)
      point = NULL;
  }
  if (point != NULL)
    *point = ',';
  fprintf(out, "  %14s", text);
}

static bool differs(const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return a != b;
  return strcmp(a, b) != 0;
}

static void write_key(const struct report_diff *diff, size_t pair, FILE *out)
{
  for (size_t i = 0; i < diff->after.column_count; i++) {
    const char *key = is_measure(diff, i) ? NULL : report_diff_key(diff, pair, i);
    if (!is_measure(diff, i))
      fprintf(out, "%-12s  ", key != NULL ? key : "-");
  }
}

static size_t write_differences(const struct report_diff *diff, FILE *out)
{
  size_t lines = 0;
  for (size_t pair = 0; pair < diff->count; pair++) {
    for (size_t i = 0; i < diff->after.column_count; i++) {
      const char *before = is_measure(diff, i) ? report_diff_before(diff, pair, i) : NULL;
      const char *after = is_measure(diff, i) ? report_diff_after(diff, pair, i) : NULL;
      char between[DECIMAL_SIZE];
      if (!differs(before, after))
        continue;
      write_key(diff, pair, out);
      fprintf(out, "%-22s", diff->after.columns[i].name);
      write_figure(out, before);
      write_figure(out, after);
      write_figure(out, report_diff_between(diff, pair, i, between));
      fputc('\n', out);
      lines++;
    }
  }
  return lines;
}

static void write_table_head(const struct report_diff *diff, FILE *out)
{
  const struct report_definition *definition = diff->after.definition;
  fprintf(out, "%s", definition->title);
  write_day(out, ", ", diff->requests[0].van);
  write_day(out, " tot en met ", diff->requests[0].tot);
  write_day(out, ", zoals bekend op ", diff->requests[0].peildatum);
  write_day(out, " en op ", diff->requests[1].peildatum);
  fprintf(out, "\n%s, definitie versie %s\n\n", definition->code, definition->version);
  for (size_t i = 0; i < diff->after.column_count; i++) {
    if (!is_measure(diff, i))
      fprintf(out, "%-12s  ", diff->after.columns[i].name);
  }
  fprintf(out, "%-22s  %14s  %14s  %14s\n", "maat", "peildatum", "met", "verschil");
}

static void write_causes(const struct report_diff *diff, FILE *out)
{
  static const int widths[REPORT_CAUSE_COLUMNS] = {36, 11, 10, 10, 10, 40, 5};
  fputs("\nLeveringen die dit veranderden, of er in dezelfde gegevens bij kwamen:\n", out);
  for (size_t i = 0; i < REPORT_CAUSE_COLUMNS; i++)
    fprintf(out, "%-*s%s", widths[i], report_cause_names[i], i + 1 < REPORT_CAUSE_COLUMNS ? "  " : "\n");
  for (size_t row = 0; row < database_rows_count(diff->causes); row++) {
    for (size_t i = 0; i < REPORT_CAUSE_COLUMNS; i++) {
      const char *value = database_rows_value(diff->causes, row, i);
      fprintf(
          out, "%-*s%s", widths[i], value != NULL ? value : "-", i + 1 < REPORT_CAUSE_COLUMNS ? "  " : "\n");
    }
  }
}

int report_diff_write_table(const struct report_diff *diff, FILE *out, struct error *error)
{
  write_table_head(diff, out);
  if (write_differences(diff, out) == 0)
    fputs("Geen verschil.\n", out);
  if (database_rows_count(diff->causes) > 0)
    write_causes(diff, out);
  return written(out, error);
}

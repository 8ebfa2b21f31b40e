/* Prints a result: CSV and JSON for programs, unrounded to six decimals, and a table for people. */
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/memory.h"
#include "warehouse/dekking_format.h"
#include "warehouse/report.h"
#include "warehouse/report_asked.h"
#include "warehouse/report_query.h"

static int written(FILE *out, struct error *error)
{
  return ferror(out) ? error_set(error, ERROR_IO, "cannot write the report") : 0;
}

/* ---- CSV ---- */

/* A quote is doubled, and what holds a comma, quote or line end stands in quotes (RFC 4180). */
static void write_csv_value(FILE *out, const char *value)
{
  if (value == NULL)
    return;
  if (strpbrk(value, ",\"\r\n") == NULL) {
    fputs(value, out);
    return;
  }
  fputc('"', out);
  for (; *value != '\0'; value++) {
    if (*value == '"')
      fputc('"', out);
    fputc(*value, out);
  }
  fputc('"', out);
}

int report_write_csv(const struct report_result *result, FILE *out, struct error *error)
{
  for (size_t column = 0; column < result->column_count; column++)
    fprintf(out, "%s%s", column > 0 ? "," : "", result->columns[column].name);
  fputc('\n', out);
  for (size_t row = 0; row < database_rows_count(result->rows); row++) {
    for (size_t column = 0; column < result->column_count; column++) {
      if (column > 0)
        fputc(',', out);
      write_csv_value(out, database_rows_value(result->rows, row, column));
    }
    fputc('\n', out);
  }
  return written(out, error);
}

/* ---- JSON ---- */

static json_t *json_value(const char *value, enum report_kind kind)
{
  if (value == NULL)
    return json_null();
  switch (kind) {
  case REPORT_COUNT:
    return json_integer(strtoll(value, NULL, 10));
  case REPORT_NUMBER:
  case REPORT_SHARE:
    return json_real(strtod(value, NULL));
  case REPORT_TEXT:
    break;
  }
  return json_string(value);
}

static json_t *json_rows(const struct report_result *result)
{
  json_t *rows = json_array();
  for (size_t row = 0; row < database_rows_count(result->rows); row++) {
    json_t *object = json_object();
    for (size_t i = 0; i < result->column_count; i++)
      json_object_set_new(object, result->columns[i].name,
          json_value(database_rows_value(result->rows, row, i), result->columns[i].kind));
    json_array_append_new(rows, object);
  }
  return rows;
}

static json_t *json_words(const struct report_words *words)
{
  json_t *array = json_array();
  for (size_t i = 0; i < words->count; i++)
    json_array_append_new(array, json_string(words->items[i]));
  return array;
}

/* Filters as pairs, because one name may come twice. */
static json_t *json_filters(const struct report_request *request)
{
  json_t *filters = json_array();
  for (size_t i = 0; i < request->where_count; i++)
    json_array_append_new(filters, json_pack("{s:s}", request->where[i].name, request->where[i].value));
  return filters;
}

static json_t *json_parameters(const struct report_result *result)
{
  json_t *parameters = json_pack(
      "{s:o, s:o}", "per", json_words(&result->request->per), "where", json_filters(result->request));
  for (size_t i = 0; i < result->definition->option_count; i++) {
    const struct report_option *option = &result->definition->options[i];
    const char *value = report_option_value(option, result->request);
    json_object_set_new(
        parameters, option->name, json_value(value, option->allowed.count == 0 ? REPORT_COUNT : REPORT_TEXT));
  }
  return parameters;
}

static void set_date(json_t *object, const char *name, int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  json_object_set_new(object, name, json_string(text));
}

int report_write_json(const struct report_result *result, FILE *out, struct error *error)
{
  const struct report_definition *definition = result->definition;
  json_t *root = json_pack("{s:s, s:s, s:s, s:o}", "rapport", definition->code, "titel", definition->title,
      "definitie", definition->definition, "versie", json_integer(strtoll(definition->version, NULL, 10)));
  if (root == NULL)
    return error_set(error, ERROR_INTERNAL, "report %s: cannot be written as JSON", definition->code);
  set_date(root, "van", result->request->van);
  set_date(root, "tot", result->request->tot);
  set_date(root, "peildatum", result->request->peildatum);
  json_object_set_new(root, "parameters", json_parameters(result));
  json_object_set_new(root, "rijen", json_rows(result));
  json_object_set_new(root, "dekking", dekking_json(&result->dekking));
  int failed = json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
  json_decref(root);
  fputc('\n', out);
  return failed != 0 ? error_set(error, ERROR_IO, "cannot write the report") : written(out, error);
}

/* ---- table ---- */

enum { CELL_SIZE = 96 };

struct cell {
  char text[CELL_SIZE];
};

/* Groups of three digits in the whole part, a decimal comma: 12345.6 becomes 12.345,6. */
static void put_dutch(const char *number, char out[CELL_SIZE])
{
  size_t at = 0;
  if (*number == '-')
    out[at++] = *number++;
  size_t whole = strcspn(number, ".");
  for (size_t i = 0; i < whole && at < CELL_SIZE - 2; i++) {
    if (i > 0 && (whole - i) % 3 == 0)
      out[at++] = '.';
    out[at++] = number[i];
  }
  for (const char *rest = number + whole; *rest != '\0' && at < CELL_SIZE - 1; rest++)
    out[at++] = (char)(*rest == '.' ? ',' : *rest);
  out[at] = '\0';
}

static void put_cell(const char *value, enum report_kind kind, char out[CELL_SIZE])
{
  char rounded[CELL_SIZE];
  if (value == NULL) {
    snprintf(out, CELL_SIZE, "-");
  } else if (kind == REPORT_TEXT) {
    snprintf(out, CELL_SIZE, "%s", value);
  } else if (kind == REPORT_COUNT) {
    put_dutch(value, out);
  } else {
    bool is_share = kind == REPORT_SHARE;
    snprintf(
        rounded, sizeof rounded, is_share ? "%.1f%%" : "%.1f", strtod(value, NULL) * (is_share ? 100 : 1));
    put_dutch(rounded, out);
  }
}

/* Characters, not bytes: the bytes of UTF-8 that begin one. */
static int text_width(const char *text)
{
  int width = 0;
  for (; *text != '\0'; text++)
    width += ((unsigned char)*text & 0xC0) != 0x80;
  return width;
}

static void write_padded(FILE *out, const char *text, int width, enum report_kind kind)
{
  int padding = width - text_width(text);
  bool is_text = kind == REPORT_TEXT;
  fprintf(out, "%*s%s%*s", is_text ? 0 : padding, "", text, is_text ? padding : 0, "");
}

static void write_cell(FILE *out, size_t column, const char *text, int width, enum report_kind kind)
{
  if (column > 0)
    fputs("  ", out);
  write_padded(out, text, width, kind);
}

static void write_day(FILE *out, const char *label, int32_t date)
{
  struct date_parts parts = date_to_parts(date);
  fprintf(out, "%s%02d-%02d-%04d", label, parts.day, parts.month, parts.year);
}

static void write_heading(const struct report_result *result, FILE *out)
{
  const struct report_definition *definition = result->definition;
  const struct report_request *request = result->request;
  fprintf(out, "%s", definition->title);
  write_day(out, ", ", request->van);
  write_day(out, " tot en met ", request->tot);
  write_day(out, ", zoals bekend op ", request->peildatum);
  fprintf(out, "\n%s, definitie versie %s", definition->code, definition->version);
  for (size_t i = 0; i < definition->option_count; i++)
    fprintf(
        out, ", %s %s", definition->options[i].name, report_option_value(&definition->options[i], request));
  for (size_t i = 0; i < request->where_count; i++)
    fprintf(out, ", %s = %s", request->where[i].name, request->where[i].value);
  fputs("\n\n", out);
}

static void write_lines(
    const struct report_result *result, const struct cell *cells, const int *widths, FILE *out)
{
  for (size_t i = 0; i < result->column_count; i++)
    write_cell(out, i, result->columns[i].name, widths[i], result->columns[i].kind);
  fputc('\n', out);
  for (size_t row = 0; row < database_rows_count(result->rows); row++) {
    for (size_t i = 0; i < result->column_count; i++)
      write_cell(out, i, cells[row * result->column_count + i].text, widths[i], result->columns[i].kind);
    fputc('\n', out);
  }
}

int report_write_table(const struct report_result *result, FILE *out, struct error *error)
{
  size_t row_count = database_rows_count(result->rows);
  struct cell *cells = memory_new((row_count * result->column_count + 1) * sizeof *cells);
  int widths[MOST_COLUMNS];
  for (size_t i = 0; i < result->column_count; i++)
    widths[i] = text_width(result->columns[i].name);
  for (size_t row = 0; row < row_count; row++) {
    for (size_t i = 0; i < result->column_count; i++) {
      char *text = cells[row * result->column_count + i].text;
      put_cell(database_rows_value(result->rows, row, i), result->columns[i].kind, text);
      int width = text_width(text);
      if (width > widths[i])
        widths[i] = width;
    }
  }
  write_heading(result, out);
  write_lines(result, cells, widths, out);
  dekking_write_text(&result->dekking, out);
  free(cells);
  return written(out, error);
}

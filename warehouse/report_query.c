/* Puts the statement of a report together: see the header for what is around the file's own SQL.
 *
 * The file's SQL is psql's: `:'name'` is a value and becomes a numbered parameter, `:name` is a piece of SQL
 * (`:per`, `:waar`, `:begindagen`, ...) or the text of the file `_name.sql`. */
#include "warehouse/report_query.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "warehouse/report_asked.h"

enum { MOST_SQL = 1 << 20, MOST_PERIODS = 1200, MOST_DEPTH = 4, MOST_FILE_NAME = 64 };

/* What the parts of one statement are made from. */
struct builder {
  const struct report_definition *definition;
  const struct report_request *request;
  struct arena *arena;
  struct report_query *query;
  struct error *error;
};

/* ---- parameters ---- */

static const char *date_text(const struct builder *b, int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  return arena_text(b->arena, text);
}

/* A variable of psql has no hyphen: `:'laatste_dag'` is the option laatste-dag. */
static const char *option_name(const struct builder *b, const char *variable)
{
  char *name = arena_text(b->arena, variable);
  for (char *at = strchr(name, '_'); at != NULL; at = strchr(at, '_'))
    *at = '-';
  return name;
}

/* What the figure is split or limited by: the names in --per and --where, with a space before each. */
static const char *asked_columns(const struct builder *b)
{
  struct buffer names;
  buffer_init(&names, MOST_SQL);
  for (size_t i = 0; i < b->request->per.count; i++)
    buffer_format(&names, " %s", b->request->per.items[i]);
  for (size_t i = 0; i < b->request->where_count; i++)
    buffer_format(&names, " %s", b->request->where[i].name);
  const char *text = arena_bytes(b->arena, names.size > 0 ? names.data : "", names.size);
  buffer_fini(&names);
  return text;
}

static const char *named_value(const struct builder *b, const char *name)
{
  if (strcmp(name, "van") == 0)
    return date_text(b, b->request->van);
  if (strcmp(name, "tot") == 0)
    return date_text(b, b->request->tot);
  if (strcmp(name, "peildatum") == 0)
    return date_text(b, b->request->peildatum);
  if (strcmp(name, "kolommen") == 0)
    return asked_columns(b);
  const struct report_option *option = report_option_find(b->definition, option_name(b, name));
  return option != NULL ? report_option_value(option, b->request) : NULL;
}

/* Writes $n::text or the like; a name (not NULL) that was used before keeps its number. */
static int put_parameter(const struct builder *b, const char *name, const char *value)
{
  struct report_query *query = b->query;
  size_t at = 0;
  while (at < query->parameter_count &&
         (name == NULL || query->names[at] == NULL || strcmp(query->names[at], name) != 0))
    at++;
  if (at == MOST_QUERY_PARAMETERS)
    return error_set(b->error, ERROR_USAGE, "more than %d values are asked for", MOST_QUERY_PARAMETERS);
  if (at == query->parameter_count) {
    query->names[at] = name;
    query->parameters[at].value = value;
    query->parameter_count++;
  }
  buffer_format(&query->sql, "$%zu", at + 1);
  return 0;
}

/* ---- the pieces of SQL that a file names ---- */

static int finest_unit(const struct report_words *per)
{
  int finest = -1;
  for (int i = 0; i < REPORT_UNIT_COUNT; i++) {
    if (report_words_have(per, report_units[i].name))
      finest = i;
  }
  return finest;
}

static int32_t first_of_month(int year, int month)
{
  int32_t date = 0;
  struct date_parts parts = {.year = year + (month - 1) / 12, .month = (month - 1) % 12 + 1, .day = 1};
  return date_from_parts(parts, &date) ? date : DATE_INFINITY;
}

/* The last day of the unit that date lies in. */
static int32_t last_day_of(int32_t date, int months)
{
  struct date_parts parts = date_to_parts(date);
  int first_month = (parts.month - 1) / months * months + 1;
  int32_t next = first_of_month(parts.year, first_month + months);
  return next == DATE_INFINITY ? next : next - 1;
}

static int32_t earlier(int32_t a, int32_t b)
{
  return a < b ? a : b;
}

/* A part of the period, clipped to it; measures of a moment are taken on its moment. */
struct part {
  int number;
  int32_t van, tot, moment;
};

/* To the next part, the first at number 0. False behind the last. */
static bool next_part(const struct builder *b, struct part *part)
{
  int unit = finest_unit(&b->request->per);
  part->van = part->number == 0 ? b->request->van : part->tot + 1;
  if (part->van > b->request->tot)
    return false;
  part->number++;
  part->tot = unit < 0 ? b->request->tot
                       : earlier(b->request->tot, last_day_of(part->van, report_units[unit].months));
  part->moment = earlier(part->tot, b->request->peildatum);
  return true;
}

static void put_part(const struct builder *b, const struct part *part)
{
  struct date_parts parts = date_to_parts(part->van);
  char van_text[DATE_TEXT_SIZE], tot_text[DATE_TEXT_SIZE], moment[DATE_TEXT_SIZE];
  date_format(part->van, van_text);
  date_format(part->tot, tot_text);
  date_format(part->moment, moment);
  buffer_format(&b->query->sql, "%s(%d, date '%s', date '%s', date '%s', '%04d-%02d', '%04d-K%d', '%04d')",
      part->number > 1 ? ", " : "", part->number, van_text, tot_text, moment, parts.year, parts.month,
      parts.year, (parts.month - 1) / 3 + 1, parts.year);
}

/* One row per part of the period. */
static int put_periods(const struct builder *b)
{
  struct part part = {.number = 0};
  buffer_text(&b->query->sql, "select * from (values ");
  while (next_part(b, &part)) {
    if (part.number > MOST_PERIODS)
      return error_set(b->error, ERROR_USAGE, "the period has more than %d parts", MOST_PERIODS);
    put_part(b, &part);
  }
  buffer_text(&b->query->sql, ") as p (periode, van, tot, moment, maand, kwartaal, jaar)");
  return 0;
}

static void put_name(struct buffer *sql, const char *name, const char **separator)
{
  buffer_format(sql, "%s%s", *separator, name);
  *separator = ", ";
}

static bool adds_last(const struct builder *b)
{
  const char *last = b->definition->last_dimension;
  return last != NULL && !report_words_have(&b->request->per, last);
}

/* The dimensions of a group apart from the period, and the keys. */
static void put_group_names(const struct builder *b, bool with_fixed_keys, const char *separator)
{
  struct buffer *sql = &b->query->sql;
  for (size_t i = 0; i < b->request->per.count; i++) {
    if (!report_is_unit(b->request->per.items[i]))
      put_name(sql, b->request->per.items[i], &separator);
  }
  for (size_t i = 0; i < b->definition->key_count; i++) {
    if (with_fixed_keys || b->definition->keys[i].values.count == 0)
      put_name(sql, b->definition->keys[i].name, &separator);
  }
  if (adds_last(b))
    put_name(sql, b->definition->last_dimension, &separator);
}

static int put_per(const struct builder *b)
{
  buffer_text(&b->query->sql, "periode");
  put_group_names(b, true, ", ");
  return 0;
}

static int put_filters(const struct builder *b, bool only_dimensions)
{
  struct buffer *sql = &b->query->sql;
  buffer_text(sql, "true");
  for (size_t i = 0; i < b->request->where_count; i++) {
    if (only_dimensions && !report_words_have(&b->definition->dimensions, b->request->where[i].name))
      continue;
    buffer_format(sql, " and %s = ", b->request->where[i].name);
    int kind = put_parameter(b, NULL, b->request->where[i].value);
    if (kind != 0)
      return kind;
    buffer_text(sql, "::text");
  }
  return 0;
}

static int put_where(const struct builder *b)
{
  return put_filters(b, false);
}

/* For facts that have the columns of --per but not those that only --where takes. */
static int put_where_dimensions(const struct builder *b)
{
  return put_filters(b, true);
}

static void put_day(struct buffer *sql, const struct part *part, int32_t day)
{
  char text[DATE_TEXT_SIZE];
  date_format(day, text);
  buffer_format(sql, "%s%s", part->number > 1 ? "," : "'{", text);
}

/* The first days of the parts, to find that of a date: width_bucket(date, :begindagen). A constant, so that
 * parallel workers have it. That the parts are not too many is checked where they are listed, which every
 * statement does. */
static int put_first_days(const struct builder *b)
{
  for (struct part part = {.number = 0}; next_part(b, &part) && part.number <= MOST_PERIODS;)
    put_day(&b->query->sql, &part, part.van);
  buffer_text(&b->query->sql, "}'::date[]");
  return 0;
}

/* The moments of the parts; those after the peildatum are all the peildatum. */
static int put_moments(const struct builder *b)
{
  for (struct part part = {.number = 0}; next_part(b, &part) && part.number <= MOST_PERIODS;)
    put_day(&b->query->sql, &part, part.moment);
  buffer_text(&b->query->sql, "}'::date[]");
  return 0;
}

/* The dimensions of a group without its period; never empty, so that it can stand in a list, also one to
 * group or order by (which takes no plain constant). */
static int put_group(const struct builder *b)
{
  buffer_text(&b->query->sql, "null::text");
  put_group_names(b, true, ", ");
  return 0;
}

static int put_text(const struct builder *b, const char *text, int depth);

static int put_piece(const struct builder *b, const char *name, size_t size, int depth)
{
  static const struct {
    const char *name;
    int (*put)(const struct builder *b);
  } pieces[] = {{"per", put_per}, {"groep", put_group}, {"waar", put_where},
      {"waar_per", put_where_dimensions}, {"periode", put_periods}, {"begindagen", put_first_days},
      {"momenten", put_moments}};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    if (strlen(pieces[i].name) == size && memcmp(pieces[i].name, name, size) == 0)
      return pieces[i].put(b);
  }
  char file[MOST_FILE_NAME];
  int file_size = snprintf(file, sizeof file, "_%.*s", (int)size, name);
  const char *text = report_file(file, (size_t)file_size);
  if (text == NULL || depth == MOST_DEPTH)
    return error_set(
        b->error, ERROR_INTERNAL, "report %s: no piece :%.*s", b->definition->code, (int)size, name);
  return put_text(b, text, depth + 1);
}

/* ---- the file's own SQL ---- */

static int put_value(const struct builder *b, const char *name, size_t size)
{
  const char *known = arena_bytes(b->arena, name, size);
  const char *value = named_value(b, known);
  if (value == NULL)
    return error_set(b->error, ERROR_INTERNAL, "report %s: no value :'%s'", b->definition->code, known);
  return put_parameter(b, known, value);
}

static size_t name_size(const char *at)
{
  size_t size = 0;
  while (isalnum((unsigned char)at[size]) || at[size] == '_' || at[size] == '-')
    size++;
  return size;
}

/* At a colon: moves *at behind what it stands for. */
static int put_colon(const struct builder *b, const char **at, int depth)
{
  if ((*at)[1] == '\'') {
    size_t size = strcspn(*at + 2, "'");
    const char *name = *at + 2;
    *at += size + 3;
    return put_value(b, name, size);
  }
  size_t size = name_size(*at + 1);
  if (size > 0) {
    const char *name = *at + 1;
    *at += size + 1;
    return put_piece(b, name, size, depth);
  }
  size_t colons = strspn(*at, ":");
  buffer_append(&b->query->sql, *at, colons);
  *at += colons;
  /* the type behind a cast is no name of ours */
  size = name_size(*at);
  buffer_append(&b->query->sql, *at, size);
  *at += size;
  return 0;
}

static int put_next(const struct builder *b, const char **at, int depth)
{
  if (**at == ':')
    return put_colon(b, at, depth);
  if (strncmp(*at, "--", 2) == 0) {
    *at += strcspn(*at, "\n");
    return 0;
  }
  size_t size = **at == '\'' ? strcspn(*at + 1, "'") + 2 : 1;
  buffer_append(&b->query->sql, *at, size);
  *at += size;
  return 0;
}

static int put_text(const struct builder *b, const char *text, int depth)
{
  int kind = 0;
  while (*text != '\0' && kind == 0)
    kind = put_next(b, &text, depth);
  return kind;
}

/* ---- what stands around it ---- */

static size_t occurring_count(const struct builder *b)
{
  size_t count = adds_last(b) ? 1 : 0;
  for (size_t i = 0; i < b->request->per.count; i++)
    count += !report_is_unit(b->request->per.items[i]);
  for (size_t i = 0; i < b->definition->key_count; i++)
    count += b->definition->keys[i].values.count == 0;
  return count;
}

static void put_fixed_key(struct buffer *sql, const struct report_key *key)
{
  buffer_text(sql, "\ncross join (values ");
  for (size_t i = 0; i < key->values.count; i++)
    buffer_format(sql, "%s('%s', %zu)", i > 0 ? ", " : "", key->values.items[i], i);
  buffer_format(sql, ") as vast_%s (%s, %s_volgorde)", key->name, key->name, key->name);
}

static int put_groups(const struct builder *b)
{
  struct buffer *sql = &b->query->sql;
  buffer_text(sql, "),\ngroep as (select * from (select periode, maand, kwartaal, jaar, tot - van + 1 as "
                   "kalenderdagen from (");
  int kind = put_periods(b);
  buffer_text(sql, ") as deel) as periode");
  if (occurring_count(b) > 0) {
    buffer_text(sql, "\ncross join (select distinct ");
    put_group_names(b, false, "");
    buffer_text(sql, " from cijfer) as voorkomend");
  }
  for (size_t i = 0; i < b->definition->key_count; i++) {
    if (b->definition->keys[i].values.count > 0)
      put_fixed_key(sql, &b->definition->keys[i]);
  }
  buffer_text(sql, ")\n");
  return kind;
}

/* The dimension that a share is spread over: the last one that is no part of the period, or NULL. */
static const char *spread_dimension(const struct builder *b)
{
  const struct report_words *per = &b->request->per;
  if (b->definition->last_dimension != NULL)
    return b->definition->last_dimension;
  for (size_t i = per->count; i > 0; i--) {
    if (!report_is_unit(per->items[i - 1]))
      return per->items[i - 1];
  }
  return NULL;
}

/* The share of a measure in its group without that dimension. */
static void put_share(const struct builder *b, const char *measure)
{
  struct buffer *sql = &b->query->sql;
  const char *spread = spread_dimension(b);
  buffer_format(sql,
      "coalesce(cijfer.%s, 0)::numeric / nullif(sum(cijfer.%s) over (partition by groep.periode", measure,
      measure);
  for (size_t i = 0; i < b->request->per.count; i++) {
    const char *name = b->request->per.items[i];
    if (!report_is_unit(name) && strcmp(name, spread) != 0)
      buffer_format(sql, ", groep.%s", name);
  }
  buffer_text(sql, "), 0)");
}

/* A measure as it comes out of the SQL, without its rounding. */
static void put_figure(const struct builder *b, const struct report_measure *measure)
{
  struct buffer *sql = &b->query->sql;
  if (measure->share_of != NULL)
    put_share(b, measure->share_of);
  else if (measure->is_days)
    buffer_text(sql, "groep.kalenderdagen");
  else if (measure->adds_up)
    buffer_format(sql, "coalesce(cijfer.%s, 0)", measure->name);
  else
    buffer_format(sql, "cijfer.%s", measure->name);
}

static const struct report_measure *find_measure(const struct report_definition *definition, const char *name)
{
  const struct report_measure *measure = definition->measures;
  while (strcmp(measure->name, name) != 0) /* report_definition_parse() saw that it is there */
    measure++;
  return measure;
}

static void put_quotient(const struct builder *b, const struct report_measure *measure)
{
  struct buffer *sql = &b->query->sql;
  buffer_text(sql, "(");
  put_figure(b, find_measure(b->definition, measure->dividend));
  buffer_text(sql, ")::numeric / nullif(");
  put_figure(b, find_measure(b->definition, measure->divisor));
  buffer_text(sql, ", 0)");
}

static void put_measure(const struct builder *b, const struct report_measure *measure)
{
  struct buffer *sql = &b->query->sql;
  bool is_rounded = measure->kind != REPORT_COUNT;
  buffer_text(sql, is_rounded ? "round((" : "");
  if (measure->dividend != NULL)
    put_quotient(b, measure);
  else
    put_figure(b, measure);
  buffer_format(sql, "%s as %s", is_rounded ? ")::numeric, 6)" : "", measure->name);
}

static void put_columns(const struct builder *b)
{
  struct buffer *sql = &b->query->sql;
  const struct report_definition *definition = b->definition;
  const char *separator = "select ";
  for (size_t i = 0; i < b->request->per.count; i++) {
    buffer_format(sql, "%sgroep.%s", separator, b->request->per.items[i]);
    separator = ", ";
  }
  for (size_t i = 0; i < definition->key_count; i++) {
    buffer_format(sql, "%snullif(groep.%s, '')", separator, definition->keys[i].name);
    separator = ", ";
  }
  for (size_t i = 0; i < definition->measure_count; i++) {
    buffer_text(sql, separator);
    put_measure(b, &definition->measures[i]);
    separator = ", ";
  }
  if (adds_last(b))
    buffer_format(sql, ", groep.%s", definition->last_dimension);
}

static void put_join(const struct builder *b)
{
  buffer_text(&b->query->sql, "\nfrom groep left join cijfer using (periode");
  put_group_names(b, true, ", ");
  buffer_text(&b->query->sql, ")\n");
}

/* By the columns from left to right; words that every group has in the order of the definition. */
static void put_order(const struct builder *b)
{
  struct buffer *sql = &b->query->sql;
  const struct report_definition *definition = b->definition;
  const char *separator = "order by ";
  for (size_t i = 0; i < b->request->per.count; i++) {
    buffer_format(sql, "%sgroep.%s collate \"C\"", separator, b->request->per.items[i]);
    separator = ", ";
  }
  for (size_t i = 0; i < definition->key_count; i++) {
    const struct report_key *key = &definition->keys[i];
    bool is_fixed = key->values.count > 0;
    buffer_format(sql, "%sgroep.%s%s", separator, key->name, is_fixed ? "_volgorde" : " collate \"C\"");
    separator = ", ";
  }
  if (adds_last(b))
    buffer_format(sql, "%sgroep.%s collate \"C\"", separator, definition->last_dimension);
}

/* ---- rows of totals and means ---- */

/* Only where the parts of the period are those over which the mean is taken. */
static bool has_margins(const struct builder *b)
{
  const struct report_definition *definition = b->definition;
  const struct report_words *per = &b->request->per;
  return definition->margin_dimension != NULL && report_words_have(per, definition->margin_dimension) &&
         report_words_have(per, definition->margin_unit) &&
         strcmp(report_units[finest_unit(per)].name, definition->margin_unit) == 0;
}

static bool is_margin(const struct builder *b, const char *name)
{
  return strcmp(name, b->definition->margin_dimension) == 0;
}

/* The dimensions but the one that is totalled, and with_units those of the period. */
static void put_kept(const struct builder *b, bool with_units, const char *separator)
{
  for (size_t i = 0; i < b->request->per.count; i++) {
    const char *name = b->request->per.items[i];
    if (!is_margin(b, name) && (with_units || !report_is_unit(name)))
      put_name(&b->query->sql, name, &separator);
  }
}

/* `cel`: per part and group, and per part over all groups (is_totaal), the measures that are whole. */
static void put_cells(const struct builder *b)
{
  struct buffer *sql = &b->query->sql;
  const char *margin = b->definition->margin_dimension;
  buffer_format(sql, ",\ncel as (select grouping(%s) as is_totaal, %s", margin, margin);
  put_kept(b, true, ", ");
  for (size_t i = 0; i < b->definition->measure_count; i++) {
    const struct report_measure *measure = &b->definition->measures[i];
    if (!measure->adds_up)
      continue;
    buffer_text(sql, measure->is_days ? ", min(" : ", sum(");
    put_figure(b, measure);
    buffer_format(sql, ") as %s", measure->name);
  }
  buffer_text(sql, "\nfrom groep left join cijfer using (periode");
  put_group_names(b, true, ", ");
  buffer_text(sql, ")\ngroup by grouping sets ((periode");
  put_kept(b, true, ", ");
  buffer_format(sql, ", %s), (periode", margin);
  put_kept(b, true, ", ");
  buffer_text(sql, "))\n)");
}

/* Of a total the dimension reads `totaal`, of a mean the period `gemiddeld`. */
static void put_cell_columns(const struct builder *b, bool is_mean)
{
  struct buffer *sql = &b->query->sql;
  for (size_t i = 0; i < b->request->per.count; i++) {
    const char *name = b->request->per.items[i];
    if (is_margin(b, name))
      buffer_format(sql, "case is_totaal when 1 then 'totaal' else %s end as %s, ", name, name);
    else if (is_mean && report_is_unit(name))
      buffer_format(sql, "'gemiddeld' as %s, ", name);
    else
      buffer_format(sql, "%s, ", name);
  }
  for (size_t i = 0; i < b->definition->measure_count; i++) {
    const struct report_measure *measure = &b->definition->measures[i];
    if (measure->dividend != NULL)
      buffer_format(sql, "%s%s::numeric / nullif(%s, 0)%s as %s, ", is_mean ? "avg(" : "", measure->dividend,
          measure->divisor, is_mean ? ")" : "", measure->name);
    else
      buffer_format(sql, "%s as %s, ", is_mean ? "null" : measure->name, measure->name);
  }
}

static void put_margin_rows(const struct builder *b)
{
  struct buffer *sql = &b->query->sql;
  buffer_text(sql, ",\nregel as (select ");
  put_cell_columns(b, false);
  buffer_text(sql, "is_totaal as plaats from cel\nunion all\nselect ");
  put_cell_columns(b, true);
  buffer_format(sql, "2 + is_totaal from cel group by is_totaal, %s", b->definition->margin_dimension);
  put_kept(b, false, ", ");
  buffer_text(sql, ")\nselect ");
  for (size_t i = 0; i < b->request->per.count; i++)
    buffer_format(sql, "%s, ", b->request->per.items[i]);
  for (size_t i = 0; i < b->definition->measure_count; i++) {
    const struct report_measure *measure = &b->definition->measures[i];
    bool is_rounded = measure->kind != REPORT_COUNT;
    buffer_format(sql, is_rounded ? "%sround(%s, 6) as %s" : "%s%s as %s", i > 0 ? ", " : "", measure->name,
        measure->name);
  }
  buffer_text(sql, "\nfrom regel order by plaats");
  for (size_t i = 0; i < b->request->per.count; i++)
    buffer_format(sql, ", %s collate \"C\"", b->request->per.items[i]);
}

static int put_statement(const struct builder *b)
{
  buffer_text(&b->query->sql, "with cijfer as (\n");
  int kind = put_text(b, b->definition->sql, 0);
  if (kind == 0)
    kind = put_groups(b);
  if (kind != 0)
    return kind;
  if (has_margins(b)) {
    put_cells(b);
    put_margin_rows(b);
  } else {
    put_columns(b);
    put_join(b);
    put_order(b);
  }
  if (b->query->sql.failed)
    return error_set(b->error, ERROR_INTERNAL, "report %s: the SQL is too long", b->definition->code);
  return 0;
}

int report_query_build(const struct report_definition *definition, const struct report_request *request,
    struct arena *arena, struct report_query *out, struct error *error)
{
  *out = (struct report_query){.parameter_count = 0};
  buffer_init(&out->sql, MOST_SQL);
  struct builder builder = {
      .definition = definition, .request = request, .arena = arena, .query = out, .error = error};
  int kind = report_asked_check(definition, request, error);
  if (kind == 0)
    kind = put_statement(&builder);
  if (kind != 0)
    report_query_fini(out);
  return kind;
}

void report_query_fini(struct report_query *query)
{
  buffer_fini(&query->sql);
}

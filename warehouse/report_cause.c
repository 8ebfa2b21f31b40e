/* From a report to the leveringen behind a difference, in one statement.
 *
 * Which fact tables a report reads is seen from its own SQL, so that a new report needs nothing more. Rows of
 * these are compared as JSON without their days: only of the few that opened or closed in between, and what
 * filters and periods look at has the same name wherever it stands.
 *
 * Readings, where the definition leaves room. A figure as known on D follows from the rows known on D, and a
 * row changes on day X because of what became known on X. So a levering is a cause when
 * - a row that the report reads is another on the one day than on the other: was not there, is not there any
 * more or says something else. What was changed and taken back in between is no cause;
 * - that row falls under --where and in the period, on either day. Where a report looks across the rows of a
 * client (no `verband: rij` in its head) any row of that client will do, and prestaties of the whole calendar
 * year. Filters on columns that the table has not (segment, intensiteit, reden) leave nothing out;
 * - it brought an event of that client and, but for signalen, that aanbieder, of a kind that such rows follow
 * from, which became known on a day on which the row changed. Of several such events on one day all
 * leveringen are named, though one may have made the difference;
 * - or, of a signaal over clients, it brought what that signaal is judged by of another client, on such a
 * day: TR332 by toewijzingen with the number that changed on it, SL03 by events of the message. */
#include "warehouse/report_cause.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "warehouse/reference_spec.h"
#include "warehouse/report_asked.h"
#include "warehouse/report_query.h"

enum { MOST_SQL = 1 << 17, MOST_PARAMETERS = 32 };

const char *const report_cause_names[REPORT_CAUSE_COLUMNS] = {
    "levering", "organisatie", "soort", "ontvangen", "bekend_van", "bestand", "rijen"};

/* Kinds of events; names of new ones are with care, of which there are most. */
#define OF_CARE "g.soort not in ('prestatie', 'afwijzing', 'declaratie_afkeur', 'indicator_regel')"

/* A fact table: where a report names it, how its rows are found and what they follow from. */
enum { TRAJECT, SIGNAAL = 5 }; /* their places among the facts */
static const struct fact {
  const char *name;
  const char *words[3];    /* in the SQL of a report that reads it */
  const char *client;      /* the pseudoniem of its events */
  const char *key;         /* with the client, what stays the same over versions */
  const char *described;   /* SQL: what filters and period look at, of a row r as JSON; NULL: the row */
  const char *in_period;   /* SQL over the JSON x; $3 and $4 are the period */
  const char *from_events; /* SQL over an event g */
  bool has_client;
} facts[] = {
    {"traject", {"dwh.traject", "dwh.klantreis", "rapport.klantreis"}, "pseudoniem", "sleutel", NULL,
        "least((x ->> 'aangemeld')::date, (x ->> 'toegewezen')::date, (x ->> 'ingang')::date, (x ->> "
        "'intake')::date, "
        "(x ->> 'gestart')::date) <= $4::date and (x ->> 'gestart' is null or x ->> 'gestopt' is null or "
        "greatest((x ->> 'gestart')::date, (x ->> 'gestopt')::date) >= $3::date)",
        OF_CARE, true},
    {"onderbreking", {"dwh.onderbreking", "dwh.traject_maand", "rapport.klantreis"}, "pseudoniem", "sleutel",
        "(select to_jsonb(t) from dwh.traject t where t.pseudoniem = r.pseudoniem and t.sleutel = r.traject "
        "order by bekend_van desc limit 1)",
        "(x ->> 'gestart')::date <= $4::date and (x ->> 'gestopt' is null or (x ->> 'gestopt')::date >= "
        "$3::date)",
        OF_CARE, true},
    {"toewijzing", {"dwh.toewijzing"}, "pseudoniem", "sleutel", NULL,
        "least((x ->> 'eerste_ingangsdatum')::date, (x ->> 'ingangsdatum')::date) <= $4::date and "
        "(x ->> 'einddatum' is null or greatest((x ->> 'eerste_ingangsdatum')::date, (x ->> "
        "'einddatum')::date) >= "
        "$3::date)",
        OF_CARE, true},
    {"prestatie", {"dwh.prestatie"}, "pseudoniem", "sleutel", NULL,
        "(x ->> 'begindatum')::date between date_trunc('year', $3::date) and "
        "date_trunc('year', $4::date) + interval '1 year - 1 day'",
        "g.soort in ('prestatie', 'afwijzing')", true},
    {"declaratie_afkeur", {"dwh.declaratie_afkeur"}, "declaratie", "declaratie", NULL, "true",
        "g.soort = 'declaratie_afkeur'", false},
    {"signaal", {"dwh.signaal"}, "pseudoniem", "sleutel", NULL, "true", "true", false},
    {"indicator", {"dwh.indicator"}, "sleutel", "sleutel", NULL,
        "(x ->> 'van')::date >= $3::date and (x ->> 'tot')::date <= $4::date", "g.soort = 'indicator_regel'",
        false},
};

enum { FACT_COUNT = sizeof facts / sizeof *facts };

/* Dimensions that are a column of every table that has them at all, empty as `onbekend`. */
static const struct report_words columns = {
    {"gemeente", "aanbieder", "domein", "product", "team", "voorziening", "melder", "bron"}, 8};

struct search {
  const struct report_definition *definition;
  const struct report_request *request;
  const char *report_sql;
  struct buffer sql;
  struct database_parameter parameters[MOST_PARAMETERS];
  size_t parameter_count;
  bool reads[FACT_COUNT];
};

static bool is_read(const struct search *search, const char *const words[3])
{
  for (size_t i = 0; i < 3 && words[i] != NULL; i++) {
    if (strstr(search->report_sql, words[i]) != NULL)
      return true;
  }
  return false;
}

/* x: SQL of a row as JSON, null where there is none. */
static void put_matches(struct search *search, const struct fact *fact, const char *x)
{
  struct buffer *sql = &search->sql;
  buffer_format(sql, "(select x is not null and %s", fact->in_period);
  size_t number = search->parameter_count - search->request->where_count;
  for (size_t i = 0; i < search->request->where_count; i++) {
    const char *name = search->request->where[i].name;
    number++;
    if (report_words_have(&columns, name))
      buffer_format(
          sql, " and (not x ? '%s' or coalesce(x ->> '%s', 'onbekend') = $%zu::text)", name, name, number);
    else
      buffer_format(sql, " and $%zu::text is not null", number);
  }
  buffer_format(sql, " from (select %s as x) as feit)", x);
}

static const char described_row[] = "to_jsonb(r)";

/* The rows of a fact that are another on the one day than on the other. `offset 0` has the rows of a
 * candidate looked up: PostgreSQL would else make JSON of all rows there are and join the candidates to them.
 */
static void put_changed(struct search *search, const struct fact *fact, const char *separator)
{
  struct buffer *sql = &search->sql;
  const char *description = fact->described != NULL ? fact->described : described_row;
  buffer_format(sql,
      "%s%s_kandidaat as (select distinct %s as client, %s as sleutel from dwh.%s "
      "where (bekend_van > $1::date and bekend_van <= $2::date) or (bekend_tot > $1::date and bekend_tot <= "
      "$2::date)),\n"
      "%s_gewijzigd as (select k.client, k.sleutel, oud.feit as oud, nieuw.feit as nieuw, "
      "coalesce(nieuw.rij, oud.rij) ->> 'aanbieder' as eigen_aanbieder from %s_kandidaat k\n",
      separator, fact->name, fact->client, fact->key, fact->name, fact->name, fact->name);
  static const char *const days[][2] = {{"oud", "$1"}, {"nieuw", "$2"}};
  for (int i = 0; i < 2; i++)
    buffer_format(sql,
        "left join lateral (select to_jsonb(r) - array['bekend_van', 'bekend_tot'] as rij, %s as feit from "
        "dwh.%s r "
        "where r.%s = k.client and r.%s = k.sleutel and r.bekend_van <= %s::date and r.bekend_tot > "
        "%s::date offset 0) as %s "
        "on true\n",
        description, fact->name, fact->client, fact->key, days[i][1], days[i][1], days[i][0]);
  buffer_text(sql, "where oud.rij is distinct from nieuw.rij)");
}

/* Any row of the client, on either day, that the report could count. `offset 0` as above: one of the client's
 * rows mostly tells, and not all rows of all clients are looked at for it. */
static void put_client_matches(struct search *search)
{
  struct buffer *sql = &search->sql;
  const char *separator = "(";
  for (size_t i = 0; i < FACT_COUNT; i++) {
    if (!search->reads[i] || !facts[i].has_client || facts[i].described != NULL)
      continue;
    buffer_format(sql,
        "%sexists (select from dwh.%s r where r.pseudoniem = w.client and "
        "((r.bekend_van <= $1::date and r.bekend_tot > $1::date) or (r.bekend_van <= $2::date and "
        "r.bekend_tot > "
        "$2::date)) and ",
        separator, facts[i].name);
    put_matches(search, &facts[i], described_row);
    buffer_text(sql, " offset 0)");
    separator = " or ";
  }
  buffer_text(sql, ")");
}

/* The days on which they changed, and the aanbieder whose events did that. Materialized, for they are few
 * beside the events of their clients, and would else be made for each of those. */
static void put_touched(struct search *search, const struct fact *fact)
{
  struct buffer *sql = &search->sql;
  bool is_across = fact->has_client && !search->definition->counts_rows;
  bool is_any_sender = fact == &facts[SIGNAAL];
  buffer_format(sql, ",\n%s_geraakt as materialized (select w.client, w.sleutel, v.dag, ", fact->name);
  if (is_any_sender)
    buffer_text(sql, "null::text");
  else
    buffer_text(sql, "coalesce(w.eigen_aanbieder, w.nieuw ->> 'aanbieder', w.oud ->> 'aanbieder')");
  buffer_format(sql,
      " as aanbieder from %s_gewijzigd w cross join lateral ("
      "select bekend_van as dag from dwh.%s r where r.%s = w.client and r.%s = w.sleutel union "
      "select bekend_tot from dwh.%s r where r.%s = w.client and r.%s = w.sleutel) as v "
      "where v.dag > $1::date and v.dag <= $2::date and ",
      fact->name, fact->name, fact->client, fact->key, fact->name, fact->client, fact->key);
  if (is_across) {
    put_client_matches(search);
  } else {
    buffer_text(sql, "(");
    put_matches(search, fact, "w.oud");
    buffer_text(sql, " or ");
    put_matches(search, fact, "w.nieuw");
    buffer_text(sql, ")");
  }
  buffer_text(sql, ")");
}

/* What other clients brought, that a signaal is judged by; index on (number) and on (message). */
static void put_signaal_elsewhere(struct search *search)
{
  buffer_text(&search->sql,
      ",\nsignaal_op_dag as (select a.client, a.sleutel, a.dag, s.code, s.domein, s.gemeente, s.gebeurtenis "
      "from signaal_geraakt a join dwh.signaal s on s.pseudoniem = a.client and s.sleutel = a.sleutel "
      "and (s.bekend_van = a.dag or s.bekend_tot = a.dag) where s.code in ('TR332', 'SL03')),\n"
      "signaal_elders as (select g.levering, s.client, s.sleutel from signaal_op_dag s "
      "join dwh.toewijzing eigen on eigen.pseudoniem = s.client and eigen.eerste_gebeurtenis = s.gebeurtenis "
      "join dwh.toewijzing ander on ander.sleutel = eigen.sleutel and ander.pseudoniem <> s.client "
      "and (ander.bekend_van = s.dag or ander.bekend_tot = s.dag) "
      "join dwh.gebeurtenis g on g.pseudoniem = ander.pseudoniem and g.bekend_van = s.dag "
      "and g.soort = 'toewijzing' and g.domein = s.domein and g.gemeente = s.gemeente "
      "where s.code = 'TR332' union all "
      "select g.levering, s.client, s.sleutel from signaal_op_dag s "
      "join dwh.gebeurtenis eigen on eigen.pseudoniem = s.client and eigen.id = s.gebeurtenis "
      "join dwh.gebeurtenis g on g.bericht = eigen.bericht and g.bekend_van = s.dag where s.code = 'SL03')");
}

static const char carry_forward[] = "doortrekken";

static bool is_cut_by_lists(const struct search *search)
{
  const struct report_definition *definition = search->definition;
  for (size_t i = 0; i < definition->option_count; i++) {
    const struct report_option *option = &definition->options[i];
    if (strcmp(option->name, carry_forward) == 0)
      return strcmp(report_option_value(option, search->request), "ja") != 0;
  }
  return false;
}

/* Open trajecten of which another list than on the earlier day says through which day they count. */
static void put_cut(struct search *search)
{
  buffer_text(&search->sql,
      ",\nlijst_geraakt as (select nieuw.levering, r.pseudoniem as client, r.sleutel "
      "from dwh.nieuwste_lijst($2::date) as nieuw left join dwh.nieuwste_lijst($1::date) as oud using "
      "(aanbieder) "
      "cross join lateral (select least(nieuw.tot, $2::date) as nieuw, least(oud.tot, $2::date) as oud) as "
      "tot "
      "join dwh.traject r on r.aanbieder = nieuw.aanbieder and r.bron = 'lijst' "
      "and r.bekend_van <= $2::date and r.bekend_tot > $2::date and coalesce(r.gestopt > $2::date, true) "
      "where nieuw.levering is distinct from oud.levering and tot.nieuw <> tot.oud "
      "and r.gestart <= greatest(tot.nieuw, tot.oud) and least(tot.nieuw, tot.oud) < $4::date and ");
  put_matches(search, &facts[TRAJECT], described_row);
  buffer_text(&search->sql, ")");
}

static void put_events(struct search *search)
{
  struct buffer *sql = &search->sql;
  buffer_text(sql, ",\noorzaak as (select levering, count(distinct (feit, client, sleutel)) as rijen from (");
  const char *separator = "";
  for (size_t i = 0; i < FACT_COUNT; i++) {
    if (!search->reads[i])
      continue;
    buffer_format(sql,
        "%sselect g.levering, '%s' as feit, a.client, a.sleutel from %s_geraakt a "
        "join dwh.gebeurtenis g on g.pseudoniem = a.client and g.bekend_van = a.dag "
        "and (a.aanbieder is null or g.aanbieder = a.aanbieder) and %s",
        separator, facts[i].name, facts[i].name, facts[i].from_events);
    separator = "\nunion all ";
  }
  if (search->reads[SIGNAAL])
    buffer_format(sql, "%sselect levering, 'signaal', client, sleutel from signaal_elders", separator);
  if (is_cut_by_lists(search))
    buffer_format(sql, "%sselect levering, 'traject', client, sleutel from lijst_geraakt", separator);
  buffer_text(sql, ") as geraakt group by levering)");
}

static bool reads_table(const struct search *search, const char *table)
{
  return strstr(search->report_sql, table) != NULL;
}

/* Reference data and refused leveringen, where the report reads them. */
static void put_others(struct search *search)
{
  struct buffer *sql = &search->sql;
  buffer_text(sql,
      "\nunion all select null, null, 'referentie', ontvangen, ontvangen, bestand, regels from "
      "beheer.referentie where ontvangen > $1::date and ontvangen <= $2::date and bestand in (''");
  for (size_t i = 0; i < reference_specs_count; i++) {
    if (reads_table(search, reference_specs[i].table))
      buffer_format(sql, ", '%s'", reference_specs[i].file);
  }
  buffer_text(sql, ")");
  if (reads_table(search, "beheer.melding"))
    buffer_text(sql,
        "\nunion all select l.id, l.organisatie, l.soort, l.ontvangen, l.bekend_van, l.naam, count(*) "
        "from beheer.levering l join beheer.melding m on m.levering = l.id "
        "where l.oordeel <> 'goed' and l.bekend_van > $1::date and l.bekend_van <= $2::date "
        "and l.ontvangen between $3::date and $4::date group by l.id");
}

static void put_statement(struct search *search)
{
  struct buffer *sql = &search->sql;
  const char *separator = "with ";
  for (size_t i = 0; i < FACT_COUNT; i++) {
    if (!search->reads[i])
      continue;
    put_changed(search, &facts[i], separator);
    separator = ",\n";
  }
  for (size_t i = 0; i < FACT_COUNT; i++) {
    if (search->reads[i])
      put_touched(search, &facts[i]);
  }
  if (search->reads[SIGNAAL])
    put_signaal_elsewhere(search);
  if (is_cut_by_lists(search))
    put_cut(search);
  put_events(search);
  buffer_text(sql,
      ",\nbekend as (select l.id as levering, l.organisatie, l.soort, l.ontvangen, l.bekend_van, "
      "l.naam as bestand, o.rijen from oorzaak o join beheer.levering l on l.id = o.levering");
  put_others(search);
  buffer_text(sql,
      ")\nselect levering, organisatie, soort, ontvangen, bekend_van, bestand, sum(rijen) from bekend "
      "where $3::date <= $4::date group by 1, 2, 3, 4, 5, 6 order by bekend_van, organisatie nulls first, "
      "ontvangen, bestand, levering");
}

static void add_parameter(struct search *search, const char *value)
{
  search->parameters[search->parameter_count++] = (struct database_parameter){.value = value};
}

static const char *date_text(struct arena *arena, int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  return arena_text(arena, text);
}

static int ask(
    struct search *search, struct database *database, struct database_rows **out, struct error *error)
{
  if (search->sql.failed)
    return error_set(error, ERROR_INTERNAL, "the SQL for the leveringen behind a difference is too long");
  int kind = database_execute(database,
      "begin isolation level read committed read only; set local jit = off; set local work_mem = '128MB'",
      error);
  if (kind == 0)
    kind = database_query(
        database, search->sql.data, search->parameters, search->parameter_count, DATABASE_TEXT, out, error);
  struct error unsaid;
  if (database_execute(database, "rollback", kind == 0 ? error : &unsaid) != 0 && kind == 0) {
    database_rows_free(out);
    kind = error->kind;
  }
  return kind;
}

static void find_facts(struct search *search)
{
  bool reads_any = false;
  for (size_t i = 0; i < FACT_COUNT; i++) {
    search->reads[i] = is_read(search, facts[i].words);
    reads_any = reads_any || search->reads[i];
  }
  for (size_t i = 0; i < FACT_COUNT && !reads_any; i++)
    search->reads[i] = true; /* through a view or function that is not known here */
}

int report_cause_find(struct database *database, const struct report_request *request, int32_t from,
    int32_t to, struct arena *arena, struct database_rows **out, struct error *error)
{
  struct report_definition *definition = arena_new(arena, sizeof *definition);
  struct report_query query;
  int kind = report_definition_find(request->name, arena, definition, error);
  if (kind == 0)
    kind = report_query_build(definition, request, arena, &query, error);
  if (kind != 0)
    return kind;
  struct search search = {.definition = definition, .request = request, .report_sql = query.sql.data};
  buffer_init(&search.sql, MOST_SQL);
  find_facts(&search);
  add_parameter(&search, date_text(arena, from));
  add_parameter(&search, date_text(arena, to));
  add_parameter(&search, date_text(arena, request->van));
  add_parameter(&search, date_text(arena, request->tot));
  for (size_t i = 0; i < request->where_count; i++)
    add_parameter(&search, request->where[i].value);
  put_statement(&search);
  kind = ask(&search, database, out, error);
  buffer_fini(&search.sql);
  report_query_fini(&query);
  return kind;
}

/* The queries of `sluis quarantine`, over beheer.quarantaine, beheer.geweigerd and beheer.onleesbaar. */
#include "warehouse/quarantine.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

static struct database_parameter text_parameter(const char *text)
{
  return (struct database_parameter){.value = text};
}

static const char list_sql[] =
    "with wacht as ("
    "select levering, organisatie, ontvangen, bestand, soort, code, regel, pad, meldingen, bytes, afgekeurd, "
    "pogingen, null::uuid as gebeurtenis, null as beperking from beheer.quarantaine "
    "union all select w.levering, l.organisatie, w.ontvangen, l.naam, l.soort, w.sqlstate, w.regel, "
    "concat_ws(' ', w.tabel, w.kolom, w.beperking), 1, length(w.inhoud), w.geweigerd, w.pogingen, "
    "w.gebeurtenis, w.beperking from beheer.geweigerd w left join beheer.levering l on l.id = w.levering "
    "union all select null, null, (o.gevonden at time zone 'Europe/Amsterdam')::date, o.bron || '@' || "
    "o.positie, null, '" QUARANTINE_UNREADABLE "', null, o.reden, 1, o.bytes, o.gevonden, 0, null, null "
    "from beheer.onleesbaar o) "
    "select levering, organisatie, ontvangen, bestand, soort, code, regel, pad, meldingen, bytes, "
    "to_char(afgekeurd, 'YYYY-MM-DD\"T\"HH24:MI:SSTZH:TZM'), pogingen, gebeurtenis from wacht "
    "where ($1::text is null or organisatie = $1) and ($2::uuid is null or levering = $2) "
    "and ($3::text is null or code = $3 or beperking = $3) and ($4::date is null or afgekeurd >= $4) "
    "and ($6::text is null or (levering is null and bestand = $6)) "
    "order by ontvangen, organisatie, bestand, levering, regel, gebeurtenis nulls first limit $5::bigint";

int quarantine_list(struct database *database, const struct quarantine_filter *filter,
    struct database_rows **out, struct error *error)
{
  char id[ID_TEXT_SIZE];
  char most[24];
  if (filter->levering != NULL)
    id_format(filter->levering, id);
  snprintf(most, sizeof most, "%" PRId64, filter->most);
  struct database_parameter parameters[] = {
      text_parameter(filter->organisation),
      text_parameter(filter->levering != NULL ? id : NULL),
      text_parameter(filter->reason),
      text_parameter(filter->since),
      text_parameter(filter->most > 0 ? most : NULL),
      text_parameter(filter->record),
  };
  return database_query(
      database, list_sql, parameters, sizeof parameters / sizeof *parameters, DATABASE_TEXT, out, error);
}

static int query_by_id(struct database *database, const char *sql, const struct id *levering,
    struct database_rows **out, struct error *error)
{
  char id[ID_TEXT_SIZE];
  id_format(levering, id);
  struct database_parameter parameter = text_parameter(id);
  return database_query(database, sql, &parameter, 1, DATABASE_TEXT, out, error);
}

int quarantine_meldingen(
    struct database *database, const struct id *levering, struct database_rows **out, struct error *error)
{
  return query_by_id(database,
      "select code, regel, kolom, pad, tekst from beheer.melding where levering = $1::uuid "
      "order by volgnummer",
      levering, out, error);
}

int quarantine_count_attempt(struct database *database, const struct id *levering, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = query_by_id(database,
      "insert into beheer.herhaling as h (levering, pogingen, laatste) "
      "values ($1::uuid, 1, current_timestamp) on conflict (levering) "
      "do update set pogingen = h.pogingen + 1, laatste = current_timestamp returning pogingen",
      levering, &rows, error);
  database_rows_free(&rows);
  return kind;
}

int quarantine_knows(struct database *database, const struct id *levering, bool *known, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = query_by_id(database, "select from beheer.levering where id = $1::uuid", levering, &rows, error);
  *known = kind == 0 && database_rows_count(rows) > 0;
  database_rows_free(&rows);
  return kind;
}

/* The queries of `sluis quarantine`, over beheer.quarantaine. */
#include "warehouse/quarantine.h"

#include <stddef.h>

static struct database_parameter text_parameter(const char *text)
{
  return (struct database_parameter){.value = text};
}

int quarantine_list(struct database *database, const char *organisation, const struct id *levering,
    struct database_rows **out, struct error *error)
{
  char id[ID_TEXT_SIZE];
  if (levering != NULL)
    id_format(levering, id);
  struct database_parameter parameters[] = {
      text_parameter(organisation), text_parameter(levering != NULL ? id : NULL)};
  return database_query(database,
      "select levering, organisatie, ontvangen, bestand, soort, code, regel, pad, meldingen, bytes, "
      "to_char(afgekeurd, 'YYYY-MM-DD\"T\"HH24:MI:SSTZH:TZM'), pogingen from beheer.quarantaine "
      "where ($1::text is null or organisatie = $1) and ($2::uuid is null or levering = $2) "
      "order by ontvangen, organisatie, bestand, levering",
      parameters, 2, DATABASE_TEXT, out, error);
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

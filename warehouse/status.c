/* Three queries in one transaction, so that what they say fits together. */
#include "warehouse/status.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/* One row per organisation, then the total (its organisation is null). */
static const char leveringen_sql[] =
    "begin isolation level repeatable read read only; "
    "select l.organisatie, count(*) filter (where oordeel = 'goed' and not is_onderweg) as goed, "
    "count(*) filter (where oordeel = 'gedeeltelijk' and not is_onderweg) as gedeeltelijk, "
    "count(*) filter (where oordeel = 'afgekeurd' and not is_onderweg) as afgekeurd, "
    "count(*) filter (where oordeel = 'dubbel' and not is_onderweg) as dubbel, coalesce(sum(genoemd), 0) as "
    "gebeurtenissen, "
    "to_char(max(opgeslagen), 'YYYY-MM-DD\"T\"HH24:MI:SSTZH:TZM') as laatste, "
    "count(*) filter (where opgeslagen > current_timestamp - interval '5 minutes') / 5.0 as tempo "
    ", count(q.levering) + coalesce(sum(l.geweigerd), 0) as quarantaine, coalesce(sum(l.gewist), 0) as "
    "gewist, "
    "coalesce(sum(l.geweerd), 0) as geweerd, count(*) filter (where is_onderweg) as onderweg "
    "from rapport.levering l left join beheer.quarantaine q on q.levering = l.id group by grouping sets "
    "((l.organisatie), ()) order by l.organisatie nulls last";

/* Of the leveringen under way those that no row of beheer.levering tells of. */
static const char waiting_sql[] =
    "select (select count(*) from beheer.te_vouwen), "
    "(select count(*) from rapport.levering_onderweg where organisatie is null), "
    "(select count(*) from beheer.onleesbaar)";

static const char position_sql[] =
    "select positie, epoch, wachtrij_bytes from beheer.positie where bron = 'inbox'";

static int64_t number(const struct database_rows *rows, size_t row, size_t column)
{
  const char *text = database_rows_value(rows, row, column);
  return text != NULL ? strtoll(text, NULL, 10) : 0;
}

static void copy_text(char *out, size_t size, const struct database_rows *rows, size_t row, size_t column)
{
  const char *text = database_rows_value(rows, row, column);
  snprintf(out, size, "%s", text != NULL ? text : "");
}

static struct status_row read_row(const struct database_rows *rows, size_t row)
{
  struct status_row out = {
      .goed = number(rows, row, 1),
      .gedeeltelijk = number(rows, row, 2),
      .afgekeurd = number(rows, row, 3),
      .dubbel = number(rows, row, 4),
      .gebeurtenissen = number(rows, row, 5),
      .quarantaine = number(rows, row, 8),
      .gewist = number(rows, row, 9),
      .geweerd = number(rows, row, 10),
      .onderweg = number(rows, row, 11),
  };
  copy_text(out.organisation, sizeof out.organisation, rows, row, 0);
  copy_text(out.laatste, sizeof out.laatste, rows, row, 6);
  return out;
}

static int read_leveringen(struct database *database, struct status *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, leveringen_sql, &rows, error);
  if (kind != 0)
    return kind;
  size_t total = database_rows_count(rows) - 1; /* the empty grouping set always gives its row */
  out->rows = memory_new(total * sizeof *out->rows);
  out->count = total;
  for (size_t i = 0; i < total; i++)
    out->rows[i] = read_row(rows, i);
  out->total = read_row(rows, total);
  out->per_minute = strtod(database_rows_value(rows, total, 7), NULL);
  database_rows_free(&rows);
  return 0;
}

static int read_waiting(struct database *database, struct status *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, waiting_sql, &rows, error);
  if (kind != 0)
    return kind;
  out->te_vouwen = number(rows, 0, 0);
  out->total.onderweg += number(rows, 0, 1);
  out->onleesbaar = number(rows, 0, 2);
  out->total.quarantaine += out->onleesbaar;
  database_rows_free(&rows);
  return 0;
}

static int read_position(struct database *database, struct status *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, position_sql, &rows, error);
  if (kind != 0)
    return kind;
  if (database_rows_count(rows) > 0) {
    out->partij = number(rows, 0, 0);
    out->epoch = number(rows, 0, 1);
    out->queue_bytes = number(rows, 0, 2);
  }
  database_rows_free(&rows);
  return database_execute(database, "commit", error);
}

int status_read(struct database *database, struct status *out, struct error *error)
{
  *out = (struct status){0};
  int kind = read_leveringen(database, out, error);
  if (kind == 0)
    kind = read_waiting(database, out, error);
  if (kind == 0)
    kind = read_position(database, out, error);
  if (kind != 0)
    status_fini(out);
  return kind;
}

void status_fini(struct status *status)
{
  free(status->rows);
  status->rows = NULL;
}

#include "tests/warehouse/report_case.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "tests/postgres/test_database.h"
#include "warehouse/report.h"

/* A client, a traject and a toewijzing are named by a letter and a number; their keys are hashes of those. */
static const char helpers[] =
    "create function maak_traject(client text, nr integer, gestart date default null, gestopt date default "
    "null,"
    "  reden text default null, gemeente text default '0983', aanbieder text default '12345678',"
    "  product text default 'P1', domein text default 'jw', volgnummer integer default 1,"
    "  toegewezen date default null, ingang date default null, toewijzing_einde date default null,"
    "  aangemeld date default null, intake date default null, bron text default 'bericht',"
    "  team text default null, voorziening text default null, melder text default null,"
    "  hoofddomein text default null, toewijzing_nr integer default null,"
    "  bekend_van date default '2000-01-01', bekend_tot date default 'infinity') returns void language sql "
    "as $$"
    "  insert into dwh.traject values (md5(client)::uuid, md5(client || nr)::uuid, bron, domein, gemeente, "
    "aanbieder,"
    "    case when toegewezen is not null then md5(client || coalesce(toewijzing_nr, nr))::uuid end, "
    "volgnummer, null, product,"
    "    toegewezen, ingang, toewijzing_einde, aangemeld, intake, gestart,"
    "    case when gestart is not null then 'start' end, gestopt, case when gestopt is not null then 'stop' "
    "end,"
    "    reden, null, voorziening, team, melder, hoofddomein, bekend_van, bekend_tot) $$;"
    "create function maak_toewijzing(client text, nr integer, eerste_ingangsdatum date, ingangsdatum date "
    "default null,"
    "  gemeente text default '0983', product text default 'P1', domein text default 'jw',"
    "  einddatum date default null, omvang text default '1/04/2', budget integer default null,"
    "  bekend_van date default '2000-01-01', bekend_tot date default 'infinity') returns void language sql "
    "as $$"
    "  insert into dwh.toewijzing values (md5(client)::uuid, md5(client || nr)::uuid, domein, gemeente, "
    "'12345678',"
    "    md5('n' || nr)::uuid, null, null, product, eerste_ingangsdatum, eerste_ingangsdatum, "
    "eerste_ingangsdatum,"
    "    '10:00', coalesce(ingangsdatum, eerste_ingangsdatum), einddatum, null,"
    "    case when budget is null then split_part(omvang, '/', 1)::integer end,"
    "    case when budget is null then split_part(omvang, '/', 2) end,"
    "    case when budget is null then split_part(omvang, '/', 3) end, budget, 1,"
    "    bekend_van, bekend_tot, '10:00', md5('e' || client || nr)::uuid) $$;"
    "create function maak_onderbreking(client text, nr integer, van date, tot date default null,"
    "  bekend_van date default '2000-01-01', bekend_tot date default 'infinity') returns void language sql "
    "as $$"
    "  insert into dwh.onderbreking values (md5(client)::uuid, md5(client || nr || van)::uuid,"
    "    md5(client || nr)::uuid, van, tot, bekend_van, bekend_tot) $$;"
    "create function maak_prestatie(client text, declaratie text, referentie text, cent integer,"
    "  begindatum date default '2023-01-01', vorig text default null, debet text default null,"
    "  afgekeurd_door text default null, gemeente text default '0983', aanbieder text default '12345678',"
    "  product text default 'P1', domein text default 'jw', dagtekening date default '2023-02-01',"
    "  eenheid text default '04', toewijzing_nr integer default 0, volume integer default 4,"
    "  bekend_van date default '2000-01-01', bekend_tot date default 'infinity') returns void language sql "
    "as $$"
    "  insert into dwh.prestatie values (md5(client)::uuid, md5(declaratie || '/' || referentie)::uuid, "
    "domein, gemeente,"
    "    aanbieder, md5(declaratie)::uuid, md5('n' || declaratie)::uuid, date_trunc('month', dagtekening), "
    "dagtekening,"
    "    md5('r' || referentie)::uuid, md5('r' || vorig)::uuid, md5(debet)::uuid, md5('nr')::uuid, "
    "md5(client || toewijzing_nr)::uuid, '45', product,"
    "    date_trunc('month', begindatum), begindatum, begindatum + 27, volume, eenheid, null, abs(cent),"
    "    case when cent < 0 then 'C' else 'D' end, afgekeurd_door is not null, afgekeurd_door,"
    "    case when afgekeurd_door is not null then '9307' end, bekend_van, bekend_tot) $$;"
    "create function maak_declaratie_afkeur(declaratie text, bekend_van date default '2000-01-01',"
    "  bekend_tot date default 'infinity') returns void language sql as $$"
    "  insert into dwh.declaratie_afkeur values (md5(declaratie)::uuid, 'jw', '0983', '12345678', null, "
    "'2023-02-01',"
    "    '0001', null, bekend_van, bekend_tot) $$;"
    "create function maak_product(code text, segment text, intensiteit text, geldig_van date default "
    "'-infinity',"
    "  geldig_tot date default 'infinity', bekend_van date default '-infinity', bekend_tot date default "
    "'infinity',"
    "  domein text default 'jw', bekostiging text default 'pxq', contract text default 'c') returns void "
    "language sql as $$"
    "  insert into dwh.dim_product values (domein, '45', code, 'x', segment, intensiteit, bekostiging, "
    "contract, geldig_van,"
    "    geldig_tot, bekend_van, bekend_tot) $$;"
    "create function maak_tarief(product text, eenheid text, cent bigint, geldig_van date default "
    "'-infinity',"
    "  geldig_tot date default 'infinity', bekend_van date default '-infinity', bekend_tot date default "
    "'infinity') returns void language sql as $$"
    "  insert into dwh.tarief values ('12345678', product, eenheid, cent, geldig_van, geldig_tot, bekend_van,"
    "    bekend_tot) $$;"
    "create function maak_budget(product text, jaar integer, cent bigint, bekend_van date default "
    "'-infinity',"
    "  bekend_tot date default 'infinity') returns void language sql as $$"
    "  insert into dwh.budget values ('12345678', product, jaar, cent, null, bekend_van, bekend_tot) $$;"
    "create function maak_capaciteit(voorziening text, product text, plaatsen integer,"
    "  geldig_van date default '-infinity', geldig_tot date default 'infinity',"
    "  bekend_van date default '-infinity', bekend_tot date default 'infinity') returns void language sql as "
    "$$"
    "  insert into dwh.capaciteit values ('12345678', voorziening, product, plaatsen, geldig_van, geldig_tot,"
    "    bekend_van, bekend_tot) $$;";

struct database *report_case_open(const char *name)
{
  test_database_migrated(name);
  struct database *database = test_database_open();
  test_database_run(database, helpers);
  return database;
}

void report_case_clear(struct database *database)
{
  test_database_run(database, "truncate dwh.traject, dwh.toewijzing, dwh.onderbreking, dwh.signaal, "
                              "dwh.prestatie, dwh.declaratie_afkeur, dwh.tarief, dwh.budget, dwh.capaciteit, "
                              "beheer.melding, beheer.levering; "
                              "delete from dwh.dim_product where domein <> 'onbekend'");
}

int report_case_close(void **state)
{
  struct database *database = *state;
  database_close(&database);
  return 0;
}

struct database *report_case_facts(void **state, const char *sql)
{
  report_case_clear(*state);
  test_database_run(*state, sql);
  return *state;
}

/* What the words of a test say. */
struct asked {
  struct report_request request;
  struct report_setting where[8];
  struct report_setting options[8];
  char words[1024];
};

static int32_t day(const char *text)
{
  int32_t date = 0;
  assert_true(date_parse(text, strlen(text), &date));
  return date;
}

static void take_per(struct asked *asked, char *value)
{
  char *rest = NULL;
  for (char *name = strtok_r(value, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest))
    asked->request.per.items[asked->request.per.count++] = name;
}

static void take_where(struct asked *asked, char *value)
{
  char *equals = strchr(value, '=');
  *equals = '\0';
  asked->where[asked->request.where_count++] = (struct report_setting){.name = value, .value = equals + 1};
}

static void take_option(struct asked *asked, const char *name, char *value)
{
  if (strcmp(name, "--van") == 0)
    asked->request.van = day(value);
  else if (strcmp(name, "--tot") == 0)
    asked->request.tot = day(value);
  else if (strcmp(name, "--peildatum") == 0)
    asked->request.peildatum = day(value);
  else if (strcmp(name, "--per") == 0)
    take_per(asked, value);
  else if (strcmp(name, "--where") == 0)
    take_where(asked, value);
  else
    asked->options[asked->request.option_count++] = (struct report_setting){.name = name + 2, .value = value};
}

static void take_words(const char *words, struct asked *asked)
{
  *asked = (struct asked){
      .request = {.van = day("2023-01-01"), .tot = day("2023-12-31"), .peildatum = day("2024-12-31")}};
  asked->request.where = asked->where;
  asked->request.options = asked->options;
  snprintf(asked->words, sizeof asked->words, "%s", words);
  char *rest = NULL;
  asked->request.name = strtok_r(asked->words, " ", &rest);
  for (char *name = strtok_r(NULL, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest))
    take_option(asked, name, strtok_r(NULL, " ", &rest));
}

typedef int writer(const struct report_result *result, FILE *out, struct error *error);

static char *print(struct database *database, const char *words, writer *write)
{
  struct asked asked;
  struct arena arena;
  struct error error = {0};
  struct report_result result;
  char *text = NULL;
  size_t size = 0;
  take_words(words, &asked);
  arena_init(&arena, 0);
  if (report_run(database, &asked.request, &arena, &result, &error) != 0)
    fail_msg("%s: %s", words, error.text);
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(write(&result, out, &error), 0);
  fclose(out);
  report_result_fini(&result);
  arena_fini(&arena);
  return text;
}

char *report_case_csv(struct database *database, const char *words)
{
  return print(database, words, report_write_csv);
}

char *report_case_json(struct database *database, const char *words)
{
  return print(database, words, report_write_json);
}

char *report_case_table(struct database *database, const char *words)
{
  return print(database, words, report_write_table);
}

/* Clients that are erased, against a real PostgreSQL: what is left is a warehouse in which they never were,
 * whatever was delivered before and after, and it stays so. Who has expired is held on the days around the
 * border. */
#include "warehouse/client.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "sink/events.h"
#include "sink/rebuild.h"
#include "sink/sink.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"
#include "tests/transform/random_client.h"
#include "transform/fold.h"
#include "transform/transform.h"

enum { CLIENTS = 5, EVENTS_EACH = 30, EVENTS = CLIENTS * EVENTS_EACH };
enum { SENT = 24, LISTS = 6 /* the first of them */, LEVERINGEN = 2 * SENT };
enum { REGIONS = 5, ERASED = 2, AGAIN = SENT, TODAY = DAY_ONE + 1000 };

struct fixture {
  struct sink *sink;
  struct transform *transform;
  struct database *database;
};

/* Each levering twice: the second time under another id and, but for those with lists, on a later day. */
struct region {
  struct arena arena;
  struct gebeurtenis events[2 * EVENTS];
  size_t levering_of[2 * EVENTS]; /* place in leveringen */
  struct levering leveringen[LEVERINGEN];
};

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_gewist");
  return 0;
}

static void connect_anew(struct fixture *fixture)
{
  struct error error = {0};
  transform_forget(fixture->transform);
  must(sink_connect(fixture->sink, &error), &error);
}

static int set_up(void **state)
{
  static struct fixture fixture;
  test_database_reset();
  fixture.sink = sink_new();
  struct transform_options options = {
      .cache_bytes = 1 << 20, .source = {.read = sink_read_events, .context = fixture.sink}};
  fixture.transform = transform_new(&options);
  fixture.database = test_database_open();
  connect_anew(&fixture);
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  transform_free(&fixture->transform);
  sink_free(&fixture->sink);
  database_close(&fixture->database);
  return 0;
}

/* --- making --- */

static void make_levering(struct region *region, size_t number, int32_t day)
{
  region->leveringen[number] = test_levering((uint32_t)number + 1, 0);
  region->leveringen[number].ontvangen = day;
}

static void deliver(struct region *region, size_t event, size_t levering)
{
  struct gebeurtenis *out = &region->events[event];
  out->levering = region->leveringen[levering].id;
  out->ontvangen = region->leveringen[levering].ontvangen;
  if (out->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD) /* has that of its line */
    out->inhoud.verhuisd.bekend_van = out->ontvangen;
  region->levering_of[event] = levering;
  region->leveringen[levering].gebeurtenissen++;
}

/* Of a line, or a Verhuisd. */
static struct id *nummer_of(struct gebeurtenis *event)
{
  if (event->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD)
    return &event->inhoud.verhuisd.trajectnummer;
  return &event->inhoud.traject_regel.trajectnummer;
}

static void make_region(struct region *region, uint64_t seed)
{
  struct random random = {.state = seed};
  arena_init(&region->arena, 0);
  for (size_t i = 0; i < SENT; i++) {
    int32_t day = DAY_ONE + (int32_t)random_below(&random, 6);
    make_levering(region, i, day);
    make_levering(region, i + AGAIN, i < LISTS ? day : DAY_ONE + 6 + (int32_t)random_below(&random, 6));
  }
  for (size_t client = 0; client < CLIENTS; client++) {
    struct random_shape shape = {
        .events = EVENTS_EACH, .days = 6, .numbers = 3, .client = (uint32_t)client + 1};
    struct bekende_gebeurtenis **made = random_client(&random, &shape, &region->arena);
    for (size_t i = 0; i < EVENTS_EACH; i++) {
      size_t at = client * EVENTS_EACH + i;
      enum gebeurtenis_inhoud soort = made[i]->gebeurtenis.inhoud_soort;
      bool is_list = soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL;
      /* the day of receipt is part of the id of a line, and a Verhuisd stands where its line does */
      bool has_day = is_list || soort == GEBEURTENIS_INHOUD_VERHUISD;
      size_t levering = random_below(&random, has_day ? LISTS : SENT);
      region->events[at] = made[i]->gebeurtenis;
      /* lists, whose lines may have no gemeente, never share a name and a day: that makes them one levering
       */
      /* nor does a number move: who lost one to a client that was erased does not get it back */
      if (has_day)
        nummer_of(&region->events[at])->bytes[1] = (uint8_t)(client + 1);
      region->events[at].bericht = test_id(is_list ? 100 + (uint32_t)at : random_below(&random, 20));
      region->events[at + EVENTS] = region->events[at];
      deliver(region, at, levering);
      deliver(region, at + EVENTS, levering + AGAIN);
    }
  }
}

/* --- storing --- */

struct chosen {
  const struct levering *leveringen[LEVERINGEN];
  size_t levering_count;
  const struct gebeurtenis *events[2 * EVENTS];
  size_t event_count;
};

/* without: a client whose events are left out; NULL: none. */
static void choose(struct chosen *out, const struct region *region, const size_t *numbers, size_t count,
    const struct id *without)
{
  *out = (struct chosen){0};
  for (size_t i = 0; i < count; i++) {
    out->leveringen[out->levering_count++] = &region->leveringen[numbers[i]];
    for (size_t j = 0; j < 2 * (size_t)EVENTS; j++)
      if (region->levering_of[j] == numbers[i] &&
          (without == NULL || !id_equal(&region->events[j].pseudoniem, without)))
        out->events[out->event_count++] = &region->events[j];
  }
}

static int store_once(struct fixture *fixture, struct chosen *chosen, struct error *error)
{
  int32_t closed_through = 0;
  int kind = sink_begin(fixture->sink, &closed_through, error);
  if (kind != 0)
    return kind;
  size_t kept = 0;
  transform_begin(fixture->transform, closed_through);
  must(sink_keep_out(fixture->sink, chosen->events, chosen->event_count, &kept, error), error);
  transform_add(fixture->transform, chosen->events, kept);
  bool found = true;
  while (found) {
    struct wijzigingen changes;
    must(transform_next(fixture->transform, &changes, &found, error), error);
    if (found)
      must(sink_write(fixture->sink, &changes, error), error);
  }
  must(sink_leveringen(fixture->sink, chosen->leveringen, chosen->levering_count, 0, error), error);
  must(sink_commit(fixture->sink, error), error);
  transform_commit(fixture->transform);
  return 0;
}

static void store(struct fixture *fixture, struct chosen *chosen)
{
  struct error error = {0};
  must(store_once(fixture, chosen, &error), &error);
}

/* In partijen of a few. */
static void store_some(
    struct fixture *fixture, const struct region *region, const size_t *numbers, size_t count)
{
  static struct chosen chosen;
  for (size_t at = 0; at < count; at += 5) {
    choose(&chosen, region, numbers + at, count - at < 5 ? count - at : 5, NULL);
    store(fixture, &chosen);
  }
}

static int fold(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct rebuild_rows *out, void *context, struct error *error)
{
  (void)context;
  (void)error;
  struct feit_versies versions;
  fold_history(events, count, arena, &versions);
  *out = (struct rebuild_rows){.items = versions.items, .count = versions.count};
  return 0;
}

static void erase(struct fixture *fixture, const struct id *client)
{
  struct error error = {0};
  bool found = false;
  int64_t events = 0;
  must(client_erase(fixture->database, client, TODAY, &found, &events, &error), &error);
  assert_true(found);
  assert_true(events > 0);
}

/* --- judging --- */

/* Of every table of dwh: its name and a digest of its rows. */
static void read_facts(struct fixture *fixture, char *out, size_t size)
{
  snprintf(out, size, "%s",
      test_database_text(fixture->database,
          "select string_agg(relname || ' ' || (xpath('/row/d/text()', query_to_xml('select count(*) || '' "
          "'' "
          "|| coalesce(md5(string_agg(r::text, ''|'' order by r::text)), ''-'') as d from dwh.' || relname "
          "|| "
          "' r', false, true, '')))[1]::text, E'\\n' order by relname) from pg_class "
          "where relnamespace = 'dwh'::regnamespace and relkind = 'r' and relname !~ '^dim_'"));
}

/* Leveringen that count other events than there are, or more than they held. */
static const char miscounted_sql[] =
    "select count(*) from beheer.levering l where genoemd <> (select count(*) from dwh.gebeurtenis g where "
    "g.levering = l.id) or genoemd + gewist + geweerd > gebeurtenissen";

static int64_t rows_of(struct fixture *fixture, const struct id *client)
{
  char text[ID_TEXT_SIZE];
  char sql[256];
  id_format(client, text);
  snprintf(sql, sizeof sql,
      "select sum(json_array_length(beheer.rijen_van_client(tabel, '%s'))) from beheer.tabellen_van_client()",
      text);
  return test_database_number(fixture->database, sql);
}

/* --- tests --- */

static void an_erased_client_never_was_whatever_came_before_and_comes_after(void **state)
{
  struct fixture *fixture = *state;
  static struct region region;
  static struct chosen all;
  static char expected[2048];
  static char found[2048];
  for (uint64_t seed = 1; seed <= REGIONS; seed++) {
    make_region(&region, seed);
    const struct id client = region.events[(size_t)ERASED * EVENTS_EACH].pseudoniem;
    size_t numbers[LEVERINGEN];
    size_t *order[LEVERINGEN];
    size_t shuffled[LEVERINGEN];
    for (size_t i = 0; i < LEVERINGEN; i++) {
      numbers[i] = i;
      order[i] = &numbers[i];
    }
    struct random random = {.state = seed};
    random_shuffle(&random, order, LEVERINGEN);
    for (size_t i = 0; i < LEVERINGEN; i++)
      shuffled[i] = *order[i];

    test_database_reset();
    connect_anew(fixture);
    choose(&all, &region, numbers, LEVERINGEN, &client);
    store(fixture, &all);
    read_facts(fixture, expected, sizeof expected);

    test_database_reset();
    connect_anew(fixture);
    store_some(fixture, &region, shuffled, LEVERINGEN / 2);
    assert_true(rows_of(fixture, &client) > 0);
    erase(fixture, &client);
    assert_int_equal(rows_of(fixture, &client), 0);
    assert_int_equal(test_database_number(fixture->database, miscounted_sql), 0);
    connect_anew(fixture);
    store_some(fixture, &region, shuffled + LEVERINGEN / 2, LEVERINGEN - LEVERINGEN / 2);
    store_some(fixture, &region, shuffled, LEVERINGEN);
    read_facts(fixture, found, sizeof found);
    assert_string_equal(found, expected);
    assert_int_equal(test_database_number(fixture->database, miscounted_sql), 0);
    assert_true(test_database_number(fixture->database, "select sum(geweerd) from beheer.levering") > 0);

    struct error error = {0};
    struct rebuild_counts counts;
    must(rebuild(&(struct rebuild_options){.fold = fold}, &counts, &error), &error);
    read_facts(fixture, found, sizeof found);
    assert_string_equal(found, expected);
    arena_fini(&region.arena);
  }
}

static void a_loader_that_has_the_client_in_memory_is_refused_and_finds_it_gone(void **state)
{
  struct fixture *fixture = *state;
  static struct region region;
  static struct chosen chosen;
  struct error error = {0};
  size_t numbers[SENT];
  make_region(&region, 7);
  const struct id client = region.events[0].pseudoniem;
  for (size_t i = 0; i < SENT; i++)
    numbers[i] = i;
  choose(&chosen, &region, numbers, SENT, NULL);
  store(fixture, &chosen);
  erase(fixture, &client);
  assert_int_equal(store_once(fixture, &chosen, &error), ERROR_UNAVAILABLE);
  connect_anew(fixture);
  for (size_t i = 0; i < SENT; i++)
    numbers[i] = i + AGAIN;
  choose(&chosen, &region, numbers, SENT, NULL);
  store(fixture, &chosen);
  assert_int_equal(rows_of(fixture, &client), 0);
  assert_int_equal(
      test_database_number(fixture->database, "select sum(geweerd) from beheer.levering"), EVENTS_EACH);
  assert_int_equal(test_database_number(fixture->database,
                       "select count(*) from rapport.levering where oordeel = 'dubbel' "
                       "and geweerd > 0"),
      0);
  arena_fini(&region.arena);
}

static void who_is_not_there_is_not_erased_and_nothing_is_logged(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct id nobody = test_id(12345);
  bool found = true;
  int64_t events = 1;
  must(client_erase(fixture->database, &nobody, TODAY, &found, &events, &error), &error);
  assert_false(found);
  assert_int_equal(test_database_number(fixture->database,
                       "select (select count(*) from beheer.gewist) + (select count(*) from beheer.avg_log)"),
      0);
}

static void the_log_can_only_be_added_to(void **state)
{
  struct fixture *fixture = *state;
  static const char *const changes[] = {
      "update beheer.avg_log set door = 'x'", "delete from beheer.avg_log", "truncate beheer.avg_log"};
  test_database_run(fixture->database, "insert into beheer.avg_log (handeling, pseudoniem, aantallen) values "
                                       "('export', gen_random_uuid(), '{}')");
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    struct error error = {0};
    assert_int_not_equal(database_execute(fixture->database, changes[i], &error), 0);
    assert_non_null(strstr(error.text, "42501"));
  }
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.avg_log"), 1);
}

/* --- who has expired --- */

/* What is put into the tables for one client, and the last day that follows; NULL: something is open. */
static const struct past {
  const char *name;
  const char *sql;
  const char *last_day;
} pasts[] = {
    {"a message, by its Dagtekening", "", "2013-01-02"},
    {"a traject that ended", "insert into t (gestart, gestopt) values ('2012-01-01', '2013-05-06')",
        "2013-05-06"},
    {"a traject that runs", "insert into t (gestart) values ('2012-01-01')", NULL},
    {"one that ended beside one that runs",
        "insert into t (sleutel, gestart, gestopt) values ('00000000-0000-0000-0000-000000000001', "
        "'2012-01-01', "
        "'2013-05-06'), ('00000000-0000-0000-0000-000000000002', '2012-01-01', null)",
        NULL},
    {"a traject that ran and was found to have ended",
        "insert into t (gestart, gestopt, bekend_van, bekend_tot) values ('2012-01-01', null, '2013-01-01', "
        "'2013-06-01'), ('2012-01-01', '2013-05-06', '2013-06-01', 'infinity')",
        "2013-05-06"},
    {"a toewijzing that was not started and has an end",
        "insert into t (toewijzing, toewijzing_einde) values (gen_random_uuid(), '2014-01-31')",
        "2014-01-31"},
    {"a toewijzing that was not started and has none",
        "insert into t (toewijzing) values (gen_random_uuid())", NULL},
    {"care that stopped before the end of its toewijzing",
        "insert into t (toewijzing, gestart, gestopt) values (gen_random_uuid(), '2012-01-01', "
        "'2013-05-06'); "
        "insert into w (einddatum) values ('2013-12-31')",
        "2013-12-31"},
    {"care that stopped while its toewijzing has no end",
        "insert into t (toewijzing, gestart, gestopt) values (gen_random_uuid(), '2012-01-01', "
        "'2013-05-06'); "
        "insert into w (einddatum) values (null)",
        "2013-05-06"},
    {"somebody who was registered and never came",
        "insert into t (bron, aangemeld, intake) values ('lijst', "
        "'2013-03-01', '2013-03-04')",
        "2013-03-04"},
    {"a declaratie, by the last day of its month",
        "insert into p (maand, begindatum, einddatum) values ('2014-02-01', '2014-02-01', '2014-02-03')",
        "2014-02-28"},
};

/* Views with what a row needs besides, so that a past is read at a glance. */
static const char shortcuts_sql[] =
    "create temporary view t as select * from dwh.traject; create temporary view w as select * from "
    "dwh.toewijzing; create temporary view p as select * from dwh.prestatie; "
    "alter view t alter pseudoniem set default '00000000-0000-0000-0000-00000000000a', "
    "alter sleutel set default '00000000-0000-0000-0000-000000000001', alter bron set default 'bericht', "
    "alter domein set default 'jw', alter aanbieder set default '12345678', alter volgnummer set default 1, "
    "alter bekend_van set default '2013-01-03', alter bekend_tot set default 'infinity'; "
    "alter view w alter pseudoniem set default '00000000-0000-0000-0000-00000000000a', "
    "alter sleutel set default '00000000-0000-0000-0000-000000000001', alter domein set default 'jw', "
    "alter gemeente set default '0983', alter aanbieder set default '12345678', "
    "alter toewijzing_nummer set default '00000000-0000-0000-0000-000000000001', "
    "alter toegewezen set default '2012-01-01', alter eerste_ingangsdatum set default '2012-01-01', "
    "alter toewijzingsdatum set default '2012-01-01', alter toewijzingstijd set default '00:00', "
    "alter ingangsdatum set default '2012-01-01', alter versies set default 1, "
    "alter toegewezen_tijd set default '00:00', "
    "alter eerste_gebeurtenis set default '00000000-0000-0000-0000-000000000001', "
    "alter bekend_van set default '2013-01-03', alter bekend_tot set default 'infinity'; "
    "alter view p alter pseudoniem set default '00000000-0000-0000-0000-00000000000a', "
    "alter sleutel set default '00000000-0000-0000-0000-000000000001', alter domein set default 'jw', "
    "alter gemeente set default '0983', alter aanbieder set default '12345678', "
    "alter declaratie set default '00000000-0000-0000-0000-000000000001', "
    "alter declaratie_nummer set default '00000000-0000-0000-0000-000000000001', "
    "alter declaratie_maand set default '2012-01-01', alter dagtekening set default '2012-01-01', "
    "alter referentie_nummer set default '00000000-0000-0000-0000-000000000001', "
    "alter toewijzing_nummer set default '00000000-0000-0000-0000-000000000001', "
    "alter toewijzing set default '00000000-0000-0000-0000-000000000001', alter categorie set default '45', "
    "alter product set default '45A04', alter volume set default 1, alter eenheid set default '01', "
    "alter bedrag_cent set default 1, alter debet_credit set default 'D', alter afgekeurd set default false, "
    "alter bekend_van set default '2013-01-03', alter bekend_tot set default 'infinity'";

static void put_event(struct fixture *fixture, const char *soort, const char *dagtekening)
{
  char sql[512];
  snprintf(sql, sizeof sql,
      "insert into dwh.gebeurtenis values ('00000000-0000-0000-0000-00000000000a', gen_random_uuid(), '%s', "
      "'jw', "
      "'0983', '12345678', '%s', '2013-01-03', '2013-01-03', gen_random_uuid(), 1, 0, '', gen_random_uuid())",
      soort, dagtekening);
  test_database_run(fixture->database, sql);
}

static const char *last_day(struct fixture *fixture)
{
  return test_database_text(fixture->database, "select laatste_dag from beheer.client_einde");
}

static void the_last_day_of_a_client_is_that_of_its_latest_care_and_open_care_has_none(void **state)
{
  struct fixture *fixture = *state;
  test_database_run(fixture->database, shortcuts_sql);
  for (size_t i = 0; i < sizeof pasts / sizeof *pasts; i++) {
    test_database_reset();
    put_event(fixture, "start", "2013-01-02");
    if (pasts[i].sql[0] != '\0')
      test_database_run(fixture->database, pasts[i].sql);
    const char *expected = pasts[i].last_day != NULL ? pasts[i].last_day : "infinity";
    if (strcmp(last_day(fixture), expected) != 0)
      fail_msg("%s: %s instead of %s", pasts[i].name, last_day(fixture), expected);
  }
}

static void the_day_of_a_list_decides_only_when_nothing_else_has_a_day(void **state)
{
  struct fixture *fixture = *state;
  test_database_run(fixture->database, shortcuts_sql);
  put_event(fixture, "traject_regel", "2025-01-31");
  assert_string_equal(last_day(fixture), "2025-01-31");
  test_database_run(fixture->database,
      "insert into t (bron, gestart, gestopt) values ('lijst', '2012-01-01', "
      "'2013-05-06')");
  assert_string_equal(last_day(fixture), "2013-05-06");
  put_event(fixture, "declaratie_afkeur", "2026-01-01");
  assert_string_equal(last_day(fixture), "2013-05-06");
}

static void count_removed(int64_t clients, int64_t events, void *context)
{
  int64_t *sum = context;
  sum[0] += clients;
  sum[1] += events;
}

static int64_t expired_on(struct fixture *fixture, const char *text, int32_t years)
{
  struct error error = {0};
  struct retention retention = {.years = years};
  int64_t sum[2] = {0, 0};
  assert_true(date_parse(text, strlen(text), &retention.day));
  must(client_expire(fixture->database, &retention, count_removed, sum, &error), &error);
  return sum[0];
}

static void a_client_is_kept_through_the_same_day_of_the_year_and_gone_the_day_after(void **state)
{
  static const struct border {
    const char *last;
    const char *kept;
    const char *gone;
    int32_t years;
  } borders[] = {{"2013-05-06", "2028-05-06", "2028-05-07", 15},
      {"2016-02-29", "2017-02-28", "2017-03-01", 1}, {"2015-02-28", "2016-02-28", "2016-02-29", 1},
      {"2015-12-31", "2020-12-31", "2021-01-01", 5}};
  struct fixture *fixture = *state;
  for (size_t i = 0; i < sizeof borders / sizeof *borders; i++) {
    test_database_reset();
    put_event(fixture, "start", borders[i].last);
    assert_int_equal(expired_on(fixture, borders[i].kept, borders[i].years), 0);
    assert_int_equal(test_database_number(fixture->database, "select count(*) from dwh.gebeurtenis"), 1);
    assert_int_equal(expired_on(fixture, borders[i].gone, borders[i].years), 1);
    assert_int_equal(test_database_number(fixture->database, "select count(*) from dwh.gebeurtenis"), 0);
    assert_string_equal(
        test_database_text(fixture->database, "select handeling || aantallen from beheer.avg_log"),
        "bewaartermijn{\"dwh.gebeurtenis\": 1}");
    assert_int_equal(expired_on(fixture, borders[i].gone, borders[i].years), 0);
  }
}

/* Stores one start of client 1 with this Dagtekening under a levering of its own. */
static void send(struct fixture *fixture, uint32_t number, int32_t dagtekening)
{
  struct bekende_gebeurtenis event = test_event(1, number, number);
  event.gebeurtenis.dagtekening = dagtekening;
  struct levering levering = test_levering(number, 1);
  struct chosen chosen = {
      .leveringen = {&levering}, .levering_count = 1, .events = {&event.gebeurtenis}, .event_count = 1};
  store(fixture, &chosen);
}

static void who_expired_may_come_back_with_new_care_and_who_asked_may_not(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  const struct id client = test_id(1);
  int64_t sum[2] = {0, 0};
  test_database_run(fixture->database,
      "create or replace view pg_temp.stored as select count(*) as n from dwh.gebeurtenis");
  send(fixture, 1, DAY_ONE);
  /* the traject that the fold makes of the start is open: it would keep the client */
  test_database_run(fixture->database, "update dwh.traject set gestopt = gestart");
  struct retention retention = {.day = DAY_ONE + 4000, .years = 10};
  must(client_expire(fixture->database, &retention, count_removed, sum, &error), &error);
  assert_int_equal(sum[0], 1);
  connect_anew(fixture);
  send(fixture, 2, DAY_ONE);       /* what was known */
  send(fixture, 3, DAY_ONE + 300); /* what had expired on that day too */
  assert_int_equal(test_database_number(fixture->database, "select n from pg_temp.stored"), 0);
  send(fixture, 4, DAY_ONE + 3990);
  assert_int_equal(test_database_number(fixture->database, "select n from pg_temp.stored"), 1);
  assert_int_equal(rows_of(fixture, &client) > 1, 1);
  erase(fixture, &client);
  connect_anew(fixture);
  send(fixture, 5, DAY_ONE + 9000);
  assert_int_equal(test_database_number(fixture->database, "select n from pg_temp.stored"), 0);
  assert_string_equal(
      test_database_text(fixture->database, "select reden || ' ' || weert_tot from beheer.gewist"),
      "verzoek infinity");
}

static void the_count_beforehand_names_gemeenten_and_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct database_rows *rows = NULL;
  put_event(fixture, "start", "2013-01-02");
  put_event(fixture, "stop", "2013-01-02");
  struct retention retention = {.day = TODAY + 9000, .years = 5};
  must(client_count_expired(fixture->database, &retention, &rows, &error), &error);
  assert_int_equal(database_rows_count(rows), 2);
  assert_string_equal(database_rows_value(rows, 0, 0), "0983");
  assert_string_equal(database_rows_value(rows, 0, 1), "1");
  assert_string_equal(database_rows_value(rows, 0, 2), "2");
  assert_null(database_rows_value(rows, 1, 0));
  assert_string_equal(database_rows_value(rows, 1, 1), "1");
  database_rows_free(&rows);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from dwh.gebeurtenis"), 2);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.avg_log"), 0);
}

/* A record of the same client that PostgreSQL refused, and nothing else of it. */
static void put_refused(struct fixture *fixture, const char *soort, const char *ontvangen)
{
  char sql[512];
  snprintf(sql, sizeof sql,
      "insert into beheer.geweigerd (levering, gebeurtenis, pseudoniem, regel, ontvangen, soort, sqlstate, "
      "schema, inhoud) values (gen_random_uuid(), gen_random_uuid(), '00000000-0000-0000-0000-00000000000a', "
      "1, '%s', '%s', '22008', 0, '')",
      ontvangen, soort);
  test_database_run(fixture->database, sql);
}

static void the_count_beforehand_has_who_has_only_refused_records(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct database_rows *rows = NULL;
  struct retention retention = {.day = TODAY, .years = 5};
  put_refused(fixture, "start", "2013-01-03");
  put_refused(fixture, "stop", "2013-01-03");
  must(client_count_expired(fixture->database, &retention, &rows, &error), &error);
  assert_int_equal(database_rows_count(rows), 2);
  assert_string_equal(database_rows_value(rows, 0, 0), "onbekend");
  assert_string_equal(database_rows_value(rows, 0, 1), "1");
  assert_string_equal(database_rows_value(rows, 0, 2), "0");
  assert_null(database_rows_value(rows, 1, 0));
  assert_string_equal(database_rows_value(rows, 1, 1), "1");
  assert_string_equal(database_rows_value(rows, 1, 2), "0");
  database_rows_free(&rows);
}

static void who_has_only_refused_records_is_erased_and_stays_out(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct id client;
  bool found = false;
  int64_t events = 1;
  assert_true(id_parse("00000000-0000-0000-0000-00000000000a", &client));
  put_refused(fixture, "start", "2013-01-03");
  must(client_erase(fixture->database, &client, TODAY, &found, &events, &error), &error);
  assert_true(found);
  assert_int_equal(events, 0);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.geweigerd"), 0);
  assert_string_equal(
      test_database_text(fixture->database, "select pseudoniem || ' ' || weert_tot from beheer.gewist"),
      "00000000-0000-0000-0000-00000000000a infinity");
  assert_string_equal(
      test_database_text(fixture->database, "select handeling || aantallen from beheer.avg_log"),
      "verzoek{\"beheer.geweigerd\": 1}");
}

static void a_levering_of_which_all_was_refused_and_erased_is_no_double(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct id client;
  bool found = false;
  int64_t events = 0;
  assert_true(id_parse("00000000-0000-0000-0000-00000000000a", &client));
  put_refused(fixture, "start", "2013-01-03");
  test_database_run(fixture->database, "insert into beheer.levering (id, organisatie, ontvangen, naam, "
                                       "soort, oordeel, regels_goed, regels_fout, "
                                       "gebeurtenissen, genoemd, bytes, bekend_van) select levering, '0983', "
                                       "ontvangen, 'a.xml', 'JW305', 'goed', "
                                       "1, 0, 1, 0, 1, ontvangen from beheer.geweigerd");
  must(client_erase(fixture->database, &client, TODAY, &found, &events, &error), &error);
  assert_string_equal(test_database_text(fixture->database,
                          "select concat_ws(' ', oordeel, genoemd, gewist, geweigerd) from rapport.levering"),
      "goed 0 1 0");
}

static void what_was_refused_of_a_client_is_shown(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct id client;
  struct client_data data;
  assert_true(id_parse("00000000-0000-0000-0000-00000000000a", &client));
  put_refused(fixture, "start", "2013-01-03");
  put_refused(fixture, "stop", "2013-01-04");
  must(client_read(fixture->database, &client, EVENTS_COLUMNS, &data, &error), &error);
  assert_int_equal(database_rows_count(data.events), 0);
  assert_int_equal(database_rows_count(data.refused), 2);
  client_data_fini(&data);
}

static void what_is_refused_without_a_client_is_not_erased(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct id client;
  bool found = true;
  int64_t events = 1;
  assert_true(id_parse("00000000-0000-0000-0000-00000000000a", &client));
  put_refused(fixture, "indicator_regel", "2013-01-03");
  put_refused(fixture, "declaratie_afkeur", "2013-01-03");
  must(client_erase(fixture->database, &client, TODAY, &found, &events, &error), &error);
  assert_false(found);
  assert_int_equal(expired_on(fixture, "2020-01-01", 1), 0);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.geweigerd"), 2);
}

static void a_refused_record_keeps_nobody_and_alone_goes_by_its_day_of_receipt(void **state)
{
  struct fixture *fixture = *state;
  put_refused(fixture, "start", "2013-01-03");
  assert_string_equal(last_day(fixture), "2013-01-03");
  assert_int_equal(expired_on(fixture, "2018-01-03", 5), 0);
  put_event(fixture, "start", "2012-01-02");
  assert_string_equal(last_day(fixture), "2012-01-02");
  assert_int_equal(expired_on(fixture, "2017-01-03", 5), 1);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.geweigerd"), 0);
  put_refused(fixture, "start", "2013-01-03");
  assert_int_equal(expired_on(fixture, "2018-01-04", 5), 1);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.geweigerd"), 0);
}

/* Found by its column pseudoniem: a table that keeps a client under another name would be forgotten. */
static void every_fact_of_a_client_is_among_the_tables_that_are_emptied(void **state)
{
  struct fixture *fixture = *state;
  size_t facts = 0;
  for (size_t i = 0; i < FEIT_COUNT; i++) {
    if (strcmp(feit_specs[i]->fields[0].name, "pseudoniem") != 0)
      continue;
    char sql[160];
    snprintf(sql, sizeof sql,
        "select count(*) from beheer.tabellen_van_client() where tabel = '%s'::regclass",
        feit_specs[i]->table);
    assert_int_equal(test_database_number(fixture->database, sql), 1);
    facts++;
  }
  assert_true(facts >= 7);
  assert_int_equal(
      test_database_number(fixture->database,
          "select count(*) from beheer.tabellen_van_client() where tabel in "
          "('dwh.gebeurtenis'::regclass, 'beheer.gewist'::regclass, 'beheer.avg_log'::regclass)"),
      1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(
          an_erased_client_never_was_whatever_came_before_and_comes_after, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          a_loader_that_has_the_client_in_memory_is_refused_and_finds_it_gone, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          who_is_not_there_is_not_erased_and_nothing_is_logged, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_log_can_only_be_added_to, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          the_last_day_of_a_client_is_that_of_its_latest_care_and_open_care_has_none, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          the_day_of_a_list_decides_only_when_nothing_else_has_a_day, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          a_client_is_kept_through_the_same_day_of_the_year_and_gone_the_day_after, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          who_expired_may_come_back_with_new_care_and_who_asked_may_not, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          the_count_beforehand_names_gemeenten_and_changes_nothing, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          the_count_beforehand_has_who_has_only_refused_records, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          every_fact_of_a_client_is_among_the_tables_that_are_emptied, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          who_has_only_refused_records_is_erased_and_stays_out, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_is_refused_without_a_client_is_not_erased, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          a_levering_of_which_all_was_refused_and_erased_is_no_double, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_was_refused_of_a_client_is_shown, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          a_refused_record_keeps_nobody_and_alone_goes_by_its_day_of_receipt, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}

/* The sink against a real PostgreSQL: what a partij leaves behind, and what a failed one does not. */
#include "sink/sink.h"

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
#include "proto/feit_klantreis.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"

struct fixture {
  struct sink *sink;
  struct database *database; /* of the test itself */
};

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_sink");
  return 0;
}

static int set_up(void **state)
{
  static struct fixture fixture;
  test_database_reset();
  fixture.sink = sink_new();
  fixture.database = test_database_open();
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  sink_free(&fixture->sink);
  database_close(&fixture->database);
  return 0;
}

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

static void connect_sink(struct sink *sink)
{
  struct error error = {0};
  must(test_connect(sink, &error), &error);
}

static void begin(struct sink *sink)
{
  struct error error = {0};
  int32_t closed_through = 0;
  must(sink_begin_inbox(sink, &closed_through, &error), &error);
}

static void commit(struct sink *sink)
{
  struct error error = {0};
  must(sink_commit(sink, &error), &error);
}

static void store(struct sink *sink, const struct levering *levering, const struct wijzigingen *changes)
{
  struct error error = {0};
  begin(sink);
  must(test_write(sink, &levering, 1, changes, 4096, &error), &error);
  commit(sink);
}

/* Tables of facts and of beheer as one text, to compare before and after. The position's clock is left out.
 */
static const char whole_warehouse[] =
    "select md5(string_agg(rij, '|' order by rij)) from ("
    "select 'g' || g::text as rij from dwh.gebeurtenis g union all "
    "select 'c' || c::text from dwh.client c union all select 't' || t::text from dwh.traject t union all "
    "select 'w' || t::text from dwh.toewijzing t union all select 'o' || o::text from dwh.onderbreking o "
    "union all "
    "select 'k' || k::text from dwh.klantreis k union all "
    "select 's' || s::text from dwh.signaal s union all select 'l' || l::text from beheer.levering l union "
    "all "
    "select 'm' || m::text from beheer.melding m union all "
    "select 'p' || concat_ws(',', bron, positie) from beheer.positie) as alles";

static void a_warehouse_without_schema_is_refused(void **state)
{
  struct fixture *fixture = *state;
  test_database_create("test_sink_empty");
  struct error error = {0};
  int kind = sink_connect(fixture->sink, &error);
  setenv("PGDATABASE", "test_sink", 1);
  assert_int_equal(kind, ERROR_CONFIG);
  assert_string_equal(error.hint, "run sluis migrate");
}

static void without_a_connection_nothing_is_begun(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  int32_t closed_through = 0;
  assert_int_equal(sink_begin_inbox(fixture->sink, &closed_through, &error), ERROR_AGAIN);
}

static void an_older_owner_changes_nothing_and_is_told_by_the_server(void **state)
{
  struct fixture *fixture = *state;
  struct sink *newer = sink_new();
  connect_sink(fixture->sink);
  connect_sink(newer);
  struct error error = {0};
  int32_t closed_through = 0;
  assert_int_equal(sink_begin_inbox(fixture->sink, &closed_through, &error), ERROR_UNAVAILABLE);
  assert_non_null(strstr(error.text, "SQLSTATE SL001"));
  assert_string_not_equal(error.hint, "");

  struct levering levering = test_levering(1, 0);
  store(newer, &levering, &(struct wijzigingen){0});
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.levering"), 1);
  assert_int_equal(test_database_number(fixture->database, "select positie from beheer.positie"), 1);
  sink_free(&newer);
}

/* What is in the socket of a killed client counts as sent: the compare-and-set and the COMMIT in one go. */
static void a_commit_of_an_older_owner_that_was_sent_already_stores_nothing(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  connect_sink(fixture->sink);
  struct error error = {0};
  assert_int_equal(
      database_execute(fixture->database,
          "begin; select beheer.begin_partij(array['inbox'], '{1}', '{0}', '{1}'); "
          "insert into beheer.melding select gen_random_uuid(), 1, 'X', 1, null, null, 'x'; commit",
          &error),
      ERROR_UNAVAILABLE);
  test_database_run(fixture->database, "rollback");
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.melding"), 0);
  assert_int_equal(test_database_number(fixture->database, "select positie from beheer.positie"), 0);
}

static void a_terminated_backend_in_the_middle_leaves_nothing_and_asks_for_the_whole_partij(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  char before[64];
  snprintf(before, sizeof before, "%s", test_database_text(fixture->database, whole_warehouse));
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  const struct bekende_gebeurtenis *events[] = {&event};
  struct levering levering = test_levering(1, 1);
  const struct levering *leveringen[] = {&levering};
  struct wijzigingen changes = {.nieuw = events, .nieuw_count = 1};
  struct error error = {0};

  begin(fixture->sink);
  must(test_write(fixture->sink, leveringen, 1, &changes, 0, &error), &error);
  assert_int_equal(test_database_number(fixture->database,
                       "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity "
                       "where application_name = 'sluis load' and datname = current_database()"),
      1);
  assert_int_equal(sink_commit(fixture->sink, &error), ERROR_AGAIN);
  assert_string_equal(test_database_text(fixture->database, whole_warehouse), before);

  sink_disconnect(fixture->sink);
  connect_sink(fixture->sink);
  store(fixture->sink, &levering, &changes);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from dwh.gebeurtenis"), 1);
}

static void closing_a_version_that_is_not_there_asks_for_the_partij_again(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct feit_traject row = test_traject(1, 2);
  struct sluiting closing = {FEIT_TRAJECT, &row, DAY_ONE, DAY_ONE + 1};
  struct error error = {0};
  begin(fixture->sink);
  assert_int_equal(test_write(fixture->sink, NULL, 0,
                       &(struct wijzigingen){.gesloten = &closing, .gesloten_count = 1}, 0, &error),
      ERROR_AGAIN);
  assert_non_null(strstr(error.text, "0 of 1 rows"));
}

static void taking_out_a_version_that_is_not_there_asks_for_the_partij_again(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct feit_client row = {.pseudoniem = test_id(1)};
  struct verwijdering removal = {FEIT_CLIENT, &row, DAY_ONE};
  struct error error = {0};
  begin(fixture->sink);
  assert_int_equal(test_write(fixture->sink, NULL, 0,
                       &(struct wijzigingen){.verwijderd = &removal, .verwijderd_count = 1}, 0, &error),
      ERROR_AGAIN);
  assert_non_null(strstr(error.text, "0 of 1 rows"));
}

static void renaming_an_event_that_has_another_name_asks_for_the_partij_again(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct bekende_gebeurtenis event = test_event(1, 1, 2);
  const struct bekende_gebeurtenis *events[] = {&event};
  struct levering levering = test_levering(2, 1);
  store(fixture->sink, &levering, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1});
  struct hernoeming renamed = {&event, test_id(9), 7};
  struct error error = {0};
  begin(fixture->sink);
  assert_int_equal(test_write(fixture->sink, NULL, 0,
                       &(struct wijzigingen){.hernoemd = &renamed, .hernoemd_count = 1}, 0, &error),
      ERROR_AGAIN);
}

static void without_commit_nothing_is_stored(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct levering levering = test_levering(1, 0);
  const struct levering *leveringen[] = {&levering};
  struct error error = {0};
  begin(fixture->sink);
  must(test_write(fixture->sink, leveringen, 1, &(struct wijzigingen){0}, 0, &error), &error);
  sink_disconnect(fixture->sink);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.levering"), 0);
}

struct seen {
  size_t count;
  struct id clients[8];
  struct id levering;
  char gemeente[8];
  char categorie[8];
  bool has_product;
  int32_t bekend_van;
  int32_t begindatum;
};

static int see(const struct bekende_gebeurtenis *event, void *context, struct error *error)
{
  (void)error;
  struct seen *seen = context;
  const struct gebeurtenis *g = &event->gebeurtenis;
  seen->clients[seen->count++] = g->pseudoniem;
  seen->levering = g->levering;
  seen->bekend_van = event->bekend_van;
  snprintf(seen->gemeente, sizeof seen->gemeente, "%s", g->gemeente);
  snprintf(seen->categorie, sizeof seen->categorie, "%s", g->inhoud.start.categorie);
  seen->has_product = g->inhoud.start.product != NULL;
  seen->begindatum = g->inhoud.start.begindatum;
  return 0;
}

static void events_are_read_back_as_they_were_written_and_grouped_by_client(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct bekende_gebeurtenis first = test_event(1, 20, 1);
  struct bekende_gebeurtenis second = test_event(2, 10, 1);
  struct bekende_gebeurtenis other = test_event(2, 11, 1);
  const struct bekende_gebeurtenis *events[] = {&first, &second, &other};
  struct levering levering = test_levering(1, 3);
  store(fixture->sink, &levering, &(struct wijzigingen){.nieuw = events, .nieuw_count = 3});

  struct seen seen = {0};
  struct error error = {0};
  struct id clients[] = {test_id(1), test_id(2), test_id(3)};
  begin(fixture->sink);
  must(sink_read_events(fixture->sink, clients, 3, see, &seen, &error), &error);
  assert_int_equal(seen.count, 3);
  assert_true(id_equal(&seen.clients[0], &clients[0]));
  assert_true(id_equal(&seen.clients[1], &clients[1]));
  assert_true(id_equal(&seen.clients[2], &clients[1]));
  assert_true(id_equal(&seen.levering, &levering.id));
  assert_string_equal(seen.gemeente, "0983");
  assert_string_equal(seen.categorie, "15");
  assert_false(seen.has_product);
  assert_int_equal(seen.bekend_van, DAY_ONE);
  assert_int_equal(seen.begindatum, DAY_ONE - 2);
  commit(fixture->sink);
}

static int refuse(const struct bekende_gebeurtenis *event, void *context, struct error *error)
{
  (void)event;
  ++*(int *)context;
  return error_set(error, ERROR_DATA, "refused");
}

static void a_taker_that_refuses_ends_the_reading(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct bekende_gebeurtenis first = test_event(1, 1, 1);
  struct bekende_gebeurtenis second = test_event(1, 2, 1);
  const struct bekende_gebeurtenis *events[] = {&first, &second};
  struct levering levering = test_levering(1, 2);
  store(fixture->sink, &levering, &(struct wijzigingen){.nieuw = events, .nieuw_count = 2});
  int calls = 0;
  struct error error = {0};
  struct id client = test_id(1);
  begin(fixture->sink);
  assert_int_equal(sink_read_events(fixture->sink, &client, 1, refuse, &calls, &error), ERROR_DATA);
  assert_int_equal(calls, 1);
}

static void an_event_of_another_record_schema_is_refused(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  const struct bekende_gebeurtenis *events[] = {&event};
  struct levering levering = test_levering(1, 1);
  store(fixture->sink, &levering, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1});
  test_database_run(fixture->database, "update dwh.gebeurtenis set schema = 1");
  struct seen seen = {0};
  struct error error = {0};
  struct id client = test_id(1);
  begin(fixture->sink);
  assert_int_equal(sink_read_events(fixture->sink, &client, 1, see, &seen, &error), ERROR_CONFIG);
}

static void the_columns_of_an_event_say_what_the_record_says(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct bekende_gebeurtenis event = test_event(1, 2, 3);
  const struct bekende_gebeurtenis *events[] = {&event};
  struct levering levering = test_levering(3, 1);
  store(fixture->sink, &levering, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1});
  assert_string_equal(
      test_database_text(fixture->database,
          "select concat_ws(' ', pseudoniem, id, soort, domein, gemeente, aanbieder, dagtekening, ontvangen, "
          "bekend_van, levering, regel) from dwh.gebeurtenis"),
      "00000001-0000-0000-0000-000000000000 00000002-0000-0000-0000-000000000000 start wmo 0983 12345678 "
      "2022-12-31 2023-01-01 2023-01-01 00000003-0000-0000-0000-000000000000 7");
}

static void versions_are_inserted_closed_and_taken_out(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct feit_client client = {.pseudoniem = test_id(1), .has_geboortejaar = true, .geboortejaar = 1980};
  struct feit_traject traject = test_traject(1, 2);
  struct feit_versie clients[] = {{FEIT_CLIENT, DAY_ONE, DATE_INFINITY, &client}};
  struct feit_versie trajecten[] = {{FEIT_TRAJECT, DAY_ONE, DATE_INFINITY, &traject}};
  struct wijzigingen first = {
      .ingevoegd = {[FEIT_CLIENT] = clients, [FEIT_TRAJECT] = trajecten},
      .ingevoegd_count = {[FEIT_CLIENT] = 1, [FEIT_TRAJECT] = 1},
  };
  struct levering levering = test_levering(1, 0);
  store(fixture->sink, &levering, &first);
  static const char trajecten_sql[] =
      "select string_agg(concat_ws(' ', gestart, gestopt, bekend_van, bekend_tot), '; ' order by bekend_van) "
      "from dwh.traject";
  assert_string_equal(test_database_text(fixture->database, trajecten_sql), "2023-01-01 2023-01-01 infinity");

  /* the traject stops on day three; the client was never known on day one after all, but from day two */
  struct feit_traject stopped = traject;
  stopped.has_gestopt = true;
  stopped.gestopt = DAY_ONE + 1;
  struct feit_versie later[] = {{FEIT_TRAJECT, DAY_ONE + 2, DATE_INFINITY, &stopped}};
  struct feit_versie again[] = {{FEIT_CLIENT, DAY_ONE, DAY_ONE + 1, &client}};
  struct sluiting closing = {FEIT_TRAJECT, &traject, DAY_ONE, DAY_ONE + 2};
  struct verwijdering removal = {FEIT_CLIENT, &client, DAY_ONE};
  store(fixture->sink, &levering,
      &(struct wijzigingen){.ingevoegd = {[FEIT_CLIENT] = again, [FEIT_TRAJECT] = later},
          .ingevoegd_count = {[FEIT_CLIENT] = 1, [FEIT_TRAJECT] = 1},
          .gesloten = &closing,
          .gesloten_count = 1,
          .verwijderd = &removal,
          .verwijderd_count = 1});
  assert_string_equal(test_database_text(fixture->database, trajecten_sql),
      "2023-01-01 2023-01-01 2023-01-03; 2023-01-01 2023-01-02 2023-01-03 infinity");
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(concat_ws(' ', geboortejaar, bekend_van, bekend_tot), '; ') "
                          "from dwh.client"),
      "1980 2023-01-01 2023-01-02");

  /* and a closed version is opened again */
  struct verwijdering undo = {FEIT_TRAJECT, &stopped, DAY_ONE + 2};
  struct sluiting open = {FEIT_TRAJECT, &traject, DAY_ONE, DATE_INFINITY};
  store(fixture->sink, &levering,
      &(struct wijzigingen){
          .gesloten = &open, .gesloten_count = 1, .verwijderd = &undo, .verwijderd_count = 1});
  assert_string_equal(test_database_text(fixture->database, trajecten_sql), "2023-01-01 2023-01-01 infinity");
}

static void a_klantreis_is_written_with_neighbours_and_without(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct feit_klantreis first = {.pseudoniem = test_id(1),
      .sleutel = test_id(2),
      .gestart = DAY_ONE,
      .has_gestopt = true,
      .gestopt = DAY_ONE + 1,
      .has_volgende = true,
      .volgende = test_id(3),
      .has_gat_na = true,
      .gat_na = 4,
      .loopt_door = true};
  struct feit_klantreis second = {.pseudoniem = test_id(1),
      .sleutel = test_id(3),
      .gestart = DAY_ONE + 5,
      .has_vorige = true,
      .vorige = test_id(2),
      .has_gat = true,
      .gat = 4,
      .is_vervolg = true,
      .loopt_naast = true};
  struct feit_versie versions[] = {
      {FEIT_KLANTREIS, DAY_ONE, DAY_ONE + 9, &first}, {FEIT_KLANTREIS, DAY_ONE + 1, DATE_INFINITY, &second}};
  struct levering levering = test_levering(1, 0);
  store(fixture->sink, &levering,
      &(struct wijzigingen){
          .ingevoegd = {[FEIT_KLANTREIS] = versions}, .ingevoegd_count = {[FEIT_KLANTREIS] = 2}});
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(k::text, ' ' order by sleutel) from dwh.klantreis k"),
      "(00000001-0000-0000-0000-000000000000,00000002-0000-0000-0000-000000000000,2023-01-01,2023-01-02,,,f,"
      "00000003-0000-0000-0000-000000000000,4,f,t,2023-01-01,2023-01-10) "
      "(00000001-0000-0000-0000-000000000000,00000003-0000-0000-0000-000000000000,2023-01-06,,"
      "00000002-0000-0000-0000-000000000000,4,t,,,t,f,2023-01-02,infinity)");
}

static void a_levering_is_stored_once_with_its_meldingen(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct melding meldingen[] = {{.code = "CS002", .regel = 3, .pad = "Bericht/Client", .tekst = "Fout."},
      {.code = "LIJST", .regel = 4, .kolom = "gestart", .tekst = "Geen datum."}};
  struct levering levering = test_levering(1, 0);
  levering.oordeel = OORDEEL_AFGEKEURD;
  levering.soort = NULL;
  levering.meldingen = meldingen;
  levering.meldingen_count = 2;
  store(fixture->sink, &levering, &(struct wijzigingen){0});
  levering.naam = "anders.xml";
  store(fixture->sink, &levering, &(struct wijzigingen){0});
  assert_string_equal(
      test_database_text(fixture->database,
          "select string_agg(concat_ws(' ', naam, coalesce(soort, '-'), oordeel, bytes), ';') "
          "from beheer.levering"),
      "bericht.xml - afgekeurd 1234");
  assert_string_equal(
      test_database_text(fixture->database,
          "select string_agg(concat_ws(' ', volgnummer, code, regel, kolom, pad, tekst), '; ' order by "
          "volgnummer) from beheer.melding"),
      "1 CS002 3 Bericht/Client Fout.; 2 LIJST 4 gestart Geen datum.");
}

static void a_refused_levering_that_is_accepted_later_takes_the_place_of_what_was_stored(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct melding melding = {.code = "CS002", .regel = 3, .tekst = "Fout."};
  struct levering refused = test_levering(1, 0);
  refused.oordeel = OORDEEL_AFGEKEURD;
  refused.meldingen = &melding;
  refused.meldingen_count = 1;
  struct levering accepted = test_levering(1, 1);
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  const struct bekende_gebeurtenis *events[] = {&event};
  static const char stored[] = "select string_agg(concat_ws(' ', oordeel, gebeurtenissen, genoemd, "
                               "(select count(*) from beheer.melding)), ';') from beheer.levering";
  store(fixture->sink, &refused, &(struct wijzigingen){0});
  assert_string_equal(test_database_text(fixture->database, stored), "afgekeurd 0 0 1");
  store(fixture->sink, &accepted, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1});
  assert_string_equal(test_database_text(fixture->database, stored), "goed 1 1 0");
  store(fixture->sink, &refused, &(struct wijzigingen){0});
  assert_string_equal(test_database_text(fixture->database, stored), "goed 1 1 0");
}

/* DAY_ONE is 1 January; the 5th is closed when the levering is handed in again. */
static void what_was_refused_on_a_closed_day_stays_known_as_refused(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct melding melding = {.code = "CS002", .regel = 3, .tekst = "Fout."};
  struct levering refused = test_levering(1, 0);
  refused.oordeel = OORDEEL_AFGEKEURD;
  refused.meldingen = &melding;
  refused.meldingen_count = 1;
  struct levering accepted = test_levering(1, 0);
  store(fixture->sink, &refused, &(struct wijzigingen){0});
  test_database_run(fixture->database, "update beheer.afsluiting set afgesloten_tot = '2023-01-05'");
  store(fixture->sink, &accepted, &(struct wijzigingen){0});
  assert_string_equal(
      test_database_text(fixture->database, "select oordeel || ' ' || bekend_van from beheer.levering"),
      "goed 2023-01-06");
  assert_string_equal(
      test_database_text(fixture->database,
          "select concat_ws(' ', volgnummer, organisatie, ontvangen, code, bekend_van, bekend_tot) "
          "from beheer.afkeuring_voorheen"),
      "1 0983 2023-01-01 CS002 2023-01-01 2023-01-06");
}

static void the_same_levering_twice_in_one_partij_is_one_row(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct levering one = test_levering(2, 0);
  struct levering two = test_levering(1, 0);
  const struct levering *leveringen[] = {&one, &two, &one};
  struct error error = {0};
  begin(fixture->sink);
  must(test_write(fixture->sink, leveringen, 3, &(struct wijzigingen){0}, 0, &error), &error);
  commit(fixture->sink);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.levering"), 2);
}

static void the_same_partij_again_after_an_unanswered_commit_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  const struct bekende_gebeurtenis *events[] = {&event};
  struct levering levering = test_levering(1, 1);
  store(fixture->sink, &levering, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1});
  test_database_run(fixture->database, "update beheer.positie set positie = 0"); /* but for the position */
  char before[64];
  snprintf(before, sizeof before, "%s", test_database_text(fixture->database, whole_warehouse));

  sink_disconnect(fixture->sink);
  connect_sink(fixture->sink);
  struct seen seen = {0};
  struct error error = {0};
  struct id client = test_id(1);
  const struct levering *leveringen[] = {&levering};
  begin(fixture->sink);
  must(sink_read_events(fixture->sink, &client, 1, see, &seen, &error), &error);
  assert_int_equal(seen.count, 1); /* so transform has nothing new */
  must(test_write(fixture->sink, leveringen, 1, &(struct wijzigingen){0}, 0, &error), &error);
  commit(fixture->sink);
  test_database_run(fixture->database, "update beheer.positie set positie = 0");
  assert_string_equal(test_database_text(fixture->database, whole_warehouse), before);
}

static const char named_sql[] = "select string_agg(genoemd::text, ' ' order by id) from beheer.levering";

static void a_levering_of_known_events_is_named_by_none_and_takes_over_when_it_is_the_lower_one(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct bekende_gebeurtenis one = test_event(1, 1, 5);
  struct bekende_gebeurtenis two = test_event(1, 2, 5);
  const struct bekende_gebeurtenis *events[] = {&one, &two};
  struct levering five = test_levering(5, 2);
  struct levering six = test_levering(6, 2);
  struct levering four = test_levering(4, 1);
  store(fixture->sink, &five, &(struct wijzigingen){.nieuw = events, .nieuw_count = 2});
  store(fixture->sink, &six, &(struct wijzigingen){0});
  assert_string_equal(test_database_text(fixture->database, named_sql), "2 0");
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(oordeel, ' ' order by id) from rapport.levering"),
      "goed dubbel");

  struct bekende_gebeurtenis earlier = test_event(1, 1, 4);
  earlier.gebeurtenis.ontvangen = DAY_ONE - 1;
  earlier.bekend_van = DAY_ONE - 1;
  struct hernoeming renamed = {&earlier, test_id(5), 7};
  store(fixture->sink, &four, &(struct wijzigingen){.hernoemd = &renamed, .hernoemd_count = 1});
  assert_string_equal(test_database_text(fixture->database, named_sql), "1 1 0");
  assert_int_equal(test_database_number(fixture->database,
                       "select count(*) from beheer.levering l where genoemd <> "
                       "(select count(*) from dwh.gebeurtenis g where g.levering = l.id)"),
      0);
  assert_string_equal(test_database_text(fixture->database,
                          "select concat_ws(' ', ontvangen, bekend_van) from dwh.gebeurtenis "
                          "where id = '00000001-0000-0000-0000-000000000000'"),
      "2022-12-31 2022-12-31");

  struct seen seen = {0};
  struct error error = {0};
  struct id client = test_id(1);
  begin(fixture->sink);
  must(sink_read_events(fixture->sink, &client, 1, see, &seen, &error), &error);
  assert_int_equal(seen.count, 2); /* the record says what its columns say: the last one read is event 2 */
  assert_true(id_equal(&seen.levering, &five.id));
}

static void the_closed_day_is_read_and_held_until_the_commit(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct error error = {0};
  int32_t closed_through = 0;
  must(sink_begin_inbox(fixture->sink, &closed_through, &error), &error);
  assert_int_equal(closed_through, DATE_MINUS_INFINITY);
  assert_int_equal(
      database_execute(fixture->database, "begin; select * from beheer.afsluiting for update nowait", &error),
      ERROR_AGAIN);
  test_database_run(fixture->database, "rollback");
  commit(fixture->sink);
  test_database_run(fixture->database, "update beheer.afsluiting set afgesloten_tot = '2023-01-01'");
  must(sink_begin_inbox(fixture->sink, &closed_through, &error), &error);
  assert_int_equal(closed_through, DAY_ONE);
  commit(fixture->sink);
}

static void a_levering_is_known_from_its_day_or_from_the_first_open_one(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct levering first = test_levering(1, 0), second = test_levering(2, 0), third = test_levering(3, 0);
  first.ontvangen = second.ontvangen = DAY_ONE;
  third.ontvangen = DAY_ONE + 5;
  store(fixture->sink, &first, &(struct wijzigingen){0});
  test_database_run(fixture->database, "update beheer.afsluiting set afgesloten_tot = '2023-01-03'");
  store(fixture->sink, &first, &(struct wijzigingen){0});
  store(fixture->sink, &second, &(struct wijzigingen){0});
  store(fixture->sink, &third, &(struct wijzigingen){0});
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(concat_ws(' ', ontvangen, bekend_van), ', ' order by id) "
                          "from beheer.levering"),
      "2023-01-01 2023-01-01, 2023-01-01 2023-01-04, 2023-01-06 2023-01-06");
}

static void the_position_counts_partijen_and_keeps_the_queue(void **state)
{
  struct fixture *fixture = *state;
  connect_sink(fixture->sink);
  struct levering levering = test_levering(1, 0);
  store(fixture->sink, &levering, &(struct wijzigingen){0});
  store(fixture->sink, &levering, &(struct wijzigingen){0});
  assert_string_equal(test_database_text(fixture->database,
                          "select concat_ws(' ', bron, epoch, positie, wachtrij_bytes) from beheer.positie"),
      "inbox 1 2 4096");
}

#define WITH_SINK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_SINK(a_warehouse_without_schema_is_refused),
      WITH_SINK(without_a_connection_nothing_is_begun),
      WITH_SINK(an_older_owner_changes_nothing_and_is_told_by_the_server),
      WITH_SINK(a_commit_of_an_older_owner_that_was_sent_already_stores_nothing),
      WITH_SINK(a_terminated_backend_in_the_middle_leaves_nothing_and_asks_for_the_whole_partij),
      WITH_SINK(closing_a_version_that_is_not_there_asks_for_the_partij_again),
      WITH_SINK(taking_out_a_version_that_is_not_there_asks_for_the_partij_again),
      WITH_SINK(renaming_an_event_that_has_another_name_asks_for_the_partij_again),
      WITH_SINK(without_commit_nothing_is_stored),
      WITH_SINK(a_taker_that_refuses_ends_the_reading),
      WITH_SINK(an_event_of_another_record_schema_is_refused),
      WITH_SINK(events_are_read_back_as_they_were_written_and_grouped_by_client),
      WITH_SINK(the_columns_of_an_event_say_what_the_record_says),
      WITH_SINK(versions_are_inserted_closed_and_taken_out),
      WITH_SINK(a_klantreis_is_written_with_neighbours_and_without),
      WITH_SINK(a_levering_is_stored_once_with_its_meldingen),
      WITH_SINK(a_refused_levering_that_is_accepted_later_takes_the_place_of_what_was_stored),
      WITH_SINK(what_was_refused_on_a_closed_day_stays_known_as_refused),
      WITH_SINK(the_same_levering_twice_in_one_partij_is_one_row),
      WITH_SINK(the_same_partij_again_after_an_unanswered_commit_changes_nothing),
      WITH_SINK(a_levering_of_known_events_is_named_by_none_and_takes_over_when_it_is_the_lower_one),
      WITH_SINK(the_closed_day_is_read_and_held_until_the_commit),
      WITH_SINK(a_levering_is_known_from_its_day_or_from_the_first_open_one),
      WITH_SINK(the_position_counts_partijen_and_keeps_the_queue),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}

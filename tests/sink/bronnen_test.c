/* Several sources with owners of their own, on a real PostgreSQL: who may store, who changes nothing, and
 * what has arrived of a levering. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "sink/rebuild.h"
#include "sink/sink.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"
#include "warehouse/publication.h"

#define FIRST "gebeurtenis:0"
#define SECOND "gebeurtenis:1"

struct fixture {
  struct sink *sink;
  struct sink *other;
  struct database *database; /* of the test itself */
};

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_bronnen");
  return 0;
}

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

static int set_up(void **state)
{
  static struct fixture fixture;
  struct error error = {0};
  test_database_reset();
  fixture.sink = sink_new();
  fixture.other = sink_new();
  fixture.database = test_database_open();
  must(sink_connect(fixture.sink, &error), &error);
  must(sink_connect(fixture.other, &error), &error);
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  sink_free(&fixture->sink);
  sink_free(&fixture->other);
  database_close(&fixture->database);
  return 0;
}

static int64_t claim(struct sink *sink, const char *source)
{
  struct error error = {0};
  int64_t position = -1;
  must(sink_claim(sink, source, &position, &error), &error);
  return position;
}

static int try_begin(struct sink *sink, const struct sink_range *ranges, size_t count)
{
  struct error error = {0};
  int32_t closed_through = 0;
  return sink_begin(sink, ranges, count, &closed_through, &error);
}

static int begin_one(struct sink *sink, const char *source, int64_t from, int64_t to)
{
  return try_begin(sink, &(struct sink_range){source, from, to}, 1);
}

static void write_event(struct sink *sink, uint32_t client, uint32_t number)
{
  struct error error = {0};
  struct bekende_gebeurtenis event = test_event(client, number, number);
  const struct bekende_gebeurtenis *events[] = {&event};
  must(
      test_write(sink, NULL, 0, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1}, 0, &error), &error);
}

static void commit(struct sink *sink)
{
  struct error error = {0};
  must(sink_commit(sink, &error), &error);
}

static void expect_positions(const struct fixture *fixture, const char *wanted)
{
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(bron || '=' || positie, ' ' order by bron) from beheer.positie"),
      wanted);
}

/* Of all leveringen together. */
static void expect_arrived(const struct fixture *fixture, int64_t arrived)
{
  assert_int_equal(test_database_number(fixture->database,
                       "select coalesce(sum(aangekomen), 0) from (select aangekomen from beheer.levering "
                       "union all select aangekomen from beheer.levering_deel) as deel"),
      arrived);
}

static int64_t count_events(const struct fixture *fixture)
{
  return test_database_number(fixture->database, "select count(*) from dwh.gebeurtenis");
}

static void a_source_that_was_not_claimed_begins_nothing(void **state)
{
  struct fixture *fixture = *state;
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 1), ERROR_INTERNAL);
  claim(fixture->sink, FIRST);
  sink_disown(fixture->sink);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 1), ERROR_INTERNAL);
}

static void a_partij_moves_the_positions_of_all_its_sources_at_once(void **state)
{
  struct fixture *fixture = *state;
  assert_int_equal(claim(fixture->sink, FIRST), 0);
  assert_int_equal(claim(fixture->sink, SECOND), 0);
  struct sink_range ranges[] = {{SECOND, 0, 70}, {FIRST, 0, 5}};
  assert_int_equal(try_begin(fixture->sink, ranges, 2), 0);
  write_event(fixture->sink, 1, 1);
  expect_positions(fixture, FIRST "=0 " SECOND "=0");
  commit(fixture->sink);
  expect_positions(fixture, FIRST "=5 " SECOND "=70");
  assert_int_equal(claim(fixture->other, SECOND), 70);
}

static void an_empty_range_moves_nothing_and_is_refused_once_the_source_is_another_s(void **state)
{
  struct fixture *fixture = *state;
  claim(fixture->sink, FIRST);
  claim(fixture->sink, SECOND);
  struct sink_range ranges[] = {{FIRST, 0, 5}, {SECOND, 0, 0}};
  assert_int_equal(try_begin(fixture->sink, ranges, 2), 0);
  commit(fixture->sink);
  expect_positions(fixture, FIRST "=5 " SECOND "=0");
  claim(fixture->other, SECOND);
  ranges[0] = (struct sink_range){FIRST, 5, 6};
  assert_int_equal(try_begin(fixture->sink, ranges, 2), ERROR_UNAVAILABLE);
  expect_positions(fixture, FIRST "=5 " SECOND "=0");
}

static void records_that_do_not_follow_what_is_stored_begin_nothing(void **state)
{
  struct fixture *fixture = *state;
  claim(fixture->sink, FIRST);
  assert_int_equal(begin_one(fixture->sink, FIRST, 1, 2), ERROR_UNAVAILABLE);
  expect_positions(fixture, FIRST "=0");
}

/* Both connections live, both believe that the source is theirs. */
static void of_two_live_owners_the_fenced_one_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  claim(fixture->sink, FIRST);
  claim(fixture->sink, SECOND);
  claim(fixture->other, SECOND);
  struct sink_range ranges[] = {{FIRST, 0, 5}, {SECOND, 0, 70}};
  assert_int_equal(try_begin(fixture->sink, ranges, 2), ERROR_UNAVAILABLE);
  assert_int_equal(begin_one(fixture->other, SECOND, 0, 70), 0);
  write_event(fixture->other, 2, 2);
  commit(fixture->other);
  expect_positions(fixture, FIRST "=0 " SECOND "=70");
  assert_int_equal(count_events(fixture), 1);

  struct error error = {0};
  must(sink_connect(fixture->sink, &error), &error);
  claim(fixture->sink, FIRST);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 5), 0);
  write_event(fixture->sink, 1, 1);
  commit(fixture->sink);
  expect_positions(fixture, FIRST "=5 " SECOND "=70");
  assert_int_equal(count_events(fixture), 2);
}

/* What is in the socket of a killed client counts as sent: the compare-and-set and the COMMIT in one go. */
static void a_commit_of_a_fenced_owner_that_was_sent_already_stores_nothing(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  claim(fixture->sink, FIRST);
  claim(fixture->sink, SECOND);
  claim(fixture->other, SECOND);
  assert_int_equal(
      database_execute(fixture->database,
          "begin; select beheer.begin_partij(array['" FIRST "', '" SECOND "'], '{1,1}', '{0,0}', '{5,70}'); "
          "insert into beheer.trajectnummer values (gen_random_uuid()); commit",
          &error),
      ERROR_UNAVAILABLE);
  test_database_run(fixture->database, "rollback");
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.trajectnummer"), 0);
  expect_positions(fixture, FIRST "=0 " SECOND "=0");
}

struct claimant {
  struct sink *sink;
  const char *source;
  int64_t position;
  int kind;
};

static void *claim_in_thread(void *context)
{
  struct claimant *claimant = context;
  struct error error = {0};
  claimant->kind = sink_claim(claimant->sink, claimant->source, &claimant->position, &error);
  return NULL;
}

/* Until so many backends wait for a lock. */
static void wait_for_waiters(const struct fixture *fixture, int64_t count)
{
  while (test_database_number(fixture->database,
             "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = "
             "current_database()") < count)
    test_database_run(fixture->database, "select pg_sleep(0.01)");
}

static void who_takes_a_source_over_waits_for_the_partij_under_way_and_begins_behind_it(void **state)
{
  struct fixture *fixture = *state;
  claim(fixture->sink, FIRST);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 5), 0);
  struct claimant claimant = {.sink = fixture->other, .source = FIRST};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, claim_in_thread, &claimant), 0);
  wait_for_waiters(fixture, 1);
  write_event(fixture->sink, 1, 1);
  commit(fixture->sink);
  pthread_join(thread, NULL);
  assert_int_equal(claimant.kind, 0);
  assert_int_equal(claimant.position, 5);
  assert_int_equal(begin_one(fixture->sink, FIRST, 5, 6), ERROR_UNAVAILABLE);
  assert_int_equal(begin_one(fixture->other, FIRST, 5, 6), 0);
}

struct loner {
  struct sink *sink;
  int kind;
};

static void *begin_alone_in_thread(void *context)
{
  struct loner *loner = context;
  struct error error = {0};
  int32_t closed_through = 0;
  loner->kind = sink_begin_alone(loner->sink, &closed_through, &error);
  return NULL;
}

/* As long as a transaction has the position, both wait. */
static void who_wants_to_be_alone_waits_for_who_takes_a_source_over_and_not_in_a_circle(void **state)
{
  struct fixture *fixture = *state;
  pthread_t threads[2];
  struct claimant claimant = {.sink = fixture->other, .source = FIRST};
  struct loner loner = {.sink = fixture->sink};
  claim(fixture->sink, FIRST);
  struct database *holder = test_database_open();
  test_database_run(holder, "begin; select from beheer.positie where bron = '" FIRST "' for update");
  assert_int_equal(pthread_create(&threads[0], NULL, claim_in_thread, &claimant), 0);
  wait_for_waiters(fixture, 1);
  assert_int_equal(pthread_create(&threads[1], NULL, begin_alone_in_thread, &loner), 0);
  wait_for_waiters(fixture, 2);
  test_database_run(holder, "commit");
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  database_close(&holder);
  assert_int_equal(claimant.kind, 0);
  assert_int_equal(loner.kind, 0);
}

static void owners_of_different_sources_store_at_the_same_time(void **state)
{
  struct fixture *fixture = *state;
  claim(fixture->sink, FIRST);
  claim(fixture->other, SECOND);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 5), 0);
  assert_int_equal(begin_one(fixture->other, SECOND, 0, 70), 0);
  struct error error = {0};
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  const struct bekende_gebeurtenis *events[] = {&event};
  must(sink_write(fixture->sink, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1}, &error), &error);
  write_event(fixture->other, 2, 2);
  commit(fixture->other);
  must(sink_leveringen(fixture->sink, NULL, 0, 0, &error), &error);
  commit(fixture->sink);
  expect_positions(fixture, FIRST "=5 " SECOND "=70");
  assert_int_equal(count_events(fixture), 2);
}

static void who_takes_the_inbox_fences_owners_of_partitions_and_the_other_way_round(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  int32_t closed_through = 0;
  claim(fixture->sink, FIRST);
  claim(fixture->other, SINK_INBOX);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 5), ERROR_UNAVAILABLE);
  must(sink_begin_inbox(fixture->other, &closed_through, &error), &error);
  commit(fixture->other);
  must(sink_connect(fixture->sink, &error), &error);
  claim(fixture->sink, FIRST);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 5), 0);
  commit(fixture->sink);
  assert_int_equal(sink_begin_inbox(fixture->other, &closed_through, &error), ERROR_UNAVAILABLE);
  expect_positions(fixture, FIRST "=5 inbox=1");
}

/* Both sources are owned, one by each; then something happens that all owners have to hear of. */
static void expect_all_fenced(struct fixture *fixture)
{
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 5), ERROR_UNAVAILABLE);
  assert_int_equal(begin_one(fixture->other, SECOND, 0, 70), ERROR_UNAVAILABLE);
  expect_positions(fixture, FIRST "=0 " SECOND "=0");
}

static void who_stores_alone_fences_the_owners_of_all_sources(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  int32_t closed_through = 0;
  claim(fixture->sink, FIRST);
  claim(fixture->other, SECOND);
  struct sink *alone = sink_new();
  must(sink_connect(alone, &error), &error);
  must(sink_begin_alone(alone, &closed_through, &error), &error);
  commit(alone);
  sink_free(&alone);
  expect_all_fenced(fixture);
}

static int fold_nothing(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct rebuild_rows *out, void *context, struct error *error)
{
  (void)events, (void)count, (void)arena, (void)out, (void)context, (void)error;
  return 0;
}

static void a_rebuild_fences_the_owners_of_all_sources(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct rebuild_counts counts;
  claim(fixture->sink, FIRST);
  claim(fixture->other, SECOND);
  must(rebuild(&(struct rebuild_options){.fold = fold_nothing}, &counts, &error), &error);
  expect_all_fenced(fixture);
}

static void erasing_a_client_fences_the_owners_of_all_sources(void **state)
{
  struct fixture *fixture = *state;
  claim(fixture->sink, FIRST);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 0), 0);
  write_event(fixture->sink, 1, 1);
  commit(fixture->sink);
  claim(fixture->other, SECOND);
  test_database_run(fixture->database,
      "select beheer.wis_op_verzoek('00000001-0000-0000-0000-000000000000', '2033-01-01')");
  assert_int_equal(count_events(fixture), 0);
  expect_all_fenced(fixture);
}

static void *publish_in_thread(void *context)
{
  struct claimant *claimant = context;
  struct database *database = test_database_open();
  struct error error = {0};
  claimant->kind = publication_begin(database, &error);
  database_close(&database);
  return NULL;
}

/* Loaders whose partijen overlap hold the closing day between them without a moment's pause. */
static void who_publishes_waits_for_partijen_under_way_and_for_none_that_begins_later(void **state)
{
  struct fixture *fixture = *state;
  struct claimant publisher = {.kind = -1};
  pthread_t publishing;
  claim(fixture->sink, FIRST);
  claim(fixture->other, SECOND);
  assert_int_equal(begin_one(fixture->sink, FIRST, 0, 5), 0);
  assert_int_equal(pthread_create(&publishing, NULL, publish_in_thread, &publisher), 0);
  wait_for_waiters(fixture, 1);
  struct error error = {0};
  assert_int_equal(database_execute(fixture->database,
                       "begin; set local lock_timeout = '1ms'; select beheer.begin_partij(array['" SECOND
                       "'], '{1}', '{0}', '{70}')",
                       &error),
      ERROR_AGAIN);
  test_database_run(fixture->database, "rollback");
  commit(fixture->sink);
  pthread_join(publishing, NULL);
  assert_int_equal(publisher.kind, 0);
}

/* --- what arrives counts once, also when it is not stored --- */

static const struct sink_refusal why = {.is_event = true, .sqlstate = "22003", .table = "dwh.gebeurtenis"};

static void begin_at(struct fixture *fixture, int64_t from)
{
  assert_int_equal(begin_one(fixture->sink, FIRST, from, from + 1), 0);
}

static void end_partij(struct fixture *fixture)
{
  struct error error = {0};
  must(sink_leveringen(fixture->sink, NULL, 0, 0, &error), &error);
  commit(fixture->sink);
}

static void store_loose(struct fixture *fixture, int64_t from, const struct bekende_gebeurtenis *event)
{
  struct error error = {0};
  const struct bekende_gebeurtenis *events[] = {event};
  begin_at(fixture, from);
  must(sink_write(fixture->sink, &(struct wijzigingen){.nieuw = events, .nieuw_count = 1}, &error), &error);
  end_partij(fixture);
}

static void what_was_refused_arrived_and_does_not_again_when_it_is_stored(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  const struct gebeurtenis *refused[] = {&event.gebeurtenis};
  claim(fixture->sink, FIRST);
  for (int64_t i = 0; i < 2; i++) {
    begin_at(fixture, i);
    must(sink_quarantine(fixture->sink, refused, 1, &why, &error), &error);
    end_partij(fixture);
    expect_arrived(fixture, 1);
  }
  store_loose(fixture, 2, &event);
  expect_arrived(fixture, 1);
  assert_int_equal(count_events(fixture), 1);
}

/* All that this client has in the partij is kept out: what is stored has arrived already. */
static void what_is_stored_does_not_arrive_again_with_what_is_refused_beside_it(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct bekende_gebeurtenis stored = test_event(1, 1, 1), other = test_event(1, 2, 1);
  const struct gebeurtenis *refused[] = {&stored.gebeurtenis, &other.gebeurtenis};
  claim(fixture->sink, FIRST);
  store_loose(fixture, 0, &stored);
  begin_at(fixture, 1);
  must(sink_quarantine(fixture->sink, refused, 2, &why, &error), &error);
  end_partij(fixture);
  expect_arrived(fixture, 2);
}

static void what_is_kept_out_of_an_erased_client_arrives_once(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  test_database_run(fixture->database,
      "insert into beheer.gewist values ('00000001-0000-0000-0000-000000000000', '2033-01-01', 'verzoek', "
      "'infinity')");
  claim(fixture->sink, FIRST);
  for (int64_t i = 0; i < 2; i++) {
    const struct gebeurtenis *events[] = {&event.gebeurtenis};
    size_t kept = 1;
    begin_at(fixture, i);
    must(sink_keep_out(fixture->sink, events, 1, &kept, &error), &error);
    assert_int_equal(kept, 0);
    end_partij(fixture);
    expect_arrived(fixture, 1);
  }
  assert_int_equal(
      test_database_number(fixture->database, "select sum(geweerd) from beheer.levering_deel"), 1);
}

static void what_was_erased_of_a_levering_under_way_does_not_arrive_again(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  const struct gebeurtenis *events[] = {&event.gebeurtenis};
  size_t kept = 1;
  claim(fixture->sink, FIRST);
  store_loose(fixture, 0, &event);
  test_database_run(fixture->database,
      "select beheer.wis_op_verzoek('00000001-0000-0000-0000-000000000000', '2033-01-01')");
  must(sink_connect(fixture->sink, &error), &error);
  claim(fixture->sink, FIRST);
  begin_at(fixture, 1);
  must(sink_keep_out(fixture->sink, events, 1, &kept, &error), &error);
  end_partij(fixture);
  expect_arrived(fixture, 1);
  assert_string_equal(test_database_text(fixture->database,
                          "select concat_ws(' ', sum(genoemd), sum(gewist), sum(geweerd)) from "
                          "beheer.levering_deel"),
      "0 1 0");
}

static void a_levering_that_is_under_way_is_told_until_its_last_event_is_there(void **state)
{
  static const char under_way_sql[] =
      "select coalesce(string_agg(coalesce(organisatie, '?') || ' ' || aangekomen, ','), '') "
      "from rapport.levering_onderweg";
  struct fixture *fixture = *state;
  struct error error = {0};
  struct bekende_gebeurtenis one = test_event(1, 1, 1), two = test_event(2, 2, 1);
  struct levering levering = test_levering(1, 2);
  const struct levering *leveringen[] = {&levering};
  claim(fixture->sink, FIRST);
  claim(fixture->other, SECOND);
  store_loose(fixture, 0, &one);
  assert_string_equal(test_database_text(fixture->database, under_way_sql), "? 1");
  assert_int_equal(begin_one(fixture->other, SECOND, 0, 1), 0);
  must(test_write(fixture->other, leveringen, 1, &(struct wijzigingen){0}, 0, &error), &error);
  commit(fixture->other);
  assert_string_equal(test_database_text(fixture->database, under_way_sql), "0983 1");
  store_loose(fixture, 1, &two);
  assert_string_equal(test_database_text(fixture->database, under_way_sql), "");
}

static void a_levering_that_comes_whole_after_all_is_under_way_no_more(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  int32_t closed_through = 0;
  struct levering levering = test_levering(1, 2);
  const struct levering *leveringen[] = {&levering};
  claim(fixture->sink, FIRST);
  begin_at(fixture, 0);
  must(test_write(fixture->sink, leveringen, 1, &(struct wijzigingen){0}, 0, &error), &error);
  commit(fixture->sink);
  assert_int_equal(
      test_database_number(fixture->database, "select count(*) from rapport.levering_onderweg"), 1);
  claim(fixture->other, SINK_INBOX);
  must(sink_begin_inbox(fixture->other, &closed_through, &error), &error);
  must(test_write(fixture->other, leveringen, 1, &(struct wijzigingen){0}, 0, &error), &error);
  commit(fixture->other);
  assert_int_equal(
      test_database_number(fixture->database, "select count(*) from rapport.levering_onderweg"), 0);
}

static void announce(struct fixture *fixture, int64_t from, const struct levering *levering)
{
  struct error error = {0};
  begin_at(fixture, from);
  must(test_write(fixture->sink, &levering, 1, &(struct wijzigingen){0}, 0, &error), &error);
  commit(fixture->sink);
}

/* Its events come before it is announced anew; whoever has nothing to do meanwhile must leave their numbers.
 */
static void a_levering_that_was_refused_and_is_accepted_is_whole_once_its_events_are_there(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct bekende_gebeurtenis event = test_event(1, 1, 1);
  struct levering refused = test_levering(1, 0), accepted = test_levering(1, 1);
  refused.oordeel = OORDEEL_AFGEKEURD;
  claim(fixture->sink, FIRST);
  announce(fixture, 0, &refused);
  store_loose(fixture, 1, &event);
  must(sink_maintain(fixture->sink, &error), &error);
  announce(fixture, 2, &accepted);
  must(sink_maintain(fixture->sink, &error), &error);
  assert_int_equal(
      test_database_number(fixture->database, "select count(*) from rapport.levering_onderweg"), 0);
  assert_string_equal(
      test_database_text(fixture->database, "select oordeel || ' ' || genoemd from rapport.levering"),
      "goed 1");
}

static void a_record_that_cannot_be_read_is_kept_by_its_place_with_the_position_that_moves_over_it(
    void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct sink_unreadable records[] = {{FIRST, 3, "cannot be decoded", 17}, {FIRST, 5, "another schema", 0}};
  claim(fixture->sink, FIRST);
  begin_at(fixture, 0);
  must(sink_quarantine_unreadable(fixture->sink, records, 2, &error), &error);
  sink_disconnect(fixture->sink);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from beheer.onleesbaar"), 0);
  must(sink_connect(fixture->sink, &error), &error);
  claim(fixture->sink, FIRST);
  begin_at(fixture, 0);
  must(sink_quarantine_unreadable(fixture->sink, records, 1, &error), &error);
  must(sink_quarantine_unreadable(fixture->sink, records, 2, &error), &error);
  end_partij(fixture);
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(concat_ws(' ', bron, positie, reden, bytes), ', ' order by "
                          "positie) from beheer.onleesbaar"),
      FIRST " 3 cannot be decoded 17, " FIRST " 5 another schema 0");
}

#define WITH_SINKS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_SINKS(a_source_that_was_not_claimed_begins_nothing),
      WITH_SINKS(records_that_do_not_follow_what_is_stored_begin_nothing),
      WITH_SINKS(an_empty_range_moves_nothing_and_is_refused_once_the_source_is_another_s),
      WITH_SINKS(of_two_live_owners_the_fenced_one_changes_nothing),
      WITH_SINKS(a_commit_of_a_fenced_owner_that_was_sent_already_stores_nothing),
      WITH_SINKS(a_partij_moves_the_positions_of_all_its_sources_at_once),
      WITH_SINKS(who_takes_a_source_over_waits_for_the_partij_under_way_and_begins_behind_it),
      WITH_SINKS(who_wants_to_be_alone_waits_for_who_takes_a_source_over_and_not_in_a_circle),
      WITH_SINKS(owners_of_different_sources_store_at_the_same_time),
      WITH_SINKS(who_takes_the_inbox_fences_owners_of_partitions_and_the_other_way_round),
      WITH_SINKS(who_stores_alone_fences_the_owners_of_all_sources),
      WITH_SINKS(a_rebuild_fences_the_owners_of_all_sources),
      WITH_SINKS(erasing_a_client_fences_the_owners_of_all_sources),
      WITH_SINKS(what_was_refused_arrived_and_does_not_again_when_it_is_stored),
      WITH_SINKS(what_is_stored_does_not_arrive_again_with_what_is_refused_beside_it),
      WITH_SINKS(what_is_kept_out_of_an_erased_client_arrives_once),
      WITH_SINKS(what_was_erased_of_a_levering_under_way_does_not_arrive_again),
      WITH_SINKS(a_levering_that_is_under_way_is_told_until_its_last_event_is_there),
      WITH_SINKS(a_levering_that_comes_whole_after_all_is_under_way_no_more),
      WITH_SINKS(a_levering_that_was_refused_and_is_accepted_is_whole_once_its_events_are_there),
      WITH_SINKS(a_record_that_cannot_be_read_is_kept_by_its_place_with_the_position_that_moves_over_it),
      WITH_SINKS(who_publishes_waits_for_partijen_under_way_and_for_none_that_begins_later),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}

/* The loader on a real PostgreSQL, with the test as the sender: leveringen in parts among small ones, and a
 * transaction that fails in the middle. Of what was rolled back nothing may stay: neither a row nor, in the
 * cache, a client's set, which would make the same events look stored when they come again. */
#include "cli/loader.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "cli/stop_signal.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"

enum { WAIT_MS = 60000, CACHE_BYTES = 64 << 20 };

struct load {
  struct database *database; /* of the test itself */
  struct bus *bus;
  struct bus_sender *sender;
  atomic_int stop;
  atomic_int senders;
  struct loader_counts counts;
  struct error error;
  int kind;
  pthread_t thread;
};

static void say_nothing(enum log_level level, const char *id, const char *text, void *context)
{
  (void)level;
  (void)id;
  (void)text;
  (void)context;
}

/* At the moment that the loader begins to wait for another attempt. */
static void ask_to_stop(enum log_level level, const char *id, const char *text, void *context)
{
  struct load *load = context;
  (void)level;
  (void)text;
  if (strcmp(id, "loader.again") == 0)
    atomic_store(&load->stop, STOP_DRAIN);
}

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_loader");
  return 0;
}

static void *run_loader(void *context)
{
  struct load *load = context;
  load->kind = loader_run(
      &(struct loader_options){
          .bus = load->bus,
          .batch_bytes = 1 << 30, /* no batch has more behind it: nothing is waited for */
          .partij_bytes = 1 << 30,
          .partij_leveringen = 1000,
          .cache_bytes = CACHE_BYTES,
          .stop = &load->stop,
          .senders = &load->senders,
      },
      &load->counts, &load->error);
  return NULL;
}

static int set_up(void **state)
{
  struct load *load = calloc(1, sizeof *load);
  struct bus_options options = {.backend = "zeromq", .maximum_bytes = 1 << 30};
  log_set_writer(say_nothing, NULL);
  test_database_reset();
  load->database = test_database_open();
  assert_int_equal(bus_open(&options, &load->bus, NULL), 0);
  assert_int_equal(bus_sender_open(load->bus, &load->sender, NULL), 0);
  atomic_store(&load->senders, 1);
  assert_int_equal(pthread_create(&load->thread, NULL, run_loader, load), 0);
  *state = load;
  return 0;
}

/* Waits for its end; what it returned. */
static int end_load(struct load *load)
{
  if (atomic_exchange(&load->senders, 0) > 0)
    pthread_join(load->thread, NULL);
  return load->kind;
}

static int tear_down(void **state)
{
  struct load *load = *state;
  end_load(load);
  bus_sender_close(&load->sender);
  bus_close(&load->bus);
  test_database_run(load->database,
      "alter table dwh.gebeurtenis drop constraint if exists proef;"
      "alter table dwh.traject drop constraint if exists proef;"
      "drop trigger if exists hapering on dwh.gebeurtenis; drop function if exists hapering();"
      "drop sequence if exists hapering_beurt");
  database_close(&load->database);
  log_set_writer(NULL, NULL);
  free(load);
  return 0;
}

/* Events number first and on, each of a client of its own, of levering `number`. */
struct piece {
  uint32_t number;
  int32_t total; /* events of the levering */
  enum batch_part part;
  size_t from;
  uint32_t first;
  size_t count;
};

static void send_piece(struct load *load, const struct piece *piece)
{
  struct batch *batch = batch_new();
  struct batch_levering *entry = batch_add(batch);
  entry->levering = test_levering(piece->number, piece->total);
  entry->gebeurtenis_count = piece->count;
  entry->gebeurtenissen = arena_array(&batch->arena, piece->count, sizeof *entry->gebeurtenissen);
  for (size_t i = 0; i < piece->count; i++) {
    uint32_t number = piece->first + (uint32_t)i;
    entry->gebeurtenissen[i] = test_event(number, number, piece->number).gebeurtenis;
  }
  batch->part = piece->part;
  batch->part_from = piece->from;
  assert_int_equal(bus_send(load->sender, &batch, WAIT_MS, NULL), 0);
}

static enum batch_answer answer_of(struct load *load)
{
  struct batch *batch = NULL;
  assert_int_equal(bus_acknowledged(load->sender, WAIT_MS, &batch, NULL), 0);
  assert_non_null(batch);
  enum batch_answer answer = batch->answer;
  batch_free(&batch);
  return answer;
}

static enum batch_answer send_and_wait(struct load *load, const struct piece *piece)
{
  send_piece(load, piece);
  return answer_of(load);
}

/* A levering of three parts of four events, numbers 100 and on. */
static const struct piece first_part = {1, 12, PART_MORE, 0, 100, 4};
static const struct piece middle_part = {1, 12, PART_MORE, 4, 104, 4};
static const struct piece last_part = {1, 12, PART_LAST, 8, 108, 4};
static const struct piece withdrawal = {1, 0, PART_WITHDRAWN, 4, 0, 0};
/* Others. That one has the events of the first part. */
static const struct piece small_one = {2, 1, PART_NONE, 0, 500, 1};
static const struct piece same_events = {3, 4, PART_NONE, 0, 100, 4};

/* In its transaction: the one of the test before may still be on its way out. */
static void terminate_loader(struct load *load)
{
  assert_int_equal(test_database_number(load->database,
                       "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = "
                       "current_database() and application_name = 'sluis load' and state like 'idle in %'"),
      1);
}

static void expect_stored(struct load *load, int64_t leveringen, int64_t events)
{
  assert_int_equal(test_database_number(load->database, "select count(*) from beheer.levering"), leveringen);
  assert_int_equal(test_database_number(load->database, "select count(*) from dwh.gebeurtenis"), events);
  assert_int_equal(test_database_number(load->database, "select count(*) from dwh.traject"), events);
}

static void expect_whole_levering(struct load *load)
{
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &middle_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &last_part), BATCH_STORED);
}

static void a_levering_in_parts_becomes_visible_at_once_and_others_wait_for_it(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &small_one), BATCH_STORED);
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  send_piece(load, &same_events); /* before the second part is there */
  send_piece(load, &middle_part);
  assert_int_equal(answer_of(load), BATCH_WRITTEN);
  expect_stored(load, 1, 1);
  send_piece(load, &last_part);
  assert_int_equal(answer_of(load), BATCH_STORED); /* of the last part */
  assert_int_equal(answer_of(load), BATCH_STORED); /* of what waited */
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 3, 13);
  assert_int_equal(load->counts.partijen, 3);
  assert_int_equal(load->counts.goed, 3);
  assert_int_equal(load->counts.gebeurtenissen, 17);
  assert_int_equal(load->counts.nieuw, 13);
}

static void after_a_lost_connection_it_is_asked_for_again_and_stored_once(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  terminate_loader(load);
  assert_int_equal(send_and_wait(load, &middle_part), BATCH_AGAIN);
  assert_int_equal(send_and_wait(load, &last_part), BATCH_AGAIN); /* it continues nothing any more */
  expect_stored(load, 0, 0);
  expect_whole_levering(load);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 12);
  assert_int_equal(load->counts.nieuw, 12);
}

static void a_set_of_a_part_that_was_rolled_back_is_not_believed(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &middle_part), BATCH_WRITTEN);
  terminate_loader(load);
  assert_int_equal(send_and_wait(load, &last_part), BATCH_AGAIN);
  assert_int_equal(send_and_wait(load, &same_events), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 4);
  assert_int_equal(load->counts.nieuw, 4);
}

static void what_was_withdrawn_leaves_nothing(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &withdrawal), BATCH_AGAIN);
  expect_stored(load, 0, 0);
  assert_int_equal(send_and_wait(load, &same_events), BATCH_STORED);
  expect_stored(load, 1, 4);
  expect_whole_levering(load);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 2, 12);
  assert_int_equal(load->counts.nieuw, 12);
}

static void what_is_withdrawn_during_a_stop_is_no_failure_of_the_run(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  atomic_store(&load->stop, STOP_DRAIN);
  assert_int_equal(send_and_wait(load, &withdrawal), BATCH_AGAIN);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 0, 0);
}

static void a_part_that_is_missing_is_noticed(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &last_part), BATCH_AGAIN);
  expect_whole_levering(load);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 12);
}

static void a_stop_between_parts_stores_it_and_gives_back_the_rest(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  atomic_store(&load->stop, STOP_DRAIN);
  send_piece(load, &small_one);
  assert_int_equal(send_and_wait(load, &middle_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &last_part), BATCH_STORED);
  assert_int_equal(answer_of(load), BATCH_RETURNED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 12);
}

static void a_sender_that_is_gone_between_parts_leaves_nothing(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 0, 0);
}

/* Storing the event of this number fails so many times; they are counted by a sequence, which no rollback
 * takes back. */
static void let_fail(struct load *load, uint32_t number, int times)
{
  char sql[1024];
  char id[ID_TEXT_SIZE];
  struct id event = test_id(number);
  id_format(&event, id);
  snprintf(sql, sizeof sql,
      "create sequence hapering_beurt; grant usage on sequence hapering_beurt to public;"
      "create function hapering() returns trigger language plpgsql as $$ begin "
      "if new.id = '%s' and nextval('public.hapering_beurt') <= %d then "
      "raise exception using errcode = '40001', message = 'hapering'; end if; return new; end $$;"
      "create trigger hapering before insert on dwh.gebeurtenis for each row execute function hapering()",
      id, times);
  test_database_run(load->database, sql);
}

static void let_fail_once(struct load *load, uint32_t number)
{
  let_fail(load, number, 1);
}

static void a_stop_while_it_waits_to_try_again_lets_it_store_what_is_in_hand(void **state)
{
  struct load *load = *state;
  log_set_writer(ask_to_stop, load);
  let_fail_once(load, 500);
  assert_int_equal(send_and_wait(load, &small_one), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 1);
}

static void when_that_fails_too_it_ends_and_may_be_tried_again(void **state)
{
  struct load *load = *state;
  log_set_writer(ask_to_stop, load);
  let_fail(load, 500, 2);
  send_piece(load, &small_one);
  assert_int_equal(end_load(load), ERROR_AGAIN);
  assert_int_equal(test_database_number(load->database, "select last_value from hapering_beurt"), 2);
  expect_stored(load, 0, 0);
}

static void a_stop_after_a_part_failed_gives_it_back_and_ends_good_with_the_server_there(void **state)
{
  struct load *load = *state;
  log_set_writer(ask_to_stop, load);
  let_fail_once(load, 106); /* in the middle part */
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &middle_part), BATCH_RETURNED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 0, 0);
}

static void when_a_later_part_fails_in_the_database_it_comes_again_whole(void **state)
{
  struct load *load = *state;
  let_fail_once(load, 106); /* in the middle part */
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &middle_part), BATCH_AGAIN);
  expect_whole_levering(load);
  assert_int_equal(end_load(load), 0);
  assert_int_equal(
      test_database_number(load->database, "select last_value from hapering_beurt"), 2); /* it did fail */
  expect_stored(load, 1, 12);
  assert_int_equal(load->counts.nieuw, 12);
}

/* More than a piece holds, so that the sets of the first piece are in the cache when the last one fails. */
static void when_a_later_piece_of_a_partij_fails_all_of_it_is_done_again(void **state)
{
  enum { MANY = 20000 };
  struct load *load = *state;
  let_fail_once(load, 1000 + MANY - 1);
  struct piece all = {4, MANY, PART_NONE, 0, 1000, MANY};
  assert_int_equal(send_and_wait(load, &all), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  assert_int_equal(test_database_number(load->database, "select last_value from hapering_beurt"), 2);
  expect_stored(load, 1, MANY);
  assert_int_equal(load->counts.nieuw, MANY);
}

/* --- a record that PostgreSQL refuses --- */

/* A CHECK that the value of this number breaks in that uuid column. */
static void refuse(struct load *load, const char *table, const char *column, uint32_t number)
{
  char sql[256];
  char id[ID_TEXT_SIZE];
  struct id value = test_id(number);
  id_format(&value, id);
  snprintf(sql, sizeof sql, "alter table %s add constraint proef check (%s <> '%s')", table, column, id);
  test_database_run(load->database, sql);
}

static void expect_text(struct load *load, const char *sql, const char *expected)
{
  assert_string_equal(test_database_text(load->database, sql), expected);
}

static void expect_number(struct load *load, const char *sql, int64_t expected)
{
  assert_int_equal(test_database_number(load->database, sql), expected);
}

static const struct piece eight = {5, 8, PART_NONE, 0, 200, 8};

static void an_event_that_is_refused_waits_and_all_others_are_stored(void **state)
{
  struct load *load = *state;
  refuse(load, "dwh.gebeurtenis", "id", 203);
  assert_int_equal(send_and_wait(load, &eight), BATCH_STORED);
  assert_int_equal(send_and_wait(load, &small_one), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 2, 8);
  expect_text(load,
      "select string_agg(left(levering::text, 8) || ' ' || left(gebeurtenis::text, 8) || ' ' || regel || ' ' "
      "|| soort || ' ' || sqlstate || ' ' || tabel || ' ' || coalesce(kolom, '-') || ' ' || beperking || ' ' "
      "|| pogingen, ',') from beheer.geweigerd",
      "00000005 000000cb 7 start 23514 dwh.gebeurtenis - proef 0");
  expect_text(load,
      "select genoemd || ' ' || gebeurtenissen || ' ' || geweigerd from rapport.levering "
      "where id = '00000005-0000-0000-0000-000000000000'",
      "7 8 1");
  assert_int_equal(load->counts.nieuw, 8);
  assert_int_equal(load->counts.geweigerd, 1);
  assert_int_equal(load->counts.goed, 2);
}

static void a_row_that_is_refused_keeps_out_what_its_client_had_in_this_partij(void **state)
{
  struct load *load = *state;
  assert_int_equal(send_and_wait(load, &small_one), BATCH_STORED);
  refuse(load, "dwh.traject", "pseudoniem", 204);
  assert_int_equal(send_and_wait(load, &eight), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 2, 8);
  expect_text(load,
      "select string_agg(left(pseudoniem::text, 8) || ' ' || tabel || ' ' || beperking, ',') from "
      "beheer.geweigerd",
      "000000cc dwh.traject proef");
}

static void of_one_client_only_the_event_that_is_refused_itself_is_kept_out(void **state)
{
  struct load *load = *state;
  struct batch *batch = batch_new();
  struct batch_levering *entry = batch_add(batch);
  refuse(load, "dwh.gebeurtenis", "id", 301);
  entry->levering = test_levering(6, 3);
  entry->gebeurtenis_count = 3;
  entry->gebeurtenissen = arena_array(&batch->arena, 3, sizeof *entry->gebeurtenissen);
  for (uint32_t i = 0; i < 3; i++) {
    entry->gebeurtenissen[i] = test_event(300, 300 + i, 6).gebeurtenis;
    entry->gebeurtenissen[i].inhoud.start.begindatum += (int32_t)i;
  }
  assert_int_equal(bus_send(load->sender, &batch, WAIT_MS, NULL), 0);
  assert_int_equal(answer_of(load), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_number(load, "select count(*) from dwh.gebeurtenis", 2);
  expect_text(load, "select left(gebeurtenis::text, 8) from beheer.geweigerd", "0000012d");
  expect_number(load, "select genoemd from beheer.levering", 2);
}

static void what_is_refused_a_second_time_waits_once_and_is_stored_when_it_may_be(void **state)
{
  struct load *load = *state;
  refuse(load, "dwh.gebeurtenis", "id", 203);
  assert_int_equal(send_and_wait(load, &eight), BATCH_STORED);
  assert_int_equal(send_and_wait(load, &eight), BATCH_STORED);
  expect_number(load, "select count(*) from beheer.geweigerd", 1);
  expect_stored(load, 1, 7);
  test_database_run(load->database, "alter table dwh.gebeurtenis drop constraint proef");
  assert_int_equal(send_and_wait(load, &eight), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 8);
  expect_number(load, "select count(*) from beheer.geweigerd", 0);
  expect_number(load, "select genoemd from beheer.levering", 8);
}

static void in_a_levering_in_parts_the_rest_of_all_parts_is_stored(void **state)
{
  struct load *load = *state;
  refuse(load, "dwh.gebeurtenis", "id", 106);
  assert_int_equal(send_and_wait(load, &first_part), BATCH_WRITTEN);
  assert_int_equal(send_and_wait(load, &middle_part), BATCH_AGAIN);
  expect_whole_levering(load);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 11);
  expect_text(load, "select left(gebeurtenis::text, 8) from beheer.geweigerd", "0000006a");
}

static void a_value_that_no_type_takes_is_refused_as_a_constraint_is(void **state)
{
  struct load *load = *state;
  test_database_run(load->database,
      "create function hapering() returns trigger language plpgsql as $$ begin "
      "if new.id = '000000cb-0000-0000-0000-000000000000' then "
      "raise exception using errcode = '22003', message = 'geheim'; end if; return new; end $$;"
      "create trigger hapering before insert on dwh.gebeurtenis for each row execute function hapering()");
  assert_int_equal(send_and_wait(load, &eight), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 7);
  expect_text(load,
      "select sqlstate || ' ' || tabel || ' ' || coalesce(kolom, '-') || ' ' || coalesce(beperking, '-') "
      "from beheer.geweigerd",
      "22003 dwh.gebeurtenis - -");
}

static void a_levering_of_which_everything_waits_is_no_double(void **state)
{
  struct load *load = *state;
  refuse(load, "dwh.gebeurtenis", "id", 500);
  assert_int_equal(send_and_wait(load, &small_one), BATCH_STORED);
  assert_int_equal(end_load(load), 0);
  expect_stored(load, 1, 0);
  expect_text(load, "select oordeel from rapport.levering", "goed");
}

int main(void)
{
#define LOADER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      LOADER_TEST(a_levering_in_parts_becomes_visible_at_once_and_others_wait_for_it),
      LOADER_TEST(after_a_lost_connection_it_is_asked_for_again_and_stored_once),
      LOADER_TEST(a_set_of_a_part_that_was_rolled_back_is_not_believed),
      LOADER_TEST(what_was_withdrawn_leaves_nothing),
      LOADER_TEST(what_is_withdrawn_during_a_stop_is_no_failure_of_the_run),
      LOADER_TEST(a_part_that_is_missing_is_noticed),
      LOADER_TEST(a_stop_between_parts_stores_it_and_gives_back_the_rest),
      LOADER_TEST(a_sender_that_is_gone_between_parts_leaves_nothing),
      LOADER_TEST(a_stop_while_it_waits_to_try_again_lets_it_store_what_is_in_hand),
      LOADER_TEST(when_that_fails_too_it_ends_and_may_be_tried_again),
      LOADER_TEST(a_stop_after_a_part_failed_gives_it_back_and_ends_good_with_the_server_there),
      LOADER_TEST(when_a_later_part_fails_in_the_database_it_comes_again_whole),
      LOADER_TEST(when_a_later_piece_of_a_partij_fails_all_of_it_is_done_again),
      LOADER_TEST(an_event_that_is_refused_waits_and_all_others_are_stored),
      LOADER_TEST(a_row_that_is_refused_keeps_out_what_its_client_had_in_this_partij),
      LOADER_TEST(of_one_client_only_the_event_that_is_refused_itself_is_kept_out),
      LOADER_TEST(what_is_refused_a_second_time_waits_once_and_is_stored_when_it_may_be),
      LOADER_TEST(in_a_levering_in_parts_the_rest_of_all_parts_is_stored),
      LOADER_TEST(a_value_that_no_type_takes_is_refused_as_a_constraint_is),
      LOADER_TEST(a_levering_of_which_everything_waits_is_no_double),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}

/* A levering that goes onto the bus in parts: what its receiver may answer, what may go wrong with the file
 * or the worker between two parts, and what is then in the inbox.
 *
 * The receiver answers as a loader does, but for what a script says: a letter for each batch that it gets. It
 * writes down what came: `[2]` a batch of two whole leveringen; `4+2` a part of two events behind four
 * others, with a point when it is the last one; `4!` a levering withdrawn after four events. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "inbox_fixture.h"
#include "ingest/levering_reader.h"
#include "worker_fixture.h"
#include "zip_fixture.h"

enum { PLENTY = 8 << 20, WAIT_MS = 20000, MOST_HELD = 8 };

enum letter {
  AS_A_LOADER = '.',
  ASK_AGAIN = 'a',
  ASK_AGAIN_WITH_NEXT = 'A', /* once the next one is here too */
  WRITE_WITH_NEXT = 'w',     /* no answer before the next one is here too */
  RETURN = 'r',
  STOP = 's',       /* asked to stop while it answers as a loader does */
  STOP_NOW = 'S',   /* no answer any more */
  LOOK_AHEAD = 'l', /* the next one is here, and nothing behind that while both are unanswered */
};

struct receiver {
  struct worker_fixture *fixture;
  struct bus *bus;
  const char *script;
  char log[1024];
  char stored[512]; /* names of leveringen, in order */
  size_t written;   /* events of the levering in hand */
  size_t stored_events;
  bool went_too_far;
  bool has_failed;
  struct batch *held[MOST_HELD]; /* never answered */
  size_t held_count;
  atomic_bool ended;
};

static void write_down(struct receiver *receiver, const struct batch *batch)
{
  size_t used = strlen(receiver->log);
  char *at = receiver->log + used;
  size_t room = sizeof receiver->log - used;
  const char *between = used > 0 ? " " : "";
  if (batch->part == PART_NONE)
    snprintf(at, room, "%s[%zu]", between, batch->count);
  else if (batch->part == PART_WITHDRAWN)
    snprintf(at, room, "%s%zu!", between, batch->part_from);
  else
    snprintf(at, room, "%s%zu+%zu%s", between, batch->part_from, batch->leveringen[0].gebeurtenis_count,
        batch->part == PART_LAST ? "." : "");
  receiver->has_failed = receiver->has_failed || (batch->part != PART_NONE && batch->count != 1);
}

static struct batch *next_batch(struct receiver *receiver, struct bus_receiver *from, int timeout_ms)
{
  struct batch *batch = NULL;
  receiver->has_failed = bus_receive(from, timeout_ms, &batch, NULL) != 0 || receiver->has_failed;
  if (batch != NULL)
    write_down(receiver, batch);
  return batch;
}

static void store(struct receiver *receiver, const struct batch *batch)
{
  for (size_t i = 0; i < batch->count; i++) {
    size_t used = strlen(receiver->stored);
    snprintf(receiver->stored + used, sizeof receiver->stored - used, "%s%s", used > 0 ? " " : "",
        batch->leveringen[i].levering.naam);
    receiver->stored_events += batch->part == PART_NONE
                                   ? batch->leveringen[i].gebeurtenis_count
                                   : (size_t)batch->leveringen[i].levering.gebeurtenissen;
  }
}

/* A part that continues nothing, and what is withdrawn, is asked for again. */
static enum batch_answer answer_as_a_loader(struct receiver *receiver, const struct batch *batch)
{
  bool is_stray = batch->part != PART_NONE && batch->part_from != receiver->written;
  size_t events = batch->part != PART_NONE ? batch->leveringen[0].gebeurtenis_count : 0;
  if (is_stray || batch->part == PART_WITHDRAWN) {
    receiver->written = 0;
    return BATCH_AGAIN;
  }
  receiver->written = batch->part == PART_MORE ? receiver->written + events : 0;
  if (batch->part == PART_MORE)
    return BATCH_WRITTEN;
  if (batch->part == PART_LAST)
    receiver->has_failed = receiver->has_failed ||
                           batch->part_from + events != (size_t)batch->leveringen[0].levering.gebeurtenissen;
  store(receiver, batch);
  return BATCH_STORED;
}

static void give(
    struct receiver *receiver, struct bus_receiver *to, struct batch *batch, enum batch_answer answer)
{
  if (answer == BATCH_AGAIN || answer == BATCH_RETURNED)
    receiver->written = 0;
  batch->answer = answer;
  receiver->has_failed = bus_acknowledge(to, &batch, NULL) != 0 || receiver->has_failed;
}

static void give_as_a_loader(struct receiver *receiver, struct bus_receiver *to, struct batch *batch)
{
  if (batch != NULL)
    give(receiver, to, batch, answer_as_a_loader(receiver, batch));
}

static void follow(struct receiver *receiver, struct bus_receiver *at, struct batch *batch, char letter)
{
  struct batch *next = NULL;
  switch ((enum letter)letter) {
  case STOP:
    atomic_store(&receiver->fixture->stop, 1);
    give_as_a_loader(receiver, at, batch);
    break;
  case AS_A_LOADER:
    give_as_a_loader(receiver, at, batch);
    break;
  case ASK_AGAIN:
    give(receiver, at, batch, BATCH_AGAIN);
    break;
  case ASK_AGAIN_WITH_NEXT:
    next = next_batch(receiver, at, WAIT_MS);
    give(receiver, at, batch, BATCH_AGAIN);
    give(receiver, at, next, BATCH_AGAIN);
    break;
  case WRITE_WITH_NEXT:
    next = next_batch(receiver, at, WAIT_MS);
    give_as_a_loader(receiver, at, batch);
    give_as_a_loader(receiver, at, next);
    break;
  case LOOK_AHEAD:
    next = next_batch(receiver, at, WAIT_MS);
    receiver->held[receiver->held_count] = next_batch(receiver, at, 200);
    receiver->went_too_far = receiver->held[receiver->held_count] != NULL;
    receiver->held_count += receiver->went_too_far;
    give_as_a_loader(receiver, at, batch);
    give_as_a_loader(receiver, at, next);
    break;
  case RETURN:
    give(receiver, at, batch, BATCH_RETURNED);
    break;
  case STOP_NOW:
    receiver->held[receiver->held_count++] = batch;
    atomic_store(&receiver->fixture->stop, 2);
    break;
  }
}

static char next_step(struct receiver *receiver)
{
  if (*receiver->script == '\0')
    return '.';
  return *receiver->script++;
}

static void *receive(void *context)
{
  struct receiver *receiver = context;
  struct bus_receiver *from = NULL;
  receiver->has_failed = bus_receiver_open(receiver->bus, &from, NULL) != 0;
  while (!receiver->has_failed && !atomic_load(&receiver->ended)) {
    struct batch *batch = next_batch(receiver, from, 5);
    if (batch != NULL)
      follow(receiver, from, batch, next_step(receiver));
  }
  while (receiver->held_count > 0)
    batch_free(&receiver->held[--receiver->held_count]);
  bus_receiver_close(&from);
  return NULL;
}

struct house {
  struct worker_fixture fixture;
  struct receiver receiver; /* of the last run */
  size_t bus_bytes;
};

static void say_nothing(enum log_level level, const char *id, const char *text, void *context)
{
  (void)level;
  (void)id;
  (void)text;
  (void)context;
}

static int setup(void **state)
{
  log_set_writer(say_nothing, NULL);
  if (fixture_setup(state) != 0)
    return -1;
  struct house *house = calloc(1, sizeof *house);
  worker_fixture_init(&house->fixture);
  house->bus_bytes = PLENTY;
  *state = house;
  return 0;
}

static int teardown(void **state)
{
  struct house *house = *state;
  worker_fixture_fini(&house->fixture);
  free(house);
  log_set_writer(NULL, NULL);
  return fixture_teardown(state);
}

/* Runs a worker until it returns. */
static int run(struct house *house, const char *script)
{
  struct receiver *receiver = &house->receiver;
  struct bus_options options = {.backend = "zeromq", .maximum_bytes = house->bus_bytes};
  pthread_t thread;
  *receiver = (struct receiver){.fixture = &house->fixture, .script = script};
  atomic_store(&house->fixture.stop, 0);
  assert_int_equal(bus_open(&options, &receiver->bus, NULL), 0);
  house->fixture.options.bus = receiver->bus;
  assert_int_equal(pthread_create(&thread, NULL, receive, receiver), 0);
  int kind = worker_run(&house->fixture.options, NULL);
  atomic_store(&receiver->ended, true);
  pthread_join(thread, NULL);
  bus_close(&receiver->bus);
  assert_false(receiver->has_failed);
  return kind;
}

/* Text with filling behind it that does not compress to nothing; free() it. */
static char *large_text(const char *text)
{
  size_t size = LEVERING_HELD_BYTES + 1;
  char *large = malloc(size + 1);
  assert_non_null(large);
  uint32_t seed = 1;
  for (size_t i = 0; i < size; i++) {
    seed = seed * 1664525 + 1013904223;
    large[i] = (char)('a' + (seed >> 28));
  }
  memcpy(large, text, strlen(text));
  large[strlen(text)] = ' ';
  large[size] = '\0';
  return large;
}

static void write_large(const char *path, const char *text)
{
  char *large = large_text(text);
  fixture_write(path, large);
  free(large);
}

static void expect_all_is_out(const struct house *house, size_t leveringen)
{
  assert_int_equal(fixture_count("inbox", ""), 0);
  assert_int_equal(atomic_load(&house->fixture.counts.goed), leveringen);
  char *text = fixture_text_of("outbox", "ontvangen.");
  assert_int_equal(fixture_occurrences(text, "goed     JW301 "), leveringen);
  free(text);
}

#define LARGE_PATH "inbox/0983/2024-01-31/groot.xml"

static void it_leaves_the_inbox_once_its_last_part_is_stored(void **state)
{
  struct house *house = *state;
  write_large(LARGE_PATH, "delen 4");
  assert_int_equal(run(house, ""), 0);
  assert_string_equal(house->receiver.log, "0+2 2+2 4+2 6+2.");
  assert_string_equal(house->receiver.stored, "groot.xml");
  assert_int_equal(house->receiver.stored_events, 8);
  expect_all_is_out(house, 1);
}

static void what_is_all_in_one_part_travels_as_a_whole(void **state)
{
  struct house *house = *state;
  write_large(LARGE_PATH, "delen 1");
  assert_int_equal(run(house, ""), 0);
  assert_string_equal(house->receiver.log, "[1]");
  expect_all_is_out(house, 1);
}

static void never_are_more_than_two_parts_unanswered(void **state)
{
  struct house *house = *state;
  write_large(LARGE_PATH, "delen 6");
  assert_int_equal(run(house, "l.l"), 0);
  assert_false(house->receiver.went_too_far);
  assert_string_equal(house->receiver.log, "0+2 2+2 4+2 6+2 8+2 10+2.");
  expect_all_is_out(house, 1);
}

static void small_ones_around_it_travel_in_batches_of_their_own(void **state)
{
  struct house *house = *state;
  write_large("inbox/0983/2024-01-30/groot.xml", "delen 2");
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  fixture_write("inbox/0983/2024-01-31/b.xml", "goed b");
  write_large("inbox/0983/2024-02-01/groot.xml", "delen 3");
  assert_int_equal(run(house, ""), 0);
  assert_int_equal(house->receiver.stored_events, 10);
  assert_int_equal(fixture_occurrences(house->receiver.log, "["), 1);
  assert_int_equal(fixture_occurrences(house->receiver.log, "[2]"), 1);
  expect_all_is_out(house, 4);
}

/* Whichever of its parts the receiver says that of. */
static void asked_for_again_it_comes_again_from_its_first_part(void **state)
{
  static const struct {
    const char *script, *log;
  } cases[] = {
      {"..a", "0+2 2+2 4+2. 0+2 2+2 4+2."},          /* the last */
      {"A", "0+2 2+2 0+2 2+2 4+2."},                 /* the first, with the next one under way */
      {".A", "0+2 2+2 4+2. 0+2 2+2 4+2."},           /* the middle */
      {"AA", "0+2 2+2 0+2 2+2 0+2 2+2 4+2."},        /* twice */
      {"A..a", "0+2 2+2 0+2 2+2 4+2. 0+2 2+2 4+2."}, /* in the second reading once more */
  };
  struct house *house = *state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    write_large(LARGE_PATH, "delen 3");
    assert_int_equal(run(house, cases[i].script), 0);
    assert_string_equal(house->receiver.log, cases[i].log);
    assert_string_equal(house->receiver.stored, "groot.xml");
    assert_int_equal(fixture_count("inbox", ""), 0);
    assert_int_equal(atomic_load(&house->fixture.counts.goed), i + 1);
  }
}

static void given_back_it_stays_in_the_inbox_for_the_next_run(void **state)
{
  static const char *const scripts[] = {"r", ".r", "..r"};
  struct house *house = *state;
  write_large(LARGE_PATH, "delen 3");
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
    assert_int_equal(run(house, scripts[i]), 0);
    assert_string_equal(house->receiver.stored, "");
    assert_int_equal(fixture_count("inbox", "=groot.xml"), 1);
    assert_int_equal(fixture_count("outbox", ""), 0);
  }
  assert_int_equal(run(house, ""), 0);
  assert_string_equal(house->receiver.log, "0+2 2+2 4+2.");
  expect_all_is_out(house, 1);
}

static void when_it_cannot_be_read_to_its_end_it_is_withdrawn_and_set_apart(void **state)
{
  struct house *house = *state;
  write_large("inbox/0983/2024-01-30/groot.xml", "delen 4 kapot 3");
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  assert_int_equal(run(house, ""), 0);
  assert_non_null(strstr(house->receiver.log, "0+2 2+2 4+2 6!"));
  assert_string_equal(house->receiver.stored, "a.xml");
  assert_true(fixture_has("inbox/0983/.apart/groot.xml"));
  assert_int_equal(fixture_count("inbox", ""), 1);
  assert_int_equal(atomic_load(&house->fixture.counts.goed), 1);
}

static void what_the_receiver_has_lost_already_is_not_withdrawn_any_more(void **state)
{
  struct house *house = *state;
  write_large(LARGE_PATH, "delen 4 kapot 3");
  assert_int_equal(run(house, ".A"), 0);
  assert_string_equal(house->receiver.log, "0+2 2+2 4+2");
  assert_true(fixture_has("inbox/0983/.apart/groot.xml"));
}

static void when_it_changed_while_it_was_read_it_is_withdrawn_and_read_in_another_round(void **state)
{
  struct house *house = *state;
  write_large(LARGE_PATH, "delen 3 anders 2");
  assert_int_equal(run(house, ""), 0);
  assert_string_equal(house->receiver.log, "0+2 2+2 4! 0+2 2+2 4+2.");
  assert_string_equal(house->receiver.stored, "groot.xml");
  expect_all_is_out(house, 1);
}

static void a_stop_between_parts_finishes_it_and_takes_nothing_new(void **state)
{
  struct house *house = *state;
  write_large("inbox/0983/2024-01-31/groot.xml", "delen 4");
  write_large("inbox/0984/2024-01-31/groot.xml", "delen 4");
  assert_int_equal(run(house, "s"), 0);
  assert_string_equal(house->receiver.log, "0+2 2+2 4+2 6+2.");
  assert_int_equal(fixture_count("inbox", "=groot.xml"), 1);
  assert_int_equal(atomic_load(&house->fixture.counts.goed), 1);
  assert_int_equal(run(house, ""), 0);
  expect_all_is_out(house, 2);
}

static void a_stop_at_once_leaves_it_for_the_next_run(void **state)
{
  static const char *const scripts[] = {"S", ".S", "..S", "...S"};
  struct house *house = *state;
  write_large(LARGE_PATH, "delen 4");
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
    house->fixture.options.drain_ms = 100;
    assert_int_equal(run(house, scripts[i]), ERROR_AGAIN);
    assert_null(strstr(house->receiver.log, "!"));
    assert_int_equal(fixture_count("inbox", "=groot.xml"), 1);
    assert_int_equal(fixture_count("outbox", ""), 0);
  }
  house->fixture.options.drain_ms = 60000;
  assert_int_equal(run(house, ""), 0);
  assert_string_equal(house->receiver.log, "0+2 2+2 4+2 6+2.");
  expect_all_is_out(house, 1);
}

static void on_a_full_bus_its_later_parts_need_no_room(void **state)
{
  struct house *house = *state;
  house->bus_bytes = 1; /* full as soon as anything is under way */
  write_large("inbox/0983/2024-01-30/groot.xml", "delen 4");
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  assert_int_equal(run(house, ""), 0);
  assert_non_null(strstr(house->receiver.log, "0+2 2+2 4+2 6+2."));
  expect_all_is_out(house, 2);
  write_large("inbox/0983/2024-02-01/groot.xml", "delen 4");
  assert_int_equal(run(house, "w"), 0);
  assert_string_equal(house->receiver.log, "0+2 2+2 4+2 6+2.");
}

static void write_zip(const char *text)
{
  char *large = large_text(text);
  zip_write("inbox/0983/2024-01-31/bundel.zip",
      (struct zip_text[]){{"a.xml", "goed a"}, {"groot.xml", large}, {"z.xml", "goed z"}, {NULL, NULL}});
  free(large);
}

static void a_member_of_a_zip_comes_in_parts_and_again_like_a_file(void **state)
{
  struct house *house = *state;
  fixture_write("inbox/0983/2024-01-31/b.xml.part", "");
  write_zip("delen 3");
  assert_int_equal(run(house, ".A..a"), 0);
  assert_string_equal(house->receiver.log, "[1] 0+2 2+2 0+2 2+2 4+2. 0+2 2+2 4+2. [1]");
  assert_int_equal(atomic_load(&house->fixture.counts.goed), 3);
  assert_int_equal(fixture_count("inbox", "bundel.zip"), 0);
}

static void a_zip_of_which_a_member_was_given_back_stays_whole(void **state)
{
  struct house *house = *state;
  fixture_write("inbox/0983/2024-01-31/b.xml.part", "");
  write_zip("delen 3");
  assert_int_equal(run(house, "..r"), 0);
  assert_int_equal(fixture_count("inbox", "bundel.zip"), 1);
  assert_int_equal(run(house, ""), 0);
  assert_string_equal(house->receiver.log, "[1] 0+2 2+2 4+2. [1]");
  assert_int_equal(fixture_count("inbox", "bundel.zip"), 0);
}

int main(void)
{
#define PARTS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      PARTS_TEST(it_leaves_the_inbox_once_its_last_part_is_stored),
      PARTS_TEST(what_is_all_in_one_part_travels_as_a_whole),
      PARTS_TEST(never_are_more_than_two_parts_unanswered),
      PARTS_TEST(small_ones_around_it_travel_in_batches_of_their_own),
      PARTS_TEST(asked_for_again_it_comes_again_from_its_first_part),
      PARTS_TEST(given_back_it_stays_in_the_inbox_for_the_next_run),
      PARTS_TEST(when_it_cannot_be_read_to_its_end_it_is_withdrawn_and_set_apart),
      PARTS_TEST(what_the_receiver_has_lost_already_is_not_withdrawn_any_more),
      PARTS_TEST(when_it_changed_while_it_was_read_it_is_withdrawn_and_read_in_another_round),
      PARTS_TEST(a_stop_between_parts_finishes_it_and_takes_nothing_new),
      PARTS_TEST(a_stop_at_once_leaves_it_for_the_next_run),
      PARTS_TEST(on_a_full_bus_its_later_parts_need_no_room),
      PARTS_TEST(a_member_of_a_zip_comes_in_parts_and_again_like_a_file),
      PARTS_TEST(a_zip_of_which_a_member_was_given_back_stays_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

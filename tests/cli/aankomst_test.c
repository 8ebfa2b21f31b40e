/* Leveringen that several loaders store in parts, on a real PostgreSQL: whatever is sent twice, in whatever
 * order, cut into whatever partijen, and whoever takes a source over from whom, the tables are those of one
 * loader that stored each levering whole, and what has arrived of each is known at every moment. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/partij_writer.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"
#include "tests/transform/random_client.h"

enum {
  LEVERINGEN = 9,
  DAYS = 3,
  CLIENTS = 5,
  EVENTS_EACH = 8,
  MOST_DELIVERED = CLIENTS * EVENTS_EACH * 3,
  PARTITIONS = 3,
  MOST_SENT = 3,
  MOST_RECORDS = (MOST_DELIVERED + LEVERINGEN) * MOST_SENT,
  LOADERS = 2,
  REGIONS = 12,
};

static const char *const sources[PARTITIONS] = {"gebeurtenis:0", "gebeurtenis:1", "gebeurtenis:2"};

/* An event as it stands in one levering. */
struct delivered {
  struct gebeurtenis event;
  size_t levering;
  bool has_arrived;
};

struct record {
  struct delivered *delivered; /* or: */
  const struct levering *announced;
};

struct partition {
  struct record records[MOST_RECORDS];
  int64_t count;
  size_t owner; /* loader */
};

struct region {
  struct arena arena;
  struct levering leveringen[LEVERINGEN];
  struct delivered delivered[MOST_DELIVERED];
  size_t delivered_count;
  struct partition partitions[PARTITIONS];
};

struct loader {
  struct region *region;
  size_t number;
  struct sink *sink;
  struct transform *transform;
  struct partij_writer writer;
  bool believes[PARTITIONS]; /* that the source is its own */
  int64_t position[PARTITIONS];
};

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

/* --- what is delivered --- */

static void deliver(struct region *region, const struct gebeurtenis *event, size_t levering, int32_t regel)
{
  struct delivered *out = &region->delivered[region->delivered_count++];
  out->event = *event;
  out->event.levering = region->leveringen[levering].id;
  out->event.ontvangen = region->leveringen[levering].ontvangen;
  out->event.regel = regel;
  out->levering = levering;
  region->leveringen[levering].gebeurtenissen++;
}

/* In one to three leveringen, or twice in one of them. The day of receipt is part of the id of a line. */
static void deliver_some(struct random *random, struct region *region, const struct gebeurtenis *event)
{
  bool is_line = event->inhoud_soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL;
  size_t first = random_below(random, LEVERINGEN);
  size_t times = 1 + random_below(random, 3);
  for (size_t i = 0; i < times; i++) {
    size_t levering =
        is_line || random_chance(random, 50) ? (first + i * DAYS) % LEVERINGEN : (first + i) % LEVERINGEN;
    if (random_chance(random, 15))
      levering = first;
    deliver(region, event, levering, (int32_t)(region->delivered_count + 1));
  }
}

static void make_events(struct random *random, struct region *region)
{
  for (uint32_t client = 1; client <= CLIENTS; client++) {
    struct random_shape shape = {.events = EVENTS_EACH, .days = DAYS, .numbers = 3, .client = client};
    struct bekende_gebeurtenis **made = random_client(random, &shape, &region->arena);
    for (size_t i = 0; i < EVENTS_EACH; i++) {
      struct gebeurtenis *event = &made[i]->gebeurtenis;
      if (event->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD) /* nobody delivers it */
        continue;
      bool is_line = event->inhoud_soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL;
      event->bericht =
          is_line ? test_id(100 + client * EVENTS_EACH + (uint32_t)i) : test_id(random_below(random, 20));
      deliver_some(random, region, event);
    }
  }
}

static size_t partition_of(const struct id *client)
{
  return client->bytes[12] % PARTITIONS;
}

static void send(struct region *region, size_t partition, struct record record)
{
  struct partition *out = &region->partitions[partition];
  out->records[out->count++] = record;
}

static void shuffle(struct random *random, struct partition *partition)
{
  for (int64_t i = partition->count; i > 1; i--) {
    int64_t j = random_below(random, (uint32_t)i);
    struct record kept = partition->records[i - 1];
    partition->records[i - 1] = partition->records[j];
    partition->records[j] = kept;
  }
}

static struct region *make_region(uint64_t seed)
{
  struct random random = {.state = seed};
  struct region *region = calloc(1, sizeof *region);
  assert_non_null(region);
  arena_init(&region->arena, 0);
  for (uint32_t i = 0; i < LEVERINGEN; i++) {
    region->leveringen[i] = test_levering(i + 1, 0);
    region->leveringen[i].ontvangen = DAY_ONE + (int32_t)(i % DAYS);
  }
  make_events(&random, region);
  for (size_t i = 0; i < LEVERINGEN; i++) {
    for (uint32_t times = 1 + random_below(&random, MOST_SENT); times > 0; times--) {
      send(region, i % PARTITIONS, (struct record){.announced = &region->leveringen[i]});
      for (size_t j = 0; j < region->delivered_count; j++)
        if (region->delivered[j].levering == i)
          send(region, partition_of(&region->delivered[j].event.pseudoniem),
              (struct record){.delivered = &region->delivered[j]});
    }
  }
  for (size_t i = 0; i < PARTITIONS; i++) {
    shuffle(&random, &region->partitions[i]);
    region->partitions[i].owner = random_below(&random, LOADERS);
  }
  return region;
}

static void free_region(struct region *region)
{
  arena_fini(&region->arena);
  free(region);
}

/* --- loaders --- */

static bool owns(const struct id *client, void *context)
{
  const struct loader *loader = context;
  return loader->believes[partition_of(client)];
}

static void open_loader(struct loader *loader, struct region *region, size_t number)
{
  *loader = (struct loader){.region = region, .number = number, .sink = sink_new()};
  loader->transform = transform_new(&(struct transform_options){.cache_bytes = 1 << 20,
      .piece_bytes = 1 << 12,
      .source = {.read = sink_read_events, .context = loader->sink}});
  partij_writer_init(&loader->writer, loader->transform, loader->sink);
}

static void close_loader(struct loader *loader)
{
  partij_writer_fini(&loader->writer);
  transform_free(&loader->transform);
  sink_free(&loader->sink);
}

/* As after an error or a rebalance: everything anew. */
static void claim_all(struct loader *loader)
{
  struct error error = {0};
  transform_forget(loader->transform);
  must(sink_connect(loader->sink, &error), &error);
  for (size_t i = 0; i < PARTITIONS; i++) {
    loader->believes[i] = loader->region->partitions[i].owner == loader->number;
    while (loader->believes[i] && sink_claim(loader->sink, sources[i], &loader->position[i], &error) != 0)
      assert_true(error_is_temporary(&error));
  }
  loader->writer.own = (struct sink_own_clients){owns, loader};
}

struct taken {
  struct sink_range ranges[PARTITIONS];
  size_t range_count;
  const struct gebeurtenis *events[PARTITIONS * MOST_RECORDS];
  size_t event_count;
  const struct levering *leveringen[PARTITIONS * MOST_RECORDS];
  size_t levering_count;
};

static void take_record(struct taken *taken, const struct record *record)
{
  if (record->announced != NULL)
    taken->leveringen[taken->levering_count++] = record->announced;
  else
    taken->events[taken->event_count++] = &record->delivered->event;
}

/* Up to so many records of each source that it believes to be its own. */
static void take(struct loader *loader, struct random *random, uint32_t most, struct taken *out)
{
  *out = (struct taken){.range_count = 0};
  for (size_t i = 0; i < PARTITIONS; i++) {
    const struct partition *partition = &loader->region->partitions[i];
    if (!loader->believes[i])
      continue;
    struct sink_range *range = &out->ranges[out->range_count++];
    *range = (struct sink_range){sources[i], loader->position[i], loader->position[i]};
    for (uint32_t left = random_below(random, most + 1); left > 0 && range->to < partition->count; left--)
      take_record(out, &partition->records[range->to++]);
  }
}

/* Up to the commit. */
static int write_taken(struct loader *loader, struct taken *taken, struct error *error)
{
  struct partij_writer *writer = &loader->writer;
  int kind = partij_writer_begin(writer, taken->ranges, taken->range_count, error);
  if (kind == 0)
    kind = partij_writer_write(writer, taken->events, taken->event_count, error);
  if (kind == 0)
    kind = sink_leveringen(loader->sink, taken->leveringen, taken->levering_count, 0, error);
  return kind;
}

static void note_stored(struct loader *loader, const struct taken *taken)
{
  for (size_t i = 0; i < taken->range_count; i++) {
    for (size_t p = 0; p < PARTITIONS; p++) {
      if (strcmp(taken->ranges[i].source, sources[p]) != 0)
        continue;
      for (int64_t at = taken->ranges[i].from; at < taken->ranges[i].to; at++)
        if (loader->region->partitions[p].records[at].delivered != NULL)
          loader->region->partitions[p].records[at].delivered->has_arrived = true;
      loader->position[p] = taken->ranges[i].to;
    }
  }
}

/* One partij. Returns whether it was stored. */
static bool store_some(struct loader *loader, struct random *random, uint32_t most)
{
  static _Thread_local struct taken taken;
  struct error error = {0};
  take(loader, random, most, &taken);
  if (taken.range_count == 0)
    return false;
  int kind = write_taken(loader, &taken, &error);
  if (kind == 0 && random_chance(random, 10)) /* killed before the commit */
    kind = error_set(&error, ERROR_AGAIN, "killed");
  if (kind == 0)
    kind = sink_commit(loader->sink, &error);
  if (kind != 0) {
    if (!error_is_temporary(&error))
      fail_msg("%s", error.text);
    claim_all(loader);
    return false;
  }
  partij_writer_committed(&loader->writer);
  note_stored(loader, &taken);
  if (random_chance(random, 10)) /* killed after it */
    claim_all(loader);
  return true;
}

static bool is_done(const struct loader *loader)
{
  for (size_t i = 0; i < PARTITIONS; i++)
    if (loader->region->partitions[i].owner == loader->number &&
        (!loader->believes[i] || loader->position[i] < loader->region->partitions[i].count))
      return false;
  return true;
}

/* What others found for its clients. */
static void fold_waiting(struct loader *loader)
{
  struct random random = {.state = 1};
  struct error error = {0};
  bool is_waiting = true;
  while (is_waiting) {
    must(sink_has_waiting(loader->sink, &loader->writer.own, &is_waiting, &error), &error);
    if (is_waiting)
      store_some(loader, &random, 0);
  }
}

/* --- the one loader to compare with --- */

static void store_whole(struct region *region)
{
  static struct loader loader;
  struct error error = {0};
  open_loader(&loader, region, 0);
  must(test_connect(loader.sink, &error), &error);
  for (size_t i = 0; i < LEVERINGEN; i++) {
    static struct taken taken;
    taken = (struct taken){.levering_count = 1, .leveringen = {&region->leveringen[i]}};
    for (size_t j = 0; j < region->delivered_count; j++)
      if (region->delivered[j].levering == i)
        taken.events[taken.event_count++] = &region->delivered[j].event;
    must(partij_writer_begin_inbox(&loader.writer, &error), &error);
    must(partij_writer_write(&loader.writer, taken.events, taken.event_count, &error), &error);
    must(sink_leveringen(loader.sink, taken.leveringen, 1, 0, &error), &error);
    must(sink_commit(loader.sink, &error), &error);
    partij_writer_committed(&loader.writer);
  }
  close_loader(&loader);
}

/* --- judging --- */

/* Of every table of dwh a digest of its rows, and what is told of each levering. */
static const char facts_sql[] =
    "select string_agg(relname || ' ' || (xpath('/row/d/text()', query_to_xml('select count(*) || '' '' || "
    "coalesce(md5(string_agg(r::text, ''|'' order by r::text)), ''-'') as d from dwh.' || relname || ' r', "
    "false, true, '')))[1]::text, E'\\n' order by relname) || (select string_agg(concat_ws(' ', E'\\n', id, "
    "oordeel, gebeurtenissen, genoemd, gewist, geweerd, geweigerd, is_onderweg), '' order by id) from "
    "rapport.levering) from pg_class where relnamespace = 'dwh'::regnamespace and relkind = 'r' and relname "
    "!~ '^dim_'";

static const char arrived_sql[] =
    "select coalesce(string_agg(levering || ' ' || aangekomen, ',' order by levering), '') from "
    "(select levering, sum(aangekomen) as aangekomen from (select id as levering, aangekomen from "
    "beheer.levering union all select levering, aangekomen from beheer.levering_deel) as deel "
    "group by levering) as som where aangekomen > 0";

static void expect_arrived(struct database *database, const struct region *region)
{
  char wanted[LEVERINGEN * 48] = "";
  for (size_t i = 0; i < LEVERINGEN; i++) {
    char id[ID_TEXT_SIZE];
    int count = 0;
    for (size_t j = 0; j < region->delivered_count; j++)
      count += region->delivered[j].levering == i && region->delivered[j].has_arrived;
    id_format(&region->leveringen[i].id, id);
    if (count > 0)
      snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "%s%s %d",
          wanted[0] != '\0' ? "," : "", id, count);
  }
  assert_string_equal(test_database_text(database, arrived_sql), wanted);
}

static void expect_whole(struct database *database, const char *wanted)
{
  assert_string_equal(
      test_database_text(database, "select gegevens || ' ' || leveringen from rapport.onderweg"), "0 0");
  assert_string_equal(test_database_text(database, facts_sql), wanted);
}

static char *facts_of_one_loader(struct database *database, struct region *region)
{
  test_database_reset();
  store_whole(region);
  char *facts = strdup(test_database_text(database, facts_sql));
  test_database_reset();
  return facts;
}

static void join_parts(struct database *database, const char *wanted)
{
  test_database_run(database, "select beheer.voeg_delen_samen(4); select beheer.voeg_delen_samen(100)");
  assert_int_equal(test_database_number(database, "select count(*) from beheer.levering_deel"), 0);
  expect_whole(database, wanted);
}

/* --- the tests --- */

/* Takes a source from its owner, who is not told. */
static void move_source(struct region *region, struct loader *loaders, struct random *random)
{
  struct partition *partition = &region->partitions[random_below(random, PARTITIONS)];
  partition->owner = (partition->owner + 1) % LOADERS;
  claim_all(&loaders[partition->owner]);
}

static void play(struct database *database, struct region *region, uint64_t seed, const char *wanted)
{
  static struct loader loaders[LOADERS];
  struct random random = {.state = seed};
  for (size_t i = 0; i < LOADERS; i++) {
    open_loader(&loaders[i], region, i);
    claim_all(&loaders[i]);
  }
  while (!is_done(&loaders[0]) || !is_done(&loaders[1])) {
    if (random_chance(&random, 15))
      move_source(region, loaders, &random);
    if (store_some(&loaders[random_below(&random, LOADERS)], &random, 12))
      expect_arrived(database, region);
  }
  for (size_t i = 0; i < LOADERS; i++) {
    claim_all(&loaders[i]);
    fold_waiting(&loaders[i]);
  }
  expect_whole(database, wanted);
  join_parts(database, wanted);
  for (size_t i = 0; i < LOADERS; i++)
    close_loader(&loaders[i]);
}

static void loaders_that_share_leveringen_leave_what_one_loader_leaves(void **state)
{
  struct database *database = *state;
  for (uint64_t seed = 1; seed <= REGIONS; seed++) {
    struct region *region = make_region(seed);
    char *wanted = facts_of_one_loader(database, region);
    play(database, region, seed * 1000, wanted);
    free(wanted);
    free_region(region);
  }
}

static void *load_in_thread(void *context)
{
  struct loader *loader = context;
  struct random random = {.state = 7 + loader->number};
  claim_all(loader);
  while (!is_done(loader))
    store_some(loader, &random, 12);
  return NULL;
}

static void loaders_that_store_at_the_same_time_leave_what_one_loader_leaves(void **state)
{
  struct database *database = *state;
  for (uint64_t seed = 101; seed <= 100 + REGIONS; seed++) {
    static struct loader loaders[LOADERS];
    pthread_t threads[LOADERS];
    struct region *region = make_region(seed);
    char *wanted = facts_of_one_loader(database, region);
    for (size_t i = 0; i < PARTITIONS; i++)
      region->partitions[i].owner = i % LOADERS;
    for (size_t i = 0; i < LOADERS; i++) {
      open_loader(&loaders[i], region, i);
      assert_int_equal(pthread_create(&threads[i], NULL, load_in_thread, &loaders[i]), 0);
    }
    for (size_t i = 0; i < LOADERS; i++)
      pthread_join(threads[i], NULL);
    for (size_t i = 0; i < LOADERS; i++)
      fold_waiting(&loaders[i]);
    expect_whole(database, wanted);
    for (size_t i = 0; i < LOADERS; i++)
      close_loader(&loaders[i]);
    free(wanted);
    free_region(region);
  }
}

static int set_up(void **state)
{
  test_database_migrated("test_aankomst");
  *state = test_database_open();
  return 0;
}

static int tear_down(void **state)
{
  struct database *database = *state;
  database_close(&database);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(loaders_that_share_leveringen_leave_what_one_loader_leaves),
      cmocka_unit_test(loaders_that_store_at_the_same_time_leave_what_one_loader_leaves),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* The cache holds what fits, drops what was not used for longest, and survives what it lends out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "random_client.h"
#include "transform/cache.h"

struct fixture {
  struct arena arena;
  struct random random;
};

static int setup(void **state)
{
  static struct fixture fixture;
  fixture.random = (struct random){.state = 1};
  arena_init(&fixture.arena, 0);
  *state = &fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;
  arena_fini(&fixture->arena);
  return 0;
}

static struct client_set make_set(struct fixture *fixture, uint32_t client, size_t events)
{
  struct random_shape shape = {.events = events, .days = 3, .numbers = 2, .client = client};
  struct bekende_gebeurtenis **made = random_client(&fixture->random, &shape, &fixture->arena);
  struct client_set set = {.client = made[0]->gebeurtenis.pseudoniem, .count = events};
  set.events = arena_array(&fixture->arena, events, sizeof(struct bekende_gebeurtenis *));
  memcpy(set.events, made, events * sizeof(struct bekende_gebeurtenis *));
  return set;
}

/* Bytes that this set takes. */
static size_t measure(const struct client_set *set)
{
  struct cache *cache = cache_new(1U << 20);
  cache_put_all(cache, set, 1);
  size_t bytes = cache_bytes(cache);
  cache_free(&cache);
  return bytes;
}

static void a_cache_of_no_bytes_keeps_nothing(void **state)
{
  struct client_set set = make_set(*state, 1, 3);
  struct cache *cache = cache_new(0);
  cache_put_all(cache, &set, 1);
  assert_null(cache_get(cache, &set.client));
  assert_int_equal(cache_bytes(cache), 0);
  cache_free(&cache);
  assert_null(cache);
}

static void a_set_larger_than_the_cache_is_not_kept_and_its_old_one_is_dropped(void **state)
{
  struct client_set small = make_set(*state, 1, 2);
  struct client_set large = make_set(*state, 1, 40);
  struct cache *cache = cache_new(2000);
  cache_put_all(cache, &small, 1);
  assert_non_null(cache_get(cache, &small.client));
  cache_put_all(cache, &large, 1);
  assert_null(cache_get(cache, &small.client));
  assert_int_equal(cache_bytes(cache), 0);
  cache_free(&cache);
}

static void what_was_not_used_for_longest_goes_first(void **state)
{
  struct client_set sets[3];
  for (uint32_t i = 0; i < 3; i++)
    sets[i] = make_set(*state, i, 3);
  size_t maximum = measure(&sets[0]) + measure(&sets[1]) + measure(&sets[2]) - 1;
  struct cache *cache = cache_new(maximum); /* one byte short of all three */
  cache_put_all(cache, sets, 2);
  assert_non_null(cache_get(cache, &sets[0].client));
  cache_put_all(cache, &sets[2], 1);
  assert_non_null(cache_get(cache, &sets[0].client));
  assert_null(cache_get(cache, &sets[1].client));
  assert_non_null(cache_get(cache, &sets[2].client));
  assert_true(cache_bytes(cache) <= maximum);
  cache_free(&cache);
}

static void a_kept_set_has_texts_of_its_own(void **state)
{
  struct fixture *fixture = *state;
  struct client_set set = make_set(fixture, 1, 1);
  char gemeente[] = "0957";
  struct bekende_gebeurtenis event = *set.events[0];
  event.gebeurtenis.gemeente = gemeente;
  set.events[0] = &event;
  struct cache *cache = cache_new(100000);
  cache_put_all(cache, &set, 1);
  gemeente[0] = 'X';
  const struct client_set *kept = cache_get(cache, &set.client);
  assert_int_equal(kept->count, 1);
  assert_string_equal(kept->events[0]->gebeurtenis.gemeente, "0957");
  cache_free(&cache);
}

static void a_set_may_borrow_from_the_one_it_replaces(void **state)
{
  struct client_set sets[2] = {make_set(*state, 1, 3), make_set(*state, 2, 3)};
  struct cache *cache = cache_new(measure(&sets[0]) + measure(&sets[1]));
  cache_put_all(cache, sets, 2);
  struct client_set again[2] = {*cache_get(cache, &sets[0].client), *cache_get(cache, &sets[1].client)};
  cache_put_all(cache, again, 2);
  const struct client_set *kept = cache_get(cache, &sets[1].client);
  assert_int_equal(kept->count, 3);
  for (size_t i = 0; i < 3; i++)
    assert_true(id_equal(&kept->events[i]->gebeurtenis.id, &sets[1].events[i]->gebeurtenis.id));
  cache_free(&cache);
}

static void a_cleared_cache_is_empty(void **state)
{
  struct client_set set = make_set(*state, 1, 3);
  struct cache *cache = cache_new(100000);
  cache_put_all(cache, &set, 1);
  assert_true(cache_bytes(cache) > 0);
  cache_clear(cache);
  assert_int_equal(cache_bytes(cache), 0);
  assert_null(cache_get(cache, &set.client));
  cache_free(&cache);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_cache_of_no_bytes_keeps_nothing, setup, teardown),
      cmocka_unit_test_setup_teardown(
          a_set_larger_than_the_cache_is_not_kept_and_its_old_one_is_dropped, setup, teardown),
      cmocka_unit_test_setup_teardown(what_was_not_used_for_longest_goes_first, setup, teardown),
      cmocka_unit_test_setup_teardown(a_kept_set_has_texts_of_its_own, setup, teardown),
      cmocka_unit_test_setup_teardown(a_set_may_borrow_from_the_one_it_replaces, setup, teardown),
      cmocka_unit_test_setup_teardown(a_cleared_cache_is_empty, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

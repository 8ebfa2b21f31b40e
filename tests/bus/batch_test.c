/* Batches by themselves: growth, reuse, weight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/batch.h"

static void freeing_no_batch_does_nothing(void **state)
{
  (void)state;
  struct batch *batch = NULL;
  batch_free(&batch);
  assert_null(batch);
}

static void every_added_levering_is_zeroed_and_stays(void **state)
{
  (void)state;
  struct batch *batch = batch_new();
  for (int i = 0; i < 1000; i++) {
    struct batch_levering *added = batch_add(batch);
    assert_int_equal(added->levering.regels_goed, 0);
    assert_int_equal(added->gebeurtenis_count, 0);
    assert_null(added->gebeurtenissen);
    assert_null(added->origin);
    added->levering.regels_goed = i;
  }
  assert_int_equal(batch->count, 1000);
  for (int i = 0; i < 1000; i++)
    assert_int_equal(batch->leveringen[i].levering.regels_goed, i);
  batch_free(&batch);
  assert_null(batch);
}

static void a_reset_batch_is_empty_and_its_leveringen_are_zeroed_again(void **state)
{
  (void)state;
  struct batch *batch = batch_new();
  batch_add(batch)->origin = batch;
  batch->route = batch;
  batch->weight = 7;
  batch->part = PART_WITHDRAWN;
  batch->part_from = 3;
  batch->answer = BATCH_RETURNED;
  arena_text(&batch->arena, "tekst");
  batch_reset(batch);
  assert_int_equal(batch->count, 0);
  assert_int_equal(batch->weight, 0);
  assert_null(batch->route);
  assert_int_equal(batch->part, PART_NONE);
  assert_int_equal(batch->part_from, 0);
  assert_int_equal(batch->answer, BATCH_STORED);
  assert_int_equal(arena_used(&batch->arena), 0);
  assert_null(batch_add(batch)->origin);
  batch_free(&batch);
}

static void only_a_part_with_others_before_it_is_a_continuation(void **state)
{
  (void)state;
  struct batch *batch = batch_new();
  assert_false(batch_is_continuation(batch));
  batch->part = PART_MORE;
  assert_false(batch_is_continuation(batch));
  batch->part_from = 1;
  assert_true(batch_is_continuation(batch));
  batch->part = PART_WITHDRAWN;
  assert_true(batch_is_continuation(batch));
  batch_free(&batch);
}

static void bytes_grow_with_the_arena(void **state)
{
  (void)state;
  struct batch *batch = batch_new();
  size_t empty = batch_bytes(batch);
  assert_true(empty > 0);
  arena_new(&batch->arena, 4096);
  assert_int_equal(batch_bytes(batch), empty + 4096);
  batch_free(&batch);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(freeing_no_batch_does_nothing),
      cmocka_unit_test(every_added_levering_is_zeroed_and_stays),
      cmocka_unit_test(a_reset_batch_is_empty_and_its_leveringen_are_zeroed_again),
      cmocka_unit_test(only_a_part_with_others_before_it_is_a_continuation),
      cmocka_unit_test(bytes_grow_with_the_arena),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

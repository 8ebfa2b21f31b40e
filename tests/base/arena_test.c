/* Pieces, chunks and reuse. Under SANITIZER=address a piece that overlaps another would show as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

enum { CHUNK = 1024 };

static void every_piece_is_zeroed_aligned_and_its_own(void **state)
{
  (void)state;
  enum { PIECES = 2000 };
  unsigned char *pieces[PIECES];
  struct arena arena;
  arena_init(&arena, CHUNK);
  for (int round = 0; round < 2; round++) {
    for (size_t i = 0; i < PIECES; i++) {
      size_t size = i % 97;
      pieces[i] = arena_new(&arena, size);
      assert_int_equal((uintptr_t)pieces[i] % 16, 0);
      for (size_t j = 0; j < size; j++)
        assert_int_equal(pieces[i][j], 0);
      memset(pieces[i], (int)(i % 251) + 1, size);
    }
    for (size_t i = 0; i < PIECES; i++) {
      for (size_t j = 0; j < i % 97; j++)
        assert_int_equal(pieces[i][j], i % 251 + 1);
    }
    arena_reset(&arena);
  }
  arena_fini(&arena);
}

static void a_piece_larger_than_a_chunk_fits(void **state)
{
  (void)state;
  struct arena arena;
  arena_init(&arena, CHUNK);
  char *small = arena_text(&arena, "klein");
  char *large = arena_new(&arena, (size_t)50 * CHUNK);
  large[50 * CHUNK - 1] = 'x';
  assert_string_equal(small, "klein");
  assert_int_equal(arena_used(&arena), 16 + 50 * CHUNK);
  arena_fini(&arena);
}

static void a_reset_arena_counts_nothing_and_gives_the_same_memory(void **state)
{
  (void)state;
  struct arena arena;
  arena_init(&arena, CHUNK);
  void *first = arena_new(&arena, 100);
  arena_new(&arena, (size_t)3 * CHUNK);
  arena_reset(&arena);
  assert_int_equal(arena_used(&arena), 0);
  assert_ptr_equal(arena_new(&arena, 100), first);
  arena_fini(&arena);
}

/* Small and large pieces in another order each time: the chunks that are there serve. */
static void an_arena_that_is_filled_again_in_another_order_takes_no_more_memory(void **state)
{
  (void)state;
  enum { LARGE = 7 * CHUNK };
  struct arena arena;
  arena_init(&arena, CHUNK);
  for (int i = 0; i < 10; i++)
    arena_new(&arena, CHUNK);
  char *large = arena_new(&arena, LARGE);
  for (int place = 0; place < 10; place++) {
    arena_reset(&arena);
    for (int i = 0; i < place; i++)
      arena_new(&arena, CHUNK);
    assert_ptr_equal(arena_new(&arena, LARGE), large);
  }
  arena_fini(&arena);
}

static void copies_end_with_a_nul(void **state)
{
  (void)state;
  struct arena arena;
  arena_init(&arena, 0);
  char *text = arena_bytes(&arena, "toewijzing", 3);
  assert_string_equal(text, "toe");
  assert_string_equal(arena_bytes(&arena, NULL, 0), "");
  int *numbers = arena_array(&arena, 10, sizeof *numbers);
  assert_int_equal(numbers[9], 0);
  assert_non_null(arena_array(&arena, 0, sizeof *numbers));
  arena_fini(&arena);
  arena_fini(&arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_piece_is_zeroed_aligned_and_its_own),
      cmocka_unit_test(a_piece_larger_than_a_chunk_fits),
      cmocka_unit_test(a_reset_arena_counts_nothing_and_gives_the_same_memory),
      cmocka_unit_test(an_arena_that_is_filled_again_in_another_order_takes_no_more_memory),
      cmocka_unit_test(copies_end_with_a_nul),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

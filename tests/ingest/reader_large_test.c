/* A file above LEVERING_HELD_BYTES is read in two passes: with the same outcome as in one, and the fault in
 * its last line found before the first event. So is a list. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "reader_help.h"

enum { PRESTATIES = 2000, LINES = 40000, BAD_EVERY = 9000 };

struct large {
  struct pseudonymiser *pseudonymiser;
  struct reading whole; /* from memory */
  struct reading file;
  int fd;
};

/* Where the file changes at the first end of a reading; 0: nowhere. Stands in the place of pread (CMake). */
static off_t changed_at;

ssize_t __real_pread(int file, void *out, size_t size, off_t at);
ssize_t __wrap_pread(int file, void *out, size_t size, off_t at);

ssize_t __wrap_pread(int file, void *out, size_t size, off_t at)
{
  ssize_t count = __real_pread(file, out, size, at);
  if (count == 0 && changed_at > 0) {
    assert_int_equal(pwrite(file, "9", 1, changed_at), 1);
    changed_at = 0;
  }
  return count;
}

static int temporary(void)
{
  char path[] = "/tmp/sluis-reader-large-XXXXXX"; /* mkstemp makes it 0600 */
  int fd = mkstemp(path);
  unlink(path);
  return fd;
}

static struct pseudonymiser *open_key(void)
{
  static const char key[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
  char path[] = "/tmp/sluis-reader-key-XXXXXX";
  struct pseudonymiser *pseudonymiser = NULL;
  struct error error;
  int fd = mkstemp(path);
  assert_int_equal(write(fd, key, sizeof key - 1), sizeof key - 1);
  close(fd);
  assert_int_equal(pseudonymiser_open(path, &pseudonymiser, &error), 0);
  unlink(path);
  return pseudonymiser;
}

/* What stands between two texts of the fixture, the texts themselves included. */
static void add_between(struct buffer *out, const char *text, const char *from, const char *to)
{
  const char *begin = strstr(text, from);
  assert_non_null(begin);
  const char *end = strstr(begin, to);
  assert_non_null(end);
  buffer_append(out, begin, (size_t)(end - begin) + strlen(to));
}

/* The fixture with one client, whose first prestatie comes again and again under other numbers. */
static void make_large(struct reading *reading)
{
  reading_load(reading, "jw323.xml");
  char total[64];
  snprintf(total, sizeof total, "TotaalBedrag>%d<", PRESTATIES * 25000);
  reading_replace(reading, "TotaalBedrag>31345<", 1, total);
  char *fixture = strdup(reading->bytes.data);
  struct buffer prestatie;
  buffer_init(&prestatie, 1 << 16);
  add_between(&prestatie, fixture, "          <b:Prestatie>", "</b:Prestatie>\n");
  char *number = strstr(prestatie.data, "P-2023-03/1");
  char *toewijzing = strstr(prestatie.data, "0001001");
  buffer_reset(&reading->bytes);
  add_between(&reading->bytes, fixture, "<?xml", "<b:Prestaties>\n");
  for (int i = 0; i < PRESTATIES; i++) {
    char digits[16];
    snprintf(digits, sizeof digits, "%07d", i);
    memcpy(number, digits, 7);
    memcpy(toewijzing, digits, 7);
    buffer_append(&reading->bytes, prestatie.data, prestatie.size);
  }
  buffer_text(&reading->bytes, "</b:Prestaties></b:Client></b:Clienten></b:Declaratie></b:Bericht>\n");
  buffer_fini(&prestatie);
  free(fixture);
}

static int set_up(void **state)
{
  struct large *large = calloc(1, sizeof *large);
  large->pseudonymiser = open_key();
  reading_init(&large->whole, large->pseudonymiser);
  reading_init(&large->file, large->pseudonymiser);
  large->whole.source.organisation = large->file.source.organisation = "0983";
  large->fd = temporary();
  make_large(&large->whole);
  assert_true(large->whole.bytes.size > LEVERING_HELD_BYTES);
  *state = large;
  return 0;
}

/* A list with a wrong line now and then. */
static void make_large_list(struct large *large)
{
  struct buffer *bytes = &large->whole.bytes;
  buffer_reset(bytes);
  buffer_text(bytes, "# sluis-periode: 2023-01-01 2023-03-31\ntrajectnummer;bsn;gemeente;product\n");
  for (int i = 0; i < LINES; i++)
    buffer_format(bytes, "T-%d;99990000%c;0983;16A01\n", i, i % BAD_EVERY == 0 ? '7' : '6');
  assert_true(bytes->size > LEVERING_HELD_BYTES);
  large->whole.source.name = large->file.source.name = "lijst.csv";
  large->whole.source.organisation = large->file.source.organisation = "12345678";
}

static int tear_down(void **state)
{
  struct large *large = *state;
  close(large->fd);
  reading_fini(&large->whole);
  reading_fini(&large->file);
  pseudonymiser_free(&large->pseudonymiser);
  free(large);
  return 0;
}

/* The bytes at hand both ways. */
static void read_both(struct large *large)
{
  const struct buffer *bytes = &large->whole.bytes;
  struct error error;
  assert_int_equal(ftruncate(large->fd, 0), 0);
  assert_int_equal(pwrite(large->fd, bytes->data, bytes->size, 0), bytes->size);
  reading_read(&large->whole);
  assert_int_equal(levering_reader_read_file(large->file.reader, &large->file.source, large->fd,
                       (int64_t)bytes->size, NULL, &large->file.arena, &large->file.out, &error),
      0);
}

static void assert_same_levering(const struct levering *a, const struct levering *b)
{
  assert_memory_equal(&a->id, &b->id, sizeof a->id);
  assert_string_equal(a->soort, b->soort);
  assert_int_equal(a->oordeel, b->oordeel);
  assert_int_equal(a->bytes, b->bytes);
  assert_int_equal(a->gebeurtenissen, b->gebeurtenissen);
  assert_int_equal(a->meldingen_count, b->meldingen_count);
  for (size_t i = 0; i < a->meldingen_count; i++) {
    assert_string_equal(a->meldingen[i].code, b->meldingen[i].code);
    assert_int_equal(a->meldingen[i].regel, b->meldingen[i].regel);
    if (a->meldingen[i].pad != NULL)
      assert_string_equal(a->meldingen[i].pad, b->meldingen[i].pad);
    else
      assert_string_equal(a->meldingen[i].kolom, b->meldingen[i].kolom);
  }
}

/* The parts of a levering: each in an arena of its own, wiped when it was taken. */
struct taking {
  const struct batch_levering *whole;
  struct arena arena;
  size_t parts;
  size_t events;
  size_t fail_at; /* the part that is not taken; 0: none */
};

static void assert_next_events(struct taking *taking, const struct batch_levering *part)
{
  for (size_t i = 0; i < part->gebeurtenis_count; i++) {
    const struct gebeurtenis *expected = &taking->whole->gebeurtenissen[taking->events++];
    const struct gebeurtenis *found = &part->gebeurtenissen[i];
    assert_memory_equal(&found->id, &expected->id, sizeof found->id);
    assert_memory_equal(&found->pseudoniem, &expected->pseudoniem, sizeof found->pseudoniem);
    assert_memory_equal(&found->levering, &expected->levering, sizeof found->levering);
    assert_int_equal(found->regel, expected->regel);
    assert_string_equal(found->gemeente, expected->gemeente);
    assert_string_equal(found->aanbieder, expected->aanbieder);
  }
  assert_string_equal(part->levering.naam, taking->whole->levering.naam);
  assert_string_equal(part->levering.organisatie, taking->whole->levering.organisatie);
}

static int take(void *context, const struct batch_levering *part, struct arena **arena, struct error *error)
{
  struct taking *taking = context;
  if (++taking->parts == taking->fail_at)
    return error_set(error, ERROR_UNAVAILABLE, "a part that is not taken");
  assert_next_events(taking, part);
  arena_fini(&taking->arena);
  arena_init(&taking->arena, 0);
  *arena = &taking->arena;
  return 0;
}

enum { EVENTS_A_PART = 300 };

/* In parts what read_both() gave as a whole. */
static int read_in_parts(struct large *large, struct taking *taking, struct error *error)
{
  taking->whole = &large->whole.out;
  arena_init(&taking->arena, 0);
  struct levering_parts parts = {EVENTS_A_PART * sizeof(struct gebeurtenis), take, taking};
  return levering_reader_read_file(large->file.reader, &large->file.source, large->fd,
      (int64_t)large->whole.bytes.size, &parts, &taking->arena, &large->file.out, error);
}

static void its_events_come_in_parts_that_hold_all_they_point_at(void **state)
{
  struct large *large = *state;
  struct error error;
  struct taking taking = {.fail_at = 0};
  read_both(large);
  assert_int_equal(read_in_parts(large, &taking, &error), 0);
  assert_int_equal(taking.parts, (PRESTATIES - 1) / EVENTS_A_PART);
  assert_next_events(&taking, &large->file.out);
  assert_int_equal(taking.events, large->whole.out.gebeurtenis_count);
  assert_same_levering(&large->whole.out.levering, &large->file.out.levering);
  arena_fini(&taking.arena);
}

static void the_good_lines_of_a_list_come_in_parts_and_the_bad_ones_are_named(void **state)
{
  struct large *large = *state;
  struct error error;
  struct taking taking = {.fail_at = 0};
  int bad = (LINES - 1) / BAD_EVERY + 1;
  make_large_list(large);
  read_both(large);
  assert_int_equal(read_in_parts(large, &taking, &error), 0);
  assert_int_equal(taking.parts, (LINES - bad - 1) / EVENTS_A_PART);
  assert_next_events(&taking, &large->file.out);
  assert_int_equal(taking.events, LINES - bad);
  assert_same_levering(&large->whole.out.levering, &large->file.out.levering);
  assert_int_equal(large->file.out.levering.gebeurtenissen, LINES - bad);
  assert_int_equal(large->file.out.levering.meldingen_count, bad);
  assert_string_equal(large->file.out.levering.meldingen[1].kolom, "bsn");
  assert_int_equal(large->file.out.levering.meldingen[1].regel, BAD_EVERY + 3);
  arena_fini(&taking.arena);
}

static void a_part_of_a_list_that_is_not_taken_ends_the_reading(void **state)
{
  struct large *large = *state;
  struct error error;
  struct taking taking = {.fail_at = 2};
  make_large_list(large);
  read_both(large);
  assert_int_equal(read_in_parts(large, &taking, &error), ERROR_UNAVAILABLE);
  assert_string_equal(error.text, "a part that is not taken");
  assert_int_equal(taking.parts, 2);
  arena_fini(&taking.arena);
}

static void a_part_that_is_not_taken_ends_the_reading(void **state)
{
  struct large *large = *state;
  struct error error;
  struct taking taking = {.fail_at = 2};
  read_both(large);
  assert_int_equal(read_in_parts(large, &taking, &error), ERROR_UNAVAILABLE);
  assert_string_equal(error.text, "a part that is not taken");
  assert_int_equal(taking.parts, 2);
  arena_fini(&taking.arena);
}

/* Who sends it has made room for the parts of a large one, and for no others. */
static void a_small_file_that_grew_since_it_was_opened_is_for_another_time(void **state)
{
  struct large *large = *state;
  struct error error;
  struct taking taking = {.fail_at = 0};
  read_both(large);
  struct levering_parts parts = {EVENTS_A_PART * sizeof(struct gebeurtenis), take, &taking};
  arena_init(&taking.arena, 0);
  taking.whole = &large->whole.out;
  assert_int_equal(lseek(large->fd, 0, SEEK_SET), 0);
  assert_int_equal(levering_reader_read_file(large->file.reader, &large->file.source, large->fd,
                       LEVERING_HELD_BYTES, &parts, &taking.arena, &large->file.out, &error),
      ERROR_AGAIN);
  assert_int_equal(taking.parts, 0);
  arena_fini(&taking.arena);
}

static void a_fault_in_its_last_prestatie_leaves_no_event(void **state)
{
  struct large *large = *state;
  reading_replace(&large->whole, "<b:Eenheid>04", PRESTATIES, "<b:Eenheid>05");
  read_both(large);
  assert_int_equal(large->file.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_int_equal(large->file.out.gebeurtenis_count, 0);
  assert_null(large->file.out.gebeurtenissen);
  assert_int_equal(large->file.out.levering.meldingen_count, 1);
  assert_string_equal(large->file.out.levering.meldingen[0].code, "XSD");
  assert_string_equal(large->file.out.levering.meldingen[0].pad,
      "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2000]/Eenheid");
  assert_same_levering(&large->whole.out.levering, &large->file.out.levering);
}

static void a_file_that_is_cut_off_is_refused_with_its_line(void **state)
{
  struct large *large = *state;
  large->whole.bytes.size -= 100;
  read_both(large);
  assert_string_equal(large->file.out.levering.meldingen[0].code, "VORM");
  assert_same_levering(&large->whole.out.levering, &large->file.out.levering);
}

static void what_stands_behind_the_fault_counts_for_the_id(void **state)
{
  struct large *large = *state;
  memset(large->whole.bytes.data, '<', 10);
  read_both(large);
  assert_memory_equal(
      &large->whole.out.levering.id, &large->file.out.levering.id, sizeof large->file.out.levering.id);
  assert_int_equal(large->file.out.levering.bytes, large->whole.bytes.size);
}

static void a_file_over_the_limit_stays_unread(void **state)
{
  struct large *large = *state;
  struct error error;
  assert_int_equal(ftruncate(large->fd, LEVERING_MOST_BYTES + 1), 0);
  assert_int_equal(levering_reader_read_file(large->file.reader, &large->file.source, large->fd,
                       LEVERING_MOST_BYTES + 1, NULL, &large->file.arena, &large->file.out, &error),
      0);
  assert_int_equal(large->file.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(large->file.out.levering.meldingen[0].code, "VORM");
  assert_int_equal(lseek(large->fd, 0, SEEK_CUR), 0);
}

static void a_file_that_grows_over_the_limit_is_refused(void **state)
{
  struct large *large = *state;
  struct error error;
  const struct buffer *bytes = &large->whole.bytes;
  assert_int_equal(pwrite(large->fd, bytes->data, bytes->size - 1, 0), bytes->size - 1);
  char spaces[65536];
  memset(spaces, ' ', sizeof spaces);
  for (size_t at = bytes->size; at <= LEVERING_MOST_BYTES + sizeof spaces; at += sizeof spaces)
    assert_int_equal(pwrite(large->fd, spaces, sizeof spaces, (off_t)at - 1), sizeof spaces);
  assert_int_equal(levering_reader_read_file(large->file.reader, &large->file.source, large->fd,
                       (int64_t)bytes->size, NULL, &large->file.arena, &large->file.out, &error),
      0);
  assert_int_equal(large->file.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(large->file.out.levering.meldingen[0].code, "VORM");
  assert_int_equal(large->file.out.gebeurtenis_count, 0);
}

static void its_events_are_those_of_one_reading(void **state)
{
  struct large *large = *state;
  read_both(large);
  assert_int_equal(large->file.out.levering.oordeel, OORDEEL_GOED);
  assert_int_equal(large->file.out.gebeurtenis_count, PRESTATIES);
  assert_same_levering(&large->whole.out.levering, &large->file.out.levering);
  for (size_t i = 0; i < PRESTATIES; i++) {
    const struct gebeurtenis *a = &large->whole.out.gebeurtenissen[i];
    const struct gebeurtenis *b = &large->file.out.gebeurtenissen[i];
    assert_memory_equal(&a->id, &b->id, sizeof a->id);
    assert_memory_equal(&a->levering, &b->levering, sizeof a->levering);
    assert_memory_equal(&a->pseudoniem, &b->pseudoniem, sizeof a->pseudoniem);
    assert_int_equal(a->regel, b->regel);
    assert_string_equal(a->inhoud.prestatie.product, b->inhoud.prestatie.product);
  }
}

static void its_sender_is_read_without_the_rest(void **state)
{
  struct large *large = *state;
  char organisation[9];
  struct error error;
  const struct buffer *bytes = &large->whole.bytes;
  assert_int_equal(pwrite(large->fd, bytes->data, bytes->size, 0), bytes->size);
  assert_int_equal(levering_sender_file(large->file.reader, large->fd, organisation, &error), 0);
  assert_string_equal(organisation, "12345678");
  assert_int_equal(lseek(large->fd, 0, SEEK_CUR), 0);
}

static void when_it_changes_between_its_two_readings_it_is_for_another_time(void **state)
{
  struct large *large = *state;
  const struct buffer *bytes = &large->whole.bytes;
  struct error error = {0};
  assert_int_equal(pwrite(large->fd, bytes->data, bytes->size, 0), bytes->size);
  /* another sender: as right as it was */
  const char *at = strstr(bytes->data, "<b:Afzender>12345678");
  assert_non_null(at);
  changed_at = at - bytes->data + (off_t)strlen("<b:Afzender>");
  assert_int_equal(levering_reader_read_file(large->file.reader, &large->file.source, large->fd,
                       (int64_t)bytes->size, NULL, &large->file.arena, &large->file.out, &error),
      ERROR_AGAIN);
  assert_int_equal(changed_at, 0);
  assert_int_equal(large->file.out.gebeurtenis_count, 0);
  /* and at that other time it is read as it is then */
  arena_reset(&large->file.arena);
  assert_int_equal(levering_reader_read_file(large->file.reader, &large->file.source, large->fd,
                       (int64_t)bytes->size, NULL, &large->file.arena, &large->file.out, &error),
      0);
  assert_int_equal(large->file.out.gebeurtenis_count, PRESTATIES);
}

#define LARGE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      LARGE(its_events_come_in_parts_that_hold_all_they_point_at),
      LARGE(a_part_that_is_not_taken_ends_the_reading),
      LARGE(the_good_lines_of_a_list_come_in_parts_and_the_bad_ones_are_named),
      LARGE(a_part_of_a_list_that_is_not_taken_ends_the_reading),
      LARGE(a_small_file_that_grew_since_it_was_opened_is_for_another_time),
      LARGE(a_fault_in_its_last_prestatie_leaves_no_event),
      LARGE(a_file_that_is_cut_off_is_refused_with_its_line),
      LARGE(what_stands_behind_the_fault_counts_for_the_id),
      LARGE(a_file_over_the_limit_stays_unread),
      LARGE(a_file_that_grows_over_the_limit_is_refused),
      LARGE(its_events_are_those_of_one_reading),
      LARGE(when_it_changes_between_its_two_readings_it_is_for_another_time),
      LARGE(its_sender_is_read_without_the_rest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

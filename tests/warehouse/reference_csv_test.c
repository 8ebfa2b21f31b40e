/* Reference files as people make them, the wrong ones first: what is found, on which line. */
#include "warehouse/reference_csv.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
  char path[64];
  int folder;
  struct arena arena;
  struct reference_rows rows;
  char findings[4096]; /* one a line */
};

static int set_up(void **state)
{
  static struct fixture fixture;
  fixture = (struct fixture){.path = "/tmp/sluis-reference.XXXXXX"};
  assert_non_null(mkdtemp(fixture.path));
  fixture.folder = open(fixture.path, O_RDONLY | O_DIRECTORY);
  assert_true(fixture.folder >= 0);
  arena_init(&fixture.arena, 0);
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  for (size_t i = 0; i < reference_specs_count; i++)
    unlinkat(fixture->folder, reference_specs[i].file, 0);
  close(fixture->folder);
  rmdir(fixture->path);
  free(fixture->rows.items);
  arena_fini(&fixture->arena);
  return 0;
}

static void note(const char *text, void *context)
{
  struct fixture *fixture = context;
  size_t size = strlen(fixture->findings);
  snprintf(fixture->findings + size, sizeof fixture->findings - size, "%s%s", size > 0 ? "\n" : "", text);
}

static void read_bytes(struct fixture *fixture, const char *file, const char *data, size_t size)
{
  int fd = openat(fixture->folder, file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, data, size), (ssize_t)size);
  close(fd);
  struct error error = {0};
  fixture->findings[0] = '\0';
  free(fixture->rows.items);
  fixture->rows.items = NULL;
  if (reference_csv_read(fixture->folder, reference_spec_find(file), &fixture->arena, &fixture->rows, note,
          fixture, &error) != 0)
    fail_msg("%s", error.text);
}

static void read_text(struct fixture *fixture, const char *file, const char *text)
{
  read_bytes(fixture, file, text, strlen(text));
}

#define PRODUCTS                                                                                             \
  "domein,categorie,code,omschrijving,segment,intensiteit,bekostiging,contract,geldig_van,geldig_tot\n"

static void a_file_that_is_not_there_is_an_error(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  assert_int_equal(reference_csv_read(fixture->folder, reference_spec_find("gemeenten.csv"), &fixture->arena,
                       &fixture->rows, note, fixture, &error),
      ERROR_NO_INPUT);
}

static void an_empty_file_has_no_header(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "gemeenten.csv", "");
  assert_string_equal(fixture->findings, "gemeenten.csv:1: empty: a header is needed");
}

static void missing_unknown_and_doubled_columns_are_named(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "gemeenten.csv", "code,naam,naam,provincie\n");
  assert_string_equal(fixture->findings, "gemeenten.csv:1: column naam is there twice\n"
                                         "gemeenten.csv:1: column 4 has a name that this file does not know\n"
                                         "gemeenten.csv:1: column regio is missing");
}

static void codes_that_lost_their_zero_are_found_by_line(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n\n889,Beesel,Noord\n");
  assert_string_equal(
      fixture->findings, "gemeenten.csv:4: column code is not 4 digits (a CBS code keeps its leading zero)");
  read_text(fixture, "aanbieders.csv", "agb,naam\n1234567,Zorg\n12345678,\n");
  assert_string_equal(fixture->findings,
      "aanbieders.csv:2: column agb is not 8 digits (an AGB code keeps its leading zero)\n"
      "aanbieders.csv:3: column naam is empty");
}

static void values_outside_their_list_are_found_without_being_told(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "producten.csv",
      PRODUCTS "wlz,45,45A04,,,licht,pxq,,,\njw,45,45A04,,,middel,stuks,,2023-02-29,31-12-2023\n");
  assert_string_equal(fixture->findings,
      "producten.csv:2: column domein is not jw or wmo\n"
      "producten.csv:3: column intensiteit is not licht, midden, zwaar or maatwerk\n"
      "producten.csv:3: column bekostiging is not plek, traject, pxq or lumpsum\n"
      "producten.csv:3: column geldig_van is not a date, YYYY-MM-DD or DD-MM-YYYY");
}

static void a_row_of_another_length_is_found(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "aanbieders.csv", "agb,naam\n12345678,Zorg, Een\n");
  assert_string_equal(fixture->findings, "aanbieders.csv:2: 3 values under 2 columns");
}

static void a_quote_that_is_never_closed_is_found(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "aanbieders.csv", "agb,naam\n12345678,\"Zorg\n");
  assert_string_equal(
      fixture->findings, "aanbieders.csv:2: a quotation mark stands where none may, or is never closed");
}

static void other_encodings_are_found_by_line(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "aanbieders.csv", "agb,naam\n12345678,Caf\xe9\n");
  assert_string_equal(fixture->findings, "aanbieders.csv:2: not UTF-8: save the file as CSV UTF-8");
  read_bytes(fixture, "aanbieders.csv", "agb,naam\n\n1\0\n", 13);
  assert_string_equal(fixture->findings, "aanbieders.csv:3: not UTF-8: save the file as CSV UTF-8");
}

static void the_same_code_twice_is_found(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n0889,Beesel,\n0983,Venlo,Midden\n");
  assert_string_equal(fixture->findings, "gemeenten.csv:4: the same as line 2");
}

static void overlapping_validity_of_one_product_is_found(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "producten.csv",
      PRODUCTS "jw,45,45A04,,,,,,2023-01-01,2023-12-31\n"
               "jw,45,45A04,,,,,,2024-01-01,\n"
               "jw,45,45A04,,,,,,2023-12-31,2023-12-31\n"
               "wmo,45,45A04,,,,,,,\n"
               "jw,46,45A04,,,,,,,2022-12-31\n"
               "jw,50,50A01,,,,,,2024-01-01,2023-01-01\n");
  assert_string_equal(fixture->findings, "producten.csv:4: valid on a day on which line 2 is valid too\n"
                                         "producten.csv:7: geldig_van is after geldig_tot");
}

static void a_short_row_inside_a_long_one_does_not_hide_a_later_overlap(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "producten.csv",
      PRODUCTS "jw,45,45A04,,,,,,2023-01-01,\njw,45,45A04,,,,,,2023-02-01,2023-02-02\n"
               "jw,45,45A04,,,,,,2023-03-01,2023-03-02\n");
  assert_string_equal(fixture->findings, "producten.csv:3: valid on a day on which line 2 is valid too\n"
                                         "producten.csv:4: valid on a day on which line 2 is valid too");
}

static void a_file_as_a_spreadsheet_saves_it_is_read(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "gemeenten.csv",
      "\xEF\xBB\xBFRegio;CODE;naam\r\nNoord;0983;\"Venlo; de \"\"stad\"\"\"\r\n;0893;Bergen (L.)\r\n;;\r\n");
  assert_string_equal(fixture->findings, "");
  assert_int_equal(fixture->rows.count, 2);
  assert_string_equal(fixture->rows.items[0].values[0], "0893");
  assert_null(fixture->rows.items[0].values[2]);
  assert_int_equal(fixture->rows.items[0].line, 3);
  assert_string_equal(fixture->rows.items[1].values[1], "Venlo; de \"stad\"");
  assert_string_equal(fixture->rows.items[1].values[2], "Noord");
}

static void lines_inside_quotes_are_counted(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "aanbieders.csv", "agb,naam\n12345678,\"Zorg\nEen\"\nX,Twee\n");
  assert_string_equal(
      fixture->findings, "aanbieders.csv:4: column agb is not 8 digits (an AGB code keeps its leading zero)");
}

static void dates_become_iso_and_open_ends_endless(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "producten.csv", PRODUCTS "jw,45,45A04,,,,,,30-04-2023,2023-12-31\njw,45,45A05,,,,,,,");
  assert_string_equal(fixture->findings, "");
  assert_int_equal(fixture->rows.count, 2);
  assert_string_equal(fixture->rows.items[0].values[8], "2023-04-30");
  assert_string_equal(fixture->rows.items[0].values[9], "2023-12-31");
  assert_string_equal(fixture->rows.items[1].values[8], "-infinity");
  assert_string_equal(fixture->rows.items[1].values[9], "infinity");
}

static void a_file_with_only_a_header_is_empty_and_right(void **state)
{
  struct fixture *fixture = *state;
  read_text(fixture, "aanbieders.csv", "agb,naam");
  assert_string_equal(fixture->findings, "");
  assert_int_equal(fixture->rows.count, 0);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_FOLDER(a_file_that_is_not_there_is_an_error),
      WITH_FOLDER(an_empty_file_has_no_header),
      WITH_FOLDER(missing_unknown_and_doubled_columns_are_named),
      WITH_FOLDER(codes_that_lost_their_zero_are_found_by_line),
      WITH_FOLDER(values_outside_their_list_are_found_without_being_told),
      WITH_FOLDER(a_row_of_another_length_is_found),
      WITH_FOLDER(a_quote_that_is_never_closed_is_found),
      WITH_FOLDER(other_encodings_are_found_by_line),
      WITH_FOLDER(the_same_code_twice_is_found),
      WITH_FOLDER(overlapping_validity_of_one_product_is_found),
      WITH_FOLDER(a_short_row_inside_a_long_one_does_not_hide_a_later_overlap),
      WITH_FOLDER(a_file_as_a_spreadsheet_saves_it_is_read),
      WITH_FOLDER(lines_inside_quotes_are_counted),
      WITH_FOLDER(dates_become_iso_and_open_ends_endless),
      WITH_FOLDER(a_file_with_only_a_header_is_empty_and_right),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

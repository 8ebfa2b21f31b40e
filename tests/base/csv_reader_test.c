/* CSV in pieces: rows, lines and faults, whatever the pieces are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv_reader.h"

struct taken {
  char text[1024];
};

static void add(struct taken *taken, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct taken *taken, const char *format, ...)
{
  size_t size = strlen(taken->text);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(taken->text + size, sizeof taken->text - size, format, arguments);
  va_end(arguments);
}

static void take_row(const struct csv_row *row, void *context)
{
  add(context, "%d", (int)row->line);
  for (size_t i = 0; i < row->count; i++) {
    assert_int_equal(strlen(row->cells[i].text), row->cells[i].size);
    add(context, "[%s]", row->cells[i].text);
  }
  add(context, "%s ", csv_row_is_empty(row) ? "!" : "");
}

static void take_comment(const char *text, size_t size, int32_t line, void *context)
{
  add(context, "%d%.*s ", (int)line, (int)size, text);
}

/* Rows as "2[a][b] ", ! behind an empty one; a fault as "fault 1 at 2". */
static void read_in_pieces(
    const char *csv, size_t csv_size, size_t piece, bool has_comments, struct taken *taken)
{
  struct csv_reader_options options = {.most_row_bytes = 40,
      .most_cells = 4,
      .take_row = take_row,
      .take_comment = has_comments ? take_comment : NULL,
      .context = taken};
  struct csv_reader *reader = csv_reader_new(&options);
  bool is_good = true;
  taken->text[0] = '\0';
  for (size_t at = 0; at < csv_size && is_good; at += piece)
    is_good = csv_reader_feed(reader, csv + at, csv_size - at < piece ? csv_size - at : piece);
  is_good = csv_reader_finish(reader) && is_good;
  assert_int_equal(is_good, csv_reader_fault(reader) == CSV_FAULT_NONE);
  if (!is_good)
    add(taken, "fault %d at %d", (int)csv_reader_fault(reader), (int)csv_reader_line(reader));
  csv_reader_free(&reader);
}

#define ASSERT_READ(csv, expected) assert_read(csv, sizeof(csv) - 1, true, expected)

static void assert_read(const char *csv, size_t size, bool has_comments, const char *expected)
{
  struct taken taken;
  for (size_t piece = 1; piece <= size + 1; piece++) {
    read_in_pieces(csv, size, piece, has_comments, &taken);
    assert_string_equal(taken.text, expected);
  }
}

static void rows_come_with_their_line_and_any_line_end(void **state)
{
  (void)state;
  ASSERT_READ("a,b\nc,d\n", "1[a][b] 2[c][d] ");
  ASSERT_READ("a,b\r\nc,d", "1[a][b] 2[c][d] ");
  ASSERT_READ("a,b\rc,d\r", "1[a][b] 2[c][d] ");
  ASSERT_READ("\n\na\n\n\nb\n", "3[a] 6[b] ");
  ASSERT_READ("", "");
  ASSERT_READ("a", "1[a] ");
}

static void the_first_row_decides_between_comma_and_semicolon(void **state)
{
  (void)state;
  ASSERT_READ("a;b,c;d\n1,5;2\n", "1[a][b,c][d] 2[1,5][2] ");
  ASSERT_READ("a,b\n1;2\n", "1[a][b] 2[1;2] ");
  ASSERT_READ("a;b,c\nd,e\n", "1[a;b][c] 2[d][e] ");
}

static void quotes_and_spaces_are_no_part_of_a_cell(void **state)
{
  (void)state;
  ASSERT_READ(" a , \"b,\"\"c\"\"\" ,\" d \"\n\"x\ny\",z\nq,r\n", "1[a][b,\"c\"][d] 2[x\ny][z] 4[q][r] ");
  ASSERT_READ("a,b\n,\n", "1[a][b] 2[][]! ");
}

static void a_line_of_spaces_is_none(void **state)
{
  (void)state;
  ASSERT_READ("a,b\n \t\r\n  \nc,d\n", "1[a][b] 4[c][d] ");
  ASSERT_READ("a\n  \n 0123456789012345678901234567890123456789\n", "1[a] fault 4 at 3");
}

static void take_places(const struct csv_row *row, void *context)
{
  for (size_t i = 0; i < row->count; i++)
    add(context, "%zu-%zu ", row->cells[i].begin, row->cells[i].end);
}

static void a_cell_knows_its_bytes_in_the_input(void **state)
{
  (void)state;
  static const char csv[] = "\xEF\xBB\xBF#c\n\n a ;\" b\" \r\n  \n;\"x\ny\";z";
  struct taken taken = {""};
  struct csv_reader_options options = {.most_row_bytes = 40,
      .most_cells = 4,
      .take_row = take_places,
      .take_comment = take_comment,
      .context = &taken};
  struct csv_reader *reader = csv_reader_new(&options);
  assert_true(csv_reader_feed(reader, csv, sizeof csv - 1));
  assert_true(csv_reader_finish(reader));
  assert_string_equal(taken.text, "1#c 7-10 11-16 21-21 22-27 28-29 ");
  csv_reader_free(&reader);
}

static void comments_stand_before_the_first_row_only(void **state)
{
  (void)state;
  ASSERT_READ("\xEF\xBB\xBF# x; y\r\n\n#z\na\n#b\n", "1# x; y 3#z 4[a] 5[#b] ");
  assert_read("#a\nb\n", 5, false, "1[#a] 2[b] ");
  ASSERT_READ("# only", "1# only ");
}

static void what_is_wrong_is_named_by_line(void **state)
{
  (void)state;
  ASSERT_READ("a\nb\0c\n", "1[a] fault 1 at 2");
  ASSERT_READ("a\n\xC3\x28\n", "1[a] fault 2 at 2");
  ASSERT_READ("a\n\x01\n", "1[a] fault 2 at 2");
  ASSERT_READ("# \xFF\na\n", "fault 2 at 1");
  ASSERT_READ("a\n\nb\"c\n", "1[a] fault 3 at 3");
  ASSERT_READ("a\n\"b\nc\n", "1[a] fault 3 at 2");
  ASSERT_READ("a\n0123456789012345678901234567890123456789x\n", "1[a] fault 4 at 2");
  ASSERT_READ("0123456789012345678901234567890123456789x\n", "fault 4 at 1");
  ASSERT_READ("a,b,c,d\na,b,c,d,e\n", "1[a][b][c][d] fault 5 at 2");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_come_with_their_line_and_any_line_end),
      cmocka_unit_test(the_first_row_decides_between_comma_and_semicolon),
      cmocka_unit_test(quotes_and_spaces_are_no_part_of_a_cell),
      cmocka_unit_test(a_line_of_spaces_is_none),
      cmocka_unit_test(a_cell_knows_its_bytes_in_the_input),
      cmocka_unit_test(comments_stand_before_the_first_row_only),
      cmocka_unit_test(what_is_wrong_is_named_by_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

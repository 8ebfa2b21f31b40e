/* A folder of its own for each test, with files in it and questions about them. */
#ifndef SLUIS_TESTS_INBOX_FIXTURE_H
#define SLUIS_TESTS_INBOX_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>

int fixture_setup(void **state); /* makes the folder and goes there */
int fixture_teardown(void **state);

/* A file with this text, its folders made; path is relative to the fixture. */
void fixture_write(const char *path, const char *text);
/* The text of a file; free() it. NULL when it is not there. */
char *fixture_read(const char *path);
void fixture_assert_text(const char *path, const char *expected);
bool fixture_has(const char *path);
/* Regular files under path whose name contains part ("" for all; "=x": is x), at any depth but in `.namen`.
 */
size_t fixture_count(const char *path, const char *part);
/* All text of those files, one after the other; free() it. */
char *fixture_text_of(const char *path, const char *part);
size_t fixture_occurrences(const char *text, const char *part);

#endif

/* Zips for tests, made by libzip. */
#ifndef SLUIS_TESTS_ZIP_FIXTURE_H
#define SLUIS_TESTS_ZIP_FIXTURE_H

#include <stddef.h>

struct zip_text {
  const char *name; /* NULL ends a list; with a / at its end: a folder */
  const char *text;
};

/* A new zip at path, or the same again; all folders must be there. */
void zip_write(const char *path, const struct zip_text *members);
/* One member of size equal bytes. */
void zip_write_bytes(const char *path, const char *name, size_t size);

#endif

/* Files on a real file system: what is tested is what the kernel does with them. */
#include "inbox_fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[64];

int fixture_setup(void **state)
{
  (void)state;
  const char *under = getenv("TMPDIR");
  if (under == NULL)
    under = access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                          : "/tmp"; /* thousands of syncs: a busy disk takes minutes */
  snprintf(root, sizeof root, "%s/sluis-inbox-XXXXXX", under);
  return mkdtemp(root) != NULL ? chdir(root) : -1;
}

static int remove_entry(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
  (void)status;
  (void)flag;
  (void)ftw;
  return remove(path);
}

int fixture_teardown(void **state)
{
  (void)state;
  return chdir("/") != 0 || nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0 ? -1 : 0;
}

void fixture_write(const char *path, const char *text)
{
  char folder[512];
  for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    mkdir(folder, 0770);
  }
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0660);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  close(fd);
}

char *fixture_read(const char *path)
{
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return NULL;
  char *text = NULL;
  size_t capacity = 0;
  if (getdelim(&text, &capacity, '\0', file) < 0) {
    free(text);
    text = strdup("");
  }
  fclose(file);
  return text;
}

void fixture_assert_text(const char *path, const char *expected)
{
  char *text = fixture_read(path);
  assert_non_null(text);
  assert_string_equal(text, expected);
  free(text);
}

bool fixture_has(const char *path)
{
  return access(path, F_OK) == 0;
}

/* nftw() passes no context */
static const char *wanted;
static size_t found;
static char *collected;

static bool is_wanted(const char *name)
{
  return wanted[0] == '=' ? strcmp(name, wanted + 1) == 0 : strstr(name, wanted) != NULL;
}

static int look(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
  if (flag != FTW_F || !S_ISREG(status->st_mode) || strstr(path, "/.namen/") != NULL ||
      !is_wanted(path + ftw->base))
    return 0;
  found++;
  char *text = fixture_read(path);
  char *all = NULL;
  assert_true(asprintf(&all, "%s%s", collected != NULL ? collected : "", text != NULL ? text : "") >= 0);
  free(text);
  free(collected);
  collected = all;
  return 0;
}

static void walk(const char *path, const char *part)
{
  wanted = part;
  found = 0;
  free(collected);
  collected = NULL;
  nftw(path, look, 16, FTW_PHYS);
}

size_t fixture_count(const char *path, const char *part)
{
  walk(path, part);
  free(collected);
  collected = NULL;
  return found;
}

char *fixture_text_of(const char *path, const char *part)
{
  walk(path, part);
  char *text = collected != NULL ? collected : strdup("");
  collected = NULL;
  return text;
}

size_t fixture_occurrences(const char *text, const char *part)
{
  size_t count = 0;
  for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
    count++;
  return count;
}

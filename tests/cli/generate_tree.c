/* Reads the whole tree: the regions of these tests are small. */
#include "tests/cli/generate_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <fts.h>

#include "base/memory.h"

void tree_folder_new(char path[64])
{
  const char *parent = getenv("TMPDIR");
  snprintf(path, 64, "%s/sluis-generate-XXXXXX", parent != NULL && strlen(parent) < 30 ? parent : "/tmp");
  assert_non_null(mkdtemp(path));
}

static FTS *walk(const char *path)
{
  char *copy = memory_text(path);
  FTS *walk = fts_open((char *[]){copy, NULL}, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
  assert_non_null(walk);
  free(copy);
  return walk;
}

void tree_folder_remove(const char *path)
{
  FTS *steps = walk(path);
  for (FTSENT *entry = fts_read(steps); entry != NULL; entry = fts_read(steps))
    if (entry->fts_info != FTS_D)
      assert_int_equal(remove(entry->fts_path), 0);
  fts_close(steps);
}

static void read_file(const FTSENT *entry, size_t prefix, struct tree_file *file)
{
  file->size = (size_t)entry->fts_statp->st_size;
  file->data = memory_new(file->size + 1);
  file->path = memory_text(entry->fts_path + prefix + 1);
  FILE *in = fopen(entry->fts_path, "rb");
  assert_non_null(in);
  assert_int_equal(fread(file->data, 1, file->size, in), file->size);
  fclose(in);
}

static int compare_paths(const void *a, const void *b)
{
  return strcmp(((const struct tree_file *)a)->path, ((const struct tree_file *)b)->path);
}

void tree_generate(struct generator_options options, struct tree *tree)
{
  char path[64];
  tree_folder_new(path);
  options.dir = path;
  struct generator_result result;
  struct error error = {0};
  assert_int_equal(generator_run(&options, &result, &error), 0);
  *tree = (struct tree){0};
  FTS *steps = walk(path);
  for (FTSENT *entry = fts_read(steps); entry != NULL; entry = fts_read(steps)) {
    if (entry->fts_info != FTS_F)
      continue;
    tree->files = memory_resize(tree->files, (tree->count + 1) * sizeof *tree->files);
    read_file(entry, strlen(path), &tree->files[tree->count++]);
  }
  fts_close(steps);
  qsort(tree->files, tree->count, sizeof *tree->files, compare_paths);
  tree_folder_remove(path);
}

void tree_free(struct tree *tree)
{
  for (size_t i = 0; i < tree->count; i++) {
    free(tree->files[i].path);
    free(tree->files[i].data);
  }
  free(tree->files);
  *tree = (struct tree){0};
}

const struct tree_file *tree_find(const struct tree *tree, const char *path)
{
  for (size_t i = 0; i < tree->count; i++)
    if (strcmp(tree->files[i].path, path) == 0)
      return &tree->files[i];
  fail_msg("no %s was generated", path);
  return NULL;
}

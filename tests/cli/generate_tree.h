/* A generated region in a folder of the test's own, read back into memory. */
#ifndef SLUIS_TESTS_CLI_GENERATE_TREE_H
#define SLUIS_TESTS_CLI_GENERATE_TREE_H

#include <stddef.h>

#include "cli/generate/generator.h"

struct tree_file {
  char *path; /* below the folder: inbox/0983/2024-01-05/JW301_0983_0000001.xml */
  char *data; /* NUL behind it */
  size_t size;
};

struct tree {
  struct tree_file *files; /* by path */
  size_t count;
};

/* Fail the test when they cannot. */
void tree_generate(struct generator_options options, struct tree *tree); /* dir is filled in */
void tree_free(struct tree *tree);
const struct tree_file *tree_find(const struct tree *tree, const char *path); /* fails when absent */

/* A new folder, and its removal with all it holds. */
void tree_folder_new(char path[64]);
void tree_folder_remove(const char *path);

#endif

/* The folder that is generated into: new or empty, files written once, without fsync (it can be made again).
 */
#ifndef SLUIS_CLI_GENERATE_OUTPUT_TREE_H
#define SLUIS_CLI_GENERATE_OUTPUT_TREE_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/must_check.h"

struct output_tree {
  int fd;
};

/* Makes dir where it is not there. ERROR_USAGE when it holds anything. */
MUST_CHECK int output_tree_open(const char *dir, struct output_tree *tree, struct error *error);
void output_tree_close(struct output_tree *tree);

/* Paths are relative to the folder; parents must be there. */
MUST_CHECK int output_tree_folder(const struct output_tree *tree, const char *path, struct error *error);
MUST_CHECK int output_tree_file(
    const struct output_tree *tree, const char *path, const void *data, size_t size, struct error *error);
/* A text that is written in pieces; ended by output_tree_finish(), which takes it and tells of any failure.
 */
MUST_CHECK int output_tree_text(
    const struct output_tree *tree, const char *path, FILE **out, struct error *error);
/* For what is written and read back before the end: it has no name and goes with fclose(). */
MUST_CHECK int output_tree_scratch(const struct output_tree *tree, FILE **out, struct error *error);
MUST_CHECK int output_tree_finish(FILE **text, const char *path, struct error *error);

#endif

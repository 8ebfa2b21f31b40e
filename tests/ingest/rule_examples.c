/* Reading examples and making their messages. libxml2 says on which line an element stands: a second opinion
 * beside our reader. */
#include "rule_examples.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "rule_changes.h"

enum { MOST_LINE = 512, MOST_LINES = 64, MOST_PATH = 1024 };

/* One block of a file: its lines with their numbers. */
struct block {
  char lines[MOST_LINES][MOST_LINE];
  int numbers[MOST_LINES];
  size_t count;
};

struct reading_file {
  const char *fixtures;
  const char *name; /* of the file */
  rule_example_taker *taker;
  void *context;
};

static void give_up(const struct reading_file *file, int line, const char *why)
{
  fprintf(stderr, "%s:%d: %s\n", file->name, line, why);
  exit(1);
}

/* --- a block --- */

enum { MOST_WORDS = 16 };

static size_t split(char *line, char **words)
{
  size_t count = 0;
  char *rest = NULL;
  for (char *word = strtok_r(line, " \t", &rest); word != NULL && count < MOST_WORDS - 1;
       word = strtok_r(NULL, " \t", &rest))
    words[count++] = word;
  words[count] = NULL;
  return count;
}

static bool take_word(struct rule_example *example, char **words, size_t count)
{
  if (strcmp(words[0], "received") == 0)
    return count == 2 && date_parse(words[1], strlen(words[1]), &example->received);
  if (strcmp(words[0], "finds") == 0 && count == 3 && example->find_count < MOST_FINDS) {
    snprintf(example->finds[example->find_count].code, sizeof example->finds[0].code, "%s", words[1]);
    snprintf(example->finds[example->find_count++].path, sizeof example->finds[0].path, "%s", words[2]);
    return true;
  }
  return count > 1 && rule_change_make(example->document, words);
}

/* As bytes, and read again: the lines of the elements are those of the bytes. */
static void write_example(struct rule_example *example)
{
  xmlDocDumpMemoryEnc(example->document, &example->bytes, &example->size, "UTF-8");
  xmlFreeDoc(example->document);
  example->document = xmlReadMemory((const char *)example->bytes, example->size, NULL, NULL, XML_PARSE_NONET);
}

static void place_finds(const struct reading_file *file, struct rule_example *example)
{
  static const char root[] = "/Bericht/";
  if (example->is_good != (example->find_count == 0))
    give_up(file, example->line, "a bad example finds something, a good one nothing");
  for (size_t i = 0; i < example->find_count; i++) {
    const char *path = example->finds[i].path;
    xmlNodePtr node = strncmp(path, root, sizeof root - 1) == 0
                          ? rule_change_find(example->document, path + sizeof root - 1)
                          : NULL;
    if (node == NULL)
      give_up(file, example->line, "what it finds is not there");
    example->finds[i].line = (int)xmlGetLineNo(node);
  }
}

static void make_example(const struct reading_file *file, const struct block *block, const char *base,
    struct rule_example *example)
{
  char path[MOST_PATH];
  snprintf(path, sizeof path, "%s/%s.xml", file->fixtures, base);
  snprintf(example->base, sizeof example->base, "%s", base);
  example->document = xmlReadFile(path, NULL, XML_PARSE_NONET);
  if (example->document == NULL)
    give_up(file, example->line, "there is no such message in fixtures/");
  for (size_t i = 1; i < block->count; i++) {
    char line[MOST_LINE];
    char *words[MOST_WORDS];
    size_t count = split(strcpy(line, block->lines[i]), words);
    if (!take_word(example, words, count))
      give_up(file, block->numbers[i], base);
  }
  write_example(example);
  place_finds(file, example);
}

static void take_block(const struct reading_file *file, const struct block *block)
{
  char head[MOST_LINE];
  char *words[MOST_WORDS];
  size_t count = split(strcpy(head, block->lines[0]), words);
  bool is_good = strcmp(words[0], "good") == 0;
  if (count < 2 || (!is_good && strcmp(words[0], "bad") != 0))
    give_up(file, block->numbers[0], "an example begins with `good` or `bad` and messages");
  for (size_t i = 1; i < count; i++) {
    struct rule_example example = {.line = block->numbers[0], .is_good = is_good};
    date_parse("2023-12-31", 10, &example.received);
    snprintf(example.code, sizeof example.code, "%.*s", (int)strcspn(file->name, "."), file->name);
    make_example(file, block, words[i], &example);
    file->taker(file->context, &example);
    xmlFree(example.bytes);
    xmlFreeDoc(example.document);
  }
}

/* --- files --- */

static void read_file(const struct reading_file *file, FILE *in)
{
  struct block block = {.count = 0};
  char line[MOST_LINE];
  for (int number = 1; fgets(line, sizeof line, in) != NULL; number++) {
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '#' || line[strspn(line, " ")] == '\0')
      continue;
    if (line[0] != ' ' && block.count > 0) {
      take_block(file, &block);
      block.count = 0;
    }
    if (block.count == MOST_LINES)
      give_up(file, number, "too many lines");
    block.numbers[block.count] = number;
    strcpy(block.lines[block.count++], line);
  }
  if (block.count > 0)
    take_block(file, &block);
}

static int is_text_file(const struct dirent *entry)
{
  const char *dot = strrchr(entry->d_name, '.');
  return dot != NULL && strcmp(dot, ".txt") == 0;
}

void rule_examples_each(const char *fixtures, rule_example_taker *taker, void *context)
{
  char folder[MOST_PATH];
  struct dirent **entries = NULL;
  snprintf(folder, sizeof folder, "%s/rules", fixtures);
  int count = scandir(folder, &entries, is_text_file, alphasort);
  for (int i = 0; i < count; i++) {
    char path[2 * MOST_PATH];
    snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
    FILE *in = fopen(path, "r");
    struct reading_file file = {fixtures, entries[i]->d_name, taker, context};
    if (in == NULL)
      give_up(&file, 0, "cannot be read");
    read_file(&file, in);
    fclose(in);
    free(entries[i]);
  }
  free(entries);
}

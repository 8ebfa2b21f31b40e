/* Making messages out of the lines of a program. */
#include "rules_message.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "rule_changes.h"

enum { MOST_WORDS = 8 };

struct block {
  xmlDocPtr document; /* NULL before the first head */
  int32_t received;
  int copies;
  int number; /* of blocks that were begun */
};

static struct rules_base bases[RULES_BASES] = {{"jw301", NULL}, {"wmo301", NULL}, {"jw305", NULL},
    {"wmo305", NULL}, {"jw307", NULL}, {"wmo307", NULL}, {"jw323", NULL}, {"wmo323", NULL}, {"jw325", NULL},
    {"wmo325", NULL}, {"jw325-afkeur", NULL}, {"wmo325-afkeur", NULL}};

static void say_nothing(void *context, const char *message, ...)
{
  (void)context;
  (void)message;
}

const struct rules_base *rules_bases(void)
{
  for (size_t i = 0; i < RULES_BASES && bases[i].document == NULL; i++) {
    char path[1024];
    snprintf(path, sizeof path, FIXTURES "/%s.xml", bases[i].name);
    xmlSetGenericErrorFunc(NULL, say_nothing);
    bases[i].document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    if (bases[i].document == NULL) {
      fprintf(stderr, "%s cannot be read\n", path);
      exit(1);
    }
  }
  return bases;
}

static void end_block(struct block *block, rules_message_taker *taker)
{
  if (block->document == NULL)
    return;
  xmlChar *bytes = NULL;
  int size = 0;
  xmlDocDumpMemoryEnc(block->document, &bytes, &size, "UTF-8");
  struct rules_message message = {block->document, (const char *)bytes, (size_t)size, block->received};
  taker(&message);
  xmlFree(bytes);
  xmlFreeDoc(block->document);
  block->document = NULL;
}

static void begin_block(struct block *block, const char *name)
{
  *block = (struct block){.number = block->number + 1};
  date_parse("2023-12-31", 10, &block->received);
  for (size_t i = 0; i < RULES_BASES; i++) {
    if (strcmp(rules_bases()[i].name, name) == 0)
      block->document = xmlCopyDoc(bases[i].document, 1);
  }
}

static bool is_name(const char *text)
{
  for (size_t i = 0; text[i] != '\0'; i++) {
    if (!isalnum((unsigned char)text[i]))
      return false;
  }
  return isalpha((unsigned char)text[0]);
}

static void change(struct block *block, char **words)
{
  if (words[1] == NULL || block->document == NULL)
    return;
  if (strcmp(words[0], "received") == 0) {
    date_parse(words[1], strlen(words[1]), &block->received);
    return;
  }
  if (strcmp(words[0], "add") == 0 && (words[2] == NULL || !is_name(words[2])))
    return;
  if (strcmp(words[0], "copy") == 0 && ++block->copies > MOST_BLOCK_COPIES)
    return;
  (void)rule_change_make(block->document, words);
}

static void take_line(struct block *block, char *line, rules_message_taker *taker)
{
  char *words[MOST_WORDS] = {NULL};
  size_t count = 0;
  char *rest = NULL;
  for (char *word = strtok_r(line, " \t", &rest); word != NULL && count < MOST_WORDS - 1;
       word = strtok_r(NULL, " \t", &rest))
    words[count++] = word;
  if (count == 0)
    return;
  if (strcmp(words[0], "bad") != 0 && strcmp(words[0], "good") != 0) {
    change(block, words);
    return;
  }
  end_block(block, taker);
  if (block->number == MOST_BLOCKS)
    return;
  begin_block(block, words[1] != NULL ? words[1] : "");
}

/* Text of one byte a character without controls: what the tree of libxml2 can hold and write. */
static void make_plain(char *text, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    if (text[i] != '\n' && !isprint((unsigned char)text[i]))
      text[i] = ' ';
  }
}

void rules_messages_each(const uint8_t *program, size_t size, rules_message_taker *taker)
{
  char text[MOST_PROGRAM + 1];
  size = size < MOST_PROGRAM ? size : MOST_PROGRAM;
  memcpy(text, program, size);
  make_plain(text, size);
  text[size] = '\0';
  struct block block = {.document = NULL};
  char *rest = NULL;
  for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
    take_line(&block, line, taker);
  end_block(&block, taker);
}

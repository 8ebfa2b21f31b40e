/* Examples of rules: small changes of a right message, and what must be found then. Data files anyone can
 * add: fixtures/rules/CODE.txt, in it
 *
 *     # a comment
 *     bad jw301 wmo301                        the messages of fixtures/ that it is done to; `good`: nothing
 * is found set PATH VALUE                        below the root, as Client/Contactgegevens/Contact[2]/Soort
 *       remove PATH
 *       add PATH NAME VALUE                   a value behind the element at PATH, in its namespace
 *       copy FROM TO                          a copy of the element FROM behind the element TO
 *       received 2023-04-16                   day of receipt; 2023-12-31 when it is not said
 *       finds CODE /Bericht/PATH              all that is found, in the order of their lines
 */
#ifndef SLUIS_TESTS_INGEST_RULE_EXAMPLES_H
#define SLUIS_TESTS_INGEST_RULE_EXAMPLES_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_FINDS = 8 };

struct rule_example {
  char code[16]; /* name of the file */
  char base[16]; /* "jw301" */
  int line;      /* where it stands in the file */
  bool is_good;
  int32_t received; /* date */
  struct {
    char code[16];
    char path[256];
    int line; /* of the element at path in the changed message, as libxml2 counts */
  } finds[MOST_FINDS];
  size_t find_count;
  xmlDocPtr document; /* the changed message, read again from its bytes */
  xmlChar *bytes;
  int size;
};

typedef void rule_example_taker(void *context, const struct rule_example *example);

/* All examples of a folder, the files in order of name. Ends the program at a mistake in one, which it names.
 */
void rule_examples_each(const char *fixtures, rule_example_taker *taker, void *context);

#endif

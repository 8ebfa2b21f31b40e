/* One change of a message, as a line of an example says it (rule_examples.h): set, remove, add, copy. */
#ifndef SLUIS_TESTS_INGEST_RULE_CHANGES_H
#define SLUIS_TESTS_INGEST_RULE_CHANGES_H

#include <libxml/tree.h>
#include <stdbool.h>

/* The element at a path below the root, namespaces aside; NULL when there is none. */
xmlNodePtr rule_change_find(xmlDocPtr document, const char *path);

/* words: at least two, a NULL behind the last. False when it cannot be done; then nothing was changed. */
bool rule_change_make(xmlDocPtr document, char **words);

#endif

/* The changes that an example of a rule makes, in a tree of libxml2. Used by rule_examples.c and by the fuzz
 * target of the rules. */
#include "rule_changes.h"

#include <stdlib.h>
#include <string.h>

static xmlNodePtr find_child(xmlNodePtr parent, const char *name, size_t size, long index)
{
  long seen = 0;
  for (xmlNodePtr child = xmlFirstElementChild(parent); child != NULL; child = xmlNextElementSibling(child)) {
    if (strlen((const char *)child->name) == size && strncmp((const char *)child->name, name, size) == 0 &&
        ++seen == index)
      return child;
  }
  return NULL;
}

xmlNodePtr rule_change_find(xmlDocPtr document, const char *path)
{
  xmlNodePtr node = xmlDocGetRootElement(document);
  while (*path != '\0' && node != NULL) {
    size_t size = strcspn(path, "/[");
    const char *name = path;
    path += size;
    char *end = NULL;
    long index = *path == '[' ? strtol(path + 1, &end, 10) : 1;
    path = end != NULL ? end + (*end == ']') : path;
    path += *path == '/';
    node = find_child(node, name, size, index);
  }
  return node;
}

static bool set_value(xmlDocPtr document, char **words)
{
  xmlNodePtr node = rule_change_find(document, words[1]);
  if (node == NULL || words[2] == NULL || xmlFirstElementChild(node) != NULL)
    return false;
  xmlNodeSetContent(node, NULL);
  xmlNodeAddContent(node, (const xmlChar *)words[2]);
  return true;
}

static bool remove_element(xmlDocPtr document, char **words)
{
  xmlNodePtr node = rule_change_find(document, words[1]);
  if (node == NULL)
    return false;
  xmlUnlinkNode(node);
  xmlFreeNode(node);
  return true;
}

/* On a line of its own. */
static void put_behind(xmlNodePtr place, xmlNodePtr node)
{
  xmlAddNextSibling(place, node);
  xmlAddNextSibling(place, xmlNewText((const xmlChar *)"\n"));
}

static bool add_value(xmlDocPtr document, char **words)
{
  xmlNodePtr place = rule_change_find(document, words[1]);
  if (place == NULL || words[3] == NULL)
    return false;
  put_behind(place, xmlNewDocNode(document, place->ns, (const xmlChar *)words[2], (const xmlChar *)words[3]));
  return true;
}

static bool copy_element(xmlDocPtr document, char **words)
{
  xmlNodePtr from = rule_change_find(document, words[1]);
  xmlNodePtr to = words[2] != NULL ? rule_change_find(document, words[2]) : NULL;
  if (from == NULL || to == NULL)
    return false;
  put_behind(to, xmlDocCopyNode(from, document, 1));
  return true;
}

static const struct {
  const char *name;
  bool (*make)(xmlDocPtr document, char **words);
} changes[] = {{"set", set_value}, {"remove", remove_element}, {"add", add_value}, {"copy", copy_element}};

bool rule_change_make(xmlDocPtr document, char **words)
{
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    if (strcmp(words[0], changes[i].name) == 0)
      return changes[i].make(document, words);
  }
  return false;
}

/* Slots beside the nodes of a plan, and one text that all values lie in. An occurrence knows the serial
 * number of its parent's occurrence: when the parent comes again, what was below the former one is no longer
 * found. */
#include "ingest/bericht_view.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void bericht_view_init(struct bericht_view *view)
{
  *view = (struct bericht_view){0};
}

void bericht_view_reset(struct bericht_view *view)
{
  if (view->text_wipe > 0)
    sodium_memzero(view->text, view->text_wipe);
  if (view->plan != NULL)
    sodium_memzero(view->slots, view->plan->node_count * sizeof *view->slots);
  view->plan = NULL;
  view->text_size = 0;
  view->text_wipe = 0;
  view->serial = 0;
}

void bericht_view_fini(struct bericht_view *view)
{
  bericht_view_reset(view);
  free(view->slots);
  free(view->text);
  *view = (struct bericht_view){0};
}

void bericht_view_use(struct bericht_view *view, const struct plan *plan)
{
  if (plan->node_count > view->slot_capacity) {
    free(view->slots); /* wiped by the reset before */
    view->slots = memory_new(plan->node_count * sizeof *view->slots);
    view->slot_capacity = plan->node_count;
  }
  view->plan = plan;
}

/* Not by realloc: that would leave a copy behind. */
static void make_room(struct bericht_view *view, size_t more)
{
  size_t needed = view->text_size + more;
  if (needed <= view->text_capacity)
    return;
  size_t capacity = view->text_capacity > 0 ? view->text_capacity : 4096;
  while (capacity < needed)
    capacity *= 2;
  char *text = memory_new(capacity);
  if (view->text_capacity > 0) {
    memcpy(text, view->text, view->text_size);
    sodium_memzero(view->text, view->text_capacity);
  }
  free(view->text);
  view->text = text;
  view->text_capacity = capacity;
}

void bericht_view_append(struct bericht_view *view, const char *text, size_t size)
{
  make_room(view, size);
  memcpy(view->text + view->text_size, text, size);
  view->text_size += size;
  if (view->text_size > view->text_wipe)
    view->text_wipe = view->text_size;
}

const struct view_slot *bericht_view_get(const struct bericht_view *view, uint16_t node)
{
  if (view->plan == NULL || node == NO_NODE)
    return NULL;
  for (uint16_t at = node; at != ROOT_NODE; at = view->plan->nodes[at].parent) {
    const struct view_slot *slot = &view->slots[at];
    const struct view_slot *parent = &view->slots[view->plan->nodes[at].parent];
    if (!slot->is_usable || slot->parent_serial != parent->serial)
      return NULL;
  }
  return view->slots[node].is_usable ? &view->slots[node] : NULL;
}

static bool is_below_parent(const struct bericht_view *view, uint16_t node)
{
  const struct view_slot *slot = &view->slots[node];
  return slot->serial != 0 && slot->parent_serial == view->slots[view->plan->nodes[node].parent].serial;
}

bool bericht_view_is_there(const struct bericht_view *view, uint16_t node)
{
  if (view->plan == NULL || node == NO_NODE)
    return false;
  for (; node != ROOT_NODE; node = view->plan->nodes[node].parent) {
    if (!is_below_parent(view, node))
      return false;
  }
  return true;
}

bool bericht_view_is_absent(const struct bericht_view *view, uint16_t node)
{
  if (view->plan == NULL || node == NO_NODE)
    return true;
  if (node == ROOT_NODE)
    return false;
  uint16_t parent = view->plan->nodes[node].parent;
  if (parent != ROOT_NODE && bericht_view_get(view, parent) == NULL)
    return bericht_view_is_absent(view, parent);
  return !is_below_parent(view, node);
}

const struct view_slot *bericht_view_find(const struct bericht_view *view, uint16_t from, const char *path)
{
  return view->plan != NULL ? bericht_view_get(view, plan_find(view->plan, from, path)) : NULL;
}

const char *bericht_view_text(const struct bericht_view *view, const struct view_slot *slot)
{
  return slot->size > 0 ? view->text + slot->text : "";
}

static size_t append_step(const struct element *element, uint32_t index, char *path, size_t length)
{
  size_t room = PATH_TEXT_SIZE - length;
  int added = element->most == MANY || index > 1
                  ? snprintf(path + length, room, "/%s[%u]", element->name, index)
                  : snprintf(path + length, room, "/%s", element->name);
  if (added < 0 || (size_t)added >= room)
    return PATH_TEXT_SIZE - 1;
  return length + (size_t)added;
}

/* indexes: NULL for those of the occurrences at hand. */
static void write_path(
    const struct bericht_view *view, uint16_t node, const uint32_t *indexes, char path[PATH_TEXT_SIZE])
{
  uint16_t chain[MOST_CHILD_ELEMENTS];
  size_t depth = 0;
  for (; node != NO_NODE && depth < MOST_CHILD_ELEMENTS; node = view->plan->nodes[node].parent)
    chain[depth++] = node;
  size_t length = 0;
  path[0] = '\0';
  while (depth > 0) {
    const struct element *element = view->plan->nodes[chain[--depth]].element;
    uint32_t index = view->slots[chain[depth]].index;
    if (indexes != NULL)
      index = element->most == MANY ? *indexes++ : 1;
    length = append_step(element, index, path, length);
  }
}

void bericht_view_path(const struct bericht_view *view, uint16_t node, char path[PATH_TEXT_SIZE])
{
  write_path(view, node, NULL, path);
}

void bericht_view_path_of(const struct bericht_view *view, uint16_t node,
    const uint32_t indexes[PLACE_MOST_INDEXES], char path[PATH_TEXT_SIZE])
{
  write_path(view, node, indexes, path);
}

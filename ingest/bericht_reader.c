/* The walk over a plan while the XML streams by; used by ingest/levering_reader.c.
 *
 * One level per open element that has a place in the plan. What has no place (an unknown element, an element
 * in a value) is one finding and is then skipped with all that is in it. The verdict on structure and types
 * is the one an XSD engine gives; the findings are made for people: each names an element that is there, and
 * what is absent is named at its parent. */
#include "ingest/bericht_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/rule_case.h"
#include "ingest/vorm.h"
#include "ingest/xml_reader.h"

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

enum { MOST_LEVELS = 32 };

struct level {
  uint16_t node;
  uint16_t position; /* of the last child that was in its place */
  uint64_t seen;     /* a bit per child */
  size_t text_mark;  /* size of the view's text when it began */
  bool has_text_melding;
  bool is_wrong; /* not in its place, or not to be read as a value */
};

struct bericht_reader {
  struct xml_reader *xml;
  struct plan plans[BERICHT_COUNT]; /* as `berichten` */
  struct bericht_view view;
  struct rule_memory memories[MEMORY_COUNT];
  const struct bericht_reading *reading;
  const struct plan *plan;    /* of the message at hand; NULL before its root */
  const char *name_spaces[2]; /* as the parser spells them: equal pointers, equal names */
  uint16_t stop_node;
  struct level levels[MOST_LEVELS];
  size_t depth;
  size_t skipping; /* open elements that have no place */
};

/* --- findings --- */

static void add_melding(
    struct bericht_reader *reader, const char *code, uint16_t node, int32_t line, const char *tekst)
{
  char path[PATH_TEXT_SIZE];
  bericht_view_path(&reader->view, node, path);
  meldingen_add(reader->reading->meldingen, code, line, path, tekst);
}

static void add_melding_at(struct bericht_reader *reader, const char *code, uint16_t node, const char *tekst)
{
  add_melding(reader, code, node, reader->view.slots[node].line, tekst);
}

/* A name from outside below an element that is known ("" at the root), masked and cut: it is not ours. */
static void add_melding_named(
    struct bericht_reader *reader, const char *code, uint16_t parent, const char *local, const char *tekst)
{
  enum { MOST_NAME = 64 };
  char path[PATH_TEXT_SIZE] = "";
  char name[MOST_NAME];
  snprintf(name, sizeof name, "%s", local);
  text_mask(name);
  if (parent != NO_NODE)
    bericht_view_path(&reader->view, parent, path);
  size_t length = strlen(path);
  snprintf(path + length, sizeof path - length, "/%s", name);
  meldingen_add(reader->reading->meldingen, code, xml_reader_line(reader->xml), path, tekst);
}

static void add_melding_missing(struct bericht_reader *reader, uint16_t node, const char *missing)
{
  char tekst[128];
  snprintf(tekst, sizeof tekst, "Het verplichte element %s ontbreekt.", missing);
  add_melding_at(reader, "XSD", node, arena_text(reader->reading->meldingen->arena, tekst));
}

/* --- the kind of message --- */

static bool is_code(const char *text, size_t size, const char *allowed)
{
  return size > 0 && size <= 8 && strspn(text, allowed) >= size;
}

/* Names the message in a namespace of the standard ("JW315 van release 3.2"); false for any other namespace.
 */
static bool describe_namespace(const char *name_space, char *out, size_t out_size)
{
  static const char start[] = "http://www.istandaarden.nl/i";
  if (strncmp(name_space, start, sizeof start - 1) != 0)
    return false;
  const char *standard = name_space + sizeof start - 1;
  size_t standard_size = strcspn(standard, "/");
  if (standard[standard_size] == '\0' || !is_code(standard, standard_size, "jwmo"))
    return false;
  const char *release = standard + standard_size + 1;
  size_t release_size = strcspn(release, "/");
  if (release[release_size] == '\0' || !is_code(release, release_size, "0123456789_"))
    return false;
  const char *bericht = release + release_size + 1;
  size_t bericht_size = strcspn(bericht, "/");
  if (!is_code(bericht, bericht_size, "jwmo0123456789"))
    return false;
  snprintf(out, out_size, "%.*s van release %.*s", (int)bericht_size, bericht, (int)release_size, release);
  for (char *at = out; *at != ' '; at++)
    *at = (char)toupper((unsigned char)*at);
  char *underscore = strchr(out, '_');
  if (underscore != NULL)
    *underscore = '.';
  return true;
}

static void refuse_kind(struct bericht_reader *reader, const struct xml_name *name)
{
  char kind[64];
  char tekst[256];
  if (name->name_space == NULL || !describe_namespace(name->name_space, kind, sizeof kind))
    snprintf(kind, sizeof kind, "met deze namespace");
  snprintf(tekst, sizeof tekst,
      "Een bericht %s wordt niet gelezen. Gelezen worden JW en WMO 301, 305, 307, 323 en 325 van release "
      "3.2.",
      kind);
  add_melding_named(
      reader, "SOORT", NO_NODE, name->local, arena_text(reader->reading->meldingen->arena, tekst));
  xml_reader_stop(reader->xml);
}

static const struct plan *find_plan(const struct bericht_reader *reader, const char *name_space)
{
  const struct bericht *bericht = bericht_find(name_space);
  for (size_t i = 0; bericht != NULL && i < BERICHT_COUNT; i++) {
    if (berichten[i] == bericht)
      return &reader->plans[i];
  }
  return NULL;
}

static bool may_be_read(const struct bericht_reader *reader)
{
  const struct bericht_reading *reading = reader->reading;
  return reading->overeenkomsten == NULL ||
         overeenkomsten_in_force(reading->overeenkomsten, reading->organisation,
             domein_symbols[reader->plan->bericht->domein], reading->ontvangen);
}

static uint16_t place_root(struct bericht_reader *reader, const struct xml_name *name)
{
  reader->plan = find_plan(reader, name->name_space);
  if (reader->plan == NULL) {
    refuse_kind(reader, name);
    return NO_NODE;
  }
  if (!may_be_read(reader)) {
    add_melding_named(reader, OVEREENKOMST_CODE, NO_NODE, name->local, OVEREENKOMST_TEKST);
    xml_reader_stop(reader->xml);
    return NO_NODE;
  }
  bericht_view_use(&reader->view, reader->plan);
  reader->name_spaces[NAMESPACE_BERICHT] = name->name_space;
  if (reader->reading->stop_after != NULL)
    reader->stop_node = plan_find(reader->plan, ROOT_NODE, reader->reading->stop_after);
  if (strcmp(name->local, "Bericht") == 0)
    return ROOT_NODE;
  add_melding_named(reader, "XSD", NO_NODE, name->local, "Het hoofdelement heet niet Bericht.");
  return NO_NODE;
}

/* --- placing an element --- */

static const char *owner_namespace(const struct bericht_reader *reader, enum namespace_owner owner)
{
  const struct bericht *bericht = reader->plan->bericht;
  return owner == NAMESPACE_BASIS ? bericht->basis_name_space : bericht->name_space;
}

static bool is_namespace(struct bericht_reader *reader, enum namespace_owner owner, const char *name_space)
{
  if (name_space == NULL)
    return false;
  if (name_space == reader->name_spaces[owner])
    return true;
  if (strcmp(name_space, owner_namespace(reader, owner)) != 0)
    return false;
  reader->name_spaces[owner] = name_space;
  return true;
}

/* The child's position, or child_count. What is in order is found first. */
static uint16_t find_position(
    struct bericht_reader *reader, const struct level *level, const struct xml_name *name)
{
  const struct plan_node *parent = &reader->plan->nodes[level->node];
  const struct plan_node *children = &reader->plan->nodes[parent->first_child];
  uint16_t count = parent->child_count;
  if (count == 0 || !is_namespace(reader, children[0].owner, name->name_space))
    return count;
  for (uint16_t i = 0; i < count; i++) {
    uint16_t at = (uint16_t)((level->position + i) % count);
    if (strcmp(children[at].element->name, name->local) == 0)
      return at;
  }
  return count;
}

/* What is wrong with a child at this position, or NULL; notes that it was seen. */
static const char *judge_position(struct level *level, const struct element *element, uint16_t position)
{
  uint64_t bit = UINT64_C(1) << position;
  bool was_seen = (level->seen & bit) != 0;
  level->seen |= bit;
  if (was_seen && element->most != MANY)
    return "Het element komt vaker voor dan is toegestaan.";
  if (position < level->position)
    return "Het element staat niet op de voorgeschreven plaats.";
  level->position = position;
  return NULL;
}

static void open_slot(struct bericht_reader *reader, uint16_t node, uint16_t parent)
{
  struct bericht_view *view = &reader->view;
  uint32_t parent_serial = parent != NO_NODE ? view->slots[parent].serial : 0;
  struct view_slot *slot = &view->slots[node];
  bool is_next = slot->serial != 0 && slot->parent_serial == parent_serial;
  *slot = (struct view_slot){.serial = ++view->serial,
      .parent_serial = parent_serial,
      .index = is_next ? slot->index + 1 : 1,
      .codes = is_next ? slot->codes : 0,
      .line = xml_reader_line(reader->xml),
      .is_usable = reader->plan->nodes[node].element->complex != NULL, /* a value: once it was read */
      .text = view->text_size};
}

static void open_level(struct bericht_reader *reader, uint16_t node, uint16_t parent)
{
  open_slot(reader, node, parent);
  reader->levels[reader->depth++] = (struct level){.node = node, .text_mark = reader->view.text_size};
}

static uint16_t place_child(struct bericht_reader *reader, const struct xml_name *name)
{
  struct level *level = &reader->levels[reader->depth - 1];
  const struct plan_node *parent = &reader->plan->nodes[level->node];
  if (parent->child_count == 0) {
    level->is_wrong = true;
    add_melding_named(reader, "XSD", level->node, name->local, "In een waarde mag geen element staan.");
    return NO_NODE;
  }
  uint16_t position = find_position(reader, level, name);
  if (position == parent->child_count || reader->depth == MOST_LEVELS) {
    add_melding_named(reader, "XSD", level->node, name->local, "Dit element is hier niet toegestaan.");
    return NO_NODE;
  }
  uint16_t node = (uint16_t)(parent->first_child + position);
  const char *wrong = judge_position(level, reader->plan->nodes[node].element, position);
  open_level(reader, node, level->node);
  if (wrong != NULL) {
    reader->levels[reader->depth - 1].is_wrong = true;
    reader->view.slots[node].is_usable = false;
    add_melding_at(reader, "XSD", node, wrong);
  }
  return node;
}

/* --- attributes: none but those of XML Schema itself --- */

static bool names_type(
    const struct bericht_reader *reader, const struct element *element, const struct xml_attribute *attribute)
{
  const char *type = element->complex != NULL ? element->complex->name : element->simple->name;
  enum namespace_owner owner = element->complex != NULL ? element->complex->owner : NAMESPACE_BASIS;
  return type != NULL && xml_reader_qname_is(reader->xml, attribute->value, attribute->size,
                             owner_namespace(reader, owner), type);
}

static const char *judge_attribute(
    const struct bericht_reader *reader, const struct element *element, const struct xml_attribute *attribute)
{
  const char *name = attribute->name.local;
  if (attribute->name.name_space == NULL || strcmp(attribute->name.name_space, XSI) != 0)
    return "Dit element mag geen attributen hebben.";
  if (strcmp(name, "schemaLocation") == 0 || strcmp(name, "noNamespaceSchemaLocation") == 0)
    return NULL;
  if (strcmp(name, "type") == 0)
    return names_type(reader, element, attribute)
               ? NULL
               : "Het attribuut xsi:type noemt niet het type van dit element.";
  if (strcmp(name, "nil") == 0)
    return "Het attribuut xsi:nil is hier niet toegestaan.";
  return "Dit element mag geen attributen hebben.";
}

static void check_attributes(struct bericht_reader *reader, uint16_t node, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    struct xml_attribute attribute = xml_reader_attribute(reader->xml, i);
    const char *wrong = judge_attribute(reader, reader->plan->nodes[node].element, &attribute);
    if (wrong != NULL)
      add_melding_at(reader, "XSD", node, wrong);
  }
}

static void on_start(void *context, const struct xml_name *name, size_t attribute_count)
{
  struct bericht_reader *reader = context;
  if (reader->skipping > 0) {
    reader->skipping++;
    return;
  }
  uint16_t node = reader->depth == 0 ? place_root(reader, name) : place_child(reader, name);
  if (node == NO_NODE) {
    reader->skipping = 1;
    return;
  }
  if (node == ROOT_NODE)
    open_level(reader, ROOT_NODE, NO_NODE);
  if (attribute_count > 0)
    check_attributes(reader, node, attribute_count);
}

/* --- text --- */

static const char *first_solid(const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n' && text[i] != '\r')
      return text + i;
  }
  return NULL;
}

/* As an XSD engine sees it a CDATA section is text, also when it holds but spaces. The parser stands behind
 * the piece: count back to the line of what should not be there. */
static void refuse_text(struct bericht_reader *reader, struct level *level, const char *text, size_t size)
{
  const char *solid = xml_reader_is_cdata(reader->xml) ? text : first_solid(text, size);
  if (solid == NULL || level->has_text_melding)
    return;
  level->has_text_melding = true;
  int32_t line = xml_reader_line(reader->xml);
  for (const char *at = solid; at < text + size; at++)
    line -= *at == '\n';
  add_melding(reader, "XSD", level->node, line, "Tussen de elementen mag geen tekst staan.");
}

static void on_text(void *context, const char *text, size_t size)
{
  struct bericht_reader *reader = context;
  if (reader->skipping > 0 || reader->depth == 0)
    return;
  struct level *level = &reader->levels[reader->depth - 1];
  if (reader->plan->nodes[level->node].element->complex != NULL) {
    refuse_text(reader, level, text, size);
    return;
  }
  if (reader->view.text_size - level->text_mark + size > XML_READER_MOST_VALUE) {
    xml_reader_over_limit(reader->xml);
    return;
  }
  bericht_view_append(&reader->view, text, size);
}

/* --- the end of an element --- */

static void check_complete(struct bericht_reader *reader, const struct level *level)
{
  const struct plan_node *node = &reader->plan->nodes[level->node];
  for (uint16_t i = 0; i < node->child_count; i++) {
    const struct element *child = reader->plan->nodes[node->first_child + i].element;
    if ((node->mandatory & ~level->seen & (UINT64_C(1) << i)) != 0)
      add_melding_missing(reader, level->node, child->name);
  }
}

static void check_value(struct bericht_reader *reader, const struct level *level)
{
  const struct plan_node *node = &reader->plan->nodes[level->node];
  struct view_slot *slot = &reader->view.slots[level->node];
  slot->text = level->text_mark;
  slot->size = reader->view.text_size - level->text_mark;
  const char *text = bericht_view_text(&reader->view, slot);
  const char *wrong =
      value_check(node->element->simple, reader->plan->bericht, text, slot->size, &slot->value);
  if (wrong != NULL) {
    add_melding_at(reader, "XSD", level->node, wrong);
    return;
  }
  if (slot->value.is_out_of_range && node->is_kept) {
    add_melding_at(reader, "DATUM", level->node, "De datum kan niet worden bewaard.");
    return;
  }
  slot->is_usable = !level->is_wrong;
  if (node->element->most == MANY)
    slot->codes |= UINT64_C(1) << slot->value.number;
}

/* The nearest element that is there, from a node up to one that is. */
static uint16_t nearest(const struct bericht_reader *reader, uint16_t node, uint16_t top)
{
  while (node != top && !bericht_view_is_there(&reader->view, node))
    node = reader->plan->nodes[node].parent;
  return node;
}

static void add_late_melding(void *context, const struct rule_case *it, const struct rule_place *place)
{
  const struct bericht_reader *reader = context;
  char path[PATH_TEXT_SIZE];
  bericht_view_path_of(&reader->view, place->node, place->indexes, path);
  meldingen_add(reader->reading->meldingen, it->rule->rule->code, place->line, path, it->rule->rule->tekst);
}

static void judge_rules(struct bericht_reader *reader, uint16_t at)
{
  const struct plan_node *node = &reader->plan->nodes[at];
  for (uint16_t i = 0; i < node->rule_count; i++) {
    const struct plan_rule *placed = &reader->plan->rules[node->first_rule + i];
    struct rule_case it = {.view = &reader->view,
        .rule = placed,
        .memory = &reader->memories[placed->rule->memory],
        .memories = reader->memories,
        .found = add_late_melding,
        .context = reader};
    if (placed->rule->is_broken(&it))
      add_melding_at(reader, placed->rule->code, nearest(reader, placed->at, at), placed->rule->tekst);
  }
}

/* What may come again, and what should not have come, leaves nothing behind. */
static void forget_repeated(struct bericht_reader *reader, const struct level *level)
{
  const struct element *element = reader->plan->nodes[level->node].element;
  struct view_slot *slot = &reader->view.slots[level->node];
  if (element->most != MANY && slot->is_usable)
    return;
  reader->view.text_size = level->text_mark;
  slot->serial = ++reader->view.serial;
  slot->size = 0;
}

/* Is all there that has to stand before the element that ended? What is absent is only said at the end of its
 * parent: until then nothing was found. */
static bool is_complete_so_far(const struct bericht_reader *reader)
{
  for (size_t i = 0; i < reader->depth; i++) {
    const struct level *level = &reader->levels[i];
    uint64_t before = (UINT64_C(1) << level->position) - 1;
    if ((reader->plan->nodes[level->node].mandatory & before & ~level->seen) != 0)
      return false;
  }
  return true;
}

static void show_record(struct bericht_reader *reader, uint16_t node)
{
  const struct record_map *map = reader->plan->nodes[node].record->map;
  if (map->is_fact == NULL || map->is_fact(&reader->view))
    reader->reading->on_record(reader->reading->context, &reader->view, node);
}

static void on_end(void *context)
{
  struct bericht_reader *reader = context;
  if (reader->skipping > 0) {
    reader->skipping--;
    return;
  }
  const struct level *level = &reader->levels[--reader->depth];
  const struct plan_node *node = &reader->plan->nodes[level->node];
  const struct bericht_reading *reading = reader->reading;
  if (node->element->complex != NULL)
    check_complete(reader, level);
  else
    check_value(reader, level);
  if (node->rule_count > 0)
    judge_rules(reader, level->node);
  if (node->record != NULL && reading->on_record != NULL && reading->meldingen->count == 0 &&
      is_complete_so_far(reader))
    show_record(reader, level->node);
  if (level->node == reader->stop_node)
    xml_reader_stop(reader->xml);
  else
    forget_repeated(reader, level);
}

/* --- the whole --- */

/* What was found until then says nothing: the rest of the file was never read. */
static void refuse_form(struct bericht_reader *reader, enum xml_result result, int line)
{
  struct meldingen *meldingen = reader->reading->meldingen;
  char path[PATH_TEXT_SIZE] = "";
  if (reader->depth > 0)
    bericht_view_path(&reader->view, reader->levels[reader->depth - 1].node, path);
  meldingen_init(meldingen, meldingen->arena);
  meldingen_add(meldingen, "VORM", line, reader->depth > 0 ? path : NULL, vorm_tekst(result));
}

struct bericht_reader *bericht_reader_new(void)
{
  struct bericht_reader *reader = memory_new(sizeof *reader);
  reader->xml = xml_reader_new();
  for (size_t i = 0; i < BERICHT_COUNT; i++)
    plan_init(&reader->plans[i], berichten[i]);
  bericht_view_init(&reader->view);
  return reader;
}

void bericht_reader_free(struct bericht_reader **reader)
{
  if (*reader == NULL)
    return;
  bericht_reader_forget(*reader);
  bericht_view_fini(&(*reader)->view);
  for (size_t i = 0; i < BERICHT_COUNT; i++)
    plan_fini(&(*reader)->plans[i]);
  xml_reader_free(&(*reader)->xml);
  free(*reader);
  *reader = NULL;
}

const struct bericht *bericht_reader_read(
    struct bericht_reader *reader, const struct bericht_reading *reading)
{
  static const struct xml_handler handler = {on_start, on_text, on_end};
  bericht_reader_forget(reader);
  reader->view.ontvangen = reading->ontvangen;
  reader->view.organisation = reading->organisation;
  reader->reading = reading;
  reader->plan = NULL;
  reader->name_spaces[NAMESPACE_BERICHT] = NULL;
  reader->name_spaces[NAMESPACE_BASIS] = NULL;
  reader->stop_node = NO_NODE;
  reader->depth = 0;
  reader->skipping = 0;
  int line = 1;
  enum xml_result result =
      reading->data == NULL && reading->stream != NULL
          ? xml_reader_read_stream(reader->xml, reading->stream, &handler, reader, &line)
          : xml_reader_read(reader->xml, reading->data, reading->size, &handler, reader, &line);
  if (result != XML_READ && result != XML_STOPPED)
    refuse_form(reader, result, line);
  reader->reading = NULL;
  return reader->plan != NULL ? reader->plan->bericht : NULL;
}

const struct bericht_view *bericht_reader_view(const struct bericht_reader *reader)
{
  return &reader->view;
}

void bericht_reader_forget(struct bericht_reader *reader)
{
  for (size_t i = 0; i < MEMORY_COUNT; i++)
    rule_memory_reset(&reader->memories[i]);
  bericht_view_reset(&reader->view);
}

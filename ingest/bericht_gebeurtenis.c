/* Filling event records by the rows of a message's table; called by ingest/levering_reader.c for each record.
 *
 * The id of an event is a digest of what it says, in canonical form: integers as numbers, dates as days,
 * absent fields left out under their names, so that spelling makes no difference and a field that is added
 * later leaves the ids of old events as they are. The Identificatie goes in through its keyed hash: the
 * digest itself has no key, and an Identificatie may hold a Bsn. */
#include "ingest/bericht_gebeurtenis.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/digest.h"

static char *copy_text(
    struct gebeurtenis_maker *maker, const struct bericht_view *view, const struct view_slot *slot)
{
  return arena_bytes(maker->arena, bericht_view_text(view, slot), slot->size);
}

/* In the message's header, which is right: what is found is there. */
static char *header_text(struct gebeurtenis_maker *maker, const struct bericht_view *view, const char *path)
{
  const struct view_slot *slot = bericht_view_find(view, ROOT_NODE, path);
  assert(slot != NULL);
  return copy_text(maker, view, slot);
}

static void take_header(struct gebeurtenis_maker *maker, const struct bericht_view *view)
{
  const struct bericht *bericht = view->plan->bericht;
  struct gebeurtenis *common = &maker->common;
  const char *sender = header_text(maker, view, "Header/Afzender");
  const char *receiver = header_text(maker, view, "Header/Ontvanger");
  const struct view_slot *name =
      bericht_view_find(view, ROOT_NODE, "Header/BerichtIdentificatie/Identificatie");
  const struct view_slot *day = bericht_view_find(view, ROOT_NODE, "Header/BerichtIdentificatie/Dagtekening");
  assert(name != NULL && day != NULL);
  common->levering = maker->levering;
  common->ontvangen = maker->ontvangen;
  common->domein = bericht->domein;
  common->gemeente = bericht->is_from_gemeente ? sender : receiver;
  common->aanbieder = bericht->is_from_gemeente ? receiver : sender;
  common->dagtekening = (int32_t)day->value.number;
  char scope[32];
  snprintf(scope, sizeof scope, "%s:%s:%s", domein_text(bericht->domein), sender, bericht->code);
  common->bericht =
      keyed_hash(maker->pseudonymiser, "bericht", scope, bericht_view_text(view, name), name->size);
  const char *domein = domein_text(bericht->domein);
  char *of_gemeente = maker->scopes[SCOPE_GEMEENTE];
  char *of_aanbieder = maker->scopes[SCOPE_AANBIEDER];
  snprintf(of_gemeente, sizeof maker->scopes[0], "%s:%s", domein, common->gemeente);
  snprintf(of_aanbieder, sizeof maker->scopes[0], "%s:%s:%s", domein, common->gemeente, common->aanbieder);
  maker->has_header = true;
}

static void take_birth_year(struct gebeurtenis *common, const struct bericht_view *view, uint16_t client)
{
  const struct view_slot *birth = bericht_view_find(view, client, "Geboortedatum/Datum");
  const struct view_slot *use = bericht_view_find(view, client, "Geboortedatum/DatumGebruik");
  bool is_unknown = use != NULL && *bericht_view_text(view, use) == '3';
  common->has_geboortejaar = birth != NULL && !is_unknown;
  common->geboortejaar = common->has_geboortejaar ? date_to_parts((int32_t)birth->value.number).year : 0;
}

static void take_client(struct gebeurtenis_maker *maker, const struct bericht_view *view, uint16_t client)
{
  const struct view_slot *slot = bericht_view_get(view, client);
  const struct view_slot *number = bericht_view_find(view, client, "Bsn");
  assert(slot != NULL && number != NULL);
  if (slot->serial == maker->client_serial)
    return;
  maker->client_serial = slot->serial;
  struct bsn bsn;
  if (!bsn_parse(bericht_view_text(view, number), number->size, &bsn)) {
    maker->has_bad_bsn = true; /* rule CS002 has been forgotten at this place */
    return;
  }
  maker->common.pseudoniem = pseudonym_of_bsn(maker->pseudonymiser, &bsn);
  bsn_wipe(&bsn);
  take_birth_year(&maker->common, view, client);
  const struct view_slot *sex = bericht_view_find(view, client, "Geslacht");
  maker->common.geslacht = sex != NULL ? copy_text(maker, view, sex) : NULL;
}

/* --- fields --- */

static bool is_text(const struct bericht_view *view, uint16_t node)
{
  return view->plan->nodes[node].element->simple->base == VALUE_TEXT;
}

static struct id hash_number(const struct gebeurtenis_maker *maker, const struct bericht_view *view,
    uint16_t node, const struct view_slot *slot, const struct field_map *map)
{
  const char *scope = maker->scopes[map->scope];
  if (is_text(view, node))
    return keyed_hash(maker->pseudonymiser, map->label, scope, bericht_view_text(view, slot), slot->size);
  char digits[24];
  int size = snprintf(digits, sizeof digits, "%" PRId64, slot->value.number);
  return keyed_hash(maker->pseudonymiser, map->label, scope, digits, (size_t)size);
}

/* Codes that the record keeps as a number are one digit wide by their code lists. */
static int64_t number_of(const struct bericht_view *view, uint16_t node, const struct view_slot *slot)
{
  return is_text(view, node) ? *bericht_view_text(view, slot) - '0' : slot->value.number;
}

static char *text_of(struct gebeurtenis_maker *maker, const struct bericht_view *view, uint16_t node,
    const struct view_slot *slot)
{
  const struct element *element = view->plan->nodes[node].element;
  if (element->most != MANY)
    return copy_text(maker, view, slot);
  char codes[VALUE_CODES_TEXT_SIZE];
  value_codes_text(element->simple, view->plan->bericht->domein, slot->codes, codes);
  return arena_text(maker->arena, codes);
}

/* Sets the field and adds it to the digest. */
static void fill_field(struct gebeurtenis_maker *maker, const struct bericht_view *view,
    const struct plan_field *planned, const struct field_map *map, void *record, struct digest *digest)
{
  uint16_t node = planned->node;
  const struct field_spec *field = planned->spec;
  const struct view_slot *slot = bericht_view_get(view, node);
  if (slot == NULL)
    return;
  char *at = (char *)record + field->offset;
  if (field->has_offset != FIELD_ALWAYS)
    memcpy((char *)record + field->has_offset, &(bool){true}, sizeof(bool));
  digest_text(digest, field->name);
  if (field->kind == FIELD_TEXT) {
    const char *text = text_of(maker, view, node, slot);
    memcpy(at, &text, sizeof text);
    digest_text(digest, text);
    return;
  }
  if (field->kind == FIELD_ID) {
    struct id id = hash_number(maker, view, node, slot, map);
    memcpy(at, &id, sizeof id);
    digest_id(digest, &id);
    return;
  }
  int64_t number = number_of(view, node, slot);
  digest_int(digest, number);
  if (field->kind == FIELD_INT || field->kind == FIELD_DATE)
    memcpy(at, &(int32_t){(int32_t)number}, sizeof(int32_t));
  else
    memcpy(at, &number, sizeof number);
}

static void begin_digest(
    struct digest *digest, const struct gebeurtenis *event, const struct bericht *bericht, const char *record)
{
  digest_init(digest, "sluis/v1/gebeurtenis");
  digest_text(digest, bericht->is_from_gemeente ? event->gemeente : event->aanbieder);
  digest_text(digest, bericht->code);
  digest_id(digest, &event->bericht);
  digest_int(digest, event->dagtekening);
  digest_id(digest, &event->pseudoniem);
  digest_text(digest, bericht->is_from_gemeente ? event->aanbieder : event->gemeente);
  digest_int(digest, event->has_geboortejaar ? event->geboortejaar : 0);
  digest_text(digest, event->geslacht);
  digest_text(digest, record);
}

static struct gebeurtenis *new_event(struct gebeurtenis_maker *maker)
{
  if (maker->count == maker->capacity) {
    size_t capacity = maker->capacity > 0 ? 2 * maker->capacity : 4;
    struct gebeurtenis *items = arena_array(maker->arena, capacity, sizeof *items);
    if (maker->count > 0)
      memcpy(items, maker->items, maker->count * sizeof *items);
    maker->items = items;
    maker->capacity = capacity;
  }
  return &maker->items[maker->count++];
}

/* What has no client lies under an id of its own; nobody's year of birth or sex goes with it. */
static void begin_event(
    struct gebeurtenis_maker *maker, const struct bericht_view *view, const struct plan_record *record)
{
  if (!maker->has_header)
    take_header(maker, view);
  if (record->client != NO_NODE) {
    take_client(maker, view, record->client);
    return;
  }
  maker->client_serial = 0;
  maker->common.pseudoniem = (struct id){{0}};
  maker->common.has_geboortejaar = false;
  maker->common.geboortejaar = 0;
  maker->common.geslacht = NULL;
}

void gebeurtenis_maker_move(struct gebeurtenis_maker *maker, struct arena *arena, size_t capacity)
{
  maker->arena = arena;
  maker->items = arena_array(arena, capacity, sizeof *maker->items);
  maker->count = 0;
  maker->capacity = capacity;
  maker->common = (struct gebeurtenis){0}; /* its texts lie in the other arena */
  maker->has_header = false;
  maker->client_serial = 0;
}

bool gebeurtenis_maker_changes_client(
    const struct gebeurtenis_maker *maker, const struct bericht_view *view, uint16_t node)
{
  uint16_t client = view->plan->nodes[node].record->client;
  const struct view_slot *slot = client != NO_NODE ? bericht_view_get(view, client) : NULL;
  return slot == NULL || slot->serial != maker->client_serial;
}

void gebeurtenis_maker_add(struct gebeurtenis_maker *maker, const struct bericht_view *view, uint16_t node)
{
  const struct plan_record *record = view->plan->nodes[node].record;
  const struct record_map *map = record->map;
  begin_event(maker, view, record);
  if (maker->has_bad_bsn)
    return;
  struct gebeurtenis *event = new_event(maker);
  *event = maker->common;
  event->regel = view->slots[node].line;
  event->inhoud_soort = map->soort;
  struct digest digest;
  begin_digest(&digest, event, view->plan->bericht, map->spec->name);
  for (size_t i = 0; i < map->field_count; i++)
    fill_field(maker, view, &record->fields[i], &map->fields[i], &event->inhoud, &digest);
  if (record->owner != NULL)
    memcpy(&event->pseudoniem, (const char *)&event->inhoud + record->owner->offset, sizeof(struct id));
  event->id = digest_final(&digest);
}

/* Two lists by event id become one. Nothing here looks at what an event says. */
#include "transform/client_set.h"

#include "proto/open_day.h"
#include "transform/event_copy.h"
#include "transform/volgorde.h"

static int compare_naming(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = volgorde_getal(a->ontvangen, b->ontvangen);
  if (order == 0)
    order = id_compare(&a->levering, &b->levering);
  return order != 0 ? order : volgorde_getal(a->regel, b->regel);
}

/* A Verhuisd is known as long as its line, whenever it is told. */
static int32_t known_from(const struct gebeurtenis *event, int32_t closed_through)
{
  if (event->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD)
    return event->inhoud.verhuisd.bekend_van;
  return open_day_from(event->ontvangen, closed_through);
}

/* Of events with one id, the one that names the lowest. */
static const struct gebeurtenis *lowest(const struct gebeurtenis *const *events, size_t count)
{
  const struct gebeurtenis *best = events[0];
  for (size_t i = 1; i < count; i++)
    if (compare_naming(events[i], best) < 0)
      best = events[i];
  return best;
}

static size_t same_id(const struct gebeurtenis *const *events, size_t count)
{
  size_t n = 1;
  while (n < count && id_equal(&events[0]->id, &events[n]->id))
    n++;
  return n;
}

/* stored as it is to be stored now that the same event arrived again; stored itself when nothing changes, and
 * when it is known on a closed day: a signaal names levering and line, and figures of that day count them. */
static const struct bekende_gebeurtenis *renamed(const struct bekende_gebeurtenis *stored,
    const struct gebeurtenis *again, int32_t closed_through, struct arena *arena)
{
  if (open_day_is_past(stored->bekend_van, closed_through))
    return stored;
  int32_t known = known_from(again, closed_through);
  bool is_lower = compare_naming(again, &stored->gebeurtenis) < 0;
  if (!is_lower && known >= stored->bekend_van)
    return stored;
  struct bekende_gebeurtenis *copy = event_copy_new(stored, arena);
  if (is_lower) {
    copy->gebeurtenis.ontvangen = again->ontvangen;
    copy->gebeurtenis.levering = again->levering;
    copy->gebeurtenis.regel = again->regel;
  }
  if (known < stored->bekend_van)
    copy->bekend_van = known;
  return copy;
}

static const struct bekende_gebeurtenis *first_seen(
    const struct gebeurtenis *event, int32_t closed_through, struct arena *arena)
{
  struct bekende_gebeurtenis known = {.gebeurtenis = *event, .bekend_van = known_from(event, closed_through)};
  return event_copy_new(&known, arena);
}

struct client_set client_set_merge(const struct client_set *stored, const struct gebeurtenis *const *events,
    size_t count, int32_t closed_through, struct arena *arena, struct set_changes *changes)
{
  struct client_set merged = {.client = stored->client};
  merged.events = arena_array(arena, stored->count + count, sizeof(struct bekende_gebeurtenis *));
  *changes = (struct set_changes){.items = arena_array(arena, count, sizeof(struct set_change))};
  size_t i = 0;
  size_t j = 0;
  while (i < stored->count || j < count) {
    int order = -1;
    if (i == stored->count)
      order = 1;
    else if (j < count)
      order = id_compare(&stored->events[i]->gebeurtenis.id, &events[j]->id);
    if (order < 0) {
      merged.events[merged.count++] = stored->events[i++];
      continue;
    }
    size_t doubles = same_id(&events[j], count - j);
    const struct gebeurtenis *event = lowest(&events[j], doubles);
    const struct bekende_gebeurtenis *was = order == 0 ? stored->events[i++] : NULL;
    const struct bekende_gebeurtenis *now =
        was != NULL ? renamed(was, event, closed_through, arena) : first_seen(event, closed_through, arena);
    if (now != was)
      changes->items[changes->count++] = (struct set_change){.nu = now, .was = was};
    merged.events[merged.count++] = now;
    j += doubles;
  }
  return merged;
}

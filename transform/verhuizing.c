/* Each line that is a client's earliest is held against all later ones. A number has as many lines as it was
 * delivered, and more than one or two clients only by mistake. */
#include "transform/verhuizing.h"

#include <stdlib.h>
#include <string.h>

#include "transform/sleutel.h"
#include "transform/volgorde.h"

static int compare(const void *a, const void *b)
{
  return volgorde_vouwen(&(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis,
      &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis);
}

static bool is_of(const struct bekende_gebeurtenis *line, const struct id *client)
{
  return id_equal(&line->gebeurtenis.pseudoniem, client);
}

/* lines: of one number, from earlier to later. */
static bool is_earliest(const struct bekende_gebeurtenis *const *lines, size_t at)
{
  for (size_t i = 0; i < at; i++)
    if (is_of(lines[i], &lines[at]->gebeurtenis.pseudoniem))
      return false;
  return true;
}

static struct bekende_gebeurtenis tell(const struct id *client, const struct bekende_gebeurtenis *line)
{
  const struct gebeurtenis *from = &line->gebeurtenis;
  struct id id = sleutel_verhuisd(client, &from->id);
  return (struct bekende_gebeurtenis){
      .bekend_van = line->bekend_van,
      .gebeurtenis =
          {
              .id = id,
              .pseudoniem = *client,
              .levering = from->levering,
              .regel = from->regel,
              .ontvangen = from->ontvangen,
              .bericht = id,
              .domein = DOMEIN_ONBEKEND,
              .aanbieder = from->aanbieder,
              .dagtekening = from->dagtekening,
              .inhoud_soort = GEBEURTENIS_INHOUD_VERHUISD,
              .inhoud.verhuisd =
                  {
                      .trajectnummer = from->inhoud.traject_regel.trajectnummer,
                      .lijst = from->inhoud.traject_regel.lijst,
                      .lijst_sleutel = from->bericht,
                      .gebeurtenis = from->id,
                      .bekend_van = line->bekend_van,
                  },
          },
  };
}

struct derivation {
  struct arena *arena;
  struct verhuizingen out;
  size_t capacity;
};

static void make_room(struct derivation *derivation, size_t more)
{
  struct verhuizingen *out = &derivation->out;
  if (out->count + more <= derivation->capacity)
    return;
  derivation->capacity = 2 * (out->count + more);
  struct bekende_gebeurtenis *larger = arena_array(derivation->arena, derivation->capacity, sizeof *larger);
  if (out->count > 0)
    memcpy(larger, out->items, out->count * sizeof *larger);
  out->items = larger;
}

/* lines: of one number, from earlier to later. */
static void add_number(
    struct derivation *derivation, const struct bekende_gebeurtenis *const *lines, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (!is_earliest(lines, i))
      continue;
    const struct id *client = &lines[i]->gebeurtenis.pseudoniem;
    make_room(derivation, count - i);
    for (size_t j = i + 1; j < count; j++)
      if (!is_of(lines[j], client))
        derivation->out.items[derivation->out.count++] = tell(client, lines[j]);
  }
}

static size_t same_number(const struct bekende_gebeurtenis *const *lines, size_t count)
{
  const struct id *number = volgorde_trajectnummer(&lines[0]->gebeurtenis);
  size_t n = 1;
  while (n < count && id_equal(number, volgorde_trajectnummer(&lines[n]->gebeurtenis)))
    n++;
  return n;
}

struct verhuizingen verhuizing_derive(
    const struct bekende_gebeurtenis *const *lines, size_t count, struct arena *arena)
{
  const struct bekende_gebeurtenis **sorted = arena_array(arena, count, sizeof(struct bekende_gebeurtenis *));
  if (count > 0)
    memcpy(sorted, lines, count * sizeof(struct bekende_gebeurtenis *));
  if (count > 1)
    qsort(sorted, count, sizeof(struct bekende_gebeurtenis *), compare);
  struct derivation derivation = {.arena = arena};
  for (size_t at = 0; at < count;) {
    size_t lines_of_number = same_number(&sorted[at], count - at);
    add_number(&derivation, &sorted[at], lines_of_number);
    at += lines_of_number;
  }
  return derivation.out;
}

/* Most ReferentieNummers stand alone: one line, perhaps its rejection. A credit ties its own number to the
 * one that it takes back, whatever was said under either, and, where nothing was said under it, to other
 * credits that name it. Debits for the same care tie their numbers too. Numbers that are tied, directly or
 * through others, are one chain (union-find over the numbers, in the order in which they are sorted). */
#include "transform/prestatie_keten.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "transform/declaratie_regel.h"
#include "transform/volgorde.h"

typedef const struct bekende_gebeurtenis **event_list;

/* The ReferentieNummers of a client. */
struct ketens {
  event_list events; /* by number, inside one in volgorde_vouwen */
  size_t *starts;    /* of number i in events; starts[count] is their end */
  size_t *parents;   /* of number i; a root is its own */
  size_t count;
  bool has_ties; /* any two are in one chain */
};

static int compare_numbers(const void *a, const void *b)
{
  const struct gebeurtenis *first = &(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis;
  const struct gebeurtenis *second = &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis;
  int order = declaratie_regel_compare_referentie(first, second, declaratie_regel_referentie(second));
  return order != 0 ? order : volgorde_vouwen(first, second);
}

static int compare_folding(const void *a, const void *b)
{
  return volgorde_vouwen(&(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis,
      &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis);
}

static const struct gebeurtenis *first_of(const struct ketens *ketens, size_t number)
{
  return &ketens->events[ketens->starts[number]]->gebeurtenis;
}

static void find_numbers(struct ketens *ketens, size_t event_count)
{
  for (size_t i = 0; i < event_count; i++) {
    const struct gebeurtenis *event = &ketens->events[i]->gebeurtenis;
    const struct id *referentie = declaratie_regel_referentie(event);
    bool is_new = i == 0 || declaratie_regel_compare_referentie(
                                &ketens->events[i - 1]->gebeurtenis, event, referentie) != 0;
    if (!is_new)
      continue;
    ketens->parents[ketens->count] = ketens->count;
    ketens->starts[ketens->count++] = i;
  }
  ketens->starts[ketens->count] = event_count;
}

/* The number that this credit names; count when nothing is known under it. */
static size_t find_named(
    const struct ketens *ketens, const struct gebeurtenis *credit, const struct id *referentie)
{
  size_t low = 0;
  size_t high = ketens->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = declaratie_regel_compare_referentie(first_of(ketens, middle), credit, referentie);
    if (order == 0)
      return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return ketens->count;
}

static size_t root_of(struct ketens *ketens, size_t number)
{
  while (ketens->parents[number] != number) {
    ketens->parents[number] = ketens->parents[ketens->parents[number]];
    number = ketens->parents[number];
  }
  return number;
}

static void tie(struct ketens *ketens, size_t a, size_t b)
{
  size_t first = root_of(ketens, a);
  size_t second = root_of(ketens, b);
  if (first == second)
    return;
  ketens->parents[first] = second;
  ketens->has_ties = true;
}

/* An event under one of the numbers. */
struct place {
  const struct gebeurtenis *event;
  size_t number;
};

static int compare_named(const void *a, const void *b)
{
  return declaratie_regel_compare_neemt_terug(
      ((const struct place *)a)->event, ((const struct place *)b)->event);
}

/* Credits of numbers under which nothing is known. */
static void tie_strays(struct ketens *ketens, struct place *strays, size_t count)
{
  if (count > 1)
    qsort(strays, count, sizeof *strays, compare_named);
  for (size_t i = 1; i < count; i++)
    if (compare_named(&strays[i - 1], &strays[i]) == 0)
      tie(ketens, strays[i - 1].number, strays[i].number);
}

static void tie_credits(struct ketens *ketens, struct place *room)
{
  size_t strays = 0;
  for (size_t number = 0; number < ketens->count; number++) {
    for (size_t i = ketens->starts[number]; i < ketens->starts[number + 1]; i++) {
      const struct gebeurtenis *event = &ketens->events[i]->gebeurtenis;
      const struct id *referentie = declaratie_regel_neemt_terug(event);
      if (referentie == NULL)
        continue;
      size_t named = find_named(ketens, event, referentie);
      if (named < ketens->count)
        tie(ketens, number, named);
      else
        room[strays++] = (struct place){.event = event, .number = number};
    }
  }
  tie_strays(ketens, room, strays);
}

static bool is_debet(const struct gebeurtenis *event)
{
  return event->inhoud_soort == GEBEURTENIS_INHOUD_PRESTATIE &&
         strcmp(event->inhoud.prestatie.debet_credit, "D") == 0;
}

/* ToewijzingNummers are hashes: any of their bytes will do, but months of one toewijzing must spread. */
static size_t spread(const struct prestatie *line)
{
  uint64_t value = 0;
  memcpy(&value, line->toewijzing_nummer.bytes, sizeof value);
  value ^= (uint64_t)(uint32_t)line->begindatum << 32;
  value *= 0x9e3779b97f4a7c15U;
  return (size_t)(value >> 32);
}

/* A table of the debits so far, one of each care: sorting them all would cost more than the fold. slots: a
 * power of two, empty, more than there are debits. */
static void tie_debets(struct ketens *ketens, struct place *table, size_t slots)
{
  for (size_t number = 0; number < ketens->count; number++) {
    for (size_t i = ketens->starts[number]; i < ketens->starts[number + 1]; i++) {
      const struct gebeurtenis *event = &ketens->events[i]->gebeurtenis;
      if (!is_debet(event))
        continue;
      size_t at = spread(&event->inhoud.prestatie) & (slots - 1);
      while (table[at].event != NULL && declaratie_regel_compare_zorg(table[at].event, event) != 0)
        at = (at + 1) & (slots - 1);
      if (table[at].event != NULL)
        tie(ketens, number, table[at].number);
      else
        table[at] = (struct place){.event = event, .number = number};
    }
  }
}

static void tie_all(struct ketens *ketens, size_t event_count, struct arena *scratch)
{
  size_t slots = 2;
  while (slots < 2 * event_count)
    slots *= 2;
  struct place *table = arena_array(scratch, slots, sizeof *table);
  tie_credits(ketens, table);
  memset(table, 0, slots * sizeof *table);
  tie_debets(ketens, table, slots);
}

struct tied {
  size_t root;
  size_t number;
};

static int compare_tied(const void *a, const void *b)
{
  const struct tied *first = a;
  const struct tied *second = b;
  int order = volgorde_getal((int64_t)first->root, (int64_t)second->root);
  return order != 0 ? order : volgorde_getal((int64_t)first->number, (int64_t)second->number);
}

/* Moves the numbers of each chain next to each other, and inside it all events in volgorde_vouwen. */
static size_t move_together(struct ketens *ketens, event_list out, size_t *ends, struct arena *scratch)
{
  struct tied *tied = arena_array(scratch, ketens->count, sizeof *tied);
  for (size_t i = 0; i < ketens->count; i++)
    tied[i] = (struct tied){.root = root_of(ketens, i), .number = i};
  qsort(tied, ketens->count, sizeof *tied, compare_tied);
  size_t groups = 0;
  size_t filled = 0;
  for (size_t i = 0; i < ketens->count;) {
    size_t from = filled;
    size_t root = tied[i].root;
    for (; i < ketens->count && tied[i].root == root; i++)
      for (size_t at = ketens->starts[tied[i].number]; at < ketens->starts[tied[i].number + 1]; at++)
        out[filled++] = ketens->events[at];
    if (filled - from > 1)
      qsort(&out[from], filled - from, sizeof(struct bekende_gebeurtenis *), compare_folding);
    ends[groups++] = filled;
  }
  return groups;
}

static void copy_list(event_list to, const struct bekende_gebeurtenis *const *from, size_t count)
{
  for (size_t i = 0; i < count; i++)
    to[i] = from[i];
}

size_t prestatie_keten_split(
    const struct bekende_gebeurtenis **events, size_t count, size_t *ends, struct arena *scratch)
{
  if (count == 0)
    return 0;
  if (count > 1)
    qsort(events, count, sizeof(struct bekende_gebeurtenis *), compare_numbers);
  struct ketens ketens = {
      .events = events,
      .starts = arena_array(scratch, count + 1, sizeof *ketens.starts),
      .parents = arena_array(scratch, count, sizeof *ketens.parents),
  };
  find_numbers(&ketens, count);
  tie_all(&ketens, count, scratch);
  if (ketens.has_ties) {
    ketens.events = arena_array(scratch, count, sizeof(struct bekende_gebeurtenis *));
    copy_list(ketens.events, events, count);
    return move_together(&ketens, events, ends, scratch);
  }
  for (size_t i = 0; i < ketens.count; i++)
    ends[i] = ketens.starts[i + 1];
  return ketens.count;
}

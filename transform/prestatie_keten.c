/* Most ReferentieNummers stand alone: one line, perhaps its rejection. A credit ties its own number to the
 * one that it takes back, whatever was said under either. Numbers that are tied, directly or through others,
 * are one chain (union-find over the numbers, in the order in which they are sorted). */
#include "transform/prestatie_keten.h"

#include <stdbool.h>
#include <stdlib.h>

#include "transform/declaratie_regel.h"
#include "transform/volgorde.h"

typedef const struct bekende_gebeurtenis **event_list;

/* The ReferentieNummers of a client. */
struct ketens {
  event_list events; /* by number, inside one in volgorde_vouwen */
  size_t *starts;    /* of number i in events; starts[count] is their end */
  size_t *parents;   /* of number i; a root is its own */
  size_t count;
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

/* True when any two numbers were tied. */
static bool tie_credits(struct ketens *ketens)
{
  bool has_ties = false;
  for (size_t number = 0; number < ketens->count; number++) {
    for (size_t i = ketens->starts[number]; i < ketens->starts[number + 1]; i++) {
      const struct gebeurtenis *event = &ketens->events[i]->gebeurtenis;
      const struct id *referentie = declaratie_regel_neemt_terug(event);
      size_t named = referentie != NULL ? find_named(ketens, event, referentie) : ketens->count;
      if (named == ketens->count)
        continue;
      ketens->parents[root_of(ketens, number)] = root_of(ketens, named);
      has_ties = true;
    }
  }
  return has_ties;
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
  if (tie_credits(&ketens)) {
    ketens.events = arena_array(scratch, count, sizeof(struct bekende_gebeurtenis *));
    copy_list(ketens.events, events, count);
    return move_together(&ketens, events, ends, scratch);
  }
  for (size_t i = 0; i < ketens.count; i++)
    ends[i] = ketens.starts[i + 1];
  return ketens.count;
}

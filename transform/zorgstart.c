/* A stop belongs to the start of its toewijzing with the same Begindatum (product compared only where both
 * have one). Of several such starts the one with the same product goes first, then the first in order. A stop
 * on a withdrawn start goes with it; a stop on an unknown start implies one. */
#include "transform/zorgstart.h"

#include <stdlib.h>

#include "transform/product.h"
#include "transform/volgorde.h"

static enum product_overeenkomst compare_product(const struct zorgmelding *a, const struct zorgmelding *b)
{
  return product_compare(a->categorie, a->product, b->categorie, b->product);
}

static void attach(struct zorgstart *start, struct zorgmelding *stop)
{
  stop->volgende = start->stops;
  start->stops = stop;
}

/* starts: by Begindatum. Index of the first one on or after this day. */
static size_t first_on(const struct zorgstart *starts, size_t count, int32_t begindatum)
{
  size_t low = 0;
  size_t high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (starts[middle].melding->begindatum < begindatum)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Given goes before withdrawn, then the same product before one that may be the same. */
static int rank(const struct zorgstart *start, const struct zorgmelding *stop)
{
  enum product_overeenkomst how = compare_product(start->melding, stop);
  if (how == PRODUCT_ANDERS)
    return 0;
  return (start->melding->is_gegeven ? PRODUCT_GELIJK : 0) + (int)how;
}

static struct zorgstart *find_start(struct zorgstart *starts, size_t count, const struct zorgmelding *stop)
{
  struct zorgstart *best = NULL;
  int best_rank = 0;
  size_t i = first_on(starts, count, stop->begindatum);
  for (; i < count && starts[i].melding->begindatum == stop->begindatum; i++) {
    int this_rank = rank(&starts[i], stop);
    if (this_rank > best_rank) {
      best = &starts[i];
      best_rank = this_rank;
    }
  }
  return best;
}

/* Stops that name a product before those that do not, so that the latter find the start the former imply. */
static int compare_orphans(const void *a, const void *b)
{
  const struct zorgmelding *first = *(const struct zorgmelding *const *)a;
  const struct zorgmelding *second = *(const struct zorgmelding *const *)b;
  int order = volgorde_getal(first->begindatum, second->begindatum);
  if (order == 0)
    order = volgorde_getal(first->product == NULL, second->product == NULL);
  if (order == 0)
    order = volgorde_tekst(first->product, second->product);
  if (order == 0)
    order = volgorde_getal(first->categorie == NULL, second->categorie == NULL);
  if (order == 0)
    order = volgorde_tekst(first->categorie, second->categorie);
  return order != 0 ? order : volgorde_bericht(first->bron, second->bron);
}

static int compare_starts(const void *a, const void *b)
{
  const struct zorgmelding *first = ((const struct zorgstart *)a)->melding;
  const struct zorgmelding *second = ((const struct zorgstart *)b)->melding;
  int order = volgorde_getal(first->begindatum, second->begindatum);
  return order != 0 ? order : volgorde_bericht(first->bron, second->bron);
}

/* Makes the starts that these stops imply, behind starts; returns how many. */
static size_t imply(struct zorgstart *starts, struct zorgmelding **stops, size_t count)
{
  size_t made = 0;
  if (count > 1)
    qsort(stops, count, sizeof(struct zorgmelding *), compare_orphans);
  for (size_t i = 0; i < count; i++) {
    size_t j = first_on(starts, made, stops[i]->begindatum);
    while (j < made && compare_product(starts[j].melding, stops[i]) == PRODUCT_ANDERS)
      j++;
    if (j == made)
      starts[made++] = (struct zorgstart){.melding = stops[i], .is_impliciet = true};
    attach(&starts[j], stops[i]);
  }
  return made;
}

/* starts->items: all of them; leaves those in effect. */
static void take_withdrawn(struct zorgstarts *starts, struct arena *arena)
{
  size_t kept = 0;
  for (size_t i = 0; i < starts->count; i++) {
    struct zorgstart start = starts->items[i];
    if (start.melding->is_gegeven) {
      starts->items[kept++] = start;
      continue;
    }
    if (start.stops == NULL)
      continue;
    if (starts->ingetrokken == NULL)
      starts->ingetrokken = arena_array(arena, starts->count - i, sizeof *starts->ingetrokken);
    starts->ingetrokken[starts->ingetrokken_count++] = start;
  }
  starts->count = kept;
}

struct zorgstarts zorgstart_list(struct zorgmelding *meldingen, size_t count, struct arena *arena)
{
  struct zorgstart *starts = arena_array(arena, count, sizeof *starts);
  struct zorgmelding **orphans = arena_array(arena, count, sizeof(struct zorgmelding *));
  size_t start_count = 0;
  for (; start_count < count && !meldingen[start_count].is_stop; start_count++)
    starts[start_count] = (struct zorgstart){.melding = &meldingen[start_count]};
  size_t orphan_count = 0;
  for (size_t i = start_count; i < count; i++) {
    struct zorgmelding *stop = &meldingen[i];
    if (!stop->is_gegeven)
      continue;
    struct zorgstart *start = find_start(starts, start_count, stop);
    if (start != NULL)
      attach(start, stop);
    else
      orphans[orphan_count++] = stop;
  }
  struct zorgstarts all = {.items = starts, .count = start_count};
  take_withdrawn(&all, arena);
  if (orphan_count > 0) {
    all.count += imply(&starts[all.count], orphans, orphan_count);
    qsort(starts, all.count, sizeof *starts, compare_starts);
  }
  return all;
}

/* Year of birth and sex can conflict between messages. Each of the two comes from the newest message that
 * fills it in: toewijzingen by Toewijzingsdatum and tijd before messages that have none, then Dagtekening
 * (of a list: day of receipt), then event id. The rejection of a whole declaratie and a figure without
 * persons speak of no client, and a Verhuisd speaks of another one.
 *
 * A line of a list replaces the earlier one of its number as a whole, so that only the latest one speaks:
 * what it leaves empty is no longer known from that number. Where the latest is another client's, told by a
 * Verhuisd, the earlier lines had the birth year and sex of that client, and no line speaks. That there is a
 * client is said by every line of it, replaced or not. */
#include "transform/client_stand.h"

#include <stdlib.h>

#include "proto/feit_client.h"
#include "transform/volgorde.h"

static int compare(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  bool a_assigns = a->inhoud_soort == GEBEURTENIS_INHOUD_TOEWIJZING;
  bool b_assigns = b->inhoud_soort == GEBEURTENIS_INHOUD_TOEWIJZING;
  if (a_assigns && b_assigns)
    return volgorde_versie(a, b);
  return a_assigns != b_assigns ? a_assigns - b_assigns : volgorde_bericht(a, b);
}

static bool is_newer(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  return b == NULL || compare(a, b) > 0;
}

static bool is_about_client(const struct gebeurtenis *event)
{
  return event->inhoud_soort != GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR &&
         event->inhoud_soort != GEBEURTENIS_INHOUD_INDICATOR_REGEL &&
         event->inhoud_soort != GEBEURTENIS_INHOUD_VERHUISD;
}

static bool is_of_number(const struct gebeurtenis *event)
{
  return event->inhoud_soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL ||
         event->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD;
}

/* The lines of a number stand together, the latest last. */
static bool is_replaced(const struct bekende_gebeurtenis *const *events, size_t count, size_t at)
{
  const struct gebeurtenis *event = &events[at]->gebeurtenis;
  if (!is_of_number(event) || at + 1 == count)
    return false;
  const struct gebeurtenis *next = &events[at + 1]->gebeurtenis;
  return is_of_number(next) && id_equal(volgorde_trajectnummer(event), volgorde_trajectnummer(next));
}

void client_stand_fold(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  const struct gebeurtenis *year = NULL;
  const struct gebeurtenis *sex = NULL;
  const struct gebeurtenis *any = NULL;
  for (size_t i = 0; i < count; i++) {
    const struct gebeurtenis *event = &events[i]->gebeurtenis;
    if (!is_about_client(event))
      continue;
    any = event;
    if (is_replaced(events, count, i))
      continue;
    if (event->has_geboortejaar && is_newer(event, year))
      year = event;
    if (event->geslacht != NULL && is_newer(event, sex))
      sex = event;
  }
  if (any == NULL)
    return;
  struct feit_client *row = rijen_add(rijen, FEIT_CLIENT);
  *row = (struct feit_client){
      .pseudoniem = any->pseudoniem,
      .has_geboortejaar = year != NULL,
      .geboortejaar = year != NULL ? year->geboortejaar : 0,
      .geslacht = sex != NULL ? sex->geslacht : NULL,
  };
}

static void swap(const struct bekende_gebeurtenis **events, size_t a, size_t b)
{
  const struct bekende_gebeurtenis *kept = events[a];
  events[a] = events[b];
  events[b] = kept;
}

static bool speaks_of_client(const struct gebeurtenis *event)
{
  return event->has_geboortejaar || event->geslacht != NULL;
}

static int compare_numbers(const void *a, const void *b)
{
  return volgorde_vouwen(&(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis,
      &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis);
}

/* From `from` on: all lines and Verhuisd to the front, those of a number together. Returns where they end. */
static size_t select_numbers(const struct bekende_gebeurtenis **events, size_t count, size_t from)
{
  size_t end = from;
  for (size_t i = from; i < count; i++)
    if (is_of_number(&events[i]->gebeurtenis))
      swap(events, i, end++);
  if (end > from + 1)
    qsort(&events[from], end - from, sizeof(struct bekende_gebeurtenis *), compare_numbers);
  return end;
}

/* Of the others only the one that is known first counts: from then on there is a client. */
size_t client_stand_select(const struct bekende_gebeurtenis **events, size_t count)
{
  size_t selected = 0;
  for (size_t i = 0; i < count; i++)
    if (speaks_of_client(&events[i]->gebeurtenis) && !is_of_number(&events[i]->gebeurtenis))
      swap(events, i, selected++);
  selected = select_numbers(events, count, selected);
  size_t first = count;
  for (size_t i = selected; i < count; i++)
    if (is_about_client(&events[i]->gebeurtenis) &&
        (first == count || events[i]->bekend_van < events[first]->bekend_van))
      first = i;
  if (first < count)
    swap(events, first, selected++);
  return selected;
}

/* A list of a period holds what was running or waiting in it as it stood at its end, and whatever changed
 * since the list before; a list of corrections only the latter. */
#include "cli/generate/casus.h"

#include <stddef.h>

#include "cli/generate/life.h"

const char *const casus_melders[MELDER_COUNT] = {"", "huisarts", "politie", "school", "inwoner zelf"};
const char *const casus_hoofddomeinen[HOOFDDOMEIN_COUNT] = {
    "", "wonen", "geld|wonen", "opvoeden", "gezondheid|opvoeden"};

static const struct casus_versie *written_by(const struct casus *casus, int32_t day)
{
  const struct casus_versie *last = NULL;
  for (int i = 0; i < casus->version_count && casus->versions[i].written <= day; i++)
    last = &casus->versions[i];
  return last;
}

static bool is_of_period(const struct casus_stand *stand, const struct lijst_plan_item *list)
{
  return !stand->is_withdrawn && stand->gestopt >= list->van;
}

const struct casus_stand *casus_in_list(const struct casus *casus, int list)
{
  const struct lijst_plan_item *item = &casus->plan->items[list];
  const struct casus_versie *versie = written_by(casus, item->cutoff);
  if (versie == NULL)
    return NULL;
  const struct casus_versie *before =
      list > 0 ? written_by(casus, casus->plan->items[list - 1].cutoff) : NULL;
  bool has_changed = versie != before;
  return has_changed || (!item->is_herstel && is_of_period(&versie->stand, item)) ? &versie->stand : NULL;
}

bool casus_is_own(const struct casus *casus, int list)
{
  bool is_elsewhere = list >= casus->elsewhere_from && list < casus->elsewhere_until;
  return is_elsewhere == casus->is_elsewhere;
}

/* The lists with a line that is right. */
static int telling_lists(const struct casus *casus, int lists[MOST_LISTS])
{
  int count = 0;
  for (int i = 0; i < casus->plan->count; i++)
    if (i != casus->damaged_list && casus_in_list(casus, i) != NULL)
      lists[count++] = i;
  return count;
}

bool casus_move(struct casus *casus, struct random *random, struct casus *out)
{
  enum { PER_MILLE_BACK = 250 };
  int lists[MOST_LISTS];
  int count = telling_lists(casus, lists);
  if (count < 2)
    return false;
  int at = random_between(random, 1, count - 1);
  casus->elsewhere_from = lists[at];
  casus->elsewhere_until = casus->plan->count;
  if (at + 1 < count && random_chance(random, PER_MILLE_BACK))
    casus->elsewhere_until = lists[random_between(random, at + 1, count - 1)];
  *out = *casus;
  out->is_elsewhere = true;
  return true;
}

const struct casus_stand *casus_known(const struct casus *casus, int32_t day)
{
  const struct casus_stand *known = NULL;
  for (int i = 0; i < casus->plan->count && casus->plan->items[i].received <= day; i++) {
    const struct casus_stand *said = i != casus->damaged_list ? casus_in_list(casus, i) : NULL;
    if (said != NULL)
      known = casus_is_own(casus, i) ? said : NULL;
  }
  return known == NULL || known->is_withdrawn ? NULL : known;
}

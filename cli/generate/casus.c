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

const struct casus_stand *casus_known(const struct casus *casus, int32_t day)
{
  const struct casus_stand *known = NULL;
  for (int i = 0; i < casus->plan->count && casus->plan->items[i].received <= day; i++) {
    const struct casus_stand *said = i != casus->damaged_list ? casus_in_list(casus, i) : NULL;
    known = said != NULL ? said : known;
  }
  return known == NULL || known->is_withdrawn ? NULL : known;
}

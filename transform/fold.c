/* From a client's set to all that was ever known of it. The parts: groep.c (what can influence each other),
 * toewijzing_stand.c (versions), zorgmelding.c (given and withdrawn), koppeling.c (which toewijzing),
 * zorgstart.c (which start), keten.c (trajecten), prestatie_regel.c (lines, rejections, credits),
 * prestatie.c (their rows), prestatie_signaal.c (what is odd about them), declaratie_stand.c
 * (declaraties rejected as a whole), client_stand.c (the client itself), klantreis.c (neighbours of
 * trajecten), historie.c (days). */
#include "transform/fold.h"

#include <string.h>

#include "transform/client_stand.h"
#include "transform/groep.h"
#include "transform/historie.h"
#include "transform/klantreis.h"

/* After all groups: it looks at the trajecten of all of them. */
static void add_klantreis(struct historie *historie)
{
  struct feit_versies versions = historie_list(historie);
  struct klantreis_trajecten trajecten = klantreis_select(&versions, 1, historie->arena);
  klantreis_add(historie, &trajecten, historie->arena);
}

static void add_client(struct historie *historie, const struct bekende_gebeurtenis **events, size_t count)
{
  historie_add(historie, client_stand_fold, events, client_stand_select(events, count));
  struct groepen groepen = groep_split(events, count, historie->arena);
  for (size_t i = 0; i < groepen.count; i++) {
    const struct groep *groep = &groepen.items[i];
    historie_add(historie, groep_folds[groep->soort], groep->events, groep->count);
  }
  add_klantreis(historie);
}

void fold_history(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct feit_versies *out)
{
  const struct bekende_gebeurtenis **sorted = arena_array(arena, count, sizeof(struct bekende_gebeurtenis *));
  if (count > 0)
    memcpy(sorted, events, count * sizeof(struct bekende_gebeurtenis *));
  struct historie historie;
  historie_init(&historie);
  historie_begin(&historie, arena);
  if (count > 0)
    add_client(&historie, sorted, count);
  *out = historie_sort(&historie);
  historie_fini(&historie);
}

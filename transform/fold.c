/* From a client's set to all that was ever known of it. The parts: groep.c (what can influence each other),
 * toewijzing_stand.c (versions), zorgmelding.c (given and withdrawn), koppeling.c (which toewijzing),
 * zorgstart.c (which start), keten.c (trajecten), client_stand.c (the client itself), historie.c (days). */
#include "transform/fold.h"

#include "transform/client_stand.h"
#include "transform/groep.h"
#include "transform/historie.h"

static void add_client(
    struct historie *historie, const struct bekende_gebeurtenis **events, size_t count, size_t *ends)
{
  historie_add(historie, client_stand_fold, events, count);
  size_t groups = groep_split(events, count, ends);
  size_t from = 0;
  for (size_t i = 0; i < groups; i++) {
    historie_add(historie, groep_fold, &events[from], ends[i] - from);
    from = ends[i];
  }
}

/* Prestaties and rejections are stored, and wait for a fold of their own. */
static size_t take_folded(
    const struct bekende_gebeurtenis *const *events, size_t count, const struct bekende_gebeurtenis **to)
{
  size_t taken = 0;
  for (size_t i = 0; i < count; i++) {
    if (events[i]->gebeurtenis.inhoud_soort < GEBEURTENIS_INHOUD_PRESTATIE)
      to[taken++] = events[i];
  }
  return taken;
}

void fold_history(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct feit_versies *out)
{
  const struct bekende_gebeurtenis **sorted = arena_array(arena, count, sizeof(struct bekende_gebeurtenis *));
  size_t *ends = arena_array(arena, count, sizeof *ends);
  size_t folded = take_folded(events, count, sorted);
  struct historie historie;
  historie_init(&historie);
  historie_begin(&historie, arena);
  if (folded > 0)
    add_client(&historie, sorted, folded, ends);
  *out = historie_sort(&historie);
  historie_fini(&historie);
}

/* Every line that holds against every traject from messages: a client has few of both. */
#include "transform/dubbele_zorg.h"

#include <string.h>

#include "base/date.h"
#include "proto/feit_traject.h"
#include "transform/lijst_stand.h"
#include "transform/product.h"
#include "transform/signaal.h"

static bool is_same_domein(enum domein a, enum domein b)
{
  return a == b || a == DOMEIN_ONBEKEND || b == DOMEIN_ONBEKEND;
}

static bool has_same_days(const struct feit_traject *traject, const struct traject_regel *regel)
{
  if (!traject->has_gestart || !regel->has_gestart)
    return false;
  int32_t traject_end = traject->has_gestopt ? traject->gestopt : DATE_INFINITY;
  int32_t regel_end = regel->has_gestopt ? regel->gestopt : DATE_INFINITY;
  return traject->gestart == regel->gestart || (traject->gestart < regel_end && regel->gestart < traject_end);
}

static bool is_same_care(const struct feit_traject *traject, const struct gebeurtenis *line)
{
  const struct traject_regel *regel = &line->inhoud.traject_regel;
  return strcmp(traject->aanbieder, line->aanbieder) == 0 && is_same_domein(traject->domein, line->domein) &&
         product_compare(traject->categorie, traject->product, NULL, regel->product) != PRODUCT_ANDERS &&
         has_same_days(traject, regel);
}

static bool is_doubled(const struct rijen *trajecten, const struct gebeurtenis *line)
{
  for (size_t i = 0; i < trajecten->count; i++)
    if (trajecten->items[i].feit == FEIT_TRAJECT && is_same_care(trajecten->items[i].rij, line))
      return true;
  return false;
}

void dubbele_zorg_fold(
    const struct rijen *trajecten, const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen)
{
  const struct gebeurtenis **held = arena_array(rijen->arena, count, sizeof(struct gebeurtenis *));
  size_t held_count = lijst_stand_geldig(lines, count, held);
  for (size_t i = 0; i < held_count; i++)
    if (is_doubled(trajecten, held[i]))
      signaal_add(rijen, SIGNAAL_SL04, held[i]);
}

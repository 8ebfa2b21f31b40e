/* A signaal names the line: levering and place in it, so that the aanbieder can look it up. */
#include "transform/signaal.h"

#include "proto/feit_signaal.h"
#include "transform/sleutel.h"

static const char *const codes[SIGNAAL_COUNT] = {
    [SIGNAAL_TR019] = "TR019",
    [SIGNAAL_TR326] = "TR326",
    [SIGNAAL_TR382] = "TR382",
    [SIGNAAL_TR415] = "TR415",
    [SIGNAAL_SL01] = "SL01",
    [SIGNAAL_SL02] = "SL02",
};

void signaal_add(struct rijen *rijen, enum signaal_soort soort, const struct gebeurtenis *line)
{
  struct feit_signaal *row = rijen_add(rijen, FEIT_SIGNAAL);
  *row = (struct feit_signaal){
      .pseudoniem = line->pseudoniem,
      .sleutel = sleutel_signaal(codes[soort], &line->id),
      .code = codes[soort],
      .domein = line->domein,
      .gemeente = line->gemeente,
      .aanbieder = line->aanbieder,
      .gebeurtenis = line->id,
      .levering = line->levering,
      .regel = line->regel,
  };
}

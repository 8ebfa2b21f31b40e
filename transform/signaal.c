/* A signaal names the line: levering and place in it, so that the aanbieder can look it up. */
#include "transform/signaal.h"

#include "proto/feit_signaal.h"
#include "transform/sleutel.h"

static const char *const codes[SIGNAAL_COUNT] = {
    [SIGNAAL_TR019] = "TR019",
    [SIGNAAL_TR063] = "TR063",
    [SIGNAAL_TR071] = "TR071",
    [SIGNAAL_TR074] = "TR074",
    [SIGNAAL_TR307] = "TR307",
    [SIGNAAL_TR308] = "TR308",
    [SIGNAAL_TR323] = "TR323",
    [SIGNAAL_TR326] = "TR326",
    [SIGNAAL_TR338] = "TR338",
    [SIGNAAL_TR339] = "TR339",
    [SIGNAAL_TR340] = "TR340",
    [SIGNAAL_TR382] = "TR382",
    [SIGNAAL_TR384] = "TR384",
    [SIGNAAL_TR389] = "TR389",
    [SIGNAAL_TR390] = "TR390",
    [SIGNAAL_TR413] = "TR413",
    [SIGNAAL_TR414] = "TR414",
    [SIGNAAL_TR415] = "TR415",
    [SIGNAAL_SL01] = "SL01",
    [SIGNAAL_SL02] = "SL02",
    [SIGNAAL_SL04] = "SL04",
};

const char *signaal_code(enum signaal_soort soort)
{
  return codes[soort];
}

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

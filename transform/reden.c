/* The table of reasons. A new code is a line here. */
#include "transform/reden.h"

#include <stddef.h>
#include <string.h>

enum { BOTH = DOMEIN_COUNT };

static const struct reden {
  const char *code;
  int domein; /* BOTH, or the one in which the code means this */
  const char *reden;
} redenen[] = {
    {"02", BOTH, "overleden"},
    {"19", DOMEIN_WMO, "volgens_plan"},
    {"20", BOTH, "tijdelijk"},
    {"21", BOTH, "door_client"},
    {"22", BOTH, "door_aanbieder"},
    {"23", BOTH, "in_overleg"},
    {"31", DOMEIN_JW, "volgens_plan"},
    {"31", DOMEIN_WMO, "externe_oorzaak"},
    {"32", BOTH, "door_client"},
    {"33", BOTH, "door_aanbieder"},
    {"34", BOTH, "in_overleg"},
    {"35", DOMEIN_JW, "externe_oorzaak"},
    {"36", BOTH, "gemeente"},
    {"37", BOTH, "wijzigingsverzoek"},
    {"38", BOTH, "andere_aanbieder"},
    {"39", BOTH, "ander_domein"},
};

const char *reden_normalise(enum domein domein, const char *code)
{
  for (size_t i = 0; i < sizeof redenen / sizeof redenen[0]; i++) {
    const struct reden *r = &redenen[i];
    if ((r->domein == BOTH || r->domein == (int)domein) && strcmp(r->code, code) == 0)
      return r->reden;
  }
  return NULL;
}

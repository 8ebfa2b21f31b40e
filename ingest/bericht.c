/* The list of messages that are read; each is described in its own file of ingest/berichten/. */
#include "ingest/bericht.h"

#include <string.h>

#include "ingest/berichten/berichten.h"

const struct bericht *const berichten[BERICHT_COUNT] = {&bericht_jw301, &bericht_wmo301, &bericht_jw305,
    &bericht_wmo305, &bericht_jw307, &bericht_wmo307, &bericht_jw323, &bericht_wmo323, &bericht_jw325,
    &bericht_wmo325};

const struct bericht *bericht_find(const char *name_space)
{
  for (size_t i = 0; name_space != NULL && i < BERICHT_COUNT; i++) {
    if (strcmp(berichten[i]->name_space, name_space) == 0)
      return berichten[i];
  }
  return NULL;
}

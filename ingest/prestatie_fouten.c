/* Read from the paths of the meldingen, so that it holds for every rule there is; used by ingest/verslag.c.
 */
#include "ingest/prestatie_fouten.h"

#include <stdio.h>
#include <string.h>

bool levering_is_declaratie(const struct levering *levering)
{
  return levering->soort != NULL &&
         (strcmp(levering->soort, "JW323") == 0 || strcmp(levering->soort, "WMO323") == 0);
}

static bool read_place(const struct melding *melding, struct prestatie_fout *out)
{
  *out = (struct prestatie_fout){.regel = melding->regel};
  return melding->pad != NULL &&
         sscanf(melding->pad, "/Bericht/Declaratie/Clienten/Client[%u]/Prestaties/Prestatie[%u]",
             &out->client, &out->prestatie) == 2;
}

bool prestatie_fout_has(const struct prestatie_fout *fout, const struct melding *melding)
{
  struct prestatie_fout place;
  return read_place(melding, &place) && place.client == fout->client && place.prestatie == fout->prestatie;
}

size_t prestatie_fouten(const struct levering *levering, struct prestatie_fout *out, size_t most)
{
  size_t count = 0;
  for (size_t i = 0; i < levering->meldingen_count; i++) {
    struct prestatie_fout fout;
    bool is_new = read_place(&levering->meldingen[i], &fout);
    for (size_t j = 0; j < count && is_new; j++)
      is_new = !prestatie_fout_has(&out[j], &levering->meldingen[i]);
    if (is_new && count < most)
      out[count++] = fout;
  }
  return count;
}

/* What a declaratie (323) and its answer (325) share: a Prestatie, but for the answer's RetourCodes. */
#ifndef SLUIS_INGEST_BERICHTEN_DECLARATIE_H
#define SLUIS_INGEST_BERICHTEN_DECLARATIE_H

#include "ingest/berichten/onderdelen.h"
#include "ingest/berichten/waarden.h"

/* Rows of the element table of a Prestatie. */
#define PRESTATIE_ELEMENTS                                                                                   \
  PART("ProductReferentie", part_referentie), VALUE("ToewijzingNummer", type_nummer),                        \
      VALUE("ProductCategorie", type_product_categorie), VALUE("ProductCode", type_product_code),            \
      PART("ProductPeriode", part_gesloten_periode), VALUE("GeleverdVolume", type_volume),                   \
      VALUE("Eenheid", type_eenheid), VALUE_OPTIONAL("ProductTarief", type_bedrag),                          \
      PART("IngediendBedrag", part_bedrag_met_dc)

#endif

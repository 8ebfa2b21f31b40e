/* The composite parts that messages share, for the tables of the messages. */
#ifndef SLUIS_INGEST_BERICHTEN_ONDERDELEN_H
#define SLUIS_INGEST_BERICHTEN_ONDERDELEN_H

#include "ingest/bericht.h"

/* The header's Afzender is a gemeente and its Ontvanger an aanbieder, or the other way round. */
extern const struct complex_type part_header_van_gemeente;
extern const struct complex_type part_header_van_aanbieder;

extern const struct complex_type part_achternaam;
extern const struct complex_type part_huis;
extern const struct complex_type part_adres;
extern const struct complex_type part_bedrag_met_dc;
extern const struct complex_type part_bericht_identificatie;
extern const struct complex_type part_communicatie;
extern const struct complex_type part_geboortedatum;
extern const struct complex_type part_gesloten_periode;
extern const struct complex_type part_omvang;
extern const struct complex_type part_open_periode;
extern const struct complex_type part_product;
extern const struct complex_type part_referentie;
extern const struct complex_type part_telefoon;
extern const struct complex_type part_telefoonnummers;
extern const struct complex_type part_totaal_bedrag_met_dc;
extern const struct complex_type part_verkorte_naam;
extern const struct complex_type part_volledige_naam;
extern const struct complex_type part_xsd_versie;

#endif

/* Types of single values, for the tables of the messages. The names are those of the standard. */
#ifndef SLUIS_INGEST_BERICHTEN_WAARDEN_H
#define SLUIS_INGEST_BERICHTEN_WAARDEN_H

#include "ingest/bericht.h"

/* Fixed per message or release; these have no name of their own. */
extern const struct simple_type type_bericht_code;
extern const struct simple_type type_bericht_versie;
extern const struct simple_type type_bericht_subversie;

extern const struct simple_type type_aanduiding_woonadres;
extern const struct simple_type type_adres_soort;
extern const struct simple_type type_agb_code;
extern const struct simple_type type_bedrag;
extern const struct simple_type type_budget;
extern const struct simple_type type_burger_servicenummer;
extern const struct simple_type type_commentaar;
extern const struct simple_type type_communicatievorm;
extern const struct simple_type type_datum;
extern const struct simple_type type_datum_gebruik;
extern const struct simple_type type_debet_credit;
extern const struct simple_type type_declaratie_nummer; /* of a 323: narrower, no name */
extern const struct simple_type type_eenheid;
extern const struct simple_type type_emailadres;
extern const struct simple_type type_frequentie;
extern const struct simple_type type_gemeente;
extern const struct simple_type type_geslacht;
extern const struct simple_type type_huisletter;
extern const struct simple_type type_huisnummer;
extern const struct simple_type type_huisnummer_toevoeging;
extern const struct simple_type type_identificatie_bericht;
extern const struct simple_type type_identificatie_declaratie;
extern const struct simple_type type_juridische_status;
extern const struct simple_type type_land_code;
extern const struct simple_type type_landnummer;
extern const struct simple_type type_naam;
extern const struct simple_type type_naam_gebruik;
extern const struct simple_type type_nummer;
extern const struct simple_type type_organisatienaam;
extern const struct simple_type type_persoonsid;
extern const struct simple_type type_plaatsnaam;
extern const struct simple_type type_postcode;
extern const struct simple_type type_product_categorie;
extern const struct simple_type type_product_code;
extern const struct simple_type type_reden_beeindiging;
extern const struct simple_type type_reden_wijziging;
extern const struct simple_type type_referentie;
extern const struct simple_type type_referentie_nummer;
extern const struct simple_type type_relatie_volgorde;
extern const struct simple_type type_retour_code;
extern const struct simple_type type_soort_relatie;
extern const struct simple_type type_status_aanlevering;
extern const struct simple_type type_straatnaam;
extern const struct simple_type type_taal;
extern const struct simple_type type_telefoonnummer;
extern const struct simple_type type_tijd;
extern const struct simple_type type_totaal_bedrag;
extern const struct simple_type type_versie;
extern const struct simple_type type_volume;
extern const struct simple_type type_voorletters;
extern const struct simple_type type_voorvoegsel;
extern const struct simple_type type_wettelijke_vertegenwoordiging;

#endif

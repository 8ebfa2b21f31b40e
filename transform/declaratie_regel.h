/* What names a line of a declaratie: aanbieder (in its domein and gemeente), declaratie, ReferentieNummer. A
 * prestatie (323) and its rejection (325) have the same name. */
#ifndef SLUIS_TRANSFORM_DECLARATIE_REGEL_H
#define SLUIS_TRANSFORM_DECLARATIE_REGEL_H

#include <stdbool.h>

#include "proto/gebeurtenis.h"

/* Of a prestatie or an afwijzing. */
const struct id *declaratie_regel_declaratie(const struct gebeurtenis *event);
const struct id *declaratie_regel_referentie(const struct gebeurtenis *event);

/* Of a credit the ReferentieNummer of the line that it takes back; NULL of anything else. */
const struct id *declaratie_regel_neemt_terug(const struct gebeurtenis *event);

/* Order of the place of event against (that of other, referentie): domein, gemeente, aanbieder,
 * ReferentieNummer. */
int declaratie_regel_compare_referentie(
    const struct gebeurtenis *event, const struct gebeurtenis *other, const struct id *referentie);
/* The same order, then declaratie; 0 for events about one line. */
int declaratie_regel_compare(const struct gebeurtenis *a, const struct gebeurtenis *b);

/* Order of the place of a prestatie against that of a toewijzing: domein, gemeente, ToewijzingNummer; 0 when
 * it names that toewijzing. */
int declaratie_regel_compare_toewijzing(
    const struct gebeurtenis *prestatie, const struct gebeurtenis *toewijzing);
/* Of two prestaties: 0 when both are about the same care, that is the same ToewijzingNummer (in its domein
 * and gemeente), ProductPeriode, ProductCategorie and ProductCode. */
int declaratie_regel_compare_zorg(const struct gebeurtenis *a, const struct gebeurtenis *b);
/* Of two credits: 0 when both take back the same ReferentieNummer of one aanbieder. */
int declaratie_regel_compare_neemt_terug(const struct gebeurtenis *a, const struct gebeurtenis *b);

#endif

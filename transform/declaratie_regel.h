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

#endif

/* The orders in which the fold looks at things. All of them end at the event id, so that a set has one order
 * and the order of arrival means nothing. */
#ifndef SLUIS_TRANSFORM_VOLGORDE_H
#define SLUIS_TRANSFORM_VOLGORDE_H

#include <stdint.h>

#include "proto/gebeurtenis.h"

int volgorde_getal(int64_t a, int64_t b);
int volgorde_tekst(const char *a, const char *b);            /* NULL first */
int volgorde_nummer(const struct id *a, const struct id *b); /* NULL first */

/* Domein and gemeente: inside these a ToewijzingNummer means one thing. */
int volgorde_bereik(const struct gebeurtenis *a, const struct gebeurtenis *b);

/* Business order of toewijzing versions: Toewijzingsdatum, Toewijzingstijd, Dagtekening, event id. */
int volgorde_versie(const struct gebeurtenis *a, const struct gebeurtenis *b);
/* Business order of all other messages: Dagtekening, event id. */
int volgorde_bericht(const struct gebeurtenis *a, const struct gebeurtenis *b);
/* Lines of lists, Verhuisd among them, from earlier to later: day of receipt, name of the list, event id. */
int volgorde_lijst(const struct gebeurtenis *a, const struct gebeurtenis *b);
/* Of a TrajectRegel or a Verhuisd, borrowed. */
const struct id *volgorde_trajectnummer(const struct gebeurtenis *line);
/* The order in which a group is folded: kind, key, business order. Equal keys stand together. */
int volgorde_vouwen(const struct gebeurtenis *a, const struct gebeurtenis *b);

#endif

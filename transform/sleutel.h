/* The keys of fact rows: hashes of what names the thing, the same on any machine and on any day. They are
 * part of the data: changing one gives every row of that kind another name. */
#ifndef SLUIS_TRANSFORM_SLEUTEL_H
#define SLUIS_TRANSFORM_SLEUTEL_H

#include <stdint.h>

#include "base/id.h"
#include "transform/zorgmelding.h"

/* Of the toewijzing with this number in the domein and gemeente of event. */
struct id sleutel_toewijzing(const struct gebeurtenis *event, const struct id *nummer);
struct id sleutel_traject(const struct id *toewijzing, int32_t volgnummer);
/* Of a traject without known toewijzing, by the key of the start (or stop) that opens it. */
struct id sleutel_traject_los(const struct zorgmelding *start);
struct id sleutel_onderbreking(const struct id *traject, int32_t van);
/* Of the line that this prestatie is. */
struct id sleutel_traject_lijst(const struct id *trajectnummer);
struct id sleutel_prestatie(const struct gebeurtenis *prestatie);
/* Event id of the Verhuisd that tells this client of that line. */
struct id sleutel_verhuisd(const struct id *client, const struct id *regel);
struct id sleutel_signaal(const char *code, const struct id *gebeurtenis);

#endif

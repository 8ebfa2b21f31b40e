/* SL04: the same care of one client and aanbieder both from messages and from a list.
 *
 * A traject of a list and one from messages are the same care when
 * - the aanbieder is the same, and
 * - the domein is the same, or the list does not say it, and
 * - the product is the same, or unknown on one side (categorie and code, as in product.h), and
 * - both are started, and they have the first day in common, or more than a day of hand-over: each starts
 *   before the other ends (open: never). A stay that ends in messages on the day on which it goes on in a
 *   list is delivered in two ways, not twice.
 * The gemeente is not looked at: that of a list is the gemeente of origin. What is not started is not yet
 * care: a toewijzing whose start nobody sent counts for nothing twice.
 *
 * The signaal stands on the line of the list that holds, once however many trajecten it doubles: the messages
 * cannot be taken back by who made the list, the line can. A next list that says the same takes it over. It
 * ends when either side is withdrawn, moves, or no longer overlaps. */
#ifndef SLUIS_TRANSFORM_DUBBELE_ZORG_H
#define SLUIS_TRANSFORM_DUBBELE_ZORG_H

#include <stddef.h>

#include "proto/gebeurtenis.h"
#include "transform/rijen.h"

/* trajecten: rows that the fold of the messages gave, other kinds are passed over; lines: TrajectRegels and
 * Verhuisd in volgorde_vouwen. */
void dubbele_zorg_fold(
    const struct rijen *trajecten, const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen);

#endif

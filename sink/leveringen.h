/* beheer.levering and beheer.melding: what was received and what became of it. */
#ifndef SLUIS_SINK_LEVERINGEN_H
#define SLUIS_SINK_LEVERINGEN_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/levering.h"
#include "proto/wijziging.h"
#include "warehouse/database.h"

/* Stores the leveringen that are not stored yet, with their meldingen and the number of events that name
 * them, and moves that number for leveringen of earlier partijen that win or lose events. */
MUST_CHECK int leveringen_write(struct database *database, const struct levering *const *leveringen,
    size_t count, const struct wijzigingen *changes, struct error *error);

#endif

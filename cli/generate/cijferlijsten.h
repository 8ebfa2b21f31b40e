/* The indicator lists: figures without persons, one list a quarter from each aanbieder that delivers lists,
 * and waarheid/indicator.csv. */
#ifndef SLUIS_CLI_GENERATE_CIJFERLIJSTEN_H
#define SLUIS_CLI_GENERATE_CIJFERLIJSTEN_H

#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/delivery.h"
#include "cli/generate/output_tree.h"

enum { INDICATOR_COUNT = 3 };

struct indicator {
  const char *code, *naam, *eenheid, *norm;
};
extern const struct indicator cijferlijsten_indicatoren[INDICATOR_COUNT];

struct cijferlijsten;

struct cijferlijsten *cijferlijsten_new(const struct calendar *calendar, uint64_t seed);
void cijferlijsten_free(struct cijferlijsten **cijferlijsten);

/* Lays them; out: a line each for waarheid/lijsten.csv. */
MUST_CHECK int cijferlijsten_send(
    const struct cijferlijsten *cijferlijsten, struct delivery *delivery, FILE *out, struct error *error);
MUST_CHECK int cijferlijsten_write(
    const struct cijferlijsten *cijferlijsten, const struct output_tree *tree, struct error *error);

#endif

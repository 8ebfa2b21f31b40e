/* What one aanbieder declares to one gemeente under one law, month by month, and what becomes of it.
 *
 * Each month a declaratie (323) of the care of that month, with the credits and corrections of earlier ones;
 * then an answer (325), which may reject some lines or all of it. What is rejected as a whole is declared
 * once more, with the same lines under the same numbers. */
#ifndef SLUIS_CLI_GENERATE_DECLARATIE_H
#define SLUIS_CLI_GENERATE_DECLARATIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/generate/calendar.h"
#include "cli/generate/life.h"
#include "cli/generate/random.h"

enum { MOST_REGELS = 16000 }; /* of a declaratie: about 20 MB; the standard's maximum is 25 */

/* What a line of a declaratie is held against; version_count 0: the number is not known. */
struct toegewezen {
  uint8_t product; /* index in region_producten */
  uint8_t version_count;
  int32_t ingang, removed_known;
  struct version versions[MOST_VERSIONS];
};

/* Care that is to be declared: a toewijzing in one month. */
struct prestatie {
  char bsn[10];
  uint8_t gemeente, aanbieder, product; /* indexes in the tables of region.h */
  uint8_t month;                        /* index in the calendar */
  int32_t nummer;                       /* ToewijzingNummer */
  int32_t begin, end;                   /* ProductPeriode */
  struct toegewezen toegewezen;
};

struct regel {
  const struct prestatie *prestatie;
  int declaratie;        /* index in the ledger */
  int referentie, vorig; /* vorig 0: a debit */
  int volume, tarief;    /* tarief 0: none */
  int64_t bedrag;        /* cents, never negative */
  const char *code;      /* RetourCode of the answer that names this line; NULL: none does */
};

enum verdict { VERDICT_ACCEPTED, VERDICT_NOT_READ, VERDICT_REFUSED };

struct declaratie {
  int month, nummer;
  int32_t dagtekening, received;
  int32_t answer_dagtekening, answer_received; /* of the 325; NEVER: not answered */
  enum verdict verdict; /* NOT_READ: by its Header; REFUSED: by its DeclaratieAntwoord */
  size_t first, count;  /* its lines, by client */
  int64_t total;        /* cents, debit - credit */
  int identificatie;    /* once it was sent */
};

struct ledger {
  const struct calendar *calendar;
  struct random random;
  int *next_referentie, *next_nummer; /* of the aanbieder under this law; both borrowed */
  struct regel *regels;
  size_t regel_count, regel_capacity;
  struct declaratie *declaraties;
  size_t declaratie_count, declaratie_capacity;
  struct correction *corrections; /* still to be declared */
  size_t correction_count, correction_capacity;
};

/* What of a toewijzing is to be declared in a month, by all that is known at the end, or before it was
 * removed; false when nothing is. All but the Bsn is filled. */
bool declaratie_prestatie(const struct calendar *calendar, const struct assignment *assignment, int month,
    struct prestatie *prestatie);
/* Now and then another period, number or product than was assigned. */
void declaratie_mistake_maybe(
    const struct calendar *calendar, struct random *random, struct prestatie *prestatie);

/* prestaties: of one aanbieder, gemeente and law, by month and client; they are borrowed. */
void ledger_play(struct ledger *ledger, const struct prestatie *prestaties, size_t count);
void ledger_fini(struct ledger *ledger);

/* Cents, a credit below zero. */
int64_t regel_cent(const struct regel *regel);
const char *regel_eenheid(const struct regel *regel);

#endif

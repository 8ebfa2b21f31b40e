/* A small language for clients in tests: events are given by what matters to the case, results come back as
 * text, one line per row, in an order that a person would write them in.
 *
 *   toewijzing(&g, .van = "2023-01-01", .tot = "2023-12-31");
 *   start(&g, .begin = "2023-01-09");
 *   assert_trajecten(&g, "1: 2023-01-09 start .. 2023-12-31 toewijzing niet_gemeld\n");
 *
 * The n-th event has regel n and an id that ends in n. Fields left out: nummer 1, gemeente 0983, aanbieder
 * 12345678, domein jw, product 45A04, received (and dated) on 2023-06-01. */
#ifndef SLUIS_TESTS_TRANSFORM_GEVAL_H
#define SLUIS_TESTS_TRANSFORM_GEVAL_H

#include <stdbool.h>

#include "base/arena.h"
#include "transform/fold.h"

enum { GEVAL_EVENTS = 64 };

struct geval {
  struct arena arena;
  struct bekende_gebeurtenis *events[GEVAL_EVENTS];
  size_t count;
};

struct melding_velden {
  int nummer;
  bool zonder_nummer;
  enum domein domein;
  const char *gemeente, *aanbieder, *categorie, *product;
  bool zonder_product;
  const char *ontvangen, *dagtekening;
  int bericht; /* events with the same number are of one message; without it of one of their own */
  int geboortejaar;
  const char *geslacht;
  /* toewijzing */
  const char *op; /* Toewijzingsdatum; without it the van */
  int tijd;       /* Toewijzingstijd in seconds */
  const char *van, *tot, *reden_wijziging;
  /* start and stop */
  const char *begin, *einde, *reden;
  int status; /* 1 without */
  /* prestatie, afwijzing and declaratie_afkeur; numbers are 1 without */
  int declaratie, referentie;
  int vorig;         /* VorigReferentieNummer; none without */
  int cent;          /* IngediendBedrag: below zero it is a credit */
  const char *maand; /* first day of the prestatie; 2023-04-01 without */
  const char *codes; /* RetourCodes */
  /* traject_regel: lines of a list; nummer is the trajectnummer, status as above */
  const char *lijst; /* name of the list; "a" without */
  const char *aangemeld, *team;
  bool zonder_gemeente;
  /* indicator_regel: van and tot as above */
  const char *indicator; /* "i" without */
  int waarde;
};

/* Set-up and tear-down of a test: *state becomes a client without events. */
int geval_set_up(void **state);
int geval_tear_down(void **state);
void geval_add(struct geval *geval, enum gebeurtenis_inhoud soort, struct melding_velden velden);

#define toewijzing(g, ...) geval_add(g, GEBEURTENIS_INHOUD_TOEWIJZING, (struct melding_velden){__VA_ARGS__})
#define start(g, ...) geval_add(g, GEBEURTENIS_INHOUD_START, (struct melding_velden){__VA_ARGS__})
#define stop(g, ...) geval_add(g, GEBEURTENIS_INHOUD_STOP, (struct melding_velden){__VA_ARGS__})

#define prestatie(g, ...) geval_add(g, GEBEURTENIS_INHOUD_PRESTATIE, (struct melding_velden){__VA_ARGS__})
#define afwijzing(g, ...) geval_add(g, GEBEURTENIS_INHOUD_AFWIJZING, (struct melding_velden){__VA_ARGS__})
/* begin, einde and reden are gestart, gestopt and reden. */
#define traject_regel(g, ...)                                                                                \
  geval_add(g, GEBEURTENIS_INHOUD_TRAJECT_REGEL, (struct melding_velden){__VA_ARGS__})
/* nummer, lijst and ontvangen: those of the other client's line. */
#define verhuisd(g, ...) geval_add(g, GEBEURTENIS_INHOUD_VERHUISD, (struct melding_velden){__VA_ARGS__})
#define indicator_regel(g, ...)                                                                              \
  geval_add(g, GEBEURTENIS_INHOUD_INDICATOR_REGEL, (struct melding_velden){__VA_ARGS__})
#define declaratie_afkeur(g, ...)                                                                            \
  geval_add(g, GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR, (struct melding_velden){__VA_ARGS__})

int32_t dag(const char *text); /* "2023-01-31" */

/* What is known on this day (NULL: now), as text in the arena of the case. */
const char *geval_trajecten(struct geval *geval, const char *op_dag);
const char *geval_toewijzingen(struct geval *geval, const char *op_dag);
const char *geval_onderbrekingen(struct geval *geval, const char *op_dag);
const char *geval_signalen(
    struct geval *geval, const char *op_dag); /* "TR019:2 TR326:3", by code and regel */
/* "1/2 500\n1/3 -500 debet 9307\n": declaratie/referentie, cents, and why and how it was rejected. */
const char *geval_prestaties(struct geval *geval, const char *op_dag);
const char *geval_declaraties(struct geval *geval, const char *op_dag); /* "1 header 0001, antwoord 8017\n" */
/* "a: 2023-01-01 .. 2023-03-31 volgende b 10\nb: 2023-04-10 .. - vorige a 10 vervolg\n", and naast and door:
 * by gestart and gestopt, which the case makes different. */
const char *geval_klantreis(struct geval *geval, const char *op_dag);
const char *geval_client(struct geval *geval, const char *op_dag);
/* All rows of one kind that are known on that day; count in *count. */
const void **geval_rows(struct geval *geval, enum feit feit, const char *op_dag, size_t *count);

#define assert_trajecten(g, text) assert_string_equal(geval_trajecten(g, NULL), text)
#define assert_onderbrekingen(g, text) assert_string_equal(geval_onderbrekingen(g, NULL), text)
#define assert_prestaties(g, text) assert_string_equal(geval_prestaties(g, NULL), text)
#define assert_klantreis(g, text) assert_string_equal(geval_klantreis(g, NULL), text)
#define assert_signalen(g, text) assert_string_equal(geval_signalen(g, NULL), text)

#endif

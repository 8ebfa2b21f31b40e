/* Facts laid down by hand and the report that is made of them. */
#ifndef SLUIS_TESTS_REPORT_CASE_H
#define SLUIS_TESTS_REPORT_CASE_H

#include "warehouse/database.h"

/* A migrated database with helper functions: maak_traject(client, nr, ...), maak_toewijzing(client, nr, ...),
 * maak_prestatie(client, declaratie, referentie, cent, ...), maak_declaratie_afkeur(declaratie, ...);
 * maak_product(code, segment, intensiteit, ...), maak_tarief(product, eenheid, cent, ...),
 * maak_budget(product, jaar, cent, ...), maak_capaciteit(voorziening, product, plaatsen, ...). */
struct database *report_case_open(const char *name);
/* Empties all facts, reference rows and leveringen. */
void report_case_clear(struct database *database);
/* Tear-down of a group of tests whose state is what report_case_open() gave. */
int report_case_close(void **state);
/* Only what this SQL lays down; returns the database. */
struct database *report_case_facts(void **state, const char *sql);

/* words: as on the command line without `sluis report`, split at spaces. Understands --van --tot --per
 * --where
 * --peildatum, and passes others on as options of the report. */
char *report_case_csv(struct database *database, const char *words);
char *report_case_json(struct database *database, const char *words);
char *report_case_table(struct database *database, const char *words);

#define assert_report(database, words, expected)                                                             \
  do {                                                                                                       \
    char *csv_ = report_case_csv(database, words);                                                           \
    assert_string_equal(csv_, expected);                                                                     \
    free(csv_);                                                                                              \
  } while (0)

#endif

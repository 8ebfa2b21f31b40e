/* Lays messages and lists in the inbox: most once, some again, some with a broken one beside them. Keeps the
 * count of what must become of each file. Brings the lines of a life together into messages, too; declaraties
 * are made by declaraties.h, lists by lijsten.h. */
#ifndef SLUIS_CLI_GENERATE_DELIVERY_H
#define SLUIS_CLI_GENERATE_DELIVERY_H

#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/life.h"
#include "cli/generate/output_tree.h"
#include "cli/generate/signalen.h"
#include "cli/generate/simulation.h"

enum { ORGANISATION_COUNT = GEMEENTE_COUNT + AANBIEDER_COUNT }; /* first the gemeenten */

enum fate { FATE_GOOD, FATE_PARTLY, FATE_REFUSED, FATE_DOUBLE }; /* partly: lists only */
enum { FATE_COUNT = 4 };
enum { DELIVERY_PATH_SIZE = 160 };

struct delivery {
  const struct output_tree *tree;
  uint64_t seed;
  int32_t first_day;
  struct signalen *signalen; /* set after init; borrowed */
  int per_mille_full;        /* set after init; of the 301, written out in full */
  int next_identificatie[ORGANISATION_COUNT];
  int64_t counts[ORGANISATION_COUNT][FATE_COUNT];
  int broken_count;
  int day_count;
  uint8_t *has_folder; /* organisation x day */
  struct buffer text;
  FILE *refused, *doubles; /* waarheid/afgekeurd.csv and dubbel.csv */
};

/* Makes inbox/ and the two lists; waarheid/ must be there. Fini in any case. */
MUST_CHECK int delivery_init(struct delivery *delivery, const struct output_tree *tree, uint64_t seed,
    int32_t first_day, int32_t last_day, struct error *error);
MUST_CHECK int delivery_send(
    struct delivery *delivery, const struct client *client, const struct life *life, struct error *error);

/* A message of any kind that is to be laid. */
struct parcel {
  const char *soort; /* "JW301" */
  int gemeente, aanbieder;
  bool from_gemeente;
  int32_t received;
  bool has_facts;   /* without them it is nothing that could be double when it is sent again */
  int again;        /* the Identificatie of a message with other content; 0: one of its own */
  int again_number; /* of what has it again: tells those of one client apart */
  const void *message;
  /* Writes the message under an Identificatie; more than once when a broken one goes beside it. */
  void (*write)(const void *message, int identificatie, struct buffer *out);
};

/* random decides about the folder, the repetition and the damage. *identificatie: the one of the good
 * message. */
MUST_CHECK int delivery_post(struct delivery *delivery, const struct parcel *parcel, struct random *random,
    int *identificatie, struct error *error);
/* A list of an aanbieder that is to be laid. */
struct list_parcel {
  int aanbieder; /* index in region_aanbieders */
  int32_t received;
  const char *name; /* of the file */
  const struct buffer *text;
  enum fate fate; /* good, partly or refused: with code LIJST */
};
/* path: of what was laid. */
MUST_CHECK int delivery_lay_list(struct delivery *delivery, const struct list_parcel *parcel,
    char path[DELIVERY_PATH_SIZE], struct error *error);
/* Ends the lists and writes waarheid/leveringen.csv. */
MUST_CHECK int delivery_finish(struct delivery *delivery, struct error *error);
void delivery_fini(struct delivery *delivery);
const char *delivery_organisation(int organisation); /* its code */

#endif

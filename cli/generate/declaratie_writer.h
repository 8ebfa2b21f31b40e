/* Writes a declaratie (323) and its answer (325) of release 3.2, valid by the XSD and by the rules that one
 * message decides. */
#ifndef SLUIS_CLI_GENERATE_DECLARATIE_WRITER_H
#define SLUIS_CLI_GENERATE_DECLARATIE_WRITER_H

#include "base/buffer.h"
#include "cli/generate/declaratie.h"

enum { DECLARATIE_TEXT_SIZE = 16 };

/* One of a ledger; of an answer the declaratie has its Identificatie. */
struct declaratie_message {
  const struct ledger *ledger;
  const struct declaratie *declaratie;
};

/* context: a struct declaratie_message (as struct parcel of delivery.h wants it). */
void declaratie_write(const void *context, int identificatie, struct buffer *out);
void declaratie_write_answer(const void *context, int identificatie, struct buffer *out);

/* The numbers as they are written; 0: "". */
void declaratie_format_nummer(int nummer, char text[DECLARATIE_TEXT_SIZE]);
void declaratie_format_referentie(int referentie, char text[DECLARATIE_TEXT_SIZE]);

#endif

/* The findings about one file: bounded, in Dutch, each with its place and never with a value. */
#ifndef SLUIS_INGEST_BERICHT_MELDINGEN_H
#define SLUIS_INGEST_BERICHT_MELDINGEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proto/melding.h"

enum { MOST_MELDINGEN = 100 };

struct meldingen {
  struct arena *arena; /* owns all texts */
  struct melding items[MOST_MELDINGEN + 1];
  size_t count;
  size_t left_out; /* found beyond MOST_MELDINGEN */
};

void meldingen_init(struct meldingen *meldingen, struct arena *arena);
/* code and tekst must outlive the arena or lie in it; pad is copied and may be NULL. */
void meldingen_add(
    struct meldingen *meldingen, const char *code, int32_t regel, const char *pad, const char *tekst);
/* The same of a list: kolom is a name or a number, copied, or NULL for the whole line. */
void meldingen_add_cell(
    struct meldingen *meldingen, const char *code, int32_t regel, const char *kolom, const char *tekst);
/* Orders by line (what is on one line: as found) and adds how many were left out. */
void meldingen_finish(struct meldingen *meldingen);

/* Makes a text from outside fit to be shown: nine or more digits in a row become x (base/mask.h), bytes that
 * are no UTF-8 and control characters become '?'. */
void text_mask(char *text);

#endif

/* Reads one message by its plan: finds its kind, checks order, numbers, types and rules, and shows each
 * element that is a record to its caller once it is whole. */
#ifndef SLUIS_INGEST_BERICHT_READER_H
#define SLUIS_INGEST_BERICHT_READER_H

#include <stddef.h>
#include <stdint.h>

#include "ingest/bericht_meldingen.h"
#include "ingest/bericht_view.h"
#include "ingest/overeenkomst.h"
#include "ingest/xml_reader.h"

struct bericht_reader;

struct bericht_reading {
  const void *data;
  size_t size;
  const struct xml_stream *stream;             /* instead of data, when that is NULL */
  int32_t ontvangen;                           /* date */
  const char *organisation;                    /* NULL: the sender rule is not judged */
  const struct overeenkomsten *overeenkomsten; /* of that organisation; NULL: not judged */
  const char *stop_after; /* path of an element after which reading stops; NULL: read all */
  struct meldingen *meldingen;
  /* At the end of each record, while nothing was found: NULL to do without. Later findings can still make its
   * result void. */
  void (*on_record)(void *context, const struct bericht_view *view, uint16_t node);
  void *context;
};

struct bericht_reader *bericht_reader_new(void);
void bericht_reader_free(struct bericht_reader **reader);

/* The kind of message, or NULL when it could not be told; what is wrong is in the meldingen. The values are
 * there (bericht_reader_view) until bericht_reader_forget, which must follow. */
const struct bericht *bericht_reader_read(
    struct bericht_reader *reader, const struct bericht_reading *reading);
const struct bericht_view *bericht_reader_view(const struct bericht_reader *reader);
void bericht_reader_forget(struct bericht_reader *reader); /* wipes the values */

#endif

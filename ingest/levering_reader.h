/* From the bytes of one file to a judged levering: parse, check, pseudonymise, events.
 *
 * Reads messages by their descriptor tables (ingest/berichten/) and lists by theirs (ingest/lijsten/),
 * CSV or workbook. Judges
 * the whole file before the first event is given out: a refused levering has meldingen and no events, a list
 * that is partly right has both. A file above LEVERING_HELD_BYTES is never held in memory: it is read once to
 * judge it and a second time to make its events. A reader is used over and over by one thread; it keeps its
 * parser and forgets the content. */
#ifndef SLUIS_INGEST_LEVERING_READER_H
#define SLUIS_INGEST_LEVERING_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "bus/batch.h"
#include "ingest/indicator_code.h"
#include "ingest/product_domein.h"
#include "ingest/pseudonym.h"

enum {
  LEVERING_MOST_BYTES = 25 * 1024 * 1024, /* a larger file is refused (VORM) */
  LEVERING_HELD_BYTES = 1024 * 1024
};

struct levering_reader;

/* What is known of a file beside its bytes. */
struct levering_source {
  const char *name;         /* of the file, as it was given; masked in what comes out */
  const char *organisation; /* folder of the inbox; NULL (sluis check): the sender rule is not judged */
  const struct product_domeinen
      *producten; /* NULL (sluis check): the domein of a product code is not known */
  const struct indicator_codes *indicatoren;   /* NULL (sluis check): not judged */
  const struct overeenkomsten *overeenkomsten; /* NULL (sluis check): not judged */
  int32_t ontvangen; /* date: day of receipt; what lies after it is in the future (TR135) */
};

/* Takes the events of a large levering part by part, so that they need not be held together. */
struct levering_parts {
  size_t part_bytes; /* of records in one part; a levering that has no more than that comes as a whole */
  /* A part that is not the last: all of it lies in *arena. Gives the arena of the next one; part is void
   * then. Not 0 ends the reading and is passed on. */
  int (*take)(void *context, const struct batch_levering *part, struct arena **arena, struct error *error);
  void *context;
};

/* The bytes of a file, or of something like it, that are read from the beginning once and again. */
struct levering_bytes {
  int (*restart)(void *context, struct error *error);
  /* At most size of them, 0 at the end; -1: errno_value says why. */
  int (*read)(void *context, char *out, int size, int *errno_value);
  void *context;
};

/* pseudonymiser NULL (sluis check): everything is judged, no events are made and the levering's id stays
 * zero. */
struct levering_reader *levering_reader_new(const struct pseudonymiser *pseudonymiser);
void levering_reader_free(struct levering_reader **reader);

/* Fills *out; texts and events lie in the arena. A refused levering is no error: see out->levering.oordeel.
 */
MUST_CHECK int levering_reader_read(struct levering_reader *reader, const struct levering_source *source,
    const void *data, size_t size, struct arena *arena, struct batch_levering *out, struct error *error);

/* The same of an open file of this size, unread so far; above LEVERING_MOST_BYTES it stays unread. parts
 * NULL: its events come as a whole. Otherwise those of a file above LEVERING_HELD_BYTES come in parts; what
 * is left after the last part that was taken is in *out, in the arena of that time; on an error the parts
 * that were taken are void. ERROR_AGAIN: its content changed between two readings, or it has grown above
 * LEVERING_HELD_BYTES since its size was had. */
MUST_CHECK int levering_reader_read_file(struct levering_reader *reader, const struct levering_source *source,
    int file, int64_t size, const struct levering_parts *parts, struct arena *arena,
    struct batch_levering *out, struct error *error);
/* The same of bytes that are not held, up to LEVERING_MOST_BYTES of them. */
MUST_CHECK int levering_reader_read_bytes(struct levering_reader *reader,
    const struct levering_source *source, const struct levering_bytes *bytes,
    const struct levering_parts *parts, struct arena *arena, struct batch_levering *out, struct error *error);

/* What is refused without being read as a message, with code VORM. */
struct levering_refusal {
  const char *tekst; /* Dutch, without a value */
  int64_t bytes;
  uint64_t mark[2]; /* what tells it from another of this name: its size, a check sum; the same again */
};
void levering_reader_refuse(struct levering_reader *reader, const struct levering_source *source,
    const struct levering_refusal *refusal, struct arena *arena, struct batch_levering *out);

/* The header's Afzender of a readable message: the organisation that `push` without --from lays it under.
 * ERROR_DATA when there is none. organisation holds 4 or 8 digits and a NUL. */
MUST_CHECK int levering_sender(
    struct levering_reader *reader, const void *data, size_t size, char organisation[9], struct error *error);
/* The same of bytes that are not held; reads no further than that. */
MUST_CHECK int levering_sender_bytes(struct levering_reader *reader, const struct levering_bytes *bytes,
    char organisation[9], struct error *error);
/* The same of an open file; leaves its position as it is. */
MUST_CHECK int levering_sender_file(
    struct levering_reader *reader, int file, char organisation[9], struct error *error);

#endif

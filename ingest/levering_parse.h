/* What the reader of leveringen has in hand while it reads one: shared by levering_reader.c (a message, and
 * what is not held) and levering_lijst.c (a list). */
#ifndef SLUIS_INGEST_LEVERING_PARSE_H
#define SLUIS_INGEST_LEVERING_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"
#include "ingest/bericht_gebeurtenis.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/levering_reader.h"
#include "ingest/lijst_reader.h"
#include "ingest/xlsx_reader.h"

struct levering_reader {
  const struct pseudonymiser *pseudonymiser; /* NULL: check only */
  struct bericht_reader *bericht;
  struct lijst_reader *lijst;
  struct meldingen meldingen;
  struct buffer content; /* of a file that is held */
};

/* A levering whose bytes are not held, while it is read. */
struct levering_large {
  struct levering_reader *reader;
  const struct levering_source *source;
  const struct levering_bytes *bytes;
  const struct levering_parts *parts; /* may be NULL */
  struct xlsx_source *workbook;       /* NULL: it is none */
  struct arena *arena;                /* of what is made now */
  struct arena *findings;             /* of the reading in hand */
  struct batch_levering *out;
  size_t count; /* records that the first reading saw */
  uint8_t digest[CONTENT_DIGEST_SIZE];
  struct gebeurtenis_maker maker;
  size_t taken;                  /* events in parts that were taken */
  const struct levering *judged; /* of a list: its meldingen, wherever the arena of now is */
  int kind;                      /* of the part that was not */
  struct error *error;           /* and what was wrong */
};

/* The name, masked, and the organisation of the source. */
void levering_put_texts(struct levering *levering, const struct levering_source *source, struct arena *arena);
/* Its texts stay where they are. */
void levering_take_meldingen(struct levering *levering, const struct meldingen *meldingen);
/* The events that the next part has room for. */
size_t levering_part_capacity(const struct levering_large *large);

/* A list whose bytes are held; the levering has its id. */
MUST_CHECK int levering_lijst_read(struct levering_reader *reader, const struct levering_source *source,
    const void *data, size_t size, struct arena *arena, struct batch_levering *out, struct error *error);
/* Looks at the first bytes; false too when they cannot be read. */
bool levering_is_lijst(const struct levering_large *large, struct error *error);
/* A list whose bytes are not held, both readings; gives the levering its id. */
MUST_CHECK int levering_lijst_read_large(struct levering_large *large, struct error *error);

#endif

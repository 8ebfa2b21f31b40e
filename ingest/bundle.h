/* A zip in the inbox, from its members to leveringen: each has the name `<zip>/<member>`. */
#ifndef SLUIS_INGEST_BUNDLE_H
#define SLUIS_INGEST_BUNDLE_H

#include "ingest/levering_reader.h"
#include "ingest/zip_reader.h"

/* The member that the zip gave last. */
struct bundle_member {
  struct zip_reader *zip;
  const struct zip_member *member;
  const char *name; /* as bundle_name() makes it */
};

/* Judges it, or refuses it when it could not be had. source: of the zip itself. parts: as of
 * levering_reader_read_file(). */
MUST_CHECK int bundle_judge(struct levering_reader *reader, const struct levering_source *source,
    const struct bundle_member *what, const struct levering_parts *parts, struct arena *arena,
    struct batch_levering *out, struct error *error);

/* A zip that is refused as a whole. */
void bundle_refuse(struct levering_reader *reader, const struct levering_source *zip, const char *tekst,
    int64_t size, struct arena *arena, struct batch_levering *out);

/* "b.zip/a.xml", in the arena. */
const char *bundle_name(const char *zip, const char *member, struct arena *arena);

/* The Afzender of the first member that has one. ERROR_DATA when there is none. */
MUST_CHECK int bundle_sender(
    struct levering_reader *reader, int file, int64_t size, char organisation[9], struct error *error);

#endif

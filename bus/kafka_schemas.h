/* Schemas of other versions of sluis, whose records may be in the topics: files in a folder, as `sluis topics
 * schemas` of that version wrote them. A file is named NAME-FINGERPRINT.avsc; a record says by its
 * fingerprint which it is of. */
#ifndef SLUIS_BUS_KAFKA_SCHEMAS_H
#define SLUIS_BUS_KAFKA_SCHEMAS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/resolution.h"

struct kafka_schemas;

/* folder NULL: none. ERROR_CONFIG: it cannot be read, or a file in it that ends in .avsc is none of ours. */
MUST_CHECK int kafka_schemas_open(const char *folder, struct kafka_schemas **out, struct error *error);
void kafka_schemas_close(struct kafka_schemas **schemas);

/* How to read a record of that schema as one of ours, whose schema text is `reader`; NULL: it is not known.
 */
const struct resolution *kafka_schemas_find(
    const struct kafka_schemas *schemas, uint64_t fingerprint, const char *reader);

/* Writes our own into the folder, which is made when it is not there. */
MUST_CHECK int kafka_schemas_write(const char *folder, struct error *error);

#endif

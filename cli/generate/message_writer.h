/* Writes one message of release 3.2 (JW or WMO 301, 305, 307), valid by the XSD and by the rules that one
 * message decides. */
#ifndef SLUIS_CLI_GENERATE_MESSAGE_WRITER_H
#define SLUIS_CLI_GENERATE_MESSAGE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "cli/generate/life.h"
#include "cli/generate/simulation.h"

enum { MOST_LINES_A_MESSAGE = 16, MESSAGE_SOORT_SIZE = 8 };

/* What goes into one message: lines of one kind, law, gemeente, aanbieder and Dagtekening. */
struct message {
  const struct client *client;
  const struct life *life;
  const struct line *lines[MOST_LINES_A_MESSAGE];
  int line_count;
  int identificatie; /* unique for its sender */
  bool is_full;      /* with relations, addresses and remarks: about 5 kB instead of 2 */
  uint64_t seed;     /* of the region: the same client has the same name in all its messages */
};

const struct assignment *message_assignment(const struct message *message, int line);
void message_soort(const struct message *message, char soort[MESSAGE_SOORT_SIZE]); /* "JW301" */
void message_write(const struct message *message, struct buffer *out);

#endif

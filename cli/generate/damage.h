/* The ways in which a message can be broken, each refused for one reason. */
#ifndef SLUIS_CLI_GENERATE_DAMAGE_H
#define SLUIS_CLI_GENERATE_DAMAGE_H

#include <stdbool.h>

#include "base/buffer.h"

struct damage {
  const char *name;  /* Dutch, part of the file's name */
  const char *needs; /* what must stand in the message for it; NULL: nothing */
  const char *code;  /* what `sluis check` answers, or the verslag where it takes the folder to know */
  void (*apply)(struct buffer *message); /* NULL: the message is whole but lies in another one's folder */
};

enum { DAMAGE_COUNT = 8 };
extern const struct damage damages[DAMAGE_COUNT];

#endif

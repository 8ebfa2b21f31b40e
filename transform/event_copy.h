/* Copies of events with all their texts in one piece of memory. */
#ifndef SLUIS_TRANSFORM_EVENT_COPY_H
#define SLUIS_TRANSFORM_EVENT_COPY_H

#include <stddef.h>

#include "base/arena.h"
#include "proto/wijziging.h"

/* Bytes of the texts of this event, each with its NUL. */
size_t event_copy_text_size(const struct bekende_gebeurtenis *event);
/* Copies event to *to and its texts to texts; returns where the texts end. */
char *event_copy_put(const struct bekende_gebeurtenis *event, struct bekende_gebeurtenis *to, char *texts);
struct bekende_gebeurtenis *event_copy_new(const struct bekende_gebeurtenis *event, struct arena *arena);

#endif

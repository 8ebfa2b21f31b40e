/* The values of the message at hand, by their place in its plan.
 *
 * Of what repeats only the occurrence being read is there: memory is bounded whatever the size of the
 * message. Holds a Bsn and names while a message is read; bericht_view_reset() wipes them. */
#ifndef SLUIS_INGEST_BERICHT_VIEW_H
#define SLUIS_INGEST_BERICHT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/bericht_plan.h"
#include "ingest/bericht_value.h"

struct view_slot {
  uint32_t serial; /* of this occurrence, from 1; 0: none yet */
  uint32_t parent_serial;
  uint32_t index; /* among the elements of its name below its parent, from 1 */
  int32_t line;   /* where it starts */
  bool is_usable; /* an element in its place; of a value: and valid */
  size_t text;    /* offset */
  size_t size;
  struct value value;
  uint64_t
      codes; /* of a repeated value: all that came so far below this parent, a bit per place in its list */
};

struct bericht_view {
  const struct plan *plan;
  struct view_slot *slots; /* one a node of the plan */
  size_t slot_capacity;
  uint32_t serial; /* the last one given out */
  char *text;
  size_t text_size;
  size_t text_capacity;
  size_t text_wipe;         /* bytes that were ever used since the last reset */
  int32_t ontvangen;        /* date: day of receipt */
  const char *organisation; /* NULL: not known */
};

void bericht_view_init(struct bericht_view *view);
void bericht_view_fini(struct bericht_view *view);
void bericht_view_reset(struct bericht_view *view); /* wipes */
void bericht_view_use(struct bericht_view *view, const struct plan *plan);

void bericht_view_append(struct bericht_view *view, const char *text, size_t size);

/* The occurrence at hand of a node, or NULL when it is absent, misplaced or not valid. */
const struct view_slot *bericht_view_get(const struct bericht_view *view, uint16_t node);
/* An element stands there, be it misplaced or not valid. */
bool bericht_view_is_there(const struct bericht_view *view, uint16_t node);
/* No element stands there, below parents in their places. Below a misplaced one nothing is there or absent.
 */
bool bericht_view_is_absent(const struct bericht_view *view, uint16_t node);
/* The same as bericht_view_get by a path below a node. */
const struct view_slot *bericht_view_find(const struct bericht_view *view, uint16_t from, const char *path);
/* Not NUL-terminated; size is slot->size. */
const char *bericht_view_text(const struct bericht_view *view, const struct view_slot *slot);

enum { PATH_TEXT_SIZE = 512, PLACE_MOST_INDEXES = 2 };
/* "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]": [n] at what may repeat, and at what repeats
 * though it may not. */
void bericht_view_path(const struct bericht_view *view, uint16_t node, char path[PATH_TEXT_SIZE]);
/* The same of an occurrence that was passed: indexes[] are those of what may repeat, outermost first. */
void bericht_view_path_of(const struct bericht_view *view, uint16_t node,
    const uint32_t indexes[PLACE_MOST_INDEXES], char path[PATH_TEXT_SIZE]);

#endif

/* Settled here: names that differ only in a row of nine or more digits have no order by name, because such a
 * row may be a BSN and does not pass; the fold then takes their hashes (docs/aanleveren.md tells aanbieders).
 */
#include "ingest/lijst_naam.h"

#include <string.h>

#include "base/buffer.h"
#include "ingest/bericht_meldingen.h"

enum { MOST_DIGITS = 8, MOST_NAME = 16384 };

/* Length of the ~NUMBER at the end of a part; 0 when it has none. A number has no leading zero. */
static size_t suffix_size(const char *part, size_t size)
{
  size_t digits = 0;
  while (digits < size && part[size - 1 - digits] >= '0' && part[size - 1 - digits] <= '9')
    digits++;
  bool is_number = digits > 0 && digits <= MOST_DIGITS && digits < size && part[size - 1 - digits] == '~' &&
                   part[size - digits] != '0';
  return is_number ? digits + 1 : 0;
}

static void put_part(struct buffer *out, const char *part, size_t size)
{
  size_t suffix = suffix_size(part, size);
  buffer_append(out, part, size - suffix);
  buffer_byte(out, 1);
  buffer_byte(out, (uint8_t)('a' + (suffix > 0 ? suffix - 2 : 0)));
  if (suffix > 0)
    buffer_append(out, part + size - suffix + 1, suffix - 1);
  else
    buffer_byte(out, '1');
}

const char *lijst_naam_sortable(const char *name, struct arena *arena)
{
  char *masked = arena_text(arena, name);
  text_mask(masked);
  struct buffer out;
  buffer_init(&out, MOST_NAME);
  for (const char *part = masked;; part++) {
    size_t size = strcspn(part, "/");
    put_part(&out, part, size);
    part += size;
    if (*part == '\0')
      break;
    buffer_byte(&out, '/');
  }
  const char *sortable = arena_text(arena, out.data);
  buffer_fini(&out);
  return sortable;
}

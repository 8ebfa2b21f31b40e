/* Heap memory that is there or ends the program.
 *
 * sluis can be killed at any moment and loses nothing, so running out of memory is answered by ending (exit
 * 75, the service manager starts it again) instead of by a thousand untested branches. What comes from
 * outside is bounded before it is stored: a limit is never left to these functions. */
#ifndef SLUIS_BASE_MEMORY_H
#define SLUIS_BASE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t size);               /* zeroed; never NULL; free() it */
void *memory_resize(void *old, size_t size); /* as realloc; never NULL */
char *memory_text(const char *text);         /* as strdup; never NULL */

#endif

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

/* Claims so many bytes of heap for the life of the process, before it starts a thread: they are touched now,
 * and what is allocated up to that size takes no further memory of the machine, whatever the thread and the
 * library that asks. So a process that has started has the memory that it will need, and its peak does not
 * tell how much it had to do. Ends the program when the machine has not that much. */
void memory_claim(size_t bytes);

#endif

/* CURVE (RFC 26/ZAP): who may talk over a tcp endpoint, and encryption of what is said there.
 *
 * Every process has a key pair: a file with the secret key, mode 0600 or refused, and one with the public key
 * beside it, both 40 characters of Z85 and a newline. A sender knows the receiver by its public key; a
 * receiver may have a list of the senders that it knows, one key a line, what
 * stands behind a space is a comment (a `#` alone may be part of a key). */
#ifndef SLUIS_BUS_CURVE_H
#define SLUIS_BUS_CURVE_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"

enum { CURVE_KEY_SIZE = 41 /* Z85 and NUL */ };

/* Paths; NULL where there is none. */
struct curve_files {
  const char *key;      /* of this process */
  const char *receiver; /* public key of the receiver; senders only */
  const char *senders;  /* public keys that a receiver accepts; none: whoever knows its public key */
};

/* path and path.pub; never over existing files. */
MUST_CHECK int curve_keys_create(const char *path, struct error *error);

/* Sets the options of a socket that is not bound yet, or not connected yet. ERROR_CONFIG: a file that is
 * absent or holds no key; ERROR_PERMISSION: a secret key that others can read. */
MUST_CHECK int curve_make_receiver(void *socket, const struct curve_files *files, struct error *error);
MUST_CHECK int curve_make_sender(void *socket, const struct curve_files *files, struct error *error);

/* The senders that a receiver knows, asked by ZeroMQ at every handshake in a thread of its own. */
struct curve_guard;
/* Before the receiver binds. *out is NULL when there is no list. */
MUST_CHECK int curve_guard_start(
    void *context, const struct curve_files *files, struct curve_guard **out, struct error *error);
void curve_guard_stop(struct curve_guard **guard); /* accepts a NULL guard; before its context ends */

#endif

/* From a BSN to a pseudonym, and from a number that leads back to a person to a keyed hash (DESIGN,
 * Pseudonym).
 *
 *   K         = HKDF-SHA-256(ikm = master key, no salt, info = "sluis/v1/bsn/" + KEYID, 32 bytes)   RFC 5869
 *   pseudonym = first 16 bytes of HMAC-SHA-256(K, "NL:bsn:" + nine digits)                          RFC 2104
 *
 * struct bsn and struct pseudonymiser have no text form and no function of base/ takes them: they cannot be
 * logged. Key material lies in locked memory that is left out of cores, and is wiped by pseudonymiser_free().
 * A pseudonymiser is read-only after opening: any number of threads may use one. */
#ifndef SLUIS_INGEST_PSEUDONYM_H
#define SLUIS_INGEST_PSEUDONYM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"

/* A citizen number that passed the 11-proef. Wipe it (bsn_wipe) when done. */
struct bsn {
  char digits[9];
};

/* Accepts spaces around and within and a missing leading zero; false for what is no number of eight or nine
 * digits, fails the 11-proef, or is 000000000 (constraint CS002). Nothing of the text is kept on false. */
bool bsn_parse(const char *text, size_t size, struct bsn *out);
void bsn_wipe(struct bsn *bsn);

enum { KEY_ID_TEXT_SIZE = 9, CHECK_VALUE_TEXT_SIZE = 17 };

struct pseudonymiser;

/* Makes a key file: 64 hex digits and a newline, mode 0600, never over an existing one, fsynced. */
MUST_CHECK int key_file_create(const char *path, struct error *error);
/* The 32 bytes of a key file into memory of the caller, who wipes it; errors as below. */
MUST_CHECK int key_file_read(const char *path, uint8_t key[32], struct error *error);
/* ERROR_PERMISSION when others can read the file, ERROR_CONFIG when it is not a key file, ERROR_NO_INPUT when
 * absent. */
MUST_CHECK int pseudonymiser_open(const char *path, struct pseudonymiser **out, struct error *error);
void pseudonymiser_free(struct pseudonymiser **pseudonymiser); /* wipes */

void pseudonymiser_key_id(const struct pseudonymiser *pseudonymiser, char text[KEY_ID_TEXT_SIZE]);
void pseudonymiser_check_value(const struct pseudonymiser *pseudonymiser, char text[CHECK_VALUE_TEXT_SIZE]);

struct id pseudonym_of_bsn(const struct pseudonymiser *pseudonymiser, const struct bsn *bsn);
/* First 16 bytes of HMAC-SHA-256(K, "NL:" + label + ":" + scope + ":" + number), e.g. label
 * "toewijzingnummer", scope "jw:0983", number "123". size is that of number; numbers that are xs:integer come
 * without leading zeros and sign. */
struct id keyed_hash(const struct pseudonymiser *pseudonymiser, const char *label, const char *scope,
    const char *number, size_t size);
/* Levering id: keyed hash of (organisation, day, name, bytes) of a file. */
struct id levering_id(const struct pseudonymiser *pseudonymiser, const char *organisation, int32_t day,
    const char *name, const void *data, size_t size);
/* The same from the digest of the bytes: libsodium's generic hash, without key. */
enum { CONTENT_DIGEST_SIZE = 32 };
struct id levering_id_of_digest(const struct pseudonymiser *pseudonymiser, const char *organisation,
    int32_t day, const char *name, const uint8_t content[CONTENT_DIGEST_SIZE]);

#endif

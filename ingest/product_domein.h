/* To which domein a product code belongs, as ingest knows it.
 *
 * A list may name a product by its code alone. Ingest has no database: `sluis reference load` leaves the
 * codes in one small file in the inbox, by rename. Without that file no code is known. */
#ifndef SLUIS_INGEST_PRODUCT_DOMEIN_H
#define SLUIS_INGEST_PRODUCT_DOMEIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/domein.h"

/* Name of the file in the inbox's own folder; begins with a dot, so it is no organisation. */
#define PRODUCT_DOMEIN_FILE ".producten"

struct product_domein {
  const char *code; /* one line of text */
  enum domein domein;
};

/* Over what is there, whole or not at all; items in any order. inbox: the folder, made when it is not there.
 */
MUST_CHECK int product_domeinen_write(
    const char *inbox, const struct product_domein *items, size_t count, struct error *error);

struct product_domeinen;
struct product_domeinen *product_domeinen_new(const char *inbox); /* reads nothing yet; inbox is borrowed */
void product_domeinen_free(struct product_domeinen **domeinen);
/* Reads the file if it is another one than at the last call. ERROR_DATA: it is not such a file. */
MUST_CHECK int product_domeinen_refresh(struct product_domeinen *domeinen, struct error *error);

/* DOMEIN_ONBEKEND for a code that is not known, or (in *is_both) in both. domeinen NULL: nothing is known. */
enum domein product_domein_find(const struct product_domeinen *domeinen, const char *code, bool *is_both);

#endif

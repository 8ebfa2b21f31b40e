/* The comparison behind "Product compared only where both have one", for starts, stops and toewijzingen. */
#include "transform/product.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "transform/volgorde.h"

static bool contradicts(const char *a, const char *b)
{
  return a != NULL && b != NULL && strcmp(a, b) != 0;
}

enum product_overeenkomst product_compare(
    const char *categorie, const char *code, const char *other_categorie, const char *other_code)
{
  if (contradicts(categorie, other_categorie) || contradicts(code, other_code))
    return PRODUCT_ANDERS;
  if (volgorde_tekst(code, other_code) != 0)
    return PRODUCT_MOGELIJK;
  if (code == NULL && volgorde_tekst(categorie, other_categorie) != 0)
    return PRODUCT_MOGELIJK;
  return PRODUCT_GELIJK;
}

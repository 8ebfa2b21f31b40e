/* Whether two products can be the same: compared only where both have one. */
#ifndef SLUIS_TRANSFORM_PRODUCT_H
#define SLUIS_TRANSFORM_PRODUCT_H

enum product_overeenkomst { PRODUCT_ANDERS, PRODUCT_MOGELIJK, PRODUCT_GELIJK };

/* Categorie and code of both; each may be NULL. GELIJK: both have the same code, or neither has one and the
 * categorie is the same; MOGELIJK: nothing speaks against it. */
enum product_overeenkomst product_compare(
    const char *categorie, const char *code, const char *other_categorie, const char *other_code);

#endif

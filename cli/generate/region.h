/* The made-up region: its real gemeenten, invented aanbieders and products, and what they have in store.
 *
 * Codes of gemeenten and categories are those of the standard; AGB codes, names of aanbieders and product
 * codes are invented. */
#ifndef SLUIS_CLI_GENERATE_REGION_H
#define SLUIS_CLI_GENERATE_REGION_H

#include <stdbool.h>
#include <stdint.h>

enum domein { DOMEIN_JW, DOMEIN_WMO };
enum { DOMEIN_COUNT = 2, GEMEENTE_COUNT = 14, AANBIEDER_COUNT = 46, PRODUCT_COUNT = 28 };
/* Those of the messages come first; behind them stand those of the lists. */
enum { MESSAGE_AANBIEDER_COUNT = 40, MESSAGE_PRODUCT_COUNT = 24 };
/* The first of the aanbieders send copies of their own; the others are seen through the gemeenten only. */
enum { AANBIEDER_WITH_COPIES_COUNT = 3 };
/* Where a client of a list comes from: a gemeente, none that is known, or one outside the region. */
enum { PLACE_ONBEKEND = GEMEENTE_COUNT, PLACE_ELDERS, PLACE_COUNT };

struct gemeente {
  const char *code, *naam, *regio;
  int postcode; /* the four digits */
};

struct aanbieder {
  const char *agb, *naam;
  bool in_domein[DOMEIN_COUNT];
};

struct segment {
  const char *segment, *intensiteit, *bekostiging, *contract;
};

struct product {
  enum domein domein;
  const char *categorie, *code, *omschrijving;
  struct segment segment;
  /* From SEGMENT_CHANGE on, for the product that falls in another segment over time; NULL segment: never. */
  struct segment later;
  const char *eenheid; /* NULL: assigned as a budget */
  int volume;          /* at most */
};

extern const struct gemeente region_gemeenten[GEMEENTE_COUNT];
extern const struct aanbieder region_aanbieders[AANBIEDER_COUNT];
extern const struct product region_producten[PRODUCT_COUNT];
extern const char *const region_domeinen[DOMEIN_COUNT]; /* "jw", "wmo" */

const char *region_place(int place); /* its code; "onbekend" of PLACE_ONBEKEND */
/* The first product with the code of this one: one code stands in both domeinen. */
int region_same_code(int product);

#endif

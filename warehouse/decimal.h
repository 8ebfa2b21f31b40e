/* Differences of figures that come as text, without going through floating point. */
#ifndef SLUIS_WAREHOUSE_DECIMAL_H
#define SLUIS_WAREHOUSE_DECIMAL_H

#include <stdbool.h>

enum { DECIMAL_SIZE = 48 };

/* b - a, exactly, with as many decimals as the longer has: "12", "-0.500000". False when either is no decimal
 * number or the result does not fit in 18 digits. */
bool decimal_difference(const char *a, const char *b, char out[DECIMAL_SIZE]);

#endif

/* The coverage as it stands under a table and in JSON. */
#ifndef SLUIS_WAREHOUSE_DEKKING_FORMAT_H
#define SLUIS_WAREHOUSE_DEKKING_FORMAT_H

#include <jansson.h>
#include <stdio.h>

#include "warehouse/dekking.h"

/* An empty line, then one or two lines of Dutch. Names the first of many that are missing. */
void dekking_write_text(const struct dekking *dekking, FILE *out);

/* All of it; the caller owns the object. */
json_t *dekking_json(const struct dekking *dekking);

#endif

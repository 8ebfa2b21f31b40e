/* What is wrong with the form of a file (code VORM), in Dutch: what it is, and what its sender can do. */
#ifndef SLUIS_INGEST_VORM_H
#define SLUIS_INGEST_VORM_H

#include "ingest/xml_reader.h"

/* Of a result that refuses; never NULL. */
const char *vorm_tekst(enum xml_result result);
/* What to do about a finding VORM with this text; NULL when nothing better is known than for the code. */
const char *vorm_advice(const char *tekst);

#endif

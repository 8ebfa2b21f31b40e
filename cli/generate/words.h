/* Small lists of words from which persons and addresses are made up. UTF-8. */
#ifndef SLUIS_CLI_GENERATE_WORDS_H
#define SLUIS_CLI_GENERATE_WORDS_H

#include "cli/generate/random.h"

const char *words_achternaam(struct random *random);
const char *words_voorvoegsel(struct random *random); /* NULL: none */
const char *words_voornaam(struct random *random);
const char *words_straat(struct random *random);
const char *words_taal(struct random *random);
const char *words_organisatie(struct random *random); /* as XML text */
const char *words_opmerking(struct random *random);   /* as XML text */

#endif

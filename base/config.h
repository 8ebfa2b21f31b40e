/* The configuration: flags over environment (SLUIS_*) over file (INI) over defaults, all described by one
 * table.
 *
 * An unknown key in the file or a flag is an error, an unknown SLUIS_ variable a warning. The file is
 * $SLUIS_CONFIG or
 * ./sluis.conf (which may be absent). Values of the section [kafka] and variables SLUIS_KAFKA_* pass through
 * as "kafka.bootstrap.servers" and so on. */
#ifndef SLUIS_BASE_CONFIG_H
#define SLUIS_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/must_check.h"

enum config_type { CONFIG_TEXT, CONFIG_BYTES, CONFIG_NUMBER };

struct config_option {
  const char *key;           /* "inbox"; the variable is SLUIS_INBOX, the flag --inbox */
  enum config_type type;     /* BYTES: a number with optional K, M, G */
  const char *default_value; /* NULL: none */
  bool is_secret;            /* never printed */
  const char *help;
};

struct config;

/* options ends with a NULL key. flags: pairs key, value that were given on the command line, ended by NULL.
 */
MUST_CHECK int config_load(
    const struct config_option *options, const char *const *flags, struct config **out, struct error *error);
void config_free(struct config **config);

/* NULL when it has no value. The key must be in the table. */
const char *config_text(const struct config *config, const char *key);
int64_t config_number(const struct config *config, const char *key);
/* The nth property of librdkafka (from 0), named without "kafka."; false when there are no so many. The texts
 * live as long as the config. */
bool config_property(const struct config *config, size_t n, const char **name, const char **value);
void config_print(const struct config *config, FILE *out);

#endif

/* What rules remember of earlier lines of the message at hand: keys seen, a sum, periods of care.
 *
 * Keys are hashes (rule_hash_*) under a key of this process: 16 bytes a line or less, and nobody can make a
 * message whose keys fall on each other. */
#ifndef SLUIS_INGEST_RULE_MEMORY_H
#define SLUIS_INGEST_RULE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/key_set.h"

/* Each is kept for one rule, or for a few rows that judge together. */
enum rule_memory_name {
  MEMORY_NONE,
  MEMORY_CONTACTEN,
  MEMORY_RELATIES,
  MEMORY_ADRES,
  MEMORY_REGELS,
  MEMORY_PERIODES,
  MEMORY_CLIENTEN,
  MEMORY_REFERENTIES,
  MEMORY_VORIGE,
  MEMORY_DEBET,
  MEMORY_SOM,
  MEMORY_COUNT
};

/* A line of a 301. */
struct rule_period {
  uint64_t product;   /* rule_product; 0: none */
  int32_t begin, end; /* dates */
  uint32_t index;     /* of its element, from 1 */
  int32_t line : 31;
  bool is_flagged : 1;
};

/* A line of a declaratie that credits another. A file of 25 MB has fewer lines, clients and prestaties than
 * fit. */
struct rule_credit {
  uint64_t key; /* of what it credits */
  uint64_t line : 26;
  uint64_t client : 18;    /* index, from 1 */
  uint64_t prestatie : 20; /* index, from 1 */
};

enum { MEMORY_FEW = 8 };

struct rule_memory {
  uint64_t few[MEMORY_FEW]; /* the first keys: most messages have no more */
  size_t few_count;
  struct key_set keys;
  int64_t sum;
  bool is_set;
  struct rule_period *periods;
  size_t period_count, period_capacity;
  struct rule_credit *credits;
  size_t credit_count, credit_capacity;
};

void rule_memory_reset(struct rule_memory *memory); /* as at the begin of a message; keeps no content */

/* Was the key there? It is, from now on. */
bool rule_memory_add(struct rule_memory *memory, uint64_t key);
bool rule_memory_has(const struct rule_memory *memory, uint64_t key);
void rule_memory_add_credit(struct rule_memory *memory, struct rule_credit credit);
void rule_memory_add_period(struct rule_memory *memory, struct rule_period period);

uint64_t rule_hash_bytes(const void *data, size_t size);
uint64_t rule_hash_words(const uint64_t *words, size_t count);

#endif

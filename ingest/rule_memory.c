/* See the header; used by the predicates of rules, reset by ingest/bericht_reader.c. */
#include "ingest/rule_memory.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void rule_memory_reset(struct rule_memory *memory)
{
  key_set_fini(&memory->keys);
  free(memory->periods);
  free(memory->credits);
  *memory = (struct rule_memory){0};
}

static bool is_among_few(const struct rule_memory *memory, uint64_t key)
{
  for (size_t i = 0; i < memory->few_count; i++) {
    if (memory->few[i] == key)
      return true;
  }
  return false;
}

bool rule_memory_has(const struct rule_memory *memory, uint64_t key)
{
  return is_among_few(memory, key) || key_set_has(&memory->keys, key);
}

bool rule_memory_add(struct rule_memory *memory, uint64_t key)
{
  if (rule_memory_has(memory, key))
    return true;
  if (memory->few_count < MEMORY_FEW)
    memory->few[memory->few_count++] = key;
  else
    key_set_add(&memory->keys, key);
  return false;
}

void rule_memory_add_period(struct rule_memory *memory, struct rule_period period)
{
  if (memory->period_count == memory->period_capacity) {
    memory->period_capacity = memory->period_capacity > 0 ? 2 * memory->period_capacity : MEMORY_FEW;
    memory->periods = memory_resize(memory->periods, memory->period_capacity * sizeof *memory->periods);
  }
  memory->periods[memory->period_count++] = period;
}

void rule_memory_add_credit(struct rule_memory *memory, struct rule_credit credit)
{
  if (memory->credit_count == memory->credit_capacity) {
    memory->credit_capacity = memory->credit_capacity > 0 ? 2 * memory->credit_capacity : MEMORY_FEW;
    memory->credits = memory_resize(memory->credits, memory->credit_capacity * sizeof *memory->credits);
  }
  memory->credits[memory->credit_count++] = credit;
}

/* --- hashes --- */

static unsigned char hash_key[crypto_shorthash_KEYBYTES];
static pthread_once_t hash_key_made = PTHREAD_ONCE_INIT;

static void make_hash_key(void)
{
  randombytes_buf(hash_key, sizeof hash_key);
}

uint64_t rule_hash_bytes(const void *data, size_t size)
{
  pthread_once(&hash_key_made, make_hash_key);
  unsigned char hash[crypto_shorthash_BYTES];
  crypto_shorthash(hash, data, size, hash_key);
  uint64_t word;
  memcpy(&word, hash, sizeof word);
  return word;
}

uint64_t rule_hash_words(const uint64_t *words, size_t count)
{
  return rule_hash_bytes(words, count * sizeof *words);
}

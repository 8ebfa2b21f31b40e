/* What has no share of its own is for the pieces in hand: the levering that each ingest thread reads (its
 * bytes up to 1 MB, two parts under way, the directory of a zip, the names of a day), the sets, rows and
 * copied bytes of a piece of a partij, and what the libraries hold. */
#include "cli/budget.h"

enum { LEAST_MB = 32, LEAST_MB_A_THREAD = 8 };

/* In sixteenths of the whole. */
enum { QUEUE_SHARE = 5, PARTIJ_SHARE = 3, CACHE_SHARE = 6, SETTLING_SHARE = 1, SHARES = 16 };

static size_t share(const struct config *config, const char *key, int64_t whole, int sixteenths)
{
  int64_t bytes = config_text(config, key) != NULL ? config_number(config, key) : whole / SHARES * sixteenths;
  return (size_t)bytes;
}

/* A partij of nothing would never store anything. */
static int check_sizes(const struct config *config, struct error *error)
{
  static const char *const keys[] = {"batch_bytes", "partij_leveringen"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (config_number(config, keys[i]) < 1)
      return error_set(error, ERROR_CONFIG, "%s is less than 1", keys[i]);
  }
  return 0;
}

int budget_of(const struct config *config, struct budget *out, struct error *error)
{
  if (check_sizes(config, error) != 0)
    return ERROR_CONFIG;
  int64_t megabytes = config_number(config, "memory");
  int64_t threads = config_number(config, "ingest_threads");
  int64_t least = LEAST_MB + (threads > 1 ? (threads - 1) * LEAST_MB_A_THREAD : 0);
  if (megabytes < least)
    return error_set(error, ERROR_CONFIG, "memory is less than %lld (MB)", (long long)least);
  if (megabytes > INT32_MAX)
    return error_set(error, ERROR_CONFIG, "memory is a number of megabytes");
  int64_t whole = megabytes << 20;
  *out = (struct budget){
      .claimed = (size_t)whole,
      .queue = share(config, "queue_bytes", whole, QUEUE_SHARE),
      .partij = share(config, "partij_bytes", whole, PARTIJ_SHARE),
      .cache = share(config, "cache_bytes", whole, CACHE_SHARE),
      .settling = (size_t)(whole / SHARES * SETTLING_SHARE / (threads > 0 ? threads : 1)),
  };
  if (out->queue < 1 || out->partij < 1)
    return error_set(
        error, ERROR_CONFIG, "%s is less than 1", out->queue < 1 ? "queue_bytes" : "partij_bytes");
  return 0;
}

#include "cli/snapshots.h"

#include <time.h>

#include "base/log.h"
#include "cli/indicatoren.h"
#include "cli/overeenkomsten.h"
#include "cli/producten.h"
#include "warehouse/migrate.h"

enum { FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 10000, PAUSE_STEP_MS = 50 };

int snapshots_publish(struct database *database, const char *inbox, struct error *error)
{
  int kind = overeenkomsten_publish(database, inbox, error);
  if (kind == 0)
    kind = indicatoren_publish(database, inbox, error);
  return kind == 0 ? producten_publish(database, inbox, error) : kind;
}

static int publish_once(const char *inbox, struct error *error)
{
  struct database *database = NULL;
  int kind = database_open("sluis run", &database, error);
  if (kind == 0)
    kind = migrate_check(database, error);
  if (kind == 0)
    kind = snapshots_publish(database, inbox, error);
  database_close(&database);
  return kind;
}

static void pause_for(int milliseconds, const atomic_int *stop)
{
  for (int waited = 0; waited < milliseconds && atomic_load(stop) == 0; waited += PAUSE_STEP_MS)
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_STEP_MS * 1000000L}, NULL);
}

int snapshots_hand_over(const char *inbox, const atomic_int *stop, struct error *error)
{
  for (int pause_ms = FIRST_PAUSE_MS;;) {
    int kind = publish_once(inbox, error);
    if (kind == 0 || !error_is_temporary(error))
      return kind;
    log_warning("run.again", "again in %d ms: %s", pause_ms, error->text);
    pause_for(pause_ms, stop);
    if (atomic_load(stop) > 0) {
      error->kind = ERROR_AGAIN;
      return ERROR_AGAIN;
    }
    pause_ms = 2 * pause_ms < LONGEST_PAUSE_MS ? 2 * pause_ms : LONGEST_PAUSE_MS;
  }
}

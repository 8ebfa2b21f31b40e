#include "cli/snapshots.h"

#include "cli/backoff.h"
#include "cli/indicatoren.h"
#include "cli/overeenkomsten.h"
#include "cli/producten.h"
#include "warehouse/migrate.h"

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

int snapshots_hand_over(const char *inbox, const atomic_int *stop, struct error *error)
{
  struct backoff backoff = {.stop = stop, .log_id = "run.again"};
  while (publish_once(inbox, error) != 0) {
    int kind = backoff_wait(&backoff, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

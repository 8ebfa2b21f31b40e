/* The gathered lines are read once for each gemeente: cheaper than to write the messages that they become,
 * and memory stays a fourteenth of them. Care that is paid as a lump sum is not declared by client, and that
 * of an aanbieder with lists not at all. */
#include "cli/generate/declaraties.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/generate/declaratie.h"
#include "cli/generate/declaratie_signalen.h"
#include "cli/generate/declaratie_writer.h"

enum { STREAM_DECLARED = 0, STREAMS = 4 };
/* of a ledger: behind those of all clients */
static const uint64_t STREAM_LEDGER = UINT64_C(1) << 40;

int declaraties_init(struct declaraties *declaraties, const struct output_tree *tree,
    const struct calendar *calendar, uint64_t seed, int per_mille, struct error *error)
{
  *declaraties = (struct declaraties){.calendar = calendar, .seed = seed, .per_mille = per_mille};
  return output_tree_scratch(tree, &declaraties->gathered, error);
}

void declaraties_fini(struct declaraties *declaraties)
{
  if (declaraties->gathered != NULL)
    fclose(declaraties->gathered);
  declaraties->gathered = NULL;
}

static bool is_lumpsum(const struct assignment *assignment)
{
  return strcmp(region_producten[assignment->product].segment.bekostiging, "lumpsum") == 0;
}

void declaraties_gather(struct declaraties *declaraties, const struct client *client, const struct life *life)
{
  struct random random;
  random_init(&random, declaraties->seed, (uint64_t)client->number * STREAMS + STREAM_DECLARED);
  for (int i = 0; i < life->assignment_count; i++) {
    const struct assignment *assignment = &life->assignments[i];
    bool is_declared = random_chance(&random, declaraties->per_mille);
    if (!is_declared || is_lumpsum(assignment) || assignment->aanbieder >= MESSAGE_AANBIEDER_COUNT)
      continue;
    for (int month = 0; month < declaraties->calendar->month_count; month++) {
      struct prestatie prestatie;
      if (!declaratie_prestatie(declaraties->calendar, assignment, month, &prestatie))
        continue;
      declaratie_mistake_maybe(declaraties->calendar, &random, &prestatie);
      memcpy(prestatie.bsn, client->bsn, sizeof prestatie.bsn);
      fwrite(&prestatie, sizeof prestatie, 1, declaraties->gathered); /* ferror() in the end */
    }
  }
}

/* ---- one gemeente ---- */

struct prestaties {
  struct prestatie *items;
  size_t count, capacity;
};

static int read_gemeente(
    struct declaraties *declaraties, int gemeente, struct prestaties *prestaties, struct error *error)
{
  struct prestatie prestatie;
  prestaties->count = 0;
  rewind(declaraties->gathered);
  while (fread(&prestatie, sizeof prestatie, 1, declaraties->gathered) == 1) {
    if (prestatie.gemeente != gemeente)
      continue;
    if (prestaties->count == prestaties->capacity) {
      prestaties->capacity = prestaties->capacity * 2 + 256;
      prestaties->items = memory_resize(prestaties->items, prestaties->capacity * sizeof *prestaties->items);
    }
    prestaties->items[prestaties->count++] = prestatie;
  }
  return ferror(declaraties->gathered) ? error_set(error, ERROR_IO, "cannot read back what is declared") : 0;
}

/* Aanbieder and law, then month, then client. */
static int compare_prestaties(const void *a, const void *b)
{
  const struct prestatie *x = a;
  const struct prestatie *y = b;
  int bsn = strcmp(x->bsn, y->bsn);
  const int differences[] = {x->aanbieder - y->aanbieder,
      (int)region_producten[x->product].domein - (int)region_producten[y->product].domein,
      x->month - y->month, bsn, x->nummer - y->nummer};
  for (size_t i = 0; i < sizeof differences / sizeof *differences; i++)
    if (differences[i] != 0)
      return differences[i];
  return 0;
}

static bool is_same_ledger(const struct prestatie *x, const struct prestatie *y)
{
  return x->aanbieder == y->aanbieder &&
         region_producten[x->product].domein == region_producten[y->product].domein;
}

/* ---- one aanbieder, gemeente and law ---- */

static bool rejects_any(const struct ledger *ledger, const struct declaratie *declaratie)
{
  bool any = declaratie->verdict != VERDICT_ACCEPTED;
  for (size_t i = 0; i < declaratie->count; i++)
    any = any || ledger->regels[declaratie->first + i].code != NULL;
  return any;
}

static int send_declaratie(
    struct ledger *ledger, struct declaratie *declaratie, struct delivery *delivery, struct error *error)
{
  const struct prestatie *prestatie = ledger->regels[declaratie->first].prestatie;
  bool is_jw = region_producten[prestatie->product].domein == DOMEIN_JW;
  struct declaratie_message message = {ledger, declaratie};
  struct parcel parcel = {.soort = is_jw ? "JW323" : "WMO323",
      .gemeente = prestatie->gemeente,
      .aanbieder = prestatie->aanbieder,
      .received = declaratie->received,
      .has_facts = true,
      .message = &message,
      .write = declaratie_write};
  int failed = delivery_post(delivery, &parcel, &ledger->random, &declaratie->identificatie, error);
  if (failed != 0 || declaratie->answer_dagtekening == NEVER)
    return failed;
  int identificatie = 0;
  parcel.soort = is_jw ? "JW325" : "WMO325";
  parcel.from_gemeente = true;
  parcel.received = declaratie->answer_received;
  parcel.has_facts = rejects_any(ledger, declaratie);
  parcel.write = declaratie_write_answer;
  return delivery_post(delivery, &parcel, &ledger->random, &identificatie, error);
}

static int send_ledger(struct declaraties *declaraties, const struct prestatie *prestaties, size_t count,
    struct delivery *delivery, struct kosten *kosten, struct error *error)
{
  int aanbieder = prestaties->aanbieder;
  enum domein domein = region_producten[prestaties->product].domein;
  struct ledger ledger = {.calendar = declaraties->calendar,
      .next_referentie = &declaraties->next_referentie[aanbieder][domein],
      .next_nummer = &declaraties->next_nummer[aanbieder][domein]};
  int number = (prestaties->gemeente * MESSAGE_AANBIEDER_COUNT + aanbieder) * DOMEIN_COUNT + (int)domein;
  random_init(&ledger.random, declaraties->seed, STREAM_LEDGER + (uint64_t)number);
  ledger_play(&ledger, prestaties, count);
  int failed = 0;
  for (size_t i = 0; i < ledger.declaratie_count && failed == 0; i++)
    failed = send_declaratie(&ledger, &ledger.declaraties[i], delivery, error);
  if (failed == 0) {
    kosten_add(kosten, &ledger);
    declaratie_signalen_add(delivery->signalen, &ledger);
  }
  ledger_fini(&ledger);
  return failed;
}

static int send_gemeente(struct declaraties *declaraties, const struct prestaties *prestaties,
    struct delivery *delivery, struct kosten *kosten, struct error *error)
{
  int failed = 0;
  for (size_t first = 0; first < prestaties->count && failed == 0;) {
    size_t next = first;
    while (next < prestaties->count && is_same_ledger(&prestaties->items[first], &prestaties->items[next]))
      next++;
    failed = send_ledger(declaraties, &prestaties->items[first], next - first, delivery, kosten, error);
    first = next;
  }
  return failed;
}

int declaraties_send(
    struct declaraties *declaraties, struct delivery *delivery, struct kosten *kosten, struct error *error)
{
  struct prestaties prestaties = {0};
  bool is_written = fflush(declaraties->gathered) == 0 && ferror(declaraties->gathered) == 0;
  int failed = is_written ? 0 : error_set(error, ERROR_IO, "cannot write down what is to be declared");
  for (int gemeente = 0; gemeente < GEMEENTE_COUNT && failed == 0; gemeente++) {
    failed = read_gemeente(declaraties, gemeente, &prestaties, error);
    if (failed != 0)
      break;
    if (prestaties.count > 0) /* qsort takes no null, of nothing either (C11 7.22.5) */
      qsort(prestaties.items, prestaties.count, sizeof *prestaties.items, compare_prestaties);
    failed = send_gemeente(declaraties, &prestaties, delivery, kosten, error);
    if (failed == 0)
      kosten_end_gemeente(kosten, gemeente);
  }
  free(prestaties.items);
  return failed;
}

/* Trajectnummers that move between clients: what each client is told of the others, and that the folds of all
 * clients together then say of every day who has a number, against an oracle that looks at all lines at once.
 * A failure prints its seed; the program takes one as its argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "proto/feit_client.h"
#include "proto/feit_traject.h"
#include "random_client.h"
#include "transform/fold.h"
#include "transform/verhuizing.h"

enum { ROUNDS = 2000, CLIENTS = 4, NUMBERS = 3, DAYS = 6, MOST_LINES = 24, FIRST_DAY = 19500, WITHDRAWN = 3 };

static uint64_t only_seed; /* 0: all of them */

struct region {
  uint64_t seed;
  struct random random;
  struct arena arena;
  struct bekende_gebeurtenis *lines[MOST_LINES];
  size_t count;
};

static struct id small_id(uint8_t kind, uint32_t number)
{
  struct id id = {{kind}};
  id.bytes[15] = (uint8_t)number;
  return id;
}

static const char *const names[] = {"a", "b", "c"};

/* n names the line; where says under whom, which number, in which list. */
static void add_line(struct region *region, uint32_t client, uint32_t number, int32_t day, const char *lijst)
{
  uint32_t n = (uint32_t)region->count;
  struct bekende_gebeurtenis *line = arena_new(&region->arena, sizeof *line);
  *line = (struct bekende_gebeurtenis){
      .bekend_van = day,
      .gebeurtenis =
          {
              .id = small_id(1, n),
              .pseudoniem = small_id(9, client),
              .levering = small_id(8, n),
              .regel = (int32_t)n,
              .ontvangen = day,
              .bericht = small_id(3, (uint32_t)lijst[0]),
              .aanbieder = "12345678",
              .domein = DOMEIN_WMO,
              .dagtekening = day,
              .inhoud_soort = GEBEURTENIS_INHOUD_TRAJECT_REGEL,
              .inhoud.traject_regel = {.trajectnummer = small_id(2, number),
                  .lijst = lijst,
                  .product = "16A01",
                  .has_aangemeld = true,
                  .aangemeld = (int32_t)n, /* tells the lines apart in their trajecten */
                  .status = 1},
          },
  };
  region->lines[region->count++] = line;
}

static void add_random_line(struct region *region)
{
  struct random *random = &region->random;
  int32_t day = FIRST_DAY + (int32_t)random_below(random, DAYS);
  add_line(region, random_below(random, CLIENTS), random_below(random, NUMBERS), day,
      names[random_below(random, 3)]);
  struct bekende_gebeurtenis *line = region->lines[region->count - 1];
  if (random_chance(random, 15))
    line->gebeurtenis.inhoud.traject_regel.status = WITHDRAWN;
  line->gebeurtenis.has_geboortejaar = random_chance(random, 70);
  line->gebeurtenis.geboortejaar = 1900 + (int32_t)region->count; /* tells the lines apart in the client */
  if (random_chance(random, 20))                                  /* its day was closed when it came */
    line->bekend_van += 1 + (int32_t)random_below(random, 4);
}

static void for_all(void (*check)(struct region *))
{
  struct region region;
  arena_init(&region.arena, 0);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    if (only_seed != 0 && seed != only_seed)
      continue;
    arena_reset(&region.arena);
    region.seed = seed;
    region.random = (struct random){.state = seed};
    region.count = 0;
    size_t lines = 1 + random_below(&region.random, MOST_LINES);
    for (size_t i = 0; i < lines; i++)
      add_random_line(&region);
    check(&region);
  }
  arena_fini(&region.arena);
}

#define demand(region, condition)                                                                            \
  do {                                                                                                       \
    if (!(condition))                                                                                        \
      fail_msg("seed %llu: %s", (unsigned long long)(region)->seed, #condition);                             \
  } while (0)

static struct verhuizingen derive(struct region *region, size_t count)
{
  return verhuizing_derive((const struct bekende_gebeurtenis *const *)region->lines, count, &region->arena);
}

/* Oracle: (day, list, line) as text says which is later, since names and ids are of one length. */
static void place_of(const struct bekende_gebeurtenis *line, char out[64])
{
  const struct gebeurtenis *g = &line->gebeurtenis;
  snprintf(out, 64, "%d %s %03d", (int)g->ontvangen, g->inhoud.traject_regel.lijst, (int)g->id.bytes[15]);
}

/* Oracle: the latest line of this number that is known on this day; NULL when there is none. */
static const struct bekende_gebeurtenis *latest_line(
    const struct region *region, uint32_t number, int32_t day)
{
  const struct bekende_gebeurtenis *last = NULL;
  char latest[64] = "";
  struct id id = small_id(2, number);
  for (size_t i = 0; i < region->count; i++) {
    const struct bekende_gebeurtenis *line = region->lines[i];
    char place[64];
    place_of(line, place);
    if (line->bekend_van > day || !id_equal(&line->gebeurtenis.inhoud.traject_regel.trajectnummer, &id) ||
        strcmp(place, latest) <= 0)
      continue;
    last = line;
    memcpy(latest, place, sizeof latest);
  }
  return last;
}

/* Oracle: the line that holds of this number on this day; NULL when there is none. */
static const struct bekende_gebeurtenis *holder(const struct region *region, uint32_t number, int32_t day)
{
  const struct bekende_gebeurtenis *last = latest_line(region, number, day);
  return last != NULL && last->gebeurtenis.inhoud.traject_regel.status != WITHDRAWN ? last : NULL;
}

static struct feit_versies fold_client(
    struct region *region, const struct verhuizingen *told, const struct id *client)
{
  const struct bekende_gebeurtenis **set =
      arena_array(&region->arena, region->count + told->count, sizeof(struct bekende_gebeurtenis *));
  size_t count = 0;
  for (size_t i = 0; i < region->count; i++)
    if (id_equal(&region->lines[i]->gebeurtenis.pseudoniem, client))
      set[count++] = region->lines[i];
  for (size_t i = 0; i < told->count; i++)
    if (id_equal(&told->items[i].gebeurtenis.pseudoniem, client))
      set[count++] = &told->items[i];
  struct feit_versies versions;
  fold_history(set, count, &region->arena, &versions);
  return versions;
}

/* Trajecten on this day, as one line each: client and the line it follows from, by number. */
static size_t count_trajecten(const struct feit_versies *versions, int32_t day, int32_t line)
{
  size_t count = 0;
  for (size_t i = 0; i < versions->count; i++) {
    const struct feit_versie *version = &versions->items[i];
    if (version->feit == FEIT_TRAJECT && version->bekend_van <= day && day < version->bekend_tot)
      count += line < 0 || ((const struct feit_traject *)version->rij)->aangemeld == line;
  }
  return count;
}

static void check_holders(struct region *region)
{
  struct verhuizingen told = derive(region, region->count);
  struct feit_versies versions[CLIENTS];
  for (uint32_t c = 0; c < CLIENTS; c++) {
    struct id client = small_id(9, c);
    versions[c] = fold_client(region, &told, &client);
  }
  for (int32_t day = FIRST_DAY - 1; day <= FIRST_DAY + DAYS + 5; day++) {
    size_t expected[CLIENTS] = {0};
    for (uint32_t number = 0; number < NUMBERS; number++) {
      const struct bekende_gebeurtenis *line = holder(region, number, day);
      if (line == NULL)
        continue;
      uint32_t c = line->gebeurtenis.pseudoniem.bytes[15];
      expected[c]++;
      demand(
          region, count_trajecten(&versions[c], day, line->gebeurtenis.inhoud.traject_regel.aangemeld) == 1);
    }
    for (uint32_t c = 0; c < CLIENTS; c++)
      demand(region, count_trajecten(&versions[c], day, -1) == expected[c]);
  }
}

/* Oracle: the year that the newest of the latest lines tells that are this client's; 0 when none does. */
static int32_t told_year(const struct region *region, const struct id *client, int32_t day)
{
  const struct bekende_gebeurtenis *newest = NULL;
  for (uint32_t number = 0; number < NUMBERS; number++) {
    const struct bekende_gebeurtenis *line = latest_line(region, number, day);
    if (line == NULL || !line->gebeurtenis.has_geboortejaar ||
        !id_equal(&line->gebeurtenis.pseudoniem, client))
      continue;
    if (newest == NULL || line->gebeurtenis.ontvangen > newest->gebeurtenis.ontvangen ||
        (line->gebeurtenis.ontvangen == newest->gebeurtenis.ontvangen &&
            id_compare(&line->gebeurtenis.id, &newest->gebeurtenis.id) > 0))
      newest = line;
  }
  return newest != NULL ? newest->gebeurtenis.geboortejaar : 0;
}

/* Oracle: from the first line of it on there is a client. */
static bool is_known(const struct region *region, const struct id *client, int32_t day)
{
  for (size_t i = 0; i < region->count; i++)
    if (region->lines[i]->bekend_van <= day && id_equal(&region->lines[i]->gebeurtenis.pseudoniem, client))
      return true;
  return false;
}

static void check_year(struct region *region, const struct feit_versies *versions, const struct id *client)
{
  for (int32_t day = FIRST_DAY - 1; day <= FIRST_DAY + DAYS + 5; day++) {
    size_t rows = 0;
    for (size_t i = 0; i < versions->count; i++) {
      const struct feit_versie *version = &versions->items[i];
      if (version->feit != FEIT_CLIENT || version->bekend_van > day || version->bekend_tot <= day)
        continue;
      const struct feit_client *row = version->rij;
      int32_t year = told_year(region, client, day);
      demand(region, row->has_geboortejaar == (year != 0) && (year == 0 || row->geboortejaar == year));
      rows++;
    }
    demand(region, rows == is_known(region, client, day));
  }
}

static void check_years(struct region *region)
{
  struct verhuizingen told = derive(region, region->count);
  for (uint32_t c = 0; c < CLIENTS; c++) {
    struct id client = small_id(9, c);
    struct feit_versies versions = fold_client(region, &told, &client);
    check_year(region, &versions, &client);
  }
}

static void on_every_day_a_birth_year_is_told_by_the_latest_line_of_a_number_that_the_client_has(void **state)
{
  (void)state;
  for_all(check_years);
}

static void on_every_day_a_number_is_of_the_client_of_its_latest_line(void **state)
{
  (void)state;
  for_all(check_holders);
}

static bool has_event(const struct verhuizingen *list, const struct bekende_gebeurtenis *event)
{
  for (size_t i = 0; i < list->count; i++)
    if (id_equal(&list->items[i].gebeurtenis.id, &event->gebeurtenis.id))
      return list->items[i].bekend_van == event->bekend_van &&
             id_equal(&list->items[i].gebeurtenis.pseudoniem, &event->gebeurtenis.pseudoniem);
  return false;
}

/* What was derived of the first lines stays when more come. */
static void check_growth(struct region *region)
{
  random_shuffle(&region->random, region->lines, region->count);
  struct verhuizingen all = derive(region, region->count);
  for (size_t count = 1; count < region->count; count++) {
    struct verhuizingen some = derive(region, count);
    for (size_t i = 0; i < some.count; i++)
      demand(region, has_event(&all, &some.items[i]));
  }
}

static void what_is_told_is_never_taken_back(void **state)
{
  (void)state;
  for_all(check_growth);
}

static void check_order(struct region *region)
{
  struct verhuizingen first = derive(region, region->count);
  random_shuffle(&region->random, region->lines, region->count);
  struct verhuizingen second = derive(region, region->count);
  demand(region, first.count == second.count);
  for (size_t i = 0; i < first.count; i++)
    demand(region, id_equal(&first.items[i].gebeurtenis.id, &second.items[i].gebeurtenis.id));
}

static void the_order_of_the_lines_means_nothing(void **state)
{
  (void)state;
  for_all(check_order);
}

static void only_who_has_an_earlier_line_is_told(void **state)
{
  (void)state;
  struct region region = {.count = 0};
  arena_init(&region.arena, 0);
  add_line(&region, 1, 7, FIRST_DAY, "a");
  add_line(&region, 2, 7, FIRST_DAY + 1, "a");
  add_line(&region, 2, 7, FIRST_DAY + 2, "a");
  add_line(&region, 3, 8, FIRST_DAY + 2, "a");
  struct verhuizingen told = derive(&region, region.count);
  assert_int_equal(told.count, 2);
  for (size_t i = 0; i < 2; i++) {
    const struct gebeurtenis *event = &told.items[i].gebeurtenis;
    assert_int_equal(event->pseudoniem.bytes[15], 1);
    assert_int_equal(event->inhoud_soort, GEBEURTENIS_INHOUD_VERHUISD);
    assert_int_equal(event->ontvangen, FIRST_DAY + 1 + (int32_t)i);
    assert_int_equal(event->regel, 1 + (int32_t)i);
    assert_null(event->gemeente);
    assert_null(event->geslacht);
    assert_false(event->has_geboortejaar);
  }
  arena_fini(&region.arena);
}

static void a_number_of_one_client_tells_nobody(void **state)
{
  (void)state;
  struct region region = {.count = 0};
  arena_init(&region.arena, 0);
  assert_int_equal(derive(&region, 0).count, 0);
  add_line(&region, 1, 7, FIRST_DAY, "a");
  add_line(&region, 1, 7, FIRST_DAY + 1, "a");
  add_line(&region, 2, 8, FIRST_DAY + 1, "a");
  assert_int_equal(derive(&region, region.count).count, 0);
  arena_fini(&region.arena);
}

int main(int argc, char **argv)
{
  only_seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_who_has_an_earlier_line_is_told),
      cmocka_unit_test(a_number_of_one_client_tells_nobody),
      cmocka_unit_test(on_every_day_a_number_is_of_the_client_of_its_latest_line),
      cmocka_unit_test(on_every_day_a_birth_year_is_told_by_the_latest_line_of_a_number_that_the_client_has),
      cmocka_unit_test(what_is_told_is_never_taken_back),
      cmocka_unit_test(the_order_of_the_lines_means_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

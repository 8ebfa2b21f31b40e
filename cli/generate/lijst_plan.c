/* A list leaves a few days after its period; what was written down in those days is in it already. */
#include "cli/generate/lijst_plan.h"

#include <stddef.h>

enum { FIRST_AANBIEDER = 40, CUTOFF_DAYS = 3, SHORTEST_ROAD = 2, HERSTEL_DAYS = 8, HERSTEL_EVERY = 3 };

const char *const lijst_teams[TEAM_COUNT] = {"onbekend", "Noord", "Oost", "De Beemden", "Zuid", "West 2"};
const char *const lijst_voorzieningen[VOORZIENING_COUNT] = {"onbekend", "De Haven", "De Kade", "De Schakel"};

const struct lijst_aanbieder lijst_aanbieders[LIJST_AANBIEDER_COUNT] = {
    {FIRST_AANBIEDER, true, 1, ';', false, "T-", {1, 2, 1}, {5, 12, 3}},
    {FIRST_AANBIEDER + 1, true, 3, ',', true, "O/", {3, 2, 3}, {12, 13, 5}},
    {FIRST_AANBIEDER + 2, false, 1, ';', true, "T-", {1, 2, 3}, {5, 0, 3}},
    {FIRST_AANBIEDER + 3, false, 3, ';', false, "T-", {1, 4, 4}, {4, 6, 3}},
    {FIRST_AANBIEDER + 4, false, 1, ',', false, "J", {1, 5, 0}, {1, 2, 6}},
    {FIRST_AANBIEDER + 5, false, 3, ',', false, "2024/", {3, 4, 2}, {7, 8, 9}},
};

static void add_item(struct lijst_plan *plan, struct lijst_plan_item item)
{
  plan->items[plan->count++] = item;
}

void lijst_plan_init(struct lijst_plan *plan, int number, const struct calendar *calendar)
{
  const struct lijst_aanbieder *aanbieder = &lijst_aanbieders[number];
  *plan = (struct lijst_plan){.aanbieder = aanbieder};
  for (int month = 0, i = 0; month < calendar->month_count; month += aanbieder->months, i++) {
    int next =
        month + aanbieder->months < calendar->month_count ? month + aanbieder->months : calendar->month_count;
    int32_t tot = calendar->first_days[next] - 1;
    int32_t cutoff = tot + CUTOFF_DAYS + number % 3;
    struct lijst_plan_item item = {.van = calendar->first_days[month],
        .tot = tot,
        .cutoff = cutoff,
        .received = cutoff + SHORTEST_ROAD + i % 3};
    add_item(plan, item);
    if ((i + number) % HERSTEL_EVERY != 1)
      continue;
    item.is_herstel = true;
    item.cutoff = item.received + HERSTEL_DAYS;
    item.received = item.cutoff + 1;
    add_item(plan, item);
  }
}

bool lijst_plan_tot(const struct lijst_plan *plan, int32_t day, int32_t *tot)
{
  bool is_found = false;
  for (int i = 0; i < plan->count && plan->items[i].received <= day; i++) {
    *tot = plan->items[i].tot;
    is_found = true;
  }
  return is_found;
}

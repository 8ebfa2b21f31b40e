/* teams.csv: as caseload, of trajecten of lists; a client counts once in a row, however many trajecten.
 *
 * plekken.csv: of products with bekostiging plek. The first and the last day count, days of an onderbreking
 * do not. An open stay of a list counts through the last day that its aanbieder's newest list covers
 * (clientdagen), or through the end of the month (doorgetrokken). */
#include "cli/generate/plaatsen.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/outcome.h"

enum { PATH_SIZE = 64 };

struct team_cell {
  int32_t gestart, afgesloten, open_begin, lopend, open_eind, clients;
};

struct place_cell {
  int64_t days, carried; /* with what newer lists may still end */
};

struct view {
  const struct calendar_view *asked;
  struct team_cell *teams;   /* month x place x team */
  struct place_cell *places; /* month x place x voorziening */
};

struct plaatsen {
  const struct calendar *calendar;
  struct view views[MOST_VIEWS];
};

struct plaatsen *plaatsen_new(const struct calendar *calendar)
{
  struct plaatsen *plaatsen = memory_new(sizeof *plaatsen);
  plaatsen->calendar = calendar;
  for (int i = 0; i < calendar->view_count; i++) {
    struct view *view = &plaatsen->views[i];
    size_t cells = (size_t)calendar->views[i].month_count * PLACE_COUNT;
    view->asked = &calendar->views[i];
    view->teams = memory_new(cells * TEAM_COUNT * sizeof *view->teams);
    view->places = memory_new(cells * VOORZIENING_COUNT * sizeof *view->places);
  }
  return plaatsen;
}

void plaatsen_free(struct plaatsen **plaatsen)
{
  if (*plaatsen == NULL)
    return;
  for (int i = 0; i < (*plaatsen)->calendar->view_count; i++) {
    free((*plaatsen)->views[i].teams);
    free((*plaatsen)->views[i].places);
  }
  free(*plaatsen);
  *plaatsen = NULL;
}

/* ---- teams ---- */

static bool runs(const struct bekend *traject, int32_t van, int32_t tot)
{
  return traject->outcome.gestart <= tot && traject->outcome.gestopt >= van;
}

/* Whether a traject before this one has its client in the row already. */
static bool was_counted(const struct bekend *trajecten, int at, int32_t van, int32_t tot)
{
  for (int i = 0; i < at; i++)
    if (trajecten[i].stand != NULL && trajecten[i].place == trajecten[at].place &&
        trajecten[i].stand->team == trajecten[at].stand->team && runs(&trajecten[i], van, tot))
      return true;
  return false;
}

static void count_team(
    struct team_cell *cell, const struct bekend *trajecten, int at, int32_t van, int32_t tot)
{
  const struct outcome *outcome = &trajecten[at].outcome;
  cell->gestart += outcome->gestart >= van && outcome->gestart <= tot;
  cell->afgesloten += outcome->gestopt >= van && outcome->gestopt <= tot;
  cell->open_begin += outcome->gestart < van && outcome->gestopt >= van;
  cell->lopend += outcome->gestart <= tot && outcome->gestopt >= van;
  cell->open_eind += outcome->gestart <= tot && outcome->gestopt > tot;
  cell->clients += runs(&trajecten[at], van, tot) && !was_counted(trajecten, at, van, tot);
}

/* ---- places ---- */

static bool is_paused(const struct care *care, int32_t moment, int32_t day)
{
  for (int i = 0; i < care->pause_count; i++) {
    const struct care_pause *pause = &care->pauses[i];
    bool is_over = pause->to_known <= day && pause->to <= moment;
    if (pause->from_known <= day && pause->from < moment && !is_over)
      return true;
  }
  return false;
}

static int64_t days_between(const struct bekend *traject, int32_t van, int32_t tot, int32_t day)
{
  int64_t days = tot >= van ? tot - van + 1 : 0;
  for (int32_t moment = van; traject->care != NULL && traject->care->pause_count > 0 && moment <= tot;
       moment++)
    days -= is_paused(traject->care, moment, day);
  return days;
}

/* The last day on which the stay is known to run. */
static int32_t told_until(const struct bekend *traject, int32_t day)
{
  int32_t tot = NEVER;
  if (traject->casus != NULL && traject->outcome.gestopt == NEVER)
    (void)lijst_plan_tot(traject->casus->plan, day, &tot);
  return traject->outcome.gestopt < tot ? traject->outcome.gestopt : tot;
}

static int32_t earlier(int32_t a, int32_t b)
{
  return a < b ? a : b;
}

static void count_place(
    struct place_cell *cell, const struct bekend *traject, int32_t van, int32_t tot, int32_t day)
{
  int32_t from = traject->outcome.gestart > van ? traject->outcome.gestart : van;
  cell->days += days_between(traject, from, earlier(told_until(traject, day), tot), day);
  cell->carried += days_between(traject, from, earlier(traject->outcome.gestopt, tot), day);
}

/* ---- both ---- */

static void count_month(const struct plaatsen *plaatsen, const struct view *view, int month,
    const struct bekend *trajecten, int at)
{
  const struct bekend *traject = &trajecten[at];
  int32_t van = plaatsen->calendar->first_days[month];
  int32_t tot = plaatsen->calendar->first_days[month + 1] - 1;
  int row = month * PLACE_COUNT + traject->place;
  if (traject->stand != NULL)
    count_team(&view->teams[row * TEAM_COUNT + traject->stand->team], trajecten, at, van, tot);
  int voorziening = traject->stand != NULL ? traject->stand->voorziening : 0;
  if (strcmp(region_producten[traject->product].segment.bekostiging, "plek") == 0)
    count_place(&view->places[row * VOORZIENING_COUNT + voorziening], traject, van, tot, view->asked->day);
}

void plaatsen_add(struct plaatsen *plaatsen, const struct life *life)
{
  struct bekend trajecten[MOST_BEKEND];
  for (int i = 0; i < plaatsen->calendar->view_count; i++) {
    const struct view *view = &plaatsen->views[i];
    int count = outcome_list(life, view->asked->day, trajecten);
    for (int at = 0; at < count; at++)
      for (int month = 0; month < view->asked->month_count; month++)
        count_month(plaatsen, view, month, trajecten, at);
  }
}

/* ---- writing ---- */

static void print_teams(const struct plaatsen *plaatsen, const struct view *view, FILE *out)
{
  fprintf(out, "maand,gemeente,team,gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n");
  for (int i = 0; i < view->asked->month_count * PLACE_COUNT * TEAM_COUNT; i++) {
    char month[MONTH_TEXT_SIZE];
    const struct team_cell *cell = &view->teams[i];
    calendar_format_month(plaatsen->calendar, i / TEAM_COUNT / PLACE_COUNT, month);
    fprintf(out, "%s,%s,%s,%d,%d,%d,%d,%d,%d\n", month, region_place(i / TEAM_COUNT % PLACE_COUNT),
        lijst_teams[i % TEAM_COUNT], cell->gestart, cell->afgesloten, cell->open_begin, cell->lopend,
        cell->open_eind, cell->clients);
  }
}

static void print_places(const struct plaatsen *plaatsen, const struct view *view, FILE *out)
{
  fprintf(out, "maand,gemeente,voorziening,clientdagen,doorgetrokken,dagen\n");
  for (int i = 0; i < view->asked->month_count * PLACE_COUNT * VOORZIENING_COUNT; i++) {
    char text[MONTH_TEXT_SIZE];
    const struct place_cell *cell = &view->places[i];
    int month = i / VOORZIENING_COUNT / PLACE_COUNT;
    calendar_format_month(plaatsen->calendar, month, text);
    fprintf(out, "%s,%s,%s,%lld,%lld,%d\n", text, region_place(i / VOORZIENING_COUNT % PLACE_COUNT),
        lijst_voorzieningen[i % VOORZIENING_COUNT], (long long)cell->days, (long long)cell->carried,
        plaatsen->calendar->first_days[month + 1] - plaatsen->calendar->first_days[month]);
  }
}

int plaatsen_write(const struct plaatsen *plaatsen, const struct output_tree *tree, struct error *error)
{
  static const struct {
    const char *name;
    void (*print)(const struct plaatsen *, const struct view *, FILE *);
  } files[] = {{"teams", print_teams}, {"plekken", print_places}};
  for (int i = 0; i < plaatsen->calendar->view_count; i++)
    for (size_t j = 0; j < sizeof files / sizeof *files; j++) {
      char path[PATH_SIZE];
      FILE *out = NULL;
      calendar_format_path(plaatsen->calendar, files[j].name, i, path, sizeof path);
      int failed = output_tree_text(tree, path, &out, error);
      if (failed != 0)
        return failed;
      files[j].print(plaatsen, &plaatsen->views[i], out);
      failed = output_tree_finish(&out, path, error);
      if (failed != 0)
        return failed;
    }
  return 0;
}

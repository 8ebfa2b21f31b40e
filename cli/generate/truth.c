/* How the figures follow from a life, on the day D that they are asked for:
 *
 * - Care began and ended as outcome.h says.
 * - A toewijzing counts in the month of its Ingangsdatum (which no version changes) once any version was
 *   received, and no longer once RedenWijziging 13 was.
 * - It is onderbroken on a day after a temporary stop and before the start that followed.
 *
 * Per month (van..tot): gestart and afgesloten by their date; open_begin = gestart < van and not gestopt <
 * van; lopend = gestart <= tot and not gestopt < van; open_eind = gestart <= tot and not gestopt <= tot;
 * onderbroken = open_eind and onderbroken on tot. Each is counted by itself: that they add up is for a test
 * to see.
 *
 * Only months that lie wholly on or before D are given. D is the last day of some months, and the end: then
 * all has been received. */
#include "cli/generate/truth.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/outcome.h"

enum { PATH_SIZE = 48 };

struct cell {
  int32_t toewijzingen, gestart, afgesloten, open_begin, lopend, open_eind, onderbroken;
};

/* The figures as known on one day. */
struct view {
  int32_t day; /* D */
  int month_count;
  struct cell *cells; /* month x place x product */
  int32_t *redenen;   /* month x domein x reden */
  int32_t *clients;   /* month: distinct clients in care */
};

struct truth {
  const struct calendar *calendar;
  struct view views[MOST_VIEWS]; /* as those of the calendar */
};

static void view_init(struct view *view, const struct calendar_view *asked)
{
  int month_count = asked->month_count;
  *view = (struct view){.day = asked->day, .month_count = month_count};
  view->cells = memory_new((size_t)month_count * PLACE_COUNT * PRODUCT_COUNT * sizeof *view->cells);
  view->redenen = memory_new((size_t)month_count * DOMEIN_COUNT * REDEN_COUNT * sizeof *view->redenen);
  view->clients = memory_new((size_t)month_count * sizeof *view->clients);
}

struct truth *truth_new(const struct calendar *calendar)
{
  struct truth *truth = memory_new(sizeof *truth);
  truth->calendar = calendar;
  for (int i = 0; i < calendar->view_count; i++)
    view_init(&truth->views[i], &calendar->views[i]);
  return truth;
}

void truth_free(struct truth **truth)
{
  if (*truth == NULL)
    return;
  for (int i = 0; i < (*truth)->calendar->view_count; i++) {
    free((*truth)->views[i].cells);
    free((*truth)->views[i].redenen);
    free((*truth)->views[i].clients);
  }
  free(*truth);
  *truth = NULL;
}

/* ---- what was known of one stretch of care on D ---- */

/* moment: the day of the care that is asked about; day: what was known by then. */
static bool is_paused(const struct care *care, int32_t moment, int32_t day)
{
  for (int i = 0; i < care->pause_count; i++) {
    const struct care_pause *pause = &care->pauses[i];
    bool resumed = pause->to_known <= day && pause->to <= moment;
    if (pause->from_known <= day && pause->from < moment && !resumed)
      return true;
  }
  return false;
}

/* ---- counting ---- */

static struct cell *cell_of(const struct view *view, int month, int place, int product)
{
  return &view->cells[(month * PLACE_COUNT + place) * PRODUCT_COUNT + product];
}

static void count_month(
    const struct truth *truth, const struct view *view, int month, const struct bekend *traject)
{
  const struct outcome *outcome = &traject->outcome;
  int32_t van = truth->calendar->first_days[month];
  int32_t tot = truth->calendar->first_days[month + 1] - 1;
  struct cell *cell = cell_of(view, month, traject->place, traject->product);
  bool open_eind = outcome->gestart <= tot && outcome->gestopt > tot;
  cell->gestart += outcome->gestart >= van && outcome->gestart <= tot;
  cell->open_begin += outcome->gestart < van && outcome->gestopt >= van;
  cell->lopend += outcome->gestart <= tot && outcome->gestopt >= van;
  cell->open_eind += open_eind;
  cell->onderbroken += open_eind && traject->care != NULL && is_paused(traject->care, tot, view->day);
  if (outcome->gestopt < van || outcome->gestopt > tot)
    return;
  enum domein domein = region_producten[traject->product].domein;
  cell->afgesloten++;
  view->redenen[(month * DOMEIN_COUNT + (int)domein) * REDEN_COUNT + outcome->reden]++;
}

static void add_traject(
    const struct truth *truth, const struct view *view, const struct bekend *traject, bool *in_care)
{
  for (int month = 0; month < view->month_count; month++) {
    count_month(truth, view, month, traject);
    if (traject->outcome.gestart < truth->calendar->first_days[month + 1] &&
        traject->outcome.gestopt >= truth->calendar->first_days[month])
      in_care[month] = true;
  }
}

static void add_assignment(
    const struct truth *truth, const struct view *view, const struct assignment *assignment)
{
  if (outcome_is_assigned(assignment, view->day))
    for (int month = 0; month < view->month_count; month++)
      cell_of(view, month, assignment->gemeente, assignment->product)->toewijzingen +=
          assignment->ingang >= truth->calendar->first_days[month] &&
          assignment->ingang < truth->calendar->first_days[month + 1];
}

void truth_add(struct truth *truth, const struct life *life)
{
  bool *in_care = memory_new((size_t)truth->calendar->month_count * sizeof *in_care);
  struct bekend trajecten[MOST_BEKEND];
  for (int i = 0; i < truth->calendar->view_count; i++) {
    memset(in_care, 0, (size_t)truth->calendar->month_count * sizeof *in_care);
    for (int j = 0; j < life->assignment_count; j++)
      add_assignment(truth, &truth->views[i], &life->assignments[j]);
    int count = outcome_list(life, truth->views[i].day, trajecten);
    for (int j = 0; j < count; j++)
      add_traject(truth, &truth->views[i], &trajecten[j], in_care);
    for (int month = 0; month < truth->views[i].month_count; month++)
      truth->views[i].clients[month] += in_care[month];
  }
  free(in_care);
}

/* ---- writing ---- */

static void print_cells(const struct truth *truth, const struct view *view, FILE *out)
{
  fprintf(out, "maand,domein,gemeente,product,toewijzingen,gestart,afgesloten,open_begin,lopend,open_eind,"
               "onderbroken\n");
  for (int month = 0; month < view->month_count; month++)
    for (int i = 0; i < PLACE_COUNT * PRODUCT_COUNT; i++) {
      char text[MONTH_TEXT_SIZE];
      const struct cell *cell = &view->cells[month * PLACE_COUNT * PRODUCT_COUNT + i];
      const struct product *product = &region_producten[i % PRODUCT_COUNT];
      calendar_format_month(truth->calendar, month, text);
      fprintf(out, "%s,%s,%s,%s,%d,%d,%d,%d,%d,%d,%d\n", text, region_domeinen[product->domein],
          region_place(i / PRODUCT_COUNT), product->code, cell->toewijzingen, cell->gestart, cell->afgesloten,
          cell->open_begin, cell->lopend, cell->open_eind, cell->onderbroken);
    }
}

static void print_redenen(const struct truth *truth, const struct view *view, FILE *out)
{
  fprintf(out, "maand,domein,reden,aantal\n");
  for (int month = 0; month < view->month_count; month++)
    for (int i = 0; i < DOMEIN_COUNT * REDEN_COUNT; i++) {
      char text[MONTH_TEXT_SIZE];
      calendar_format_month(truth->calendar, month, text);
      fprintf(out, "%s,%s,%s,%d\n", text, region_domeinen[i / REDEN_COUNT], outcome_redenen[i % REDEN_COUNT],
          view->redenen[month * DOMEIN_COUNT * REDEN_COUNT + i]);
    }
}

static void print_clients(const struct truth *truth, const struct view *view, FILE *out)
{
  fprintf(out, "maand,unieke_clienten\n");
  for (int month = 0; month < view->month_count; month++) {
    char text[MONTH_TEXT_SIZE];
    calendar_format_month(truth->calendar, month, text);
    fprintf(out, "%s,%d\n", text, view->clients[month]);
  }
}

typedef void print_function(const struct truth *truth, const struct view *view, FILE *out);

static int write_file(const struct truth *truth, const struct view *view, print_function *print,
    const struct output_tree *tree, const char *path, struct error *error)
{
  FILE *out = NULL;
  int failed = output_tree_text(tree, path, &out, error);
  if (failed != 0)
    return failed;
  print(truth, view, out);
  return output_tree_finish(&out, path, error);
}

static int write_peildatum(const struct truth *truth, const struct output_tree *tree, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  char text[DATE_TEXT_SIZE + 1];
  date_format(truth->views[truth->calendar->view_count - 1].day, day);
  snprintf(text, sizeof text, "%s\n", day);
  return output_tree_file(tree, "waarheid/peildatum.txt", text, strlen(text), error);
}

int truth_write(const struct truth *truth, const struct output_tree *tree, struct error *error)
{
  static const struct {
    const char *path;
    print_function *print;
  } files[] = {{"waarheid/maanden.csv", print_cells}, {"waarheid/reden.csv", print_redenen},
      {"waarheid/unieke_clienten.csv", print_clients}};
  int last = truth->calendar->view_count - 1;
  const struct view *end = &truth->views[last];
  int failed = write_peildatum(truth, tree, error);
  for (size_t i = 0; i < sizeof files / sizeof *files && failed == 0; i++)
    failed = write_file(truth, end, files[i].print, tree, files[i].path, error);
  for (int i = 0; i < last && failed == 0; i++) {
    char path[PATH_SIZE];
    calendar_format_path(truth->calendar, "", i, path, sizeof path);
    failed = write_file(truth, &truth->views[i], print_cells, tree, path, error);
  }
  return failed;
}

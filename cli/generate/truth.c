/* How the figures follow from a life, on the day D that they are asked for:
 *
 * - A line counts when it was received on D or before; a withdrawn one until its withdrawal was received.
 * - A toewijzing counts in the month of its Ingangsdatum (which no version changes) once any version was
 *   received, and no longer once RedenWijziging 13 was: then neither does its care.
 * - Care began on the Begindatum of the last start that stands. If none was ever received, a stop (also a
 *   temporary one) tells of it. If the start was withdrawn, there is no care.
 * - It ended on the Einddatum of the last definitive stop that stands; without one, on the Einddatum of the
 *   newest version received (but not before it began), reason niet_gemeld. An end after D is not yet an end.
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

enum { LATE = NEVER - 1 }; /* the D of the end: after every receipt, before never */
enum { PATH_SIZE = 48, MONTH_TEXT_SIZE = 8 };

struct cell {
  int32_t toewijzingen, gestart, afgesloten, open_begin, lopend, open_eind, onderbroken;
};

static const char *const redenen[] = {"volgens_plan", "door_client", "door_aanbieder", "in_overleg",
    "externe_oorzaak", "gemeente", "wijzigingsverzoek", "andere_aanbieder", "ander_domein", "overleden",
    "niet_gemeld"};
enum { REDEN_COUNT = sizeof redenen / sizeof *redenen, REDEN_NIET_GEMELD = REDEN_COUNT - 1 };

/* RedenBeeindiging -> index in redenen. */
static const struct {
  enum domein domein;
  char code[3];
  int reden;
} reden_codes[] = {{DOMEIN_JW, "31", 0}, {DOMEIN_JW, "32", 1}, {DOMEIN_JW, "33", 2}, {DOMEIN_JW, "34", 3},
    {DOMEIN_JW, "35", 4}, {DOMEIN_JW, "36", 5}, {DOMEIN_JW, "37", 6}, {DOMEIN_JW, "38", 7},
    {DOMEIN_JW, "39", 8}, {DOMEIN_JW, "02", 9}, {DOMEIN_WMO, "19", 0}, {DOMEIN_WMO, "21", 1},
    {DOMEIN_WMO, "22", 2}, {DOMEIN_WMO, "23", 3}, {DOMEIN_WMO, "31", 4}, {DOMEIN_WMO, "36", 5},
    {DOMEIN_WMO, "37", 6}, {DOMEIN_WMO, "38", 7}, {DOMEIN_WMO, "39", 8}, {DOMEIN_WMO, "02", 9}};

/* The figures as known on one day. */
struct view {
  int32_t day; /* D */
  int month_count;
  struct cell *cells; /* month x gemeente x product */
  int32_t *redenen;   /* month x domein x reden */
  int32_t *clients;   /* month: distinct clients in care */
};

struct truth {
  const int32_t *first_days;
  int month_count;
  int view_count;
  struct view *views; /* the last one is the end */
  int64_t signalen[SIGNAAL_COUNT];
};

static void view_init(struct view *view, int32_t day, int month_count)
{
  *view = (struct view){.day = day, .month_count = month_count};
  view->cells = memory_new((size_t)month_count * GEMEENTE_COUNT * PRODUCT_COUNT * sizeof *view->cells);
  view->redenen = memory_new((size_t)month_count * DOMEIN_COUNT * REDEN_COUNT * sizeof *view->redenen);
  view->clients = memory_new((size_t)month_count * sizeof *view->clients);
}

/* The months at whose last day the figures are asked too: about a quarter, half and three quarters of the
 * way; of a short period all but the last. */
static bool is_asked(int month, int month_count)
{
  if (month_count <= 4)
    return month < month_count - 1;
  return month == month_count / 4 - 1 || month == month_count / 2 - 1 || month == month_count * 3 / 4 - 1;
}

struct truth *truth_new(const int32_t *first_days, int month_count)
{
  struct truth *truth = memory_new(sizeof *truth);
  truth->first_days = first_days;
  truth->month_count = month_count;
  truth->views = memory_new(4 * sizeof *truth->views);
  for (int month = 0; month < month_count; month++)
    if (is_asked(month, month_count))
      view_init(&truth->views[truth->view_count++], first_days[month + 1] - 1, month + 1);
  view_init(&truth->views[truth->view_count++], LATE, month_count);
  return truth;
}

void truth_free(struct truth **truth)
{
  if (*truth == NULL)
    return;
  for (int i = 0; i < (*truth)->view_count; i++) {
    free((*truth)->views[i].cells);
    free((*truth)->views[i].redenen);
    free((*truth)->views[i].clients);
  }
  free((*truth)->views);
  free(*truth);
  *truth = NULL;
}

/* ---- what was known of one stretch of care on D ---- */

struct outcome {
  bool started;
  int32_t gestart, gestopt; /* gestopt NEVER: open */
  int reden;
};

static bool any_stop_known(const struct care *care, int32_t day)
{
  for (int i = 0; i < care->stop_count; i++)
    if (care->stops[i].known <= day && care->stops[i].withdrawn > day)
      return true;
  for (int i = 0; i < care->pause_count; i++)
    if (care->pauses[i].from_known <= day)
      return true;
  return false;
}

static bool find_start(const struct care *care, int32_t day, int32_t *gestart)
{
  bool was_withdrawn = false;
  for (int i = care->start_count - 1; i >= 0; i--) {
    if (care->starts[i].known <= day && care->starts[i].withdrawn > day) {
      *gestart = care->starts[i].begin;
      return true;
    }
    was_withdrawn = was_withdrawn || care->starts[i].known <= day;
  }
  *gestart = care->begin;
  return !was_withdrawn && any_stop_known(care, day);
}

static int32_t known_einde(const struct assignment *assignment, int32_t day)
{
  for (int i = assignment->version_count - 1; i >= 0; i--)
    if (assignment->versions[i].known <= day)
      return assignment->versions[i].einde;
  return NEVER;
}

static int normalise(enum domein domein, const char *code)
{
  for (size_t i = 0; i < sizeof reden_codes / sizeof *reden_codes; i++)
    if (reden_codes[i].domein == domein && strcmp(reden_codes[i].code, code) == 0)
      return reden_codes[i].reden;
  return REDEN_NIET_GEMELD;
}

static void find_end(
    const struct assignment *assignment, const struct care *care, int32_t day, struct outcome *outcome)
{
  for (int i = care->stop_count - 1; i >= 0; i--)
    if (care->stops[i].known <= day && care->stops[i].withdrawn > day) {
      outcome->gestopt = care->stops[i].einde;
      outcome->reden = normalise(region_producten[assignment->product].domein, care->stops[i].code);
      return;
    }
  outcome->gestopt = known_einde(assignment, day);
  if (outcome->gestopt < outcome->gestart)
    outcome->gestopt = outcome->gestart;
  outcome->reden = REDEN_NIET_GEMELD;
  if (outcome->gestopt > day)
    outcome->gestopt = NEVER;
}

static struct outcome find_outcome(const struct assignment *assignment, const struct care *care, int32_t day)
{
  struct outcome outcome = {.gestopt = NEVER};
  outcome.started = find_start(care, day, &outcome.gestart);
  if (outcome.started)
    find_end(assignment, care, day, &outcome);
  return outcome;
}

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

static struct cell *cell_of(const struct view *view, int month, const struct assignment *assignment)
{
  return &view->cells[(month * GEMEENTE_COUNT + assignment->gemeente) * PRODUCT_COUNT + assignment->product];
}

static void count_month(const struct truth *truth, const struct view *view, int month,
    const struct assignment *assignment, const struct care *care, const struct outcome *outcome)
{
  int32_t van = truth->first_days[month];
  int32_t tot = truth->first_days[month + 1] - 1;
  struct cell *cell = cell_of(view, month, assignment);
  bool open_eind = outcome->gestart <= tot && outcome->gestopt > tot;
  cell->gestart += outcome->gestart >= van && outcome->gestart <= tot;
  cell->open_begin += outcome->gestart < van && outcome->gestopt >= van;
  cell->lopend += outcome->gestart <= tot && outcome->gestopt >= van;
  cell->open_eind += open_eind;
  cell->onderbroken += open_eind && is_paused(care, tot, view->day);
  if (outcome->gestopt < van || outcome->gestopt > tot)
    return;
  enum domein domein = region_producten[assignment->product].domein;
  cell->afgesloten++;
  view->redenen[(month * DOMEIN_COUNT + (int)domein) * REDEN_COUNT + outcome->reden]++;
}

static void add_care(const struct truth *truth, const struct view *view, const struct assignment *assignment,
    const struct care *care, bool *in_care)
{
  struct outcome outcome = find_outcome(assignment, care, view->day);
  if (!outcome.started)
    return;
  for (int month = 0; month < view->month_count; month++) {
    count_month(truth, view, month, assignment, care, &outcome);
    if (outcome.gestart < truth->first_days[month + 1] && outcome.gestopt >= truth->first_days[month])
      in_care[month] = true;
  }
}

static bool is_known(const struct assignment *assignment, int32_t day)
{
  for (int i = 0; i < assignment->version_count; i++)
    if (assignment->versions[i].known <= day)
      return true;
  return false;
}

static void add_assignment(
    const struct truth *truth, const struct view *view, const struct assignment *assignment, bool *in_care)
{
  if (assignment->removed_known <= view->day)
    return;
  if (is_known(assignment, view->day))
    for (int month = 0; month < view->month_count; month++)
      cell_of(view, month, assignment)->toewijzingen +=
          assignment->ingang >= truth->first_days[month] && assignment->ingang < truth->first_days[month + 1];
  for (int i = 0; i < assignment->care_count; i++)
    add_care(truth, view, assignment, &assignment->cares[i], in_care);
}

void truth_add(struct truth *truth, const struct life *life)
{
  bool *in_care = memory_new((size_t)truth->month_count * sizeof *in_care);
  for (int i = 0; i < truth->view_count; i++) {
    memset(in_care, 0, (size_t)truth->month_count * sizeof *in_care);
    for (int j = 0; j < life->assignment_count; j++)
      add_assignment(truth, &truth->views[i], &life->assignments[j], in_care);
    for (int month = 0; month < truth->views[i].month_count; month++)
      truth->views[i].clients[month] += in_care[month];
  }
  for (int i = 0; i < SIGNAAL_COUNT; i++)
    truth->signalen[i] += life->signalen[i];
  free(in_care);
}

/* ---- writing ---- */

static void format_month(const struct truth *truth, int month, char text[MONTH_TEXT_SIZE])
{
  char date[DATE_TEXT_SIZE];
  date_format(truth->first_days[month], date);
  snprintf(text, MONTH_TEXT_SIZE, "%.7s", date);
}

static void print_cells(const struct truth *truth, const struct view *view, FILE *out)
{
  fprintf(out, "maand,domein,gemeente,product,toewijzingen,gestart,afgesloten,open_begin,lopend,open_eind,"
               "onderbroken\n");
  for (int month = 0; month < view->month_count; month++)
    for (int i = 0; i < GEMEENTE_COUNT * PRODUCT_COUNT; i++) {
      char text[MONTH_TEXT_SIZE];
      const struct cell *cell = &view->cells[month * GEMEENTE_COUNT * PRODUCT_COUNT + i];
      const struct product *product = &region_producten[i % PRODUCT_COUNT];
      format_month(truth, month, text);
      fprintf(out, "%s,%s,%s,%s,%d,%d,%d,%d,%d,%d,%d\n", text, region_domeinen[product->domein],
          region_gemeenten[i / PRODUCT_COUNT].code, product->code, cell->toewijzingen, cell->gestart,
          cell->afgesloten, cell->open_begin, cell->lopend, cell->open_eind, cell->onderbroken);
    }
}

static void print_redenen(const struct truth *truth, const struct view *view, FILE *out)
{
  fprintf(out, "maand,domein,reden,aantal\n");
  for (int month = 0; month < view->month_count; month++)
    for (int i = 0; i < DOMEIN_COUNT * REDEN_COUNT; i++) {
      char text[MONTH_TEXT_SIZE];
      format_month(truth, month, text);
      fprintf(out, "%s,%s,%s,%d\n", text, region_domeinen[i / REDEN_COUNT], redenen[i % REDEN_COUNT],
          view->redenen[month * DOMEIN_COUNT * REDEN_COUNT + i]);
    }
}

static void print_clients(const struct truth *truth, const struct view *view, FILE *out)
{
  fprintf(out, "maand,unieke_clienten\n");
  for (int month = 0; month < view->month_count; month++) {
    char text[MONTH_TEXT_SIZE];
    format_month(truth, month, text);
    fprintf(out, "%s,%d\n", text, view->clients[month]);
  }
}

static void print_signalen(const struct truth *truth, const struct view *view, FILE *out)
{
  static const char *const codes[SIGNAAL_COUNT] = {"TR019", "TR326", "TR382", "TR415", "SL01", "SL02"};
  (void)view;
  fprintf(out, "code,aantal\n");
  for (int i = 0; i < SIGNAAL_COUNT; i++)
    fprintf(out, "%s,%lld\n", codes[i], (long long)truth->signalen[i]);
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

static int write_peildatum(
    const struct truth *truth, const struct output_tree *tree, int32_t last_received, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  char text[DATE_TEXT_SIZE + 1];
  int32_t last_day = truth->first_days[truth->month_count] - 1;
  date_format(last_received > last_day ? last_received : last_day, day);
  snprintf(text, sizeof text, "%s\n", day);
  return output_tree_file(tree, "waarheid/peildatum.txt", text, strlen(text), error);
}

int truth_write(
    const struct truth *truth, const struct output_tree *tree, int32_t last_received, struct error *error)
{
  static const struct {
    const char *path;
    print_function *print;
  } files[] = {{"waarheid/maanden.csv", print_cells}, {"waarheid/reden.csv", print_redenen},
      {"waarheid/unieke_clienten.csv", print_clients}, {"waarheid/signalen.csv", print_signalen}};
  const struct view *end = &truth->views[truth->view_count - 1];
  int failed = write_peildatum(truth, tree, last_received, error);
  for (size_t i = 0; i < sizeof files / sizeof *files && failed == 0; i++)
    failed = write_file(truth, end, files[i].print, tree, files[i].path, error);
  for (const struct view *view = truth->views; view < end && failed == 0; view++) {
    char path[PATH_SIZE];
    char date[DATE_TEXT_SIZE];
    date_format(view->day, date);
    snprintf(path, sizeof path, "waarheid/bekend-%s.csv", date);
    failed = write_file(truth, view, print_cells, tree, path, error);
  }
  return failed;
}

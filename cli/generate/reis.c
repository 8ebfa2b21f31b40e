/* The started trajecten of a client stand in the order (gestart, gestopt with open last, domein, gemeente,
 * aanbieder, product). No two share all of these here: a product is given to a client once, or again after
 * the end of the former toewijzing.
 *
 * - vorige: of those before it in the order that ended on or before its start, the one with the latest end
 * (the last in the order wins); volgende: of those after it that start on or after its end, the first.
 * - loopt_naast: one before it in the order still runs after its start. loopt_door: another one that started
 * on or before its end ends later, or ends that day and comes after it in the order.
 *
 * Rows do not know the day on which they are asked: an end that lies after it is an end to them. Steps do: a
 * traject that ends after it is open, in the order too, so they are found anew. A step belongs to the month
 * of its day.
 *
 * richting compares the intensiteit of the former traject with that of the next, each as its product has it
 * on the first day of the traject: a traject keeps that one as long as it runs. At an onderbreking and a
 * hervatting the product stands on both sides. What is unknown is never the same: no verlenging without a
 * gemeente. */
#include "cli/generate/reis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/outcome.h"
#include "cli/generate/region.h"

enum { GAT = 28, NO_PRODUCT = PRODUCT_COUNT };
enum { PATH_SIZE = 64, NAME_SIZE = 48, MOST_STEPS = MOST_BEKEND * 6 };

enum richting { RICHTING_OP, RICHTING_AF, RICHTING_GELIJK, RICHTING_ONBEKEND };
enum { RICHTING_COUNT = 4 };

/* The doorstromen: two of each richting, the second one a verlenging. */
enum stap {
  STAP_INSTROOM,
  STAP_STAPELING,
  STAP_HERINSTROOM,
  STAP_UITSTROOM,
  STAP_ONDERBREKING,
  STAP_HERVATTING,
  STAP_DOORSTROOM,
  STAP_COUNT = STAP_DOORSTROOM + 2 * RICHTING_COUNT
};

struct count {
  int32_t aantal, clienten;
};

struct step {
  int month, stap, van, naar;
};

/* The trajecten of one client as known on a day, in order. */
struct traject {
  struct bekend bekend;
  int vorige, volgende; /* index, -1: none */
  bool is_vervolg, loopt_naast, loopt_door;
};

struct journey {
  int32_t day;
  int count;
  struct traject trajecten[MOST_BEKEND];
  int step_count;
  struct step steps[MOST_STEPS];
};

struct reis {
  const struct calendar *calendar;
  FILE *rows[MOST_VIEWS];           /* NULL: not asked */
  struct count *counts[MOST_VIEWS]; /* month x stap x van x naar */
};

static size_t step_index(int month, int stap, int van, int naar)
{
  return (((size_t)month * STAP_COUNT + (size_t)stap) * (PRODUCT_COUNT + 1) + (size_t)van) *
             (PRODUCT_COUNT + 1) +
         (size_t)naar;
}

static int open_rows(struct reis *reis, const struct output_tree *tree, struct error *error)
{
  for (int i = 0; i < reis->calendar->view_count; i++) {
    char path[PATH_SIZE];
    calendar_format_path(reis->calendar, "klantreis", i, path, sizeof path);
    int failed = output_tree_text(tree, path, &reis->rows[i], error);
    if (failed != 0)
      return failed;
    fprintf(reis->rows[i],
        "bsn,traject,gestart,gestopt,vorige,gat,is_vervolg,volgende,gat_na,loopt_naast,loopt_door\n");
  }
  return 0;
}

int reis_new(const struct output_tree *tree, const struct calendar *calendar, bool has_rows,
    struct reis **reis, struct error *error)
{
  struct reis *made = memory_new(sizeof *made);
  *reis = made;
  made->calendar = calendar;
  for (int i = 0; i < calendar->view_count; i++)
    made->counts[i] =
        memory_new(step_index(calendar->views[i].month_count, 0, 0, 0) * sizeof *made->counts[i]);
  return has_rows ? open_rows(made, tree, error) : 0;
}

void reis_free(struct reis **reis)
{
  if (*reis == NULL)
    return;
  for (int i = 0; i < MOST_VIEWS; i++) {
    if ((*reis)->rows[i] != NULL)
      fclose((*reis)->rows[i]);
    free((*reis)->counts[i]);
  }
  free(*reis);
  *reis = NULL;
}

/* ---- neighbours ---- */

static const struct product *product_of(const struct traject *traject)
{
  return &region_producten[traject->bekend.product];
}

/* Steps name the code of a product only. */
static int step_product(const struct traject *traject)
{
  return region_same_code(traject->bekend.product);
}

static int compare_trajecten(const void *a, const void *b)
{
  const struct traject *x = a;
  const struct traject *y = b;
  if (x->bekend.outcome.gestart != y->bekend.outcome.gestart)
    return x->bekend.outcome.gestart < y->bekend.outcome.gestart ? -1 : 1;
  if (x->bekend.outcome.einde != y->bekend.outcome.einde) /* open: NEVER, the latest */
    return x->bekend.outcome.einde < y->bekend.outcome.einde ? -1 : 1;
  int order = strcmp(region_domeinen[product_of(x)->domein], region_domeinen[product_of(y)->domein]);
  if (order == 0)
    order = strcmp(region_place(x->bekend.place), region_place(y->bekend.place)); /* unknown: the last */
  if (order == 0)
    order = strcmp(region_aanbieders[x->bekend.aanbieder].agb, region_aanbieders[y->bekend.aanbieder].agb);
  return order != 0 ? order : strcmp(product_of(x)->code, product_of(y)->code);
}

static void find_trajecten(struct journey *journey, const struct life *life)
{
  struct bekend known[MOST_BEKEND];
  journey->count = outcome_list(life, journey->day, known);
  for (int i = 0; i < journey->count; i++)
    journey->trajecten[i] = (struct traject){.bekend = known[i]};
}

static int find_vorige(const struct journey *journey, int at)
{
  int vorige = -1;
  for (int i = 0; i < at; i++)
    if (journey->trajecten[i].bekend.outcome.einde <= journey->trajecten[at].bekend.outcome.gestart &&
        (vorige < 0 ||
            journey->trajecten[i].bekend.outcome.einde >= journey->trajecten[vorige].bekend.outcome.einde))
      vorige = i;
  return vorige;
}

static int find_volgende(const struct journey *journey, int at)
{
  for (int i = at + 1; i < journey->count; i++)
    if (journey->trajecten[i].bekend.outcome.gestart >= journey->trajecten[at].bekend.outcome.einde)
      return i;
  return -1;
}

static bool finds_one_running(const struct journey *journey, int at)
{
  for (int i = 0; i < at; i++)
    if (journey->trajecten[i].bekend.outcome.einde > journey->trajecten[at].bekend.outcome.gestart)
      return true;
  return false;
}

static bool leaves_one_running(const struct journey *journey, int at)
{
  int32_t einde = journey->trajecten[at].bekend.outcome.einde;
  if (einde == NEVER)
    return false;
  for (int i = 0; i < journey->count; i++) {
    const struct outcome *other = &journey->trajecten[i].bekend.outcome;
    if (i != at && other->gestart <= einde && (other->einde > einde || (other->einde == einde && i > at)))
      return true;
  }
  return false;
}

static void find_neighbours(struct journey *journey)
{
  qsort(journey->trajecten, (size_t)journey->count, sizeof *journey->trajecten, compare_trajecten);
  for (int i = 0; i < journey->count; i++) {
    struct traject *traject = &journey->trajecten[i];
    traject->vorige = find_vorige(journey, i);
    traject->volgende = find_volgende(journey, i);
    traject->loopt_naast = finds_one_running(journey, i);
    traject->loopt_door = leaves_one_running(journey, i);
  }
  for (int i = 0; i < journey->count; i++) {
    struct traject *traject = &journey->trajecten[i];
    traject->is_vervolg = traject->vorige >= 0 && journey->trajecten[traject->vorige].volgende == i;
  }
}

/* ---- steps ---- */

static int rank_of(const struct calendar *calendar, const struct product *product, int32_t day)
{
  static const char *const ranks[] = {"licht", "midden", "zwaar"};
  bool is_later = product->later.segment != NULL && day >= calendar->first_days[calendar->month_count / 2];
  const struct segment *segment = is_later ? &product->later : &product->segment;
  for (int i = 0; i < 3; i++)
    if (strcmp(segment->intensiteit, ranks[i]) == 0)
      return i;
  return -1;
}

static enum richting find_richting(
    const struct calendar *calendar, const struct traject *from, const struct traject *to)
{
  int before = rank_of(calendar, product_of(from), from->bekend.outcome.gestart);
  int after = rank_of(calendar, product_of(to), to->bekend.outcome.gestart);
  if (before < 0 || after < 0)
    return RICHTING_ONBEKEND;
  return after > before ? RICHTING_OP : after < before ? RICHTING_AF : RICHTING_GELIJK;
}

static bool is_verlenging(const struct traject *from, const struct traject *to)
{
  return product_of(from) == product_of(to) && from->bekend.place == to->bekend.place &&
         from->bekend.place != PLACE_ONBEKEND && from->bekend.aanbieder == to->bekend.aanbieder;
}

static void add_step(const struct calendar *calendar, struct journey *journey, int32_t day, struct step step)
{
  step.month = calendar_month_of(calendar, day);
  if (step.month >= 0)
    journey->steps[journey->step_count++] = step;
}

static void add_start(const struct calendar *calendar, struct journey *journey, const struct traject *traject)
{
  struct step step = {.van = NO_PRODUCT, .naar = step_product(traject)};
  const struct traject *vorige = traject->vorige < 0 ? NULL : &journey->trajecten[traject->vorige];
  bool is_near = vorige != NULL && traject->bekend.outcome.gestart - vorige->bekend.outcome.einde <= GAT;
  if (is_near && traject->is_vervolg) {
    step.stap =
        STAP_DOORSTROOM + 2 * (int)find_richting(calendar, vorige, traject) + is_verlenging(vorige, traject);
    step.van = step_product(vorige);
  } else if (traject->loopt_naast || is_near)
    step.stap = STAP_STAPELING;
  else
    step.stap = vorige != NULL ? STAP_HERINSTROOM : STAP_INSTROOM;
  add_step(calendar, journey, traject->bekend.outcome.gestart, step);
}

static void add_end(const struct calendar *calendar, struct journey *journey, const struct traject *traject)
{
  if (traject->bekend.outcome.gestopt == NEVER || traject->loopt_door ||
      traject->bekend.outcome.reden == REDEN_WIJZIGINGSVERZOEK)
    return;
  const struct traject *volgende = traject->volgende < 0 ? NULL : &journey->trajecten[traject->volgende];
  if (volgende != NULL && volgende->bekend.outcome.gestart - traject->bekend.outcome.gestopt <= GAT)
    return;
  add_step(calendar, journey, traject->bekend.outcome.gestopt,
      (struct step){.stap = STAP_UITSTROOM, .van = step_product(traject), .naar = NO_PRODUCT});
}

/* A temporary stop on the very day of the end interrupts nothing. */
static void add_pauses(
    const struct calendar *calendar, struct journey *journey, const struct traject *traject)
{
  int product = step_product(traject);
  int32_t einde = traject->bekend.outcome.einde;
  for (int i = 0; traject->bekend.care != NULL && i < traject->bekend.care->pause_count; i++) {
    const struct care_pause *pause = &traject->bekend.care->pauses[i];
    bool resumed = pause->to_known <= journey->day;
    if (pause->from_known > journey->day || pause->from > einde || (!resumed && pause->from == einde))
      continue;
    add_step(calendar, journey, pause->from, (struct step){0, STAP_ONDERBREKING, product, product});
    if (resumed && pause->to <= einde)
      add_step(calendar, journey, pause->to, (struct step){0, STAP_HERVATTING, product, product});
  }
}

/* What ends after the day is open on it. */
static void open_what_runs(struct journey *journey)
{
  for (int i = 0; i < journey->count; i++)
    journey->trajecten[i].bekend.outcome.einde = journey->trajecten[i].bekend.outcome.gestopt;
  find_neighbours(journey);
}

static void find_steps(const struct calendar *calendar, struct journey *journey)
{
  journey->step_count = 0;
  for (int i = 0; i < journey->count; i++) {
    add_start(calendar, journey, &journey->trajecten[i]);
    add_end(calendar, journey, &journey->trajecten[i]);
    add_pauses(calendar, journey, &journey->trajecten[i]);
  }
}

static bool is_same_step(const struct step *a, const struct step *b)
{
  return a->month == b->month && a->stap == b->stap && a->van == b->van && a->naar == b->naar;
}

static void count_steps(struct reis *reis, int view, const struct journey *journey)
{
  for (int i = 0; i < journey->step_count; i++) {
    const struct step *step = &journey->steps[i];
    if (step->month >= reis->calendar->views[view].month_count)
      continue; /* what will happen in a month that is not asked */
    struct count *count = &reis->counts[view][step_index(step->month, step->stap, step->van, step->naar)];
    bool is_first = true;
    for (int j = 0; j < i; j++)
      is_first = is_first && !is_same_step(&journey->steps[j], step);
    count->aantal++;
    count->clienten += is_first;
  }
}

/* ---- rows ---- */

static void format_name(const struct journey *journey, int at, char text[NAME_SIZE])
{
  text[0] = '\0';
  if (at < 0)
    return;
  const struct traject *traject = &journey->trajecten[at];
  char date[DATE_TEXT_SIZE];
  date_format(traject->bekend.outcome.gestart, date);
  snprintf(text, NAME_SIZE, "%s:%s:%s:%s:%s", region_domeinen[product_of(traject)->domein],
      region_place(traject->bekend.place), region_aanbieders[traject->bekend.aanbieder].agb,
      product_of(traject)->code, date);
}

static void format_gap(int32_t from, int32_t to, bool is_there, char text[16])
{
  text[0] = '\0';
  if (is_there)
    snprintf(text, 16, "%d", to - from);
}

static void print_row(FILE *out, const struct client *client, const struct journey *journey, int at)
{
  const struct traject *traject = &journey->trajecten[at];
  const struct traject *all = journey->trajecten;
  char names[3][NAME_SIZE];
  char dates[2][DATE_TEXT_SIZE] = {"", ""};
  char gaps[2][16];
  bool has_vorige = traject->vorige >= 0;
  bool has_volgende = traject->volgende >= 0;
  format_name(journey, at, names[0]);
  format_name(journey, traject->vorige, names[1]);
  format_name(journey, traject->volgende, names[2]);
  date_format(traject->bekend.outcome.gestart, dates[0]);
  if (traject->bekend.outcome.einde != NEVER)
    date_format(traject->bekend.outcome.einde, dates[1]);
  format_gap(has_vorige ? all[traject->vorige].bekend.outcome.einde : 0, traject->bekend.outcome.gestart,
      has_vorige, gaps[0]);
  format_gap(traject->bekend.outcome.einde, has_volgende ? all[traject->volgende].bekend.outcome.gestart : 0,
      has_volgende, gaps[1]);
  fprintf(out, "%s,%s,%s,%s,%s,%s,%d,%s,%s,%d,%d\n", client->bsn, names[0], dates[0], dates[1], names[1],
      gaps[0], traject->is_vervolg, names[2], gaps[1], traject->loopt_naast, traject->loopt_door);
}

void reis_add(struct reis *reis, const struct client *client, const struct life *life)
{
  struct journey journey;
  for (int view = 0; view < reis->calendar->view_count; view++) {
    journey.day = reis->calendar->views[view].day;
    find_trajecten(&journey, life);
    find_neighbours(&journey);
    for (int i = 0; i < journey.count && reis->rows[view] != NULL; i++)
      print_row(reis->rows[view], client, &journey, i);
    open_what_runs(&journey);
    find_steps(reis->calendar, &journey);
    count_steps(reis, view, &journey);
  }
}

/* ---- writing ---- */

static const char *step_name(int stap)
{
  static const char *const names[] = {
      "instroom", "stapeling", "herinstroom", "uitstroom", "onderbreking", "hervatting"};
  return stap < STAP_DOORSTROOM ? names[stap] : "doorstroom";
}

static const char *richting_name(int stap)
{
  static const char *const names[RICHTING_COUNT] = {"op", "af", "gelijk", "onbekend"};
  return stap < STAP_DOORSTROOM ? "" : names[(stap - STAP_DOORSTROOM) / 2];
}

static const char *verlenging_name(int stap)
{
  static const char *const names[] = {"nee", "ja"};
  return stap < STAP_DOORSTROOM ? "" : names[(stap - STAP_DOORSTROOM) % 2];
}

static const char *product_name(int product)
{
  return product == NO_PRODUCT ? "" : region_producten[product].code;
}

static void print_month(const struct reis *reis, int view, int month, FILE *out)
{
  char text[MONTH_TEXT_SIZE];
  calendar_format_month(reis->calendar, month, text);
  for (int stap = 0; stap < STAP_COUNT; stap++)
    for (int van = 0; van <= NO_PRODUCT; van++)
      for (int naar = 0; naar <= NO_PRODUCT; naar++) {
        const struct count *count = &reis->counts[view][step_index(month, stap, van, naar)];
        if (count->aantal > 0)
          fprintf(out, "%s,%s,%s,%s,%s,%s,%d,%d\n", text, step_name(stap), richting_name(stap),
              verlenging_name(stap), product_name(van), product_name(naar), count->aantal, count->clienten);
      }
}

static int write_steps(const struct reis *reis, int view, const struct output_tree *tree, struct error *error)
{
  FILE *out = NULL;
  char path[PATH_SIZE];
  calendar_format_path(reis->calendar, "stappen", view, path, sizeof path);
  int failed = output_tree_text(tree, path, &out, error);
  if (failed != 0)
    return failed;
  fprintf(out, "maand,stap,richting,verlenging,van,naar,aantal,clienten\n");
  for (int month = 0; month < reis->calendar->views[view].month_count; month++)
    print_month(reis, view, month, out);
  return output_tree_finish(&out, path, error);
}

static int finish_rows(struct reis *reis, int view, struct error *error)
{
  char path[PATH_SIZE];
  if (reis->rows[view] == NULL)
    return 0;
  calendar_format_path(reis->calendar, "klantreis", view, path, sizeof path);
  return output_tree_finish(&reis->rows[view], path, error);
}

int reis_finish(struct reis *reis, const struct output_tree *tree, struct error *error)
{
  int failed = 0;
  for (int view = 0; view < reis->calendar->view_count && failed == 0; view++) {
    failed = write_steps(reis, view, tree, error);
    if (failed == 0)
      failed = finish_rows(reis, view, error);
  }
  return failed;
}

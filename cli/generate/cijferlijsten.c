/* Each aanbieder has four figures a month: two counts by kenmerk and gemeente, a share and a level. The list
 * of a quarter gives those of its months, and puts right or withdraws some of the quarter before.
 *
 * waarheid/indicator.csv, per quarter of the calendar and aanbieder, as known on the day: counts are summed,
 * a share is the sum of its tellers by that of its noemers, of a level the latest holds. */
#include "cli/generate/cijferlijsten.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/lijst_plan.h"
#include "cli/generate/random.h"

static const uint64_t STREAM_CIJFERS = UINT64_C(1) << 42;
enum { MONTHS_A_LIST = 3, RECEIVED_AFTER = 11, FIGURES = 4, MOST_TOLD = 2, BAD_EVERY = 3 };
enum { NAME_SIZE = 48, PATH_SIZE = 64, TEXT_SIZE = 32, MICRO = 1000000 };

enum soort { AANTAL, AANDEEL, STAND };

const struct indicator cijferlijsten_indicatoren[INDICATOR_COUNT] = {
    [AANTAL] = {"bijeenkomsten", "Bijeenkomsten", "aantal", ""},
    [AANDEEL] = {"tevredenheid", "Tevreden clienten", "aandeel", "0.8"},
    [STAND] = {"wachtlijst", "Wachtenden aan het eind van de maand", "clienten", ""},
};

static const struct {
  enum soort soort;
  const char *kenmerk;
  bool has_gemeente;
} figures[FIGURES] = {
    {AANTAL, "groep", true}, {AANTAL, "individueel", false}, {AANDEEL, "", true}, {STAND, "", false}};

struct told {
  int list; /* of its aanbieder */
  int64_t waarde_micro;
  int teller, noemer;
  bool is_withdrawn;
};

/* One figure of one month. */
struct cijfer {
  int version_count;
  struct told versions[MOST_TOLD];
};

struct cijferlijsten {
  const struct calendar *calendar;
  int list_count; /* of each aanbieder */
  struct cijfer cijfers[LIJST_AANBIEDER_COUNT][MOST_MONTHS][FIGURES];
};

static struct told draw_version(struct random *random, int figure, int list)
{
  struct told version = {.list = list};
  switch (figures[figure].soort) {
  case AANTAL:
    version.waarde_micro = (int64_t)random_below(random, 60) * MICRO;
    break;
  case AANDEEL:
    version.noemer = random_between(random, 20, 90);
    version.teller = random_below(random, version.noemer + 1);
    break;
  default:
    version.waarde_micro = (int64_t)random_below(random, 400) * (MICRO / 4);
    break;
  }
  return version;
}

static void draw_cijfer(struct random *random, struct cijfer *cijfer, int figure, int list, int list_count)
{
  cijfer->versions[cijfer->version_count++] = draw_version(random, figure, list);
  if (list + 1 == list_count || !random_chance(random, 160))
    return;
  struct told *later = &cijfer->versions[cijfer->version_count++];
  *later = draw_version(random, figure, list + 1);
  later->is_withdrawn = random_chance(random, 300);
}

struct cijferlijsten *cijferlijsten_new(const struct calendar *calendar, uint64_t seed)
{
  struct cijferlijsten *cijferlijsten = memory_new(sizeof *cijferlijsten);
  struct random random;
  random_init(&random, seed, STREAM_CIJFERS);
  cijferlijsten->calendar = calendar;
  cijferlijsten->list_count = (calendar->month_count + MONTHS_A_LIST - 1) / MONTHS_A_LIST;
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int month = 0; month < calendar->month_count; month++)
      for (int figure = 0; figure < FIGURES; figure++)
        draw_cijfer(&random, &cijferlijsten->cijfers[i][month][figure], figure, month / MONTHS_A_LIST,
            cijferlijsten->list_count);
  return cijferlijsten;
}

void cijferlijsten_free(struct cijferlijsten **cijferlijsten)
{
  free(*cijferlijsten);
  *cijferlijsten = NULL;
}

/* ---- sending ---- */

static int end_month(const struct cijferlijsten *cijferlijsten, int list)
{
  int end = (list + 1) * MONTHS_A_LIST;
  return end < cijferlijsten->calendar->month_count ? end : cijferlijsten->calendar->month_count;
}

static int32_t received_on(const struct cijferlijsten *cijferlijsten, int list)
{
  return cijferlijsten->calendar->first_days[end_month(cijferlijsten, list)] + RECEIVED_AFTER;
}

/* With a comma, as those who fill in lists write it. */
static void format_micro(int64_t micro, char mark, char out[TEXT_SIZE])
{
  snprintf(out, TEXT_SIZE, "%" PRId64 "%c%06" PRId64, micro / MICRO, mark, micro % MICRO);
}

static void put_figure(struct buffer *out, int32_t van, int32_t tot, const char *gemeente, int figure,
    const struct told *version)
{
  char days[2][DATE_TEXT_SIZE];
  char waarde[TEXT_SIZE] = "";
  char parts[TEXT_SIZE] = ";";
  date_format(van, days[0]);
  date_format(tot, days[1]);
  if (figures[figure].soort == AANDEEL)
    snprintf(parts, sizeof parts, "%d;%d", version->teller, version->noemer);
  else
    format_micro(version->waarde_micro, ',', waarde);
  buffer_format(out, "%s;%s;%s;%s;%s;%s;%s;%s\n", cijferlijsten_indicatoren[figures[figure].soort].code,
      days[0], days[1], figures[figure].has_gemeente ? gemeente : "", figures[figure].kenmerk, waarde, parts,
      version->is_withdrawn ? "3" : "");
}

static int put_lines(const struct cijferlijsten *cijferlijsten, int number, int list, struct buffer *out)
{
  const struct calendar *calendar = cijferlijsten->calendar;
  int count = 0;
  for (int month = 0; month < calendar->month_count; month++)
    for (int figure = 0; figure < FIGURES; figure++) {
      const struct cijfer *cijfer = &cijferlijsten->cijfers[number][month][figure];
      for (int i = 0; i < cijfer->version_count; i++) {
        if (cijfer->versions[i].list != list)
          continue;
        put_figure(out, calendar->first_days[month], calendar->first_days[month + 1] - 1,
            region_gemeenten[lijst_aanbieders[number].places[0]].code, figure, &cijfer->versions[i]);
        count++;
      }
    }
  return count;
}

static int send_list(const struct cijferlijsten *cijferlijsten, int number, int list,
    struct delivery *delivery, FILE *out, struct error *error)
{
  char days[2][DATE_TEXT_SIZE];
  char name[NAME_SIZE];
  char path[DELIVERY_PATH_SIZE];
  struct buffer *text = &delivery->text;
  const int32_t *first_days = cijferlijsten->calendar->first_days;
  bool has_bad = (number + list) % BAD_EVERY == 1;
  date_format(first_days[(ptrdiff_t)list * MONTHS_A_LIST], days[0]);
  date_format(first_days[end_month(cijferlijsten, list)] - 1, days[1]);
  buffer_reset(text);
  buffer_format(text, "# sluis-periode: %s %s\n", days[0], days[1]);
  buffer_text(text, "indicator;van;tot;gemeente;kenmerk;waarde;teller;noemer;status\n");
  int good = put_lines(cijferlijsten, number, list, text);
  if (has_bad)
    buffer_format(text, "geen-indicator;%s;%s;;;1;;;\nwachtlijst;%s;%s;;x;veel;;;\n", days[0], days[1],
        days[0], days[1]);
  snprintf(name, sizeof name, "cijfers_%s.csv", days[1]);
  struct list_parcel parcel = {.aanbieder = lijst_aanbieders[number].aanbieder,
      .received = received_on(cijferlijsten, list),
      .name = name,
      .text = text,
      .fate = has_bad ? FATE_PARTLY : FATE_GOOD};
  int failed = delivery_lay_list(delivery, &parcel, path, error);
  fprintf(out, "%s,indicator,%s,%d,%d,%s,%s\n", path, has_bad ? "gedeeltelijk" : "goed", good,
      has_bad ? 2 : 0, days[0], days[1]);
  return failed;
}

int cijferlijsten_send(
    const struct cijferlijsten *cijferlijsten, struct delivery *delivery, FILE *out, struct error *error)
{
  int failed = 0;
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int list = 0; list < cijferlijsten->list_count && failed == 0; list++)
      failed = send_list(cijferlijsten, i, list, delivery, out, error);
  return failed;
}

/* ---- waarheid ---- */

static const struct told *known(
    const struct cijferlijsten *cijferlijsten, const struct cijfer *cijfer, int32_t day)
{
  const struct told *known = NULL;
  for (int i = 0; i < cijfer->version_count; i++)
    if (received_on(cijferlijsten, cijfer->versions[i].list) <= day)
      known = &cijfer->versions[i];
  return known == NULL || known->is_withdrawn ? NULL : known;
}

struct sum {
  bool is_there;
  int64_t waarde_micro, teller, noemer;
};

static void add(struct sum *sum, enum soort soort, const struct told *version)
{
  sum->is_there = true;
  sum->waarde_micro = version->waarde_micro + (soort == AANTAL ? sum->waarde_micro : 0);
  sum->teller += version->teller;
  sum->noemer += version->noemer;
}

static void print_sum(FILE *out, const char *quarter, int number, int figure, const struct sum *sum)
{
  char waarde[TEXT_SIZE];
  char parts[2 * TEXT_SIZE] = ",";
  int64_t micro = sum->waarde_micro;
  if (!sum->is_there)
    return;
  if (figures[figure].soort == AANDEEL) {
    micro = (2 * sum->teller * MICRO + sum->noemer) / (2 * sum->noemer);
    snprintf(parts, sizeof parts, "%" PRId64 ",%" PRId64, sum->teller, sum->noemer);
  }
  format_micro(micro, '.', waarde);
  fprintf(out, "%s,%s,%s,%s,%s,%s\n", quarter, region_aanbieders[lijst_aanbieders[number].aanbieder].agb,
      cijferlijsten_indicatoren[figures[figure].soort].code, figures[figure].kenmerk, waarde, parts);
}

/* As 2024-K1. */
static void format_quarter(const struct calendar *calendar, int month, char out[TEXT_SIZE])
{
  struct date_parts parts = date_to_parts(calendar->first_days[month]);
  snprintf(out, TEXT_SIZE, "%d-K%d", parts.year, (parts.month + 2) / 3);
}

static void print_figure(const struct cijferlijsten *cijferlijsten, const struct calendar_view *view,
    int number, int figure, FILE *out)
{
  struct sum sum = {.is_there = false};
  char quarter[TEXT_SIZE] = "";
  for (int month = 0; month < view->month_count; month++) {
    char own[TEXT_SIZE];
    format_quarter(cijferlijsten->calendar, month, own);
    if (strcmp(own, quarter) != 0) {
      print_sum(out, quarter, number, figure, &sum);
      sum = (struct sum){.is_there = false};
      memcpy(quarter, own, sizeof quarter);
    }
    const struct told *version =
        known(cijferlijsten, &cijferlijsten->cijfers[number][month][figure], view->day);
    if (version != NULL)
      add(&sum, figures[figure].soort, version);
  }
  print_sum(out, quarter, number, figure, &sum);
}

static int write_view(
    const struct cijferlijsten *cijferlijsten, int view, const struct output_tree *tree, struct error *error)
{
  char path[PATH_SIZE];
  FILE *out = NULL;
  calendar_format_path(cijferlijsten->calendar, "indicator", view, path, sizeof path);
  int failed = output_tree_text(tree, path, &out, error);
  if (failed != 0)
    return failed;
  fprintf(out, "kwartaal,aanbieder,indicator,kenmerk,waarde,teller,noemer\n");
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int figure = 0; figure < FIGURES; figure++)
      print_figure(cijferlijsten, &cijferlijsten->calendar->views[view], i, figure, out);
  return output_tree_finish(&out, path, error);
}

int cijferlijsten_write(
    const struct cijferlijsten *cijferlijsten, const struct output_tree *tree, struct error *error)
{
  int failed = 0;
  for (int i = 0; i < cijferlijsten->calendar->view_count && failed == 0; i++)
    failed = write_view(cijferlijsten, i, tree, error);
  return failed;
}

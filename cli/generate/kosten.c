/* On the day D that is asked:
 *
 * - A line counts once its declaratie was received.
 * - It is rejected once an answer was received that names it or rejects its declaratie as a whole.
 * - A credit is rejected, too, when every debit under the number that it takes back, of those received and
 *   dated on or before it, is rejected; one that stands before any of them is not.
 * - It counts in the month of the first day of its ProductPeriode. ingediend is debit - credit of all lines,
 *   afgekeurd of those that are rejected, bedrag the difference. */
#include "cli/generate/kosten.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/declaratie_writer.h"
#include "cli/generate/outcome.h"
#include "cli/generate/region.h"

enum { PATH_SIZE = 64 };
static const char LINES_PATH[] = "waarheid/prestaties.csv";

struct cell {
  int64_t ingediend, afgekeurd;
  int32_t regels;
};

struct kosten {
  const struct calendar *calendar;
  FILE *views[MOST_VIEWS];
  FILE *lines;        /* NULL: not asked */
  struct cell *cells; /* of one gemeente: view x aanbieder x product x month */
};

static size_t cell_count(const struct kosten *kosten)
{
  return (size_t)kosten->calendar->view_count * AANBIEDER_COUNT * PRODUCT_COUNT *
         (size_t)kosten->calendar->month_count;
}

static struct cell *cell_of(struct kosten *kosten, int view, int aanbieder, int product, int month)
{
  size_t row = ((size_t)view * AANBIEDER_COUNT + (size_t)aanbieder) * PRODUCT_COUNT + (size_t)product;
  return &kosten->cells[row * (size_t)kosten->calendar->month_count + (size_t)month];
}

static int open_views(struct kosten *kosten, const struct output_tree *tree, struct error *error)
{
  for (int i = 0; i < kosten->calendar->view_count; i++) {
    char path[PATH_SIZE];
    calendar_format_path(kosten->calendar, "kosten", i, path, sizeof path);
    int failed = output_tree_text(tree, path, &kosten->views[i], error);
    if (failed != 0)
      return failed;
    fprintf(kosten->views[i],
        "gemeente,domein,aanbieder,product,maand,bedrag_cent,ingediend_cent,afgekeurd_cent\n");
  }
  return 0;
}

int kosten_new(const struct output_tree *tree, const struct calendar *calendar, bool has_lines,
    struct kosten **kosten, struct error *error)
{
  struct kosten *made = memory_new(sizeof *made);
  *kosten = made;
  made->calendar = calendar;
  made->cells = memory_new(cell_count(made) * sizeof *made->cells);
  int failed = open_views(made, tree, error);
  if (failed != 0 || !has_lines)
    return failed;
  failed = output_tree_text(tree, LINES_PATH, &made->lines, error);
  if (failed == 0)
    fprintf(made->lines,
        "domein,gemeente,aanbieder,declaratie,declaratie_nummer,dagtekening,referentie,vorig,bsn,"
        "toewijzing_nummer,product,begindatum,einddatum,volume,eenheid,tarief_cent,bedrag_cent,debet_credit,"
        "afgekeurd_door\n");
  return failed;
}

void kosten_free(struct kosten **kosten)
{
  if (*kosten == NULL)
    return;
  for (int i = 0; i < MOST_VIEWS; i++)
    if ((*kosten)->views[i] != NULL)
      fclose((*kosten)->views[i]);
  if ((*kosten)->lines != NULL)
    fclose((*kosten)->lines);
  free((*kosten)->cells);
  free(*kosten);
  *kosten = NULL;
}

/* ---- what was known of one line on a day ---- */

static const struct declaratie *declaratie_of(const struct ledger *ledger, const struct regel *regel)
{
  return &ledger->declaraties[regel->declaratie];
}

static bool is_known(const struct ledger *ledger, const struct regel *regel, int32_t day)
{
  return declaratie_of(ledger, regel)->received <= day;
}

/* By an answer, to the line itself or to its declaratie. */
static const char *rejected_by_answer(const struct ledger *ledger, const struct regel *regel, int32_t day)
{
  const struct declaratie *declaratie = declaratie_of(ledger, regel);
  if (declaratie->answer_received > day)
    return "";
  if (declaratie->verdict != VERDICT_ACCEPTED)
    return "declaratie";
  return regel->code != NULL ? "regel" : "";
}

static bool takes_back(const struct ledger *ledger, const struct regel *credit, const struct regel *debit)
{
  return debit->vorig == 0 && debit->referentie == credit->vorig &&
         declaratie_of(ledger, debit)->dagtekening <= declaratie_of(ledger, credit)->dagtekening;
}

static bool is_every_debit_rejected(const struct ledger *ledger, const struct regel *credit, int32_t day)
{
  bool any = false;
  for (size_t i = 0; i < ledger->regel_count; i++) {
    const struct regel *debit = &ledger->regels[i];
    if (!takes_back(ledger, credit, debit) || !is_known(ledger, debit, day))
      continue;
    if (*rejected_by_answer(ledger, debit, day) == '\0')
      return false;
    any = true;
  }
  return any;
}

/* declaratie, regel or debet; "" when it is not. */
static const char *rejected_by(const struct ledger *ledger, const struct regel *regel, int32_t day)
{
  const char *by = rejected_by_answer(ledger, regel, day);
  if (*by != '\0' || regel->vorig == 0)
    return by;
  return is_every_debit_rejected(ledger, regel, day) ? "debet" : "";
}

/* ---- counting ---- */

static void print_line(FILE *out, const struct ledger *ledger, const struct regel *regel)
{
  const struct prestatie *prestatie = regel->prestatie;
  const struct declaratie *declaratie = declaratie_of(ledger, regel);
  char nummer[DECLARATIE_TEXT_SIZE];
  char referentie[DECLARATIE_TEXT_SIZE];
  char vorig[DECLARATIE_TEXT_SIZE];
  char dates[3][DATE_TEXT_SIZE];
  declaratie_format_nummer(declaratie->nummer, nummer);
  declaratie_format_referentie(regel->referentie, referentie);
  declaratie_format_referentie(regel->vorig, vorig);
  date_format(declaratie->dagtekening, dates[0]);
  date_format(prestatie->begin, dates[1]);
  date_format(prestatie->end, dates[2]);
  fprintf(out, "%s,%s,%s,B%07d,%s,%s,%s,%s,%s,%d,%s,%s,%s,%d,%s,",
      region_domeinen[region_producten[prestatie->product].domein],
      region_gemeenten[prestatie->gemeente].code, region_aanbieders[prestatie->aanbieder].agb,
      declaratie->identificatie, nummer, dates[0], referentie, vorig, prestatie->bsn, prestatie->nummer,
      region_producten[prestatie->product].code, dates[1], dates[2], regel->volume, regel_eenheid(regel));
  if (regel->tarief != 0)
    fprintf(out, "%d", regel->tarief);
  fprintf(out, ",%lld,%s,%s\n", (long long)regel->bedrag, regel->vorig != 0 ? "C" : "D",
      rejected_by(ledger, regel, THE_END));
}

static void count(struct kosten *kosten, int view, const struct ledger *ledger, const struct regel *regel)
{
  const struct prestatie *prestatie = regel->prestatie;
  int32_t day = kosten->calendar->views[view].day;
  if (!is_known(ledger, regel, day))
    return;
  struct cell *cell = cell_of(kosten, view, prestatie->aanbieder, prestatie->product,
      calendar_month_of(kosten->calendar, prestatie->begin));
  cell->regels++;
  cell->ingediend += regel_cent(regel);
  if (*rejected_by(ledger, regel, day) != '\0')
    cell->afgekeurd += regel_cent(regel);
}

void kosten_add(struct kosten *kosten, const struct ledger *ledger)
{
  for (size_t i = 0; i < ledger->regel_count; i++) {
    for (int view = 0; view < kosten->calendar->view_count; view++)
      count(kosten, view, ledger, &ledger->regels[i]);
    if (kosten->lines != NULL)
      print_line(kosten->lines, ledger, &ledger->regels[i]);
  }
}

/* ---- writing ---- */

static void print_cell(const struct kosten *kosten, FILE *out, const struct cell *cell, int gemeente,
    int aanbieder, int product, int month)
{
  char text[MONTH_TEXT_SIZE];
  calendar_format_month(kosten->calendar, month, text);
  fprintf(out, "%s,%s,%s,%s,%s,%lld,%lld,%lld\n", region_gemeenten[gemeente].code,
      region_domeinen[region_producten[product].domein], region_aanbieders[aanbieder].agb,
      region_producten[product].code, text, (long long)(cell->ingediend - cell->afgekeurd),
      (long long)cell->ingediend, (long long)cell->afgekeurd);
}

static void print_view(struct kosten *kosten, int view, int gemeente)
{
  for (int aanbieder = 0; aanbieder < AANBIEDER_COUNT; aanbieder++)
    for (int product = 0; product < PRODUCT_COUNT; product++)
      for (int month = 0; month < kosten->calendar->views[view].month_count; month++) {
        const struct cell *cell = cell_of(kosten, view, aanbieder, product, month);
        if (cell->regels > 0)
          print_cell(kosten, kosten->views[view], cell, gemeente, aanbieder, product, month);
      }
}

void kosten_end_gemeente(struct kosten *kosten, int gemeente)
{
  for (int view = 0; view < kosten->calendar->view_count; view++)
    print_view(kosten, view, gemeente);
  memset(kosten->cells, 0, cell_count(kosten) * sizeof *kosten->cells);
}

int kosten_finish(struct kosten *kosten, struct error *error)
{
  int failed = 0;
  for (int i = 0; i < kosten->calendar->view_count && failed == 0; i++) {
    char path[PATH_SIZE];
    calendar_format_path(kosten->calendar, "kosten", i, path, sizeof path);
    failed = output_tree_finish(&kosten->views[i], path, error);
  }
  if (failed == 0 && kosten->lines != NULL)
    failed = output_tree_finish(&kosten->lines, LINES_PATH, error);
  return failed;
}

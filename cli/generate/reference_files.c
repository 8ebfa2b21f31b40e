/* One function a file. No value holds a comma or a quote. Periods: both days included, as the days of a
 * command are; an empty geldig_tot is open. */
#include "cli/generate/reference_files.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/date.h"
#include "cli/generate/cijferlijsten.h"
#include "cli/generate/delivery.h"
#include "cli/generate/lijst_plan.h"
#include "cli/generate/region.h"

static const char VALID_FROM[] = "2020-01-01";

static void write_gemeenten(FILE *out, const struct calendar *calendar)
{
  (void)calendar;
  fprintf(out, "code,naam,regio\n");
  for (int i = 0; i < GEMEENTE_COUNT; i++)
    fprintf(out, "%s,%s,%s\n", region_gemeenten[i].code, region_gemeenten[i].naam, region_gemeenten[i].regio);
}

static void write_aanbieders(FILE *out, const struct calendar *calendar)
{
  (void)calendar;
  fprintf(out, "agb,naam\n");
  for (int i = 0; i < AANBIEDER_COUNT; i++)
    fprintf(out, "%s,%s\n", region_aanbieders[i].agb, region_aanbieders[i].naam);
}

static void write_product(FILE *out, const struct product *product, const struct segment *segment,
    const char *from, const char *until)
{
  fprintf(out, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", region_domeinen[product->domein], product->categorie,
      product->code, product->omschrijving, segment->segment, segment->intensiteit, segment->bekostiging,
      segment->contract, from, until);
}

static void write_producten(FILE *out, const struct calendar *calendar)
{
  char change[DATE_TEXT_SIZE];
  char before[DATE_TEXT_SIZE];
  int32_t day = calendar->first_days[calendar->month_count / 2];
  date_format(day, change);
  date_format(day - 1, before);
  fprintf(out,
      "domein,categorie,code,omschrijving,segment,intensiteit,bekostiging,contract,geldig_van,geldig_tot\n");
  for (int i = 0; i < PRODUCT_COUNT; i++) {
    const struct product *product = &region_producten[i];
    if (product->later.segment == NULL) {
      write_product(out, product, &product->segment, VALID_FROM, "");
      continue;
    }
    write_product(out, product, &product->segment, VALID_FROM, before);
    write_product(out, product, &product->later, change, "");
  }
}

static void write_agreements(FILE *out, const char *extra)
{
  for (int i = 0; i < GEMEENTE_COUNT + AANBIEDER_WITH_COPIES_COUNT; i++)
    for (int j = 0; j < DOMEIN_COUNT; j++)
      fprintf(out, "%s,%s%s,%s,\n", delivery_organisation(i), region_domeinen[j], extra, VALID_FROM);
}

static const char *agb_of(const struct lijst_aanbieder *aanbieder)
{
  return region_aanbieders[aanbieder->aanbieder].agb;
}

static void write_overeenkomsten(FILE *out, const struct calendar *calendar)
{
  (void)calendar;
  fprintf(out, "organisatie,dataset,geldig_van,geldig_tot\n");
  write_agreements(out, "");
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    fprintf(out, "%s,traject,%s,\n%s,indicator,%s,\n", agb_of(&lijst_aanbieders[i]), VALID_FROM,
        agb_of(&lijst_aanbieders[i]), VALID_FROM);
}

static void write_leveringsplan(FILE *out, const struct calendar *calendar)
{
  (void)calendar;
  fprintf(out, "organisatie,dataset,frequentie,geldig_van,geldig_tot\n");
  write_agreements(out, ",maand");
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    fprintf(out, "%s,traject,%s,%s,\n%s,indicator,kwartaal,%s,\n", agb_of(&lijst_aanbieders[i]),
        lijst_aanbieders[i].months == 1 ? "maand" : "kwartaal", VALID_FROM, agb_of(&lijst_aanbieders[i]),
        VALID_FROM);
}

/* One tarief before the turn of the segments and one after it. */
static void write_tarieven(FILE *out, const struct calendar *calendar)
{
  char change[DATE_TEXT_SIZE];
  char before[DATE_TEXT_SIZE];
  int32_t day = calendar->first_days[calendar->month_count / 2];
  date_format(day, change);
  date_format(day - 1, before);
  fprintf(out, "aanbieder,product,eenheid,tarief_cent,geldig_van,geldig_tot\n");
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int j = MESSAGE_PRODUCT_COUNT; j < PRODUCT_COUNT; j++) {
      const struct product *product = &region_producten[j];
      bool is_place = product->eenheid != NULL;
      if (is_place != lijst_aanbieders[i].is_opvang || !is_place)
        continue;
      fprintf(out, "%s,%s:%s,%s,%d,%s,%s\n%s,%s:%s,%s,%d,%s,\n", agb_of(&lijst_aanbieders[i]),
          region_domeinen[product->domein], product->code, product->eenheid, 12000 + 500 * i + j, VALID_FROM,
          before, agb_of(&lijst_aanbieders[i]), region_domeinen[product->domein], product->code,
          product->eenheid, 12400 + 500 * i + j, change);
    }
}

static void write_budgetten(FILE *out, const struct calendar *calendar)
{
  int first = date_to_parts(calendar->first_days[0]).year;
  int last = date_to_parts(calendar_last_day(calendar)).year;
  fprintf(out, "aanbieder,product,jaar,bedrag_cent,aantal\n");
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int j = MESSAGE_PRODUCT_COUNT; j < PRODUCT_COUNT; j++)
      for (int year = first; year <= last; year++) {
        const struct product *product = &region_producten[j];
        if ((product->eenheid != NULL) == lijst_aanbieders[i].is_opvang)
          fprintf(out, "%s,%s:%s,%d,%d,%d\n", agb_of(&lijst_aanbieders[i]), region_domeinen[product->domein],
              product->code, year, 25000000 + 1000000 * (year - first) + 10000 * j, 40 + i);
      }
}

/* Of every voorziening; the first one grows at the turn of the segments. */
static void write_capaciteit(FILE *out, const struct calendar *calendar)
{
  char change[DATE_TEXT_SIZE];
  char before[DATE_TEXT_SIZE];
  int32_t day = calendar->first_days[calendar->month_count / 2];
  date_format(day, change);
  date_format(day - 1, before);
  fprintf(out, "aanbieder,voorziening,product,plaatsen,geldig_van,geldig_tot\n");
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int j = 0; j < 2 && lijst_aanbieders[i].is_opvang; j++) {
      const char *name = lijst_voorzieningen[lijst_aanbieders[i].names[j]];
      fprintf(out, "%s,%s,,%d,%s,%s\n", agb_of(&lijst_aanbieders[i]), name, 20 + 5 * j, VALID_FROM,
          j == 0 ? before : "");
      if (j == 0)
        fprintf(out, "%s,%s,,%d,%s,\n", agb_of(&lijst_aanbieders[i]), name, 30, change);
    }
}

static void write_indicatoren(FILE *out, const struct calendar *calendar)
{
  (void)calendar;
  fprintf(out, "code,naam,eenheid,norm\n");
  for (int i = 0; i < INDICATOR_COUNT; i++)
    fprintf(out, "%s,%s,%s,%s\n", cijferlijsten_indicatoren[i].code, cijferlijsten_indicatoren[i].naam,
        cijferlijsten_indicatoren[i].eenheid, cijferlijsten_indicatoren[i].norm);
}

static const struct {
  const char *path;
  void (*write)(FILE *out, const struct calendar *calendar);
} files[] = {
    {"referentie/gemeenten.csv", write_gemeenten},
    {"referentie/aanbieders.csv", write_aanbieders},
    {"referentie/producten.csv", write_producten},
    {"referentie/overeenkomsten.csv", write_overeenkomsten},
    {"referentie/leveringsplan.csv", write_leveringsplan},
    {"referentie/tarieven.csv", write_tarieven},
    {"referentie/budgetten.csv", write_budgetten},
    {"referentie/capaciteit.csv", write_capaciteit},
    {"referentie/indicatoren.csv", write_indicatoren},
};

int reference_files_write(
    const struct output_tree *tree, const struct calendar *calendar, struct error *error)
{
  int failed = output_tree_folder(tree, "referentie", error);
  for (size_t i = 0; i < sizeof files / sizeof *files && failed == 0; i++) {
    FILE *out = NULL;
    failed = output_tree_text(tree, files[i].path, &out, error);
    if (failed != 0)
      return failed;
    files[i].write(out, calendar);
    failed = output_tree_finish(&out, files[i].path, error);
  }
  return failed;
}

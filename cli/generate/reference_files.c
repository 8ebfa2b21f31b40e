/* One function a file. No value holds a comma or a quote. Periods: both days included, as the days of a
 * command are; an empty geldig_tot is open. */
#include "cli/generate/reference_files.h"

#include <stdio.h>

#include "base/date.h"
#include "cli/generate/delivery.h"
#include "cli/generate/region.h"

static const char VALID_FROM[] = "2020-01-01";

static void write_gemeenten(FILE *out, int32_t segment_change)
{
  (void)segment_change;
  fprintf(out, "code,naam,regio\n");
  for (int i = 0; i < GEMEENTE_COUNT; i++)
    fprintf(out, "%s,%s,%s\n", region_gemeenten[i].code, region_gemeenten[i].naam, region_gemeenten[i].regio);
}

static void write_aanbieders(FILE *out, int32_t segment_change)
{
  (void)segment_change;
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

static void write_producten(FILE *out, int32_t segment_change)
{
  char change[DATE_TEXT_SIZE];
  char before[DATE_TEXT_SIZE];
  date_format(segment_change, change);
  date_format(segment_change - 1, before);
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

static void write_overeenkomsten(FILE *out, int32_t segment_change)
{
  (void)segment_change;
  fprintf(out, "organisatie,dataset,geldig_van,geldig_tot\n");
  write_agreements(out, "");
}

static void write_leveringsplan(FILE *out, int32_t segment_change)
{
  (void)segment_change;
  fprintf(out, "organisatie,dataset,frequentie,geldig_van,geldig_tot\n");
  write_agreements(out, ",maand");
}

static const struct {
  const char *path;
  void (*write)(FILE *out, int32_t segment_change);
} files[] = {
    {"referentie/gemeenten.csv", write_gemeenten},
    {"referentie/aanbieders.csv", write_aanbieders},
    {"referentie/producten.csv", write_producten},
    {"referentie/overeenkomsten.csv", write_overeenkomsten},
    {"referentie/leveringsplan.csv", write_leveringsplan},
};

int reference_files_write(const struct output_tree *tree, int32_t segment_change, struct error *error)
{
  int failed = output_tree_folder(tree, "referentie", error);
  for (size_t i = 0; i < sizeof files / sizeof *files && failed == 0; i++) {
    FILE *out = NULL;
    failed = output_tree_text(tree, files[i].path, &out, error);
    if (failed != 0)
      return failed;
    files[i].write(out, segment_change);
    failed = output_tree_finish(&out, files[i].path, error);
  }
  return failed;
}

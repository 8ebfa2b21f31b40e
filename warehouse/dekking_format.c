/* Prints a coverage. */
#include "warehouse/dekking_format.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_NAMED = 6 };

/* ---- text ---- */

/* 2025-02-28 as 28-02-2025 */
static void write_day(const char *iso, FILE *out)
{
  fprintf(out, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
}

/* A word of the warehouse as people read it: te_laat is te laat. */
static void write_word(const char *word, FILE *out)
{
  for (; *word != '\0'; word++)
    fputc(*word == '_' ? ' ' : *word, out);
}

static void write_count(
    const struct dekking_telling *telling, const char *what, const char **separator, FILE *out)
{
  if (telling->gepland == 0)
    return;
  fprintf(out, "%s%d van %d %s", *separator, telling->ontvangen, telling->gepland, what);
  *separator = ", ";
}

static bool is_same(const struct dekking_gemis *a, const struct dekking_gemis *b)
{
  return strcmp(a->organisatie, b->organisatie) == 0 && strcmp(a->dataset, b->dataset) == 0 &&
         strcmp(a->uitkomst, b->uitkomst) == 0;
}

/* first..last differ in their period alone. */
static void write_missing(const struct dekking_gemis *first, const struct dekking_gemis *last, FILE *out)
{
  fprintf(out, "%s %s %s", first->organisatie, first->dataset, first->periode);
  if (last > first)
    fprintf(out, " tot en met %s", last->periode);
  fputs(" (", out);
  if (last > first)
    fprintf(out, "%td keer ", last - first + 1);
  write_word(first->uitkomst, out);
  fputc(')', out);
}

static void write_all_missing(const struct dekking *dekking, FILE *out)
{
  const struct dekking_gemis *end = dekking->gemist + dekking->gemist_count;
  const struct dekking_gemis *first = dekking->gemist;
  for (int named = 0; first < end && named < MOST_NAMED; named++) {
    const struct dekking_gemis *last = first;
    while (last + 1 < end && is_same(first, last + 1))
      last++;
    fputs(named == 0 ? "; ontbreekt: " : ", ", out);
    write_missing(first, last, out);
    first = last + 1;
  }
  if (first < end)
    fprintf(out, " en nog %td (sluis report dekking)", end - first);
}

/* Without a number that would want another verb for one. */
static void write_open(const struct dekking *dekking, FILE *out)
{
  static const char *const done[] = {[DEKKING_MEEGETELD] = "meegeteld",
      [DEKKING_AFGEKAPT] = "zonder de dagen daarna",
      [DEKKING_DOORGETROKKEN] = "doorgetrokken"};
  int64_t total = 0;
  for (size_t i = 0; i < dekking->open_count; i++)
    total += dekking->open[i].trajecten;
  if (total == 0)
    return;
  fprintf(out, "Open trajecten na de nieuwste lijst van hun aanbieder, %s: %" PRId64 " (",
      done[dekking->open_wijze], total);
  for (size_t i = 0; i < dekking->open_count && i < MOST_NAMED; i++) {
    fprintf(out, "%s%s na ", i > 0 ? ", " : "", dekking->open[i].aanbieder);
    write_day(dekking->open[i].tot, out);
    fprintf(out, ": %" PRId64, dekking->open[i].trajecten);
  }
  fputs(dekking->open_count > MOST_NAMED ? ", ...)\n" : ")\n", out);
}

void dekking_write_text(const struct dekking *dekking, FILE *out)
{
  const char *separator = "";
  fputs("\nDekking: ", out);
  write_count(&dekking->gemeenten, "gemeenten", &separator, out);
  write_count(&dekking->aanbieders, "aanbieders", &separator, out);
  write_count(&dekking->lijsten, "lijsten", &separator, out);
  if (*separator == '\0')
    fputs("geen leveringen gepland over een periode die voorbij is", out);
  write_all_missing(dekking, out);
  if (dekking->ontvangen_tot_en_met == NULL) {
    fputs("; niets ontvangen\n", out);
  } else {
    fputs("; ontvangen tot en met ", out);
    write_day(dekking->ontvangen_tot_en_met, out);
    fputc('\n', out);
  }
  write_open(dekking, out);
}

/* ---- JSON ---- */

static json_t *json_count(const struct dekking_telling *telling)
{
  return json_pack("{s:i, s:i}", "gepland", telling->gepland, "ontvangen", telling->ontvangen);
}

static json_t *json_missing(const struct dekking *dekking)
{
  json_t *missing = json_array();
  for (size_t i = 0; i < dekking->gemist_count; i++) {
    const struct dekking_gemis *gemis = &dekking->gemist[i];
    json_array_append_new(
        missing, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "organisatie", gemis->organisatie, "dataset",
                     gemis->dataset, "periode", gemis->periode, "van", gemis->van, "tot", gemis->tot,
                     "uitkomst", gemis->uitkomst));
  }
  return missing;
}

static json_t *json_open(const struct dekking *dekking)
{
  static const char *const names[] = {[DEKKING_MEEGETELD] = "meegeteld",
      [DEKKING_AFGEKAPT] = "afgekapt",
      [DEKKING_DOORGETROKKEN] = "doorgetrokken"};
  json_t *aanbieders = json_array();
  json_int_t total = 0;
  for (size_t i = 0; i < dekking->open_count; i++) {
    const struct dekking_open *open = &dekking->open[i];
    total += open->trajecten;
    json_array_append_new(aanbieders, json_pack("{s:s, s:s, s:I}", "aanbieder", open->aanbieder, "tot",
                                          open->tot, "trajecten", (json_int_t)open->trajecten));
  }
  return json_pack(
      "{s:s, s:I, s:o}", "wijze", names[dekking->open_wijze], "trajecten", total, "aanbieders", aanbieders);
}

json_t *dekking_json(const struct dekking *dekking)
{
  return json_pack("{s:o, s:o, s:o, s:o, s:s?, s:o}", "gemeenten", json_count(&dekking->gemeenten),
      "aanbieders", json_count(&dekking->aanbieders), "lijsten", json_count(&dekking->lijsten), "ontbreekt",
      json_missing(dekking), "ontvangen_tot_en_met", dekking->ontvangen_tot_en_met, "open_na_lijst",
      json_open(dekking));
}

/* The traject list: one line per traject, a shelter stay or a case of a neighbourhood team.
 *
 * Settled here: aangemeld, intake and gestart have no order among each other (negative waiting is kept), and
 * a traject may be stopped without a start. A withdrawn line is judged like any other, but needs no product.
 */
#include <string.h>

#include "ingest/lijsten/cellen.h"

enum column {
  TRAJECTNUMMER,
  BSN,
  PSEUDONIEM,
  GEBOORTEJAAR,
  GESLACHT,
  GEMEENTE,
  PRODUCT,
  VOORZIENING,
  TEAM,
  MELDER,
  HOOFDDOMEIN,
  AANGEMELD,
  INTAKE,
  GESTART,
  GESTOPT,
  REDEN,
  STATUS,
  COLUMN_COUNT
};

enum { GIVEN = 1, WITHDRAWN = 3 };

static const struct lijst_column columns[COLUMN_COUNT] = {
    [TRAJECTNUMMER] = {.name = "trajectnummer",
        .parse = cell_number,
        .target = TARGET_NUMBER,
        .is_mandatory = true,
        .is_key = true},
    [BSN] = {.name = "bsn", .parse = cell_bsn, .target = TARGET_BSN},
    [PSEUDONIEM] = {.name = "pseudoniem", .parse = cell_pseudoniem, .target = TARGET_PSEUDONIEM},
    [GEBOORTEJAAR] = {.name = "geboortejaar", .parse = cell_year, .target = TARGET_ENVELOPE},
    [GESLACHT] = {.name = "geslacht", .parse = cell_geslacht, .target = TARGET_ENVELOPE},
    [GEMEENTE] = {.name = "gemeente", .parse = cell_gemeente, .target = TARGET_ENVELOPE},
    [PRODUCT] = {.name = "product", .parse = cell_product, .target = TARGET_PRODUCT},
    [VOORZIENING] = {.name = "voorziening", .parse = cell_text, .target = TARGET_RECORD},
    [TEAM] = {.name = "team", .parse = cell_text, .target = TARGET_RECORD},
    [MELDER] = {.name = "melder", .parse = cell_text, .target = TARGET_RECORD},
    [HOOFDDOMEIN] = {.name = "hoofddomein", .parse = cell_texts, .target = TARGET_RECORD},
    [AANGEMELD] = {.name = "aangemeld", .parse = cell_date, .target = TARGET_RECORD},
    [INTAKE] = {.name = "intake", .parse = cell_date, .target = TARGET_RECORD},
    [GESTART] = {.name = "gestart", .parse = cell_date, .target = TARGET_RECORD},
    [GESTOPT] = {.name = "gestopt", .parse = cell_date, .target = TARGET_RECORD},
    [REDEN] = {.name = "reden", .parse = cell_reden, .target = TARGET_RECORD},
    [STATUS] = {.name = "status", .parse = cell_status, .target = TARGET_RECORD},
};

static size_t check(const struct lijst_value *values, struct lijst_finding out[LIJST_MOST_FINDINGS])
{
  size_t count = 0;
  bool is_withdrawn = values[STATUS].is_good && values[STATUS].number == WITHDRAWN;
  if (!values[PRODUCT].is_given && !is_withdrawn)
    out[count++] = (struct lijst_finding){"product", "Er is geen product, en de regel is niet ingetrokken."};
  if (values[REDEN].is_given && !values[GESTOPT].is_given)
    out[count++] = (struct lijst_finding){"reden", "Er is een reden zonder gestopt."};
  if (values[GESTART].is_good && values[GESTOPT].is_good && values[GESTOPT].number < values[GESTART].number)
    out[count++] = (struct lijst_finding){"gestopt", "De datum ligt voor gestart."};
  return count;
}

static void fill(const struct lijst_value *values, struct arena *arena, struct gebeurtenis *event)
{
  event->domein = values[PRODUCT].is_given ? (enum domein)values[PRODUCT].number : DOMEIN_ONBEKEND;
  event->gemeente = values[GEMEENTE].is_given ? arena_text(arena, values[GEMEENTE].text) : NULL;
  event->has_geboortejaar = values[GEBOORTEJAAR].is_given;
  event->geboortejaar = event->has_geboortejaar ? (int32_t)values[GEBOORTEJAAR].number : 0;
  event->geslacht = values[GESLACHT].is_given ? arena_text(arena, values[GESLACHT].text) : NULL;
  if (!values[STATUS].is_given)
    event->inhoud.traject_regel.status = GIVEN;
}

const struct lijst_soort lijst_traject = {
    .name = "traject",
    .has_client = true,
    .label = "trajectnummer",
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .inhoud = GEBEURTENIS_INHOUD_TRAJECT_REGEL,
    .record = &traject_regel_spec,
    .check = check,
    .fill = fill,
};

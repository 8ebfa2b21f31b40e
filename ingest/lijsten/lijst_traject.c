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
    [TRAJECTNUMMER] = {"trajectnummer", cell_number, TARGET_NUMBER, .is_mandatory = true, .is_key = true},
    [BSN] = {"bsn", cell_bsn, TARGET_BSN},
    [PSEUDONIEM] = {"pseudoniem", cell_pseudoniem, TARGET_PSEUDONIEM},
    [GEBOORTEJAAR] = {"geboortejaar", cell_year, TARGET_ENVELOPE},
    [GESLACHT] = {"geslacht", cell_geslacht, TARGET_ENVELOPE},
    [GEMEENTE] = {"gemeente", cell_gemeente, TARGET_ENVELOPE},
    [PRODUCT] = {"product", cell_product, TARGET_PRODUCT},
    [VOORZIENING] = {"voorziening", cell_text, TARGET_RECORD},
    [TEAM] = {"team", cell_text, TARGET_RECORD},
    [MELDER] = {"melder", cell_text, TARGET_RECORD},
    [HOOFDDOMEIN] = {"hoofddomein", cell_texts, TARGET_RECORD},
    [AANGEMELD] = {"aangemeld", cell_date, TARGET_RECORD},
    [INTAKE] = {"intake", cell_date, TARGET_RECORD},
    [GESTART] = {"gestart", cell_date, TARGET_RECORD},
    [GESTOPT] = {"gestopt", cell_date, TARGET_RECORD},
    [REDEN] = {"reden", cell_reden, TARGET_RECORD},
    [STATUS] = {"status", cell_status, TARGET_RECORD},
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

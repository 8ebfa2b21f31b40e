/* The indicator list: figures without persons.
 *
 * Settled here: a line without any figure is right and says that there is none. */
#include "ingest/lijsten/cellen.h"

enum column { INDICATOR, VAN, TOT, GEMEENTE, KENMERK, WAARDE, TELLER, NOEMER, STATUS, COLUMN_COUNT };

enum { GIVEN = 1 };

static const struct lijst_column columns[COLUMN_COUNT] = {
    [INDICATOR] = {.name = "indicator",
        .parse = cell_text,
        .target = TARGET_INDICATOR,
        .is_mandatory = true,
        .is_key = true},
    [VAN] =
        {.name = "van", .parse = cell_date, .target = TARGET_RECORD, .is_mandatory = true, .is_key = true},
    [TOT] =
        {.name = "tot", .parse = cell_date, .target = TARGET_RECORD, .is_mandatory = true, .is_key = true},
    [GEMEENTE] = {.name = "gemeente", .parse = cell_gemeente, .target = TARGET_ENVELOPE, .is_key = true},
    [KENMERK] = {.name = "kenmerk", .parse = cell_text, .target = TARGET_RECORD, .is_key = true},
    [WAARDE] = {.name = "waarde", .parse = cell_decimal, .target = TARGET_RECORD, .field = "waarde_micro"},
    [TELLER] = {.name = "teller", .parse = cell_decimal, .target = TARGET_RECORD, .field = "teller_micro"},
    [NOEMER] = {.name = "noemer", .parse = cell_decimal, .target = TARGET_RECORD, .field = "noemer_micro"},
    [STATUS] = {.name = "status", .parse = cell_status, .target = TARGET_RECORD},
};

static size_t check(const struct lijst_value *values, struct lijst_finding out[LIJST_MOST_FINDINGS])
{
  if (!values[VAN].is_good || !values[TOT].is_good || values[TOT].number >= values[VAN].number)
    return 0;
  out[0] = (struct lijst_finding){"tot", "De datum ligt voor van."};
  return 1;
}

static void fill(const struct lijst_value *values, struct arena *arena, struct gebeurtenis *event)
{
  event->domein = DOMEIN_ONBEKEND;
  event->gemeente = values[GEMEENTE].is_given ? arena_text(arena, values[GEMEENTE].text) : NULL;
  if (!values[STATUS].is_given)
    event->inhoud.indicator_regel.status = GIVEN;
}

const struct lijst_soort lijst_indicator = {
    .name = "indicator",
    .label = "indicator",
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .inhoud = GEBEURTENIS_INHOUD_INDICATOR_REGEL,
    .record = &indicator_regel_spec,
    .check = check,
    .fill = fill,
};

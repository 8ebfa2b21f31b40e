/* A row a record; the wrappers give all codecs one type. */
#include "record.h"

#include "proto/bus_hello.h"
#include "proto/bus_welcome.h"
#include "proto/feit_client.h"
#include "proto/feit_onderbreking.h"
#include "proto/feit_signaal.h"
#include "proto/feit_toewijzing.h"
#include "proto/feit_traject.h"
#include "proto/gebeurtenis.h"
#include "proto/levering.h"
#include "proto/melding.h"
#include "proto/start.h"
#include "proto/stop.h"
#include "proto/toewijzing.h"

#define AT(name, field) offsetof(struct name, field), FIELD_ALWAYS

static const struct field_spec levering_fields[] = {
    {"id", FIELD_ID, AT(levering, id), NULL},
    {"organisatie", FIELD_TEXT, AT(levering, organisatie), NULL},
    {"ontvangen", FIELD_DATE, AT(levering, ontvangen), NULL},
    {"naam", FIELD_TEXT, AT(levering, naam), NULL},
    {"soort", FIELD_TEXT, AT(levering, soort), NULL},
    {"oordeel", FIELD_ENUM, AT(levering, oordeel), oordeel_symbols},
    {"regels_goed", FIELD_INT, AT(levering, regels_goed), NULL},
    {"regels_fout", FIELD_INT, AT(levering, regels_fout), NULL},
    {"gebeurtenissen", FIELD_INT, AT(levering, gebeurtenissen), NULL},
    {"bytes", FIELD_LONG, AT(levering, bytes), NULL},
    {"periode_van", FIELD_DATE, offsetof(struct levering, periode_van),
        offsetof(struct levering, has_periode_van), NULL},
    {"periode_tot", FIELD_DATE, offsetof(struct levering, periode_tot),
        offsetof(struct levering, has_periode_tot), NULL},
    {"bekend_van", FIELD_DATE, offsetof(struct levering, bekend_van),
        offsetof(struct levering, has_bekend_van), NULL},
};

const struct record_spec levering_front_spec = {"levering", NULL, sizeof(struct levering), 1,
    sizeof levering_fields / sizeof *levering_fields, levering_fields};

static const struct field_spec gebeurtenis_fields[] = {
    {"id", FIELD_ID, AT(gebeurtenis, id), NULL},
    {"pseudoniem", FIELD_ID, AT(gebeurtenis, pseudoniem), NULL},
    {"levering", FIELD_ID, AT(gebeurtenis, levering), NULL},
    {"regel", FIELD_INT, AT(gebeurtenis, regel), NULL},
    {"ontvangen", FIELD_DATE, AT(gebeurtenis, ontvangen), NULL},
    {"bericht", FIELD_ID, AT(gebeurtenis, bericht), NULL},
    {"domein", FIELD_ENUM, AT(gebeurtenis, domein), domein_symbols},
    {"gemeente", FIELD_TEXT, AT(gebeurtenis, gemeente), NULL},
    {"aanbieder", FIELD_TEXT, AT(gebeurtenis, aanbieder), NULL},
    {"dagtekening", FIELD_DATE, AT(gebeurtenis, dagtekening), NULL},
    {"geboortejaar", FIELD_INT, offsetof(struct gebeurtenis, geboortejaar),
        offsetof(struct gebeurtenis, has_geboortejaar), NULL},
    {"geslacht", FIELD_TEXT, AT(gebeurtenis, geslacht), NULL},
};

const struct record_spec gebeurtenis_front_spec = {"gebeurtenis", NULL, sizeof(struct gebeurtenis), 1,
    sizeof gebeurtenis_fields / sizeof *gebeurtenis_fields, gebeurtenis_fields};

#define WRAP(name)                                                                                           \
  static void encode_##name(const void *record, struct buffer *out)                                          \
  {                                                                                                          \
    name##_encode(record, out);                                                                              \
  }                                                                                                          \
  static bool decode_##name(const void *data, size_t size, struct arena *arena, void *record)                \
  {                                                                                                          \
    return name##_decode(data, size, arena, record);                                                         \
  }

#define ROW(name, spec)                                                                                      \
  {                                                                                                          \
    name##_schema, &name##_fingerprint, &(spec), encode_##name, decode_##name                                \
  }

WRAP(levering)
WRAP(gebeurtenis)
WRAP(melding)
WRAP(toewijzing)
WRAP(start)
WRAP(stop)
WRAP(feit_client)
WRAP(feit_toewijzing)
WRAP(feit_traject)
WRAP(feit_onderbreking)
WRAP(feit_signaal)
WRAP(bus_hello)
WRAP(bus_welcome)

const struct record records[] = {
    ROW(levering, levering_front_spec),
    ROW(gebeurtenis, gebeurtenis_front_spec),
    ROW(melding, melding_spec),
    ROW(toewijzing, toewijzing_spec),
    ROW(start, start_spec),
    ROW(stop, stop_spec),
    ROW(feit_client, feit_client_spec),
    ROW(feit_toewijzing, feit_toewijzing_spec),
    ROW(feit_traject, feit_traject_spec),
    ROW(feit_onderbreking, feit_onderbreking_spec),
    ROW(feit_signaal, feit_signaal_spec),
    ROW(bus_hello, bus_hello_spec),
    ROW(bus_welcome, bus_welcome_spec),
};

const size_t record_count = sizeof records / sizeof *records;

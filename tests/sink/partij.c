/* Plain values that a reader can tell apart in the tables. */
#include "tests/sink/partij.h"

#include <string.h>

struct id test_id(uint32_t number)
{
  struct id id = {{0}};
  for (int i = 0; i < 4; i++)
    id.bytes[i] = (uint8_t)(number >> (24 - 8 * i));
  return id;
}

struct bekende_gebeurtenis test_event(uint32_t client, uint32_t number, uint32_t levering)
{
  return (struct bekende_gebeurtenis){
      .bekend_van = DAY_ONE,
      .gebeurtenis = {.id = test_id(number),
          .pseudoniem = test_id(client),
          .levering = test_id(levering),
          .regel = 7,
          .ontvangen = DAY_ONE,
          .bericht = test_id(levering),
          .domein = DOMEIN_WMO,
          .gemeente = "0983",
          .aanbieder = "12345678",
          .dagtekening = DAY_ONE - 1,
          .has_geboortejaar = true,
          .geboortejaar = 1980,
          .geslacht = NULL,
          .inhoud_soort = GEBEURTENIS_INHOUD_START,
          .inhoud.start = {.categorie = "15", .begindatum = DAY_ONE - 2, .status_aanlevering = 1}},
  };
}

struct levering test_levering(uint32_t number, int32_t events)
{
  return (struct levering){
      .id = test_id(number),
      .organisatie = "0983",
      .ontvangen = DAY_ONE,
      .naam = "bericht.xml",
      .soort = "WMO305",
      .oordeel = OORDEEL_GOED,
      .regels_goed = 1,
      .gebeurtenissen = events,
      .bytes = 1234,
  };
}

struct feit_traject test_traject(uint32_t client, uint32_t number)
{
  return (struct feit_traject){
      .pseudoniem = test_id(client),
      .sleutel = test_id(number),
      .bron = "bericht",
      .domein = DOMEIN_WMO,
      .gemeente = "0983",
      .aanbieder = "12345678",
      .volgnummer = 1,
      .has_gestart = true,
      .gestart = DAY_ONE,
      .start_bron = "start",
  };
}

int test_connect(struct sink *sink, struct error *error)
{
  int kind = sink_connect(sink, error);
  return kind == 0 ? sink_claim(sink, SINK_INBOX, NULL, error) : kind;
}

int test_write(struct sink *sink, const struct levering *const *leveringen, size_t count,
    const struct wijzigingen *changes, size_t queue_bytes, struct error *error)
{
  int kind = sink_write(sink, changes, error);
  return kind == 0 ? sink_leveringen(sink, leveringen, count, queue_bytes, error) : kind;
}

#include "random_client.h"

#include <string.h>

/* splitmix64: the same numbers on every machine. */
static uint64_t next(struct random *random)
{
  random->state += 0x9e3779b97f4a7c15U;
  uint64_t z = random->state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

uint32_t random_below(struct random *random, uint32_t limit)
{
  return (uint32_t)(next(random) % limit);
}

bool random_chance(struct random *random, uint32_t percent)
{
  return random_below(random, 100) < percent;
}

void random_shuffle(struct random *random, void *pointers, size_t count)
{
  char *items = pointers;
  for (size_t i = count; i > 1; i--) {
    size_t j = random_below(random, (uint32_t)i);
    char kept[sizeof(void *)];
    memcpy(kept, items + (i - 1) * sizeof kept, sizeof kept);
    memmove(items + (i - 1) * sizeof kept, items + j * sizeof kept, sizeof kept);
    memcpy(items + j * sizeof kept, kept, sizeof kept);
  }
}

static struct id random_id(struct random *random)
{
  struct id id;
  uint64_t parts[2] = {next(random), next(random)};
  memcpy(id.bytes, parts, sizeof id.bytes);
  return id;
}

static struct id small_id(uint8_t kind, uint32_t number)
{
  struct id id = {{kind}};
  memcpy(id.bytes + 12, &number, sizeof number);
  return id;
}

static const char *choose(struct random *random, const char *const *from, uint32_t count)
{
  return from[random_below(random, count)];
}

enum { FIRST_DAY = 19400, CARE_DAYS = 40 };

static int32_t care_day(struct random *random)
{
  return FIRST_DAY + (int32_t)random_below(random, CARE_DAYS);
}

static const char *product(struct random *random)
{
  static const char *const products[] = {"45A04", "45A04", "54001", NULL};
  return choose(random, products, 4);
}

static const char *categorie(struct random *random)
{
  static const char *const categories[] = {"45", "45", "45", "54", NULL};
  return choose(random, categories, 5);
}

static struct toewijzing random_toewijzing(struct random *random, const struct random_shape *shape)
{
  int32_t begin = care_day(random);
  return (struct toewijzing){
      .toewijzing_nummer = small_id(7, random_below(random, shape->numbers)),
      .categorie = categorie(random),
      .product = product(random),
      .toewijzingsdatum = begin - (int32_t)random_below(random, 4),
      .toewijzingstijd = random_below(random, 2),
      .ingangsdatum = begin,
      .has_einddatum = random_chance(random, 60),
      .einddatum = begin + (int32_t)random_below(random, 20),
      .reden_wijziging = random_chance(random, 10)   ? "13"
                         : random_chance(random, 20) ? "01"
                                                     : NULL,
  };
}

static struct start random_start(struct random *random, const struct random_shape *shape)
{
  return (struct start){
      .has_toewijzing_nummer = random_chance(random, 85) || shape->all_numbered,
      .toewijzing_nummer = small_id(7, random_below(random, shape->numbers)),
      .categorie = categorie(random),
      .product = product(random),
      .begindatum = FIRST_DAY + (int32_t)random_below(random, CARE_DAYS / 4) * 4,
      .status_aanlevering = random_chance(random, 20) ? 3 : 1,
  };
}

static struct stop random_stop(struct random *random, const struct random_shape *shape)
{
  static const char *const reasons[] = {"20", "20", "31", "32", "37"};
  struct start start = random_start(random, shape);
  return (struct stop){
      .has_toewijzing_nummer = start.has_toewijzing_nummer,
      .toewijzing_nummer = start.toewijzing_nummer,
      .categorie = start.categorie,
      .product = start.product,
      .begindatum = start.begindatum,
      .reden_beeindiging = choose(random, reasons, 5),
      .einddatum = start.begindatum + (int32_t)random_below(random, 12),
      .status_aanlevering = start.status_aanlevering,
  };
}

/* Few numbers, of which a credit names one that may be its own: chains of any form. */
static struct prestatie random_prestatie(struct random *random, const struct random_shape *shape)
{
  static const char *const signs[] = {"C", "D", "D"};
  int32_t begin = care_day(random);
  return (struct prestatie){
      .declaratie = small_id(5, random_below(random, 3)),
      .declaratie_nummer = small_id(4, random_below(random, 3)),
      .declaratie_begindatum = begin,
      .declaratie_einddatum = begin + 30,
      .referentie_nummer = small_id(6, random_below(random, 3 * shape->numbers)),
      .has_vorig_referentie_nummer = random_chance(random, 40),
      .vorig_referentie_nummer = small_id(6, random_below(random, 3 * shape->numbers)),
      .toewijzing_nummer = small_id(7, random_below(random, shape->numbers)),
      .categorie = "45",
      .product = "45A04",
      .begindatum = begin,
      .einddatum = begin + 27,
      .volume = (int32_t)random_below(random, 3),
      .eenheid = "04",
      .bedrag_cent = (int32_t)random_below(random, 3) * 100,
      .debet_credit = choose(random, signs, 3),
  };
}

static struct afwijzing random_afwijzing(struct random *random, const struct random_shape *shape)
{
  static const char *const codes[] = {"9307", "0611|9339"};
  return (struct afwijzing){
      .declaratie = small_id(5, random_below(random, 3)),
      .declaratie_nummer = small_id(4, random_below(random, 3)),
      .referentie_nummer = small_id(6, random_below(random, 3 * shape->numbers)),
      .retourcodes = choose(random, codes, 2),
  };
}

/* Everything that lies under one declaratie is about it. */
static struct declaratie_afkeur random_declaratie_afkeur(
    struct random *random, const struct random_shape *shape)
{
  static const char *const codes[] = {"0001", "0200", "8021|9333"};
  return (struct declaratie_afkeur){
      .declaratie = small_id(5, 1000 + shape->client),
      .header_retourcodes = choose(random, codes, 3),
      .antwoord_retourcodes = choose(random, codes, 3),
  };
}

static void fill_declaratie(
    struct random *random, const struct random_shape *shape, struct gebeurtenis *event)
{
  event->inhoud_soort = GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR;
  event->inhoud.declaratie_afkeur = random_declaratie_afkeur(random, shape);
  event->pseudoniem = event->inhoud.declaratie_afkeur.declaratie;
  event->has_geboortejaar = false;
  event->geslacht = NULL;
}

/* A number is one of an aanbieder. */
static struct id random_trajectnummer(struct random *random, const struct gebeurtenis *event)
{
  return small_id(2, random_below(random, 3) + (event->aanbieder[0] == '8' ? 10 : 0));
}

static const char *random_lijst(struct random *random)
{
  static const char *const lists[] = {"a", "b", "c"};
  return choose(random, lists, 3);
}

static void fill_verhuisd(struct random *random, struct gebeurtenis *event)
{
  event->inhoud_soort = GEBEURTENIS_INHOUD_VERHUISD;
  event->gemeente = NULL;
  event->dagtekening = event->ontvangen;
  event->has_geboortejaar = false;
  event->geslacht = NULL;
  event->inhoud.verhuisd = (struct verhuisd){
      .trajectnummer = random_trajectnummer(random, event),
      .lijst = random_lijst(random),
      .lijst_sleutel = event->bericht,
      .gebeurtenis = random_id(random),
      .bekend_van = event->ontvangen,
  };
}

static void fill_traject_regel(struct random *random, struct gebeurtenis *event)
{
  static const char *const teams[] = {"Noord", "Zuid", NULL};
  static const char *const products[] = {"16A01", "45A04"};
  bool has_end = random_chance(random, 40);
  int32_t start = FIRST_DAY + (int32_t)random_below(random, 40);
  event->inhoud_soort = GEBEURTENIS_INHOUD_TRAJECT_REGEL;
  event->gemeente = random_chance(random, 70) ? event->gemeente : NULL;
  event->dagtekening = event->ontvangen;
  event->inhoud.traject_regel = (struct traject_regel){
      .trajectnummer = random_trajectnummer(random, event),
      .lijst = random_lijst(random),
      .product = choose(random, products, 2),
      .team = choose(random, teams, 3),
      .has_gestart = random_chance(random, 80),
      .gestart = start,
      .has_gestopt = has_end,
      .gestopt = start + (int32_t)random_below(random, 30),
      .status = random_chance(random, 85) ? 1 : 3,
  };
}

/* has_other: the client has another event; one that is only told of lines elsewhere does not occur. */
static void fill(
    struct random *random, const struct random_shape *shape, bool has_other, struct gebeurtenis *event)
{
  static const char *const aanbieders[] = {"12345678", "12345678", "12345678", "87654321"};
  static const char *const gemeenten[] = {"0983", "0983", "0983", "0957"};
  static const char *const geslachten[] = {"1", "2", NULL};
  *event = (struct gebeurtenis){
      .id = random_id(random),
      .pseudoniem = small_id(9, shape->client),
      .levering = small_id(8, random_below(random, 1000)),
      .regel = (int32_t)random_below(random, 200),
      .bericht = small_id(3, random_below(random, 60)),
      .ontvangen = FIRST_DAY + 20 + (int32_t)random_below(random, shape->days),
      .domein = random_chance(random, 80) ? DOMEIN_JW : DOMEIN_WMO,
      .gemeente = choose(random, gemeenten, 4),
      .aanbieder = choose(random, aanbieders, 4),
      .dagtekening = FIRST_DAY + (int32_t)random_below(random, 6),
      .has_geboortejaar = !shape->all_prestaties && random_chance(random, 70),
      .geboortejaar = 2000 + (int32_t)random_below(random, 3),
      .geslacht = shape->all_prestaties ? NULL : choose(random, geslachten, 3),
  };
  if (shape->is_declaratie) {
    fill_declaratie(random, shape, event);
  } else if (random_chance(random, shape->all_prestaties ? 95 : 25)) {
    event->inhoud_soort = GEBEURTENIS_INHOUD_PRESTATIE;
    event->inhoud.prestatie = random_prestatie(random, shape);
  } else if (random_chance(random, shape->all_prestaties ? 100 : 15)) {
    event->inhoud_soort = GEBEURTENIS_INHOUD_AFWIJZING;
    event->inhoud.afwijzing = random_afwijzing(random, shape);
  } else if (random_chance(random, 10)) {
    fill_traject_regel(random, event);
  } else if (has_other && random_chance(random, 4)) {
    fill_verhuisd(random, event);
  } else if (random_chance(random, 35)) {
    event->inhoud_soort = GEBEURTENIS_INHOUD_TOEWIJZING;
    event->inhoud.toewijzing = random_toewijzing(random, shape);
  } else if (random_chance(random, 50)) {
    event->inhoud_soort = GEBEURTENIS_INHOUD_START;
    event->inhoud.start = random_start(random, shape);
  } else {
    event->inhoud_soort = GEBEURTENIS_INHOUD_STOP;
    event->inhoud.stop = random_stop(random, shape);
  }
}

struct bekende_gebeurtenis **random_client(
    struct random *random, const struct random_shape *shape, struct arena *arena)
{
  struct bekende_gebeurtenis **events =
      arena_array(arena, shape->events, sizeof(struct bekende_gebeurtenis *));
  for (size_t i = 0; i < shape->events; i++) {
    events[i] = arena_new(arena, sizeof *events[i]);
    fill(random, shape, i > 0, &events[i]->gebeurtenis);
    events[i]->bekend_van = events[i]->gebeurtenis.ontvangen;
  }
  return events;
}

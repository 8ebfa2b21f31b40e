/* A row per line; what the line is and what became of it is settled in prestatie_regel.c. */
#include "transform/prestatie.h"

#include "base/date.h"
#include "proto/feit_prestatie.h"
#include "transform/prestatie_regel.h"
#include "transform/prestatie_signaal.h"
#include "transform/sleutel.h"

static int32_t first_of_month(int32_t date)
{
  return date - date_to_parts(date).day + 1;
}

static void set_afgekeurd(struct feit_prestatie *row, const struct gebeurtenis *afwijzing, const char *door)
{
  row->afgekeurd = true;
  row->afgekeurd_door = door;
  row->retourcodes = afwijzing->inhoud.afwijzing.retourcodes;
}

static void add_row(const struct prestatie_regel *regel, struct rijen *rijen)
{
  const struct prestatie_regel *debet = regel->debet;
  const struct gebeurtenis *event = regel->prestatie;
  const struct prestatie *line = &event->inhoud.prestatie;
  struct feit_prestatie *row = rijen_add(rijen, FEIT_PRESTATIE);
  *row = (struct feit_prestatie){
      .pseudoniem = event->pseudoniem,
      .sleutel = sleutel_prestatie(event),
      .domein = event->domein,
      .gemeente = event->gemeente,
      .aanbieder = event->aanbieder,
      .declaratie = line->declaratie,
      .declaratie_nummer = line->declaratie_nummer,
      .declaratie_maand = first_of_month(line->declaratie_begindatum),
      .dagtekening = event->dagtekening,
      .referentie_nummer = line->referentie_nummer,
      .has_vorig_referentie_nummer = line->has_vorig_referentie_nummer,
      .vorig_referentie_nummer = line->vorig_referentie_nummer,
      .has_debet_declaratie = debet != NULL,
      .toewijzing_nummer = line->toewijzing_nummer,
      .toewijzing = sleutel_toewijzing(event, &line->toewijzing_nummer),
      .categorie = line->categorie,
      .product = line->product,
      .maand = first_of_month(line->begindatum),
      .begindatum = line->begindatum,
      .einddatum = line->einddatum,
      .volume = line->volume,
      .eenheid = line->eenheid,
      .has_tarief_cent = line->has_tarief_cent,
      .tarief_cent = line->tarief_cent,
      .bedrag_cent = line->bedrag_cent,
      .debet_credit = line->debet_credit,
  };
  if (debet != NULL)
    row->debet_declaratie = debet->prestatie->inhoud.prestatie.declaratie;
  if (regel->afwijzing != NULL)
    set_afgekeurd(row, regel->afwijzing, "regel");
  else if (debet != NULL && debet->afwijzing != NULL)
    set_afgekeurd(row, debet->afwijzing, "debet");
}

void prestatie_fold(const struct gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  struct prestatie_regels regels = prestatie_regel_list(events, count, rijen->arena);
  for (size_t i = 0; i < regels.count; i++)
    add_row(&regels.items[i], rijen);
  prestatie_signaal_add(&regels, rijen);
}

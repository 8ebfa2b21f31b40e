/* The rows of dwh.declaratie_afkeur; which prestaties they reject is a join (rapport.prestatie), because
 * those are in the sets of many clients. */
#include "transform/declaratie_stand.h"

#include "proto/feit_declaratie_afkeur.h"

static void add_row(const struct gebeurtenis *event, struct rijen *rijen)
{
  const struct declaratie_afkeur *afkeur = &event->inhoud.declaratie_afkeur;
  struct feit_declaratie_afkeur *row = rijen_add(rijen, FEIT_DECLARATIE_AFKEUR);
  *row = (struct feit_declaratie_afkeur){
      .declaratie = afkeur->declaratie,
      .domein = event->domein,
      .gemeente = event->gemeente,
      .aanbieder = event->aanbieder,
      .has_declaratie_nummer = afkeur->has_declaratie_nummer,
      .declaratie_nummer = afkeur->declaratie_nummer,
      .dagtekening = event->dagtekening,
      .header_retourcodes = afkeur->header_retourcodes,
      .antwoord_retourcodes = afkeur->antwoord_retourcodes,
  };
}

void declaratie_stand_fold(const struct gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  for (size_t i = 0; i < count; i++) {
    bool is_last = i + 1 == count || !id_equal(&events[i]->inhoud.declaratie_afkeur.declaratie,
                                         &events[i + 1]->inhoud.declaratie_afkeur.declaratie);
    if (is_last)
      add_row(events[i], rijen);
  }
}

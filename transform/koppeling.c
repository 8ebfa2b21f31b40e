/* With a ToewijzingNummer the number decides, whichever aanbieder it comes from: it is unique in domein and
 * gemeente. Without one the toewijzing is looked for by client, gemeente, aanbieder, domein, product if
 * given, and a period that holds the Begindatum.
 *
 * A toewijzing without product code (not specific) can be the one for a start of any product, but one that
 * has the product itself goes before it: that is what a person with both on the desk would take.
 *
 * TR019 (related to no toewijzing by its number) holds for unknown numbers and for lines without number, the
 * latter not where the search finds the one toewijzing; so SL02 never comes without TR019. */
#include "transform/koppeling.h"

#include <string.h>

#include "transform/product.h"
#include "transform/signaal.h"
#include "transform/volgorde.h"

static enum product_overeenkomst fit(const struct toewijzing_stand *stand, const struct zorgmelding *melding)
{
  const struct gebeurtenis *newest = stand->nieuwste;
  const struct toewijzing *toewijzing = &newest->inhoud.toewijzing;
  if (stand->is_ingetrokken || melding->begindatum < toewijzing->ingangsdatum ||
      (toewijzing->has_einddatum && melding->begindatum > toewijzing->einddatum))
    return PRODUCT_ANDERS;
  if (strcmp(newest->aanbieder, melding->bron->aanbieder) != 0 || volgorde_bereik(newest, melding->bron) != 0)
    return PRODUCT_ANDERS;
  return product_compare(melding->categorie, melding->product, toewijzing->categorie, toewijzing->product);
}

/* The one toewijzing that the melding fits: the one of its own product, else the one that may be. */
static const struct toewijzing_stand *search(
    const struct toewijzing_stand *toewijzingen, size_t count, const struct zorgmelding *melding)
{
  const struct toewijzing_stand *found[PRODUCT_GELIJK + 1] = {NULL};
  size_t number[PRODUCT_GELIJK + 1] = {0};
  for (size_t i = 0; i < count; i++) {
    enum product_overeenkomst how = fit(&toewijzingen[i], melding);
    found[how] = &toewijzingen[i];
    number[how]++;
  }
  if (melding->product != NULL && number[PRODUCT_GELIJK] > 0)
    return number[PRODUCT_GELIJK] == 1 ? found[PRODUCT_GELIJK] : NULL;
  if (number[PRODUCT_GELIJK] + number[PRODUCT_MOGELIJK] != 1)
    return NULL;
  return number[PRODUCT_GELIJK] == 1 ? found[PRODUCT_GELIJK] : found[PRODUCT_MOGELIJK];
}

static void link_by_number(const struct toewijzing_stand *toewijzingen, size_t count,
    const struct zorgmelding *melding, struct rijen *rijen)
{
  const struct toewijzing_stand *stand =
      toewijzing_stand_find(toewijzingen, count, melding->bron, melding->nummer);
  if (melding->is_gegeven && (stand == NULL || stand->is_ingetrokken))
    signaal_add(rijen, SIGNAAL_TR019, melding->bron);
}

static void link_by_search(const struct toewijzing_stand *toewijzingen, size_t count,
    struct zorgmelding *melding, struct rijen *rijen)
{
  const struct toewijzing_stand *stand = search(toewijzingen, count, melding);
  if (stand != NULL) {
    melding->nummer = &stand->nieuwste->inhoud.toewijzing.toewijzing_nummer;
    return;
  }
  if (!melding->is_gegeven)
    return;
  signaal_add(rijen, SIGNAAL_TR019, melding->bron);
  signaal_add(rijen, SIGNAAL_SL02, melding->bron);
}

void koppeling_link(const struct toewijzing_stand *toewijzingen, size_t toewijzing_count,
    struct zorgmelding *meldingen, size_t melding_count, struct rijen *rijen)
{
  for (size_t i = 0; i < melding_count; i++) {
    if (meldingen[i].nummer != NULL)
      link_by_number(toewijzingen, toewijzing_count, &meldingen[i], rijen);
    else
      link_by_search(toewijzingen, toewijzing_count, &meldingen[i], rijen);
  }
}

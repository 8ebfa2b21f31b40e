/* One function per kind of row, so that the parts of each key can be read in one place. */
#include "transform/sleutel.h"

#include "base/digest.h"

struct id sleutel_toewijzing(const struct gebeurtenis *event, const struct id *nummer)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/toewijzing");
  digest_text(&digest, domein_text(event->domein));
  digest_text(&digest, event->gemeente);
  digest_id(&digest, nummer);
  return digest_final(&digest);
}

struct id sleutel_traject(const struct id *toewijzing, int32_t volgnummer)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/traject");
  digest_id(&digest, toewijzing);
  digest_int(&digest, volgnummer);
  return digest_final(&digest);
}

/* The Begindatum and not a volgnummer: a start of an earlier date that turns up later leaves the names of the
 * others as they are. Categorie is in it because two starts may differ in nothing else. */
struct id sleutel_traject_los(const struct zorgmelding *start)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/traject-los");
  digest_text(&digest, domein_text(start->bron->domein));
  digest_text(&digest, start->bron->gemeente);
  digest_text(&digest, start->bron->aanbieder);
  digest_id(&digest, start->nummer);
  digest_text(&digest, start->categorie);
  digest_text(&digest, start->product);
  digest_int(&digest, start->begindatum);
  return digest_final(&digest);
}

struct id sleutel_onderbreking(const struct id *traject, int32_t van)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/onderbreking");
  digest_id(&digest, traject);
  digest_int(&digest, van);
  return digest_final(&digest);
}

/* The aanbieder is in the hash of the number. */
struct id sleutel_traject_lijst(const struct id *trajectnummer)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/traject-lijst");
  digest_id(&digest, trajectnummer);
  return digest_final(&digest);
}

struct id sleutel_prestatie(const struct gebeurtenis *prestatie)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/prestatie");
  digest_text(&digest, domein_text(prestatie->domein));
  digest_text(&digest, prestatie->gemeente);
  digest_text(&digest, prestatie->aanbieder);
  digest_id(&digest, &prestatie->inhoud.prestatie.declaratie);
  digest_id(&digest, &prestatie->inhoud.prestatie.referentie_nummer);
  return digest_final(&digest);
}

struct id sleutel_signaal(const char *code, const struct id *gebeurtenis)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/signaal");
  digest_text(&digest, code);
  digest_id(&digest, gebeurtenis);
  return digest_final(&digest);
}

struct id sleutel_verhuisd(const struct id *client, const struct id *regel)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/verhuisd");
  digest_id(&digest, client);
  digest_id(&digest, regel);
  return digest_final(&digest);
}

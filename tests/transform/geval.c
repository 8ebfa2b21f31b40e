/* Builds events and prints rows for the tests of the fold. */
#include "geval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/memory.h"
#include "proto/feit_client.h"
#include "proto/feit_declaratie_afkeur.h"
#include "proto/feit_klantreis.h"
#include "proto/feit_onderbreking.h"
#include "proto/feit_prestatie.h"
#include "proto/feit_signaal.h"
#include "proto/feit_toewijzing.h"
#include "proto/feit_traject.h"
#include "transform/volgorde.h"

int32_t dag(const char *text)
{
  int32_t date = 0;
  if (!date_parse(text, strlen(text), &date))
    abort();
  return date;
}

int geval_set_up(void **state)
{
  struct geval *geval = memory_new(sizeof *geval);
  arena_init(&geval->arena, 0);
  *state = geval;
  return 0;
}

int geval_tear_down(void **state)
{
  struct geval *geval = *state;
  arena_fini(&geval->arena);
  free(geval);
  return 0;
}

static struct id number_id(int first, int last)
{
  struct id id = {{0}};
  id.bytes[0] = (uint8_t)first;
  id.bytes[15] = (uint8_t)last;
  return id;
}

static const char *or_else(const char *text, const char *other)
{
  return text != NULL ? text : other;
}

static int number_of(struct melding_velden v)
{
  return v.nummer != 0 ? v.nummer : 1;
}

static const char *product_of(struct melding_velden v)
{
  return v.zonder_product ? NULL : or_else(v.product, "45A04");
}

static struct toewijzing make_toewijzing(struct melding_velden v)
{
  return (struct toewijzing){
      .toewijzing_nummer = number_id(7, number_of(v)),
      .categorie = v.categorie,
      .product = product_of(v),
      .toewijzingsdatum = dag(or_else(v.op, v.van)),
      .toewijzingstijd = (int64_t)v.tijd * 1000000,
      .ingangsdatum = dag(v.van),
      .has_einddatum = v.tot != NULL,
      .einddatum = v.tot != NULL ? dag(v.tot) : 0,
      .reden_wijziging = v.reden_wijziging,
  };
}

static struct start make_start(struct melding_velden v)
{
  return (struct start){
      .has_toewijzing_nummer = !v.zonder_nummer,
      .toewijzing_nummer = number_id(7, number_of(v)),
      .categorie = v.categorie,
      .product = product_of(v),
      .begindatum = dag(v.begin),
      .status_aanlevering = v.status != 0 ? v.status : 1,
  };
}

static struct stop make_stop(struct melding_velden v)
{
  return (struct stop){
      .has_toewijzing_nummer = !v.zonder_nummer,
      .toewijzing_nummer = number_id(7, number_of(v)),
      .categorie = v.categorie,
      .product = product_of(v),
      .begindatum = dag(v.begin),
      .reden_beeindiging = or_else(v.reden, "32"),
      .einddatum = dag(v.einde),
      .status_aanlevering = v.status != 0 ? v.status : 1,
  };
}

static int one_or(int number)
{
  return number != 0 ? number : 1;
}

static struct prestatie make_prestatie(struct melding_velden v)
{
  int32_t begin = dag(or_else(v.maand, "2023-04-01"));
  return (struct prestatie){
      .declaratie = number_id(5, one_or(v.declaratie)),
      .declaratie_nummer = number_id(4, one_or(v.declaratie)),
      .declaratie_begindatum = dag("2023-05-01"),
      .declaratie_einddatum = dag("2023-05-31"),
      .referentie_nummer = number_id(6, one_or(v.referentie)),
      .has_vorig_referentie_nummer = v.vorig != 0,
      .vorig_referentie_nummer = number_id(6, v.vorig),
      .toewijzing_nummer = number_id(7, number_of(v)),
      .categorie = or_else(v.categorie, "45"),
      .product = or_else(v.product, "45A04"),
      .begindatum = begin,
      .einddatum = begin + 27,
      .volume = 4,
      .eenheid = "04",
      .bedrag_cent = abs(v.cent),
      .debet_credit = v.cent < 0 ? "C" : "D",
  };
}

static struct afwijzing make_afwijzing(struct melding_velden v)
{
  return (struct afwijzing){
      .declaratie = number_id(5, one_or(v.declaratie)),
      .declaratie_nummer = number_id(4, one_or(v.declaratie)),
      .referentie_nummer = number_id(6, one_or(v.referentie)),
      .retourcodes = or_else(v.codes, "9307"),
  };
}

static struct declaratie_afkeur make_declaratie_afkeur(struct melding_velden v)
{
  return (struct declaratie_afkeur){
      .declaratie = number_id(5, one_or(v.declaratie)),
      .header_retourcodes = or_else(v.codes, "0001"),
  };
}

static struct traject_regel make_traject_regel(struct melding_velden v)
{
  return (struct traject_regel){
      .trajectnummer = number_id(2, number_of(v)),
      .lijst = or_else(v.lijst, "a"),
      .product = v.zonder_product ? NULL : or_else(v.product, "16A01"),
      .team = v.team,
      .has_aangemeld = v.aangemeld != NULL,
      .aangemeld = v.aangemeld != NULL ? dag(v.aangemeld) : 0,
      .has_gestart = v.begin != NULL,
      .gestart = v.begin != NULL ? dag(v.begin) : 0,
      .has_gestopt = v.einde != NULL,
      .gestopt = v.einde != NULL ? dag(v.einde) : 0,
      .reden = v.reden,
      .status = one_or(v.status),
  };
}

/* Of a line that has the same id and day. */
static struct verhuisd make_verhuisd(const struct gebeurtenis *event, struct melding_velden v)
{
  return (struct verhuisd){
      .trajectnummer = number_id(2, number_of(v)),
      .lijst = or_else(v.lijst, "a"),
      .lijst_sleutel = event->bericht,
      .gebeurtenis = event->id,
      .bekend_van = event->ontvangen,
  };
}

static struct indicator_regel make_indicator_regel(struct melding_velden v)
{
  return (struct indicator_regel){
      .lijst = or_else(v.lijst, "a"),
      .indicator = or_else(v.indicator, "i"),
      .van = dag(or_else(v.van, "2023-01-01")),
      .tot = dag(or_else(v.tot, "2023-03-31")),
      .has_waarde_micro = true,
      .waarde_micro = v.waarde * INT64_C(1000000),
      .status = one_or(v.status),
  };
}

static void fill_inhoud(struct gebeurtenis *event, struct melding_velden v)
{
  switch (event->inhoud_soort) {
  case GEBEURTENIS_INHOUD_TOEWIJZING:
    event->inhoud.toewijzing = make_toewijzing(v);
    break;
  case GEBEURTENIS_INHOUD_START:
    event->inhoud.start = make_start(v);
    break;
  case GEBEURTENIS_INHOUD_STOP:
    event->inhoud.stop = make_stop(v);
    break;
  case GEBEURTENIS_INHOUD_PRESTATIE:
    event->inhoud.prestatie = make_prestatie(v);
    break;
  case GEBEURTENIS_INHOUD_AFWIJZING:
    event->inhoud.afwijzing = make_afwijzing(v);
    break;
  case GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR:
    event->inhoud.declaratie_afkeur = make_declaratie_afkeur(v);
    event->pseudoniem = event->inhoud.declaratie_afkeur.declaratie;
    break;
  case GEBEURTENIS_INHOUD_TRAJECT_REGEL:
    event->inhoud.traject_regel = make_traject_regel(v);
    event->gemeente = v.zonder_gemeente ? NULL : event->gemeente;
    break;
  case GEBEURTENIS_INHOUD_INDICATOR_REGEL:
    event->inhoud.indicator_regel = make_indicator_regel(v);
    event->pseudoniem = number_id(3, number_of(v));
    break;
  case GEBEURTENIS_INHOUD_VERHUISD:
    event->inhoud.verhuisd = make_verhuisd(event, v);
    break;
  case GEBEURTENIS_INHOUD_COUNT:
    abort();
  }
}

void geval_add(struct geval *geval, enum gebeurtenis_inhoud soort, struct melding_velden v)
{
  if (geval->count == GEVAL_EVENTS)
    abort();
  struct bekende_gebeurtenis *event = arena_new(&geval->arena, sizeof *event);
  int n = (int)geval->count + 1;
  int32_t ontvangen = dag(or_else(v.ontvangen, "2023-06-01"));
  event->bekend_van = ontvangen;
  event->gebeurtenis = (struct gebeurtenis){
      .id = number_id(0, n),
      .pseudoniem = number_id(9, 9),
      .levering = number_id(8, n),
      .regel = n,
      .bericht = number_id(3, v.bericht != 0 ? v.bericht : n),
      .ontvangen = ontvangen,
      .domein = v.domein,
      .gemeente = or_else(v.gemeente, "0983"),
      .aanbieder = or_else(v.aanbieder, "12345678"),
      .dagtekening = v.dagtekening != NULL ? dag(v.dagtekening) : ontvangen,
      .has_geboortejaar = v.geboortejaar != 0,
      .geboortejaar = v.geboortejaar,
      .geslacht = v.geslacht,
      .inhoud_soort = soort,
  };
  fill_inhoud(&event->gebeurtenis, v);
  geval->events[geval->count++] = event;
}

/* Rows */

static int compare_trajecten(const void *a, const void *b)
{
  const struct feit_traject *first = *(const struct feit_traject *const *)a;
  const struct feit_traject *second = *(const struct feit_traject *const *)b;
  int order = volgorde_getal(first->domein, second->domein);
  if (order == 0)
    order = volgorde_tekst(first->gemeente, second->gemeente);
  if (order == 0)
    order = volgorde_getal(first->gestart, second->gestart);
  if (order == 0)
    order = volgorde_getal(first->ingang, second->ingang);
  return order != 0 ? order : volgorde_getal(first->volgnummer, second->volgnummer);
}

static int compare_onderbrekingen(const void *a, const void *b)
{
  return volgorde_getal(
      (*(const struct feit_onderbreking *const *)a)->van, (*(const struct feit_onderbreking *const *)b)->van);
}

static int compare_signalen(const void *a, const void *b)
{
  const struct feit_signaal *first = *(const struct feit_signaal *const *)a;
  const struct feit_signaal *second = *(const struct feit_signaal *const *)b;
  int order = strcmp(first->code, second->code);
  return order != 0 ? order : volgorde_getal(first->regel, second->regel);
}

static int compare_toewijzingen(const void *a, const void *b)
{
  const struct feit_toewijzing *first = *(const struct feit_toewijzing *const *)a;
  const struct feit_toewijzing *second = *(const struct feit_toewijzing *const *)b;
  int order = volgorde_getal(first->domein, second->domein);
  if (order == 0)
    order = strcmp(first->gemeente, second->gemeente);
  return order != 0 ? order : id_compare(&first->toewijzing_nummer, &second->toewijzing_nummer);
}

static int compare_prestaties(const void *a, const void *b)
{
  const struct feit_prestatie *first = *(const struct feit_prestatie *const *)a;
  const struct feit_prestatie *second = *(const struct feit_prestatie *const *)b;
  int order = strcmp(first->aanbieder, second->aanbieder);
  if (order == 0)
    order = volgorde_getal(first->domein, second->domein);
  if (order == 0)
    order = strcmp(first->gemeente, second->gemeente);
  if (order == 0)
    order = id_compare(&first->declaratie, &second->declaratie);
  return order != 0 ? order : id_compare(&first->referentie_nummer, &second->referentie_nummer);
}

static int compare_reizen(const void *a, const void *b)
{
  const struct feit_klantreis *first = *(const struct feit_klantreis *const *)a;
  const struct feit_klantreis *second = *(const struct feit_klantreis *const *)b;
  int order = volgorde_getal(first->gestart, second->gestart);
  if (order == 0)
    order = volgorde_getal(first->has_gestopt ? first->gestopt : DATE_INFINITY,
        second->has_gestopt ? second->gestopt : DATE_INFINITY);
  return order;
}

static int compare_none(const void *a, const void *b)
{
  (void)a;
  (void)b;
  return 0;
}

static int (*const orders[FEIT_COUNT])(const void *, const void *) = {
    [FEIT_CLIENT] = compare_none,
    [FEIT_TOEWIJZING] = compare_toewijzingen,
    [FEIT_TRAJECT] = compare_trajecten,
    [FEIT_ONDERBREKING] = compare_onderbrekingen,
    [FEIT_SIGNAAL] = compare_signalen,
    [FEIT_PRESTATIE] = compare_prestaties,
    [FEIT_DECLARATIE_AFKEUR] = compare_none,
    [FEIT_KLANTREIS] = compare_reizen,
};

const void **geval_rows(struct geval *geval, enum feit feit, const char *op_dag, size_t *count)
{
  int32_t day = op_dag != NULL ? dag(op_dag) : DATE_INFINITY - 1;
  struct feit_versies versions;
  fold_history(
      (const struct bekende_gebeurtenis *const *)geval->events, geval->count, &geval->arena, &versions);
  const void **rows = arena_array(&geval->arena, versions.count + 1, sizeof(void *));
  *count = 0;
  for (size_t i = 0; i < versions.count; i++) {
    const struct feit_versie *version = &versions.items[i];
    if (version->feit == feit && version->bekend_van <= day && day < version->bekend_tot)
      rows[(*count)++] = version->rij;
  }
  if (*count > 1) /* a kind that comes alone has no order */
    qsort(rows, *count, sizeof(void *), orders[feit]);
  return rows;
}

/* Text */

static void print_date(struct buffer *out, bool has, int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  buffer_text(out, has ? text : "-");
}

static void print_word(struct buffer *out, const char *word)
{
  if (word != NULL)
    buffer_format(out, " %s", word);
}

static void print_traject(struct buffer *out, const void *row)
{
  const struct feit_traject *t = row;
  buffer_format(out, "%d: ", (int)t->volgnummer);
  print_date(out, t->has_gestart, t->gestart);
  print_word(out, t->start_bron);
  buffer_text(out, " .. ");
  print_date(out, t->has_gestopt, t->gestopt);
  print_word(out, t->einde_bron);
  print_word(out, t->reden);
  print_word(out, t->reden_code);
  buffer_text(out, "\n");
}

static void print_toewijzing(struct buffer *out, const void *row)
{
  const struct feit_toewijzing *t = row;
  buffer_format(out, "%d: ", t->toewijzing_nummer.bytes[15]);
  print_date(out, true, t->ingangsdatum);
  buffer_text(out, " .. ");
  print_date(out, t->has_einddatum, t->einddatum);
  buffer_text(out, ", toegewezen ");
  print_date(out, true, t->toegewezen);
  buffer_text(out, ", eerst ");
  print_date(out, true, t->eerste_ingangsdatum);
  buffer_format(out, ", %d versies\n", (int)t->versies);
}

static void print_onderbreking(struct buffer *out, const void *row)
{
  const struct feit_onderbreking *o = row;
  print_date(out, true, o->van);
  buffer_text(out, " .. ");
  print_date(out, o->has_tot, o->tot);
  buffer_text(out, "\n");
}

static void print_signaal(struct buffer *out, const void *row)
{
  const struct feit_signaal *s = row;
  buffer_format(out, "%s%s:%d", out->size > 0 ? " " : "", s->code, (int)s->regel);
}

static void print_prestatie(struct buffer *out, const void *row)
{
  const struct feit_prestatie *p = row;
  int sign = strcmp(p->debet_credit, "C") == 0 ? -1 : 1;
  buffer_format(
      out, "%d/%d %d", p->declaratie.bytes[15], p->referentie_nummer.bytes[15], sign * (int)p->bedrag_cent);
  if (p->afgekeurd != (p->afgekeurd_door != NULL) || p->afgekeurd != (p->retourcodes != NULL))
    abort();
  print_word(out, p->afgekeurd_door);
  print_word(out, p->retourcodes);
  buffer_text(out, "\n");
}

static void print_declaratie(struct buffer *out, const void *row)
{
  const struct feit_declaratie_afkeur *d = row;
  buffer_format(out, "%d header %s, antwoord %s\n", d->declaratie.bytes[15], d->header_retourcodes,
      or_else(d->antwoord_retourcodes, "-"));
}

static void print_client(struct buffer *out, const void *row)
{
  const struct feit_client *c = row;
  buffer_format(out, "%d %s", c->has_geboortejaar ? (int)c->geboortejaar : -1, or_else(c->geslacht, "-"));
}

static const char *print(
    struct geval *geval, enum feit feit, const char *op_dag, void (*one)(struct buffer *, const void *))
{
  size_t count = 0;
  const void **rows = geval_rows(geval, feit, op_dag, &count);
  struct buffer out;
  buffer_init(&out, (size_t)64 * 1024);
  for (size_t i = 0; i < count; i++)
    one(&out, rows[i]);
  const char *text = arena_text(&geval->arena, out.data != NULL ? out.data : "");
  buffer_fini(&out);
  return text;
}

const char *geval_trajecten(struct geval *geval, const char *op_dag)
{
  return print(geval, FEIT_TRAJECT, op_dag, print_traject);
}

const char *geval_toewijzingen(struct geval *geval, const char *op_dag)
{
  return print(geval, FEIT_TOEWIJZING, op_dag, print_toewijzing);
}

const char *geval_onderbrekingen(struct geval *geval, const char *op_dag)
{
  return print(geval, FEIT_ONDERBREKING, op_dag, print_onderbreking);
}

const char *geval_signalen(struct geval *geval, const char *op_dag)
{
  return print(geval, FEIT_SIGNAAL, op_dag, print_signaal);
}

const char *geval_prestaties(struct geval *geval, const char *op_dag)
{
  return print(geval, FEIT_PRESTATIE, op_dag, print_prestatie);
}

const char *geval_declaraties(struct geval *geval, const char *op_dag)
{
  return print(geval, FEIT_DECLARATIE_AFKEUR, op_dag, print_declaratie);
}

const char *geval_client(struct geval *geval, const char *op_dag)
{
  return print(geval, FEIT_CLIENT, op_dag, print_client);
}

/* The letter of the row with this sleutel. */
static char letter_of(const void **rows, size_t count, const struct id *sleutel)
{
  for (size_t i = 0; i < count; i++)
    if (id_equal(&((const struct feit_klantreis *)rows[i])->sleutel, sleutel))
      return (char)('a' + i);
  return '?';
}

static void print_reis(struct buffer *out, const void **rows, size_t count, size_t at)
{
  const struct feit_klantreis *r = rows[at];
  if (r->has_vorige != r->has_gat || r->has_volgende != r->has_gat_na)
    abort();
  buffer_format(out, "%c: ", (int)('a' + at));
  print_date(out, true, r->gestart);
  buffer_text(out, " .. ");
  print_date(out, r->has_gestopt, r->gestopt);
  if (r->has_vorige)
    buffer_format(out, " vorige %c %d", letter_of(rows, count, &r->vorige), (int)r->gat);
  print_word(out, r->is_vervolg ? "vervolg" : NULL);
  if (r->has_volgende)
    buffer_format(out, " volgende %c %d", letter_of(rows, count, &r->volgende), (int)r->gat_na);
  print_word(out, r->loopt_naast ? "naast" : NULL);
  print_word(out, r->loopt_door ? "door" : NULL);
  buffer_text(out, "\n");
}

const char *geval_klantreis(struct geval *geval, const char *op_dag)
{
  size_t count = 0;
  const void **rows = geval_rows(geval, FEIT_KLANTREIS, op_dag, &count);
  struct buffer out;
  buffer_init(&out, (size_t)64 * 1024);
  for (size_t i = 0; i < count; i++)
    print_reis(&out, rows, count, i);
  const char *text = arena_text(&geval->arena, out.data != NULL ? out.data : "");
  buffer_fini(&out);
  return text;
}

/* Walks along the starts of a keten by Begindatum and builds trajecten.
 *
 * At every start the traject in hand is in one of three states: ended by a definitive stop on or before that
 * day (the start opens the next traject), paused by a temporary stop on or before that day (the start ends
 * the onderbreking), or running (the start is ignored with the stops that belong to it: TR326).
 *
 * Where the definitions leave room:
 * - A stop may name the Begindatum of an earlier start of the same traject, from before an onderbreking. Such
 * a stop still counts when its day comes after the restart; a definitive stop of the restart itself goes
 * before it. Otherwise a traject would run on for ever over a stop that everybody understands.
 * - A definitive stop during an onderbreking ends the traject; the onderbreking stays without `tot`. A
 * temporary stop on or after the day of the end interrupts nothing and gives no onderbreking.
 * - Only a definitive stop makes room for a next traject; the end of the toewijzing alone does not.
 * - An onderbreking that lasts leaves the traject open; the end of the toewijzing then ends it like any
 * other.
 * - The stops of a start are judged among themselves in business order. TR415 is for the lines that came when
 *   a definitive stop was already there: all but the first, although the last one holds. TR413 is the same of
 *   temporary stops; TR414 is for a stop whose Einddatum lies before that of the stop just before it.
 * - SL01 is for the definitive stop that holds and for temporary stops.
 * - TR071 is for the line that withdraws a start, while one of its stops is in effect and not dated after
 *   that line: it goes when the stop is withdrawn as well, or the start given again.
 */
#include "transform/keten.h"

#include <stdlib.h>
#include <string.h>

#include "proto/feit_onderbreking.h"
#include "proto/feit_traject.h"
#include "transform/product.h"
#include "transform/reden.h"
#include "transform/signaal.h"
#include "transform/sleutel.h"
#include "transform/volgorde.h"
#include "transform/zorgstart.h"

struct pauze {
  int32_t van;
  bool has_tot;
  int32_t tot;
};

/* The traject in hand. */
struct opbouw {
  const struct keten *keten;
  struct rijen *rijen;
  const struct zorgstart *eerste;       /* NULL: no traject in hand */
  int32_t volgnummer;                   /* of the traject in hand, or of the last one */
  int32_t hervat;                       /* Begindatum of the start that it runs on */
  const struct zorgmelding *definitief; /* the definitive stop that holds so far */
  const struct zorgmelding **tijdelijk; /* temporary stops still to come, by Einddatum */
  size_t tijdelijk_count;
  struct pauze *pauzes; /* onderbrekingen so far */
  size_t pauze_count;
};

static int32_t later(int32_t a, int32_t b)
{
  return a > b ? a : b;
}

static const struct toewijzing *toewijzing_of(const struct keten *keten)
{
  return keten->toewijzing != NULL ? &keten->toewijzing->nieuwste->inhoud.toewijzing : NULL;
}

static void check_end(const struct opbouw *o, const struct zorgmelding *stop)
{
  const struct toewijzing *toewijzing = toewijzing_of(o->keten);
  if (toewijzing != NULL && toewijzing->has_einddatum && stop->einddatum > toewijzing->einddatum)
    signaal_add(o->rijen, SIGNAAL_SL01, stop->bron);
}

/* Rows */

static void describe_toewijzing(const struct toewijzing_stand *stand, struct feit_traject *row)
{
  const struct toewijzing *newest = &stand->nieuwste->inhoud.toewijzing;
  row->pseudoniem = stand->nieuwste->pseudoniem;
  row->domein = stand->nieuwste->domein;
  row->gemeente = stand->nieuwste->gemeente;
  row->aanbieder = stand->nieuwste->aanbieder;
  row->has_toewijzing = true;
  row->toewijzing = stand->sleutel;
  row->categorie = newest->categorie;
  row->product = newest->product;
  row->has_toegewezen = true;
  row->toegewezen = stand->eerste->inhoud.toewijzing.toewijzingsdatum;
  row->has_ingang = true;
  row->ingang = newest->ingangsdatum;
  row->has_toewijzing_einde = newest->has_einddatum;
  row->toewijzing_einde = newest->einddatum;
  row->sleutel = sleutel_traject(&stand->sleutel, row->volgnummer);
}

static void describe_los(const struct zorgmelding *start, struct feit_traject *row)
{
  row->pseudoniem = start->bron->pseudoniem;
  row->domein = start->bron->domein;
  row->gemeente = start->bron->gemeente;
  row->aanbieder = start->bron->aanbieder;
  row->sleutel = sleutel_traject_los(start);
}

/* A toewijzing that is not specific leaves product (and categorie) to the aanbieder, but not a product of
 * another categorie: a pair that nobody sent is no product. */
static void describe_product(const struct zorgmelding *start, struct feit_traject *row)
{
  if (product_compare(row->categorie, row->product, start->categorie, start->product) == PRODUCT_ANDERS)
    return;
  if (row->categorie == NULL)
    row->categorie = start->categorie;
  if (row->product == NULL)
    row->product = start->product;
}

static void describe_start(const struct zorgstart *start, struct feit_traject *row)
{
  describe_product(start->melding, row);
  row->has_gestart = true;
  row->gestart = start->melding->begindatum;
  row->start_bron = start->is_impliciet ? "stop" : "start";
}

static void describe_end(const struct opbouw *o, struct feit_traject *row)
{
  const struct toewijzing *toewijzing = toewijzing_of(o->keten);
  if (o->definitief != NULL) {
    row->gestopt = o->definitief->einddatum;
    row->einde_bron = "stop";
    row->reden = reden_normalise(row->domein, o->definitief->reden);
    row->reden_code = o->definitief->reden;
  } else if (toewijzing != NULL && toewijzing->has_einddatum) {
    row->gestopt = later(row->gestart, toewijzing->einddatum);
    row->einde_bron = "toewijzing";
    row->reden = REDEN_NIET_GEMELD;
  }
  row->has_gestopt = row->einde_bron != NULL;
}

static struct feit_traject *add_traject(const struct opbouw *o)
{
  struct feit_traject *row = rijen_add(o->rijen, FEIT_TRAJECT);
  row->bron = "bericht";
  row->volgnummer = o->volgnummer;
  if (o->keten->toewijzing != NULL)
    describe_toewijzing(o->keten->toewijzing, row);
  else
    describe_los(o->eerste->melding, row);
  return row;
}

static void add_onderbreking(const struct opbouw *o, const struct feit_traject *traject, struct pauze pauze)
{
  if (traject->has_gestopt &&
      (pauze.van > traject->gestopt || (!pauze.has_tot && pauze.van == traject->gestopt)))
    return;
  struct feit_onderbreking *row = rijen_add(o->rijen, FEIT_ONDERBREKING);
  *row = (struct feit_onderbreking){
      .pseudoniem = traject->pseudoniem,
      .sleutel = sleutel_onderbreking(&traject->sleutel, pauze.van),
      .traject = traject->sleutel,
      .van = pauze.van,
      .has_tot = pauze.has_tot,
      .tot = pauze.tot,
  };
}

/* Building */

/* Two pauses of one day: a stop, a restart and a stop again on that day are one onderbreking. */
static void add_pauze(struct opbouw *o, struct pauze pauze)
{
  if (o->pauze_count > 0 && o->pauzes[o->pauze_count - 1].van == pauze.van)
    o->pauze_count--;
  o->pauzes[o->pauze_count++] = pauze;
}

static void finish(struct opbouw *o)
{
  if (o->eerste == NULL)
    return;
  if (o->definitief != NULL)
    check_end(o, o->definitief);
  if (o->tijdelijk_count > 0)
    add_pauze(o, (struct pauze){.van = o->tijdelijk[0]->einddatum});
  struct feit_traject *row = add_traject(o);
  describe_start(o->eerste, row);
  describe_end(o, row);
  for (size_t i = 0; i < o->pauze_count; i++)
    add_onderbreking(o, row, o->pauzes[i]);
  o->eerste = NULL;
}

static void insert_tijdelijk(struct opbouw *o, const struct zorgmelding *stop)
{
  size_t at = o->tijdelijk_count++;
  for (; at > 0 && o->tijdelijk[at - 1]->einddatum > stop->einddatum; at--)
    o->tijdelijk[at] = o->tijdelijk[at - 1];
  o->tijdelijk[at] = stop;
}

/* Temporary stops that the restart on this day has answered. */
static void drop_tijdelijk(struct opbouw *o, int32_t hervat)
{
  size_t past = 0;
  while (past < o->tijdelijk_count && o->tijdelijk[past]->einddatum <= hervat)
    past++;
  o->tijdelijk_count -= past;
  memmove(o->tijdelijk, o->tijdelijk + past, o->tijdelijk_count * sizeof(struct zorgmelding *));
}

static int compare_stops(const void *a, const void *b)
{
  return volgorde_bericht(
      (*(const struct zorgmelding *const *)a)->bron, (*(const struct zorgmelding *const *)b)->bron);
}

static void flag_stops(const struct zorgmelding *const *stops, size_t count, struct rijen *rijen)
{
  bool has_earlier[2] = {false, false}; /* definitive, temporary */
  for (size_t i = 0; i < count; i++) {
    bool is_tijdelijk = zorgmelding_is_tijdelijk(stops[i]);
    if (has_earlier[is_tijdelijk])
      signaal_add(rijen, is_tijdelijk ? SIGNAAL_TR413 : SIGNAAL_TR415, stops[i]->bron);
    if (i > 0 && stops[i]->einddatum < stops[i - 1]->einddatum)
      signaal_add(rijen, SIGNAAL_TR414, stops[i]->bron);
    has_earlier[is_tijdelijk] = true;
  }
}

/* Judges the stops of one start; returns the definitive one that holds, the last in business order. */
static const struct zorgmelding *settle_stops(const struct opbouw *o, const struct zorgstart *start)
{
  size_t count = 0;
  for (const struct zorgmelding *stop = start->stops; stop != NULL; stop = stop->volgende)
    count++;
  const struct zorgmelding **stops = arena_array(o->rijen->arena, count, sizeof(struct zorgmelding *));
  size_t filled = 0;
  for (const struct zorgmelding *stop = start->stops; stop != NULL; stop = stop->volgende)
    stops[filled++] = stop;
  if (count > 1)
    qsort(stops, count, sizeof(struct zorgmelding *), compare_stops);
  flag_stops(stops, count, o->rijen);
  while (count > 0 && zorgmelding_is_tijdelijk(stops[count - 1]))
    count--;
  return count > 0 ? stops[count - 1] : NULL;
}

/* The traject runs on this start from now on, until one of its stops. */
static void run_on(struct opbouw *o, const struct zorgstart *start)
{
  o->hervat = start->melding->begindatum;
  drop_tijdelijk(o, o->hervat);
  const struct zorgmelding *definitief = settle_stops(o, start);
  if (definitief != NULL)
    o->definitief = definitief;
  for (const struct zorgmelding *stop = start->stops; stop != NULL; stop = stop->volgende) {
    if (!zorgmelding_is_tijdelijk(stop))
      continue;
    insert_tijdelijk(o, stop);
    check_end(o, stop);
  }
}

static void open_traject(struct opbouw *o, const struct zorgstart *start)
{
  o->eerste = start;
  o->volgnummer = o->keten->is_los ? 1 : o->volgnummer + 1;
  o->definitief = NULL;
  o->tijdelijk_count = 0;
  o->pauze_count = 0;
  run_on(o, start);
}

static bool is_ended(const struct opbouw *o, int32_t day)
{
  return o->definitief != NULL && later(o->hervat, o->definitief->einddatum) <= day;
}

static bool is_paused(const struct opbouw *o, int32_t day)
{
  return o->tijdelijk_count > 0 && later(o->hervat, o->tijdelijk[0]->einddatum) <= day;
}

static void take(struct opbouw *o, const struct zorgstart *start)
{
  int32_t day = start->melding->begindatum;
  if (o->eerste == NULL || o->keten->is_los || is_ended(o, day)) {
    finish(o);
    open_traject(o, start);
  } else if (is_paused(o, day)) {
    add_pauze(o, (struct pauze){.van = o->tijdelijk[0]->einddatum, .has_tot = true, .tot = day});
    run_on(o, start);
  } else if (!start->is_impliciet) {
    signaal_add(o->rijen, SIGNAAL_TR326, start->melding->bron);
  }
}

static void flag_implied(const struct zorgstart *start, struct rijen *rijen)
{
  if (!start->is_impliciet)
    return;
  for (const struct zorgmelding *stop = start->stops; stop != NULL; stop = stop->volgende)
    signaal_add(rijen, SIGNAAL_TR382, stop->bron);
}

static void flag_withdrawn(const struct zorgstart *start, struct rijen *rijen)
{
  const struct gebeurtenis *line = start->melding->bron;
  for (const struct zorgmelding *stop = start->stops; stop != NULL; stop = stop->volgende) {
    if (stop->bron->dagtekening > line->dagtekening)
      continue;
    signaal_add(rijen, SIGNAAL_TR071, line);
    return;
  }
}

void keten_fold(const struct keten *keten, struct rijen *rijen)
{
  struct zorgstarts starts = zorgstart_list(keten->meldingen, keten->count, rijen->arena);
  struct opbouw o = {
      .keten = keten,
      .rijen = rijen,
      .tijdelijk = arena_array(rijen->arena, keten->count, sizeof(struct zorgmelding *)),
      .pauzes = arena_array(rijen->arena, keten->count + 1, sizeof(struct pauze)),
  };
  for (size_t i = 0; i < starts.ingetrokken_count; i++)
    flag_withdrawn(&starts.ingetrokken[i], rijen);
  for (size_t i = 0; i < starts.count; i++) {
    flag_implied(&starts.items[i], rijen);
    take(&o, &starts.items[i]);
  }
  finish(&o);
  if (o.volgnummer > 0 || keten->toewijzing == NULL)
    return;
  o.volgnummer = 1; /* assigned and not started */
  (void)add_traject(&o);
}

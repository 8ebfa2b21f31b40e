/* Starts and stops are two records with the same key; here they become one thing to reason about, and given
 * against withdrawn is settled. What they mean for a traject is the work of keten.c.
 *
 * TR063: nothing was given with this key up to and including the Dagtekening of the withdrawal. TR074: what
 * was given and not withdrawn since is given once more, by another message (the same message with other
 * content is SL03). Inside one Dagtekening there is no earlier and later: there each withdrawal makes room
 * for one more. */
#include "transform/zorgmelding.h"

#include <string.h>

#include "transform/signaal.h"
#include "transform/volgorde.h"

enum { STATUS_WITHDRAWN = 3 };

static struct zorgmelding read_start(const struct gebeurtenis *gebeurtenis)
{
  const struct start *start = &gebeurtenis->inhoud.start;
  return (struct zorgmelding){
      .bron = gebeurtenis,
      .nummer = start->has_toewijzing_nummer ? &start->toewijzing_nummer : NULL,
      .categorie = start->categorie,
      .product = start->product,
      .begindatum = start->begindatum,
      .is_gegeven = start->status_aanlevering != STATUS_WITHDRAWN,
  };
}

static struct zorgmelding read_stop(const struct gebeurtenis *gebeurtenis)
{
  const struct stop *stop = &gebeurtenis->inhoud.stop;
  return (struct zorgmelding){
      .bron = gebeurtenis,
      .nummer = stop->has_toewijzing_nummer ? &stop->toewijzing_nummer : NULL,
      .categorie = stop->categorie,
      .product = stop->product,
      .begindatum = stop->begindatum,
      .is_stop = true,
      .einddatum = stop->einddatum,
      .reden = stop->reden_beeindiging,
      .is_gegeven = stop->status_aanlevering != STATUS_WITHDRAWN,
  };
}

struct zorgmelding zorgmelding_read(const struct gebeurtenis *gebeurtenis)
{
  if (gebeurtenis->inhoud_soort == GEBEURTENIS_INHOUD_START)
    return read_start(gebeurtenis);
  return read_stop(gebeurtenis);
}

int zorgmelding_compare_key(const struct zorgmelding *a, const struct zorgmelding *b)
{
  int order = volgorde_getal(a->is_stop, b->is_stop);
  if (order == 0)
    order = volgorde_bereik(a->bron, b->bron);
  if (order == 0)
    order = strcmp(a->bron->aanbieder, b->bron->aanbieder);
  if (order == 0)
    order = volgorde_nummer(a->nummer, b->nummer);
  if (order == 0)
    order = volgorde_tekst(a->categorie, b->categorie);
  if (order == 0)
    order = volgorde_tekst(a->product, b->product);
  if (order == 0)
    order = volgorde_getal(a->begindatum, b->begindatum);
  if (order == 0)
    order = volgorde_tekst(a->reden, b->reden);
  return order != 0 ? order : volgorde_getal(a->einddatum, b->einddatum);
}

bool zorgmelding_is_tijdelijk(const struct zorgmelding *stop)
{
  return strcmp(stop->reden, "20") == 0;
}

/* Lines of one key: those of one Dagtekening, and how many give and withdraw. */
struct dag {
  const struct zorgmelding *lines;
  size_t count;
  size_t given;
  size_t withdrawn;
};

static struct dag first_day(const struct zorgmelding *lines, size_t count)
{
  struct dag dag = {.lines = lines};
  while (dag.count < count && lines[dag.count].bron->dagtekening == lines[0].bron->dagtekening)
    if (lines[dag.count++].is_gegeven)
      dag.given++;
    else
      dag.withdrawn++;
  return dag;
}

static const struct gebeurtenis *last_of(const struct dag *dag, bool is_gegeven)
{
  const struct gebeurtenis *last = NULL;
  for (size_t i = 0; i < dag->count; i++)
    if (dag->lines[i].is_gegeven == is_gegeven)
      last = dag->lines[i].bron;
  return last;
}

/* Given on this day before line `at` by the same message. */
static bool is_same_message(const struct dag *dag, size_t at)
{
  for (size_t i = 0; i < at; i++)
    if (dag->lines[i].is_gegeven && id_equal(&dag->lines[i].bron->bericht, &dag->lines[at].bron->bericht))
      return true;
  return false;
}

static void flag_given(const struct dag *dag, bool stands, struct rijen *rijen)
{
  size_t room = dag->withdrawn + (stands ? 0 : 1);
  for (size_t i = 0; i < dag->count && dag->given > room; i++) {
    if (!dag->lines[i].is_gegeven || is_same_message(dag, i))
      continue;
    if (room > 0)
      room--;
    else
      signaal_add(rijen, SIGNAAL_TR074, dag->lines[i].bron);
  }
}

static void flag_withdrawn(const struct dag *dag, struct rijen *rijen)
{
  for (size_t i = 0; i < dag->count; i++)
    if (!dag->lines[i].is_gegeven)
      signaal_add(rijen, SIGNAAL_TR063, dag->lines[i].bron);
}

/* lines: all of one key, by Dagtekening. */
static struct zorgmelding weigh_key(const struct zorgmelding *lines, size_t count, struct rijen *rijen)
{
  struct zorgmelding result = lines[count - 1];
  result.is_gegeven = false;
  bool was_given = false;
  bool is_decided = false;
  for (size_t i = 0; i < count;) {
    struct dag dag = first_day(&lines[i], count - i);
    i += dag.count;
    was_given = was_given || dag.given > 0;
    if (!was_given)
      flag_withdrawn(&dag, rijen);
    flag_given(&dag, result.is_gegeven, rijen);
    if (dag.given == dag.withdrawn && (is_decided || i < count))
      continue;
    if (dag.given != dag.withdrawn) {
      result.is_gegeven = dag.given > dag.withdrawn;
      is_decided = true;
    }
    result.bron = last_of(&dag, result.is_gegeven);
  }
  return result;
}

size_t zorgmelding_weigh(
    const struct gebeurtenis *const *events, size_t count, struct rijen *rijen, struct zorgmelding **out)
{
  struct zorgmelding *lines = arena_array(rijen->arena, count, sizeof *lines);
  for (size_t i = 0; i < count; i++)
    lines[i] = zorgmelding_read(events[i]);
  size_t keys = 0;
  size_t from = 0;
  while (from < count) {
    size_t to = from + 1;
    while (to < count && zorgmelding_compare_key(&lines[from], &lines[to]) == 0)
      to++;
    lines[keys++] =
        weigh_key(&lines[from], to - from, rijen); /* keys <= from: never over what is still to be read */
    from = to;
  }
  *out = lines;
  return keys;
}

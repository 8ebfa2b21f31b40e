/* How the signalen on a line follow from a ledger, on the day D that is asked. Only what was received by then
 * counts: lines, answers that name a line, versions of the toewijzing and its removal.
 *
 * - A line is held against the newest version of its toewijzing: none (TR338), removed (TR384), begins before
 *   it (TR307) or ends after it (TR308), another category (TR339) or code (TR340).
 * - A credit takes back the newest debit under the number that it names, of those that no answer names if
 *   there are any; without a debit that stands so: TR323.
 * - A line is out when an answer names it or, of a credit, the debit that it takes back; a debit also when a
 *   credit that is not out takes it back.
 * - The same care declared before in a line that is not out: TR389. The same debit credited before in a line
 *   that is not out: TR390.
 *
 * An answer that rejects a declaratie as a whole plays no part. No two lines that are compared here have the
 * same Dagtekening: a correction is dated after what it corrects, and so is what is declared again. */
#include "cli/generate/declaratie_signalen.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The lines of one client that are known on a day. */
struct dossier {
  const struct ledger *ledger;
  int32_t day;
  const struct regel **regels;
  size_t count;
};

static const struct declaratie *declaratie_of(const struct dossier *dossier, const struct regel *regel)
{
  return &dossier->ledger->declaraties[regel->declaratie];
}

static int32_t dated(const struct dossier *dossier, const struct regel *regel)
{
  return declaratie_of(dossier, regel)->dagtekening;
}

/* ---- among lines ---- */

static bool is_named(const struct dossier *dossier, const struct regel *regel)
{
  return regel->code != NULL && declaratie_of(dossier, regel)->answer_received <= dossier->day;
}

static bool is_likelier(const struct dossier *dossier, const struct regel *a, const struct regel *b)
{
  if (is_named(dossier, a) != is_named(dossier, b))
    return !is_named(dossier, a);
  return dated(dossier, a) > dated(dossier, b);
}

static const struct regel *find_debit(const struct dossier *dossier, const struct regel *credit)
{
  const struct regel *found = NULL;
  for (size_t i = 0; i < dossier->count; i++) {
    const struct regel *debit = dossier->regels[i];
    if (debit->vorig == 0 && debit->referentie == credit->vorig &&
        (found == NULL || is_likelier(dossier, debit, found)))
      found = debit;
  }
  return found;
}

static bool lacks_debit(const struct dossier *dossier, const struct regel *credit)
{
  const struct regel *debit = find_debit(dossier, credit);
  return debit == NULL || is_named(dossier, debit);
}

static bool is_rejected(const struct dossier *dossier, const struct regel *regel)
{
  if (is_named(dossier, regel))
    return true;
  const struct regel *debit = regel->vorig != 0 ? find_debit(dossier, regel) : NULL;
  return debit != NULL && is_named(dossier, debit);
}

static bool is_out(const struct dossier *dossier, const struct regel *regel)
{
  if (is_rejected(dossier, regel))
    return true;
  for (size_t i = 0; i < dossier->count && regel->vorig == 0; i++) {
    const struct regel *credit = dossier->regels[i];
    if (credit->vorig == regel->referentie && find_debit(dossier, credit) == regel &&
        !is_rejected(dossier, credit))
      return true;
  }
  return false;
}

static bool is_same_care(const struct regel *a, const struct regel *b)
{
  const struct prestatie *x = a->prestatie;
  const struct prestatie *y = b->prestatie;
  return x->nummer == y->nummer && x->product == y->product && x->begin == y->begin && x->end == y->end;
}

/* Of two debits: the same care; of two credits: the same debit. */
static bool is_double(const struct dossier *dossier, const struct regel *a, const struct regel *b)
{
  if (a->vorig == 0 || b->vorig == 0)
    return a->vorig == b->vorig && is_same_care(a, b);
  return a->vorig == b->vorig && find_debit(dossier, a) == find_debit(dossier, b);
}

static bool was_declared_before(const struct dossier *dossier, const struct regel *regel)
{
  for (size_t i = 0; i < dossier->count; i++) {
    const struct regel *earlier = dossier->regels[i];
    if (dated(dossier, earlier) < dated(dossier, regel) && is_double(dossier, earlier, regel) &&
        !is_out(dossier, earlier))
      return true;
  }
  return false;
}

/* ---- counting ---- */

static void count(
    struct signalen *signalen, int view, const struct prestatie *prestatie, enum signaal signaal)
{
  signalen_count(signalen, view, signaal, region_producten[prestatie->product].domein, prestatie->gemeente);
}

static void hold_against(struct signalen *signalen, int view, int32_t day, const struct prestatie *prestatie)
{
  const struct toegewezen *toegewezen = &prestatie->toegewezen;
  const struct version *version = NULL;
  for (int i = 0; i < toegewezen->version_count; i++)
    if (toegewezen->versions[i].known <= day)
      version = &toegewezen->versions[i];
  if (version == NULL || toegewezen->removed_known <= day) {
    count(signalen, view, prestatie, version == NULL ? SIGNAAL_TR338 : SIGNAAL_TR384);
    return;
  }
  const struct product *assigned = &region_producten[toegewezen->product];
  const struct product *declared = &region_producten[prestatie->product];
  if (prestatie->begin < toegewezen->ingang)
    count(signalen, view, prestatie, SIGNAAL_TR307);
  if (prestatie->end > version->einde)
    count(signalen, view, prestatie, SIGNAAL_TR308);
  if (strcmp(assigned->categorie, declared->categorie) != 0)
    count(signalen, view, prestatie, SIGNAAL_TR339);
  if (strcmp(assigned->code, declared->code) != 0)
    count(signalen, view, prestatie, SIGNAAL_TR340);
}

static void count_dossier(struct signalen *signalen, int view, const struct dossier *dossier)
{
  for (size_t i = 0; i < dossier->count; i++) {
    const struct regel *regel = dossier->regels[i];
    bool is_credit = regel->vorig != 0;
    hold_against(signalen, view, dossier->day, regel->prestatie);
    if (is_credit && lacks_debit(dossier, regel))
      count(signalen, view, regel->prestatie, SIGNAAL_TR323);
    if (was_declared_before(dossier, regel))
      count(signalen, view, regel->prestatie, is_credit ? SIGNAAL_TR390 : SIGNAAL_TR389);
  }
}

static int compare_clients(const void *a, const void *b)
{
  const struct regel *x = *(const struct regel *const *)a;
  const struct regel *y = *(const struct regel *const *)b;
  return strcmp(x->prestatie->bsn, y->prestatie->bsn);
}

static void count_view(
    struct signalen *signalen, int view, const struct ledger *ledger, const struct regel **known)
{
  int32_t day = ledger->calendar->views[view].day;
  size_t known_count = 0;
  for (size_t i = 0; i < ledger->regel_count; i++)
    if (ledger->declaraties[ledger->regels[i].declaratie].received <= day)
      known[known_count++] = &ledger->regels[i];
  qsort(known, known_count, sizeof(struct regel *), compare_clients);
  for (size_t first = 0; first < known_count;) {
    size_t next = first;
    while (next < known_count && compare_clients(&known[first], &known[next]) == 0)
      next++;
    struct dossier dossier = {ledger, day, &known[first], next - first};
    count_dossier(signalen, view, &dossier);
    first = next;
  }
}

void declaratie_signalen_add(struct signalen *signalen, const struct ledger *ledger)
{
  const struct regel **known = memory_new((ledger->regel_count + 1) * sizeof(struct regel *));
  for (int view = 0; view < ledger->calendar->view_count; view++)
    count_view(signalen, view, ledger, known);
  free(known);
}

#include "cli/generate/signalen.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/generate/outcome.h"

enum { PATH_SIZE = 64 };

typedef int64_t signaal_counts[SIGNAAL_COUNT][DOMEIN_COUNT][PLACE_COUNT];

struct signalen {
  const struct calendar *calendar;
  signaal_counts views[MOST_VIEWS];
};

struct signalen *signalen_new(const struct calendar *calendar)
{
  struct signalen *signalen = memory_new(sizeof *signalen);
  signalen->calendar = calendar;
  return signalen;
}

void signalen_free(struct signalen **signalen)
{
  free(*signalen);
  *signalen = NULL;
}

void signalen_count(struct signalen *signalen, int view, enum signaal signaal, enum domein domein, int place)
{
  signalen->views[view][signaal][domein][place]++;
}

void signalen_add(struct signalen *signalen, const struct signalering *signalering)
{
  for (int i = 0; i < signalen->calendar->view_count; i++) {
    int32_t day = signalen->calendar->views[i].day;
    if (signalering->from <= day && day < signalering->until)
      signalen_count(signalen, i, signalering->signaal, signalering->domein, signalering->place);
  }
}

/* SL04: care of a list that a traject of messages at the same aanbieder tells too. */
static bool is_told_twice(const struct bekend *trajecten, int count, const struct bekend *of_list)
{
  for (int i = 0; i < count; i++) {
    const struct bekend *other = &trajecten[i];
    if (other->care == NULL || other->aanbieder != of_list->aanbieder || other->product != of_list->product)
      continue;
    if (other->outcome.gestart == of_list->outcome.gestart ||
        (other->outcome.gestart < of_list->outcome.einde && of_list->outcome.gestart < other->outcome.einde))
      return true;
  }
  return false;
}

static void add_doubles(struct signalen *signalen, const struct life *life)
{
  struct bekend trajecten[MOST_BEKEND];
  for (int view = 0; view < signalen->calendar->view_count; view++) {
    int count = outcome_list(life, signalen->calendar->views[view].day, trajecten);
    for (int i = 0; i < count; i++)
      if (trajecten[i].casus != NULL && is_told_twice(trajecten, count, &trajecten[i]))
        signalen_count(
            signalen, view, SIGNAAL_SL04, region_producten[trajecten[i].product].domein, trajecten[i].place);
  }
}

void signalen_add_life(struct signalen *signalen, const struct life *life)
{
  if (life->casus_count > 0)
    add_doubles(signalen, life);
  for (int i = 0; i < life->oddity_count; i++) {
    const struct oddity *oddity = &life->oddities[i];
    const struct assignment *assignment = &life->assignments[oddity->assignment];
    signalen_add(signalen, &(struct signalering){.signaal = oddity->signaal,
                               .domein = region_producten[assignment->product].domein,
                               .place = assignment->gemeente,
                               .from = oddity->from,
                               .until = oddity->until});
  }
}

static void print_counts(FILE *out, const signaal_counts counts)
{
  static const char *const codes[SIGNAAL_COUNT] = {"TR019", "TR063", "TR071", "TR074", "TR307", "TR308",
      "TR323", "TR326", "TR332", "TR338", "TR339", "TR340", "TR382", "TR384", "TR389", "TR390", "TR413",
      "TR414", "TR415", "SL01", "SL02", "SL03", "SL04"};
  fprintf(out, "code,domein,gemeente,aantal\n");
  for (int i = 0; i < SIGNAAL_COUNT; i++)
    for (int domein = 0; domein < DOMEIN_COUNT; domein++)
      for (int place = 0; place < PLACE_COUNT; place++)
        if (counts[i][domein][place] > 0)
          fprintf(out, "%s,%s,%s,%lld\n", codes[i], region_domeinen[domein], region_place(place),
              (long long)counts[i][domein][place]);
}

int signalen_write(const struct signalen *signalen, const struct output_tree *tree, struct error *error)
{
  int failed = 0;
  for (int i = 0; i < signalen->calendar->view_count && failed == 0; i++) {
    FILE *out = NULL;
    char path[PATH_SIZE];
    calendar_format_path(signalen->calendar, "signalen", i, path, sizeof path);
    failed = output_tree_text(tree, path, &out, error);
    if (failed != 0)
      return failed;
    print_counts(out, signalen->views[i]);
    failed = output_tree_finish(&out, path, error);
  }
  return failed;
}

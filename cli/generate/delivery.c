/* Lines that have the same sender, receiver, kind, Dagtekening and day of receipt share a message, unless
 * their keys clash. Whether a message is sent again or has a broken neighbour is drawn from a stream of its
 * own, so that it changes nothing in the lives. */
#include "cli/generate/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/damage.h"
#include "cli/generate/message_writer.h"

enum { STREAM_DELIVERY = 3, STREAMS = 4 };
enum { PER_MILLE_AGAIN = 7, PER_MILLE_BROKEN = 6, PER_MILLE_OWN_COPY = 300 };
/* A message comes at most this long after the last simulated day: 3 + 80 + 75 days on the road, 20 for a
 * repetition, and what it had to wait for. */
enum { LONGEST_DELAY = 400, MOST_BYTES = 64 * 1024, PATH_SIZE = 160 };

struct letter {
  struct delivery *delivery;
  struct random random;
  struct message message;
  int gemeente, aanbieder;
  int32_t received;
};

const char *delivery_organisation(int organisation)
{
  return organisation < GEMEENTE_COUNT ? region_gemeenten[organisation].code
                                       : region_aanbieders[organisation - GEMEENTE_COUNT].agb;
}

int delivery_init(struct delivery *delivery, const struct output_tree *tree, uint64_t seed, int32_t first_day,
    int32_t last_day, struct error *error)
{
  *delivery = (struct delivery){.tree = tree,
      .seed = seed,
      .first_day = first_day,
      .last_received = first_day,
      .day_count = last_day - first_day + LONGEST_DELAY};
  buffer_init(&delivery->text, MOST_BYTES);
  delivery->has_folder = memory_new((size_t)delivery->day_count * ORGANISATION_COUNT);
  int failed = output_tree_folder(tree, "inbox", error);
  if (failed == 0)
    failed = output_tree_text(tree, "waarheid/afgekeurd.csv", &delivery->refused, error);
  if (failed == 0)
    failed = output_tree_text(tree, "waarheid/dubbel.csv", &delivery->doubles, error);
  if (failed != 0)
    return failed;
  fprintf(delivery->refused, "bestand,code\n");
  fprintf(delivery->doubles, "bestand\n");
  return 0;
}

void delivery_fini(struct delivery *delivery)
{
  if (delivery->refused != NULL)
    fclose(delivery->refused);
  if (delivery->doubles != NULL)
    fclose(delivery->doubles);
  delivery->refused = NULL;
  delivery->doubles = NULL;
  buffer_fini(&delivery->text);
  free(delivery->has_folder);
  delivery->has_folder = NULL;
}

/* ---- one file ---- */

static int make_folder(struct delivery *delivery, int organisation, int32_t day, struct error *error)
{
  char path[PATH_SIZE];
  char date[DATE_TEXT_SIZE];
  int offset = day - delivery->first_day;
  if (offset < 0 || offset >= delivery->day_count)
    return error_set(error, ERROR_INTERNAL, "a message arrives outside the days foreseen");
  uint8_t *days = delivery->has_folder + (ptrdiff_t)organisation * delivery->day_count;
  if (days[offset] != 0)
    return 0;
  if (memchr(days, 1, (size_t)delivery->day_count) == NULL) {
    snprintf(path, sizeof path, "inbox/%s", delivery_organisation(organisation));
    int failed = output_tree_folder(delivery->tree, path, error);
    if (failed != 0)
      return failed;
  }
  days[offset] = 1;
  date_format(day, date);
  snprintf(path, sizeof path, "inbox/%s/%s", delivery_organisation(organisation), date);
  return output_tree_folder(delivery->tree, path, error);
}

struct post {
  int organisation;
  int32_t day;
  enum fate fate;
  const char *suffix; /* behind the name: "" or "_nogmaals" */
};

/* Lays the text of the letter in a folder; path is what was made, under inbox/. */
static int lay(struct letter *letter, struct post post, char path[PATH_SIZE], struct error *error)
{
  struct delivery *delivery = letter->delivery;
  int failed = make_folder(delivery, post.organisation, post.day, error);
  if (failed != 0)
    return failed;
  char soort[MESSAGE_SOORT_SIZE];
  char date[DATE_TEXT_SIZE];
  message_soort(&letter->message, soort);
  date_format(post.day, date);
  bool from_gemeente = letter->message.lines[0]->kind == LINE_TOEWIJZING;
  snprintf(path, PATH_SIZE, "inbox/%s/%s/%s_%s_%07d%s.xml", delivery_organisation(post.organisation), date,
      soort,
      from_gemeente ? region_gemeenten[letter->gemeente].code : region_aanbieders[letter->aanbieder].agb,
      letter->message.identificatie, post.suffix);
  delivery->counts[post.organisation][post.fate]++;
  if (post.day > delivery->last_received)
    delivery->last_received = post.day;
  return output_tree_file(delivery->tree, path, delivery->text.data, delivery->text.size, error);
}

/* ---- one message ---- */

static void write_text(struct letter *letter)
{
  bool from_gemeente = letter->message.lines[0]->kind == LINE_TOEWIJZING;
  int sender = from_gemeente ? letter->gemeente : GEMEENTE_COUNT + letter->aanbieder;
  letter->message.identificatie = ++letter->delivery->next_identificatie[sender];
  message_write(&letter->message, &letter->delivery->text);
}

/* Copies come from the gemeenten; of their own 305 and 307 a few aanbieder send them too. */
static int draw_folder(struct letter *letter)
{
  bool may_own =
      letter->aanbieder < AANBIEDER_WITH_COPIES_COUNT && letter->message.lines[0]->kind != LINE_TOEWIJZING;
  if (may_own && random_chance(&letter->random, PER_MILLE_OWN_COPY))
    return GEMEENTE_COUNT + letter->aanbieder;
  return letter->gemeente;
}

static int lay_again(struct letter *letter, int folder, struct error *error)
{
  char path[PATH_SIZE];
  if (letter->aanbieder < AANBIEDER_WITH_COPIES_COUNT && random_chance(&letter->random, 500))
    folder = GEMEENTE_COUNT + letter->aanbieder;
  struct post post = {
      folder, letter->received + random_between(&letter->random, 1, 20), FATE_DOUBLE, "_nogmaals"};
  int failed = lay(letter, post, path, error);
  if (failed == 0)
    fprintf(letter->delivery->doubles, "%s\n", path);
  return failed;
}

static int lay_broken(struct letter *letter, int folder, struct error *error)
{
  const struct damage *damage = &damages[letter->delivery->broken_count++ % DAMAGE_COUNT]; /* in turn */
  char path[PATH_SIZE];
  char suffix[40];
  write_text(letter);
  if (damage->apply != NULL)
    damage->apply(&letter->delivery->text);
  else
    folder = (letter->gemeente + 1) % GEMEENTE_COUNT;
  snprintf(suffix, sizeof suffix, "_%s", damage->name);
  int failed = lay(letter, (struct post){folder, letter->received, FATE_REFUSED, suffix}, path, error);
  if (failed == 0)
    fprintf(letter->delivery->refused, "%s,%s\n", path, damage->code);
  return failed;
}

static int post_letter(struct letter *letter, struct error *error)
{
  char path[PATH_SIZE];
  letter->message.is_full = random_chance(&letter->random, letter->delivery->per_mille_full);
  write_text(letter);
  if (letter->delivery->text.failed)
    return error_set(error, ERROR_INTERNAL, "a message is larger than foreseen");
  int folder = draw_folder(letter);
  letter->delivery->line_count += letter->message.line_count;
  int failed = lay(letter, (struct post){folder, letter->received, FATE_GOOD, ""}, path, error);
  if (failed == 0 && random_chance(&letter->random, PER_MILLE_AGAIN))
    failed = lay_again(letter, folder, error);
  if (failed == 0 && random_chance(&letter->random, PER_MILLE_BROKEN))
    failed = lay_broken(letter, folder, error);
  return failed;
}

/* ---- one life ---- */

static int compare_lines(const struct life *life, const struct line *a, const struct line *b)
{
  const struct assignment *x = &life->assignments[a->assignment];
  const struct assignment *y = &life->assignments[b->assignment];
  const int32_t differences[] = {a->received - b->received, (int32_t)a->kind - (int32_t)b->kind,
      x->gemeente - y->gemeente, x->aanbieder - y->aanbieder,
      (int32_t)region_producten[x->product].domein - (int32_t)region_producten[y->product].domein,
      a->dagtekening - b->dagtekening};
  for (size_t i = 0; i < sizeof differences / sizeof *differences; i++)
    if (differences[i] != 0)
      return differences[i];
  return 0;
}

/* By insertion: a life has few lines, and equal ones keep their order. */
static void sort_lines(const struct life *life, int order[MOST_LINES])
{
  for (int i = 0; i < life->line_count; i++) {
    int place = i;
    for (; place > 0 && compare_lines(life, &life->lines[order[place - 1]], &life->lines[i]) > 0; place--)
      order[place] = order[place - 1];
    order[place] = i;
  }
}

/* TR101 (same key twice) and TR302 (same product twice) in one message. */
static bool clashes(const struct life *life, const struct line *a, const struct line *b)
{
  if (a->kind == LINE_TOEWIJZING)
    return life->assignments[a->assignment].product == life->assignments[b->assignment].product;
  return a->assignment == b->assignment && a->begin == b->begin;
}

static bool may_join(const struct message *message, const struct line *line)
{
  if (message->line_count == MOST_LINES_A_MESSAGE ||
      compare_lines(message->life, message->lines[0], line) != 0)
    return false;
  for (int i = 0; i < message->line_count; i++)
    if (clashes(message->life, message->lines[i], line))
      return false;
  return true;
}

static void begin_letter(struct letter *letter, const struct line *line)
{
  const struct assignment *assignment = &letter->message.life->assignments[line->assignment];
  letter->message.lines[0] = line;
  letter->message.line_count = 1;
  letter->gemeente = assignment->gemeente;
  letter->aanbieder = assignment->aanbieder;
  letter->received = line->received;
}

int delivery_send(
    struct delivery *delivery, const struct client *client, const struct life *life, struct error *error)
{
  int order[MOST_LINES] = {0};
  sort_lines(life, order);
  struct letter letter = {
      .delivery = delivery, .message = {.client = client, .life = life, .seed = delivery->seed}};
  random_init(&letter.random, delivery->seed, (uint64_t)client->number * STREAMS + STREAM_DELIVERY);
  for (int i = 0; i < life->line_count;) {
    begin_letter(&letter, &life->lines[order[i++]]);
    while (i < life->line_count && may_join(&letter.message, &life->lines[order[i]]))
      letter.message.lines[letter.message.line_count++] = &life->lines[order[i++]];
    int failed = post_letter(&letter, error);
    if (failed != 0)
      return failed;
  }
  return 0;
}

static int write_counts(const struct delivery *delivery, struct error *error)
{
  static const char path[] = "waarheid/leveringen.csv";
  FILE *out = NULL;
  int failed = output_tree_text(delivery->tree, path, &out, error);
  if (failed != 0)
    return failed;
  fprintf(out, "organisatie,goed,afgekeurd,dubbel\n");
  for (int i = 0; i < ORGANISATION_COUNT; i++) {
    const int64_t *counts = delivery->counts[i];
    if (counts[FATE_GOOD] + counts[FATE_REFUSED] + counts[FATE_DOUBLE] > 0)
      fprintf(out, "%s,%lld,%lld,%lld\n", delivery_organisation(i), (long long)counts[FATE_GOOD],
          (long long)counts[FATE_REFUSED], (long long)counts[FATE_DOUBLE]);
  }
  return output_tree_finish(&out, path, error);
}

int delivery_finish(struct delivery *delivery, struct error *error)
{
  int failed = output_tree_finish(&delivery->refused, "waarheid/afgekeurd.csv", error);
  if (failed == 0)
    failed = output_tree_finish(&delivery->doubles, "waarheid/dubbel.csv", error);
  return failed == 0 ? write_counts(delivery, error) : failed;
}

/* Lines that have the same sender, receiver, kind, Dagtekening and day of receipt share a message, unless
 * their keys clash. Whether a message is sent again or has a broken neighbour is drawn from a stream of its
 * own, so that it changes nothing in the lives. */
#include "cli/generate/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/calendar.h"
#include "cli/generate/damage.h"
#include "cli/generate/message_writer.h"

enum { STREAM_DELIVERY = 3, STREAMS = 4 };
enum {
  PER_MILLE_SAME_IDENTIFICATIE = 10,
  PER_MILLE_AGAIN = 7,
  PER_MILLE_BROKEN = 6,
  PER_MILLE_OWN_COPY = 300
};
/* The standard's maximum is 25 MB. */
enum { MOST_BYTES = 25 * 1000 * 1000, PATH_SIZE = DELIVERY_PATH_SIZE };

/* A message of this life. */
struct sent {
  const struct line *line; /* its first one */
  int identificatie;
};

struct letter {
  struct delivery *delivery;
  struct random random;
  struct message message;
  int gemeente, aanbieder;
  int32_t received;
  int sent_count;
  struct sent sent[MOST_LINES];
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
      .day_count = last_day - first_day + LONGEST_DELAY + 1};
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
  int identificatie;
  const char *suffix; /* behind the name: "" or "_nogmaals" */
};

static int sender_of(const struct parcel *parcel)
{
  return parcel->from_gemeente ? parcel->gemeente : GEMEENTE_COUNT + parcel->aanbieder;
}

/* Lays the text at hand in a folder; path is what was made. */
static int lay(struct delivery *delivery, const struct parcel *parcel, struct post post, char path[PATH_SIZE],
    struct error *error)
{
  int failed = make_folder(delivery, post.organisation, post.day, error);
  if (failed != 0)
    return failed;
  char date[DATE_TEXT_SIZE];
  int sender = sender_of(parcel);
  date_format(post.day, date);
  snprintf(path, PATH_SIZE, "inbox/%s/%s/%s_%s_%07d%s.xml", delivery_organisation(post.organisation), date,
      parcel->soort, delivery_organisation(sender), post.identificatie, post.suffix);
  delivery->counts[post.organisation][post.fate]++;
  return output_tree_file(delivery->tree, path, delivery->text.data, delivery->text.size, error);
}

int delivery_lay_list(struct delivery *delivery, const struct list_parcel *parcel,
    char path[DELIVERY_PATH_SIZE], struct error *error)
{
  int organisation = GEMEENTE_COUNT + parcel->aanbieder;
  char date[DATE_TEXT_SIZE];
  int failed = make_folder(delivery, organisation, parcel->received, error);
  if (failed != 0)
    return failed;
  date_format(parcel->received, date);
  snprintf(path, PATH_SIZE, "inbox/%s/%s/%s", delivery_organisation(organisation), date, parcel->name);
  delivery->counts[organisation][parcel->fate]++;
  if (parcel->fate == FATE_REFUSED)
    fprintf(delivery->refused, "%s,LIJST\n", path);
  return output_tree_file(delivery->tree, path, parcel->text->data, parcel->text->size, error);
}

/* ---- one message ---- */

static int write_text(struct delivery *delivery, const struct parcel *parcel)
{
  int identificatie = parcel->again != 0 ? parcel->again : ++delivery->next_identificatie[sender_of(parcel)];
  parcel->write(parcel->message, identificatie, &delivery->text);
  return identificatie;
}

/* Copies come from the gemeenten; of what they send themselves a few aanbieders send them too. */
static int draw_folder(const struct parcel *parcel, struct random *random)
{
  bool may_own = parcel->aanbieder < AANBIEDER_WITH_COPIES_COUNT && !parcel->from_gemeente;
  if (may_own && random_chance(random, PER_MILLE_OWN_COPY))
    return GEMEENTE_COUNT + parcel->aanbieder;
  return parcel->gemeente;
}

static int lay_again(struct delivery *delivery, const struct parcel *parcel, struct random *random,
    struct post post, struct error *error)
{
  char path[PATH_SIZE];
  if (parcel->aanbieder < AANBIEDER_WITH_COPIES_COUNT && random_chance(random, 500))
    post.organisation = GEMEENTE_COUNT + parcel->aanbieder;
  post.day += random_between(random, 1, 20);
  post.fate = parcel->has_facts ? FATE_DOUBLE : FATE_GOOD;
  post.suffix = "_nogmaals";
  int failed = lay(delivery, parcel, post, path, error);
  if (failed == 0 && parcel->has_facts)
    fprintf(delivery->doubles, "%s\n", path);
  return failed;
}

/* The next damage in turn that the text at hand can take. */
static const struct damage *next_damage(struct delivery *delivery)
{
  const struct damage *damage = &damages[delivery->broken_count++ % DAMAGE_COUNT];
  while (damage->needs != NULL && strstr(delivery->text.data, damage->needs) == NULL)
    damage = &damages[delivery->broken_count++ % DAMAGE_COUNT];
  return damage;
}

static int lay_broken(struct delivery *delivery, const struct parcel *parcel, int folder, struct error *error)
{
  char path[PATH_SIZE];
  char suffix[40];
  int identificatie = write_text(delivery, parcel);
  const struct damage *damage = next_damage(delivery);
  if (damage->apply != NULL)
    damage->apply(&delivery->text);
  else
    folder = (parcel->gemeente + 1) % GEMEENTE_COUNT;
  snprintf(suffix, sizeof suffix, "_%s", damage->name);
  struct post post = {folder, parcel->received, FATE_REFUSED, identificatie, suffix};
  int failed = lay(delivery, parcel, post, path, error);
  if (failed == 0)
    fprintf(delivery->refused, "%s,%s\n", path, damage->code);
  return failed;
}

int delivery_post(struct delivery *delivery, const struct parcel *parcel, struct random *random,
    int *identificatie, struct error *error)
{
  char path[PATH_SIZE];
  *identificatie = write_text(delivery, parcel);
  if (delivery->text.failed)
    return error_set(error, ERROR_INTERNAL, "a message is larger than foreseen");
  int folder = draw_folder(parcel, random);
  char suffix[24] = "";
  if (parcel->again != 0) /* several may have it on one day */
    snprintf(suffix, sizeof suffix, "_hergebruikt-%d", parcel->again_number);
  struct post post = {folder, parcel->received, FATE_GOOD, *identificatie, suffix};
  int failed = lay(delivery, parcel, post, path, error);
  if (failed != 0 || parcel->again != 0)
    return failed;
  if (random_chance(random, PER_MILLE_AGAIN))
    failed = lay_again(delivery, parcel, random, post, error);
  if (failed == 0 && random_chance(random, PER_MILLE_BROKEN))
    failed = lay_broken(delivery, parcel, folder, error);
  return failed;
}

static void write_letter(const void *message, int identificatie, struct buffer *out)
{
  struct message numbered = *(const struct message *)message;
  numbered.identificatie = identificatie;
  message_write(&numbered, out);
}

/* Whether both are of the same kind and between the same parties, about other toewijzingen. */
static bool may_share_identificatie(const struct life *life, const struct line *a, const struct line *b)
{
  const struct assignment *x = &life->assignments[a->assignment];
  const struct assignment *y = &life->assignments[b->assignment];
  return x != y && a->kind == b->kind && x->gemeente == y->gemeente && x->aanbieder == y->aanbieder &&
         region_producten[x->product].domein == region_producten[y->product].domein;
}

/* The Identificatie of a message received before, for the whole of another one; 0: none. SL03 is on every
 * line of the one that comes later. */
static int draw_used_identificatie(struct letter *letter)
{
  const struct message *message = &letter->message;
  if (message->line_count != 1 || !random_chance(&letter->random, PER_MILLE_SAME_IDENTIFICATIE))
    return 0;
  for (int i = 0; i < letter->sent_count; i++) {
    const struct line *line = letter->sent[i].line;
    if (line->received >= letter->received ||
        !may_share_identificatie(message->life, line, message->lines[0]))
      continue;
    const struct assignment *assignment = &message->life->assignments[line->assignment];
    signalen_add(letter->delivery->signalen, &(struct signalering){.signaal = SIGNAAL_SL03,
                                                 .domein = region_producten[assignment->product].domein,
                                                 .place = letter->gemeente,
                                                 .from = letter->received,
                                                 .until = NEVER});
    return letter->sent[i].identificatie;
  }
  return 0;
}

static int post_letter(struct letter *letter, struct error *error)
{
  char soort[MESSAGE_SOORT_SIZE];
  int identificatie = 0;
  message_soort(&letter->message, soort);
  letter->message.is_full = random_chance(&letter->random, letter->delivery->per_mille_full);
  struct parcel parcel = {.soort = soort,
      .gemeente = letter->gemeente,
      .aanbieder = letter->aanbieder,
      .from_gemeente = letter->message.lines[0]->kind == LINE_TOEWIJZING,
      .received = letter->received,
      .has_facts = true,
      .again = draw_used_identificatie(letter),
      .again_number = letter->sent_count,
      .message = &letter->message,
      .write = write_letter};
  int failed = delivery_post(letter->delivery, &parcel, &letter->random, &identificatie, error);
  letter->sent[letter->sent_count++] = (struct sent){letter->message.lines[0], identificatie};
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
  fprintf(out, "organisatie,goed,gedeeltelijk,afgekeurd,dubbel\n");
  for (int i = 0; i < ORGANISATION_COUNT; i++) {
    const int64_t *counts = delivery->counts[i];
    if (counts[FATE_GOOD] + counts[FATE_PARTLY] + counts[FATE_REFUSED] + counts[FATE_DOUBLE] > 0)
      fprintf(out, "%s,%lld,%lld,%lld,%lld\n", delivery_organisation(i), (long long)counts[FATE_GOOD],
          (long long)counts[FATE_PARTLY], (long long)counts[FATE_REFUSED], (long long)counts[FATE_DOUBLE]);
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

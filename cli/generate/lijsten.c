/* How an aanbieder writes differs: order of columns, separator, dates. A line of a casus is damaged where the
 * casus says so; every fourth list has two lines that contradict each other, and a line that is there twice;
 * now and then a list goes beside it that has a column with names. */
#include "cli/generate/lijsten.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/casus_script.h"
#include "cli/generate/outcome.h"

static const uint64_t STREAM_CASUS = UINT64_C(1) << 41;
enum {
  PER_MILLE_IN_LISTS = 250,
  PER_MILLE_MOVES = 80,
  MOST_BYTES = 25 * 1000 * 1000,
  NAME_SIZE = 64,
  CELL_SIZE = 64
};
enum { ODD_EVERY = 4, ODD_AT = 2, NAMES_EVERY = 7, NAMES_AT = 3 };

enum column {
  NUMMER,
  BSN,
  GEBOORTEJAAR,
  GESLACHT,
  GEMEENTE,
  PRODUCT,
  VOORZIENING,
  TEAM,
  MELDER,
  HOOFDDOMEIN,
  AANGEMELD,
  INTAKE,
  GESTART,
  GESTOPT,
  REDEN,
  STATUS,
  COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {"trajectnummer", "bsn", "geboortejaar", "geslacht",
    "gemeente", "product", "voorziening", "team", "melder", "hoofddomein", "aangemeld", "intake", "gestart",
    "gestopt", "reden", "status"};

/* End with COLUMN_COUNT. */
static const enum column opvang_columns[] = {NUMMER, BSN, GEBOORTEJAAR, GESLACHT, GEMEENTE, PRODUCT,
    VOORZIENING, GESTART, GESTOPT, REDEN, STATUS, COLUMN_COUNT};
static const enum column team_columns[] = {GEMEENTE, PRODUCT, TEAM, MELDER, HOOFDDOMEIN, AANGEMELD, INTAKE,
    GESTART, GESTOPT, REDEN, BSN, NUMMER, GEBOORTEJAAR, GESLACHT, STATUS, COLUMN_COUNT};

enum damage { DAMAGE_NONE, DAMAGE_BSN, DAMAGE_GESLACHT, DAMAGE_DATE };
enum { DAMAGE_KINDS = 3 };

struct lijst_lines {
  struct buffer text;
  int good, bad;
  char bsn[10]; /* of the client whose line came last */
};

struct lijsten {
  uint64_t seed;
  struct lijst_plan plans[LIJST_AANBIEDER_COUNT];
  int next_nummer[LIJST_AANBIEDER_COUNT];
  struct casus moving; /* for a client to come */
  bool has_moving;
  struct lijst_lines lines[LIJST_AANBIEDER_COUNT][MOST_LISTS];
};

struct lijsten *lijsten_new(const struct calendar *calendar, uint64_t seed)
{
  struct lijsten *lijsten = memory_new(sizeof *lijsten);
  lijsten->seed = seed;
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++) {
    lijst_plan_init(&lijsten->plans[i], i, calendar);
    lijsten->next_nummer[i] = 1;
    for (int j = 0; j < lijsten->plans[i].count; j++)
      buffer_init(&lijsten->lines[i][j].text, MOST_BYTES);
  }
  return lijsten;
}

void lijsten_free(struct lijsten **lijsten)
{
  if (*lijsten == NULL)
    return;
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int j = 0; j < (*lijsten)->plans[i].count; j++)
      buffer_fini(&(*lijsten)->lines[i][j].text);
  free(*lijsten);
  *lijsten = NULL;
}

const struct lijst_plan *lijsten_plan(const struct lijsten *lijsten, int number)
{
  return &lijsten->plans[number];
}

/* Not to who has a casus at that aanbieder: two that begin on one day would have no order. */
static bool can_take_over(const struct life *life, const struct casus *casus)
{
  for (int i = 0; i < life->casus_count; i++)
    if (life->casus[i].plan == casus->plan)
      return false;
  return life->casus_count < MOST_CASUS;
}

static void take_over(struct lijsten *lijsten, struct life *life)
{
  if (!lijsten->has_moving || !can_take_over(life, &lijsten->moving))
    return;
  *life_add_casus(life) = lijsten->moving;
  lijsten->has_moving = false;
}

/* One at a time: the next one when this one has found its client. */
static void move_one_maybe(struct lijsten *lijsten, struct random *random, struct life *life, int own_count)
{
  for (int i = 0; i < own_count && !lijsten->has_moving; i++)
    if (random_chance(random, PER_MILLE_MOVES))
      lijsten->has_moving = casus_move(&life->casus[i], random, &lijsten->moving);
}

void lijsten_play(struct lijsten *lijsten, const struct client *client, bool is_sure, struct life *life)
{
  struct random random;
  random_init(&random, lijsten->seed, STREAM_CASUS + (uint64_t)client->number);
  if (is_sure || random_chance(&random, PER_MILLE_IN_LISTS)) {
    struct casus_script script = {lijsten->plans, lijsten->next_nummer, &random};
    casus_script_play(&script, life);
  }
  int own_count = life->casus_count;
  take_over(lijsten, life);
  if (!is_sure)
    move_one_maybe(lijsten, &random, life, own_count);
}

bool lijsten_has_moving(const struct lijsten *lijsten)
{
  return lijsten->has_moving;
}

/* ---- a line ---- */

/* What a line is written from. */
struct line_source {
  const struct lijst_aanbieder *aanbieder;
  const struct client *client;
  const struct casus_stand *stand;
  const char *nummer;
  enum damage damage;
};

static void format_day(const struct lijst_aanbieder *aanbieder, int32_t day, char out[CELL_SIZE])
{
  char iso[DATE_TEXT_SIZE];
  out[0] = '\0';
  if (day == NEVER)
    return;
  date_format(day, iso);
  if (aanbieder->is_dutch)
    snprintf(out, CELL_SIZE, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
  else
    snprintf(out, CELL_SIZE, "%s", iso);
}

static void format_bsn(const struct line_source *line, char out[CELL_SIZE])
{
  snprintf(out, CELL_SIZE, "%s", line->client->bsn);
  if (line->damage == DAMAGE_BSN)
    out[8] = out[8] == '0' ? '1' : '0'; /* weighs 1: any other digit fails the 11-proef */
}

/* The code alone where one domein has it. */
static void format_product(const struct casus_stand *stand, char out[CELL_SIZE])
{
  const struct product *product = &region_producten[stand->product];
  int same = 0;
  for (int i = 0; i < PRODUCT_COUNT; i++)
    same += strcmp(region_producten[i].code, product->code) == 0;
  if (stand->is_withdrawn)
    out[0] = '\0';
  else if (same > 1)
    snprintf(out, CELL_SIZE, "%s:%s", region_domeinen[product->domein], product->code);
  else
    snprintf(out, CELL_SIZE, "%s", product->code);
}

static const char *name_of(const char *const *names, int index)
{
  return index == 0 ? "" : names[index];
}

static void format_cell(const struct line_source *line, enum column column, char out[CELL_SIZE])
{
  const struct casus_stand *stand = line->stand;
  const int32_t days[] = {stand->aangemeld, stand->intake, stand->gestart, stand->gestopt};
  const char *text = "";
  switch (column) {
  case NUMMER:
    text = line->nummer;
    break;
  case BSN:
    format_bsn(line, out);
    return;
  case GEBOORTEJAAR:
    snprintf(out, CELL_SIZE, "%d", date_to_parts(line->client->geboortedatum).year);
    return;
  case GESLACHT:
    snprintf(out, CELL_SIZE, "%c", line->damage == DAMAGE_GESLACHT ? '5' : line->client->geslacht);
    return;
  case GEMEENTE:
    text = stand->place == PLACE_ONBEKEND ? "" : region_place(stand->place);
    break;
  case PRODUCT:
    format_product(stand, out);
    return;
  case VOORZIENING:
    text = name_of(lijst_voorzieningen, stand->voorziening);
    break;
  case TEAM:
    text = name_of(lijst_teams, stand->team);
    break;
  case MELDER:
    text = casus_melders[stand->melder];
    break;
  case HOOFDDOMEIN:
    text = casus_hoofddomeinen[stand->hoofddomein];
    break;
  case AANGEMELD:
  case INTAKE:
  case GESTART:
  case GESTOPT:
    format_day(line->aanbieder, days[column - AANGEMELD], out);
    if (column == GESTART && line->damage == DAMAGE_DATE)
      snprintf(out, CELL_SIZE, "31-02-2024");
    return;
  case REDEN:
    text = stand->reden == REDEN_ONBEKEND ? "" : outcome_redenen[stand->reden];
    break;
  default:
    text = stand->is_withdrawn ? "3" : "";
    break;
  }
  snprintf(out, CELL_SIZE, "%s", text);
}

static const enum column *columns_of(const struct lijst_aanbieder *aanbieder)
{
  return aanbieder->is_opvang ? opvang_columns : team_columns;
}

/* None of these texts holds a separator or a quote. */
static void put_line(struct buffer *out, const struct line_source *line)
{
  const enum column *column = columns_of(line->aanbieder);
  char cell[CELL_SIZE];
  for (int i = 0; column[i] != COLUMN_COUNT; i++) {
    if (i > 0)
      buffer_byte(out, (uint8_t)line->aanbieder->separator);
    format_cell(line, column[i], cell);
    buffer_text(out, cell);
  }
  buffer_byte(out, '\n');
}

/* Two lines with one number: neither is right. */
static void put_contradiction(struct lijst_lines *lines, struct line_source line)
{
  struct casus_stand stand = *line.stand;
  line.stand = &stand;
  line.nummer = "DUBBEL";
  line.damage = DAMAGE_NONE;
  for (int i = 0; i < 2; i++) {
    stand.place = i; /* in which they differ */
    put_line(&lines->text, &line);
  }
  lines->bad += 2;
}

static void add_line(struct lijst_lines *lines, int list, const struct line_source *line)
{
  bool is_odd = list % ODD_EVERY == ODD_AT;
  if (is_odd && lines->good + lines->bad == 0)
    put_contradiction(lines, *line);
  put_line(&lines->text, line);
  if (is_odd && line->damage == DAMAGE_NONE && lines->good == 0)
    put_line(&lines->text, line); /* the same again counts once */
  lines->good += line->damage == DAMAGE_NONE;
  lines->bad += line->damage != DAMAGE_NONE;
  memcpy(lines->bsn, line->client->bsn, sizeof lines->bsn);
}

static void add_casus(struct lijsten *lijsten, const struct client *client, const struct casus *casus)
{
  char nummer[CELL_SIZE];
  ptrdiff_t number = casus->plan - lijsten->plans;
  snprintf(nummer, sizeof nummer, "%s%d", casus->plan->aanbieder->prefix, casus->nummer);
  for (int list = 0; list < casus->plan->count; list++) {
    struct line_source line = {.aanbieder = casus->plan->aanbieder,
        .client = client,
        .stand = casus_in_list(casus, list),
        .nummer = nummer};
    if (line.stand == NULL || !casus_is_own(casus, list))
      continue;
    if (list == casus->damaged_list)
      line.damage = (enum damage)(1 + casus->nummer % DAMAGE_KINDS);
    add_line(&lijsten->lines[number][list], list, &line);
  }
}

void lijsten_add(struct lijsten *lijsten, const struct client *client, const struct life *life)
{
  for (int i = 0; i < life->casus_count; i++)
    add_casus(lijsten, client, &life->casus[i]);
}

/* ---- a list ---- */

static void put_head(
    struct buffer *out, const struct lijst_plan *plan, const struct lijst_plan_item *item, bool has_names)
{
  const enum column *column = columns_of(plan->aanbieder);
  char van[DATE_TEXT_SIZE];
  char tot[DATE_TEXT_SIZE];
  date_format(item->van, van);
  date_format(item->tot, tot);
  buffer_format(out, "# sluis-periode: %s %s\n", van, tot);
  if (item->is_herstel)
    buffer_text(out, "# alleen wat sinds de vorige lijst is veranderd\n");
  for (int i = 0; column[i] != COLUMN_COUNT; i++)
    buffer_format(out, "%s%.1s", column_names[column[i]],
        column[i + 1] != COLUMN_COUNT || has_names ? &plan->aanbieder->separator : "");
  buffer_text(out, has_names ? "naam\n" : "\n");
}

static void format_name(const struct lijst_plan_item *item, const char *suffix, char name[NAME_SIZE])
{
  char tot[DATE_TEXT_SIZE];
  date_format(item->tot, tot);
  snprintf(name, NAME_SIZE, "trajecten_%s%s%s.csv", tot, item->is_herstel ? "_herstel" : "", suffix);
}

/* A line that withdraws what was never told changes nothing; it keeps a list from being wrong in all of its
 * lines, which would refuse it. */
static void put_withdrawal(const struct lijst_plan *plan, struct lijst_lines *lines)
{
  static const struct casus_stand nothing = {.place = PLACE_ONBEKEND,
      .aangemeld = NEVER,
      .intake = NEVER,
      .gestart = NEVER,
      .gestopt = NEVER,
      .reden = REDEN_ONBEKEND,
      .is_withdrawn = true};
  struct client client = {.geslacht = '0'};
  memcpy(client.bsn, lines->bsn, sizeof client.bsn);
  put_line(&lines->text,
      &(struct line_source){
          .aanbieder = plan->aanbieder, .client = &client, .stand = &nothing, .nummer = "NOOIT"});
  lines->good++;
}

struct sending {
  struct delivery *delivery;
  FILE *out;
  const struct lijst_plan *plan;
  const struct lijst_plan_item *item;
};

static int lay(
    const struct sending *sending, struct list_parcel parcel, int good, int bad, struct error *error)
{
  static const char *const oordelen[] = {
      [FATE_GOOD] = "goed", [FATE_PARTLY] = "gedeeltelijk", [FATE_REFUSED] = "afgekeurd"};
  char path[DELIVERY_PATH_SIZE];
  char van[DATE_TEXT_SIZE] = "";
  char tot[DATE_TEXT_SIZE] = "";
  parcel.aanbieder = sending->plan->aanbieder->aanbieder;
  parcel.received = sending->item->received;
  parcel.text = &sending->delivery->text;
  if (parcel.text->failed)
    return error_set(error, ERROR_INTERNAL, "a list is larger than foreseen");
  int failed = delivery_lay_list(sending->delivery, &parcel, path, error);
  if (parcel.fate != FATE_REFUSED) {
    date_format(sending->item->van, van);
    date_format(sending->item->tot, tot);
  }
  fprintf(sending->out, "%s,traject,%s,%d,%d,%s,%s\n", path, oordelen[parcel.fate], good, bad, van, tot);
  return failed;
}

static int send_list(const struct sending *sending, struct lijst_lines *lines, struct error *error)
{
  char name[NAME_SIZE];
  struct buffer *text = &sending->delivery->text;
  if (lines->bad > 0 && lines->good == 0)
    put_withdrawal(sending->plan, lines);
  buffer_reset(text);
  put_head(text, sending->plan, sending->item, false);
  buffer_append(text, lines->text.data != NULL ? lines->text.data : "", lines->text.size);
  format_name(sending->item, "", name);
  struct list_parcel parcel = {.name = name, .fate = lines->bad > 0 ? FATE_PARTLY : FATE_GOOD};
  return lay(sending, parcel, lines->good, lines->bad, error);
}

static int send_names(const struct sending *sending, struct error *error)
{
  char name[NAME_SIZE];
  struct buffer *text = &sending->delivery->text;
  buffer_reset(text);
  put_head(text, sending->plan, sending->item, true);
  buffer_text(text, "Jansen\n");
  format_name(sending->item, "_met-namen", name);
  return lay(sending, (struct list_parcel){.name = name, .fate = FATE_REFUSED}, 0, 1, error);
}

int lijsten_send(struct lijsten *lijsten, struct delivery *delivery, FILE *out, struct error *error)
{
  int failed = 0;
  for (int i = 0; i < LIJST_AANBIEDER_COUNT; i++)
    for (int j = 0; j < lijsten->plans[i].count && failed == 0; j++) {
      struct sending sending = {delivery, out, &lijsten->plans[i], &lijsten->plans[i].items[j]};
      failed = send_list(&sending, &lijsten->lines[i][j], error);
      if (failed == 0 && (i + j) % NAMES_EVERY == NAMES_AT)
        failed = send_names(&sending, error);
    }
  return failed;
}

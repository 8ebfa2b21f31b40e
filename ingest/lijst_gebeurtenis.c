/* Filling event records by the tables of lists; called by ingest/lijst_reader.c.
 *
 * The id of an event is a digest of aanbieder, list (kind, day and name, as keyed hash), client and what the
 * line says in canonical form: a list with BSNs and the same list with their pseudonyms give the same events.
 * The line number, the order of the columns and the spelling of dates and numbers make no difference. */
#include "ingest/lijst_gebeurtenis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/digest.h"
#include "ingest/lijst_naam.h"

void lijst_common_name(struct lijst_common *common, const char *name)
{
  char day[DATE_TEXT_SIZE];
  char scope[64];
  date_format(common->ontvangen, day);
  snprintf(scope, sizeof scope, "%s:%s:%s", common->soort->name, common->aanbieder, day);
  common->lijst = keyed_hash(common->pseudonymiser, "lijst", scope, name, strlen(name));
  common->naam = lijst_naam_sortable(name, common->arena);
}

static const struct field_spec *find_field(const struct record_spec *record, const char *name)
{
  for (size_t i = 0; i < record->field_count; i++)
    if (strcmp(record->fields[i].name, name) == 0)
      return &record->fields[i];
  abort(); /* a table names a field that its record has not */
}

static void put_hash(const struct lijst_common *common, const char *label, const char *number, char *at)
{
  struct id id = keyed_hash(common->pseudonymiser, label, common->aanbieder, number, strlen(number));
  memcpy(at, &id, sizeof id);
}

static void put_field(const struct lijst_common *common, const struct field_spec *field,
    const struct lijst_value *value, void *record)
{
  char *at = (char *)record + field->offset;
  if (field->has_offset != FIELD_ALWAYS)
    memcpy((char *)record + field->has_offset, &(bool){true}, sizeof(bool));
  if (field->kind == FIELD_TEXT)
    memcpy(at, &(const char *){arena_text(common->arena, value->text)}, sizeof(const char *));
  else if (field->kind == FIELD_LONG)
    memcpy(at, &value->number, sizeof value->number);
  else if (field->kind == FIELD_ID)
    put_hash(common, field->name, value->text, at);
  else
    memcpy(at, &(int32_t){(int32_t)value->number}, sizeof(int32_t));
}

static void put_values(
    const struct lijst_common *common, const struct lijst_value *values, struct gebeurtenis *event)
{
  for (size_t i = 0; i < common->soort->column_count; i++) {
    const struct lijst_column *column = &common->soort->columns[i];
    bool is_field = column->target == TARGET_RECORD || column->target == TARGET_NUMBER ||
                    column->target == TARGET_PRODUCT || column->target == TARGET_INDICATOR;
    if (!is_field || !values[i].is_given)
      continue;
    const char *name = column->field != NULL ? column->field : column->name;
    put_field(common, find_field(common->soort->record, name), &values[i], &event->inhoud);
  }
}

static struct id pseudonym_of(
    const struct lijst_common *common, const struct lijst_value *values, const struct bsn *bsn)
{
  struct id pseudonym = {{0}};
  if (bsn != NULL)
    return pseudonym_of_bsn(common->pseudonymiser, bsn);
  for (size_t i = 0; i < common->soort->column_count; i++)
    if (common->soort->columns[i].target == TARGET_PSEUDONIEM && values[i].is_given)
      (void)id_parse(values[i].text, &pseudonym); /* was good */
  return pseudonym;
}

static void digest_field(struct digest *digest, const struct field_spec *field, const void *record)
{
  const char *at = (const char *)record + field->offset;
  int32_t number = 0;
  int64_t large = 0;
  switch (field->kind) {
  case FIELD_TEXT:
    digest_text(digest, *(const char *const *)(const void *)at);
    return;
  case FIELD_ID:
    digest_id(digest, (const struct id *)(const void *)at);
    return;
  case FIELD_LONG:
    memcpy(&large, at, sizeof large);
    digest_int(digest, large);
    return;
  default:
    memcpy(&number, at, sizeof number);
    digest_int(digest, number);
  }
}

/* Fields that are absent are left out under their names: one that is added later leaves old ids as they are.
 */
static void digest_record(struct digest *digest, const struct record_spec *spec, const void *record)
{
  for (size_t i = 0; i < spec->field_count; i++) {
    const struct field_spec *field = &spec->fields[i];
    bool is_absent =
        field->kind == FIELD_TEXT
            ? *(const char *const *)(const void *)((const char *)record + field->offset) == NULL
            : field->has_offset != FIELD_ALWAYS && !*(const bool *)((const char *)record + field->has_offset);
    if (is_absent || strcmp(field->name, "lijst") == 0) /* the name is in as its hash */
      continue;
    digest_text(digest, field->name);
    digest_field(digest, field, record);
  }
}

static struct id event_id(const struct lijst_common *common, const struct gebeurtenis *event)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/gebeurtenis");
  digest_text(&digest, event->aanbieder);
  digest_text(&digest, common->soort->name);
  digest_id(&digest, &common->lijst);
  digest_int(&digest, event->ontvangen);
  digest_id(&digest, &event->pseudoniem);
  digest_text(&digest, event->gemeente);
  digest_text(&digest, domein_text(event->domein));
  digest_int(&digest, event->has_geboortejaar ? event->geboortejaar : 0);
  digest_text(&digest, event->geslacht);
  digest_text(&digest, common->soort->record->name);
  digest_record(&digest, common->soort->record, &event->inhoud);
  return digest_final(&digest);
}

/* Of what has no client: what it is about. */
static struct id key_of(
    const struct lijst_common *common, const struct lijst_value *values, const struct gebeurtenis *event)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/indicator");
  digest_text(&digest, event->aanbieder);
  for (size_t i = 0; i < common->soort->column_count; i++) {
    if (!common->soort->columns[i].is_key)
      continue;
    digest_text(&digest, values[i].is_given ? values[i].text : NULL);
    digest_int(&digest, values[i].number);
  }
  return digest_final(&digest);
}

/* Where the line does not say it. No part of the id: the same line stays the same event when the reference
 * learns of its product later. */
static enum domein known_domein(const struct lijst_common *common, const struct lijst_value *values)
{
  bool is_both = false;
  for (size_t i = 0; i < common->soort->column_count; i++)
    if (common->soort->columns[i].target == TARGET_PRODUCT && values[i].is_given)
      return product_domein_find(common->producten, values[i].text, &is_both);
  return DOMEIN_ONBEKEND;
}

void lijst_gebeurtenis_fill(const struct lijst_common *common, const struct lijst_value *values,
    const struct bsn *bsn, int32_t regel, struct gebeurtenis *out)
{
  *out = (struct gebeurtenis){
      .levering = common->levering,
      .regel = regel,
      .ontvangen = common->ontvangen,
      .bericht = common->lijst,
      .aanbieder = common->aanbieder,
      .dagtekening = common->ontvangen,
      .inhoud_soort = common->soort->inhoud,
  };
  const struct field_spec *lijst = find_field(common->soort->record, "lijst");
  memcpy((char *)&out->inhoud + lijst->offset, &common->naam, sizeof common->naam);
  common->soort->fill(values, common->arena, out);
  put_values(common, values, out);
  out->pseudoniem =
      common->soort->has_client ? pseudonym_of(common, values, bsn) : key_of(common, values, out);
  out->id = event_id(common, out);
  if (out->domein == DOMEIN_ONBEKEND)
    out->domein = known_domein(common, values);
}

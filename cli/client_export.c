/* PostgreSQL makes JSON of its rows and we of the records of the events, field by field from their specs. */
#include "cli/client_export.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "proto/gebeurtenis.h"
#include "sink/events.h"
#include "warehouse/client.h"

static const char *const explanation[] = {
    "Alles wat sluis van een persoon bewaart. De persoon staat er onder een pseudoniem: een hash met sleutel "
    "van het BSN; het "
    "BSN zelf, naam, adres en de dag en maand van geboorte zijn niet bewaard.",
    "gebeurtenissen: elk gegeven zoals het in een bericht of lijst stond, na pseudonimisering. Nummers uit "
    "berichten "
    "(toewijzing, declaratie, referentie) zijn ook hashes met sleutel.",
    "geweigerd: gegevens die de database weigerde en die wachten tot zij alsnog worden opgenomen; zij tellen "
    "nergens mee.",
    "tabellen: wat uit die gegevens is afgeleid, met de geschiedenis; bekend_van en bekend_tot zeggen "
    "wanneer een rij "
    "gold, infinity is nu. Onder kolommen staat wat elke kolom betekent. De rijen van beheer.levering zeggen "
    "van wie en "
    "wanneer de gegevens zijn ontvangen; beheer.avg_log wie ze eerder heeft geexporteerd of gewist.",
    "gewist: of gegevens van deze persoon zijn gewist en tot en met welke dag zij buiten blijven; leeg als "
    "dat niet zo is.",
    "Van een levering die is afgekeurd bewaart sluis geen gegevens van personen; een verzegeld origineel is "
    "niet te "
    "doorzoeken en verdwijnt vanzelf. Leveringen die nog wachten, en wat gemeente en aanbieder zelf bewaren, "
    "staan hier niet bij.",
};

static json_t *text_or_null(const char *text)
{
  return text != NULL ? json_string(text) : json_null();
}

static json_t *json_of_date(int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  return json_string(text);
}

static json_t *json_of_id(const struct id *id)
{
  char text[ID_TEXT_SIZE];
  id_format(id, text);
  return json_string(text);
}

static json_t *json_of_time(int64_t microseconds)
{
  int64_t seconds = microseconds / 1000000;
  char text[32];
  snprintf(text, sizeof text, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
      (int)(seconds % 60));
  return json_string(text);
}

static json_t *json_of_field(const struct field_spec *field, const void *record)
{
  const char *base = record;
  const void *value = base + field->offset;
  if (field->kind != FIELD_TEXT && field->has_offset != FIELD_ALWAYS &&
      !*(const bool *)(base + field->has_offset))
    return json_null();
  switch (field->kind) {
  case FIELD_ID:
    return json_of_id(value);
  case FIELD_INT:
    return json_integer(*(const int32_t *)value);
  case FIELD_LONG:
    return json_integer(*(const int64_t *)value);
  case FIELD_DATE:
    return json_of_date(*(const int32_t *)value);
  case FIELD_TIME:
    return json_of_time(*(const int64_t *)value);
  case FIELD_BOOLEAN:
    return json_boolean(*(const bool *)value);
  case FIELD_TEXT:
    return text_or_null(*(const char *const *)value);
  case FIELD_ENUM:
    return json_string(field->symbols[*(const int32_t *)value]);
  }
  return json_null();
}

static json_t *json_of_inhoud(const struct gebeurtenis *event)
{
  const struct record_spec *spec = gebeurtenis_inhoud_specs[event->inhoud_soort];
  json_t *object = json_object();
  for (size_t i = 0; i < spec->field_count; i++)
    json_object_set_new(object, spec->fields[i].name, json_of_field(&spec->fields[i], &event->inhoud));
  return object;
}

static json_t *json_of_event(const struct bekende_gebeurtenis *known)
{
  const struct gebeurtenis *event = &known->gebeurtenis;
  json_t *object = json_object();
  json_object_set_new(object, "id", json_of_id(&event->id));
  json_object_set_new(object, "soort", json_string(gebeurtenis_inhoud_specs[event->inhoud_soort]->name));
  json_object_set_new(object, "domein", json_string(domein_text(event->domein)));
  json_object_set_new(object, "gemeente", text_or_null(event->gemeente));
  json_object_set_new(object, "aanbieder", json_string(event->aanbieder));
  json_object_set_new(object, "dagtekening", json_of_date(event->dagtekening));
  json_object_set_new(object, "ontvangen", json_of_date(event->ontvangen));
  json_object_set_new(object, "bekend_van", json_of_date(known->bekend_van));
  json_object_set_new(object, "levering", json_of_id(&event->levering));
  json_object_set_new(object, "regel", json_integer(event->regel));
  json_object_set_new(object, "bericht", json_of_id(&event->bericht));
  json_object_set_new(
      object, "geboortejaar", event->has_geboortejaar ? json_integer(event->geboortejaar) : json_null());
  json_object_set_new(object, "geslacht", text_or_null(event->geslacht));
  json_object_set_new(object, "inhoud", json_of_inhoud(event));
  return object;
}

static int json_of_events(const struct database_rows *rows, json_t *out, struct error *error)
{
  struct arena arena;
  arena_init(&arena, 0);
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < database_rows_count(rows); i++) {
    struct bekende_gebeurtenis event;
    arena_reset(&arena);
    kind = events_decode(rows, i, &arena, &event, error);
    if (kind == 0)
      json_array_append_new(out, json_of_event(&event));
  }
  arena_fini(&arena);
  return kind;
}

/* NULL becomes null, and so does what is no JSON, which PostgreSQL does not make. */
static json_t *parsed(const char *text)
{
  json_t *json = text != NULL ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
  return json != NULL ? json : json_null();
}

static json_t *json_of_tables(const struct database_rows *rows)
{
  json_t *tables = json_object();
  for (size_t i = 0; i < database_rows_count(rows); i++) {
    json_t *table = json_object();
    json_object_set_new(table, "betekenis", text_or_null(database_rows_value(rows, i, CLIENT_MEANING)));
    json_object_set_new(table, "kolommen", parsed(database_rows_value(rows, i, CLIENT_COLUMNS)));
    json_object_set_new(table, "rijen", parsed(database_rows_value(rows, i, CLIENT_ROWS)));
    json_object_set_new(tables, database_rows_value(rows, i, CLIENT_TABLE), table);
  }
  return tables;
}

static json_t *json_of_tombstone(const struct database_rows *rows)
{
  if (database_rows_count(rows) == 0)
    return json_null();
  return json_pack("{s:s, s:s, s:s}", "dag", database_rows_value(rows, 0, 0), "reden",
      database_rows_value(rows, 0, 1), "weert_tot", database_rows_value(rows, 0, 2));
}

static int make(const struct client_data *data, const struct id *client, json_t *all, struct error *error)
{
  json_t *lines = json_array();
  for (size_t i = 0; i < sizeof explanation / sizeof *explanation; i++)
    json_array_append_new(lines, json_string(explanation[i]));
  json_t *events = json_array();
  json_t *refused = json_array();
  json_object_set_new(all, "toelichting", lines);
  json_object_set_new(all, "pseudoniem", json_of_id(client));
  json_object_set_new(all, "gemaakt", json_of_date(date_today()));
  json_object_set_new(all, "gewist", json_of_tombstone(data->tombstones));
  json_object_set_new(all, "gebeurtenissen", events);
  json_object_set_new(all, "geweigerd", refused);
  json_object_set_new(all, "tabellen", json_of_tables(data->tables));
  int kind = json_of_events(data->events, events, error);
  return kind == 0 ? json_of_events(data->refused, refused, error) : kind;
}

static int print(const json_t *all, char **out, struct error *error)
{
  char *text = json_dumps(all, JSON_INDENT(2));
  if (text == NULL)
    return error_set(error, ERROR_INTERNAL, "the export cannot be written as JSON");
  *out = text;
  return 0;
}

int client_export(struct database *database, const struct id *client, char **out, struct error *error)
{
  struct client_data data;
  int kind = client_read(database, client, EVENTS_COLUMNS, &data, error);
  if (kind != 0)
    return kind;
  json_t *all = json_object();
  kind = make(&data, client, all, error);
  if (kind == 0)
    kind = print(all, out, error);
  json_decref(all);
  client_data_fini(&data);
  return kind;
}

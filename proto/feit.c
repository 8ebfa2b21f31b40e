/* Comparing rows by their specs, so that no row kind needs code of its own. */
#include "proto/feit.h"

#include <string.h>

#include "base/id.h"
#include "proto/feit_client.h"
#include "proto/feit_declaratie_afkeur.h"
#include "proto/feit_indicator.h"
#include "proto/feit_klantreis.h"
#include "proto/feit_onderbreking.h"
#include "proto/feit_prestatie.h"
#include "proto/feit_signaal.h"
#include "proto/feit_toewijzing.h"
#include "proto/feit_traject.h"

const struct record_spec *const feit_specs[FEIT_COUNT] = {
    [FEIT_CLIENT] = &feit_client_spec,
    [FEIT_TOEWIJZING] = &feit_toewijzing_spec,
    [FEIT_TRAJECT] = &feit_traject_spec,
    [FEIT_ONDERBREKING] = &feit_onderbreking_spec,
    [FEIT_SIGNAAL] = &feit_signaal_spec,
    [FEIT_PRESTATIE] = &feit_prestatie_spec,
    [FEIT_DECLARATIE_AFKEUR] = &feit_declaratie_afkeur_spec,
    [FEIT_KLANTREIS] = &feit_klantreis_spec,
    [FEIT_INDICATOR] = &feit_indicator_spec,
};

static const void *at(const void *record, size_t offset)
{
  return (const char *)record + offset;
}

static bool is_present(const struct field_spec *field, const void *record)
{
  if (field->kind == FIELD_TEXT)
    return *(const char *const *)at(record, field->offset) != NULL;
  return field->has_offset == FIELD_ALWAYS || *(const bool *)at(record, field->has_offset);
}

static int compare_numbers(int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

static int64_t number_of(const struct field_spec *field, const void *record)
{
  const void *value = at(record, field->offset);
  switch (field->kind) {
  case FIELD_LONG:
  case FIELD_TIME:
    return *(const int64_t *)value;
  case FIELD_BOOLEAN:
    return *(const bool *)value;
  default:
    return *(const int32_t *)value; /* int, date, and enums, which gcc and clang keep in 32 bits */
  }
}

static int compare_field(const struct field_spec *field, const void *a, const void *b)
{
  bool has_a = is_present(field, a);
  bool has_b = is_present(field, b);
  if (!has_a || !has_b)
    return (int)has_a - (int)has_b;
  if (field->kind == FIELD_ID)
    return id_compare(at(a, field->offset), at(b, field->offset));
  if (field->kind == FIELD_TEXT)
    return strcmp(*(const char *const *)at(a, field->offset), *(const char *const *)at(b, field->offset));
  return compare_numbers(number_of(field, a), number_of(field, b));
}

static int compare_fields(const struct record_spec *spec, size_t count, const void *a, const void *b)
{
  for (size_t i = 0; i < count; i++) {
    int order = compare_field(&spec->fields[i], a, b);
    if (order != 0)
      return order;
  }
  return 0;
}

int feit_compare_key(const struct record_spec *spec, const void *a, const void *b)
{
  return compare_fields(spec, spec->key_fields, a, b);
}

bool feit_equal(const struct record_spec *spec, const void *a, const void *b)
{
  return compare_fields(spec, spec->field_count, a, b) == 0;
}

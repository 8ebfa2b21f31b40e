/* SQL and rows made from the record_spec of each kind of fact.
 *
 * Closing and taking out go set by set: the keys travel as arrays, one UPDATE or DELETE a table, joined by
 * primary key. The number of rows hit must be the number listed: anything else means that the client sets in
 * memory are not what is stored. */
#include "sink/versions.h"

#include "base/date.h"
#include "warehouse/binary.h"
#include "warehouse/copy.h"
#include <stdio.h>

enum { MOST_KEY_FIELDS = 6, EXTRA_COLUMNS = 2, MOST_BYTES = 1 << 30, SQL_BYTES = 4096 };

static int write_version(struct copy *copy, const struct feit_versie *version, struct error *error)
{
  const struct record_spec *spec = feit_specs[version->feit];
  int kind = copy_row(copy, spec->field_count + EXTRA_COLUMNS, error);
  for (size_t i = 0; i < spec->field_count; i++)
    binary_field(&copy->buffer, &spec->fields[i], version->rij);
  binary_date(&copy->buffer, version->bekend_van);
  binary_date(&copy->buffer, version->bekend_tot);
  return kind;
}

/* By name: a column that was added to a record later stands behind the days in its table. */
static void append_target(struct buffer *target, const struct record_spec *spec)
{
  buffer_format(target, "%s (", spec->table);
  for (size_t i = 0; i < spec->field_count; i++)
    buffer_format(target, "%s, ", spec->fields[i].name);
  buffer_text(target, "bekend_van, bekend_tot)");
}

int versions_insert(struct database *database, enum feit feit, const struct feit_versie *versions,
    size_t count, struct error *error)
{
  if (count == 0)
    return 0;
  struct buffer target;
  struct copy copy;
  buffer_init(&target, SQL_BYTES);
  append_target(&target, feit_specs[feit]);
  int kind = copy_begin(&copy, database, target.data, error);
  buffer_fini(&target);
  for (size_t i = 0; kind == 0 && i < count; i++)
    kind = write_version(&copy, &versions[i], error);
  if (kind == 0)
    kind = copy_end(&copy, error);
  copy_fini(&copy);
  return kind;
}

/* The keys of versions of one kind, a column an array: key fields, bekend_van, and bekend_tot for closings.
 */
struct keys {
  const struct record_spec *spec;
  struct buffer columns[MOST_KEY_FIELDS + EXTRA_COLUMNS];
  size_t column_count;
  size_t count;
};

static int keys_init(struct keys *keys, enum feit feit, size_t extra, struct error *error)
{
  const struct record_spec *spec = feit_specs[feit];
  *keys = (struct keys){.spec = spec};
  if (spec->key_fields > MOST_KEY_FIELDS)
    return error_set(error, ERROR_INTERNAL, "%s has %zu key fields", spec->table, spec->key_fields);
  keys->column_count = spec->key_fields + extra;
  for (size_t i = 0; i < keys->column_count; i++) {
    buffer_init(&keys->columns[i], MOST_BYTES);
    binary_array_begin(
        &keys->columns[i], i < spec->key_fields ? binary_type_of(spec->fields[i].kind) : BINARY_DATE);
  }
  return 0;
}

static void keys_fini(struct keys *keys)
{
  for (size_t i = 0; i < keys->column_count; i++)
    buffer_fini(&keys->columns[i]);
}

/* The days behind the key: bekend_van, and bekend_tot where there is room for it. */
static void keys_add(struct keys *keys, const void *row, int32_t bekend_van, int32_t bekend_tot)
{
  size_t key_fields = keys->spec->key_fields;
  for (size_t i = 0; i < key_fields; i++)
    binary_field(&keys->columns[i], &keys->spec->fields[i], row);
  binary_date(&keys->columns[key_fields], bekend_van);
  if (keys->column_count > key_fields + 1)
    binary_date(&keys->columns[key_fields + 1], bekend_tot);
  keys->count++;
}

/* "unnest($1::uuid[], ..., $3::date[]) as u (k0, ..., van[, tot])" and the join on the primary key. */
static void append_join(struct buffer *sql, const struct keys *keys)
{
  static const char *const days[] = {"van", "tot"};
  size_t key_fields = keys->spec->key_fields;
  buffer_text(sql, "unnest(");
  for (size_t i = 0; i < keys->column_count; i++)
    buffer_format(sql, "%s$%zu::%s[]", i > 0 ? ", " : "", i + 1,
        i < key_fields ? binary_type_name(keys->spec->fields[i].kind) : "date");
  buffer_text(sql, ") as u (");
  for (size_t i = 0; i < key_fields; i++)
    buffer_format(sql, "k%zu, ", i);
  for (size_t i = key_fields; i < keys->column_count; i++)
    buffer_format(sql, "%s%s", i > key_fields ? ", " : "", days[i - key_fields]);
  buffer_text(sql, ") where t.bekend_van = u.van");
  for (size_t i = 0; i < key_fields; i++)
    buffer_format(sql, " and t.%s = u.k%zu", keys->spec->fields[i].name, i);
}

/* head: up to where the keys come in. */
static int change_by_keys(struct database *database, const char *head, struct keys *keys, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_text(&sql, head);
  append_join(&sql, keys);
  int kind = database_change_exactly(
      database, sql.data, &(struct database_set){keys->columns, keys->column_count, keys->count}, error);
  buffer_fini(&sql);
  return kind;
}

static int delete_kind(
    struct database *database, const struct verwijdering *items, size_t count, struct error *error)
{
  struct keys keys;
  int kind = keys_init(&keys, items[0].feit, 1, error);
  if (kind != 0)
    return kind;
  for (size_t i = 0; i < count; i++)
    keys_add(&keys, items[i].rij, items[i].bekend_van, DATE_INFINITY);
  char head[128];
  snprintf(head, sizeof head, "delete from %s as t using ", keys.spec->table);
  kind = change_by_keys(database, head, &keys, error);
  keys_fini(&keys);
  return kind;
}

static int close_kind(
    struct database *database, const struct sluiting *items, size_t count, struct error *error)
{
  struct keys keys;
  int kind = keys_init(&keys, items[0].feit, 2, error);
  if (kind != 0)
    return kind;
  for (size_t i = 0; i < count; i++)
    keys_add(&keys, items[i].rij, items[i].bekend_van, items[i].bekend_tot);
  char head[128];
  snprintf(head, sizeof head, "update %s as t set bekend_tot = u.tot from ", keys.spec->table);
  kind = change_by_keys(database, head, &keys, error);
  keys_fini(&keys);
  return kind;
}

static int delete_all(struct database *database, const struct wijzigingen *changes, struct error *error)
{
  const struct verwijdering *items = changes->verwijderd;
  size_t end = 0;
  for (size_t start = 0; start < changes->verwijderd_count; start = end) {
    for (end = start; end < changes->verwijderd_count && items[end].feit == items[start].feit;)
      end++;
    int kind = delete_kind(database, items + start, end - start, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

static int close_all(struct database *database, const struct wijzigingen *changes, struct error *error)
{
  const struct sluiting *items = changes->gesloten;
  size_t end = 0;
  for (size_t start = 0; start < changes->gesloten_count; start = end) {
    for (end = start; end < changes->gesloten_count && items[end].feit == items[start].feit;)
      end++;
    int kind = close_kind(database, items + start, end - start, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

int versions_write(struct database *database, const struct wijzigingen *changes, struct error *error)
{
  int kind = delete_all(database, changes, error);
  if (kind == 0)
    kind = close_all(database, changes, error);
  for (size_t i = 0; kind == 0 && i < FEIT_COUNT; i++)
    kind = versions_insert(database, (enum feit)i, changes->ingevoegd[i], changes->ingevoegd_count[i], error);
  return kind;
}

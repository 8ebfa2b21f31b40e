/* File names and the order of their steps; what a verslag says is in verslag.c.
 *
 * DESIGN. Of a refused levering: `.<name>.part` written and synced, then renamed, then the folder synced;
 * only then may the file leave the inbox. Killed in between: the levering is judged again and its verslag, of
 * the same name and content, is written again.
 *
 * The list of a taken day has a name that follows from the taken folder's, and ends in `.part` while it
 * grows. Lines are written behind what is known to be on disk, so that a group that failed halfway is written
 * over, not doubled. Killed between a line and the removal of its file: the next worker reads which
 * leveringen are listed, cuts off a torn line, and does not list them twice. */
#include "ingest/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "base/mask.h"
#include "ingest/verslag.h"

enum { NAME_SHOWN = 180, DAY_SIZE = 10, LINES_MAXIMUM = 256 << 20, VERSLAG_MAXIMUM = 256 << 20 };

static const char list_head[] = "Ontvangen leveringen van %s, dag van ontvangst %s.\n"
                                "\n"
                                "Oordeel  Soort      Levering                             Bestand\n";

/* --- folders --- */

static int open_day(
    int outbox, const struct inbox_taken *taken, enum outbox_sync sync, int *fd, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  date_format(taken->day, day);
  int organisation = -1;
  int kind = file_folder(outbox, taken->organisation, &organisation, error);
  if (kind != 0)
    return kind;
  kind = file_folder(organisation, day, fd, error);
  if (kind == 0 && sync == OUTBOX_SYNC_EACH) {
    kind = file_sync(organisation, error);
    if (kind == 0)
      kind = file_sync(outbox, error);
    if (kind != 0)
      close(*fd);
  }
  close(organisation);
  return kind;
}

static int rename_synced(
    int folder, const char *from, const char *to, enum outbox_sync sync, struct error *error)
{
  /* absent: a worker that was killed, or this one before an error, had renamed it already */
  if (renameat(folder, from, folder, to) != 0 && errno != ENOENT)
    return error_set_errno(error, errno, "cannot give a verslag its name");
  return sync == OUTBOX_SYNC_EACH ? file_sync(folder, error) : 0;
}

/* --- a refused levering --- */

typedef void render_function(const struct levering *levering, struct buffer *out);

static void render_json(const struct levering *levering, struct buffer *out)
{
  verslag_json(levering, levering->naam, out);
}

static const struct verslag_form {
  const char *extension;
  render_function *render;
} forms[] = {{"txt", verslag_text}, {"json", render_json}};

enum { FORM_COUNT = sizeof forms / sizeof *forms };

/* Not longer than a file name may be, and cut between characters. */
static void file_name(const struct levering *levering, const char *extension, char name[NAME_MAX + 1])
{
  char shown[NAME_MAX + 1];
  mask_copy(levering->naam, shown, sizeof shown);
  for (char *star = strchr(shown, '*'); star != NULL; star = strchr(star, '*'))
    *star = 'x'; /* how a record shows what is masked is no name on every file system */
  for (char *slash = strchr(shown, '/'); slash != NULL; slash = strchr(slash, '/'))
    *slash = '_'; /* of a member of a zip */
  size_t size = strlen(shown) < NAME_SHOWN ? strlen(shown) : NAME_SHOWN;
  while (size > 0 && ((unsigned char)shown[size] & 0xc0) == 0x80)
    size--;
  char id[ID_TEXT_SIZE];
  id_format(&levering->id, id);
  /* the first 16 hex digits: 8-4-4 with dashes between */
  snprintf(
      name, NAME_MAX + 1, "%.*s.%.8s%.4s%.4s.verslag.%s", (int)size, shown, id, id + 9, id + 14, extension);
}

static void hidden_name(const char *name, char hidden[NAME_MAX + 1])
{
  snprintf(hidden, NAME_MAX + 1, ".%.*s.part", NAME_MAX - 8, name);
}

static int write_hidden(
    int folder, const char *name, const struct buffer *content, enum outbox_sync sync, struct error *error)
{
  char hidden[NAME_MAX + 1];
  hidden_name(name, hidden);
  int fd = openat(folder, hidden, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0660);
  if (fd < 0)
    return error_set_errno(error, errno, "cannot make a verslag");
  int kind = file_write(fd, content->data, content->size, error);
  if (kind == 0 && sync == OUTBOX_SYNC_EACH)
    kind = file_sync(fd, error);
  close(fd);
  return kind;
}

int outbox_prepare(int outbox, const struct inbox_taken *taken, const struct levering *levering,
    enum outbox_sync sync, struct error *error)
{
  int folder = -1;
  int kind = open_day(outbox, taken, sync, &folder, error);
  if (kind != 0)
    return kind;
  struct buffer content;
  buffer_init(&content, VERSLAG_MAXIMUM);
  for (size_t i = 0; i < FORM_COUNT && kind == 0; i++) {
    char name[NAME_MAX + 1];
    file_name(levering, forms[i].extension, name);
    buffer_reset(&content);
    forms[i].render(levering, &content);
    kind = write_hidden(folder, name, &content, sync, error);
  }
  buffer_fini(&content);
  close(folder);
  return kind;
}

int outbox_publish(int outbox, const struct inbox_taken *taken, const struct levering *levering,
    enum outbox_sync sync, struct error *error)
{
  int folder = -1;
  int kind = open_day(outbox, taken, OUTBOX_SYNC_LATER, &folder, error);
  if (kind != 0)
    return kind;
  for (size_t i = 0; i < FORM_COUNT && kind == 0; i++) {
    char name[NAME_MAX + 1];
    char hidden[NAME_MAX + 1];
    file_name(levering, forms[i].extension, name);
    hidden_name(name, hidden);
    kind = rename_synced(folder, hidden, name, sync, error);
  }
  close(folder);
  return kind;
}

/* --- the list of a day --- */

void ontvangen_init(struct ontvangen *list)
{
  *list = (struct ontvangen){0};
  buffer_init(&list->lines, LINES_MAXIMUM);
}

void ontvangen_fini(struct ontvangen *list)
{
  key_set_fini(&list->listed);
  buffer_fini(&list->lines);
}

/* The part of the taken folder's name behind the day: the moment, and what makes it unique. */
static void list_name(const struct inbox_taken *taken, char name[NAME_MAX + 1])
{
  snprintf(name, NAME_MAX + 1, "ontvangen.%s.verslag.txt", taken->name + DAY_SIZE + 1);
}

static void growing_name(const struct inbox_taken *taken, char name[NAME_MAX + 1])
{
  snprintf(name, NAME_MAX + 1, "ontvangen.%s.verslag.txt.part", taken->name + DAY_SIZE + 1);
}

static uint64_t key_of(const struct id *id)
{
  uint64_t key = 0;
  memcpy(&key, id->bytes, sizeof key);
  return key;
}

/* The third word of a line; false for the head. */
static bool id_of_line(const char *line, struct id *id)
{
  char text[ID_TEXT_SIZE];
  return sscanf(line, "%*s %*s %36s", text) == 1 && id_parse(text, id);
}

static int read_list(struct ontvangen *list, FILE *file, struct error *error)
{
  char *line = NULL;
  size_t capacity = 0;
  ssize_t size = getline(&line, &capacity, file);
  for (; size > 0 && line[size - 1] == '\n'; size = getline(&line, &capacity, file)) {
    struct id id;
    if (id_of_line(line, &id))
      key_set_add(&list->listed, key_of(&id));
    list->size += size;
  }
  free(line);
  return ferror(file) == 0 ? 0 : error_set(error, ERROR_IO, "cannot read the list of an earlier worker");
}

int ontvangen_resume(struct ontvangen *list, int outbox, const struct inbox_taken *taken, struct error *error)
{
  if (list->is_read || !taken->is_left)
    return 0;
  char name[NAME_MAX + 1];
  int folder = -1;
  int kind = open_day(outbox, taken, OUTBOX_SYNC_LATER, &folder, error);
  if (kind != 0)
    return kind;
  growing_name(taken, name);
  int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  int reason = errno;
  close(folder);
  if (fd < 0 && reason != ENOENT)
    return error_set_errno(error, reason, "cannot open the list of an earlier worker");
  list->size = 0;
  key_set_fini(&list->listed);
  if (fd >= 0) {
    FILE *file = fdopen(fd, "r");
    kind = file != NULL ? read_list(list, file, error) : error_set_errno(error, errno, "cannot read a list");
    if (file != NULL)
      fclose(file);
    else
      close(fd);
  }
  list->is_read = kind == 0;
  return kind;
}

void ontvangen_add(struct ontvangen *list, const struct inbox_taken *taken, const struct levering *levering)
{
  if (key_set_has(&list->listed, key_of(&levering->id)))
    return;
  if (list->size == 0 && list->lines.size == 0) {
    char day[DATE_TEXT_SIZE];
    date_format(taken->day, day);
    buffer_format(&list->lines, list_head, taken->organisation, day);
  }
  char id[ID_TEXT_SIZE];
  char shown[NAME_MAX + 1];
  id_format(&levering->id, id);
  mask_copy(levering->naam, shown, sizeof shown);
  buffer_format(&list->lines, "%-8s %-10s %s %s", oordeel_text(levering->oordeel),
      levering->soort != NULL ? levering->soort : "-", id, shown);
  if (levering_is_moved(levering)) {
    char moved[DATE_TEXT_SIZE];
    date_format(levering->bekend_van, moved);
    buffer_format(
        &list->lines, "  (verplaatst: telt vanaf %s, de dag van ontvangst was al afgesloten)", moved);
  }
  buffer_byte(&list->lines, '\n');
}

int ontvangen_write(struct ontvangen *list, int outbox, const struct inbox_taken *taken,
    enum outbox_sync sync, struct error *error)
{
  if (list->lines.size == 0)
    return 0;
  char name[NAME_MAX + 1];
  int folder = -1;
  int kind = open_day(outbox, taken, sync, &folder, error);
  if (kind != 0)
    return kind;
  growing_name(taken, name);
  int fd = openat(folder, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0660);
  if (fd < 0)
    kind = error_set_errno(error, errno, "cannot open the list of a day");
  else if (ftruncate(fd, list->size) != 0 || lseek(fd, list->size, SEEK_SET) != list->size)
    kind = error_set_errno(error, errno, "cannot write the list of a day");
  else
    kind = file_write(fd, list->lines.data, list->lines.size, error);
  if (kind == 0 && sync == OUTBOX_SYNC_EACH)
    kind = file_sync(fd, error);
  if (kind == 0 && sync == OUTBOX_SYNC_EACH && list->size == 0)
    kind = file_sync(folder, error);
  if (fd >= 0)
    close(fd);
  close(folder);
  return kind;
}

void ontvangen_settle(struct ontvangen *list, bool kept)
{
  if (kept)
    list->size += (off_t)list->lines.size;
  buffer_reset(&list->lines);
}

int ontvangen_publish(int outbox, const struct inbox_taken *taken, enum outbox_sync sync, struct error *error)
{
  char growing[NAME_MAX + 1];
  char name[NAME_MAX + 1];
  int folder = -1;
  int kind = open_day(outbox, taken, OUTBOX_SYNC_LATER, &folder, error);
  if (kind != 0)
    return kind;
  growing_name(taken, growing);
  list_name(taken, name);
  kind = rename_synced(folder, growing, name, sync, error);
  close(folder);
  return kind;
}

/* Each damage is done to the text of a good message, so that it differs in that one thing. */
#include "cli/generate/damage.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The message writer puts these there: not finding one is our own bug. */
static char *find(struct buffer *message, const char *needle)
{
  char *place = strstr(message->data, needle);
  assert(place != NULL);
  return place;
}

static void replace_everywhere(struct buffer *message, const char *from, const char *to)
{
  size_t size = strlen(from); /* both have the same length */
  for (char *place = strstr(message->data, from); place != NULL; place = strstr(place + size, from))
    memcpy(place, to, size);
}

static void break_bsn(struct buffer *message)
{
  char *last_digit = find(message, ":Bsn>") + strlen(":Bsn>") + 8;
  *last_digit = *last_digit == '0' ? '1' : '0'; /* weighs 1: any other digit fails the 11-proef */
}

static void drop_geslacht(struct buffer *message)
{
  char *element = find(message, ":Geslacht>");
  while (*element != '\n')
    element--;
  const char *rest = strchr(element + 1, '\n');
  size_t size = message->size - (size_t)(rest - message->data);
  memmove(element, rest, size + 1);
  message->size = (size_t)(element - message->data) + size;
}

static void break_geslacht(struct buffer *message)
{
  find(message, ":Geslacht>")[strlen(":Geslacht>")] = '7';
}

static void truncate_message(struct buffer *message)
{
  message->size = message->size * 2 / 3;
  message->data[message->size] = '\0';
}

static void make_old_release(struct buffer *message)
{
  replace_everywhere(message, "/3_2/", "/2_4/");
}

/* A number that no message of release 3.2 has. */
static void make_other_soort(struct buffer *message)
{
  static const char *const numbers[] = {"301", "305", "307", "323", "325"};
  static const char *const laws[] = {"jw", "wmo"};
  for (int i = 0; i < 5; i++)
    for (int j = 0; j < 2; j++) {
      char from[8] = "";
      char to[8] = "";
      snprintf(from, sizeof from, "%s%s", laws[j], numbers[i]);
      snprintf(to, sizeof to, "%s303", laws[j]);
      replace_everywhere(message, from, to);
    }
}

/* Another last digit: the total is no longer the sum. */
static void break_total(struct buffer *message)
{
  char *digit = strchr(find(message, ":TotaalBedrag>") + strlen(":TotaalBedrag>"), '<') - 1;
  *digit = (char)(*digit == '9' ? '8' : *digit + 1);
}

const struct damage damages[DAMAGE_COUNT] = {
    {"bsn", ":Bsn>", "CS002", break_bsn},
    {"element-ontbreekt", ":Geslacht>", "XSD", drop_geslacht},
    {"code-onbekend", ":Geslacht>", "XSD", break_geslacht},
    {"afgebroken", NULL, "VORM", truncate_message},
    {"oude-release", NULL, "SOORT", make_old_release},
    {"andere-soort", NULL, "SOORT", make_other_soort},
    {"totaal", ":DeclaratieDagtekening>", "TR358", break_total},
    {"verkeerde-map", NULL, "AFZENDER", NULL},
};

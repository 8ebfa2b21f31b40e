/* Each part of a request against the definition, in the order of the command line. */
#include "warehouse/report_asked.h"

#include <string.h>

const struct report_unit report_units[REPORT_UNIT_COUNT] = {{"jaar", 12}, {"kwartaal", 3}, {"maand", 1}};

bool report_is_unit(const char *name)
{
  for (int i = 0; i < REPORT_UNIT_COUNT; i++) {
    if (strcmp(report_units[i].name, name) == 0)
      return true;
  }
  return false;
}

const struct report_option *report_option_find(const struct report_definition *definition, const char *name)
{
  for (size_t i = 0; i < definition->option_count; i++) {
    if (strcmp(definition->options[i].name, name) == 0)
      return &definition->options[i];
  }
  return NULL;
}

const char *report_option_value(const struct report_option *option, const struct report_request *request)
{
  for (size_t i = request->option_count; i > 0; i--) {
    if (strcmp(request->options[i - 1].name, option->name) == 0)
      return request->options[i - 1].value;
  }
  return option->fallback;
}

static int check_per(
    const struct report_definition *definition, const struct report_request *request, struct error *error)
{
  const struct report_words *per = &request->per;
  for (size_t i = 0; i < per->count; i++) {
    if (!report_words_have(&definition->dimensions, per->items[i])) {
      int kind =
          error_set(error, ERROR_USAGE, "--per: report %s has no '%.40s'", definition->code, per->items[i]);
      error_hint(error, "sluis report --list shows what it has");
      return kind;
    }
    for (size_t j = 0; j < i; j++) {
      if (strcmp(per->items[i], per->items[j]) == 0)
        return error_set(error, ERROR_USAGE, "--per names '%s' twice", per->items[i]);
    }
  }
  return 0;
}

static int check_where(
    const struct report_definition *definition, const struct report_request *request, struct error *error)
{
  for (size_t i = 0; i < request->where_count; i++) {
    const char *name = request->where[i].name;
    if (report_is_unit(name)) {
      int kind = error_set(error, ERROR_USAGE, "--where takes no '%s'", name);
      error_hint(error, "--van and --tot set the period");
      return kind;
    }
    if (!report_words_have(&definition->dimensions, name) && !report_words_have(&definition->filters, name))
      return error_set(error, ERROR_USAGE, "--where: report %s has no '%.40s'", definition->code, name);
  }
  return 0;
}

static bool option_allows(const struct report_option *option, const char *value)
{
  if (option->allowed.count > 0)
    return report_words_have(&option->allowed, value);
  size_t digits = strspn(value, "0123456789");
  return digits > 0 && digits <= 6 && value[digits] == '\0';
}

static int check_options(
    const struct report_definition *definition, const struct report_request *request, struct error *error)
{
  for (size_t i = 0; i < request->option_count; i++) {
    const struct report_setting *given = &request->options[i];
    const struct report_option *option = report_option_find(definition, given->name);
    if (option == NULL)
      return error_set(error, ERROR_USAGE, "report %s has no option --%s", definition->code, given->name);
    if (!option_allows(option, given->value))
      return error_set(error, ERROR_USAGE, "--%s cannot be '%.40s'", given->name, given->value);
  }
  return 0;
}

int report_asked_check(
    const struct report_definition *definition, const struct report_request *request, struct error *error)
{
  int kind = check_per(definition, request, error);
  if (kind == 0)
    kind = check_where(definition, request, error);
  if (kind == 0)
    kind = check_options(definition, request, error);
  if (kind == 0 && request->tot < request->van)
    kind = error_set(error, ERROR_USAGE, "--tot lies before --van");
  return kind;
}

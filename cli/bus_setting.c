/* `bus` names the family; processes need the member of it that leaves the process. */
#include "cli/bus_setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

size_t bus_setting_properties(const struct config *config, struct bus_property **out)
{
  const char *name = NULL;
  const char *value = NULL;
  size_t count = 0;
  while (config_property(config, count, &name, &value))
    count++;
  *out = memory_new((count + 1) * sizeof **out);
  for (size_t i = 0; i < count && config_property(config, i, &name, &value); i++)
    (*out)[i] = (struct bus_property){name, value};
  return count;
}

int bus_setting_open(const struct config *config, size_t maximum_bytes, struct bus **out, struct error *error)
{
  const char *name = config_text(config, "bus");
  struct bus_property *properties = NULL;
  size_t property_count = bus_setting_properties(config, &properties);
  int kind = bus_open(
      &(struct bus_options){
          .backend = strcmp(name, "zeromq") == 0 ? "zeromq-remote" : name,
          .maximum_bytes = maximum_bytes,
          .endpoint = config_text(config, "bus_endpoint"),
          .curve =
              {
                  .key = config_text(config, "bus_curve_key"),
                  .receiver = config_text(config, "bus_curve_server"),
                  .senders = config_text(config, "bus_curve_clients"),
              },
          .properties = properties,
          .property_count = property_count,
          .topics = config_text(config, "bus_topics"),
          .schemas = config_text(config, "bus_schemas"),
          .batch_bytes = (size_t)config_number(config, "batch_bytes"),
      },
      out, error);
  free(properties);
  return kind;
}

/* `bus` names the family; processes need the member of it that leaves the process. */
#include "cli/bus_setting.h"

#include <string.h>

int bus_setting_open(const struct config *config, size_t maximum_bytes, struct bus **out, struct error *error)
{
  const char *name = config_text(config, "bus");
  return bus_open(
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
      },
      out, error);
}

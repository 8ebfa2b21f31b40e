/* The keys of the configuration; see base/config.h for where their values come from. */
#include "cli/settings.h"

#include <stddef.h>

const struct config_option settings[] = {
    {"inbox", CONFIG_TEXT, "inbox", false,
        "folder where leveringen arrive: inbox/<organisation>/<day>/<file>"},
    {"outbox", CONFIG_TEXT, "outbox", false, "folder where verslagen are left"},
    {"key_file", CONFIG_TEXT, "sluis.key", false, "master key, made by `sluis keygen`; mode 0600"},
    {"archive", CONFIG_TEXT, "archive", false, "folder of sealed originals of refused leveringen"},
    {"archive_public_key", CONFIG_TEXT, NULL, false,
        "public key that originals are sealed with, made by `sluis keygen --sealing`; none: nothing is kept"},
    {"archive_days", CONFIG_NUMBER, "90", false, "days after which a sealed original is removed"},
    {"bus", CONFIG_TEXT, "zeromq", false, "how `ingest` and `load` tell each other: zeromq or kafka"},
    {"bus_endpoint", CONFIG_TEXT, "ipc://sluis.bus", false,
        "where `load` listens and `ingest` connects: ipc://PATH or tcp://HOST:PORT; `run` needs none"},
    {"bus_curve_key", CONFIG_TEXT, NULL, false,
        "secret key of this process, made by `sluis keygen --curve`; mode 0600; tcp needs one"},
    {"bus_curve_server", CONFIG_TEXT, NULL, false, "public key of `load`, for `ingest`"},
    {"bus_curve_clients", CONFIG_TEXT, NULL, false,
        "public keys of the `ingest` that `load` accepts, one a line; none: whoever knows its public key"},
    {"bus_topics", CONFIG_TEXT, "sluis", false,
        "how the names of the topics in Kafka begin, and the group of the loaders: one for each warehouse"},
    {"bus_schemas", CONFIG_TEXT, NULL, false,
        "folder of schemas of other versions whose records are in the topics: `sluis topics schemas` of "
        "each"},
    {"ingest_threads", CONFIG_NUMBER, "1", false, "threads that read and check leveringen"},
    {"batch_bytes", CONFIG_BYTES, "256K", false, "size at which a batch of leveringen goes onto the bus"},
    {"memory", CONFIG_NUMBER, "96", false, "MB that a run claims at its start and works in"},
    {"queue_bytes", CONFIG_BYTES, NULL, false,
        "most that may wait on the bus; then ingest waits; default: a share of memory"},
    {"partij_bytes", CONFIG_BYTES, NULL, false,
        "most that goes into one transaction; default: a share of memory"},
    {"partij_leveringen", CONFIG_NUMBER, "20000", false, "most leveringen in one transaction"},
    {"cache_bytes", CONFIG_BYTES, NULL, false,
        "memory for the events of recent clients; default: a share of memory"},
    {"retention_years", CONFIG_NUMBER, "0", false,
        "years after the last day of care that `sluis client expire` keeps a client; 0: for ever"},
    {"log_level", CONFIG_TEXT, "info", false, "debug, info, warning or error"},
    {NULL, CONFIG_TEXT, NULL, false, NULL},
};

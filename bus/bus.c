/* The public face: picks the backend by its name and hands every call to it. */
#include "bus/bus.h"

#include <string.h>

#include "bus/bus_backend.h"

static const struct bus_operations *const backends[] = {
    &zeromq_operations, &zeromq_remote_operations, &kafka_operations, NULL};

int bus_open(const struct bus_options *options, struct bus **out, struct error *error)
{
  *out = NULL;
  for (const struct bus_operations *const *backend = backends; *backend != NULL; backend++) {
    if (strcmp((*backend)->name, options->backend) == 0)
      return (*backend)->open(options, out, error);
  }
  return error_set(error, ERROR_CONFIG, "there is no bus called %s", options->backend);
}

void bus_close(struct bus **bus)
{
  if (*bus != NULL)
    (*bus)->operations->close(*bus);
  *bus = NULL;
}

int bus_sender_open(struct bus *bus, struct bus_sender **out, struct error *error)
{
  *out = NULL;
  return bus->operations->sender_open(bus, out, error);
}

void bus_sender_close(struct bus_sender **sender)
{
  if (*sender != NULL)
    (*sender)->operations->sender_close(*sender);
  *sender = NULL;
}

int bus_receiver_open(struct bus *bus, struct bus_receiver **out, struct error *error)
{
  *out = NULL;
  return bus->operations->receiver_open(bus, out, error);
}

void bus_receiver_close(struct bus_receiver **receiver)
{
  if (*receiver != NULL)
    (*receiver)->operations->receiver_close(*receiver);
  *receiver = NULL;
}

int bus_send(struct bus_sender *sender, struct batch **batch, int timeout_ms, struct error *error)
{
  return sender->operations->send(sender, batch, timeout_ms, error);
}

int bus_acknowledged(struct bus_sender *sender, int timeout_ms, struct batch **out, struct error *error)
{
  *out = NULL;
  return sender->operations->acknowledged(sender, timeout_ms, out, error);
}

int bus_receive(struct bus_receiver *receiver, int timeout_ms, struct batch **out, struct error *error)
{
  *out = NULL;
  return receiver->operations->receive(receiver, timeout_ms, out, error);
}

int bus_acknowledge(struct bus_receiver *receiver, struct batch **batch, struct error *error)
{
  return receiver->operations->acknowledge(receiver, batch, error);
}

bool bus_has_sources(const struct bus_receiver *receiver)
{
  return receiver->operations->sources != NULL;
}

struct bus_sources bus_sources(const struct bus_receiver *receiver)
{
  if (receiver->operations->sources == NULL)
    return (struct bus_sources){0};
  return receiver->operations->sources(receiver);
}

int bus_read_from(struct bus_receiver *receiver, const char *source, int64_t position, struct error *error)
{
  if (receiver->operations->read_from == NULL)
    return error_set(error, ERROR_INTERNAL, "this bus has no sources");
  return receiver->operations->read_from(receiver, source, position, error);
}

void bus_stop_reading(struct bus_receiver *receiver)
{
  if (receiver->operations->stop_reading != NULL)
    receiver->operations->stop_reading(receiver);
}

bool bus_owns_client(const struct bus_receiver *receiver, const struct id *client)
{
  return receiver->operations->owns_client == NULL || receiver->operations->owns_client(receiver, client);
}

int bus_ends(const struct bus *bus, struct bus_end **out, size_t *count, struct error *error)
{
  *out = NULL;
  *count = 0;
  return bus->operations->ends != NULL ? bus->operations->ends(bus, out, count, error) : 0;
}

int bus_oldest(
    const struct bus *bus, const struct bus_end *from, size_t count, int64_t *written_ms, struct error *error)
{
  *written_ms = BUS_NO_RECORD;
  return bus->operations->oldest != NULL && count > 0
             ? bus->operations->oldest(bus, from, count, written_ms, error)
             : 0;
}

size_t bus_bytes(const struct bus *bus)
{
  return bus->operations->bytes(bus);
}

/* Leveringen, events and versions made for tests of the sink, without transform. */
#ifndef SLUIS_TESTS_SINK_PARTIJ_H
#define SLUIS_TESTS_SINK_PARTIJ_H

#include "base/id.h"
#include "proto/feit_client.h"
#include "proto/feit_traject.h"
#include "proto/levering.h"
#include "proto/wijziging.h"
#include "sink/sink.h"

/* 2023-01-01 and later days. */
enum { DAY_ONE = 19358 };

/* Ids that sort as their numbers. */
struct id test_id(uint32_t number);
/* A start of client `client` in levering `levering`; number makes it another event. */
struct bekende_gebeurtenis test_event(uint32_t client, uint32_t number, uint32_t levering);
struct levering test_levering(uint32_t number, int32_t events);
struct feit_traject test_traject(uint32_t client, uint32_t number);

/* Connects and claims the inbox. */
MUST_CHECK int test_connect(struct sink *sink, struct error *error);
/* A partij of one piece. */
MUST_CHECK int test_write(struct sink *sink, const struct levering *const *leveringen, size_t count,
    const struct wijzigingen *changes, size_t queue_bytes, struct error *error);

#endif

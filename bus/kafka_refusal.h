/* Whether brokers that answer let us in: told apart from brokers that are away, for which everybody waits.
 *
 * A refusal is the answer of a broker that does not take our login, or a certificate of a broker that our CA
 * does not stand for. Both are matters of configuration when they are all that a client ever heard: then it
 * may end. Once a client was let in, brokers that refuse it are as good as away: somebody is changing them.
 *
 * For one thread: librdkafka tells of errors inside its poll. */
#ifndef SLUIS_BUS_KAFKA_REFUSAL_H
#define SLUIS_BUS_KAFKA_REFUSAL_H

#include <librdkafka/rdkafka.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"

struct kafka_refusal {
  struct error said; /* kind 0: the last that was heard is no refusal */
  int64_t since_ms;  /* of CLOCK_MONOTONIC */
};

/* To be called by the client's error_cb, with what that is given; logs what librdkafka does not log itself.
 */
void kafka_refusal_hear(struct kafka_refusal *refusal, rd_kafka_resp_err_t failure, const char *text);

/* 0 unless this client was never let in, and for some seconds has heard nothing but a refusal:
 * ERROR_PERMISSION for the login, ERROR_CONFIG for the certificate. */
MUST_CHECK int kafka_refusal_check(
    const struct kafka_refusal *refusal, rd_kafka_t *client, struct error *error);

/* Polls until a broker has let us in: 0. ERROR_UNAVAILABLE: none within the time; or as
 * kafka_refusal_check(), also when the time is shorter than its. */
MUST_CHECK int kafka_refusal_wait(
    const struct kafka_refusal *refusal, rd_kafka_t *client, int timeout_ms, struct error *error);

#endif

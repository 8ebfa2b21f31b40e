/* A refusal has to stand for some seconds before it is believed: a broker that is going down, or is not whole
 * yet, says strange things, and another one of the cluster may well let us in. librdkafka tries again all the
 * while, and tells what is different from the time before. */
#include "bus/kafka_refusal.h"

#include <stdbool.h>
#include <string.h>

#include "base/log.h"
#include "base/stopwatch.h"

enum { STANDS_MS = 5000, STEP_MS = 100 };

/* A broker that goes away or is too slow in the middle of a login has the same code; what librdkafka says by
 * itself, and no broker, begins with "Local: ". */
static bool is_about_login(rd_kafka_resp_err_t failure, const char *text)
{
  return failure == RD_KAFKA_RESP_ERR__AUTHENTICATION && strstr(text, ": Local: ") == NULL;
}

/* As above: these are OpenSSL's own words. */
static bool is_about_certificate(rd_kafka_resp_err_t failure, const char *text)
{
  return failure == RD_KAFKA_RESP_ERR__SSL && strstr(text, "certificate verify failed") != NULL;
}

/* What goes wrong with one broker is in librdkafka's log anyhow, also of a client that nobody polls. */
static bool is_logged(rd_kafka_resp_err_t failure)
{
  return failure == RD_KAFKA_RESP_ERR__AUTHENTICATION || failure == RD_KAFKA_RESP_ERR__SSL ||
         failure == RD_KAFKA_RESP_ERR__TRANSPORT || failure == RD_KAFKA_RESP_ERR__RESOLVE;
}

static void set_said(struct error *said, rd_kafka_resp_err_t failure, const char *text)
{
  *said = (struct error){0};
  if (is_about_login(failure, text)) {
    error_set(said, ERROR_PERMISSION, "Kafka refuses the login: %s", text);
    error_hint(said, "[kafka] sasl.username, sasl.password and sasl.mechanisms say who we are");
  } else if (is_about_certificate(failure, text)) {
    error_set(said, ERROR_CONFIG, "Kafka's certificate is not trusted: %s", text);
    error_hint(said, "[kafka] ssl.ca.location names the CA that signed the brokers' certificates");
  }
}

void kafka_refusal_hear(struct kafka_refusal *refusal, rd_kafka_resp_err_t failure, const char *text)
{
  if (!is_logged(failure))
    log_warning("bus.kafka", "%s", text);
  if (failure == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) /* follows upon what says why */
    return;
  enum error_kind before = refusal->said.kind;
  set_said(&refusal->said, failure, text);
  if (refusal->said.kind != before)
    refusal->since_ms = stopwatch_now_ms();
}

/* Whoever is let in is told the cluster's id first. */
static bool was_let_in(rd_kafka_t *client)
{
  char *id = rd_kafka_clusterid(client, 0);
  if (id == NULL)
    return false;
  rd_kafka_mem_free(client, id);
  return true;
}

int kafka_refusal_check(const struct kafka_refusal *refusal, rd_kafka_t *client, struct error *error)
{
  if (refusal->said.kind == 0 || stopwatch_now_ms() - refusal->since_ms < STANDS_MS || was_let_in(client))
    return 0;
  *error = refusal->said;
  return error->kind;
}

int kafka_refusal_wait(
    const struct kafka_refusal *refusal, rd_kafka_t *client, int timeout_ms, struct error *error)
{
  int64_t end_ms = stopwatch_now_ms() + timeout_ms;
  while (!was_let_in(client)) {
    rd_kafka_poll(client, STEP_MS);
    int kind = kafka_refusal_check(refusal, client, error);
    if (kind != 0)
      return kind;
    if (stopwatch_now_ms() < end_ms)
      continue;
    if (refusal->said.kind == 0)
      return error_set(error, ERROR_UNAVAILABLE, "Kafka: no broker answers");
    *error = refusal->said;
    return error->kind;
  }
  return 0;
}

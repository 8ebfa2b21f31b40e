/* Keys in files, and the handler that ZeroMQ asks about a key (RFC 27/ZAP).
 *
 * The handler is a thread with two sockets: the REP that ZeroMQ asks, and a PAIR that tells it to end. It
 * holds the list as it was at the start: another list needs another start. */
#include "bus/curve.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"

enum { RAW_KEY_SIZE = 32, FILE_BYTES = 1 << 20, PATH_BYTES = 4096 };

/* Of memory that held a key; the compiler may not leave it out. */
static void wipe(void *data, size_t size)
{
  explicit_bzero(data, size);
}

static int write_key(const char *path, const char *key, mode_t mode, struct error *error)
{
  char line[CURVE_KEY_SIZE];
  memcpy(line, key, CURVE_KEY_SIZE - 1);
  line[CURVE_KEY_SIZE - 1] = '\n';
  struct file_new file = {.data = line, .size = sizeof line, .mode = mode};
  int kind = file_create(AT_FDCWD, path, &file, error);
  wipe(line, sizeof line);
  return kind;
}

int curve_keys_create(const char *path, struct error *error)
{
  char public_path[PATH_BYTES];
  char public_key[CURVE_KEY_SIZE];
  char secret_key[CURVE_KEY_SIZE];
  if ((size_t)snprintf(public_path, sizeof public_path, "%s.pub", path) >= sizeof public_path)
    return error_set(error, ERROR_USAGE, "a path of more than %d bytes", PATH_BYTES);
  if (access(public_path, F_OK) == 0)
    return error_set(error, ERROR_USAGE, "%s exists already", public_path);
  if (zmq_curve_keypair(public_key, secret_key) != 0)
    return error_set(error, ERROR_UNAVAILABLE, "this libzmq has no CURVE");
  int kind = write_key(path, secret_key, 0600, error);
  wipe(secret_key, sizeof secret_key);
  return kind == 0 ? write_key(public_path, public_key, 0644, error) : kind;
}

static int read_file(const char *path, bool is_secret, struct buffer *out, struct error *error)
{
  int fd = -1;
  int64_t size = 0;
  struct stat status;
  if (file_open(AT_FDCWD, path, &fd, &size, error) != 0)
    return error->kind = ERROR_CONFIG;
  int kind = 0;
  if (fstat(fd, &status) != 0)
    kind = error_set_errno(error, errno, "cannot look at key file %s", path);
  else if (is_secret && (status.st_mode & 077) != 0) {
    kind = error_set(error, ERROR_PERMISSION, "key file %s can be used by others (mode %04o)", path,
        (unsigned)status.st_mode & 07777);
    error_hint(error, "chmod 600 %s, and consider who has read it", path);
  }
  if (kind == 0)
    kind = file_read(fd, out, error);
  close(fd);
  return kind;
}

static bool is_key(const char *text)
{
  uint8_t raw[RAW_KEY_SIZE];
  bool is_one = strlen(text) == CURVE_KEY_SIZE - 1 && zmq_z85_decode(raw, text) != NULL;
  wipe(raw, sizeof raw);
  return is_one;
}

static int read_key(const char *path, bool is_secret, char key[CURVE_KEY_SIZE], struct error *error)
{
  struct buffer file;
  buffer_init(&file, FILE_BYTES);
  int kind = read_file(path, is_secret, &file, error);
  bool is_whole = kind == 0 && file.size == CURVE_KEY_SIZE && file.data[CURVE_KEY_SIZE - 1] == '\n';
  if (is_whole) {
    memcpy(key, file.data, CURVE_KEY_SIZE - 1);
    key[CURVE_KEY_SIZE - 1] = '\0';
  }
  if (kind == 0 && (!is_whole || !is_key(key))) {
    kind = error_set(error, ERROR_CONFIG, "%s holds no CURVE key", path);
    error_hint(error, "`sluis keygen --curve FILE` makes one: 40 characters and a newline");
  }
  if (file.data != NULL)
    wipe(file.data, file.size);
  buffer_fini(&file);
  return kind;
}

static int refuse(struct error *error)
{
  return error_set(error, ERROR_CONFIG, "bus: CURVE: %s", zmq_strerror(errno));
}

int curve_make_receiver(void *socket, const struct curve_files *files, struct error *error)
{
  char secret_key[CURVE_KEY_SIZE];
  int is_server = 1;
  int kind = read_key(files->key, true, secret_key, error);
  if (kind == 0 && (zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &is_server, sizeof is_server) != 0 ||
                       zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, sizeof secret_key) != 0))
    kind = refuse(error);
  wipe(secret_key, sizeof secret_key);
  return kind;
}

int curve_make_sender(void *socket, const struct curve_files *files, struct error *error)
{
  char secret_key[CURVE_KEY_SIZE];
  char public_key[CURVE_KEY_SIZE];
  char receiver[CURVE_KEY_SIZE];
  if (files->receiver == NULL)
    return error_set(error, ERROR_CONFIG, "bus_curve_server, the public key of `sluis load`, is not set");
  int kind = read_key(files->receiver, false, receiver, error);
  if (kind == 0)
    kind = read_key(files->key, true, secret_key, error);
  if (kind != 0)
    return kind;
  if (zmq_curve_public(public_key, secret_key) != 0 ||
      zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, receiver, sizeof receiver) != 0 ||
      zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, public_key, sizeof public_key) != 0 ||
      zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, sizeof secret_key) != 0)
    kind = refuse(error);
  wipe(secret_key, sizeof secret_key);
  return kind;
}

/* --- the guard --- */

struct curve_guard {
  uint8_t (*keys)[RAW_KEY_SIZE];
  size_t count;
  void *asked;  /* REP */
  void *told;   /* PAIR, of the thread */
  void *teller; /* PAIR, of who stops it */
  pthread_t thread;
};

static int read_list(const char *path, struct curve_guard *guard, struct error *error)
{
  struct buffer file;
  buffer_init(&file, FILE_BYTES);
  int kind = read_file(path, false, &file, error);
  guard->keys = memory_new((file.size / (CURVE_KEY_SIZE - 1) + 1) * sizeof *guard->keys);
  int number = 0;
  char *rest = file.data;
  while (kind == 0 && rest != NULL) {
    char *line = strsep(&rest, "\n");
    line[strcspn(line, "\r \t")] = '\0';
    number++;
    if (*line == '\0' || strcmp(line, "#") == 0)
      continue;
    if (strlen(line) != CURVE_KEY_SIZE - 1 || zmq_z85_decode(guard->keys[guard->count], line) == NULL)
      kind = error_set(error, ERROR_CONFIG, "%s, line %d: no CURVE key", path, number);
    guard->count++;
  }
  buffer_fini(&file);
  return kind;
}

static bool is_known(const struct curve_guard *guard, const void *key, size_t size)
{
  for (size_t i = 0; size == RAW_KEY_SIZE && i < guard->count; i++)
    if (memcmp(guard->keys[i], key, RAW_KEY_SIZE) == 0)
      return true;
  return false;
}

/* The frames of a request: version, request id, domain, address, identity, mechanism, key. */
enum { ZAP_REQUEST_ID = 1, ZAP_MECHANISM = 5, ZAP_KEY = 6, ZAP_FRAMES = 7, ZAP_FRAME_BYTES = 256 };

struct zap_request {
  char frames[ZAP_FRAMES][ZAP_FRAME_BYTES];
  size_t sizes[ZAP_FRAMES];
  size_t count;
};

static bool receive_request(void *socket, struct zap_request *request)
{
  int more = 1;
  size_t more_size = sizeof more;
  *request = (struct zap_request){.count = 0};
  while (more != 0) {
    char frame[ZAP_FRAME_BYTES];
    int size = zmq_recv(socket, frame, sizeof frame, 0);
    if (size < 0)
      return false;
    if (request->count < ZAP_FRAMES) {
      size_t kept = (size_t)size < sizeof frame ? (size_t)size : sizeof frame;
      memcpy(request->frames[request->count], frame, kept);
      request->sizes[request->count++] = kept;
    }
    zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_size);
  }
  return true;
}

static void answer_request(const struct curve_guard *guard)
{
  struct zap_request request;
  if (!receive_request(guard->asked, &request))
    return;
  bool is_curve = request.count == ZAP_FRAMES && request.sizes[ZAP_MECHANISM] == 5 &&
                  memcmp(request.frames[ZAP_MECHANISM], "CURVE", 5) == 0;
  bool is_good = is_curve && is_known(guard, request.frames[ZAP_KEY], request.sizes[ZAP_KEY]);
  if (!is_good)
    log_warning("bus.unknown_key", "a sender with a key that is not in bus_curve_clients was refused");
  const char *const answer[] = {"1.0", NULL, is_good ? "200" : "400", is_good ? "" : "unknown key", "", ""};
  for (size_t i = 0; i < sizeof answer / sizeof *answer; i++) {
    const char *frame = answer[i] != NULL ? answer[i] : request.frames[ZAP_REQUEST_ID];
    size_t size = answer[i] != NULL ? strlen(answer[i]) : request.sizes[ZAP_REQUEST_ID];
    zmq_send(guard->asked, frame, size, i + 1 < sizeof answer / sizeof *answer ? ZMQ_SNDMORE : 0);
  }
}

static void *watch(void *context)
{
  struct curve_guard *guard = context;
  zmq_pollitem_t items[] = {
      {.socket = guard->asked, .events = ZMQ_POLLIN}, {.socket = guard->told, .events = ZMQ_POLLIN}};
  for (;;) {
    int ready = zmq_poll(items, 2, -1);
    if (ready < 0 && errno != EINTR)
      return NULL;
    if (ready > 0 && (items[1].revents & ZMQ_POLLIN) != 0)
      return NULL;
    if (ready > 0 && (items[0].revents & ZMQ_POLLIN) != 0)
      answer_request(guard);
  }
}

static void free_guard(struct curve_guard *guard)
{
  void *const sockets[] = {guard->asked, guard->told, guard->teller};
  for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++)
    if (sockets[i] != NULL)
      zmq_close(sockets[i]);
  free(guard->keys);
  free(guard);
}

#define TELLING "inproc://sluis-guard"

static int open_sockets(void *context, struct curve_guard *guard, struct error *error)
{
  int none = 0;
  guard->asked = zmq_socket(context, ZMQ_REP);
  guard->told = zmq_socket(context, ZMQ_PAIR);
  guard->teller = zmq_socket(context, ZMQ_PAIR);
  if (guard->asked == NULL || guard->told == NULL || guard->teller == NULL)
    return refuse(error);
  zmq_setsockopt(guard->asked, ZMQ_LINGER, &none, sizeof none);
  zmq_setsockopt(guard->teller, ZMQ_LINGER, &none, sizeof none);
  if (zmq_bind(guard->asked, "inproc://zeromq.zap.01") != 0 || zmq_bind(guard->told, TELLING) != 0 ||
      zmq_connect(guard->teller, TELLING) != 0)
    return refuse(error);
  return 0;
}

int curve_guard_start(
    void *context, const struct curve_files *files, struct curve_guard **out, struct error *error)
{
  *out = NULL;
  if (files->senders == NULL)
    return 0;
  struct curve_guard *guard = memory_new(sizeof *guard);
  int kind = read_list(files->senders, guard, error);
  if (kind == 0)
    kind = open_sockets(context, guard, error);
  if (kind == 0) {
    int failure = pthread_create(&guard->thread, NULL, watch, guard);
    kind = failure != 0 ? error_set_errno(error, failure, "cannot start a thread") : 0;
  }
  if (kind != 0) {
    free_guard(guard);
    return kind;
  }
  *out = guard;
  return 0;
}

void curve_guard_stop(struct curve_guard **guard)
{
  if (*guard == NULL)
    return;
  zmq_send((*guard)->teller, "", 0, 0);
  pthread_join((*guard)->thread, NULL);
  free_guard(*guard);
  *guard = NULL;
}

/* The keyed hashes of ingest, all under the one key K that follows from the master key.
 *
 * DESIGN. Starting an HMAC costs two SHA-256 blocks; so the state that has taken the key is made once, in
 * locked memory, and each hash starts from a copy of it on the stack, which is wiped afterwards. The master
 * key itself is needed only while opening and is gone when pseudonymiser_open() returns.
 *
 * A levering is hashed with BLAKE2b first and the HMAC is over that: HMAC-SHA-256(K, "NL:levering:" +
 * organisation + ":" + day + ":" + 32 bytes of BLAKE2b-256(bytes) + name). SHA-256 over the whole file would
 * cost more than parsing it. */
#include "ingest/pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "ingest/hkdf.h"

enum { MASTER_SIZE = 32, KEY_TEXT_SIZE = 2 * MASTER_SIZE + 1 }; /* hex digits and a newline */

struct pseudonymiser {
  crypto_auth_hmacsha256_state keyed; /* HMAC-SHA-256 that has taken K */
  char key_id[KEY_ID_TEXT_SIZE];
  char check_value[CHECK_VALUE_TEXT_SIZE];
};

/* What is only there while a key file is read or made. */
struct key_material {
  char text[KEY_TEXT_SIZE + 1]; /* one more: a longer file shows */
  uint8_t master[MASTER_SIZE];
  uint8_t key[MASTER_SIZE];
};

/* --- BSN --- */

static bool passes_eleven(const char digits[9])
{
  int sum = 0;
  for (int i = 0; i < 8; i++)
    sum += (9 - i) * (digits[i] - '0');
  return (sum - (digits[8] - '0')) % 11 == 0;
}

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The number of digits, or -1 for anything else than at most nine digits and spaces. */
static int collect_digits(const char *text, size_t size, char digits[9])
{
  int count = 0;
  for (size_t i = 0; i < size; i++) {
    if (is_space(text[i]))
      continue;
    if (text[i] < '0' || text[i] > '9' || count == 9)
      return -1;
    digits[count++] = text[i];
  }
  return count;
}

bool bsn_parse(const char *text, size_t size, struct bsn *out)
{
  struct bsn bsn;
  int count = collect_digits(text, size, bsn.digits);
  if (count == 8) {
    memmove(bsn.digits + 1, bsn.digits, 8);
    bsn.digits[0] = '0';
  }
  bool good =
      (count == 8 || count == 9) && passes_eleven(bsn.digits) && memcmp(bsn.digits, "000000000", 9) != 0;
  if (good)
    *out = bsn;
  else
    bsn_wipe(out);
  bsn_wipe(&bsn);
  return good;
}

void bsn_wipe(struct bsn *bsn)
{
  sodium_memzero(bsn, sizeof *bsn);
}

/* --- keys --- */

/* Locked, left out of cores, with guard pages. Where the limit on locked memory forbids that, the key is as
 * secret as the process and its swap are: said, not fatal. */
static void *secret_new(size_t size, struct error *error)
{
  if (sodium_init() < 0) {
    error_set(error, ERROR_INTERNAL, "libsodium does not start");
    return NULL;
  }
  void *memory = sodium_malloc(size);
  if (memory == NULL) {
    error_set_errno(error, ENOMEM, "no guarded memory for the key");
    return NULL;
  }
  if (sodium_mlock(memory, size) != 0)
    log_warning("key.unlocked", "key memory cannot be locked and may reach swap: raise RLIMIT_MEMLOCK");
  sodium_memzero(memory, size);
  return memory;
}

int key_file_create(const char *path, struct error *error)
{
  struct key_material *material = secret_new(sizeof *material, error);
  if (material == NULL)
    return error_set(error, ERROR_INTERNAL, "no memory to make a key in");
  randombytes_buf(material->master, sizeof material->master);
  sodium_bin2hex(material->text, sizeof material->text, material->master, sizeof material->master);
  material->text[KEY_TEXT_SIZE - 1] = '\n';
  struct file_new file = {.data = material->text, .size = KEY_TEXT_SIZE, .mode = 0600};
  int kind = file_create(AT_FDCWD, path, &file, error);
  sodium_free(material);
  return kind;
}

static int check_key_file(int fd, const char *path, struct error *error)
{
  struct stat status;
  if (fstat(fd, &status) != 0)
    return error_set_errno(error, errno, "cannot look at key file %s", path);
  if (!S_ISREG(status.st_mode))
    return error_set(error, ERROR_CONFIG, "%s is no regular file, so no key file", path);
  if (status.st_uid != geteuid() && status.st_uid != 0)
    return error_set(error, ERROR_PERMISSION, "key file %s belongs to another user", path);
  if ((status.st_mode & 077) != 0) {
    int kind = error_set(error, ERROR_PERMISSION, "key file %s can be used by others (mode %04o)", path,
        (unsigned)status.st_mode & 07777);
    error_hint(error, "chmod 600 %s, and consider who has read it", path);
    return kind;
  }
  return 0;
}

static int read_key_text(const char *path, struct key_material *material, struct error *error)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return error_set_errno(error, errno, "cannot open key file %s", path);
  int kind = check_key_file(fd, path, error);
  ssize_t size = 0;
  if (kind == 0)
    size = read(fd, material->text, sizeof material->text);
  close(fd);
  if (kind != 0)
    return kind;
  if (size != KEY_TEXT_SIZE || material->text[KEY_TEXT_SIZE - 1] != '\n' ||
      sodium_hex2bin(material->master, MASTER_SIZE, material->text, KEY_TEXT_SIZE - 1, NULL, NULL, NULL) !=
          0) {
    kind = error_set(error, ERROR_CONFIG, "%s is not a key file: 64 hex digits and a newline", path);
    error_hint(error, "sluis keygen makes one");
    return kind;
  }
  return 0;
}

int key_file_read(const char *path, uint8_t key[MASTER_SIZE], struct error *error)
{
  struct key_material *material = secret_new(sizeof *material, error);
  if (material == NULL)
    return error_set(error, ERROR_INTERNAL, "no memory to read a key in");
  int kind = read_key_text(path, material, error);
  if (kind == 0)
    memcpy(key, material->master, MASTER_SIZE);
  sodium_free(material);
  return kind;
}

static void derive(const struct key_material *material, uint8_t key[MASTER_SIZE], struct pseudonymiser *out)
{
  static const char id_label[] = "sluis/v1/key-id";
  uint8_t hash[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_init(&out->keyed, material->master, MASTER_SIZE);
  crypto_auth_hmacsha256_update(&out->keyed, (const uint8_t *)id_label, sizeof id_label - 1);
  crypto_auth_hmacsha256_final(&out->keyed, hash);
  sodium_bin2hex(out->key_id, sizeof out->key_id, hash, 4);

  char info[64];
  int info_size = snprintf(info, sizeof info, "sluis/v1/bsn/%s", out->key_id);
  struct hkdf_input input = {
      .key = material->master, .key_size = MASTER_SIZE, .info = info, .info_size = (size_t)info_size};
  hkdf_sha256(&input, key, MASTER_SIZE);
  crypto_auth_hmacsha256_init(&out->keyed, key, MASTER_SIZE);
  sodium_memzero(hash, sizeof hash);
}

int pseudonymiser_open(const char *path, struct pseudonymiser **out, struct error *error)
{
  struct key_material *material = secret_new(sizeof *material, error);
  if (material == NULL)
    return ERROR_INTERNAL;
  int kind = read_key_text(path, material, error);
  struct pseudonymiser *pseudonymiser = NULL;
  if (kind == 0) {
    pseudonymiser = secret_new(sizeof *pseudonymiser, error);
    kind = pseudonymiser == NULL ? ERROR_INTERNAL : 0;
  }
  if (kind == 0) {
    derive(material, material->key, pseudonymiser);
    struct bsn nobody = {.digits = {'0', '0', '0', '0', '0', '0', '0', '0', '0'}};
    struct id check = pseudonym_of_bsn(pseudonymiser, &nobody);
    sodium_bin2hex(pseudonymiser->check_value, sizeof pseudonymiser->check_value, check.bytes, 8);
    sodium_mprotect_readonly(pseudonymiser);
    *out = pseudonymiser;
  }
  sodium_free(material);
  return kind;
}

void pseudonymiser_free(struct pseudonymiser **pseudonymiser)
{
  sodium_free(*pseudonymiser); /* wipes; accepts NULL */
  *pseudonymiser = NULL;
}

void pseudonymiser_key_id(const struct pseudonymiser *pseudonymiser, char text[KEY_ID_TEXT_SIZE])
{
  memcpy(text, pseudonymiser->key_id, KEY_ID_TEXT_SIZE);
}

void pseudonymiser_check_value(const struct pseudonymiser *pseudonymiser, char text[CHECK_VALUE_TEXT_SIZE])
{
  memcpy(text, pseudonymiser->check_value, CHECK_VALUE_TEXT_SIZE);
}

/* --- hashes --- */

struct part {
  const void *data;
  size_t size;
};

static struct part text_part(const char *text)
{
  return (struct part){text, strlen(text)};
}

static struct id hash_parts(const struct pseudonymiser *pseudonymiser, const struct part *parts, size_t count)
{
  crypto_auth_hmacsha256_state state = pseudonymiser->keyed;
  for (size_t i = 0; i < count; i++)
    crypto_auth_hmacsha256_update(&state, parts[i].data, parts[i].size);
  uint8_t hash[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, hash);
  struct id id;
  memcpy(id.bytes, hash, sizeof id.bytes);
  sodium_memzero(&state, sizeof state);
  return id;
}

#define PARTS(parts) (parts), sizeof(parts) / sizeof *(parts)

struct id pseudonym_of_bsn(const struct pseudonymiser *pseudonymiser, const struct bsn *bsn)
{
  struct part parts[] = {text_part("NL:bsn:"), {bsn->digits, sizeof bsn->digits}};
  return hash_parts(pseudonymiser, PARTS(parts));
}

struct id keyed_hash(const struct pseudonymiser *pseudonymiser, const char *label, const char *scope,
    const char *number, size_t size)
{
  struct part parts[] = {
      text_part("NL:"), text_part(label), text_part(":"), text_part(scope), text_part(":"), {number, size}};
  return hash_parts(pseudonymiser, PARTS(parts));
}

struct id levering_id(const struct pseudonymiser *pseudonymiser, const char *organisation, int32_t day,
    const char *name, const void *data, size_t size)
{
  uint8_t content[CONTENT_DIGEST_SIZE];
  crypto_generichash(content, sizeof content, data, size, NULL, 0);
  return levering_id_of_digest(pseudonymiser, organisation, day, name, content);
}

struct id levering_id_of_digest(const struct pseudonymiser *pseudonymiser, const char *organisation,
    int32_t day, const char *name, const uint8_t content[CONTENT_DIGEST_SIZE])
{
  char day_text[DATE_TEXT_SIZE];
  date_format(day, day_text);
  struct part parts[] = {text_part("NL:levering:"), text_part(organisation), text_part(":"),
      text_part(day_text), text_part(":"), {content, CONTENT_DIGEST_SIZE}, text_part(name)};
  return hash_parts(pseudonymiser, PARTS(parts));
}

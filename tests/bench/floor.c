/* The floor of the benchmark: what no loader on this stack can go below.
 *
 *   floor INBOX DUMP        (PG* variables say which database)
 *
 * One thread reads every file under INBOX, runs libxml2's SAX over it with one parser context that is reset,
 * takes an HMAC of the BSN with libsodium, and sends the rows of a finished load back by COPY BINARY, in
 * proportion, a thousand messages a transaction. It checks nothing, builds no event, folds nothing, removes
 * nothing. DUMP holds `COPY ... TO ... BINARY` of each table, made by tests/bench/run. */
#include <endian.h>
#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <libxml/parser.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PER_TRANSACTION = 1000, MOST_FILE_BYTES = 1 << 20, BSN_SIZE = 9, COPY_HEAD = 11 + 4 + 4 };

/* In the order of their foreign keys; meldingen are few and go last, since a part of them may not come
 * before its part of the leveringen. */
static const char *const tables[] = {"dwh.gebeurtenis", "dwh.client", "dwh.toewijzing", "dwh.traject",
    "dwh.onderbreking", "dwh.signaal", "beheer.levering", "beheer.melding"};
enum { TABLE_COUNT = sizeof tables / sizeof *tables, LAST_ONLY = TABLE_COUNT - 1 };

struct dump {
  char *bytes;
  size_t *rows; /* where each begins, and where the last ends */
  size_t count, played;
};

struct paths {
  char **items;
  size_t count;
};

struct parse {
  crypto_auth_hmacsha256_state key;
  bool in_bsn;
  char bsn[BSN_SIZE];
  size_t bsn_size;
  unsigned char pseudonym[crypto_auth_hmacsha256_BYTES];
};

static _Noreturn void fail(const char *what, const char *detail)
{
  fprintf(stderr, "floor: %s: %s\n", what, detail);
  exit(1);
}

static void *must(void *pointer)
{
  if (pointer == NULL)
    fail("memory", "there is none");
  return pointer;
}

/* --- files --- */

static struct paths paths; /* nftw() passes no context */

static int add_path(const char *path, const struct stat *status, int type, struct FTW *where)
{
  (void)status;
  if (type != FTW_F || path[where->base] == '.')
    return 0;
  if ((paths.count & (paths.count - 1)) == 0)
    paths.items = must(realloc(paths.items, (paths.count > 0 ? 2 * paths.count : 1) * sizeof(char *)));
  paths.items[paths.count++] = must(strdup(path));
  return 0;
}

static int read_file(const char *path, char *bytes, size_t capacity)
{
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t size = file >= 0 ? read(file, bytes, capacity) : -1;
  if (size < 0)
    fail("cannot read", path);
  close(file);
  return (int)size;
}

/* --- rows --- */

static void find_rows(struct dump *dump, size_t size)
{
  size_t at = COPY_HEAD;
  size_t capacity = 0;
  for (;;) {
    if (dump->count + 1 >= capacity) {
      capacity = capacity > 0 ? 2 * capacity : 1024;
      dump->rows = must(realloc(dump->rows, capacity * sizeof *dump->rows));
    }
    dump->rows[dump->count] = at;
    uint16_t fields = 0;
    if (at + sizeof fields > size)
      fail("a dump", "ends too early");
    memcpy(&fields, dump->bytes + at, sizeof fields);
    if (fields == UINT16_MAX)
      return;
    at += sizeof fields;
    for (unsigned i = 0; i < be16toh(fields); i++) {
      uint32_t length = 0;
      memcpy(&length, dump->bytes + at, sizeof length);
      at += sizeof length + (length == UINT32_MAX ? 0 : be32toh(length));
    }
    dump->count++;
  }
}

static void read_dump(struct dump *dump, const char *folder, const char *table)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, table);
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0)
    fail("cannot read", path);
  long size = ftell(file);
  rewind(file);
  dump->bytes = must(malloc((size_t)size));
  if (fread(dump->bytes, 1, (size_t)size, file) != (size_t)size)
    fail("cannot read", path);
  fclose(file);
  find_rows(dump, (size_t)size);
}

static void execute(PGconn *connection, const char *sql, ExecStatusType wanted)
{
  PGresult *result = PQexec(connection, sql);
  if (PQresultStatus(result) != wanted)
    fail(sql, PQerrorMessage(connection));
  PQclear(result);
}

static void play(PGconn *connection, const char *table, struct dump *dump, size_t until)
{
  static const char head[COPY_HEAD] = "PGCOPY\n\377\r\n\0";
  static const char end[2] = {'\377', '\377'};
  if (until == dump->played)
    return;
  char sql[128];
  snprintf(sql, sizeof sql, "copy %s from stdin binary", table);
  execute(connection, sql, PGRES_COPY_IN);
  const char *rows = dump->bytes + dump->rows[dump->played];
  size_t size = dump->rows[until] - dump->rows[dump->played];
  if (PQputCopyData(connection, head, sizeof head) != 1 || PQputCopyData(connection, rows, (int)size) != 1 ||
      PQputCopyData(connection, end, sizeof end) != 1 || PQputCopyEnd(connection, NULL) != 1)
    fail(table, PQerrorMessage(connection));
  for (PGresult *result = PQgetResult(connection); result != NULL; result = PQgetResult(connection)) {
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
      fail(table, PQerrorMessage(connection));
    PQclear(result);
  }
  dump->played = until;
}

static void transaction(PGconn *connection, struct dump dumps[TABLE_COUNT], size_t done, size_t all)
{
  execute(connection, "begin", PGRES_COMMAND_OK);
  for (size_t i = 0; i < TABLE_COUNT; i++) {
    size_t until = i == LAST_ONLY && done < all ? 0 : dumps[i].count * done / all;
    play(connection, tables[i], &dumps[i], until);
  }
  execute(connection, "commit", PGRES_COMMAND_OK);
}

/* --- SAX --- */

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
    const xmlChar **attributes)
{
  (void)prefix, (void)uri, (void)namespace_count, (void)namespaces;
  (void)attribute_count, (void)defaulted, (void)attributes;
  struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
  parse->in_bsn = strcmp((const char *)name, "Bsn") == 0;
  parse->bsn_size = parse->in_bsn ? 0 : parse->bsn_size;
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  (void)name, (void)prefix, (void)uri;
  struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
  if (!parse->in_bsn)
    return;
  crypto_auth_hmacsha256_state state = parse->key;
  crypto_auth_hmacsha256_update(&state, (const unsigned char *)"NL:bsn:", 7);
  crypto_auth_hmacsha256_update(&state, (const unsigned char *)parse->bsn, parse->bsn_size);
  crypto_auth_hmacsha256_final(&state, parse->pseudonym);
  parse->in_bsn = false;
}

static void characters(void *context, const xmlChar *text, int size)
{
  struct parse *parse = ((xmlParserCtxtPtr)context)->_private;
  for (int i = 0; parse->in_bsn && i < size && parse->bsn_size < BSN_SIZE; i++)
    parse->bsn[parse->bsn_size++] = (char)text[i];
}

static void be_silent(void *context, xmlErrorPtr error)
{
  (void)context, (void)error;
}

int main(int count, char **words)
{
  if (count != 3)
    fail("usage", "floor INBOX DUMP");
  if (sodium_init() < 0 || nftw(words[1], add_path, 16, FTW_PHYS) != 0)
    fail("cannot walk", words[1]);
  PGconn *connection = PQconnectdb("");
  if (PQstatus(connection) != CONNECTION_OK)
    fail("cannot connect", PQerrorMessage(connection));
  struct dump dumps[TABLE_COUNT] = {0};
  for (size_t i = 0; i < TABLE_COUNT; i++)
    read_dump(&dumps[i], words[2], tables[i]);
  static const unsigned char key[32] = {1};
  struct parse parse = {.in_bsn = false};
  crypto_auth_hmacsha256_init(&parse.key, key, sizeof key);
  xmlParserCtxtPtr context = must(xmlNewParserCtxt());
  memset(context->sax, 0, sizeof *context->sax);
  context->sax->initialized = XML_SAX2_MAGIC;
  context->sax->startElementNs = start_element;
  context->sax->endElementNs = end_element;
  context->sax->characters = characters;
  context->sax->serror = be_silent;
  context->_private = &parse;
  char *bytes = must(malloc(MOST_FILE_BYTES));
  for (size_t i = 0; i < paths.count; i++) {
    int size = read_file(paths.items[i], bytes, MOST_FILE_BYTES);
    /* resets the context first; a broken message ends early */
    xmlFreeDoc(xmlCtxtReadMemory(context, bytes, size, NULL, NULL, XML_PARSE_NONET));
    if ((i + 1) % PER_TRANSACTION == 0 || i + 1 == paths.count)
      transaction(connection, dumps, i + 1, paths.count);
  }
  xmlFreeParserCtxt(context);
  PQfinish(connection);
  printf("%zu messages\n", paths.count);
  return 0;
}

/* What is kept of a levering for which there is no overeenkomst, with the real reader and an archive: nothing
 * but its name, its hash and the refusal. The same bytes under an overeenkomst are refused for what is in
 * them, and sealed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "inbox_fixture.h"
#include "ingest/overeenkomst.h"
#include "worker_fixture.h"
#include "zip_fixture.h"

#define SECRET "geheime inhoud"
#define MESSAGE                                                                                              \
  "<jw301:Bericht xmlns:jw301=\"http://www.istandaarden.nl/ijw/3_2/jw301/schema\"><jw301:Header>" SECRET     \
  "</jw301:Header></jw301:Bericht>"
#define LIST "trajectnummer;bsn;product\nT1;" SECRET ";45A04\n"
#define IN_FORCE "2024-01-31"
#define TOO_LATE "2024-02-01"

enum { MOST_SEEN = 4 };

/* Copies of what went onto the bus. */
struct seen {
  struct {
    char name[64];
    char code[32];
    size_t findings;
    size_t events;
    int32_t good;
    int32_t announced;
    bool has_period;
    bool has_place;
    enum oordeel oordeel;
  } items[MOST_SEEN];
  size_t count;
};

struct house {
  struct worker_fixture worker;
  struct archive *archive;
  struct seen seen;
};

static void look(const struct batch_levering *levering, void *context)
{
  struct seen *seen = context;
  const struct levering *l = &levering->levering;
  assert_true(seen->count < MOST_SEEN);
  snprintf(seen->items[seen->count].name, sizeof seen->items->name, "%s", l->naam);
  snprintf(seen->items[seen->count].code, sizeof seen->items->code, "%s",
      l->meldingen_count > 0 ? l->meldingen[0].code : "");
  seen->items[seen->count].findings = l->meldingen_count;
  seen->items[seen->count].events = levering->gebeurtenis_count;
  seen->items[seen->count].good = l->regels_goed;
  seen->items[seen->count].announced = l->gebeurtenissen;
  seen->items[seen->count].has_period = l->has_periode_van || l->has_periode_tot;
  seen->items[seen->count].has_place = l->meldingen_count > 0 && l->meldingen[0].kolom != NULL;
  seen->items[seen->count].oordeel = l->oordeel;
  seen->count++;
}

static int setup(void **state)
{
  if (fixture_setup(state) != 0)
    return -1;
  struct house *house = calloc(1, sizeof *house);
  worker_fixture_init(&house->worker);
  assert_int_equal(archive_keys_create("archief.key", NULL), 0);
  struct archive_options options = {.path = "archief", .public_key = "archief.key.pub", .days = 90};
  assert_int_equal(archive_open(&options, &house->archive, NULL), 0);
  house->worker.options.archive = house->archive;
  house->worker.seen = look;
  house->worker.seen_context = &house->seen;
  struct overeenkomst until = {.organisatie = "12345678", .van = DATE_MINUS_INFINITY};
  struct overeenkomst both[2] = {until, until};
  strcpy(both[0].dataset, "jw");
  strcpy(both[1].dataset, "traject");
  for (size_t i = 0; i < 2; i++)
    assert_true(date_parse(IN_FORCE, strlen(IN_FORCE), &both[i].tot));
  assert_int_equal(overeenkomsten_write("inbox", both, 2, NULL), 0);
  *state = house;
  return 0;
}

static int teardown(void **state)
{
  struct house *house = *state;
  archive_close(&house->archive);
  worker_fixture_fini(&house->worker);
  free(house);
  return fixture_teardown(state);
}

static void run_once(struct house *house)
{
  struct error error = {0};
  int kind = worker_fixture_run(&house->worker, &error);
  assert_string_equal(error.text, kind == 0 ? error.text : "");
  assert_int_equal(kind, 0);
}

static void assert_only_the_refusal(const struct house *house, const char *name)
{
  assert_int_equal(house->seen.count, 1);
  assert_string_equal(house->seen.items[0].name, name);
  assert_int_equal(house->seen.items[0].oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(house->seen.items[0].code, OVEREENKOMST_CODE);
  assert_int_equal(house->seen.items[0].findings, 1);
  assert_int_equal(house->seen.items[0].events, 0);
  assert_int_equal(house->seen.items[0].announced, 0);
  assert_int_equal(house->seen.items[0].good, 0);
  assert_false(house->seen.items[0].has_period);
  assert_false(house->seen.items[0].has_place);
  assert_int_equal(fixture_count("archief", ""), 0);
  assert_int_equal(fixture_count("inbox", "."), 1); /* the overeenkomsten themselves */
  char *text = fixture_text_of("outbox", "");
  assert_int_equal(fixture_occurrences(text, SECRET), 0);
  assert_true(fixture_occurrences(text, OVEREENKOMST_CODE) > 0);
  free(text);
}

static void a_message_without_an_overeenkomst_is_not_sealed_and_leaves_its_name_and_the_refusal(void **state)
{
  struct house *house = *state;
  fixture_write("inbox/12345678/" TOO_LATE "/bericht.xml", MESSAGE);
  run_once(house);
  assert_only_the_refusal(house, "bericht.xml");
}

static void a_list_without_an_overeenkomst_is_not_sealed_and_leaves_its_name_and_the_refusal(void **state)
{
  struct house *house = *state;
  fixture_write("inbox/12345678/" TOO_LATE "/lijst.csv", "# sluis-periode: 2024-01-01 2024-01-31\n" LIST);
  run_once(house);
  assert_only_the_refusal(house, "lijst.csv");
}

static void a_member_of_a_zip_without_an_overeenkomst_is_not_sealed_either(void **state)
{
  struct house *house = *state;
  fixture_write("inbox/12345678/" TOO_LATE "/x", "");
  zip_write(
      "inbox/12345678/" TOO_LATE "/bundel.zip", (struct zip_text[]){{"bericht.xml", MESSAGE}, {NULL, NULL}});
  assert_int_equal(unlink("inbox/12345678/" TOO_LATE "/x"), 0);
  run_once(house);
  assert_only_the_refusal(house, "bundel.zip/bericht.xml");
}

static void the_same_under_an_overeenkomst_is_refused_for_what_is_in_it_and_sealed(void **state)
{
  struct house *house = *state;
  fixture_write("inbox/12345678/" IN_FORCE "/bericht.xml", MESSAGE);
  fixture_write("inbox/12345678/" IN_FORCE "/lijst.csv", LIST);
  run_once(house);
  assert_int_equal(house->seen.count, 2);
  for (size_t i = 0; i < 2; i++) {
    assert_int_equal(house->seen.items[i].oordeel, OORDEEL_AFGEKEURD);
    assert_string_not_equal(house->seen.items[i].code, OVEREENKOMST_CODE);
  }
  assert_int_equal(fixture_count("archief", ".sealed"), 2);
  char *sealed = fixture_text_of("archief", "");
  assert_int_equal(fixture_occurrences(sealed, SECRET), 0);
  free(sealed);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(
          a_message_without_an_overeenkomst_is_not_sealed_and_leaves_its_name_and_the_refusal, setup,
          teardown),
      cmocka_unit_test_setup_teardown(
          a_list_without_an_overeenkomst_is_not_sealed_and_leaves_its_name_and_the_refusal, setup, teardown),
      cmocka_unit_test_setup_teardown(
          a_member_of_a_zip_without_an_overeenkomst_is_not_sealed_either, setup, teardown),
      cmocka_unit_test_setup_teardown(
          the_same_under_an_overeenkomst_is_refused_for_what_is_in_it_and_sealed, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

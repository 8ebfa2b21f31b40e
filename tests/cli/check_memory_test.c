/* Promise G7: peak memory of `sluis check` does not depend on the size of a declaratie. argv[1] is the
 * program. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "ingest/levering_reader.h"

enum {
  KEPT_KB = 4096 /* of 45,000 lines by the rules */,
  SMALL = 1000 * 1000,
  TAIL = 100,
  WIDENED = 8 /* of a prestatie by its numbers */
};

static const char *program;

static const char head[] =
    "<Bericht xmlns='http://www.istandaarden.nl/iwmo/3_2/wmo323/schema' "
    "xmlns:s='http://www.istandaarden.nl/iwmo/3_2/basisschema/schema'><Header><BerichtCode>484</BerichtCode>"
    "<BerichtVersie>3</BerichtVersie><BerichtSubversie>2</BerichtSubversie><Afzender>12345678</Afzender>"
    "<Ontvanger>0983</Ontvanger><BerichtIdentificatie><s:Identificatie>D1</s:Identificatie>"
    "<s:Dagtekening>2023-04-17</s:Dagtekening></BerichtIdentificatie><XsdVersie><s:BasisschemaXsdVersie>1.0.0"
    "</s:BasisschemaXsdVersie><s:BerichtXsdVersie>1.0.0</s:BerichtXsdVersie></XsdVersie></Header><Declaratie>"
    "<DeclaratieNummer>1</DeclaratieNummer><DeclaratiePeriode><s:Begindatum>2023-03-01</s:Begindatum>"
    "<s:Einddatum>2023-03-31</s:Einddatum></DeclaratiePeriode><DeclaratieDagtekening>2023-04-05"
    "</DeclaratieDagtekening><TotaalIngediendBedrag><s:TotaalBedrag>%012d</s:TotaalBedrag><s:DebetCredit>D"
    "</s:DebetCredit></TotaalIngediendBedrag><Clienten><Client><Bsn>999990019</Bsn><Prestaties>\n";
static const char prestatie[] =
    "<Prestatie><ProductReferentie><s:ReferentieNummer>%07d</s:ReferentieNummer></ProductReferentie>"
    "<ToewijzingNummer>%07d</ToewijzingNummer><ProductCategorie>15</ProductCategorie><ProductCode>15A01"
    "</ProductCode><ProductPeriode><s:Begindatum>2023-03-01</s:Begindatum><s:Einddatum>2023-03-31</"
    "s:Einddatum>"
    "</ProductPeriode><GeleverdVolume>4</GeleverdVolume><Eenheid>04</Eenheid><ProductTarief>25</"
    "ProductTarief>"
    "<IngediendBedrag><s:Bedrag>100</s:Bedrag><s:DebetCredit>D</s:DebetCredit></IngediendBedrag></"
    "Prestatie>\n";

/* A declaratie of nearly this size. */
static void write_declaratie(const char *path, long size)
{
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  int count = (int)((size - (long)sizeof head - TAIL) / ((long)sizeof prestatie + WIDENED));
  fprintf(file, head, count * 100);
  for (int i = 0; i < count; i++)
    fprintf(file, prestatie, i, i);
  fputs("</Prestaties></Client></Clienten></Declaratie></Bericht>\n", file);
  assert_in_range(ftell(file), size * 9 / 10, size);
  assert_int_equal(fclose(file), 0);
}

/* Kilobytes of a check that finds nothing. */
static long peak_of_check(const char *path)
{
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    execl(program, program, "check", path, (char *)NULL);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  assert_int_equal(wait4(child, &status, 0, &usage), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  return usage.ru_maxrss;
}

static void checking_25_MB_takes_the_memory_of_1_MB_and_what_rules_keep(void **state)
{
  (void)state;
  char small[] = "/tmp/sluis-check-small-XXXXXX";
  char large[] = "/tmp/sluis-check-large-XXXXXX";
  close(mkstemp(small));
  close(mkstemp(large));
  write_declaratie(small, SMALL);
  write_declaratie(large, LEVERING_MOST_BYTES);
  long peak_small = peak_of_check(small);
  long peak_large = peak_of_check(large);
  unlink(small);
  unlink(large);
  printf("peak of check: 1 MB %ld kB, 25 MB %ld kB\n", peak_small, peak_large);
  assert_in_range(peak_large, peak_small * 9 / 10, peak_small * 11 / 10 + KEPT_KB);
}

int main(int count, char **words)
{
  if (count < 2)
    return 1;
  program = words[1];
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(checking_25_MB_takes_the_memory_of_1_MB_and_what_rules_keep)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

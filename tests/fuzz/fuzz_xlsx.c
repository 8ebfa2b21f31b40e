/* Fuzz target of workbooks. The input is the XML of one part of a workbook that is right for the rest: a raw
 * zip would fail its check sums before anything is read. Its first byte says which part; 0xFF: the input is
 * the whole file.
 *
 *   build-fuzz/tests/fuzz/fuzz_xlsx -max_len=16384 CORPUS */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/memory.h"
#include "ingest/levering_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
  const char *path, *text;
} parts[] = {
    {"xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"
        "<row r='2'><c r='A2' s='1'><v>45301</v></c></row></sheetData></worksheet>"},
    {"xl/sharedStrings.xml",
        "<sst><si><t>trajectnummer</t></si><si><r><t>b</t></r><r><t>sn</t></r></si></sst>"},
    {"xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy'/></numFmts>"
                      "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>"},
    {"xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='a' r:id='rId1'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id='rId1' Type='/worksheet' Target='worksheets/sheet1.xml'/>"
        "<Relationship Id='rId2' Type='/sharedStrings' Target='sharedStrings.xml'/>"
        "<Relationship Id='rId3' Type='/styles' Target='styles.xml'/></Relationships>"},
};
enum { PART_COUNT = sizeof parts / sizeof *parts, WHOLE_FILE = 0xFF };

/* To be freed. */
static char *make_workbook(size_t chosen, const uint8_t *data, size_t size, size_t *out_size)
{
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &error);
  zip_t *archive = zip_open_from_source(out, ZIP_TRUNCATE, &error);
  zip_source_keep(out);
  for (size_t i = 0; i < PART_COUNT; i++) {
    const void *text = i == chosen ? (const void *)data : parts[i].text;
    size_t text_size = i == chosen ? size : strlen(parts[i].text);
    zip_source_t *part = zip_source_buffer(archive, text_size > 0 ? text : "", text_size, 0);
    zip_int64_t index = zip_file_add(archive, parts[i].path, part, 0);
    if (index < 0 || zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0)
      abort();
  }
  zip_stat_t stat;
  if (zip_close(archive) != 0 || zip_source_stat(out, &stat) != 0 || zip_source_open(out) != 0)
    abort();
  char *bytes = memory_new(stat.size);
  if (zip_source_read(out, bytes, stat.size) != (zip_int64_t)stat.size)
    abort();
  *out_size = stat.size;
  zip_source_close(out);
  zip_source_free(out);
  zip_error_fini(&error);
  return bytes;
}

static void judge(const char *data, size_t size)
{
  static struct levering_reader *reader;
  if (reader == NULL)
    reader = levering_reader_new(NULL);
  struct levering_source source = {.name = "lijst.xlsx", .ontvangen = 20000};
  struct batch_levering judged = {0};
  struct arena arena;
  struct error error;
  arena_init(&arena, 0);
  if (levering_reader_read(reader, &source, data, size, &arena, &judged, &error) != 0)
    abort();
  if (judged.levering.oordeel == OORDEEL_AFGEKEURD && judged.levering.meldingen_count == 0)
    abort();
  arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  if (data[0] == WHOLE_FILE) {
    judge((const char *)data + 1, size - 1);
    return 0;
  }
  size_t made_size = 0;
  char *made = make_workbook(data[0] % PART_COUNT, data + 1, size - 1, &made_size);
  judge(made, made_size);
  free(made);
  return 0;
}

# Keys, the inbox and its days, the worker, the outbox.
sluis_test(pseudonym SOURCES pseudonym_test.c LIBRARIES sluis_ingest)
sluis_test(worker
  SOURCES worker_test.c worker_fixture.c worker_fake_reader.c inbox_fixture.c LIBRARIES sluis_ingest)
sluis_test(worker_together
  SOURCES worker_together_test.c worker_fixture.c worker_fake_reader.c inbox_fixture.c LIBRARIES sluis_ingest)
target_link_options(test_worker_together PRIVATE -Wl,--wrap=inbox_borrow)
sluis_test(worker_parts
  SOURCES worker_parts_test.c worker_fixture.c worker_fake_reader.c inbox_fixture.c zip_fixture.c
  LIBRARIES sluis_ingest)
sluis_test(inbox SOURCES inbox_test.c worker_fake_reader.c inbox_fixture.c LIBRARIES sluis_ingest)
target_link_options(test_inbox PRIVATE -Wl,--wrap=openat)
sluis_test(worker_crash
  SOURCES worker_crash_test.c worker_fixture.c worker_fake_reader.c inbox_fixture.c zip_fixture.c
    ${PROJECT_SOURCE_DIR}/tests/crash/crash_point.c
  LIBRARIES sluis_ingest)
sluis_test(zip SOURCES zip_test.c zip_fixture.c inbox_fixture.c LIBRARIES sluis_ingest)
sluis_test(overeenkomst SOURCES overeenkomst_test.c LIBRARIES sluis_ingest)
sluis_test(worker_overeenkomst
  SOURCES worker_overeenkomst_test.c worker_fixture.c inbox_fixture.c zip_fixture.c LIBRARIES sluis_ingest)

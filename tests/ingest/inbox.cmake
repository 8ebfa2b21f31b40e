# Keys, the inbox and its days, the worker, the outbox.
sluis_test(pseudonym SOURCES pseudonym_test.c LIBRARIES sluis_ingest)

# Keys, the inbox and its days, the worker, the outbox.
set(INBOX_SOURCES
  archive.c bundle.c folder.c hkdf.c inbox.c inbox_borrowed.c inbox_survey.c judging.c loans.c namen.c outbox.c overeenkomst.c pseudonym.c pseudonymize.c push.c replay.c sealing.c sending.c settler.c snapshot.c taken.c worker.c
  zip_reader.c)

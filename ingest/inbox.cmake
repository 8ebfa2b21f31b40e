# Keys, the inbox and its days, the worker, the outbox.
set(INBOX_SOURCES hkdf.c pseudonym.c)

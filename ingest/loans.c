/* A short list: a few organisations at a time, each with one descriptor. */
#include "ingest/loans.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { MOST_LOANS = 256 /* descriptors */ };

struct loans {
  struct inbox *inbox;
  struct loan *items[MOST_LOANS];
  size_t count;
};

void loan_use(struct loan *loan)
{
  atomic_fetch_add(&loan->users, 1);
}

void loan_drop(struct loan *loan)
{
  if (atomic_fetch_sub(&loan->users, 1) > 1)
    return;
  inbox_return(&loan->borrowed);
  free(loan);
}

struct loans *loans_new(struct inbox *inbox)
{
  struct loans *loans = memory_new(sizeof *loans);
  loans->inbox = inbox;
  return loans;
}

void loans_free(struct loans **loans)
{
  if (*loans == NULL)
    return;
  while ((*loans)->count > 0)
    loan_drop((*loans)->items[--(*loans)->count]);
  free(*loans);
  *loans = NULL;
}

static struct loan *find(const struct loans *loans, const char *organisation)
{
  for (size_t i = 0; i < loans->count; i++)
    if (strcmp(loans->items[i]->organisation, organisation) == 0)
      return loans->items[i];
  return NULL;
}

int loans_borrow(struct loans *loans, const char *organisation, struct loan **out, struct error *error)
{
  struct loan *loan = find(loans, organisation);
  *out = NULL;
  if (loan != NULL) {
    *out = loan->is_spent ? NULL : loan;
    return 0;
  }
  if (loans->count == MOST_LOANS)
    return 0;
  struct inbox_borrowed *borrowed = NULL;
  int kind = inbox_borrow(loans->inbox, organisation, &borrowed, error);
  if (kind != 0 || borrowed == NULL)
    return kind;
  loan = memory_new(sizeof *loan);
  loan->borrowed = borrowed;
  memcpy(loan->organisation, organisation, strlen(organisation) + 1);
  atomic_init(&loan->users, 1);
  *out = loans->items[loans->count++] = loan;
  return 0;
}

bool loans_have(const struct loans *loans, const char *organisation)
{
  return find(loans, organisation) != NULL;
}

void loans_return_unused(struct loans *loans)
{
  size_t kept = 0;
  for (size_t i = 0; i < loans->count; i++) {
    if (atomic_load(&loans->items[i]->users) > 1)
      loans->items[kept++] = loans->items[i];
    else
      loan_drop(loans->items[i]);
  }
  loans->count = kept;
}

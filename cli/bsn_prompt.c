/* read(2) into memory that is wiped: stdio would keep a copy in a buffer of its own. While a terminal shows
 * nothing it sends no signals either, so that nobody can end the program and keep such a terminal. */
#include "cli/bsn_prompt.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { MOST_TYPED = 64 };

struct line {
  char text[MOST_TYPED];
  size_t size;
};

/* To the end of the input, or of the line when somebody types. */
static int read_line(struct line *line, bool is_terminal, struct error *error)
{
  while (line->size < sizeof line->text) {
    ssize_t count = read(STDIN_FILENO, line->text + line->size, sizeof line->text - line->size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return error_set_errno(error, errno, "cannot read stdin");
    line->size += (size_t)count;
    if (count == 0 || (is_terminal && memchr(line->text, '\n', line->size) != NULL))
      return 0;
  }
  return error_set(error, ERROR_DATA, "stdin holds more than one BSN");
}

static int read_unseen(struct line *line, struct error *error)
{
  struct termios shown;
  if (tcgetattr(STDIN_FILENO, &shown) != 0)
    return read_line(line, false, error);
  struct termios unseen = shown;
  unseen.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
  if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) != 0)
    return error_set_errno(error, errno, "cannot keep the terminal from showing what is typed");
  fputs("BSN: ", stderr); /* only now: what is typed before is thrown away */
  int kind = read_line(line, true, error);
  int restored = tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  fputc('\n', stderr);
  if (kind == 0 && restored != 0)
    kind = error_set_errno(error, errno, "cannot restore the terminal");
  return kind;
}

static int parse(const struct line *line, struct bsn *out, struct error *error)
{
  size_t size = line->size;
  while (size > 0 && (line->text[size - 1] == '\n' || line->text[size - 1] == '\r'))
    size--;
  if (memchr(line->text, '\n', size) != NULL)
    return error_set(error, ERROR_DATA, "stdin holds more than one line");
  if (bsn_parse(line->text, size, out))
    return 0;
  return error_set(error, ERROR_DATA, "that is no BSN: nine digits that pass the 11-proef");
}

int bsn_prompt(struct bsn *out, struct error *error)
{
  struct line line = {.size = 0};
  int kind = read_unseen(&line, error);
  if (kind == 0)
    kind = parse(&line, out, error);
  sodium_memzero(&line, sizeof line);
  return kind;
}

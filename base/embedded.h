/* A text file that was compiled into the program (SQL of migrations and reports). Made by cmake/embed.py. */
#ifndef SLUIS_BASE_EMBEDDED_H
#define SLUIS_BASE_EMBEDDED_H

struct embedded_file {
  const char *name; /* file name without extension */
  const char *text; /* UTF-8, NUL-terminated */
};

#endif

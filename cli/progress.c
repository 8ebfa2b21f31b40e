/* One line that is drawn over itself: share, count, rate, time to go. */
#include "cli/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

enum { BAR_WIDTH = 30 };

struct progress {
  const char *what;
  size_t total;
  size_t done;
  double began;
  double drawn;
  bool is_visible;
};

static double seconds_now(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool progress_is_shown(void)
{
  return isatty(STDERR_FILENO) == 1;
}

struct progress *progress_new(const char *what, size_t total)
{
  struct progress *progress = memory_new(sizeof *progress);
  progress->what = what;
  progress->total = total;
  progress->began = seconds_now();
  progress->is_visible = progress_is_shown();
  return progress;
}

static void draw(struct progress *progress, double now)
{
  size_t total = progress->total > progress->done ? progress->total : progress->done;
  double share = total > 0 ? (double)progress->done / (double)total : 1.0;
  double rate = now > progress->began ? (double)progress->done / (now - progress->began) : 0.0;
  char bar[BAR_WIDTH + 1];
  for (int i = 0; i < BAR_WIDTH; i++)
    bar[i] = i < (int)(share * BAR_WIDTH) ? '#' : '.';
  bar[BAR_WIDTH] = '\0';
  fprintf(stderr, "\r[%s] %3d%% %zu of %zu %s, %.0f a second", bar, (int)(share * 100), progress->done, total,
      progress->what, rate);
  if (rate > 0)
    fprintf(stderr, ", %.0f s to go   ", (double)(total - progress->done) / rate);
  fflush(stderr);
  progress->drawn = now;
}

void progress_advance(struct progress *progress, size_t count)
{
  progress->done += count;
  double now = seconds_now();
  if (progress->is_visible && now - progress->drawn >= 0.1)
    draw(progress, now);
}

void progress_free(struct progress **progress)
{
  if (*progress == NULL)
    return;
  if ((*progress)->is_visible) {
    draw(*progress, seconds_now());
    fputc('\n', stderr);
  }
  free(*progress);
  *progress = NULL;
}

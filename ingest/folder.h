/* Going through a folder of the inbox, one name at a time whatever their number. */
#ifndef SLUIS_INGEST_FOLDER_H
#define SLUIS_INGEST_FOLDER_H

#include "base/error.h"
#include "base/must_check.h"

enum entry_kind {
  ENTRY_FILE,       /* regular, and its name says that it is finished */
  ENTRY_UNFINISHED, /* begins with `.` or ends in `.part` */
  ENTRY_FOLDER,
  ENTRY_ODD /* symlink, FIFO, socket, device */
};

/* folder: the one that is gone through. Not 0 ends the scan and is passed on. Entries may be removed or
 * renamed away meanwhile, and so may the folder itself, which then is empty. */
typedef int folder_taker(
    int folder, const char *name, enum entry_kind kind, void *context, struct error *error);
MUST_CHECK int folder_scan(int folder, folder_taker *taker, void *context, struct error *error);

#endif

/* SPDX-License-Identifier: MIT
 * app/pack_copy.h -- a region's own pack: a folder of regulation.yaml, registers.yaml, norms.yaml, tests beside them, copied
 * into DIR/regulations/ID when the region is made (decision 0010). The copy is what the region runs on; it is edited there.
 * One region, one process: nothing here is shared between threads. */
#ifndef APP_PACK_COPY_H
#define APP_PACK_COPY_H

#include "base/sv.h"

struct arena;
struct err;

/* Whether `word` of --regulation names a folder ("./perwali", "/srv/paket/x") rather than a pack of the program. */
bool pack_is_folder(const char *word);
/* The key `regulation:` of the pack in `folder`, which is its name in the region. ERR_MISSING: no pack there; ERR_INPUT:
 * it does not say its name, or one that cannot be a folder. */
bool pack_name(const char *folder, struct arena *a, struct sv *id, struct err *e);
/* Copies what a pack consists of into DIR/regulations/ID. On failure pack_remove() takes away what was written. */
bool pack_copy(const char *folder, const char *dir, struct sv id, struct arena *a, struct err *e);
void pack_remove(const char *dir, struct sv id, struct arena *a);

#endif

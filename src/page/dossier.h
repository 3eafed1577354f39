/* SPDX-License-Identifier: MIT
 * page/dossier.h -- "paket pemeriksaan": one ZIP with what a scope held on a day, what changed in a period, the attachments
 * and, for every change, the proof that it stands in the signed log. Made by `prasasti paket` and by page /paket.
 *
 * What always holds:
 * - it contains what `who` may see and nothing else; a proof carries the whole row, so it is left out (and counted) where he
 *   may not see all of it. What was left out is told inside the package.
 * - memory does not grow with the tables: rows, versions, files and proofs are written as they are read, in one snapshot.
 * - everything in it opens without network and without this program, but for the proofs, which `prasasti proof check` judges
 *   off line; SHA256SUMS names every file but those of the proofs.
 * - that it was made, by whom and over what, is an event of the record of changes, with the digest of the file. */
#ifndef PAGE_DOSSIER_H
#define PAGE_DOSSIER_H

#include "base/date.h"
#include "base/hash.h"
#include "base/progress.h"
#include "page/seal_priv.h"

enum { DOSSIER_REGS_MAX = 200, DOSSIER_UNITS_MAX = 2000 };

struct dossier_ask {
    const struct region *region;
    const struct actor *who;
    struct sv maker;               /* name as printed */
    const struct reg *const *regs; /* NULL: every register he may open */
    size_t n_regs;
    const int64_t *units; /* agencies, those below them included by the caller; none: all */
    size_t n_units;
    struct sv agencies;              /* their names, for the cover */
    const struct norm *const *norms; /* NULL: all provisions in the list of provisions */
    size_t n_norms;
    struct date from, until; /* 0: from the beginning; until today */
    const char *dir;         /* a folder of its own for the moment */
    struct progress progress;
};
struct dossier_sum {
    size_t regs, rows, versions, proofs, held_back, waiting, files;
    struct digest digest; /* of the ZIP */
};
/* Writes `path`, a new file; on failure there is none. */
bool dossier_write(const struct dossier_ask *ask, const char *path, struct dossier_sum *sum, struct err *e);

/* What people name: registers, codes or names of agencies, addresses of provisions, each separated by commas. Mistakes are
 * ERR_INPUT or ERR_MISSING that name the piece. Results fill the fields of `ask` and live in the arena. */
bool dossier_scope(struct db *db, struct dossier_ask *ask, struct sv registers, struct sv agencies,
                   struct sv norms, struct arena *a, struct err *e);

#endif

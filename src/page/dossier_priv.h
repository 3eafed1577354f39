/* SPDX-License-Identifier: MIT
 * page/dossier_priv.h -- shared by the files that write a paket pemeriksaan. */
#ifndef PAGE_DOSSIER_PRIV_H
#define PAGE_DOSSIER_PRIV_H

#include <stdio.h>

#include "model/list.h"
#include "page/dossier.h"
#include "page/norm_priv.h"

/* --- the archive: dossier_zip.c -------------------------------------------------------------------------------------- */

struct dossier_zip;
/* sums: where the digests of entries are noted, or NULL. */
struct dossier_zip *dossier_zip_open(const char *path, FILE *sums, struct err *e);
bool dossier_zip_begin(struct dossier_zip *z, const char *name, struct err *e);
bool dossier_zip_put(struct dossier_zip *z, struct sv bytes, struct err *e);
bool dossier_zip_end(struct dossier_zip *z, bool noted,
                     struct err *e); /* of the entry; noted: in SHA256SUMS */
bool dossier_zip_text(struct dossier_zip *z, const char *name, struct sv bytes, bool noted, struct err *e);
bool dossier_zip_file(struct dossier_zip *z, const char *name, const char *path, struct err *e);
void dossier_zip_sums_end(struct dossier_zip *z);             /* what follows is not noted any more */
bool dossier_zip_close(struct dossier_zip *z, struct err *e); /* frees; NULL is refused */
void dossier_zip_cancel(struct dossier_zip *z);               /* frees; accepts NULL */

/* --- the whole: dossier.c --------------------------------------------------------------------------------------------- */

struct dossier {
    const struct dossier_ask *ask;
    struct db *db; /* in a snapshot */
    struct dossier_zip *zip;
    struct seal seal;
    struct arena *keep, *row; /* of the whole; of one record */
    int64_t from, end;        /* instants: changes in [from, end) */
    struct sv from_iso, end_iso;
    int64_t at;            /* of the state shown; 0: now */
    struct norm_book book; /* settled before the snapshot: judging may write */
    struct filter *units;
    struct dossier_sum sum;
    struct dossier_reg *regs; /* for the index */
    size_t n_regs;
};
struct dossier_reg {
    const struct reg *reg;
    size_t rows, versions, proofs;
};

bool dossier_register(struct dossier *d, struct dossier_reg *r, struct err *e);
bool dossier_texts(struct dossier *d, struct err *e); /* BACA-SAYA.txt, index.html, ketentuan.csv */
/* "<!doctype html>…<body>" with a title; the end is "</body></html>". */
bool dossier_html_begin(FILE *f, struct sv title, struct err *e);
bool dossier_html_end(FILE *f, struct err *e);
struct sv dossier_period(const struct dossier *d);

#endif

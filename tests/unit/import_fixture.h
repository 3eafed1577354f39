/* SPDX-License-Identifier: MIT
 * tests/unit/import_fixture.h -- an import that is tried, and what a test asks of it. */
#ifndef TESTS_IMPORT_FIXTURE_H
#define TESTS_IMPORT_FIXTURE_H

#include "region_fixture.h"

#include "model/import.h"

struct job { /* an import that is tried, with what it rests on */
    struct world *w;
    struct import_conf conf;
    struct import *im;
    struct err err;
};

static inline struct job job_of(struct world *w, const struct actor *who, const char *reg)
{
    return (struct job){ .w = w,
                         .conf = { .rs = &w->rs, .who = who, .reg = model_reg(w->model, sv_of(reg)) } };
}

static inline void look(struct job *j, const char *csv)
{
    struct err err = { 0 };

    MUST(import_open(sv_of(csv), &j->conf, j->w->a, &j->im, &err));
    MUST(import_check(j->w->db, j->im, &err));
}

static inline bool put(struct job *j, bool good_rows)
{
    j->err = (struct err){ 0 };
    return import_apply(j->w->db, j->im, good_rows, &j->err);
}

static inline struct sv notes(const struct import *im, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < im->n_rows; i++)
        for (size_t k = 0; k < im->rows[i].n_notes; k++)
            out = arena_printf(a, "%.*s[%s %.*s: %.*s] ", SV_FMT(out),
                               import_place(im, &im->rows[i], &im->rows[i].notes[k]).s,
                               SV_FMT(import_heading(im, &im->rows[i].notes[k])),
                               SV_FMT(im->rows[i].notes[k].why));
    return out;
}

static inline void counted(const struct job *j, const char *why, size_t new, size_t changed, size_t same,
                           size_t refused)
{
    const size_t *c = j->im->count;

    if (c[IMPORT_NEW] != new || c[IMPORT_CHANGED] != changed || c[IMPORT_SAME] != same ||
        c[IMPORT_REFUSED] != refused)
        fail_msg("%s: %zu new %zu changed %zu same %zu refused: %.*s", why, c[IMPORT_NEW], c[IMPORT_CHANGED],
                 c[IMPORT_SAME], c[IMPORT_REFUSED], SV_FMT(notes(j->im, j->w->a)));
}

static inline void said(const struct job *j, const char *place, const char *part)
{
    for (size_t i = 0; i < j->im->n_rows; i++)
        for (size_t k = 0; k < j->im->rows[i].n_notes; k++) {
            const struct import_note *n = &j->im->rows[i].notes[k];

            if (strcmp(import_place(j->im, &j->im->rows[i], n).s, place) == 0 &&
                (sv_find(n->why, sv_of(part)) >= 0 || sv_find(n->hint, sv_of(part)) >= 0))
                return;
        }
    fail_msg("nobody said \"%s\" at %s, but: %.*s", part, place, SV_FMT(notes(j->im, j->w->a)));
}

static inline int64_t count_rows(struct world *w, const char *table)
{
    return one_int(w->db, arena_printf(w->a, "select count(*) from %s", table).p);
}

static inline const char *many_rows(struct world *w, int n, int bad)
{
    struct buf b;
    const char *text;

    buf_init(&b, 16 * 1024 * 1024);
    buf_put(&b, SV("Kode Barang;Nama Barang;OPD;Harga;Kondisi\n"));
    for (int i = 0; i < n; i++)
        buf_printf(&b, "1.%d;Barang %d;Dinas %s;%d.000;%s\n", i, i, i % 2 ? "Kesehatan" : "Pendidikan", i + 1,
                   i == bad ? "?" : "B");
    text = arena_dup(w->a, buf_sv(&b)).p;
    buf_clear(&b);
    return text;
}

#endif

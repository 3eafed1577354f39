/* SPDX-License-Identifier: MIT
 * page/imports_run.c -- opens an uploaded file with what was chosen, and writes it. */
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "page/imports_priv.h"

enum { LEASE_MS = 60 * 1000 };

bool imports_bytes(const struct imports *s, struct arena *a, struct sv *bytes, struct err *e)
{
    return file_read(job_path(s->job, "berkas"), IMPORTS_FILE_MAX, a, bytes, e);
}

static bool is_known(const struct reg *reg, struct sv key)
{
    static const struct sv others[] = { SV_INIT("-"), SV_INIT("status"), SV_INIT("klasifikasi"),
                                        SV_INIT("berlaku_sejak"), SV_INIT("nomor") };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (sv_eq(key, others[i]))
            return true;
    return reg_field(reg, key) != NULL;
}

/* The person's own choices come first, then what he chose for such headings before. */
static bool all_maps(struct db *db, const struct actor *who, const struct reg *reg, const struct imports *s,
                     struct arena *a, struct import_conf *conf, struct err *e)
{
    struct import_map *before, *all;
    size_t n;

    if (!import_recall(db, who, reg, a, &before, &n, e))
        return false;
    all = ARENA_ARRAY(a, struct import_map, s->n_maps + n + 1);
    for (size_t i = 0; i < s->n_maps; i++)
        all[i] = s->maps[i];
    for (size_t i = 0; i < n; i++)
        /* what was remembered of a field that is gone is forgotten */
        if (is_known(reg, before[i].key))
            all[s->n_maps + conf->n_maps++] = before[i];
    conf->maps = all;
    conf->n_maps += s->n_maps;
    return true;
}

bool imports_open(const struct region *r, struct db *db, const struct actor *who, struct imports *s,
                  struct arena *a, struct import **out, struct err *e)
{
    struct import_conf conf = { .rs = &r->records,
                                .who = who,
                                .reg = model_reg(r->model, s->reg),
                                .mode = s->mode,
                                .how = { s->sheet, s->header },
                                .fixed = s->fixed,
                                .n_fixed = s->n_fixed,
                                .answers = s->answers,
                                .n_answers = s->n_answers,
                                .words = s->words,
                                .n_words = s->n_words,
                                .fact = region_fact,
                                .fact_ctx = &s->fact };
    struct sv bytes;

    s->fact = (struct region_fact){ r, SV(T("Impor berkas")) };
    return all_maps(db, who, conf.reg, s, a, &conf, e) && imports_bytes(s, a, &bytes, e) &&
           import_open(bytes, &conf, a, out, e);
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

static void note_made(const struct import *im, struct imports_outcome *o, struct arena *a)
{
    size_t cap = 0;

    for (size_t i = 0; i < im->n_rows; i++) {
        const struct import_row *row = &im->rows[i];

        if (row->outcome != IMPORT_NEW || !row->id)
            continue;
        if (o->n_made && o->made[o->n_made - 1].to + 1 == row->id)
            o->made[o->n_made - 1].to = row->id;
        else
            *ARENA_PUSH(a, o->made, o->n_made, cap) = (struct imports_range){ row->id, row->id };
    }
}

static bool remember(const struct imports *s, struct db *db, const struct actor *who, const struct reg *reg,
                     struct err *e)
{
    struct import_map *maps = ARENA_ARRAY(s->a, struct import_map, s->n_maps + 1);

    for (size_t i = 0; i < s->n_maps; i++)
        maps[i] = (struct import_map){ s->headings[i], s->maps[i].key };
    return !s->n_maps ||
           (db_begin(db, e) && import_remember(db, who, reg, maps, s->n_maps, e) && db_commit(db, e));
}

static void note_outcome(struct job_run *run, const struct import *im)
{
    struct imports_outcome o = { .undone = false };

    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        o.count[i] = im->count[i];
    note_made(im, &o, run->a);
    imports_outcome_put(run->out, &o);
}

/* Looked over on a read lease, so that the one writer's place is taken for the writing alone. */
static bool look_over(struct job_run *run, struct imports *s, struct import **im, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(run->region->pool, DB_READ, LEASE_MS, &db, e) &&
              imports_open(run->region, db, run->who, s, run->a, im, e);

    if (ok) {
        (*im)->conf.progress = run->progress;
        ok = import_check(db, *im, e);
    }
    db_release(db);
    return ok;
}

bool imports_run(struct job_run *run, struct err *e)
{
    struct imports *s = imports_read((struct job *) (uintptr_t) run->job);
    struct import *im = NULL;
    struct err none = { 0 };
    struct db *db = NULL;
    bool ok = look_over(run, s, &im, e) && db_lease(run->region->pool, DB_WRITE, LEASE_MS, &db, e) &&
              import_apply(db, im, s->good_rows, e);

    if (ok)
        (void) remember(s, db, run->who, im->conf.reg, &none); /* what was written stays, remembered or not */
    db_release(db);
    if (ok)
        note_outcome(run, im);
    if (im && im->count[IMPORT_REFUSED] &&
        !import_rejects_write(im, job_file(run, SV("ditolak.xlsx")), &none))
        unlink(job_file(run, SV("ditolak.xlsx")));
    return ok;
}

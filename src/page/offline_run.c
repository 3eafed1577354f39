/* SPDX-License-Identifier: MIT
 * page/offline_run.c -- makes the workbooks that go out; looks over, or writes, those that came back. Leaves what became of it. */
#include "page/offline_priv.h"

enum { LEASE_MS = 60 * 1000, TEXT = 400 };

struct running {
    struct job_run *run;
    const struct region *region;
    const struct actor *who;
    const struct offline *s;
    struct arena *a;
    struct jsonw *w;
    size_t count[IMPORT_OUTCOMES], conflicts, undecided, merged, gone, bad_files;
    size_t shown; /* rows told so far, of all files */
};

/* --- a sending ---------------------------------------------------------------------------------------------------------------- */

static size_t wanted_regs(struct running *t, const struct reg *const **out)
{
    const struct reg *const *all;
    size_t n_all = workbook_regs(t->region->model, t->who, t->a, &all), n = 0;
    const struct reg **some = ARENA_ARRAY(t->a, const struct reg *, n_all + 1);

    for (size_t i = 0; i < n_all; i++)
        for (size_t k = 0; k < t->s->n_regs; k++)
            if (sv_eq(all[i]->key, t->s->regs[k])) {
                some[n++] = all[i];
                break;
            }
    *out = some;
    return n;
}

static bool send_all(struct running *t, struct err *e)
{
    struct workbook_out o = { .pool = t->region->pool,
                              .rs = &t->region->records,
                              .who = t->who,
                              .maker = t->who->nama,
                              .dir = t->run->job->dir,
                              .progress = t->run->progress };
    struct workbook_sum sum = { 0 };

    o.n_regs = wanted_regs(t, &o.regs);
    if (!workbook_send(&o, job_file(t->run, SV("buku-kerja.zip")), &sum, e))
        return false;
    jsonw_kint(t->w, "buku", (int64_t) sum.books);
    jsonw_kint(t->w, "lembar", (int64_t) sum.sheets);
    jsonw_kint(t->w, "baris", (int64_t) sum.rows);
    return true;
}

/* --- a return ------------------------------------------------------------------------------------------------------------------ */

static struct sv cut(struct sv s)
{
    size_t n = s.n > TEXT ? TEXT : s.n;

    while (n < s.n && n > 0 && ((unsigned char) s.p[n] & 0xC0) == 0x80)
        n--;
    return sv_sub(s, 0, n);
}

static enum import_side decided(void *ctx, const struct reg *reg, int64_t id, struct sv key)
{
    struct running *t = ctx;
    char what[200];
    int n = snprintf(what, sizeof what, "%.*s.%lld.%.*s", SV_FMT(reg->key), (long long) id, SV_FMT(key));

    return offline_decided(t->s, (struct sv){ what, (size_t) n });
}

static struct sv row_title(const struct import *im, const struct import_row *r, struct arena *a)
{
    const struct import_column *c = import_column_of(im, im->conf.reg->title);
    struct sv text = SV_NULL;

    if (c)
        text = cell_show(table_cell(&im->book, &im->table, r->data, c->at), a);
    return text.n ? text : arena_printf(a, T("baris %d"), r->line);
}

static void put_merge(struct running *t, const struct import_merge *m)
{
    jsonw_map(t->w);
    jsonw_kstr(t->w, "k", m->key);
    jsonw_kstr(t->w, "label", m->label);
    jsonw_kstr(t->w, "semula", cut(m->base));
    jsonw_kstr(t->w, "kantor", cut(m->mine));
    jsonw_kstr(t->w, "berkas", cut(m->theirs));
    jsonw_kbool(t->w, "benturan", m->conflict);
    jsonw_kint(t->w, "pihak", (int64_t) m->side);
    jsonw_end(t->w);
}

static void put_notes(struct running *t, const struct import *im, const struct import_row *r)
{
    jsonw_key(t->w, SV("catatan"));
    jsonw_list(t->w);
    for (size_t i = 0; i < r->n_notes; i++) {
        const struct import_note *n = &r->notes[i];

        if (sv_starts(n->why, SV("berbenturan:"))) /* shown side by side */
            continue;
        jsonw_map(t->w);
        jsonw_kstr(t->w, "kolom", import_heading(im, n));
        jsonw_kstr(t->w, "nilai", cut(n->value));
        jsonw_kstr(t->w, "sebab", n->why);
        jsonw_kstr(t->w, "saran", n->hint);
        jsonw_kbool(t->w, "keterangan", n->remark);
        jsonw_end(t->w);
    }
    jsonw_end(t->w);
}

static void put_row(struct running *t, const struct import *im, const struct import_row *r)
{
    if (!r->n_merges && !r->n_notes && r->outcome != IMPORT_NEW)
        return;
    for (size_t i = 0; i < r->n_merges; i++) {
        t->conflicts += r->merges[i].conflict;
        t->undecided += r->merges[i].side == IMPORT_UNDECIDED;
        t->merged += !r->merges[i].conflict;
    }
    if (++t->shown > OFFLINE_SHOWN_MAX)
        return;
    jsonw_map(t->w);
    jsonw_kint(t->w, "baris", r->line);
    jsonw_kint(t->w, "id", r->id);
    jsonw_kstr(t->w, "judul", cut(row_title(im, r, t->a)));
    jsonw_kstr(t->w, "hasil", import_outcome_key(r->outcome));
    jsonw_kbool(t->w, "beres", t->s->write && r->outcome != IMPORT_REFUSED);
    jsonw_key(t->w, SV("bidang"));
    jsonw_list(t->w);
    for (size_t i = 0; i < r->n_merges; i++)
        put_merge(t, &r->merges[i]);
    jsonw_end(t->w);
    put_notes(t, im, r);
    jsonw_end(t->w);
}

static bool put_gone(struct running *t, const struct reg *reg, const int64_t *gone, size_t n, struct err *e)
{
    struct db *db = NULL;

    t->gone += n;
    jsonw_kint(t->w, "n_lenyap", (int64_t) n);
    jsonw_key(t->w, SV("lenyap"));
    jsonw_list(t->w);
    if (n && !db_lease(t->region->pool, DB_READ, LEASE_MS, &db, e))
        return false;
    for (size_t i = 0; i < n && ++t->shown <= OFFLINE_SHOWN_MAX; i++) {
        struct err none = { 0 };
        struct record *r;

        if (!record_get(db, &t->region->records, t->who, reg, gone[i], t->a, &r, &none))
            continue;
        jsonw_map(t->w);
        jsonw_kint(t->w, "id", r->id);
        jsonw_kstr(t->w, "judul", cut(record_title(r)));
        jsonw_end(t->w);
    }
    jsonw_end(t->w);
    db_release(db);
    return true;
}

static bool told(void *ctx, const struct workbook_back *b, const struct workbook_sheet *s,
                 const struct import *im, const int64_t *gone, size_t n_gone, struct err *e)
{
    struct running *t = ctx;

    (void) b;
    jsonw_map(t->w);
    jsonw_kstr(t->w, "register", s->reg->key);
    jsonw_kstr(t->w, "label", s->reg->label);
    jsonw_kstr(t->w, "instansi", s->agency);
    jsonw_kstr(t->w, "oleh", s->maker);
    jsonw_kstr(t->w, "dikirim", s->made);
    for (int i = 0; i < IMPORT_OUTCOMES; i++) {
        t->count[i] += im->count[i];
        jsonw_kint(t->w, import_outcome_key((enum import_outcome) i).p, (int64_t) im->count[i]);
    }
    jsonw_key(t->w, SV("baris"));
    jsonw_list(t->w);
    for (size_t i = 0; i < im->n_rows; i++)
        put_row(t, im, &im->rows[i]);
    jsonw_end(t->w);
    if (!put_gone(t, s->reg, gone, n_gone, e))
        return false;
    jsonw_end(t->w);
    return true;
}

static bool opened(void *ctx, const struct workbook_back *b, struct err *e)
{
    struct running *t = ctx;

    (void) e;
    jsonw_key(t->w, SV("asing"));
    jsonw_list(t->w);
    for (size_t i = 0; i < b->n_foreign; i++)
        jsonw_str(t->w, b->foreign[i]);
    jsonw_end(t->w);
    jsonw_key(t->w, SV("hilang"));
    jsonw_list(t->w);
    for (size_t i = 0; i < b->n_lost; i++)
        jsonw_str(t->w, b->lost[i]->label);
    jsonw_end(t->w);
    jsonw_key(t->w, SV("lembar"));
    jsonw_list(t->w);
    return true;
}

/* A file that cannot be read is told, and the others are taken. */
static bool take_one(struct running *t, struct workbook_in *in, size_t i, struct err *e)
{
    const char *path = job_run_path(t->run, arena_printf(t->a, "%zu.xlsx", i).p);
    struct err why = { 0 };
    size_t open;
    bool ok;

    jsonw_map(t->w);
    jsonw_kstr(t->w, "nama", t->s->names[i]);
    open = (size_t) t->w->depth;
    ok = workbook_take(in, path, opened, &why);
    while ((size_t) t->w->depth > open) /* lists and sheets that were open when it stopped */
        jsonw_end(t->w);
    if (!ok && (why.kind == ERR_FAULT || why.kind == ERR_BUSY)) {
        *e = why;
        return false;
    }
    if (!ok) {
        t->bad_files++;
        jsonw_kstr(t->w, "galat", sv_of(why.text));
        jsonw_kstr(t->w, "saran", sv_of(why.hint));
    }
    jsonw_end(t->w);
    return true;
}

static void put_sum(struct running *t)
{
    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        jsonw_kint(t->w, import_outcome_key((enum import_outcome) i).p, (int64_t) t->count[i]);
    jsonw_kint(t->w, "benturan", (int64_t) t->conflicts);
    jsonw_kint(t->w, "belum", (int64_t) t->undecided);
    jsonw_kint(t->w, "gabung", (int64_t) t->merged);
    jsonw_kint(t->w, "lenyap", (int64_t) t->gone);
    jsonw_kint(t->w, "berkas_galat", (int64_t) t->bad_files);
    jsonw_kint(t->w, "lebih", t->shown > OFFLINE_SHOWN_MAX ? (int64_t) (t->shown - OFFLINE_SHOWN_MAX) : 0);
    jsonw_kbool(t->w, "dicatat", t->s->write);
}

static bool take_all(struct running *t, struct err *e)
{
    struct region_fact fact = { t->region, SV(T("Buku kerja luring")) };
    struct workbook_in in = { .pool = t->region->pool,
                              .rs = &t->region->records,
                              .who = t->who,
                              .fact = region_fact,
                              .fact_ctx = &fact,
                              .decided = decided,
                              .told = told,
                              .ctx = t,
                              .apply = t->s->write,
                              .rejects = xlsxw_open(job_file(t->run, SV("buku-kerja-ditolak.xlsx")), e) };
    bool ok = in.rejects != NULL;

    jsonw_key(t->w, SV("berkas"));
    jsonw_list(t->w);
    for (size_t i = 0; ok && i < t->s->n_names; i++) {
        ok = take_one(t, &in, i, e) && arena_ok(t->a, e) &&
             progress_tell(&t->run->progress, T("membaca buku kerja"), i + 1, t->s->n_names, e);
    }
    if (ok && t->count[IMPORT_REFUSED])
        ok = xlsxw_close(in.rejects, e);
    else
        xlsxw_cancel(in.rejects);
    if (!ok)
        return false;
    jsonw_end(t->w);
    put_sum(t);
    return true;
}

/* --- the job ------------------------------------------------------------------------------------------------------------ */

bool offline_run(struct job_run *run, struct err *e)
{
    struct running t = { .run = run, .region = run->region, .who = run->who, .a = run->a, .w = run->out };

    t.s = offline_read((struct job *) (uintptr_t) run->job);
    return t.s->back ? take_all(&t, e) : send_all(&t, e);
}

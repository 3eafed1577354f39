/* SPDX-License-Identifier: MIT
 * model/import_apply.c -- writes a checked import in one transaction; tries beforehand what hooks may refuse.
 *
 * Rows are written in batches under a savepoint. A batch with a refusal is undone and written again row by row, each under
 * a savepoint of its own, so that the refusal costs that row alone and the usual case costs one savepoint in 64 rows. */
#include "base/arena.h"
#include "base/date.h"
#include "model/import_priv.h"

enum { BATCH = 64, TRIALS_MAX = 300 };

struct applier {
    struct import *im;
    struct db *db;
    struct arena *a;
    bool good_rows;
    size_t done;
};

/* --- one row ------------------------------------------------------------------------------------------------------------ */

static struct date since_of(const struct import_work *w)
{
    const struct records *rs = w->im->conf.rs;
    struct date d = date_of_time(rs->now(), rs->model->zone_min);

    if (w->since.p)
        date_parse(w->since, &d);
    return d;
}

static bool write_new(struct import_work *w, struct problems *ps, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct input in;
    struct record *r;

    if (!import_row_read(w, NULL, e))
        return false;
    in = import_input(w);
    if (!record_create(w->db, conf->rs, conf->who, conf->reg, &in, w->a, &r, ps, e))
        return false;
    w->row->id = r->id;
    w->row->versi = r->versi;
    return true;
}

static bool differs(const struct import_work *w, const struct record *before)
{
    for (size_t i = 0; i < w->n_items; i++) {
        const struct field *f = reg_field(w->im->conf.reg, w->items[i].key);
        struct sv held = f                                           ? before->val[f->index]
                         : sv_eq(w->items[i].key, SV("klasifikasi")) ? before->klasifikasi
                                                                     : before->berlaku_sejak;

        if (!sv_eq(held, w->items[i].value))
            return true;
    }
    return false;
}

static bool write_changed(struct import_work *w, struct problems *ps, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct record *before, *after;
    int64_t versi = w->row->versi;
    struct input in;

    if (!record_get(w->db, conf->rs, conf->who, conf->reg, w->row->id, w->a, &before, e) ||
        !import_row_merge(w, before, e))
        return false;
    in = import_input(w);
    if (differs(w, before)) {
        if (!record_update(w->db, conf->rs, conf->who, conf->reg, w->row->id, versi, &in, w->a, &after, ps,
                           e))
            return false;
        versi = after->versi;
    }
    return !w->row->moves || !conf->fact ||
           conf->fact(conf->fact_ctx, w->db, conf->who, conf->reg, w->row->id, versi, w->status, since_of(w),
                      w->a, e);
}

static bool is_refusal(const struct err *e)
{
    return e->kind != ERR_NONE && e->kind != ERR_BUSY && e->kind != ERR_FAULT;
}

static void refuse(struct import_work *w, const struct problems *ps, const struct err *e)
{
    w->row->outcome = IMPORT_REFUSED;
    for (size_t i = 0; i < ps->n; i++)
        import_problem(w, w->im->n_columns, reg_field(w->im->conf.reg, ps->items[i].field),
                       ps->items[i].value, ps->items[i].text, ps->items[i].hint);
    if (!ps->n)
        import_problem(w, w->im->n_columns, NULL, SV_NULL, sv_of(e->text),
                       e->hint[0] ? sv_of(e->hint) : SV_NULL);
}

/* False with a refusal noted in the row, or with a fault. */
static bool write_row(struct applier *ap, struct import_row *row, bool note, struct err *e)
{
    struct import_work w = { .im = ap->im, .db = ap->db, .a = ap->a, .row = row };
    struct problems ps;
    bool ok;

    problems_init(&ps, ap->a, 20);
    ok = row->outcome == IMPORT_NEW ? write_new(&w, &ps, e) : write_changed(&w, &ps, e);
    if (!ok && note && is_refusal(e))
        refuse(&w, &ps, e);
    return ok;
}

/* --- batches -------------------------------------------------------------------------------------------------------------- */

static bool is_written(const struct import_row *r)
{
    return r->outcome == IMPORT_NEW || r->outcome == IMPORT_CHANGED;
}

static bool mark(struct db *db, struct err *e)
{
    return db_run(db, SV("savepoint impor"), e);
}

static bool undo(struct db *db, struct err *e)
{
    return db_run(db, SV("rollback to savepoint impor"), e) && db_run(db, SV("release savepoint impor"), e);
}

static bool keep(struct db *db, struct err *e)
{
    return db_run(db, SV("release savepoint impor"), e);
}

static bool row_by_row(struct applier *ap, size_t from, size_t to, struct err *e)
{
    for (size_t i = from; i < to; i++) {
        struct import_row *row = &ap->im->rows[i];
        struct err refused = { 0 };

        if (!is_written(row))
            continue;
        if (!mark(ap->db, e))
            return false;
        if (write_row(ap, row, true, &refused)) {
            if (!keep(ap->db, e))
                return false;
        } else if (!is_refusal(&refused)) {
            *e = refused;
            return false;
        } else if (!undo(ap->db, e)) {
            return false;
        }
        arena_reset(ap->a);
    }
    return true;
}

static bool batch(struct applier *ap, size_t from, size_t to, struct err *e)
{
    struct err refused = { 0 };
    bool ok = true;

    if (!mark(ap->db, e))
        return false;
    for (size_t i = from; ok && i < to; i++)
        if (is_written(&ap->im->rows[i]))
            ok = write_row(ap, &ap->im->rows[i], false, &refused);
    arena_reset(ap->a);
    if (ok)
        return keep(ap->db, e);
    if (!is_refusal(&refused)) {
        *e = refused;
        return false;
    }
    for (size_t i = from; i < to; i++)
        if (ap->im->rows[i].outcome == IMPORT_NEW)
            ap->im->rows[i].id = ap->im->rows[i].versi = 0;
    return undo(ap->db, e) && row_by_row(ap, from, to, e);
}

static bool write_all(struct applier *ap, struct err *e)
{
    struct import *im = ap->im;

    for (size_t i = 0; i < im->n_rows; i += BATCH) {
        size_t to = i + BATCH < im->n_rows ? i + BATCH : im->n_rows;

        if (!batch(ap, i, to, e) || !arena_ok(im->a, e))
            return false;
        if (!progress_tell(&im->conf.progress, T("mencatat baris"), to, im->n_rows, e))
            return false;
    }
    return true;
}

static bool refused_rows(struct import *im, struct err *e)
{
    import_count(im);
    if (!im->count[IMPORT_REFUSED])
        return false;
    err_set(e, ERR_INPUT, T("Tidak ada yang dicatat: %zu dari %zu baris tidak dapat diterima."),
            im->count[IMPORT_REFUSED], im->n_rows);
    err_hint(e, T("Perbaiki baris-baris itu lalu impor lagi, atau catat baris yang benar saja."));
    return true;
}

static bool check_again(struct applier *ap, struct err *e)
{
    int64_t seq = 0;

    return db_one_int(ap->db, SV("select max(seq) from peristiwa"), 0, &seq, e) &&
           (seq == ap->im->state->seq || import_check(ap->db, ap->im, e));
}

/* What was written and then undone is not there. */
static void forget(struct import *im)
{
    for (size_t i = 0; i < im->n_rows; i++)
        if (im->rows[i].outcome == IMPORT_NEW)
            im->rows[i].id = im->rows[i].versi = 0;
}

bool import_apply(struct db *db, struct import *im, bool good_rows, struct err *e)
{
    struct applier ap = { .im = im, .db = db, .good_rows = good_rows };
    bool ok;

    if (!good_rows && refused_rows(im, e))
        return false;
    ap.a = arena_new(IMPORT_ROW_ARENA);
    ok = db_begin(db, e) && check_again(&ap, e) && (good_rows || !refused_rows(im, e)) && write_all(&ap, e) &&
         (good_rows || !refused_rows(im, e)) && db_commit(db, e);
    arena_free(ap.a);
    if (!ok) {
        db_rollback(db);
        forget(im);
    }
    im->applied = ok;
    import_count(im);
    return ok;
}

/* --- rehearsal ------------------------------------------------------------------------------------------------------------- */

static bool same_kind(const struct import_row *a, const struct import_row *b)
{
    return a->outcome == b->outcome && a->pd == b->pd && sv_eq(a->status, b->status);
}

static bool enters_state(const struct import *im, const struct import_row *r)
{
    const struct reg *reg = im->conf.reg;

    return (r->outcome == IMPORT_NEW && r->status.p && !sv_eq(r->status, reg->states[reg->start].key)) ||
           (r->outcome == IMPORT_CHANGED && r->moves);
}

bool import_moves(const struct import *im)
{
    for (size_t i = 0; i < im->n_rows; i++)
        if (enters_state(im, &im->rows[i]))
            return true;
    return false;
}

static bool tried_before(const struct import *im, size_t i, const size_t *tried, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (same_kind(&im->rows[tried[k]], &im->rows[i]))
            return true;
    return false;
}

static void refuse_kind(struct applier *ap, const struct import_row *like, const struct err *refused)
{
    struct import_row kind = *like;
    struct problems none;

    problems_init(&none, ap->a, 1);
    for (size_t i = 0; i < ap->im->n_rows; i++) {
        struct import_work w = { .im = ap->im, .db = ap->db, .a = ap->a, .row = &ap->im->rows[i] };

        if (same_kind(w.row, &kind) && enters_state(ap->im, w.row))
            refuse(&w, &none, refused);
    }
}

bool import_rehearse(struct db *db, struct import *im, struct err *e)
{
    struct applier ap = { .im = im, .db = db };
    size_t tried[TRIALS_MAX], n = 0;
    bool ok = true;

    if (im->conf.who->system)
        return true;
    ap.a = arena_new(IMPORT_ROW_ARENA);
    for (size_t i = 0; ok && i < im->n_rows && n < TRIALS_MAX; i++) {
        struct err refused = { 0 };

        if (!enters_state(im, &im->rows[i]) || tried_before(im, i, tried, n))
            continue;
        tried[n++] = i;
        if (!db_begin(db, e)) {
            ok = false;
            break;
        }
        if (!write_row(&ap, &im->rows[i], false, &refused)) {
            if (refused.kind == ERR_DENIED)
                refuse_kind(&ap, &im->rows[i], &refused);
            else if (!is_refusal(&refused)) {
                *e = refused;
                ok = false;
            }
        }
        db_rollback(db);
        arena_reset(ap.a);
    }
    forget(im);
    arena_free(ap.a);
    import_count(im);
    return ok;
}

/* SPDX-License-Identifier: MIT
 * flow/flow_need.c -- is a gate open? Conditions in SQL see only the views v_<register>; they were prepared once on the
 * pack connection when the region was opened, so nothing but reading can stand in them. */
#include "base/buf.h"
#include "flow/flow_priv.h"
#include "model/list.h"

struct date flow_today(const struct records *rs)
{
    return rs->day.y ? rs->day : date_of_time(rs->now(), rs->model->zone_min);
}

/* Runs "select 1 …" with $1 = id and, where the text names it, $2 = the record as "register:id". */
static bool any_row(struct db *db, struct sv sql, int64_t id, struct sv self, bool *found, struct err *e)
{
    struct stmt *q = NULL;
    bool ok;

    *found = false;
    ok = db_prepare(db, sql, &q, e) && stmt_int(q, 1, id, e) &&
         stmt_text(q, 2, self, e) && /* checked: see the callers */
         stmt_step(q, found, e);
    stmt_done(q);
    return ok;
}

static struct sv finish(struct buf *b, struct arena *a)
{
    struct sv sql = arena_dup(a, buf_sv(b));

    buf_clear(b);
    return sql;
}

static void view(struct buf *b, const struct reg *r, struct arena *a)
{
    db_ident(b, arena_printf(a, "v_%.*s", SV_FMT(r->key)));
}

static void link_view(struct buf *b, const struct reg *r, const struct field *f, struct arena *a)
{
    db_ident(b, arena_printf(a, "v_%.*s__%.*s", SV_FMT(r->key), SV_FMT(f->key)));
}

/* The record itself under a condition. */
static struct sv own_sql(const struct reg *r, struct sv where, struct arena *a)
{
    struct buf b;

    buf_init(&b, FLOW_SQL_MAX);
    buf_put(&b, SV("select 1 from "));
    view(&b, r, a);
    buf_put(&b, SV(" x where x.id = $1 and ("));
    buf_put(&b, where); /* checked: declaration text, prepared on the pack connection at load */
    buf_char(&b, ')');
    return finish(&b, a);
}

static struct sv related_sql(const struct need *n, const struct reg *r, struct arena *a)
{
    struct buf b;

    buf_init(&b, FLOW_SQL_MAX);
    buf_put(&b, SV("select 1 from "));
    view(&b, n->related, a);
    buf_put(&b, SV(" y, "));
    view(&b, r, a);
    buf_put(&b, SV(" x where x.id = $1 and "));
    if (n->by->type == FT_REFS) {
        buf_put(&b, SV("y.id in (select j.induk from "));
        link_view(&b, n->related, n->by, a);
        buf_put(&b, SV(" j where j.ke = x.id)"));
    } else if (!n->by->target) {
        buf_put(&b, SV("y."));
        db_ident(&b, n->by->key);
        buf_put(&b, SV(" = $2"));
    } else {
        buf_put(&b, SV("y."));
        db_ident(&b, n->by->key);
        buf_put(&b, SV(" = x.id"));
    }
    if (n->where.p) {
        buf_put(&b, SV(" and ("));
        buf_put(&b, n->where); /* checked: as above */
        buf_char(&b, ')');
    }
    return finish(&b, a);
}

static struct sv ref_sql(const struct need *n, const struct reg *r, struct arena *a)
{
    struct buf b;

    buf_init(&b, FLOW_SQL_MAX);
    buf_put(&b, SV("select 1 from "));
    view(&b, n->by->target, a);
    buf_put(&b, SV(" y, "));
    view(&b, r, a);
    buf_put(&b, SV(" x where x.id = $1 and "));
    if (n->by->type == FT_REFS) {
        buf_put(&b, SV("y.id in (select j.ke from "));
        link_view(&b, r, n->by, a);
        buf_put(&b, SV(" j where j.induk = x.id)"));
    } else {
        buf_put(&b, SV("y.id = x."));
        db_ident(&b, n->by->key);
    }
    for (size_t i = 0; i < n->n_keys; i++) {
        buf_put(&b, i ? SV(" or y.status = '") : SV(" and (y.status = '"));
        buf_put(&b, sv_is_key(n->keys[i]) ? n->keys[i] : SV("")); /* checked: a key, so nothing to quote */
        buf_put(&b, SV("'"));
    }
    if (n->n_keys)
        buf_char(&b, ')');
    return finish(&b, a);
}

static bool clearance_met(struct db *db, const struct records *rs, const struct need *n,
                          const struct record *r, struct arena *a, bool *met, struct err *e)
{
    struct stmt *q = NULL;
    bool ok;

    *met = false;
    ok = db_prepare(db,
                    SV("select 1 from v_permohonan where objek = $1 and jenis = $2 and status = 'berlaku' "
                       "and nomor_surat is not null and berkas_surat is not null "
                       "and (berlaku_sampai is null or berlaku_sampai >= $3)"),
                    &q, e) &&
         stmt_text(q, 1, arena_printf(a, "%.*s:%lld", SV_FMT(r->reg->key), (long long) r->id), e) &&
         stmt_text(q, 2, n->clearance->key, e) && stmt_text(q, 3, sv_of(date_iso(flow_today(rs)).s), e) &&
         stmt_step(q, met, e);
    stmt_done(q);
    return ok;
}

static bool asked(const struct transition *t, struct sv key)
{
    for (size_t i = 0; t && i < t->n_asks; i++)
        if (sv_eq(t->asks[i]->key, key))
            return true;
    return false;
}

/* A document counts when a file field of that name is filled, or a file of that kind hangs on the record. */
static bool document_there(struct db *db, const struct record *r, struct sv key, bool *there, struct err *e)
{
    const struct field *f = reg_field(r->reg, key);
    struct stmt *q = NULL;
    bool ok;

    if (f) {
        *there = !sv_empty(r->val[f->index]);
        return true;
    }
    *there = false;
    ok =
        db_prepare(
            db,
            SV("select 1 from berkas_pakai p, berkas b where p.register = $1 and p.rekaman = $2 and b.id = p.berkas "
               "and b.jenis = $3"),
            &q, e) &&
        stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e) && stmt_text(q, 3, key, e) &&
        stmt_step(q, there, e);
    stmt_done(q);
    return ok;
}

static bool keys_met(struct db *db, const struct need *n, const struct transition *t, const struct record *r,
                     bool lenient, bool *met, struct err *e)
{
    *met = true;
    for (size_t i = 0; i < n->n_keys && *met; i++) {
        bool there = lenient && asked(t, n->keys[i]);

        if (!there && !document_there(db, r, n->keys[i], &there, e))
            return false;
        *met = there;
    }
    return true;
}

/* A gate of another reading than the one the region applies concerns nobody. */
static bool read_otherwise(struct db *db, const struct need *need, struct arena *a, bool *otherwise,
                           struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok;

    *otherwise = false;
    if (!need->reading.p)
        return true;
    ok = db_prepare(db, SV("select nilai from pengaturan where kunci = $1"), &q, e) &&
         stmt_text(q, 1, arena_printf(a, FLOW_READING "%.*s", SV_FMT(need->reading)), e) &&
         stmt_step(q, &row, e);
    if (ok)
        *otherwise = row ? !sv_eq(stmt_get_text(q, 0), need->option) : !need->by_default;
    stmt_done(q);
    return ok;
}

bool flow_need_spared(struct db *db, const struct need *need, const struct record *r, struct arena *a,
                      bool *spared, struct err *e)
{
    if (!read_otherwise(db, need, a, spared, e))
        return false;
    if (*spared || !need->unless.p)
        return true;
    return any_row(db, own_sql(r->reg, need->unless, a), r->id, SV_NULL, spared,
                   e); /* checked: prepared on the pack connection at load */
}

/* The step's own form asks for something the condition speaks of: it may still make it true, and the move judges the result. */
static bool may_still_hold(const struct need *need, const struct transition *t)
{
    for (size_t i = 0; i < t->n_asks; i++)
        if (sv_find(need->where, t->asks[i]->key) >= 0)
            return true;
    return false;
}

bool flow_need_met(struct db *db, const struct flow *f, const struct records *rs, const struct need *need,
                   const struct transition *t, const struct record *r, bool lenient, struct arena *a,
                   bool *met, struct err *e)
{
    struct sv self = arena_printf(a, "%.*s:%lld", SV_FMT(r->reg->key), (long long) r->id);
    bool spared;

    (void) f;
    if (!flow_need_spared(db, need, r, a, &spared, e))
        return false;
    if (spared) {
        *met = true;
        return true;
    }
    switch (need->kind) {
    case NEED_CLEARANCE: return clearance_met(db, rs, need, r, a, met, e);
    case NEED_FIELDS:
    case NEED_DOCUMENTS: return keys_met(db, need, t, r, lenient, met, e);
    case NEED_RELATED:
        return any_row(db, related_sql(need, r->reg, a), r->id, self, met,
                       e); /* checked: prepared on the pack connection at load */
    case NEED_REF:
        return any_row(db, ref_sql(need, r->reg, a), r->id, self, met,
                       e); /* checked: prepared on the pack connection at load */
    case NEED_WHERE:
        if (lenient && t && may_still_hold(need, t)) {
            *met = true;
            return true;
        }
        return any_row(db, own_sql(r->reg, need->where, a), r->id, self, met,
                       e); /* checked: prepared on the pack connection at load */
    case NEED_WINDOW:
        for (size_t i = 0; lenient && i < need->n_match; i++)
            if (asked(t, need->match[i]->key)) { /* the step's own form says which window it is */
                *met = true;
                return true;
            }
        return flow_window_met(db, rs, need, r, a, met, e);
    }
    return false;
}

struct sv flow_need_why(struct db *db, const struct flow *f, const struct records *rs,
                        const struct need *need, const struct record *r, struct arena *a)
{
    struct sv label = need->label;

    (void) f;
    switch (need->kind) {
    case NEED_CLEARANCE:
        return arena_printf(a, T("Belum ada %.*s yang berlaku (bernomor dan berberkas)."), SV_FMT(label));
    case NEED_FIELDS: return arena_printf(a, T("Belum diisi: %.*s."), SV_FMT(label));
    case NEED_DOCUMENTS: return arena_printf(a, T("Dokumen belum lengkap: %.*s."), SV_FMT(label));
    case NEED_RELATED: return arena_printf(a, T("Belum ada %.*s yang memenuhi."), SV_FMT(label));
    case NEED_REF: return arena_printf(a, T("Rujukan belum ada atau belum berlaku: %.*s."), SV_FMT(label));
    case NEED_WHERE: return arena_printf(a, T("Belum terpenuhi: %.*s."), SV_FMT(label));
    case NEED_WINDOW: return flow_window_why(db, rs, need, r, a);
    }
    return label;
}

static bool prepare_one(struct db *pack, struct sv sql, const struct reg *r, struct sv what,
                        struct problems *ps)
{
    struct err e = { 0 };
    struct stmt *q = NULL;
    bool ok = db_prepare(pack, sql, &q, &e); /* checked: this is the check */

    if (!ok) {
        struct problem *p =
            problems_add(ps, what, T("Syarat SQL ditolak: %s"), e.cause[0] ? e.cause : e.text);

        p->file = r->file;
    }
    stmt_done(q);
    return ok;
}

static void check_need(struct db *pack, const struct reg *r, const struct transition *t, const struct need *n,
                       struct arena *a, struct problems *ps)
{
    if (n->unless.p)
        prepare_one(pack, own_sql(r, n->unless, a), r, t->key,
                    ps); /* checked: prepared on the pack connection at load */
    if (n->kind == NEED_WHERE)
        prepare_one(pack, own_sql(r, n->where, a), r, t->key,
                    ps); /* checked: prepared on the pack connection at load */
    if (n->kind == NEED_RELATED && n->by)
        prepare_one(pack, related_sql(n, r, a), r, t->key,
                    ps); /* checked: prepared on the pack connection at load */
    if (n->kind == NEED_REF && n->by && n->by->target)
        prepare_one(pack, ref_sql(n, r, a), r, t->key,
                    ps); /* checked: prepared on the pack connection at load */
}

bool flow_check_sql(struct db *pack, const struct flow *f, struct problems *ps, struct err *e)
{
    struct arena *a = arena_new(8 * 1024 * 1024);
    size_t had = ps->n;

    for (size_t i = 0; i < f->n_regs; i++)
        for (size_t k = 0; k < f->regs[i].n; k++)
            for (size_t j = 0; j < f->regs[i].items[k].n_needs; j++)
                check_need(pack, f->regs[i].reg, &f->regs[i].items[k], &f->regs[i].items[k].needs[j], a, ps);
    arena_free(a);
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("%zu syarat SQL pada alur kerja ditolak."), ps->n - had);
    return true;
}

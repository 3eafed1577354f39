/* SPDX-License-Identifier: MIT
 * model/handover_plan.c -- what an account holds: its post, references to it in any register, drafts, watched records, shared
 * views, days as somebody's deputy. */
#include "base/arena.h"
#include "base/buf.h"
#include "model/handover_priv.h"

enum { SQL_MAX = 64 * 1024 };

static const struct sv kind_keys[HANDOVER_KINDS] = {
    [HANDOVER_POST] = SV_INIT("jabatan"),  [HANDOVER_REF] = SV_INIT("rujukan"),
    [HANDOVER_DRAFT] = SV_INIT("draf"),    [HANDOVER_WATCH] = SV_INIT("pantauan"),
    [HANDOVER_VIEW] = SV_INIT("tampilan"), [HANDOVER_DEPUTY] = SV_INIT("pelimpahan"),
    [HANDOVER_END] = SV_INIT("akun"),
};

struct sv handover_kind_key(enum handover_kind k)
{
    return kind_keys[k];
}

struct plan {
    struct db *db;
    const struct records *rs;
    const struct handover_ask *ask;
    struct arena *a;
    struct handover_item *items;
    size_t n, cap;
    bool more;
};

static void add(struct plan *p, enum handover_kind kind, struct sv reg, int64_t record, struct sv field,
                struct sv says)
{
    if (p->n == HANDOVER_ITEMS_MAX) {
        p->more = true;
        return;
    }
    *ARENA_PUSH(p->a, p->items, p->n, p->cap) = (struct handover_item){ kind, reg, field, says, record };
}

/* The engine's own papers about handing over name accounts too, and stay as they are. */
static bool own_paper(const struct reg *r)
{
    return sv_eq(r->key, SV("pendelegasian")) || sv_eq(r->key, SV("serah_terima")) ||
           sv_eq(r->key, SV("serah_terima_butir"));
}

static bool names_accounts(const struct field *f)
{
    return f->type == FT_REF && f->target && sv_eq(f->target->key, SV("akun"));
}

static bool moves_in(const struct record *r)
{
    const struct state *s = reg_state(r->reg, r->status);

    return !r->dihapus.p && !(s && (s->lock || s->end));
}

/* Ids of rows; read first, since records are loaded on the same lease. */
static bool ids_of(struct plan *p, struct sv sql, int64_t akun, struct sv text, int64_t **out, size_t *n,
                   struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok = db_prepare(p->db, sql, &q, e) && /* checked: literals and names of loaded metadata */
                   stmt_int(q, 1, akun, e) && (!text.p || stmt_text(q, 2, text, e));

    *out = NULL;
    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(p->a, *out, *n, cap) = stmt_get_int(q, 0);
    stmt_done(q);
    return ok && arena_ok(p->a, e);
}

static struct sv rows_sql(struct plan *p, struct sv reg, struct sv column, bool in_state)
{
    struct buf b;
    struct sv sql;

    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("select id from "));
    db_ident(&b, reg);
    buf_put(&b, SV(" where "));
    db_ident(&b, column);
    buf_put(&b, in_state ? SV(" = $1 and status = $2") : SV(" = $1"));
    buf_put(&b, SV(" and dihapus is null order by id limit 2001"));
    sql = arena_dup(p->a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

static bool add_row(struct plan *p, const struct reg *reg, const struct field *f, int64_t id, struct err *e)
{
    struct record *r = handover_record(p->db, p->rs, reg->key, id, p->a, e);

    if (!r)
        return false;
    if (f && !moves_in(r))
        return true;
    add(p, f ? HANDOVER_REF : HANDOVER_DRAFT, reg->key, id, f ? f->key : SV(""),
        f ? arena_printf(p->a, T("%.*s %.*s: %.*s"), SV_FMT(reg->label), SV_FMT(record_title(r)),
                         SV_FMT(f->label))
          : arena_printf(p->a, T("%.*s %.*s"), SV_FMT(reg->label), SV_FMT(record_title(r))));
    return true;
}

static bool refs(struct plan *p, struct err *e)
{
    const struct model *m = p->rs->model;

    for (size_t i = 0; i < m->n_regs; i++)
        for (size_t k = 0; !own_paper(m->regs[i]) && k < m->regs[i]->n_fields; k++) {
            const struct field *f = &m->regs[i]->fields[k];
            int64_t *ids;
            size_t n;

            if (!names_accounts(f))
                continue;
            /* checked: rows_sql() writes names of loaded metadata */
            if (!ids_of(p, rows_sql(p, m->regs[i]->key, f->key, false), p->ask->from, SV_NULL, &ids, &n, e))
                return false;
            for (size_t j = 0; j < n; j++)
                if (!add_row(p, m->regs[i], f, ids[j], e))
                    return false;
        }
    return true;
}

/* What he began and nobody has taken on: rows of his in the state where such a life begins. */
static bool drafts(struct plan *p, struct err *e)
{
    const struct model *m = p->rs->model;

    for (size_t i = 0; i < m->n_regs; i++) {
        const struct reg *r = m->regs[i];
        int64_t *ids;
        size_t n;

        if (r->n_states < 2 || !r->scoped)
            continue;
        /* checked: rows_sql() writes names of loaded metadata */
        if (!ids_of(p, rows_sql(p, r->key, SV("dibuat_oleh"), true), p->ask->from, r->states[r->start].key,
                    &ids, &n, e))
            return false;
        for (size_t j = 0; j < n; j++)
            if (!add_row(p, r, NULL, ids[j], e))
                return false;
    }
    return true;
}

static bool watched(struct plan *p, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(p->db,
                        SV("select register, rekaman from pantauan where akun = $1 and not exists "
                           "(select 1 from pantauan b where b.akun = $2 and b.register = pantauan.register "
                           "and b.rekaman = pantauan.rekaman) order by register, rekaman limit 2001"),
                        &q, e) &&
             stmt_int(q, 1, p->ask->from, e) && stmt_int(q, 2, p->ask->to, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct reg *r = model_reg(p->rs->model, stmt_get_text(q, 0));

        if (r)
            add(p, HANDOVER_WATCH, r->key, stmt_get_int(q, 1), SV(""),
                arena_printf(p->a, T("%.*s nomor %lld dipantau"), SV_FMT(r->label),
                             (long long) stmt_get_int(q, 1)));
    }
    stmt_done(q);
    return ok;
}

static bool views(struct plan *p, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(p->db,
                        SV("select id, register, nama from tampilan where akun = $1 and lingkup <> 'sendiri' "
                           "and coalesce(dihapus, 0) = 0 order by id limit 2001"),
                        &q, e) &&
             stmt_int(q, 1, p->ask->from, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct reg *r = model_reg(p->rs->model, stmt_get_text(q, 1));

        if (r)
            add(p, HANDOVER_VIEW, r->key, stmt_get_int(q, 0), SV(""),
                arena_printf(p->a, T("Tampilan \"%.*s\" pada %.*s"), SV_FMT(stmt_get_text(q, 2)),
                             SV_FMT(r->label)));
    }
    stmt_done(q);
    return ok;
}

static bool deputies(struct plan *p, struct err *e)
{
    struct date_text day = date_iso(p->ask->last);
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                p->db,
                SV("select id, coalesce(nomor, ''), case when pemberi = $1 then 1 else 0 end from pendelegasian "
                   "where (pemberi = $1 or penerima = $1) and status = 'aktif' and dihapus is null "
                   "and selesai > $2 order by id limit 2001"),
                &q, e) &&
            stmt_int(q, 1, p->ask->from, e) && stmt_text(q, 2, sv_of(day.s), e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        bool given = stmt_get_int(q, 2) != 0;

        if (given && !p->ask->post)
            continue; /* the post stays vacant, its deputy stays until his last day */
        add(p, HANDOVER_DEPUTY, SV("pendelegasian"), stmt_get_int(q, 0),
            given ? SV("pemberi") : SV("penerima"),
            given
                ? arena_printf(p->a, T("%.*s: pelaksana harian jabatan ini"), SV_FMT(stmt_get_text(q, 1)))
                : arena_printf(p->a, T("%.*s: tugas sebagai pelaksana harian"), SV_FMT(stmt_get_text(q, 1))));
    }
    stmt_done(q);
    return ok;
}

static bool post_and_account(struct plan *p, bool end, struct err *e)
{
    struct handover_person from, to;

    if (!handover_person(p->db, p->rs, p->ask->from, p->a, &from, e) ||
        !handover_person(p->db, p->rs, p->ask->to, p->a, &to, e))
        return false;
    if (!end && p->ask->post && from.pd)
        add(p, HANDOVER_POST, SV("akun"), to.id, SV(""),
            arena_printf(p->a, T("Jabatan %.*s kepada %.*s"),
                         SV_FMT(from.jabatan.n ? from.jabatan : SV(T("(tanpa sebutan)"))), SV_FMT(to.nama)));
    if (end && p->ask->ends)
        add(p, HANDOVER_END, SV("akun"), from.id, SV(""),
            arena_printf(p->a, T("Akun %.*s berakhir sesudah %.*s"), SV_FMT(from.nama),
                         SV_FMT(date_long(p->ask->last, p->a))));
    return true;
}

bool handover_plan(struct db *db, const struct records *rs, const struct handover_ask *ask, struct arena *a,
                   struct handover_item **out, size_t *n, bool *more, struct err *e)
{
    struct plan p = { .db = db, .rs = rs, .ask = ask, .a = a };

    if (ask->from == ask->to) {
        err_set(e, ERR_INPUT, T("Yang menyerahkan dan yang menerima orang yang sama."));
        return err_hint(e, T("Pilih akun penggantinya, atau buat dahulu di daftar Akun."));
    }
    if (!post_and_account(&p, false, e) || !refs(&p, e) || !drafts(&p, e) || !watched(&p, e) ||
        !views(&p, e) || !deputies(&p, e) || !post_and_account(&p, true, e))
        return false;
    *out = p.items;
    *n = p.n;
    *more = p.more;
    return arena_ok(a, e);
}

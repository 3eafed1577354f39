/* SPDX-License-Identifier: MIT
 * rule/duty_read.c -- the figures of a statement, counted by the engine whoever prepares it; and how all agencies stand. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "model/list.h"
#include "rule/agency_priv.h"
#include "rule/duty.h"

enum { MATRIX_ARENA_ROWS = 100000 };

/* --- figures ---------------------------------------------------------------------------------------------------------------------- */

/* When the last settled statement was settled: its row has not changed since. */
static bool last_settled(struct db *db, const struct region *r, const struct reg *of, int64_t pd,
                         struct arena *a, struct sv *instant, struct date *day, struct err *e)
{
    const struct duty *d = &r->duty;
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row = false, ok;

    *instant = SV_NULL;
    *day = (struct date){ 0 };
    agency_sql_begin(&s, a);
    buf_put(&s.b, SV("select t.diubah_pada, t."));
    db_ident(&s.b, d->settled->key);
    buf_put(&s.b, SV(" from "));
    db_ident(&s.b, d->reg->key);
    buf_put(&s.b, SV(" t where t.dihapus is null and t.perangkat_daerah = "));
    agency_sql_int(&s, pd);
    buf_put(&s.b, SV(" and t."));
    db_ident(&s.b, d->of->key);
    buf_put(&s.b, SV(" = "));
    agency_sql_text(&s, of->key);
    buf_put(&s.b, SV(" and t."));
    db_ident(&s.b, d->settled->key);
    buf_put(&s.b, SV(" is not null and t."));
    db_ident(&s.b, d->kind->key);
    buf_put(&s.b, SV(" is not null order by t."));
    db_ident(&s.b, d->settled->key);
    buf_put(&s.b, SV(" desc, t.id desc limit 1"));
    ok = agency_sql_run(&s, db, &q, e) && stmt_step(q, &row, e);
    if (ok && row) {
        *instant = arena_dup(a, stmt_get_text(q, 0));
        date_parse(stmt_get_text(q, 1), day);
    }
    stmt_done(q);
    return ok;
}

static void sum(struct agency_sql *s, const char *condition, struct sv since)
{
    buf_put(&s->b, SV(", coalesce(sum(case when "));
    buf_put(&s->b, sv_of(condition));
    agency_sql_text(s, since);
    buf_put(&s->b, SV(" then 1 else 0 end), 0)"));
}

static bool movements(struct db *db, const struct agency *x, const struct reg *of, struct sv since,
                      struct arena *a, int64_t out[DUTY_FIGURES], struct err *e)
{
    struct sv from = since.p ? since : SV("");
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row = false, ok;

    agency_sql_begin(&s, a);
    buf_put(&s.b, SV("select coalesce(sum(case when t.dihapus is null then 1 else 0 end), 0)"));
    sum(&s, "t.dihapus is null and t.dibuat_pada > ", from);
    buf_put(&s.b, SV(", coalesce(sum(case when t.dihapus is null and t.diubah_pada > "));
    agency_sql_text(&s, from);
    buf_put(&s.b, SV(" and t.dibuat_pada <= "));
    agency_sql_text(&s, from);
    buf_put(&s.b, SV(" then 1 else 0 end), 0)"));
    sum(&s, "t.dihapus is not null and t.dihapus > ", from);
    buf_put(&s.b, SV(" from "));
    db_ident(&s.b, of->key);
    buf_put(&s.b, SV(" t where t.perangkat_daerah in ("));
    for (size_t i = 0; i < x->n_units; i++) {
        buf_put(&s.b, i ? SV(", ") : SV(""));
        agency_sql_int(&s, x->units[i]);
    }
    buf_char(&s.b, ')');
    ok = agency_sql_run(&s, db, &q, e) && stmt_step(q, &row, e);
    for (int i = 0; ok && row && i < 4; i++)
        out[DUTY_ROWS + i] = stmt_get_int(q, i);
    stmt_done(q);
    return ok;
}

bool duty_figures(struct db *db, const struct region *r, const struct reg *of, int64_t pd, struct arena *a,
                  int64_t out[DUTY_FIGURES], struct agency_reg *quality, struct date *since, struct err *e)
{
    const struct agency_ask ask = {
        .region = r, .rule = r->rule, .today = region_today(r), .who = who_system()
    };
    struct agency_report rep = { .day = ask.today };
    struct agency_reg x = { .reg = of };
    struct sv instant;

    for (int i = 0; i < DUTY_FIGURES; i++)
        out[i] = 0;
    if (!agency_find(db, &ask, pd, a, &rep.agency, e) || !agency_stale(db, &ask, a, &rep.stale_months, e))
        return false;
    rep.stale_day = date_add_months(rep.day, -rep.stale_months);
    if (!last_settled(db, r, of, pd, a, &instant, since, e) ||
        !movements(db, &rep.agency, of, instant, a, out, e) || !agency_load_reg(db, &ask, &rep, a, &x, e))
        return false;
    out[DUTY_EMPTY] = x.empty_required;
    out[DUTY_STALE] = x.stale;
    if (quality)
        *quality = x;
    return arena_ok(a, e);
}

/* --- the hook -------------------------------------------------------------------------------------------------------------------- */

static bool stated(const struct duty *d, struct sv status)
{
    for (size_t i = 0; i < d->n_stated; i++)
        if (sv_eq(d->stated[i], status))
            return true;
    return false;
}

static bool refuse_nothing(const struct reg *of, int64_t rows, struct err *e)
{
    err_set(e, ERR_CONFLICT,
            T("Pernyataan nihil tidak dapat dibuat: %.*s masih memuat %lld baris Perangkat Daerah ini."),
            SV_FMT(of->label), (long long) rows);
    return err_hint(e,
                    T("Nyatakan sudah dimutakhirkan, atau hapus dahulu baris yang memang tidak ada lagi."));
}

static bool prepare(void *ctx, struct db *db, const struct record *before, struct record *after,
                    struct arena *a, struct err *e)
{
    const struct region *r = ctx;
    const struct duty *d = &r->duty;
    int64_t figures[DUTY_FIGURES];
    const struct reg *of;
    struct date since;
    bool was;

    if (!d->reg || after->reg != d->reg || after->dihapus.p ||
        (before && sv_eq(before->status, after->status) && !before->dihapus.p))
        return true;
    of = model_reg(r->model, after->val[d->of->index]);
    was = before && stated(d, before->status);
    if (of && of->scoped && stated(d, after->status)) {
        if (!duty_figures(db, r, of, after->pd, a, figures, NULL, &since, e))
            return false;
        if (after->val[d->kind->index].p && sv_eq(after->val[d->kind->index], d->nothing) &&
            figures[DUTY_ROWS])
            return refuse_nothing(of, figures[DUTY_ROWS], e);
        for (int i = 0; i < DUTY_FIGURES && !was; i++) /* what is approved is what was prepared */
            if (d->figures[i])
                after->val[d->figures[i]->index] = arena_printf(a, "%lld", (long long) figures[i]);
    }
    if (duty_is_open(d, after->status))
        after->val[d->settled->index] = SV_NULL;
    else if (!after->val[d->settled->index].p || before)
        after->val[d->settled->index] = arena_dup(a, sv_of(date_iso(region_today(r)).s));
    return true;
}

struct hook duty_hook(const struct region *r)
{
    return (struct hook){ .ctx = (void *) (uintptr_t) r, .prepare = prepare };
}

/* --- how all stand ------------------------------------------------------------------------------------------------------------------ */

static const struct {
    struct sv key, label, tone;
} states[DUTY_STATES] = {
    [DUTY_NOT_ASKED] = { SV_INIT("tidak"), SV_INIT(T("Tidak diminta")), SV_INIT("grey") },
    [DUTY_WAITING] = { SV_INIT("nanti"), SV_INIT(T("Belum waktunya")), SV_INIT("grey") },
    [DUTY_OPEN] = { SV_INIT("jalan"), SV_INIT(T("Diminta")), SV_INIT("yellow") },
    [DUTY_STATED] = { SV_INIT("pimpinan"), SV_INIT(T("Menunggu pimpinan")), SV_INIT("blue") },
    [DUTY_LATE] = { SV_INIT("lewat"), SV_INIT(T("Terlambat")), SV_INIT("red") },
    [DUTY_EXCUSED] = { SV_INIT("tangguh"), SV_INIT(T("Ditunda")), SV_INIT("grey") },
    [DUTY_DONE] = { SV_INIT("beres"), SV_INIT(T("Selesai")), SV_INIT("green") },
};

struct sv duty_state_key(enum duty_state s)
{
    return states[s].key;
}

struct sv duty_state_label(enum duty_state s)
{
    return states[s].label;
}

struct sv duty_state_tone(enum duty_state s)
{
    return states[s].tone;
}

struct matrix {
    struct db *db;
    const struct region *r;
    struct arena *a;
    struct date today;
    struct map *cells;      /* "pd:register" -> struct duty_cell */
    struct map *statements; /* "id" -> struct duty_cell, of open ones */
    struct duty_matrix *out;
};

static struct duty_cell *cell_of(struct matrix *m, int64_t pd, struct sv reg)
{
    return map_get(m->cells, arena_printf(m->a, "%lld:%.*s", (long long) pd, SV_FMT(reg)));
}

static void take_statement(struct matrix *m, struct stmt *q)
{
    const struct duty *d = &m->r->duty;
    struct duty_cell *c = cell_of(m, stmt_get_int(q, 1), stmt_get_text(q, 3));
    struct sv status = stmt_get_text(q, 2);
    bool open = duty_is_open(d, status);
    struct date day;

    if (!c)
        return;
    if (date_parse(stmt_get_text(q, 5), &day) && date_cmp(day, c->settled) > 0)
        c->settled = day;
    if (!open && c->statement && duty_is_open(d, c->status))
        return;
    c->statement = stmt_get_int(q, 0);
    c->status = arena_dup(m->a, status);
    c->kind = arena_dup(m->a, stmt_get_text(q, 6));
    c->due = (struct date){ 0 };
    if (open) {
        date_parse(stmt_get_text(q, 4), &c->due);
        c->state = stated(d, status) ? DUTY_STATED : DUTY_OPEN;
        if (c->due.y && date_cmp(c->due, m->today) < 0)
            c->state = DUTY_LATE;
    } else {
        c->state = DUTY_DONE;
    }
}

static bool load_statements(struct matrix *m, int64_t pd, struct err *e)
{
    const struct duty *d = &m->r->duty;
    const struct field *columns[] = { d->of, d->due, d->settled, d->kind };
    struct agency_sql s;
    struct stmt *q = NULL;
    bool row, ok;

    agency_sql_begin(&s, m->a);
    buf_put(&s.b, SV("select t.id, t.perangkat_daerah, t.status"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        buf_put(&s.b, SV(", coalesce(t."));
        db_ident(&s.b, columns[i]->key);
        buf_put(&s.b, SV(", '')"));
    }
    buf_put(&s.b, SV(" from "));
    db_ident(&s.b, d->reg->key);
    buf_put(&s.b, SV(" t where t.dihapus is null"));
    if (pd) {
        buf_put(&s.b, SV(" and t.perangkat_daerah = "));
        agency_sql_int(&s, pd);
    }
    buf_printf(&s.b, " order by t.id limit %d", MATRIX_ARENA_ROWS);
    ok = agency_sql_run(&s, m->db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        take_statement(m, q);
    stmt_done(q);
    return ok && arena_ok(m->a, e);
}

static bool load_excuses(struct matrix *m, struct err *e)
{
    for (size_t i = 0; i < m->out->n; i++)
        for (size_t k = 0; k < m->out->plans.n_regs; k++) {
            struct duty_cell *c = &m->out->rows[i].cells[k];
            struct date until;

            if (c->state != DUTY_LATE && c->state != DUTY_OPEN)
                continue;
            if (!ladder_excused(m->db, m->r, m->r->duty.reg, c->statement, m->today, m->a, &c->why, &until,
                                e))
                return false;
            if (c->why.p)
                c->state = DUTY_EXCUSED;
        }
    return true;
}

static bool load_rungs(struct matrix *m, const struct ladder_ask *ask, struct err *e)
{
    struct ladder_rung *items;
    size_t n;

    if (!ladder_rungs(m->db, m->r, who_system(), ask, m->a, &items, &n, e))
        return false;
    for (size_t i = n; i-- > 0;) { /* oldest first: the last one says how far */
        struct duty_cell *c;

        if (items[i].reg != m->r->duty.reg)
            continue;
        c = map_get(m->statements, arena_printf(m->a, "%lld", (long long) items[i].record));
        if (!c)
            continue;
        c->rung++;
        c->rung_label = items[i].step->label;
    }
    return true;
}

static void make_rows(struct matrix *m, const struct agency *agencies, size_t n)
{
    const struct duty_plans *p = &m->out->plans;

    m->out->rows = ARENA_ARRAY(m->a, struct duty_row, n + 1);
    m->out->n = n;
    for (size_t i = 0; i < n; i++) {
        struct duty_row *row = &m->out->rows[i];

        *row = (struct duty_row){ .pd = agencies[i].id, .kode = agencies[i].kode, .nama = agencies[i].nama };
        row->cells = ARENA_ARRAY(m->a, struct duty_cell, p->n_regs + 1);
        for (size_t k = 0; k < p->n_regs; k++) {
            const struct duty_plan *plan = duty_plan_of(p, p->regs[k], row->pd);
            struct duty_cell *c = &row->cells[k];

            c->reg = p->regs[k];
            c->state = plan ? DUTY_WAITING : DUTY_NOT_ASKED;
            if (plan) {
                c->next = duty_next(plan, m->today);
                c->next_due = duty_due(p, plan, c->next);
            }
            map_put(m->cells, arena_printf(m->a, "%lld:%.*s", (long long) row->pd, SV_FMT(c->reg->key)), c);
        }
    }
}

static void tally(struct matrix *m)
{
    for (size_t i = 0; i < m->out->n; i++) {
        struct duty_row *row = &m->out->rows[i];

        for (size_t k = 0; k < m->out->plans.n_regs; k++) {
            const struct duty_cell *c = &row->cells[k];

            row->late += c->state == DUTY_LATE;
            row->open += c->state == DUTY_LATE || c->state == DUTY_OPEN || c->state == DUTY_STATED;
            row->worst = c->rung > row->worst ? c->rung : row->worst;
        }
    }
}

static void name_statements(struct matrix *m)
{
    for (size_t i = 0; i < m->out->n; i++)
        for (size_t k = 0; k < m->out->plans.n_regs; k++)
            if (m->out->rows[i].cells[k].statement)
                map_put(m->statements,
                        arena_printf(m->a, "%lld", (long long) m->out->rows[i].cells[k].statement),
                        &m->out->rows[i].cells[k]);
}

bool duty_matrix(struct db *db, const struct region *r, int64_t pd, struct arena *a, struct duty_matrix *out,
                 struct err *e)
{
    const struct agency_ask ask = { .region = r, .today = region_today(r), .who = who_system() };
    struct matrix m = { .db = db, .r = r, .a = a, .today = ask.today, .out = out };
    struct ladder_ask rungs = {
        .units = &pd, .n_units = pd != 0, .on = ask.today, .open = true, .limit = MATRIX_ARENA_ROWS
    };
    struct agency *agencies, one;
    size_t n = 1;

    *out = (struct duty_matrix){ .n = 0 };
    m.cells = map_new(a);
    m.statements = map_new(a);
    if (!duty_plans_load(db, r, a, &out->plans, e) || !r->duty.reg)
        return r->duty.reg == NULL;
    agencies = &one;
    if (pd ? !agency_find(db, &ask, pd, a, &one, e) : !agency_list(db, &ask, a, &agencies, &n, e))
        return false;
    make_rows(&m, agencies, n);
    if (!load_statements(&m, pd, e) || !load_excuses(&m, e))
        return false;
    name_statements(&m);
    if (!load_rungs(&m, &rungs, e))
        return false;
    tally(&m);
    return arena_ok(a, e);
}

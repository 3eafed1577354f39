/* SPDX-License-Identifier: MIT
 * rule/agency.c -- which agencies there are on a day, what is asked of each, and the report of one. */
#include "rule/agency_priv.h"

enum { UNITS_MAX = 2000 };

/* --- agencies ---------------------------------------------------------------------------------------------------------- */

static const struct reg *agencies(const struct agency_ask *ask)
{
    return model_agencies(ask->region->model);
}

static bool load(struct db *db, struct agency_sql *s, struct arena *a, struct agency **out, size_t *n,
                 struct err *e)
{
    struct agency *items = NULL;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok = agency_sql_run(s, db, &q, e);

    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct agency *x = ARENA_PUSH(a, items, *n, cap);

        *x = (struct agency){ .id = stmt_get_int(q, 0),
                              .kode = arena_dup(a, stmt_get_text(q, 1)),
                              .nama = arena_dup(a, stmt_get_text(q, 2)),
                              .units = ARENA_NEW(a, int64_t),
                              .n_units = 1 };
        x->units[0] = x->id;
    }
    stmt_done(q);
    *out = items;
    return ok && arena_ok(a, e);
}

bool agency_list(struct db *db, const struct agency_ask *ask, struct arena *a, struct agency **out, size_t *n,
                 struct err *e)
{
    struct agency_sql s;

    agency_sql_begin(&s, a);
    buf_put(&s.b, SV("select t.id, coalesce(t.kode, ''), coalesce(t.nama, '') from "));
    agency_sql_rows(&s, ask, agencies(ask), NULL, 0, NULL);
    buf_printf(&s.b,
               " and t.dihitung = 1 and coalesce(t.dihitung_di, t.id) = t.id and t.status = 'aktif' "
               "order by coalesce(t.kode, ''), coalesce(t.nama, ''), t.id limit %d",
               AGENCY_MAX);
    return load(db, &s, a, out, n, e);
}

/* Removed units go on counting, as in the view v_unit. */
static bool units_below(struct db *db, const struct agency_ask *ask, struct arena *a, struct agency *x,
                        struct err *e)
{
    struct sv at = agency_instant(ask, a);
    struct agency_sql s;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok;

    x->units = NULL;
    x->n_units = 0;
    *ARENA_PUSH(a, x->units, x->n_units, cap) = x->id;
    agency_sql_begin(&s, a);
    buf_put(&s.b, at.p ? SV("select t.id from perangkat_daerah_h t where t.dari <= ")
                       : SV("select t.id from perangkat_daerah t where coalesce(t.dihitung_di, t.id) = "));
    if (at.p) {
        agency_sql_text(&s, at);
        buf_put(&s.b, SV(" and (t.sampai is null or t.sampai > "));
        agency_sql_text(&s, at);
        buf_put(&s.b, SV(") and coalesce(t.dihitung_di, t.id) = "));
    }
    agency_sql_int(&s, x->id);
    buf_printf(&s.b, " order by t.id limit %d", UNITS_MAX);
    ok = agency_sql_run(&s, db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (stmt_get_int(q, 0) != x->id)
            *ARENA_PUSH(a, x->units, x->n_units, cap) = stmt_get_int(q, 0);
    stmt_done(q);
    return ok && arena_ok(a, e);
}

bool agency_find(struct db *db, const struct agency_ask *ask, int64_t id, struct arena *a, struct agency *out,
                 struct err *e)
{
    struct agency *items;
    struct agency_sql s;
    size_t n;

    agency_sql_begin(&s, a);
    buf_put(&s.b, SV("select t.id, coalesce(t.kode, ''), coalesce(t.nama, '') from "));
    agency_sql_rows(&s, ask, agencies(ask), NULL, 0, NULL);
    buf_put(&s.b, SV(" and t.id = "));
    agency_sql_int(&s, id);
    if (!load(db, &s, a, &items, &n, e))
        return false;
    if (!n) {
        err_set(e, ERR_MISSING, T("Perangkat Daerah itu tidak tercatat pada hari tersebut."));
        return err_hint(
            e, T("Pilih dari daftar rapor, atau pilih tanggal sesudah Perangkat Daerah itu dicatat."));
    }
    *out = items[0];
    return units_below(db, ask, a, out, e);
}

/* --- roles -------------------------------------------------------------------------------------------------------------- */

static bool flag(const struct region *r, struct sv role, struct sv key)
{
    return json_flag(json_get(json_get(r->model->roles, SV("roles")), role), key, false);
}

bool agency_reads_all(const struct region *r, const struct actor *who)
{
    for (size_t i = 0; i < who->n_roles; i++)
        if (flag(r, who->roles[i].key, SV("reports")))
            return true;
    return who->system || who->administrator || who->auditor;
}

bool agency_decides(const struct region *r, struct sv role)
{
    return flag(r, role, SV("decides"));
}

/* --- what is asked ------------------------------------------------------------------------------------------------------ */

bool agency_offices(struct db *db, const struct agency_ask *ask, struct arena *a, struct agency_offices *out,
                    struct err *e)
{
    struct sv day = arena_dup(a, sv_of(date_iso(agency_day(ask)).s));
    struct agency_office *items = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db,
                 SV("select p.peran, p.perangkat_daerah from pemetaan_peran p where p.dihapus is null and "
                    "(p.mulai is null or p.mulai <= $1) and (p.selesai is null or p.selesai >= $1) "
                    "order by p.peran, p.id limit 5000"),
                 &q, e) &&
             stmt_text(q, 1, day, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, n, cap) =
            (struct agency_office){ arena_dup(a, stmt_get_text(q, 0)), stmt_get_int(q, 1) };
    stmt_done(q);
    *out = (struct agency_offices){ items, n };
    return ok && arena_ok(a, e);
}

static bool holds(const struct agency *agency, const struct agency_offices *o, struct sv role)
{
    static const struct sv of_all[] = { SV_INIT("pd"), SV_INIT("pd_pemilik"), SV_INIT("pimpinan_pd") };

    for (size_t i = 0; i < sizeof of_all / sizeof of_all[0]; i++)
        if (sv_eq(role, of_all[i]))
            return true;
    for (size_t i = 0; i < o->n; i++)
        for (size_t k = 0; k < agency->n_units; k++)
            if (o->items[i].unit == agency->units[k] && sv_eq(o->items[i].role, role))
                return true;
    return false;
}

bool agency_binds(const struct norm *n, const struct agency *agency, const struct agency_offices *o)
{
    for (size_t i = 0; i < n->n_binds; i++)
        if (holds(agency, o, n->binds[i]))
            return true;
    return false;
}

static bool writes(const struct agency *agency, const struct agency_offices *o, const struct reg *reg)
{
    for (size_t i = 0; i < reg->n_write; i++)
        if (holds(agency, o, reg->write[i]))
            return true;
    return false;
}

static bool counts(const struct norm_state *s)
{
    return s->status != NORM_GENERAL && s->status != NORM_OTHER_BODY && s->status != NORM_NOT_APPLICABLE;
}

static bool looks_at(const struct norm *n, const struct reg *reg)
{
    return n->reg == reg || (n->compiled && (n->compiled->rows == reg || n->compiled->make == reg));
}

size_t agency_asked(const struct agency_ask *ask, const struct agency *agency, const struct agency_offices *o,
                    const struct reg *reg, const struct norm **out)
{
    size_t n = 0;

    if (!reg->scoped || !writes(agency, o, reg))
        return 0;
    for (size_t i = 0; i < ask->n_states; i++) {
        const struct norm_state *s = &ask->states[i];

        if (!counts(s) || !looks_at(s->norm, reg) || !agency_binds(s->norm, agency, o))
            continue;
        if (out)
            out[n] = s->norm;
        n++;
    }
    return n;
}

/* --- the report ---------------------------------------------------------------------------------------------------------- */

static bool load_regs(struct db *db, const struct agency_ask *ask, const struct agency_offices *o,
                      struct arena *a, struct agency_report *r, struct err *e)
{
    const struct model *m = ask->region->model;

    r->regs = ARENA_ARRAY(a, struct agency_reg, m->n_regs + 1);
    for (size_t i = 0; i < m->n_regs; i++) {
        struct agency_reg x = { .reg = m->regs[i] };

        if (!x.reg->scoped || !who_may_open(ask->who, &x.reg->rule))
            continue;
        x.asked = ARENA_ARRAY(a, const struct norm *, ask->n_states + 1);
        x.n_asked = agency_asked(ask, &r->agency, o, x.reg, x.asked);
        if (!agency_load_reg(db, ask, r, a, &x, e))
            return false;
        if (!x.n_asked && !x.rows)
            continue;
        r->asked += x.n_asked > 0;
        r->filled += x.n_asked > 0 && x.rows + x.hidden > 0;
        r->regs[r->n_regs++] = x;
    }
    return true;
}

static int urgency(const struct norm_state *s)
{
    if (s->status == NORM_LATE)
        return 0;
    return sv_eq(s->norm->strength, SV("wajib")) || sv_eq(s->norm->strength, SV("harus")) ? 1 : 2;
}

static int by_urgency(const void *x, const void *y)
{
    const struct agency_gap *a = x, *b = y;
    int c = urgency(a->state) - urgency(b->state);

    return c ? c
             : (a->state->norm->index > b->state->norm->index) -
                   (a->state->norm->index < b->state->norm->index);
}

static bool load_gaps(struct db *pack, const struct agency_ask *ask, const struct agency_offices *o,
                      struct arena *a, struct agency_report *r, struct err *e)
{
    size_t cap = 0;

    if (ask->on.y || !pack)
        return true;
    r->gaps_known = true;
    for (size_t i = 0; i < ask->n_states; i++) {
        const struct norm_state *s = &ask->states[i];
        struct agency_gap g = { .state = s, .reg = rule_rows_reg(ask->rule, s->norm) };

        if (!g.reg || !counts(s) || s->status == NORM_MET || s->status == NORM_NO_DATA ||
            !agency_binds(s->norm, &r->agency, o))
            continue;
        if (!rule_gap(pack, ask->rule, s->norm, r->agency.id, ask->today, AGENCY_NAMED + 1, a, &g.ids, &g.n,
                      e))
            return false;
        g.more = g.n > AGENCY_NAMED;
        g.n = g.more ? AGENCY_NAMED : g.n;
        if (g.n)
            *ARENA_PUSH(a, r->gaps, r->n_gaps, cap) = g;
    }
    if (r->n_gaps)
        qsort(r->gaps, r->n_gaps, sizeof *r->gaps, by_urgency);
    return arena_ok(a, e);
}

bool agency_report(struct db *db, struct db *pack, const struct agency_ask *ask, const struct agency *agency,
                   struct arena *a, struct agency_report *out, struct err *e)
{
    struct agency_report r = { .agency = *agency, .day = agency_day(ask) };
    struct agency_offices o;

    if (!agency_stale(db, ask, a, &r.stale_months, e) || !agency_offices(db, ask, a, &o, e))
        return false;
    r.stale_day = date_add_months(r.day, -r.stale_months);
    if (!load_regs(db, ask, &o, a, &r, e) || !load_gaps(pack, ask, &o, a, &r, e) ||
        !agency_load_tasks(db, ask, a, &r, e))
        return false;
    *out = r;
    return arena_ok(a, e);
}

/* SPDX-License-Identifier: MIT
 * flow/flow_window.c -- a step that is open only on certain days: the days stand in another register, set by the region.
 * Where none are set for what the record is about, nothing is asked. */
#include "base/buf.h"
#include "flow/flow_priv.h"
#include "model/list.h"
#include "model/value.h"

struct window {
    struct date from, to; /* y 0: open at that end */
};

/* Rows of the other register that hold the same; what the record leaves empty is compared with nothing. */
static struct sv windows_sql(const struct need *n, const struct record *r, struct arena *a)
{
    struct sv sql;
    struct buf b;

    buf_init(&b, FLOW_SQL_MAX);
    buf_put(&b, SV("select y."));
    db_ident(&b, n->opens->key);
    buf_put(&b, SV(", y."));
    db_ident(&b, n->closes->key);
    buf_put(&b, SV(" from "));
    db_ident(&b, arena_printf(a, "v_%.*s", SV_FMT(n->related->key)));
    buf_put(&b, SV(" y where 1 = 1"));
    for (size_t i = 0, k = 0; i < n->n_match; i++) {
        if (!r->val[n->match[i]->index].p)
            continue;
        buf_put(&b, SV(" and y."));
        db_ident(&b, n->match[i]->key);
        buf_printf(&b, " = $%zu", ++k);
    }
    buf_put(&b, SV(" order by 1, 2, y.id limit 20"));
    sql = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

static bool bind(struct stmt *q, const struct need *n, const struct record *r, struct err *e)
{
    for (size_t i = 0, k = 0; i < n->n_match; i++) {
        const struct field *f = n->match[i];
        struct sv v = r->val[f->index];
        int64_t number = 0;

        if (!v.p)
            continue;
        k++;
        if (field_is_int(f) ? !sv_int(v, &number) || !stmt_int(q, (int) k, number, e)
                            : !stmt_text(q, (int) k, v, e))
            return false;
    }
    return true;
}

static bool windows(struct db *db, const struct need *n, const struct record *r, struct arena *a,
                    struct window **out, size_t *count, struct err *e)
{
    struct window *items = NULL;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row, ok;

    *count = 0;
    ok = db_prepare(db, windows_sql(n, r, a), &q, e) && /* checked: names of loaded metadata */
         bind(q, n, r, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct window *w = ARENA_PUSH(a, items, *count, cap);

        *w = (struct window){ { 0 }, { 0 } };
        date_parse(stmt_get_text(q, 0), &w->from);
        date_parse(stmt_get_text(q, 1), &w->to);
    }
    stmt_done(q);
    *out = items;
    return ok;
}

static const struct field *unsaid(const struct need *n, const struct record *r)
{
    for (size_t i = 0; i < n->n_match; i++)
        if (!r->val[n->match[i]->index].p)
            return n->match[i];
    return NULL;
}

bool flow_window_met(struct db *db, const struct records *rs, const struct need *n, const struct record *r,
                     struct arena *a, bool *met, struct err *e)
{
    struct date today = flow_today(rs);
    struct window *w;
    size_t count;

    if (!windows(db, n, r, a, &w, &count, e))
        return false;
    *met = !count;
    for (size_t i = 0; i < count && !*met && !unsaid(n, r); i++)
        *met = (!w[i].from.y || date_cmp(w[i].from, today) <= 0) &&
               (!w[i].to.y || date_cmp(today, w[i].to) <= 0);
    return true;
}

static struct sv days(const struct window *w, struct arena *a)
{
    if (!w->from.y)
        return arena_printf(a, T("sampai %.*s"), SV_FMT(date_long(w->to, a)));
    if (!w->to.y)
        return arena_printf(a, T("mulai %.*s"), SV_FMT(date_long(w->from, a)));
    return arena_printf(a, T("%.*s sampai %.*s"), SV_FMT(date_long(w->from, a)), SV_FMT(date_long(w->to, a)));
}

static struct sv of_what(const struct records *rs, const struct need *n, const struct record *r,
                         struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = n->n_match; i-- > 0;) { /* "RKA 2027": what is general comes last */
        struct sv v = n->match[i]->type == FT_INTEGER
                          ? r->val[n->match[i]->index]
                          : value_show(rs->model, n->match[i], r->val[n->match[i]->index], NULL, a);

        out = out.n ? arena_printf(a, "%.*s %.*s", SV_FMT(out), SV_FMT(v)) : v;
    }
    return out;
}

struct sv flow_window_why(struct db *db, const struct records *rs, const struct need *n,
                          const struct record *r, struct arena *a)
{
    struct date today = flow_today(rs);
    struct err ignored = { 0 }; /* a reason without its days is a reason still */
    const struct field *empty = r ? unsaid(n, r) : NULL;
    struct window *w;
    size_t count = 0;
    struct sv said = SV("");

    if (empty)
        return arena_printf(a, T("%.*s belum diisi, sehingga belum diketahui kapan dibuka."),
                            SV_FMT(empty->label));
    if (!r || !windows(db, n, r, a, &w, &count, &ignored) || !count)
        return arena_printf(a, T("%.*s sedang tidak dibuka."), SV_FMT(n->label));
    for (size_t i = 0; i < count; i++)
        said =
            i ? arena_printf(a, T("%.*s, dan %.*s"), SV_FMT(said), SV_FMT(days(&w[i], a))) : days(&w[i], a);
    return arena_printf(a, T("%.*s %.*s dibuka %.*s; hari ini %.*s."), SV_FMT(n->label),
                        SV_FMT(of_what(rs, n, r, a)), SV_FMT(said), SV_FMT(date_long(today, a)));
}

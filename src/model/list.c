/* SPDX-License-Identifier: MIT
 * model/list.c -- compiles a list query to one SELECT of names and bound values, pages by cursor, counts with a stop. */
#include "model/list.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/hash.h"
#include "model/record_priv.h"
#include "model/schema.h"

enum {
    SQL_MAX = 256 * 1024,
    DEFAULT_LIMIT = 50,
    MAX_LIMIT = 500,
    COUNT_STOP = 1000,
    SEARCH_MAX = 1000,
    WALK_FROM = 5000
};

struct compiler {
    struct db *db;
    const struct records *rs;
    const struct actor *who;
    const struct list_query *q;
    struct arena *a;
    struct buf sql;
    struct who_binds binds;
    int next;      /* number of the next parameter */
    struct sv own; /* the condition of own rows, once it has been written: its parameters are bound once */
    bool walk;     /* along the order's index, judging row by row: see worth_walking() */
};

static void bind(struct compiler *c, struct sv v, bool is_int)
{
    *ARENA_PUSH(c->a, c->binds.items, c->binds.n, c->binds.cap) = (struct who_bind){ v, is_int };
    buf_printf(&c->sql, "$%d", c->next++);
}

static bool column_is_int(const struct reg *r, struct sv key)
{
    const struct field *f = reg_field(r, key);

    if (f)
        return field_is_int(f);
    for (int i = 0; i < COL_COUNT; i++)
        if (sv_eq(key, base_col_name((enum base_col) i)))
            return base_col_is_int((enum base_col) i);
    return false;
}

static void column(struct compiler *c, struct sv key)
{
    buf_put(&c->sql, SV("t."));
    db_ident(&c->sql, key);
}

/* --- fields that this actor sees on the rows of his own agencies only, or nowhere ------------------------------------ */

/* Does the query itself keep to his own rows? Then nothing of it is hidden. */
static bool keeps_to_own(const struct compiler *c)
{
    bool any = false;
    int64_t pd;

    for (size_t i = 0; i < c->q->n_filters; i++) {
        const struct filter *f = &c->q->filters[i];

        if (f->op != FILTER_EQ || !sv_eq(f->key, base_col_name(COL_PD)))
            continue;
        if (!sv_int(f->value, &pd) || !who_owns(c->who, pd))
            return false;
        any = true;
    }
    return any;
}

static enum who_reach reach_of(const struct compiler *c, struct sv key)
{
    const struct field *f = reg_field(c->q->reg, key);
    enum who_reach reach = f ? who_field_reach(c->who, f->see, f->n_see) : WHO_ALL;

    return reach == WHO_OWN && keeps_to_own(c) ? WHO_ALL : reach;
}

/* The rows on which record_may_see_field() says yes to somebody who sees the field through his agency alone. */
static void own_rows(struct compiler *c)
{
    size_t from = c->sql.n;

    if (c->own.p) {
        buf_put(&c->sql, c->own);
        return;
    }
    buf_put(&c->sql, SV("(t.perangkat_daerah is null or "));
    who_where_own(c->who, SV("t"), c->a, &c->next, &c->binds, &c->sql);
    buf_char(&c->sql, ')');
    c->own = arena_dup(c->a, sv_sub(buf_sv(&c->sql), from, c->sql.n));
}

/* A sort key that is never null, so that cursors compare the same on both engines; a hidden value sorts like none. */
static void sort_key(struct compiler *c, struct sv key)
{
    enum who_reach reach = reach_of(c, key);
    bool is_int = column_is_int(c->q->reg, key);

    if (sv_eq(key, SV("id"))) {
        column(c, key);
        return;
    }
    if (reach != WHO_ALL) {
        buf_put(&c->sql, SV("(case when "));
        reach == WHO_OWN ? own_rows(c) : buf_put(&c->sql, SV("1 = 0"));
        buf_put(&c->sql, SV(" then "));
    }
    buf_put(&c->sql, SV("coalesce("));
    column(c, key);
    buf_put(&c->sql, is_int ? SV(", 0)") : SV(", '')"));
    if (reach != WHO_ALL)
        buf_put(&c->sql, is_int ? SV(" else 0 end)") : SV(" else '' end)"));
}

/* --- filters ----------------------------------------------------------------------------------------------------------- */

/* What somebody typed stands for itself: no sign of it is a wildcard. */
static void bind_like(struct compiler *c, const char *before, struct sv v, const char *after)
{
    char *w = arena_alloc(c->a, 2 * v.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < v.n; i++) {
        if (v.p[i] == '%' || v.p[i] == '_' || v.p[i] == '!')
            w[n++] = '!';
        w[n++] = v.p[i];
    }
    buf_put(&c->sql, SV(" like "));
    bind(c, arena_printf(c->a, "%s%.*s%s", before, (int) n, w, after), false);
    buf_put(&c->sql, SV(" escape '!'"));
}

static void compare(struct compiler *c, const struct filter *f, const char *op, bool is_int)
{
    int64_t n;

    if (is_int && !sv_int(f->value, &n)) { /* a filter by nonsense finds nothing */
        buf_put(&c->sql, SV("1 = 0"));
        return;
    }
    column(c, f->key);
    buf_put(&c->sql, sv_of(op));
    /* A day as upper bound of an instant means the whole day. */
    bind(c, f->op == FILTER_TO && !is_int ? arena_printf(c->a, "%.*s~", SV_FMT(f->value)) : f->value, is_int);
}

static void condition(struct compiler *c, const struct filter *f)
{
    const struct field *fd = reg_field(c->q->reg, f->key);
    bool is_int = column_is_int(c->q->reg, f->key);

    switch (f->op) {
    case FILTER_EQ:
        if (fd && field_is_multi(fd)) {
            column(c, f->key);
            bind_like(c, "%|", f->value, "|%");
        } else {
            compare(c, f, " = ", is_int);
        }
        return;
    case FILTER_FROM: compare(c, f, " >= ", is_int); return;
    case FILTER_TO: compare(c, f, " <= ", is_int); return;
    case FILTER_HAS:
        buf_put(&c->sql, is_int ? SV("cast(") : SV("lower("));
        column(c, f->key);
        buf_put(&c->sql, is_int ? SV(" as text)") : SV(")"));
        bind_like(c, "%", sv_lower(f->value, c->a), "%");
        return;
    case FILTER_EMPTY:
    case FILTER_FILLED:
        column(c, f->key);
        buf_put(&c->sql, f->op == FILTER_EMPTY ? SV(" is null") : SV(" is not null"));
        return;
    }
}

static void filter_sql(struct compiler *c, const struct filter *f)
{
    enum who_reach reach = reach_of(c, f->key);

    if (reach == WHO_NONE) {
        buf_put(&c->sql, SV("1 = 0"));
        return;
    }
    if (reach == WHO_OWN) { /* a row whose value he may not see is not hit by it */
        buf_char(&c->sql, '(');
        own_rows(c);
        buf_put(&c->sql, SV(" and "));
    }
    condition(c, f);
    if (reach == WHO_OWN)
        buf_char(&c->sql, ')');
}

/* Filters with the same key and EQ are alternatives; different keys all hold. */
static void filters_sql(struct compiler *c)
{
    const struct list_query *q = c->q;

    for (size_t i = 0; i < q->n_filters; i++) {
        bool earlier = false;

        for (size_t k = 0; k < i; k++)
            if (q->filters[i].op == FILTER_EQ && q->filters[k].op == FILTER_EQ &&
                sv_eq(q->filters[i].key, q->filters[k].key))
                earlier = true;
        if (earlier)
            continue;
        buf_put(&c->sql, SV(" and ("));
        filter_sql(c, &q->filters[i]);
        for (size_t k = i + 1; k < q->n_filters && q->filters[i].op == FILTER_EQ; k++) {
            if (q->filters[k].op != FILTER_EQ || !sv_eq(q->filters[i].key, q->filters[k].key))
                continue;
            buf_put(&c->sql, SV(" or "));
            filter_sql(c, &q->filters[k]);
        }
        buf_char(&c->sql, ')');
    }
}

static bool search_sql(struct compiler *c, struct err *e)
{
    struct sv *terms;
    struct db_hit *hits;
    size_t n_terms, n;

    if (!c->q->search.p)
        return true;
    who_terms(c->who, &c->rs->model->scheme, c->a, &terms, &n_terms);
    if (!db_search_find(c->db, c->q->search, c->q->reg->key, terms, n_terms, SEARCH_MAX, c->a, &hits, &n, e))
        return false;
    buf_put(&c->sql, SV(" and t.id in (-1"));
    for (size_t i = 0; i < n; i++)
        buf_printf(&c->sql, ",%lld", (long long) hits[i].id);
    buf_char(&c->sql, ')');
    return true;
}

/* "from … where …" of rows, counts and exports alike. */
static bool from_where(struct compiler *c, struct err *e)
{
    const struct list_query *q = c->q;

    buf_put(&c->sql, SV(" from "));
    db_ident(&c->sql, q->at ? arena_printf(c->a, "%.*s_h", SV_FMT(q->reg->key)) : q->reg->key);
    buf_put(&c->sql, SV(" t where "));
    buf_put(&c->sql, q->deleted ? SV("t.dihapus is not null") : SV("t.dihapus is null"));
    if (q->at) {
        struct sv at = arena_dup(c->a, sv_of(time_iso(q->at).s));

        /* A version's change is its beginning: said as the order of the list knows it, so that its index is used. */
        buf_put(&c->sql, SV(" and coalesce(t.diubah_pada, '') <= "));
        bind(c, at, false);
        buf_put(&c->sql, SV(" and t.dari <= "));
        bind(c, at, false);
        buf_put(&c->sql, SV(" and (t.sampai is null or t.sampai > "));
        bind(c, at, false);
        /* The higher of the old and the present classification decides (design 5): both must be visible. */
        buf_put(&c->sql, SV(") and exists (select 1 from "));
        db_ident(&c->sql, q->reg->key);
        buf_put(&c->sql, SV(" kini where kini.id = t.id and "));
        who_where(c->who, &c->rs->model->scheme, &q->reg->rule, SV("kini"), c->a, &c->next, &c->binds,
                  &c->sql);
        buf_char(&c->sql, ')');
    }
    /* In a case no condition leads to an index of its own, whose rows would all have to be sorted. */
    buf_put(&c->sql, c->walk ? SV(" and case when ") : SV(" and "));
    who_where(c->who, &c->rs->model->scheme, &q->reg->rule, SV("t"), c->a, &c->next, &c->binds, &c->sql);
    filters_sql(c);
    if (c->walk)
        buf_put(&c->sql, SV(" then 1 else 0 end = 1"));
    return search_sql(c, e);
}

/* --- cursors: base64url of "<sort value>\n<id>" ------------------------------------------------------------------ */

static struct sv cursor_of(const struct actor *who, const struct record *r, struct sv sort, struct arena *a)
{
    const struct field *f = reg_field(r->reg, sort);
    struct sv v = SV_NULL;

    if (f)
        v = record_may_see_field(who, r, f) ? r->val[f->index] : SV_NULL;
    else
        for (int c = 0; c < COL_COUNT; c++)
            if (sv_eq(sort, base_col_name((enum base_col) c)))
                v = record_base(r, (enum base_col) c, a);
    if (!v.p)
        v = column_is_int(r->reg, sort) ? SV("0") : SV("");
    return base64url_make(arena_printf(a, "%.*s\n%lld", SV_FMT(v), (long long) r->id), a);
}

static bool cursor_sql(struct compiler *c, struct sv cursor, struct sv sort, bool desc, struct err *e)
{
    struct sv raw, id, value;
    int64_t n;
    size_t cut;
    int at;

    if (!base64url_parse(cursor, c->a, &raw) || !sv_utf8_ok(raw))
        goto bad;
    for (cut = raw.n; cut > 0 && raw.p[cut - 1] != '\n'; cut--)
        ;
    if (cut == 0)
        goto bad;
    value = sv_sub(raw, 0, cut - 1);
    id = sv_sub(raw, cut, raw.n);
    if (!sv_int(id, &n) || (column_is_int(c->q->reg, sort) && !sv_int(value, &n)))
        goto bad;
    /* The first condition says no more than the second; but only it lets SQLite begin at that place of an index. */
    buf_put(&c->sql, SV(" and "));
    sort_key(c, sort);
    buf_put(&c->sql, desc ? SV(" <= ") : SV(" >= "));
    at = c->next;
    bind(c, value, column_is_int(c->q->reg, sort));
    buf_put(&c->sql, SV(" and ("));
    sort_key(c, sort);
    buf_printf(&c->sql, ", t.id) %s ($%d, ", desc ? "<" : ">", at);
    bind(c, id, true);
    buf_char(&c->sql, ')');
    return true;
bad:
    err_set(e, ERR_INPUT, T("Penanda halaman tidak dikenal."));
    return err_hint(e, T("Kembali ke halaman pertama daftar."));
}

static void compiler_init(struct compiler *c, struct db *db, const struct records *rs,
                          const struct actor *who, const struct list_query *q, struct arena *a)
{
    *c = (struct compiler){ .db = db, .rs = rs, .who = who, .q = q, .a = a, .next = 1 };
    buf_init(&c->sql, SQL_MAX);
}

static bool open_rows(struct compiler *c, struct sv cursor, struct sv sort, bool desc, int limit,
                      struct stmt **q, struct err *e)
{
    struct sv sql;

    buf_put(&c->sql, SV("select "));
    schema_columns(c->q->reg, SV("t"), &c->sql);
    if (!from_where(c, e) || (cursor.p && !cursor_sql(c, cursor, sort, desc, e)))
        return false;
    buf_put(&c->sql, SV(" order by "));
    sort_key(c, sort);
    buf_put(&c->sql, desc ? SV(" desc, t.id desc limit ") : SV(", t.id limit "));
    buf_int(&c->sql, limit);
    if (!buf_ok(&c->sql, e))
        return false;
    sql = arena_dup(c->a, buf_sv(&c->sql));
    /* checked: names and numbered parameters */
    return db_prepare(c->db, sql, q, e) && record_bind(*q, 1, &c->binds, e);
}

static bool fetch_rows(struct compiler *c, struct sv cursor, struct sv sort, bool desc, int limit,
                       struct record ***rows, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    struct record **items = NULL;
    size_t count = 0, cap = 0;
    bool row, ok = open_rows(c, cursor, sort, desc, limit, &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        ok = record_from_row(q, c->q->reg, c->a, ARENA_PUSH(c->a, items, count, cap), e);
    stmt_done(q);
    *rows = items;
    *n = count;
    return ok;
}

/* --- totals ------------------------------------------------------------------------------------------------------ */

/* Only what the counters know: no search, no past day, filters on status, classification and agency alone. */
static bool counters_know(const struct list_query *q)
{
    if (q->search.p || q->at || q->deleted)
        return false;
    for (size_t i = 0; i < q->n_filters; i++) {
        const struct filter *f = &q->filters[i];

        if (f->op != FILTER_EQ || (!sv_eq(f->key, SV("status")) && !sv_eq(f->key, SV("klasifikasi")) &&
                                   !sv_eq(f->key, base_col_name(COL_PD))))
            return false;
    }
    return true;
}

static bool total_of(struct compiler *c, struct list *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok,
         fast = counters_know(c->q) && !who_has_period(c->who) &&
                !c->q->reg->party; /* they know one agency of a row */

    if (fast) {
        buf_put(&c->sql, SV("select coalesce(sum(t.n), 0) from hitung t where t.register = "));
        bind(c, c->q->reg->key, false);
        buf_put(&c->sql, SV(" and "));
        who_where(c->who, &c->rs->model->scheme, &c->q->reg->rule, SV("t"), c->a, &c->next, &c->binds,
                  &c->sql);
        filters_sql(c);
        ok = true;
    } else {
        buf_put(&c->sql, SV("select count(*) from (select 1 as satu"));
        ok = from_where(c, e);
        buf_printf(&c->sql, " limit %d) s", COUNT_STOP + 1);
    }
    /* checked: names and numbered parameters */
    ok = ok && buf_ok(&c->sql, e) && db_prepare(c->db, arena_dup(c->a, buf_sv(&c->sql)), &q, e) &&
         record_bind(q, 1, &c->binds, e) && stmt_step(q, &row, e);
    if (ok) {
        out->total = stmt_get_int(q, 0);
        out->total_capped = !fast && out->total > COUNT_STOP;
        if (out->total_capped)
            out->total = COUNT_STOP;
    }
    stmt_done(q);
    return ok;
}

/* Is there an index in this order? (schema.c) */
static bool order_is_kept(const struct compiler *c, struct sv sort)
{
    const struct field *f = reg_field(c->q->reg, sort);

    if (f)
        return f->list && !field_is_multi(f) && f->type != FT_PROSE && reach_of(c, sort) == WHO_ALL;
    return sv_eq(sort, base_col_name(COL_ID)) || sv_eq(sort, base_col_name(COL_NOMOR)) ||
           sv_eq(sort, base_col_name(COL_DIUBAH_PADA));
}

/* Many rows match, as the counters say, and another order is wanted than the one their own index has: then the first page is
 * found sooner along the order's index than by sorting all of them. With a million rows and 250,000 matches: 1 ms, not 900. */
static bool worth_walking(const struct compiler *c, struct sv sort, int64_t total)
{
    bool own_order =
        !c->q->sort.p && (c->q->n_filters || c->who->n_units < 2); /* one agency's newest are indexed so */

    return counters_know(c->q) && total > WALK_FROM && !own_order && order_is_kept(c, sort);
}

static struct sv sort_of(const struct list_query *q, bool *desc)
{
    *desc = q->desc;
    if (q->sort.p)
        return q->sort;
    *desc = true;
    return SV("diubah_pada");
}

static bool may_open(const struct actor *who, const struct reg *reg, struct err *e)
{
    if (who_may_open(who, &reg->rule))
        return true;
    err_set(e, ERR_DENIED, T("Anda tidak berhak membuka daftar %.*s."), SV_FMT(reg->label));
    err_hint(e, T("Mintalah hak baca kepada administrator."));
    return false;
}

bool list_load(struct db *db, const struct records *rs, const struct actor *who, const struct list_query *q,
               struct arena *a, struct list *out, struct err *e)
{
    int limit = q->limit > 0 ? (q->limit > MAX_LIMIT ? MAX_LIMIT : q->limit) : DEFAULT_LIMIT;
    bool desc, ok, back = q->before.p != NULL, more;
    struct sv sort = sort_of(q, &desc);
    struct compiler c;

    *out = (struct list){ 0 };
    if (!may_open(who, q->reg, e))
        return false;
    compiler_init(&c, db, rs, who, q, a);
    ok = total_of(&c, out, e);
    buf_clear(&c.sql);
    if (!ok)
        return false;
    compiler_init(&c, db, rs, who, q, a);
    c.walk = worth_walking(&c, sort, out->total);
    ok = fetch_rows(&c, back ? q->before : q->after, sort, back ? !desc : desc, limit + 1, &out->rows,
                    &out->n, e);
    buf_clear(&c.sql);
    if (!ok)
        return false;
    more = out->n > (size_t) limit;
    if (more)
        out->n = (size_t) limit;
    for (size_t i = 0; back && i < out->n / 2; i++) {
        struct record *r = out->rows[i];

        out->rows[i] = out->rows[out->n - 1 - i];
        out->rows[out->n - 1 - i] = r;
    }
    if (out->n && (back ? true : more))
        out->next = cursor_of(who, out->rows[out->n - 1], sort, a);
    if (out->n && (back ? more : q->after.p != NULL))
        out->prev = cursor_of(who, out->rows[0], sort, a);
    return true;
}

/* One state of the data from the first row to the last, and without a wish of the caller's by id: a row that changes while
 * an export runs must not move to a place that has been passed, or has not. */
bool list_each(struct db *db, const struct records *rs, const struct actor *who, const struct list_query *q,
               bool (*row)(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e),
               void *ctx, struct err *e)
{
    struct arena *keep = arena_new(1024 * 1024), *a = arena_new(64 * 1024 * 1024);
    struct sv cursor = SV_NULL, sort = q->sort.p ? q->sort : base_col_name(COL_ID);
    bool own = !db_in_transaction(db) && !db_in_snapshot(db),
         ok = may_open(who, q->reg, e) && (!own || db_snapshot_begin(db, e)), last = false;

    while (ok && !last) {
        struct record **rows;
        struct compiler c;
        size_t n = 0;

        compiler_init(&c, db, rs, who, q, a);
        ok = fetch_rows(&c, cursor, sort, q->desc, MAX_LIMIT, &rows, &n, e);
        buf_clear(&c.sql);
        for (size_t i = 0; ok && i < n; i++)
            ok = row(ctx, db, rows[i], a, e);
        last = n < MAX_LIMIT;
        if (ok && !last) {
            arena_reset(keep);
            cursor = arena_dup(keep, cursor_of(who, rows[n - 1], sort, a));
        }
        arena_reset(a);
    }
    if (own)
        db_snapshot_end(db);
    arena_free(a);
    arena_free(keep);
    return ok;
}

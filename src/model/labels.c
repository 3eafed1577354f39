/* SPDX-License-Identifier: MIT
 * model/labels.c -- titles of records that others point to: one query for each target register, rights included. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "model/list.h"
#include "model/record_priv.h"

enum { SQL_MAX = 256 * 1024 };

struct wanted { /* ids as they came, doubles and all, until they are sorted once */
    int64_t *ids;
    size_t n, cap;
};

struct target {
    const struct reg *reg;
    struct wanted want;
    struct map *titles; /* "id" -> struct sv */
};

struct labels {
    struct arena *a;
    struct target *targets;
    size_t n, cap;
    struct wanted want_files;
    struct map *files; /* file id -> struct sv name */
};

size_t value_split(struct sv stored, struct arena *a, struct sv **out)
{
    struct sv *items = NULL, piece;
    size_t n = 0, cap = 0;

    *out = NULL;
    if (!stored.p)
        return 0;
    while (sv_cut(&stored, '|', &piece))
        if (piece.n)
            *ARENA_PUSH(a, items, n, cap) = piece;
    *out = items;
    return n;
}

static struct target *target_of(struct labels *l, const struct reg *reg)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->targets[i].reg == reg)
            return &l->targets[i];
    struct target *t = ARENA_PUSH(l->a, l->targets, l->n, l->cap);

    *t = (struct target){ .reg = reg, .titles = map_new(l->a) };
    return t;
}

static void want(struct labels *l, struct wanted *w, int64_t id)
{
    *ARENA_PUSH(l->a, w->ids, w->n, w->cap) = id;
}

static int by_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *) x, b = *(const int64_t *) y;

    return (a > b) - (a < b);
}

static void sort_wanted(struct wanted *w)
{
    size_t n = 0;

    if (w->n)
        qsort(w->ids, w->n, sizeof *w->ids, by_id);
    for (size_t i = 0; i < w->n; i++)
        if (!n || w->ids[i] != w->ids[n - 1])
            w->ids[n++] = w->ids[i];
    w->n = n;
}

/* Few widths of "in (…)", filled up with an id that nothing has: few texts, so that they stay prepared. */
static size_t width_for(size_t left)
{
    return left <= 8 ? 8 : left <= 64 ? 64 : 256;
}

static void put_width(struct buf *sql, size_t width)
{
    for (size_t i = 1; i <= width; i++)
        buf_printf(sql, i > 1 ? ",$%zu" : "$%zu", i);
}

static bool bind_ids(struct stmt *q, const struct wanted *w, size_t from, size_t width, struct err *e)
{
    for (size_t i = 0; i < width; i++)
        if (!stmt_int(q, (int) i + 1, from + i < w->n ? w->ids[from + i] : -1, e))
            return false;
    return true;
}

/* "register:id" of a reference to any register. */
static bool split_any(const struct model *m, struct sv v, const struct reg **reg, int64_t *id)
{
    struct sv key;

    if (!v.p || !sv_cut(&v, ':', &key))
        return false;
    *reg = model_reg(m, key);
    return *reg && sv_int(v, id);
}

static void collect_field(struct labels *l, const struct model *m, const struct field *f, struct sv v)
{
    struct sv *ids;
    size_t n = value_split(v, l->a, &ids);
    const struct reg *any;
    int64_t id;

    if (f->type != FT_REF && f->type != FT_REFS && f->type != FT_FILE && f->type != FT_FILES)
        return;
    if (f->type == FT_REF && !f->target) {
        if (split_any(m, v, &any, &id))
            want(l, &target_of(l, any)->want, id);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!sv_int(ids[i], &id))
            continue;
        if (f->target)
            want(l, &target_of(l, f->target)->want, id);
        else
            want(l, &l->want_files, id);
    }
}

static void put_title(struct map *m, struct arena *a, int64_t id, struct sv title)
{
    struct sv *held = ARENA_NEW(a, struct sv);

    *held = arena_dup(a, title);
    map_put(m, arena_printf(a, "%lld", (long long) id), held);
}

static bool load_batch(struct db *db, const struct records *rs, const struct actor *who, struct labels *l,
                       struct target *t, size_t from, size_t width, struct err *e)
{
    struct who_binds binds = { 0 };
    struct stmt *q = NULL;
    struct buf sql;
    bool row, ok;
    int next = (int) width + 1;

    buf_init(&sql, SQL_MAX);
    buf_put(&sql, SV("select t.id, coalesce("));
    if (t->reg->title && !field_is_int(t->reg->title)) {
        buf_put(&sql, SV("t."));
        db_ident(&sql, t->reg->title->key);
        buf_put(&sql, SV(", "));
    }
    buf_put(&sql, SV("t.nomor, '') from "));
    db_ident(&sql, t->reg->key);
    buf_put(&sql, SV(" t where t.id in ("));
    put_width(&sql, width);
    buf_put(&sql, SV(") and "));
    who_where(who, &rs->model->scheme, &t->reg->rule, SV("t"), l->a, &next, &binds, &sql);
    /* checked: names of loaded metadata and numbered parameters */
    ok = buf_ok(&sql, e) && db_prepare(db, arena_dup(l->a, buf_sv(&sql)), &q, e) &&
         bind_ids(q, &t->want, from, width, e) && record_bind(q, (int) width + 1, &binds, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        put_title(t->titles, l->a, stmt_get_int(q, 0), stmt_get_text(q, 1));
    stmt_done(q);
    buf_clear(&sql);
    return ok && arena_ok(l->a, e);
}

static bool load_files(struct db *db, struct labels *l, size_t from, size_t width, struct err *e)
{
    struct stmt *q = NULL;
    struct buf sql;
    bool row, ok;

    buf_init(&sql, SQL_MAX);
    buf_put(&sql, SV("select id, nama from berkas where id in ("));
    put_width(&sql, width);
    buf_char(&sql, ')');
    /* checked: literals and numbered parameters */
    ok = buf_ok(&sql, e) && db_prepare(db, arena_dup(l->a, buf_sv(&sql)), &q, e) &&
         bind_ids(q, &l->want_files, from, width, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        put_title(l->files, l->a, stmt_get_int(q, 0), stmt_get_text(q, 1));
    stmt_done(q);
    buf_clear(&sql);
    return ok && arena_ok(l->a, e);
}

static bool load_all(struct db *db, const struct records *rs, const struct actor *who, struct labels *l,
                     struct err *e)
{
    for (size_t i = 0; i < l->n; i++) {
        struct target *t = &l->targets[i];

        sort_wanted(&t->want);
        for (size_t from = 0, width; from < t->want.n; from += width) {
            width = width_for(t->want.n - from);
            if (!load_batch(db, rs, who, l, t, from, width, e))
                return false;
        }
    }
    sort_wanted(&l->want_files);
    for (size_t from = 0, width; from < l->want_files.n; from += width) {
        width = width_for(l->want_files.n - from);
        if (!load_files(db, l, from, width, e))
            return false;
    }
    return true;
}

bool labels_load(struct db *db, const struct records *rs, const struct actor *who,
                 const struct record *const *rows, size_t n, struct arena *a, struct labels **out,
                 struct err *e)
{
    struct labels *l = ARENA_NEW(a, struct labels);
    const struct reg *pd = model_agencies(rs->model);

    l->a = a;
    l->files = map_new(a);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows[i]->reg->n_fields; k++) {
            const struct field *f = &rows[i]->reg->fields[k];

            if (rows[i]->val[k].p && record_may_see_field(who, rows[i], f))
                collect_field(l, rs->model, f, rows[i]->val[k]);
        }
        if (rows[i]->pd && pd)
            want(l, &target_of(l, pd)->want, rows[i]->pd);
        if (!arena_ok(a, e))
            return false;
    }
    *out = l;
    return load_all(db, rs, who, l, e);
}

static struct sv title_in(const struct map *m, int64_t id)
{
    char key[24];
    struct sv *held;
    int n = snprintf(key, sizeof key, "%lld", (long long) id);

    held = m ? map_get(m, (struct sv){ key, (size_t) n }) : NULL;
    return held ? *held : SV_NULL;
}

struct sv labels_get(const struct labels *l, const struct reg *reg, int64_t id)
{
    for (size_t i = 0; l && i < l->n; i++)
        if (l->targets[i].reg == reg)
            return title_in(l->targets[i].titles, id);
    return SV_NULL;
}

struct sv labels_file(const struct labels *l, int64_t id)
{
    return l ? title_in(l->files, id) : SV_NULL;
}

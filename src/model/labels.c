/* SPDX-License-Identifier: MIT
 * model/labels.c -- titles of records that others point to: one query for each target register, rights included. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "model/list.h"
#include "model/record_priv.h"

enum { SQL_MAX = 256 * 1024, IDS_PER_QUERY = 200 };

struct target {
    const struct reg *reg;
    int64_t *ids;
    size_t n, cap;
    struct map *titles; /* "id" -> struct sv */
};

struct labels {
    struct arena *a;
    struct target *targets;
    size_t n, cap;
    struct map *files; /* file id -> struct sv name */
    int64_t *file_ids;
    size_t n_files, cap_files;
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

static void want(struct labels *l, const struct reg *reg, int64_t id)
{
    struct target *t = target_of(l, reg);

    for (size_t i = 0; i < t->n; i++)
        if (t->ids[i] == id)
            return;
    *ARENA_PUSH(l->a, t->ids, t->n, t->cap) = id;
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
            want(l, any, id);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!sv_int(ids[i], &id))
            continue;
        if (f->target)
            want(l, f->target, id);
        else
            *ARENA_PUSH(l->a, l->file_ids, l->n_files, l->cap_files) = id;
    }
}

static void put_title(struct map *m, struct arena *a, int64_t id, struct sv title)
{
    struct sv *held = ARENA_NEW(a, struct sv);

    *held = arena_dup(a, title);
    map_put(m, arena_printf(a, "%lld", (long long) id), held);
}

static bool load_batch(struct db *db, const struct records *rs, const struct actor *who, struct labels *l,
                       struct target *t, size_t from, struct err *e)
{
    struct who_binds binds = { 0 };
    struct stmt *q = NULL;
    struct buf sql;
    bool row, ok;
    int next = 1;

    buf_init(&sql, SQL_MAX);
    buf_put(&sql, SV("select t.id, coalesce("));
    if (t->reg->title && !field_is_int(t->reg->title)) {
        buf_put(&sql, SV("t."));
        db_ident(&sql, t->reg->title->key);
        buf_put(&sql, SV(", "));
    }
    buf_put(&sql, SV("t.nomor, '') from "));
    db_ident(&sql, t->reg->key);
    buf_put(&sql, SV(" t where t.id in (-1"));
    for (size_t i = from; i < t->n && i < from + IDS_PER_QUERY; i++)
        buf_printf(&sql, ",%lld", (long long) t->ids[i]);
    buf_put(&sql, SV(") and "));
    who_where(who, &rs->model->scheme, &t->reg->rule, SV("t"), l->a, &next, &binds, &sql);
    /* checked: names of loaded metadata, integers and numbered parameters */
    ok = buf_ok(&sql, e) && db_prepare(db, arena_dup(l->a, buf_sv(&sql)), &q, e) && record_bind(q, 1, &binds, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        put_title(t->titles, l->a, stmt_get_int(q, 0), stmt_get_text(q, 1));
    stmt_done(q);
    buf_clear(&sql);
    return ok;
}

static bool load_files(struct db *db, struct labels *l, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = true;

    for (size_t i = 0; ok && i < l->n_files; i++) {
        ok = db_prepare(db, SV("select nama from berkas where id = $1"), &q, e) && stmt_int(q, 1, l->file_ids[i], e) &&
             stmt_step(q, &row, e);
        if (ok && row)
            put_title(l->files, l->a, l->file_ids[i], stmt_get_text(q, 0));
        stmt_done(q);
        q = NULL;
    }
    return ok;
}

bool labels_load(struct db *db, const struct records *rs, const struct actor *who, const struct record *const *rows,
                 size_t n, struct arena *a, struct labels **out, struct err *e)
{
    struct labels *l = ARENA_NEW(a, struct labels);
    const struct reg *pd = model_reg(rs->model, SV("perangkat_daerah"));

    l->a = a;
    l->files = map_new(a);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows[i]->reg->n_fields; k++)
            collect_field(l, rs->model, &rows[i]->reg->fields[k], rows[i]->val[k]);
        if (rows[i]->pd && pd)
            want(l, pd, rows[i]->pd);
    }
    for (size_t i = 0; i < l->n; i++)
        for (size_t from = 0; from < l->targets[i].n; from += IDS_PER_QUERY)
            if (!load_batch(db, rs, who, l, &l->targets[i], from, e))
                return false;
    *out = l;
    return load_files(db, l, e) && arena_ok(a, e);
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

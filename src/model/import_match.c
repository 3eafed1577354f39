/* SPDX-License-Identifier: MIT
 * model/import_match.c -- which record a row is: by its whole identity, by a part of it that is unique, or by content. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "model/import_priv.h"
#include "model/value.h"

enum {
    SQL_MAX = 16 * 1024,
    KEYS_MAX = 8,
    PARTS_MAX = 8,
    CONTENT_MAX = 8 * 1024 * 1024,
    RECORDS_MAX = 2 * 1000 * 1000
};

struct keyspec { /* fields that together name a record */
    const struct field *f[PARTS_MAX];
    size_t n;
};

struct matcher {
    struct import *im;
    struct db *db;
    struct keyspec specs[KEYS_MAX]; /* the first is the whole identity */
    size_t n_specs;
};

static void add_single(struct matcher *m, const struct field *f)
{
    if (m->n_specs < KEYS_MAX)
        m->specs[m->n_specs++] = (struct keyspec){ { f }, 1 };
}

/* A field that is unique in the region names a record alone; so does the title where rows belong to no agency. */
static void make_specs(struct matcher *m)
{
    const struct reg *reg = m->im->conf.reg;
    struct keyspec *whole = &m->specs[m->n_specs++];

    for (size_t i = 0; i < reg->n_identity && i < PARTS_MAX; i++)
        whole->f[whole->n++] = reg->identity[i];
    for (size_t i = 0; reg->n_identity > 1 && i < reg->n_identity; i++)
        if (reg->identity[i]->unique == UNIQUE_REGION || (reg->identity[i] == reg->title && !reg->scoped))
            add_single(m, reg->identity[i]);
}

/* --- keys ---------------------------------------------------------------------------------------------------------------- */

/* Names are the same whatever their case and spaces. */
static struct sv part_of(const struct field *f, struct sv stored, struct arena *a)
{
    if (!stored.p || field_is_int(f) || field_is_multi(f))
        return stored;
    return sv_lower(value_line(stored, a), a);
}

/* "0\x1fnama\x1f12"; absent when a part is. values: by field index. */
static struct sv key_of(const struct matcher *m, size_t spec, const struct sv *values, struct arena *a)
{
    struct sv out = arena_printf(a, "%zu", spec);

    if (!m->specs[spec].n)
        return SV_NULL;
    for (size_t i = 0; i < m->specs[spec].n; i++) {
        struct sv part = part_of(m->specs[spec].f[i], values[m->specs[spec].f[i]->index], a);

        if (sv_empty(part))
            return SV_NULL;
        out = arena_printf(a, "%.*s\x1f%.*s", SV_FMT(out), SV_FMT(part));
    }
    return out;
}

static struct import_group *group_at(struct import *im, struct sv key)
{
    struct import_state *st = im->state;
    struct import_group *g = map_get(st->groups, key);

    if (!g) {
        g = ARENA_NEW(st->a, struct import_group);
        map_put(st->groups, arena_dup(st->a, key), g);
    }
    return g;
}

/* --- records ----------------------------------------------------------------------------------------------------------------- */

static void identity_sql(struct matcher *m, struct who_binds *binds, struct buf *sql)
{
    const struct import_conf *conf = &m->im->conf;
    int next = 1;

    buf_put(sql, SV("select t.id, t.nomor"));
    for (size_t i = 0; i < m->specs[0].n; i++) {
        buf_put(sql, SV(", t."));
        db_ident(sql, m->specs[0].f[i]->key);
    }
    buf_put(sql, SV(" from "));
    db_ident(sql, conf->reg->key);
    buf_put(sql, SV(" t where t.dihapus is null and "));
    who_where(conf->who, &conf->rs->model->scheme, &conf->reg->rule, SV("t"), m->im->a, &next, binds, sql);
    buf_printf(sql, " order by t.id limit %d", RECORDS_MAX);
}

static void put_number(struct import_state *st, struct sv nomor, int64_t id)
{
    int64_t *held;

    if (sv_empty(nomor))
        return;
    held = ARENA_NEW(st->a, int64_t);
    *held = id;
    map_put(st->numbers, sv_lower(arena_dup(st->a, nomor), st->a), held);
}

static void put_record(struct matcher *m, struct stmt *q, struct sv *values, struct arena *scratch)
{
    struct import_state *st = m->im->state;
    int64_t id = stmt_get_int(q, 0);

    put_number(st, stmt_get_text(q, 1), id);
    for (size_t i = 0; i < m->specs[0].n; i++)
        values[m->specs[0].f[i]->index] = arena_dup(scratch, stmt_get_text(q, 2 + (int) i));
    for (size_t s = 0; s < m->n_specs; s++) {
        struct sv key = key_of(m, s, values, scratch);
        struct import_group *g;

        if (!key.p) {
            if (s == 0)
                *ARENA_PUSH(st->a, st->loose_ids, st->n_loose, st->cap_loose) = id;
            continue;
        }
        g = group_at(m->im, key);
        *ARENA_PUSH(st->a, g->ids, g->n_ids, g->cap_ids) = id;
    }
}

static bool load_records(struct matcher *m, struct err *e)
{
    struct arena *scratch = arena_new(IMPORT_ROW_ARENA);
    struct sv *values = ARENA_ARRAY(m->im->a, struct sv, m->im->conf.reg->n_fields + 1);
    struct who_binds binds = { 0 };
    struct stmt *q = NULL;
    struct buf sql;
    bool row, ok;

    buf_init(&sql, SQL_MAX);
    identity_sql(m, &binds, &sql);
    /* checked: names of loaded metadata and numbered parameters */
    ok = buf_ok(&sql, e) && db_prepare(m->db, arena_dup(m->im->a, buf_sv(&sql)), &q, e) &&
         record_bind(q, 1, &binds, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        put_record(m, q, values, scratch);
        arena_reset(scratch);
        ok = arena_ok(m->im->a, e);
    }
    stmt_done(q);
    buf_clear(&sql);
    arena_free(scratch);
    return ok;
}

/* --- rows ---------------------------------------------------------------------------------------------------------------------- */

static bool identity_value(struct import_work *w, const struct field *f, struct sv *out, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    const struct import_column *c = import_column_of(w->im, f);
    struct import_read r = { 0 };

    *out = SV_NULL;
    if (c && !import_cell_value(w, f, table_cell(&w->im->book, &w->im->table, w->row->data, c->at), &r, e))
        return false;
    for (size_t i = 0; !r.given && i < conf->n_fixed; i++)
        if (sv_eq(conf->fixed[i].key, f->key) && !import_text_value(w, f, conf->fixed[i].value, &r, e))
            return false;
    if (!r.given && sv_eq(f->key, base_col_name(COL_PD)) && conf->reg->scoped && conf->who->n_posts == 1)
        r.stored = arena_printf(w->a, "%lld", (long long) conf->who->posts[0].pd);
    if (!r.why.p)
        *out = r.stored;
    return true;
}

/* The first key that some record has; else the first the row has at all. */
static void join_group(struct matcher *m, struct import_work *w, const struct sv *values)
{
    struct import_state *st = m->im->state;
    struct import_group *g = NULL;
    struct sv first = SV_NULL;

    for (size_t s = 0; s < m->n_specs; s++) {
        struct sv key = key_of(m, s, values, w->a);
        struct import_group *found = key.p ? map_get(st->groups, key) : NULL;

        if (key.p && !first.p)
            first = key;
        if (!found || !found->n_ids)
            continue;
        if (!g)
            g = found;
        else if (g->n_ids == 1 && found->n_ids == 1 && g->ids[0] != found->ids[0])
            w->row->crossed = true;
    }
    if (!g && first.p)
        g = group_at(m->im, first);
    if (!g)
        return;
    *ARENA_PUSH(st->a, g->rows, g->n_rows, g->cap_rows) = (size_t) (w->row - m->im->rows);
    *ARENA_PUSH(st->a, st->group, st->n_groups, st->cap_groups) = g;
    w->row->group = st->n_groups;
}

bool import_groups_make(struct import *im, struct db *db, struct err *e)
{
    struct matcher m = { .im = im, .db = db };
    struct arena *scratch = arena_new(IMPORT_ROW_ARENA);
    struct sv *values = ARENA_ARRAY(im->a, struct sv, im->conf.reg->n_fields + 1);
    bool ok;

    make_specs(&m);
    ok = load_records(&m, e);
    for (size_t i = 0; ok && i < im->n_rows; i++) {
        struct import_work w = { .im = im, .db = db, .a = scratch, .row = &im->rows[i] };

        for (size_t k = 0; ok && k < m.specs[0].n; k++)
            ok = identity_value(&w, m.specs[0].f[k], &values[m.specs[0].f[k]->index], e);
        if (ok)
            join_group(&m, &w, values);
        if (i % IMPORT_CHUNK == 0)
            arena_reset(scratch);
        ok = ok && arena_ok(im->a, e);
    }
    arena_free(scratch);
    return ok;
}

/* --- content -------------------------------------------------------------------------------------------------------------------- */

static struct sv item_of(const struct import_work *w, struct sv key)
{
    for (size_t i = 0; i < w->n_items; i++)
        if (sv_eq(w->items[i].key, key))
            return w->items[i].value;
    return SV_NULL;
}

static void put_part(struct buf *b, struct sv v)
{
    buf_put(b, v);
    buf_char(b, '\x1f');
}

static struct sv digest_of(struct buf *b, struct arena *a)
{
    struct digest d = sha256(buf_sv(b));

    buf_clear(b);
    return arena_dup(a, digest_sv(&d));
}

static bool has_column(const struct import *im, enum import_to to)
{
    for (size_t i = 0; i < im->n_columns; i++)
        if (im->columns[i].to == to)
            return true;
    return false;
}

struct sv import_row_content(struct import_work *w)
{
    const struct import *im = w->im;
    const struct reg *reg = im->conf.reg;
    struct buf b;

    buf_init(&b, CONTENT_MAX);
    for (size_t i = 0; i < reg->n_fields; i++) {
        struct sv v = item_of(w, reg->fields[i].key);

        if (im->state->in_content[i])
            put_part(&b, v.p ? v : reg->fields[i].initial);
    }
    if (has_column(im, IMPORT_STATUS))
        put_part(&b, w->status.p ? w->status : reg->states[reg->start].key);
    if (has_column(im, IMPORT_KLASIFIKASI)) {
        struct sv v = item_of(w, SV("klasifikasi"));

        put_part(&b, v.p ? v : im->conf.rs->model->scheme.levels[0].key);
    }
    return digest_of(&b, w->a);
}

struct sv import_record_content(struct import *im, const struct record *r, struct arena *a)
{
    struct buf b;

    buf_init(&b, CONTENT_MAX);
    for (size_t i = 0; i < im->conf.reg->n_fields; i++)
        if (im->state->in_content[i])
            put_part(&b, r->val[i]);
    if (has_column(im, IMPORT_STATUS))
        put_part(&b, r->status);
    if (has_column(im, IMPORT_KLASIFIKASI))
        put_part(&b, r->klasifikasi);
    return digest_of(&b, a);
}

static bool content_of_id(struct import_work *w, int64_t id, struct sv *out, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct record *r;

    if (!record_get(w->db, conf->rs, conf->who, conf->reg, id, w->a, &r, e))
        return false;
    *out = import_record_content(w->im, r, w->im->a);
    return arena_ok(w->im->a, e);
}

bool import_group_take(struct import_work *w, struct import_group *g, struct sv content, int64_t *id,
                       struct err *e)
{
    *id = 0;
    if (!g->contents) {
        g->contents = ARENA_ARRAY(w->im->a, struct sv, g->n_ids + 1);
        for (size_t i = 0; i < g->n_ids; i++)
            if (g->ids[i] && !content_of_id(w, g->ids[i], &g->contents[i], e))
                return false;
    }
    for (size_t i = 0; i < g->n_ids && !*id; i++)
        if (g->ids[i] && sv_eq(g->contents[i], content)) {
            *id = g->ids[i];
            g->ids[i] = 0;
        }
    return true;
}

static bool load_loose(struct import_work *w, struct err *e)
{
    struct import_state *st = w->im->state;
    struct arena *scratch = arena_new(IMPORT_ROW_ARENA), *mine = w->a;
    bool ok = true;

    st->loose = map_new(st->a);
    w->a = scratch;
    for (size_t i = 0; ok && i < st->n_loose; i++) {
        struct import_group *g;
        struct sv content;

        ok = content_of_id(w, st->loose_ids[i], &content, e);
        g = ok ? map_get(st->loose, content) : NULL;
        if (ok && !g) {
            g = ARENA_NEW(st->a, struct import_group);
            map_put(st->loose, content, g);
        }
        if (ok)
            *ARENA_PUSH(st->a, g->ids, g->n_ids, g->cap_ids) = st->loose_ids[i];
        arena_reset(scratch);
    }
    w->a = mine;
    arena_free(scratch);
    return ok;
}

bool import_loose_take(struct import_work *w, struct sv content, int64_t *id, struct err *e)
{
    struct import_state *st = w->im->state;
    struct import_group *g;

    *id = 0;
    if (!st->loose && !load_loose(w, e))
        return false;
    g = map_get(st->loose, content);
    for (size_t i = 0; g && i < g->n_ids && !*id; i++)
        if (g->ids[i]) {
            *id = g->ids[i];
            g->ids[i] = 0;
        }
    return true;
}

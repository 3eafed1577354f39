/* SPDX-License-Identifier: MIT
 * model/view_cols.c -- columns of a list: which there are for somebody, which he chose. */
#include "model/view.h"

#include "base/arena.h"

static struct view_cols none_yet(const struct reg *reg, struct arena *a)
{
    return (struct view_cols){ ARENA_ARRAY(a, struct view_col, reg->n_fields + COL_COUNT), 0 };
}

static void add_field(struct view_cols *c, const struct field *f)
{
    c->items[c->n++] = (struct view_col){ f->key, f, COL_COUNT };
}

static void add_base(struct view_cols *c, enum base_col b)
{
    c->items[c->n++] = (struct view_col){ base_col_name(b), NULL, b };
}

static bool sees(const struct actor *who, const struct reg *reg, const struct field *f)
{
    return f != reg->title && who_field_reach(who, f->see, f->n_see) != WHO_NONE;
}

struct view_cols view_cols_all(const struct actor *who, const struct reg *reg, struct arena *a)
{
    struct view_cols c = none_yet(reg, a);

    for (size_t i = 0; i < reg->n_fields; i++)
        if (sees(who, reg, &reg->fields[i]))
            add_field(&c, &reg->fields[i]);
    if (reg->n_states > 1) {
        add_base(&c, COL_STATUS);
        add_base(&c, COL_BERLAKU_SEJAK);
    }
    if (reg->classified)
        add_base(&c, COL_KLASIFIKASI);
    add_base(&c, COL_DIBUAT_PADA);
    add_base(&c, COL_DIUBAH_PADA);
    return c;
}

struct view_cols view_cols_default(const struct actor *who, const struct reg *reg, struct arena *a)
{
    struct view_cols c = none_yet(reg, a);

    for (size_t i = 0; i < reg->n_fields; i++)
        if (reg->fields[i].list && sees(who, reg, &reg->fields[i]))
            add_field(&c, &reg->fields[i]);
    if (reg->n_states > 1)
        add_base(&c, COL_STATUS);
    add_base(&c, COL_DIUBAH_PADA);
    return c;
}

static const struct view_col *find(const struct view_cols *c, struct sv key)
{
    for (size_t i = 0; i < c->n; i++)
        if (sv_eq(c->items[i].key, key))
            return &c->items[i];
    return NULL;
}

struct view_cols view_cols_read(const struct actor *who, const struct reg *reg, struct sv keys,
                                struct arena *a, size_t *dropped)
{
    struct view_cols all = view_cols_all(who, reg, a), c = none_yet(reg, a);
    struct sv key;

    *dropped = 0;
    while (sv_cut(&keys, ',', &key)) {
        const struct view_col *col = find(&all, key);

        if (!col || c.n >= VIEW_COLS_MAX)
            ++*dropped;
        else if (!find(&c, key))
            c.items[c.n++] = *col;
    }
    return c;
}

struct sv view_cols_keys(const struct view_cols *c, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < c->n; i++)
        out = i ? arena_printf(a, "%.*s,%.*s", SV_FMT(out), SV_FMT(c->items[i].key)) : c->items[i].key;
    return out;
}

bool view_cols_load(struct db *db, const struct actor *who, const struct reg *reg, struct arena *a,
                    struct sv *keys, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok =
             db_prepare(db, SV("select kolom from kolom_pilihan where akun = $1 and register = $2"), &q, e) &&
             stmt_int(q, 1, who->akun, e) && stmt_text(q, 2, reg->key, e) && stmt_step(q, &row, e);

    if (ok)
        *keys = row ? arena_dup(a, stmt_get_text(q, 0)) : SV_NULL;
    stmt_done(q);
    return ok;
}

bool view_cols_save(struct db *db, const struct actor *who, const struct reg *reg, struct sv keys,
                    struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    if (keys.p)
        ok = db_prepare(db,
                        SV("insert into kolom_pilihan (akun, register, kolom) values ($1, $2, $3) "
                           "on conflict (akun, register) do update set kolom = excluded.kolom"),
                        &q, e) &&
             stmt_text(q, 3, keys, e);
    else
        ok = db_prepare(db, SV("delete from kolom_pilihan where akun = $1 and register = $2"), &q, e);
    ok = ok && stmt_int(q, 1, who->akun, e) && stmt_text(q, 2, reg->key, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

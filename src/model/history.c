/* SPDX-License-Identifier: MIT
 * model/history.c -- versions of one record and what changed between them, within the reader's rights. */
#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/behalf.h"
#include "model/record_priv.h"
#include "model/schema.h"

enum { SQL_MAX = 64 * 1024, MAX_VERSIONS = 200 };

/* Columns that say nothing to a reader when they change: the version's own head carries them. */
static bool silent(enum base_col c)
{
    return c == COL_ID || c == COL_VERSI || c == COL_DIUBAH_OLEH || c == COL_DIUBAH_PADA ||
           c == COL_DIBUAT_OLEH || c == COL_DIBUAT_PADA;
}

static bool same(struct sv a, struct sv b)
{
    return sv_eq(a.p ? a : SV(""), b.p ? b : SV(""));
}

static void diff(const struct actor *who, const struct record *old, const struct record *new, struct arena *a,
                 struct record_version *v)
{
    size_t cap = 0;

    for (int c = 0; c < COL_COUNT; c++) {
        struct sv before = old ? record_base(old, (enum base_col) c, a) : SV_NULL;
        struct sv after = record_base(new, (enum base_col) c, a);

        if (!silent((enum base_col) c) && !same(before, after))
            *ARENA_PUSH(a, v->diffs, v->n, cap) =
                (struct record_diff){ NULL, (enum base_col) c, before, after };
    }
    for (size_t i = 0; i < new->reg->n_fields; i++) {
        const struct field *f = &new->reg->fields[i];
        struct sv before = old ? old->val[i] : SV_NULL, after = new->val[i];

        if (sv_eq(f->key, base_col_name(COL_PD)) || same(before, after) ||
            !record_may_see_field(who, new, f) || (old && !record_may_see_field(who, old, f)))
            continue;
        *ARENA_PUSH(a, v->diffs, v->n, cap) = (struct record_diff){ f, COL_ID, before, after };
    }
}

static struct sv versions_sql(const struct reg *reg, struct arena *a)
{
    struct buf b;
    struct sv sql;

    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("select "));
    schema_columns(reg, SV("t"), &b);
    buf_put(&b, SV(", t.aksi, coalesce(k.nama, ''), coalesce(p.jabatan, ''), coalesce(g.nama, '') from "));
    db_ident(&b, arena_printf(a, "%.*s_h", SV_FMT(reg->key)));
    buf_put(&b,
            SV(" t left join akun k on k.id = t.diubah_oleh left join pelaksana_harian p on p.register = $2 "
               "and p.rekaman = t.id and p.versi = t.versi left join akun g on g.id = p.atas_nama "
               "where t.id = $1 order by t.versi desc limit "));
    buf_int(&b, MAX_VERSIONS + 1); /* one more, to compare the oldest shown with */
    sql = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

bool record_history(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                    int64_t id, struct arena *a, struct record_version **out, size_t *n, struct err *e)
{
    int columns = COL_COUNT + (int) reg->n_fields;
    struct record_version *items = ARENA_ARRAY(a, struct record_version, MAX_VERSIONS + 1);
    struct record **rows = ARENA_ARRAY(a, struct record *, MAX_VERSIONS + 1), *now;
    struct stmt *q = NULL;
    size_t count = 0, shown;
    bool row, ok;

    if (!record_get(db, rs, who, reg, id, a, &now, e))
        return false;
    /* checked: names of loaded metadata */
    ok = db_prepare(db, versions_sql(reg, a), &q, e) && stmt_int(q, 1, id, e) && stmt_text(q, 2, reg->key, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        ok = record_from_row(q, reg, a, &rows[count], e);
        if (!ok)
            break;
        items[count].versi = rows[count]->versi;
        items[count].oleh = rows[count]->diubah_oleh;
        items[count].pada = rows[count]->diubah_pada;
        items[count].action = arena_dup(a, stmt_get_text(q, columns));
        items[count].oleh_nama = behalf_name(arena_dup(a, stmt_get_text(q, columns + 1)),
                                             arena_dup(a, stmt_get_text(q, columns + 2)),
                                             arena_dup(a, stmt_get_text(q, columns + 3)), a);
        count++;
    }
    stmt_done(q);
    if (!ok)
        return false;
    shown = 0;
    for (size_t i = 0; i < count && i < MAX_VERSIONS; i++) {
        const struct record *new = rows[i], *old = i + 1 < count ? rows[i + 1] : NULL;

        assert(new != NULL);
        /* A version of a higher classification, or of another agency's secret time, is left out whole. */
        if (!who_may_see_both(who, &rs->model->scheme, &reg->rule, new->pd, record_party(new),
                              new->klasifikasi) ||
            (old && !who_may_see_both(who, &rs->model->scheme, &reg->rule, old->pd, record_party(old),
                                      old->klasifikasi)))
            continue;
        items[shown] = items[i];
        if (old || new->versi == 1)
            diff(who, old, new, a, &items[shown]);
        shown++;
    }
    *out = items;
    *n = shown;
    return arena_ok(a, e);
}

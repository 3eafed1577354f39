/* SPDX-License-Identifier: MIT
 * model/record_row.c -- a record's row and its version, as statements. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "model/record_priv.h"
#include "model/schema_priv.h"

enum { SQL_MAX = 64 * 1024 };

static bool bind_row(struct stmt *q, const struct record *r, struct arena *a, struct err *e)
{
    int at = 1;

    for (int c = 0; c < COL_COUNT; c++) {
        struct sv v = record_base(r, (enum base_col) c, a);
        int64_t n;
        bool ok = base_col_is_int((enum base_col) c) && v.p ? sv_int(v, &n) && stmt_int(q, at++, n, e)
                                                            : stmt_text(q, at++, v, e);

        if (!ok)
            return false;
    }
    for (size_t i = 0; i < r->reg->n_fields; i++) {
        const struct field *f = &r->reg->fields[i];
        int64_t n = 0;
        bool ok;

        if (schema_is_base_field(f))
            continue;
        ok = field_is_int(f) && r->val[i].p ? sv_int(r->val[i], &n) && stmt_int(q, at++, n, e)
                                            : stmt_text(q, at++, r->val[i], e);
        if (!ok)
            return false;
    }
    return true;
}

static void column_names(const struct reg *reg, struct buf *b)
{
    for (int c = 0; c < COL_COUNT; c++) {
        if (c)
            buf_put(b, SV(", "));
        db_ident(b, base_col_name((enum base_col) c));
    }
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (schema_is_base_field(&reg->fields[i]))
            continue;
        buf_put(b, SV(", "));
        db_ident(b, reg->fields[i].key);
    }
}

static int column_count(const struct reg *reg)
{
    int n = COL_COUNT + (int) reg->n_fields;

    return reg_field(reg, base_col_name(COL_PD)) ? n - 1 : n;
}

static struct sv insert_sql(const struct writer *w, bool history)
{
    int n = column_count(w->reg);
    struct buf b;
    struct sv sql;

    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("insert into "));
    db_ident(&b, history ? arena_printf(w->a, "%.*s_h", SV_FMT(w->reg->key)) : w->reg->key);
    buf_put(&b, SV(" ("));
    column_names(w->reg, &b);
    buf_put(&b, history ? SV(", dari, aksi) values (") : SV(") values ("));
    for (int i = 1; i <= n + (history ? 2 : 0); i++)
        buf_printf(&b, i > 1 ? ", $%d" : "$%d", i);
    buf_char(&b, ')');
    sql = arena_dup(w->a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

static struct sv update_sql(const struct writer *w)
{
    int at = 1;
    struct buf b;
    struct sv sql;

    buf_init(&b, SQL_MAX);
    buf_put(&b, SV("update "));
    db_ident(&b, w->reg->key);
    buf_put(&b, SV(" set "));
    for (int c = 0; c < COL_COUNT; c++, at++) {
        if (c == COL_ID)
            continue;
        if (at > 2)
            buf_put(&b, SV(", "));
        db_ident(&b, base_col_name((enum base_col) c));
        buf_printf(&b, " = $%d", at);
    }
    for (size_t i = 0; i < w->reg->n_fields; i++) {
        if (schema_is_base_field(&w->reg->fields[i]))
            continue;
        buf_put(&b, SV(", "));
        db_ident(&b, w->reg->fields[i].key);
        buf_printf(&b, " = $%d", at++);
    }
    buf_put(&b, SV(" where id = $1"));
    sql = arena_dup(w->a, buf_sv(&b));
    buf_clear(&b);
    return sql;
}

bool record_write_row(struct writer *w, const struct record *r, bool is_new, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    /* checked: names of loaded metadata only, here and below */
    ok = db_prepare(w->db, is_new ? insert_sql(w, false) : update_sql(w), &q, e) && bind_row(q, r, w->a, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

bool record_write_version(struct writer *w, const struct record *r, struct sv action, struct err *e)
{
    int n = column_count(w->reg);
    struct stmt *q = NULL;
    struct buf b;
    bool row, ok = true;

    if (r->versi > 1) {
        buf_init(&b, 256);
        buf_put(&b, SV("update "));
        db_ident(&b, arena_printf(w->a, "%.*s_h", SV_FMT(w->reg->key)));
        buf_put(&b, SV(" set sampai = $1 where id = $2 and versi = $3"));
        /* checked: the register's own history table */
        ok = db_prepare(w->db, arena_dup(w->a, buf_sv(&b)), &q, e) && stmt_text(q, 1, w->now_text, e) &&
             stmt_int(q, 2, r->id, e) && stmt_int(q, 3, r->versi - 1, e) && stmt_step(q, &row, e);
        stmt_done(q);
        q = NULL;
        buf_clear(&b);
    }
    /* checked: as above */
    ok = ok && db_prepare(w->db, insert_sql(w, true), &q, e) && bind_row(q, r, w->a, e) &&
         stmt_text(q, n + 1, w->now_text, e) && stmt_text(q, n + 2, action, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

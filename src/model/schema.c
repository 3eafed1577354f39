/* SPDX-License-Identifier: MIT
 * model/schema.c -- makes and extends tables from declarations.
 * Every piece of SQL text here is made of literals and of names that were matched against [a-z][a-z0-9_]{0,62} when the
 * declarations were loaded and pass db_ident() again. */
#include "model/schema_priv.h"

#include "base/arena.h"
#include "base/hash.h"
#include "json/json.h"
#include "model/event.h"

enum { SQL_MAX = 64 * 1024 };

static const struct db_migration own[] = {
    { "model-001-engine",
      "create table urut (kunci {text} primary key, n {int} not null);\n"
      "create table hitung (register {text} not null, perangkat_daerah {int} not null, status {text} not null, "
      "klasifikasi {text} not null, n {int} not null, primary key (register, perangkat_daerah, status, klasifikasi));\n"
      "create table peristiwa (seq {id}, waktu {int} not null, register {text} not null, rekaman {int} not null, "
      "isi {text} not null, garam {text} not null, daun {text} not null);\n"
      "create index peristiwa_rekaman on peristiwa (register, rekaman, seq);\n"
      "create table berkas (id {id}, digest {text} not null, nama {text} not null, tipe {text} not null, "
      "ukuran {int} not null, jenis {text}, oleh {int} not null, pada {text} not null);\n"
      "create table berkas_pakai (berkas {int} not null, register {text} not null, rekaman {int} not null, "
      "bidang {text} not null, primary key (berkas, register, rekaman, bidang));\n"
      "create table skema (register {text} primary key, digest {text} not null);\n"
      "create table skema_kolom (register {text} not null, kolom {text} not null, tipe {text} not null, "
      "primary key (register, kolom))" },
    { "model-002-attachments", "create index berkas_pakai_rekaman on berkas_pakai (register, rekaman)" },
};

/* Raised when the indexes of schema_index.c change, so that regions made before get the new ones. An index that changes takes a new name;
 * the old one is dropped by old_indexes(). */
enum { LAYOUT = 4 };

void schema_put(struct maker *m, const char *lit)
{
    buf_put(&m->sql, sv_of(lit));
}

void schema_name(struct maker *m, struct sv key)
{
    db_ident(&m->sql, key);
}

struct sv schema_joined(struct maker *m, struct sv a, const char *b, struct sv c)
{
    return arena_printf(m->a, "%.*s%s%.*s", SV_FMT(a), b, SV_FMT(c));
}

bool schema_run(struct maker *m, struct err *e)
{
    bool ok =
        buf_ok(&m->sql, e) && db_run(m->db, buf_sv(&m->sql), e); /* checked: literals and loaded names only */

    buf_reset(&m->sql);
    return ok;
}

bool schema_is_base_field(const struct field *f)
{
    return sv_eq(f->key, base_col_name(COL_PD));
}

static struct sv column_type(struct maker *m, bool is_int)
{
    return db_ddl_type(db_engine_of(m->db), is_int ? DB_T_INT : DB_T_TEXT);
}

static void columns_ddl(struct maker *m, const struct reg *r, bool history)
{
    for (int c = 0; c < COL_COUNT; c++) {
        if (c)
            schema_put(m, ", ");
        schema_name(m, base_col_name((enum base_col) c));
        schema_put(m, " ");
        if (c == COL_ID && !history)
            buf_put(&m->sql, db_ddl_type(db_engine_of(m->db), DB_T_ID));
        else
            buf_put(&m->sql, column_type(m, base_col_is_int((enum base_col) c)));
    }
    for (size_t i = 0; i < r->n_fields; i++) {
        if (schema_is_base_field(&r->fields[i]))
            continue;
        schema_put(m, ", ");
        schema_name(m, r->fields[i].key);
        schema_put(m, " ");
        buf_put(&m->sql, column_type(m, field_is_int(&r->fields[i])));
    }
}

static bool join_tables(struct maker *m, const struct reg *r, struct err *e)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        struct sv table = schema_joined(m, r->key, "__", r->fields[i].key);
        struct sv type = column_type(m, true);

        if (r->fields[i].type != FT_REFS)
            continue;
        schema_put(m, "create table if not exists ");
        schema_name(m, table);
        buf_printf(&m->sql, " (induk %.*s not null, ke %.*s not null, primary key (induk, ke))", SV_FMT(type),
                   SV_FMT(type));
        if (!schema_run(m, e))
            return false;
        schema_put(m, "create index if not exists ");
        schema_name(m, schema_short(m, schema_joined(m, table, "_", SV("ke"))));
        schema_put(m, " on ");
        schema_name(m, table);
        schema_put(m, " (ke)");
        if (!schema_run(m, e))
            return false;
    }
    return true;
}

static bool create_tables(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv h = schema_joined(m, r->key, "_", SV("h"));

    schema_put(m, "create table ");
    schema_name(m, r->key);
    schema_put(m, " (");
    columns_ddl(m, r, false);
    schema_put(m, ")");
    if (!schema_run(m, e))
        return false;
    schema_put(m, "create table ");
    schema_name(m, h);
    schema_put(m, " (");
    columns_ddl(m, r, true);
    buf_printf(&m->sql, ", dari %.*s, sampai %.*s, aksi %.*s, primary key (id, versi))",
               SV_FMT(column_type(m, false)), SV_FMT(column_type(m, false)), SV_FMT(column_type(m, false)));
    return schema_run(m, e);
}

static bool note_column(struct maker *m, const struct reg *r, const struct field *f, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(m->db,
                              SV("insert into skema_kolom (register, kolom, tipe) values ($1, $2, $3) "
                                 "on conflict (register, kolom) do nothing"),
                              &q, e) &&
                   stmt_text(q, 1, r->key, e) && stmt_text(q, 2, f->key, e) &&
                   stmt_text(q, 3, field_is_int(f) ? SV("angka") : SV("teks"), e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool add_column(struct maker *m, struct sv table, const struct field *f, struct err *e)
{
    schema_put(m, "alter table ");
    schema_name(m, table);
    schema_put(m, " add column ");
    schema_name(m, f->key);
    schema_put(m, " ");
    buf_put(&m->sql, column_type(m, field_is_int(f)));
    return schema_run(m, e);
}

/* A column whose storage class changed cannot be migrated by adding: said, with what to do. */
static bool check_column(struct maker *m, const struct reg *r, const struct field *f, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(m->db, SV("select tipe from skema_kolom where register = $1 and kolom = $2"), &q,
                         e) &&
              stmt_text(q, 1, r->key, e) && stmt_text(q, 2, f->key, e) && stmt_step(q, &row, e);

    if (ok && row && !sv_eq(stmt_get_text(q, 0), field_is_int(f) ? SV("angka") : SV("teks"))) {
        struct problem *p = problems_add(
            m->ps, f->key, T("Bidang \"%.*s\" pada register \"%.*s\" berubah cara simpannya (angka/teks)."),
            SV_FMT(f->key), SV_FMT(r->key));

        p->file = r->file;
        p->hint = SV("Beri nama baru pada bidang itu; bidang lama tetap tersimpan dan disembunyikan.");
    }
    stmt_done(q);
    return ok;
}

static bool extend_tables(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv h = schema_joined(m, r->key, "_", SV("h"));

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        bool has;

        if (schema_is_base_field(f))
            continue;
        if (!db_ddl_has_column(m->db, r->key, f->key, &has, e))
            return false;
        if (has ? !check_column(m, r, f, e) : !add_column(m, r->key, f, e) || !add_column(m, h, f, e))
            return false;
    }
    return true;
}

/* What the tables of a register depend on, as one text. */
static struct digest shape(struct maker *m, const struct reg *r)
{
    struct digest d;

    buf_reset(&m->sql);
    buf_put(&m->sql, r->key);
    buf_printf(&m->sql, "|%d", LAYOUT);
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];

        buf_printf(&m->sql, "|%.*s:%d:%d:%d:%d", SV_FMT(f->key), (int) f->type, (int) f->unique, f->list,
                   f->target != NULL);
    }
    for (size_t i = 0; i < r->n_states; i++)
        buf_printf(&m->sql, "|%.*s", SV_FMT(r->states[i].key));
    d = sha256(buf_sv(&m->sql));
    buf_reset(&m->sql);
    return d;
}

static bool same_shape(struct maker *m, const struct reg *r, struct sv digest, bool *same, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(m->db, SV("select digest from skema where register = $1"), &q, e) &&
                           stmt_text(q, 1, r->key, e) && stmt_step(q, &row, e);

    *same = ok && row && sv_eq(stmt_get_text(q, 0), digest);
    stmt_done(q);
    return ok;
}

static bool note_shape(struct maker *m, const struct reg *r, struct sv digest, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(m->db,
                              SV("insert into skema (register, digest) values ($1, $2) "
                                 "on conflict (register) do update set digest = excluded.digest"),
                              &q, e) &&
                   stmt_text(q, 1, r->key, e) && stmt_text(q, 2, digest, e) && stmt_step(q, &row, e);

    stmt_done(q);
    for (size_t i = 0; ok && i < r->n_fields; i++)
        if (!schema_is_base_field(&r->fields[i]))
            ok = note_column(m, r, &r->fields[i], e);
    return ok;
}

static bool apply_reg(struct maker *m, const struct reg *r, struct err *e)
{
    struct digest d = shape(m, r);
    struct sv digest = hex_make(digest_sv(&d), m->a);
    bool has, same;

    if (!same_shape(m, r, digest, &same, e))
        return false;
    if (same)
        return true;
    m->changes++;
    if (!db_ddl_has_table(m->db, r->key, &has, e))
        return false;
    if (has ? !extend_tables(m, r, e) : !create_tables(m, r, e))
        return false;
    return join_tables(m, r, e) && schema_indexes(m, r, e) && note_shape(m, r, digest, e) &&
           (!has || schema_states(m, r, e));
}

static bool apply_all(struct maker *m, struct err *e)
{
    const struct model *model = m->rs->model;

    size_t had = m->ps->n;

    for (size_t i = 0; i < model->n_regs; i++)
        if (!apply_reg(m, model->regs[i], e))
            return false;
    if (m->ps->n > had)
        return err_set(e, ERR_INPUT, T("Deklarasi baru tidak cocok dengan data yang ada (%zu masalah)."),
                       m->ps->n - had);
    if (!m->changes)
        return true;
    if (!schema_views(m, e))
        return false;
    return event_other(m->db, SV("skema"), who_system(), arena_printf(m->a, "{\"register\":%d}", m->changes),
                       m->rs->now(), m->a, e);
}

static bool apply(struct db *db, const struct records *rs, bool keep, struct problems *ps, struct err *e)
{
    struct maker m = { .db = db, .rs = rs, .ps = ps };
    bool ok;

    if (!db_begin(db, e))
        return false;
    m.a = arena_new(16 * 1024 * 1024);
    buf_init(&m.sql, SQL_MAX);
    ok = apply_all(&m, e);
    if (ok && keep)
        ok = db_commit(db, e) && db_pack_grant(db, e);
    if (!ok || !keep)
        db_rollback(db);
    buf_clear(&m.sql);
    arena_free(m.a);
    return ok;
}

bool schema_apply(struct db *db, const struct records *rs, struct problems *ps, struct err *e)
{
    return db_migrate(db, own, sizeof own / sizeof own[0], e) && db_search_setup(db, e) &&
           apply(db, rs, true, ps, e);
}

bool schema_try(struct db *db, const struct records *rs, struct problems *ps, struct err *e)
{
    return apply(db, rs, false, ps, e);
}

void schema_columns(const struct reg *r, struct sv alias, struct buf *b)
{
    for (int c = 0; c < COL_COUNT; c++) {
        if (c)
            buf_put(b, SV(", "));
        db_ident(b, alias);
        buf_char(b, '.');
        db_ident(b, base_col_name((enum base_col) c));
    }
    for (size_t i = 0; i < r->n_fields; i++) {
        buf_put(b, SV(", "));
        db_ident(b, alias);
        buf_char(b, '.');
        db_ident(b, r->fields[i].key);
    }
}

bool record_from_row(struct stmt *q, const struct reg *r, struct arena *a, struct record **out, struct err *e)
{
    struct record *rec = ARENA_NEW(a, struct record);

    rec->reg = r;
    rec->id = stmt_get_int(q, COL_ID);
    rec->nomor = arena_dup(a, stmt_get_text(q, COL_NOMOR));
    rec->pd = stmt_get_int(q, COL_PD);
    rec->klasifikasi = arena_dup(a, stmt_get_text(q, COL_KLASIFIKASI));
    rec->status = arena_dup(a, stmt_get_text(q, COL_STATUS));
    rec->berlaku_sejak = arena_dup(a, stmt_get_text(q, COL_BERLAKU_SEJAK));
    rec->versi = stmt_get_int(q, COL_VERSI);
    rec->dibuat_oleh = stmt_get_int(q, COL_DIBUAT_OLEH);
    rec->dibuat_pada = arena_dup(a, stmt_get_text(q, COL_DIBUAT_PADA));
    rec->diubah_oleh = stmt_get_int(q, COL_DIUBAH_OLEH);
    rec->diubah_pada = arena_dup(a, stmt_get_text(q, COL_DIUBAH_PADA));
    rec->dihapus = arena_dup(a, stmt_get_text(q, COL_DIHAPUS));
    rec->val = ARENA_ARRAY(a, struct sv, r->n_fields);
    for (size_t i = 0; i < r->n_fields; i++)
        rec->val[i] = arena_dup(a, stmt_get_text(q, COL_COUNT + (int) i));
    *out = rec;
    return arena_ok(a, e);
}

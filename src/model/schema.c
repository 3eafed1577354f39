/* SPDX-License-Identifier: MIT
 * model/schema.c -- makes and extends tables from declarations.
 * Every piece of SQL text here is made of literals and of names that were matched against [a-z][a-z0-9_]{0,62} when the
 * declarations were loaded and pass db_ident() again. */
#include "model/schema.h"

#include "base/arena.h"
#include "base/buf.h"
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

/* Raised when the indexes below change, so that regions made before get the new ones. An index that changes takes a new name;
 * the old one is dropped by old_indexes(). */
enum { LAYOUT = 3 };

struct maker {
    struct db *db;
    const struct records *rs;
    struct arena *a;
    struct problems *ps;
    struct buf sql;
    int changes;
};

static void put(struct maker *m, const char *lit)
{
    buf_put(&m->sql, sv_of(lit));
}

static void name(struct maker *m, struct sv key)
{
    db_ident(&m->sql, key);
}

static struct sv joined(struct maker *m, struct sv a, const char *b, struct sv c)
{
    return arena_printf(m->a, "%.*s%s%.*s", SV_FMT(a), b, SV_FMT(c));
}

static bool run(struct maker *m, struct err *e)
{
    bool ok =
        buf_ok(&m->sql, e) && db_run(m->db, buf_sv(&m->sql), e); /* checked: literals and loaded names only */

    buf_reset(&m->sql);
    return ok;
}

static bool is_base_field(const struct field *f)
{
    return sv_eq(f->key, SV("perangkat_daerah"));
}

static struct sv column_type(struct maker *m, bool is_int)
{
    return db_ddl_type(db_engine_of(m->db), is_int ? DB_T_INT : DB_T_TEXT);
}

static void columns_ddl(struct maker *m, const struct reg *r, bool history)
{
    for (int c = 0; c < COL_COUNT; c++) {
        if (c)
            put(m, ", ");
        name(m, base_col_name((enum base_col) c));
        put(m, " ");
        if (c == COL_ID && !history)
            buf_put(&m->sql, db_ddl_type(db_engine_of(m->db), DB_T_ID));
        else
            buf_put(&m->sql, column_type(m, base_col_is_int((enum base_col) c)));
    }
    for (size_t i = 0; i < r->n_fields; i++) {
        if (is_base_field(&r->fields[i]))
            continue;
        put(m, ", ");
        name(m, r->fields[i].key);
        put(m, " ");
        buf_put(&m->sql, column_type(m, field_is_int(&r->fields[i])));
    }
}

/* At most 63 bytes, and no two alike: a name that is too long ends in a digest of the whole. */
static struct sv short_name(struct maker *m, struct sv whole)
{
    struct digest d;

    if (whole.n <= 63)
        return whole;
    d = sha256(whole);
    return arena_printf(m->a, "%.*s_%.*s", 54, whole.p, 8, hex_make(digest_sv(&d), m->a).p);
}

static bool index_where(struct maker *m, const struct reg *r, struct sv suffix, const char *cols_lit,
                        struct sv col, const char *tail_lit, const char *where_lit, bool unique,
                        struct err *e)
{
    put(m, unique ? "create unique index if not exists " : "create index if not exists ");
    name(m, short_name(m, joined(m, r->key, "_i_", suffix)));
    put(m, " on ");
    name(m, r->key);
    put(m, " (");
    put(m, cols_lit);
    if (col.p)
        name(m, col);
    put(m, tail_lit);
    put(m, where_lit);
    return run(m, e);
}

static bool index_on(struct maker *m, const struct reg *r, struct sv suffix, const char *cols_lit,
                     struct sv col, const char *tail_lit, bool unique, struct err *e)
{
    return index_where(m, r, suffix, cols_lit, col, tail_lit, " where dihapus is null", unique, e);
}

static bool field_indexes(struct maker *m, const struct reg *r, const struct field *f, struct err *e)
{
    bool is_int = field_is_int(f);

    if (is_base_field(f) || field_is_multi(f))
        return true;
    if (f->unique == UNIQUE_REGION &&
        !index_on(m, r, joined(m, f->key, "_", SV("unik")), "", f->key, ")", true, e))
        return false;
    if (f->unique == UNIQUE_AGENCY &&
        !index_on(m, r, joined(m, f->key, "_", SV("unik")), "perangkat_daerah, ", f->key, ")", true, e))
        return false;
    if (f->type == FT_REF && !index_on(m, r, f->key, "", f->key, ")", false, e))
        return false;
    if (!f->list || f->type == FT_PROSE)
        return true;
    return index_on(m, r, joined(m, f->key, "_", SV("urut")), "coalesce(", f->key,
                    is_int ? ", 0), id)" : ", ''), id)", false, e);
}

/* Versions in the order of lists: a past day walks back from there. */
static bool history_index(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv h = joined(m, r->key, "_", SV("h"));

    put(m, "create index if not exists ");
    name(m, short_name(m, joined(m, h, "_i_", SV("diubah"))));
    put(m, " on ");
    name(m, h);
    put(m, " (coalesce(diubah_pada, ''), id)");
    return run(m, e);
}

/* Names of earlier layouts. */
static bool old_indexes(struct maker *m, const struct reg *r, struct err *e)
{
    put(m, "drop index if exists ");
    name(m, sv_sub(joined(m, r->key, "_i_", SV("status")), 0, 63));
    return run(m, e);
}

/* What every list asks: the newest first, of one agency, in one state, by number, by agency, the removed ones. Each ends in
 * the order of its list, so that a page is read off without sorting (tests/unit/test_plans.c). */
static bool indexes(struct maker *m, const struct reg *r, struct err *e)
{
    if (!old_indexes(m, r, e) || /* first: one of the new may bear the name of an old one */
        !index_on(m, r, SV("diubah"), "coalesce(diubah_pada, ''), id", SV_NULL, ")", false, e) ||
        !index_on(m, r, SV("pd"), "perangkat_daerah, coalesce(diubah_pada, ''), id", SV_NULL, ")", false,
                  e) ||
        !index_on(m, r, SV("status_diubah"), "status, coalesce(diubah_pada, ''), id", SV_NULL, ")", false,
                  e) ||
        !index_on(m, r, SV("nomor"), "coalesce(nomor, ''), id", SV_NULL, ")", false, e) ||
        !index_where(m, r, SV("dihapus"), "coalesce(diubah_pada, ''), id", SV_NULL, ")",
                     " where dihapus is not null", false, e) ||
        !history_index(m, r, e) ||
        (sv_eq(r->key, base_col_name(COL_PD)) &&
         !index_where(m, r, SV("unit"), "coalesce(dihitung_di, id)", SV_NULL, ")", "", false, e)))
        return false;
    if (reg_field(r, base_col_name(COL_PD)) && reg_field(r, base_col_name(COL_PD))->list &&
        !index_on(m, r, SV("pd_urut"), "coalesce(perangkat_daerah, 0), id", SV_NULL, ")", false, e))
        return false;
    for (size_t i = 0; i < r->n_fields; i++)
        if (!field_indexes(m, r, &r->fields[i], e))
            return false;
    return true;
}

static bool join_tables(struct maker *m, const struct reg *r, struct err *e)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        struct sv table = joined(m, r->key, "__", r->fields[i].key);
        struct sv type = column_type(m, true);

        if (r->fields[i].type != FT_REFS)
            continue;
        put(m, "create table if not exists ");
        name(m, table);
        buf_printf(&m->sql, " (induk %.*s not null, ke %.*s not null, primary key (induk, ke))", SV_FMT(type),
                   SV_FMT(type));
        if (!run(m, e))
            return false;
        put(m, "create index if not exists ");
        name(m, short_name(m, joined(m, table, "_", SV("ke"))));
        put(m, " on ");
        name(m, table);
        put(m, " (ke)");
        if (!run(m, e))
            return false;
    }
    return true;
}

static bool create_tables(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv h = joined(m, r->key, "_", SV("h"));

    put(m, "create table ");
    name(m, r->key);
    put(m, " (");
    columns_ddl(m, r, false);
    put(m, ")");
    if (!run(m, e))
        return false;
    put(m, "create table ");
    name(m, h);
    put(m, " (");
    columns_ddl(m, r, true);
    buf_printf(&m->sql, ", dari %.*s, sampai %.*s, aksi %.*s, primary key (id, versi))",
               SV_FMT(column_type(m, false)), SV_FMT(column_type(m, false)), SV_FMT(column_type(m, false)));
    return run(m, e);
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
    put(m, "alter table ");
    name(m, table);
    put(m, " add column ");
    name(m, f->key);
    put(m, " ");
    buf_put(&m->sql, column_type(m, field_is_int(f)));
    return run(m, e);
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
    struct sv h = joined(m, r->key, "_", SV("h"));

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        bool has;

        if (is_base_field(f))
            continue;
        if (!db_ddl_has_column(m->db, r->key, f->key, &has, e))
            return false;
        if (has ? !check_column(m, r, f, e) : !add_column(m, r->key, f, e) || !add_column(m, h, f, e))
            return false;
    }
    return true;
}

/* Which unit each agency counts at, removed agencies included: their rows go on counting. */
static bool create_unit_view(struct maker *m, struct err *e)
{
    put(m, "drop view if exists v_unit");
    if (!run(m, e))
        return false;
    put(m,
        "create view v_unit as select t.id, coalesce(t.dihitung_di, t.id) as pd_induk from perangkat_daerah t");
    return run(m, e);
}

static bool create_view(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv view = joined(m, SV("v"), "_", r->key);

    put(m, "drop view if exists ");
    name(m, view);
    if (!run(m, e))
        return false;
    put(m, "create view ");
    name(m, view);
    put(m, " as select t.*, ");
    if (sv_eq(r->key, SV("perangkat_daerah")))
        put(m, "coalesce(t.dihitung_di, t.id)");
    else
        put(m,
            "(select coalesce(p.dihitung_di, p.id) from perangkat_daerah p where p.id = t.perangkat_daerah)");
    put(m, " as pd_induk from ");
    name(m, r->key);
    put(m, " t where t.dihapus is null");
    return run(m, e);
}

/* Packs see join tables through views of their own. */
static bool create_join_views(struct maker *m, const struct reg *r, struct err *e)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        struct sv table = joined(m, r->key, "__", r->fields[i].key), view = joined(m, SV("v"), "_", table);

        if (r->fields[i].type != FT_REFS)
            continue;
        put(m, "drop view if exists ");
        name(m, view);
        if (!run(m, e))
            return false;
        put(m, "create view ");
        name(m, view);
        put(m, " as select induk, ke from ");
        name(m, table);
        if (!run(m, e))
            return false;
    }
    return true;
}

enum { MOVED_AT_ONCE = 500, MOVE_ARENA = 64 * 1024 * 1024 };

struct moved {
    int64_t id, versi;
};

/* The next rows of a state, removed ones too: they may be restored one day. */
static bool rows_in_state(struct maker *m, const struct reg *r, struct sv state, int64_t after,
                          struct moved *rows, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    *n = 0;
    put(m, "select id, versi from ");
    name(m, r->key);
    put(m, " where status = $1 and id > $2 order by id limit ");
    buf_int(&m->sql, MOVED_AT_ONCE);
    /* checked: literals and loaded names only */
    ok = db_prepare(m->db, arena_dup(m->a, buf_sv(&m->sql)), &q, e) && stmt_text(q, 1, state, e) &&
         stmt_int(q, 2, after, e);
    buf_reset(&m->sql);
    while (ok && *n < MOVED_AT_ONCE && (ok = stmt_step(q, &row, e)) && row)
        rows[(*n)++] = (struct moved){ stmt_get_int(q, 0), stmt_get_int(q, 1) };
    stmt_done(q);
    return ok;
}

/* Rows of a state that is gone move to the one that stands for it, each as an ordinary change with its event. */
static bool move_rows(struct maker *m, const struct reg *r, struct sv from, struct sv to, struct err *e)
{
    struct input none = { .partial = true, .fact = true };
    struct arena *a = arena_new(MOVE_ARENA);
    struct moved rows[MOVED_AT_ONCE];
    int64_t last = 0;
    size_t n = MOVED_AT_ONCE;
    bool ok = true;

    while (ok && n == MOVED_AT_ONCE) {
        ok = rows_in_state(m, r, from, last, rows, &n, e);
        for (size_t i = 0; ok && i < n; i++) {
            struct problems ps;
            struct record *after;

            problems_init(&ps, a, 5);
            ok = record_move(m->db, m->rs, who_system(), r, rows[i].id, rows[i].versi, to, SV_NULL, &none, a,
                             &after, &ps, e);
            last = rows[i].id;
            arena_reset(a);
        }
    }
    arena_free(a);
    return ok;
}

static bool foreign_state(struct maker *m, const struct reg *r, struct sv s, struct err *e)
{
    struct sv to = json_text(json_get(r->workflow, SV("map")), s);
    struct problem *p;

    if (to.p && reg_state(r, to))
        return move_rows(m, r, s, to, e);
    p = problems_add(
        m->ps, SV("states"),
        T("Register \"%.*s\" masih punya rekaman berkeadaan \"%.*s\" yang tidak lagi dideklarasikan."),
        SV_FMT(r->key), SV_FMT(s));
    p->file = r->file;
    p->hint = SV("Tulis map: {keadaan_lama: keadaan_baru} pada states, atau pertahankan keadaan itu.");
    return true;
}

/* States that rows still have but the declaration no longer knows. */
static bool check_states(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv *foreign = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok;

    put(m, "select distinct status from ");
    name(m, r->key);
    /* checked: literals and loaded names only */
    ok = db_prepare(m->db, arena_dup(m->a, buf_sv(&m->sql)), &q, e);
    buf_reset(&m->sql);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (!reg_state(r, stmt_get_text(q, 0)))
            *ARENA_PUSH(m->a, foreign, n, cap) = arena_dup(m->a, stmt_get_text(q, 0));
    stmt_done(q);
    for (size_t i = 0; ok && i < n; i++)
        ok = foreign_state(m, r, foreign[i], e);
    return ok;
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
        if (!is_base_field(&r->fields[i]))
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
    return join_tables(m, r, e) && indexes(m, r, e) && note_shape(m, r, digest, e) &&
           (!has || check_states(m, r, e));
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
    for (size_t i = 0; i < model->n_regs; i++) /* views last: they look at perangkat_daerah */
        if (!create_view(m, model->regs[i], e) || !create_join_views(m, model->regs[i], e))
            return false;
    if (model_reg(model, base_col_name(COL_PD)) && !create_unit_view(m, e))
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

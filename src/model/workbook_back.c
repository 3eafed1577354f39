/* SPDX-License-Identifier: MIT
 * model/workbook_back.c -- a workbook that came back: whose sheets they are, and each through the import. */
#include "base/arena.h"
#include "base/file.h"
#include "model/sheet_template.h"
#include "model/workbook.h"

enum { LEASE_MS = 60000, FILE_MAX = 50 * 1024 * 1024, BOOK_ARENA = 768 * 1024 * 1024, FOREIGN_MAX = 50 };

struct opener {
    struct db *db;
    const struct records *rs;
    const struct actor *who;
    struct arena *a;
    struct workbook_back *b;
    size_t cap, cap_foreign, cap_lost;
};

/* --- whose sheet it is ------------------------------------------------------------------------------------------------------ */

/* "kunci:aplikasi:3fa9…" in the first row of headings. */
static bool key_heading(const struct sheet *s, struct sv *heading, struct sv *reg, struct sv *token)
{
    struct sv rest, head;

    for (size_t i = 0; s->n_rows && i < s->rows[0].n; i++) {
        rest = *heading = sv_trim(s->rows[0].cells[i].text);
        if (sv_cut(&rest, ':', &head) && sv_eq(head, SV("kunci")) && sv_cut(&rest, ':', reg) && rest.n) {
            *token = rest;
            return true;
        }
    }
    return false;
}

static bool is_furniture(const struct sheet *s)
{
    return s->n_rows == 0 || sv_starts(s->name, SV(TEMPLATE_HELP)) || sv_starts(s->name, SV(TEMPLATE_LISTS));
}

static int by_id(const void *x, const void *y)
{
    const struct workbook_key *a = x, *b = y;

    return (a->id > b->id) - (a->id < b->id);
}

static void read_keys(struct workbook_sheet *s, struct sv text, struct arena *a)
{
    struct sv one, id;
    size_t cap = 0;

    while (sv_cut(&text, ' ', &one)) {
        struct workbook_key k;

        if (sv_cut(&one, '.', &id) && sv_int(id, &k.id) && sv_int(one, &k.versi))
            *ARENA_PUSH(a, s->sent, s->n_sent, cap) = k;
    }
    if (s->n_sent)
        qsort(s->sent, s->n_sent, sizeof *s->sent, by_id);
}

static bool load_sheet(struct opener *o, struct workbook_sheet *s, struct sv reg, bool *known, struct err *e)
{
    struct stmt *q = NULL;
    bool ok = db_prepare(o->db,
                         SV("select perangkat_daerah, oleh, dibuat_pada, isi from buku_kerja "
                            "where token = $1 and register = $2"),
                         &q, e) &&
              stmt_text(q, 1, s->token, e) && stmt_text(q, 2, reg, e) && stmt_step(q, known, e);

    if (ok && *known) {
        s->pd = stmt_get_int(q, 0);
        s->maker = arena_dup(o->a, stmt_get_text(q, 1));
        s->made = arena_dup(o->a, stmt_get_text(q, 2));
        read_keys(s, stmt_get_text(q, 3), o->a);
    }
    stmt_done(q);
    return ok;
}

static bool load_agency(struct opener *o, struct workbook_sheet *s, struct err *e)
{
    struct err gone = { 0 };
    struct record *r;

    if (record_get(o->db, o->rs, o->who, model_reg(o->rs->model, base_col_name(COL_PD)), s->pd, o->a, &r,
                   &gone))
        s->agency = record_title(r);
    else if (gone.kind != ERR_MISSING) {
        *e = gone;
        return false;
    }
    return true;
}

static bool look_at(struct opener *o, size_t i, struct err *e)
{
    const struct sheet *sheet = &o->b->book.sheets[i];
    struct workbook_sheet s = { .sheet = i };
    struct sv reg, heading;
    bool known = false;

    if (is_furniture(sheet))
        return true;
    if (key_heading(sheet, &heading, &reg, &s.token)) {
        s.reg = model_reg(o->rs->model, reg);
        if (s.reg && !load_sheet(o, &s, reg, &known, e))
            return false;
    }
    if (known && who_may_open(o->who, &s.reg->rule)) {
        *ARENA_PUSH(o->a, o->b->sheets, o->b->n, o->cap) = s;
        return load_agency(o, &o->b->sheets[o->b->n - 1], e);
    }
    if (o->b->n_foreign < FOREIGN_MAX)
        *ARENA_PUSH(o->a, o->b->foreign, o->b->n_foreign, o->cap_foreign) = sheet->name;
    return true;
}

static bool has_sheet(const struct workbook_back *b, struct sv token, struct sv reg)
{
    for (size_t i = 0; i < b->n; i++)
        if (sv_eq(b->sheets[i].token, token) && sv_eq(b->sheets[i].reg->key, reg))
            return true;
    return false;
}

static bool find_lost(struct opener *o, struct sv token, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(o->db,
                              SV("select register from buku_kerja where token = $1 and isi <> '' "
                                 "order by register limit 200"),
                              &q, e) &&
                   stmt_text(q, 1, token, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct reg *reg = model_reg(o->rs->model, stmt_get_text(q, 0));

        if (reg && !has_sheet(o->b, token, reg->key))
            *ARENA_PUSH(o->a, o->b->lost, o->b->n_lost, o->cap_lost) = reg;
    }
    stmt_done(q);
    return ok;
}

static bool none_of_ours(const struct workbook_back *b, struct err *e)
{
    if (b->n)
        return false;
    err_set(e, ERR_INPUT, T("Berkas ini tidak berasal dari buku kerja yang dikirim dari sini."));
    err_hint(e,
             T("Serahkan berkas yang dahulu dikirim; daftar lain dapat diimpor dari halaman registernya."));
    return true;
}

bool workbook_open(struct db *db, const struct records *rs, const struct actor *who, struct sv bytes,
                   struct arena *a, struct workbook_back **out, struct err *e)
{
    struct opener o = { .db = db, .rs = rs, .who = who, .a = a, .b = ARENA_NEW(a, struct workbook_back) };

    if (!sheet_parse(bytes, a, &o.b->book, e))
        return false;
    for (size_t i = 0; i < o.b->book.n; i++)
        if (!look_at(&o, i, e))
            return false;
    if (none_of_ours(o.b, e))
        return false;
    /* A report of refused rows has sheets of several workbooks, and lacks most on purpose. */
    for (size_t i = 1; i < o.b->n; i++)
        if (!sv_eq(o.b->sheets[i].token, o.b->sheets[0].token)) {
            *out = o.b;
            return arena_ok(a, e);
        }
    if (!find_lost(&o, o.b->sheets[0].token, e))
        return false;
    *out = o.b;
    return arena_ok(a, e);
}

/* --- through the import -------------------------------------------------------------------------------------------------------- */

struct taking {
    const struct workbook_in *c;
    const struct workbook_back *b;
    const struct workbook_sheet *s;
    struct arena *a;
    struct import *im;
    size_t n_rejects;
};

static int64_t sent_version(void *ctx, int64_t id)
{
    const struct taking *t = ctx;
    struct workbook_key key = { id, 0 };
    const struct workbook_key *found =
        t->s->n_sent ? bsearch(&key, t->s->sent, t->s->n_sent, sizeof key, by_id) : NULL;

    return found ? found->versi : 0;
}

static enum import_side decided(void *ctx, int64_t id, struct sv key)
{
    const struct taking *t = ctx;

    return t->c->decided ? t->c->decided(t->c->ctx, t->s->reg, id, key) : IMPORT_UNDECIDED;
}

static bool cell_id(struct taking *t, size_t row, int64_t *id)
{
    const struct import *im = t->im;
    struct sv head, text;

    if (im->key_column >= im->n_columns)
        return false;
    text = sv_trim(table_cell(&im->book, &im->table, row, im->columns[im->key_column].at)->text);
    return sv_cut(&text, '.', &head) && sv_int(head, id);
}

/* Sent, and in no row of the sheet. */
static size_t find_gone(struct taking *t, int64_t **out)
{
    bool *there = ARENA_ARRAY(t->a, bool, t->s->n_sent + 1);
    int64_t *gone = ARENA_ARRAY(t->a, int64_t, t->s->n_sent + 1), id;
    size_t n = 0;

    for (size_t i = 0; i < t->im->n_rows; i++) {
        struct workbook_key key = { 0, 0 };
        const struct workbook_key *found = NULL;

        if (cell_id(t, i, &id) && t->s->n_sent) {
            key.id = id;
            found = bsearch(&key, t->s->sent, t->s->n_sent, sizeof key, by_id);
        }
        if (found)
            there[found - t->s->sent] = true;
    }
    for (size_t i = 0; i < t->s->n_sent; i++)
        if (!there[i])
            gone[n++] = t->s->sent[i].id;
    *out = gone;
    return n;
}

static bool look_over(struct taking *t, const struct import_conf *conf, struct err *e)
{
    struct db *db = NULL;
    bool ok = import_open_book(&t->b->book, conf, t->a, &t->im, e) &&
              db_lease(t->c->pool, DB_READ, LEASE_MS, &db, e) && import_check(db, t->im, e);

    db_release(db);
    return ok;
}

/* What only the writing would show: whether he may put records into the states that the sheet says. */
static bool rehearse(struct taking *t, struct err *e)
{
    struct db *db = NULL;
    bool ok = t->c->who->system || !import_moves(t->im) ||
              (db_lease(t->c->pool, DB_WRITE, LEASE_MS, &db, e) && import_rehearse(db, t->im, e));

    db_release(db);
    return ok;
}

static bool write_rows(struct taking *t, struct err *e)
{
    const size_t *n = t->im->count;
    struct db *db = NULL;
    bool ok = n[IMPORT_NEW] + n[IMPORT_CHANGED] == 0 ||
              (db_lease(t->c->pool, DB_WRITE, LEASE_MS, &db, e) && import_apply(db, t->im, true, e));

    db_release(db);
    return ok;
}

static bool add_rejects(struct taking *t, struct err *e)
{
    struct sv name;

    if (!t->c->rejects || !t->im->count[IMPORT_REFUSED])
        return true;
    name = arena_printf(t->a, "%.*s %.*s", SV_FMT(t->s->reg->label), SV_FMT(t->s->agency));
    return import_rejects_into(t->im, t->c->rejects, name, e);
}

/* No rows below the headings: an empty register that nobody added to. */
static bool is_bare(const struct taking *t)
{
    return t->b->book.sheets[t->s->sheet].n_rows < 2;
}

static bool take_sheet(struct taking *t, struct err *e)
{
    struct sv pd = arena_printf(t->a, "[#%lld]", (long long) t->s->pd);
    struct import_fixed own = { base_col_name(COL_PD), pd };
    struct import_offline off = {
        .pd = t->s->pd, .sent = sent_version, .decided = t->c->decided ? decided : NULL, .ctx = t
    };
    struct import_conf conf = { .rs = t->c->rs,
                                .who = t->c->who,
                                .reg = t->s->reg,
                                .how = { t->b->book.sheets[t->s->sheet].name, 0 },
                                .fixed = &own,
                                .n_fixed = reg_field(t->s->reg, own.key) ? 1 : 0,
                                .fact = t->c->fact,
                                .fact_ctx = t->c->fact_ctx,
                                .offline = &off };
    struct import *none = ARENA_NEW(t->a, struct import);
    struct import_map leave = { .key = SV("-") };
    struct sv reg, token;
    int64_t *gone;
    size_t n;

    key_heading(&t->b->book.sheets[t->s->sheet], &off.key_heading, &reg, &token);
    leave.column = off.key_heading;
    conf.maps = &leave;
    conf.n_maps = 1;
    conf.how.header_row = t->b->book.sheets[t->s->sheet].rows[0].number;
    *none = (struct import){ .conf = conf, .a = t->a };
    t->im = none;
    if (!is_bare(t) &&
        (!look_over(t, &conf, e) || !(t->c->apply ? write_rows(t, e) : rehearse(t, e)) || !add_rejects(t, e)))
        return false;
    n = find_gone(t, &gone);
    return arena_ok(t->a, e) && (!t->c->told || t->c->told(t->c->ctx, t->b, t->s, t->im, gone, n, e));
}

static bool open_file(const struct workbook_in *c, const char *path, struct arena *a,
                      struct workbook_back **out, struct err *e)
{
    struct db *db = NULL;
    struct sv bytes;
    bool ok = file_read(path, FILE_MAX, a, &bytes, e) && db_lease(c->pool, DB_READ, LEASE_MS, &db, e) &&
              workbook_open(db, c->rs, c->who, bytes, a, out, e);

    db_release(db);
    return ok;
}

bool workbook_take(const struct workbook_in *c, const char *path,
                   bool (*opened)(void *ctx, const struct workbook_back *b, struct err *e), struct err *e)
{
    struct arena *book = arena_new(BOOK_ARENA), *sheet = arena_new(BOOK_ARENA);
    struct taking t = { .c = c, .a = sheet };
    struct workbook_back *b = NULL;
    bool ok = open_file(c, path, book, &b, e) && (!opened || opened(c->ctx, b, e));

    t.b = b;
    for (size_t i = 0; ok && i < b->n; i++) {
        t.s = &b->sheets[i];
        ok = take_sheet(&t, e);
        arena_reset(sheet);
    }
    arena_free(sheet);
    arena_free(book);
    return ok;
}

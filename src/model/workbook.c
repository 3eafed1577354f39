/* SPDX-License-Identifier: MIT
 * model/workbook.c -- the workbooks that go out: sheets, instructions, what is kept of each, the ZIP. */
#include "model/workbook.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "model/export_priv.h"
#include "model/sheet_template.h"
#include "model/zip_out.h"

enum { LEASE_MS = 30000, TOKEN_BYTES = 10, SENT_MAX = 8 * 1024 * 1024, KEEP_DAYS = 400, SHEETS = 100 };

struct agency {
    int64_t id;
    struct sv name;
};

struct sent { /* one sheet, to be kept */
    const struct reg *reg;
    struct sv keys; /* "12.1 13.4" */
    size_t rows;
};

struct sender {
    const struct workbook_out *c;
    struct arena *a;    /* of it all */
    struct arena *book; /* of one workbook */
    struct agency *agencies;
    size_t n_agencies, cap_agencies;
    struct zip_out *zip;
    struct workbook_sum sum;
    /* of the workbook that is being written */
    const struct agency *to;
    struct actor *reader;
    struct sv token, now;
    struct sent *sheets;
    size_t n_sheets;
    struct buf keys;
    size_t rows;
};

/* --- what goes to whom ---------------------------------------------------------------------------------------------------- */

static bool written_by_agencies(const struct reg *reg)
{
    if (!reg->scoped)
        return false;
    for (size_t i = 0; i < reg->n_write; i++)
        if (sv_eq(reg->write[i], SV("pd")))
            return true;
    return false;
}

static bool may_write(const struct actor *who, const struct reg *reg)
{
    if (who_may_create(who, &reg->rule, 0))
        return true;
    for (size_t i = 0; i < who->n_units; i++)
        if (who_may_create(who, &reg->rule, who->units[i]))
            return true;
    return false;
}

size_t workbook_regs(const struct model *m, const struct actor *who, struct arena *a,
                     const struct reg *const **out)
{
    const struct reg **regs = ARENA_ARRAY(a, const struct reg *, m->n_regs + 1);
    size_t n = 0;

    for (size_t i = 0; i < m->n_regs && n < SHEETS; i++)
        if (written_by_agencies(m->regs[i]) && may_write(who, m->regs[i]))
            regs[n++] = m->regs[i];
    *out = regs;
    return n;
}

static bool goes_to(const struct sender *s, int64_t pd)
{
    bool named = s->c->n_agencies == 0;

    for (size_t i = 0; i < s->c->n_agencies; i++)
        named = named || s->c->agencies[i] == pd;
    for (size_t i = 0; named && i < s->c->n_regs; i++)
        if (who_may_create(s->c->who, &s->c->regs[i]->rule, pd))
            return true;
    return false;
}

static bool note_agency(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e)
{
    struct sender *s = ctx;

    (void) db;
    (void) a;
    if (!goes_to(s, r->id))
        return true;
    if (s->n_agencies == WORKBOOK_AGENCIES_MAX) {
        err_set(e, ERR_INPUT, T("Lebih dari %d perangkat daerah sekaligus."), (int) WORKBOOK_AGENCIES_MAX);
        return err_hint(e, T("Pilih sebagian perangkat daerah, lalu ulangi untuk yang lain."));
    }
    *ARENA_PUSH(s->a, s->agencies, s->n_agencies, s->cap_agencies) =
        (struct agency){ r->id, arena_dup(s->a, record_title(r)) };
    return arena_ok(s->a, e);
}

static bool load_agencies(struct sender *s, struct err *e)
{
    struct list_query q = { .reg = model_agencies(s->c->rs->model) };
    struct db *db = NULL;
    bool ok = db_lease(s->c->pool, DB_READ, LEASE_MS, &db, e) &&
              list_each(db, s->c->rs, s->c->who, &q, note_agency, s, e);

    db_release(db);
    if (ok && s->n_agencies == 0) {
        err_set(e, ERR_MISSING, T("Tidak ada perangkat daerah yang barisnya boleh Anda tulis."));
        return err_hint(e, T("Mintalah administrator atau pelaksana yang berhak."));
    }
    return ok;
}

/* The agency's own staff, for the question what they may see. */
static struct actor *staff_of(int64_t pd, struct arena *a)
{
    struct actor *who = ARENA_NEW(a, struct actor);

    who->posts = ARENA_NEW(a, struct post);
    who->posts[0] = (struct post){ .pd = pd, .rank = 1 };
    who->n_posts = 1;
    who->units = ARENA_NEW(a, int64_t);
    who->units[0] = pd;
    who->unit_rank = ARENA_NEW(a, int);
    who->unit_rank[0] = 1;
    who->n_units = 1;
    return who;
}

/* --- one workbook ------------------------------------------------------------------------------------------------------------ */

static bool help_row(struct xlsxw *x, const char *about, struct sv text, struct err *e)
{
    xlsxw_text(x, sv_of(about));
    xlsxw_text(x, text);
    return xlsxw_row(x, e);
}

static bool help_sheet(struct sender *s, struct xlsxw *x, struct err *e)
{
    static const struct xlsx_col cols[] = { { .heading = SV_INIT("Perihal"), .width = 26 },
                                            { .heading = SV_INIT("Isi"), .width = 100 } };
    static const struct {
        const char *about, *text;
    } lines[] = {
        { T("Cara mengisi"),
          T("Ubah isi baris yang ada, atau tambahkan baris baru di bawahnya. Satu lembar untuk satu daftar.") },
        { T("Pilihan"), T("Sel yang mempunyai panah pilihan hanya menerima isi dari daftarnya.") },
        { T("Sel kosong"),
          T("Mengosongkan sel tidak mengubah apa pun. Tulis tanda - bila isinya memang tidak ada.") },
        { T("Baris baru"), T("Biarkan kolom nomor kosong; nomornya diberikan saat dicatat.") },
        { T("Menghapus"),
          T("Baris yang dihapus dari berkas tidak dihapus dari daftar; mintalah penghapusan di kantor.") },
        { T("Mengurutkan"),
          T("Urutkan semua kolom bersama-sama. Jangan mengubah judul kolom dan kolom tersembunyi.") },
        { T("Mengembalikan"),
          T("Simpan tetap sebagai .xlsx. Nama berkas boleh diganti. Serahkan kembali, misalnya dengan flash disk.") },
        { T("Bila berbenturan"),
          T("Isi yang sementara itu juga diubah di kantor ditunjukkan berdampingan, lalu dipilih; tidak ada yang ditimpa diam-diam.") },
    };
    bool ok = xlsxw_sheet(x, SV(TEMPLATE_HELP), cols, 2, e) &&
              help_row(x, T("Perangkat Daerah"), s->to->name, e) &&
              help_row(x, T("Dikirim oleh"), s->c->maker, e) &&
              help_row(x, T("Keadaan data pada"),
                       sv_of(time_iso_zone(s->c->rs->now(), s->c->rs->model->zone_min).s), e) &&
              help_row(x, T("Tanda pengenal"), s->token, e);

    for (size_t i = 0; ok && i < sizeof lines / sizeof lines[0]; i++)
        ok = help_row(x, lines[i].about, sv_of(lines[i].text), e);
    return ok;
}

static bool note_row(void *ctx, const struct record *r, struct err *e)
{
    struct sender *s = ctx;

    if (++s->rows > WORKBOOK_ROWS_MAX) {
        err_set(e, ERR_INPUT, T("%.*s mempunyai lebih dari %d baris %.*s."), SV_FMT(s->to->name),
                (int) WORKBOOK_ROWS_MAX, SV_FMT(r->reg->label));
        return err_hint(e, T("Kirim daftar itu dengan ekspor biasa, dan buku kerja tanpa daftar itu."));
    }
    buf_printf(&s->keys, "%s%lld.%lld", s->keys.n ? " " : "", (long long) r->id, (long long) r->versi);
    return buf_ok(&s->keys, e);
}

static bool one_sheet(struct sender *s, struct db *db, struct xlsxw *x, const struct reg *reg, struct err *e)
{
    struct sv id = arena_printf(s->book, "%lld", (long long) s->to->id);
    struct filter own = { .key = base_col_name(COL_PD), .op = FILTER_EQ, .value = id };
    struct reg_export_sheet sheet = {
        .into = x,
        .name = reg->label,
        .key_heading = arena_printf(s->book, "kunci:%.*s:%.*s", SV_FMT(reg->key), SV_FMT(s->token)),
        .reader = s->reader,
        .without = reg_field(reg, base_col_name(COL_PD)),
        .row = note_row,
        .ctx = s,
    };
    struct reg_export_conf conf = { .rs = s->c->rs,
                                    .who = s->c->who,
                                    .query = { .reg = reg, .filters = &own, .n_filters = 1 },
                                    .format = EXPORT_XLSX,
                                    .sheet = &sheet };
    struct sent *sent = &s->sheets[s->n_sheets];

    buf_reset(&s->keys);
    s->rows = 0;
    if (!reg_export_into(&conf, db, &sent->rows, e))
        return false;
    sent->reg = reg;
    sent->keys = arena_dup(s->book, buf_sv(&s->keys));
    s->n_sheets++;
    s->sum.rows += sent->rows;
    return arena_ok(s->book, e);
}

static bool write_book(struct sender *s, struct db *db, const char *path, struct err *e)
{
    struct xlsxw *x = xlsxw_open(path, e);
    bool ok = x && help_sheet(s, x, e);

    if (ok)
        xlsxw_hide_lists(x);
    for (size_t i = 0; ok && i < s->c->n_regs; i++) {
        const struct reg *reg = s->c->regs[i];

        if (who_may_create(s->c->who, &reg->rule, s->to->id) &&
            who_may_create(s->reader, &reg->rule, s->to->id))
            ok = one_sheet(s, db, x, reg, e);
    }
    if (ok)
        return xlsxw_close(x, e);
    xlsxw_cancel(x);
    return false;
}

/* --- what is kept of it -------------------------------------------------------------------------------------------------------- */

static bool keep_sheet(struct sender *s, struct db *db, const struct sent *sent, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db,
                 SV("insert into buku_kerja (token, register, perangkat_daerah, oleh, dibuat_pada, isi) "
                    "values ($1, $2, $3, $4, $5, $6)"),
                 &q, e) &&
             stmt_text(q, 1, s->token, e) && stmt_text(q, 2, sent->reg->key, e) &&
             stmt_int(q, 3, s->to->id, e) && stmt_text(q, 4, s->c->maker, e) && stmt_text(q, 5, s->now, e) &&
             stmt_text(q, 6, sent->keys, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

/* What is older than a year and a bit does not come back any more. */
static bool forget_old(struct sender *s, struct db *db, struct err *e)
{
    struct sv limit =
        arena_dup(s->book, sv_of(time_iso(s->c->rs->now() - (int64_t) KEEP_DAYS * 24 * 60 * 60).s));
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("delete from buku_kerja where dibuat_pada < $1"), &q, e) &&
                   stmt_text(q, 1, limit, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool keep_book(struct sender *s, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(s->c->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e);

    if (ok) {
        ok = forget_old(s, db, e);
        for (size_t i = 0; ok && i < s->n_sheets; i++)
            ok = keep_sheet(s, db, &s->sheets[i], e);
        ok = ok && db_commit(db, e);
        if (!ok)
            db_rollback(db);
    }
    db_release(db);
    return ok;
}

/* --- the ZIP ------------------------------------------------------------------------------------------------------------------------ */

static bool add_to_zip(struct sender *s, size_t i, const char *path, struct err *e)
{
    struct sv name = arena_printf(s->book, "%02zu-%.*s.xlsx", i + 1, SV_FMT(file_slug(s->to->name, s->book)));

    return zip_out_file(s->zip, sv_cstr(name, s->book), path, s->c->rs->now(), e);
}

static void begin_book(struct sender *s, size_t i)
{
    uint8_t random[TOKEN_BYTES];

    arena_reset(s->book);
    bytes_random(random, sizeof random);
    s->token = hex_make((struct sv){ (const char *) random, sizeof random }, s->book);
    s->now = arena_dup(s->book, sv_of(time_iso(s->c->rs->now()).s));
    s->to = &s->agencies[i];
    s->reader = staff_of(s->to->id, s->book);
    s->sheets = ARENA_ARRAY(s->book, struct sent, s->c->n_regs + 1);
    s->n_sheets = 0;
}

static bool all_books(struct sender *s, struct err *e)
{
    const char *path = arena_printf(s->a, "%s/buku.xlsx", s->c->dir).p;

    for (size_t i = 0; i < s->n_agencies; i++) {
        struct db *db = NULL;
        bool ok;

        begin_book(s, i);
        ok = db_lease(s->c->pool, DB_READ, LEASE_MS, &db, e) && write_book(s, db, path, e);
        db_release(db);
        ok = ok && (s->n_sheets == 0 || (keep_book(s, e) && add_to_zip(s, i, path, e)));
        unlink(path);
        if (!ok)
            return false;
        s->sum.books += s->n_sheets > 0;
        s->sum.sheets += s->n_sheets;
        if (!progress_tell(&s->c->progress, T("menyiapkan buku kerja"), i + 1, s->n_agencies, e))
            return false;
    }
    return true;
}

bool workbook_send(const struct workbook_out *c, const char *zip, struct workbook_sum *sum, struct err *e)
{
    struct sender s = { .c = c };
    bool ok;

    s.zip = zip_out_open(zip, ZIP_STORED, e);
    if (!s.zip)
        return false;
    s.a = arena_new((size_t) 16 << 20);
    s.book = arena_new((size_t) 64 << 20);
    buf_init(&s.keys, SENT_MAX);
    ok = load_agencies(&s, e) && all_books(&s, e);
    if (ok)
        ok = zip_out_close(s.zip, e);
    else
        zip_out_cancel(s.zip);
    if (ok)
        *sum = s.sum;
    buf_clear(&s.keys);
    arena_free(s.book);
    arena_free(s.a);
    return ok;
}

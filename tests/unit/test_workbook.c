/* SPDX-License-Identifier: MIT
 * tests/unit/test_workbook.c -- workbooks that go out and come back: three values of a field, what came back unchanged, what both
 * sides changed, what is missing or foreign, and packages that mean no good. On both databases. */
#include "region_fixture.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/file.h"
#include "model/import.h"
#include "model/workbook.h"

/* --- three values ------------------------------------------------------------------------------------------------------ */

static void three_values_meet(void **state)
{
    (void) state;
    static const struct field many = { .type = FT_REFS }, one = { .type = FT_TEXT };
    static const struct {
        const char *why;
        const struct field *f;
        const char *base, *mine, *theirs;
        enum import_meeting want;
    } rows[] = {
        { "nobody changed it", &one, "a", "a", "a", IMPORT_MEET_SAME },
        { "the file alone", &one, "a", "a", "b", IMPORT_MEET_THEIRS },
        { "this side alone", &one, "a", "b", "a", IMPORT_MEET_SAME },
        { "both, the same", &one, "a", "b", "b", IMPORT_MEET_SAME },
        { "both, differently", &one, "a", "b", "c", IMPORT_MEET_CONFLICT },
        { "filled in by the file", &one, "", "", "b", IMPORT_MEET_THEIRS },
        { "filled in by both", &one, "", "b", "c", IMPORT_MEET_CONFLICT },
        { "cleared by the file", &one, "a", "a", "", IMPORT_MEET_THEIRS },
        { "cleared here, left there", &one, "a", "", "a", IMPORT_MEET_SAME },
        { "cleared by the file, changed here", &one, "a", "b", "", IMPORT_MEET_CONFLICT },
        { "cleared by both", &one, "a", "", "", IMPORT_MEET_SAME },
        { "letters count", &one, "a", "a", "A", IMPORT_MEET_THEIRS },
        { "the order of several does not", &many, "|1|2|", "|1|2|", "|2|1|", IMPORT_MEET_SAME },
        { "one more does", &many, "|1|2|", "|1|2|", "|1|2|3|", IMPORT_MEET_THEIRS },
        { "one less does", &many, "|1|2|", "|2|1|", "|1|", IMPORT_MEET_THEIRS },
        { "1 is not part of 11", &many, "|11|", "|11|", "|1|", IMPORT_MEET_THEIRS },
        { "different ones on both sides", &many, "|1|", "|1|2|", "|1|3|", IMPORT_MEET_CONFLICT },
        { "of a text the order counts", &one, "|1|2|", "|1|2|", "|2|1|", IMPORT_MEET_THEIRS },
        { "a base column", NULL, "a", "b", "c", IMPORT_MEET_CONFLICT },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum import_meeting got =
            import_meet(rows[i].f, sv_of(rows[i].base), sv_of(rows[i].mine), sv_of(rows[i].theirs));

        if (got != rows[i].want)
            fail_msg("%s: %d", rows[i].why, (int) got);
    }
}

/* --- out and back ------------------------------------------------------------------------------------------------------- */

struct trip {
    struct world *w;
    struct arena *a;
    const char *dir;
    struct workbook_file *files;
    size_t n;
    /* of what came back */
    const char *settle; /* key of the field that a person decided, or NULL */
    enum import_side side;
    size_t count[IMPORT_OUTCOMES], conflicts, merged, kept, gone, remarks;
    struct sv said;
};

static void begin_trip(struct trip *t, struct world *w)
{
    struct err err = { 0 };

    *t = (struct trip){ .w = w, .a = w->a };
    MUST(db_migrate(w->db, import_migrations, import_migrations_n, &err));
    t->dir = arena_printf(w->a, "/tmp/prasasti-uji-buku-%ld", (long) getpid()).p;
    MUST(file_mkdirs(t->dir, 0700, &err));
}

static void end_trip(struct trip *t)
{
    struct sv *names;
    struct err err = { 0 };
    size_t n;

    MUST(file_list(t->dir, "", t->a, &names, &n, &err));
    for (size_t i = 0; i < n; i++)
        unlink(arena_printf(t->a, "%s/%.*s", t->dir, SV_FMT(names[i])).p);
    rmdir(t->dir);
}

/* The world holds the one write lease; what needs one of its own gets it meanwhile. */
static struct workbook_sum send_out(struct trip *t, const struct actor *who, const char *reg)
{
    const struct reg *one = reg ? model_reg(t->w->model, sv_of(reg)) : NULL;
    const struct reg *const *regs = &one;
    struct workbook_out c = {
        .pool = t->w->at->pool, .rs = &t->w->rs, .who = who, .maker = SV("Uji"), .n_regs = 1, .dir = t->dir
    };
    const char *zip = arena_printf(t->a, "%s/semua.zip", t->dir).p;
    struct workbook_sum sum = { 0 };
    struct err err = { 0 };

    if (!reg)
        c.n_regs = workbook_regs(t->w->model, who, t->a, &regs);
    c.regs = regs;
    db_release(t->w->db);
    MUST(workbook_send(&c, zip, &sum, &err));
    t->w->db = lease(t->w->at, DB_WRITE);
    t->n = 0;
    assert_true(workbook_is_zip(zip));
    MUST(workbook_unzip(zip, t->dir, t->a, &t->files, &t->n, &err));
    assert_int_equal(t->n, sum.books);
    return sum;
}

static enum import_side settled(void *ctx, const struct reg *reg, int64_t id, struct sv key)
{
    struct trip *t = ctx;

    (void) reg;
    (void) id;
    return t->settle && sv_eq(key, sv_of(t->settle)) ? t->side : IMPORT_UNDECIDED;
}

static bool count_sheet(void *ctx, const struct workbook_back *b, const struct workbook_sheet *s,
                        const struct import *im, const int64_t *gone, size_t n_gone, struct err *e)
{
    struct trip *t = ctx;

    (void) b;
    (void) gone;
    (void) e;
    t->gone += n_gone;
    t->remarks += im->n_remarks;
    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        t->count[i] += im->count[i];
    for (size_t i = 0; i < im->n_rows; i++) {
        for (size_t k = 0; k < im->rows[i].n_notes; k++)
            t->said = arena_printf(t->a, "%.*s[%.*s %d: %.*s]", SV_FMT(t->said), SV_FMT(s->reg->key),
                                   im->rows[i].line, SV_FMT(im->rows[i].notes[k].why));
        for (size_t k = 0; k < im->rows[i].n_merges; k++) {
            const struct import_merge *m = &im->rows[i].merges[k];

            t->conflicts += m->conflict;
            t->merged += !m->conflict && m->side == IMPORT_THEIRS;
            t->kept += !m->conflict && m->side == IMPORT_MINE;
        }
    }
    return true;
}

static bool bring_back(struct trip *t, const struct actor *who, const char *path, bool apply, struct err *e)
{
    struct workbook_in c = { .pool = t->w->at->pool,
                             .rs = &t->w->rs,
                             .who = who,
                             .decided = settled,
                             .told = count_sheet,
                             .ctx = t,
                             .apply = apply };
    bool ok;

    memset(t->count, 0, sizeof t->count);
    t->conflicts = t->merged = t->kept = t->gone = t->remarks = 0;
    t->said = SV("");
    db_release(t->w->db);
    ok = workbook_take(&c, path, NULL, e);
    t->w->db = lease(t->w->at, DB_WRITE);
    return ok;
}

static void expect(const struct trip *t, const char *why, size_t new, size_t changed, size_t same,
                   size_t refused)
{
    const size_t *c = t->count;

    if (c[IMPORT_NEW] != new || c[IMPORT_CHANGED] != changed || c[IMPORT_SAME] != same ||
        c[IMPORT_REFUSED] != refused)
        fail_msg("%s: %zu new %zu changed %zu same %zu refused: %.*s", why, c[IMPORT_NEW], c[IMPORT_CHANGED],
                 c[IMPORT_SAME], c[IMPORT_REFUSED], SV_FMT(t->said));
}

static void heard(const struct trip *t, const char *part)
{
    if (sv_find(t->said, sv_of(part)) < 0)
        fail_msg("nobody said \"%s\", but: %.*s", part, SV_FMT(t->said));
}

static struct record *app(struct world *w, const char *name, int64_t pd, const char *use)
{
    return MAKE(w, who_system(), "aplikasi", "nama", name, "perangkat_daerah", world_id(w, pd), "jenis",
                "khusus", "uraian_fungsi", use);
}

static void change(struct world *w, const struct record *r, const char *key, const char *value)
{
    struct input_item item = { sv_of(key), sv_of(value) };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct record *now, *out;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, w->a, 20);
    MUST(record_get(w->db, &w->rs, who_system(), r->reg, r->id, w->a, &now, &err));
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, who_system(), r->reg, r->id, now->versi, &in, w->a, &out, &ps, &err));
    MUST(db_commit(w->db, &err));
}

static struct sv value_of(struct world *w, const struct record *r, const char *key)
{
    struct record *now;
    struct err err = { 0 };

    MUST(record_get(w->db, &w->rs, who_system(), r->reg, r->id, w->a, &now, &err));
    return now->val[reg_field(r->reg, sv_of(key))->index];
}

static struct sv token_of(struct trip *t, int64_t pd, const char *reg)
{
    struct stmt *q = NULL;
    struct err err = { 0 };
    struct sv out;
    bool row;

    MUST(db_prepare(t->w->db,
                    SV("select token from buku_kerja where perangkat_daerah = $1 and register = $2"), &q,
                    &err));
    MUST(stmt_int(q, 1, pd, &err) && stmt_text(q, 2, sv_of(reg), &err) && stmt_step(q, &row, &err));
    assert_true(row);
    out = arena_dup(t->a, stmt_get_text(q, 0));
    stmt_done(q);
    return out;
}

/* A sheet as an agency could send it back: rows of key, number, name, use. */
static const char *written(struct trip *t, int64_t pd, const char *(*rows)[4], size_t n)
{
    struct xlsx_col cols[] = {
        { .heading = arena_printf(t->a, "kunci:aplikasi:%.*s", SV_FMT(token_of(t, pd, "aplikasi"))),
          .hidden = true },
        { .heading = SV("Nomor rekaman") },
        { .heading = SV("Nama aplikasi") },
        { .heading = SV("Uraian fungsi") },
        { .heading = SV("Jenis aplikasi") },
    };
    const char *path = arena_printf(t->a, "%s/kembali.xlsx", t->dir).p;
    struct err err = { 0 };
    struct xlsxw *x = xlsxw_open(path, &err);

    cols[3].heading = reg_field(model_reg(t->w->model, SV("aplikasi")), SV("uraian_fungsi"))->label;
    MUST(xlsxw_sheet(x, SV("Nama lain"), cols, 5, &err));
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < 4; k++)
            xlsxw_text(x, sv_of(rows[i][k]));
        xlsxw_text(x, SV("Aplikasi Khusus"));
        MUST(xlsxw_row(x, &err));
    }
    MUST(xlsxw_close(x, &err));
    return path;
}

static const char *key_of(struct trip *t, const struct record *r)
{
    return arena_printf(t->a, "%lld.%lld", (long long) r->id, (long long) r->versi).p;
}

static void unchanged_changes_nothing(void **state)
{
    struct world *w = *state;
    struct workbook_sum sum;
    struct err err = { 0 };
    struct trip t;
    int64_t before;

    begin_trip(&t, w);
    app(w, "Puskesmas", w->pd1, "Antrean; dan \"rujukan\"");
    app(w, "=Sekolah", w->pd2, "+1\nbaris kedua");
    app(w, "Surat", w->dinas, "");
    before = one_int(w->db, "select max(seq) from peristiwa");
    sum = send_out(&t, who_system(), NULL);
    assert_int_equal(sum.books, 3);
    assert_true(sum.sheets > 10);
    for (size_t i = 0; i < t.n; i++) {
        MUST(bring_back(&t, who_system(), t.files[i].path, true, &err));
        assert_int_equal(t.count[IMPORT_SAME] > 0, 1);
        expect(&t, "unchanged", 0, 0, t.count[IMPORT_SAME], 0);
        assert_int_equal(t.gone + t.remarks, 0);
    }
    assert_int_equal(one_int(w->db, "select max(seq) from peristiwa"), before);
    end_trip(&t);
}

static void both_sides_are_merged(void **state)
{
    struct world *w = *state;
    struct record *r, *other;
    struct err err = { 0 };
    struct trip t;

    begin_trip(&t, w);
    r = app(w, "Antrean", w->pd1, "lama");
    other = app(w, "Rujukan", w->pd1, "tetap");
    send_out(&t, who_system(), "aplikasi");
    const char *rows[][4] = { { key_of(&t, r), arena_dup(t.a, r->nomor).p, "Antrean daring",
                                "dari berkas" } };
    const char *back = written(&t, w->pd1, rows, 1);

    MUST(bring_back(&t, who_system(), back, false, &err));
    expect(&t, "only the file changed", 0, 1, 0, 0);
    assert_int_equal(t.merged, 2);
    assert_int_equal(t.gone, 1); /* the row left out is told */
    change(w, r, "uraian_fungsi", "dari kantor");
    change(w, r, "kode_sumber", "terbuka");
    MUST(bring_back(&t, who_system(), back, true, &err));
    expect(&t, "both changed one field", 0, 0, 0, 1);
    assert_int_equal(t.conflicts, 1);
    heard(&t, "semula lama, di sini kini dari kantor, di berkas dari berkas");
    assert_string_equal(value_of(w, r, "nama").p, "Antrean"); /* the row waits as a whole */
    t.settle = "uraian_fungsi";
    t.side = IMPORT_MINE;
    MUST(bring_back(&t, who_system(), back, true, &err));
    expect(&t, "decided for here", 0, 1, 0, 0);
    assert_string_equal(value_of(w, r, "nama").p, "Antrean daring");
    assert_string_equal(value_of(w, r, "uraian_fungsi").p, "dari kantor");
    assert_string_equal(value_of(w, r, "kode_sumber").p, "terbuka");
    t.side = IMPORT_THEIRS;
    MUST(bring_back(&t, who_system(), back, true, &err));
    assert_string_equal(value_of(w, r, "uraian_fungsi").p, "dari berkas");
    t.settle = NULL;
    MUST(bring_back(&t, who_system(), back, true, &err));
    expect(&t, "and again: nothing", 0, 0, 1, 0);
    assert_string_equal(value_of(w, other, "uraian_fungsi").p, "tetap"); /* missing is not removed */
    assert_int_equal(one_int(w->db, "select count(*) from aplikasi where dihapus is null"), 2);
    end_trip(&t);
}

static void rows_are_new_once_or_refused(void **state)
{
    struct world *w = *state;
    struct record *r, *foreign, *gone, *moved;
    struct problems ps;
    struct err err = { 0 };
    struct trip t;

    begin_trip(&t, w);
    problems_init(&ps, w->a, 5);
    r = app(w, "Antrean", w->pd1, "lama");
    gone = app(w, "Usang", w->pd1, "lama");
    moved = app(w, "Pindah", w->pd1, "lama");
    foreign = app(w, "Sekolah", w->pd2, "lama");
    send_out(&t, who_system(), "aplikasi");
    MUST(db_begin(w->db, &err));
    MUST(record_delete(w->db, &w->rs, who_system(), gone->reg, gone->id, 1, w->a, &err));
    MUST(db_commit(w->db, &err));
    change(w, moved, "perangkat_daerah", world_id(w, w->pd2));
    const char *nomor = arena_dup(t.a, r->nomor).p;
    const char *rows[][4] = {
        { "", "", "Baru", "x" },
        { key_of(&t, foreign), arena_dup(t.a, foreign->nomor).p, "Sekolah", "diubah" },
        { key_of(&t, gone), arena_dup(t.a, gone->nomor).p, "Usang", "diubah" },
        { key_of(&t, moved), arena_dup(t.a, moved->nomor).p, "Pindah", "diubah" },
        { arena_printf(t.a, "%lld.9", (long long) r->id).p, nomor, "Antrean", "diubah" },
        { key_of(&t, r), "APL-1999-0001", "Antrean", "diubah" },
        { "", nomor, "Antrean", "diubah" },
        { "", "", "Antrean", "berbeda" },
    };
    const char *back = written(&t, w->pd1, rows, sizeof rows / sizeof rows[0]);

    MUST(bring_back(&t, who_system(), back, true, &err));
    expect(&t, "one is new, the others refused", 1, 0, 0, 7);
    heard(&t, "aplikasi 3: kunci baris ini tidak berasal");
    heard(&t, "aplikasi 4: diubah di berkas, tetapi sudah dihapus");
    heard(&t, "aplikasi 5: diubah di berkas, tetapi kini milik perangkat daerah lain");
    heard(&t, "aplikasi 6: kunci baris ini tidak berasal");
    heard(&t, "aplikasi 7: nomor rekaman tidak cocok");
    heard(&t, "aplikasi 8: bernomor, tetapi kunci barisnya hilang");
    heard(&t, "aplikasi 9: sudah tercatat di sini");
    assert_int_equal(
        one_int(w->db, "select count(*) from aplikasi where nama = 'Baru' and perangkat_daerah = 1"), 1);
    assert_string_equal(value_of(w, foreign, "uraian_fungsi").p, "lama");
    MUST(bring_back(&t, who_system(), back, true, &err));
    expect(&t, "the same file again makes nothing twice", 0, 0, 1, 7);
    end_trip(&t);
}

static void rights_are_those_of_people(void **state)
{
    struct world *w = *state;
    struct workbook_sum sum;
    struct record *r;
    struct err err = { 0 };
    struct trip t;

    begin_trip(&t, w);
    r = app(w, "Antrean", w->pd1, "lama");
    sum = send_out(&t, w->op1, "aplikasi");
    assert_int_equal(sum.books, 1); /* his own agency's */
    assert_int_equal(sum.rows, 1);
    const char *rows[][4] = { { key_of(&t, r), arena_dup(t.a, r->nomor).p, "Antrean", "baru" } };
    const char *back = written(&t, w->pd1, rows, 1);

    MUST(bring_back(&t, w->op2, back, true, &err));
    assert_int_equal(t.count[IMPORT_CHANGED], 0);
    assert_string_equal(value_of(w, r, "uraian_fungsi").p, "lama");
    MUST(bring_back(&t, w->op1, back, true, &err));
    expect(&t, "his own", 0, 1, 0, 0);
    end_trip(&t);
}

/* --- packages that mean no good -------------------------------------------------------------------------------------------- */

static const char *package(struct trip *t, const char *const *names, size_t n, size_t zeros)
{
    const char *path = arena_printf(t->a, "%s/paket.zip", t->dir).p;
    struct archive *z = archive_write_new();
    static const char zero[1 << 16];

    archive_write_set_format_zip(z);
    assert_int_equal(archive_write_open_filename(z, path), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *entry = archive_entry_new();

        archive_entry_set_pathname(entry, names[i]);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t) (zeros * sizeof zero));
        assert_int_equal(archive_write_header(z, entry), ARCHIVE_OK);
        for (size_t k = 0; k < zeros; k++)
            archive_write_data(z, zero, sizeof zero);
        archive_entry_free(entry);
    }
    archive_write_close(z);
    archive_write_free(z);
    return path;
}

static void hostile_packages_are_refused(void **state)
{
    static const struct {
        const char *name, *part;
        size_t zeros;
    } rows[] = {
        { "../../etc/prasasti.xlsx", "keluar dari foldernya", 0 },
        { "/etc/prasasti.xlsx", "keluar dari foldernya", 0 },
        { "a/../../b.xlsx", "keluar dari foldernya", 0 },
        { "C:\\x.xlsx", "keluar dari foldernya", 0 },
        { "program.exe", "bukan buku kerja", 0 },
        { "daftar.xlsm", "bukan buku kerja", 0 },
        { "bom.xlsx", "terlalu besar", 900 },
    };
    struct world *w = *state;
    struct trip t;

    begin_trip(&t, w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct workbook_file *files = NULL;
        struct err err = { 0 };
        struct sv *left;
        size_t n = 0;

        if (workbook_unzip(package(&t, &rows[i].name, 1, rows[i].zeros), t.dir, t.a, &files, &n, &err))
            fail_msg("%s was taken", rows[i].name);
        if (err.kind != ERR_INPUT || !strstr(err.text, rows[i].part))
            fail_msg("%s: %s", rows[i].name, err.text);
        MUST(file_list(t.dir, ".xlsx", t.a, &left, &n, &err));
        assert_int_equal(n, 0);
    }
    end_trip(&t);
}

static void litter_and_strangers(void **state)
{
    static const char *const names[] = { "__MACOSX/._a.xlsx", "Thumbs.db", ".DS_Store", "buku/~$a.xlsx",
                                         "buku/a.xlsx" };
    struct world *w = *state;
    struct workbook_file *files = NULL;
    struct err err = { 0 };
    size_t n = 0;
    struct trip t;

    begin_trip(&t, w);
    MUST(workbook_unzip(package(&t, names, 5, 0), t.dir, t.a, &files, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(files[0].name.p, "a.xlsx");
    if (bring_back(&t, who_system(), files[0].path, false, &err) || err.kind != ERR_INPUT)
        fail_msg("an empty file was taken: %s", err.text);
    end_trip(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_values_meet),    WORLD(unchanged_changes_nothing),
        WORLD(both_sides_are_merged),           WORLD(rows_are_new_once_or_refused),
        WORLD(rights_are_those_of_people),      WORLD_TEST(hostile_packages_are_refused, lite),
        WORLD_TEST(litter_and_strangers, lite),
    };

    PLACES_RUN("workbook", tests);
}

/* SPDX-License-Identifier: MIT
 * tests/unit/test_list.c -- lists mean the same on both engines: what filters find, how equal, absent and many-byte keys are
 * ordered, how pages go forth and back, what an export visits while others write. */
#include "region_fixture.h"

#include "base/hash.h"

static const struct reg *apps(struct world *w)
{
    return model_reg(w->model, SV("aplikasi"));
}

static struct record *app(struct world *w, const char *name, const char *key, const char *value)
{
    return MAKE(w, who_system(), "aplikasi", "nama", name, "perangkat_daerah", world_id(w, w->pd1), "jenis",
                "khusus", key, value);
}

/* --- filters ------------------------------------------------------------------------------------------------------------- */

static void filters_take_what_was_written_literally(void **state)
{
    static const struct {
        const char *why, *key, *value;
        size_t want;
    } rows[] = {
        { "a per cent sign is itself", "f.nama.berisi", "%", 1 },
        { "so is an underscore", "f.nama.berisi", "a_b", 1 },
        { "so is a backslash", "f.nama.berisi", "\\", 1 },
        { "and an exclamation mark", "f.nama.berisi", "!", 1 },
        { "and a quote", "f.nama.berisi", "'", 1 },
        { "letters without case", "f.nama.berisi", "SERATUS", 1 },
        { "letters beyond ASCII", "f.nama.berisi", "é", 1 },
        { "one of several choices", "f.dipakai", "pd_sendiri", 1 },
        { "its underscore stands for nothing else", "f.dipakai", "pd_sendir_", 0 },
        { "nor does a per cent sign", "f.dipakai", "%", 0 },
        { "a choice, letter for letter", "f.jenis", "Khusus", 0 },
        { "a number", "f.jumlah_pengguna", "40", 1 },
        { "from a number on", "f.jumlah_pengguna.dari", "40", 1 },
        { "up to a number", "f.jumlah_pengguna.sampai", "40", 1 },
        { "digits of a number", "f.jumlah_pengguna.berisi", "4", 1 },
        { "no number finds nothing", "f.jumlah_pengguna", "x", 0 },
        { "from no number on finds nothing", "f.jumlah_pengguna.dari", "x", 0 },
        { "up to no number finds nothing", "f.jumlah_pengguna.sampai", "x", 0 },
        { "a number beyond 64 bits finds nothing", "f.jumlah_pengguna.dari", "99999999999999999999", 0 },
        { "several digits and a minus", "f.jumlah_pengguna.dari", "-5", 1 },
        { "true", "f.bagi_pakai", "1", 1 },
        { "from a day on", "f.tanggal_operasi.dari", "2024-05-01", 1 },
        { "up to that day", "f.tanggal_operasi.sampai", "2024-05-01", 1 },
        { "up to the day before", "f.tanggal_operasi.sampai", "2024-04-30", 0 },
        { "filled", "f.tanggal_operasi.terisi", "1", 1 },
        { "empty", "f.tanggal_operasi.kosong", "1", 6 },
        { "a base column", "f.status", "usulan", 7 },
        { "an agency that is none", "f.perangkat_daerah", "99", 0 },
    };
    static const char *const names[] = {
        "Diskon 100%", "a_b", "axb seratus", "C:\\data", "Awas!", "Jum'at é"
    };
    struct world *w = *state;
    struct err err = { 0 };

    for (size_t i = 0; i < 6; i++)
        app(w, names[i],
            i == 0   ? "dipakai"
            : i == 1 ? "jumlah_pengguna"
            : i == 2 ? "bagi_pakai"
                     : "keterangan",
            i == 0   ? "pd_sendiri"
            : i == 1 ? "40"
            : i == 2 ? "ya"
                     : "x");
    app(w, "Operasi", "tanggal_operasi", "2024-05-01");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct param p = { sv_of(rows[i].key), sv_of(rows[i].value) };
        struct problems ps;
        struct list_query q;
        struct list l;

        problems_init(&ps, w->a, 10);
        if (!list_query_parse(&w->rs, w->op1, apps(w), &p, 1, w->a, &q, &ps) ||
            !list_load(w->db, &w->rs, w->op1, &q, w->a, &l, &err))
            fail_msg("%s: %s / %s", rows[i].why, err.text, err.cause);
        if (l.n != rows[i].want || l.total != (int64_t) rows[i].want)
            fail_msg("%s: %zu rows, total %lld, want %zu", rows[i].why, l.n, (long long) l.total,
                     rows[i].want);
    }
}

/* --- order and pages --------------------------------------------------------------------------------------------------------- */

enum { ROWS = 17 };

static struct sv key_of(const struct record *r, struct sv sort, struct arena *a)
{
    const struct field *f = reg_field(r->reg, sort);
    struct sv v = f                          ? r->val[f->index]
                  : sv_eq(sort, SV("nomor")) ? r->nomor
                                             : record_base(r, COL_DIUBAH_PADA, a);

    return v.p ? v : f && field_is_int(f) ? SV("0") : SV("");
}

static int order(const struct record *x, const struct record *y, struct sv sort, bool is_int, struct arena *a)
{
    struct sv kx = key_of(x, sort, a), ky = key_of(y, sort, a);
    int64_t nx = 0, ny = 0;
    int c;

    if (is_int) {
        sv_int(kx, &nx);
        sv_int(ky, &ny);
        c = (nx > ny) - (nx < ny);
    } else {
        c = sv_cmp(kx, ky);
    }
    return c ? c : (x->id > y->id) - (x->id < y->id);
}

static void walk(struct world *w, struct sv sort, bool desc, int limit)
{
    const struct field *f = reg_field(apps(w), sort);
    struct list_query q = { .reg = apps(w), .sort = sort, .desc = desc, .limit = limit };
    struct record *all[2 * ROWS];
    struct sv starts[2 * ROWS];
    struct list l, back;
    struct err err = { 0 };
    size_t n = 0, pages = 0;

    for (;;) {
        MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &l, &err));
        assert_int_equal(l.total, ROWS);
        assert_true((l.prev.p != NULL) == (pages > 0));
        starts[pages++] = l.prev;
        for (size_t i = 0; i < l.n; i++)
            all[n++] = l.rows[i];
        if (!l.next.p || n > ROWS)
            break;
        q.after = l.next;
    }
    if (n != ROWS)
        fail_msg("%.*s: %zu rows over %zu pages", SV_FMT(sort), n, pages);
    for (size_t i = 1; i < n; i++) {
        int c = order(all[i - 1], all[i], sort, f && field_is_int(f), w->a);

        if (desc ? c <= 0 : c >= 0)
            fail_msg("%.*s %s: row %zu stands wrong", SV_FMT(sort), desc ? "desc" : "asc", i);
    }
    q.after = SV_NULL;
    for (size_t p = pages - 1; p > 0; p--) { /* the page before page p ends where page p begins */
        q.before = starts[p];
        MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &back, &err));
        assert_int_equal(back.n, limit);
        assert_true(back.next.p && (back.prev.p != NULL) == (p > 1));
        for (size_t i = 0; i < back.n; i++)
            if (back.rows[i]->id != all[(p - 1) * (size_t) limit + i]->id)
                fail_msg("%.*s: back to page %zu, row %zu", SV_FMT(sort), p - 1, i);
    }
}

static void every_order_pages_forth_and_back(void **state)
{
    static const struct sv sorts[] = { SV_INIT("nama"),
                                       SV_INIT("luaran"),
                                       SV_INIT("jumlah_pengguna"),
                                       SV_INIT("diubah_pada"),
                                       SV_INIT("perangkat_daerah"),
                                       SV_INIT("nomor"),
                                       SV_INIT("tahun_pembuatan"),
                                       SV_INIT("pusat_data") };
    static const char *const same[] = { "Ñandú", "zebra", "Zebra", "äpfel", "", "ñandú 😀", "~", "a\nb", "9" };
    struct world *w = *state;
    char name[32], number[16];

    for (int i = 0; i < ROWS; i++) {
        snprintf(name, sizeof name, "%s %d", same[i % 9], i);
        snprintf(number, sizeof number, "%d", i % 3 - 1 < 0 ? 0 : (i % 3) * 10);
        if (i % 4 == 0)
            app(w, name, "keterangan", "x"); /* the keys are absent */
        else
            MAKE(w, who_system(), "aplikasi", "nama", name, "perangkat_daerah",
                 world_id(w, i % 2 ? w->pd1 : w->pd2), "jenis", "umum", "luaran", same[i % 9],
                 "jumlah_pengguna", number, "tahun_pembuatan", "2020");
        if (i % 5 == 0)
            world_clock++;
    }
    for (size_t s = 0; s < sizeof sorts / sizeof sorts[0]; s++)
        for (int limit = 3; limit <= 5; limit += 2) {
            walk(w, sorts[s], false, limit);
            walk(w, sorts[s], true, limit);
        }
}

/* Where counters say that many rows match, the way to them is another; the rows are the same. */
static void another_way_finds_the_same_rows(void **state)
{
    static const struct {
        const char *key, *value;
    } filters[] = { { "status", "usulan" }, { "perangkat_daerah", "1" }, { "klasifikasi", "terbatas" } };
    struct world *w = *state;
    const struct actor *people[] = { w->op1, w->pel };
    struct err err = { 0 };

    for (int i = 0; i < 12; i++)
        MAKE(w, who_system(), "aplikasi", "nama", arena_printf(w->a, "Baris %d", i * 7 % 12).p,
             "perangkat_daerah", world_id(w, i % 2 ? w->pd1 : w->pd2), "jenis", "umum", "klasifikasi",
             i % 3 ? "terbuka" : "terbatas");
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < 3; i++) {
            struct filter f = { sv_of(filters[i].key), FILTER_EQ, sv_of(filters[i].value) };
            struct list_query q = {
                .reg = apps(w), .filters = &f, .n_filters = 1, .sort = SV("nama"), .limit = 4
            };
            struct list few, many;

            for (;;) {
                MUST(list_load(w->db, &w->rs, people[p], &q, w->a, &few, &err));
                run(w->db, "update hitung set n = n + 1000000");
                MUST(list_load(w->db, &w->rs, people[p], &q, w->a, &many, &err));
                run(w->db, "update hitung set n = n - 1000000");
                assert_int_equal(few.n, many.n);
                for (size_t k = 0; k < few.n; k++)
                    assert_int_equal(few.rows[k]->id, many.rows[k]->id);
                assert_true(sv_eq(few.next, many.next));
                if (!few.next.p)
                    break;
                q.after = few.next;
            }
        }
}

static void foreign_cursors_are_refused_or_harmless(void **state)
{
    static const struct {
        const char *why, *raw, *sort;
        bool ok;
    } rows[] = {
        { "no line end", "abc", "nama", false },
        { "no id", "abc\n", "nama", false },
        { "an id that is no number", "abc\nx", "nama", false },
        { "not UTF-8", "\xff\n1", "nama", false },
        { "a text where a number stands", "abc\n1", "jumlah_pengguna", false },
        { "quotes are only letters", "' or 1=1 --\n1", "nama", true },
        { "a line end inside the key", "a\nb\n3", "nama", true },
        { "another order's number", "5\n1", "nama", true },
    };
    struct world *w = *state;
    struct err err = { 0 };

    app(w, "SIMPUS", "keterangan", "x");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct list_query q = { .reg = apps(w),
                                .sort = sv_of(rows[i].sort),
                                .after = base64url_make(sv_of(rows[i].raw), w->a) };
        struct list l;

        err = (struct err){ 0 };
        if (list_load(w->db, &w->rs, w->op1, &q, w->a, &l, &err) != rows[i].ok ||
            (!rows[i].ok && err.kind != ERR_INPUT))
            fail_msg("%s: %s / %s", rows[i].why, err.text, err.cause);
    }
}

/* --- exports ------------------------------------------------------------------------------------------------------------------- */

struct visit {
    struct world *w;
    int seen[1200];
    size_t n;
};

/* Each visited row, and a row not visited yet, change behind the export's back. */
static bool visited(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e)
{
    struct visit *v = ctx;
    struct input_item item = { SV("nama"), SV("Diubah") };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct problems ps;
    struct record *out;

    (void) db;
    v->seen[r->id]++;
    if (v->n++ % 100)
        return true;
    problems_init(&ps, a, 5);
    return db_begin(v->w->db, e) &&
           record_update(v->w->db, &v->w->rs, who_system(), r->reg, 1 + (r->id + 550) % 600, r->versi, &in, a,
                         &out, &ps, e) &&
           db_commit(v->w->db, e);
}

static void an_export_visits_every_row_once(void **state)
{
    struct world *w = *state;
    struct visit v = { .w = w };
    struct list_query q = { .reg = model_reg(w->model, SV("hari_libur")) };
    struct err err = { 0 };
    struct db *reader;

    for (int i = 0; i < 600; i++) {
        struct date d = date_add_days((struct date){ 2026, 1, 1 }, i);

        MAKE(w, who_system(), "hari_libur", "tanggal", arena_dup(w->a, sv_of(date_iso(d).s)).p, "nama",
             "Libur");
    }
    reader = lease(w->at, DB_READ);
    world_clock += 3600;
    MUST(list_each(reader, &w->rs, who_system(), &q, visited, &v, &err));
    db_release(reader);
    for (int i = 1; i <= 600; i++)
        if (v.seen[i] != 1)
            fail_msg("row %d was visited %d times", i, v.seen[i]);
}

/* --- labels ------------------------------------------------------------------------------------------------------------------------ */

static void titles_come_with_rights_and_files_with_names(void **state)
{
    struct world *w = *state;
    struct record *secret = MAKE(w, w->op1, "server", "nama", "Server inti", "perangkat_daerah",
                                 world_id(w, w->pd1), "klasifikasi", "terbatas"),
                  *open = MAKE(w, w->op1, "server", "nama", "Server web", "perangkat_daerah",
                               world_id(w, w->pd1));
    struct record *r;
    const struct field *f = reg_field(apps(w), SV("server"));
    const struct record *rows[1];
    struct labels *l;
    struct err err = { 0 };

    run(w->db,
        "insert into berkas (id, digest, nama, tipe, ukuran, oleh, pada) values (1, 'd', 'surat.pdf', 'application/pdf', 1, 1, '2026')");
    r = MAKE(w, w->op1, "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1), "jenis",
             "umum", "server", world_id(w, secret->id), "server", world_id(w, open->id), "hasil_pengujian",
             "1");
    rows[0] = r;
    MUST(labels_load(w->db, &w->rs, w->op1, rows, 1, w->a, &l, &err));
    assert_true(sv_eq(value_show(w->model, f, r->val[f->index], l, w->a), SV("Server inti; Server web")));
    assert_true(sv_eq(labels_file(l, 1), SV("surat.pdf")));
    MUST(labels_load(w->db, &w->rs, w->op2, rows, 1, w->a, &l, &err));
    assert_null(labels_get(l, model_reg(w->model, SV("server")), secret->id).p);
    assert_true(sv_eq(labels_get(l, model_reg(w->model, SV("server")), open->id), SV("Server web")));
    assert_true(
        sv_eq(labels_get(l, model_reg(w->model, SV("perangkat_daerah")), w->pd1), SV("Dinas Kesehatan")));
}

/* A code people know is shown with its name; the key behind a choice is nobody's business. */
static void codes_are_shown_and_keys_are_not(void **state)
{
    struct world *w = *state;
    struct record *app = MAKE(w, w->op1, "aplikasi", "nama", "SIMPUS", "perangkat_daerah",
                              world_id(w, w->pd1), "jenis", "umum");
    const struct record *rows[1] = { app };
    struct field f = { .type = FT_CHOICE,
                       .from = SV("pelaku"),
                       .codes = model_codes(w->model, SV("pelaku")) };
    struct labels *l;
    struct err err = { 0 };

    MUST(labels_load(w->db, &w->rs, w->op1, rows, 1, w->a, &l, &err));
    assert_true(sv_eq(value_show(w->model, &f, SV("sekda"), l, w->a), SV("Sekretaris Daerah")));
    f.type = FT_CHOICES;
    assert_true(sv_eq(value_show(w->model, &f, SV("|sekda|"), l, w->a), SV("Sekretaris Daerah")));
    f.type = FT_CODE;
    assert_true(sv_eq(value_show(w->model, &f, SV("sekda"), l, w->a), SV("sekda Sekretaris Daerah")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(codes_are_shown_and_keys_are_not),
        WORLD(filters_take_what_was_written_literally),
        WORLD(every_order_pages_forth_and_back),
        WORLD(another_way_finds_the_same_rows),
        WORLD(foreign_cursors_are_refused_or_harmless),
        WORLD(an_export_visits_every_row_once),
        WORLD(titles_come_with_rights_and_files_with_names),
    };

    PLACES_RUN("list", tests);
}

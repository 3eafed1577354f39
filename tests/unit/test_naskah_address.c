/* SPDX-License-Identifier: MIT
 * tests/unit/test_naskah_address.c -- places of a regulation are found by address and range: in made-up texts, in texts made of the
 * lists of five regulations, and in their real texts where they are at hand. */
#include "naskah_fixture.h"

#include "base/buf.h"

#define LISTS "tests/lists/"

/* The five regulations whose addresses are listed: Pasal with a number, words that stand out of order. */
static const struct {
    const char *id;
    size_t pasal, moved;
} regulations[] = {
    { "banjar-39-2023", 53, 0 }, { "purbalingga-90-2021", 35, 0 }, { "bekasi-2-2023", 35, 0 },
    { "bogor-24-2021", 50, 0 },  { "sumenep-39-2023", 40, 1 }, /* "Menetapkan" of the left column */
};

static void finds_addresses(void **state)
{
    (void) state;
    static const struct {
        const char *file, *at, *want; /* the address it is printed as; NULL: not found */
    } rows[] = {
        { "ringkas", "2", "2" },
        { "ringkas", "2(2)", "2(2)" },
        { "ringkas", "2(2)b2a)", "2(2)b2a)" },
        { "ringkas", "1:2", "1:2" },
        { "ringkas", "BAB-II", "BAB-II" },
        { "ringkas", "bab-ii/bagian-kedua/paragraf-1", "BAB-II/BAGIAN-2/PARAGRAF-1" },
        { "ringkas", "MENIMBANG:b", "MENIMBANG:b" },
        { "ringkas", "menetapkan", "MENETAPKAN" },
        { "ringkas", "JUDUL/TENTANG", "JUDUL/TENTANG" },
        { "ringkas", "PENUTUP/PENGUNDANGAN", "PENUTUP/PENGUNDANGAN" },
        { "ringkas", "3/ALINEA-1", "3/ALINEA-1" },
        { "ringkas", "9", NULL },
        { "ringkas", "2(3)", NULL },
        { "ringkas", "2(2)d", NULL },
        { "ringkas", "2(2)b9", NULL },
        { "ringkas", "3(1)", NULL }, /* an alinea of a Pasal is no ayat */
        { "ringkas", "", NULL },
        { "ringkas", "/", NULL },
        { "ringkas", "2(", NULL },
        { "ringkas", "2()", NULL },
        { "ringkas", "2~", NULL },
        { "ringkas", "2/", NULL },
        { "ringkas", "BAB-", NULL },
        { "ringkas", "BAB-II\"", NULL },
        { "patah", "BAB-III(2)", "BAB-III(2)" },
        { "patah", "2(4)", "2(4)" },
        { "rusak", "2(2)e~2", "2(2)e~2" },
        { "rusak", "BAB-I/BAGIAN-3/PARAGRAF-2~2", "BAB-I/BAGIAN-3/PARAGRAF-2~2" },
        { "perubahan", "I:2/2(2a)b", "I:2/2(2a)b" },
        { "perubahan", "I:3/3B(2)", "I:3/3B(2)" },
        { "perubahan", "3B", NULL }, /* only quoted */
        { "sisipan", "4", "4" },     /* its own, not the quoted one before it */
        { "sisipan", "3/4", "3/4" },
        { "sisipan", "2:2/BAB-IVA", "2:2/BAB-IVA" },
        { "sisipan", "2:2/9A:2", "2:2/9A:2" },
        { "undang", "2A", "2A" },
        { "undang", "2a", NULL }, /* Pasal 2 has no huruf of its own */
        { "undang", "BUKU-2/BAB-I", "BUKU-2/BAB-I" },
        { "undang", "PENJELASAN/2(1)b", "PENJELASAN/2(1)b" },
        { "undang", "LAMPIRAN", "LAMPIRAN-I" },
        { "undang", "LAMPIRAN-II", "LAMPIRAN-II" },
        { "daftar", "1aa", "1aa" },
        { "daftar", "1:aa", "1aa" },
        { "daftar", "2(2)a1a)1)a)", "2(2)a1a)1)a)" },
        { "daftar", "2(2)b:b", "2(2)b:b" },
        { "daftar", "3A(1a)", "3A(1a)" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(ARENA_MAX);
        struct naskah n = read_naskah(a, read_file(a, GOLDEN "%s.txt", rows[i].file), rows[i].file);
        const struct naskah_node *k = naskah_find(&n, sv_of(rows[i].at));
        if (!k != !rows[i].want)
            fail_msg("%s: %s is%s found", rows[i].file, rows[i].at, k ? "" : " not");
        if (k && !sv_eq(naskah_address(k, a), sv_of(rows[i].want)))
            fail_msg("%s: %s found %.*s", rows[i].file, rows[i].at, SV_FMT(naskah_address(k, a)));
        arena_free(a);
    }
}

static void finds_ranges(void **state)
{
    (void) state;
    static const struct {
        const char *file, *at, *first, *last; /* NULL: not found */
    } rows[] = {
        { "ringkas", "2(2)a-c", "2(2)a", "2(2)c" },
        { "ringkas", "2(2)b1-2", "2(2)b1", "2(2)b2" },
        { "ringkas", "1:1-2", "1:1", "1:2" },
        { "ringkas", "2(1)-(2)", "2(1)", "2(2)" },
        { "ringkas", "2(2)b", "2(2)b", "2(2)b" },
        { "ringkas", "BAB-II", "BAB-II", "BAB-II" },
        { "ringkas", "2(2)c-a", NULL, NULL },
        { "ringkas", "2(2)a-z", NULL, NULL },
        { "ringkas", "-", NULL, NULL },
        { "daftar", "1a-cc", "1a", "1cc" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new(ARENA_MAX);
        struct naskah n = read_naskah(a, read_file(a, GOLDEN "%s.txt", rows[i].file), rows[i].file);
        const struct naskah_node *first = NULL, *last = NULL;
        bool found = naskah_find_range(&n, sv_of(rows[i].at), &first, &last);
        if (found != (rows[i].first != NULL))
            fail_msg("%s: %s is%s found", rows[i].file, rows[i].at, found ? "" : " not");
        if (found && (!sv_eq(naskah_address(first, a), sv_of(rows[i].first)) ||
                      !sv_eq(naskah_address(last, a), sv_of(rows[i].last))))
            fail_msg("%s: %s found %.*s to %.*s", rows[i].file, rows[i].at, SV_FMT(naskah_address(first, a)),
                     SV_FMT(naskah_address(last, a)));
        arena_free(a);
    }
}

static void names_the_regulation(void **state)
{
    (void) state;
    struct arena *a = arena_new(ARENA_MAX);
    struct naskah n = read_naskah(a, read_file(a, GOLDEN "perubahan.txt"), "perubahan");

    assert_true(sv_eq(n.nama, SV("PERATURAN BUPATI SAMPEL")));
    assert_true(sv_eq(n.nomor, SV("12"))); /* not that of the regulation it changes */
    assert_true(sv_eq(n.tahun, SV("2024")));
    assert_true(sv_starts(n.tentang, SV("PERUBAHAN ATAS PERATURAN BUPATI")));
    assert_int_equal(n.n_pasal, 2);
    arena_free(a);
}

/* ---- the listed addresses ---- */

/* "6-9", "a", "-": first and last of a range; false: none. */
static bool range_of(struct sv s, struct sv *first, struct sv *last)
{
    if (sv_eq(s, SV("-")))
        return false;
    *first = *last = s;
    if (sv_find(s, SV("-")) > 0) {
        sv_cut(last, '-', first);
    }
    return true;
}

/* The address of a row of a norm table: Pasal (or BAB), ayat, huruf or definition. */
static struct sv row_address(struct arena *a, struct sv pasal, struct sv ayat, struct sv huruf)
{
    struct sv up = sv_eq(ayat, SV("-")) ? pasal : arena_printf(a, "%.*s(%.*s)", SV_FMT(pasal), SV_FMT(ayat));

    if (sv_eq(huruf, SV("-")))
        return up;
    return arena_printf(a, sv_eq(ayat, SV("-")) ? "%.*s:%.*s" : "%.*s%.*s", SV_FMT(up), SV_FMT(huruf));
}

static bool next_row(struct sv *rest, struct sv row[3])
{
    struct sv line;

    do {
        if (!sv_cut(rest, '\n', &line))
            return false;
    } while (sv_empty(line) || sv_starts(line, SV("pasal\t")));
    for (int i = 0; i < 3; i++)
        if (!sv_cut(&line, '\t', &row[i]))
            fail_msg("a row without three columns: %.*s", SV_FMT(row[0]));
    return true;
}

/* Finds every row of a table; how many. */
static size_t find_rows(struct arena *a, const struct naskah *n, struct sv table, const char *name)
{
    struct sv row[3];
    size_t found = 0;

    while (next_row(&table, row)) {
        struct sv at = row_address(a, row[0], row[1], row[2]), from, to;
        const struct naskah_node *first, *last;
        if (!naskah_find_range(n, at, &first, &last))
            fail_msg("%s: %.*s is not found", name, SV_FMT(at));
        if (range_of(row[2], &from, &to) && (!sv_eq(first->nomor, from) || !sv_eq(last->nomor, to)))
            fail_msg("%s: %.*s found %.*s to %.*s", name, SV_FMT(at), SV_FMT(first->nomor),
                     SV_FMT(last->nomor));
        if (sv_empty(first->teks) && !first->first)
            fail_msg("%s: %.*s is empty", name, SV_FMT(at));
        found++;
    }
    return found;
}

static void put_items(struct buf *b, struct sv from, struct sv to)
{
    int64_t x, y;

    if (sv_int(from, &x) && sv_int(to, &y)) {
        for (; x <= y; x++)
            buf_printf(b, "%d. Butir %d;\n", (int) x, (int) x);
        return;
    }
    for (char c = from.p[0]; c <= to.p[0]; c++)
        buf_printf(b, "%c. butir %c;\n", c, c);
}

/* A made-up regulation that has exactly the listed places: so the lists are of use without the real texts. */
static void write_from_list(struct buf *b, struct sv table)
{
    struct sv row[3], pasal = SV(""), ayat = SV(""), from, to;

    buf_put(b, SV("PERATURAN BUPATI SAMPEL\nNOMOR 1 TAHUN 2024\nTENTANG\nDAFTAR ALAMAT\n\n"));
    while (next_row(&table, row)) {
        if (!sv_eq(row[0], pasal)) {
            pasal = row[0];
            ayat = SV("");
            if (sv_starts(pasal, SV("BAB-")))
                buf_printf(b, "\nBAB %.*s\nJUDUL BAB\n\n", SV_FMT(sv_sub(pasal, 4, pasal.n)));
            else
                buf_printf(b, "\nPasal %.*s\n\n", SV_FMT(pasal));
            if (sv_eq(row[1], SV("-")))
                buf_put(b, sv_eq(row[2], SV("-")) ? SV("Kalimat tunggal.\n\n") : SV("Daftar berikut:\n\n"));
        }
        if (!sv_eq(row[1], SV("-")) && !sv_eq(row[1], ayat)) {
            ayat = row[1];
            if (sv_starts(pasal, SV("BAB-")))
                buf_printf(b, "Alinea ke-%.*s tanpa nomor.\n\n", SV_FMT(ayat));
            else
                buf_printf(b, "(%.*s) Ayat ini memuat:\n", SV_FMT(ayat));
        }
        if (range_of(row[2], &from, &to))
            put_items(b, from, to);
    }
}

static void finds_listed_addresses(void **state)
{
    (void) state;

    for (size_t i = 0; i < COUNT(regulations); i++) {
        struct arena *a = arena_new(ARENA_MAX);
        struct sv table = read_file(a, LISTS "alamat-%s.tsv", regulations[i].id);
        struct buf b;

        buf_init(&b, 1u << 20);
        write_from_list(&b, table);
        struct naskah n = read_naskah(a, buf_sv(&b), regulations[i].id);
        assert_int_equal(n.n_pasal, regulations[i].pasal);
        find_rows(a, &n, table, regulations[i].id);
        check_words(buf_sv(&b), &n, 0, a, regulations[i].id);
        buf_clear(&b);
        arena_free(a);
    }
}

/* ---- the real texts ---- */

static void reads_the_real_texts(void **state)
{
    (void) state;
    const char *shared = getenv("PRASASTI_SHARED");

    if (!shared) {
        print_message("# PRASASTI_SHARED is not set: the real texts were not read\n");
        skip();
    }
    for (size_t i = 0; i < COUNT(regulations); i++) {
        const char *id = regulations[i].id;
        struct arena *a = arena_new(ARENA_MAX);
        struct sv text = read_file(a, "%s/peraturan/%s.txt", shared, id);
        struct timespec t0, t1;

        clock_gettime(CLOCK_MONOTONIC, &t0);
        struct naskah n = read_naskah(a, text, id);
        clock_gettime(CLOCK_MONOTONIC, &t1);
        if (n.n_pasal != regulations[i].pasal)
            fail_msg("%s: %zu Pasal, expected %zu", id, n.n_pasal, regulations[i].pasal);
        size_t rows = find_rows(a, &n, read_file(a, "%s/norma/%s.tsv", shared, id), id);
        check_addresses(&n, a, id);
        check_words(text, &n, regulations[i].moved, a, id);
        double ms = (double) (t1.tv_sec - t0.tv_sec) * 1e3 + (double) (t1.tv_nsec - t0.tv_nsec) / 1e6;
        print_message("# %s: %zu Pasal, %zu addresses, %zu left out, %zu notes, %.1f ms\n", id, n.n_pasal,
                      rows, n.n_dibuang, n.n_diperbaiki, ms);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_addresses),      cmocka_unit_test(finds_ranges),
        cmocka_unit_test(names_the_regulation), cmocka_unit_test(finds_listed_addresses),
        cmocka_unit_test(reads_the_real_texts),
    };

    return cmocka_run_group_tests_name("naskah_address", tests, NULL, NULL);
}

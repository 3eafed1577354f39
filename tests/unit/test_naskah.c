/* SPDX-License-Identifier: MIT
 * tests/unit/test_naskah.c -- the reader of regulation texts: made-up texts with every scar we know, the five real ones
 * where they are at hand, words in = words out. Needs dep_rule, dep_json, dep_cmocka.
 * An expected tree is made with `prasasti regulation read X.txt --json | python3 -m json.tool --indent 1
 * --no-ensure-ascii` and then read by a person. */
#include "naskah_words.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/naskah_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define GOLDEN "tests/golden/naskah/"
#define LISTS "tests/lists/"

enum { ARENA_MAX = 512 << 20 };

/* The five regulations whose addresses are listed: Pasal with a number, words that stand out of order. */
static const struct {
    const char *id;
    size_t pasal, moved;
} regulations[] = {
    { "banjar-39-2023", 53, 0 }, { "purbalingga-90-2021", 35, 0 }, { "bekasi-2-2023", 35, 0 },
    { "bogor-24-2021", 50, 0 },  { "sumenep-39-2023", 40, 1 }, /* "Menetapkan" of the left column */
};

static struct sv read_file(struct arena *a, const char *fmt, ...)
{
    char path[512];
    struct err e;
    struct sv s;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    if (!file_read(path, 32u << 20, a, &s, &e))
        fail_msg("%s: %s (the test runs in the project's folder)", path, e.text);
    return s;
}

static struct naskah read_naskah(struct arena *a, struct sv text, const char *name)
{
    struct naskah n;
    struct err e = { 0 };

    if (!naskah_read(text, a, &n, &e))
        fail_msg("%s: %s", name, e.text);
    return n;
}

/* ---- what every reading must keep ---- */

enum {
    ANY_ORDER = 9999 /* for texts whose columns were read out of order: the golden tree says the right one */
};

/* Words of the tree that do not come in the order of the input. */
static size_t out_of_order(const struct words *in, const struct words *tree)
{
    size_t at = 0, wrong = 0;

    for (size_t i = 0; i < tree->n; i++) {
        size_t k = at;
        while (k < in->n && k < at + 400 && !sv_eq(in->w[k], tree->w[i]))
            k++;
        if (k < in->n && k < at + 400)
            at = k + 1;
        else
            wrong++;
    }
    return wrong;
}

static void check_words(struct sv text, const struct naskah *n, size_t moved, struct arena *a,
                        const char *name)
{
    struct words in = { .n = 0 }, out = { .n = 0 };
    struct sv odd;

    words_add(&in, text, true, a);
    words_of_tree(&out, n, a);
    size_t wrong = out_of_order(&in, &out);
    if (moved != ANY_ORDER && wrong != moved)
        fail_msg("%s: %zu words out of order, expected %zu", name, wrong, moved);
    words_of_discarded(&out, n, a);
    if (!words_same(&in, &out, &odd))
        fail_msg("%s: %zu words in, %zu out; first difference at \"%.*s\"", name, in.n, out.n, SV_FMT(odd));
}

static void check_addresses(const struct naskah *n, struct arena *a, const char *name)
{
    for (const struct naskah_node *k = naskah_next(n->pohon, n->pohon); k; k = naskah_next(k, n->pohon)) {
        struct sv at = naskah_address(k, a);
        if (naskah_find(n, at) != k)
            fail_msg("%s: %.*s is not found back", name, SV_FMT(at));
    }
}

/* ---- golden trees ---- */

static struct sv canonical(struct arena *a, struct sv text, struct buf *b, const char *name)
{
    struct json *j;
    struct err e = { 0 };

    if (!json_parse(text, 32u << 20, a, &j, &e) || !json_canonical(j, b, &e))
        fail_msg("%s: %s", name, e.text);
    return buf_sv(b);
}

static void compare_json(struct arena *a, const struct naskah *n, struct sv expected, const char *name)
{
    struct buf raw, got, want;
    struct jsonw w;
    size_t i = 0;

    buf_init(&raw, 32u << 20);
    buf_init(&got, 32u << 20);
    buf_init(&want, 32u << 20);
    jsonw_init(&w, &raw);
    naskah_json(n, &w);
    struct sv g = canonical(a, buf_sv(&raw), &got, name), x = canonical(a, expected, &want, name);
    while (i < g.n && i < x.n && g.p[i] == x.p[i])
        i++;
    if (i < g.n || i < x.n) {
        size_t from = i > 60 ? i - 60 : 0;
        fail_msg("%s: expected …%.*s…\n got …%.*s…", name, SV_FMT(sv_sub(x, from, 160)),
                 SV_FMT(sv_sub(g, from, 160)));
    }
    buf_clear(&raw);
    buf_clear(&got);
    buf_clear(&want);
}

static const struct {
    const char *name, *why;
    size_t moved; /* words that the reader puts in another place */
} golden[] = {
    { "ringkas", "a whole small regulation, nested lists, a paragraph after a list", 0 },
    { "halaman", "page numbers, running heads, catchwords, pictures, strokes, initials, Markdown", 0 },
    { "patah", "lines broken anywhere, references at line starts, lost words, BAB without Pasal", 1 },
    { "lekat", "headings and marks glued on one line", 0 },
    { "tumpuk", "marks stacked above each other, letter-spaced headings", ANY_ORDER },
    { "kolom", "words and marks of the left column read first", ANY_ORDER },
    { "rusak", "lost, misread, doubled and jumping numbers; lost headings", 0 },
    { "setneg", "form numbers, garbled running heads, misread marks", 0 },
    { "perubahan", "an amending regulation that quotes Pasal, ayat and a BAB", 0 },
    { "sisipan", "an ordinary regulation that quotes others inside its Pasal", 0 },
    { "undang", "a law with Buku, inserted Pasal, elucidation and annexes", 0 },
    { "daftar", "letters beyond z, every depth of list, lists in lists", 0 },
};

static void golden_trees(void **state)
{
    (void) state;

    for (size_t i = 0; i < COUNT(golden); i++) {
        struct arena *a = arena_new(ARENA_MAX);
        const char *name = golden[i].name;
        struct sv text = read_file(a, GOLDEN "%s.txt", name);
        struct naskah n = read_naskah(a, text, name);

        compare_json(a, &n, read_file(a, GOLDEN "%s.json", name), name);
        check_addresses(&n, a, name);
        check_words(text, &n, golden[i].moved, a, name);
        arena_free(a);
    }
}

static void reads_windows_1252(void **state)
{
    (void) state;
    struct arena *a = arena_new(ARENA_MAX);
    struct naskah n = read_naskah(a, read_file(a, GOLDEN "ansi.txt"), "ansi");

    compare_json(a, &n, read_file(a, GOLDEN "ansi.json"), "ansi");
    arena_free(a);
}

static void same_tree_whatever_the_line_ends(void **state)
{
    (void) state;
    struct arena *a = arena_new(ARENA_MAX);
    struct sv text = read_file(a, GOLDEN "ringkas.txt"), expected = read_file(a, GOLDEN "ringkas.json");
    struct buf crlf, cr;

    buf_init(&crlf, 1u << 20);
    buf_init(&cr, 1u << 20);
    buf_put(&crlf, SV("\xef\xbb\xbf")); /* and a mark of byte order */
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            buf_char(&crlf, '\r');
        buf_char(&crlf, text.p[i]);
        buf_char(&cr, text.p[i] == '\n' ? '\r' : text.p[i]);
    }
    struct naskah one = read_naskah(a, buf_sv(&crlf), "CR LF"), two = read_naskah(a, buf_sv(&cr), "CR");
    compare_json(a, &one, expected, "CR LF");
    compare_json(a, &two, expected, "CR");
    buf_clear(&crlf);
    buf_clear(&cr);
    arena_free(a);
}

/* ---- refusals: X.txt and the two lines that the user reads, X.galat ---- */

static void refuses_what_is_no_text(void **state)
{
    (void) state;
    static const char *const names[] = { "nol", "pdf", "utf16", "arsip", "kosong" };

    for (size_t i = 0; i < COUNT(names); i++) {
        struct arena *a = arena_new(ARENA_MAX);
        struct naskah n = { .pohon = NULL };
        struct err e = { 0 };
        char got[420];

        if (naskah_read(read_file(a, GOLDEN "tolak-%s.txt", names[i]), a, &n, &e) || n.pohon)
            fail_msg("tolak-%s was read", names[i]);
        assert_int_equal(e.kind, ERR_INPUT);
        snprintf(got, sizeof got, "%s\n%s\n", e.text, e.hint);
        struct sv want = read_file(a, GOLDEN "tolak-%s.galat", names[i]);
        if (!sv_eq(sv_of(got), want))
            fail_msg("tolak-%s: expected %.*s got %s", names[i], SV_FMT(want), got);
        arena_free(a);
    }
}

static void refuses_what_is_too_large(void **state)
{
    (void) state;
    struct arena *a = arena_new(ARENA_MAX), *small = arena_new(64 << 10);
    char *p = malloc(NASKAH_MAX_BYTES + 1);
    struct naskah n;
    struct err e = { 0 };

    assert_non_null(p);
    memset(p, 'a', NASKAH_MAX_BYTES + 1);
    assert_false(naskah_read((struct sv){ p, NASKAH_MAX_BYTES + 1 }, a, &n, &e));
    assert_string_equal(e.text, "Naskah lebih besar dari 16 MiB");
    assert_int_equal(arena_used(a), 0);
    assert_false(naskah_read((struct sv){ p, 1 << 20 }, small, &n, &e)); /* the ceiling of the arena */
    assert_int_equal(e.kind, ERR_INPUT);
    free(p);
    arena_free(a);
    arena_free(small);
}

/* ---- forms of single lines ---- */

static void marks_by_form(void **state)
{
    (void) state;
    static const struct {
        const char *line;
        enum naskah_jenis jenis; /* NASKAH_JENIS_COUNT: no mark */
        int v;
        char suffix;
        const char *rest;
    } rows[] = {
        { "(1) Teks", NASKAH_AYAT, 1, 0, "Teks" },
        { "(2a) Teks", NASKAH_AYAT, 2, 'a', "Teks" },
        { "( 3 ) Teks", NASKAH_AYAT, 3, 0, "Teks" },
        { "(1l) Teks", NASKAH_AYAT, 11, 0, "Teks" },
        { "(4)Teks", NASKAH_AYAT, 4, 0, "Teks" },
        { "(4), (5)", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "(satu) orang", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "(1950) tahun", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "a. teks", NASKAH_HURUF, 1, 0, "teks" },
        { "a.teks", NASKAH_HURUF, 1, 0, "teks" },
        { "a . teks", NASKAH_HURUF, 1, 0, "teks" },
        { "a.n. Bupati", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "z.", NASKAH_HURUF, 26, 0, "" },
        { "aa. teks", NASKAH_HURUF, 27, 0, "teks" },
        { "ab. teks", NASKAH_HURUF, 28, 0, "teks" },
        { "bb. teks", NASKAH_HURUF, 28, 0, "teks" },
        { "c bahwa", NASKAH_HURUF, 3, 0, "bahwa" },
        { "c teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "A. Teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "b) teks", NASKAH_SUBHURUF, 2, 0, "teks" },
        { "(b) teks", NASKAH_SUBHURUF, 2, 0, "teks" },
        { "12. Teks", NASKAH_ANGKA, 12, 0, "Teks" },
        { "1O. Teks", NASKAH_ANGKA, 10, 0, "Teks" },
        { "6a. Teks", NASKAH_ANGKA, 6, 'a', "Teks" },
        { "5, Undang", NASKAH_ANGKA, 5, 0, "Undang" },
        { "5, dan 6", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "1.000 orang", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "1950. Teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "0. Teks", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "3) teks", NASKAH_SUBANGKA, 3, 0, "teks" },
        { "\xe2\x80\x9c(1) Teks", NASKAH_AYAT, 1, 0, "Teks" },
        { "", NASKAH_JENIS_COUNT, 0, 0, "" },
    };
    struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mark m;
        bool is = nk_mark_parse(sv_of(rows[i].line), a, &m);
        if (is != (rows[i].jenis != NASKAH_JENIS_COUNT))
            fail_msg("\"%s\" is%s read as a mark", rows[i].line, is ? "" : " not");
        if (is && (m.jenis != rows[i].jenis || m.v != rows[i].v || m.suffix != rows[i].suffix ||
                   !sv_eq(m.rest, sv_of(rows[i].rest))))
            fail_msg("\"%s\": got %.*s %d%c \"%.*s\"", rows[i].line, SV_FMT(naskah_jenis_name(m.jenis)), m.v,
                     m.suffix ? m.suffix : ' ', SV_FMT(m.rest));
    }
    arena_free(a);
}

static void headings_by_form(void **state)
{
    (void) state;
    static const struct {
        const char *line;
        enum naskah_jenis jenis; /* NASKAH_JENIS_COUNT: no heading */
        int v;
        char suffix;
        const char *tanda;
    } rows[] = {
        { "Pasal 5", NASKAH_PASAL, 5, 0, "Pasal 5" },
        { "PASAL 5", NASKAH_PASAL, 5, 0, "PASAL 5" },
        { "P a s a l 12", NASKAH_PASAL, 12, 0, "P a s a l 12" },
        { "Pasa1 2", NASKAH_PASAL, 2, 0, "Pasa1 2" },
        { "Pasal 12A", NASKAH_PASAL, 12, 'A', "Pasal 12A" },
        { "Pasal II", NASKAH_PASAL, 2, 0, "Pasal II" },
        { "pasal 5", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Pasal lima", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Pasal 10000", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "BAB XIX", NASKAH_BAB, 19, 0, "BAB XIX" },
        { "BAB VA", NASKAH_BAB, 5, 'A', "BAB VA" },
        { "BAB lV", NASKAH_BAB, 4, 0, "BAB lV" },
        { "BAB 3", NASKAH_BAB, 3, 0, "BAB 3" },
        { "BAB IIII", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Bab IV :", NASKAH_BAB, 4, 0, "Bab IV" },
        { "BABAK I", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Bagian kesatu", NASKAH_BAGIAN, 1, 0, "Bagian kesatu" },
        { "BAGIAN PERTAMA", NASKAH_BAGIAN, 1, 0, "BAGIAN PERTAMA" },
        { "Bagian Keduabelas", NASKAH_BAGIAN, 12, 0, "Bagian Keduabelas" },
        { "Bagian Kedua Belas Umum", NASKAH_BAGIAN, 12, 0, "Bagian Kedua Belas" },
        { "Bagian Kedua Puluh Satu", NASKAH_BAGIAN, 21, 0, "Bagian Kedua Puluh Satu" },
        { "Bagian Hukum", NASKAH_JENIS_COUNT, 0, 0, "" },
        { "Paragraf 4", NASKAH_PARAGRAF, 4, 0, "Paragraf 4" },
        { "Paragraf Kesatu", NASKAH_PARAGRAF, 1, 0, "Paragraf Kesatu" },
        { "BUKU KEDUA", NASKAH_BUKU, 2, 0, "BUKU KEDUA" },
        { "\xe2\x80\x9cPasal 7", NASKAH_PASAL, 7, 0, "Pasal 7" },
    };
    struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct heading h;
        bool is = nk_heading_parse(sv_of(rows[i].line), a, &h);
        if (is != (rows[i].jenis != NASKAH_JENIS_COUNT))
            fail_msg("\"%s\" is%s read as a heading", rows[i].line, is ? "" : " not");
        if (is && (h.jenis != rows[i].jenis || h.v != rows[i].v || h.suffix != rows[i].suffix ||
                   !sv_eq(h.tanda, sv_of(rows[i].tanda))))
            fail_msg("\"%s\": got \"%.*s\" %d%c", rows[i].line, SV_FMT(h.tanda), h.v,
                     h.suffix ? h.suffix : ' ');
    }
    for (int v = 1; v < 100; v++) { /* ordinals are read as they are written */
        struct heading h;
        struct sv s = arena_printf(a, "Bagian %.*s", SV_FMT(nk_ordinal_word(v, a)));
        if (!nk_heading_parse(s, a, &h) || h.v != v || h.rest.n)
            fail_msg("%.*s is read as %d", SV_FMT(s), h.v);
    }
    arena_free(a);
}

/* ---- addresses ---- */

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
        cmocka_unit_test(golden_trees),
        cmocka_unit_test(reads_windows_1252),
        cmocka_unit_test(same_tree_whatever_the_line_ends),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(marks_by_form),
        cmocka_unit_test(headings_by_form),
        cmocka_unit_test(finds_addresses),
        cmocka_unit_test(finds_ranges),
        cmocka_unit_test(names_the_regulation),
        cmocka_unit_test(finds_listed_addresses),
        cmocka_unit_test(reads_the_real_texts),
    };
    return cmocka_run_group_tests_name("naskah", tests, NULL, NULL);
}

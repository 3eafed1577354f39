/* SPDX-License-Identifier: MIT
 * tests/unit/test_naskah_tree.c -- the reader of regulation texts: made-up texts with every scar we know, and what it refuses.
 * An expected tree is made with `prasasti regulation read X.txt --json | python3 -m json.tool --indent 1
 * --no-ensure-ascii` and then read by a person. */
#include "naskah_fixture.h"

#include "base/buf.h"
#include "json/json.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_trees),
        cmocka_unit_test(reads_windows_1252),
        cmocka_unit_test(same_tree_whatever_the_line_ends),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(refuses_what_is_too_large),
    };

    return cmocka_run_group_tests_name("naskah_tree", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Manuals as trees: tables, anchors, figures, notes, marks; and nothing dangerous comes through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "html/html.h"
#include "html/md.h"
#include "html/md_tree.h"

#define FRAME \
    "<div class=\"gulung\" role=\"region\" aria-label=\"Tabel\" tabindex=\"0\"><table class=\"table\">"
#define A "<td data-label=\"A\">"
#define B "<td data-label=\"B\">"
#define END "</table></div>"

static void writes(void **state)
{
    (void) state;
    static const struct {
        const char *why, *in;
        int first;
        const char *want;
    } rows[] = {
        { "a paragraph", "satu *dua* **tiga**\nempat", 1,
          "<p>satu <em>dua</em> <strong>tiga</strong> empat</p>" },
        { "headings have anchors", "# Mengisi Formulir, lalu?", 2,
          "<h2 id=\"mengisi-formulir-lalu\">Mengisi Formulir, lalu?</h2>" },
        { "each anchor once", "## A\n## A\n## `A`", 1,
          "<h2 id=\"a\">A</h2><h2 id=\"a-1\">A</h2><h2 id=\"a-2\"><code>A</code></h2>" },
        { "a heading without letters", "# \xe2\x80\xa6", 1, "<h1 id=\"bagian\">\xe2\x80\xa6</h1>" },
        { "lists", "1. a\n2. b\n\n- c", 1,
          "<ol><li><p>a</p></li><li><p>b</p></li></ol><ul><li><p>c</p></li></ul>" },
        { "a list that goes on", "4. a", 1, "<ol start=\"4\"><li><p>a</p></li></ol>" },
        { "a table", "| A | B |\n|---|:-:|\n| a | *b* c |\n| `x|y` |  |", 1,
          FRAME "<thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead><tbody><tr>" A
                "a</td>" B "<em>b</em> c</td></tr><tr>" A "<code>x|y</code></td>" B
                "</td></tr></tbody>" END },
        { "a short row is filled up", "| A | B |\n|---|---|\n| a |", 1,
          FRAME "<thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead><tbody><tr>" A
                "a</td>" B "</td></tr></tbody>" END },
        { "a table without rows", "| A |\n|---|", 1,
          FRAME "<thead><tr><th scope=\"col\">A</th></tr></thead>" END },
        { "bars alone are no table", "| a | b |\n| c | d |", 1, "<p>| a | b | | c | d |</p>" },
        { "a figure", "![Daftar](gambar/daftar.png \"Daftar aplikasi\")", 1,
          "<figure class=\"gambar\"><img alt=\"Daftar\"><figcaption>Daftar aplikasi</figcaption></figure>" },
        { "a figure of ours", "![Daftar](/x.png)", 1,
          "<figure class=\"gambar\"><img src=\"/x.png\" alt=\"Daftar\"></figure>" },
        { "a foreign picture is its words", "![denah](https://jahat.example/p.png)", 1, "<p>denah</p>" },
        { "a picture inside a line is its words", "lihat ![denah](/x.png) ini", 1, "<p>lihat denah ini</p>" },
        { "a note", "> **Catatan.** Begitu.", 1,
          "<blockquote class=\"catatan\"><p><strong>Catatan.</strong> Begitu.</p></blockquote>" },
        { "a warning", "> **Perhatian.** Awas.", 1,
          "<blockquote class=\"catatan awas\"><p><strong>Perhatian.</strong> Awas.</p></blockquote>" },
        { "a mark is not shown", "<!-- layar: sari / -->\n\na <!-- x --> b", 1, "<p>a  b</p>" },
        { "other markup is text", "<script>alert(1)</script>", 1,
          "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" },
        { "a link of ours", "[x](/r/aplikasi)", 1, "<p><a href=\"/r/aplikasi\">x</a></p>" },
        { "a neighbour is left to the caller", "[x](daftar.md#a)", 1, "<p><a>x</a></p>" },
        { "a script is no link", "[x](javascript:alert(1)) [y](java%0ascript:z)", 1, "<p>x y</p>" },
        { "another host is no link", "[x](//jahat.example) [y](\\\\jahat)", 1, "<p>x y</p>" },
        { "code", "```sh\na <b>\n```", 1, "<pre tabindex=\"0\"><code>a &lt;b&gt;\n</code></pre>" },
        { "nothing", "", 1, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *a = arena_new(1 << 20);
        struct buf b;
        struct html h;

        buf_init(&b, 1 << 20);
        html_init(&h, &b);
        md_write(&h, md_tree(sv_of(rows[i].in), a), rows[i].first, true);
        html_end(&h);
        if (!sv_eq(buf_sv(&b), sv_of(rows[i].want)))
            fail_msg("%s:\n  got  %.*s\n  want %s", rows[i].why, SV_FMT(buf_sv(&b)), rows[i].want);
        buf_clear(&b);
        arena_free(a);
    }
}

static void marks_are_kept_for_programs(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 20);
    const struct md_node *n = md_tree(SV("# A\n\n<!-- layar: sari /r/aplikasi -->\n"), a)->first->next;

    assert_int_equal(n->kind, MD_MARK);
    assert_true(sv_eq(n->text, SV("layar: sari /r/aplikasi")));
    arena_free(a);
}

static void words_alone(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 20);
    struct buf b;

    buf_init(&b, 4096);
    md_words(md_tree(SV("# Judul *satu*\n\n| a | b |\n|---|---|\n| c | `d` |\n\n<!-- x -->\n- e\n"), a), &b);
    if (!sv_eq(buf_sv(&b), SV("Judul satu a b c d e")))
        fail_msg("got '%.*s'", SV_FMT(buf_sv(&b)));
    buf_clear(&b);
    arena_free(a);
}

/* What is deep or long stops somewhere, and soon. */
static void hostile_texts_end_soon(void **state)
{
    (void) state;
    static const char *const units[] = { "> ", "- ", "*a ", "[", "![", "|", "| a |\n", "# a\n", "1. ", "`" };

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct arena *a = arena_new(256 << 20);
        struct buf in, out;
        struct html h;
        int64_t from = time_now_ms(), took;

        buf_init(&in, 1 << 20);
        while (in.n < 20000)
            buf_put(&in, sv_of(units[i]));
        buf_init(&out, 64 << 20);
        html_init(&h, &out);
        md_write(&h, md_tree(buf_sv(&in), a), 1, true);
        html_end(&h);
        took = time_now_ms() - from;
        if (took > 5000)
            fail_msg("'%s' repeated took %lld ms", units[i], (long long) took);
        buf_clear(&in);
        buf_clear(&out);
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes),
        cmocka_unit_test(marks_are_kept_for_programs),
        cmocka_unit_test(words_alone),
        cmocka_unit_test(hostile_texts_end_soon),
    };
    return cmocka_run_group_tests_name("md_tree", tests, NULL, NULL);
}

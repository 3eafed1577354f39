/* SPDX-License-Identifier: MIT
 * Markdown of people: formatted, never dangerous, nothing silently lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/date.h"
#include "html/html.h"
#include "html/md.h"

static void formats(void **state)
{
    (void) state;
    static const struct {
        const char *why, *in;
        int first;
        const char *want;
    } rows[] = {
        { "a paragraph", "satu *dua* **tiga**", 1, "<p>satu <em>dua</em> <strong>tiga</strong></p>\n" },
        { "a list", "- a\n- b", 1, "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n" },
        { "headings start lower", "# A\n## B", 3, "<h3>A</h3>\n<h4>B</h4>\n" },
        { "headings stop at six", "###### A", 4, "<h6>A</h6>\n" },
        { "raw inline markup is shown", "a <b onclick=\"x\">c</b>", 1,
          "<p>a &lt;b onclick=&quot;x&quot;&gt;c&lt;/b&gt;</p>\n" },
        { "a raw block is shown", "<script>\nalert(1)\n</script>", 1,
          "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;\n</p>\n" },
        { "our own link", "[x](/r/aplikasi)", 1, "<p><a href=\"/r/aplikasi\">x</a></p>\n" },
        { "https link", "[x](https://a.example/?q=1&r=2)", 1,
          "<p><a href=\"https://a.example/?q=1&amp;r=2\">x</a></p>\n" },
        { "mail by itself", "<dinas@example.go.id>", 1,
          "<p><a href=\"mailto:dinas@example.go.id\">dinas@example.go.id</a></p>\n" },
        { "script link keeps its words", "[*klik*](javascript:alert(1))", 1, "<p><em>klik</em></p>\n" },
        { "script link in entities", "[x](javascript&#58;alert(1))", 1, "<p>x</p>\n" },
        { "script as autolink", "<javascript:alert(1)>", 1, "<p>javascript:alert(1)</p>\n" },
        { "link by reference", "[x][1]\n\n[1]: data:text/html,x", 1, "<p>x</p>\n" },
        { "another host without scheme", "[x](//jahat.example)", 1, "<p>x</p>\n" },
        { "foreign picture becomes its words", "![denah](https://jahat.example/p.png)", 1, "<p>denah</p>\n" },
        { "our own picture", "![denah](/berkas/1)", 1, "<p><img src=\"/berkas/1\" alt=\"denah\" /></p>\n" },
        { "link inside a refused picture", "![a [b](javascript:x) c](data:x)", 1, "<p>a b c</p>\n" },
        { "code is text", "`<b>`", 1, "<p><code>&lt;b&gt;</code></p>\n" },
        { "nothing", "", 1, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        struct html h;
        buf_init(&b, 1 << 20);
        html_init(&h, &b);
        md_html(&h, sv_of(rows[i].in), rows[i].first);
        html_end(&h);
        if (!sv_eq(buf_sv(&b), sv_of(rows[i].want)))
            fail_msg("%s:\n  got  %.*s\n  want %s", rows[i].why, SV_FMT(buf_sv(&b)), rows[i].want);
        buf_clear(&b);
    }
}

static void plain_words(void **state)
{
    (void) state;
    static const struct {
        const char *why, *in;
        size_t max;
        const char *want;
    } rows[] = {
        { "marks go, blocks are parted", "# Judul\n\nsatu *dua*\ntiga\n\n- a\n- b", 200,
          "Judul satu dua tiga a b" },
        { "cut at a character", "a§§", 4, "a§" },
        { "link words stay", "lihat [ini](/x)", 200, "lihat ini" },
        { "nothing", "", 200, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, 1 << 20);
        md_plain(sv_of(rows[i].in), rows[i].max, &b);
        if (!sv_eq(buf_sv(&b), sv_of(rows[i].want)))
            fail_msg("%s: got '%.*s'", rows[i].why, SV_FMT(buf_sv(&b)));
        buf_clear(&b);
    }
}

static void repeated(const char *unit, size_t bytes, struct buf *in)
{
    buf_init(in, 1 << 21);
    while (in->n < bytes)
        buf_put(in, sv_of(unit));
}

/* Texts known to make Markdown readers slow: each must be done in a time nobody notices. */
static void hostile_texts_end_soon(void **state)
{
    (void) state;
    static const char *const units[] = { "[",  "](",   "*a ",  "> ",        "![[]()",    "`a``",   "<a",
                                         "&",  "- ",   "**a*", "<![CDATA[", "\\",        "[a](<b", "a\n",
                                         "_ ", "<!A ", "<? ",  "* a\n",     "[x]: /a\n", "1. " };

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct buf in, out;
        struct html h;
        repeated(units[i], 100 * 1000, &in);
        buf_init(&out, 64 << 20);
        html_init(&h, &out);
        int64_t from = time_now_ms();
        md_html(&h, buf_sv(&in), 1);
        html_end(&h);
        int64_t took = time_now_ms() - from;
        if (took > 5000)
            fail_msg("'%s' repeated took %lld ms", units[i], (long long) took);
        buf_clear(&in);
        buf_clear(&out);
    }
}

static void too_long_is_shown_unformatted(void **state)
{
    (void) state;
    struct buf in, out;
    struct html h;

    repeated("*<a>* ", MD_MAX_BYTES + 1, &in);
    buf_init(&out, 8 << 20);
    html_init(&h, &out);
    md_html(&h, buf_sv(&in), 1);
    html_end(&h);
    assert_true(sv_starts(buf_sv(&out), SV("<pre>*&lt;a&gt;* *&lt;a&gt;*")));
    buf_clear(&in);
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats),
        cmocka_unit_test(plain_words),
        cmocka_unit_test(hostile_texts_end_soon),
        cmocka_unit_test(too_long_is_shown_unformatted),
    };
    return cmocka_run_group_tests_name("md", tests, NULL, NULL);
}

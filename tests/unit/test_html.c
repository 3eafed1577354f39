/* SPDX-License-Identifier: MIT
 * The escaping writer and the drawings: what goes in as text never comes out as markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "html/html.h"
#include "html/svg.h"

struct page {
    struct buf b;
    struct html h;
};

static void page_start(struct page *p)
{
    buf_init(&p->b, 1 << 20);
    html_init(&p->h, &p->b);
}

static void expect(const char *why, struct page *p, const char *want)
{
    html_end(&p->h);
    if (!sv_eq(buf_sv(&p->b), sv_of(want)))
        fail_msg("%s:\n  got  %.*s\n  want %s", why, SV_FMT(buf_sv(&p->b)), want);
    buf_clear(&p->b);
}

static void xml_is_xml(void **state)
{
    struct page p;

    (void) state;
    buf_init(&p.b, 1 << 20);
    html_init_xml(&p.h, &p.b);
    html_open(&p.h, "a");
    html_void(&p.h, "b");
    html_attr(&p.h, "c", SV("<&>\"'"));
    html_open(&p.h, "d");
    html_close(&p.h, "d");
    html_text(&p.h, SV("x\x01y]]>\xef\xbf\xbez\xef\xbf\xbf \xef\xbf\xbd \xef\xbb\xbf"));
    html_void(&p.h, "e");
    html_close(&p.h, "a");
    expect(
        "empty elements end in />, what XML has no place for goes", &p,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a><b c=\"&lt;&amp;&gt;&quot;&#39;\"/><d></d>xy]]&gt; z  "
        "\xef\xbf\xbd \xef\xbb\xbf<e/></a>");
    page_start(&p);
    html_void(&p.h, "br");
    html_text(&p.h, SV("\xef\xbf\xbe"));
    expect("HTML stays as it was", &p, "<br>\xef\xbf\xbe");
}

static void text_is_escaped(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        const char *want;
    } rows[] = {
        { "plain text stays", SV_INIT("Dinas Kominfo"), "Dinas Kominfo" },
        { "markup becomes words", SV_INIT("<script>alert(1)</script>"),
          "&lt;script&gt;alert(1)&lt;/script&gt;" },
        { "quotes of both kinds", SV_INIT("\"a\" 'b'"), "&quot;a&quot; &#39;b&#39;" },
        { "ampersand is not left to guess", SV_INIT("&lt; & &amp;"), "&amp;lt; &amp; &amp;amp;" },
        { "line ends and tabs stay", SV_INIT("a\r\n\tb"), "a\r\n\tb" },
        { "control characters go", SV_INIT("a\x01\x1b[31m\x7f\0b"), "a[31mb" },
        { "UTF-8 passes", SV_INIT("Wali Kota — §"), "Wali Kota — §" },
        { "nothing", SV_INIT(""), "" },
        { "absent", { NULL, 0 }, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct page p;
        page_start(&p);
        html_text(&p.h, rows[i].in);
        expect(rows[i].why, &p, rows[i].want);
    }
}

static void elements_and_attributes(void **state)
{
    (void) state;
    struct page p;

    page_start(&p);
    html_lit(&p.h, "<!doctype html>");
    html_open(&p.h, "p");
    html_class(&p.h, "a b");
    html_attr(&p.h, "title", SV("\"><script>"));
    html_attr_int(&p.h, "data-id", -7);
    html_attrf(&p.h, "id", "baris-%d", 3);
    html_attr_say(&p.h, "aria-label", T("Hapus <ini>"));
    html_bool_attr(&p.h, "hidden", true);
    html_bool_attr(&p.h, "disabled", false);
    html_void(&p.h, "br");
    html_void(&p.h, "input");
    html_attr(&p.h, "name", SV("x"));
    html_text(&p.h, SV("t"));
    html_elem(&p.h, "b", SV("1<2"));
    html_elem_say(&p.h, "i", T("ya"));
    html_open(&p.h, "i");
    html_close(&p.h, "i");
    html_close(&p.h, "p");
    expect(
        "a paragraph with everything", &p,
        "<!doctype html><p class=\"a b\" title=\"&quot;&gt;&lt;script&gt;\" data-id=\"-7\" id=\"baris-3\" "
        "aria-label=\"Hapus &lt;ini&gt;\" hidden><br><input name=\"x\">t<b>1&lt;2</b><i>ya</i><i></i></p>");
}

static void a_void_element_at_the_end_is_closed(void **state)
{
    (void) state;
    struct page p;

    page_start(&p);
    html_void(&p.h, "hr");
    expect("html_end closes the tag", &p, "<hr>");
}

static void long_formats_are_kept_and_escaped(void **state)
{
    (void) state;
    struct page p;
    char many[2001];

    memset(many, '<', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    page_start(&p);
    html_textf(&p.h, "%s", many);
    html_end(&p.h);
    assert_int_equal(p.b.n, (sizeof many - 1) * 4);
    buf_clear(&p.b);
}

static void numbers_are_grouped(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        int64_t in;
        const char *want;
    } rows[] = {
        { "zero", 0, "0" },
        { "three digits", 999, "999" },
        { "four", 1000, "1.000" },
        { "a million and a bit", 1234567, "1.234.567" },
        { "negative", -1234, "-1.234" },
        { "the smallest", INT64_MIN, "-9.223.372.036.854.775.808" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct page p;
        page_start(&p);
        html_number(&p.h, rows[i].in);
        expect(rows[i].why, &p, rows[i].want);
    }
}

static void addresses(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        struct sv in;
        bool own, ok;
    } rows[] = {
        { "our path", SV_INIT("/r/aplikasi/7"), true, true },
        { "the front page", SV_INIT("/"), true, true },
        { "our path with a query", SV_INIT("/cari?q=a%20b&h=2"), true, true },
        { "a fragment", SV_INIT("#bab-2"), true, true },
        { "a query alone", SV_INIT("?halaman=2"), true, true },
        { "another host, no scheme", SV_INIT("//jahat.example"), false, false },
        { "backslash read as slash", SV_INIT("/\\jahat.example"), false, false },
        { "tab dropped by browsers", SV_INIT("/\t/jahat.example"), false, false },
        { "https", SV_INIT("https://jdih.example/x"), false, true },
        { "HTTP in capitals", SV_INIT("HTTP://jdih.example"), false, true },
        { "mail", SV_INIT("mailto:dinas@example.go.id"), false, true },
        { "script", SV_INIT("javascript:alert(1)"), false, false },
        { "script in disguise", SV_INIT("JaVa\nScRiPt:alert(1)"), false, false },
        { "script after a space", SV_INIT(" javascript:alert(1)"), false, false },
        { "data", SV_INIT("data:text/html,<b>"), false, false },
        { "scheme without a host", SV_INIT("https://"), false, false },
        { "relative path", SV_INIT("r/aplikasi"), false, false },
        { "nothing", SV_INIT(""), false, false },
        { "absent", { NULL, 0 }, false, false },
        { "a NUL inside", SV_INIT("/a\0b"), false, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (html_url_own(rows[i].in) != rows[i].own)
            fail_msg("%s: own is %d", rows[i].why, !rows[i].own);
        if (html_url_ok(rows[i].in) != rows[i].ok)
            fail_msg("%s: ok is %d", rows[i].why, !rows[i].ok);
    }
}

static void refused_addresses_leave_a_dead_link(void **state)
{
    (void) state;
    struct page p;

    page_start(&p);
    html_open(&p.h, "a");
    assert_false(html_href(&p.h, SV("javascript:alert(1)")));
    html_text(&p.h, SV("x"));
    html_close(&p.h, "a");
    html_open(&p.h, "form");
    assert_false(html_url(&p.h, "action", SV("https://jahat.example/")));
    assert_true(html_url(&p.h, "hx-post", SV("/r/x?a=1&b=2")));
    html_close(&p.h, "form");
    expect("dead link, kept action", &p, "<a>x</a><form hx-post=\"/r/x?a=1&amp;b=2\"></form>");
}

/* --- what must stop the process: each in a child ------------------------------------------------------------------ */

static void crooked_close(struct html *h)
{
    html_open(h, "b");
    html_open(h, "i");
    html_close(h, "b");
}
static void close_of_nothing(struct html *h)
{
    html_close(h, "b");
}
static void left_open(struct html *h)
{
    html_open(h, "b");
    html_end(h);
}
static void attribute_after_text(struct html *h)
{
    html_open(h, "b");
    html_text(h, SV("x"));
    html_attr(h, "id", SV("y"));
}
static void inline_style(struct html *h)
{
    html_open(h, "b");
    html_attr(h, "style", SV("color: red"));
}
static void inline_handler(struct html *h)
{
    html_open(h, "b");
    html_attr(h, "onclick", SV("x()"));
}
static void htmx_handler(struct html *h)
{
    html_open(h, "b");
    html_attr(h, "hx-on:click", SV("x()"));
}
static void style_element(struct html *h)
{
    html_open(h, "style");
}
static void script_text(struct html *h)
{
    html_open(h, "script");
    html_text(h, SV("x()"));
}
static void address_as_attribute(struct html *h)
{
    html_open(h, "a");
    html_attr(h, "href", SV("/x"));
}
static void bottomless(struct html *h)
{
    for (int i = 0; i <= HTML_DEPTH; i++)
        html_open(h, "div");
}

static bool stops(void (*fn)(struct html *))
{
    pid_t pid = fork();

    if (pid == 0) {
        struct page p;
        if (!freopen("/dev/null", "w", stderr))
            _exit(0);
        signal(SIGABRT, SIG_DFL);
        page_start(&p);
        fn(&p.h);
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void crooked_pages_stop(void **state)
{
    (void) state;
    static const struct {
        const char *why;
        void (*fn)(struct html *);
    } rows[] = {
        { "closed in the wrong order", crooked_close },
        { "closed without being open", close_of_nothing },
        { "left open at the end", left_open },
        { "attribute after content", attribute_after_text },
        { "inline style", inline_style },
        { "inline handler", inline_handler },
        { "htmx handler", htmx_handler },
        { "style element", style_element },
        { "script with text", script_text },
        { "address past html_url", address_as_attribute },
        { "nested too deeply", bottomless },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!stops(rows[i].fn))
            fail_msg("%s: went through", rows[i].why);
}

static void a_full_buffer_is_noticed(void **state)
{
    (void) state;
    struct buf b;
    struct html h;
    struct err e;

    buf_init(&b, 64);
    html_init(&h, &b);
    for (int i = 0; i < 100; i++)
        html_elem(&h, "td", SV("isi"));
    html_end(&h);
    assert_false(buf_ok(&b, &e));
    buf_clear(&b);
}

/* --- drawings ---------------------------------------------------------------------------------------------------- */

static void drawings(void **state)
{
    (void) state;
    static const struct svg_part parts[] = {
        { SV_INIT("Terpenuhi"), SV_INIT("terpenuhi"), 3 },
        { SV_INIT("Lewat <tenggat>"), SV_INIT("lewat"), 1 },
    };
    struct page p;

    page_start(&p);
    svg_stack(&p.h, SV("3 dari 4 terpenuhi"), parts, 2);
    expect(
        "stack", &p,
        "<svg class=\"grafik grafik-tumpuk\" role=\"img\" viewBox=\"0 0 1000 24\"><title>3 dari 4 terpenuhi</title>"
        "<rect class=\"alas\" x=\"0\" y=\"0\" width=\"1000\" height=\"24\"></rect>"
        "<rect class=\"bagian terpenuhi\" x=\"0\" y=\"0\" width=\"750\" height=\"24\"><title>Terpenuhi: 3</title></rect>"
        "<rect class=\"bagian lewat\" x=\"750\" y=\"0\" width=\"250\" height=\"24\">"
        "<title>Lewat &lt;tenggat&gt;: 1</title></rect></svg>");
    page_start(&p);
    svg_ring(&p.h, SV("j"), parts, 1, SV("75%"));
    expect(
        "ring", &p,
        "<svg class=\"grafik grafik-cincin\" role=\"img\" viewBox=\"0 0 120 120\"><title>j</title>"
        "<circle class=\"alas\" cx=\"60\" cy=\"60\" r=\"48\" fill=\"none\" pathLength=\"1000\"></circle>"
        "<circle class=\"bagian terpenuhi\" cx=\"60\" cy=\"60\" r=\"48\" fill=\"none\" pathLength=\"1000\" "
        "stroke-dasharray=\"1000 0\" stroke-dashoffset=\"0\" transform=\"rotate(-90 60 60)\">"
        "<title>Terpenuhi: 3</title></circle>"
        "<text class=\"tengah\" x=\"60\" y=\"66\" text-anchor=\"middle\">75%</text></svg>");
    page_start(&p);
    svg_spark(&p.h, SV("s"), (const int64_t[]){ 0, 5, 10 }, 3);
    expect("spark", &p,
           "<svg class=\"grafik grafik-garis\" role=\"img\" viewBox=\"0 0 240 40\"><title>s</title>"
           "<polyline class=\"bagian\" fill=\"none\" points=\"2,38 120,20 238,2\"></polyline></svg>");
    page_start(&p);
    {
        const struct svg_part two[] = { { SV("ada"), SV("terpenuhi"), 1 },
                                        { SV("tidak"), SV("lewat_tenggat"), 2 } };
        const struct svg_column cols[] = { { SV("Jan <b>"), two, 2 }, { SV("Feb"), two, 0 } };

        svg_columns(&p.h, SV("k"), cols, 2);
    }
    expect(
        "columns", &p,
        "<svg class=\"grafik grafik-kolom\" role=\"img\" viewBox=\"0 0 80 120\"><title>k</title>"
        "<g><title>Jan &lt;b&gt;; ada: 1; tidak: 2</title><rect class=\"alas\" x=\"4\" y=\"0\" width=\"32\" height=\"120\"></rect>"
        "<rect class=\"bagian terpenuhi\" x=\"4\" y=\"80\" width=\"32\" height=\"40\"></rect>"
        "<rect class=\"bagian lewat_tenggat\" x=\"4\" y=\"0\" width=\"32\" height=\"80\"></rect></g>"
        "<g><title>Feb</title><rect class=\"alas\" x=\"44\" y=\"0\" width=\"32\" height=\"120\"></rect></g></svg>");
    page_start(&p);
    svg_cells(&p.h, SV("q"), (const unsigned char[]){ 1, 0, 0, 3 }, 2);
    expect("cells", &p,
           "<svg class=\"grafik grafik-petak\" role=\"img\" viewBox=\"0 0 10 10\"><title>q</title>"
           "<rect class=\"alas\" x=\"0\" y=\"0\" width=\"10\" height=\"10\"></rect>"
           "<path class=\"bagian\" d=\"M4 4h1v1h-1zM5 5h1v1h-1z\"></path></svg>");
}

static void drawings_survive_odd_numbers(void **state)
{
    (void) state;
    static const struct svg_part odd[] = {
        { SV_INIT("a"), SV_INIT("a"), INT64_MAX },
        { SV_INIT("b"), SV_INIT("b"), INT64_MAX },
        { SV_INIT("c"), SV_INIT("c"), INT64_MIN },
        { SV_INIT("d"), SV_INIT("d"), 0 },
    };
    static const int64_t ends[] = { INT64_MIN, INT64_MAX, 0 };
    struct page p;

    page_start(&p);
    for (size_t n = 0; n <= 4; n++) {
        svg_stack(&p.h, SV("t"), odd, n);
        svg_bars(&p.h, SV("t"), odd, n);
        svg_ring(&p.h, SV("t"), odd, n, SV("-"));
        svg_spark(&p.h, SV("t"), ends, n > 3 ? 3 : n);
    }
    html_end(&p.h);
    assert_true(sv_find(buf_sv(&p.b), SV("style")) < 0);
    assert_true(sv_find(buf_sv(&p.b), SV("width=\"-")) < 0);
    buf_clear(&p.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_is_xml),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(elements_and_attributes),
        cmocka_unit_test(a_void_element_at_the_end_is_closed),
        cmocka_unit_test(long_formats_are_kept_and_escaped),
        cmocka_unit_test(numbers_are_grouped),
        cmocka_unit_test(addresses),
        cmocka_unit_test(refused_addresses_leave_a_dead_link),
        cmocka_unit_test(crooked_pages_stop),
        cmocka_unit_test(a_full_buffer_is_noticed),
        cmocka_unit_test(drawings),
        cmocka_unit_test(drawings_survive_odd_numbers),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}

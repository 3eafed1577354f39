/* SPDX-License-Identifier: MIT
 * html/html.c -- the escaping writer: one table decides what a byte becomes, two asserts keep the tree straight. */
#include "html/html.h"

#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>

void html_init(struct html *h, struct buf *b)
{
    h->b = b;
    h->depth = 0;
    h->in_tag = h->xml = h->empty = false;
}

void html_init_xml(struct html *h, struct buf *b)
{
    html_init(h, b);
    h->xml = true;
    buf_put(b, SV("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
}

/* What follows is content: the tag being written ends here. */
static void content(struct html *h)
{
    if (h->in_tag)
        buf_put(h->b, h->empty ? SV("/>") : SV(">"));
    h->in_tag = h->empty = false;
}

void html_end(struct html *h)
{
    content(h);
    assert(h->depth == 0 && "an element was left open");
}

/* U+FFFE or U+FFFF at s.p[i], which no XML document may hold. */
static bool nonchar(struct sv s, size_t i)
{
    return i + 2 < s.n && memcmp(s.p + i, "\xef\xbf", 2) == 0 && (unsigned char) s.p[i + 2] >= 0xbe;
}

/* One escape serves text and attribute values, so that no caller has to know which of them he is in. */
static void escaped(const struct html *h, struct sv s)
{
    struct buf *b = h->b;
    size_t from = 0;

    if (!s.n) /* perhaps absent */
        return;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];
        struct sv to;
        if (c == 0xef && h->xml && nonchar(s, i)) {
            buf_put(b, (struct sv){ s.p + from, i - from });
            buf_char(b, ' ');
            i += 2;
            from = i + 1;
            continue;
        }
        if (c > '>' && c != 0x7f)
            continue;
        switch (c) {
        case '&': to = SV("&amp;"); break;
        case '<': to = SV("&lt;"); break;
        case '>': to = SV("&gt;"); break;
        case '"': to = SV("&quot;"); break;
        case '\'': to = SV("&#39;"); break;
        default:
            if ((c >= ' ' && c != 0x7f) || c == '\n' || c == '\t' || c == '\r')
                continue;
            to = SV("");
        }
        buf_put(b, (struct sv){ s.p + from, i - from });
        buf_put(b, to);
        from = i + 1;
    }
    buf_put(b, (struct sv){ s.p + from, s.n - from });
}

/* --- elements --------------------------------------------------------------------------------------------------- */

void html_void_(struct html *h, const char *el)
{
    content(h);
    buf_char(h->b, '<');
    buf_put(h->b, sv_of(el));
    h->in_tag = true;
    h->empty = h->xml;
}

void html_open_(struct html *h, const char *el)
{
    assert(h->depth < HTML_DEPTH && "elements nested too deeply");
    assert(strcmp(el, "style") != 0 && "styles live in a file");
    html_void_(h, el);
    h->empty = false;
    h->open[h->depth++] = el;
}

void html_close_(struct html *h, const char *el)
{
    assert(h->depth > 0 && strcmp(h->open[h->depth - 1], el) == 0 &&
           "elements close in the order they opened");
    content(h);
    h->depth--;
    buf_put(h->b, SV("</"));
    buf_put(h->b, sv_of(el));
    buf_char(h->b, '>');
}

void html_elem_(struct html *h, const char *el, struct sv text)
{
    html_open_(h, el);
    html_text(h, text);
    html_close_(h, el);
}

void html_elem_say_(struct html *h, const char *el, const char *words)
{
    html_elem_(h, el, sv_of(words));
}

/* --- attributes ------------------------------------------------------------------------------------------------- */

/* Attributes whose value a browser runs or styles by have no place under our policy: `on…` and htmx's `hx-on…`. */
static bool runs_code(const char *name)
{
    return strncmp(name, "on", 2) == 0 || strncmp(name, "hx-on", 5) == 0 || strcmp(name, "style") == 0 ||
           strcmp(name, "srcdoc") == 0;
}

/* The attributes a browser follows. hx-vals, hx-target, hx-trigger and their like carry no address. */
static bool is_address(const char *name)
{
    static const char *const names[] = { "href",    "src",      "action",     "formaction",
                                         "poster",  "data",     "xlink:href", "cite",
                                         "ping",    "manifest", "background", "hx-get",
                                         "hx-post", "hx-put",   "hx-patch",   "hx-delete" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void name_start(struct html *h, const char *name)
{
    assert(h->in_tag && "an attribute follows its element's name");
    assert(!runs_code(name) && "the content security policy would refuse this attribute");
    buf_char(h->b, ' ');
    buf_put(h->b, sv_of(name));
}

static void value(struct html *h, const char *name, struct sv v)
{
    name_start(h, name);
    buf_put(h->b, SV("=\""));
    escaped(h, v);
    buf_char(h->b, '"');
}

void html_attr_(struct html *h, const char *name, struct sv v)
{
    assert(!is_address(name) && "addresses pass html_href() or html_url()");
    value(h, name, v);
}

void html_attr_say_(struct html *h, const char *name, const char *words)
{
    html_attr_(h, name, sv_of(words));
}

void html_attr_int_(struct html *h, const char *name, int64_t v)
{
    name_start(h, name);
    buf_put(h->b, SV("=\""));
    buf_int(h->b, v);
    buf_char(h->b, '"');
}

void html_bool_attr_(struct html *h, const char *name, bool on)
{
    if (on)
        name_start(h, name);
    else
        assert(h->in_tag && "an attribute follows its element's name");
}

/* Formats, then escapes: on the stack where it fits, else in memory of its own for the moment. */
__attribute__((format(printf, 2, 0))) static void formatted(struct html *h, const char *fmt, va_list args)
{
    char small[512];
    va_list again;

    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, fmt, args);
    if (n < 0) {
        h->b->failed = true;
    } else if ((size_t) n < sizeof small) {
        escaped(h, (struct sv){ small, (size_t) n });
    } else {
        char *big = malloc((size_t) n + 1);
        if (!big) {
            h->b->failed = true;
        } else {
            vsnprintf(big, (size_t) n + 1, fmt, again);
            escaped(h, (struct sv){ big, (size_t) n });
        }
        free(big);
    }
    va_end(again);
}

void html_attrf_(struct html *h, const char *name, const char *fmt, ...)
{
    va_list args;

    assert(!is_address(name) && "addresses pass html_href() or html_url()");
    name_start(h, name);
    buf_put(h->b, SV("=\""));
    va_start(args, fmt);
    formatted(h, fmt, args);
    va_end(args);
    buf_char(h->b, '"');
}

/* --- addresses -------------------------------------------------------------------------------------------------- */

/* Browsers drop tabs and line ends inside an address and read '\' as '/': neither may appear in one of ours. */
static bool plain_bytes(struct sv url)
{
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char) url.p[i];
        if (c <= ' ' || c == 0x7f || c == '\\' || c == '"' || c == '<' || c == '>')
            return false;
    }
    return url.n > 0;
}

bool html_url_own(struct sv url)
{
    if (!plain_bytes(url))
        return false;
    if (url.p[0] == '?' || url.p[0] == '#')
        return true;
    return url.p[0] == '/' && !(url.n > 1 && url.p[1] == '/');
}

static bool has_scheme(struct sv url, struct sv scheme)
{
    return url.n > scheme.n && sv_eq_fold(sv_sub(url, 0, scheme.n), scheme);
}

bool html_url_ok(struct sv url)
{
    if (html_url_own(url))
        return true;
    return plain_bytes(url) && (has_scheme(url, SV("https://")) || has_scheme(url, SV("http://")) ||
                                has_scheme(url, SV("mailto:")));
}

bool html_url_(struct html *h, const char *name, struct sv url)
{
    bool ok = strcmp(name, "href") == 0 ? html_url_ok(url) : html_url_own(url);

    if (ok)
        value(h, name, url);
    else
        assert(h->in_tag && "an attribute follows its element's name");
    return ok;
}

bool html_href_beside(struct html *h, struct sv path)
{
    bool ok = path.n > 0 && path.p[0] != '/';

    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];

        ok = ok && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                    c == '_' || c == '-' || c == '/');
    }
    if (ok)
        value(h, "href", path);
    else
        assert(h->in_tag && "an attribute follows its element's name");
    return ok;
}

/* --- content ---------------------------------------------------------------------------------------------------- */

void html_text(struct html *h, struct sv text)
{
    content(h);
    assert((h->depth == 0 || strcmp(h->open[h->depth - 1], "script") != 0) && "scripts live in a file");
    escaped(h, text);
}

void html_say(struct html *h, const char *words)
{
    html_text(h, sv_of(words));
}

void html_textf(struct html *h, const char *fmt, ...)
{
    va_list args;

    html_text(h, SV(""));
    va_start(args, fmt);
    formatted(h, fmt, args);
    va_end(args);
}

void html_int(struct html *h, int64_t v)
{
    content(h);
    buf_int(h->b, v);
}

void html_number(struct html *h, int64_t v)
{
    char digits[32];
    size_t at = sizeof digits;
    uint64_t rest = v < 0 ? 0 - (uint64_t) v : (uint64_t) v;

    for (unsigned n = 0;; n++) {
        if (n && n % 3 == 0)
            digits[--at] = '.';
        digits[--at] = (char) ('0' + rest % 10);
        rest /= 10;
        if (!rest)
            break;
    }
    if (v < 0)
        digits[--at] = '-';
    content(h);
    buf_put(h->b, (struct sv){ digits + at, sizeof digits - at });
}

void html_lit_(struct html *h, struct sv lit)
{
    content(h);
    buf_put(h->b, lit);
}

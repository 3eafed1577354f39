/* SPDX-License-Identifier: MIT
 * html/html.h -- writes HTML (and the SVG inside it), or XML, so that text cannot become markup.
 *
 * Always true: element and attribute names are literals; every value passes an escape; there is no raw call for data.
 * Elements are closed in the order they were opened, else the process stops (assert): a crooked page is a defect of
 * ours, never of the data. The content security policy forbids inline code and style, so the attributes `style`, `on…`
 * and `srcdoc` and the element `style` are refused here (assert), and links pass html_href() or html_url().
 *
 * The writer borrows the buffer and owns nothing. One thread at a time. Whether the buffer overflowed is asked once, at
 * the end, with buf_ok(). Text is expected to be UTF-8, checked on entry; control characters are left out.
 *
 *     html_open(h, "td");
 *     html_class(h, "nomor");
 *     html_text(h, record->nomor);
 *     html_close(h, "td"); */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include "base/sv.h"

struct buf;

enum { HTML_DEPTH = 256 }; /* a page needs some 30; a quoted provision inside a provision, as XML, far more */

struct html { /* fields are its own business */
    struct buf *b;
    const char *open[HTML_DEPTH];
    unsigned depth;
    bool in_tag; /* attributes may still follow */
    bool xml;    /* html_void() ends in "/>" */
    bool empty;  /* the open tag is one of html_void() */
};

void html_init(struct html *h, struct buf *b);
/* The same writer for XML 1.0: begins with the declaration, html_void() writes any empty element, and characters that XML
 * has no place for are left out (U+FFFE and U+FFFF, which part words, become a space). The rules for browsers stay. */
void html_init_xml(struct html *h, struct buf *b);
void html_end(struct html *h); /* asserts that everything is closed */

/* --- elements --------------------------------------------------------------------------------------------------- */
#define html_open(h, el) html_open_((h), "" el) /* `<el`; attributes follow, then content */
#define html_close(h, el) \
    html_close_((h), "" el) /* `</el>` of the innermost open element, named to be checked */
#define html_void(h, el) \
    html_void_((h), "" el) /* input, br, img, meta, link…: attributes follow, never closed */
#define html_elem(h, el, text) html_elem_((h), "" el, (text))           /* open, text, close */
#define html_elem_say(h, el, words) html_elem_say_((h), "" el, (words)) /* the same with a T("…") of ours */

/* --- attributes: only right after html_open(), html_void() or another attribute ---------------------------------- */
#define html_attr(h, name, value) html_attr_((h), "" name, (value)) /* no addresses: those pass html_url() */
#define html_attr_say(h, name, words) \
    html_attr_say_((h), "" name, (words)) /* a T("…") or another text of ours */
#define html_attr_int(h, name, v) html_attr_int_((h), "" name, (v))
#define html_attrf(h, name, ...) html_attrf_((h), "" name, __VA_ARGS__) /* printf, then escaped */
#define html_bool_attr(h, name, on) \
    html_bool_attr_((h), "" name, (on)) /* required, checked, disabled, hidden… */
#define html_class(h, lit) html_attr_((h), "class", SV(lit))

/* Addresses. href admits our own paths ("/x", "?q", "#bab"), http(s):// and mailto:; every other attribute (src, action,
 * formaction, hx-get, hx-post…) only our own paths. A refused address leaves the attribute out, so the link is dead,
 * and false says so. */
#define html_href(h, url) html_url_((h), "href", (url))
/* In documents that are taken along: a file beside this one, "register/x.html" or "../bukti/…/isi.json". Letters, digits and
 * ._-/ alone, no scheme, not from the root. */
bool html_href_beside(struct html *h, struct sv path);
#define html_url(h, name, url) html_url_((h), "" name, (url))
bool html_url_own(struct sv url); /* our own path, query or fragment; never another host */
bool html_url_ok(struct sv url);  /* what href admits */

/* --- content ---------------------------------------------------------------------------------------------------- */
void html_text(struct html *h, struct sv text);
void html_say(struct html *h, const char *words); /* a T("…") of ours; escaped all the same */
void html_textf(struct html *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void html_int(struct html *h, int64_t v);
void html_number(struct html *h, int64_t v);     /* 1.234.567, as Indonesian writes it */
#define html_lit(h, lit) html_lit_((h), SV(lit)) /* markup of ours, balanced in itself: doctype, entities */

/* --- behind the macros ------------------------------------------------------------------------------------------ */
void html_open_(struct html *h, const char *el);
void html_close_(struct html *h, const char *el);
void html_void_(struct html *h, const char *el);
void html_elem_(struct html *h, const char *el, struct sv text);
void html_elem_say_(struct html *h, const char *el, const char *words);
void html_attr_(struct html *h, const char *name, struct sv value);
void html_attr_say_(struct html *h, const char *name, const char *words);
void html_attr_int_(struct html *h, const char *name, int64_t v);
void html_attrf_(struct html *h, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void html_bool_attr_(struct html *h, const char *name, bool on);
bool html_url_(struct html *h, const char *name, struct sv url);
void html_lit_(struct html *h, struct sv lit);

#endif

/* SPDX-License-Identifier: MIT
 * html/md_write.c -- the tree of a document as HTML, through the one writer that escapes. */
#include "base/buf.h"
#include "base/err.h"
#include "html/html.h"
#include "html/md_tree.h"

enum { LABEL_MAX = 1024 };

struct out {
    struct html *h;
    int first_heading;
    bool anchors;
};

static void node(struct out *o, const struct md_node *n);

static void children(struct out *o, const struct md_node *n)
{
    for (const struct md_node *c = n->first; c; c = c->next)
        node(o, c);
}

#define around(o, el, n)        \
    do {                        \
        html_open((o)->h, el);  \
        children((o), (n));     \
        html_close((o)->h, el); \
    } while (0)

static void anchor(struct out *o, const struct md_node *n)
{
    if (o->anchors)
        html_attr(o->h, "id", n->id);
}

#define heading_as(o, el, n)    \
    do {                        \
        html_open((o)->h, el);  \
        anchor((o), (n));       \
        children((o), (n));     \
        html_close((o)->h, el); \
    } while (0)

static void heading(struct out *o, const struct md_node *n)
{
    int level = n->level + o->first_heading - 1;

    switch (level > 6 ? 6 : level) {
    case 1: heading_as(o, "h1", n); break;
    case 2: heading_as(o, "h2", n); break;
    case 3: heading_as(o, "h3", n); break;
    case 4: heading_as(o, "h4", n); break;
    case 5: heading_as(o, "h5", n); break;
    default: heading_as(o, "h6", n); break;
    }
}

/* The words of the head above a cell: what phones write before it. */
static void label(struct html *h, const struct md_node *head)
{
    struct buf b;

    if (!head)
        return;
    buf_init(&b, LABEL_MAX);
    md_words(head, &b);
    html_attr(h, "data-label", buf_sv(&b));
    buf_clear(&b);
}

/* Wide tables move inside their own frame, which the keyboard reaches. */
static void table(struct out *o, const struct md_node *n)
{
    const struct md_node *head;
    struct html *h = o->h;
    bool body = false;

    html_open(h, "div");
    html_class(h, "gulung");
    html_attr(h, "role", SV("region"));
    html_attr_say(h, "aria-label", T("Tabel"));
    html_attr(h, "tabindex", SV("0"));
    html_open(h, "table");
    html_class(h, "table");
    for (const struct md_node *row = n->first; row; row = row->next) {
        if (row->level) {
            html_open(h, "thead");
        } else if (!body) {
            html_open(h, "tbody");
            body = true;
        }
        html_open(h, "tr");
        head = n->first->level ? n->first->first : NULL;
        for (const struct md_node *c = row->first; c; c = c->next, head = head ? head->next : NULL)
            if (row->level) {
                html_open(h, "th");
                html_attr(h, "scope", SV("col"));
                children(o, c);
                html_close(h, "th");
            } else {
                html_open(h, "td");
                label(h, head);
                children(o, c);
                html_close(h, "td");
            }
        html_close(h, "tr");
        if (row->level)
            html_close(h, "thead");
    }
    if (body)
        html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void figure(struct html *h, const struct md_node *n)
{
    html_open(h, "figure");
    html_class(h, "gambar");
    html_void(h, "img");
    html_url(h, "src", n->url);
    html_attr(h, "alt", n->text);
    if (n->id.n)
        html_elem(h, "figcaption", n->id);
    html_close(h, "figure");
}

static void list(struct out *o, const struct md_node *n)
{
    if (!n->level) {
        around(o, "ul", n);
        return;
    }
    html_open(o->h, "ol");
    if (n->level != 1)
        html_attr_int(o->h, "start", n->level);
    children(o, n);
    html_close(o->h, "ol");
}

static void listing(struct html *h, const struct md_node *n)
{
    html_open(h, "pre");
    html_attr(h, "tabindex", SV("0"));
    html_elem(h, "code", n->text);
    html_close(h, "pre");
}

static void node(struct out *o, const struct md_node *n)
{
    struct html *h = o->h;

    switch (n->kind) {
    case MD_HEADING: heading(o, n); break;
    case MD_PARAGRAPH: around(o, "p", n); break;
    case MD_LIST: list(o, n); break;
    case MD_ITEM: around(o, "li", n); break;
    case MD_NOTE:
        html_open(h, "blockquote");
        html_attr(h, "class", n->level ? SV("catatan awas") : SV("catatan"));
        children(o, n);
        html_close(h, "blockquote");
        break;
    case MD_LISTING: listing(h, n); break;
    case MD_RULE: html_void(h, "hr"); break;
    case MD_TABLE: table(o, n); break;
    case MD_FIGURE: figure(h, n); break;
    case MD_TEXT: html_text(h, n->text); break;
    case MD_CODE: html_elem(h, "code", n->text); break;
    case MD_EMPHASIS: around(o, "em", n); break;
    case MD_STRONG: around(o, "strong", n); break;
    case MD_LINK:
        html_open(h, "a");
        html_href(h, n->url);
        children(o, n);
        html_close(h, "a");
        break;
    case MD_BREAK: html_void(h, "br"); break;
    case MD_MARK: break;
    case MD_DOCUMENT:
    case MD_ROW:
    case MD_CELL: children(o, n); break;
    }
}

void md_write(struct html *h, const struct md_node *n, int first_heading, bool anchors)
{
    struct out o = { h, first_heading, anchors };

    html_text(h, SV("")); /* ends the tag being written */
    node(&o, n);
}

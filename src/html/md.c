/* SPDX-License-Identifier: MIT
 * html/md.c -- CommonMark with the dangerous part taken out of the tree before it is written. */
#include "html/md.h"

#include <cmark.h>

#include "base/buf.h"
#include "html/html.h"

/* VALIDATE_UTF8 replaces stray bytes; SAFE is cmark's own second lock behind ours. */
enum { OPTIONS = CMARK_OPT_SAFE | CMARK_OPT_VALIDATE_UTF8 };

/* The children take the place of their parent; the parent goes. */
static void unwrap(cmark_node *node)
{
    cmark_node *child;

    while ((child = cmark_node_first_child(node)))
        cmark_node_insert_before(node, child);
    cmark_node_free(node);
}

/* Raw markup becomes the words it is made of. */
static void raw_to_text(cmark_node *node)
{
    bool block = cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK;
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);

    cmark_node_set_literal(text, cmark_node_get_literal(node));
    if (block) {
        cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(paragraph, text);
        text = paragraph;
    }
    cmark_node_insert_before(node, text);
    cmark_node_free(node);
}

static void heading(cmark_node *node, int first)
{
    int level = cmark_node_get_heading_level(node) + first - 1;

    cmark_node_set_heading_level(node, level > 6 ? 6 : level);
}

/* Called when a node is left, after its children were seen: it may be replaced or freed then. */
static void tame(cmark_node *node, int first_heading)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE: raw_to_text(node); break;
    case CMARK_NODE_LINK:
        if (!html_url_ok(sv_of(cmark_node_get_url(node))))
            unwrap(node);
        break;
    case CMARK_NODE_IMAGE:
        if (!html_url_own(sv_of(cmark_node_get_url(node))))
            unwrap(node);
        break;
    case CMARK_NODE_HEADING: heading(node, first_heading); break;
    default: break;
    }
}

/* Leaves (raw markup among them) are only entered, everything else is entered and left. The iterator has already
 * stepped past the node an event is about, so that node may go; what unwrap() moves up was seen before. */
static void tame_all(cmark_node *root, int first_heading)
{
    cmark_iter *it = cmark_iter_new(root);
    cmark_event_type event;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);
        cmark_node_type type = cmark_node_get_type(node);
        bool leaf = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
        if (event == CMARK_EVENT_EXIT || leaf)
            tame(node, first_heading);
    }
    cmark_iter_free(it);
}

void md_html(struct html *h, struct sv markdown, int first_heading)
{
    if (markdown.n > MD_MAX_BYTES) {
        html_elem(h, "pre", markdown);
        return;
    }
    html_text(h, SV("")); /* ends the tag being written */
    if (sv_empty(markdown))
        return;
    cmark_node *root = cmark_parse_document(markdown.p, markdown.n, OPTIONS);
    tame_all(root, first_heading);
    char *out = cmark_render_html(root, OPTIONS);
    buf_put(h->b, sv_of(out)); /* checked: cmark escaped all text, and the tree was tamed above */
    free(out);
    cmark_node_free(root);
}

/* True when a space must stand before what comes next. */
static bool parts_words(cmark_node_type type)
{
    return type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK || type == CMARK_NODE_PARAGRAPH ||
           type == CMARK_NODE_HEADING || type == CMARK_NODE_ITEM || type == CMARK_NODE_CODE_BLOCK;
}

/* Whole characters only; false when the room is used up. */
static bool put_limited(struct buf *out, size_t stop, struct sv s)
{
    size_t room = stop > out->n ? stop - out->n : 0, n = s.n < room ? s.n : room;

    while (n < s.n && n > 0 && ((unsigned char) s.p[n] & 0xC0) == 0x80)
        n--;
    buf_put(out, (struct sv){ s.p, n });
    return n == s.n;
}

void md_plain(struct sv markdown, size_t max_bytes, struct buf *out)
{
    size_t from = out->n, stop = from + max_bytes;

    if (markdown.n > MD_MAX_BYTES)
        markdown = sv_sub(markdown, 0, MD_MAX_BYTES);
    if (sv_empty(markdown))
        return;
    cmark_node *root = cmark_parse_document(markdown.p, markdown.n, OPTIONS);
    cmark_iter *it = cmark_iter_new(root);
    bool space = false, more = true;
    while (more && cmark_iter_next(it) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);
        const char *words = cmark_node_get_literal(node);
        space = space || parts_words(cmark_node_get_type(node));
        if (!words || !*words)
            continue;
        if (space && out->n > from)
            more = put_limited(out, stop, SV(" "));
        space = false;
        more = more && put_limited(out, stop, sv_trim(sv_of(words)).n ? sv_of(words) : SV(""));
    }
    cmark_iter_free(it);
    cmark_node_free(root);
}

/* SPDX-License-Identifier: MIT
 * html/md_tree.c -- cmark's tree into ours: what cmark does not know (tables, notes, figures, marks) is seen here. */
#include "html/md_tree.h"

#include <cmark.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "html/html.h"
#include "html/md.h"

enum { OPTIONS = CMARK_OPT_SAFE | CMARK_OPT_VALIDATE_UTF8, DEPTH_MAX = 64, ANCHOR_MAX = 120 };

struct reader {
    struct arena *a;
    struct md_node *root;
    unsigned depth;
};

static struct md_node *add(struct reader *r, struct md_node *up, enum md_kind kind)
{
    struct md_node *n = arena_alloc(r->a, sizeof *n);

    *n = (struct md_node){ .kind = kind };
    if (up->last)
        up->last->next = n;
    else
        up->first = n;
    up->last = n;
    return n;
}

static struct sv copy(struct reader *r, const char *text)
{
    return arena_dup(r->a, text ? sv_of(text) : SV(""));
}

static void add_text(struct reader *r, struct md_node *up, struct sv text)
{
    if (text.n)
        add(r, up, MD_TEXT)->text = text;
}

/* A path beside the document: no scheme, no host, nothing a browser would read otherwise. */
static bool is_neighbour(struct sv url)
{
    if (!url.n || url.p[0] == '/' || url.p[0] == '\\')
        return false;
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char) url.p[i] <= ' ' || url.p[i] == ':' || url.p[i] == '\\')
            return false;
    return true;
}

/* --- inside a line ------------------------------------------------------------------------------------------------------ */

static void inlines(struct reader *r, cmark_node *node, struct md_node *up);

static bool is_comment(struct sv s)
{
    s = sv_trim(s);
    return s.n >= 7 && sv_starts(s, SV("<!--")) && sv_ends(s, SV("-->"));
}

static void link(struct reader *r, cmark_node *node, struct md_node *up)
{
    struct sv url = copy(r, cmark_node_get_url(node));
    struct md_node *n = up;

    if (html_url_ok(url) || is_neighbour(url)) {
        n = add(r, up, MD_LINK);
        n->url = url;
    }
    inlines(r, node, n);
}

static void inline_one(struct reader *r, cmark_node *node, struct md_node *up)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT: add_text(r, up, copy(r, cmark_node_get_literal(node))); break;
    case CMARK_NODE_SOFTBREAK: add_text(r, up, SV(" ")); break;
    case CMARK_NODE_LINEBREAK: add(r, up, MD_BREAK); break;
    case CMARK_NODE_CODE: add(r, up, MD_CODE)->text = copy(r, cmark_node_get_literal(node)); break;
    case CMARK_NODE_HTML_INLINE: {
        struct sv raw = copy(r, cmark_node_get_literal(node));

        if (!is_comment(raw))
            add_text(r, up, raw);
        break;
    }
    case CMARK_NODE_EMPH: inlines(r, node, add(r, up, MD_EMPHASIS)); break;
    case CMARK_NODE_STRONG: inlines(r, node, add(r, up, MD_STRONG)); break;
    case CMARK_NODE_LINK: link(r, node, up); break;
    default: inlines(r, node, up); break; /* a picture inside a line is its words */
    }
}

static void inlines(struct reader *r, cmark_node *node, struct md_node *up)
{
    if (r->depth >= DEPTH_MAX)
        return;
    r->depth++;
    for (cmark_node *c = cmark_node_first_child(node); c; c = cmark_node_next(c))
        inline_one(r, c, up);
    r->depth--;
}

/* --- tables: cmark sees a paragraph whose lines begin with `|` ------------------------------------------------------------ */

static struct sv literal(cmark_node *node)
{
    return node && cmark_node_get_type(node) == CMARK_NODE_TEXT ? sv_of(cmark_node_get_literal(node))
                                                                : SV_NULL;
}

static bool is_end(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK ||
           cmark_node_get_type(node) == CMARK_NODE_LINEBREAK;
}

/* The line below the head. */
static bool is_dashes(cmark_node *node)
{
    bool dash = false;

    for (cmark_node *c = node; c && !is_end(c); c = cmark_node_next(c)) {
        struct sv s = literal(c);

        if (!s.n)
            return false;
        for (size_t i = 0; i < s.n; i++) {
            if (s.p[i] != '|' && s.p[i] != '-' && s.p[i] != ':' && s.p[i] != ' ')
                return false;
            dash = dash || s.p[i] == '-';
        }
    }
    return dash;
}

static cmark_node *line_after(cmark_node *node)
{
    while (node && !is_end(node))
        node = cmark_node_next(node);
    return node ? cmark_node_next(node) : NULL;
}

static bool is_table(cmark_node *paragraph)
{
    cmark_node *first = cmark_node_first_child(paragraph), *second = line_after(first);

    return sv_starts(literal(first), SV("|")) && sv_starts(literal(second), SV("|")) && is_dashes(second);
}

struct row {
    struct reader *r;
    struct md_node *row, *cell; /* cell NULL: the next word begins one */
    size_t n;
};

static struct md_node *cell_of(struct row *w)
{
    if (!w->cell) {
        w->cell = add(w->r, w->row, MD_CELL);
        w->n++;
    }
    return w->cell;
}

static void cell_ends(struct row *w)
{
    struct md_node *last = cell_of(w)->last;

    while (last && last->kind == MD_TEXT && last->text.n && last->text.p[last->text.n - 1] == ' ')
        last->text.n--;
    w->cell = NULL;
}

static void row_text(struct row *w, struct sv text)
{
    for (;;) {
        ptrdiff_t at = sv_find(text, SV("|"));
        struct sv part = at < 0 ? text : sv_sub(text, 0, (size_t) at);

        if (!w->cell)
            while (part.n && part.p[0] == ' ')
                part = sv_sub(part, 1, part.n);
        if (part.n)
            add_text(w->r, cell_of(w), arena_dup(w->r->a, part));
        if (at < 0)
            return;
        cell_ends(w);
        text = sv_sub(text, (size_t) at + 1, text.n);
    }
}

/* One line of the paragraph; returns where the next begins. Every row gets as many cells as the head. */
static cmark_node *row(struct reader *r, cmark_node *c, struct md_node *table, size_t *columns)
{
    struct row w = { .r = r, .row = add(r, table, MD_ROW) };
    bool first = true;

    w.row->level = *columns == 0;
    for (; c && !is_end(c); c = cmark_node_next(c), first = false) {
        struct sv text = literal(c);

        if (first && sv_starts(text, SV("|")))
            text = sv_sub(text, 1, text.n);
        if (text.p)
            row_text(&w, text);
        else
            inline_one(r, c, cell_of(&w));
    }
    if (w.cell)
        cell_ends(&w);
    while (w.n < *columns)
        cell_ends(&w);
    *columns = *columns ? *columns : w.n;
    return c ? cmark_node_next(c) : NULL;
}

static void table(struct reader *r, cmark_node *paragraph, struct md_node *up)
{
    struct md_node *t = add(r, up, MD_TABLE);
    size_t columns = 0;
    cmark_node *line = row(r, cmark_node_first_child(paragraph), t, &columns);

    for (line = line_after(line); line;)
        line = row(r, line, t, &columns);
}

/* --- blocks ---------------------------------------------------------------------------------------------------------------- */

static void blocks(struct reader *r, cmark_node *node, struct md_node *up);

/* A picture alone in its paragraph, of a place we admit. */
static bool figure(struct reader *r, cmark_node *paragraph, struct md_node *up)
{
    cmark_node *c = cmark_node_first_child(paragraph);
    struct md_node words = { .kind = MD_FIGURE }, *n;
    struct sv url, below;
    struct buf b;

    if (!c || cmark_node_get_type(c) != CMARK_NODE_IMAGE || cmark_node_next(c))
        return false;
    url = copy(r, cmark_node_get_url(c));
    if (!html_url_own(url) && !is_neighbour(url))
        return false;
    inlines(r, c, &words);
    buf_init(&b, MD_MAX_BYTES);
    md_words(&words, &b);
    below = copy(r, cmark_node_get_title(c));
    n = add(r, up, MD_FIGURE);
    n->url = url;
    n->text = arena_dup(r->a, buf_sv(&b));
    n->id = below.n ? below : SV_NULL;
    buf_clear(&b);
    return true;
}

static void raw_block(struct reader *r, cmark_node *node, struct md_node *up)
{
    struct sv raw = sv_trim(copy(r, cmark_node_get_literal(node)));

    if (is_comment(raw))
        add(r, up, MD_MARK)->text = sv_trim(sv_sub(raw, 4, raw.n - 7));
    else
        add_text(r, add(r, up, MD_PARAGRAPH), raw);
}

static void note(struct reader *r, cmark_node *node, struct md_node *up)
{
    struct md_node *n = add(r, up, MD_NOTE), *lead;

    blocks(r, node, n);
    lead = n->first && n->first->kind == MD_PARAGRAPH ? n->first->first : NULL;
    n->level =
        lead && lead->kind == MD_STRONG && lead->first && sv_starts(lead->first->text, SV("Perhatian"));
}

static void heading(struct reader *r, cmark_node *node, struct md_node *up)
{
    struct md_node *n = add(r, up, MD_HEADING);
    struct buf b;

    n->level = cmark_node_get_heading_level(node);
    inlines(r, node, n);
    buf_init(&b, MD_MAX_BYTES);
    md_words(n, &b);
    n->id = md_anchor(buf_sv(&b), r->a);
    buf_clear(&b);
}

static void block(struct reader *r, cmark_node *node, struct md_node *up)
{
    struct md_node *n;

    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
        if (is_table(node))
            table(r, node, up);
        else if (!figure(r, node, up))
            inlines(r, node, add(r, up, MD_PARAGRAPH));
        break;
    case CMARK_NODE_HEADING: heading(r, node, up); break;
    case CMARK_NODE_BLOCK_QUOTE: note(r, node, up); break;
    case CMARK_NODE_LIST:
        n = add(r, up, MD_LIST);
        n->level = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? cmark_node_get_list_start(node) : 0;
        blocks(r, node, n);
        break;
    case CMARK_NODE_ITEM: blocks(r, node, add(r, up, MD_ITEM)); break;
    case CMARK_NODE_CODE_BLOCK:
        n = add(r, up, MD_LISTING);
        n->text = copy(r, cmark_node_get_literal(node));
        n->url = copy(r, cmark_node_get_fence_info(node));
        break;
    case CMARK_NODE_THEMATIC_BREAK: add(r, up, MD_RULE); break;
    case CMARK_NODE_HTML_BLOCK: raw_block(r, node, up); break;
    default: break;
    }
}

static void blocks(struct reader *r, cmark_node *node, struct md_node *up)
{
    if (r->depth >= DEPTH_MAX)
        return;
    r->depth++;
    for (cmark_node *c = cmark_node_first_child(node); c; c = cmark_node_next(c))
        block(r, c, up);
    r->depth--;
}

/* The second "Langkah" becomes langkah-1, as forges do it. */
static void anchors_once(struct reader *r)
{
    for (struct md_node *n = r->root->first; n; n = n->next) {
        size_t same = 0;

        if (n->kind != MD_HEADING)
            continue;
        for (struct md_node *m = r->root->first; m != n; m = m->next)
            same += m->kind == MD_HEADING && sv_eq(m->text, n->id);
        n->text = n->id; /* as it was before a number came behind it */
        if (same)
            n->id = arena_printf(r->a, "%.*s-%zu", SV_FMT(n->id), same);
    }
}

struct md_node *md_tree(struct sv markdown, struct arena *a)
{
    struct reader r = { .a = a, .root = arena_alloc(a, sizeof *r.root) };
    cmark_node *root;

    *r.root = (struct md_node){ .kind = MD_DOCUMENT };
    if (markdown.n > MD_MAX_BYTES) {
        add(&r, r.root, MD_LISTING)->text = markdown;
        return r.root;
    }
    if (sv_empty(markdown))
        return r.root;
    root = cmark_parse_document(markdown.p, markdown.n, OPTIONS);
    blocks(&r, root, r.root);
    cmark_node_free(root);
    anchors_once(&r);
    return r.root;
}

/* --- words ------------------------------------------------------------------------------------------------------------------ */

static bool is_block(enum md_kind k)
{
    return k < MD_TEXT;
}

static void space(struct buf *out)
{
    if (out->n && out->p[out->n - 1] != ' ')
        buf_char(out, ' ');
}

static void words(const struct md_node *n, struct buf *out)
{
    if (n->kind == MD_MARK)
        return;
    if (is_block(n->kind) || n->kind == MD_BREAK)
        space(out);
    if (n->kind == MD_TEXT || n->kind == MD_CODE || n->kind == MD_LISTING || n->kind == MD_FIGURE)
        buf_put(out, n->text);
    if (n->kind == MD_FIGURE && n->id.n) {
        space(out);
        buf_put(out, n->id);
    }
    for (const struct md_node *c = n->first; c; c = c->next)
        words(c, out);
}

void md_words(const struct md_node *n, struct buf *out)
{
    words(n, out);
}

struct sv md_anchor(struct sv s, struct arena *a)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n && n < ANCHOR_MAX; i++) {
        char c = s.p[i];

        if (c >= 'A' && c <= 'Z')
            out[n++] = (char) (c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')
            out[n++] = c;
        else if (c == ' ')
            out[n++] = '-';
    }
    out[n] = 0;
    return n ? (struct sv){ out, n } : SV("bagian");
}

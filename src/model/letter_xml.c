/* SPDX-License-Identifier: MIT
 * model/letter_xml.c -- one XML part as a tree, and the tree as XML: read behind the guards of package.h, written with every
 * text and attribute escaped. html/ has such a writer too, but stands on a higher floor and knows only names of ours. */
#include "model/letter_priv.h"

struct reading {
    struct arena *a;
    struct node *root, *at;
    struct buf text; /* what came since the last tag */
};

/* --- reading -------------------------------------------------------------------------------------------------------- */

struct node *node_new(struct arena *a, struct sv name)
{
    struct node *n = ARENA_NEW(a, struct node);

    n->name = name;
    return n;
}

static void flush(struct reading *r)
{
    if (r->text.n && r->at) {
        struct node *n = node_new(r->a, SV_NULL);

        n->text = arena_dup(r->a, buf_sv(&r->text));
        node_insert(r->at, NULL, n);
    }
    buf_reset(&r->text);
}

static bool on_open(void *ctx, struct sv name, const char **atts, struct err *e)
{
    struct reading *r = ctx;
    struct node *n = node_new(r->a, arena_dup(r->a, name));
    size_t count = 0;

    flush(r);
    while (atts[2 * count])
        count++;
    n->n_atts = count;
    n->atts = ARENA_ARRAY(r->a, struct sv, 2 * count + 1);
    for (size_t i = 0; i < 2 * count; i++)
        n->atts[i] = arena_dup(r->a, sv_of(atts[i]));
    if (r->at)
        node_insert(r->at, NULL, n);
    else
        r->root = n;
    r->at = n;
    return arena_ok(r->a, e);
}

static bool on_close(void *ctx, struct sv name, struct err *e)
{
    struct reading *r = ctx;

    (void) name, (void) e;
    flush(r);
    r->at = r->at->parent;
    return true;
}

static bool on_text(void *ctx, struct sv text, struct err *e)
{
    struct reading *r = ctx;

    buf_put(&r->text, text);
    return buf_ok(&r->text, e);
}

bool tree_read(struct sv part, struct sv bytes, struct arena *a, struct node **out, struct err *e)
{
    static const struct xml_on on = { on_open, on_close, on_text, &letter_docx, true };
    struct reading r = { .a = a };
    struct xml *x = xml_new(part, &on, &r, false);
    bool ok;

    if (!x)
        return err_set(e, ERR_FAULT, T("Templat tidak dapat dibaca: memori server habis"));
    buf_init(&r.text, 4 << 20);
    ok = xml_feed(x, bytes.p, bytes.n, true, e);
    xml_free(x);
    buf_clear(&r.text);
    if (ok)
        *out = r.root;
    return ok;
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

/* XML 1.0 has no place for most control characters, nor for U+FFFE and U+FFFF. */
static bool has_place(const char *p, size_t left)
{
    unsigned char c = (unsigned char) *p;

    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    return !(c == 0xEF && left >= 3 && (unsigned char) p[1] == 0xBF && (unsigned char) p[2] >= 0xBE);
}

static void put_escaped(struct buf *b, struct sv s, bool attribute)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!has_place(s.p + i, s.n - i)) {
            i += (unsigned char) s.p[i] == 0xEF ? 2 : 0;
            continue;
        }
        switch (s.p[i]) {
        case '&': buf_put(b, SV("&amp;")); break;
        case '<': buf_put(b, SV("&lt;")); break;
        case '>': buf_put(b, SV("&gt;")); break;
        case '\r': buf_put(b, SV("&#13;")); break;
        case '"': buf_put(b, attribute ? SV("&quot;") : SV("\"")); break;
        case '\n': buf_put(b, attribute ? SV("&#10;") : SV("\n")); break;
        case '\t': buf_put(b, attribute ? SV("&#9;") : SV("\t")); break;
        default: buf_char(b, s.p[i]);
        }
    }
}

static void put_open(struct buf *b, const struct node *n)
{
    buf_char(b, '<');
    buf_put(b, n->name); /* as the parser accepted it, or a name of ours */
    for (size_t i = 0; i < n->n_atts; i++) {
        buf_char(b, ' ');
        buf_put(b, n->atts[2 * i]);
        buf_put(b, SV("=\""));
        put_escaped(b, n->atts[2 * i + 1], true);
        buf_char(b, '"');
    }
    buf_put(b, n->first ? SV(">") : SV("/>"));
}

static void put_close(struct buf *b, const struct node *n)
{
    buf_put(b, SV("</"));
    buf_put(b, n->name);
    buf_char(b, '>');
}

void tree_write(const struct node *root, struct buf *b)
{
    const struct node *n = root;

    buf_put(b, SV("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"));
    while (n) {
        if (n->name.p)
            put_open(b, n);
        else
            put_escaped(b, n->text, false);
        if (n->first) {
            n = n->first;
            continue;
        }
        while (n != root && !n->next) {
            n = n->parent;
            put_close(b, n);
        }
        n = n == root ? NULL : n->next;
    }
}

/* --- moving about --------------------------------------------------------------------------------------------------- */

bool node_is(const struct letter_part *p, const struct node *n, struct sv name)
{
    return n->name.n == p->prefix.n + name.n && sv_starts(n->name, p->prefix) && sv_ends(n->name, name);
}

struct node *node_past(const struct node *n, const struct node *root)
{
    while (n && n != root && !n->next)
        n = n->parent;
    return !n || n == root ? NULL : n->next;
}

struct node *node_after(const struct node *n, const struct node *root)
{
    return n->first ? n->first : node_past(n, root);
}

static struct sv local(struct sv name)
{
    struct sv colon = name;

    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == ':')
            colon = sv_sub(name, i + 1, name.n);
    return colon;
}

struct sv node_att(const struct node *n, struct sv name)
{
    for (size_t i = 0; i < n->n_atts; i++)
        if (sv_eq(local(n->atts[2 * i]), name))
            return n->atts[2 * i + 1];
    return SV_NULL;
}

void node_insert(struct node *parent, struct node *before, struct node *n)
{
    n->parent = parent;
    n->next = before;
    n->prev = before ? before->prev : parent->last;
    *(n->prev ? &n->prev->next : &parent->first) = n;
    *(before ? &before->prev : &parent->last) = n;
}

void node_unlink(struct node *n)
{
    *(n->prev ? &n->prev->next : &n->parent->first) = n->next;
    *(n->next ? &n->next->prev : &n->parent->last) = n->prev;
    n->parent = n->prev = n->next = NULL;
}

static struct node *copy_one(struct arena *a, const struct node *n, const struct letter_scope *scope)
{
    struct node *c = node_new(a, n->name);

    c->text = n->text;
    c->scope = scope;
    c->atts = ARENA_ARRAY(a, struct sv, 2 * n->n_atts + 1);
    for (size_t i = 0; i < n->n_atts; i++) {
        struct sv name = local(n->atts[2 * i]);

        if (sv_eq(name, SV("paraId")) || sv_eq(name, SV("textId")))
            continue;
        c->atts[2 * c->n_atts] = n->atts[2 * i];
        c->atts[2 * c->n_atts++ + 1] = n->atts[2 * i + 1];
    }
    return c;
}

struct node *node_copy(struct arena *a, const struct node *root, const struct letter_scope *scope)
{
    struct node *top = copy_one(a, root, scope), *into = top;
    const struct node *n = root->first;

    while (n) {
        if (!sv_starts(local(n->name), SV("bookmark"))) {
            struct node *c = copy_one(a, n, scope);

            node_insert(into, NULL, c);
            if (n->first) {
                into = c;
                n = n->first;
                continue;
            }
        }
        while (!n->next && n->parent != root) {
            n = n->parent;
            into = into->parent;
        }
        n = n->next;
    }
    return top;
}

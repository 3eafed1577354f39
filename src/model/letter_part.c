/* SPDX-License-Identifier: MIT
 * model/letter_part.c -- what stands between {{#x}} and {{/x}}: repeated for each row of a list, kept or left out.
 *
 * Nothing is filled here: a copy only remembers its row (node.scope), so no value is ever read as a mark. */
#include "model/letter_priv.h"

enum { EXPANSIONS_MAX = 20000 };

struct span { /* of siblings */
    struct node *from, *to;
    bool row; /* one table row, which holds both marks in different cells */
};

void names_add(struct arena *a, struct letter_names *names, struct sv name)
{
    for (size_t i = 0; i < names->n; i++)
        if (sv_eq(names->items[i], name))
            return;
    *ARENA_PUSH(a, names->items, names->n, names->cap) = name;
}

const struct letter_value *value_in(const struct letter_data *d, const struct letter_scope *s, struct sv key,
                                    struct letter_value *counted, bool *in_row, struct arena *a)
{
    *in_row = false;
    for (; s; s = s->up) {
        if (!s->row)
            continue;
        for (size_t i = 0; i < s->row->n; i++)
            if (sv_eq(s->row->values[i].key, key)) {
                *in_row = true;
                return &s->row->values[i];
            }
        if (sv_eq(key, SV("no"))) {
            *counted = (struct letter_value){ key, arena_printf(a, "%zu", s->number) };
            return counted;
        }
    }
    for (size_t i = 0; i < d->n; i++)
        if (sv_eq(d->values[i].key, key))
            return &d->values[i];
    return NULL;
}

static const struct letter_list *list_of(const struct letter_data *d, struct sv key)
{
    for (size_t i = 0; i < d->n_lists; i++)
        if (sv_eq(d->lists[i].key, key))
            return &d->lists[i];
    return NULL;
}

/* --- where a part ends ---------------------------------------------------------------------------------------------- */

static bool no_end(struct err *e, const struct mark *m)
{
    if (m->kind == '/') {
        err_set(e, ERR_INPUT, T("Templat menutup {{/%.*s}} tanpa membukanya"), SV_FMT(m->key));
        return err_hint(e, T("Tulis {{#%.*s}} di depannya, atau hapus penutup itu."), SV_FMT(m->key));
    }
    err_set(e, ERR_INPUT, T("Templat membuka {{%c%.*s}} tanpa menutupnya"), m->kind, SV_FMT(m->key));
    return err_hint(e,
                    T("Tulis {{/%.*s}} di belakang bagian itu, pada baris tabel atau bagian teks yang sama."),
                    SV_FMT(m->key));
}

/* The closing mark of p->marks[i]; *in is filled with its paragraph when that is another. */
static const struct mark *close_of(const struct letter_part *part, const struct para *p, size_t i,
                                   struct arena *a, struct para *in)
{
    struct sv key = p->marks[i].key;
    struct node *n = p->p;
    size_t deep = 0;

    *in = *p;
    for (i++;; i = 0) {
        for (; i < in->n_marks; i++) {
            const struct mark *m = &in->marks[i];

            if (m->kind == ' ' || !sv_eq(m->key, key))
                continue;
            if (m->kind != '/')
                deep++;
            else if (!deep)
                return m;
            else
                deep--;
        }
        do
            n = node_after(n, part->root);
        while (n && !node_is(part, n, SV("p")));
        if (!n)
            return NULL;
        para_read(part, n, a, in);
    }
}

static size_t depth_of(const struct node *n)
{
    size_t d = 0;

    while ((n = n->parent))
        d++;
    return d;
}

/* The siblings that hold everything from one paragraph to the other; false: one lies inside the other. */
static bool span_of(const struct letter_part *part, struct node *open, struct node *close, struct span *out)
{
    struct node *x = open, *y = close;

    if (open == close) {
        *out = (struct span){ open, open, false };
        return true;
    }
    for (size_t dx = depth_of(x), dy = depth_of(y); dx != dy;)
        if (dx > dy) {
            x = x->parent;
            dx--;
        } else {
            y = y->parent;
            dy--;
        }
    if (x == y)
        return false;
    while (x->parent != y->parent) {
        x = x->parent;
        y = y->parent;
    }
    *out = (struct span){ x, y, false };
    if (x->parent && node_is(part, x, SV("tc"))) /* a cell stands in a row */
        *out = (struct span){ x->parent, x->parent, true };
    return out->from->parent != NULL;
}

/* --- taking out and putting in -------------------------------------------------------------------------------------- */

static bool is_blank_text(struct sv s)
{
    return sv_trim(s).n == 0;
}

/* Nothing to see in it: its marks were all there was. */
static bool is_blank_node(const struct letter_part *part, const struct node *top)
{
    static const struct sv seen[] = { SV_INIT("drawing"), SV_INIT("pict"), SV_INIT("object"),
                                      SV_INIT("sectPr"),  SV_INIT("br"),   SV_INIT("sym") };

    for (const struct node *n = top; n; n = node_after(n, top)) {
        for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
            if (node_is(part, n, seen[i]))
                return false;
        if (node_is(part, n, SV("t")))
            for (const struct node *c = n->first; c; c = c->next)
                if (!is_blank_text(c->text))
                    return false;
    }
    return true;
}

static void strip(const struct letter_part *part, struct para *p, const struct mark *x, const struct mark *y,
                  struct arena *a)
{
    struct sv *texts = ARENA_ARRAY(a, struct sv, p->n_marks + 1);

    for (size_t i = 0; i < p->n_marks; i++)
        if (p->marks[i].from == x->from || (y && p->marks[i].from == y->from))
            texts[i] = SV("");
    para_replace(part, p, texts, a);
}

/* A condition inside a sentence that does not hold takes its own words alone; false: there is nothing around it. */
static bool cut_out(const struct letter_part *part, struct para *p, const struct mark *open,
                    const struct mark *close, struct arena *a)
{
    struct mark whole = { open->from, close->to, ' ', SV_NULL };
    struct para one = *p;
    struct sv nothing = SV("");

    if (is_blank_text(sv_sub(p->text, 0, open->from)) && is_blank_text(sv_sub(p->text, close->to, p->text.n)))
        return false;
    one.marks = &whole;
    one.n_marks = 1;
    para_replace(part, &one, &nothing, a);
    return true;
}

/* A cell must hold a paragraph, a table a row. */
static void mend(const struct letter_part *part, struct node *parent, struct arena *a)
{
    struct sv must = node_is(part, parent, SV("tbl")) ? SV("tr") : SV("p");

    for (struct node *n = parent->first; n; n = n->next)
        if (node_is(part, n, must))
            return;
    if (sv_eq(must, SV("p")) && !node_is(part, parent, SV("tbl"))) {
        node_insert(parent, NULL, node_new(a, arena_printf(a, "%.*sp", SV_FMT(part->prefix))));
    } else if (parent->parent) {
        struct node *up = parent->parent;

        node_unlink(parent);
        if (node_is(part, up, SV("tc")))
            mend(part, up, a);
    }
}

static struct node *copy_span(struct letter *t, const struct span *s, struct node *before,
                              const struct letter_scope *scope)
{
    struct node *first = NULL;

    for (struct node *n = s->from; n; n = n == s->to ? NULL : n->next) {
        struct node *c = node_copy(t->a, n, scope);

        node_insert(before->parent, before, c);
        first = first ? first : c;
    }
    return first;
}

/* How often, and with which rows. */
static size_t times(const struct letter *t, const struct letter_data *d, const struct mark *m,
                    const struct letter_scope *scope, const struct letter_list **list,
                    struct letter_names *unknown)
{
    struct letter_value counted;
    bool in_row;
    const struct letter_value *v = value_in(d, scope, m->key, &counted, &in_row, t->a);
    bool filled;

    *list = v ? NULL : list_of(d, m->key);
    if (!v && !*list)
        names_add(t->a, unknown, m->key);
    filled = v ? !is_blank_text(v->text) : *list && (*list)->n;
    if (m->kind == '^') {
        *list = NULL;
        return !filled;
    }
    return *list ? (*list)->n : filled;
}

/* Returns where to go on reading: the first copy, or what follows. */
static struct node *repeat(struct letter *t, struct letter_part *part, const struct span *whole, size_t n,
                           const struct letter_list *list, const struct letter_scope *up, struct err *e)
{
    struct span s = *whole;
    struct node *parent = s.from->parent, *end = node_new(t->a, SV_NULL), *first = NULL, *on;

    node_insert(parent, s.to->next, end); /* an empty text: a place to insert at */
    if (!s.row && s.from != s.to && is_blank_node(part, s.from))
        s.from = s.from->next;
    if (!s.row && s.from != s.to && is_blank_node(part, s.to))
        s.to = s.to->prev;
    else if (!s.row && s.from == s.to && s.from != whole->from && is_blank_node(part, s.to))
        n = 0; /* two marks with nothing between them */
    for (size_t i = 0; i < n && arena_ok(t->a, e); i++) {
        struct letter_scope *scope = ARENA_NEW(t->a, struct letter_scope);
        struct node *c;

        *scope = (struct letter_scope){ list ? &list->rows[i] : NULL, i + 1, up };
        c = copy_span(t, &s, end, scope);
        first = first ? first : c;
    }
    for (struct node *k = whole->from, *next; k; k = next) {
        next = k == whole->to ? NULL : k->next;
        node_unlink(k);
    }
    on = first ? first : node_past(end, part->root);
    node_unlink(end);
    mend(part, parent, t->a);
    return on;
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

static const struct mark *first_part(const struct para *p)
{
    for (size_t i = 0; i < p->n_marks; i++)
        if (p->marks[i].kind != ' ' && p->marks[i].key.p)
            return &p->marks[i];
    return NULL;
}

static bool expand_one(struct letter *t, struct letter_part *part, const struct letter_data *d,
                       struct para *p, const struct mark *m, struct letter_names *unknown, struct node **on,
                       struct err *e)
{
    const struct letter_scope *scope = p->p->scope;
    const struct letter_list *list;
    const struct mark *close;
    struct para in;
    struct span s;
    size_t n;

    if (m->kind == '/' || !(close = close_of(part, p, (size_t) (m - p->marks), t->a, &in)) ||
        !span_of(part, p->p, in.p, &s))
        return no_end(e, m);
    n = times(t, d, m, scope, &list, unknown);
    if (in.p == p->p && !list && !n && cut_out(part, p, m, close, t->a)) {
        *on = p->p; /* read again: there may be more in it */
        return true;
    }
    if (in.p == p->p) {
        strip(part, p, m, close, t->a);
    } else {
        strip(part, p, m, NULL, t->a);
        strip(part, &in, close, NULL, t->a);
    }
    *on = repeat(t, part, &s, n, list, scope, e);
    return arena_ok(t->a, e);
}

bool parts_expand(struct letter *t, struct letter_part *part, const struct letter_data *d,
                  struct letter_names *unknown, struct err *e)
{
    size_t done = 0;

    for (struct node *n = part->root; n;) {
        const struct mark *m;
        struct para p;

        if (!node_is(part, n, SV("p"))) {
            n = node_after(n, part->root);
            continue;
        }
        para_read(part, n, t->a, &p);
        m = first_part(&p);
        if (!m) {
            n = node_after(n, part->root);
            continue;
        }
        if (++done > EXPANSIONS_MAX) {
            err_set(e, ERR_INPUT, T("Templat mengulang bagiannya lebih dari %d kali"), (int) EXPANSIONS_MAX);
            return err_hint(e, T("Kurangi bagian {{#…}} di dalam bagian lain."));
        }
        if (!expand_one(t, part, d, &p, m, unknown, &n, e))
            return false;
    }
    return true;
}

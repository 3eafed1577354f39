/* SPDX-License-Identifier: MIT
 * model/letter_fill.c -- a template and its data become a letter, with a word on what is missing. */
#include "model/letter_priv.h"

/* To be filled by hand. */
#define DOTS "\u2026\u2026\u2026\u2026"

struct filling {
    struct letter *t;
    const struct letter_data *d;
    struct letter_names empty, unknown;
    struct buf text;
    const struct node *row, *cell; /* of a table, of the line before */
    struct err *e;
};

/* --- what it asks for ----------------------------------------------------------------------------------------------- */

void letter_uses(const struct letter *t, const struct letter_use **out, size_t *n)
{
    struct letter_use *items = NULL;
    size_t count = 0, cap = 0;

    for (size_t i = 0; i < t->n; i++)
        for (struct node *k = t->parts[i].root; k; k = node_after(k, t->parts[i].root)) {
            struct para p;

            if (!node_is(&t->parts[i], k, SV("p")))
                continue;
            para_read(&t->parts[i], k, t->a, &p);
            for (size_t m = 0; m < p.n_marks; m++) {
                size_t same = 0;

                if (p.marks[m].kind == '/' || !p.marks[m].key.p)
                    continue;
                while (same < count &&
                       !(items[same].kind == p.marks[m].kind && sv_eq(items[same].key, p.marks[m].key)))
                    same++;
                if (same == count)
                    *ARENA_PUSH(t->a, items, count, cap) =
                        (struct letter_use){ p.marks[m].key, p.marks[m].kind };
            }
        }
    *out = items;
    *n = count;
}

/* --- filling -------------------------------------------------------------------------------------------------------- */

static struct sv text_for(struct filling *f, const struct para *p, const struct mark *m)
{
    struct letter_value counted;
    const struct letter_value *v;
    bool in_row;

    if (!m->key.p) {
        names_add(f->t->a, &f->unknown, sv_sub(p->text, m->from, m->to - m->from));
        return SV_NULL;
    }
    v = value_in(f->d, p->p->scope, m->key, &counted, &in_row, f->t->a);
    if (!v) {
        names_add(f->t->a, &f->unknown, m->key);
        return SV_NULL;
    }
    if (sv_trim(v->text).n)
        return v->text;
    if (in_row) /* a place in a table that has nothing to say */
        return SV("-");
    names_add(f->t->a, &f->empty, m->key);
    return SV(DOTS);
}

static void fill_para(struct filling *f, const struct letter_part *part, struct node *n)
{
    struct arena *a = f->t->a;
    struct para p;
    struct sv *texts;

    para_read(part, n, a, &p);
    if (!p.n_marks)
        return;
    texts = ARENA_ARRAY(a, struct sv, p.n_marks);
    for (size_t i = 0; i < p.n_marks; i++)
        texts[i] = text_for(f, &p, &p.marks[i]);
    para_replace(part, &p, texts, a);
}

static const struct node *holder(const struct letter_part *part, const struct node *n, struct sv name)
{
    while (n && !node_is(part, n, name))
        n = n->parent;
    return n;
}

static void show_para(struct filling *f, const struct letter_part *part, struct node *n)
{
    const struct node *row = holder(part, n, SV("tr")), *cell = holder(part, n, SV("tc"));
    struct para p;

    para_read(part, n, f->t->a, &p);
    if (f->text.n)
        buf_char(&f->text, row && row == f->row && cell != f->cell ? '\t' : '\n');
    buf_put(&f->text, p.text);
    f->row = row;
    f->cell = cell;
}

static bool fill_part(struct filling *f, struct letter_part *part)
{
    if (!parts_expand(f->t, part, f->d, &f->unknown, f->e))
        return false;
    for (struct node *n = part->root; n; n = node_after(n, part->root))
        if (node_is(part, n, SV("p")))
            fill_para(f, part, n);
    if (part->body)
        for (struct node *n = part->root; n; n = node_after(n, part->root))
            if (node_is(part, n, SV("p")))
                show_para(f, part, n);
    return arena_ok(f->t->a, f->e);
}

bool letter_fill(struct letter *t, const struct letter_data *d, struct arena *a, struct buf *out,
                 struct letter_report *rep, struct err *e)
{
    struct filling f = { .t = t, .d = d, .e = e };
    bool ok = true;

    buf_init(&f.text, 1 << 20);
    for (size_t i = 0; ok && i < t->n; i++)
        if (t->parts[i].root)
            ok = fill_part(&f, &t->parts[i]);
    ok = ok && letter_write(t, out, e);
    if (ok)
        *rep = (struct letter_report){ f.empty.items, f.unknown.items, f.empty.n, f.unknown.n,
                                       arena_dup(a, buf_sv(&f.text)) };
    buf_clear(&f.text);
    return ok;
}

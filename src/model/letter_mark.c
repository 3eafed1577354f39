/* SPDX-License-Identifier: MIT
 * model/letter_mark.c -- fields in the text of one paragraph, wherever the editor cut it into runs. */
#include "model/letter_priv.h"

enum { NAME_MAX_BYTES = 60 };

/* --- reading -------------------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '_' || c == '\t';
}

/* Spaces of all kinds between words, which editors like to change into one another. */
static struct sv plain_spaces(struct sv s, struct arena *a)
{
    char *w = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char) s.p[i] == 0xC2 && i + 1 < s.n && (unsigned char) s.p[i + 1] == 0xA0) {
            w[n++] = ' ';
            i++;
        } else {
            w[n++] = s.p[i];
        }
    return (struct sv){ w, n };
}

struct sv letter_key(struct sv typed, struct arena *a)
{
    struct sv s = sv_trim(sv_lower(plain_spaces(typed, a), a));
    char *w = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (is_blank(s.p[i])) {
            if (n && w[n - 1] != '_')
                w[n++] = '_';
        } else {
            w[n++] = s.p[i];
        }
    }
    s = (struct sv){ w, n };
    return sv_is_key(s) ? s : SV_NULL;
}

static struct mark mark_of(struct sv inside, size_t from, size_t to, struct arena *a)
{
    struct mark m = { from, to, ' ', SV_NULL };
    struct sv s = sv_trim(inside);

    if (s.n && (s.p[0] == '#' || s.p[0] == '/' || s.p[0] == '^')) {
        m.kind = s.p[0];
        s = sv_sub(s, 1, s.n);
    }
    m.key = s.n <= NAME_MAX_BYTES ? letter_key(s, a) : SV_NULL;
    return m;
}

static void find_marks(struct para *p, struct arena *a)
{
    size_t cap = 0, at = 0;

    for (;;) {
        struct sv rest = sv_sub(p->text, at, p->text.n);
        ptrdiff_t open = sv_find(rest, SV("{{")), close, again;

        if (open < 0)
            return;
        at += (size_t) open;
        rest = sv_sub(p->text, at + 2, p->text.n);
        close = sv_find(rest, SV("}}"));
        if (close < 0)
            return;
        while ((again = sv_find(sv_sub(rest, 0, (size_t) close), SV("{{"))) >=
               0) { /* "{{ a {{b}}": the last counts */
            at += (size_t) again + 2;
            close -= again + 2;
            rest = sv_sub(p->text, at + 2, p->text.n);
        }
        *ARENA_PUSH(a, p->marks, p->n_marks, cap) =
            mark_of(sv_sub(rest, 0, (size_t) close), at, at + (size_t) close + 4, a);
        at += (size_t) close + 4;
    }
}

static bool next_inside(const struct letter_part *part, struct node **n, struct node *p)
{
    /* A paragraph in a text box inside this one is a paragraph of its own. */
    *n = *n != p && node_is(part, *n, SV("p")) ? node_past(*n, p) : node_after(*n, p);
    return *n != NULL;
}

void para_read(const struct letter_part *part, struct node *p, struct arena *a, struct para *out)
{
    struct buf b;
    size_t cap = 0;

    *out = (struct para){ .p = p };
    buf_init(&b, 16 << 20);
    for (struct node *n = p; next_inside(part, &n, p);) {
        struct piece *k;
        size_t from = b.n;

        if (node_is(part, n, SV("t"))) {
            for (struct node *c = n->first; c; c = c->next)
                buf_put(&b, c->text);
        } else if (node_is(part, n, SV("tab")) && !node_is(part, n->parent, SV("tabs"))) {
            buf_char(&b, '\t');
        } else if (node_is(part, n, SV("br")) || node_is(part, n, SV("cr"))) {
            buf_char(&b, '\n');
        } else {
            continue;
        }
        k = ARENA_PUSH(a, out->pieces, out->n_pieces, cap);
        *k = (struct piece){ node_is(part, n, SV("t")) ? n : NULL, from, b.n - from };
    }
    out->text = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    find_marks(out, a);
}

/* --- replacing ------------------------------------------------------------------------------------------------------ */

static void set_text(struct node *t, struct sv text, struct arena *a)
{
    struct node *c = node_new(a, SV_NULL);
    struct sv *atts;

    c->text = text;
    t->first = t->last = NULL;
    if (text.n)
        node_insert(t, NULL, c);
    if (node_att(t, SV("space")).p)
        return;
    atts = ARENA_ARRAY(a, struct sv, 2 * t->n_atts + 3);
    for (size_t i = 0; i < 2 * t->n_atts; i++)
        atts[i] = t->atts[i];
    atts[2 * t->n_atts] = SV("xml:space");
    atts[2 * t->n_atts + 1] = SV("preserve");
    t->atts = atts;
    t->n_atts++;
}

/* Lines of a value become line breaks inside the run. */
static void set_lines(const struct letter_part *part, struct node *t, struct sv text, struct arena *a)
{
    struct node *parent = t->parent, *before = t->next, *into = t;
    size_t from = 0;

    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] != '\n')
            continue;
        set_text(into, sv_sub(text, from, i - from), a);
        if (i == text.n)
            return;
        from = i + 1;
        node_insert(parent, before, node_new(a, arena_printf(a, "%.*sbr", SV_FMT(part->prefix))));
        into = node_new(a, t->name);
        node_insert(parent, before, into);
    }
}

static bool touched(const struct piece *k, const struct para *p, const struct sv *texts)
{
    for (size_t i = 0; i < p->n_marks; i++)
        if (texts[i].p && p->marks[i].from < k->from + k->n && p->marks[i].to > k->from)
            return true;
    return false;
}

/* What this piece says afterwards: a mark's text goes where the mark begins, the rest of the mark goes. */
static struct sv rewritten(const struct piece *k, const struct para *p, const struct sv *texts,
                           struct arena *a)
{
    struct sv out;
    struct buf b;
    size_t at = k->from, end = k->from + k->n;

    buf_init(&b, 4 << 20);
    for (size_t i = 0; i < p->n_marks; i++) {
        const struct mark *m = &p->marks[i];

        if (!texts[i].p || m->to <= at || m->from >= end)
            continue;
        if (m->from > at)
            buf_put(&b, sv_sub(p->text, at, m->from - at));
        if (m->from >= k->from)
            buf_put(&b, texts[i]);
        at = m->to;
    }
    if (at < end)
        buf_put(&b, sv_sub(p->text, at, end - at));
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out.p ? out : SV("");
}

void para_replace(const struct letter_part *part, struct para *p, const struct sv *texts, struct arena *a)
{
    for (size_t i = 0; i < p->n_pieces; i++) {
        struct piece *k = &p->pieces[i];

        if (k->t && touched(k, p, texts))
            set_lines(part, k->t, rewritten(k, p, texts, a), a);
    }
}

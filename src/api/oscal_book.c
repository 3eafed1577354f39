/* SPDX-License-Identifier: MIT
 * api/oscal_book.c -- provisions as controls and statements: what each is called, what it stands under, what is part of what. */
#include <assert.h>

#include "api/oscal_priv.h"
/* --- addresses in pieces ------------------------------------------------------------------------------------------------------ */

struct piece {
    struct sv token, label;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters or digits at the front of *rest. */
static struct sv run_of(struct sv *rest)
{
    size_t n = 0;
    bool digits = rest->n && is_digit(rest->p[0]);

    while (n < rest->n && (digits ? is_digit(rest->p[n]) : is_letter(rest->p[n])))
        n++;
    struct sv s = sv_sub(*rest, 0, n);
    *rest = sv_sub(*rest, n, rest->n);
    return s;
}

static struct sv bracketed(struct sv *rest)
{
    ptrdiff_t end = sv_find(*rest, SV(")"));
    struct sv s = sv_sub(*rest, 1, end > 0 ? (size_t) end - 1 : rest->n);

    *rest = sv_sub(*rest, end > 0 ? (size_t) end + 1 : rest->n, rest->n);
    return s;
}

/* "(2)", "(2)-(4)", "a", "a-f", "1-6": the next piece of an address; false: none is left. */
static bool next_piece(struct arena *a, struct sv *rest, struct piece *out)
{
    bool ayat;
    struct sv from, to = SV_NULL;

    while (rest->n && rest->p[0] != '(' && !is_digit(rest->p[0]) && !is_letter(rest->p[0]))
        *rest = sv_sub(*rest, 1, rest->n);
    if (!rest->n)
        return false;
    ayat = rest->p[0] == '(';
    from = ayat ? bracketed(rest) : run_of(rest);
    if (rest->n > 1 && rest->p[0] == '-' && (ayat ? rest->p[1] == '(' : rest->p[1] != '(')) {
        *rest = sv_sub(*rest, 1, rest->n);
        to = ayat ? bracketed(rest) : run_of(rest);
    }
    out->token = to.n ? arena_printf(a, "%.*s-%.*s", SV_FMT(from), SV_FMT(to)) : from;
    if (ayat)
        out->label = to.n ? arena_printf(a, "(%.*s)\u2013(%.*s)", SV_FMT(from), SV_FMT(to))
                          : arena_printf(a, "(%.*s)", SV_FMT(from));
    else
        out->label = to.n ? arena_printf(a, "%.*s.\u2013%.*s.", SV_FMT(from), SV_FMT(to))
                          : arena_printf(a, "%.*s.", SV_FMT(from));
    out->token = oscal_token(a, out->token);
    return true;
}

/* --- statements of one control --------------------------------------------------------------------------------------------------- */

static struct oscal_part *add_part(struct oscal_book *b, struct oscal_part *under, struct piece *p)
{
    struct oscal_part *part = ARENA_NEW(b->a, struct oscal_part), *c = under->first;
    struct sv tail = arena_printf(b->a, "%.*s.%.*s", SV_FMT(under->tail), SV_FMT(p->token)), own = tail;

    /* A damaged text may number two alike, and "(1)" is not "1.". */
    for (int nth = 2; c;) {
        bool taken = sv_eq(c->tail, own);

        if (taken)
            own = arena_printf(b->a, "%.*s-%d", SV_FMT(tail), nth++);
        c = taken ? under->first : c->next;
    }
    *part = (struct oscal_part){ .tail = own, .label = p->label };
    *(under->last ? &under->last->next : &under->first) = part;
    under->last = part;
    return part;
}

/* The part of that label below another, made when there is none; `fresh`: one that no provision has taken yet. */
static struct oscal_part *part_of(struct oscal_book *b, struct oscal_part *under, struct piece *p, bool fresh)
{
    for (struct oscal_part *c = under->first; c; c = c->next)
        if (sv_eq(c->label, p->label) && (!fresh || !c->norm))
            return c;
    return add_part(b, under, p);
}

static void place(struct oscal_book *b, struct oscal_part *root, const struct norm *n, struct sv rest)
{
    struct oscal_part *at = root;
    struct piece p, next;
    bool more = next_piece(b->a, &rest, &p);

    while (more) {
        more = next_piece(b->a, &rest, &next);
        at = part_of(b, at, &p, !more);
        p = next;
    }
    at->norm = n;
    b->tail[n->index] = at->tail.p ? at->tail : SV("");
}

/* --- controls ------------------------------------------------------------------------------------------------------------------------ */

/* Sorts by text as the regulation does: what has no Pasal comes after the Pasal before it. */
static struct sv sort_key(struct oscal_book *b, const struct norm *n, struct sv *last)
{
    struct sv rest = n->pasal, digits = run_of(&rest);
    int64_t number = 0;

    if (!n->pasal.p)
        return arena_printf(b->a, "%.*s-bab-%03zu", SV_FMT(*last), b->n_controls);
    sv_int(digits, &number);
    *last = arena_printf(b->a, "pasal-%04lld%.*s", (long long) number, SV_FMT(rest));
    return *last;
}

static struct sv chapter_title(const struct oscal_book *b, struct sv bab, struct sv otherwise)
{
    for (size_t i = 0; i < b->reg->n_chapters; i++)
        if (sv_eq(b->reg->chapters[i].bab, bab) && b->reg->chapters[i].title.n)
            return b->reg->chapters[i].title;
    return otherwise;
}

static struct oscal_control *add_control(struct oscal_book *b, const struct norm *n, struct sv *last,
                                         size_t *cap)
{
    struct oscal_part *root = ARENA_NEW(b->a, struct oscal_part);
    struct arena *a = b->a;
    struct sv token = oscal_token(a, n->pasal.p ? n->pasal : n->bab);
    struct oscal_control c = { .bab = n->bab, .is_pasal = n->pasal.p != NULL, .sort = sort_key(b, n, last) };

    if (c.is_pasal) {
        c.id = arena_printf(a, "pasal-%.*s", SV_FMT(token));
        c.title = c.label = arena_printf(a, "Pasal %.*s", SV_FMT(n->pasal));
        c.eid = arena_printf(a, "art_%.*s", SV_FMT(token));
        c.page = arena_printf(a, "/pemenuhan/pasal/%.*s", SV_FMT(token));
    } else {
        c.id = arena_printf(a, "bab-%.*s.ketentuan", SV_FMT(token));
        c.label = arena_printf(a, "BAB %.*s", SV_FMT(n->bab));
        c.title = chapter_title(b, n->bab, c.label);
        c.eid = arena_printf(a, "chp_%.*s", SV_FMT(token));
        c.page = arena_printf(a, "/pemenuhan/bab/%.*s", SV_FMT(token));
    }
    *root = (struct oscal_part){ .tail = SV("") };
    b->parts[b->n_controls] = root;
    *ARENA_PUSH(a, b->controls, b->n_controls, *cap) = c;
    return &b->controls[b->n_controls - 1];
}

static bool same_control(const struct oscal_control *c, const struct norm *n)
{
    const struct norm *own = c->norms[0];

    return c->is_pasal == (n->pasal.p != NULL) &&
           (c->is_pasal ? sv_eq(own->pasal, n->pasal) : sv_eq(own->bab, n->bab));
}

/* What of an address is behind its Pasal or BAB. */
static struct sv inside(const struct norm *n)
{
    size_t head = n->pasal.p ? n->pasal.n : sizeof "BAB-" - 1 + n->bab.n;

    return sv_sub(n->at, head, n->at.n);
}

static void take(struct oscal_book *b, const struct norm *n, struct sv *last, size_t *cap, size_t *caps)
{
    size_t i = 0;

    while (i < b->n_controls && !same_control(&b->controls[i], n))
        i++;
    if (i == b->n_controls)
        add_control(b, n, last, cap);
    assert(b->controls[i].norms || !caps[i]);
    *ARENA_PUSH(b->a, b->controls[i].norms, b->controls[i].n, caps[i]) = n;
    b->control_of[n->index] = i;
    place(b, b->parts[i], n, inside(n));
}

/* --- headings of the text ---------------------------------------------------------------------------------------------------------------- */

/* Bagian and Paragraf, when the text has the Pasal in the same BAB as the pack. */
static void headings(const struct oscal_book *b, struct oscal_control *c)
{
    const struct naskah_node *up[OSCAL_DEPTH], *node = naskah_find(b->text, c->norms[0]->pasal);
    size_t n = 0;

    for (node = node ? node->parent : NULL; node && node->jenis != NASKAH_BAB; node = node->parent) {
        if ((node->jenis != NASKAH_BAGIAN && node->jenis != NASKAH_PARAGRAF) || n == OSCAL_DEPTH)
            return;
        up[n++] = node;
    }
    if (!node || !sv_eq_fold(node->nomor, c->bab))
        return;
    for (size_t i = 0; i < n; i++)
        c->under[i] = up[n - 1 - i];
    c->depth = n;
}

void oscal_book_make(struct oscal_book *b)
{
    size_t *caps = ARENA_ARRAY(b->a, size_t, b->n + 1), cap = 0;
    struct sv last = SV("pasal-0000");

    b->parts = ARENA_ARRAY(b->a, struct oscal_part *, b->n + 1);
    b->control_of = ARENA_ARRAY(b->a, size_t, b->n + 1);
    b->tail = ARENA_ARRAY(b->a, struct sv, b->n + 1);
    for (size_t i = 0; i < b->n; i++)
        take(b, &b->norms[i], &last, &cap, caps);
    for (size_t i = 0; b->text && i < b->n_controls; i++)
        if (b->controls[i].is_pasal)
            headings(b, &b->controls[i]);
}

/* --- what others ask ---------------------------------------------------------------------------------------------------------------------- */

struct sv oscal_id(const struct oscal_book *b, const struct norm *n, const char *kind)
{
    return arena_printf(b->a, "%.*s_%s%.*s", SV_FMT(b->controls[b->control_of[n->index]].id), kind,
                        SV_FMT(b->tail[n->index]));
}

const struct oscal_control *oscal_control_of(const struct oscal_book *b, const struct norm *n)
{
    return &b->controls[b->control_of[n->index]];
}

const struct oscal_control *oscal_control_at(const struct oscal_book *b, struct sv at)
{
    const struct norm *n = rule_norm(b->rule, at);
    struct sv pasal;

    if (n)
        return oscal_control_of(b, n);
    /* A setting may name an ayat of which only the letters are provisions. */
    while (at.n && !is_digit(at.p[0]))
        at = sv_sub(at, 1, at.n);
    pasal = run_of(&at);
    for (size_t i = 0; i < b->n_controls; i++)
        if (b->controls[i].is_pasal && sv_eq(b->controls[i].norms[0]->pasal, pasal))
            return &b->controls[i];
    return NULL;
}

struct sv oscal_param_id(const struct oscal_book *b, const struct setting *s)
{
    return arena_printf(b->a, "prm_%.*s", SV_FMT(oscal_token(b->a, s->key)));
}

/* "6 months" as people here say it. */
struct sv oscal_param_value(const struct oscal_book *b, const struct setting *s, struct sv value)
{
    struct sv rest = value, number;

    if (sv_eq(s->kind, SV("days")))
        return arena_printf(b->a, T("%.*s hari kerja"), SV_FMT(value));
    if (!sv_eq(s->kind, SV("interval")) || !sv_cut(&rest, ' ', &number))
        return value;
    return arena_printf(b->a, "%.*s %s", SV_FMT(number),
                        sv_starts(rest, SV("year")) ? T("tahun") : T("bulan"));
}

/* Another body's duty binds that body; what is only shown binds when the text says must. */
bool oscal_binds(const struct norm *n)
{
    if (n->competence.p)
        return false;
    return n->check != CHECK_SHOWN || sv_eq(n->strength, SV("wajib")) || sv_eq(n->strength, SV("harus"));
}

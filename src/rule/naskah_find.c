/* SPDX-License-Identifier: MIT
 * rule/naskah_find.c -- addresses of places in a regulation, both ways; the grammar is in naskah.h. */
#include "rule/naskah_priv.h"

const struct naskah_node *naskah_next(const struct naskah_node *node, const struct naskah_node *under)
{
    if (node->first)
        return node->first;
    while (node != under && !node->next)
        node = node->parent;
    return node == under ? NULL : node->next;
}

/* ---- reading an address ---- */

struct cursor {
    struct sv rest;
    const struct naskah_node *at; /* NULL: nothing found */
};

static char peek(const struct cursor *c)
{
    return c->rest.n ? c->rest.p[0] : 0;
}

static struct sv take_while(struct cursor *c, bool (*is)(char))
{
    size_t n = 0;

    while (n < c->rest.n && is(c->rest.p[n]))
        n++;
    struct sv s = sv_sub(c->rest, 0, n);
    c->rest = sv_sub(c->rest, n, c->rest.n);
    return s;
}

static bool is_word_char(char x)
{
    return is_alpha(x) || is_digit(x);
}

/* "~2": the second of that number. */
static int take_ordinal(struct cursor *c)
{
    int64_t v = 1;

    if (peek(c) != '~')
        return 1;
    c->rest = sv_sub(c->rest, 1, c->rest.n);
    struct sv s = take_while(c, is_digit);
    return sv_int(s, &v) && v > 0 && v < 1000000 ? (int) v : 0;
}

/* The number that addresses use: that of the regulation itself is not part of one. */
static struct sv number_of(const struct naskah_node *n)
{
    return n->jenis == NASKAH_NOMOR || !n->nomor.p ? SV("") : n->nomor;
}

static bool same_number(const struct naskah_node *n, struct sv nomor)
{
    int64_t v;

    if (sv_eq(number_of(n), nomor) || (nk_is_heading(n->jenis) && sv_eq_fold(n->nomor, nomor)))
        return true;
    return nk_is_heading(n->jenis) && n->jenis != NASKAH_BAB && sv_int(nomor, &v) && v == n->urut && v > 0;
}

static const struct naskah_node *child(const struct naskah_node *parent, enum naskah_jenis j, struct sv nomor,
                                       int nth)
{
    for (const struct naskah_node *c = parent ? parent->first : NULL; c; c = c->next)
        if (c->jenis == j && same_number(c, nomor) && --nth == 0)
            return c;
    return NULL;
}

/* Whether the search for a Pasal goes on inside: headings, not what Pasal quote nor what follows the body. */
static bool holds_pasal(const struct naskah_node *n, const struct naskah_node *under)
{
    return n == under || nk_is_heading(n->jenis);
}

static const struct naskah_node *next_pasal(const struct naskah_node *n, const struct naskah_node *under)
{
    do {
        if (n->first && holds_pasal(n, under)) {
            n = n->first;
        } else {
            while (n != under && !n->next)
                n = n->parent;
            if (n == under)
                return NULL;
            n = n->next;
        }
    } while (n->jenis != NASKAH_PASAL);
    return n;
}

static const struct naskah_node *find_pasal(const struct naskah_node *under, struct sv nomor, int nth)
{
    for (const struct naskah_node *p = under ? next_pasal(under, under) : NULL; p; p = next_pasal(p, under))
        if (sv_eq(p->nomor, nomor) && --nth == 0)
            return p;
    return NULL;
}

/* "BAB-IV", "PENJELASAN", "LAMPIRAN-II": a child by its kind. */
static bool take_keyword(struct cursor *c)
{
    struct cursor try = *c;
    struct sv word = take_while(&try, is_alpha), nomor = SV("");
    int j;

    for (j = 0; j < NASKAH_JENIS_COUNT; j++)
        if (word.n > 2 && sv_eq_fold(word, naskah_jenis_name((enum naskah_jenis) j)))
            break;
    if (j == NASKAH_JENIS_COUNT)
        return false;
    if (peek(&try) == '-') {
        size_t n = 1;
        while (n < try.rest.n && !strchr("/(:~", try.rest.p[n]))
            n++;
        nomor = sv_sub(try.rest, 1, n - 1);
        try.rest = sv_sub(try.rest, n, try.rest.n);
    }
    const struct naskah_node *under = try.at;
    int nth = take_ordinal(&try);
    try.at = nth ? child(under, (enum naskah_jenis) j, nomor, nth) : NULL;
    if (!try.at && !nomor.n && j == NASKAH_LAMPIRAN &&
        nth == 1) /* "LAMPIRAN": the first, whatever its number */
        for (const struct naskah_node *x = under ? under->first : NULL; x && !try.at; x = x->next)
            try.at = x->jenis == NASKAH_LAMPIRAN ? x : NULL;
    *c = try;
    return true;
}

/* "5", "12A", "I" */
static bool take_pasal(struct cursor *c)
{
    struct cursor try = *c;
    struct sv digits = take_while(&try, is_digit), large = take_while(&try, is_upper);
    struct sv nomor = sv_sub(c->rest, 0, digits.n + large.n);

    if (!nomor.n || (digits.n && large.n > 1))
        return false;
    const struct naskah_node *under = try.at;
    int nth = take_ordinal(&try);
    try.at = nth ? find_pasal(under, nomor, nth) : NULL;
    *c = try;
    return true;
}

static const struct naskah_node *paragraph(const struct naskah_node *under, struct sv nomor, int nth)
{
    const struct naskah_node *found = child(under, NASKAH_AYAT, nomor, nth);

    return found || !under || !nk_is_heading(under->jenis) ? found : child(under, NASKAH_ALINEA, nomor, nth);
}

/* "(2)", "a", "3", "a)", "3)" after what was found so far. */
static bool take_item(struct cursor *c)
{
    const struct naskah_node *under = c->at;
    enum naskah_jenis j;
    struct sv nomor;

    if (peek(c) == '(') {
        c->rest = sv_sub(c->rest, 1, c->rest.n);
        nomor = take_while(c, is_word_char);
        if (peek(c) != ')' || !nomor.n)
            return false;
        c->rest = sv_sub(c->rest, 1, c->rest.n);
        int nth = take_ordinal(c);
        c->at = nth ? paragraph(under, nomor, nth) : NULL;
        return true;
    }
    nomor = take_while(c, is_digit(peek(c)) ? is_digit : is_lower);
    if (!nomor.n)
        return false;
    bool digits = is_digit(nomor.p[0]);
    if (digits &&
        is_lower(peek(c))) { /* "6a" is one number where the text has it, else 6 and huruf a in it */
        struct sv longer = { nomor.p, nomor.n + 1 };
        if (child(under, NASKAH_ANGKA, longer, 1) || child(under, NASKAH_SUBANGKA, longer, 1)) {
            nomor = longer;
            c->rest = sv_sub(c->rest, 1, c->rest.n);
        }
    }
    bool sub = peek(c) == ')';
    if (sub)
        c->rest = sv_sub(c->rest, 1, c->rest.n);
    if (digits)
        j = sub ? NASKAH_SUBANGKA : NASKAH_ANGKA;
    else
        j = sub ? NASKAH_SUBHURUF : NASKAH_HURUF;
    int nth = take_ordinal(c);
    c->at = nth ? child(under, j, nomor, nth) : NULL;
    return true;
}

/* One step between slashes: a head, then items. */
static bool take_step(struct cursor *c, bool first)
{
    if (!take_keyword(c) && !take_pasal(c) && first)
        return false;
    if (peek(c) == ':')
        c->rest = sv_sub(c->rest, 1, c->rest.n);
    while (c->rest.n && peek(c) != '/') {
        if (!take_item(c))
            return false;
        if (c->rest.n > 1 && peek(c) == ':') /* "b:a": an item of the kind that holds it */
            c->rest = sv_sub(c->rest, 1, c->rest.n);
    }
    return true;
}

const struct naskah_node *naskah_find(const struct naskah *n, struct sv at)
{
    struct cursor c = { at, n->pohon };

    if (!take_step(&c, true))
        return NULL;
    while (peek(&c) == '/') {
        c.rest = sv_sub(c.rest, 1, c.rest.n);
        if (!c.rest.n || !take_step(&c, true))
            return NULL;
    }
    return c.rest.n ? NULL : c.at;
}

bool naskah_find_range(const struct naskah *n, struct sv at, const struct naskah_node **first,
                       const struct naskah_node **last)
{
    const struct naskah_node *a = naskah_find(n, at), *b;
    size_t dash = at.n;

    if (a) {
        *first = *last = a;
        return true;
    }
    while (dash && at.p[dash - 1] != '-')
        dash--;
    if (dash < 2)
        return false;
    struct sv to = sv_sub(at, dash, at.n - dash);
    a = naskah_find(n, sv_sub(at, 0, dash - 1));
    if (!a || !to.n)
        return false;
    if (to.p[0] == '(') /* "3(2)-(4)" */
        to = to.n > 2 ? sv_sub(to, 1, to.n - 2) : to;
    for (b = a; b; b = b->next)
        if (b->jenis == a->jenis && sv_eq(b->nomor, to)) {
            *first = a;
            *last = b;
            return true;
        }
    return false;
}

/* ---- writing one ---- */

/* Buku, Bagian and Paragraf are addressed by value, whatever way their number was written. */
static bool by_value(const struct naskah_node *n)
{
    return nk_is_heading(n->jenis) && n->jenis != NASKAH_BAB && n->urut &&
           n->parent->jenis != NASKAH_PENJELASAN;
}

static int nth_among_siblings(const struct naskah_node *node)
{
    int n = 1;

    for (const struct naskah_node *c = node->parent->first; c != node; c = c->next)
        if (c->jenis == node->jenis)
            n += by_value(node) ? c->urut == node->urut : sv_eq(number_of(c), number_of(node));
    return n;
}

static int nth_pasal(const struct naskah_node *node, const struct naskah_node *under)
{
    int n = 1;

    for (const struct naskah_node *p = next_pasal(under, under); p && p != node; p = next_pasal(p, under))
        n += sv_eq(p->nomor, node->nomor);
    return n;
}

static struct sv with_ordinal(struct sv s, int nth, struct arena *a)
{
    return nth > 1 ? arena_printf(a, "%.*s~%d", SV_FMT(s), nth) : s;
}

static struct sv upper(struct sv s, struct arena *a)
{
    struct sv u = arena_dup(a, s);
    char *p = arena_alloc(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = is_lower(u.p[i]) ? (char) (u.p[i] - 'a' + 'A') : u.p[i];
    return (struct sv){ p, s.n };
}

/* What holds the Pasal seen from outside: the root, an elucidation or the quoting angka. */
static const struct naskah_node *pasal_scope(const struct naskah_node *n)
{
    do
        n = n->parent;
    while (n->parent && nk_is_heading(n->jenis) && n->parent->jenis != NASKAH_PENJELASAN);
    return n->parent && n->parent->jenis == NASKAH_PENJELASAN && nk_is_heading(n->jenis) ? n->parent : n;
}

static bool is_item(enum naskah_jenis j)
{
    return j >= NASKAH_AYAT && j <= NASKAH_SUBANGKA;
}

/* Whether "(n)" means an ayat beside this paragraph. */
static bool number_taken(const struct naskah_node *alinea)
{
    return child(alinea->parent, NASKAH_AYAT, alinea->nomor, 1) != NULL;
}

static bool is_lettered(enum naskah_jenis j)
{
    return j == NASKAH_HURUF || j == NASKAH_SUBHURUF;
}

/* Whether a colon must part an item from what stands before it: letters from letters, digits from digits, and from a
 * number that would seem to have a letter of its own. */
static bool needs_colon(const struct naskah_node *n, struct sv up, struct arena *a)
{
    const struct naskah_node *parent = n->parent;
    char end = up.n ? up.p[up.n - 1] : 0, first = n->nomor.n ? n->nomor.p[0] : 0;

    if (n->jenis == NASKAH_AYAT || n->jenis == NASKAH_ALINEA)
        return false;
    if ((is_digit(end) && is_digit(first)) || (is_lower(end) && is_lower(first)))
        return true;
    if (parent->jenis == NASKAH_ANGKA && is_lettered(n->jenis)) {
        struct sv longer = arena_printf(a, "%.*s%c", SV_FMT(parent->nomor), first);
        return child(parent->parent, NASKAH_ANGKA, longer, 1) ||
               child(parent->parent, NASKAH_SUBANGKA, longer, 1);
    }
    if (parent->jenis == NASKAH_PASAL)
        return !is_lettered(n->jenis);
    return !is_item(parent->jenis);
}

static struct sv item_address(const struct naskah_node *n, struct sv up, struct arena *a)
{
    const char *colon = needs_colon(n, up, a) ? ":" : "";
    struct sv s;

    if (n->jenis == NASKAH_AYAT || n->jenis == NASKAH_ALINEA)
        s = arena_printf(a, "%.*s(%.*s)", SV_FMT(up), SV_FMT(n->nomor));
    else if (n->jenis == NASKAH_SUBHURUF || n->jenis == NASKAH_SUBANGKA)
        s = arena_printf(a, "%.*s%s%.*s)", SV_FMT(up), colon, SV_FMT(n->nomor));
    else
        s = arena_printf(a, "%.*s%s%.*s", SV_FMT(up), colon, SV_FMT(n->nomor));
    return with_ordinal(s, nth_among_siblings(n), a);
}

struct sv naskah_address(const struct naskah_node *n, struct arena *a)
{
    struct sv up, s;
    const char *slash;

    if (!n->parent)
        return SV("");
    if (n->jenis == NASKAH_PASAL) {
        const struct naskah_node *scope = pasal_scope(n);
        up = naskah_address(scope, a);
        s = arena_printf(a, "%.*s%s%.*s", SV_FMT(up), up.n ? "/" : "", SV_FMT(n->nomor));
        return with_ordinal(s, nth_pasal(n, scope), a);
    }
    up = naskah_address(n->parent, a);
    if (is_item(n->jenis) ||
        (n->jenis == NASKAH_ALINEA && nk_is_heading(n->parent->jenis) && !number_taken(n)))
        return item_address(n, up, a);
    slash = up.n ? "/" : "";
    struct sv kind = upper(naskah_jenis_name(n->jenis), a);
    struct sv nomor = by_value(n) ? arena_printf(a, "%d", n->urut) : number_of(n);
    if (!nomor.n)
        s = arena_printf(a, "%.*s%s%.*s", SV_FMT(up), slash, SV_FMT(kind));
    else
        s = arena_printf(a, "%.*s%s%.*s-%.*s", SV_FMT(up), slash, SV_FMT(kind), SV_FMT(nomor));
    return with_ordinal(s, nth_among_siblings(n), a);
}

/* SPDX-License-Identifier: MIT
 * api/akn_def.c -- definitions: "… yang dimaksud dengan: 1. Istilah yang selanjutnya disingkat I adalah …". Found by form. */
#include "api/akn_priv.h"

enum { TERM_MAX = 200, SLUG_MAX = 60 };

/* Byte where these words stand in s, in either case; -1: nowhere. */
static ptrdiff_t find_words(struct sv s, struct sv words)
{
    for (size_t i = 0; i + words.n <= s.n; i++)
        if (sv_eq_fold(sv_sub(s, i, words.n), words))
            return (ptrdiff_t) i;
    return -1;
}

bool akn_defines(const struct naskah_node *n)
{
    struct sv head = sv_sub(n->teks, 0, 400);

    return (n->jenis == NASKAH_PASAL || n->jenis == NASKAH_AYAT) &&
           find_words(head, SV("dimaksud dengan")) >= 0;
}

struct sv akn_slug(struct sv s, size_t max, struct arena *a)
{
    char *p = arena_alloc(a, max + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n && n < max; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char) (c | 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            p[n++] = c;
        else if (n && p[n - 1] != '-')
            p[n++] = '-';
    }
    while (n && p[n - 1] == '-')
        n--;
    return (struct sv){ p, n };
}

/* What stands before "adalah" and its kin: the term, perhaps with its short form. */
static struct sv term_of(struct sv teks)
{
    static const struct sv verbs[] = { SV_INIT(" adalah "), SV_INIT(" ialah "), SV_INIT(" merupakan ") };
    struct sv head = sv_sub(teks, 0, TERM_MAX * 2);
    ptrdiff_t first = -1;

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        ptrdiff_t at = sv_find(head, verbs[i]);
        if (at >= 0 && (first < 0 || at < first))
            first = at;
    }
    return first > 0 ? sv_sub(head, 0, (size_t) first) : SV_NULL;
}

static struct sv trimmed(struct sv s)
{
    s = sv_trim(s);
    while (s.n && (s.p[s.n - 1] == ',' || s.p[s.n - 1] == ' '))
        s.n--;
    return s;
}

/* "selanjutnya disingkat SPBE", "selanjutnya disebut dengan Informasi": its short form. */
static struct sv short_form(struct sv s)
{
    static const struct sv words[] = { SV_INIT("selanjutnya "), SV_INIT("disingkat "), SV_INIT("disebut "),
                                       SV_INIT("dengan "),      SV_INIT("menjadi "),   SV_INIT("sebagai ") };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (s.n >= words[i].n && sv_eq_fold(sv_sub(s, 0, words[i].n), words[i]))
            s = sv_sub(s, words[i].n, s.n);
    return trimmed(s);
}

static void add(struct akn *k, struct akn_term *t)
{
    struct sv slug = akn_slug(t->show, SLUG_MAX, k->a), id;
    size_t *times;

    if (!slug.n)
        slug = arena_printf(k->a, "%zu", k->n_terms + 1);
    id = arena_printf(k->a, "term-%.*s", SV_FMT(slug));
    times = map_get(k->seen, id);
    if (!times) {
        times = ARENA_NEW(k->a, size_t);
        map_put(k->seen, id, times);
    }
    t->id = ++*times == 1 ? id : arena_printf(k->a, "%.*s--%zu", SV_FMT(id), *times); /* slugs hold no "--" */
    *ARENA_PUSH(k->a, k->terms, k->n_terms, k->cap_terms) = t;
}

const struct akn_term *akn_term_read(struct akn *k, const struct naskah_node *item)
{
    struct sv head = term_of(item->teks), full = head, abbr = SV_NULL;
    ptrdiff_t at = find_words(head, SV("selanjutnya "));
    struct akn_term *t;

    if (at > 0) {
        abbr = short_form(sv_sub(head, (size_t) at, head.n));
        full = trimmed(sv_sub(head, 0, (size_t) at));
        if (sv_ends(full, SV(" yang")))
            full = trimmed(sv_sub(full, 0, full.n - 5));
    }
    full = trimmed(full);
    if (full.p != item->teks.p || full.n < 2 || full.n > TERM_MAX || sv_find(full, SV("\n")) >= 0)
        return NULL;
    t = ARENA_NEW(k->a, struct akn_term);
    t->node = item;
    t->full_n = full.n;
    if (abbr.n && abbr.p >= full.p + full.n) {
        t->at = (size_t) (abbr.p - item->teks.p);
        t->n = abbr.n;
    }
    t->show = t->n ? abbr : full;
    add(k, t);
    return t;
}

/* SPDX-License-Identifier: MIT
 * model/words.c -- whole words inside texts. */
#include "model/words.h"

#include "base/arena.h"
#include "model/reg.h"

static bool of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (signed char) c < 0;
}

bool words_hold(struct sv lower, struct sv word)
{
    for (size_t at = 0; word.n && at + word.n <= lower.n;) {
        ptrdiff_t found = sv_find(sv_sub(lower, at, lower.n), word);
        size_t from, to;

        if (found < 0)
            return false;
        from = at + (size_t) found;
        to = from + word.n;
        if ((from == 0 || !of_word(lower.p[from - 1])) && (to == lower.n || !of_word(lower.p[to])))
            return true;
        at = from + 1;
    }
    return false;
}

static bool among(const struct sv *items, size_t n, struct sv w)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], w))
            return true;
    return false;
}

static bool is_general(const struct code_list *general, struct sv w)
{
    for (size_t i = 0; general && i < general->n; i++)
        if (sv_eq(general->items[i].key, w) || sv_eq(general->items[i].label, w))
            return true;
    return false;
}

struct sv *words_of(struct sv name, const struct code_list *general, struct arena *a, size_t *n)
{
    struct sv lower = sv_lower(name, a), *items = NULL;
    size_t cap = 0, from = 0;

    *n = 0;
    for (size_t i = 0; i <= lower.n; i++) {
        struct sv w;

        if (i < lower.n && of_word(lower.p[i]))
            continue;
        w = sv_sub(lower, from, i - from);
        from = i + 1;
        if (w.n && !is_general(general, w) && !among(items, *n, w))
            *ARENA_PUSH(a, items, *n, cap) = w;
    }
    return items;
}

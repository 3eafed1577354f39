/* SPDX-License-Identifier: MIT
 * base/problems.c -- collecting mistakes, printing them, and guessing what was meant. */
#include "base/problems.h"

#include "base/arena.h"
#include "base/buf.h"

void problems_init(struct problems *ps, struct arena *a, size_t max)
{
    *ps = (struct problems){ .a = a, .max = max };
}

struct problem *problems_add(struct problems *ps, struct sv field, const char *fmt, ...)
{
    struct problem *p;
    va_list args;

    if (ps->n >= ps->max) {
        /* One slot behind the last serves all that do not fit, so a flood of mistakes takes no more memory. */
        if (ps->cap <= ps->n)
            ps->items = arena_grow(ps->a, ps->items, ps->n, &ps->cap, sizeof *ps->items);
        ps->more++;
        p = &ps->items[ps->n];
        *p = (struct problem){ .field = field };
        return p;
    }
    p = ARENA_PUSH(ps->a, ps->items, ps->n, ps->cap);
    *p = (struct problem){ .field = field };
    va_start(args, fmt);
    p->text = arena_vprintf(ps->a, fmt, args);
    va_end(args);
    return p;
}

const struct problem *problems_of(const struct problems *ps, struct sv field)
{
    for (size_t i = 0; i < ps->n; i++)
        if (sv_eq(ps->items[i].field, field))
            return &ps->items[i];
    return NULL;
}

void problems_print(const struct problems *ps, struct buf *out)
{
    for (size_t i = 0; i < ps->n; i++) {
        const struct problem *p = &ps->items[i];
        if (p->file.n)
            buf_printf(out, "%.*s:", SV_FMT(p->file));
        if (p->line > 0)
            buf_printf(out, "%d:", p->line);
        if (p->line > 0 && p->col > 0)
            buf_printf(out, "%d:", p->col);
        if (p->file.n || p->line > 0)
            buf_char(out, ' ');
        if (p->field.n)
            buf_printf(out, "%.*s: ", SV_FMT(p->field));
        buf_put(out, p->text);
        if (p->hint.n)
            buf_printf(out, " (%.*s)", SV_FMT(p->hint));
        buf_char(out, '\n');
    }
    if (ps->more)
        buf_printf(out, "… dan %zu kesalahan lain\n", ps->more);
}

enum { SUGGEST_MAX = 64 }; /* keys have at most 63 bytes; longer texts are no slips of the finger */

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Edit distance in bytes, capitals aside; two neighbours exchanged count once (optimal string alignment). */
static unsigned distance(struct sv s, struct sv t)
{
    unsigned rows[3][SUGGEST_MAX + 1];
    unsigned *older = rows[0], *old = rows[1], *now = rows[2];

    for (size_t j = 0; j <= t.n; j++)
        old[j] = (unsigned) j;
    for (size_t i = 1; i <= s.n; i++) {
        now[0] = (unsigned) i;
        for (size_t j = 1; j <= t.n; j++) {
            char a = fold(s.p[i - 1]), b = fold(t.p[j - 1]);
            now[j] = least(least(old[j], now[j - 1]) + 1, old[j - 1] + (a != b));
            if (i > 1 && j > 1 && a == fold(t.p[j - 2]) && b == fold(s.p[i - 2]))
                now[j] = least(now[j], older[j - 2] + 1);
        }
        unsigned *spare = older;
        older = old;
        old = now;
        now = spare;
    }
    return old[t.n];
}

struct sv problems_suggest(struct sv s, const struct sv *candidates, size_t n)
{
    struct sv best = SV_NULL;
    size_t best_distance = s.n / 3 + 1;

    if (s.n > SUGGEST_MAX)
        return SV_NULL;
    for (size_t i = 0; i < n; i++) {
        struct sv c = candidates[i];
        size_t apart = c.n > s.n ? c.n - s.n : s.n - c.n;
        if (c.n == 0 || c.n > SUGGEST_MAX || apart >= best_distance)
            continue;
        unsigned d = distance(s, c);
        if (d < best_distance) {
            best_distance = d;
            best = c;
        }
    }
    return best;
}

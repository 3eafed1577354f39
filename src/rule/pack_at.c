/* SPDX-License-Identifier: MIT
 * rule/pack_at.c -- addresses of provisions: their pieces and their order. */
#include "rule/pack.h"

/* "BAB-XV(2)", "46(1)", "19(6)a-f", "1:11", "4a-f" */
struct pack_at pack_at(struct sv at)
{
    bool chapter = sv_starts(at, SV("BAB-"));
    struct sv rest = chapter ? sv_sub(at, 4, at.n) : at;
    struct pack_at out = { .pasal = SV_NULL };
    size_t i;

    for (i = 0; i < rest.n && rest.p[i] != '(' && rest.p[i] != ':'; i++)
        if (rest.p[i] >= 'a' && rest.p[i] <= 'z')
            break;
    *(chapter ? &out.bab : &out.pasal) = sv_sub(rest, 0, i);
    rest = sv_sub(rest, i, rest.n);
    if (sv_starts(rest, SV(":"))) {
        out.huruf = sv_sub(rest, 1, rest.n);
        return out;
    }
    if (sv_starts(rest, SV("("))) {
        ptrdiff_t end = sv_find(rest, SV(")"));

        if (end > 0) {
            out.ayat = sv_sub(rest, 1, (size_t) end - 1);
            rest = sv_sub(rest, (size_t) end + 1, rest.n);
        }
    }
    if (rest.n)
        out.huruf = rest;
    return out;
}

/* "12" before "12A" before "13"; absent first. */
static int by_number(struct sv x, struct sv y)
{
    size_t i = 0, k = 0;
    int64_t a = 0, b = 0;

    while (i < x.n && x.p[i] >= '0' && x.p[i] <= '9')
        i++;
    while (k < y.n && y.p[k] >= '0' && y.p[k] <= '9')
        k++;
    sv_int(sv_sub(x, 0, i), &a);
    sv_int(sv_sub(y, 0, k), &b);
    if (a != b)
        return a < b ? -1 : 1;
    return sv_cmp(sv_sub(x, i, x.n), sv_sub(y, k, y.n));
}

int pack_at_cmp(struct sv x, struct sv y)
{
    struct pack_at a = pack_at(x), b = pack_at(y);
    int c;

    if (!a.pasal.p != !b.pasal.p)
        return a.pasal.p ? -1 : 1;
    if (!a.pasal.p)
        return sv_eq(a.bab, b.bab) ? by_number(a.ayat, b.ayat) : 0;
    c = by_number(a.pasal, b.pasal);
    if (!c)
        c = by_number(a.ayat, b.ayat);
    return c ? c : by_number(a.huruf, b.huruf);
}

bool pack_covers(struct sv address, struct sv at)
{
    char next;

    if (!sv_starts(at, address) || !address.n)
        return false;
    next = at.n > address.n ? at.p[address.n] : '\0';
    return !next || next == '(' || next == ':' || (next >= 'a' && next <= 'z' && !pack_at(address).huruf.p);
}

/* SPDX-License-Identifier: MIT
 * ledger/tile.c -- names of tiles, entry bundles, right edge. */
#include "ledger/tile.h"

#include <assert.h>

#include "base/buf.h"
#include "base/err.h"

#define INDEX_MAX 999999999999999999ULL /* six groups of three digits: what a path may spell */

struct tile_path tile_path(const struct tile_name *n)
{
    struct tile_path out;
    unsigned group[6];
    size_t groups = 0, at;
    uint64_t rest = n->index;

    assert(n->level <= 63 && n->width < TILE_WIDTH && n->index <= INDEX_MAX);
    do {
        group[groups++] = (unsigned) (rest % 1000);
        rest /= 1000;
    } while (rest > 0);
    if (n->entries)
        at = (size_t) snprintf(out.s, sizeof out.s, "tile/entries");
    else
        at = (size_t) snprintf(out.s, sizeof out.s, "tile/%u", n->level);
    while (groups-- > 0)
        at += (size_t) snprintf(out.s + at, sizeof out.s - at, groups > 0 ? "/x%03u" : "/%03u",
                                group[groups] % 1000);
    if (n->width > 0)
        at += (size_t) snprintf(out.s + at, sizeof out.s - at, ".p/%u", n->width);
    assert(at < sizeof out.s);
    return out;
}

/* Decimal without leading zero, at most `max`; no sign, no space. */
static bool plain_number(struct sv s, unsigned max, unsigned *out)
{
    unsigned v = 0;

    if (s.n == 0 || s.n > 3 || (s.n > 1 && s.p[0] == '0'))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (unsigned) (s.p[i] - '0');
    }
    *out = v;
    return v <= max;
}

static bool three_digits(struct sv s, uint64_t *index)
{
    if (s.n != 3)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *index = *index * 10 + (uint64_t) (s.p[i] - '0');
    }
    return true;
}

bool tile_path_parse(struct sv s, struct tile_name *out)
{
    struct tile_name n = { .entries = false };
    struct sv part;
    size_t groups = 1;
    ptrdiff_t dot = sv_find(s, SV(".p/"));

    if (dot >= 0) { /* a width of 0 is refused: it would be a second name of the full tile */
        if (!plain_number(sv_sub(s, (size_t) dot + 3, s.n), TILE_WIDTH - 1, &n.width) || n.width == 0)
            return false;
        s = sv_sub(s, 0, (size_t) dot);
    }
    if (!sv_cut(&s, '/', &part) || !sv_eq(part, SV("tile")) || !sv_cut(&s, '/', &part))
        return false;
    n.entries = sv_eq(part, SV("entries"));
    if (!n.entries && !plain_number(part, 63, &n.level))
        return false;
    for (; s.n > 4; groups++) {
        struct sv head = sv_sub(s, 0, 4);
        if (groups > 5 || s.p[4] != '/' || head.p[0] != 'x' || !three_digits(sv_sub(head, 1, 3), &n.index))
            return false;
        if (n.index == 0) /* "x000/005" would be a second name of "005" */
            return false;
        s = sv_sub(s, 5, s.n);
    }
    if (!three_digits(s, &n.index))
        return false;
    *out = n;
    return true;
}

unsigned tile_width_at(uint64_t size, unsigned level)
{
    return level >= TILE_LEVELS ? 0 : (unsigned) (size >> (8 * level) & 0xff);
}

uint64_t tile_full_count(uint64_t size, unsigned level)
{
    return level + 1 >= TILE_LEVELS ? 0 : size >> (8 * (level + 1));
}

struct tile_name tile_holding(uint64_t size, unsigned level, uint64_t index)
{
    struct tile_name n = { .level = level, .index = index / TILE_WIDTH };

    if (n.index >= tile_full_count(size, level))
        n.width = tile_width_at(size, level);
    return n;
}

/* --- entry bundles ---------------------------------------------------------------------------- */

void tile_bundle_put(struct buf *b, struct sv entry)
{
    char head[2];

    assert(entry.n <= TILE_ENTRY_MAX);
    head[0] = (char) (unsigned char) (entry.n >> 8);
    head[1] = (char) (unsigned char) (entry.n & 0xff);
    buf_put(b, (struct sv){ head, 2 });
    buf_put(b, entry);
}

size_t tile_bundle_split(struct sv data, struct sv out[TILE_WIDTH], bool *exact)
{
    size_t n = 0, at = 0;

    while (n < TILE_WIDTH && data.n - at >= 2) {
        size_t len = (size_t) (unsigned char) data.p[at] << 8 | (unsigned char) data.p[at + 1];
        if (data.n - at - 2 < len)
            break;
        out[n++] = (struct sv){ data.p + at + 2, len };
        at += 2 + len;
    }
    *exact = at == data.n;
    return n;
}

/* --- the right edge --------------------------------------------------------------------------- */

bool tile_edge_add(struct tile_edge *edge, const struct digest *leaf, tile_sink sink, void *ctx,
                   struct err *e)
{
    uint64_t hashes = edge->size; /* complete ones at this level before the new one */
    struct digest h = *leaf;

    assert(edge->size < MERKLE_SIZE_MAX);
    for (unsigned level = 0; level < TILE_LEVELS; level++, hashes /= TILE_WIDTH) {
        edge->h[level][hashes % TILE_WIDTH] = h;
        if (hashes % TILE_WIDTH != TILE_WIDTH - 1)
            break;
        struct tile_name name = { .level = level, .index = hashes / TILE_WIDTH };
        if (!sink(ctx, &name, edge->h[level], e))
            return false;
        h = merkle_complete(edge->h[level], TILE_WIDTH);
    }
    edge->size++;
    return true;
}

struct digest tile_edge_root(const struct tile_edge *edge)
{
    struct digest h = { { 0 } };
    bool have = false;

    if (edge->size == 0)
        return merkle_empty();
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        size_t end = tile_width_at(edge->size, level);
        /* The width in binary names the complete subtrees of this level, smallest at the right end. */
        for (size_t span = 1; span < TILE_WIDTH; span *= 2) {
            if (!(tile_width_at(edge->size, level) & span))
                continue;
            end -= span;
            struct digest peak = merkle_complete(&edge->h[level][end], span);
            h = have ? merkle_node(&peak, &h) : peak;
            have = true;
        }
    }
    return h;
}

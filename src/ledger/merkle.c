/* SPDX-License-Identifier: MIT
 * ledger/merkle.c -- tree hashes, frontier, proofs. Ranges [lo, hi) below always start at a multiple of
 * the power of two that is not smaller than their length, as RFC 6962's splitting rule guarantees. */
#include "ledger/merkle.h"

#include <assert.h>

#include "base/err.h"

struct digest merkle_empty(void)
{
    return sha256((struct sv){ "", 0 });
}

struct digest merkle_leaf(struct sv entry)
{
    char small[128]; /* our own records are 40 bytes: one block, one call */

    if (entry.n < sizeof small) {
        small[0] = 0;
        if (entry.n > 0)
            memcpy(small + 1, entry.p, entry.n);
        return sha256((struct sv){ small, entry.n + 1 });
    }
    struct sv parts[2] = { { "\0", 1 }, entry };
    return sha256_parts(parts, 2);
}

struct digest merkle_node(const struct digest *left, const struct digest *right)
{
    char both[65];

    both[0] = 1;
    memcpy(both + 1, left->b, 32);
    memcpy(both + 33, right->b, 32);
    return sha256((struct sv){ both, sizeof both });
}

struct digest merkle_complete(const struct digest *h, size_t n)
{
    struct digest up[128];

    assert(n >= 1 && n <= 256 && (n & (n - 1)) == 0);
    if (n == 1)
        return h[0];
    for (size_t i = 0; i < n / 2; i++)
        up[i] = merkle_node(&h[2 * i], &h[2 * i + 1]);
    for (n /= 2; n > 1; n /= 2)
        for (size_t i = 0; i < n / 2; i++)
            up[i] = merkle_node(&up[2 * i], &up[2 * i + 1]);
    return up[0];
}

void merkle_init(struct merkle_frontier *f)
{
    f->size = 0;
}

void merkle_add(struct merkle_frontier *f, const struct digest *leaf)
{
    struct digest h = *leaf;
    unsigned i = 0;

    assert(f->size < MERKLE_SIZE_MAX);
    for (; f->size >> i & 1; i++) /* like carrying in a binary counter */
        h = merkle_node(&f->peak[i], &h);
    f->peak[i] = h;
    f->size++;
}

struct digest merkle_root(const struct merkle_frontier *f)
{
    struct digest h = { { 0 } };
    bool have = false;

    if (f->size == 0)
        return merkle_empty();
    for (unsigned i = 0; i < 63; i++) {
        if (!(f->size >> i & 1))
            continue;
        h = have ? merkle_node(&f->peak[i], &h) : f->peak[i];
        have = true;
    }
    return h;
}

/* --- proofs made ------------------------------------------------------------------------------ */

/* MTH(D[lo:hi]) for a range that starts where the splitting rule lets one start. */
static bool range_root(merkle_source src, void *ctx, uint64_t lo, uint64_t hi, struct digest *out,
                       struct err *e)
{
    struct digest peak[63];
    size_t n = 0;

    for (int level = 62; level >= 0; level--) {
        uint64_t span = (uint64_t) 1 << level;
        if (hi - lo < span)
            continue;
        if (!src(ctx, (unsigned) level, lo >> level, &peak[n++], e))
            return false;
        lo += span;
    }
    assert(n > 0);
    struct digest h = peak[--n];
    while (n-- > 0)
        h = merkle_node(&peak[n], &h);
    *out = h;
    return true;
}

bool merkle_root_at(merkle_source src, void *ctx, uint64_t size, struct digest *out, struct err *e)
{
    if (size > MERKLE_SIZE_MAX)
        return err_set(e, ERR_INPUT, T("Ukuran pohon %llu terlalu besar"), (unsigned long long) size);
    if (size == 0) {
        *out = merkle_empty();
        return true;
    }
    return range_root(src, ctx, 0, size, out, e);
}

/* The largest power of two below n; n >= 2. */
static uint64_t split_of(uint64_t n)
{
    return (uint64_t) 1 << (63 - __builtin_clzll(n - 1));
}

static void path_reverse(struct merkle_path *p)
{
    for (size_t i = 0; i < p->n / 2; i++) {
        struct digest t = p->h[i];
        p->h[i] = p->h[p->n - 1 - i];
        p->h[p->n - 1 - i] = t;
    }
}

bool merkle_inclusion(merkle_source src, void *ctx, uint64_t index, uint64_t size, struct merkle_path *out,
                      struct err *e)
{
    struct merkle_path p = { .n = 0 };
    uint64_t lo = 0, hi = size;

    if (size > MERKLE_SIZE_MAX || index >= size)
        return err_set(e, ERR_INPUT, T("Tidak ada daun nomor %llu dalam pohon berukuran %llu"),
                       (unsigned long long) index, (unsigned long long) size);
    while (hi - lo > 1) { /* down from the root; the path is wanted upwards, so it is turned at the end */
        uint64_t mid = lo + split_of(hi - lo);
        bool left = index < mid;
        if (!range_root(src, ctx, left ? mid : lo, left ? hi : mid, &p.h[p.n++], e))
            return false;
        if (left)
            hi = mid;
        else
            lo = mid;
    }
    path_reverse(&p);
    *out = p;
    return true;
}

bool merkle_consistency(merkle_source src, void *ctx, uint64_t old, uint64_t size, struct merkle_path *out,
                        struct err *e)
{
    struct merkle_path p = { .n = 0 };
    uint64_t lo = 0, hi = size;

    if (size > MERKLE_SIZE_MAX || old > size)
        return err_set(e, ERR_INPUT, T("Ukuran lama %llu melebihi ukuran pohon %llu"),
                       (unsigned long long) old, (unsigned long long) size);
    if (old == 0 || old == size) {
        *out = p;
        return true;
    }
    while (old != hi) { /* `old` stays absolute: RFC 6962's m is old - lo */
        uint64_t mid = lo + split_of(hi - lo);
        bool left = old <= mid;
        if (!range_root(src, ctx, left ? mid : lo, left ? hi : mid, &p.h[p.n++], e))
            return false;
        if (left)
            hi = mid;
        else
            lo = mid;
    }
    /* lo == 0 means the old tree itself is a complete subtree: the verifier knows its root already. */
    if (lo > 0 && !range_root(src, ctx, lo, hi, &p.h[p.n++], e))
        return false;
    path_reverse(&p);
    *out = p;
    return true;
}

/* --- proofs checked --------------------------------------------------------------------------- */

bool merkle_inclusion_ok(uint64_t index, uint64_t size, const struct digest *leaf,
                         const struct merkle_path *path, const struct digest *root)
{
    uint64_t fn = index, sn = size - 1;
    struct digest r = *leaf;

    if (index >= size || path->n > MERKLE_PATH_MAX)
        return false;
    for (size_t i = 0; i < path->n; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            r = merkle_node(&path->h[i], &r);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = merkle_node(&r, &path->h[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && digest_eq(&r, root);
}

bool merkle_consistency_ok(uint64_t old, uint64_t size, const struct merkle_path *path,
                           const struct digest *old_root, const struct digest *root)
{
    uint64_t fn = old - 1, sn = size - 1;
    size_t i = 0;

    if (old > size || path->n > MERKLE_PATH_MAX)
        return false;
    if (old == size)
        return path->n == 0 && digest_eq(old_root, root);
    if (old == 0)
        return path->n == 0; /* nothing to prove: every tree extends the empty one */
    if (path->n == 0)
        return false;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    /* fn == 0: the old size is a power of two, and the path starts from the old root itself. */
    struct digest fr = (old & (old - 1)) == 0 ? *old_root : path->h[i++];
    struct digest sr = fr;
    for (; i < path->n; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            fr = merkle_node(&path->h[i], &fr);
            sr = merkle_node(&path->h[i], &sr);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = merkle_node(&sr, &path->h[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && digest_eq(&fr, old_root) && digest_eq(&sr, root);
}

/* SPDX-License-Identifier: MIT
 * ledger/leaf.c -- the fixed record that stands for one event or receipt. */
#include <assert.h>

#include "ledger/log.h"

struct ledger_leaf ledger_leaf_make(int64_t time, const uint8_t salt[LEDGER_SALT_BYTES], struct sv payload)
{
    struct sv parts[2] = { { (const char *) salt, LEDGER_SALT_BYTES }, payload };
    struct digest d = sha256_parts(parts, 2);
    struct ledger_leaf l;

    assert(time >= 0);
    for (unsigned i = 0; i < 8; i++)
        l.b[i] = (uint8_t) ((uint64_t) time >> (56 - 8 * i));
    memcpy(l.b + 8, d.b, sizeof d.b);
    return l;
}

bool ledger_leaf_parse(struct sv entry, int64_t *time, struct digest *d)
{
    uint64_t t = 0;

    if (entry.n != LEDGER_LEAF_BYTES || (unsigned char) entry.p[0] & 0x80)
        return false;
    for (unsigned i = 0; i < 8; i++)
        t = t << 8 | (unsigned char) entry.p[i];
    *time = (int64_t) t;
    memcpy(d->b, entry.p + 8, sizeof d->b);
    return true;
}

struct sv ledger_leaf_sv(const struct ledger_leaf *l)
{
    return (struct sv){ (const char *) l->b, sizeof l->b };
}

/* SPDX-License-Identifier: MIT
 * base/map.c -- open addressing with a keyed hash, at most two thirds full. */
#include "base/map.h"

#include "base/arena.h"

#include <sys/auxv.h>

struct slot {
    struct sv key; /* p == NULL: free */
    uint64_t hash;
    void *value;
};

struct map {
    struct arena *a;
    struct slot *slots;
    size_t count, cap; /* cap is a power of two, or 0 */
    uint64_t k0, k1;
};

static inline uint64_t rotl(uint64_t x, int b)
{
    return (x << b) | (x >> (64 - b));
}

struct sip {
    uint64_t v0, v1, v2, v3;
};

static inline void sip_round(struct sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotl(s->v1, 13);
    s->v1 ^= s->v0;
    s->v0 = rotl(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotl(s->v3, 16);
    s->v3 ^= s->v2;
    s->v0 += s->v3;
    s->v3 = rotl(s->v3, 21);
    s->v3 ^= s->v0;
    s->v2 += s->v1;
    s->v1 = rotl(s->v1, 17);
    s->v1 ^= s->v2;
    s->v2 = rotl(s->v2, 32);
}

/* SipHash-1-3 (Aumasson, Bernstein): keys of forms and JSON come from strangers, who must not choose collisions. */
static uint64_t hash_of(const struct map *m, struct sv key)
{
    struct sip s = { m->k0 ^ 0x736f6d6570736575u, m->k1 ^ 0x646f72616e646f6du, m->k0 ^ 0x6c7967656e657261u,
                     m->k1 ^ 0x7465646279746573u };
    uint64_t w;
    size_t i = 0;

    for (; key.n - i >= 8; i += 8) {
        memcpy(&w, key.p + i, 8);
        s.v3 ^= w;
        sip_round(&s);
        s.v0 ^= w;
    }
    w = (uint64_t) key.n << 56;
    for (size_t k = 0; i + k < key.n; k++)
        w |= (uint64_t) (unsigned char) key.p[i + k] << (8 * k);
    s.v3 ^= w;
    sip_round(&s);
    s.v0 ^= w;
    s.v2 ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    sip_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

struct map *map_new(struct arena *a)
{
    struct map *m = ARENA_NEW(a, struct map);
    /* Sixteen random bytes the kernel gives each process: unlike getrandom() no call, unlike a static key no global. */
    const char *seed = (const char *) getauxval(AT_RANDOM); /* NOLINT: the interface is an integer */

    m->a = a;
    if (seed) {
        memcpy(&m->k0, seed, 8);
        memcpy(&m->k1, seed + 8, 8);
    }
    m->k0 ^= (uint64_t) (uintptr_t) m;
    return m;
}

/* The slot that holds key, or the free one where it belongs. */
static struct slot *slot_of(struct slot *slots, size_t cap, struct sv key, uint64_t hash)
{
    size_t at = hash & (cap - 1);

    while (slots[at].key.p && !(slots[at].hash == hash && sv_eq(slots[at].key, key)))
        at = (at + 1) & (cap - 1);
    return &slots[at];
}

static void grow(struct map *m)
{
    size_t cap = m->cap ? m->cap * 2 : 8;
    struct slot *slots = ARENA_ARRAY(m->a, struct slot, cap);

    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].key.p)
            *slot_of(slots, cap, m->slots[i].key, m->slots[i].hash) = m->slots[i];
    m->slots = slots;
    m->cap = cap;
}

bool map_put(struct map *m, struct sv key, void *value)
{
    if (!key.p)
        key = SV("");
    uint64_t hash = hash_of(m, key);

    if (m->count + 1 > m->cap / 3 * 2)
        grow(m);
    struct slot *slot = slot_of(m->slots, m->cap, key, hash);
    bool fresh = slot->key.p == NULL;
    if (fresh) {
        *slot = (struct slot){ key, hash, NULL };
        m->count++;
    }
    slot->value = value;
    return fresh;
}

void *map_get(const struct map *m, struct sv key)
{
    return m->count ? slot_of(m->slots, m->cap, key, hash_of(m, key))->value : NULL;
}

size_t map_count(const struct map *m)
{
    return m->count;
}

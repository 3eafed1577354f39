/* SPDX-License-Identifier: MIT
 * policy/build_fit.c -- leaves out of a policy what cannot stand in it, so that the rest can. */
#include "policy/build_priv.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"

enum { TRIES = 2000, TRY_BYTES = 64 * 1024 * 1024 };

struct parts { /* copies that may shrink */
    struct policy_in *in;
    struct policy_in_service *service;
    struct policy_in_consumer *consumer;
    struct policy_in_agreement *agreement;
};

static struct parts copy(struct policy_in *in, struct arena *a)
{
    struct parts p = { .in = in,
                       .service = ARENA_ARRAY(a, struct policy_in_service, in->services + 1),
                       .consumer = ARENA_ARRAY(a, struct policy_in_consumer, in->consumers + 1),
                       .agreement = ARENA_ARRAY(a, struct policy_in_agreement, in->agreements + 1) };

    for (size_t i = 0; i < in->services; i++)
        p.service[i] = in->service[i];
    for (size_t i = 0; i < in->consumers; i++)
        p.consumer[i] = in->consumer[i];
    for (size_t i = 0; i < in->agreements; i++)
        p.agreement[i] = in->agreement[i];
    in->service = p.service;
    in->consumer = p.consumer;
    in->agreement = p.agreement;
    return p;
}

/* Its agreements have nothing left to open. */
static void drop_service(struct parts *p, int64_t id)
{
    size_t n = 0;

    for (size_t i = 0; i < p->in->services; i++)
        if (p->service[i].id != id)
            p->service[n++] = p->service[i];
    p->in->services = n;
    n = 0;
    for (size_t i = 0; i < p->in->agreements; i++)
        if (p->agreement[i].service != id)
            p->agreement[n++] = p->agreement[i];
    p->in->agreements = n;
}

static void drop_agreement(struct parts *p, int64_t id)
{
    size_t n = 0;

    for (size_t i = 0; i < p->in->agreements; i++)
        if (p->agreement[i].id != id)
            p->agreement[n++] = p->agreement[i];
    p->in->agreements = n;
}

static void drop_key(struct parts *p, int64_t id, struct arena *a)
{
    for (size_t i = 0; i < p->in->consumers; i++) {
        struct policy_in_consumer *c = &p->consumer[i];
        struct policy_in_key *left = ARENA_ARRAY(a, struct policy_in_key, c->keys + 1);
        size_t n = 0;

        for (size_t k = 0; k < c->keys; k++)
            if (c->key[k].id != id)
                left[n++] = c->key[k];
        c->key = left;
        c->keys = n;
    }
}

static void drop(struct parts *p, const struct policy_bad *bad, struct arena *a)
{
    switch (bad->part) {
    case POLICY_BAD_SERVICE: drop_service(p, bad->id); break;
    case POLICY_BAD_KEY: drop_key(p, bad->id, a); break;
    case POLICY_BAD_AGREEMENT: drop_agreement(p, bad->id); break;
    case POLICY_BAD_NOTHING: break;
    }
}

bool policy_fit(struct policy_in *in, struct arena *a, struct problems *left_out, struct err *e)
{
    struct parts p = copy(in, a);
    struct policy_bad bad = { POLICY_BAD_NOTHING, 0 };
    bool ok = false;

    for (int i = 0; i < TRIES && !ok; i++) {
        struct arena *once = arena_new(TRY_BYTES);
        struct buf b;

        buf_init(&b, POLICY_MAX_BYTES);
        *e = (struct err){ 0 };
        ok = policy_make_or(in, once, &b, &bad, e);
        buf_clear(&b);
        arena_free(once);
        if (!ok && bad.part == POLICY_BAD_NOTHING)
            return false;
        if (!ok) {
            problems_add(left_out, SV(""), "%s", e->text);
            drop(&p, &bad, a);
        }
    }
    return ok;
}

/* SPDX-License-Identifier: MIT
 * hub/identify.c -- who calls, by proof: the first proof present decides, the others must not name somebody else. */
#include "hub.h"

#include "base/err.h"

/* Two proofs of two consumers: whose agreement would it be? */
static enum refuse same_party(const struct judge_who *a, const struct judge_who *b)
{
    return a->consumer >= 0 && b->consumer >= 0 && a->consumer != b->consumer ? REFUSE_CONTRADICTION
                                                                              : REFUSE_NOT;
}

enum refuse hub_identify(struct hub_call *c)
{
    const struct policy *p = &c->policy->p;
    int64_t now = (int64_t) ngx_time();
    struct judge_who key = JUDGE_NOBODY;
    enum refuse why;

    if (!c->head.api_key.p)
        return REFUSE_NOBODY;
    why = judge_api_key(p, c->head.api_key, now, &key);
    c->who = key;
    return why != REFUSE_NOT ? why : same_party(&c->who, &key);
}

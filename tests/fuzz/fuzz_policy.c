/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_policy.c -- any bytes as a snapshot, with the digest put right so that every place behind it is reached;
 * what is accepted can be followed to the end, shown, and judged by. Needs dep_policy. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "policy/build.h"
#include "policy/judge.h"
#include "policy/meta.h"
#include "policy/snapshot_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void follow(const struct policy *p)
{
    struct buf out;
    int agreement;
    struct judge_who who;

    buf_init(&out, 16u << 20);
    policy_show(p, &out);
    buf_reset(&out);
    meta_clients(p, &out);
    for (uint32_t c = 0; c < p->consumers && c < 8; c++)
        for (uint32_t s = 0; s < p->services && s < 8; s++) {
            struct judge_call j = {
                .consumer = c, .service = s, .method = POLICY_GET, .path = SV("/a/b"), .now = 1767225600
            };
            if (judge_call(p, &j, &agreement) == REFUSE_NOT && agreement < 0)
                abort();
        }
    for (uint32_t k = 0; k < p->keys && k < 8; k++) {
        struct digest d;
        memcpy(d.b, p->key[k].digest, 32);
        if (policy_key_by_digest(p, (enum policy_key_kind) p->key[k].kind, &d) != (int) k)
            abort();
        judge_key(p, (int) k, RECEIPT_PROOF_API_KEY, 1767225600, &who);
    }
    for (uint32_t s = 0; s < p->services && s < 8; s++)
        if (policy_service_by_brief(p, policy_text(p, p->service[s].brief)) != (int) s)
            abort();
    buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct policy policy;
    struct err e;
    uint8_t *copy = malloc(n ? n : 1);

    if (!copy)
        return 0;
    if (n)
        memcpy(copy, p, n);
    struct sv bytes = { (const char *) copy, n };
    if (n >= sizeof(struct policy_head)) {
        struct policy_head *h = (struct policy_head *) (void *) copy;
        memcpy(h->magic, POLICY_MAGIC, 8);
        h->bytes = n;
        struct digest d = policy_digest(bytes);
        memcpy(h->digest, d.b, 32);
    }
    if (policy_read(bytes, &policy, &e))
        follow(&policy);
    free(copy);
    return 0;
}

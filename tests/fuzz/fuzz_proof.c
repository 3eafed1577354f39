/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_proof.c -- any bytes as a .tlog-proof, as a request to a witness and as a witness
 * policy; what is accepted is written back the same, and nothing but the true leaf is ever proved. Needs
 * dep_ledger. */
#include "base/arena.h"
#include "base/err.h"
#include "ledger/proof.h"
#include "ledger/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define POLICY                                                                                         \
    "log hub.contoh.go.id/log+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk\n"                 \
    "witness i saksi.contoh.go.id/inspektorat+101352e6+BOfxYqEL7FWa/qGV5NzoS2lWjV0ssJY+tEbAaF4rF/Lw\n" \
    "quorum i\n"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv data = { (const char *) p, n };
    struct arena *a = arena_new(16u << 20);
    struct digest wrong = merkle_leaf(SV("empat")), right = merkle_leaf(SV("satu"));
    struct quorum_verdict v;
    struct tlog_proof proof;
    struct witness_request r;
    struct quorum *q, *other;
    struct err e;

    if (!quorum_parse(SV(POLICY), a, &q, &e))
        abort();
    if (proof_parse(data, a, &proof, &e)) {
        if (!sv_eq(proof_text(&proof, a), data))
            abort();
        if (proof_check(&proof, &wrong, q, a, &v, &e))
            abort();
        if (proof_check(&proof, &right, q, a, &v, &e) && (proof.index != 0 || v.head.size != 3))
            abort();
    } else if (e.kind != ERR_INPUT) {
        abort();
    }
    if (witness_request_parse(data, a, &r, &e) && !sv_eq(witness_request_text(&r, a), data))
        abort();
    if (!quorum_parse(data, a, &other, &e) && e.kind != ERR_INPUT)
        abort();
    arena_free(a);
    return 0;
}

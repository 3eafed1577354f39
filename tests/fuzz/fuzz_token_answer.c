/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_token_answer.c -- any bytes as the answer of a token endpoint: a token that fits a line of a header with a life
 * inside its bounds, or a refusal in words. Needs dep_app. */
#include "app/gateway_token.h"
#include "base/arena.h"
#include "policy/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(4u << 20);
    struct gateway_token t = { 0 };
    struct err e = { 0 };
    struct sv answer = { (const char *) p, n };

    if (gateway_token_parse(answer, a, &t, &e)) {
        if (!policy_credential_ok(SV("Authorization"), t.text) || t.life_s < 1 ||
            t.life_s > GATEWAY_LIFE_MAX_S)
            abort();
    } else if (!e.text[0] || !sv_utf8_ok(sv_of(e.text))) {
        abort();
    }
    e = (struct err){ 0 };
    if (gateway_token_refused(400, answer, a, &e) || !e.text[0])
        abort();
    arena_free(a);
    return 0;
}

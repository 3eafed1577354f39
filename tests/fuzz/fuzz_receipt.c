/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_receipt.c -- any bytes as the payload of a receipt, and as the texts of one: what is accepted is written back
 * the same, and what is written is accepted. Needs dep_policy. */
#include "base/arena.h"
#include "base/err.h"
#include "policy/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static char buf[RECEIPT_PAYLOAD_MAX], again[RECEIPT_PAYLOAD_MAX];
    struct sv data = { (const char *) p, n }, payload;
    struct arena *a = arena_new(4u << 20);
    struct receipt r = { 0 }, back;
    struct err e;

    if (receipt_parse(data, a, &back, &e)) {
        payload = (struct sv){ buf, receipt_encode(&back, buf, sizeof buf) };
        if (!sv_eq(payload, data))
            abort();
    } else if (e.kind != ERR_INPUT) {
        abort();
    }
    r.path = data;
    r.consumer = r.message_id = sv_sub(data, n / 2, n);
    r.method = r.refusal = r.agreement = r.service = sv_sub(data, 0, n / 3);
    payload = (struct sv){ buf, receipt_encode(&r, buf, sizeof buf) };
    if (!receipt_parse(payload, a, &back, &e) || receipt_encode(&back, again, sizeof again) != payload.n ||
        memcmp(again, buf, payload.n) != 0)
        abort();
    arena_free(a);
    return 0;
}

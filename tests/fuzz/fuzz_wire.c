/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_wire.c -- lines of any bytes as what a caller sends: path, query, X-Road-Client, message, token, Accept, method. What
 * is in normal form stays what it is; no token is ever believed; whatever it was, the receipt of it is one that can be read again.
 * Needs dep_policy. */
#include "base/arena.h"
#include "base/err.h"
#include "policy/path.h"
#include "policy/receipt.h"
#include "policy/refuse.h"
#include "policy/token.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void paths(struct sv path)
{
    struct path_text text;
    struct sv part[6];

    if (!path_normal(path, &text))
        return;
    struct sv decoded = { text.s, text.n };
    if (text.n > path.n || !sv_utf8_ok(decoded) || memchr(text.s, 0, text.n) || memchr(text.s, '\\', text.n))
        abort();
    if (!path_match(SV("**"), decoded) || !sv_starts(path, SV("/")))
        abort();
    for (size_t k = 1; k <= 6; k++) {
        struct sv rest = path_split(path, k, part);
        if (rest.p && rest.n && rest.p[0] != '/')
            abort();
    }
}

static void receipt(const struct sv line[7], struct arena *a)
{
    char payload[RECEIPT_PAYLOAD_MAX];
    struct receipt r = { .path = line[0],
                         .has_query = line[1].n > 0,
                         .consumer = line[2],
                         .message_id = line[3],
                         .method = line[6],
                         .service = line[5],
                         .agreement = line[4],
                         .refusal = line[1],
                         .provider_us = -1 },
                   back;
    struct err e = { 0 };
    size_t n = receipt_encode(&r, payload, sizeof payload);

    if (!receipt_parse((struct sv){ payload, n }, a, &back, &e))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const uint8_t key[1][32] = { { 1 } };
    struct arena *a = arena_new(8u << 20);
    struct sv rest = { (const char *) p, n }, line[7] = { { 0 } };
    struct token t;

    for (size_t i = 0; i < 7 && sv_cut(&rest, '\n', &line[i]); i++) {
    }
    paths(line[0]);
    path_query_ok(line[1]);
    path_identifiers(line[2], 3, 4);
    if (token_read(line[4], SV("hub"), key, 1, &t))
        abort();
    refuse_form_type(refuse_form(line[5]));
    receipt(line, a);
    arena_free(a);
    return 0;
}

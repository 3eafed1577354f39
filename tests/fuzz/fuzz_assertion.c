/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_assertion.c -- any bytes as a client assertion: first as they are, then as header and claims (two lines) that
 * somebody put into a JWT. What is read names everything it must, within its ceilings. Also as a structured field. Needs
 * dep_policy. */
#include "base/arena.h"
#include "base/buf.h"
#include "policy/assertion.h"
#include "policy/structured.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void read_one(struct sv jwt, struct arena *a)
{
    struct assertion t;

    if (assertion_parse(jwt, a, &t) != ASSERTION_GOOD)
        return;
    if (!t.kid.n || !t.iss.n || !t.sub.n || !t.aud.n || !t.jti.n || t.exp <= 0 || t.iat <= 0 || t.nbf <= 0 ||
        t.jti.n > ASSERTION_NAME_MAX || t.text.n >= jwt.n ||
        !(sv_eq(t.alg, SV("EdDSA")) || sv_eq(t.alg, SV("ES256"))))
        abort();
}

/* Written once, it is its own spelling. */
static void write_one(struct sv field, enum structured_form form)
{
    struct buf one, two;

    buf_init(&one, 1u << 16);
    buf_init(&two, 1u << 16);
    if (structured_write(field, form, &one) && !one.failed &&
        (!structured_write(buf_sv(&one), form, &two) || !sv_eq(buf_sv(&one), buf_sv(&two))))
        abort();
    buf_clear(&one);
    buf_clear(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(4u << 20);
    struct sv all = { (const char *) p, n }, rest = all, head;

    read_one(all, a);
    if (sv_cut(&rest, '\n', &head)) {
        static const char signature[] =
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        read_one(arena_printf(a, "%.*s.%.*s.%s", SV_FMT(base64url_make(head, a)),
                              SV_FMT(base64url_make(rest, a)), signature),
                 a);
    }
    for (int form = STRUCTURED_ITEM; form <= STRUCTURED_DICTIONARY; form++)
        write_one(sv_sub(all, 0, 8192), (enum structured_form) form);
    arena_free(a);
    return 0;
}

/* SPDX-License-Identifier: MIT
 * policy/assertion.h -- client assertions (RFC 7521, RFC 7523): a signed JWT with which a consumer asks for a token.
 *
 * Three parts of base64url, JSON objects without a member that stands twice, one signature. The algorithm is the key's:
 * EdDSA for Ed25519, ES256 for P-256, and what the header says must agree; "none", HMAC and everything else is not known
 * here. `kid` names the key as registered. `crit` is refused, keys inside the header are never looked at.
 * iss = sub = the consumer, by its X-Road name or the last part of it; aud is one of the names given; exp at most five
 * minutes ahead; iat is asked for, because after a restart nobody remembers which `jti` was used: what was issued before
 * `floor` is refused. That a jti comes once is the caller's to see. Pure. */
#ifndef POLICY_ASSERTION_H
#define POLICY_ASSERTION_H

#include "policy/judge.h"

struct arena;

enum {
    ASSERTION_MAX_BYTES = 4096,
    ASSERTION_NAME_MAX = 255, /* kid, iss, sub, aud, jti */
    ASSERTION_LIFE_S = 300,
    ASSERTION_SKEW_S = 60
};

enum assertion_fault {
    ASSERTION_GOOD,
    ASSERTION_FORM,      /* not three parts of base64url with JSON objects */
    ASSERTION_ALGORITHM, /* not one of ours, or not the key's */
    ASSERTION_HEADER,    /* crit, typ, kid */
    ASSERTION_KEY,       /* no such key */
    ASSERTION_SIGNATURE,
    ASSERTION_CLAIMS,    /* one that must be there is not, or is of another type */
    ASSERTION_ISSUER,    /* iss, sub and the key's consumer are not one */
    ASSERTION_AUDIENCE,  /* for somebody else */
    ASSERTION_LATE,      /* run out, or too old */
    ASSERTION_EARLY,     /* nbf, iat in the future */
    ASSERTION_TOO_LONG,  /* lives longer than it may */
    ASSERTION_FORGOTTEN, /* from before the start */
    ASSERTION_KEY_EARLY,
    ASSERTION_KEY_LATE,
    ASSERTION_CLOSED, /* the consumer is suspended */
    ASSERTION_FAULTS
};

struct assertion {
    struct sv alg, typ, kid, iss, sub, aud, jti;
    int64_t exp, iat, nbf; /* nbf: iat when it is not given */
    struct sv text;        /* what was signed */
    uint8_t signature[64];
};

/* Form only; results live in the arena or in `jwt`. */
enum assertion_fault assertion_parse(struct sv jwt, struct arena *a, struct assertion *out);

struct assertion_expect {
    const struct sv *audience; /* any of them */
    size_t audiences;
    int64_t now, floor; /* issued at or before `floor`: refused */
};
/* Everything but the jti. `who` as judge_key() sets it, from the moment the key is known. */
enum assertion_fault judge_assertion(const struct policy *p, const struct assertion *t,
                                     const struct assertion_expect *x, struct judge_who *who);

/* Does `client` (client_id, iss, sub) name this consumer? */
bool assertion_names(const struct policy *p, int consumer, struct sv client);

/* What to do about it: Indonesian in plain ASCII without quotation marks and backslashes (RFC 6749, 5.2). */
struct sv assertion_fault_text(enum assertion_fault f);

#endif

/* SPDX-License-Identifier: MIT
 * policy/signature.h -- HTTP message signatures (RFC 9421) on requests, and the digest they cover (RFC 9530).
 *
 * The hub's profile: the signature is the one tagged "penghubung"; it covers method, authority, path, query,
 * Content-Digest, and of X-Road-Client, X-Road-Id and Content-Type those that were sent; created at most 300 s ago and 60 s
 * ahead; a nonce unless the method is safe. The algorithm is the key's. Any component, parameter or value that is not
 * understood fails: no base, no signature. `sf` and `key` are for fields whose form is known by name (structured.h); `tr` is
 * refused, for trailers come after the judgement; `req` and `@status` exist in answers only.
 * Pure; what is built lives in the arena. */
#ifndef POLICY_SIGNATURE_H
#define POLICY_SIGNATURE_H

#include "policy/judge.h"
#include "policy/structured.h"

struct arena;

enum {
    SIGNATURE_WINDOW_S = 300,
    SIGNATURE_SKEW_S = 60,
    SIGNATURE_COMPONENTS = 32,
    SIGNATURE_FIELD_MAX = 8192
};

struct signature_header { /* in the order received; name in any case */
    struct sv name, value;
};
struct signature_known { /* a structured field that is in no registry; name in lower case */
    struct sv name;
    enum structured_form form;
};
struct signature_message { /* a request; or an answer: then only status, headers and request are read */
    struct sv method, scheme, authority; /* authority: lower case, without the scheme's own port */
    struct sv target, path, query;       /* target as on the request line; query without '?' */
    bool has_query;
    const struct signature_header *header;
    size_t headers;
    const struct signature_known *known;
    size_t knowns;
    unsigned status;                         /* of an answer; 0: a request */
    const struct signature_message *request; /* the one that is answered; NULL: not known */
};

struct signature {
    struct sv params;                          /* member value of Signature-Input, byte for byte */
    struct sv component[SIGNATURE_COMPONENTS]; /* identifiers as written: "name";param */
    size_t components;
    struct sv bytes;                  /* base64 */
    struct sv keyid, nonce, alg, tag; /* absent: SV_NULL; escapes as written */
    int64_t created, expires;
    bool has_created, has_expires;
};

/* One member of Signature-Input. */
bool signature_parse(struct sv params, struct signature *out);
/* The text that was signed. False: a component is not there, or is not understood. */
bool signature_base(const struct signature_message *m, const struct signature *s, struct arena *a,
                    struct sv *out);
bool signature_covers(const struct signature *s, struct sv identifier); /* "\"@method\"" */
/* All lines of a field, trimmed and joined; SV_NULL: not there. */
struct sv signature_field(const struct signature_message *m, struct sv name, struct arena *a);

/* Steps 1 to 6 of the profile; REFUSE_NOBODY: every signature there is was made for somebody else. `started`: signatures from before are refused, for their nonces are forgotten. *out is what
 * passed, for the nonce and the digest that the caller checks. */
struct signature_times {
    int64_t now, started;
};
enum refuse judge_signature(const struct policy *p, const struct signature_message *m,
                            struct signature_times t, struct arena *a, struct signature *out,
                            struct judge_who *who);

/* Content-Digest against a body: every usable member must match, and there is one. It counts when it has a usable one, or
 * when it cannot be read, which matches nothing (RFC 9530, section 2). */
bool digest_counts(struct sv field);
bool digest_wants_sha512(struct sv field);
bool digest_matches(struct sv field, const struct digest *sha256, const uint8_t sha512[64]);

#endif

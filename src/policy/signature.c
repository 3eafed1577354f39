/* SPDX-License-Identifier: MIT
 * policy/signature.c -- reads and judges signatures of requests. */
#include "policy/signature.h"

#include "policy/fields.h"

#include "base/arena.h"
#include "base/buf.h"

/* --- reading --------------------------------------------------------------------------------------------------------------- */

/* The next parameter of an identifier as it is written, without its semicolon. */
static bool take_parameter(struct sv *s, struct sv *out)
{
    struct sv at = *s, key, value;

    if (!fields_key(&at, &key) || (fields_char(&at, '=') && !fields_string(&at, &value)))
        return false;
    *out = sv_sub(*s, 0, s->n - at.n);
    *s = at;
    return true;
}

static bool has_parameter(struct sv component, struct sv wanted)
{
    struct sv name, one;

    fields_string(&component, &name);
    while (fields_char(&component, ';') && take_parameter(&component, &one))
        if (sv_eq(one, wanted))
            return true;
    return false;
}

/* The order of parameters makes no other component. */
static bool same_component(struct sv a, struct sv b)
{
    struct sv rest = a, other = b, name, name_b, one;

    if (a.n != b.n || !fields_string(&rest, &name) || !fields_string(&other, &name_b) || !sv_eq(name, name_b))
        return false;
    while (fields_char(&rest, ';') && take_parameter(&rest, &one))
        if (!has_parameter(b, one))
            return false;
    return true;
}

/* An identifier: a string, and parameters that are flags or strings. */
static bool take_component(struct sv *s, struct sv *out)
{
    struct sv at = *s, name, one;

    if (!fields_string(&at, &name) || name.n == 0)
        return false;
    while (fields_char(&at, ';'))
        if (!take_parameter(&at, &one))
            return false;
    *out = sv_sub(*s, 0, s->n - at.n);
    *s = at;
    return true;
}

static bool take_components(struct sv *s, struct signature *out)
{
    if (!fields_char(s, '('))
        return false;
    while (!fields_char(s, ')')) {
        struct sv one;
        if ((out->components && !fields_char(s, ' ')) || out->components == SIGNATURE_COMPONENTS ||
            !take_component(s, &one))
            return false;
        for (size_t i = 0; i < out->components; i++)
            if (same_component(out->component[i], one))
                return false;
        out->component[out->components++] = one;
    }
    return true;
}

static bool take_text(struct sv *s, struct sv *into)
{
    return into->p == NULL && fields_string(s, into);
}

static bool take_time(struct sv *s, int64_t *into, bool *has)
{
    if (*has)
        return false;
    *has = true;
    return fields_integer(s, into);
}

bool signature_parse(struct sv params, struct signature *out)
{
    struct signature sig = { .params = params };
    struct sv s = params, key;

    if (!take_components(&s, &sig))
        return false;
    while (fields_char(&s, ';')) {
        if (!fields_key(&s, &key) || !fields_char(&s, '='))
            return false;
        bool ok = sv_eq(key, SV("created"))   ? take_time(&s, &sig.created, &sig.has_created)
                  : sv_eq(key, SV("expires")) ? take_time(&s, &sig.expires, &sig.has_expires)
                  : sv_eq(key, SV("keyid"))   ? take_text(&s, &sig.keyid)
                  : sv_eq(key, SV("nonce"))   ? take_text(&s, &sig.nonce)
                  : sv_eq(key, SV("alg"))     ? take_text(&s, &sig.alg)
                  : sv_eq(key, SV("tag"))     ? take_text(&s, &sig.tag)
                                              : false;
        if (!ok)
            return false;
    }
    if (s.n)
        return false;
    *out = sig;
    return true;
}

bool signature_covers(const struct signature *s, struct sv identifier)
{
    for (size_t i = 0; i < s->components; i++)
        if (sv_eq(s->component[i], identifier))
            return true;
    return false;
}

/* --- judging ------------------------------------------------------------------------------------------------------------------ */

/* The one that is meant for us, with its bytes. Labels are unique, and so is the tag. One that is not understood is somebody
 * else's business only if it does not look like ours. */
static enum refuse pick(const struct signature_message *m, struct arena *a, struct signature *out)
{
    static const struct sv ours = SV_INIT("tag=\"penghubung\"");

    struct sv inputs = signature_field(m, SV("signature-input"), a),
              all = signature_field(m, SV("signature"), a);
    struct sv rest = inputs, label, params, again, value;
    bool bad = false, found = false;

    if (!inputs.p || !all.p)
        return REFUSE_SIGNATURE;
    while (fields_member(&rest, &label, &params, &bad)) {
        struct signature s;
        if (!fields_find(inputs, label, &again)) /* the label stands twice */
            return REFUSE_SIGNATURE;
        if (!signature_parse(params, &s)) {
            if (sv_find(params, ours) >= 0)
                return REFUSE_SIGNATURE;
            continue;
        }
        if (!sv_eq(s.tag, SV("penghubung")))
            continue;
        if (found || !fields_find(all, label, &value) || !fields_bytes(&value, &s.bytes) || value.n)
            return REFUSE_SIGNATURE;
        found = true;
        *out = s;
    }
    return bad ? REFUSE_SIGNATURE : found ? REFUSE_NOT : REFUSE_NOBODY;
}

static bool has(const struct signature_message *m, struct sv name)
{
    for (size_t i = 0; i < m->headers; i++)
        if (sv_eq_fold(m->header[i].name, name))
            return true;
    return false;
}

static bool covers_enough(const struct signature_message *m, const struct signature *s)
{
    static const struct sv always[] = { SV_INIT("\"@method\""), SV_INIT("\"@authority\""),
                                        SV_INIT("\"@path\""), SV_INIT("\"@query\""),
                                        SV_INIT("\"content-digest\"") };
    static const struct {
        struct sv header, identifier;
    } when_sent[] = { { SV_INIT("x-road-client"), SV_INIT("\"x-road-client\"") },
                      { SV_INIT("x-road-id"), SV_INIT("\"x-road-id\"") },
                      { SV_INIT("content-type"), SV_INIT("\"content-type\"") },
                      { SV_INIT("x-prasasti-perjanjian"), SV_INIT("\"x-prasasti-perjanjian\"") } };

    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        if (!signature_covers(s, always[i]))
            return false;
    for (size_t i = 0; i < sizeof when_sent / sizeof when_sent[0]; i++)
        if (has(m, when_sent[i].header) && !signature_covers(s, when_sent[i].identifier))
            return false;
    return true;
}

static enum refuse times_ok(const struct signature *s, struct signature_times t)
{
    if (!s->has_created)
        return REFUSE_SIGNATURE;
    if (s->created > t.now + SIGNATURE_SKEW_S || s->created < t.now - SIGNATURE_WINDOW_S ||
        s->created < t.started || (s->has_expires && s->expires <= t.now))
        return REFUSE_SIGNATURE_LATE;
    return REFUSE_NOT;
}

static bool verify(const struct policy_key *k, const struct signature *s, struct sv base)
{
    uint8_t bytes[64];
    struct sv sig = { (const char *) bytes, sizeof bytes };
    bool ed = k->kind == POLICY_KEY_ED25519;

    if (s->alg.p && !sv_eq(s->alg, ed ? SV("ed25519") : SV("ecdsa-p256-sha256")))
        return false;
    if (!base64_read(s->bytes, bytes, sizeof bytes))
        return false;
    return ed ? ed25519_verify(k->pub, base, sig) : p256_verify(k->pub, base, sig);
}

enum refuse judge_signature(const struct policy *p, const struct signature_message *m,
                            struct signature_times t, struct arena *a, struct signature *out,
                            struct judge_who *who)
{
    struct signature s;
    struct sv base;
    enum refuse why;

    if ((why = pick(m, a, &s)) != REFUSE_NOT || (why = times_ok(&s, t)) != REFUSE_NOT)
        return why;
    bool safe = sv_eq(m->method, SV("GET")) || sv_eq(m->method, SV("HEAD")) ||
                sv_eq(m->method, SV("OPTIONS")) || sv_eq(m->method, SV("TRACE"));
    if (!safe && !s.nonce.n)
        return REFUSE_REPLAY;
    if (!covers_enough(m, &s) || !s.keyid.p)
        return REFUSE_SIGNATURE;
    int key = policy_key_by_keyid(p, s.keyid);
    if (key == POLICY_NONE)
        return REFUSE_KEY_UNKNOWN;
    if (!signature_base(m, &s, a, &base))
        return REFUSE_SIGNATURE_PART;
    if (!verify(&p->key[key], &s, base))
        return REFUSE_SIGNATURE;
    *out = s;
    return judge_key(p, key, RECEIPT_PROOF_SIGNATURE, t.now, who);
}

/* --- digests ------------------------------------------------------------------------------------------------------------------ */

bool digest_wants_sha512(struct sv field)
{
    struct sv value;

    return fields_find(field, SV("sha-512"), &value);
}

bool digest_counts(struct sv field)
{
    struct sv key, value;
    bool bad = false;

    while (fields_member(&field, &key, &value, &bad))
        if (sv_eq(key, SV("sha-256")) || sv_eq(key, SV("sha-512")))
            return true;
    return bad;
}

bool digest_matches(struct sv field, const struct digest *sha256, const uint8_t sha512[64])
{
    struct sv key, value, text;
    uint8_t bytes[64];
    bool bad = false, usable = false;

    while (fields_member(&field, &key, &value, &bad)) {
        size_t n = sv_eq(key, SV("sha-256")) ? 32 : sv_eq(key, SV("sha-512")) ? 64 : 0;
        if (!n)
            continue;
        if (!fields_bytes(&value, &text) || value.n || !base64_read(text, bytes, n) || (n == 64 && !sha512) ||
            memcmp(bytes, n == 32 ? sha256->b : sha512, n) != 0)
            return false;
        usable = true;
    }
    return usable && !bad;
}

/* SPDX-License-Identifier: MIT
 * policy/signature.c -- reads, rebuilds and judges signatures of requests. */
#include "policy/signature.h"

#include "policy/fields.h"

#include "base/arena.h"
#include "base/buf.h"

/* --- reading --------------------------------------------------------------------------------------------------------------- */

/* An identifier: a string, and parameters that are flags or strings. */
static bool take_component(struct sv *s, struct sv *out)
{
    struct sv at = *s, name, key, value;

    if (!fields_string(&at, &name) || name.n == 0)
        return false;
    while (fields_char(&at, ';'))
        if (!fields_key(&at, &key) || (fields_char(&at, '=') && !fields_string(&at, &value)))
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
            if (sv_eq(out->component[i], one))
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

/* --- values of components ---------------------------------------------------------------------------------------------------- */

static struct sv trim(struct sv s)
{
    while (s.n && strchr(" \t\r\n", s.p[0]) && s.p[0])
        s = sv_sub(s, 1, s.n);
    while (s.n && strchr(" \t\r\n", s.p[s.n - 1]) && s.p[s.n - 1])
        s.n--;
    return s;
}

/* Obsolete folding, a line end with white space around it, is one space. */
static bool put_unfolded(struct buf *out, struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\r' && s.p[i] != '\n') {
            if ((unsigned char) s.p[i] >= 0x7f || ((unsigned char) s.p[i] < 0x20 && s.p[i] != '\t'))
                return false;
            buf_char(out, s.p[i]);
            continue;
        }
        while (i + 1 < s.n && strchr(" \t\r\n", s.p[i + 1]) && s.p[i + 1])
            i++;
        buf_char(out, ' ');
    }
    return true;
}

enum part { PART_PLAIN = 0, PART_BYTES = 1 };

static bool put_field(const struct signature_message *m, struct sv name, enum part how, struct arena *a,
                      struct buf *out)
{
    size_t found = 0;

    for (size_t i = 0; i < m->headers; i++) {
        if (!sv_eq_fold(m->header[i].name, name))
            continue;
        struct sv value = trim(m->header[i].value);
        if (found++)
            buf_put(out, SV(", "));
        if (how == PART_BYTES) {
            buf_char(out, ':');
            buf_put(out, base64_make(value, a));
            buf_char(out, ':');
        } else if (!put_unfolded(out, value)) {
            return false;
        }
    }
    return found > 0;
}

struct sv signature_field(const struct signature_message *m, struct sv name, struct arena *a)
{
    struct buf b;
    struct sv out = SV_NULL;

    buf_init(&b, SIGNATURE_FIELD_MAX);
    if (put_field(m, name, PART_PLAIN, a, &b) && !b.failed)
        out = arena_dup(a, b.n ? buf_sv(&b) : SV(""));
    buf_clear(&b);
    return out;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* application/x-www-form-urlencoded taken apart and put together in its one way. */
static struct sv recoded(struct sv s, struct arena *a)
{
    static const char digit[] = "0123456789ABCDEF";
    char *out = arena_alloc(a, s.n * 3 + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%' && i + 2 < s.n && hex_value(s.p[i + 1]) >= 0 && hex_value(s.p[i + 2]) >= 0) {
            c = (unsigned char) (hex_value(s.p[i + 1]) * 16 + hex_value(s.p[i + 2]));
            i += 2;
        }
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            (c && strchr("*-._", c))) {
            out[n++] = (char) c;
        } else {
            out[n++] = '%';
            out[n++] = digit[c >> 4];
            out[n++] = digit[c & 15];
        }
    }
    return (struct sv){ out, n };
}

static bool put_query_param(const struct signature_message *m, struct sv name, struct arena *a,
                            struct buf *out)
{
    struct sv rest = m->query, item;
    size_t found = 0;

    while (sv_cut(&rest, '&', &item)) {
        ptrdiff_t equals = sv_find(item, SV("="));
        struct sv key = equals < 0 ? item : sv_sub(item, 0, (size_t) equals);
        if (!sv_eq(recoded(key, a), name))
            continue;
        if (found++)
            return false;
        buf_put(out, equals < 0 ? SV("") : recoded(sv_sub(item, (size_t) equals + 1, item.n), a));
    }
    return found == 1;
}

static bool put_derived(const struct signature_message *m, struct sv name, struct buf *out)
{
    if (sv_eq(name, SV("@method")))
        buf_put(out, m->method);
    else if (sv_eq(name, SV("@authority")))
        buf_put(out, m->authority);
    else if (sv_eq(name, SV("@scheme")))
        buf_put(out, m->scheme);
    else if (sv_eq(name, SV("@request-target")))
        buf_put(out, m->target);
    else if (sv_eq(name, SV("@path")))
        buf_put(out, m->path.n ? m->path : SV("/"));
    else if (sv_eq(name, SV("@query")))
        buf_printf(out, "?%.*s", SV_FMT(m->has_query ? m->query : SV("")));
    else if (sv_eq(name, SV("@target-uri")))
        buf_printf(out, "%.*s://%.*s%.*s", SV_FMT(m->scheme), SV_FMT(m->authority), SV_FMT(m->target));
    else
        return false; /* @status belongs to answers, @signature-params to itself, others to nobody */
    return true;
}

/* One line of the base. A component is understood as a whole or not at all. */
static bool put_component(const struct signature_message *m, struct sv component, struct arena *a,
                          struct buf *out)
{
    struct sv at = component, name, key, value = SV_NULL;
    bool bytes = false, query_param = false;

    if (!fields_string(&at, &name))
        return false;
    bool derived = name.p[0] == '@';
    while (fields_char(&at, ';')) {
        if (!fields_key(&at, &key))
            return false;
        if (!derived && sv_eq(key, SV("bs")) && !bytes)
            bytes = true;
        else if (sv_eq(name, SV("@query-param")) && sv_eq(key, SV("name")) && !query_param &&
                 fields_char(&at, '=') && fields_string(&at, &value))
            query_param = true;
        else
            return false;
    }
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= 'A' && name.p[i] <= 'Z')
            return false;
    buf_put(out, component);
    buf_put(out, SV(": "));
    if (query_param)
        return put_query_param(m, value, a, out);
    if (derived)
        return put_derived(m, name, out);
    return put_field(m, name, bytes ? PART_BYTES : PART_PLAIN, a, out);
}

bool signature_base(const struct signature_message *m, const struct signature *s, struct arena *a,
                    struct sv *out)
{
    struct buf b;
    bool ok = true;

    buf_init(&b, (size_t) 8 * SIGNATURE_FIELD_MAX);
    for (size_t i = 0; i < s->components && ok; i++) {
        ok = put_component(m, s->component[i], a, &b);
        buf_char(&b, '\n');
    }
    buf_put(&b, SV("\"@signature-params\": "));
    buf_put(&b, s->params);
    ok = ok && !b.failed;
    if (ok)
        *out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return ok;
}

/* --- judging ------------------------------------------------------------------------------------------------------------------ */

/* The one that is meant for us, with its bytes. Labels are unique, and so is the tag. */
static bool pick(const struct signature_message *m, struct arena *a, struct signature *out)
{
    struct sv inputs = signature_field(m, SV("signature-input"), a),
              all = signature_field(m, SV("signature"), a);
    struct sv rest = inputs, label, params, again, value;
    bool bad = false, found = false;

    if (!inputs.p || !all.p)
        return false;
    while (fields_member(&rest, &label, &params, &bad)) {
        struct signature s;
        if (!fields_find(inputs, label, &again)) /* the label stands twice */
            return false;
        if (!signature_parse(params, &s) || !sv_eq(s.tag, SV("penghubung")))
            continue; /* somebody else's business */
        if (found || !fields_find(all, label, &value) || !fields_bytes(&value, &s.bytes) || value.n)
            return false;
        found = true;
        *out = s;
    }
    return found && !bad;
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

    if (!pick(m, a, &s))
        return REFUSE_SIGNATURE;
    if ((why = times_ok(&s, t)) != REFUSE_NOT)
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
    if (!signature_base(m, &s, a, &base) || !verify(&p->key[key], &s, base))
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

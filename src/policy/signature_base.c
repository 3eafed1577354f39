/* SPDX-License-Identifier: MIT
 * policy/signature_base.c -- the text that a signature signs (RFC 9421, 2): one line for each component, and its parameters. A
 * component is understood as a whole or not at all. */
#include "policy/signature.h"

#include "policy/fields.h"
#include "policy/structured.h"

#include "base/arena.h"
#include "base/buf.h"

/* --- values of fields ------------------------------------------------------------------------------------------------------- */

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

/* --- components ------------------------------------------------------------------------------------------------------------- */

static bool put_of_request(const struct signature_message *m, struct sv name, struct buf *out)
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
        return false; /* @signature-params belongs to itself, others to nobody */
    return true;
}

static bool put_derived(const struct signature_message *m, struct sv name, struct buf *out)
{
    if (m->status == 0)
        return put_of_request(m, name, out);
    if (!sv_eq(name, SV("@status"))) /* an answer has nothing else of its own */
        return false;
    buf_printf(out, "%03u", m->status);
    return true;
}

struct component { /* a component identifier, taken apart */
    struct sv name;
    struct sv key, query; /* of `key` and `name`; absent: not given */
    bool sf, bs, req;
};

static bool once(bool *flag)
{
    bool first = !*flag;

    *flag = true;
    return first;
}

/* `tr` is not among what is understood: the hub judges before a body, and so before any trailer, has come. */
static bool take_parameter(struct sv *at, struct component *p)
{
    bool derived = p->name.p[0] == '@';
    struct sv word;

    if (!fields_key(at, &word))
        return false;
    if (sv_eq(word, SV("req")))
        return once(&p->req);
    if (sv_eq(word, SV("name")) && sv_eq(p->name, SV("@query-param")) && !p->query.p)
        return fields_char(at, '=') && fields_string(at, &p->query);
    if (derived)
        return false;
    if (sv_eq(word, SV("sf")))
        return once(&p->sf);
    if (sv_eq(word, SV("bs")))
        return once(&p->bs);
    return sv_eq(word, SV("key")) && !p->key.p && fields_char(at, '=') && fields_string(at, &p->key);
}

static bool component_of(struct sv component, struct component *out)
{
    struct component p = { .key = SV_NULL };

    if (!fields_string(&component, &p.name) || p.name.n == 0)
        return false;
    while (fields_char(&component, ';'))
        if (!take_parameter(&component, &p))
            return false;
    for (size_t i = 0; i < p.name.n; i++)
        if (p.name.p[i] >= 'A' && p.name.p[i] <= 'Z')
            return false;
    *out = p;
    return component.n == 0 && !(p.bs && (p.sf || p.key.p)) &&
           sv_eq(p.name, SV("@query-param")) == (p.query.p != NULL);
}

static enum structured_form form_of(const struct signature_message *m, struct sv name)
{
    for (size_t i = 0; i < m->knowns; i++)
        if (sv_eq(m->known[i].name, name))
            return m->known[i].form;
    return structured_form_of(name);
}

static bool put_structured(const struct signature_message *m, const struct component *p, struct arena *a,
                           struct buf *out)
{
    enum structured_form form = form_of(m, p->name);
    struct sv field = signature_field(m, p->name, a);

    if (!field.p)
        return false;
    if (!p->key.p)
        return structured_write(field, form, out);
    return form == STRUCTURED_DICTIONARY && structured_member(field, p->key, out);
}

static bool put_component(const struct signature_message *m, struct sv component, struct arena *a,
                          struct buf *out)
{
    struct component p;

    if (!component_of(component, &p))
        return false;
    if (p.req) /* of the request that this message answers */
        m = m->request;
    if (!m)
        return false;
    buf_put(out, component);
    buf_put(out, SV(": "));
    if (p.query.p)
        return m->status == 0 && put_query_param(m, p.query, a, out);
    if (p.name.p[0] == '@')
        return put_derived(m, p.name, out);
    if (p.sf || p.key.p)
        return put_structured(m, &p, a, out);
    return put_field(m, p.name, p.bs ? PART_BYTES : PART_PLAIN, a, out);
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

/* SPDX-License-Identifier: MIT
 * policy/structured.c -- strict reading and writing of structured fields, sections 4.1 and 4.2 of RFC 8941 side by side: what
 * is read is written at once, so no tree is kept. Only members and parameters are remembered, for the last of a name counts. */
#include "policy/structured.h"

#include "policy/fields.h"

#include "base/buf.h"
#include "base/hash.h"

enum { DECIMAL_WHOLE = 12, DECIMAL_FRACTION = 3, INTEGER_DIGITS = 15, BYTES_MAX = 8192 };

/* The registry of field names where it gives a structured form (RFC 9110, 9111, 9213, 9218, 9421, 9440, 9530 and others whose
 * values are written so). */
static const struct {
    const char *name;
    enum structured_form form;
} known[] = {
    { "accept", STRUCTURED_LIST },
    { "accept-encoding", STRUCTURED_LIST },
    { "accept-language", STRUCTURED_LIST },
    { "accept-signature", STRUCTURED_DICTIONARY },
    { "cache-control", STRUCTURED_DICTIONARY },
    { "cache-status", STRUCTURED_LIST },
    { "cdn-cache-control", STRUCTURED_DICTIONARY },
    { "client-cert", STRUCTURED_ITEM },
    { "client-cert-chain", STRUCTURED_LIST },
    { "content-digest", STRUCTURED_DICTIONARY },
    { "content-encoding", STRUCTURED_LIST },
    { "content-length", STRUCTURED_ITEM },
    { "content-type", STRUCTURED_ITEM },
    { "prefer", STRUCTURED_DICTIONARY },
    { "priority", STRUCTURED_DICTIONARY },
    { "proxy-status", STRUCTURED_LIST },
    { "repr-digest", STRUCTURED_DICTIONARY },
    { "signature", STRUCTURED_DICTIONARY },
    { "signature-input", STRUCTURED_DICTIONARY },
    { "want-content-digest", STRUCTURED_DICTIONARY },
    { "want-repr-digest", STRUCTURED_DICTIONARY },
};

enum structured_form structured_form_of(struct sv name)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (sv_eq_fold(sv_of(known[i].name), name))
            return known[i].form;
    return STRUCTURED_UNKNOWN;
}

/* --- what values are made of ------------------------------------------------------------------------------------------- */

static void skip(struct sv *s, bool tabs)
{
    while (s->n && (s->p[0] == ' ' || (tabs && s->p[0] == '\t')))
        *s = sv_sub(*s, 1, s->n);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(struct sv s)
{
    size_t n = 0;

    while (n < s.n && is_digit(s.p[n]))
        n++;
    return n;
}

static bool put_number(struct sv *s, struct buf *out)
{
    bool minus = fields_char(s, '-'), point;
    size_t whole = digits(*s), zeros = 0, fraction;
    struct sv left = sv_sub(*s, 0, whole), right;

    *s = sv_sub(*s, whole, s->n);
    point = fields_char(s, '.');
    fraction = point ? digits(*s) : 0;
    right = sv_sub(*s, 0, fraction);
    *s = sv_sub(*s, fraction, s->n);
    if (whole == 0 || whole > (point ? (size_t) DECIMAL_WHOLE : (size_t) INTEGER_DIGITS) ||
        (point && (fraction == 0 || fraction > DECIMAL_FRACTION)))
        return false;
    while (zeros + 1 < left.n && left.p[zeros] == '0')
        zeros++;
    left = sv_sub(left, zeros, left.n);
    while (right.n > 1 && right.p[right.n - 1] == '0')
        right.n--;
    if (minus && !(sv_eq(left, SV("0")) && (!point || sv_eq(right, SV("0"))))) /* no minus before nothing */
        buf_char(out, '-');
    buf_put(out, left);
    if (point) {
        buf_char(out, '.');
        buf_put(out, right);
    }
    return true;
}

static bool put_string(struct sv *s, struct buf *out)
{
    struct sv raw;

    if (!fields_string(s, &raw))
        return false;
    buf_char(out,
             '"'); /* only the two escapes that must be are readable, so they are written as they stand */
    buf_put(out, raw);
    buf_char(out, '"');
    return true;
}

static bool token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           (c && strchr("!#$%&'*+-.^_`|~:/", c));
}

static bool put_token(struct sv *s, struct buf *out)
{
    size_t n = 0;

    while (n < s->n && token_char(s->p[n]))
        n++;
    buf_put(out, sv_sub(*s, 0, n));
    *s = sv_sub(*s, n, s->n);
    return n > 0;
}

/* Strict base64 has one spelling for each bytes: read to be judged, written as it stands. */
static bool put_bytes(struct sv *s, struct buf *out)
{
    uint8_t bytes[BYTES_MAX];
    struct sv text;

    if (!fields_bytes(s, &text) || text.n % 4 || text.n / 4 * 3 > sizeof bytes)
        return false;
    size_t pad = sv_ends(text, SV("==")) ? 2 : sv_ends(text, SV("=")) ? 1 : 0;
    if (!base64_read(text, bytes, text.n / 4 * 3 - pad))
        return false;
    buf_char(out, ':');
    buf_put(out, text);
    buf_char(out, ':');
    return true;
}

static bool put_boolean(struct sv *s, struct buf *out)
{
    if (!fields_char(s, '?') || s->n == 0 || (s->p[0] != '0' && s->p[0] != '1'))
        return false;
    buf_char(out, '?');
    buf_char(out, s->p[0]);
    *s = sv_sub(*s, 1, s->n);
    return true;
}

static bool put_bare(struct sv *s, struct buf *out)
{
    char c = s->n ? s->p[0] : '\0';

    if (c == '-' || is_digit(c))
        return put_number(s, out);
    if (c == '"')
        return put_string(s, out);
    if (c == ':')
        return put_bytes(s, out);
    if (c == '?')
        return put_boolean(s, out);
    return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*') && put_token(s, out);
}

/* --- names and what belongs to them ------------------------------------------------------------------------------------- */

struct named { /* where its value stands in the input; absent: true */
    struct sv key, value;
};

struct names {
    struct named item[STRUCTURED_MEMBERS];
    size_t n;
};

/* The last of a name counts, at the place of the first. */
static bool remember(struct names *t, struct sv key, struct sv value)
{
    for (size_t i = 0; i < t->n; i++)
        if (sv_eq(t->item[i].key, key)) {
            t->item[i].value = value;
            return true;
        }
    if (t->n == STRUCTURED_MEMBERS)
        return false;
    t->item[t->n++] = (struct named){ key, value };
    return true;
}

/* Moves over a value without keeping it. */
typedef bool putter(struct sv *s, struct buf *out);

static bool measure(struct sv *s, putter *put, struct sv *value)
{
    struct sv from = *s;
    struct buf nowhere;

    buf_init(&nowhere, from.n + 64);
    bool ok = put(s, &nowhere);
    buf_clear(&nowhere);
    *value = sv_sub(from, 0, from.n - s->n);
    return ok;
}

static bool is_true(struct sv value)
{
    return !value.p || sv_eq(value, SV("?1"));
}

static bool put_parameters(struct sv *s, struct buf *out)
{
    struct names t = { .n = 0 };

    while (fields_char(s, ';')) {
        struct sv key, value = SV_NULL;
        skip(s, false);
        if (!fields_key(s, &key) || (fields_char(s, '=') && !measure(s, put_bare, &value)) ||
            !remember(&t, key, value))
            return false;
    }
    for (size_t i = 0; i < t.n; i++) {
        buf_char(out, ';');
        buf_put(out, t.item[i].key);
        if (is_true(t.item[i].value))
            continue;
        buf_char(out, '=');
        if (!put_bare(&t.item[i].value, out))
            return false;
    }
    return true;
}

static bool put_item(struct sv *s, struct buf *out)
{
    return put_bare(s, out) && put_parameters(s, out);
}

static bool put_value(struct sv *s, struct buf *out)
{
    if (!fields_char(s, '('))
        return put_item(s, out);
    buf_char(out, '(');
    for (bool first = true;; first = false) {
        skip(s, false);
        if (fields_char(s, ')'))
            break;
        if (!first)
            buf_char(out, ' ');
        if (!put_item(s, out) || s->n == 0 || (s->p[0] != ' ' && s->p[0] != ')'))
            return false;
    }
    buf_char(out, ')');
    return put_parameters(s, out);
}

/* Between two members: a comma with white space around it, and another one must follow. */
static bool next_member(struct sv *s, bool *more)
{
    skip(s, true);
    *more = s->n > 0;
    if (!*more)
        return true;
    if (!fields_char(s, ','))
        return false;
    skip(s, true);
    return s->n > 0;
}

static bool put_list(struct sv s, struct buf *out)
{
    for (bool more = s.n > 0; more;) {
        if (!put_value(&s, out) || !next_member(&s, &more))
            return false;
        if (more)
            buf_put(out, SV(", "));
    }
    return true;
}

static bool read_dictionary(struct sv s, struct names *t)
{
    for (bool more = s.n > 0; more;) {
        struct sv key, value;
        if (!fields_key(&s, &key))
            return false;
        putter *what = fields_char(&s, '=') ? put_value : put_parameters;
        if (!measure(&s, what, &value) || !remember(t, key, value) || !next_member(&s, &more))
            return false;
    }
    return true;
}

/* A bare key has parameters at most, and they begin with a semicolon: no value does. */
static bool has_value(struct sv value)
{
    return value.n && value.p[0] != ';';
}

static bool put_dictionary(struct sv s, struct buf *out)
{
    struct names t = { .n = 0 };

    if (!read_dictionary(s, &t))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        struct sv value = t.item[i].value;
        if (i)
            buf_put(out, SV(", "));
        buf_put(out, t.item[i].key);
        /* "a=?1" and "a" are one thing, and the shorter is its spelling, with whatever parameters it has. */
        if (sv_starts(value, SV("?1")))
            value = sv_sub(value, 2, value.n);
        else if (has_value(value))
            buf_char(out, '=');
        if (!(has_value(value) ? put_value(&value, out) : put_parameters(&value, out)))
            return false;
    }
    return true;
}

static struct sv trimmed(struct sv s)
{
    skip(&s, false);
    while (s.n && s.p[s.n - 1] == ' ')
        s.n--;
    return s;
}

bool structured_write(struct sv field, enum structured_form form, struct buf *out)
{
    struct sv s = trimmed(field);

    switch (form) {
    case STRUCTURED_ITEM: return put_item(&s, out) && s.n == 0;
    case STRUCTURED_LIST: return put_list(s, out);
    case STRUCTURED_DICTIONARY: return put_dictionary(s, out);
    case STRUCTURED_UNKNOWN: break;
    }
    return false;
}

bool structured_member(struct sv field, struct sv key, struct buf *out)
{
    struct names t = { .n = 0 };

    if (!read_dictionary(trimmed(field), &t))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        struct sv value = t.item[i].value;
        if (!sv_eq(t.item[i].key, key))
            continue;
        if (has_value(value))
            return put_value(&value, out);
        buf_put(out, SV("?1"));
        return put_parameters(&value, out);
    }
    return false;
}

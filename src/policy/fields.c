/* SPDX-License-Identifier: MIT
 * policy/fields.c -- pieces of structured fields. */
#include "policy/fields.h"

static struct sv behind(struct sv s, size_t n)
{
    return sv_sub(s, n, s.n);
}

bool fields_char(struct sv *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = behind(*s, 1);
    return true;
}

static bool key_char(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || c == '*' ||
           (!first && ((c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'));
}

bool fields_key(struct sv *s, struct sv *key)
{
    size_t n = 0;

    while (n < s->n && key_char(s->p[n], n == 0))
        n++;
    if (n == 0)
        return false;
    *key = sv_sub(*s, 0, n);
    *s = behind(*s, n);
    return true;
}

bool fields_string(struct sv *s, struct sv *raw)
{
    size_t i = 1;

    if (s->n < 2 || s->p[0] != '"')
        return false;
    for (; i < s->n && s->p[i] != '"'; i++) {
        if (s->p[i] < 0x20 || s->p[i] >= 0x7f)
            return false;
        if (s->p[i] == '\\' && (++i >= s->n || (s->p[i] != '"' && s->p[i] != '\\')))
            return false;
    }
    if (i >= s->n)
        return false;
    *raw = sv_sub(*s, 1, i - 1);
    *s = behind(*s, i + 1);
    return true;
}

bool fields_integer(struct sv *s, int64_t *out)
{
    size_t n = s->n && s->p[0] == '-' ? 1 : 0, first = n;

    while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
        n++;
    if (n == first || n - first > 15 || (n < s->n && s->p[n] == '.') || !sv_int(sv_sub(*s, 0, n), out))
        return false;
    *s = behind(*s, n);
    return true;
}

bool fields_bytes(struct sv *s, struct sv *base64)
{
    size_t n = 1;

    if (s->n < 2 || s->p[0] != ':')
        return false;
    while (n < s->n && s->p[n] != ':')
        n++;
    if (n == s->n)
        return false;
    *base64 = sv_sub(*s, 1, n - 1);
    *s = behind(*s, n + 1);
    return true;
}

/* Where a value ends: at a comma outside strings and inner lists. */
static bool value_end(struct sv s, size_t *end)
{
    struct sv raw;
    size_t depth = 0, i = 0;

    while (i < s.n) {
        char c = s.p[i];
        if (c == '"') {
            struct sv rest = behind(s, i);
            if (!fields_string(&rest, &raw))
                return false;
            i = s.n - rest.n;
            continue;
        }
        if (c == ',' && depth == 0)
            break;
        if (c == '(' && depth++ > 0)
            return false;
        if (c == ')' && depth-- == 0)
            return false;
        i++;
    }
    *end = i;
    return depth == 0;
}

static struct sv skip_spaces(struct sv s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = behind(s, 1);
    return s;
}

bool fields_member(struct sv *rest, struct sv *key, struct sv *value, bool *bad)
{
    struct sv s = skip_spaces(*rest);
    size_t end = 0;

    *bad = false;
    if (s.n == 0)
        return false;
    *bad = true;
    if (!fields_key(&s, key))
        return false;
    bool bare = !fields_char(&s, '=');
    if (!value_end(s, &end) || (bare && end && s.p[0] != ';' && s.p[0] != ' ' && s.p[0] != '\t'))
        return false;
    *value = sv_sub(s, 0, end);
    while (value->n && (value->p[value->n - 1] == ' ' || value->p[value->n - 1] == '\t'))
        value->n--;
    if (!bare && value->n == 0)
        return false;
    s = behind(s, end);
    if (s.n) { /* a comma: another member must follow */
        s = skip_spaces(behind(s, 1));
        if (s.n == 0)
            return false;
    }
    *rest = s;
    *bad = false;
    return true;
}

bool fields_find(struct sv field, struct sv key, struct sv *value)
{
    struct sv k, v;
    bool bad, found = false;

    while (fields_member(&field, &k, &v, &bad)) {
        if (!sv_eq(k, key))
            continue;
        if (found)
            return false;
        found = true;
        *value = v;
    }
    return found && !bad;
}

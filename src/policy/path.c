/* SPDX-License-Identifier: MIT
 * policy/path.c -- normal form, patterns and parts of request paths. */
#include "policy/path.h"

#include <assert.h>

static bool is_unreserved(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The byte that an escape at s.p[i] stands for, or -1. */
static int escaped(struct sv s, size_t i)
{
    if (i + 2 >= s.n)
        return -1;
    int high = hex_digit(s.p[i + 1]), low = hex_digit(s.p[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool may_escape(int c)
{
    return c >= 0x20 && c != 0x7f && c != '/' && c != '\\' && !is_unreserved((unsigned char) c);
}

/* Not empty, no dots alone; nor with parameters behind them ("..;x"), which some servers cut off before they look. */
static bool segment_ok(struct sv segment, bool last)
{
    size_t dots = 0;

    if (segment.n == 0)
        return last;
    while (dots < segment.n && segment.p[dots] == '.')
        dots++;
    if (dots == 0 || dots > 2)
        return true;
    struct sv rest = sv_sub(segment, dots, segment.n);
    return rest.n && rest.p[0] != ';' && !sv_eq_fold(sv_sub(rest, 0, 3), SV("%3b"));
}

bool path_normal(struct sv raw, struct path_text *decoded)
{
    struct path_text own, *out;
    size_t segment = 1;

    own.n = 0;
    out = decoded ? decoded : &own;

    if (raw.n == 0 || raw.n > PATH_MAX_BYTES || raw.p[0] != '/')
        return false;
    out->n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        int c = (unsigned char) raw.p[i];
        if (c == '%') {
            c = escaped(raw, i);
            if (!may_escape(c))
                return false;
            i += 2;
        } else if (!is_unreserved((unsigned char) c) && (c == 0 || !strchr("!$&'()*+,;=:@/", c))) {
            return false;
        }
        if (c == '/' && i > 0) {
            if (!segment_ok(sv_sub(raw, segment, i - segment), false))
                return false;
            segment = i + 1;
        }
        out->s[out->n++] = (char) c;
    }
    return segment_ok(sv_sub(raw, segment, raw.n - segment), true) &&
           sv_utf8_ok((struct sv){ out->s, out->n });
}

bool path_query_ok(struct sv query)
{
    for (size_t i = 0; i < query.n; i++)
        if (query.p[i] <= 0x20 || query.p[i] >= 0x7f || query.p[i] == '#')
            return false;
    return true;
}

/* --- patterns ---------------------------------------------------------------------------------------------------------- */

/* Where to go on when a literal does not fit: behind the star in the pattern, and one character further in the path. */
struct retry {
    size_t pattern, path;
    bool set;
};

static size_t stars(struct sv pattern, size_t i)
{
    size_t n = 0;

    while (i + n < pattern.n && pattern.p[i + n] == '*')
        n++;
    return n;
}

bool path_match(struct sv pattern, struct sv path)
{
    struct retry one = { 0 }, any = { 0 };
    size_t i = 0, k = 0;

    /* The last star of each kind is enough to go back to: what an earlier one could still take, the later one can too, or
     * a slash of the pattern stands between them and fixes the place. */
    while (k < path.n || i < pattern.n) {
        size_t n = stars(pattern, i);
        if (n) {
            i += n;
            if (n == 1)
                one = (struct retry){ i, k, true };
            else
                any = (struct retry){ i, k, true }, one.set = false;
            continue;
        }
        size_t literal = i;
        if (i + 1 < pattern.n && pattern.p[i] == '\\' &&
            (pattern.p[i + 1] == '*' || pattern.p[i + 1] == '\\'))
            literal = i + 1;
        if (i < pattern.n && k < path.n && pattern.p[literal] == path.p[k]) {
            i = literal + 1;
            k++;
        } else if (one.set && one.path < path.n && path.p[one.path] != '/') {
            i = one.pattern;
            k = ++one.path;
        } else if (any.set && any.path < path.n) {
            i = any.pattern;
            k = ++any.path;
            one.set = false;
        } else {
            return false;
        }
    }
    return true;
}

/* --- parts ------------------------------------------------------------------------------------------------------------- */

struct sv path_split(struct sv raw, size_t n, struct sv *part)
{
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        if (at >= raw.n || raw.p[at] != '/')
            return SV_NULL;
        size_t end = ++at;
        while (end < raw.n && raw.p[end] != '/')
            end++;
        if (end == at)
            return SV_NULL;
        part[i] = sv_sub(raw, at, end - at);
        at = end;
    }
    return sv_sub(raw, at, raw.n - at);
}

struct sv path_identifier(struct sv raw, char *buf, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < raw.n; i++) {
        int c = (unsigned char) raw.p[i];
        if (c == '%') {
            c = escaped(raw, i);
            i += 2;
        }
        if (c <= 0 || n == size ||
            !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              strchr("'()+,-.=?", c)))
            return SV_NULL;
        buf[n++] = (char) c;
    }
    return n ? (struct sv){ buf, n } : SV_NULL;
}

bool path_identifiers(struct sv raw, size_t least, size_t most)
{
    char buf[256];
    size_t n = 0;

    for (bool more = true; more; n++) {
        size_t end = 0;
        while (end < raw.n && raw.p[end] != '/')
            end++;
        if (n == most || !path_identifier(sv_sub(raw, 0, end), buf, sizeof buf).p)
            return false;
        more = end < raw.n;
        raw = sv_sub(raw, end + 1, raw.n);
    }
    return n >= least;
}

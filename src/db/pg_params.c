/* SPDX-License-Identifier: MIT
 * db/pg_params.c -- reads which $n a text uses, so that the same binds serve texts that leave some out, and which of
 * them are tested for null, the one place where PostgreSQL cannot tell a parameter's type by itself. */
#include "db/pg_priv.h"

/* Steps over what starts at i and is no SQL: a text, a quoted name or a comment. Returns i when there is none. */
static size_t skip_opaque(struct sv s, size_t i)
{
    char c = s.p[i], d = i + 1 < s.n ? s.p[i + 1] : '\0';
    size_t depth = 1;

    if (c == '\'' || c == '"') {
        for (i++; i < s.n && s.p[i] != c; i++)
            ; /* a doubled quote ends one text and starts the next */
        return i < s.n ? i + 1 : i;
    }
    if (c == '-' && d == '-') {
        while (i < s.n && s.p[i] != '\n')
            i++;
        return i;
    }
    if (c == '/' && d == '*') {
        for (i += 2; i < s.n && depth > 0; i++) {
            char next = i + 1 < s.n ? s.p[i + 1] : '\0';
            if (s.p[i] == '*' && next == '/') {
                depth--;
                i++;
            } else if (s.p[i] == '/' && next == '*') {
                depth++;
                i++;
            }
        }
    }
    return i;
}

/* "is" after the parameter at i, which may stand in brackets. */
static bool is_follows(struct sv s, size_t i)
{
    size_t end;

    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r' || s.p[i] == ')'))
        i++;
    end = i + 2;
    return sv_eq_fold(sv_sub(s, i, 2), SV("is")) && end < s.n && (s.p[end] == ' ' || s.p[end] == '\n');
}

bool pg_params_read(struct sv sql, struct pg_params *p)
{
    size_t i = 0;

    p->count = 0;
    while (i < sql.n) {
        size_t after = skip_opaque(sql, i);
        int n = 0;
        if (after != i) {
            i = after;
            continue;
        }
        if (sql.p[i++] != '$')
            continue;
        for (; i < sql.n && sql.p[i] >= '0' && sql.p[i] <= '9' && n <= PARAM_MAX; i++)
            n = n * 10 + (sql.p[i] - '0');
        if (n == 0)
            continue;
        if (n > PARAM_MAX)
            return false;
        for (; p->count < n; p->count++)
            p->kind[p->count + 1] = PG_UNUSED;
        p->kind[n] |= PG_USED;
        if (is_follows(sql, i))
            p->kind[n] |= PG_NULL_TESTED;
    }
    return true;
}

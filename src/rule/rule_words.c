/* SPDX-License-Identifier: MIT
 * rule/rule_words.c -- the words of a compiled SELECT, brackets paired. */
#include "rule/rule_words.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"

enum { DEPTH_MAX = 100 };

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/* Length of the quoted text at the start of s, quotes included; doubled quotes belong to it. */
static size_t quoted(struct sv s, char quote)
{
    size_t i = 1;

    while (i < s.n && (s.p[i] != quote || (i + 1 < s.n && s.p[i + 1] == quote)))
        i += s.p[i] == quote ? 2 : 1;
    return i < s.n ? i + 1 : s.n;
}

static size_t read_one(struct sv s, struct arena *a, struct sql_word *out)
{
    size_t n = 0;

    if (s.p[0] == '\'' || s.p[0] == '"') {
        n = quoted(s, s.p[0]);
        *out = (struct sql_word){ s.p[0] == '"' ? WORD_NAME : WORD_TEXT, sv_sub(s, 1, n - 2), 0, 0, 0 };
        return n;
    }
    while (n < s.n && name_char(s.p[n]))
        n++;
    if (n)
        *out = (struct sql_word){ WORD_NAME, sv_lower(sv_sub(s, 0, n), a), 0, 0, 0 };
    else
        *out = (struct sql_word){ WORD_SIGN, sv_sub(s, 0, n = sv_starts(s, SV("||")) ? 2 : 1), 0, 0, 0 };
    return n;
}

bool words_read(struct sv sql, struct arena *a, struct sql_words *out, struct err *e)
{
    size_t open[DEPTH_MAX], depth = 0, cap = 0, pos = 0;

    *out = (struct sql_words){ 0 };
    while (pos < sql.n) {
        size_t at = out->n, n;

        if (strchr(" \t\r\n", sql.p[pos])) {
            pos++;
            continue;
        }
        n = read_one(sv_sub(sql, pos, sql.n), a, ARENA_PUSH(a, out->items, out->n, cap));
        out->items[at].at = pos;
        out->items[at].end = pos += n;
        if (word_is(out, at, "(") || word_is(out, at, "case")) {
            if (depth == DEPTH_MAX)
                return err_set(e, ERR_INPUT, T("Kueri aturan terlalu dalam."));
            open[depth++] = at;
        } else if (word_is(out, at, ")") || word_is(out, at, "end")) {
            if (!depth)
                return err_set(e, ERR_INPUT, T("Tanda kurung pada kueri aturan tidak berpasangan."));
            out->items[open[--depth]].close = at;
        }
    }
    return !depth || err_set(e, ERR_INPUT, T("Tanda kurung pada kueri aturan tidak berpasangan."));
}

bool word_is(const struct sql_words *w, size_t i, const char *text)
{
    return i < w->n && w->items[i].kind != WORD_TEXT && sv_eq(w->items[i].text, sv_of(text));
}

bool word_is_name(const struct sql_words *w, size_t i)
{
    return i < w->n && w->items[i].kind == WORD_NAME;
}

size_t words_after(const struct sql_words *w, size_t i, size_t to)
{
    size_t next = w->items[i].close ? w->items[i].close + 1 : i + 1;

    return next < to ? next : to;
}

size_t words_find(const struct sql_words *w, size_t from, size_t to, const char *text)
{
    for (size_t i = from; i < to; i = words_after(w, i, to))
        if (word_is(w, i, text))
            return i;
    return to;
}

/* SPDX-License-Identifier: MIT
 * unit/naskah_words.h -- counts words the way rule/naskah.h defines them, written apart from the reader, so that a test
 * can say: the words that went in are the words that came out. Used by the unit test and the fuzz target. */
#ifndef UNIT_NASKAH_WORDS_H
#define UNIT_NASKAH_WORDS_H

#include "base/arena.h"
#include "rule/naskah.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words {
    struct sv *w;
    size_t n, cap;
};

static inline bool words_tag_named(const char *p, size_t n, const char *const *names)
{
    for (; *names; names++)
        if (strlen(*names) == n && strncasecmp(p, *names, n) == 0)
            return true;
    return false;
}

/* Length of an HTML tag at p, 0: none. Tags end on their line and within 200 bytes. */
static inline size_t words_tag(const char *p, size_t n, bool *block)
{
    static const char *const inline_names[] = {
        "u", "b", "i", "em", "s", "strong", "span", "sup", "sub", NULL
    };
    static const char *const block_names[] = { "br",    "p",  "div", "td", "th",     "tr",
                                               "table", "li", "ul",  "ol", "center", NULL };
    size_t name = n > 1 && p[1] == '/' ? 2 : 1, len = 0, end;

    while (name + len < n && ((p[name + len] | 32) >= 'a' && (p[name + len] | 32) <= 'z'))
        len++;
    for (end = name + len; end < n && end < 200 && !strchr("<>\r\n\f", p[end]); end++)
        ;
    if (!len || end >= n || p[end] != '>')
        return 0;
    if (end > name + len && p[name + len] != ' ' && p[name + len] != '/')
        return 0;
    *block = words_tag_named(p + name, len, block_names);
    return *block || words_tag_named(p + name, len, inline_names) ? end + 1 : 0;
}

static inline size_t words_char(const char *p, size_t n, bool *word)
{
    unsigned char c = (unsigned char) p[0];
    size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    uint32_t cp = len == 1 ? c : len == 2 ? c & 0x1fu : len == 3 ? c & 0x0fu : c & 0x07u;

    if (len > n)
        len = 1;
    for (size_t i = 1; i < len; i++)
        cp = cp << 6 | ((unsigned char) p[i] & 0x3fu);
    if (cp < 0x80)
        *word = (cp >= '0' && cp <= '9') || ((cp | 32) >= 'a' && (cp | 32) <= 'z');
    else if (cp < 0xc0)
        *word = cp == 0xaa || cp == 0xb5 || cp == 0xba;
    else
        *word = !(cp == 0xd7 || cp == 0xf7 || (cp >= 0x2000 && cp <= 0x2bff) ||
                  (cp >= 0x3000 && cp <= 0x303f) || (cp >= 0xe000 && cp <= 0xf8ff) ||
                  (cp >= 0xfe00 && cp <= 0xfe0f) || cp == 0xfeff || (cp >= 0xfff0 && cp <= 0xffff));
    return len;
}

/* Adds the words of s. In a source, asterisks and tags are markup; letters that it stood between belong together. */
static inline void words_add(struct words *x, struct sv s, bool source, struct arena *a)
{
    char *buf = arena_alloc(a, s.n + 1);
    size_t from = 0, n = 0;

    for (size_t i = 0, step; i <= s.n; i += step) {
        bool word = false, block = false;
        size_t tag = source && i < s.n && s.p[i] == '<' ? words_tag(s.p + i, s.n - i, &block) : 0;

        step = tag ? tag : i < s.n ? words_char(s.p + i, s.n - i, &word) : 1;
        if ((tag && !block) || (source && i < s.n && s.p[i] == '*'))
            continue;
        if (word) {
            memcpy(buf + n, s.p + i, step);
            n += step;
        } else if (n > from) {
            *ARENA_PUSH(a, x->w, x->n, x->cap) = (struct sv){ buf + from, n - from };
            from = n;
        }
    }
}

static inline void words_of_tree(struct words *x, const struct naskah *n, struct arena *a)
{
    for (const struct naskah_node *k = n->pohon; k; k = naskah_next(k, n->pohon)) {
        words_add(x, k->tanda, false, a);
        words_add(x, k->judul, false, a);
        words_add(x, k->teks, false, a);
    }
}

static inline void words_of_discarded(struct words *x, const struct naskah *n, struct arena *a)
{
    for (size_t i = 0; i < n->n_dibuang; i++)
        words_add(x, n->dibuang[i].teks, true, a);
}

static inline int words_order(const void *a, const void *b)
{
    return sv_cmp(*(const struct sv *) a, *(const struct sv *) b);
}

/* Whether both hold the same words the same number of times; else *odd is one they do not share. Sorts both. */
static inline bool words_same(struct words *x, struct words *y, struct sv *odd)
{
    size_t i = 0;

    if (x->n)
        qsort(x->w, x->n, sizeof *x->w, words_order);
    if (y->n)
        qsort(y->w, y->n, sizeof *y->w, words_order);
    while (i < x->n && i < y->n && sv_eq(x->w[i], y->w[i]))
        i++;
    if (i == x->n && i == y->n)
        return true;
    *odd = i < x->n ? x->w[i] : y->w[i];
    return false;
}

#endif

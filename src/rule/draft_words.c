/* SPDX-License-Identifier: MIT
 * rule/draft_words.c -- data/draft.yaml, and its words found in a text. */
#include "base/file.h"
#include "rule/draft_priv.h"

enum { WORDS_MAX_BYTES = 256 * 1024 };

/* Lists without which a guess would be silent for a wrong reason. */
static const char *const lists[] = { "heads",   "in_force", "general", "definitions", "means",
                                     "short",   "roles",    "by",      "strengths",   "shown",
                                     "counted", "phrases",  "open",    "registers" };

bool draft_words_load(const char *declarations, struct arena *a, struct draft_words **out,
                      struct problems *ps, struct err *e)
{
    struct sv path = arena_printf(a, "%s/draft.yaml", declarations), text;
    struct draft_words *w = ARENA_NEW(a, struct draft_words);
    struct json *tree;

    if (!file_read(path.p, WORDS_MAX_BYTES, a, &text, e))
        return false;
    if (!yaml_parse(text, path, a, &tree, ps))
        return err_set(e, ERR_INPUT, T("%s mengandung kesalahan."), path.p);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const struct json *l = json_get(tree, sv_of(lists[i]));

        if (!l || l->type != JSON_LIST)
            return err_set(e, ERR_INPUT, T("%s: daftar \"%s\" tidak ada."), path.p, lists[i]);
    }
    w->tree = tree;
    w->item_words = (size_t) json_number(tree, SV("item_words"), 12);
    *out = w;
    return true;
}

const struct json *dw_list(const struct draft_words *w, const char *key)
{
    return json_get(w->tree, sv_of(key));
}

struct sv dw_text(const struct draft_words *w, const char *key)
{
    return json_text(w->tree, sv_of(key));
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static bool whole(struct sv text, size_t at, size_t n)
{
    return (at == 0 || !is_word(text.p[at - 1])) && (at + n >= text.n || !is_word(text.p[at + n]));
}

struct dw_hit dw_find(struct sv lower, const struct json *words, size_t from)
{
    struct dw_hit best = { 0, SV_NULL };

    for (const struct json *w = words && words->type == JSON_LIST ? words->first : NULL; w; w = w->next)
        for (size_t i = from; w->s.n && i + w->s.n <= lower.n; i++) {
            if (best.word.p && (i > best.at || (i == best.at && w->s.n <= best.word.n)))
                break;
            if (memcmp(lower.p + i, w->s.p, w->s.n) == 0 && whole(lower, i, w->s.n)) {
                best = (struct dw_hit){ i, w->s };
                break;
            }
        }
    return best;
}

bool dw_has(struct sv lower, const struct json *words)
{
    return dw_find(lower, words, 0).word.p != NULL;
}

bool dw_stands_before(struct sv lower, size_t at, const struct json *words)
{
    struct sv head = sv_trim(sv_sub(lower, 0, at));

    for (const struct json *w = words && words->type == JSON_LIST ? words->first : NULL; w; w = w->next)
        if (sv_ends(head, w->s) && whole(head, head.n - w->s.n, w->s.n))
            return true;
    return false;
}

bool dw_begins(struct sv lower, const struct json *words)
{
    struct dw_hit h = dw_find(lower, words, 0);

    return h.word.p && h.at == 0;
}

bool dw_all(struct sv lower, const struct json *words)
{
    for (const struct json *w = words && words->type == JSON_LIST ? words->first : NULL; w; w = w->next)
        if (sv_eq(sv_trim(lower), w->s))
            return true;
    return false;
}

static bool capitals_only(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z')
            return false;
    return true;
}

static bool listed(struct sv word, const struct json *words)
{
    for (const struct json *w = words ? words->first : NULL; w; w = w->next)
        if (sv_eq_fold(w->s, word))
            return true;
    return false;
}

struct sv dw_title(const struct draft_words *w, struct sv s, struct arena *a)
{
    struct sv rest = sv_collapse(s, a), word, out = SV("");

    if (!capitals_only(s))
        return rest;
    while (sv_cut(&rest, ' ', &word)) {
        struct sv lower = sv_lower(word, a);
        const char *blank = out.n ? " " : "";

        if (listed(word, dw_list(w, "capitals")))
            out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out), blank, SV_FMT(word));
        else if (out.n && listed(word, dw_list(w, "small")))
            out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out), blank, SV_FMT(lower));
        else
            out = arena_printf(a, "%.*s%s%.*s%.*s", SV_FMT(out), blank, SV_FMT(sv_sub(word, 0, 1)),
                               SV_FMT(sv_sub(lower, 1, lower.n)));
    }
    return out;
}

static bool weakened(const struct draft_words *w, struct sv lower, size_t at)
{
    size_t from = at;

    while (from && !strchr(",;.:", lower.p[from - 1]))
        from--;
    return dw_stands_before(lower, at, dw_list(w, "weak")) ||
           dw_has(sv_sub(lower, from, at - from), dw_list(w, "purpose"));
}

struct dw_hit draft_strength(const struct draft_words *w, struct sv lower, const struct json *words)
{
    struct dw_hit h = dw_find(lower, words, 0);

    while (h.word.p && weakened(w, lower, h.at))
        h = dw_find(lower, words, h.at + h.word.n);
    return h;
}

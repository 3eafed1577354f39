/* SPDX-License-Identifier: MIT
 * rule/naskah_furniture.c -- finds what belongs to the page and not to the regulation: page numbers, running heads,
 * catchwords, stamps of the copy, pictures, tables of initials, stray strokes. Everything taken out is listed. */
#include "rule/naskah_priv.h"

#include "base/map.h"

enum {
    GAP = 3,       /* empty lines that may be the end of a page where no form feed tells */
    ZONE = 2,      /* lines at the top or bottom of a page where running heads stand */
    HEAD_MAX = 80, /* bytes of a running head */
    REPEATS = 3
};

enum number_kind { NO_NUMBER, BARE_NUMBER, SURE_NUMBER };

/* "- 2 -", "2", "Halaman 2 dari 9", "2/9". Bare: digits and nothing else, which may as well be a word of the text. */
static enum number_kind page_number(struct sv raw, int *value)
{
    static const struct sv words[] = { SV_INIT("halaman"), SV_INIT("hal."), SV_INIT("hal"), SV_INIT("page") };
    struct sv s = raw;
    bool sure = false;
    size_t digits = 0;

    while (s.n && !is_alpha(s.p[0]) && !is_digit(s.p[0])) {
        sure |= s.p[0] == '-' || s.p[0] == '\x93' ||
                s.p[0] == '\x94'; /* last byte of the dashes U+2013, U+2014 */
        if ((unsigned char) s.p[0] < 0x80 && !strchr("- *#|~[", s.p[0]))
            return NO_NUMBER;
        s = sv_sub(s, 1, s.n - 1);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (s.n > words[i].n && sv_eq_fold(sv_sub(s, 0, words[i].n), words[i]) && s.p[words[i].n] == ' ') {
            s = sv_sub(s, words[i].n + 1, s.n);
            sure = true;
            break;
        }
    *value = 0;
    for (; digits < s.n && digits < 4 && is_digit(s.p[digits]); digits++)
        *value = *value * 10 + (s.p[digits] - '0');
    if (!digits)
        return NO_NUMBER;
    struct sv rest = sv_trim(sv_sub(s, digits, s.n - digits));
    if (!rest.n)
        return raw.p[0] == '-' || !sure ? BARE_NUMBER : SURE_NUMBER; /* "- 2" may be a list item */
    if (rest.p[0] == '/' || nk_starts_word(rest, SV("dari")) || nk_starts_word(rest, SV("of"))) {
        size_t from = rest.p[0] == '/' ? 1 : nk_first_token(rest).n;
        int64_t total;
        struct sv t = sv_trim(sv_sub(rest, from, rest.n - from));
        return sv_int(t, &total) && total >= *value && total < 10000 && digits < 4 ? SURE_NUMBER : NO_NUMBER;
    }
    if (!sure || nk_has_word(rest))
        return NO_NUMBER;
    return SURE_NUMBER;
}

/* One word that is a host name or an address of the web. */
static bool is_host(struct sv s)
{
    size_t dots = 0;

    if (sv_starts(s, SV("http://")) || sv_starts(s, SV("https://")) || sv_starts(s, SV("www.")))
        return sv_find(s, SV(" ")) < 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.')
            dots++;
        else if (!is_lower(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '-' && s.p[i] != '/')
            return false;
    }
    return dots >= 2 && !nk_ended(s) && is_alpha(s.p[0]) && is_alpha(s.p[s.n - 1]);
}

/* "SK No 012345 A": the form number that the state secretariat prints at the foot. */
static bool is_form_number(struct sv s)
{
    size_t digits = 0;

    if (!nk_starts_word(s, SV("SK No")))
        return false;
    for (size_t i = 5; i < s.n; i++) {
        if (is_digit(s.p[i]))
            digits++;
        else if (is_lower(s.p[i]))
            return false;
    }
    return digits >= 4 && s.n < 24;
}

static bool by_form(const struct line *l)
{
    int value;

    if (nk_starts_word(l->s, SV("Dipindai dengan CamScanner")) ||
        nk_starts_word(l->s, SV("Scanned by CamScanner")) ||
        nk_starts_word(l->s, SV("Scanned with CamScanner")))
        return true;
    return !nk_has_word(l->s) || sv_starts(l->raw, SV("![")) || is_form_number(l->s) ||
           sv_eq(l->s, SV("SALINAN")) || page_number(l->raw, &value) == SURE_NUMBER;
}

static bool is_mark(struct reader *r, struct sv s)
{
    struct mark m;
    struct heading h;

    return nk_mark_parse(s, r->a, &m) || nk_heading_parse(s, r->a, &h);
}

static const struct line *kept_after(const struct reader *r, size_t i)
{
    while (++i < r->n)
        if (!r->ln[i].cut)
            return &r->ln[i];
    return NULL;
}

static unsigned gap_after(const struct reader *r, size_t i)
{
    return i + 1 < r->n ? r->ln[i + 1].blank : GAP;
}

static bool page_after(const struct reader *r, size_t i)
{
    return i + 1 == r->n || r->ln[i + 1].page;
}

/* Digits alone are page numbers when they stand apart and grow with the text: a chain of two or more, or one that
 * stands at a page's end for sure. */
static void cut_bare_numbers(struct reader *r)
{
    struct line *last = NULL; /* of the chain */
    const struct line *before = NULL;
    bool last_joins = false; /* the line before `last` asks for a number */
    int value, last_value = 0;

    for (size_t i = 0; i < r->n; i++) {
        struct line *l = &r->ln[i];
        bool above = l->blank || l->page || !i, below = gap_after(r, i) || page_after(r, i);

        if (l->cut)
            continue;
        bool apart = (above && below) || ((above || below) && before && nk_ended(before->s));
        if (!apart || page_number(l->raw, &value) != BARE_NUMBER) {
            before = l;
            continue;
        }
        if (!value || value <= last_value || value > last_value + 8)
            continue;
        bool joins = before && nk_wants_number(before->s);
        bool sure = l->page || page_after(r, i) || (last && value <= last_value + 3);
        if (sure && last && !last_joins)
            last->cut = true;
        l->cut = sure && !joins;
        last = l;
        last_joins = joins;
        last_value = value;
    }
}

struct repeat {
    size_t count, at_edge;
};

/* Whether a page begins or ends within ZONE lines of line i. Lines already cut do not count. */
static bool at_edge(const struct reader *r, size_t i, bool gaps)
{
    size_t k = i;

    for (int seen = 0; seen < ZONE; k--) { /* upwards to the top of the page */
        const struct line *l = &r->ln[k];
        if (l->page || (gaps && l->blank >= GAP) ||
            (k && r->ln[k - 1].cut && page_number(r->ln[k - 1].raw, &(int){ 0 })))
            return true;
        seen += !l->cut;
        if (!k)
            break;
    }
    k = i;
    for (int seen = 0; seen < ZONE && k < r->n; k++) {
        if ((k + 1 < r->n && r->ln[k + 1].page) || (gaps && gap_after(r, k) >= GAP))
            return true;
        if (k + 1 < r->n && r->ln[k + 1].cut && page_number(r->ln[k + 1].raw, &(int){ 0 }))
            return true;
        seen += !r->ln[k].cut;
    }
    return false;
}

static bool may_repeat(struct reader *r, const struct line *l)
{
    return !l->cut && l->s.n <= HEAD_MAX && l->s.n >= 3 && !nk_ended(l->s) && !is_mark(r, l->s);
}

/* Running heads and feet: the same line at the edges of three pages or more. */
static void cut_running_heads(struct reader *r)
{
    struct map *seen = map_new(r->a);
    size_t pages = 0;

    for (size_t i = 0; i < r->n; i++)
        pages += r->ln[i].page || (r->ln[i].cut && page_number(r->ln[i].raw, &(int){ 0 }));
    bool gaps = pages < REPEATS;
    for (size_t i = 0; i < r->n; i++) {
        if (!may_repeat(r, &r->ln[i]))
            continue;
        struct repeat *x = map_get(seen, r->ln[i].s);
        if (!x) {
            x = ARENA_NEW(r->a, struct repeat);
            map_put(seen, r->ln[i].s, x);
        }
        x->count++;
        x->at_edge += at_edge(r, i, gaps);
    }
    for (size_t i = 0; i < r->n; i++) {
        const struct repeat *x = may_repeat(r, &r->ln[i]) ? map_get(seen, r->ln[i].s) : NULL;
        if (x && x->at_edge >= REPEATS && x->at_edge + 1 >= x->count && i && at_edge(r, i, gaps))
            r->ln[i].cut = true;
    }
}

/* "c. bahwa . . ." at the foot: the first words of the next page, printed ahead; the dots may be lost. */
static bool is_catchword(const struct reader *r, size_t i, const struct line *after)
{
    struct sv s = r->ln[i].s;
    bool dots = sv_ends(s, SV(". .")) || sv_ends(s, SV("...")) || sv_ends(s, SV("\xe2\x80\xa6"));

    if (s.n > HEAD_MAX || !after)
        return false;
    bool foot = page_after(r, i) || r->ln[i + 1].cut;
    if (!dots)
        return foot && s.n <= HEAD_MAX / 2 && !nk_ended(s) && sv_starts(after->s, s);
    return foot || sv_starts(after->s, nk_first_token(s));
}

/* Capitals at the top of a page, right above its number: the running head, however badly it was read. */
static void cut_above_numbers(struct reader *r)
{
    int value;

    for (size_t i = 1; i < r->n; i++) {
        size_t top = i;
        if (!r->ln[i].cut || page_number(r->ln[i].raw, &value) != SURE_NUMBER)
            continue;
        while (top && i - top < ZONE && !r->ln[top - 1].cut && !r->ln[top].page &&
               nk_all_caps(r->ln[top - 1].s) && r->ln[top - 1].s.n <= HEAD_MAX / 2 &&
               !nk_ended(r->ln[top - 1].s) && !is_mark(r, r->ln[top - 1].s))
            top--;
        if (top < i && top && (r->ln[top].page || r->ln[top - 1].cut))
            for (size_t k = top; k < i; k++)
                r->ln[k].cut = true;
    }
}

static bool tabular(struct sv raw)
{
    return sv_find(raw, SV("\t")) >= 0 || (raw.n && raw.p[0] == '|');
}

/* The table of initials ("paraf") that drafts carry through the offices: its head row names them. */
static void cut_initials(struct reader *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct sv upper = r->ln[i].s;
        if (!tabular(r->ln[i].raw) || sv_find(upper, SV("PARAF")) < 0)
            continue;
        r->ln[i].cut = true;
        while (i + 1 < r->n && !r->ln[i + 1].blank &&
               (tabular(r->ln[i + 1].raw) || is_digit(r->ln[i + 1].s.p[0])))
            r->ln[++i].cut = true;
    }
}

/* One to three small letters, or digits, alone after a finished sentence and before a mark: a pen stroke that was read
 * as text, or a page number. */
static bool is_stroke(struct reader *r, size_t i, const struct line *before, const struct line *after)
{
    const struct line *l = &r->ln[i];
    size_t digits = 0;

    if (l->s.n > 3 || !before || !after || !nk_ended(before->s) || nk_conjunction(l->s))
        return false;
    for (size_t k = 0; k < l->s.n; k++) {
        digits += is_digit(l->s.p[k]);
        if (!is_lower(l->s.p[k]) && !is_digit(l->s.p[k]))
            return false;
    }
    if (digits && digits < l->s.n)
        return false;
    bool apart = digits ? l->blank || gap_after(r, i) : l->blank && gap_after(r, i);
    return apart && is_mark(r, after->s);
}

static void cut_singles(struct reader *r)
{
    const struct line *before = NULL;

    for (size_t i = 0; i < r->n; i++) {
        struct line *l = &r->ln[i];

        if (l->cut)
            continue;
        const struct line *after = kept_after(r, i);
        bool host = is_host(l->s) && (!before || nk_ended(before->s) || page_after(r, i));
        l->cut = host || is_stroke(r, i, before, after) || is_catchword(r, i, after);
        if (!l->cut)
            before = l;
    }
}

/* Lines that stay move together; what was cut passes its page break and its empty lines on to the next. */
static void compact(struct reader *r)
{
    size_t n = 0;
    bool page = false;
    unsigned blank = 0;

    for (size_t i = 0; i < r->n; i++) {
        struct line *l = &r->ln[i];
        page |= l->page;
        if (l->blank > blank)
            blank = l->blank;
        if (l->cut) {
            nk_discard(r, l);
            continue;
        }
        l->page = page;
        l->blank = blank;
        r->ln[n++] = *l;
        page = false;
        blank = 0;
    }
    r->n = n;
}

bool naskah_furniture(struct reader *r, struct err *e)
{
    for (size_t i = 0; i < r->n; i++)
        r->ln[i].cut = by_form(&r->ln[i]);
    cut_initials(r);
    cut_bare_numbers(r);
    cut_above_numbers(r);
    cut_singles(r);
    cut_running_heads(r);
    compact(r);
    return arena_ok(r->a, e);
}

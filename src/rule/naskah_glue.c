/* SPDX-License-Identifier: MIT
 * rule/naskah_glue.c -- parts what was glued onto one line: headings in a row, marks after a sentence, and puts marks
 * that a two-column page stacked up back before their texts. What is parted here is only a proposal (`weak`):
 * a piece that proves to be no mark goes back to the line it came from. */
#include "rule/naskah_priv.h"

struct out_lines {
    struct line *ln;
    size_t n, cap;
};

static void push(struct reader *r, struct out_lines *o, const struct line *from, struct sv s, bool weak)
{
    struct line *l = ARENA_PUSH(r->a, o->ln, o->n, o->cap);

    *l = *from;
    l->s = sv_trim(s);
    l->weak = weak;
    if (weak) {
        l->blank = 0;
        l->page = l->bullet = false;
    }
}

/* ---- marks after a sentence ---- */

static bool after_conjunction(struct sv s)
{
    struct sv last = nk_last_token(s);

    if (!nk_conjunction(last) || s.n <= last.n)
        return false;
    s = sv_trim(sv_sub(s, 0, s.n - last.n));
    return s.n && (s.p[s.n - 1] == ';' || s.p[s.n - 1] == ',');
}

/* Whether the text from `at` may be a mark of its own, seen from what stands before it. */
static bool mark_inside(struct reader *r, struct sv before, struct sv at)
{
    struct mark m;
    struct heading h;
    char end = nk_end_mark(before);

    if (!(end || after_conjunction(before)))
        return false;
    if (is_upper(at.p[0]))
        return end == '.' && nk_heading_parse(at, r->a, &h) &&
               (h.jenis == NASKAH_PASAL ? !h.rest.n
                                        : h.jenis == NASKAH_BAB && (!h.rest.n || nk_all_caps(h.rest)));
    if (!nk_mark_parse(at, r->a, &m) || !m.rest.n || m.scar)
        return false;
    return m.jenis == NASKAH_AYAT ? end && end != ':' && nk_starts_upper(m.rest) : is_alpha(m.rest.p[0]);
}

/* "Menimbang :" and what may follow it; the bytes up to there, or 0. */
static size_t preamble_word(struct sv s)
{
    static const struct sv words[] = { SV_INIT("Menimbang"), SV_INIT("Mengingat"), SV_INIT("Menetapkan"),
                                       SV_INIT("Memperhatikan"), SV_INIT("MEMUTUSKAN") };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = words[i].n;
        if (!sv_starts(s, words[i]))
            continue;
        n += n < s.n && s.p[n] == ' ';
        return n < s.n && s.p[n] == ':' ? n + 1 : 0;
    }
    return 0;
}

static bool preamble_alone(struct sv s)
{
    size_t n = preamble_word(s);

    return n && !nk_has_word(sv_sub(s, n, s.n - n));
}

/* Cuts s, which is line l or its end (`weak`), before each mark inside it. */
static void part_marks(struct reader *r, struct out_lines *o, const struct line *l, struct sv s, bool weak)
{
    size_t from = 0;

    for (size_t i = 2; i < s.n; i++) {
        char c = s.p[i];
        if (s.p[i - 1] != ' ' || !(is_alpha(c) || is_digit(c) || c == '('))
            continue;
        struct sv before = sv_sub(s, from, i - 1 - from), at = sv_sub(s, i, s.n - i);
        if (!preamble_word(at) && (preamble_alone(before) || !mark_inside(r, before, at)))
            continue;
        push(r, o, l, before, weak || from > 0);
        from = i;
    }
    push(r, o, l, sv_sub(s, from, s.n - from), weak || from > 0);
}

/* ---- a row of headings: "BAB III TATA KELOLA Bagian Kesatu Umum Pasal 5" ---- */

static bool heading_inside(struct reader *r, struct sv s, enum naskah_jenis outer)
{
    struct heading h;

    if (!nk_heading_parse(s, r->a, &h) || h.jenis <= outer)
        return false;
    if (h.jenis == NASKAH_PASAL)
        return !h.rest.n || h.rest.p[0] == '(';
    return !h.rest.n || nk_starts_upper(h.rest);
}

static void part_headings(struct reader *r, struct out_lines *o, const struct line *l,
                          enum naskah_jenis outer)
{
    size_t from = 0;

    for (size_t i = 1; i < l->s.n; i++) {
        struct heading h;
        struct sv s = sv_sub(l->s, i, l->s.n - i);

        if (l->s.p[i - 1] != ' ' || !is_upper(l->s.p[i]) || !heading_inside(r, s, outer))
            continue;
        push(r, o, l, sv_sub(l->s, from, i - from), from > 0);
        from = i;
        nk_heading_parse(s, r->a, &h);
        outer = h.jenis;
        if (h.jenis == NASKAH_PASAL && h.rest.n) { /* "Pasal 5 (1) …" */
            push(r, o, l, h.tanda, true);
            part_marks(r, o, l, h.rest, true);
            return;
        }
    }
    push(r, o, l, sv_sub(l->s, from, l->s.n - from), from > 0);
}

/* ---- stacked marks: a. / b. / c. / text; / text; / text. ---- */

static bool lone_mark(struct reader *r, const struct line *l, struct mark *m)
{
    return nk_mark_parse(l->s, r->a, m) && !m->rest.n && !m->scar;
}

/* Marks of one list in a row from line i, without texts. */
static size_t stack_height(struct reader *r, size_t i)
{
    struct mark first, m;
    size_t k = 1;

    if (!lone_mark(r, &r->ln[i], &first))
        return 0;
    while (i + k < r->n && lone_mark(r, &r->ln[i + k], &m) && m.jenis == first.jenis &&
           m.v == first.v + (int) k)
        k++;
    return k > 1 ? k : 0;
}

static bool item_ends(const struct line *l)
{
    return nk_ended(l->s) || after_conjunction(l->s);
}

/* Paragraphs from line i on, up to the next mark or heading: exactly k of them, or false. first[j] is the line where
 * paragraph j begins, first[k] the line after the last. */
static bool stack_texts(struct reader *r, size_t i, size_t k, size_t *first)
{
    size_t found = 0, at = i;
    bool open = false;

    for (; at < r->n; at++) {
        struct mark m;
        struct heading h;
        struct sv s = r->ln[at].s;
        bool word =
            preamble_word(s) || nk_letters_are(s, SV("MEMUTUSKAN")) || nk_starts_word(s, SV("Mengingat"));
        if (word || nk_mark_parse(s, r->a, &m) || nk_heading_parse(s, r->a, &h))
            break;
        if (!open) {
            if (found == k)
                break;
            first[found++] = at;
        }
        open = !item_ends(&r->ln[at]);
    }
    first[found] = at;
    return found == k;
}

static void push_lines(struct reader *r, struct out_lines *o, size_t from, size_t to)
{
    for (; from < to; from++)
        push(r, o, &r->ln[from], r->ln[from].s, false);
}

/* Where the item before the stack is not finished, the first paragraph goes on with it. */
static size_t unstack(struct reader *r, struct out_lines *o, size_t i)
{
    size_t k = stack_height(r, i);

    if (!k)
        return 0;
    size_t lead = i && !item_ends(&r->ln[i - 1]) && i + k < r->n && nk_starts_lower(r->ln[i + k].s) &&
                          nk_has_word(r->ln[i - 1].s) && !nk_starts_word(r->ln[i - 1].s, SV("Menimbang")) &&
                          !nk_starts_word(r->ln[i - 1].s, SV("Mengingat"))
                      ? 1
                      : 0;
    size_t *first = ARENA_ARRAY(r->a, size_t, k + lead + 1);
    if (!stack_texts(r, i + k, k + lead, first))
        return 0;
    push_lines(r, o, i + k, first[lead]);
    for (size_t j = 0; j < k; j++) {
        push_lines(r, o, i + j, i + j + 1);
        push_lines(r, o, first[lead + j], first[lead + j + 1]);
    }
    nk_note(r, r->ln[i].no, T("%zu tanda yang bertumpuk dikembalikan ke depan teksnya masing-masing."), k);
    return first[k + lead] - i;
}

bool naskah_unglue(struct reader *r, struct err *e)
{
    struct out_lines o = { .n = 0 };

    for (size_t i = 0; i < r->n;) {
        const struct line *l = &r->ln[i];
        struct heading h;
        size_t taken = unstack(r, &o, i);

        if (!arena_ok(r->a, e))
            return false;
        if (taken) {
            i += taken;
            continue;
        }
        if (nk_heading_parse(l->s, r->a, &h) && h.rest.n && (nk_starts_upper(h.rest) || h.rest.p[0] == '(')) {
            if (h.jenis == NASKAH_PASAL && h.rest.p[0] == '(') {
                push(r, &o, l, h.tanda, false);
                part_marks(r, &o, l, h.rest, true);
            } else {
                part_headings(r, &o, l, h.jenis);
            }
        } else {
            part_marks(r, &o, l, l->s, false);
        }
        i++;
    }
    r->ln = o.ln;
    r->n = o.n;
    return true;
}

/* SPDX-License-Identifier: MIT
 * app/compare_show.c -- writes a comparison as text. Widths are counted in characters, not bytes. */
#include "app/compare_show.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { COLUMNS_LEAST = 80, LABEL = 27, GAP = 2, MARK = 2 };

struct shown {
    const struct compare *c;
    const struct compare_show *how;
    struct arena *a;
    struct buf *b;
};

static const char *const marks[COMPARE_KIND_COUNT] = {
    [COMPARE_SAME] = "=",   [COMPARE_DIFFERS] = "*", [COMPARE_ONLY_A] = "-",
    [COMPARE_ONLY_B] = "+", [COMPARE_SILENT] = " ",  [COMPARE_BOTH] = "~",
};

/* --- folding ---------------------------------------------------------------------------------------------------------- */

struct lines {
    struct sv *items;
    size_t n, cap;
};

/* Bytes of the first `max` characters. */
static size_t bytes_of(struct sv s, size_t max)
{
    size_t i = 0, chars = 0;

    while (i < s.n) {
        if (((unsigned char) s.p[i] & 0xC0) != 0x80 && chars++ == max)
            break;
        i++;
    }
    return i;
}

static void fold(struct shown *s, struct sv text, int width, struct lines *out)
{
    size_t room = (size_t) (width > 8 ? width : 8);
    struct sv rest = sv_trim(text);

    while (rest.n) {
        size_t end = bytes_of(rest, room), cut = end;

        if (end < rest.n) {
            while (cut > 0 && rest.p[cut] != ' ')
                cut--;
            if (!cut)
                cut = end; /* a word longer than the line */
        }
        *ARENA_PUSH(s->a, out->items, out->n, out->cap) = sv_sub(rest, 0, cut);
        rest = sv_trim(sv_sub(rest, cut, rest.n));
    }
}

static void pad(struct shown *s, struct sv text, int width)
{
    size_t n = sv_utf8_count(text);

    buf_put(s->b, text);
    for (; n < (size_t) width; n++)
        buf_char(s->b, ' ');
}

static void bold(struct shown *s, bool on)
{
    if (s->how->bold)
        buf_put(s->b, on ? SV("\x1b[1m") : SV("\x1b[0m"));
}

/* No blanks at the end of a line. */
static void newline(struct shown *s)
{
    while (s->b->n && s->b->p[s->b->n - 1] == ' ')
        s->b->n--;
    buf_char(s->b, '\n');
}

static void heading(struct shown *s, struct sv text)
{
    struct lines l = { 0 };

    fold(s, text, s->how->width, &l);
    buf_char(s->b, '\n');
    bold(s, true);
    for (size_t i = 0; i < l.n; i++) {
        buf_put(s->b, l.items[i]);
        if (i + 1 < l.n)
            buf_char(s->b, '\n');
    }
    bold(s, false);
    buf_char(s->b, '\n');
}

/* A paragraph behind a mark, its further lines under its first word. */
static void paragraph(struct shown *s, int indent, const char *mark, struct sv text)
{
    int own = (int) sv_utf8_count(sv_of(mark));
    struct lines l = { 0 };

    fold(s, text, s->how->width - indent - own, &l);
    for (size_t i = 0; i < l.n; i++) {
        pad(s, SV(""), indent);
        pad(s, i ? SV("") : sv_of(mark), own);
        buf_put(s->b, l.items[i]);
        newline(s);
    }
}

/* --- one value -------------------------------------------------------------------------------------------------------- */

static struct sv spoken(struct shown *s, const struct compare_row *r, const struct parameter_value *v)
{
    struct sv words = v->words;

    if (!v->says)
        return SV(T("tidak diatur"));
    if (r->what->kind == PARAMETER_TOPIC)
        return SV(T("diatur"));
    if (v->setting_words.p)
        words = arena_printf(s->a, T("%.*s (nilai awal: %.*s)"), SV_FMT(words), SV_FMT(v->setting_words));
    if (r->what->weigh && v->strength.n)
        words = arena_printf(s->a, "%.*s [%.*s]", SV_FMT(words), SV_FMT(v->strength));
    return words;
}

/* Words, places and note of one side, folded to a column. */
static struct lines cell(struct shown *s, const struct compare_row *r, const struct compare_side *side,
                         const struct parameter_value *v, int width)
{
    struct lines l = { 0 };
    bool topic = v->says && r->what->kind == PARAMETER_TOPIC;
    struct sv places = v->says && !topic ? compare_places(side, v, s->a) : SV("");

    if (!topic)
        fold(s, spoken(s, r, v), width, &l);
    for (size_t i = 0; topic && i < v->n_at; i++) {
        const struct compare_norm *n = compare_norm(side, v->at[i]);

        if (n)
            fold(s, arena_printf(s->a, "%.*s: %.*s", SV_FMT(n->label), SV_FMT(n->says)), width, &l);
    }
    if (places.n)
        fold(s, arena_printf(s->a, "(%.*s)", SV_FMT(places)), width, &l);
    if (v->note.p)
        fold(s, arena_printf(s->a, T("Catatan: %.*s"), SV_FMT(v->note)), width, &l);
    return l;
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

static bool wanted(const struct shown *s, const struct compare_row *r)
{
    switch (s->how->rows) {
    case COMPARE_ROWS_ALL: return true;
    case COMPARE_ROWS_DIFFERENCES: return compare_is_difference(r->kind);
    case COMPARE_ROWS_SPOKEN: break;
    }
    return r->kind != COMPARE_SILENT;
}

static int column(const struct shown *s)
{
    return (s->how->width - MARK - LABEL - 2 * GAP) / 2;
}

static void row_beside(struct shown *s, const struct compare_row *r)
{
    struct lines label = { 0 }, a = cell(s, r, s->c->a, r->a, column(s)),
                 b = cell(s, r, s->c->b, r->b, column(s));
    size_t n;

    fold(s, r->what->label, LABEL, &label);
    n = label.n > a.n ? label.n : a.n;
    n = n > b.n ? n : b.n;
    for (size_t i = 0; i < n; i++) {
        pad(s, i ? SV("") : sv_of(marks[r->kind]), MARK);
        pad(s, i < label.n ? label.items[i] : SV(""), LABEL + GAP);
        pad(s, i < a.n ? a.items[i] : SV(""), column(s) + GAP);
        pad(s, i < b.n ? b.items[i] : SV(""), 0);
        newline(s);
    }
}

static void row_below(struct shown *s, const struct compare_row *r)
{
    struct lines a = cell(s, r, s->c->a, r->a, s->how->width - 5),
                 b = cell(s, r, s->c->b, r->b, s->how->width - 5);

    paragraph(s, 0, arena_printf(s->a, "%s ", marks[r->kind]).p, r->what->label);
    for (size_t i = 0; i < a.n; i++) {
        buf_printf(s->b, "  %s%.*s", i ? "   " : "A: ", SV_FMT(a.items[i]));
        newline(s);
    }
    for (size_t i = 0; i < b.n; i++) {
        buf_printf(s->b, "  %s%.*s", i ? "   " : "B: ", SV_FMT(b.items[i]));
        newline(s);
    }
}

/* The theme over the labels, the regions over their columns. */
static void theme_heading(struct shown *s, struct sv label)
{
    struct lines l = { 0 }, a = { 0 }, b = { 0 };

    fold(s, label, LABEL + MARK, &l);
    fold(s, s->c->a->region, column(s), &a);
    fold(s, s->c->b->region, column(s), &b);
    buf_char(s->b, '\n');
    for (size_t i = 0; i < l.n || i < a.n || i < b.n; i++) {
        bold(s, true);
        pad(s, i < l.n ? l.items[i] : SV(""), MARK + LABEL + GAP);
        pad(s, i < a.n ? a.items[i] : SV(""), column(s) + GAP);
        pad(s, i < b.n ? b.items[i] : SV(""), 0);
        bold(s, false);
        newline(s);
    }
    for (int i = 0; i < s->how->width; i++)
        buf_char(s->b, '-');
    buf_char(s->b, '\n');
}

static void theme(struct shown *s, const struct compare_theme *t)
{
    bool beside = s->how->width >= COLUMNS_LEAST, any = false;

    for (size_t i = 0; i < t->n; i++)
        any = any || wanted(s, &t->rows[i]);
    if (!any)
        return;
    if (beside)
        theme_heading(s, t->label);
    else
        heading(s, t->label);
    for (size_t i = 0; i < t->n; i++) {
        if (!wanted(s, &t->rows[i]))
            continue;
        if (beside)
            row_beside(s, &t->rows[i]);
        else
            row_below(s, &t->rows[i]);
    }
}

/* --- what would have to change ------------------------------------------------------------------------------------------ */

static struct sv theme_label(const struct compare *c, struct sv key)
{
    for (size_t i = 0; i < c->n_themes; i++)
        if (sv_eq(c->themes[i].key, key))
            return c->themes[i].label;
    return key;
}

/* Labels are short because they stand under a theme: so they do here. */
static void list_rows(struct shown *s, const char *title, const struct compare_row *const *rows, size_t n,
                      bool a, bool b)
{
    struct sv under = SV_NULL;

    if (!n)
        return;
    heading(s, arena_printf(s->a, "%s (%zu)", title, n));
    for (size_t i = 0; i < n; i++) {
        const struct parameter *p = rows[i]->what;
        struct sv was = spoken(s, rows[i], rows[i]->a), will = spoken(s, rows[i], rows[i]->b),
                  text = p->label, places;

        if (!sv_eq(under, p->theme))
            paragraph(s, 2, "", theme_label(s->c, p->theme));
        under = p->theme;
        if (a && b)
            text = arena_printf(s->a, "%.*s: %.*s -> %.*s", SV_FMT(p->label), SV_FMT(was), SV_FMT(will));
        else if (p->kind != PARAMETER_TOPIC)
            text = arena_printf(s->a, "%.*s: %.*s", SV_FMT(p->label), SV_FMT(a ? was : will));
        places = b ? compare_places(s->c->b, rows[i]->b, s->a) : compare_places(s->c->a, rows[i]->a, s->a);
        paragraph(s, 4, "- ",
                  places.n ? arena_printf(s->a, "%.*s (%.*s)", SV_FMT(text), SV_FMT(places)) : text);
    }
}

static void list_stages(struct shown *s, const struct compare_changes *ch)
{
    if (ch->n_stages)
        heading(s, arena_printf(s->a, T("Tahap yang perlu dipetakan (%zu register)"), ch->n_stages));
    for (size_t i = 0; i < ch->n_stages; i++) {
        const struct compare_stages *g = &ch->stages[i];

        paragraph(s, 2, "- ", g->a->label);
        for (size_t k = 0; k < g->a->n_states; k++)
            if (g->gone[k])
                paragraph(s, 4, "- ",
                          arena_printf(s->a, T("%.*s: tidak ada lagi, pilih padanannya"),
                                       SV_FMT(g->a->state_labels[k])));
        for (size_t k = 0; k < g->b->n_states; k++)
            if (g->come[k])
                paragraph(s, 4, "+ ", g->b->state_labels[k]);
    }
}

static void gate_line(struct shown *s, const char *mark, const struct compare_side *side,
                      const struct compare_gate *g)
{
    const struct compare_norm *n = compare_norm(side, g->at);
    struct sv strength = g->strength.n ? g->strength : SV(T("deklaratif"));

    paragraph(s, 4, mark,
              arena_printf(s->a, "%.*s%s%.*s%s [%.*s]", SV_FMT(g->label), n ? " (" : "",
                           SV_FMT(n ? n->label : SV("")), n ? ")" : "", SV_FMT(strength)));
}

static void list_gates(struct shown *s, const struct compare_changes *ch)
{
    struct sv under = SV_NULL;

    if (ch->n_gates)
        heading(s, arena_printf(s->a, T("Gerbang dan permohonan (%zu): + datang, - hilang, * berubah"),
                                ch->n_gates));
    for (size_t i = 0; i < ch->n_gates; i++) {
        const struct compare_gates *g = &ch->gates[i];
        struct sv reg = (g->a ? g->a : g->b)->reg;

        if (!sv_eq(under, reg))
            paragraph(s, 2, "", compare_reg_label(g->a ? s->c->a : s->c->b, reg));
        under = reg;
        if (g->a)
            gate_line(s, g->b ? "* " : "- ", s->c->a, g->a);
        if (g->b)
            gate_line(s, g->a ? T("  menjadi ") : "+ ", s->c->b, g->b);
    }
}

static void list_rest(struct shown *s, const struct compare_changes *ch)
{
    if (ch->n_documents)
        heading(s, SV(T("Dokumen yang diminta tambahan")));
    for (size_t i = 0; i < ch->n_documents; i++)
        for (size_t k = 0; k < ch->documents[i].n; k++)
            paragraph(s, 2, "+ ",
                      arena_printf(s->a, "%.*s: %.*s",
                                   SV_FMT(compare_reg_label(s->c->b, ch->documents[i].reg)),
                                   SV_FMT(ch->documents[i].items[k])));
    if (ch->n_touched)
        heading(s, SV(T("Register yang tersentuh")));
    for (size_t i = 0; i < ch->n_touched; i++)
        paragraph(s, 2, "- ",
                  arena_printf(s->a, T("%.*s: %zu hal"),
                               SV_FMT(compare_reg_label(s->c->b, ch->touched[i].reg)), ch->touched[i].n));
}

static void changes(struct shown *s)
{
    const struct compare_changes *ch = &s->c->changes;

    buf_char(s->b, '\n');
    heading(s, arena_printf(s->a, T("YANG HARUS DIUBAH BILA %.*s MENGIKUTI %.*s"), SV_FMT(s->c->a->region),
                            SV_FMT(s->c->b->title)));
    paragraph(
        s, 0, "",
        arena_printf(
            s->a,
            T("%zu pokok baru dengan %zu ketentuan yang meminta perbuatan, %zu waktu berubah, %zu isi berubah, %zu pokok tidak diatur lagi."),
            ch->n_added, ch->duties, ch->n_timed, ch->n_altered, ch->n_dropped));
    list_rows(s, T("Pokok yang baru diatur"), ch->added, ch->n_added, false, true);
    list_rows(s, T("Waktu yang berubah"), ch->timed, ch->n_timed, true, true);
    list_rows(s, T("Isi yang berubah"), ch->altered, ch->n_altered, true, true);
    list_rows(s, T("Pokok yang tidak diatur lagi"), ch->dropped, ch->n_dropped, true, false);
    list_stages(s, ch);
    list_gates(s, ch);
    list_rest(s, ch);
}

void compare_show(const struct compare *c, const struct compare_show *how, struct arena *a, struct buf *out)
{
    struct shown s = { c, how, a, out };
    size_t differs = c->by[COMPARE_DIFFERS] + c->by[COMPARE_ONLY_A] + c->by[COMPARE_ONLY_B];

    paragraph(&s, 0, "A: ", c->a->title);
    paragraph(&s, 0, "B: ", c->b->title);
    paragraph(&s, 0, "",
              SV(T("= sama   * berbeda   - hanya A   + hanya B   ~ sama-sama diatur (bandingkan bunyinya)")));
    paragraph(&s, 0, "",
              arena_printf(a, T("%zu perbedaan: %zu berbeda, %zu hanya A, %zu hanya B. %zu sama."), differs,
                           c->by[COMPARE_DIFFERS], c->by[COMPARE_ONLY_A], c->by[COMPARE_ONLY_B],
                           c->by[COMPARE_SAME]));
    for (size_t i = 0; i < c->n_themes; i++)
        if (!how->theme.p || sv_eq(how->theme, c->themes[i].key))
            theme(&s, &c->themes[i]);
    if (!how->theme.p)
        changes(&s);
}

/* SPDX-License-Identifier: MIT
 * page/compare_rows.c -- themes as headings, parameters as rows, the two regulations as columns; cards on a narrow screen. */
#include "page/compare_priv.h"
#include "page/norm_priv.h"

struct sv compare_strength(struct sv strength)
{
    struct sv words = norm_strength(strength.n ? strength : SV("deklaratif"));
    ptrdiff_t more = sv_find(words, SV(" ("));

    return more > 0 ? sv_sub(words, 0, (size_t) more) : words;
}

/* --- one value -------------------------------------------------------------------------------------------------------- */

static void place(struct compare_view *v, const struct compare_norm *n, struct sv words, bool own)
{
    struct html *h = &v->p.h;

    if (!own) {
        html_text(h, words);
        return;
    }
    html_open(h, "a");
    html_href(h, norm_path(n->at, v->p.a));
    if (!sv_eq(words, n->label)) /* "b" says nothing to who hears one link after another */
        html_attr(h, "aria-label", n->label);
    html_text(h, words);
    html_close(h, "a");
}

void compare_where(struct compare_view *v, const struct compare_side *s, const struct sv *at, size_t n,
                   bool own)
{
    const struct compare_norm *before = NULL;
    struct html *h = &v->p.h;

    if (!n)
        return;
    html_open(h, "p");
    html_class(h, "tempat");
    for (size_t i = 0; i < n; i++) {
        const struct compare_norm *norm = compare_norm(s, at[i]);
        struct sv words;

        if (!norm)
            continue;
        words = compare_place(norm, before, v->p.a);
        if (before) { /* the comma stands outside the link */
            html_text(h, sv_sub(words, 0, 2));
            words = sv_sub(words, 2, words.n);
        }
        place(v, norm, words, own);
        before = norm;
    }
    html_close(h, "p");
}

static void items(struct html *h, const struct parameter_value *v, const bool *only)
{
    html_open(h, "ul");
    html_class(h, "butir");
    for (size_t i = 0; i < v->n_items; i++) {
        html_open(h, "li");
        if (only && only[i]) {
            html_open(h, "strong");
            html_text(h, v->items[i]);
            html_close(h, "strong");
            html_open(h, "span");
            html_class(h, "visually-hidden");
            html_say(h, T(" (hanya di sini)"));
            html_close(h, "span");
        } else {
            html_text(h, v->items[i]);
        }
        html_close(h, "li");
    }
    if (v->open)
        html_elem_say(h, "li", T("dan yang lain"));
    html_close(h, "ul");
}

/* Each provision in our short words: all that can be said of a topic, and what a value rests on. */
static void provisions(struct compare_view *v, const struct compare_side *s,
                       const struct parameter_value *value, bool own)
{
    struct html *h = &v->p.h;

    html_open(h, "ul");
    html_class(h, "bunyi-ringkas");
    for (size_t i = 0; i < value->n_at; i++) {
        const struct compare_norm *n = compare_norm(s, value->at[i]);

        if (!n)
            continue;
        html_open(h, "li");
        place(v, n, n->label, own);
        html_say(h, " ");
        html_text(h, n->says);
        if (n->strength.n && !sv_eq(n->strength, SV("deklaratif"))) {
            html_say(h, " ");
            page_badge(h, SV_NULL, compare_strength(n->strength));
        }
        html_close(h, "li");
    }
    html_close(h, "ul");
}

static void folded(struct compare_view *v, const struct compare_side *s, const struct parameter_value *value,
                   bool own)
{
    struct html *h = &v->p.h;

    if (!value->n_at)
        return;
    html_open(h, "details");
    html_class(h, "lipat ketentuannya");
    html_elem_say(h, "summary", T("Ringkasan ketentuannya"));
    provisions(v, s, value, own);
    html_close(h, "details");
}

static void words(struct compare_view *v, const struct compare_row *r, const struct parameter_value *value,
                  const bool *only)
{
    struct html *h = &v->p.h;

    if (value->n_items > 1 || (value->n_items && value->open)) {
        items(h, value, only);
    } else {
        html_open(h, "p");
        html_text(h, value->words);
        html_close(h, "p");
    }
    if (r->what->weigh && value->strength.n) {
        html_open(h, "p");
        page_badge(h, SV_NULL, compare_strength(value->strength));
        html_close(h, "p");
    }
    if (value->setting_words.p) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_textf(h, T("Nilai awal: %.*s."), SV_FMT(value->setting_words));
        html_close(h, "p");
    }
}

void compare_value(struct compare_view *v, const struct compare_row *r, bool own)
{
    const struct compare_side *s = own ? v->c.a : v->c.b;
    const struct parameter_value *value = own ? r->a : r->b;
    struct html *h = &v->p.h;

    if (!value->says) {
        html_open(h, "p");
        html_class(h, "diam");
        html_say(h, T("Tidak diatur"));
        html_close(h, "p");
    } else if (r->what->kind == PARAMETER_TOPIC) {
        provisions(v, s, value, own);
    } else {
        words(v, r, value, own ? r->only_a : r->only_b);
        compare_where(v, s, value->at, value->n_at, own);
    }
    if (value->note.p) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_text(h, value->note);
        html_close(h, "p");
    }
    if (value->says && r->what->kind != PARAMETER_TOPIC)
        folded(v, s, value, own);
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

static void kind_mark(struct compare_view *v, const struct compare_row *r)
{
    static const struct sv tones[COMPARE_KIND_COUNT] = {
        [COMPARE_SAME] = SV_INIT("green"),  [COMPARE_DIFFERS] = SV_INIT("yellow"),
        [COMPARE_ONLY_A] = SV_INIT("blue"), [COMPARE_ONLY_B] = SV_INIT("blue"),
        [COMPARE_SILENT] = SV_INIT("grey"), [COMPARE_BOTH] = SV_INIT("grey"),
    };
    struct sv label = compare_kind_label(r->kind);

    if (r->kind == COMPARE_ONLY_A || r->kind == COMPARE_ONLY_B)
        label = arena_printf(v->p.a, T("Hanya %.*s"),
                             SV_FMT(r->kind == COMPARE_ONLY_A ? v->c.a->region : v->c.b->region));
    else if (r->weight)
        label = SV(T("Kekuatannya berbeda"));
    page_badge(&v->p.h, tones[r->kind], label);
}

static void cell(struct compare_view *v, const struct compare_row *r, bool own)
{
    struct html *h = &v->p.h;

    html_open(h, "td");
    html_attr(h, "data-label", own ? v->c.a->region : v->c.b->region);
    html_open(h, "div");
    html_class(h, "nilai");
    compare_value(v, r, own);
    html_close(h, "div");
    html_close(h, "td");
}

static void row(struct compare_view *v, const struct compare_row *r)
{
    struct html *h = &v->p.h;

    html_open(h, "tr");
    html_open(h, "th");
    html_attr(h, "scope", SV("row"));
    html_open(h, "span");
    html_class(h, "pokok");
    html_text(h, r->what->label);
    html_close(h, "span");
    html_say(h, " ");
    kind_mark(v, r);
    html_close(h, "th");
    cell(v, r, true);
    cell(v, r, false);
    html_close(h, "tr");
}

static void column(struct html *h, struct sv label)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_text(h, label);
    html_close(h, "th");
}

size_t compare_shown(const struct compare_view *v, const struct compare_theme *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++)
        n += compare_wants(v, &t->rows[i]);
    return n;
}

static void theme(struct compare_view *v, const struct compare_theme *t)
{
    struct html *h = &v->p.h;

    html_open(h, "section");
    html_class(h, "tema");
    html_attrf(h, "id", "tema-%.*s", SV_FMT(t->key));
    html_attrf(h, "aria-labelledby", "judul-%.*s", SV_FMT(t->key));
    html_open(h, "h2");
    html_attrf(h, "id", "judul-%.*s", SV_FMT(t->key));
    html_text(h, t->label);
    html_close(h, "h2");
    html_open(h, "table");
    html_class(h, "daftar banding");
    html_open(h, "thead");
    html_open(h, "tr");
    column(h, SV(T("Pokok")));
    column(h, v->c.a->region);
    column(h, v->c.b->region);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < t->n; i++)
        if (compare_wants(v, &t->rows[i]))
            row(v, &t->rows[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "section");
}

static void neighbour(struct compare_view *v, const struct compare_theme *t, const char *rel,
                      const char *words)
{
    struct html *h = &v->p.h;

    html_open(h, "a");
    html_class(h, "btn");
    html_attr(h, "rel", sv_of(rel));
    html_href(h, compare_query(v, t->key, false));
    html_say(h, words);
    html_text(h, t->label);
    html_close(h, "a");
}

/* Themes before and behind it that have something to show. */
static void neighbours(struct compare_view *v, size_t here)
{
    const struct compare_theme *before = NULL, *after = NULL;
    struct html *h = &v->p.h;

    for (size_t i = 0; i < v->c.n_themes; i++) {
        const struct compare_theme *t = &v->c.themes[i];

        if (!compare_shown(v, t))
            continue;
        if (i < here)
            before = t;
        if (i > here && !after)
            after = t;
    }
    html_open(h, "nav");
    html_class(h, "tetangga tanpa-cetak");
    html_attr_say(h, "aria-label", T("Tema bersebelahan"));
    if (before)
        neighbour(v, before, "prev", T("Sebelumnya: "));
    if (after)
        neighbour(v, after, "next", T("Berikutnya: "));
    html_close(h, "nav");
}

void compare_themes(struct compare_view *v)
{
    bool all = sv_eq(v->theme, COMPARE_ALL);
    size_t n = 0;

    for (size_t i = 0; i < v->c.n_themes; i++) {
        const struct compare_theme *t = &v->c.themes[i];

        if (!all && !sv_eq(v->theme, t->key))
            continue;
        if (compare_shown(v, t)) {
            theme(v, t);
            n++;
        } else if (!all) {
            html_elem(&v->p.h, "h2", t->label);
        }
        if (!n && !all)
            page_empty(&v->p.h, SV("equal"), SV(T("Tidak ada yang berbeda di sini")),
                       SV(T("Pilih tema lain, atau tampilkan semua yang diatur.")), SV_NULL, SV_NULL);
        if (!all)
            neighbours(v, i);
    }
    if (!n && all)
        page_empty(&v->p.h, SV("equal"), SV(T("Tidak ada yang berbeda")),
                   SV(T("Tampilkan semua yang diatur untuk membaca keduanya.")), SV_NULL, SV_NULL);
}

/* SPDX-License-Identifier: MIT
 * page/compare_sum.c -- how far two regulations are apart: figures, then theme by theme as a bar. */
#include "html/svg.h"
#include "page/compare_priv.h"

static void figure(struct html *h, size_t n, struct sv words, struct sv cls)
{
    html_open(h, "li");
    html_attr(h, "class", cls); /* colours as in the bars below */
    html_open(h, "strong");
    html_int(h, (int64_t) n);
    html_close(h, "strong");
    html_say(h, " ");
    html_text(h, words);
    html_close(h, "li");
}

void compare_figures(struct compare_view *v)
{
    const struct compare_changes *ch = &v->c.changes;
    struct html *h = &v->p.h;
    const struct sv none = SV("biasa");
    struct arena *a = v->p.a;

    html_open(h, "ul");
    html_class(h, "angka-banding");
    if (v->changes) {
        figure(h, ch->n_added,
               arena_printf(a, T("hal baru diatur, dengan %zu ketentuan yang meminta perbuatan"), ch->duties),
               none);
        figure(h, ch->n_timed, SV(T("waktu berubah")), none);
        figure(h, ch->n_altered, SV(T("isi berubah")), none);
        figure(h, ch->n_dropped, SV(T("hal tidak diatur lagi")), none);
        figure(h, ch->n_gates, SV(T("gerbang dan permohonan datang, hilang, atau berubah")), none);
    } else {
        figure(h, v->c.by[COMPARE_DIFFERS], SV(T("hal diatur berbeda")), compare_kind_key(COMPARE_DIFFERS));
        figure(h, v->c.by[COMPARE_ONLY_A], arena_printf(a, T("hanya diatur %.*s"), SV_FMT(v->c.a->region)),
               compare_kind_key(COMPARE_ONLY_A));
        figure(h, v->c.by[COMPARE_ONLY_B], arena_printf(a, T("hanya diatur %.*s"), SV_FMT(v->c.b->region)),
               compare_kind_key(COMPARE_ONLY_B));
        figure(h, v->c.by[COMPARE_SAME], SV(T("hal diatur sama")), compare_kind_key(COMPARE_SAME));
        figure(h, v->c.by[COMPARE_BOTH], SV(T("hal diatur keduanya, isinya perlu dibaca")),
               compare_kind_key(COMPARE_BOTH));
    }
    html_close(h, "ul");
}

static void count(struct html *h, size_t n, struct sv words, bool *first)
{
    if (!n)
        return;
    if (!*first)
        html_say(h, " \u00b7 ");
    *first = false;
    html_textf(h, "%zu %.*s", n, SV_FMT(words));
}

static void theme(struct compare_view *v, const struct compare_theme *t)
{
    struct arena *a = v->p.a;
    struct html *h = &v->p.h;
    const struct sv only_a = arena_printf(a, T("hanya %.*s"), SV_FMT(v->c.a->region)),
                    only_b = arena_printf(a, T("hanya %.*s"), SV_FMT(v->c.b->region));
    const struct svg_part parts[] = {
        { SV(T("berbeda")), compare_kind_key(COMPARE_DIFFERS), (int64_t) t->by[COMPARE_DIFFERS] },
        { only_a, compare_kind_key(COMPARE_ONLY_A), (int64_t) t->by[COMPARE_ONLY_A] },
        { only_b, compare_kind_key(COMPARE_ONLY_B), (int64_t) t->by[COMPARE_ONLY_B] },
        { SV(T("sama")), compare_kind_key(COMPARE_SAME), (int64_t) t->by[COMPARE_SAME] },
        { SV(T("diatur keduanya")), compare_kind_key(COMPARE_BOTH), (int64_t) t->by[COMPARE_BOTH] },
    };
    bool first = true;

    if (t->by[COMPARE_SILENT] == t->n)
        return;
    html_open(h, "li");
    html_open(h, "h3");
    page_link(h, compare_query(v, t->key, false), t->label);
    html_close(h, "h3");
    svg_stack(h, t->label, parts, sizeof parts / sizeof parts[0]);
    html_open(h, "p");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        count(h, (size_t) parts[i].value, parts[i].label, &first);
    html_close(h, "p");
    html_close(h, "li");
}

void compare_overview(struct compare_view *v)
{
    struct html *h = &v->p.h;

    page_card_begin(h, 2, SV(T("Tema demi tema")));
    html_open(h, "ul");
    html_class(h, "kemajuan dua-lajur");
    for (size_t i = 0; i < v->c.n_themes; i++)
        theme(v, &v->c.themes[i]);
    html_close(h, "ul");
    html_open(h, "p");
    html_class(h, "lagi");
    page_link(h, compare_query(v, COMPARE_ALL, false),
              SV(T("Semua tema sekaligus, untuk dibaca atau dicetak")));
    html_close(h, "p");
    page_card_end(h);
}

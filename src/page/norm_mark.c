/* SPDX-License-Identifier: MIT
 * page/norm_mark.c -- how a status looks (icon, colour and word, never colour alone), and the words for strength and basis. */
#include "base/arena.h"
#include "html/svg.h"
#include "page/norm_priv.h"

#define ICON(name) SV_INIT(name)

static const struct {
    struct sv icon, word;
} looks[NORM_STATUS_COUNT] = {
    [NORM_MET] = { ICON("circle-check"), SV_INIT(T("Terpenuhi")) },
    [NORM_PARTLY] = { ICON("circle-half-2"), SV_INIT(T("Sebagian")) },
    [NORM_UNMET] = { ICON("circle-x"), SV_INIT(T("Belum")) },
    [NORM_DUE_SOON] = { ICON("clock"), SV_INIT(T("Segera")) },
    [NORM_LATE] = { ICON("alert-triangle"), SV_INIT(T("Lewat")) },
    [NORM_NO_DATA] = { ICON("circle-dashed"), SV_INIT(T("Tanpa data")) },
    [NORM_NOT_APPLICABLE] = { ICON("circle-minus"), SV_INIT(T("Tidak berlaku")) },
    [NORM_OTHER_BODY] = { ICON("arrow-up-right"), SV_INIT(T("Pihak lain")) },
    [NORM_GENERAL] = { ICON("info-circle"), SV_INIT(T("Umum")) },
};

struct sv norm_word(enum norm_status s)
{
    return looks[s].word;
}

void norm_mark(struct html *h, enum norm_status s, bool brief)
{
    html_open(h, "span");
    html_attrf(h, "class", "tanda tanda-%.*s", SV_FMT(norm_status_key(s)));
    page_icon_(h, looks[s].icon);
    html_text(h, brief ? looks[s].word : norm_status_label(s));
    html_close(h, "span");
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

struct pair {
    struct sv key, words, means;
};

static const struct pair *pair_of(const struct pair *all, size_t n, struct sv key)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(all[i].key, key))
            return &all[i];
    return NULL;
}

struct sv norm_strength(struct sv strength)
{
    static const struct pair all[] = {
        { SV_INIT("wajib"), SV_INIT(T("Wajib")), SV_INIT("") },
        { SV_INIT("harus"), SV_INIT(T("Harus")), SV_INIT("") },
        { SV_INIT("dapat"), SV_INIT(T("Dapat (boleh, bukan keharusan)")), SV_INIT("") },
        { SV_INIT("deklaratif"), SV_INIT(T("Pernyataan (tanpa kata wajib atau harus)")), SV_INIT("") },
    };
    const struct pair *p = pair_of(all, sizeof all / sizeof all[0], strength);

    return p ? p->words : strength;
}

static const struct pair bases[] = {
    { SV_INIT("data"), SV_INIT(T("Data")), SV_INIT(T("Dihitung dari baris yang tercatat di sini.")) },
    { SV_INIT("kendali_sistem"), SV_INIT(T("Kendali sistem")),
      SV_INIT(T(
          "Sistem menahan langkah yang belum memenuhi syarat; yang telanjur tercatat tanpa memenuhinya disebut di "
          "bawah.")) },
    { SV_INIT("dokumen"), SV_INIT(T("Dokumen")),
      SV_INIT(T("Bersandar pada dokumen yang dicatat di sini dengan nomor, tanggal, dan berkasnya.")) },
    { SV_INIT("pernyataan"), SV_INIT(T("Pernyataan")),
      SV_INIT(T(
          "Bersandar pada pernyataan pejabat beserta buktinya, yang dikonfirmasi orang kedua dan berlaku terbatas.")) },
    { SV_INIT("luar_sistem"), SV_INIT(T("Di luar sistem ini")),
      SV_INIT(T("Pelaksanaannya berlangsung di luar sistem ini; di sini hanya tercatat hasilnya.")) },
};

struct sv norm_basis_word(struct sv basis)
{
    const struct pair *p = pair_of(bases, sizeof bases / sizeof bases[0], basis);

    return p ? p->words : basis;
}

struct sv norm_basis_means(struct sv basis)
{
    const struct pair *p = pair_of(bases, sizeof bases / sizeof bases[0], basis);

    return p ? p->means : SV("");
}

struct sv norm_bound(const struct norm_book *b, const struct norm *n, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < n->n_binds; i++)
        out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out), i ? ", " : "",
                           SV_FMT(rule_role_label(b->rule, n->binds[i])));
    return out;
}

/* "23 November 2026 (12 hari lagi)" */
void norm_due(struct page *p, const struct norm_book *b, const struct norm_state *s)
{
    struct html *h = &p->h;
    struct date due;
    long long days;

    if (!date_parse(sv_sub(s->due, 0, 10), &due))
        return;
    days = date_serial(due) - date_serial(b->on.y ? b->on : b->today);
    html_text(h, date_long(due, p->a));
    if (days < 0)
        html_textf(h, T(" (lewat %lld hari)"), -days);
    else if (days == 0)
        html_say(h, T(" (hari ini)"));
    else if (days <= 366)
        html_textf(h, T(" (%lld hari lagi)"), days);
}

/* --- counts ------------------------------------------------------------------------------------------------------------ */

/* From good to bad, as a bar is read. */
static const enum norm_status order[] = { NORM_MET,   NORM_DUE_SOON, NORM_PARTLY,
                                          NORM_UNMET, NORM_LATE,     NORM_NO_DATA };

void norm_bar(struct html *h, struct sv title, const struct norm_tally *t)
{
    struct svg_part parts[sizeof order / sizeof order[0]];

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        parts[i] =
            (struct svg_part){ norm_status_label(order[i]), norm_status_key(order[i]), t->by[order[i]] };
    svg_stack(h, title, parts, sizeof parts / sizeof parts[0]);
}

void norm_legend(struct html *h, const struct norm_tally *t, struct sv base, struct arena *a)
{
    html_open(h, "ul");
    html_class(h, "hitungan");
    for (int s = 0; s < NORM_STATUS_COUNT; s++) {
        if (!t->by[s])
            continue;
        html_open(h, "li");
        html_open(h, "a");
        html_class(h, "polos");
        html_href(h,
                  arena_printf(a, "%.*s%cstatus=%.*s", SV_FMT(base), sv_find(base, SV("?")) < 0 ? '?' : '&',
                               SV_FMT(norm_status_key((enum norm_status) s))));
        html_open(h, "strong");
        html_number(h, t->by[s]);
        html_close(h, "strong");
        html_say(h, " ");
        norm_mark(h, (enum norm_status) s, false);
        html_close(h, "a");
        html_close(h, "li");
    }
    html_close(h, "ul");
}

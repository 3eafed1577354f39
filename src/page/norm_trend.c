/* SPDX-License-Identifier: MIT
 * page/norm_trend.c -- the last twelve months of a provision, a BAB or the whole regulation: columns, and the same as a table. */
#include "base/arena.h"
#include "html/svg.h"
#include "page/norm_priv.h"

bool norm_trend_load(struct db *db, struct norm_view *v, struct err *e)
{
    struct norm_trend *t = ARENA_NEW(v->p.a, struct norm_trend);

    /* A past day is read by the regulation of that day, and looks back from there. */
    if (!rule_trend(db, v->book->rule, v->one, v->book->on.y ? v->book->on : v->book->today, v->p.a, t, e))
        return false;
    v->trend = t;
    return true;
}

struct month {
    struct sv name; /* "Jan 2026" */
    int64_t by[NORM_STATUS_COUNT], counted, known;
};

static bool included(const struct norm_view *v, size_t i)
{
    if (v->one)
        return v->one->index == i;
    if (!v->picked)
        return !v->keep || v->keep[i];
    for (size_t k = 0; k < v->n_group; k++)
        if (v->group[k]->index == i)
            return true;
    return false;
}

static struct sv month_name(struct date d, struct arena *a)
{
    struct sv full = date_long(d, a), day; /* "31 Januari 2026" */

    return sv_cut(&full, ' ', &day) ? full : day;
}

static void months_of(const struct norm_view *v, struct month *m)
{
    for (int k = 0; k < TREND_MONTHS; k++)
        m[k] = (struct month){ .name = month_name(v->trend->days[k], v->p.a) };
    for (size_t i = 0; i < v->trend->n; i++)
        for (int k = 0; included(v, i) && k < TREND_MONTHS; k++) {
            int s = v->trend->by[i][k];

            if (s < 0 || (!v->one && !norm_counts((enum norm_status) s)))
                continue;
            m[k].by[s]++;
            m[k].known++;
        }
}

static struct sv status_words(const struct month *m)
{
    for (int s = 0; s < NORM_STATUS_COUNT; s++)
        if (m->by[s])
            return norm_status_label((enum norm_status) s);
    return SV(T("belum diketahui"));
}

static void drawing(struct norm_view *v, const struct month *m)
{
    struct svg_part parts[TREND_MONTHS][NORM_STATUS_COUNT];
    struct svg_column cols[TREND_MONTHS];
    const struct month *first = &m[0], *last = &m[TREND_MONTHS - 1];
    struct arena *a = v->p.a;
    struct sv title;

    for (int k = 0; k < TREND_MONTHS; k++) {
        for (int s = 0; s < NORM_STATUS_COUNT; s++)
            parts[k][s] = (struct svg_part){ norm_status_label((enum norm_status) s),
                                             norm_status_key((enum norm_status) s), m[k].by[s] };
        cols[k] = (struct svg_column){ m[k].name, parts[k], NORM_STATUS_COUNT };
    }
    title =
        v->one
            ? arena_printf(a, T("Status dua belas bulan terakhir: %.*s %.*s, %.*s %.*s."),
                           SV_FMT(first->name), SV_FMT(status_words(first)), SV_FMT(last->name),
                           SV_FMT(status_words(last)))
            : arena_printf(a,
                           T("Ketentuan terpenuhi dua belas bulan terakhir: %.*s %lld dari %lld, %.*s %lld "
                             "dari %lld."),
                           SV_FMT(first->name), (long long) first->by[NORM_MET], (long long) first->known,
                           SV_FMT(last->name), (long long) last->by[NORM_MET], (long long) last->known);
    svg_columns(&v->p.h, title, cols, TREND_MONTHS);
}

static void heading(struct html *h, const char *words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, words);
    html_close(h, "th");
}

static void table(struct norm_view *v, const struct month *m)
{
    struct html *h = &v->p.h;

    html_open(h, "details");
    html_class(h, "lipat");
    html_elem_say(h, "summary", T("Sebagai tabel"));
    html_open(h, "table");
    html_class(h, "tabel-kecil");
    html_open(h, "thead");
    html_open(h, "tr");
    heading(h, T("Akhir bulan"));
    heading(h, v->one ? T("Status") : T("Terpenuhi"));
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (int k = 0; k < TREND_MONTHS; k++) {
        html_open(h, "tr");
        html_open(h, "th");
        html_attr(h, "scope", SV("row"));
        html_text(h, m[k].name);
        html_close(h, "th");
        html_open(h, "td");
        if (v->one || !m[k].known)
            html_text(h, status_words(&m[k]));
        else
            html_textf(h, T("%lld dari %lld"), (long long) m[k].by[NORM_MET], (long long) m[k].known);
        html_close(h, "td");
        html_close(h, "tr");
    }
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "details");
}

void norm_trend(struct norm_view *v)
{
    struct month m[TREND_MONTHS];
    struct html *h = &v->p.h;
    int known = 0;

    if (!v->trend)
        return;
    months_of(v, m);
    for (int k = 0; k < TREND_MONTHS; k++)
        known += m[k].known > 0;
    if (!known)
        return;
    page_card_begin(h, 2, SV(T("Dua belas bulan terakhir")));
    drawing(v, m);
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_textf(h, T("%.*s sampai %.*s; keadaan pada akhir tiap bulan, seperti yang diketahui waktu itu."),
               SV_FMT(m[0].name), SV_FMT(m[TREND_MONTHS - 1].name));
    if (known < TREND_MONTHS)
        html_textf(h, T(" %d bulan belum diketahui."), TREND_MONTHS - known);
    html_close(h, "p");
    table(v, m);
    page_card_end(h);
}

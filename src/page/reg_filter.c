/* SPDX-License-Identifier: MIT
 * page/reg_filter.c -- the filters of a list: a compact form of the useful ones, and a chip for each that is at work.
 *
 * Useful is what parts the rows: state, agency, classification, choices, yes/no and references among the columns shown, and
 * one date. Filters that came by a link and are not in the form stay, as hidden fields and as chips. */
#include "base/arena.h"
#include "base/date.h"
#include "page/reg_priv.h"

enum { FILTERS_MAX = 9 };

/* A filter tells a value as well as the value itself. */
static bool may_filter(const struct list_page *lp, const struct field *f)
{
    return who_field_reach(lp->who, f->see, f->n_see) == WHO_ALL;
}

static bool filterable(const struct list_page *lp, const struct field *f)
{
    bool kind = f->type == FT_CHOICE || f->type == FT_CHOICES || f->type == FT_BOOLEAN ||
                (f->type == FT_CODE && f->codes) || (f->type == FT_REF && f->target);

    return kind && (f->list || sv_eq(f->key, base_col_name(COL_PD))) && may_filter(lp, f);
}

/* The first date among the columns, else the first date at all. */
static const struct field *date_field(const struct list_page *lp)
{
    const struct field *first = NULL;

    for (size_t i = 0; i < lp->reg->n_fields; i++) {
        const struct field *f = &lp->reg->fields[i];

        if (f->type != FT_DATE || !may_filter(lp, f))
            continue;
        if (f->list)
            return f;
        if (!first)
            first = f;
    }
    return first;
}

static size_t chosen(const struct list_page *lp, const struct field **out)
{
    size_t n = 0;

    for (size_t i = 0; i < lp->reg->n_fields && n < FILTERS_MAX; i++)
        if (filterable(lp, &lp->reg->fields[i]))
            out[n++] = &lp->reg->fields[i];
    return n;
}

bool filter_load(struct list_page *lp, struct err *e)
{
    const struct field *fields[FILTERS_MAX];
    size_t n = chosen(lp, fields);
    const struct picks *picks;

    for (size_t i = 0; i < n; i++)
        if (fields[i]->type == FT_REF && !pick_cache_get(lp->picks, fields[i]->target, &picks, e))
            return false;
    return true;
}

static struct sv given(const struct list_page *lp, struct sv key, enum filter_op op)
{
    for (size_t i = 0; i < lp->q.n_filters; i++)
        if (lp->q.filters[i].op == op && sv_eq(lp->q.filters[i].key, key))
            return lp->q.filters[i].value;
    return SV("");
}

/* --- controls ------------------------------------------------------------------------------------------------------------ */

static void option(struct html *h, struct sv value, struct sv label, struct sv now)
{
    html_open(h, "option");
    html_attr(h, "value", value);
    html_bool_attr(h, "selected", sv_eq(value, now));
    html_text(h, label);
    html_close(h, "option");
}

static void open_select(struct list_page *lp, struct sv key, struct sv label, bool search)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attrf(h, "for", "s-%.*s", SV_FMT(key));
    html_text(h, label);
    html_close(h, "label");
    html_open(h, "select");
    html_class(h, "form-select");
    html_attrf(h, "id", "s-%.*s", SV_FMT(key));
    html_attrf(h, "name", "f.%.*s", SV_FMT(key));
    html_bool_attr(h, "data-pilih", search);
}

static void close_select(struct html *h)
{
    html_close(h, "select");
    html_close(h, "div");
}

static void all_option(struct html *h)
{
    option(h, SV(""), SV(T("Semua")), SV_NULL);
}

static void ref_options(struct list_page *lp, const struct field *f, struct sv now)
{
    struct html *h = &lp->p.h;
    const struct picks *picks;
    struct err none = { 0 };
    int64_t id;

    if (!pick_cache_get(lp->picks, f->target, &picks, &none)) /* loaded before the page was begun */
        return;
    for (size_t i = 0; i < picks->n; i++)
        option(h, picks->items[i].value, picks->items[i].label, now);
    if (picks->more && sv_int(now, &id)) {
        struct sv title = labels_get(lp->labels, f->target, id);

        option(h, now, title.p ? title : now, now);
    }
}

static void field_filter(struct list_page *lp, const struct field *f)
{
    struct html *h = &lp->p.h;
    struct sv now = given(lp, f->key, FILTER_EQ);
    const struct choice *items = f->codes ? f->codes->items : f->choices;
    size_t n = f->codes ? f->codes->n : f->n_choices;
    const struct picks *picks = NULL;
    struct err none = { 0 };
    bool remote = f->type == FT_REF && pick_cache_get(lp->picks, f->target, &picks, &none) && picks->more;

    open_select(lp, f->key, f->label, f->type == FT_REF || n > 12);
    if (remote)
        html_attrf(h, "data-pilih-url", "/r/%.*s/pilih", SV_FMT(f->target->key));
    all_option(h);
    if (f->type == FT_REF)
        ref_options(lp, f, now);
    else if (f->type == FT_BOOLEAN) {
        option(h, SV("1"), SV(T("Ya")), now);
        option(h, SV("0"), SV(T("Tidak")), now);
    } else
        for (size_t i = 0; i < n; i++)
            option(h, items[i].key, items[i].label, now);
    close_select(h);
}

static void state_filter(struct list_page *lp)
{
    struct sv now = given(lp, base_col_name(COL_STATUS), FILTER_EQ);

    if (lp->reg->n_states < 2)
        return;
    open_select(lp, base_col_name(COL_STATUS), SV(T("Keadaan")), false);
    all_option(&lp->p.h);
    for (size_t i = 0; i < lp->reg->n_states; i++)
        option(&lp->p.h, lp->reg->states[i].key, lp->reg->states[i].label, now);
    close_select(&lp->p.h);
}

static void klasifikasi_filter(struct list_page *lp)
{
    const struct who_scheme *s = &lp->region->model->scheme;
    struct sv now = given(lp, base_col_name(COL_KLASIFIKASI), FILTER_EQ);

    if (!lp->reg->classified)
        return;
    open_select(lp, base_col_name(COL_KLASIFIKASI), SV(T("Klasifikasi")), false);
    all_option(&lp->p.h);
    for (size_t i = 0; i < s->n; i++)
        option(&lp->p.h, s->levels[i].key, s->levels[i].label, now);
    close_select(&lp->p.h);
}

static void date_box(struct list_page *lp, const char *id, struct sv name, struct sv label, struct sv value)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "bidang");
    html_open(h, "label");
    html_class(h, "form-label");
    html_attr(h, "for", sv_of(id));
    html_text(h, label);
    html_close(h, "label");
    html_void(h, "input");
    html_attr(h, "type", SV("date"));
    html_class(h, "form-control");
    html_attr(h, "id", sv_of(id));
    html_attr(h, "name", name);
    html_attr(h, "value", value.p ? value : SV(""));
    html_close(h, "div");
}

static void date_filters(struct list_page *lp)
{
    const struct field *f = date_field(lp);
    struct arena *a = lp->p.a;

    if (f) {
        date_box(lp, "s-dari", arena_printf(a, "f.%.*s.dari", SV_FMT(f->key)),
                 arena_printf(a, T("%.*s, sejak"), SV_FMT(f->label)), given(lp, f->key, FILTER_FROM));
        date_box(lp, "s-sampai", arena_printf(a, "f.%.*s.sampai", SV_FMT(f->key)),
                 arena_printf(a, T("%.*s, sampai"), SV_FMT(f->label)), given(lp, f->key, FILTER_TO));
    }
    date_box(lp, "s-per", SV("per"), SV(T("Keadaan per tanggal")), web_field_find(lp->p.req, SV("per")));
}

/* --- the form -------------------------------------------------------------------------------------------------------------- */

/* A name that one of the boxes above sends. */
static bool in_form(const struct list_page *lp, struct sv name)
{
    const struct field *fields[FILTERS_MAX], *date = date_field(lp);
    size_t n = chosen(lp, fields);
    struct sv key = sv_sub(name, 2, name.n);

    if (sv_eq(name, SV("per")) || sv_eq(name, SV("cari")))
        return true;
    if (!sv_starts(name, SV("f.")))
        return false;
    if ((sv_eq(key, base_col_name(COL_STATUS)) && lp->reg->n_states > 1) ||
        (sv_eq(key, base_col_name(COL_KLASIFIKASI)) && lp->reg->classified))
        return true;
    for (size_t i = 0; i < n; i++)
        if (sv_eq(fields[i]->key, key))
            return true;
    return date && sv_starts(key, date->key) &&
           (sv_eq(sv_sub(key, date->key.n, key.n), SV(".dari")) ||
            sv_eq(sv_sub(key, date->key.n, key.n), SV(".sampai")));
}

static void keep_others(struct list_page *lp)
{
    const struct web_fields *q = web_query(lp->p.req);

    for (size_t i = 0; i < q->n; i++) {
        struct sv name = q->items[i].name;

        if (q->items[i].value.n && !in_form(lp, name) &&
            (sv_starts(name, SV("f.")) || sv_eq(name, SV("urut")) || sv_eq(name, SV("terhapus")) ||
             sv_eq(name, SV("kolom")) || sv_eq(name, SV("tampilan"))))
            page_hidden_(&lp->p.h, name, q->items[i].value);
    }
}

static void search_row(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "input-group mb-2");
    html_void(h, "input");
    html_attr(h, "type", SV("search"));
    html_class(h, "form-control");
    html_attr(h, "name", SV("cari"));
    html_attr(h, "value", lp->q.search.p ? lp->q.search : SV(""));
    html_attrf(h, "aria-label", T("Cari dalam %.*s"), SV_FMT(lp->reg->label));
    html_attrf(h, "placeholder", T("Cari dalam %.*s"), SV_FMT(lp->reg->label));
    page_submit(h, "btn-primary", "search", T("Cari"));
    html_close(h, "div");
}

void filter_form(struct list_page *lp)
{
    const struct field *fields[FILTERS_MAX];
    size_t n = chosen(lp, fields);
    struct html *h = &lp->p.h;

    html_open(h, "form");
    html_class(h, "tanpa-cetak");
    html_attr(h, "id", SV("saring"));
    html_attr(h, "role", SV("search"));
    html_attrf(h, "aria-label", T("Saring %.*s"), SV_FMT(lp->reg->label));
    html_url(h, "action", page_reg_url(lp->p.a, lp->reg));
    html_url(h, "hx-get", page_reg_url(lp->p.a, lp->reg));
    html_attr(h, "hx-trigger", SV("submit, change"));
    html_attr(h, "hx-sync", SV("this:replace"));
    html_attr(h, "hx-target", SV("#hasil"));
    html_attr(h, "hx-select", SV("#hasil"));
    html_attr(h, "hx-select-oob", SV("#saring-tetap,#ekspor"));
    html_open(h, "span");
    html_attr(h, "id", SV("saring-tetap"));
    keep_others(lp);
    html_close(h, "span");
    search_row(lp);
    html_open(h, "details");
    html_class(h, "lipat mb-2");
    html_bool_attr(h, "open", lp->q.n_filters > 0 || lp->q.at);
    html_elem_say(h, "summary", T("Saringan dan keadaan per tanggal"));
    html_open(h, "div");
    html_class(h, "saring");
    state_filter(lp);
    for (size_t i = 0; i < n; i++)
        field_filter(lp, fields[i]);
    klasifikasi_filter(lp);
    date_filters(lp);
    html_open(h, "div");
    html_class(h, "bidang");
    page_submit(h, "btn-primary", "filter", T("Terapkan"));
    html_close(h, "div");
    html_close(h, "div");
    html_close(h, "details");
    html_close(h, "form");
}

/* --- chips ------------------------------------------------------------------------------------------------------------------- */

static struct sv filter_words(struct list_page *lp, const struct filter *f)
{
    const struct reg *r = lp->reg;
    const struct field *fd = reg_field(r, f->key);
    const struct state *s = reg_state(r, f->value);
    struct arena *a = lp->p.a;
    struct sv label = fd                            ? fd->label
                      : sv_eq(f->key, SV("status")) ? SV(T("Keadaan"))
                                                    : f->key,
              value = f->value;

    if (sv_eq(f->key, base_col_name(COL_STATUS)) && s)
        value = s->label;
    else if (sv_eq(f->key, base_col_name(COL_KLASIFIKASI)))
        value = reg_klasifikasi(lp->region->model, value);
    else if (fd && (f->op == FILTER_EQ || f->op == FILTER_FROM || f->op == FILTER_TO))
        value = value_show(lp->region->model, fd, value, lp->labels, a);
    switch (f->op) {
    case FILTER_EQ: return arena_printf(a, "%.*s: %.*s", SV_FMT(label), SV_FMT(value));
    case FILTER_FROM: return arena_printf(a, T("%.*s sejak %.*s"), SV_FMT(label), SV_FMT(value));
    case FILTER_TO: return arena_printf(a, T("%.*s sampai %.*s"), SV_FMT(label), SV_FMT(value));
    case FILTER_HAS: return arena_printf(a, T("%.*s memuat \"%.*s\""), SV_FMT(label), SV_FMT(value));
    case FILTER_EMPTY: return arena_printf(a, T("%.*s kosong"), SV_FMT(label));
    case FILTER_FILLED: break;
    }
    return arena_printf(a, T("%.*s terisi"), SV_FMT(label));
}

static void chip(struct list_page *lp, const char *name, struct sv words)
{
    const char *drop[] = { "setelah", "sebelum", "baru_dihapus", "tampilan_dihapus", name, NULL };
    struct html *h = &lp->p.h;
    struct sv rest = reg_query_with(lp->p.req, drop, NULL, SV_NULL);

    html_open(h, "li");
    html_open(h, "a");
    html_href(h, rest.n > 1 ? rest : list_all_url(lp));
    html_text(h, words);
    page_icon(h, "x");
    html_open(h, "span");
    html_class(h, "visually-hidden");
    html_say(h, T("hapus saringan ini"));
    html_close(h, "span");
    html_close(h, "a");
    html_close(h, "li");
}

static const char *filter_name(struct list_page *lp, const struct filter *f)
{
    static const char *const tails[] = {
        [FILTER_EQ] = "",         [FILTER_FROM] = ".dari",    [FILTER_TO] = ".sampai",
        [FILTER_HAS] = ".berisi", [FILTER_EMPTY] = ".kosong", [FILTER_FILLED] = ".terisi",
    };

    return arena_printf(lp->p.a, "f.%.*s%s", SV_FMT(f->key), tails[f->op]).p;
}

void filter_chips(struct list_page *lp)
{
    struct html *h = &lp->p.h;
    struct arena *a = lp->p.a;

    if (!lp->q.n_filters && !lp->q.search.p && !lp->q.at && !lp->q.deleted)
        return;
    html_open(h, "ul");
    html_class(h, "keping");
    html_attr(h, "hx-boost", SV("true"));
    html_attr_say(h, "aria-label", T("Saringan yang berlaku"));
    if (lp->q.search.p)
        chip(lp, "cari", arena_printf(a, T("Cari: %.*s"), SV_FMT(lp->q.search)));
    if (lp->q.at)
        chip(lp, "per",
             arena_printf(a, T("Keadaan per %.*s"),
                          SV_FMT(page_day(a, web_field_find(lp->p.req, SV("per"))))));
    if (lp->q.deleted)
        chip(lp, "terhapus", SV(T("Yang dihapus")));
    for (size_t i = 0; i < lp->q.n_filters; i++)
        chip(lp, filter_name(lp, &lp->q.filters[i]), filter_words(lp, &lp->q.filters[i]));
    html_close(h, "ul");
}

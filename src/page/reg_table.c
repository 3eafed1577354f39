/* SPDX-License-Identifier: MIT
 * page/reg_table.c -- the rows of a list: a table where there is room, cards on a phone (app.css), and values with links. */
#include "base/arena.h"
#include "html/md.h"
#include "page/reg_priv.h"

enum { CELL_MAX = 160 };

struct sv list_base_label(enum base_col c)
{
    switch (c) {
    case COL_STATUS: return SV(T("Keadaan"));
    case COL_BERLAKU_SEJAK: return SV(T("Keadaan sejak"));
    case COL_KLASIFIKASI: return SV(T("Klasifikasi"));
    case COL_DIBUAT_PADA: return SV(T("Dicatat"));
    case COL_DIUBAH_PADA: return SV(T("Diubah"));
    default: return base_col_name(c);
    }
}

struct sv list_col_label(const struct view_col *c)
{
    return c->f ? c->f->label : list_base_label(c->base);
}

/* Order tells a value as well as the value itself: only where all rows' values are for these eyes. */
static bool sortable(const struct list_page *lp, const struct field *f)
{
    return !field_is_multi(f) && f->type != FT_REF && who_field_reach(lp->who, f->see, f->n_see) == WHO_ALL;
}

static bool is_number(const struct field *f)
{
    return f->type == FT_INTEGER || f->type == FT_DECIMAL || f->type == FT_RUPIAH;
}

void reg_status(struct html *h, const struct reg *r, struct sv status)
{
    const struct state *s = reg_state(r, status);

    page_badge(h, s ? s->tone : SV_NULL, s ? s->label : status);
}

struct sv reg_klasifikasi(const struct model *m, struct sv key)
{
    for (size_t i = 0; i < m->scheme.n; i++)
        if (sv_eq(m->scheme.levels[i].key, key))
            return m->scheme.levels[i].label;
    return key;
}

/* --- headings that sort ---------------------------------------------------------------------------------------------- */

static void heading(struct list_page *lp, struct sv key, struct sv label, bool number)
{
    struct html *h = &lp->p.h;
    bool here = sv_eq(lp->q.sort, key), up = here && !lp->q.desc;
    struct sv to = up ? arena_printf(lp->p.a, "-%.*s", SV_FMT(key)) : key;

    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    if (number)
        html_class(h, "angka");
    if (here)
        html_attr(h, "aria-sort", up ? SV("ascending") : SV("descending"));
    html_open(h, "a");
    html_href(h, reg_query_with(lp->p.req, reg_query_cursors, "urut", to));
    html_text(h, label);
    if (here)
        page_icon_(h, up ? SV("chevron-up") : SV("chevron-down"));
    html_close(h, "a");
    html_close(h, "th");
}

static void plain_heading(struct html *h, struct sv label)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_text(h, label);
    html_close(h, "th");
}

static void headings(struct list_page *lp)
{
    struct html *h = &lp->p.h;
    const struct reg *r = lp->reg;

    html_open(h, "thead");
    html_attr(h, "hx-boost", SV("true"));
    html_open(h, "tr");
    heading(lp, r->title && !field_is_multi(r->title) ? r->title->key : base_col_name(COL_NOMOR),
            r->title ? r->title->label : r->label, false);
    for (size_t i = 0; i < lp->cols.n; i++) {
        const struct view_col *c = &lp->cols.items[i];

        if (!c->f || sortable(lp, c->f))
            heading(lp, c->key, list_col_label(c), c->f && is_number(c->f));
        else
            plain_heading(h, c->f->label);
    }
    html_close(h, "tr");
    html_close(h, "thead");
}

/* --- cells ------------------------------------------------------------------------------------------------------------- */

static struct sv clip(struct sv s, struct arena *a)
{
    size_t n = CELL_MAX;

    if (s.n <= CELL_MAX)
        return s;
    while (n > 0 && ((unsigned char) s.p[n] & 0xc0) == 0x80)
        n--;
    return arena_printf(a, "%.*s\u2026", (int) n, s.p);
}

static void cell(struct list_page *lp, const struct field *f, const struct record *r)
{
    struct html *h = &lp->p.h;
    struct sv v = r->val[f->index];

    html_open(h, "td");
    html_attr(h, "data-label", f->label);
    if (is_number(f))
        html_class(h, "angka");
    if (v.p && record_may_see_field(lp->who, r, f)) {
        if (f->type == FT_URL)
            page_link(h, v, clip(v, lp->p.a));
        else
            html_text(h, clip(value_show(lp->region->model, f, v, lp->labels, lp->p.a), lp->p.a));
    }
    html_close(h, "td");
}

static bool of_now(const struct list_page *lp)
{
    return lp->rows.n && !lp->q.at && !lp->q.deleted;
}

bool list_changes(const struct list_page *lp)
{
    return of_now(lp) && reg_may_create(lp->who, lp->reg);
}

bool list_writes(const struct list_page *lp)
{
    const struct letters *l = &lp->region->letters;

    for (size_t i = 0; of_now(lp) && i < l->n; i++)
        if (l->items[i].reg == lp->reg && letters_might(lp->region, lp->who, &l->items[i]))
            return true;
    return false;
}

bool list_picks(const struct list_page *lp)
{
    return list_changes(lp) || list_writes(lp);
}

static void main_cell(struct list_page *lp, const struct record *r)
{
    struct html *h = &lp->p.h;
    struct sv url = page_record_url(lp->p.a, lp->reg, r->id), title = record_title(r);

    if (lp->reg->title)
        title = r->val[lp->reg->title->index].p
                    ? value_show(lp->region->model, lp->reg->title, r->val[lp->reg->title->index], lp->labels,
                                 lp->p.a)
                    : title;
    if (lp->q.at)
        url =
            arena_printf(lp->p.a, "%.*s?per=%.*s", SV_FMT(url), SV_FMT(web_field_find(lp->p.req, SV("per"))));
    html_open(h, "td");
    html_class(h, "utama");
    if (list_picks(lp)) {
        html_void(h, "input");
        html_attr(h, "type", SV("checkbox"));
        html_class(h, "form-check-input");
        html_attr(h, "form", SV("massal"));
        html_attr(h, "name", SV("_r"));
        html_attr_int(h, "value", r->id);
        html_attrf(h, "aria-label", T("Pilih %.*s"), SV_FMT(clip(title, lp->p.a)));
    }
    page_link(h, url, clip(title, lp->p.a));
    if (r->nomor.n && !sv_eq(r->nomor, title)) {
        html_open(h, "div");
        html_class(h, "text-secondary nomor");
        html_text(h, r->nomor);
        html_close(h, "div");
    }
    if (lp->reg->classified && !sv_eq(r->klasifikasi, lp->region->model->scheme.levels[0].key))
        page_badge(h, SV("red"), reg_klasifikasi(lp->region->model, r->klasifikasi));
    html_close(h, "td");
}

static void base_cell(struct list_page *lp, enum base_col c, const struct record *r)
{
    struct html *h = &lp->p.h;
    bool gone = c == COL_DIUBAH_PADA && lp->q.deleted;

    html_open(h, "td");
    html_attr(h, "data-label", gone ? SV(T("Dihapus")) : list_base_label(c));
    if (c == COL_STATUS) {
        reg_status(h, lp->reg, r->status);
    } else if (c == COL_KLASIFIKASI) {
        html_text(h, reg_klasifikasi(lp->region->model, r->klasifikasi));
    } else {
        html_open(h, "span");
        html_class(h, "nomor");
        html_text(h, page_day(lp->p.a, gone ? r->dihapus : record_base(r, c, lp->p.a)));
        html_close(h, "span");
    }
    html_close(h, "td");
}

static void row(struct list_page *lp, const struct record *r)
{
    struct html *h = &lp->p.h;

    html_open(h, "tr");
    main_cell(lp, r);
    for (size_t i = 0; i < lp->cols.n; i++)
        if (lp->cols.items[i].f)
            cell(lp, lp->cols.items[i].f, r);
        else
            base_cell(lp, lp->cols.items[i].base, r);
    html_close(h, "tr");
}

void list_table(struct list_page *lp)
{
    struct html *h = &lp->p.h;

    html_open(h, "div");
    html_class(h, "gulung");
    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "caption");
    html_class(h, "visually-hidden");
    html_text(h, lp->reg->label);
    html_close(h, "caption");
    headings(lp);
    html_open(h, "tbody");
    for (size_t i = 0; i < lp->rows.n; i++)
        row(lp, lp->rows.rows[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

/* --- one value with its links, for details -------------------------------------------------------------------------------- */

static void one_value(struct page *p, const struct field *f, struct sv v, const struct labels *l)
{
    struct html *h = &p->h;
    const struct reg *target = f->target;
    struct sv id = v, key, text = value_show(p->region->model, f, v, l, p->a);
    int64_t n;

    if ((f->type == FT_REF || f->type == FT_REFS) && !target && sv_cut(&id, ':', &key))
        target = model_reg(p->region->model, key);
    if (target && sv_int(id, &n) && labels_get(l, target, n).p)
        page_link(h, page_record_url(p->a, target, n), text);
    else if ((f->type == FT_FILE || f->type == FT_FILES) && sv_int(v, &n))
        page_link(h, arena_printf(p->a, "/berkas/%lld", (long long) n), text);
    else if (f->type == FT_URL)
        page_link(h, v, v);
    else if (f->type == FT_EMAIL)
        page_link(h, arena_printf(p->a, "mailto:%.*s", SV_FMT(v)), v);
    else if (f->type == FT_CODE && sv_eq(f->from, SV("@norms")))
        page_link(h, page_norm_url(p->a, v), text);
    else
        html_text(h, text);
}

void reg_value(struct page *p, const struct field *f, struct sv stored, const struct labels *l)
{
    struct html *h = &p->h;
    struct sv *items;
    size_t n;

    if (f->type == FT_PROSE) {
        html_open(h, "div");
        html_class(h, "prosa");
        md_html(h, stored, 4);
        html_close(h, "div");
        return;
    }
    /* A reference of one record may look like a list of one: only multiple fields hold |a|b|. */
    n = field_is_multi(f) ? value_split(stored, p->a, &items) : 0;
    if (n < 2) {
        one_value(p, f, n == 1 ? items[0] : stored, l);
        return;
    }
    html_open(h, "ul");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        one_value(p, f, items[i], l);
        html_close(h, "li");
    }
    html_close(h, "ul");
}

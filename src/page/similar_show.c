/* SPDX-License-Identifier: MIT
 * page/similar_show.c -- what may be the same thing elsewhere: as links, and as the part of a form that asks while one types. */
#include "page/form_priv.h"
#include "page/review.h"
#include "page/review_priv.h"
#include "page/show_priv.h"

enum { FORM_HITS = 5 };

const struct record *similar_agency(const struct similar_hit *h, struct arena *a)
{
    struct record *r = ARENA_NEW(a, struct record);

    r->reg = h->reg;
    r->pd = h->pd;
    r->val = ARENA_ARRAY(a, struct sv, h->reg->n_fields + 1);
    for (size_t i = 0; i < h->reg->n_fields; i++)
        if (sv_eq(h->reg->fields[i].key, base_col_name(COL_PD)) && h->pd)
            r->val[i] = arena_printf(a, "%lld", (long long) h->pd);
    return r;
}

void similar_list(struct page *p, const struct similar_hit *hits, size_t n, const struct labels *l)
{
    const struct reg *agencies = model_agencies(p->region->model);
    struct html *h = &p->h;

    for (size_t i = 0; i < n; i++) {
        struct sv pd = agencies && hits[i].pd ? labels_get(l, agencies, hits[i].pd) : SV_NULL;

        if (i)
            html_say(h, "; ");
        page_link(h, page_record_url(p->a, hits[i].reg, hits[i].id), hits[i].title);
        if (pd.p)
            html_textf(h, " (%.*s)", SV_FMT(pd));
        if (hits[i].shared)
            html_textf(h, T(", %.*s yang sama"), SV_FMT(hits[i].shared->label));
    }
    html_say(h, ".");
}

bool similar_load(struct page *p, struct db *db, const struct record *r, struct similar_part *out,
                  struct err *e)
{
    const struct record **rows;
    struct similar_pool *pool;

    *out = (struct similar_part){ .n = 0 };
    if (!similar_open(db, &p->region->records, p->who, r->reg, p->a, &pool, e))
        return false;
    similar_find(pool, r, FORM_HITS, p->a, &out->hits, &out->n);
    rows = ARENA_ARRAY(p->a, const struct record *, out->n + 1);
    for (size_t i = 0; i < out->n; i++)
        rows[i] = similar_agency(&out->hits[i], p->a);
    return labels_load(db, &p->region->records, p->who, rows, out->n, p->a, &out->labels, e);
}

void similar_write(struct page *p, const struct reg *reg, const struct similar_part *part)
{
    struct html *h = &p->h;

    if (!part->n)
        return;
    page_alert_begin(h, PAGE_CAUTION, reg->similar->label);
    html_open(h, "p");
    similar_list(p, part->hits, part->n, part->labels);
    html_close(h, "p");
    html_elem_say(
        h, "p",
        T("Periksa dulu apakah yang sudah ada dapat dipakai bersama. Peringatan ini tidak menahan apa pun."));
    page_alert_end(h);
}

/* The form asks again whenever one of the fields that are compared was changed; without scripts the page of the record and
 * the table of the review say it. */
void similar_box_begin(struct page *p, const struct reg *reg)
{
    struct html *h = &p->h;

    html_open(h, "div");
    html_attr(h, "id", SV("mirip"));
    html_attr(h, "aria-live", SV("polite"));
    html_url(h, "hx-post", arena_printf(p->a, "/r/%.*s/mirip", SV_FMT(reg->key)));
    html_attr(h, "hx-trigger", SV("change from:closest form delay:200ms"));
    html_attr(h, "hx-include", SV("closest form"));
    html_attr(h, "hx-swap", SV("innerHTML"));
}

void similar_typed(struct form *f, struct record *r)
{
    const struct reg_similar *s = f->reg->similar;
    int64_t id;

    *r = (struct record){ .reg = f->reg };
    r->val = ARENA_ARRAY(f->p->a, struct sv, f->reg->n_fields + 1);
    r->val[s->name->index] = sv_trim(web_field_find(f->p->req, s->name->key));
    for (size_t i = 0; i <= s->n_same; i++) {
        const struct field *fd = i < s->n_same ? s->same[i].own : s->known;
        struct sv *items, all = SV("|");
        size_t n;

        if (!fd)
            continue;
        n = web_field_all(f->p->req, fd->key, &items);
        for (size_t k = 0; k < n && k < PICK_MAX; k++)
            if (items[k].n)
                all = arena_printf(f->p->a, "%.*s%.*s|", SV_FMT(all), SV_FMT(items[k]));
        if (all.n > 1)
            r->val[fd->index] = all;
    }
    if (sv_int(web_field_find(f->p->req, base_col_name(COL_PD)), &id))
        r->pd = id;
    else if (f->who->n_posts)
        r->pd = f->who->posts[0].pd;
    if (r->val[s->name->index].n == 0)
        r->val[s->name->index] = SV_NULL;
}

bool similar_part(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct page p;
    struct form f = form_begin(&p, ctx, req);
    struct record r;
    struct similar_part part;
    struct db *db = NULL;
    bool ok;

    if (!page_reg(f.region, req, &f.reg, e))
        return false;
    if (!f.reg->similar) {
        err_set(e, ERR_MISSING, T("%.*s tidak dibandingkan dengan daftar lain."), SV_FMT(f.reg->label));
        return err_hint(e, T("Buka daftarnya."));
    }
    similar_typed(&f, &r);
    ok = page_read(f.region, &db, e) && similar_load(&p, db, &r, &part, e);
    db_release(db);
    if (!ok)
        return false;
    html_init(&p.h, res->body);
    similar_write(&p, f.reg, &part);
    web_html(res, &p.h);
    return true;
}

/* SPDX-License-Identifier: MIT
 * page/show_grid.c -- on the page of a record: its grids, each as one table of who has what state, n of m, and the way to
 * fill it in. */
#include "base/arena.h"
#include "base/hash.h"
#include "page/grid_priv.h"
#include "page/show_priv.h"

bool show_grids_load(struct show *s, struct db *db, struct err *e)
{
    s->grids = ARENA_ARRAY(s->p.a, struct grid, s->reg->n_grids + 1);
    for (size_t i = 0; i < s->reg->n_grids; i++) {
        struct grid *k = &s->grids[s->n_grids];
        const struct record **rows = ARENA_ARRAY(s->p.a, const struct record *, GRID_ROWS_MAX + 1);
        size_t n = 0;

        if (!who_may_open(s->who, &s->reg->grids[i].of->rule))
            continue;
        *k = (struct grid){ .p = s->p,
                            .region = s->region,
                            .who = s->who,
                            .reg = s->reg,
                            .s = &s->reg->grids[i],
                            .rec = s->rec };
        if (!grid_rows(k, db, e))
            return false;
        for (size_t j = 0; j < k->n; j++)
            if (k->rows[j].child)
                rows[n++] = k->rows[j].child;
        if (!labels_load(db, &s->region->records, s->who, rows, n, s->p.a, &k->labels, e))
            return false;
        k->open = grid_open(k);
        grid_sort(k);
        s->n_grids++;
    }
    return true;
}

/* One box inside: on a narrow screen a cell is a label and what stands beside it. */
static void cell_begin(struct html *h, struct sv label)
{
    html_open(h, "td");
    html_attr(h, "data-label", label);
    html_open(h, "div");
}

static void cell_end(struct html *h)
{
    html_close(h, "div");
    html_close(h, "td");
}

static void state_cell(struct grid *k, struct show *s, const struct record *c)
{
    struct html *h = &s->p.h;
    const struct field *f = k->s->n_fields ? k->s->fields[0] : NULL;

    cell_begin(h, f ? f->label : SV(T("Keadaan")));
    if (f)
        page_badge(h, grid_done(k->s, c) ? SV("green") : SV("grey"),
                   value_show(s->region->model, f, c->val[f->index], k->labels, s->p.a));
    else
        reg_status(h, k->s->of, c->status);
    if (grid_late(k->s, c, page_today_iso(s->region, s->p.a))) {
        html_say(h, " ");
        page_badge(h, SV("red"), SV(T("terlambat")));
    }
    cell_end(h);
}

static void value_cell(struct grid *k, struct show *s, const struct record *c, const struct field *f)
{
    struct html *h = &s->p.h;

    cell_begin(h, f->label);
    if (c->val[f->index].p && record_may_see_field(s->who, c, f))
        reg_value(&s->p, f, c->val[f->index], k->labels);
    show_ages(s, c, f);
    cell_end(h);
}

static void one_row(struct grid *k, struct show *s, const struct grid_row *r)
{
    struct html *h = &s->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    page_link(h, page_record_url(s->p.a, k->s->of, r->child->id), r->title);
    html_close(h, "td");
    state_cell(k, s, r->child);
    for (size_t i = 1; i < k->s->n_fields; i++)
        value_cell(k, s, r->child, k->s->fields[i]);
    for (size_t i = 0; i < k->s->n_show; i++)
        value_cell(k, s, r->child, k->s->show[i]);
    html_close(h, "tr");
}

static void head_cell(struct html *h, struct sv words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_text(h, words);
    html_close(h, "th");
}

static void table(struct grid *k, struct show *s)
{
    struct html *h = &s->p.h;

    html_open(h, "div");
    html_class(h, "gulung");
    html_open(h, "table");
    html_class(h, "daftar ringkas");
    html_open(h, "caption");
    html_class(h, "visually-hidden");
    html_text(h, k->s->label);
    html_close(h, "caption");
    html_open(h, "thead");
    html_open(h, "tr");
    head_cell(h, k->s->each ? k->s->each->label : k->s->of->title ? k->s->of->title->label : k->s->of->label);
    head_cell(h, k->s->n_fields ? k->s->fields[0]->label : SV(T("Keadaan")));
    for (size_t i = 1; i < k->s->n_fields; i++)
        head_cell(h, k->s->fields[i]->label);
    for (size_t i = 0; i < k->s->n_show; i++)
        head_cell(h, k->s->show[i]->label);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < k->n; i++)
        if (k->rows[i].child)
            one_row(k, s, &k->rows[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

/* How many rows are in each state: the asker's first question. */
static void counts(struct grid *k, struct show *s)
{
    const struct reg *of = k->s->of;
    const struct field *f = k->s->n_fields ? k->s->fields[0] : NULL;
    size_t n = f ? f->n_choices : of->n_states;
    struct html *h = &s->p.h;

    html_open(h, "p");
    html_class(h, "sebaris align-items-center");
    html_open(h, "strong");
    html_textf(h, T("%zu dari %zu %.*s"), k->n_done, k->n_children, SV_FMT(k->s->done_label));
    html_close(h, "strong");
    for (size_t i = 0; i < n; i++) {
        struct sv key = f ? f->choices[i].key : of->states[i].key;
        size_t count = 0;

        for (size_t j = 0; j < k->n; j++)
            count += k->rows[j].child &&
                     sv_eq(f ? k->rows[j].child->val[f->index] : k->rows[j].child->status, key);
        if (count)
            page_badge(h, f ? SV("grey") : of->states[i].tone,
                       arena_printf(s->p.a, "%.*s: %zu",
                                    SV_FMT(f ? f->choices[i].label : of->states[i].label), count));
    }
    html_close(h, "p");
}

static void way_on(struct grid *k, struct show *s)
{
    struct sv back = page_record_url(s->p.a, s->reg, s->rec->id);

    if (k->s->each)
        page_link_button(&s->p.h, grid_url(k->s, s->rec, s->p.a), "", "users",
                         k->s->n_fields ? T("Isi lembar") : T("Tambah \u2026"));
    else
        page_link_button(&s->p.h,
                         arena_printf(s->p.a, "/r/%.*s/baru?%.*s=%lld&_kembali=%.*s", SV_FMT(k->s->of->key),
                                      SV_FMT(k->s->by->key), (long long) s->rec->id,
                                      SV_FMT(url_encode(back, s->p.a))),
                         "", "plus", T("Catat baru"));
}

void show_grids(struct show *s)
{
    struct html *h = &s->p.h;

    for (size_t i = 0; i < s->n_grids; i++) {
        struct grid *k = &s->grids[i];

        page_card_begin(h, 2, k->s->label);
        if (k->n_children) {
            counts(k, s);
            table(k, s);
        } else {
            html_elem_say(h, "p", T("Belum ada yang dicatat."));
        }
        if (k->open) {
            html_open(h, "p");
            html_class(h, "tanpa-cetak mt-3");
            way_on(k, s);
            html_close(h, "p");
        }
        page_card_end(h);
    }
}

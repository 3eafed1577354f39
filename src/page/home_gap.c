/* SPDX-License-Identifier: MIT
 * page/home_gap.c -- /kekurangan: what the person's own agency lacks, provision by provision, each with its rows. Asked for
 * by the front page after it has been shown, since it looks at every provision that binds agencies. */
#include "base/arena.h"
#include "page/home.h"
#include "page/home_priv.h"

enum { LEASE_MS = 5000, ROWS_MAX = 25, BRIEF = 5 };

struct gap {
    const struct norm_state *state;
    const struct reg *reg; /* whose rows; the list of agencies: the agency itself */
    struct record **rows;
    size_t n;
    bool more;
};
struct gaps {
    struct page p;
    struct norm_book book;
    struct gap *items;
    size_t n, cap;
};

/* --- loading ---------------------------------------------------------------------------------------------------------- */

static bool add_rows(struct gaps *g, struct db *db, struct db *pack, struct gap *out, int64_t pd,
                     struct err *e)
{
    const struct region *r = g->p.region;
    size_t n, cap = out->n;
    int64_t *ids;

    if (!rule_gap(pack, r->rule, out->state->norm, pd, g->book.today, ROWS_MAX + 1, g->p.a, &ids, &n, e))
        return false;
    out->more = out->more || n > ROWS_MAX;
    for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
        struct err why = { 0 };
        struct record *rec;

        if (record_get(db, &r->records, g->p.who, out->reg, ids[i], g->p.a, &rec, &why))
            *ARENA_PUSH(g->p.a, out->rows, out->n, cap) = rec;
        else if (why.kind != ERR_MISSING)
            return *e = why, false;
    }
    return true;
}

static bool first_post_of(const struct actor *who, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (who->posts[i].pd == who->posts[at].pd)
            return false;
    return true;
}

static bool asks_for_work(const struct norm_state *s)
{
    return norm_counts(s->status) && s->status != NORM_MET && s->status != NORM_NO_DATA;
}

static int urgency(const struct norm_state *s)
{
    if (s->status == NORM_LATE)
        return 0;
    return sv_eq(s->norm->strength, SV("wajib")) || sv_eq(s->norm->strength, SV("harus")) ? 1 : 2;
}

static int compare(const void *x, const void *y)
{
    const struct gap *a = x, *b = y;
    int c = urgency(a->state) - urgency(b->state);

    return c ? c
             : (a->state->norm->index > b->state->norm->index) -
                   (a->state->norm->index < b->state->norm->index);
}

static bool load_all(struct gaps *g, struct db *db, struct db *pack, struct err *e)
{
    const struct actor *who = g->p.who;

    for (size_t i = 0; i < g->book.n; i++) {
        const struct norm_state *s = &g->book.states[i];
        struct gap found = { .state = s, .reg = rule_rows_reg(g->p.region->rule, s->norm) };

        if (!found.reg || !asks_for_work(s) || !norm_is_mine(s->norm, who))
            continue;
        for (size_t k = 0; k < who->n_posts; k++)
            if (first_post_of(who, k) && !add_rows(g, db, pack, &found, who->posts[k].pd, e))
                return false;
        if (found.n)
            *ARENA_PUSH(g->p.a, g->items, g->n, g->cap) = found;
    }
    if (g->n)
        qsort(g->items, g->n, sizeof *g->items, compare);
    return arena_ok(g->p.a, e);
}

static bool load(struct gaps *g, struct err *e)
{
    const struct region *r = g->p.region;
    struct db *db = NULL, *pack = NULL;
    bool ok =
        page_read(r, &db, e) && norm_book_load(db, r, (struct date){ 0 }, g->p.a, &g->book, e) &&
        (!g->p.who->n_posts || (db_lease(r->pool, DB_PACK, LEASE_MS, &pack, e) && load_all(g, db, pack, e)));

    db_release(pack);
    db_release(db);
    return ok;
}

/* --- writing ---------------------------------------------------------------------------------------------------------------- */

static void rows(struct gaps *g, const struct gap *gap)
{
    struct html *h = &g->p.h;

    if (reg_is_agency(gap->reg)) /* the agency itself falls short: nothing more to name */
        return;
    html_open(h, "p");
    html_text(h, gap->reg->label);
    html_say(h, ": ");
    for (size_t i = 0; i < gap->n; i++) {
        html_say(h, i ? ", " : "");
        page_link(h, page_record_url(g->p.a, gap->reg, gap->rows[i]->id), record_title(gap->rows[i]));
    }
    if (gap->more)
        html_say(h, T(", dan lainnya"));
    html_close(h, "p");
}

static void item(struct gaps *g, const struct gap *gap, bool brief)
{
    const struct norm *n = gap->state->norm;
    struct norm_addr ad = norm_addr_of(n->at);
    struct html *h = &g->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_class(h, "baris-kepala");
    page_link(h, norm_path(n->at, g->p.a), norm_addr_label(&ad, g->p.a));
    if (urgency(gap->state) < 2 && n->strength.n)
        page_badge(h, SV("yellow"), norm_strength(n->strength));
    if (gap->state->status == NORM_LATE)
        norm_mark(h, NORM_LATE, false);
    html_close(h, "div");
    html_elem(h, "p", n->says);
    rows(g, gap);
    /* "Complete what is named below" says nothing where it stands already. */
    if (!brief && gap->state->next_text.n && !sv_ends(gap->state->next_text, SV("tersebut di bawah."))) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_text(h, gap->state->next_text);
        html_close(h, "p");
    }
    html_close(h, "li");
}

static void list(struct gaps *g, size_t most)
{
    struct html *h = &g->p.h;

    html_open(h, "ul");
    html_class(h, "tindakan");
    for (size_t i = 0; i < g->n && i < most; i++)
        item(g, &g->items[i], most == BRIEF);
    html_close(h, "ul");
}

static void brief(struct gaps *g, struct web_res *res)
{
    struct html *h = &g->p.h;

    web_html(res, h);
    html_open(h, "div");
    if (!g->n) {
        html_elem_say(h, "p", T("Tidak ada kekurangan yang tercatat."));
    } else {
        html_open(h, "p");
        html_textf(h, T("%zu ketentuan belum dipenuhi Perangkat Daerah Anda."), g->n);
        html_close(h, "p");
        list(g, BRIEF);
    }
    if (g->n > BRIEF) {
        html_open(h, "p");
        html_class(h, "lagi");
        page_link(h, SV("/kekurangan"), SV(T("Lihat semuanya")));
        html_close(h, "p");
    }
    html_close(h, "div");
    html_end(h);
}

bool gap_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct gaps g = { .p = { .ctx = ctx,
                             .region = page_region(ctx),
                             .req = req,
                             .res = res,
                             .a = req->a,
                             .who = req->actor } };
    struct page_head hd = {
        .title = SV(T("Kekurangan Perangkat Daerah Anda")),
        .menu = SV("/"),
        .width = PAGE_NARROW,
        .note = SV(T("Ketentuan yang belum dipenuhi, dengan baris milik Perangkat Daerah Anda yang perlu "
                     "dilengkapi."))
    };
    struct html *h;

    if (!load(&g, e))
        return false;
    web_header(res, "Vary", SV("HX-Request"));
    if (req->is_htmx) {
        brief(&g, res);
        return true;
    }
    h = page_begin(&g.p, ctx, req, res, &hd);
    if (g.n) {
        page_card_begin(h, 2, arena_printf(req->a, T("%zu ketentuan"), g.n));
        list(&g, g.n);
        page_card_end(h);
    } else {
        page_empty(
            h, SV("circle-check"), SV(T("Tidak ada kekurangan yang tercatat")),
            SV(T(
                "Bila Perangkat Daerah Anda memiliki aplikasi, data, atau layanan yang belum dicatat, catatlah; "
                "kekurangannya akan tampil di sini.")),
            SV("/"), SV(T("Ke beranda")));
    }
    page_end(&g.p);
    return true;
}

/* SPDX-License-Identifier: MIT
 * page/norm_list.c -- all provisions in one table, to sort, to print, and as a file. */
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "model/sheet_write.h"
#include "page/norm.h"
#include "page/norm_priv.h"

struct table {
    struct page p;
    struct norm_book book;
    struct norm_filter filter;
    struct sv query;
    const struct norm_state **rows;
    size_t n;
};

/* --- order -------------------------------------------------------------------------------------------------------------- */

struct order {
    struct sv key;
    bool down;
    const struct norm_book *book;
    struct arena *a;
};

static int by_key(const struct order *o, const struct norm_state *x, const struct norm_state *y)
{
    if (sv_eq(o->key, SV("status")))
        return (int) x->status - (int) y->status;
    if (sv_eq(o->key, SV("tenggat"))) /* without a due date: last */
        return sv_cmp(x->due.n ? x->due : SV("~"), y->due.n ? y->due : SV("~"));
    if (sv_eq(o->key, SV("peran")))
        return sv_cmp(norm_bound(o->book, x->norm, o->a), norm_bound(o->book, y->norm, o->a));
    return 0;
}

static int compare(const void *x, const void *y, void *ctx)
{
    const struct norm_state *const *a = x, *const *b = y;
    const struct order *o = ctx;
    int c = by_key(o, *a, *b);

    if (!c)
        c = (*a)->norm->index < (*b)->norm->index ? -1 : (*a)->norm->index > (*b)->norm->index;
    return o->down ? -c : c;
}

static bool load(struct table *t, struct err *e)
{
    const struct region *r = page_region(t->p.ctx);
    struct arena *a = t->p.a;
    struct order o = { .book = &t->book, .a = a };
    struct db *db = NULL;
    bool *keep;
    bool ok = page_read(r, &db, e) && norm_book_load(db, r, web_date(t->p.req, "per"), a, &t->book, e);

    db_release(db);
    if (!ok)
        return false;
    norm_filter_read(t->p.req, &t->filter);
    t->query = norm_filter_query(&t->filter, &t->book, a);
    keep = norm_filter_apply(&t->filter, &t->book, a);
    t->rows = ARENA_ARRAY(a, const struct norm_state *, t->book.n + 1);
    for (size_t i = 0; i < t->book.n; i++)
        if (keep[i])
            t->rows[t->n++] = &t->book.states[i];
    o.key = t->filter.urut;
    o.down = sv_starts(o.key, SV("-"));
    o.key = sv_sub(o.key, o.down ? 1 : 0, o.key.n);
    if (o.key.n)
        qsort_r(t->rows, t->n, sizeof *t->rows, compare, &o);
    return arena_ok(a, e);
}

/* --- the page ------------------------------------------------------------------------------------------------------------ */

static void column(struct table *t, const char *key, const char *words)
{
    struct html *h = &t->p.h;
    struct arena *a = t->p.a;
    bool up = sv_eq(t->filter.urut, sv_of(key)),
         down = sv_starts(t->filter.urut, SV("-")) &&
                sv_eq(sv_sub(t->filter.urut, 1, t->filter.urut.n), sv_of(key));

    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    if (up || down)
        html_attr(h, "aria-sort", up ? SV("ascending") : SV("descending"));
    html_open(h, "a");
    html_href(h, arena_printf(a, "/pemenuhan/daftar%.*s%curut=%s%s", SV_FMT(t->query), t->query.n ? '&' : '?',
                              up ? "-" : "", key));
    html_say(h, words);
    if (up)
        page_icon(h, "chevron-up");
    else if (down)
        page_icon(h, "chevron-down");
    html_close(h, "a");
    html_close(h, "th");
}

static void plain(struct html *h, const char *words)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, words);
    html_close(h, "th");
}

static void cell(struct html *h, const char *words)
{
    html_open(h, "td");
    html_attr(h, "data-label", sv_of(words));
}

static void row(struct table *t, const struct norm_state *s)
{
    struct html *h = &t->p.h;
    struct norm_addr ad = norm_addr_of(s->norm->at);
    struct arena *a = t->p.a;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    page_link(h, arena_printf(a, "%.*s%.*s", SV_FMT(norm_path(s->norm->at, a)), SV_FMT(t->query)),
              norm_addr_label(&ad, a));
    html_close(h, "td");
    cell(h, T("Isi"));
    html_text(h, s->norm->says);
    html_close(h, "td");
    cell(h, T("Penanggung jawab"));
    html_text(h, norm_bound(&t->book, s->norm, a));
    html_close(h, "td");
    cell(h, T("Status"));
    norm_mark(h, s->status, false);
    html_close(h, "td");
    cell(h, T("Alasan"));
    html_text(h, s->why);
    html_close(h, "td");
    cell(h, T("Tenggat"));
    html_text(h, page_day(a, s->due));
    html_close(h, "td");
    html_close(h, "tr");
}

static void table(struct table *t)
{
    struct html *h = &t->p.h;

    html_open(h, "div");
    html_class(h, "gulung");
    html_open(h, "table");
    html_class(h, "daftar tabel-ketentuan");
    html_open(h, "thead");
    html_open(h, "tr");
    column(t, "pasal", T("Ketentuan"));
    plain(h, T("Isi"));
    column(t, "peran", T("Penanggung jawab"));
    column(t, "status", T("Status"));
    plain(h, T("Alasan"));
    column(t, "tenggat", T("Tenggat"));
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < t->n; i++)
        row(t, t->rows[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
}

static void actions(void *ctx, struct html *h)
{
    struct table *t = ctx;

    page_link_button(h, arena_printf(t->p.a, "/pemenuhan/ekspor.csv%.*s", SV_FMT(t->query)), "", "download",
                     T("CSV"));
    page_link_button(h, arena_printf(t->p.a, "/pemenuhan/ekspor.json%.*s", SV_FMT(t->query)), "", "download",
                     T("JSON"));
    page_print_button(h);
}

bool norm_list(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct table t = { .p = { .ctx = ctx, .req = req, .res = res, .a = req->a, .who = req->actor } };
    static const struct crumb up[] = { { SV_INIT(T("Pemenuhan peraturan")), SV_INIT("/pemenuhan") } };
    struct page_head hd = { .title = SV(T("Tabel ketentuan")),
                            .menu = SV("/pemenuhan"),
                            .crumbs = up,
                            .n_crumbs = 1,
                            .actions = actions,
                            .actions_ctx = &t };
    struct html *h;

    if (!load(&t, e))
        return false;
    hd.note = arena_printf(req->a, T("%.*s, keadaan per %.*s"), SV_FMT(rule_regulation(t.book.rule)->title),
                           SV_FMT(date_long(t.book.on.y ? t.book.on : t.book.today, req->a)));
    h = page_begin(&t.p, ctx, req, res, &hd);
    norm_filter_form(&t.p, &t.filter, &t.book, SV("/pemenuhan/daftar"));
    html_open(h, "p");
    html_attr(h, "role", SV("status"));
    html_textf(h, T("%zu ketentuan"), t.n);
    html_close(h, "p");
    if (t.n)
        table(&t);
    else
        page_empty(h, SV("search"), SV(T("Tidak ada ketentuan yang cocok")),
                   SV(T("Longgarkan saringan atau periksa katanya.")), SV("/pemenuhan/daftar"),
                   SV(T("Tampilkan semua")));
    page_end(&t.p);
    return true;
}

/* --- as a file ------------------------------------------------------------------------------------------------------------- */

static struct sv file_name(const struct table *t, const char *ext)
{
    return arena_printf(t->p.a, "pemenuhan-%.*s-%s.%s", SV_FMT(rule_regulation(t->book.rule)->id),
                        date_iso(t->book.on.y ? t->book.on : t->book.today).s, ext);
}

static bool to_answer(void *ctx, struct sv bytes, struct err *e)
{
    struct web_res *res = ctx;

    (void) e;
    buf_put(res->body, bytes);
    return true;
}

static void number_or_blank(struct csvw *w, int64_t v, struct arena *a)
{
    csvw_text(w, v < 0 ? SV_NULL : arena_printf(a, "%lld", (long long) v));
}

bool norm_csv(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const char *const heads[] = { "ketentuan",
                                         "alamat",
                                         "bab",
                                         "isi",
                                         "penanggung_jawab",
                                         "kekuatan",
                                         "status",
                                         "dasar",
                                         "sejak",
                                         "tenggat",
                                         "terpenuhi",
                                         "dari",
                                         "alasan",
                                         "langkah_berikutnya" };
    struct table t = { .p = { .ctx = ctx, .req = req, .res = res, .a = req->a, .who = req->actor } };
    struct csvw *w = ARENA_NEW(req->a, struct csvw);
    bool ok;

    if (!load(&t, e))
        return false;
    csvw_begin(w, ';', to_answer, res);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csvw_text(w, sv_of(heads[i]));
    ok = csvw_row(w, e);
    for (size_t i = 0; ok && i < t.n; i++) {
        const struct norm_state *s = t.rows[i];
        const struct norm *n = s->norm;
        struct norm_addr ad = norm_addr_of(n->at);
        const struct sv cells[] = { norm_addr_label(&ad, req->a),
                                    n->at,
                                    n->bab,
                                    n->says,
                                    norm_bound(&t.book, n, req->a),
                                    n->strength,
                                    norm_status_key(s->status),
                                    s->basis,
                                    s->since,
                                    s->due };

        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
            csvw_text(w, cells[k]);
        number_or_blank(w, s->met, req->a);
        number_or_blank(w, s->of, req->a);
        csvw_text(w, s->why);
        csvw_text(w, s->next_text);
        ok = csvw_row(w, e);
    }
    if (!ok || !csvw_end(w, e))
        return false;
    web_type(res, SV("text/csv; charset=utf-8"));
    web_attach(res, file_name(&t, "csv"));
    return true;
}

bool norm_json(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct table t = { .p = { .ctx = ctx, .req = req, .res = res, .a = req->a, .who = req->actor } };
    struct jsonw w;

    if (!load(&t, e))
        return false;
    web_json(res, &w);
    jsonw_list(&w);
    for (size_t i = 0; i < t.n; i++)
        rule_state_json(t.book.rule, t.rows[i], &w);
    jsonw_end(&w);
    web_attach(res, file_name(&t, "json"));
    return true;
}

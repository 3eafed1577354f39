/* SPDX-License-Identifier: MIT
 * page/agency_list.c -- /rapor: all agencies in a few figures, in the order that is asked for. Whoever may not read all of
 * them finds his own. */
#include "html/svg.h"
#include "page/agency.h"
#include "page/agency_priv.h"

const struct web_param agency_list_params[] = {
    { .name = "per", .label = T("Keadaan per tanggal"), .type = WEB_DATE },
    { .name = "urut",
      .label = T("Urutan"),
      .type = WEB_ENUM,
      .of = "nama|-nama|daftar|-daftar|terisi|-terisi|baris|-baris|terlambat|-terlambat" },
    { 0 },
};

/* --- order ------------------------------------------------------------------------------------------------------------- */

struct order {
    struct sv key;
    bool desc;
};

static int compare(const void *x, const void *y, void *ctx)
{
    const struct agency_sum *a = x, *b = y;
    const struct order *o = ctx;
    int c = 0;

    if (sv_eq(o->key, SV("daftar")))
        c = (a->asked > b->asked) - (a->asked < b->asked);
    else if (sv_eq(o->key, SV("terisi")))
        c = -agency_compare(a, b);
    else if (sv_eq(o->key, SV("baris")))
        c = (a->rows > b->rows) - (a->rows < b->rows);
    else if (sv_eq(o->key, SV("terlambat")))
        c = (a->late > b->late) - (a->late < b->late);
    else
        c = sv_cmp(a->agency.nama, b->agency.nama);
    c = o->desc ? -c : c;
    return c ? c : (a->agency.id > b->agency.id) - (a->agency.id < b->agency.id);
}

static struct order order_of(struct sv sort)
{
    bool desc = sv_starts(sort, SV("-"));

    return (struct order){ desc ? sv_sub(sort, 1, sort.n) : sort, desc };
}

/* --- the table ------------------------------------------------------------------------------------------------------------ */

static void head_cell(struct agency_view *v, struct order now, const char *key, const char *label,
                      bool number)
{
    struct html *h = &v->p.h;
    struct sv per = agency_per(v);
    bool here = sv_eq(now.key, sv_of(key)) || (!now.key.n && !strcmp(key, "nama"));
    bool down = here && !now.desc;

    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    if (number)
        html_class(h, "angka");
    if (here)
        html_attr(h, "aria-sort", now.desc ? SV("descending") : SV("ascending"));
    html_open(h, "a");
    html_href(h, arena_printf(v->p.a, "/rapor%.*s%curut=%s%s", SV_FMT(per), per.n ? '&' : '?',
                              down ? "-" : "", key));
    html_say(h, label);
    if (here)
        html_say(h, now.desc ? " \u2193" : " \u2191");
    html_close(h, "a");
    html_close(h, "th");
}

static void cell(struct html *h, const char *label, int64_t n)
{
    html_open(h, "td");
    html_class(h, "angka");
    html_attr_say(h, "data-label", label);
    html_number(h, n);
    html_close(h, "td");
}

static void row(struct agency_view *v, const struct agency_sum *x)
{
    struct html *h = &v->p.h;
    struct svg_part parts[2] = { { SV(T("Terisi")), SV("terpenuhi"), (int64_t) x->filled },
                                 { SV(T("Belum terisi")), SV("belum_ada_data"),
                                   (int64_t) (x->asked - x->filled) } };

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    page_link(h, agency_url(v, x->agency.id), x->agency.nama);
    if (x->agency.kode.n) {
        html_open(h, "div");
        html_class(h, "nomor text-secondary");
        html_text(h, x->agency.kode);
        html_close(h, "div");
    }
    html_close(h, "td");
    cell(h, T("Diminta"), (int64_t) x->asked);
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Terisi"));
    html_open(h, "span");
    html_class(h, "terisi");
    html_textf(h, T("%zu dari %zu"), x->filled, x->asked);
    svg_stack(h,
              arena_printf(v->p.a, T("%zu dari %zu daftar yang diminta sudah berisi"), x->filled, x->asked),
              parts, 2);
    html_close(h, "span");
    html_close(h, "td");
    cell(h, T("Baris"), x->rows);
    if (x->late >= 0)
        cell(h, T("Terlambat"), x->late);
    html_close(h, "tr");
}

void agency_table(struct agency_view *v, const struct agency_sum *items, size_t n, struct sv sort)
{
    struct order o = order_of(sort);
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_class(h, "gulung");
    html_open(h, "table");
    html_class(h, "daftar rapor-daftar");
    html_open(h, "caption");
    html_class(h, "visually-hidden");
    html_say(h, T("Perangkat Daerah dan angka rapornya"));
    html_close(h, "caption");
    html_open(h, "thead");
    html_open(h, "tr");
    head_cell(v, o, "nama", T("Perangkat Daerah"), false);
    head_cell(v, o, "daftar", T("Diminta"), true);
    head_cell(v, o, "terisi", T("Terisi"), false);
    head_cell(v, o, "baris", T("Baris"), true);
    if (!v->ask.on.y)
        head_cell(v, o, "terlambat", T("Terlambat"), true);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < n; i++)
        row(v, &items[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_say(h,
             T("Diminta: daftar yang disebut ketentuan bagi Perangkat Daerah itu. Terisi: yang sudah memuat "
               "sekurangnya satu baris. Semua baris dihitung, juga yang tidak dapat Anda buka."));
    if (v->ask.on.y)
        html_say(h, T(" Tugas yang terlambat pada hari lampau tampil pada rapor masing-masing."));
    html_close(h, "p");
}

/* --- the page ------------------------------------------------------------------------------------------------------------- */

static size_t own_only(const struct region *r, const struct actor *who, struct agency_sum *items, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (agency_may_see(r, who, &items[i].agency))
            items[kept++] = items[i];
    return kept;
}

static void actions(void *ctx, struct html *h)
{
    struct agency_view *v = ctx;

    if (agency_reads_all(v->p.region, v->p.who))
        page_link_button(
            h, arena_printf(v->p.a, "/laporan%.*s", SV_FMT(agency_per(v))), "", "file-text",
            arena_printf(v->p.a, T("Laporan kepada %.*s"), SV_FMT(v->p.region->regulation.head)).p);
}

bool agency_list_page(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct agency_view v = { .p = { .ctx = ctx,
                                    .region = page_region(ctx),
                                    .req = req,
                                    .res = res,
                                    .a = req->a,
                                    .who = req->actor } };
    struct page_head hd = { .title = SV(T("Rapor Perangkat Daerah")), .menu = SV("/rapor") };
    struct order o = order_of(web_text(req, "urut"));
    struct agency_sum *items = NULL;
    struct db *db = NULL;
    size_t n = 0;
    bool ok = page_read(v.p.region, &db, e) && agency_begin(db, &v, web_date(req, "per"), e) &&
              agency_summaries(db, &v.ask, v.p.a, &items, &n, e);

    db_release(db);
    if (!ok)
        return false;
    n = own_only(v.p.region, v.p.who, items, n);
    if (n)
        qsort_r(items, n, sizeof *items, compare, &o);
    hd.note = agency_day_words(&v);
    hd.actions = actions;
    hd.actions_ctx = &v;
    page_begin(&v.p, ctx, req, res, &hd);
    agency_day_form(&v.p, v.ask.on, SV("/rapor"));
    if (n)
        agency_table(&v, items, n, web_text(req, "urut"));
    else
        page_empty(&v.p.h, SV("building"), SV(T("Belum ada rapor yang dapat Anda baca")),
                   SV(T("Rapor tampil untuk Perangkat Daerah yang dihitung pada hari itu. Staf membaca rapor "
                        "Perangkat Daerahnya sendiri.")),
                   SV("/"), SV(T("Ke beranda")));
    page_end(&v.p);
    return true;
}

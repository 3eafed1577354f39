/* SPDX-License-Identifier: MIT
 * page/norm_version.c -- /pemenuhan/versi: the regulations of this region one after another, and what each of them changed,
 * side by side; and the notice of the one that comes next. */
#include "base/arena.h"
#include "page/norm.h"
#include "page/norm_priv.h"
#include "rule/region_adopt.h"

/* --- the notice ----------------------------------------------------------------------------------------------------------- */

bool norm_coming_load(struct db *db, struct norm_view *v, struct err *e)
{
    const struct region *r = v->book->r;
    struct version *list;
    size_t n, at;

    if (!versions_load(db, v->p.a, &list, &n, e))
        return false;
    v->next = n ? version_next(list, n, v->book->today) : NULL;
    if (!v->next)
        return true;
    at = (size_t) (v->next - list);
    return region_words(r, v->next->id, &v->next_words, e) &&
           region_words(r, list[at - 1].id, &v->last_words, e);
}

static struct sv counts(const struct rule_diff *d, struct arena *a)
{
    return arena_printf(a, T("%zu ketentuan baru, %zu berubah, %zu tidak lagi berlaku; %zu tetap."),
                        d->by[RULE_COMES], d->by[RULE_CHANGES], d->by[RULE_GOES], d->stays);
}

static struct sv version_url(struct sv id, struct arena *a)
{
    return arena_printf(a, "/pemenuhan/versi/%.*s", SV_FMT(id));
}

void norm_coming(struct norm_view *v)
{
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;
    struct rule_diff d;

    if (!v->next)
        return;
    rule_diff(v->last_words, v->next_words, a, &d);
    page_alert_begin(h, PAGE_INFO,
                     arena_printf(a, T("Mulai %.*s berlaku %.*s"), SV_FMT(date_long(v->next->since, a)),
                                  SV_FMT(rule_regulation(v->next_words)->title)));
    html_open(h, "p");
    html_text(h, counts(&d, a));
    html_say(h, " ");
    page_link(h, version_url(v->next->id, a), SV(T("Lihat bedanya")));
    html_close(h, "p");
    page_alert_end(h);
}

/* --- all of them ------------------------------------------------------------------------------------------------------------- */

struct all {
    struct page p;
    struct version *list;
    const struct rule **words; /* NULL: its pack is not there any more */
    size_t n, now;
};

static void name_of(struct all *v, size_t i)
{
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_class(h, "baris-kepala");
    html_elem(h, "h2", v->words[i] ? rule_regulation(v->words[i])->title : v->list[i].id);
    if (i == v->now)
        page_badge(h, SV("green"), SV(T("Berlaku")));
    else if (i > v->now)
        page_badge(h, SV("blue"), SV(T("Akan berlaku")));
    else
        page_badge(h, SV("grey"), SV(T("Pernah berlaku")));
    html_close(h, "div");
}

static struct sv span(struct all *v, size_t i)
{
    struct arena *a = v->p.a;
    struct sv from = date_long(v->list[i].in_force, a);

    if (i + 1 < v->n)
        return arena_printf(a, T("%.*s sampai %.*s"), SV_FMT(from),
                            SV_FMT(date_long(date_add_days(v->list[i + 1].in_force, -1), a)));
    return arena_printf(a, i > v->now ? T("Mulai %.*s") : T("Sejak %.*s"), SV_FMT(from));
}

static void one(struct all *v, size_t i)
{
    const struct version *x = &v->list[i];
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    page_card_begin(h, 2, SV_NULL);
    name_of(v, i);
    if (v->words[i] && rule_regulation(v->words[i])->about.n)
        html_elem(h, "p", rule_regulation(v->words[i])->about);
    html_open(h, "p");
    html_text(h, span(v, i));
    if (date_cmp(x->in_force, x->since) != 0)
        html_textf(h, T("; di sini dipakai sejak %.*s, karena baru dicatat pada hari itu"),
                   SV_FMT(date_long(x->since, a)));
    html_say(h, ".");
    html_close(h, "p");
    html_open(h, "div");
    html_class(h, "btn-list tanpa-cetak");
    if (i > 0)
        page_link_button(h, version_url(x->id, a), "", "", T("Yang diubahnya"));
    if (i < v->now)
        page_link_button(
            h, arena_printf(a, "/pemenuhan%.*s", SV_FMT(norm_on(date_add_days(v->list[i + 1].since, -1), a))),
            "", "", T("Keadaan pada hari terakhirnya"));
    html_close(h, "div");
    page_card_end(h);
}

/* Only who runs the program can take one up; what he types stands here. */
static void how(struct all *v)
{
    struct html *h = &v->p.h;

    if (!v->p.who->administrator)
        return;
    page_card_begin(h, 2, SV(T("Memakai peraturan baru")));
    html_elem_say(
        h, "p",
        T("Peraturan yang mengubah atau mengganti yang terakhir di atas disiapkan sebagai paket, dicoba, "
          "lalu dipakai dengan perintah berikut. Tanpa --dry-run perubahannya dicatat."));
    html_open(h, "pre");
    html_class(h, "perintah");
    html_textf(h, "prasasti regulation adopt ID --data %s --dry-run", v->p.region->dir);
    html_close(h, "pre");
    page_card_end(h);
}

static bool load_all(struct all *v, struct err *e)
{
    const struct region *r = v->p.region;
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && versions_load(db, v->p.a, &v->list, &v->n, e);

    db_release(db);
    if (!ok)
        return false;
    v->words = ARENA_ARRAY(v->p.a, const struct rule *, v->n + 1);
    for (size_t i = 0; i < v->n; i++) {
        struct err lost = { 0 };

        if (!region_words(r, v->list[i].id, &v->words[i], &lost))
            v->words[i] = NULL;
    }
    v->now = v->n ? version_on(v->list, v->n, region_today(r)) : 0;
    return arena_ok(v->p.a, e);
}

bool norm_versions(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Pemenuhan peraturan")), SV_INIT("/pemenuhan") } };
    const struct page_head hd = { .title = SV(T("Versi peraturan")),
                                  .note = SV(T(
                                      "Hari yang lampau dinilai menurut peraturan yang berlaku waktu itu.")),
                                  .menu = SV("/pemenuhan"),
                                  .crumbs = up,
                                  .n_crumbs = 1 };
    struct all v = { .p = { .ctx = ctx,
                            .region = page_region(ctx),
                            .req = req,
                            .res = res,
                            .a = req->a,
                            .who = req->actor } };

    if (!load_all(&v, e))
        return false;
    page_begin(&v.p, ctx, req, res, &hd);
    for (size_t i = v.n; i-- > 0;)
        one(&v, i);
    how(&v);
    page_end(&v.p);
    return true;
}

/* --- what one of them changed ------------------------------------------------------------------------------------------------- */

struct beside {
    struct page p;
    struct adoption x;
};

static struct sv bound(const struct rule *r, const struct norm *n, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < n->n_binds; i++)
        out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out), i ? ", " : "",
                           SV_FMT(rule_role_label(r, n->binds[i])));
    return out;
}

static void fact(struct html *h, const char *words, struct sv value, bool changed)
{
    if (!value.n)
        return;
    html_elem_say(h, "dt", words);
    html_open(h, "dd");
    if (changed)
        html_elem(h, "mark", value);
    else
        html_text(h, value);
    html_close(h, "dd");
}

/* One side; `other`: the wording it is held against, or NULL. What differs is marked on the new side. */
static void side(struct beside *v, const struct rule *r, const struct norm *n, const struct rule *other_rule,
                 const struct norm *other)
{
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;
    struct norm_addr ad = norm_addr_of(n->at);
    struct sv who = bound(r, n, a), check = rule_check_words(r, n, a);

    html_open(h, "h3");
    html_text(h, norm_addr_label(&ad, a));
    html_close(h, "h3");
    html_elem(h, "p", n->says);
    html_open(h, "dl");
    html_class(h, "ciri");
    fact(h, T("Kekuatan"), norm_strength(n->strength),
         other && !sv_eq(norm_strength(n->strength), norm_strength(other->strength)));
    fact(h, T("Penanggung jawab"), who, other && !sv_eq(who, bound(other_rule, other, a)));
    fact(h, T("Diperiksa"), check, other && !sv_eq(check, rule_check_words(other_rule, other, a)));
    html_close(h, "dl");
}

static void pane(struct beside *v, const char *title, const struct rule *r, const struct norm *n,
                 const struct rule *other_rule, const struct norm *other)
{
    struct html *h = &v->p.h;

    html_open(h, "div");
    html_class(h, "sisi");
    html_open(h, "p");
    html_class(h, "sisi-judul");
    html_say(h, title);
    html_close(h, "p");
    side(v, r, n, other_rule, other);
    html_close(h, "div");
}

static void change(struct beside *v, const struct rule_change *c)
{
    const struct rule *now = v->x.next->rule, *old = v->x.before;
    struct html *h = &v->p.h;

    html_open(h, "li");
    html_open(h, "div");
    html_attr(h, "class", c->kind == RULE_CHANGES ? SV("banding dua") : SV("banding"));
    if (c->kind == RULE_CHANGES) {
        pane(v, T("Semula"), old, c->old, NULL, NULL);
        pane(v, T("Menjadi"), now, c->now, old, c->old);
    } else if (c->kind == RULE_COMES) {
        side(v, now, c->now, NULL, NULL);
    } else {
        side(v, old, c->old, NULL, NULL);
    }
    html_close(h, "div");
    if (c->kind == RULE_CHANGES && sv_eq(c->old->says, c->now->says) &&
        sv_eq(rule_check_words(old, c->old, v->p.a), rule_check_words(now, c->now, v->p.a))) {
        html_open(h, "p");
        html_class(h, "text-secondary");
        html_say(h, T("Ringkasannya sama; bunyi atau rincian pemeriksaannya yang diubah."));
        html_close(h, "p");
    }
    html_close(h, "li");
}

static void changes(struct beside *v, enum rule_change_kind kind, const char *words)
{
    const struct rule_diff *d = &v->x.diff;
    struct html *h = &v->p.h;

    if (!d->by[kind])
        return;
    page_card_begin(h, 2, arena_printf(v->p.a, "%s (%zu)", words, d->by[kind]));
    html_open(h, "ul");
    html_class(h, "beda");
    for (size_t i = 0; i < d->n; i++)
        if (d->items[i].kind == kind)
            change(v, &d->items[i]);
    html_close(h, "ul");
    page_card_end(h);
}

static void record_change(struct beside *v, const struct records_change *c)
{
    struct html *h = &v->p.h;

    html_open(h, "li");
    if (c->reg) {
        html_elem(h, "strong", c->reg->label);
        html_say(h, ": ");
    }
    html_text(h, c->text);
    if (c->rows)
        html_textf(h, T(" %lld rekaman ikut berpindah, masing-masing tercatat."), (long long) c->rows);
    html_close(h, "li");
}

static void records(struct beside *v)
{
    struct html *h = &v->p.h;

    page_card_begin(h, 2, SV(T("Pada pencatatan")));
    if (v->x.n_records) {
        html_open(h, "ul");
        html_class(h, "polos-daftar");
        for (size_t i = 0; i < v->x.n_records; i++)
            record_change(v, &v->x.records[i]);
        html_close(h, "ul");
    } else {
        html_elem_say(h, "p", T("Tidak ada isian, keadaan, atau persyaratan yang berubah."));
    }
    html_elem_say(
        h, "p",
        T("Rekaman, bukti, dan riwayatnya tetap. Pernyataan tentang ketentuan yang berubah perlu dibuat "
          "lagi; yang lain tetap berlaku sampai waktunya."));
    page_card_end(h);
}

static struct sv opening(struct beside *v)
{
    const struct regulation *reg = &v->x.next->regulation;
    struct sv old = rule_regulation(v->x.before)->title;
    struct sv day = date_long(v->x.since, v->p.a);

    return reg->amends.p ? arena_printf(v->p.a, T("Mengubah %.*s, mulai %.*s"), SV_FMT(old), SV_FMT(day))
                         : arena_printf(v->p.a, T("Mengganti %.*s, mulai %.*s"), SV_FMT(old), SV_FMT(day));
}

static void write_beside(struct beside *v)
{
    static const struct crumb up[] = { { SV_INIT(T("Pemenuhan peraturan")), SV_INIT("/pemenuhan") },
                                       { SV_INIT(T("Versi peraturan")), SV_INIT("/pemenuhan/versi") } };
    const struct page_head hd = { .title = v->x.next->regulation.title,
                                  .note = opening(v),
                                  .menu = SV("/pemenuhan"),
                                  .crumbs = up,
                                  .n_crumbs = 2 };
    struct html *h = page_begin(&v->p, v->p.ctx, v->p.req, v->p.res, &hd);

    html_open(h, "p");
    html_text(h, counts(&v->x.diff, v->p.a));
    html_close(h, "p");
    changes(v, RULE_COMES, T("Ketentuan baru"));
    changes(v, RULE_CHANGES, T("Ketentuan yang berubah"));
    changes(v, RULE_GOES, T("Ketentuan yang tidak lagi berlaku"));
    records(v);
    page_end(&v->p);
}

bool norm_version(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    struct beside v = {
        .p = { .ctx = ctx, .region = r, .req = req, .res = res, .a = req->a, .who = req->actor }
    };
    struct db *db = NULL;
    bool ok = page_read(r, &db, e) && region_adopt_show(r, db, web_path(req, "id"), req->a, &v.x, e);

    db_release(db);
    if (ok && !v.x.before) {
        ok = err_set(e, ERR_MISSING, T("Peraturan ini yang pertama; tidak ada yang diubahnya."));
        err_hint(e, T("Lihat daftarnya di halaman Pemenuhan, Versi peraturan."));
    }
    if (ok)
        write_beside(&v);
    region_adopt_end(&v.x);
    return ok;
}

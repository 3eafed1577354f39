/* SPDX-License-Identifier: MIT
 * page/norm_reading.c -- where provisions do not agree or the text is damaged: a calm box on the provision itself, with both
 * provisions side by side and the reading applied; and /pemenuhan/bacaan, all of them on one page. */
#include "json/json.h"
#include "base/arena.h"
#include "page/norm.h"
#include "page/norm_priv.h"

enum { SAYS_MAX = 4 }; /* so many provisions of one place are summed up */

/* --- words ------------------------------------------------------------------------------------------------------------ */

static struct sv place_label(struct sv place, struct arena *a)
{
    struct norm_addr ad = norm_addr_of(place);

    return norm_addr_label(&ad, a);
}

struct sv norm_places(const struct reading *g, const struct norm *except, struct arena *a)
{
    struct sv out = SV("");
    size_t n = 0, left = 0;

    for (size_t i = 0; i < g->n_places; i++) {
        const struct reading one = { .places = &g->places[i], .n_places = 1 };

        left += !except || !rule_reading_concerns(&one, except);
    }
    for (size_t i = 0; i < g->n_places; i++) {
        const struct reading one = { .places = &g->places[i], .n_places = 1 };

        if (except && rule_reading_concerns(&one, except))
            continue;
        out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out),
                           !n              ? ""
                           : n + 1 == left ? T(" dan ")
                                           : ", ",
                           SV_FMT(place_label(g->places[i], a)));
        n++;
    }
    return out;
}

static bool is_years(struct sv v)
{
    return sv_find(v, SV("year")) >= 0;
}

struct sv norm_setting_words(const struct setting *s, struct sv v, struct arena *a)
{
    struct sv rest = v, head = v;

    if (sv_eq(s->kind, SV("interval")) && sv_cut(&rest, ' ', &head))
        return arena_printf(a, "%.*s %s", SV_FMT(head), is_years(v) ? T("tahun") : T("bulan"));
    if (s->of && json_text(s->of, v).p)
        return json_text(s->of, v);
    if (sv_eq(s->kind, SV("days")))
        return arena_printf(a, T("%.*s hari kerja"), SV_FMT(v));
    return v;
}

void norm_said_by(struct page *p, struct sv by, struct sv at, struct sv reason)
{
    struct html *h = &p->h;

    html_open(h, "p");
    html_class(h, "text-secondary mb-0");
    html_say(h, T("Ditetapkan "));
    if (by.n) {
        html_say(h, T("oleh "));
        html_text(h, by);
        html_say(h, " ");
    }
    html_textf(h, T("pada %.*s."), SV_FMT(page_moment(p->region, p->a, at)));
    if (reason.n) {
        html_say(h, T(" Alasannya: "));
        html_text(h, reason);
    }
    html_close(h, "p");
}

/* --- one place of the text -------------------------------------------------------------------------------------------- */

/* The address as a link, and what stands there in our words: as written, whichever way it is read. */
static void place(struct page *p, const struct norm_book *b, struct sv at, int level)
{
    const struct reading one = { .places = &at, .n_places = 1 };
    const struct norm *written;
    struct html *h = &p->h;
    size_t n, shown = 0;

    html_open(h, "li");
    if (level == 3)
        html_open(h, "h3");
    else
        html_open(h, "h4");
    page_link(h, norm_path(at, p->a), place_label(at, p->a));
    if (level == 3)
        html_close(h, "h3");
    else
        html_close(h, "h4");
    written = rule_norms(b->rule, &n);
    for (size_t i = 0; i < n && shown < SAYS_MAX; i++)
        if (rule_reading_concerns(&one, &(struct norm){ .at = written[i].at })) {
            html_elem(h, "p", written[i].says);
            shown++;
        }
    html_close(h, "li");
}

void norm_reading_places(struct page *p, const struct norm_book *b, const struct reading *g, int level)
{
    struct html *h = &p->h;

    html_open(h, "ul");
    html_class(h, "pasangan");
    for (size_t i = 0; i < g->n_places; i++)
        place(p, b, g->places[i], level);
    html_close(h, "ul");
}

static void applied(struct page *p, const struct reading_now *now)
{
    const struct reading_option *o = &now->reading->options[now->option];
    struct html *h = &p->h;

    html_open(h, "p");
    html_class(h, "dibaca");
    html_open(h, "strong");
    if (now->reading->damage) {
        html_say(h, T("Dibaca:"));
    } else {
        html_say(h, T("Bacaan yang diterapkan: "));
        html_text(h, o->label);
        html_say(h, ".");
    }
    html_close(h, "strong");
    html_say(h, " ");
    html_text(h, o->says);
    html_close(h, "p");
}

static void who_chose(struct page *p, const struct reading_now *now)
{
    struct html *h = &p->h;

    if (now->chosen) {
        norm_said_by(p, now->by, now->at, now->reason);
        return;
    }
    html_open(h, "p");
    html_class(h, "text-secondary mb-0");
    html_say(h, T("Bacaan bawaan paket peraturan; daerah belum memilih."));
    html_close(h, "p");
}

static void choose(struct page *p, const struct reading *g)
{
    struct html *h = &p->h;

    if (!p->who->administrator)
        return;
    html_open(h, "p");
    html_class(h, "tanpa-cetak mb-0");
    page_link(h, arena_printf(p->a, "/pengaturan/bacaan/%.*s", SV_FMT(g->key)), SV(T("Pilih bacaan")));
    html_close(h, "p");
}

/* --- on the provision -------------------------------------------------------------------------------------------------- */

static void contradiction(struct norm_view *v, const struct reading_now *now)
{
    const struct reading *g = now->reading;
    struct sv others = norm_places(g, v->one, v->p.a);
    struct html *h = &v->p.h;

    html_open(h, "section");
    html_class(h, "bacaan");
    html_attrf(h, "aria-labelledby", "bacaan-%.*s", SV_FMT(g->key));
    html_open(h, "h2");
    html_attrf(h, "id", "bacaan-%.*s", SV_FMT(g->key));
    if (others.n) {
        html_say(h, T("Ketentuan ini tidak sejalan dengan "));
        html_text(h, others);
    } else {
        html_say(h, T("Ketentuan ini dapat dibaca dengan lebih dari satu cara"));
    }
    html_close(h, "h2");
    html_elem(h, "p", g->about);
    if (others.n)
        norm_reading_places(&v->p, v->book, g, 3);
    applied(&v->p, now);
    who_chose(&v->p, now);
    choose(&v->p, g);
    html_close(h, "section");
}

static void damaged(struct norm_view *v, const struct reading_now *now)
{
    const struct reading *g = now->reading;
    struct html *h = &v->p.h;

    html_open(h, "section");
    html_class(h, "bacaan cacat");
    html_attrf(h, "aria-labelledby", "cacat-%.*s", SV_FMT(g->key));
    html_open(h, "h2");
    html_attrf(h, "id", "cacat-%.*s", SV_FMT(g->key));
    html_say(h, T("Naskah di sini tidak utuh atau keliru"));
    html_close(h, "h2");
    html_elem(h, "p", g->about);
    applied(&v->p, now);
    html_close(h, "section");
}

void norm_reading_boxes(struct norm_view *v)
{
    const struct norm_state *s = &v->book->states[v->one->index];

    for (size_t i = 0; i < s->n_readings; i++)
        if (s->readings[i]->reading->damage)
            damaged(v, s->readings[i]);
        else
            contradiction(v, s->readings[i]);
}

/* --- a Pasal or BAB: what stands below it, named once ------------------------------------------------------------------- */

static bool seen_before(const struct norm_view *v, size_t upto, const struct reading *g)
{
    for (size_t i = 0; i < upto; i++) {
        const struct norm_state *s = &v->book->states[v->group[i]->index];

        for (size_t k = 0; k < s->n_readings; k++)
            if (s->readings[k]->reading == g)
                return true;
    }
    return false;
}

void norm_reading_brief(struct norm_view *v)
{
    struct html *h = &v->p.h;
    bool any = false;

    for (size_t i = 0; i < v->n_group; i++) {
        const struct norm_state *s = &v->book->states[v->group[i]->index];

        for (size_t k = 0; k < s->n_readings; k++) {
            const struct reading *g = s->readings[k]->reading;

            if (g->damage || seen_before(v, i, g))
                continue;
            if (!any) {
                html_open(h, "section");
                html_class(h, "bacaan");
                html_elem_say(h, "h2", T("Yang tidak sejalan di sini"));
                html_open(h, "ul");
            }
            any = true;
            html_open(h, "li");
            html_text(h, g->label);
            html_say(h, ": ");
            page_link(h, norm_path(v->group[i]->at, v->p.a), norm_places(g, NULL, v->p.a));
            html_close(h, "li");
        }
    }
    if (!any)
        return;
    html_close(h, "ul");
    html_close(h, "section");
}

/* --- /pemenuhan/bacaan -------------------------------------------------------------------------------------------------- */

static void links(struct page *p, const struct reading *g)
{
    struct html *h = &p->h;

    for (size_t i = 0; i < g->n_places; i++) {
        html_say(h, i ? ", " : "");
        page_link(h, norm_path(g->places[i], p->a), place_label(g->places[i], p->a));
    }
    if (!g->n_places)
        html_say(h, T("Naskah seluruhnya"));
}

static void listed(struct page *p, const struct norm_book *b, const struct reading_now *now)
{
    const struct reading *g = now->reading;
    struct html *h = &p->h;

    html_open(h, "li");
    if (g->damage)
        html_class(h, "cacat");
    html_open(h, "h3");
    if (g->damage)
        links(p, g);
    else
        html_text(h, g->label);
    html_close(h, "h3");
    html_elem(h, "p", g->about);
    if (!g->damage)
        norm_reading_places(p, b, g, 4);
    applied(p, now);
    if (!g->damage) {
        who_chose(p, now);
        choose(p, g);
    }
    html_close(h, "li");
}

static void part(struct page *p, const struct norm_book *b, const struct reading_now *now, size_t n,
                 bool damage, const char *title)
{
    struct html *h = &p->h;
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += now[i].reading->damage == damage;
    if (!count)
        return;
    page_card_begin(h, 2, arena_printf(p->a, "%s: %zu", title, count));
    html_open(h, "ul");
    html_class(h, "setelan bacaan-daftar");
    for (size_t i = 0; i < n; i++)
        if (now[i].reading->damage == damage)
            listed(p, b, &now[i]);
    html_close(h, "ul");
    page_card_end(h);
}

bool norm_readings(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb up[] = { { SV_INIT(T("Pemenuhan peraturan")), SV_INIT("/pemenuhan") } };
    const struct region *r = page_region(ctx);
    struct page_head hd = { .title = SV(T("Bacaan dan cacat naskah")),
                            .width = PAGE_NARROW,
                            .menu = SV("/pemenuhan"),
                            .crumbs = up,
                            .n_crumbs = 1,
                            .note = SV(T(
                                "Ketentuan yang tidak sejalan, naskah yang keliru atau tidak utuh, dan cara "
                                "membacanya di sini.")) };
    struct reading_now *now;
    struct norm_book book;
    struct db *db = NULL;
    struct page p = { .req = req };
    size_t n;
    bool ok = page_read(r, &db, e) && norm_book_load(db, r, (struct date){ 0 }, req->a, &book, e) &&
              rule_readings_now(db, r->rule, (struct date){ 0 }, req->a, &now, e);

    db_release(db);
    if (!ok)
        return false;
    rule_readings(r->rule, &n);
    page_begin(&p, ctx, req, res, &hd);
    if (!n)
        page_empty(
            &p.h, SV("check"), SV(T("Tidak ada yang tercatat")),
            SV(T("Paket peraturan ini tidak mencatat ketentuan yang tidak sejalan atau naskah yang cacat.")),
            SV("/pemenuhan"), SV(T("Kembali ke Pemenuhan")));
    part(&p, &book, now, n, false, T("Ketentuan yang tidak sejalan"));
    part(&p, &book, now, n, true, T("Naskah yang keliru atau tidak utuh"));
    page_end(&p);
    return true;
}

/* SPDX-License-Identifier: MIT
 * page/traffic_one.c -- the traffic of one service, one consumer or one agreement; its quotas, its keys with their last use. */
#include "html/svg.h"
#include "page/traffic_priv.h"

struct one {
    struct traffic_view v;
    const struct policy_service *service;
    const struct policy_consumer *consumer;
    const struct policy_agreement *agreement;
    struct traffic_row *times, *outcomes, *others[2];
    size_t n_times, n_outcomes, n_others[2];
    enum traffic_by by[2]; /* what else it is parted by */
    struct traffic_key *keys;
    size_t n_keys;
    bool shows_keys;
    bool named;                    /* the address names something at all */
    struct sv title, path, search; /* search: where its receipts are looked for */
};

static bool missing(struct err *e, const char *text)
{
    err_set(e, ERR_MISSING, "%s", text);
    return err_hint(e, T("Periksa alamatnya, atau pilih dari halaman lalu lintas penghubung."));
}

static bool load(struct one *o, struct err *e)
{
    struct traffic_view *v = &o->v;
    struct arena *a = v->p.a;
    struct db *db = NULL;
    bool ok = page_read(v->p.region, &db, e) && traffic_load_times(v, db, &o->times, &o->n_times, e) &&
              traffic_read(db, &v->ask, TRAFFIC_BY_OUTCOME, a, &o->outcomes, &o->n_outcomes, e) &&
              traffic_load_quotas(v, db, e);

    for (int i = 0; ok && i < 2; i++)
        if (o->by[i])
            ok = traffic_read(db, &v->ask, o->by[i], a, &o->others[i], &o->n_others[i], e);
    if (ok && o->shows_keys)
        ok = traffic_keys(db, v->ask.consumer, &v->scope, a, &o->keys, &o->n_keys, e);
    db_release(db);
    return ok;
}

/* Has he anything of it, ever? What is no longer in the snapshot is known by its traffic alone. */
static bool ever(struct one *o, bool *any, struct err *e)
{
    struct traffic_ask ask = o->v.ask;
    struct traffic_row *rows;
    struct db *db = NULL;
    size_t n = 0;
    bool ok;

    ask.width = TRAFFIC_DAY; /* a reader up to a day sees days, no sum of all time */
    ask.from = 0;
    ok = page_read(o->v.p.region, &db, e) &&
         traffic_read(db, &ask, TRAFFIC_BY_OUTCOME, o->v.p.a, &rows, &n, e);
    db_release(db);
    *any = n > 0;
    return ok;
}

/* --- keys ------------------------------------------------------------------------------------------------------------------ */

static struct sv kind_words(uint32_t kind)
{
    switch (kind) {
    case POLICY_KEY_API: return SV(T("Kunci API"));
    case POLICY_KEY_CERT: return SV(T("Sertifikat"));
    default: return SV(T("Kunci tanda tangan"));
    }
}

/* The last use of a key, over all the ways in which it was proved. */
static const struct traffic_key *use_of(const struct one *o, struct sv digest)
{
    const struct traffic_key *last = NULL;

    for (size_t i = 0; i < o->n_keys; i++)
        if (sv_eq(o->keys[i].digest, digest) && (!last || o->keys[i].last_ms > last->last_ms))
            last = &o->keys[i];
    return last;
}

static void key_row(struct one *o, struct sv name, struct sv kind, int64_t until, struct sv digest,
                    const struct traffic_key *use)
{
    struct traffic_view *v = &o->v;
    int zone = v->p.region->regulation.zone_min;
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    html_text(h, name.n ? name : kind);
    html_open(h, "div");
    html_class(h, "text-secondary nomor");
    html_textf(h, "%.*s\u2026", SV_FMT(sv_sub(digest, 0, 16)));
    html_close(h, "div");
    html_close(h, "td");
    traffic_cell(h, T("Jenis"), false);
    html_text(h, kind);
    html_close(h, "td");
    traffic_cell(h, T("Terakhir dipakai"), false);
    html_text(h, use ? time_long(use->last_ms / 1000, zone, a) : SV(T("belum pernah")));
    html_close(h, "td");
    traffic_cell(h, T("Dengan"), false);
    html_text(h, use ? traffic_proof_words(use->proof) : SV("\u2013"));
    html_close(h, "td");
    traffic_cell(h, T("Berakhir"), false);
    html_text(h, until ? time_long(until, zone, a) : SV(T("tidak terdaftar lagi")));
    html_close(h, "td");
    html_close(h, "tr");
}

static void keys(struct one *o)
{
    static const char *const heads[] = { T("Kunci"), T("Jenis"), T("Terakhir dipakai"), T("Dengan"),
                                         T("Berakhir") };
    struct traffic_view *v = &o->v;
    const struct policy *p = &v->policy;
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    html_elem_say(h, "h2", T("Kunci dan pemakaian terakhirnya"));
    traffic_heads(h, T("Kunci dan pemakaian terakhirnya"), heads, 5, 0);
    for (uint32_t i = 0; o->consumer && i < p->keys; i++) {
        struct sv digest;

        if (&p->consumer[p->key[i].consumer] != o->consumer)
            continue;
        digest = hex_make((struct sv){ (const char *) p->key[i].digest, sizeof p->key[i].digest }, a);
        key_row(o, policy_text(p, p->key[i].keyid), kind_words(p->key[i].kind), p->key[i].until, digest,
                use_of(o, digest));
        for (size_t k = 0; k < o->n_keys; k++) /* shown: only those that are gone are left */
            if (sv_eq(o->keys[k].digest, digest))
                o->keys[k].uses = 0;
    }
    for (size_t k = 0; k < o->n_keys; k++)
        if (o->keys[k].uses)
            key_row(o, SV_NULL, SV(T("Kunci lama")), 0, o->keys[k].digest, &o->keys[k]);
    traffic_table_end(h);
}

/* --- what it is ---------------------------------------------------------------------------------------------------------------- */

static void fact(struct html *h, const char *words, struct sv value, struct sv url)
{
    if (!value.n)
        return;
    html_elem_say(h, "dt", words);
    html_open(h, "dd");
    if (url.n)
        page_link(h, url, value);
    else
        html_text(h, value);
    html_close(h, "dd");
}

static struct sv row_url(const struct traffic_view *v, const struct reg *reg, int64_t id)
{
    return reg && who_may_open(v->p.who, &reg->rule) ? page_record_url(v->p.a, reg, id) : SV_NULL;
}

static void facts(struct one *o)
{
    struct traffic_view *v = &o->v;
    const struct policy *p = &v->policy;
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    if (!o->service && !o->consumer && !o->agreement) {
        page_alert(h, PAGE_INFO, SV(T("Tidak ada lagi dalam kebijakan yang berlaku")),
                   SV(T("Yang tampil adalah pertukaran dari waktu ia masih dilayani.")));
        return;
    }
    page_card_begin(h, 2, SV(T("Keterangan")));
    html_open(h, "dl");
    html_class(h, "ciri");
    if (o->agreement) {
        const struct policy_agreement *g = o->agreement;
        const struct policy_service *s = &p->service[g->service];
        const struct policy_consumer *c = &p->consumer[g->consumer];
        int zone = v->p.region->regulation.zone_min;

        fact(h, T("Nomor"), policy_text(p, g->number), row_url(v, v->p.region->hub.agreements, g->id));
        fact(h, T("Tujuan"), policy_text(p, g->purpose), SV_NULL);
        fact(h, T("Konsumen"), policy_text(p, c->name),
             traffic_url(a, "konsumen", policy_text(p, c->xroad.n ? c->xroad : c->name)));
        fact(h, T("Layanan"), policy_text(p, s->title), traffic_url(a, "layanan", policy_text(p, s->brief)));
        fact(h, T("Berlaku sampai"), page_day(a, sv_of(date_iso(date_of_time(g->until - 1, zone)).s)),
             SV_NULL);
        fact(h, T("Ditangguhkan"), policy_text(p, g->why_held), SV_NULL);
    } else if (o->service) {
        fact(h, T("Nama"), policy_text(p, o->service->title),
             row_url(v, v->p.region->hub.services, o->service->id));
        fact(h, T("Kode"), policy_text(p, o->service->brief), SV_NULL);
        fact(h, T("Penanggung jawab"), policy_text(p, o->service->office), SV_NULL);
        if (!(o->service->flags & POLICY_SERVICE_OPEN)) {
            fact(h, T("Sedang ditutup"), policy_text(p, o->service->why_closed), SV_NULL);
            fact(h, T("Ketentuan"), policy_text(p, o->service->article), SV_NULL);
        }
    } else {
        fact(h, T("Nama"), policy_text(p, o->consumer->name),
             row_url(v, v->p.region->hub.consumers, o->consumer->id));
        fact(h, T("Kode X-Road"), policy_text(p, o->consumer->xroad), SV_NULL);
        fact(h, T("Penanggung jawab"), policy_text(p, o->consumer->office), SV_NULL);
        fact(h, T("Sedang ditutup"), policy_text(p, o->consumer->why_closed), SV_NULL);
    }
    html_close(h, "dl");
    page_card_end(h);
}

/* --- the page ---------------------------------------------------------------------------------------------------------------- */

static void durations(struct one *o)
{
    struct traffic_view *v = &o->v;
    int64_t p95[64];
    size_t n = 0;

    for (size_t i = 0; i < o->n_times && n < sizeof p95 / sizeof p95[0]; i++)
        if (o->times[i].passed.calls)
            p95[n++] = traffic_quantile_us(o->times[i].passed.bucket, 950);
    if (n < 2)
        return;
    page_card_begin(&v->p.h, 2, SV(T("Lama menjawab dari waktu ke waktu")));
    svg_spark(&v->p.h,
              arena_printf(v->p.a, T("95 dari 100 dijawab dalam: mula-mula %.*s, terakhir %.*s"),
                           SV_FMT(traffic_ms(v->p.a, p95[0])), SV_FMT(traffic_ms(v->p.a, p95[n - 1]))),
              p95, n);
    html_open(&v->p.h, "p");
    html_textf(&v->p.h, T("95 dari 100 dijawab dalam: mula-mula %.*s, terakhir %.*s."),
               SV_FMT(traffic_ms(v->p.a, p95[0])), SV_FMT(traffic_ms(v->p.a, p95[n - 1])));
    html_close(&v->p.h, "p");
    page_card_end(&v->p.h);
}

static void write(struct one *o, struct sv path)
{
    struct traffic_view *v = &o->v;
    struct traffic_row sum = traffic_total(o->outcomes, o->n_outcomes);

    traffic_tabs(v, path);
    if (sum.all.calls) {
        traffic_figures(v, &sum);
        traffic_chart(v, o->times, o->n_times);
        durations(o);
    } else {
        page_empty(&v->p.h, SV("arrows-exchange"), SV(T("Belum ada pertukaran pada masa ini")),
                   SV(T("Pilih masa yang lebih panjang, atau kembali ke seluruh lalu lintas.")),
                   SV("/penghubung"), SV(T("Seluruh lalu lintas")));
    }
    if (o->agreement)
        traffic_quota_card(v, o->agreement);
    for (int i = 0; i < 2; i++)
        if (o->by[i])
            traffic_table(v, o->by[i], o->others[i], o->n_others[i]);
    traffic_outcomes(v, o->outcomes, o->n_outcomes);
    if (o->shows_keys)
        keys(o);
    facts(o);
}

static void actions(void *ctx, struct html *h)
{
    page_link_button_(h, *(const struct sv *) ctx, "", "search", T("Cari bukti pertukaran"));
}

/* What differs between the three pages. */
struct kind {
    enum traffic_by by[2];
    const char *missing; /* there is none, or it is not for him: the two are not told apart */
    bool (*find)(
        struct one *o); /* fills in what the address names; true: he may know of it without any traffic */
};

static bool show(const struct kind *k, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                 struct err *e)
{
    static const struct crumb crumbs[] = { { SV_INIT(T("Lalu lintas penghubung")), SV_INIT("/penghubung") } };
    struct one o = { .by = { k->by[0], k->by[1] } };
    bool any = false, ok = traffic_open(&o.v, ctx, req, res, e);

    if (ok) {
        traffic_days(&o.v);
        ok = k->find(&o) || (ever(&o, &any, e) && ((any && o.named) || missing(e, k->missing)));
    }
    ok = ok && load(&o, e);
    if (ok) {
        struct page_head hd = { .title = o.title,
                                .menu = SV("/penghubung"),
                                .crumbs = crumbs,
                                .n_crumbs = 1,
                                .actions = actions,
                                .actions_ctx = &o.search };

        page_begin(&o.v.p, ctx, req, res, &hd);
        write(&o, o.path);
        page_end(&o.v.p);
    }
    traffic_close(&o.v);
    return ok;
}

/* A service or a consumer stands in the address by the code that receipts have. */
static struct sv code_of(struct one *o, const char *kind)
{
    struct sv code = web_path(o->v.p.req, "kode");
    struct arena *a = o->v.p.a;

    o->named = code.n > 0;
    o->path = traffic_url(a, kind, code);
    o->search = arena_printf(a, "/penghubung/bukti?%s=%.*s", kind, SV_FMT(traffic_escape(a, code)));
    return code;
}

static bool find_service(struct one *o)
{
    struct sv code = code_of(o, "layanan");

    o->v.ask.service = o->v.office_service = code;
    o->service = traffic_service_of(&o->v, code);
    o->title = traffic_service_name(&o->v, code);
    return traffic_concerns(&o->v, o->service);
}

static bool find_consumer(struct one *o)
{
    struct sv code = code_of(o, "konsumen");

    o->v.ask.consumer = o->v.office_consumer = code;
    o->consumer = traffic_consumer_of(&o->v, code);
    o->title = traffic_consumer_name(&o->v, code);
    o->shows_keys = traffic_may_consumer(&o->v, o->consumer);
    return o->shows_keys;
}

static bool find_agreement(struct one *o)
{
    struct traffic_view *v = &o->v;
    const struct policy *p = &v->policy;
    struct arena *a = v->p.a;
    int64_t id = web_path_int(v->p.req, "id");

    v->ask.agreement = id;
    o->named = id != 0;
    o->path = arena_printf(a, "/penghubung/kesepakatan/%lld", (long long) id);
    o->search = SV("/penghubung/bukti");
    o->title = arena_printf(a, T("Kesepakatan %lld"), (long long) id);
    o->agreement = traffic_agreement_of(v, id);
    if (o->agreement) {
        const struct policy_consumer *c = &p->consumer[o->agreement->consumer];

        v->office_service = policy_text(p, p->service[o->agreement->service].brief);
        v->office_consumer = policy_text(p, c->xroad.n ? c->xroad : c->name);
        o->title = policy_text(p, o->agreement->number);
        o->search =
            arena_printf(a, "/penghubung/bukti?kesepakatan=%.*s", SV_FMT(traffic_escape(a, o->title)));
    }
    return traffic_may_agreement(v, o->agreement);
}

bool traffic_service(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct kind kind = { { TRAFFIC_BY_AGREEMENT, TRAFFIC_BY_CONSUMER },
                                      T("Layanan itu tidak ada, atau bukan urusan Perangkat Daerah Anda."),
                                      find_service };

    return show(&kind, ctx, req, res, e);
}

bool traffic_consumer(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct kind kind = { { TRAFFIC_BY_SERVICE, TRAFFIC_BY_AGREEMENT },
                                      T("Konsumen itu tidak ada, atau bukan urusan Perangkat Daerah Anda."),
                                      find_consumer };

    return show(&kind, ctx, req, res, e);
}

bool traffic_agreement(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct kind kind = {
        { 0 }, T("Kesepakatan itu tidak ada, atau bukan urusan Perangkat Daerah Anda."), find_agreement
    };

    return show(&kind, ctx, req, res, e);
}

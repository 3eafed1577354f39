/* SPDX-License-Identifier: MIT
 * page/traffic_receipt.c -- /penghubung/bukti/{id}: one receipt in words, its digests, and how anybody checks it. */
#include "page/traffic_priv.h"
#include "policy/receipt_find.h"
#include "policy/refuse.h"

struct shown {
    struct traffic_view v;
    struct receipt r;
    struct trail_entry at;
};

static bool missing(struct err *e)
{
    err_set(e, ERR_MISSING, T("Bukti pertukaran data dengan nomor itu tidak ada di sini."));
    return err_hint(
        e, T("Bukti muncul beberapa detik sesudah pertukaran, hanya bagi pihak-pihaknya, dan isinya disimpan "
             "selama masa simpan."));
}

static bool load(struct shown *s, struct err *e)
{
    struct traffic_view *v = &s->v;
    struct receipt_place at;
    struct uuid id;
    bool known, found = false;

    if (!uuid_parse(web_path(v->p.req, "id"), &id))
        return missing(e);
    if (!traffic_place(v, &at, &known, e))
        return false;
    if (known && !receipt_fetch(&at, id, v->p.a, &s->r, NULL, &s->at, &found, e))
        return false;
    if (!found || !traffic_scope_has(&v->scope, s->r.service, s->r.provider_agency, s->r.consumer_agency) ||
        (v->scope.before && s->r.time_ms / 1000 >= v->scope.before))
        return missing(e); /* what is not his is as if it were not there */
    return true;
}

static void text(struct html *h, const char *words, struct sv value)
{
    if (!value.n)
        return;
    html_elem_say(h, "dt", words);
    html_elem(h, "dd", value);
}

static void code(struct html *h, const char *words, struct sv value)
{
    if (!value.n)
        return;
    html_elem_say(h, "dt", words);
    html_open(h, "dd");
    html_open(h, "code");
    html_class(h, "sidik");
    html_text(h, value);
    html_close(h, "code");
    html_close(h, "dd");
}

static void link_to(struct html *h, const char *words, struct sv url, struct sv value)
{
    if (!value.n)
        return;
    html_elem_say(h, "dt", words);
    html_open(h, "dd");
    page_link(h, url, value);
    html_close(h, "dd");
}

static struct sv hex(struct shown *s, bool has, const struct digest *d)
{
    return has ? hex_make(digest_sv(d), s->v.p.a) : SV_NULL;
}

/* To the thousandth of a second, for whoever compares logs. */
static struct sv exactly(struct shown *s)
{
    int zone = s->v.p.region->regulation.zone_min;
    struct date_text t = time_iso_zone(s->r.time_ms / 1000, zone);
    struct sv all = sv_of(t.s);

    return arena_printf(s->v.p.a, "%.*s (%.*s,%03d)", SV_FMT(time_long(s->r.time_ms / 1000, zone, s->v.p.a)),
                        SV_FMT(sv_sub(all, 11, 8)), (int) (s->r.time_ms % 1000));
}

static void verdict(struct shown *s)
{
    struct html *h = &s->v.p.h;
    enum refuse why = refuse_of_code(s->r.refusal);
    struct sv office;

    if (!s->r.refusal.n) {
        page_alert(h, s->r.status >= 500 ? PAGE_BAD : PAGE_GOOD,
                   s->r.status >= 500 ? SV(T("Penyedia menjawab dengan galat"))
                                      : SV(T("Diteruskan dan dijawab penyedia")),
                   arena_printf(s->v.p.a, T("Status %lld."), (long long) s->r.status));
        return;
    }
    office = traffic_office(&s->v, s->r.refusal, s->r.service, s->r.consumer);
    page_alert_begin(h, PAGE_CAUTION,
                     arena_printf(s->v.p.a, T("Ditolak penghubung: %.*s"),
                                  SV_FMT(why == REFUSE_COUNT ? s->r.refusal : refuse_title(why))));
    if (why != REFUSE_COUNT) {
        html_elem(h, "p", refuse_step(why));
        html_open(h, "p");
        html_textf(h, T("Yang dapat memperbaiki: %.*s."), SV_FMT(office));
        html_close(h, "p");
    }
    page_alert_end(h);
}

static void what(struct shown *s)
{
    const struct receipt *r = &s->r;
    struct traffic_view *v = &s->v;
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    page_card_begin(h, 2, SV(T("Pertukaran")));
    html_open(h, "dl");
    html_class(h, "ciri");
    text(h, T("Waktu"), exactly(s));
    link_to(h, T("Konsumen"), traffic_url(a, "konsumen", r->consumer),
            r->consumer.n ? traffic_consumer_name(v, r->consumer) : SV_NULL);
    if (!r->consumer.n)
        text(h, T("Konsumen"), SV(T("tidak terbukti")));
    link_to(h, T("Layanan"), traffic_url(a, "layanan", r->service),
            r->service.n ? traffic_service_name(v, r->service) : SV_NULL);
    text(h, T("Kesepakatan"),
         r->agreement.n
             ? arena_printf(a, T("%.*s, versi %lld"), SV_FMT(r->agreement), (long long) r->agreement_version)
             : SV(T("tidak ada yang dipakai")));
    code(h, T("Panggilan"), arena_printf(a, "%.*s %.*s", SV_FMT(r->method), SV_FMT(r->path)));
    text(h, T("Status yang dikirim"), arena_printf(a, "%lld", (long long) r->status));
    code(h, T("Kode penolakan"), r->refusal);
    code(h, T("Nomor pesan (X-Road-Id)"), r->message_id);
    text(h, T("Lama seluruhnya"), traffic_ms(a, r->total_us));
    text(h, T("Di antaranya penyedia"),
         r->provider_us < 0 ? SV(T("penyedia tidak ditanya")) : traffic_ms(a, r->provider_us));
    text(h, T("Isi permintaan"), traffic_bytes(a, r->request_bytes));
    text(h, T("Isi tanggapan"), traffic_bytes(a, r->response_bytes));
    html_close(h, "dl");
    page_card_end(h);
}

static void proof(struct shown *s)
{
    const struct receipt *r = &s->r;
    struct traffic_view *v = &s->v;
    struct html *h = &v->p.h;
    struct arena *a = v->p.a;

    page_card_begin(h, 2, SV(T("Bukti dan sidik")));
    html_open(h, "dl");
    html_class(h, "ciri");
    code(h, T("Nomor bukti"), arena_dup(a, sv_of(uuid_show(r->id).s)));
    text(h, T("Lembar buku besar"), arena_printf(a, "%llu", (unsigned long long) s->at.leaf));
    text(h, T("Pemanggil dibuktikan dengan"), traffic_proof_words(receipt_proof_word(r->proof)));
    code(h, T("Sidik kuncinya"), hex(s, r->has_key, &r->key_fingerprint));
    text(h, T("Kebijakan yang menilai"), arena_printf(a, T("versi %lld"), (long long) r->policy_version));
    code(h, T("Sidik kebijakan"), hex(s, true, &r->policy_digest));
    code(h, T("Sidik isi permintaan"), hex(s, r->has_request_digest, &r->request_digest));
    code(h, T("Sidik isi tanggapan"), hex(s, r->has_response_digest, &r->response_digest));
    code(h, T("Sidik kueri"), hex(s, r->has_query, &r->query_digest));
    html_close(h, "dl");
    html_elem_say(
        h, "p",
        T("Isi permintaan dan tanggapan tidak pernah disimpan; yang tinggal hanya sidiknya (SHA-256). Siapa yang "
          "memegang isi dapat menghitungnya sendiri dan membandingkan."));
    page_card_end(h);
}

static void check(struct shown *s)
{
    struct html *h = &s->v.p.h;
    struct sv id = arena_dup(s->v.p.a, sv_of(uuid_show(s->r.id).s));

    struct traffic_scope own = s->v.scope;

    own.all = own.all && s->v.p.who->system;
    page_card_begin(h, 2, SV(T("Memeriksa tanpa kita")));
    if (!traffic_scope_has(&own, s->r.service, s->r.provider_agency, s->r.consumer_agency)) {
        html_elem_say(
            h, "p",
            T("Berkas bukti hanya diberikan kepada Perangkat Daerah konsumen dan penyedia. Mintalah dari "
              "salah satunya untuk memeriksanya tanpa jaringan."));
        page_card_end(h);
        return;
    }
    html_elem_say(
        h, "p",
        T("Berkas bukti memuat isi, garam, dan jalan menuju tanda tangan buku besar. Sesudah diunduh dan diurai, "
          "siapa pun memeriksanya tanpa jaringan:"));
    html_open(h, "pre");
    html_class(h, "perintah");
    html_open(h, "code");
    html_textf(h, "prasasti proof check bukti-%.*s --key 'KUNCI YANG DIUMUMKAN'", SV_FMT(id));
    html_close(h, "code");
    html_close(h, "pre");
    html_open(h, "div");
    html_class(h, "btn-list tanpa-cetak");
    page_link_button(h, arena_printf(s->v.p.a, "/ledger/bukti/%.*s?bentuk=zip", SV_FMT(id)), "btn-primary",
                     "download", T("Unduh bukti (ZIP)"));
    page_link_button(h, SV("/keutuhan"), "", "fingerprint", T("Kunci yang diumumkan"));
    html_close(h, "div");
    page_card_end(h);
}

bool exchange_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    static const struct crumb crumbs[] = { { SV_INIT(T("Lalu lintas penghubung")), SV_INIT("/penghubung") },
                                           { SV_INIT(T("Bukti pertukaran data")),
                                             SV_INIT("/penghubung/bukti") } };
    struct page_head hd = { .title = SV(T("Bukti satu pertukaran")),
                            .menu = SV("/penghubung"),
                            .crumbs = crumbs,
                            .n_crumbs = 2,
                            .width = PAGE_NARROW };
    struct shown s = { .r = { .status = 0 } };
    bool ok;

    ok = traffic_open(&s.v, ctx, req, res, e) && load(&s, e);
    if (ok) {
        page_begin(&s.v.p, ctx, req, res, &hd);
        verdict(&s);
        what(&s);
        proof(&s);
        check(&s);
        page_end(&s.v.p);
    }
    traffic_close(&s.v);
    return ok;
}

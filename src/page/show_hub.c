/* SPDX-License-Identifier: MIT
 * page/show_hub.c -- what the hub makes of a record right now: read out of the same snapshot by which it judges calls, so that
 * the page cannot say something else than the hub does. A register says with `hub` what its rows are there. */
#include "base/arena.h"
#include "base/date.h"
#include "page/show_priv.h"
#include "page/traffic_priv.h"
#include "policy/snapshot.h"
#include "rule/agency.h"

struct show_hub {
    bool there; /* the hub knows the record */
    enum page_tone tone;
    struct sv says, why; /* copied: the snapshot is closed again */
    struct sv traffic;   /* address of what passed of it */
    uint64_t version;
    int64_t made_at;
};

struct look {
    struct show *s;
    const struct policy *p;
    struct show_hub *out;
};

static struct sv text(const struct look *l, struct policy_str t)
{
    return arena_dup(l->s->p.a, policy_text(l->p, t));
}

static void say(const struct look *l, enum page_tone tone, const char *says, struct sv why)
{
    l->out->there = true;
    l->out->tone = tone;
    l->out->says = sv_of(says);
    l->out->why = why;
}

static struct sv closed_why(const struct look *l, const struct policy_service *v)
{
    struct sv why = text(l, v->why_closed), article = text(l, v->article);

    if (!why.n && !v->family)
        why = SV(T("Nama alamat penyedia tidak dapat ditemukan."));
    return article.n ? arena_printf(l->s->p.a, "%.*s (%.*s)", SV_FMT(why), SV_FMT(article)) : why;
}

static bool closed(const struct policy_service *v)
{
    return !(v->flags & POLICY_SERVICE_OPEN) || !v->family;
}

static void service(const struct look *l)
{
    for (uint32_t i = 0; i < l->p->services; i++) {
        const struct policy_service *v = &l->p->service[i];

        if (v->id != l->s->rec->id)
            continue;
        l->out->traffic = traffic_url(l->s->p.a, "layanan", policy_text(l->p, v->brief));
        if (closed(v))
            say(l, PAGE_BAD, T("Ditutup penghubung."), closed_why(l, v));
        else
            say(l, PAGE_GOOD, T("Terbuka pada penghubung."),
                arena_printf(l->s->p.a, T("%u operasi dikenal; yang boleh dipanggil menurut kesepakatannya."),
                             v->operations.n));
    }
}

static void consumer(const struct look *l)
{
    int at = policy_consumer_by_id(l->p, l->s->rec->id);
    unsigned keys = 0;

    if (at == POLICY_NONE)
        return;
    l->out->traffic = traffic_url(l->s->p.a, "konsumen", policy_text(l->p, l->p->consumer[at].xroad));
    for (uint32_t i = 0; i < l->p->keys; i++)
        keys += l->p->key[i].consumer == (uint32_t) at && l->p->key[i].from <= l->out->made_at &&
                l->out->made_at < l->p->key[i].until;
    if (l->p->consumer[at].why_closed.n)
        say(l, PAGE_BAD, T("Ditolak penghubung."), text(l, l->p->consumer[at].why_closed));
    else if (!keys)
        say(l, PAGE_CAUTION, T("Dikenal penghubung, tetapi tanpa kunci yang berlaku."), SV_NULL);
    else
        say(l, PAGE_GOOD, T("Dikenal penghubung."), arena_printf(l->s->p.a, T("%u kunci berlaku."), keys));
}

static void agreement(const struct look *l)
{
    int64_t now = l->s->region->records.now();
    int zone = l->s->region->regulation.zone_min;

    for (uint32_t i = 0; i < l->p->agreements; i++) {
        const struct policy_agreement *g = &l->p->agreement[i];

        if (g->id != l->s->rec->id)
            continue;
        l->out->traffic = arena_printf(l->s->p.a, "/penghubung/kesepakatan/%lld", (long long) g->id);
        if (g->flags & POLICY_AGREEMENT_HELD)
            say(l, PAGE_BAD, T("Ditahan penghubung."), text(l, g->why_held));
        else if (now < g->from)
            say(l, PAGE_INFO, T("Belum mulai."),
                arena_printf(l->s->p.a, T("Panggilan lewat sejak %.*s."),
                             SV_FMT(date_long(date_of_time(g->from, zone), l->s->p.a))));
        else if (now >= g->until)
            say(l, PAGE_BAD, T("Sudah lewat hari terakhirnya."), SV_NULL);
        else if (closed(&l->p->service[g->service]))
            say(l, PAGE_BAD, T("Layanannya ditutup penghubung."), closed_why(l, &l->p->service[g->service]));
        else if (l->p->consumer[g->consumer].why_closed.n)
            say(l, PAGE_BAD, T("Konsumennya ditolak penghubung."),
                text(l, l->p->consumer[g->consumer].why_closed));
        else if (!g->rules.n)
            say(l, PAGE_CAUTION, T("Berlaku pada penghubung, tetapi tanpa operasi yang terbuka."), SV_NULL);
        else
            say(l, PAGE_GOOD, T("Berlaku pada penghubung."),
                arena_printf(l->s->p.a, T("%u operasi boleh dipanggil."), g->rules.n));
    }
}

/* A snapshot that cannot be read says nothing here: the hub's own pages and the log do. */
void show_hub_load(struct show *s)
{
    struct policy p = { 0 };
    struct err ignored = { 0 };
    struct look l = { s, &p, NULL };

    if (!hub_regs_has(&s->region->hub, s->reg) || s->rec->dihapus.p ||
        !policy_open(arena_printf(s->p.a, "%s/" POLICY_PLACE, s->region->dir).p, &p, &ignored))
        return;
    l.out = s->hub = ARENA_NEW(s->p.a, struct show_hub);
    *s->hub = (struct show_hub){ .version = p.meta->version, .made_at = p.meta->made_at };
    if (s->reg == s->region->hub.services)
        service(&l);
    else if (s->reg == s->region->hub.consumers)
        consumer(&l);
    else
        agreement(&l);
    policy_close(&p);
}

void show_hub(struct show *s)
{
    const struct show_hub *x = s->hub;
    struct html *h = &s->p.h;

    if (!x)
        return;
    page_card_begin(h, 2, SV(T("Pada penghubung sekarang")));
    if (x->there) {
        page_alert(h, x->tone, x->says, x->why);
    } else {
        html_elem_say(
            h, "p",
            T("Belum dikenal penghubung: belum sampai pada keadaan yang berlaku di sana, atau belum lengkap."));
    }
    html_open(h, "p");
    html_class(h, "text-secondary");
    html_textf(h, T("Kebijakan versi %llu, %.*s."), (unsigned long long) x->version,
               SV_FMT(page_moment(s->region, s->p.a, arena_dup(s->p.a, sv_of(time_iso(x->made_at).s)))));
    html_close(h, "p");
    /* For whom the page is there in any case; a consumer's agency finds its agreements on /penghubung. */
    if (x->traffic.n && (who_owns(s->p.who, s->rec->pd) || agency_reads_all(s->region, s->p.who)))
        page_link(h, x->traffic, SV(T("Lalu lintas, kuota, dan pemakaian kuncinya")));
    page_card_end(h);
}

/* SPDX-License-Identifier: MIT
 * policy/meta.c -- listMethods, allowedMethods, getOpenAPI and listClients of X-Road. */
#include "policy/meta.h"

#include "policy/build.h"
#include "policy/path.h"

#include "base/buf.h"
#include "json/json.h"

struct subsystem {
    struct sv id[3];
    char text[3][256];
};

static bool read_subsystem(const struct sv part[3], struct subsystem *out)
{
    for (size_t i = 0; i < 3; i++) {
        out->id[i] = path_identifier(part[i], out->text[i], sizeof out->text[i]);
        if (!out->id[i].p)
            return false;
    }
    return true;
}

static bool belongs(const struct policy *p, const struct policy_service *s, const struct subsystem *of)
{
    return sv_eq(policy_text(p, s->klass), of->id[0]) && sv_eq(policy_text(p, s->member), of->id[1]) &&
           sv_eq(policy_text(p, s->subsystem), of->id[2]);
}

static void put_rules(const struct policy *p, struct policy_range r, struct jsonw *w)
{
    for (uint32_t i = r.first; i < r.first + r.n; i++)
        for (uint32_t bit = 1; bit < POLICY_EVERY_METHOD; bit *= 2) {
            if (!(p->rule[i].methods & bit))
                continue;
            jsonw_map(w);
            jsonw_kstr(w, "method",
                       p->rule[i].methods == POLICY_EVERY_METHOD ? SV("*") : policy_method_word(bit));
            jsonw_kstr(w, "path", policy_text(p, p->rule[i].pattern));
            jsonw_end(w);
            if (p->rule[i].methods == POLICY_EVERY_METHOD)
                break;
        }
}

static bool counts(const struct policy_agreement *g, int64_t now)
{
    return !(g->flags & POLICY_AGREEMENT_HELD) && now >= g->from && now < g->until;
}

static void put_service(const struct policy *p, uint32_t n, int consumer, int64_t now, struct jsonw *w)
{
    const struct policy_service *s = &p->service[n];
    struct policy_range own = { 0 };
    bool some = consumer == POLICY_NONE;

    if (consumer != POLICY_NONE) {
        own = policy_agreements_of(p, (uint32_t) consumer, n);
        for (uint32_t i = own.first; i < own.first + own.n; i++)
            some = some || counts(&p->agreement[i], now);
    }
    if (!some)
        return;
    jsonw_map(w);
    jsonw_kstr(w, "object_type", SV("SERVICE"));
    jsonw_kstr(w, "service_type", s->openapi.n ? SV("OPENAPI") : SV("REST"));
    jsonw_kstr(w, "xroad_instance", policy_text(p, p->meta->instance));
    jsonw_kstr(w, "member_class", policy_text(p, s->klass));
    jsonw_kstr(w, "member_code", policy_text(p, s->member));
    jsonw_kstr(w, "subsystem_code", policy_text(p, s->subsystem));
    jsonw_kstr(w, "service_code", policy_text(p, s->code));
    jsonw_key(w, SV("endpoint_list"));
    jsonw_list(w);
    if (consumer == POLICY_NONE)
        put_rules(p, s->operations, w);
    for (uint32_t i = own.first; i < own.first + own.n; i++)
        if (counts(&p->agreement[i], now))
            put_rules(p, p->agreement[i].rules, w);
    jsonw_end(w);
    jsonw_end(w);
}

void meta_methods(const struct policy *p, const struct sv part[3], int consumer, int64_t now, struct buf *out)
{
    struct subsystem of = { .text = { "" } };
    struct jsonw w;
    bool known = read_subsystem(part, &of);

    jsonw_init(&w, out);
    jsonw_map(&w);
    jsonw_key(&w, SV("service"));
    jsonw_list(&w);
    for (uint32_t i = 0; known && i < p->services; i++)
        if (belongs(p, &p->service[p->by_xroad[i]], &of))
            put_service(p, p->by_xroad[i], consumer, now, &w);
    jsonw_end(&w);
    jsonw_end(&w);
}

/* instance/class/member[/subsystem] */
static void put_client(struct sv id, struct sv name, struct jsonw *w)
{
    static const char *const key[] = { "xroad_instance", "member_class", "member_code", "subsystem_code" };
    struct sv part[4];
    size_t n = 0;

    while (n < 4 && sv_cut(&id, '/', &part[n]))
        n++;
    jsonw_map(w);
    jsonw_key(w, SV("id"));
    jsonw_map(w);
    jsonw_kstr(w, "object_type", n == 4 ? SV("SUBSYSTEM") : SV("MEMBER"));
    for (size_t i = 0; i < n; i++)
        jsonw_kstr(w, key[i], part[i]);
    jsonw_end(w);
    jsonw_kstr(w, "name", name);
    jsonw_end(w);
}

void meta_clients(const struct policy *p, struct buf *out)
{
    struct sv last = SV("");
    struct buf id;
    struct jsonw w;

    jsonw_init(&w, out);
    jsonw_map(&w);
    jsonw_key(&w, SV("member"));
    jsonw_list(&w);
    for (uint32_t i = 0; i < p->consumers; i++)
        if (p->consumer[i].xroad.n)
            put_client(policy_text(p, p->consumer[i].xroad), policy_text(p, p->consumer[i].name), &w);
    buf_init(&id, 4096);
    for (uint32_t i = 0; i < p->services;
         i++) { /* sorted, so that the services of a subsystem stand together */
        const struct policy_service *s = &p->service[p->by_xroad[i]];
        struct sv xroad = policy_text(p, s->xroad), head = sv_sub(xroad, 0, xroad.n - s->code.n - 1);
        if (sv_eq(head, last))
            continue;
        last = head;
        buf_reset(&id);
        buf_printf(&id, "%.*s/%.*s", SV_FMT(policy_text(p, p->meta->instance)), SV_FMT(head));
        put_client(buf_sv(&id), policy_text(p, s->office), &w);
    }
    buf_clear(&id);
    jsonw_end(&w);
    jsonw_end(&w);
}

int meta_service(const struct policy *p, const struct sv part[3], struct sv query)
{
    struct subsystem of = { .text = { "" } };
    struct sv item;
    char buf[256];

    if (!read_subsystem(part, &of))
        return POLICY_NONE;
    while (sv_cut(&query, '&', &item)) {
        if (!sv_starts(item, SV("serviceCode=")))
            continue;
        struct sv code = path_identifier(sv_sub(item, 12, item.n), buf, sizeof buf);
        return code.p ? policy_service_by_xroad(p, of.id[0], of.id[1], of.id[2], code) : POLICY_NONE;
    }
    return POLICY_NONE;
}

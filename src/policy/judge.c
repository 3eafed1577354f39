/* SPDX-License-Identifier: MIT
 * policy/judge.c -- who may call what, by the snapshot. */
#include "policy/judge.h"

#include "policy/path.h"

#include "base/date.h"

enum refuse judge_key(const struct policy *p, int key, enum receipt_proof proof, int64_t now,
                      struct judge_who *who)
{
    if (key == POLICY_NONE)
        return REFUSE_KEY_UNKNOWN;
    const struct policy_key *k = &p->key[key];
    *who = (struct judge_who){ (int) k->consumer, key, proof };
    if (now < k->from)
        return REFUSE_KEY_EARLY;
    if (now >= k->until)
        return REFUSE_KEY_LATE;
    return p->consumer[k->consumer].why_closed.n ? REFUSE_CONSUMER_CLOSED : REFUSE_NOT;
}

enum refuse judge_api_key(const struct policy *p, struct sv text, int64_t now, struct judge_who *who)
{
    struct digest d = sha256(text);

    return judge_key(p, policy_key_by_digest(p, POLICY_KEY_API, &d), RECEIPT_PROOF_API_KEY, now, who);
}

enum refuse judge_cert(const struct policy *p, const struct digest *spki, int64_t now, struct judge_who *who)
{
    return judge_key(p, policy_key_by_digest(p, POLICY_KEY_CERT, spki), RECEIPT_PROOF_MTLS, now, who);
}

bool judge_rules(const struct policy *p, struct policy_range rules, uint32_t method, struct sv path)
{
    for (uint32_t i = rules.first; i < rules.first + rules.n; i++)
        if ((p->rule[i].methods & method) && path_match(policy_text(p, p->rule[i].pattern), path))
            return true;
    return false;
}

static bool hours_ok(const struct policy *p, const struct policy_agreement *g, int64_t now)
{
    struct date today = date_of_time(now, p->meta->zone_min);
    int64_t minute = (now - time_of_date(today, p->meta->zone_min)) / 60;
    int day = date_weekday(today) - 1;

    for (uint32_t i = g->windows.first; i < g->windows.first + g->windows.n; i++) {
        const struct policy_window *w = &p->window[i];
        if ((w->days >> day & 1) && minute >= w->from_min && minute < w->until_min)
            return true;
    }
    return g->windows.n == 0;
}

/* In the order of the checks: the later the refusal, the nearer the call came to passing. */
static enum refuse judge_one(const struct policy *p, const struct policy_agreement *g,
                             const struct judge_call *c)
{
    if (g->flags & POLICY_AGREEMENT_HELD)
        return REFUSE_AGREEMENT_HELD;
    if (c->now < g->from)
        return REFUSE_AGREEMENT_EARLY;
    if (c->now >= g->until)
        return REFUSE_AGREEMENT_LATE;
    if (!judge_rules(p, g->rules, c->method, c->path))
        return REFUSE_OPERATION;
    return hours_ok(p, g, c->now) ? REFUSE_NOT : REFUSE_HOURS;
}

enum refuse judge_call(const struct policy *p, const struct judge_call *c, int *agreement)
{
    struct policy_range r = policy_agreements_of(p, c->consumer, c->service);
    enum refuse best = REFUSE_NO_AGREEMENT;

    *agreement = POLICY_NONE;
    for (uint32_t i = r.first; i < r.first + r.n; i++) {
        const struct policy_agreement *g = &p->agreement[i];
        if (c->number.n && !sv_eq(c->number, policy_text(p, g->number)))
            continue;
        enum refuse why = judge_one(p, g, c);
        if (why == REFUSE_NOT || why > best) {
            best = why;
            *agreement = (int) i;
        }
        if (why == REFUSE_NOT)
            break;
    }
    return best;
}

enum refuse judge_claim(const struct policy *p, int consumer, struct sv client)
{
    struct sv registered = policy_text(p, p->consumer[consumer].xroad), raw;
    char buf[1024];
    size_t n = 0, parts = 0;

    for (bool more = client.n > 0; more; parts++) {
        size_t end = 0;
        while (end < client.n && client.p[end] != '/')
            end++;
        raw = sv_sub(client, 0, end);
        more = end < client.n;
        client = sv_sub(client, end + 1, client.n);
        if (n + 2 >= sizeof buf)
            return REFUSE_XROAD_CLIENT;
        if (parts)
            buf[n++] = '/';
        struct sv part = path_identifier(raw, buf + n, sizeof buf - n - 1);
        if (!part.p)
            return REFUSE_XROAD_CLIENT;
        n += part.n;
    }
    if (parts < 3 || parts > 4)
        return REFUSE_XROAD_CLIENT;
    return sv_eq(registered, (struct sv){ buf, n }) ? REFUSE_NOT : REFUSE_CLAIM;
}

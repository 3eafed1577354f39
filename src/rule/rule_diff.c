/* SPDX-License-Identifier: MIT
 * rule/rule_diff.c -- which provisions come, go or change from one regulation to the next, in words. */
#include "rule/rule_diff.h"

#include "base/arena.h"
#include "base/map.h"
#include "json/json.h"
#include "rule/rule_priv.h"

void rule_diff(const struct rule *before, const struct rule *after, struct arena *a, struct rule_diff *out)
{
    struct map *gone_on = map_new(a);
    size_t k = 0;

    *out = (struct rule_diff){ .items = ARENA_ARRAY(a, struct rule_change, before->n + after->n + 1) };
    for (size_t i = 0; i < after->n; i++) {
        const struct norm *n = &after->norms[i], *old = n->was.p ? rule_norm(before, n->was) : NULL;

        if (old)
            map_put(gone_on, old->at, &after->norms[i]);
        if (old && n->same)
            out->stays++;
        else if (!old)
            out->items[k++] = (struct rule_change){ RULE_COMES, NULL, n };
    }
    out->by[RULE_COMES] = k;
    for (size_t i = 0; i < after->n; i++) {
        const struct norm *n = &after->norms[i], *old = n->was.p ? rule_norm(before, n->was) : NULL;

        if (old && !n->same)
            out->items[k++] = (struct rule_change){ RULE_CHANGES, old, n };
    }
    out->by[RULE_CHANGES] = k - out->by[RULE_COMES];
    for (size_t i = 0; i < before->n; i++)
        if (!map_get(gone_on, before->norms[i].at))
            out->items[k++] = (struct rule_change){ RULE_GOES, &before->norms[i], NULL };
    out->by[RULE_GOES] = k - out->by[RULE_COMES] - out->by[RULE_CHANGES];
    out->n = k;
}

struct sv rule_interval_words(struct sv interval, struct arena *a)
{
    int months = rule_months(interval);

    if (!months)
        return interval;
    return months % 12 ? arena_printf(a, T("%d bulan"), months) : arena_printf(a, T("%d tahun"), months / 12);
}

static struct sv reg_words(const struct rule *r, struct sv key)
{
    const struct reg *reg = r->model ? model_reg(r->model, key) : NULL;
    struct sv label = json_text(json_get(json_get(r->regulation, SV("populations")), key), SV("label"));

    return label.p ? label : reg ? reg->label : key;
}

static struct sv interval_words(const struct rule *r, struct sv s, struct arena *a)
{
    struct sv key = sv_starts(s, SV("setting:")) ? sv_sub(s, 8, s.n) : SV_NULL;

    if (key.p) /* what the region may set is said with where it begins */
        s = json_text(json_get(json_get(r->regulation, SV("settings")), key), SV("value"));
    return key.p ? arena_printf(a, T("%.*s (ditetapkan daerah)"), SV_FMT(rule_interval_words(s, a)))
                 : rule_interval_words(s, a);
}

struct sv rule_check_words(const struct rule *r, const struct norm *n, struct arena *a)
{
    const struct json *d = r->checks[n->index].decl;
    struct sv key = d ? json_text(d, check_kind_name(n->check)) : SV_NULL, in = json_text(d, SV("in"));
    struct sv reg = reg_words(r, key);

    switch (n->check) {
    case CHECK_EXISTS: return arena_printf(a, T("Ada %.*s"), SV_FMT(reg));
    case CHECK_EACH:
        if (json_text(d, SV("has")).p)
            return arena_printf(a, T("Setiap %.*s punya %.*s"), SV_FMT(reg),
                                SV_FMT(reg_words(r, json_text(d, SV("has")))));
        return arena_printf(a, T("Setiap %.*s memenuhi syarat"), SV_FMT(reg));
    case CHECK_EVERY:
        return arena_printf(a, T("Setiap %.*s: %.*s"), SV_FMT(interval_words(r, key, a)),
                            SV_FMT(reg_words(r, in)));
    case CHECK_REVIEWED: return arena_printf(a, T("Reviu %.*s pada waktunya"), SV_FMT(reg));
    case CHECK_COMPLETE: return arena_printf(a, T("Kelengkapan %.*s"), SV_FMT(reg));
    case CHECK_GUARD:
        sv_cut(&key, '.', &reg);
        return arena_printf(a, T("Langkah pada %.*s ditahan sampai syaratnya ada"),
                            SV_FMT(reg_words(r, reg)));
    case CHECK_METRIC: return SV(T("Angka dibandingkan dengan batasnya"));
    case CHECK_ATTESTED: return SV(T("Pernyataan pejabat yang dikonfirmasi"));
    case CHECK_SQL: return arena_printf(a, T("Pemeriksaan setiap %.*s"), SV_FMT(reg_words(r, in)));
    case CHECK_SHOWN:
    case CHECK_COUNT: break;
    }
    return SV(T("Ditampilkan saja"));
}

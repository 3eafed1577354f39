/* SPDX-License-Identifier: MIT
 * rule/rule_pack_check.c -- words of a pack that nothing else would stumble over: a role nobody has, a strength that is none,
 * a day or an interval that cannot be read. Left alone they would be silence, and silence is a value (docs/declarations.md). */
#include "rule/pack.h"
#include "rule/rule_priv.h"

/* Keys of a map, and of another one behind them. */
static size_t keys_of(const struct json *a_map, const struct json *b_map, struct arena *a, struct sv **out)
{
    const struct json *maps[] = { a_map, b_map };
    size_t n = 0, cap = 0;

    *out = NULL;
    for (int i = 0; i < 2; i++)
        for (const struct json *k = maps[i] && maps[i]->type == JSON_MAP ? maps[i]->first : NULL; k;
             k = k->next)
            *ARENA_PUSH(a, *out, n, cap) = k->key;
    return n;
}

static bool among(struct sv s, const struct sv *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(names[i], s))
            return true;
    return false;
}

void rule_check_norm(struct rule *r, const struct norm *n, const struct json *decl, struct problems *ps)
{
    static const struct sv strengths[] = { SV_INIT("wajib"), SV_INIT("harus"), SV_INIT("dapat"),
                                           SV_INIT("deklaratif") };
    const struct json *known = json_get(r->model->roles, SV("roles")), *at;
    struct sv *roles;
    size_t n_roles = keys_of(known, json_get(r->regulation, SV("roles")), r->a, &roles);

    if (n->strength.n && !among(n->strength, strengths, 4)) {
        at = json_get(decl, SV("strength"));
        rule_suggest(
            rule_complain(ps, n->file, at ? at : decl, n->at,
                          arena_printf(r->a,
                                       T("Kekuatan \"%.*s\" tidak dikenal; pilih wajib, harus, dapat, atau "
                                         "deklaratif."),
                                       SV_FMT(n->strength))),
            n->strength, strengths, 4, r->a);
    }
    at = json_get(decl, SV("binds"));
    for (size_t i = 0; known && i < n->n_binds; i++)
        if (!among(n->binds[i], roles, n_roles))
            rule_suggest(
                rule_complain(ps, n->file, at ? at : decl, n->at,
                              arena_printf(r->a,
                                           T("Peran \"%.*s\" tidak ada di data/roles.yaml maupun roles paket "
                                             "ini."),
                                           SV_FMT(n->binds[i]))),
                n->binds[i], roles, n_roles, r->a);
}

static void check_dates(struct rule *r, const struct json *dates, struct problems *ps)
{
    for (const struct json *d = dates && dates->type == JSON_MAP ? dates->first : NULL; d; d = d->next) {
        struct date day;

        if (d->s.n && !sv_eq(d->key, SV("berlaku")) &&
            !date_parse(d->s, &day)) /* that one: rule_regulation_of() */
            rule_complain(
                ps, r->pack->file, d, d->key,
                arena_printf(r->a, T("Tanggal \"%.*s\" tidak ada dalam kalender; tulis misalnya 2026-01-31."),
                             SV_FMT(sv_sub(d->s, 0, 40))));
    }
}

static void check_settings(struct rule *r, const struct json *settings, struct problems *ps)
{
    for (const struct json *s = settings && settings->type == JSON_MAP ? settings->first : NULL; s;
         s = s->next) {
        struct sv value = json_text(s, SV("value"));

        if (sv_eq(json_text(s, SV("kind")), SV("interval")) && value.n && !rule_months(value))
            rule_complain(ps, r->pack->file, s, s->key,
                          arena_printf(r->a,
                                       T("Interval \"%.*s\" tidak terbaca; tulis misalnya \"2 years\"."),
                                       SV_FMT(sv_sub(value, 0, 40))));
    }
}

static void check_populations(struct rule *r, const struct json *all, struct problems *ps)
{
    for (const struct json *p = all && all->type == JSON_MAP ? all->first : NULL; p; p = p->next) {
        struct sv in = json_text(p, SV("in"));

        if (!model_reg(r->model, in))
            rule_no_register(rule_complain(ps, r->pack->file, p, p->key,
                                           arena_printf(r->a, T("Register \"%.*s\" tidak ada."), SV_FMT(in))),
                             r, in);
    }
}

static void check_chapters(struct rule *r, const struct json *chapters, struct problems *ps)
{
    for (const struct json *c = chapters && chapters->type == JSON_LIST ? chapters->first : NULL; c;
         c = c->next) {
        int64_t from = json_number(c, SV("from"), 0), to = json_number(c, SV("to"), 0);

        if (from > to)
            rule_complain(ps, r->pack->file, c, SV("chapters"),
                          arena_printf(r->a,
                                       T("BAB %.*s mulai dari Pasal %lld tetapi selesai pada Pasal %lld."),
                                       SV_FMT(json_text(c, SV("bab"))), (long long) from, (long long) to));
    }
}

void rule_check_regulation(struct rule *r, struct problems *ps)
{
    check_dates(r, json_get(r->regulation, SV("dates")), ps);
    check_settings(r, json_get(r->regulation, SV("settings")), ps);
    check_populations(r, json_get(r->regulation, SV("populations")), ps);
    check_chapters(r, json_get(r->regulation, SV("chapters")), ps);
}

void rule_no_register(struct problem *p, const struct rule *r, struct sv given)
{
    struct sv *keys = ARENA_ARRAY(r->a, struct sv, r->model->n_regs + 1);

    for (size_t i = 0; i < r->model->n_regs; i++)
        keys[i] = r->model->regs[i]->key;
    rule_suggest(p, given, keys, r->model->n_regs, r->a);
}

void rule_no_field(struct problem *p, const struct rule *r, const struct reg *reg, struct sv given)
{
    struct sv *keys = ARENA_ARRAY(r->a, struct sv, reg->n_fields + 1);

    for (size_t i = 0; i < reg->n_fields; i++)
        keys[i] = reg->fields[i].key;
    rule_suggest(p, given, keys, reg->n_fields, r->a);
}

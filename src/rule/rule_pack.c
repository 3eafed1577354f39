/* SPDX-License-Identifier: MIT
 * rule/rule_pack.c -- reads a pack: identity and chapters of the regulation, its provisions, each with its check. */
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "rule/pack.h"
#include "rule/rule_live.h"
#include "rule/rule_priv.h"

static const struct {
    struct sv key, label;
} statuses[NORM_STATUS_COUNT] = {
    [NORM_MET] = { SV_INIT("terpenuhi"), SV_INIT("Terpenuhi") },
    [NORM_PARTLY] = { SV_INIT("terpenuhi_sebagian"), SV_INIT("Terpenuhi sebagian") },
    [NORM_UNMET] = { SV_INIT("belum_terpenuhi"), SV_INIT("Belum terpenuhi") },
    [NORM_DUE_SOON] = { SV_INIT("mendekati_tenggat"), SV_INIT("Mendekati tenggat") },
    [NORM_LATE] = { SV_INIT("lewat_tenggat"), SV_INIT("Lewat tenggat") },
    [NORM_NO_DATA] = { SV_INIT("belum_ada_data"), SV_INIT("Belum ada data") },
    [NORM_NOT_APPLICABLE] = { SV_INIT("tidak_berlaku"), SV_INIT("Tidak berlaku") },
    [NORM_OTHER_BODY] = { SV_INIT("kewenangan_pihak_lain"), SV_INIT("Kewenangan pihak lain") },
    [NORM_GENERAL] = { SV_INIT("ketentuan_umum"), SV_INIT("Ketentuan umum") },
};

static const struct sv kinds[CHECK_COUNT] = {
    [CHECK_EXISTS] = SV_INIT("exists"),     [CHECK_EACH] = SV_INIT("each"),
    [CHECK_EVERY] = SV_INIT("every"),       [CHECK_REVIEWED] = SV_INIT("reviewed"),
    [CHECK_COMPLETE] = SV_INIT("complete"), [CHECK_GUARD] = SV_INIT("guard"),
    [CHECK_METRIC] = SV_INIT("metric"),     [CHECK_ATTESTED] = SV_INIT("attested"),
    [CHECK_SHOWN] = SV_INIT("shown"),       [CHECK_SQL] = SV_INIT("sql"),
};

struct sv norm_status_key(enum norm_status s)
{
    return statuses[s].key;
}

struct sv norm_status_label(enum norm_status s)
{
    return statuses[s].label;
}

struct sv check_kind_name(enum check_kind k)
{
    return kinds[k];
}

struct problem *rule_complain(struct problems *ps, struct sv file, const struct json *at, struct sv field,
                              struct sv text)
{
    struct problem *p = problems_add(ps, field, "%.*s", SV_FMT(text));

    p->file = file;
    if (at) {
        p->line = at->line;
        p->col = at->col;
    }
    return p;
}

void rule_suggest(struct problem *p, struct sv given, const struct sv *names, size_t n, struct arena *a)
{
    struct sv near = problems_suggest(given, names, n);

    if (near.p)
        p->hint = arena_printf(a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
}

/* --- regulation.yaml -------------------------------------------------------------------------------------------------- */

static struct date day_of(const struct json *dates, struct sv key)
{
    struct date d = { 0 };

    date_parse(json_text(dates, key), &d);
    return d;
}

/* "+08:00" in minutes. */
static bool zone_of(struct sv s, int *out)
{
    int64_t h, m;

    if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' || !sv_int(sv_sub(s, 1, 2), &h) ||
        !sv_int(sv_sub(s, 4, 2), &m) || h > 14 || m > 59)
        return false;
    *out = (int) (h * 60 + m) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

static void load_chapters(const struct json *list, struct arena *a, struct regulation *r)
{
    if (!list || list->type != JSON_LIST)
        return;
    r->chapters = ARENA_ARRAY(a, struct chapter, list->n);
    for (const struct json *c = list->first; c; c = c->next)
        r->chapters[r->n_chapters++] =
            (struct chapter){ json_text(c, SV("bab")), json_text(c, SV("title")),
                              (int) json_number(c, SV("from"), 0), (int) json_number(c, SV("to"), 0),
                              json_flag(c, SV("general"), false) };
}

void rule_regulation_of(const struct pack *p, struct arena *a, struct regulation *out, struct problems *ps)
{
    const struct json *tree = p->regulation, *dates = json_get(tree, SV("dates"));

    *out = (struct regulation){ .id = p->id,
                                .title = json_text(tree, SV("title")),
                                .about = json_text(tree, SV("about")),
                                .region = json_text(tree, SV("region")),
                                .head = json_text(tree, SV("head")),
                                .decree = json_text(tree, SV("decree")),
                                .amends = p->amends,
                                .replaces = p->replaces,
                                .enacted = day_of(dates, SV("ditetapkan")),
                                .promulgated = day_of(dates, SV("diundangkan")),
                                .in_force = day_of(dates, SV("berlaku")) };
    if (!out->promulgated.y)
        out->promulgated = out->in_force;
    if (!out->in_force.y && !json_text(dates, SV("berlaku")).n)
        rule_complain(ps, p->file, dates, SV("dates"),
                      SV("Tanggal berlaku peraturan belum ditulis (dates: {berlaku: …})."));
    else if (!out->in_force.y)
        rule_complain(ps, p->file, json_get(dates, SV("berlaku")), SV("berlaku"),
                      SV("Tanggal berlaku peraturan tidak ada dalam kalender; tulis misalnya 2026-01-31."));
    if (!zone_of(json_text(tree, SV("zone")), &out->zone_min))
        rule_complain(ps, p->file, tree, SV("zone"), SV("Zona waktu harus ditulis seperti \"+08:00\"."));
    identity_read(json_get(tree, SV("identity")), p->file, &out->identity, ps);
    load_chapters(json_get(tree, SV("chapters")), a, out);
}

/* --- addresses -------------------------------------------------------------------------------------------------------- */

struct sv rule_label(struct sv at, struct arena *a)
{
    struct pack_at n = pack_at(at);
    struct sv out;
    bool number;

    out =
        n.bab.p ? arena_printf(a, "BAB %.*s", SV_FMT(n.bab)) : arena_printf(a, "Pasal %.*s", SV_FMT(n.pasal));
    if (n.ayat.p)
        out = arena_printf(a, "%.*s ayat (%.*s)", SV_FMT(out), SV_FMT(n.ayat));
    number = n.huruf.n && n.huruf.p[0] >= '0' && n.huruf.p[0] <= '9';
    if (n.huruf.p)
        out = arena_printf(a, "%.*s %s %.*s", SV_FMT(out), number ? "angka" : "huruf", SV_FMT(n.huruf));
    return out;
}

/* Within one regulation and its amendments an address is the code of its provision; a regulation that replaced the region's
 * first one has its own name behind it, since "Pasal 3" of both are two things and records cite both. */
static struct sv suffix_of(const struct pack *p, struct sv first, struct arena *a)
{
    struct sv own = p->sources[0].id;

    return !first.p || sv_eq(first, own) ? SV("") : arena_printf(a, "@%.*s", SV_FMT(own));
}

struct sv rule_code(const struct pack *p, struct sv first, struct sv at, struct arena *a)
{
    struct sv suffix = suffix_of(p, first, a);

    return suffix.n ? arena_printf(a, "%.*s%.*s", SV_FMT(at), SV_FMT(suffix)) : at;
}

static struct choice choice_of(const struct pack *p, struct sv first, struct sv at, struct arena *a)
{
    return (struct choice){ .key = rule_code(p, first, at, a), .label = rule_label(at, a) };
}

/* What earlier regulations said stays readable where records cite it, with the name of its regulation. */
static void retired_codes(const struct pack *p, struct sv first, struct arena *a, struct map *by_key)
{
    for (const struct pack *old = p->before; old; old = old->before)
        for (size_t i = 0; i < old->n; i++) {
            struct choice *c = ARENA_NEW(a, struct choice);
            struct sv title = old->sources[old->norms[i].source].title;

            *c = choice_of(old, first, old->norms[i].at, a);
            if (!c->key.p || map_get(by_key, c->key))
                continue;
            c->label = arena_printf(a, "%.*s %.*s", SV_FMT(c->label), SV_FMT(title));
            c->retired = true;
            map_put(by_key, c->key, c);
        }
}

void rule_norm_codes(const struct pack *p, struct sv first, struct arena *a, struct code_list *out)
{
    struct map *by_key = map_new(a);
    struct choice *items = ARENA_ARRAY(a, struct choice, p->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        if (!p->norms[i].at.p)
            continue;
        items[n] = choice_of(p, first, p->norms[i].at, a);
        map_put(by_key, items[n].key, &items[n]);
        n++;
    }
    retired_codes(p, first, a, by_key);
    *out = (struct code_list){ SV("@norms"), items, n, by_key, suffix_of(p, first, a) };
}

/* --- norms.yaml ------------------------------------------------------------------------------------------------------- */

static const struct chapter *chapter_of(const struct regulation *r, const struct norm *n)
{
    int64_t pasal = 0;
    struct sv rest = n->pasal, digits = rest;

    sv_cut(&rest, '~', &digits); /* 12~2: the second Pasal of that number, in a damaged text */
    while (digits.n && (digits.p[digits.n - 1] < '0' || digits.p[digits.n - 1] > '9'))
        digits.n--; /* Pasal 12A stands where Pasal 12 does */
    sv_int(digits, &pasal);
    for (size_t i = 0; i < r->n_chapters; i++)
        if (n->pasal.p ? pasal >= r->chapters[i].from && pasal <= r->chapters[i].to
                       : sv_eq(r->chapters[i].bab, n->bab))
            return &r->chapters[i];
    return NULL;
}

bool rule_texts(struct arena *a, const struct json *v, const struct sv **out, size_t *n)
{
    struct sv *items = NULL;
    size_t cap = 0;

    *n = 0;
    if (v && v->type != JSON_LIST && v->s.p)
        *ARENA_PUSH(a, items, *n, cap) = v->s;
    for (const struct json *c = v && v->type == JSON_LIST ? v->first : NULL; c; c = c->next)
        if (c->s.p)
            *ARENA_PUSH(a, items, *n, cap) = c->s;
    *out = items;
    return *n > 0;
}

static void check_keys(struct rule *r, const struct json *v, const struct norm *n, struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("at"),       SV_INIT("says"),       SV_INIT("binds"),
                                       SV_INIT("strength"), SV_INIT("competence"), SV_INIT("outside"),
                                       SV_INIT("remark"),   SV_INIT("check"),      SV_INIT("was"),
                                       SV_INIT("under") };

    for (const struct json *k = v->type == JSON_MAP ? v->first : NULL; k; k = k->next) {
        size_t i = 0;

        while (i < sizeof known / sizeof known[0] && !sv_eq(known[i], k->key))
            i++;
        if (i == sizeof known / sizeof known[0])
            rule_complain(ps, n->file, k, k->key,
                          arena_printf(r->a, T("Kunci norma \"%.*s\" tidak dikenal."), SV_FMT(k->key)));
    }
}

/* What a provision is, without what it asks the database. */
static void read_norm(struct rule *r, const struct pack_norm *pn, struct norm *n)
{
    const struct pack_source *source = &r->pack->sources[pn->source];
    const struct json *v = pn->decl;
    struct pack_at at = pack_at(pn->at);
    const struct chapter *ch;

    n->at = pn->at;
    n->bab = at.bab;
    n->pasal = at.pasal;
    n->ayat = at.ayat;
    n->huruf = at.huruf;
    n->says = json_text(v, SV("says"));
    n->strength = json_text(v, SV("strength"));
    n->competence = json_text(v, SV("competence"));
    n->outside = json_text(v, SV("outside"));
    n->remark = json_text(v, SV("remark"));
    rule_texts(r->a, json_get(v, SV("binds")), &n->binds, &n->n_binds);
    n->code = rule_code(r->pack, r->first, n->at, r->a);
    n->was = pn->before ? pn->before->at : SV_NULL;
    n->same = pn->same;
    n->source = pn->source;
    n->file = source->file;
    n->start = source->in_force;
    n->clock = date_cmp(source->in_force, source->promulgated) > 0 ? source->in_force : source->promulgated;
    ch = chapter_of(&r->reg, n);
    if (ch)
        n->bab = ch->bab;
}

static void load_norm(struct rule *r, const struct pack_norm *pn, struct norm *n, struct check *c,
                      struct problems *ps)
{
    const struct json *v = pn->decl, *check = json_get(v, SV("check"));

    n->compiled = c;
    c->start = n->start;
    c->clock = n->clock;
    check_keys(r, v, n, ps);
    rule_check_norm(r, n, v, ps);
    if (!n->at.p || !n->says.p || !check)
        rule_complain(ps, n->file, v, SV("at"), SV("Norma memerlukan at, says, dan check."));
    else if (!chapter_of(&r->reg, n) && r->reg.n_chapters)
        rule_complain(ps, n->file, v, n->at, SV("Pasal ini tidak termasuk BAB mana pun di regulation.yaml."));
    for (size_t i = 0; i < n->at.n; i++) /* it stands in SQL and in addresses */
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789():-,.~", n->at.p[i])) {
            rule_complain(
                ps, n->file, v, n->at,
                SV("Alamat norma hanya berisi huruf, angka, kurung, titik dua, tanda hubung, dan ~ (yang kedua)."));
            return;
        }
    if (check && n->at.p && rule_compile(r, n, c, check, ps))
        rule_next_load(r, n, c, ps);
    rule_load_under(r, json_get(v, SV("under")), n, ps);
}

static struct rule *new_rule(const struct pack *p, struct sv first, const struct regulation *reg,
                             const struct model *m, struct arena *a)
{
    struct rule *r = ARENA_NEW(a, struct rule);

    r->a = a;
    r->pack = p;
    r->first = first;
    r->model = m;
    r->reg = *reg;
    r->regulation = p->regulation;
    memcpy(r->digest.s, p->digest, sizeof r->digest.s);
    r->norms = ARENA_ARRAY(a, struct norm, p->n + 1);
    r->checks = ARENA_ARRAY(a, struct check, p->n + 1);
    return r;
}

bool rule_load(const struct pack *p, struct sv first, const struct regulation *reg, const struct model *m,
               struct arena *a, struct rule **out, struct problems *ps, struct err *e)
{
    struct rule *r = new_rule(p, first, reg, m, a);
    struct map *by_at = map_new(a);
    size_t had = ps->n;

    rule_check_regulation(r, ps);
    rule_load_readings(r, ps);
    for (size_t i = 0; i < p->n; i++) {
        struct norm *n = &r->norms[r->n];

        n->index = r->n;
        read_norm(r, &p->norms[i], n);
        load_norm(r, &p->norms[i], n, &r->checks[r->n], ps);
        if (n->at.p && !map_put(by_at, n->at, n))
            rule_complain(ps, n->file, p->norms[i].decl, n->at, SV("Alamat norma ini ditulis dua kali."));
        r->n++;
    }
    r->by_at = by_at;
    rule_check_places(r, ps);
    *out = r;
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("Paket ini mengandung %zu kesalahan."), ps->n - had);
    return rule_live_plan(r, ps, e);
}

void rule_close(struct rule *r)
{
    if (r)
        rule_live_free(r->live);
}

struct sv rule_digest(const struct rule *r)
{
    return sv_of(r->digest.s);
}

void rule_load_words(const struct pack *p, struct sv first, const struct regulation *reg,
                     const struct model *m, struct arena *a, struct rule **out)
{
    struct rule *r = new_rule(p, first, reg, m, a);
    struct map *by_at = map_new(a);
    struct problems told; /* when it was in force */

    problems_init(&told, a, 1);
    rule_load_readings(r, &told);
    for (size_t i = 0; i < p->n; i++, r->n++) {
        struct norm *n = &r->norms[i];
        struct check *c = &r->checks[i];

        n->index = i;
        read_norm(r, &p->norms[i], n);
        n->compiled = c;
        c->decl = json_get(p->norms[i].decl, SV("check"));
        n->check = rule_check_kind(c->decl);
        c->basis = json_text(c->decl, SV("basis"));
        map_put(by_at, n->at, n);
    }
    r->by_at = by_at;
    *out = r;
}

const struct norm *rule_norms(const struct rule *r, size_t *n)
{
    *n = r->n;
    return r->norms;
}

const struct norm *rule_norm(const struct rule *r, struct sv at)
{
    return map_get(r->by_at, at);
}

const struct norm *rule_norm_cited(const struct rule *r, struct sv code)
{
    struct sv rest = code, at;
    const struct norm *n;

    sv_cut(&rest, '@', &at);
    n = rule_norm(r, at);
    return n && sv_eq(n->code, code) ? n : NULL;
}

const struct regulation *rule_regulation(const struct rule *r)
{
    return &r->reg;
}

struct sv rule_source(const struct rule *r, size_t source, struct sv *title)
{
    *title = r->pack->sources[source].title;
    return r->pack->sources[source].id;
}

bool rule_words_of(const struct rule *r, const struct norm *n, struct sv regulation)
{
    for (size_t i = n->source; i < r->pack->n_sources; i++)
        if (sv_eq(r->pack->sources[i].id, regulation))
            return true;
    return false;
}

struct sv rule_role_label(const struct rule *r, struct sv role)
{
    struct sv own = json_text(json_get(json_get(r->regulation, SV("roles")), role), SV("label"));
    const struct field whole = { .codes = model_codes(r->model, SV("@roles")) };
    const struct choice *c = whole.codes ? field_choice(&whole, role) : NULL;

    return own.p ? own : c ? c->label : role;
}

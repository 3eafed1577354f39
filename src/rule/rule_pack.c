/* SPDX-License-Identifier: MIT
 * rule/rule_pack.c -- reads a pack: identity and chapters of the regulation, its provisions, each with its check. */
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "rule/rule_live.h"
#include "rule/rule_priv.h"

enum { PACK_MAX_BYTES = 4 * 1024 * 1024 };

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

static struct problem *complain(struct problems *ps, struct sv file, const struct json *at, struct sv field,
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

static bool read_yaml(const char *path, struct arena *a, struct sv *text, const struct json **out,
                      struct problems *ps, struct err *e)
{
    struct json *tree;

    if (!file_read(path, PACK_MAX_BYTES, a, text, e))
        return false;
    if (!yaml_parse(*text, arena_dup(a, sv_of(path)), a, &tree, ps))
        return err_set(e, ERR_INPUT, T("%s mengandung kesalahan."), path);
    *out = tree;
    return true;
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

bool rule_read_regulation(const char *data_dir, struct sv id, struct arena *a, struct regulation *out,
                          const struct json **regulation, const struct json **registers,
                          struct sv *registers_file, struct problems *ps, struct err *e)
{
    struct sv dir = arena_printf(a, "%s/regulations/%.*s", data_dir, SV_FMT(id)), text;
    const struct json *dates;
    struct sv file = arena_printf(a, "%.*s/regulation.yaml", SV_FMT(dir));
    size_t had = ps->n;

    for (size_t i = 0; i < id.n; i++)
        if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '-'))
            return err_set(e, ERR_INPUT, T("Nama peraturan \"%.*s\" tidak dikenal."), SV_FMT(id));
    if (!file_exists(file.p)) {
        err_set(e, ERR_MISSING, T("Peraturan \"%.*s\" tidak ada."), SV_FMT(id));
        return err_hint(e, T("Lihat folder data/regulations untuk yang tersedia."));
    }
    if (!read_yaml(file.p, a, &text, regulation, ps, e))
        return false;
    dates = json_get(*regulation, SV("dates"));
    *out = (struct regulation){ .id = id,
                                .title = json_text(*regulation, SV("title")),
                                .about = json_text(*regulation, SV("about")),
                                .region = json_text(*regulation, SV("region")),
                                .head = json_text(*regulation, SV("head")),
                                .decree = json_text(*regulation, SV("decree")),
                                .enacted = day_of(dates, SV("ditetapkan")),
                                .promulgated = day_of(dates, SV("diundangkan")),
                                .in_force = day_of(dates, SV("berlaku")) };
    if (!out->promulgated.y)
        out->promulgated = out->in_force;
    if (!out->in_force.y)
        complain(ps, file, dates, SV("dates"),
                 SV("Tanggal berlaku peraturan belum ditulis (dates: {berlaku: …})."));
    if (!zone_of(json_text(*regulation, SV("zone")), &out->zone_min))
        complain(ps, file, *regulation, SV("zone"), SV("Zona waktu harus ditulis seperti \"+08:00\"."));
    identity_read(json_get(*regulation, SV("identity")), file, &out->identity, ps);
    load_chapters(json_get(*regulation, SV("chapters")), a, out);
    *registers_file = arena_printf(a, "%.*s/registers.yaml", SV_FMT(dir));
    *registers = NULL;
    if (file_exists(registers_file->p) && !read_yaml(registers_file->p, a, &text, registers, ps, e))
        return false;
    return ps->n == had || err_set(e, ERR_INPUT, T("regulation.yaml mengandung kesalahan."));
}

/* --- addresses -------------------------------------------------------------------------------------------------------- */

/* "BAB-XV(2)", "46(1)", "19(6)a-f", "1:11", "4a-f" */
static void split_at(struct sv at, struct norm *n)
{
    bool chapter = sv_starts(at, SV("BAB-"));
    struct sv rest = chapter ? sv_sub(at, 4, at.n) : at;
    size_t i;

    n->at = at;
    for (i = 0; i < rest.n && rest.p[i] != '(' && rest.p[i] != ':'; i++)
        if (rest.p[i] >= 'a' && rest.p[i] <= 'z')
            break;
    *(chapter ? &n->bab : &n->pasal) = sv_sub(rest, 0, i);
    rest = sv_sub(rest, i, rest.n);
    if (sv_starts(rest, SV(":"))) {
        n->huruf = sv_sub(rest, 1, rest.n);
        return;
    }
    if (sv_starts(rest, SV("("))) {
        ptrdiff_t end = sv_find(rest, SV(")"));

        if (end > 0) {
            n->ayat = sv_sub(rest, 1, (size_t) end - 1);
            rest = sv_sub(rest, (size_t) end + 1, rest.n);
        }
    }
    if (rest.n)
        n->huruf = rest;
}

struct sv rule_label(struct sv at, struct arena *a)
{
    struct norm n = { 0 };
    struct sv out;
    bool number;

    split_at(at, &n);
    out =
        n.bab.p ? arena_printf(a, "BAB %.*s", SV_FMT(n.bab)) : arena_printf(a, "Pasal %.*s", SV_FMT(n.pasal));
    if (n.ayat.p)
        out = arena_printf(a, "%.*s ayat (%.*s)", SV_FMT(out), SV_FMT(n.ayat));
    number = n.huruf.n && n.huruf.p[0] >= '0' && n.huruf.p[0] <= '9';
    if (n.huruf.p)
        out = arena_printf(a, "%.*s %s %.*s", SV_FMT(out), number ? "angka" : "huruf", SV_FMT(n.huruf));
    return out;
}

bool rule_norm_codes(const char *data_dir, struct sv id, struct arena *a, struct code_list *out,
                     struct problems *ps, struct err *e)
{
    struct sv file = arena_printf(a, "%s/regulations/%.*s/norms.yaml", data_dir, SV_FMT(id)), text;
    struct map *by_key = map_new(a);
    const struct json *tree = NULL;
    struct choice *items;
    size_t n = 0;

    if (!read_yaml(file.p, a, &text, &tree, ps, e))
        return false;
    items = ARENA_ARRAY(a, struct choice, tree->n + 1);
    for (const struct json *v = tree->type == JSON_LIST ? tree->first : NULL; v; v = v->next) {
        struct sv at = json_text(v, SV("at"));

        if (!at.p)
            continue;
        items[n] = (struct choice){ .key = at, .label = rule_label(at, a) };
        map_put(by_key, at, &items[n++]);
    }
    *out = (struct code_list){ SV("@norms"), items, n, by_key };
    return arena_ok(a, e);
}

/* --- norms.yaml ------------------------------------------------------------------------------------------------------- */

static const struct chapter *chapter_of(const struct regulation *r, const struct norm *n)
{
    int64_t pasal = 0;
    struct sv digits = n->pasal;

    while (digits.n && (digits.p[digits.n - 1] < '0' || digits.p[digits.n - 1] > '9'))
        digits.n--; /* Pasal 12A stands where Pasal 12 does */
    sv_int(digits, &pasal);
    for (size_t i = 0; i < r->n_chapters; i++)
        if (n->pasal.p ? pasal >= r->chapters[i].from && pasal <= r->chapters[i].to
                       : sv_eq(r->chapters[i].bab, n->bab))
            return &r->chapters[i];
    return NULL;
}

static bool texts(struct arena *a, const struct json *v, const struct sv **out, size_t *n)
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

static void load_norm(struct rule *r, const struct json *v, struct norm *n, struct check *c,
                      struct problems *ps)
{
    static const struct sv known[] = { SV_INIT("at"),       SV_INIT("says"),       SV_INIT("binds"),
                                       SV_INIT("strength"), SV_INIT("competence"), SV_INIT("outside"),
                                       SV_INIT("remark"),   SV_INIT("check") };
    const struct json *check = json_get(v, SV("check"));
    const struct chapter *ch;

    for (const struct json *k = v->type == JSON_MAP ? v->first : NULL; k; k = k->next) {
        size_t i = 0;

        while (i < sizeof known / sizeof known[0] && !sv_eq(known[i], k->key))
            i++;
        if (i == sizeof known / sizeof known[0])
            complain(ps, r->file, k, k->key,
                     arena_printf(r->a, T("Kunci norma \"%.*s\" tidak dikenal."), SV_FMT(k->key)));
    }
    split_at(json_text(v, SV("at")), n);
    n->says = json_text(v, SV("says"));
    n->strength = json_text(v, SV("strength"));
    n->competence = json_text(v, SV("competence"));
    n->outside = json_text(v, SV("outside"));
    n->remark = json_text(v, SV("remark"));
    texts(r->a, json_get(v, SV("binds")), &n->binds, &n->n_binds);
    ch = chapter_of(&r->reg, n);
    if (ch)
        n->bab = ch->bab;
    if (!n->at.p || !n->says.p || !check)
        complain(ps, r->file, v, SV("at"), SV("Norma memerlukan at, says, dan check."));
    else if (!ch && r->reg.n_chapters)
        complain(ps, r->file, v, n->at, SV("Pasal ini tidak termasuk BAB mana pun di regulation.yaml."));
    for (size_t i = 0; i < n->at.n; i++) /* it stands in SQL and in addresses */
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789():-,.", n->at.p[i])) {
            complain(ps, r->file, v, n->at,
                     SV("Alamat norma hanya berisi huruf, angka, kurung, titik dua, dan tanda hubung."));
            return;
        }
    if (check && n->at.p)
        rule_compile(r, n, c, check, ps);
}

bool rule_load(const char *data_dir, const struct regulation *reg, const struct json *regulation,
               const struct model *m, struct arena *a, struct rule **out, struct problems *ps, struct err *e)
{
    struct rule *r = ARENA_NEW(a, struct rule);
    struct map *by_at = map_new(a);
    const struct json *tree = NULL;
    size_t had = ps->n;
    struct digest d;
    struct sv text;

    r->a = a;
    r->model = m;
    r->reg = *reg;
    r->regulation = regulation;
    r->file = arena_printf(a, "%s/regulations/%.*s/norms.yaml", data_dir, SV_FMT(reg->id));
    if (!read_yaml(r->file.p, a, &text, &tree, ps, e))
        return false;
    d = sha256(text);
    memcpy(r->digest.s, hex_make(digest_sv(&d), a).p, 64);
    if (tree->type != JSON_LIST)
        return err_set(e, ERR_INPUT, T("norms.yaml harus berupa daftar."));
    r->norms = ARENA_ARRAY(a, struct norm, tree->n);
    r->checks = ARENA_ARRAY(a, struct check, tree->n);
    for (const struct json *v = tree->first; v; v = v->next) {
        struct norm *n = &r->norms[r->n];

        n->index = r->n;
        load_norm(r, v, n, &r->checks[r->n], ps);
        if (n->at.p && !map_put(by_at, n->at, n))
            complain(ps, r->file, v, n->at, SV("Alamat norma ini ditulis dua kali."));
        r->n++;
    }
    r->by_at = by_at;
    *out = r;
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("norms.yaml mengandung %zu kesalahan."), ps->n - had);
    return rule_live_plan(r, ps, e);
}

void rule_close(struct rule *r)
{
    if (r)
        rule_live_free(r->live);
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

const struct regulation *rule_regulation(const struct rule *r)
{
    return &r->reg;
}

struct sv rule_role_label(const struct rule *r, struct sv role)
{
    struct sv own = json_text(json_get(json_get(r->regulation, SV("roles")), role), SV("label"));
    const struct field whole = { .codes = model_codes(r->model, SV("@roles")) };
    const struct choice *c = whole.codes ? field_choice(&whole, role) : NULL;

    return own.p ? own : c ? c->label : role;
}

/* SPDX-License-Identifier: MIT
 * rule/parameter_value.c -- reads a pack's parameter.yaml: what the regulation says of each parameter, in words, and where. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "flow/flow.h"
#include "rule/pack.h"
#include "rule/parameter_priv.h"
#include "rule/rule_priv.h"

struct value_file {
    const struct rule *rule;
    const struct flow *flow;
    struct sv file;
    struct arena *a;
    struct problems *ps;
};

static void wrong(struct value_file *k, const struct json *at, const char *text)
{
    parameter_wrong(k->ps, k->file, at, text);
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

int parameter_months(struct sv s)
{
    struct sv count, unit = s;
    int64_t n;

    if (!sv_cut(&unit, ' ', &count) || !sv_int(count, &n) || n < 1 || n > 1200)
        return 0;
    if (sv_eq(unit, SV("months")))
        return (int) n;
    return sv_eq(unit, SV("years")) ? (int) n * 12 : 0;
}

static struct sv length_words(int months, struct arena *a)
{
    return months % 12 ? arena_printf(a, T("%d bulan"), months) : arena_printf(a, T("%d tahun"), months / 12);
}

/* How often: "setiap tahun", "sekurangnya sekali dalam 2 tahun". */
static struct sv often_words(int months, struct arena *a)
{
    if (months == 12)
        return SV(T("setiap tahun"));
    return arena_printf(a, T("sekurangnya sekali dalam %.*s"), SV_FMT(length_words(months, a)));
}

/* "a, b, dan c" */
static struct sv joined(const struct sv *items, size_t n, struct arena *a)
{
    struct sv out = n ? items[0] : SV("");

    for (size_t i = 1; i < n; i++)
        out = arena_printf(a,
                           i + 1 < n ? "%.*s, %.*s"
                           : n == 2  ? T("%.*s dan %.*s")
                                     : T("%.*s, dan %.*s"),
                           SV_FMT(out), SV_FMT(items[i]));
    return out;
}

/* --- one value ------------------------------------------------------------------------------------------------------ */

/* The words of a key; a parameter without a word list is read as it stands. */
static struct sv word_of(struct value_file *k, const struct parameter *p, const struct json *v)
{
    struct sv word = json_text(p->of, v->s);

    if (p->of && !word.p) {
        wrong(k, v,
              arena_printf(k->a, T("Nilai \"%.*s\" dari %.*s tidak ada dalam daftar katanya."), SV_FMT(v->s),
                           SV_FMT(p->key))
                  .p);
        return v->s;
    }
    return p->of ? word : v->s;
}

static void read_list(struct value_file *k, const struct parameter *p, const struct json *v,
                      struct parameter_value *out)
{
    struct sv *keys, *items;

    if (v->type != JSON_LIST || !v->n) {
        wrong(k, v, T("Nilai ini harus berupa daftar yang berisi."));
        return;
    }
    keys = ARENA_ARRAY(k->a, struct sv, v->n);
    items = ARENA_ARRAY(k->a, struct sv, v->n);
    for (const struct json *c = v->first; c; c = c->next) {
        for (size_t i = 0; i < out->n_items; i++)
            if (sv_eq(keys[i], c->s))
                wrong(k, c, T("Isi daftar ini ditulis dua kali."));
        keys[out->n_items] = c->s;
        items[out->n_items++] = word_of(k, p, c);
    }
    out->keys = keys;
    out->items = items;
    out->words = joined(items, out->n_items, k->a);
    if (out->open)
        out->words = arena_printf(k->a, T("%.*s, dan yang lain"), SV_FMT(out->words));
}

static void read_time(struct value_file *k, const struct parameter *p, const struct json *v,
                      struct parameter_value *out)
{
    int months = parameter_months(v->s);

    if (months)
        out->words = p->kind == PARAMETER_SPAN ? length_words(months, k->a) : often_words(months, k->a);
    else if (p->of)
        out->words = word_of(k, p, v);
    else
        wrong(k, v, T("Jangka waktu ditulis seperti \"2 years\" atau \"6 months\"."));
}

static void read_value(struct value_file *k, const struct parameter *p, const struct json *v,
                       struct parameter_value *out)
{
    struct date day;

    out->key = v->s;
    switch (p->kind) {
    case PARAMETER_LIST: read_list(k, p, v, out); break;
    case PARAMETER_INTERVAL:
    case PARAMETER_SPAN: read_time(k, p, v, out); break;
    case PARAMETER_NUMBER:
        out->words = v->s;
        if (v->type != JSON_INT)
            wrong(k, v, T("Nilai ini harus berupa bilangan."));
        break;
    case PARAMETER_FLAG:
        out->words = v->b ? SV(T("ya")) : SV(T("tidak"));
        if (v->type != JSON_BOOL)
            wrong(k, v, T("Nilai ini harus true atau false."));
        break;
    case PARAMETER_DATE:
        if (date_parse(v->s, &day))
            out->words = date_long(day, k->a);
        else
            wrong(k, v, T("Tanggal ditulis seperti 2026-01-31."));
        break;
    case PARAMETER_TEXT:
        out->words = word_of(k, p, v);
        if (sv_empty(v->s))
            wrong(k, v, T("Nilai ini harus berupa teks."));
        break;
    case PARAMETER_TOPIC:
    case PARAMETER_KIND_COUNT: wrong(k, v, T("Pokok ini tidak bernilai: tulis at saja.")); break;
    }
}

/* --- what it rests on ------------------------------------------------------------------------------------------------ */

static const struct sv *texts(struct arena *a, const struct json *v, size_t *n)
{
    struct sv *out = ARENA_ARRAY(a, struct sv, v ? v->n + 1 : 1);

    *n = 0;
    if (v && v->type != JSON_LIST)
        out[(*n)++] = v->s;
    for (const struct json *c = v && v->type == JSON_LIST ? v->first : NULL; c; c = c->next)
        out[(*n)++] = c->s;
    return out;
}

static void read_places(struct value_file *k, const struct json *v, struct parameter_value *out)
{
    const struct json *at = json_get(v, SV("at")), *settings = json_get(k->rule->regulation, SV("settings")),
                      *setting;

    out->at = texts(k->a, at, &out->n_at);
    for (size_t i = 0; i < out->n_at; i++)
        if (!rule_norm(k->rule, out->at[i]))
            wrong(k, at,
                  arena_printf(k->a, T("Ketentuan \"%.*s\" tidak ada di norms.yaml."), SV_FMT(out->at[i])).p);
    if (out->n_at && rule_norm(k->rule, out->at[0]))
        out->strength = rule_norm(k->rule, out->at[0])->strength;
    out->clearances = texts(k->a, json_get(v, SV("clearance")), &out->n_clearances);
    for (size_t i = 0; i < out->n_clearances; i++)
        if (!flow_clearance(k->flow, out->clearances[i]))
            wrong(k, json_get(v, SV("clearance")), T("Jenis permohonan ini tidak ada di regulation.yaml."));
    out->setting = json_text(v, SV("setting"));
    if (!out->setting.p)
        return;
    setting = json_get(settings, out->setting);
    out->setting_label = json_text(setting, SV("label"));
    if (!setting)
        wrong(k, json_get(v, SV("setting")), T("Pengaturan ini tidak ada di regulation.yaml."));
    else if (parameter_months(json_text(setting, SV("value"))))
        out->setting_words = often_words(parameter_months(json_text(setting, SV("value"))), k->a);
    else
        out->setting_words = json_text(setting, SV("value"));
}

static void read_one(struct value_file *k, const struct parameter *p, const struct json *v,
                     struct parameter_value *out)
{
    static const struct sv known[] = { SV_INIT("value"),     SV_INIT("at"),   SV_INIT("setting"),
                                       SV_INIT("clearance"), SV_INIT("open"), SV_INIT("note") };
    const struct json *value = json_get(v, SV("value"));

    if (v->type != JSON_MAP) {
        wrong(k, v, T("Nilai parameter ditulis sebagai {value: …, at: …}."));
        return;
    }
    parameter_known(k->ps, k->file, v, known, sizeof known / sizeof known[0]);
    out->note = json_text(v, SV("note"));
    if (value && value->type == JSON_NULL) /* silent, and the note says why */
        return;
    out->says = true;
    out->open = json_flag(v, SV("open"), false);
    read_places(k, v, out);
    if (value)
        read_value(k, p, value, out);
    else if (p->kind != PARAMETER_TOPIC)
        wrong(k, v, T("Parameter ini belum mempunyai value."));
    if (p->kind == PARAMETER_TOPIC && !out->n_at)
        wrong(k, v, T("Pokok memerlukan at: ketentuan yang membicarakannya."));
}

/* --- what regulation.yaml holds already ------------------------------------------------------------------------------- */

static const struct json *followed(const struct json *tree, struct sv path)
{
    struct sv step;

    while (tree && sv_cut(&path, '.', &step))
        tree = json_get(tree, step);
    return tree;
}

/* A regulation may say a role's name and no description: the last step then falls back to its label. */
static void taken(struct value_file *k, const struct parameter *p, struct parameter_value *out)
{
    const struct json *v = followed(k->rule->regulation, p->from),
                      *at = followed(k->rule->regulation, p->from_at);
    struct sv role = p->from;

    if (!v && sv_starts(role, SV("roles.")) && sv_ends(role, SV(".describes")))
        v = followed(k->rule->regulation, arena_printf(k->a, "%.*s.label", (int) (role.n - 10), role.p));
    if (!v || sv_empty(v->s))
        return;
    out->says = true;
    read_value(k, p, v, out);
    if (at && rule_norm(k->rule, at->s)) {
        out->at = texts(k->a, at, &out->n_at);
        out->strength = rule_norm(k->rule, at->s)->strength;
    }
}

/* The file of the pack itself, or of one that it amends. */
static bool read_file(struct value_file *k, const struct parameters *p, const struct pack_source *source,
                      const struct json **out, struct err *e)
{
    struct sv norms = source->file;

    *out = NULL;
    k->file = arena_printf(k->a, "%.*sparameter.yaml", (int) (norms.n - SV("norms.yaml").n), norms.p);
    if (file_exists(k->file.p) && !parameter_yaml(k->file.p, k->a, out, k->ps, e))
        return false;
    for (const struct json *v = *out && (*out)->type == JSON_MAP ? (*out)->first : NULL; v; v = v->next)
        if (!parameter_find(p, v->key))
            wrong(k, v, T("Parameter ini tidak ada di data/parameter.yaml."));
    return true;
}

/* What an amended regulation said at a provision that is no more, it says no more. */
static bool still_stands(const struct rule *r, const struct json *v)
{
    const struct json *at = json_get(v, SV("at"));

    if (!at || at->type != JSON_LIST)
        return !at || rule_norm(r, at->s);
    for (const struct json *one = at->first; one; one = one->next)
        if (!rule_norm(r, one->s))
            return false;
    return true;
}

bool parameter_values(const struct pack *pack, const struct parameters *p, const struct rule *r,
                      const struct flow *f, struct arena *a, struct parameter_value **out,
                      struct problems *ps, struct err *e)
{
    struct value_file k = { .rule = r, .flow = f, .a = a, .ps = ps };
    struct parameter_value *values = ARENA_ARRAY(a, struct parameter_value, p->n + 1);
    bool *known = ARENA_ARRAY(a, bool, p->n + 1);
    size_t had = ps->n;

    for (size_t s = pack->n_sources; s--;) { /* the newest word first */
        const struct json *tree;

        if (!read_file(&k, p, &pack->sources[s], &tree, e))
            return false;
        for (size_t i = 0; i < p->n; i++) {
            const struct json *v = json_get(tree, p->items[i].key);

            if (!v || known[i])
                continue;
            known[i] = true;
            if (s + 1 == pack->n_sources || still_stands(r, v))
                read_one(&k, &p->items[i], v, &values[i]);
        }
    }
    for (size_t i = 0; i < p->n; i++)
        if (!known[i] && p->items[i].from.p)
            taken(&k, &p->items[i], &values[i]);
    *out = values;
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("%.*s mengandung %zu kesalahan."), SV_FMT(k.file), ps->n - had);
    return arena_ok(a, e);
}

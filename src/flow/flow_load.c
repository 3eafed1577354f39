/* SPDX-License-Identifier: MIT
 * flow/flow_load.c -- transitions and clearances out of the declarations, every mistake with its place. */
#include <stdarg.h>

#include "base/map.h"
#include "flow/flow_priv.h"

struct loader {
    struct flow *f;
    const struct reg *reg; /* whose workflow is being read */
    struct arena *a;
    struct problems *ps;
};

static struct problem *complain(struct loader *l, const struct json *at, struct sv field, const char *fmt,
                                ...) __attribute__((format(printf, 4, 5)));

static struct problem *complain(struct loader *l, const struct json *at, struct sv field, const char *fmt,
                                ...)
{
    char text[300];
    va_list ap;
    struct problem *p;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    p = problems_add(l->ps, field, "%s", text);
    if (l->reg)
        p->file = l->reg->file;
    if (at) {
        p->line = at->key.p ? at->key_line : at->line;
        p->col = at->key.p ? at->key_col : at->col;
    }
    return p;
}

/* "Maksudnya X?" when one of the declared keys is near. */
static void suggest(struct loader *l, struct problem *p, const struct json *map, struct sv given)
{
    struct sv *keys = ARENA_ARRAY(l->a, struct sv, map ? map->n + 1 : 1), near;
    size_t n = 0;

    for (const struct json *k = map && map->type == JSON_MAP ? map->first : NULL; k; k = k->next)
        keys[n++] = k->key;
    near = problems_suggest(given, keys, n);
    if (near.p)
        p->hint = arena_printf(l->a, T("Maksudnya \"%.*s\"?"), SV_FMT(near));
}

static void texts(struct loader *l, const struct json *v, const struct sv **out, size_t *n)
{
    struct sv *items = NULL;
    size_t count = 0, cap = 0;

    if (v && v->type != JSON_LIST && v->s.p)
        *ARENA_PUSH(l->a, items, count, cap) = v->s;
    for (const struct json *c = v && v->type == JSON_LIST ? v->first : NULL; c; c = c->next)
        if (c->s.p)
            *ARENA_PUSH(l->a, items, count, cap) = c->s;
    *out = items;
    *n = count;
}

/* --- clearances --------------------------------------------------------------------------------------------------- */

static struct choice *documents_of(struct loader *l, const struct json *docs, size_t *n)
{
    struct choice *items;
    size_t i = 0;

    *n = 0;
    if (!docs || docs->type != JSON_MAP)
        return NULL;
    items = ARENA_ARRAY(l->a, struct choice, docs->n);
    for (const struct json *d = docs->first; d; d = d->next, i++)
        items[i] = (struct choice){ .key = d->key, .label = d->s.p ? d->s : d->key };
    *n = i;
    return items;
}

/* "2 years", "18 months" in months; 0 when absent or unreadable. */
static int months_of(struct sv s)
{
    struct sv head;
    int64_t n;

    if (!s.p || !sv_cut(&s, ' ', &head) || !sv_int(head, &n) || n < 0 || n > 1200)
        return 0;
    return sv_starts(s, SV("year")) ? (int) n * 12 : (int) n;
}

static void load_clearance(struct loader *l, const struct json *v, struct clearance *c)
{
    c->key = v->key;
    c->noun = json_text(v, SV("noun"));
    c->label = json_text(v, SV("label"));
    c->at = json_text(v, SV("at"));
    c->strength = json_text(v, SV("strength"));
    c->asks = json_text(v, SV("asks"));
    c->answers = json_text(v, SV("answers"));
    c->days = (int) json_number(v, SV("days"), 0);
    c->valid_months = months_of(json_text(v, SV("valid")));
    c->documents = documents_of(l, json_get(v, SV("documents")), &c->n_documents);
    c->object = model_reg(l->f->model, json_text(v, SV("for")));
    if (!c->object)
        complain(l, v, v->key, T("Perizinan \"%.*s\" menunjuk register \"%.*s\" yang tidak ada."),
                 SV_FMT(v->key), SV_FMT(json_text(v, SV("for"))));
    if (!c->label.p || !c->answers.p)
        complain(l, v, v->key, T("Perizinan \"%.*s\" memerlukan label dan answers."), SV_FMT(v->key));
}

static void load_clearances(struct loader *l, const struct json *regulation)
{
    const struct json *map = json_get(regulation, SV("clearances"));
    size_t i = 0;

    if (!map || map->type != JSON_MAP)
        return;
    l->f->clearances = ARENA_ARRAY(l->a, const struct clearance *, map->n);
    for (const struct json *v = map->first; v; v = v->next) {
        struct clearance *c = ARENA_NEW(l->a, struct clearance);

        load_clearance(l, v, c);
        l->f->clearances[i++] = c;
    }
    l->f->n_clearances = i;
}

bool flow_clearance_codes(const struct json *regulation, struct arena *a, struct code_list *out)
{
    const struct json *map = json_get(regulation, SV("clearances"));
    struct choice *items = ARENA_ARRAY(a, struct choice, map ? map->n + 1 : 1);
    struct map *by_key = map_new(a);
    size_t i = 0;

    for (const struct json *v = map && map->type == JSON_MAP ? map->first : NULL; v; v = v->next, i++) {
        items[i] = (struct choice){ .key = v->key, .label = json_text(v, SV("label")) };
        if (!items[i].label.p)
            items[i].label = v->key;
        map_put(by_key, v->key, &items[i]);
    }
    *out = (struct code_list){ .name = SV("@clearances"), .items = items, .n = i, .by_key = by_key };
    return arena_ok(a, &(struct err){ 0 });
}

/* --- needs --------------------------------------------------------------------------------------------------------- */

static struct sv join_labels(struct loader *l, const struct need *n)
{
    struct sv out = SV("");

    for (size_t i = 0; i < n->n_keys; i++) {
        const struct field *f = reg_field(l->reg, n->keys[i]);
        struct sv one = f ? f->label : n->keys[i];

        out = i ? arena_printf(l->a, "%.*s, %.*s", SV_FMT(out), SV_FMT(one)) : one;
    }
    return out;
}

static void load_related(struct loader *l, const struct json *v, struct need *n)
{
    struct sv by = json_text(v, SV("by"));

    n->related = model_reg(l->f->model, json_text(v, SV("related")));
    n->where = json_text(v, SV("where"));
    n->by = n->related ? reg_field(n->related, by) : NULL;
    if (!n->by)
        complain(l, v, SV("related"), T("Syarat menunjuk \"%.*s\".\"%.*s\" yang tidak ada."),
                 SV_FMT(json_text(v, SV("related"))), SV_FMT(by));
    else if (n->related && !n->label.p)
        n->label = n->related->label;
}

static void load_ref_need(struct loader *l, const struct json *v, struct need *n)
{
    n->by = reg_field(l->reg, json_text(v, SV("ref")));
    texts(l, json_get(v, SV("status")), &n->keys, &n->n_keys);
    if (!n->by || (n->by->type != FT_REF && n->by->type != FT_REFS) || !n->by->target)
        complain(l, v, SV("ref"), T("Syarat rujukan \"%.*s\" bukan bidang rujukan."),
                 SV_FMT(json_text(v, SV("ref"))));
    else if (!n->label.p)
        n->label = n->by->label;
}

/* `window: REG, opens: F, closes: F, match: [fields of both]`. */
static void load_window(struct loader *l, const struct json *v, struct need *n)
{
    n->related = model_reg(l->f->model, json_text(v, SV("window")));
    n->opens = n->related ? reg_field(n->related, json_text(v, SV("opens"))) : NULL;
    n->closes = n->related ? reg_field(n->related, json_text(v, SV("closes"))) : NULL;
    texts(l, json_get(v, SV("match")), &n->keys, &n->n_keys);
    n->match = ARENA_ARRAY(l->a, const struct field *, n->n_keys + 1);
    for (size_t i = 0; i < n->n_keys && n->related; i++) {
        const struct field *own = reg_field(l->reg, n->keys[i]), *there = reg_field(n->related, n->keys[i]);

        if (own && there && own->type == there->type)
            n->match[n->n_match++] = own;
        else
            complain(l, v, n->keys[i], T("Jendela waktu: bidang \"%.*s\" tidak ada pada kedua register."),
                     SV_FMT(n->keys[i]));
    }
    if (!n->opens || !n->closes || n->opens->type != FT_DATE || n->closes->type != FT_DATE || !n->n_match)
        complain(l, v, SV("window"),
                 T("Jendela waktu memerlukan register, opens dan closes berupa tanggal, dan match."));
    else if (n->related && !n->label.p)
        n->label = n->related->label;
}

static void load_keys_need(struct loader *l, const struct json *v, struct sv name, struct need *n)
{
    texts(l, json_get(v, name), &n->keys, &n->n_keys);
    for (size_t i = 0; i < n->n_keys && n->kind == NEED_FIELDS; i++)
        if (!reg_field(l->reg, n->keys[i]))
            complain(l, v, n->keys[i], T("Syarat menyebut bidang \"%.*s\" yang tidak ada."),
                     SV_FMT(n->keys[i]));
    if (!n->label.p)
        n->label = join_labels(l, n);
}

/* `under: KEY.OPTION`: the gate stands only while the regulation's contradiction KEY is read so. Only a regulation has
 * readings, so only its own file can be mistaken. */
static void load_under(struct loader *l, const struct json *v, struct need *n)
{
    const struct json *readings = json_get(l->f->regulation, SV("readings")), *of;
    struct sv rest = json_text(v, SV("under")), key = SV("");
    struct problem *p;

    if (!json_get(v, SV("under")))
        return;
    sv_cut(&rest, '.', &key);
    of = json_get(json_get(readings, key), SV("of"));
    n->reading = key;
    n->option = rest;
    n->by_default = sv_eq(json_text(json_get(readings, key), SV("applied")), rest);
    if (json_get(of, rest))
        return;
    p = complain(l, json_get(v, SV("under")), SV("under"),
                 T("Syarat bersandar pada bacaan \"%.*s\" yang tidak ada."),
                 SV_FMT(json_text(v, SV("under"))));
    p->file = l->f->model->overlay_file;
    suggest(l, p, of ? of : readings, of ? rest : key);
}

static void load_need(struct loader *l, const struct json *v, const struct transition *t, struct need *n)
{
    n->label = json_text(v, SV("label"));
    /* A gate of the house, not of the law, says `at: ""`: it must not stand under the step's provision. */
    if (!json_get(v, SV("at")) || json_text(v, SV("at")).n) {
        n->at = json_text(v, SV("at")).n ? json_text(v, SV("at")) : t->at;
        n->strength = json_text(v, SV("strength")).p ? json_text(v, SV("strength")) : t->strength;
    }
    n->blocks = !sv_eq(n->strength, SV("dapat"));
    n->unless = json_text(v, SV("unless"));
    load_under(l, v, n);
    if (json_get(v, SV("clearance"))) {
        n->kind = NEED_CLEARANCE;
        n->clearance = flow_clearance(l->f, json_text(v, SV("clearance")));
        if (!n->clearance)
            complain(l, v, SV("clearance"), T("Syarat menyebut perizinan \"%.*s\" yang tidak ada."),
                     SV_FMT(json_text(v, SV("clearance"))));
        else if (!n->label.p)
            n->label = n->clearance->label;
    } else if (json_get(v, SV("fields"))) {
        n->kind = NEED_FIELDS;
        load_keys_need(l, v, SV("fields"), n);
    } else if (json_get(v, SV("documents"))) {
        n->kind = NEED_DOCUMENTS;
        load_keys_need(l, v, SV("documents"), n);
    } else if (json_get(v, SV("related"))) {
        n->kind = NEED_RELATED;
        load_related(l, v, n);
    } else if (json_get(v, SV("ref"))) {
        n->kind = NEED_REF;
        load_ref_need(l, v, n);
    } else if (json_get(v, SV("window"))) {
        n->kind = NEED_WINDOW;
        load_window(l, v, n);
    } else if (json_text(v, SV("where")).p) {
        n->kind = NEED_WHERE;
        n->where = json_text(v, SV("where"));
        if (!n->label.p)
            complain(l, v, SV("where"), T("Syarat dengan \"where\" memerlukan label."));
    } else {
        complain(
            l, v, SV("needs"),
            T("Syarat tidak dikenal: perlu clearance, fields, documents, related, ref, window, atau where."));
    }
}

/* --- transitions --------------------------------------------------------------------------------------------------- */

static void load_states_of(struct loader *l, const struct json *v, struct transition *t)
{
    texts(l, json_get(v, SV("from")), &t->from, &t->n_from);
    t->to = json_text(v, SV("to"));
    for (size_t i = 0; i < t->n_from; i++)
        if (!reg_state(l->reg, t->from[i]))
            complain(l, v, t->key, T("Langkah \"%.*s\" berangkat dari keadaan \"%.*s\" yang tidak ada."),
                     SV_FMT(t->key), SV_FMT(t->from[i]));
    if (!t->n_from || !reg_state(l->reg, t->to))
        complain(l, v, t->key, T("Langkah \"%.*s\" menuju keadaan \"%.*s\" yang tidak ada, atau tanpa asal."),
                 SV_FMT(t->key), SV_FMT(t->to));
}

static void load_step_fields(struct loader *l, const struct json *v, struct sv name,
                             const struct transition *t, const struct field ***out, size_t *n_out)
{
    const struct sv *keys;
    size_t n;

    texts(l, json_get(v, name), &keys, &n);
    *out = ARENA_ARRAY(l->a, const struct field *, n + 1);
    for (size_t i = 0; i < n; i++) {
        (*out)[*n_out] = reg_field(l->reg, keys[i]);
        if ((*out)[*n_out])
            (*n_out)++;
        else
            complain(l, v, keys[i], T("Langkah \"%.*s\" meminta bidang \"%.*s\" yang tidak ada."),
                     SV_FMT(t->key), SV_FMT(keys[i]));
    }
}

/* `behalf: bupati` asks for number, date and scan of the decree; `decree: [three fields]` says where the record has them. */
static void load_behalf(struct loader *l, const struct json *v, struct transition *t)
{
    const struct sv *keys;
    size_t n;

    t->behalf = json_text(v, SV("behalf"));
    texts(l, json_get(v, SV("decree")), &keys, &n);
    if (!n)
        return;
    for (size_t i = 0; i < n && i < 3; i++)
        t->decree[i] = reg_field(l->reg, keys[i]);
    if (n != 3 || !t->behalf.p || !t->decree[0] || !t->decree[1] || !t->decree[2]) {
        complain(l, v, SV("decree"),
                 T("\"decree\" memerlukan behalf dan tiga bidang: nomor, tanggal, berkas."));
        return;
    }
    t->decided_by = t->behalf;
    t->behalf = SV_NULL;
}

/* `not_by: [steps]` narrows `approval`: not whoever asked for the record, but whoever took one of these steps last. */
static void load_not_by(struct loader *l, const struct json *v, struct transition *t)
{
    const struct json *all = json_get(l->reg->workflow, SV("transitions"));

    texts(l, json_get(v, SV("not_by")), &t->not_by, &t->n_not_by);
    for (size_t i = 0; i < t->n_not_by; i++)
        if (!json_get(all, t->not_by[i]))
            suggest(l,
                    complain(l, v, t->not_by[i],
                             T("Langkah \"%.*s\" menyebut langkah \"%.*s\" yang tidak ada."), SV_FMT(t->key),
                             SV_FMT(t->not_by[i])),
                    all, t->not_by[i]);
    if (t->n_not_by && !t->approval)
        complain(l, v, SV("not_by"), T("\"not_by\" pada langkah \"%.*s\" memerlukan approval."),
                 SV_FMT(t->key));
}

static const struct field *date_named(struct loader *l, const struct json *v, struct sv name,
                                      const struct transition *t)
{
    struct sv key = json_text(v, name);
    const struct field *f;

    if (!json_get(v, name))
        return NULL;
    f = reg_field(l->reg, key);
    if (f && f->type == FT_DATE)
        return f;
    complain(l, v, name, T("Tenggat langkah \"%.*s\" harus bidang tanggal, bukan \"%.*s\"."), SV_FMT(t->key),
             SV_FMT(key));
    return NULL;
}

static void load_transition(struct loader *l, const struct json *v, struct transition *t)
{
    const struct json *needs = json_get(v, SV("needs"));
    struct sv clock = json_text(v, SV("clock"));
    struct need *items;

    t->key = v->key;
    t->label = json_text(v, SV("label")).p ? json_text(v, SV("label")) : v->key;
    t->at = json_text(v, SV("at"));
    t->strength = json_text(v, SV("strength"));
    t->level = json_text(v, SV("level"));
    t->rank = t->level.p ? who_level_rank(l->f->levels, t->level) : 0;
    if (t->level.p && !t->rank)
        complain(l, v, t->key, T("Jenjang \"%.*s\" tidak ada di data/roles.yaml."), SV_FMT(t->level));
    t->approval = json_flag(v, SV("approval"), false);
    load_behalf(l, v, t);
    t->task = json_text(v, SV("task"));
    t->days = (int) json_number(v, SV("days"), 0);
    t->due = date_named(l, v, SV("due"), t);
    t->past = date_named(l, v, SV("past"), t);
    t->clock = sv_eq(clock, SV("start"))    ? CLOCK_START
               : sv_eq(clock, SV("stop"))   ? CLOCK_STOP
               : sv_eq(clock, SV("resume")) ? CLOCK_RESUME
                                            : CLOCK_NONE;
    texts(l, json_get(v, SV("by")), &t->by, &t->n_by);
    if (!t->n_by)
        complain(l, v, t->key, T("Langkah \"%.*s\" tidak menyebut siapa yang melakukannya (by)."),
                 SV_FMT(t->key));
    for (size_t i = 0; i < t->n_by; i++)
        if (sv_eq(t->by[i], SV(ROLE_PARTY)) && !l->reg->party)
            complain(l, v, t->key,
                     T("Langkah \"%.*s\" menyebut pihak, tetapi register ini tidak punya \"party\"."),
                     SV_FMT(t->key));
    load_states_of(l, v, t);
    load_step_fields(l, v, SV("asks"), t, &t->asks, &t->n_asks);
    load_step_fields(l, v, SV("clears"), t, &t->clears, &t->n_clears);
    load_not_by(l, v, t);
    if (!needs || needs->type != JSON_LIST)
        return;
    items = ARENA_ARRAY(l->a, struct need, needs->n);
    for (const struct json *n = needs->first; n; n = n->next)
        load_need(l, n, t, &items[t->n_needs++]);
    t->needs = items;
}

static void load_reg_flow(struct loader *l, const struct reg *r, struct reg_flow *rf)
{
    const struct json *map = json_get(r->workflow, SV("transitions"));

    l->reg = r;
    rf->reg = r;
    rf->clearances = ARENA_ARRAY(l->a, const struct clearance *, l->f->n_clearances);
    for (size_t i = 0; i < l->f->n_clearances; i++)
        if (l->f->clearances[i]->object == r)
            rf->clearances[rf->n_clearances++] = l->f->clearances[i];
    if (!map || map->type != JSON_MAP)
        return;
    rf->items = ARENA_ARRAY(l->a, struct transition, map->n);
    for (const struct json *v = map->first; v; v = v->next)
        load_transition(l, v, &rf->items[rf->n++]);
}

bool flow_load(const struct model *m, const struct who_levels *levels, const struct json *regulation,
               struct arena *a, struct flow **out, struct problems *ps, struct err *e)
{
    struct flow *f = ARENA_NEW(a, struct flow);
    struct loader l = { f, NULL, a, ps };
    size_t had = ps->n;

    f->a = a;
    f->model = m;
    f->levels = levels;
    f->roles = json_get(regulation, SV("roles"));
    f->regulation = regulation;
    load_clearances(&l, regulation);
    f->regs = ARENA_ARRAY(a, struct reg_flow, m->n_regs);
    for (size_t i = 0; i < m->n_regs; i++)
        load_reg_flow(&l, m->regs[i], &f->regs[f->n_regs++]);
    *out = f;
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("Alur kerja mengandung %zu kesalahan."), ps->n - had);
    return arena_ok(a, e);
}

/* --- lookups ------------------------------------------------------------------------------------------------------- */

const struct reg_flow *flow_of(const struct flow *f, const struct reg *r)
{
    for (size_t i = 0; i < f->n_regs; i++)
        if (f->regs[i].reg == r)
            return &f->regs[i];
    return NULL;
}

const struct transition *flow_transitions(const struct flow *f, const struct reg *r, size_t *n)
{
    const struct reg_flow *rf = flow_of(f, r);

    *n = rf ? rf->n : 0;
    return rf ? rf->items : NULL;
}

const struct transition *flow_transition(const struct flow *f, const struct reg *r, struct sv key)
{
    const struct reg_flow *rf = flow_of(f, r);

    for (size_t i = 0; rf && i < rf->n; i++)
        if (sv_eq(rf->items[i].key, key))
            return &rf->items[i];
    return NULL;
}

const struct clearance *flow_clearance(const struct flow *f, struct sv key)
{
    for (size_t i = 0; i < f->n_clearances; i++)
        if (sv_eq(f->clearances[i]->key, key))
            return f->clearances[i];
    return NULL;
}

const struct clearance *const *flow_clearances_for(const struct flow *f, const struct reg *r, size_t *n)
{
    const struct reg_flow *rf = flow_of(f, r);

    *n = rf ? rf->n_clearances : 0;
    return rf ? rf->clearances : NULL;
}

const struct clearance *const *flow_clearances(const struct flow *f, size_t *n)
{
    *n = f->n_clearances;
    return f->clearances;
}

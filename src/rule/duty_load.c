/* SPDX-License-Identifier: MIT
 * rule/duty_load.c -- reads which register holds the statements and which the plan. */
#include "base/arena.h"
#include "json/json.h"
#include "rule/duty.h"

struct reader {
    struct arena *a;
    struct problems *ps;
    const struct reg *reg;
};

static void wrong(struct reader *r, const struct json *at, struct sv key, struct sv text)
{
    struct problem *p = problems_add(r->ps, key, "%.*s", SV_FMT(text));

    p->file = r->reg->file;
    if (at) {
        p->line = at->line;
        p->col = at->col;
    }
}

static const struct field *field(struct reader *r, const struct json *map, const char *key,
                                 const struct reg *reg, enum field_type type, bool needed)
{
    struct sv name = json_text(map, sv_of(key));
    const struct field *f = reg && name.p ? reg_field(reg, name) : NULL;

    if ((needed || name.p) && (!f || f->type != type))
        wrong(r, map, sv_of(key),
              arena_printf(r->a,
                           T("\"duty\" memerlukan bidang berjenis %.*s untuk \"%s\"; \"%.*s\" bukan itu."),
                           SV_FMT(field_type_name(type)), key, SV_FMT(name)));
    return f;
}

static void states(struct reader *r, const struct json *map, const char *key, const struct reg *reg,
                   const struct sv **out, size_t *n)
{
    const struct json *list = json_get(map, sv_of(key));
    struct sv *items;

    *n = 0;
    if (!list || list->type != JSON_LIST || !list->n) {
        wrong(r, map, sv_of(key), arena_printf(r->a, T("\"duty\" memerlukan daftar keadaan \"%s\"."), key));
        return;
    }
    items = ARENA_ARRAY(r->a, struct sv, list->n);
    for (const struct json *v = list->first; v; v = v->next) {
        if (!reg_state(reg, v->s))
            wrong(r, v, v->s, arena_printf(r->a, T("Keadaan \"%.*s\" tidak ada."), SV_FMT(v->s)));
        items[(*n)++] = v->s;
    }
    *out = items;
}

static void read_plan(struct reader *r, const struct model *m, const struct json *map, struct duty *d)
{
    d->plan = model_reg(m, json_text(map, SV("register")));
    if (!d->plan) {
        wrong(r, map, SV("plan"), SV(T("\"duty\" memerlukan register jadwal (plan).")));
        return;
    }
    d->plan_of = field(r, map, "of", d->plan, FT_CODE, true);
    d->plan_agency = field(r, map, "agency", d->plan, FT_REF, true);
    d->plan_every = field(r, map, "every", d->plan, FT_INTEGER, true);
    d->plan_months = field(r, map, "months", d->plan, FT_CHOICES, false);
    d->plan_days = field(r, map, "days", d->plan, FT_INTEGER, true);
    d->plan_workdays = field(r, map, "workdays", d->plan, FT_BOOLEAN, false);
    d->plan_from = field(r, map, "from", d->plan, FT_DATE, true);
    states(r, map, "states", d->plan, &d->plan_states, &d->n_plan_states);
    if (d->plan_months && d->plan_months->n_choices != 12)
        wrong(r, map, SV("months"),
              SV(T("Bidang bulan memerlukan dua belas pilihan, Januari sampai Desember.")));
}

static void read(struct reader *r, const struct model *m, struct duty *d)
{
    static const char *const names[DUTY_FIGURES] = {
        "rows", "added", "changed", "removed", "empty", "stale"
    };
    const struct json *map = r->reg->duty, *counts = json_get(map, SV("counts"));

    d->reg = r->reg;
    d->of = field(r, map, "register", r->reg, FT_CODE, true);
    d->opens = field(r, map, "opens", r->reg, FT_DATE, true);
    d->due = field(r, map, "due", r->reg, FT_DATE, true);
    d->settled = field(r, map, "settled", r->reg, FT_DATE, true);
    d->kind = field(r, map, "kind", r->reg, FT_CHOICE, true);
    for (int i = 0; i < DUTY_FIGURES; i++)
        d->figures[i] = field(r, counts, names[i], r->reg, FT_INTEGER, i == DUTY_ROWS);
    d->pattern = json_text(map, SV("title"));
    d->nothing = json_text(map, SV("nothing"));
    d->prepare = json_text(map, SV("prepare"));
    states(r, map, "open", r->reg, &d->open, &d->n_open);
    states(r, map, "stated", r->reg, &d->stated, &d->n_stated);
    if (!d->pattern.n || !r->reg->title)
        wrong(r, map, SV("title"), SV(T("\"duty\" memerlukan pola judul, dan registernya bidang judul.")));
    if (d->kind && !field_choice(d->kind, d->nothing))
        wrong(r, map, SV("nothing"), SV(T("\"nothing\" bukan salah satu pilihan bidang jenis.")));
    if (!json_get(json_get(r->reg->workflow, SV("transitions")), d->prepare))
        wrong(r, map, SV("prepare"), SV(T("Langkah \"prepare\" tidak ada.")));
    if (!r->reg->scoped)
        wrong(r, map, SV("duty"), SV(T("Register pernyataan harus milik Perangkat Daerah.")));
    read_plan(r, m, json_get(map, SV("plan")), d);
}

bool duty_load(const struct model *m, struct arena *a, struct duty *out, struct problems *ps, struct err *e)
{
    struct reader r = { .a = a, .ps = ps };
    size_t had = ps->n;

    *out = (struct duty){ .n_open = 0 };
    for (size_t i = 0; i < m->n_regs; i++) {
        if (!m->regs[i]->duty)
            continue;
        r.reg = m->regs[i];
        if (out->reg)
            wrong(&r, r.reg->duty, SV("duty"),
                  SV(T("Hanya satu register yang memuat pernyataan pemutakhiran.")));
        else
            read(&r, m, out);
    }
    return ps->n == had || err_set(e, ERR_INPUT, T("Deklarasi kewajiban pemutakhiran mengandung kesalahan."));
}

bool duty_is_open(const struct duty *d, struct sv status)
{
    for (size_t i = 0; i < d->n_open; i++)
        if (sv_eq(d->open[i], status))
            return true;
    return false;
}

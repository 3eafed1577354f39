/* SPDX-License-Identifier: MIT
 * rule/foresee.c -- what declarations say of things that end, and what is known of them. */
#include "rule/foresee.h"

#include "base/arena.h"
#include "json/json.h"
#include "model/calendar.h"
#include "rule/region.h"

const struct db_migration foresee_migrations[] = {
    { "foresee-001-table",
      "create table ramalan (register {text} not null, rekaman {int} not null, transisi {text} not null, "
      "hal {text} not null, hari {text} not null, tahap {int} not null, "
      "primary key (register, rekaman, transisi, hal));\n"
      "create index ramalan_hari on ramalan (hari)" },
};
const size_t foresee_migrations_n = sizeof foresee_migrations / sizeof foresee_migrations[0];

enum { LISTED_MAX = 2000 };

/* --- declarations --------------------------------------------------------------------------------------------------- */

struct reader {
    const struct model *m;
    struct arena *a;
    struct problems *ps;
    const struct reg *reg;
};

static void wrong(struct reader *r, const struct json *at, struct sv field, const char *text)
{
    struct problem *p = problems_add(r->ps, field, "%s", text);

    p->file = r->reg->file;
    p->line = at ? at->line : 0;
    p->col = at ? at->col : 0;
}

static void states(struct reader *r, const struct json *v, const struct reg *reg, const struct sv **out,
                   size_t *n)
{
    struct sv *items = ARENA_ARRAY(r->a, struct sv, v && v->type == JSON_LIST ? v->n + 1 : 1);

    *n = 0;
    for (const struct json *s = v && v->type == JSON_LIST ? v->first : NULL; s; s = s->next) {
        if (!reg_state(reg, s->s))
            wrong(r, s, s->s, T("\"foresee\" menyebut keadaan yang tidak ada."));
        items[(*n)++] = s->s;
    }
    *out = items;
    if (!*n)
        wrong(r, v, SV("states"), T("\"foresee\" memerlukan daftar keadaan (states)."));
}

static void read_told(struct reader *r, const struct json *list, struct foresee_source *s)
{
    s->told = ARENA_ARRAY(r->a, struct foresee_told, list && list->type == JSON_LIST ? list->n + 1 : 1);
    for (const struct json *v = list && list->type == JSON_LIST ? list->first : NULL; v; v = v->next) {
        struct foresee_told *t = &s->told[s->n_told];

        t->reg = model_reg(r->m, json_text(v, SV("register")));
        t->by = t->reg ? reg_field(t->reg, json_text(v, SV("by"))) : NULL;
        if (!t->by || t->by->type != FT_REF || t->by->target != r->reg) {
            wrong(r, v, SV("told"),
                  T("\"told\" memerlukan register dan bidangnya yang merujuk ke sini (by)."));
            continue;
        }
        states(r, json_get(v, SV("states")), t->reg, &t->states, &t->n_states);
        s->n_told++;
    }
}

bool foresee_load(const struct model *m, struct arena *a, struct foresee *out, struct problems *ps,
                  struct err *e)
{
    struct reader r = { m, a, ps, NULL };
    size_t had = ps->n;

    *out = (struct foresee){ .items = ARENA_ARRAY(a, struct foresee_source, m->n_regs + 1) };
    for (size_t i = 0; i < m->n_regs; i++) {
        const struct json *v = json_get(m->regs[i]->decl, SV("foresee"));
        struct foresee_source *s = &out->items[out->n];

        if (!v)
            continue;
        r.reg = m->regs[i];
        *s = (struct foresee_source){ .reg = r.reg,
                                      .will = json_text(v, SV("will")),
                                      .did = json_text(v, SV("did")) };
        if (!s->will.n || !s->did.n)
            wrong(&r, v, SV("foresee"),
                  T("\"foresee\" memerlukan kalimat sebelum (will) dan sesudahnya (did)."));
        states(&r, json_get(v, SV("states")), r.reg, &s->states, &s->n_states);
        read_told(&r, json_get(v, SV("told")), s);
        out->n++;
    }
    return ps->n == had ? arena_ok(a, e)
                        : err_set(e, ERR_INPUT, T("Deklarasi \"foresee\" mengandung kesalahan."));
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

struct row {
    struct sv reg, transition, about, day;
    int64_t id;
};

static bool load_rows(struct db *db, const struct foresee_ask *ask, struct arena *a, struct row **out,
                      size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    struct row *items = NULL;
    size_t cap = 0;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select register, rekaman, transisi, hal, hari from ramalan where register <> '' and "
                   "($1 = '' or register = $1 and rekaman = $2) order by hari, register, rekaman, hal limit $3"),
                &q, e) &&
            stmt_text(q, 1, ask->reg ? ask->reg->key : SV(""), e) && stmt_int(q, 2, ask->id, e) &&
            stmt_int(q, 3, LISTED_MAX, e);

    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, *n, cap) = (struct row){ .reg = arena_dup(a, stmt_get_text(q, 0)),
                                                       .id = stmt_get_int(q, 1),
                                                       .transition = arena_dup(a, stmt_get_text(q, 2)),
                                                       .about = arena_dup(a, stmt_get_text(q, 3)),
                                                       .day = arena_dup(a, stmt_get_text(q, 4)) };
    stmt_done(q);
    *out = items;
    return ok;
}

/* The owner, the other party, and the office that takes the step. */
static bool concerns(const struct actor *who, const struct record *r, const struct transition *t)
{
    if (who_owns(who, r->pd) || who_owns(who, record_party(r)))
        return true;
    for (size_t i = 0; t && i < t->n_by; i++)
        if (!sv_eq(t->by[i], SV("pd")) && !sv_eq(t->by[i], SV(ROLE_PARTY)) && who_has_role(who, t->by[i]))
            return true;
    return false;
}

static struct sv filled(struct sv says, const struct record *r, struct arena *a)
{
    ptrdiff_t at = sv_find(says, SV("{judul}"));

    if (at < 0)
        return says;
    return arena_printf(a, "%.*s%.*s%.*s", SV_FMT(sv_sub(says, 0, (size_t) at)), SV_FMT(record_title(r)),
                        SV_FMT(sv_sub(says, (size_t) at + 7, says.n)));
}

static const struct foresee_source *source_of(const struct region *r, const struct reg *reg)
{
    for (size_t i = 0; i < r->foresee.n; i++)
        if (r->foresee.items[i].reg == reg)
            return &r->foresee.items[i];
    return NULL;
}

static bool gate_words(struct db *db, const struct region *r, const struct row *row, struct foreseen *f,
                       struct arena *a)
{
    const struct foresee_source *s = source_of(r, f->record->reg);

    f->t = flow_transition(r->flow, f->record->reg, row->transition);
    for (size_t i = 0; f->t && i < f->t->n_needs; i++)
        if (sv_eq(foresee_about(&f->t->needs[i], a), row->about))
            f->need = &f->t->needs[i];
    if (!s || !f->need)
        return false;
    f->says = filled(f->past ? s->did : s->will, f->record, a);
    f->why = flow_need_why(db, r->flow, &r->records, f->need, f->record, a);
    f->next = f->need->clearance
                  ? arena_printf(a, T("Ajukan %.*s yang baru%s."), SV_FMT(f->need->clearance->label),
                                 f->past ? "" : T(" sebelum hari itu"))
                  : arena_printf(a, T("Penuhi: %.*s."), SV_FMT(f->need->label));
    return true;
}

static bool day_words(const struct row *row, struct foreseen *f, struct arena *a)
{
    const struct reg *reg = f->record->reg;

    for (size_t i = 0; i < reg->n_calendar; i++)
        if (reg->calendar[i].warn && sv_eq(reg->calendar[i].field->key, row->about)) {
            f->says = calendar_words(&reg->calendar[i], f->record, a);
            return true;
        }
    return false;
}

bool foresee_list(struct db *db, const struct region *r, const struct actor *who,
                  const struct foresee_ask *ask, struct arena *a, struct foreseen **out, size_t *n,
                  struct err *e)
{
    struct date today = region_today(r);
    struct foreseen *items;
    struct row *rows;
    size_t n_rows;

    *n = 0;
    if (!load_rows(db, ask, a, &rows, &n_rows, e))
        return false;
    items = ARENA_ARRAY(a, struct foreseen, n_rows + 1);
    for (size_t i = 0; i < n_rows && *n < (size_t) ask->limit; i++) {
        const struct reg *reg = model_reg(r->model, rows[i].reg);
        struct foreseen f = { 0 };
        struct err why = { 0 };
        struct record *rec;

        if (!reg || !date_parse(rows[i].day, &f.day) || !who_may_open(who, &reg->rule))
            continue;
        if (!record_get(db, &r->records, who, reg, rows[i].id, a, &rec, &why)) {
            if (why.kind == ERR_MISSING)
                continue;
            *e = why;
            return false;
        }
        f.record = rec;
        f.past = date_cmp(f.day, today) <= 0;
        if (!(rows[i].transition.n ? gate_words(db, r, &rows[i], &f, a) : day_words(&rows[i], &f, a)) ||
            (!ask->reg && !concerns(who, rec, f.t)))
            continue;
        items[(*n)++] = f;
    }
    *out = items;
    return arena_ok(a, e);
}

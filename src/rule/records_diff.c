/* SPDX-License-Identifier: MIT
 * rule/records_diff.c -- what a regulation asks of the records: states that move, fields, documents and clearances. */
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "rule/rule_diff.h"
#include "rule/rule_priv.h"

struct differ {
    struct db *db; /* NULL: nothing is counted */
    struct arena *a;
    struct records_change *items;
    size_t n, cap;
};

static struct records_change *say(struct differ *d, const struct reg *reg, struct sv text)
{
    struct records_change *c = ARENA_PUSH(d->a, d->items, d->n, d->cap);

    *c = (struct records_change){ .reg = reg, .text = text };
    return c;
}

/* --- states ------------------------------------------------------------------------------------------------------------ */

static bool rows_in(struct differ *d, const struct reg *reg, struct sv state, int64_t *n, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok;

    *n = 0;
    if (!d->db)
        return true;
    ok = db_prepare(
             d->db,
             SV("select cast(coalesce(sum(n), 0) as bigint) from hitung where register = $1 and status = $2"),
             &q, e) &&
         stmt_text(q, 1, reg->key, e) && stmt_text(q, 2, state, e) && stmt_step(q, &row, e);
    if (ok && row)
        *n = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

static bool state_gone(struct differ *d, const struct reg *now, const struct state *s, struct err *e)
{
    struct sv to = json_text(json_get(now->workflow, SV("map")), s->key);
    const struct state *target = to.p ? reg_state(now, to) : NULL;
    struct records_change *c;
    int64_t rows;

    if (!rows_in(d, now, s->key, &rows, e))
        return false;
    if (target) {
        c = say(d, now,
                arena_printf(d->a, T("Keadaan \"%.*s\" menjadi \"%.*s\"."), SV_FMT(s->label),
                             SV_FMT(target->label)));
    } else {
        c = say(d, now,
                arena_printf(d->a, T("Keadaan \"%.*s\" tidak ada lagi dan belum ada gantinya."),
                             SV_FMT(s->label)));
        c->lacking = true;
        c->hint =
            arena_printf(d->a, T("Tulis pada registers.yaml: %.*s: {states: {map: {%.*s: keadaan_baru}}}"),
                         SV_FMT(now->key), SV_FMT(s->key));
    }
    c->rows = rows;
    return true;
}

static bool states(struct differ *d, const struct reg *old, const struct reg *now, struct err *e)
{
    for (size_t i = 0; i < old->n_states; i++)
        if (!reg_state(now, old->states[i].key) && !state_gone(d, now, &old->states[i], e))
            return false;
    for (size_t i = 0; i < now->n_states; i++)
        if (!reg_state(old, now->states[i].key))
            say(d, now, arena_printf(d->a, T("Keadaan baru: \"%.*s\"."), SV_FMT(now->states[i].label)));
    return true;
}

/* --- fields -------------------------------------------------------------------------------------------------------------- */

static bool asked(const struct field *f)
{
    return f->required || f->n_required_in;
}

static void fields(struct differ *d, const struct reg *old, const struct reg *now)
{
    for (size_t i = 0; i < now->n_fields; i++) {
        const struct field *f = &now->fields[i], *was = reg_field(old, f->key);

        if (!was)
            say(d, now,
                arena_printf(d->a, asked(f) ? T("Isian baru yang wajib: %.*s.") : T("Isian baru: %.*s."),
                             SV_FMT(f->label)));
        else if (asked(f) && !asked(was))
            say(d, now, arena_printf(d->a, T("Isian %.*s menjadi wajib."), SV_FMT(f->label)));
    }
    for (size_t i = 0; i < old->n_fields; i++)
        if (!reg_field(now, old->fields[i].key))
            say(d, now,
                arena_printf(d->a, T("Isian %.*s tidak dipakai lagi; isinya tetap tersimpan."),
                             SV_FMT(old->fields[i].label)));
}

/* --- what steps ask for ------------------------------------------------------------------------------------------------------ */

static bool lists(const struct json *list, struct sv word)
{
    for (const struct json *v = list && list->type == JSON_LIST ? list->first : NULL; v; v = v->next)
        if (sv_eq(v->s, word))
            return true;
    return false;
}

/* Does any need of the step ask for this word under this key? */
static bool asks_for(const struct json *transition, struct sv key, struct sv word)
{
    const struct json *needs = json_get(transition, SV("needs"));

    for (const struct json *v = needs && needs->type == JSON_LIST ? needs->first : NULL; v; v = v->next)
        if (sv_eq(json_text(v, key), word) || lists(json_get(v, key), word))
            return true;
    return false;
}

static struct sv plain(struct sv key, struct arena *a)
{
    char *out = arena_alloc(a, key.n + 1);

    for (size_t i = 0; i < key.n; i++)
        out[i] = key.p[i] == '_' ? ' ' : key.p[i];
    return (struct sv){ out, key.n };
}

static struct sv word_of(const struct reg *reg, struct sv key, struct arena *a)
{
    const struct field *f = reg_field(reg, key);

    return f ? f->label : plain(key, a);
}

static void step_words(struct differ *d, const struct reg *now, const struct json *was, const struct json *t,
                       struct sv key, const char *kind)
{
    const struct json *needs = json_get(t, SV("needs"));
    struct sv all = SV_NULL;

    for (const struct json *v = needs && needs->type == JSON_LIST ? needs->first : NULL; v; v = v->next) {
        const struct json *part = json_get(v, key);

        for (const struct json *w = !part                     ? NULL
                                    : part->type == JSON_LIST ? part->first
                                                              : part;
             w; w = part->type == JSON_LIST ? w->next : NULL)
            if (w->s.p && !(was && asks_for(was, key, w->s)))
                all = all.p ? arena_printf(d->a, "%.*s, %.*s", SV_FMT(all), SV_FMT(word_of(now, w->s, d->a)))
                            : word_of(now, w->s, d->a);
    }
    if (all.p)
        say(d, now,
            arena_printf(d->a, T("Langkah \"%.*s\" kini meminta %s: %.*s."),
                         SV_FMT(json_text(t, SV("label"))), kind, SV_FMT(all)));
}

static void steps(struct differ *d, const struct reg *old, const struct reg *now)
{
    const struct json *before = json_get(old->workflow, SV("transitions")),
                      *after = json_get(now->workflow, SV("transitions"));

    for (const struct json *t = after ? after->first : NULL; t; t = t->next) {
        const struct json *was = json_get(before, t->key);

        step_words(d, now, was, t, SV("documents"), T("dokumen"));
        step_words(d, now, was, t, SV("clearance"), T("persetujuan"));
        step_words(d, now, was, t, SV("fields"), T("isian"));
    }
}

/* --- clearances ----------------------------------------------------------------------------------------------------------------- */

static void clearances(struct differ *d, const struct rule *before, const struct rule *after)
{
    const struct json *old = json_get(before->regulation, SV("clearances")),
                      *now = json_get(after->regulation, SV("clearances"));

    for (const struct json *c = now && now->type == JSON_MAP ? now->first : NULL; c; c = c->next) {
        const struct json *was = json_get(old, c->key), *docs = json_get(c, SV("documents"));

        if (!was)
            say(d, NULL, arena_printf(d->a, T("%.*s kini diminta."), SV_FMT(json_text(c, SV("label")))));
        for (const struct json *k = was && docs && docs->type == JSON_MAP ? docs->first : NULL; k;
             k = k->next)
            if (!json_get(json_get(was, SV("documents")), k->key))
                say(d, NULL,
                    arena_printf(d->a, T("%.*s kini meminta dokumen: %.*s."),
                                 SV_FMT(json_text(c, SV("label"))),
                                 SV_FMT(k->s.p ? k->s : plain(k->key, d->a))));
    }
    for (const struct json *c = old && old->type == JSON_MAP ? old->first : NULL; c; c = c->next)
        if (!json_get(now, c->key))
            say(d, NULL,
                arena_printf(d->a, T("%.*s tidak diminta lagi."), SV_FMT(json_text(c, SV("label")))));
}

bool records_diff(struct db *db, const struct rule *before, const struct rule *after, const struct model *old,
                  const struct model *now, struct arena *a, struct records_change **out, size_t *n,
                  struct err *e)
{
    struct differ d = { .db = db, .a = a };

    for (size_t i = 0; i < now->n_regs; i++) {
        const struct reg *reg = now->regs[i], *was = model_reg(old, reg->key);

        if (!was)
            continue;
        if (!states(&d, was, reg, e))
            return false;
        fields(&d, was, reg);
        steps(&d, was, reg);
    }
    clearances(&d, before, after);
    *out = d.items;
    *n = d.n;
    return arena_ok(a, e);
}

/* SPDX-License-Identifier: MIT
 * rule/ladder.c -- climbs: finds what is past its due day, takes the step that the settings allow today, ends what is over. */
#include <assert.h>

#include "model/list.h"
#include "model/mail.h"
#include "rule/ladder_priv.h"

enum { LEASE_MS = 10000, TITLE_MAX = 250 };

/* --- pace --------------------------------------------------------------------------------------------------------------------- */

bool ladder_pace_load(struct db *db, const struct region *r, struct arena *a, struct ladder_pace *out,
                      struct err *e)
{
    const struct ladder *l = &r->ladder;
    struct ladder_pace p = { .workdays = false };
    struct setting *all;
    size_t n;

    if (!rule_settings(db, r->rule, a, &all, &n, e) || !flow_holidays(db, a, &p.holidays, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        int64_t days = 0;

        if (sv_eq(all[i].key, l->count))
            p.workdays = sv_eq(all[i].value, SV("kerja"));
        for (size_t k = 0; k < l->n_steps; k++)
            if (sv_eq(all[i].key, l->steps[k].setting) && sv_int(all[i].value, &days))
                p.after[k] = (int) days;
    }
    for (size_t k = 1; k < l->n_steps; k++) /* a later step is never before an earlier one */
        if (p.after[k] < p.after[k - 1])
            p.after[k] = p.after[k - 1];
    *out = p;
    return true;
}

static struct date forward(const struct ladder_pace *p, struct date from, int days)
{
    return p->workdays ? date_add_workdays(from, days, &p->holidays) : date_add_days(from, days);
}

struct date ladder_day(const struct ladder *l, const struct ladder_pace *p, size_t i, struct date due,
                       struct date last)
{
    struct date day = forward(p, due, p->after[i]), gap;

    assert(i < l->n_steps);
    if (!last.y || i == 0)
        return day;
    gap = forward(p, last, p->after[i] - p->after[i - 1]);
    if (date_cmp(gap, last) <= 0)
        gap = date_add_days(last, 1);
    return date_cmp(gap, day) > 0 ? gap : day;
}

/* --- one step ------------------------------------------------------------------------------------------------------------------ */

struct climber {
    const struct region *r;
    struct db *db;
    struct arena *a;
    struct date today;
    struct ladder_pace pace;
    struct mail_conf mail;
    const struct ladder_subject *x;
};

static struct sv agency_name(struct climber *k, struct err *e)
{
    const struct reg *reg = model_reg(k->r->model, base_col_name(COL_PD));
    struct record *rec;

    if (!reg || !record_get(k->db, &k->r->records, who_system(), reg, k->x->pd, k->a, &rec, e))
        return SV_NULL;
    return record_title(rec);
}

static struct sv link_words(struct climber *k)
{
    if (!k->mail.site.n)
        return SV("");
    return arena_printf(k->a, "%.*s/r/%.*s/%lld", SV_FMT(k->mail.site), SV_FMT(k->x->source->reg->key),
                        (long long) k->x->id);
}

static struct sv fill(struct climber *k, struct sv says, struct sv agency)
{
    int32_t late = date_serial(k->today) - date_serial(k->x->due);
    const struct {
        struct sv key, text;
    } words[] = {
        { base_col_name(COL_PD), agency },
        { SV("judul"), k->x->title },
        { SV("daftar"), k->x->source->reg->label },
        { SV("tenggat"), date_long(k->x->due, k->a) },
        { SV("lewat"), late > 0 ? arena_printf(k->a, T(", sudah lewat %d hari"), late) : SV("") },
        { SV("tautan"), link_words(k) },
    };
    struct sv out;
    struct buf b;

    buf_init(&b, MAIL_BODY_MAX);
    for (size_t i = 0; i < says.n; i++) {
        struct sv rest = sv_sub(says, i + 1, says.n), key;
        ptrdiff_t end = says.p[i] == '{' ? sv_find(rest, SV("}")) : -1;
        size_t w = 0;

        key = end < 0 ? SV_NULL : sv_sub(rest, 0, (size_t) end);
        while (key.p && w < sizeof words / sizeof words[0] && !sv_eq(words[w].key, key))
            w++;
        if (!key.p || w == sizeof words / sizeof words[0]) {
            buf_char(&b, says.p[i]);
            continue;
        }
        buf_put(&b, words[w].text);
        i += (size_t) end + 1;
    }
    out = sv_trim(arena_dup(k->a, buf_sv(&b)));
    buf_clear(&b);
    return out;
}

static bool send(struct climber *k, const struct ladder_step *s, struct sv title, struct sv text, int64_t row,
                 struct err *e)
{
    struct mail_box *boxes;
    size_t n;

    if (!s->mail || !mail_ready(&k->mail))
        return true;
    if (!mail_boxes(k->db, k->x->pd, s->level, k->today, k->a, &boxes, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct mail m = { .akun = boxes[i].akun,
                                .to = boxes[i].address,
                                .subject = title,
                                .body = text,
                                .reg = k->r->ladder.reg->key,
                                .record = row };

        if (!mail_put(k->db, &k->r->records, &m, k->a, e))
            return false;
    }
    return true;
}

static bool take(struct climber *k, const struct ladder_step *s, struct err *e)
{
    const struct ladder *l = &k->r->ladder;
    struct sv agency = agency_name(k, e), text, title;
    struct problems ps;
    struct record *row;

    if (!agency.p)
        return false;
    text = fill(k, s->says, agency);
    title = arena_printf(k->a, "%.*s: %.*s", SV_FMT(s->label), SV_FMT(k->x->title));
    title = sv_utf8_count(title) > TITLE_MAX ? s->label : title;
    const struct input_item items[] = {
        { base_col_name(COL_PD), arena_printf(k->a, "%lld", (long long) k->x->pd) },
        { l->title->key, title },
        { l->about->key, k->x->title },
        { l->step->key, s->key },
        { l->object->key, ladder_object(k->x->source->reg, k->x->id, k->a) },
        { l->day->key, arena_dup(k->a, sv_of(date_iso(k->today).s)) },
        { l->due->key, arena_dup(k->a, sv_of(date_iso(k->x->due).s)) },
        { l->text->key, text },
        { base_col_name(COL_STATUS), s->state },
    };
    const struct input in = {
        .items = items, .n = sizeof items / sizeof items[0], .fact = true, .stored = true
    };

    problems_init(&ps, k->a, 5);
    if (!record_create(k->db, &k->r->records, who_system(), l->reg, &in, k->a, &row, &ps, e)) {
        if (ps.n)
            err_cause(e, "%.*s", SV_FMT(ps.items[0].text));
        return false;
    }
    return send(k, s, title, text, row->id, e);
}

/* --- one row ------------------------------------------------------------------------------------------------------------------- */

/* What was postponed until a day is due on that day, when that is later than its own. */
static bool settle_due(struct climber *k, struct ladder_subject *x, struct sv *excused, struct err *e)
{
    struct date until;

    if (!ladder_excused(k->db, k->r, x->source->reg, x->id, k->today, k->a, excused, &until, e))
        return false;
    if (!excused->p && date_cmp(until, x->due) > 0)
        x->due = until;
    return true;
}

enum deed { DEED_NONE, DEED_END, DEED_STEP };

/* What is to be done with this row today. Reads only, so that rows that only wait cost no writer's place. */
struct plan {
    enum deed deed;
    struct ladder_open open;
    struct sv why; /* the climb that was under way ends for this reason, or absent */
};

static bool plan_one(struct climber *k, struct ladder_subject *x, struct plan *out, struct err *e)
{
    const struct ladder *l = &k->r->ladder;
    struct ladder_open *open = &out->open;
    struct date last = { 0 };
    size_t step;

    *out = (struct plan){ .deed = DEED_NONE };
    k->x = x;
    if (!settle_due(k, x, &out->why, e) ||
        !ladder_open_load(k->db, k->r, ladder_object(x->source->reg, x->id, k->a), k->a, open, e))
        return false;
    if (out->why.p) {
        out->deed = open->n ? DEED_END : DEED_NONE;
        return true;
    }
    if (open->n && date_cmp(open->due, x->due) != 0)
        out->why = arena_printf(k->a, T("Tenggat menjadi %.*s"), SV_FMT(date_long(x->due, k->a)));
    step = out->why.p ? 0 : open->step;
    if (!out->why.p)
        last = open->last;
    if (step < l->n_steps && date_cmp(k->today, ladder_day(l, &k->pace, step, x->due, last)) >= 0)
        out->deed = DEED_STEP;
    else if (out->why.p)
        out->deed = DEED_END;
    return true;
}

static bool carry_out(struct climber *k, const struct plan *p, bool *taken, struct err *e)
{
    if (p->why.p && !ladder_end(k->db, k->r, &p->open, p->why, k->a, e))
        return false;
    if (p->deed != DEED_STEP)
        return true;
    *taken = true;
    return take(k, &k->r->ladder.steps[p->why.p ? 0 : p->open.step], e);
}

/* Its own transaction, in which the row is looked at again: it may have been done meanwhile. */
static bool climb_row(struct climber *k, const struct ladder_subject *x, bool *taken, struct err *e)
{
    struct ladder_subject *now;
    struct plan p;
    size_t n;
    bool ok;

    *taken = false;
    if (!db_begin(k->db, e))
        return false;
    ok = ladder_subjects(k->db, x->source, x->id, 0, k->today, k->a, &now, &n, e) &&
         (!n || (plan_one(k, &now[0], &p, e) && (p.deed == DEED_NONE || carry_out(k, &p, taken, e))));
    if (ok)
        ok = db_commit(k->db, e);
    else
        db_rollback(k->db);
    return ok;
}

/* Rows of one source that have something coming today: found on a read lease. */
static bool find_rows(struct climber *k, const struct ladder_source *s, struct arena *a,
                      struct ladder_subject **out, size_t *n, struct err *e)
{
    struct ladder_subject *found = NULL, *items;
    size_t count = 0, cap = 0, got = LADDER_ROWS;
    int64_t after = 0;

    while (got == LADDER_ROWS) {
        if (!ladder_subjects(k->db, s, 0, after, k->today, a, &items, &got, e))
            return false;
        for (size_t i = 0; i < got; i++) {
            struct ladder_subject *x;
            struct plan p;

            after = items[i].id;
            arena_reset(k->a);
            x = ARENA_NEW(k->a, struct ladder_subject);
            *x = (struct ladder_subject){ s, items[i].id, items[i].pd, items[i].due, items[i].title };
            if (!plan_one(k, x, &p, e))
                return false;
            if (p.deed != DEED_NONE)
                *ARENA_PUSH(a, found, count, cap) = items[i];
        }
    }
    *out = found;
    *n = count;
    return arena_ok(a, e);
}

static bool climb_source(struct climber *k, const struct ladder_source *s, struct arena *a, size_t *taken,
                         size_t *failed, struct err *e)
{
    struct ladder_subject *items;
    struct db *reader = NULL;
    size_t n = 0;
    bool ok = db_lease(k->r->pool, DB_READ, LEASE_MS, &reader, e);

    k->db = reader;
    ok = ok && find_rows(k, s, a, &items, &n, e);
    db_release(reader);
    k->db = NULL;
    if (!ok || !n)
        return ok;
    ok = db_lease(k->r->pool, DB_WRITE, LEASE_MS, &k->db, e);
    for (size_t i = 0; ok && i < n; i++) {
        struct err one = { 0 };
        bool took;

        arena_reset(k->a);
        if (climb_row(k, &items[i], &took, &one))
            *taken += took;
        else if ((*failed)++ == 0)
            *e = one;
    }
    db_release(k->db);
    k->db = NULL;
    return ok;
}

static bool prepare(struct climber *k, struct arena *a, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(k->r->pool, DB_READ, LEASE_MS, &db, e) && ladder_pace_load(db, k->r, a, &k->pace, e) &&
              mail_conf_load(db, a, &k->mail, e);

    db_release(db);
    return ok;
}

bool ladder_climb(const struct region *r, size_t *taken, size_t *failed, struct err *e)
{
    struct climber k = { .r = r, .today = region_today(r) };
    struct arena *a;
    bool ok;

    *taken = *failed = 0;
    if (!r->ladder.reg || !r->ladder.n_sources)
        return true;
    a = arena_new(4 * LADDER_ARENA);
    k.a = arena_new(LADDER_ARENA);
    ok = prepare(&k, a, e);
    for (size_t s = 0; ok && s < r->ladder.n_sources; s++)
        ok = climb_source(&k, &r->ladder.sources[s], a, taken, failed, e);
    arena_free(k.a);
    arena_free(a);
    return ok && !*failed;
}

/* --- the end of a climb ----------------------------------------------------------------------------------------------------------- */

static bool stands(const struct ladder_source *s, const struct record *r)
{
    if (r->dihapus.p)
        return false;
    for (size_t i = 0; i < s->n_states; i++)
        if (sv_eq(s->states[i], r->status))
            return true;
    return false;
}

static struct sv end_words(const struct ladder_source *s, const struct record *r, struct arena *a)
{
    const struct state *st = reg_state(r->reg, r->status);
    struct sv reason = s->reason ? r->val[s->reason->index] : SV_NULL;

    if (r->dihapus.p)
        return arena_printf(a, T("%.*s dihapus"), SV_FMT(r->reg->label));
    return arena_printf(a, "%.*s: %.*s%s%.*s", SV_FMT(r->reg->label), SV_FMT(st ? st->label : r->status),
                        reason.n ? ". " : "",
                        SV_FMT(sv_sub(sv_collapse(reason.p ? reason : SV(""), a), 0, 300)));
}

static bool changed(void *ctx, struct db *db, const struct change *c, struct arena *a, struct err *e)
{
    const struct region *r = ctx;
    const struct ladder_source *s = ladder_source_of(&r->ladder, c->reg);
    struct ladder_open open;

    if (!s || !c->before)
        return true;
    /* Tasks belong to a state: whatever the record moves to, the thing that was late is done. */
    if (stands(s, c->after) && (s->due || sv_eq(c->before->status, c->after->status)))
        return true;
    return ladder_open_load(db, r, ladder_object(c->reg, c->after->id, a), a, &open, e) &&
           (!open.n || ladder_end(db, r, &open, end_words(s, c->after, a), a, e));
}

struct hook ladder_hook(const struct region *r)
{
    return (struct hook){ .ctx = (void *) (uintptr_t) r, .changed = changed };
}

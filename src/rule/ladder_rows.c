/* SPDX-License-Identifier: MIT
 * rule/ladder_rows.c -- which rows climb, how far each is, what excuses it, and how a climb ends. */
#include "model/list.h"
#include "rule/ladder_priv.h"

struct sv ladder_object(const struct reg *reg, int64_t id, struct arena *a)
{
    return arena_printf(a, "%.*s:%lld", SV_FMT(reg->key), (long long) id);
}

struct text { /* a statement with numbered texts and numbers */
    struct arena *a;
    struct buf b;
    struct who_binds binds;
    int next;
};

static void begin(struct text *t, struct arena *a)
{
    *t = (struct text){ .a = a, .next = 1 };
    buf_init(&t->b, LADDER_SQL);
}

static void say(struct text *t, struct sv words)
{
    buf_put(&t->b, words);
}

static void name(struct text *t, struct sv alias, struct sv column)
{
    buf_put(&t->b, alias);
    buf_char(&t->b, '.');
    db_ident(&t->b, column);
}

static void value(struct text *t, struct sv v, bool is_int)
{
    *ARENA_PUSH(t->a, t->binds.items, t->binds.n, t->binds.cap) = (struct who_bind){ v, is_int };
    buf_printf(&t->b, "$%d", t->next++);
}

static void number(struct text *t, int64_t v)
{
    value(t, arena_printf(t->a, "%lld", (long long) v), true);
}

static void among(struct text *t, const struct sv *items, size_t n)
{
    buf_put(&t->b, SV(" in ("));
    for (size_t i = 0; i < n; i++) {
        buf_put(&t->b, i ? SV(", ") : SV(""));
        value(t, items[i], false);
    }
    buf_put(&t->b, n ? SV(")") : SV("'')"));
}

static bool run(struct text *t, struct db *db, struct stmt **q, struct err *e)
{
    bool ok;

    *q = NULL;
    /* checked: names of declared registers and fields, numbered parameters */
    ok = buf_ok(&t->b, e) && arena_ok(t->a, e) && db_prepare(db, arena_dup(t->a, buf_sv(&t->b)), q, e);
    buf_clear(&t->b);
    for (size_t i = 0; ok && i < t->binds.n; i++) {
        int64_t v = 0;

        ok = t->binds.items[i].is_int ? sv_int(t->binds.items[i].text, &v) && stmt_int(*q, (int) i + 1, v, e)
                                      : stmt_text(*q, (int) i + 1, t->binds.items[i].text, e);
    }
    return ok;
}

static struct sv iso(struct date d, struct arena *a)
{
    return arena_dup(a, sv_of(date_iso(d).s));
}

/* --- rows that climb -------------------------------------------------------------------------------------------------------- */

static void titled(struct text *t, const struct reg *reg)
{
    say(t, SV("coalesce("));
    if (reg->title && !field_is_int(reg->title)) {
        name(t, SV("t"), reg->title->key);
        say(t, SV(", "));
    }
    say(t, SV("t.nomor, '')"));
}

static void subjects_sql(struct text *t, const struct ladder_source *s, int64_t id, int64_t after,
                         struct date until)
{
    say(t, SV("select t.id, t.perangkat_daerah, "));
    titled(t, s->reg);
    say(t, SV(", "));
    if (s->due)
        name(t, SV("t"), s->due->key);
    else
        say(t, SV("min(g.tenggat)"));
    say(t, SV(" from "));
    db_ident(&t->b, s->reg->key);
    say(t, SV(" t"));
    if (!s->due) {
        say(t, SV(" join tugas g on g.rekaman = t.id and g.peran = 'pd' and g.register = "));
        value(t, s->reg->key, false);
        say(t, SV(" and g.transisi"));
        among(t, s->tasks, s->n_tasks);
        say(t, SV(" and g.tenggat <= "));
        value(t, iso(until, t->a), false);
    }
    say(t, SV(" where t.dihapus is null and t.perangkat_daerah is not null and t.status"));
    among(t, s->states, s->n_states);
    if (s->due) {
        say(t, SV(" and "));
        name(t, SV("t"), s->due->key);
        say(t, SV(" <= "));
        value(t, iso(until, t->a), false);
    }
    say(t, id ? SV(" and t.id = ") : SV(" and t.id > "));
    number(t, id ? id : after);
    if (!s->due) {
        say(t, SV(" group by t.id, t.perangkat_daerah, t.nomor"));
        if (s->reg->title) {
            say(t, SV(", "));
            name(t, SV("t"), s->reg->title->key);
        }
    }
    buf_printf(&t->b, " order by t.id limit %d", LADDER_ROWS);
}

bool ladder_subjects(struct db *db, const struct ladder_source *s, int64_t id, int64_t after,
                     struct date until, struct arena *a, struct ladder_subject **out, size_t *n,
                     struct err *e)
{
    struct ladder_subject *items = NULL;
    struct stmt *q = NULL;
    struct text t;
    size_t count = 0, cap = 0;
    bool row, ok;

    begin(&t, a);
    subjects_sql(&t, s, id, after, until);
    ok = run(&t, db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct ladder_subject x = { .source = s,
                                    .id = stmt_get_int(q, 0),
                                    .pd = stmt_get_int(q, 1),
                                    .title = arena_dup(a, stmt_get_text(q, 2)) };

        if (date_parse(sv_sub(stmt_get_text(q, 3), 0, 10), &x.due) && x.pd)
            *ARENA_PUSH(a, items, count, cap) = x;
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

/* --- how far ------------------------------------------------------------------------------------------------------------------ */

static size_t step_index(const struct ladder *l, struct sv key)
{
    for (size_t i = 0; i < l->n_steps; i++)
        if (sv_eq(l->steps[i].key, key))
            return i;
    return l->n_steps;
}

bool ladder_open_load(struct db *db, const struct region *r, struct sv object, struct arena *a,
                      struct ladder_open *out, struct err *e)
{
    const struct ladder *l = &r->ladder;
    struct ladder_open o = { .n = 0 };
    struct stmt *q = NULL;
    struct text t;
    size_t cap = 0, cap_v = 0, n_v = 0;
    bool row, ok;

    begin(&t, a);
    say(&t, SV("select t.id, t.versi, "));
    name(&t, SV("t"), l->step->key);
    say(&t, SV(", "));
    name(&t, SV("t"), l->day->key);
    say(&t, SV(", "));
    name(&t, SV("t"), l->due->key);
    say(&t, SV(" from "));
    db_ident(&t.b, l->reg->key);
    say(&t, SV(" t where t.dihapus is null and "));
    name(&t, SV("t"), l->ended->key);
    say(&t, SV(" is null and "));
    name(&t, SV("t"), l->object->key);
    say(&t, SV(" = "));
    value(&t, object, false);
    say(&t, SV(" order by t.id limit 100"));
    ok = run(&t, db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        size_t at = step_index(l, stmt_get_text(q, 2));

        *ARENA_PUSH(a, o.ids, o.n, cap) = stmt_get_int(q, 0);
        *ARENA_PUSH(a, o.versi, n_v, cap_v) = stmt_get_int(q, 1);
        if (at < l->n_steps && at + 1 > o.step)
            o.step = at + 1;
        date_parse(stmt_get_text(q, 3), &o.last);
        date_parse(stmt_get_text(q, 4), &o.due);
    }
    stmt_done(q);
    if (ok)
        *out = o;
    return ok && arena_ok(a, e);
}

/* Written by the system, with the reason; the rows' tasks go with their state. */
bool ladder_end(struct db *db, const struct region *r, const struct ladder_open *open, struct sv why,
                struct arena *a, struct err *e)
{
    const struct ladder *l = &r->ladder;
    const struct input_item items[] = { { l->ended->key, iso(region_today(r), a) }, { l->why->key, why } };
    const struct input in = { .items = items, .n = 2, .partial = true, .fact = true, .stored = true };

    for (size_t i = 0; i < open->n; i++) {
        struct problems ps;
        struct record *done;

        problems_init(&ps, a, 5);
        if (!record_move(db, &r->records, who_system(), l->reg, open->ids[i], open->versi[i], l->end, SV_NULL,
                         &in, a, &done, &ps, e))
            return false;
    }
    return true;
}

/* --- what excuses ------------------------------------------------------------------------------------------------------------- */

static void column(struct text *t, const struct field *f)
{
    say(t, SV(", coalesce("));
    if (f)
        name(t, SV("t"), f->key);
    else
        say(t, SV("''"));
    say(t, SV(", '')"));
}

static struct sv excuse_words(const struct ladder_excuse *x, struct date until, struct sv reason,
                              struct sv no, struct arena *a)
{
    struct sv day = until.y ? arena_printf(a, T(" sampai %.*s"), SV_FMT(date_long(until, a))) : SV("");

    return arena_printf(a, "%.*s%.*s%s%.*s%s%.*s%s", SV_FMT(x->reg->label), SV_FMT(day), reason.n ? ": " : "",
                        SV_FMT(sv_sub(sv_collapse(reason, a), 0, 300)), no.n ? " (" : "", SV_FMT(no),
                        no.n ? ")" : "");
}

/* The latest one counts, past ones too: what was postponed until a day is due on that day. */
static bool excuse_one(struct db *db, const struct ladder_excuse *x, struct sv object, struct date on,
                       struct arena *a, struct sv *why, struct date *until, struct err *e)
{
    struct stmt *q = NULL;
    struct text t;
    bool row, ok;

    begin(&t, a);
    say(&t, SV("select t.id"));
    column(&t, x->until);
    column(&t, x->reason);
    column(&t, x->number);
    say(&t, SV(" from "));
    db_ident(&t.b, x->reg->key);
    say(&t, SV(" t where t.dihapus is null and "));
    name(&t, SV("t"), x->object->key);
    say(&t, SV(" = "));
    value(&t, object, false);
    say(&t, SV(" and t.status"));
    among(&t, x->states, x->n_states);
    say(&t, SV(" order by t.id limit 50"));
    ok = run(&t, db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct date d = { 0 };
        bool ends = date_parse(stmt_get_text(q, 1), &d);

        if (!ends || date_cmp(d, on) >= 0)
            *why =
                excuse_words(x, d, arena_dup(a, stmt_get_text(q, 2)), arena_dup(a, stmt_get_text(q, 3)), a);
        if (ends && date_cmp(d, *until) > 0)
            *until = d;
    }
    stmt_done(q);
    return ok && arena_ok(a, e);
}

bool ladder_excused(struct db *db, const struct region *r, const struct reg *reg, int64_t id, struct date on,
                    struct arena *a, struct sv *why, struct date *until, struct err *e)
{
    struct sv object = ladder_object(reg, id, a);

    *why = SV_NULL;
    *until = (struct date){ 0 };
    for (size_t i = 0; i < r->ladder.n_excuses; i++)
        if (!excuse_one(db, &r->ladder.excuses[i], object, on, a, why, until, e))
            return false;
    return true;
}

/* --- for pages ------------------------------------------------------------------------------------------------------------------ */

static void rungs_sql(struct text *t, const struct region *r, const struct actor *who,
                      const struct ladder_ask *ask)
{
    const struct ladder *l = &r->ladder;
    const struct field *columns[] = { l->step, l->object, l->title, l->about, l->text,
                                      l->why,  l->day,    l->due,   l->ended };

    say(t, SV("select t.id, t.perangkat_daerah, t.status"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        column(t, columns[i]);
    say(t, SV(" from "));
    db_ident(&t->b, l->reg->key);
    say(t, SV(" t where t.dihapus is null and "));
    who_where(who, &r->model->scheme, &l->reg->rule, SV("t"), t->a, &t->next, &t->binds, &t->b);
    say(t, SV(" and "));
    name(t, SV("t"), l->day->key);
    say(t, SV(" <= "));
    value(t, iso(ask->on, t->a), false);
    if (ask->open) {
        say(t, SV(" and ("));
        name(t, SV("t"), l->ended->key);
        say(t, SV(" is null or "));
        name(t, SV("t"), l->ended->key);
        say(t, SV(" > "));
        value(t, iso(ask->on, t->a), false);
        say(t, SV(")"));
    }
    if (ask->report) {
        struct sv keys[LADDER_STEPS_MAX];
        size_t n = 0;

        for (size_t i = 0; i < l->n_steps; i++)
            if (l->steps[i].report)
                keys[n++] = l->steps[i].key;
        say(t, SV(" and "));
        name(t, SV("t"), l->step->key);
        among(t, keys, n);
    }
    if (ask->n_units) {
        say(t, SV(" and t.perangkat_daerah in ("));
        for (size_t i = 0; i < ask->n_units; i++) {
            say(t, i ? SV(", ") : SV(""));
            number(t, ask->units[i]);
        }
        say(t, SV(")"));
    }
    say(t, SV(" order by "));
    name(t, SV("t"), l->day->key);
    buf_printf(&t->b, " desc, t.id desc limit %d", ask->limit);
}

static void rung_object(const struct region *r, struct sv object, struct ladder_rung *x)
{
    struct sv key, rest = object;

    if (sv_cut(&rest, ':', &key) && sv_int(rest, &x->record))
        x->reg = model_reg(r->model, key);
}

bool ladder_rungs(struct db *db, const struct region *r, const struct actor *who,
                  const struct ladder_ask *ask, struct arena *a, struct ladder_rung **out, size_t *n,
                  struct err *e)
{
    const struct ladder *l = &r->ladder;
    struct ladder_rung *items = NULL;
    struct stmt *q = NULL;
    struct text t;
    size_t count = 0, cap = 0;
    bool row, ok = true;

    *out = NULL;
    *n = 0;
    if (!l->reg || !who_may_open(who, &l->reg->rule))
        return true;
    begin(&t, a);
    rungs_sql(&t, r, who, ask);
    ok = run(&t, db, &q, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        size_t step = step_index(l, stmt_get_text(q, 3));
        struct ladder_rung *x;

        if (step == l->n_steps)
            continue;
        x = ARENA_PUSH(a, items, count, cap);
        *x = (struct ladder_rung){ .id = stmt_get_int(q, 0),
                                   .pd = stmt_get_int(q, 1),
                                   .status = arena_dup(a, stmt_get_text(q, 2)),
                                   .step = &l->steps[step],
                                   .title = arena_dup(a, stmt_get_text(q, 5)),
                                   .about = arena_dup(a, stmt_get_text(q, 6)),
                                   .text = arena_dup(a, stmt_get_text(q, 7)),
                                   .why = arena_dup(a, stmt_get_text(q, 8)) };
        rung_object(r, stmt_get_text(q, 4), x);
        date_parse(stmt_get_text(q, 9), &x->day);
        date_parse(stmt_get_text(q, 10), &x->due);
        if (date_parse(stmt_get_text(q, 11), &x->ended) && date_cmp(x->ended, ask->on) > 0)
            x->ended = (struct date){ 0 };
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

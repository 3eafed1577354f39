/* SPDX-License-Identifier: MIT
 * rule/due.c -- gathers what falls due, and says it in one form. */
#include "rule/due.h"

#include <stdlib.h>

#include "base/arena.h"

static const struct choice engine_kinds[] = {
    { .key = SV_INIT("ketentuan"), .label = SV_INIT(T("Ketentuan peraturan")) },
    { .key = SV_INIT("tugas"), .label = SV_INIT(T("Tugas dan jawaban")) },
    { .key = SV_INIT("penutupan"), .label = SV_INIT(T("Yang akan tertutup")) },
};
enum { ENGINE_KINDS = sizeof engine_kinds / sizeof engine_kinds[0] };

struct gather {
    const struct region *r;
    struct db *db;
    const struct actor *who;
    const struct due_query *q;
    struct arena *a;
    struct date today;
    struct sv gone_since; /* day; absent: nothing that is gone */
    struct due *items;
    size_t n, cap;
    bool more;
};

size_t due_kinds(const struct region *r, struct arena *a, const struct choice **out)
{
    size_t n = ENGINE_KINDS + r->model->n_calendar_kinds;
    struct choice *items = ARENA_ARRAY(a, struct choice, n);

    for (size_t i = 0; i < n; i++)
        items[i] = i < ENGINE_KINDS ? engine_kinds[i] : r->model->calendar_kinds[i - ENGINE_KINDS];
    *out = items;
    return n;
}

struct sv due_kind_label(const struct region *r, struct sv kind)
{
    for (size_t i = 0; i < ENGINE_KINDS; i++)
        if (sv_eq(engine_kinds[i].key, kind))
            return engine_kinds[i].label;
    for (size_t i = 0; i < r->model->n_calendar_kinds; i++)
        if (sv_eq(r->model->calendar_kinds[i].key, kind))
            return r->model->calendar_kinds[i].label;
    return SV_NULL;
}

static bool asked_for(const struct gather *g, size_t engine_kind)
{
    return !g->q->kind.p || sv_eq(g->q->kind, engine_kinds[engine_kind].key);
}

static struct due *put(struct gather *g, enum due_from from, struct date day)
{
    struct due *d = ARENA_PUSH(g->a, g->items, g->n, g->cap);

    *d = (struct due){ .from = from, .day = day, .days = date_serial(day) - date_serial(g->today) };
    return d;
}

/* --- provisions --------------------------------------------------------------------------------------------------------- */

/* One path segment: what an address is written with besides letters and digits. */
static struct sv segment(struct sv s, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';

        out = plain ? arena_printf(a, "%.*s%c", SV_FMT(out), c)
                    : arena_printf(a, "%.*s%%%02X", SV_FMT(out), (unsigned) c);
    }
    return out;
}

static struct sv binds(struct gather *g, const struct norm *n)
{
    struct sv out = SV("");

    for (size_t i = 0; i < n->n_binds; i++)
        out = arena_printf(g->a, "%.*s%s%.*s", SV_FMT(out), i ? ", " : "",
                           SV_FMT(rule_role_label(g->r->rule, n->binds[i])));
    return out;
}

/* A day that was asked for once and has been kept says nothing of the time to come; one that comes round does. */
static bool comes(const struct norm_state *s)
{
    switch (s->status) {
    case NORM_NOT_APPLICABLE:
    case NORM_OTHER_BODY:
    case NORM_GENERAL: return false;
    case NORM_MET:
        return s->norm->check != CHECK_EACH && s->norm->check != CHECK_COMPLETE &&
               s->norm->check != CHECK_SQL && s->norm->check != CHECK_GUARD && s->norm->check != CHECK_METRIC;
    default: return true;
    }
}

static struct due *put_norm(struct gather *g, const struct norm_state *s, struct date day)
{
    const struct norm *n = s->norm;
    struct due *d = put(g, DUE_NORM, day);

    d->kind = engine_kinds[0].key;
    d->title = n->says;
    d->place = rule_label(n->at, g->a);
    d->binds = binds(g, n);
    d->url = arena_printf(g->a, "/pemenuhan/%.*s", SV_FMT(segment(n->code, g->a)));
    d->norm = s;
    /* One duty and one period: whoever fulfils it in time has the next one under another name. */
    d->uid = arena_printf(g->a, "tenggat-norma-%.*s-%04d%02d%02d", SV_FMT(n->code), day.y, day.m, day.d);
    return d;
}

static bool within(const struct gather *g, struct date d)
{
    return d.y && date_cmp(d, g->q->from) >= 0 && date_cmp(d, g->q->to) <= 0;
}

static bool old(const struct gather *g, const struct norm_state *s, struct date d)
{
    return g->q->overdue && d.y && date_cmp(d, g->q->from) < 0 && s->status == NORM_LATE;
}

/* Days count upwards for ever, and the stored intervals of a norm follow each other day by day: the day of the last change,
 * doubled so that "taken back" and "due again" on one day differ, grows with every change. */
static int64_t growing(struct date day, bool again)
{
    static const struct date epoch = { 2020, 1, 1 };
    int32_t days = date_serial(day) - date_serial(epoch);

    return days < 0 ? 0 : 2 * (int64_t) days + (again ? 1 : 0);
}

struct interval {
    struct sv at;
    struct date due, from, until; /* until {0}: it stands */
    struct sv computed;
};

/* Intervals that stand, and those that ended lately. */
static bool load_intervals(struct gather *g, struct interval **out, size_t *n, struct err *e)
{
    static const struct sv sql = SV_INIT(
        "select norma, tenggat, dari, '' as sampai, dihitung from norma_status where sampai is null union all "
        "select norma, tenggat, dari, sampai, dihitung from norma_status where sampai >= $1 and tenggat is not null");
    struct stmt *q = NULL;
    struct interval *items = NULL;
    size_t count = 0, cap = 0;
    bool row, ok = db_prepare(g->db, sql, &q, e) &&
                   stmt_text(q, 1, g->gone_since.p ? g->gone_since : SV("9999"), e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct interval *v = ARENA_PUSH(g->a, items, count, cap);

        *v = (struct interval){ .at = arena_dup(g->a, stmt_get_text(q, 0)),
                                .computed = arena_dup(g->a, stmt_get_text(q, 4)) };
        date_parse(sv_sub(stmt_get_text(q, 1), 0, 10), &v->due);
        date_parse(stmt_get_text(q, 2), &v->from);
        date_parse(stmt_get_text(q, 3), &v->until);
        ok = arena_ok(g->a, e);
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

static bool mine(const struct gather *g, const struct norm *n)
{
    return !g->q->mine || rule_binds(n, g->who);
}

/* A due day that stood until lately and stands no more: kept, moved, or taken away. */
static void put_gone(struct gather *g, const struct norm_state *s, const struct interval *v)
{
    struct due *d;

    for (size_t i = 0; i < g->n; i++)
        if (g->items[i].from == DUE_NORM && g->items[i].norm == s && date_cmp(g->items[i].day, v->due) == 0)
            return;
    d = put_norm(g, s, v->due);
    d->gone = true;
    d->sequence = growing(v->until, false);
    d->changed = arena_dup(g->a, sv_of(time_iso(time_of_date(v->until, g->r->regulation.zone_min)).s));
}

static bool gather_norms(struct gather *g, struct err *e)
{
    struct norm_state *states;
    struct interval *list;
    size_t n, n_list;

    if (!asked_for(g, 0) || g->q->pd)
        return true;
    if (!rule_settle_pool(g->r->pool, g->db, g->r->rule, &g->r->records, g->today, e) ||
        !rule_states(g->db, g->r->rule, (struct date){ 0 }, g->a, &states, &n, e) ||
        !load_intervals(g, &list, &n_list, e))
        return false;
    for (int gone = 0; gone < 2; gone++)
        for (size_t i = 0; i < n_list; i++) {
            const struct norm *norm = rule_norm(g->r->rule, list[i].at);
            const struct norm_state *s = norm ? &states[norm->index] : NULL;
            struct due *d;

            if (!s || (list[i].until.y != 0) != (gone != 0) || !mine(g, s->norm) ||
                !(within(g, list[i].due) || (!gone && old(g, s, list[i].due))))
                continue;
            if (gone) {
                put_gone(g, s, &list[i]);
            } else if (comes(s)) {
                d = put_norm(g, s, list[i].due);
                d->late = d->days < 0;
                d->next = s->next_text;
                d->sequence = growing(list[i].from, true);
                d->changed = list[i].computed;
            }
        }
    return arena_ok(g->a, e);
}

/* --- tasks and clocks ------------------------------------------------------------------------------------------------------ */

static void put_record(struct gather *g, struct due *d, const struct record *r)
{
    d->place =
        r->nomor.n ? arena_printf(g->a, "%.*s %.*s", SV_FMT(r->reg->label), SV_FMT(r->nomor)) : r->reg->label;
    d->url = arena_printf(g->a, "/r/%.*s/%lld", SV_FMT(r->reg->key), (long long) r->id);
    d->pd = r->pd;
    d->record = r;
    d->sequence = r->versi;
    d->changed = r->diubah_pada;
}

static bool gather_tasks(struct gather *g, struct err *e)
{
    struct due_ask ask = { g->q->from, g->q->to, g->q->pd, g->q->mine, g->q->limit };
    struct due_task *tasks;
    bool more;
    size_t n;

    if (!asked_for(g, 1))
        return true;
    if (!flow_dues(g->db, g->r->flow, &g->r->records, g->who, &ask, g->a, &tasks, &n, &more, e))
        return false;
    g->more = g->more || more;
    for (size_t i = 0; i < n; i++) {
        struct due *d = put(g, tasks[i].transition.p ? DUE_TASK : DUE_CLOCK, tasks[i].due);
        const struct record *r = tasks[i].record;

        put_record(g, d, r);
        d->kind = engine_kinds[1].key;
        d->title = arena_printf(g->a, "%.*s: %.*s", SV_FMT(tasks[i].what), SV_FMT(record_title(r)));
        d->late = d->days < 0;
        d->uid = arena_printf(g->a, "tenggat-%s-%.*s-%lld-%.*s", tasks[i].transition.p ? "tugas" : "jawaban",
                              SV_FMT(r->reg->key), (long long) r->id,
                              SV_FMT(tasks[i].transition.p ? tasks[i].transition : SV("")));
    }
    return arena_ok(g->a, e);
}

/* --- days of records --------------------------------------------------------------------------------------------------------- */

static bool gather_records(struct gather *g, struct err *e)
{
    struct calendar_ask ask = { g->q->from, g->q->to,   g->q->pd, g->q->mine,
                                g->q->feed, g->q->kind, SV_NULL,  g->q->limit };
    struct calendar_day *days;
    bool more;
    size_t n;

    if (g->q->kind.p && (sv_eq(g->q->kind, engine_kinds[0].key) || sv_eq(g->q->kind, engine_kinds[1].key) ||
                         sv_eq(g->q->kind, engine_kinds[2].key)))
        return true;
    ask.gone_since = g->gone_since;
    if (!calendar_records(g->db, &g->r->records, g->who, &ask, g->a, &days, &n, &more, e))
        return false;
    g->more = g->more || more;
    for (size_t i = 0; i < n; i++) {
        struct due *d = put(g, DUE_RECORD, days[i].day);

        put_record(g, d, days[i].record);
        d->kind = days[i].rule->kind.p ? days[i].rule->kind : SV("");
        d->title = calendar_words(days[i].rule, days[i].record, g->a);
        d->gone = days[i].gone;
        d->late = days[i].rule->late && d->days < 0 && !d->gone;
        d->uid = arena_printf(g->a, "tenggat-%.*s-%lld-%.*s", SV_FMT(days[i].record->reg->key),
                              (long long) days[i].record->id, SV_FMT(days[i].rule->field->key));
    }
    return arena_ok(g->a, e);
}

/* --- gates that lapse -------------------------------------------------------------------------------------------------------- */

static bool gather_closings(struct gather *g, struct err *e)
{
    struct foresee_ask ask = { .limit = g->q->limit };
    struct foreseen *items;
    size_t n;

    if (!asked_for(g, 2) || g->q->feed)
        return true;
    if (!foresee_list(g->db, g->r, g->who, &ask, g->a, &items, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct foreseen *f = &items[i];
        struct due *d;

        if (!f->need || f->past || !within(g, f->day) || (g->q->pd && f->record->pd != g->q->pd))
            continue;
        d = put(g, DUE_RECORD, f->day);
        put_record(g, d, f->record);
        d->kind = engine_kinds[2].key;
        d->title = f->says;
        d->place = rule_label(f->need->at, g->a);
        d->next = f->next;
        d->uid = arena_printf(g->a, "tenggat-tutup-%.*s-%lld-%.*s", SV_FMT(f->record->reg->key),
                              (long long) f->record->id, SV_FMT(f->t->key));
    }
    return arena_ok(g->a, e);
}

/* --- whose it is ---------------------------------------------------------------------------------------------------------- */

static bool agency_name(struct gather *g, int64_t pd, struct sv *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok =
             db_prepare(g->db, SV("select coalesce(singkatan, nama, '') from perangkat_daerah where id = $1"),
                        &q, e) &&
             stmt_int(q, 1, pd, e) && stmt_step(q, &row, e);

    if (ok && row)
        *out = arena_dup(g->a, stmt_get_text(q, 0));
    stmt_done(q);
    return ok;
}

/* Each agency is asked for once; there are few of them. */
static bool name_agencies(struct gather *g, struct err *e)
{
    const struct due **known = ARENA_ARRAY(g->a, const struct due *, g->n + 1);
    size_t n = 0, k;

    for (size_t i = 0; i < g->n; i++) {
        struct due *d = &g->items[i];

        if (!d->pd)
            continue;
        for (k = 0; k < n && known[k]->pd != d->pd; k++)
            ;
        if (k < n)
            d->agency = known[k]->agency;
        else if (!agency_name(g, d->pd, &d->agency, e))
            return false;
        else
            known[n++] = d;
    }
    return true;
}

/* --- together ------------------------------------------------------------------------------------------------------------- */

static int by_day(const void *x, const void *y)
{
    const struct due *a = x, *b = y;
    int c = date_cmp(a->day, b->day);

    if (!c)
        c = (int) b->late - (int) a->late;
    if (!c)
        c = sv_cmp(a->title, b->title);
    return c ? c : sv_cmp(a->uid, b->uid);
}

bool due_load(const struct region *r, struct db *db, const struct actor *who, const struct due_query *q,
              struct arena *a, struct due_list *out, struct err *e)
{
    struct due_query own = *q;
    struct gather g = { .r = r, .db = db, .who = who, .q = &own, .a = a, .today = region_today(r) };
    struct date last = date_add_days(own.from, DUE_DAYS_MAX);

    own.limit = q->limit < 1 ? 1 : q->limit > DUE_MAX ? DUE_MAX : q->limit;
    if (date_cmp(own.to, last) > 0)
        own.to = last;
    if (q->gone)
        g.gone_since = arena_dup(a, sv_of(date_iso(date_add_days(g.today, -DUE_GONE_DAYS)).s));
    if (!gather_norms(&g, e) || !gather_tasks(&g, e) || !gather_records(&g, e) || !gather_closings(&g, e))
        return false;
    if (g.n)
        qsort(g.items, g.n, sizeof *g.items, by_day);
    if (g.n > (size_t) own.limit) {
        g.n = (size_t) own.limit;
        g.more = true;
    }
    *out = (struct due_list){ g.items, g.n, g.more };
    return name_agencies(&g, e);
}

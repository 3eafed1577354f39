/* SPDX-License-Identifier: MIT
 * rule/foresee_run.c -- looks ahead: what is missing on a later day and not today, laid beside what was known, and told. */
#include "base/arena.h"
#include "model/calendar.h"
#include "model/list.h"
#include "model/talk.h"
#include "rule/foresee.h"
#include "rule/region.h"

enum {
    RUN_ARENA = 64 * 1024 * 1024,
    LEASE_MS = 5000,
    ROWS_MAX = 20000,
    TOLD_MAX = 50,   /* accounts of one agency */
    DAYS_FIRST = 30, /* where the settings say nothing */
    DAYS_SECOND = 7,
    DAYS_KEPT = 30 /* days of records stay in sight so long after they have come */
};
enum stage { STAGE_FIRST = 1, STAGE_SECOND, STAGE_COME };

struct sv foresee_about(const struct need *n, struct arena *a)
{
    return arena_printf(a, "%.*s|%.*s", SV_FMT(n->at), SV_FMT(n->label));
}

struct seen { /* one row of the table, as it should stand or as it stands */
    const struct reg *reg;
    int64_t id, pd, party;
    struct sv transition, about;
    struct date day;
    int stage;
    const struct transition *t;
};

struct look {
    const struct region *r;
    const struct foresee_source *source;
    struct arena *a;
    struct date today;
    int days[2]; /* before the day: first and second warning */
    struct seen *items, *had;
    size_t n, cap, n_had, cap_had;
    bool begun; /* the table was begun before this run */
};

/* --- looking -------------------------------------------------------------------------------------------------------- */

static bool settings(struct look *k, struct db *db, struct err *e)
{
    struct setting *all;
    int64_t v;
    size_t n;

    k->days[0] = DAYS_FIRST;
    k->days[1] = DAYS_SECOND;
    if (!rule_settings(db, k->r->rule, k->a, &all, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        for (int s = 0; s < 2; s++)
            if (sv_eq(all[i].key, s ? SV("ramalan_hari_akhir") : SV("ramalan_hari")) &&
                sv_int(all[i].value, &v) && v >= 0 && v <= 366)
                k->days[s] = (int) v;
    return true;
}

static void put(struct look *k, struct seen s)
{
    int left = (int) (date_serial(s.day) - date_serial(k->today));

    s.stage = left <= 0 ? STAGE_COME : left <= k->days[1] ? STAGE_SECOND : STAGE_FIRST;
    if (k->n < ROWS_MAX)
        *ARENA_PUSH(k->a, k->items, k->n, k->cap) = s;
}

static bool marks_on(struct look *k, struct db *db, const struct record *r, struct date day, struct arena *a,
                     struct mark **out, size_t *n, struct err *e)
{
    struct records then = k->r->records;

    then.day = day;
    return flow_marks(db, k->r->flow, &then, r, a, out, n, e);
}

static bool missing(const struct mark *marks, size_t n, const struct need *need)
{
    for (size_t i = 0; i < n; i++)
        if (marks[i].state.need == need && !marks[i].dispensation.p)
            return true;
    return false;
}

/* The first day after today on which it is missing: it is there today, and not on the last one. */
static bool first_without(struct look *k, struct db *db, const struct record *r, const struct need *need,
                          struct arena *a, struct date *day, struct err *e)
{
    int lo = 0, hi = k->days[0];

    while (hi - lo > 1) {
        int mid = lo + (hi - lo) / 2;
        struct mark *m;
        size_t n;

        if (!marks_on(k, db, r, date_add_days(k->today, mid), a, &m, &n, e))
            return false;
        if (missing(m, n, need))
            hi = mid;
        else
            lo = mid;
    }
    *day = date_add_days(k->today, hi);
    return true;
}

static bool among(const struct sv *items, size_t n, struct sv v)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], v))
            return true;
    return false;
}

static bool look_at(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e)
{
    struct look *k = ctx;
    struct mark *now, *then;
    size_t n_now, n_then;

    if (!among(k->source->states, k->source->n_states, r->status))
        return true;
    if (!marks_on(k, db, r, k->today, a, &now, &n_now, e) ||
        !marks_on(k, db, r, date_add_days(k->today, k->days[0]), a, &then, &n_then, e))
        return false;
    for (size_t i = 0; i < n_then; i++) {
        const struct need *need = then[i].state.need;
        struct seen s = { .reg = k->source->reg,
                          .id = r->id,
                          .pd = r->pd,
                          .party = record_party(r),
                          .transition = then[i].t->key,
                          .about = foresee_about(need, k->a),
                          .day = k->today,
                          .t = then[i].t };

        if (then[i].dispensation.p)
            continue;
        if (!missing(now, n_now, need) && !first_without(k, db, r, need, a, &s.day, e))
            return false;
        put(k, s);
    }
    return arena_ok(k->a, e);
}

static bool look_at_days(struct look *k, struct db *db, struct err *e)
{
    struct calendar_ask ask = { .from = date_add_days(k->today, -DAYS_KEPT),
                                .to = date_add_days(k->today, k->days[0]),
                                .limit = 2000 };
    struct calendar_day *days;
    bool more;
    size_t n;

    if (!calendar_records(db, &k->r->records, who_system(), &ask, k->a, &days, &n, &more, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (days[i].rule->warn && !days[i].gone)
            put(k, (struct seen){ .reg = days[i].record->reg,
                                  .id = days[i].record->id,
                                  .pd = days[i].record->pd,
                                  .party = record_party(days[i].record),
                                  .transition = SV(""),
                                  .about = days[i].rule->field->key,
                                  .day = date_add_days(days[i].day, 1) });
    return true;
}

static bool look_ahead(struct look *k, struct db *db, struct err *e)
{
    bool ok = settings(k, db, e) && look_at_days(k, db, e);

    for (size_t i = 0; ok && i < k->r->foresee.n; i++) {
        struct list_query q = { .reg = k->r->foresee.items[i].reg };

        k->source = &k->r->foresee.items[i];
        ok = list_each(db, &k->r->records, who_system(), &q, look_at, k, e);
    }
    return ok;
}

/* --- what was known --------------------------------------------------------------------------------------------------- */

static bool load_had(struct look *k, struct db *db, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db, SV("select register, rekaman, transisi, hal, hari, tahap from ramalan"), &q, e);

    k->begun = false;
    k->n_had = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct seen *s;

        k->begun = true;
        if (!stmt_get_text(q, 0).n)
            continue;
        s = ARENA_PUSH(k->a, k->had, k->n_had, k->cap_had);
        *s = (struct seen){ .reg = model_reg(k->r->model, stmt_get_text(q, 0)),
                            .id = stmt_get_int(q, 1),
                            .transition = arena_dup(k->a, stmt_get_text(q, 2)),
                            .about = arena_dup(k->a, stmt_get_text(q, 3)),
                            .stage = (int) stmt_get_int(q, 5) };
        date_parse(stmt_get_text(q, 4), &s->day);
    }
    stmt_done(q);
    return ok && arena_ok(k->a, e);
}

static const struct seen *find(const struct seen *items, size_t n, const struct seen *s)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].reg == s->reg && items[i].id == s->id && sv_eq(items[i].transition, s->transition) &&
            sv_eq(items[i].about, s->about))
            return &items[i];
    return NULL;
}

/* A gate that is missing keeps the day on which it was first found so. */
static void keep_days(struct look *k)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct seen *had = find(k->had, k->n_had, &k->items[i]);

        if (had && k->items[i].t && k->items[i].stage == STAGE_COME && date_cmp(had->day, k->today) <= 0)
            k->items[i].day = had->day;
    }
}

static bool same(const struct seen *a, const struct seen *b)
{
    return b && a->stage == b->stage && date_cmp(a->day, b->day) == 0;
}

static size_t differing(const struct look *k)
{
    size_t n = !k->begun;

    for (size_t i = 0; i < k->n; i++)
        n += !same(&k->items[i], find(k->had, k->n_had, &k->items[i]));
    for (size_t i = 0; i < k->n_had; i++)
        n += !find(k->items, k->n, &k->had[i]);
    return n;
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

static bool write_row(struct db *db, struct sv reg, const struct seen *s, struct err *e)
{
    struct stmt *q = NULL;
    struct date_text day = s ? date_iso(s->day) : (struct date_text){ "" };
    bool row,
        ok = db_prepare(db,
                        SV("insert into ramalan (register, rekaman, transisi, hal, hari, tahap) "
                           "values ($1, $2, $3, $4, $5, $6) on conflict (register, rekaman, transisi, hal) "
                           "do update set hari = $5, tahap = $6"),
                        &q, e) &&
             stmt_text(q, 1, reg, e) && stmt_int(q, 2, s ? s->id : 0, e) &&
             stmt_text(q, 3, s ? s->transition : SV(""), e) && stmt_text(q, 4, s ? s->about : SV(""), e) &&
             stmt_text(q, 5, sv_of(day.s), e) && stmt_int(q, 6, s ? s->stage : 0, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool drop_row(struct db *db, const struct seen *s, struct sv reg, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db,
                        SV("delete from ramalan where register = $1 and rekaman = $2 and transisi = $3 and "
                           "hal = $4"),
                        &q, e) &&
             stmt_text(q, 1, reg, e) && stmt_int(q, 2, s->id, e) && stmt_text(q, 3, s->transition, e) &&
             stmt_text(q, 4, s->about, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

/* --- telling ---------------------------------------------------------------------------------------------------------- */

static bool ids(struct db *db, struct sv sql, struct sv text, int64_t number, struct look *k, int64_t **out,
                size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    struct sv day = arena_dup(k->a, sv_of(date_iso(k->today).s));
    int64_t *items = NULL;
    size_t cap = 0;
    bool row, ok = db_prepare(db, sql, &q, e) && /* checked: literals of this file */
                   stmt_text(q, 1, text, e) && stmt_int(q, 2, number, e) && stmt_int(q, 3, TOLD_MAX, e) &&
                   stmt_text(q, 4, day, e);

    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(k->a, items, *n, cap) = stmt_get_int(q, 0);
    stmt_done(q);
    *out = items;
    return ok;
}

static bool tell_agency(struct look *k, struct db *db, int64_t pd, const struct reg *reg, int64_t id,
                        enum notice_kind kind, struct err *e)
{
    static const struct sv sql = SV_INIT(
        "select k.id from akun k where k.dihapus is null and k.status = 'aktif' and k.perangkat_daerah = $2 and $1 = '' "
        "and (k.mulai is null or k.mulai <= $4) and (k.selesai is null or k.selesai >= $4) order by k.id limit $3");
    int64_t *people;
    size_t n;

    if (!pd)
        return true;
    if (!ids(db, sql, SV(""), pd, k, &people, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!notice_tell(db, reg->key, id, people[i], kind, k->r->records.now(), e))
            return false;
    return true;
}

/* Offices that hold one of the roles which take the step today. */
static bool tell_offices(struct look *k, struct db *db, const struct seen *s, enum notice_kind kind,
                         struct err *e)
{
    static const struct sv sql = SV_INIT(
        "select p.perangkat_daerah from pemetaan_peran p where p.dihapus is null and p.peran = $1 and "
        "$2 = 0 and p.mulai <= $4 and (p.selesai is null or p.selesai >= $4) order by p.id limit $3");

    for (size_t i = 0; s->t && i < s->t->n_by; i++) {
        int64_t *offices;
        size_t n;

        if (!ids(db, sql, s->t->by[i], 0, k, &offices, &n, e))
            return false;
        for (size_t o = 0; o < n; o++)
            if (offices[o] != s->pd && !tell_agency(k, db, offices[o], s->reg, s->id, kind, e))
                return false;
    }
    return true;
}

struct hanging {
    struct look *k;
    const struct foresee_told *told;
};

static bool tell_party(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e)
{
    struct hanging *h = ctx;

    (void) a;
    if (!among(h->told->states, h->told->n_states, r->status))
        return true;
    return tell_agency(h->k, db, record_party(r), r->reg, r->id, NOTICE_ENDED, e);
}

static bool tell_hanging(struct look *k, struct db *db, const struct seen *s, struct err *e)
{
    for (size_t i = 0; s->t && i < k->r->foresee.n; i++) {
        const struct foresee_source *src = &k->r->foresee.items[i];

        for (size_t t = 0; src->reg == s->reg && t < src->n_told; t++) {
            struct filter mine = { src->told[t].by->key, FILTER_EQ,
                                   arena_printf(k->a, "%lld", (long long) s->id) };
            struct list_query q = { .reg = src->told[t].reg, .filters = &mine, .n_filters = 1 };
            struct hanging h = { k, &src->told[t] };

            if (!list_each(db, &k->r->records, who_system(), &q, tell_party, &h, e))
                return false;
        }
    }
    return true;
}

static bool tell(struct look *k, struct db *db, const struct seen *s, struct err *e)
{
    enum notice_kind kind = s->stage == STAGE_COME ? NOTICE_ENDED : NOTICE_ENDS;

    return tell_agency(k, db, s->pd, s->reg, s->id, kind, e) &&
           (s->party == s->pd || tell_agency(k, db, s->party, s->reg, s->id, kind, e)) &&
           tell_offices(k, db, s, kind, e) && (s->stage != STAGE_COME || tell_hanging(k, db, s, e));
}

static bool write_all(struct look *k, struct db *db, struct err *e)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct seen *s = &k->items[i], *had = find(k->had, k->n_had, s);

        if (same(s, had))
            continue;
        if (!write_row(db, s->reg->key, s, e) ||
            (k->begun && (!had || s->stage > had->stage) && !tell(k, db, s, e)))
            return false;
    }
    for (size_t i = 0; i < k->n_had; i++)
        if (k->had[i].reg && !find(k->items, k->n, &k->had[i]) &&
            !drop_row(db, &k->had[i], k->had[i].reg->key, e))
            return false;
    return k->begun || write_row(db, SV(""), NULL, e);
}

static bool lay_beside(struct look *k, struct db *db, size_t *changed, struct err *e)
{
    if (!look_ahead(k, db, e) || !load_had(k, db, e))
        return false;
    keep_days(k);
    *changed = differing(k);
    return true;
}

static bool write_down(struct look *k, struct db *db, struct err *e)
{
    return db_begin(db, e) && load_had(k, db, e) && write_all(k, db, e) && db_commit(db, e);
}

bool foresee_on(struct db *db, const struct region *r, size_t *changed, struct err *e)
{
    struct look k = { .r = r, .a = arena_new(RUN_ARENA), .today = region_today(r) };
    bool ok = lay_beside(&k, db, changed, e) && (!*changed || write_down(&k, db, e));

    arena_free(k.a);
    return ok;
}

bool foresee_run(const struct region *r, size_t *changed, struct err *e)
{
    struct look k = { .r = r, .a = arena_new(RUN_ARENA), .today = region_today(r) };
    struct db *db = NULL;
    bool ok;

    *changed = 0;
    ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) && lay_beside(&k, db, changed, e);
    db_release(db);
    db = NULL;
    if (ok && *changed)
        ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &db, e) && write_down(&k, db, e);
    db_release(db);
    arena_free(k.a);
    return ok;
}

/* SPDX-License-Identifier: MIT
 * rule/rule_eval.c -- one norm on one day: runs its SELECTs on the pack connection and says what follows. */
#include "base/buf.h"
#include "model/list.h"
#include "model/value.h"
#include "rule/rule_live.h"
#include "rule/rule_priv.h"

enum { SOON_DAYS = 90 }; /* how long before a due date people are told */

bool rule_run(struct db *pack, const struct rule *r, const struct day_sql *s, struct date today,
              struct stmt **q, struct err *e)
{
    (void) r;
    *q = NULL;
    if (!db_prepare(pack, s->text, q, e)) /* checked: compiled pack SQL on a DB_PACK lease */
        return false;
    for (size_t i = 0; i < s->n; i++) {
        struct date d = today;

        if (s->params[i].kind == SET_OF_UNITS) {
            if (!stmt_text(*q, (int) i + 1, rule_live_units(r->live, (size_t) s->params[i].months), e))
                return false;
            continue;
        }
        if (s->params[i].kind == DAY_START)
            d = date_of_serial(s->params[i].months);
        else if (s->params[i].kind == DAY_AGO)
            d = date_add_months(today, -s->params[i].months);
        else if (s->params[i].kind == DAY_AHEAD)
            d = date_add_months(today, s->params[i].months);
        if (!stmt_text(*q, (int) i + 1, sv_of(date_iso(d).s), e))
            return false;
    }
    return true;
}

/* What the region has set, else what the pack begins with. */
static bool setting_value(struct db *db, const struct rule *r, struct sv key, struct arena *a,
                          struct sv *value, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select nilai from pengaturan where kunci = $1"), &q, e) &&
                           stmt_text(q, 1, key, e) && stmt_step(q, &row, e);

    *value = ok && row ? arena_dup(a, stmt_get_text(q, 0))
                       : json_text(json_get(json_get(r->regulation, SV("settings")), key), SV("value"));
    stmt_done(q);
    return ok;
}

bool rule_interval(struct db *db, const struct rule *r, const struct interval *i, int *months, struct err *e)
{
    struct arena *a;
    struct sv value;
    bool ok;

    *months = i->months;
    if (!i->setting.p)
        return true;
    a = arena_new(16 * 1024);
    ok = setting_value(db, r, i->setting, a, &value, e);
    if (ok)
        *months = rule_months(value);
    arena_free(a);
    return ok;
}

/* --- small helpers --------------------------------------------------------------------------------------------------- */

struct eval {
    const struct rule_live *live; /* NULL: ask the database */
    struct db *pack, *db;
    const struct rule *r;
    const struct norm *n;
    const struct check *c;
    struct date today;
    struct arena *a;
    struct outcome *out;
};

static bool count_rows(struct eval *v, const struct day_sql *s, int64_t *n, struct err *e)
{
    struct day_sql counted = *s;
    struct stmt *q = NULL;
    bool row = false, ok;

    *n = 0;
    counted.text =
        arena_printf(v->a, "select count(*) from (%.*s) s", SV_FMT(s->text)); /* checked: compiled pack SQL */
    ok = rule_run(v->pack, v->r, &counted, v->today, &q, e) && stmt_step(q, &row, e);
    if (ok)
        *n = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

static struct sv day(struct eval *v, struct date d)
{
    return date_long(d, v->a);
}

/* A quarter of the interval, at most SOON_DAYS: what is due every month would else be near its due date for ever. */
static int soon_days(int months)
{
    int days = months * 30 / 4;

    return months && days < SOON_DAYS ? days : SOON_DAYS;
}

/* months: the interval, 0 where there is none. */
static void late_or_soon(struct eval *v, struct date due, int months)
{
    v->out->due = due;
    if (date_cmp(due, v->today) < 0) {
        v->out->status = NORM_LATE;
        v->out->since = date_add_days(due, 1);
    } else if (date_cmp(due, date_add_days(v->today, soon_days(months))) <= 0) {
        v->out->status = NORM_DUE_SOON;
    }
}

static struct sv label_of(struct eval *v)
{
    return v->c->population_label.p ? v->c->population_label : v->c->rows ? v->c->rows->label : SV("baris");
}

/* n of m, the words for it. */
static void share(struct eval *v, int64_t of, int64_t met)
{
    struct sv what = label_of(v);

    v->out->of = of;
    v->out->met = met;
    if (of == 0) {
        v->out->status = NORM_NO_DATA;
        v->out->why = arena_printf(v->a, T("Belum ada %.*s yang tercatat, sehingga belum dapat dinilai."),
                                   SV_FMT(what));
        return;
    }
    v->out->status = met == of ? NORM_MET : met ? NORM_PARTLY : NORM_UNMET;
    if (of == 1)
        v->out->why = arena_printf(
            v->a, met ? T("Satu %.*s tercatat dan memenuhi.") : T("Satu %.*s tercatat dan belum memenuhi."),
            SV_FMT(what));
    else
        v->out->why =
            met == of ? arena_printf(v->a, T("Semua %lld %.*s memenuhi."), (long long) of, SV_FMT(what))
                      : arena_printf(v->a, T("%lld dari %lld %.*s memenuhi; %lld belum."), (long long) met,
                                     (long long) of, SV_FMT(what), (long long) (of - met));
}

/* --- kinds ----------------------------------------------------------------------------------------------------------- */

static bool rows_that_count(struct eval *v, int64_t *n, struct err *e)
{
    int64_t none;

    return rule_live_counts(v->live, v->n->index, n, &none) || count_rows(v, &v->c->population, n, e);
}

static bool eval_exists(struct eval *v, struct err *e)
{
    int64_t n;

    if (!rows_that_count(v, &n, e))
        return false;
    v->out->met = n > 0;
    v->out->of = 1;
    v->out->status = n ? NORM_MET : NORM_UNMET;
    v->out->why =
        n ? arena_printf(v->a, T("Ada %lld baris %.*s yang memenuhi."), (long long) n, SV_FMT(label_of(v)))
          : arena_printf(v->a, T("Belum ada %.*s yang memenuhi."), SV_FMT(label_of(v)));
    return true;
}

static bool tally(struct eval *v, int64_t *of, int64_t *bad, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = rule_run(v->pack, v->r, &v->c->tally, v->today, &q, e) && stmt_step(q, &row, e);

    *of = ok && row ? stmt_get_int(q, 0) : 0;
    *bad = ok && row ? stmt_get_int(q, 1) : 0;
    stmt_done(q);
    return ok;
}

/* Whoever falls short has until a day to catch up; when nobody does, the day says nothing more. */
static void catch_up(struct eval *v)
{
    if (!v->c->due.y || (v->out->status != NORM_UNMET && v->out->status != NORM_PARTLY))
        return;
    late_or_soon(v, v->c->due, 0);
    v->out->why =
        arena_printf(v->a, T("%.*s Paling lambat %.*s."), SV_FMT(v->out->why), SV_FMT(day(v, v->c->due)));
}

static bool eval_share(struct eval *v, struct err *e)
{
    int64_t of, bad;

    if (rule_live_counts(v->live, v->n->index, &of, &bad))
        ; /* known row by row */
    else if (v->c->tally.text.p
                 ? !tally(v, &of, &bad, e)
                 : !count_rows(v, &v->c->population, &of, e) || !count_rows(v, &v->c->violators, &bad, e))
        return false;
    share(v, of, of > bad ? of - bad : 0);
    catch_up(v);
    if (v->n->check == CHECK_GUARD && of > 0)
        v->out->why = bad ? arena_printf(v->a, T("%.*s %lld baris tercatat tanpa memenuhinya."),
                                         SV_FMT(v->out->why), (long long) bad)
                          : arena_printf(v->a, T("%.*s Sistem menahan langkah yang belum memenuhi syarat."),
                                         SV_FMT(v->out->why));
    return true;
}

static bool latest_day(struct eval *v, struct date *last, struct err *e)
{
    const uint32_t *cells;
    uint32_t best = 0;
    struct stmt *q = NULL;
    bool row = false, ok;
    size_t n;

    *last = (struct date){ 0 };
    if (rule_live_days(v->live, v->n->index, &cells, &n)) {
        for (size_t i = 0; i < n; i++)
            best = cells[i] > best ? cells[i] : best;
        if (best >= LIVE_DAY)
            *last = date_of_serial((int32_t) (best - LIVE_DAY));
        return true;
    }
    ok = rule_run(v->pack, v->r, &v->c->value, v->today, &q, e) && stmt_step(q, &row, e);
    if (ok && row)
        date_parse(sv_sub(stmt_get_text(q, 0), 0, 10), last);
    stmt_done(q);
    return ok;
}

static bool eval_every_one(struct eval *v, int months, struct err *e)
{
    struct date last, due;

    if (!latest_day(v, &last, e))
        return false;
    /* The text gives the interval, not the day it starts: it runs from promulgation, then from the last one done. */
    due = date_add_months(last.y && date_cmp(last, v->c->clock) > 0 ? last : v->c->clock, months);
    v->out->of = 1;
    v->out->met = last.y && date_cmp(date_add_months(last, months), v->today) >= 0;
    if (v->out->met)
        due = date_add_months(last, months);
    v->out->status = v->out->met ? NORM_MET : NORM_UNMET;
    late_or_soon(v, due, months);
    v->out->why =
        last.y ? arena_printf(v->a, T("Terakhir %.*s; berikutnya paling lambat %.*s."), SV_FMT(day(v, last)),
                              SV_FMT(day(v, due)))
               : arena_printf(v->a, T("Belum tercatat yang memenuhi ketentuan ini; paling lambat %.*s."),
                              SV_FMT(day(v, due)));
    return true;
}

struct date rule_due_per(const struct check *c, struct date last, int months, struct date today, bool *met)
{
    struct date first = date_add_months(c->clock, months),
                due = last.y ? date_add_months(last, months) : first;

    *met = last.y && date_cmp(due, today) >= 0;
    return !*met && date_cmp(due, first) < 0 ? first
                                             : due; /* nobody was late before the clock had run once */
}

struct turns { /* everybody's latest day, and what follows for all of them */
    int months;
    int64_t of, met;
    struct date missed, next;
};

static void take_turn(struct eval *v, struct turns *t, struct date last)
{
    bool good;
    struct date due = rule_due_per(v->c, last, t->months, v->today, &good),
                *which = good ? &t->next : &t->missed;

    t->of++;
    t->met += good;
    if (!which->y || date_cmp(due, *which) < 0)
        *which = due;
}

static bool ask_turns(struct eval *v, struct turns *t, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = rule_run(v->pack, v->r, &v->c->value, v->today, &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct date last = { 0 };

        date_parse(sv_sub(stmt_get_text(q, 1), 0, 10), &last);
        take_turn(v, t, last);
    }
    stmt_done(q);
    return ok;
}

/* The day that counts is the earliest of those who fall short, else of those whose turn comes next. */
static bool eval_every_per(struct eval *v, int months, struct err *e)
{
    struct turns t = { .months = months };
    const uint32_t *cells;
    size_t n;

    if (rule_live_days(v->live, v->n->index, &cells, &n)) {
        for (size_t i = 0; i < n; i++)
            if (cells[i])
                take_turn(v, &t,
                          cells[i] >= LIVE_DAY ? date_of_serial((int32_t) (cells[i] - LIVE_DAY))
                                               : (struct date){ 0 });
    } else if (!ask_turns(v, &t, e)) {
        return false;
    }
    share(v, t.of, t.met);
    if (t.of)
        late_or_soon(v, t.met < t.of ? t.missed : t.next, months);
    return true;
}

static bool eval_every(struct eval *v, struct err *e)
{
    int months;

    if (!rule_interval(v->db, v->r, &v->c->every, &months, e))
        return false;
    return v->c->population.text.p ? eval_every_per(v, months, e) : eval_every_one(v, months, e);
}

static bool eval_reviewed(struct eval *v, struct err *e)
{
    struct reviewed_row *rows;
    struct date next = { 0 }, missed = { 0 };
    int64_t met = 0;
    size_t n;

    if (!rule_reviewed(v->db, v->pack, v->r, v->c, v->today, v->a, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct date *which = rows[i].late ? &missed : &next;

        met += !rows[i].late;
        if (rows[i].due.y && (!which->y || date_cmp(rows[i].due, *which) < 0))
            *which = rows[i].due;
    }
    share(v, (int64_t) n, met);
    if (!n) /* documents may well stand there: without a term nobody can tell when their review is due */
        v->out->why = arena_printf(
            v->a,
            T("Belum ada %.*s dengan jangka waktu yang terisi, sehingga saat reviunya belum dapat dihitung."),
            SV_FMT(label_of(v)));
    if (missed.y)
        late_or_soon(v, missed, 0);
    else if (next.y)
        late_or_soon(v, next, 0);
    if (n && v->out->due.y)
        v->out->why =
            arena_printf(v->a,
                         missed.y ? T("%.*s Reviu yang seharusnya paling lambat %.*s belum tercatat.")
                                  : T("%.*s Reviu berikutnya paling lambat %.*s."),
                         SV_FMT(v->out->why), SV_FMT(day(v, v->out->due)));
    return true;
}

static bool one_value(struct eval *v, const struct day_sql *s, int64_t *out, bool *there, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = rule_run(v->pack, v->r, s, v->today, &q, e) && stmt_step(q, &row, e);

    *there = ok && row && !stmt_is_null(q, 0);
    *out = *there ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}

/* The number a metric is held against, in hundredths. */
static bool threshold(struct eval *v, int64_t *limit, struct err *e)
{
    struct sv set;
    int64_t n = 0;

    *limit = v->c->has_at_least ? v->c->at_least : v->c->at_most;
    if (!v->c->threshold.p)
        return true;
    if (!setting_value(v->db, v->r, v->c->threshold, v->a, &set, e))
        return false;
    sv_int(set, &n);
    *limit = n * 100;
    return true;
}

static struct sv amount(struct eval *v, int64_t hundredths)
{
    return hundredths % 100 ? value_show_decimal(hundredths, 2, v->a)
                            : value_show_int(hundredths / 100, v->a);
}

/* v * times / over, kept within 64 bits: amounts are written by people. */
static int64_t scaled(int64_t n, int64_t times, int64_t over)
{
    __extension__ typedef __int128 wide;
    wide x = (wide) n * times / over;

    return x > INT64_MAX ? INT64_MAX : x < INT64_MIN ? INT64_MIN : (int64_t) x;
}

static bool measured(struct eval *v, int64_t *value, int64_t *of, bool *there, struct err *e)
{
    int64_t who, bad;

    *there = rule_live_counts(v->live, v->n->index, &who, &bad);
    if (*there) {
        *value = v->c->of.text.p ? bad : who;
        *of = who;
        return true;
    }
    return one_value(v, &v->c->value, value, there, e) &&
           (!v->c->of.text.p || one_value(v, &v->c->of, of, there, e));
}

static bool eval_metric(struct eval *v, struct err *e)
{
    int64_t value, of = 0, hundredths, limit;
    bool there, has_of = v->c->of.text.p != NULL;
    struct sv unit = v->c->unit.p ? v->c->unit : SV("%"), shown, wanted;
    bool good;

    if (!measured(v, &value, &of, &there, e) || !threshold(v, &limit, e))
        return false;
    if ((has_of && of == 0) || (!has_of && !there)) {
        v->out->status = NORM_NO_DATA;
        v->out->why = SV("Belum ada data untuk dihitung.");
        return true;
    }
    hundredths = scaled(value, has_of ? 10000 : 100, has_of ? of : 1);
    good = (!v->c->has_at_least || hundredths >= limit) &&
           (!v->c->has_at_most || hundredths <= (v->c->has_at_least ? v->c->at_most : limit));
    v->out->of = has_of ? of : 1;
    v->out->met = has_of ? value : good;
    v->out->status = good ? NORM_MET : NORM_UNMET;
    shown = amount(v, hundredths);
    wanted = amount(v, limit);
    v->out->why = arena_printf(v->a, T("Nilainya %.*s %.*s; yang diharapkan %s %.*s %.*s."), SV_FMT(shown),
                               SV_FMT(unit), v->c->has_at_least ? T("paling sedikit") : T("paling banyak"),
                               SV_FMT(wanted), SV_FMT(unit));
    return true;
}

static bool eval_attested(struct eval *v, struct err *e)
{
    int64_t n;

    if (!rows_that_count(v, &n, e))
        return false;
    v->out->of = 1;
    v->out->met = n > 0;
    v->out->status = n ? NORM_MET : NORM_UNMET;
    v->out->why = n ? SV("Ada pernyataan yang masih berlaku dan dikonfirmasi orang kedua.")
                    : SV("Belum ada pernyataan yang masih berlaku dan dikonfirmasi orang kedua.");
    return true;
}

bool rule_evaluate(struct db *pack, struct db *db, const struct rule *r, const struct norm *n,
                   struct date today, struct arena *a, struct outcome *out, struct err *e)
{
    return rule_evaluate_live(NULL, pack, db, r, n, today, a, out, e);
}

bool rule_evaluate_live(const struct rule_live *live, struct db *pack, struct db *db, const struct rule *r,
                        const struct norm *n, struct date today, struct arena *a, struct outcome *out,
                        struct err *e)
{
    struct eval v = { live, pack, db, r, n, n->compiled, today, a, out };
    bool ok = true;

    *out = (struct outcome){ .status = NORM_GENERAL, .of = -1, .met = -1, .why = SV("") };
    if (n->check == CHECK_SHOWN)
        return true;
    if (date_cmp(today, n->start) < 0) {
        out->status = NORM_NOT_APPLICABLE;
        out->why = SV("Peraturan belum berlaku pada hari itu.");
        return true;
    }
    switch (n->check) {
    case CHECK_EXISTS: ok = eval_exists(&v, e); break;
    case CHECK_EACH:
    case CHECK_COMPLETE:
    case CHECK_GUARD:
    case CHECK_SQL: ok = eval_share(&v, e); break;
    case CHECK_EVERY: ok = eval_every(&v, e); break;
    case CHECK_REVIEWED: ok = eval_reviewed(&v, e); break;
    case CHECK_METRIC: ok = eval_metric(&v, e); break;
    case CHECK_ATTESTED: ok = eval_attested(&v, e); break;
    case CHECK_SHOWN:
    case CHECK_COUNT: break;
    }
    /* Another body's duty is not our lateness; what we hold of it still tells. */
    if (ok && n->competence.p && out->status != NORM_MET) {
        out->status = NORM_OTHER_BODY;
        out->since = (struct date){ 0 };
    }
    return ok;
}

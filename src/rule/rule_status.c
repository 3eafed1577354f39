/* SPDX-License-Identifier: MIT
 * rule/rule_status.c -- keeps the status of every norm as intervals of days, settles what a change has touched. */
#include "base/buf.h"
#include "base/hash.h"
#include "rule/rule_live.h"
#include "rule/rule_priv.h"

const struct db_migration rule_migrations[] = {
    { "rule-001-status",
      /* dari and sampai are days of the region: a day's last word is what that day knew. */
      "create table norma_status (norma {text} not null, dari {text} not null, sampai {text}, status {text} not null, "
      "dasar {text} not null, jumlah {int} not null, terpenuhi {int} not null, tenggat {text}, sejak {text}, "
      "alasan {text} not null, dihitung {text} not null, primary key (norma, dari));\n"
      "create index norma_status_kini on norma_status (sampai, norma);\n"
      "create table norma_kotor (register {text} primary key);\n"
      "create table norma_hari (kunci {text} primary key, nilai {text} not null);\n"
      "create table naskah (id {id}, isi {text} not null, oleh {int} not null, pada {text} not null)" },
    /* A mark counts the changes of its register; `selesai` is the count that was settled last. Both only grow, so a settling
     * that began earlier can never overwrite one that began later. */
    { "rule-002-marks", "alter table norma_kotor add column n {int} not null default 1;\n"
                        "alter table norma_kotor add column selesai {int} not null default 0" },
    /* Which regulations the region has taken up, in order; `mulai` is the first day by law, `sejak` the first day by which
     * it is judged here, later where it was taken up late. `regulasi` is the one in force when an interval began, `akhir`
     * why it ended when a regulation ended it. */
    { "rule-003-versions",
      "create table norma_peraturan (urut {int} primary key, id {text} not null unique, mulai {text} not null, "
      "sejak {text} not null, zona {int} not null, sidik {text} not null, oleh {int} not null, pada {text} not null);\n"
      "alter table norma_status add column regulasi {text};\n"
      "alter table norma_status add column akhir {text};\n"
      "alter table naskah add column regulasi {text}" },
};
const size_t rule_migrations_n = sizeof rule_migrations / sizeof rule_migrations[0];

struct sv rule_norm_basis(const struct rule *r, const struct norm *n)
{
    const struct check *c = n->compiled;

    (void) r;
    if (c->basis.p)
        return c->basis;
    if (n->check == CHECK_ATTESTED)
        return SV("pernyataan");
    if (n->outside.p)
        return SV("luar_sistem");
    if (n->check == CHECK_GUARD)
        return SV("kendali_sistem");
    return n->reg ? n->reg->basis : SV("data");
}

/* --- what has to be done --------------------------------------------------------------------------------------------- */

bool rule_mark(struct db *db, struct sv what, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("insert into norma_kotor (register, n, selesai) values ($1, 1, 0) "
                                 "on conflict (register) do update set n = norma_kotor.n + 1"),
                              &q, e) &&
                   stmt_text(q, 1, what, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool changed(void *ctx, struct db *db, const struct change *c, struct arena *a, struct err *e)
{
    (void) ctx;
    (void) a;
    return rule_mark(db, c->reg->key, e);
}

struct hook rule_hook(const struct rule *r)
{
    return (struct hook){ .ctx = (void *) (uintptr_t) r, .changed = changed }; /* the hook only reads */
}

static bool get_mark(struct db *db, struct sv key, struct arena *a, struct sv *value, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db, SV("select nilai from norma_hari where kunci = $1"), &q, e) &&
                           stmt_text(q, 1, key, e) && stmt_step(q, &row, e);

    *value = ok && row ? arena_dup(a, stmt_get_text(q, 0)) : SV_NULL;
    stmt_done(q);
    return ok;
}

static bool put_mark(struct db *db, struct sv key, struct sv value, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("insert into norma_hari (kunci, nilai) values ($1, $2) "
                                 "on conflict (kunci) do update set nilai = excluded.nilai"),
                              &q, e) &&
                   stmt_text(q, 1, key, e) && stmt_text(q, 2, value, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool rule_is_dirty(struct db *db, struct date today, bool *dirty, struct err *e)
{
    struct arena *a = arena_new(64 * 1024);
    struct sv settled;
    int64_t n;
    bool ok = get_mark(db, SV("hari"), a, &settled, e) &&
              db_one_int(db, SV("select count(*) from norma_kotor where n > selesai"), 0, &n, e);

    *dirty = ok && (n > 0 || !sv_eq(settled, sv_of(date_iso(today).s)));
    arena_free(a);
    return ok;
}

bool rule_note_pack(struct db *db, const struct rule *r, struct err *e)
{
    struct arena *a = arena_new(64 * 1024);
    struct sv digest;
    bool ok = get_mark(db, SV("paket"), a, &digest, e) &&
              (!digest.p || sv_eq(digest, sv_of(r->digest.s)) ||
               db_run(db, SV("delete from norma_hari where kunci = 'hari'"), e));

    arena_free(a);
    return ok;
}

/* --- one norm's interval ---------------------------------------------------------------------------------------------- */

struct kept {
    bool there;
    struct sv dari, status, why, due, since;
    int64_t of, met;
};

static bool load_kept(struct db *db, const struct norm *n, struct arena *a, struct kept *k, struct err *e)
{
    struct stmt *q = NULL;
    bool
        row = false,
        ok =
            db_prepare(
                db,
                SV("select dari, status, alasan, coalesce(tenggat, ''), coalesce(sejak, ''), jumlah, terpenuhi "
                   "from norma_status where norma = $1 and sampai is null"),
                &q, e) &&
            stmt_text(q, 1, n->at, e) && stmt_step(q, &row, e);

    *k = (struct kept){ .there = ok && row };
    if (k->there)
        *k = (struct kept){ true,
                            arena_dup(a, stmt_get_text(q, 0)),
                            arena_dup(a, stmt_get_text(q, 1)),
                            arena_dup(a, stmt_get_text(q, 2)),
                            arena_dup(a, stmt_get_text(q, 3)),
                            arena_dup(a, stmt_get_text(q, 4)),
                            stmt_get_int(q, 5),
                            stmt_get_int(q, 6) };
    stmt_done(q);
    return ok;
}

static bool close_interval(struct db *db, const struct norm *n, struct sv day, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db, SV("update norma_status set sampai = $2 where norma = $1 and sampai is null"), &q,
                        e) &&
             stmt_text(q, 1, n->at, e) && stmt_text(q, 2, day, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool open_interval(struct db *db, const struct rule *r, const struct norm *n, const struct outcome *o,
                          struct sv day, struct sv due, struct sv since, struct sv now, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                db,
                SV("insert into norma_status (norma, dari, sampai, status, dasar, jumlah, terpenuhi, tenggat, sejak, "
                   "alasan, dihitung, regulasi) values ($1, $2, null, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
                   "on conflict (norma, dari) do update set sampai = null, status = $3, dasar = $4, jumlah = $5, "
                   "terpenuhi = $6, tenggat = $7, sejak = $8, alasan = $9, dihitung = $10, regulasi = $11, akhir = null"),
                &q, e) &&
            stmt_text(q, 1, n->at, e) && stmt_text(q, 2, day, e) &&
            stmt_text(q, 3, norm_status_key(o->status), e) && stmt_text(q, 4, rule_norm_basis(r, n), e) &&
            stmt_int(q, 5, o->of, e) && stmt_int(q, 6, o->met, e) &&
            stmt_text(q, 7, sv_empty(due) ? SV_NULL : due, e) && stmt_text(q, 8, since, e) &&
            stmt_text(q, 9, o->why, e) && stmt_text(q, 10, now, e) && stmt_text(q, 11, r->reg.id, e) &&
            stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

/* A new interval begins when anything a reader sees has changed; within one day the last word stands. */
static bool keep(struct db *db, const struct rule *r, const struct norm *n, const struct outcome *o,
                 struct date today, struct sv now, struct arena *a, struct err *e)
{
    struct sv day = arena_dup(a, sv_of(date_iso(today).s));
    struct sv due = o->due.y ? arena_dup(a, sv_of(date_iso(o->due).s)) : SV("");
    struct sv since = o->since.y ? arena_dup(a, sv_of(date_iso(o->since).s)) : SV_NULL;
    struct kept k;

    if (!load_kept(db, n, a, &k, e))
        return false;
    if (k.there &&
        sv_cmp(k.dari, day) > 0) /* a clock that was set back: an interval never ends before it begins */
        day = k.dari;
    if (!since.p)
        since = k.there && sv_eq(k.status, norm_status_key(o->status)) ? k.since : day;
    if (k.there && sv_eq(k.status, norm_status_key(o->status)) && sv_eq(k.why, o->why) && sv_eq(k.due, due) &&
        sv_eq(k.since, since) && k.of == o->of && k.met == o->met)
        return true;
    if (k.there && !sv_eq(k.dari, day) && !close_interval(db, n, day, e))
        return false;
    return open_interval(db, r, n, o, day, due, since, now, e);
}

/* --- settling ---------------------------------------------------------------------------------------------------------- */

struct mark_seen {
    const struct reg *reg; /* NULL: a register no longer declared */
    struct sv key;
    int64_t n;
};

/* What one settling is about: which marks it saw, which norms they touch, and what was found. */
struct settling {
    struct mark_seen *marks;
    size_t n_marks, cap;
    bool all;                  /* a new day, a new pack, another setting: every norm */
    int64_t done;              /* how far all marks together were settled when this began */
    const struct norm **norms; /* by index, as the region reads them */
    bool *judged, *moved;
    struct outcome *outcomes;
};

static bool settled_so_far(struct db *db, int64_t *done, struct err *e)
{
    return db_one_int(db, SV("select cast(coalesce(sum(selesai), 0) as bigint) from norma_kotor"), 0, done,
                      e);
}

static bool load_marks(struct db *db, const struct rule *r, struct arena *a, struct settling *s,
                       struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("select register, n from norma_kotor where n > selesai"), &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct sv key = arena_dup(a, stmt_get_text(q, 0));

        *ARENA_PUSH(a, s->marks, s->n_marks, s->cap) =
            (struct mark_seen){ model_reg(r->model, key), key, stmt_get_int(q, 1) };
    }
    stmt_done(q);
    for (size_t i = 0; i < s->n_marks; i++)
        s->all = s->all || sv_eq(s->marks[i].key, SV(RULE_MARK_SETTINGS));
    return ok && settled_so_far(db, &s->done, e);
}

static bool concerned(const struct check *c, const struct settling *s)
{
    for (size_t i = 0; i < c->n_watches; i++)
        for (size_t k = 0; k < s->n_marks; k++)
            if (c->watches[i] == s->marks[k].reg)
                return true;
    return false;
}

/* Statuses of provisions that the pack no longer has end today. */
static bool drop_gone(struct db *db, const struct rule *r, struct sv day, struct arena *a, struct err *e)
{
    struct sv *gone = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("select norma from norma_status where sampai is null"), &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (!rule_norm(r, stmt_get_text(q, 0)))
            *ARENA_PUSH(a, gone, n, cap) = arena_dup(a, stmt_get_text(q, 0));
    stmt_done(q);
    for (size_t i = 0; ok && i < n; i++)
        ok = close_interval(db, &(struct norm){ .at = gone[i] }, day, e);
    return ok;
}

/* Rows are kept judged for the norms as the pack reads them; one that is read otherwise asks its own SQL. */
static const struct rule_live *live_of(const struct rule *r, const struct norm *n)
{
    return n->compiled == &r->checks[n->index] ? r->live : NULL;
}

/* One norm whose own SQL fails (too slow over many rows, most likely) must not keep the others from being known: it says so
 * itself. When nothing else can be read either, the fault is not the norm's. */
static bool judge(struct db *pack, struct db *db, const struct rule *r, const struct norm *n,
                  struct date today, struct arena *a, struct outcome *o, struct err *e)
{
    struct err why = { 0 }, probe = { 0 };
    int64_t one;

    if (rule_evaluate_live(live_of(r, n), pack, db, r, n, today, a, o, &why))
        return true;
    if (!db_one_int(pack, SV("select 1"), 0, &one, &probe)) {
        *e = why;
        return false;
    }
    *o = (struct outcome){ .status = NORM_NO_DATA,
                           .of = -1,
                           .met = -1,
                           .why = arena_printf(a, T("Pemeriksaan ini tidak selesai: %s"), why.text) };
    return true;
}

/* Sees the marks, then judges: a change that comes meanwhile raises its mark again and is judged next time. */
static bool judge_all(struct db_pool *pool, struct db *db, struct db *pack, const struct rule *r,
                      struct date today, struct arena *a, struct settling *s, struct err *e)
{
    struct sv settled, digest;

    *s = (struct settling){ .judged = ARENA_ARRAY(a, bool, r->n),
                            .moved = ARENA_ARRAY(a, bool, r->n),
                            .outcomes = ARENA_ARRAY(a, struct outcome, r->n) };
    if (!get_mark(db, SV("hari"), a, &settled, e) || !get_mark(db, SV("paket"), a, &digest, e) ||
        !load_marks(db, r, a, s, e) || !rule_norms_now(db, r, (struct date){ 0 }, a, &s->norms, e))
        return false;
    s->all = s->all || !sv_eq(settled, sv_of(date_iso(today).s)) || !sv_eq(digest, sv_of(r->digest.s));
    if (s->all) /* whoever asks for everything anew gets it */
        rule_live_forget(r->live);
    if (!rule_live_follow(r->live, r, pool, db, pack, today, s->moved, e))
        return false;
    for (size_t i = 0; i < r->n; i++) {
        const struct norm *n = s->norms[i];

        if (!s->all && !(rule_live_keeps(live_of(r, n), i) ? s->moved[i] : concerned(n->compiled, s)))
            continue;
        if (!judge(pack, db, r, n, today, a, &s->outcomes[i], e)) {
            rule_live_forget(r->live);
            return false;
        }
        s->judged[i] = true;
    }
    return arena_ok(a, e);
}

/* Takes the marks that were seen as settled; *newer: a later settling was here first, and what we found is older. One that
 * judged every norm is older than any that has settled a mark since, whichever it was. */
static bool settle_marks(struct db *db, const struct settling *s, bool *newer, struct err *e)
{
    int64_t done;

    if (!settled_so_far(db, &done, e))
        return false;
    *newer = s->all && done != s->done;
    for (size_t i = 0; i < s->n_marks && !*newer; i++) {
        struct stmt *q = NULL;
        bool row,
            ok =
                db_prepare(db, SV("update norma_kotor set selesai = $2 where register = $1 and selesai < $2"),
                           &q, e) &&
                stmt_text(q, 1, s->marks[i].key, e) && stmt_int(q, 2, s->marks[i].n, e) &&
                stmt_step(q, &row, e);

        *newer = ok && stmt_changes(q) == 0;
        stmt_done(q);
        if (!ok)
            return false;
    }
    return true;
}

/* Which pack judged, and since when. */
static bool put_pack(struct db *db, const struct rule *r, struct sv now, struct arena *a, struct err *e)
{
    struct sv kept;

    if (!get_mark(db, SV("paket"), a, &kept, e))
        return false;
    return sv_eq(kept, sv_of(r->digest.s)) ||
           (put_mark(db, SV("paket"), sv_of(r->digest.s), e) && put_mark(db, SV("paket_sejak"), now, e));
}

static bool store(struct db *db, const struct rule *r, const struct records *rs, struct date today,
                  const struct settling *s, bool *newer, struct arena *a, struct err *e)
{
    struct sv day = arena_dup(a, sv_of(date_iso(today).s)), now = arena_dup(a, sv_of(time_iso(rs->now()).s));

    if (!settle_marks(db, s, newer, e))
        return false;
    if (*newer) {
        db_rollback(db);
        return db_begin(db, e); /* the caller commits nothing */
    }
    for (size_t i = 0; i < r->n; i++)
        if (s->judged[i] && !keep(db, r, s->norms[i], &s->outcomes[i], today, now, a, e))
            return false;
    return !s->all ||
           (drop_gone(db, r, day, a, e) && put_mark(db, SV("hari"), day, e) && put_pack(db, r, now, a, e));
}

/* What was found and is not kept must be found again: the rows are then judged anew, as by a new process. */
static bool store_all(struct db *write, const struct rule *r, const struct records *rs, struct date today,
                      const struct settling *s, struct arena *a, struct err *e)
{
    bool newer = false,
         ok = db_begin(write, e) && store(write, r, rs, today, s, &newer, a, e) && db_commit(write, e);

    if (!ok)
        db_rollback(write);
    if (!ok || newer)
        rule_live_forget(r->live);
    return ok;
}

enum { SETTLE_ARENA = 64 * 1024 * 1024, SETTLE_LEASE_MS = 30000 };

bool rule_settle(struct db *write, struct db *pack, const struct rule *r, const struct records *rs,
                 struct date today, struct err *e)
{
    struct arena *a = arena_new(SETTLE_ARENA);
    struct settling s;
    bool dirty, ok;

    rule_live_lock(r->live);
    ok = rule_is_dirty(write, today, &dirty, e);
    if (ok && dirty)
        ok = judge_all(NULL, write, pack, r, today, a, &s, e) && store_all(write, r, rs, today, &s, a, e);
    rule_live_unlock(r->live);
    arena_free(a);
    return ok;
}

/* Under the lock: one settling at a time, and whoever waited finds it done. */
static bool settle_now(struct db_pool *pool, struct db *read, const struct rule *r, const struct records *rs,
                       struct date today, struct arena *a, struct err *e)
{
    struct db *pack = NULL, *write = NULL;
    struct settling s;
    bool dirty, ok = rule_is_dirty(read, today, &dirty, e);

    if (!ok || !dirty)
        return ok;
    ok =
        db_lease(pool, DB_PACK, SETTLE_LEASE_MS, &pack, e) && judge_all(pool, read, pack, r, today, a, &s, e);
    db_release(pack);
    if (!ok)
        return false;
    ok = db_lease(pool, DB_WRITE, SETTLE_LEASE_MS, &write, e);
    if (!ok)
        rule_live_forget(r->live);
    ok = ok && store_all(write, r, rs, today, &s, a, e);
    db_release(write);
    return ok;
}

bool rule_settle_pool(struct db_pool *pool, struct db *read, const struct rule *r, const struct records *rs,
                      struct date today, struct err *e)
{
    struct arena *a;
    bool dirty = false, ok = rule_is_dirty(read, today, &dirty, e);

    if (!ok || !dirty)
        return ok;
    a = arena_new(SETTLE_ARENA);
    rule_live_lock(r->live);
    ok = settle_now(pool, read, r, rs, today, a, e);
    rule_live_unlock(r->live);
    arena_free(a);
    return ok;
}

static void check_norm_sql(struct db *pack, const struct rule *r, const struct norm *n, struct problems *ps)
{
    const struct check *c = n->compiled;
    const struct day_sql *all[] = { &c->population, &c->violators, &c->tally, &c->value, &c->of };

    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        struct err why = { 0 };
        struct stmt *q = NULL;

        if (!all[k]->text.p)
            continue;
        if (!rule_run(pack, r, all[k], r->reg.in_force, &q, &why)) {
            struct problem *p = problems_add(ps, n->at, T("Pasal %.*s: SQL ditolak: %s"), SV_FMT(n->at),
                                             why.cause[0] ? why.cause : why.text);

            p->file = n->file;
            p->line = c->decl->line;
            p->col = c->decl->col;
        }
        stmt_done(q);
    }
}

bool rule_warm(struct db_pool *pool, struct db *read, const struct rule *r, struct date today, struct err *e)
{
    struct db *pack = NULL;
    bool ok;

    rule_live_lock(r->live);
    ok = db_lease(pool, DB_PACK, SETTLE_LEASE_MS, &pack, e) &&
         rule_live_warm(r->live, r, pool, read, pack, today, e);
    rule_live_unlock(r->live);
    db_release(pack);
    return ok;
}

bool rule_check_sql(struct db *pack, const struct rule *r, struct problems *ps, struct err *e)
{
    size_t had = ps->n;

    for (size_t i = 0; i < r->n; i++) {
        const struct norm *n = &r->norms[i];

        check_norm_sql(pack, r, n, ps);
        for (size_t k = 0; k < n->n_under; k++)
            if (n->under[k].norm.compiled != n->compiled)
                check_norm_sql(pack, r, &n->under[k].norm, ps);
    }
    if (ps->n > had)
        return err_set(e, ERR_INPUT, T("%zu pemeriksaan ditolak basis data."), ps->n - had);
    return true;
}

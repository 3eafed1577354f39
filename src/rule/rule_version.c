/* SPDX-License-Identifier: MIT
 * rule/rule_version.c -- the regulations a region has taken up: noted, chosen by day, begun. */
#include "rule/rule_version.h"

#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "model/event.h"
#include "rule/rule_priv.h"

bool versions_load(struct db *db, struct arena *a, struct version **out, size_t *n, struct err *e)
{
    struct version *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("select id, mulai, sejak, zona, sidik, pada, oleh from norma_peraturan "
                                 "order by urut limit 1000"),
                              &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct version *v = ARENA_PUSH(a, items, count, cap);

        *v = (struct version){ .id = arena_dup(a, stmt_get_text(q, 0)),
                               .zone_min = (int) stmt_get_int(q, 3),
                               .digest = arena_dup(a, stmt_get_text(q, 4)),
                               .recorded = arena_dup(a, stmt_get_text(q, 5)),
                               .by = stmt_get_int(q, 6) };
        date_parse(stmt_get_text(q, 1), &v->in_force);
        date_parse(stmt_get_text(q, 2), &v->since);
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

size_t version_on(const struct version *list, size_t n, struct date day)
{
    size_t at = 0;

    for (size_t i = 1; i < n; i++)
        if (date_cmp(list[i].since, day) <= 0)
            at = i;
    return at;
}

const struct version *version_next(const struct version *list, size_t n, struct date today)
{
    size_t now = version_on(list, n, today);

    return now + 1 < n ? &list[now + 1] : NULL;
}

/* --- noting ------------------------------------------------------------------------------------------------------------- */

static bool put(struct db *db, int64_t order, const struct rule *r, struct date since, int64_t by,
                int64_t now, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db,
                        SV("insert into norma_peraturan (urut, id, mulai, sejak, zona, sidik, oleh, pada) "
                           "values ($1, $2, $3, $4, $5, $6, $7, $8)"),
                        &q, e) &&
             stmt_int(q, 1, order, e) && stmt_text(q, 2, r->reg.id, e) &&
             stmt_text(q, 3, sv_of(date_iso(r->reg.in_force).s), e) &&
             stmt_text(q, 4, sv_of(date_iso(since).s), e) && stmt_int(q, 5, r->reg.zone_min, e) &&
             stmt_text(q, 6, sv_of(r->digest.s), e) && stmt_int(q, 7, by, e) &&
             stmt_text(q, 8, sv_of(time_iso(now).s), e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

static bool name_it(struct db *db, struct sv sql, struct sv id, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, sql, &q, e) && stmt_text(q, 1, id, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

/* --- taking up -------------------------------------------------------------------------------------------------------------- */

static bool may(const struct actor *who, struct err *e)
{
    if (who_may_write(who) && (who->administrator || who->system))
        return true;
    err_set(e, ERR_DENIED, T("Peraturan dipakai dan dibatalkan oleh administrator."));
    return err_hint(e, T("Mintalah administrator melakukannya."));
}

/* A chain without gaps: what comes after the last one says so itself. */
static bool follows(const struct regulation *next, const struct version *list, size_t n, struct err *e)
{
    struct sv before = next->amends.p ? next->amends : next->replaces;
    const struct version *last = &list[n - 1];

    for (size_t i = 0; i < n; i++)
        if (sv_eq(list[i].id, next->id)) {
            err_set(e, ERR_CONFLICT, T("Peraturan \"%.*s\" sudah dipakai wilayah ini."), SV_FMT(next->id));
            return err_hint(e, T("Lihat daftarnya di halaman Pemenuhan, Versi peraturan."));
        }
    if (!before.p) {
        err_set(e, ERR_CONFLICT,
                T("Paket \"%.*s\" tidak mengatakan peraturan mana yang diubah atau digantinya."),
                SV_FMT(next->id));
        return err_hint(e, T("Tulis amends: %.*s atau replaces: %.*s dalam regulation.yaml paket itu."),
                        SV_FMT(last->id), SV_FMT(last->id));
    }
    if (!sv_eq(before, last->id)) {
        err_set(e, ERR_CONFLICT,
                T("Paket \"%.*s\" melanjutkan \"%.*s\", sedangkan yang terakhir dipakai \"%.*s\"."),
                SV_FMT(next->id), SV_FMT(before), SV_FMT(last->id));
        return err_hint(e, T("Pakai dahulu yang di antaranya, atau ubah %s dalam regulation.yaml paket itu."),
                        next->amends.p ? "amends" : "replaces");
    }
    if (next->zone_min == last->zone_min)
        return true;
    err_set(e, ERR_CONFLICT, T("Paket \"%.*s\" memakai zona waktu lain."), SV_FMT(next->id));
    return err_hint(e, T("Peraturan lanjutan memakai zona waktu yang sama."));
}

static bool note(struct db *db, const char *action, struct sv id, struct date in_force, struct date since,
                 struct sv digest, const struct records *rs, const struct actor *who, struct arena *a,
                 struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 4096);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "peraturan", id);
    jsonw_kstr(&w, "mulai", arena_dup(a, sv_of(date_iso(in_force).s)));
    jsonw_kstr(&w, "sejak", arena_dup(a, sv_of(date_iso(since).s)));
    jsonw_kstr(&w, "sidik", digest);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(db, sv_of(action), who, buf_sv(&b), rs->now(), a, e);
    buf_clear(&b);
    return ok;
}

static bool first(struct db *db, const struct rule *r, const struct records *rs, struct err *e)
{
    return put(db, 1, r, r->reg.in_force, 0, rs->now(), e) &&
           name_it(db, SV("update norma_status set regulasi = $1 where regulasi is null"), r->reg.id, e) &&
           name_it(db, SV("update naskah set regulasi = $1 where regulasi is null"), r->reg.id, e);
}

/* Somebody wrote another regulation into prasasti.json: a correction of the beginning, which is noted as such. */
static bool corrected(struct db *db, const struct rule *r, const struct records *rs, struct arena *a,
                      struct err *e)
{
    return db_run(db, SV("delete from norma_peraturan"), e) &&
           put(db, 1, r, r->reg.in_force, 0, rs->now(), e) &&
           note(db, "peraturan_dipakai", r->reg.id, r->reg.in_force, r->reg.in_force, sv_of(r->digest.s), rs,
                who_system(), a, e);
}

bool version_first(struct db *db, const struct rule *r, const struct records *rs, struct err *e)
{
    struct arena *a = arena_new(1024 * 1024);
    struct version *list;
    size_t n;
    bool ok = versions_load(db, a, &list, &n, e);

    if (ok && (n == 0 || (n == 1 && !sv_eq(list[0].id, r->reg.id)))) {
        ok = db_begin(db, e) && (n ? corrected(db, r, rs, a, e) : first(db, r, rs, e)) && db_commit(db, e);
        if (!ok)
            db_rollback(db);
    }
    arena_free(a);
    return ok;
}

bool version_follows(const struct version *list, size_t n, const struct regulation *next, struct date today,
                     struct date *since, struct err *e)
{
    if (!n)
        return err_set(e, ERR_FAULT, T("Peraturan pertama wilayah ini belum tercatat."));
    if (!follows(next, list, n, e))
        return false;
    *since = date_cmp(next->in_force, today) < 0 ? today : next->in_force;
    if (date_cmp(*since, list[n - 1].since) > 0)
        return true;
    err_set(e, ERR_CONFLICT, T("Hari berlakunya tidak sesudah hari berlaku \"%.*s\"."),
            SV_FMT(list[n - 1].id));
    return err_hint(e, T("Periksa dates dalam regulation.yaml paket itu."));
}

bool version_adopt(struct db *db, const struct rule *next, const struct records *rs, const struct actor *who,
                   struct date today, struct arena *a, struct err *e)
{
    const struct regulation *reg = &next->reg;
    struct version *list;
    struct date since;
    size_t n;

    return may(who, e) && versions_load(db, a, &list, &n, e) &&
           version_follows(list, n, reg, today, &since, e) &&
           put(db, (int64_t) n + 1, next, since, who->akun, rs->now(), e) &&
           note(db, "peraturan_dipakai", reg->id, reg->in_force, since, sv_of(next->digest.s), rs, who, a, e);
}

bool version_withdraw(struct db *db, struct sv id, const struct records *rs, const struct actor *who,
                      struct date today, struct arena *a, struct err *e)
{
    const struct version *last;
    struct version *list;
    size_t n;

    if (!may(who, e) || !versions_load(db, a, &list, &n, e))
        return false;
    last = n ? &list[n - 1] : NULL;
    if (!last || n < 2 || !sv_eq(last->id, id)) {
        err_set(e, ERR_MISSING, T("\"%.*s\" bukan peraturan yang terakhir dipakai."),
                SV_FMT(sv_sub(id, 0, 60)));
        return err_hint(e, T("Hanya yang terakhir, dan yang belum mulai, dapat dibatalkan."));
    }
    if (date_cmp(last->since, today) <= 0) {
        err_set(e, ERR_CONFLICT, T("Peraturan \"%.*s\" sudah mulai dan tidak dapat dibatalkan."), SV_FMT(id));
        return err_hint(e, T("Pakai peraturan lain yang mengubah atau menggantinya."));
    }
    return name_it(db, SV("delete from norma_peraturan where id = $1"), id, e) &&
           note(db, "peraturan_dibatalkan", id, last->in_force, last->since, last->digest, rs, who, a, e);
}

/* --- beginning --------------------------------------------------------------------------------------------------------------- */

struct ending {
    struct sv at, from;
    bool gone;
};

/* Open intervals that were judged by words which do not hold under `r`. */
static bool find_ending(struct db *db, const struct rule *r, struct arena *a, struct ending **out, size_t *n,
                        struct err *e)
{
    struct ending *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(
                  db, SV("select norma, dari, coalesce(regulasi, '') from norma_status where sampai is null"),
                  &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        const struct norm *norm = rule_norm(r, stmt_get_text(q, 0));

        if (norm && rule_words_of(r, norm, stmt_get_text(q, 2)))
            continue;
        *ARENA_PUSH(a, items, count, cap) =
            (struct ending){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 1)), !norm };
    }
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

static bool end_one(struct db *db, const struct rule *r, const struct ending *x, struct sv day,
                    struct arena *a, struct err *e)
{
    struct sv why = arena_printf(a, x->gone ? T("Tidak lagi berlaku menurut %.*s.") : T("Diubah oleh %.*s."),
                                 SV_FMT(r->reg.title));
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                db, SV("update norma_status set sampai = $2, akhir = $3 where norma = $1 and sampai is null"),
                &q, e) &&
            stmt_text(q, 1, x->at, e) && stmt_text(q, 2, sv_cmp(x->from, day) > 0 ? x->from : day, e) &&
            stmt_text(q, 3, why, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool version_begin(struct db *db, const struct rule *r, struct date since, struct err *e)
{
    struct arena *a = arena_new(8 * 1024 * 1024);
    struct sv day = arena_dup(a, sv_of(date_iso(since).s));
    struct ending *items;
    size_t n;
    bool ok = find_ending(db, r, a, &items, &n, e);

    if (ok && n) {
        ok = db_begin(db, e);
        for (size_t i = 0; ok && i < n; i++)
            ok = end_one(db, r, &items[i], day, a, e);
        ok = ok && db_run(db, SV("delete from norma_hari where kunci = 'hari'"), e) && db_commit(db, e);
        if (!ok)
            db_rollback(db);
    }
    arena_free(a);
    return ok;
}

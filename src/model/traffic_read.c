/* SPDX-License-Identifier: MIT
 * model/traffic_read.c -- the sums as pages, API and metrics ask for them. Every text is one literal; scope and filters are bound. */
#include "base/arena.h"
#include "base/buf.h"
#include "model/traffic.h"

/* Everything, then what the provider answered. */
#define SUMS                                                              \
    "cast(sum(jumlah) as bigint), "                                       \
    "cast(sum(galat) as bigint), "                                        \
    "cast(sum(terpakai) as bigint), "                                     \
    "cast(sum(masuk) as bigint), "                                        \
    "cast(sum(keluar) as bigint), "                                       \
    "cast(sum(lama_us) as bigint), "                                      \
    "cast(sum(case when hasil = '' then jumlah else 0 end) as bigint), "  \
    "cast(sum(case when hasil = '' then lama_us else 0 end) as bigint), " \
    "cast(sum(case when hasil = '' then l0 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l1 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l2 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l3 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l4 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l5 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l6 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l7 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l8 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l9 else 0 end) as bigint), "      \
    "cast(sum(case when hasil = '' then l10 else 0 end) as bigint), "     \
    "cast(sum(case when hasil = '' then l11 else 0 end) as bigint), "     \
    "cast(sum(case when hasil = '' then l12 else 0 end) as bigint), "     \
    "cast(sum(case when hasil = '' then l13 else 0 end) as bigint), "     \
    "cast(sum(case when hasil = '' then l14 else 0 end) as bigint), "     \
    "cast(sum(case when hasil = '' then l15 else 0 end) as bigint)"
/* `units` is written "|3|17|", so that one text serves any number of agencies. */
#define OURS                                                                             \
    "(($1 = 1 and $9 not like '%|' || layanan || '|%') or $2 like '%|' || "              \
    "cast(penyedia_pd as text) || '|%' or $2 like '%|' || cast(konsumen_pd as text) || " \
    "'|%')"
#define FROM                                                                                           \
    " from lalu_lintas where lebar = $3 and mulai >= $4 and mulai < $5 and (layanan = $6 or $6 = '') " \
    "and (konsumen = $7 or $7 = '') and (perjanjian = $8 or $8 = 0) and " OURS

static const struct sv texts[TRAFFIC_BY_COUNT] = {
    [TRAFFIC_BY_TIME] =
        SV_INIT("select " SUMS ", mulai, 0, '', '', '', ''" FROM " group by mulai order by mulai limit 500"),
    [TRAFFIC_BY_SERVICE] = SV_INIT("select " SUMS ", 0, 0, layanan, '', '', ''" FROM
                                   " group by layanan order by 1 desc, layanan limit 500"),
    [TRAFFIC_BY_AGREEMENT] =
        SV_INIT("select " SUMS ", 0, perjanjian, max(layanan), max(nomor), max(konsumen), ''" FROM
                " and perjanjian > 0 group by perjanjian order by 1 desc, perjanjian limit 500"),
    [TRAFFIC_BY_CONSUMER] = SV_INIT("select " SUMS ", 0, 0, '', '', konsumen, ''" FROM
                                    " group by konsumen order by 1 desc, konsumen limit 500"),
    [TRAFFIC_BY_OUTCOME] = SV_INIT("select " SUMS ", 0, 0, '', '', '', hasil" FROM
                                   " group by hasil order by 1 desc, hasil limit 500"),
};

static struct sv units_text(const struct traffic_scope *s, struct arena *a)
{
    struct sv out = SV("|");

    for (size_t i = 0; i < s->n; i++)
        if (s->units[i] > 0)
            out = arena_printf(a, "%.*s%lld|", SV_FMT(out), (long long) s->units[i]);
    return out;
}

static struct traffic_row row_of(struct stmt *q, struct arena *a)
{
    enum { PASSED_AT = 6, BUCKETS_AT = 8, KEYS_AT = BUCKETS_AT + TRAFFIC_BUCKETS };
    struct traffic_row r = { .all = { .calls = stmt_get_int(q, 0),
                                      .errors = stmt_get_int(q, 1),
                                      .charged = stmt_get_int(q, 2),
                                      .in = stmt_get_int(q, 3),
                                      .out = stmt_get_int(q, 4),
                                      .us = stmt_get_int(q, 5) },
                             .passed = { .calls = stmt_get_int(q, PASSED_AT),
                                         .us = stmt_get_int(q, PASSED_AT + 1) },
                             .start = stmt_get_int(q, KEYS_AT),
                             .agreement = stmt_get_int(q, KEYS_AT + 1),
                             .service = arena_dup(a, stmt_get_text(q, KEYS_AT + 2)),
                             .number = arena_dup(a, stmt_get_text(q, KEYS_AT + 3)),
                             .consumer = arena_dup(a, stmt_get_text(q, KEYS_AT + 4)),
                             .outcome = arena_dup(a, stmt_get_text(q, KEYS_AT + 5)) };

    for (int i = 0; i < TRAFFIC_BUCKETS; i++)
        r.passed.bucket[i] = stmt_get_int(q, BUCKETS_AT + i);
    return r;
}

bool traffic_read(struct db *db, const struct traffic_ask *ask, enum traffic_by by, struct arena *a,
                  struct traffic_row **out, size_t *n, struct err *e)
{
    struct traffic_row *rows = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool ever = ask->width == TRAFFIC_EVER, row;
    int64_t until = ever ? 1 : ask->until;

    /* Who sees up to a day only sees rows that had ended by then; a sum of all time has not. */
    if (ask->scope.before && until > ask->scope.before - ask->width + 1)
        until = ever ? 0 : ask->scope.before - ask->width + 1;
    bool ok = db_prepare(db, texts[by], &q, e) && /* checked: one of the literals above */
              stmt_int(q, 1, ask->scope.all, e) && stmt_text(q, 2, units_text(&ask->scope, a), e) &&
              stmt_int(q, 3, ask->width, e) && stmt_int(q, 4, ever ? 0 : ask->from, e) &&
              stmt_int(q, 5, until, e) && stmt_text(q, 6, ask->service.n ? ask->service : SV(""), e) &&
              stmt_text(q, 7, ask->consumer.n ? ask->consumer : SV(""), e) &&
              stmt_int(q, 8, ask->agreement, e) &&
              stmt_text(q, 9, ask->scope.hidden.n ? ask->scope.hidden : SV(""), e);

    while (ok && (ok = stmt_step(q, &row, e) && arena_ok(a, e)) && row)
        *ARENA_PUSH(a, rows, count, cap) = row_of(q, a);
    stmt_done(q);
    if (ok) {
        *out = rows;
        *n = count;
    }
    return ok;
}

bool traffic_quotas(struct db *db, int64_t day, int64_t month, int64_t year, struct arena *a,
                    struct traffic_quota **out, size_t *n, struct err *e)
{
    struct traffic_quota *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row;
    bool ok =
        db_prepare(
            db,
            SV("select perjanjian, cast(sum(case when mulai >= $1 then terpakai else 0 end) as bigint), "
               "cast(sum(case when mulai >= $2 then terpakai else 0 end) as bigint), "
               "cast(sum(terpakai) as bigint) from lalu_lintas "
               "where lebar = 86400 and mulai >= $3 and perjanjian > 0 group by perjanjian "
               "order by perjanjian limit 20000"),
            &q, e) &&
        stmt_int(q, 1, day, e) && stmt_int(q, 2, month, e) && stmt_int(q, 3, year, e);

    while (ok && (ok = stmt_step(q, &row, e) && arena_ok(a, e)) && row)
        *ARENA_PUSH(a, items, count, cap) = (struct traffic_quota){ .agreement = stmt_get_int(q, 0),
                                                                    .day = stmt_get_int(q, 1),
                                                                    .month = stmt_get_int(q, 2),
                                                                    .year = stmt_get_int(q, 3) };
    stmt_done(q);
    if (ok) {
        *out = items;
        *n = count;
    }
    return ok;
}

bool traffic_keys(struct db *db, struct sv consumer, const struct traffic_scope *s, struct arena *a,
                  struct traffic_key **out, size_t *n, struct err *e)
{
    struct traffic_key *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row;
    bool ok =
        db_prepare(db,
                   SV("select sidik, cara, konsumen, max(terakhir), cast(sum(jumlah) as bigint) "
                      "from pemakaian_kunci where (konsumen = $3 or $3 = '') and ($1 = 1 or $2 like '%|' || "
                      "cast(konsumen_pd as text) || '|%') group by sidik, cara, konsumen "
                      "order by 4 desc, sidik, cara, konsumen limit 500"),
                   &q, e) &&
        stmt_int(q, 1, s->all, e) && stmt_text(q, 2, units_text(s, a), e) &&
        stmt_text(q, 3, consumer.n ? consumer : SV(""), e);

    while (ok && (ok = stmt_step(q, &row, e) && arena_ok(a, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct traffic_key){ .digest = arena_dup(a, stmt_get_text(q, 0)),
                                  .proof = arena_dup(a, stmt_get_text(q, 1)),
                                  .consumer = arena_dup(a, stmt_get_text(q, 2)),
                                  .last_ms = stmt_get_int(q, 3),
                                  .uses = stmt_get_int(q, 4) };
    stmt_done(q);
    if (ok) {
        *out = items;
        *n = count;
    }
    return ok;
}

bool traffic_state(struct db *db, struct traffic_state *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db,
                                      SV("select cast(coalesce(sum(bukti), 0) as bigint), "
                                         "cast(coalesce(sum(hilang), 0) as bigint) from lalu_lintas_segmen"),
                                      &q, e) &&
                           stmt_step(q, &row, e);

    if (ok)
        *out = (struct traffic_state){ row ? stmt_get_int(q, 0) : 0, row ? stmt_get_int(q, 1) : 0 };
    stmt_done(q);
    return ok;
}

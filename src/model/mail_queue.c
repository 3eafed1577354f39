/* SPDX-License-Identifier: MIT
 * model/mail_queue.c -- what waits to be sent by e-mail, when it is tried again, and what was given up. */
#include "base/arena.h"
#include "model/mail.h"

enum { HOUR = 3600, ERROR_MAX = 500 };

static bool text_now(struct stmt *q, int index, int64_t t, struct err *e)
{
    return stmt_text(q, index, sv_of(time_iso(t).s), e);
}

bool mail_put(struct db *db, const struct records *rs, const struct mail *m, struct arena *a, struct err *e)
{
    struct stmt *q = NULL;
    int64_t id;
    bool row, ok;

    (void) a;
    if (!mail_address_ok(m->to))
        return err_set(e, ERR_INPUT, T("Alamat surel tujuan tidak benar."));
    if (m->body.n > MAIL_BODY_MAX)
        return err_set(e, ERR_INPUT, T("Isi surel terlalu panjang."));
    ok = db_one_int(db, SV("select coalesce(max(id), 0) + 1 from kirim_surel"), 1, &id, e) &&
         db_prepare(
             db,
             SV("insert into kirim_surel (id, akun, kepada, perihal, isi, register, rekaman, keadaan, coba, "
                "berikut, dibuat, terkirim, galat) "
                "values ($1, $2, $3, $4, $5, $6, $7, 'antre', 0, $8, $8, '', '')"),
             &q, e) &&
         stmt_int(q, 1, id, e) && stmt_int(q, 2, m->akun, e) && stmt_text(q, 3, m->to, e) &&
         stmt_text(q, 4, m->subject, e) && stmt_text(q, 5, m->body, e) &&
         stmt_text(q, 6, m->reg.p ? m->reg : SV(""), e) && stmt_int(q, 7, m->record, e) &&
         text_now(q, 8, rs->now(), e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

#define COLUMNS \
    "id, akun, coba, kepada, perihal, isi, keadaan, galat, dibuat, berikut, terkirim, register, rekaman"

static struct mail from_row(struct stmt *q, struct arena *a)
{
    return (struct mail){ .id = stmt_get_int(q, 0),
                          .akun = stmt_get_int(q, 1),
                          .tries = stmt_get_int(q, 2),
                          .to = arena_dup(a, stmt_get_text(q, 3)),
                          .subject = arena_dup(a, stmt_get_text(q, 4)),
                          .body = arena_dup(a, stmt_get_text(q, 5)),
                          .state = arena_dup(a, stmt_get_text(q, 6)),
                          .error = arena_dup(a, stmt_get_text(q, 7)),
                          .made = arena_dup(a, stmt_get_text(q, 8)),
                          .next = arena_dup(a, stmt_get_text(q, 9)),
                          .sent = arena_dup(a, stmt_get_text(q, 10)),
                          .reg = arena_dup(a, stmt_get_text(q, 11)),
                          .record = stmt_get_int(q, 12) };
}

static bool count_since(struct db *db, int64_t since, int64_t *n, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select count(*) from kirim_surel where terkirim > $1"), &q, e) &&
              text_now(q, 1, since, e) && stmt_step(q, &row, e);

    *n = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    return ok;
}

bool mail_next(struct db *db, const struct mail_conf *c, int64_t now, struct arena *a, struct mail *out,
               struct err *e)
{
    struct stmt *q = NULL;
    int64_t sent;
    bool row = false, ok;

    *out = (struct mail){ 0 };
    if (!count_since(db, now - HOUR, &sent, e))
        return false;
    if (sent >= c->per_hour)
        return true;
    ok = db_prepare(db,
                    SV("select " COLUMNS " from kirim_surel where keadaan = 'antre' and berikut <= $1 "
                       "order by berikut, id limit 1"),
                    &q, e) &&
         text_now(q, 1, now, e) && stmt_step(q, &row, e);
    if (ok && row)
        *out = from_row(q, a);
    stmt_done(q);
    return ok && arena_ok(a, e);
}

bool mail_sent(struct db *db, int64_t id, int64_t now, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(db,
                        SV("update kirim_surel set keadaan = 'terkirim', coba = coba + 1, terkirim = $2, "
                           "galat = '' where id = $1"),
                        &q, e) &&
             stmt_int(q, 1, id, e) && text_now(q, 2, now, e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool mail_failed(struct db *db, const struct mail *m, int64_t now, struct sv why, bool for_good,
                 struct err *e)
{
    static const int minutes[MAIL_TRIES] = { 1, 5, 15, 60, 240, 240 };
    bool over = for_good || m->tries + 1 >= MAIL_TRIES;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("update kirim_surel set keadaan = $2, coba = $3, berikut = $4, galat = $5 "
                                 "where id = $1"),
                              &q, e) &&
                   stmt_int(q, 1, m->id, e) && stmt_text(q, 2, over ? SV("gagal") : SV("antre"), e) &&
                   stmt_int(q, 3, m->tries + 1, e) &&
                   text_now(q, 4, now + (int64_t) minutes[m->tries < MAIL_TRIES ? m->tries : 0] * 60, e) &&
                   stmt_text(q, 5, sv_sub(why, 0, ERROR_MAX), e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool mail_again(struct db *db, int64_t id, int64_t now, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("update kirim_surel set keadaan = 'antre', coba = 0, berikut = $2 "
                                 "where id = $1 and keadaan = 'gagal'"),
                              &q, e) &&
                   stmt_int(q, 1, id, e) && text_now(q, 2, now, e) && stmt_step(q, &row, e);

    if (ok && !stmt_changes(q))
        ok = err_set(e, ERR_MISSING, T("Surel yang gagal itu tidak ada lagi."));
    stmt_done(q);
    return ok;
}

bool mail_list(struct db *db, int limit, struct arena *a, struct mail **out, size_t *n, struct err *e)
{
    struct mail *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row,
        ok = db_prepare(db, SV("select " COLUMNS " from kirim_surel order by id desc limit $1"), &q, e) &&
             stmt_int(q, 1, limit, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) = from_row(q, a);
    stmt_done(q);
    *out = items;
    *n = count;
    return ok && arena_ok(a, e);
}

bool mail_count(struct db *db, int64_t now, struct mail_tally *out, struct err *e)
{
    struct mail_tally t;

    if (!db_one_int(db, SV("select count(*) from kirim_surel where keadaan = 'antre'"), 0, &t.waiting, e) ||
        !db_one_int(db, SV("select count(*) from kirim_surel where keadaan = 'gagal'"), 0, &t.failed, e) ||
        !count_since(db, now - HOUR, &t.sent_hour, e))
        return false;
    *out = t;
    return true;
}

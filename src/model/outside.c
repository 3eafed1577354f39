/* SPDX-License-Identifier: MIT
 * model/outside.c -- how things stand outside, one row for each record. */
#include "model/outside.h"

#include "base/arena.h"

const struct db_migration outside_migrations[] = {
    { "luar-001-keadaan",
      "create table keadaan_luar (register {text} not null, rekaman {int} not null, nada {text} not null, "
      "pokok {text} not null, berhasil {text} not null, sampai {text} not null, dicoba {text} not null, "
      "berikut {text} not null, gagal {int} not null, galat {text} not null, langkah {text} not null, "
      "luar {text} not null, tahap {text} not null, sidik {text} not null, primary key (register, rekaman))" },
};
const size_t outside_migrations_n = sizeof outside_migrations / sizeof outside_migrations[0];

bool outside_load(struct db *db, struct sv reg, int64_t id, struct arena *a, struct outside *out, bool *found,
                  struct err *e)
{
    struct stmt *q = NULL;
    bool
        row = false,
        ok =
            db_prepare(
                db,
                SV("select nada, pokok, berhasil, sampai, dicoba, berikut, galat, langkah, luar, tahap, sidik, "
                   "gagal from keadaan_luar where register = $1 and rekaman = $2"),
                &q, e) &&
            stmt_text(q, 1, reg, e) && stmt_int(q, 2, id, e) && stmt_step(q, &row, e);
    struct outside o = { .reg = reg, .id = id };
    struct sv *text[] = { &o.tone,  &o.head, &o.good,   &o.until, &o.tried, &o.next,
                          &o.error, &o.hint, &o.remote, &o.stage, &o.digest };

    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
        *text[i] = ok && row ? arena_dup(a, stmt_get_text(q, (int) i)) : SV("");
    o.failures = ok && row ? stmt_get_int(q, sizeof text / sizeof text[0]) : 0;
    stmt_done(q);
    if (!ok)
        return false;
    *out = o;
    *found = row;
    return true;
}

bool outside_put(struct db *db, const struct outside *o, struct err *e)
{
    const struct sv text[] = { o->reg,  o->tone,  o->head, o->good,   o->until, o->tried,
                               o->next, o->error, o->hint, o->remote, o->stage, o->digest };
    enum { TEXTS = sizeof text / sizeof text[0] };
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
            db,
            SV("insert into keadaan_luar (register, nada, pokok, berhasil, sampai, dicoba, berikut, galat, langkah, luar, "
               "tahap, sidik, rekaman, gagal) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
               "on conflict (register, rekaman) do update set nada = excluded.nada, pokok = excluded.pokok, "
               "berhasil = excluded.berhasil, sampai = excluded.sampai, dicoba = excluded.dicoba, "
               "berikut = excluded.berikut, galat = excluded.galat, langkah = excluded.langkah, luar = excluded.luar, "
               "tahap = excluded.tahap, sidik = excluded.sidik, gagal = excluded.gagal"),
            &q, e);

    for (int i = 0; ok && i < TEXTS; i++)
        ok = stmt_text(q, i + 1, text[i].p ? text[i] : SV(""), e);
    ok = ok && stmt_int(q, TEXTS + 1, o->id, e) && stmt_int(q, TEXTS + 2, o->failures, e) &&
         stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

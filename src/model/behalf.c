/* SPDX-License-Identifier: MIT
 * model/behalf.c -- keeps through whose post a version was written. */
#include "model/behalf.h"

#include "base/arena.h"

bool behalf_note(struct db *db, const struct actor *who, const struct record *after, const struct deputy *d,
                 struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    if (!d)
        return true;
    ok = db_prepare(db,
                    SV("insert into pelaksana_harian (register, rekaman, versi, oleh, atas_nama, jabatan) "
                       "values ($1, $2, $3, $4, $5, $6) on conflict (register, rekaman, versi) "
                       "do update set atas_nama = $5, jabatan = $6"),
                    &q, e) &&
         stmt_text(q, 1, after->reg->key, e) && stmt_int(q, 2, after->id, e) &&
         stmt_int(q, 3, after->versi, e) && stmt_int(q, 4, who->akun, e) && stmt_int(q, 5, d->akun, e) &&
         stmt_text(q, 6, d->title, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

struct sv behalf_name(struct sv name, struct sv title, struct sv giver, struct arena *a)
{
    if (!title.n)
        return name;
    return arena_printf(a, "%.*s (%.*s, a.n. %.*s)", SV_FMT(name), SV_FMT(title), SV_FMT(giver));
}

bool behalf_asked(struct db *db, const struct record *r, int64_t akun, bool *asked, struct err *e)
{
    struct stmt *q = NULL;
    bool ok =
        db_prepare(
            db,
            SV("select 1 from pelaksana_harian p where p.register = $1 and p.rekaman = $2 and p.atas_nama = $3 "
               "and (p.versi = 1 or exists (select 1 from langkah l where l.register = p.register "
               "and l.rekaman = p.rekaman and l.versi = p.versi and l.dari = $4)) limit 1"),
            &q, e) &&
        stmt_text(q, 1, r->reg->key, e) && stmt_int(q, 2, r->id, e) && stmt_int(q, 3, akun, e) &&
        stmt_text(q, 4, r->reg->states[r->reg->start].key, e) && stmt_step(q, asked, e);

    stmt_done(q);
    return ok;
}

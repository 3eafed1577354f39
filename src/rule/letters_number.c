/* SPDX-License-Identifier: MIT
 * rule/letters_number.c -- numbers of outgoing letters, counted for each office and year in the table surat_nomor. Whoever
 * draws holds the one writer's place, so two never get the same; the table's key would refuse it too. */
#include "model/event.h"
#include "rule/letters_priv.h"

bool letters_agenda(struct db *db, const struct region *r, const struct actor *who,
                    const struct letter_kind *k, const struct record *rec, struct date day,
                    struct letter_agenda *out, struct err *e)
{
    struct gather g = { .db = db, .r = r, .who = who, .k = k, .rec = rec };

    out->year = day.y;
    return letters_office(&g, &out->office, e);
}

bool letters_numbered(const struct record *rec)
{
    const struct field *f = reg_field(rec->reg, SV("nomor_surat"));

    return f && rec->val[f->index].p;
}

static bool last(struct db *db, const struct letter_agenda *g, int64_t *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(db,
                                      SV("select coalesce(max(urut), 0) from surat_nomor where kantor = $1 "
                                         "and tahun = $2"),
                                      &q, e) &&
                           stmt_int(q, 1, g->office, e) && stmt_int(q, 2, g->year, e) &&
                           stmt_step(q, &row, e);

    if (ok)
        *out = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

bool letters_number_next(struct db *db, const struct letter_agenda *g, int64_t from, int64_t *out,
                         struct err *e)
{
    struct stmt *q = NULL;
    bool row = true, ok;

    if (from < 1) {
        ok = last(db, g, out, e);
        *out += ok;
        return ok;
    }
    ok = db_prepare(db,
                    SV("select urut from surat_nomor where kantor = $1 and tahun = $2 and urut >= $3 "
                       "order by urut"),
                    &q, e) &&
         stmt_int(q, 1, g->office, e) && stmt_int(q, 2, g->year, e) && stmt_int(q, 3, from, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row && stmt_get_int(q, 0) == from)
        from++;
    stmt_done(q);
    if (ok)
        *out = from;
    return ok;
}

/* --- drawing ------------------------------------------------------------------------------------------------------------ */

struct drawn {
    int64_t office, year, urut;
};

static bool find(struct db *db, const struct letter_kind *k, const struct record *rec, struct sv batch,
                 struct drawn *out, bool *has, struct err *e)
{
    struct stmt *q = NULL;
    bool ok = db_prepare(db,
                         SV("select kantor, tahun, urut from surat_nomor where kelompok = $1 and surat = $2 "
                            "and register = $3 and rekaman = $4"),
                         &q, e) &&
              stmt_text(q, 1, batch, e) && stmt_text(q, 2, k->key, e) && stmt_text(q, 3, rec->reg->key, e) &&
              stmt_int(q, 4, rec->id, e) && stmt_step(q, has, e);

    if (ok && *has)
        *out = (struct drawn){ stmt_get_int(q, 0), stmt_get_int(q, 1), stmt_get_int(q, 2) };
    stmt_done(q);
    return ok;
}

static bool tell(struct db *db, const struct region *r, const struct actor *who, const struct letter_kind *k,
                 const struct record *rec, const struct drawn *d, bool back, struct err *e)
{
    struct arena *a = arena_new(256 * 1024);
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 4096);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kint(&w, "kantor", d->office);
    jsonw_kint(&w, "tahun", d->year);
    jsonw_kint(&w, "urut", d->urut);
    jsonw_kstr(&w, "surat", k->key);
    jsonw_kstr(&w, "register", rec->reg->key);
    jsonw_kint(&w, "rekaman", rec->id);
    jsonw_kbool(&w, "kembali", back);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && event_other(db, SV("surat_nomor"), who, buf_sv(&b), r->records.now(), a, e);
    buf_clear(&b);
    arena_free(a);
    return ok;
}

static bool may_draw(const struct region *r, const struct actor *who, const struct letter_kind *k,
                     const struct record *rec, struct err *e)
{
    if (who_may_write(who) && letters_may(r, who, k, rec))
        return true;
    err_set(e, ERR_DENIED, T("Nomor %.*s diambil oleh kantor yang menandatanganinya."), SV_FMT(k->label));
    return err_hint(e, T("Mintalah kantor itu, atau kosongkan nomornya untuk ditulis tangan."));
}

static bool keep(struct db *db, const struct region *r, const struct actor *who, const struct letter_kind *k,
                 const struct record *rec, const struct drawn *d, struct sv batch, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("insert into surat_nomor (kantor, tahun, urut, surat, register, rekaman, "
                                 "kelompok, oleh, pada) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
                              &q, e) &&
                   stmt_int(q, 1, d->office, e) && stmt_int(q, 2, d->year, e) && stmt_int(q, 3, d->urut, e) &&
                   stmt_text(q, 4, k->key, e) && stmt_text(q, 5, rec->reg->key, e) &&
                   stmt_int(q, 6, rec->id, e) && stmt_text(q, 7, batch, e) && stmt_int(q, 8, who->akun, e) &&
                   stmt_text(q, 9, sv_of(time_iso(r->records.now()).s), e) && stmt_step(q, &row, e);

    stmt_done(q);
    return ok;
}

bool letters_number_draw(struct db *db, const struct region *r, const struct actor *who,
                         const struct letter_kind *k, const struct record *rec, const struct letter_agenda *g,
                         int64_t from, struct sv batch, int64_t *out, struct err *e)
{
    struct drawn d = { g->office, g->year, 0 };
    bool has = false;

    if (!may_draw(r, who, k, rec, e) || !find(db, k, rec, batch, &d, &has, e))
        return false;
    if (!has && (!letters_number_next(db, g, from, &d.urut, e) || !keep(db, r, who, k, rec, &d, batch, e) ||
                 !tell(db, r, who, k, rec, &d, false, e)))
        return false;
    *out = d.urut;
    return true;
}

bool letters_number_back(struct db *db, const struct region *r, const struct actor *who,
                         const struct letter_kind *k, const struct record *rec, struct sv batch,
                         struct err *e)
{
    struct stmt *q = NULL;
    bool has = false, row, ok;
    struct drawn d = { 0 };

    if (!may_draw(r, who, k, rec, e) || !find(db, k, rec, batch, &d, &has, e))
        return false;
    if (!has)
        return true;
    ok =
        db_prepare(db, SV("delete from surat_nomor where kantor = $1 and tahun = $2 and urut = $3"), &q, e) &&
        stmt_int(q, 1, d.office, e) && stmt_int(q, 2, d.year, e) && stmt_int(q, 3, d.urut, e) &&
        stmt_step(q, &row, e);
    stmt_done(q);
    return ok && tell(db, r, who, k, rec, &d, true, e);
}

/* SPDX-License-Identifier: MIT
 * model/record_write.c -- create, update, move, delete, restore: the row, its version, its counters, its search entry,
 * its references and its ledger event in one transaction that the caller holds. */
#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "model/behalf.h"
#include "model/event.h"
#include "model/list.h"
#include "model/record_priv.h"
#include "model/schema.h"

static void writer_init(struct writer *w, struct db *db, const struct records *rs, const struct actor *who,
                        const struct reg *reg, struct arena *a)
{
    assert(db_in_transaction(db));
    *w = (struct writer){ db, rs, who, reg, a, rs->now(), SV_NULL };
    w->now_text = arena_dup(a, sv_of(time_iso(w->now).s));
}

/* --- numbers -------------------------------------------------------------------------------------------------- */

static bool next_in(struct writer *w, struct sv key, int64_t *out, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok = db_prepare(w->db,
                                      SV("insert into urut (kunci, n) values ($1, 1) "
                                         "on conflict (kunci) do update set n = urut.n + 1 returning n"),
                                      &q, e) &&
                           stmt_text(q, 1, key, e) && stmt_step(q, &row, e);

    if (ok)
        *out = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

/* "APL-{tahun}-{urut:4}" with what it names; unknown braces stay as they are. */
static bool make_number(struct writer *w, const struct record *r, struct sv *out, struct err *e)
{
    struct sv pattern = w->reg->number,
              year = sv_of(date_iso(date_of_time(w->now, w->rs->model->zone_min)).s);
    struct buf b;
    bool ok = true;

    if (!pattern.p)
        return true;
    year = arena_dup(w->a, sv_sub(year, 0, 4));
    buf_init(&b, 512);
    for (size_t i = 0; ok && i < pattern.n; i++) {
        struct sv rest = sv_sub(pattern, i, pattern.n);
        int64_t n;

        if (sv_starts(rest, SV("{tahun}"))) {
            buf_put(&b, year);
            i += 6;
        } else if (sv_starts(rest, SV("{pd}"))) {
            buf_int(&b, r->pd);
            i += 3;
        } else if (sv_starts(rest, SV("{urut:")) && rest.n > 7) {
            ok = next_in(w, arena_printf(w->a, "no:%.*s:%.*s", SV_FMT(w->reg->key), SV_FMT(year)), &n, e);
            if (ok)
                buf_printf(&b, "%0*lld", rest.p[6] - '0', (long long) n);
            i += 7;
        } else {
            buf_char(&b, pattern.p[i]);
        }
    }
    if (ok)
        *out = arena_dup(w->a, buf_sv(&b));
    buf_clear(&b);
    return ok;
}

/* --- what hangs on the row ------------------------------------------------------------------------------------ */

static bool count_by(struct writer *w, const struct record *r, int64_t delta, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    if (!r || r->dihapus.p)
        return true;
    ok =
        db_prepare(
            w->db,
            SV("insert into hitung (register, perangkat_daerah, status, klasifikasi, n) values ($1, $2, $3, $4, $5) "
               "on conflict (register, perangkat_daerah, status, klasifikasi) do update set n = hitung.n + $5"),
            &q, e) &&
        stmt_text(q, 1, w->reg->key, e) && stmt_int(q, 2, r->pd, e) && stmt_text(q, 3, r->status, e) &&
        stmt_text(q, 4, r->klasifikasi, e) && stmt_int(q, 5, delta, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

static bool same_counter(const struct record *a, const struct record *b)
{
    return a && !a->dihapus.p && !b->dihapus.p && a->pd == b->pd && sv_eq(a->status, b->status) &&
           sv_eq(a->klasifikasi, b->klasifikasi);
}

static bool write_refs(struct writer *w, const struct record *before, const struct record *after,
                       const struct field *f, struct err *e)
{
    struct sv table = arena_printf(w->a, "%.*s__%.*s", SV_FMT(w->reg->key), SV_FMT(f->key)), *ids;
    struct stmt *q = NULL;
    struct buf b;
    bool row, ok = true;
    size_t n;

    if (sv_eq(before ? before->val[f->index] : SV_NULL, after->val[f->index]))
        return true;
    buf_init(&b, 256);
    if (before) {
        buf_put(&b, SV("delete from "));
        db_ident(&b, table);
        buf_put(&b, SV(" where induk = $1"));
        /* checked: the register's own join table */
        ok = db_prepare(w->db, arena_dup(w->a, buf_sv(&b)), &q, e) && stmt_int(q, 1, after->id, e) &&
             stmt_step(q, &row, e);
        stmt_done(q);
        q = NULL;
        buf_reset(&b);
    }
    buf_put(&b, SV("insert into "));
    db_ident(&b, table);
    buf_put(&b, SV(" (induk, ke) values ($1, $2) on conflict (induk, ke) do nothing"));
    ok = ok && db_prepare(w->db, arena_dup(w->a, buf_sv(&b)), &q, e); /* checked: as above */
    n = value_split(after->val[f->index], w->a, &ids);
    for (size_t i = 0; ok && i < n; i++) {
        int64_t to;

        ok = sv_int(ids[i], &to) && stmt_int(q, 1, after->id, e) && stmt_int(q, 2, to, e) &&
             stmt_step(q, &row, e);
        if (ok)
            stmt_reset(q);
    }
    stmt_done(q);
    buf_clear(&b);
    return ok;
}

static bool note_files(struct writer *w, const struct record *r, const struct field *f, struct err *e)
{
    struct sv *ids;
    size_t n = value_split(r->val[f->index], w->a, &ids);
    struct stmt *q = NULL;
    bool row, ok = true;

    for (size_t i = 0; ok && i < n; i++) {
        int64_t id;

        ok = sv_int(ids[i], &id) &&
             db_prepare(
                 w->db,
                 SV("insert into berkas_pakai (berkas, register, rekaman, bidang) values ($1, $2, $3, $4) "
                    "on conflict (berkas, register, rekaman, bidang) do nothing"),
                 &q, e) &&
             stmt_int(q, 1, id, e) && stmt_text(q, 2, w->reg->key, e) && stmt_int(q, 3, r->id, e) &&
             stmt_text(q, 4, f->key, e) && stmt_step(q, &row, e);
        stmt_done(q);
        q = NULL;
    }
    return ok;
}

static bool write_search(struct writer *w, const struct record *r, struct err *e)
{
    struct buf body;
    struct sv terms;
    bool ok;

    if (r->dihapus.p)
        return db_search_drop(w->db, w->reg->key, r->id, e);
    buf_init(&body, 1024 * 1024);
    if (r->nomor.p)
        buf_put(&body, r->nomor);
    for (size_t i = 0; i < w->reg->n_fields; i++) {
        const struct field *f = &w->reg->fields[i];

        if (!f->search || !r->val[i].p || f->n_see)
            continue; /* a field that not everybody may see must not be found by anybody */
        buf_char(&body, ' ');
        buf_put(&body, r->val[i]);
    }
    terms = arena_printf(w->a, "pd%lld k%.*s", (long long) r->pd, SV_FMT(r->klasifikasi));
    if (record_party(r))
        terms = arena_printf(w->a, "%.*s pd%lld", SV_FMT(terms), (long long) record_party(r));
    ok = buf_ok(&body, e) &&
         db_search_put(w->db, w->reg->key, r->id, record_title(r), buf_sv(&body), terms, e);
    buf_clear(&body);
    return ok;
}

static bool prepared(struct writer *w, const struct record *before, struct record *after, struct err *e)
{
    for (size_t i = 0; i < w->rs->n_hooks; i++)
        if (w->rs->hooks[i].prepare &&
            !w->rs->hooks[i].prepare(w->rs->hooks[i].ctx, w->db, before, after, w->a, e))
            return false;
    return true;
}

static bool write_all(struct writer *w, const struct record *before, const struct record *after,
                      struct sv action, struct err *e)
{
    struct change c = { w->reg, before, after, action, w->who, w->now, NULL };

    if (!sv_eq(action, SV("pindah"))) /* steps have rights of their own: flow/ notes them */
        c.plh = who_behalf_create(w->who, &w->reg->rule,
                                  record_writes_as(w->who, after) < 0 ? after->pd
                                                                      : record_writes_as(w->who, after));
    if (!record_write_row(w, after, before == NULL, e) || !record_write_version(w, after, action, e))
        return false;
    if (!same_counter(before, after) && (!count_by(w, before, -1, e) || !count_by(w, after, 1, e)))
        return false;
    for (size_t i = 0; i < w->reg->n_fields; i++) {
        const struct field *f = &w->reg->fields[i];

        if (f->type == FT_REFS && f->target && !write_refs(w, before, after, f, e))
            return false;
        if ((f->type == FT_FILE || f->type == FT_FILES) && !note_files(w, after, f, e))
            return false;
    }
    if (!write_search(w, after, e) || !event_record(w->db, &c, w->a, e) ||
        !behalf_note(w->db, w->who, after, c.plh, e))
        return false;
    for (size_t i = 0; i < w->rs->n_hooks; i++)
        if (w->rs->hooks[i].changed && !w->rs->hooks[i].changed(w->rs->hooks[i].ctx, w->db, &c, w->a, e))
            return false;
    return arena_ok(w->a, e);
}

/* --- the verbs ------------------------------------------------------------------------------------------------ */

static bool denied(struct err *e, const struct reg *reg, const char *verb)
{
    err_set(e, ERR_DENIED, T("Anda tidak berhak %s %.*s ini."), verb, SV_FMT(reg->label));
    err_hint(e, T("Mintalah operator perangkat daerah pemilik, atau administrator, untuk melakukannya."));
    return false;
}

static bool locked(const struct record *r)
{
    const struct state *s = reg_state(r->reg, r->status);

    return s && s->lock;
}

/* A row that follows another one stands still while that one is locked: who came to a meeting is not changed behind the
 * back of its signed minutes. */
static bool free_to_write(struct writer *w, const struct record *r, struct err *e)
{
    const struct field *f = r ? r->reg->follows : NULL;
    struct record *above;
    struct err why = { 0 };
    int64_t id;

    if (!f || w->who->system || !r->val[f->index].p || !sv_int(r->val[f->index], &id))
        return true;
    if (!record_get(w->db, w->rs, who_system(), f->target, id, w->a, &above, &why)) {
        if (why.kind != ERR_MISSING)
            *e = why;
        return why.kind == ERR_MISSING;
    }
    if (!locked(above))
        return true;
    err_set(
        e, ERR_CONFLICT, T("%.*s mengikuti %.*s yang berkeadaan \"%.*s\"; isinya tidak dapat diubah lagi."),
        SV_FMT(r->reg->label), SV_FMT(f->target->label), SV_FMT(reg_state(f->target, above->status)->label));
    return err_hint(
        e, T("Bila keliru, catat dahulu keadaan sebelumnya pada %.*s itu; riwayatnya tetap tersimpan."),
        SV_FMT(f->target->label));
}

static bool checked(const struct problems *ps, struct err *e)
{
    if (ps->n == 0)
        return true;
    err_set(e, ERR_INPUT, T("Isian belum dapat disimpan: %zu hal perlu diperbaiki."), ps->n + ps->more);
    err_hint(e, T("Perbaiki bidang yang ditandai, lalu simpan lagi. Yang sudah diketik tidak hilang."));
    return false;
}

bool record_create(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   const struct input *in, struct arena *a, struct record **out, struct problems *ps,
                   struct err *e)
{
    struct writer w;
    struct record *r;

    writer_init(&w, db, rs, who, reg, a);
    if (!record_check(db, rs, who, reg, NULL, in, a, &r, ps, e))
        return false;
    /* The closed door before the mistakes in the form; but first it must be known whose row it would be. */
    if (!who_may_write(who) || (!problems_of(ps, base_col_name(COL_PD)) && record_writes_as(who, r) < 0))
        return denied(e, reg, T("mencatat"));
    if (!checked(ps, e) || !free_to_write(&w, r, e))
        return false;
    if (!next_in(&w, arena_printf(a, "id:%.*s", SV_FMT(reg->key)), &r->id, e) ||
        !make_number(&w, r, &r->nomor, e))
        return false;
    r->versi = 1;
    r->dibuat_oleh = r->diubah_oleh = who->akun;
    r->dibuat_pada = r->diubah_pada = w.now_text;
    if (!prepared(&w, NULL, r, e) || !write_all(&w, NULL, r, SV("buat"), e))
        return false;
    *out = r;
    return true;
}

/* Loads the record for writing and makes sure that it is the version the person saw. */
static bool load_for(struct writer *w, int64_t id, int64_t versi, struct record **before, struct err *e)
{
    if (!record_get(w->db, w->rs, w->who, w->reg, id, w->a, before, e))
        return false;
    if ((*before)->versi == versi)
        return true;
    err_set(e, ERR_CONFLICT, T("%.*s sudah diubah orang lain sejak Anda membukanya (versi %lld, kini %lld)."),
            SV_FMT(w->reg->label), (long long) versi, (long long) (*before)->versi);
    err_hint(e, T("Bandingkan kedua isian, lalu simpan lagi di atas versi yang terbaru."));
    return false;
}

static void touch(const struct writer *w, const struct record *before, struct record *after)
{
    after->id = before->id;
    after->versi = before->versi + 1;
    after->nomor = before->nomor;
    after->dibuat_oleh = before->dibuat_oleh;
    after->dibuat_pada = before->dibuat_pada;
    after->diubah_oleh = w->who->akun;
    after->diubah_pada = w->now_text;
    after->dihapus = before->dihapus; /* only deleting and restoring change that */
}

static bool still_there(const struct record *r, struct err *e)
{
    if (!r->dihapus.p)
        return true;
    err_set(e, ERR_CONFLICT, T("%.*s ini sudah dihapus."), SV_FMT(r->reg->label));
    return err_hint(e, T("Pulihkan dahulu, lalu ulangi."));
}

bool record_update(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   int64_t id, int64_t versi, const struct input *in, struct arena *a, struct record **out,
                   struct problems *ps, struct err *e)
{
    struct writer w;
    struct record *before, *after;

    writer_init(&w, db, rs, who, reg, a);
    if (!load_for(&w, id, versi, &before, e))
        return false;
    if (!still_there(before, e))
        return false;
    if (!record_may_edit(rs, who, before))
        return denied(e, reg, T("mengubah"));
    if (locked(before) && !who->system) {
        err_set(e, ERR_CONFLICT, T("%.*s berkeadaan \"%.*s\" dan isinya tidak dapat diubah lagi."),
                SV_FMT(reg->label), SV_FMT(reg_state(reg, before->status)->label));
        return err_hint(e, T("Ambil langkah yang tersedia, misalnya mencabut atau mengembalikan."));
    }
    if (!record_check(db, rs, who, reg, before, in, a, &after, ps, e) || !checked(ps, e) ||
        !free_to_write(&w, before, e) || !free_to_write(&w, after, e))
        return false;
    /* Handing a row to another agency needs the right to create it there. */
    if ((after->pd != before->pd || record_party(after) != record_party(before)) &&
        record_writes_as(who, after) < 0)
        return denied(e, reg, T("memindahkan ke perangkat daerah lain"));
    touch(&w, before, after);
    if (!prepared(&w, before, after, e) || !write_all(&w, before, after, SV("ubah"), e))
        return false;
    *out = after;
    return true;
}

bool record_move(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                 int64_t id, int64_t versi, struct sv status, struct sv since, const struct input *in,
                 struct arena *a, struct record **out, struct problems *ps, struct err *e)
{
    struct writer w;
    struct record *before, *moved, *after;

    writer_init(&w, db, rs, who, reg, a);
    if (!load_for(&w, id, versi, &before, e) || (!who->system && !still_there(before, e)))
        return false;
    moved = record_copy(before, a);
    moved->status = status; /* what the new state requires is checked against the new state */
    if (!record_check(db, rs, who, reg, moved, in, a, &after, ps, e) || !checked(ps, e))
        return false;
    after->status = status;
    after->berlaku_sejak =
        since.p ? since : arena_dup(a, sv_of(date_iso(date_of_time(w.now, rs->model->zone_min)).s));
    touch(&w, before, after);
    if (!prepared(&w, before, after, e) || !write_all(&w, before, after, SV("pindah"), e))
        return false;
    *out = after;
    return true;
}

static bool set_deleted(struct writer *w, int64_t id, int64_t versi, bool deleted, struct err *e)
{
    struct record *before, *after;

    if (!load_for(w, id, versi, &before, e))
        return false;
    if (!record_may_edit(w->rs, w->who, before))
        return denied(e, w->reg, deleted ? T("menghapus") : T("memulihkan"));
    if ((before->dihapus.p != NULL) == deleted) {
        err_set(e, ERR_CONFLICT, deleted ? T("%.*s ini sudah dihapus.") : T("%.*s ini tidak sedang dihapus."),
                SV_FMT(w->reg->label));
        return err_hint(e, T("Muat ulang halaman untuk melihat keadaan terakhir."));
    }
    /* An answer, a refusal or a confirmation does not vanish from the lists because it is inconvenient. */
    if (deleted && locked(before) && !w->who->system && !w->who->administrator) {
        err_set(e, ERR_CONFLICT, T("%.*s berkeadaan \"%.*s\" dan tidak dapat dihapus."),
                SV_FMT(w->reg->label), SV_FMT(reg_state(w->reg, before->status)->label));
        return err_hint(e, T("Ambil langkah yang tersedia, misalnya mencabut; atau mintalah administrator."));
    }
    if (!free_to_write(w, before, e))
        return false;
    after = record_copy(before, w->a);
    touch(w, before, after);
    after->dihapus = deleted ? w->now_text : SV_NULL;
    return write_all(w, before, after, deleted ? SV("hapus") : SV("pulih"), e);
}

bool record_delete(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                   int64_t id, int64_t versi, struct arena *a, struct err *e)
{
    struct writer w;

    writer_init(&w, db, rs, who, reg, a);
    return set_deleted(&w, id, versi, true, e);
}

bool record_restore(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                    int64_t id, int64_t versi, struct arena *a, struct err *e)
{
    struct writer w;

    writer_init(&w, db, rs, who, reg, a);
    return set_deleted(&w, id, versi, false, e);
}

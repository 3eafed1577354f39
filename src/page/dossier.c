/* SPDX-License-Identifier: MIT
 * page/dossier.c -- makes a paket pemeriksaan: scope, snapshot, register after register, and the event that tells of it. */
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "page/dossier_priv.h"

enum { KEEP_ARENA = 64 * 1024 * 1024, ROW_ARENA = 128 * 1024 * 1024, LEASE_MS = 30000, CHUNK = 64 * 1024 };

/* --- scope ---------------------------------------------------------------------------------------------------------------- */

static bool scope_regs(struct dossier_ask *ask, struct sv names, struct arena *a, struct err *e)
{
    const struct model *m = ask->region->model;
    const struct reg **list = ARENA_ARRAY(a, const struct reg *, DOSSIER_REGS_MAX);
    struct sv key;

    while (names.n && ask->n_regs < DOSSIER_REGS_MAX && sv_cut(&names, ',', &key)) {
        key = sv_trim(key);
        if (!key.n)
            continue;
        list[ask->n_regs] = model_reg(m, key);
        if (!list[ask->n_regs] || !who_may_open(ask->who, &list[ask->n_regs]->rule)) {
            err_set(e, ERR_MISSING, T("Register \"%.*s\" tidak ada atau tidak boleh dibuka."),
                    SV_FMT(sv_sub(key, 0, 80)));
            return err_hint(e, T("Nama register seperti pada alamat halamannya, misalnya aplikasi."));
        }
        ask->n_regs++;
    }
    if (ask->n_regs)
        ask->regs = list;
    return true;
}

static bool named_agency(struct db *db, struct sv name, struct arena *a, int64_t *id, struct sv *title,
                         struct err *e)
{
    struct stmt *q = NULL;
    bool
        row = false,
        ok =
            db_prepare(
                db,
                SV("select id, nama from perangkat_daerah where dihapus is null and (kode = $1 or "
                   "lower(nama) = lower($1) or lower(coalesce(singkatan, '')) = lower($1)) order by id limit 1"),
                &q, e) &&
            stmt_text(q, 1, name, e) && stmt_step(q, &row, e);

    if (ok && row) {
        *id = stmt_get_int(q, 0);
        *title = arena_dup(a, stmt_get_text(q, 1));
    }
    stmt_done(q);
    if (ok && !row) {
        err_set(e, ERR_MISSING, T("Perangkat Daerah \"%.*s\" tidak ada."), SV_FMT(sv_sub(name, 0, 80)));
        return err_hint(e, T("Tulis kode, nama, atau singkatannya seperti di daftar Perangkat Daerah."));
    }
    return ok;
}

static bool units_below(struct db *db, int64_t pd, int64_t *units, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                db,
                SV("with recursive bawah (id, tingkat) as (select p.id, 0 from perangkat_daerah p "
                   "where p.id = $1 union select p.id, b.tingkat + 1 from perangkat_daerah p "
                   "join bawah b on p.induk = b.id where b.tingkat < 32) select distinct id from bawah order by id"),
                &q, e) &&
            stmt_int(q, 1, pd, e);

    while (ok && *n < DOSSIER_UNITS_MAX && (ok = stmt_step(q, &row, e)) && row)
        units[(*n)++] = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

static bool scope_agencies(struct db *db, struct dossier_ask *ask, struct sv names, struct arena *a,
                           struct err *e)
{
    int64_t *units = ARENA_ARRAY(a, int64_t, DOSSIER_UNITS_MAX), pd = 0;
    struct sv name, title;

    while (names.n && sv_cut(&names, ',', &name)) {
        name = sv_trim(name);
        if (!name.n)
            continue;
        if (!named_agency(db, name, a, &pd, &title, e) || !units_below(db, pd, units, &ask->n_units, e))
            return false;
        ask->agencies =
            ask->agencies.n ? arena_printf(a, "%.*s; %.*s", SV_FMT(ask->agencies), SV_FMT(title)) : title;
    }
    ask->units = units;
    return true;
}

/* Provisions choose their own registers unless registers were named. */
static bool scope_norms(struct dossier_ask *ask, struct sv names, struct arena *a, struct err *e)
{
    const struct norm **list = ARENA_ARRAY(a, const struct norm *, DOSSIER_REGS_MAX);
    const struct reg **regs = ARENA_ARRAY(a, const struct reg *, DOSSIER_REGS_MAX);
    size_t n_regs = 0;
    struct sv at;

    while (names.n && ask->n_norms < DOSSIER_REGS_MAX && sv_cut(&names, ',', &at)) {
        const struct norm *norm = rule_norm(ask->region->rule, sv_trim(at));
        bool known = false;

        if (!norm) {
            err_set(e, ERR_MISSING, T("Ketentuan \"%.*s\" tidak ada pada peraturan ini."),
                    SV_FMT(sv_sub(at, 0, 80)));
            return err_hint(e, T("Tulis pasal dan ayatnya seperti pada halaman Pemenuhan, dipisahkan koma."));
        }
        list[ask->n_norms++] = norm;
        for (size_t i = 0; i < n_regs; i++)
            known = known || regs[i] == norm->reg;
        if (norm->reg && !known && who_may_open(ask->who, &norm->reg->rule))
            regs[n_regs++] = norm->reg;
    }
    if (ask->n_norms)
        ask->norms = list;
    if (ask->n_norms && !ask->n_regs) {
        ask->regs = regs;
        ask->n_regs = n_regs;
    }
    return true;
}

bool dossier_scope(struct db *db, struct dossier_ask *ask, struct sv registers, struct sv agencies,
                   struct sv norms, struct arena *a, struct err *e)
{
    return scope_regs(ask, registers, a, e) && scope_agencies(db, ask, agencies, a, e) &&
           scope_norms(ask, norms, a, e) && arena_ok(a, e);
}

/* --- the run -------------------------------------------------------------------------------------------------------------- */

static void choose(struct dossier *d)
{
    const struct dossier_ask *ask = d->ask;
    const struct model *m = ask->region->model;
    size_t n = ask->regs ? ask->n_regs : m->n_regs;

    d->regs = ARENA_ARRAY(d->keep, struct dossier_reg, n);
    for (size_t i = 0; i < n; i++) {
        const struct reg *reg = ask->regs ? ask->regs[i] : m->regs[i];

        /* Of agencies asked for, what belongs to none is left out unless it was named. */
        if (who_may_open(ask->who, &reg->rule) && (ask->regs || reg->scoped || !ask->n_units))
            d->regs[d->n_regs++].reg = reg;
    }
    d->units = ARENA_ARRAY(d->keep, struct filter, ask->n_units);
    for (size_t i = 0; i < ask->n_units; i++)
        d->units[i] = (struct filter){ base_col_name(COL_PD), FILTER_EQ,
                                       arena_printf(d->keep, "%lld", (long long) ask->units[i]) };
}

static struct sv iso(struct dossier *d, int64_t t)
{
    return arena_dup(d->keep, sv_of(time_iso(t).s));
}

static void period(struct dossier *d)
{
    const struct region *r = d->ask->region;
    int64_t now = r->records.now();

    d->end = now + 1;
    if (date_ok(d->ask->until)) {
        int64_t end = time_of_date(date_add_days(d->ask->until, 1), r->regulation.zone_min);

        if (end < d->end) {
            d->end = end;
            d->at = end - 1;
        }
    }
    if (date_ok(d->ask->from)) {
        d->from = time_of_date(d->ask->from, r->regulation.zone_min);
        d->from_iso = iso(d, d->from);
    }
    d->end_iso = iso(d, d->end);
}

struct sv dossier_period(const struct dossier *d)
{
    struct arena *a = d->keep;
    struct date until = date_of_time(d->end - 1, d->ask->region->regulation.zone_min);

    if (!date_ok(d->ask->from))
        return arena_printf(a, T("sejak awal sampai %.*s"), SV_FMT(date_long(until, a)));
    return arena_printf(a, T("%.*s sampai %.*s"), SV_FMT(date_long(d->ask->from, a)),
                        SV_FMT(date_long(until, a)));
}

static bool all_registers(struct dossier *d, struct err *e)
{
    for (size_t i = 0; i < d->n_regs; i++) {
        if (!progress_tell(&d->ask->progress, T("menulis daftar"), i, d->n_regs, e) ||
            !dossier_register(d, &d->regs[i], e))
            return false;
    }
    return true;
}

/* SHA256SUMS goes last: it names what stands before it. */
static bool add_sums(struct dossier *d, FILE **sums, const char *path, struct err *e)
{
    FILE *f = *sums;

    dossier_zip_sums_end(d->zip);
    *sums = NULL;
    if (fflush(f) != 0 || fclose(f) != 0)
        return err_errno(e, T("Menulis daftar sidik jari"));
    return dossier_zip_file(d->zip, "SHA256SUMS", path, e);
}

static bool digest_of(const char *path, struct digest *out, struct err *e)
{
    struct sha256 *h = sha256_new();
    FILE *f = fopen(path, "re");
    char chunk[CHUNK];
    size_t n;
    bool ok = f != NULL;

    while (ok && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
        sha256_add(h, (struct sv){ chunk, n });
    ok = ok && !ferror(f);
    if (f)
        fclose(f);
    *out = sha256_end(h);
    return ok || err_errno(e, T("Membaca paket kembali"));
}

static bool write_archive(struct dossier *d, const char *path, struct err *e)
{
    const char *sums_path = arena_printf(d->keep, "%s/sums", d->ask->dir).p;
    FILE *sums = fopen(sums_path, "we");
    bool ok = sums != NULL || err_errno(e, T("Membuat berkas sementara paket"));

    if (ok)
        d->zip = dossier_zip_open(path, sums, e);
    ok = ok && d->zip && all_registers(d, e) && dossier_texts(d, e) && add_sums(d, &sums, sums_path, e);
    if (sums)
        fclose(sums);
    unlink(sums_path);
    if (ok) {
        struct dossier_zip *z = d->zip;

        d->zip = NULL;
        return dossier_zip_close(z, e);
    }
    dossier_zip_cancel(d->zip);
    d->zip = NULL;
    return false;
}

/* Reading it is worth proving as well: who took what away, and which file it was. */
static bool tell(struct dossier *d, struct err *e)
{
    const struct region *r = d->ask->region;
    struct db *db = NULL;
    struct buf b;
    struct jsonw w;
    bool ok;

    buf_init(&b, 64 * 1024);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "sidik_jari", hex_make(digest_sv(&d->sum.digest), d->keep));
    jsonw_kstr(&w, "masa", dossier_period(d));
    jsonw_kstr(&w, "perangkat_daerah", d->ask->agencies.n ? d->ask->agencies : SV(""));
    jsonw_kint(&w, "daftar", (int64_t) d->sum.regs);
    jsonw_kint(&w, "baris", (int64_t) d->sum.rows);
    jsonw_kint(&w, "jumlah_bukti", (int64_t) d->sum.proofs);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && page_write(r, &db, e) &&
         event_other(db, SV("paket_pemeriksaan"), d->ask->who, buf_sv(&b), r->records.now(), d->keep, e) &&
         db_commit(db, e);
    db_release(db);
    buf_clear(&b);
    return ok;
}

bool dossier_write(const struct dossier_ask *ask, const char *path, struct dossier_sum *sum, struct err *e)
{
    struct dossier d = { .ask = ask, .keep = arena_new(KEEP_ARENA), .row = arena_new(ROW_ARENA) };
    bool ok, snapshot = false;

    choose(&d);
    period(&d);
    ok = db_lease(ask->region->pool, DB_READ, LEASE_MS, &d.db, e) &&
         norm_book_load(d.db, ask->region, d.at ? ask->until : (struct date){ 0 }, d.keep, &d.book, e) &&
         db_snapshot_begin(d.db, e);
    snapshot = ok;
    ok = ok && seal_load(d.db, ask->region, d.keep, &d.seal, e) && write_archive(&d, path, e);
    if (snapshot)
        db_snapshot_end(d.db);
    db_release(d.db);
    ok = ok && digest_of(path, &d.sum.digest, e) && tell(&d, e);
    if (ok)
        *sum = d.sum;
    else
        unlink(path);
    arena_free(d.row);
    arena_free(d.keep);
    return ok;
}

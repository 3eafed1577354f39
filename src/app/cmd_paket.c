/* SPDX-License-Identifier: MIT
 * app/cmd_paket.c -- prasasti paket: one archive for an examination, with the rights of an account. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "app/progress.h"
#include "base/arena.h"
#include "page/dossier.h"

static const char usage[] = T(
    "prasasti paket --data FOLDER --out BERKAS.zip [--akun NAMA_PENGGUNA] [--pd KODE,…] [--register aplikasi,…]\n"
    "    [--ketentuan \"PASAL(AYAT),…\"] [--dari TANGGAL] [--sampai TANGGAL]\n"
    "  menulis paket pemeriksaan: keadaan register pada akhir masa, perubahan selama masa itu, lampiran, keadaan ketentuan,\n"
    "  dan bukti buku besar yang diperiksa tanpa jaringan dengan: prasasti proof check FOLDER/bukti\n"
    "  --akun: hak akun itu yang berlaku (misalnya pemeriksa dengan Surat Tugas); tanpa --akun semuanya disertakan.\n"
    "  --pd: kode, nama, atau singkatan Perangkat Daerah, berikut unit di bawahnya. Tanggal ditulis 2026-01-31.\n");

enum { ARENA_BYTES = 32 * 1024 * 1024 };

struct command {
    const char *data, *out, *akun, *pd, *registers, *norms, *from, *until;
    struct arena *a;
    struct region *region;
};

static bool find_actor(struct command *c, struct db *db, struct dossier_ask *ask, struct err *e)
{
    struct stmt *q = NULL;
    struct actor *who;
    int64_t id = 0;
    bool row = false, ok;

    ask->who = who_system();
    ask->maker = SV(T("pengelola (baris perintah)"));
    if (!c->akun)
        return true;
    ok = db_prepare(db, SV("select id from akun where nama_pengguna = $1 and dihapus is null"), &q, e) &&
         stmt_text(q, 1, sv_of(c->akun), e) && stmt_step(q, &row, e);
    if (ok && row)
        id = stmt_get_int(q, 0);
    stmt_done(q);
    if (ok && !row) {
        err_set(e, ERR_MISSING, T("Akun \"%s\" tidak ada."), c->akun);
        return err_hint(e, T("Periksa ejaan nama pengguna."));
    }
    ok = ok && who_actor_load(db, c->region->levels, id, region_today(c->region), c->a, &who, e);
    if (ok) {
        ask->who = who;
        ask->maker = who->limit.letter.n && who->auditor
                         ? arena_printf(c->a, T("%.*s, Surat Tugas %.*s"), SV_FMT(who->nama),
                                        SV_FMT(who->limit.letter))
                         : who->nama;
    }
    return ok;
}

static int run(struct command *c, struct dossier_ask *ask)
{
    char *dir = strdup(arena_printf(c->a, "%s.sementara-XXXXXX", c->out).p);
    const char *tmp = arena_printf(c->a, "%s.sebagian", c->out).p;
    struct dossier_sum sum = { 0 };
    struct err e = { 0 };
    struct db *db = NULL;
    bool made = dir && mkdtemp(dir), ok = made || err_errno(&e, T("Membuat folder sementara"));

    ask->dir = dir;
    ok = ok && db_lease(c->region->pool, DB_READ, 30000, &db, &e) && find_actor(c, db, ask, &e) &&
         dossier_scope(db, ask, sv_of(c->registers), sv_of(c->pd), sv_of(c->norms), c->a, &e);
    db_release(db);
    ok = ok && dossier_write(ask, tmp, &sum, &e);
    app_progress_end();
    if (ok && rename(tmp, c->out) != 0) {
        ok = err_errno(&e, T("Menulis paket"));
        unlink(tmp);
    }
    if (made)
        rmdir(dir);
    free(dir);
    if (!ok)
        return app_failed(&e);
    printf(T("%zu daftar, %zu baris, %zu perubahan, %zu lampiran, %zu bukti ditulis ke %s\n"), sum.regs,
           sum.rows, sum.versions, sum.files, sum.proofs, c->out);
    if (sum.held_back || sum.waiting)
        printf(
            T("tidak disertakan: %zu bukti yang memuat isi di luar hak, %zu perubahan yang belum ditandatangani\n"),
            sum.held_back, sum.waiting);
    printf(T("sidik jari berkas (SHA-256): %.*s\n"), SV_FMT(hex_make(digest_sv(&sum.digest), c->a)));
    return 0;
}

static bool day(const char *text, struct date *out)
{
    return !text || date_parse(sv_of(text), out);
}

int cmd_paket(int argc, char **argv)
{
    struct command c = { .a = arena_new(ARENA_BYTES) };
    const struct args_option options[] = {
        { "data", &c.data, NULL },          { "out", &c.out, NULL },
        { "akun", &c.akun, NULL },          { "pd", &c.pd, NULL },
        { "register", &c.registers, NULL }, { "ketentuan", &c.norms, NULL },
        { "dari", &c.from, NULL },          { "sampai", &c.until, NULL },
    };
    const struct args_spec spec = { .usage = usage,
                                    .options = options,
                                    .n_options = sizeof options / sizeof options[0] };
    struct dossier_ask ask = { .progress = app_progress() };
    int code;

    if (!args_read(&spec, argc, argv, &code))
        goto out;
    if (!c.data || !c.out) {
        code = args_wrong(&spec, T("--data dan --out harus diisi"));
        goto out;
    }
    if (!day(c.from, &ask.from) || !day(c.until, &ask.until)) {
        code = args_wrong(&spec, T("--dari dan --sampai ditulis seperti 2026-01-31"));
        goto out;
    }
    code = 1;
    c.region = app_open_region(c.data);
    ask.region = c.region;
    if (c.region)
        code = run(&c, &ask);
    region_close(c.region);
out:
    arena_free(c.a);
    return code;
}

/* SPDX-License-Identifier: MIT
 * app/cmd_akun.c -- prasasti akun: what an administrator of the machine does when nobody can get in any more. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "base/arena.h"
#include "model/event.h"

static const char usage[] = T(
    "prasasti akun pulihkan NAMA_PENGGUNA --data FOLDER   kata sandi sekali pakai baru; faktor kedua, sesi, dan token dihapus\n"
    "prasasti akun kode NAMA_PENGGUNA --data FOLDER       kode autentikator saat ini (hanya data latihan)\n");

static bool find_account(struct db *db, struct sv name, int64_t *id, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db, SV("select id from akun where nama_pengguna = $1 and dihapus is null"), &q, e) &&
              stmt_text(q, 1, name, e) && stmt_step(q, &row, e);

    *id = ok && row ? stmt_get_int(q, 0) : 0;
    stmt_done(q);
    if (ok && !row) {
        err_set(e, ERR_MISSING, T("Akun \"%.*s\" tidak ada."), SV_FMT(name));
        return err_hint(e, T("Periksa ejaan nama pengguna."));
    }
    return ok;
}

static bool restore(const struct region *r, struct db *db, struct sv name, struct arena *a, struct err *e)
{
    struct sv password = who_password_make(a);
    int64_t id;

    if (!db_begin(db, e) || !find_account(db, name, &id, e) ||
        !who_password_set(db, id, password, true, r->records.now(), e) || !who_totp_reset(db, id, e) ||
        !who_session_end_all(db, id, e) || !who_token_revoke_all(db, id, e) ||
        !who_feed_revoke_all(db, id, e) ||
        !event_other(db, SV("akun_dipulihkan"), who_system(),
                     arena_printf(a, "{\"akun\":%lld}", (long long) id), r->records.now(), a, e) ||
        !db_commit(db, e))
        return false;
    printf(T("Kata sandi sekali pakai untuk %.*s: %.*s\n"), SV_FMT(name), SV_FMT(password));
    return true;
}

static bool show_code(const struct region *r, struct db *db, struct sv name, struct arena *a, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false, ok;
    int64_t id;

    if (!r->demo)
        return err_set(e, ERR_DENIED, T("Kode hanya ditampilkan pada data latihan."));
    ok = find_account(db, name, &id, e) &&
         db_prepare(db, SV("select rahasia from who_totp where akun = $1"), &q, e) && stmt_int(q, 1, id, e) &&
         stmt_step(q, &row, e);
    if (ok && !row)
        ok = err_set(e, ERR_MISSING, T("Akun itu belum memasang autentikator."));
    if (ok)
        printf("%.*s\n", SV_FMT(who_totp_code(stmt_get_text(q, 0), r->records.now(), a)));
    stmt_done(q);
    return ok;
}

int cmd_akun(int argc, char **argv)
{
    const char *data = NULL, *words[2] = { NULL, NULL };
    const struct args_option options[] = { { "data", &data, NULL } };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 1, .words = words, .min_words = 2, .max_words = 2
    };
    struct region *r;
    struct db *db = NULL;
    struct arena *a;
    struct err e = { 0 };
    bool restoring, ok;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    restoring = strcmp(words[0], "pulihkan") == 0;
    if (!data || (!restoring && strcmp(words[0], "kode") != 0))
        return args_wrong(&spec, T("tulis: pulihkan atau kode, NAMA_PENGGUNA, dan --data FOLDER"));
    r = app_open_region(data);
    if (!r)
        return 1;
    a = arena_new(4 * 1024 * 1024);
    ok = db_lease(r->pool, restoring ? DB_WRITE : DB_READ, 10000, &db, &e) &&
         (restoring ? restore(r, db, sv_of(words[1]), a, &e) : show_code(r, db, sv_of(words[1]), a, &e));
    db_release(db);
    arena_free(a);
    region_close(r);
    return ok ? 0 : app_failed(&e);
}

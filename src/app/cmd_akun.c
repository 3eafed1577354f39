/* SPDX-License-Identifier: MIT
 * app/cmd_akun.c -- prasasti akun: what an administrator of the machine does when nobody can get in any more. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "base/arena.h"
#include "model/event.h"

static const char usage[] = T(
    "prasasti akun pulihkan NAMA_PENGGUNA --data FOLDER   kata sandi sekali pakai baru; faktor kedua, sesi, dan token dihapus\n"
    "prasasti akun kode NAMA_PENGGUNA --data FOLDER       kode autentikator saat ini (hanya data latihan)\n"
    "prasasti akun slip --data FOLDER                     kata sandi sekali pakai untuk akun aktif yang belum punya, sebagai slip\n"
    "                                                     untuk dicetak dan dipotong; ditulis ke keluaran baku, disimpan di mana pun tidak\n");

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

/* --- slips ------------------------------------------------------------------------------------------------------------ */

struct slip {
    int64_t id;
    struct sv nama, nama_pengguna, kantor;
};

static bool without_password(struct db *db, struct arena *a, struct slip **out, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row,
        ok = db_prepare(
            db,
            SV("select k.id, k.nama, k.nama_pengguna, coalesce(p.nama, '') from akun k "
               "left join perangkat_daerah p on p.id = k.perangkat_daerah left join who_sandi s on s.akun = k.id "
               "where s.akun is null and k.dihapus is null and k.status = 'aktif' order by p.nama, k.nama, k.id limit 2000"),
            &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, *out, *n, cap) =
            (struct slip){ stmt_get_int(q, 0), arena_dup(a, stmt_get_text(q, 1)),
                           arena_dup(a, stmt_get_text(q, 2)), arena_dup(a, stmt_get_text(q, 3)) };
    stmt_done(q);
    return ok && arena_ok(a, e);
}

/* One transaction for each: what was printed is set, whatever stops the rest. */
static bool one_slip(const struct region *r, struct db *db, const struct slip *s, struct arena *a,
                     struct err *e)
{
    struct sv password = who_password_make(a);

    if (!db_begin(db, e) || !who_password_set(db, s->id, password, true, r->records.now(), e) ||
        !event_other(db, SV("sandi_dibuat"), who_system(),
                     arena_printf(a, "{\"akun\":%lld}", (long long) s->id), r->records.now(), a, e) ||
        !db_commit(db, e))
        return false;
    printf(T("%.*s\n%.*s\n  nama pengguna  %.*s\n  kata sandi     %.*s\n"
             "Sekali pakai: wajib diganti saat pertama masuk.\n"
             "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n"),
           SV_FMT(s->nama), SV_FMT(s->kantor), SV_FMT(s->nama_pengguna), SV_FMT(password));
    return true;
}

static bool slips(const struct region *r, struct db *db, struct arena *a, struct err *e)
{
    struct slip *items = NULL;
    size_t n = 0;

    if (!without_password(db, a, &items, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!one_slip(r, db, &items[i], a, e))
            return false;
    app_say(T("%zu slip ditulis"), n);
    return true;
}

int cmd_akun(int argc, char **argv)
{
    const char *data = NULL, *words[2] = { NULL, NULL };
    const struct args_option options[] = { { "data", &data, NULL } };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 1, .words = words, .min_words = 1, .max_words = 2
    };
    struct region *r;
    struct db *db = NULL;
    struct arena *a;
    struct err e = { 0 };
    bool restoring, printing, ok;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    restoring = strcmp(words[0], "pulihkan") == 0;
    printing = strcmp(words[0], "slip") == 0;
    if (!data || printing == (words[1] != NULL) || (!printing && !restoring && strcmp(words[0], "kode") != 0))
        return args_wrong(
            &spec, T("tulis: pulihkan atau kode, NAMA_PENGGUNA, dan --data FOLDER; atau slip --data FOLDER"));
    r = app_open_region(data);
    if (!r)
        return 1;
    a = arena_new(4 * 1024 * 1024);
    ok = db_lease(r->pool, restoring || printing ? DB_WRITE : DB_READ, 10000, &db, &e) &&
         (printing    ? slips(r, db, a, &e)
          : restoring ? restore(r, db, sv_of(words[1]), a, &e)
                      : show_code(r, db, sv_of(words[1]), a, &e));
    db_release(db);
    arena_free(a);
    region_close(r);
    return ok ? 0 : app_failed(&e);
}

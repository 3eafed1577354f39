/* SPDX-License-Identifier: MIT
 * app/cmd_init.c -- prasasti init: a new region with its first administrator; with --demo a filled one. Asks nothing. */
#include <sys/stat.h>
#include <unistd.h>

#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "app/pack_copy.h"
#include "app/seed.h"
#include "base/arena.h"
#include "base/file.h"
#include "ledger/note.h"
#include "model/event.h"

static const char usage[] =
    T("prasasti init --data FOLDER --regulation ID|FOLDER [--demo] [--database postgresql://…]\n"
      "  membuat wilayah baru dan administrator pertama; --demo mengisinya dengan data latihan\n"
      "  --regulation ./paket menyalin paket peraturan milik sendiri ke dalam folder wilayah\n");

static bool first_administrator(const struct region *r, struct sv *password, struct arena *a, struct err *e)
{
    static const struct input_item items[] = {
        { SV_INIT("nama"), SV_INIT("Administrator") },
        { SV_INIT("nama_pengguna"), SV_INIT("admin") },
        { SV_INIT("jabatan"), SV_INIT("Administrator sistem") },
        { SV_INIT("peran_khusus"), SV_INIT("administrator") },
    };
    const struct input in = { .items = items, .n = 4 };
    struct problems ps;
    struct record *rec;
    struct db *db = NULL;
    bool ok;

    problems_init(&ps, a, 20);
    *password = who_password_make(a);
    ok =
        db_lease(r->pool, DB_WRITE, 10000, &db, e) && db_begin(db, e) &&
        record_create(db, &r->records, who_system(), model_reg(r->model, SV("akun")), &in, a, &rec, &ps, e) &&
        who_password_set(db, rec->id, *password, true, r->records.now(), e) &&
        event_other(db, SV("mulai"), who_system(),
                    arena_printf(a, "{\"peraturan\":\"%.*s\"}", SV_FMT(r->regulation_id)), r->records.now(),
                    a, e) &&
        db_commit(db, e);
    if (!ok)
        app_print_problems(&ps);
    db_release(db);
    return ok;
}

static bool load_demo(const struct region *r, struct arena *a, struct err *e)
{
    const char *files[2] = { arena_printf(a, "%s/demo.yaml", r->declarations).p,
                             arena_printf(a, "%s/demo.yaml", r->pack_dir).p };
    struct problems ps;
    size_t rows, all = 0;

    problems_init(&ps, a, 50);
    for (size_t i = 0; i < 2; i++) {
        if (!file_exists(files[i]))
            continue;
        if (!seed_load(r, files[i], &rows, &ps, e)) {
            app_print_problems(&ps);
            return false;
        }
        all += rows;
    }
    printf(T("Data latihan: %zu baris.\n"), all);
    return true;
}

/* The folder must be new or empty of a region: init never touches one that exists. */
static bool make_folder(const char *dir, const struct region_conf *conf, const char *pack, struct arena *a,
                        struct err *e)
{
    if (file_exists(arena_printf(a, "%s/prasasti.json", dir).p)) {
        err_set(e, ERR_CONFLICT, T("Folder \"%s\" sudah berisi wilayah Prasasti."), dir);
        return err_hint(e, T("Pakai folder lain, atau jalankan: prasasti serve --data %s"), dir);
    }
    return file_mkdirs(dir, 0750, e) && file_mkdirs(arena_printf(a, "%s/berkas", dir).p, 0750, e) &&
           (!pack || pack_copy(pack, dir, conf->regulation, a, e)) && region_conf_write(dir, conf, e);
}

/* A region half made is worse than none: the file that makes the folder a region goes again. */
static void undo(const char *dir, struct arena *a)
{
    unlink(arena_printf(a, "%s/prasasti.json", dir).p);
    unlink(arena_printf(a, "%s/prasasti.db", dir).p);
    unlink(arena_printf(a, "%s/prasasti.db-wal", dir).p);
    unlink(arena_printf(a, "%s/prasasti.db-shm", dir).p);
}

int cmd_init(int argc, char **argv)
{
    const char *data = NULL, *regulation = NULL, *database = NULL, *pack = NULL;
    bool demo = false;
    const struct args_option options[] = { { "data", &data, NULL },
                                           { "regulation", &regulation, NULL },
                                           { "database", &database, NULL },
                                           { "demo", NULL, &demo } };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 4 };
    struct region_conf conf;
    struct region *r = NULL;
    struct err e = { 0 };
    struct arena *a;
    struct sv password;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data || !regulation)
        return args_wrong(&spec, T("--data dan --regulation harus diisi"));
    a = arena_new(64 * 1024 * 1024);
    conf = (struct region_conf){ sv_of(regulation), sv_of(database), demo };
    code = 1;
    if (pack_is_folder(regulation)) {
        pack = regulation;
        if (!pack_name(pack, a, &conf.regulation, &e)) {
            app_failed(&e);
            goto out;
        }
    }
    if (!make_folder(data, &conf, pack, a, &e)) {
        app_failed(&e);
        goto out;
    }
    r = app_open_region(data);
    if (!r) {
        undo(data, a);
        if (pack) { /* the places above name the copy, which goes again */
            pack_remove(data, conf.regulation, a);
            app_say(T("Perbaiki paketnya lebih dahulu: prasasti check %s"), pack);
        }
        goto out;
    }
    if (!first_administrator(r, &password, a, &e) || (demo && !load_demo(r, a, &e)) || !app_settle(r, &e)) {
        app_failed(&e);
        undo(data, a);
        if (pack)
            pack_remove(data, conf.regulation, a);
        goto out;
    }
    printf(T("Wilayah %.*s siap di %s.\n"), SV_FMT(r->regulation.region), data);
    printf(T("Administrator pertama: nama pengguna admin, kata sandi sekali pakai %.*s\n"), SV_FMT(password));
    code = 0;
out:
    region_close(r);
    arena_free(a);
    return code;
}

/* SPDX-License-Identifier: MIT
 * page/imports_run.c -- opens an uploaded file with what was chosen, and writes it: in the request, or in a process of its own
 * that is started for it and outlives the request. */
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "page/imports_priv.h"

enum { SAY_EVERY_MS = 300, LEASE_MS = 60 * 1000 };

bool imports_read(const struct imports *s, struct arena *a, struct sv *bytes, struct err *e)
{
    return file_read(imports_path(s, "berkas"), IMPORTS_FILE_MAX, a, bytes, e);
}

static bool move_to(void *ctx, struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                    int64_t versi, struct sv status, struct date since, struct arena *a, struct err *e)
{
    const struct region *r = ctx;
    struct record *out;
    struct problems ps;

    problems_init(&ps, a, 20);
    return flow_fact(db, r->flow, &r->records, who, reg, id, versi, status, since, SV(T("Impor berkas")), a,
                     &out, &ps, e);
}

static bool is_known(const struct reg *reg, struct sv key)
{
    static const struct sv others[] = { SV_INIT("-"), SV_INIT("status"), SV_INIT("klasifikasi"),
                                        SV_INIT("berlaku_sejak"), SV_INIT("nomor") };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (sv_eq(key, others[i]))
            return true;
    return reg_field(reg, key) != NULL;
}

/* The person's own choices come first, then what he chose for such headings before. */
static bool all_maps(struct db *db, const struct actor *who, const struct reg *reg, const struct imports *s,
                     struct arena *a, struct import_conf *conf, struct err *e)
{
    struct import_map *before, *all;
    size_t n;

    if (!import_recall(db, who, reg, a, &before, &n, e))
        return false;
    all = ARENA_ARRAY(a, struct import_map, s->n_maps + n + 1);
    for (size_t i = 0; i < s->n_maps; i++)
        all[i] = s->maps[i];
    for (size_t i = 0; i < n; i++)
        /* what was remembered of a field that is gone is forgotten */
        if (is_known(reg, before[i].key))
            all[s->n_maps + conf->n_maps++] = before[i];
    conf->maps = all;
    conf->n_maps += s->n_maps;
    return true;
}

bool imports_open(const struct region *r, struct db *db, const struct actor *who, const struct imports *s,
                  struct arena *a, struct import **out, struct err *e)
{
    struct import_conf conf = { .rs = &r->records,
                                .who = who,
                                .reg = model_reg(r->model, s->reg),
                                .mode = s->mode,
                                .how = { s->sheet, s->header },
                                .fixed = s->fixed,
                                .n_fixed = s->n_fixed,
                                .answers = s->answers,
                                .n_answers = s->n_answers,
                                .words = s->words,
                                .n_words = s->n_words,
                                .fact = move_to,
                                .fact_ctx = (void *) (uintptr_t) r };
    struct sv bytes;

    return all_maps(db, who, conf.reg, s, a, &conf, e) && imports_read(s, a, &bytes, e) &&
           import_open(bytes, &conf, a, out, e);
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

struct teller {
    const struct imports *s;
    int64_t last_ms;
};

static void tell(void *ctx, const char *what, size_t done, size_t of)
{
    struct teller *t = ctx;
    struct err none = { 0 };
    char line[64];
    int n;

    if (strcmp(what, T("mencatat")) != 0 || time_now_ms() - t->last_ms < SAY_EVERY_MS)
        return;
    t->last_ms = time_now_ms();
    n = snprintf(line, sizeof line, "%zu/%zu", done, of);
    /* Progress that cannot be told is no reason to stop. */
    (void) file_write_atomic(imports_path(t->s, "kemajuan"), (struct sv){ line, (size_t) n }, 0600, &none);
}

static void note_made(const struct import *im, struct imports_outcome *o, struct arena *a)
{
    size_t cap = 0;

    for (size_t i = 0; i < im->n_rows; i++) {
        const struct import_row *row = &im->rows[i];

        if (row->outcome != IMPORT_NEW || !row->id)
            continue;
        if (o->n_made && o->made[o->n_made - 1].to + 1 == row->id)
            o->made[o->n_made - 1].to = row->id;
        else
            *ARENA_PUSH(a, o->made, o->n_made, cap) = (struct imports_range){ row->id, row->id };
    }
}

static bool remember(const struct imports *s, struct db *db, const struct actor *who, const struct reg *reg,
                     struct err *e)
{
    struct import_map *maps = ARENA_ARRAY(s->a, struct import_map, s->n_maps + 1);

    for (size_t i = 0; i < s->n_maps; i++)
        maps[i] = (struct import_map){ s->headings[i], s->maps[i].key };
    return !s->n_maps ||
           (db_begin(db, e) && import_remember(db, who, reg, maps, s->n_maps, e) && db_commit(db, e));
}

/* Refusals are an outcome to be shown; faults too, for nobody waits for a process of its own. */
static bool keep_outcome(const struct imports *s, const struct import *im, const struct err *why,
                         bool good_rows, struct arena *a, struct err *e)
{
    struct imports_outcome o = { .applied = im && im->applied, .good_rows = good_rows };

    for (int i = 0; im && i < IMPORT_OUTCOMES; i++)
        o.count[i] = im->count[i];
    if (im && im->applied)
        note_made(im, &o, a);
    if (why->kind != ERR_NONE && !o.applied) {
        o.text = sv_of(why->text);
        o.hint = sv_of(why->hint);
    }
    if (im && im->count[IMPORT_REFUSED] && !import_rejects_write(im, imports_path(s, "ditolak.xlsx"), e))
        return false;
    return imports_outcome_save(s, &o, e);
}

/* Looked over on a read lease, so that the one writer's place is taken for the writing alone. */
static bool look_over(const struct region *r, const struct actor *who, const struct imports *s,
                      struct arena *a, struct import **im, struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) && imports_open(r, db, who, s, a, im, e) &&
              import_check(db, *im, e);

    db_release(db);
    return ok;
}

bool imports_run(const struct region *r, const struct actor *who, const struct imports *s, bool show_progress,
                 struct err *e)
{
    struct arena *a = arena_new(IMPORTS_ARENA);
    struct teller teller = { s, 0 };
    struct import *im = NULL;
    struct err why = { 0 };
    struct db *db = NULL;
    bool ok = look_over(r, who, s, a, &im, &why);

    if (ok && show_progress) {
        im->conf.progress = tell;
        im->conf.progress_ctx = &teller;
    }
    if (ok && db_lease(r->pool, DB_WRITE, LEASE_MS, &db, &why) && import_apply(db, im, s->good_rows, &why))
        (void) remember(s, db, who, im->conf.reg, &why); /* what was written stays, remembered or not */
    db_release(db);
    ok = keep_outcome(s, im, &why, s->good_rows, a, e);
    if (ok && (why.kind == ERR_FAULT || why.kind == ERR_BUSY)) { /* not the file's doing: to be logged */
        *e = why;
        ok = false;
    }
    arena_free(a);
    return ok;
}

/* --- a process of its own ----------------------------------------------------------------------------------------------------- */

bool imports_spawn(const struct region *r, const struct imports *s, struct err *e)
{
    char *argv[] = { (char *) "prasasti",
                     (char *) "import",
                     (char *) "--data",
                     (char *) (uintptr_t) r->dir,
                     (char *) "--job",
                     (char *) (uintptr_t) sv_cstr(s->id, s->a),
                     NULL };
    posix_spawn_file_actions_t io;
    posix_spawnattr_t how;
    sigset_t none;
    pid_t pid;
    int status = 0, rc;

    /* Signals that this process keeps for itself are not the other's, and it is no part of our group. */
    sigemptyset(&none);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&io);
    posix_spawn_file_actions_addopen(&io, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&io, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    rc = posix_spawn(&pid, "/proc/self/exe", &io, &how, argv, environ);
    posix_spawn_file_actions_destroy(&io);
    posix_spawnattr_destroy(&how);
    /* It parts from us at once, so that it is nobody's child here: what is waited for is only that. */
    if (rc == 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    err_set(e, ERR_FAULT, T("Pencatatan tidak dapat dimulai."));
    err_hint(e, T("Coba sekali lagi; bila tetap gagal, hubungi pengelola."));
    return err_cause(e, "spawn %d, status %d", rc, status);
}

bool imports_job(const struct region *r, struct sv id, struct err *e)
{
    struct arena *a = arena_new(IMPORTS_ARENA);
    struct actor *who = NULL;
    struct imports *s = NULL;
    struct db *db = NULL;
    int lock = -1;
    bool ok = imports_load(r, NULL, SV_NULL, id, a, &s, e) && db_lease(r->pool, DB_READ, LEASE_MS, &db, e) &&
              who_actor_load(db, r->levels, s->akun, region_today(r), a, &who, e);

    db_release(db);
    if (ok && (lock = imports_lock(s)) < 0)
        ok = err_set(e, ERR_CONFLICT, T("Impor ini sedang dicatat."));
    ok = ok && imports_run(r, who, s, true, e);
    if (!ok && s) {
        struct err none = { 0 };

        (void) keep_outcome(s, NULL, e, s->good_rows, a,
                            &none); /* it was said where nobody looks; now also on the page */
    }
    if (lock >= 0)
        close(lock);
    arena_free(a);
    return ok;
}

/* SPDX-License-Identifier: MIT
 * db/db_sqlite.c -- connections on SQLite: how they are opened, what each mode may do, transactions, what codes mean.
 * One connection writes, the others are opened read-only; in WAL mode readers and the writer never wait for each other.
 * A connection is used by one thread at a time (its lease), so SQLite's own mutexes are off (NOMUTEX). */
#include "db/lite_priv.h"

#include "base/date.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
    WAL_PAGES_MAX = 8192, /* the writer folds the WAL itself only when the background job has not (32 MiB) */
    PACK_STEPS = 2000,    /* virtual machine steps between two looks at the clock: well below a millisecond */
    PACK_VALUE_BYTES = 4 << 20,
    MEASURE_EVERY_MS = 3600 * 1000
};

bool lite_fail(const struct lite *db, int rc, struct err *e)
{
    char cause[160];
    enum db_trouble t = DB_IS_OTHER;
    int no = sqlite3_system_errno(db->h);

    switch (rc & 0xFF) {
    case SQLITE_CONSTRAINT:
        if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
            rc == SQLITE_CONSTRAINT_ROWID)
            t = DB_IS_UNIQUE;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: t = DB_IS_BUSY; break;
    case SQLITE_FULL: t = DB_IS_FULL; break;
    case SQLITE_IOERR: t = no == ENOSPC || no == EDQUOT ? DB_IS_FULL : DB_IS_DAMAGED; break;
    case SQLITE_NOMEM: t = DB_IS_NO_MEMORY; break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN: t = DB_IS_DAMAGED; break;
    case SQLITE_INTERRUPT: t = DB_IS_SLOW; break; /* only the progress handler of a pack interrupts */
    case SQLITE_AUTH: t = DB_IS_REFUSED; break;
    default: break;
    }
    snprintf(cause, sizeof cause, "SQLite %d: %s", rc, sqlite3_errmsg(db->h));
    return db_trouble(e, t, cause);
}

/* --- opening -------------------------------------------------------------------------------------------------- */
static bool lite_run(struct db *base, struct sv sql, struct err *e)
{
    struct stmt *q = NULL;
    bool row = true, ok = true;

    if (!lite_prepare(base, sql, &q, e))
        return false;
    while (ok && row)
        ok = lite_step(q, &row, e);
    lite_finalize(q);
    return ok;
}

static bool run_all(struct lite *db, const char *const *list, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!lite_run(&db->base, sv_of(list[i]), e)) /* checked: the two lists of literals below */
            return false;
    return true;
}

/* Changing the journal mode needs the file alone, and SQLite does not always ask the busy handler about it. */
static bool use_wal(struct lite *db, struct err *e)
{
    int64_t until = time_now_ms() + WRITER_WAIT_MS;
    struct stmt *q = NULL;
    bool row, ok = false;

    if (!lite_prepare(&db->base, SV("pragma journal_mode = wal"), &q, e))
        return false;
    while (!lite_step(q, &row, e)) {
        if (e->kind != ERR_BUSY || time_now_ms() > until)
            goto out;
        lite_reset(q);
        usleep(20000);
    }
    ok = row && sv_eq(lite_get_text(q, 0), SV("wal"));
    if (!ok)
        db_trouble(e, DB_IS_OTHER, "the file system under the database cannot hold a WAL (shared memory)");
out:
    lite_finalize(q);
    return ok;
}

static bool prepare_writer(struct lite *db, struct err *e)
{
    static const char *const pragmas[] = {
        "pragma synchronous = full", /* what was answered as saved survives a power cut */
        "pragma foreign_keys = on",
        "pragma journal_size_limit = 67108864",
    };

    sqlite3_wal_autocheckpoint(db->h, WAL_PAGES_MAX);
    return use_wal(db, e) && run_all(db, pragmas, sizeof pragmas / sizeof pragmas[0], e);
}

/* The authorizer of a pack's connection: everything is refused but reading views v_* and calling plain functions.
 * SQLite names the innermost view in `inside` for what a view's own text reads; a CTE puts its name there too, which
 * is why pack_check() refuses CTEs named v_*. */
static int pack_may(void *unused, int action, const char *a, const char *b, const char *schema,
                    const char *inside)
{
    bool in_view = inside && sqlite3_strnicmp(inside, "v_", 2) == 0; /* as it was typed */

    (void) unused;
    (void) schema;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_TRANSACTION: /* our own snapshots; a pack's text cannot say it, see pack_check() */
        return SQLITE_OK;
    case SQLITE_READ:
        /* No column: the rows are only counted. SQLite then names the base table of a view it has merged into the
         * query as if it stood there itself, so this cannot be told apart; pack_check() has seen to the names. */
        return in_view || (a && sqlite3_strnicmp(a, "v_", 2) == 0) || (b && !*b) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
        return in_view || pack_function_ok(sv_of(b)) || sv_eq(sv_of(b), SV("like")) ? SQLITE_OK : SQLITE_DENY;
    default: return SQLITE_DENY;
    }
}

static int pack_late(void *arg)
{
    return time_now_ms() > ((struct lite *) arg)->stop_ms;
}

static void confine_pack(struct lite *db)
{
    sqlite3_limit(db->h, SQLITE_LIMIT_LENGTH, PACK_VALUE_BYTES);
    sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_set_authorizer(db->h, pack_may, NULL);
    sqlite3_progress_handler(db->h, PACK_STEPS, pack_late, db);
}

static bool set_up(struct lite *db, enum db_mode mode, struct err *e)
{
    static const char *const pragmas[] = {
        "pragma cache_size = -4096",       /* KiB; pages outside the map, and those being written */
        "pragma mmap_size = 0",            /* measured: no faster, and what is mapped counts as our memory */
        "pragma case_sensitive_like = on", /* as PostgreSQL's */
        "pragma trusted_schema = off",
    };
    int rc;

    sqlite3_busy_timeout(db->h, WRITER_WAIT_MS); /* first: what follows may meet another process */
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "x" is a name and never a text */
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (mode == DB_WRITE && !prepare_writer(db, e))
        return false;
    if (!run_all(db, pragmas, sizeof pragmas / sizeof pragmas[0], e))
        return false;
    if (mode != DB_WRITE && !lite_run(&db->base, SV("pragma query_only = on"), e))
        return false;
    rc = lite_rank_register(db->h);
    if (rc != SQLITE_OK)
        return lite_fail(db, rc, e);
    if (mode == DB_PACK)
        confine_pack(db);
    return true;
}

static void lite_close(struct db *base)
{
    struct lite *db = (struct lite *) base;

    sqlite3_close_v2(db->h);
    free(db);
}

/* The file holds personal data: born readable by its owner only. O_EXCL, because closing a descriptor of a database
 * that is in use would drop SQLite's locks of this process. */
static void create_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
}

/* --- transactions --------------------------------------------------------------------------------------------- */
static bool step_cached(struct db *base, struct sv sql, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    ok = db_prepare(base, sql, &q, e) && stmt_step(q, &row, e);
    stmt_done(q);
    return ok;
}

static bool lite_begin(struct db *base, enum db_tx tx, struct err *e)
{
    return tx == DB_TX_WRITE ? step_cached(base, SV("begin immediate"), e) : lite_run(base, SV("begin"), e);
}

static bool lite_commit(struct db *base, struct err *e)
{
    return step_cached(base, SV("commit"), e);
}

static void lite_rollback(struct db *base)
{
    struct err ignored;

    /* A full disk may have rolled back already. */
    if (!sqlite3_get_autocommit(((struct lite *) base)->h) && !lite_run(base, SV("rollback"), &ignored))
        base->broken = true;
}

static bool lite_usable(struct db *base)
{
    return !base->broken;
}

/* Without numbers the planner believes that every index narrows equally, and a check over 40,000 rows becomes one over
 * 40,000 x 40,000. A few hundred rows of each index tell enough, in a fifth of a second whatever the size. */
static void measure(struct lite *db, int64_t *measured_ms)
{
    static const char *const steps[] = { "pragma analysis_limit = 400", "analyze" };
    struct err ignored = { 0 };

    if (*measured_ms && time_now_ms() - *measured_ms < MEASURE_EVERY_MS)
        return;
    if (run_all(db, steps, sizeof steps / sizeof steps[0], &ignored)) /* a busy writer: the next call */
        *measured_ms = time_now_ms();
}

static void lite_checkpoint(struct db *base, int64_t *measured_ms)
{
    struct lite *db = (struct lite *) base;

    measure(db, measured_ms);
    /* PASSIVE never makes a writer wait; what it cannot move yet, the next call moves. */
    sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static const struct db_ops lite_ops = {
    .close = lite_close,
    .usable = lite_usable,
    .run = lite_run,
    .begin = lite_begin,
    .commit = lite_commit,
    .rollback = lite_rollback,
    .checkpoint = lite_checkpoint,
    .prepare = lite_prepare,
    .finalize = lite_finalize,
    .bind_int = lite_bind_int,
    .bind_text = lite_bind_text,
    .step = lite_step,
    .reset = lite_reset,
    .forget = lite_forget,
    .columns = lite_columns,
    .name = lite_name,
    .is_null = lite_is_null,
    .get_int = lite_get_int,
    .get_text = lite_get_text,
    .changes = lite_changes,
};

void lite_start(void)
{
    /* Its own count of memory is a lock that all threads share: without it two readers gain a fifth. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool lite_open(const char *path, enum db_mode mode, bool keeper, struct db **out, struct err *e)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    struct lite *db = calloc(1, sizeof *db);
    int rc;

    if (!db)
        return db_trouble(e, DB_IS_NO_MEMORY, "calloc");
    db->base.ops = &lite_ops;
    db->base.engine = DB_SQLITE;
    /* While it is set up a pack's connection is an ordinary one. */
    db->base.mode = DB_WRITE;
    if (mode == DB_WRITE && !keeper)
        create_private(path);
    flags |= mode == DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    rc = sqlite3_open_v2(path, &db->h, flags, NULL);
    if (rc != SQLITE_OK && db->h) {
        err_set(e, ERR_FAULT, T("Berkas basis data tidak dapat dibuka: %s"), path);
        err_hint(e, T("Periksa apakah foldernya ada dan boleh ditulisi oleh pengguna program ini."));
        err_cause(e, "SQLite %d: %s", rc, sqlite3_errmsg(db->h));
    } else if (rc != SQLITE_OK) {
        db_trouble(e, DB_IS_NO_MEMORY, "sqlite3_open_v2");
    }
    if (rc != SQLITE_OK) {
        lite_close(&db->base);
        return false;
    }
    if (!set_up(db, mode, e)) {
        lite_close(&db->base);
        return false;
    }
    db->base.mode = mode;
    *out = &db->base;
    return true;
}

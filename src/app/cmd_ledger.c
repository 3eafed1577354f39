/* SPDX-License-Identifier: MIT
 * app/cmd_ledger.c -- prasasti ledger: the only holder of the signing key; turns events into leaves and signed heads. */
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/args.h"
#include "app/chain.h"
#include "app/cmd.h"
#include "base/arena.h"
#include "base/log.h"
#include "rule/region.h"

static const char usage[] =
    T("prasasti ledger --data FOLDER [--once]\n"
      "  menandatangani peristiwa baru; --once selesai sesudah semuanya tertandatangani\n");

enum { LOOK_MS = 500, LEASE_MS = 2000 };

struct signing {
    struct db_pool *pool;
    struct ledger_log *log;
    int signals;
};

/* Only the database is needed, not the declarations: this process knows no register. */
static bool open_all(const char *dir, struct arena *a, struct signing *s, struct err *e)
{
    struct region_conf conf;
    struct db_conf dbc = { .readers = 1 };
    struct note_signer signer;
    bool ok;

    if (!region_conf_read(dir, a, &conf, e))
        return false;
    dbc.url = conf.database.p ? sv_cstr(conf.database, a) : NULL;
    dbc.path = dbc.url ? NULL : arena_printf(a, "%s/prasasti.db", dir).p;
    if (!db_pool_open(&dbc, &s->pool, e) || !chain_signer(dir, conf.regulation, a, &signer, e))
        return false;
    ok = chain_open(dir, &signer, a, &s->log, e);
    note_signer_clear(&signer);
    return ok;
}

static bool take_all(struct signing *s, struct err *e)
{
    struct db *db = NULL;
    size_t n = 1;
    bool ok = db_lease(s->pool, DB_READ, LEASE_MS, &db, e);

    while (ok && n > 0)
        ok = chain_take(s->log, db, &n, e);
    db_release(db);
    return ok;
}

static void block_signals(struct signing *s)
{
    sigset_t set;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    s->signals = signalfd(-1, &set, SFD_CLOEXEC);
}

/* Events are signed within half a second; the last ones when the process is told to stop. */
static int sign_until_told(struct signing *s)
{
    struct pollfd p = { .fd = s->signals, .events = POLLIN };
    bool told = false;
    int code = 0;

    while (!told) {
        struct err e = { 0 };

        told = poll(&p, 1, LOOK_MS) > 0;
        if (!take_all(s, &e) && e.kind != ERR_BUSY) {
            log_line(LOG_ERROR, "ledger", "%s %s (%s)", e.text, e.hint, e.cause);
            code = told ? 1 : 0;
        }
    }
    return code;
}

int cmd_ledger(int argc, char **argv)
{
    const char *data = NULL;
    bool once = false;
    const struct args_option options[] = { { "data", &data, NULL }, { "once", NULL, &once } };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 2 };
    struct signing s = { .signals = -1 };
    struct err e = { 0 };
    struct arena *a;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data)
        return args_wrong(&spec, T("--data harus diisi"));
    a = arena_new(16 * 1024 * 1024);
    block_signals(&s);
    if (!open_all(data, a, &s, &e) || (once && !take_all(&s, &e)))
        code = app_failed(&e);
    else
        code = once ? 0 : sign_until_told(&s);
    ledger_log_close(s.log);
    db_pool_close(s.pool);
    if (s.signals >= 0)
        close(s.signals);
    arena_free(a);
    return code;
}

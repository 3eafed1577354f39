/* SPDX-License-Identifier: MIT
 * app/cmd_ledger.c -- prasasti ledger: the only holder of the signing key; turns events into leaves and signed heads. */
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/args.h"
#include "app/chain.h"
#include "app/cmd.h"
#include "app/exchange.h"
#include "app/ledger_state.h"
#include "app/witness_serve.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "base/problems.h"
#include "ledger/place.h"
#include "rule/region.h"

static const char usage[] = T(
    "prasasti ledger --data FOLDER [--once]\n"
    "  menandatangani peristiwa dan bukti pertukaran yang baru; --once selesai sesudah semuanya tertandatangani\n"
    "prasasti ledger --data FOLDER --asal-baru pertukaran\n"
    "  memulai asal (origin) baru sesudah salinan lama dipulihkan; hanya ketika layanan berhenti\n");

enum {
    LOOK_MS = 500,
    REST_MS = 10000,
    REST_EVERY_S = 60,
    LEASE_MS = 2000,
    BATCHES_A_TURN = 16,
    RETAIN_S = 3600
};

struct signing {
    const char *dir;
    struct arena *a;
    struct db_pool *pool;
    struct ledger_log *log;
    struct note_signer exchange_signer;
    struct exchange *exchange; /* NULL: it could not be opened, and is tried again */
    struct sv regulation;
    struct ledger_conf conf;
    struct witness_ask *ask;
    struct witness_serve *serve;
    struct ledger_state_file state[ASK_LOGS];
    char problem[ASK_LOGS][200]; /* why a log does not go on; empty: it does */
    bool patient;                /* who runs on may miss a turn */
    int64_t retained;            /* when contents were last looked through, Unix seconds */
    int64_t rested;              /* when idle connections were last closed, Unix seconds */
    int signals;
};

/* Only the database is needed, not the declarations: this process knows no register. */
static bool open_all(struct signing *s, struct err *e)
{
    struct region_conf conf;
    struct db_conf dbc = { .readers = 1 };
    struct note_signer signer;
    bool ok;

    if (!region_conf_read(s->dir, s->a, &conf, e))
        return false;
    dbc.url = conf.database.p ? sv_cstr(conf.database, s->a) : NULL;
    dbc.path = dbc.url ? NULL : arena_printf(s->a, "%s/prasasti.db", s->dir).p;
    if (!db_pool_open(&dbc, &s->pool, e) ||
        !chain_signer(s->dir, LEDGER_CHANGES, conf.regulation, s->a, &signer, e))
        return false;
    s->regulation = conf.regulation;
    ok = chain_open(s->dir, LEDGER_CHANGES, &signer, s->a, &s->log, e);
    note_signer_clear(&signer);
    return ok && chain_signer(s->dir, LEDGER_EXCHANGES, conf.regulation, s->a, &s->exchange_signer, e);
}

static bool take_changes(struct signing *s, struct err *e)
{
    struct arena *a = arena_new(1 << 20);
    uint64_t before = ledger_log_size(s->log);
    struct db *db = NULL;
    size_t n = 1;
    bool ok = db_lease(s->pool, DB_READ, LEASE_MS, &db, e);

    if (!ok && e->kind == ERR_BUSY && s->patient) { /* the next turn comes in half a second */
        arena_free(a);
        return true;
    }
    while (ok && n > 0)
        ok = chain_take(s->log, db, &n, e);
    db_release(db);
    if (ok && ledger_log_size(s->log) > before)
        ok = chain_remember(s->dir, LEDGER_CHANGES, s->log, a, e);
    arena_free(a);
    return ok;
}

/* A few batches, so that the log of changes and signals have their turn; all of them when `all`. */
static bool take_exchanges(struct signing *s, bool all, struct err *e)
{
    size_t n = 1;

    if (!s->exchange && !exchange_open(s->dir, &s->exchange_signer, &s->exchange, e))
        return false;
    for (int i = 0; n > 0 && (all || i < BATCHES_A_TURN); i++)
        if (!exchange_take(s->exchange, &n, e))
            return false;
    return true;
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

/* Contents whose time is over, once an hour. */
static bool retain(struct signing *s, int64_t now, struct err *e)
{
    size_t n;

    if (s->conf.keep_days == 0 || !s->exchange || (now >= s->retained && now - s->retained < RETAIN_S))
        return true;
    s->retained = now;
    if (!exchange_retain(s->exchange, (now - s->conf.keep_days * 86400) * 1000, &n, e))
        return false;
    if (n > 0)
        log_line(LOG_INFO, "ledger", T("isi %zu segmen bukti dihapus sesudah masa simpannya"), n);
    return true;
}

/* A failure is said once, and again when it is another one: a full disk would say it twice a second. */
static bool told(char last[200], bool ok, const struct err *e)
{
    if (ok) {
        last[0] = 0;
        return true;
    }
    if (strcmp(last, e->text) != 0)
        log_line(LOG_ERROR, "ledger", "%s %s (%s)", e->text, e->hint, e->cause);
    snprintf(last, sizeof e->text, "%s", e->text);
    return false;
}

/* --- witnesses --------------------------------------------------------------------------------------- */

static const char *const log_names[ASK_LOGS] = { LEDGER_CHANGES, LEDGER_EXCHANGES };

/* Settings that are wrong are told, and the logs go on without witnesses. */
static void start_witnesses(struct signing *s)
{
    struct problems ps;
    struct err e = { 0 };

    problems_init(&ps, s->a, 20);
    if (!ledger_conf_load(s->dir, s->a, &s->conf, &ps))
        for (size_t i = 0; i < ps.n; i++)
            log_line(LOG_ERROR, "ledger", "%.*s:%d: %.*s", SV_FMT(ps.items[i].file), ps.items[i].line,
                     SV_FMT(ps.items[i].text));
    s->ask = witness_ask_start(s->dir, log_names, &s->conf, &e);
    s->serve = e.kind ? NULL : witness_serve_start(s->dir, s->regulation, &s->conf, &e);
    if (e.kind)
        log_line(LOG_ERROR, "ledger", "%s (%s)", e.text, e.cause);
    for (size_t i = 0; i < ASK_LOGS; i++)
        s->state[i] = (struct ledger_state_file){ .dir = s->dir, .log = log_names[i], .number = i };
}

static void after_signing(struct signing *s)
{
    struct ledger_log *log[ASK_LOGS] = { s->log, s->exchange ? exchange_log(s->exchange) : NULL };

    for (size_t i = 0; i < ASK_LOGS; i++) {
        witness_ask_fetch(s->ask, i, log[i]);
        ledger_state_write(&s->state[i], log[i], &s->conf, s->ask, i == 1 ? s->exchange : NULL, s->problem[i],
                           time_now());
    }
}

static void rest(struct signing *s, int64_t now)
{
    if (now >= s->rested && now - s->rested < REST_EVERY_S)
        return;
    s->rested = now;
    db_pool_rest(s->pool, REST_MS);
    malloc_trim(0); /* a closed connection's schema was thousands of small pieces, which glibc would keep */
}

/* What is new is signed within half a second; the last of it when the process is told to stop. Neither log waits for the
 * other: one that cannot go on is said, and tried again. */
static int sign_until_told(struct signing *s)
{
    struct pollfd p = { .fd = s->signals, .events = POLLIN };
    bool stop = false, ok = true;

    start_witnesses(s);
    s->patient = true;
    while (!stop) {
        struct err e = { 0 };

        stop = poll(&p, 1, LOOK_MS) > 0;
        ok = told(s->problem[0], take_changes(s, &e), &e);
        e = (struct err){ 0 };
        ok = told(s->problem[1], take_exchanges(s, stop, &e) && retain(s, time_now(), &e), &e) && ok;
        after_signing(s);
        rest(s, time_now());
    }
    witness_ask_stop(s->ask);
    witness_serve_stop(s->serve);
    return ok ? 0 : 1;
}

/* After a restore of an older copy: the log goes on under another name, and says so in its first leaf. */
static int begin_anew(const char *dir, const char *log, struct err *e)
{
    if (strcmp(log, LEDGER_EXCHANGES) != 0) {
        err_set(e, ERR_INPUT, T("Asal baru hanya untuk buku besar " LEDGER_EXCHANGES ", bukan %s."), log);
        return app_failed(e);
    }
    if (!exchange_restart(dir, time_now(), e))
        return app_failed(e);
    puts(T("Buku besar pertukaran dimulai lagi dengan asal baru; daun pertamanya menyebut yang lama."));
    return 0;
}

int cmd_ledger(int argc, char **argv)
{
    const char *data = NULL;
    bool once = false;
    const char *new_origin = NULL;
    const struct args_option options[] = { { "data", &data, NULL },
                                           { "asal-baru", &new_origin, NULL },
                                           { "once", NULL, &once } };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 3 };
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
    s.dir = data;
    s.a = a;
    if (new_origin)
        code = begin_anew(data, new_origin, &e);
    else if (!open_all(&s, &e) || (once && (!take_changes(&s, &e) || !take_exchanges(&s, true, &e))))
        code = app_failed(&e);
    else
        code = once ? 0 : sign_until_told(&s);
    exchange_close(s.exchange);
    note_signer_clear(&s.exchange_signer);
    ledger_log_close(s.log);
    db_pool_close(s.pool);
    if (s.signals >= 0)
        close(s.signals);
    arena_free(a);
    return code;
}

/* SPDX-License-Identifier: MIT
 * app/cmd_app.c -- prasasti app: pages and API on a unix socket behind nginx, and the jobs beside them. */
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "api/api.h"
#include "app/args.h"
#include "app/auth.h"
#include "app/cmd.h"
#include "app/hub_job.h"
#include "app/hub_traffic.h"
#include "app/daily.h"
#include "app/nginx_conf.h"
#include "app/oauth.h"
#include "app/oauth_judge.h"
#include "app/open.h"
#include "app/paths.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "page/page.h"
#include "rule/region_version.h"

static const char usage[] =
    T("prasasti app --data FOLDER\n"
      "  melayani halaman dan API di soket; biasanya dijalankan oleh prasasti serve\n");

enum {
    KEY_BYTES = 32,
    SETTLE_MS = 200,
    TICK_MS = 60 * 1000,
    REST_MS = 10 * 1000,
    VERSION_MS = 2000,
    GRACE_MS = 3000
};
/* A whole office comes from one address: one attempt a second, and a minute's worth at once when the day begins. */
enum { LOGIN_ADDRESSES = 4096, LOGINS_PER_MINUTE = 60, LOGINS_AT_ONCE = 60 };
/* Calendar programs of a whole office, which all ask when the hour strikes. */
enum { FEEDS_PER_MINUTE = 120, FEEDS_AT_ONCE = 240 };

struct app {
    struct region *region;
    struct arena *a;
    struct web_table tables[3];
    struct web_conf conf;
    struct web_server *server;
    struct auth auth;
    struct hub_job *hub;
    struct hub_traffic *traffic;
    struct oauth *oauth;
    struct daily *daily;
    int signals;
    bool damaged; /* said already that the regulation in force cannot be loaded */
};

/* The key for forms of people who are not logged in; made once, kept beside the data. */
static bool load_key(struct app *app, const char *dir, struct err *e)
{
    const char *path = paths_join(dir, "run/kunci-formulir", app->a);
    uint8_t fresh[KEY_BYTES];

    if (!file_exists(path)) {
        bytes_random(fresh, sizeof fresh);
        if (!file_write_atomic(path, (struct sv){ (const char *) fresh, sizeof fresh }, 0600, e))
            return false;
    }
    return file_read(path, KEY_BYTES, app->a, &app->conf.key, e);
}

static bool prepare(struct app *app, const char *dir, struct err *e)
{
    const char *uploads = paths_join(dir, "run/unggahan", app->a), *dist = NULL;
    struct err absent = { 0 };
    sigset_t set;

    if (!file_mkdirs(uploads, 0700, e) || !load_key(app, dir, e) ||
        !oauth_open(dir, app->region->records.now, &app->oauth, e))
        return false;
    if (paths_share(SV("web/dist"), app->a, &dist, &absent) && !page_assets_load(dist, e))
        return false;
    app->tables[0] = page_routes();
    app->tables[1] = api_routes();
    app->tables[2] = oauth_routes(app->oauth);
    app->conf.listen_fd = -1;
    app->conf.socket_path = paths_join(dir, "run/app.sock", app->a);
    app->conf.upload_dir = uploads;
    app->conf.tables = app->tables;
    app->conf.n_tables = sizeof app->tables / sizeof app->tables[0];
    app->conf.ctx =
        (struct web_ctx *) app->region; /* opaque to web/: page and api take it back as what it is */
    app->auth = (struct auth){ app->region, limit_new(LOGIN_ADDRESSES, LOGINS_PER_MINUTE, LOGINS_AT_ONCE) };
    app->conf.auth = auth_of_region(&app->auth);
    app->conf.guesses = limit_new(LOGIN_ADDRESSES, FEEDS_PER_MINUTE, FEEDS_AT_ONCE);
    app->conf.failure_page = page_failure;
    app->conf.connections_max = NGINX_APP_CONNECTIONS;
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL); /* before threads start: they inherit it */
    app->signals = signalfd(-1, &set, SFD_CLOEXEC);
    return app->signals >= 0 || err_errno(e, T("Menyiapkan sinyal"));
}

/* Norms follow changes within 200 ms and the day within a minute; nobody waits for it. Under a stream of changes judging
 * takes at most a fifth of the time: the next one waits five times as long as the last one took. Whoever reads a norm
 * settles it himself, so he never waits for this job. */
static int settle_if_dirty(struct app *app)
{
    struct err e = { 0 };
    int64_t begun = time_now_ms();
    int64_t pause;

    if ((!app_settle(app->region, &e) || !app_warm(app->region, &e)) && e.kind != ERR_BUSY)
        log_line(LOG_ERROR, "jobs", "%s (%s)", e.text, e.cause);
    pause = 5 * (time_now_ms() - begun);
    return pause < SETTLE_MS ? SETTLE_MS : pause > TICK_MS ? TICK_MS : (int) pause;
}

/* The day of another regulation has come. It is loaded once beside the present one: a pack that was damaged since it was
 * taken up must not leave the region without its pages, so this process then goes on as it is and says so. */
static bool another_begins(struct app *app)
{
    struct arena *a = arena_new(4 * 1024 * 1024);
    struct region *probe = NULL;
    struct problems ps;
    struct err e = { 0 };
    struct db *db = NULL;
    bool begins = false, ok;

    problems_init(&ps, a, 5);
    ok = db_lease(app->region->pool, DB_READ, SETTLE_MS, &db, &e) &&
         region_outdated(app->region, db, &begins, &e);
    if (ok && begins)
        ok = region_begins(app->region, db, a, &probe, &ps, &e);
    db_release(db);
    if (!ok && begins && !app->damaged)
        log_line(LOG_ERROR, "jobs", "%s (%.*s)", e.text, ps.n ? (int) ps.items[0].text.n : 0,
                 ps.n ? ps.items[0].text.p : "");
    app->damaged = begins && !ok;
    if (ok && begins)
        log_line(LOG_INFO, "jobs", T("peraturan %.*s mulai berlaku; aplikasi dimulai lagi"),
                 SV_FMT(probe->regulation_id));
    region_close(probe);
    arena_free(a);
    return ok && begins;
}

static void run_until_told(struct app *app)
{
    struct pollfd p = { .fd = app->signals, .events = POLLIN };
    int64_t last = time_now_ms(), looked = last;
    struct date day = region_today(app->region);
    int pause = SETTLE_MS;

    while (poll(&p, 1, pause) == 0) {
        /* Before judging: the new day is the new regulation's. */
        struct date today = region_today(app->region);

        if (date_cmp(today, day) != 0 || time_now_ms() - looked >= (app->damaged ? TICK_MS : VERSION_MS)) {
            looked = time_now_ms();
            day = today;
            if (another_begins(app))
                return;
        }
        pause = settle_if_dirty(app);
        if (time_now_ms() - last < TICK_MS)
            continue;
        last = time_now_ms();
        db_pool_checkpoint(app->region->pool);
        db_pool_rest(app->region->pool, REST_MS);
        malloc_trim(0); /* glibc keeps what was freed for each thread that ever asked */
    }
}

/* A hub that cannot start takes nobody's pages away. */
static void start_hub(struct app *app)
{
    struct problems ps;
    struct err e = { 0 };

    problems_init(&ps, app->a, 20);
    if (!hub_job_start(app->region, &app->hub, &ps, &e)) {
        app_print_problems(&ps);
        log_line(LOG_ERROR, "hub", "%s (%s)", e.text, e.cause);
    }
    if (!hub_traffic_start(app->region, &app->traffic, &e))
        log_line(LOG_ERROR, "hub", "%s (%s)", e.text, e.cause);
}

int cmd_app(int argc, char **argv)
{
    const char *data = NULL;
    const struct args_option options[] = { { "data", &data, NULL } };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 1 };
    struct app app = { .signals = -1 };
    struct err e = { 0 };
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data)
        return args_wrong(&spec, T("--data harus diisi"));
    app.region = app_open_region(data);
    if (!app.region)
        return 1;
    app.a = arena_new(16 * 1024 * 1024);
    code = 1;
    if (!prepare(&app, data, &e) || !daily_start(app.region, &app.daily, &e) ||
        !web_start(&app.conf, &app.server, &e)) {
        app_failed(&e);
        goto out;
    }
    start_hub(&app);
    run_until_told(&app);
    web_stop(app.server, GRACE_MS);
    code = 0;
out:
    hub_traffic_stop(app.traffic);
    hub_job_stop(app.hub);
    daily_stop(app.daily);
    if (app.signals >= 0)
        close(app.signals);
    oauth_close(app.oauth);
    limit_free(app.auth.logins);
    limit_free(app.conf.guesses);
    region_close(app.region);
    arena_free(app.a);
    return code;
}

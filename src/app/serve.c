/* SPDX-License-Identifier: MIT
 * app/serve.c -- `prasasti serve`: starts nginx, the application and the ledger, keeps them alive, stops them cleanly.
 *
 * One loop waits for signals, delivered through a descriptor. Before the first page has answered, a child that gives up
 * (it has said why) ends everything with code 1: a configuration that cannot work is not tried for ever. Afterwards
 * whatever dies is started again, after 100 ms first and up to 10 s when it keeps dying.
 * Stopping takes turns, so that no request and no event is lost: nginx finishes what it has begun, then the application
 * ends, then the ledger seals the last events; after 4.5 seconds whoever is left is killed. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/nginx_conf.h"
#include "app/paths.h"
#include "app/serve_priv.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NGINX, APP, LEDGER, CHILDREN };
enum stage { RUNNING, NGINX_ENDS, APP_ENDS, LEDGER_ENDS, KILLED };
enum { APP_TURN_MS = 2000, LEDGER_TURN_MS = 3800, KILL_MS = 4500 }; /* after the stop began */
enum {
    TRIES_BEFORE_READY = 5,
    SLOW_MS = 20000,
    ERROR_LOG_MAX = 10 * 1024 * 1024,
    FILES_WANTED = NGINX_CONNECTIONS
};

struct serve {
    const char *data, *socket;
    struct serve_place place, hub_place; /* hub_place: for programs with certificates; empty: none */
    bool tls, ready, slow_said;
    struct child child[CHILDREN];
    pid_t probe; /* the child that waits for the first page; 0: none */
    const char *notify;
    int signals, lock;
    enum stage stage;
    int64_t begun_ms, stop_ms;
    int code;
};

/* --- before anything starts ----------------------------------------------------------------------------------------- */

/* One supervisor for each data folder, as long as its process lives. The file names it for whoever comes second. */
static bool take_lock(struct serve *s, struct arena *a, struct err *e)
{
    const char *path = paths_join(s->data, "run/serve.lock", a);
    char pid[24] = "";

    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (s->lock < 0)
        return err_errno(e, arena_printf(a, T("Membuka %s"), path).p);
    if (flock(s->lock, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK)
            return err_errno(e, arena_printf(a, T("Mengunci %s"), path).p);
        ssize_t n = read(s->lock, pid, sizeof pid - 1);
        pid[n > 0 ? n : 0] = '\0';
        err_set(e, ERR_CONFLICT, T("Folder data %s sedang dilayani proses lain (%s)"), s->data, pid);
        return err_hint(e, T("Hentikan proses itu dulu, atau pakai folder data lain."));
    }
    int n = snprintf(pid, sizeof pid, "%d", (int) getpid());
    if (ftruncate(s->lock, 0) < 0 || pwrite(s->lock, pid, (size_t) n, 0) != n)
        return err_errno(e, arena_printf(a, T("Menulis %s"), path).p);
    return true;
}

/* Debian keeps nginx where the search path of ordinary users does not look. */
static bool find_nginx(struct arena *a, const char **out, struct err *e)
{
    static const char usual[] = "/usr/sbin:/usr/local/sbin:/usr/local/nginx/sbin:/opt/nginx/sbin:";
    const char *env = getenv("PATH");
    struct sv rest = arena_printf(a, "%s%s", usual, env ? env : ""), dir;

    while (sv_cut(&rest, ':', &dir)) {
        const char *path = arena_printf(a, "%.*s/nginx", SV_FMT(dir)).p;
        if (!sv_empty(dir) && access(path, X_OK) == 0) {
            *out = path;
            return true;
        }
    }
    err_set(e, ERR_MISSING, T("Program nginx tidak ditemukan"));
    return err_hint(e, T("Pasang dengan: apt-get install nginx (atau make deps)."));
}

static unsigned worker_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    return cores < 1 ? 1 : cores > 4 ? 4 : (unsigned) cores;
}

/* For the children too. Returns how many files each may open; 0: nobody knows. */
static unsigned raise_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 0;
    if (files.rlim_cur < FILES_WANTED) {
        files.rlim_cur = files.rlim_max < FILES_WANTED ? files.rlim_max : FILES_WANTED;
        (void) setrlimit(RLIMIT_NOFILE, &files);
    }
    return files.rlim_cur > FILES_WANTED ? FILES_WANTED : (unsigned) files.rlim_cur;
}

/* A log that nobody reads must not fill the disk: one older file is kept. */
static void turn_error_log(const char *path, struct arena *a)
{
    struct stat st;

    if (stat(path, &st) == 0 && st.st_size > ERROR_LOG_MAX)
        (void) rename(path, arena_printf(a, "%s.1", path).p);
}

static char **argv_of(struct arena *a, const char *const *words, size_t n)
{
    char **argv = ARENA_ARRAY(a, char *, n + 1);

    for (size_t i = 0; i < n; i++) { /* execv() wants them writable */
        argv[i] = arena_alloc(a, strlen(words[i]) + 1);
        memcpy(argv[i], words[i], strlen(words[i]));
    }
    return argv;
}

static bool prepare_nginx(struct serve *s, struct arena *a, struct err *e)
{
    const char *cert = paths_join(s->data, "tls/sertifikat.pem", a),
               *key = paths_join(s->data, "tls/kunci.pem", a);
    const char *log = paths_join(s->data, "run/nginx/error.log", a), *dist = NULL, *program = NULL,
               *file = NULL;
    const struct passwd *owner = geteuid() == 0 ? getpwuid(0) : NULL;
    struct err absent;

    if (!paths_share(SV("web/dist"), a, &dist, &absent))
        log_line(LOG_WARN, "serve", "%s", absent.text); /* pages work without their styles */
    struct nginx_conf conf = { .data = s->data,
                               .dist = dist,
                               .socket = s->socket,
                               .listen = s->place.listen,
                               .user = owner ? owner->pw_name : NULL,
                               .workers = worker_count(),
                               .files = raise_files(),
                               .hub = paths_hub(a),
                               .hub_listen = s->hub_place.listen[0] ? s->hub_place.listen : NULL,
                               .cert = s->tls ? cert : NULL,
                               .key = s->tls ? key : NULL };
    if (!find_nginx(a, &program, e) || !nginx_conf_save(&conf, a, &file, e))
        return false;
    turn_error_log(log, a);
    const char *const words[] = {
        program, "-e", log, "-p", paths_join(s->data, "run/nginx/", a), "-c", file
    };
    s->child[NGINX] =
        (struct child){ .name = T("nginx"), .argv = argv_of(a, words, sizeof words / sizeof words[0]) };
    return true;
}

/* A second port, over TLS only: there programs show their certificates. */
static bool prepare_hub(struct serve *s, const char *bind_to, int64_t port, struct arena *a, struct err *e)
{
    if (!port)
        return true;
    if (!paths_hub(a)) {
        err_set(e, ERR_INPUT, T("Penghubung tidak ikut dibangun, jadi portanya tidak dapat dibuka"));
        return err_hint(e, T("Pasang paket nginx-dev lalu bangun ulang, atau jalankan tanpa --hub-port."));
    }
    if (!s->tls) {
        err_set(e, ERR_INPUT, T("Porta penghubung perlu sertifikat server"));
        return err_hint(
            e,
            T("Taruh tls/sertifikat.pem dan tls/kunci.pem di folder data, atau jalankan tanpa --hub-port."));
    }
    return serve_place_make(bind_to, port, true, &s->hub_place, e) && serve_place_free(&s->hub_place, e);
}

struct serve_options {
    const char *data, *bind_to;
    int64_t port, hub_port; /* hub_port 0: none */
};

static bool prepare(struct serve *s, const struct serve_options *o, struct arena *a, struct err *e)
{
    if (!paths_data(o->data, a, &s->data, e))
        return false;
    s->socket = paths_join(s->data, "run/app.sock", a);
    s->tls = file_exists(paths_join(s->data, "tls/sertifikat.pem", a));
    if (!file_mkdirs(paths_join(s->data, "run", a), 0755, e) || !take_lock(s, a, e))
        return false;
    if (!serve_place_make(o->bind_to, o->port, s->tls, &s->place, e) || !serve_place_free(&s->place, e))
        return false;
    if (!prepare_hub(s, o->bind_to, o->hub_port, a, e) || !prepare_nginx(s, a, e))
        return false;
    if (unlink(s->socket) < 0 && errno != ENOENT) /* left by a process that was killed */
        return err_errno(e, arena_printf(a, T("Menghapus %s"), s->socket).p);
    const char *self = paths_self(a);
    const char *const app[] = { self, "app", "--data", s->data }, *const ledger[] = { self, "ledger",
                                                                                      "--data", s->data };
    s->child[APP] = (struct child){ .name = T("aplikasi"), .argv = argv_of(a, app, 4) };
    s->child[LEDGER] = (struct child){ .name = T("buku besar"), .argv = argv_of(a, ledger, 4) };
    return arena_ok(a, e);
}

/* From here on signals wait for the loop, and orphans of our children become ours, to be counted out. */
static bool prepare_process(struct serve *s, struct err *e)
{
    sigset_t set;

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    s->notify = getenv("NOTIFY_SOCKET");
    return s->signals >= 0 || err_errno(e, T("Menyiapkan sinyal"));
}

/* --- the loop --------------------------------------------------------------------------------------------------------- */

static void begin_stop(struct serve *s, int code)
{
    if (s->stage != RUNNING)
        return;
    serve_notify(s->notify, "STOPPING=1");
    s->stage = NGINX_ENDS;
    s->stop_ms = time_now_ms();
    s->code = code;
    if (s->probe > 0)
        kill(s->probe, SIGKILL);
    child_signal(&s->child[NGINX], SIGQUIT); /* finish what was begun, take nothing new */
}

static bool all_gone(const struct serve *s)
{
    for (size_t i = 0; i < CHILDREN; i++)
        if (s->child[i].pid)
            return false;
    return true;
}

/* Each turn comes when the one before has ended or its time is over. */
static void go_on_stopping(struct serve *s, int64_t now)
{
    int64_t t = now - s->stop_ms;

    if (s->stage == NGINX_ENDS && (!s->child[NGINX].pid || t >= APP_TURN_MS)) {
        child_signal(&s->child[NGINX], SIGTERM);
        child_signal(&s->child[APP], SIGTERM);
        s->stage = APP_ENDS;
    }
    if (s->stage == APP_ENDS && (!s->child[APP].pid || t >= LEDGER_TURN_MS)) {
        child_signal(&s->child[LEDGER], SIGTERM);
        s->stage = LEDGER_ENDS;
    }
    if (s->stage == LEDGER_ENDS && t >= KILL_MS) {
        for (size_t i = 0; i < CHILDREN; i++)
            child_kill(&s->child[i]);
        s->stage = KILLED;
    }
}

static void start_child(struct serve *s, struct child *c, int64_t now)
{
    struct err e = { 0 };

    if (child_start(c, &e))
        return;
    log_line(LOG_ERROR, "serve", "%s: %s (%s)", c->name, e.text, e.cause);
    if (c->pid == 0)
        child_ended(c, now); /* fork() failed: wait like after any other end */
    if (!s->ready)
        begin_stop(s, 1);
}

static void on_ready(struct serve *s)
{
    s->ready = true;
    serve_notify(s->notify, "READY=1");
    printf(T("Prasasti siap di %s  (Ctrl-C untuk berhenti)\n"), s->place.url);
    fflush(stdout);
}

/* Says how it ended and decides what follows. */
static void on_child_end(struct serve *s, struct child *c, int status)
{
    int64_t now = time_now_ms();

    child_ended(c, now);
    if (s->stage != RUNNING)
        return;
    bool gave_up = WIFEXITED(status) && (WEXITSTATUS(status) == 1 || WEXITSTATUS(status) == 2);
    if (!s->ready && (gave_up || c->failures > TRIES_BEFORE_READY)) {
        app_say(T("%s tidak dapat dimulai; Prasasti berhenti."), c->name);
        begin_stop(s, 1);
        return;
    }
    log_line(LOG_WARN, "serve", T("%s berhenti (%s %d); dimulai lagi dalam %lld ms"), c->name,
             WIFSIGNALED(status) ? T("sinyal") : T("kode"),
             WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), (long long) (c->again_ms - now));
}

static void reap(struct serve *s)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == s->probe) {
            s->probe = 0;
            if (s->stage == RUNNING && WIFEXITED(status) && WEXITSTATUS(status) == 0)
                on_ready(s);
        }
        for (size_t i = 0; i < CHILDREN; i++)
            if (pid == s->child[i].pid)
                on_child_end(s, &s->child[i], status);
    }
}

static void read_signals(struct serve *s)
{
    struct signalfd_siginfo got;

    while (read(s->signals, &got, sizeof got) == (ssize_t) sizeof got) {
        if (got.ssi_signo == SIGCHLD)
            continue;            /* reap() looks after every wake: signals of one kind melt into one */
        if (s->stage != RUNNING) /* asked twice: nobody is given more time to finish */
            s->stop_ms -= LEDGER_TURN_MS;
        begin_stop(s, 0);
    }
}

static void start_what_is_due(struct serve *s, int64_t now)
{
    for (size_t i = 0; i < CHILDREN && s->stage == RUNNING; i++)
        if (!s->child[i].pid && s->child[i].again_ms <= now)
            start_child(s, &s->child[i], now);
    if (!s->ready && !s->slow_said && now - s->begun_ms > SLOW_MS) {
        app_say(T("aplikasi masih bersiap; halaman pertama belum menjawab."));
        s->slow_said = true;
    }
}

static int wait_ms(const struct serve *s, int64_t now)
{
    int64_t least = s->stage != RUNNING ? 50 : s->ready ? 60 * 1000 : 1000;

    for (size_t i = 0; i < CHILDREN; i++)
        if (!s->child[i].pid && s->stage == RUNNING && s->child[i].again_ms - now < least)
            least = s->child[i].again_ms - now;
    return least < 0 ? 0 : (int) least;
}

static void start_probe(struct serve *s)
{
    s->probe = child_fork();
    if (s->probe == 0) {
        serve_wait_page(&s->place, s->tls, s->socket);
        _exit(0);
    }
}

static void loop(struct serve *s)
{
    struct pollfd fd = { .fd = s->signals, .events = POLLIN };

    s->begun_ms = time_now_ms();
    start_what_is_due(s, s->begun_ms);
    start_probe(s);
    while (s->stage == RUNNING || !all_gone(s)) {
        poll(&fd, 1, wait_ms(s, time_now_ms()));
        read_signals(s);
        reap(s);
        if (s->stage == RUNNING)
            start_what_is_due(s, time_now_ms());
        else
            go_on_stopping(s, time_now_ms());
    }
    while (s->probe > 0 && waitpid(s->probe, NULL, 0) < 0 && errno == EINTR)
        ;
}

int cmd_serve(int argc, char **argv)
{
    const char *port_text = "8080", *hub_text = "0";
    struct serve_options o = { .bind_to = "127.0.0.1" };
    const struct args_option options[] = { { "data", &o.data, NULL },
                                           { "port", &port_text, NULL },
                                           { "hub-port", &hub_text, NULL },
                                           { "bind", &o.bind_to, NULL } };
    const struct args_spec spec = { .usage =
                                        "prasasti serve --data DIR [--port N] [--hub-port N] [--bind IP]",
                                    .options = options,
                                    .n_options = sizeof options / sizeof options[0] };
    struct serve s = { .signals = -1, .lock = -1 };
    struct err e = { 0 };
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!o.data)
        return args_wrong(&spec, T("pilihan --data belum disebut"));
    if (!args_number(port_text, 1, 65535, &o.port))
        return args_wrong(&spec, T("--port %s bukan nomor porta (1 sampai 65535)"), port_text);
    if (!args_number(hub_text, 0, 65535, &o.hub_port))
        return args_wrong(&spec, T("--hub-port %s bukan nomor porta (1 sampai 65535)"), hub_text);

    struct arena *a = arena_new(1024 * 1024);
    if (prepare(&s, &o, a, &e) && prepare_process(&s, &e)) {
        app_say(T(
            "di mesin ini nginx, aplikasi, dan buku besar berjalan sebagai satu pengguna, tanpa pemisahan."));
        loop(&s);
        code = s.code;
    } else {
        code = app_failed(&e);
    }
    if (s.signals >= 0)
        close(s.signals);
    if (s.lock >= 0)
        close(s.lock);
    arena_free(a);
    return code;
}

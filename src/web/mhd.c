/* SPDX-License-Identifier: MIT
 * web/mhd.c -- the only file that knows libmicrohttpd (0.9.75): sockets and threads on one side, exchanges on the other.
 *
 * Facts this file rests on, each held by a test of test_web_live.c:
 * - A response queued at the first call closes the connection, so answers are queued at the last one, except where the
 *   client waits for "100 Continue" or would send more than we care to read.
 * - The idle time-out is checked again when a handler returns; one that worked for longer would lose its answer. Setting
 *   the connection's time-out from 0 to its value counts as activity.
 * - A buffer given as MHD_RESPMEM_PERSISTENT is not read after the completion callback, which is where we reuse it. */
#include <microhttpd.h>

#include "web/exchange.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

enum { KIB = 1024, MIB = 1024 * 1024, STREAM_BLOCK = 64 * KIB, SLOW_MS = 500 };

/* --- connections ------------------------------------------------------------------------------------------------------ */

struct connection {
    struct web_exchange x;
    struct MHD_Connection *mhd;
    struct sv target;
};

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct web_server *s = cls;
    struct connection *c = *socket_context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        c = calloc(1, sizeof *c); /* NULL: each request on it is given up */
        if (c) {
            exchange_init(&c->x, s);
            c->mhd = mhd;
        }
        *socket_context = c;
    } else if (c) {
        exchange_clear(&c->x);
        free(c);
        *socket_context = NULL;
    }
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

/* The target as sent, before the library takes it apart. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
    struct connection *c = connection_of(mhd);

    (void) cls;
    if (c)
        c->target = arena_dup(c->x.a, sv_of(uri));
    return NULL;
}

/* We decode ourselves, once. */
static size_t no_unescape(void *cls, struct MHD_Connection *mhd, char *s)
{
    (void) cls;
    (void) mhd;
    return strlen(s);
}

/* Work that took long counts as activity. */
static void still_here(struct connection *c, int64_t since_ms)
{
    if (time_now_ms() - since_ms < SLOW_MS)
        return;
    MHD_set_connection_option(c->mhd, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
    MHD_set_connection_option(c->mhd, MHD_CONNECTION_OPTION_TIMEOUT, c->x.s->conf.idle_s);
}

/* --- answers ---------------------------------------------------------------------------------------------------------- */

static ssize_t on_pull(void *cls, uint64_t pos, char *out, size_t max)
{
    struct connection *c = cls;
    struct web_out *o = &c->x.out;

    (void) pos;
    if (o->sent == o->chunk.n) {
        int64_t since = time_now_ms();
        if (o->last)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (!response_pull(&c->x))
            return MHD_CONTENT_READER_END_WITH_ERROR;
        still_here(c, since);
        if (o->chunk.n == 0)
            return MHD_CONTENT_READER_END_OF_STREAM;
    }
    size_t n = o->chunk.n - o->sent < max ? o->chunk.n - o->sent : max;
    memcpy(out, o->chunk.p + o->sent, n);
    o->sent += n;
    return (ssize_t) n;
}

static ssize_t on_nothing(void *cls, uint64_t pos, char *out, size_t max)
{
    (void) cls;
    (void) pos;
    (void) out;
    (void) max;
    return MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *response_make(struct connection *c)
{
    struct web_out *o = &c->x.out;
    struct buf *b = &c->x.body;
    struct MHD_Response *r = NULL;

    /* 304 must not say that the length is 0: a cache would believe it of the page. */
    if (c->x.res.status == 304)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, on_nothing, NULL, NULL);
    switch (o->kind) {
    case REPLY_BUFFER:
        r = MHD_create_response_from_buffer(b->n, b->p ? b->p : (void *) "", MHD_RESPMEM_PERSISTENT);
        break;
    case REPLY_FD:
        r = MHD_create_response_from_fd_at_offset64((uint64_t) o->fd_size, o->fd, (uint64_t) o->fd_from);
        if (r)
            o->fd = -1; /* the response closes it */
        break;
    case REPLY_STREAM:
        r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, on_pull, c, NULL);
        break;
    }
    return r;
}

static enum MHD_Result send_answer(struct connection *c)
{
    struct web_out *o = &c->x.out;
    struct MHD_Response *r = response_make(c);
    enum MHD_Result ok = r ? MHD_YES : MHD_NO;

    for (size_t i = 0; ok == MHD_YES && i < o->n; i++) {
        /* Names are literals, values had their control characters taken out: the copy is a C string. */
        const char *value = sv_cstr(o->headers[i].value, c->x.a);
        ok = value ? MHD_add_response_header(r, o->headers[i].name.p, value) : MHD_YES;
    }
    if (ok == MHD_YES && atomic_load(&c->x.s->stopping))
        ok = MHD_add_response_header(r, MHD_HTTP_HEADER_CONNECTION, "close");
    if (ok == MHD_YES)
        ok = MHD_queue_response(c->mhd, (unsigned) c->x.res.status, r);
    if (r)
        MHD_destroy_response(r); /* the connection holds its own reference */
    return ok;
}

/* --- requests --------------------------------------------------------------------------------------------------------- */

struct collecting {
    struct arena *a;
    struct web_field *items;
    size_t n, cap;
    bool too_many;
};

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n,
                                 const char *value, size_t value_n)
{
    struct collecting *to = cls;

    (void) kind;
    if (to->n >= WEB_HEADERS_MAX) {
        to->too_many = true;
        return MHD_NO;
    }
    struct web_field *h = ARENA_PUSH(to->a, to->items, to->n, to->cap);
    *h = (struct web_field){ { key, key_n }, { value ? value : "", value_n } };
    return MHD_YES;
}

static void begin(struct connection *c, const char *method)
{
    struct collecting to = { .a = c->x.a };

    MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, on_header, &to);
    exchange_begin(&c->x, &(struct web_head){ .method = sv_of(method),
                                              .target = c->target,
                                              .headers = to.items,
                                              .n = to.n,
                                              .too_many = to.too_many });
}

/* Waiting for the body would be rude (the client asks first) or long. */
static bool answer_at_once(const struct web_exchange *x)
{
    if (!x->refused && !x->answered)
        return false;
    return x->in.expects || (x->in.declared > 0 && (uint64_t) x->in.declared > x->s->conf.drain_max);
}

static enum MHD_Result end(struct connection *c)
{
    int64_t since = time_now_ms();

    exchange_end(&c->x);
    still_here(c, since);
    return send_answer(c);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                                  const char *version, const char *data, size_t *n, void **state)
{
    struct connection *c = connection_of(mhd);

    (void) cls;
    (void) url;
    (void) version;
    if (!c)
        return MHD_NO;
    if (!*state) {
        *state = c;
        begin(c, method);
        return answer_at_once(&c->x) ? end(c) : MHD_YES;
    }
    if (*n) {
        bool ok = exchange_body(&c->x, (struct sv){ data, *n });
        *n = 0;
        return ok ? MHD_YES : MHD_NO;
    }
    return end(c);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct connection *c = *state;

    (void) cls;
    (void) mhd;
    (void) code;
    if (c)
        exchange_done(&c->x);
    *state = NULL;
}

/* --- the server ------------------------------------------------------------------------------------------------------- */

static void on_words(void *cls, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));
/* The library also tells of every client that hung up, and of what we have logged already: only its own troubles are
 * worth a line. */
static bool own_trouble(const char *fmt)
{
    return strstr(fmt, "accept") || strstr(fmt, "limit") || strstr(fmt, "thread") || strstr(fmt, "memory");
}

static void on_words(void *cls, const char *fmt, va_list args)
{
    char text[300];
    int n = own_trouble(fmt) ? vsnprintf(text, sizeof text, fmt, args) : 0;

    (void) cls;
    if (n <= 0)
        return;
    while (n > 0 && n < (int) sizeof text && text[n - 1] == '\n')
        text[--n] = '\0';
    log_line(LOG_WARN, "web", "libmicrohttpd: %s", text);
}

static bool somebody_answers(const struct sockaddr_un *at)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = fd >= 0 && connect(fd, (const struct sockaddr *) at, sizeof *at) == 0;

    if (fd >= 0)
        close(fd);
    return yes;
}

bool web_listen(const char *path, unsigned mode, int *fd, struct err *e)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    size_t n = path ? strlen(path) : 0;

    if (n == 0 || n >= sizeof at.sun_path) {
        err_set(e, ERR_FAULT, T("Jalur soket \"%s\" kosong atau lebih panjang dari %zu huruf"),
                path ? path : "", sizeof at.sun_path - 1);
        return err_hint(e, T("Pakai folder data dengan jalur yang lebih pendek."));
    }
    memcpy(at.sun_path, path, n);
    if (somebody_answers(&at)) {
        err_set(e, ERR_CONFLICT, T("Soket %s sedang dipakai proses lain"), path);
        return err_hint(e, T("Hentikan dahulu server yang memakai folder data ini."));
    }
    unlink(path);
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* bind() makes the file with the umask's mode; it becomes reachable only with listen(), after chmod(). */
    if (s < 0 || bind(s, (struct sockaddr *) &at, sizeof at) != 0 || chmod(path, mode) != 0 ||
        listen(s, 1024) != 0) {
        err_errno(e, T("Membuka soket server"));
        if (s >= 0)
            close(s);
        return false;
    }
    *fd = s;
    return true;
}

static void defaults(struct web_conf *c)
{
    c->socket_mode = c->socket_mode ? c->socket_mode : 0660;
    c->login_path = c->login_path.p ? c->login_path : SV("/masuk");
    c->api_prefix = c->api_prefix.p ? c->api_prefix : SV("/api/");
    c->connections_max = c->connections_max ? c->connections_max : 2048;
    c->idle_s = c->idle_s ? c->idle_s : 75;
    c->body_s = c->body_s ? c->body_s : 600;
    c->arena_max = c->arena_max ? c->arena_max : (size_t) 32 * MIB;
    c->answer_max = c->answer_max ? c->answer_max : (size_t) 64 * MIB;
    c->spool_from = c->spool_from ? c->spool_from : (size_t) 64 * KIB;
    c->drain_max = c->drain_max ? c->drain_max : (size_t) 1024 * MIB;
    c->stack_bytes = c->stack_bytes ? c->stack_bytes : (size_t) MIB;
}

static struct MHD_Daemon *daemon_start(struct web_server *s, int fd)
{
    const struct web_conf *c = &s->conf;

    return MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
                                MHD_USE_ITC | MHD_USE_ERROR_LOG,
                            0, NULL, NULL, on_request, s,               /* */
                            MHD_OPTION_EXTERNAL_LOGGER, on_words, NULL, /* first, to hear of the others */
                            MHD_OPTION_LISTEN_SOCKET, fd,               /* */
                            MHD_OPTION_CONNECTION_LIMIT, c->connections_max, /* */
                            MHD_OPTION_CONNECTION_TIMEOUT, c->idle_s,        /* */
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t) 32 * KIB,                            /* heads above are refused by it */
                            MHD_OPTION_THREAD_STACK_SIZE, c->stack_bytes, /* */
                            MHD_OPTION_STRICT_FOR_CLIENT, 1,              /* */
                            MHD_OPTION_URI_LOG_CALLBACK, on_target, s,    /* */
                            MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, NULL, /* */
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,  /* */
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,    /* */
                            MHD_OPTION_END);
}

static void server_free(struct web_server *s)
{
    arena_free(s->a);
    free(s);
}

static bool server_open(struct web_server *s, struct err *e)
{
    uint64_t random;
    int fd = s->conf.listen_fd;

    assert(s->conf.key.n == 32 && "the key has 32 bytes");
    bytes_random(&random, sizeof random);
    snprintf(s->prefix, sizeof s->prefix, "%016llx", (unsigned long long) random);
    if (!router_make(s->conf.tables, s->conf.n_tables, s->a, &s->router, e) ||
        !spool_dir_open(&s->spool, s->conf.upload_dir, e))
        return false;
    if (fd < 0 && !web_listen(s->conf.socket_path, s->conf.socket_mode, &fd, e))
        return false;
    s->daemon = daemon_start(s, fd);
    if (s->daemon)
        return true;
    err_set(e, ERR_FAULT, T("Server HTTP tidak dapat dimulai"));
    err_cause(e, "MHD_start_daemon: errno %d", errno);
    close(fd);
    return false;
}

bool web_start(const struct web_conf *conf, struct web_server **out, struct err *e)
{
    struct web_server *s = calloc(1, sizeof *s);

    if (!s) {
        err_set(e, ERR_FAULT, T("Memori sistem habis"));
        return false;
    }
    s->conf = *conf;
    defaults(&s->conf);
    s->a = arena_new((size_t) 16 * MIB);
    if (!server_open(s, e)) {
        server_free(s);
        return false;
    }
    *out = s;
    return true;
}

unsigned web_active(const struct web_server *s)
{
    return atomic_load(&s->active);
}

void web_stop(struct web_server *s, int grace_ms)
{
    int64_t until = time_now_ms() + grace_ms;

    if (!s)
        return;
    atomic_store(&s->stopping, true);
    int fd = MHD_quiesce_daemon(s->daemon);
    while (web_active(s) > 0 && time_now_ms() < until)
        poll(NULL, 0, 5);
    MHD_stop_daemon(s->daemon); /* closes what is left and joins every thread */
    if (fd >= 0)
        close(fd);
    if (s->conf.listen_fd < 0)
        unlink(s->conf.socket_path);
    server_free(s);
}

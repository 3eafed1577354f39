/* SPDX-License-Identifier: MIT
 * app/witness_serve.c -- answers add-checkpoint on a unix socket. */
#include "app/witness_serve.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/paths.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "ledger/witness.h"

enum { QUEUE = 64, WAIT_S = 2, WORK_ARENA = 8 * 1024 * 1024 };

struct witness_serve {
    struct arena *a;
    struct witness w;
    struct note_signer signer;
    pthread_t thread;
    int listener, stop;
};

/* --- the key ---------------------------------------------------------------------------------------- */

static bool make_key(const char *path, struct sv regulation, struct arena *a, struct err *e)
{
    struct note_signer s = { 0 };
    struct ed25519_key key;
    uint8_t lot[4];
    struct sv name;
    bool ok;

    bytes_random(lot, sizeof lot);
    name = arena_printf(a, "prasasti/%.*s/%.*s/saksi", SV_FMT(regulation),
                        SV_FMT(hex_make((struct sv){ (const char *) lot, sizeof lot }, a)));
    ok = ed25519_make(&key, e) && note_signer_make(name, NOTE_COSIGN, &key, &s, e) &&
         file_write_atomic(path, note_skey_make(&s, a), 0600, e);
    note_signer_clear(&s);
    return ok;
}

static bool load_key(const char *dir, struct sv regulation, struct witness_serve *s, struct err *e)
{
    const char *path = paths_join(dir, "kunci/saksi", s->a);
    struct note_key pub;
    struct sv text;

    if (!file_mkdirs(paths_join(dir, "kunci", s->a), 0700, e) || !file_mkdirs(s->w.dir, 0755, e) ||
        (!file_exists(path) && !make_key(path, regulation, s->a, e)) ||
        !file_read(path, 4096, s->a, &text, e) || !note_skey_parse(sv_trim(text), s->a, &s->signer, e))
        return false;
    pub = note_key_of(&s->signer);
    return file_write_atomic(paths_join(s->w.dir, "kunci", s->a), note_vkey_make(&pub, s->a), 0644, e);
}

/* --- answering -------------------------------------------------------------------------------------- */

static bool read_request(int fd, struct buf *b)
{
    char piece[8192];

    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        buf_put(b, (struct sv){ piece, (size_t) n });
        if (b->failed)
            return false;
    }
}

static void send_all(int fd, struct sv data)
{
    while (data.n > 0) {
        ssize_t n = send(fd, data.p, data.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        data.p += n;
        data.n -= (size_t) n;
    }
}

static void answer(struct witness_serve *s, int fd)
{
    const struct timeval patience = { .tv_sec = WAIT_S };
    struct arena *a = arena_new(WORK_ARENA);
    struct witness_answer out;
    struct err e = { 0 };
    struct buf body;

    buf_init(&body, WITNESS_BODY_MAX + 1);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (read_request(fd, &body)) {
        if (witness_add_checkpoint(&s->w, buf_sv(&body), time_now(), a, &out, &e)) {
            send_all(fd, arena_printf(a, "%d %.*s\n", out.status, SV_FMT(out.type)));
            send_all(fd, out.body);
        } else {
            log_line(LOG_ERROR, "saksi", "%s (%s)", e.text, e.cause);
            send_all(
                fd,
                SV("500 text/plain; charset=utf-8\nSaksi tidak dapat menyimpan ingatannya; coba lagi nanti.\n"));
        }
    }
    buf_clear(&body);
    arena_free(a);
}

static void *work(void *ctx)
{
    struct witness_serve *s = ctx;
    struct pollfd p[2] = { { .fd = s->listener, .events = POLLIN }, { .fd = s->stop, .events = POLLIN } };

    while (poll(p, 2, -1) >= 0 || errno == EINTR) {
        struct sockaddr_storage who;
        socklen_t n = sizeof who;
        int fd;

        if (p[1].revents)
            break;
        fd = accept4(s->listener, (struct sockaddr *) &who, &n, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        answer(s, fd);
        close(fd);
    }
    return NULL;
}

static bool listen_at(const char *path, int *out, struct err *e)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (strlen(path) >= sizeof at.sun_path) {
        if (fd >= 0)
            close(fd);
        return err_set(e, ERR_INPUT, T("Jalur soket %s terlalu panjang"), path);
    }
    memcpy(at.sun_path, path, strlen(path));
    unlink(path); /* left by a process that was killed; the log's lock says that no other one lives */
    if (fd >= 0 && bind(fd, (struct sockaddr *) &at, sizeof at) == 0 && chmod(path, 0660) == 0 &&
        listen(fd, QUEUE) == 0) {
        *out = fd;
        return true;
    }
    err_errno(e, T("Membuka soket saksi"));
    if (fd >= 0)
        close(fd);
    return false;
}

struct witness_serve *witness_serve_start(const char *dir, struct sv regulation,
                                          const struct ledger_conf *conf, struct err *e)
{
    struct witness_serve *s;
    bool ok;

    if (conf->n_witnessed == 0)
        return NULL;
    s = calloc(1, sizeof *s);
    if (!s) {
        err_set(e, ERR_FAULT, T("Memori tidak cukup untuk menjadi saksi"));
        return NULL;
    }
    s->listener = s->stop = -1;
    s->a = arena_new(1 << 20);
    s->w = (struct witness){ .dir = paths_join(dir, "saksi", s->a),
                             .logs = conf->witnessed,
                             .logs_n = conf->n_witnessed,
                             .signer = &s->signer };
    ok = load_key(dir, regulation, s, e) && file_mkdirs(paths_join(dir, "run", s->a), 0755, e) &&
         listen_at(paths_join(dir, "run/saksi.sock", s->a), &s->listener, e);
    if (ok) {
        s->stop = eventfd(0, EFD_CLOEXEC);
        errno = s->stop < 0 ? errno : pthread_create(&s->thread, NULL, work, s);
        ok = s->stop >= 0 && errno == 0;
        if (!ok)
            err_errno(e, T("Memulai saksi"));
    }
    if (ok)
        return s;
    if (s->stop >= 0)
        close(s->stop);
    s->stop = -1;
    witness_serve_stop(s);
    return NULL;
}

void witness_serve_stop(struct witness_serve *s)
{
    const uint64_t one = 1;

    if (!s)
        return;
    if (s->stop >= 0) {
        (void) !write(s->stop, &one, sizeof one);
        pthread_join(s->thread, NULL);
        close(s->stop);
    }
    if (s->listener >= 0)
        close(s->listener);
    note_signer_clear(&s->signer);
    arena_free(s->a);
    free(s);
}

/* SPDX-License-Identifier: MIT
 * api/witness_call.c -- POST /saksi/add-checkpoint and GET /saksi/kunci: this region as a witness of other logs (C2SP
 * tlog-witness). The request goes to the ledger process as it came, over its socket: the key is there. Nobody logs in: a request
 * carries its own proof, the signature of a log that we know. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "api/api_priv.h"
#include "base/file.h"
#include "ledger/witness.h"

enum { WAIT_S = 5, ANSWER_MAX = 64 * 1024 };

static bool no_witness(struct err *e)
{
    err_set(e, ERR_MISSING, T("Di sini tidak ada saksi buku besar."));
    return err_hint(e, T("Pengelola menyebut buku besar yang disaksikan dalam berkas buku-besar.yaml."));
}

static bool busy(struct err *e, const char *what)
{
    int saved = errno;

    err_set(e, ERR_BUSY, T("Saksi sedang tidak dapat dihubungi."));
    err_hint(e, T("Ulangi permintaan yang sama beberapa detik lagi."));
    return err_cause(e, "%s: errno %d", what, saved);
}

static bool talk(int fd, struct sv body, struct buf *out, struct err *e)
{
    char piece[8192];

    while (body.n > 0) {
        ssize_t n = send(fd, body.p, body.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return busy(e, "send");
        body.p += n;
        body.n -= (size_t) n;
    }
    if (shutdown(fd, SHUT_WR) < 0)
        return busy(e, "shutdown");
    for (;;) {
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return busy(e, "recv");
        if (n == 0)
            return buf_ok(out, e);
        buf_put(out, (struct sv){ piece, (size_t) n });
    }
}

static bool call(const char *path, struct sv body, struct buf *out, struct err *e)
{
    const struct timeval patience = { .tv_sec = WAIT_S };
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = false;

    if (fd < 0)
        return busy(e, "socket");
    if (strlen(path) < sizeof at.sun_path) {
        memcpy(at.sun_path, path, strlen(path));
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        ok = connect(fd, (struct sockaddr *) &at, sizeof at) == 0 ? talk(fd, body, out, e)
             : errno == ENOENT                                    ? no_witness(e)
                                                                  : busy(e, "connect");
    } else {
        no_witness(e);
    }
    close(fd);
    return ok;
}

bool witness_add(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct sv body, rest, head, type;
    struct buf out;
    int64_t status;
    bool ok;

    if (!web_body(req, &body, e))
        return false;
    buf_init(&out, ANSWER_MAX);
    ok = call(arena_printf(req->a, "%s/run/saksi.sock", api_region(ctx)->dir).p, body, &out, e);
    rest = arena_dup(req->a, buf_sv(&out));
    buf_clear(&out);
    if (!ok)
        return false;
    if (!sv_cut(&rest, '\n', &type) || !sv_cut(&type, ' ', &head) || !sv_int(head, &status) || status < 200 ||
        status > 599)
        return busy(e, "answer");
    res->status = (int) status;
    buf_put(res->body, rest);
    web_type(res, type);
    return true;
}

bool witness_key(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const char *path = arena_printf(req->a, "%s/saksi/kunci", api_region(ctx)->dir).p;
    struct sv text;

    if (!file_exists(path))
        return no_witness(e);
    if (!file_read(path, 4096, req->a, &text, e))
        return false;
    buf_put(res->body, text);
    buf_char(res->body, '\n');
    web_type(res, SV("text/plain; charset=utf-8"));
    return true;
}

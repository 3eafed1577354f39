/* SPDX-License-Identifier: MIT
 * app/serve_net.c -- whether a place to listen is free, whether pages answer there, and word to systemd. */
#include "app/serve_priv.h"

#include "base/err.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

bool serve_place_make(const char *bind_to, int64_t port, bool tls, struct serve_place *out, struct err *e)
{
    struct serve_place p = { 0 };
    const char *host = bind_to;

    if (inet_pton(AF_INET, bind_to, &p.addr.v4.sin_addr) == 1) {
        p.addr.v4.sin_family = AF_INET;
        p.addr.v4.sin_port = htons((uint16_t) port);
        p.len = sizeof p.addr.v4;
        if (p.addr.v4.sin_addr.s_addr == htonl(INADDR_ANY))
            host = "127.0.0.1";
        snprintf(p.listen, sizeof p.listen, "%s:%d", bind_to, (int) port);
        snprintf(p.url, sizeof p.url, "%s://%s:%d/", tls ? "https" : "http", host, (int) port);
    } else if (inet_pton(AF_INET6, bind_to, &p.addr.v6.sin6_addr) == 1) {
        p.addr.v6.sin6_family = AF_INET6;
        p.addr.v6.sin6_port = htons((uint16_t) port);
        p.len = sizeof p.addr.v6;
        if (IN6_IS_ADDR_UNSPECIFIED(&p.addr.v6.sin6_addr))
            host = "::1";
        snprintf(p.listen, sizeof p.listen, "[%s]:%d", bind_to, (int) port);
        snprintf(p.url, sizeof p.url, "%s://[%s]:%d/", tls ? "https" : "http", host, (int) port);
    } else {
        err_set(e, ERR_INPUT, T("\"%s\" bukan alamat IP"), bind_to);
        return err_hint(e, T("Tulis misalnya 127.0.0.1 (hanya mesin ini) atau 0.0.0.0 (semua jaringan)."));
    }
    *out = p;
    return true;
}

bool serve_place_free(const struct serve_place *p, struct err *e)
{
    int on = 1, port = ntohs(p->addr.v4.sin_port); /* at the same place in both kinds of address */
    int fd = socket(p->addr.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return err_errno(e, T("Membuka soket"));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bool ok = bind(fd, &p->addr.any, p->len) == 0 && listen(fd, 1) == 0;
    int code = errno;
    close(fd);
    if (ok)
        return true;
    if (code == EADDRINUSE) {
        err_set(e, ERR_CONFLICT, T("Porta %d sedang dipakai program lain"), port);
        return err_hint(e, T("Hentikan program itu, atau pilih porta lain: --port %d (make run PORT=%d)."),
                        port + 1, port + 1);
    }
    if (code == EACCES) {
        err_set(e, ERR_DENIED, T("Porta %d memerlukan hak khusus"), port);
        return err_hint(e, T("Pilih porta di atas 1023, atau beri hak CAP_NET_BIND_SERVICE."));
    }
    if (code == EADDRNOTAVAIL) {
        err_set(e, ERR_INPUT, T("Alamat pada --bind bukan milik mesin ini (%s)"), p->listen);
        return err_hint(e, T("Lihat alamat mesin ini dengan: ip address"));
    }
    errno = code;
    return err_errno(e, T("Membuka porta"));
}

static int connect_to(const struct sockaddr *addr, socklen_t len)
{
    const struct timeval limit = { .tv_sec = 2 };
    int fd = socket(addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, addr, len) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Asks for the first page, reads it to its end, as a browser would, and looks at the status; closes fd. */
static bool page_answers(int fd)
{
    static const char ask[] =
        "GET / HTTP/1.0\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
    char page[4096], status = '0';
    ssize_t got;

    if (fd < 0)
        return false;
    if (send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) == (ssize_t) sizeof ask - 1)
        for (bool first = true; (got = read(fd, page, sizeof page)) > 0; first = false)
            if (first && got > 9 && memcmp(page, "HTTP/1.", 7) == 0) /* "HTTP/1.1 302 …" */
                status = page[9];
    close(fd);
    return status >= '2' && status <= '4';
}

static bool socket_answers(const char *path)
{
    struct sockaddr_un un = { .sun_family = AF_UNIX };

    if (strlen(path) >= sizeof un.sun_path)
        return false;
    memcpy(un.sun_path, path, strlen(path));
    return page_answers(connect_to((const struct sockaddr *) &un, sizeof un));
}

void serve_wait_page(const struct serve_place *p, bool tls, const char *socket)
{
    for (;; usleep(10 * 1000)) {
        if (!tls) {
            if (page_answers(connect_to(&p->addr.any, p->len)))
                return;
        } else if (socket_answers(socket)) {
            int fd = connect_to(&p->addr.any, p->len);
            if (fd >= 0) {
                close(fd);
                return;
            }
        }
    }
}

void serve_notify(const char *path, const char *state)
{
    struct sockaddr_un un = { .sun_family = AF_UNIX };
    size_t n = path ? strlen(path) : 0;

    if (n == 0 || n >= sizeof un.sun_path)
        return;
    memcpy(un.sun_path, path, n);
    if (path[0] == '@') /* an abstract address */
        un.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t len = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + n);
    sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *) &un,
           len); /* nobody to tell if it fails */
    close(fd);
}

/* SPDX-License-Identifier: MIT
 * A small application behind the real server, and a client that speaks raw HTTP: shared by test_web_live.c,
 * test_web_body.c and test_web_time.c. Everything it makes lies in a folder of its own under /tmp, which must be empty when it ends. */
#ifndef TESTS_WEB_APP_H
#define TESTS_WEB_APP_H

#include <stdatomic.h>

#include "base/buf.h"
#include "web/web.h"

struct web_ctx {
    char dir[64], socket[96], uploads[96], file[96];
    struct web_server *server;
    struct limit *limit;
    atomic_int streams_ended, handled;
};

bool web_app_start(struct web_ctx *c, struct err *e);
int web_app_setup(void **state);    /* *state is a struct web_ctx */
int web_app_teardown(void **state); /* fails when anything was left behind: spool files, the socket */
size_t entries(const char *path);   /* files in a folder */

int dial(const struct web_ctx *c);
bool push(int fd, struct sv data); /* false: the server closed */
void drain(int fd,
           struct buf *out); /* until the server closes or 20 seconds pass without a byte; adds a NUL */
void talk(const struct web_ctx *c, struct sv request,
          struct buf *out); /* one request on a connection of its own */
int status_of(const struct buf *b);
struct sv body_of(const struct buf *b);
struct sv header_of(const struct buf *b, const char *name, char *out,
                    size_t cap); /* copied; SV_NULL: absent */

#define END "Connection: close\r\nHost: spbe.example.go.id\r\n\r\n"
#define AS_ANI "Cookie: sesi=ani\r\n"
#define HEAD_ANI "Authorization: Bearer tok-ani\r\n"
#define JSON "Accept: application/json\r\n"

struct row { /* a request, the status it must get, what its answer must and must not contain */
    const char *why;
    struct sv request;
    int status;
    const char *has[4], *lacks;
};
void run_rows(const struct web_ctx *c, const struct row *rows, size_t n);
#define RUN(c, rows) run_rows((c), (rows), sizeof(rows) / sizeof(rows)[0])

#endif

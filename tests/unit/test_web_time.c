/* SPDX-License-Identifier: MIT
 * The real server and time: many at once, slow handlers, slow clients, a stop in mid-request, what the log says after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "web_app.h"

static void one_connection_serves_many(void **state)
{
    const struct web_ctx *c = *state;
    struct buf request, b;

    buf_init(&request, 1 << 20);
    buf_init(&b, 1 << 22);
    /* Different kinds one after another on one connection, the last one closes it. */
    for (int i = 0; i < 20; i++)
        buf_put(
            &request,
            SV("GET /halo HTTP/1.1\r\nHost: a\r\n\r\nGET /versi HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n"
               "POST /api/gema HTTP/1.1\r\nHost: a\r\n" HEAD_ANI "Content-Length: 3\r\n\r\nabc"
               "GET /tidak HTTP/1.1\r\nHost: a\r\n\r\nPOST /isi HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd"
               "GET /berkas HTTP/1.1\r\nHost: a\r\n\r\nGET /alir?n=1 HTTP/1.1\r\nHost: a\r\n\r\n"
               "HEAD /halo HTTP/1.1\r\nHost: a\r\n\r\n"));
    buf_put(&request, SV("GET /halo HTTP/1.1\r\n" END));
    int fd = dial(c);
    push(fd, buf_sv(&request));
    drain(fd, &b);
    close(fd);
    size_t answers = 0;
    for (struct sv rest = buf_sv(&b); sv_find(rest, SV("HTTP/1.1 ")) >= 0; answers++)
        rest = sv_sub(rest, (size_t) sv_find(rest, SV("HTTP/1.1 ")) + 9, rest.n);
    assert_int_equal(answers, 161);
    buf_clear(&b);
    buf_clear(&request);
}

/* A handler, or a stream between two pieces, works longer than an idle connection may live: all must arrive. */
static void slow_handlers_answer(void **state)
{
    static const struct row rows[] = {
        { "more work than patience", SV_INIT("GET /lambat/1600 HTTP/1.1\r\n" END), 200, { "selesai" }, NULL },
        { "a stream that pauses",
          SV_INIT("GET /alir?n=1&jeda=1600 HTTP/1.1\r\n" END),
          200,
          { "baris 0", "\r\n0\r\n\r\n" },
          NULL },
    };

    RUN(*state, rows);
}

static void slow_clients_are_let_go(void **state)
{
    const struct web_ctx *c = *state;
    struct buf b;
    int fd = dial(c);
    int64_t from = time_now_ms();

    /* Silence in the middle of a head. */
    buf_init(&b, 1 << 20);
    push(fd, SV("GET /halo HTTP/1.1\r\nHo"));
    drain(fd, &b);
    close(fd);
    if (time_now_ms() - from > 5000)
        fail_msg("a silent client was kept %lld ms", (long long) (time_now_ms() - from));
    buf_clear(&b);

    /* A body that comes drop by drop, never silent for a second, and has three seconds in all. */
    fd = dial(c);
    from = time_now_ms();
    push(fd, SV("POST /api/gema HTTP/1.1\r\nHost: a\r\n" HEAD_ANI "Content-Length: 100\r\n\r\n"));
    bool open = true;
    for (int i = 0; i < 30 && open; i++) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        char byte;
        open = push(fd, SV("x")) && !(poll(&p, 1, 300) > 0 && recv(fd, &byte, 1, 0) <= 0);
    }
    close(fd);
    assert_false(open);
    if (time_now_ms() - from > 6000)
        fail_msg("a dripping client was kept %lld ms", (long long) (time_now_ms() - from));
}

struct worker {
    const struct web_ctx *c;
    int n, good;
};

static void *work(void *arg)
{
    struct worker *w = arg;

    for (int i = 0; i < 10; i++) {
        struct buf b;
        char request[300];
        int fd = dial(w->c);
        buf_init(&b, 4 << 20);
        if (i % 3 == 0)
            snprintf(request, sizeof request, "GET /besar/100 HTTP/1.1\r\n" END);
        else if (i % 3 == 1)
            snprintf(request, sizeof request,
                     "POST /api/gema HTTP/1.1\r\n" HEAD_ANI "Content-Length: 6\r\n" END "isi %02d", w->n);
        else
            snprintf(request, sizeof request, "GET /halo HTTP/1.1\r\nX-Real-IP: 10.0.0.%d\r\n" END, w->n);
        push(fd, sv_of(request));
        drain(fd, &b);
        close(fd);
        char want[32];
        snprintf(want, sizeof want, "dari 10.0.0.%d<", w->n);
        w->good += status_of(&b) == 200 && (i % 3 != 2 || sv_find(body_of(&b), sv_of(want)) > 0);
        buf_clear(&b);
    }
    return NULL;
}

static void fifty_at_once(void **state)
{
    struct worker w[50];
    pthread_t t[50];

    for (int i = 0; i < 50; i++) {
        w[i] = (struct worker){ .c = *state, .n = i };
        assert_int_equal(pthread_create(&t[i], NULL, work, &w[i]), 0);
    }
    for (int i = 0; i < 50; i++) {
        pthread_join(t[i], NULL);
        assert_int_equal(w[i].good, 10);
    }
}

static void *stop_soon(void *arg)
{
    struct web_ctx *c = arg;

    poll(NULL, 0, 200);
    web_stop(c->server, 5000);
    return NULL;
}

static void a_stop_lets_requests_finish(void **state)
{
    struct web_ctx *c = *state;
    struct err e;
    pthread_t t;
    struct buf b;

    assert_int_equal(pthread_create(&t, NULL, stop_soon, c), 0);
    talk(c, SV("GET /lambat/800 HTTP/1.1\r\nHost: a\r\n\r\n"), &b);
    pthread_join(t, NULL);
    if (status_of(&b) != 200 || sv_find(buf_sv(&b), SV("selesai")) < 0)
        fail_msg("the answer was cut: %s", b.p);
    assert_true(sv_find(buf_sv(&b), SV("Connection: close")) > 0);
    assert_false(file_exists(c->socket));
    buf_clear(&b);
    if (!web_app_start(c, &e))
        fail_msg("again: %s", e.text);
}

static void a_socket_in_use_is_left_alone(void **state)
{
    struct web_ctx *c = *state, other = *c;
    struct err e = { .kind = ERR_NONE };

    assert_false(web_app_start(&other, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    static const struct row rows[] = {
        { "still there", SV_INIT("GET /halo HTTP/1.1\r\n" END), 200, { "halo" }, NULL }
    };
    RUN(c, rows);
}

/* Each failure is logged once, with id, kind and cause; the person never sees the cause, the log never a second line. */
static void failures_are_logged_once(void **state)
{
    const struct web_ctx *c = *state;
    char path[160];
    int saved = dup(2);
    struct arena *a = arena_new(1 << 20);
    struct sv log = SV_NULL;
    struct err e;
    struct buf b;

    snprintf(path, sizeof path, "%s/log", c->dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    dup2(fileno(f), 2);
    talk(c, SV("GET /gagal/fault?a=%0A HTTP/1.1\r\nX-Request-Id: nomor-7\r\n" END), &b);
    buf_clear(&b);
    talk(c, SV("GET /halo HTTP/1.1\r\n" END), &b);
    buf_clear(&b);
    dup2(saved, 2);
    close(saved);
    fclose(f);
    assert_true(file_read(path, 1 << 16, a, &log, &e));
    unlink(path);
    assert_true(sv_find(log, SV("id=nomor-7 client=lokal GET /gagal/fault?a=%0A status=500 kind=fault")) > 0);
    assert_true(sv_find(log, SV("cause=\"rahasia dapur\"")) > 0);
    assert_int_equal(sv_find(log, SV("\n")), log.n - 1);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_connection_serves_many),  cmocka_unit_test(slow_handlers_answer),
        cmocka_unit_test(slow_clients_are_let_go),     cmocka_unit_test(fifty_at_once),
        cmocka_unit_test(a_stop_lets_requests_finish), cmocka_unit_test(a_socket_in_use_is_left_alone),
        cmocka_unit_test(failures_are_logged_once),
    };
    return cmocka_run_group_tests_name("web_time", tests, web_app_setup, web_app_teardown);
}

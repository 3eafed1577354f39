/* SPDX-License-Identifier: MIT
 * tests/unit/test_gateway_wire.c -- several gateways are asked at once, and one that hangs delays nobody. The gateways are sockets of
 * this test, in this thread; what is asserted is an order of events, never a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/gateway_token.h"
#include "app/smtp.h"
#include "base/arena.h"
#include "base/date.h"

enum { STEP_MS = 20, PATIENCE_MS = 30 * 1000 };

static struct arena *arena;
static struct gateway_wire *wire;

/* --- a name server that does not answer ------------------------------------------------------------------------------ */

#define SLOW_NAME "lambat.contoh.id"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static bool asked, released, gone;

typedef int resolver(const char *, const char *, const struct addrinfo *, struct addrinfo **);
resolver getaddrinfo; /* stands before the C library's, also for libcurl */

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
    resolver *real;

    *(void **) &real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!name || strcmp(name, SLOW_NAME) != 0)
        return real(name, service, hints, out);
    pthread_mutex_lock(&lock);
    asked = true;
    while (!released)
        pthread_cond_wait(&moved, &lock);
    gone = true;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
    return EAI_NONAME;
}

static bool was_asked(void)
{
    bool is;

    pthread_mutex_lock(&lock);
    is = asked;
    pthread_mutex_unlock(&lock);
    return is;
}

static void release(void)
{
    pthread_mutex_lock(&lock);
    released = true;
    pthread_cond_broadcast(&moved);
    while (!gone)
        pthread_cond_wait(&moved, &lock);
    pthread_mutex_unlock(&lock);
}

/* --- gateways --------------------------------------------------------------------------------------------------------- */

struct gate {
    int door, line; /* -1: nobody called yet */
    struct gateway_flight *f;
};

static struct sv address(const struct gate *g)
{
    struct sockaddr_in in;
    socklen_t n = sizeof in;

    assert_int_equal(getsockname(g->door, (struct sockaddr *) &in, &n), 0);
    return arena_printf(arena, "http://127.0.0.1:%d/token", ntohs(in.sin_port));
}

static void gate_open(struct gate *g)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct err e = { 0 };

    *g = (struct gate){ .door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), .line = -1 };
    assert_true(g->door >= 0 && bind(g->door, (struct sockaddr *) &in, sizeof in) == 0 &&
                listen(g->door, 4) == 0);
    g->f = gateway_token_begin(
        wire, &(struct gateway_ask){ .url = address(g), .client = SV("klien"), .secret = SV("rahasia") },
        arena, &e);
    assert_non_null(g->f);
}

/* Takes the call and reads of it what is there; true: a whole question came. */
static bool gate_listen(struct gate *g)
{
    char text[4096];
    ssize_t n;

    if (g->line < 0)
        g->line = accept4(g->door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    n = g->line < 0 ? -1 : recv(g->line, text, sizeof text, MSG_PEEK);
    return n > 0 && sv_find((struct sv){ text, (size_t) n }, SV("client_credentials")) >= 0;
}

static void gate_answer(struct gate *g, const char *token)
{
    struct sv body = arena_printf(arena, "{\"access_token\":\"%s\",\"expires_in\":60}", token);
    struct sv all =
        arena_printf(arena, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%.*s", body.n, SV_FMT(body));

    assert_true(gate_listen(g) && send(g->line, all.p, all.n, MSG_NOSIGNAL) == (ssize_t) all.n);
}

static void gate_close(struct gate *g)
{
    if (g->line >= 0)
        close(g->line);
    close(g->door);
}

static bool heard(void *g)
{
    return gate_listen(g);
}

static bool ended(void *g)
{
    return gateway_ended(((struct gate *) g)->f);
}

static bool resolving(void *unused)
{
    (void) unused;
    return was_asked();
}

/* Patience is for a machine that is busy; it is never what is tested. */
static void until(bool (*happened)(void *), void *ctx, const char *what)
{
    for (int64_t end = time_now_ms() + PATIENCE_MS; !happened(ctx); gateway_wire_wait(wire, STEP_MS))
        if (time_now_ms() > end)
            fail_msg("never came: %s", what);
}

static int begin(void **state)
{
    struct err e = { 0 };

    (void) state;
    arena = arena_new(16u << 20);
    wire = gateway_wire_new();
    return wire && smtp_init(&e) ? 0 : -1;
}

static int end(void **state)
{
    (void) state;
    gateway_wire_free(wire);
    arena_free(arena);
    return 0;
}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void a_gateway_that_hangs_delays_no_other(void **state)
{
    (void) state;
    struct gate hanging, silent, good;
    struct gateway_token t;
    struct err e = { 0 };

    gate_open(&hanging); /* takes the question and never answers */
    gate_open(&silent);  /* does not even take the call */
    gate_open(&good);
    until(heard, &hanging, "the question to the one that hangs");
    until(heard, &good, "the question to the good one, asked last");
    gate_answer(&good, "tok.baik");
    until(ended, &good, "the good one's token");
    assert_true(gateway_token_finish(good.f, arena, &t, &e));
    assert_true(sv_eq(t.text, SV("tok.baik")));
    assert_false(gateway_ended(hanging.f));
    assert_false(gateway_ended(silent.f));

    gate_close(&good);
    gate_open(&good); /* and again, as often as it likes */
    until(heard, &good, "the second question to the good one");
    gate_answer(&good, "tok.lagi");
    until(ended, &good, "its second token");
    assert_true(gateway_token_finish(good.f, arena, &t, &e));
    assert_false(gateway_ended(hanging.f));

    gate_answer(&hanging, "tok.akhirnya"); /* what comes late still counts */
    until(ended, &hanging, "the late token");
    assert_true(gateway_token_finish(hanging.f, arena, &t, &e));
    assert_true(sv_eq(t.text, SV("tok.akhirnya")));
    assert_false(gateway_ended(silent.f));
    gateway_cancel(silent.f);
    gate_close(&silent);
    gate_close(&hanging);
    gate_close(&good);
}

static void a_failure_is_its_own(void **state)
{
    (void) state;
    struct gate broken, other;
    struct gateway_token t;
    struct err e = { 0 };

    gate_open(&broken);
    gate_open(&other);
    until(heard, &broken, "the question");
    gate_close(&broken);
    until(ended, &broken, "the end of a broken call");
    assert_false(gateway_token_finish(broken.f, arena, &t, &e));
    assert_int_equal(e.kind, ERR_BUSY);
    assert_true(e.text[0] && e.hint[0]);
    assert_false(gateway_ended(other.f));
    gateway_cancel(other.f); /* in the middle of it */
    gate_close(&other);
}

static void a_call_that_may_not_be_made_is_refused_at_once(void **state)
{
    (void) state;
    struct gateway_ask ask = { .url = SV("http://gerbang.contoh.id/token"),
                               .client = SV("k"),
                               .secret = SV("r") };
    struct err e = { 0 };

    assert_null(gateway_token_begin(wire, &ask, arena, &e));
    assert_int_equal(e.kind, ERR_INPUT);
}

/* A name server that hangs holds neither the other calls nor whoever gives up: it is still hanging when both are done. */
static void a_name_that_is_not_found_delays_no_other(void **state)
{
    (void) state;
    struct gateway_ask ask = { .url = SV("https://" SLOW_NAME "/token"),
                               .client = SV("k"),
                               .secret = SV("r") };
    struct gateway_flight *lost;
    struct gate good;
    struct gateway_token t;
    struct err e = { 0 };

    lost = gateway_token_begin(wire, &ask, arena, &e);
    assert_non_null(lost);
    until(resolving, NULL, "the question for the name");
    gate_open(&good);
    until(heard, &good, "the question to the good one");
    gate_answer(&good, "tok.baik");
    until(ended, &good, "the good one's token");
    assert_true(gateway_token_finish(good.f, arena, &t, &e));
    assert_false(gateway_ended(lost));
    gateway_cancel(lost);
    assert_false(gone);
    release();
    gate_close(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_gateway_that_hangs_delays_no_other, begin, end),
        cmocka_unit_test_setup_teardown(a_failure_is_its_own, begin, end),
        cmocka_unit_test_setup_teardown(a_call_that_may_not_be_made_is_refused_at_once, begin, end),
        cmocka_unit_test_setup_teardown(a_name_that_is_not_found_delays_no_other, begin, end),
    };

    return cmocka_run_group_tests_name("gateway_wire", tests, NULL, NULL);
}

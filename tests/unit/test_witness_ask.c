/* SPDX-License-Identifier: MIT
 * tests/unit/test_witness_ask.c -- a region that asks and a region that witnesses, in one process: threads, sockets, HTTP. Between
 * them stands a door that does what nginx and the application do: HTTP in front, the socket behind. Needs dep_app, dep_cmocka. */
#include "segment_fixture.h"

#include "app/chain.h"
#include "app/paths.h"
#include "app/witness_ask.h"
#include "app/witness_serve.h"
#include "base/date.h"
#include "base/file.h"
#include "ledger/place.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

struct door {
    const char *socket; /* of the witness */
    int listener, port;
    bool garbage, stop;
    pthread_t thread;
};

static size_t read_head(int fd, char *buf, size_t cap, size_t *got)
{
    *got = 0;
    while (*got < cap - 1) {
        ssize_t n = read(fd, buf + *got, cap - 1 - *got);
        if (n <= 0)
            return 0;
        *got += (size_t) n;
        buf[*got] = 0;
        const char *end = strstr(buf, "\r\n\r\n");
        if (end)
            return (size_t) (end - buf) + 4;
    }
    return 0;
}

static void pass_on(struct door *d, int fd)
{
    static const char length[] = "Content-Length: ";
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    char buf[65536], reply[65536], *field;
    size_t got, head = read_head(fd, buf, sizeof buf, &got), body, n = 0;
    ssize_t r;

    field = head ? strstr(buf, length) : NULL;
    body = field ? strtoul(field + sizeof length - 1, NULL, 10) : 0;
    while (head && got < head + body && (r = read(fd, buf + got, sizeof buf - got)) > 0)
        got += (size_t) r;
    if (strstr(buf, "Expect: 100-continue"))
        abort();
    if (__atomic_load_n(&d->garbage, __ATOMIC_RELAXED)) {
        dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhalo\n");
        return;
    }
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    memcpy(at.sun_path, d->socket, strlen(d->socket));
    if (connect(s, (struct sockaddr *) &at, sizeof at) == 0 && write(s, buf + head, body) == (ssize_t) body) {
        shutdown(s, SHUT_WR);
        while ((r = read(s, reply + n, sizeof reply - 1 - n)) > 0)
            n += (size_t) r;
        reply[n] = 0;
        char *line = strchr(reply, '\n');
        if (line)
            dprintf(fd, "HTTP/1.1 %.3s X\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", reply,
                    strlen(line + 1), line + 1);
    }
    close(s);
}

static void *keep_door(void *ctx)
{
    struct door *d = ctx;
    struct pollfd p = { .fd = d->listener, .events = POLLIN };

    while (!__atomic_load_n(&d->stop, __ATOMIC_RELAXED)) {
        if (poll(&p, 1, 50) <= 0)
            continue;
        int fd = accept(d->listener, NULL, NULL);
        pass_on(d, fd);
        close(fd);
    }
    return NULL;
}

static void open_door(struct door *d, const char *socket_path)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t n = sizeof at;

    *d = (struct door){ .socket = socket_path, .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
    assert_int_equal(bind(d->listener, (struct sockaddr *) &at, sizeof at), 0);
    assert_int_equal(listen(d->listener, 8), 0);
    assert_int_equal(getsockname(d->listener, (struct sockaddr *) &at, &n), 0);
    d->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&d->thread, NULL, keep_door, d), 0);
}

static void close_door(struct door *d)
{
    __atomic_store_n(&d->stop, true, __ATOMIC_RELAXED);
    pthread_join(d->thread, NULL);
    close(d->listener);
}

static void add_leaves(struct ledger_log *l, size_t n)
{
    struct err e = { 0 };

    for (size_t i = 0; i < n; i++) {
        uint8_t salt[LEDGER_SALT_BYTES] = { (uint8_t) i };
        struct ledger_leaf leaf = ledger_leaf_make(NOW / 1000, salt, SV("isi"));
        struct sv entry = ledger_leaf_sv(&leaf);
        must(ledger_log_append(l, &entry, 1, &e), &e, "append");
    }
}

/* Until the witness has cosigned that many leaves, or has the problem; at most ten seconds. */
static struct witness_seen wait_for(struct witness_ask *w, struct ledger_log *l, uint64_t size,
                                    const char *problem)
{
    struct witness_seen seen = { .size = 0 };

    for (int i = 0; i < 500; i++) {
        witness_ask_fetch(w, 0, l);
        witness_ask_seen(w, 0, 0, &seen);
        if (problem ? strstr(seen.problem, problem) != NULL : seen.size == size && !seen.problem[0])
            return seen;
        usleep(20000);
    }
    fail_msg("size %d, problem \"%s\" instead of %d, \"%s\"", (int) seen.size, seen.problem, (int) size,
             problem ? problem : "");
    return seen;
}

static void cosignatures_come_and_stay(void **state)
{
    static const char *const logs[ASK_LOGS] = { LEDGER_CHANGES, LEDGER_EXCHANGES };
    struct arena *a = arena_new(1 << 26);
    const char *district = segment_dir_make(a), *province = segment_dir_make(a), *log;
    struct ledger_conf theirs = { .quorum = 0 }, ours = { .peers = 1, .quorum = 1 };
    struct note_signer signer;
    struct note_key key;
    struct witness_serve *serve;
    struct witness_ask *ask;
    struct ledger_log *l;
    struct checkpoint head;
    struct err e = { 0 };
    struct sv text, note;
    struct door door;

    (void) state;
    must(chain_signer(district, LEDGER_CHANGES, SV("uji"), a, &signer, &e) &&
             chain_open(district, LEDGER_CHANGES, &signer, a, &l, &e),
         &e, "log");
    key = note_key_of(&signer);
    log = ledger_place(district, a);
    theirs.witnessed = &key;
    theirs.n_witnessed = 1;
    serve = witness_serve_start(province, SV("prov"), &theirs, &e);
    must(serve != NULL, &e, "witness");
    open_door(&door, paths_join(province, "run/saksi.sock", a));
    must(file_read(paths_join(province, "saksi/kunci", a), 4096, a, &text, &e) &&
             note_vkey_parse(text, a, &ours.peer[0].key, &e),
         &e, "its key");
    ours.peer[0].name = SV("prov");
    ours.peer[0].url = arena_printf(a, "http://127.0.0.1:%d/saksi", door.port);
    add_leaves(l, 3);
    ask = witness_ask_start(district, logs, &ours, &e);
    must(ask != NULL, &e, "ask");
    assert_true(wait_for(ask, l, 3, NULL).time > 0);
    __atomic_store_n(&door.garbage, true, __ATOMIC_RELAXED); /* what does not verify is not believed */
    add_leaves(l, 2);
    assert_int_equal(wait_for(ask, l, 0, "tanda tangan").size, 3);
    __atomic_store_n(&door.garbage, false, __ATOMIC_RELAXED);
    wait_for(ask, l, 5, NULL);
    witness_ask_stop(ask);
    /* Started again without its memory it learns from the 409 where the witness is. */
    assert_int_equal(unlink(paths_join(log, LEDGER_HEAD_COSIGNED, a)), 0);
    add_leaves(l, 1);
    ask = witness_ask_start(district, logs, &ours, &e);
    wait_for(ask, l, 6, NULL);
    must(ledger_head_load(log, LEDGER_HEAD_COSIGNED, &key, a, &note, &head, &e), &e, "cosigned");
    assert_int_equal(head.size, 6);
    witness_serve_stop(serve); /* away: told, and nothing else happens */
    add_leaves(l, 1);
    wait_for(ask, l, 0, "tidak menjawab");
    assert_int_equal(ledger_log_size(l), 7);
    witness_ask_stop(ask);
    close_door(&door);
    ledger_log_close(l);
    note_signer_clear(&signer);
    segment_dir_remove(district);
    segment_dir_remove(province);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(cosignatures_come_and_stay) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * bench/load.c -- asks a server over HTTP/1.1 as fast as it answers, and says how fast that was.
 *
 *   load WHERE CONNECTIONS SECONDS FILE [HEADER…]
 *
 * WHERE is 127.0.0.1:PORT, tls:127.0.0.1:PORT or unix:PATH. With tls: the server's certificate is not looked at; LOAD_CERT and
 * LOAD_KEY name what we show of ourselves. LOAD_RATE: at most so many requests a second, spread evenly. FILE holds one request a line: METHOD PATH [BODY]; each connection (a thread) takes
 * the lines in turn from a place of its own. "{n}" in a line becomes a number that no other request has. One request is
 * under way on a connection at a time. Prints one line: requests, rate, p50, p95, p99 in microseconds, and how many were
 * not answered with 2xx. Long bodies are read and forgotten. Ends with 1 when more than one in a hundred was not: such a measurement is worth nothing. */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
    THREADS_MAX = 256,
    LINES_MAX = 100000,
    HEAD_MAX = 4096,
    REQUEST_MAX = 64 * 1024,
    ANSWER_MAX = 1024 * 1024,
    SAMPLES_MAX = 2 * 1000 * 1000
};

struct place {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_un un;
    } addr;
    socklen_t len;
};

struct link {
    int fd;
    SSL *tls; /* NULL: none */
};

struct plan {
    struct place place;
    SSL_CTX *tls;
    int64_t pause_ns; /* of one connection, from request to request; 0: none */
    char *lines[LINES_MAX];
    size_t n_lines;
    char head[HEAD_MAX];
    int64_t end_ns;
};

struct worker {
    pthread_t thread;
    const struct plan *plan;
    size_t number;
    uint32_t *us; /* how long each answer took */
    size_t n, bad;
    char *answer;
};

static atomic_uint_fast64_t unique;

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool place_make(const char *where, struct place *p)
{
    const char *colon = strrchr(where, ':');
    char *end;

    memset(p, 0, sizeof *p);
    if (strncmp(where, "unix:", 5) == 0 && strlen(where + 5) < sizeof p->addr.un.sun_path) {
        p->addr.un.sun_family = AF_UNIX;
        memcpy(p->addr.un.sun_path, where + 5, strlen(where + 5));
        p->len = sizeof p->addr.un;
        return true;
    }
    if (!colon)
        return false;
    p->addr.in.sin_family = AF_INET;
    p->addr.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->addr.in.sin_port = htons((uint16_t) strtoul(colon + 1, &end, 10));
    p->len = sizeof p->addr.in;
    return *end == '\0';
}

static void dead(const char *what)
{
    perror(what);
    exit(1);
}

static struct link connect_to(const struct plan *plan)
{
    const struct place *p = &plan->place;
    struct link l = { .fd = socket(p->addr.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0) };
    int one = 1;

    if (l.fd < 0 || connect(l.fd, &p->addr.any, p->len) < 0)
        dead("load: connect");
    if (p->addr.any.sa_family == AF_INET)
        setsockopt(l.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (!plan->tls)
        return l;
    l.tls = SSL_new(plan->tls);
    if (!l.tls || SSL_set_fd(l.tls, l.fd) != 1 || SSL_connect(l.tls) != 1)
        dead("load: TLS");
    return l;
}

static void disconnect(struct link *l)
{
    SSL_free(l->tls);
    close(l->fd);
}

static SSL_CTX *tls_make(void)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    const char *cert = getenv("LOAD_CERT"), *key = getenv("LOAD_KEY");

    if (!tls || (cert && key &&
                 (SSL_CTX_use_certificate_chain_file(tls, cert) != 1 ||
                  SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1)))
        dead("load: TLS");
    return tls;
}

/* The line with its own number in it. */
static size_t fill_in(char *out, size_t max, const char *line)
{
    const char *mark;
    size_t n = 0;

    while ((mark = strstr(line, "{n}"))) {
        n += (size_t) snprintf(out + n, max - n, "%.*s%" PRIuFAST64, (int) (mark - line), line,
                               atomic_fetch_add(&unique, 1) + (uint64_t) getpid() * 1000000);
        line = mark + 3;
    }
    return n + (size_t) snprintf(out + n, max - n, "%s", line);
}

static size_t request_make(const struct plan *plan, const char *line, char *out)
{
    char text[REQUEST_MAX / 2];
    char *method = text, *path, *body = NULL;

    fill_in(text, sizeof text, line);
    path = strchr(text, ' ');
    *path++ = '\0';
    body = strchr(path, ' ');
    if (body)
        *body++ = '\0';
    if (!body)
        return (size_t) snprintf(out, REQUEST_MAX, "%s %s HTTP/1.1\r\n%s\r\n", method, path, plan->head);
    return (size_t) snprintf(
        out, REQUEST_MAX,
        "%s %s HTTP/1.1\r\n%sContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", method, path,
        plan->head, strlen(body), body);
}

static bool send_all(const struct link *l, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t sent = l->tls ? SSL_write(l->tls, p, (int) n) : send(l->fd, p, n, MSG_NOSIGNAL);

        if (sent < 0 && !l->tls && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        p += sent;
        n -= (size_t) sent;
    }
    return true;
}

/* How long the body is: Content-Length, or in chunks (-1), or not at all. */
static long body_length(const char *head)
{
    const char *at = strcasestr(head, "\r\nContent-Length:");

    if (at)
        return strtol(at + 17, NULL, 10);
    return strcasestr(head, "\r\nTransfer-Encoding: chunked") ? -1 : 0;
}

/* What comes next, into a buffer of ANSWER_MAX; 0: the connection broke. */
static size_t receive(const struct link *l, char *b, size_t max)
{
    ssize_t got;

    do
        got = l->tls ? SSL_read(l->tls, b, (int) max) : recv(l->fd, b, max, 0);
    while (got < 0 && !l->tls && errno == EINTR);
    return got > 0 ? (size_t) got : 0;
}

/* What is left of a body of known length, read over and over into the same place. */
static bool forget(const struct link *l, size_t left, char *b)
{
    while (left > 0) {
        size_t got = receive(l, b, left < ANSWER_MAX ? left : ANSWER_MAX);

        if (!got)
            return false;
        left -= got;
    }
    return true;
}

/* Reads one whole answer; its status, or 0 when the connection broke. */
static int read_answer(const struct link *l, char *b, bool *close_it)
{
    size_t n = 0, head = 0;
    long length = 0;
    int status = 0;

    for (;;) {
        if (head && length >= 0)
            return n >= head + (size_t) length || forget(l, head + (size_t) length - n, b) ? status : 0;
        if (head && n >= head + 5 && memcmp(b + n - 5, "0\r\n\r\n", 5) == 0)
            return status;
        size_t got = n + 1 < ANSWER_MAX ? receive(l, b + n, ANSWER_MAX - 1 - n) : 0;
        if (!got)
            return 0;
        n += got;
        b[n] = '\0';
        char *end = head ? NULL : strstr(b, "\r\n\r\n");
        if (end) {
            head = (size_t) (end - b) + 4;
            length = body_length(b);
            status = (int) strtol(b + 9, NULL, 10);
            *close_it = strcasestr(b, "\r\nConnection: close\r\n") != NULL;
        }
    }
}

static void wait_until(int64_t ns)
{
    struct timespec t = { ns / 1000000000, ns % 1000000000 };

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        continue;
}

static void *work(void *arg)
{
    struct worker *w = arg;
    const struct plan *plan = w->plan;
    char *request = malloc(REQUEST_MAX);
    struct link link = connect_to(plan);
    size_t at = w->number * 7919;
    int64_t next = now_ns() + plan->pause_ns * (int64_t) w->number / THREADS_MAX;

    while (now_ns() < plan->end_ns && w->n < SAMPLES_MAX) {
        bool close_it = false;
        size_t n = request_make(plan, plan->lines[at++ % plan->n_lines], request);
        if (plan->pause_ns) {
            wait_until(next);
            next += plan->pause_ns;
        }
        int64_t begun = now_ns();
        int status = send_all(&link, request, n) ? read_answer(&link, w->answer, &close_it) : 0;

        w->us[w->n++] = (uint32_t) ((now_ns() - begun) / 1000);
        if (status < 200 || status > 299)
            w->bad++;
        if (status == 0 || close_it) {
            disconnect(&link);
            link = connect_to(plan);
        }
    }
    disconnect(&link);
    free(request);
    return NULL;
}

static bool plan_read(struct plan *plan, const char *file)
{
    FILE *f = fopen(file, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t n;

    if (!f)
        return false;
    while (plan->n_lines < LINES_MAX && (n = getline(&line, &size, f)) > 0) {
        if (line[n - 1] == '\n')
            line[n - 1] = '\0';
        if (strchr(line, ' '))
            plan->lines[plan->n_lines++] = strdup(line);
    }
    free(line);
    fclose(f);
    return plan->n_lines > 0;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

    return x < y ? -1 : x > y;
}

static int report(struct worker *w, size_t n, double seconds)
{
    size_t all = 0, bad = 0, k = 0;
    uint32_t *us;

    for (size_t i = 0; i < n; i++) {
        all += w[i].n;
        bad += w[i].bad;
    }
    us = calloc(all + 1, sizeof *us);
    for (size_t i = 0; i < n; i++) {
        memcpy(us + k, w[i].us, w[i].n * sizeof *us);
        k += w[i].n;
    }
    qsort(us, all, sizeof *us, by_size);
    printf("requests=%zu rate=%.1f p50=%u p95=%u p99=%u bad=%zu\n", all, (double) all / seconds, us[all / 2],
           us[all * 95 / 100], us[all * 99 / 100], bad);
    free(us);
    return all == 0 || bad * 100 > all ? 1 : 0;
}

int main(int argc, char **argv)
{
    static struct plan plan;
    static struct worker workers[THREADS_MAX];
    size_t n, used = 0;
    double seconds;
    int64_t begun;

    if (argc >= 5 && strncmp(argv[1], "tls:", 4) == 0) {
        plan.tls = tls_make();
        argv[1] += 4;
    }
    if (argc < 5 || !place_make(argv[1], &plan.place) || !plan_read(&plan, argv[4])) {
        fprintf(stderr, "load WHERE CONNECTIONS SECONDS FILE [HEADER...]\n");
        return 2;
    }
    n = strtoul(argv[2], NULL, 10);
    if (n < 1 || n > THREADS_MAX)
        return 2;
    seconds = strtod(argv[3], NULL);
    used += (size_t) snprintf(plan.head, sizeof plan.head, "Host: bench\r\n");
    for (int i = 5; i < argc && used < sizeof plan.head - 256; i++)
        used += (size_t) snprintf(plan.head + used, sizeof plan.head - used, "%s\r\n", argv[i]);
    if (getenv("LOAD_RATE"))
        plan.pause_ns = (int64_t) ((double) n * 1e9 / strtod(getenv("LOAD_RATE"), NULL));
    begun = now_ns();
    plan.end_ns = begun + (int64_t) (seconds * 1e9);
    for (size_t i = 0; i < n; i++) {
        workers[i] = (struct worker){ .plan = &plan,
                                      .number = i,
                                      .us = calloc(SAMPLES_MAX, sizeof(uint32_t)),
                                      .answer = malloc(ANSWER_MAX) };
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (size_t i = 0; i < n; i++)
        pthread_join(workers[i].thread, NULL);
    return report(workers, n, (double) (now_ns() - begun) / 1e9);
}

/* SPDX-License-Identifier: MIT
 * bench/load.c -- asks a server over HTTP/1.1 as fast as it answers, and says how fast that was.
 *
 *   load WHERE CONNECTIONS SECONDS FILE [HEADER…]
 *
 * WHERE is 127.0.0.1:PORT or unix:PATH. FILE holds one request a line: METHOD PATH [BODY]; each connection (a thread) takes
 * the lines in turn from a place of its own. "{n}" in a line becomes a number that no other request has. One request is
 * under way on a connection at a time. Prints one line: requests, rate, p50, p95, p99 in microseconds, and how many were
 * not answered with 2xx. Ends with 1 when more than one in a hundred was not: such a measurement is worth nothing. */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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

struct plan {
    struct place place;
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

static int connect_to(const struct place *p)
{
    int fd = socket(p->addr.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

    if (fd < 0 || connect(fd, &p->addr.any, p->len) < 0) {
        perror("load: connect");
        exit(1);
    }
    if (p->addr.any.sa_family == AF_INET)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
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

static bool send_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
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

/* Reads one whole answer; its status, or 0 when the connection broke. */
static int read_answer(int fd, char *b)
{
    size_t n = 0, head = 0;
    long length = 0;

    for (;;) {
        ssize_t got;

        if (head && length >= 0 && n >= head + (size_t) length)
            break;
        if (head && length < 0 && n >= head + 5 && memcmp(b + n - 5, "0\r\n\r\n", 5) == 0)
            break;
        if (n + 1 >= ANSWER_MAX)
            return 0;
        got = recv(fd, b + n, ANSWER_MAX - 1 - n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        n += (size_t) got;
        b[n] = '\0';
        if (!head) {
            char *end = strstr(b, "\r\n\r\n");

            if (end) {
                head = (size_t) (end - b) + 4;
                length = body_length(b);
            }
        }
    }
    return n > 12 ? (int) strtol(b + 9, NULL, 10) : 0;
}

static void *work(void *arg)
{
    struct worker *w = arg;
    const struct plan *plan = w->plan;
    char *request = malloc(REQUEST_MAX);
    int fd = connect_to(&plan->place);
    size_t at = w->number * 7919;

    while (now_ns() < plan->end_ns && w->n < SAMPLES_MAX) {
        size_t n = request_make(plan, plan->lines[at++ % plan->n_lines], request);
        int64_t begun = now_ns();
        int status = send_all(fd, request, n) ? read_answer(fd, w->answer) : 0;

        w->us[w->n++] = (uint32_t) ((now_ns() - begun) / 1000);
        if (status < 200 || status > 299)
            w->bad++;
        if (status == 0 || strcasestr(w->answer, "\r\nConnection: close\r\n")) {
            close(fd);
            fd = connect_to(&plan->place);
        }
    }
    close(fd);
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

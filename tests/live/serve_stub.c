/* SPDX-License-Identifier: MIT
 * tests/live/serve_stub.c -- the real supervisor with an application and a ledger that behave as a test wants.
 * The word in DATA/mode decides: "" answers pages; "deaf" ignores SIGTERM; "broken" ends with code 1 at once;
 * "slow" answers after 300 ms; "silent" takes connections and never answers. Starts and ends go to DATA/trace. */
#include "app/args.h"
#include "app/cmd.h"

#include "base/sv.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void on_term(int number)
{
    (void) number;
    ended = 1;
}

static void trace(const char *data, const char *words)
{
    char path[256], line[128];
    int n = snprintf(line, sizeof line, "%s %d\n", words, (int) getpid());

    snprintf(path, sizeof path, "%s/trace", data);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (fd < 0 || write(fd, line, (size_t) n) != n)
        _exit(3);
    close(fd);
}

static struct sv mode_of(const char *data, char *into, size_t size)
{
    char path[256];

    snprintf(path, sizeof path, "%s/mode", data);
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? 0 : read(fd, into, size);
    if (fd >= 0)
        close(fd);
    return sv_trim((struct sv){ into, n > 0 ? (size_t) n : 0 });
}

static void set_signals(struct sv mode)
{
    struct sigaction act = { .sa_handler = sv_eq(mode, SV("deaf")) ? SIG_IGN : on_term };

    sigaction(SIGTERM, &act, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* One answer: the head of the request as its body, so that a test sees what nginx sent. */
static void answer(int fd, struct sv mode)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n";
    char ask[8192];
    ssize_t n = read(fd, ask, sizeof ask);

    if (sv_eq(mode, SV("slow")))
        usleep(300 * 1000);
    while (sv_eq(mode, SV("silent")) && !ended)
        usleep(10 * 1000);
    if (n > 0 && write(fd, head, sizeof head - 1) > 0)
        n = write(fd, ask, (size_t) n); /* who has gone away needs no answer */
    close(fd);
}

static int listen_at(const char *data)
{
    struct sockaddr_un un = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(un.sun_path, sizeof un.sun_path, "%s/run/app.sock", data);
    unlink(un.sun_path);
    return fd >= 0 && bind(fd, (const struct sockaddr *) &un, sizeof un) == 0 && listen(fd, 64) == 0 ? fd
                                                                                                     : -1;
}

static int run(const char *name, int argc, char **argv)
{
    const char *data = NULL;
    const struct args_option options[] = { { "data", &data, NULL } };
    const struct args_spec spec = { .usage = "stub", .options = options, .n_options = 1 };
    char words[64], room[64];
    int code, fd = -1;

    if (!args_read(&spec, argc, argv, &code) || !data)
        return 2;
    struct sv mode = mode_of(data, room, sizeof room);
    snprintf(words, sizeof words, "%s begins", name);
    trace(data, words);
    set_signals(mode);
    if (strcmp(name, "app") == 0) {
        if (sv_eq(mode, SV("broken"))) {
            app_say("stub: broken as asked");
            return 1;
        }
        fd = listen_at(data);
        if (fd < 0)
            return 1;
    }
    while (!ended) {
        int peer = fd < 0 ? (usleep(10 * 1000), -1) : accept(fd, NULL, NULL);
        if (peer >= 0)
            answer(peer, mode);
    }
    snprintf(words, sizeof words, "%s ends", name);
    trace(data, words);
    return 0;
}

int cmd_app(int argc, char **argv)
{
    return run("app", argc, argv);
}

int cmd_ledger(int argc, char **argv)
{
    return run("ledger", argc, argv);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "app") == 0)
        return cmd_app(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "ledger") == 0)
        return cmd_ledger(argc - 1, argv + 1);
    return argc > 1 && strcmp(argv[1], "serve") == 0 ? cmd_serve(argc - 1, argv + 1) : 2;
}

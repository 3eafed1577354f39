/* SPDX-License-Identifier: MIT
 * app/serve_priv.h -- the parts of the supervisor: children, and what it asks the network.
 * The supervisor is one thread in one loop; children are processes in process groups of their own, so a signal to a
 * group reaches everything a child has started, and Ctrl-C reaches the supervisor alone. */
#ifndef APP_SERVE_PRIV_H
#define APP_SERVE_PRIV_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct err;

/* --- children (serve_child.c) -------------------------------------------------------------------------------------- */
struct child {
    const char *name; /* in lines for people */
    char *const *argv;
    pid_t pid;          /* 0: not running */
    int64_t started_ms; /* monotonic, like all times here */
    int64_t again_ms;   /* when it starts again; 0: not waiting */
    unsigned failures;  /* in a row; a life of CHILD_STEADY_MS ends the row */
};

enum { CHILD_STEADY_MS = 30000, CHILD_WAIT_FIRST_MS = 100, CHILD_WAIT_LAST_MS = 10000 };

/* fork() whose child dies with this process, has a group of its own, the default signals and an empty input. */
pid_t child_fork(void);
bool child_start(struct child *c, struct err *e); /* false: the program could not be run */
/* It has ended: takes along what is left of its group and sets the time of the next start. */
void child_ended(struct child *c, int64_t now_ms);
void child_signal(const struct child *c, int signal); /* the leader alone; nothing when it is not running */
void child_kill(const struct child *c);               /* the whole group, SIGKILL */

/* --- network (serve_net.c) ------------------------------------------------------------------------------------------ */
struct serve_place {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } addr;
    socklen_t len;
    char listen[64]; /* for nginx: "127.0.0.1:8080", "[::1]:8080" */
    char url[80];    /* for people; an address that means all of them becomes this machine's own */
};

/* `bind` is a numeric address; ERR_INPUT otherwise. */
bool serve_place_make(const char *bind, int64_t port, bool tls, struct serve_place *out, struct err *e);
bool serve_place_free(const struct serve_place *p, struct err *e); /* nobody listens there and we may */
/* Blocks until a page comes back (any status below 500), through nginx or, with TLS, from `socket` while nginx accepts.
 * For a child process: it ends by a signal otherwise. */
void serve_wait_page(const struct serve_place *p, bool tls, const char *socket);
void serve_notify(const char *path, const char *state); /* systemd's sd_notify(3); path NULL: nothing */

#endif

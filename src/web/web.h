/* SPDX-License-Identifier: MIT
 * web/web.h -- the HTTP border: a server on a UNIX socket behind nginx, and everything a page needs of it.
 *
 * One thread for each connection (libmicrohttpd); a handler may block. nginx is the only client: the socket's folder and
 * mode see to that. Everything a request takes from its arena (ceiling 32 MiB) goes with it.
 * The server is configured once, before it starts; afterwards its configuration is read-only. This floor and app/ are the
 * only ones that log, and each failure is logged once.
 * Who is logged in, and what he may, is asked of web_auth; how a failure looks is asked of failure_page. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/err.h"
#include "web/csrf.h"
#include "web/limit.h"
#include "web/req.h"
#include "web/res.h"
#include "web/route.h"

struct web_server;

enum web_gate {
    WEB_PASS,
    WEB_ANSWERED, /* the gate wrote the answer itself (a redirect to the page that must be visited first) */
    WEB_REFUSED   /* *e says why */
};

struct web_auth {
    void *ctx;
    /* Finds out who asks, from a cookie or `Authorization`, and sets actor, identity, session_secret and session.
     * Nobody logged in is no failure. false: it could not be found out (ERR_BUSY, ERR_FAULT). NULL: nobody ever is. */
    bool (*actor_of)(void *ctx, struct web_req *req, struct err *e);
    /* Asked for every request with an actor, and for every route with a `need`. NULL: all pass. */
    enum web_gate (*gate)(void *ctx, struct web_req *req, struct web_res *res, struct err *e);
};

struct web_failure {
    int status;
    const char *title;             /* of the status, Indonesian */
    const struct err *err;         /* text and hint are for the person; cause is not */
    struct sv id;                  /* of the request */
    const struct problems *fields; /* refused fields; n may be 0 */
};

struct web_conf {
    int listen_fd;           /* a listening socket that the server takes over, or -1 */
    const char *socket_path; /* used when listen_fd is -1 */
    unsigned socket_mode;    /* 0: 0660 */
    const char *upload_dir;  /* spool of large bodies and files; must exist; emptied of leftovers at start */
    struct sv key;           /* 32 secret bytes for messages and forms of people who are not logged in */
    struct sv login_path;    /* absent: "/masuk" */
    struct sv api_prefix;    /* unknown paths below it answer problem+json; absent: "/api/" */
    const struct web_table *tables;
    size_t n_tables;
    struct web_ctx *ctx;
    struct web_auth auth;
    struct limit *guesses; /* of WEB_BY_PATH, by address; NULL: not counted */
    /* Writes a whole HTML page (or, for req->is_htmx, a fragment). NULL: a plain one. */
    void (*failure_page)(struct web_ctx *ctx, struct web_req *req, const struct web_failure *f,
                         struct buf *out);

    /* 0 takes the value in brackets */
    unsigned connections_max; /* [2048] must exceed what nginx opens: worker_processes x (keepalive + busy) */
    unsigned idle_s;   /* [75] a connection without traffic is closed; above nginx's keepalive_timeout */
    unsigned body_s;   /* [600] a body must have arrived by then */
    size_t arena_max;  /* [32 MiB] for a request */
    size_t answer_max; /* [64 MiB] for a buffered answer */
    size_t spool_from; /* [64 KiB] larger bodies go to a file */
    size_t drain_max; /* [1 GiB] so much of a refused body is read and dropped, for nginx to see the answer */
    size_t stack_bytes; /* [1 MiB] of a connection's thread */
};

/* Checks the tables (ERR_FAULT names the first mistake), opens the socket and starts. conf and what it points to must
 * outlive the server. */
bool web_start(const struct web_conf *conf, struct web_server **out, struct err *e);
/* Stops accepting, lets requests in progress end for at most grace_ms, closes and frees. Accepts NULL. */
void web_stop(struct web_server *s, int grace_ms);
unsigned web_active(const struct web_server *s); /* requests in progress */

/* Listening UNIX socket; a stale one at that path is replaced, one that answers is ERR_CONFLICT. */
bool web_listen(const char *path, unsigned mode, int *fd, struct err *e);

#endif

/* SPDX-License-Identifier: MIT
 * web/exchange.h -- one request and its answer, while both are being made: what the files of web/ share.
 *
 * An exchange belongs to a connection and serves its requests one after another; arena and buffers are kept between them.
 * Order of calls: exchange_begin() with the head, exchange_body() for each piece, exchange_end(), then the answer is sent
 * from `out`, then exchange_done(). A refusal found early is remembered, the body is dropped as it comes, and the failure
 * is written by exchange_end(). Nothing here knows libmicrohttpd. */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/err.h"
#include "web/form.h"
#include "web/router.h"
#include "web/spool.h"
#include "web/web.h"

enum { WEB_HEADERS_MAX = 100, WEB_HEADER_BYTES = 8192, WEB_FIELDS_MAX = 2000 };

struct web_server {
    struct web_conf conf; /* zeros replaced by what they stand for */
    struct arena *a;      /* the router's */
    struct router *router;
    struct spool_dir spool;
    atomic_uint active;
    atomic_ullong serial; /* request ids: prefix and a count */
    atomic_bool stopping;
    char prefix[17];
    void *daemon; /* mhd.c's */
};

struct web_head {
    struct sv method, target;
    const struct web_field *headers;
    size_t n;
    bool too_many;
};

struct web_value { /* of a declared field */
    bool given;
    struct sv text;
    int64_t i;
    struct date date;
    const struct web_file *file;
    struct sv *all;
    size_t n;
};

enum body_kind { BODY_NONE, BODY_URLENCODED, BODY_MULTIPART, BODY_BYTES };

struct web_in {
    struct web_head head;
    struct route_match match;
    struct web_fields query, form, cookies;
    struct web_value *values;
    struct web_files {
        struct web_file *items;
        size_t n, cap;
    } files;
    enum body_kind kind;
    size_t body_max;
    int64_t declared; /* Content-Length, or -1 */
    bool expects;     /* Expect: 100-continue */
    int64_t received;
    struct buf bytes;   /* body in memory */
    struct spool spool; /* or in a file */
    bool spooled;
    void *map; /* the spool file, mapped */
    struct multipart *parts;
    int64_t deadline_ms;
    struct sv guest; /* value of the guest cookie, existing or about to be set */
};

enum reply_kind { REPLY_BUFFER, REPLY_FD, REPLY_STREAM };

struct web_out {
    struct web_field *headers;
    size_t n, cap;
    enum reply_kind kind;
    struct sv type, policy, cache;
    int fd; /* owned unless -1 */
    int64_t fd_from, fd_size;
    web_next *next;
    void (*end)(void *state);
    void *state;
    struct buf chunk; /* of a stream: what is not sent yet */
    size_t sent;
    bool last;
};

struct web_exchange {
    struct web_server *s;
    struct arena *a;
    struct buf body; /* of the answer */
    struct web_req req;
    struct web_res res;
    struct web_in in;
    struct web_out out;
    bool open;     /* between begin and done */
    bool refused;  /* before the handler */
    bool answered; /* by the gate */
    struct err why;
};

void exchange_init(struct web_exchange *x, struct web_server *s);
void exchange_clear(struct web_exchange *x);
void exchange_begin(struct web_exchange *x, const struct web_head *head);
bool exchange_body(struct web_exchange *x, struct sv data); /* false: give the connection up */
void exchange_end(struct web_exchange *x);
void exchange_done(struct web_exchange *x);

/* request.c: what the head says; false leaves the refusal in *e and its status in x->res.fail_status. */
bool request_head(struct web_exchange *x, struct err *e);
struct sv text_clip(struct sv s, size_t max_bytes); /* cut between characters */
/* body.c */
bool body_plan(struct web_exchange *x, struct err *e);
bool body_add(struct web_exchange *x, struct sv data, struct err *e);
bool body_end(struct web_exchange *x, struct err *e);
void body_drop(struct web_exchange *x);
/* params.c: fills in->values and req->problems; false when a field was refused. */
bool params_read(struct web_exchange *x, struct err *e);
/* response.c */
void response_reset(struct web_exchange *x);  /* forgets what a handler wrote, and ends its stream */
void response_finish(struct web_exchange *x); /* the headers every answer carries */
bool response_pull(struct web_exchange *x);   /* makes x->out.chunk non-empty, or sets last; false: abort */
/* fail.c */
bool fail_with(struct web_exchange *x, int status, struct err *e); /* sets fail_status, returns false */
int fail_status(const struct web_exchange *x, const struct err *e);
void fail_answer(struct web_exchange *x, const struct err *e);
void fail_log(const struct web_exchange *x, int status, const struct err *e);
const char *fail_title(int status);

#endif

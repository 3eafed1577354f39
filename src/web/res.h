/* SPDX-License-Identifier: MIT
 * web/res.h -- the answer: bytes in a buffer, a file, or a stream; redirects with a message; caching.
 *
 * A handler that returns false needs not tidy up: whatever it wrote is dropped and the failure is answered instead.
 * Every answer gets the security headers, X-Request-Id and, unless web_cache() or web_fresh() said otherwise,
 * Cache-Control: no-store. Texts and addresses are copied into the request's arena. */
#ifndef WEB_RES_H
#define WEB_RES_H

#include "base/sv.h"

struct arena;
struct buf;
struct err;
struct html;
struct jsonw;
struct web_exchange;
struct web_req;

struct web_res {
    int status;        /* 200 until set */
    struct buf *body;  /* ceiling 64 MiB */
    int fail_status;   /* of a refusal where the table of kinds is too coarse (412, 428, 507); 0: table */
    int retry_after_s; /* sent with a refusal when above 0; ERR_BUSY sends 5 by itself */
    struct web_exchange *x;
};

/* --- bodies ----------------------------------------------------------------------------------------------------- */
void web_html(struct web_res *s, struct html *h);  /* text/html; h writes into s->body */
void web_json(struct web_res *s, struct jsonw *w); /* application/json; w writes into s->body */
void web_type(struct web_res *s, struct sv type);  /* another type, with its charset if it is text */

/* Files are people's: they are sent with a policy that lets nothing in them run. Range is honoured (one range).
 * web_file_send() opens a regular file, never through a symbolic link in its last part. web_fd_send() takes fd. */
bool web_file_send(struct web_req *r, struct web_res *s, const char *path, struct sv type, struct err *e);
void web_fd_send(struct web_req *r, struct web_res *s, int fd, int64_t size, struct sv type);
void web_attach(struct web_res *s, struct sv filename); /* saved under this name instead of shown */
void web_inline(struct web_res *s, struct sv filename); /* shown, with a name for saving */

/* An answer of unknown length, made piece by piece while it is sent. next() appends to `out` (up to some 64 KiB a call)
 * and sets *done with the last piece; false aborts the connection and is logged, for the status is already sent.
 * end() runs exactly once, also when the client went away or the handler failed afterwards. State lives in the arena or
 * is owned by it. next() must not keep a transaction open between calls: the client decides when the next one comes. */
typedef bool web_next(void *state, struct buf *out, bool *done, struct err *e);
void web_stream(struct web_res *s, struct sv type, web_next *next, void (*end)(void *state), void *state);

/* --- headers ---------------------------------------------------------------------------------------------------- */
#define web_header(s, name, value) web_header_((s), "" name, (value))
void web_header_(struct web_res *s, const char *name, struct sv value); /* control characters become spaces */
/* Policy for a page that needs another one (a drawing in a frame, the API document): replaces the whole header. */
void web_policy(struct web_res *s, const char *csp);
void web_cache(struct web_res *s, const char *control); /* Cache-Control */
/* Entity tag of the answer about to be made: true when the client has it already; 304 is set, nothing need be written.
 * Cache-Control becomes "private, no-cache" unless web_cache() was called. */
bool web_fresh(struct web_req *r, struct web_res *s, struct sv tag);
/* The same by time, in seconds: sends Last-Modified, and is true when If-Modified-Since says that the client has it. A tag
 * the client sent counts before any time, so call web_fresh() first. */
bool web_unchanged(struct web_req *r, struct web_res *s, int64_t since);

/* HttpOnly, SameSite=Lax, Path=/, Secure under https. max_age_s 0: until the browser closes. value: no ';' or control. */
void web_cookie_set(struct web_req *r, struct web_res *s, const char *name, struct sv value,
                    int64_t max_age_s);
void web_cookie_drop(struct web_req *r, struct web_res *s, const char *name);

/* --- redirects and messages ------------------------------------------------------------------------------------- */
/* 303 to one of our own paths ("/" if it is none); under htmx a 200 with HX-Redirect, which leads the whole page on. */
void web_redirect(struct web_req *r, struct web_res *s, struct sv path);
/* 303 to a http(s) address that our own data named. */
void web_redirect_out(struct web_res *s, struct sv url);

enum web_flash_kind { WEB_DONE, WEB_NOTE, WEB_WARN };
struct web_flash {
    enum web_flash_kind kind;
    struct sv text;
};
/* A message for the next page this browser opens, in a signed cookie of one minute; at most 600 bytes of text. */
void web_flash_set(struct web_req *r, struct web_res *s, enum web_flash_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* To be shown now and never again; false: there is none. */
bool web_flash_take(struct web_req *r, struct web_res *s, struct web_flash *out);

#endif

/* SPDX-License-Identifier: MIT
 * web/req.h -- one request as a handler sees it: checked, decoded once, typed.
 *
 * Everything here lives in the request's arena and is gone when the answer has been sent. All text is UTF-8 without NUL.
 * Getters by name assert that the name is declared (in the route's params or path): a typing mistake stops a test, never
 * reads nothing in silence. A request belongs to one thread. Only nginx connects, so X-Real-IP, X-Forwarded-Proto and
 * X-Request-Id are believed; nginx must set all three on every request. */
#ifndef WEB_REQ_H
#define WEB_REQ_H

#include "base/date.h"
#include "base/hash.h"
#include "base/problems.h"
#include "base/sv.h"
#include "web/route.h"

struct actor;
struct arena;
struct json;
struct web_exchange;

enum web_identity { WEB_NOBODY, WEB_BY_COOKIE, WEB_BY_TOKEN };

struct web_req {
    enum web_method method; /* HEAD arrives as WEB_GET with is_head */
    bool is_head;
    bool is_htmx;            /* HX-Request, not boosted: a fragment is wanted */
    bool wants_json;         /* the route is WEB_API, or Accept asks for JSON and not for HTML */
    bool is_https;           /* the person's connection, not nginx's to us */
    struct sv path;          /* decoded, normal form */
    struct sv target, query; /* as received: path and query, and the query alone without '?' (may be empty) */
    struct sv client;        /* address of the person or program, or "lokal" */
    struct sv id;            /* names this request in the log, the answer and error pages */
    const struct web_route *route; /* NULL until one is found (failure pages may see that) */
    struct arena *a;

    /* set by web_auth.actor_of */
    const struct actor *actor; /* NULL: nobody is logged in */
    enum web_identity identity;
    struct sv session_secret; /* the CSRF token is derived from it; needed with WEB_BY_COOKIE */
    void *session;            /* whatever the floor above keeps about it */

    struct problems problems;  /* of the fields; handlers may add to them (at most 200 are kept) */
    const struct err *refused; /* for web_route.again: why handle() refused, or NULL */
    struct web_exchange *x;    /* web's own */
};

/* --- the path --------------------------------------------------------------------------------------------------- */
struct sv web_path(const struct web_req *r, const char *name);   /* a captured segment, decoded */
int64_t web_path_int(const struct web_req *r, const char *name); /* of {name:int} */

/* --- declared fields (route->params), valid by the time handle() runs ------------------------------------------- */
bool web_given(const struct web_req *r, const char *name); /* there, and not empty */
/* TEXT PROSE SECRET ENUM KEY; SV_NULL: not given */
struct sv web_text(const struct web_req *r, const char *name);
int64_t web_int(const struct web_req *r, const char *name, int64_t otherwise); /* INT ID */
struct date web_date(const struct web_req *r, const char *name);               /* all 0: not given */
bool web_flag(const struct web_req *r, const char *name);
const struct web_file *web_file(const struct web_req *r, const char *name); /* NULL: none was sent */
/* WEB_MULTI, in order of arrival */
size_t web_value_all(const struct web_req *r, const char *name, struct sv **out);

/* --- fields as they came: only of WEB_FREE routes (asserted), except web_typed() ---------------------------------- */
struct web_field {
    struct sv name, value;
};
struct web_fields {
    struct web_field *items;
    size_t n, cap;
};
const struct web_fields *web_form(const struct web_req *r); /* of the body */
const struct web_fields *web_query(const struct web_req *r);
/* The body's field, else the query's; SV_NULL: not there. Of several with one name the first. */
struct sv web_field_find(const struct web_req *r, struct sv name);
/* The same, but a name sent twice is refused. */
bool web_field_one(const struct web_req *r, struct sv name, struct sv *out, struct err *e);
size_t web_field_all(const struct web_req *r, struct sv name, struct sv **out);
/* On every route: what to put back into an input. As typed; absent for secrets and for what was not sent. */
struct sv web_typed(const struct web_req *r, const char *name);

/* --- files ------------------------------------------------------------------------------------------------------ */
/* A file of a multipart form, in the upload folder until the request ends. Move it elsewhere with rename(2) on the same
 * file system or hand `path` to a function that does: names are never used twice, so what has moved is not touched. */
struct web_file {
    struct sv field;
    struct sv name; /* base name without folders, control characters or leading dots, at most 200 bytes */
    struct sv type; /* as claimed by the browser: not to be believed */
    const char *path;
    int64_t size;
    struct sv head; /* the first 512 bytes at most, for sniffing */
    struct digest sha256;
};
const struct web_file *web_files(const struct web_req *r, size_t *n); /* all of them, in order */

/* --- body as bytes: API and WEB_RAW routes ---------------------------------------------------------------------- */
/* A large body is mapped from its spool file. */
bool web_body(struct web_req *r, struct sv *out, struct err *e);
int64_t web_body_size(const struct web_req *r);
/* The body as a file, made if it was small; to be read or moved like a web_file. NULL: *e says why. */
const char *web_body_path(struct web_req *r, struct err *e);
struct digest web_body_sha256(const struct web_req *r);
bool web_body_json(struct web_req *r, struct json **out, struct err *e); /* 415 unless declared as JSON */

/* --- headers, cookies, credentials ------------------------------------------------------------------------------ */
struct sv web_header_find(const struct web_req *r, const char *name); /* SV_NULL: absent */
/* SV_NULL: absent, or sent with two values that differ */
struct sv web_cookie_find(const struct web_req *r, const char *name);
struct sv web_bearer(const struct web_req *r); /* SV_NULL: no Authorization: Bearer */
/* Authorization: Basic in UTF-8. Browsers repeat it by themselves, so only programs' routes should take it. */
bool web_basic(const struct web_req *r, struct sv *user, struct sv *password);

/* --- addresses -------------------------------------------------------------------------------------------------- */
/* "?…": the query of this request with one field replaced, added, or (SV_NULL) removed: sorting, pages, filters. */
struct sv web_query_with(const struct web_req *r, const char *name, struct sv value);
struct sv web_local(struct sv address); /* itself if it is one of our own paths (`lanjut=`), else SV_NULL */

#endif

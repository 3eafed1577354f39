/* SPDX-License-Identifier: MIT
 * web/route.h -- what is served: a table row for each method and path, with what must hold before its handler runs.
 *
 *     static const struct web_param cari[] = {
 *         { .name = "q", .label = T("Kata kunci"), .type = WEB_TEXT, .flags = WEB_REQUIRED, .max = 100 },
 *         { .name = "halaman", .label = T("Halaman"), .type = WEB_INT, .low = 1, .high = 1000 },
 *         { 0 },
 *     };
 *     static const struct web_route routes[] = {
 *         { .path = "/cari", .params = cari, .handle = cari_show, .about = T("Pencarian") },
 *         { .method = WEB_POST, .path = "/r/{reg:key}/{id:int}/ubah", .flags = WEB_FREE, .handle = record_save,
 *           .again = record_form },
 *     };
 *
 * A path is literal segments and at most eight captured ones: {nama} any one segment, {nama:int} a number without leading
 * zeros, {nama:key} a key of a register or field, {nama:*} all that is left (one byte at least, slashes included).
 * When several rows fit, the first segment that differs decides: literal, then int, key, any, rest.
 * GET rows answer HEAD. A path that is served under other methods is answered 405 with Allow. A path with a needless
 * slash at its end is redirected (308) when the path without it is served for GET.
 *
 * Before the handler runs: path in normal form, route found, fields of well-formed UTF-8, actor known (unless WEB_ANON),
 * login (unless WEB_PUBLIC), the right `need` granted, body under its ceiling, CSRF token (unless a token authenticated
 * the request, or WEB_NO_CSRF), all declared fields valid. Tables are static data and shared by threads. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct web_ctx; /* what handlers work with: defined by the floor above, handed through untouched */
struct web_req;
struct web_res;

enum web_method { WEB_GET, WEB_POST, WEB_PUT, WEB_PATCH, WEB_DELETE, WEB_OPTIONS, WEB_METHOD_COUNT };

/* Answers one request: writes into res and returns true, or leaves the reason in *e and returns false. */
typedef bool web_handler(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e);

enum {
    WEB_PUBLIC = 1 << 0,  /* no login needed; the actor is there all the same when somebody is logged in */
    WEB_API = 1 << 1,     /* failures as problem+json, 401 instead of the login page, any content type */
    WEB_NO_CSRF = 1 << 2, /* authenticated by what no browser sends by itself: a signature in the body */
    WEB_RAW = 1 << 3,     /* the body is bytes, whatever its type: never read as a form; codings pass */
    WEB_FREE = 1 << 4,    /* fields are declared elsewhere (registers): read with web_field_find() */
    WEB_BASIC = 1 << 5,   /* 401 asks for Basic, for git and restic */
    WEB_ANON = 1 << 6,    /* the actor is never looked up: health checks, what differs by no person */
    WEB_BY_PATH =
        1
        << 7 /* a secret in the path is what opens it: guesses are counted by address (web_conf.guesses), and
                             the log does not name the path */
};

enum web_type {
    WEB_TEXT,   /* one line, trimmed; max counts characters (0: 200) */
    WEB_PROSE,  /* several lines, line ends become \n (0: 20.000) */
    WEB_SECRET, /* as typed, never trimmed and never shown back (0: 200) */
    WEB_INT,    /* decimal; low..high when they differ */
    WEB_ID,     /* 1..2^63-1 */
    WEB_DATE,   /* YYYY-MM-DD that exists */
    WEB_BOOL,   /* a checkbox: 1, on, true, ya / 0, off, false, tidak; absent is false */
    WEB_ENUM,   /* one of `of`, written "naik|turun" */
    WEB_KEY,    /* sv_is_key() */
    WEB_FILE    /* a file of a multipart form; max counts bytes (0: the body ceiling alone) */
};

enum {
    WEB_REQUIRED = 1 << 0,
    WEB_MULTI = 1 << 1,   /* may come several times: web_value_all() */
    WEB_IN_QUERY = 1 << 2 /* of the query also where the request has a body */
};

struct web_param {
    const char *name;  /* as in the form; NULL ends the list */
    const char *label; /* what people call it: used in messages */
    enum web_type type;
    unsigned flags;
    size_t max;
    int64_t low, high; /* both 0: no bounds */
    const char *of;
};

struct web_route {
    enum web_method method;
    const char *path;
    unsigned flags;
    const char *need;               /* a right for web_auth.gate to judge, or NULL */
    const struct web_param *params; /* NULL: none */
    size_t body_max;                /* bytes; 0: 1 MiB for methods that have a body */
    web_handler *handle;
    /* Draws the form again when fields were refused (req->problems) or handle() returned ERR_INPUT, ERR_CONFLICT or
     * ERR_BUSY (req->refused): the status is set already, what was typed is in web_typed(). NULL: the failure page. */
    web_handler *again;
    const char *about; /* one line for the generated API document, or NULL */
};

struct web_table {
    const struct web_route *routes;
    size_t n;
};
#define WEB_TABLE(array)                          \
    {                                             \
        (array), sizeof(array) / sizeof(array)[0] \
    }

#endif

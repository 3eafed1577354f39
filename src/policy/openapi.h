/* SPDX-License-Identifier: MIT
 * policy/openapi.h -- the operations that an OpenAPI 3.0 or 3.1 document offers: what an agreement can open.
 *
 * Read for its operations alone: schemas, callbacks and webhooks are no doors of the hub. A document is refused as a whole
 * when one of its paths could not be judged by the hub (not in normal form), so that nothing is offered that is never
 * reachable. Results live in the arena. Sources: OpenAPI Specification 3.0.3 and 3.1.0 (Paths Object, Path Item Object);
 * patterns: spesifikasi-penghubung.md 1.7 and 2. */
#ifndef POLICY_OPENAPI_H
#define POLICY_OPENAPI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

struct arena;
struct buf;
struct err;
struct json;
struct problems;

enum { OPENAPI_MAX_BYTES = 4 * 1024 * 1024, OPENAPI_MAX_OPERATIONS = 2000, OPENAPI_PATH_MAX = 500 };

struct openapi_operation {
    struct sv method;      /* upper case */
    struct sv path;        /* as written: "/pasien/{nik}" */
    struct sv pattern;     /* as the hub compares: the same with "*" for each parameter, escaped */
    struct sv id, summary; /* or absent */
    bool body, deprecated;
};
struct openapi {
    struct sv spec, title, version;  /* spec: "3.0.1" */
    struct openapi_operation *items; /* by path, then method */
    size_t n;
};

/* JSON or YAML, told apart by the first character. False with every mistake in `ps` (field: path or absent, place where known). */
bool openapi_read(struct sv text, struct sv file, struct arena *a, struct openapi *out, struct problems *ps);

/* The document itself as a tree, when it is one of the versions known: for whoever describes it. */
bool openapi_parse(struct sv text, struct sv file, struct arena *a, const struct json **root,
                   struct problems *ps);

/* The same document as JSON, for others: `server` is the one address in it, those of the systems behind are left out. */
bool openapi_served(struct sv text, struct sv server, struct arena *a, struct buf *out, struct err *e);

/* "/pasien/{nik}" as the hub compares it: "*" for each parameter. SV_NULL: the hub could never let such a path through. */
struct sv openapi_pattern(struct sv path, struct arena *a);

#endif

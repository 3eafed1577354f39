/* SPDX-License-Identifier: MIT
 * page/apidoc_priv.h -- a document of somebody else's, described within bounds: how many operations stand on a page, how deep
 * and how many rows a schema shows, how much of a text. What is left out is said. */
#ifndef PAGE_APIDOC_PRIV_H
#define PAGE_APIDOC_PRIV_H

#include "json/json.h"
#include "page/page_priv.h"
#include "policy/openapi.h"

enum {
    DOC_PER_PAGE = 25,     /* operations described on a page */
    DOC_ROWS = 4000,       /* rows of schemas on a page */
    DOC_SCHEMA_ROWS = 200, /* of one schema */
    DOC_DEPTH = 8,         /* of what stands inside another */
    DOC_REFS = 16,         /* $ref behind $ref */
    DOC_TEXT = 300,        /* bytes of a text in a table */
    DOC_PROSE = 20000,     /* bytes of a description */
    DOC_PARTS = 40         /* media types, answers, servers, values of an enum */
};

struct doc_operation {
    const struct openapi_operation *op;
    const struct json *item, *node; /* path item and operation in the document */
    const struct record *row;       /* the recorded operation, or NULL */
};

struct doc_door {     /* how this hub leads there */
    bool known, open; /* known: the hub's snapshot has the service */
    struct sv brief, r1, why;
};

struct apidoc {
    struct page p;
    const struct reg *reg;
    const struct field *field;
    struct record *rec;
    struct sv file_name, site; /* site: address of this installation, or empty */
    const struct json *root;
    struct openapi doc;
    struct doc_operation *found; /* those that fit the search, by path */
    size_t n, first;             /* first: of this page */
    struct doc_door door;
    struct problems problems; /* the document cannot be read: why */
    size_t rows_left;         /* of DOC_ROWS */
};

/* Reads record, document, recorded operations and the hub's snapshot as this actor may. */
bool apidoc_load(struct apidoc *x, struct db *db, struct err *e);
/* Where the hub leads to the service with that number, out of its snapshot. */
void apidoc_door(const struct region *r, int64_t id, struct arena *a, struct doc_door *out);
/* Where a row of `ask` begins for this actor; absent: he asks for nothing. */
struct sv apidoc_ask_url(const struct page *p, const struct field *f, const struct record *rec);

/* What "#/…" of the same document names, through at most DOC_REFS steps; NULL: it leads nowhere. */
const struct json *apidoc_resolve(const struct json *root, const struct json *node);
/* The last part of the reference a node holds: the name of a schema; absent: it holds none. */
struct sv apidoc_ref_name(const struct json *node);
/* "teks (date)", "daftar dari Pasien", … in plain words. */
struct sv apidoc_type(const struct apidoc *x, const struct json *schema);
/* What else holds for a value: enumeration, limits, pattern, default, example. */
struct sv apidoc_limits(const struct apidoc *x, const struct json *schema);
/* A schema as a table of fields. */
void apidoc_schema(struct apidoc *x, const struct json *schema, struct sv caption);
struct sv apidoc_clip(const struct apidoc *x, struct sv text, size_t max);
/* Any value of the document in a few words. */
struct sv apidoc_value(const struct apidoc *x, const struct json *v);
/* apidoc_call.c: what is said of one operation. */
void apidoc_operation(struct apidoc *x, const struct doc_operation *o, size_t number);

#endif

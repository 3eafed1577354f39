/* SPDX-License-Identifier: MIT
 * json/json.h -- one tree for JSON and YAML, read; a writer over a buffer; the canonical form (RFC 8785).
 * Trees live in the arena given and are read-only afterwards, so threads may share them.
 * Readers enforce: well-formed UTF-8, no NUL, depth <= 64, no duplicate keys, integers within 64 bits. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "base/sv.h"

struct arena;
struct buf;
struct err;
struct problems;

enum json_type { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_STR, JSON_LIST, JSON_MAP };

struct json { /* declarations stay in memory as such trees: no byte wider than needed */
    enum json_type type : 8;
    bool b;
    int line, col; /* 1-based place in the source, columns in characters; 0 for JSON trees that keep none.
                      A block scalar begins at its '|' or '>', an empty value behind its colon. */
    int key_line, key_col;
    uint32_t n;    /* children of a list or map */
    struct sv key; /* name inside the parent map, else absent */
    union {
        int64_t i; /* of a JSON_INT */
        double r;  /* of a JSON_REAL */
    };
    struct sv s; /* text of a JSON_STR; for YAML plain scalars also the source text of int and bool */
    struct json *first, *next;
};

/* JSON (RFC 8259) of at most max_bytes. ERR_INPUT names line and column. */
bool json_parse(struct sv text, size_t max_bytes, struct arena *a, struct json **out, struct err *e);
/* YAML 1.2, safe subset: no tags, aliases or merges; plain scalars true/false -> BOOL, digits -> INT, null/~ -> NULL,
 * everything else STR; quoted scalars are always STR. One document of at most 16 MiB; an empty one is a JSON_NULL.
 * Mistakes go to `ps` with file, line and column; false if any, and *out is untouched. */
bool yaml_parse(struct sv text, struct sv file, struct arena *a, struct json **out, struct problems *ps);

const struct json *json_get(const struct json *map,
                            struct sv key); /* NULL: absent, or `map` is NULL or no map */
struct sv json_text(const struct json *map,
                    struct sv key); /* SV_NULL unless a string (YAML: any scalar's text) */
int64_t json_number(const struct json *map, struct sv key, int64_t otherwise);
bool json_flag(const struct json *map, struct sv key, bool otherwise);

struct jsonw { /* a writer; fields are its own business */
    struct buf *b;
    uint64_t is_list; /* bit per depth */
    uint64_t has_item;
    unsigned depth;
    bool after_key;
};
void jsonw_init(struct jsonw *w, struct buf *b);
void jsonw_map(struct jsonw *w);
void jsonw_list(struct jsonw *w);
void jsonw_end(struct jsonw *w); /* closes the innermost map or list */
void jsonw_key(struct jsonw *w, struct sv key);
void jsonw_str(struct jsonw *w, struct sv s); /* SV_NULL writes null */
void jsonw_int(struct jsonw *w, int64_t v);
void jsonw_bool(struct jsonw *w, bool v);
void jsonw_null(struct jsonw *w);
void jsonw_raw(struct jsonw *w, struct sv json); /* already written JSON, as one value */
/* key and value in one call */
void jsonw_kstr(struct jsonw *w, const char *key, struct sv s);
void jsonw_kint(struct jsonw *w, const char *key, int64_t v);
void jsonw_kbool(struct jsonw *w, const char *key, bool v);

/* RFC 8785 for trees of maps, lists, strings, integers within +-2^53, booleans and null (no reals: ERR_INPUT). */
bool json_canonical(const struct json *v, struct buf *out, struct err *e);

#endif

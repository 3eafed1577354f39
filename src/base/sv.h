/* SPDX-License-Identifier: MIT
 * base/sv.h -- borrowed bytes: pointer and length, passed by value.
 * A view owns nothing and promises no final NUL. {NULL, 0} is "absent" and differs from an empty text
 * (p set, n == 0): records use that to tell null from "". Text is UTF-8, checked once on entry by sv_utf8_ok(). */
#ifndef BASE_SV_H
#define BASE_SV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct sv {
    const char *p;
    size_t n;
};

#define SV(lit) ((struct sv){ "" lit, sizeof(lit) - 1 }) /* "" lit refuses anything but a literal */
#define SV_INIT(lit)            \
    {                           \
        "" lit, sizeof(lit) - 1 \
    } /* the same for static tables */
#define SV_NULL ((struct sv){ NULL, 0 })
#define SV_FMT(s) (int) (s).n, (s).p /* for "%.*s"; texts above INT_MAX bytes never reach a format */

struct sv sv_of(const char *cstr); /* NULL gives SV_NULL */
bool sv_eq(struct sv a, struct sv b);
bool sv_eq_fold(struct sv a, struct sv b); /* ASCII letters compare without case */
int sv_cmp(struct sv a, struct sv b);      /* by byte, shorter first */
bool sv_starts(struct sv s, struct sv head);
bool sv_ends(struct sv s, struct sv tail);
bool sv_empty(struct sv s);                              /* absent or of length 0 */
ptrdiff_t sv_find(struct sv s, struct sv needle);        /* -1: not there */
struct sv sv_trim(struct sv s);                          /* ASCII white space and NBSP at both ends */
struct sv sv_sub(struct sv s, size_t from, size_t n);    /* clamped to what is there */
bool sv_cut(struct sv *rest, char sep, struct sv *head); /* next piece; false when nothing is left,
                                                                so a separator at the end adds no piece */
bool sv_int(struct sv s, int64_t *out);                  /* the whole of s, decimal, optional '-' */
bool sv_utf8_ok(struct sv s);                            /* well-formed and without NUL */
size_t sv_utf8_count(struct sv s);                       /* code points of well-formed text */
bool sv_is_key(struct sv s);                             /* [a-z][a-z0-9_]{0,62} */
const char *sv_cstr(struct sv s, struct arena *a);       /* NUL-terminated copy; NULL if s holds a NUL */
struct sv sv_lower(struct sv s, struct arena *a);        /* ASCII letters to lower case */
struct sv sv_collapse(struct sv s, struct arena *a);     /* trimmed, runs of white space to one space */

#endif

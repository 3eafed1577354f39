/* SPDX-License-Identifier: MIT
 * policy/path.h -- request targets as the hub takes them: a path passes only in normal form, so that what was received,
 * what is matched and what is forwarded are the same bytes. Pure functions; nothing is allocated. */
#ifndef POLICY_PATH_H
#define POLICY_PATH_H

#include "base/sv.h"

enum { PATH_MAX_BYTES = 2000, PATH_PARTS = 5 };

/* Absolute, in the characters of RFC 3986, every escape whole, none of them for an unreserved character, a slash, a
 * backslash, NUL or another control character; UTF-8 behind the escapes; no empty segment but the last, no "." or "..".
 * `decoded`, PATH_MAX_BYTES long, receives the path without escapes, *n its length; NULL: only judged. */
struct path_text {
    char s[PATH_MAX_BYTES];
    size_t n;
};
bool path_normal(struct sv raw, struct path_text *decoded);
bool path_query_ok(struct sv query); /* without its '?': printable ASCII, no '#' */

/* A pattern of a right: '*' any run without '/', '**' any run, "\*" and "\\" literal; the whole path must match.
 * Linear in the path for each star of the pattern. */
bool path_match(struct sv pattern, struct sv path);

/* The part of a normal path behind its first `n` segments, its slash included: "" when nothing follows. SV_NULL when there
 * are fewer. The segments themselves, still encoded, go to part[]. */
struct sv path_split(struct sv raw, size_t n, struct sv *part);
/* One identifier of /r1, decoded into buf: only A-Z a-z 0-9 and '()+,-.=? count. SV_NULL: anything else, or too long. */
struct sv path_identifier(struct sv raw, char *buf, size_t size);
/* That many of them, between slashes: the form of X-Road's headers that name somebody. */
bool path_identifiers(struct sv raw, size_t least, size_t most);

#endif

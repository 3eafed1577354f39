/* SPDX-License-Identifier: MIT
 * web/path.h -- percent-decoding, once, and the normal form of paths. Pure; results live in the arena. */
#ifndef WEB_PATH_H
#define WEB_PATH_H

#include "base/sv.h"

struct arena;
struct err;

enum { PATH_MAX_BYTES = 2048, QUERY_MAX_BYTES = 8192 };

/* %XX decoded, and '+' as a space in forms. false: a '%' without two hexadecimal digits. */
bool percent_decode(struct sv s, bool plus, struct arena *a, struct sv *out);

/* A path as received, decoded. Refused: not starting with '/', empty or dot segments, a slash, backslash, NUL or control
 * character in percent code, characters a path may not hold bare, broken codes, not UTF-8, too long.
 * So what is matched is what was sent, and decoding again changes nothing that matters. */
bool path_decode(struct sv raw, struct arena *a, struct sv *out, struct err *e);

#endif

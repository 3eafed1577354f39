/* SPDX-License-Identifier: MIT
 * json/json_priv.h -- what the files of this floor share. */
#ifndef JSON_JSON_PRIV_H
#define JSON_JSON_PRIV_H

#include "json/json.h"

enum { JSON_DEPTH_MAX = 64 }; /* lists and maps inside one another */

/* A string with its quotes, escaped as little as RFC 8785 (3.2.2.2) demands: one spelling for a text everywhere. */
void json_put_string(struct buf *b, struct sv s);

struct json_place {
    int line, col; /* 1-based; columns in characters */
};
struct json_place json_place_of(struct sv text, size_t at); /* of the byte at `at` */

#endif

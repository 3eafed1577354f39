/* SPDX-License-Identifier: MIT
 * web/form.h -- fields out of foreign bytes: queries, urlencoded bodies, cookies, multipart bodies as they arrive.
 *
 * All readers refuse rather than guess: broken percent codes, text that is not UTF-8, NUL, too many fields, names that are
 * too long. Results live in the arena. We read multipart ourselves: libmicrohttpd's reader needs its connection, mends
 * what it does not understand and cannot be fed by a fuzzer; this one is a window over the input and one search.
 * Refusals are ERR_INPUT. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/sv.h"
#include "web/req.h"

struct spool_dir;
struct multipart;

enum { FORM_NAME_MAX = 200, FORM_VALUE_MAX = 1024 * 1024, FORM_PART_HEAD_MAX = 4096 };

/* application/x-www-form-urlencoded, appended to *out, which never grows above max_fields. */
bool form_urlencoded(struct sv text, size_t max_fields, struct arena *a, struct web_fields *out,
                     struct err *e);
/* The Cookie header: "a=b; c=d". What is no pair is skipped, as browsers send what servers and scripts of old left. */
void form_cookies(struct sv text, size_t max_fields, struct arena *a, struct web_fields *out);
/* First field of that name, or SV_NULL. */
struct sv form_find(const struct web_fields *f, struct sv name);
size_t form_count(const struct web_fields *f, struct sv name);
bool form_add(struct web_fields *f, size_t max_fields, struct sv name, struct sv value, struct arena *a,
              struct err *e);

/* The part after "name=" of a header like Content-Type or Content-Disposition; SV_NULL: absent or malformed.
 * Quoted values are unquoted: \" becomes ", every other backslash stays, as browsers write them. */
struct sv form_header_param(struct sv header, const char *name, struct arena *a);
/* A base name that is safe to show, to offer for saving and to store in a column. Never empty. */
struct sv form_file_name(struct sv raw, struct arena *a);

struct multipart_sink {
    struct arena *a;
    struct spool_dir *dir;
    struct web_fields *fields;
    size_t max_fields;
    struct web_file **files; /* an array in the arena */
    size_t *n_files, *cap_files;
    size_t max_files;
};
/* content_type: the whole header; refused without a boundary of 1..70 allowed characters. */
bool multipart_begin(struct sv content_type, const struct multipart_sink *sink, struct multipart **out,
                     struct err *e);
bool multipart_add(struct multipart *m, struct sv data,
                   struct err *e);                      /* after false only multipart_drop() */
bool multipart_end(struct multipart *m, struct err *e); /* ERR_INPUT: the closing boundary never came */
void multipart_drop(
    struct multipart *m); /* frees what the arena does not; a file being written goes; accepts NULL */

#endif

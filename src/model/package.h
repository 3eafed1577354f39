/* SPDX-License-Identifier: MIT
 * model/package.h -- what readers of office documents share: unpacking a ZIP and reading XML, both behind guards.
 * Spreadsheets (sheet*.c) and templates of letters (letter*.c) stand on it. A package is in memory and only borrowed; nothing
 * is ever unpacked to a disk. Refusals are ERR_INPUT in the user's words, with the kind of document named. */
#ifndef MODEL_PACKAGE_H
#define MODEL_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

struct err;

struct zip_kind {        /* what is being read, for messages and ceilings */
    const char *name;    /* "XLSX" */
    const char *simpler; /* hint: what to do when there is too much of something */
    const char *resave;  /* hint: what to do when it is damaged */
    size_t unpacked_max;
    int entries_max;
};
extern const struct zip_kind zip_xlsx; /* stands where no other is named */

/* ERR_INPUT: damaged (in that part, unless absent), with the hint to save it again. */
bool zip_broken(const struct zip_kind *k, struct err *e, struct sv part, const char *cause);

/* -- unpacking (sheet_zip.c) -------------------------------------------------------------------------------------- */
/* Gets a part's bytes piece by piece; `last` comes once, with the last piece, which may be empty. */
typedef bool (*zip_feed)(void *ctx, const char *p, size_t n, bool last, struct err *e);
struct zip_want {
    struct sv name; /* whole path inside the package, compared without case */
    zip_feed feed;  /* NULL: only say whether it is there */
    void *ctx;
    bool found;
};
struct zip_budget {
    size_t unpacked;             /* bytes so far, over all calls */
    const struct zip_kind *kind; /* NULL: zip_xlsx */
};
/* One walk over the package. Entries that nobody wants are never unpacked, whatever they are called. */
bool zip_read(struct sv bytes, struct zip_budget *b, struct zip_want *wants, size_t n, struct err *e);
/* The same where the names are not known before: `pick` is asked for each entry (path NULL: its name is no text) and
 * says what to do with it; *out stays NULL: leave it packed. Picking one want twice is refused. */
typedef bool (*zip_pick)(void *ctx, const char *path, struct zip_want **out, struct err *e);
bool zip_walk(struct sv bytes, struct zip_budget *b, zip_pick pick, void *ctx, struct err *e);

/* -- guarded XML (sheet_xml.c) ------------------------------------------------------------------------------------ */
struct xml_on {
    /* names come without their prefix; attributes as expat's pairs, see xml_attr() */
    bool (*open)(void *ctx, struct sv name, const char **atts, struct err *e);
    bool (*close)(void *ctx, struct sv name, struct err *e);
    bool (*text)(void *ctx, struct sv text, struct err *e);
    const struct zip_kind *kind; /* NULL: zip_xlsx */
    bool prefixed;               /* names come as they stand, with their prefix */
};
struct xml;
/* `bulk`: a part that may hold a million cells; its ceilings are those of the package instead of 64 MiB, 10^6 nodes. */
struct xml *xml_new(struct sv part, const struct xml_on *on, void *ctx, bool bulk);
void xml_free(struct xml *x);                                              /* accepts NULL */
bool xml_feed(void *x, const char *p, size_t n, bool last, struct err *e); /* a zip_feed */
struct sv xml_attr(const char **atts, struct sv name); /* without prefix; SV_NULL: not there */

#endif

/* SPDX-License-Identifier: MIT
 * base/progress.h -- how far long work is, told to whoever waits for it, who may ask it to stop.
 * The work tells after each part, as often as it likes; whoever listens decides how often that is shown. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct err;

struct progress {
    /* what: the deed and its objects ("mencatat baris"). False with *e set: stop, as after any other failure. */
    bool (*tell)(void *ctx, const char *what, size_t done, size_t of,
                 struct err *e); /* NULL: nobody listens */
    void *ctx;
};

static inline bool progress_tell(const struct progress *p, const char *what, size_t done, size_t of,
                                 struct err *e)
{
    return !p->tell || p->tell(p->ctx, what, done, of, e);
}

#endif

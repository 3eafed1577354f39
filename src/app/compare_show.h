/* SPDX-License-Identifier: MIT
 * app/compare_show.h -- two regulations side by side on a terminal: columns where there is room, one under another where not. */
#ifndef APP_COMPARE_SHOW_H
#define APP_COMPARE_SHOW_H

#include "rule/compare.h"

struct buf;

enum compare_rows {
    COMPARE_ROWS_SPOKEN, /* what at least one of them settles */
    COMPARE_ROWS_ALL,    /* silence of both too */
    COMPARE_ROWS_DIFFERENCES,
};

struct compare_show {
    enum compare_rows rows;
    struct sv theme; /* absent: all, and what would have to change */
    int width;       /* columns, at least 40 */
    bool bold;       /* a terminal: headings stand out */
};
void compare_show(const struct compare *c, const struct compare_show *how, struct arena *a, struct buf *out);

#endif

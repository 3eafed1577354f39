/* SPDX-License-Identifier: MIT
 * html/svg.h -- small drawings inside a page: a stacked progress bar, bars, a sparkline, a ring, a cell grid (QR).
 *
 * Every drawing carries role="img" and a <title> that says the same in words, so a screen reader loses nothing; parts
 * carry titles of their own, which browsers show on hover. Colours come from CSS classes, never from attributes:
 * the drawing has class "grafik" and "grafik-<kind>", a part has class "bagian" and the class its caller names
 * (a status key, for instance). Numbers are integers; negative values are drawn as 0. Pure writers over struct html. */
#ifndef HTML_SVG_H
#define HTML_SVG_H

#include "base/sv.h"

struct html;

struct svg_part {
    struct sv label; /* what it is, shown in its title */
    struct sv cls;   /* CSS class of its colour: letters, digits, '-', '_' */
    int64_t value;
};

/* One bar 1000 units wide, parts side by side in proportion; nothing to show leaves an empty track. */
void svg_stack(struct html *h, struct sv title, const struct svg_part *parts, size_t n);
/* Horizontal bars one under another: label, bar, number. The longest fills the width. At most 40 are drawn. */
void svg_bars(struct html *h, struct sv title, const struct svg_part *parts, size_t n);
struct svg_column {
    struct sv label; /* of a period */
    const struct svg_part *parts;
    size_t n;
};
/* Columns side by side, parts upon each other from the foot; the highest fills the height, an empty one shows its track. At
 * most 40 are drawn. Each column's title names it and its parts. */
void svg_columns(struct html *h, struct sv title, const struct svg_column *cols, size_t n);
/* A line through the values, lowest at the bottom; needs at least two, at most 400 are drawn (the newest). */
void svg_spark(struct html *h, struct sv title, const int64_t *values, size_t n);
/* Parts of a ring, from twelve o'clock on; `middle` is written inside. */
void svg_ring(struct html *h, struct sv title, const struct svg_part *parts, size_t n, struct sv middle);
/* Black cells of a side x side square, bit 0 of each byte (libqrencode's order), with a quiet zone of four cells. */
void svg_cells(struct html *h, struct sv title, const unsigned char *cells, size_t side);

#endif

/* SPDX-License-Identifier: MIT
 * html/svg.c -- drawings from integers; lengths are thousandths of the whole, so no decimal point depends on a locale. */
#include "html/svg.h"

#include "base/buf.h"
#include "html/html.h"

static int64_t positive(int64_t v)
{
    return v > 0 ? v : 0;
}

/* Sums saturate: a chart of absurd numbers is drawn wrongly, but drawn. */
static int64_t add(int64_t sum, int64_t v)
{
    return __builtin_add_overflow(sum, positive(v), &sum) ? INT64_MAX : sum;
}

static int64_t total_of(const struct svg_part *parts, size_t n)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum = add(sum, parts[i].value);
    return sum;
}

/* `whole` * part / all, for 0 <= part <= all; numbers too large to multiply lose bits nobody could see in a drawing. */
static int64_t share(int64_t part, int64_t all, int64_t whole)
{
    while (all > INT64_MAX / whole) {
        part /= 2;
        all /= 2;
    }
    return all > 0 ? part * whole / all : 0;
}

static void drawing(struct html *h, struct sv cls, struct sv title, int64_t width, int64_t height)
{
    html_open(h, "svg");
    html_attrf(h, "class", "grafik grafik-%.*s", SV_FMT(cls));
    html_attr(h, "role", SV("img"));
    html_attrf(h, "viewBox", "0 0 %lld %lld", (long long) width, (long long) height);
    html_elem(h, "title", title);
}

static void part_class(struct html *h, const struct svg_part *p)
{
    html_attrf(h, "class", "bagian %.*s", SV_FMT(p->cls));
}

static void part_title(struct html *h, const struct svg_part *p)
{
    html_open(h, "title");
    html_text(h, p->label);
    html_lit(h, ": ");
    html_number(h, p->value);
    html_close(h, "title");
}

static void rect(struct html *h, int64_t x, int64_t y, int64_t width, int64_t height)
{
    html_attr_int(h, "x", x);
    html_attr_int(h, "y", y);
    html_attr_int(h, "width", width);
    html_attr_int(h, "height", height);
}

void svg_stack(struct html *h, struct sv title, const struct svg_part *parts, size_t n)
{
    enum { WIDTH = 1000, HEIGHT = 24 };
    int64_t all = total_of(parts, n), done = 0;

    drawing(h, SV("tumpuk"), title, WIDTH, HEIGHT);
    html_open(h, "rect");
    html_class(h, "alas");
    rect(h, 0, 0, WIDTH, HEIGHT);
    html_close(h, "rect");
    /* Edges are rounded from the running sum, so neighbours touch and the last part ends at the edge. */
    for (size_t i = 0; i < n; i++) {
        int64_t from = share(done, all, WIDTH);
        done = add(done, parts[i].value);
        int64_t to = share(done, all, WIDTH);
        if (to <= from)
            continue;
        html_open(h, "rect");
        part_class(h, &parts[i]);
        rect(h, from, 0, to - from, HEIGHT);
        part_title(h, &parts[i]);
        html_close(h, "rect");
    }
    html_close(h, "svg");
}

static void words(struct html *h, struct sv cls, int64_t x, int64_t y)
{
    html_open(h, "text");
    html_attr(h, "class", cls);
    html_attr_int(h, "x", x);
    html_attr_int(h, "y", y);
}

void svg_bars(struct html *h, struct sv title, const struct svg_part *parts, size_t n)
{
    enum { WIDTH = 640, LABEL = 220, BAR = 340, ROW = 28, MOST = 40 };
    int64_t longest = 0;

    if (n > MOST)
        n = MOST;
    for (size_t i = 0; i < n; i++)
        longest = parts[i].value > longest ? parts[i].value : longest;
    drawing(h, SV("batang"), title, WIDTH, (int64_t) (n ? n : 1) * ROW);
    for (size_t i = 0; i < n; i++) {
        const struct svg_part *p = &parts[i];
        int64_t top = (int64_t) i * ROW, width = share(positive(p->value), longest, BAR);
        words(h, SV("label"), 0, top + 18);
        html_text(h, p->label);
        html_close(h, "text");
        html_open(h, "rect");
        part_class(h, p);
        rect(h, LABEL, top + 4, width, ROW - 8);
        part_title(h, p);
        html_close(h, "rect");
        words(h, SV("angka"), LABEL + width + 6, top + 18);
        html_number(h, p->value);
        html_close(h, "text");
    }
    html_close(h, "svg");
}

static void column_title(struct html *h, const struct svg_column *c)
{
    html_open(h, "title");
    html_text(h, c->label);
    for (size_t i = 0; i < c->n; i++)
        if (c->parts[i].value > 0) {
            html_lit(h, "; ");
            html_text(h, c->parts[i].label);
            html_lit(h, ": ");
            html_number(h, c->parts[i].value);
        }
    html_close(h, "title");
}

void svg_columns(struct html *h, struct sv title, const struct svg_column *cols, size_t n)
{
    enum { STEP = 40, WIDTH = 32, HEIGHT = 120, MOST = 40 };
    int64_t highest = 0;

    if (n > MOST)
        n = MOST;
    for (size_t i = 0; i < n; i++) {
        int64_t all = total_of(cols[i].parts, cols[i].n);

        highest = all > highest ? all : highest;
    }
    drawing(h, SV("kolom"), title, (int64_t) (n ? n : 1) * STEP, HEIGHT);
    for (size_t i = 0; i < n; i++) {
        int64_t x = (int64_t) i * STEP + (STEP - WIDTH) / 2, done = 0;

        html_open(h, "g");
        column_title(h, &cols[i]);
        html_open(h, "rect");
        html_class(h, "alas");
        rect(h, x, 0, WIDTH, HEIGHT);
        html_close(h, "rect");
        for (size_t k = 0; k < cols[i].n; k++) {
            int64_t from = share(done, highest, HEIGHT);
            done = add(done, cols[i].parts[k].value);
            int64_t to = share(done, highest, HEIGHT);
            if (to <= from)
                continue;
            html_open(h, "rect");
            part_class(h, &cols[i].parts[k]);
            rect(h, x, HEIGHT - to, WIDTH, to - from);
            html_close(h, "rect");
        }
        html_close(h, "g");
    }
    html_close(h, "svg");
}

/* So that the distance of any two values is a number. */
static int64_t within(int64_t v)
{
    const int64_t most = INT64_MAX / 2;

    return v > most ? most : v < -most ? -most : v;
}

void svg_spark(struct html *h, struct sv title, const int64_t *values, size_t n)
{
    enum { WIDTH = 240, HEIGHT = 40, EDGE = 2, MOST = 400 };

    if (n > MOST) {
        values += n - MOST;
        n = MOST;
    }
    drawing(h, SV("garis"), title, WIDTH, HEIGHT);
    if (n >= 2) {
        int64_t low = within(values[0]), high = low;
        for (size_t i = 1; i < n; i++) {
            low = within(values[i]) < low ? within(values[i]) : low;
            high = within(values[i]) > high ? within(values[i]) : high;
        }
        struct buf points;
        buf_init(&points, (size_t) MOST * 24);
        for (size_t i = 0; i < n; i++) {
            int64_t up = share(within(values[i]) - low, high - low, HEIGHT - 2 * EDGE);
            int y = HEIGHT - EDGE - (high > low ? (int) up : HEIGHT / 2 - EDGE);
            int x = EDGE + (int) (i * (WIDTH - 2 * EDGE) / (n - 1));
            buf_printf(&points, "%s%d,%d", i ? " " : "", x, y);
        }
        html_open(h, "polyline");
        html_class(h, "bagian");
        html_attr(h, "fill", SV("none"));
        html_attr(h, "points", buf_sv(&points));
        html_close(h, "polyline");
        buf_clear(&points);
    }
    html_close(h, "svg");
}

/* A circle whose outline is told to be 1000 long, so that shares are written as they are computed. */
static void circle(struct html *h)
{
    html_attr_int(h, "cx", 60);
    html_attr_int(h, "cy", 60);
    html_attr_int(h, "r", 48);
    html_attr(h, "fill", SV("none"));
    html_attr_int(h, "pathLength", 1000);
}

void svg_ring(struct html *h, struct sv title, const struct svg_part *parts, size_t n, struct sv middle)
{
    int64_t all = total_of(parts, n), done = 0;

    drawing(h, SV("cincin"), title, 120, 120);
    html_open(h, "circle");
    html_class(h, "alas");
    circle(h);
    html_close(h, "circle");
    for (size_t i = 0; i < n; i++) {
        int64_t from = share(done, all, 1000);
        done = add(done, parts[i].value);
        int64_t to = share(done, all, 1000);
        if (to <= from)
            continue;
        html_open(h, "circle");
        part_class(h, &parts[i]);
        circle(h);
        html_attrf(h, "stroke-dasharray", "%lld %lld", (long long) (to - from),
                   (long long) (1000 - (to - from)));
        html_attr_int(h, "stroke-dashoffset", -from);
        html_attr(h, "transform", SV("rotate(-90 60 60)"));
        part_title(h, &parts[i]);
        html_close(h, "circle");
    }
    words(h, SV("tengah"), 60, 66);
    html_attr(h, "text-anchor", SV("middle"));
    html_text(h, middle);
    html_close(h, "text");
    html_close(h, "svg");
}

void svg_cells(struct html *h, struct sv title, const unsigned char *cells, size_t side)
{
    enum { QUIET = 4 };
    int64_t edge = (int64_t) side + QUIET + QUIET;
    struct buf path;

    drawing(h, SV("petak"), title, edge, edge);
    html_open(h, "rect");
    html_class(h, "alas");
    rect(h, 0, 0, edge, edge);
    html_close(h, "rect");
    buf_init(&path, side * side * 24 + 1);
    for (size_t y = 0; y < side; y++)
        for (size_t x = 0; x < side; x++)
            if (cells[y * side + x] & 1)
                buf_printf(&path, "M%zu %zuh1v1h-1z", x + QUIET, y + QUIET);
    html_open(h, "path");
    html_class(h, "bagian");
    html_attr(h, "d", buf_sv(&path));
    html_close(h, "path");
    html_close(h, "svg");
    buf_clear(&path);
}

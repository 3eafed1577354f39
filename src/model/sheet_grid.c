/* SPDX-License-Identifier: MIT
 * model/sheet_grid.c -- one XLSX worksheet, streamed: rows, cells, merged ranges. */
#include <math.h>

#include "base/buf.h"
#include "model/sheet_priv.h"

#define MERGES_MAX ((size_t) 65536)

struct xlsx_grid {
    struct xml *xml;
    struct xlsx_shared *x;
    struct sheet *s;
    struct arena *a;
    struct sheet_rows rows;
    size_t cap_merges;

    bool in_data, in_row, in_cell, take; /* take: character data belongs to the cell's value */
    unsigned phonetic;                   /* depth inside <rPh>, whose text is pronunciation */
    int row, col;                        /* place of the row and the last cell, for those that name none */
    char type[12];                       /* attribute t */
    int64_t style;
    struct buf text;
};

bool cell_place_parse(struct sv s, int *row, int *col)
{
    int c = 0, r = 0;
    size_t i = 0;

    for (; i < s.n && i < 3 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
        c = c * 26 + (s.p[i] - 'A' + 1);
    if (i == 0 || i == s.n || s.n - i > 7)
        return false;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        r = r * 10 + (s.p[i] - '0');
    }
    if (c > SHEET_COLS_MAX || r < 1 || r > SHEET_ROWS_MAX)
        return false;
    *row = r;
    *col = c;
    return true;
}

static bool broken(const struct xlsx_grid *g, const char *cause, struct err *e)
{
    err_set(e, ERR_INPUT, T("Lembar \"%.*s\" rusak di sekitar sel %s"), SV_FMT(sv_sub(g->s->name, 0, 60)),
            cell_place(g->row ? g->row : 1, g->col ? g->col : 1).s);
    err_hint(e, T("Buka di Excel atau LibreOffice, simpan ulang sebagai .xlsx, lalu unggah lagi."));
    return err_cause(e, "%s", cause);
}

static bool open_row(struct xlsx_grid *g, const char **atts, struct err *e)
{
    struct sv r = xml_attr(atts, SV("r"));
    int64_t v = g->row + 1;

    if (r.p && (!sv_int(sv_trim(r), &v) || v <= g->row))
        return broken(g, "row number", e);
    if (v < 1 || v > SHEET_ROWS_MAX)
        return broken(g, "row number out of range", e);
    g->row = (int) v;
    g->col = 0;
    g->in_row = true;
    return true;
}

static bool open_cell(struct xlsx_grid *g, const char **atts, struct err *e)
{
    struct sv r = xml_attr(atts, SV("r")), t = xml_attr(atts, SV("t")), s = xml_attr(atts, SV("s"));
    int row = g->row, col = g->col + 1;

    if (r.p && (!cell_place_parse(r, &row, &col) || row != g->row || col <= g->col))
        return broken(g, "cell reference", e);
    if (col > SHEET_COLS_MAX || t.n >= sizeof g->type)
        return broken(g, "cell attributes", e);
    g->col = col;
    memcpy(g->type, t.n ? t.p : "n", t.n ? t.n : 1);
    g->type[t.n ? t.n : 1] = '\0';
    g->style = 0;
    if (s.p && (!sv_int(s, &g->style) || g->style < 0))
        return broken(g, "cell style", e);
    buf_reset(&g->text);
    g->in_cell = true;
    return true;
}

static bool open_merge(struct xlsx_grid *g, const char **atts, struct err *e)
{
    struct sv rest = xml_attr(atts, SV("ref")), from, to;
    struct sheet_range m;

    if (!sv_cut(&rest, ':', &from) || !sv_cut(&rest, ':', &to) || rest.n ||
        !cell_place_parse(from, &m.row, &m.col) || !cell_place_parse(to, &m.last_row, &m.last_col) ||
        m.last_row < m.row || m.last_col < m.col) {
        err_set(e, ERR_INPUT, T("Lembar \"%.*s\" memuat sel gabungan yang rusak"),
                SV_FMT(sv_sub(g->s->name, 0, 60)));
        return err_hint(e,
                        T("Buka di Excel atau LibreOffice, simpan ulang sebagai .xlsx, lalu unggah lagi."));
    }
    if (g->s->n_merges == MERGES_MAX) {
        err_set(e, ERR_INPUT, T("Lembar \"%.*s\" memuat lebih dari 65.536 sel gabungan"),
                SV_FMT(sv_sub(g->s->name, 0, 60)));
        return err_hint(e, T("Lepaskan sel gabungan yang tidak perlu, simpan, lalu unggah lagi."));
    }
    *ARENA_PUSH(g->a, g->s->merges, g->s->n_merges, g->cap_merges) = m;
    return arena_ok(g->a, e);
}

static bool on_open(void *ctx, struct sv name, const char **atts, struct err *e)
{
    struct xlsx_grid *g = ctx;

    if (g->in_cell) {
        if (sv_eq(name, SV("rPh")))
            g->phonetic++;
        g->take = g->phonetic == 0 && (sv_eq(name, SV("v")) || sv_eq(name, SV("t")));
        return true;
    }
    if (sv_eq(name, SV("sheetData")))
        g->in_data = true;
    else if (g->in_row && sv_eq(name, SV("c")))
        return open_cell(g, atts, e);
    else if (g->in_data && sv_eq(name, SV("row")))
        return open_row(g, atts, e);
    else if (!g->in_data && sv_eq(name, SV("mergeCell")))
        return open_merge(g, atts, e);
    return true;
}

static bool on_text(void *ctx, struct sv text, struct err *e)
{
    struct xlsx_grid *g = ctx;

    if (!g->take)
        return true;
    buf_put(&g->text, text);
    if (!g->text.failed)
        return true;
    err_set(e, ERR_INPUT, T("Isi sel %s di lembar \"%.*s\" lebih dari 32.767 huruf"),
            cell_place(g->row, g->col).s, SV_FMT(sv_sub(g->s->name, 0, 60)));
    return err_hint(e, T("Pendekkan isinya, atau lampirkan sebagai berkas tersendiri."));
}

/* strtod() would also take "0x1A" and "inf". */
static bool plain_number(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!memchr("0123456789+-.eE", s.p[i], 15))
            return false;
    return true;
}

/* A number, or a date when its style shows one. */
static void set_number(struct xlsx_grid *g, struct cell *c)
{
    struct sv iso;
    char *end;

    c->text = arena_dup(g->a, sv_trim(c->text));
    /* The process never calls setlocale(), so the decimal point is a point; arena_dup() ends the copy with NUL. */
    c->num = strtod(c->text.p, &end);
    if (end != c->text.p + c->text.n || !isfinite(c->num) || !plain_number(c->text)) {
        c->type = CELL_TEXT;
        c->num = 0;
        return;
    }
    c->type = CELL_NUMBER;
    if ((size_t) g->style < g->x->n_styles && g->x->date_style[g->style] &&
        style_serial(c->num, g->x->date1904, g->a, &iso)) {
        c->type = CELL_DATE;
        c->text = iso;
    }
}

static bool set_shared(struct xlsx_grid *g, struct cell *c, struct err *e)
{
    int64_t i;

    if (!sv_int(sv_trim(c->text), &i) || i < 0 || (size_t) i >= g->x->n_strings)
        return broken(g, "index of shared string", e);
    c->text = g->x->strings[i];
    c->type = CELL_TEXT;
    return true;
}

static bool close_cell(struct xlsx_grid *g, struct err *e)
{
    struct cell c = { .row = g->row, .col = g->col };
    struct sv type = sv_of(g->type);

    g->in_cell = g->take = false;
    g->phonetic = 0;
    c.text = buf_sv(&g->text);
    if (sv_empty(sv_trim(c.text)))
        return true;
    if (sv_eq(type, SV("s"))) {
        if (!set_shared(g, &c, e))
            return false;
    } else if (sv_eq(type, SV("n"))) {
        set_number(g, &c);
    } else if (sv_eq(type, SV("b"))) {
        c.type = CELL_BOOL;
        c.num = sv_eq(sv_trim(c.text), SV("1")) || sv_eq_fold(sv_trim(c.text), SV("true"));
        c.text = c.num != 0 ? SV("ya") : SV("tidak");
    } else {
        c.type = sv_eq(type, SV("e")) ? CELL_ERROR : sv_eq(type, SV("d")) ? CELL_DATE : CELL_TEXT;
        g->text.n = xml_unescape(g->text.p, g->text.n);
        c.text = arena_dup(g->a, buf_sv(&g->text));
    }
    return sheet_rows_put(&g->rows, c, e);
}

static bool on_close(void *ctx, struct sv name, struct err *e)
{
    struct xlsx_grid *g = ctx;

    if (g->in_cell) {
        g->take = false;
        if (g->phonetic && sv_eq(name, SV("rPh")))
            g->phonetic--;
        if (sv_eq(name, SV("c")))
            return close_cell(g, e);
    } else if (g->in_row && sv_eq(name, SV("row"))) {
        g->in_row = false;
        return arena_ok(g->a, e);
    } else if (sv_eq(name, SV("sheetData"))) {
        g->in_data = g->in_row = false;
    }
    return true;
}

struct xlsx_grid *xlsx_grid_new(struct sv part, struct xlsx_shared *x, struct sheet *s, struct arena *a)
{
    static const struct xml_on on = { .open = on_open, .close = on_close, .text = on_text };
    struct xlsx_grid *g = calloc(1, sizeof *g);

    if (!g)
        return NULL;
    g->xml = xml_new(part, &on, g, true);
    if (!g->xml) {
        free(g);
        return NULL;
    }
    g->x = x;
    g->s = s;
    g->a = a;
    buf_init(&g->text, SHEET_TEXT_MAX);
    sheet_rows_init(&g->rows, a, s, &x->cells_left);
    return g;
}

void xlsx_grid_free(struct xlsx_grid *g)
{
    if (!g)
        return;
    xml_free(g->xml);
    buf_clear(&g->text);
    free(g);
}

bool xlsx_grid_feed(void *grid, const char *p, size_t n, bool last, struct err *e)
{
    struct xlsx_grid *g = grid;

    return xml_feed(g->xml, p, n, last, e) && (!last || sheet_rows_end(&g->rows, e));
}

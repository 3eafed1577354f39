/* SPDX-License-Identifier: MIT
 * model/sheet_rows.c -- cells in reading order become packed rows; merged values are spread over their ranges. */
#include "model/sheet_priv.h"

void sheet_rows_init(struct sheet_rows *g, struct arena *a, struct sheet *s, size_t *left)
{
    *g = (struct sheet_rows){ .a = a, .s = s, .left = left };
}

static bool flush(struct sheet_rows *g, struct err *e)
{
    struct row *r;

    if (g->n_line == 0)
        return true;
    r = ARENA_PUSH(g->a, g->s->rows, g->s->n_rows, g->cap);
    *r = (struct row){ g->line[0].row, ARENA_ARRAY(g->a, struct cell, g->n_line), g->n_line };
    memcpy(r->cells, g->line, g->n_line * sizeof *g->line);
    g->n_line = 0;
    return arena_ok(g->a, e);
}

static bool too_many(struct err *e)
{
    err_set(e, ERR_INPUT, T("Berkas ini berisi lebih dari 1.000.000 sel"));
    return err_hint(e, T("Bagi isinya menjadi beberapa berkas, lalu unggah satu per satu."));
}

bool sheet_rows_put(struct sheet_rows *g, struct cell c, struct err *e)
{
    int row = g->n_line ? g->line[0].row : g->s->n_rows ? g->s->rows[g->s->n_rows - 1].number : 0;

    if (sv_empty(sv_trim(c.text)))
        return true;
    if (c.row < row || (g->n_line == 0 && c.row == row) ||
        (g->n_line && c.row == row && c.col <= g->line[g->n_line - 1].col)) {
        err_set(e, ERR_INPUT, T("Urutan sel di lembar \"%.*s\" rusak pada %s"),
                SV_FMT(sv_sub(g->s->name, 0, 60)), cell_place(c.row, c.col).s);
        return err_hint(e,
                        T("Buka di Excel atau LibreOffice, simpan ulang sebagai .xlsx, lalu unggah lagi."));
    }
    if (*g->left == 0)
        return too_many(e);
    --*g->left;
    if (c.row != row && !flush(g, e))
        return false;
    if (c.col > g->s->cols)
        g->s->cols = c.col;
    *ARENA_PUSH(g->a, g->line, g->n_line, g->cap_line) = c;
    return true;
}

/* One cell that a merged range covers. */
struct cover {
    size_t row; /* index into rows */
    int col;
    size_t order; /* of the range: where ranges overlap, the first one counts */
    const struct cell *from;
};

static int cover_cmp(const void *pa, const void *pb)
{
    const struct cover *a = pa, *b = pb;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->col != b->col)
        return a->col < b->col ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static size_t first_row_from(const struct sheet *s, int number)
{
    size_t lo = 0, hi = s->n_rows;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->rows[mid].number < number)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Appends the covered cells of one range. Ranges reach over whole columns and rows in real files, so they are clipped
 * to what is used; what remains counts as cells, which bounds work and memory for hostile ones. */
static bool cover_range(struct sheet_rows *g, size_t order, struct cover **list, size_t *n, size_t *cap,
                        struct err *e)
{
    struct sheet *s = g->s;
    const struct sheet_range *m = &s->merges[order];
    int last_col = m->last_col < s->cols ? m->last_col : s->cols;
    size_t i = first_row_from(s, m->row);
    struct cell *from;

    if (i == s->n_rows || s->rows[i].number != m->row)
        return true;
    from = (struct cell *) sheet_cell(&s->rows[i], m->col);
    if (from->type == CELL_EMPTY)
        return true;
    from->merged = true;
    for (; i < s->n_rows && s->rows[i].number <= m->last_row; i++) {
        for (int col = m->col; col <= last_col; col++) {
            if (s->rows[i].number == m->row && col == m->col)
                continue;
            if (*g->left == 0)
                return too_many(e);
            --*g->left;
            *ARENA_PUSH(g->a, *list, *n, *cap) = (struct cover){ i, col, order, from };
        }
    }
    return arena_ok(g->a, e);
}

/* One row again, its own cells and the covered ones in order of column. A value hidden under a merged range (some
 * programs leave them) gives way to the one that is shown. */
static void rebuild(struct arena *a, struct row *r, const struct cover *c, size_t n)
{
    struct cell *cells = ARENA_ARRAY(a, struct cell, r->n + n);
    size_t k = 0, i = 0, j = 0;

    while (i < r->n || j < n) {
        if (j < n && j > 0 && c[j].col == c[j - 1].col) {
            j++;
            continue;
        }
        if (j == n || (i < r->n && r->cells[i].col < c[j].col)) {
            cells[k++] = r->cells[i++];
            continue;
        }
        if (i < r->n && r->cells[i].col == c[j].col)
            i++;
        cells[k] = *c[j].from;
        cells[k].row = r->number;
        cells[k].col = c[j].col;
        cells[k].merged = cells[k].covered = true;
        k++, j++;
    }
    r->cells = cells;
    r->n = k;
}

static int range_cmp(const void *pa, const void *pb)
{
    const struct sheet_range *a = pa, *b = pb;

    return a->row != b->row ? (a->row < b->row ? -1 : 1) : (a->col > b->col) - (a->col < b->col);
}

static bool spread(struct sheet_rows *g, struct err *e)
{
    struct cover *list = NULL;
    size_t n = 0, cap = 0;

    if (g->s->n_merges)
        qsort(g->s->merges, g->s->n_merges, sizeof *g->s->merges, range_cmp);
    for (size_t i = 0; i < g->s->n_merges; i++)
        if (!cover_range(g, i, &list, &n, &cap, e))
            return false;
    if (n == 0)
        return true;
    qsort(list, n, sizeof *list, cover_cmp);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && list[j].row == list[i].row; j++)
            ;
        rebuild(g->a, &g->s->rows[list[i].row], &list[i], j - i);
        if (!arena_ok(g->a, e))
            return false;
    }
    return true;
}

bool sheet_rows_end(struct sheet_rows *g, struct err *e)
{
    return flush(g, e) && spread(g, e);
}

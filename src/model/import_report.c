/* SPDX-License-Identifier: MIT
 * model/import_report.c -- what is wrong with the rows: told once each, and as a workbook of the refused rows. */
#include "base/arena.h"
#include "base/buf.h"
#include "model/import_priv.h"
#include "model/sheet_write.h"

enum { OTHERS_TOLD = 12, OWN_COLUMNS = 4, REASONS_MAX = 30 * 1000, CELL_BYTES = 32000 };

static struct import_said *said_before(struct import_said *list, size_t n, const struct import_note *note)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].note->column == note->column && sv_eq(list[i].note->why, note->why))
            return &list[i];
    return NULL;
}

static void add_other(const struct import *im, struct import_said *s, const struct import_row *r,
                      const struct import_note *n, struct arena *a)
{
    struct sv place = n->column < im->n_columns ? arena_printf(a, "%s", import_place(im, r, n).s)
                                                : arena_printf(a, T("baris %d"), r->line);

    if (++s->n_others <= OTHERS_TOLD)
        s->others = s->others.p ? arena_printf(a, "%.*s, %.*s", SV_FMT(s->others), SV_FMT(place)) : place;
    else if (s->n_others == OTHERS_TOLD + 1)
        s->others = arena_printf(a, "%.*s, \u2026", SV_FMT(s->others));
}

size_t import_said(const struct import *im, bool remarks, size_t most, struct arena *a,
                   struct import_said **out, size_t *more)
{
    struct import_said *list = ARENA_ARRAY(a, struct import_said, most + 1);
    size_t n = 0;

    *more = 0;
    for (size_t i = 0; i < im->n_rows; i++)
        for (size_t k = 0; k < im->rows[i].n_notes; k++) {
            const struct import_note *note = &im->rows[i].notes[k];
            struct import_said *same = note->remark == remarks ? said_before(list, n, note) : NULL;

            if (note->remark != remarks)
                continue;
            if (same)
                add_other(im, same, &im->rows[i], note, a);
            else if (n < most)
                list[n++] = (struct import_said){ &im->rows[i], note, SV_NULL, 0 };
            else
                ++*more;
        }
    *out = list;
    return n;
}

static struct xlsx_col *columns_of(const struct import *im, struct arena *a)
{
    static const struct xlsx_col own[OWN_COLUMNS] = {
        { .heading = SV_INIT("baris"), .width = 8 },
        { .heading = SV_INIT("hasil"), .width = 8 },
        { .heading = SV_INIT("kolom"), .width = 24 },
        { .heading = SV_INIT("kesalahan"), .width = 80 },
    };
    struct xlsx_col *cols = ARENA_ARRAY(a, struct xlsx_col, im->n_columns + OWN_COLUMNS);

    for (size_t i = 0; i < im->n_columns; i++)
        cols[i] = (struct xlsx_col){ .heading = sv_empty(im->columns[i].heading)
                                                    ? arena_printf(a, T("Kolom %zu"), i + 1)
                                                    : im->columns[i].heading,
                                     .hidden = im->conf.offline && i == im->key_column };
    memcpy(&cols[im->n_columns], own, sizeof own);
    return cols;
}

static void put_reasons(const struct import *im, const struct import_row *r, struct buf *where,
                        struct buf *why)
{
    for (size_t i = 0; i < r->n_notes; i++) {
        const struct import_note *n = &r->notes[i];
        struct sv heading = import_heading(im, n);

        if (n->remark)
            continue;
        if (heading.n) {
            buf_printf(where, "%s%.*s", where->n ? "; " : "", SV_FMT(heading));
            buf_printf(why, "%s%.*s: ", why->n ? " " : "", SV_FMT(heading));
        } else if (why->n) {
            buf_char(why, ' ');
        }
        buf_put(why, n->why);
        if (!sv_ends(n->why, SV(".")))
            buf_char(why, '.');
        if (n->hint.n)
            buf_printf(why, " %.*s", SV_FMT(n->hint));
    }
}

static bool put_row(const struct import *im, const struct import_row *r, struct xlsxw *x, struct arena *a,
                    struct err *e)
{
    struct buf where, why;
    bool ok;

    buf_init(&where, REASONS_MAX);
    buf_init(&why, REASONS_MAX);
    put_reasons(im, r, &where, &why);
    for (size_t i = 0; i < im->n_columns; i++)
        xlsxw_text(x, import_cut(cell_show(table_cell(&im->book, &im->table, r->data, im->columns[i].at), a),
                                 CELL_BYTES));
    xlsxw_text(x, arena_printf(a, "%d", r->line));
    xlsxw_text(x, import_outcome_key(r->outcome));
    xlsxw_text(x, buf_sv(&where));
    xlsxw_text(x, buf_sv(&why));
    ok = xlsxw_row(x, e);
    buf_clear(&where);
    buf_clear(&why);
    return ok;
}

bool import_rejects_into(const struct import *im, struct xlsxw *x, struct sv name, struct err *e)
{
    struct arena *a = arena_new(IMPORT_ROW_ARENA), *row = arena_new(IMPORT_ROW_ARENA);
    bool ok = xlsxw_sheet(x, name, columns_of(im, a), im->n_columns + OWN_COLUMNS, e);

    for (size_t i = 0; ok && i < im->n_rows; i++) {
        if (im->rows[i].outcome != IMPORT_REFUSED)
            continue;
        ok = put_row(im, &im->rows[i], x, row, e);
        arena_reset(row);
    }
    arena_free(row);
    arena_free(a);
    return ok;
}

bool import_rejects_write(const struct import *im, const char *path, struct err *e)
{
    struct xlsxw *x = xlsxw_open(path, e);

    if (x && import_rejects_into(im, x, SV("Ditolak"), e))
        return xlsxw_close(x, e);
    xlsxw_cancel(x);
    return false;
}

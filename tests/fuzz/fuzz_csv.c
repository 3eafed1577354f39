/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_csv.c -- any bytes as CSV: what is read keeps the promises of sheet.h, and written again reads the same. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/sheet_find.h"
#include "model/sheet_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static bool to_buf(void *ctx, struct sv bytes, struct err *e)
{
    (void) e;
    buf_put(ctx, bytes);
    return true;
}

static void check(const struct sheet *s)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        const struct row *r = &s->rows[i];
        must(r->n > 0 && (i == 0 || s->rows[i - 1].number < r->number));
        for (size_t k = 0; k < r->n; k++) {
            const struct cell *c = &r->cells[k];
            must(c->row == r->number && c->col >= 1 && c->col <= s->cols &&
                 (k == 0 || r->cells[k - 1].col < c->col));
            must(c->type == CELL_TEXT && sv_utf8_ok(c->text) && !sv_empty(sv_trim(c->text)));
        }
    }
}

/* The rows one after another, named separator first so that nothing has to be found out. */
static void write_again(const struct sheet *s, struct arena *a)
{
    struct csvw w;
    struct buf b;
    struct err e;
    struct workbook again;

    buf_init(&b, 8 << 20);
    csvw_begin(&w, ';', to_buf, &b);
    for (size_t i = 0; i < s->n_rows; i++) {
        for (int col = 1; col <= s->cols; col++)
            csvw_text(&w, sheet_cell(&s->rows[i], col)->text);
        must(csvw_row(&w, &e));
    }
    must(csvw_end(&w, &e));
    if (buf_ok(&b, &e)) {
        struct sv text = arena_printf(a, "sep=;\r\n%.*s", SV_FMT(sv_sub(buf_sv(&b), 3, b.n)));
        must(sheet_parse(text, a, &again, &e) || !arena_ok(a, &e));
        if (arena_ok(a, &e)) {
            must(again.sheets->n_rows == s->n_rows);
            for (size_t i = 0; i < s->n_rows; i++)
                for (int col = 1; col <= s->cols; col++)
                    must(sv_eq(sheet_cell(&s->rows[i], col)->text,
                               sheet_cell(&again.sheets->rows[i], col)->text));
        }
    }
    buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv bytes = { (const char *) p, n };
    struct arena *a = arena_new(16 << 20);
    struct workbook w;
    struct table t;
    struct err e;

    if (n < 65536 && !sv_starts(bytes, SV("PK")) && sheet_parse(bytes, a, &w, &e)) {
        check(w.sheets);
        if (sheet_find(&w, (struct sheet_how){ SV_NULL, 0 }, a, &t, &e))
            for (size_t i = 0; i < t.n_rows; i++)
                for (size_t j = 0; j < t.n_cols; j++)
                    must(table_cell(&w, &t, i, j)->text.p != NULL);
        if ((size_t) w.sheets->cols * w.sheets->n_rows < 100000)
            write_again(w.sheets, a);
    }
    arena_free(a);
    return 0;
}

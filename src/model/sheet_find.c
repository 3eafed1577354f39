/* SPDX-License-Identifier: MIT
 * model/sheet_find.c -- finds the row of headings and puts the table together. */
#include "model/sheet_find.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/problems.h"
#include "model/sheet_find_priv.h"
#include "model/value.h"

#define LOOK_ROWS ((size_t) 60) /* headings stand this near the top, or a person points at them */
#define WIDTH_ROWS ((size_t) 500)
#define HEADER_DEEP 3 /* rows that headings may take */

struct find { /* one sheet being read */
    const struct sheet *s;
    struct arena *a;
    size_t width;  /* cells of its fullest row: what a table's row looks like here */
    size_t header; /* index of the first row of headings */
    int last;      /* number of the last row of headings */
    size_t next;   /* index of the first row below them */
    struct table t;
    size_t cap_rows, cap_skips;
};

/* -- the row of headings ------------------------------------------------------------------------------------------ */

static size_t fullest_row(const struct sheet *s)
{
    size_t width = 0;

    for (size_t i = 0; i < s->n_rows && i < WIDTH_ROWS; i++) {
        size_t own = row_facts(&s->rows[i]).own;
        if (own > width)
            width = own;
    }
    return width;
}

static bool has_letter(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char) s.p[i] >= 0x80 || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
            (s.p[i] >= 'a' && s.p[i] <= 'z'))
            return true;
    return false;
}

static bool is_year(const struct cell *c)
{
    int64_t v;

    return sv_trim(c->text).n == 4 && sv_int(sv_trim(c->text), &v) && v >= 1900 && v <= 2100;
}

/* Headings are short texts, years among them, hardly any of them twice; "Nama OPD :" with its value beside it is none. */
static bool looks_like_headings(const struct row *r, const struct row_facts *f)
{
    size_t texts = 0, years = 0, doubles = 0;
    const struct cell *before = NULL;

    for (size_t i = 0; i < r->n; i++) {
        const struct cell *c = &r->cells[i];
        struct sv s = sv_trim(c->text);
        if (c->covered)
            continue;
        if (s.n > 200 || (f->own <= 3 && (sv_starts(s, SV(":")) || sv_ends(s, SV(":")))))
            return false;
        texts += c->type == CELL_TEXT && !cell_is_numberlike(c) && (has_letter(s) || sv_eq(s, SV("#")));
        years += is_year(c);
        doubles += before && sv_eq_fold(s, sv_trim(before->text));
        before = c;
    }
    return (texts + years) * 5 >= f->own * 4 && texts * 2 >= f->own && doubles * 5 <= f->own;
}

/* At least `tenths` of the usual width has headings (merged group titles count with their width, a title over the whole
 * width is one cell and none). */
static bool is_header(const struct find *f, size_t i, size_t tenths)
{
    const struct row *r = &f->s->rows[i];
    struct row_facts facts = row_facts(r);

    if (facts.own < 2 && f->width > 1)
        return false;
    return row_reach(f->s, r) * 10 >= f->width * tenths && looks_like_headings(r, &facts);
}

static bool gap_between(const struct sheet *s, size_t i, size_t j)
{
    for (; i < j; i++)
        if (s->rows[i + 1].number != s->rows[i].number + 1 || row_facts(&s->rows[i + 1]).own == 0)
            return true;
    return false;
}

static bool find_header(struct find *f)
{
    static const size_t tries[] = { 6, 4 };
    size_t n = f->s->n_rows < LOOK_ROWS ? f->s->n_rows : LOOK_ROWS;

    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < n; i++) {
            size_t reach;
            if (!is_header(f, i, tries[t]))
                continue;
            f->header = i;
            reach = row_reach(f->s, &f->s->rows[i]);
            /* A few words side by side above the table, then a gap, then the true headings, which are wider. */
            for (size_t j = i + 1; j < n && j < i + 15 && reach * 10 < f->width * 9; j++) {
                if (is_header(f, j, 9) && gap_between(f->s, i, j)) {
                    f->header = j;
                    break;
                }
            }
            return true;
        }
    }
    return false;
}

/* -- headings over several rows ----------------------------------------------------------------------------------- */

/* The column of row r that gives column `col` its group title: itself, the merged cell over it, or, in files that lost
 * their merged cells, the nearest heading to the left. 0: none. */
static int group_of(const struct row *r, int col)
{
    if (sheet_cell(r, col)->type != CELL_EMPTY)
        return col;
    for (int c = col - 1; c > 0; c--)
        if (sheet_cell(r, c)->type != CELL_EMPTY)
            return sheet_cell(r, c)->covered ? 0 : c;
    return 0;
}

static bool only_texts_and_years(const struct row *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (!r->cells[i].covered && cell_is_numberlike(&r->cells[i]) && !is_year(&r->cells[i]))
            return false;
    return true;
}

/* Is row `below` a second row of headings under `above`? Its own cells stand only under group titles: cells that are
 * merged sideways, or (merges lost) have blanks to their right which it fills. */
static bool is_subheader(const struct find *f, const struct row *above, const struct row *below)
{
    struct row_facts facts = row_facts(below);
    bool fills = false;

    if (below->number != above->number + 1 || facts.own < 2 || !only_texts_and_years(below))
        return false;
    for (int col = 1; col <= f->s->cols; col++) {
        const struct cell *up = sheet_cell(above, col), *c = sheet_cell(below, col);
        bool has = c->type != CELL_EMPTY && !c->covered;
        const struct sheet_range *m = sheet_merge(f->s, up);
        if (m &&
            m->last_col > m->col) { /* a merged group: it must be filled below, and only its own row high */
            for (int k = m->col; k <= m->last_col && k <= f->s->cols; k++)
                if (m->last_row > above->number || sheet_cell(below, k)->type == CELL_EMPTY)
                    return false;
            fills = true;
            col = m->last_col;
            continue;
        }
        if (up->type == CELL_EMPTY && has && group_of(above, col)) {
            if (sheet_cell(below, group_of(above, col))->type == CELL_EMPTY)
                return false;
            fills = true;
        } else if (up->type != CELL_EMPTY && has) { /* only a group's first column may have one under it */
            if (col == f->s->cols || sheet_cell(above, col + 1)->type != CELL_EMPTY ||
                sheet_cell(below, col + 1)->type == CELL_EMPTY)
                return false;
        }
    }
    return fills;
}

static void measure_header(struct find *f)
{
    const struct sheet *s = f->s;
    const struct row *r = &s->rows[f->header];
    size_t i = f->header;

    f->last = r->number;
    for (size_t k = 0; k < r->n; k++) { /* a heading merged downwards says how deep they are */
        const struct sheet_range *m = sheet_merge(s, &r->cells[k]);
        if (m && m->last_row > f->last && m->last_row < r->number + HEADER_DEEP)
            f->last = m->last_row;
    }
    while (i + 1 < s->n_rows && s->rows[i + 1].number <= f->last)
        i++;
    while (i + 1 < s->n_rows && f->last < r->number + HEADER_DEEP - 1 &&
           is_subheader(f, &s->rows[i], &s->rows[i + 1]))
        f->last = s->rows[++i].number;
    f->next = i + 1;
}

/* One line: texts of all heading rows over a column, each once. */
static struct sv heading_of(const struct find *f, int col)
{
    struct sv out = SV(""), piece, before = SV_NULL;
    bool multi = f->next > f->header + 1;

    for (size_t i = f->header; i < f->next; i++) {
        const struct row *r = &f->s->rows[i];
        int from = col;
        /* A group title without its merge counts for the columns to its right that the row below fills. */
        if (multi && i + 1 < f->next && sheet_cell(&f->s->rows[i + 1], col)->type != CELL_EMPTY &&
            group_of(r, col))
            from = group_of(r, col);
        piece = value_line(sheet_cell(r, from)->text, f->a);
        if (sv_empty(piece) || (before.p && sv_eq(piece, before)))
            continue;
        out = sv_empty(out) ? piece : arena_printf(f->a, "%.*s %.*s", SV_FMT(out), SV_FMT(piece));
        before = piece;
    }
    return out;
}

/* -- columns and rows --------------------------------------------------------------------------------------------- */

/* A heading cell of its own, or data below it: else the column is none of the table's. */
static void find_columns(struct find *f)
{
    const struct sheet *s = f->s;
    size_t width = (size_t) s->cols + 1;
    bool *headed = ARENA_ARRAY(f->a, bool, width), *used = ARENA_ARRAY(f->a, bool, width);

    for (size_t i = f->header; i < s->n_rows; i++)
        for (size_t k = 0; k < s->rows[i].n; k++) {
            const struct cell *c = &s->rows[i].cells[k];
            if (!c->covered)
                (i < f->next ? headed : used)[c->col] = true;
        }
    f->t.headings = ARENA_ARRAY(f->a, struct sv, width);
    f->t.cols = ARENA_ARRAY(f->a, int, width);
    for (int col = 1; col <= s->cols; col++) {
        if (!headed[col] && !used[col])
            continue;
        f->t.headings[f->t.n_cols] = heading_of(f, col);
        f->t.cols[f->t.n_cols++] = col;
    }
}

static void push_skip(struct find *f, struct table_skip one)
{
    struct table_skip *to = ARENA_PUSH(f->a, f->t.skips, f->t.n_skips, f->cap_skips);

    assert(to); /* the analyzer cannot see that room was made */
    *to = one;
}

static void skip(struct find *f, int row, int last_row, struct sv why)
{
    struct table_skip *before = f->t.n_skips ? &f->t.skips[f->t.n_skips - 1] : NULL;

    if (before && before->last_row + 1 == row && sv_eq(before->why, why))
        before->last_row = last_row;
    else
        push_skip(f, (struct table_skip){ row, last_row, why });
}

/* Below a signature nothing is data, unless it fills half the table: then the "signature" was a row like others. */
static bool too_full_for_footer(const struct find *f, const struct row *r)
{
    return f->t.n_cols > 3 && row_facts(r).own * 2 > f->t.n_cols;
}

static bool read_rows(struct find *f, struct err *e)
{
    const struct sheet *s = f->s;
    struct row_look look = { .s = s, .cols = { f->t.headings, f->t.cols, f->t.n_cols } };
    int above = f->last;
    bool footer = false, numbers_due = true; /* column numbers stand right below headings only */

    if (f->t.n_cols && heading_is_number(f->t.headings[0]))
        look.number_col = f->t.cols[0];
    for (size_t i = f->next; i < s->n_rows; i++) {
        const struct row *r = &s->rows[i];
        enum row_kind kind;
        if (r->number > above + 1) {
            skip(f, above + 1, r->number - 1, row_kind_why(ROW_BLANK));
            look.after_gap = true;
        }
        above = r->number;
        kind = numbers_due && row_is_column_numbers(r) ? ROW_COLUMN_NUMBERS : row_kind(&look, r);
        if (footer && kind != ROW_BLANK && !(kind == ROW_DATA && too_full_for_footer(f, r)))
            kind = ROW_FOOTER;
        if (kind == ROW_DATA)
            *ARENA_PUSH(f->a, f->t.data_rows, f->t.n_rows, f->cap_rows) = i;
        else
            skip(f, r->number, r->number, row_kind_why(kind));
        if (kind != ROW_BLANK) {
            footer = kind == ROW_FOOTER;
            numbers_due = kind == ROW_HEADINGS_AGAIN;
            look.after_total = kind == ROW_TOTAL || (look.after_total && kind != ROW_DATA);
        }
        look.after_gap = kind != ROW_DATA && kind != ROW_GROUP;
        if (!arena_ok(f->a, e))
            return false;
    }
    return true;
}

/* Columns that only skipped rows use (a signature to the right of the table) are not the table's. */
static void drop_unused_columns(struct find *f)
{
    bool *used = ARENA_ARRAY(f->a, bool, (size_t) f->s->cols + 1);
    size_t n = 0;

    for (size_t i = 0; i < f->t.n_rows; i++) {
        const struct row *r = &f->s->rows[f->t.data_rows[i]];
        for (size_t k = 0; k < r->n; k++)
            used[r->cells[k].col] |= !r->cells[k].covered;
    }
    for (size_t j = 0; j < f->t.n_cols; j++) {
        if (sv_empty(f->t.headings[j]) && !used[f->t.cols[j]])
            continue;
        f->t.headings[n] = f->t.headings[j];
        f->t.cols[n++] = f->t.cols[j];
    }
    f->t.n_cols = n;
}

static bool read_table(struct find *f, struct err *e)
{
    const struct sheet *s = f->s;

    measure_header(f);
    f->t.header_row = f->header;
    f->t.header_last = f->last;
    find_columns(f);
    if (f->header > 0)
        skip(f, s->rows[0].number, s->rows[f->header].number - 1, sv_of(T("judul di atas tabel")));
    if (!read_rows(f, e))
        return false;
    drop_unused_columns(f);
    return arena_ok(f->a, e);
}

/* -- which sheet -------------------------------------------------------------------------------------------------- */

static bool named_sheet(const struct workbook *w, struct sv name, struct arena *a, size_t *out, struct err *e)
{
    struct sv *names = ARENA_ARRAY(a, struct sv, w->n), near;

    for (size_t i = 0; i < w->n; i++) {
        names[i] = w->sheets[i].name;
        if (sv_eq_fold(sv_trim(names[i]), sv_trim(name))) {
            *out = i;
            return true;
        }
    }
    near = problems_suggest(name, names, w->n);
    err_set(e, ERR_MISSING, T("Lembar \"%.*s\" tidak ada di berkas ini"), SV_FMT(sv_sub(name, 0, 80)));
    return err_hint(e, T("Pilih salah satu lembar yang ada, misalnya \"%.*s\"."),
                    SV_FMT(sv_sub(near.p ? near : names[0], 0, 80)));
}

/* True with found = false: this sheet has no table that one can see. */
static bool try_sheet(const struct workbook *w, size_t i, int header_row, struct arena *a, struct table *out,
                      bool *found, struct err *e)
{
    struct find f = { .s = &w->sheets[i], .a = a, .t.sheet = i };
    const struct row *r;

    *found = false;
    f.width = fullest_row(f.s);
    if (header_row) {
        r = sheet_row(f.s, header_row);
        if (!r || row_facts(r).own == 0) {
            err_set(e, ERR_MISSING, T("Baris %d di lembar \"%.*s\" kosong, jadi tidak memuat judul kolom"),
                    header_row, SV_FMT(sv_sub(f.s->name, 0, 60)));
            return err_hint(e, T("Sebutkan nomor baris tempat judul kolom tertulis."));
        }
        f.header = (size_t) (r - f.s->rows);
    } else if (f.width == 0 || (f.width == 1 && w->n > 1) || !find_header(&f)) {
        return true; /* a sheet of one column among others holds instructions */
    }
    *found = true;
    if (!read_table(&f, e))
        return false;
    *out = f.t;
    return true;
}

bool sheet_find(const struct workbook *w, struct sheet_how how, struct arena *a, struct table *out,
                struct err *e)
{
    struct table t, best;
    bool have = false, found;
    size_t only = 0;

    if (how.sheet.n && !named_sheet(w, how.sheet, a, &only, e))
        return false;
    for (size_t i = 0; i < w->n; i++) {
        if (how.sheet.n ? i != only : w->sheets[i].hidden)
            continue;
        if (!try_sheet(w, i, how.header_row, a, &t, &found, e))
            return false;
        if (!found)
            continue;
        if (!have || (t.n_rows && !best.n_rows))
            best = t;
        have = true;
        if (best.n_rows || how.header_row) /* a row number without a sheet means the first sheet one sees */
            break;
    }
    if (!have) {
        err_set(e, ERR_MISSING, T("Tidak ditemukan tabel dengan judul kolom di berkas ini"));
        return err_hint(
            e, T("Sebutkan nama lembar dan nomor baris judul kolomnya, atau pakai templat yang disediakan."));
    }
    *out = best;
    return true;
}

const struct cell *table_cell(const struct workbook *w, const struct table *t, size_t i, size_t j)
{
    return sheet_cell(&w->sheets[t->sheet].rows[t->data_rows[i]], t->cols[j]);
}

struct cell_place table_place(const struct workbook *w, const struct table *t, size_t i, size_t j)
{
    return cell_place(table_row_number(w, t, i), t->cols[j]);
}

int table_row_number(const struct workbook *w, const struct table *t, size_t i)
{
    return w->sheets[t->sheet].rows[t->data_rows[i]].number;
}

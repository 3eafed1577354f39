/* SPDX-License-Identifier: MIT
 * page/imports_show.c -- problems at their cells, remarks, rows that are no data, and the first rows as they were read. */
#include "base/arena.h"
#include "page/imports_priv.h"

enum {
    PROBLEMS_SHOWN = 100,
    REMARKS_SHOWN = 50,
    ROWS_SHOWN = 20,
    COLUMNS_SHOWN = 8,
    CELL_BYTES = 120,
    SKIPS_SHOWN = 40
};

static struct sv short_text(struct sv s, size_t max)
{
    if (s.n > max) {
        s.n = max;
        while (s.n && ((unsigned char) s.p[s.n] & 0xC0) == 0x80)
            s.n--;
    }
    return s;
}

/* Wide tables scroll by themselves, also by keyboard. */
static void open_scroller(struct html *h, const char *cls, const char *words)
{
    html_open(h, "div");
    html_attr(h, "class", sv_of(cls));
    html_attr(h, "role", SV("region"));
    html_attr(h, "tabindex", SV("0"));
    html_attr_say(h, "aria-label", words);
    html_open(h, "table");
}

static void close_table(struct html *h)
{
    html_close(h, "table");
    html_close(h, "div");
}

static void cell(struct html *h, const char *label, struct sv text)
{
    html_open(h, "td");
    html_attr_say(h, "data-label", label);
    html_text(h, text);
    html_close(h, "td");
}

/* --- problems --------------------------------------------------------------------------------------------------------------- */

static void said_row(struct imports_page *ip, const struct import_said *s)
{
    const struct import_note *n = s->note;
    struct html *h = &ip->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_class(h, "utama");
    if (n->column < ip->im->n_columns)
        html_textf(h, "%s", import_place(ip->im, s->row, n).s);
    else
        html_textf(h, T("baris %d"), s->row->line);
    if (s->n_others) {
        html_open(h, "div");
        html_class(h, "nomor");
        html_textf(h, T("dan %zu lagi: "), s->n_others);
        html_text(h, s->others);
        html_close(h, "div");
    }
    html_close(h, "td");
    cell(h, T("Kolom"), import_heading(ip->im, n));
    cell(h, T("Isi"), short_text(n->value, CELL_BYTES));
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Sebab"));
    html_open(h, "div");
    html_text(h, n->why);
    html_say(h, sv_ends(n->why, SV(".")) ? "" : ".");
    if (n->hint.n) {
        html_open(h, "div");
        html_class(h, "form-hint");
        html_text(h, n->hint);
        html_close(h, "div");
    }
    html_close(h, "div");
    html_close(h, "td");
    html_close(h, "tr");
}

static void said(struct imports_page *ip, bool remarks, size_t most, const char *title)
{
    static const char *const heads[] = { T("Sel"), T("Kolom"), T("Isi"), T("Sebab") };
    struct html *h = &ip->p.h;
    struct import_said *list;
    size_t more, n = import_said(ip->im, remarks, most, ip->a, &list, &more);

    if (!n)
        return;
    html_elem_say(h, "h2", title);
    open_scroller(h, "gulung", title);
    html_class(h, "daftar");
    page_table_head(h, heads, 4);
    html_open(h, "tbody");
    for (size_t i = 0; i < n; i++)
        said_row(ip, &list[i]);
    html_close(h, "tbody");
    close_table(h);
    if (more) {
        html_open(h, "p");
        html_textf(
            h, remarks ? T("dan %zu lagi.") : T("dan %zu lagi; semuanya ada di berkas baris yang ditolak."),
            more);
        html_close(h, "p");
    }
}

/* --- rows --------------------------------------------------------------------------------------------------------------------- */

static void outcome(struct html *h, const struct import_row *row)
{
    static const struct {
        struct sv tone, label;
    } ways[] = {
        [IMPORT_NEW] = { SV_INIT("green"), SV_INIT("Ditambah") },
        [IMPORT_CHANGED] = { SV_INIT("blue"), SV_INIT("Diubah") },
        [IMPORT_SAME] = { SV_INIT("grey"), SV_INIT("Tetap") },
        [IMPORT_REFUSED] = { SV_INIT("red"), SV_INIT("Ditolak") },
    };

    html_open(h, "td");
    html_attr_say(h, "data-label", T("Hasil"));
    page_badge(h, ways[row->outcome].tone, ways[row->outcome].label);
    if (row->changed.n) {
        html_open(h, "div");
        html_class(h, "form-hint");
        html_text(h, row->changed);
        html_close(h, "div");
    }
    html_close(h, "td");
}

static size_t shown_columns(const struct import *im, size_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < im->n_columns && n < COLUMNS_SHOWN; i++)
        if (im->columns[i].to != IMPORT_NOWHERE)
            out[n++] = i;
    return n;
}

static void data_row(struct imports_page *ip, const struct import_row *row, const size_t *cols, size_t n)
{
    const struct import *im = ip->im;
    struct html *h = &ip->p.h;

    html_open(h, "tr");
    html_open(h, "td");
    html_attr_say(h, "data-label", T("Baris"));
    html_int(h, row->line);
    html_close(h, "td");
    outcome(h, row);
    for (size_t i = 0; i < n; i++) {
        const struct cell *c = table_cell(&im->book, &im->table, row->data, im->columns[cols[i]].at);

        html_open(h, "td");
        html_attr(h, "data-label", im->columns[cols[i]].heading);
        html_text(h, short_text(sv_collapse(cell_show(c, ip->p.a), ip->p.a), CELL_BYTES));
        html_close(h, "td");
    }
    html_close(h, "tr");
}

static void first_rows(struct imports_page *ip)
{
    const struct import *im = ip->im;
    struct html *h = &ip->p.h;
    size_t cols[COLUMNS_SHOWN], n = shown_columns(im, cols);

    html_open(h, "h2");
    html_textf(h, im->n_rows > ROWS_SHOWN ? T("%d baris pertama") : T("Baris-barisnya"), (int) ROWS_SHOWN);
    html_close(h, "h2");
    open_scroller(h, "table-responsive", T("Baris-baris pertama"));
    html_class(h, "table");
    html_open(h, "thead");
    html_open(h, "tr");
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, T("Baris"));
    html_close(h, "th");
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_say(h, T("Hasil"));
    html_close(h, "th");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "th");
        html_attr(h, "scope", SV("col"));
        html_text(h, im->columns[cols[i]].heading);
        html_close(h, "th");
    }
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < im->n_rows && i < ROWS_SHOWN; i++)
        data_row(ip, &im->rows[i], cols, n);
    html_close(h, "tbody");
    close_table(h);
}

static void skips(struct imports_page *ip)
{
    const struct table *t = &ip->im->table;
    struct html *h = &ip->p.h;

    if (!t->n_skips)
        return;
    html_open(h, "details");
    html_class(h, "lipat");
    html_open(h, "summary");
    html_say(h, T("Baris yang bukan data"));
    html_close(h, "summary");
    html_open(h, "ul");
    for (size_t i = 0; i < t->n_skips && i < SKIPS_SHOWN; i++) {
        html_open(h, "li");
        if (t->skips[i].row == t->skips[i].last_row)
            html_textf(h, T("Baris %d: "), t->skips[i].row);
        else
            html_textf(h, T("Baris %d\u2013%d: "), t->skips[i].row, t->skips[i].last_row);
        html_text(h, t->skips[i].why);
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_close(h, "details");
}

/* --- a sheet whose table was not found ---------------------------------------------------------------------- */

static const struct sheet *sheet_in_question(const struct imports_page *ip)
{
    const struct workbook *book = ip->im ? &ip->im->book : ip->book;

    for (size_t i = 0; i < book->n; i++)
        if (ip->s->sheet.p ? sv_eq_fold(book->sheets[i].name, ip->s->sheet)
                           : book->sheets[i].n_rows > 0 && !book->sheets[i].hidden)
            return &book->sheets[i];
    return book->n ? &book->sheets[0] : NULL;
}

void imports_raw(struct imports_page *ip)
{
    const struct sheet *s = sheet_in_question(ip);
    struct html *h = &ip->p.h;
    int cols = s && s->cols < COLUMNS_SHOWN ? s->cols : COLUMNS_SHOWN;

    if (!s || !s->n_rows)
        return;
    html_elem_say(h, "h2", T("Isi lembar, untuk mencari baris judul kolomnya"));
    open_scroller(h, "table-responsive", T("Isi lembar"));
    html_class(h, "table");
    html_open(h, "tbody");
    for (size_t i = 0; i < s->n_rows && i < ROWS_SHOWN; i++) {
        html_open(h, "tr");
        html_open(h, "th");
        html_attr(h, "scope", SV("row"));
        html_int(h, s->rows[i].number);
        html_close(h, "th");
        for (int c = 1; c <= cols; c++)
            html_elem(
                h, "td",
                short_text(sv_collapse(cell_show(sheet_cell(&s->rows[i], c), ip->p.a), ip->p.a), CELL_BYTES));
        html_close(h, "tr");
    }
    html_close(h, "tbody");
    close_table(h);
}

void imports_table(struct imports_page *ip)
{
    said(ip, false, PROBLEMS_SHOWN, T("Kesalahan"));
    if (ip->im->n_rows)
        first_rows(ip);
    said(ip, true, REMARKS_SHOWN, T("Catatan"));
    skips(ip);
}

/* SPDX-License-Identifier: MIT
 * model/sheet_write_xlsx.c -- XLSX out through libxlsxwriter, row by row to disk. */
#include <assert.h>
#include <fcntl.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/sheet_write.h"

#define ROWS_MAX 1048576
#define CELL_BYTES_MAX ((size_t) 32767 * 4)
#define LISTS_MAX ((size_t) 256)
#define FORM_ROWS 1000 /* rows below the last one that still offer their drop-down lists */

struct list { /* a column with choices; the choices stand on a sheet of their own, added last */
    lxw_worksheet *sheet;
    struct xlsx_col col;
    size_t at; /* index of the column */
    uint32_t rows;
};

struct xlsxw {
    struct arena *a;
    char *path, *dir;
    lxw_workbook *book;
    lxw_format *heading, *text, *date, *datetime, *rupiah, *number[10];
    lxw_worksheet *sheet; /* the open one */
    const struct xlsx_col *cols;
    size_t n_cols, col;
    uint32_t row;
    struct sv *names;
    size_t n_names, cap_names;
    struct list *lists;
    size_t n_lists, cap_lists;
    struct buf scratch;
    bool failed, hide_lists;
    struct err e;
};

static void fail(struct xlsxw *w, lxw_error code)
{
    if (w->failed)
        return;
    w->failed = true;
    if (code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED) {
        err_set(&w->e, ERR_INPUT,
                T("Isi kolom \"%.*s\" di baris %u lebih dari 32.767 huruf, batas sel Excel"),
                SV_FMT(w->col < w->n_cols ? sv_sub(w->cols[w->col].heading, 0, 80) : SV("")), w->row + 1);
        err_hint(&w->e, T("Ekspor sebagai CSV, atau pendekkan isinya."));
        return;
    }
    err_set(&w->e, code == LXW_ERROR_MEMORY_MALLOC_FAILED ? ERR_FAULT : ERR_BUSY,
            T("Berkas XLSX tidak dapat ditulis"));
    err_hint(&w->e, T("Coba lagi; bila tetap gagal, minta pengelola memeriksa ruang penyimpanan server."));
    err_cause(&w->e, "%s: %s", w->path, lxw_strerror(code));
}

static void check(struct xlsxw *w, lxw_error code)
{
    if (code != LXW_NO_ERROR)
        fail(w, code);
}

static lxw_format *make_format(struct xlsxw *w, const char *code)
{
    lxw_format *f = workbook_add_format(w->book);

    if (!f) {
        fail(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (code)
        format_set_num_format(f, code);
    return f;
}

static void make_formats(struct xlsxw *w)
{
    w->heading = make_format(w, NULL);
    w->text =
        make_format(w, "@"); /* what people type stays text: codes keep their zeros, "=" makes no formula */
    w->date = make_format(w, "dd/mm/yyyy");
    w->datetime = make_format(w, "dd/mm/yyyy hh:mm:ss");
    w->rupiah = make_format(w, "\"Rp\" #,##0");
    for (int i = 0; i < 10; i++) {
        char code[24] = "#,##0.000000000";
        code[i ? 6 + i : 5] = '\0';
        w->number[i] = make_format(w, code);
    }
    if (w->failed)
        return;
    format_set_bold(w->heading);
    format_set_text_wrap(w->heading);
    format_set_bg_color(w->heading, 0xE8EDF3);
    format_set_bottom(w->heading, LXW_BORDER_THIN);
    format_set_text_wrap(w->text);
}

struct xlsxw *xlsxw_open(const char *path, struct err *e)
{
    /* The library would notice a bad path only at the end, and print it. Exports are nobody else's: 0600. */
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    struct xlsxw *w = fd < 0 ? NULL : calloc(1, sizeof *w);
    const char *slash = strrchr(path, '/');
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };

    if (!w) {
        err_errno(e, T("Pembuatan berkas XLSX"));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    close(fd);
    w->a = arena_new((size_t) 64 << 20);
    w->path = (char *) sv_cstr(sv_of(path), w->a);
    w->dir = (char *) sv_cstr(slash > path ? (struct sv){ path, (size_t) (slash - path) }
                              : slash      ? SV("/")
                                           : SV("."),
                              w->a);
    buf_init(&w->scratch, CELL_BYTES_MAX * 2 + 1);
    options.tmpdir = w->dir;
    w->book = workbook_new_opt(w->path, &options);
    if (!w->book)
        fail(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
    else
        make_formats(w);
    if (!w->failed)
        return w;
    *e = w->e;
    xlsxw_cancel(w);
    return NULL;
}

/* -- sheets ------------------------------------------------------------------------------------------------------- */

static bool name_taken(const struct xlsxw *w, struct sv name)
{
    for (size_t i = 0; i < w->n_names; i++)
        if (sv_eq_fold(w->names[i], name))
            return true;
    return false;
}

/* Whole characters only, at most `max` of them. */
static struct sv cut_chars(struct sv s, size_t max)
{
    size_t chars = 0, i = 0;

    for (; i < s.n; i++)
        if (((unsigned char) s.p[i] & 0xC0) != 0x80 && chars++ == max)
            break;
    return sv_sub(s, 0, i);
}

static struct sv sheet_name(struct xlsxw *w, struct sv wanted)
{
    struct sv clean = sv_collapse(wanted, w->a), name;
    char *p = arena_alloc(w->a, clean.n + 1);

    for (size_t i = 0; i < clean.n; i++)
        p[i] = memchr("[]:*?/\\'", clean.p[i], 8) ? ' ' : clean.p[i];
    clean = sv_collapse((struct sv){ p, clean.n }, w->a);
    if (sv_empty(clean) || sv_eq_fold(clean, SV("history"))) /* Excel keeps that name for itself */
        clean = SV("Lembar");
    name = cut_chars(clean, 31);
    for (int i = 2; name_taken(w, name); i++)
        name = arena_printf(w->a, "%.*s (%d)", SV_FMT(cut_chars(clean, 25)), i);
    *ARENA_PUSH(w->a, w->names, w->n_names, w->cap_names) = name;
    return name;
}

static lxw_format *format_of(const struct xlsxw *w, const struct xlsx_col *c)
{
    switch (c->kind) {
    case XLSX_NUMBER: return w->number[c->scale > 0 && c->scale < 10 ? c->scale : 0];
    case XLSX_RUPIAH: return w->rupiah;
    case XLSX_DATE: return w->date;
    case XLSX_DATETIME: return w->datetime;
    case XLSX_TEXT: break;
    }
    return w->text;
}

/* What can only be said when the last row is known. */
static void finish_sheet(struct xlsxw *w)
{
    uint32_t last = w->row ? w->row - 1 : 0;

    if (!w->sheet || w->failed)
        return;
    if (w->n_cols)
        check(w, worksheet_autofilter(w->sheet, 0, 0, last, (lxw_col_t) (w->n_cols - 1)));
    for (size_t i = 0; i < w->n_lists; i++)
        if (w->lists[i].sheet == w->sheet)
            w->lists[i].rows = last;
    if (w->sheet->optimize_tmpfile && fflush(w->sheet->optimize_tmpfile) != 0) /* the library does not look */
        fail(w, LXW_ERROR_CREATING_TMPFILE);
}

static void add_sheet(struct xlsxw *w, struct sv name)
{
    w->sheet = workbook_add_worksheet(w->book, sv_cstr(sheet_name(w, name), w->a));
    w->row = 0;
    w->col = 0;
    if (!w->sheet)
        fail(w, LXW_ERROR_CREATING_TMPFILE);
}

static void set_width(struct xlsxw *w, size_t i, const struct xlsx_col *c)
{
    lxw_row_col_options how = { .hidden = c->hidden };
    size_t letters = sv_utf8_count(c->heading) + 4; /* room for the filter's button */
    double width = c->width > 0 ? c->width : letters < 12 ? 12 : letters > 40 ? 40 : (double) letters;

    check(w, worksheet_set_column_opt(w->sheet, (lxw_col_t) i, (lxw_col_t) i, width > 100 ? 100 : width,
                                      format_of(w, c), &how));
}

void xlsxw_hide_lists(struct xlsxw *w)
{
    w->hide_lists = true;
}

static void write_string(struct xlsxw *w, struct sv s, lxw_format *f);

bool xlsxw_sheet(struct xlsxw *w, struct sv name, const struct xlsx_col *cols, size_t n_cols, struct err *e)
{
    struct xlsx_col *mine = ARENA_ARRAY(w->a, struct xlsx_col, n_cols);

    finish_sheet(w);
    if (!w->failed)
        add_sheet(w, name);
    w->cols = mine;
    w->n_cols = n_cols;
    for (size_t i = 0; i < n_cols && !w->failed; i++) {
        struct sv *choices = ARENA_ARRAY(w->a, struct sv, cols[i].n_choices);
        mine[i] = cols[i];
        mine[i].heading = arena_dup(w->a, cols[i].heading.p ? cols[i].heading : SV(""));
        for (size_t k = 0; k < cols[i].n_choices; k++)
            choices[k] = arena_dup(w->a, cols[i].choices[k]);
        mine[i].choices = choices;
        set_width(w, i, &mine[i]);
        if (mine[i].n_choices && w->n_lists < LISTS_MAX)
            *ARENA_PUSH(w->a, w->lists, w->n_lists, w->cap_lists) = (struct list){ w->sheet, mine[i], i, 0 };
    }
    for (size_t i = 0; i < n_cols && !w->failed; i++, w->col++)
        write_string(w, mine[i].heading, w->heading);
    if (!w->failed)
        worksheet_freeze_panes(w->sheet, 1, 0);
    if (!w->failed && !arena_ok(w->a, &w->e))
        w->failed = true;
    w->row = 1;
    w->col = 0;
    if (w->failed)
        *e = w->e;
    return !w->failed;
}

/* -- cells -------------------------------------------------------------------------------------------------------- */

/* "_x0041_" in a text would be read back as "A": its underscore is escaped itself (ECMA-376 22.9.2.19). */
static bool looks_escaped(struct sv s, size_t i)
{
    if (s.n - i < 7 || s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_')
        return false;
    for (size_t k = i + 2; k < i + 6; k++)
        if (!memchr("0123456789abcdefABCDEF", s.p[k], 22))
            return false;
    return true;
}

static void write_string(struct xlsxw *w, struct sv s, lxw_format *f)
{
    if (w->failed || sv_empty(s))
        return;
    if (sv_utf8_count(s) > 32767) {
        fail(w, LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
        return;
    }
    buf_reset(&w->scratch);
    for (size_t i = 0; i < s.n; i++) {
        if (looks_escaped(s, i))
            buf_put(&w->scratch, SV("_x005F"));
        buf_char(&w->scratch, s.p[i] ? s.p[i] : ' ');
    }
    buf_char(&w->scratch, '\0');
    if (w->scratch.failed)
        fail(w, LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
    else
        check(w, worksheet_write_string(w->sheet, w->row, (lxw_col_t) w->col, w->scratch.p, f));
}

/* Is there a column left to write to? More cells than headings are a mistake of the caller; they are not written. */
static bool open_cell(const struct xlsxw *w)
{
    return !w->failed && w->sheet && w->col < w->n_cols;
}

void xlsxw_text(struct xlsxw *w, struct sv s)
{
    if (open_cell(w))
        write_string(w, s, w->text);
    w->col++;
}

void xlsxw_number(struct xlsxw *w, int64_t scaled)
{
    static const int64_t powers[] = { 1,      10,      100,      1000,      10000,
                                      100000, 1000000, 10000000, 100000000, 1000000000 };
    const int64_t exact = 1000000000000000; /* spreadsheets keep 15 digits */
    char text[40];

    if (open_cell(w)) {
        const struct xlsx_col *c = &w->cols[w->col];
        int scale = c->kind == XLSX_NUMBER && c->scale > 0 && c->scale < 10 ? c->scale : 0;
        if (scaled < exact && scaled > -exact) {
            check(w, worksheet_write_number(w->sheet, w->row, (lxw_col_t) w->col,
                                            (double) scaled / (double) powers[scale], format_of(w, c)));
        } else {
            int n = snprintf(text, sizeof text, "%lld", (long long) (scaled / powers[scale]));
            if (scale)
                snprintf(text + n, sizeof text - (size_t) n, ",%0*lld", scale,
                         llabs((long long) (scaled % powers[scale])));
            write_string(w, sv_of(text), w->text);
        }
    }
    w->col++;
}

static void write_day(struct xlsxw *w, struct date d, int second, bool with_time)
{
    lxw_datetime t = { d.y, d.m, d.d, second / 3600, second / 60 % 60, second % 60 };

    if (date_cmp(d, (struct date){ 1900, 3, 1 }) < 0)
        write_string(w, sv_of(date_iso(d).s), w->text);
    else
        check(w, worksheet_write_datetime(w->sheet, w->row, (lxw_col_t) w->col, &t,
                                          with_time ? w->datetime : w->date));
}

void xlsxw_date(struct xlsxw *w, struct date d)
{
    if (open_cell(w) && date_ok(d))
        write_day(w, d, 0, false);
    w->col++;
}

void xlsxw_time(struct xlsxw *w, int64_t t, int offset_min)
{
    struct date d = date_of_time(t, offset_min);

    if (open_cell(w) && date_ok(d))
        write_day(w, d, (int) (t - time_of_date(d, offset_min)), true);
    w->col++;
}

void xlsxw_blank(struct xlsxw *w)
{
    w->col++;
}

bool xlsxw_row(struct xlsxw *w, struct err *e)
{
    w->col = 0;
    if (!w->failed && ++w->row > ROWS_MAX) {
        w->failed = true;
        err_set(&w->e, ERR_INPUT, T("Tabel ini punya lebih dari 1.048.576 baris, batas lembar Excel"));
        err_hint(&w->e, T("Persempit pilihan dengan saringan, atau ekspor sebagai CSV."));
    }
    if (w->failed)
        *e = w->e;
    return !w->failed;
}

/* -- the end ------------------------------------------------------------------------------------------------------ */

/* A drop-down list over a range of another sheet. Asked for directly, libxlsxwriter 1.1 copies the formula twice and
 * forgets one copy for good; so a list of one word is asked for and what it queued is turned into the range. */
static void validate(struct xlsxw *w, const struct list *l, size_t i, struct sv sheet)
{
    char *word[] = { (char *) "-", NULL };
    lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST, .value_list = word };
    lxw_data_val_obj *queued, *mine = NULL;
    char col[16] = { 0 };
    uint32_t last = l->rows + FORM_ROWS < ROWS_MAX ? l->rows + FORM_ROWS : ROWS_MAX - 1;
    struct sv range;

    v.error_title = (char *) T("Tidak ada dalam pilihan");
    v.error_message = (char *) T("Pilih salah satu isi dari daftar di sel ini.");
    check(w, worksheet_data_validation_range(l->sheet, 1, (lxw_col_t) l->at, last, (lxw_col_t) l->at, &v));
    if (w->failed)
        return;
    for (queued = STAILQ_FIRST(l->sheet->data_validations); queued;
         queued = STAILQ_NEXT(queued, list_pointers))
        mine = queued;
    assert(mine && mine->value_formula);
    lxw_col_to_name(col, (lxw_col_t) i, true);
    range = arena_printf(w->a, "'%.*s'!%s$2:%s$%zu", SV_FMT(sheet), col, col, l->col.n_choices + 1);
    free(mine->value_formula);
    mine->value_formula = strndup(range.p, range.n);
    mine->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    if (!mine->value_formula)
        fail(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
}

/* All lists side by side on a last sheet, row by row because rows go to disk in order. */
static void write_lists(struct xlsxw *w)
{
    size_t longest = 0;

    if (w->n_lists == 0 || w->failed)
        return;
    add_sheet(w, sv_of(T("Daftar pilihan")));
    w->n_cols = 0; /* no columns of anybody's, no filter */
    if (w->hide_lists && !w->failed)
        worksheet_hide(w->sheet);
    for (size_t i = 0; i < w->n_lists && !w->failed; i++) {
        if (w->lists[i].col.n_choices > longest)
            longest = w->lists[i].col.n_choices;
        check(w, worksheet_set_column(w->sheet, (lxw_col_t) i, (lxw_col_t) i, 30, w->text));
        validate(w, &w->lists[i], i, w->names[w->n_names - 1]);
    }
    for (w->row = 0; w->row <= longest && w->row < ROWS_MAX && !w->failed; w->row++)
        for (size_t i = 0; i < w->n_lists && !w->failed; i++) {
            const struct xlsx_col *c = &w->lists[i].col;
            struct sv s = w->row == 0              ? c->heading
                          : w->row <= c->n_choices ? c->choices[w->row - 1]
                                                   : SV_NULL;
            w->col = i;
            write_string(w, s, w->row == 0 ? w->heading : w->text);
        }
    finish_sheet(w);
}

static void release(struct xlsxw *w)
{
    if (w->book) { /* releases differ in whether this frees the folder's name: it does so in workbook_close() only */
        char *dir = w->book->options.tmpdir;
        w->book->options.tmpdir = NULL;
        lxw_workbook_free(w->book);
        free(dir);
    }
    buf_clear(&w->scratch);
    arena_free(w->a);
    free(w);
}

bool xlsxw_close(struct xlsxw *w, struct err *e)
{
    lxw_workbook *book = w->book;
    bool ok;

    finish_sheet(w);
    write_lists(w);
    if (!w->failed) {
        w->book = NULL; /* workbook_close() frees it, also when it fails */
        check(w, workbook_close(book));
    }
    ok = !w->failed;
    if (!ok) {
        *e = w->e;
        (void) unlink(w->path);
    }
    release(w);
    return ok;
}

void xlsxw_cancel(struct xlsxw *w)
{
    if (!w)
        return;
    (void) unlink(w->path);
    release(w);
}

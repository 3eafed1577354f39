/* SPDX-License-Identifier: MIT
 * model/sheet.c -- tells what kind of file it is, and reads cells back. */
#include "model/sheet.h"

#include <math.h>

#include "model/sheet_priv.h"

static bool starts_fold(struct sv s, struct sv head)
{
    return sv_eq_fold(sv_sub(s, 0, head.n), head);
}

/* Files that people take for a spreadsheet. Each refusal says what the file is and how to make a good one of it. */
static bool sniff_refused(struct sv s, struct err *e)
{
    struct sv head = sv_trim(s);

    if (sv_starts(head, SV("\xEF\xBB\xBF")))
        head = sv_trim(sv_sub(head, 3, head.n));
    if (sv_starts(s, SV("\xD0\xCF\x11\xE0"))) {
        err_set(e, ERR_INPUT, T("Berkas ini berformat Excel lama (.xls) atau dikunci dengan kata sandi"));
        err_hint(
            e,
            T("Buka di Excel atau LibreOffice, lepaskan kata sandinya, simpan sebagai .xlsx, lalu unggah lagi."));
    } else if (sv_starts(s, SV("%PDF"))) {
        err_set(e, ERR_INPUT, T("Berkas ini PDF, bukan lembar kerja"));
        err_hint(e, T("Unggah berkas Excel (.xlsx) atau CSV asalnya."));
    } else if (sv_starts(s, SV("\xFF\xFE")) || sv_starts(s, SV("\xFE\xFF"))) {
        err_set(e, ERR_INPUT, T("Berkas ini teks Unicode 16 bit, yang tidak dibaca di sini"));
        err_hint(e, T("Di Excel pilih Simpan Sebagai \"CSV UTF-8\" atau .xlsx, lalu unggah lagi."));
    } else if (starts_fold(head, SV("<!doctype")) || starts_fold(head, SV("<html")) ||
               starts_fold(head, SV("<table")) || starts_fold(head, SV("<?xml"))) {
        err_set(e, ERR_INPUT, T("Berkas ini halaman web atau XML yang diberi nama lembar kerja"));
        err_hint(e, T("Buka di Excel atau LibreOffice, simpan sebagai .xlsx, lalu unggah lagi."));
    } else if (sv_starts(s, SV("PK")) && !sv_starts(s, SV("PK\x03\x04")) && s.n > 3 &&
               (unsigned char) s.p[2] < 9) {
        err_set(e, ERR_INPUT, T("Berkas ini arsip ZIP yang kosong atau terpotong"));
        err_hint(e, T("Unggah lagi; bila tetap gagal, simpan ulang berkasnya di Excel atau LibreOffice."));
    } else {
        return false;
    }
    return true;
}

bool sheet_parse(struct sv bytes, struct arena *a, struct workbook *out, struct err *e)
{
    if (sv_empty(bytes)) {
        err_set(e, ERR_INPUT, T("Berkas yang dikirim kosong"));
        return err_hint(e, T("Pilih berkas lain, atau simpan dulu lembar kerjanya lalu unggah lagi."));
    }
    if (bytes.n > SHEET_PACKED_MAX) {
        err_set(e, ERR_INPUT, T("Berkas ini berukuran %zu MiB; yang diterima paling besar 50 MiB"),
                bytes.n >> 20);
        return err_hint(
            e, T("Bagi isinya menjadi beberapa berkas, atau buang gambar dan lembar yang tidak perlu."));
    }
    if (sniff_refused(bytes, e))
        return false;
    if (sv_starts(bytes, SV("PK\x03\x04")))
        return xlsx_parse(bytes, a, out, e);
    return csv_parse(bytes, a, out, e);
}

bool sheet_broken(struct err *e, struct sv part, const char *cause)
{
    return zip_broken(&zip_xlsx, e, part, cause);
}

const struct cell *sheet_cell(const struct row *r, int col)
{
    static const struct cell empty = { .type = CELL_EMPTY, .text = SV_INIT("") };
    size_t lo = 0, hi = r ? r->n : 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->cells[mid].col == col)
            return &r->cells[mid];
        if (r->cells[mid].col < col)
            lo = mid + 1;
        else
            hi = mid;
    }
    return &empty;
}

const struct row *sheet_row(const struct sheet *s, int number)
{
    size_t lo = 0, hi = s->n_rows;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->rows[mid].number == number)
            return &s->rows[mid];
        if (s->rows[mid].number < number)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

const struct sheet_range *sheet_merge(const struct sheet *s, const struct cell *c)
{
    size_t lo = 0, hi = s->n_merges;

    if (!c->merged || c->covered)
        return NULL;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct sheet_range *m = &s->merges[mid];
        if (m->row == c->row && m->col == c->col)
            return m;
        if (m->row < c->row || (m->row == c->row && m->col < c->col))
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

struct cell_place cell_place(int row, int col)
{
    struct cell_place out = { "" };
    char letters[8];
    size_t n = 0;

    for (int c = col; c > 0 && n < sizeof letters; c = (c - 1) / 26)
        letters[n++] = (char) ('A' + (c - 1) % 26);
    for (size_t i = 0; i < n; i++)
        out.s[i] = letters[n - 1 - i];
    snprintf(out.s + n, sizeof out.s - n, "%d", row);
    return out;
}

/* True when the number is plain digits that a spreadsheet would show just so: at most 15 of them, no exponent. */
static bool shown_as_is(struct sv s)
{
    size_t digits = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (s.p[i] != '.' && s.p[i] != '-')
            return false;
    }
    return digits <= 15;
}

struct sv cell_show(const struct cell *c, struct arena *a)
{
    char sci[40], digits[20];
    const char *exp_at;
    int point;
    size_t n = 0;
    struct sv out;
    char *w;

    if (c->type != CELL_NUMBER || shown_as_is(c->text))
        return c->text;
    if (!isfinite(c->num) || fabs(c->num) >= 1e40 || (c->num != 0 && fabs(c->num) < 1e-40))
        return c->text;                               /* no code and no amount is written like this */
    snprintf(sci, sizeof sci, "%.14e", fabs(c->num)); /* d.dddddddddddddde[+-]xx: 15 significant digits */
    for (exp_at = sci; *exp_at != 'e'; exp_at++)
        if (*exp_at >= '0' && *exp_at <= '9')
            digits[n++] = *exp_at;
    point = (int) strtol(exp_at + 1, NULL, 10) + 1; /* digits before the decimal point */
    while (n > 1 && digits[n - 1] == '0')
        n--;
    w = arena_alloc(a, 120);
    out.p = w;
    if (c->num < 0)
        *w++ = '-';
    if (point <= 0) {
        *w++ = '0', *w++ = '.';
        for (int i = point; i < 0; i++)
            *w++ = '0';
    }
    for (size_t i = 0; i < n || (int) i < point; i++) {
        if ((int) i == point && point > 0)
            *w++ = '.';
        *w++ = i < n ? digits[i] : '0';
    }
    out.n = (size_t) (w - out.p);
    return out;
}

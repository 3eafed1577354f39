/* SPDX-License-Identifier: MIT
 * model/sheet_rowkind.c -- tells data rows from sums, group titles, column numbers and signatures below a heading. */
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "model/sheet_find_priv.h"
#include "model/value.h"

bool cell_is_numberlike(const struct cell *c)
{
    struct sv s = sv_trim(c->text);
    bool digit = false;

    if (c->type == CELL_NUMBER || c->type == CELL_DATE)
        return true;
    if (c->type != CELL_TEXT)
        return false;
    if (sv_starts(s, SV("Rp")))
        s = sv_sub(s, 2, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digit = true;
        else if (!memchr(" .,-+()%", s.p[i], 8))
            return false;
    }
    return digit;
}

struct row_facts row_facts(const struct row *r)
{
    struct row_facts f = { 0, 0, NULL };

    for (size_t i = 0; i < r->n; i++) {
        if (r->cells[i].covered)
            continue;
        if (!f.first)
            f.first = &r->cells[i];
        f.own++;
        f.numbers += cell_is_numberlike(&r->cells[i]);
    }
    return f;
}

size_t row_reach(const struct sheet *s, const struct row *r)
{
    size_t reach = 0;

    for (size_t i = 0; i < r->n; i++) {
        const struct sheet_range *m = sheet_merge(s, &r->cells[i]);
        if (r->cells[i].covered)
            continue;
        reach += m ? (size_t) ((m->last_col < s->cols ? m->last_col : s->cols) - m->col + 1) : 1;
    }
    return reach;
}

/* "3", "(3)", "3.", "3)", "6=4x5" */
static bool leading_int(const struct cell *c, int64_t *out)
{
    struct sv s = sv_trim(c->text);
    size_t n = 0;

    if (s.n && s.p[0] == '(')
        s = sv_sub(s, 1, s.n);
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    if (n == 0 || n > 4 || !sv_int(sv_sub(s, 0, n), out))
        return false;
    s = sv_trim(sv_sub(s, n, s.n));
    return s.n == 0 || sv_eq(s, SV(")")) || sv_eq(s, SV(".")) || s.p[0] == '=' ||
           (c->type == CELL_NUMBER && sv_eq(s, SV(".0")));
}

bool row_is_column_numbers(const struct row *r)
{
    int64_t want = 1, got;

    for (size_t i = 0; i < r->n; i++) {
        if (r->cells[i].covered)
            continue;
        if (!leading_int(&r->cells[i], &got) || got != want)
            return false;
        want++;
    }
    return want > 3; /* two small numbers may well be data */
}

static struct sv plain_words(struct sv s, char *w, size_t max)
{
    size_t n = 0;

    s = sv_trim(s);
    for (size_t i = 0; i < s.n && n < max; i++) {
        char c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char) (s.p[i] + 32) : s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char) c >= 0x80;
        if (letter)
            w[n++] = c;
        else if (n && w[n - 1] != ' ')
            w[n++] = ' ';
    }
    while (n && w[n - 1] == ' ')
        n--;
    return (struct sv){ w, n };
}

bool heading_is_number(struct sv heading)
{
    char w[16];
    struct sv s = plain_words(heading, w, sizeof w);

    return sv_eq(s, SV("no")) || sv_eq(s, SV("nomor")) || sv_eq(s, SV("no urut")) ||
           sv_eq(s, SV("nomor urut")) || sv_eq(sv_trim(heading), SV("#"));
}

static bool is_total_word(struct sv text, bool *whole)
{
    static const struct sv words[] = {
        SV_INIT("jumlah"),
        SV_INIT("total"),
        SV_INIT("sub total"),
        SV_INIT("subtotal"),
        SV_INIT("grand total"),
        SV_INIT("jumlah total"),
        SV_INIT("total jumlah"),
        SV_INIT("jumlah keseluruhan"),
        SV_INIT("jumlah seluruhnya"),
        SV_INIT("total keseluruhan"),
        SV_INIT("jumlah akhir"),
        SV_INIT("rata rata"),
        SV_INIT("sub jumlah"),
        SV_INIT("total akhir"),
    };
    char w[80];
    struct sv s = plain_words(text, w, sizeof w);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq(s, words[i]))
            return *whole = true;
    *whole = false;
    return sv_starts(s, SV("jumlah ")) || sv_starts(s, SV("total ")) || sv_starts(s, SV("sub total ")) ||
           sv_starts(s, SV("subtotal "));
}

/* Does the label stand where ordinary rows have something else: under "No", or merged over several columns? */
static bool out_of_place(const struct row_look *k, const struct cell *c)
{
    const struct sheet_range *m = sheet_merge(k->s, c);

    return (m && m->last_col > m->col) || (k->number_col && c->col <= k->number_col);
}

/* A sum: "Jumlah" or such and nothing beside it but numbers. A longer label ("Jumlah Server") may well be data, so it
 * must be out of place; "Total Quality Dashboard" in a row with other texts is data in any case. */
static bool is_total(const struct row_look *k, const struct row *r)
{
    const struct cell *label = NULL;
    bool whole;

    for (size_t i = 0; i < r->n; i++) {
        const struct cell *c = &r->cells[i];
        if (c->covered || cell_is_numberlike(c) || value_is_none(c->text))
            continue;
        if (label || !is_total_word(c->text, &whole) || (!whole && !out_of_place(k, c)))
            return false;
        label = c;
    }
    return label != NULL;
}

static bool starts_word(struct sv s, struct sv head)
{
    if (!sv_starts(s, head))
        return false;
    return s.n == head.n || !(s.p[head.n] >= 'a' && s.p[head.n] <= 'z');
}

/* `strong` words open a signature or a note wherever they stand, the others only below a gap. */
static bool is_footer_word(struct sv text, bool strong)
{
    static const struct sv strongs[] = {
        SV_INIT("mengetahui"),   SV_INIT("menyetujui"), SV_INIT("mengesahkan"),   SV_INIT("disahkan"),
        SV_INIT("diketahui"),    SV_INIT("disetujui"),  SV_INIT("ditetapkan di"), SV_INIT("dibuat oleh"),
        SV_INIT("yang membuat"), SV_INIT("dicetak"),    SV_INIT("nip"),           SV_INIT("ttd"),
        SV_INIT("tanda tangan"), SV_INIT("*)"),         SV_INIT("catatan"),       SV_INIT("keterangan"),
        SV_INIT("ket"),          SV_INIT("sumber"),
    };
    static const struct sv weaks[] = {
        SV_INIT("kepala"),
        SV_INIT("plt"),
        SV_INIT("plh"),
        SV_INIT("a.n"),
        SV_INIT("an."),
        SV_INIT("sekretaris"),
        SV_INIT("camat"),
        SV_INIT("pejabat"),
        SV_INIT("pengguna barang"),
        SV_INIT("pengurus barang"),
        SV_INIT("direktur"),
        SV_INIT("inspektur"),
        SV_INIT("bupati"),
        SV_INIT("wali kota"),
    };
    char low[48];
    struct sv s = sv_trim(text);
    size_t n = s.n < sizeof low ? s.n : sizeof low;

    for (size_t i = 0; i < n; i++)
        low[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char) (s.p[i] + 32) : s.p[i];
    for (size_t i = 0; strong && i < sizeof strongs / sizeof strongs[0]; i++)
        if (starts_word((struct sv){ low, n }, strongs[i]))
            /* the last four are also names of things: they open a note only with a colon */
            return i < sizeof strongs / sizeof strongs[0] - 4 || memchr(s.p, ':', s.n < 20 ? s.n : 20);
    for (size_t i = 0; !strong && i < sizeof weaks / sizeof weaks[0]; i++)
        if (starts_word((struct sv){ low, n }, weaks[i]))
            return true;
    return false;
}

/* "Kota Contoh, 12 Januari 2025" */
static bool is_place_and_day(struct sv s)
{
    enum value_precision p;
    struct date d;
    struct sv why;

    for (size_t i = s.n; i-- > 1;)
        if (s.p[i] == ',')
            return value_date(sv_sub(s, i + 1, s.n), &d, &p, &why) && p != VALUE_YEAR;
    return false;
}

static bool is_footer(const struct row_look *k, const struct row *r, const struct row_facts *f)
{
    if (f->own > 3 || f->own * 3 > k->cols.n + 2)
        return false;
    if (f->first->type == CELL_TEXT && is_footer_word(f->first->text, true))
        return true;
    if (!k->after_gap)
        return false;
    if (f->first->type == CELL_TEXT && is_footer_word(f->first->text, false))
        return true;
    for (size_t i = 0; i < r->n; i++)
        if (!r->cells[i].covered && r->cells[i].type == CELL_TEXT &&
            is_place_and_day(sv_trim(r->cells[i].text)))
            return true;
    return false;
}

/* "A", "IV", "B.", "II." as a group's own number, or such a head before its title ("II. Aplikasi Khusus"). */
static bool is_enumerator(struct sv s, bool alone)
{
    size_t n = 0;

    s = sv_trim(s);
    while (n < s.n && n < 5 && memchr("IVXLC", s.p[n], 5))
        n++;
    if (n == 0 && s.n && s.p[0] >= 'A' && s.p[0] <= 'Z')
        n = 1;
    if (n == 0)
        return false;
    if (alone)
        return n == s.n || (n + 1 == s.n && (s.p[n] == '.' || s.p[n] == ')'));
    return n + 1 < s.n && (s.p[n] == '.' || s.p[n] == ')') && s.p[n + 1] == ' ';
}

static bool is_group(const struct row_look *k, const struct row *r, const struct row_facts *f)
{
    const struct sheet_range *m;

    if (k->cols.n < 3 || cell_is_numberlike(f->first))
        return false;
    if (f->own == 1) {
        m = sheet_merge(k->s, f->first);
        if (m && m->last_col > m->col)
            return true;
        if (k->number_col && f->first->col <= k->number_col)
            return true;
        return f->first->col <= k->cols.cols[1] && is_enumerator(f->first->text, false);
    }
    if (f->own == 2 && k->cols.n > 3 && k->number_col && f->first->col == k->number_col && r->n >= 2)
        return is_enumerator(f->first->text, true);
    return false;
}

static bool is_headings_again(const struct row_look *k, const struct row *r, const struct row_facts *f)
{
    size_t same = 0;
    char a[120], b[120];

    for (size_t j = 0; j < k->cols.n; j++) {
        const struct cell *c = sheet_cell(r, k->cols.cols[j]);
        struct sv s = sv_trim(c->text), h = k->cols.headings[j];
        if (c->type != CELL_TEXT || c->covered || sv_empty(h) ||
            !sv_eq_fold(sv_sub(s, 0, 1), sv_sub(h, 0, 1)))
            continue;
        same += sv_eq(plain_words(s, a, sizeof a), plain_words(h, b, sizeof b));
    }
    return same >= 2 && same * 10 >= f->own * 8;
}

enum row_kind row_kind(const struct row_look *k, const struct row *r)
{
    struct row_facts f = row_facts(r);
    const struct cell *no;

    if (f.own == 0)
        return ROW_BLANK;
    if (is_headings_again(k, r, &f))
        return ROW_HEADINGS_AGAIN;
    if (is_total(k, r))
        return ROW_TOTAL;
    no = sheet_cell(r, k->number_col);
    if (k->number_col && !no->covered && cell_is_numberlike(no))
        return f.own == 1 ? ROW_ONLY_NUMBER : ROW_DATA; /* a row with a number is somebody's entry */
    if (is_footer(k, r, &f))
        return ROW_FOOTER;
    if (is_group(k, r, &f))
        return ROW_GROUP;
    if (k->after_total && f.own < 2 && k->cols.n > 2)
        return ROW_STRAY;
    return ROW_DATA;
}

struct sv row_kind_why(enum row_kind kind)
{
    switch (kind) {
    case ROW_BLANK: return sv_of(T("baris kosong"));
    case ROW_COLUMN_NUMBERS: return sv_of(T("baris nomor kolom"));
    case ROW_HEADINGS_AGAIN: return sv_of(T("judul kolom yang diulang"));
    case ROW_TOTAL: return sv_of(T("baris jumlah"));
    case ROW_ONLY_NUMBER: return sv_of(T("hanya nomor urut, tanpa isi"));
    case ROW_GROUP: return sv_of(T("judul kelompok"));
    case ROW_FOOTER: return sv_of(T("tanda tangan atau catatan di bawah tabel"));
    case ROW_STRAY: return sv_of(T("tulisan di bawah baris jumlah"));
    case ROW_DATA: break;
    }
    return SV("");
}

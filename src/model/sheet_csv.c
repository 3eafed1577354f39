/* SPDX-License-Identifier: MIT
 * model/sheet_csv.c -- reads CSV as offices save it: any of three separators, UTF-8 or Windows-1252 (RFC 4180). */
#include "model/sheet_priv.h"

#define SAMPLE_BYTES ((size_t) 64 << 10)
#define SAMPLE_RECORDS ((size_t) 50)

struct csv {
    char *p, *end;
    char separator;
    int record;
    struct sheet_rows rows;
};

/* Windows-1252, 0x80..0x9F; 0: no character has this byte. */
static const uint16_t cp1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static bool unreadable(struct sv s, size_t at, struct err *e)
{
    size_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += s.p[i] == '\n';
    err_set(e, ERR_INPUT,
            T("Huruf di baris %zu berkas CSV ini tidak terbaca sebagai UTF-8 maupun Windows-1252"), line);
    return err_hint(e, T("Di Excel pilih Simpan Sebagai \"CSV UTF-8\" atau .xlsx, lalu unggah lagi."));
}

static bool from_1252(struct sv s, struct arena *a, char **text, size_t *n, struct err *e)
{
    char *w = *text = arena_alloc(a, s.n * 3 + 1); /* no character of that set takes more than three bytes */

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char) s.p[i];
        unsigned u = c >= 0x80 && c < 0xA0 ? cp1252[c - 0x80] : c;
        if (u == 0)
            return unreadable(s, i, e);
        if (u < 0x80) {
            *w++ = (char) u;
        } else if (u < 0x800) {
            *w++ = (char) (0xC0 | (u >> 6));
            *w++ = (char) (0x80 | (u & 0x3F));
        } else {
            *w++ = (char) (0xE0 | (u >> 12));
            *w++ = (char) (0x80 | ((u >> 6) & 0x3F));
            *w++ = (char) (0x80 | (u & 0x3F));
        }
    }
    *n = (size_t) (w - *text);
    return true;
}

/* The bytes as UTF-8 that we own and may change, without byte order mark and invisible control characters. */
static bool decode(struct sv s, struct arena *a, struct workbook *w, char **text, size_t *n, struct err *e)
{
    bool bom = sv_starts(s, SV("\xEF\xBB\xBF"));
    const char *nul = memchr(s.p, 0, s.n);
    size_t k = 0;

    if (nul) {
        err_set(e, ERR_INPUT, T("Berkas ini bukan lembar kerja Excel (.xlsx) dan bukan CSV"));
        return err_hint(
            e,
            T("Unggah berkas .xlsx atau .csv; format lain disimpan ulang dulu dari Excel atau LibreOffice."));
    }
    if (bom)
        s = sv_sub(s, 3, s.n);
    if (sv_utf8_ok(s)) {
        *text = arena_alloc(a, s.n + 1);
        memcpy(*text, s.p, s.n);
        *n = s.n;
    } else if (bom) {
        err_set(e, ERR_INPUT, T("Berkas CSV ini mengaku UTF-8, tetapi isinya bukan UTF-8"));
        return err_hint(e, T("Di Excel pilih Simpan Sebagai \"CSV UTF-8\" atau .xlsx, lalu unggah lagi."));
    } else {
        w->windows_1252 = true;
        if (!from_1252(s, a, text, n, e))
            return false;
    }
    for (size_t i = 0; i < *n; i++) {
        char c = (*text)[i];
        if ((unsigned char) c >= 0x20 ? c != 0x7F : c == '\t' || c == '\n' || c == '\r')
            (*text)[k++] = c;
    }
    *n = k;
    return arena_ok(a, e);
}

/* How many fields the records at the head of the text would have with this separator, quotes respected. */
static size_t count_fields(const char *p, const char *end, bool cut, char sep, size_t *counts)
{
    size_t n = 0, fields = 1;
    bool quoted = false, at_start = true, blank = true;

    for (; p < end && n < SAMPLE_RECORDS; p++) {
        if (quoted) {
            if (*p == '"' && p + 1 < end && p[1] == '"')
                p++;
            else if (*p == '"')
                quoted = false;
        } else if (*p == '"' && at_start) {
            quoted = true;
            at_start = blank = false;
        } else if (*p == '\n' || *p == '\r') {
            if (!blank)
                counts[n++] = fields;
            fields = 1;
            at_start = blank = true;
        } else if (*p == sep) {
            fields++;
            at_start = true;
            blank = false;
        } else {
            at_start = false;
            blank = blank && *p == ' ';
        }
    }
    if (!blank && !cut &&
        n < SAMPLE_RECORDS) /* a sample cut off in mid-record says nothing about that record */
        counts[n++] = fields;
    return n;
}

/* The separator under which most records agree on a number of fields above one; then the one that makes more fields,
 * because commas also stand in addresses and in amounts. One column alone has no separator: any will do. */
static char find_separator(const char *p, const char *end)
{
    static const char candidates[] = { ';', '\t', ',' };
    size_t counts[SAMPLE_RECORDS], best_share = 0, best_fields = 0;
    bool cut = (size_t) (end - p) > SAMPLE_BYTES;
    char best = ';';

    if (cut)
        end = p + SAMPLE_BYTES;
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t n = count_fields(p, end, cut, candidates[i], counts), fields = 0, share = 0;
        for (size_t j = 0; j < n; j++) {
            size_t same = 0;
            for (size_t k = 0; k < n; k++)
                same += counts[k] == counts[j];
            if (counts[j] > 1 && (same > share || (same == share && counts[j] > fields)))
                share = same, fields = counts[j];
        }
        share = n ? share * 1000 / n : 0;
        if (share > best_share || (share == best_share && fields > best_fields))
            best = candidates[i], best_share = share, best_fields = fields;
    }
    return best;
}

/* Excel's own mark: a first line "sep=;" names the separator and is no record. */
static bool declared_separator(struct csv *c)
{
    if (c->end - c->p < 6 || !sv_eq_fold((struct sv){ c->p, 4 }, SV("sep=")) ||
        (c->p[5] != '\n' && c->p[5] != '\r'))
        return false;
    c->separator = c->p[4];
    c->p += c->p[5] == '\r' && c->end - c->p > 6 && c->p[6] == '\n' ? 7 : 6;
    return true;
}

static bool unclosed(int record, int col, struct err *e)
{
    err_set(e, ERR_INPUT, T("Tanda kutip yang dibuka di sel %s berkas CSV ini tidak pernah ditutup"),
            cell_place(record, col).s);
    return err_hint(
        e, T("Tutup tanda kutipnya, atau tulis dua kali bila memang bagian dari isi, lalu unggah lagi."));
}

/* One field, unquoted in place: what is written never gets ahead of what is read. Leaves p at separator, line end or
 * the end of all. Text after a closing quote is kept, as spreadsheets do. */
static bool read_field(struct csv *c, int col, struct sv *out, struct err *e)
{
    char *w = c->p;

    out->p = w;
    if (c->p < c->end && *c->p == '"') {
        for (c->p++;; c->p++) {
            if (c->p == c->end)
                return unclosed(c->record, col, e);
            if (*c->p == '"') {
                if (c->p + 1 == c->end || c->p[1] != '"')
                    break;
                c->p++;
            } else if (*c->p == '\r') { /* line breaks inside a cell are LF, whichever way they came */
                if (c->p + 1 == c->end || c->p[1] != '\n')
                    *w++ = '\n';
                continue;
            }
            *w++ = *c->p;
        }
        c->p++;
    }
    while (c->p < c->end && *c->p != c->separator && *c->p != '\n' && *c->p != '\r')
        *w++ = *c->p++;
    out->n = (size_t) (w - out->p);
    return true;
}

/* Undoes the guard against formulas that our own export (sheet_write.h) and Excel put before a text: one apostrophe in
 * front of = + - @ TAB CR, or in front of an apostrophe that was there already. */
static struct sv unguard(struct sv s)
{
    size_t i = 0;

    while (i < s.n && s.p[i] == '\'')
        i++;
    if (i > 0 && i < s.n && memchr("=+-@\t\r", s.p[i], 6))
        return sv_sub(s, 1, s.n);
    return s;
}

static bool read_record(struct csv *c, struct err *e)
{
    struct sv text;

    for (int col = 1;; col++) {
        if (!read_field(c, col, &text, e))
            return false;
        if (col > SHEET_COLS_MAX) {
            err_set(e, ERR_INPUT, T("Baris %d berkas CSV ini punya lebih dari 16.384 kolom"), c->record);
            return err_hint(e, T("Periksa pemisah kolom dan akhir barisnya, lalu unggah lagi."));
        }
        text = unguard(text);
        if (!sheet_rows_put(&c->rows, (struct cell){ CELL_TEXT, c->record, col, false, false, text, 0 }, e))
            return false;
        if (c->p == c->end || *c->p != c->separator)
            break;
        c->p++;
    }
    if (c->p < c->end)
        c->p += *c->p == '\r' && c->p + 1 < c->end && c->p[1] == '\n' ? 2 : 1;
    return true;
}

bool csv_parse(struct sv bytes, struct arena *a, struct workbook *out, struct err *e)
{
    struct workbook w = { .sheets = ARENA_NEW(a, struct sheet), .n = 1, .format = SHEET_CSV };
    size_t left = SHEET_CELLS_MAX, n = 0;
    struct csv c = { .record = 0 };

    w.sheets->name = SV("CSV");
    if (!decode(bytes, a, &w, &c.p, &n, e))
        return false;
    c.end = c.p + n;
    if (!declared_separator(&c))
        c.separator = find_separator(c.p, c.end);
    w.separator = c.separator;
    sheet_rows_init(&c.rows, a, w.sheets, &left);
    while (c.p < c.end) {
        if (++c.record > SHEET_ROWS_MAX) {
            err_set(e, ERR_INPUT, T("Berkas CSV ini punya lebih dari 1.048.576 baris"));
            return err_hint(e, T("Bagi isinya menjadi beberapa berkas, lalu unggah satu per satu."));
        }
        if (!read_record(&c, e))
            return false;
    }
    if (!sheet_rows_end(&c.rows, e))
        return false;
    *out = w;
    return true;
}

/* SPDX-License-Identifier: MIT
 * model/sheet_write_csv.c -- CSV out, through a small buffer into whatever takes it. */
#include "model/sheet_write.h"

bool csv_to_file(void *file, struct sv bytes, struct err *e)
{
    return fwrite(bytes.p, 1, bytes.n, file) == bytes.n || err_errno(e, T("Penulisan berkas CSV"));
}

static void flush(struct csvw *w)
{
    if (!w->failed && w->n && !w->sink(w->ctx, (struct sv){ w->out, w->n }, &w->e))
        w->failed = true;
    w->n = 0;
}

static void put(struct csvw *w, char c)
{
    if (w->n == sizeof w->out)
        flush(w);
    w->out[w->n++] = c;
}

void csvw_begin(struct csvw *w, char separator, csv_sink sink, void *ctx)
{
    w->sink = sink;
    w->ctx = ctx;
    w->separator = separator;
    w->failed = false;
    w->cells = 0;
    memcpy(w->out, "\xEF\xBB\xBF", 3); /* Indonesian Excel takes a file without it for Windows-1252 */
    w->n = 3;
}

/* "-12", "+62812", "-1.234,50": a sign, then digits and marks only, can be nothing but a number. "-1+cmd" is none. */
static bool is_number(struct sv s)
{
    if (s.n < 2 || s.p[1] < '0' || s.p[1] > '9')
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (!memchr("0123456789.,", s.p[i], 12))
            return false;
    return s.p[0] == '+' || s.p[0] == '-';
}

static bool needs_guard(struct sv s)
{
    size_t i = 0;

    while (i < s.n && s.p[i] == '\'')
        i++;
    return i < s.n && memchr("=+-@\t\r", s.p[i], 6) && (i > 0 || !is_number(s));
}

void csvw_text(struct csvw *w, struct sv s)
{
    bool guard = needs_guard(s), quote = guard;

    if (w->cells++)
        put(w, w->separator);
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == w->separator || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    quote = quote || (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '));
    if (quote)
        put(w, '"');
    if (guard)
        put(w, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            put(w, '"');
        put(w, s.p[i]);
    }
    if (quote)
        put(w, '"');
}

static bool report(struct csvw *w, struct err *e)
{
    if (w->failed)
        *e = w->e;
    return !w->failed;
}

bool csvw_row(struct csvw *w, struct err *e)
{
    put(w, '\r');
    put(w, '\n');
    w->cells = 0;
    return report(w, e);
}

bool csvw_end(struct csvw *w, struct err *e)
{
    flush(w);
    return report(w, e);
}

/* SPDX-License-Identifier: MIT
 * json/canonical.c -- RFC 8785 for what a ledger may hold: no reals, so no question of how to print them. */
#include "base/buf.h"
#include "base/err.h"
#include "json/json_priv.h"

static const int64_t int_max = (int64_t) 1 << 53;

/* RFC 8785, 3.2.3 sorts by UTF-16 units. That is the order of UTF-8 bytes but for one thing: characters above U+FFFF
 * begin with a surrogate (D800..DFFF) and so come before U+E000..U+FFFF. Only first bytes EE and EF are concerned; at the
 * first difference of two well-formed texts both bytes are first bytes or neither is one above BF. */
static int rank(char c)
{
    int v = (unsigned char) c;

    return v == 0xEE || v == 0xEF ? v + 0x10 : v;
}

static int utf16_cmp(struct sv a, struct sv b)
{
    size_t n = a.n < b.n ? a.n : b.n;

    for (size_t i = 0; i < n; i++)
        if (a.p[i] != b.p[i])
            return rank(a.p[i]) - rank(b.p[i]);
    return (a.n > b.n) - (a.n < b.n);
}

static int by_key(const void *a, const void *b)
{
    return utf16_cmp((*(const struct json *const *) a)->key, (*(const struct json *const *) b)->key);
}

static bool put_value(const struct json *v, unsigned depth, struct buf *out, struct err *e);

static bool put_list(const struct json *list, unsigned depth, struct buf *out, struct err *e)
{
    buf_char(out, '[');
    for (const struct json *v = list->first; v; v = v->next) {
        if (v != list->first)
            buf_char(out, ',');
        if (!put_value(v, depth + 1, out, e))
            return false;
    }
    buf_char(out, ']');
    return true;
}

static bool put_map(const struct json *map, unsigned depth, struct buf *out, struct err *e)
{
    const struct json **items;
    bool ok = false;
    size_t n = 0;

    for (const struct json *v = map->first; v; v = v->next)
        n++;
    items = calloc(n + 1, sizeof *items);
    if (!items)
        return err_set(e, ERR_FAULT, T("Memori tidak cukup untuk menyusun bentuk baku JSON"));
    n = 0;
    for (const struct json *v = map->first; v; v = v->next)
        items[n++] = v;
    qsort(items, n, sizeof *items, by_key);
    buf_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        if (i && sv_eq(items[i - 1]->key, items[i]->key)) {
            err_set(e, ERR_INPUT, T("Kunci \"%.*s\" muncul dua kali"), SV_FMT(items[i]->key));
            goto out;
        }
        if (i)
            buf_char(out, ',');
        json_put_string(out, items[i]->key);
        buf_char(out, ':');
        if (!put_value(items[i], depth + 1, out, e))
            goto out;
    }
    buf_char(out, '}');
    ok = true;
out:
    free(items);
    return ok;
}

static bool put_value(const struct json *v, unsigned depth, struct buf *out, struct err *e)
{
    if (depth > JSON_DEPTH_MAX)
        return err_set(e, ERR_INPUT, T("Susunan JSON lebih dalam dari %d tingkat"), JSON_DEPTH_MAX);
    switch (v->type) {
    case JSON_NULL: buf_put(out, SV("null")); return true;
    case JSON_BOOL: buf_put(out, v->b ? SV("true") : SV("false")); return true;
    case JSON_INT:
        if (v->i > int_max || v->i < -int_max) {
            err_set(e, ERR_INPUT, T("Bilangan %lld di luar batas bentuk baku JSON (2 pangkat 53)"),
                    (long long) v->i);
            return err_hint(e, T("Kirim bilangan sebesar itu sebagai teks."));
        }
        buf_int(out, v->i);
        return true;
    case JSON_REAL:
        err_set(e, ERR_INPUT, T("Bilangan pecahan tidak diterima dalam bentuk baku JSON"));
        return err_hint(e, T("Kirim bilangan itu sebagai teks atau sebagai bilangan bulat berskala."));
    case JSON_STR: json_put_string(out, v->s); return true;
    case JSON_LIST: return put_list(v, depth, out, e);
    case JSON_MAP: return put_map(v, depth, out, e);
    }
    return err_set(e, ERR_FAULT, T("Pohon JSON rusak"));
}

/* Depth counts lists and maps; a scalar inside the innermost is one more call, hence the start at 0. */
bool json_canonical(const struct json *v, struct buf *out, struct err *e)
{
    return put_value(v, 0, out, e) && buf_ok(out, e);
}

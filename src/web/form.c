/* SPDX-License-Identifier: MIT
 * web/form.c -- fields of queries, urlencoded bodies and cookies; pieces of header values. */
#include "web/form.h"

#include "base/arena.h"
#include "base/err.h"
#include "web/path.h"

static bool refuse(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Isian yang dikirim tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Muat ulang halaman, isi kembali, lalu kirim sekali lagi."));
}

bool form_add(struct web_fields *f, size_t max_fields, struct sv name, struct sv value, struct arena *a,
              struct err *e)
{
    if (f->n >= max_fields) {
        err_set(e, ERR_INPUT, T("Permintaan ini membawa lebih dari %zu isian"), max_fields);
        return err_hint(e, T("Kirim dalam beberapa bagian, atau gunakan impor berkas."));
    }
    if (name.n == 0 || name.n > FORM_NAME_MAX)
        return refuse(e, T("ada isian tanpa nama, atau dengan nama yang terlalu panjang"));
    if (!sv_utf8_ok(name) || !sv_utf8_ok(value))
        return refuse(e, T("ada isian yang bukan teks UTF-8 atau memuat karakter NUL"));
    struct web_field *at = ARENA_PUSH(a, f->items, f->n, f->cap);
    *at = (struct web_field){ name, value };
    return true;
}

bool form_urlencoded(struct sv text, size_t max_fields, struct arena *a, struct web_fields *out,
                     struct err *e)
{
    struct sv pair;

    while (sv_cut(&text, '&', &pair)) {
        struct sv name, value;
        if (!arena_ok(a, e))
            return false;
        if (pair.n == 0)
            continue;
        const char *eq = memchr(pair.p, '=', pair.n);
        size_t at = eq ? (size_t) (eq - pair.p) : pair.n;
        if (!percent_decode(sv_sub(pair, 0, at), true, a, &name) ||
            !percent_decode(eq ? sv_sub(pair, at + 1, pair.n) : SV(""), true, a, &value))
            return refuse(e, T("ada tanda persen tanpa dua angka heksadesimal"));
        if (value.n > FORM_VALUE_MAX)
            return refuse(e, T("ada isian yang lebih besar dari 1 MiB"));
        if (!form_add(out, max_fields, name, value, a, e))
            return false;
    }
    return true;
}

void form_cookies(struct sv text, size_t max_fields, struct arena *a, struct web_fields *out)
{
    struct sv pair;

    while (out->n < max_fields && sv_cut(&text, ';', &pair)) {
        pair = sv_trim(pair);
        const char *eq = pair.n ? memchr(pair.p, '=', pair.n) : NULL;
        if (!eq || eq == pair.p || !sv_utf8_ok(pair))
            continue;
        size_t at = (size_t) (eq - pair.p);
        struct web_field *f = ARENA_PUSH(a, out->items, out->n, out->cap);
        *f = (struct web_field){ sv_sub(pair, 0, at), sv_sub(pair, at + 1, pair.n) };
    }
}

struct sv form_find(const struct web_fields *f, struct sv name)
{
    for (size_t i = 0; i < f->n; i++)
        if (sv_eq(f->items[i].name, name))
            return f->items[i].value;
    return SV_NULL;
}

size_t form_count(const struct web_fields *f, struct sv name)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++)
        n += sv_eq(f->items[i].name, name);
    return n;
}

/* --- header values ------------------------------------------------------------------------------------------------ */

static bool is_token_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static struct sv token(struct sv *rest)
{
    size_t n = 0;

    while (n < rest->n && is_token_byte(rest->p[n]))
        n++;
    struct sv got = sv_sub(*rest, 0, n);
    *rest = sv_sub(*rest, n, rest->n);
    return got;
}

/* After the opening quote; false: no closing one. */
static bool quoted(struct sv *rest, struct arena *a, struct sv *out)
{
    char *p = arena_alloc(a, rest->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < rest->n; i++) {
        char c = rest->p[i];
        if (c == '"') {
            *out = (struct sv){ p, n };
            *rest = sv_sub(*rest, i + 1, rest->n);
            return true;
        }
        if (c == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"')
            c = rest->p[++i];
        p[n++] = c;
    }
    return false;
}

static void skip_blanks(struct sv *rest)
{
    while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t'))
        *rest = sv_sub(*rest, 1, rest->n);
}

struct sv form_header_param(struct sv header, const char *name, struct arena *a)
{
    struct sv found = SV_NULL, first;

    if (!header.p || !sv_cut(&header, ';', &first))
        return SV_NULL;
    while (header.n) {
        struct sv key, value;
        skip_blanks(&header);
        key = token(&header);
        if (key.n == 0 || header.n == 0 || header.p[0] != '=')
            return SV_NULL;
        header = sv_sub(header, 1, header.n);
        if (header.n && header.p[0] == '"') {
            header = sv_sub(header, 1, header.n);
            if (!quoted(&header, a, &value))
                return SV_NULL;
        } else {
            value = token(&header);
        }
        skip_blanks(&header);
        if (header.n && header.p[0] != ';')
            return SV_NULL;
        header = sv_sub(header, 1, header.n);
        if (!sv_eq_fold(key, sv_of(name)))
            continue;
        if (found.p)
            return SV_NULL; /* said twice: no reading of it is the right one */
        found = value;
    }
    return found;
}

struct sv form_file_name(struct sv raw, struct arena *a)
{
    enum { MAX = 200 };
    size_t from = 0, n = 0;

    for (size_t i = 0; i < raw.n; i++)
        if (raw.p[i] == '/' || raw.p[i] == '\\')
            from = i + 1;
    char *p = arena_alloc(a, raw.n + 1);
    for (size_t i = from; i < raw.n; i++) {
        unsigned char c = (unsigned char) raw.p[i];
        if (c < ' ' || c == 0x7f || (n == 0 && (c == '.' || c == ' ')))
            continue;
        p[n++] = (char) (strchr("\"<>:|?*", c) ? '_' : c);
    }
    if (n > MAX) {
        /* The end stays, because it says what kind of file it is; the cut falls between characters. */
        size_t cut = n - MAX;
        while (cut < n && ((unsigned char) p[cut] & 0xC0) == 0x80)
            cut++;
        p += cut;
        n -= cut;
    }
    while (n && (p[n - 1] == ' ' || p[n - 1] == '.'))
        n--;
    return n ? (struct sv){ p, n } : SV("berkas");
}

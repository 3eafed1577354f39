/* SPDX-License-Identifier: MIT
 * web/path.c -- one reading of a path for the router, the log and every handler. */
#include "web/path.h"

#include "base/arena.h"
#include "base/err.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool percent_decode(struct sv s, bool plus, struct arena *a, struct sv *out)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            int high = i + 2 < s.n ? hex(s.p[i + 1]) : -1, low = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char) (high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        p[n++] = c;
    }
    *out = (struct sv){ p, n };
    return true;
}

static bool refuse(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Alamat halaman tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Periksa tautan yang Anda buka, atau mulai dari beranda."));
}

/* RFC 3986 pchar and '/'; bytes above 0x7f are let through because people paste addresses as they read them. */
static bool may_stand_bare(char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        (unsigned char) c >= 0x80)
        return true;
    return c && strchr("/-._~!$&'()*+,;=:@%", c);
}

static bool bytes_ok(struct sv raw, struct err *e)
{
    for (size_t i = 0; i < raw.n; i++) {
        if (!may_stand_bare(raw.p[i]))
            return refuse(e, T("ada karakter yang tidak boleh ditulis langsung di alamat"));
        if (raw.p[i] != '%' || i + 2 >= raw.n)
            continue;
        int high = hex(raw.p[i + 1]), low = hex(raw.p[i + 2]);
        if (high < 0 || low < 0)
            continue; /* percent_decode() refuses it */
        int c = high * 16 + low;
        if (c == '/' || c == '\\')
            return refuse(e, T("garis miring tidak boleh dikodekan"));
        if (c < ' ' || c == 0x7f)
            return refuse(e, T("ada karakter kendali"));
    }
    return true;
}

static bool segments_ok(struct sv path, struct err *e)
{
    struct sv rest = sv_sub(path, 1, path.n), segment;

    while (sv_cut(&rest, '/', &segment)) {
        if (sv_eq(segment, SV(".")) || sv_eq(segment, SV("..")))
            return refuse(e, T("bagian \".\" dan \"..\" tidak diterima"));
        if (segment.n == 0)
            return refuse(e, T("ada dua garis miring berurutan"));
    }
    return true;
}

bool path_decode(struct sv raw, struct arena *a, struct sv *out, struct err *e)
{
    struct sv path;

    if (raw.n > PATH_MAX_BYTES)
        return refuse(e, T("terlalu panjang"));
    if (raw.n == 0 || raw.p[0] != '/')
        return refuse(e, T("tidak diawali garis miring"));
    if (!bytes_ok(raw, e))
        return false;
    if (!percent_decode(raw, false, a, &path))
        return refuse(e, T("ada tanda persen tanpa dua angka heksadesimal"));
    if (!sv_utf8_ok(path))
        return refuse(e, T("bukan teks UTF-8"));
    if (!segments_ok(path, e))
        return false;
    *out = path;
    return true;
}

/* SPDX-License-Identifier: MIT
 * base/err.c -- filling in the one error a function may leave. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>

/* Formats into a copy first, because a caller may wrap the text that stands in *e already. */
__attribute__((format(printf, 3, 0))) static void put(char *out, size_t cap, const char *fmt, va_list args)
{
    char text[sizeof((struct err *) 0)->text];
    int n = vsnprintf(text, sizeof text, fmt, args);
    size_t len = n < 0 ? 0 : (size_t) n < sizeof text ? (size_t) n : sizeof text - 1;

    /* Cut: step back over the continuation bytes of a character that lost its tail, and over its first byte. */
    if (n >= (int) sizeof text) {
        size_t at = len;
        while (at > 0 && ((unsigned char) text[at - 1] & 0xC0) == 0x80)
            at--;
        if (at > 0 && (unsigned char) text[at - 1] >= 0xC0) {
            unsigned char lead = (unsigned char) text[at - 1];
            size_t want = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            if (len - (at - 1) < want)
                len = at - 1;
        }
    }
    if (len >= cap)
        len = cap - 1;
    memcpy(out, text, len);
    out[len] = '\0';
}

bool err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    put(e->text, sizeof e->text, fmt, args);
    va_end(args);
    e->kind = kind;
    e->hint[0] = e->cause[0] = '\0';
    return false;
}

bool err_hint(struct err *e, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    put(e->hint, sizeof e->hint, fmt, args);
    va_end(args);
    return false;
}

bool err_cause(struct err *e, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    put(e->cause, sizeof e->cause, fmt, args);
    va_end(args);
    return false;
}

bool err_errno(struct err *e, const char *what)
{
    static const struct {
        int code;
        enum err_kind kind;
        const char *text, *hint;
    } known[] = {
        { ENOSPC, ERR_BUSY, T("ruang disk habis"), T("Kosongkan ruang disk, lalu ulangi.") },
        { EDQUOT, ERR_BUSY, T("kuota disk habis"),
          T("Kosongkan ruang disk atau naikkan kuota, lalu ulangi.") },
        { EMFILE, ERR_BUSY, T("terlalu banyak berkas terbuka"), T("Coba lagi sebentar lagi.") },
        { ENFILE, ERR_BUSY, T("terlalu banyak berkas terbuka"), T("Coba lagi sebentar lagi.") },
        { EACCES, ERR_DENIED, T("izin ditolak"), T("Periksa pemilik dan izin berkas atau foldernya.") },
        { EPERM, ERR_DENIED, T("izin ditolak"), T("Periksa pemilik dan izin berkas atau foldernya.") },
        { EROFS, ERR_DENIED, T("media hanya dapat dibaca"),
          T("Pindahkan folder data ke media yang dapat ditulisi.") },
        { ENOENT, ERR_FAULT, T("berkas atau folder tidak ada"), T("Periksa jalurnya.") },
        { ENOTDIR, ERR_FAULT, T("bagian dari jalurnya bukan folder"), T("Periksa jalurnya.") },
        { EISDIR, ERR_FAULT, T("yang ditunjuk adalah folder"), T("Periksa jalurnya.") },
        { EIO, ERR_FAULT, T("perangkat penyimpanan melaporkan kerusakan"),
          T("Periksa disk dan cadangan terakhir.") },
    };
    int code = errno;
    const char *words = strerrordesc_np(code);
    const char *text = T("sistem menolak"), *hint = T("Beri tahu pengelola sistem; rinciannya ada di log.");
    enum err_kind kind = ERR_FAULT;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == code) {
            kind = known[i].kind;
            text = known[i].text;
            hint = known[i].hint;
        }
    err_set(e, kind, T("%s gagal: %s"), what, text);
    err_hint(e, "%s", hint);
    return err_cause(e, "errno %d: %s", code, words ? words : "?");
}

/* SPDX-License-Identifier: MIT
 * model/value_net.c -- telephone numbers, mail and web addresses, hosts, places on the map. */
#include <arpa/inet.h>

#include "model/value.h"
#include "model/value_priv.h"

/* -- telephone ---------------------------------------------------------------------------------------------------- */

static struct sv strip_label(struct sv s)
{
    static const struct sv labels[] = {
        SV_INIT("telepon"), SV_INIT("telpon"), SV_INIT("telp"), SV_INIT("tlp"), SV_INIT("tel"),
        SV_INIT("hp"),      SV_INIT("wa"),     SV_INIT("no"),   SV_INIT("fax"), SV_INIT("t"),
    };

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        struct sv rest = sv_sub(s, labels[i].n, s.n);
        if (!sv_eq_fold(sv_sub(s, 0, labels[i].n), labels[i]) || (rest.n && value_is_letter(rest.p[0])))
            continue;
        while (rest.n && (rest.p[0] == '.' || rest.p[0] == ':' || rest.p[0] == ' '))
            rest = sv_sub(rest, 1, rest.n);
        return rest;
    }
    return s;
}

/* Digits of a number that people part with blanks, dots, dashes and brackets; a leading + is kept apart. */
static bool phone_digits(struct sv s, char *d, size_t max, size_t *n, bool *plus, struct sv *why)
{
    *n = 0;
    *plus = s.n && s.p[0] == '+';
    for (size_t i = *plus; i < s.n; i++) {
        if (sv_starts(sv_sub(s, i, s.n), SV("(0)")) && *n) { /* "+62 (0) 812" */
            i += 2;
        } else if (value_is_digit(s.p[i])) {
            if (*n == max)
                return value_no(why, T("Nomor telepon ini terlalu panjang; isi satu nomor saja"));
            d[(*n)++] = s.p[i];
        } else if (s.p[i] == '/' || s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '|') {
            return value_no(why, T("Isi satu nomor telepon saja"));
        } else if (!memchr(" .-()", s.p[i], 5) && (unsigned char) s.p[i] < 0x80) {
            return value_no(why,
                            T("Nomor telepon hanya terdiri dari angka; sambungan ditulis di keterangan"));
        }
    }
    return true;
}

bool value_phone(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    char d[24];
    size_t n, skip = 0;
    bool plus;

    s = strip_label(sv_trim(s));
    if (!phone_digits(s, d, sizeof d, &n, &plus, why))
        return false;
    if (plus && !(n > 2 && d[0] == '6' && d[1] == '2')) { /* another country: E.164 allows 15 digits */
        if (n < 8 || n > 15 || d[0] == '0')
            return value_no(
                why, T("Nomor telepon luar negeri ditulis dengan +, kode negara, dan 8 sampai 15 angka"));
        *out = arena_printf(a, "+%.*s", (int) n, d);
        return true;
    }
    if (n > 2 && d[0] == '6' && d[1] == '2' && (plus || n > 9))
        skip = d[2] == '0' ? 3 : 2;
    else if (n && d[0] == '0')
        skip = 1;
    else if (!(n >= 9 && d[0] == '8')) /* a mobile number whose leading zero a spreadsheet dropped */
        return value_no(
            why, T("Tulis nomor telepon dengan kode wilayah, misalnya 0511 1234567 atau 0812 3456 7890"));
    if (n - skip < 8 || n - skip > 12 || d[skip] == '0')
        return value_no(why, T("Nomor telepon Indonesia terdiri dari 9 sampai 13 angka sejak angka 0"));
    *out = arena_printf(a, "+62%.*s", (int) (n - skip), d + skip);
    return true;
}

/* -- hosts -------------------------------------------------------------------------------------------------------- */

/* Letters, digits and hyphens in labels of 1..63, 253 in all; the last label is no number (RFC 1123, RFC 3696). */
static bool host_ok(struct sv s, size_t min_labels)
{
    size_t labels = 0, len = 0, from = 0;
    bool letter = false;

    if (s.n == 0 || s.n > 253)
        return false;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '.') {
            char c = s.p[i];
            if (!value_is_letter(c) && !value_is_digit(c) && c != '-')
                return false;
            if (len == 0)
                letter = false, from = i;
            letter = letter || value_is_letter(c);
            len++;
            continue;
        }
        if (len < 1 || len > 63 || s.p[from] == '-' || s.p[i - 1] == '-')
            return false;
        labels++;
        len = 0;
    }
    return letter && labels >= min_labels;
}

bool value_domain(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    s = sv_trim(s);
    if (sv_find(s, SV("://")) >= 0 || sv_find(s, SV("/")) >= 0)
        return value_no(why, T("Isi nama domainnya saja, tanpa http:// dan tanpa alamat halaman"));
    if (sv_ends(s, SV(".")))
        s.n--;
    if (!host_ok(s, 2))
        return value_no(
            why,
            T("Nama domain ditulis seperti layanan.contoh.go.id: huruf, angka, tanda hubung, dan titik"));
    *out = sv_lower(s, a);
    return true;
}

/* Four decimal numbers, or IPv6; NULL family: neither. Canonical text comes from the C library. */
static bool ip_text(struct sv s, char *text, size_t max, int *bits)
{
    char z[64];
    unsigned char bin[16];

    if (s.n == 0 || s.n >= sizeof z || memchr(s.p, 0, s.n))
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    *bits = memchr(z, ':', s.n) ? 128 : 32;
    return inet_pton(*bits == 128 ? AF_INET6 : AF_INET, z, bin) == 1 &&
           inet_ntop(*bits == 128 ? AF_INET6 : AF_INET, bin, text, (socklen_t) max);
}

bool value_ip(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    char text[64];
    struct sv addr;
    int64_t prefix;
    int bits;
    bool net;

    s = sv_trim(s);
    net = memchr(s.n ? s.p : "", '/', s.n) != NULL;
    if (!sv_cut(&s, '/', &addr) || !ip_text(sv_trim(addr), text, sizeof text, &bits))
        return value_no(why, T("Alamat IP ditulis seperti 10.20.30.40, 10.20.30.0/24, atau 2001:db8::1"));
    if (net && (!sv_int(sv_trim(s), &prefix) || prefix < 0 || prefix > bits || s.n > 3))
        return value_no(why,
                        T("Panjang awalan di belakang garis miring harus 0 sampai 32, atau 128 untuk IPv6"));
    *out = net ? arena_printf(a, "%s/%d", text, (int) prefix) : arena_dup(a, sv_of(text));
    return true;
}

/* -- mail and web ------------------------------------------------------------------------------------------------- */

bool value_email(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    size_t at = 0, ats = 0;

    s = sv_trim(s);
    if (sv_eq_fold(sv_sub(s, 0, 7), SV("mailto:")))
        s = sv_sub(s, 7, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '@')
            at = i, ats++;
        else if (s.p[i] == ';' || s.p[i] == ',' || s.p[i] == '/' || s.p[i] == ' ')
            return value_no(why, T("Isi satu alamat surel saja, tanpa spasi"));
        else if (ats == 0 && !value_is_letter(s.p[i]) && !value_is_digit(s.p[i]) &&
                 !memchr("._%+-'&=~!#$*?^{}`|", s.p[i], 19))
            return value_no(why, T("Alamat surel memuat tanda yang tidak dipakai dalam surel"));
    }
    if (ats != 1 || at == 0 || at > 64 || s.p[0] == '.' || s.p[at - 1] == '.' ||
        sv_find(sv_sub(s, 0, at), SV("..")) >= 0 || !host_ok(sv_sub(s, at + 1, s.n), 2))
        return value_no(why, T("Alamat surel ditulis seperti nama@contoh.go.id"));
    *out = arena_printf(a, "%.*s@%.*s", (int) at, s.p, SV_FMT(sv_lower(sv_sub(s, at + 1, s.n), a)));
    return true;
}

/* Host and port of a web address, host in lower case. */
static bool authority(struct sv s, bool bare, struct arena *a, struct sv *out, struct sv *why)
{
    struct sv host = s, port = SV_NULL;
    char text[64];
    int bits;
    int64_t n;
    const char *colon;

    if (s.n && memchr(s.p, '@', s.n))
        return value_no(why,
                        T("Alamat web tidak boleh memuat nama pengguna atau tanda @ sebelum nama situs"));
    if (s.n && s.p[0] == '[') { /* IPv6 */
        ptrdiff_t end = sv_find(s, SV("]"));
        if (end < 0 || !ip_text(sv_sub(s, 1, (size_t) end - 1), text, sizeof text, &bits) || bits != 128)
            return value_no(why, T("Alamat IPv6 di dalam kurung siku tidak terbaca"));
        host = arena_printf(a, "[%s]", text);
        port = sv_sub(s, (size_t) end + 1, s.n);
        if (port.n && port.p[0] != ':')
            return value_no(why, T("Alamat web tidak terbaca; tulis seperti https://layanan.contoh.go.id"));
    } else {
        colon = s.n ? memchr(s.p, ':', s.n) : NULL;
        if (colon) {
            host = sv_sub(s, 0, (size_t) (colon - s.p));
            port = sv_sub(s, host.n, s.n);
        }
        if (!host_ok(host, bare ? 2 : 1) && !(ip_text(host, text, sizeof text, &bits) && bits == 32))
            return value_no(
                why,
                T("Nama situs pada alamat web tidak terbaca; tulis seperti https://layanan.contoh.go.id"));
        host = sv_lower(host, a);
    }
    if (port.n && (!sv_int(sv_sub(port, 1, port.n), &n) || n < 1 || n > 65535 || port.n > 6))
        return value_no(why, T("Nomor port pada alamat web harus 1 sampai 65535"));
    *out = arena_printf(a, "%.*s%.*s", SV_FMT(host), port.n ? (int) port.n : 0, port.n ? port.p : "");
    return true;
}

bool value_url(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    struct sv scheme = SV("https"), host = SV_NULL;
    bool bare;
    size_t n = 0;

    s = sv_trim(s);
    bare = !sv_eq_fold(sv_sub(s, 0, 7), SV("http://")) && !sv_eq_fold(sv_sub(s, 0, 8), SV("https://"));
    if (!bare) {
        n = s.p[4] == ':' ? 4 : 5;
        scheme = n == 4 ? SV("http") : SV("https");
        s = sv_sub(s, n + 3, s.n);
    } else if (sv_find(s, SV("://")) >= 0) {
        return value_no(why, T("Alamat web harus dimulai dengan http:// atau https://"));
    }
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char) s.p[i] <= ' ' || s.p[i] == 0x7F || memchr("\"<>\\^`{|}", s.p[i], 9))
            return value_no(why, T("Isi satu alamat web saja, tanpa spasi dan tanpa tanda < > \" { } |"));
    if (s.n > 2000)
        return value_no(why, T("Alamat web ini lebih dari 2.000 huruf"));
    for (n = 0; n < s.n && s.p[n] != '/' && s.p[n] != '?' && s.p[n] != '#'; n++)
        ;
    if (!authority(sv_sub(s, 0, n), bare, a, &host, why))
        return false;
    *out = arena_printf(a, "%.*s://%.*s%.*s", SV_FMT(scheme), SV_FMT(host), SV_FMT(sv_sub(s, n, s.n)));
    return true;
}

/* -- places ------------------------------------------------------------------------------------------------------- */

/* Where latitude ends and longitude begins: at ";" or blanks, else at the comma that no decimal owns. */
static bool split_geo(struct sv s, struct sv *lat, struct sv *lon)
{
    size_t commas = 0, at[4] = { 0 };
    ptrdiff_t semi = sv_find(s, SV(";"));

    if (semi < 0) {
        for (size_t i = 0; i < s.n; i++)
            if (s.p[i] == ',') {
                if (commas == 3)
                    return false;
                at[commas++] = i;
            }
        if (commas == 1 && sv_find(s, SV(".")) < 0 && sv_find(s, SV(" ")) >= 0 &&
            !sv_starts(sv_sub(s, at[0] + 1, 1), SV(" ")))
            commas = 0; /* "-3 114,5": the comma is a decimal one */
        if (commas == 1)
            semi = (ptrdiff_t) at[0];
        else if (commas == 3)
            semi = (ptrdiff_t) at[1];
        else
            semi = sv_find(s, SV(" "));
    }
    if (semi < 0)
        return false;
    *lat = sv_trim(sv_sub(s, 0, (size_t) semi));
    *lon = sv_trim(sv_sub(s, (size_t) semi + 1, s.n));
    return true;
}

/* Degrees times 10^8, about a millimetre: decimals beyond are cut, no survey has them. */
static bool degrees(struct sv s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-', point = false;
    size_t digits = 0, decimals = 0;
    int64_t v = 0;

    for (size_t i = minus || (s.n && s.p[0] == '+'); i < s.n; i++) {
        if (!point && (s.p[i] == '.' || s.p[i] == ',')) {
            point = true;
        } else if (!value_is_digit(s.p[i]) || digits > 30) {
            return false;
        } else {
            if (!point && v > 999)
                return false;
            if (decimals < 8)
                v = v * 10 + (s.p[i] - '0');
            digits++;
            decimals += point && decimals < 8;
        }
    }
    if (point && decimals == 0)
        return false;
    for (; decimals < 8; decimals++)
        v *= 10;
    *out = minus ? -v : v;
    return digits > 0;
}

static struct sv degrees_text(int64_t v, struct arena *a)
{
    struct sv s = arena_printf(a, "%s%lld.%08lld", v < 0 ? "-" : "", (long long) (llabs(v) / 100000000),
                               (long long) (llabs(v) % 100000000));

    while (s.p[s.n - 1] == '0')
        s.n--;
    if (s.p[s.n - 1] == '.')
        s.n--;
    return s;
}

bool value_geo(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    const int64_t one = 100000000;
    struct sv lat, lon;
    int64_t y, x;

    if (!split_geo(sv_trim(s), &lat, &lon) || !degrees(lat, &y) || !degrees(lon, &x))
        return value_no(
            why, T("Koordinat ditulis dalam derajat desimal, lintang lalu bujur, misalnya -3.4421,114.8324"));
    if (llabs(y) > 90 * one && llabs(x) <= 90 * one)
        return value_no(why, T("Lintang dan bujur tampaknya tertukar; tulis lintang dulu, lalu bujur"));
    if (llabs(y) > 90 * one || llabs(x) > 180 * one)
        return value_no(why, T("Lintang harus -90 sampai 90 dan bujur -180 sampai 180"));
    *out = arena_printf(a, "%.*s,%.*s", SV_FMT(degrees_text(y, a)), SV_FMT(degrees_text(x, a)));
    return true;
}

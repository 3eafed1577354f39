/* SPDX-License-Identifier: MIT
 * model/value_key.c -- values that prove something: public keys and certificates as PEM, and secrets as the digest of a
 * text that nobody keeps. */
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/pubkey.h"
#include "model/value.h"

enum { SHOWN_DIGITS = 16 }; /* of a fingerprint: enough to compare by eye */

bool value_public_key(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    struct pubkey key;

    if (!pubkey_read(s, a, &key, why))
        return false;
    *out = key.pem;
    return true;
}

bool value_secret(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    struct sv bytes;

    s = sv_lower(sv_trim(s), a);
    if (s.n != 64 || !hex_parse(s, a, &bytes)) {
        *why = SV(T("Rahasia tidak diketik di sini; simpan dahulu, lalu tekan tombol untuk membuatnya"));
        return false;
    }
    *out = s;
    return true;
}

bool value_credential(struct sv s, struct arena *a, struct sv *out, struct sv *why)
{
    struct sv bytes;

    s = sv_lower(sv_trim(s), a);
    if (s.n != 32 || !hex_parse(s, a, &bytes)) {
        *why = SV(T("Rahasia tidak diketik di sini; simpan dahulu, lalu isi pada rinciannya"));
        return false;
    }
    *out = s;
    return true;
}

struct sv value_show_secret(struct sv stored, struct arena *a)
{
    return arena_printf(a, T("Sudah dibuat; sidik %.*s\u2026"), SV_FMT(sv_sub(stored, 0, SHOWN_DIGITS)));
}

static struct sv day_of(int64_t at, struct arena *a)
{
    struct date d;

    return date_parse(sv_sub(sv_of(time_iso(at).s), 0, 10), &d) ? date_long(d, a) : SV_NULL;
}

struct sv value_show_public_key(struct sv stored, struct arena *a)
{
    struct pubkey key;
    struct sv why, print;

    if (!pubkey_read(stored, a, &key, &why))
        return stored;
    print = sv_sub(hex_make(digest_sv(&key.spki), a), 0, SHOWN_DIGITS);
    if (key.kind != PUBKEY_CERTIFICATE)
        return arena_printf(a, T("Kunci publik %s; sidik %.*s\u2026"),
                            key.kind == PUBKEY_ED25519 ? "Ed25519" : "ECDSA P-256", SV_FMT(print));
    return arena_printf(a, T("Sertifikat %.*s; berlaku sampai %.*s; sidik %.*s\u2026"),
                        SV_FMT(key.subject.p ? key.subject : SV(T("tanpa nama"))),
                        SV_FMT(day_of(key.until, a)), SV_FMT(print));
}

/* SPDX-License-Identifier: MIT
 * model/credential.c -- secrets that others gave us, in files of their own. */
#include "model/credential.h"

#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"

enum { DIGEST_HEX = 64 };

struct sv credential_clean(struct sv typed, struct sv *why)
{
    struct sv s = sv_trim(typed);

    if (!s.n)
        *why = SV(T("Rahasia belum diisi"));
    else if (s.n > CREDENTIAL_MAX)
        *why = SV(T("Rahasia terlalu panjang, paling banyak 4.000 karakter"));
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= 0x20 || s.p[i] > 0x7e)
            *why = SV(T(
                "Rahasia hanya memuat huruf, angka, dan tanda baca tanpa spasi; periksa apakah tersalin utuh"));
    return why->p ? SV_NULL : s;
}

static const char *folder(const char *dir, struct arena *a)
{
    return arena_printf(a, "%s/run/rahasia", dir).p;
}

static const char *path_of(const char *dir, const struct record *r, const struct field *f, struct sv name,
                           struct arena *a)
{
    return arena_printf(a, "%s/%.*s-%lld-%.*s-%.*s", folder(dir, a), SV_FMT(r->reg->key), (long long) r->id,
                        SV_FMT(f->key), SV_FMT(name))
        .p;
}

static bool name_ok(struct sv name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!strchr("0123456789abcdef", name.p[i]) || !name.p[i])
            return false;
    return name.n == CREDENTIAL_NAME;
}

/* What the bound fields hold, as one digest; lengths stand in it, so that no two sets of values look alike. */
static struct sv bound_to(const struct record *r, const struct field *f, struct arena *a)
{
    struct sv text = SV("");

    for (size_t i = 0; i < f->n_bound; i++) {
        const struct field *b = reg_field(r->reg, f->bound[i]);
        struct sv v = b && r->val[b->index].p ? r->val[b->index] : SV("");

        text = arena_printf(a, "%.*s%zu:%.*s\n", SV_FMT(text), v.n, SV_FMT(v));
    }
    struct digest d = sha256(text);
    return hex_make(digest_sv(&d), a);
}

bool credential_put(const char *dir, const struct record *r, const struct field *f, struct sv secret,
                    struct arena *a, struct sv *name, struct err *e)
{
    uint8_t bytes[CREDENTIAL_NAME / 2];

    bytes_random(bytes, sizeof bytes);
    struct sv fresh = hex_make((struct sv){ (char *) bytes, sizeof bytes }, a);
    struct sv text = arena_printf(a, "%.*s\n%.*s", SV_FMT(bound_to(r, f, a)), SV_FMT(secret));
    if (!file_mkdirs(folder(dir, a), 0700, e) ||
        !file_write_atomic(path_of(dir, r, f, fresh, a), text, 0600, e))
        return false;
    *name = fresh;
    return true;
}

bool credential_drop(const char *dir, const struct record *r, const struct field *f, struct sv name,
                     struct arena *a, struct err *e)
{
    return !name_ok(name) || unlink(path_of(dir, r, f, name, a)) == 0 || errno == ENOENT ||
           err_errno(e, T("Menghapus rahasia yang lama"));
}

bool credential_get(const char *dir, const struct record *r, const struct field *f, struct arena *a,
                    struct sv *out, struct err *e)
{
    struct sv name = r->val[f->index], text, now = bound_to(r, f, a);
    const char *path = name_ok(name) ? path_of(dir, r, f, name, a) : NULL;

    if (!path || !file_exists(path)) {
        err_set(e, ERR_MISSING, T("%.*s belum diisi"), SV_FMT(f->label));
        return err_hint(e, T("Isi pada rincian baris itu, bagian Rahasia."));
    }
    if (!file_read(path, CREDENTIAL_MAX + DIGEST_HEX + 1, a, &text, e))
        return false;
    if (text.n <= DIGEST_HEX + 1 || !sv_eq(sv_sub(text, 0, DIGEST_HEX), now)) {
        err_set(e, ERR_CONFLICT, T("Alamat berubah sejak %.*s disimpan"), SV_FMT(f->label));
        return err_hint(e, T("Isi lagi rahasia itu, supaya ia hanya dikirim ke alamat yang dimaksud."));
    }
    *out = sv_sub(text, DIGEST_HEX + 1, text.n);
    return true;
}

/* SPDX-License-Identifier: MIT
 * ledger/note.c -- signed notes, their keys and their signature lines. */
#include "ledger/note.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space */

/* --- names and key ids ------------------------------------------------------------------------ */

/* Length of a Unicode White_Space character at p, else 0. The text is well-formed UTF-8. */
static size_t space_at(const char *p, size_t n)
{
    static const char *const wide[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };

    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strlen(wide[i]) <= n && memcmp(p, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    if (n >= 3 && memcmp(p, "\xe2\x80", 2) == 0 && (unsigned char) p[2] >= 0x80 &&
        (unsigned char) p[2] <= 0x8a)
        return 3; /* U+2000..U+200A */
    return 0;
}

bool note_text_ok(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char) s.p[i] < ' ' && s.p[i] != '\n')
            return false;
    return sv_utf8_ok(s);
}

bool note_name_ok(struct sv name)
{
    if (name.n == 0 || name.n > NOTE_NAME_MAX || !sv_utf8_ok(name))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char) name.p[i] <= ' ' || name.p[i] == '+' || space_at(name.p + i, name.n - i) > 0)
            return false;
    return true;
}

static uint32_t be32(const char *p)
{
    const unsigned char *u = (const unsigned char *) p;

    return (uint32_t) u[0] << 24 | (uint32_t) u[1] << 16 | (uint32_t) u[2] << 8 | u[3];
}

static uint32_t key_id(struct sv name, enum note_type type, const uint8_t pub[32])
{
    char kind[2] = { '\n', (char) type };
    struct sv parts[3] = { name, { kind, 2 }, { (const char *) pub, 32 } };
    struct digest d = sha256_parts(parts, 3);

    return be32((const char *) d.b);
}

static bool refuse(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Kunci catatan tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Salin kembali kunci itu seutuhnya, satu baris, dari pemiliknya."));
}

/* Cuts "name+hex8+base64" and decodes it to type and 32 bytes. A '+' may stand in the base64, never before
 * it. */
static bool key_parts(struct sv s, struct arena *a, struct sv *name, uint32_t *id, struct sv *raw,
                      struct err *e)
{
    struct sv hex, hex_raw;

    if (s.n > 4 * NOTE_NAME_MAX || !sv_cut(&s, '+', name) || !sv_cut(&s, '+', &hex) || !note_name_ok(*name))
        return refuse(e, T("bentuknya bukan nama+id+kunci"));
    if (hex.n != 8 || !sv_eq(hex, sv_lower(hex, a)) || !hex_parse(hex, a, &hex_raw))
        return refuse(e, T("id kunci bukan delapan angka heksadesimal huruf kecil"));
    if (!base64_parse(s, a, raw) || raw->n != 33)
        return refuse(e, T("panjang kunci bukan 33 byte"));
    if (raw->p[0] != NOTE_ED25519 && raw->p[0] != NOTE_COSIGN)
        return refuse(e, T("jenis kunci tidak dikenal"));
    *id = be32(hex_raw.p);
    return true;
}

bool note_vkey_parse(struct sv s, struct arena *a, struct note_key *out, struct err *e)
{
    struct note_key k = { .id = 0 };
    struct sv raw;

    if (!key_parts(s, a, &k.name, &k.id, &raw, e))
        return false;
    k.type = (enum note_type) raw.p[0];
    memcpy(k.pub, raw.p + 1, 32);
    if (k.id != key_id(k.name, k.type, k.pub))
        return refuse(e, T("id tidak sesuai dengan nama dan kuncinya"));
    *out = k;
    return true;
}

static struct sv key_text(const char *head, struct sv name, uint32_t id, enum note_type type,
                          const uint8_t raw[32], struct arena *a)
{
    char b[33];

    b[0] = (char) type;
    memcpy(b + 1, raw, 32);
    struct sv code = base64_make((struct sv){ b, sizeof b }, a);
    return arena_printf(a, "%s%.*s+%08x+%.*s", head, SV_FMT(name), (unsigned) id, SV_FMT(code));
}

struct sv note_vkey_make(const struct note_key *k, struct arena *a)
{
    return key_text("", k->name, k->id, k->type, k->pub, a);
}

bool note_skey_parse(struct sv s, struct arena *a, struct note_signer *out, struct err *e)
{
    static const struct sv head = SV_INIT("PRIVATE+KEY+");
    struct note_signer k;
    struct ed25519_key pair;
    struct sv name, raw;
    uint32_t id = 0;

    if (!sv_starts(s, head))
        return refuse(e, T("ini bukan kunci rahasia"));
    if (!key_parts(sv_sub(s, head.n, s.n), a, &name, &id, &raw, e))
        return false;
    if (!ed25519_from_seed((const uint8_t *) raw.p + 1, &pair, e) ||
        !note_signer_make(name, (enum note_type) raw.p[0], &pair, &k, e))
        return false;
    if (k.id != id)
        return refuse(e, T("id tidak sesuai dengan nama dan kuncinya"));
    *out = k;
    return true;
}

struct sv note_skey_make(const struct note_signer *s, struct arena *a)
{
    return key_text("PRIVATE+KEY+", s->name, s->id, s->type, s->key.seed, a);
}

bool note_signer_make(struct sv name, enum note_type type, const struct ed25519_key *key,
                      struct note_signer *out, struct err *e)
{
    if (!note_name_ok(name))
        return refuse(e, T("nama kosong atau memuat spasi atau tanda tambah"));
    *out =
        (struct note_signer){ .name = name, .id = key_id(name, type, key->pub), .type = type, .key = *key };
    return true;
}

struct note_key note_key_of(const struct note_signer *s)
{
    struct note_key k = { .name = s->name, .id = s->id, .type = s->type };

    memcpy(k.pub, s->key.pub, 32);
    return k;
}

void note_signer_clear(struct note_signer *s)
{
    explicit_bzero(&s->key, sizeof s->key);
}

/* --- form ------------------------------------------------------------------------------------- */

static bool malformed(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Catatan bertanda tangan tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Ambil kembali berkas aslinya; satu byte yang berubah sudah merusaknya."));
}

static bool parse_line(struct sv line, struct arena *a, struct note_sig *out, struct err *e)
{
    static const struct sv dash = SV_INIT(DASH);
    struct sv rest = sv_sub(line, dash.n, line.n), name, raw;

    if (!sv_starts(line, dash) || !sv_cut(&rest, ' ', &name) || !note_name_ok(name))
        return malformed(e, T("ada baris yang bukan baris tanda tangan"));
    if (!base64_parse(rest, a, &raw) || raw.n < 5)
        return malformed(e, T("isi tanda tangan bukan base64"));
    *out = (struct note_sig){ .name = name, .id = be32(raw.p), .blob = sv_sub(raw, 4, raw.n) };
    out->line = (struct sv){ line.p, line.n + 1 };
    return true;
}

static bool parse_lines(struct sv lines, struct arena *a, struct note *out, struct err *e)
{
    size_t cap = 0;
    struct sv line;

    if (lines.n == 0 || lines.p[lines.n - 1] != '\n')
        return malformed(e, T("tidak diakhiri baris tanda tangan"));
    out->sigs = NULL;
    out->n = 0;
    while (sv_cut(&lines, '\n', &line)) {
        struct note_sig sig;
        if (out->n == NOTE_SIGS_MAX)
            return malformed(e, T("tanda tangannya terlalu banyak"));
        if (!parse_line(line, a, &sig, e))
            return false;
        *ARENA_PUSH(a, out->sigs, out->n, cap) = sig;
    }
    return arena_ok(a, e);
}

bool note_parse(struct sv data, struct arena *a, struct note *out, struct err *e)
{
    struct note n = { .n = 0 };
    size_t at;

    if (data.n > NOTE_BYTES_MAX)
        return malformed(e, T("terlalu besar"));
    if (!note_text_ok(data))
        return malformed(e, T("memuat byte yang bukan teks UTF-8"));
    for (at = data.n; at >= 2; at--) /* the last empty line: the text may hold others */
        if (data.p[at - 1] == '\n' && data.p[at - 2] == '\n')
            break;
    if (at < 2)
        return malformed(e, T("tidak ada baris kosong di antara isi dan tanda tangan"));
    n.text = sv_sub(data, 0, at - 1);
    if (!parse_lines(sv_sub(data, at, data.n), a, &n, e))
        return false;
    *out = n;
    return true;
}

/* --- signatures ------------------------------------------------------------------------------- */

static struct sv cosign_message(struct sv text, int64_t time, struct arena *a)
{
    struct sv head = arena_printf(a, "cosignature/v1\ntime %lld\n", (long long) time);
    char *p = arena_alloc(a, head.n + text.n);

    memcpy(p, head.p, head.n);
    memcpy(p + head.n, text.p, text.n);
    return (struct sv){ p, head.n + text.n };
}

static bool sig_holds(const struct note_sig *sig, const struct note_key *k, struct sv text, struct arena *a,
                      int64_t *time)
{
    uint64_t t;

    if (k->type == NOTE_ED25519)
        return sig->blob.n == 64 && ed25519_verify(k->pub, text, sig->blob);
    if (sig->blob.n != 8 + 64)
        return false;
    t = (uint64_t) be32(sig->blob.p) << 32 | be32(sig->blob.p + 4);
    if (t == 0 || t > INT64_MAX)
        return false;
    *time = (int64_t) t;
    return ed25519_verify(k->pub, cosign_message(text, *time, a), sv_sub(sig->blob, 8, 64));
}

static bool check_sigs(struct note *n, struct sv text, const struct note_key *keys, size_t keys_n,
                       struct arena *a, struct err *e)
{
    bool any = false;

    for (size_t i = 0; i < n->n; i++) {
        struct note_sig *sig = &n->sigs[i];
        for (size_t k = 0; k < keys_n && !sig->key; k++)
            if (keys[k].id == sig->id && sv_eq(keys[k].name, sig->name)) {
                sig->key = &keys[k];
                any = true;
            }
        if (sig->key && !sig_holds(sig, sig->key, text, a, &sig->time)) {
            err_set(e, ERR_DENIED, T("Tanda tangan %.*s tidak sah"), SV_FMT(sig->name));
            return err_hint(
                e, T("Isinya telah berubah sesudah ditandatangani, atau kuncinya bukan kunci yang benar."));
        }
        if (!arena_ok(a, e))
            return false;
    }
    if (any)
        return true;
    err_set(e, ERR_DENIED, T("Tidak ada tanda tangan dari kunci yang dikenal"));
    return err_hint(e, T("Periksa apakah kunci publik yang dipakai memang milik penerbit catatan ini."));
}

bool note_open(struct sv data, const struct note_key *keys, size_t n, struct arena *a, struct note *out,
               struct err *e)
{
    struct note got;

    if (!note_parse(data, a, &got, e) || !check_sigs(&got, got.text, keys, n, a, e))
        return false;
    *out = got;
    return true;
}

bool note_open_lines(struct sv lines, struct sv text, const struct note_key *keys, size_t n, struct arena *a,
                     struct note *out, struct err *e)
{
    struct note got = { .text = text };

    if (lines.n > NOTE_BYTES_MAX || !note_text_ok(lines))
        return malformed(e, T("memuat byte yang bukan teks UTF-8"));
    if (!parse_lines(lines, a, &got, e) || !check_sigs(&got, text, keys, n, a, e))
        return false;
    *out = got;
    return true;
}

static struct sv sig_line(const struct note_signer *s, struct sv blob, struct arena *a)
{
    char raw[4 + 8 + 64];

    assert(blob.n <= sizeof raw - 4);
    for (unsigned i = 0; i < 4; i++)
        raw[i] = (char) (unsigned char) (s->id >> (24 - 8 * i));
    memcpy(raw + 4, blob.p, blob.n);
    struct sv code = base64_make((struct sv){ raw, 4 + blob.n }, a);
    return arena_printf(a, DASH "%.*s %.*s\n", SV_FMT(s->name), SV_FMT(code));
}

static bool signable(struct sv text, struct err *e)
{
    if (text.n == 0 || text.p[text.n - 1] != '\n' || !note_text_ok(text))
        return malformed(e, T("isinya harus teks UTF-8 yang diakhiri baris baru"));
    return true;
}

bool note_sign(const struct note_signer *s, struct sv text, struct arena *a, struct sv *line, struct err *e)
{
    uint8_t sig[64];

    assert(s->type == NOTE_ED25519);
    if (!signable(text, e) || !ed25519_sign(&s->key, text, sig, e))
        return false;
    *line = sig_line(s, (struct sv){ (const char *) sig, sizeof sig }, a);
    return true;
}

bool note_cosign(const struct note_signer *s, struct sv text, int64_t time, struct arena *a, struct sv *line,
                 struct err *e)
{
    uint8_t blob[8 + 64];

    assert(s->type == NOTE_COSIGN && time > 0);
    if (!signable(text, e) || !ed25519_sign(&s->key, cosign_message(text, time, a), blob + 8, e))
        return false;
    for (unsigned i = 0; i < 8; i++)
        blob[i] = (uint8_t) ((uint64_t) time >> (56 - 8 * i));
    *line = sig_line(s, (struct sv){ (const char *) blob, sizeof blob }, a);
    return true;
}

struct sv note_make(struct sv text, struct sv lines, struct arena *a)
{
    char *p = arena_alloc(a, text.n + 1 + lines.n);

    memcpy(p, text.p, text.n);
    p[text.n] = '\n';
    memcpy(p + text.n + 1, lines.p, lines.n);
    return (struct sv){ p, text.n + 1 + lines.n };
}

/* SPDX-License-Identifier: MIT
 * policy/assertion.c -- reads and judges the JWT with which a consumer asks for a token. */
#include "policy/assertion.h"

#include "base/arena.h"
#include "base/err.h"
#include "json/json.h"

#include <assert.h>

/* --- form -------------------------------------------------------------------------------------------------------------- */

static const struct json *part_json(struct sv part, struct arena *a)
{
    struct err e = { 0 };
    struct json *out = NULL;
    struct sv text;

    if (!part.n || !base64url_parse(part, a, &text) || !json_parse(text, ASSERTION_MAX_BYTES, a, &out, &e) ||
        out->type != JSON_MAP)
        return NULL;
    return out;
}

/* A string of sensible length; absent when it is not there. False: it is something else. */
static bool text_of(const struct json *map, struct sv key, struct sv *out)
{
    const struct json *v = json_get(map, key);

    *out = SV_NULL;
    if (!v)
        return true;
    if (v->type != JSON_STR || v->s.n == 0 || v->s.n > ASSERTION_NAME_MAX)
        return false;
    *out = v->s;
    return true;
}

static bool time_of(const struct json *map, struct sv key, int64_t otherwise, int64_t *out)
{
    const struct json *v = json_get(map, key);

    *out = v ? v->i : otherwise;
    return !v || (v->type == JSON_INT && v->i > 0 && v->i <= POLICY_TIME_MAX);
}

/* A list of one is the same as the one; an assertion for two is good for whoever of them passes it on, so there is none. */
static bool audience_of(const struct json *map, struct sv *out)
{
    const struct json *v = json_get(map, SV("aud"));

    if (v && v->type == JSON_LIST && v->n == 1)
        v = v->first;
    if (!v || v->type != JSON_STR || v->s.n == 0 || v->s.n > ASSERTION_NAME_MAX)
        return false;
    *out = v->s;
    return true;
}

static enum assertion_fault read_header(struct sv part, struct arena *a, struct assertion *t)
{
    const struct json *h = part_json(part, a);

    if (!h)
        return ASSERTION_FORM;
    if (!text_of(h, SV("alg"), &t->alg) || !t->alg.p)
        return ASSERTION_ALGORITHM;
    if (json_get(h, SV("crit")) || !text_of(h, SV("kid"), &t->kid) || !text_of(h, SV("typ"), &t->typ))
        return ASSERTION_HEADER;
    return ASSERTION_GOOD;
}

static enum assertion_fault read_claims(struct sv part, struct arena *a, struct assertion *t)
{
    const struct json *c = part_json(part, a);

    if (!c)
        return ASSERTION_FORM;
    if (!text_of(c, SV("iss"), &t->iss) || !text_of(c, SV("sub"), &t->sub) ||
        !text_of(c, SV("jti"), &t->jti) || !t->iss.p || !t->sub.p || !t->jti.p || !audience_of(c, &t->aud) ||
        !time_of(c, SV("exp"), 0, &t->exp) || !time_of(c, SV("iat"), 0, &t->iat) || !t->exp || !t->iat ||
        !time_of(c, SV("nbf"), t->iat, &t->nbf))
        return ASSERTION_CLAIMS;
    return ASSERTION_GOOD;
}

enum assertion_fault assertion_parse(struct sv jwt, struct arena *a, struct assertion *out)
{
    struct assertion t = { .alg = SV_NULL };
    struct sv rest = jwt, head, body;
    enum assertion_fault why;

    if (jwt.n > ASSERTION_MAX_BYTES || !sv_cut(&rest, '.', &head) || !sv_cut(&rest, '.', &body))
        return ASSERTION_FORM;
    if ((why = read_header(head, a, &t)) != ASSERTION_GOOD)
        return why;
    /* Before anything else of it is believed: an unsigned one, or one signed by a shared secret, is not read at all. */
    if (!sv_eq(t.alg, SV("EdDSA")) && !sv_eq(t.alg, SV("ES256")))
        return ASSERTION_ALGORITHM;
    if (!t.kid.p ||
        (t.typ.p && !sv_eq_fold(t.typ, SV("JWT")) && !sv_eq_fold(t.typ, SV("client-authentication+jwt"))))
        return ASSERTION_HEADER;
    if (!base64url_read(rest, t.signature, sizeof t.signature))
        return ASSERTION_FORM;
    t.text = sv_sub(jwt, 0, head.n + 1 + body.n);
    if ((why = read_claims(body, a, &t)) != ASSERTION_GOOD)
        return why;
    *out = t;
    return ASSERTION_GOOD;
}

/* --- judgement ---------------------------------------------------------------------------------------------------------- */

bool assertion_names(const struct policy *p, int consumer, struct sv client)
{
    struct sv name = policy_text(p, p->consumer[consumer].xroad);
    size_t at = name.n;

    if (sv_eq(client, name))
        return true;
    while (at && name.p[at - 1] != '/')
        at--;
    return client.n && sv_eq(client, sv_sub(name, at, name.n));
}

static enum assertion_fault signed_by(const struct policy_key *k, const struct assertion *t)
{
    struct sv sig = { (const char *) t->signature, sizeof t->signature };
    bool ed = k->kind == POLICY_KEY_ED25519;

    if (!sv_eq(t->alg, ed ? SV("EdDSA") : SV("ES256")))
        return ASSERTION_ALGORITHM;
    bool good = ed ? ed25519_verify(k->pub, t->text, sig) : p256_verify(k->pub, t->text, sig);
    return good ? ASSERTION_GOOD : ASSERTION_SIGNATURE;
}

static enum assertion_fault times_ok(const struct assertion *t, const struct assertion_expect *x)
{
    if (t->exp <= x->now || t->iat < x->now - ASSERTION_LIFE_S)
        return ASSERTION_LATE;
    if (t->iat > x->now + ASSERTION_SKEW_S || t->nbf > x->now + ASSERTION_SKEW_S)
        return ASSERTION_EARLY;
    if (t->exp > x->now + ASSERTION_LIFE_S + ASSERTION_SKEW_S || t->exp - t->iat > ASSERTION_LIFE_S)
        return ASSERTION_TOO_LONG;
    return t->iat <= x->floor ? ASSERTION_FORGOTTEN : ASSERTION_GOOD;
}

static bool for_us(const struct assertion *t, const struct assertion_expect *x)
{
    for (size_t i = 0; i < x->audiences; i++)
        if (sv_eq(t->aud, x->audience[i]))
            return true;
    return false;
}

enum assertion_fault judge_assertion(const struct policy *p, const struct assertion *t,
                                     const struct assertion_expect *x, struct judge_who *who)
{
    int key = policy_key_by_keyid(p, t->kid);
    enum assertion_fault why;

    if (key == POLICY_NONE)
        return ASSERTION_KEY;
    if ((why = signed_by(&p->key[key], t)) != ASSERTION_GOOD)
        return why;
    enum refuse refused = judge_key(p, key, RECEIPT_PROOF_TOKEN, x->now, who);
    if (!sv_eq(t->iss, t->sub) || !assertion_names(p, who->consumer, t->iss))
        return ASSERTION_ISSUER;
    if (!for_us(t, x))
        return ASSERTION_AUDIENCE;
    if ((why = times_ok(t, x)) != ASSERTION_GOOD)
        return why;
    return refused == REFUSE_NOT         ? ASSERTION_GOOD
           : refused == REFUSE_KEY_EARLY ? ASSERTION_KEY_EARLY
           : refused == REFUSE_KEY_LATE  ? ASSERTION_KEY_LATE
                                         : ASSERTION_CLOSED;
}

struct sv assertion_fault_text(enum assertion_fault f)
{
    static const char *const texts[ASSERTION_FAULTS] = {
        [ASSERTION_GOOD] = "",
        [ASSERTION_FORM] = T(
            "client_assertion tidak terbaca. Kirim JWT bertanda tangan: tiga bagian base64url tanpa padding, isi "
            "JSON tanpa anggota ganda, paling panjang 4096 huruf."),
        [ASSERTION_ALGORITHM] = T(
            "Algoritma tanda tangan tidak diterima. Pakai EdDSA untuk kunci Ed25519 atau ES256 untuk kunci P-256, sesuai "
            "kunci yang terdaftar."),
        [ASSERTION_HEADER] = T(
            "Kepala JWT tidak diterima. Sebut kid seperti tercatat pada kunci konsumen; typ boleh JWT; jangan memakai crit."),
        [ASSERTION_KEY] = T(
            "Kunci dengan kid itu tidak dikenal atau sudah dicabut. Periksa kid, atau daftarkan kunci di halaman konsumen."),
        [ASSERTION_SIGNATURE] =
            T("Tanda tangan tidak cocok dengan kunci yang terdaftar. Periksa kunci rahasia yang dipakai."),
        [ASSERTION_CLAIMS] = T(
            "Isi JWT kurang atau salah jenis. Wajib ada iss, sub, aud (satu), jti, iat, dan exp (bilangan bulat detik)."),
        [ASSERTION_ISSUER] =
            T("iss dan sub harus sama, dan menyebut konsumen pemilik kunci: kode konsumen atau nama X-Road."),
        [ASSERTION_AUDIENCE] =
            T("aud bukan penghubung ini. Pakai nama penghubung atau alamat token seperti tertulis di "
              "/.well-known/oauth-authorization-server."),
        [ASSERTION_LATE] = T("JWT sudah lewat waktunya. Samakan jam sistem Anda, lalu buat JWT baru."),
        [ASSERTION_EARLY] =
            T("JWT bertanggal masa depan (iat atau nbf). Samakan jam sistem Anda, lalu buat JWT baru."),
        [ASSERTION_TOO_LONG] = T("JWT berlaku terlalu lama. Isi exp paling lambat 300 detik sesudah iat."),
        [ASSERTION_FORGOTTEN] = T(
            "JWT dibuat sebelum layanan token dimulai, jadi tidak dapat dipastikan belum dipakai. Buat JWT baru sebentar lagi."),
        [ASSERTION_KEY_EARLY] = T("Kunci terdaftar tetapi belum berlaku. Tunggu hari mulainya."),
        [ASSERTION_KEY_LATE] = T("Masa berlaku kunci sudah lewat. Daftarkan kunci baru di halaman konsumen."),
        [ASSERTION_CLOSED] = T("Konsumen sedang ditutup. Hubungi penanggung jawab penghubung."),
    };

    assert(f < ASSERTION_FAULTS && texts[f]);
    return sv_of(texts[f]);
}

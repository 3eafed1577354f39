/* SPDX-License-Identifier: MIT
 * base/hash.c -- libcrypto behind a few plain functions. Codes for bytes are in code.c. */
/* SHA-2 uses the block functions that OpenSSL 3 marks as deprecated but keeps through all of 3.x: they need no
 * fetch, no context and no lock, and for the 65 bytes of a Merkle node cost a fifth of EVP_Digest(). */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/hash.h"

#include "base/err.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>
#include <sys/random.h>
#include <unistd.h>

/* A digest that cannot be computed or bytes that are not random must never be used: there is no way to go on. */
static _Noreturn void crypto_dead(const char *what)
{
    dprintf(STDERR_FILENO, "prasasti: %s tidak berfungsi, proses berhenti\n", what);
    _exit(70);
}

struct sha256 {
    SHA256_CTX ctx;
};

struct sha256 *sha256_new(void)
{
    struct sha256 *h = malloc(sizeof *h);

    if (!h || SHA256_Init(&h->ctx) != 1)
        crypto_dead("SHA-256");
    return h;
}

void sha256_add(struct sha256 *h, struct sv s)
{
    if (s.n)
        SHA256_Update(&h->ctx, s.p, s.n);
}

struct digest sha256_end(struct sha256 *h)
{
    struct digest d;

    SHA256_Final(d.b, &h->ctx);
    sha256_free(h);
    return d;
}

void sha256_free(struct sha256 *h)
{
    free(h);
}

struct sha512 {
    SHA512_CTX ctx;
};

struct sha512 *sha512_new(void)
{
    struct sha512 *h = malloc(sizeof *h);

    if (!h || SHA512_Init(&h->ctx) != 1)
        crypto_dead("SHA-512");
    return h;
}

void sha512_add(struct sha512 *h, struct sv s)
{
    if (s.n)
        SHA512_Update(&h->ctx, s.p, s.n);
}

void sha512_end(struct sha512 *h, uint8_t out[64])
{
    SHA512_Final(out, &h->ctx);
    sha512_free(h);
}

void sha512_free(struct sha512 *h)
{
    free(h);
}

void sha512_parts(const struct sv *parts, size_t n, uint8_t out[64])
{
    SHA512_CTX ctx;

    SHA512_Init(&ctx);
    for (size_t i = 0; i < n; i++)
        if (parts[i].n)
            SHA512_Update(&ctx, parts[i].p, parts[i].n);
    SHA512_Final(out, &ctx);
}

struct digest sha256_parts(const struct sv *parts, size_t n)
{
    SHA256_CTX ctx;
    struct digest d;

    SHA256_Init(&ctx);
    for (size_t i = 0; i < n; i++)
        if (parts[i].n)
            SHA256_Update(&ctx, parts[i].p, parts[i].n);
    SHA256_Final(d.b, &ctx);
    return d;
}

struct digest sha256(struct sv s)
{
    return sha256_parts(&s, 1);
}

/* RFC 2104: the key fills one block of 64 bytes, a longer one is hashed first. */
static void hmac_pads(struct sv key, uint8_t inner[64], uint8_t outer[64])
{
    memset(inner, 0x36, 64);
    memset(outer, 0x5c, 64);
    for (size_t i = 0; i < key.n; i++) {
        inner[i] ^= (uint8_t) key.p[i];
        outer[i] ^= (uint8_t) key.p[i];
    }
}

struct digest hmac_sha256(struct sv key, struct sv msg)
{
    uint8_t inner[64], outer[64];
    struct digest short_key, d;

    if (key.n > 64) {
        short_key = sha256(key);
        key = digest_sv(&short_key);
    }
    hmac_pads(key, inner, outer);
    d = sha256_parts((struct sv[]){ { (const char *) inner, 64 }, msg }, 2);
    d = sha256_parts((struct sv[]){ { (const char *) outer, 64 }, digest_sv(&d) }, 2);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
    return d;
}

static void sha1_two(const uint8_t pad[64], const void *p, size_t n, uint8_t out[20])
{
    SHA_CTX ctx;

    SHA1_Init(&ctx);
    SHA1_Update(&ctx, pad, 64);
    if (n)
        SHA1_Update(&ctx, p, n);
    SHA1_Final(out, &ctx);
}

void hmac_sha1(struct sv key, struct sv msg, uint8_t out[20])
{
    uint8_t inner[64], outer[64], short_key[20], d[20];

    if (key.n > 64) {
        SHA1((const uint8_t *) key.p, key.n, short_key);
        key = (struct sv){ (const char *) short_key, sizeof short_key };
    }
    hmac_pads(key, inner, outer);
    sha1_two(inner, msg.p, msg.n, d);
    sha1_two(outer, d, sizeof d, out);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
}

void sha1_parts(const struct sv *parts, size_t n, uint8_t out[20])
{
    SHA_CTX ctx;

    SHA1_Init(&ctx);
    for (size_t i = 0; i < n; i++)
        SHA1_Update(&ctx, parts[i].p, parts[i].n);
    SHA1_Final(out, &ctx);
}

struct sv digest_sv(const struct digest *d)
{
    return (struct sv){ (const char *) d->b, sizeof d->b };
}

bool digest_eq(const struct digest *a, const struct digest *b)
{
    return memcmp(a->b, b->b, sizeof a->b) == 0;
}

bool bytes_eq_ct(struct sv a, struct sv b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

void bytes_random(void *p, size_t n)
{
    unsigned char *at = p;

    /* The kernel rather than a generator of our own: nothing to seed, nothing to share after fork(). */
    while (n) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            crypto_dead("sumber acak sistem");
        at += got;
        n -= (size_t) got;
    }
}

static bool key_fault(struct err *e)
{
    unsigned long code = ERR_get_error();

    err_set(e, ERR_FAULT, T("Kunci tanda tangan tidak dapat dipakai"));
    err_hint(e, T("Periksa pemasangan OpenSSL dan berkas kunci."));
    err_cause(e, "libcrypto %lx: %s", code, code ? ERR_reason_error_string(code) : "-");
    ERR_clear_error();
    return false;
}

bool ed25519_make(struct ed25519_key *k, struct err *e)
{
    uint8_t seed[32];

    bytes_random(seed, sizeof seed);
    bool ok = ed25519_from_seed(seed, k, e);
    OPENSSL_cleanse(seed, sizeof seed);
    return ok;
}

bool ed25519_from_seed(const uint8_t seed[32], struct ed25519_key *k, struct err *e)
{
    uint8_t pub[32];
    size_t n = sizeof pub;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    bool ok = key && EVP_PKEY_get_raw_public_key(key, pub, &n) == 1 && n == sizeof pub;

    EVP_PKEY_free(key);
    if (!ok)
        return key_fault(e);
    memmove(k->seed, seed, sizeof k->seed); /* the seed may be k's own */
    memcpy(k->pub, pub, sizeof k->pub);
    return true;
}

bool ed25519_sign(const struct ed25519_key *k, struct sv msg, uint8_t sig[64], struct err *e)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, k->seed, sizeof k->seed);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t out[64];
    size_t n = sizeof out;
    bool ok = key && ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestSign(ctx, out, &n, (const uint8_t *) (msg.p ? msg.p : ""), msg.n) == 1 &&
              n == sizeof out;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    if (!ok)
        return key_fault(e);
    memcpy(sig, out, sizeof out);
    return true;
}

bool ed25519_verify(const uint8_t pub[32], struct sv msg, struct sv sig)
{
    if (sig.n != 64)
        return false;
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, pub, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestVerify(ctx, (const uint8_t *) sig.p, sig.n, (const uint8_t *) (msg.p ? msg.p : ""),
                               msg.n) == 1;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    ERR_clear_error(); /* a wrong signature is an answer, not an error to be found by the next caller */
    return ok;
}

/* OpenSSL wants the signature as DER; each number is shortened and kept positive. */
static size_t der_number(const uint8_t *n, uint8_t *out)
{
    size_t skip = 0;

    while (skip < 31 && n[skip] == 0)
        skip++;
    size_t sign = n[skip] >> 7, len = 32 - skip + sign;
    out[0] = 0x02;
    out[1] = (uint8_t) len;
    out[2] = 0;
    memcpy(out + 2 + sign, n + skip, 32 - skip);
    return 2 + len;
}

bool p256_verify(const uint8_t pub[65], struct sv msg, struct sv sig)
{
    uint8_t der[72];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char[]){ "prime256v1" }, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *) (uintptr_t) pub, 65),
        OSSL_PARAM_construct_end()
    };
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *make = NULL;
    EVP_MD_CTX *ctx = NULL;
    bool ok = false;

    if (sig.n != 64)
        return false;
    size_t n = der_number((const uint8_t *) sig.p, der + 2);
    n += der_number((const uint8_t *) sig.p + 32, der + 2 + n);
    der[0] = 0x30;
    der[1] = (uint8_t) n;
    make = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    ctx = EVP_MD_CTX_new();
    if (make && ctx && EVP_PKEY_fromdata_init(make) == 1 &&
        EVP_PKEY_fromdata(make, &key, EVP_PKEY_PUBLIC_KEY, params) == 1 &&
        EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1)
        ok = EVP_DigestVerify(ctx, der, n + 2, (const uint8_t *) msg.p, msg.n) == 1;
    ERR_clear_error();
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(make);
    EVP_MD_CTX_free(ctx);
    return ok;
}

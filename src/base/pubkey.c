/* SPDX-License-Identifier: MIT
 * base/pubkey.c -- public keys and certificates out of PEM, by OpenSSL. */
#include "base/pubkey.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

enum { RSA_BITS_MIN = 2048 };

static bool no(struct sv *why, const char *text)
{
    *why = sv_of(text);
    return false;
}

static struct sv bio_text(BIO *out, struct arena *a)
{
    char *p = NULL;
    long n = BIO_get_mem_data(out, &p);

    return n > 0 ? sv_trim(arena_dup(a, (struct sv){ p, (size_t) n })) : SV_NULL;
}

static bool spki_digest(EVP_PKEY *key, struct digest *d)
{
    unsigned char *der = NULL;
    int n = i2d_PUBKEY(key, &der);

    if (n <= 0)
        return false;
    *d = sha256((struct sv){ (char *) der, (size_t) n });
    OPENSSL_free(der);
    return true;
}

static bool is_curve(EVP_PKEY *key, const char *name)
{
    char group[64] = "";
    size_t n = 0;

    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
           EVP_PKEY_get_group_name(key, group, sizeof group, &n) && strcmp(group, name) == 0;
}

/* The point without compression, whatever form the file had. */
static bool p256_point(EVP_PKEY *key, struct pubkey *out)
{
    unsigned char x[32], y[32];
    BIGNUM *bx = NULL, *by = NULL;
    bool ok = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &bx) &&
              EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &by) && BN_bn2binpad(bx, x, 32) == 32 &&
              BN_bn2binpad(by, y, 32) == 32;

    BN_free(bx);
    BN_free(by);
    if (!ok)
        return false;
    out->raw[0] = 4;
    for (size_t i = 0; i < 32; i++) {
        out->raw[1 + i] = x[i];
        out->raw[33 + i] = y[i];
    }
    out->n_raw = 65;
    return true;
}

static bool bare_key(EVP_PKEY *key, struct pubkey *out, struct sv *why)
{
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) {
        out->kind = PUBKEY_ED25519;
        out->n_raw = 32;
        return EVP_PKEY_get_raw_public_key(key, out->raw, &out->n_raw) == 1 && out->n_raw == 32;
    }
    if (is_curve(key, "prime256v1")) {
        out->kind = PUBKEY_P256;
        return p256_point(key, out);
    }
    return no(why, T("Kunci publik harus Ed25519 atau ECDSA P-256"));
}

static bool time_of(const ASN1_TIME *t, int64_t *out)
{
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0, seconds = 0;
    bool ok = epoch && ASN1_TIME_diff(&days, &seconds, epoch, t);

    ASN1_TIME_free(epoch);
    *out = (int64_t) days * 86400 + seconds;
    return ok;
}

static struct sv common_name(X509 *cert, struct arena *a)
{
    X509_NAME *name = X509_get_subject_name(cert);
    int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    unsigned char *text = NULL;
    struct sv out = SV_NULL;

    if (at < 0)
        return SV_NULL;
    int n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (n > 0 && sv_utf8_ok((struct sv){ (char *) text, (size_t) n }))
        out = arena_dup(a, (struct sv){ (char *) text, (size_t) n });
    OPENSSL_free(text);
    return out;
}

static bool strong(EVP_PKEY *key)
{
    return (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= RSA_BITS_MIN) ||
           EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 || is_curve(key, "prime256v1") ||
           is_curve(key, "secp384r1");
}

static bool read_certificate(BIO *in, BIO *back, struct arena *a, struct pubkey *out, struct sv *why)
{
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);
    EVP_PKEY *key = cert ? X509_get0_pubkey(cert) : NULL;
    bool ok = false;

    *why = SV(T("Sertifikat ini tidak terbaca; tempelkan berkas PEM seutuhnya"));
    if (key && !strong(key))
        no(why, T("Kunci sertifikat terlalu lemah; pakai RSA 2048 bit ke atas, P-256, P-384, atau Ed25519"));
    else if (key) {
        out->kind = PUBKEY_CERTIFICATE;
        out->subject = common_name(cert, a);
        ok = spki_digest(key, &out->spki) && time_of(X509_get0_notBefore(cert), &out->from) &&
             time_of(X509_get0_notAfter(cert), &out->until) && PEM_write_bio_X509(back, cert);
    }
    X509_free(cert);
    return ok;
}

static bool read_public(BIO *in, BIO *back, struct pubkey *out, struct sv *why)
{
    EVP_PKEY *key = PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
    bool ok;

    *why = SV(T("Kunci publik ini tidak terbaca; tempelkan berkas PEM seutuhnya"));
    ok = key && bare_key(key, out, why) && spki_digest(key, &out->spki) && PEM_write_bio_PUBKEY(back, key);
    EVP_PKEY_free(key);
    return ok;
}

bool pubkey_read(struct sv pem, struct arena *a, struct pubkey *out, struct sv *why)
{
    bool cert = sv_find(pem, SV("-----BEGIN CERTIFICATE-----")) >= 0,
         bare = sv_find(pem, SV("-----BEGIN PUBLIC KEY-----")) >= 0, ok;

    *out = (struct pubkey){ 0 };
    if (pem.n > PUBKEY_PEM_MAX)
        return no(why, T("Terlalu panjang; tempelkan satu sertifikat atau satu kunci publik"));
    if (sv_find(pem, SV("PRIVATE KEY-----")) >= 0)
        return no(
            why,
            T("Ini kunci rahasia. Jangan dikirim kepada siapa pun; tempelkan kunci publik atau sertifikatnya"));
    if (cert == bare)
        return no(why, T("Tempelkan satu berkas PEM: BEGIN CERTIFICATE atau BEGIN PUBLIC KEY"));
    BIO *in = BIO_new_mem_buf(pem.p, (int) pem.n), *back = BIO_new(BIO_s_mem());
    ok = in && back && (cert ? read_certificate(in, back, a, out, why) : read_public(in, back, out, why));
    if (ok)
        out->pem = bio_text(back, a);
    BIO_free(in);
    BIO_free(back);
    ERR_clear_error();
    if (!ok || !out->pem.n)
        return false;
    *why = SV_NULL;
    return true;
}

bool pubkey_names_host(struct sv pem, struct sv host)
{
    char name[256];
    bool ok = false;

    if (!pem.n || pem.n > PUBKEY_PEM_MAX || !host.n || host.n >= sizeof name || memchr(host.p, '\0', host.n))
        return false;
    memcpy(name, host.p, host.n);
    name[host.n] = '\0';
    BIO *in = BIO_new_mem_buf(pem.p, (int) pem.n);
    X509 *cert =
        in ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL; /* of a chain the first: the server's own */
    if (cert)
        ok = X509_check_host(cert, name, host.n, 0, NULL) == 1 || X509_check_ip_asc(cert, name, 0) == 1;
    X509_free(cert);
    BIO_free(in);
    ERR_clear_error();
    return ok;
}

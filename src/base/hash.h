/* SPDX-License-Identifier: MIT
 * base/hash.h -- digests, codes for bytes, random bytes and Ed25519: all of libcrypto that the floors above need.
 * Only hash.c and pubkey.c include OpenSSL. No function keeps state; struct sha256 belongs to its caller. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/sv.h"

struct arena;
struct err;

struct digest {
    uint8_t b[32];
};

struct sha256; /* streaming */
struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *h, struct sv s);
struct digest sha256_end(struct sha256 *h); /* ends and frees */
void sha256_free(struct sha256 *h);         /* gives up; accepts NULL */
struct digest sha256(struct sv s);
struct digest sha256_parts(const struct sv *parts, size_t n); /* the parts one after another */
struct sha512; /* streaming SHA-512, where a protocol wants it */
struct sha512 *sha512_new(void);
void sha512_add(struct sha512 *h, struct sv s);
void sha512_end(struct sha512 *h, uint8_t out[64]); /* ends and frees */
void sha512_free(struct sha512 *h);                 /* accepts NULL */
void sha512_parts(const struct sv *parts, size_t n, uint8_t out[64]);
struct digest hmac_sha256(struct sv key, struct sv msg);
void hmac_sha1(struct sv key, struct sv msg, uint8_t out[20]);      /* TOTP (RFC 6238) only */
void sha1_parts(const struct sv *parts, size_t n, uint8_t out[20]); /* UUIDs of version 5 (RFC 9562) only */

struct sv digest_sv(const struct digest *d); /* borrowed bytes */
bool digest_eq(const struct digest *a, const struct digest *b);
bool bytes_eq_ct(struct sv a, struct sv b); /* time does not depend on where they differ */
void bytes_random(void *p, size_t n);       /* ends the process if the system has none */

struct sv hex_make(struct sv bytes, struct arena *a); /* lower case */
bool hex_parse(struct sv s, struct arena *a, struct sv *out);
struct sv base64_make(struct sv bytes, struct arena *a);         /* RFC 4648 section 4, padded */
bool base64_parse(struct sv s, struct arena *a, struct sv *out); /* strict: padded, canonical */
struct sv base64url_make(struct sv bytes, struct arena *a);      /* section 5, no padding */
bool base64url_parse(struct sv s, struct arena *a, struct sv *out);
/* The same without an arena: exactly n bytes out; `out` has room for 4 letters for every 3 bytes begun, no NUL follows. */
bool base64_read(struct sv s, void *out, size_t n);
bool base64url_read(struct sv s, void *out, size_t n);
size_t base64_write(struct sv bytes, char *out);
size_t base64url_write(struct sv bytes, char *out);
struct sv url_encode(struct sv s, struct arena *a); /* RFC 3986, a segment or value: the unreserved stay */
struct sv base32_make(struct sv bytes, struct arena *a); /* section 6, no padding: TOTP secrets */
bool base32_parse(struct sv s, struct arena *a, struct sv *out);

/* Ed25519 (RFC 8032, pure). Seeds and public keys are 32 bytes, signatures 64. */
struct ed25519_key {
    uint8_t seed[32];
    uint8_t pub[32];
};
bool ed25519_make(struct ed25519_key *k, struct err *e); /* a new random key */
bool ed25519_from_seed(const uint8_t seed[32], struct ed25519_key *k, struct err *e);
bool ed25519_sign(const struct ed25519_key *k, struct sv msg, uint8_t sig[64], struct err *e);
bool ed25519_verify(const uint8_t pub[32], struct sv msg, struct sv sig);

/* ECDSA with P-256 and SHA-256; `pub` uncompressed (0x04 || X || Y), `sig` r || s, 32 bytes each. */
bool p256_verify(const uint8_t pub[65], struct sv msg, struct sv sig);

#endif

/* SPDX-License-Identifier: MIT
 * base/pubkey.h -- public keys and certificates as people paste them: one PEM text (RFC 7468), read, judged, named.
 * Private keys are refused and never kept. Only keys that the hub can check are taken: as a certificate RSA of 2048 bits or
 * more, P-256, P-384 and Ed25519; as a bare public key Ed25519 and P-256 (RFC 9421, 3.3). */
#ifndef BASE_PUBKEY_H
#define BASE_PUBKEY_H

#include "base/hash.h"

enum { PUBKEY_PEM_MAX = 16 * 1024 };

enum pubkey_kind { PUBKEY_CERTIFICATE, PUBKEY_ED25519, PUBKEY_P256 };

struct pubkey {
    enum pubkey_kind kind;
    struct digest spki; /* SHA-256 of SubjectPublicKeyInfo (DER) */
    uint8_t raw[65];    /* Ed25519: 32 bytes; P-256: 65, uncompressed; certificates: none */
    size_t n_raw;
    int64_t from, until; /* certificates: UTC seconds, both inclusive; else 0 */
    struct sv subject;   /* certificates: common name, or absent */
    struct sv pem;       /* the same thing written anew: one block, nothing around it */
};

/* False with *why, a sentence of its own; true leaves it absent. Results live in the arena. */
bool pubkey_read(struct sv pem, struct arena *a, struct pubkey *out, struct sv *why);
/* Does the certificate (PEM) say it is for this host: a DNS name, wildcards included, or a numeric address? */
bool pubkey_names_host(struct sv pem, struct sv host);

#endif

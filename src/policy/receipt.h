/* SPDX-License-Identifier: MIT
 * policy/receipt.h -- the receipt of one exchange through the hub ("bukti pertukaran data"), refusals included,
 * and its canonical payload.
 *
 * The payload is a flat RFC 8785 object of strings and integers, in which absent things have no key:
 *   bentuk              "prasasti/bukti/1"
 *   id                  the receipt's UUID, as the caller was told it
 *   identitas           how the caller proved who it is (RECEIPT_PROOF...); identitas_kunci: fingerprint of the key
 *   jalur, metode       as received; the query is kept as a digest only (kueri_sidik): it may name people
 *   kebijakan_versi, kebijakan_sidik           the policy snapshot the exchange was judged by
 *   konsumen, konsumen_pd                      code of the consumer, number of the agency it belongs to
 *   lama_us, lama_penyedia_us                  from the first byte to the receipt; of that, the provider's part
 *   layanan, penyedia_pd                       code of the service, number of the agency that provides it
 *   penolakan           code of our own refusal; absent when the provider answered
 *   perjanjian, perjanjian_versi               number and version of the agreement
 *   permintaan_sidik, permintaan_ukuran, tanggapan_sidik, tanggapan_ukuran     SHA-256 (hex) and bytes of the bodies
 *   pesan               the message id the caller chose (X-Road-Id)
 *   status              HTTP status sent to the caller
 *   waktu               Unix milliseconds of admission
 *
 * The leaf of the log is the time in seconds and SHA-256(salt || payload); who holds payload and salt can prove it,
 * who holds the log learns nothing from it.
 *
 * Encoding allocates nothing and never fails: what a caller sends can be anything, so each text has a ceiling
 * in the payload (RECEIPT_TEXT_MAX, RECEIPT_PATH_MAX bytes; longer ones end in "…"), and bytes that are no UTF-8 become
 * "%XX". Pure functions; texts of a struct receipt are borrowed. Source: design 7 and 8. */
#ifndef POLICY_RECEIPT_H
#define POLICY_RECEIPT_H

#include "base/hash.h"
#include "base/uuid.h"

struct arena;
struct err;

#define RECEIPT_SALT_BYTES 32
#define RECEIPT_TEXT_MAX 256
#define RECEIPT_PATH_MAX 2048
#define RECEIPT_PAYLOAD_MAX 8192 /* no payload is longer, whatever is in the struct; a test holds it */
#define RECEIPT_INT_MAX \
    9007199254740991 /* 2^53 - 1: larger numbers are written as this, negative ones as 0 */

enum receipt_proof {
    RECEIPT_PROOF_NONE,      /* nobody was identified */
    RECEIPT_PROOF_MTLS,      /* "mtls" */
    RECEIPT_PROOF_TOKEN,     /* "token" */
    RECEIPT_PROOF_SIGNATURE, /* "tanda_tangan" */
    RECEIPT_PROOF_API_KEY,   /* "kunci_api" */
    RECEIPT_PROOF_COUNT
};
struct sv receipt_proof_word(enum receipt_proof p); /* "tidak_ada" for NONE */

struct receipt {
    struct uuid id;
    int64_t time_ms;                                                           /* Unix, at admission */
    struct sv consumer, service, agreement, method, path, refusal, message_id; /* absent or empty: no key */
    int64_t consumer_agency, provider_agency;                                  /* 0: not known, no key */
    int64_t agreement_version; /* written when there is an agreement */
    bool has_query, has_request_digest, has_response_digest, has_key;
    struct digest query_digest, request_digest, response_digest;
    int64_t request_bytes, response_bytes; /* of the bodies; as far as they came */
    int64_t status;
    int64_t total_us, provider_us; /* provider_us < 0: was not asked, no key */
    enum receipt_proof proof;
    struct digest key_fingerprint; /* of the certificate, token key, signing key or API key that proved it */
    int64_t policy_version;
    struct digest policy_digest;
};

/* Writes the payload into buf and returns its length: at most RECEIPT_PAYLOAD_MAX, which is what `cap` must be
 * at least (asserted). */
size_t receipt_encode(const struct receipt *r, char *buf, size_t cap);
/* SHA-256(salt || payload): the second half of the leaf. */
struct digest receipt_digest(const uint8_t salt[RECEIPT_SALT_BYTES], struct sv payload);
/* The struct back from a payload, texts in `a`. ERR_INPUT: not the canonical form of a receipt. */
bool receipt_parse(struct sv payload, struct arena *a, struct receipt *out, struct err *e);

#endif

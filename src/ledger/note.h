/* SPDX-License-Identifier: MIT
 * ledger/note.h -- signed notes: a text, an empty line, and signature lines "— name base64(keyID[4] ||
 * signature)".
 *
 * Two kinds of Ed25519 keys are known: NOTE_ED25519 signs the text itself; NOTE_COSIGN signs
 * "cosignature/v1", a time and the text, and means: at that time this was the largest consistent tree I
 * had seen for this origin. Opening a note: an unknown (name, id) is skipped; a known one must verify or
 * the whole note is refused; no known valid signature is a refusal too. Everything parsed is borrowed from
 * the input or lives in the arena. Pure functions; threads may share keys they only read. Signers hold a
 * secret: clear them with note_signer_clear(). Sources: C2SP signed-note, tlog-cosignature; RFC 8032. */
#ifndef LEDGER_NOTE_H
#define LEDGER_NOTE_H

#include "base/hash.h"
#include "base/sv.h"

struct arena;
struct err;

#define NOTE_BYTES_MAX 1000000
#define NOTE_SIGS_MAX 100
#define NOTE_NAME_MAX 255 /* our own bound; the format has none */

enum note_type {
    NOTE_ED25519 = 0x01,
    NOTE_COSIGN = 0x04 /* Ed25519 with a time */
};

struct note_key { /* what verifies */
    struct sv name;
    uint32_t id;
    enum note_type type;
    uint8_t pub[32];
};
struct note_signer { /* what signs; the name is borrowed */
    struct sv name;
    uint32_t id;
    enum note_type type;
    struct ed25519_key key;
};

bool note_text_ok(struct sv s);    /* UTF-8 without control bytes but LF */
bool note_name_ok(struct sv name); /* not empty, UTF-8, no Unicode space, no '+', no control byte */

/* "name+hex8(id)+base64(type || key)". Wrong id, length or an unknown type: ERR_INPUT. */
bool note_vkey_parse(struct sv s, struct arena *a, struct note_key *out, struct err *e);
struct sv note_vkey_make(const struct note_key *k, struct arena *a);
/* "PRIVATE+KEY+name+hex8(id)+base64(type || seed)". */
bool note_skey_parse(struct sv s, struct arena *a, struct note_signer *out, struct err *e);
struct sv note_skey_make(const struct note_signer *s, struct arena *a);
bool note_signer_make(struct sv name, enum note_type type, const struct ed25519_key *key,
                      struct note_signer *out, struct err *e);
struct note_key note_key_of(const struct note_signer *s);
void note_signer_clear(struct note_signer *s);

struct note_sig {
    struct sv name;
    uint32_t id;
    struct sv blob;             /* what follows the key id */
    struct sv line;             /* the whole line with its LF */
    const struct note_key *key; /* the key it was verified with, else NULL */
    int64_t time;               /* of a verified cosignature, else 0 */
};
struct note {
    struct sv text; /* with its final LF */
    struct note_sig *sigs;
    size_t n;
};

/* Form only: ERR_INPUT when malformed. No signature is looked at. */
bool note_parse(struct sv data, struct arena *a, struct note *out, struct err *e);
/* Form and signatures: also ERR_DENIED when a known key's line is false or no known key signed. */
bool note_open(struct sv data, const struct note_key *keys, size_t n, struct arena *a, struct note *out,
               struct err *e);
/* Signature lines as a witness answers them, without a text of their own, verified against `text`.
 * At least one must be by a known key; every known one must hold. */
bool note_open_lines(struct sv lines, struct sv text, const struct note_key *keys, size_t n, struct arena *a,
                     struct note *out, struct err *e);

/* One signature line over the text. note_sign() wants a NOTE_ED25519 signer, note_cosign() a NOTE_COSIGN
 * one and a time > 0 (Unix seconds). */
bool note_sign(const struct note_signer *s, struct sv text, struct arena *a, struct sv *line, struct err *e);
bool note_cosign(const struct note_signer *s, struct sv text, int64_t time, struct arena *a, struct sv *line,
                 struct err *e);
struct sv note_make(struct sv text, struct sv lines, struct arena *a); /* text, empty line, lines */

#endif

/* SPDX-License-Identifier: MIT
 * ledger/checkpoint.h -- the signed head of a log: origin, size, root.
 *
 *   <origin>
 *   <size, decimal, no leading zero>
 *   <base64 root, 32 bytes>
 *   [extension lines, none empty; we write none]
 *
 * The key's name equals the origin. Signing here is only the form: that two checkpoints of one origin
 * never disagree is the duty of log.h, the only module that calls checkpoint_sign() for a living log.
 * Source: C2SP tlog-checkpoint. Pure functions. */
#ifndef LEDGER_CHECKPOINT_H
#define LEDGER_CHECKPOINT_H

#include "base/hash.h"
#include "base/sv.h"
#include "ledger/note.h"

struct arena;
struct err;

struct checkpoint {
    struct sv origin;
    uint64_t size;
    struct digest root;
    struct sv extensions; /* whole lines, or empty */
};

bool ledger_number(struct sv s, uint64_t max,
                   uint64_t *out); /* decimal, no sign, no leading zero, at most max */
bool ledger_hash_line(struct sv s, struct arena *a, struct digest *out); /* base64 of exactly 32 bytes */

/* The unsigned text. ERR_INPUT when malformed. */
bool checkpoint_parse(struct sv text, struct arena *a, struct checkpoint *out, struct err *e);
struct sv checkpoint_text(const struct checkpoint *c, struct arena *a);
/* Refuses an empty tree whose root is not SHA-256(""), and a signer whose name is not the origin
 * (ERR_FAULT). */
bool checkpoint_sign(const struct checkpoint *c, const struct note_signer *s, struct arena *a,
                     struct sv *note, struct err *e);
/* A note that must carry a valid signature of this log key and this key's origin. `note` may be NULL. */
bool checkpoint_open(struct sv data, const struct note_key *log, struct arena *a, struct checkpoint *out,
                     struct note *note, struct err *e);

#endif

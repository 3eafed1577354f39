/* SPDX-License-Identifier: MIT
 * ledger/log.h -- the one writer of a log: appends leaves, signs checkpoints, survives being killed at any
 * moment.
 *
 * A log is a folder:
 *   checkpoint            the newest signed head, with cosignatures once they came in
 *   checkpoint.cosigned   the newest head that witnesses cosigned
 *   tile/...              tiles and entry bundles (tile.h)
 *   state                 what this writer last promised: origin, size, root, previous size, successor
 *   lock                  held while a writer lives
 * All but state and lock may be served as static files.
 *
 * Order of a commit, each step durable before the next: tiles and bundles; state; checkpoint. So a signed
 * head never names a leaf that a crash can take away, and no size is ever signed with two roots: on
 * opening, what lies beyond `state` is rubbish that is written over, and a head missing for `state` is
 * signed again, byte for byte the same. One commit costs one sync of its tiles and two small atomic
 * writes, whatever the number of leaves.
 *
 * A log belongs to one thread. The signer is copied; ledger_log_close() wipes it.
 * The key's use as such (which process may hold it) is decided above. */
#ifndef LEDGER_LOG_H
#define LEDGER_LOG_H

#include "base/hash.h"
#include "base/sv.h"
#include "ledger/checkpoint.h"
#include "ledger/note.h"
#include "ledger/store.h"

struct arena;
struct err;
struct ledger_log;

/* --- the leaf of our logs --------------------------------------------------------------------- */

#define LEDGER_LEAF_BYTES 40
#define LEDGER_SALT_BYTES 32
struct ledger_leaf {
    uint8_t b[LEDGER_LEAF_BYTES]; /* 8 bytes big-endian Unix seconds, SHA-256(salt || canonical payload) */
};
struct ledger_leaf ledger_leaf_make(int64_t time, const uint8_t salt[LEDGER_SALT_BYTES], struct sv payload);
bool ledger_leaf_parse(struct sv entry, int64_t *time, struct digest *d); /* false: not a record of ours */
struct sv ledger_leaf_sv(const struct ledger_leaf *l);                    /* borrowed */

/* --- opening ---------------------------------------------------------------------------------- */

/* Moments between which a crash must be harmless. Tests stop the process at each. */
enum ledger_step {
    LEDGER_WRITTEN,
    LEDGER_SYNCED,
    LEDGER_STATED,
    LEDGER_TIDIED,
    LEDGER_SIGNED,
    LEDGER_STEP_COUNT
};

struct ledger_options {
    const char *dir;                             /* the folder; its parent must be there */
    const struct note_signer *signer;            /* NOTE_ED25519; its name is the origin */
    bool create;                                 /* make the log when the folder holds none */
    void (*step)(void *ctx, enum ledger_step s); /* may be NULL */
    void *step_ctx;
};

/* ERR_MISSING: no log here. ERR_BUSY: another writer holds it. ERR_CONFLICT: the folder and the newest
 * checkpoint disagree (a restored older copy, another key, a log that has a successor): nothing is signed,
 * see ledger_log_restart(). ERR_FAULT: the tiles no longer yield the root that was promised. */
struct ledger_log *ledger_log_open(const struct ledger_options *o, struct err *e);
void ledger_log_close(struct ledger_log *l); /* accepts NULL; uncommitted leaves are forgotten */

/* --- appending -------------------------------------------------------------------------------- */

/* Adds leaves to the tree in memory and writes tiles that become full. Nothing is promised yet.
 * On failure everything since the last commit is forgotten. */
bool ledger_log_add(struct ledger_log *l, const struct sv *entries, size_t n, struct err *e);
/* Makes what was added durable and signs it. After a failure ask ledger_log_size() which leaves were taken
 * before trying again: the state may be safe while the checkpoint could not be written. */
bool ledger_log_commit(struct ledger_log *l, struct err *e);
/* add and commit */
bool ledger_log_append(struct ledger_log *l, const struct sv *entries, size_t n, struct err *e);

uint64_t ledger_log_size(const struct ledger_log *l);          /* leaves committed */
struct checkpoint ledger_log_head(const struct ledger_log *l); /* borrowed until the next commit */
struct sv ledger_log_note(const struct ledger_log *l); /* the signed head; borrowed until the next commit */
struct store *ledger_log_store(const struct ledger_log *l); /* to read tiles for proofs; borrowed */

/* --- witnesses -------------------------------------------------------------------------------- */

/* Takes the answer of one or more witnesses for a head of this log (`note`, as it was sent). Verifies
 * both, then keeps them in checkpoint.cosigned unless a newer cosigned head is there, and in checkpoint
 * while that head is the newest. Cosignatures that were already there for the same head stay. */
bool ledger_log_cosign(struct ledger_log *l, struct sv note, struct sv lines,
                       const struct note_key *witnesses, size_t n, struct err *e);

/* --- a new origin after a restore ------------------------------------------------------------- */

/* When the data were restored to a state older than the newest checkpoint, going on under the same origin
 * would sign a fork. Instead a new log begins; its first leaf is a salted record whose payload names the
 * old head. The caller stores salt and payload like those of every other leaf before the call; repeating
 * it is harmless. */
struct sv ledger_restart_payload(const struct checkpoint *old, struct sv new_origin, struct arena *a);
struct sv ledger_origin_next(struct sv origin,
                             struct arena *a); /* "host/log" -> "host/log/2" -> "host/log/3" */
/* `o` names the new folder and the new signer. When old_dir is not NULL, that log is closed for good
 * first: its state names the successor and it will never open again. */
struct ledger_log *ledger_log_restart(const struct ledger_options *o, const char *old_dir,
                                      const struct checkpoint *old, int64_t time,
                                      const uint8_t salt[LEDGER_SALT_BYTES], struct err *e);

/* --- reading a folder without the key --------------------------------------------------------- */

#define LEDGER_HEAD "checkpoint"
#define LEDGER_HEAD_COSIGNED "checkpoint.cosigned"
/* The signed head of a folder, verified with the log's key. ERR_MISSING when the file is not there. */
bool ledger_head_load(const char *dir, const char *file, const struct note_key *log, struct arena *a,
                      struct sv *note, struct checkpoint *out, struct err *e);

#endif

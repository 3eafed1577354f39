/* SPDX-License-Identifier: MIT
 * ledger/log_priv.h -- what log.c, log_open.c and restart.c share. */
#ifndef LEDGER_LOG_PRIV_H
#define LEDGER_LOG_PRIV_H

#include "base/buf.h"
#include "ledger/log.h"

/* The file `state`, in lines: "prasasti-ledger/1", origin, size, root, previous size, [successor].
 * `previous` is the size before the last commit: its partial tiles may still wait to be removed. */
struct ledger_state {
    struct sv origin;
    uint64_t size;
    struct digest root;
    uint64_t previous;
    struct sv successor; /* empty: none */
};
bool ledger_state_load(const char *path, struct arena *a, struct ledger_state *out, struct err *e);
bool ledger_state_save(const char *path, const struct ledger_state *s, struct err *e);

struct ledger_log {
    struct store *store;
    int lock;
    struct arena *keep; /* names and paths, as long as the log is open */
    struct arena *head; /* note and head, until the next commit */
    const char *dir, *state_path, *head_path, *cosigned_path;
    struct note_signer signer;
    struct note_key key;
    struct tile_edge edge;  /* with what was added */
    struct buf bundle;      /* entries of the bundle that is not full yet */
    struct tile_edge saved; /* as committed: where a failure goes back to */
    struct buf saved_bundle;
    struct digest root;   /* of `saved` */
    struct checkpoint cp; /* of `saved` */
    struct sv note;       /* cp signed, perhaps cosigned; absent until published */
    bool broken;          /* the state on disk is uncertain: only reopening helps */
    void (*step)(void *ctx, enum ledger_step s);
    void *step_ctx;
};

bool ledger_lock(const char *dir, struct arena *a, int *fd, struct err *e); /* ERR_BUSY: somebody holds it */
const char *ledger_path(const char *dir, const char *name, struct arena *a);
bool ledger_log_publish(struct ledger_log *l, struct err *e); /* signs cp and writes the checkpoint */
void ledger_log_keep(struct ledger_log *l);                   /* what is in edge and bundle becomes `saved` */
struct tile_name ledger_edge_name(uint64_t size, unsigned level, bool entries); /* the partial tile's name */

#endif

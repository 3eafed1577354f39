/* SPDX-License-Identifier: MIT
 * ledger/verify.h -- recomputes a whole log folder and names each thing in it that is not as it was
 * signed.
 *
 * Trust flows downwards: the signed root vouches for the right edge, each tile for its children, a level-0
 * tile for the entries. So a changed entry is told from a changed tile, and damage in one place does not
 * colour its neighbours. Where a tile cannot be vouched for, it is recomputed from below and judged
 * afterwards.
 *
 * Optionally the entries that a database would give today are compared with the leaves, in order. They are
 * aligned as a line comparison would do, so that missing rows (up to 65,536 in a run) do not make all
 * later rows look changed; neighbours of one kind are one finding.
 * Rows behind the last signed leaf are counted, not judged: the next checkpoint covers them.
 *
 * Reads only; needs no key but the log's public one; may run beside a living writer (it judges the head it
 * read first). One thread at a time for each call. Memory: some 17 MiB, 7 more with rows, whatever the
 * size of the log. */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include "base/sv.h"
#include "ledger/checkpoint.h"
#include "ledger/quorum.h"

struct arena;
struct err;

enum ledger_damage {
    LEDGER_BAD_HEAD,    /* checkpoint missing, unreadable, wrongly signed, or short of witnesses */
    LEDGER_BAD_ROOT,    /* the whole tree does not lead to the signed root */
    LEDGER_BAD_FORK,    /* a head known from elsewhere contradicts this log */
    LEDGER_BAD_TILE,    /* a hash in a tile */
    LEDGER_BAD_SUBTREE, /* everything below a tile was rewritten together */
    LEDGER_BAD_ENTRY,   /* an entry in a bundle */
    LEDGER_BAD_FILE,    /* a file of wrong length or form */
    LEDGER_MISSING_FILE,
    LEDGER_ROW_CHANGED, /* the database gives another entry for this leaf */
    LEDGER_ROW_MISSING, /* the database has no row for this leaf */
    LEDGER_ROW_EXTRA,   /* the database has a row between signed ones that no leaf knows */
    LEDGER_ROW_MOVED,   /* the row stands at another place */
    LEDGER_DAMAGE_COUNT
};
const char *ledger_damage_key(enum ledger_damage d); /* short stable word, for JSON */

struct ledger_finding {
    enum ledger_damage kind;
    struct sv file;   /* within the folder, or absent */
    int64_t position; /* of the hash or entry within the file; -1: the whole file */
    uint64_t leaf;    /* first leaf concerned */
    uint64_t leaves;  /* how many; 0: none in particular */
    int64_t row;      /* 0-based place of the first row concerned; -1: none */
    uint64_t rows;    /* how many */
    struct sv text;   /* Indonesian, a full sentence */
};
struct ledger_report {
    bool sound;             /* nothing was found */
    struct checkpoint head; /* what was judged */
    struct sv note;
    struct quorum_verdict verdict; /* with the witnesses, when the head was accepted */
    struct ledger_finding *items;
    size_t n;
    bool cut;            /* more was found than the limit keeps, or comparing rows stopped there */
    uint64_t rows;       /* compared */
    uint64_t rows_after; /* behind the last signed leaf */
};

/* Yields the next expected entry (borrowed until the next call) or *have = false at the end. */
typedef bool (*ledger_rows)(void *ctx, struct sv *entry, bool *have, struct err *e);

struct ledger_verify_options {
    const char *dir;
    const struct note_key *log;  /* the log's public key */
    const struct quorum *policy; /* whose cosignatures the head needs; NULL: none */
    const struct sv *known;      /* signed heads kept elsewhere: witnesses, old proofs, mails */
    size_t known_n;
    ledger_rows rows; /* may be NULL */
    void *rows_ctx;
    size_t limit;                                               /* findings kept; 0 means 1000 */
    void (*progress)(void *ctx, uint64_t done, uint64_t total); /* may be NULL; now and then */
    void *progress_ctx;
};

/* False only when judging was impossible (folder not there, disk error, rows could not be read); what is
 * wrong with the log is in the report. */
bool ledger_verify(const struct ledger_verify_options *o, struct arena *a, struct ledger_report *out,
                   struct err *e);

#endif

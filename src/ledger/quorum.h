/* SPDX-License-Identifier: MIT
 * ledger/quorum.h -- whose signatures make a checkpoint acceptable: logs, witnesses, groups, one quorum.
 *
 *   log <vkey> [url]
 *   witness <name> <vkey> [url]
 *   group <name> <k|any|all> <member>...     members are defined on earlier lines
 *   quorum <name|none>                       exactly one line
 * Empty lines and lines that begin with '#' are skipped. No key stands twice.
 * A checkpoint is accepted when a listed log signed it under its own origin, no listed key's line is
 * false, and the quorum is met. A policy is read-only after quorum_parse(), so threads may share it; it
 * lives in its arena. Source: C2SP tlog-policy. */
#ifndef LEDGER_QUORUM_H
#define LEDGER_QUORUM_H

#include "base/sv.h"
#include "ledger/checkpoint.h"
#include "ledger/note.h"

struct arena;
struct err;
struct quorum;

/* ERR_INPUT names the line. */
bool quorum_parse(struct sv text, struct arena *a, struct quorum **out, struct err *e);
struct quorum *quorum_of_log(const struct note_key *log, struct arena *a); /* this log, no witnesses */

struct quorum_cosign {
    struct sv name; /* the witness's key name */
    int64_t time;   /* Unix seconds */
};
struct quorum_verdict {
    struct checkpoint head;
    struct sv text;                /* what was signed */
    struct quorum_cosign *cosigns; /* by listed witnesses, each once, with its latest time */
    size_t n;
};
/* ERR_INPUT: malformed. ERR_DENIED: signatures false, or not those that the policy asks for. */
bool quorum_open(const struct quorum *q, struct sv note, struct arena *a, struct quorum_verdict *out,
                 struct err *e);

#endif

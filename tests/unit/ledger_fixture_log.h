/* SPDX-License-Identifier: MIT
 * tests/unit/ledger_fixture_log.h -- opening, filling and checking a log folder, for the tests of its writer. */
#ifndef LEDGER_FIXTURE_LOG_H
#define LEDGER_FIXTURE_LOG_H

#include "ledger_fixture.h"

#include "ledger/log.h"
#include "ledger/verify.h"

#define ORIGIN "contoh.go.id/peristiwa"

static inline struct ledger_options options(const char *dir, const struct note_signer *s)
{
    return (struct ledger_options){ .dir = dir, .signer = s, .create = true };
}

static inline struct ledger_log *open_log(const char *dir, const struct note_signer *s)
{
    struct ledger_options o = options(dir, s);
    struct err e;
    struct ledger_log *l = ledger_log_open(&o, &e);

    must(l != NULL, &e, dir);
    return l;
}

/* Leaf i of a history; another `line` is another history with the same numbers. */
static inline struct ledger_leaf leaf_of(uint64_t i, uint64_t line)
{
    uint8_t salt[LEDGER_SALT_BYTES] = { 0 };

    memcpy(salt, &line, sizeof line);
    return ledger_leaf_make(1767225600 + (int64_t) i, salt, (struct sv){ (const char *) &i, sizeof i });
}

static inline bool try_append(struct ledger_log *l, uint64_t n, uint64_t line, struct err *e)
{
    struct ledger_leaf *leaf = calloc(n + 1, sizeof *leaf);
    struct sv *entry = calloc(n + 1, sizeof *entry);
    uint64_t first = ledger_log_size(l);

    assert_true(leaf && entry);
    for (uint64_t i = 0; i < n; i++) {
        leaf[i] = leaf_of(first + i, line);
        entry[i] = ledger_leaf_sv(&leaf[i]);
    }
    bool ok = ledger_log_append(l, entry, n, e);
    free(leaf);
    free(entry);
    return ok;
}

static inline void append(struct ledger_log *l, uint64_t n, uint64_t line)
{
    struct err e;

    must(try_append(l, n, line, &e), &e, "append");
}

/* Everything recomputed, and every head seen before is a beginning of what is there. */
static inline void check_sound(const char *dir, const struct note_signer *s, const struct sv *known, size_t n,
                               const char *when)
{
    struct arena *a = arena_new(1 << 26);
    struct note_key k = note_key_of(s);
    struct ledger_verify_options o = { .dir = dir, .log = &k, .known = known, .known_n = n };
    struct ledger_report r;
    struct err e;

    must(ledger_verify(&o, a, &r, &e), &e, when);
    if (!r.sound)
        fail_msg("%s: %.*s", when, SV_FMT(r.items[0].text));
    arena_free(a);
}

#endif

/* SPDX-License-Identifier: MIT
 * bench/ledger.c -- how many leaves a second a log takes, and how many its verification recomputes.
 *
 *   ledger FOLDER LEAVES      makes a log in FOLDER (which must not be there), then verifies it with every row compared
 *
 * Leaves are appended in commits of 64,000, each durable and signed; making the leaf itself (a digest of salt and payload,
 * done when the event is written) is not counted, as the writer of events has done it already. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "ledger/log.h"
#include "ledger/verify.h"

enum { COMMIT = 64000 };

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* The nth leaf, the same whenever it is asked for. */
static struct ledger_leaf leaf(uint64_t n)
{
    struct ledger_leaf l = { { 0 } };
    uint64_t x = n * 0x9e3779b97f4a7c15u + 1;

    for (size_t i = 0; i < LEDGER_LEAF_BYTES; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        l.b[i] = i < 4 ? 0 : (uint8_t) x;
    }
    return l;
}

struct rows {
    uint64_t at, n;
    struct ledger_leaf now;
};

static bool next(void *ctx, struct sv *entry, bool *have, struct err *e)
{
    struct rows *r = ctx;

    (void) e;
    *have = r->at < r->n;
    if (*have) {
        r->now = leaf(r->at++);
        *entry = ledger_leaf_sv(&r->now);
    }
    return true;
}

static bool build(const char *dir, uint64_t n, const struct note_signer *s, struct err *e)
{
    const struct ledger_options o = { .dir = dir, .signer = s, .create = true };
    struct ledger_log *log = ledger_log_open(&o, e);
    struct ledger_leaf *leaves = calloc(COMMIT, sizeof *leaves);
    struct sv *entries = calloc(COMMIT, sizeof *entries);
    bool ok = log != NULL && leaves && entries;

    for (uint64_t done = 0; ok && done < n;) {
        size_t k = n - done < COMMIT ? (size_t) (n - done) : COMMIT;

        for (size_t i = 0; i < k; i++) {
            leaves[i] = leaf(done + i);
            entries[i] = ledger_leaf_sv(&leaves[i]);
        }
        ok = ledger_log_append(log, entries, k, e);
        done += k;
    }
    ledger_log_close(log);
    free(leaves);
    free(entries);
    return ok;
}

static bool measure(const char *dir, uint64_t n, struct arena *a, struct err *e)
{
    struct rows rows = { .n = n };
    struct ledger_verify_options o = { .dir = dir, .rows = next, .rows_ctx = &rows };
    struct ledger_report report;
    struct note_signer signer;
    struct ed25519_key key;
    struct note_key pub;
    double begun, built;

    if (!ed25519_make(&key, e) || !note_signer_make(SV("prasasti/bench/log"), NOTE_ED25519, &key, &signer, e))
        return false;
    pub = note_key_of(&signer);
    o.log = &pub;
    begun = now_s();
    if (!build(dir, n, &signer, e))
        return false;
    built = now_s();
    if (!ledger_verify(&o, a, &report, e))
        return false;
    if (!report.sound || report.rows != n)
        return err_set(e, ERR_FAULT, "the log that was just made is not sound");
    printf("leaves=%llu build=%.0f verify=%.0f\n", (unsigned long long) n, (double) n / (built - begun),
           (double) n / (now_s() - built));
    return true;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new(256 * 1024 * 1024);
    struct err e = { 0 };
    int code = 0;

    if (argc != 3)
        return 2;
    if (!measure(argv[1], strtoull(argv[2], NULL, 10), a, &e)) {
        fprintf(stderr, "ledger: %s (%s)\n", e.text, e.cause);
        code = 1;
    }
    arena_free(a);
    return code;
}

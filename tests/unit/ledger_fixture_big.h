/* SPDX-License-Identifier: MIT
 * tests/unit/ledger_fixture_big.h -- a log with tiles on three levels, what can be done to its files, and what verifying it finds. */
#ifndef LEDGER_FIXTURE_BIG_H
#define LEDGER_FIXTURE_BIG_H

#include "ledger_fixture_log.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "ledger/verify.h"

#define BIG 66086 /* 258 full level-0 tiles and 38 hashes; one full level-1 tile and 2; one at level 2 */

struct big_log {
    struct arena *a;
    const char *dir;
    struct note_signer s;
    struct sv old_head; /* at 66,000 leaves */
};

/* Appends up to `size` leaves; leaf `other` (when in range) is another one than it should be. */
static inline void grow(struct ledger_log *l, uint64_t size, uint64_t other)
{
    struct err e;

    for (uint64_t i = ledger_log_size(l); i < size; i++) {
        struct ledger_leaf leaf = leaf_of(i == other ? 999999 : i, 0);
        struct sv entry = ledger_leaf_sv(&leaf);
        must(ledger_log_add(l, &entry, 1, &e), &e, "add");
    }
    must(ledger_log_commit(l, &e), &e, "commit");
}

static inline int big_log_setup(void **state)
{
    struct arena *a = arena_new(1 << 26);
    struct big_log *b = ARENA_NEW(a, struct big_log);

    b->a = a;
    b->dir = fixture_dir(a);
    b->s = fixture_signer(ORIGIN, NOTE_ED25519, 1);
    struct ledger_log *l = open_log(b->dir, &b->s);
    grow(l, 66050, UINT64_MAX);
    b->old_head = arena_dup(a, ledger_log_note(l));
    grow(l, BIG, UINT64_MAX);
    ledger_log_close(l);
    *state = b;
    return 0;
}

static inline int big_log_teardown(void **state)
{
    struct big_log *b = *state;

    fixture_remove(b->dir);
    arena_free(b->a);
    return 0;
}

static inline void verify(const struct big_log *b, struct arena *a, const struct sv *known, size_t n,
                          struct ledger_report *r)
{
    struct note_key k = note_key_of(&b->s);
    struct ledger_verify_options o = { .dir = b->dir, .log = &k, .known = known, .known_n = n };
    struct err e;

    must(ledger_verify(&o, a, r, &e), &e, "verify");
}

static inline const char *told(const struct ledger_report *r, struct arena *a)
{
    struct sv s = SV("");

    for (size_t i = 0; i < r->n && i < 12; i++)
        s = arena_printf(a, "%.*s\n  %s %.*s [%d] leaf %d: %.*s", SV_FMT(s),
                         ledger_damage_key(r->items[i].kind), SV_FMT(r->items[i].file),
                         (int) r->items[i].position, (int) r->items[i].leaf, SV_FMT(r->items[i].text));
    return arena_dup(a, s).p;
}

static inline const char *path_in(const struct big_log *b, const char *file, char out[512])
{
    snprintf(out, 512, "%s/%s", b->dir, file);
    return out;
}

enum deed { FLIP, CUT, GROW, REMOVE };

static inline void damage(const struct big_log *b, const char *file, enum deed what, long at)
{
    char path[512], c;
    int fd = open(path_in(b, file, path), O_RDWR);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0)
        fail_msg("cannot open %s", path);
    switch (what) {
    case FLIP:
        assert_true(pread(fd, &c, 1, at) == 1);
        c ^= 4;
        assert_true(pwrite(fd, &c, 1, at) == 1);
        break;
    case CUT: assert_int_equal(ftruncate(fd, st.st_size - at), 0); break;
    case GROW: assert_int_equal(ftruncate(fd, st.st_size + at), 0); break;
    case REMOVE: unlink(path); break;
    }
    close(fd);
}

#define ENTRY(i) ((i) *42 + 2 + 20) /* a byte of the digest of entry i in a bundle */
#define HASH(i) ((i) *32 + 9)

#endif

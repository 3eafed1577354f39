/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_vkey.c -- any bytes as a public key, a secret key and a tile's path; each has one
 * spelling only. Needs dep_ledger. */
#include "base/arena.h"
#include "base/err.h"
#include "ledger/note.h"
#include "ledger/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv s = { (const char *) p, n };
    struct arena *a = arena_new(1u << 20);
    struct note_signer signer;
    struct tile_name name;
    struct note_key key;
    struct err e;

    if (note_vkey_parse(s, a, &key, &e)) {
        if (!sv_eq(note_vkey_make(&key, a), s) || !note_name_ok(key.name))
            abort();
    } else if (e.kind != ERR_INPUT) {
        abort();
    }
    if (note_skey_parse(s, a, &signer, &e) && !sv_eq(note_skey_make(&signer, a), s))
        abort();
    if (tile_path_parse(s, &name) && !sv_eq(sv_of(tile_path(&name).s), s))
        abort();
    arena_free(a);
    return 0;
}

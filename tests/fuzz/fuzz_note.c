/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_note.c -- any bytes as a signed note and as a checkpoint; what is accepted is written
 * back the same, and no bytes but the ones that were signed pass for signed. Needs dep_ledger. */
#include "base/arena.h"
#include "base/err.h"
#include "ledger/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define LOG_VKEY "hub.contoh.go.id/log+3a1f0400+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk"
#define WITNESS_VKEY "saksi.contoh.go.id/inspektorat+101352e6+BOfxYqEL7FWa/qGV5NzoS2lWjV0ssJY+tEbAaF4rF/Lw"
#define SIGNED "hub.contoh.go.id/log\n3\njw3+mSdluRkDWqfNnNyvNbRunZGCFT/rz5Mv4cxu8iI=\n"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv data = { (const char *) p, n }, lines = SV("");
    struct arena *a = arena_new(16u << 20);
    struct note_key keys[2];
    struct checkpoint c;
    struct note note;
    struct err e;

    if (!note_vkey_parse(SV(LOG_VKEY), a, &keys[0], &e) ||
        !note_vkey_parse(SV(WITNESS_VKEY), a, &keys[1], &e))
        abort();
    if (note_parse(data, a, &note, &e)) {
        for (size_t i = 0; i < note.n; i++)
            lines = arena_printf(a, "%.*s%.*s", SV_FMT(lines), SV_FMT(note.sigs[i].line));
        if (!sv_eq(note_make(note.text, lines, a), data))
            abort();
        if (checkpoint_parse(note.text, a, &c, &e) && !sv_eq(checkpoint_text(&c, a), note.text))
            abort();
        if (note_open(data, keys, 2, a, &note, &e) && !sv_eq(note.text, SV(SIGNED)))
            abort();
    } else if (e.kind != ERR_INPUT || !sv_utf8_ok(sv_of(e.text))) {
        abort();
    }
    if (checkpoint_parse(data, a, &c, &e) && !sv_eq(checkpoint_text(&c, a), data))
        abort();
    arena_free(a);
    return 0;
}

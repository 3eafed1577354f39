/* SPDX-License-Identifier: MIT
 * ledger/checkpoint.c -- reading and writing checkpoints. */
#include "ledger/checkpoint.h"

#include "base/arena.h"
#include "base/err.h"
#include "ledger/merkle.h"

bool ledger_number(struct sv s, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;

    if (s.n == 0 || s.n > 19 || (s.n > 1 && s.p[0] == '0')) /* 19 digits never overflow 64 bits */
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t) (s.p[i] - '0');
    }
    if (v > max)
        return false;
    *out = v;
    return true;
}

bool ledger_hash_line(struct sv s, struct arena *a, struct digest *out)
{
    struct sv raw;

    if (s.n != 44 || !base64_parse(s, a, &raw) || raw.n != sizeof out->b)
        return false;
    memcpy(out->b, raw.p, sizeof out->b);
    return true;
}

static bool malformed(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Titik periksa (checkpoint) tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Ambil kembali berkas checkpoint dari penerbit buku besar."));
}

bool checkpoint_parse(struct sv text, struct arena *a, struct checkpoint *out, struct err *e)
{
    struct checkpoint c;
    struct sv size, root, rest, line;

    if (text.n == 0 || text.p[text.n - 1] != '\n')
        return malformed(e, T("tidak diakhiri baris baru"));
    if (!note_text_ok(text))
        return malformed(e, T("memuat byte yang bukan teks UTF-8"));
    rest = text;
    if (!sv_cut(&rest, '\n', &c.origin) || c.origin.n == 0)
        return malformed(e, T("asal (origin) kosong"));
    if (!sv_cut(&rest, '\n', &size) || !ledger_number(size, MERKLE_SIZE_MAX, &c.size))
        return malformed(e, T("ukuran pohon bukan bilangan"));
    if (!sv_cut(&rest, '\n', &root) || !ledger_hash_line(root, a, &c.root))
        return malformed(e, T("akar pohon bukan 32 byte base64"));
    c.extensions = rest;
    while (sv_cut(&rest, '\n', &line))
        if (line.n == 0)
            return malformed(e, T("ada baris tambahan yang kosong"));
    *out = c;
    return arena_ok(a, e);
}

struct sv checkpoint_text(const struct checkpoint *c, struct arena *a)
{
    struct sv root = base64_make(digest_sv(&c->root), a);

    return arena_printf(a, "%.*s\n%llu\n%.*s\n%.*s", SV_FMT(c->origin), (unsigned long long) c->size,
                        SV_FMT(root), SV_FMT(c->extensions));
}

bool checkpoint_sign(const struct checkpoint *c, const struct note_signer *s, struct arena *a,
                     struct sv *note, struct err *e)
{
    struct digest empty = merkle_empty();
    struct sv text = checkpoint_text(c, a), line;

    if (!sv_eq(c->origin, s->name))
        return err_set(e, ERR_FAULT, T("Kunci %.*s bukan kunci buku besar %.*s"), SV_FMT(s->name),
                       SV_FMT(c->origin));
    if (c->size == 0 && !digest_eq(&c->root, &empty))
        return err_set(e, ERR_FAULT, T("Pohon kosong dengan akar yang salah tidak akan ditandatangani"));
    if (!note_sign(s, text, a, &line, e))
        return false;
    *note = note_make(text, line, a);
    return arena_ok(a, e);
}

bool checkpoint_open(struct sv data, const struct note_key *log, struct arena *a, struct checkpoint *out,
                     struct note *note, struct err *e)
{
    struct note n;
    struct checkpoint c;

    if (!note_open(data, log, 1, a, &n, e) || !checkpoint_parse(n.text, a, &c, e))
        return false;
    if (!sv_eq(c.origin, log->name))
        return err_set(e, ERR_DENIED, T("Checkpoint ini milik %.*s, bukan %.*s"), SV_FMT(c.origin),
                       SV_FMT(log->name));
    *out = c;
    if (note)
        *note = n;
    return true;
}

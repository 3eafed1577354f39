/* SPDX-License-Identifier: MIT
 * ledger/proof.c -- making, reading and checking .tlog-proof files. */
#include "ledger/proof.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "ledger/store.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

bool proof_make(struct store *s, struct sv note, uint64_t index, struct arena *a, struct tlog_proof *out,
                struct err *e)
{
    struct tlog_proof p = { .index = index, .note = note };
    struct note n;
    struct checkpoint cp;
    struct digest leaf;
    struct tile_reader *r = NULL;
    bool ok = false;

    if (!note_parse(note, a, &n, e) || !checkpoint_parse(n.text, a, &cp, e))
        return false;
    if (index >= cp.size) {
        err_set(e, ERR_INPUT, T("Daun %llu belum tercakup checkpoint berukuran %llu"),
                (unsigned long long) index, (unsigned long long) cp.size);
        return err_hint(e, T("Tunggu checkpoint berikutnya, paling lama satu detik, lalu ulangi."));
    }
    r = tile_reader_new(s, cp.size);
    if (!merkle_inclusion(tile_reader_hash, r, index, cp.size, &p.path, e) ||
        !tile_reader_hash(r, 0, index, &leaf, e))
        goto out;
    if (!merkle_inclusion_ok(index, cp.size, &leaf, &p.path, &cp.root)) {
        err_set(e, ERR_FAULT, T("Ubin buku besar tidak menghasilkan akar checkpoint; bukti tidak dibuat"));
        err_hint(e, T("Jalankan \"prasasti verify\" untuk menemukan berkas yang berubah."));
        goto out;
    }
    *out = p;
    ok = true;
out:
    tile_reader_free(r);
    return ok;
}

bool proof_consistency(struct store *s, uint64_t old, uint64_t size, struct merkle_path *out, struct err *e)
{
    struct tile_reader *r = tile_reader_new(s, size);
    bool ok = merkle_consistency(tile_reader_hash, r, old, size, out, e);

    tile_reader_free(r);
    return ok;
}

static bool malformed(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Berkas bukti tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Minta kembali berkas .tlog-proof yang asli dari penerbitnya."));
}

bool proof_parse(struct sv data, struct arena *a, struct tlog_proof *out, struct err *e)
{
    static const struct sv extra = SV_INIT("extra "), index = SV_INIT("index ");
    struct tlog_proof p = { .index = 0 };
    struct sv line;

    if (data.n > PROOF_BYTES_MAX)
        return malformed(e, T("terlalu besar"));
    if (!sv_cut(&data, '\n', &line) || !sv_eq(line, SV(FIRST_LINE)))
        return malformed(e, T("baris pertamanya bukan " FIRST_LINE));
    if (!sv_cut(&data, '\n', &line))
        return malformed(e, T("nomor daun tidak ada"));
    if (sv_starts(line, extra)) {
        if (!base64_parse(sv_sub(line, extra.n, line.n), a, &p.extra) || !sv_cut(&data, '\n', &line))
            return malformed(e, T("baris extra bukan base64"));
        if (!p.extra.p)
            p.extra = SV("");
    }
    if (!sv_starts(line, index) || !ledger_number(sv_sub(line, index.n, line.n), MERKLE_SIZE_MAX, &p.index))
        return malformed(e, T("nomor daun tidak ada atau bukan bilangan"));
    for (;;) {
        if (!sv_cut(&data, '\n', &line))
            return malformed(e, T("baris kosong sebelum checkpoint tidak ada"));
        if (line.n == 0)
            break;
        if (p.path.n == MERKLE_PATH_MAX)
            return malformed(e, T("jalurnya terlalu panjang"));
        if (!ledger_hash_line(line, a, &p.path.h[p.path.n++]))
            return malformed(e, T("ada baris jalur yang bukan 32 byte base64"));
    }
    p.note = data;
    *out = p;
    return arena_ok(a, e);
}

struct sv proof_text(const struct tlog_proof *p, struct arena *a)
{
    struct buf b;

    buf_init(&b, (size_t) PROOF_BYTES_MAX * 2);
    buf_put(&b, SV(FIRST_LINE "\n"));
    if (p->extra.p) {
        buf_put(&b, SV("extra "));
        buf_put(&b, base64_make(p->extra, a));
        buf_char(&b, '\n');
    }
    buf_put(&b, SV("index "));
    buf_int(&b, (int64_t) p->index);
    buf_char(&b, '\n');
    for (size_t i = 0; i < p->path.n; i++) {
        buf_put(&b, base64_make(digest_sv(&p->path.h[i]), a));
        buf_char(&b, '\n');
    }
    buf_char(&b, '\n');
    buf_put(&b, p->note);
    struct sv out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

bool proof_check(const struct tlog_proof *p, const struct digest *leaf, const struct quorum *q,
                 struct arena *a, struct quorum_verdict *out, struct err *e)
{
    struct quorum_verdict v;

    if (!quorum_open(q, p->note, a, &v, e))
        return false;
    if (!merkle_inclusion_ok(p->index, v.head.size, leaf, &p->path, &v.head.root)) {
        err_set(e, ERR_DENIED, T("Data ini bukan daun %llu dari %.*s"), (unsigned long long) p->index,
                SV_FMT(v.head.origin));
        return err_hint(e, T("Datanya telah berubah, atau bukti ini milik data lain."));
    }
    *out = v;
    return true;
}

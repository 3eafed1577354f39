/* SPDX-License-Identifier: MIT
 * ledger/witness.c -- judging a head against the newest one seen, and remembering it before cosigning. */
#include "ledger/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

static bool malformed(struct err *e, const char *why)
{
    err_set(e, ERR_INPUT, T("Permintaan kepada saksi tidak dapat dibaca: %s"), why);
    return err_hint(e, T("Kirim ulang permintaan add-checkpoint dalam bentuk yang benar."));
}

bool witness_request_parse(struct sv body, struct arena *a, struct witness_request *out, struct err *e)
{
    static const struct sv old = SV_INIT("old ");
    struct witness_request r = { .old = 0 };
    struct sv line;

    if (body.n > WITNESS_BODY_MAX)
        return malformed(e, T("terlalu besar"));
    if (!sv_cut(&body, '\n', &line) || !sv_starts(line, old) ||
        !ledger_number(sv_sub(line, old.n, line.n), MERKLE_SIZE_MAX, &r.old))
        return malformed(e, T("baris pertamanya bukan \"old\" dengan ukuran pohon"));
    for (;;) {
        if (!sv_cut(&body, '\n', &line))
            return malformed(e, T("baris kosong sebelum checkpoint tidak ada"));
        if (line.n == 0)
            break;
        if (r.path.n == MERKLE_PATH_MAX)
            return malformed(e, T("bukti konsistensinya lebih dari 63 baris"));
        if (!ledger_hash_line(line, a, &r.path.h[r.path.n++]))
            return malformed(e, T("ada baris bukti yang bukan 32 byte base64"));
    }
    r.note = body;
    *out = r;
    return arena_ok(a, e);
}

struct sv witness_request_text(const struct witness_request *r, struct arena *a)
{
    struct buf b;

    buf_init(&b, NOTE_BYTES_MAX + 8192);
    buf_printf(&b, "old %llu\n", (unsigned long long) r->old);
    for (size_t i = 0; i < r->path.n; i++) {
        buf_put(&b, base64_make(digest_sv(&r->path.h[i]), a));
        buf_char(&b, '\n');
    }
    buf_char(&b, '\n');
    buf_put(&b, r->note);
    struct sv out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

/* --- what is remembered ----------------------------------------------------------------------- */

/* Origins are foreign text: the file is named after their digest. */
static const char *memory_path(const struct witness *w, struct sv origin, const char *tail, struct arena *a)
{
    struct digest d = sha256(origin);
    struct sv hex = hex_make(digest_sv(&d), a);

    return arena_printf(a, "%s/%.*s%s", w->dir, SV_FMT(hex), tail).p;
}

bool witness_known(const struct witness *w, struct sv origin, struct arena *a, bool *known,
                   struct checkpoint *out, struct err *e)
{
    const char *path = memory_path(w, origin, "", a);
    struct sv data;
    struct note n;
    struct checkpoint cp;

    if (!file_exists(path)) {
        *known = false;
        return true;
    }
    if (!file_read(path, NOTE_BYTES_MAX, a, &data, e))
        return false;
    struct err inner;
    if (!note_parse(data, a, &n, &inner) || !checkpoint_parse(n.text, a, &cp, &inner) ||
        !sv_eq(cp.origin, origin)) {
        err_set(e, ERR_FAULT, T("Ingatan saksi tentang %.*s rusak"), SV_FMT(origin));
        return err_hint(e, T("Pulihkan folder saksi dari cadangan; jangan hapus berkasnya."));
    }
    *known = true;
    *out = cp;
    return true;
}

static bool lock_origin(const struct witness *w, struct sv origin, struct arena *a, int *fd, struct err *e)
{
    const char *path = memory_path(w, origin, ".lock", a);
    int f = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

    if (f < 0)
        return err_errno(e, path);
    while (flock(f, LOCK_EX) != 0) /* each call opens its own file, so threads exclude each other too */
        if (errno != EINTR) {
            err_errno(e, path);
            close(f);
            return false;
        }
    *fd = f;
    return true;
}

/* --- judging ---------------------------------------------------------------------------------- */

static bool say(struct witness_answer *out, int status, struct sv text)
{
    *out = (struct witness_answer){ .status = status, .type = SV("text/plain; charset=utf-8"), .body = text };
    return true;
}

/* 0 when the head may be cosigned, else the status; `why` is filled in for all but 409. */
static int judge(const struct witness_request *r, const struct checkpoint *new, const struct checkpoint *seen,
                 struct sv *why)
{
    struct digest empty = merkle_empty();

    *why = SV_NULL;
    if (r->old > new->size) {
        *why = SV("Ukuran lama melebihi ukuran checkpoint.\n");
        return 400;
    }
    if (r->old != seen->size)
        return 409;
    *why = SV("Bukti konsistensi tidak cocok dengan kedua pohon.\n");
    if (new->size == 0 && !digest_eq(&new->root, &empty))
        return 422;
    if (!merkle_consistency_ok(r->old, new->size, &r->path, &seen->root, &new->root))
        return 422;
    return 0;
}

/* The trusted key of the origin; a note is judged only by keys of its own origin. */
static size_t keys_of(const struct witness *w, struct sv origin, struct note_key *out, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < w->logs_n && n < max; i++)
        if (sv_eq(w->logs[i].name, origin))
            out[n++] = w->logs[i];
    return n;
}

static bool decide(const struct witness *w, const struct witness_request *r, const struct checkpoint *new,
                   struct sv text, int64_t now, struct arena *a, struct witness_answer *out, struct err *e)
{
    struct checkpoint seen = { .origin = new->origin, .root = merkle_empty() };
    int lock = -1, status;
    bool known, ok = false;
    struct sv why, line;

    if (!lock_origin(w, new->origin, a, &lock, e) || !witness_known(w, new->origin, a, &known, &seen, e))
        goto out;
    status = judge(r, new, &seen, &why);
    if (status == 409) {
        *out = (struct witness_answer){ .status = 409, .type = SV("text/x.tlog.size") };
        out->body = arena_printf(a, "%llu\n", (unsigned long long) seen.size);
    } else if (status != 0) {
        say(out, status, why);
    } else {
        if (!note_cosign(w->signer, text, now, a, &line, e) ||
            !file_write_atomic(memory_path(w, new->origin, "", a), r->note, 0644, e))
            goto out;
        say(out, 200, line);
    }
    ok = arena_ok(a, e);
out:
    if (lock >= 0)
        close(lock);
    return ok;
}

bool witness_add_checkpoint(const struct witness *w, struct sv body, int64_t now, struct arena *a,
                            struct witness_answer *out, struct err *e)
{
    struct note_key keys[8];
    struct witness_request r;
    struct checkpoint new;
    struct note n;
    struct err why;

    if (!witness_request_parse(body, a, &r, &why) || !note_parse(r.note, a, &n, &why) ||
        !checkpoint_parse(n.text, a, &new, &why))
        return say(out, 400, arena_printf(a, "%s.\n", why.text)) && arena_ok(a, e);
    size_t keys_n = keys_of(w, new.origin, keys, sizeof keys / sizeof keys[0]);
    if (keys_n == 0)
        return say(out, 404, SV("Asal (origin) buku besar ini tidak dikenal saksi.\n"));
    if (!note_open(r.note, keys, keys_n, a, &n, &why))
        return say(out, 403, arena_printf(a, "%s.\n", why.text)) && arena_ok(a, e);
    return decide(w, &r, &new, n.text, now, a, out, e);
}

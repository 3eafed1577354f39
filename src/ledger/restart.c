/* SPDX-License-Identifier: MIT
 * ledger/restart.c -- a new origin whose first leaf names the old one. */
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "ledger/log_priv.h"

/* A JSON string of text without control bytes: RFC 8785 escapes only these two. */
static struct sv json_text(struct sv s, struct arena *a)
{
    char *p = arena_alloc(a, 2 * s.n + 2);
    size_t n = 0;

    p[n++] = '"';
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            p[n++] = '\\';
        p[n++] = s.p[i];
    }
    p[n++] = '"';
    return (struct sv){ p, n };
}

struct sv ledger_restart_payload(const struct checkpoint *old, struct sv new_origin, struct arena *a)
{
    struct sv root = base64_make(digest_sv(&old->root), a);
    struct sv now = json_text(new_origin, a), before = json_text(old->origin, a);

    return arena_printf(
        a, "{\"akar\":\"%.*s\",\"asal\":%.*s,\"asal_lama\":%.*s,\"jenis\":\"asal_baru\",\"ukuran\":%llu}",
        SV_FMT(root), SV_FMT(now), SV_FMT(before), (unsigned long long) old->size);
}

struct sv ledger_origin_next(struct sv origin, struct arena *a)
{
    size_t at = origin.n;
    uint64_t n;

    while (at > 0 && origin.p[at - 1] != '/')
        at--;
    if (at > 0 && ledger_number(sv_sub(origin, at, origin.n), INT32_MAX, &n) && n >= 2)
        return arena_printf(a, "%.*s%llu", SV_FMT(sv_sub(origin, 0, at)), (unsigned long long) n + 1);
    return arena_printf(a, "%.*s/2", SV_FMT(origin));
}

/* Closes the old log for good. A folder that lost its state can never be opened again anyway. */
static bool retire(const char *dir, struct sv successor, struct err *e)
{
    struct arena *a = arena_new(1 << 16);
    const char *path = ledger_path(dir, "state", a);
    struct ledger_state st = { .size = 0 };
    int lock = -1;
    bool ok = true;

    if (!file_exists(path))
        goto out;
    ok = false;
    if (!ledger_lock(dir, a, &lock, e) || !ledger_state_load(path, a, &st, e))
        goto out;
    if (st.successor.n > 0 && !sv_eq(st.successor, successor)) {
        err_set(e, ERR_CONFLICT, T("Buku besar %s sudah punya penerus: %.*s"), dir, SV_FMT(st.successor));
        goto out;
    }
    st.successor = successor;
    ok = ledger_state_save(path, &st, e);
out:
    if (lock >= 0)
        close(lock);
    arena_free(a);
    return ok;
}

/* The first leaf of a log that is there already must be the one that this restart would write. */
static bool first_leaf_is(struct ledger_log *l, const struct ledger_leaf *leaf, struct err *e)
{
    struct arena *a = arena_new(1 << 17);
    struct tile_reader *r = tile_reader_new(l->store, ledger_log_size(l));
    struct sv entry;
    bool ok = tile_reader_entry(r, 0, a, &entry, e);

    if (ok && !sv_eq(entry, ledger_leaf_sv(leaf))) {
        ok = err_set(e, ERR_CONFLICT, T("Buku besar %s sudah ada dan berawal lain"), l->dir);
        err_hint(e, T("Pakai nama asal (origin) dan folder yang belum pernah dipakai."));
    }
    tile_reader_free(r);
    arena_free(a);
    return ok;
}

struct ledger_log *ledger_log_restart(const struct ledger_options *o, const char *old_dir,
                                      const struct checkpoint *old, int64_t time,
                                      const uint8_t salt[LEDGER_SALT_BYTES], struct err *e)
{
    struct ledger_options fresh = *o;
    struct arena *a = arena_new(1 << 16);
    struct ledger_log *l = NULL;
    bool ok = false;

    if (sv_eq(o->signer->name, old->origin)) {
        err_set(e, ERR_INPUT, T("Asal baru sama dengan asal lama: %.*s"), SV_FMT(old->origin));
        err_hint(e, T("Beri asal (origin) baru nama lain, misalnya dengan nomor urut di belakangnya."));
        goto out;
    }
    if (old_dir && !retire(old_dir, o->signer->name, e))
        goto out;
    fresh.create = true;
    l = ledger_log_open(&fresh, e);
    if (!l)
        goto out;
    struct ledger_leaf leaf = ledger_leaf_make(time, salt, ledger_restart_payload(old, o->signer->name, a));
    struct sv entry = ledger_leaf_sv(&leaf);
    ok = ledger_log_size(l) > 0 ? first_leaf_is(l, &leaf, e) : ledger_log_append(l, &entry, 1, e);
out:
    if (!ok) {
        ledger_log_close(l);
        l = NULL;
    }
    arena_free(a);
    return l;
}

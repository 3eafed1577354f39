/* SPDX-License-Identifier: MIT
 * ledger/log.c -- appending, committing, cosignatures. */
#include "ledger/log.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "ledger/log_priv.h"

uint64_t ledger_log_size(const struct ledger_log *l)
{
    return l->saved.size;
}

struct checkpoint ledger_log_head(const struct ledger_log *l)
{
    return l->cp;
}

struct sv ledger_log_note(const struct ledger_log *l)
{
    return l->note;
}

struct store *ledger_log_store(const struct ledger_log *l)
{
    return l->store;
}

struct tile_name ledger_edge_name(uint64_t size, unsigned level, bool entries)
{
    return (struct tile_name){ .entries = entries,
                               .level = level,
                               .index = tile_full_count(size, level),
                               .width = tile_width_at(size, level) };
}

static void step(struct ledger_log *l, enum ledger_step s)
{
    if (l->step)
        l->step(l->step_ctx, s);
}

static bool usable(const struct ledger_log *l, struct err *e)
{
    if (!l->broken)
        return true;
    err_set(e, ERR_FAULT, T("Buku besar %.*s tidak dapat ditulisi lagi"), SV_FMT(l->signer.name));
    return err_hint(e,
                    T("Penulisan keadaannya gagal di tengah jalan; tutup lalu buka kembali buku besar ini."));
}

/* --- adding ----------------------------------------------------------------------------------- */

void ledger_log_keep(struct ledger_log *l)
{
    l->saved = l->edge;
    l->root = tile_edge_root(&l->edge);
    buf_reset(&l->saved_bundle);
    buf_put(&l->saved_bundle, buf_sv(&l->bundle));
}

static void go_back(struct ledger_log *l)
{
    l->edge = l->saved;
    buf_reset(&l->bundle);
    buf_put(&l->bundle, buf_sv(&l->saved_bundle));
}

static bool put_full(void *ctx, const struct tile_name *name, const struct digest h[TILE_WIDTH],
                     struct err *e)
{
    struct ledger_log *l = ctx;

    if (name->level == 0) {
        struct tile_name entries = { .entries = true, .index = name->index };
        if (!buf_ok(&l->bundle, e) || !store_put(l->store, &entries, buf_sv(&l->bundle), e))
            return false;
        buf_reset(&l->bundle);
    }
    return store_put(l->store, name, (struct sv){ (const char *) h, TILE_BYTES }, e);
}

bool ledger_log_add(struct ledger_log *l, const struct sv *entries, size_t n, struct err *e)
{
    if (!usable(l, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct digest leaf;
        if (entries[i].n > TILE_ENTRY_MAX) {
            err_set(e, ERR_INPUT, T("Daun nomor %zu lebih panjang dari %d byte"), i, TILE_ENTRY_MAX);
            go_back(l);
            return false;
        }
        leaf = merkle_leaf(entries[i]);
        tile_bundle_put(&l->bundle, entries[i]);
        if (!tile_edge_add(&l->edge, &leaf, put_full, l, e)) {
            go_back(l);
            return false;
        }
    }
    return true;
}

/* --- committing ------------------------------------------------------------------------------- */

/* A partial tile that the last commit published already stays untouched: readers may have it open. */
static bool put_partials(struct ledger_log *l, struct err *e)
{
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        struct tile_name now = ledger_edge_name(l->edge.size, level, false);
        struct tile_name before = ledger_edge_name(l->saved.size, level, false);
        if (now.width == 0 || (now.index == before.index && now.width == before.width))
            continue;
        struct sv hashes = { (const char *) l->edge.h[level], now.width * sizeof(struct digest) };
        if (!store_put(l->store, &now, hashes, e))
            return false;
        now.entries = true;
        if (level == 0 && (!buf_ok(&l->bundle, e) || !store_put(l->store, &now, buf_sv(&l->bundle), e)))
            return false;
    }
    return true;
}

/* Removes partial tiles that a durable full one has replaced since `previous`. A failure costs disk space
 * only. */
static void tidy(struct ledger_log *l, uint64_t previous)
{
    struct err ignored;

    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        struct tile_name old = ledger_edge_name(previous, level, false);
        if (old.index >= tile_full_count(l->saved.size, level))
            continue;
        (void) store_drop_partials(l->store, &old, 0, &ignored);
        old.entries = true;
        if (level == 0)
            (void) store_drop_partials(l->store, &old, 0, &ignored);
    }
}

bool ledger_log_publish(struct ledger_log *l, struct err *e)
{
    struct checkpoint cp = { .origin = l->signer.name, .size = l->saved.size, .root = l->root };
    struct sv note;

    l->note = SV_NULL;
    arena_reset(l->head);
    l->cp = cp;
    if (!checkpoint_sign(&cp, &l->signer, l->head, &note, e) ||
        !file_write_atomic(l->head_path, note, 0644, e))
        return false;
    l->note = note;
    return true;
}

bool ledger_log_commit(struct ledger_log *l, struct err *e)
{
    struct ledger_state st = { .origin = l->signer.name, .size = l->edge.size, .previous = l->saved.size };

    if (!usable(l, e))
        return false;
    if (l->edge.size == l->saved.size)
        return l->note.p || ledger_log_publish(l, e);
    if (!put_partials(l, e)) {
        go_back(l);
        return false;
    }
    step(l, LEDGER_WRITTEN);
    if (!store_sync(l->store, e)) {
        go_back(l);
        return false;
    }
    step(l, LEDGER_SYNCED);
    st.root = tile_edge_root(&l->edge);
    if (!ledger_state_save(l->state_path, &st, e)) {
        l->broken = true; /* the rename may or may not have reached the disk */
        go_back(l);
        return false;
    }
    ledger_log_keep(l);
    step(l, LEDGER_STATED);
    tidy(l, st.previous);
    step(l, LEDGER_TIDIED);
    if (!ledger_log_publish(l, e))
        return false;
    step(l, LEDGER_SIGNED);
    return true;
}

bool ledger_log_append(struct ledger_log *l, const struct sv *entries, size_t n, struct err *e)
{
    return ledger_log_add(l, entries, n, e) && ledger_log_commit(l, e);
}

/* --- cosignatures ----------------------------------------------------------------------------- */

static bool same_sig(const struct note_sig *x, const struct note_sig *y)
{
    return x->id == y->id && sv_eq(x->name, y->name);
}

/* The lines of `old` that `more` does not replace, then the known ones of `more`. */
static struct sv merged(struct sv text, const struct note *old, const struct note *more, struct arena *a)
{
    struct buf b;

    buf_init(&b, NOTE_BYTES_MAX);
    for (size_t i = 0; i < old->n; i++) {
        bool replaced = false;
        for (size_t k = 0; k < more->n; k++)
            replaced = replaced || (more->sigs[k].key && same_sig(&old->sigs[i], &more->sigs[k]));
        if (!replaced)
            buf_put(&b, old->sigs[i].line);
    }
    for (size_t k = 0; k < more->n; k++)
        if (more->sigs[k].key)
            buf_put(&b, more->sigs[k].line);
    struct sv out = note_make(text, buf_sv(&b), a);
    buf_clear(&b);
    return out;
}

/* The signatures already kept for the same text, else those of the note that was sent.
 * *newer: a cosigned head beyond this one is there already. */
static bool kept_before(struct ledger_log *l, const struct checkpoint *cp, struct note *sent, bool *newer,
                        struct arena *a, struct err *e)
{
    struct checkpoint have;
    struct note n;
    struct sv data;

    *newer = false;
    if (!file_exists(l->cosigned_path))
        return true;
    if (!file_read(l->cosigned_path, NOTE_BYTES_MAX, a, &data, e) ||
        !checkpoint_open(data, &l->key, a, &have, &n, e))
        return false;
    *newer = have.size > cp->size;
    if (sv_eq(n.text, sent->text))
        *sent = n;
    return true;
}

bool ledger_log_cosign(struct ledger_log *l, struct sv note, struct sv lines,
                       const struct note_key *witnesses, size_t n, struct err *e)
{
    struct arena *a = arena_new(8 * NOTE_BYTES_MAX);
    struct checkpoint cp;
    struct note sent, answer, current;
    bool newer, ok = false;

    if (!checkpoint_open(note, &l->key, a, &cp, &sent, e) ||
        !note_open_lines(lines, sent.text, witnesses, n, a, &answer, e) ||
        !kept_before(l, &cp, &sent, &newer, a, e))
        goto out;
    struct sv whole = merged(sent.text, &sent, &answer, a);
    if (!arena_ok(a, e) || (!newer && !file_write_atomic(l->cosigned_path, whole, 0644, e)))
        goto out;
    if (l->note.p && note_parse(l->note, a, &current, e) && sv_eq(current.text, sent.text)) {
        if (!file_write_atomic(l->head_path, whole, 0644, e))
            goto out;
        l->note = arena_dup(l->head, whole);
    }
    ok = true;
out:
    arena_free(a);
    return ok;
}

bool ledger_head_load(const char *dir, const char *file, const struct note_key *log, struct arena *a,
                      struct sv *note, struct checkpoint *out, struct err *e)
{
    struct checkpoint cp;
    struct sv data;

    if (!file_read(ledger_path(dir, file, a), NOTE_BYTES_MAX, a, &data, e) ||
        !checkpoint_open(data, log, a, &cp, NULL, e))
        return false;
    *note = data;
    *out = cp;
    return true;
}

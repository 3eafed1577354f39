/* SPDX-License-Identifier: MIT
 * app/chain.c -- the logs of one region: keys, folders, the guard against a second history, leaves of changes. */
#include "app/chain.h"

#include <errno.h>
#include <unistd.h>

#include "app/paths.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "ledger/place.h"
#include "ledger/store.h"

enum { KEY_MAX_BYTES = 4096, TAKE_AT_ONCE = 2000, TAKE_ARENA = 64 * 1024 * 1024 };

static const char *key_path(const char *dir, const char *log, const char *tail, struct arena *a)
{
    return arena_printf(a, "%s/kunci/%s%s", dir, log, tail).p;
}

static bool make_key(const char *dir, const char *log, struct sv origin, struct arena *a, struct err *e)
{
    struct note_signer s = { 0 };
    struct ed25519_key key;
    bool ok = ed25519_make(&key, e) && note_signer_make(origin, NOTE_ED25519, &key, &s, e) &&
              file_mkdirs(paths_join(dir, "kunci", a), 0700, e) &&
              file_write_atomic(key_path(dir, log, "", a), note_skey_make(&s, a), 0600, e);

    note_signer_clear(&s);
    return ok;
}

static bool load_key(const char *dir, const char *log, struct arena *a, struct note_signer *out,
                     struct err *e)
{
    struct sv text;

    return file_read(key_path(dir, log, "", a), KEY_MAX_BYTES, a, &text, e) &&
           note_skey_parse(sv_trim(text), a, out, e);
}

/* Written once: its age is that of the log. */
static bool publish_key(const char *dir, const char *log, const struct note_signer *s, struct arena *a,
                        struct err *e)
{
    struct note_key pub = note_key_of(s);
    const char *folder = ledger_place_of(dir, log, a), *path = paths_join(folder, "kunci", a);
    struct sv vkey = note_vkey_make(&pub, a), there;

    if (file_exists(path) && file_read(path, KEY_MAX_BYTES, a, &there, e) && sv_eq(there, vkey))
        return true;
    return file_mkdirs(folder, 0755, e) && file_write_atomic(path, vkey, 0644, e);
}

bool chain_signer(const char *dir, const char *log, struct sv regulation, struct arena *a,
                  struct note_signer *out, struct err *e)
{
    uint8_t lot[4];
    struct sv origin;

    bytes_random(lot, sizeof lot);
    origin = arena_printf(a, "prasasti/%.*s/%.*s/%s", SV_FMT(regulation),
                          SV_FMT(hex_make((struct sv){ (const char *) lot, sizeof lot }, a)), log);
    if (!file_exists(key_path(dir, log, "", a)) && !make_key(dir, log, origin, a, e))
        return false;
    return load_key(dir, log, a, out, e);
}

/* --- the head that was signed last -------------------------------------------------------------- */

static bool older_copy(const char *log, const struct checkpoint *seen, struct err *e)
{
    err_set(e, ERR_CONFLICT,
            T("Buku besar %s tidak dilanjutkan: yang terakhir ditandatangani berukuran %llu, dan bukan ini"),
            log, (unsigned long long) seen->size);
    return err_hint(
        e, T("Pulihkan folder yang terbaru, atau mulai asal baru: prasasti ledger --asal-baru %s"), log);
}

/* Is what was signed last a beginning of this log? */
static bool same_history(const char *dir, const char *log, struct ledger_log *l, const struct note_signer *s,
                         struct arena *a, struct err *e)
{
    const char *path = key_path(dir, log, ".kepala", a);
    struct note_key key = note_key_of(s);
    struct checkpoint seen = { .size = 0 };
    struct tile_reader *r;
    struct digest root;
    struct sv note;
    bool ok;

    if (!file_exists(path))
        return true;
    if (!file_read(path, NOTE_BYTES_MAX, a, &note, e))
        return false;
    if (!checkpoint_open(note, &key, a, &seen, NULL, e) || seen.size > ledger_log_size(l))
        return older_copy(log, &seen, e);
    r = tile_reader_new(ledger_log_store(l), seen.size);
    ok = merkle_root_at(tile_reader_hash, r, seen.size, &root, e);
    tile_reader_free(r);
    return ok && (digest_eq(&root, &seen.root) || older_copy(log, &seen, e));
}

bool chain_open(const char *dir, const char *log, const struct note_signer *s, struct arena *a,
                struct ledger_log **out, struct err *e)
{
    const struct ledger_options o = { .dir = ledger_place_of(dir, log, a), .signer = s, .create = true };
    struct ledger_log *l = file_mkdirs(o.dir, 0755, e) ? ledger_log_open(&o, e) : NULL;

    if (!l)
        return false;
    if (!same_history(dir, log, l, s, a, e) || !publish_key(dir, log, s, a, e) ||
        !chain_remember(dir, log, l, a, e)) {
        ledger_log_close(l);
        return false;
    }
    *out = l;
    return true;
}

bool chain_remember(const char *dir, const char *log, const struct ledger_log *l, struct arena *a,
                    struct err *e)
{
    return file_write_atomic(key_path(dir, log, ".kepala", a), ledger_log_note(l), 0600, e);
}

struct sv chain_last_head(const char *dir, const char *log, struct arena *a)
{
    const char *path = key_path(dir, log, ".kepala", a);
    struct err ignored;
    struct sv note;

    return file_exists(path) && file_read(path, NOTE_BYTES_MAX, a, &note, &ignored) ? note : SV_NULL;
}

/* --- a new origin ------------------------------------------------------------------------------- */

static const char *free_name(const char *path, struct arena *a)
{
    const char *name = path;

    for (int i = 1; file_exists(name); i++)
        name = arena_printf(a, "%s-%d", path, i).p;
    return name;
}

static bool put_aside(const char *path, const char **aside, struct arena *a, struct err *e)
{
    *aside = free_name(path, a);
    return rename(path, *aside) == 0 || err_errno(e, arena_printf(a, T("Menyisihkan %s"), path).p);
}

/* The newest head known: the one with the key when there is one, else the folder's. */
static bool newest_head(const char *dir, const char *log, const struct note_signer *s, struct arena *a,
                        struct checkpoint *out, struct err *e)
{
    const char *path = key_path(dir, log, ".kepala", a);
    struct note_key key = note_key_of(s);
    struct err ignored;
    struct sv note;

    if (file_exists(path) && file_read(path, NOTE_BYTES_MAX, a, &note, e) &&
        checkpoint_open(note, &key, a, out, NULL, &ignored))
        return true;
    return ledger_place_key_of(dir, log, a, &key, e) && /* its key may be lost: a backup omits it */
           ledger_head_load(ledger_place_of(dir, log, a), LEDGER_HEAD, &key, a, &note, out, e);
}

/* The signer of the new origin: a key that was made because the old one is lost, or a new one beside the old. */
static bool next_signer(const char *dir, const char *log, const struct checkpoint *old, struct arena *a,
                        struct note_signer *s, struct err *e)
{
    const char *unused;

    if (!sv_eq(s->name, old->origin))
        return true;
    note_signer_clear(s);
    return put_aside(key_path(dir, log, "", a), &unused, a, e) &&
           (unlink(key_path(dir, log, ".kepala", a)) == 0 || errno == ENOENT ||
            err_errno(e, T("Menghapus kepala buku besar"))) &&
           make_key(dir, log, ledger_origin_next(old->origin, a), a, e) && load_key(dir, log, a, s, e);
}

bool chain_restart(const char *dir, const char *log, struct arena *a, const char **old_dir,
                   struct sv *payload, uint8_t salt[LEDGER_SALT_BYTES], int64_t now, struct err *e)
{
    struct ledger_options o = { .dir = ledger_place_of(dir, log, a) };
    struct note_signer s = { 0 };
    struct ledger_log *l = NULL;
    struct checkpoint old;
    bool ok;

    ok = load_key(dir, log, a, &s, e) && newest_head(dir, log, &s, a, &old, e) &&
         next_signer(dir, log, &old, a, &s, e) && put_aside(o.dir, old_dir, a, e) &&
         file_mkdirs(o.dir, 0755, e) && publish_key(dir, log, &s, a, e);
    if (ok) {
        bytes_random(salt, LEDGER_SALT_BYTES);
        *payload = ledger_restart_payload(&old, s.name, a);
        o.signer = &s;
        l = ledger_log_restart(&o, *old_dir, &old, now, salt, e);
        ok = l && chain_remember(dir, log, l, a, e);
    }
    ledger_log_close(l);
    note_signer_clear(&s);
    return ok;
}

/* --- leaves of the log of changes --------------------------------------------------------------- */

struct ledger_leaf chain_leaf(const struct event *ev)
{
    uint8_t salt[LEDGER_SALT_BYTES] = { 0 };

    memcpy(salt, ev->garam.p, ev->garam.n < sizeof salt ? ev->garam.n : sizeof salt);
    return ledger_leaf_make(ev->waktu, salt, ev->isi);
}

bool chain_take(struct ledger_log *log, struct db *db, size_t *n, struct err *e)
{
    struct arena *a = arena_new(TAKE_ARENA);
    struct event *events;
    struct ledger_leaf *leaves;
    struct sv *entries;
    bool ok = event_load(db, (int64_t) ledger_log_size(log), TAKE_AT_ONCE, a, &events, n, e);

    leaves = ARENA_ARRAY(a, struct ledger_leaf, *n);
    entries = ARENA_ARRAY(a, struct sv, *n);
    for (size_t i = 0; ok && i < *n; i++) {
        leaves[i] = chain_leaf(&events[i]);
        entries[i] = ledger_leaf_sv(&leaves[i]);
        if (events[i].seq != (int64_t) (ledger_log_size(log) + i) + 1) { /* a hole is never papered over */
            err_set(e, ERR_FAULT, T("Peristiwa %lld hilang dari basis data."),
                    (long long) (ledger_log_size(log) + i) + 1);
            ok = err_hint(e, T("Periksa dengan: prasasti verify"));
        }
    }
    ok = ok && (*n == 0 || ledger_log_append(log, entries, *n, e));
    arena_free(a);
    return ok;
}

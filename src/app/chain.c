/* SPDX-License-Identifier: MIT
 * app/chain.c -- the ledger of changes of one region: key, folder, leaves. */
#include "app/chain.h"

#include "app/paths.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "ledger/place.h"

enum { KEY_MAX_BYTES = 4096, TAKE_AT_ONCE = 2000, TAKE_ARENA = 64 * 1024 * 1024 };

const char *chain_dir(const char *dir, struct arena *a)
{
    return ledger_place(dir, a);
}

static bool make_key(const char *path, const char *folder, struct sv regulation, struct arena *a,
                     struct err *e)
{
    struct note_signer s;
    struct ed25519_key key;
    uint8_t salt[4];
    struct sv origin;
    bool ok;

    bytes_random(salt, sizeof salt);
    origin = arena_printf(a, "prasasti/%.*s/%.*s/perubahan", SV_FMT(regulation),
                          SV_FMT(hex_make((struct sv){ (const char *) salt, sizeof salt }, a)));
    ok = ed25519_make(&key, e) && note_signer_make(origin, NOTE_ED25519, &key, &s, e) &&
         file_mkdirs(folder, 0700, e) && file_write_atomic(path, note_skey_make(&s, a), 0600, e);
    note_signer_clear(&s);
    return ok;
}

bool chain_signer(const char *dir, struct sv regulation, struct arena *a, struct note_signer *out,
                  struct err *e)
{
    const char *folder = paths_join(dir, "kunci", a), *path = paths_join(dir, "kunci/perubahan", a);
    struct note_key pub;
    struct sv text;

    if (!file_exists(path) && !make_key(path, folder, regulation, a, e))
        return false;
    if (!file_read(path, KEY_MAX_BYTES, a, &text, e) || !note_skey_parse(sv_trim(text), a, out, e))
        return false;
    pub = note_key_of(out);
    return file_mkdirs(chain_dir(dir, a), 0755, e) &&
           file_write_atomic(paths_join(chain_dir(dir, a), "kunci", a), note_vkey_make(&pub, a), 0644, e);
}

bool chain_public_key(const char *dir, struct arena *a, struct note_key *out, struct err *e)
{
    return ledger_place_key(dir, a, out, e);
}

bool chain_open(const char *dir, const struct note_signer *s, struct arena *a, struct ledger_log **out,
                struct err *e)
{
    const struct ledger_options o = { .dir = chain_dir(dir, a), .signer = s, .create = true };

    *out = ledger_log_open(&o, e);
    return *out != NULL;
}

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

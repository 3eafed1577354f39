/* SPDX-License-Identifier: MIT
 * ledger/place.c -- where the logs stand in a data folder. */
#include "ledger/place.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

enum { KEY_MAX_BYTES = 4096 };

const char *ledger_place_of(const char *data, const char *log, struct arena *a)
{
    return arena_printf(a, "%s/ledger/%s", data, log).p;
}

bool ledger_place_key_of(const char *data, const char *log, struct arena *a, struct note_key *out,
                         struct err *e)
{
    const char *path = arena_printf(a, "%s/kunci", ledger_place_of(data, log, a)).p;
    struct sv text;

    if (!file_exists(path)) {
        err_set(e, ERR_MISSING, T("Buku besar belum dibuat."));
        return err_hint(e, T("Jalankan prasasti serve, atau prasasti ledger --data FOLDER --once."));
    }
    return file_read(path, KEY_MAX_BYTES, a, &text, e) && note_vkey_parse(sv_trim(text), a, out, e);
}

const char *ledger_place(const char *data, struct arena *a)
{
    return ledger_place_of(data, LEDGER_CHANGES, a);
}

bool ledger_place_key(const char *data, struct arena *a, struct note_key *out, struct err *e)
{
    return ledger_place_key_of(data, LEDGER_CHANGES, a, out, e);
}

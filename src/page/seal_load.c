/* SPDX-License-Identifier: MIT
 * page/seal_load.c -- reads the signed head, checks its signature and its newest change against the database; makes the parts
 * of a proof; and the one sentence of the footer, found out at most every few seconds. */
#include <sys/stat.h>

#include "base/arena.h"
#include "ledger/place.h"
#include "ledger/proof.h"
#include "page/seal_priv.h"
#include "rule/region_memo.h"

enum { LINE_KEEP_MS = 5000, LINE_LEASE_MS = 200, LINE_ARENA = 16 * 1024 * 1024 };

static bool event_of(struct db *db, int64_t seq, struct arena *a, struct event *out, bool *there,
                     struct err *e)
{
    struct event *events;
    size_t n;

    if (!event_load(db, seq - 1, 1, a, &events, &n, e))
        return false;
    *there = n == 1 && events[0].seq == seq;
    if (*there)
        *out = events[0];
    return true;
}

/* The leaf is made anew from what the database holds: time, salt, payload. */
static struct digest leaf_of(const struct event *ev)
{
    uint8_t salt[LEDGER_SALT_BYTES] = { 0 };
    struct ledger_leaf leaf;

    memcpy(salt, ev->garam.p, ev->garam.n < sizeof salt ? ev->garam.n : sizeof salt);
    leaf = ledger_leaf_make(ev->waktu, salt, ev->isi);
    return merkle_leaf(ledger_leaf_sv(&leaf));
}

static bool proof_of(const struct seal *s, const struct event *ev, struct arena *a, struct tlog_proof *out,
                     struct err *e)
{
    struct store *store = store_open(s->dir, e);
    bool ok = store && proof_make(store, s->note, (uint64_t) ev->seq - 1, a, out, e);

    store_close(store);
    return ok;
}

static bool holds(const struct seal *s, const struct event *ev, struct arena *a, struct err *e)
{
    struct digest leaf = leaf_of(ev);
    struct quorum_verdict verdict;
    struct tlog_proof proof;

    return proof_of(s, ev, a, &proof, e) &&
           proof_check(&proof, &leaf, quorum_of_log(&s->key, a), a, &verdict, e);
}

static void broken(struct seal *s, const struct err *why, struct arena *a)
{
    s->state = SEAL_BROKEN;
    s->why = arena_dup(a, sv_of(why->text));
}

static bool judge(struct db *db, struct seal *s, struct arena *a, struct err *e)
{
    struct err why = { 0 };
    struct event last;
    bool there;

    if (!s->head.size) {
        s->state = SEAL_WHOLE;
        return true;
    }
    if ((int64_t) s->head.size > s->events) {
        s->state = SEAL_OLDER;
        return true;
    }
    if (!event_of(db, (int64_t) s->head.size, a, &last, &there, e))
        return false;
    s->state = SEAL_WHOLE;
    if (!there || !holds(s, &last, a, &why)) {
        if (!there)
            err_set(&why, ERR_FAULT, T("Peristiwa %lld hilang dari basis data."), (long long) s->head.size);
        broken(s, &why, a);
    }
    return true;
}

static bool load_once(struct db *db, const struct region *r, struct arena *a, struct seal *out, struct err *e)
{
    struct seal s = { .dir = ledger_place(r->dir, a) };
    struct err why = { 0 };
    struct stat st;

    if (!db_one_int(db, SV("select coalesce(max(seq), 0) from peristiwa"), 0, &s.events, e))
        return false;
    s.waiting = s.events;
    if (!ledger_place_key(r->dir, a, &s.key, &why) ||
        !ledger_head_load(s.dir, LEDGER_HEAD, &s.key, a, &s.note, &s.head, &why)) {
        if (why.kind != ERR_MISSING)
            broken(&s, &why, a);
        *out = s;
        return true;
    }
    s.vkey = note_vkey_make(&s.key, a);
    s.signed_at = stat(arena_printf(a, "%s/" LEDGER_HEAD, s.dir).p, &st) == 0 ? (int64_t) st.st_mtime : 0;
    s.waiting = s.events > (int64_t) s.head.size ? s.events - (int64_t) s.head.size : 0;
    if (!judge(db, &s, a, e))
        return false;
    *out = s;
    return true;
}

/* The log may grow while it is read, and tiles of the head before then give way to fuller ones: what does not hold is looked
 * at once more under the head that stands then. */
bool seal_load(struct db *db, const struct region *r, struct arena *a, struct seal *out, struct err *e)
{
    struct sv before;

    if (!load_once(db, r, a, out, e))
        return false;
    before = out->note;
    if (out->state == SEAL_BROKEN || out->state == SEAL_OLDER) {
        if (!load_once(db, r, a, out, e))
            return false;
        if (out->state == SEAL_BROKEN && !sv_eq(before, out->note))
            return load_once(db, r, a, out, e);
    }
    return true;
}

bool seal_proof(const struct seal *s, const struct event *ev, struct arena *a, struct zip_part parts[6],
                struct err *e)
{
    struct tlog_proof proof;

    if ((uint64_t) ev->seq > s->head.size) {
        err_set(e, ERR_CONFLICT, T("Perubahan ini belum ditandatangani."));
        return err_hint(e, T("Tunggu beberapa detik, lalu coba lagi."));
    }
    if (!proof_of(s, ev, a, &proof, e))
        return false;
    parts[0] = (struct zip_part){ SV("isi.json"), ev->isi };
    parts[1] = (struct zip_part){ SV("garam.txt"), hex_make(ev->garam, a) };
    parts[2] = (struct zip_part){ SV("waktu.txt"), arena_printf(a, "%lld", (long long) ev->waktu) };
    parts[3] = (struct zip_part){ SV("bukti.tlog-proof"), proof_text(&proof, a) };
    parts[4] = (struct zip_part){ SV("kunci.txt"), s->vkey };
    parts[5] = (struct zip_part){
        SV("BACA.txt"),
        SV(T("Bukti satu perubahan data. Periksa dengan: prasasti proof check FOLDER-INI\n"
             "kunci.txt hanya layak dipercaya bila sama dengan kunci yang diumumkan pemerintah "
             "daerah.\n"))
    };
    return true;
}

/* --- the footer -------------------------------------------------------------------------------------------------------- */

static struct sv sentence(const struct region *r, const struct seal *s, struct arena *a)
{
    struct sv when = time_long(r->records.now(), r->regulation.zone_min, a);

    switch (s->state) {
    case SEAL_NONE: return SV(""); /* before the first signature there is nothing to say */
    case SEAL_WHOLE:
        return s->waiting
                   ? arena_printf(a, T("Keutuhan data diperiksa %.*s; %lld perubahan menunggu tanda tangan"),
                                  SV_FMT(when), (long long) s->waiting)
                   : arena_printf(a, T("Keutuhan data diperiksa %.*s"), SV_FMT(when));
    case SEAL_OLDER:
    case SEAL_BROKEN: break;
    }
    return SV(T("Keutuhan data perlu diperiksa"));
}

struct sv page_ledger_line(const struct region *r, struct arena *a)
{
    struct sv line = SV("");
    struct err none = { 0 };
    struct db *db = NULL;
    struct arena *own;
    struct seal s;

    if (!r->dir || !r->memo || region_line_get(r->memo, a, &line))
        return line;
    own = arena_new(LINE_ARENA);
    /* A footer is not worth waiting for: where nothing can be found out now, nothing is said. */
    if (db_lease(r->pool, DB_READ, LINE_LEASE_MS, &db, &none) && seal_load(db, r, own, &s, &none))
        line = arena_dup(a, sentence(r, &s, own));
    db_release(db);
    arena_free(own);
    region_line_put(r->memo, line, LINE_KEEP_MS);
    return line;
}

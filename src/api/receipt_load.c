/* SPDX-License-Identifier: MIT
 * api/receipt_load.c -- from the id of a receipt to payload, salt and proof. */
#include "api/receipt.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"
#include "ledger/log.h"
#include "ledger/place.h"
#include "ledger/proof.h"
#include "model/zip_out.h"
#include "policy/segment.h"
#include "policy/trail.h"

bool receipt_missing(struct err *e)
{
    err_set(e, ERR_MISSING, T("Bukti pertukaran data dengan nomor itu tidak ada di sini."));
    return err_hint(
        e,
        T("Bukti muncul beberapa detik sesudah pertukaran, hanya bagi pihak-pihaknya (masuk, atau sertakan kunci API "
          "pemanggil pada X-API-Key), dan isinya disimpan selama masa simpan."));
}

/* The record, as long as its segment still holds it. */
static bool find_record(const char *data, const struct trail_entry *at, struct arena *a,
                        struct segment_record *out, struct err *e)
{
    enum segment_next what;
    struct segment_reader *r =
        segment_reader_open(arena_printf(a, "%s/" SEGMENT_PLACE, data).p, at->segment, at->offset, e);
    bool ok;

    if (!r)
        return e->kind == ERR_MISSING ? receipt_missing(e) : false;
    ok = segment_reader_next(r, out, &what, e);
    if (ok && (what != SEGMENT_RECORD || memcmp(out->id.b, at->id.b, sizeof at->id.b) != 0))
        ok = receipt_missing(e);
    if (ok)
        out->payload = arena_dup(a, out->payload);
    segment_reader_close(r);
    return ok;
}

/* A head that witnesses cosigned proves more, when it is new enough. */
static bool prove(const char *log, const struct note_key *key, struct sv newest, uint64_t leaf,
                  struct arena *a, struct tlog_proof *out, struct err *e)
{
    struct checkpoint cosigned;
    struct err none = { 0 };
    struct store *store;
    struct sv note;
    bool ok;

    if (!ledger_head_load(log, LEDGER_HEAD_COSIGNED, key, a, &note, &cosigned, &none) ||
        cosigned.size <= leaf)
        note = newest;
    store = store_open(log, e);
    ok = store && proof_make(store, note, leaf, a, out, e);
    store_close(store);
    return ok;
}

bool receipt_load(const char *data, struct uuid id, struct arena *a, struct receipt_proof_set *out,
                  struct err *e)
{
    const char *log = ledger_place_of(data, LEDGER_EXCHANGES, a);
    struct receipt_proof_set s = { .time = 0 };
    struct segment_record rec;
    struct tlog_proof proof;
    struct trail_entry at;
    struct checkpoint head;
    struct note_key key;
    struct sv note;
    bool found;

    if (!ledger_place_key_of(data, LEDGER_EXCHANGES, a, &key, e) ||
        !ledger_head_load(log, LEDGER_HEAD, &key, a, &note, &head, e))
        return e->kind == ERR_MISSING ? receipt_missing(e) : false;
    if (!trail_find(arena_printf(a, "%s/letak", log).p, head.size, id, &at, &found, e))
        return false;
    if (!found)
        return receipt_missing(e);
    if (!find_record(data, &at, a, &rec, e) || !receipt_parse(rec.payload, a, &s.receipt, e) ||
        !prove(log, &key, note, at.leaf, a, &proof, e))
        return false;
    s.payload = rec.payload;
    s.salt_hex = hex_make((struct sv){ (const char *) rec.salt, sizeof rec.salt }, a);
    s.time = rec.time_ms / 1000;
    s.leaf = at.leaf;
    s.proof = proof_text(&proof, a);
    s.vkey = note_vkey_make(&key, a);
    if (!arena_ok(a, e))
        return false;
    *out = s;
    return true;
}

void receipt_parts(const struct receipt_proof_set *s, struct arena *a, struct zip_part *parts)
{
    parts[0] = (struct zip_part){ SV("isi.json"), s->payload };
    parts[1] = (struct zip_part){ SV("garam.txt"), s->salt_hex };
    parts[2] = (struct zip_part){ SV("waktu.txt"), arena_printf(a, "%lld", (long long) s->time) };
    parts[3] = (struct zip_part){ SV("bukti.tlog-proof"), s->proof };
    parts[4] = (struct zip_part){ SV("kunci.txt"), s->vkey };
    parts[5] = (struct zip_part){
        SV("BACA.txt"),
        SV(T("Bukti satu pertukaran data. Periksa dengan: prasasti proof check FOLDER-INI\n"
             "kunci.txt hanya layak dipercaya bila sama dengan kunci yang diumumkan pemerintah "
             "daerah.\n"))
    };
}

void receipt_json(const struct receipt_proof_set *s, struct buf *out)
{
    struct jsonw w;

    jsonw_init(&w, out);
    jsonw_map(&w);
    jsonw_kstr(&w, "bentuk", SV("prasasti/bukti-pertukaran/1"));
    jsonw_kint(&w, "daun", (int64_t) s->leaf);
    jsonw_kstr(&w, "garam", s->salt_hex);
    jsonw_kstr(&w, "id", sv_of(uuid_show(s->receipt.id).s));
    jsonw_kstr(&w, "isi", s->payload); /* as text: its bytes are what was signed */
    jsonw_kstr(&w, "kunci", s->vkey);
    jsonw_kstr(&w, "tlog_proof", s->proof);
    jsonw_kint(&w, "waktu", s->time);
    jsonw_end(&w);
}

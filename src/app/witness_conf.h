/* SPDX-License-Identifier: MIT
 * app/witness_conf.h -- what a region has settled about its two logs: DIR/buku-besar.yaml, which need not be there.
 *
 *   simpan_hari: 1825                     contents of receipts are erased after so many days; 0 or absent: kept
 *   kuorum: 1                             how many witnesses make a head cosigned; absent: all of them
 *   saksi:                                who cosigns our heads
 *     - {nama: provinsi, kunci: "saksi.contoh.go.id/provinsi+101352e6+BOfx…", url: "https://spbe.contoh.go.id/saksi"}
 *   menyaksikan:                          public keys of the logs whose heads we cosign for others
 *     - "hub.contoh.go.id/log+3a1f0400+AXm1…"
 *
 * All of it is public. Everything lives in the arena; mistakes are told all at once, and then nothing of it counts. */
#ifndef APP_WITNESS_CONF_H
#define APP_WITNESS_CONF_H

#include "ledger/note.h"

struct arena;
struct problems;

enum { WITNESSES_MAX = 16, WITNESSED_MAX = 256 };

struct witness_peer {
    struct sv name, url;
    struct note_key key; /* NOTE_COSIGN */
};
struct ledger_conf {
    int64_t keep_days; /* 0: for ever */
    size_t quorum;     /* 0: there are no witnesses */
    struct witness_peer peer[WITNESSES_MAX];
    size_t peers;
    struct note_key *witnessed; /* NOTE_ED25519 */
    size_t n_witnessed;
};
/* False when the file is there and wrong. */
bool ledger_conf_load(const char *dir, struct arena *a, struct ledger_conf *out, struct problems *ps);
const char *ledger_conf_path(const char *dir, struct arena *a);

#endif

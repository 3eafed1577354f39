/* SPDX-License-Identifier: MIT
 * model/event.h -- change events: what the ledger's leaves stand for (design 7).
 * Table peristiwa(seq, waktu, register, rekaman, isi, garam, daun): isi is RFC 8785 JSON of strings and integers, garam 32
 * random bytes and daun the leaf digest, both in hex. seq is max+1 under the one writer's lock, never a sequence. */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "base/hash.h"
#include "model/record.h"

struct jsonw;

/* A record's change, with its full content after it; inside the transaction. */
bool event_record(struct db *db, const struct change *c, struct arena *a, struct err *e);
/* Anything else worth proving: settings, packs, migrations, passwords changed (never their content). isi: a JSON object. */
bool event_other(struct db *db, struct sv action, const struct actor *who, struct sv isi_json, int64_t now,
                 struct arena *a, struct err *e);

struct event {
    int64_t seq, waktu, rekaman;
    struct sv reg, isi, garam;
    struct digest daun;
};
/* Events with seq > after, in order, at most `limit`, and no more once they fill 16 MiB: none means there are none. */
bool event_load(struct db *db, int64_t after, int limit, struct arena *a, struct event **out, size_t *n,
                struct err *e);
struct digest event_digest(struct sv garam_bytes, struct sv isi);
/* The content of a record as its last event says, for comparing: the object "isi" of a canonical payload. */
void event_content(const struct record *r, struct arena *a, struct jsonw *w);

#endif

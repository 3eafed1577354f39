/* SPDX-License-Identifier: MIT
 * policy/receipt_find.c -- from leaves back to receipts, newest first, a bounded piece at a time. */
#include "policy/receipt_find.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "policy/segment_priv.h"
#include "policy/trail_priv.h"

enum { CHUNK = 512, SCRATCH_BYTES = 1024 * 1024, BLOCK_ARENA = 16 * 1024 * 1024, NEEDLES = 6 };

/* --- one ---------------------------------------------------------------------------------------------------------------------- */

bool receipt_fetch(const struct receipt_place *at, struct uuid id, struct arena *a, struct receipt *out,
                   struct segment_record *rec, struct trail_entry *entry, bool *found, struct err *e)
{
    struct segment_record got;
    struct segment_reader *r;
    enum segment_next what;
    struct err why = { 0 };
    bool ok;

    *found = false;
    if (!trail_find(at->trail, at->size, id, entry, found, e) || !*found)
        return e->text[0] == '\0';
    *found = false;
    r = segment_reader_open(at->segments, entry->segment, entry->offset, &why);
    if (!r) {
        if (why.kind == ERR_MISSING)
            return true;
        *e = why;
        return false;
    }
    ok = segment_reader_next(r, &got, &what, e);
    if (ok && what == SEGMENT_RECORD && memcmp(got.id.b, id.b, sizeof id.b) == 0) {
        got.payload = arena_dup(a, got.payload);
        ok = receipt_parse(got.payload, a, out, e);
        *found = ok;
        if (ok && rec)
            *rec = got;
    }
    segment_reader_close(r);
    return ok;
}

/* --- ranges -------------------------------------------------------------------------------------------------------------------- */

bool trail_range(const char *dir, uint64_t block, struct uuid *first, struct uuid *last, bool *known,
                 struct err *e)
{
    int dirfd = segment_dir_open(dir, e), fd;
    char raw[TRAIL_RANGE_BYTES];
    size_t got = 0;
    bool ok = true;

    *known = false;
    if (dirfd < 0)
        return false;
    fd = openat(dirfd, "rentang", O_RDONLY | O_CLOEXEC);
    close(dirfd);
    if (fd < 0)
        return errno == ENOENT || trail_failed(e, T("Membaca jejak bukti"), "rentang");
    ok = segment_read_at(fd, raw, sizeof raw, block * TRAIL_RANGE_BYTES, &got) ||
         trail_failed(e, T("Membaca jejak bukti"), "rentang");
    close(fd);
    if (ok && got == sizeof raw) {
        memcpy(first->b, raw, 16);
        memcpy(last->b, raw + 16, 16);
        *known = true;
    }
    return ok;
}

/* 0: an id of another version, which says nothing of its time. */
static int64_t id_ms(const struct uuid *id)
{
    return id->b[6] >> 4 == 7 ? uuid_v7_ms(*id) : 0;
}

/* --- what is looked for --------------------------------------------------------------------------------------------------------- */

struct search {
    const struct receipt_place *at;
    const struct receipt_ask *ask;
    struct arena *a, *scratch; /* results; one receipt at a time */
    struct sv needle[NEEDLES]; /* must stand in the payload as they are */
    size_t needles;
    struct receipt_found *out;
    struct segment_reader *reader;
    uint64_t segment; /* of the reader */
    struct fit {
        struct sv payload; /* read again when it is taken: a chunk may hold ten times what a page takes */
        uint64_t leaf;
    } chunk[CHUNK];
};

/* A payload is canonical, so "key":"value" stands in it byte by byte, unless the value needs escapes. */
static void add_needle(struct search *s, const char *key, struct sv value)
{
    if (!value.n)
        return;
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char) value.p[i] < 0x20 || value.p[i] == '"' || value.p[i] == '\\')
            return;
    s->needle[s->needles++] = arena_printf(s->a, "\"%s\":\"%.*s\"", key, SV_FMT(value));
}

static bool same_or_any(struct sv wanted, struct sv is)
{
    return !wanted.n || sv_eq(wanted, is);
}

static bool fits(const struct receipt_ask *q, const struct receipt *r)
{
    return same_or_any(q->service, r->service) && same_or_any(q->consumer, r->consumer) &&
           same_or_any(q->agreement, r->agreement) && same_or_any(q->refusal, r->refusal) &&
           same_or_any(q->message, r->message_id) && (!q->status || q->status == r->status) &&
           (q->result == RECEIPT_ANY || (q->result == RECEIPT_REFUSED) == (r->refusal.n > 0)) &&
           (!q->from_ms || r->time_ms >= q->from_ms) && (!q->until_ms || r->time_ms < q->until_ms) &&
           (!q->may || q->may(q->ctx, r));
}

/* Without reading the receipt: time and id stand in the trail. */
static bool entry_fits(const struct receipt_ask *q, const struct trail_entry *t)
{
    static const char digits[] = "0123456789abcdef";
    int64_t ms = id_ms(&t->id);
    char hex[32];

    if (!t->segment || (ms && ((q->from_ms && ms < q->from_ms) || (q->until_ms && ms >= q->until_ms))))
        return false;
    if (!q->id.n)
        return true;
    for (size_t i = 0; i < 16; i++) {
        hex[2 * i] = digits[t->id.b[i] >> 4];
        hex[2 * i + 1] = digits[t->id.b[i] & 15];
    }
    return sv_find((struct sv){ hex, sizeof hex }, q->id) >= 0;
}

/* --- reading ----------------------------------------------------------------------------------------------------------------------- */

/* Entries of one segment follow each other, so the reader mostly stands where the next one begins. */
static bool read_entry(struct search *s, const struct trail_entry *t, struct segment_record *rec, bool *is,
                       struct err *e)
{
    enum segment_next what;
    struct err why = { 0 };

    *is = false;
    if (s->reader && (s->segment != t->segment || segment_reader_offset(s->reader) != t->offset)) {
        segment_reader_close(s->reader);
        s->reader = NULL;
    }
    if (!s->reader) {
        s->reader = segment_reader_open(s->at->segments, t->segment, t->offset, &why);
        s->segment = t->segment;
    }
    if (!s->reader && why.kind != ERR_MISSING && why.kind != ERR_INPUT) {
        *e = why;
        return false;
    }
    if (s->reader && !segment_reader_next(s->reader, rec, &what, e))
        return false;
    *is = s->reader && what == SEGMENT_RECORD && memcmp(rec->id.b, t->id.b, sizeof t->id.b) == 0;
    if (!*is &&
        s->reader) { /* an erased one is asked once for each of its receipts: cheap, and they are told */
        segment_reader_close(s->reader);
        s->reader = NULL;
    }
    return true;
}

static bool look_at(struct search *s, const struct trail_entry *t, struct fit *fit, bool *is, struct err *e)
{
    struct segment_record rec;
    struct receipt r;
    struct err why = { 0 };
    bool there;

    *is = false;
    s->out->looked++;
    if (!read_entry(s, t, &rec, &there, e))
        return false;
    s->out->gone += !there;
    for (size_t i = 0; there && i < s->needles; i++)
        there = sv_find(rec.payload, s->needle[i]) >= 0;
    if (!there)
        return true;
    arena_reset(s->scratch);
    if (!receipt_parse(rec.payload, s->scratch, &r, &why) || !fits(s->ask, &r))
        return true;
    *is = true;
    *fit = (struct fit){ arena_dup(s->a, rec.payload), t->leaf };
    return true;
}

/* --- backwards ---------------------------------------------------------------------------------------------------------------------- */

/* Leaves [from, to) of a block, read forwards, kept newest first. *full: enough was found, out->next says where to go on. */
static bool chunk(struct search *s, const struct trail_entry *entries, size_t n, bool *full, struct err *e)
{
    struct fit *fits = s->chunk;
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        bool is;

        if (!entry_fits(s->ask, &entries[i]))
            continue;
        if (!look_at(s, &entries[i], &fits[count], &is, e) || !arena_ok(s->a, e))
            return false;
        count += is;
    }
    if (n)
        s->out->reached_ms = id_ms(&entries[0].id);
    while (count > 0 && s->out->n < RECEIPT_HITS_MAX) {
        struct receipt_hit *hit = &s->out->hits[s->out->n++];

        hit->leaf = fits[--count].leaf;
        if (!receipt_parse(fits[count].payload, s->a, &hit->receipt, e))
            return false;
    }
    *full = s->out->n == RECEIPT_HITS_MAX;
    s->out->next = *full && count > 0 ? s->out->hits[s->out->n - 1].leaf : entries[0].leaf;
    return true;
}

/* Nothing of it can fit by its time. */
static bool out_of_range(const struct search *s, uint64_t block, bool *out, struct err *e)
{
    struct uuid first, last;
    bool known;

    *out = false;
    if ((!s->ask->from_ms && !s->ask->until_ms) || (block + 1) * TRAIL_BLOCK > s->at->size)
        return true;
    if (!trail_range(s->at->trail, block, &first, &last, &known, e))
        return false;
    *out = known && id_ms(&first) && id_ms(&last) &&
           ((s->ask->until_ms && id_ms(&first) >= s->ask->until_ms) ||
            (s->ask->from_ms && id_ms(&last) < s->ask->from_ms));
    return true;
}

static bool block_back(struct search *s, uint64_t block, uint64_t below, bool *full, struct err *e)
{
    struct arena *a = arena_new(BLOCK_ARENA);
    struct trail_entry *entries;
    size_t n;
    bool ok = trail_block(s->at->trail, block, a, &entries, &n, e);

    while (ok && n > 0 && entries[n - 1].leaf >= below)
        n--;
    while (ok && n > 0 && !*full) {
        size_t from = n > CHUNK ? n - CHUNK : 0;

        ok = chunk(s, entries + from, n - from, full, e);
        *full = *full || s->out->looked >= RECEIPT_LOOK_MAX;
        n = from;
    }
    arena_free(a);
    return ok;
}

static bool run(struct search *s, struct err *e)
{
    uint64_t below = s->ask->below < s->at->size ? s->ask->below : s->at->size;
    bool full = false;

    s->out->next = below;
    for (int blocks = 0; s->out->next > 0 && !full && blocks < RECEIPT_BLOCKS_MAX;) {
        uint64_t block = (s->out->next - 1) / TRAIL_BLOCK;
        bool skip;

        if (!out_of_range(s, block, &skip, e))
            return false;
        if (!skip) {
            blocks++;
            if (!block_back(s, block, s->out->next, &full, e))
                return false;
        }
        if (!full) /* all of it, also where the trail ends early */
            s->out->next = block * TRAIL_BLOCK;
    }
    return true;
}

bool receipt_search(const struct receipt_place *at, const struct receipt_ask *ask, struct arena *a,
                    struct receipt_found *out, struct err *e)
{
    struct receipt_found found = { .hits = ARENA_ARRAY(a, struct receipt_hit, RECEIPT_HITS_MAX) };
    struct search *s = ARENA_NEW(a, struct search);
    bool ok;

    s->at = at;
    s->ask = ask;
    s->a = a;
    s->out = &found;
    add_needle(s, "layanan", ask->service);
    add_needle(s, "konsumen", ask->consumer);
    add_needle(s, "perjanjian", ask->agreement);
    add_needle(s, "penolakan", ask->refusal);
    add_needle(s, "pesan", ask->message);
    s->scratch = arena_new(SCRATCH_BYTES);
    ok = run(s, e);
    segment_reader_close(s->reader);
    arena_free(s->scratch);
    if (ok)
        *out = found;
    return ok;
}

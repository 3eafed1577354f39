/* SPDX-License-Identifier: MIT
 * app/exchange.c -- receipts become leaves: batches from the segments into the log of exchanges. */
#include "app/exchange.h"

#include <sys/stat.h>

#include "app/chain.h"
#include "app/paths.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "json/json.h"
#include "ledger/place.h"
#include "policy/trail.h"

enum { BATCH = 8192, WORK_ARENA = 64 * 1024 * 1024 };

struct source { /* one segment of the folder */
    uint64_t id;
    struct segment_reader *reader; /* NULL: not opened yet, or done with */
    enum { NEW, OPEN, ENDED, DAMAGED } state;
    bool touched; /* gave records to the batch */
};
struct exchange {
    char *dir; /* data folder */
    struct note_signer signer;
    struct ledger_log *log;
    struct trail *trail;
    struct source *source; /* ascending by id */
    size_t n;
    struct timespec seen; /* when the folder of segments last changed, as far as we have read it */
    bool broken;
    struct trail_entry entry[BATCH];
    struct ledger_leaf leaf[BATCH];
    struct sv leaves[BATCH];
};

const char *exchange_segments(const char *dir, struct arena *a)
{
    return paths_join(dir, SEGMENT_PLACE, a);
}

const char *exchange_trail(const char *dir, struct arena *a)
{
    return paths_join(ledger_place_of(dir, LEDGER_EXCHANGES, a), "letak", a);
}

/* --- opening ------------------------------------------------------------------------------------ */

static void close_all(struct exchange *x)
{
    for (size_t i = 0; i < x->n; i++)
        segment_reader_close(x->source[i].reader);
    free(x->source);
    x->source = NULL;
    x->n = 0;
    trail_close(x->trail);
    x->trail = NULL;
    ledger_log_close(x->log);
    x->log = NULL;
    x->seen = (struct timespec){ 0 };
}

static bool open_all(struct exchange *x, struct err *e)
{
    struct arena *a = arena_new(WORK_ARENA);
    bool ok = file_mkdirs(exchange_segments(x->dir, a), 0750, e) &&
              chain_open(x->dir, LEDGER_EXCHANGES, &x->signer, a, &x->log, e);

    if (ok) {
        x->trail = trail_open(exchange_trail(x->dir, a), ledger_log_size(x->log), e);
        ok = x->trail != NULL;
    }
    if (!ok)
        close_all(x);
    arena_free(a);
    return ok;
}

bool exchange_open(const char *dir, const struct note_signer *s, struct exchange **out, struct err *e)
{
    struct exchange *x = calloc(1, sizeof *x);
    char *name;

    if (!x || !(x->dir = strdup(dir)) || !(name = strndup(s->name.p, s->name.n))) {
        free(x);
        return err_set(e, ERR_FAULT, T("Memori tidak cukup untuk buku besar pertukaran"));
    }
    x->signer = *s; /* its name is borrowed from whoever made it: ours is a copy */
    x->signer.name.p = name;
    if (!open_all(x, e)) {
        exchange_close(x);
        return false;
    }
    *out = x;
    return true;
}

void exchange_close(struct exchange *x)
{
    if (!x)
        return;
    close_all(x);
    free((char *) (uintptr_t) x->signer.name.p);
    x->signer.name = SV_NULL;
    note_signer_clear(&x->signer);
    free(x->dir);
    free(x);
}

struct ledger_log *exchange_log(struct exchange *x)
{
    return x->log;
}

/* --- segments ----------------------------------------------------------------------------------- */

/* The list of segments again, when the folder has changed. What we know of those that are still there stays. */
static bool look(struct exchange *x, struct err *e)
{
    struct arena *a = arena_new(WORK_ARENA);
    const char *folder = exchange_segments(x->dir, a);
    struct source *fresh = NULL;
    size_t n, old = 0;
    uint64_t *ids;
    struct stat st;
    bool ok = stat(folder, &st) == 0 || err_errno(e, T("Membaca folder bukti"));

    if (!ok || (st.st_mtim.tv_sec == x->seen.tv_sec && st.st_mtim.tv_nsec == x->seen.tv_nsec))
        goto out;
    ok = segment_list(folder, a, &ids, &n, e);
    fresh = ok ? calloc(n + 1, sizeof *fresh) : NULL;
    if (ok && !fresh)
        ok = err_set(e, ERR_FAULT, T("Memori tidak cukup untuk daftar segmen bukti"));
    if (!ok)
        goto out;
    for (size_t i = 0; i < n; i++) {
        while (old < x->n && x->source[old].id < ids[i])
            segment_reader_close(x->source[old++].reader);
        if (old < x->n && x->source[old].id == ids[i])
            fresh[i] = x->source[old++];
        else
            fresh[i] = (struct source){ .id = ids[i] };
    }
    while (old < x->n)
        segment_reader_close(x->source[old++].reader);
    free(x->source);
    x->source = fresh;
    x->n = n;
    trail_keep(x->trail, ids, n);
    /* Times of files are coarse: a change in the same instant must be seen again. */
    x->seen = time_now() > st.st_mtim.tv_sec + 1 ? st.st_mtim : (struct timespec){ 0 };
out:
    arena_free(a);
    return ok;
}

/* Behind the last record that became a leaf. */
static bool open_source(struct exchange *x, struct source *s, struct arena *a, struct err *e)
{
    enum segment_next what = SEGMENT_RECORD;
    struct segment_record last;
    uint64_t offset = 0;
    bool taken = trail_taken(x->trail, s->id, &offset);
    struct err why;

    s->reader = segment_reader_open(exchange_segments(x->dir, a), s->id, offset, &why);
    if (!s->reader) {
        if (why.kind != ERR_MISSING && why.kind != ERR_INPUT) {
            *e = why;
            return false;
        }
        s->state = why.kind == ERR_INPUT ? DAMAGED : ENDED; /* retention was faster */
        return true;
    }
    s->state = OPEN;
    if (taken && !segment_reader_next(s->reader, &last, &what, e))
        return false;
    if (what != SEGMENT_RECORD) { /* the record that we took is no longer there */
        segment_reader_close(s->reader);
        s->reader = NULL;
        s->state = what == SEGMENT_END ? ENDED : DAMAGED;
    }
    return true;
}

static bool take_from(struct exchange *x, struct source *s, size_t max, size_t *n, struct arena *a,
                      struct err *e)
{
    enum segment_next what = SEGMENT_RECORD;
    uint64_t size = ledger_log_size(x->log);
    struct segment_record r;

    if (s->state == NEW && !open_source(x, s, a, e))
        return false;
    while (s->state == OPEN && *n < max) {
        if (!segment_reader_next(s->reader, &r, &what, e))
            return false;
        if (what != SEGMENT_RECORD)
            break;
        x->entry[*n] = (struct trail_entry){
            .id = r.id, .segment = s->id, .offset = segment_reader_at(s->reader), .leaf = size + *n
        };
        x->leaf[*n] = ledger_leaf_make(r.time_ms / 1000, r.salt, r.payload);
        x->leaves[*n] = ledger_leaf_sv(&x->leaf[*n]);
        ++*n;
        s->touched = true;
    }
    if (what == SEGMENT_DAMAGED)
        s->state = DAMAGED;
    if (what == SEGMENT_END)
        s->state = ENDED;
    return true;
}

/* --- a batch ------------------------------------------------------------------------------------ */

static bool gather(struct exchange *x, size_t *n, struct arena *a, struct err *e)
{
    size_t max = trail_room(x->trail) < BATCH ? trail_room(x->trail) : BATCH;

    for (size_t i = 0; i < x->n && *n < max; i++)
        if ((x->source[i].state == NEW || x->source[i].state == OPEN) &&
            !take_from(x, &x->source[i], max, n, a, e))
            return false;
    return true;
}

/* A leaf must not be signed while a power cut could still take its receipt away. */
static bool settle_sources(struct exchange *x, struct err *e)
{
    for (size_t i = 0; i < x->n; i++) {
        struct source *s = &x->source[i];

        if (s->touched && !segment_reader_sync(s->reader, e))
            return false;
        s->touched = false;
        if (s->state >= ENDED && s->reader) {
            segment_reader_close(s->reader);
            s->reader = NULL;
        }
    }
    return true;
}

bool exchange_take(struct exchange *x, size_t *n, struct err *e)
{
    struct arena *a = arena_new(WORK_ARENA);
    bool ok;

    *n = 0;
    ok = (x->log || open_all(x, e)) && look(x, e) && gather(x, n, a, e) && settle_sources(x, e) &&
         (*n == 0 || (trail_add(x->trail, x->entry, *n, e) && ledger_log_append(x->log, x->leaves, *n, e) &&
                      chain_remember(x->dir, LEDGER_EXCHANGES, x->log, a, e)));
    if (!ok) { /* what was taken, the log knows: next time everything begins from there */
        close_all(x);
        *n = 0;
    }
    arena_free(a);
    return ok;
}

size_t exchange_damaged(const struct exchange *x, uint64_t *ids, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < x->n; i++)
        if (x->source[i].state == DAMAGED && n < max)
            ids[n++] = x->source[i].id;
    return n;
}

/* --- retention ---------------------------------------------------------------------------------- */

bool exchange_retain(struct exchange *x, int64_t before_ms, size_t *n, struct err *e)
{
    struct arena *a = arena_new(WORK_ARENA);
    const char *folder = exchange_segments(x->dir, a);
    bool ok = true;

    *n = 0;
    for (size_t i = 0; ok && i < x->n; i++) {
        struct segment_facts f;
        /* The id holds the time of birth: younger segments need not be opened. */
        if (x->source[i].state != ENDED || (int64_t) (x->source[i].id >> 20) >= before_ms)
            continue;
        ok = segment_facts(folder, x->source[i].id, &f, e);
        if (!ok || f.erased || f.living || !f.sealed || f.last_ms >= before_ms)
            continue;
        ok = segment_erase(folder, f.id, e);
        *n += ok;
    }
    arena_free(a);
    return ok;
}

/* --- a new origin ------------------------------------------------------------------------------- */

static bool save_first(const char *dir, struct sv payload, const uint8_t *salt, int64_t now, struct arena *a,
                       struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, 1 << 16);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    jsonw_kstr(&w, "garam", hex_make((struct sv){ (const char *) salt, LEDGER_SALT_BYTES }, a));
    jsonw_kstr(&w, "isi", payload);
    jsonw_kint(&w, "waktu", now);
    jsonw_end(&w);
    ok = buf_ok(&b, e) && file_mkdirs(exchange_trail(dir, a), 0750, e) &&
         file_write_atomic(paths_join(exchange_trail(dir, a), "asal", a), buf_sv(&b), 0640, e);
    buf_clear(&b);
    return ok;
}

static bool position_put(struct trail_position **list, size_t *n, const struct trail_entry *t)
{
    struct trail_position *p = *list;
    size_t i = *n;

    while (i > 0 && p[i - 1].segment != t->segment) /* nearly always one of the last */
        i--;
    if (i > 0) {
        if (t->offset > p[i - 1].offset)
            p[i - 1].offset = t->offset;
        return true;
    }
    if ((*n & (*n + 1)) == 0) { /* room for 1, 3, 7, … is used up */
        p = realloc(p, (2 * *n + 1) * sizeof *p);
        if (!p)
            return false;
        *list = p;
    }
    p[(*n)++] = (struct trail_position){ t->segment, t->offset };
    return true;
}

/* How far the log put aside took each segment, as far as its own trail says: that is not taken again. The trail may be as
 * old as the copy, so it is only read. */
static bool take_over(struct trail *now, const char *old_dir, struct arena *a, struct err *e)
{
    const char *folder = paths_join(old_dir, "letak", a);
    struct arena *work = arena_new(WORK_ARENA);
    struct trail_position *list = NULL;
    size_t n = 0, count = 1;
    bool ok = true;

    for (uint64_t block = 0; ok && count > 0 && file_exists(folder); block++) {
        struct trail_entry *entry;

        arena_reset(work);
        ok = trail_block(folder, block, work, &entry, &count, e);
        for (size_t i = 0; ok && i < count; i++)
            if (entry[i].segment && !position_put(&list, &n, &entry[i]))
                ok = err_set(e, ERR_FAULT, T("Memori tidak cukup untuk jejak bukti"));
    }
    ok = ok && trail_take_over(now, list, n, e);
    free(list);
    arena_free(work);
    return ok;
}

bool exchange_restart(const char *dir, int64_t now, struct err *e)
{
    struct arena *a = arena_new(WORK_ARENA);
    struct trail_entry first = { .leaf = 0 };
    uint8_t salt[LEDGER_SALT_BYTES];
    struct trail *trail = NULL;
    const char *old_dir;
    struct sv payload;
    bool ok = chain_restart(dir, LEDGER_EXCHANGES, a, &old_dir, &payload, salt, now, e) &&
              save_first(dir, payload, salt, now, a, e);

    if (ok) {
        trail = trail_open(exchange_trail(dir, a), 0, e);
        ok = trail && take_over(trail, old_dir, a, e) && trail_add(trail, &first, 1, e);
    }
    trail_close(trail);
    arena_free(a);
    return ok;
}

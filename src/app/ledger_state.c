/* SPDX-License-Identifier: MIT
 * app/ledger_state.c -- writes how a log stands: size, witnesses, debt. */
#include "app/ledger_state.h"

#include <sys/stat.h>

#include "app/exchange.h"
#include "app/paths.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "json/json.h"
#include "ledger/log.h"
#include "ledger/place.h"

enum { EVERY_S = 2, DAMAGED_MAX = 16 };

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;

    return (x < y) - (x > y);
}

/* The size that as many witnesses as the quorum asks for have cosigned, or more. */
static uint64_t cosigned_size(const struct ledger_conf *conf, const struct witness_seen *seen)
{
    uint64_t size[WITNESSES_MAX] = { 0 };

    for (size_t i = 0; i < conf->peers; i++)
        size[i] = seen[i].size;
    qsort(size, conf->peers, sizeof size[0], by_size);
    return size[conf->quorum - 1];
}

/* A debt is as old as the newest head that was cosigned, or as the log. */
static int64_t last_paid(const struct ledger_state_file *f, struct arena *a, int64_t now)
{
    const char *dir = ledger_place_of(f->dir, f->log, a);
    struct stat st;

    if (stat(paths_join(dir, LEDGER_HEAD_COSIGNED, a), &st) == 0 ||
        stat(paths_join(dir, "kunci", a), &st) == 0)
        return (int64_t) st.st_mtim.tv_sec;
    return now;
}

static void put_witnesses(struct jsonw *w, const struct ledger_conf *conf, const struct witness_seen *seen)
{
    jsonw_key(w, SV("saksi"));
    jsonw_list(w);
    for (size_t i = 0; i < conf->peers; i++) {
        jsonw_map(w);
        jsonw_kint(w, "daun", (int64_t) seen[i].size);
        if (seen[i].problem[0])
            jsonw_kstr(w, "masalah", sv_of(seen[i].problem));
        jsonw_kstr(w, "nama", conf->peer[i].name);
        if (seen[i].time)
            jsonw_kint(w, "waktu", seen[i].time);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void put_damaged(struct jsonw *w, const struct exchange *x, struct arena *a)
{
    uint64_t ids[DAMAGED_MAX];
    size_t n = exchange_damaged(x, ids, DAMAGED_MAX);

    jsonw_key(w, SV("segmen_rusak"));
    jsonw_list(w);
    for (size_t i = 0; i < n; i++)
        jsonw_str(w, arena_printf(a, "%016llx" SEGMENT_SUFFIX, (unsigned long long) ids[i]));
    jsonw_end(w);
}

static void put_state(struct ledger_state_file *f, struct jsonw *w, struct ledger_log *l,
                      const struct ledger_conf *conf, const struct witness_seen *seen, const char *problem,
                      struct arena *a, int64_t now)
{
    uint64_t size = l ? ledger_log_size(l) : 0, paid = conf->peers ? cosigned_size(conf, seen) : size;

    if (l) {
        jsonw_kstr(w, "asal", ledger_log_head(l).origin);
        jsonw_kint(w, "daun", (int64_t) size);
    }
    jsonw_kint(w, "kuorum", (int64_t) conf->quorum);
    if (problem[0])
        jsonw_kstr(w, "masalah", sv_of(problem));
    put_witnesses(w, conf, seen);
    if (paid >= size) {
        f->debt_since = 0;
    } else if (!f->debt_since) {
        f->debt_since = last_paid(f, a, now);
    }
    jsonw_kint(w, "utang_daun", (int64_t) (size > paid ? size - paid : 0));
    if (f->debt_since)
        jsonw_kint(w, "utang_sejak", f->debt_since);
}

void ledger_state_write(struct ledger_state_file *f, struct ledger_log *l, const struct ledger_conf *conf,
                        struct witness_ask *ask, const struct exchange *x, const char *problem, int64_t now)
{
    struct witness_seen seen[WITNESSES_MAX] = { { .size = 0 } };
    struct digest is;
    struct arena *a;
    struct err ignored;
    struct jsonw w;
    struct buf b;

    if (now - f->written < EVERY_S && now >= f->written)
        return;
    a = arena_new(1 << 20);
    for (size_t i = 0; ask && i < conf->peers; i++)
        witness_ask_seen(ask, f->number, i, &seen[i]);
    buf_init(&b, 256 * 1024);
    jsonw_init(&w, &b);
    jsonw_map(&w);
    put_state(f, &w, l, conf, seen, problem, a, now);
    if (x)
        put_damaged(&w, x, a);
    is = sha256(buf_sv(&b));
    jsonw_kint(&w, "waktu", now);
    jsonw_end(&w);
    if (memcmp(is.b, f->last, sizeof is.b) != 0 && buf_ok(&b, &ignored) &&
        file_write_atomic(paths_join(ledger_place_of(f->dir, f->log, a), "keadaan.json", a), buf_sv(&b), 0644,
                          &ignored))
        memcpy(f->last, is.b, sizeof is.b);
    f->written = now;
    buf_clear(&b);
    arena_free(a);
}

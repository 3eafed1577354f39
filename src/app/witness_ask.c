/* SPDX-License-Identifier: MIT
 * app/witness_ask.c -- rounds of asking: one head, all witnesses, their lines kept for the owner of the log. */
#include "app/witness_ask.h"

#include <errno.h>
#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "ledger/log.h"
#include "ledger/place.h"
#include "ledger/proof.h"
#include "ledger/witness.h"

enum { ROUND_MS = 2000, ROUND_ARENA = 32 * 1024 * 1024, LINES_MAX = 64 * 1024 };

struct round { /* what came in for the newest head that was asked for */
    struct buf note, lines;
};
struct witness_ask {
    const char *dir;
    const char *log[ASK_LOGS];
    const struct ledger_conf *conf;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    struct witness_seen seen[ASK_LOGS][WITNESSES_MAX];
    uint64_t old[ASK_LOGS][WITNESSES_MAX]; /* size it is known to have: the thread's own */
    struct round in[ASK_LOGS];
};

/* --- one witness, one head ------------------------------------------------------------------------ */

struct asking {
    struct witness_ask *w;
    const struct witness_peer *peer;
    struct store *store;
    struct checkpoint head;
    struct sv note;
    uint64_t *old;
};

static bool post(struct asking *k, struct arena *a, int *status, struct sv *answer, struct err *e)
{
    struct witness_request r = { .old = *k->old, .note = k->note };
    struct sv url = arena_printf(a, "%.*s/add-checkpoint", SV_FMT(k->peer->url));

    return proof_consistency(k->store, r.old, k->head.size, &r.path, e) &&
           witness_post(url, witness_request_text(&r, a), &k->w->stop, a, status, answer, e);
}

/* 409 tells the size that the witness has: asked once more from there. */
static bool ask(struct asking *k, struct arena *a, struct sv *lines, struct err *e)
{
    struct sv answer;
    uint64_t known;
    int status;

    for (int tries = 0; tries < 2; tries++) {
        if (!post(k, a, &status, &answer, e))
            return false;
        if (status == 200) {
            *lines = answer;
            return true;
        }
        if (status != 409 || !ledger_number(sv_trim(answer), MERKLE_SIZE_MAX, &known))
            break;
        if (known > k->head.size)
            return err_set(
                e, ERR_CONFLICT,
                T("Saksi pernah melihat %llu daun, di sini hanya %llu: salinan lama telah dipulihkan?"),
                (unsigned long long) known, (unsigned long long) k->head.size);
        *k->old = known;
    }
    return err_set(e, ERR_DENIED, T("Saksi menolak (%d): %.*s"), status,
                   SV_FMT(sv_sub(sv_trim(answer), 0, 120)));
}

static void keep_answer(struct witness_ask *w, size_t log, size_t peer, const struct asking *k,
                        struct sv lines)
{
    struct round *in = &w->in[log];

    pthread_mutex_lock(&w->lock);
    if (!sv_eq(buf_sv(&in->note), k->note)) {
        buf_reset(&in->note);
        buf_reset(&in->lines);
        buf_put(&in->note, k->note);
    }
    buf_put(&in->lines, lines);
    w->seen[log][peer] = (struct witness_seen){ .size = k->head.size, .time = time_now() };
    pthread_mutex_unlock(&w->lock);
    w->old[log][peer] = k->head.size;
}

static void keep_problem(struct witness_ask *w, size_t log, size_t peer, const struct err *e)
{
    pthread_mutex_lock(&w->lock);
    snprintf(w->seen[log][peer].problem, sizeof w->seen[log][peer].problem, "%s", e->text);
    pthread_mutex_unlock(&w->lock);
}

/* --- rounds ---------------------------------------------------------------------------------------- */

/* Only lines that hold are believed: the size of a witness counts for the debt. */
static bool lines_hold(const struct asking *k, struct sv lines, struct arena *a, struct err *e)
{
    struct note sent, answer;

    return note_parse(k->note, a, &sent, e) &&
           note_open_lines(lines, sent.text, &k->peer->key, 1, a, &answer, e);
}

static void round_of(struct witness_ask *w, size_t log, struct arena *a)
{
    const char *dir = ledger_place_of(w->dir, w->log[log], a);
    struct asking k = { .w = w };
    struct note_key key;
    struct err e = { 0 };

    if (!ledger_place_key_of(w->dir, w->log[log], a, &key, &e) ||
        !ledger_head_load(dir, LEDGER_HEAD, &key, a, &k.note, &k.head, &e) ||
        !(k.store = store_open(dir, &e)))
        return; /* no log yet: whoever signs it says what is wrong */
    for (size_t i = 0; i < w->conf->peers && !__atomic_load_n(&w->stop, __ATOMIC_RELAXED); i++) {
        struct witness_seen seen;
        struct sv lines;

        witness_ask_seen(w, log, i, &seen);
        k.peer = &w->conf->peer[i];
        k.old = &w->old[log][i];
        if (k.head.size == 0 || (seen.size == k.head.size && !seen.problem[0]))
            continue;
        e = (struct err){ 0 };
        if (ask(&k, a, &lines, &e) && lines_hold(&k, lines, a, &e))
            keep_answer(w, log, i, &k, lines);
        else
            keep_problem(w, log, i, &e);
    }
    store_close(k.store);
}

static void *work(void *ctx)
{
    struct arena *a = arena_new(ROUND_ARENA);
    struct witness_ask *w = ctx;
    struct timespec until;

    pthread_mutex_lock(&w->lock);
    while (!w->stop) {
        pthread_mutex_unlock(&w->lock);
        for (size_t i = 0; i < ASK_LOGS; i++) {
            arena_reset(a);
            round_of(w, i, a);
        }
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += ROUND_MS / 1000;
        pthread_mutex_lock(&w->lock);
        if (!w->stop)
            pthread_cond_timedwait(&w->wake, &w->lock, &until);
    }
    pthread_mutex_unlock(&w->lock);
    arena_free(a);
    return NULL;
}

/* --- for the owner of the logs --------------------------------------------------------------------- */

/* What is in checkpoint.cosigned was cosigned before we were started. */
static void remember(struct witness_ask *w, size_t log)
{
    struct arena *a = arena_new(ROUND_ARENA);
    const char *dir = ledger_place_of(w->dir, w->log[log], a);
    struct checkpoint head;
    struct note_key key;
    struct note found;
    struct err e;
    struct sv note;

    for (size_t i = 0; i < w->conf->peers; i++)
        if (ledger_place_key_of(w->dir, w->log[log], a, &key, &e) &&
            ledger_head_load(dir, LEDGER_HEAD_COSIGNED, &key, a, &note, &head, &e) &&
            note_open(note, &w->conf->peer[i].key, 1, a, &found, &e)) {
            w->old[log][i] = w->seen[log][i].size = head.size;
            for (size_t k = 0; k < found.n; k++)
                if (found.sigs[k].key)
                    w->seen[log][i].time = found.sigs[k].time;
        }
    arena_free(a);
}

struct witness_ask *witness_ask_start(const char *dir, const char *const logs[ASK_LOGS],
                                      const struct ledger_conf *conf, struct err *e)
{
    struct witness_ask *w;

    if (conf->peers == 0)
        return NULL;
    w = calloc(1, sizeof *w);
    if (!w) {
        err_set(e, ERR_FAULT, T("Memori tidak cukup untuk menghubungi saksi"));
        return NULL;
    }
    w->dir = dir;
    w->conf = conf;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    for (size_t i = 0; i < ASK_LOGS; i++) {
        w->log[i] = logs[i];
        buf_init(&w->in[i].note, NOTE_BYTES_MAX);
        buf_init(&w->in[i].lines, LINES_MAX);
        remember(w, i);
    }
    if ((errno = pthread_create(&w->thread, NULL, work, w)) != 0) {
        err_errno(e, T("Memulai penghubung saksi"));
        free(w);
        return NULL;
    }
    return w;
}

void witness_ask_stop(struct witness_ask *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    __atomic_store_n(&w->stop, true, __ATOMIC_RELAXED);
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    for (size_t i = 0; i < ASK_LOGS; i++) {
        buf_clear(&w->in[i].note);
        buf_clear(&w->in[i].lines);
    }
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

void witness_ask_fetch(struct witness_ask *w, size_t log, struct ledger_log *l)
{
    struct arena *a;
    struct note_key keys[WITNESSES_MAX];
    struct sv note, lines;
    struct err e;

    if (!w || !l)
        return;
    a = arena_new(4 * NOTE_BYTES_MAX);
    pthread_mutex_lock(&w->lock);
    note = arena_dup(a, buf_sv(&w->in[log].note));
    lines = arena_dup(a, buf_sv(&w->in[log].lines));
    buf_reset(&w->in[log].lines);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->conf->peers; i++)
        keys[i] = w->conf->peer[i].key;
    if (lines.n > 0 && !ledger_log_cosign(l, note, lines, keys, w->conf->peers, &e))
        for (size_t i = 0; i < w->conf->peers; i++)
            keep_problem(w, log, i, &e); /* shown, and asked again with the next head */
    arena_free(a);
}

void witness_ask_seen(struct witness_ask *w, size_t log, size_t peer, struct witness_seen *out)
{
    pthread_mutex_lock(&w->lock);
    *out = w->seen[log][peer];
    pthread_mutex_unlock(&w->lock);
}

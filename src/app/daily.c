/* SPDX-License-Identifier: MIT
 * app/daily.c -- the thread of the day's work and of e-mail. */
#include "app/daily.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "app/smtp.h"
#include "base/arena.h"
#include "base/log.h"

enum {
    WAKE_MS = 500,
    WORK_MS = 60 * 1000,
    LEASE_MS = 5000,
    MAIL_ARENA = 1024 * 1024,
    MAILS_AT_ONCE = 20,
    STEP_ARENA = 32 * 1024 * 1024,
    STEPS_AT_ONCE = 100
};

struct daily {
    const struct region *region;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    int64_t seen, rest_until; /* the newest event looked at; milliseconds */
    struct date seen_on;
};

static bool told_to_stop(struct daily *d)
{
    bool stop;

    pthread_mutex_lock(&d->lock);
    stop = d->stop;
    pthread_mutex_unlock(&d->lock);
    return stop;
}

static bool asked_to_stop(void *ctx)
{
    return told_to_stop(ctx);
}

static void failed(const char *what, const struct err *e)
{
    if (e->kind != ERR_BUSY)
        log_line(LOG_ERROR, "jobs", "%s: %s (%s)", what, e->text, e->cause);
}

/* Steps that the engine takes by itself because a day is over: an agreement ends. */
static bool run_out(const struct region *r, size_t *n, size_t *held, struct err *e)
{
    struct arena *a = arena_new(STEP_ARENA);
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e) &&
              flow_run_out(db, r->flow, &r->records, STEPS_AT_ONCE, a, n, held, e) && db_commit(db, e);

    db_release(db);
    arena_free(a);
    return ok;
}

static bool newest(const struct region *r, int64_t *seq)
{
    struct err ignored = { 0 }; /* the next look tells */
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, &ignored) &&
              db_one_int(db, SV("select coalesce(max(seq), 0) from peristiwa"), 0, seq, &ignored);

    db_release(db);
    return ok;
}

/* After every change and when the day turns, but for a fifth of the time at most. */
static void look_ahead(struct daily *d, struct date today)
{
    struct err e = { 0 };
    int64_t seq = d->seen, begun = time_now_ms();
    size_t n = 0;

    if (begun < d->rest_until || !newest(d->region, &seq) ||
        (seq == d->seen && date_cmp(today, d->seen_on) == 0))
        return;
    if (!foresee_run(d->region, &n, &e)) {
        failed(T("peringatan sebelum berakhir"), &e);
    } else {
        d->seen = seq;
        d->seen_on = today;
        if (n)
            log_line(LOG_INFO, "jobs", T("%zu perubahan pada yang akan berakhir atau tertutup"), n);
    }
    d->rest_until = time_now_ms() + 5 * (time_now_ms() - begun);
}

static void work(const struct region *r)
{
    struct err e = { 0 };
    size_t n = 0, left = 0;

    if (!run_out(r, &n, &left, &e))
        failed(T("langkah yang lewat harinya"), &e);
    else if (n || left)
        log_line(LOG_INFO, "jobs", T("%zu langkah diambil karena harinya lewat, %zu tertahan"), n, left);
    n = 0;
    e = (struct err){ 0 };

    if (!duty_open(r, &n, &e))
        failed(T("kewajiban pemutakhiran"), &e);
    else if (n)
        log_line(LOG_INFO, "jobs", T("%zu pernyataan pemutakhiran dibuka"), n);
    e = (struct err){ 0 };
    if (!ladder_climb(r, &n, &left, &e))
        failed(T("tangga pengingat"), &e);
    if (n)
        log_line(LOG_INFO, "jobs", T("%zu anak tangga pengingat ditempuh"), n);
}

/* --- e-mail ------------------------------------------------------------------------------------------------------------------------- */

static bool load_next(const struct region *r, struct arena *a, struct mail_conf *c, struct mail *m,
                      struct err *e)
{
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_READ, LEASE_MS, &db, e) && mail_conf_load(db, a, c, e);

    *m = (struct mail){ 0 };
    if (ok && mail_ready(c))
        ok = mail_next(db, c, r->records.now(), a, m, e);
    db_release(db);
    return ok;
}

static bool note(const struct region *r, const struct mail *m, bool sent, struct sv why, bool for_good,
                 struct err *e)
{
    int64_t now = r->records.now();
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_WRITE, LEASE_MS, &db, e) && db_begin(db, e) &&
              (sent ? mail_sent(db, m->id, now, e) : mail_failed(db, m, now, why, for_good, e)) &&
              db_commit(db, e);

    db_release(db);
    return ok;
}

/* True: one was handled, and there may be another. A message that was sent but could not be noted is sent again. */
static bool send_one(struct daily *d)
{
    const struct smtp_stop stop = { asked_to_stop, d };
    const struct region *r = d->region;
    struct arena *a = arena_new(MAIL_ARENA);
    struct err e = { 0 }, why = { 0 };
    struct mail_conf c;
    struct mail m;
    struct sv secret;
    bool for_good = false, sent, ok = load_next(r, a, &c, &m, &e) && m.id;

    if (ok) {
        sent = mail_secret_get(r->dir, a, &secret, &why) &&
               smtp_send(&c, secret, &m, r->records.now(), &stop, &for_good, &why);
        if (!sent && told_to_stop(d)) { /* not the server's fault: it is still to be sent */
            arena_free(a);
            return false;
        }
        if (!sent)
            log_line(LOG_ERROR, "jobs", "surel %lld: %s (%s)", (long long) m.id, why.text, why.cause);
        ok =
            note(r, &m, sent,
                 arena_printf(a, "%s%s%s%s%s%s", why.text, why.hint[0] ? " " : "", why.hint,
                              why.cause[0] ? T(" Jawaban server: ") : "", why.cause, why.cause[0] ? "." : ""),
                 for_good, &e);
    }
    if (!ok && e.kind)
        failed(T("antrean surel"), &e);
    arena_free(a);
    return ok;
}

/* --- the thread ----------------------------------------------------------------------------------------------------------------------- */

static void *run(void *ctx)
{
    struct daily *d = ctx;
    struct date day = { 0 };
    int64_t last = 0;

    while (!told_to_stop(d)) {
        struct date today = region_today(d->region);
        struct timespec until;

        if (date_cmp(today, day) != 0 || time_now_ms() - last >= WORK_MS) {
            day = today;
            work(d->region);
            last = time_now_ms();
        }
        look_ahead(d, today);
        for (int i = 0; i < MAILS_AT_ONCE && !told_to_stop(d) && send_one(d); i++)
            ;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += (long) WAKE_MS * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_mutex_lock(&d->lock);
        if (!d->stop)
            pthread_cond_timedwait(&d->wake, &d->lock, &until);
        pthread_mutex_unlock(&d->lock);
    }
    return NULL;
}

bool daily_start(const struct region *r, struct daily **out, struct err *e)
{
    struct daily *d;
    pthread_condattr_t attr;

    if (!smtp_init(e))
        return false;
    d = calloc(1, sizeof *d);
    if (!d)
        return err_errno(e, T("Menyiapkan memori"));
    d->region = r;
    pthread_mutex_init(&d->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC); /* a clock that is set must not keep it asleep */
    pthread_cond_init(&d->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&d->thread, NULL, run, d) != 0) {
        pthread_cond_destroy(&d->wake);
        pthread_mutex_destroy(&d->lock);
        free(d);
        return err_errno(e, T("Memulai pekerjaan harian"));
    }
    *out = d;
    return true;
}

void daily_stop(struct daily *d)
{
    if (!d)
        return;
    pthread_mutex_lock(&d->lock);
    d->stop = true;
    pthread_cond_signal(&d->wake);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
    pthread_cond_destroy(&d->wake);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

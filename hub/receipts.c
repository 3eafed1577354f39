/* SPDX-License-Identifier: MIT
 * hub/receipts.c -- this worker's segment: receipts go in with one write(2); those that must be durable before their answer
 * ends wait in a queue while a thread of the pool syncs for all of them at once. The others are synced ten times a second:
 * so much a power cut may forget, whether or not the ledger is running. */
#include "hub.h"

#include "base/err.h"

enum {
    TICK_MS = 100,
    CALM_MS = 2000,
    GATHER_MS = 1 /* what a strict answer waits at most for others to share its sync */
};

static ngx_connection_t nowhere = { .fd = (ngx_socket_t) -1 }; /* nginx names it in its debug log of timers */

static struct {
    struct segment_writer *writer; /* NULL: its folder could not be opened yet */
    const char *folder;
    ngx_msec_t again; /* when that is tried again */
    ngx_msec_t calm;  /* until then no tick syncs: the last sync failed, and each failure costs a segment */
    ngx_thread_pool_t *threads;
    ngx_thread_task_t *task; /* its data is the struct segment_sync */
    bool busy;               /* the task is under way */
    ngx_queue_t waiting;     /* struct hub_call, oldest first */
    unsigned waiting_n;
    ngx_event_t timer, gather;
    ngx_msec_t said; /* when the log was last told of a failing disk */
} receipts;

static int64_t now_ms(void)
{
    ngx_time_t *now = ngx_timeofday();

    return (int64_t) now->sec * 1000 + (int64_t) now->msec;
}

/* A full disk would fill the log too. */
static void complain(const struct err *e)
{
    if (receipts.said && ngx_current_msec - receipts.said < 10000)
        return;
    receipts.said = ngx_current_msec;
    ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0, "prasasti: %s (%s)", e->text, e->cause);
}

/* Without its folder the hub is closed, and only the hub: a worker that ended would take the pages along. */
static bool open_writer(void)
{
    struct err e = { 0 };

    if (receipts.writer || ngx_current_msec < receipts.again)
        return receipts.writer != NULL;
    receipts.writer =
        segment_writer_open(receipts.folder, (unsigned) ngx_worker % SEGMENT_SLOT_MAX, NULL, &e);
    if (receipts.writer)
        return true;
    receipts.again = ngx_current_msec + SEGMENT_RETRY_MS;
    complain(&e);
    return false;
}

bool hub_receipts_room(void)
{
    struct err e = { 0 };

    if (!open_writer())
        return false;
    if (segment_room(receipts.writer, now_ms(), &e))
        return true;
    complain(&e);
    return false;
}

static void fill(struct hub_call *c, struct receipt *out)
{
    const struct policy *p = c->policy ? &c->policy->p : NULL;
    struct receipt *r = &c->receipt;

    r->path = c->path;
    if (c->why != REFUSE_NOT)
        r->refusal = refuse_code(c->why);
    r->message_id = c->message_id;
    r->proof = c->who.proof;
    if (p) {
        r->policy_version = (int64_t) p->meta->version;
        r->policy_digest = p->digest;
    }
    if (p && c->who.consumer >= 0) {
        const struct policy_consumer *k = &p->consumer[c->who.consumer];
        r->consumer = policy_text(p, k->xroad.n ? k->xroad : k->name);
        r->consumer_agency = k->agency;
    }
    if (p && c->who.key >= 0) {
        r->has_key = true;
        memcpy(r->key_fingerprint.b, p->key[c->who.key].digest, 32);
    }
    if (p && c->service >= 0) {
        r->service = policy_text(p, p->service[c->service].brief);
        r->provider_agency = p->service[c->service].agency;
    }
    if (p && c->agreement >= 0) {
        r->agreement = policy_text(p, p->agreement[c->agreement].number);
        r->agreement_version = p->agreement[c->agreement].version;
    }
    int64_t now = hub_now_us();
    r->total_us = now - c->begun_us;
    r->provider_us = c->sent_us ? now - c->sent_us : -1;
    *out = *r;
}

bool hub_receipts_write(struct hub_call *c)
{
    static char payload[RECEIPT_PAYLOAD_MAX];
    struct segment_record record = { .id = c->receipt.id, .time_ms = c->receipt.time_ms };
    struct receipt r;
    struct err e = { 0 };

    if (c->written)
        return true;
    c->written = true;
    hub_body_ended(c);
    if (c->response_hash) {
        c->receipt.response_digest = sha256_end(c->response_hash);
        c->receipt.has_response_digest = true;
    }
    c->response_hash = NULL;
    fill(c, &r);
    record.agreement = c->agreement >= 0 ? c->policy->p.agreement[c->agreement].id : 0;
    record.day = c->windows.day;
    record.charged = c->charged;
    hub_random(record.salt, sizeof record.salt);
    record.payload = (struct sv){ payload, receipt_encode(&r, payload, sizeof payload) };
    if (receipts.writer && segment_append(receipts.writer, &record, now_ms(), &c->seq, &e))
        return true;
    if (receipts.writer)
        complain(&e);
    /* Where nothing was exchanged, as when receipts cannot be written, the caller may still hear why. */
    return !c->charged;
}

/* --- durable ------------------------------------------------------------------------------------------------------------- */

static void sync_in_thread(void *data, ngx_log_t *log)
{
    (void) log;
    segment_sync_run(data);
}

static void sync_begin(void)
{
    if (receipts.busy || !segment_sync_begin(receipts.writer, receipts.task->ctx))
        return;
    receipts.busy = true;
    if (ngx_thread_task_post(receipts.threads, receipts.task) == NGX_OK)
        return;
    /* The queue of the pool is full, which our one task cannot bring about: then the worker itself waits, this once. */
    segment_sync_run(receipts.task->ctx);
    ngx_post_event(&receipts.task->event, &ngx_posted_events);
}

/* A sync costs the disk and the processor the same for one receipt as for a hundred. So it begins when every call under way in
 * this worker waits for it, since nobody else could share it, or when the timer ends. */
static void sync_soon(void)
{
    if (receipts.busy || ngx_queue_empty(&receipts.waiting))
        return;
    if (receipts.waiting_n >= hub_calls_under_way())
        sync_begin();
    else if (!receipts.gather.timer_set)
        ngx_add_timer(&receipts.gather, GATHER_MS);
}

static void gathered(ngx_event_t *ev)
{
    (void) ev;
    if (!ngx_queue_empty(&receipts.waiting))
        sync_begin();
}

static void wake(void)
{
    while (!ngx_queue_empty(&receipts.waiting)) {
        struct hub_call *c = ngx_queue_data(ngx_queue_head(&receipts.waiting), struct hub_call, queue);
        bool durable = c->seq <= segment_durable(receipts.writer);
        if (!durable && c->seq > segment_doubtful(receipts.writer))
            return;
        hub_receipts_forget(c);
        c->durable = durable;
        c->failed = !durable;
        hub_filter_durable(c);
    }
}

static void sync_ended(ngx_event_t *ev)
{
    struct err e = { 0 };

    (void) ev;
    receipts.busy = false;
    if (!segment_sync_end(receipts.writer, receipts.task->ctx, &e)) {
        receipts.calm = ngx_current_msec + CALM_MS;
        complain(&e);
    }
    wake();
    sync_soon();
}

void hub_receipts_wait(struct hub_call *c)
{
    ngx_queue_insert_tail(&receipts.waiting, &c->queue);
    receipts.waiting_n++;
    sync_soon();
}

void hub_receipts_forget(struct hub_call *c)
{
    if (ngx_queue_empty(&c->queue))
        return;
    ngx_queue_remove(&c->queue);
    ngx_queue_init(&c->queue);
    receipts.waiting_n--;
}

/* --- the worker's life --------------------------------------------------------------------------------------------------- */

static void tick(ngx_event_t *ev)
{
    if (receipts.writer) {
        segment_tick(receipts.writer, now_ms());
        wake();
        if (ngx_current_msec >= receipts.calm || !ngx_queue_empty(&receipts.waiting))
            sync_begin();
    }
    if (!ngx_exiting) /* at the same moments in every worker: the file system can make one commit of their syncs */
        ngx_add_timer(ev, TICK_MS - (ngx_msec_t) now_ms() % TICK_MS);
}

ngx_int_t hub_receipts_start(ngx_cycle_t *cycle, struct hub_main_conf *conf)
{
    receipts.folder = (const char *) conf->segments.data;
    open_writer();
    receipts.task = ngx_thread_task_alloc(cycle->pool, sizeof(struct segment_sync));
    if (!receipts.task)
        return NGX_ERROR;
    receipts.threads = conf->threads;
    receipts.task->handler = sync_in_thread;
    receipts.task->event.handler = sync_ended;
    receipts.task->event.log = cycle->log;
    receipts.task->event.data = &nowhere;
    ngx_queue_init(&receipts.waiting);
    receipts.timer.handler = tick;
    receipts.timer.log = cycle->log;
    receipts.timer.data = &nowhere;
    receipts.timer.cancelable = 1;
    receipts.gather.handler = gathered;
    receipts.gather.log = cycle->log;
    receipts.gather.data = &nowhere;
    receipts.gather.cancelable = 1;
    ngx_add_timer(&receipts.timer, TICK_MS);
    return NGX_OK;
}

void hub_receipts_stop(void)
{
    if (receipts.writer && !receipts.busy)
        segment_writer_close(receipts.writer);
    receipts.writer = NULL;
}

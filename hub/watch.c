/* SPDX-License-Identifier: MIT
 * hub/watch.c -- looks every 100 ms whether a newer policy snapshot lies there. The latest wins; one that fails
 * verification is left out, and the one before goes on. */
#include "hub.h"

#include "base/err.h"
#include "base/file.h"

#include <sys/stat.h>

enum { LOOK_MS = 100 };

static ngx_connection_t nowhere = { .fd = (ngx_socket_t) -1 }; /* nginx names it in its debug log of timers */

static struct {
    struct hub_main_conf *conf;
    const char *path;
    struct hub_policy *now;
    bool restored;
    struct stat seen; /* of the file last opened, good or bad */
    ngx_event_t timer;
} watch;

struct hub_policy *hub_policy_pin(void)
{
    if (!watch.now || !watch.restored)
        return NULL;
    watch.now->pins++;
    return watch.now;
}

void hub_policy_unpin(struct hub_policy *p)
{
    if (!p)
        return;
    if (--p->pins == 0) {
        policy_close(&p->p);
        ngx_free(p);
    }
}

static void look(ngx_log_t *log)
{
    struct stat before = watch.seen;
    struct err e = { 0 };

    if (!file_changed(watch.path, &watch.seen))
        return;
    struct hub_policy *next = ngx_calloc(sizeof *next, log);
    if (!next) {
        watch.seen = before; /* looked at again */
        return;
    }
    if (!policy_open(watch.path, &next->p, &e)) {
        ngx_log_error(NGX_LOG_ERR, log, 0, "prasasti: %s: %s (%s)", watch.path, e.text, e.cause);
        ngx_free(next);
        return;
    }
    next->pins = 1;
    hub_policy_unpin(watch.now);
    watch.now = next;
}

/* Without knowing what was used of the quotas nobody is judged: as if there were no policy yet. */
static void restore(ngx_log_t *log)
{
    if (watch.now && !watch.restored)
        watch.restored = hub_restore(watch.conf, &watch.now->p, log);
}

static void tick(ngx_event_t *ev)
{
    look(ev->log);
    restore(ev->log);
    if (!ngx_exiting)
        ngx_add_timer(ev, LOOK_MS);
}

ngx_int_t hub_watch_start(ngx_cycle_t *cycle, struct hub_main_conf *conf)
{
    watch.conf = conf;
    watch.path = (const char *) conf->policy.data;
    watch.timer.handler = tick;
    watch.timer.log = cycle->log;
    watch.timer.data = &nowhere;
    watch.timer.cancelable = 1;
    look(cycle->log);
    restore(cycle->log);
    ngx_add_timer(&watch.timer, LOOK_MS);
    return NGX_OK;
}

void hub_watch_stop(void)
{
    hub_policy_unpin(watch.now);
    watch.now = NULL;
}

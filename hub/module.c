/* SPDX-License-Identifier: MIT
 * hub/module.c -- the nginx module: directives, shared memory, the worker's beginning and end.
 *
 *   prasasti_policy FILE;         (http) the snapshot
 *   prasasti_segments FOLDER;     (http) where receipts go; the thread pool "prasasti" must be declared
 *   prasasti_zone SIZE;           (http) shared memory of quotas and nonces
 *   prasasti_hub on;              (location) calls are judged here
 *   prasasti_answer;              (location, internal) words for nginx's own errors
 *   prasasti_provider;            (upstream, first) the address comes from the call */
#include "hub.h"

#include "policy/nonce.h"

#include "base/date.h"
#include "base/err.h"

#include <signal.h>
#include <sys/prctl.h>

enum { QUOTA_CELLS = 16384 };

static void *make_main(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(struct hub_main_conf));
}

static void *make_loc(ngx_conf_t *cf)
{
    struct hub_loc_conf *c = ngx_pcalloc(cf->pool, sizeof *c);

    if (c)
        c->on = NGX_CONF_UNSET;
    return c;
}

static char *merge_loc(ngx_conf_t *cf, void *parent, void *child)
{
    const struct hub_loc_conf *up = parent;
    struct hub_loc_conf *c = child;

    (void) cf;
    ngx_conf_merge_value(c->on, up->on, 0);
    return NGX_CONF_OK;
}

/* --- shared memory ------------------------------------------------------------------------------------------------------ */

struct restore {
    struct quota_table *table;
    struct quota_windows now;
    bool full;
};

static void restore_one(void *ctx, const struct segment_total *t)
{
    struct restore *r = ctx;
    struct quota_cell *c = t->agreement > 0 && t->charged ? quota_find(r->table, t->agreement) : NULL;

    if (c)
        quota_restore(c, t->day, t->charged, &r->now);
    else if (t->charged)
        r->full = true;
}

/* Whose turn it is: ours when nobody began, or when whoever began was killed at it; what that one had counted goes, for nobody
 * has passed yet. */
static bool take_turn(struct hub_shared *s)
{
    ngx_atomic_uint_t by = s->restored;

    if (by == HUB_RESTORED || (by && (kill((pid_t) by, 0) == 0 || errno != ESRCH)) ||
        !ngx_atomic_cmp_set(&s->restored, by, (ngx_atomic_uint_t) getpid()))
        return false;
    for (uint32_t i = 0; by && i < s->quota.cells; i++)
        for (int k = 0; k < POLICY_QUOTAS; k++)
            atomic_store(&s->quota.cell[i].used[k], 0);
    return true;
}

/* With the snapshot that lies there when nginx starts, or in the worker that first sees one. The calendar is the snapshot's. */
bool hub_restore(struct hub_main_conf *conf, const struct policy *p, ngx_log_t *log)
{
    struct hub_shared *s = conf->zone->data;
    struct restore r = { .table = &s->quota };
    struct err e = { 0 };

    if (!take_turn(s))
        return s->restored == HUB_RESTORED;
    r.now = quota_windows((int64_t) ngx_time(), (uint64_t) ngx_current_msec / 1000, p->meta->zone_min);
    struct date first = { date_of_serial(r.now.day).y, 1, 1 };
    if (!segment_recover((const char *) conf->segments.data, true, date_serial(first), restore_one, &r, &e))
        ngx_log_error(NGX_LOG_ERR, log, 0, "prasasti: %s (%s)", e.text, e.cause);
    if (r.full)
        ngx_log_error(NGX_LOG_ERR, log, 0, "prasasti: too many agreements for the table of quotas");
    return ngx_atomic_cmp_set(&s->restored, (ngx_atomic_uint_t) getpid(), HUB_RESTORED);
}

static ngx_int_t init_zone(ngx_shm_zone_t *zone, void *old)
{
    ngx_slab_pool_t *pool = (ngx_slab_pool_t *) zone->shm.addr;
    struct hub_main_conf *conf = zone->data;
    struct policy p = { 0 };
    struct err e = { 0 };

    if (old) { /* a new configuration, the same memory */
        zone->data = old;
        return NGX_OK;
    }
    struct hub_shared *s = ngx_slab_calloc(pool, sizeof *s);
    if (!s)
        return NGX_ERROR;
    s->quota.cells = QUOTA_CELLS;
    s->quota.cell = ngx_slab_calloc(pool, QUOTA_CELLS * sizeof(struct quota_cell));
    if (!s->quota.cell)
        return NGX_ERROR;
    /* Half of the memory for nonces, rounded down to a power of two. */
    size_t buckets = 1;
    while (buckets * 2 * NONCE_BUCKET * sizeof(struct nonce) <= zone->shm.size / 2)
        buckets *= 2;
    /* Not cleared by hand: pages of a new zone are zero, and nobody pays for those that no nonce has touched. */
    s->nonces = ngx_slab_alloc(pool, sizeof *s->nonces + buckets * NONCE_BUCKET * sizeof(struct nonce));
    if (!s->nonces)
        return NGX_ERROR;
    s->nonces->buckets = (uint32_t) buckets;
    s->started = ngx_time();
    zone->data = s;
    if (policy_open((const char *) conf->policy.data, &p, &e)) {
        hub_restore(conf, &p, zone->shm.log);
        policy_close(&p);
    }
    return NGX_OK;
}

/* --- directives --------------------------------------------------------------------------------------------------------- */

static char *set_zone(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_str_t *value = cf->args->elts, name = ngx_string("prasasti");
    struct hub_main_conf *c = conf;
    ssize_t size = ngx_parse_size(&value[1]);

    (void) cmd;
    if (c->zone)
        return "is duplicate";
    if (size < 4 * 1024 * 1024)
        return "must be at least 4m";
    c->zone = ngx_shared_memory_add(cf, &name, (size_t) size, &ngx_http_prasasti_module);
    if (!c->zone)
        return NGX_CONF_ERROR;
    c->zone->init = init_zone;
    c->zone->data = c;
    return NGX_CONF_OK;
}

static char *set_answer(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_core_loc_conf_t *core = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    (void) cmd;
    (void) conf;
    core->handler = hub_answer_error;
    return NGX_CONF_OK;
}

static ngx_command_t commands[] = {
    { ngx_string("prasasti_policy"), NGX_HTTP_MAIN_CONF | NGX_CONF_TAKE1, ngx_conf_set_str_slot,
      NGX_HTTP_MAIN_CONF_OFFSET, offsetof(struct hub_main_conf, policy), NULL },
    { ngx_string("prasasti_segments"), NGX_HTTP_MAIN_CONF | NGX_CONF_TAKE1, ngx_conf_set_str_slot,
      NGX_HTTP_MAIN_CONF_OFFSET, offsetof(struct hub_main_conf, segments), NULL },
    { ngx_string("prasasti_zone"), NGX_HTTP_MAIN_CONF | NGX_CONF_TAKE1, set_zone, NGX_HTTP_MAIN_CONF_OFFSET,
      0, NULL },
    { ngx_string("prasasti_hub"), NGX_HTTP_LOC_CONF | NGX_CONF_FLAG, ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET, offsetof(struct hub_loc_conf, on), NULL },
    { ngx_string("prasasti_answer"), NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS, set_answer,
      NGX_HTTP_LOC_CONF_OFFSET, 0, NULL },
    { ngx_string("prasasti_provider"), NGX_HTTP_UPS_CONF | NGX_CONF_NOARGS, hub_provider, 0, 0, NULL },
    ngx_null_command,
};

/* --- life ---------------------------------------------------------------------------------------------------------------- */

static ngx_int_t before_configuration(ngx_conf_t *cf)
{
    return hub_variables(cf);
}

static ngx_int_t add_handler(ngx_conf_t *cf, ngx_uint_t phase, ngx_http_handler_pt handler)
{
    ngx_http_core_main_conf_t *core = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);
    ngx_http_handler_pt *h = ngx_array_push(&core->phases[phase].handlers);

    if (!h)
        return NGX_ERROR;
    *h = handler;
    return NGX_OK;
}

static ngx_int_t after_configuration(ngx_conf_t *cf)
{
    struct hub_main_conf *conf = ngx_http_conf_get_module_main_conf(cf, ngx_http_prasasti_module);
    ngx_str_t pool = ngx_string("prasasti");

    if (!conf->policy.len) /* loaded, not used */
        return NGX_OK;
    if (!conf->segments.len || !conf->zone) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "prasasti_policy needs prasasti_segments and prasasti_zone");
        return NGX_ERROR;
    }
    conf->threads = ngx_thread_pool_add(cf, &pool);
    if (!conf->threads)
        return NGX_ERROR;
    if (add_handler(cf, NGX_HTTP_ACCESS_PHASE, hub_admit) != NGX_OK ||
        add_handler(cf, NGX_HTTP_LOG_PHASE, hub_log) != NGX_OK)
        return NGX_ERROR;
    return hub_filter_init(cf);
}

static struct hub_main_conf *conf_of(ngx_cycle_t *cycle)
{
    struct hub_main_conf *conf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_prasasti_module);

    return conf && conf->policy.len ? conf : NULL;
}

static ngx_int_t worker_begins(ngx_cycle_t *cycle)
{
    struct hub_main_conf *conf = conf_of(cycle);

    /* A worker that outlives its master would go on by quotas of its own, and keep the port from whoever comes next; the
     * keeper of nginx's cache would stay for ever. */
    if ((ngx_process == NGX_PROCESS_WORKER || ngx_process == NGX_PROCESS_HELPER) &&
        (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != ngx_parent))
        return NGX_ERROR;
    if (!conf || (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE))
        return NGX_OK;
    if (hub_receipts_start(cycle, conf) != NGX_OK)
        return NGX_ERROR;
    return hub_watch_start(cycle, conf);
}

static void worker_ends(ngx_cycle_t *cycle)
{
    if (!conf_of(cycle) || (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE))
        return;
    hub_receipts_stop();
    hub_watch_stop();
}

static ngx_http_module_t context = {
    .preconfiguration = before_configuration,
    .postconfiguration = after_configuration,
    .create_main_conf = make_main,
    .create_loc_conf = make_loc,
    .merge_loc_conf = merge_loc,
};

ngx_module_t ngx_http_prasasti_module = {
    NGX_MODULE_V1,
    .ctx = &context,
    .commands = commands,
    .type = NGX_HTTP_MODULE,
    .init_process = worker_begins,
    .exit_process = worker_ends,
    NGX_MODULE_V1_PADDING,
};

/* What nginx looks for in the file it loads. The filters stand behind the one that reads files into memory. */
extern ngx_module_t *ngx_modules[];
extern char *ngx_module_names[];
extern char *ngx_module_order[];
ngx_module_t *ngx_modules[] = { &ngx_http_prasasti_module, NULL };
char *ngx_module_names[] = { "ngx_http_prasasti_module", NULL };
char *ngx_module_order[] = { "ngx_http_prasasti_module", "ngx_http_copy_filter_module", NULL };

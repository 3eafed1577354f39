/* SPDX-License-Identifier: MIT
 * hub/hub.h -- the parts of the nginx module: what they share inside one worker.
 *
 * A call is one exchange. It is made when the request reaches the access phase of a location with `prasasti_hub on`, pins
 * the snapshot of that moment, and lives in the request's pool; a cleanup of that pool finds it again after nginx has
 * redirected inside (which forgets module contexts) and lets the snapshot go. Everything here runs in the worker's one
 * thread, except segment_sync_run(). Nothing waits. */
#ifndef HUB_HUB_H
#define HUB_HUB_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "policy/judge.h"
#include "policy/path.h"
#include "policy/quota.h"
#include "policy/receipt.h"
#include "policy/refuse.h"
#include "policy/segment.h"
#include "policy/snapshot.h"

extern ngx_module_t ngx_http_prasasti_module;

/* --- configuration (module.c) ---------------------------------------------------------------------------------------- */

struct hub_main_conf {
    ngx_str_t policy, segments, documents;
    ngx_shm_zone_t *zone;
    ngx_thread_pool_t *threads;
};

struct hub_loc_conf {
    ngx_flag_t on;
};

/* Reads back what was used of the quotas, once for each start of nginx. False: another worker is at it, nobody may pass. */
bool hub_restore(struct hub_main_conf *conf, const struct policy *p, ngx_log_t *log);
enum { HUB_RESTORED = 1 }; /* no pid of ours */

struct hub_shared { /* in the zone; lives over restarts of workers, not of nginx */
    time_t started; /* of nginx: signatures made before are refused, their nonces are forgotten */
    ngx_atomic_t
        restored; /* quotas were read back from the segments: 0 not yet, HUB_RESTORED, or the pid that is at it */
    struct quota_table quota;
    struct nonces *nonces;
};

static inline struct hub_main_conf *hub_conf(ngx_http_request_t *r)
{
    return ngx_http_get_module_main_conf(r, ngx_http_prasasti_module);
}

static inline struct sv hub_sv(ngx_str_t s)
{
    return (struct sv){ (const char *) s.data, s.len };
}

/* --- the snapshot (watch.c) ------------------------------------------------------------------------------------------- */

struct hub_policy {
    struct policy p;
    unsigned pins; /* the worker itself holds one on the newest */
};
struct hub_policy *hub_policy_pin(void); /* NULL: there is none yet */
void hub_policy_unpin(struct hub_policy *p);
ngx_int_t hub_watch_start(ngx_cycle_t *cycle, struct hub_main_conf *conf);
void hub_watch_stop(void);

/* --- one exchange ------------------------------------------------------------------------------------------------------ */

enum hub_door { HUB_DOOR_SHORT, HUB_DOOR_XROAD };
enum hub_meta { HUB_META_NONE, HUB_META_LIST, HUB_META_ALLOWED, HUB_META_OPENAPI, HUB_META_CLIENTS };

struct hub_headers { /* what the hub reads of a request; absent ones are SV_NULL */
    struct sv api_key, bearer, client, message_id, represented, server, agreement, accept, digest, signature,
        signature_input;
    bool repeated; /* one of those that must stand once came twice */
};

struct hub_call {
    ngx_http_request_t *r;
    struct hub_policy *policy;
    struct hub_headers head;
    enum hub_door door;
    enum hub_meta meta;
    struct sv target, path, query; /* as received: path[?query] */
    struct sv rest;                /* of the path behind the service, as received */
    bool has_query;
    uint32_t method;
    int service, agreement;
    struct judge_who who;
    enum refuse why;
    int window;
    uint32_t retry_s;
    struct quota_windows windows;
    struct quota_cell *quota;

    struct uuid_text id;
    struct receipt receipt;
    struct sha256 *request_hash, *response_hash;
    struct sha512 *request_sha512; /* of the body, for /r1 and for digests that want it */
    uint8_t body_sha512[64];
    bool has_body_sha512;
    struct sv digest;            /* Content-Digest to compare the request's body with */
    struct uuid_text request_id; /* X-Road's: made anew for every exchange */
    struct sv message_id;        /* X-Road-Id as it goes on: the client's or ours */
    unsigned http_version;
    int64_t begun_us, sent_us; /* monotonic; sent_us 0: the provider was not asked */
    bool charged, strict, spooling, written;
    bool request_ended, token_used;
    bool ours;    /* the answer is the hub's own */
    bool no_body; /* of the answer */
    uint64_t seq; /* of its receipt, in the worker's writer */
    uint64_t spool_max;

    /* strict: what waits until the receipt is durable */
    bool header_held, last_seen, waiting, durable, failed;
    ngx_chain_t *held;
    ngx_queue_t queue;

    struct sv upstream_uri; /* for proxy_pass */
    ngx_list_t received; /* the request's headers as they came; what goes on may carry a credential of ours */
};

struct hub_call *hub_call_of(ngx_http_request_t *r); /* NULL: no exchange */
/* admit.c: the whole way from request line to quota. */
ngx_int_t hub_admit(ngx_http_request_t *r);
enum refuse hub_identify(struct hub_call *c);
/* sign.c: a signed request; the digest it covers is compared when its body is there. REFUSE_NOBODY: signed, but for others. */
enum refuse hub_signature(struct hub_call *c, struct judge_who *who);
/* A digest that nobody signed says at least what the sender meant to send: it is compared too, when the body ends. */
enum refuse hub_digest_unsigned(struct hub_call *c);
bool hub_digest_ok(struct hub_call *c);
struct sv hub_field(struct hub_call *c,
                    struct sv name); /* all lines as one; SV_NULL: not there, or too many */
/* call.c */
struct hub_call *hub_call_make(ngx_http_request_t *r);
unsigned hub_calls_under_way(void);      /* in this worker */
void hub_body_ended(struct hub_call *c); /* the request's digests are what they are now; again: nothing */
int64_t hub_now_us(void);
void hub_random(void *p,
                size_t n); /* n <= 256; the worker draws them in advance, one call of the system for many */
struct sv hub_keep(ngx_pool_t *pool, struct sv s); /* a copy; SV_NULL: no memory */

/* --- answers of our own (answer.c) -------------------------------------------------------------------------------------- */

ngx_int_t hub_answer(ngx_http_request_t *r); /* content handler: the call's refusal or metaservice */
ngx_int_t hub_answer_error(
    ngx_http_request_t *r); /* content handler of the location for nginx's own errors */

/* --- filters (filter.c) -------------------------------------------------------------------------------------------------- */

ngx_int_t hub_filter_init(ngx_conf_t *cf);
ngx_int_t hub_log(ngx_http_request_t *r);    /* log phase: the receipt of an exchange that never ended */
void hub_filter_durable(struct hub_call *c); /* the receipt it waits for is durable, or c->failed */
ngx_int_t hub_header_add(ngx_http_request_t *r, const char *name, struct sv value);

/* --- receipts (receipts.c) ------------------------------------------------------------------------------------------------ */

ngx_int_t hub_receipts_start(ngx_cycle_t *cycle, struct hub_main_conf *conf);
void hub_receipts_stop(void);
bool hub_receipts_room(void);
/* Writes the call's receipt, once. False: it could not be written. */
bool hub_receipts_write(struct hub_call *c);
/* hub_filter_durable(c) follows, perhaps at once. */
void hub_receipts_wait(struct hub_call *c);
void hub_receipts_forget(struct hub_call *c); /* it waits no more; not waiting: nothing */

/* --- providers (provider.c) ----------------------------------------------------------------------------------------------- */

/* An answer that everybody reads alike: final, and of one length at most. */
bool hub_provider_clear(ngx_http_request_t *r);
char *hub_provider(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
ngx_int_t hub_variables(ngx_conf_t *cf);
/* The header that the service's provider wants of the hub, in place of any that the caller sent by that name. */
bool hub_credential(struct hub_call *c);

#endif

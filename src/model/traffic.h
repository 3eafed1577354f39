/* SPDX-License-Identifier: MIT
 * model/traffic.h -- what passed the hub, added up: calls, refusals, errors, bytes, durations, by service, agreement and consumer, in
 * minutes, hours, days and for ever; what was charged to quotas; when each key was last used.
 *
 * The sums are made of receipts, by one thread of the application (app/hub_traffic.h). What it has taken of each segment of
 * receipts stands in the same transaction as the sums, so a receipt counts exactly once wherever the process dies. The receipts
 * remain the evidence: everything here can be made again from them while they are kept.
 *
 * A row is (width, start, service, agreement, consumer, outcome, both agencies). Outcome is "" for what the provider answered, else
 * the code of our own refusal. Starts follow the region's calendar. Days count as quotas do: by the day that the
 * receipt names. Durations are counted in buckets of fixed bounds, from which quantiles are read.
 * Tables owned: lalu_lintas, lalu_lintas_segmen, pemakaian_kunci. Writers need an open transaction. Results live in the arena. */
#ifndef MODEL_TRAFFIC_H
#define MODEL_TRAFFIC_H

#include "base/hash.h"
#include "db/db.h"

struct actor;
struct arena;

extern const struct db_migration traffic_migrations[];
extern const size_t traffic_migrations_n;

enum { TRAFFIC_EVER = 0, TRAFFIC_MINUTE = 60, TRAFFIC_HOUR = 3600, TRAFFIC_DAY = 86400 }; /* widths */
enum {
    TRAFFIC_BUCKETS = 16,
    TRAFFIC_KEEP_MINUTES = 2 * 86400, /* how long rows of minutes and hours are kept; days stay */
    TRAFFIC_KEEP_HOURS = 100 * 86400
};
/* Upper bounds of the buckets but the last, which has none, in microseconds. */
extern const int64_t traffic_bound_us[TRAFFIC_BUCKETS - 1];
unsigned traffic_bucket(int64_t us);
/* The duration that `permille` of the calls did not exceed, read between the bounds; 0 when there were none. What lies in the
 * last bucket counts as its lower bound. */
int64_t traffic_quantile_us(const int64_t bucket[TRAFFIC_BUCKETS], unsigned permille);

struct traffic_sum {
    int64_t calls, errors; /* errors: answers of 500 and above by the provider */
    int64_t charged;       /* to quotas */
    int64_t in, out;       /* bytes of bodies: to the provider, to the caller */
    int64_t us;
    int64_t bucket[TRAFFIC_BUCKETS];
};

/* --- adding up -------------------------------------------------------------------------------------------------------- */

struct traffic_fact { /* one receipt */
    int64_t time_ms;
    int32_t day; /* of the region's calendar since 1970-01-01; 0: by the time */
    int64_t agreement, provider, consumer_agency; /* numbers of rows; 0: none */
    struct sv service, number, consumer, outcome; /* number: the agreement's, as people know it */
    int64_t status, charged, in, out, us;
    const struct digest *key; /* that proved the consumer; NULL: none */
    struct sv proof;
};

struct traffic_batch; /* bounded memory; belongs to one thread */
struct traffic_batch *traffic_batch_new(int zone_min);
void traffic_batch_free(struct traffic_batch *b); /* accepts NULL */
void traffic_batch_reset(struct traffic_batch *b);
bool traffic_batch_room(const struct traffic_batch *b); /* may another one be added? */
void traffic_batch_add(struct traffic_batch *b, const struct traffic_fact *f);
size_t traffic_batch_size(const struct traffic_batch *b); /* receipts in it */
bool traffic_batch_save(struct traffic_batch *b, struct db *db, struct err *e);

struct traffic_position {
    uint64_t segment, offset; /* offset: behind the last receipt taken */
    int64_t receipts;         /* taken of it */
    int64_t lost;             /* of it that were erased or damaged before they were taken */
    bool ended;               /* nothing will follow */
};
/* All of them, ascending. */
bool traffic_positions(struct db *db, struct arena *a, struct traffic_position **out, size_t *n,
                       struct err *e);
bool traffic_position_put(struct db *db, const struct traffic_position *p, struct err *e);
/* Rows of minutes and hours whose time is over. */
bool traffic_forget(struct db *db, int64_t now, struct err *e);

/* --- reading ---------------------------------------------------------------------------------------------------------- */

/* Whose rows: of all agencies, or where one of these provides or consumes. All zero: nobody's. */
struct traffic_scope {
    bool all;
    const int64_t *units;
    size_t n;
    int64_t before; /* only what happened before this instant; 0: no end */
    struct sv
        hidden; /* "|code|code|": services whose rows he may not see; of these he sees what his own agencies exchange */
};
/* Everything of it, for who reads the reports of all; else the rows of his own agencies. */
struct traffic_scope traffic_scope_of(const struct actor *who, bool reads_all);
bool traffic_scope_has(const struct traffic_scope *s, struct sv service, int64_t provider, int64_t consumer);

struct traffic_ask {
    int width;           /* TRAFFIC_MINUTE … TRAFFIC_EVER */
    int64_t from, until; /* starts of rows, until not included; nothing to say with TRAFFIC_EVER */
    struct sv service, consumer;
    int64_t agreement; /* empty, 0: all */
    struct traffic_scope scope;
};
enum traffic_by {
    TRAFFIC_BY_TIME,
    TRAFFIC_BY_SERVICE,
    TRAFFIC_BY_AGREEMENT,
    TRAFFIC_BY_CONSUMER,
    TRAFFIC_BY_OUTCOME,
    TRAFFIC_BY_COUNT
};
struct traffic_row {
    int64_t start, agreement; /* of what it is grouped by; the others are empty */
    struct sv service, number, consumer, outcome;
    struct traffic_sum all, passed; /* passed: outcome "" alone, whose durations count */
};
enum { TRAFFIC_ROWS_MAX = 500 };
/* By time: ascending; else by number of calls, most first. At most TRAFFIC_ROWS_MAX. */
bool traffic_read(struct db *db, const struct traffic_ask *ask, enum traffic_by by, struct arena *a,
                  struct traffic_row **out, size_t *n, struct err *e);

struct traffic_quota { /* used so far, in the windows that began at these starts */
    int64_t agreement, day, month, year;
};
bool traffic_quotas(struct db *db, int64_t day, int64_t month, int64_t year, struct arena *a,
                    struct traffic_quota **out, size_t *n, struct err *e);

struct traffic_key {
    struct sv digest, proof, consumer; /* digest in hex */
    int64_t last_ms, uses;
};
/* Of a consumer as receipts name it, or (empty) of all within the scope; the last used first, at most TRAFFIC_ROWS_MAX. */
bool traffic_keys(struct db *db, struct sv consumer, const struct traffic_scope *s, struct arena *a,
                  struct traffic_key **out, size_t *n, struct err *e);

struct traffic_state {
    int64_t receipts, lost; /* taken into the sums so far; gone before */
};
bool traffic_state(struct db *db, struct traffic_state *out, struct err *e);

#endif

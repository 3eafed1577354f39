/* SPDX-License-Identifier: MIT
 * page/traffic_priv.h -- what the pages about the hub share: whose rows are shown, the snapshot in force, the days chosen, and the
 * parts they are drawn of. */
#ifndef PAGE_TRAFFIC_PRIV_H
#define PAGE_TRAFFIC_PRIV_H

#include "page/page_priv.h"
#include "page/traffic.h"
#include "policy/snapshot.h"

enum traffic_span { TRAFFIC_TODAY, TRAFFIC_WEEK, TRAFFIC_MONTH, TRAFFIC_SPANS };

struct traffic_view {
    struct page p;
    struct traffic_scope scope;
    struct policy policy; /* all zero when there is none: has_policy */
    bool has_policy;
    enum traffic_span span;
    struct date first, today;
    int64_t from, until; /* of the days shown */
    struct traffic_ask ask;
    struct sv office_service, office_consumer; /* whom a page is about: refusals name their offices */
    struct traffic_quota *quotas;
    size_t n_quotas;
    int64_t ends[POLICY_QUOTAS]; /* when the present windows end */
};

/* Fills everything but what is asked for. Call traffic_close() when the page is written, also after a failure. */
bool traffic_open(struct traffic_view *v, struct web_ctx *ctx, struct web_req *req, struct web_res *res,
                  struct err *e);
void traffic_days(struct traffic_view *v); /* the days that the request names: ask is ready then */
void traffic_close(struct traffic_view *v);
bool traffic_load_quotas(struct traffic_view *v, struct db *db, struct err *e);
/* The windows of days by day or, for today, by hour. */
bool traffic_load_times(struct traffic_view *v, struct db *db, struct traffic_row **out, size_t *n,
                        struct err *e);

/* --- names: as the snapshot has them, else as receipts had them -------------------------------------------------------- */

const struct policy_service *traffic_service_of(const struct traffic_view *v, struct sv brief);
const struct policy_consumer *traffic_consumer_of(const struct traffic_view *v, struct sv xroad);
const struct policy_agreement *traffic_agreement_of(const struct traffic_view *v, int64_t id);
struct sv traffic_service_name(const struct traffic_view *v, struct sv brief);
struct sv traffic_consumer_name(const struct traffic_view *v, struct sv xroad);
/* May he know of it without any traffic? */
bool traffic_may_service(const struct traffic_view *v, const struct policy_service *s);
bool traffic_may_consumer(const struct traffic_view *v, const struct policy_consumer *c);
bool traffic_may_agreement(const struct traffic_view *v, const struct policy_agreement *g);
/* Provided by his agencies, or agreed about with one of their consumers. */
bool traffic_concerns(const struct traffic_view *v, const struct policy_service *s);
struct sv traffic_url(struct arena *a, const char *kind, struct sv code); /* /penghubung/KIND/CODE */
struct sv traffic_escape(struct arena *a, struct sv code);                /* for an address; slashes stay */

/* --- words --------------------------------------------------------------------------------------------------------------- */

struct sv traffic_ms(struct arena *a, int64_t us);       /* "3,2 ms", "1,25 detik" */
struct sv traffic_bytes(struct arena *a, int64_t bytes); /* "12,3 MB" */
struct sv traffic_percent(struct arena *a, int64_t part, int64_t whole);
struct sv traffic_proof_words(struct sv proof); /* how a receipt says the caller was proved */
struct sv traffic_office(const struct traffic_view *v, struct sv outcome, struct sv service,
                         struct sv consumer);

/* --- receipts ---------------------------------------------------------------------------------------------------------------- */

struct receipt;
struct receipt_place;
/* Where they are looked for; *known false: there is no log of them yet. */
bool traffic_place(struct traffic_view *v, struct receipt_place *out, bool *known, struct err *e);
struct sv traffic_outcome_words(const struct receipt *r);
struct sv traffic_outcome_tone(const struct receipt *r);

/* --- parts ----------------------------------------------------------------------------------------------------------------- */

void traffic_tabs(struct traffic_view *v, struct sv path);
void traffic_figures(struct traffic_view *v, const struct traffic_row *sum);
void traffic_chart(struct traffic_view *v, const struct traffic_row *rows, size_t n);
void traffic_table(struct traffic_view *v, enum traffic_by by, const struct traffic_row *rows, size_t n);
void traffic_outcomes(struct traffic_view *v, const struct traffic_row *rows, size_t n);
void traffic_quota_card(struct traffic_view *v, const struct policy_agreement *g);
/* The window of which the most is used, in percent; -1: the agreement has no quota but perhaps one of seconds. */
int traffic_quota_most(const struct traffic_view *v, const struct policy_agreement *g);
void traffic_cell(struct html *h, const char *label, bool number); /* opens a <td> */
void traffic_heads(struct html *h, const char *label, const char *const *heads, size_t n, unsigned numbers);
void traffic_table_end(struct html *h);
struct traffic_row traffic_total(const struct traffic_row *rows, size_t n);

#endif

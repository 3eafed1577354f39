/* SPDX-License-Identifier: MIT
 * policy/refuse.h -- every reason for which the hub itself answers instead of a provider, and what it says then.
 * The codes are stable: programs and receipts rely on them. Pure; writing goes into the caller's buffer. */
#ifndef POLICY_REFUSE_H
#define POLICY_REFUSE_H

#include "policy/snapshot.h"

struct buf;

enum refuse {
    REFUSE_NOT, /* passes */
    REFUSE_PATH,
    REFUSE_METHOD,
    REFUSE_XROAD_VERSION,
    REFUSE_XROAD_CLIENT,
    REFUSE_HEADER,
    REFUSE_DIGEST,
    REFUSE_NOBODY,
    REFUSE_KEY_UNKNOWN,
    REFUSE_KEY_EARLY,
    REFUSE_KEY_LATE,
    REFUSE_TOKEN,
    REFUSE_TOKEN_LATE,
    REFUSE_TOKEN_HOLDER,
    REFUSE_SIGNATURE,
    REFUSE_SIGNATURE_PART,
    REFUSE_SIGNATURE_LATE,
    REFUSE_REPLAY,
    REFUSE_CONTRADICTION,
    REFUSE_CONSUMER_CLOSED,
    REFUSE_CLAIM,
    REFUSE_SERVICE_UNKNOWN,
    REFUSE_SERVICE_CLOSED,
    REFUSE_DOCUMENT,
    REFUSE_NO_AGREEMENT,
    REFUSE_AGREEMENT_HELD,
    REFUSE_AGREEMENT_EARLY,
    REFUSE_AGREEMENT_LATE,
    REFUSE_OPERATION,
    REFUSE_HOURS,
    REFUSE_QUOTA,
    REFUSE_TOO_LARGE,
    REFUSE_PROVIDER_DOWN,
    REFUSE_PROVIDER_SLOW,
    REFUSE_NO_POLICY,
    REFUSE_RECEIPTS,
    REFUSE_BUSY,
    REFUSE_FAULT,
    REFUSE_COUNT
};

struct sv refuse_code(enum refuse r);  /* "kunci_tidak_dikenal"; "" for REFUSE_NOT */
unsigned refuse_status(enum refuse r); /* of HTTP */
struct sv refuse_xroad(enum refuse r); /* type of the X-Road error */

/* For whoever tells people of it later. REFUSE_COUNT: no such code (any more). */
enum refuse refuse_of_code(struct sv code);
struct sv refuse_title(enum refuse r); /* "Kuota habis" */
struct sv refuse_step(enum refuse r);  /* what to do */
enum refuse_office { REFUSE_HUB, REFUSE_PROVIDER, REFUSE_CONSUMER };
enum refuse_office refuse_office(enum refuse r); /* who can mend it */

/* What the answer can name; any may be missing (NULL, POLICY_NONE, absent). */
struct refuse_facts {
    enum refuse why;
    const struct policy *p;
    int service, consumer, agreement; /* numbers of records */
    int window;                       /* enum of quotas, for REFUSE_QUOTA */
    uint32_t retry_s;                 /* 0: no waiting helps */
    struct sv receipt;                /* reference number */
};
/* application/problem+json (RFC 9457). */
void refuse_problem(const struct refuse_facts *f, struct buf *out);

enum refuse_form { REFUSE_FORM_JSON, REFUSE_FORM_XML, REFUSE_FORM_TEXT_XML };
/* The form an Accept header asks for: the first XML type listed wins, quality values are ignored. */
enum refuse_form refuse_form(struct sv accept);
struct sv refuse_form_type(enum refuse_form f); /* Content-Type */
void refuse_xroad_body(const struct refuse_facts *f, enum refuse_form form, struct buf *out);

#endif

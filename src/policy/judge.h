/* SPDX-License-Identifier: MIT
 * policy/judge.h -- judges one call against one snapshot: who it is, and whether an agreement lets it pass. Pure functions
 * that allocate nothing; quotas are counted elsewhere (quota.h), for they change with the answer. */
#ifndef POLICY_JUDGE_H
#define POLICY_JUDGE_H

#include "policy/receipt.h"
#include "policy/refuse.h"
#include "policy/snapshot.h"

struct judge_who {
    int consumer, key; /* numbers of records, POLICY_NONE */
    enum receipt_proof proof;
};
#define JUDGE_NOBODY ((struct judge_who){ POLICY_NONE, POLICY_NONE, RECEIPT_PROOF_NONE })

/* The key counts now, and its consumer may call. consumer and key are set even when it does not, for the receipt. */
enum refuse judge_key(const struct policy *p, int key, enum receipt_proof proof, int64_t now,
                      struct judge_who *who);
enum refuse judge_api_key(const struct policy *p, struct sv text, int64_t now, struct judge_who *who);
/* `spki` is the SHA-256 of the certificate's SubjectPublicKeyInfo. */
enum refuse judge_cert(const struct policy *p, const struct digest *spki, int64_t now, struct judge_who *who);

/* A call of `consumer` to `service`; `path` decoded and behind the service's name, "" for none. `number` chooses one of
 * several agreements (by number); absent: the first that lets it pass. */
struct judge_call {
    uint32_t consumer, service, method;
    struct sv path, number;
    int64_t now;
};
/* *agreement is the one that lets it pass, or the one whose refusal came nearest; POLICY_NONE without any. */
enum refuse judge_call(const struct policy *p, const struct judge_call *c, int *agreement);
bool judge_rules(const struct policy *p, struct policy_range rules, uint32_t method, struct sv path);

/* X-Road-Client as sent, decoded and compared with what is registered. */
enum refuse judge_claim(const struct policy *p, int consumer, struct sv client);

#endif

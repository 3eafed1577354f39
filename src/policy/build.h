/* SPDX-License-Identifier: MIT
 * policy/build.h -- makes a policy snapshot out of plain structs, and out of its text form (JSON) and back.
 *
 * For the application's writer: fill a struct policy_in (all texts and arrays borrowed), call policy_save(). Services name
 * nothing; keys stand inside their consumer; agreements name consumer and service by their ids. The order of the arrays
 * does not matter. Everything is checked; a mistake is one ERR_INPUT that names the thing and the field, and the old file stays.
 * What does not fit together in life is no reason to stop the hub for everybody: a service whose host cannot be resolved is
 * written closed, with that as its reason, and policy_fit() leaves out what no snapshot can hold.
 * Memory comes from the arena given. Not for the hub: policy_save() resolves names and writes files. */
#ifndef POLICY_BUILD_H
#define POLICY_BUILD_H

#include "policy/snapshot.h"

struct arena;
struct buf;
struct problems;

struct policy_in_rule {
    uint32_t methods;  /* enum policy_method, or-ed */
    struct sv pattern; /* path.h; begins with '/' or a star, or is "" for the bare service */
};

struct policy_in_window {
    uint8_t days; /* bit 0 Monday */
    uint16_t from_min, until_min;
};

struct policy_in_service {
    int64_t id, agency;
    int64_t gateway; /* whoever fills in header and credential goes by it; not in the file; 0: none */
    struct sv brief; /* /hub/{brief}: [a-z0-9-] */
    struct sv klass, member, subsystem, code;
    struct sv title;
    struct sv base_url; /* http(s)://host[:port][/path] */
    struct sv address;  /* numeric; absent: the host is resolved */
    struct sv office, contact;
    bool open, strict;
    struct sv why_closed, article;
    struct sv openapi;
    struct sv header, credential; /* what the hub shows the provider for itself; both absent: nothing */
    uint64_t spool_max;           /* 0: 1 MiB */
    uint32_t timeout_s;           /* 0: 60 */
    const struct policy_in_rule *operation;
    size_t operations;
};

struct policy_in_key {
    int64_t id;
    enum policy_key_kind kind;
    struct digest digest; /* API key, certificate; of the others it is computed */
    struct sv pub;        /* Ed25519: 32 bytes; P-256: 65 */
    struct sv keyid;
    int64_t from, until;
};

struct policy_in_consumer {
    int64_t id, agency;
    struct sv name, xroad, office, why_closed;
    const struct policy_in_key *key;
    size_t keys;
};

struct policy_in_agreement {
    int64_t id, consumer, service; /* ids */
    uint32_t version;
    struct sv number, purpose, basis, why_held; /* why_held not empty: it does not count for now */
    int64_t from, until;                        /* UTC seconds; until is the midnight after the last day */
    bool strict;
    uint32_t quota[POLICY_QUOTAS]; /* 0: none */
    const struct policy_in_rule *rule;
    size_t rules;
    const struct policy_in_window *window;
    size_t windows;
};

struct policy_in {
    uint64_t version;
    int64_t made_at;
    int32_t zone_min;
    struct sv instance, hub, region, office, contact;
    uint8_t token_key[POLICY_TOKEN_KEYS][32];
    uint32_t token_keys;
    const struct policy_in_service *service;
    size_t services;
    const struct policy_in_consumer *consumer;
    size_t consumers;
    const struct policy_in_agreement *agreement;
    size_t agreements;
};

/* The file's bytes; `out` with a ceiling of POLICY_MAX_BYTES. Verified by policy_read() before it is given. */
bool policy_make(const struct policy_in *in, struct arena *a, struct buf *out, struct err *e);
/* That, and replaces `path` by it, durably. The file is for its owner alone: credentials stand in it. */
bool policy_save(const char *path, const struct policy_in *in, struct arena *a, struct err *e);

/* Leaves out what could not stand in a snapshot (a service whose name is no name, a key that two consumers use: the later one),
 * and what hangs on it, so that one mistake does not keep the rest from coming into force. Each with its reason in
 * `left_out`. False: what is wrong lies in no part alone. Arrays of *in are replaced by copies in the arena. */
bool policy_fit(struct policy_in *in, struct arena *a, struct problems *left_out, struct err *e);

/* The text form, for tests and people: docs of its keys stand in README.md. */
bool policy_parse(struct sv json, struct arena *a, struct policy_in *out, struct err *e);
void policy_show(const struct policy *p, struct buf *out);

/* Methods of a rule as words and back; 0: an unknown word. "*" is all of them. */
uint32_t policy_method_of(struct sv word);
struct sv policy_method_word(uint32_t bit);

#endif

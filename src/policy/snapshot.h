/* SPDX-License-Identifier: MIT
 * policy/snapshot.h -- the policy snapshot: who may call which service, in one file that the hub reads and only the
 * application writes.
 *
 * The file is these records, little-endian, one table after another: a head, the tables, one run of text. A record names
 * text and other records by place and number. policy_open() maps the file read-only and verifies all of it before anybody
 * looks: length, SHA-256, every place, every number, order of the sorted tables, UTF-8. What fails is refused whole.
 * The writer replaces the file by rename and never writes into one that lies there (build.h).
 * A struct policy is read-only after it is opened: threads may share it. policy_close() ends every view taken from it.
 * Instants are UTC seconds; `until` is the first second that no longer counts. Nothing here blocks or allocates but
 * policy_open() and policy_read(). */
#ifndef POLICY_SNAPSHOT_H
#define POLICY_SNAPSHOT_H

#include "base/hash.h"
#include "base/sv.h"

struct err;

#define POLICY_PLACE "hub/kebijakan.bin" /* the snapshot in force, below a region's data folder */

/* Instants of a snapshot lie between the years 1 and 9999, where the calendar can follow them. */
#define POLICY_TIME_MIN (-62135596800)
#define POLICY_TIME_MAX 253402300799

enum {
    POLICY_FORMAT = 2, /* 2: a service may carry a header of its own */
    POLICY_MAX_BYTES = 4 * 1024 * 1024,
    POLICY_TOKEN_KEYS = 2, /* the present one and the one before, while its last tokens live */
    POLICY_PATTERN_MAX = 512,
    POLICY_HEADER_MAX = 64,
    POLICY_CREDENTIAL_MAX = 8000, /* bytes of a header's value: what servers commonly take in one line */
    POLICY_TIMEOUT_MAX_S = 3600,
    POLICY_NONE = -1 /* answer of a search: nothing */
};

struct policy_str { /* in the text table */
    uint32_t at, n;
};
struct policy_range { /* records of another table */
    uint32_t first, n;
};

/* Methods of a rule; HEAD is asked for by itself. */
enum policy_method {
    POLICY_GET = 1,
    POLICY_HEAD = 2,
    POLICY_POST = 4,
    POLICY_PUT = 8,
    POLICY_PATCH = 16,
    POLICY_DELETE = 32,
    POLICY_OPTIONS = 64,
    POLICY_TRACE = 128,
    POLICY_EVERY_METHOD = 255
};

struct policy_meta {  /* exactly one */
    uint64_t version; /* rises with every snapshot; stands in each receipt */
    int64_t made_at;
    int32_t zone_min; /* the region's offset from UTC */
    uint32_t token_keys;
    uint8_t token_key[POLICY_TOKEN_KEYS][32];  /* Ed25519: whose tokens count */
    struct policy_str instance;                /* first part of /r1 identifiers */
    struct policy_str hub;                     /* name of this hub, and the audience of tokens */
    struct policy_str region, office, contact; /* who answers for the hub */
};

enum policy_service_flag { POLICY_SERVICE_OPEN = 1, POLICY_SERVICE_STRICT = 2, POLICY_SERVICE_TLS = 4 };

struct policy_service {      /* sorted by brief */
    int64_t id, agency;      /* numbers of the service's and its agency's rows, for receipts */
    struct policy_str brief; /* /hub/{brief}/… */
    struct policy_str xroad; /* class/member/subsystem/code, decoded */
    struct policy_str klass, member, subsystem, code;
    struct policy_str title;
    struct policy_str host;     /* Host header: name[:port] */
    struct policy_str tls_name; /* the name its certificate must carry */
    struct policy_str base;     /* path of the base URL: "" or "/…" */
    struct policy_str office, contact;
    struct policy_str why_closed,
        article;               /* while not open: the reason, and what in the regulation closes it */
    struct policy_str openapi; /* SHA-256 of the description in hex; "" if there is none */
    /* What the hub itself shows to the provider: name and value of one header, which replaces what the caller sent under that
     * name; "" both when there is none. The value is a secret: it is the reason why the file is for its owner alone. */
    struct policy_str header, credential;
    struct policy_range operations; /* rules: all it has */
    uint64_t spool_max;             /* bytes of a body that is kept whole before it goes on */
    uint8_t address[16];            /* IPv4 in the first four */
    uint16_t port;
    uint8_t family; /* 4, 6; 0: the name could not be resolved, the service is closed */
    uint8_t flags;
    uint32_t timeout_s;
};

struct policy_consumer { /* sorted by id */
    int64_t id, agency;
    struct policy_str name;
    struct policy_str xroad; /* instance/class/member[/subsystem], decoded; what X-Road-Client must say */
    struct policy_str office;
    struct policy_str why_closed; /* "": may call */
};

enum policy_key_kind {
    POLICY_KEY_API = 1,
    POLICY_KEY_CERT,
    POLICY_KEY_ED25519,
    POLICY_KEY_P256,
    POLICY_KEY_KINDS
};

struct policy_key { /* sorted by kind, digest */
    int64_t id;
    int64_t from, until;
    uint32_t kind, consumer;
    uint8_t digest
        [32]; /* API key: of its text; certificate: of its SubjectPublicKeyInfo (DER); others: of the key below */
    uint8_t pub[72];         /* Ed25519: 32 bytes; P-256: 65, uncompressed; else 0 */
    struct policy_str keyid; /* API key: its visible beginning */
};

struct policy_rule {
    uint32_t methods, reserved;
    struct policy_str pattern; /* path.h */
};

struct policy_window { /* hours of the region's day */
    uint8_t days;      /* bit 0 Monday … bit 6 Sunday */
    uint8_t reserved;
    uint16_t from_min, until_min; /* 0..1440, from < until */
    uint16_t reserved2;
};

enum { POLICY_SECOND, POLICY_DAY, POLICY_MONTH, POLICY_YEAR, POLICY_QUOTAS };
enum policy_agreement_flag { POLICY_AGREEMENT_STRICT = 1, POLICY_AGREEMENT_HELD = 2 };

struct policy_agreement { /* sorted by consumer, service, id */
    int64_t id;
    int64_t from, until;
    uint32_t consumer, service; /* numbers of records */
    uint32_t version, flags;
    uint32_t quota[POLICY_QUOTAS]; /* 0: none */
    struct policy_str number, purpose, basis;
    struct policy_str why_held;         /* with POLICY_AGREEMENT_HELD */
    struct policy_range rules, windows; /* no window: at any hour */
};

struct policy {
    const uint8_t *bytes;
    size_t n_bytes;
    bool mapped;
    struct digest digest; /* of the file, as it stands in its head */
    const struct policy_meta *meta;
    const struct policy_service *service;
    const uint32_t *by_xroad; /* services sorted by xroad */
    const struct policy_consumer *consumer;
    const struct policy_key *key;
    const uint32_t *by_keyid; /* keys that sign, sorted by keyid */
    const struct policy_agreement *agreement;
    const struct policy_rule *rule;
    const struct policy_window *window;
    const char *text;
    uint32_t services, consumers, keys, signers, agreements, rules, windows, text_bytes;
};

/* May a service show this header and value? Both absent; or a token of HTTP that is none of what a connection, a proxy or the
 * hub says for itself, and one line of visible ASCII. */
bool policy_credential_ok(struct sv name, struct sv value);

/* ERR_MISSING: no file. ERR_INPUT: not a whole snapshot; `cause` says where. ERR_FAULT: the system's. */
bool policy_open(const char *path, struct policy *out, struct err *e);
/* The same from memory that the caller keeps, aligned to 8 bytes, until policy_close(). */
bool policy_read(struct sv bytes, struct policy *out, struct err *e);
void policy_close(struct policy *p); /* accepts one that was never opened, all zero */

static inline struct sv policy_text(const struct policy *p, struct policy_str s)
{
    return (struct sv){ p->text + s.at, s.n };
}

/* Numbers of records, or POLICY_NONE. */
int policy_service_by_brief(const struct policy *p, struct sv brief);
int policy_service_by_xroad(const struct policy *p, struct sv klass, struct sv member, struct sv subsystem,
                            struct sv code);
int policy_consumer_by_id(const struct policy *p, int64_t id);
int policy_key_by_digest(const struct policy *p, enum policy_key_kind kind, const struct digest *d);
int policy_key_by_keyid(const struct policy *p, struct sv keyid); /* of keys that sign */
/* The agreements of a pair: a run of records, possibly empty. */
struct policy_range policy_agreements_of(const struct policy *p, uint32_t consumer, uint32_t service);

#endif

/* SPDX-License-Identifier: MIT
 * policy/snapshot_format.h -- head and tables of the snapshot file, shared by its reader and its writer. */
#ifndef POLICY_SNAPSHOT_FORMAT_H
#define POLICY_SNAPSHOT_FORMAT_H

#include "policy/snapshot.h"

#include <assert.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is read as it lies there");

#define POLICY_MAGIC "PRSPOL1\n"

enum policy_table {
    TABLE_META,
    TABLE_SERVICE,
    TABLE_BY_XROAD,
    TABLE_CONSUMER,
    TABLE_KEY,
    TABLE_BY_KEYID,
    TABLE_AGREEMENT,
    TABLE_RULE,
    TABLE_WINDOW,
    TABLE_TEXT,
    TABLES
};

struct policy_place {
    uint32_t at, n; /* byte from the start of the file, multiple of 8; number of records */
};

struct policy_head {
    char magic[8];
    uint32_t format, tables;
    uint64_t bytes;
    uint8_t digest[32]; /* SHA-256 of the whole file with these 32 bytes zero */
    struct policy_place place[TABLES];
};

/* No padding: every byte of the file is written by somebody. */
static_assert(sizeof(struct policy_head) == 56 + 8 * TABLES, "head");
static_assert(sizeof(struct policy_meta) == 24 + 64 + 40, "meta");
static_assert(sizeof(struct policy_service) == 16 + 17 * 8 + 8 + 8 + 16 + 8, "service");
static_assert(sizeof(struct policy_consumer) == 48, "consumer");
static_assert(sizeof(struct policy_key) == 32 + 32 + 72 + 8, "key");
static_assert(sizeof(struct policy_rule) == 16, "rule");
static_assert(sizeof(struct policy_window) == 8, "window");
static_assert(sizeof(struct policy_agreement) == 24 + 16 + 16 + 48, "agreement");

extern const uint32_t policy_record_bytes[TABLES];
struct digest policy_digest(struct sv bytes); /* of a whole file, its own digest left out */

#endif

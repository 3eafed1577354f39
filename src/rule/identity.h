/* SPDX-License-Identifier: MIT
 * rule/identity.h -- what names a regulation outside this region, and its addresses (IRI) made of that.
 *
 *     identity: {kind: perbup, wilayah: "6303", number: "39", year: 2023,
 *                gazette: {name: Berita Daerah Kabupaten …, number: "39"}}
 *
 * stands in regulation.yaml. What is not known is left out there and stays absent here; nothing is invented.
 * Addresses follow the naming convention of Akoma Ntoso: /akn/id-{wilayah}/act/{kind}/{year}/{number} is the work, with
 * /ind@{day it was set} its text in Indonesian. National kinds have no `wilayah` (/akn/id/…).
 * Values are views into what was read; results live in the arena. Pure functions. */
#ifndef RULE_IDENTITY_H
#define RULE_IDENTITY_H

#include "base/date.h"

struct arena;
struct json;
struct problems;

struct identity {
    struct sv kind;    /* perbup, perwali, perda, uu, pp, perpres, permen-…: [a-z][a-z-]* */
    struct sv wilayah; /* code of the ministry of home affairs: 2 digits (province) or 4 */
    struct sv number;  /* "39", "12A" */
    int year;          /* 0: not known */
    struct sv gazette, gazette_number;
};

/* Reads the block; `map` may be NULL (all absent). Mistakes go to ps with their place in `file`. */
void identity_read(const struct json *map, struct sv file, struct identity *out, struct problems *ps);
bool identity_whole(const struct identity *id); /* an address without "nn" can be made */

bool identity_regional(struct sv kind); /* an act of a region: perbup, perwali, pergub, perda and their kin */

/* "/akn/id-6303/act/perbup/2023/39"; a part that is not known is "nn", also the region of a regional act. */
struct sv identity_work(const struct identity *id, struct arena *a);
/* The work and "/ind@2023-09-22"; "/ind@" without a day. */
struct sv identity_expression(const struct identity *id, struct date set_on, struct arena *a);

#endif

/* SPDX-License-Identifier: MIT
 * policy/meta.h -- answers of the X-Road metaservices, out of the snapshot. Identifiers arrive as they stand in the path,
 * still encoded; unknown ones give an empty list. */
#ifndef POLICY_META_H
#define POLICY_META_H

#include "policy/snapshot.h"

struct buf;

/* part[0..2]: class, member, subsystem. `consumer` POLICY_NONE: every operation; else only those its agreements open now. */
void meta_methods(const struct policy *p, const struct sv part[3], int consumer, int64_t now,
                  struct buf *out);
void meta_clients(const struct policy *p, struct buf *out);
/* The service that `serviceCode=…` of the query names; POLICY_NONE. */
int meta_service(const struct policy *p, const struct sv part[3], struct sv query);

#endif

/* SPDX-License-Identifier: MIT
 * policy/build_priv.h -- what the makers of a snapshot share: which of its parts could not be laid out. */
#ifndef POLICY_BUILD_PRIV_H
#define POLICY_BUILD_PRIV_H

#include "policy/build.h"

enum policy_part { POLICY_BAD_NOTHING, POLICY_BAD_SERVICE, POLICY_BAD_KEY, POLICY_BAD_AGREEMENT };

struct policy_bad {
    enum policy_part part; /* POLICY_BAD_NOTHING: no part alone is to blame */
    int64_t id;
};

/* policy_make(), and what stood in its way. Of two that cannot both stand it names the one with the higher id. */
bool policy_make_or(const struct policy_in *in, struct arena *a, struct buf *out, struct policy_bad *bad,
                    struct err *e);

#endif

/* SPDX-License-Identifier: MIT
 * app/exchange_verify.h -- holds the log of exchanges against the receipts that the segments still hold. */
#ifndef APP_EXCHANGE_VERIFY_H
#define APP_EXCHANGE_VERIFY_H

#include "ledger/verify.h"

struct exchange_report {
    struct ledger_report log; /* findings, with the receipts and segments concerned named */
    uint64_t erased; /* leaves whose content went by retention: proved, but no longer to be compared */
};
/* *there is false when the region has no log of exchanges. Everything lives in `a`; reads only. */
bool exchange_verify(const char *dir, size_t limit, struct arena *a, bool *there, struct exchange_report *out,
                     struct err *e);

#endif

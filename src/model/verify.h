/* SPDX-License-Identifier: MIT
 * model/verify.h -- do the tables still say what the events said? Every version of every record, the rows of today, files
 * and settings are compared with the content that their events carried; each difference is named down to the field.
 * Reads only, inside one snapshot. Memory does not grow with the table. The events themselves are vouched for by the
 * ledger (app/cmd_verify.c), not here. */
#ifndef MODEL_VERIFY_H
#define MODEL_VERIFY_H

#include "model/record.h"

struct verify_finding {
    struct sv where; /* "aplikasi 12 (APL-2026-0001)", "berkas 3", "pengaturan interval_monev" */
    struct sv text;  /* Indonesian, a full sentence */
};
struct verify_run {
    const struct records *rs;
    /* Called for each finding; false stops. */
    bool (*found)(void *ctx, const struct verify_finding *f);
    void *ctx;
    int64_t events, records, files; /* counted on the way */
    int64_t findings;
};

/* False only when judging was impossible. */
bool verify_tables(struct db *db, struct verify_run *v, struct err *e);

#endif

/* SPDX-License-Identifier: MIT
 * model/handover_priv.h -- shared by planning and doing. */
#ifndef MODEL_HANDOVER_PRIV_H
#define MODEL_HANDOVER_PRIV_H

#include "model/handover.h"

struct handover_person {
    int64_t id, pd, versi;
    struct sv nama, jabatan, jenjang;
};
/* ERR_INPUT: gone, ended, or an auditor. */
bool handover_person(struct db *db, const struct records *rs, int64_t akun, struct arena *a,
                     struct handover_person *out, struct err *e);
struct record *handover_record(struct db *db, const struct records *rs, struct sv reg, int64_t id,
                               struct arena *a, struct err *e);
struct sv handover_int(struct arena *a, int64_t v);

#endif

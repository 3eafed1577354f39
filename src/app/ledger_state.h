/* SPDX-License-Identifier: MIT
 * app/ledger_state.h -- how a log stands, for people and programs that do not read logs: DIR/ledger/LOG/keadaan.json.
 *
 *   {"asal": origin, "daun": leaves, "kuorum": k, "masalah": why it does not go on (absent: it does),
 *    "saksi": [{"daun": …, "masalah": …, "nama": …, "waktu": …}], "segmen_rusak": [file names],
 *    "utang_daun": leaves that the quorum has not cosigned, "utang_sejak": since when (absent: no debt), "waktu": now}
 * Times are Unix seconds. Written when something has changed, at most once in two seconds. */
#ifndef APP_LEDGER_STATE_H
#define APP_LEDGER_STATE_H

#include "app/witness_ask.h"

struct exchange;

struct ledger_state_file {
    const char *dir, *log; /* data folder; name of the log */
    size_t number;         /* of the log in witness_ask */
    int64_t debt_since, written;
    uint8_t last[32]; /* digest of what was written, without its time */
};
/* `l` is NULL when the log could not be opened; `problem` is why it does not go on, or "". A file that cannot be written is
 * tried again. */
void ledger_state_write(struct ledger_state_file *f, struct ledger_log *l, const struct ledger_conf *conf,
                        struct witness_ask *ask, const struct exchange *x, const char *problem, int64_t now);

#endif

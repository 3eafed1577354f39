/* SPDX-License-Identifier: MIT
 * model/traffic.c -- tables of the sums, buckets of durations, and whose rows somebody may see. */
#include "model/traffic.h"

#include "base/arena.h"
#include "base/date.h"
#include "who/actor.h"

const struct db_migration traffic_migrations[] = {
    { "lalu-lintas-001",
      "create table lalu_lintas (lebar {int} not null, mulai {int} not null, layanan {text} not null, "
      "perjanjian {int} not null, konsumen {text} not null, hasil {text} not null, penyedia_pd {int} not null, "
      "konsumen_pd {int} not null, nomor {text} not null, jumlah {int} not null, galat {int} not null, "
      "terpakai {int} not null, masuk {int} not null, keluar {int} not null, lama_us {int} not null, "
      "l0 {int} not null, l1 {int} not null, l2 {int} not null, l3 {int} not null, l4 {int} not null, "
      "l5 {int} not null, l6 {int} not null, l7 {int} not null, l8 {int} not null, l9 {int} not null, "
      "l10 {int} not null, l11 {int} not null, l12 {int} not null, l13 {int} not null, l14 {int} not null, "
      "l15 {int} not null, "
      "primary key (lebar, mulai, layanan, perjanjian, konsumen, hasil, penyedia_pd, konsumen_pd));\n"
      "create index lalu_lintas_perjanjian on lalu_lintas (lebar, perjanjian, mulai);\n"
      "create table lalu_lintas_segmen (segmen {id}, posisi {int} not null, bukti {int} not null, "
      "hilang {int} not null, selesai {int} not null);\n"
      "create table pemakaian_kunci (sidik {text} not null, cara {text} not null, konsumen {text} not null, "
      "konsumen_pd {int} not null, terakhir {int} not null, jumlah {int} not null, "
      "primary key (sidik, cara, konsumen, konsumen_pd))" },
};
const size_t traffic_migrations_n = sizeof traffic_migrations / sizeof traffic_migrations[0];

/* --- durations ---------------------------------------------------------------------------------------------------------- */

const int64_t traffic_bound_us[TRAFFIC_BUCKETS - 1] = { 500,     1000,    2000,    5000,     10000,
                                                        20000,   50000,   100000,  200000,   500000,
                                                        1000000, 2000000, 5000000, 10000000, 30000000 };

unsigned traffic_bucket(int64_t us)
{
    unsigned i = 0;

    while (i < TRAFFIC_BUCKETS - 1 && us > traffic_bound_us[i])
        i++;
    return i;
}

int64_t traffic_quantile_us(const int64_t bucket[TRAFFIC_BUCKETS], unsigned permille)
{
    int64_t all = 0, wanted, below = 0;

    for (unsigned i = 0; i < TRAFFIC_BUCKETS; i++)
        all += bucket[i];
    if (all == 0)
        return 0;
    wanted = all / 1000 * permille + (all % 1000 * permille + 999) / 1000;
    for (unsigned i = 0; i < TRAFFIC_BUCKETS; i++) {
        int64_t low = i ? traffic_bound_us[i - 1] : 0;

        if (below + bucket[i] < wanted) {
            below += bucket[i];
            continue;
        }
        if (i == TRAFFIC_BUCKETS - 1 || bucket[i] == 0)
            return low;
        return low + (int64_t) ((double) (traffic_bound_us[i] - low) * (double) (wanted - below) /
                                (double) bucket[i]);
    }
    return traffic_bound_us[TRAFFIC_BUCKETS - 2];
}

/* --- whose ---------------------------------------------------------------------------------------------------------------- */

struct traffic_scope traffic_scope_of(const struct actor *who, bool reads_all)
{
    if (!who || who->must_change_password || who->second_factor_missing)
        return (struct traffic_scope){ 0 };
    if (who->limit.on) { /* a letter opens these agencies, or all of them, perhaps up to a day */
        struct traffic_scope s = { .all = who->auditor && !who->limit.agencies };

        if (who->limit.agencies) {
            s.units = who->limit.units;
            s.n = who->limit.n_units;
        }
        if (who->limit.before.n && !time_parse(who->limit.before, &s.before))
            return (struct traffic_scope){ 0 };
        return s;
    }
    return (struct traffic_scope){ .all = reads_all, .units = who->units, .n = who->n_units };
}

static bool hides(const struct traffic_scope *s, struct sv service)
{
    struct sv rest = s->hidden, code;

    while (service.n && sv_cut(&rest, '|', &code))
        if (sv_eq(code, service))
            return true;
    return false;
}

bool traffic_scope_has(const struct traffic_scope *s, struct sv service, int64_t provider, int64_t consumer)
{
    if (s->all && !hides(s, service))
        return true;
    for (size_t i = 0; i < s->n; i++)
        if (s->units[i] > 0 && (s->units[i] == provider || s->units[i] == consumer))
            return true;
    return false;
}

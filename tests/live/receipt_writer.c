/* SPDX-License-Identifier: MIT
 * tests/live/receipt_writer.c -- writes receipts as a worker of the hub does, without nginx.
 *
 *   receipt_writer FOLDER COUNT [--slot N] [--rate PER-SECOND] [--from N] [--consumer PD] [--provider PD] [--bytes-max N]
 *                  [--days-ago N] [--ids FILE]
 *
 * Ends when COUNT are written (0: never). Each id is printed to FILE after its record was written, so whatever stands there was
 * acknowledged. A failing disk closes and opens by itself: the record is tried again until it is there. */
#include <signal.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "policy/segment.h"

struct job {
    const char *dir, *ids;
    int64_t count, slot, rate, from, consumer, provider, bytes_max, days_ago;
};

/* As if the worker ran so many days ago. */
static int64_t now_ms(const struct job *j)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000 - j->days_ago * 86400000;
}

static bool read_job(int argc, char **argv, struct job *j)
{
    const struct {
        const char *name;
        int64_t *number;
    } options[] = { { "--slot", &j->slot },         { "--rate", &j->rate },
                    { "--from", &j->from },         { "--consumer", &j->consumer },
                    { "--provider", &j->provider }, { "--bytes-max", &j->bytes_max },
                    { "--days-ago", &j->days_ago } };

    if (argc < 3 || !sv_int(sv_of(argv[2]), &j->count))
        return false;
    j->dir = argv[1];
    for (int i = 3; i + 1 < argc; i += 2) {
        bool known = strcmp(argv[i], "--ids") == 0;
        if (known)
            j->ids = argv[i + 1];
        for (size_t k = 0; k < sizeof options / sizeof options[0]; k++)
            if (strcmp(argv[i], options[k].name) == 0)
                known = sv_int(sv_of(argv[i + 1]), options[k].number);
        if (!known)
            return false;
    }
    return true;
}

static void make(const struct job *j, int64_t n, int64_t ms, struct segment_record *rec, char *buf)
{
    struct receipt r = { .id = uuid_v7(ms),
                         .time_ms = ms,
                         .consumer = SV("PD/UJI/KLIEN"),
                         .consumer_agency = j->consumer,
                         .provider_agency = j->provider,
                         .service = SV("pasien"),
                         .agreement = SV("PDT-2026-0001"),
                         .agreement_version = 1,
                         .method = SV("GET"),
                         .path = SV("/hub/pasien/v1/cari"),
                         .request_bytes = n,
                         .status = n % 7 ? 200 : 403,
                         .refusal = n % 7 ? SV_NULL : SV("tanpa_perjanjian"),
                         .total_us = 1500,
                         .provider_us = n % 7 ? 1200 : -1,
                         .proof = RECEIPT_PROOF_MTLS,
                         .has_key = true,
                         .policy_version = 1 };

    r.key_fingerprint = sha256(r.consumer);
    *rec = (struct segment_record){ .id = r.id,
                                    .time_ms = ms,
                                    .agreement = 1,
                                    .day = date_serial(date_of_time(ms / 1000, 420)),
                                    .charged = n % 7 ? 1 : 0 };
    bytes_random(rec->salt, sizeof rec->salt);
    rec->payload = (struct sv){ buf, receipt_encode(&r, buf, RECEIPT_PAYLOAD_MAX) };
}

static void sync_now(struct segment_writer *w)
{
    struct segment_sync job;
    struct err e;

    if (!segment_sync_begin(w, &job))
        return;
    segment_sync_run(&job);
    if (!segment_sync_end(w, &job, &e))
        fprintf(stderr, "%s (%s)\n", e.text, e.cause);
}

static void write_all(const struct job *j, struct segment_writer *w, FILE *ids)
{
    static char buf[RECEIPT_PAYLOAD_MAX];
    struct segment_record rec;
    struct err e = { 0 };
    uint64_t seq;

    for (int64_t n = 0; j->count == 0 || n < j->count; n++) {
        int64_t now = now_ms(j);

        make(j, j->from + n, now, &rec, buf);
        while (!segment_room(w, now, &e) || !segment_append(w, &rec, now, &seq, &e)) {
            fprintf(stderr, "%s (%s)\n", e.text, e.cause);
            usleep(50000);
            now = now_ms(j);
        }
        if (ids) {
            fprintf(ids, "%s\n", uuid_show(rec.id).s);
            fflush(ids);
        }
        if (j->rate)
            usleep((useconds_t) (1000000 / j->rate));
        if (n % 200 == 0)
            sync_now(w);
        segment_tick(w, now);
    }
}

int main(int argc, char **argv)
{
    struct job j = { .consumer = 1, .provider = 2 };
    struct segment_limits l = { 0 };
    struct segment_writer *w;
    struct err e = { 0 };
    FILE *ids = NULL;

    if (!read_job(argc, argv, &j)) {
        fprintf(
            stderr,
            "receipt_writer FOLDER COUNT [--slot|--rate|--from|--consumer|--provider|--bytes-max|--days-ago N] "
            "[--ids FILE]\n");
        return 2;
    }
    signal(SIGXFSZ, SIG_IGN);
    l.bytes_max = (uint64_t) j.bytes_max;
    w = segment_writer_open(j.dir, (unsigned) j.slot, &l, &e);
    if (!w || (j.ids && !(ids = fopen(j.ids, "a")))) {
        fprintf(stderr, "%s (%s)\n", e.text, e.cause);
        return 1;
    }
    write_all(&j, w, ids);
    segment_writer_close(w);
    if (ids)
        fclose(ids);
    return 0;
}

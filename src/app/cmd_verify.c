/* SPDX-License-Identifier: MIT
 * app/cmd_verify.c -- prasasti verify: recomputes both ledgers and holds the hub's receipts against theirs, then holds tables, files and settings against the events. */
#include "app/args.h"
#include "app/chain.h"
#include "app/cmd.h"
#include "app/exchange_verify.h"
#include "app/open.h"
#include "base/arena.h"
#include "ledger/place.h"
#include "ledger/verify.h"
#include "model/verify.h"

static const char usage[] =
    T("prasasti verify --data FOLDER\n"
      "  menghitung ulang kedua buku besar dan membandingkannya dengan isi tabel, berkas, pengaturan,\n"
      "  dan bukti pertukaran data;\n"
      "  kode keluar 0 bila utuh, 3 bila ada yang berubah di belakang layar\n");

enum { BATCH = 1000, SHOWN_MAX = 200 };

/* --- events as the rows that the ledger should hold ---------------------------------------------------------------------- */

struct rows {
    struct db *db;
    struct arena *a;
    struct event *events;
    size_t n, at;
    int64_t seq;
    struct ledger_leaf leaf;
};

static bool next_row(void *ctx, struct sv *entry, bool *have, struct err *e)
{
    struct rows *r = ctx;

    if (r->at == r->n) {
        arena_reset(r->a);
        r->at = 0;
        if (!event_load(r->db, r->seq, BATCH, r->a, &r->events, &r->n, e))
            return false;
    }
    *have = r->at < r->n;
    if (!*have)
        return true;
    r->seq = r->events[r->at].seq;
    r->leaf = chain_leaf(&r->events[r->at++]);
    *entry = ledger_leaf_sv(&r->leaf);
    return true;
}

static void progress(void *ctx, uint64_t done, uint64_t total)
{
    bool *shown = ctx;

    if (total < 100000)
        return;
    *shown = true;
    fprintf(stderr, T("\rmemeriksa buku besar: %llu dari %llu"), (unsigned long long) done,
            (unsigned long long) total);
}

static bool check_ledger(const struct region *r, struct db *db, int64_t *findings, struct err *e)
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    struct rows rows = { .db = db, .a = arena_new(256 * 1024 * 1024) };
    struct ledger_verify_options o = { .dir = ledger_place(r->dir, a),
                                       .rows = next_row,
                                       .rows_ctx = &rows,
                                       .limit = SHOWN_MAX,
                                       .progress = progress };
    struct ledger_report report;
    struct note_key key;
    bool shown = false, ok;
    struct sv last = chain_last_head(r->dir, LEDGER_CHANGES, a);

    o.known = &last;
    o.known_n = last.p != NULL;
    o.progress_ctx = &shown;
    ok = ledger_place_key(r->dir, a, &key, e);
    o.log = &key;
    ok = ok && ledger_verify(&o, a, &report, e);
    if (shown)
        fputc('\n', stderr);
    if (ok) {
        for (size_t i = 0; i < report.n; i++)
            printf("buku besar: %.*s\n", SV_FMT(report.items[i].text));
        *findings += (int64_t) report.n;
        printf(T("Buku besar: %llu peristiwa tertandatangani, %llu menunggu tanda tangan.\n"),
               (unsigned long long) report.head.size, (unsigned long long) report.rows_after);
    }
    arena_free(rows.a);
    arena_free(a);
    return ok;
}

static bool check_exchanges(const struct region *r, int64_t *findings, struct err *e)
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    struct exchange_report report;
    bool there, ok = exchange_verify(r->dir, SHOWN_MAX, a, &there, &report, e);

    if (ok && there) {
        for (size_t i = 0; i < report.log.n; i++)
            printf(T("buku besar pertukaran: %.*s\n"), SV_FMT(report.log.items[i].text));
        *findings += (int64_t) report.log.n;
        printf(
            T("Buku besar pertukaran: %llu bukti tertandatangani, %llu di antaranya sudah dihapus isinya.\n"),
            (unsigned long long) report.log.head.size, (unsigned long long) report.erased);
    }
    arena_free(a);
    return ok;
}

static bool print_finding(void *ctx, const struct verify_finding *f)
{
    int64_t *shown = ctx;

    printf("%.*s: %.*s\n", SV_FMT(f->where), SV_FMT(f->text));
    return ++*shown < SHOWN_MAX;
}

static int verify(const struct region *r)
{
    int64_t findings = 0, shown = 0;
    struct verify_run v = { .rs = &r->records, .found = print_finding, .ctx = &shown };
    struct err e = { 0 };
    struct db *db = NULL;
    bool ok = db_lease(r->pool, DB_READ, 10000, &db, &e) && check_ledger(r, db, &findings, &e) &&
              check_exchanges(r, &findings, &e) && verify_tables(db, &v, &e);

    db_release(db);
    if (!ok)
        return app_failed(&e);
    findings += v.findings;
    printf(T("Diperiksa: %lld peristiwa, %lld rekaman, %lld berkas.\n"), (long long) v.events,
           (long long) v.records, (long long) v.files);
    if (shown >= SHOWN_MAX)
        puts(T("Masih ada temuan lain; perbaiki dahulu yang di atas."));
    puts(findings ? T("TIDAK UTUH: ada yang berubah tanpa peristiwa.") : T("Utuh."));
    return findings ? 3 : 0;
}

int cmd_verify(int argc, char **argv)
{
    const char *data = NULL;
    const struct args_option options[] = { { "data", &data, NULL } };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 1 };
    struct region *r;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data)
        return args_wrong(&spec, T("--data harus diisi"));
    r = app_open_region(data);
    if (!r)
        return 1;
    code = verify(r);
    region_close(r);
    return code;
}

/* SPDX-License-Identifier: MIT
 * app/cmd_report.c -- prasasti report: the report to the head of the region, as one document that a browser prints as one A4. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "base/arena.h"
#include "base/buf.h"
#include "page/head.h"

static const char usage[] =
    T("prasasti report --data FOLDER --html [--on TANGGAL]\n"
      "  menulis laporan satu halaman kepada kepala daerah; --on menulisnya menurut keadaan pada hari itu.\n"
      "  Berkas HTML berdiri sendiri; cetak dari peramban sebagai A4 atau simpan sebagai PDF.\n");

enum { OUT_MAX = 16 * 1024 * 1024 };

static int write_html(const struct region *r, struct date on)
{
    struct arena *a = arena_new(256 * 1024 * 1024);
    struct head_report report;
    struct err e = { 0 };
    struct db *db = NULL;
    struct buf b;
    bool ok;

    buf_init(&b, OUT_MAX);
    ok = (on.y || app_settle(r, &e)) && db_lease(r->pool, DB_READ, 10000, &db, &e) &&
         head_load(db, r, on, who_system(), a, &report, &e);
    db_release(db);
    if (ok)
        head_document(&report, a, &b);
    ok = ok && arena_ok(a, &e) && buf_ok(&b, &e);
    if (ok)
        fwrite(b.p, 1, b.n, stdout);
    else
        app_failed(&e);
    buf_clear(&b);
    arena_free(a);
    return ok ? 0 : 1;
}

int cmd_report(int argc, char **argv)
{
    const char *data = NULL, *on_text = NULL;
    bool html = false;
    const struct args_option options[] = { { "data", &data, NULL },
                                           { "on", &on_text, NULL },
                                           { "html", NULL, &html } };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 3 };
    struct date on = { 0 };
    struct region *r;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data)
        return args_wrong(&spec, T("--data harus diisi"));
    if (!html)
        return args_wrong(&spec, T("bentuk laporan harus disebut: --html"));
    if (on_text && !date_parse(sv_of(on_text), &on))
        return args_wrong(&spec, T("tanggal \"%s\" tidak dikenal; tulis misalnya 2026-01-31"), on_text);
    r = app_open_region(data);
    if (!r)
        return 1;
    code = write_html(r, on);
    region_close(r);
    return code;
}

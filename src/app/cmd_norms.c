/* SPDX-License-Identifier: MIT
 * app/cmd_norms.c -- prasasti norms: the status of every provision, for people, programs and spreadsheets. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "rule/region_version.h"

static const char usage[] =
    T("prasasti norms --data FOLDER [--json | --csv] [--on TANGGAL]\n"
      "  keadaan setiap ketentuan; --on membaca keadaan yang diketahui pada hari itu\n");

enum { OUT_MAX = 64 * 1024 * 1024 };

static void as_json(const struct rule *r, const struct norm_state *s, size_t n, struct buf *b)
{
    struct jsonw w;

    jsonw_init(&w, b);
    jsonw_list(&w);
    for (size_t i = 0; i < n; i++)
        rule_state_json(r, &s[i], &w);
    jsonw_end(&w);
    buf_char(b, '\n');
}

static void csv_cell(struct buf *b, struct sv v, bool last)
{
    bool guard = v.n && strchr("=+-@\t\r", v.p[0]) != NULL; /* no spreadsheet may take a text for a formula */

    buf_char(b, '"');
    if (guard)
        buf_char(b, '\'');
    for (size_t i = 0; i < v.n; i++) {
        if (v.p[i] == '"')
            buf_char(b, '"');
        buf_char(b, v.p[i]);
    }
    buf_put(b, last ? SV("\"\r\n") : SV("\";"));
}

static void as_csv(const struct norm_state *s, size_t n, struct arena *a, struct buf *b)
{
    buf_put(b, SV("\xef\xbb\xbf"
                  "alamat;ketentuan;kekuatan;status;dasar;tenggat;sejak;terpenuhi;dari;alasan\r\n"));
    for (size_t i = 0; i < n; i++) {
        csv_cell(b, s[i].norm->at, false);
        csv_cell(b, s[i].norm->says, false);
        csv_cell(b, s[i].norm->strength, false);
        csv_cell(b, norm_status_label(s[i].status), false);
        csv_cell(b, s[i].basis, false);
        csv_cell(b, s[i].due, false);
        csv_cell(b, s[i].since, false);
        csv_cell(b, s[i].met < 0 ? SV("") : arena_printf(a, "%lld", (long long) s[i].met), false);
        csv_cell(b, s[i].of < 0 ? SV("") : arena_printf(a, "%lld", (long long) s[i].of), false);
        csv_cell(b, s[i].why, true);
    }
}

static void as_text(const struct norm_state *s, size_t n, struct arena *a, struct buf *b)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].status != NORM_GENERAL)
            buf_printf(b, "%-28.*s %-22.*s %.*s\n", SV_FMT(rule_label(s[i].norm->at, a)),
                       SV_FMT(norm_status_label(s[i].status)), SV_FMT(s[i].why));
}

static int print_states(const struct region *r, struct date on, bool json, bool csv)
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    const struct rule *rule;
    struct norm_state *s;
    struct err e = { 0 };
    struct db *db = NULL;
    struct buf b;
    size_t n;
    bool ok;

    buf_init(&b, OUT_MAX);
    ok = (on.y || app_settle(r, &e)) && db_lease(r->pool, DB_READ, 10000, &db, &e) &&
         region_rule_on(r, db, on, &rule, &e) && rule_states(db, rule, on, a, &s, &n, &e);
    if (ok && json)
        as_json(rule, s, n, &b);
    else if (ok && csv)
        as_csv(s, n, a, &b);
    else if (ok) {
        if (rule != r->rule) /* a past day of another regulation */
            buf_printf(&b, T("Menurut %.*s:\n"), SV_FMT(rule_regulation(rule)->title));
        as_text(s, n, a, &b);
    }
    ok = ok && buf_ok(&b, &e);
    if (ok)
        fwrite(b.p, 1, b.n, stdout);
    else
        app_failed(&e);
    db_release(db);
    buf_clear(&b);
    arena_free(a);
    return ok ? 0 : 1;
}

int cmd_norms(int argc, char **argv)
{
    const char *data = NULL, *on_text = NULL;
    bool json = false, csv = false;
    const struct args_option options[] = {
        { "data", &data, NULL }, { "on", &on_text, NULL }, { "json", NULL, &json }, { "csv", NULL, &csv }
    };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 4 };
    struct date on = { 0 };
    struct region *r;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data)
        return args_wrong(&spec, T("--data harus diisi"));
    if (on_text && !date_parse(sv_of(on_text), &on))
        return args_wrong(&spec, T("tanggal \"%s\" tidak dikenal; tulis misalnya 2026-01-31"), on_text);
    r = app_open_region(data);
    if (!r)
        return 1;
    code = print_states(r, on, json, csv);
    region_close(r);
    return code;
}

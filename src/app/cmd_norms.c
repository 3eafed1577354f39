/* SPDX-License-Identifier: MIT
 * app/cmd_norms.c -- prasasti norms: the status of every provision, for people, programs and spreadsheets. */
#include "api/oscal.h"
#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "rule/region_version.h"

static const char usage[] = T(
    "prasasti norms --data FOLDER [--json | --csv] [--on TANGGAL]\n"
    "prasasti norms --data FOLDER --oscal katalog|profil|hasil [--host NAMA] [--on TANGGAL]\n"
    "  keadaan setiap ketentuan dan bacaan yang diterapkan; --on membaca keadaan yang diketahui pada hari itu;\n"
    "  --oscal menulis dokumen OSCAL dengan semua baris penentu, juga yang rahasia;\n"
    "  --host ialah nama situs daerah, ruang nama sifat-sifatnya (bawaan: localhost)\n");

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

/* How the region reads a contradiction, behind its reason; damaged places are read in one way only. */
static struct sv read_so(const struct norm_state *s, struct arena *a)
{
    struct sv out = SV("");

    for (size_t i = 0; i < s->n_readings; i++)
        if (!s->readings[i]->reading->damage)
            out = arena_printf(a, "%.*s%s%.*s", SV_FMT(out), out.n ? ", " : "",
                               SV_FMT(s->readings[i]->reading->options[s->readings[i]->option].label));
    return out;
}

static void as_csv(const struct norm_state *s, size_t n, struct arena *a, struct buf *b)
{
    buf_put(b, SV("\xef\xbb\xbf"
                  "alamat;ketentuan;kekuatan;status;dasar;tenggat;sejak;terpenuhi;dari;alasan;bacaan\r\n"));
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
        csv_cell(b, s[i].why, false);
        csv_cell(b, read_so(&s[i], a), true);
    }
}

static void as_text(const struct norm_state *s, size_t n, struct arena *a, struct buf *b)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].status != NORM_GENERAL) {
            struct sv reading = read_so(&s[i], a);

            buf_printf(b, "%-28.*s %-22.*s %.*s", SV_FMT(rule_label(s[i].norm->at, a)),
                       SV_FMT(norm_status_label(s[i].status)), SV_FMT(s[i].why));
            if (reading.n)
                buf_printf(b, T(" [bacaan: %.*s]"), SV_FMT(reading));
            buf_char(b, '\n');
        }
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

/* Whoever may read the data folder sees every row that decides. */
static int print_oscal(const struct region *r, const struct oscal_ask *ask)
{
    struct arena *a = arena_new(256 * 1024 * 1024);
    struct oscal_made made;
    struct err e = { 0 };
    struct buf b;
    bool ok;

    buf_init(&b, OUT_MAX);
    ok = oscal_make(r, ask, a, &b, &made, &e);
    buf_char(&b, '\n');
    if (ok && buf_ok(&b, &e))
        fwrite(b.p, 1, b.n, stdout);
    else
        app_failed(&e);
    ok = ok && !b.failed;
    buf_clear(&b);
    arena_free(a);
    return ok ? 0 : 1;
}

int cmd_norms(int argc, char **argv)
{
    const char *data = NULL, *on_text = NULL, *oscal = NULL, *host = NULL;
    bool json = false, csv = false;
    const struct args_option options[] = { { "data", &data, NULL },   { "on", &on_text, NULL },
                                           { "json", NULL, &json },   { "csv", NULL, &csv },
                                           { "oscal", &oscal, NULL }, { "host", &host, NULL } };
    const struct args_spec spec = { .usage = usage, .options = options, .n_options = 6 };
    struct oscal_ask ask = { .who = who_system() };
    struct date on = { 0 };
    struct region *r;
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!data)
        return args_wrong(&spec, T("--data harus diisi"));
    if (on_text && !date_parse(sv_of(on_text), &on))
        return args_wrong(&spec, T("tanggal \"%s\" tidak dikenal; tulis misalnya 2026-01-31"), on_text);
    if (oscal && !oscal_kind_of(sv_of(oscal), &ask.kind))
        return args_wrong(&spec, T("dokumen OSCAL \"%s\" tidak dikenal; pilih katalog, profil, atau hasil"),
                          oscal);
    if (oscal && (json || csv))
        return args_wrong(&spec, T("--oscal tidak bersama --json atau --csv"));
    if (host && !oscal)
        return args_wrong(&spec, T("--host hanya bersama --oscal"));
    if (oscal && on_text && ask.kind != OSCAL_RESULTS)
        return args_wrong(&spec, T("--on hanya untuk --oscal hasil; katalog dan profil selalu yang kini"));
    ask.on = on;
    ask.host = sv_of(host);
    r = app_open_region(data);
    if (!r)
        return 1;
    code = oscal ? print_oscal(r, &ask) : print_states(r, on, json, csv);
    region_close(r);
    return code;
}

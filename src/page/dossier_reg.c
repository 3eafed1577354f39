/* SPDX-License-Identifier: MIT
 * page/dossier_reg.c -- one register in a paket pemeriksaan: its state as CSV and XLSX, the changes of the period, attachments
 * and proofs; and a page that leads to them. */
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "flow/flow.h"
#include "html/html.h"
#include "model/export.h"
#include "model/sheet_write.h"
#include "page/dossier_priv.h"

enum { PIECE_MAX = 64 * 1024 * 1024, EVENTS_AT_ONCE = 200, FILES_MAX = 500, SAFE_NAME = 80 };

struct reg_run {
    struct dossier *d;
    struct dossier_reg *r;
    FILE *page, *history; /* written as rows pass, put into the archive at the end */
    struct csvw csv;
    struct html h;
    struct buf b;
};

static const char *path_in(struct dossier *d, const char *name)
{
    return arena_printf(d->keep, "%s/%s", d->ask->dir, name).p;
}

/* --- the state ---------------------------------------------------------------------------------------------------------- */

static struct list_query query(const struct dossier *d, const struct reg *reg)
{
    struct list_query q = { .reg = reg, .limit = 500, .at = d->at };

    if (reg->scoped && d->ask->n_units) {
        q.filters = d->units;
        q.n_filters = d->ask->n_units;
    }
    return q;
}

static bool state_csv(struct dossier *d, const struct reg *reg, struct err *e)
{
    struct reg_export_conf conf = {
        .rs = &d->ask->region->records, .who = d->ask->who, .query = query(d, reg), .format = EXPORT_CSV
    };
    const char *name = arena_printf(d->keep, "register/%.*s.csv", SV_FMT(reg->key)).p;
    struct reg_export *x = NULL;
    bool done = false, ok = reg_export_begin(&conf, &x, e) && dossier_zip_begin(d->zip, name, e);
    struct buf b;

    buf_init(&b, PIECE_MAX);
    while (ok && !done) {
        ok = reg_export_step(x, d->db, &b, &done, e) && dossier_zip_put(d->zip, buf_sv(&b), e);
        buf_reset(&b);
    }
    buf_clear(&b);
    ok = ok && dossier_zip_end(d->zip, true, e);
    reg_export_end(x);
    return ok;
}

static bool state_xlsx(struct dossier *d, const struct reg *reg, struct err *e)
{
    struct reg_export_conf conf = {
        .rs = &d->ask->region->records, .who = d->ask->who, .query = query(d, reg), .format = EXPORT_XLSX
    };
    const char *tmp = path_in(d, "lembar.xlsx");
    bool ok =
        reg_export_file(&conf, d->db, tmp, NULL, e) &&
        dossier_zip_file(d->zip, arena_printf(d->keep, "register/%.*s.xlsx", SV_FMT(reg->key)).p, tmp, e);

    unlink(tmp);
    return ok;
}

/* --- what changed --------------------------------------------------------------------------------------------------------- */

static struct sv action_word(struct sv key)
{
    static const struct {
        struct sv key, word;
    } words[] = {
        { SV_INIT("buat"), SV_INIT(T("Dicatat")) },
        { SV_INIT("ubah"), SV_INIT(T("Diubah")) },
        { SV_INIT("pindah"), SV_INIT(T("Berpindah keadaan")) },
        { SV_INIT("hapus"), SV_INIT(T("Dihapus")) },
        { SV_INIT("pulih"), SV_INIT(T("Dipulihkan")) },
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sv_eq(words[i].key, key))
            return words[i].word;
    return key;
}

static struct sv diff_label(const struct record_diff *x)
{
    return x->field ? x->field->label : base_col_label(x->base);
}

/* The number where he may not see the agency. */
static struct sv agency_name(struct reg_run *k, struct sv v)
{
    const struct region *r = k->d->ask->region;
    struct err none = { 0 };
    struct record *pd;
    int64_t id;

    if (!sv_int(v, &id) || !record_get(k->d->db, &r->records, k->d->ask->who,
                                       model_reg(r->model, base_col_name(COL_PD)), id, k->d->row, &pd, &none))
        return v;
    return record_title(pd);
}

static struct sv diff_value(struct reg_run *k, const struct record_diff *x, struct sv v)
{
    const struct state *st = !x->field && x->base == COL_STATUS ? reg_state(k->r->reg, v) : NULL;

    if (!v.n)
        return SV("");
    if (!x->field && x->base == COL_PD)
        return agency_name(k, v);
    return x->field ? value_show(k->d->ask->region->model, x->field, v, NULL, k->d->row) : st ? st->label : v;
}

static bool history_row(struct reg_run *k, const struct record *rec, const struct record_version *v,
                        const struct record_diff *x, struct err *e)
{
    const struct region *r = k->d->ask->region;

    csvw_text(&k->csv, rec->nomor);
    csvw_text(&k->csv, record_title(rec));
    csvw_text(&k->csv, arena_printf(k->d->row, "%lld", (long long) v->versi));
    csvw_text(&k->csv, page_moment(r, k->d->row, v->pada));
    csvw_text(&k->csv, v->oleh ? v->oleh_nama : SV(T("Sistem")));
    csvw_text(&k->csv, action_word(v->action));
    csvw_text(&k->csv, x ? diff_label(x) : SV(""));
    csvw_text(&k->csv, x ? diff_value(k, x, x->before) : SV(""));
    csvw_text(&k->csv, x ? diff_value(k, x, x->after) : SV(""));
    return csvw_row(&k->csv, e);
}

static bool in_period(const struct dossier *d, struct sv when)
{
    return (!d->from_iso.n || sv_cmp(when, d->from_iso) >= 0) && sv_cmp(when, d->end_iso) < 0;
}

static bool history(struct reg_run *k, const struct record *rec, struct err *e)
{
    struct dossier *d = k->d;
    struct record_version *versions;
    size_t n;

    if (!record_history(d->db, &d->ask->region->records, d->ask->who, k->r->reg, rec->id, d->row, &versions,
                        &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct record_version *v = &versions[i];

        if (!in_period(d, v->pada))
            continue;
        k->r->versions++;
        if (!v->n && !history_row(k, rec, v, NULL, e))
            return false;
        for (size_t j = 0; j < v->n; j++)
            if (!history_row(k, rec, v, &v->diffs[j], e))
                return false;
    }
    return true;
}

/* --- proofs ----------------------------------------------------------------------------------------------------------------- */

static bool put_proof(struct reg_run *k, const struct record *rec, const struct event *ev, struct err *e)
{
    struct dossier *d = k->d;
    struct sv folder = arena_printf(d->row, "bukti/%.*s-%lld-%lld", SV_FMT(k->r->reg->key),
                                    (long long) rec->id, (long long) ev->seq);
    struct zip_part parts[6];

    if ((uint64_t) ev->seq > d->seal.head.size) {
        d->sum.waiting++;
        return true;
    }
    if (!seal_may_have(d->ask->region, d->ask->who, rec, ev, d->row)) {
        d->sum.held_back++;
        return true;
    }
    if (!seal_proof(&d->seal, ev, d->row, parts, e))
        return false;
    for (size_t i = 0; i < 6; i++)
        if (!dossier_zip_text(d->zip,
                              arena_printf(d->row, "%.*s/%.*s", SV_FMT(folder), SV_FMT(parts[i].name)).p,
                              parts[i].data, false, e))
            return false;
    k->r->proofs++;
    html_open(&k->h, "li");
    html_open(&k->h, "a");
    html_href_beside(&k->h, arena_printf(d->row, "../%.*s/isi.json", SV_FMT(folder)));
    html_textf(&k->h, "%lld", (long long) ev->seq);
    html_close(&k->h, "a");
    html_textf(&k->h, ", %.*s", SV_FMT(time_long(ev->waktu, d->ask->region->regulation.zone_min, d->row)));
    html_close(&k->h, "li");
    return true;
}

/* Events of one record in the period after `*seq`, some at a time. */
static bool some_events(struct reg_run *k, const struct record *rec, int64_t *seq, struct event **out,
                        size_t *n, struct err *e)
{
    struct dossier *d = k->d;
    struct stmt *q = NULL;
    size_t cap = 0;
    bool row,
        ok =
            db_prepare(d->db,
                       SV("select seq, waktu, isi, garam from peristiwa where register = $1 and rekaman = $2 "
                          "and seq > $3 and waktu >= $4 and waktu < $5 order by seq limit $6"),
                       &q, e) &&
            stmt_text(q, 1, k->r->reg->key, e) && stmt_int(q, 2, rec->id, e) && stmt_int(q, 3, *seq, e) &&
            stmt_int(q, 4, d->from, e) && stmt_int(q, 5, d->end, e) && stmt_int(q, 6, EVENTS_AT_ONCE, e);

    *out = NULL;
    *n = 0;
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct event *ev = ARENA_PUSH(d->row, *out, *n, cap);

        *ev = (struct event){ .seq = stmt_get_int(q, 0),
                              .waktu = stmt_get_int(q, 1),
                              .rekaman = rec->id,
                              .reg = k->r->reg->key,
                              .isi = arena_dup(d->row, stmt_get_text(q, 2)) };
        ok = hex_parse(stmt_get_text(q, 3), d->row, &ev->garam) && arena_ok(d->row, e);
        *seq = ev->seq;
    }
    stmt_done(q);
    return ok;
}

static bool proofs(struct reg_run *k, const struct record *rec, struct err *e)
{
    struct event *events;
    int64_t seq = 0;
    size_t n;

    do {
        if (!some_events(k, rec, &seq, &events, &n, e))
            return false;
        for (size_t i = 0; i < n; i++)
            if (!put_proof(k, rec, &events[i], e))
                return false;
    } while (n == EVENTS_AT_ONCE);
    return true;
}

/* --- attachments -------------------------------------------------------------------------------------------------------------- */

/* What a folder of any system bears; the number before it keeps two of one name apart. */
static struct sv safe_name(struct sv name, struct arena *a)
{
    char out[SAFE_NAME + 1];
    size_t n = 0,
           from = name.n > SAFE_NAME ? name.n - SAFE_NAME : 0; /* the end: there stands what kind it is */

    for (size_t i = from; i < name.n && n < SAFE_NAME; i++) {
        char c = name.p[i];

        out[n++] =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'
                ? c
                : '_';
    }
    return arena_dup(a, (struct sv){ out, n });
}

static bool held_files(struct reg_run *k, const struct record *rec, int64_t *ids, size_t *n, struct err *e)
{
    struct dossier *d = k->d;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(d->db,
                        SV("select distinct berkas from berkas_pakai where register = $1 and rekaman = $2 "
                           "order by berkas limit $3"),
                        &q, e) &&
             stmt_text(q, 1, k->r->reg->key, e) && stmt_int(q, 2, rec->id, e) && stmt_int(q, 3, FILES_MAX, e);

    *n = 0;
    while (ok && *n < FILES_MAX && (ok = stmt_step(q, &row, e)) && row)
        ids[(*n)++] = stmt_get_int(q, 0);
    stmt_done(q);
    return ok;
}

static bool files(struct reg_run *k, const struct record *rec, struct err *e)
{
    struct dossier *d = k->d;
    int64_t *ids = ARENA_ARRAY(d->row, int64_t, FILES_MAX);
    size_t n;

    if (!held_files(k, rec, ids, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct stored_file f;
        struct err why = { 0 };
        const char *path, *name;

        if (!file_open_for(d->db, &d->ask->region->records, d->ask->who, ids[i], d->row, &f, &path, &why)) {
            if (why.kind == ERR_MISSING)
                continue; /* of a field he may not see */
            *e = why;
            return false;
        }
        name = arena_printf(d->row, "lampiran/%.*s/%lld-%lld-%.*s", SV_FMT(k->r->reg->key),
                            (long long) rec->id, (long long) f.id, SV_FMT(safe_name(f.name, d->row)))
                   .p;
        if (!dossier_zip_file(d->zip, name, path, e))
            return false;
        d->sum.files++;
        html_open(&k->h, "li");
        html_open(&k->h, "a");
        html_href_beside(&k->h, arena_printf(d->row, "../%s", name));
        html_text(&k->h, f.name);
        html_close(&k->h, "a");
        html_close(&k->h, "li");
    }
    return true;
}

/* --- one record after another --------------------------------------------------------------------------------------------------- */

static void record_head(struct reg_run *k, const struct record *rec)
{
    const struct state *st = reg_state(k->r->reg, rec->status);
    struct html *h = &k->h;

    html_elem(h, "h2", record_title(rec));
    html_open(h, "p");
    if (rec->nomor.n)
        html_textf(h, "%.*s \u00b7 ", SV_FMT(rec->nomor));
    html_text(h, st ? st->label : rec->status);
    html_textf(h, T(" \u00b7 versi %lld"), (long long) rec->versi);
    if (rec->dihapus.p)
        html_textf(h, T(" \u00b7 dihapus %.*s"),
                   SV_FMT(page_moment(k->d->ask->region, k->d->row, rec->dihapus)));
    html_close(h, "p");
}

static bool one(void *ctx, struct db *db, const struct record *rec, struct arena *a, struct err *e)
{
    struct reg_run *k = ctx;
    struct dossier *d = k->d;
    bool ok;

    (void) db;
    (void) a;
    arena_reset(d->row);
    buf_reset(&k->b);
    html_init(&k->h, &k->b);
    html_open(&k->h, "section");
    record_head(k, rec);
    html_open(&k->h, "ul");
    ok = files(k, rec, e);
    html_close(&k->h, "ul");
    ok = ok && history(k, rec, e);
    html_open(&k->h, "details");
    html_elem_say(&k->h, "summary", T("Bukti perubahan"));
    html_open(&k->h, "ul");
    ok = ok && proofs(k, rec, e);
    html_close(&k->h, "ul");
    html_close(&k->h, "details");
    html_close(&k->h, "section");
    html_end(&k->h);
    ok = ok && buf_ok(&k->b, e) && arena_ok(d->row, e);
    if (ok && fwrite(k->b.p, 1, k->b.n, k->page) != k->b.n)
        ok = err_errno(e, T("Menulis halaman paket"));
    k->r->rows++;
    d->sum.rows++;
    if (ok && d->sum.rows % 100 == 0)
        ok = progress_tell(&d->ask->progress, T("menulis baris"), d->sum.rows, 0, e);
    return ok;
}

static bool walk(struct reg_run *k, struct err *e)
{
    struct dossier *d = k->d;
    const struct records *rs = &d->ask->region->records;
    struct list_query q = query(d, k->r->reg), gone = q;

    gone.deleted = true;
    gone.at = 0;
    return list_each(d->db, rs, d->ask->who, &q, one, k, e) &&
           list_each(d->db, rs, d->ask->who, &gone, one, k, e);
}

static bool headings(struct reg_run *k, struct err *e)
{
    static const char *const heads[] = { T("Nomor"),     T("Judul"),  T("Versi"),  T("Waktu"),  T("Oleh"),
                                         T("Perbuatan"), T("Bidang"), T("Semula"), T("Menjadi") };

    csvw_begin(&k->csv, ';', csv_to_file, k->history);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csvw_text(&k->csv, sv_of(heads[i]));
    return csvw_row(&k->csv, e) && dossier_html_begin(k->page, k->r->reg->label, e);
}

static bool close_file(FILE **f, struct err *e)
{
    FILE *file = *f;

    *f = NULL;
    return !file || fclose(file) == 0 || err_errno(e, T("Menulis berkas sementara paket"));
}

bool dossier_register(struct dossier *d, struct dossier_reg *r, struct err *e)
{
    const char *page = path_in(d, "halaman.html"), *changes = path_in(d, "riwayat.csv");
    struct reg_run k = { .d = d, .r = r, .page = fopen(page, "we"), .history = fopen(changes, "we") };
    bool ok = (k.page && k.history) || err_errno(e, T("Membuat berkas sementara paket"));

    buf_init(&k.b, PIECE_MAX);
    ok = ok && headings(&k, e) && state_csv(d, r->reg, e) && state_xlsx(d, r->reg, e) && walk(&k, e) &&
         csvw_end(&k.csv, e) && dossier_html_end(k.page, e);
    ok = close_file(&k.page, e) && ok;
    ok = close_file(&k.history, e) && ok;
    ok =
        ok &&
        dossier_zip_file(d->zip, arena_printf(d->keep, "riwayat/%.*s.csv", SV_FMT(r->reg->key)).p, changes,
                         e) &&
        dossier_zip_file(d->zip, arena_printf(d->keep, "register/%.*s.html", SV_FMT(r->reg->key)).p, page, e);
    unlink(page);
    unlink(changes);
    buf_clear(&k.b);
    d->sum.regs++;
    d->sum.versions += r->versions;
    d->sum.proofs += r->proofs;
    return ok;
}

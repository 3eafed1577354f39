/* SPDX-License-Identifier: MIT
 * page/reads_load.c -- a document's rows compared with those recorded, and written. A reader is a row of `readers`: it turns
 * the document's text into rows of named values. */
#include <stdlib.h>

#include "base/file.h"
#include "flow/flow.h"
#include "model/files.h"
#include "page/reads_priv.h"
#include "policy/openapi.h"
#include "web/exchange.h"

/* --- readers -------------------------------------------------------------------------------------------------------- */

struct source { /* one value of one row */
    struct sv name, value;
};
enum { SOURCES_MAX = 8 };
typedef bool doc_reader(struct sv text, struct sv name, struct arena *a, struct source (**out)[SOURCES_MAX],
                        size_t *n, struct problems *ps);

static bool read_openapi(struct sv text, struct sv name, struct arena *a, struct source (**out)[SOURCES_MAX],
                         size_t *n, struct problems *ps)
{
    struct openapi doc;
    struct source(*rows)[SOURCES_MAX];

    if (!openapi_read(text, name, a, &doc, ps))
        return false;
    rows = arena_alloc_array(a, doc.n + 1, sizeof *rows);
    for (size_t i = 0; i < doc.n; i++) {
        const struct openapi_operation *o = &doc.items[i];
        struct source *s = rows[i];

        s[0] = (struct source){ SV("method"), sv_lower(o->method, a) };
        s[1] = (struct source){ SV("path"), o->path };
        s[2] =
            (struct source){ SV("name"), arena_printf(a, "%.*s %.*s", SV_FMT(o->method), SV_FMT(o->path)) };
        s[3] = (struct source){ SV("summary"), o->summary };
        s[4] = (struct source){ SV("id"), o->id };
        s[5] = (struct source){ SV("body"), o->body ? SV("1") : SV("0") };
        s[6] = (struct source){ SV("deprecated"), o->deprecated ? SV("1") : SV("0") };
    }
    *out = rows;
    *n = doc.n;
    return true;
}

static const struct {
    struct sv kind;
    size_t max_bytes;
    doc_reader *read;
} readers[] = { { SV_INIT("openapi"), OPENAPI_MAX_BYTES, read_openapi } };

/* --- rows of the document ------------------------------------------------------------------------------------------- */

static struct sv fitting(const struct field *f, struct sv v, struct arena *a)
{
    if (sv_empty(v))
        return SV_NULL;
    if (f->type == FT_TEXT)
        v = sv_collapse(v, a);
    while (f->has_max && f->type == FT_TEXT && sv_utf8_count(v) > (size_t) f->max)
        v = text_clip(v, v.n - 1);
    return v;
}

static void from_document(struct reads *x, struct source (*rows)[SOURCES_MAX], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct reads_row *row = &x->rows[x->n++];

        *row = (struct reads_row){ .kind = READS_NEW, .val = ARENA_ARRAY(x->p.a, struct sv, x->how->n + 1) };
        for (size_t m = 0; m < x->how->n; m++)
            for (size_t s = 0; s < SOURCES_MAX; s++)
                if (rows[i][s].name.p && sv_eq(rows[i][s].name, x->how->maps[m].source))
                    row->val[m] = fitting(x->how->maps[m].field, rows[i][s].value, x->p.a);
    }
}

static struct sv val_of(const struct reads *x, const struct reads_row *row, const struct field *f)
{
    for (size_t m = 0; row->val && m < x->how->n; m++)
        if (x->how->maps[m].field == f)
            return row->val[m];
    return row->have ? row->have->val[f->index] : SV_NULL;
}

/* --- beside those recorded ------------------------------------------------------------------------------------------ */

static bool same_key(const struct reads *x, const struct reads_row *row, const struct record *rec)
{
    for (size_t i = 0; i < x->how->n_key; i++) {
        struct sv v = val_of(x, row, x->how->key[i]);

        if (!v.p || !sv_eq(v, rec->val[x->how->key[i]->index]))
            return false;
    }
    return true;
}

static bool equal(struct sv a, struct sv b)
{
    return sv_empty(a) ? sv_empty(b) || sv_eq(b, SV("0")) : sv_eq(a, b) || (sv_empty(b) && sv_eq(a, SV("0")));
}

static void compare(struct reads *x, struct reads_row *row)
{
    row->kind = sv_eq(row->have->status, x->how->gone) ? READS_BACK : READS_SAME;
    for (size_t m = 0; m < x->how->n; m++) {
        const struct field *f = x->how->maps[m].field;

        if (equal(row->val[m], row->have->val[f->index]))
            continue;
        if (row->kind == READS_SAME)
            row->kind = READS_CHANGED;
        row->changes = row->changes.p
                           ? arena_printf(x->p.a, "%.*s, %.*s", SV_FMT(row->changes), SV_FMT(f->label))
                           : f->label;
    }
}

struct beside {
    struct reads *x;
    size_t from_doc;
};

enum { RECORDED_MAX = 4000 };

/* Deep, unlike record_copy(): a row of list_each() lives until the callback returns. */
static bool copy_record(const struct record *r, struct arena *a, struct record **out)
{
    struct record *c = ARENA_NEW(a, struct record);

    *c = *r;
    c->status = arena_dup(a, r->status);
    c->val = ARENA_ARRAY(a, struct sv, r->reg->n_fields + 1);
    for (size_t i = 0; i < r->reg->n_fields; i++)
        c->val[i] = arena_dup(a, r->val[i]);
    *out = c;
    return true;
}

static bool put_beside(void *ctx, struct db *db, const struct record *r, struct arena *a, struct err *e)
{
    struct beside *b = ctx;
    struct reads *x = b->x;
    struct record *have;

    (void) db;
    (void) a;
    if (x->n == OPENAPI_MAX_OPERATIONS + RECORDED_MAX)
        return err_set(e, ERR_INPUT, T("Terlalu banyak baris tercatat untuk dibandingkan dengan dokumen."));
    copy_record(r, x->p.a, &have);
    for (size_t i = 0; i < b->from_doc; i++)
        if (!x->rows[i].have && same_key(x, &x->rows[i], have)) {
            x->rows[i].have = have;
            compare(x, &x->rows[i]);
            return true;
        }
    x->rows[x->n++] = (struct reads_row){ .kind = sv_eq(have->status, x->how->gone) ? READS_SAME : READS_GONE,
                                          .have = have };
    return true;
}

static int by_kind(const void *a, const void *b)
{
    const struct reads_row *x = a, *y = b;

    return (x->kind > y->kind) - (x->kind < y->kind);
}

static bool load_recorded(struct reads *x, struct db *db, struct err *e)
{
    struct filter mine = { x->how->by->key, FILTER_EQ, arena_printf(x->p.a, "%lld", (long long) x->rec->id) };
    struct list_query q = { .reg = x->how->into, .filters = &mine, .n_filters = 1 };
    struct beside b = { x, x->n };

    if (!list_each(db, &x->p.region->records, x->p.who, &q, put_beside, &b, e))
        return false;
    if (x->n > 1)
        qsort(x->rows, x->n, sizeof *x->rows, by_kind);
    for (size_t i = 0; i < x->n; i++)
        x->of[x->rows[i].kind]++;
    return true;
}

static bool load_document(struct reads *x, struct db *db, struct err *e)
{
    struct sv held = x->rec->val[x->field->index], text;
    struct source(*rows)[SOURCES_MAX] = NULL;
    struct stored_file file;
    const char *path;
    size_t n = 0, reader = 0;
    int64_t id;

    while (reader < sizeof readers / sizeof *readers && !sv_eq(readers[reader].kind, x->how->kind))
        reader++;
    if (reader == sizeof readers / sizeof *readers)
        return err_set(e, ERR_FAULT, T("Dokumen jenis ini belum dapat dibaca."));
    if (!sv_int(held, &id)) {
        err_set(e, ERR_INPUT, T("%.*s belum dilampirkan."), SV_FMT(x->field->label));
        return err_hint(e, T("Lampirkan lewat Ubah, lalu kembali ke sini."));
    }
    if (!file_open_for(db, &x->p.region->records, x->p.who, id, x->p.a, &file, &path, e))
        return false;
    x->file_name = file.name;
    if ((size_t) file.size > readers[reader].max_bytes) {
        err_set(e, ERR_INPUT, T("Dokumen ini terlalu besar untuk dibaca."));
        return err_hint(e, T("Bagi menjadi beberapa dokumen."));
    }
    if (!file_read(path, readers[reader].max_bytes, x->p.a, &text, e))
        return false;
    if (!readers[reader].read(text, file.name, x->p.a, &rows, &n, &x->problems))
        return true;
    x->rows = ARENA_ARRAY(x->p.a, struct reads_row, n + RECORDED_MAX + OPENAPI_MAX_OPERATIONS + 1);
    from_document(x, rows, n);
    return true;
}

bool reads_load(struct reads *x, struct db *db, struct err *e)
{
    problems_init(&x->problems, x->p.a, 50);
    return record_get(db, &x->p.region->records, x->p.who, x->reg, web_path_int(x->p.req, "id"), x->p.a,
                      &x->rec, e) &&
           load_document(x, db, e) && (x->problems.n || load_recorded(x, db, e));
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

static bool fact(struct reads *x, struct db *db, const struct record *r, int64_t versi, struct sv status,
                 struct err *e)
{
    const struct region *region = x->p.region;
    struct record *after;
    struct problems ps;

    problems_init(&ps, x->p.a, 5);
    return flow_fact(db, region->flow, &region->records, x->p.who, r->reg, r->id, versi, status,
                     region_today(region), arena_printf(x->p.a, T("Dibaca dari %.*s"), SV_FMT(x->file_name)),
                     x->p.a, &after, &ps, e);
}

static bool write_row(struct reads *x, struct db *db, struct reads_row *row, struct err *e)
{
    const struct records *rs = &x->p.region->records;
    struct input_item *items = ARENA_ARRAY(x->p.a, struct input_item, x->how->n + 3);
    struct input in = { .items = items, .plain = true, .partial = true };
    struct record *after = row->have;
    struct problems ps;
    bool ok;

    for (size_t m = 0; m < x->how->n; m++)
        items[in.n++] =
            (struct input_item){ x->how->maps[m].field->key, row->val[m].p ? row->val[m] : SV("") };
    problems_init(&ps, x->p.a, 5);
    if (row->have) {
        ok = record_update(db, rs, x->p.who, x->how->into, row->have->id, row->have->versi, &in, x->p.a,
                           &after, &ps, e);
    } else {
        items[in.n++] =
            (struct input_item){ x->how->by->key, arena_printf(x->p.a, "%lld", (long long) x->rec->id) };
        items[in.n++] = (struct input_item){ base_col_name(COL_PD),
                                             arena_printf(x->p.a, "%lld", (long long) x->rec->pd) };
        in.partial = false;
        ok = record_create(db, rs, x->p.who, x->how->into, &in, x->p.a, &after, &ps, e);
    }
    if (!ok && ps.n)
        err_set(e, ERR_INPUT, "%.*s", SV_FMT(ps.items[0].text));
    return ok && (row->kind != READS_BACK || !row->have ||
                  fact(x, db, row->have, after->versi, x->how->into->states[0].key, e));
}

bool reads_apply(struct reads *x, struct db *db, struct err *e)
{
    for (size_t i = 0; i < x->n; i++) {
        struct reads_row *row = &x->rows[i];

        if (row->kind == READS_GONE ? !fact(x, db, row->have, row->have->versi, x->how->gone, e)
                                    : row->kind != READS_SAME && !write_row(x, db, row, e))
            return false;
    }
    return true;
}

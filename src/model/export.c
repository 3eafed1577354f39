/* SPDX-License-Identifier: MIT
 * model/export.c -- rows of a register as text, numbers and days, batch by batch; export_text.c has the single value. */
#include "model/export.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "model/export_priv.h"
#include "model/import_priv.h"
#include "model/record_json.h"
#include "model/sheet_write.h"
#include "model/value.h"

enum { BATCH = 250, CELL_BYTES = 32000, JSON_MAX = 64 * 1024 * 1024, PAGE_ARENA = 128 * 1024 * 1024 };
enum { KEEP_ARENA = 512 * 1024 * 1024, CHOICES_MAX = 200 };

struct column {
    enum import_to to;
    const struct field *f;
    struct sv heading;
    enum base_col base; /* of IMPORT_NOWHERE: when it was recorded or changed, which nothing imports */
};

struct reg_export {
    struct reg_export_conf conf;
    const struct reg *reg;
    struct arena *keep, *page;
    struct refs *refs, *theirs; /* theirs: of the sheet's reader */
    struct column *columns;
    size_t n_columns;
    bool has_files, begun;
    struct sv cursor;
    size_t rows;
    struct buf *out; /* of this step */
    struct csvw csv;
    struct xlsxw *xlsx;
};

static const struct {
    struct sv key, type;
} formats[] = {
    [EXPORT_CSV] = { SV_INIT("csv"), SV_INIT("text/csv; charset=utf-8") },
    [EXPORT_XLSX] = { SV_INIT("xlsx"),
                      SV_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") },
    [EXPORT_JSON] = { SV_INIT("json"), SV_INIT("application/json") },
};

bool reg_export_format_parse(struct sv key, enum reg_export_format *out)
{
    for (size_t i = 0; i < EXPORT_FORMATS; i++)
        if (sv_eq(key, formats[i].key)) {
            *out = (enum reg_export_format) i;
            return true;
        }
    return false;
}

struct sv reg_export_format_key(enum reg_export_format f)
{
    return formats[f].key;
}

struct sv reg_export_format_type(enum reg_export_format f)
{
    return formats[f].type;
}

/* --- columns --------------------------------------------------------------------------------------------------------------- */

static bool heading_taken(const struct reg *reg, const struct field *f, struct sv heading, struct arena *a)
{
    struct sv key = import_heading_key(heading, a);

    for (size_t i = 0; i < reg->n_fields && (!f || &reg->fields[i] != f); i++)
        if (sv_eq(import_heading_key(reg->fields[i].label, a), key) ||
            sv_eq(import_heading_key(reg->fields[i].key, a), key))
            return true;
    return false;
}

static bool alias_taken(const struct reg *reg, struct sv heading, struct arena *a)
{
    struct sv key = import_heading_key(heading, a);

    for (size_t i = 0; i < reg->n_fields; i++)
        for (size_t k = 0; k < reg->fields[i].n_aliases; k++)
            if (sv_eq(import_heading_key(reg->fields[i].aliases[k], a), key))
                return true;
    return false;
}

struct sv reg_export_heading(const struct reg *reg, const struct field *f, struct arena *a)
{
    if (heading_taken(reg, f, f->label, a))
        return arena_printf(a, "%.*s (%.*s)", SV_FMT(f->label), SV_FMT(f->key));
    return f->label;
}

static void add_column(struct reg_export *x, enum import_to to, const struct field *f, struct sv heading)
{
    x->columns[x->n_columns++] = (struct column){ to, f, heading, COL_COUNT };
}

static void add_field(struct reg_export *x, const struct field *f)
{
    if (!record_may_see_field(x->conf.who, NULL, f))
        return;
    add_column(x, IMPORT_FIELD, f, reg_export_heading(x->reg, f, x->keep));
    x->has_files = x->has_files || f->type == FT_FILE || f->type == FT_FILES;
}

static void add_base(struct reg_export *x, enum import_to to, struct sv heading, struct sv otherwise)
{
    bool taken = heading_taken(x->reg, NULL, heading, x->keep) || alias_taken(x->reg, heading, x->keep);

    add_column(x, to, NULL, taken ? otherwise : heading);
}

static void add_chosen(struct reg_export *x, const struct view_col *c)
{
    static const struct {
        enum base_col base;
        enum import_to to;
        struct sv heading, otherwise;
    } bases[] = {
        { COL_STATUS, IMPORT_STATUS, SV_INIT("Keadaan"), SV_INIT("Status") },
        { COL_BERLAKU_SEJAK, IMPORT_SINCE, SV_INIT("Keadaan sejak"), SV_INIT("Berlaku sejak") },
        { COL_KLASIFIKASI, IMPORT_KLASIFIKASI, SV_INIT("Klasifikasi"), SV_INIT("Klasifikasi rekaman") },
        { COL_DIBUAT_PADA, IMPORT_NOWHERE, SV_INIT("Dicatat pada"), SV_INIT("Dicatat pada (rekaman)") },
        { COL_DIUBAH_PADA, IMPORT_NOWHERE, SV_INIT("Diubah pada"), SV_INIT("Diubah pada (rekaman)") },
    };

    if (c->f) {
        add_field(x, c->f);
        return;
    }
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (bases[i].base == c->base) {
            add_base(x, bases[i].to, bases[i].heading, bases[i].otherwise);
            x->columns[x->n_columns - 1].base = c->base;
        }
}

/* What cannot be imported again has no column in a sheet that comes back. */
static bool comes_back(const struct reg_export *x, const struct field *f)
{
    return f != x->conf.sheet->without && f->type != FT_FILE && f->type != FT_FILES &&
           record_may_edit_field(x->conf.who, NULL, f) &&
           record_may_edit_field(x->conf.sheet->reader, NULL, f);
}

static void make_columns(struct reg_export *x)
{
    const struct view_cols *chosen = x->conf.columns;

    x->columns = ARENA_ARRAY(x->keep, struct column, x->reg->n_fields + COL_COUNT + 3);
    if (x->conf.sheet)
        add_column(x, IMPORT_NOWHERE, NULL, x->conf.sheet->key_heading);
    if (x->reg->number.p)
        add_column(x, IMPORT_NOMOR, NULL, SV("Nomor rekaman"));
    if (chosen) {
        if (x->reg->title)
            add_field(x, x->reg->title);
        for (size_t i = 0; i < chosen->n; i++)
            add_chosen(x, &chosen->items[i]);
        return;
    }
    for (size_t i = 0; i < x->reg->n_fields; i++)
        if (!x->conf.sheet || comes_back(x, &x->reg->fields[i]))
            add_field(x, &x->reg->fields[i]);
    if (x->reg->n_states > 1) {
        add_base(x, IMPORT_STATUS, SV("Keadaan"), SV("Status"));
        add_base(x, IMPORT_SINCE, SV("Keadaan sejak"), SV("Berlaku sejak"));
    }
    if (x->reg->classified)
        add_base(x, IMPORT_KLASIFIKASI, SV("Klasifikasi"), SV("Klasifikasi rekaman"));
}

static struct sv level_label(const struct who_scheme *s, struct sv key)
{
    for (size_t i = 0; i < s->n; i++)
        if (sv_eq(s->levels[i].key, key))
            return s->levels[i].label;
    return key;
}

static struct sv base_moment(const struct reg_export *x, struct sv iso)
{
    int64_t t;

    return time_parse(iso, &t) ? reg_export_moment(t, x->conf.rs->model->zone_min, x->page) : iso;
}

/* May both see everything that this value points to? Half a list would come back as a shorter one. */
static bool reader_knows(const struct reg_export *x, const struct field *f, const struct record *r)
{
    struct sv *ids;
    size_t n;
    int64_t id;

    if ((f->type != FT_REF && f->type != FT_REFS) || !f->target || !r->val[f->index].p)
        return true;
    n = value_split(r->val[f->index], x->page, &ids);
    for (size_t i = 0; i < n; i++)
        if (sv_int(ids[i], &id) &&
            (!refs_item(x->theirs, f->target, id) || !refs_item(x->refs, f->target, id)))
            return false;
    return true;
}

static struct sv cell_of(const struct reg_export *x, const struct column *c, const struct record *r,
                         const struct labels *labels)
{
    const struct state *s;

    switch (c->to) {
    case IMPORT_NOMOR: return r->nomor;
    case IMPORT_NOWHERE:
        if (c->base == COL_COUNT) /* of a sheet that comes back */
            return arena_printf(x->page, "%lld.%lld", (long long) r->id, (long long) r->versi);
        return base_moment(x, c->base == COL_DIBUAT_PADA ? r->dibuat_pada : r->diubah_pada);
    case IMPORT_STATUS: s = reg_state(x->reg, r->status); return s ? s->label : r->status;
    case IMPORT_SINCE: return r->berlaku_sejak;
    case IMPORT_KLASIFIKASI: return level_label(&x->conf.rs->model->scheme, r->klasifikasi);
    default: break;
    }
    if (!record_may_see_field(x->conf.who, r, c->f) ||
        (x->conf.sheet &&
         (!record_may_see_field(x->conf.sheet->reader, r, c->f) || !reader_knows(x, c->f, r))))
        return SV_NULL;
    return reg_export_text(x->conf.rs->model, c->f, r->val[c->f->index], x->refs, labels, x->page);
}

/* --- a row in each format ------------------------------------------------------------------------------------------------ */

static bool csv_row_out(struct reg_export *x, const struct record *r, const struct labels *labels,
                        struct err *e)
{
    for (size_t i = 0; i < x->n_columns; i++)
        csvw_text(&x->csv, cell_of(x, &x->columns[i], r, labels));
    return csvw_row(&x->csv, e);
}

static bool put_typed(struct reg_export *x, const struct column *c, struct sv stored)
{
    struct date d;
    int64_t n;

    switch (c->f ? c->f->type : FT_DATE) {
    case FT_INTEGER:
    case FT_RUPIAH:
    case FT_DECIMAL:
        if (!sv_int(stored, &n))
            return false;
        xlsxw_number(x->xlsx, n);
        return true;
    case FT_DATE:
        if (!date_parse(stored, &d))
            return false;
        xlsxw_date(x->xlsx, d);
        return true;
    case FT_DATETIME:
        if (!time_parse(stored, &n))
            return false;
        xlsxw_time(x->xlsx, n, x->conf.rs->model->zone_min);
        return true;
    default: return false;
    }
}

static bool xlsx_row_out(struct reg_export *x, const struct record *r, const struct labels *labels,
                         struct err *e)
{
    for (size_t i = 0; i < x->n_columns; i++) {
        const struct column *c = &x->columns[i];
        struct sv text = cell_of(x, c, r, labels);
        bool typed = c->to == IMPORT_SINCE || (c->to == IMPORT_FIELD && text.p);

        if (!typed || !put_typed(x, c, c->f ? r->val[c->f->index] : r->berlaku_sejak))
            xlsxw_text(x->xlsx, import_cut(text, CELL_BYTES));
    }
    return xlsxw_row(x->xlsx, e);
}

static bool json_row_out(struct reg_export *x, const struct record *r, struct err *e)
{
    struct jsonw w;
    struct buf b;
    bool ok;

    buf_init(&b, JSON_MAX);
    jsonw_init(&w, &b);
    record_json(x->conf.who, r, &w);
    buf_put(x->out, x->rows ? SV(",\n") : SV("\n"));
    buf_put(x->out, buf_sv(&b));
    ok = buf_ok(&b, e);
    buf_clear(&b);
    return ok;
}

/* --- beginning and end ------------------------------------------------------------------------------------------------------ */

static bool into_buf(void *ctx, struct sv bytes, struct err *e)
{
    struct reg_export *x = ctx;

    buf_put(x->out, bytes);
    return buf_ok(x->out, e);
}

static void state_choices(struct reg_export *x, struct xlsx_col *col)
{
    struct sv *labels = ARENA_ARRAY(x->keep, struct sv, x->reg->n_states);

    for (size_t i = 0; i < x->reg->n_states; i++)
        labels[i] = x->reg->states[i].label;
    col->choices = labels;
    col->n_choices = x->reg->n_states;
}

static struct xlsx_col typed_column(struct reg_export *x, const struct column *c)
{
    struct xlsx_col col = { .heading = c->heading };
    const struct field *f = c->f;

    if (c->to == IMPORT_SINCE)
        col.kind = XLSX_DATE;
    col.hidden = c->to == IMPORT_NOWHERE && c->base == COL_COUNT;
    if (x->conf.sheet && c->to == IMPORT_STATUS)
        state_choices(x, &col);
    if (!f)
        return col;
    if (x->conf.sheet)
        return reg_export_form_column(x->conf.rs, x->reg, x->refs, x->theirs, f, x->keep);
    col.kind = f->type == FT_INTEGER || f->type == FT_DECIMAL ? XLSX_NUMBER
               : f->type == FT_RUPIAH                         ? XLSX_RUPIAH
               : f->type == FT_DATE                           ? XLSX_DATE
               : f->type == FT_DATETIME                       ? XLSX_DATETIME
                                                              : XLSX_TEXT;
    col.scale = f->type == FT_DECIMAL ? f->scale : 0;
    if (f->type == FT_CHOICE && !f->codes && f->n_choices <= CHOICES_MAX) {
        struct sv *labels = ARENA_ARRAY(x->keep, struct sv, f->n_choices);

        for (size_t i = 0; i < f->n_choices; i++)
            labels[i] = reg_export_choice(f, f->choices[i].key, x->keep);
        col.choices = labels;
        col.n_choices = f->n_choices;
    }
    return col;
}

static bool head(struct reg_export *x, struct err *e)
{
    struct xlsx_col *cols;

    switch (x->conf.format) {
    case EXPORT_JSON: buf_char(x->out, '['); return true;
    case EXPORT_XLSX:
        cols = ARENA_ARRAY(x->keep, struct xlsx_col, x->n_columns);
        for (size_t i = 0; i < x->n_columns; i++)
            cols[i] = typed_column(x, &x->columns[i]);
        return xlsxw_sheet(x->xlsx, x->conf.sheet ? x->conf.sheet->name : x->reg->label, cols, x->n_columns,
                           e);
    default: break;
    }
    csvw_begin(&x->csv, x->conf.separator ? x->conf.separator : ';', into_buf, x);
    for (size_t i = 0; i < x->n_columns; i++)
        csvw_text(&x->csv, x->columns[i].heading);
    return csvw_row(&x->csv, e);
}

static bool tail(struct reg_export *x, struct err *e)
{
    if (x->conf.format == EXPORT_JSON)
        buf_put(x->out, SV("\n]\n"));
    return x->conf.format != EXPORT_CSV || csvw_end(&x->csv, e);
}

bool reg_export_begin(const struct reg_export_conf *conf, struct reg_export **out, struct err *e)
{
    const struct reg *reg = conf->query.reg;
    struct reg_export *x;
    struct arena *keep;

    if (!who_may_open(conf->who, &reg->rule)) {
        err_set(e, ERR_DENIED, T("Anda tidak berhak membuka daftar %.*s."), SV_FMT(reg->label));
        return err_hint(e, T("Mintalah hak baca kepada administrator."));
    }
    keep = arena_new(KEEP_ARENA);
    x = ARENA_NEW(keep, struct reg_export);
    x->conf = *conf;
    x->reg = reg;
    x->keep = keep;
    x->page = arena_new(PAGE_ARENA);
    x->refs = refs_new(conf->rs, conf->who, keep);
    if (conf->sheet)
        x->theirs = refs_new(conf->rs, conf->sheet->reader, keep);
    x->conf.query.sort = SV("id");
    x->conf.query.desc = false;
    x->conf.query.limit = BATCH;
    x->conf.query.before = SV_NULL;
    make_columns(x);
    *out = x;
    return true;
}

static bool load_names(struct reg_export *x, struct db *db, struct err *e)
{
    for (size_t i = 0; i < x->n_columns; i++) {
        const struct field *f = x->columns[i].f;

        if (f && (f->type == FT_REF || f->type == FT_REFS) && f->target &&
            (!refs_load(x->refs, db, f->target, e) || (x->theirs && !refs_load(x->theirs, db, f->target, e))))
            return false;
    }
    return true;
}

static bool rows_out(struct reg_export *x, struct db *db, const struct list *l, struct err *e)
{
    const struct reg_export_sheet *sheet = x->conf.sheet;
    struct labels *labels = NULL;

    if (x->has_files && x->conf.format != EXPORT_JSON &&
        !labels_load(db, x->conf.rs, x->conf.who, (const struct record *const *) l->rows, l->n, x->page,
                     &labels, e))
        return false;
    for (size_t i = 0; i < l->n; i++) {
        bool ok;

        if (sheet && !who_may_see(sheet->reader, &x->conf.rs->model->scheme, &x->reg->rule, l->rows[i]->pd,
                                  l->rows[i]->klasifikasi))
            continue;
        ok = x->conf.format == EXPORT_CSV    ? csv_row_out(x, l->rows[i], labels, e)
             : x->conf.format == EXPORT_XLSX ? xlsx_row_out(x, l->rows[i], labels, e)
                                             : json_row_out(x, l->rows[i], e);

        if (!ok || (sheet && !sheet->row(sheet->ctx, l->rows[i], e)))
            return false;
        x->rows++;
    }
    return true;
}

bool reg_export_step(struct reg_export *x, struct db *db, struct buf *out, bool *done, struct err *e)
{
    struct list l;

    x->out = out;
    *done = false;
    if (!x->begun) {
        x->begun = true;
        if ((x->conf.format != EXPORT_JSON && !load_names(x, db, e)) || !head(x, e))
            return false;
    }
    arena_reset(x->page);
    x->conf.query.after = x->cursor;
    if (!list_load(db, x->conf.rs, x->conf.who, &x->conf.query, x->page, &l, e) || !rows_out(x, db, &l, e) ||
        !arena_ok(x->page, e) || !arena_ok(x->keep, e))
        return false;
    x->cursor = arena_dup(x->keep, l.next);
    *done = !l.next.p;
    return (!*done || tail(x, e)) && (!out || buf_ok(out, e));
}

size_t reg_export_rows(const struct reg_export *x)
{
    return x->rows;
}

void reg_export_end(struct reg_export *x)
{
    struct arena *keep;

    if (!x)
        return;
    keep = x->keep;
    xlsxw_cancel(x->xlsx);
    arena_free(x->page);
    arena_free(keep);
}

/* --- into a file ------------------------------------------------------------------------------------------------------------- */

static bool steps_to_file(struct reg_export *x, struct db *db, FILE *file, struct err *e)
{
    struct buf b;
    bool done = false, ok = true;

    buf_init(&b, JSON_MAX);
    while (ok && !done) {
        ok = reg_export_step(x, db, &b, &done, e);
        if (ok && file && b.n && fwrite(b.p, 1, b.n, file) != b.n)
            ok = err_errno(e, T("Menulis berkas ekspor"));
        buf_reset(&b);
    }
    buf_clear(&b);
    return ok;
}

static bool to_xlsx(struct reg_export *x, struct db *db, const char *path, struct err *e)
{
    struct xlsxw *w;

    x->xlsx = xlsxw_open(path, e);
    if (!x->xlsx || !steps_to_file(x, db, NULL, e))
        return false;
    w = x->xlsx;
    x->xlsx = NULL;
    return xlsxw_close(w, e);
}

static bool to_text(struct reg_export *x, struct db *db, const char *path, struct err *e)
{
    FILE *file = fopen(path, "we");
    bool ok;

    if (!file)
        return err_errno(e, T("Membuat berkas ekspor"));
    ok = steps_to_file(x, db, file, e);
    if (fclose(file) != 0 && ok)
        ok = err_errno(e, T("Menulis berkas ekspor"));
    if (!ok)
        unlink(path);
    return ok;
}

bool reg_export_file(const struct reg_export_conf *conf, struct db *db, const char *path, size_t *rows,
                     struct err *e)
{
    struct reg_export *x = NULL;
    bool ok = reg_export_begin(conf, &x, e) &&
              (conf->format == EXPORT_XLSX ? to_xlsx(x, db, path, e) : to_text(x, db, path, e));

    if (ok && rows)
        *rows = x->rows;
    reg_export_end(x);
    return ok;
}

bool reg_export_into(const struct reg_export_conf *conf, struct db *db, size_t *rows, struct err *e)
{
    struct reg_export *x = NULL;
    bool ok = reg_export_begin(conf, &x, e);

    if (ok) {
        x->xlsx = conf->sheet->into;
        ok = steps_to_file(x, db, NULL, e);
        *rows = x->rows;
        x->xlsx = NULL; /* the caller's */
    }
    reg_export_end(x);
    return ok;
}

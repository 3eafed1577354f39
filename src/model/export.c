/* SPDX-License-Identifier: MIT
 * model/export.c -- rows of a register as text, numbers and days, batch by batch. */
#include "model/export.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
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
    struct refs *refs;
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

/* --- values as text ----------------------------------------------------------------------------------------------------- */

static bool holds_separator(struct sv s)
{
    return sv_find(s, SV(";")) >= 0 || sv_find(s, SV("|")) >= 0;
}

/* The label, where the import would take it for this very choice. */
static struct sv choice_text(const struct field *f, struct sv key, struct arena *a)
{
    const struct choice *c = field_choice(f, key), *other;

    if (!c)
        return key;
    if (f->codes && !sv_starts(f->from, SV("@")))
        return holds_separator(c->label) ? key
                                         : arena_printf(a, "%.*s %.*s", SV_FMT(c->key), SV_FMT(c->label));
    other = field_choice(f, c->label);
    if ((other && other != c) || holds_separator(c->label) || value_is_none(c->label))
        return key;
    for (size_t i = 0; i < f->n_choices && &f->choices[i] != c; i++)
        if (sv_eq_fold(f->choices[i].label, c->label))
            return key;
    return c->label;
}

static struct sv comma_number(int64_t v, int scale, struct arena *a)
{
    struct sv s = value_plain_decimal(v, scale, a);
    char *p = arena_alloc(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '.' ? ',' : s.p[i];
    return (struct sv){ p, s.n };
}

static struct sv moment_text(int64_t t, int zone_min, struct arena *a)
{
    struct sv iso = arena_dup(a, sv_of(time_iso_zone(t, zone_min).s));

    return arena_printf(a, "%.*s %.*s", SV_FMT(sv_sub(iso, 0, 10)), SV_FMT(sv_sub(iso, 11, 8)));
}

static struct sv period_text(struct sv stored, struct arena *a)
{
    struct value_period p, again;
    struct sv why, shown;

    if (!value_period(stored, &p, &why))
        return stored;
    shown = value_show_period(p, a);
    return value_period(shown, &again, &why) && date_cmp(p.from, again.from) == 0 &&
                   date_cmp(p.to, again.to) == 0
               ? shown
               : stored;
}

static struct sv one_text(const struct model *m, const struct field *f, struct sv v, struct refs *refs,
                          const struct labels *labels, struct arena *a)
{
    int64_t n = 0;

    switch (f->type) {
    case FT_CHOICE:
    case FT_CHOICES:
    case FT_CODE: return choice_text(f, v, a);
    case FT_REF:
    case FT_REFS: return f->target && sv_int(v, &n) ? refs_name(refs, f->target, n) : v;
    case FT_FILE:
    case FT_FILES: return sv_int(v, &n) ? labels_file(labels, n) : SV_NULL;
    case FT_BOOLEAN: return value_show_bool(sv_eq(v, SV("1")));
    case FT_DECIMAL: return sv_int(v, &n) ? comma_number(n, f->scale, a) : v;
    case FT_DATETIME: return time_parse(v, &n) ? moment_text(n, m->zone_min, a) : v;
    case FT_PERIOD: return period_text(v, a);
    default: return v;
    }
}

struct sv reg_export_text(const struct model *m, const struct field *f, struct sv stored, struct refs *refs,
                          const struct labels *labels, struct arena *a)
{
    struct sv *items, out = SV_NULL;
    size_t n;

    if (!stored.p || !field_is_multi(f))
        return stored.p ? one_text(m, f, stored, refs, labels, a) : SV_NULL;
    n = value_split(stored, a, &items);
    for (size_t i = 0; i < n; i++) {
        struct sv one = one_text(m, f, items[i], refs, labels, a);

        if (one.p)
            out = out.p ? arena_printf(a, "%.*s; %.*s", SV_FMT(out), SV_FMT(one)) : one;
    }
    return out;
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

static void make_columns(struct reg_export *x)
{
    const struct view_cols *chosen = x->conf.columns;

    x->columns = ARENA_ARRAY(x->keep, struct column, x->reg->n_fields + COL_COUNT + 2);
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

    return time_parse(iso, &t) ? moment_text(t, x->conf.rs->model->zone_min, x->page) : iso;
}

static struct sv cell_of(const struct reg_export *x, const struct column *c, const struct record *r,
                         const struct labels *labels)
{
    const struct state *s;

    switch (c->to) {
    case IMPORT_NOMOR: return r->nomor;
    case IMPORT_NOWHERE: return base_moment(x, c->base == COL_DIBUAT_PADA ? r->dibuat_pada : r->diubah_pada);
    case IMPORT_STATUS: s = reg_state(x->reg, r->status); return s ? s->label : r->status;
    case IMPORT_SINCE: return r->berlaku_sejak;
    case IMPORT_KLASIFIKASI: return level_label(&x->conf.rs->model->scheme, r->klasifikasi);
    default: break;
    }
    if (!record_may_see_field(x->conf.who, r, c->f))
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

static struct xlsx_col typed_column(struct reg_export *x, const struct column *c)
{
    struct xlsx_col col = { .heading = c->heading };
    const struct field *f = c->f;

    if (c->to == IMPORT_SINCE)
        col.kind = XLSX_DATE;
    if (!f)
        return col;
    col.kind = f->type == FT_INTEGER || f->type == FT_DECIMAL ? XLSX_NUMBER
               : f->type == FT_RUPIAH                         ? XLSX_RUPIAH
               : f->type == FT_DATE                           ? XLSX_DATE
               : f->type == FT_DATETIME                       ? XLSX_DATETIME
                                                              : XLSX_TEXT;
    col.scale = f->type == FT_DECIMAL ? f->scale : 0;
    if (f->type == FT_CHOICE && !f->codes && f->n_choices <= CHOICES_MAX) {
        struct sv *labels = ARENA_ARRAY(x->keep, struct sv, f->n_choices);

        for (size_t i = 0; i < f->n_choices; i++)
            labels[i] = choice_text(f, f->choices[i].key, x->keep);
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
        return xlsxw_sheet(x->xlsx, x->reg->label, cols, x->n_columns, e);
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
            !refs_load(x->refs, db, f->target, e))
            return false;
    }
    return true;
}

static bool rows_out(struct reg_export *x, struct db *db, const struct list *l, struct err *e)
{
    struct labels *labels = NULL;

    if (x->has_files && x->conf.format != EXPORT_JSON &&
        !labels_load(db, x->conf.rs, x->conf.who, (const struct record *const *) l->rows, l->n, x->page,
                     &labels, e))
        return false;
    for (size_t i = 0; i < l->n; i++, x->rows++) {
        bool ok = x->conf.format == EXPORT_CSV    ? csv_row_out(x, l->rows[i], labels, e)
                  : x->conf.format == EXPORT_XLSX ? xlsx_row_out(x, l->rows[i], labels, e)
                                                  : json_row_out(x, l->rows[i], e);

        if (!ok)
            return false;
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

/* SPDX-License-Identifier: MIT
 * model/import.c -- opens a spreadsheet for a register; notes of rows; what columns an account mapped before. */
#include "model/import.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/import_priv.h"
#include "model/sheet_template.h"

const struct db_migration import_migrations[] = {
    { "import-001-columns",
      "create table impor_peta (akun {int} not null, register {text} not null, judul {text} not null, bidang {text} not null, "
      "pada {text} not null, primary key (akun, register, judul))" },
    { "import-002-workbooks",
      "create table buku_kerja (token {text} not null, register {text} not null, perangkat_daerah {int} not null, "
      "oleh {text} not null, dibuat_pada {text} not null, isi {text} not null, primary key (token, register))" },
};
const size_t import_migrations_n = sizeof import_migrations / sizeof import_migrations[0];

enum { RECALL_MAX = 500 };

static const struct sv mode_keys[] = { SV_INIT("tambah_atau_perbarui"), SV_INIT("tambah"),
                                       SV_INIT("perbarui") };
static const struct sv outcome_keys[] = { SV_INIT("tambah"), SV_INIT("ubah"), SV_INIT("tetap"),
                                          SV_INIT("tolak") };

struct sv import_mode_key(enum import_mode m)
{
    return mode_keys[m];
}

bool import_mode_parse(struct sv key, enum import_mode *out)
{
    for (size_t i = 0; i < sizeof mode_keys / sizeof mode_keys[0]; i++)
        if (sv_eq_fold(sv_trim(key), mode_keys[i])) {
            *out = (enum import_mode) i;
            return true;
        }
    return false;
}

struct sv import_outcome_key(enum import_outcome o)
{
    return outcome_keys[o];
}

struct sv import_cut(struct sv text, size_t max)
{
    if (text.n <= max)
        return text;
    while (max > 0 && ((unsigned char) text.p[max] & 0xC0) == 0x80)
        max--;
    return sv_sub(text, 0, max);
}

/* --- notes ------------------------------------------------------------------------------------------------------------ */

struct sv import_keep(struct import *im, struct sv text)
{
    struct sv *held;

    if (!text.p)
        return text;
    held = map_get(im->state->said, text);
    if (!held) {
        held = ARENA_NEW(im->state->a, struct sv);
        *held = arena_dup(im->state->a, text);
        map_put(im->state->said, *held, held);
    }
    return *held;
}

static void note(struct import_work *w, struct import_note n)
{
    struct import_row *r = w->row;

    for (size_t i = 0; i < r->n_notes; i++) /* a row that is tried with several records says it once */
        if (r->notes[i].column == n.column && r->notes[i].field == n.field && sv_eq(r->notes[i].why, n.why))
            return;
    if (r->n_notes >= IMPORT_NOTES_MAX)
        return;
    n.value = import_keep(w->im, n.value);
    n.why = import_keep(w->im, n.why);
    n.hint = import_keep(w->im, n.hint);
    *ARENA_PUSH(w->im->state->a, r->notes, r->n_notes, r->cap_notes) = n;
}

void import_problem(struct import_work *w, size_t column, const struct field *f, struct sv value,
                    struct sv why, struct sv hint)
{
    w->bad = true;
    note(w, (struct import_note){ column, f, value, why, hint, false });
}

void import_remark(struct import_work *w, size_t column, const struct field *f, struct sv value,
                   struct sv why)
{
    note(w, (struct import_note){ column, f, value, why, SV_NULL, true });
}

const struct import_column *import_column_of(const struct import *im, const struct field *f)
{
    for (size_t i = 0; f && i < im->n_columns; i++)
        if (im->columns[i].to == IMPORT_FIELD && im->columns[i].field == f)
            return &im->columns[i];
    return NULL;
}

struct cell_place import_place(const struct import *im, const struct import_row *r,
                               const struct import_note *n)
{
    size_t at = n->column < im->n_columns ? im->columns[n->column].at : 0;

    return table_place(&im->book, &im->table, r->data, at);
}

struct sv import_heading(const struct import *im, const struct import_note *n)
{
    if (n->column < im->n_columns)
        return im->columns[n->column].heading;
    return n->field ? n->field->label : SV("");
}

/* --- opening ---------------------------------------------------------------------------------------------------------- */

/* The explained example row of our own template, left in place: it is no data. */
static bool is_example(const struct import *im, size_t i)
{
    size_t told = 0;

    for (size_t j = 0; j < im->table.n_cols; j++) {
        struct sv text = sv_trim(table_cell(&im->book, &im->table, i, j)->text);

        if (sv_starts(text, SV(TEMPLATE_EXAMPLE)))
            told++;
        else if (text.n)
            return false;
    }
    return told > 0;
}

static void note_skip(struct import *im, int line)
{
    struct table *t = &im->table;
    struct table_skip *skips = ARENA_ARRAY(im->a, struct table_skip, t->n_skips + 1);
    size_t at = 0;

    while (at < t->n_skips && t->skips[at].row < line)
        at++;
    for (size_t i = 0; i < t->n_skips; i++)
        skips[i < at ? i : i + 1] = t->skips[i];
    skips[at] = (struct table_skip){ line, line, SV("baris contoh") };
    t->skips = skips;
    t->n_skips++;
}

static void drop_examples(struct import *im)
{
    struct table *t = &im->table;
    size_t kept = 0;

    for (size_t i = 0; i < t->n_rows; i++) {
        if (i < 3 && is_example(im, i))
            note_skip(im, table_row_number(&im->book, t, i));
        else
            t->data_rows[kept++] = t->data_rows[i];
    }
    t->n_rows = kept;
}

static bool find_table(struct import *im, struct err *e)
{
    struct sheet_how how = im->conf.how;
    struct sv name;

    if (!sheet_find(&im->book, how, im->a, &im->table, e))
        return false;
    /* Our template has its explanations behind the form: an empty form is no list of explanations. */
    name = im->book.sheets[im->table.sheet].name;
    if (!how.sheet.p && (sv_eq(name, SV(TEMPLATE_LISTS)) || sv_eq(name, SV(TEMPLATE_HELP)))) {
        err_set(e, ERR_INPUT, T("Berkas ini belum berisi baris data."));
        return err_hint(e, T("Isi baris-barisnya pada lembar pertama, di bawah judul kolom."));
    }
    return true;
}

static void find_key(struct import *im)
{
    im->key_column = im->n_columns;
    for (size_t i = 0; im->conf.offline && i < im->n_columns; i++)
        if (sv_eq_fold(sv_trim(im->columns[i].heading), im->conf.offline->key_heading))
            im->key_column = i;
}

bool import_open_book(const struct workbook *book, const struct import_conf *conf, struct arena *a,
                      struct import **out, struct err *e)
{
    struct import *im = ARENA_NEW(a, struct import);

    im->conf = *conf;
    im->a = a;
    im->book = *book;
    if (!find_table(im, e) || !import_map_columns(im, e))
        return false;
    find_key(im);
    drop_examples(im);
    *out = im;
    return arena_ok(a, e);
}

bool import_open(struct sv bytes, const struct import_conf *conf, struct arena *a, struct import **out,
                 struct err *e)
{
    struct workbook book;

    return sheet_parse(bytes, a, &book, e) && import_open_book(&book, conf, a, out, e);
}

/* --- remembered columns ------------------------------------------------------------------------------------------------ */

bool import_recall(struct db *db, const struct actor *who, const struct reg *reg, struct arena *a,
                   struct import_map **out, size_t *n, struct err *e)
{
    struct import_map *items = NULL;
    struct stmt *q = NULL;
    size_t count = 0, cap = 0;
    bool row, ok = db_prepare(db,
                              SV("select judul, bidang from impor_peta where akun = $1 and register = $2 "
                                 "order by judul limit $3"),
                              &q, e) &&
                   stmt_int(q, 1, who->akun, e) && stmt_text(q, 2, reg->key, e) &&
                   stmt_int(q, 3, RECALL_MAX, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) =
            (struct import_map){ arena_dup(a, stmt_get_text(q, 0)), arena_dup(a, stmt_get_text(q, 1)) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

bool import_remember(struct db *db, const struct actor *who, const struct reg *reg,
                     const struct import_map *maps, size_t n, struct err *e)
{
    struct arena *a = arena_new(1024 * 1024);
    struct sv now = arena_dup(a, sv_of(time_iso(time_now()).s));
    bool row, ok = true;

    for (size_t i = 0; ok && i < n && i < RECALL_MAX; i++) {
        struct sv key = import_heading_key(maps[i].column, a);
        struct stmt *q = NULL;

        if (sv_empty(key))
            continue;
        ok =
            db_prepare(
                db,
                SV("insert into impor_peta (akun, register, judul, bidang, pada) values ($1, $2, $3, $4, $5) "
                   "on conflict (akun, register, judul) do update set bidang = $4, pada = $5"),
                &q, e) &&
            stmt_int(q, 1, who->akun, e) && stmt_text(q, 2, reg->key, e) && stmt_text(q, 3, key, e) &&
            stmt_text(q, 4, maps[i].key, e) && stmt_text(q, 5, now, e) && stmt_step(q, &row, e);
        stmt_done(q);
    }
    arena_free(a);
    return ok;
}

/* SPDX-License-Identifier: MIT
 * model/import_row.c -- one row against one record, or as a new one: its values, all rules, rights, what would change. */
#include "base/arena.h"
#include "model/import_priv.h"
#include "model/value.h"

#include <assert.h>

/* --- a row against a record -------------------------------------------------------------------------------------------- */

struct input import_input(const struct import_work *w)
{
    return (struct input){ .items = w->items, .n = w->n_items, .names = true, .fact = true, .stored = true };
}

static size_t column_of_key(const struct import *im, struct sv key)
{
    const struct import_column *c = import_column_of(im, reg_field(im->conf.reg, key));
    enum import_to to = sv_eq(key, SV("klasifikasi"))     ? IMPORT_KLASIFIKASI
                        : sv_eq(key, SV("status"))        ? IMPORT_STATUS
                        : sv_eq(key, SV("berlaku_sejak")) ? IMPORT_SINCE
                                                          : IMPORT_NOWHERE;

    if (c)
        return (size_t) (c - im->columns);
    for (size_t i = 0; to != IMPORT_NOWHERE && i < im->n_columns; i++)
        if (im->columns[i].to == to)
            return i;
    return im->n_columns;
}

/* "Nama aplikasi: belum diisi." -> "belum diisi": the heading stands beside it already. */
static struct sv bare(const struct field *f, struct sv text)
{
    if (f && sv_starts(text, f->label) && sv_starts(sv_sub(text, f->label.n, 2), SV(": ")))
        text = sv_sub(text, f->label.n + 2, text.n);
    if (sv_ends(text, SV(".")))
        text.n--;
    return text;
}

struct sv import_cell_text(const struct import_work *w, size_t column)
{
    if (column >= w->im->n_columns)
        return SV_NULL;
    return cell_show(table_cell(&w->im->book, &w->im->table, w->row->data, w->im->columns[column].at), w->a);
}

static void take_problems(struct import_work *w, const struct problems *ps, size_t from)
{
    for (size_t i = from; i < ps->n; i++) {
        const struct field *f = reg_field(w->im->conf.reg, ps->items[i].field);
        size_t column = column_of_key(w->im, ps->items[i].field);

        import_problem(w, column, f, import_cell_text(w, column), bare(f, ps->items[i].text),
                       ps->items[i].hint);
    }
}

static void agency_problem(struct import_work *w, const char *why)
{
    const struct field *f = reg_field(w->im->conf.reg, base_col_name(COL_PD));
    size_t column = f ? column_of_key(w->im, f->key) : w->im->n_columns;

    import_problem(w, column, f, import_cell_text(w, column), sv_of(why),
                   SV("Mintalah operator perangkat daerah pemilik, atau administrator, untuk mengimpornya."));
}

static void check_rights(struct import_work *w, const struct record *before, const struct record *after)
{
    const struct import_conf *conf = &w->im->conf;
    const struct state *s = before ? reg_state(conf->reg, before->status) : NULL;

    if (!before) {
        if (!who_may_create(conf->who, &conf->reg->rule, after->pd))
            agency_problem(w, T("Anda tidak berhak mencatat baris perangkat daerah ini"));
        return;
    }
    if (!who_may_edit(conf->who, &conf->rs->model->scheme, &conf->reg->rule, before->pd, before->klasifikasi))
        agency_problem(w, T("Anda tidak berhak mengubah baris ini"));
    else if (after->pd != before->pd && !who_may_create(conf->who, &conf->reg->rule, after->pd))
        agency_problem(w, T("Anda tidak berhak memindahkan baris ke perangkat daerah itu"));
    if (s && s->lock && !conf->who->system)
        import_problem(
            w, w->im->n_columns, NULL, SV_NULL,
            arena_printf(w->a, T("berkeadaan \"%.*s\" dan isinya tidak dapat diubah lagi"), SV_FMT(s->label)),
            SV_NULL);
}

/* Fields whose cell could not be read are no empty fields besides. */
static void mark_unread(struct import_work *w, struct problems *ps)
{
    for (size_t i = 0; i < w->row->n_notes; i++)
        if (!w->row->notes[i].remark && w->row->notes[i].field)
            problems_add(ps, w->row->notes[i].field->key, "x");
}

bool import_row_try(struct import_work *w, int64_t id, struct record **before, struct record **after,
                    struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct problems ps;
    struct input in;
    size_t unread;

    *before = *after = NULL;
    w->row->n_notes = 0;
    if (id && !record_get(w->db, conf->rs, conf->who, conf->reg, id, w->a, before, e))
        return false;
    if (!import_row_merge(w, *before, e))
        return false;
    problems_init(&ps, w->a, 200);
    mark_unread(w, &ps);
    unread = ps.n;
    in = import_input(w);
    if (!record_check(w->db, conf->rs, conf->who, conf->reg, *before, &in, w->a, after, &ps, e))
        return false;
    take_problems(w, &ps, unread);
    w->row->pd = (*after)->pd;
    w->row->status = import_keep(w->im, w->status.p ? w->status : (*after)->status);
    if (w->bad)
        *after = NULL;
    return true;
}

/* --- what changes --------------------------------------------------------------------------------------------------------- */

static void add_label(struct import_work *w, struct sv *out, struct sv label)
{
    *out = out->p ? arena_printf(w->a, "%.*s, %.*s", SV_FMT(*out), SV_FMT(label)) : label;
}

static bool same(struct sv a, struct sv b)
{
    return sv_eq(a, b) && (a.p != NULL) == (b.p != NULL);
}

struct sv import_differences(struct import_work *w, const struct record *before, const struct record *after)
{
    const struct import_conf *conf = &w->im->conf;
    struct sv out = SV_NULL;

    for (size_t i = 0; i < conf->reg->n_fields; i++)
        if (!same(before->val[i], after->val[i]))
            add_label(w, &out, conf->reg->fields[i].label);
    if (!sv_eq(before->klasifikasi, after->klasifikasi))
        add_label(w, &out, SV("Klasifikasi"));
    if (!sv_eq(before->berlaku_sejak, after->berlaku_sejak))
        add_label(w, &out, SV("Keadaan sejak"));
    if (w->row->moves)
        add_label(w, &out, SV("Keadaan"));
    return out;
}

/* The day alone does not move a state; with a state it is the day of the move. */
void import_compare_state(struct import_work *w, const struct record *before)
{
    const struct state *s = reg_state(w->im->conf.reg, before->status);
    size_t column = column_of_key(w->im, SV("status"));

    w->row->moves = w->status.p && !sv_eq(w->status, before->status);
    if (!w->row->moves || w->im->conf.fact)
        return;
    w->row->moves = false;
    import_remark(w, column, NULL, import_cell_text(w, column),
                  arena_printf(w->a,
                               T("keadaan yang tercatat \"%.*s\" dibiarkan; pindahkan di halaman rekamannya"),
                               SV_FMT(s ? s->label : before->status)));
}

/* --- rules between rows ----------------------------------------------------------------------------------------------------- */

int import_line_once(struct import *im, struct map *m, struct sv key, int line)
{
    int held = (int) (intptr_t) map_get(m, key);

    if (!held)
        map_put(m, arena_dup(im->a, key), (void *) (intptr_t) (line + 1));
    return held ? held - 1 : 0;
}

static void check_uniques(struct import_work *w, const struct record *before, const struct record *after)
{
    const struct reg *reg = w->im->conf.reg;

    for (size_t i = 0; i < reg->n_fields; i++) {
        const struct field *f = &reg->fields[i];
        struct sv key;
        int line;

        if (f->unique == UNIQUE_NO || !after->val[i].p || (before && sv_eq(before->val[i], after->val[i])))
            continue;
        key = arena_printf(w->a, "%zu|%lld|%.*s", i, f->unique == UNIQUE_AGENCY ? (long long) after->pd : 0,
                           SV_FMT(after->val[i]));
        line = import_line_once(w->im, w->im->state->uniques, key, w->row->line);
        if (line) {
            size_t column = column_of_key(w->im, f->key);

            import_problem(w, column, f, import_cell_text(w, column),
                           arena_printf(w->a, T("sudah dipakai baris %d berkas ini"), line),
                           SV("Setiap nilai hanya boleh sekali; perbaiki salah satunya."));
        }
    }
}

void import_refuse_twin(struct import_work *w, int line)
{
    import_problem(
        w, w->im->n_columns, NULL, SV_NULL, arena_printf(w->a, T("isinya sama persis dengan baris %d"), line),
        SV("Bila memang dua hal, bedakan, misalnya dengan kode atau nomor; bila tidak, hapus salah satunya."));
}

struct sv import_identity_words(struct import_work *w)
{
    const struct reg *reg = w->im->conf.reg;
    struct sv out = SV_NULL;

    for (size_t i = 0; i < reg->n_identity; i++)
        out = out.p ? arena_printf(w->a, T("%.*s dan %.*s"), SV_FMT(out), SV_FMT(reg->identity[i]->label))
                    : reg->identity[i]->label;
    return out;
}

/* Two rows for one record: the later one would undo the earlier. */
static void claim(struct import_work *w, int64_t id)
{
    int line = import_line_once(w->im, w->im->state->claimed, arena_printf(w->a, "%lld", (long long) id),
                                w->row->line);

    if (line && line != w->row->line)
        import_problem(w, w->im->n_columns, NULL, SV_NULL,
                       arena_printf(w->a, T("baris %d sudah mengenai rekaman yang sama"), line),
                       SV("Gabungkan kedua baris, atau bedakan namanya bila memang dua hal."));
}

/* --- outcomes ------------------------------------------------------------------------------------------------------------------ */

/* From left to right, what concerns the row as a whole last. */
static void sort_notes(struct import_row *r)
{
    for (size_t i = 1; i < r->n_notes; i++)
        for (size_t k = i; k > 0 && r->notes[k - 1].column > r->notes[k].column; k--) {
            struct import_note swap = r->notes[k];

            r->notes[k] = r->notes[k - 1];
            r->notes[k - 1] = swap;
        }
}

void import_conclude(struct import_work *w, enum import_outcome o)
{
    sort_notes(w->row);
    w->row->outcome = w->bad ? IMPORT_REFUSED : o;
}

bool import_row_new(struct import_work *w, struct err *e)
{
    struct record *before, *after;

    if (!import_row_try(w, 0, &before, &after, e))
        return false;
    if (after) {
        check_rights(w, NULL, after);
        check_uniques(w, NULL, after);
    }
    if (w->im->conf.mode == IMPORT_CHANGE)
        import_problem(
            w, w->im->n_columns, NULL, SV_NULL, SV("belum ada di daftar"),
            SV("Mode \"perbarui\" hanya mengubah yang sudah ada; pilih mode lain untuk menambahkannya."));
    import_conclude(w, IMPORT_NEW);
    return true;
}

bool import_row_record(struct import_work *w, int64_t id, struct err *e)
{
    struct record *before, *after;
    struct sv what = SV_NULL;

    if (!import_row_try(w, id, &before, &after, e))
        return false;
    assert(before != NULL); /* it has an id */
    w->row->id = id;
    w->row->versi = before->versi;
    import_compare_state(w, before);
    if (after)
        what = import_differences(w, before, after);
    if (what.p) {
        check_rights(w, before, after);
        check_uniques(w, before, after);
        if (w->im->conf.mode == IMPORT_ADD)
            import_problem(
                w, w->im->n_columns, NULL, SV_NULL,
                arena_printf(w->a, T("sudah ada (%.*s) dan isinya berbeda: %.*s"),
                             SV_FMT(record_title(before)), SV_FMT(what)),
                SV("Mode \"tambah\" tidak mengubah yang sudah ada; pilih mode lain untuk memperbaruinya."));
    }
    claim(w, id);
    w->row->changed = import_keep(w->im, what);
    import_conclude(w, what.p ? IMPORT_CHANGED : IMPORT_SAME);
    return true;
}

/* SPDX-License-Identifier: MIT
 * model/import_pair.c -- which outcome a row has when several rows or records share its identity, or when it has none. */
#include "base/arena.h"
#include "model/import_priv.h"
#include "model/value.h"

enum { PAIRS_MAX = 400 };

/* Nothing names it wholly: the same file again must still make no second record. */
static bool without_identity(struct import_work *w, struct err *e)
{
    struct sv content;
    int64_t id;
    int line;

    if (!import_row_read(w, NULL, e))
        return false;
    if (w->bad)
        return import_row_new(w, e);
    content = import_row_content(w);
    line = import_line_once(w->im, w->im->state->contents, content, w->row->line);
    if (!import_loose_take(w, content, &id, e))
        return false;
    if (id)
        return import_row_record(w, id, e);
    if (!import_row_new(w, e))
        return false;
    if (line) {
        import_refuse_twin(w, line);
        import_conclude(w, IMPORT_NEW);
    }
    return true;
}

/* One of several rows or records with this identity. Pairs by content at once; what is left waits for the others. */
static bool one_of_several(struct import_work *w, struct import_group *g, bool *waits, struct err *e)
{
    struct sv content;
    int64_t id;
    int line;

    *waits = false;
    w->row->n_notes = 0;
    if (!import_row_read(w, NULL, e))
        return false;
    if (w->bad) {
        *waits = g->n_ids > 0;
        return *waits || import_row_new(w, e);
    }
    content = import_row_content(w);
    line = import_line_once(w->im, w->im->state->contents, content, w->row->line);
    if (!import_group_take(w, g, content, &id, e))
        return false;
    if (id)
        return import_row_record(w, id, e);
    if (line) {
        if (!import_row_new(w, e))
            return false;
        import_refuse_twin(w, line);
        import_conclude(w, IMPORT_NEW);
        return true;
    }
    *waits = true;
    return true;
}

static bool by_number(struct import_work *w, bool *done, struct err *e)
{
    int64_t *id;

    *done = false;
    for (size_t i = 0; i < w->im->n_columns; i++)
        if (w->im->columns[i].to == IMPORT_NOMOR) {
            struct sv text = value_line(import_cell_text(w, i), w->a);

            if (sv_empty(text) || value_is_none(text))
                return true;
            *done = true;
            id = map_get(w->im->state->numbers, sv_lower(text, w->a));
            if (id)
                return import_row_record(w, *id, e);
            if (!import_row_new(w, e))
                return false;
            import_problem(w, i, NULL, text,
                           arena_printf(w->a, T("nomor \"%.*s\" tidak ditemukan"), SV_FMT(text)),
                           SV("Kosongkan bila ini rekaman baru: nomornya diberikan saat dicatat."));
            import_conclude(w, IMPORT_NEW);
        }
    return true;
}

/* Written to the one, it would take the name of the other, and rows that name it would no longer know which is meant. */
static bool refuse_crossed(struct import_work *w, struct err *e)
{
    if (!import_row_read(w, NULL, e))
        return false;
    import_problem(
        w, w->im->n_columns, NULL, SV_NULL,
        arena_printf(w->a, T("%.*s milik dua rekaman yang berbeda"), SV_FMT(import_identity_words(w))),
        SV("Periksa keduanya di daftar, lalu samakan kode dan nama dengan salah satunya."));
    import_conclude(w, IMPORT_NEW);
    return true;
}

bool import_row_look(struct import_work *w, bool *waits, struct err *e)
{
    struct import_group *g = w->row->group ? w->im->state->group[w->row->group - 1] : NULL;
    bool done;

    *waits = false;
    if (!import_row_keyed(w, &done, e) || (!done && !by_number(w, &done, e)))
        return false;
    if (done)
        return true;
    if (!g)
        return without_identity(w, e);
    if (w->row->crossed)
        return refuse_crossed(w, e);
    if (g->n_rows > 1 || g->n_ids > 1)
        return one_of_several(w, g, waits, e);
    return g->n_ids ? import_row_record(w, g->ids[0], e) : import_row_new(w, e);
}

/* --- those that waited ------------------------------------------------------------------------------------------------------------ */

static size_t left_ids(const struct import_group *g, int64_t *last)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n_ids; i++)
        if (g->ids[i]) {
            n++;
            *last = g->ids[i];
        }
    return n;
}

static size_t left_rows(const struct import_group *g, const bool *waiting)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n_rows; i++)
        n += waiting[g->rows[i]];
    return n;
}

static void say_twins(struct import_work *w, const struct import_group *g)
{
    int line = w->im->rows[g->rows[0]].line;

    if (w->bad || g->n_rows < 2)
        return;
    if (line == w->row->line)
        line = w->im->rows[g->rows[1]].line;
    import_remark(
        w, w->im->n_columns, NULL, SV_NULL,
        arena_printf(w->a, T("%.*s sama dengan baris %d, isinya berbeda: dicatat sebagai rekaman tersendiri"),
                     SV_FMT(import_identity_words(w)), line));
}

/* A row that changes nothing in one of the records left is that record: its cells may be blank where others have written. */
static bool pair_quietly(struct import_work *w, struct import_group *g, bool *paired, struct err *e)
{
    *paired = false;
    for (size_t i = 0; i < g->n_ids && !*paired; i++) {
        struct record *before, *after;

        if (!g->ids[i])
            continue;
        if (!import_row_try(w, g->ids[i], &before, &after, e))
            return false;
        import_compare_state(w, before);
        if (after && !import_differences(w, before, after).p) {
            *paired = true;
            if (!import_row_record(w, g->ids[i], e))
                return false;
            g->ids[i] = 0;
        }
    }
    return true;
}

static bool refuse_unclear(struct import_work *w, size_t n, struct err *e)
{
    w->row->n_notes = 0; /* against which record it would be measured is just what is not known */
    if (!import_row_read(w, NULL, e))
        return false;
    import_problem(w, w->im->n_columns, NULL, SV_NULL,
                   arena_printf(w->a, T("tidak pasti rekaman mana: %zu rekaman memiliki %.*s ini"), n,
                                SV_FMT(import_identity_words(w))),
                   SV("Tambahkan kolom Nomor berisi nomor rekamannya, seperti pada hasil ekspor."));
    import_conclude(w, IMPORT_NEW);
    return true;
}

static bool settle_row(struct import_work *w, struct import_group *g, size_t rows_left, struct err *e)
{
    int64_t last = 0;
    size_t ids = left_ids(g, &last);

    if (!ids) {
        if (!import_row_new(w, e))
            return false;
        say_twins(w, g);
        return true;
    }
    if (ids == 1 && rows_left == 1) {
        for (size_t i = 0; i < g->n_ids; i++)
            g->ids[i] = 0;
        return import_row_record(w, last, e);
    }
    return refuse_unclear(w, ids, e);
}

static bool settle_group(struct import_work *w, struct import_group *g, bool *waiting, struct err *e)
{
    size_t left = left_rows(g, waiting);
    int64_t last = 0;

    for (size_t i = 0;
         i < g->n_rows && left * left_ids(g, &last) > 1 && left * left_ids(g, &last) <= PAIRS_MAX; i++) {
        bool paired;

        if (!waiting[g->rows[i]])
            continue;
        w->row = &w->im->rows[g->rows[i]];
        if (!pair_quietly(w, g, &paired, e))
            return false;
        if (paired) {
            waiting[g->rows[i]] = false;
            left--;
        }
    }
    for (size_t i = 0; i < g->n_rows; i++) {
        if (!waiting[g->rows[i]])
            continue;
        waiting[g->rows[i]] = false;
        w->row = &w->im->rows[g->rows[i]];
        if (!settle_row(w, g, left, e))
            return false;
        arena_reset(w->a);
    }
    return true;
}

bool import_settle_waiting(struct import *im, struct db *db, struct arena *scratch, bool *waiting,
                           struct err *e)
{
    for (size_t i = 0; i < im->n_rows; i++) {
        struct import_work w = { .im = im, .db = db, .a = scratch, .row = &im->rows[i] };

        if (waiting[i] && !settle_group(&w, im->state->group[im->rows[i].group - 1], waiting, e))
            return false;
        arena_reset(scratch);
    }
    return true;
}

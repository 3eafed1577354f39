/* SPDX-License-Identifier: MIT
 * model/import_check.c -- what would become of every row: new, changed, the same, or refused, and why. Writes nothing. */
#include "base/arena.h"
#include "base/date.h"
#include "model/import_priv.h"
#include "model/value.h"

enum { PAIRS_MAX = 400 };

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

static struct sv cell_text(const struct import_work *w, size_t column)
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

        import_problem(w, column, f, cell_text(w, column), bare(f, ps->items[i].text), ps->items[i].hint);
    }
}

static void agency_problem(struct import_work *w, const char *why)
{
    const struct field *f = reg_field(w->im->conf.reg, base_col_name(COL_PD));
    size_t column = f ? column_of_key(w->im, f->key) : w->im->n_columns;

    import_problem(w, column, f, cell_text(w, column), sv_of(why),
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
        import_problem(w, w->im->n_columns, NULL, SV_NULL,
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

bool import_row_try(struct import_work *w, int64_t id, struct record **before, struct record **after, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct problems ps;
    struct input in;
    size_t unread;

    *before = *after = NULL;
    w->row->n_notes = 0;
    if (id && !record_get(w->db, conf->rs, conf->who, conf->reg, id, w->a, before, e))
        return false;
    if (!import_row_read(w, *before, e))
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

static struct sv differences(struct import_work *w, const struct record *before, const struct record *after)
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
static void compare_state(struct import_work *w, const struct record *before)
{
    const struct state *s = reg_state(w->im->conf.reg, before->status);
    size_t column = column_of_key(w->im, SV("status"));

    w->row->moves = w->status.p && !sv_eq(w->status, before->status);
    if (!w->row->moves || w->im->conf.fact)
        return;
    w->row->moves = false;
    import_remark(w, column, NULL, cell_text(w, column),
                  arena_printf(w->a, T("keadaan yang tercatat \"%.*s\" dibiarkan; pindahkan di halaman rekamannya"),
                               SV_FMT(s ? s->label : before->status)));
}

/* --- rules between rows ----------------------------------------------------------------------------------------------------- */

static int line_once(struct import *im, struct map *m, struct sv key, int line)
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
        line = line_once(w->im, w->im->state->uniques, key, w->row->line);
        if (line) {
            size_t column = column_of_key(w->im, f->key);

            import_problem(w, column, f, cell_text(w, column), arena_printf(w->a, T("sudah dipakai baris %d berkas ini"), line),
                           SV("Setiap nilai hanya boleh sekali; perbaiki salah satunya."));
        }
    }
}

static void refuse_twin(struct import_work *w, int line)
{
    import_problem(w, w->im->n_columns, NULL, SV_NULL, arena_printf(w->a, T("isinya sama persis dengan baris %d"), line),
                   SV("Bila memang dua hal, bedakan, misalnya dengan kode atau nomor; bila tidak, hapus salah satunya."));
}

static struct sv identity_words(struct import_work *w)
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
    int line = line_once(w->im, w->im->state->claimed, arena_printf(w->a, "%lld", (long long) id), w->row->line);

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

static void conclude(struct import_work *w, enum import_outcome o)
{
    sort_notes(w->row);
    w->row->outcome = w->bad ? IMPORT_REFUSED : o;
}

static bool as_new(struct import_work *w, struct err *e)
{
    struct record *before, *after;

    if (!import_row_try(w, 0, &before, &after, e))
        return false;
    if (after) {
        check_rights(w, NULL, after);
        check_uniques(w, NULL, after);
    }
    if (w->im->conf.mode == IMPORT_CHANGE)
        import_problem(w, w->im->n_columns, NULL, SV_NULL, SV("belum ada di daftar"),
                       SV("Mode \"perbarui\" hanya mengubah yang sudah ada; pilih mode lain untuk menambahkannya."));
    conclude(w, IMPORT_NEW);
    return true;
}

static bool as_record(struct import_work *w, int64_t id, struct err *e)
{
    struct record *before, *after;
    struct sv what = SV_NULL;

    if (!import_row_try(w, id, &before, &after, e))
        return false;
    w->row->id = id;
    w->row->versi = before->versi;
    compare_state(w, before);
    if (after)
        what = differences(w, before, after);
    if (what.p) {
        check_rights(w, before, after);
        check_uniques(w, before, after);
        if (w->im->conf.mode == IMPORT_ADD)
            import_problem(w, w->im->n_columns, NULL, SV_NULL,
                           arena_printf(w->a, T("sudah ada (%.*s) dan isinya berbeda: %.*s"), SV_FMT(record_title(before)),
                                        SV_FMT(what)),
                           SV("Mode \"tambah\" tidak mengubah yang sudah ada; pilih mode lain untuk memperbaruinya."));
    }
    claim(w, id);
    w->row->changed = import_keep(w->im, what);
    conclude(w, what.p ? IMPORT_CHANGED : IMPORT_SAME);
    return true;
}

/* Nothing names it wholly: the same file again must still make no second record. */
static bool without_identity(struct import_work *w, struct err *e)
{
    struct sv content;
    int64_t id;
    int line;

    if (!import_row_read(w, NULL, e))
        return false;
    if (w->bad)
        return as_new(w, e);
    content = import_row_content(w);
    line = line_once(w->im, w->im->state->contents, content, w->row->line);
    if (!import_loose_take(w, content, &id, e))
        return false;
    if (id)
        return as_record(w, id, e);
    if (!as_new(w, e))
        return false;
    if (line) {
        refuse_twin(w, line);
        conclude(w, IMPORT_NEW);
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
        return *waits || as_new(w, e);
    }
    content = import_row_content(w);
    line = line_once(w->im, w->im->state->contents, content, w->row->line);
    if (!import_group_take(w, g, content, &id, e))
        return false;
    if (id)
        return as_record(w, id, e);
    if (line) {
        if (!as_new(w, e))
            return false;
        refuse_twin(w, line);
        conclude(w, IMPORT_NEW);
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
            struct sv text = value_line(cell_text(w, i), w->a);

            if (sv_empty(text) || value_is_none(text))
                return true;
            *done = true;
            id = map_get(w->im->state->numbers, sv_lower(text, w->a));
            if (id)
                return as_record(w, *id, e);
            if (!as_new(w, e))
                return false;
            import_problem(w, i, NULL, text, arena_printf(w->a, T("nomor \"%.*s\" tidak ditemukan"), SV_FMT(text)),
                           SV("Kosongkan bila ini rekaman baru: nomornya diberikan saat dicatat."));
            conclude(w, IMPORT_NEW);
        }
    return true;
}

static bool look(struct import_work *w, bool *waits, struct err *e)
{
    struct import_group *g = w->row->group ? w->im->state->group[w->row->group - 1] : NULL;
    bool done;

    *waits = false;
    if (!by_number(w, &done, e))
        return false;
    if (done)
        return true;
    if (!g)
        return without_identity(w, e);
    if (g->n_rows > 1 || g->n_ids > 1)
        return one_of_several(w, g, waits, e);
    return g->n_ids ? as_record(w, g->ids[0], e) : as_new(w, e);
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
    import_remark(w, w->im->n_columns, NULL, SV_NULL,
                  arena_printf(w->a, T("%.*s sama dengan baris %d, isinya berbeda: dicatat sebagai rekaman tersendiri"),
                               SV_FMT(identity_words(w)), line));
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
        compare_state(w, before);
        if (after && !differences(w, before, after).p) {
            *paired = true;
            if (!as_record(w, g->ids[i], e))
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
                   arena_printf(w->a, T("tidak pasti rekaman mana: %zu rekaman memiliki %.*s ini"), n, SV_FMT(identity_words(w))),
                   SV("Tambahkan kolom Nomor berisi nomor rekamannya, seperti pada hasil ekspor."));
    conclude(w, IMPORT_NEW);
    return true;
}

static bool settle_row(struct import_work *w, struct import_group *g, size_t rows_left, struct err *e)
{
    int64_t last = 0;
    size_t ids = left_ids(g, &last);

    if (!ids) {
        if (!as_new(w, e))
            return false;
        say_twins(w, g);
        return true;
    }
    if (ids == 1 && rows_left == 1) {
        for (size_t i = 0; i < g->n_ids; i++)
            g->ids[i] = 0;
        return as_record(w, last, e);
    }
    return refuse_unclear(w, ids, e);
}

static bool settle_group(struct import_work *w, struct import_group *g, bool *waiting, struct err *e)
{
    size_t left = left_rows(g, waiting);
    int64_t last = 0;

    for (size_t i = 0; i < g->n_rows && left * left_ids(g, &last) > 1 && left * left_ids(g, &last) <= PAIRS_MAX; i++) {
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

static bool settle_waiting(struct import *im, struct db *db, struct arena *scratch, bool *waiting, struct err *e)
{
    for (size_t i = 0; i < im->n_rows; i++) {
        struct import_work w = { .im = im, .db = db, .a = scratch, .row = &im->rows[i] };

        if (waiting[i] && !settle_group(&w, im->state->group[im->rows[i].group - 1], waiting, e))
            return false;
        arena_reset(scratch);
    }
    return true;
}

/* --- the whole file ------------------------------------------------------------------------------------------------------------ */

static struct import_state *state_new(struct import *im)
{
    struct import_state *st = ARENA_NEW(im->a, struct import_state);

    st->a = im->a;
    st->refs = refs_new(im->conf.rs, im->conf.who, im->a);
    st->said = map_new(im->a);
    st->choices = map_new(im->a);
    st->asked = map_new(im->a);
    st->words = map_new(im->a);
    st->readings = map_new(im->a);
    st->groups = map_new(im->a);
    st->numbers = map_new(im->a);
    st->uniques = map_new(im->a);
    st->contents = map_new(im->a);
    st->claimed = map_new(im->a);
    st->in_content = ARENA_ARRAY(im->a, bool, im->conf.reg->n_fields + 1);
    return st;
}

static bool use_field(struct import *im, struct db *db, const struct field *f, struct err *e)
{
    if (!f)
        return true;
    im->state->in_content[f->index] = true;
    return !(f->type == FT_REF || f->type == FT_REFS) || !f->target || refs_load(im->state->refs, db, f->target, e);
}

static bool no_such_answer(const struct import_answer *answer, struct err *e)
{
    err_set(e, ERR_INPUT, T("Jawaban untuk \"%.*s\" menunjuk rekaman yang tidak ada."), SV_FMT(sv_sub(answer->text, 0, 80)));
    return err_hint(e, T("Pilih sekali lagi dari daftar, atau tulis nama lengkap atau kodenya."));
}

static bool put_answer(struct import *im, const struct reg *target, const struct import_answer *answer)
{
    struct refs *refs = im->state->refs;
    int64_t id = answer->id;

    if (!id && answer->name.p) {
        const struct refs_answer *found = refs_find(refs, target, answer->name, im->a);

        id = found->item ? found->item->id : 0;
    }
    return id && refs_answer_put(refs, target, answer->text, id);
}

static bool is_target(const struct import *im, const struct reg *target)
{
    for (size_t i = 0; i < im->conf.reg->n_fields; i++)
        if (im->state->in_content[i] && im->conf.reg->fields[i].target == target)
            return true;
    return false;
}

/* Names are those of the targets already loaded. */
static bool take_answers(struct import *im, struct err *e)
{
    const struct import_conf *conf = &im->conf;

    for (size_t i = 0; i < conf->n_answers; i++) {
        const struct import_answer *answer = &conf->answers[i];
        const struct reg *named = model_reg(conf->rs->model, answer->target);
        bool put = named && !is_target(im, named); /* its column is mapped elsewhere by now */

        for (size_t k = 0; k < conf->rs->model->n_regs; k++) {
            const struct reg *target = conf->rs->model->regs[k];

            if (is_target(im, target) && (!answer->target.p || sv_eq(answer->target, target->key)))
                put = put_answer(im, target, answer) || put;
        }
        if (!put)
            return no_such_answer(answer, e);
    }
    return true;
}

static void take_words(struct import *im)
{
    for (size_t i = 0; i < im->conf.n_words; i++) {
        const struct import_word *word = &im->conf.words[i];
        struct sv *held = ARENA_NEW(im->a, struct sv);

        *held = word->name;
        map_put(im->state->words,
                arena_printf(im->a, "%.*s\n%.*s", SV_FMT(word->key), SV_FMT(sv_lower(value_line(word->text, im->a), im->a))),
                held);
    }
}

static bool begin(struct import *im, struct db *db, struct err *e)
{
    im->state = state_new(im);
    im->n_questions = im->cap_questions = 0;
    im->questions = NULL;
    im->n_readings = im->cap_readings = 0;
    im->readings = NULL;
    im->n_rows = im->table.n_rows;
    im->rows = ARENA_ARRAY(im->a, struct import_row, im->n_rows + 1);
    for (size_t i = 0; i < im->n_rows; i++) {
        im->rows[i].data = i;
        im->rows[i].line = table_row_number(&im->book, &im->table, i);
        im->rows[i].outcome = IMPORT_REFUSED;
    }
    for (size_t i = 0; i < im->n_columns; i++)
        if (!use_field(im, db, im->columns[i].field, e))
            return false;
    for (size_t i = 0; i < im->conf.n_fixed; i++)
        if (!use_field(im, db, reg_field(im->conf.reg, im->conf.fixed[i].key), e))
            return false;
    take_words(im);
    return take_answers(im, e) && db_one_int(db, SV("select max(seq) from peristiwa"), 0, &im->state->seq, e) &&
           import_groups_make(im, db, e);
}

void import_count(struct import *im)
{
    memset(im->count, 0, sizeof im->count);
    im->n_remarks = 0;
    for (size_t i = 0; i < im->n_rows; i++) {
        im->count[im->rows[i].outcome]++;
        for (size_t k = 0; k < im->rows[i].n_notes; k++)
            im->n_remarks += im->rows[i].notes[k].remark;
    }
}

void import_say(const struct import *im, const char *what, size_t done, size_t of)
{
    if (im->conf.progress)
        im->conf.progress(im->conf.progress_ctx, what, done, of);
}

static bool look_at_all(struct import *im, struct db *db, struct err *e)
{
    struct arena *scratch = arena_new(IMPORT_ROW_ARENA);
    bool *waiting = ARENA_ARRAY(im->a, bool, im->n_rows + 1), ok = true;

    for (size_t i = 0; ok && i < im->n_rows; i++) {
        struct import_work w = { .im = im, .db = db, .a = scratch, .row = &im->rows[i] };

        ok = look(&w, &waiting[i], e) && arena_ok(im->a, e);
        if (i % IMPORT_CHUNK == 0) {
            arena_reset(scratch);
            import_say(im, T("memeriksa"), i, im->n_rows);
        }
    }
    im->state->checking = false; /* what waited was counted when it was read first */
    ok = ok && settle_waiting(im, db, scratch, waiting, e);
    arena_free(scratch);
    return ok;
}

bool import_check(struct db *db, struct import *im, struct err *e)
{
    if (!im->n_mapped) {
        err_set(e, ERR_INPUT, T("Tidak satu pun judul kolom dikenal sebagai bidang %.*s."), SV_FMT(im->conf.reg->label));
        return err_hint(e, T("Tunjukkan kolom mana mengisi bidang apa, atau baris tempat judul kolomnya."));
    }
    if (!begin(im, db, e))
        return false;
    im->state->checking = true;
    if (!look_at_all(im, db, e))
        return false;
    import_count(im);
    import_say(im, T("memeriksa"), im->n_rows, im->n_rows);
    return true;
}

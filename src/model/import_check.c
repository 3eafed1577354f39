/* SPDX-License-Identifier: MIT
 * model/import_check.c -- the whole file: what would become of every row, and why. Writes nothing. */
#include "base/arena.h"
#include "model/import_priv.h"
#include "model/value.h"

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
    return !(f->type == FT_REF || f->type == FT_REFS) || !f->target ||
           refs_load(im->state->refs, db, f->target, e);
}

static bool no_such_answer(const struct import_answer *answer, struct err *e)
{
    err_set(e, ERR_INPUT, T("Jawaban untuk \"%.*s\" menunjuk rekaman yang tidak ada."),
            SV_FMT(sv_sub(answer->text, 0, 80)));
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
                arena_printf(im->a, "%.*s\n%.*s", SV_FMT(word->key),
                             SV_FMT(sv_lower(value_line(word->text, im->a), im->a))),
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
    return take_answers(im, e) &&
           db_one_int(db, SV("select max(seq) from peristiwa"), 0, &im->state->seq, e) &&
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

static bool look_at_all(struct import *im, struct db *db, struct err *e)
{
    struct arena *scratch = arena_new(IMPORT_ROW_ARENA);
    bool *waiting = ARENA_ARRAY(im->a, bool, im->n_rows + 1), ok = true;

    for (size_t i = 0; ok && i < im->n_rows; i++) {
        struct import_work w = { .im = im, .db = db, .a = scratch, .row = &im->rows[i] };

        ok = import_row_look(&w, &waiting[i], e) && arena_ok(im->a, e);
        if (i % IMPORT_CHUNK == 0) {
            arena_reset(scratch);
            ok = ok && progress_tell(&im->conf.progress, T("memeriksa baris"), i, im->n_rows, e);
        }
    }
    im->state->checking = false; /* what waited was counted when it was read first */
    ok = ok && import_settle_waiting(im, db, scratch, waiting, e);
    arena_free(scratch);
    return ok;
}

bool import_check(struct db *db, struct import *im, struct err *e)
{
    if (!im->n_mapped) {
        err_set(e, ERR_INPUT, T("Tidak satu pun judul kolom dikenal sebagai bidang %.*s."),
                SV_FMT(im->conf.reg->label));
        return err_hint(e, T("Tunjukkan kolom mana mengisi bidang apa, atau baris tempat judul kolomnya."));
    }
    if (!begin(im, db, e))
        return false;
    im->state->checking = true;
    if (!look_at_all(im, db, e))
        return false;
    import_count(im);
    return progress_tell(&im->conf.progress, T("memeriksa baris"), im->n_rows, im->n_rows, e);
}

/* SPDX-License-Identifier: MIT
 * model/import_cell.c -- one cell into the stored form of a field, and all cells of a row into the input of a record. */
#include "base/arena.h"
#include "base/buf.h"
#include "model/export.h"
#include "model/import_priv.h"
#include "model/value.h"

enum { MULTI_MAX = 64 * 1024, WORDS_MAX = 400 };

/* --- references --------------------------------------------------------------------------------------------------------- */

static struct sv may_be(const struct refs_answer *found, struct arena *a)
{
    struct sv out = SV_NULL;

    for (size_t i = 0; i < found->n; i++) {
        struct sv one = refs_label(found->hits[i].item, a);

        out = out.p ? arena_printf(a, "%.*s, %.*s", SV_FMT(out), SV_FMT(one)) : one;
    }
    return out;
}

static void read_ref(struct import_work *w, const struct reg *target, struct sv text, struct sv *id,
                     struct import_read *out)
{
    const struct refs_answer *found = refs_find(w->im->state->refs, target, text, w->a);
    struct sv shown = import_cut(value_line(text, w->a), WORDS_MAX);

    if (found->item) {
        *id = arena_printf(w->a, "%lld", (long long) found->item->id);
        if (found->spelled)
            out->remark = arena_printf(w->a, T("\"%.*s\" dibaca sebagai %.*s"), SV_FMT(shown),
                                       SV_FMT(refs_label(found->item, w->a)));
        return;
    }
    out->unsure = found;
    out->unsure_of = target;
    out->unsure_text = shown;
    if (found->many) {
        out->why = arena_printf(w->a, T("\"%.*s\" dapat berarti lebih dari satu %.*s"), SV_FMT(shown),
                                SV_FMT(target->label));
        out->hint =
            arena_printf(w->a, T("Mungkin: %.*s. Tulis nama lengkap atau kodenya, atau pilih yang dimaksud."),
                         SV_FMT(may_be(found, w->a)));
        return;
    }
    out->why = arena_printf(w->a, T("%.*s \"%.*s\" tidak ditemukan"), SV_FMT(target->label), SV_FMT(shown));
    out->hint = found->n ? arena_printf(w->a, T("Mungkin maksudnya: %.*s."), SV_FMT(may_be(found, w->a)))
                         : arena_printf(w->a, T("Perbaiki ejaannya, atau catat dahulu di daftar %.*s."),
                                        SV_FMT(target->label));
}

/* --- one written value ----------------------------------------------------------------------------------------------------- */

static bool read_date(struct import_work *w, struct sv text, struct import_read *out)
{
    enum value_precision p;
    struct date d;

    if (!value_date(text, &d, &p, &out->why))
        return true;
    out->stored = arena_dup(w->a, sv_of(date_iso(d).s));
    if (p != VALUE_DAY)
        out->remark = arena_printf(w->a, T("\"%.*s\" tanpa %s; dicatat sebagai %.*s"), SV_FMT(sv_trim(text)),
                                   p == VALUE_YEAR ? "bulan dan hari" : "hari", SV_FMT(date_long(d, w->a)));
    return true;
}

/* "RAA.01 Layanan publik", as exports write a code with its name. */
static bool read_code(const struct field *f, struct sv text, struct sv *stored, struct arena *a)
{
    struct sv rest = value_line(text, a), head;
    const struct choice *c;

    if (!f->codes || !sv_cut(&rest, ' ', &head))
        return false;
    c = field_choice(f, head);
    if (!c || !sv_eq_fold(value_line(c->label, a), rest))
        return false;
    *stored = c->key;
    return true;
}

static bool read_plain(struct import_work *w, const struct field *f, struct sv text, struct import_read *out,
                       struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct value_in in = { w->db, conf->rs, conf->who, conf->reg, 0, true, false, w->a };

    if (f->type == FT_REF || f->type == FT_REFS) {
        if (f->target) {
            read_ref(w, f->target, text, &out->stored, out);
            return true;
        }
    } else if (f->type == FT_DATE) {
        return read_date(w, text, out);
    } else if (read_code(f, text, &out->stored, w->a)) {
        return true;
    }
    return record_parse_value(&in, f, sv_trim(text), &out->stored, &out->why, &out->hint, e);
}

/* Words from a short list come again and again. */
static bool is_listed(const struct field *f)
{
    return f->type == FT_CHOICE || f->type == FT_CHOICES || f->type == FT_CODE || f->type == FT_BOOLEAN;
}

struct sv import_word(const struct import_work *w, struct sv key, struct sv text)
{
    struct sv folded, *held;

    if (!w->im->conf.n_words)
        return text;
    folded = sv_lower(value_line(text, w->a), w->a);
    held = map_get(w->im->state->words, arena_printf(w->a, "%.*s\n%.*s", SV_FMT(key), SV_FMT(folded)));
    if (!held)
        held = map_get(w->im->state->words, arena_printf(w->a, "\n%.*s", SV_FMT(folded)));
    return held ? *held : text;
}

static bool read_one(struct import_work *w, const struct field *f, struct sv text, struct import_read *out,
                     struct err *e)
{
    struct import_state *st = w->im->state;
    struct import_read *held;
    struct sv key;

    if (!is_listed(f))
        return read_plain(w, f, text, out, e);
    text = import_word(w, f->key, text);
    key = arena_printf(w->a, "%zu\n%.*s", f->index, SV_FMT(import_cut(sv_trim(text), WORDS_MAX)));
    held = map_get(st->choices, key);
    if (!held) {
        held = ARENA_NEW(st->a, struct import_read);
        if (!read_plain(w, f, text, held, e))
            return false;
        held->stored = arena_dup(st->a, held->stored);
        held->why = arena_dup(st->a, held->why);
        held->hint = arena_dup(st->a, held->hint);
        map_put(st->choices, arena_dup(st->a, key), held);
    }
    *out = *held;
    return true;
}

/* --- several values in one cell ---------------------------------------------------------------------------------------------- */

struct pieces {
    struct sv *items;
    size_t n, cap;
};

static void cut(struct sv text, const char *seps, struct arena *a, struct pieces *out)
{
    size_t from = 0;

    for (size_t i = 0; i <= text.n; i++)
        if (i == text.n || strchr(seps, text.p[i])) {
            struct sv piece = sv_trim(sv_sub(text, from, i - from));

            if (!value_is_none(piece))
                *ARENA_PUSH(a, out->items, out->n, out->cap) = piece;
            from = i + 1;
        }
}

static bool all_known(struct import_work *w, const struct field *f, const struct pieces *p, struct err *e)
{
    for (size_t i = 0; i < p->n; i++) {
        struct import_read one = { 0 };

        if (!read_one(w, f, p->items[i], &one, e) || one.why.p)
            return false;
    }
    return p->n > 1;
}

/* Names part at ; and |. Words of a short list also at commas and the like, when every piece is then known. */
static bool split(struct import_work *w, const struct field *f, struct sv text, struct pieces *out,
                  struct err *e)
{
    struct pieces first = { 0 };

    cut(text, ";|\n", w->a, &first);
    for (size_t i = 0; i < first.n; i++) {
        struct import_read one = { 0 };
        struct pieces finer = { 0 };

        if (f->type == FT_CHOICES) {
            if (!read_one(w, f, first.items[i], &one, e))
                return false;
            cut(first.items[i], ",/+", w->a, &finer);
        }
        if (one.why.p && all_known(w, f, &finer, e)) {
            for (size_t k = 0; k < finer.n; k++)
                *ARENA_PUSH(w->a, out->items, out->n, out->cap) = finer.items[k];
        } else {
            *ARENA_PUSH(w->a, out->items, out->n, out->cap) = first.items[i];
        }
    }
    return true;
}

static bool read_many(struct import_work *w, const struct field *f, struct sv text, struct import_read *out,
                      struct err *e)
{
    struct pieces p = { 0 };
    struct buf b;
    bool ok = true;

    if (!split(w, f, text, &p, e))
        return false;
    buf_init(&b, MULTI_MAX);
    buf_char(&b, '|');
    for (size_t i = 0; ok && i < p.n; i++) {
        struct import_read one = { 0 };
        struct sv marked;

        ok = read_one(w, f, p.items[i], &one, e);
        if (ok && one.why.p && !out->why.p) {
            *out = one;
        } else if (ok && one.stored.p) {
            marked = arena_printf(w->a, "|%.*s|", SV_FMT(one.stored));
            if (sv_find(buf_sv(&b), marked) < 0)
                buf_put(&b, sv_sub(marked, 1, marked.n));
            out->remark = one.remark.p ? one.remark : out->remark;
        }
    }
    if (ok && !out->why.p && b.n > 1)
        out->stored = arena_dup(w->a, buf_sv(&b));
    if (ok && b.failed)
        out->why = SV("terlalu banyak pilihan dalam satu sel");
    buf_clear(&b);
    out->given = true;
    return ok;
}

/* --- a text, a cell ------------------------------------------------------------------------------------------------------------ */

bool import_text_value(struct import_work *w, const struct field *f, struct sv text, struct import_read *out,
                       struct err *e)
{
    *out = (struct import_read){ 0 };
    if (sv_empty(sv_trim(text)))
        return true;
    out->given = true;
    if (f->type == FT_BOOLEAN) {
        if (!read_one(w, f, text, out, e))
            return false;
        out->given = true;
        if (out->why.p && value_is_none(text))
            *out = (struct import_read){ .given = true };
        return true;
    }
    if (value_is_none(text))
        return true;
    if (field_is_multi(f))
        return read_many(w, f, text, out, e);
    if (!read_one(w, f, text, out, e))
        return false;
    out->given = true;
    return true;
}

static bool is_number(const struct field *f)
{
    return f->type == FT_INTEGER || f->type == FT_DECIMAL || f->type == FT_RUPIAH;
}

bool import_cell_value(struct import_work *w, const struct field *f, const struct cell *c,
                       struct import_read *out, struct err *e)
{
    int64_t v;

    *out = (struct import_read){ 0 };
    if (c->type == CELL_EMPTY)
        return true;
    if (c->type == CELL_ERROR) {
        out->given = true;
        out->why = arena_printf(w->a, T("sel berisi galat %.*s"), SV_FMT(c->text));
        out->hint = SV("Perbaiki rumusnya, atau tulis nilainya.");
        return true;
    }
    if (c->type == CELL_NUMBER && is_number(f)) {
        out->given = true;
        if (value_decimal_plain(c->text, f->scale, true, &v, &out->why))
            out->stored = arena_printf(w->a, "%lld", (long long) v);
        else
            return true;
    } else if (!import_text_value(w, f, cell_show(c, w->a), out, e)) {
        return false;
    }
    if (c->covered && is_number(f) && out->stored.p)
        out->remark = SV("sel gabungan: nilainya dicatat pada setiap baris yang dicakupnya");
    return true;
}

/* --- a row ----------------------------------------------------------------------------------------------------------------------- */

static void give(struct import_work *w, struct sv key, struct sv value)
{
    *ARENA_PUSH(w->a, w->items, w->n_items, w->cap_items) =
        (struct input_item){ key, value.p ? value : SV("") };
}

static bool was_given(const struct import_work *w, struct sv key)
{
    for (size_t i = 0; i < w->n_items; i++)
        if (sv_eq(w->items[i].key, key))
            return true;
    return false;
}

/* A row may be tried with several records. */
static void count_once(const struct import_work *w, size_t *n, int *last_line)
{
    if (w->im->state->checking && *last_line != w->row->line)
        ++*n;
    *last_line = w->row->line;
}

static void ask(struct import_work *w, const struct import_read *r)
{
    struct import *im = w->im;
    struct import_state *st = im->state;
    struct sv key = arena_printf(w->a, "%.*s\n%.*s", SV_FMT(r->unsure_of->key),
                                 SV_FMT(sv_lower(value_line(r->unsure_text, w->a), w->a)));
    size_t at = (size_t) (uintptr_t) map_get(st->asked, key);

    if (!at) {
        *ARENA_PUSH(st->a, im->questions, im->n_questions, im->cap_questions) =
            (struct import_question){ r->unsure_of,
                                      arena_dup(st->a, r->unsure_text),
                                      r->unsure->many,
                                      r->unsure->hits,
                                      r->unsure->n,
                                      0,
                                      0 };
        at = im->n_questions;
        map_put(st->asked, arena_dup(st->a, key), (void *) (uintptr_t) at);
    }
    count_once(w, &im->questions[at - 1].n_rows, &im->questions[at - 1].last_line);
}

/* Does the cell show what the record holds? Then it says nothing new, whatever it would be read as. */
static bool shows(struct import_work *w, const struct field *f, const struct record *base, struct sv text)
{
    struct sv held =
        base ? reg_export_text(w->im->conf.rs->model, f, base->val[f->index], w->im->state->refs, NULL, w->a)
             : SV_NULL;

    return held.p && sv_eq(value_line(held, w->a), value_line(text, w->a));
}

static void settle(struct import_work *w, size_t column, const struct field *f, const struct record *base,
                   struct sv text, const struct import_read *r)
{
    if (base && !sv_eq(r->stored, base->val[f->index]) && shows(w, f, base, text))
        return;
    if (!r->why.p) {
        give(w, f->key, r->stored);
        if (r->remark.p)
            import_remark(w, column, f, text, r->remark);
        return;
    }
    import_problem(w, column, f, text, r->why, r->hint);
    if (r->unsure)
        ask(w, r);
}

/* How words of short lists were read, each once: for the person to look over. Labels and keys need no looking. */
static void note_reading(struct import_work *w, size_t column, struct sv text, struct sv key, struct sv label)
{
    struct import *im = w->im;
    struct import_state *st = im->state;
    struct sv shown = import_cut(value_line(text, w->a), WORDS_MAX), held;
    size_t at;

    if (column >= im->n_columns || sv_eq_fold(shown, label) || sv_eq_fold(shown, key))
        return;
    held = arena_printf(w->a, "%zu\n%.*s", column, SV_FMT(sv_lower(shown, w->a)));
    at = (size_t) (uintptr_t) map_get(st->readings, held);
    if (!at) {
        *ARENA_PUSH(st->a, im->readings, im->n_readings, im->cap_readings) =
            (struct import_reading){ column, arena_dup(st->a, shown), key, label, 0, 0 };
        at = im->n_readings;
        map_put(st->readings, arena_dup(st->a, held), (void *) (uintptr_t) at);
    }
    count_once(w, &im->readings[at - 1].n_rows, &im->readings[at - 1].last_line);
}

static bool read_state(struct import_work *w, size_t column, struct sv text)
{
    struct sv words = value_line(import_word(w, SV("status"), text), w->a), all = SV_NULL;
    const struct reg *reg = w->im->conf.reg;
    const struct state *s;

    if (value_is_none(text))
        return true;
    s = record_state_named(reg, words);
    note_reading(w, column, text, s ? s->key : SV_NULL, s ? s->label : SV_NULL);
    if (s) {
        w->status = s->key;
        return true;
    }
    for (size_t i = 0; i < reg->n_states; i++)
        all = all.p ? arena_printf(w->a, "%.*s, %.*s", SV_FMT(all), SV_FMT(reg->states[i].label))
                    : reg->states[i].label;
    import_problem(
        w, column, NULL, text,
        arena_printf(w->a, T("keadaan \"%.*s\" tidak dikenal"), SV_FMT(import_cut(words, WORDS_MAX))),
        arena_printf(w->a, T("Pilihannya: %.*s."), SV_FMT(all)));
    return true;
}

static void read_since(struct import_work *w, size_t column, struct sv text)
{
    struct import_read r = { 0 };

    if (value_is_none(text))
        return;
    read_date(w, text, &r);
    if (r.why.p)
        import_problem(w, column, NULL, text, r.why, SV_NULL);
    else
        w->since = r.stored;
    if (r.remark.p)
        import_remark(w, column, NULL, text, r.remark);
}

/* Its key where it is known; otherwise as written, for record_check() to refuse. */
static void give_level(struct import_work *w, struct sv text)
{
    const struct who_scheme *s = &w->im->conf.rs->model->scheme;
    struct sv words = value_line(text, w->a);

    if (value_is_none(text))
        return;
    for (size_t i = 0; i < s->n; i++)
        if (sv_eq(s->levels[i].key, words) || sv_eq_fold(s->levels[i].label, words))
            words = s->levels[i].key;
    give(w, SV("klasifikasi"), words);
}

static bool read_column(struct import_work *w, size_t i, const struct record *base, struct err *e)
{
    const struct import_column *c = &w->im->columns[i];
    const struct cell *cell = table_cell(&w->im->book, &w->im->table, w->row->data, c->at);
    struct import_read r;
    struct sv text;

    if (c->to == IMPORT_NOWHERE || cell->type == CELL_EMPTY)
        return true;
    text = cell_show(cell, w->a);
    switch (c->to) {
    case IMPORT_NOMOR: w->nomor = value_line(text, w->a); return true;
    case IMPORT_STATUS: return read_state(w, i, text);
    case IMPORT_SINCE: read_since(w, i, text); return true;
    case IMPORT_KLASIFIKASI: give_level(w, text); return true;
    case IMPORT_FIELD:
    case IMPORT_NOWHERE: break;
    }
    if (!import_cell_value(w, c->field, cell, &r, e))
        return false;
    if (c->field->type == FT_CHOICE && r.given && (r.stored.p || r.why.p)) {
        const struct choice *choice = r.stored.p ? field_choice(c->field, r.stored) : NULL;

        note_reading(w, i, text, choice ? choice->key : SV_NULL, choice ? choice->label : SV_NULL);
    }
    if (r.given)
        settle(w, i, c->field, base, text, &r);
    return true;
}

static bool read_fixed(struct import_work *w, const struct import_fixed *fix, const struct record *base,
                       struct err *e)
{
    const struct field *f = reg_field(w->im->conf.reg, fix->key);
    size_t row = w->im->n_columns;
    struct import_read r;

    if (sv_eq(fix->key, SV("status")))
        return base || w->status.p || read_state(w, row, fix->value);
    if (was_given(w, fix->key) || (base && (!f || base->val[f->index].p)))
        return true;
    if (!f) {
        give_level(w, fix->value);
        return true;
    }
    if (!import_text_value(w, f, fix->value, &r, e))
        return false;
    if (r.given)
        settle(w, row, f, base, fix->value, &r);
    return true;
}

bool import_row_read(struct import_work *w, const struct record *base, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;

    w->items = NULL;
    w->n_items = w->cap_items = 0;
    w->nomor = w->status = w->since = SV_NULL;
    w->bad = false;
    for (size_t i = 0; i < w->im->n_columns; i++)
        if (!read_column(w, i, base, e))
            return false;
    for (size_t i = 0; i < conf->n_fixed; i++)
        if (!read_fixed(w, &conf->fixed[i], base, e))
            return false;
    if (w->status.p && !base)
        give(w, SV("status"), w->status);
    /* Beside another state the day is that of the move, not of the state the record is in. */
    if (w->since.p && !(base && w->status.p && !sv_eq(w->status, base->status)))
        give(w, SV("berlaku_sejak"), w->since);
    return arena_ok(w->a, e);
}

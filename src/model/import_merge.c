/* SPDX-License-Identifier: MIT
 * model/import_merge.c -- rows of a sheet that went out and came back: which record and version each is, and what of it is to be
 * written when the record has moved on meanwhile.
 *
 * The base is the version that went out, from the history; the file is read against it, so that what it shows unchanged says
 * nothing, however the record looks by now. */
#include "base/arena.h"
#include "model/export.h"
#include "model/import_priv.h"
#include "model/value.h"

/* --- three values ------------------------------------------------------------------------------------------------------- */

static bool holds(struct sv list, struct sv item)
{
    for (size_t i = 0; i + item.n + 2 <= list.n; i++)
        if (list.p[i] == '|' && list.p[i + 1 + item.n] == '|' && sv_eq(sv_sub(list, i + 1, item.n), item))
            return true;
    return false;
}

static bool covers(struct sv all, struct sv part)
{
    struct sv item;

    while (sv_cut(&part, '|', &item))
        if (item.n && !holds(all, item))
            return false;
    return true;
}

static bool alike(const struct field *f, struct sv a, struct sv b)
{
    if (sv_eq(a, b) || (sv_empty(a) && sv_empty(b)))
        return true;
    return f && field_is_multi(f) && !sv_empty(a) && !sv_empty(b) && covers(a, b) && covers(b, a);
}

enum import_meeting import_meet(const struct field *f, struct sv base, struct sv mine, struct sv theirs)
{
    if (alike(f, base, theirs) || alike(f, mine, theirs))
        return IMPORT_MEET_SAME;
    return alike(f, base, mine) ? IMPORT_MEET_THEIRS : IMPORT_MEET_CONFLICT;
}

/* --- what is noted of a row ----------------------------------------------------------------------------------------------- */

static struct sv shown(struct import_work *w, const struct field *f, struct sv key, struct sv stored)
{
    const struct import_conf *conf = &w->im->conf;
    const struct who_scheme *scheme = &conf->rs->model->scheme;
    const struct state *s;
    struct sv text = stored;

    if (f)
        text =
            reg_export_text(conf->rs->model, f, stored.n ? stored : SV_NULL, w->im->state->refs, NULL, w->a);
    else if (sv_eq(key, SV("status")))
        text = (s = reg_state(conf->reg, stored)) ? s->label : stored;
    for (size_t i = 0; !f && i < scheme->n; i++)
        if (sv_eq(key, SV("klasifikasi")) && sv_eq(scheme->levels[i].key, stored))
            text = scheme->levels[i].label;
    return import_keep(w->im, text);
}

static size_t column_for(const struct import *im, const struct field *f, struct sv key)
{
    const struct import_column *c = import_column_of(im, f);
    enum import_to to = sv_eq(key, SV("status"))        ? IMPORT_STATUS
                        : sv_eq(key, SV("klasifikasi")) ? IMPORT_KLASIFIKASI
                                                        : IMPORT_SINCE;

    if (c)
        return (size_t) (c - im->columns);
    for (size_t i = 0; !f && i < im->n_columns; i++)
        if (im->columns[i].to == to)
            return i;
    return im->n_columns;
}

static struct sv label_of(const struct import *im, const struct field *f, struct sv key)
{
    size_t at = column_for(im, f, key);

    return f ? f->label : at < im->n_columns ? im->columns[at].heading : key;
}

static void note_merge(struct import_work *w, struct import_merge m)
{
    struct import_row *r = w->row;

    *ARENA_PUSH(w->im->state->a, r->merges, r->n_merges, r->cap_merges) = m;
}

static void refuse_conflict(struct import_work *w, const struct field *f, const struct import_merge *m)
{
    struct sv none = SV(T("(kosong)"));

    import_problem(w, column_for(w->im, f, m->key), f, m->theirs,
                   arena_printf(w->a, T("berbenturan: semula %.*s, di sini kini %.*s, di berkas %.*s"),
                                SV_FMT(import_cut(m->base.n ? m->base : none, 200)),
                                SV_FMT(import_cut(m->mine.n ? m->mine : none, 200)),
                                SV_FMT(import_cut(m->theirs.n ? m->theirs : none, 200))),
                   SV(T("Pilih mana yang dipakai; sebelum dipilih, baris ini tidak dicatat.")));
}

/* Is this value of the file to be written? */
static bool take(struct import_work *w, struct sv key, struct sv base, struct sv mine, struct sv theirs)
{
    const struct import_offline *off = w->im->conf.offline;
    const struct field *f = reg_field(w->im->conf.reg, key);
    enum import_meeting meet = import_meet(f, base, mine, theirs);
    struct import_merge m = { .key = key, .conflict = meet == IMPORT_MEET_CONFLICT, .side = IMPORT_THEIRS };

    if (meet == IMPORT_MEET_SAME)
        return false;
    m.label = label_of(w->im, f, key);
    m.base = shown(w, f, key, base);
    m.mine = shown(w, f, key, mine);
    m.theirs = shown(w, f, key, theirs);
    if (m.conflict)
        m.side = off->decided ? off->decided(off->ctx, w->row->sent_id, key) : IMPORT_UNDECIDED;
    if (m.side == IMPORT_UNDECIDED)
        refuse_conflict(w, f, &m);
    note_merge(w, m);
    return m.side == IMPORT_THEIRS;
}

/* Fields that this side alone changed: nothing is written of them, but they are told. */
static void note_mine(struct import_work *w, const struct record *base, const struct record *before)
{
    const struct reg *reg = w->im->conf.reg;

    for (size_t i = 0; i < reg->n_fields; i++) {
        const struct field *f = &reg->fields[i];
        bool told = false;

        for (size_t k = 0; k < w->row->n_merges; k++)
            told = told || sv_eq(w->row->merges[k].key, f->key);
        if (told || !import_column_of(w->im, f) || alike(f, base->val[i], before->val[i]) ||
            !record_may_see_field(w->im->conf.who, before, f))
            continue;
        note_merge(w, (struct import_merge){ .key = f->key,
                                             .label = f->label,
                                             .base = shown(w, f, f->key, base->val[i]),
                                             .mine = shown(w, f, f->key, before->val[i]),
                                             .theirs = shown(w, f, f->key, base->val[i]),
                                             .side = IMPORT_MINE });
    }
}

/* A cell that was emptied says nothing to an import; it is told, for the person may have meant it. */
static void tell_emptied(struct import_work *w, const struct record *base)
{
    for (size_t i = 0; i < w->im->n_columns; i++) {
        const struct import_column *c = &w->im->columns[i];

        if (c->to == IMPORT_FIELD && base->val[c->field->index].n &&
            table_cell(&w->im->book, &w->im->table, w->row->data, c->at)->type == CELL_EMPTY &&
            shown(w, c->field, c->field->key, base->val[c->field->index]).n)
            import_remark(
                w, i, c->field, SV_NULL,
                SV(T("dikosongkan di berkas; isi yang lama dibiarkan, tulis \"-\" bila memang tidak ada")));
    }
}

/* --- a row against its record ------------------------------------------------------------------------------------------------ */

static struct sv held_by(const struct import_work *w, const struct record *r, struct sv key)
{
    const struct field *f = reg_field(w->im->conf.reg, key);

    return f ? r->val[f->index] : sv_eq(key, SV("klasifikasi")) ? r->klasifikasi : r->berlaku_sejak;
}

static void keep_what_counts(struct import_work *w, const struct record *base, const struct record *before)
{
    size_t kept = 0;

    for (size_t i = 0; i < w->n_items; i++)
        if (take(w, w->items[i].key, held_by(w, base, w->items[i].key), held_by(w, before, w->items[i].key),
                 w->items[i].value))
            w->items[kept++] = w->items[i];
    w->n_items = kept;
    if (w->status.p && !take(w, SV("status"), base->status, before->status, w->status))
        w->status = SV_NULL;
    /* The day that stood there is that of the state that was, not of the move. */
    if (!w->status.p || sv_eq(w->since, base->berlaku_sejak))
        w->since = SV_NULL;
}

/* What is gone, or another agency's by now, is left as it is; only a change that is lost with it is refused. */
static void leave(struct import_work *w, const char *unchanged, const char *changed)
{
    bool any = w->row->n_merges > 0;

    w->n_items = 0;
    w->status = w->since = SV_NULL;
    if (any)
        import_problem(w, w->im->n_columns, NULL, SV_NULL, sv_of(changed), SV_NULL);
    else
        import_remark(w, w->im->n_columns, NULL, SV_NULL, sv_of(unchanged));
}

static bool came_back(struct import_work *w, const struct record *before, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct record *base;

    w->row->n_merges = 0;
    if (!record_get_version(w->db, conf->rs, conf->who, conf->reg, w->row->sent_id, w->row->sent_versi, w->a,
                            &base, e) ||
        !import_row_read(w, base, e))
        return false;
    keep_what_counts(w, base, before);
    if (before->dihapus.p)
        leave(w, T("sudah dihapus di sini sejak dikirim; di berkas tidak diubah"),
              T("diubah di berkas, tetapi sudah dihapus di sini sejak dikirim"));
    else if (before->pd != conf->offline->pd)
        leave(w, T("kini milik perangkat daerah lain; di berkas tidak diubah"),
              T("diubah di berkas, tetapi kini milik perangkat daerah lain"));
    else
        note_mine(w, base, before);
    tell_emptied(w, base);
    return true;
}

/* A new row that is a record already: nobody knows what it was compared with, so it changes nothing. */
static bool known_already(struct import_work *w, const struct record *before, struct err *e)
{
    struct sv differing = SV_NULL;

    if (!import_row_read(w, before, e))
        return false;
    for (size_t i = 0; i < w->n_items; i++) {
        const struct field *f = reg_field(w->im->conf.reg, w->items[i].key);

        if (!alike(f, held_by(w, before, w->items[i].key), w->items[i].value))
            differing = differing.p ? arena_printf(w->a, "%.*s, %.*s", SV_FMT(differing),
                                                   SV_FMT(label_of(w->im, f, w->items[i].key)))
                                    : label_of(w->im, f, w->items[i].key);
    }
    if (differing.p)
        import_problem(w, w->im->n_columns, NULL, SV_NULL,
                       arena_printf(w->a, T("sudah tercatat di sini (%.*s) dan isinya berbeda: %.*s"),
                                    SV_FMT(import_cut(record_title(before), 200)), SV_FMT(differing)),
                       SV(T("Ubah rekamannya di sini, atau bedakan namanya bila memang dua hal.")));
    return true;
}

bool import_row_merge(struct import_work *w, const struct record *before, struct err *e)
{
    if (!w->im->conf.offline || !before)
        return import_row_read(w, before, e);
    return w->row->sent_id ? came_back(w, before, e) : known_already(w, before, e);
}

/* --- which record it is ----------------------------------------------------------------------------------------------------- */

static bool refuse(struct import_work *w, size_t column, const char *why, const char *hint)
{
    import_problem(w, column, NULL, import_cell_text(w, column), sv_of(why), sv_of(hint));
    import_conclude(w, IMPORT_SAME);
    return true;
}

static size_t number_column(const struct import *im)
{
    for (size_t i = 0; i < im->n_columns; i++)
        if (im->columns[i].to == IMPORT_NOMOR)
            return i;
    return im->n_columns;
}

/* A column sorted without the others puts keys beside foreign rows; the number gives it away. */
static bool same_number(struct import_work *w, const struct record *r)
{
    size_t at = number_column(w->im);

    return at == w->im->n_columns || !r->nomor.p ||
           sv_eq_fold(value_line(import_cell_text(w, at), w->a), r->nomor);
}

static bool by_key(struct import_work *w, struct sv text, struct err *e)
{
    const struct import_conf *conf = &w->im->conf;
    struct err gone = { 0 };
    struct record *r;
    struct sv head;
    int64_t id = 0, versi = 0;

    if (!sv_cut(&text, '.', &head) || !sv_int(head, &id) || !sv_int(text, &versi) || id <= 0 || versi <= 0 ||
        conf->offline->sent(conf->offline->ctx, id) != versi)
        return refuse(w, w->im->key_column, T("kunci baris ini tidak berasal dari buku kerja yang dikirim"),
                      T("Jangan mengubah kolom tersembunyi; salin perubahannya ke buku kerja yang asli."));
    if (!record_get(w->db, conf->rs, conf->who, conf->reg, id, w->a, &r, &gone)) {
        if (gone.kind == ERR_MISSING)
            return refuse(w, w->im->n_columns, T("rekamannya tidak ada lagi atau tidak dapat Anda lihat"),
                          T("Mintalah orang yang berhak untuk memasukkannya."));
        *e = gone;
        return false;
    }
    if (!same_number(w, r))
        return refuse(w, number_column(w->im), T("nomor rekaman tidak cocok dengan kunci barisnya"),
                      T("Mungkin sebagian kolom diurutkan sendiri; urutkan semua kolom bersama-sama."));
    w->row->sent_id = id;
    w->row->sent_versi = versi;
    return import_row_record(w, id, e);
}

bool import_row_keyed(struct import_work *w, bool *done, struct err *e)
{
    size_t at = number_column(w->im);
    struct sv key;

    *done = false;
    if (!w->im->conf.offline)
        return true;
    key = w->im->key_column < w->im->n_columns ? value_line(import_cell_text(w, w->im->key_column), w->a)
                                               : SV_NULL;
    if (!sv_empty(key)) {
        *done = true;
        return by_key(w, key, e);
    }
    if (at < w->im->n_columns && !sv_empty(value_line(import_cell_text(w, at), w->a))) {
        *done = true;
        return refuse(w, at, T("bernomor, tetapi kunci barisnya hilang"),
                      T("Kosongkan nomornya bila ini rekaman baru; bila tidak, ubah pada baris yang asli."));
    }
    return true;
}

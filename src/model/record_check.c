/* SPDX-License-Identifier: MIT
 * model/record_check.c -- what somebody wrote, field by field, into a whole record; every mistake at once. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "model/list.h"
#include "model/record_priv.h"
#include "model/value.h"

enum { MULTI_MAX_BYTES = 64 * 1024, MULTI_MAX = 1000, ITEMS_MAX = 20000, SQL_MAX = 4096 };

struct checker {
    struct value_in in;
    const struct input *given;
    const struct record *base;
    struct record *r;
    struct problems *ps;
};

static struct problem *complain(struct checker *c, const struct field *f, struct sv value, struct sv why,
                                struct sv hint)
{
    struct problem *p = problems_add(c->ps, f->key, "%.*s: %.*s.", SV_FMT(f->label), SV_FMT(why));

    p->value = value;
    p->hint = hint;
    return p;
}

static bool was_given(const struct checker *c, struct sv key)
{
    for (size_t i = 0; i < c->given->n; i++)
        if (sv_eq(c->given->items[i].key, key))
            return true;
    return false;
}

static bool one_shape(struct sv s, struct sv shape)
{
    if (s.n != shape.n)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], want = shape.p[i];
        bool digit = c >= '0' && c <= '9', letter = c >= 'A' && c <= 'Z';

        if (want == '9' ? !digit : want == 'X' ? !digit && !letter : c != want)
            return false;
    }
    return true;
}

/* What is written as codes of its kind are. A code that stood there before the shape was asked for may stay. */
static bool shape_ok(struct checker *c, const struct field *f, struct sv raw, struct sv stored)
{
    struct sv hint = SV_NULL;

    if (!f->n_shapes || (c->base && sv_eq(c->base->val[f->index], stored)))
        return true;
    for (size_t i = 0; i < f->n_shapes; i++) {
        if (one_shape(stored, f->shapes[i]))
            return true;
        hint = hint.p ? arena_printf(c->in.a, T("%.*s atau %.*s"), SV_FMT(hint), SV_FMT(f->shapes[i]))
                      : f->shapes[i];
    }
    complain(c, f, raw, SV(T("susunan kodenya lain")),
             arena_printf(c->in.a, T("Tulis seperti %.*s; 9 berarti satu angka, X angka atau huruf besar."),
                          SV_FMT(hint)));
    return false;
}

static bool limits(struct checker *c, const struct field *f, struct sv raw, struct sv stored)
{
    bool number = f->type == FT_INTEGER || f->type == FT_DECIMAL || f->type == FT_RUPIAH;
    int64_t v = 0;

    if (!number && f->type != FT_TEXT && f->type != FT_PROSE)
        return true;
    if (number)
        sv_int(stored, &v);
    else
        v = (int64_t) sv_utf8_count(stored);
    if (f->has_max && v > f->max) {
        complain(c, f, raw,
                 number ? arena_printf(c->in.a, T("paling besar %.*s"),
                                       SV_FMT(value_show_decimal(f->max, f->scale, c->in.a)))
                        : arena_printf(c->in.a, T("terlalu panjang, %lld huruf; paling banyak %lld"),
                                       (long long) v, (long long) f->max),
                 number ? SV_NULL : SV("Ringkas, atau pindahkan rinciannya ke lampiran."));
        return false;
    }
    if (f->has_min && v < f->min) {
        complain(c, f, raw,
                 number ? arena_printf(c->in.a, T("paling kecil %.*s"),
                                       SV_FMT(value_show_decimal(f->min, f->scale, c->in.a)))
                        : arena_printf(c->in.a, T("terlalu pendek; paling sedikit %lld huruf"),
                                       (long long) f->min),
                 SV_NULL);
        return false;
    }
    return number || shape_ok(c, f, raw, stored);
}

/* A reference or a file that the record holds already is not looked up again: what it points to may have been removed, or
 * be nothing this actor sees, and he is changing something else. Nor is a code, which may have been retired since. */
static bool held_already(const struct checker *c, const struct field *f, struct sv raw, struct sv *stored)
{
    struct sv rest = c->base ? c->base->val[f->index] : SV_NULL, piece;

    if (f->type != FT_REF && f->type != FT_REFS && f->type != FT_FILE && f->type != FT_FILES && !f->codes)
        return false;
    while (rest.p && sv_cut(&rest, '|', &piece))
        if (piece.n && sv_eq(piece, raw)) {
            *stored = piece;
            return true;
        }
    return false;
}

/* One written value; *stored stays absent when it is none or wrong. */
static bool one_value(struct checker *c, const struct field *f, struct sv raw, struct sv *stored,
                      struct err *e)
{
    struct sv why, hint;

    *stored = SV_NULL;
    if (sv_empty(sv_trim(raw)) || (c->given->names && f->type != FT_BOOLEAN && value_is_none(raw)))
        return true;
    if (held_already(c, f, sv_trim(raw), stored))
        return true;
    if (!record_parse_value(&c->in, f, sv_trim(raw), stored, &why, &hint, e))
        return false;
    if (why.p) {
        *stored = SV_NULL;
        complain(c, f, raw, why, hint);
    } else if (stored->p && !limits(c, f, raw, *stored)) {
        *stored = SV_NULL;
    }
    return true;
}

static bool contains(const struct sv *items, size_t n, struct sv v)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], v))
            return true;
    return false;
}

static struct sv bars_for_semicolons(struct sv s, struct arena *a)
{
    char *copy = arena_alloc(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        copy[i] = s.p[i] == ';' ? '|' : s.p[i];
    return (struct sv){ copy, s.n };
}

/* All items of that key; a sheet's cell may hold several, separated by ; or |. */
static bool many_values(struct checker *c, const struct field *f, struct sv *stored, struct err *e)
{
    struct sv *items = NULL;
    size_t n = 0, cap = 0, seen = 0;
    struct buf b;

    for (size_t i = 0; i < c->given->n; i++) {
        struct sv rest = c->given->items[i].value, piece, v;

        if (!sv_eq(c->given->items[i].key, f->key))
            continue;
        if (c->given->names)
            rest = bars_for_semicolons(rest, c->in.a);
        while (sv_cut(&rest, '|', &piece)) {
            if (++seen >
                MULTI_MAX) { /* each may cost a question to the database, and the writer waits meanwhile */
                complain(c, f, SV_NULL, SV("terlalu banyak pilihan"), SV("Pakai paling banyak 1.000."));
                return true;
            }
            if (!one_value(c, f, piece, &v, e) || !arena_ok(c->in.a, e))
                return false;
            if (v.p && !contains(items, n, v))
                *ARENA_PUSH(c->in.a, items, n, cap) = v;
        }
    }
    if (!n)
        return true;
    buf_init(&b, MULTI_MAX_BYTES);
    buf_char(&b, '|');
    for (size_t i = 0; i < n; i++) {
        buf_put(&b, items[i]);
        buf_char(&b, '|');
    }
    *stored = arena_dup(c->in.a, buf_sv(&b));
    if (b.failed)
        complain(c, f, SV_NULL, SV("terlalu banyak pilihan"), SV_NULL);
    buf_clear(&b);
    return true;
}

static bool single_value(struct checker *c, const struct field *f, struct sv *stored, struct err *e)
{
    struct sv raw = SV_NULL;

    for (size_t i = 0; i < c->given->n; i++)
        if (sv_eq(c->given->items[i].key, f->key))
            raw = c->given->items[i].value; /* the last one wins: a hidden box before a checkbox */
    return !raw.p || one_value(c, f, raw, stored, e);
}

/* What has been read already is still measured. */
static void stored_value(struct checker *c, const struct field *f, struct sv *stored)
{
    struct sv v = SV_NULL;

    for (size_t i = 0; i < c->given->n; i++)
        if (sv_eq(c->given->items[i].key, f->key))
            v = c->given->items[i].value;
    if (!sv_empty(v) && limits(c, f, v, v))
        *stored = v;
}

static bool read_value(struct checker *c, const struct field *f, struct sv *stored, struct err *e)
{
    if (c->given->stored) {
        stored_value(c, f, stored);
        return true;
    }
    return field_is_multi(f) ? many_values(c, f, stored, e) : single_value(c, f, stored, e);
}

/* Whose agency's rights count: the row as it was, or the new one with the agency it is being given. */
static const struct record *judged(const struct checker *c)
{
    return c->base ? c->base : c->r;
}

static bool check_field(struct checker *c, const struct field *f, struct err *e)
{
    struct sv before = c->base ? c->base->val[f->index] : SV_NULL, stored = SV_NULL;
    bool given = was_given(c, f->key);

    c->r->val[f->index] = before;
    if (!given && (c->base || c->given->partial || !f->initial.p)) {
        /* A form always sends its boxes; a key that is missing altogether was not offered. */
        if (!c->base && f->initial.p)
            c->r->val[f->index] = f->initial;
        return true;
    }
    if (!given) {
        c->r->val[f->index] = f->initial;
        return true;
    }
    if (!read_value(c, f, &stored, e))
        return false;
    /* What one may see may be sent back unchanged; what one may not see is refused even then, or guesses would be answered. */
    if (sv_eq(stored, before) && (stored.p != NULL) == (before.p != NULL) &&
        record_may_see_field(c->in.who, judged(c), f))
        return true;
    if (!record_may_edit_field(c->in.who, judged(c), f)) {
        complain(c, f, SV_NULL, SV("Anda tidak berhak mengisi bidang ini"),
                 SV("Mintalah petugas yang berwenang mengisinya; nilai semula dipertahankan."));
        return true;
    }
    c->r->val[f->index] = stored;
    return true;
}

/* --- base columns -------------------------------------------------------------------------------------------------- */

static struct sv given_value(const struct checker *c, struct sv key)
{
    for (size_t i = 0; i < c->given->n; i++)
        if (sv_eq(c->given->items[i].key, key))
            return sv_trim(c->given->items[i].value);
    return SV_NULL;
}

static void check_klasifikasi(struct checker *c)
{
    const struct who_scheme *s = &c->in.rs->model->scheme;
    struct sv v = given_value(c, SV("klasifikasi"));

    c->r->klasifikasi = c->base ? c->base->klasifikasi : s->levels[0].key;
    if (sv_empty(v) || !c->in.reg->classified)
        return;
    for (size_t i = 0; i < s->n; i++)
        if (sv_eq(s->levels[i].key, v) || sv_eq_fold(s->levels[i].label, v)) {
            c->r->klasifikasi = s->levels[i].key;
            return;
        }
    problems_add(c->ps, SV("klasifikasi"), T("Klasifikasi \"%.*s\" tidak dikenal."), SV_FMT(v))->hint =
        SV("Pilih salah satu dari daftar klasifikasi.");
}

const struct state *record_state_named(const struct reg *reg, struct sv words)
{
    for (size_t i = 0; i < reg->n_states; i++) {
        const struct state *s = &reg->states[i];

        if (sv_eq(s->key, words) || sv_eq_fold(s->label, words))
            return s;
        for (size_t k = 0; k < s->n_synonyms; k++)
            if (sv_eq_fold(s->synonyms[k], words))
                return s;
    }
    return NULL;
}

/* A fact may name the state the thing is in; only when it is first recorded. Afterwards flow/ moves it. */
static void check_status(struct checker *c)
{
    struct sv v = given_value(c, SV("status"));
    const struct state *named;

    c->r->status = c->base ? c->base->status : c->in.reg->states[c->in.reg->start].key;
    if (sv_empty(v))
        return;
    named = record_state_named(c->in.reg, v);
    if (c->base) {
        if (!named || !sv_eq(named->key, c->base->status))
            problems_add(c->ps, SV("status"), T("Keadaan tidak diubah sebagai isian."))->hint =
                SV("Ambil langkah yang tersedia, atau catat keadaan yang sudah terjadi.");
        return;
    }
    if (named) {
        c->r->status = named->key;
        return;
    }
    problems_add(c->ps, SV("status"), T("Keadaan \"%.*s\" tidak dikenal."), SV_FMT(v))->hint =
        SV("Pilih salah satu keadaan dari daftar.");
}

static void check_since(struct checker *c)
{
    struct sv v = given_value(c, SV("berlaku_sejak")), why;
    enum value_precision p;
    struct date d, today = date_of_time(c->in.rs->now(), c->in.rs->model->zone_min);

    c->r->berlaku_sejak = c->base ? c->base->berlaku_sejak : arena_dup(c->in.a, sv_of(date_iso(today).s));
    if (sv_empty(v))
        return;
    if (!value_date(v, &d, &p, &why)) {
        problems_add(c->ps, SV("berlaku_sejak"), T("Berlaku sejak: %.*s."), SV_FMT(why));
        return;
    }
    if (date_cmp(d, today) > 0)
        problems_add(c->ps, SV("berlaku_sejak"), T("Berlaku sejak: tanggal itu belum terjadi."))->hint =
            SV("Catat keadaan yang sudah terjadi, paling lambat hari ini.");
    c->r->berlaku_sejak = arena_dup(c->in.a, sv_of(date_iso(d).s));
}

static void unknown_keys(struct checker *c)
{
    for (size_t i = 0; i < c->given->n; i++) {
        struct sv k = c->given->items[i].key;

        if (!reg_field(c->in.reg, k) && !sv_eq(k, SV("klasifikasi")) && !sv_eq(k, SV("status")) &&
            !sv_eq(k, SV("berlaku_sejak")))
            problems_add(c->ps, k, T("Bidang \"%.*s\" tidak dikenal pada %.*s."), SV_FMT(sv_sub(k, 0, 60)),
                         SV_FMT(c->in.reg->label))
                ->hint = SV("Periksa ejaan nama bidang pada keterangan register.");
    }
}

/* --- rules over the whole record -------------------------------------------------------------------------------------- */

static bool required_now(const struct checker *c, const struct field *f)
{
    size_t now = reg_state_index(c->in.reg, c->r->status);

    if (f->required)
        return true;
    for (size_t i = 0; i < f->n_required_in; i++)
        if (reg_state_index(c->in.reg, f->required_in[i]) == now)
            return true;
    return false;
}

/* A fact of the past is recorded with what is known: state requirements do not stop it, only what identifies it does. */
static void check_required(struct checker *c)
{
    bool fact = c->given->fact || (!c->base && !sv_eq(c->r->status, c->in.reg->states[c->in.reg->start].key));

    for (size_t i = 0; i < c->in.reg->n_fields; i++) {
        const struct field *f = &c->in.reg->fields[i];

        if (c->r->val[i].p || problems_of(c->ps, f->key))
            continue;
        if (f->required || (!fact && required_now(c, f)))
            complain(c, f, SV_NULL, SV("belum diisi"), f->help);
    }
}

static bool check_unique(struct checker *c, const struct field *f, struct err *e)
{
    struct stmt *q = NULL;
    struct buf sql;
    int64_t v = 0;
    bool row = false, ok;

    if (f->unique == UNIQUE_NO || !c->r->val[f->index].p ||
        (c->base && sv_eq(c->base->val[f->index], c->r->val[f->index]) && c->base->pd == c->r->pd))
        return true;
    buf_init(&sql, SQL_MAX);
    buf_put(&sql, SV("select 1 from "));
    db_ident(&sql, c->in.reg->key);
    buf_put(&sql, SV(" where dihapus is null and id <> $2 and "));
    db_ident(&sql, f->key);
    buf_put(&sql, SV(" = $1"));
    if (f->unique == UNIQUE_AGENCY)
        buf_put(&sql, SV(" and perangkat_daerah = $3"));
    /* checked: names of loaded metadata */
    ok = db_prepare(c->in.db, arena_dup(c->in.a, buf_sv(&sql)), &q, e) &&
         (field_is_int(f) ? sv_int(c->r->val[f->index], &v) && stmt_int(q, 1, v, e)
                          : stmt_text(q, 1, c->r->val[f->index], e)) &&
         stmt_int(q, 2, c->base ? c->base->id : 0, e) &&
         (f->unique != UNIQUE_AGENCY || stmt_int(q, 3, c->r->pd, e)) && stmt_step(q, &row, e);
    stmt_done(q);
    buf_clear(&sql);
    if (ok && row)
        complain(c, f, c->r->val[f->index],
                 f->unique == UNIQUE_AGENCY ? SV("sudah dipakai rekaman lain di perangkat daerah yang sama")
                                            : SV("sudah dipakai rekaman lain"),
                 SV("Cari dahulu; mungkin rekamannya sudah ada dan cukup diperbarui."));
    return ok;
}

/* The agency is a base column: the declared field of that name, or the actor's own when he has just one. */
static void settle_agency(struct checker *c)
{
    const struct field *f = reg_field(c->in.reg, base_col_name(COL_PD));
    const struct actor *who = c->in.who;

    if (!f)
        return;
    if (!c->r->val[f->index].p && c->in.reg->scoped && who->n_posts == 1 && !c->base &&
        !problems_of(c->ps, f->key))
        c->r->val[f->index] = arena_printf(c->in.a, "%lld", (long long) who->posts[0].pd);
    c->r->pd = 0;
    if (c->r->val[f->index].p)
        sv_int(c->r->val[f->index], &c->r->pd);
}

bool record_check(struct db *db, const struct records *rs, const struct actor *who, const struct reg *reg,
                  const struct record *base, const struct input *in, struct arena *a, struct record **out,
                  struct problems *ps, struct err *e)
{
    const struct field *agency = reg_field(reg, base_col_name(COL_PD));
    struct record *r = ARENA_NEW(a, struct record);
    struct checker c = {
        { db, rs, who, reg, base ? base->id : 0, in->names, in->plain, a }, in, base, r, ps
    };

    r->reg = reg;
    r->val = ARENA_ARRAY(a, struct sv, reg->n_fields);
    if (in->n > ITEMS_MAX) {
        err_set(e, ERR_INPUT, T("Isian terlalu banyak: %zu nilai."), in->n);
        return err_hint(e, T("Kirim paling banyak %d nilai untuk satu rekaman."), ITEMS_MAX);
    }
    unknown_keys(&c);
    check_klasifikasi(&c);
    check_status(&c);
    check_since(&c);
    if (agency &&
        !check_field(&c, agency, e)) /* first: rights to the other fields depend on whose row it is */
        return false;
    settle_agency(&c);
    for (size_t i = 0; i < reg->n_fields; i++)
        if ((!agency || i != agency->index) && !check_field(&c, &reg->fields[i], e))
            return false;
    if (!base && !record_guess(&c.in, r, e))
        return false;
    check_required(&c);
    for (size_t i = 0; i < reg->n_fields; i++)
        if (!check_unique(&c, &reg->fields[i], e))
            return false;
    *out = r;
    return arena_ok(a, e);
}

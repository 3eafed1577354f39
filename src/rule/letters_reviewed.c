/* SPDX-License-Identifier: MIT
 * rule/letters_reviewed.c -- a letter about what an office went through at a table: its attachment, and what the signed letter
 * brings into force. Which decisions those are stands in the clearance's own outcome: a row's decision is one of them. */
#include "flow/flow.h"
#include "rule/letters_priv.h"

enum { REVIEWED_MAX = 500 };

/* --- which round --------------------------------------------------------------------------------------------------------- */

/* As the table writes it into the address, or as a person types it: key or label. */
static struct sv as_stored(const struct field *f, struct sv typed)
{
    int64_t n;

    if (f->type != FT_CHOICE)
        return sv_int(typed, &n) ? typed : SV_NULL;
    for (size_t i = 0; i < f->n_choices; i++)
        if (sv_eq(f->choices[i].key, typed) || sv_eq_fold(f->choices[i].label, typed))
            return f->choices[i].key;
    return SV_NULL;
}

bool letters_round(const struct letter_kind *k, const struct sv *asked, struct arena *a, struct sv **round)
{
    const struct reg_review *v = k->rows_reg->review;

    *round = ARENA_ARRAY(a, struct sv, v->n_rounds + 1);
    for (size_t i = 0; i < v->n_rounds; i++) {
        (*round)[i] = asked ? as_stored(v->rounds[i], sv_trim(asked[i])) : SV_NULL;
        if (!(*round)[i].p)
            return false;
    }
    return true;
}

bool letters_reviewed(struct db *db, const struct region *r, const struct actor *who,
                      const struct letter_kind *k, int64_t pd, const struct sv *round, struct arena *a,
                      struct record ***out, size_t *n, struct err *e)
{
    const struct reg_review *v = k->rows_reg->review;
    struct filter *by = ARENA_ARRAY(a, struct filter, v->n_states + v->n_rounds + 2);
    struct list_query q = { .reg = k->rows_reg, .filters = by, .sort = SV("id"), .limit = REVIEWED_MAX };
    struct list list;

    for (size_t i = 0; i < v->n_states; i++)
        by[q.n_filters++] = (struct filter){ base_col_name(COL_STATUS), FILTER_EQ, v->states[i] };
    for (size_t i = 0; i < v->n_rounds; i++)
        by[q.n_filters++] = (struct filter){ v->rounds[i]->key, FILTER_EQ, round[i] };
    by[q.n_filters++] =
        (struct filter){ k->rows_field->key, FILTER_EQ, arena_printf(a, "%lld", (long long) pd) };
    by[q.n_filters++] = (struct filter){ v->decision->key, FILTER_FILLED, SV("1") };
    if (!list_load(db, &r->records, who, &q, a, &list, e))
        return false;
    *out = list.rows;
    *n = list.n;
    return true;
}

/* --- as an attachment ---------------------------------------------------------------------------------------------------- */

const struct sv *reviewed_keys(const struct gather *g, size_t *n)
{
    struct sv *keys = ARENA_ARRAY(g->a, struct sv, g->k->rows_reg->n_fields + 1);

    for (size_t i = 0; i < g->k->rows_reg->n_fields; i++)
        keys[i] = g->k->rows_reg->fields[i].key;
    *n = g->k->rows_reg->n_fields;
    return keys;
}

void reviewed_round(struct gather *g, const struct sv *asked)
{
    const struct reg_review *v = g->k->rows_reg->review;
    struct sv *round;

    if (!letters_round(g->k, asked, g->a, &round))
        return;
    for (size_t i = 0; i < v->n_rounds; i++)
        facts_put(g, g->k->asks[i].key, g->k->asks[i].label,
                  v->rounds[i]->type == FT_CHOICE
                      ? value_show(g->r->model, v->rounds[i], round[i], NULL, g->a)
                      : round[i]);
}

static void put_sum(struct gather *g, const struct field *f, struct sv text)
{
    facts_put(g, arena_printf(g->a, "jumlah_%.*s", SV_FMT(f->key)),
              arena_printf(g->a, T("Jumlah %.*s"), SV_FMT(f->label)), text);
}

void reviewed_sums_blank(struct gather *g, bool sample)
{
    const struct reg_review *v = g->k->rows_reg->review;

    for (size_t i = 0; i < v->n_sums; i++)
        put_sum(g, v->sums[i],
                sample ? arena_printf(g->a, T("[Jumlah %.*s]"), SV_FMT(v->sums[i]->label)) : SV(""));
}

static void put_sums(struct gather *g, struct record *const *rows, size_t n)
{
    const struct reg_review *v = g->k->rows_reg->review;

    for (size_t i = 0; i < v->n_sums; i++) {
        int64_t total = 0, one;

        for (size_t k = 0; k < n; k++)
            if (rows[k]->val[v->sums[i]->index].p && record_may_see_field(g->who, rows[k], v->sums[i]) &&
                sv_int(rows[k]->val[v->sums[i]->index], &one) && __builtin_add_overflow(total, one, &total))
                total = INT64_MAX;
        put_sum(
            g, v->sums[i],
            value_show(g->r->model, v->sums[i], arena_printf(g->a, "%lld", (long long) total), NULL, g->a));
    }
}

bool reviewed_rows(struct gather *g, const struct sv *asked,
                   void (*add)(struct gather *g, void *rows, const struct sv *keys, const struct sv *texts,
                               size_t n),
                   void *rows, struct err *e)
{
    const struct reg *reg = g->k->rows_reg;
    const struct sv *keys;
    struct record **found;
    struct labels *labels;
    struct sv *round;
    size_t n, n_keys;

    reviewed_sums_blank(g, false);
    if (!letters_round(g->k, asked, g->a, &round))
        return true; /* not said yet: the letter shows dots */
    if (!letters_reviewed(g->db, g->r, g->who, g->k, g->rec->id, round, g->a, &found, &n, e) ||
        !labels_load(g->db, &g->r->records, g->who, (const struct record *const *) found, n, g->a, &labels,
                     e))
        return false;
    put_sums(g, found, n);
    keys = reviewed_keys(g, &n_keys);
    for (size_t i = 0; i < n; i++) {
        struct sv *texts = ARENA_ARRAY(g->a, struct sv, n_keys + 1);

        for (size_t f = 0; f < n_keys; f++)
            if (found[i]->val[f].p && record_may_see_field(g->who, found[i], &reg->fields[f]))
                texts[f] = value_show(g->r->model, &reg->fields[f], found[i]->val[f], labels, g->a);
        add(g, rows, keys, texts, n_keys);
    }
    return true;
}

/* --- in force ------------------------------------------------------------------------------------------------------------ */

bool letters_bind(struct letters *l, const struct flow *f, struct problems *ps, struct err *e)
{
    size_t had = ps->n;

    for (size_t i = 0; i < l->n; i++) {
        struct letter_kind *k = (struct letter_kind *) (uintptr_t) &l->items[i]; /* still being loaded */

        if (!k->grants_key.p)
            continue;
        k->grants = flow_clearance(f, k->grants_key);
        if (!k->grants || k->grants->object != k->rows_reg)
            problems_add(ps, k->key,
                         T("Surat ini memberlakukan \"%.*s\", yang tidak ada atau bukan untuk %.*s."),
                         SV_FMT(k->grants_key), SV_FMT(k->rows_reg->key));
    }
    return ps->n == had || err_set(e, ERR_INPUT, T("Deklarasi surat mengandung kesalahan."));
}

static struct sv in_words(const struct region *r, const struct record *row, const struct field *decision,
                          struct arena *a)
{
    const struct reg_review *v = row->reg->review;
    struct sv out = SV("");

    for (size_t i = 0; i < v->n_edits; i++) {
        struct sv value = row->val[v->edits[i]->index];

        if (v->edits[i] != decision && value.p)
            out = arena_printf(a, "%.*s%s%.*s: %.*s", SV_FMT(out), out.n ? "; " : "",
                               SV_FMT(v->edits[i]->label),
                               SV_FMT(value_show(r->model, v->edits[i], value, NULL, a)));
    }
    return out;
}

static const struct field *amount_of(const struct reg_review *v)
{
    for (size_t i = 0; i < v->n_edits; i++)
        if (v->edits[i]->type == FT_RUPIAH)
            return v->edits[i];
    return NULL;
}

static bool grant_one(struct db *db, const struct region *r, const struct actor *who,
                      const struct letter_kind *k, struct record *row, const struct letter_signed *s,
                      struct arena *a, struct problems *ps, struct err *e)
{
    const struct reg_review *v = k->rows_reg->review;
    const struct field *amount = amount_of(v);
    struct grant g = { .clearance = k->grants,
                       .object = row,
                       .outcome = row->val[v->decision->index],
                       .remark = in_words(r, row, v->decision, a),
                       .number = s->number,
                       .date = s->date,
                       .file = s->file };
    struct record *answer, *after;
    struct input_item link = { k->link->key, SV_NULL };
    const struct input in = { .items = &link, .n = 1, .partial = true, .fact = true };

    if (amount)
        g.amount = row->val[amount->index];
    if (!flow_grant(db, r->flow, &r->records, who, &g, a, &answer, ps, e))
        return false;
    link.value = arena_printf(a, "%lld", (long long) answer->id);
    return record_update(db, &r->records, who, row->reg, row->id, row->versi, &in, a, &after, ps, e);
}

bool letters_grant(struct db *db, const struct region *r, const struct actor *who,
                   const struct letter_kind *k, struct record *const *rows, size_t n,
                   const struct letter_signed *s, struct arena *a, size_t *granted, struct problems *ps,
                   struct err *e)
{
    const struct reg_review *v = k->rows_reg->review;

    *granted = 0;
    for (size_t i = 0; i < n; i++) {
        if (reg_refuses(v, rows[i]->val[v->decision->index]) || rows[i]->val[k->link->index].p)
            continue;
        if (!grant_one(db, r, who, k, rows[i], s, a, ps, e))
            return false;
        ++*granted;
    }
    return true;
}

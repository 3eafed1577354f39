/* SPDX-License-Identifier: MIT
 * rule/letters_rows.c -- the lists of a letter: what is attached, and who gets a copy. */
#include "base/date.h"
#include "rule/letters_priv.h"

enum { ROWS_MAX = 500, PACK_LEASE_MS = 5000 };

struct rows {
    struct letter_row *items;
    size_t n, cap;
};

static void add(struct gather *g, struct rows *rows, const struct sv *keys, const struct sv *texts, size_t n)
{
    struct letter_value *v = ARENA_ARRAY(g->a, struct letter_value, n);

    for (size_t i = 0; i < n; i++)
        v[i] = (struct letter_value){ keys[i], texts[i].p ? texts[i] : SV("") };
    *ARENA_PUSH(g->a, rows->items, rows->n, rows->cap) = (struct letter_row){ v, n };
}

static void add_to(struct gather *g, void *rows, const struct sv *keys, const struct sv *texts, size_t n)
{
    add(g, rows, keys, texts, n);
}

/* --- what is attached ---------------------------------------------------------------------------------------------------- */

static const struct sv file_keys[] = { SV_INIT("nama") };
static const struct sv gap_keys[] = { SV_INIT("ketentuan"), SV_INIT("isi"), SV_INIT("keadaan"),
                                      SV_INIT("jumlah") };

static bool files(struct gather *g, struct rows *rows, struct err *e)
{
    struct sv stored = g->rec->val[g->k->rows_field->index], *ids;
    size_t n;

    if (!stored.p || !record_may_see_field(g->who, g->rec, g->k->rows_field))
        return true;
    ids = &stored;
    n = g->k->rows_field->type == FT_FILES ? value_split(stored, g->a, &ids) : 1;
    for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
        struct stored_file f;
        int64_t id;

        if (!sv_int(ids[i], &id) || !file_info(g->db, id, g->a, &f, e))
            return false;
        add(g, rows, file_keys, &f.name, 1);
    }
    return true;
}

static bool in_states(const struct letter_kind *k, struct sv status)
{
    for (size_t i = 0; i < k->n_rows_keys; i++)
        if (sv_eq(k->rows_keys[i], status))
            return true;
    return !k->n_rows_keys;
}

static struct sv *related_keys(const struct gather *g)
{
    struct sv *keys = ARENA_ARRAY(g->a, struct sv, g->k->rows_reg->n_fields + 1);

    for (size_t i = 0; i < g->k->rows_reg->n_fields; i++)
        keys[i] = g->k->rows_reg->fields[i].key;
    return keys;
}

/* The records that a field of references names, as far as this person may see them. */
static bool pointed_to(struct gather *g, struct list *out, struct err *e)
{
    struct sv *ids;
    size_t n = value_split(g->rec->val[g->k->rows_field->index], g->a, &ids);

    *out = (struct list){ .rows = ARENA_ARRAY(g->a, struct record *, n + 1) };
    if (!record_may_see_field(g->who, g->rec, g->k->rows_field))
        return true;
    for (size_t i = 0; i < n && out->n < ROWS_MAX; i++) {
        struct err why = { 0 };
        int64_t id;

        if (!sv_int(ids[i], &id))
            continue;
        if (record_get(g->db, &g->r->records, g->who, g->k->rows_reg, id, g->a, &out->rows[out->n], &why)) {
            out->n++;
        } else if (why.kind != ERR_MISSING) {
            *e = why;
            return false;
        }
    }
    return true;
}

static bool pointing_here(struct gather *g, struct list *out, struct err *e)
{
    const struct filter here = { g->k->rows_field->key, FILTER_EQ,
                                 arena_printf(g->a, "%lld", (long long) g->rec->id) };
    const struct list_query q = {
        .reg = g->k->rows_reg, .filters = &here, .n_filters = 1, .sort = SV("id"), .limit = ROWS_MAX
    };

    return list_load(g->db, &g->r->records, g->who, &q, g->a, out, e);
}

static bool related(struct gather *g, struct rows *rows, struct err *e)
{
    const struct reg *reg = g->k->rows_reg;
    struct sv *keys = related_keys(g);
    struct labels *labels;
    struct list list = { .n = 0 };

    if (!(g->k->rows == LETTER_ROWS_REFS ? pointed_to : pointing_here)(g, &list, e) ||
        !labels_load(g->db, &g->r->records, g->who, (const struct record *const *) list.rows, list.n, g->a,
                     &labels, e))
        return false;
    for (size_t i = 0; i < list.n; i++) {
        struct sv *texts = ARENA_ARRAY(g->a, struct sv, reg->n_fields + 1);

        for (size_t f = 0; f < reg->n_fields; f++)
            if (list.rows[i]->val[f].p && record_may_see_field(g->who, list.rows[i], &reg->fields[f]))
                texts[f] = value_show(g->r->model, &reg->fields[f], list.rows[i]->val[f], labels, g->a);
        if (in_states(g->k, list.rows[i]->status))
            add(g, rows, keys, texts, reg->n_fields);
    }
    return true;
}

static bool asks_for_work(const struct gather *g, const struct norm_state *s)
{
    if (s->status != NORM_UNMET && s->status != NORM_PARTLY && s->status != NORM_LATE &&
        s->status != NORM_DUE_SOON)
        return false;
    for (size_t i = 0; i < s->norm->n_binds; i++)
        for (size_t k = 0; k < g->k->n_rows_keys; k++)
            if (sv_eq(s->norm->binds[i], g->k->rows_keys[k]))
                return true;
    return false;
}

/* What this agency itself lacks, provision by provision. */
static bool gaps(struct gather *g, struct rows *rows, struct err *e)
{
    struct date today = region_today(g->r);
    struct norm_state *states;
    struct db *pack = NULL;
    size_t n;
    bool ok = rule_states(g->db, g->r->rule, (struct date){ 0 }, g->a, &states, &n, e) &&
              db_lease(g->r->pool, DB_PACK, PACK_LEASE_MS, &pack, e);

    for (size_t i = 0; ok && i < n && rows->n < ROWS_MAX; i++) {
        int64_t *ids;
        size_t found;

        if (!asks_for_work(g, &states[i]))
            continue;
        ok = rule_gap(pack, g->r->rule, states[i].norm, g->rec->id, today, ROWS_MAX, g->a, &ids, &found, e);
        if (ok && found) {
            struct sv texts[] = { rule_label(states[i].norm->at, g->a), states[i].norm->says,
                                  norm_status_label(states[i].status), arena_printf(g->a, "%zu", found) };

            add(g, rows, gap_keys, texts, 4);
        }
    }
    db_release(pack);
    return ok;
}

static void row_keys(struct gather *g)
{
    switch (g->k->rows) {
    case LETTER_ROWS_FILES:
        g->out->row_keys = (struct sv *) (uintptr_t) file_keys;
        g->out->n_row_keys = 1;
        break;
    case LETTER_ROWS_GAPS:
        g->out->row_keys = (struct sv *) (uintptr_t) gap_keys;
        g->out->n_row_keys = sizeof gap_keys / sizeof gap_keys[0];
        break;
    case LETTER_ROWS_REFS:
    case LETTER_ROWS_RELATED:
        g->out->row_keys = related_keys(g);
        g->out->n_row_keys = g->k->rows_reg->n_fields;
        break;
    case LETTER_ROWS_REVIEWED:
        g->out->row_keys = (struct sv *) (uintptr_t) reviewed_keys(g, &g->out->n_row_keys);
        break;
    case LETTER_ROWS_NONE: break;
    }
}

/* --- as a letter counts -------------------------------------------------------------------------------------------------- */

static struct sv in_words(size_t n, struct arena *a)
{
    static const char *const small[] = { "nol",  "satu",  "dua",     "tiga",     "empat",   "lima",
                                         "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas" };
    struct sv rest;

    if (n < 12)
        return sv_of(small[n]);
    if (n < 20)
        return arena_printf(a, "%s belas", small[n - 10]);
    if (n < 100) {
        rest = n % 10 ? in_words(n % 10, a) : SV("");
        return arena_printf(a, "%s puluh%s%.*s", small[n / 10], rest.n ? " " : "", SV_FMT(rest));
    }
    rest = n % 100 ? in_words(n % 100, a) : SV("");
    return n < 200 ? arena_printf(a, "seratus%s%.*s", rest.n ? " " : "", SV_FMT(rest))
                   : arena_printf(a, "%s ratus%s%.*s", small[n / 100 % 10], rest.n ? " " : "", SV_FMT(rest));
}

static void counted(struct gather *g, size_t n, size_t copies_n)
{
    size_t sheets = g->k->rows == LETTER_ROWS_FILES ? n : n > 0; /* a list goes along as one */

    facts_put(g, SV("jumlah_lampiran"), SV(T("Lampiran, dihitung")),
              sheets ? arena_printf(g->a, "%zu (%.*s) berkas", sheets, SV_FMT(in_words(sheets, g->a)))
                     : SV("-"));
    facts_put(g, SV("jumlah_baris"), SV(T("Jumlah baris lampiran")), arena_printf(g->a, "%zu", n));
    facts_put(g, SV("jumlah_tembusan"), SV(T("Jumlah tembusan")),
              copies_n ? arena_printf(g->a, "%zu", copies_n) : SV(""));
}

/* --- copies -------------------------------------------------------------------------------------------------------------- */

static bool copies(struct gather *g, struct rows *rows, struct err *e)
{
    struct sv own, line;

    if (!letters_get(g->db, arena_printf(g->a, "%.*s.tembusan", SV_FMT(g->k->key)), g->a, &own, e))
        return false;
    for (size_t i = 0; !own.n && i < g->k->n_tembusan; i++)
        add(g, rows, file_keys, &g->k->tembusan[i], 1);
    while (sv_cut(&own, '\n', &line)) {
        struct sv text = sv_trim(line);

        if (text.n)
            add(g, rows, file_keys, &text, 1);
    }
    return true;
}

static void keep(struct gather *g, const struct rows *lampiran, const struct rows *tembusan)
{
    g->out->lists[0] = (struct letter_list){ SV("lampiran"), lampiran->items, lampiran->n };
    g->out->lists[1] = (struct letter_list){ SV("tembusan"), tembusan->items, tembusan->n };
    row_keys(g);
}

bool facts_lists(struct gather *g, const struct sv *asked, struct err *e)
{
    struct rows lampiran = { .n = 0 }, tembusan = { .n = 0 };
    bool ok = true;

    switch (g->k->rows) {
    case LETTER_ROWS_FILES: ok = files(g, &lampiran, e); break;
    case LETTER_ROWS_REFS:
    case LETTER_ROWS_RELATED: ok = related(g, &lampiran, e); break;
    case LETTER_ROWS_GAPS: ok = gaps(g, &lampiran, e); break;
    case LETTER_ROWS_REVIEWED: ok = reviewed_rows(g, asked, add_to, &lampiran, e); break;
    case LETTER_ROWS_NONE: break;
    }
    if (!ok || !copies(g, &tembusan, e))
        return false;
    counted(g, lampiran.n, tembusan.n);
    keep(g, &lampiran, &tembusan);
    return true;
}

void facts_sample_lists(struct gather *g)
{
    struct rows lampiran = { .n = 0 }, tembusan = { .n = 0 };
    struct err e = { 0 };

    row_keys(g);
    for (int i = 1; i <= 2 && g->k->rows != LETTER_ROWS_NONE; i++) {
        struct sv *texts = ARENA_ARRAY(g->a, struct sv, g->out->n_row_keys + 1);

        for (size_t k = 0; k < g->out->n_row_keys; k++)
            texts[k] = arena_printf(g->a, "[%.*s %d]", SV_FMT(g->out->row_keys[k]), i);
        add(g, &lampiran, g->out->row_keys, texts, g->out->n_row_keys);
    }
    if (g->k->rows == LETTER_ROWS_REVIEWED)
        reviewed_sums_blank(g, true);
    (void) copies(g, &tembusan, &e); /* a sample without copies is a sample still */
    counted(g, lampiran.n, tembusan.n);
    keep(g, &lampiran, &tembusan);
}

/* SPDX-License-Identifier: MIT
 * rule/compare.c -- rows of two sides, theme by theme, and the same as JSON. */
#include "rule/compare.h"

#include "base/arena.h"
#include "base/err.h"
#include "json/json.h"
#include "rule/compare_priv.h"

static const struct {
    struct sv key, label;
} kinds[COMPARE_KIND_COUNT] = {
    [COMPARE_SAME] = { SV_INIT("sama"), SV_INIT(T("Sama")) },
    [COMPARE_DIFFERS] = { SV_INIT("berbeda"), SV_INIT(T("Berbeda")) },
    [COMPARE_ONLY_A] = { SV_INIT("hanya_a"), SV_INIT(T("Hanya A")) },
    [COMPARE_ONLY_B] = { SV_INIT("hanya_b"), SV_INIT(T("Hanya B")) },
    [COMPARE_SILENT] = { SV_INIT("diam"), SV_INIT(T("Keduanya tidak mengatur")) },
    [COMPARE_BOTH] = { SV_INIT("sama_sama"), SV_INIT(T("Sama-sama diatur")) },
};

struct sv compare_kind_key(enum compare_kind k)
{
    return kinds[k].key;
}

struct sv compare_kind_label(enum compare_kind k)
{
    return kinds[k].label;
}

bool compare_is_difference(enum compare_kind k)
{
    return k == COMPARE_DIFFERS || k == COMPARE_ONLY_A || k == COMPARE_ONLY_B;
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

/* Which items of one list the other has not. Keys that each pack writes in its own words would all differ: that is the
 * vocabulary's affair, which gives shared lists their keys. */
static const bool *only(const struct parameter_value *v, const struct parameter_value *other, struct arena *a,
                        size_t *n)
{
    bool *out = ARENA_ARRAY(a, bool, v->n_items + 1);

    *n = 0;
    for (size_t i = 0; i < v->n_items; i++) {
        size_t k = 0;

        while (k < other->n_items && !sv_eq(v->keys[i], other->keys[k]))
            k++;
        out[i] = k == other->n_items;
        *n += out[i];
    }
    return out;
}

static bool same_value(struct compare_row *r, struct arena *a)
{
    size_t here, there;

    if (r->what->kind != PARAMETER_LIST)
        return sv_eq(r->a->key, r->b->key);
    r->only_a = only(r->a, r->b, a, &here);
    r->only_b = only(r->b, r->a, a, &there);
    return !here && !there && r->a->open == r->b->open;
}

static void judge(struct compare_row *r, struct arena *a)
{
    if (!r->a->says || !r->b->says) {
        r->kind = r->a->says ? COMPARE_ONLY_A : r->b->says ? COMPARE_ONLY_B : COMPARE_SILENT;
    } else if (r->what->kind == PARAMETER_TOPIC) {
        r->kind = COMPARE_BOTH;
    } else if (!same_value(r, a)) {
        r->kind = COMPARE_DIFFERS;
    } else {
        r->weight = r->what->weigh && !sv_eq(r->a->strength, r->b->strength);
        r->kind = r->weight ? COMPARE_DIFFERS : COMPARE_SAME;
    }
}

bool compare_make(const struct compare_side *a, const struct compare_side *b, const struct parameters *p,
                  struct arena *mem, struct compare *out, struct err *e)
{
    *out = (struct compare){ .a = a, .b = b };
    out->themes = ARENA_ARRAY(mem, struct compare_theme, p->n_themes + 1);
    out->n_themes = p->n_themes;
    for (size_t t = 0; t < p->n_themes; t++) {
        struct compare_theme *theme = &out->themes[t];

        *theme = (struct compare_theme){ p->themes[t].key, p->themes[t].label, NULL, 0, { 0 } };
        theme->rows = ARENA_ARRAY(mem, struct compare_row, p->n + 1);
        for (size_t i = 0; i < p->n; i++) {
            struct compare_row *r;

            if (!sv_eq(p->items[i].theme, theme->key))
                continue;
            r = &theme->rows[theme->n++];
            *r = (struct compare_row){ .what = &p->items[i], .a = &a->values[i], .b = &b->values[i] };
            judge(r, mem);
            theme->by[r->kind]++;
            out->by[r->kind]++;
        }
    }
    compare_change(out, mem);
    return arena_ok(mem, e);
}

/* --- JSON ------------------------------------------------------------------------------------------------------------- */

static void side_json(const char *key, const struct compare_side *s, struct jsonw *w)
{
    jsonw_key(w, sv_of(key));
    jsonw_map(w);
    jsonw_kstr(w, "id", s->id);
    jsonw_kstr(w, "judul", s->title);
    jsonw_kstr(w, "daerah", s->region);
    jsonw_end(w);
}

static void list_json(const char *key, const struct sv *items, size_t n, struct jsonw *w)
{
    jsonw_key(w, sv_of(key));
    jsonw_list(w);
    for (size_t i = 0; i < n; i++)
        jsonw_str(w, items[i]);
    jsonw_end(w);
}

static void value_json(const char *key, const struct compare_side *s, const struct parameter_value *v,
                       struct jsonw *w)
{
    jsonw_key(w, sv_of(key));
    if (!v->says && !v->note.p) {
        jsonw_null(w);
        return;
    }
    jsonw_map(w);
    jsonw_kstr(w, "nilai", v->words);
    if (v->n_items)
        list_json("daftar", v->items, v->n_items, w);
    if (v->strength.p)
        jsonw_kstr(w, "kekuatan", v->strength);
    if (v->setting_label.p)
        jsonw_kstr(w, "pengaturan", v->setting_label);
    if (v->note.p)
        jsonw_kstr(w, "catatan", v->note);
    jsonw_key(w, SV("ketentuan"));
    jsonw_list(w);
    for (size_t i = 0; i < v->n_at; i++) {
        const struct compare_norm *n = compare_norm(s, v->at[i]);

        jsonw_map(w);
        jsonw_kstr(w, "alamat", v->at[i]);
        if (n) {
            jsonw_kstr(w, "isi", n->says);
            jsonw_kstr(w, "kekuatan", n->strength);
        }
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_end(w);
}

static void row_json(const struct compare *c, const struct compare_row *r, struct jsonw *w)
{
    jsonw_map(w);
    jsonw_kstr(w, "parameter", r->what->key);
    jsonw_kstr(w, "label", r->what->label);
    jsonw_kstr(w, "beda", kinds[r->kind].key);
    jsonw_kbool(w, "hanya_kekuatan", r->weight);
    value_json("a", c->a, r->a, w);
    value_json("b", c->b, r->b, w);
    jsonw_end(w);
}

static void rows_json(const char *key, const struct compare_row *const *rows, size_t n, struct jsonw *w)
{
    jsonw_key(w, sv_of(key));
    jsonw_list(w);
    for (size_t i = 0; i < n; i++)
        jsonw_str(w, rows[i]->what->key);
    jsonw_end(w);
}

static void stages_json(const struct compare_changes *ch, struct jsonw *w)
{
    jsonw_key(w, SV("tahap"));
    jsonw_list(w);
    for (size_t i = 0; i < ch->n_stages; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "register", ch->stages[i].a->key);
        list_json("sekarang", ch->stages[i].a->states, ch->stages[i].a->n_states, w);
        list_json("menjadi", ch->stages[i].b->states, ch->stages[i].b->n_states, w);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void gate_json(const char *key, const struct compare_gate *g, struct jsonw *w)
{
    jsonw_key(w, sv_of(key));
    if (!g) {
        jsonw_null(w);
        return;
    }
    jsonw_map(w);
    jsonw_kstr(w, "register", g->reg);
    jsonw_kstr(w, "label", g->label);
    jsonw_kstr(w, "ketentuan", g->at);
    jsonw_kstr(w, "kekuatan", g->strength);
    list_json("dokumen", g->asked, g->n_asked, w);
    jsonw_end(w);
}

static void changes_json(const struct compare_changes *ch, struct jsonw *w)
{
    jsonw_key(w, SV("perubahan"));
    jsonw_map(w);
    rows_json("ditambah", ch->added, ch->n_added, w);
    jsonw_kint(w, "ketentuan_baru", (int64_t) ch->duties);
    rows_json("tidak_diatur_lagi", ch->dropped, ch->n_dropped, w);
    rows_json("waktu_berubah", ch->timed, ch->n_timed, w);
    rows_json("isi_berubah", ch->altered, ch->n_altered, w);
    stages_json(ch, w);
    jsonw_key(w, SV("gerbang"));
    jsonw_list(w);
    for (size_t i = 0; i < ch->n_gates; i++) {
        jsonw_map(w);
        gate_json("a", ch->gates[i].a, w);
        gate_json("b", ch->gates[i].b, w);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_key(w, SV("dokumen"));
    jsonw_list(w);
    for (size_t i = 0; i < ch->n_documents; i++) {
        jsonw_map(w);
        jsonw_kstr(w, "register", ch->documents[i].reg);
        list_json("diminta", ch->documents[i].items, ch->documents[i].n, w);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_key(w, SV("register"));
    jsonw_map(w);
    for (size_t i = 0; i < ch->n_touched; i++) {
        jsonw_key(w, ch->touched[i].reg);
        jsonw_int(w, (int64_t) ch->touched[i].n);
    }
    jsonw_end(w);
    jsonw_end(w);
}

void compare_json(const struct compare *c, struct sv theme, bool differences, struct jsonw *w)
{
    jsonw_map(w);
    side_json("a", c->a, w);
    side_json("b", c->b, w);
    jsonw_key(w, SV("tema"));
    jsonw_list(w);
    for (size_t t = 0; t < c->n_themes; t++) {
        const struct compare_theme *th = &c->themes[t];

        if (theme.p && !sv_eq(theme, th->key))
            continue;
        jsonw_map(w);
        jsonw_kstr(w, "kunci", th->key);
        jsonw_kstr(w, "label", th->label);
        jsonw_key(w, SV("baris"));
        jsonw_list(w);
        for (size_t i = 0; i < th->n; i++)
            if (!differences || compare_is_difference(th->rows[i].kind))
                row_json(c, &th->rows[i], w);
        jsonw_end(w);
        jsonw_end(w);
    }
    jsonw_end(w);
    if (!theme.p)
        changes_json(&c->changes, w);
    jsonw_end(w);
}

/* SPDX-License-Identifier: MIT
 * api/oscal_evidence.c -- observations: for each provision one that says how it was judged and names the rows that decide,
 * and one of its own for every document that was examined and every statement that was given. Rows that the account may not
 * see are counted and nothing else is said of them. */
#include "api/oscal_priv.h"

/* --- which there are -------------------------------------------------------------------------------------------------------------- */

static const struct oscal_evidence *evidence_of(const struct oscal_book *b, const struct norm *n)
{
    static const struct oscal_evidence none;

    return b->evidence ? &b->evidence[n->index] : &none;
}

/* A document or a statement is evidence by itself; a row of data is what the check counted. */
static bool stands_alone(const struct oscal_row *r)
{
    return sv_eq(r->reg->basis, SV("dokumen")) || sv_eq(r->reg->basis, SV("pernyataan"));
}

static struct uuid_text judged_uuid(const struct oscal_book *b, const struct norm *n)
{
    return oscal_uuid(b, "norma/%.*s/pemeriksaan", SV_FMT(n->at));
}

static struct uuid_text row_uuid(const struct oscal_book *b, const struct norm *n, const struct oscal_row *r)
{
    return oscal_uuid(b, "norma/%.*s/%.*s/%lld", SV_FMT(n->at), SV_FMT(r->reg->key), (long long) r->id);
}

static void related(struct oscal_list *l, struct uuid_text uuid)
{
    oscal_item(l);
    jsonw_kstr(l->w, "observation-uuid", sv_of(uuid.s));
    jsonw_end(l->w);
}

void oscal_related(const struct oscal_book *b, const struct norm_state *s, struct jsonw *w)
{
    const struct oscal_evidence *v = evidence_of(b, s->norm);
    struct oscal_list l = { w, "related-observations", false };

    if (!oscal_judge(s).reviewed)
        return;
    related(&l, judged_uuid(b, s->norm));
    for (size_t i = 0; i < v->n; i++)
        if (stands_alone(&v->rows[i]))
            related(&l, row_uuid(b, s->norm, &v->rows[i]));
    oscal_list_end(&l);
}

/* --- one of them --------------------------------------------------------------------------------------------------------------------- */

static void kinds(struct jsonw *w, const char *method)
{
    jsonw_key(w, SV("methods"));
    jsonw_list(w);
    jsonw_str(w, sv_of(method));
    jsonw_end(w);
    jsonw_key(w, SV("types"));
    jsonw_list(w);
    jsonw_str(w, SV("control-objective"));
    jsonw_end(w);
}

static void row_evidence(const struct oscal_book *b, struct oscal_list *l, const struct oscal_row *r)
{
    struct oscal_list props = { l->w, "props", false };
    struct sv title = oscal_md(b->a, r->title);

    oscal_item(l);
    jsonw_kstr(l->w, "href", arena_printf(b->a, "/r/%.*s/%lld", SV_FMT(r->reg->key), (long long) r->id));
    jsonw_kstr(l->w, "description",
               arena_printf(b->a, "%.*s: %.*s", SV_FMT(oscal_md(b->a, r->reg->label)),
                            SV_FMT(title.n ? title : arena_printf(b->a, "%lld", (long long) r->id))));
    oscal_prop(b, &props, "memenuhi", r->short_falls ? SV("tidak") : SV("ya"));
    oscal_list_end(&props);
    jsonw_end(l->w);
}

/* What the reader must know about the rows that are not there. */
static struct sv left_out(const struct oscal_book *b, const struct norm *n, const struct oscal_evidence *v)
{
    struct sv s = SV("");

    if (n->outside.p)
        s = arena_printf(b->a, T("Berlangsung di luar Prasasti: %.*s. "), SV_FMT(n->outside));
    if (v->hidden)
        s = arena_printf(
            b->a,
            T("%.*s%lld baris lagi ikut menentukan, tetapi tidak dapat dilihat oleh akun yang mengekspor. "),
            SV_FMT(s), (long long) v->hidden);
    if (v->n + (size_t) v->hidden >= OSCAL_ROWS_MAX)
        s = arena_printf(b->a, T("%.*sPaling banyak %d baris disebut, yang belum memenuhi lebih dahulu."),
                         SV_FMT(s), OSCAL_ROWS_MAX);
    return s;
}

static void judged(const struct oscal_book *b, struct oscal_list *l, const struct norm_state *s)
{
    const struct oscal_evidence *v = evidence_of(b, s->norm);
    struct oscal_list rows = { l->w, "relevant-evidence", false }, props = { l->w, "props", false };

    oscal_item(l);
    jsonw_kstr(l->w, "uuid", sv_of(judged_uuid(b, s->norm).s));
    oscal_kmd(b, l->w, "title", rule_label(s->norm->at, b->a));
    oscal_kmd(b, l->w, "description", s->why.n ? s->why : norm_status_label(s->status));
    oscal_prop(b, &props, "ketentuan", s->norm->at);
    oscal_prop(b, &props, "keadaan", norm_status_key(s->status));
    if (s->of >= 0 && s->met >= 0) {
        oscal_prop(b, &props, "terpenuhi", arena_printf(b->a, "%lld", (long long) s->met));
        oscal_prop(b, &props, "dari", arena_printf(b->a, "%lld", (long long) s->of));
    }
    oscal_list_end(&props);
    kinds(l->w, s->norm->check == CHECK_ATTESTED ? "INTERVIEW" : "TEST");
    for (size_t i = 0; i < v->n; i++)
        if (!stands_alone(&v->rows[i]))
            row_evidence(b, &rows, &v->rows[i]);
    oscal_list_end(&rows);
    jsonw_kstr(l->w, "collected", oscal_instant_of(b, s->computed));
    oscal_kmd(b, l->w, "remarks", left_out(b, s->norm, v));
    jsonw_end(l->w);
}

static void examined(const struct oscal_book *b, struct oscal_list *l, const struct norm_state *s,
                     const struct oscal_row *r)
{
    bool statement = sv_eq(r->reg->basis, SV("pernyataan"));
    struct oscal_list rows = { l->w, "relevant-evidence", false }, props = { l->w, "props", false };
    struct sv collected = oscal_instant_of(b, r->collected), title = oscal_line(b->a, r->title);

    oscal_item(l);
    jsonw_kstr(l->w, "uuid", sv_of(row_uuid(b, s->norm, r).s));
    oscal_kmd(b, l->w, "title", title.n ? title : r->reg->label);
    oscal_kmd(b, l->w, "description",
              arena_printf(b->a,
                           r->short_falls ? T("%.*s ini diperiksa untuk %.*s dan belum memenuhinya.")
                                          : T("%.*s ini mendasari %.*s."),
                           SV_FMT(r->reg->label), SV_FMT(rule_label(s->norm->at, b->a))));
    oscal_prop(b, &props, "ketentuan", s->norm->at);
    oscal_list_end(&props);
    kinds(l->w, statement ? "INTERVIEW" : "EXAMINE");
    row_evidence(b, &rows, r);
    oscal_list_end(&rows);
    jsonw_kstr(l->w, "collected", collected.p ? collected : oscal_instant_of(b, s->computed));
    oscal_kstr(l->w, "expires", r->expires);
    jsonw_end(l->w);
}

void oscal_observations(const struct oscal_book *b, struct jsonw *w)
{
    struct oscal_list l = { w, "observations", false };

    for (size_t i = 0; i < b->n; i++) {
        const struct norm_state *s = &b->states[i];
        const struct oscal_evidence *v = evidence_of(b, s->norm);

        if (!oscal_judge(s).reviewed)
            continue;
        judged(b, &l, s);
        for (size_t k = 0; k < v->n; k++)
            if (stands_alone(&v->rows[k]))
                examined(b, &l, s, &v->rows[k]);
    }
    oscal_list_end(&l);
}

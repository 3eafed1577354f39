/* SPDX-License-Identifier: MIT
 * page/review.c -- which records a round holds, and what stands in their boxes. */
#include "page/review.h"

#include "base/hash.h"
#include "model/value.h"
#include "page/review_priv.h"

/* --- what is asked for --------------------------------------------------------------------------------------------------- */

static bool reviews(const struct review *r, int64_t pd)
{
    return who_acts(r->who, r->v->by, r->v->n_by, pd, 0);
}

/* Whoever reviews anything, and those who read everything. */
bool reg_may_review(const struct actor *who, const struct reg *reg)
{
    for (size_t i = 0; i < reg->review->n_by; i++)
        if (who_has_role(who, reg->review->by[i]))
            return true;
    return who->administrator || who->auditor || who->system;
}

/* A number that is none, or a choice that is not there, was never chosen. */
static struct sv round_value(const struct field *f, struct sv typed)
{
    int64_t n;

    if (f->type == FT_CHOICE)
        return field_choice(f, typed) ? typed : SV_NULL;
    return sv_int(typed, &n) && n > 0 && n < 1000000 ? typed : SV_NULL;
}

bool review_begin(struct review *r, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    r->p = (struct page){ .req = req, .a = req->a, .region = page_region(ctx), .who = req->actor };
    r->region = r->p.region;
    r->who = req->actor;
    if (!page_reg(r->region, req, &r->reg, e))
        return false;
    r->v = r->reg->review;
    if (!r->v) {
        err_set(e, ERR_MISSING, T("%.*s tidak ditelaah pada satu tabel."), SV_FMT(r->reg->label));
        return err_hint(e, T("Buka daftarnya dan ubah baris satu per satu."));
    }
    if (!reg_may_review(r->who, r->reg)) {
        err_set(e, ERR_DENIED, T("%.*s dilakukan kantor yang menelaah."), SV_FMT(r->v->label));
        return err_hint(e, T("Hasil telaah tampak pada halaman setiap baris."));
    }
    r->round = ARENA_ARRAY(req->a, struct sv, r->v->n_rounds + 1);
    for (size_t i = 0; i < r->v->n_rounds; i++)
        r->round[i] = round_value(r->v->rounds[i], web_field_find(req, r->v->rounds[i]->key));
    if (!sv_int(web_field_find(req, SV("pd")), &r->pd))
        r->pd = 0;
    return true;
}

struct sv review_url(struct review *r)
{
    struct sv out = arena_printf(r->p.a, "/r/%.*s/telaah?", SV_FMT(r->reg->key));

    for (size_t i = 0; i < r->v->n_rounds; i++)
        out = arena_printf(r->p.a, "%.*s%s%.*s=%.*s", SV_FMT(out), i ? "&" : "", SV_FMT(r->v->rounds[i]->key),
                           SV_FMT(r->round[i].p ? r->round[i] : SV("")));
    return r->pd ? arena_printf(r->p.a, "%.*s&pd=%lld", SV_FMT(out), (long long) r->pd) : out;
}

struct sv review_box(struct review *r, const struct field *f, int64_t id)
{
    return arena_printf(r->p.a, "%.*s.%lld", SV_FMT(f->key), (long long) id);
}

struct sv review_word(struct review *r, int64_t id)
{
    return arena_printf(r->p.a, "_asal.%lld", (long long) id);
}

struct sv review_mark(struct review *r, const struct review_row *row, const struct sv *boxes)
{
    struct sv *parts = ARENA_ARRAY(r->p.a, struct sv, 2 * r->v->n_edits + 1);
    struct digest d;

    for (size_t i = 0; i < r->v->n_edits; i++) {
        parts[2 * i] = boxes[i];
        parts[2 * i + 1] = SV("\n");
    }
    d = sha256_parts(parts, 2 * r->v->n_edits);
    return arena_printf(r->p.a, "%lld:%.*s", (long long) row->rec->versi, 16,
                        hex_make(digest_sv(&d), r->p.a).p);
}

/* --- loading ------------------------------------------------------------------------------------------------------------- */

static size_t filters(const struct review *r, struct filter *by, bool rounds)
{
    size_t n = 0;

    for (size_t i = 0; i < r->v->n_states; i++)
        by[n++] = (struct filter){ base_col_name(COL_STATUS), FILTER_EQ, r->v->states[i] };
    for (size_t i = 0; rounds && i < r->v->n_rounds; i++)
        by[n++] = (struct filter){ r->v->rounds[i]->key, FILTER_EQ, r->round[i] };
    if (r->pd && rounds)
        by[n++] = (struct filter){ base_col_name(COL_PD), FILTER_EQ,
                                   arena_printf(r->p.a, "%lld", (long long) r->pd) };
    return n;
}

static bool chosen(const struct review *r)
{
    for (size_t i = 0; i < r->v->n_rounds; i++)
        if (!r->round[i].p)
            return false;
    return true;
}

/* Nothing asked for: the round of what was changed last. */
static bool latest_round(struct review *r, struct db *db, struct err *e)
{
    struct filter *by = ARENA_ARRAY(r->p.a, struct filter, r->v->n_states + r->v->n_rounds + 1);
    struct list_query q = { .reg = r->reg, .filters = by, .n_filters = filters(r, by, false), .limit = 1 };
    struct list found;

    for (size_t i = 0; i < r->v->n_rounds; i++)
        by[q.n_filters++] = (struct filter){ r->v->rounds[i]->key, FILTER_FILLED, SV("1") };
    if (!list_load(db, &r->region->records, r->who, &q, r->p.a, &found, e))
        return false;
    for (size_t i = 0; found.n && i < r->v->n_rounds; i++)
        r->round[i] = found.rows[0]->val[r->v->rounds[i]->index];
    return true;
}

struct sv review_boxed(const struct review *r, const struct field *f, struct sv stored)
{
    int64_t n;

    if (!stored.p)
        return SV("");
    if ((f->type == FT_RUPIAH || f->type == FT_INTEGER) && sv_int(stored, &n))
        return value_show_int(n, r->p.a);
    return stored;
}

static void one_row(struct review *r, struct review_row *row, const struct record *rec)
{
    const struct state *s = reg_state(r->reg, rec->status);

    row->rec = rec;
    row->editable = !(s && s->lock) && reviews(r, rec->pd) &&
                    who_may_edit(r->who, &r->region->model->scheme, &r->reg->rule, rec->pd, rec->klasifikasi);
    row->boxes = ARENA_ARRAY(r->p.a, struct sv, r->v->n_edits + 1);
    row->typed = row->boxes;
    for (size_t i = 0; i < r->v->n_edits; i++) {
        const struct field *f = r->v->edits[i];

        row->boxes[i] =
            record_may_see_field(r->who, rec, f) ? review_boxed(r, f, rec->val[f->index]) : SV("");
        row->editable = row->editable && record_may_edit_field(r->who, rec, f);
    }
}

static bool load_similar(struct review *r, struct db *db, struct err *e)
{
    struct similar_pool *pool;

    if (!similar_open(db, &r->region->records, r->who, r->reg, r->p.a, &pool, e))
        return false;
    for (size_t i = 0; i < r->n; i++)
        similar_find(pool, r->rows[i].rec, REVIEW_HITS, r->p.a, &r->rows[i].hits, &r->rows[i].n_hits);
    return true;
}

static bool load_labels(struct review *r, struct db *db, struct err *e)
{
    const struct record **all;
    size_t n = 0, most = r->n;

    for (size_t i = 0; i < r->n; i++)
        most += r->rows[i].n_hits;
    all = ARENA_ARRAY(r->p.a, const struct record *, most + 1);
    for (size_t i = 0; i < r->n; i++) {
        all[n++] = r->rows[i].rec;
        for (size_t k = 0; k < r->rows[i].n_hits; k++)
            all[n++] = similar_agency(&r->rows[i].hits[k], r->p.a);
    }
    return labels_load(db, &r->region->records, r->who, all, n, r->p.a, &r->labels, e);
}

bool review_load(struct review *r, struct db *db, struct err *e)
{
    struct filter *by = ARENA_ARRAY(r->p.a, struct filter, r->v->n_states + r->v->n_rounds + 2);
    struct list_query q = {
        .reg = r->reg, .filters = by, .sort = base_col_name(COL_PD), .limit = REVIEW_ROWS_MAX
    };
    struct list list;

    if (!chosen(r) && !latest_round(r, db, e))
        return false;
    if (!chosen(r))
        return true;
    q.n_filters = filters(r, by, true);
    if (!list_load(db, &r->region->records, r->who, &q, r->p.a, &list, e))
        return false;
    r->rows = ARENA_ARRAY(r->p.a, struct review_row, list.n + 1);
    r->n = list.n;
    r->more = list.next.p != NULL;
    r->total = list.total;
    for (size_t i = 0; i < list.n; i++)
        one_row(r, &r->rows[i], list.rows[i]);
    return load_similar(r, db, e) && load_labels(r, db, e);
}

bool review_show(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct review r = { .n = 0 };
    struct db *db = NULL;
    bool ok = review_begin(&r, ctx, req, e) && page_read(r.region, &db, e) && review_load(&r, db, e);

    db_release(db);
    if (ok)
        review_draw(&r, ctx, req, res);
    return ok;
}

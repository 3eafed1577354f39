/* SPDX-License-Identifier: MIT
 * page/review_save.c -- the whole table saved in one transaction, or nothing of it: each row that a person changed as its own
 * form would change it. What another saved meanwhile is shown beside what was typed; saving again then means it. */
#include "model/value.h"
#include "page/review.h"
#include "page/review_priv.h"

static struct review_row *row_of(struct review *r, int64_t id)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->rows[i].rec->id == id)
            return &r->rows[i];
    return NULL;
}

/* Boxes as they were sent; a box that was not sent stays as it is. */
static void read_boxes(struct review *r, struct review_row *row)
{
    struct sv *typed = ARENA_ARRAY(r->p.a, struct sv, r->v->n_edits + 1);

    for (size_t i = 0; i < r->v->n_edits; i++) {
        struct sv v = web_field_find(r->p.req, review_box(r, r->v->edits[i], row->rec->id));

        typed[i] = v.p ? sv_trim(v) : row->boxes[i];
    }
    row->typed = typed;
    row->sent = true;
}

/* Decided, and not refused: an amount left empty is the one that was asked for. */
static void fill_boxes(struct review *r, struct review_row *row)
{
    struct sv decision = SV("");

    for (size_t i = 0; i < r->v->n_edits; i++)
        if (r->v->edits[i] == r->v->decision)
            decision = row->typed[i];
    if (!decision.n || reg_refuses(r->v, decision))
        return;
    for (size_t i = 0; i < r->v->n_edits; i++)
        for (size_t k = 0; k < r->v->n_fills; k++) {
            const struct field *from = r->v->fills[k].other;

            if (r->v->fills[k].own == r->v->edits[i] && !row->typed[i].n &&
                record_may_see_field(r->who, row->rec, from))
                row->typed[i] = review_boxed(r, from, row->rec->val[from->index]);
        }
}

static bool same_boxes(const struct review *r, const struct sv *a, const struct sv *b)
{
    for (size_t i = 0; i < r->v->n_edits; i++)
        if (!sv_eq(a[i], b[i]))
            return false;
    return true;
}

static struct sv their_words(struct review *r, const struct review_row *row)
{
    struct sv out = SV("");

    for (size_t i = 0; i < r->v->n_edits; i++) {
        const struct field *f = r->v->edits[i];
        struct sv v = row->rec->val[f->index];

        if (!record_may_see_field(r->who, row->rec, f))
            continue;
        out = arena_printf(
            r->p.a, "%.*s%s%.*s: %.*s", SV_FMT(out), out.n ? "; " : "", SV_FMT(f->label),
            SV_FMT(v.p ? value_show(r->region->model, f, v, r->labels, r->p.a) : SV(T("kosong"))));
    }
    return out;
}

static bool write_row(struct review *r, struct db *db, struct review_row *row, size_t *saved, struct err *e)
{
    struct input_item *items = ARENA_ARRAY(r->p.a, struct input_item, r->v->n_edits + 1);
    struct input in = { .items = items, .partial = true };
    struct record *after;
    struct err why = { 0 };
    struct problems ps;

    for (size_t i = 0; i < r->v->n_edits; i++)
        if (!sv_eq(row->typed[i], row->boxes[i]))
            items[in.n++] = (struct input_item){ r->v->edits[i]->key, row->typed[i] };
    problems_init(&ps, r->p.a, 5);
    if (record_update(db, &r->region->records, r->who, r->reg, row->rec->id, row->rec->versi, &in, r->p.a,
                      &after, &ps, &why)) {
        ++*saved;
        return true;
    }
    if (why.kind != ERR_INPUT && why.kind != ERR_DENIED && why.kind != ERR_CONFLICT &&
        why.kind != ERR_MISSING) {
        *e = why;
        return false;
    }
    row->why = arena_dup(r->p.a, ps.n ? ps.items[0].text : sv_of(why.text));
    r->wrong++;
    return true;
}

static bool save_row(struct review *r, struct db *db, struct review_row *row, struct sv mark, size_t *saved,
                     struct err *e)
{
    struct sv digest = mark, version;
    int64_t seen = 0;

    sv_cut(&digest, ':', &version);
    sv_int(version, &seen);
    read_boxes(r, row);
    if (sv_ends(review_mark(r, row, row->typed), digest) && digest.n == 16) { /* not touched here */
        row->typed = row->boxes;
        row->sent = false;
        return true;
    }
    fill_boxes(r, row);
    if (same_boxes(r, row->typed, row->boxes)) /* both came to the same */
        return true;
    if (!row->editable) {
        row->why = SV(T("Anda tidak berhak menelaah baris ini."));
        r->wrong++;
        return true;
    }
    if (seen != row->rec->versi) {
        row->why = SV(T("Diubah orang lain sejak tabel ini dibuka."));
        row->theirs = their_words(r, row);
        r->conflicts++;
        return true;
    }
    return write_row(r, db, row, saved, e);
}

static bool save_all(struct review *r, struct db *db, size_t *saved, struct err *e)
{
    const struct web_fields *sent = web_form(r->p.req);
    struct sv head = SV("_asal.");

    for (size_t i = 0; i < sent->n; i++) {
        struct sv name = sent->items[i].name;
        struct review_row *row;
        int64_t id;

        if (!sv_starts(name, head) || !sv_int(sv_sub(name, head.n, name.n), &id))
            continue;
        row = row_of(r, id);
        if (!row)
            r->lost++;
        else if (!row->sent && !save_row(r, db, row, sent->items[i].value, saved, e))
            return false;
    }
    return true;
}

bool review_take(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    struct review r = { .n = 0 };
    struct db *db = NULL;
    size_t saved = 0;
    bool ok = review_begin(&r, ctx, req, e) && page_write(r.region, &db, e) && review_load(&r, db, e) &&
              save_all(&r, db, &saved, e),
         done = ok && !r.wrong && !r.conflicts;

    if (done)
        ok = db_commit(db, e);
    else if (ok)
        db_rollback(db);
    db_release(db);
    if (!ok)
        return false;
    if (!done) {
        res->status = r.conflicts ? 409 : 422;
        review_draw(&r, ctx, req, res);
        return true;
    }
    if (r.lost)
        web_flash_set(req, res, WEB_WARN,
                      T("%zu baris disimpan; %zu baris sudah tidak ada pada putaran ini."), saved, r.lost);
    else
        web_flash_set(req, res, WEB_DONE, T("%zu baris disimpan."), saved);
    web_redirect(req, res, review_url(&r));
    return true;
}

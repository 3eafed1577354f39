/* SPDX-License-Identifier: MIT
 * page/grid_load.c -- who stands in a grid, and the rows that are there already. */
#include "base/arena.h"
#include "page/grid_priv.h"

bool grid_find(struct grid *k, struct web_ctx *ctx, struct web_req *req, struct err *e)
{
    struct sv key = web_path(req, "lembar");

    k->region = page_region(ctx);
    k->who = req->actor;
    k->p = (struct page){ .req = req, .a = req->a, .region = k->region, .who = req->actor };
    if (!page_reg(k->region, req, &k->reg, e))
        return false;
    for (size_t i = 0; i < k->reg->n_grids; i++)
        if (sv_eq(k->reg->grids[i].key, key) && k->reg->grids[i].each)
            k->s = &k->reg->grids[i];
    if (k->s && who_may_open(k->who, &k->s->of->rule))
        return true;
    err_set(e, ERR_MISSING, T("Lembar \"%.*s\" tidak ada pada %.*s."), SV_FMT(key), SV_FMT(k->reg->label));
    return err_hint(e, T("Kembali ke halaman barisnya dan pilih lembar di sana."));
}

struct sv grid_url(const struct reg_grid *s, const struct record *rec, struct arena *a)
{
    return arena_printf(a, "/r/%.*s/%lld/lembar/%.*s", SV_FMT(rec->reg->key), (long long) rec->id,
                        SV_FMT(s->key));
}

struct sv grid_name(const struct grid *k, const struct grid_row *r, const struct field *f)
{
    return arena_printf(k->p.a, "k.%lld.%.*s", (long long) r->to, SV_FMT(f->key));
}

bool grid_done(const struct reg_grid *s, const struct record *child)
{
    struct sv v = s->n_fields ? child->val[s->fields[0]->index] : child->status;

    for (size_t i = 0; i < s->n_done; i++)
        if (sv_eq(s->done[i], v))
            return true;
    return false;
}

bool grid_late(const struct reg_grid *s, const struct record *child, struct sv today)
{
    const struct state *state = reg_state(child->reg, child->status);
    struct sv due = s->due ? child->val[s->due->index] : SV_NULL;

    return due.n && !(state && state->end) && !grid_done(s, child) && sv_cmp(due, today) < 0;
}

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

static struct grid_row *row_of(struct grid *k, int64_t to)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->rows[i].to == to)
            return &k->rows[i];
    return NULL;
}

static struct grid_row *add_row(struct grid *k, const struct record *target)
{
    struct grid_row *r = row_of(k, target->id);
    const struct field *kind = k->s->kind;

    if (r || k->n == GRID_ROWS_MAX)
        return r;
    r = &k->rows[k->n++];
    *r = (struct grid_row){ .to = target->id, .title = record_title(target) };
    r->pd = sv_eq(k->s->each->key, base_col_name(COL_PD)) ? target->id : 0;
    r->kind = kind ? target->val[kind->index] : SV_NULL;
    return r;
}

static bool add_target(struct grid *k, struct db *db, int64_t id, struct grid_row **out, struct err *e)
{
    struct record *target;
    struct err why = { 0 };

    *out = row_of(k, id);
    if (*out)
        return true;
    if (!record_get(db, &k->region->records, k->who, k->s->each->target, id, k->p.a, &target, &why)) {
        if (why.kind != ERR_MISSING)
            *e = why;
        return why.kind == ERR_MISSING;
    }
    *out = add_row(k, target);
    return true;
}

/* The row of a record that is there: of what it points to, or in a list its own. */
static bool row_for(struct grid *k, struct db *db, const struct record *child, struct grid_row **out,
                    struct err *e)
{
    struct sv to = k->s->each ? child->val[k->s->each->index] : SV_NULL;
    int64_t id;

    *out = NULL;
    if (k->s->each)
        return !sv_int(to, &id) || add_target(k, db, id, out, e);
    k->rows[k->n] = (struct grid_row){ .to = child->id, .title = record_title(child) };
    *out = &k->rows[k->n++];
    return true;
}

bool grid_rows(struct grid *k, struct db *db, struct err *e)
{
    const struct filter here = { k->s->by->key, FILTER_EQ,
                                 arena_printf(k->p.a, "%lld", (long long) k->rec->id) };
    const struct list_query q = {
        .reg = k->s->of, .filters = &here, .n_filters = 1, .sort = SV("id"), .limit = GRID_ROWS_MAX
    };
    struct list list;

    k->rows = ARENA_ARRAY(k->p.a, struct grid_row, GRID_ROWS_MAX);
    if (!list_load(db, &k->region->records, k->who, &q, k->p.a, &list, e))
        return false;
    k->more = list.next.p != NULL;
    for (size_t i = 0; i < list.n; i++) {
        struct grid_row *r;

        if (!row_for(k, db, list.rows[i], &r, e))
            return false;
        if (!r || r->child)
            continue;
        r->child = list.rows[i];
        k->n_children++;
        k->n_done += grid_done(k->s, r->child);
    }
    return true;
}

/* --- the others who stand in it ------------------------------------------------------------------------------------------ */

static bool named(struct grid *k, struct db *db, bool *any, struct err *e)
{
    struct sv *ids;
    size_t n = k->s->first ? value_split(k->rec->val[k->s->first->index], k->p.a, &ids) : 0;

    *any = n > 0;
    for (size_t i = 0; i < n; i++) {
        struct grid_row *r;
        int64_t id;

        if (!sv_int(ids[i], &id))
            continue;
        if (!add_target(k, db, id, &r, e))
            return false;
        if (r)
            r->first = true;
    }
    return true;
}

static bool ended(const struct record *r)
{
    const struct state *s = reg_state(r->reg, r->status);

    return s && s->end;
}

static bool everybody(struct grid *k, struct db *db, struct err *e)
{
    const struct reg *target = k->s->each->target;
    const struct filter where = { k->s->where_key, FILTER_EQ, k->s->where_value };
    const struct list_query q = { .reg = target,
                                  .filters = &where,
                                  .n_filters = k->s->where_key.p ? 1 : 0,
                                  .sort = target->title ? target->title->key : SV("id"),
                                  .limit = GRID_ROWS_MAX };
    struct list list;

    if (!list_load(db, &k->region->records, k->who, &q, k->p.a, &list, e))
        return false;
    for (size_t i = 0; i < list.n; i++)
        if (!ended(list.rows[i]))
            add_row(k, list.rows[i]);
    return true;
}

void grid_sort(struct grid *k)
{
    for (size_t i = 1; i < k->n; i++)
        for (size_t j = i; j > 0 && sv_cmp(k->rows[j].title, k->rows[j - 1].title) < 0; j--) {
            struct grid_row r = k->rows[j];

            k->rows[j] = k->rows[j - 1];
            k->rows[j - 1] = r;
        }
}

static bool in_states(const struct grid *k)
{
    for (size_t i = 0; i < k->s->n_states; i++)
        if (sv_eq(k->s->states[i], k->rec->status))
            return true;
    return !k->s->n_states;
}

/* Whoever may make rows somewhere may use the grid; each row is judged again when it is written. */
bool grid_open(const struct grid *k)
{
    return in_states(k) && !k->rec->dihapus.p && reg_may_create(k->who, k->s->of);
}

bool grid_load(struct grid *k, struct db *db, struct err *e)
{
    bool any;

    if (!record_get(db, &k->region->records, k->who, k->reg, web_path_int(k->p.req, "id"), k->p.a, &k->rec,
                    e) ||
        !grid_rows(k, db, e) || !named(k, db, &any, e) || (!any && !everybody(k, db, e)))
        return false;
    grid_sort(k);
    k->open = grid_open(k);
    k->kind = web_field_find(k->p.req, SV("_jenis"));
    for (size_t i = 0; i < k->n; i++)
        k->rows[i].ticked =
            !k->rows[i].child &&
            (k->rows[i].first || (k->kind.n && (sv_eq(k->kind, SV("*")) || sv_eq(k->kind, k->rows[i].kind))));
    return true;
}

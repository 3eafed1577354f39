/* SPDX-License-Identifier: MIT
 * page/grid_write.c -- a grid that was sent: rows made, changed, taken away, each through model/ with its rights. What
 * cannot be done is said at its row; the caller keeps all of it or nothing. */
#include "base/arena.h"
#include "page/grid_priv.h"

enum { ITEMS_MAX = 400 };

struct items {
    struct input_item *of;
    size_t n;
};

static void put(struct items *in, struct sv key, struct sv value)
{
    if (in->n < ITEMS_MAX)
        in->of[in->n++] = (struct input_item){ key, value };
}

static void put_stored(struct grid *k, struct items *in, const struct field *to, struct sv stored)
{
    struct sv *parts;
    size_t n;

    if (!field_is_multi(to)) {
        put(in, to->key, stored);
        return;
    }
    n = value_split(stored, k->p.a, &parts);
    for (size_t i = 0; i < n; i++)
        put(in, to->key, parts[i]);
}

/* As typed; who was left out takes what the person chose for all the others. */
static struct sv sent(const struct grid *k, const struct grid_row *r, const struct field *f)
{
    struct sv v = sv_trim(web_field_find(k->p.req, grid_name(k, r, f)));

    return !v.n && f == k->s->fields[0] && !r->child ? web_field_find(k->p.req, SV("_lainnya")) : v;
}

static struct items begin(struct grid *k)
{
    return (struct items){ ARENA_ARRAY(k->p.a, struct input_item, ITEMS_MAX), 0 };
}

static void typed(struct grid *k, const struct grid_row *r, struct items *in)
{
    for (size_t i = 0; i < k->s->n_fields; i++)
        put(in, k->s->fields[i]->key, sent(k, r, k->s->fields[i]));
}

/* Mistakes of the input stand at their row; only a fault ends the whole. */
static bool told(struct grid *k, struct grid_row *r, const struct problems *ps, const struct err *why,
                 struct err *e)
{
    r->why = arena_dup(k->p.a, ps && ps->n ? ps->items[0].text : sv_of(why->text));
    if (why->kind == ERR_INPUT || why->kind == ERR_DENIED || why->kind == ERR_CONFLICT ||
        why->kind == ERR_MISSING)
        return true;
    *e = *why;
    return false;
}

static bool make(struct grid *k, struct db *db, struct grid_row *r, struct err *e)
{
    struct items in = begin(k);
    struct record *made;
    struct err why = { 0 };
    struct problems ps;

    put(&in, k->s->by->key, arena_printf(k->p.a, "%lld", (long long) k->rec->id));
    put(&in, k->s->each->key, arena_printf(k->p.a, "%lld", (long long) r->to));
    for (size_t i = 0; i < k->s->n_copy; i++)
        if (record_may_see_field(k->who, k->rec, k->s->copy_from[i]))
            put_stored(k, &in, k->s->copy_to[i], k->rec->val[k->s->copy_from[i]->index]);
    if (k->s->of->classified && k->reg->classified)
        put(&in, base_col_name(COL_KLASIFIKASI), k->rec->klasifikasi);
    typed(k, r, &in);
    problems_init(&ps, k->p.a, 5);
    if (!record_create(db, &k->region->records, k->who, k->s->of,
                       &(struct input){ .items = in.of, .n = in.n }, k->p.a, &made, &ps, &why))
        return told(k, r, &ps, &why, e);
    k->n_new++;
    return true;
}

static int64_t seen(const struct grid *k, const struct grid_row *r)
{
    int64_t v;

    return sv_int(web_field_find(k->p.req, arena_printf(k->p.a, "_versi.%lld", (long long) r->to)), &v) ? v
                                                                                                        : 0;
}

static bool change(struct grid *k, struct db *db, struct grid_row *r, struct err *e)
{
    struct items in = begin(k);
    struct record *after;
    struct err why = { 0 };
    struct problems ps;

    typed(k, r, &in);
    problems_init(&ps, k->p.a, 5);
    if (!record_update(db, &k->region->records, k->who, k->s->of, r->child->id, seen(k, r),
                       &(struct input){ .items = in.of, .n = in.n, .partial = true }, k->p.a, &after, &ps,
                       &why))
        return told(k, r, &ps, &why, e);
    k->n_new++;
    return true;
}

static bool take_away(struct grid *k, struct db *db, struct grid_row *r, struct err *e)
{
    struct err why = { 0 };

    if (!record_delete(db, &k->region->records, k->who, k->s->of, r->child->id, seen(k, r), k->p.a, &why))
        return told(k, r, NULL, &why, e);
    k->n_new++;
    return true;
}

static bool differs(struct grid *k, const struct grid_row *r)
{
    for (size_t i = 0; i < k->s->n_fields; i++) {
        struct sv now = r->child->val[k->s->fields[i]->index], typed_now = sent(k, r, k->s->fields[i]);

        if (!sv_eq(now.p ? now : SV(""), typed_now.p ? typed_now : SV("")))
            return true;
    }
    return false;
}

/* One row of a table: the first field decides whether there is a record. A name typed beside nothing chosen would be lost in
 * silence, so it is refused. */
static bool table_row(struct grid *k, struct db *db, struct grid_row *r, struct err *e)
{
    struct sv choice = sent(k, r, k->s->fields[0]);

    if (choice.n)
        return r->child ? (differs(k, r) ? change(k, db, r, e) : true) : make(k, db, r, e);
    for (size_t i = 1; i < k->s->n_fields; i++)
        if (sent(k, r, k->s->fields[i]).n && !r->child) {
            r->why = arena_printf(k->p.a, T("%.*s belum dipilih."), SV_FMT(k->s->fields[0]->label));
            return true;
        }
    return r->child && choice.p ? take_away(k, db, r, e) : true;
}

static bool ticked(const struct grid *k, const struct grid_row *r)
{
    struct sv *all;
    size_t n = web_field_all(k->p.req, SV("_r"), &all);
    int64_t id;

    for (size_t i = 0; i < n; i++)
        if (sv_int(all[i], &id) && id == r->to)
            return true;
    return false;
}

bool grid_write(struct grid *k, struct db *db, struct err *e)
{
    for (size_t i = 0; i < k->n; i++) {
        struct grid_row *r = &k->rows[i];

        if (k->s->n_fields) {
            if (!table_row(k, db, r, e))
                return false;
            continue;
        }
        r->ticked = ticked(k, r) && !r->child;
        if (r->ticked && !make(k, db, r, e))
            return false;
    }
    return true;
}

/* SPDX-License-Identifier: MIT
 * page/pick.c -- records to choose from: all of a small register, or what a search finds in a large one. */
#include "base/arena.h"
#include "json/json.h"
#include "page/record.h"
#include "page/reg_priv.h"

enum { FOUND_MAX = 20 };

const struct web_param pick_params[] = {
    { .name = "cari", .label = T("Kata kunci"), .type = WEB_TEXT, .max = 100 },
    { 0 },
};

struct pick_cache {
    struct db *db;
    const struct region *r;
    const struct actor *who;
    struct arena *a;
    struct cached {
        const struct reg *target;
        struct picks picks;
    } * items;
    size_t n, cap;
};

struct sv pick_label(const struct record *r, struct arena *a)
{
    struct sv title = record_title(r);

    if (r->nomor.n && !sv_eq(title, r->nomor))
        return arena_printf(a, "%.*s (%.*s)", SV_FMT(title), SV_FMT(r->nomor));
    return title;
}

static struct list_query by_title(const struct reg *target, int limit)
{
    struct list_query q = { .reg = target, .limit = limit };

    q.sort = target->title && !field_is_multi(target->title) ? target->title->key : base_col_name(COL_NOMOR);
    return q;
}

bool picks_load(struct db *db, const struct region *r, const struct actor *who, const struct reg *target,
                struct arena *a, struct picks *out, struct err *e)
{
    struct list_query q = by_title(target, PICK_MAX + 1);
    struct list rows;

    *out = (struct picks){ 0 };
    if (!who_may_open(who, &target->rule))
        return true;
    if (!list_load(db, &r->records, who, &q, a, &rows, e))
        return false;
    out->more = rows.n > PICK_MAX;
    if (out->more)
        return true;
    out->items = ARENA_ARRAY(a, struct pick, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out->items[out->n++] = (struct pick){ arena_printf(a, "%lld", (long long) rows.rows[i]->id),
                                              pick_label(rows.rows[i], a) };
    return true;
}

struct pick_cache *pick_cache_new(struct db *db, const struct region *r, const struct actor *who,
                                  struct arena *a)
{
    struct pick_cache *c = ARENA_NEW(a, struct pick_cache);

    *c = (struct pick_cache){ .db = db, .r = r, .who = who, .a = a };
    return c;
}

bool pick_cache_get(struct pick_cache *c, const struct reg *target, const struct picks **out, struct err *e)
{
    struct cached *made;
    struct picks picks;

    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].target == target) {
            *out = &c->items[i].picks;
            return true;
        }
    if (!c->db) {
        static const struct picks none = { 0 };

        *out = &none;
        return true;
    }
    if (!picks_load(c->db, c->r, c->who, target, c->a, &picks, e))
        return false;
    made = ARENA_PUSH(c->a, c->items, c->n, c->cap);
    *made = (struct cached){ target, picks };
    *out = &made->picks;
    return true;
}

/* GET /r/{reg}/pilih?cari=…: {"hasil": [{"id", "judul"}]} for the searchable boxes. */
bool pick_json(struct web_ctx *ctx, struct web_req *req, struct web_res *res, struct err *e)
{
    const struct region *r = page_region(ctx);
    const struct reg *reg;
    struct list_query q;
    struct list rows;
    struct jsonw w;
    struct db *db = NULL;
    bool ok;

    if (!page_reg(r, req, &reg, e))
        return false;
    q = by_title(reg, FOUND_MAX);
    q.search = sv_trim(web_text(req, "cari"));
    if (!q.search.n)
        q.search = SV_NULL;
    ok = page_read(r, &db, e) && list_load(db, &r->records, req->actor, &q, req->a, &rows, e);
    db_release(db);
    if (!ok)
        return false;
    web_json(res, &w);
    jsonw_map(&w);
    jsonw_key(&w, SV("hasil"));
    jsonw_list(&w);
    for (size_t i = 0; i < rows.n; i++) {
        jsonw_map(&w);
        jsonw_kint(&w, "id", rows.rows[i]->id);
        jsonw_kstr(&w, "judul", pick_label(rows.rows[i], req->a));
        jsonw_end(&w);
    }
    jsonw_end(&w);
    jsonw_end(&w);
    return true;
}

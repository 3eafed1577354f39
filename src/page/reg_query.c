/* SPDX-License-Identifier: MIT
 * page/reg_query.c -- the address of a list: filters, order, page; and addresses that differ from it in one thing. */
#include "page/reg_priv.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

const char *const reg_query_cursors[] = { "setelah", "sebelum", "baru_dihapus", "tampilan_dihapus", NULL };

enum { QUERY_MAX = 64 * 1024 };

void reg_query_read(const struct region *r, struct web_req *req, const struct reg *reg, struct list_query *q)
{
    const struct web_fields *f = web_query(req);
    struct param *ps = ARENA_ARRAY(req->a, struct param, f->n + 1);

    for (size_t i = 0; i < f->n; i++)
        ps[i] = (struct param){ f->items[i].name, f->items[i].value };
    list_query_parse(&r->records, req->actor, reg, ps, f->n, req->a, q, &req->problems);
}

static bool dropped(const char *const *drop, struct sv name)
{
    for (size_t i = 0; drop && drop[i]; i++)
        if (sv_eq(sv_of(drop[i]), name))
            return true;
    return false;
}

static void pair(struct buf *b, struct sv name, struct sv value, struct arena *a)
{
    buf_char(b, b->n ? '&' : '?');
    buf_put(b, url_encode(name, a));
    buf_char(b, '=');
    buf_put(b, url_encode(value, a));
}

struct sv reg_query_with(struct web_req *req, const char *const *drop, const char *name, struct sv value)
{
    const struct web_fields *f = web_query(req);
    struct buf b;
    struct sv out;

    buf_init(&b, QUERY_MAX);
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].value.n && !dropped(drop, f->items[i].name) &&
            !(name && sv_eq(f->items[i].name, sv_of(name))))
            pair(&b, f->items[i].name, f->items[i].value, req->a);
    if (name && value.p)
        pair(&b, sv_of(name), value, req->a);
    out = b.n ? arena_dup(req->a, buf_sv(&b)) : SV("?");
    buf_clear(&b);
    return out;
}

struct record *reg_query_record(const struct list_query *q, struct arena *a)
{
    struct record *r = ARENA_NEW(a, struct record);

    r->reg = q->reg;
    r->val = ARENA_ARRAY(a, struct sv, q->reg->n_fields);
    for (size_t i = 0; i < q->n_filters; i++) {
        const struct field *f = reg_field(q->reg, q->filters[i].key);

        if (f && q->filters[i].op == FILTER_EQ)
            r->val[f->index] = q->filters[i].value;
    }
    return r;
}

bool reg_may_create(const struct actor *who, const struct reg *reg)
{
    if (!who_may_write(who))
        return false;
    if (who_may_create(who, &reg->rule, 0))
        return true;
    for (size_t i = 0; i < who->n_posts; i++)
        if (who_may_create(who, &reg->rule, who->posts[i].pd))
            return true;
    return false;
}

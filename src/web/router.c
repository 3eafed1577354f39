/* SPDX-License-Identifier: MIT
 * web/router.c -- a tree of segments. Siblings are sorted literal, int, key, any, rest, so the first fit is the best one;
 * a fit that lacks the method is remembered for Allow and the search goes on. */
#include "web/router.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"

enum kind { LITERAL, INT, KEY, ANY, REST };

struct row {
    const struct web_route *route;
    struct sv names[ROUTE_CAPTURES];
    size_t n;
};

struct node {
    enum kind kind;
    struct sv text; /* of a LITERAL; "" stands for the slash at the end of a path */
    struct node *child, *next;
    struct row *rows[WEB_METHOD_COUNT];
};

struct router {
    struct node root;
};

/* --- building --------------------------------------------------------------------------------------------------- */

static bool wrong(struct err *e, const struct web_route *r, const char *why)
{
    return err_set(e, ERR_FAULT, T("Tabel rute: %s: %s"), r->path ? r->path : "?", why);
}

/* Reads "{nama:jenis}"; a segment without a brace is a literal. */
static bool segment_read(struct sv s, enum kind *kind, struct sv *name)
{
    *kind = LITERAL;
    *name = SV_NULL;
    if (!sv_starts(s, SV("{")))
        return sv_find(s, SV("{")) < 0 && sv_find(s, SV("}")) < 0;
    if (!sv_ends(s, SV("}")) || s.n < 3)
        return false;
    struct sv type = sv_sub(s, 1, s.n - 2);
    if (!sv_cut(&type, ':', name) || !sv_is_key(*name))
        return false;
    *kind = ANY;
    if (sv_eq(type, SV("int")))
        *kind = INT;
    else if (sv_eq(type, SV("key")))
        *kind = KEY;
    else if (sv_eq(type, SV("*")))
        *kind = REST;
    else
        return type.n == 0;
    return true;
}

static struct node *child_of(struct node *parent, enum kind kind, struct sv text, struct arena *a)
{
    struct node **at = &parent->child;

    for (; *at && (*at)->kind <= kind; at = &(*at)->next)
        if ((*at)->kind == kind && sv_eq((*at)->text, text))
            return *at;
    struct node *made = ARENA_NEW(a, struct node);
    made->kind = kind;
    made->text = text;
    made->next = *at;
    *at = made;
    return made;
}

/* The next segment of a path or pattern after its first slash: "/a/b/" is a, b and "". */
static bool next_segment(struct sv *rest, struct sv *segment)
{
    if (!rest->p)
        return false;
    const char *slash = rest->n ? memchr(rest->p, '/', rest->n) : NULL;
    if (!slash) {
        *segment = *rest;
        *rest = SV_NULL;
    } else {
        *segment = (struct sv){ rest->p, (size_t) (slash - rest->p) };
        *rest = sv_sub(*rest, segment->n + 1, rest->n);
    }
    return true;
}

static struct sv after_slash(struct sv path)
{
    return path.n > 1 ? sv_sub(path, 1, path.n) : SV_NULL;
}

static bool params_ok(const struct web_route *r, struct err *e)
{
    for (const struct web_param *p = r->params; p && p->name; p++) {
        if (!p->label)
            return wrong(e, r, T("isian tanpa label"));
        if ((p->type == WEB_ENUM) != (p->of != NULL))
            return wrong(e, r, T("daftar pilihan hanya, dan selalu, ada pada isian WEB_ENUM"));
        if (p->type == WEB_FILE && (r->method == WEB_GET || (p->flags & WEB_IN_QUERY)))
            return wrong(e, r, T("berkas hanya dapat dikirim dalam isi permintaan"));
        for (const struct web_param *q = r->params; q < p; q++)
            if (strcmp(p->name, q->name) == 0)
                return wrong(e, r, T("dua isian bernama sama"));
    }
    return true;
}

static bool add(struct router *t, const struct web_route *r, struct arena *a, struct err *e)
{
    struct node *at = &t->root;
    struct row *row = ARENA_NEW(a, struct row);
    struct sv rest, segment, name;
    size_t depth = 0;
    enum kind kind = LITERAL;

    if (!r->path || r->path[0] != '/' || !r->handle || r->method >= WEB_METHOD_COUNT)
        return wrong(e, r, T("tanpa jalur atau tanpa penangan"));
    row->route = r;
    rest = after_slash(sv_of(r->path));
    while (next_segment(&rest, &segment)) {
        if (kind == REST || ++depth > ROUTE_DEPTH || !segment_read(segment, &kind, &name))
            return wrong(e, r, T("pola jalur tidak dikenal"));
        if (segment.n == 0 && rest.p)
            return wrong(e, r, T("dua garis miring berurutan"));
        if (kind != LITERAL && row->n == ROUTE_CAPTURES)
            return wrong(e, r, T("terlalu banyak bagian yang ditangkap"));
        if (kind != LITERAL)
            row->names[row->n++] = name;
        at = child_of(at, kind, kind == LITERAL ? segment : SV_NULL, a);
    }
    if (at->rows[r->method])
        return wrong(e, r, T("metode dan jalur yang sama dua kali"));
    at->rows[r->method] = row;
    return params_ok(r, e);
}

bool router_make(const struct web_table *tables, size_t n, struct arena *a, struct router **out,
                 struct err *e)
{
    struct router *t = ARENA_NEW(a, struct router);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < tables[i].n; k++)
            if (!add(t, &tables[i].routes[k], a, e))
                return false;
    *out = t;
    return true;
}

/* --- finding ---------------------------------------------------------------------------------------------------- */

static bool is_number(struct sv s)
{
    int64_t v;

    return s.n && s.p[0] != '-' && (s.p[0] != '0' || s.n == 1) && sv_int(s, &v);
}

static bool fits(const struct node *n, struct sv segment)
{
    switch (n->kind) {
    case LITERAL: return sv_eq(n->text, segment);
    case INT: return is_number(segment);
    case KEY: return sv_is_key(segment);
    case ANY:
    case REST: return segment.n > 0;
    }
    return false;
}

struct search {
    enum web_method method;
    struct route_match *out;
    size_t n; /* captures so far */
};

/* The path ends at this node: takes the row of the method, else notes what is served here. */
static bool arrive(struct search *s, const struct node *n)
{
    for (unsigned m = 0; m < WEB_METHOD_COUNT; m++)
        if (n->rows[m]) {
            s->out->methods |= 1u << m;
            s->out->secret = s->out->secret || (n->rows[m]->route->flags & WEB_BY_PATH);
        }
    const struct row *row = n->rows[s->method];
    if (!row)
        return false;
    assert(row->n == s->n);
    s->out->route = row->route;
    s->out->names = row->names;
    s->out->n = row->n;
    return true;
}

/* Recursion is as deep as the deepest pattern, never as the path. */
static bool descend(struct search *s, const struct node *parent, struct sv rest)
{
    struct sv whole = rest, segment;

    if (!next_segment(&rest, &segment))
        return arrive(s, parent);
    for (const struct node *n = parent->child; n; n = n->next) {
        size_t before = s->n;
        bool found;
        if (!fits(n, segment))
            continue;
        if (n->kind != LITERAL)
            s->out->values[s->n++] = n->kind == REST ? whole : segment;
        found = n->kind == REST ? arrive(s, n) : descend(s, n, rest);
        if (found)
            return true;
        s->n = before;
    }
    return false;
}

void router_find(const struct router *t, enum web_method method, struct sv path, struct route_match *out)
{
    struct search s = { .method = method, .out = out };

    *out = (struct route_match){ 0 };
    descend(&s, &t->root, after_slash(path));
}

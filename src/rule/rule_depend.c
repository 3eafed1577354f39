/* SPDX-License-Identifier: MIT
 * rule/rule_depend.c -- follows the equations of a check's SQL from a register it looks at to the rows it judges. */
#include "rule/rule_depend.h"

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "rule/rule_words.h"

enum { SCOPES_MAX = 64, FIND_MAX_BYTES = 8 * 1024, HOPS_MAX = 6 };

struct relation { /* "v_permohonan p" */
    struct sv view, alias;
    size_t scope;
};

struct column {
    struct sv alias, name;
};

struct equation { /* left = right; or left = strip || right */
    struct column left, right;
    struct sv strip;
    size_t scope;
    bool member; /* of "in (select …)": an empty value in the set makes "not in" unknown for everybody */
};

struct reading {
    const struct model *m;
    const struct reg *subject;
    struct sql_words w;
    struct arena *a;
    size_t up[SCOPES_MAX], n_scopes; /* scope 0: the whole text */
    bool opaque[SCOPES_MAX];
    bool merged[SCOPES_MAX]; /* a condition by itself of the SELECT around it: "exists (…)", "y.a in (…)" */
    bool *alone;             /* by word: a bracket that stands so */
    struct relation *relations;
    size_t n_relations, cap_relations;
    struct equation *equations;
    size_t n_equations, cap_equations;
    struct equation *filled; /* left.name is not null, by itself in its scope */
    size_t n_filled, cap_filled;
};

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static bool is_column(const struct reading *r, size_t i, struct column *out)
{
    if (!word_is_name(&r->w, i) || !word_is(&r->w, i + 1, ".") || !word_is_name(&r->w, i + 2))
        return false;
    *out = (struct column){ r->w.items[i].text, r->w.items[i + 2].text };
    return true;
}

static void add_equation(struct reading *r, struct column left, struct sv strip, struct column right,
                         size_t scope)
{
    *ARENA_PUSH(r->a, r->equations, r->n_equations, r->cap_equations) =
        (struct equation){ left, right, strip, scope, false };
}

/* One condition, [from, to): counts only when it is an equation, or looks into a SELECT, and nothing else. */
static void read_condition(struct reading *r, size_t from, size_t to, size_t scope)
{
    struct column left, right;
    size_t n = to - from, open = word_is(&r->w, from, "exists") ? from + 1 : from + 4;

    if (n > 2 && (open == from + 1 || (is_column(r, from, &left) && word_is(&r->w, from + 3, "in"))) &&
        word_is(&r->w, open, "(") && r->w.items[open].close + 1 == to)
        r->alone[open] = true;
    if (n == 7 && is_column(r, from, &left) && word_is(&r->w, from + 3, "=") &&
        is_column(r, from + 4, &right))
        add_equation(r, left, SV_NULL, right, scope);
    else if (n == 9 && is_column(r, from, &left) && word_is(&r->w, from + 3, "=") &&
             r->w.items[from + 4].kind == WORD_TEXT && word_is(&r->w, from + 5, "||") &&
             is_column(r, from + 6, &right))
        add_equation(r, left, r->w.items[from + 4].text, right, scope);
    else if (n == 9 && r->w.items[from].kind == WORD_TEXT && word_is(&r->w, from + 1, "||") &&
             is_column(r, from + 2, &right) && word_is(&r->w, from + 5, "=") && is_column(r, from + 6, &left))
        add_equation(r, left, r->w.items[from].text, right, scope);
    else if (n == 6 && is_column(r, from, &left) && word_is(&r->w, from + 3, "is") &&
             word_is(&r->w, from + 4, "not") && word_is(&r->w, from + 5, "null"))
        *ARENA_PUSH(r->a, r->filled, r->n_filled, r->cap_filled) =
            (struct equation){ .left = left, .scope = scope };
}

/* Conditions joined by "and"; an "or" among them makes none of them count. */
static void read_conditions(struct reading *r, size_t from, size_t to, size_t scope)
{
    size_t begin = from;
    bool between = false;

    if (words_find(&r->w, from, to, "or") < to)
        return;
    for (size_t i = from; i < to; i = words_after(&r->w, i, to)) {
        between = between || word_is(&r->w, i, "between");
        if (!word_is(&r->w, i, "and"))
            continue;
        if (!between)
            read_condition(r, begin, i, scope);
        if (!between)
            begin = i + 1;
        between = false;
    }
    read_condition(r, begin, to, scope);
}

static bool ends_from(const struct sql_words *w, size_t i)
{
    static const char *const words[] = { "where", "on",     "join",  "group", "order",
                                         "limit", "having", "inner", "as" };

    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
        if (word_is(w, i, words[k]))
            return true;
    return false;
}

static void add_relation(struct reading *r, size_t i, size_t to, size_t scope)
{
    struct sv alias = r->w.items[i].text;

    if (i + 1 < to && word_is_name(&r->w, i + 1) && !ends_from(&r->w, i + 1))
        alias = r->w.items[i + 1].text;
    *ARENA_PUSH(r->a, r->relations, r->n_relations, r->cap_relations) =
        (struct relation){ r->w.items[i].text, alias, scope };
}

/* "x.id in (select y.pd_induk from …)": the words before the bracket at `open` and the only column of the SELECT. */
static void read_membership(struct reading *r, size_t open, size_t body, size_t from_word, size_t scope)
{
    struct column outer, inner;
    size_t before = open;

    if (before < 4 || !word_is(&r->w, --before, "in"))
        return;
    if (word_is(&r->w, before - 1, "not"))
        before--;
    if (before < 3 || !is_column(r, before - 3, &outer))
        return;
    if (word_is(&r->w, body + 1, "distinct"))
        body++;
    if (!is_column(r, body + 1, &inner) || (body + 4 != from_word && !word_is(&r->w, body + 4, "as")))
        return;
    add_equation(r, inner, SV_NULL, outer, scope);
    r->equations[r->n_equations - 1].member = true;
}

/* A SELECT, its first word at `body` and its end at `to`; `open`: the bracket before it, 0 for the whole text. */
static void read_select(struct reading *r, size_t open, size_t body, size_t to, size_t scope)
{
    /* "limit": which rows are left over hangs on all the others */
    static const char *const closed[] = { "left",  "right", "full",  "union",  "intersect", "except",
                                          "using", "with",  "limit", "offset", "fetch" };
    static const char *const ends[] = { "group", "order", "limit", "having" };
    size_t from = words_find(&r->w, body, to, "from"), end = to, i;

    for (size_t k = 0; k < sizeof closed / sizeof closed[0]; k++)
        r->opaque[scope] = r->opaque[scope] || words_find(&r->w, body, to, closed[k]) < to;
    for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++) {
        i = words_find(&r->w, body, to, ends[k]);
        end = i < end ? i : end;
    }
    for (i = from; i < end; i = words_after(&r->w, i, end)) {
        if (word_is(&r->w, i, "from") || word_is(&r->w, i, "join") || word_is(&r->w, i, ","))
            add_relation(r, i + 1, end, scope);
        if (word_is(&r->w, i, "where")) {
            read_conditions(r, i + 1, end, scope);
            break;
        }
        if (word_is(&r->w, i, "on")) {
            size_t where = words_find(&r->w, i, end, "where"), join = words_find(&r->w, i + 1, end, "join");
            size_t stop = where < join ? where : join;

            read_conditions(r, i + 1, stop, scope);
        }
    }
    if (open)
        read_membership(r, open, body, from, scope);
}

/* Every SELECT in brackets within [from, to) is a scope of its own, inside `scope`. */
static void read_inner(struct reading *r, size_t from, size_t to, size_t scope)
{
    for (size_t i = from; i < to; i++) {
        size_t inner;

        if (!word_is(&r->w, i, "(") || !word_is(&r->w, i + 1, "select"))
            continue;
        if (r->n_scopes == SCOPES_MAX) {
            r->opaque[0] = true;
            return;
        }
        inner = r->n_scopes++;
        r->up[inner] = scope;
        r->merged[inner] = r->alone[i];
        read_select(r, i, i + 1, r->w.items[i].close, inner);
        read_inner(r, i + 2, r->w.items[i].close, inner);
        i = r->w.items[i].close;
    }
}

/* --- following -------------------------------------------------------------------------------------------------------- */

static bool within(const struct reading *r, size_t scope, size_t outer)
{
    while (scope && scope != outer)
        scope = r->up[scope];
    return scope == outer;
}

/* May an equation be followed from a relation? Its own scope and those around it hold for every row it looks at; one inside
 * holds only when the relation's rows count for nothing without it. */
static bool holds_for(const struct reading *r, const struct relation *here, const struct equation *q)
{
    size_t s = q->scope;

    while (!within(r, here->scope, s)) {
        if (!r->merged[s] || r->opaque[s])
            return false;
        s = r->up[s];
    }
    return !r->opaque[q->scope];
}

/* The relation that a name means, seen from a scope: the nearest. */
static const struct relation *relation_of(const struct reading *r, struct sv alias, size_t scope)
{
    for (;; scope = r->up[scope]) {
        for (size_t i = 0; i < r->n_relations; i++)
            if (r->relations[i].scope == scope && sv_eq(r->relations[i].alias, alias))
                return &r->relations[i];
        if (!scope)
            return NULL;
    }
}

struct hop {
    const struct relation *at;
    struct sv enter, leave; /* leave of the last hop: the column that equals the subject's `enter` */
    bool member;            /* it is left by an equation of membership */
};

struct path {
    struct hop hops[HOPS_MAX];
    size_t n;
    struct sv strip; /* of the first equation */
};

static bool visited(const struct path *p, const struct relation *at)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->hops[i].at == at)
            return true;
    return false;
}

/* From the last relation of the path to the subject, over equations that its own scope or one around it states. An equation
 * with a text before it can only be the first and only one: its values are then those of the changed row. */
static bool follow(const struct reading *r, struct path *p)
{
    const struct relation *here = p->hops[p->n - 1].at;

    if (here == &r->relations[0])
        return true;
    if (p->n == HOPS_MAX)
        return false;
    for (int last = 1; last >= 0; last--) /* straight to the subject, if there is such a way */
        for (size_t i = 0; i < r->n_equations; i++) {
            const struct equation *q = &r->equations[i];
            const struct relation *left = relation_of(r, q->left.alias, q->scope),
                                  *right = relation_of(r, q->right.alias, q->scope), *next;
            bool forward = left == here;

            if (!left || !right || (left != here && right != here) || !holds_for(r, here, q) ||
                (q->strip.p && (!forward || p->n > 1)))
                continue;
            next = forward ? right : left;
            if (visited(p, next) || (next == &r->relations[0]) != last || (q->strip.p && !last))
                continue;
            p->hops[p->n - 1].leave = forward ? q->left.name : q->right.name;
            p->hops[p->n - 1].member = q->member;
            p->hops[p->n++] = (struct hop){ next, forward ? q->right.name : q->left.name, SV_NULL, false };
            p->strip = q->strip.p ? q->strip : p->strip;
            if (follow(r, p))
                return true;
            p->n--;
        }
    return false;
}

/* --- what was found --------------------------------------------------------------------------------------------------- */

/* A register's own view, or one of its sets of references ("v_aplikasi__layanan"), whose field is then given. */
static const struct reg *register_of(const struct model *m, struct sv view, const struct field **refs)
{
    struct sv key = sv_sub(view, 2, view.n), field;
    ptrdiff_t at = sv_find(key, SV("__"));
    const struct reg *reg;

    *refs = NULL;
    if (at < 0)
        return model_reg(m, key);
    reg = model_reg(m, sv_sub(key, 0, (size_t) at));
    field = sv_sub(key, (size_t) at + 2, key.n);
    *refs = reg ? reg_field(reg, field) : NULL;
    return *refs ? reg : NULL;
}

/* "select x.id …" where a column of x has a value that is found by `inner` ($1 when absent). The unit that stands for a
 * row's agency is computed by the view, so rows are looked up by their agency, which has an index. */
static void put_lookup(struct buf *b, struct sv view, struct sv select, struct sv enter, struct sv inner)
{
    bool unit = sv_eq(enter, SV("pd_induk")) && !sv_eq(view, SV("v_perangkat_daerah"));

    buf_put(b, SV("select z."));
    db_ident(b, select);
    buf_put(b, SV(" as subjek from "));
    db_ident(b, view);
    buf_put(b, SV(" z where z."));
    db_ident(b, unit ? base_col_name(COL_PD) : enter);
    if (unit)
        buf_put(b, SV(" in (select g.id from v_unit g where g.pd_induk"));
    if (inner.p) {
        buf_put(b, SV(" in ("));
        buf_put(b, inner); /* checked: made here of loaded names */
        buf_put(b, SV(")"));
    } else {
        buf_put(b, SV(" = $1"));
    }
    if (unit)
        buf_put(b, SV(")"));
}

static struct sv find_text(const struct reading *r, const struct path *p)
{
    struct sv inner = SV_NULL;
    struct buf b;

    buf_init(&b, FIND_MAX_BYTES);
    for (size_t i = 1; i < p->n; i++) {
        bool last = i + 1 == p->n;
        const struct hop *h = &p->hops[i];

        if (last && sv_eq(h->enter, base_col_name(COL_ID)))
            break; /* the value is the subject */
        buf_reset(&b);
        put_lookup(&b, h->at->view, last ? base_col_name(COL_ID) : h->leave, h->enter, inner);
        inner = arena_dup(r->a, buf_sv(&b));
    }
    buf_clear(&b);
    return inner;
}

/* Can the column lack a value where it is looked at? Identities and the rows of sets cannot. */
static bool is_solid(const struct reading *r, const struct hop *h)
{
    static const struct sv sure[] = { SV_INIT("id"), SV_INIT("induk"), SV_INIT("ke") };
    const struct relation *rel = h->at;
    struct sv column = h->leave;

    if (!h->member)
        return true;
    for (size_t i = 0; i < sizeof sure / sizeof sure[0]; i++)
        if (sv_eq(sure[i], column))
            return true;
    for (size_t i = 0; i < r->n_filled; i++)
        if (r->filled[i].scope == rel->scope && sv_eq(r->filled[i].left.alias, rel->alias) &&
            sv_eq(r->filled[i].left.name, column))
            return true;
    return false;
}

static struct depend one_way(const struct reading *r, const struct relation *rel)
{
    struct path p = { .n = 1 };
    const struct field *refs;
    struct depend d = { .on = register_of(r->m, rel->view, &refs), .whole = true };

    p.hops[0] = (struct hop){ rel, SV_NULL, SV_NULL, false };
    if (!d.on || r->opaque[rel->scope] || r->opaque[0])
        return d;
    if (rel == &r->relations[0])
        return (struct depend){ .on = d.on, .from = base_col_name(COL_ID), .solid = true };
    if (!follow(r, &p))
        return d;
    d.whole = false;
    d.from = p.hops[0].leave;
    d.strip = p.strip;
    d.solid = is_solid(r, &p.hops[0]);
    for (size_t i = 1; i + 1 < p.n; i++) /* a value that lacks further on is not seen from the changed row */
        d.whole = d.whole || !is_solid(r, &p.hops[i]);
    if (d.whole)
        return (struct depend){ .on = d.on, .whole = true };
    d.find = find_text(r, &p);
    if (refs) /* rows of a set belong to the record that holds it */
        d.from = sv_eq(d.from, SV("ke")) ? refs->key : base_col_name(COL_ID);
    return d;
}

/* Texts of `d` live with what was read; those of the copy stay. */
static struct depend kept(const struct depend *d, struct arena *a)
{
    struct depend k = *d;

    k.from = arena_dup(a, d->from);
    k.strip = arena_dup(a, d->strip);
    k.find = arena_dup(a, d->find);
    return k;
}

static bool read_all(struct reading *r, struct sv sql, struct err *e)
{
    if (!words_read(sql, r->a, &r->w, e))
        return false;
    r->alone = ARENA_ARRAY(r->a, bool, r->w.n + 1);
    read_select(r, 0, 0, r->w.n, 0);
    read_inner(r, 0, r->w.n, 0);
    return arena_ok(r->a, e);
}

bool rule_depends(const struct model *m, const struct reg *subject, struct sv sql, struct arena *a,
                  struct depend **out, size_t *n, struct err *e)
{
    struct reading r = { .m = m, .subject = subject, .a = arena_new(RULE_WORDS_BYTES), .n_scopes = 1 };
    bool ok = read_all(&r, sql, e);

    *n = 0;
    *out = ok ? ARENA_ARRAY(a, struct depend, r.n_relations + 1) : NULL;
    for (size_t i = 0; ok && i < r.n_relations; i++) {
        struct depend d;

        if (sv_eq(r.relations[i].view, SV("v_unit"))) /* follows its agencies: rule_live.c sees to them */
            continue;
        d = one_way(&r, &r.relations[i]);
        (*out)[(*n)++] = kept(&d, a);
    }
    arena_free(r.a);
    return ok && arena_ok(a, e);
}

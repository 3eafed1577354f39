/* SPDX-License-Identifier: MIT
 * rule/pack_lay.c -- lays an amendment over what it amends, and finds which provision continues which. */
#include "base/arena.h"
#include "base/map.h"
#include "base/problems.h"
#include "json/json.h"
#include "rule/pack_priv.h"

/* --- trees ------------------------------------------------------------------------------------------------------------- */

static struct json *copy(struct arena *a, const struct json *v)
{
    struct json *c = ARENA_NEW(a, struct json);

    *c = *v;
    c->next = NULL;
    return c;
}

static void append(struct json *in, struct json *child)
{
    struct json **at = &in->first;

    while (*at)
        at = &(*at)->next;
    *at = child;
    in->n++;
}

static const struct json *merged(struct arena *a, const struct json *base, const struct json *over)
{
    struct json *out;

    if (base->type != JSON_MAP || over->type != JSON_MAP)
        return over;
    out = copy(a, base);
    out->first = NULL;
    out->n = 0;
    for (const struct json *v = base->first; v; v = v->next) {
        const struct json *mine = json_get(over, v->key);

        if (!mine || mine->type != JSON_NULL)
            append(out, copy(a, mine ? merged(a, v, mine) : v));
    }
    for (const struct json *v = over->first; v; v = v->next)
        if (!json_get(base, v->key) && v->type != JSON_NULL)
            append(out, copy(a, v));
    return out;
}

static const struct json *chapter_in(const struct json *list, struct sv bab)
{
    for (const struct json *c = list->first; c; c = c->next)
        if (sv_eq(json_text(c, SV("bab")), bab))
            return c;
    return NULL;
}

static void put_chapter(struct json *list, struct json *c)
{
    struct json **at = &list->first;

    while (*at && json_number(*at, SV("from"), 0) <= json_number(c, SV("from"), 0))
        at = &(*at)->next;
    c->next = *at;
    *at = c;
    list->n++;
}

static const struct json *chapters(struct arena *a, const struct json *base, const struct json *over)
{
    struct json *out;

    if (base->type != JSON_LIST || over->type != JSON_LIST)
        return over;
    out = copy(a, base);
    out->first = NULL;
    out->n = 0;
    for (const struct json *c = base->first; c; c = c->next)
        if (!chapter_in(over, json_text(c, SV("bab"))))
            append(out, copy(a, c));
    for (const struct json *c = over->first; c; c = c->next)
        put_chapter(out, copy(a, c));
    return out;
}

const struct json *pack_lay_over(struct arena *a, const struct json *base, const struct json *over)
{
    static const struct sv own[] = { SV_INIT("amends"), SV_INIT("replaces"), SV_INIT("repeals"),
                                     SV_INIT("dates") };
    struct json *out = copy(a, merged(a, base, over)), **at = &out->first;

    while (*at) {
        bool only_own = false;

        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
            only_own = only_own || sv_eq((*at)->key, own[i]);
        if (only_own) {
            *at = (*at)->next;
            out->n--;
            continue;
        }
        if (sv_eq((*at)->key, SV("chapters")) && json_get(base, SV("chapters")) &&
            json_get(over, SV("chapters"))) {
            struct json *next = (*at)->next;

            *at = copy(a, chapters(a, json_get(base, SV("chapters")), json_get(over, SV("chapters"))));
            (*at)->next = next;
        }
        at = &(*at)->next;
    }
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (json_get(over, own[i]))
            append(out, copy(a, json_get(over, own[i])));
    return out;
}

/* --- do two provisions say the same? ------------------------------------------------------------------------------------- */

static bool same(const struct json *x, const struct json *y)
{
    const struct json *c, *d;

    if (x->type != y->type)
        return false;
    if (x->type == JSON_MAP) {
        for (c = x->first; c; c = c->next)
            if (!json_get(y, c->key) || !same(c, json_get(y, c->key)))
                return false;
        return x->n == y->n;
    }
    if (x->type == JSON_LIST) {
        for (c = x->first, d = y->first; c && d; c = c->next, d = d->next)
            if (!same(c, d))
                return false;
        return !c && !d;
    }
    return x->b == y->b && x->i == y->i && sv_eq(x->s, y->s);
}

/* What a provision demands; where it stands and what we remark on it is left aside. */
static bool demands_the_same(const struct json *x, const struct json *y)
{
    static const struct sv keys[] = { SV_INIT("says"),       SV_INIT("binds"),   SV_INIT("strength"),
                                      SV_INIT("competence"), SV_INIT("outside"), SV_INIT("check") };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct json *a = json_get(x, keys[i]), *b = json_get(y, keys[i]);

        if (!a != !b || (a && !same(a, b)))
            return false;
    }
    return true;
}

/* --- provisions ------------------------------------------------------------------------------------------------------------ */

static struct sv near(const struct reader *r, const struct pack *p, struct sv at)
{
    struct sv *all = ARENA_ARRAY(r->a, struct sv, p->n + 1), found;

    for (size_t i = 0; i < p->n; i++) {
        all[i] = p->norms[i].at;
        if (at.n && pack_covers(pack_at(at).huruf.p ? sv_sub(at, 0, at.n - pack_at(at).huruf.n) : at, all[i]))
            return arena_printf(r->a, T("Yang ada: \"%.*s\"."), SV_FMT(all[i]));
    }
    found = problems_suggest(at, all, p->n);
    return found.p ? arena_printf(r->a, T("Barangkali maksudnya \"%.*s\"."), SV_FMT(found))
                   : arena_printf(r->a, T("Lihat norms.yaml paket \"%.*s\"."), SV_FMT(p->id));
}

static void not_there(const struct reader *r, const struct pack *before, struct sv file, const struct json *v,
                      struct sv field, struct sv at)
{
    pack_complain(
        r, file, v, field,
        arena_printf(r->a, T("Ketentuan \"%.*s\" tidak ada dalam \"%.*s\"."), SV_FMT(at), SV_FMT(before->id)))
        ->hint = near(r, before, at);
}

static struct pack_norm norm_of(const struct reader *r, const struct pack *p, const struct json *v)
{
    const struct json *was = json_get(v, SV("was"));
    size_t source = p->n_sources - 1;
    struct pack_norm n = { .decl = v, .at = json_text(v, SV("at")), .source = source };
    struct sv file = p->sources[source].file;

    if (was && !p->before) { /* a link that leads nowhere has been told already */
        if (json_get(p->regulation, SV("amends")) || json_get(p->regulation, SV("replaces")))
            return n;
        pack_complain(r, file, was, SV("was"),
                      SV(T("was hanya ada pada peraturan yang mengubah atau mengganti peraturan lain.")));
        return n;
    }
    if (was && was->s.p) {
        n.before = pack_norm_at(p->before, was->s);
        if (!n.before)
            not_there(r, p->before, file, was, SV("was"), was->s);
    } else if (p->amends.p) {
        n.before = pack_norm_at(p->before, n.at);
    }
    n.same = n.before && p->replaces.p && demands_the_same(n.before->decl, v);
    return n;
}

void pack_take(const struct reader *r, struct pack *p, const struct json *norms)
{
    p->norms = ARENA_ARRAY(r->a, struct pack_norm, norms ? norms->n + 1 : 1);
    for (const struct json *v = norms ? norms->first : NULL; v; v = v->next)
        p->norms[p->n++] = norm_of(r, p, v);
}

/* Whether each provision of the one before stays; what is repealed and rewritten at once is a contradiction. */
static bool *repealed(const struct reader *r, const struct pack *p, const struct json *own,
                      const struct json *norms)
{
    const struct json *list = json_get(own, SV("repeals"));
    bool *gone = ARENA_ARRAY(r->a, bool, p->before->n + 1);

    for (const struct json *v = list && list->type == JSON_LIST ? list->first : NULL; v; v = v->next) {
        bool any = false;

        for (size_t i = 0; i < p->before->n; i++)
            if (pack_covers(v->s, p->before->norms[i].at))
                any = gone[i] = true;
        if (!any)
            not_there(r, p->before, p->file, v, SV("repeals"), v->s);
        for (const struct json *n = norms ? norms->first : NULL; n; n = n->next)
            if (v->s.n && sv_eq(json_text(n, SV("at")), v->s))
                pack_complain(r, p->file, v, SV("repeals"),
                              arena_printf(r->a,
                                           T("Ketentuan \"%.*s\" dihapus di sini dan ditulis di norms.yaml."),
                                           SV_FMT(v->s)))
                    ->hint = SV(T("Yang diubah cukup ditulis di norms.yaml; yang dihapus cukup di repeals."));
    }
    return gone;
}

/* Behind the last provision that stands before it in the regulation. */
static void insert(struct pack *p, const struct pack_norm *n)
{
    size_t to = 0;

    for (size_t i = 0; i < p->n; i++)
        if (pack_at_cmp(p->norms[i].at, n->at) <= 0)
            to = i + 1;
    memmove(&p->norms[to + 1], &p->norms[to], (p->n - to) * sizeof *p->norms);
    p->norms[to] = *n;
    p->n++;
}

void pack_amend(const struct reader *r, struct pack *p, const struct json *own, const struct json *norms)
{
    const struct pack *base = p->before;
    bool *gone = repealed(r, p, own, norms);

    p->norms = ARENA_ARRAY(r->a, struct pack_norm, base->n + (norms ? norms->n : 0) + 1);
    for (size_t i = 0; i < base->n; i++)
        if (!gone[i])
            p->norms[p->n++] = (struct pack_norm){ base->norms[i].decl, base->norms[i].at,
                                                   base->norms[i].source, &base->norms[i], true };
    for (const struct json *v = norms ? norms->first : NULL; v; v = v->next) {
        struct pack_norm n = norm_of(r, p, v);
        size_t i = 0;

        while (i < p->n && (p->norms[i].source == p->n_sources - 1 || !sv_eq(p->norms[i].at, n.at)))
            i++;
        if (i < p->n)
            p->norms[i] = n;
        else
            insert(p,
                   &n); /* one written twice stays twice, so that it is seen when the provisions are read */
    }
}

/* SPDX-License-Identifier: MIT
 * page/show_back.c -- rows of other registers that point to this one: counted, with a link to exactly those rows. */
#include "base/arena.h"
#include "base/hash.h"
#include "page/show_priv.h"

/* The value of `f` that points to the record shown. */
static struct sv pointing(const struct show *s, const struct field *f)
{
    if (f->target)
        return arena_printf(s->p.a, "%lld", (long long) s->rec->id);
    return arena_printf(s->p.a, "%.*s:%lld", SV_FMT(s->reg->key), (long long) s->rec->id);
}

static bool points_here(const struct show *s, const struct field *f)
{
    return (f->type == FT_REF || f->type == FT_REFS) &&
           (f->target ? f->target == s->reg : sv_eq(f->to, SV("*")));
}

static bool count_one(struct show *s, struct db *db, const struct reg *reg, const struct field *f,
                      struct err *e)
{
    const struct filter by = { f->key, FILTER_EQ, pointing(s, f) };
    const struct list_query q = { .reg = reg, .filters = &by, .n_filters = 1, .limit = 1 };
    struct list rows;

    if (!list_load(db, &s->region->records, s->who, &q, s->p.a, &rows, e))
        return false;
    if (rows.total > 0)
        s->back[s->n_back++] = (struct back_ref){ reg, f, rows.total, rows.total_capped };
    return true;
}

bool show_back_load(struct show *s, struct db *db, struct err *e)
{
    const struct model *m = s->region->model;
    size_t most = 0;

    for (size_t i = 0; i < m->n_regs; i++)
        most += m->regs[i]->n_fields;
    s->back = ARENA_ARRAY(s->p.a, struct back_ref, most);
    for (size_t i = 0; i < m->n_regs; i++) {
        const struct reg *reg = m->regs[i];

        if (!who_may_open(s->who, &reg->rule))
            continue;
        for (size_t k = 0; k < reg->n_fields; k++)
            if (points_here(s, &reg->fields[k]) && record_may_see_field(s->who, NULL, &reg->fields[k]) &&
                !count_one(s, db, reg, &reg->fields[k], e))
                return false;
    }
    return true;
}

void show_back(struct show *s)
{
    struct html *h = &s->p.h;

    if (!s->n_back)
        return;
    page_card_begin(h, 2, SV(T("Terkait dari daftar lain")));
    html_open(h, "ul");
    html_class(h, "langkah");
    for (size_t i = 0; i < s->n_back; i++) {
        const struct back_ref *b = &s->back[i];

        html_open(h, "li");
        page_link(h,
                  arena_printf(s->p.a, "/r/%.*s?f.%.*s=%.*s", SV_FMT(b->reg->key), SV_FMT(b->field->key),
                               SV_FMT(url_encode(pointing(s, b->field), s->p.a))),
                  arena_printf(s->p.a, "%.*s: %s%.*s", SV_FMT(b->reg->label),
                               b->capped ? T("lebih dari ") : "",
                               SV_FMT(arena_printf(s->p.a, "%lld", (long long) b->total))));
        html_open(h, "div");
        html_class(h, "text-secondary");
        html_textf(h, T("pada bidang %.*s"), SV_FMT(b->field->label));
        html_close(h, "div");
        html_close(h, "li");
    }
    html_close(h, "ul");
    page_card_end(h);
}

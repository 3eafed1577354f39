/* SPDX-License-Identifier: MIT
 * page/show_age.c -- on the page of a record and in its grids: how old what a field with `match` points to is. */
#include "base/arena.h"
#include "page/match.h"
#include "page/grid_priv.h"
#include "page/show_priv.h"

static bool load_one(struct show *s, struct db *db, const struct record *rec, const struct field *f,
                     struct err *e)
{
    struct match m;

    if (!f->match || !rec->val[f->index].p || !record_may_see_field(s->who, rec, f))
        return true;
    if (!match_load(db, s->region, s->who, rec, f, false, s->p.a, &m, e))
        return false;
    *ARENA_PUSH(s->p.a, s->ages, s->n_ages, s->cap_ages) = m;
    return true;
}

/* After the grids are loaded: their rows are asked, too. */
bool show_ages_load(struct show *s, struct db *db, struct err *e)
{
    for (size_t i = 0; i < s->reg->n_fields; i++)
        if (!load_one(s, db, s->rec, &s->reg->fields[i], e))
            return false;
    for (size_t i = 0; i < s->n_grids; i++) {
        const struct grid *k = &s->grids[i];

        for (size_t j = 0; j < k->n; j++)
            for (size_t c = 0; k->rows[j].child && c < k->s->n_show; c++)
                if (!load_one(s, db, k->rows[j].child, k->s->show[c], e))
                    return false;
    }
    return true;
}

void show_ages(struct show *s, const struct record *rec, const struct field *f)
{
    struct html *h = &s->p.h;

    for (size_t i = 0; i < s->n_ages; i++) {
        const struct match *m = &s->ages[i];

        if (m->rec != rec || m->f != f)
            continue;
        for (size_t k = 0; k < m->n; k++) {
            if (!m->rows[k].age.n)
                continue;
            html_open(h, "div");
            html_class(h, "text-secondary umur");
            if (m->n > 1)
                html_textf(h, "%.*s: ", SV_FMT(record_title(m->rows[k].r)));
            match_age(&s->p, &m->rows[k]);
            html_close(h, "div");
        }
    }
}

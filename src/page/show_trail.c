/* SPDX-License-Identifier: MIT
 * page/show_trail.c -- a record's values as they last were under each value of one field (amounts by stage), read off its
 * versions: what a person may not see of them is not among them. */
#include "base/arena.h"
#include "page/show_priv.h"

enum { STAGES_MAX = 40 };

struct stage {
    struct sv by;
    struct sv *val; /* by index of trail->shows */
};

static struct sv *now_values(const struct show *s, const struct reg_trail *t)
{
    struct sv *v = ARENA_ARRAY(s->p.a, struct sv, t->n_shows + 2);

    for (size_t i = 0; i < t->n_shows; i++)
        v[i] = s->rec->val[t->shows[i]->index];
    v[t->n_shows] = s->rec->val[t->by->index];
    return v;
}

static bool known(const struct stage *stages, size_t n, struct sv by)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(stages[i].by, by))
            return true;
    return false;
}

/* Undoes one version: afterwards *v is what stood there before it. */
static void step_back(const struct reg_trail *t, const struct record_version *ver, struct sv *v)
{
    for (size_t d = 0; d < ver->n; d++) {
        if (ver->diffs[d].field == t->by)
            v[t->n_shows] = ver->diffs[d].before;
        for (size_t i = 0; i < t->n_shows; i++)
            if (ver->diffs[d].field == t->shows[i])
                v[i] = ver->diffs[d].before;
    }
}

/* Newest stage first. What a step emptied together with the stage it began belongs to the new one. */
static size_t stages_of(const struct show *s, const struct reg_trail *t, struct stage *out)
{
    struct sv *v = now_values(s, t);
    size_t n = 0;

    for (size_t i = 0; i <= s->n_versions && n < STAGES_MAX; i++) {
        struct sv by = v[t->n_shows];

        if (by.n && !known(out, n, by)) {
            out[n].by = by;
            out[n].val = ARENA_ARRAY(s->p.a, struct sv, t->n_shows + 1);
            for (size_t k = 0; k < t->n_shows; k++)
                out[n].val[k] = v[k];
            n++;
        }
        if (i < s->n_versions)
            step_back(t, &s->versions[i], v);
    }
    return n;
}

static bool any_seen(const struct show *s, const struct reg_trail *t)
{
    for (size_t i = 0; i < t->n_shows; i++)
        if (record_may_see_field(s->who, s->rec, t->shows[i]))
            return true;
    return false;
}

static void head(struct html *h, struct sv label)
{
    html_open(h, "th");
    html_attr(h, "scope", SV("col"));
    html_text(h, label);
    html_close(h, "th");
}

static void stage_row(struct show *s, const struct reg_trail *t, const struct stage *st)
{
    const struct model *m = s->region->model;
    struct html *h = &s->p.h;

    html_open(h, "tr");
    html_open(h, "th");
    html_attr(h, "scope", SV("row"));
    html_class(h, "utama");
    html_text(h, value_show(m, t->by, st->by, s->past_labels, s->p.a));
    html_close(h, "th");
    for (size_t i = 0; i < t->n_shows; i++) {
        html_open(h, "td");
        html_attr(h, "data-label", t->shows[i]->label);
        html_attr(h, "class", t->shows[i]->type == FT_RUPIAH ? SV("text-nowrap") : SV(""));
        if (st->val[i].n && record_may_see_field(s->who, s->rec, t->shows[i]))
            html_text(h, value_show(m, t->shows[i], st->val[i], s->past_labels, s->p.a));
        html_close(h, "td");
    }
    html_close(h, "tr");
}

void show_trail(struct show *s)
{
    const struct reg_trail *t = s->reg->trail;
    struct html *h = &s->p.h;
    struct stage *stages;
    size_t n;

    if (!t || s->per.p || !any_seen(s, t))
        return;
    stages = ARENA_ARRAY(s->p.a, struct stage, STAGES_MAX);
    n = stages_of(s, t, stages);
    if (n < 2) /* one stage is what the fields say themselves */
        return;
    page_card_begin(h, 2, t->label);
    html_open(h, "div");
    html_class(h, "gulung");
    html_attr(h, "tabindex",
              SV("0")); /* nothing in it takes the focus, and it may be wider than the screen */
    html_attr(h, "role", SV("region"));
    html_attr(h, "aria-label", t->label.n ? t->label : t->by->label);
    html_open(h, "table");
    html_class(h, "daftar");
    html_open(h, "caption");
    html_class(h, "visually-hidden");
    html_text(h, t->label);
    html_close(h, "caption");
    html_open(h, "thead");
    html_open(h, "tr");
    head(h, t->by->label);
    for (size_t i = 0; i < t->n_shows; i++)
        head(h, t->shows[i]->label);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = n; i-- > 0;)
        stage_row(s, t, &stages[i]);
    html_close(h, "tbody");
    html_close(h, "table");
    html_close(h, "div");
    page_card_end(h);
}

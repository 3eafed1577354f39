/* SPDX-License-Identifier: MIT
 * page/home_load.c -- gathers the front page: few, cheap queries, since everybody opens it first. */
#include "base/arena.h"
#include "page/home_priv.h"

/* --- provisions ------------------------------------------------------------------------------------------------------ */

struct order {
    const struct actor *who;
};

static int compare(const void *x, const void *y, void *ctx)
{
    const struct norm_state *const *a = x, *const *b = y;
    const struct order *o = ctx;
    int mine = (int) norm_is_mine((*b)->norm, o->who) - (int) norm_is_mine((*a)->norm, o->who);
    int c = mine ? mine : sv_cmp((*a)->due, (*b)->due);

    return c ? c : ((*a)->norm->index > (*b)->norm->index) - ((*a)->norm->index < (*b)->norm->index);
}

static void pick(struct home *m, enum norm_status s, const struct norm_state ***out, size_t *n)
{
    struct order o = { m->p.who };
    const struct norm_state **items = ARENA_ARRAY(m->p.a, const struct norm_state *, m->book.n + 1);

    for (size_t i = 0; i < m->book.n; i++)
        if (m->book.states[i].status == s)
            items[(*n)++] = &m->book.states[i];
    qsort_r(items, *n, sizeof *items, compare, &o);
    *out = items;
}

/* --- the agency's own registers ------------------------------------------------------------------------------------------ */

static bool count_unit(struct db *db, struct home *m, int64_t unit, struct err *e)
{
    const struct region *r = m->p.region;
    struct stmt *q = NULL;
    bool row,
        ok =
            db_prepare(
                db,
                SV("select register, klasifikasi, cast(sum(n) as bigint) from hitung where perangkat_daerah = $1 "
                   "group by register, klasifikasi"),
                &q, e) &&
            stmt_int(q, 1, unit, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        struct sv key = stmt_get_text(q, 0), level = stmt_get_text(q, 1);

        for (size_t i = 0; i < m->n_regs; i++)
            if (sv_eq(m->regs[i].reg->key, key) &&
                who_may_see(m->p.who, &r->model->scheme, &m->regs[i].reg->rule, unit, level))
                m->regs[i].n += stmt_get_int(q, 2);
    }
    stmt_done(q);
    return ok;
}

static bool writes(const struct actor *who, const struct reg *reg)
{
    for (size_t i = 0; i < who->n_posts; i++)
        if (who_may_create(who, &reg->rule, who->posts[i].pd))
            return true;
    return false;
}

static bool own_registers(struct db *db, struct home *m, struct err *e)
{
    const struct model *model = m->p.region->model;
    bool ok = true;

    if (!m->p.who->n_posts)
        return true;
    m->regs = ARENA_ARRAY(m->p.a, struct home_reg, model->n_regs);
    for (size_t i = 0; i < model->n_regs; i++)
        if (model->regs[i]->scoped && who_may_open(m->p.who, &model->regs[i]->rule) &&
            writes(m->p.who, model->regs[i]))
            m->regs[m->n_regs++].reg = model->regs[i];
    for (size_t i = 0; ok && i < m->p.who->n_units; i++)
        ok = count_unit(db, m, m->p.who->units[i], e);
    return ok;
}

/* --- all of it -------------------------------------------------------------------------------------------------------------- */

static bool load_setup(struct db *db, struct home *m, struct err *e)
{
    int64_t agencies;

    if (!db_one_int(
            db, SV("select count(*) from (select id from perangkat_daerah where dihapus is null limit 1) s"),
            0, &agencies, e))
        return false;
    m->empty = agencies == 0;
    if (!m->p.who->administrator)
        return true;
    if (!setup_load(db, m->p.region, m->p.a, &m->setup, e))
        return false;
    m->setting_up = m->setup.done < m->setup.counted;
    return true;
}

bool home_load(struct db *db, struct home *m, struct err *e)
{
    const struct region *r = m->p.region;
    const struct foresee_ask ends = { .limit = HOME_ENDS + 1 };

    if (!norm_book_load(db, r, (struct date){ 0 }, m->p.a, &m->book, e) ||
        !flow_tasks(db, r->flow, &r->records, m->p.who, HOME_TASKS + 1, m->p.a, &m->tasks, &m->n_tasks, e) ||
        !notice_list(db, &r->records, m->p.who, true, NOTICES_HOME + 1, m->p.a, &m->notices, &m->n_notices,
                     e) ||
        !foresee_list(db, r, m->p.who, &ends, m->p.a, &m->ends, &m->n_ends, e) || !own_registers(db, m, e) ||
        !load_setup(db, m, e))
        return false;
    m->more_tasks = m->n_tasks > HOME_TASKS;
    if (m->more_tasks)
        m->n_tasks = HOME_TASKS;
    pick(m, NORM_LATE, &m->late, &m->n_late);
    pick(m, NORM_DUE_SOON, &m->soon, &m->n_soon);
    while (m->n_late_mine < m->n_late && norm_is_mine(m->late[m->n_late_mine]->norm, m->p.who))
        m->n_late_mine++;
    return arena_ok(m->p.a, e);
}

/* SPDX-License-Identifier: MIT
 * model/schema_view.c -- the views that regulation packs read: live rows, and the unit that stands for each agency. */
#include "model/schema_priv.h"

/* Which unit each agency counts at, removed agencies included: their rows go on counting. */
static bool create_unit_view(struct maker *m, struct err *e)
{
    schema_put(m, "drop view if exists v_unit");
    if (!schema_run(m, e))
        return false;
    schema_put(
        m,
        "create view v_unit as select t.id, coalesce(t.dihitung_di, t.id) as pd_induk from perangkat_daerah t");
    return schema_run(m, e);
}

static bool create_view(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv view = schema_joined(m, SV("v"), "_", r->key);

    schema_put(m, "drop view if exists ");
    schema_name(m, view);
    if (!schema_run(m, e))
        return false;
    schema_put(m, "create view ");
    schema_name(m, view);
    schema_put(m, " as select t.*, ");
    if (reg_is_agency(r))
        schema_put(m, "coalesce(t.dihitung_di, t.id)");
    else
        schema_put(
            m,
            "(select coalesce(p.dihitung_di, p.id) from perangkat_daerah p where p.id = t.perangkat_daerah)");
    schema_put(m, " as pd_induk from ");
    schema_name(m, r->key);
    schema_put(m, " t where t.dihapus is null");
    return schema_run(m, e);
}

/* Packs see join tables through views of their own. */
static bool create_join_views(struct maker *m, const struct reg *r, struct err *e)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        struct sv table = schema_joined(m, r->key, "__", r->fields[i].key),
                  view = schema_joined(m, SV("v"), "_", table);

        if (r->fields[i].type != FT_REFS)
            continue;
        schema_put(m, "drop view if exists ");
        schema_name(m, view);
        if (!schema_run(m, e))
            return false;
        schema_put(m, "create view ");
        schema_name(m, view);
        schema_put(m, " as select induk, ke from ");
        schema_name(m, table);
        if (!schema_run(m, e))
            return false;
    }
    return true;
}

bool schema_views(struct maker *m, struct err *e)
{
    const struct model *model = m->rs->model;

    for (size_t i = 0; i < model->n_regs; i++)
        if (!create_view(m, model->regs[i], e) || !create_join_views(m, model->regs[i], e))
            return false;
    return !model_reg(model, base_col_name(COL_PD)) || create_unit_view(m, e);
}

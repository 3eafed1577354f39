/* SPDX-License-Identifier: MIT
 * app/hub_rows.c -- columns by name, and gates. */
#include "app/hub_rows.h"

#include "base/arena.h"
#include "flow/flow.h"

static int column(struct stmt *q, struct sv name)
{
    int n = stmt_columns(q);

    for (int i = 0; i < n; i++)
        if (sv_eq(stmt_name(q, i), name))
            return i;
    return -1;
}

int64_t hub_number(struct stmt *q, struct sv name, int64_t otherwise)
{
    int at = column(q, name);

    return at < 0 || stmt_is_null(q, at) ? otherwise : stmt_get_int(q, at);
}

struct sv hub_text(struct stmt *q, struct sv name, struct arena *a)
{
    int at = column(q, name);
    struct sv v = at < 0 ? SV_NULL : stmt_get_text(q, at);

    return v.p ? arena_dup(a, v) : SV("");
}

bool hub_unmet(const struct region *r, struct db *db, const struct reg *reg, int64_t id, struct arena *a,
               struct sv *why, struct sv *at, struct err *e)
{
    const struct records *rs = &r->records;
    struct record *rec = NULL;
    struct mark *marks = NULL;
    size_t n = 0;

    *why = *at = SV("");
    if (!reg)
        return true;
    if (!record_get(db, rs, who_system(), reg, id, a, &rec, e) ||
        !flow_marks(db, r->flow, rs, rec, a, &marks, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (marks[i].state.need->blocks && !marks[i].dispensation.p) {
            *why = marks[i].state.need->label;
            *at = rule_label(marks[i].state.need->at.p ? marks[i].state.need->at : marks[i].t->at, a);
            break;
        }
    return true;
}

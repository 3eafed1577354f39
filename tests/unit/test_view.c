/* SPDX-License-Identifier: MIT
 * tests/unit/test_view.c -- columns and views of lists, on both engines: rights hold for what is offered, kept and shared. */
#include "region_fixture.h"

#include "model/event.h"
#include "model/view.h"

static const struct reg *apps(struct world *w)
{
    return model_reg(w->model, SV("aplikasi"));
}

static void views(struct world *w)
{
    struct err err = { 0 };

    MUST(db_migrate(w->db, view_migrations, view_migrations_n, &err));
}

static struct actor *administrator(struct world *w)
{
    struct actor *who = ARENA_NEW(w->a, struct actor);

    *who = *w->kadis;
    who->administrator = true;
    return who;
}

/* --- columns --------------------------------------------------------------------------------------------------------------- */

static bool among(struct view_cols c, const char *key)
{
    for (size_t i = 0; i < c.n; i++)
        if (sv_eq(c.items[i].key, sv_of(key)))
            return true;
    return false;
}

static void a_hidden_field_is_no_column(void **state)
{
    struct world *w = *state;
    struct reg r = *apps(w);
    struct field *fields = ARENA_ARRAY(w->a, struct field, r.n_fields);
    static const struct sv see[] = { SV_INIT("dinas") };
    struct view_cols c;
    size_t dropped;

    memcpy(fields, r.fields, r.n_fields * sizeof *fields);
    r.fields = fields;
    for (size_t i = 0; i < r.n_fields; i++)
        if (sv_eq(fields[i].key, SV("keterangan"))) {
            fields[i].see = see;
            fields[i].n_see = 1;
        }
    if (among(view_cols_all(w->op1, &r, w->a), "keterangan") ||
        !among(view_cols_all(w->pel, &r, w->a), "keterangan"))
        fail_msg("what is offered does not follow the field's rights");
    c = view_cols_read(w->op1, &r, SV("keterangan,jenis,jenis,tidak_ada,status"), w->a, &dropped);
    if (c.n != 2 || dropped != 2 || !sv_eq(view_cols_keys(&c, w->a), SV("jenis,status")))
        fail_msg("read %.*s, %zu left out", SV_FMT(view_cols_keys(&c, w->a)), dropped);
}

static void columns_are_kept_for_each_person(void **state)
{
    struct world *w = *state;
    struct err err = { 0 };
    struct sv keys;

    views(w);
    MUST(db_begin(w->db, &err));
    MUST(view_cols_save(w->db, w->op1, apps(w), SV("jenis"), &err));
    MUST(view_cols_save(w->db, w->op1, apps(w), SV("status,jenis"), &err));
    MUST(db_commit(w->db, &err));
    MUST(view_cols_load(w->db, w->op1, apps(w), w->a, &keys, &err));
    assert_true(sv_eq(keys, SV("status,jenis")));
    MUST(view_cols_load(w->db, w->op2, apps(w), w->a, &keys, &err));
    assert_null(keys.p);
    MUST(view_cols_save(w->db, w->op1, apps(w), SV_NULL, &err));
    MUST(view_cols_load(w->db, w->op1, apps(w), w->a, &keys, &err));
    assert_null(keys.p);
}

/* --- views ------------------------------------------------------------------------------------------------------------------ */

static int64_t keep(struct world *w, const struct actor *who, const char *name, enum view_scope scope)
{
    const struct view_edit v = { sv_of(name), SV("f.jenis=khusus"), scope };
    struct err err = { 0 };
    int64_t id;

    MUST(db_begin(w->db, &err));
    MUST(view_create(w->db, &w->rs, who, apps(w), &v, w->a, &id, &err));
    MUST(db_commit(w->db, &err));
    return id;
}

static size_t seen(struct world *w, const struct actor *who, struct view **out)
{
    struct err err = { 0 };
    size_t n;

    MUST(view_list(w->db, who, apps(w), w->a, out, &n, &err));
    return n;
}

static void a_view_is_seen_by_whom_it_is_shared_with(void **state)
{
    struct world *w = *state;
    struct view *list, v;
    struct err err = { 0 };
    int64_t mine, office;

    views(w);
    mine = keep(w, w->op1, "Punya saya", VIEW_MINE);
    office = keep(w, w->op1, "Punya kantor", VIEW_AGENCY);
    keep(w, administrator(w), "Seluruhnya", VIEW_REGION);
    if (seen(w, w->op1, &list) != 3 || seen(w, w->ver1, &list) != 2 || seen(w, w->op2, &list) != 1)
        fail_msg("seen by %zu, %zu, %zu", seen(w, w->op1, &list), seen(w, w->ver1, &list),
                 seen(w, w->op2, &list));
    REFUSED(view_get(w->db, w->ver1, apps(w), mine, w->a, &v, &err), ERR_MISSING);
    REFUSED(view_get(w->db, w->op2, apps(w), office, w->a, &v, &err), ERR_MISSING);
    REFUSED(view_get(w->db, w->op1, model_reg(w->model, SV("layanan")), mine, w->a, &v, &err), ERR_MISSING);
    const struct view_edit other = { SV("Diganti"), SV_NULL, VIEW_AGENCY },
                           wide = { SV("Luas"), SV(""), VIEW_REGION };
    REFUSED(view_update(w->db, &w->rs, w->ver1, apps(w), office, &other, w->a, &err), ERR_DENIED);
    REFUSED(view_delete(w->db, &w->rs, w->ver1, apps(w), office, true, w->a, &err), ERR_DENIED);
    REFUSED(view_create(w->db, &w->rs, w->op1, apps(w), &wide, w->a, &mine, &err), ERR_DENIED);
}

static void a_deleted_view_comes_back(void **state)
{
    struct world *w = *state;
    struct view *list, v;
    struct err err = { 0 };
    int64_t id;

    views(w);
    id = keep(w, w->op1, "Sementara", VIEW_AGENCY);
    MUST(view_initial_set(w->db, w->ver1, apps(w), id, &err));
    assert_int_equal(seen(w, w->ver1, &list), 1);
    assert_true(list[0].initial && !list[0].may_change);
    MUST(view_delete(w->db, &w->rs, w->op1, apps(w), id, true, w->a, &err));
    assert_int_equal(seen(w, w->ver1, &list), 0);
    REFUSED(view_get(w->db, w->ver1, apps(w), id, w->a, &v, &err), ERR_MISSING);
    MUST(view_delete(w->db, &w->rs, w->op1, apps(w), id, false, w->a, &err));
    assert_int_equal(seen(w, w->ver1, &list), 1);
}

static void views_are_bounded_and_sharing_is_recorded(void **state)
{
    struct world *w = *state;
    const struct view_edit one = { SV("Satu lagi"), SV(""), VIEW_MINE };
    struct err err = { 0 };
    int64_t before, after, id;

    views(w);
    MUST(db_one_int(w->db, SV("select count(*) from peristiwa"), 0, &before, &err));
    for (int i = 0; i < VIEW_OWN_MAX - 1; i++)
        keep(w, w->op1, arena_printf(w->a, "Nomor %d", i).p, VIEW_MINE);
    keep(w, w->op1, "Bersama", VIEW_AGENCY);
    MUST(db_one_int(w->db, SV("select count(*) from peristiwa"), 0, &after, &err));
    assert_int_equal(after - before, 1);
    REFUSED(view_create(w->db, &w->rs, w->op1, apps(w), &one, w->a, &id, &err), ERR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(a_hidden_field_is_no_column),
        WORLD(columns_are_kept_for_each_person),
        WORLD(a_view_is_seen_by_whom_it_is_shared_with),
        WORLD(a_deleted_view_comes_back),
        WORLD(views_are_bounded_and_sharing_is_recorded),
    };

    PLACES_RUN("view", tests);
}

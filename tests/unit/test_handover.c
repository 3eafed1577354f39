/* SPDX-License-Identifier: MIT
 * tests/unit/test_handover.c -- serah terima: what moves, what stays, and the way back, on both engines. */
#include "region_fixture.h"

#include "model/event.h"
#include "model/handover.h"
#include "model/talk.h"
#include "model/view.h"

static const struct date last_day = { 2026, 1, 15 };

static struct actor *administrator(struct world *w)
{
    struct record *r = MAKE(w, who_system(), "akun", "nama", "Admin", "nama_pengguna", "admin",
                            "peran_khusus", "administrator");

    return world_actor(w, r->id);
}

static struct handover_ask ask_of(struct world *w)
{
    return (struct handover_ask){ .from = w->op1->akun,
                                  .to = w->op2->akun,
                                  .last = last_day,
                                  .post = true,
                                  .ends = true,
                                  .reason = SV("mutasi"),
                                  .tasks = 3 };
}

/* Something of each kind, held by op1. */
static void populate(struct world *w, struct record **person, struct record **draft)
{
    struct err err = { 0 };
    struct view_edit view = { SV("Kecil"), SV("f.jenis=khusus"), VIEW_AGENCY };
    int64_t id;

    MUST(db_migrate(w->db, view_migrations, view_migrations_n, &err));
    MUST(db_migrate(w->db, talk_migrations, talk_migrations_n, &err));
    *draft = MAKE(w, w->op1, "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1), "jenis",
                  "khusus");
    *person = MAKE(w, who_system(), "pengguna", "nama", "Op", "peran", "walidata_pendukung",
                   "perangkat_daerah", world_id(w, w->pd1), "akun", world_id(w, w->op1->akun));
    MUST(db_begin(w->db, &err));
    MUST(watch_set(w->db, &w->rs, w->op1, *person, true, &err));
    MUST(view_create(w->db, &w->rs, w->op1, (*draft)->reg, &view, w->a, &id, &err));
    MUST(db_commit(w->db, &err));
    MAKE(w, who_system(), "pendelegasian", "pemberi", world_id(w, w->kep1->akun), "penerima",
         world_id(w, w->op1->akun), "mulai", "2026-01-10", "selesai", "2026-01-31", "alasan", "cuti");
    MAKE(w, who_system(), "pendelegasian", "pemberi", world_id(w, w->op1->akun), "penerima",
         world_id(w, w->op2->akun), "mulai", "2026-01-10", "selesai", "2026-01-31", "alasan", "cuti");
}

static int64_t count(struct world *w, const char *sql)
{
    struct err err = { 0 };
    int64_t n;

    MUST(db_one_int(w->db, sv_of(sql), 0, &n, &err)); /* checked: a test's literal */
    return n;
}

static struct record *apply(struct world *w, const struct actor *who, const struct handover_ask *ask)
{
    struct problems ps;
    struct record *made = NULL;
    struct err err = { 0 };

    problems_init(&ps, w->a, 10);
    MUST(db_begin(w->db, &err));
    if (!handover_apply(w->db, &w->rs, who, ask, w->a, &made, &ps, &err))
        fail_msg("%s / %s / %.*s", err.text, err.cause, ps.n ? (int) ps.items[0].text.n : 0,
                 ps.n ? ps.items[0].text.p : "");
    MUST(db_commit(w->db, &err));
    return made;
}

static struct handover_back undo(struct world *w, const struct actor *who, int64_t id)
{
    struct handover_back back = { 0 };
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, w->a, 10);
    MUST(db_begin(w->db, &err));
    MUST(handover_undo(w->db, &w->rs, who, id, w->a, &back, &ps, &err));
    MUST(db_commit(w->db, &err));
    return back;
}

static int64_t held_by(struct world *w, const struct record *r, const char *field)
{
    struct record *now;
    struct err err = { 0 };
    int64_t v = 0;

    MUST(record_get(w->db, &w->rs, who_system(), r->reg, r->id, w->a, &now, &err));
    sv_int(now->val[reg_field(r->reg, sv_of(field))->index], &v);
    return v;
}

static bool loads(struct world *w, int64_t akun, struct date day, struct actor **who)
{
    struct err err = { 0 };

    return who_actor_load(w->db, w->levels, akun, day, w->a, who, &err);
}

static void what_is_held_goes_to_the_successor(void **state)
{
    struct world *w = *state;
    struct handover_ask ask = ask_of(w);
    struct actor *admin = administrator(w), *who;
    struct record *person, *draft, *papers;
    struct handover_item *items;
    struct err err = { 0 };
    size_t n, kinds[HANDOVER_KINDS] = { 0 };
    bool more;

    populate(w, &person, &draft);
    MUST(handover_plan(w->db, &w->rs, &ask, w->a, &items, &n, &more, &err));
    for (size_t i = 0; i < n; i++)
        kinds[items[i].kind]++;
    assert_false(more);
    assert_true(kinds[HANDOVER_POST] == 1 && kinds[HANDOVER_END] == 1 && kinds[HANDOVER_VIEW] == 1 &&
                kinds[HANDOVER_WATCH] == 1 && kinds[HANDOVER_DEPUTY] == 2 && kinds[HANDOVER_REF] == 1 &&
                kinds[HANDOVER_DRAFT] == 1);
    assert_int_equal(held_by(w, person, "akun"), w->op1->akun); /* planning moves nothing */

    papers = apply(w, admin, &ask);
    assert_int_equal(held_by(w, person, "akun"), w->op2->akun);
    MUST(record_get(w->db, &w->rs, who_system(), draft->reg, draft->id, w->a, &draft, &err));
    assert_int_equal(draft->dibuat_oleh, w->op1->akun); /* who did it stays who did it */
    assert_int_equal(count(w, "select count(*) from pantauan where akun = 1"), 0);
    assert_int_equal(count(w, "select count(*) from pantauan where akun = 4"), 2);
    assert_int_equal(count(w, "select count(*) from tampilan where akun = 4"), 1);
    assert_int_equal(
        count(w,
              "select count(*) from pendelegasian where penerima = 4 and pemberi = 3 and status = 'aktif'"),
        1);
    assert_int_equal(count(w, "select count(*) from pendelegasian where status = 'dicabut'"),
                     1); /* his own deputy now */
    assert_true(loads(w, w->op1->akun, last_day, &who));
    assert_false(loads(w, w->op1->akun, (struct date){ 2026, 1, 16 }, &who));
    assert_true(loads(w, w->op2->akun, last_day, &who) && who_owns(who, w->pd1) && !who_owns(who, w->pd2));
    assert_int_equal(count(w, "select count(*) from serah_terima_butir"), (int64_t) n);
    assert_int_equal(count(w, "select count(*) from peristiwa where isi like '{\"aksi\":\"serah_terima\",%'"),
                     1);
    assert_true(sv_eq(papers->val[reg_field(papers->reg, SV("jumlah_tugas"))->index], SV("3")));
}

static void all_of_it_comes_back(void **state)
{
    struct world *w = *state;
    struct handover_ask ask = ask_of(w);
    struct actor *admin = administrator(w), *who;
    struct record *person, *draft, *papers;
    struct handover_back back;
    struct problems ps;
    struct err err = { 0 };

    populate(w, &person, &draft);
    papers = apply(w, admin, &ask);
    back = undo(w, admin, papers->id);
    assert_true(back.back == 8 && back.kept == 0);
    assert_int_equal(held_by(w, person, "akun"), w->op1->akun);
    assert_int_equal(count(w, "select count(*) from pantauan where akun = 1"), 1);
    assert_int_equal(count(w, "select count(*) from pantauan where akun = 4"), 0);
    assert_int_equal(count(w, "select count(*) from tampilan where akun = 1"), 1);
    assert_int_equal(count(w, "select count(*) from pendelegasian where status = 'aktif'"), 2);
    assert_true(loads(w, w->op1->akun, (struct date){ 2026, 1, 20 }, &who));
    assert_true(loads(w, w->op2->akun, (struct date){ 2026, 1, 5 }, &who) && who_owns(who, w->pd2) &&
                !who_owns(who, w->pd1));
    problems_init(&ps, w->a, 10);
    MUST(db_begin(w->db, &err));
    assert_false(handover_undo(w->db, &w->rs, admin, papers->id, w->a, &back, &ps, &err)); /* once */
    assert_int_equal(err.kind, ERR_CONFLICT);
    db_rollback(w->db);
}

static void what_has_moved_on_stays(void **state)
{
    struct world *w = *state;
    struct handover_ask ask = ask_of(w);
    struct actor *admin = administrator(w);
    struct record *person, *draft, *papers;
    struct handover_back back;
    char sql[100];

    populate(w, &person, &draft);
    papers = apply(w, admin, &ask);
    snprintf(sql, sizeof sql, "update pengguna set versi = versi + 1 where id = %lld",
             (long long) person->id);
    run(w->db, sql);
    back = undo(w, admin, papers->id);
    assert_true(back.kept == 1 && back.back == 7);
    assert_int_equal(held_by(w, person, "akun"), w->op2->akun);
}

static void who_may_not_is_refused(void **state)
{
    struct world *w = *state;
    struct handover_ask ask = ask_of(w);
    struct record *person, *draft, *made;
    struct actor *admin = administrator(w);
    int64_t guest =
        MAKE(w, who_system(), "akun", "nama", "Tamu", "nama_pengguna", "tamu", "peran_khusus", "auditor")->id;
    struct problems ps;
    struct err err = { 0 };

    populate(w, &person, &draft);
    problems_init(&ps, w->a, 10);
    MUST(db_begin(w->db, &err));
    assert_false(handover_apply(w->db, &w->rs, w->kadis, &ask, w->a, &made, &ps, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    ask.to = ask.from;
    err = (struct err){ 0 };
    assert_false(handover_apply(w->db, &w->rs, admin, &ask, w->a, &made, &ps, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    ask.to = guest;
    err = (struct err){ 0 };
    assert_false(handover_apply(w->db, &w->rs, admin, &ask, w->a, &made, &ps, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    db_rollback(w->db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(what_is_held_goes_to_the_successor),
        WORLD(all_of_it_comes_back),
        WORLD(what_has_moved_on_stays),
        WORLD(who_may_not_is_refused),
    };

    PLACES_RUN("handover", tests);
}

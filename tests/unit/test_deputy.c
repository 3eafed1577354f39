/* SPDX-License-Identifier: MIT
 * tests/unit/test_deputy.c -- posts lent for days, and what the letter of an auditor opens, out of the registers, on both engines. */
#include "region_fixture.h"

static const struct date first_day = { 2026, 1, 1 };

static bool load(struct world *w, int64_t akun, struct date day, struct actor **who, struct err *e)
{
    *e = (struct err){ 0 };
    return who_actor_load(w->db, w->levels, akun, day, w->a, who, e);
}

static bool holds(struct world *w, const char *role, int64_t pd, int rank, const struct actor *who)
{
    struct err err = { 0 };
    int64_t *ids;
    bool found = false;
    size_t n;

    MUST(who_holders(w->db, w->levels, sv_of(role), pd, rank, first_day, w->a, &ids, &n, &err));
    for (size_t i = 0; i < n; i++)
        found = found || ids[i] == who->akun;
    return found;
}

static struct record *lend(struct world *w, int64_t giver, int64_t to, const char *from, const char *until)
{
    return MAKE(w, who_system(), "pendelegasian", "pemberi", world_id(w, giver), "penerima", world_id(w, to),
                "mulai", from, "selesai", until, "alasan", "cuti");
}

static void a_post_is_lent_for_days(void **state)
{
    static const struct {
        const char *why;
        struct date day;
        bool lent;
    } rows[] = { { "the day before", { 2026, 1, 31 }, false },
                 { "the first day", { 2026, 2, 1 }, true },
                 { "the last day", { 2026, 2, 10 }, true },
                 { "the day after", { 2026, 2, 11 }, false } };
    static const struct sv pd[] = { SV_INIT("pd") };
    struct world *w = *state;
    struct record *d = lend(w, w->kep1->akun, w->op2->akun, "2026-02-01", "2026-02-10");
    struct date within = { 2026, 2, 5 };
    struct problems ps;
    struct input none = { .partial = true };
    struct actor *who;
    struct err err;

    for (size_t i = 0; i < 4; i++) {
        MUST(load(w, w->op2->akun, rows[i].day, &who, &err));
        if (who_acts(who, pd, 1, w->pd1, 3) != rows[i].lent || (who->n_deputies == 1) != rows[i].lent)
            fail_msg("%s", rows[i].why);
        assert_true(who_acts(who, pd, 1, w->pd2, 1) && !who_acts(who, pd, 1, w->pd2, 2));
    }
    MUST(load(w, w->op2->akun, within, &who, &err));
    assert_int_equal(who->deputies[0].akun, w->kep1->akun);
    assert_true(sv_starts(who->posts[1].title, SV("Plh. ")) && who->posts[1].behalf == w->kep1->akun);
    assert_true(sv_eq(who->deputies[0].until, SV("2026-02-10")));
    assert_true(who->own && !who_acts(who->own, pd, 1, w->pd1, 1));
    MUST(load(w, w->kep1->akun, within, &who, &err)); /* the holder keeps it as well */
    assert_true(who_acts(who, pd, 1, w->pd1, 3) && !who->own);

    problems_init(&ps, w->a, 20);
    MUST(db_begin(w->db, &err));
    MUST(record_move(w->db, &w->rs, who_system(), d->reg, d->id, 1, SV("dicabut"), SV_NULL, &none, w->a, &d,
                     &ps, &err));
    MUST(db_commit(w->db, &err));
    MUST(load(w, w->op2->akun, within, &who, &err));
    assert_true(!who->own && !who_acts(who, pd, 1, w->pd1, 1));
}

static void what_cannot_be_lent_is_not(void **state)
{
    static const struct sv pd[] = { SV_INIT("pd") };
    struct world *w = *state;
    struct record *admin = MAKE(w, who_system(), "akun", "nama", "Admin", "nama_pengguna", "admin",
                                "peran_khusus", "administrator", "perangkat_daerah", world_id(w, w->dinas),
                                "jenjang", "kepala_dinas", "akses_rahasia", "1"),
                  *guest =
                      MAKE(w, who_system(), "akun", "nama", "Tamu", "nama_pengguna", "tamu", "peran_khusus",
                           "auditor", "perangkat_daerah", world_id(w, w->pd2), "jenjang", "kepala_pd"),
                  *ended = MAKE(w, who_system(), "akun", "nama", "Lama", "nama_pengguna", "lama",
                                "perangkat_daerah", world_id(w, w->pd2), "jenjang", "kepala_pd", "selesai",
                                "2026-02-03");
    struct date day = { 2026, 2, 5 };
    struct actor *who;
    struct err err;

    lend(w, admin->id, w->op1->akun, "2026-02-01", "2026-02-10");
    lend(w, guest->id, w->op1->akun, "2026-02-01", "2026-02-10");
    lend(w, ended->id, w->op1->akun, "2026-02-01", "2026-02-10");
    lend(w, w->op1->akun, w->op1->akun, "2026-02-01", "2026-02-10");
    lend(w, w->op1->akun, w->ver1->akun, "2026-02-01", "2026-02-10");
    lend(w, w->kep1->akun, guest->id, "2026-02-01", "2026-02-10");
    MUST(load(w, w->op1->akun, day, &who, &err));
    assert_int_equal(who->n_deputies, 1); /* of the administrator his post alone */
    assert_true(!who->administrator && !who->sees_secret && who_has_role(who, SV("dinas")));
    assert_false(who_acts(who, pd, 1, w->pd2, 1));
    MUST(load(w, w->ver1->akun, day, &who, &err)); /* op1's own post, not what op1 was lent */
    assert_int_equal(who->n_deputies, 1);
    assert_false(who_has_role(who, SV("dinas")) || who_owns(who, w->dinas));
    MUST(load(w, guest->id, day, &who, &err));
    assert_true(who->auditor && !who->own && !who_may_write(who));
}

static void deputies_are_among_the_holders(void **state)
{
    struct world *w = *state;
    struct actor *off = world_person(w, "mutasi", w->pd2, "operator");

    assert_false(holds(w, "pd", w->pd1, 3, w->op2));
    lend(w, w->kep1->akun, w->op2->akun, "2026-01-01", "2026-01-01");
    lend(w, w->kep1->akun, off->akun, "2026-01-01", "2026-01-01");
    run(w->db, "update akun set status = 'nonaktif' where nama_pengguna = 'mutasi'");
    assert_true(holds(w, "pd", w->pd1, 3, w->op2) && holds(w, "pd", w->pd1, 3, w->kep1));
    assert_false(holds(w, "pd", w->pd1, 3, off) || holds(w, "dinas", 0, 1, w->op2));
}

static void a_letter_opens_its_scope_until_midnight(void **state)
{
    struct world *w = *state;
    int64_t unit = MAKE(w, who_system(), "perangkat_daerah", "nama", "Puskesmas", "kode", "1.02.01", "induk",
                        world_id(w, w->pd1))
                       ->id;
    struct record *r =
        MAKE(w, who_system(), "akun", "nama", "Auditor", "nama_pengguna", "auditor", "peran_khusus",
             "auditor", "dasar_nomor", "700/12/ITDA", "mulai", "2026-02-01", "selesai", "2026-02-10",
             "lingkup_perangkat_daerah", world_id(w, w->pd1), "lingkup_register", "aplikasi", "lingkup_mulai",
             "2025-01-01", "lingkup_selesai", "2025-12-31");
    const struct who_rule *apps = &model_reg(w->model, SV("aplikasi"))->rule,
                          *servers = &model_reg(w->model, SV("server"))->rule,
                          *agencies = &model_reg(w->model, SV("perangkat_daerah"))->rule;
    const struct who_scheme *s = &w->model->scheme;
    struct actor *who;
    struct err err;

    who_levels_zone(w->levels, 480);
    MUST(load(w, r->id, (struct date){ 2026, 2, 10 }, &who, &err));
    assert_true(who->limit.on && sv_eq(who->limit.letter, SV("700/12/ITDA")) &&
                sv_eq(who->limit.until, SV("2026-02-10")));
    assert_true(sv_eq(who->limit.before, SV("2025-12-31T16:00:00Z")));
    assert_true(who_may_see(who, s, apps, w->pd1, s->levels[0].key) &&
                who_may_see(who, s, apps, unit, s->levels[0].key));
    assert_false(who_may_see(who, s, apps, w->pd2, s->levels[0].key));
    assert_false(who_may_open(who, servers));
    assert_true(who_may_open(who, agencies));
    assert_false(load(w, r->id, (struct date){ 2026, 2, 11 }, &who, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    assert_false(load(w, r->id, (struct date){ 2026, 1, 31 }, &who, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(a_post_is_lent_for_days),
        WORLD(what_cannot_be_lent_is_not),
        WORLD(deputies_are_among_the_holders),
        WORLD(a_letter_opens_its_scope_until_midnight),
    };

    PLACES_RUN("deputy", tests);
}

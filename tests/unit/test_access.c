/* SPDX-License-Identifier: MIT
 * tests/unit/test_access.c -- who may see, create and change which row: a table of people, registers and rows; and the same
 * decision as SQL, held against the one in C for every combination, on both engines. */
#include "db_fixture.h"

#include "base/arena.h"
#include "who/actor.h"

/* --- the cast -------------------------------------------------------------------------------------------------------- */

enum { PD = 10, UNIT = 11, OTHER = 20, OFFICE = 30 };

static const struct sv see_all[] = { SV_INIT("semua") };
static const struct sv see_some[] = { SV_INIT("pemilik"), SV_INIT("dinas"), SV_INIT("pd_pengawasan") };
static const struct sv see_few[] = { SV_INIT("pemilik"), SV_INIT("dinas") };
static const struct who_level levels[] = {
    { SV_INIT("terbuka"), SV_INIT("Terbuka"), see_all, 1 },
    { SV_INIT("terbatas"), SV_INIT("Terbatas"), see_some, 3 },
    { SV_INIT("rahasia"), SV_INIT("Rahasia"), see_few, 2 },
};
static const struct who_scheme scheme = { levels, 3 };

static const struct sv by_both[] = { SV_INIT("pd"), SV_INIT("dinas") };
static const struct sv by_dinas[] = { SV_INIT("dinas") };
static const struct sv by_admin[] = { SV_INIT("administrator") };
static const struct who_rule rule_open = {
    true, true, see_all, by_both, 1, 2, SV_INIT("buka"), { 0 }
}; /* everybody reads */
static const struct who_rule rule_own = {
    true, true, by_both, by_both, 2, 2, SV_INIT("milik"), { 0 }
}; /* one's own rows, and the Dinas */
static const struct who_rule rule_office = {
    false, true, by_dinas, by_dinas, 1, 1, SV_INIT("kantor"), { 0 }
};
static const struct who_rule rule_region = {
    false, false, see_all, by_both, 1, 2, SV_INIT("wilayah"), { 0 }
}; /* of the whole region */
static const struct who_rule rule_admin = { false, false, see_all, by_admin, 1, 1, SV_INIT("atur"), { 0 } };
static const struct who_rule rule_agencies = {
    false, false, see_all, by_admin, 1, 1, SV_INIT("perangkat_daerah"), { 0 }
};
static const struct who_rule *const rules[] = { &rule_open,   &rule_own,   &rule_office,
                                                &rule_region, &rule_admin, &rule_agencies };

static struct post post_pd[] = { { PD, SV_INIT("operator"), 1, SV_INIT(""), 0 } };
static struct post post_office[] = { { OFFICE, SV_INIT("pelaksana"), 1, SV_INIT(""), 0 } };
static int64_t units_pd[] = { PD, UNIT }, units_office[] = { OFFICE };
static int rank_one[] = { 1, 1 };
static struct actor_role role_dinas[] = { { SV_INIT("dinas"), OFFICE, 1 } };
static struct actor_role role_watch[] = { { SV_INIT("pd_pengawasan"), OFFICE, 1 } };

#define OF_PD \
    .akun = 5, .posts = post_pd, .n_posts = 1, .units = units_pd, .unit_rank = rank_one, .n_units = 2
#define OF_OFFICE \
    .akun = 6, .posts = post_office, .n_posts = 1, .units = units_office, .unit_rank = rank_one, .n_units = 1

static const struct actor operator= { OF_PD };
static const struct actor trusted = { OF_PD, .sees_secret = true };
static const struct actor dinas = { OF_OFFICE, .roles = role_dinas, .n_roles = 1 };
static const struct actor dinas_trusted = { OF_OFFICE, .roles = role_dinas, .n_roles = 1,
                                            .sees_secret = true };
static const struct actor watch = { OF_OFFICE, .roles = role_watch, .n_roles = 1, .sees_secret = true };
static const struct actor auditor = { .akun = 7, .auditor = true };
static const struct actor busy_auditor = { OF_PD, .auditor = true };
static const struct actor admin = { .akun = 8, .administrator = true };
static const struct actor new_admin = { .akun = 8, .administrator = true, .must_change_password = true };
static const struct actor new_auditor = { .akun = 7, .auditor = true, .second_factor_missing = true };
static const struct actor new_operator = { OF_PD, .must_change_password = true };
static const struct actor half_operator = { OF_PD, .second_factor_missing = true };
static const struct actor reader = { OF_PD, .scope = SV_INIT("baca") };
static const struct actor writer = { OF_PD, .scope = SV_INIT("tulis") };
static const struct actor reading_admin = { .akun = 8, .administrator = true, .scope = SV_INIT("baca") };
static const struct actor stranger = { .akun = 9 };

/* Auditors with a Surat Tugas: of one agency, of one register, until a day, of all three, of nothing that exists. */
static const int64_t scope_units[] = { PD, UNIT };
static const struct sv scope_regs[] = { SV_INIT("buka") };
#define BEFORE SV_INIT("2026-01-31T16:00:00Z")
#define BY_LETTER(...) .akun = 7, .auditor = true, .limit = { .on = true, __VA_ARGS__ }
static const struct actor one_agency = { BY_LETTER(.agencies = true, .units = scope_units, .n_units = 2) };
static const struct actor one_register = { BY_LETTER(.registers = scope_regs, .n_registers = 1) };
static const struct actor one_year = { BY_LETTER(.before = BEFORE) };
static const struct actor narrow = { BY_LETTER(.agencies = true, .units = scope_units, .n_units = 2,
                                               .registers = scope_regs, .n_registers = 1, .before = BEFORE) };
static const struct actor nothing = { BY_LETTER(.agencies = true) };
static const struct actor limited_admin = { BY_LETTER(.registers = scope_regs, .n_registers = 1),
                                            .administrator = true };

/* Whoever is operator of an agency, and for some days its head's deputy, or that of the Dinas. */
static struct post post_head[] = { { PD, SV_INIT("kepala_pd"), 3, SV_INIT("Plh. Kepala"), 50 } };
static struct post posts_plh[] = { { PD, SV_INIT("operator"), 1, SV_INIT(""), 0 },
                                   { PD, SV_INIT("kepala_pd"), 3, SV_INIT("Plh. Kepala"), 50 },
                                   { OFFICE, SV_INIT("kepala_dinas"), 3, SV_INIT("Plh. Kepala Dinas"), 60 } };
static struct post post_chief[] = { { OFFICE, SV_INIT("kepala_dinas"), 3, SV_INIT("Plh. Kepala Dinas"),
                                      60 } };
static int rank_three[] = { 3, 3, 3 };
static struct actor_role role_chief[] = { { SV_INIT("dinas"), OFFICE, 3 } };
static const struct actor as_head = {
    .akun = 50, .posts = post_head, .n_posts = 1, .units = units_pd, .unit_rank = rank_three, .n_units = 2
};
static const struct actor as_chief = { .akun = 60,
                                       .posts = post_chief,
                                       .n_posts = 1,
                                       .units = units_office,
                                       .unit_rank = rank_three,
                                       .n_units = 1,
                                       .roles = role_chief,
                                       .n_roles = 1 };
static const struct deputy lent[] = {
    { 50, SV_INIT("Anton"), SV_INIT("Plh. Kepala"), SV_INIT("2026-01-31"), &as_head },
    { 60, SV_INIT("Dian"), SV_INIT("Plh. Kepala Dinas"), SV_INIT("2026-01-31"), &as_chief },
};
static int64_t units_plh[] = { PD, UNIT, OFFICE };
static const struct actor plh = { .akun = 5,
                                  .posts = posts_plh,
                                  .n_posts = 3,
                                  .units = units_plh,
                                  .unit_rank = rank_three,
                                  .n_units = 3,
                                  .roles = role_chief,
                                  .n_roles = 1,
                                  .own = &operator,
                                  .deputies = lent,
                                  .n_deputies = 2 };

/* --- the table --------------------------------------------------------------------------------------------------------- */

static void decisions_are_as_written(void **state)
{
    static const struct {
        const char *why;
        const struct actor *who;
        const struct who_rule *rule;
        int64_t pd;
        const char *level;
        bool see, create;
    } rows[] = {
        { "his own open row", &operator, & rule_open, PD, "terbuka", true, true },
        { "his unit's row", &operator, & rule_open, UNIT, "terbatas", true, true },
        { "another's open row is read, not written", &operator, & rule_open, OTHER, "terbuka", true, false },
        { "another's limited row", &operator, & rule_open, OTHER, "terbatas", false, false },
        { "his own secret row asks for the permission", &operator, & rule_open, PD, "rahasia", false, true },
        { "his own secret row, with it", &trusted, &rule_open, PD, "rahasia", true, true },
        { "another's secret row, with it", &trusted, &rule_open, OTHER, "rahasia", false, false },
        { "a row of no agency is not his", &operator, & rule_open, 0, "terbatas", false, false },
        { "a level nobody declared", &operator, & rule_open, PD, "aneh", false, true },
        { "own register: his row", &operator, & rule_own, PD, "terbuka", true, true },
        { "own register: another's open row", &operator, & rule_own, OTHER, "terbuka", false, false },
        { "own register: the Dinas reads all", &dinas, &rule_own, OTHER, "terbatas", true, true },
        { "the Dinas and secrets: permission is missing", &dinas, &rule_open, OTHER, "rahasia", false, true },
        { "the Dinas and secrets: permission is there", &dinas_trusted, &rule_open, OTHER, "rahasia", true,
          true },
        { "supervision reads limited rows", &watch, &rule_open, OTHER, "terbatas", true, false },
        { "supervision does not read secrets", &watch, &rule_open, OTHER, "rahasia", false, false },
        { "supervision is not in `read`", &watch, &rule_office, OTHER, "terbuka", false, false },
        { "a register of the Dinas", &operator, & rule_office, PD, "terbuka", false, false },
        { "rows of the region are written by any office", &operator, & rule_region, 0, "terbuka", true,
          true },
        { "an auditor reads secrets and writes nothing", &auditor, &rule_open, OTHER, "rahasia", true,
          false },
        { "an auditor reads what is others' own", &auditor, &rule_own, OTHER, "terbatas", true, false },
        { "an auditor with a post writes nothing either", &busy_auditor, &rule_open, PD, "terbuka", true,
          false },
        { "an administrator writes open rows", &admin, &rule_own, OTHER, "terbuka", true, true },
        { "an administrator is no owner of limited rows", &admin, &rule_open, OTHER, "terbatas", false,
          true },
        { "accounts are the administrator's", &admin, &rule_admin, 0, "terbuka", true, true },
        { "accounts are not an office's", &dinas, &rule_admin, 0, "terbuka", true, false },
        { "an administrator with a one-time password", &new_admin, &rule_open, PD, "terbuka", false, false },
        { "an auditor without second factor", &new_auditor, &rule_open, PD, "terbuka", false, false },
        { "an operator with a one-time password", &new_operator, &rule_open, PD, "terbuka", false, false },
        { "an operator without second factor", &half_operator, &rule_open, PD, "terbuka", false, false },
        { "a reading token reads", &reader, &rule_open, PD, "terbatas", true, false },
        { "a writing token writes", &writer, &rule_open, PD, "terbatas", true, true },
        { "a reading token of an administrator", &reading_admin, &rule_admin, 0, "terbuka", true, false },
        { "somebody without a post reads what all read", &stranger, &rule_open, PD, "terbuka", true, false },
        { "somebody without a post writes nothing", &stranger, &rule_region, 0, "terbuka", true, false },
        { "by letter: a row of the agency", &one_agency, &rule_open, PD, "rahasia", true, false },
        { "by letter: a row of its unit", &one_agency, &rule_own, UNIT, "terbatas", true, false },
        { "by letter: another agency's open row", &one_agency, &rule_open, OTHER, "terbuka", false, false },
        { "by letter: a row of no agency in an agencies' register", &one_agency, &rule_open, 0, "terbuka",
          false, false },
        { "by letter: a register of the region", &one_agency, &rule_region, 0, "terbuka", true, false },
        { "by letter: the register named", &one_register, &rule_open, OTHER, "rahasia", true, false },
        { "by letter: a register not named", &one_register, &rule_own, OTHER, "terbuka", false, false },
        { "by letter: a classified register of the region, not named", &one_register, &rule_office, 0,
          "terbuka", false, false },
        { "by letter: what everybody else reads", &one_register, &rule_admin, 0, "terbuka", false, false },
        { "by letter: the agencies themselves", &one_register, &rule_agencies, 0, "terbuka", true, false },
        { "by letter: all at once", &narrow, &rule_open, UNIT, "terbatas", true, false },
        { "by letter: right register, wrong agency", &narrow, &rule_open, OTHER, "terbuka", false, false },
        { "by letter: right agency, wrong register", &narrow, &rule_own, PD, "terbuka", false, false },
        { "by letter: agencies that are gone open nothing", &nothing, &rule_open, PD, "terbuka", false,
          false },
        { "by letter: being administrator besides widens nothing", &limited_admin, &rule_own, PD, "terbuka",
          false, false },
        { "a deputy writes through the lent office", &plh, &rule_office, OFFICE, "terbuka", true, true },
        { "a deputy is lent no secrets", &plh, &rule_open, PD, "rahasia", false, true },
        { "a deputy of the Dinas writes what the Dinas writes", &plh, &rule_open, OTHER, "terbatas", true,
          true },
        { "a deputy is no administrator", &plh, &rule_admin, 0, "terbuka", true, false },
        { "the engine", NULL, &rule_office, OTHER, "aneh", true, true },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct actor *who = rows[i].who ? rows[i].who : who_system();
        struct sv level = sv_of(rows[i].level);

        if (who_may_see(who, &scheme, rows[i].rule, rows[i].pd, level) != rows[i].see)
            fail_msg("%s: seen %d", rows[i].why, !rows[i].see);
        if (who_may_create(who, rows[i].rule, rows[i].pd) != rows[i].create)
            fail_msg("%s: created %d", rows[i].why, !rows[i].create);
        if (who_may_edit(who, &scheme, rows[i].rule, rows[i].pd, level) != (rows[i].see && rows[i].create))
            fail_msg("%s: edited %d", rows[i].why, !(rows[i].see && rows[i].create));
    }
}

static void steps_ask_for_office_and_rank(void **state)
{
    static const struct sv pd[] = { SV_INIT("pd") }, office[] = { SV_INIT("dinas") },
                           both[] = { SV_INIT("pd"), SV_INIT("dinas") };
    static const struct sv special[] = { SV_INIT("administrator"), SV_INIT("auditor") };
    static const struct {
        const char *why;
        const struct actor *who;
        const struct sv *roles;
        size_t n;
        int64_t pd;
        int rank;
        bool may;
    } rows[] = {
        { "his agency, his rank", &operator, pd, 1, PD, 1, true },
        { "his unit", &operator, pd, 1, UNIT, 1, true },
        { "too high for him", &operator, pd, 1, PD, 2, false },
        { "another agency", &operator, pd, 1, OTHER, 1, false },
        { "no agency", &operator, pd, 1, 0, 0, false },
        { "an office acts on anybody's row", &dinas, office, 1, OTHER, 1, true },
        { "through any of the roles", &dinas, both, 2, OTHER, 1, true },
        { "an office's rank counts", &dinas, office, 1, OTHER, 2, false },
        { "an administrator where he is named", &admin, special, 2, OTHER, 3, true },
        { "an administrator where he is not", &admin, both, 2, OTHER, 0, false },
        { "an auditor never", &auditor, special, 2, OTHER, 0, false },
        { "an auditor with a post never", &busy_auditor, pd, 1, PD, 0, false },
        { "a reading token never", &reader, pd, 1, PD, 0, false },
        { "an unfinished login never", &new_operator, pd, 1, PD, 0, false },
        { "nor without second factor", &half_operator, pd, 1, PD, 0, false },
        { "nor an administrator with a one-time password", &new_admin, special, 2, PD, 0, false },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (who_acts(rows[i].who, rows[i].roles, rows[i].n, rows[i].pd, rows[i].rank) != rows[i].may)
            fail_msg("%s: %d", rows[i].why, !rows[i].may);
}

static void fields_are_seen_by_role(void **state)
{
    static const struct sv limited[] = { SV_INIT("pd"), SV_INIT("dinas") };
    static const struct {
        const char *why;
        const struct actor *who;
        int64_t pd;
        size_t n;
        bool may;
    } rows[] = {
        { "no roles: everybody", &stranger, OTHER, 0, true },
        { "his agency's row", &operator, PD, 2, true },
        { "another's row", &operator, OTHER, 2, false },
        { "an office: any row", &dinas, OTHER, 2, true },
        { "supervision is not named", &watch, OTHER, 2, false },
        { "an auditor reads all", &auditor, OTHER, 2, true },
        { "an auditor who has not finished his login", &new_auditor, OTHER, 2, false },
        { "an administrator who has not finished his login", &new_admin, OTHER, 2, false },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (who_may_field(rows[i].who, limited, rows[i].n, rows[i].pd) != rows[i].may)
            fail_msg("%s: %d", rows[i].why, !rows[i].may);
    assert_true(who_may_write(&operator) && who_may_write(&admin) && who_may_write(&writer) &&
                who_may_write(who_system()));
    assert_false(who_may_write(&auditor) || who_may_write(&busy_auditor) || who_may_write(&reader) ||
                 who_may_write(&new_admin) || who_may_write(&half_operator));
    /* How far a field is seen when no row is named yet: lists and filters ask that. */
    assert_int_equal(who_field_reach(&operator, limited, 0), WHO_ALL);
    assert_int_equal(who_field_reach(&operator, limited, 2), WHO_OWN);
    assert_int_equal(who_field_reach(&dinas, limited, 2), WHO_ALL);
    assert_int_equal(who_field_reach(&watch, limited, 2), WHO_OWN);
    assert_int_equal(who_field_reach(&stranger, limited, 2), WHO_NONE);
    assert_int_equal(who_field_reach(&new_admin, limited, 2), WHO_NONE);
}

/* Own right first; else the post through which it was allowed; nothing where nothing is allowed. */
static void what_a_deputy_does_is_told_apart(void **state)
{
    static const struct sv pd[] = { SV_INIT("pd") }, office[] = { SV_INIT("dinas") },
                           special[] = { SV_INIT("administrator") };
    static const struct {
        const char *why;
        const struct actor *who;
        const struct sv *roles;
        int64_t pd;
        int rank;
        bool may;
        int64_t behalf;
    } rows[] = {
        { "operator's work is his own", &plh, pd, PD, 1, true, 0 },
        { "the head's approval is a.n. the head", &plh, pd, PD, 3, true, 50 },
        { "in a unit below, too", &plh, pd, UNIT, 2, true, 50 },
        { "another agency stays closed", &plh, pd, OTHER, 1, false, 0 },
        { "the Dinas' steps are a.n. its head", &plh, office, OTHER, 3, true, 60 },
        { "an administrator's are nobody's to lend", &plh, special, PD, 0, false, 0 },
        { "who is nobody's deputy acts as himself", &operator, pd, PD, 1, true, 0 },
        { "and may no more than that", &operator, pd, PD, 3, false, 0 },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct deputy *d = who_behalf_acts(rows[i].who, rows[i].roles, 1, rows[i].pd, rows[i].rank);

        if (who_acts(rows[i].who, rows[i].roles, 1, rows[i].pd, rows[i].rank) != rows[i].may)
            fail_msg("%s: may %d", rows[i].why, !rows[i].may);
        if ((d ? d->akun : 0) != rows[i].behalf)
            fail_msg("%s: a.n. %lld", rows[i].why, (long long) (d ? d->akun : 0));
    }
    assert_null(who_behalf_create(&plh, &rule_open, PD));
    assert_int_equal(who_behalf_create(&plh, &rule_open, OTHER)->akun, 60);
    assert_int_equal(who_behalf_create(&plh, &rule_office, 0)->akun, 60);
    assert_null(who_behalf_create(&operator, & rule_open, OTHER));
    assert_null(who_behalf_create(who_system(), &rule_open, OTHER));
}

static void only_holders_name_deputies(void **state)
{
    static const struct actor only_lent = {
        .akun = 5, .posts = post_head, .n_posts = 1, .own = &stranger, .deputies = lent, .n_deputies = 1
    };
    static const struct {
        const char *why;
        const struct actor *who;
        int64_t giver;
        bool may;
    } rows[] = {
        { "the holder of the post", &operator, 5, true },
        { "an administrator, for anybody", &admin, 5, true },
        { "somebody else", &operator, 6, false },
        { "nobody in particular", &operator, 0, false },
        { "a deputy, his own post", &plh, 5, true },
        { "a deputy, the post he was lent", &plh, 50, false },
        { "a deputy without a post of his own", &only_lent, 5, false },
        { "somebody without a post", &stranger, 9, false },
        { "an auditor", &busy_auditor, 5, false },
        { "a reading token", &reader, 5, false },
        { "an unfinished login", &new_operator, 5, false },
        { "an administrator with a one-time password", &new_admin, 5, false },
    };
    struct err err = { 0 };
    struct actor out;

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (who_may_delegate(rows[i].who, rows[i].giver) != rows[i].may)
            fail_msg("%s: %d", rows[i].why, !rows[i].may);
        err = (struct err){ 0 };
        if (who_delegating(rows[i].who, rows[i].giver, &out, &err) != rows[i].may)
            fail_msg("%s: lent %d", rows[i].why, !rows[i].may);
        if (!rows[i].may && (err.kind != ERR_DENIED || !err.hint[0]))
            fail_msg("%s: no reason", rows[i].why);
        if (rows[i].may && out.akun != rows[i].who->akun)
            fail_msg("%s: another person", rows[i].why);
    }
}

static void a_period_ends_at_its_instant(void **state)
{
    struct err err = { 0 };

    (void) state;
    assert_true(who_has_period(&one_year) && who_has_period(&narrow));
    assert_false(who_has_period(&one_agency) || who_has_period(&operator) || who_has_period(who_system()));
    assert_true(who_in_period(&one_year, &rule_open, SV("2026-01-31T15:59:59Z")));
    assert_false(who_in_period(&one_year, &rule_open, SV("2026-01-31T16:00:00Z")));
    assert_true(who_in_period(&one_year, &rule_agencies, SV("2026-05-01T00:00:00Z")));
    assert_false(who_in_period(&one_year, &rule_region, SV("2026-05-01T00:00:00Z")));
    assert_true(who_in_period(&one_agency, &rule_open, SV("2026-05-01T00:00:00Z")));
    assert_true(who_in_period(&operator, & rule_open, SV("2026-05-01T00:00:00Z")));
    assert_false(who_may_write(&narrow) || who_may_write(&limited_admin));
    assert_false(who_refuse_write(&narrow, &err));
    assert_true(err.kind == ERR_DENIED && err.text[0] && err.hint[0]);
}

/* --- the same as SQL --------------------------------------------------------------------------------------------------- */

static const int64_t row_pds[] = { 0, PD, UNIT, OTHER, OFFICE };
static const char *const row_levels[] = { "terbuka", "terbatas", "rahasia", "aneh", NULL };

/* Two of three before the period ended. */
static struct sv row_made(int64_t id)
{
    return id % 3 ? SV("2026-01-15T00:00:00Z") : SV("2026-02-15T00:00:00Z");
}

static void make_rows(struct db *db)
{
    struct stmt *q = NULL;
    struct err err = { 0 };
    int64_t id = 0;
    bool row;

    run(db,
        db_engine_of(db) == DB_PG
            ? "create table baris (id bigint primary key, perangkat_daerah bigint, klasifikasi text collate \"C\", "
              "dibuat_pada text collate \"C\")"
            : "create table baris (id integer primary key, perangkat_daerah integer, klasifikasi text, dibuat_pada text)");
    for (size_t p = 0; p < 5; p++)
        for (size_t l = 0; l < 5; l++) {
            q = NULL;
            MUST(db_prepare(
                db,
                SV("insert into baris (id, perangkat_daerah, klasifikasi, dibuat_pada) values ($1, $2, $3, $4)"),
                &q, &err));
            MUST(stmt_int(q, 1, ++id, &err));
            MUST(row_pds[p] ? stmt_int(q, 2, row_pds[p], &err) : stmt_null(q, 2, &err));
            MUST(stmt_text(q, 3, sv_of(row_levels[l]), &err));
            MUST(stmt_text(q, 4, row_made(id), &err));
            MUST(stmt_step(q, &row, &err));
            stmt_done(q);
        }
}

static void compare(struct db *db, const struct actor *who, const struct who_rule *rule, int n_who,
                    int n_rule)
{
    struct arena *a = arena_new(1024 * 1024);
    struct who_binds binds = { 0 };
    struct stmt *q = NULL;
    struct err err = { 0 };
    bool row, got[26] = { false };
    struct buf sql;
    int next = 1;

    buf_init(&sql, 64 * 1024);
    buf_put(&sql, SV("select t.id from baris t where t.id > 0 and "));
    who_where(who, &scheme, rule, SV("t"), a, &next, &binds, &sql);
    buf_put(&sql, SV(" and t.id < 1000"));
    MUST(db_prepare(db, buf_sv(&sql), &q, &err));
    assert_int_equal(next - 1, binds.n);
    for (size_t i = 0; i < binds.n; i++) {
        int64_t v = 0;

        if (binds.items[i].is_int)
            assert_true(sv_int(binds.items[i].text, &v));
        MUST(binds.items[i].is_int ? stmt_int(q, (int) i + 1, v, &err)
                                   : stmt_text(q, (int) i + 1, binds.items[i].text, &err));
    }
    for (;;) {
        MUST(stmt_step(q, &row, &err));
        if (!row)
            break;
        got[stmt_get_int(q, 0)] = true;
    }
    stmt_done(q);
    for (int id = 1; id <= 25; id++) {
        int64_t pd = row_pds[(id - 1) / 5];
        struct sv level = sv_of(row_levels[(id - 1) % 5]);

        if (got[id] != (who_may_see(who, &scheme, rule, pd, level) && who_in_period(who, rule, row_made(id))))
            fail_msg("person %d, rule %d, agency %lld, level %.*s: SQL says %d: %.*s", n_who, n_rule,
                     (long long) pd, SV_FMT(level), got[id], SV_FMT(buf_sv(&sql)));
    }
    buf_clear(&sql);
    arena_free(a);
}

static void sql_decides_the_same(void **state)
{
    static const struct actor *const people[] = {
        &operator, & trusted, &dinas, &dinas_trusted, &watch, &auditor, &busy_auditor, &admin, &new_admin, &new_auditor, &new_operator, &half_operator, &reader, &writer, &stranger, &one_agency, &one_register, &one_year, &narrow, &nothing, &limited_admin, &plh, NULL
    };
    struct db *db = lease(*state, DB_WRITE);

    make_rows(db);
    for (size_t p = 0; p < sizeof people / sizeof people[0]; p++)
        for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++)
            compare(db, people[p] ? people[p] : who_system(), rules[r], (int) p, (int) r);
    db_release(db);
}

/* The head of a large office owns two thousand units: each is bound once. */
static void many_units_stay_within_limits(void **state)
{
    enum { MANY = 2000 };
    struct arena *a = arena_new(4 * 1024 * 1024);
    struct actor head = { OF_PD };
    struct who_binds binds = { 0 };
    struct buf sql;
    int next = 1;

    (void) state;
    head.units = ARENA_ARRAY(a, int64_t, MANY);
    head.unit_rank = ARENA_ARRAY(a, int, MANY);
    for (int i = 0; i < MANY; i++)
        head.units[i] = i + 1;
    head.n_units = MANY;
    buf_init(&sql, 64 * 1024);
    who_where(&head, &scheme, &rule_own, SV("t"), a, &next, &binds, &sql);
    assert_false(sql.failed);
    assert_true(binds.n < MANY + 10);
    buf_clear(&sql);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decisions_are_as_written),         cmocka_unit_test(steps_ask_for_office_and_rank),
        cmocka_unit_test(fields_are_seen_by_role),          BOTH(sql_decides_the_same),
        cmocka_unit_test(what_a_deputy_does_is_told_apart), cmocka_unit_test(only_holders_name_deputies),
        cmocka_unit_test(a_period_ends_at_its_instant),     cmocka_unit_test(many_units_stay_within_limits),
    };

    PLACES_RUN("access", tests);
}

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
static const struct who_rule rule_open = { true, true, see_all, by_both, 1, 2 }; /* everybody reads */
static const struct who_rule rule_own = {
    true, true, by_both, by_both, 2, 2
}; /* one's own rows, and the Dinas */
static const struct who_rule rule_office = { false, true, by_dinas, by_dinas, 1, 1 };
static const struct who_rule rule_region = { false, false, see_all, by_both, 1, 2 }; /* of the whole region */
static const struct who_rule rule_admin = { false, false, see_all, by_admin, 1, 1 };
static const struct who_rule *const rules[] = { &rule_open, &rule_own, &rule_office, &rule_region,
                                                &rule_admin };

static struct post post_pd[] = { { PD, SV_INIT("operator"), 1, SV_INIT("") } };
static struct post post_office[] = { { OFFICE, SV_INIT("pelaksana"), 1, SV_INIT("") } };
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

/* --- the same as SQL --------------------------------------------------------------------------------------------------- */

static const int64_t row_pds[] = { 0, PD, UNIT, OTHER, OFFICE };
static const char *const row_levels[] = { "terbuka", "terbatas", "rahasia", "aneh", NULL };

static void make_rows(struct db *db)
{
    struct stmt *q = NULL;
    struct err err = { 0 };
    int64_t id = 0;
    bool row;

    run(db,
        db_engine_of(db) == DB_PG
            ? "create table baris (id bigint primary key, perangkat_daerah bigint, klasifikasi text collate \"C\")"
            : "create table baris (id integer primary key, perangkat_daerah integer, klasifikasi text)");
    for (size_t p = 0; p < 5; p++)
        for (size_t l = 0; l < 5; l++) {
            q = NULL;
            MUST(db_prepare(db,
                            SV("insert into baris (id, perangkat_daerah, klasifikasi) values ($1, $2, $3)"),
                            &q, &err));
            MUST(stmt_int(q, 1, ++id, &err));
            MUST(row_pds[p] ? stmt_int(q, 2, row_pds[p], &err) : stmt_null(q, 2, &err));
            MUST(stmt_text(q, 3, sv_of(row_levels[l]), &err));
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

        if (got[id] != who_may_see(who, &scheme, rule, pd, level))
            fail_msg("person %d, rule %d, agency %lld, level %.*s: SQL says %d: %.*s", n_who, n_rule,
                     (long long) pd, SV_FMT(level), got[id], SV_FMT(buf_sv(&sql)));
    }
    buf_clear(&sql);
    arena_free(a);
}

static void sql_decides_the_same(void **state)
{
    static const struct actor *const people[] = {
        &operator, & trusted, &dinas,  &dinas_trusted, &watch,       &auditor,
        &busy_auditor,        &admin,  &new_admin,     &new_auditor, &new_operator,
        &half_operator,       &reader, &writer,        &stranger,    NULL
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
        cmocka_unit_test(decisions_are_as_written),      cmocka_unit_test(steps_ask_for_office_and_rank),
        cmocka_unit_test(fields_are_seen_by_role),       BOTH(sql_decides_the_same),
        cmocka_unit_test(many_units_stay_within_limits),
    };

    PLACES_RUN("access", tests);
}

/* SPDX-License-Identifier: MIT
 * tests/unit/test_who.c -- passwords, sessions, the second factor, tokens, and actors out of the tree of offices, on both
 * engines. */
#include "region_fixture.h"

#include "base/hash.h"

static const struct date first_day = { 2026, 1, 1 };

/* A statement of who/ in a transaction of its own. */
#define IN_TX(call)                   \
    do {                              \
        MUST(db_begin(w->db, &err));  \
        MUST(call);                   \
        MUST(db_commit(w->db, &err)); \
    } while (0)

/* The same, refused; what a refusal saves is saved. */
#define REFUSED_IN_TX(call, want)                              \
    do {                                                       \
        err = (struct err){ 0 };                               \
        assert_true(db_begin(w->db, &err));                    \
        REFUSED(call, want);                                   \
        if (db_in_transaction(w->db) && (want) == ERR_DENIED)  \
            assert_true(db_commit(w->db, &(struct err){ 0 })); \
        db_rollback(w->db);                                    \
        err = (struct err){ 0 };                               \
    } while (0)

/* --- passwords --------------------------------------------------------------------------------------------------------- */

static void poor_passwords_are_refused_with_a_reason(void **state)
{
    static const struct {
        const char *why, *password, *text;
    } rows[] = {
        { "good", "kuda laut biru", NULL },
        { "letters beyond ASCII count once", "çãéîöüßñåø", NULL },
        { "nine letters", "ninechars", "pendek" },
        { "nine letters of two bytes each", "çãéîöüßñå", "pendek" },
        { "empty", "", "pendek" },
        { "one of the common ones, whatever its case", "PassWord123", "umum" },
        { "one letter over and over", "aaaaaaaaaaaa", "berulang" },
        { "the account's own name", "Budi.Santoso", "nama pengguna" },
        { "not UTF-8", "abcdefghi\xff\xfe", "tidak dikenal" },
    };
    char longest[300];
    struct err err = { 0 };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err = (struct err){ 0 };
        if (who_password_check(sv_of(rows[i].password), SV("budi.santoso"), &err) != (rows[i].text == NULL))
            fail_msg("%s", rows[i].why);
        if (rows[i].text && (err.kind != ERR_INPUT || !strstr(err.text, rows[i].text) || !err.hint[0]))
            fail_msg("%s: %s", rows[i].why, err.text);
    }
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = (char) ('a' + i % 26);
    assert_true(who_password_check((struct sv){ longest, 256 }, SV("x"), &err));
    assert_false(who_password_check((struct sv){ longest, 257 }, SV("x"), &err));
}

static void made_passwords_are_good_ones_and_differ(void **state)
{
    struct arena *a = arena_new(64 * 1024);
    struct sv one = who_password_make(a), two = who_password_make(a);
    struct err err = { 0 };

    (void) state;
    assert_int_equal(one.n, 14);
    assert_false(sv_eq(one, two));
    MUST(who_password_check(one, SV("budi"), &err));
    arena_free(a);
}

static bool login(struct world *w, const char *name, const char *password, struct err *e)
{
    struct who_login in;
    bool ok;

    *e = (struct err){ 0 };
    if (!db_begin(w->db, e))
        return false;
    ok = who_login(w->db, w->levels, sv_of(name), sv_of(password), world_clock, w->a, &in, e);
    if (!db_commit(w->db, &(struct err){ 0 }))
        fail_msg("commit");
    return ok;
}

static void five_failures_close_the_account_for_five_minutes(void **state)
{
    struct world *w = *state;
    struct err err = { 0 }, unknown;

    IN_TX(who_password_set(w->db, w->op1->akun, SV("kuda laut biru"), false, world_clock, &err));
    assert_true(login(w, "op1", "kuda laut biru", &err));
    assert_false(login(w, "tidak.ada", "kuda laut biru", &unknown));
    for (int i = 0; i < 4; i++)
        assert_false(login(w, "op1", "kuda laut hijau", &err));
    assert_int_equal(err.kind, ERR_DENIED);
    assert_string_equal(err.text, unknown.text);
    assert_string_equal(err.hint, unknown.hint);
    assert_true(login(w, "op1", "kuda laut biru", &err)); /* and the count begins anew */
    for (int i = 0; i < 5; i++) {
        assert_false(login(w, "op1", "", &err));
        assert_int_equal(err.kind, ERR_DENIED);
    }
    assert_false(login(w, "op1", "kuda laut biru", &err)); /* not even with the right one */
    assert_int_equal(err.kind, ERR_BUSY);
    world_clock += 299;
    assert_false(login(w, "op1", "kuda laut biru", &err));
    world_clock += 2;
    assert_true(login(w, "op1", "kuda laut biru", &err));
}

/* Guesses made at the same time: all were hashed before the first was counted. */
static void many_guesses_at_once_gain_nothing(void **state)
{
    struct world *w = *state;
    struct who_attempt tries[8];
    struct who_login in;
    struct err err = { 0 };
    int let_in = 0;

    IN_TX(who_password_set(w->db, w->op1->akun, SV("kuda laut biru"), false, world_clock, &err));
    for (int i = 0; i < 8; i++)
        MUST(who_login_try(w->db, SV("op1"), i == 7 ? SV("kuda laut biru") : SV("kuda laut merah"),
                           world_clock, w->a, &tries[i], &err));
    assert_true(tries[7].matched && !tries[0].matched);
    for (int i = 0; i < 8; i++) {
        MUST(db_begin(w->db, &err));
        let_in += who_login_settle(w->db, w->levels, &tries[i], world_clock, w->a, &in, &(struct err){ 0 });
        MUST(db_commit(w->db, &err));
    }
    assert_int_equal(let_in, 0);
    world_clock += 301;
    /* A password that was changed meanwhile is not the one that was tried. */
    MUST(who_login_try(w->db, SV("op1"), SV("kuda laut biru"), world_clock, w->a, &tries[0], &err));
    IN_TX(who_password_set(w->db, w->op1->akun, SV("kuda laut hitam"), false, world_clock, &err));
    REFUSED_IN_TX(who_login_settle(w->db, w->levels, &tries[0], world_clock, w->a, &in, &err), ERR_DENIED);
}

static void who_logs_in_is_told_what_is_owed(void **state)
{
    struct world *w = *state;
    struct who_login in;
    struct err err = { 0 };

    IN_TX(who_password_set(w->db, w->op1->akun, SV("kuda laut biru"), true, world_clock, &err));
    IN_TX(who_password_set(w->db, w->kep1->akun, SV("kuda laut biru"), false, world_clock, &err));
    IN_TX(who_login(w->db, w->levels, SV("op1"), SV("kuda laut biru"), world_clock, w->a, &in, &err));
    assert_true(in.must_change_password && !in.must_enrol && !in.needs_totp);
    IN_TX(who_login(w->db, w->levels, SV("kep1"), SV("kuda laut biru"), world_clock, w->a, &in, &err));
    assert_true(!in.must_change_password && in.must_enrol && !in.needs_totp);
}

/* --- sessions ------------------------------------------------------------------------------------------------------------ */

static void sessions_end_by_themselves(void **state)
{
    enum { HOUR = 3600 };
    struct world *w = *state;
    struct who_session s;
    struct err err = { 0 };
    struct sv cookie, other;
    bool stale;

    IN_TX(who_session_start(w->db, w->op1->akun, false, world_clock, w->a, &cookie, &err));
    IN_TX(who_session_start(w->db, w->op1->akun, true, world_clock, w->a, &other, &err));
    assert_false(sv_eq(cookie, other));
    MUST(who_session_find(w->db, cookie, world_clock, w->a, &s, &stale, &err));
    assert_true(s.akun == w->op1->akun && !s.second_factor_done && !stale && s.csrf.n > 20 &&
                !sv_eq(s.csrf, cookie));
    /* What the table holds opens nothing. */
    assert_int_equal(one_int(w->db, "select count(*) from who_sesi where length(digest) = 64"), 2);
    REFUSED(who_session_find(w->db, SV("bukan"), world_clock, w->a, &s, &stale, &err), ERR_DENIED);
    err = (struct err){ 0 };

    MUST(who_session_find(w->db, cookie, world_clock + 61, w->a, &s, &stale, &err));
    assert_true(stale);
    MUST(who_session_find(w->db, cookie, world_clock + 2 * HOUR, w->a, &s, &stale, &err));
    REFUSED(who_session_find(w->db, cookie, world_clock + 2 * HOUR + 1, w->a, &s, &stale, &err), ERR_DENIED);
    err = (struct err){ 0 };
    for (int h = 1; h <= 12; h++) /* in use all day, twelve hours at most */
        IN_TX(who_session_touch(w->db, cookie, world_clock + h * HOUR, &err));
    MUST(who_session_find(w->db, cookie, world_clock + 12 * HOUR, w->a, &s, &stale, &err));
    REFUSED(who_session_find(w->db, cookie, world_clock + 12 * HOUR + 1, w->a, &s, &stale, &err), ERR_DENIED);
    err = (struct err){ 0 };

    IN_TX(who_session_pass_factor(w->db, cookie, world_clock, &err));
    MUST(who_session_find(w->db, cookie, world_clock, w->a, &s, &stale, &err));
    assert_true(s.second_factor_done);
    IN_TX(who_session_end(w->db, cookie, &err));
    REFUSED(who_session_find(w->db, cookie, world_clock, w->a, &s, &stale, &err), ERR_DENIED);
    err = (struct err){ 0 };
    MUST(who_session_find(w->db, other, world_clock, w->a, &s, &stale, &err));
    IN_TX(who_session_end_all(w->db, w->op1->akun, &err));
    REFUSED(who_session_find(w->db, other, world_clock, w->a, &s, &stale, &err), ERR_DENIED);
}

/* --- the second factor ------------------------------------------------------------------------------------------------------ */

static void codes_are_those_of_rfc_6238(void **state)
{
    static const struct {
        int64_t at;
        const char *code; /* the last six of the eight digits of appendix B */
    } rows[] = { { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
                 { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
    struct arena *a = arena_new(64 * 1024);
    struct sv secret = base32_make(SV("12345678901234567890"), a);

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!sv_eq(who_totp_code(secret, rows[i].at, a), sv_of(rows[i].code)))
            fail_msg("%lld: %.*s", (long long) rows[i].at, SV_FMT(who_totp_code(secret, rows[i].at, a)));
    assert_true(sv_find(who_totp_uri(secret, SV("Kab. Banjar"), SV("op1"), a),
                        SV("Kab%2E%20Banjar:op1?secret=GEZD")) > 0);
    assert_null(who_totp_code(SV("!"), 59, a).p);
    arena_free(a);
}

static struct sv enrol(struct world *w, int64_t akun, struct sv **codes)
{
    struct err err = { 0 };
    struct sv secret;
    size_t n;

    IN_TX(who_totp_begin(w->db, akun, w->a, &secret, &err));
    IN_TX(who_totp_confirm(w->db, akun, who_totp_code(secret, world_clock, w->a), world_clock, w->a, codes,
                           &n, &err));
    assert_int_equal(n, 10);
    return secret;
}

static void a_code_is_good_once_and_near_its_time(void **state)
{
    struct world *w = *state;
    int64_t akun = w->kep1->akun, t = world_clock;
    struct err err = { 0 };
    struct sv *codes, secret = enrol(w, akun, &codes);

    REFUSED_IN_TX(who_totp_check(w->db, akun, who_totp_code(secret, t, w->a), t, &err),
                  ERR_DENIED); /* used to confirm */
    IN_TX(
        who_totp_check(w->db, akun, who_totp_code(secret, t + 30, w->a), t, &err)); /* a clock that is fast */
    REFUSED_IN_TX(who_totp_check(w->db, akun, who_totp_code(secret, t, w->a), t, &err),
                  ERR_DENIED); /* an older one */
    t += 300;
    IN_TX(who_totp_check(w->db, akun, who_totp_code(secret, t - 30, w->a), t, &err)); /* one that is slow */
    t += 300;
    REFUSED_IN_TX(who_totp_check(w->db, akun, who_totp_code(secret, t - 60, w->a), t, &err), ERR_DENIED);
    REFUSED_IN_TX(who_totp_check(w->db, akun, who_totp_code(secret, t + 60, w->a), t, &err), ERR_DENIED);
    IN_TX(who_totp_check(w->db, akun, arena_printf(w->a, " %.*s ", SV_FMT(who_totp_code(secret, t, w->a))), t,
                         &err));
}

static void guessing_codes_closes_the_door(void **state)
{
    struct world *w = *state;
    int64_t akun = w->kep1->akun, t = world_clock + 600;
    struct err err = { 0 };
    struct sv *codes, secret = enrol(w, akun, &codes), right = who_totp_code(secret, t, w->a);
    struct sv wrong = sv_eq(right, SV("000000")) ? SV("000001") : SV("000000");

    for (int i = 0; i < 5; i++)
        REFUSED_IN_TX(who_totp_check(w->db, akun, wrong, t, &err), ERR_DENIED);
    REFUSED_IN_TX(who_totp_check(w->db, akun, right, t, &err), ERR_BUSY);
    REFUSED_IN_TX(who_totp_check(w->db, akun, codes[0], t, &err), ERR_BUSY);
    /* A right password in between does not open it. */
    IN_TX(who_password_set(w->db, akun, SV("kuda laut biru"), false, t, &err));
    assert_true(login(w, "kep1", "kuda laut biru", &err));
    REFUSED_IN_TX(who_totp_check(w->db, akun, right, t, &err), ERR_BUSY);
    t += 301;
    IN_TX(who_totp_check(w->db, akun, who_totp_code(secret, t, w->a), t, &err));
}

static void recovery_codes_work_once(void **state)
{
    struct world *w = *state;
    int64_t akun = w->kep1->akun;
    struct err err = { 0 };
    struct sv *codes, *more, upper;
    char shout[32];

    enrol(w, akun, &codes);
    IN_TX(who_totp_check(w->db, akun, codes[3], world_clock, &err));
    REFUSED_IN_TX(who_totp_check(w->db, akun, codes[3], world_clock, &err), ERR_DENIED);
    for (size_t i = 0; i < codes[4].n; i++)
        shout[i] = (char) (codes[4].p[i] >= 'a' && codes[4].p[i] <= 'z' ? codes[4].p[i] - 32 : codes[4].p[i]);
    upper = (struct sv){ shout, codes[4].n };
    IN_TX(who_totp_check(w->db, akun, upper, world_clock, &err));
    REFUSED_IN_TX(who_totp_check(w->db, w->ver1->akun, codes[5], world_clock, &err),
                  ERR_DENIED); /* another's */
    world_clock += 600;
    enrol(w, akun, &more); /* renewed: the old ones are void */
    REFUSED_IN_TX(who_totp_check(w->db, akun, codes[5], world_clock, &err), ERR_DENIED);
    IN_TX(who_totp_check(w->db, akun, more[5], world_clock, &err));
}

static void a_renewal_begun_leaves_the_old_factor(void **state)
{
    struct world *w = *state;
    int64_t akun = w->kep1->akun;
    struct err err = { 0 };
    struct sv *codes, old = enrol(w, akun, &codes), fresh;
    size_t n;

    world_clock += 600;
    IN_TX(who_totp_begin(w->db, akun, w->a, &fresh, &err));
    assert_int_equal(one_int(w->db, "select aktif from who_totp"), 1);
    REFUSED_IN_TX(who_totp_check(w->db, akun, who_totp_code(fresh, world_clock, w->a), world_clock, &err),
                  ERR_DENIED);
    REFUSED_IN_TX(who_totp_confirm(w->db, akun, who_totp_code(old, world_clock, w->a), world_clock, w->a,
                                   &codes, &n, &err),
                  ERR_DENIED);
    IN_TX(who_totp_check(w->db, akun, who_totp_code(old, world_clock, w->a), world_clock, &err));
    IN_TX(who_totp_confirm(w->db, akun, who_totp_code(fresh, world_clock, w->a), world_clock, w->a, &codes,
                           &n, &err));
    world_clock += 60;
    REFUSED_IN_TX(who_totp_check(w->db, akun, who_totp_code(old, world_clock, w->a), world_clock, &err),
                  ERR_DENIED);
    IN_TX(who_totp_check(w->db, akun, who_totp_code(fresh, world_clock, w->a), world_clock, &err));
    world_clock += 60; /* nothing is begun: the present code confirms nothing */
    REFUSED_IN_TX(who_totp_confirm(w->db, akun, who_totp_code(fresh, world_clock, w->a), world_clock, w->a,
                                   &codes, &n, &err),
                  ERR_DENIED);
    IN_TX(who_totp_reset(w->db, akun, &err));
    REFUSED_IN_TX(who_totp_check(w->db, akun, who_totp_code(fresh, world_clock, w->a), world_clock, &err),
                  ERR_DENIED);
    REFUSED_IN_TX(who_totp_check(w->db, akun, codes[0], world_clock, &err), ERR_DENIED);
}

/* --- tokens ------------------------------------------------------------------------------------------------------------------ */

static void tokens_have_a_scope_and_an_end(void **state)
{
    enum { DAY = 86400 };
    struct world *w = *state;
    int64_t now = world_clock, akun, mine = w->op1->akun;
    struct who_token_info *list;
    struct err err = { 0 };
    struct sv token, scope;
    bool stale;
    size_t n;

    IN_TX(who_token_make(w->db, mine, SV("laporan"), SV("baca"), now + DAY, now, w->a, &token, &err));
    assert_true(sv_starts(token, SV("pr_")));
    MUST(who_token_find(w->db, token, now, w->a, &akun, &scope, &stale, &err));
    assert_true(akun == mine && sv_eq(scope, SV("baca")) && stale);
    IN_TX(who_token_touch(w->db, token, now, &err));
    MUST(who_token_find(w->db, token, now + 10, w->a, &akun, &scope, &stale, &err));
    assert_false(stale);
    MUST(who_token_list(w->db, mine, w->a, &list, &n, &err));
    assert_true(n == 1 && list[0].last_used == now && !list[0].revoked);
    MUST(who_token_find(w->db, token, now + DAY - 1, w->a, &akun, &scope, &stale, &err));
    REFUSED(who_token_find(w->db, token, now + DAY, w->a, &akun, &scope, &stale, &err), ERR_DENIED);
    REFUSED(who_token_find(w->db, SV("pr_tidakada"), now, w->a, &akun, &scope, &stale, &err), ERR_DENIED);
    REFUSED(who_token_find(w->db, SV(""), now, w->a, &akun, &scope, &stale, &err), ERR_DENIED);
    err = (struct err){ .kind = ERR_BUSY }; /* what stood in *e before plays no part */
    assert_false(who_token_find(w->db, SV("x"), now, w->a, &akun, &scope, &stale, &err));
    assert_int_equal(err.kind, ERR_DENIED);

    REFUSED_IN_TX(who_token_revoke(w->db, list[0].id, w->op2->akun, &err), ERR_MISSING); /* another's */
    IN_TX(who_token_revoke(w->db, list[0].id, mine, &err));
    REFUSED(who_token_find(w->db, token, now, w->a, &akun, &scope, &stale, &err), ERR_DENIED);
    err = (struct err){ 0 };
    IN_TX(who_token_make(w->db, mine, SV("dua"), SV("tulis"), now + DAY, now, w->a, &token, &err));
    IN_TX(who_token_revoke_all(w->db, mine, &err));
    REFUSED(who_token_find(w->db, token, now, w->a, &akun, &scope, &stale, &err), ERR_DENIED);

    REFUSED_IN_TX(who_token_make(w->db, mine, SV(" "), SV("baca"), now + DAY, now, w->a, &token, &err),
                  ERR_INPUT);
    REFUSED_IN_TX(who_token_make(w->db, mine, SV("x"), SV("baca"), now, now, w->a, &token, &err), ERR_INPUT);
    REFUSED_IN_TX(who_token_make(w->db, mine, SV("x"), SV("baca"), now + 400 * DAY, now, w->a, &token, &err),
                  ERR_INPUT);
    err = (struct err){ 0 };
    assert_true(db_begin(w->db, &err));
    assert_false(who_token_make(w->db, mine, SV("x"), SV("semua"), now + DAY, now, w->a, &token, &err));
    db_rollback(w->db);
}

/* --- actors -------------------------------------------------------------------------------------------------------------------- */

static int64_t office(struct world *w, const char *name, int64_t above)
{
    return MAKE(w, who_system(), "perangkat_daerah", "nama", name, "kode", name, above ? "induk" : "jenis",
                above ? world_id(w, above) : "dinas")
        ->id;
}

static bool load(struct world *w, int64_t akun, struct date day, struct actor **who, struct err *e)
{
    *e = (struct err){ 0 };
    return who_actor_load(w->db, w->levels, akun, day, w->a, who, e);
}

static void posts_reach_down_and_roles_come_from_above(void **state)
{
    struct world *w = *state;
    int64_t bidang = office(w, "Bidang", w->dinas), upt = office(w, "UPT", bidang);
    struct actor *head, *below, *leaf;
    struct err err = { 0 };

    below = world_person(w, "orang.bidang", bidang, "kepala_bidang");
    leaf = world_person(w, "orang.upt", upt, "operator");
    MUST(load(w, w->kadis->akun, first_day, &head, &err));
    assert_int_equal(head->n_units, 3);
    assert_true(who_owns(head, w->dinas) && who_owns(head, bidang) && who_owns(head, upt) &&
                !who_owns(head, w->pd1));
    assert_int_equal(who_rank_in(head, upt), 3);
    assert_true(below->n_units == 2 && !who_owns(below, w->dinas));
    assert_true(leaf->n_units == 1 && leaf->units[0] == upt);
    assert_true(who_has_role(head, SV("dinas")) && who_has_role(below, SV("dinas")) &&
                who_has_role(leaf, SV("dinas")));
    assert_int_equal(who_rank_as(leaf, SV("dinas")), 1);
    assert_int_equal(who_rank_as(below, SV("dinas")), 2);
    assert_true(who_has_role(leaf, SV("pd")) && !who_has_role(w->op1, SV("dinas")));

    /* A unit that was removed hangs nobody below it on the office above. */
    MUST(db_begin(w->db, &err));
    MUST(record_delete(w->db, &w->rs, who_system(), model_reg(w->model, SV("perangkat_daerah")), bidang, 1,
                       w->a, &err));
    MUST(db_commit(w->db, &err));
    MUST(load(w, leaf->akun, first_day, &leaf, &err));
    assert_true(!who_has_role(leaf, SV("dinas")) && who_owns(leaf, upt));
    MUST(load(w, below->akun, first_day, &below, &err));
    assert_true(below->n_units == 0 && !who_has_role(below, SV("dinas")));
    MUST(load(w, w->kadis->akun, first_day, &head, &err));
    assert_int_equal(head->n_units, 1);
}

static void roles_are_held_for_their_term(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *why;
        struct date day;
        bool has;
    } rows[] = { { "the day before", { 2026, 1, 31 }, false },
                 { "the first day", { 2026, 2, 1 }, true },
                 { "the last day", { 2026, 6, 30 }, true },
                 { "the day after", { 2026, 7, 1 }, false } };
    struct actor *who;
    struct err err;

    MAKE(w, who_system(), "pemetaan_peran", "peran", "pd_pengawasan", "perangkat_daerah", world_id(w, w->pd2),
         "mulai", "2026-02-01", "selesai", "2026-06-30");
    for (size_t i = 0; i < 4; i++) {
        MUST(load(w, w->op2->akun, rows[i].day, &who, &err));
        if (who_has_role(who, SV("pd_pengawasan")) != rows[i].has)
            fail_msg("%s", rows[i].why);
    }
}

static void accounts_are_good_for_their_term(void **state)
{
    struct world *w = *state;
    struct record *r = MAKE(w, who_system(), "akun", "nama", "Plt", "nama_pengguna", "plt",
                            "perangkat_daerah", world_id(w, w->pd1), "jenjang", "kepala_pd", "sifat", "plt",
                            "jabatan", "Kepala Dinas", "mulai", "2026-02-01", "selesai", "2026-02-28");
    struct record *off =
        MAKE(w, who_system(), "akun", "nama", "Pensiun", "nama_pengguna", "pensiun", "status", "nonaktif");
    struct record *odd =
        MAKE(w, who_system(), "akun", "nama", "Tamu", "nama_pengguna", "tamu", "peran_khusus", "auditor");
    struct actor *who;
    struct err err;

    MUST(load(w, r->id, (struct date){ 2026, 2, 28 }, &who, &err));
    assert_true(sv_eq(who->posts[0].title, SV("Plt. Kepala Dinas")) && who->posts[0].rank == 3);
    assert_false(load(w, r->id, (struct date){ 2026, 1, 31 }, &who, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    assert_false(load(w, r->id, (struct date){ 2026, 3, 1 }, &who, &err));
    assert_false(load(w, off->id, first_day, &who, &err));
    assert_false(load(w, 9999, first_day, &who, &err));
    MUST(load(w, odd->id, first_day, &who, &err));
    assert_true(who->auditor && !who->administrator && who->n_posts == 0 && who->n_units == 0);
    MUST(db_begin(w->db, &err));
    MUST(record_delete(w->db, &w->rs, who_system(), r->reg, odd->id, 1, w->a, &err));
    MUST(db_commit(w->db, &err));
    assert_false(load(w, odd->id, first_day, &who, &err));
}

static void a_cycle_in_the_tree_ends(void **state)
{
    struct world *w = *state;
    int64_t a = office(w, "A", 0), b = office(w, "B", a);
    struct actor *who = world_person(w, "orang", b, "operator");
    char sql[100];
    struct err err;

    snprintf(sql, sizeof sql, "update perangkat_daerah set induk = %lld where id = %lld", (long long) b,
             (long long) a);
    run(w->db, sql);
    MUST(load(w, who->akun, first_day, &who, &err));
    assert_true(who->n_units == 2 && who_owns(who, a) && who_owns(who, b));
    snprintf(sql, sizeof sql, "update perangkat_daerah set induk = %lld where id = %lld", (long long) a,
             (long long) a);
    run(w->db, sql);
    MUST(load(w, who->akun, first_day, &who, &err));
    assert_int_equal(who->n_units, 1);
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

static void holders_are_those_who_may_act(void **state)
{
    static const char *const roles[] = { "pd", "dinas", "administrator", "pd_pengawasan" };
    struct world *w = *state;
    struct actor *admin, *people[9];
    struct record *r = MAKE(w, who_system(), "akun", "nama", "Admin", "nama_pengguna", "admin",
                            "peran_khusus", "administrator");
    int64_t unit = office(w, "Unit", w->pd1), pds[] = { w->pd1, w->pd2, w->dinas, unit };
    struct err err;

    MUST(load(w, r->id, first_day, &admin, &err));
    people[0] = world_person(w, "unit", unit, "operator");
    people[1] = admin;
    people[2] = w->op1, people[3] = w->ver1, people[4] = w->kep1, people[5] = w->op2, people[6] = w->pel,
    people[7] = w->kabid;
    people[8] = w->kadis;
    for (size_t p = 0; p < 9; p++) {
        MUST(load(w, people[p]->akun, first_day, &people[p], &err)); /* the tree has grown */
        for (size_t k = 0; k < 4; k++)
            for (size_t u = 0; u < 4; u++)
                for (int rank = 0; rank <= 3; rank++) {
                    struct sv role = sv_of(roles[k]);

                    if (holds(w, roles[k], pds[u], rank, people[p]) !=
                        who_acts(people[p], &role, 1, pds[u], rank))
                        fail_msg("%.*s, %s, agency %lld, rank %d", SV_FMT(people[p]->nama), roles[k],
                                 (long long) pds[u], rank);
                }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poor_passwords_are_refused_with_a_reason),
        cmocka_unit_test(made_passwords_are_good_ones_and_differ),
        cmocka_unit_test(codes_are_those_of_rfc_6238),
        WORLD(five_failures_close_the_account_for_five_minutes),
        WORLD(many_guesses_at_once_gain_nothing),
        WORLD(who_logs_in_is_told_what_is_owed),
        WORLD(sessions_end_by_themselves),
        WORLD(a_code_is_good_once_and_near_its_time),
        WORLD(guessing_codes_closes_the_door),
        WORLD(recovery_codes_work_once),
        WORLD(a_renewal_begun_leaves_the_old_factor),
        WORLD(tokens_have_a_scope_and_an_end),
        WORLD(posts_reach_down_and_roles_come_from_above),
        WORLD(roles_are_held_for_their_term),
        WORLD(accounts_are_good_for_their_term),
        WORLD(a_cycle_in_the_tree_ends),
        WORLD(holders_are_those_who_may_act),
    };

    PLACES_RUN("who", tests);
}

/* SPDX-License-Identifier: MIT
 * tests/unit/test_calendar.c -- days of records, tasks and clocks in a window of days, inside rights; private feed addresses;
 * what a declaration of the calendar may not say. On both engines. */
#include "region_fixture.h"

#include "model/calendar.h"

static const struct date first = { 2026, 1, 1 }, last = { 2026, 12, 31 };

static struct record *certificate(struct world *w, const char *name, int64_t pd, const char *day)
{
    return MAKE(w, who_system(), "sertifikat", "nama", name, "perangkat_daerah", world_id(w, pd), "jenis",
                "tls", "selesai", day);
}

static struct calendar_ask year(void)
{
    return (struct calendar_ask){ .from = first, .to = last, .kind = SV("masa_berlaku"), .limit = 100 };
}

/* Names of the days that this actor is given, in order. */
static struct sv days(struct world *w, const struct actor *who, const struct calendar_ask *ask, bool *more)
{
    struct calendar_day *items;
    struct sv out = SV("");
    struct err err = { 0 };
    size_t n;

    MUST(calendar_records(w->db, &w->rs, who, ask, w->a, &items, &n, more, &err));
    for (size_t i = 0; i < n; i++)
        out = arena_printf(w->a, "%.*s%s%s%.*s", SV_FMT(out), i ? "," : "", items[i].gone ? "-" : "",
                           SV_FMT(record_title(items[i].record)));
    return out;
}

static void is(struct world *w, const char *why, const struct actor *who, const struct calendar_ask *ask,
               const char *want)
{
    bool more;
    struct sv got = days(w, who, ask, &more);

    if (!sv_eq(got, sv_of(want)))
        fail_msg("%s: \"%.*s\", expected \"%s\"", why, SV_FMT(got), want);
}

static void the_window_bounds(void **state)
{
    struct world *w = *state;
    struct calendar_ask ask = year();
    bool more;

    certificate(w, "sebelum", w->pd1, "2025-12-31");
    certificate(w, "akhir", w->pd1, "2026-12-31");
    certificate(w, "awal", w->pd1, "2026-01-01");
    certificate(w, "sesudah", w->pd1, "2027-01-01");
    MAKE(w, who_system(), "sertifikat", "nama", "tanpa", "perangkat_daerah", world_id(w, w->pd1), "jenis",
         "tls");
    MAKE(w, who_system(), "arsitektur", "nama", "jangka", "jangka", "2021-01-01/2026-06-30");
    is(w, "both ends count, a period by its last day", w->op2, &ask, "awal,akhir,jangka");
    ask.limit = 1;
    is(w, "no more of a kind than asked for", w->op2, &ask, "awal,jangka");
    days(w, w->op2, &ask, &more);
    assert_true(more);
    ask.limit = 2;
    days(w, w->op2, &ask, &more);
    assert_false(more);
    ask.kind = SV("audit");
    is(w, "another kind", w->op2, &ask, "");
}

static void rights_hold(void **state)
{
    struct world *w = *state;
    struct calendar_ask ask = year();
    struct actor half = *w->op1;

    certificate(w, "satu", w->pd1, "2026-03-01");
    certificate(w, "dua", w->pd2, "2026-03-02");
    MAKE(w, who_system(), "sertifikat", "nama", "rahasia", "perangkat_daerah", world_id(w, w->pd2), "jenis",
         "tls", "selesai", "2026-03-03", "klasifikasi", "rahasia");
    MAKE(w, who_system(), "temuan", "judul", "temuan dua", "perangkat_daerah", world_id(w, w->pd2), "asal",
         "audit", "batas_waktu", "2026-03-04");
    is(w, "a secret row of another agency is not there", w->op1, &ask, "satu,dua");
    ask.mine = true;
    is(w, "one's own", w->op1, &ask, "satu");
    ask.mine = false;
    ask.pd = w->pd2;
    is(w, "one agency", w->op1, &ask, "dua");
    ask.pd = 0;
    half.must_change_password = true;
    is(w, "nobody before his login is finished", &half, &ask, "");
    ask.kind = SV("audit");
    is(w, "a register read by its agency alone", w->op1, &ask, "");
    is(w, "which its agency sees", w->op2, &ask, "temuan dua");
}

static void what_is_over_leaves(void **state)
{
    struct world *w = *state;
    struct calendar_ask ask = year();
    struct record *gone = certificate(w, "dihapus", w->pd1, "2026-03-01");
    struct err err = { 0 };

    MAKE(w, who_system(), "sertifikat", "nama", "berakhir", "perangkat_daerah", world_id(w, w->pd1), "jenis",
         "tls", "selesai", "2026-03-02", "status", "berakhir");
    MUST(db_begin(w->db, &err));
    MUST(record_delete(w->db, &w->rs, who_system(), gone->reg, gone->id, gone->versi, w->a, &err));
    MUST(db_commit(w->db, &err));
    is(w, "neither a state that ended nor a removed row", w->op1, &ask, "");
    ask.gone_since = SV("2025-12-01T00:00:00Z");
    is(w, "but lately they were", w->op1, &ask, "-berakhir,-dihapus");
    ask.gone_since = SV("2026-02-01T00:00:00Z");
    is(w, "not for ever", w->op1, &ask, "");
}

static void words(void **state)
{
    struct world *w = *state;
    struct record *r = certificate(w, "TLS {nomor} {judul}", w->pd1, "2026-03-01");
    const struct reg_calendar *c = &r->reg->calendar[0];

    assert_true(sv_eq(calendar_words(c, r, w->a), SV("Masa berlaku TLS {nomor} {judul} berakhir")));
    assert_int_equal(calendar_day_of(reg_field(r->reg, SV("selesai")), SV("2026-02-30"), 480).y, 0);
}

static void tasks_fall_due(void **state)
{
    struct world *w = *state;
    struct due_ask ask = { .from = first, .to = last, .limit = 100 };
    struct due_task *items;
    struct record *app = MAKE(w, w->op1, "aplikasi", "nama", "SIMPUS", "perangkat_daerah",
                              world_id(w, w->pd1), "jenis", "umum"),
                  *r;
    struct err err = { 0 };
    bool more;
    size_t n;

    /* 2026-01-01 is a Thursday: two working days on are Friday and, Monday being a holiday, Tuesday. */
    MAKE(w, who_system(), "hari_libur", "tanggal", "2026-01-05", "nama", "Libur");
    r = MAKE(w, who_system(), "permohonan", "perihal", "Izin", "jenis", "izin_uji", "perangkat_daerah",
             world_id(w, w->pd1), "objek", arena_printf(w->a, "aplikasi:%lld", (long long) app->id).p,
             "status", "diajukan");
    MUST(flow_dues(w->db, w->flow, &w->rs, w->ver1, &ask, w->a, &items, &n, &more, &err));
    assert_int_equal(n, 1);
    assert_true(items[0].mine && items[0].record->id == r->id);
    assert_string_equal(date_iso(items[0].due).s, "2026-01-06");
    ask.mine = true;
    MUST(flow_dues(w->db, w->flow, &w->rs, w->op2, &ask, w->a, &items, &n, &more, &err));
    assert_int_equal(n, 0);
    ask.mine = false;
    ask.pd = w->pd2;
    MUST(flow_dues(w->db, w->flow, &w->rs, w->ver1, &ask, w->a, &items, &n, &more, &err));
    assert_int_equal(n, 0);
    ask.pd = w->pd1;
    ask.to = (struct date){ 2026, 1, 5 };
    MUST(flow_dues(w->db, w->flow, &w->rs, w->ver1, &ask, w->a, &items, &n, &more, &err));
    assert_int_equal(n, 0);
}

/* --- private addresses ----------------------------------------------------------------------------------------------------- */

static enum err_kind asked(struct world *w, struct sv secret, struct date on)
{
    struct actor *who;
    struct err err = { 0 };
    struct sv scope;
    bool stale;

    return who_feed_find(w->db, w->levels, secret, on, world_clock, w->a, &who, &scope, &stale, &err)
               ? ERR_NONE
               : err.kind;
}

static void a_feed_is_opened_by_its_secret(void **state)
{
    struct world *w = *state;
    struct who_feed_info *list;
    struct err err = { 0 };
    struct sv secret, other;
    size_t n;

    MUST(db_begin(w->db, &err));
    MUST(who_feed_make(w->db, w->op1->akun, SV("Ponsel"), SV("saya"), world_clock, w->a, &secret, &err));
    MUST(who_feed_make(w->db, w->op2->akun, SV("Ponsel"), SV("semua"), world_clock, w->a, &other, &err));
    MUST(db_commit(w->db, &err));
    assert_int_equal(secret.n, 43);
    assert_int_equal(asked(w, secret, first), ERR_NONE);
    assert_int_equal(asked(w, sv_sub(secret, 0, 42), first), ERR_MISSING);
    assert_int_equal(asked(w, SV(""), first), ERR_MISSING);
    MUST(db_begin(w->db, &err));
    MUST(who_feed_touch(w->db, secret, world_clock + 5, &err));
    MUST(who_feed_list(w->db, w->op1->akun, w->a, &list, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(list[0].last_used, world_clock + 5);
    if (who_feed_revoke(w->db, list[0].id, w->op2->akun, &err)) /* another's */
        fail_msg("another's address was revoked");
    MUST(who_feed_revoke(w->db, list[0].id, w->op1->akun, &err));
    MUST(db_commit(w->db, &err));
    assert_int_equal(asked(w, secret, first), ERR_MISSING);
    assert_int_equal(asked(w, other, first), ERR_NONE);
    run(w->db, "update akun set status = 'nonaktif' where id = 4");
    assert_int_equal(asked(w, other, first), ERR_MISSING);
}

static void an_unfinished_login_opens_no_feed(void **state)
{
    struct world *w = *state;
    struct err err = { 0 };
    struct sv mine, heads;

    MUST(db_begin(w->db, &err));
    MUST(who_feed_make(w->db, w->op1->akun, SV("x"), SV("saya"), world_clock, w->a, &mine, &err));
    MUST(who_feed_make(w->db, w->kep1->akun, SV("x"), SV("saya"), world_clock, w->a, &heads, &err));
    assert_int_equal(asked(w, heads, first), ERR_MISSING); /* his rank asks for a second factor */
    MUST(who_password_set(w->db, w->op1->akun, SV("kuda laut biru"), true, world_clock, &err));
    assert_int_equal(asked(w, mine, first), ERR_MISSING); /* a one-time password */
    MUST(who_password_set(w->db, w->op1->akun, SV("kuda laut hijau"), false, world_clock, &err));
    assert_int_equal(asked(w, mine, first), ERR_NONE);
    for (int i = 1; i < WHO_FEEDS_MAX; i++)
        MUST(who_feed_make(w->db, w->op1->akun, SV("x"), SV("saya"), world_clock, w->a, &mine, &err));
    if (who_feed_make(w->db, w->op1->akun, SV("x"), SV("saya"), world_clock, w->a, &mine, &err))
        fail_msg("more addresses than one account may have");
    assert_int_equal(err.kind, ERR_CONFLICT);
    db_rollback(w->db);
}

/* --- declarations --------------------------------------------------------------------------------------------------------------- */

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *why, *calendar, *text, *hint;
    } rows[] = {
        { "no such field", "selesaii: x", "Bidang kalender \"selesaii\" tidak ada.",
          "Maksudnya \"selesai\"?" },
        { "not a day", "nama: x", "Bidang kalender \"nama\" harus tanggal", "" },
        { "nothing said", "mulai: {kind: audit}", "memerlukan kalimat", "" },
        { "a word nobody fills in", "mulai: \"{judl} mulai\"", "menyebut {judl}", "Maksudnya \"judul\"?" },
        { "a brace left open", "mulai: \"a {judul\"", "menyebut {judul}", "Maksudnya \"judul\"?" },
        { "no such kind", "mulai: {says: x, kind: audt}", "\"audt\" tidak ada", "Maksudnya \"audit\"?" },
        { "no such state", "mulai: {says: x, states: [berlku]}", "keadaan \"berlku\"",
          "Maksudnya \"berlaku\"?" },
        { "no such key", "mulai: {says: x, lat: true}", "Kunci \"lat\" tidak dikenal.",
          "Maksudnya \"late\"?" },
        { "no map", "[mulai]", "memuat bidang dan kalimatnya", "" },
    };
    struct world *w = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = arena_printf(w->a,
                                        rows[i].calendar[0] == '[' ? "sertifikat: {calendar: %s}\n"
                                                                   : "sertifikat: {calendar: {%s}}\n",
                                        rows[i].calendar)
                               .p;
        struct code_list codes[2];
        struct reg_overlay overlay;
        struct problems ps;
        struct model *m;
        struct err err = { 0 };
        bool ok;

        problems_init(&ps, w->a, 20);
        overlay = (struct reg_overlay){ world_yaml(w, text, &ps), SV("fixture") };
        flow_clearance_codes(world_yaml(w, fixture_regulation, &ps), w->a, &codes[0]);
        codes[1] = (struct code_list){ .name = SV("@norms"), .by_key = map_new(w->a) };
        ok = model_load("data", &overlay, 1, codes, 2, 480, w->a, &m, &ps, &err);
        if (ok || !ps.n)
            fail_msg("%s: taken", rows[i].why);
        if (sv_find(ps.items[0].text, sv_of(rows[i].text)) < 0 ||
            !sv_eq(ps.items[0].hint.p ? ps.items[0].hint : SV(""), sv_of(rows[i].hint)))
            fail_msg("%s: %.*s (%.*s)", rows[i].why, SV_FMT(ps.items[0].text), SV_FMT(ps.items[0].hint));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(the_window_bounds),
        WORLD(rights_hold),
        WORLD(what_is_over_leaves),
        WORLD_TEST(words, lite),
        WORLD(tasks_fall_due),
        WORLD(a_feed_is_opened_by_its_secret),
        WORLD(an_unfinished_login_opens_no_feed),
        WORLD_TEST(mistakes_are_named, lite),
    };

    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * tests/unit/test_version.c -- one regulation after another: made-up packs of tests/golden/versi, an amendment, a second one, a
 * replacement. Days are walked over the beginnings, on both engines. */
#include "pack_region.h"

#include "rule/region_adopt.h"
#include "who/actor.h"

PACK_OF("dasar-1-2024");

/* The program ends and is started again, as it does by itself when another regulation begins. */
static void reopen(struct pack_place *p)
{
    struct problems ps;
    struct err err = { 0 };

    db_release(p->pack);
    db_release(p->write);
    region_close(p->region);
    problems_init(&ps, p->a, 20);
    if (!region_open(p->dir, pack_now, &p->region, &ps, &err))
        fail_msg("%s: %.*s", err.text, SV_FMT(ps.n ? ps.items[0].text : SV("")));
    pack_leases(p);
    arena_free(p->case_a);
    pack_case_begin(p);
}

static void walk_to(struct pack_place *p, const char *day)
{
    struct err err = { 0 };
    bool outdated;

    pack_day(p, day_of(day));
    MUST(region_outdated(p->region, p->write, &outdated, &err));
    if (outdated)
        reopen(p);
    settle(p);
}

static void give_and_settle(struct pack_place *p, const char *rows)
{
    give(p, rows);
    settle(p);
}

/* Tries, and takes it up when that went well. The writer's place is given back meanwhile, as a command has it. */
static bool adopt(struct pack_place *p, const char *id, bool keep, struct err *e)
{
    struct adoption x;
    struct problems ps;
    bool ok;

    problems_init(&ps, p->a, 20);
    db_release(p->pack);
    db_release(p->write);
    ok = region_adopt_try(p->region, sv_of(id), p->a, &x, &ps, e);
    if (ok && keep)
        ok = region_adopt(p->region, &x, who_system(), p->a, e);
    if (!ok && ps.n)
        snprintf(e->hint, sizeof e->hint, "%.*s", SV_FMT(ps.items[0].hint));
    region_adopt_end(&x);
    pack_leases(p);
    return ok;
}

static struct norm_state state_on(struct pack_place *p, const char *at, const char *on)
{
    struct date day = on ? day_of(on) : (struct date){ 0 };
    const struct rule *rule;
    const struct norm *n;
    struct norm_state *s = NULL;
    struct err err = { 0 };
    size_t count;

    MUST(region_rule_on(p->region, p->write, day, &rule, &err) &&
         rule_states(p->write, rule, day, p->case_a, &s, &count, &err));
    n = rule_norm(rule, sv_of(at));
    if (!n)
        fail_msg("%s is not there on %s", at, on ? on : "this day");
    return s[n->index];
}

static bool there_on(struct pack_place *p, const char *at, const char *on)
{
    const struct rule *rule;
    struct err err = { 0 };

    MUST(region_rule_on(p->region, p->write, on ? day_of(on) : (struct date){ 0 }, &rule, &err));
    return rule_norm(rule, sv_of(at)) != NULL;
}

/* A day to come is refused; nothing is known of it. */
static void tomorrow_is_refused(struct pack_place *p)
{
    const struct rule *rule;
    struct err err = { 0 };

    assert_false(region_rule_on(p->region, p->write, date_add_days(region_today(p->region), 1), &rule, &err));
    assert_int_equal(err.kind, ERR_INPUT);
}

#define IS(at, on, want)                                                                             \
    do {                                                                                             \
        struct norm_state got = state_on(p, at, on);                                                 \
        if (got.status != (want))                                                                    \
            fail_msg("line %d: %s is %.*s: %.*s", __LINE__, at, SV_FMT(norm_status_key(got.status)), \
                     SV_FMT(got.why));                                                               \
    } while (0)

static void prepare(struct pack_place *p)
{
    pack_day(p, day_of("2025-06-01"));
    give_and_settle(p,
                    "[{benda: {id: b, nama: Meja, jumlah: 3, status: jalan}}, {audit: {tanggal: 2024-12-01}},"
                    " {pernyataan: {pasal: 5(1), tanggal: 2025-06-01, status: dikonfirmasi}},"
                    " {pernyataan: {pasal: 5(2), tanggal: 2025-06-01, status: dikonfirmasi}}]");
}

static void a_day_is_judged_by_the_regulation_then_in_force(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    struct norm_state s;
    int64_t events, records;

    prepare(p);
    IS("3(1)", NULL, NORM_MET);
    MUST(adopt(p, "ubah-2-2026", true, &err));
    walk_to(p, "2025-12-31");
    assert_true(sv_eq(p->region->regulation_id, SV("dasar-1-2024"))); /* its day has not come */
    IS("3(1)", NULL, NORM_MET);
    IS("5(1)", NULL, NORM_MET);
    IS("6(1)", NULL, NORM_MET);
    events = one_int(p->write, "select count(*) from peristiwa");
    records = one_int(p->write, "select count(*) from pernyataan");

    walk_to(p, "2026-01-01");
    assert_true(sv_eq(p->region->regulation_id, SV("ubah-2-2026")));
    s = state_on(p, "3(1)", NULL); /* a shorter interval, from its own first day on; nobody is late at once */
    assert_int_equal(s.status, NORM_UNMET);
    assert_true(sv_eq(s.due, SV("2027-01-01")) && sv_eq(s.since, SV("2026-01-01")));
    IS("2(3)", NULL, NORM_MET); /* the same question, each from the day of its own words */
    IS("2(4)", NULL, NORM_UNMET);
    s = state_on(p, "3A(1)", NULL); /* its clock starts on its own day */
    assert_true(sv_eq(s.due, SV("2026-07-01")));
    IS("5(1)", NULL, NORM_UNMET); /* the statement was about other words */
    s = state_on(p, "5(2)", NULL);
    assert_true(s.status == NORM_MET && sv_eq(s.since, SV("2025-06-01"))); /* these stay as they were */
    assert_false(there_on(p, "6(1)", NULL));
    assert_int_equal(one_int(p->write, "select count(*) from norma_status where norma = '6(1)' and "
                                       "sampai = '2026-01-01' and akhir is not null"),
                     1);
    assert_int_equal(one_int(p->write, "select count(*) from norma_status where norma = '5(2)'"), 1);
    assert_int_equal(one_int(p->write,
                             "select count(*) from norma_status where norma = '5(1)' and regulasi = "
                             "'ubah-2-2026' and sampai is null"),
                     1);

    /* the day before, by the words of that day */
    IS("3(1)", "2025-12-31", NORM_MET);
    IS("5(1)", "2025-12-31", NORM_MET);
    IS("6(1)", "2025-12-31", NORM_MET);
    assert_true(
        sv_eq(state_on(p, "3(1)", "2025-12-31").norm->says, SV("Benda diaudit sekali dalam dua tahun.")));
    assert_false(there_on(p, "3A(1)", "2025-12-31"));

    /* records stay; those of a state that is gone moved, each with its event */
    assert_int_equal(one_int(p->write, "select count(*) from pernyataan"), records);
    assert_int_equal(
        one_int(p->write, "select count(*) from benda where status = 'jalan_penuh' and nama = 'Meja'"), 1);
    assert_int_equal(
        one_int(p->write, "select count(*) from peristiwa where register = 'benda' and rekaman > 0"), 2);
    assert_true(one_int(p->write, "select count(*) from peristiwa") > events);

    walk_to(p, "2027-01-02");
    IS("3(1)", NULL, NORM_LATE);
    IS("3(1)", "2025-12-31", NORM_MET);
}

static void statements_of_the_new_words_count(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };

    prepare(p);
    MUST(adopt(p, "ubah-2-2026", true, &err));
    walk_to(p, "2026-01-02");
    IS("5(1)", NULL, NORM_UNMET);
    give_and_settle(p, "[{pernyataan: {pasal: 5(1), tanggal: 2026-01-02, status: dikonfirmasi}}]");
    IS("5(1)", NULL, NORM_MET);
}

static void a_replacement_keeps_its_own_addresses_apart(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    const struct field *pasal;
    const struct choice *c;

    prepare(p);
    MUST(adopt(p, "ubah-2-2026", true, &err));
    MUST(adopt(p, "ubah-3-2027", true, &err)); /* one after another, before any of them begins */
    MUST(adopt(p, "ganti-4-2028", true, &err));
    walk_to(p, "2027-03-01");
    assert_true(sv_eq(p->region->regulation_id, SV("ubah-3-2027"))); /* the one between was passed over */
    assert_true(sv_eq(state_on(p, "3B", NULL).due, SV("2027-06-01")));
    assert_false(there_on(p, "3A(1)", NULL) || there_on(p, "6(1)", NULL));
    walk_to(p, "2028-01-01");
    IS("5(1)", NULL, NORM_UNMET); /* another provision at the same address */
    IS("8", NULL, NORM_MET);      /* the same words at another address */
    IS("9", NULL, NORM_UNMET);    /* continued with other words */
    IS("2(1)", NULL, NORM_MET);
    assert_true(there_on(p, "3B", "2027-12-31"));
    IS("5(2)", "2027-12-31", NORM_MET);

    pasal = reg_field(model_reg(p->region->model, SV("pernyataan")), SV("pasal"));
    c = field_choice(pasal, SV("5(1)@ganti-4-2028"));
    assert_true(c && !c->retired && sv_eq(c->label, SV("Pasal 5 ayat (1)")));
    c = field_choice(pasal, SV("5(1)"));
    assert_true(c && c->retired &&
                sv_eq(c->label, SV("Pasal 5 ayat (1) Peraturan Bupati Contoh Nomor 2 Tahun 2026")));
    assert_int_equal(pasal->codes->n, 4);
    give_and_settle(
        p, "[{pernyataan: {pasal: \"5(1)@ganti-4-2028\", tanggal: 2028-01-01, status: dikonfirmasi}}]");
    IS("5(1)", NULL, NORM_MET);
    assert_int_equal(one_int(p->write, "select count(*) from benda where status = 'jalan'"), 1);
}

static bool try_record(struct pack_place *p, int64_t id, const char *key, const char *value,
                       struct problems *ps)
{
    struct input_item items[] = { { sv_of(key), sv_of(value) }, { SV("tanggal"), SV("2026-01-05") } };
    const struct input in = { .items = items, .n = 2, .plain = true, .partial = id != 0 };
    const struct reg *reg = model_reg(p->region->model, SV("pernyataan"));
    struct record *rec;
    struct err err = { 0 };
    bool ok;

    problems_init(ps, p->case_a, 5);
    MUST(db_begin(p->write, &err));
    ok = id ? record_update(p->write, &p->region->records, who_system(), reg, id,
                            one_int(p->write, "select max(versi) from pernyataan where id = 1"), &in,
                            p->case_a, &rec, ps, &err)
            : record_create(p->write, &p->region->records, who_system(), reg, &in, p->case_a, &rec, ps, &err);
    if (ok)
        MUST(db_commit(p->write, &err));
    else
        db_rollback(p->write);
    return ok;
}

static void a_provision_that_is_gone_is_cited_by_nothing_new(void **state)
{
    struct pack_place *p = *state;
    struct problems ps;
    struct err err = { 0 };

    pack_day(p, day_of("2025-06-01"));
    give_and_settle(p, "[{pernyataan: {pasal: 6(1), ketentuan: [6(1), 2(1)], tanggal: 2025-06-01}}]");
    MUST(adopt(p, "ubah-2-2026", true, &err));
    walk_to(p, "2026-01-01");
    assert_false(try_record(p, 0, "pasal", "6(1)", &ps));
    assert_true(ps.n == 1 && sv_eq(ps.items[0].field, SV("pasal")) &&
                sv_find(ps.items[0].text, SV("tidak berlaku lagi")) >= 0);
    assert_true(try_record(p, 0, "pasal", "12", &ps));
    assert_true(try_record(p, 1, "pasal", "6(1)", &ps)); /* what it says already may be sent back */
    assert_true(try_record(p, 1, "ketentuan", "6(1)", &ps));
    assert_false(try_record(p, 1, "ketentuan", "7(1)a-c", &ps));
}

static void nothing_is_taken_up_that_would_not_begin(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    int64_t events;

    prepare(p);
    events = one_int(p->write, "select count(*) from peristiwa");
    assert_false(adopt(p, "salah-keadaan", true, &err));
    assert_true(err.kind == ERR_INPUT && strstr(err.hint, "benda: {states: {map: {jalan: keadaan_baru}}}"));
    assert_false(adopt(p, "salah-isi", true, &err));
    assert_false(adopt(p, "ubah-3-2027", true, &err)); /* a link of the chain is missing */
    assert_true(err.kind == ERR_CONFLICT && strstr(err.text, "ubah-2-2026"));
    assert_false(adopt(p, "dasar-1-2024", true, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_false(adopt(p, "tidak-ada", true, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    MUST(adopt(p, "ubah-2-2026", false, &err)); /* only tried */
    assert_int_equal(one_int(p->write, "select count(*) from norma_peraturan"), 1);
    assert_int_equal(one_int(p->write, "select count(*) from peristiwa"), events);
    assert_int_equal(one_int(p->write, "select count(*) from benda where status = 'jalan'"), 1);
    MUST(adopt(p, "ubah-2-2026", true, &err));
    assert_int_equal(one_int(p->write, "select count(*) from peristiwa"), events + 1);
    assert_false(adopt(p, "ubah-2-2026", true, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
}

static void what_has_not_begun_can_be_taken_back(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    bool ok;

    prepare(p);
    MUST(adopt(p, "ubah-2-2026", true, &err));
    db_release(p->pack);
    db_release(p->write);
    ok = region_withdraw(p->region, SV("ubah-2-2026"), who_system(), p->a, &err);
    pack_leases(p);
    assert_true(ok);
    walk_to(p, "2026-01-01");
    assert_true(sv_eq(p->region->regulation_id, SV("dasar-1-2024")));
    MUST(adopt(p, "ubah-2-2026", true, &err)); /* on its very day: it begins at once */
    walk_to(p, "2026-01-01");
    assert_true(sv_eq(p->region->regulation_id, SV("ubah-2-2026")));
    db_release(p->pack);
    db_release(p->write);
    ok = region_withdraw(p->region, SV("ubah-2-2026"), who_system(), p->a, &err);
    pack_leases(p);
    assert_true(!ok && err.kind == ERR_CONFLICT);
}

/* Days on which it was law and not known here stay as they were known; the day it was taken up is the first of the new. */
static void one_taken_up_late_judges_from_that_day(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };

    prepare(p);
    walk_to(p, "2026-02-10");
    MUST(adopt(p, "ubah-2-2026", true, &err));
    walk_to(p, "2026-02-10");
    assert_true(sv_eq(p->region->regulation_id, SV("ubah-2-2026")));
    IS("5(1)", "2026-02-09", NORM_MET);
    IS("6(1)", "2026-01-15", NORM_MET);
    IS("5(1)", NULL, NORM_UNMET);
    assert_true(
        sv_eq(state_on(p, "3A(1)", NULL).due, SV("2026-07-01"))); /* the law's own clock all the same */
}

/* A machine that was off on the day: the old words end on it all the same, and the days between were counted by nobody. */
static void a_beginning_that_was_slept_through(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };

    prepare(p);
    MUST(adopt(p, "ubah-2-2026", true, &err));
    walk_to(p, "2025-12-30");
    walk_to(p, "2026-01-04");
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where norma = '6(1)' and sampai = '2026-01-01'"),
        1);
    IS("5(1)", "2025-12-31", NORM_MET);
    assert_true(sv_eq(state_on(p, "5(1)", "2026-01-02").why, SV("Belum dihitung pada hari itu.")));
    IS("5(2)", "2026-01-02", NORM_MET);
    IS("5(1)", "2026-01-04", NORM_UNMET);
}

static void a_text_belongs_to_the_words_of_its_day(void **state)
{
    struct pack_place *p = *state;
    const struct regulation *reg;
    struct err err = { 0 };
    struct sv of;

    prepare(p);
    MUST(db_begin(p->write, &err) &&
         rule_text_store(p->write, &p->region->records, who_system(), SV("PASAL 1"), p->case_a, &err) &&
         db_commit(p->write, &err));
    MUST(adopt(p, "ubah-2-2026", true, &err));
    walk_to(p, "2026-01-01");
    MUST(rule_text_regulation(p->write, p->case_a, &of, &err));
    assert_true(sv_eq(of, SV("dasar-1-2024")));
    assert_true(rule_words_of(p->region->rule, rule_norm(p->region->rule, SV("2(1)")), of));
    assert_false(rule_words_of(p->region->rule, rule_norm(p->region->rule, SV("5(1)")), of));
    /* Its address, too, stays that of the regulation it is the text of. */
    tomorrow_is_refused(p);
    MUST(region_text_regulation(p->region, p->write, &reg, &err));
    assert_true(sv_eq(reg->id, SV("dasar-1-2024")));
    assert_true(sv_eq(p->region->regulation.id, SV("ubah-2-2026")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(a_day_is_judged_by_the_regulation_then_in_force),
        PACK(statements_of_the_new_words_count),
        PACK(a_replacement_keeps_its_own_addresses_apart),
        PACK(a_provision_that_is_gone_is_cited_by_nothing_new),
        PACK(nothing_is_taken_up_that_would_not_begin),
        PACK(what_has_not_begun_can_be_taken_back),
        PACK(one_taken_up_late_judges_from_that_day),
        PACK(a_beginning_that_was_slept_through),
        PACK(a_text_belongs_to_the_words_of_its_day),
    };

    setenv("PRASASTI_DATA", "tests/golden/versi", 1);
    PACKS_RUN("version", tests, NULL);
}

/* SPDX-License-Identifier: MIT
 * tests/unit/test_reading.c -- contradictions of a regulation: the other reading turns statuses and gates, is an event with
 * who and why, and is undone by choosing again; damaged places are shown; mistakes are refused with their place. The made-up
 * pack uji-3-2024 of tests/golden/declarations, on both engines; refusals in tests/golden/reading. */
#include "pack_region.h"

#include "base/buf.h"
#include "model/event.h"
#include "model/verify.h"
#include "who/actor.h"

#define GOLDEN "tests/golden/reading/"

static struct actor admin = { .akun = 1, .administrator = true }, clerk = { .akun = 2 };

PACK_OF("uji-3-2024");

static int set_up(void **state)
{
    int failed = pack_set_up(state);

    if (!failed)
        pack_day(*state, day_of("2024-03-01"));
    return failed;
}

/* --- helpers -------------------------------------------------------------------------------------------------------- */

static struct norm_state state_of(struct pack_place *p, const char *at, const char *on)
{
    struct norm_state *s;
    struct date day = { 0 };
    struct err err = { 0 };
    size_t n;

    if (on)
        assert_true(date_parse(sv_of(on), &day));
    else
        MUST(rule_settle(p->write, p->pack, p->region->rule, &p->region->records, region_today(p->region),
                         &err));
    MUST(rule_states(p->write, p->region->rule, day, p->case_a, &s, &n, &err));
    return s[rule_norm(p->region->rule, sv_of(at))->index];
}

static bool put(struct pack_place *p, const struct actor *who, const char *key, const char *value,
                const char *why, struct err *e)
{
    bool ok = db_begin(p->write, e) &&
              rule_setting_put(p->write, p->region->rule, &p->region->records, who, sv_of(key), sv_of(value),
                               sv_of(why), p->case_a, e) &&
              db_commit(p->write, e);

    if (!ok)
        db_rollback(p->write);
    return ok;
}

static bool try_pakai(struct pack_place *p, const char *row, struct err *e)
{
    const struct pack_row *r = map_get(p->names, sv_of(row));
    struct record *rec, *after;
    struct problems ps;
    struct err err = { 0 };
    bool ok;

    problems_init(&ps, p->case_a, 5);
    MUST(db_begin(p->write, &err));
    MUST(record_get(p->write, &p->region->records, who_system(), r->reg, r->id, p->case_a, &rec, &err));
    ok = flow_move(p->write, p->region->flow, &p->region->records, who_system(), r->reg, r->id, rec->versi,
                   SV("pakai"), &(struct input){ .plain = true }, SV_NULL, NULL, p->case_a, &after, &ps, e);
    db_rollback(p->write);
    return ok;
}

/* --- what the other reading turns ------------------------------------------------------------------------------------- */

static void the_other_reading_turns_the_status(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    struct norm_state s;

    give(p, "[{barang: {jenis: besar, jumlah: 3}}]");
    s = state_of(p, "2(1)", NULL);
    assert_int_equal(s.status, NORM_MET);
    assert_int_equal(state_of(p, "2(2)", NULL).status, NORM_GENERAL);
    assert_true(s.n_readings == 2 && !s.readings[0]->chosen && s.readings[1]->reading->damage);

    pack_day(p, (struct date){ 2024, 4, 1 });
    MUST(put(p, &admin, "bacaan:ukuran", "berat", "Timbangan sudah ada.", &err));
    s = state_of(p, "2(1)", NULL);
    assert_int_equal(s.status, NORM_GENERAL);
    assert_true(sv_eq(s.norm->strength, SV("dapat")) &&
                sv_eq(s.norm->says, SV("Jumlah barang boleh dicatat.")));
    assert_true(s.readings[0]->chosen && sv_eq(s.readings[0]->reason, SV("Timbangan sudah ada.")));
    s = state_of(p, "2(2)", NULL);
    assert_int_equal(s.status, NORM_UNMET);
    assert_true(s.norm->n_binds == 2 && sv_eq(s.norm->strength, SV("wajib")));

    /* A past day was read as it was read then. */
    s = state_of(p, "2(1)", "2024-03-15");
    assert_int_equal(s.status, NORM_MET);
    assert_true(!s.readings[0]->chosen && sv_eq(s.norm->strength, SV("wajib")));
    assert_int_equal(state_of(p, "2(2)", "2024-04-01").status, NORM_UNMET);

    /* Undoing is choosing the other one again. */
    MUST(put(p, &admin, "bacaan:ukuran", "jumlah", "Timbangan rusak.", &err));
    assert_int_equal(state_of(p, "2(1)", NULL).status, NORM_MET);
    assert_int_equal(state_of(p, "2(2)", NULL).status, NORM_GENERAL);
}

/* What a reading does not mention stays; an empty word takes away. */
static void a_reading_may_take_away_a_competence(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    struct norm_state s = state_of(p, "3", NULL);

    assert_int_equal(s.status, NORM_OTHER_BODY);
    assert_true(sv_eq(rule_norm_setting(s.norm), SV("selang")));
    MUST(put(p, &admin, "bacaan:pelaku", "pd", "Instansi pusat menolaknya.", &err));
    s = state_of(p, "3", NULL);
    assert_int_equal(s.status, NORM_UNMET);
    assert_true(!s.norm->competence.p && sv_eq(rule_norm_setting(s.norm), SV("selang")));
}

static void a_gate_stands_under_its_reading_only(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    struct mark *marks;
    struct record *rec;
    size_t n;

    give(p, "[{barang: {id: a, jenis: besar, jumlah: 3}}, {barang: {id: b, jenis: besar, berat: 2.50}}, "
            "{barang: {id: c, jenis: besar, jumlah: 3, status: dipakai}}]");
    assert_true(try_pakai(p, "a", &err));
    REFUSED(try_pakai(p, "b", &err), ERR_CONFLICT);
    assert_true(sv_starts(sv_of(err.text), SV("Pasal 2 ayat (1)")));
    MUST(put(p, &admin, "bacaan:ukuran", "berat", "Timbangan sudah ada.", &err));
    assert_true(try_pakai(p, "b", &err));
    REFUSED(try_pakai(p, "a", &err), ERR_CONFLICT);
    assert_true(sv_starts(sv_of(err.text), SV("Pasal 2 ayat (2)")));
    MUST(record_get(p->write, &p->region->records, who_system(), model_reg(p->region->model, SV("barang")), 3,
                    p->case_a, &rec, &err));
    MUST(flow_marks(p->write, p->region->flow, &p->region->records, rec, p->case_a, &marks, &n, &err));
    assert_true(n == 1 && sv_eq(marks[0].state.need->at, SV("2(2)")));
}

/* --- right, reason, event --------------------------------------------------------------------------------------------- */

static void a_choice_needs_the_right_and_a_reason(void **state)
{
    static const struct {
        const char *why, *key, *value, *reason;
        bool admin;
        enum err_kind kind;
    } rows[] = {
        { "not an administrator", "bacaan:ukuran", "berat", "sebab", false, ERR_DENIED },
        { "no reason", "bacaan:ukuran", "berat", "", true, ERR_INPUT },
        { "blanks are no reason", "bacaan:ukuran", "berat", " \n", true, ERR_INPUT },
        { "no such option", "bacaan:ukuran", "panjang", "sebab", true, ERR_INPUT },
        { "no such reading", "bacaan:warna", "merah", "sebab", true, ERR_MISSING },
        { "damage is not chosen", "bacaan:kata_ganda", "", "sebab", true, ERR_MISSING },
    };
    struct pack_place *p = *state;
    int64_t before = one_int(p->write, "select max(seq) from peristiwa");
    struct err err = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err = (struct err){ 0 };
        if (put(p, rows[i].admin ? &admin : &clerk, rows[i].key, rows[i].value, rows[i].reason, &err) ||
            err.kind != rows[i].kind || !err.hint[0])
            fail_msg("%s: kind %d: %s", rows[i].why, (int) err.kind, err.text);
    }
    assert_int_equal(one_int(p->write, "select max(seq) from peristiwa"), before);
    assert_int_equal(one_int(p->write, "select count(*) from pengaturan"), 0);
    /* What the pack applies anyway can be confirmed once, and then there is nothing more to choose. */
    MUST(put(p, &admin, "bacaan:ukuran", "jumlah", "Sesuai kebiasaan.", &err));
    REFUSED(put(p, &admin, "bacaan:ukuran", "jumlah", "Sekali lagi.", &err), ERR_INPUT);
}

static bool count_findings(void *ctx, const struct verify_finding *f)
{
    (void) f;
    (*(int *) ctx)++;
    return true;
}

static int findings(struct pack_place *p)
{
    int n = 0;
    struct verify_run v = { .rs = &p->region->records, .found = count_findings, .ctx = &n };
    struct err err = { 0 };
    struct db *reader = NULL;

    MUST(db_lease(p->region->pool, DB_READ, 5000, &reader, &err));
    MUST(verify_tables(reader, &v, &err));
    db_release(reader);
    return n;
}

static void a_choice_is_an_event_with_who_and_why(void **state)
{
    struct pack_place *p = *state;
    struct setting_change *past;
    struct event *list;
    struct err err = { 0 };
    struct json *tree;
    const struct json *isi;
    int64_t last;
    size_t n;

    give(p, "[{akun: {nama: Ani, nama_pengguna: ani}}]");
    MUST(put(p, &admin, "bacaan:ukuran", "berat", "Timbangan \"kunci\":\"lain\" sudah ada.", &err));
    last = one_int(p->write, "select max(seq) from peristiwa");
    MUST(event_load(p->write, last - 1, 2, p->case_a, &list, &n, &err));
    assert_int_equal(n, 1);
    MUST(json_parse(list[0].isi, 100000, p->case_a, &tree, &err));
    isi = json_get(tree, SV("isi"));
    assert_true(sv_eq(json_text(tree, SV("aksi")), SV("pengaturan")));
    assert_true(sv_eq(json_text(isi, SV("alasan")), SV("Timbangan \"kunci\":\"lain\" sudah ada.")));
    assert_true(sv_eq(json_text(isi, SV("nilai")), SV("berat")) &&
                sv_eq(json_text(isi, SV("semula")), SV("jumlah")));
    assert_non_null(strstr(arena_dup(p->case_a, list[0].isi).p, "\"oleh\":1"));

    MUST(put(p, &admin, "bacaan:ukuran", "jumlah", "Timbangan rusak.", &err));
    MUST(rule_setting_past(p->write, SV("bacaan:ukuran"), 10, p->case_a, &past, &n, &err));
    assert_int_equal(n, 2);
    assert_true(sv_eq(past[0].value, SV("jumlah")) && sv_eq(past[0].reason, SV("Timbangan rusak.")));
    assert_true(sv_eq(past[1].before, SV("jumlah")) && sv_eq(past[1].by, SV("Ani")) && past[1].at.n);

    /* The ledger knows it when somebody rewrites why. */
    assert_int_equal(findings(p), 0);
    run(p->write, "update pengaturan_riwayat set alasan = 'Tidak ada.' where id = 1");
    assert_int_equal(findings(p), 1);
    run(p->write, "delete from pengaturan_riwayat where id = 1");
    assert_int_equal(findings(p), 1);
}

/* --- trying it first ---------------------------------------------------------------------------------------------------- */

static void trying_a_reading_changes_nothing(void **state)
{
    struct pack_place *p = *state;
    const struct rule *r = p->region->rule;
    struct reading_effect *x;
    struct err err = { 0 };
    size_t n;

    give(p, "[{barang: {jenis: besar, jumlah: 3}}]");
    state_of(p, "2(1)", NULL);
    MUST(rule_reading_try(p->write, p->pack, r, rule_reading(r, SV("ukuran")), 1, region_today(p->region),
                          p->case_a, &x, &n, &err));
    assert_int_equal(n, 2);
    assert_true(sv_eq(x[0].now->at, SV("2(1)")) && x[0].status_now == NORM_MET &&
                x[0].status_then == NORM_GENERAL);
    assert_true(x[1].status_now == NORM_GENERAL && x[1].status_then == NORM_UNMET && x[1].why_then.n);
    assert_int_equal(state_of(p, "2(1)", NULL).status, NORM_MET);
    MUST(rule_reading_try(p->write, p->pack, r, rule_reading(r, SV("ukuran")), 0, region_today(p->region),
                          p->case_a, &x, &n, &err));
    assert_int_equal(n, 0);
}

static void programs_are_told_the_reading(void **state)
{
    struct pack_place *p = *state;
    struct norm_state s = state_of(p, "2(1)", NULL);
    struct err err = { 0 };
    const struct json *list;
    struct json *tree;
    struct jsonw w;
    struct buf b;

    buf_init(&b, 64 * 1024);
    jsonw_init(&w, &b);
    rule_state_json(p->region->rule, &s, &w);
    MUST(json_parse(buf_sv(&b), 64 * 1024, p->case_a, &tree, &err));
    list = json_get(tree, SV("bacaan"));
    assert_true(list && list->type == JSON_LIST && list->n == 2);
    assert_true(sv_eq(json_text(list->first, SV("kunci")), SV("ukuran")) &&
                sv_eq(json_text(list->first, SV("jenis")), SV("pilihan")) &&
                sv_eq(json_text(list->first, SV("diterapkan")), SV("jumlah")));
    assert_true(json_get(list->first, SV("ketentuan"))->n == 2 &&
                !json_flag(list->first, SV("dipilih_daerah"), true));
    assert_true(sv_eq(json_text(list->first->next, SV("jenis")), SV("cacat")) &&
                json_get(list->first->next, SV("diterapkan"))->type == JSON_NULL);
    buf_clear(&b);
    s = state_of(p, "1:1", NULL);
    assert_int_equal(s.n_readings, 0);
}

/* --- places -------------------------------------------------------------------------------------------------------------- */

static void a_place_stands_on_what_lies_below_it(void **state)
{
    static const struct {
        const char *place, *norm;
        bool on;
    } rows[] = {
        { "14(5)", "14(5)", true },      { "14(5)", "14(5)a", true },     { "14(5)", "14(7)", false },
        { "14", "14(5)a", true },        { "14", "15(5)", false },        { "19(6)c", "19(6)a-f", true },
        { "19(6)g", "19(6)a-f", false }, { "19(6)a", "19(6)a-f", true },  { "1:26", "1:26", true },
        { "1:2", "1:1-3", true },        { "1:26", "1:27", false },       { "33", "33a", true },
        { "33a", "33b", false },         { "BAB-XV", "BAB-XV(2)", true }, { "BAB-XV(1)", "BAB-XV(2)", false },
        { "BAB-XV", "15(1)", false },    { "20(1)", "20", false },        { "5(1)a", "5(2)a", false },
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sv place = sv_of(rows[i].place);
        struct reading g = { .places = &place, .n_places = 1 };

        if (rule_reading_concerns(&g, &(struct norm){ .at = sv_of(rows[i].norm) }) != rows[i].on)
            fail_msg("%s on %s", rows[i].place, rows[i].norm);
    }
}

/* --- refusals ------------------------------------------------------------------------------------------------------------ */

static void copy(const char *from, const char *to, struct arena *a)
{
    struct err err = { 0 };
    struct sv text;

    if (!file_exists(from))
        return;
    MUST(file_read(from, 1024 * 1024, a, &text, &err));
    MUST(file_write_atomic(to, text, 0644, &err));
}

static void refused_as_written(const char *name, const char *data, struct arena *a)
{
    const char *dir = arena_printf(a, "%s/regulations/%s", data, name).p;
    static const char *const parts[] = { "regulation", "registers", "norms" };
    struct region *r = NULL;
    struct problems ps;
    struct err err = { 0 };
    struct sv want, got;
    struct buf b;

    MUST(file_mkdirs(dir, 0755, &err));
    for (size_t i = 0; i < 3; i++)
        copy(arena_printf(a, GOLDEN "%s.%s.yaml", name, parts[i]).p,
             arena_printf(a, "%s/%s.yaml", dir, parts[i]).p, a);
    problems_init(&ps, a, 50);
    assert_false(region_load(data, sv_of(name), &r, &ps, &err));
    for (size_t i = 0; i < ps.n; i++) { /* the folder's name is another one each time */
        ptrdiff_t at = sv_find(ps.items[i].file, SV("/regulations/"));

        ps.items[i].file = sv_sub(ps.items[i].file, at < 0 ? 0 : (size_t) at + 13, ps.items[i].file.n);
    }
    buf_init(&b, 64 * 1024);
    problems_print(&ps, &b);
    got = buf_sv(&b);
    if (getenv("PRASASTI_GOLDEN"))
        MUST(file_write_atomic(arena_printf(a, GOLDEN "%s.galat", name).p, got, 0644, &err));
    MUST(file_read(arena_printf(a, GOLDEN "%s.galat", name).p, 64 * 1024, a, &want, &err));
    if (!sv_eq(want, got))
        fail_msg("%s:\n%.*s", name, SV_FMT(got));
    buf_clear(&b);
    region_close(r);
}

static void mistakes_are_told_with_their_place(void **state)
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    char data[] = "/tmp/prasasti-bacaan.XXXXXX";

    (void) state;
    assert_non_null(mkdtemp(data));
    assert_int_equal(system(arena_printf(a, "cp -r tests/golden/declarations/. '%s'", data).p), 0);
    refused_as_written("tolak-norma", data, a);
    refused_as_written("tolak-langkah", data, a);
    assert_int_equal(system(arena_printf(a, "rm -rf '%s'", data).p), 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK_UP(the_other_reading_turns_the_status, set_up),
        PACK_UP(a_reading_may_take_away_a_competence, set_up),
        PACK_UP(a_gate_stands_under_its_reading_only, set_up),
        PACK_UP(a_choice_needs_the_right_and_a_reason, set_up),
        PACK_UP(a_choice_is_an_event_with_who_and_why, set_up),
        PACK_UP(trying_a_reading_changes_nothing, set_up),
        PACK_UP(programs_are_told_the_reading, set_up),
        cmocka_unit_test(a_place_stands_on_what_lies_below_it),
        cmocka_unit_test(mistakes_are_told_with_their_place),
    };

    setenv("PRASASTI_DATA", "tests/golden/declarations", 1);
    PACKS_RUN("reading", tests, NULL);
}

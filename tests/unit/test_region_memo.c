/* SPDX-License-Identifier: MIT
 * tests/unit/test_region_memo.c -- the text of the regulation is parsed once and shared; an older one lives as long as its
 * reader; the line about the ledger grows old; regulations to compare are read once, too; many may settle at once; what one agency lacks for a provision. Needs dep_rule, dep_cmocka. */
#include "uji_fixture.h"

#include <pthread.h>

#include "rule/region_memo.h"

static const char first[] = "BAB I\nUMUM\nPasal 1\nBunyi pertama.\n";
static const char second[] = "BAB I\nUMUM\nPasal 1\nBunyi kedua.\nPasal 2\nBunyi lain.\n";

static void store(struct uji *u, const char *text)
{
    struct db *db = uji_write(u);
    struct err e = { 0 };

    MUST(db_begin(db, &e) && rule_text_store(db, &u->region->records, who_system(), sv_of(text), u->a, &e) &&
         db_commit(db, &e));
    db_release(db);
}

static void text_is_shared(void **state)
{
    struct uji *u = *state;
    struct region_memo *m = u->region->memo;
    const struct naskah *none, *a, *b, *c;
    struct db *db = uji_read(u);
    struct err e = { 0 };

    MUST(region_text_get(m, db, &none, &e));
    assert_null(none);
    region_text_done(m, none);
    store(u, first);
    MUST(region_text_get(m, db, &a, &e) && region_text_get(m, db, &b, &e));
    assert_ptr_equal(a, b);
    assert_int_equal(a->n_pasal, 1);
    region_text_done(m, b);
    store(u, second);
    MUST(region_text_get(m, db, &c, &e));
    assert_ptr_not_equal(a, c);
    assert_int_equal(c->n_pasal, 2);
    assert_non_null(naskah_find(a, SV("1"))); /* the older one stands while it is borrowed */
    assert_null(naskah_find(a, SV("2")));
    region_text_done(m, a);
    region_text_done(m, c);
    db_release(db);
}

static void *borrow_often(void *ctx)
{
    struct uji *u = ctx;
    struct err e = { 0 };

    for (int i = 0; i < 200; i++) {
        const struct naskah *n = NULL;
        struct db *db = NULL;
        bool ok =
            db_lease(u->region->pool, DB_READ, 5000, &db, &e) && region_text_get(u->region->memo, db, &n, &e);

        db_release(db);
        if (!ok || !n || !naskah_find(n, SV("1")))
            return ctx; /* something failed */
        region_text_done(u->region->memo, n);
        region_line_put(u->region->memo, SV("baris"), 1000);
    }
    return NULL;
}

static void threads_borrow(void **state)
{
    struct uji *u = *state;
    pthread_t t[3];
    void *failed = NULL;

    store(u, first);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&t[i], NULL, borrow_often, u), 0);
    for (int i = 0; i < 4; i++)
        store(u, i % 2 ? first : second);
    for (int i = 0; i < 3; i++) {
        void *got;

        pthread_join(t[i], &got);
        failed = got ? got : failed;
    }
    assert_null(failed);
}

/* --- judging ---------------------------------------------------------------------------------------------------------- */

static void *settle_often(void *ctx)
{
    struct uji *u = ctx;

    for (int i = 0; i < 40; i++) {
        struct region *r = u->region;
        struct db *db = NULL;
        struct err e = { 0 };
        bool ok = db_lease(r->pool, DB_READ, 5000, &db, &e) &&
                  rule_settle_pool(r->pool, db, r->rule, &r->records, region_today(r), &e);

        db_release(db);
        if (!ok)
            return ctx; /* something failed */
    }
    return NULL;
}

/* Everything is judged anew again and again, on two threads each time, while others ask for it and rows come. */
static void many_settle_at_once(void **state)
{
    struct uji *u = *state;
    const struct reg *reg = model_reg(u->region->model, base_col_name(COL_PD));
    struct err e = { 0 };
    pthread_t t[3];
    void *failed = NULL;

    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&t[i], NULL, settle_often, u), 0);
    for (int i = 0; i < 20; i++) {
        struct input_item item = { reg->title->key, arena_printf(u->a, "Unit %d", i) };
        struct db *db = uji_write(u);
        struct problems ps;
        struct record *out;

        problems_init(&ps, u->a, 5);
        MUST(db_begin(db, &e) &&
             record_create(db, &u->region->records, who_system(), reg,
                           &(struct input){ .items = &item, .n = 1, .plain = true, .fact = true }, u->a, &out,
                           &ps, &e) &&
             db_run(db, SV("delete from norma_hari where kunci = 'hari'"), &e) && db_commit(db, &e));
        db_release(db);
    }
    for (int i = 0; i < 3; i++) {
        void *got;

        pthread_join(t[i], &got);
        failed = got ? got : failed;
    }
    assert_null(failed);
}

/* --- sides of a comparison -------------------------------------------------------------------------------------------- */

static void *compare_often(void *ctx)
{
    struct uji *u = ctx;

    for (int i = 0; i < 20; i++) {
        const struct compare_side *own = NULL, *other = NULL;
        const struct compare_entry *list = NULL;
        struct err e = { 0 };
        size_t n = 0;

        if (!region_side_list(u->region, &list, &n, &e) || n != 3 ||
            !region_side_get(u->region, list[0].id, &own, &e) ||
            !region_side_get(u->region, list[1].id, &other, &e) || own == other || !own->n_norms)
            return ctx; /* something failed */
    }
    return NULL;
}

static void sides_are_read_once(void **state)
{
    struct uji *u = *state;
    const struct compare_side *a, *b, *none;
    struct err e = { 0 };
    pthread_t t[3];
    void *failed = NULL;

    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&t[i], NULL, compare_often, u), 0);
    for (int i = 0; i < 3; i++) {
        void *got;

        pthread_join(t[i], &got);
        failed = got ? got : failed;
    }
    assert_null(failed);
    MUST(region_side_get(u->region, SV("uji-2-2024"), &a, &e) &&
         region_side_get(u->region, SV("uji-2-2024"), &b, &e));
    assert_ptr_equal(a, b);
    assert_false(region_side_get(u->region, SV("tidak-ada"), &none, &e));
    assert_int_equal(e.kind, ERR_MISSING);
}

static void line_grows_old(void **state)
{
    struct uji *u = *state;
    struct region_memo *m = u->region->memo;
    char many[400];
    struct sv got;

    region_line_put(m, SV("diperiksa tadi"), 60 * 1000);
    assert_true(region_line_get(m, u->a, &got));
    assert_true(sv_eq(got, SV("diperiksa tadi")));
    region_line_put(m, SV("sudah lama"), 0);
    assert_false(region_line_get(m, u->a, &got));
    memset(many, 'x', sizeof many);
    region_line_put(m, (struct sv){ many, sizeof many }, 60 * 1000); /* too long: nothing rather than half */
    assert_true(region_line_get(m, u->a, &got));
    assert_int_equal(got.n, 0);
}

/* --- what one agency lacks --------------------------------------------------------------------------------------------- */

static void gaps_of_one_agency(void **state)
{
    struct uji *u = *state;
    int64_t one, bad, unit_bad;
    struct db *pack = NULL;
    struct err e = { 0 };
    int64_t *ids;
    size_t n;

    one = MAKE(u, "perangkat_daerah", "nama", "Dinas Satu", "kode", "1", "dihitung", "ya");
    MAKE(u, "perangkat_daerah", "nama", "Dinas Dua", "kode", "2", "dihitung", "ya");
    MAKE(u, "perangkat_daerah", "nama", "Bagian dari Satu", "kode", "1.1", "dihitung", "tidak", "dihitung_di",
         "1");
    MAKE(u, "barang", "nama", "Lengkap", "perangkat_daerah", "1", "jenis", "kecil", "jumlah", "3");
    bad = MAKE(u, "barang", "nama", "Tanpa jumlah", "perangkat_daerah", "1", "jenis", "kecil");
    MAKE(u, "barang", "nama", "Tanpa jumlah juga", "perangkat_daerah", "2", "jenis", "kecil");
    unit_bad = MAKE(u, "barang", "nama", "Milik bagian", "perangkat_daerah", "3", "jenis", "kecil");
    MUST(db_lease(u->region->pool, DB_PACK, 1000, &pack, &e));
    MUST(rule_gap(pack, u->region->rule, rule_norm(u->region->rule, SV("2(2)")), one, region_today(u->region),
                  10, u->a, &ids, &n, &e));
    assert_int_equal(n, 2);
    assert_int_equal(ids[0], bad);
    assert_int_equal(ids[1], unit_bad);
    MUST(rule_gap(pack, u->region->rule, rule_norm(u->region->rule, SV("2(2)")), 3, region_today(u->region),
                  1, u->a, &ids, &n,
                  &e)); /* a unit stands for the agency it counts under, and the limit holds */
    assert_int_equal(n, 1);
    MUST(rule_gap(pack, u->region->rule, rule_norm(u->region->rule, SV("1:1")), one, region_today(u->region),
                  10, u->a, &ids, &n, &e)); /* nothing is asked there */
    assert_int_equal(n, 0);
    db_release(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_is_shared, uji_open, uji_close),
        cmocka_unit_test_setup_teardown(threads_borrow, uji_open, uji_close),
        cmocka_unit_test_setup_teardown(many_settle_at_once, uji_open, uji_close),
        cmocka_unit_test_setup_teardown(sides_are_read_once, uji_open, uji_close),
        cmocka_unit_test_setup_teardown(line_grows_old, uji_open, uji_close),
        cmocka_unit_test_setup_teardown(gaps_of_one_agency, uji_open, uji_close),
    };

    return cmocka_run_group_tests_name("region_memo", tests, NULL, NULL);
}

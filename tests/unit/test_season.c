/* SPDX-License-Identifier: MIT
 * tests/unit/test_season.c -- steps that are open on certain days, answers to many by one letter, codes of a shape, guesses,
 * and records that may be the same thing, on both engines. */
#include "region_fixture.h"

#include "model/similar.h"
#include "model/words.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static struct record *proposal(struct world *w, const char *name)
{
    return MAKE(w, w->op1, "usulan_anggaran", "nama", name, "perangkat_daerah", world_id(w, w->pd1), "tahun",
                "2026", "tahapan", "rka", "nilai", "100");
}

static void stage(struct world *w, const char *kind, const char *from, const char *to)
{
    MAKE(w, who_system(), "tahap_anggaran", "nama", kind, "tahun", "2026", "tahapan", kind, "buka", from,
         "tutup", to);
}

static bool take(struct world *w, const struct actor *who, struct record **r, const char *step,
                 const char *const *kv, struct err *e)
{
    struct input_item items[8];
    struct input in = { .items = items };
    struct problems ps;
    bool ok;

    for (; kv && kv[2 * in.n]; in.n++)
        items[in.n] = (struct input_item){ sv_of(kv[2 * in.n]), sv_of(kv[2 * in.n + 1]) };
    problems_init(&ps, w->a, 20);
    *e = (struct err){ 0 };
    ok = db_begin(w->db, e) &&
         flow_move(w->db, w->flow, &w->rs, who, (*r)->reg, (*r)->id, (*r)->versi, sv_of(step), &in, SV_NULL,
                   NULL, w->a, r, &ps, e) &&
         db_commit(w->db, e);
    if (!ok)
        db_rollback(w->db);
    return ok;
}

static struct sv value(const struct record *r, const char *key)
{
    return r->val[reg_field(r->reg, sv_of(key))->index];
}

static struct record *again(struct world *w, const struct record *r)
{
    struct record *now = NULL;
    struct err err = { 0 };

    MUST(record_get(w->db, &w->rs, who_system(), r->reg, r->id, w->a, &now, &err));
    return now;
}

/* --- days a step is open --------------------------------------------------------------------------------------------------- */

static void where_no_days_are_set_nothing_is_asked(void **state)
{
    struct world *w = *state;
    struct record *r = proposal(w, "Antrean");
    struct err err;

    stage(w, "renja", "2025-01-01", "2025-02-01");
    if (!take(w, w->kep1, &r, "kirim", NULL, &err))
        fail_msg("%s", err.text);
}

static void a_closed_stage_is_told_with_its_days(void **state)
{
    struct world *w = *state;
    struct record *r = proposal(w, "Antrean");
    struct err err;

    stage(w, "rka", "2026-03-01", "2026-03-31");
    assert_false(take(w, w->kep1, &r, "kirim", NULL, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_non_null(strstr(err.text, "RKA 2026 dibuka 1 Maret 2026 sampai 31 Maret 2026"));
    assert_null(strstr(err.text, "Pasal")); /* the house sets these days, not the law */
    world_clock += 70LL * 86400;
    if (!take(w, w->kep1, &r, "kirim", NULL, &err))
        fail_msg("%s", err.text);
}

static void the_first_and_the_last_day_belong_to_it(void **state)
{
    struct world *w = *state;
    struct record *r = proposal(w, "Antrean");
    struct err err;

    stage(w, "rka", "2026-01-01", "2026-01-01");
    if (!take(w, w->kep1, &r, "kirim", NULL, &err))
        fail_msg("%s", err.text);
}

static void who_names_no_stage_slips_through_none(void **state)
{
    struct world *w = *state;
    struct record *r = MAKE(w, w->op1, "usulan_anggaran", "nama", "Antrean", "perangkat_daerah",
                            world_id(w, w->pd1), "tahun", "2026");
    struct err err;

    stage(w, "rka", "2026-01-01", "2026-12-31");
    assert_false(take(w, w->kep1, &r, "ajukan", NULL, &err));
    assert_non_null(strstr(err.text, "Tahapan belum diisi"));
}

static void a_fact_is_recorded_on_any_day_and_nothing_is_marked(void **state)
{
    struct world *w = *state;
    struct record *r = proposal(w, "Antrean");
    struct problems ps;
    struct mark *marks;
    struct err err = { 0 };
    size_t n;

    stage(w, "rka", "2026-03-01", "2026-03-31");
    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    MUST(flow_fact(w->db, w->flow, &w->rs, w->kep1, r->reg, r->id, r->versi, SV("diajukan"),
                   (struct date){ 2025, 12, 1 }, SV("Sudah dikirim dengan surat"), w->a, &r, &ps, &err));
    MUST(db_commit(w->db, &err));
    MUST(flow_marks(w->db, w->flow, &w->rs, r, w->a, &marks, &n, &err));
    assert_int_equal(n, 0);
}

static void the_next_stage_begins_empty_of_what_was_said_of_the_last(void **state)
{
    struct world *w = *state;
    struct record *r = proposal(w, "Antrean");
    struct input_item said[] = { { SV("pagu_rekomendasi"), SV("80") },
                                 { SV("hasil_telaah"), SV("disetujui") } };
    struct input in = { .items = said, .n = 2, .partial = true };
    struct problems ps;
    struct err err = { 0 };

    if (!take(w, w->kep1, &r, "ajukan", NULL, &err))
        fail_msg("%s", err.text);
    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    assert_false(record_update(w->db, &w->rs, w->kep1, r->reg, r->id, r->versi, &in, w->a, &r, &ps, &err));
    db_rollback(w->db);
    err = (struct err){ 0 };
    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, w->pel, r->reg, r->id, r->versi, &in, w->a, &r, &ps, &err));
    MUST(db_commit(w->db, &err));
    if (!take(w, w->kep1, &r, "teruskan",
              (const char *const[]){ "tahapan", "pergeseran", "nilai", "90", NULL, NULL }, &err))
        fail_msg("%s", err.text);
    r = again(w, r);
    assert_true(sv_eq(value(r, "tahapan"), SV("pergeseran")));
    assert_true(sv_eq(value(r, "nilai"), SV("90")));
    assert_null(value(r, "hasil_telaah").p);
    assert_null(value(r, "pagu_rekomendasi").p);
}

static void what_was_reviewed_goes_on_after_the_last_day(void **state)
{
    struct world *w = *state;
    struct record *r = proposal(w, "Antrean"), *other = proposal(w, "Parkir");
    struct input_item said[] = { { SV("hasil_telaah"), SV("disetujui") } };
    struct input in = { .items = said, .n = 1, .partial = true };
    struct problems ps;
    struct err err = { 0 };

    stage(w, "rka", "2026-01-01", "2026-01-05");
    if (!take(w, w->kep1, &r, "kirim", NULL, &err))
        fail_msg("%s", err.text);
    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, w->pel, r->reg, r->id, r->versi, &in, w->a, &r, &ps, &err));
    MUST(db_commit(w->db, &err));
    world_clock += 30LL * 86400;
    if (!take(w, w->kep1, &r, "ajukan", NULL, &err))
        fail_msg("%s", err.text);
    assert_false(take(w, w->kep1, &other, "ajukan", NULL, &err));
}

/* --- one letter for many --------------------------------------------------------------------------------------------------- */

static struct record *app(struct world *w, const struct actor *who, int64_t pd, const char *name)
{
    return MAKE(w, who, "aplikasi", "nama", name, "perangkat_daerah", world_id(w, pd), "jenis", "khusus");
}

static bool grant(struct world *w, const struct actor *who, const struct record *r, struct record **out,
                  struct err *e)
{
    const struct grant g = { .clearance = flow_clearance(w->flow, SV("izin_uji")),
                             .object = r,
                             .outcome = SV("disetujui"),
                             .number = SV("12/KOM"),
                             .date = { 2025, 12, 30 },
                             .file = 1 };
    struct problems ps;
    bool ok;

    problems_init(&ps, w->a, 5);
    *e = (struct err){ 0 };
    ok = db_begin(w->db, e) && flow_grant(w->db, w->flow, &w->rs, who, &g, w->a, out, &ps, e) &&
         db_commit(w->db, e);
    if (!ok)
        db_rollback(w->db);
    if (!ok && ps.n)
        snprintf(e->cause, sizeof e->cause, "%.*s", SV_FMT(ps.items[0].text));
    return ok;
}

static void put_file(struct world *w)
{
    run(w->db, "insert into berkas (id, digest, nama, tipe, ukuran, oleh, pada) values (1, 'd', 'surat.pdf', "
               "'application/pdf', 1, 5, '2026')");
}

static void the_office_that_answers_grants_and_nobody_else(void **state)
{
    struct world *w = *state;
    struct record *a = app(w, w->op1, w->pd1, "SIMPUS"), *out = NULL;
    struct err err;

    put_file(w);
    assert_false(grant(w, w->kep1, a, &out, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    if (!grant(w, w->pel, a, &out, &err))
        fail_msg("%s / %s", err.text, err.cause);
    assert_true(sv_eq(out->status, SV("berlaku")));
    assert_true(sv_eq(out->berlaku_sejak, SV("2025-12-30")));
    assert_int_equal(out->pd, w->pd1);
    assert_int_equal(out->dibuat_oleh, w->pel->akun);       /* the person, not the engine */
    assert_true(take(w, w->ver1, &a, "mulai", NULL, &err)); /* the gate is open */
}

static void a_request_under_way_is_answered_not_doubled(void **state)
{
    struct world *w = *state;
    struct record *a = app(w, w->op1, w->pd1, "SIMPUS"), *out = NULL;
    struct record *asked =
        MAKE(w, w->op1, "permohonan", "perihal", "Izin", "jenis", "izin_uji", "perangkat_daerah",
             world_id(w, w->pd1), "objek", arena_printf(w->a, "aplikasi:%lld", (long long) a->id).p);
    struct err err;

    put_file(w);
    if (!grant(w, w->pel, a, &out, &err))
        fail_msg("%s / %s", err.text, err.cause);
    assert_int_equal(out->id, asked->id);
    assert_int_equal(out->dibuat_oleh, w->op1->akun);
}

/* --- codes and guesses ----------------------------------------------------------------------------------------------------- */

static void codes_have_their_shape(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *why, *code;
        bool good;
    } rows[] = {
        { "an account", "5.2.02.10.01.0002", true },
        { "its group", "5.2.02", true },
        { "letters", "5.2.0A", false },
        { "a part too long", "5.2.002", false },
        { "spaces", "5.2 02", false },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct input_item items[] = { { SV("nama"), arena_printf(w->a, "Usulan %zu", i) },
                                      { SV("perangkat_daerah"), sv_of(world_id(w, w->pd1)) },
                                      { SV("tahun"), SV("2026") },
                                      { SV("kode_rekening"), sv_of(rows[i].code) } };
        struct input in = { .items = items, .n = 4 };
        struct problems ps;
        struct record *r = NULL;
        struct err err = { 0 };
        bool ok;

        problems_init(&ps, w->a, 5);
        MUST(db_begin(w->db, &err));
        ok = record_create(w->db, &w->rs, w->op1, model_reg(w->model, SV("usulan_anggaran")), &in, w->a, &r,
                           &ps, &err);
        db_rollback(w->db);
        if (ok != rows[i].good)
            fail_msg("%s: %s", rows[i].why, ok ? "taken" : "refused");
        if (!ok)
            assert_true(sv_find(ps.items[0].hint, SV("9.9.99")) >= 0);
    }
}

static struct record *line(struct world *w, const char *words, const char *code)
{
    return MAKE(w, w->pel, "baris_belanja", "uraian", words, "perangkat_daerah", world_id(w, w->pd1), "tahun",
                "2026", "kode_sub_kegiatan", "1.02.01.2.08.0002", "kode_rekening", code);
}

static void a_line_is_guessed_and_stays_a_guess(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *why, *words, *code, *want;
    } rows[] = {
        { "by its code", "Belanja modal", "5.2.02.10.01.0002", "dugaan" },
        { "by a word", "Pembuatan Aplikasi antrean", "5.1.02.01.01.0024", "dugaan" },
        { "not by a part of a word", "Pemeliharaan domainisasi", "5.1.02.01.01.0024", "" },
        { "neither", "Alat tulis kantor", "5.1.02.01.01.0024", "" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sv got = value(line(w, rows[i].words, rows[i].code), "tik");

        if (!sv_eq(got.p ? got : SV(""), sv_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].why, SV_FMT(got));
    }
}

static void the_one_proposal_that_fits_is_found_and_of_two_none(void **state)
{
    struct world *w = *state;
    struct record *u =
        MAKE(w, w->op1, "usulan_anggaran", "nama", "Internet", "perangkat_daerah", world_id(w, w->pd1),
             "tahun", "2026", "kode_sub_kegiatan", "1.02.01.2.08.0002", "kode_rekening", "5.1.02.02.01.0063");
    struct sv found = value(line(w, "Belanja internet", "5.1.02.02.01.0063"), "usulan");

    assert_string_equal(found.p, world_id(w, u->id));
    assert_null(value(line(w, "Belanja lain", "5.1.02.01.01.0024"), "usulan").p);
    MAKE(w, w->op1, "usulan_anggaran", "nama", "Internet tambahan", "perangkat_daerah", world_id(w, w->pd1),
         "tahun", "2026", "kode_sub_kegiatan", "1.02.01.2.08.0002", "kode_rekening", "5.1.02.02.01.0063");
    assert_null(value(line(w, "Belanja internet kedua", "5.1.02.02.01.0063"), "usulan").p);
}

/* --- what may be the same thing ---------------------------------------------------------------------------------------------- */

static size_t hits(struct world *w, const struct actor *who, const struct record *r, struct similar_hit **out)
{
    struct similar_pool *pool = NULL;
    struct err err = { 0 };
    size_t n;

    MUST(similar_open(w->db, &w->rs, who, r->reg, w->a, &pool, &err));
    similar_find(pool, r, 5, w->a, out, &n);
    return n;
}

static void names_alike_of_other_agencies_are_told(void **state)
{
    struct world *w = *state;
    struct record *theirs = app(w, w->op2, w->pd2, "Antrean Daring"), *r;
    struct similar_hit *found;
    static const struct {
        const char *why, *name;
        size_t want;
    } rows[] = {
        { "its name within another", "Pengembangan Aplikasi Antrean Puskesmas", 1 },
        { "written a little otherwise", "Antreann", 1 },
        { "general words alone", "Pengembangan Sistem Informasi", 0 },
        { "another thing", "Pengadaan kursi", 0 },
    };

    app(w, w->op1, w->pd1, "Antrean Puskesmas"); /* one's own is no news */
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t n = hits(w, w->op1, proposal(w, rows[i].name), &found);

        if (n != rows[i].want)
            fail_msg("%s: %zu", rows[i].why, n);
        if (n)
            assert_int_equal(found[0].id, theirs->id);
    }
    r = MAKE(w, w->op1, "usulan_anggaran", "nama", "Antrean bersama", "perangkat_daerah", world_id(w, w->pd1),
             "tahun", "2026", "aplikasi", world_id(w, theirs->id));
    assert_int_equal(hits(w, w->op1, r, &found), 0); /* named there already */
}

static void what_one_may_not_see_is_not_told(void **state)
{
    struct world *w = *state;
    struct similar_hit *found;

    MAKE(w, w->op2, "aplikasi", "nama", "Antrean Daring", "perangkat_daerah", world_id(w, w->pd2), "jenis",
         "khusus", "klasifikasi", "rahasia");
    assert_int_equal(hits(w, w->op1, proposal(w, "Antrean"), &found), 0);
    assert_int_equal(hits(w, who_system(), proposal(w, "Antrean dua"), &found), 1);
}

static void a_service_in_common_counts_as_well(void **state)
{
    struct world *w = *state;
    struct record *service = MAKE(w, who_system(), "layanan", "nama", "Rujukan", "perangkat_daerah",
                                  world_id(w, w->pd2), "jenis", "publik"),
                  *r;
    struct similar_hit *found;

    MAKE(w, w->op2, "aplikasi", "nama", "Sistem Biru", "perangkat_daerah", world_id(w, w->pd2), "jenis",
         "khusus", "layanan", world_id(w, service->id));
    r = MAKE(w, w->op1, "usulan_anggaran", "nama", "Nama lain sama sekali", "perangkat_daerah",
             world_id(w, w->pd1), "tahun", "2026", "layanan", world_id(w, service->id));
    assert_int_equal(hits(w, w->op1, r, &found), 1);
    assert_false(found[0].named);
    assert_true(sv_eq(found[0].shared->key, SV("layanan")));
}

static void words_are_whole(void **state)
{
    static const struct {
        const char *text, *word;
        bool want;
    } rows[] = {
        { "sewa server", "server", true },
        { "serverless", "server", false },
        { "data center baru", "data center", true },
        { "", "server", false },
        { "a server/b", "server", true },
        { "observer server", "server", true },
        { "x", "", false },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (words_hold(sv_of(rows[i].text), sv_of(rows[i].word)) != rows[i].want)
            fail_msg("%s in %s", rows[i].word, rows[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(where_no_days_are_set_nothing_is_asked),
        WORLD(a_closed_stage_is_told_with_its_days),
        WORLD(the_first_and_the_last_day_belong_to_it),
        WORLD(who_names_no_stage_slips_through_none),
        WORLD(a_fact_is_recorded_on_any_day_and_nothing_is_marked),
        WORLD(what_was_reviewed_goes_on_after_the_last_day),
        WORLD(the_next_stage_begins_empty_of_what_was_said_of_the_last),
        WORLD(the_office_that_answers_grants_and_nobody_else),
        WORLD(a_request_under_way_is_answered_not_doubled),
        WORLD(codes_have_their_shape),
        WORLD(a_line_is_guessed_and_stays_a_guess),
        WORLD(the_one_proposal_that_fits_is_found_and_of_two_none),
        WORLD(names_alike_of_other_agencies_are_told),
        WORLD(what_one_may_not_see_is_not_told),
        WORLD(a_service_in_common_counts_as_well),
        WORLD(words_are_whole),
    };

    PLACES_RUN("season", tests);
}

/* SPDX-License-Identifier: MIT
 * tests/unit/test_meeting.c -- what meetings and requests for evidence stand on: nobody checks what he handed in, a task is due on
 * the record's own day, a row that follows another stands still with it; and grids and matches that are declared wrongly. On both
 * engines, with the registers of data/. */
#include "region_fixture.h"

static bool moved(struct world *w, const struct actor *who, struct record **r, const char *step,
                  const char *const *kv, struct err *err)
{
    struct input_item items[8];
    struct input in = { .items = items };
    struct problems ps;
    bool ok;

    for (; kv && kv[2 * in.n]; in.n++)
        items[in.n] = (struct input_item){ sv_of(kv[2 * in.n]), sv_of(kv[2 * in.n + 1]) };
    problems_init(&ps, w->a, 20);
    *err = (struct err){ 0 };
    ok = db_begin(w->db, err) &&
         flow_move(w->db, w->flow, &w->rs, who, (*r)->reg, (*r)->id, (*r)->versi, sv_of(step), &in, SV_NULL,
                   NULL, w->a, r, &ps, err) &&
         db_commit(w->db, err);
    if (!ok)
        db_rollback(w->db);
    return ok;
}

static void must_move(struct world *w, const struct actor *who, struct record **r, const char *step,
                      const char *const *kv)
{
    struct err err;

    if (!moved(w, who, r, step, kv, &err))
        fail_msg("%s: %s / %s", step, err.text, err.hint);
}

static void refused(struct world *w, const struct actor *who, struct record **r, const char *step,
                    enum err_kind kind, const char *words)
{
    struct err err;

    if (moved(w, who, r, step, NULL, &err))
        fail_msg("%s: went through", step);
    if (err.kind != kind || (!strstr(err.text, words) && !strstr(err.hint, words)))
        fail_msg("%s: %d %s / %s", step, (int) err.kind, err.text, err.hint);
}

static struct record *make_evidence(struct world *w, const struct actor *by, const char *state)
{
    return MAKE(w, by, "bukti", "judul", "Laporan", "perangkat_daerah", world_id(w, w->dinas), "alamat",
                "https://contoh.go.id/laporan", "tanggal", "2025-12-01", "status", state);
}

static struct record *make_request(struct world *w, const struct actor *by, int64_t pd)
{
    return MAKE(w, by, "permintaan_bukti", "judul", "Laporan keamanan", "perangkat_daerah", world_id(w, pd),
                "alasan", "Penilaian", "batas_waktu", "2026-01-20");
}

static const char *id_of(struct world *w, const struct record *r)
{
    return world_id(w, r->id);
}

/* --- who checks ------------------------------------------------------------------------------------------------------- */

static void the_asker_checks_what_another_handed_in(void **state)
{
    struct world *w = *state;
    struct record *e = make_evidence(w, who_system(), "diverifikasi"), *r = make_request(w, w->pel, w->dinas);

    must_move(w, w->kabid, &r, "serahkan", (const char *const[]){ "bukti", id_of(w, e), NULL, NULL });
    refused(w, w->kabid, &r, "terima", ERR_DENIED, "menyerahkannya");
    must_move(w, w->pel, &r, "terima", NULL); /* he asked, and did not hand in */
    assert_true(sv_eq(r->status, SV("diterima")));
}

static void who_hands_in_again_does_not_check_either(void **state)
{
    struct world *w = *state;
    struct record *e = make_evidence(w, who_system(), "diverifikasi"),
                  *r = make_request(w, w->kadis, w->dinas);
    const char *const evidence[] = { "bukti", id_of(w, e), NULL, NULL };

    must_move(w, w->kabid, &r, "serahkan", evidence);
    must_move(w, w->pel, &r, "kembalikan",
              (const char *const[]){ "alasan_pengembalian", "Kurang lengkap", NULL, NULL });
    must_move(w, w->pel, &r, "serahkan", evidence); /* now he did */
    refused(w, w->pel, &r, "terima", ERR_DENIED, "menyerahkannya");
    must_move(w, w->kabid, &r, "terima", NULL); /* the one before him may: he is not the last */
}

static void a_fact_of_handing_in_counts_as_handing_in(void **state)
{
    struct world *w = *state;
    struct record *r = make_request(w, w->pel, w->dinas);
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    MUST(flow_fact(w->db, w->flow, &w->rs, w->pel, r->reg, r->id, r->versi, SV("diserahkan"),
                   (struct date){ 2025, 12, 30 }, SV("Diserahkan di atas kertas"), w->a, &r, &ps, &err));
    MUST(db_commit(w->db, &err));
    refused(w, w->pel, &r, "terima", ERR_DENIED, "menyerahkannya");
    MUST(db_begin(w->db, &err));
    assert_false(flow_fact(w->db, w->flow, &w->rs, w->pel, r->reg, r->id, r->versi, SV("diterima"),
                           (struct date){ 2025, 12, 31 }, SV("Sudah diterima"), w->a, &r, &ps, &err));
    db_rollback(w->db);
    assert_int_equal(err.kind, ERR_DENIED);
}

static void unverified_evidence_is_not_accepted(void **state)
{
    struct world *w = *state;
    struct record *good = make_evidence(w, who_system(), "diverifikasi"),
                  *raw = make_evidence(w, w->kadis, "tercatat"), *r = make_request(w, w->pel, w->dinas);

    must_move(w, w->kabid, &r, "serahkan",
              (const char *const[]){ "bukti", id_of(w, good), "bukti", id_of(w, raw), NULL, NULL });
    refused(w, w->pel, &r, "terima", ERR_CONFLICT, "orang kedua");
}

/* --- tasks on their own day ------------------------------------------------------------------------------------------- */

static struct sv due_of(struct world *w, const struct actor *who, const char *step)
{
    struct task *tasks;
    struct err err = { 0 };
    size_t n;

    MUST(flow_tasks(w->db, w->flow, &w->rs, who, 50, w->a, &tasks, &n, &err));
    for (size_t i = 0; i < n; i++)
        if (sv_eq(tasks[i].transition, sv_of(step)))
            return tasks[i].due;
    return SV("none");
}

static void a_task_is_due_on_the_records_own_day(void **state)
{
    struct world *w = *state;
    struct record *r = make_request(w, w->pel, w->pd1);
    struct input_item item = { SV("batas_waktu"), SV("2026-02-03") };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct problems ps;
    struct err err = { 0 };

    assert_true(sv_eq(due_of(w, w->op1, "serahkan"), SV("2026-01-20")));
    assert_true(sv_eq(due_of(w, w->op2, "serahkan"), SV("none")));
    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, w->pel, r->reg, r->id, r->versi, &in, w->a, &r, &ps, &err));
    MUST(db_commit(w->db, &err));
    assert_true(sv_eq(due_of(w, w->op1, "serahkan"), SV("2026-02-03"))); /* moved with the day */
}

/* --- a row that follows another ---------------------------------------------------------------------------------------- */

static bool update(struct world *w, const struct actor *who, struct record *r, const char *key,
                   const char *value, struct err *err)
{
    struct input_item item = { sv_of(key), sv_of(value) };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct problems ps;
    bool ok;

    problems_init(&ps, w->a, 5);
    *err = (struct err){ 0 };
    ok = db_begin(w->db, err) &&
         record_update(w->db, &w->rs, who, r->reg, r->id, r->versi, &in, w->a, &r, &ps, err) &&
         db_commit(w->db, err);
    if (!ok)
        db_rollback(w->db);
    return ok;
}

static void attendance_stands_still_with_the_minutes(void **state)
{
    struct world *w = *state;
    struct record *open = MAKE(w, who_system(), "rapat", "judul", "Terbuka", "tanggal", "2026-01-01",
                               "perangkat_daerah", world_id(w, w->dinas), "status", "dilaksanakan"),
                  *done = MAKE(w, who_system(), "rapat", "judul", "Selesai", "tanggal", "2026-01-01",
                               "perangkat_daerah", world_id(w, w->dinas), "status", "selesai");
    struct record *came = MAKE(w, w->pel, "kehadiran_rapat", "rapat", id_of(w, open), "perangkat_daerah",
                               world_id(w, w->pd1), "kehadiran", "hadir"),
                  *sealed = MAKE(w, who_system(), "kehadiran_rapat", "rapat", id_of(w, done),
                                 "perangkat_daerah", world_id(w, w->pd1), "kehadiran", "hadir");
    struct err err = { 0 };

    assert_true(update(w, w->pel, came, "nama", "Siti", &err));
    assert_false(update(w, w->pel, sealed, "kehadiran", "tidak_hadir", &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_non_null(strstr(err.text, "Notula disahkan"));
    came->versi++;
    assert_false(update(w, w->pel, came, "rapat", id_of(w, done), &err)); /* nor moved under it */
    assert_int_equal(err.kind, ERR_CONFLICT);
    MUST(db_begin(w->db, &err));
    assert_false(record_delete(w->db, &w->rs, w->pel, sealed->reg, sealed->id, sealed->versi, w->a, &err));
    db_rollback(w->db);
    assert_int_equal(err.kind, ERR_CONFLICT);
}

static void no_agency_attests_its_own_coming(void **state)
{
    struct world *w = *state;
    struct record *open = MAKE(w, who_system(), "rapat", "judul", "Terbuka", "tanggal", "2026-01-01",
                               "perangkat_daerah", world_id(w, w->dinas), "status", "dilaksanakan"),
                  *r = NULL;
    struct input_item items[] = { { SV("rapat"), sv_of(id_of(w, open)) },
                                  { SV("perangkat_daerah"), sv_of(world_id(w, w->pd1)) },
                                  { SV("kehadiran"), SV("hadir") } };
    struct input in = { .items = items, .n = 3 };
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    assert_false(record_create(w->db, &w->rs, w->kep1, model_reg(w->model, SV("kehadiran_rapat")), &in, w->a,
                               &r, &ps, &err));
    db_rollback(w->db);
    assert_int_equal(err.kind, ERR_DENIED);
}

/* --- declared wrongly ----------------------------------------------------------------------------------------------------- */

static void a_mistake_of_a_declaration_is_told(void **state)
{
    static const struct {
        const char *why, *text, *says, *hint;
    } rows[] = {
        { "no such register", "tim: {grids: {x: {of: anggota_tin, by: tim}}}",
          "register \"anggota_tin\" yang tidak ada", "" },
        { "a reference elsewhere", "tim: {grids: {x: {of: anggota_tim, by: akun}}}",
          "harus bidang rujukan ke register ini", "" },
        { "no such field", "tim: {grids: {x: {of: anggota_tim, by: tim, show: [jabatn]}}}",
          "\"jabatn\" tidak ada", "Maksudnya \"jabatan\"?" },
        { "each that points nowhere", "tim: {grids: {x: {of: anggota_tim, by: tim, each: nama}}}",
          "harus bidang rujukan ke satu register", "" },
        { "a first field that is no choice",
          "tim: {grids: {x: {of: anggota_tim, by: tim, each: perangkat_daerah, fields: [nama]}}}",
          "harus pilihan", "" },
        { "a value nobody can choose",
          "tim: {grids: {x: {of: anggota_tim, by: tim, each: perangkat_daerah, fields: [peran], done: [kepala]}}}",
          "menghitung \"kepala\"", "" },
        { "a state of none", "tim: {grids: {x: {of: anggota_tim, by: tim, states: [aktip]}}}",
          "keadaan \"aktip\"", "" },
        { "fields of two kinds", "tim: {grids: {x: {of: anggota_tim, by: tim, copy: {nama: mulai}}}}",
          "tidak sejenis", "" },
        { "a list with a table", "tim: {grids: {x: {of: anggota_tim, by: tim, fields: [peran]}}}",
          "hanya daftar", "" },
        { "no such key", "tim: {grids: {x: {of: anggota_tim, by: tim, shw: [nama]}}}",
          "Kunci \"shw\" tidak dikenal.", "Maksudnya \"show\"?" },
        { "a match of a text", "tim: {fields: {nama: {type: text, match: {same: [nama]}}}}",
          "hanya untuk bidang rujukan", "" },
        { "a match of nothing common",
          "pernyataan: {fields: {bukti_dukung: {type: refs, to: bukti, match: {same: [isi]}}}}",
          "\"isi\" tidak ada pada register bukti", "" },
        { "following a text", "tim: {follows: nama}", "harus menyebut bidang rujukan", "" },
        { "due on a text", "tim: {transitions: {bubarkan: {due: nama}}}", "harus bidang tanggal", "" },
        { "not by a step there is none of", "bukti: {transitions: {tolak: {not_by: [verifikas]}}}",
          "\"verifikas\" yang tidak ada", "Maksudnya \"verifikasi\"?" },
        { "not by, without a second person", "tim: {transitions: {bubarkan: {not_by: [tetapkan]}}}",
          "memerlukan approval", "" },
    };
    struct world *w = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct code_list codes[2];
        struct reg_overlay overlay;
        struct who_levels *levels;
        struct flow *f;
        struct problems ps;
        struct model *m;
        struct err err = { 0 };
        const struct json *regulation;
        size_t k = 0;

        problems_init(&ps, w->a, 20);
        overlay = (struct reg_overlay){ world_yaml(w, rows[i].text, &ps), SV("fixture") };
        regulation = world_yaml(w, fixture_regulation, &ps);
        flow_clearance_codes(regulation, w->a, &codes[0]);
        codes[1] = (struct code_list){ .name = SV("@norms"), .by_key = map_new(w->a) };
        if (model_load("data", &overlay, 1, codes, 2, 480, w->a, &m, &ps, &err) &&
            who_levels_load(m->roles, w->a, &levels, &ps) &&
            flow_load(m, levels, regulation, w->a, &f, &ps, &err))
            fail_msg("%s: taken", rows[i].why);
        while (k < ps.n && sv_find(ps.items[k].text, sv_of(rows[i].says)) < 0)
            k++;
        if (k == ps.n)
            fail_msg("%s: %.*s", rows[i].why, ps.n ? (int) ps.items[0].text.n : 0,
                     ps.n ? ps.items[0].text.p : "");
        if (rows[i].hint[0] && !sv_eq(ps.items[k].hint.p ? ps.items[k].hint : SV(""), sv_of(rows[i].hint)))
            fail_msg("%s: hint %.*s", rows[i].why, SV_FMT(ps.items[k].hint));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(the_asker_checks_what_another_handed_in),   WORLD(who_hands_in_again_does_not_check_either),
        WORLD(a_fact_of_handing_in_counts_as_handing_in), WORLD(unverified_evidence_is_not_accepted),
        WORLD(a_task_is_due_on_the_records_own_day),      WORLD(attendance_stands_still_with_the_minutes),
        WORLD(no_agency_attests_its_own_coming),          WORLD(a_mistake_of_a_declaration_is_told),
    };

    PLACES_RUN("meeting", tests);
}

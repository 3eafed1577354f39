/* SPDX-License-Identifier: MIT
 * tests/unit/test_flow.c -- steps, gates, the line of approval, the answer clock and tasks, on both engines. */
#include "region_fixture.h"

#include "model/event.h"

static bool move(struct world *w, const struct actor *who, struct record **r, const char *step,
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
    if (!ok) {
        db_rollback(w->db);
        if (ps.n)
            snprintf(err->cause, sizeof err->cause, "%.*s", SV_FMT(ps.items[0].text));
    }
    return ok;
}
#define STEP(w, who, r, step, ...)                                                         \
    do {                                                                                   \
        struct err step_e;                                                                 \
        if (!move((w), (who), (r), (step), (const char *const[]){ __VA_ARGS__ }, &step_e)) \
            fail_msg("%s: %s / %s / %s", (step), step_e.text, step_e.hint, step_e.cause);  \
    } while (0)

static struct record *make_app(struct world *w)
{
    return MAKE(w, w->op1, "aplikasi", "nama", "SIMPUS", "perangkat_daerah", world_id(w, w->pd1), "jenis",
                "khusus");
}

static struct record *make_request(struct world *w, const struct record *app)
{
    return MAKE(w, w->op1, "permohonan", "perihal", "Izin SIMPUS", "jenis", "izin_uji", "perangkat_daerah",
                world_id(w, w->pd1), "objek", arena_printf(w->a, "aplikasi:%lld", (long long) app->id).p);
}

/* A file is needed for the letter; only its row matters here. */
static void put_file(struct world *w, int64_t akun)
{
    char sql[200];

    snprintf(sql, sizeof sql,
             "insert into berkas (id, digest, nama, tipe, ukuran, oleh, pada) values (1, 'd', 'surat.pdf', "
             "'application/pdf', 1, %lld, '2026')",
             (long long) akun);
    run(w->db, sql);
}

static void a_gate_names_its_provision(void **state)
{
    struct world *w = *state;
    struct record *app = make_app(w);
    struct step *steps;
    struct err err = { 0 };
    size_t n;

    assert_false(move(w, w->ver1, &app, "mulai", NULL, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_non_null(strstr(err.text, "9(1) (harus)"));
    err = (struct err){ 0 };
    MUST(flow_steps(w->db, w->flow, &w->rs, w->ver1, app, w->a, &steps, &n, &err));
    assert_true(n >= 1);
    assert_true(steps[0].may && !steps[0].open);
    assert_true(sv_find(steps[0].needs[0].why, SV("Pertimbangan uji")) > 0);
}

static void a_fact_is_recorded_past_the_gate_and_marked(void **state)
{
    struct world *w = *state;
    struct record *app = make_app(w);
    struct mark *marks;
    struct problems ps;
    struct err err = { 0 };
    size_t n;

    problems_init(&ps, w->a, 10);
    MUST(db_begin(w->db, &err));
    MUST(flow_fact(w->db, w->flow, &w->rs, w->op1, app->reg, app->id, app->versi, SV("operasional"),
                   (struct date){ 2024, 5, 1 }, SV("Sudah berjalan sejak 2024"), w->a, &app, &ps, &err));
    MUST(db_commit(w->db, &err));
    assert_true(sv_eq(app->status, SV("operasional")));
    assert_true(sv_eq(app->berlaku_sejak, SV("2024-05-01")));
    MUST(flow_marks(w->db, w->flow, &w->rs, app, w->a, &marks, &n, &err));
    assert_int_equal(n, 1);
    assert_true(sv_eq(marks[0].state.need->at, SV("9(1)")));
}

static void nobody_grants_himself_a_clearance(void **state)
{
    struct world *w = *state;
    struct record *app = make_app(w), *out;
    struct record *r = make_request(w, app);
    struct input_item items[] = { { SV("perihal"), SV("Izin lama") },
                                  { SV("jenis"), SV("izin_uji") },
                                  { SV("perangkat_daerah"), sv_of(world_id(w, w->pd1)) },
                                  { SV("status"), SV("berlaku") } };
    struct input in = { .items = items, .n = 4 };
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, w->a, 10);
    MUST(db_begin(w->db, &err));
    assert_false(flow_fact(w->db, w->flow, &w->rs, w->kep1, r->reg, r->id, r->versi, SV("berlaku"),
                           (struct date){ 2025, 1, 1 }, SV("x"), w->a, &out, &ps, &err));
    db_rollback(w->db);
    assert_int_equal(err.kind, ERR_DENIED);
    err = (struct err){ 0 };
    MUST(db_begin(w->db, &err));
    assert_false(record_create(w->db, &w->rs, w->kep1, r->reg, &in, w->a, &out, &ps, &err));
    db_rollback(w->db);
    assert_int_equal(err.kind, ERR_DENIED);
}

static void the_line_is_walked_in_order(void **state)
{
    struct world *w = *state;
    struct record *app = make_app(w), *r = make_request(w, app);
    struct date due;
    struct err err;
    bool stopped;

    put_file(w, w->pel->akun);
    assert_false(move(w, w->op2, &r, "ajukan", NULL, &err)); /* another agency */
    STEP(w, w->op1, &r, "ajukan", NULL);
    assert_false(move(w, w->op1, &r, "verifikasi", NULL, &err)); /* no rank, and his own */
    assert_int_equal(err.kind, ERR_DENIED);
    assert_false(move(w, w->pel, &r, "verifikasi", NULL, &err)); /* not his office */
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    STEP(w, w->kep1, &r, "setujui", NULL);
    err = (struct err){ 0 };
    MUST(flow_clock(w->db, r->reg, r->id, &due, &stopped, &err));
    assert_string_equal(date_iso(due).s, "2026-01-08");       /* five working days after Thursday 1 January */
    assert_false(move(w, w->kep1, &r, "proses", NULL, &err)); /* the answering office does that */
    STEP(w, w->pel, &r, "proses", NULL);
    STEP(w, w->kabid, &r, "telaah", "telaah", "Sesuai arsitektur", NULL);
    STEP(w, w->kadis, &r, "putuskan", "hasil", "disetujui", NULL);
    assert_false(move(w, w->pel, &r, "terbitkan", NULL, &err)); /* without number and file it is no letter */
    STEP(w, w->pel, &r, "terbitkan", "nomor_surat", "500/1/KOMINFO", "tanggal_surat", "2026-01-05",
         "berkas_surat", "1", NULL);
    STEP(w, w->ver1, &app, "mulai", NULL);
    assert_false(sv_eq(app->status, SV("usulan")));
}

static void tasks_follow_the_record(void **state)
{
    struct world *w = *state;
    struct record *r = make_request(w, make_app(w));
    struct task *tasks;
    struct err err = { 0 };
    size_t n;

    STEP(w, w->op1, &r, "ajukan", NULL);
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->ver1, 50, w->a, &tasks, &n, &err));
    assert_int_equal(n, 1);
    assert_true(sv_eq(tasks[0].transition, SV("verifikasi")));
    assert_true(sv_eq(tasks[0].due, SV("2026-01-05"))); /* two working days */
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->op1, 50, w->a, &tasks, &n, &err));
    assert_int_equal(n, 0);
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->op2, 50, w->a, &tasks, &n, &err));
    assert_int_equal(n, 0);
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->ver1, 50, w->a, &tasks, &n, &err));
    assert_int_equal(n, 0);
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->kep1, 50, w->a, &tasks, &n, &err));
    assert_int_equal(n, 1);
}

static struct actor *deputy(struct world *w, const struct actor *giver, const struct actor *to)
{
    MAKE(w, who_system(), "pendelegasian", "pemberi", world_id(w, giver->akun), "penerima",
         world_id(w, to->akun), "mulai", "2026-01-01", "selesai", "2026-01-31", "alasan", "cuti");
    return world_actor(w, to->akun);
}

static void a_deputy_acts_in_the_name_of_the_post(void **state)
{
    struct world *w = *state;
    struct actor *plh = deputy(w, w->kep1, w->op2);
    struct record *r = make_request(w, make_app(w));
    struct record_version *versions;
    struct past_step *past;
    struct event *events;
    struct task *tasks;
    struct step *steps;
    struct err err = { 0 };
    size_t n;

    STEP(w, w->op1, &r, "ajukan", NULL);
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    MUST(flow_tasks(w->db, w->flow, &w->rs, plh, 50, w->a, &tasks, &n, &err));
    assert_int_equal(n, 1);
    assert_true(sv_starts(tasks[0].plh, SV("Plh. ")));
    MUST(flow_steps(w->db, w->flow, &w->rs, plh, r, w->a, &steps, &n, &err));
    for (size_t i = 0; i < n; i++)
        if (sv_eq(steps[i].t->key, SV("setujui")))
            assert_true(steps[i].may && steps[i].plh && steps[i].plh->akun == w->kep1->akun);
    STEP(w, plh, &r, "setujui", NULL);
    MUST(flow_past(w->db, &w->rs, w->kep1, r->reg, r->id, w->a, &past, &n, &err));
    assert_true(sv_find(past[0].oleh_nama, SV("op2 (Plh. ")) == 0);
    assert_true(sv_find(past[0].oleh_nama, SV("a.n. kep1)")) > 0);
    assert_int_equal(past[0].oleh, w->op2->akun);
    MUST(record_history(w->db, &w->rs, w->kep1, r->reg, r->id, w->a, &versions, &n, &err));
    assert_true(sv_find(versions[0].oleh_nama, SV("a.n. kep1)")) > 0);
    assert_true(sv_eq(versions[1].oleh_nama, SV("ver1")));
    MUST(event_load(w->db, 0, 1000, w->a, &events, &n, &err));
    assert_true(sv_find(events[n - 1].isi, SV("\"plh_dari\":3")) > 0);
    /* What the deputy writes for that agency is in its head's name, too. */
    r = MAKE(w, plh, "aplikasi", "nama", "e-Rujukan", "perangkat_daerah", world_id(w, w->pd1), "jenis",
             "khusus");
    MUST(event_load(w->db, 0, 1000, w->a, &events, &n, &err));
    assert_true(sv_find(events[n - 1].isi, SV("{\"aksi\":\"buat\",\"atas_nama\":3,\"isi\":")) == 0);
    MUST(record_history(w->db, &w->rs, w->kep1, r->reg, r->id, w->a, &versions, &n, &err));
    assert_true(sv_find(versions[0].oleh_nama, SV("op2 (Plh. ")) == 0);
}

static void a_deputy_approves_neither_his_own_nor_the_givers(void **state)
{
    struct world *w = *state;
    struct actor *plh = deputy(w, w->kep1, w->ver1);
    struct record *app = make_app(w), *r;
    struct task *tasks;
    struct err err = { 0 };
    size_t n;

    /* Asked by the one he stands in for. */
    r = MAKE(w, w->kep1, "permohonan", "perihal", "Izin", "jenis", "izin_uji", "perangkat_daerah",
             world_id(w, w->pd1), "objek", arena_printf(w->a, "aplikasi:%lld", (long long) app->id).p);
    STEP(w, w->op1, &r, "ajukan", NULL);
    STEP(w, plh, &r, "verifikasi", NULL); /* his own right, his own rank */
    assert_false(move(w, plh, &r, "setujui", NULL, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    assert_non_null(strstr(err.hint, "yang Anda gantikan"));
    MUST(flow_tasks(w->db, w->flow, &w->rs, plh, 50, w->a, &tasks, &n, &(struct err){ 0 }));
    assert_int_equal(n, 0);

    /* Asked by the deputy himself, under whichever hat. */
    r = MAKE(w, plh, "permohonan", "perihal", "Izin dua", "jenis", "izin_uji", "perangkat_daerah",
             world_id(w, w->pd1), "objek", arena_printf(w->a, "aplikasi:%lld", (long long) app->id).p);
    STEP(w, w->op1, &r, "ajukan", NULL);
    assert_false(move(w, plh, &r, "verifikasi", NULL, &err));
    assert_int_equal(err.kind, ERR_DENIED);
}

static void who_is_back_does_not_approve_what_was_asked_in_his_name(void **state)
{
    struct world *w = *state;
    struct record *app = make_app(w), *r;
    struct actor *plh = deputy(w, w->kep1, w->op2);
    struct err err = { 0 };

    r = MAKE(w, plh, "permohonan", "perihal", "Izin", "jenis", "izin_uji", "perangkat_daerah",
             world_id(w, w->pd1), "objek", arena_printf(w->a, "aplikasi:%lld", (long long) app->id).p);
    STEP(w, w->op1, &r, "ajukan", NULL);
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    assert_false(move(w, w->kep1, &r, "setujui", NULL, &err));
    assert_int_equal(err.kind, ERR_DENIED);
}

static void a_returned_request_stops_the_clock(void **state)
{
    struct world *w = *state;
    struct record *r = make_request(w, make_app(w));
    struct date due;
    struct err err = { 0 };
    bool stopped;

    STEP(w, w->op1, &r, "ajukan", NULL);
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    STEP(w, w->kep1, &r, "setujui", NULL);
    world_clock += 86400; /* Friday */
    STEP(w, w->pel, &r, "kembalikan", "catatan_pengembalian", "Lengkapi KAK", NULL);
    MUST(flow_clock(w->db, r->reg, r->id, &due, &stopped, &err));
    assert_true(stopped);
    world_clock += 10 * 86400;
    STEP(w, w->ver1, &r, "kirim_ulang", NULL);
    MUST(flow_clock(w->db, r->reg, r->id, &due, &stopped, &err));
    assert_false(stopped);
    assert_string_equal(date_iso(due).s, "2026-01-16"); /* four working days were left on Monday the 12th */
}

static void the_decision_of_another_is_recorded_with_its_decree(void **state)
{
    struct world *w = *state;
    struct record *r = MAKE(w, w->pel, "tim", "nama", "Tim Koordinasi", "jenis", "tim_koordinasi");
    struct past_step *past;
    struct err err = { 0 };
    size_t n;

    put_file(w, w->pel->akun);
    assert_false(move(w, w->pel, &r, "tetapkan", NULL, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    STEP(w, w->pel, &r, "tetapkan", "nomor_keputusan", "188.45/1/2026", "tanggal_keputusan", "2025-12-30",
         "berkas_keputusan", "1", NULL);
    MUST(flow_past(w->db, &w->rs, w->pel, r->reg, r->id, w->a, &past, &n, &err));
    assert_int_equal(n, 1);
    assert_true(sv_eq(past[0].behalf_role, SV("bupati")));
    assert_true(sv_eq(past[0].behalf_number, SV("188.45/1/2026")));
}

/* What he asked for himself, or may not see, fills no page: the next of his tasks comes forward. */
static void tasks_of_others_crowd_nothing_out(void **state)
{
    struct world *w = *state;
    struct record *app = make_app(w), *r;
    struct task *tasks;
    struct err err = { 0 };
    size_t n;

    for (int i = 0; i < 5; i++) {
        r = MAKE(w, w->ver1, "permohonan", "perihal", arena_printf(w->a, "Milik sendiri %d", i).p, "jenis",
                 "izin_uji", "perangkat_daerah", world_id(w, w->pd1), "objek",
                 arena_printf(w->a, "aplikasi:%lld", (long long) app->id).p);
        STEP(w, w->ver1, &r, "ajukan", NULL);
    }
    world_clock += 86400;
    r = make_request(w, app);
    STEP(w, w->op1, &r, "ajukan", NULL);
    MUST(flow_tasks(w->db, w->flow, &w->rs, w->ver1, 2, w->a, &tasks, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(tasks[0].record, r->id);
}

static void a_large_office_asks_without_end(void **state)
{
    enum { MANY = 3000 };
    struct world *w = *state;
    struct actor head = *w->kep1;
    struct record *r = make_request(w, make_app(w));
    struct list_query q = { .reg = r->reg, .search = SV("izin"), .sort = SV("perihal") };
    struct task *tasks;
    struct list l;
    struct err err = { 0 };
    size_t n;

    STEP(w, w->op1, &r, "ajukan", NULL);
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    head.units = ARENA_ARRAY(w->a, int64_t, MANY);
    head.unit_rank = ARENA_ARRAY(w->a, int, MANY);
    for (int i = 0; i < MANY; i++) {
        head.units[i] = i + 1;
        head.unit_rank[i] = 3;
    }
    head.n_units = MANY;
    MUST(flow_tasks(w->db, w->flow, &w->rs, &head, 10, w->a, &tasks, &n, &err));
    assert_int_equal(n, 1);
    MUST(list_load(w->db, &w->rs, &head, &q, w->a, &l, &err));
    assert_int_equal(l.n, 1);
}

static void who_was_late_has_a_day_after_a_return(void **state)
{
    struct world *w = *state;
    struct record *r = make_request(w, make_app(w));
    struct date due;
    struct err err = { 0 };
    bool stopped;

    STEP(w, w->op1, &r, "ajukan", NULL);
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    STEP(w, w->kep1, &r, "setujui", NULL);
    world_clock += 20 * 86400; /* Wednesday 21 January; it was due on the 8th */
    STEP(w, w->pel, &r, "kembalikan", "catatan_pengembalian", "Lengkapi KAK", NULL);
    STEP(w, w->ver1, &r, "kirim_ulang", NULL);
    MUST(flow_clock(w->db, r->reg, r->id, &due, &stopped, &err));
    assert_string_equal(date_iso(due).s, "2026-01-22");
}

static void steps_of_another_time_are_not_told(void **state)
{
    struct world *w = *state;
    struct record *r = MAKE(w, w->op1, "permohonan", "perihal", "Rahasia dahulu", "jenis", "izin_uji",
                            "perangkat_daerah", world_id(w, w->pd1), "klasifikasi", "terbatas", "objek",
                            arena_printf(w->a, "aplikasi:%lld", (long long) make_app(w)->id).p);
    struct input_item item = { SV("klasifikasi"), SV("terbuka") };
    struct input in = { .items = &item, .n = 1, .partial = true };
    struct past_step *past;
    struct problems ps;
    struct err err = { 0 };
    size_t n;

    STEP(w, w->op1, &r, "ajukan", NULL);
    problems_init(&ps, w->a, 5);
    MUST(db_begin(w->db, &err));
    MUST(record_update(w->db, &w->rs, w->op1, r->reg, r->id, r->versi, &in, w->a, &r, &ps, &err));
    MUST(db_commit(w->db, &err));
    STEP(w, w->ver1, &r, "verifikasi", NULL);
    MUST(flow_past(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &past, &n, &err));
    assert_int_equal(n, 2);
    MUST(flow_past(w->db, &w->rs, w->op2, r->reg, r->id, w->a, &past, &n, &err));
    assert_int_equal(n, 1);
    assert_true(sv_eq(past[0].transition, SV("verifikasi")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(a_gate_names_its_provision),
        WORLD(a_fact_is_recorded_past_the_gate_and_marked),
        WORLD(nobody_grants_himself_a_clearance),
        WORLD(the_line_is_walked_in_order),
        WORLD(tasks_follow_the_record),
        WORLD(a_deputy_acts_in_the_name_of_the_post),
        WORLD(a_deputy_approves_neither_his_own_nor_the_givers),
        WORLD(who_is_back_does_not_approve_what_was_asked_in_his_name),
        WORLD(a_returned_request_stops_the_clock),
        WORLD(the_decision_of_another_is_recorded_with_its_decree),
        WORLD(tasks_of_others_crowd_nothing_out),
        WORLD(a_large_office_asks_without_end),
        WORLD(who_was_late_has_a_day_after_a_return),
        WORLD(steps_of_another_time_are_not_told),
    };

    PLACES_RUN("flow", tests);
}

/* SPDX-License-Identifier: MIT
 * tests/unit/test_record.c -- records over the real registers, on both engines: write, check, history, lists, rights. */
#include "region_fixture.h"

#include "model/event.h"

static struct record *app(struct world *w, const struct actor *who, const char *name, int64_t pd,
                          const char *level)
{
    return MAKE(w, who, "aplikasi", "nama", name, "perangkat_daerah", world_id(w, pd), "jenis", "khusus",
                "klasifikasi", level);
}

static bool update(struct world *w, const struct actor *who, struct record *r, int64_t versi, const char *key,
                   const char *value, struct record **out, struct problems *ps, struct err *err)
{
    struct input_item item = { sv_of(key), sv_of(value) };
    struct input in = { .items = &item, .n = 1, .partial = true };
    bool ok;

    problems_init(ps, w->a, 20);
    ok = db_begin(w->db, err) &&
         record_update(w->db, &w->rs, who, r->reg, r->id, versi, &in, w->a, out, ps, err) &&
         db_commit(w->db, err);
    if (!ok)
        db_rollback(w->db);
    return ok;
}

static void a_record_lives(void **state)
{
    struct world *w = *state;
    struct record *r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka"), *got, *after;
    const struct field *f = reg_field(r->reg, SV("uraian_fungsi"));
    struct record_version *v;
    struct err err = { 0 };
    struct problems ps;
    size_t n;

    assert_true(sv_starts(r->nomor, SV("APL-2026-")));
    assert_int_equal(r->versi, 1);
    MUST(record_get(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &got, &err));
    assert_true(sv_eq(record_title(got), SV("SIMPUS")));
    world_clock += 60;
    MUST(update(w, w->op1, r, 1, "uraian_fungsi", "Pelayanan puskesmas", &after, &ps, &err));
    assert_true(sv_eq(after->val[f->index], SV("Pelayanan puskesmas")));
    assert_false(update(w, w->op1, r, 1, "uraian_fungsi", "Lain", &after, &ps, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    err = (struct err){ 0 };
    MUST(record_history(w->db, &w->rs, w->op1, r->reg, r->id, w->a, &v, &n, &err));
    assert_int_equal(n, 2);
    assert_int_equal(v[0].n, 1);
    assert_true(sv_eq(v[0].diffs[0].after, SV("Pelayanan puskesmas")));
    assert_true(sv_eq(v[0].oleh_nama, SV("op1")));
    MUST(record_get_at(w->db, &w->rs, w->op1, r->reg, r->id, world_clock - 30, w->a, &got, &err));
    assert_null(got->val[f->index].p);
}

static void deleting_hides_and_restoring_brings_back(void **state)
{
    struct world *w = *state;
    struct record *r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka");
    struct list_query q = { .reg = r->reg };
    struct list l;
    struct err err = { 0 };

    MUST(db_begin(w->db, &err));
    MUST(record_delete(w->db, &w->rs, w->op1, r->reg, r->id, 1, w->a, &err));
    MUST(db_commit(w->db, &err));
    MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &l, &err));
    assert_int_equal(l.n, 0);
    assert_int_equal(l.total, 0);
    q.deleted = true;
    MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &l, &err));
    assert_int_equal(l.n, 1);
    MUST(db_begin(w->db, &err));
    MUST(record_restore(w->db, &w->rs, w->op1, r->reg, r->id, 2, w->a, &err));
    MUST(db_commit(w->db, &err));
    q.deleted = false;
    MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &l, &err));
    assert_int_equal(l.total, 1);
}

static void pages_go_forth_and_back(void **state)
{
    struct world *w = *state;
    struct list_query q = { .reg = model_reg(w->model, SV("aplikasi")), .sort = SV("nama"), .limit = 4 };
    struct list one, two, back;
    struct err err = { 0 };
    char name[16];

    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "Aplikasi %d", i);
        app(w, w->op1, name, w->pd1, "terbuka");
    }
    MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &one, &err));
    assert_int_equal(one.n, 4);
    assert_int_equal(one.total, 10);
    assert_true(one.next.p && !one.prev.p);
    q.after = one.next;
    MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &two, &err));
    assert_true(sv_eq(record_title(two.rows[0]), SV("Aplikasi 4")));
    q.after = SV_NULL;
    q.before = two.prev;
    MUST(list_load(w->db, &w->rs, w->op1, &q, w->a, &back, &err));
    assert_int_equal(back.n, 4);
    assert_true(sv_eq(record_title(back.rows[0]), SV("Aplikasi 0")));
    assert_true(back.next.p && !back.prev.p);
    q.before = SV("bukan-penanda!");
    assert_false(list_load(w->db, &w->rs, w->op1, &q, w->a, &back, &err));
    assert_int_equal(err.kind, ERR_INPUT);
}

static void filters_and_search_find(void **state)
{
    static const struct {
        const char *why, *key, *value;
        size_t want;
    } rows[] = {
        { "by choice", "f.jenis", "umum", 1 },
        { "by agency", "f.perangkat_daerah", "2", 1 },
        { "contains, without case", "f.nama.berisi", "pus", 1 },
        { "empty", "f.alamat.kosong", "1", 2 },
        { "by words", "cari", "simpus", 1 },
        { "by part of a word", "cari", "sekol", 1 },
        { "nonsense for a number finds nothing", "f.perangkat_daerah", "x", 0 },
        { "an empty box filters nothing", "f.jenis", "", 2 },
        { "day of recording", "f.dibuat_pada.sampai", "2025-12-31", 0 },
        { "day of recording, that day", "f.dibuat_pada.sampai", "2026-01-01", 2 },
    };
    struct world *w = *state;
    const struct reg *reg = model_reg(w->model, SV("aplikasi"));
    struct err err = { 0 };

    app(w, w->op1, "SIMPUS", w->pd1, "terbuka");
    MAKE(w, w->op2, "aplikasi", "nama", "Data Sekolah", "perangkat_daerah", world_id(w, w->pd2), "jenis",
         "umum");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct param p = { sv_of(rows[i].key), sv_of(rows[i].value) };
        struct problems ps;
        struct list_query q;
        struct list l;

        problems_init(&ps, w->a, 10);
        if (sv_eq(p.key, SV("f.perangkat_daerah")) && sv_eq(p.value, SV("2")))
            p.value = sv_of(world_id(w, w->pd2));
        if (!list_query_parse(&w->rs, w->op1, reg, &p, 1, w->a, &q, &ps) ||
            !list_load(w->db, &w->rs, w->op1, &q, w->a, &l, &err))
            fail_msg("%s: %s / %s", rows[i].why, err.text, err.cause);
        if (l.n != rows[i].want || l.total != (int64_t) rows[i].want)
            fail_msg("%s: %zu rows, total %lld, want %zu", rows[i].why, l.n, (long long) l.total,
                     rows[i].want);
    }
}

static void secret_rows_do_not_exist_for_others(void **state)
{
    struct world *w = *state;
    struct record *own = app(w, w->op1, "Sandi", w->pd1, "terbatas"), *got;
    const struct reg *konsultasi = model_reg(w->model, SV("konsultasi"));
    struct list_query q = { .reg = own->reg };
    struct err hidden = { 0 }, missing = { 0 }, err = { 0 };
    struct list l;

    MUST(record_get(w->db, &w->rs, w->pel, own->reg, own->id, w->a, &got, &err));
    assert_false(record_get(w->db, &w->rs, w->op2, own->reg, own->id, w->a, &got, &hidden));
    assert_false(record_get(w->db, &w->rs, w->op2, own->reg, own->id + 999, w->a, &got, &missing));
    assert_int_equal(hidden.kind, ERR_MISSING);
    assert_string_equal(hidden.text, missing.text);
    assert_string_equal(hidden.hint, missing.hint);
    MUST(list_load(w->db, &w->rs, w->op2, &q, w->a, &l, &err));
    assert_int_equal(l.n, 0);
    assert_int_equal(l.total, 0);
    q.search = SV("sandi");
    MUST(list_load(w->db, &w->rs, w->op2, &q, w->a, &l, &err));
    assert_int_equal(l.n, 0);

    /* A reference to it is refused with the words of a reference to nothing. */
    for (int i = 0; i < 2; i++) {
        struct input_item items[] = {
            { SV("perangkat_daerah"), sv_of(world_id(w, w->pd2)) },
            { SV("objek"), arena_printf(w->a, "aplikasi:%lld", (long long) own->id + 999 * i) },
        };
        struct input in = { .items = items, .n = 2, .partial = true };
        struct problems ps;
        struct record *r;

        problems_init(&ps, w->a, 20);
        MUST(record_check(w->db, &w->rs, w->op2, konsultasi, NULL, &in, w->a, &r, &ps, &err));
        assert_non_null(problems_of(&ps, SV("objek")));
        assert_true(sv_find(problems_of(&ps, SV("objek"))->text, SV("tidak ditemukan")) > 0);
    }
}

static void others_rows_are_not_ours_to_write(void **state)
{
    struct world *w = *state;
    struct record *r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka"), *out;
    struct input_item items[] = { { SV("nama"), SV("Palsu") },
                                  { SV("perangkat_daerah"), sv_of(world_id(w, w->pd1)) },
                                  { SV("jenis"), SV("umum") } };
    struct input in = { .items = items, .n = 3 };
    struct problems ps;
    struct actor auditor;
    struct err err = { 0 };

    assert_false(update(w, w->op2, r, 1, "nama", "Diambil", &out, &ps, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    err = (struct err){ 0 };
    problems_init(&ps, w->a, 20);
    MUST(db_begin(w->db, &err));
    assert_false(record_create(w->db, &w->rs, w->op2, r->reg, &in, w->a, &out, &ps, &err));
    db_rollback(w->db);
    assert_int_equal(err.kind, ERR_DENIED);
    /* Who may write nothing is told so, however poor his form. */
    auditor = *w->op2;
    auditor.auditor = true;
    in.n = 0;
    for (int i = 0; i < 2; i++) {
        err = (struct err){ 0 };
        problems_init(&ps, w->a, 20);
        MUST(db_begin(w->db, &err));
        assert_false(record_create(w->db, &w->rs, i ? &auditor : w->op2,
                                   i ? r->reg : model_reg(w->model, SV("akun")), &in, w->a, &out, &ps, &err));
        db_rollback(w->db);
        assert_int_equal(err.kind, ERR_DENIED);
    }
}

static void mistakes_come_all_at_once(void **state)
{
    static const struct {
        const char *key, *value;
    } given[] = {
        { "nama", "" },
        { "jenis", "setengah" },
        { "alamat", "javascript:alert(1)" },
        { "tahun_pembuatan", "dua ribu" },
        { "tanggal_operasi", "2026-02-30" },
        { "bukan_bidang", "x" },
        { "klasifikasi", "amat rahasia" },
        { "perangkat_daerah", "9999" },
    };
    struct world *w = *state;
    struct input_item items[8];
    struct input in = { .items = items, .n = 8 };
    struct problems ps;
    struct record *r;
    struct err err = { 0 };

    for (size_t i = 0; i < 8; i++)
        items[i] = (struct input_item){ sv_of(given[i].key), sv_of(given[i].value) };
    problems_init(&ps, w->a, 50);
    MUST(record_check(w->db, &w->rs, w->op1, model_reg(w->model, SV("aplikasi")), NULL, &in, w->a, &r, &ps,
                      &err));
    for (size_t i = 0; i < 8; i++)
        if (!problems_of(&ps, sv_of(given[i].key)))
            fail_msg("%s = \"%s\" was accepted", given[i].key, given[i].value);
}

static void every_change_is_an_event(void **state)
{
    struct world *w = *state;
    int64_t before = one_int(w->db, "select coalesce(max(seq), 0) from peristiwa");
    struct record *r = app(w, w->op1, "SIMPUS", w->pd1, "terbuka");
    struct event *events;
    struct json *payload;
    struct buf again;
    struct err err = { 0 };
    struct digest d;
    size_t n;

    MUST(event_load(w->db, before, 10, w->a, &events, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(events[0].rekaman, r->id);
    d = event_digest(events[0].garam, events[0].isi);
    assert_true(digest_eq(&d, &events[0].daun));
    /* What was written is the canonical form of itself. */
    MUST(json_parse(events[0].isi, 1 << 20, w->a, &payload, &err));
    buf_init(&again, 1 << 20);
    MUST(json_canonical(payload, &again, &err));
    assert_true(sv_eq(buf_sv(&again), events[0].isi));
    buf_clear(&again);
    assert_true(sv_eq(json_text(json_get(payload, SV("isi")), SV("nama")), SV("SIMPUS")));
}

/* Quotes, line ends, signs beyond U+FFFF, numbers that a double cannot hold: written as RFC 8785 writes them, and what the
 * event says is what the row says. */
static void an_event_is_canonical_whatever_it_holds(void **state)
{
    static const char odd[] =
        "\"\\/ <&> \xe2\x80\xa8 \xf0\x9f\x98\x80 \xee\x80\x80 \xef\xbf\xbd \xc2\x85 e\xcc\x81";
    struct world *w = *state;
    struct record *r = MAKE(w, w->op1, "aplikasi", "nama", odd, "perangkat_daerah", world_id(w, w->pd1),
                            "jenis", "khusus", "uraian_fungsi", "baris satu\nbaris\tdua \"x\"",
                            "jumlah_pengguna", "9007199254740993", "nilai_pembangunan", "9223372036854775807",
                            "bagi_pakai", "tidak", "basis", "web", "tahun_pembuatan", "2020");
    const struct json *isi;
    struct event *events;
    struct json *payload;
    struct buf again;
    struct err err = { 0 };
    size_t n;

    MUST(
        event_load(w->db, one_int(w->db, "select max(seq) from peristiwa") - 1, 10, w->a, &events, &n, &err));
    MUST(json_parse(events[0].isi, 1 << 20, w->a, &payload, &err));
    buf_init(&again, 1 << 20);
    MUST(json_canonical(payload, &again, &err));
    if (!sv_eq(buf_sv(&again), events[0].isi))
        fail_msg("%.*s\nis not\n%.*s", SV_FMT(events[0].isi), SV_FMT(buf_sv(&again)));
    buf_clear(&again);
    isi = json_get(payload, SV("isi"));
    assert_true(sv_eq(json_text(isi, SV("nama")), record_title(r)));
    assert_true(
        sv_eq(json_text(isi, SV("jumlah_pengguna")), SV("9007199254740993"))); /* beyond 2^53: as text */
    assert_true(sv_eq(json_text(isi, SV("nilai_pembangunan")), SV("9223372036854775807")));
    assert_int_equal(json_number(isi, SV("tahun_pembuatan"), 0), 2020);
    assert_int_equal(json_number(isi, SV("bagi_pakai"), -1), 0);
    assert_true(sv_eq(json_text(isi, SV("basis")), SV("|web|")));
    assert_null(json_get(isi, SV("alamat"))); /* nothing is not written */
    assert_null(json_get(isi, SV("dihapus")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(a_record_lives),
        WORLD(deleting_hides_and_restoring_brings_back),
        WORLD(pages_go_forth_and_back),
        WORLD(filters_and_search_find),
        WORLD(secret_rows_do_not_exist_for_others),
        WORLD(others_rows_are_not_ours_to_write),
        WORLD(mistakes_come_all_at_once),
        WORLD(every_change_is_an_event),
        WORLD(an_event_is_canonical_whatever_it_holds),
    };

    PLACES_RUN("record", tests);
}

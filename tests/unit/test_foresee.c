/* SPDX-License-Identifier: MIT
 * tests/unit/test_foresee.c -- what will end, on its day and for its article; a row that two agencies share; the road of a record
 * and the steps that a day takes. On both engines, with the declarations of the project. Runs in the project's folder. */
#include "pack_region.h"

#include "model/list.h"
#include "rule/foresee.h"

PACK_OF("banjar-39-2023");

static const char rows[] =
    "- layanan_penghubung: {id: s1, nama: Data pasien, kode: pasien, perangkat_daerah: pd1, status: aktif,\n"
    "    alamat_hulu: \"http://127.0.0.1:9001/api\"}\n"
    "- konsumen_layanan: {id: k1, nama: SIAK, kode: siak, perangkat_daerah: pd2, status: aktif}\n"
    "- perjanjian_data: {id: j1, nama: Pasien untuk SIAK, perangkat_daerah: pd1, pihak: pd, pengguna_data: pd2, konsumen: k1,\n"
    "    layanan_penghubung: s1, tujuan: Verifikasi, mulai: 2025-01-01, selesai: 2025-06-30, status: berlaku}\n"
    "- permohonan: {id: p1, perihal: Operasi, jenis: kelaikan_operasi, perangkat_daerah: pd1, objek: \"layanan_penghubung:s1\",\n"
    "    status: berlaku, nomor_surat: \"1\", tanggal_surat: 2025-01-01, berlaku_sampai: 2025-04-09, berkas_surat: x}\n"
    "- permohonan: {id: p2, perihal: Keamanan, jenis: kelaikan_keamanan, perangkat_daerah: pd1, objek: \"layanan_penghubung:s1\",\n"
    "    status: berlaku, nomor_surat: \"2\", tanggal_surat: 2025-01-01, berkas_surat: x}\n";

static size_t look(struct pack_place *p)
{
    struct err err = { 0 };
    size_t changed;

    MUST(foresee_on(p->write, p->region, &changed, &err));
    return changed;
}

static struct foreseen *listed(struct pack_place *p, size_t *n)
{
    const struct foresee_ask ask = { .limit = 50 };
    struct foreseen *items;
    struct err err = { 0 };
    const struct actor *all = who_system();
    struct actor owner = *all; /* everything is his: what concerns whom has tests of its own */
    int64_t units[50];

    for (size_t i = 0; i < 50; i++)
        units[i] = (int64_t) i + 1;
    owner.units = units;
    owner.n_units = 50;
    MUST(foresee_list(p->write, p->region, &owner, &ask, p->case_a, &items, n, &err));
    return items;
}

static void a_gate_that_lapses_is_foreseen(void **state)
{
    struct pack_place *p = *state;
    struct foreseen *f;
    size_t n;

    pack_day(p, day_of("2025-03-01"));
    give(p, rows);
    assert_int_equal(look(p), 1); /* the table is begun; the day lies beyond the thirty */
    listed(p, &n);
    assert_int_equal(n, 0);
    pack_day(p, day_of("2025-03-20"));
    assert_int_equal(look(p), 1);
    f = listed(p, &n);
    assert_int_equal(n, 1);
    assert_string_equal(date_iso(f[0].day).s, "2025-04-10"); /* the letter's last day still counts */
    assert_false(f[0].past);
    assert_true(sv_eq(f[0].need->at, SV("16(3)c")));
    assert_true(sv_eq(f[0].says, SV("Layanan Data pasien akan ditutup penghubung")));
    assert_true(f[0].next.n > 0);
    assert_int_equal(look(p), 0); /* nothing new: nothing is written */
    pack_day(p, day_of("2025-04-05"));
    assert_int_equal(look(p), 1); /* the second warning */
    pack_day(p, day_of("2025-04-10"));
    assert_int_equal(look(p), 1);
    f = listed(p, &n);
    assert_true(n == 1 && f[0].past && sv_eq(f[0].says, SV("Layanan Data pasien ditutup penghubung")));
    pack_day(p, day_of("2025-04-20"));
    assert_int_equal(look(p), 0); /* it keeps the day on which it came */
    f = listed(p, &n);
    assert_string_equal(date_iso(f[0].day).s, "2025-04-10");
    give(
        p,
        "- permohonan: {perihal: Baru, jenis: kelaikan_operasi, perangkat_daerah: pd1, objek: \"layanan_penghubung:s1\",\n"
        "    status: berlaku, nomor_surat: \"3\", tanggal_surat: 2025-04-19, berkas_surat: x}\n");
    assert_int_equal(look(p), 1);
    listed(p, &n);
    assert_int_equal(n, 0);
}

static void a_last_day_is_warned_of(void **state)
{
    struct pack_place *p = *state;
    struct foreseen *f;
    size_t n, days = 0;

    pack_day(p, day_of("2025-06-05"));
    give(p, rows);
    look(p);
    f = listed(p, &n);
    for (size_t i = 0; i < n; i++)
        if (!f[i].need) {
            days++;
            assert_string_equal(date_iso(f[i].day).s, "2025-07-01");
            assert_true(sv_find(f[i].says, SV("Pasien untuk SIAK")) >= 0);
        }
    assert_int_equal(days, 1);
}

static struct record *the(struct pack_place *p, const char *reg)
{
    struct list_query q = { .reg = model_reg(p->region->model, sv_of(reg)), .limit = 1 };
    struct list l;
    struct err err = { 0 };

    MUST(list_load(p->write, &p->region->records, who_system(), &q, p->case_a, &l, &err));
    assert_int_equal(l.n, 1);
    return l.rows[0];
}

static void a_step_is_taken_when_its_day_is_over(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    struct road_state *road;
    size_t n = 0, held = 0;

    pack_day(p, day_of("2025-06-30"));
    give(p, rows);
    MUST(db_begin(p->write, &err));
    MUST(flow_run_out(p->write, p->region->flow, &p->region->records, 10, p->case_a, &n, &held, &err));
    assert_true(n == 0 && sv_eq(the(p, "perjanjian_data")->status, SV("berlaku"))); /* the last day counts */
    flow_road(p->region->flow, the(p, "perjanjian_data"), NULL, 0, p->case_a, &road, &n);
    assert_int_equal(n, 8);
    assert_true(sv_eq(road[0].state->key, SV("draf")) && road[1].skipped && !road[0].skipped);
    assert_true(sv_eq(road[7].state->key, SV("berlaku")) && road[7].here && !road[7].n_onward);
    pack_day(p, day_of("2025-07-01"));
    MUST(flow_run_out(p->write, p->region->flow, &p->region->records, 10, p->case_a, &n, &held, &err));
    assert_true(n == 1 && held == 0 && sv_eq(the(p, "perjanjian_data")->status, SV("berakhir")));
    MUST(db_commit(p->write, &err));
}

/* Somebody of one agency; what is his, is his alone. */
static struct actor staff(int64_t *pd, int *rank, struct post *post)
{
    *post = (struct post){ .pd = *pd, .rank = *rank };
    return (struct actor){
        .akun = 900, .posts = post, .n_posts = 1, .units = pd, .unit_rank = rank, .n_units = 1
    };
}

static void a_row_of_two_agencies(void **state)
{
    struct pack_place *p = *state;
    const struct records *rs = &p->region->records;
    struct post posts[3];
    int ranks[3] = { 1, 1, 1 };
    int64_t pds[3];
    struct actor provider, consumer, third;
    struct record *r;

    pack_day(p, day_of("2025-03-01"));
    give(p, rows);
    r = the(p, "perjanjian_data");
    pds[0] = r->pd;
    pds[1] = record_party(r);
    pds[2] = pds[0] + pds[1] + 1000;
    provider = staff(&pds[0], &ranks[0], &posts[0]);
    consumer = staff(&pds[1], &ranks[1], &posts[1]);
    third = staff(&pds[2], &ranks[2], &posts[2]);
    assert_true(pds[1] != 0 && pds[1] != pds[0]);
    static const struct {
        const char *why, *status, *klas;
        bool sees[3], writes[3];
    } cases[] = {
        { "a draft is both's to write", "draf", "terbuka", { true, true, true }, { true, true, false } },
        { "what was asked is the owner's",
          "diminta",
          "terbuka",
          { true, true, true },
          { true, false, false } },
        { "a restricted one is hidden from others",
          "draf",
          "terbatas",
          { true, true, false },
          { true, true, false } },
    };
    const struct actor *who[3] = { &provider, &consumer, &third };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t k = 0; k < 3; k++) {
            r->status = sv_of(cases[i].status);
            r->klasifikasi = sv_of(cases[i].klas);
            bool sees = who_may_see_both(who[k], &rs->model->scheme, &r->reg->rule, r->pd, record_party(r),
                                         r->klasifikasi);
            if (sees != cases[i].sees[k] || record_may_edit(rs, who[k], r) != cases[i].writes[k])
                fail_msg("%s: %zu", cases[i].why, k);
        }
    /* Each side writes its own signature alone; the list's condition says the same as the single row. */
    assert_true(record_may_edit_field(&consumer, r, reg_field(r->reg, SV("penanda_tangan_pengguna"))));
    assert_false(record_may_edit_field(&provider, r, reg_field(r->reg, SV("penanda_tangan_pengguna"))));
    assert_false(record_may_edit_field(&consumer, r, reg_field(r->reg, SV("persetujuan_pemilik"))));
    assert_true(record_may_edit_field(&provider, r, reg_field(r->reg, SV("persetujuan_pemilik"))));
    give(
        p,
        "- perjanjian_data: {nama: Terbatas, perangkat_daerah: pd1, pihak: pd, pengguna_data: pd2, klasifikasi: terbatas}\n");
    for (size_t k = 0; k < 3; k++) {
        struct list_query q = { .reg = r->reg, .limit = 10 };
        struct list l;
        struct err err = { 0 };

        MUST(list_load(p->write, rs, who[k], &q, p->case_a, &l, &err));
        assert_int_equal(l.n, k < 2 ? 2 : 1);
        assert_int_equal(l.total, k < 2 ? 2 : 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(a_gate_that_lapses_is_foreseen),
        PACK(a_last_day_is_warned_of),
        PACK(a_step_is_taken_when_its_day_is_over),
        PACK(a_row_of_two_agencies),
    };

    PACKS_RUN("foresee", tests, NULL);
}

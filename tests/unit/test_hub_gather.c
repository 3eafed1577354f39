/* SPDX-License-Identifier: MIT
 * tests/unit/test_hub_gather.c -- the hub's policy as it comes out of the registers: who, what, until when, and which gate of
 * the regulation closes it; on both engines. Runs in the project's folder. */
#include "pack_region.h"

#include "app/hub_source.h"
#include "base/hash.h"

PACK_OF("banjar-39-2023");

static struct policy_in gathered(struct pack_place *p)
{
    struct hub_source source;
    struct policy_in in;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 5);
    MUST(hub_source_load(p->region, p->case_a, &source, &ps, &err));
    assert_true(source.present);
    MUST(hub_source_check(p->pack, &source, &ps, &err));
    assert_int_equal(ps.n, 0);
    MUST(hub_gather(p->region, &source, p->write, p->pack, p->case_a, &in, &err));
    return in;
}

#define SECRET "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define PEM                                                                                          \
    "\"-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEAtbcvD0sQsEdDKIsh8t/wIe8GE6Na/3iPRbvvk/xMteA=\\n" \
    "-----END PUBLIC KEY-----\""

static const char rows[] =
    "- pemetaan_peran: {peran: dinas, perangkat_daerah: dinas, mulai: 2024-01-01}\n"
    "- layanan_penghubung: {id: s1, nama: Data pasien, kode: pasien, perangkat_daerah: pd1, status: aktif,\n"
    "    alamat_hulu: \"http://127.0.0.1:9001/api\", tanda_terima: ketat, batas_waktu: 5}\n"
    "- layanan_penghubung: {id: s2, nama: Draf saja, kode: draf, perangkat_daerah: pd1, status: draf}\n"
    "- operasi_layanan: {id: o1, nama: \"GET /pasien/{nik}\", perangkat_daerah: pd1, layanan: s1, metode: get,\n"
    "    jalur: \"/pasien/{nik}\", status: terbuka}\n"
    "- operasi_layanan: {id: o2, nama: DELETE, perangkat_daerah: pd1, layanan: s1, metode: delete,\n"
    "    jalur: \"/pasien/{nik}\", status: tertutup}\n"
    "- operasi_layanan: {id: o3, nama: POST, perangkat_daerah: pd1, layanan: s1, metode: post, jalur: /lama, status: dicoret}\n"
    "- konsumen_layanan: {id: k1, nama: SIAK, kode: siak, perangkat_daerah: pd2, status: aktif}\n"
    "- konsumen_layanan: {id: k2, nama: Tunda, kode: tunda, perangkat_daerah: pd2, status: ditangguhkan}\n"
    "- konsumen_layanan: {id: k3, nama: Belum, kode: belum, perangkat_daerah: pd2, status: diajukan}\n"
    "- kunci_konsumen: {nama: satu, perangkat_daerah: pd2, konsumen: k1, jenis: kunci_api, kunci_api: " SECRET
    ",\n"
    "    mulai: 2025-01-01, selesai: 2025-12-31, status: aktif}\n"
    "- kunci_konsumen: {nama: dua, perangkat_daerah: pd2, konsumen: k1, jenis: kunci_publik, kunci_publik: " PEM
    ",\n"
    "    kode: siak-1, mulai: 2025-01-01, selesai: 2025-12-31, status: aktif}\n"
    "- kunci_konsumen: {nama: tiga, perangkat_daerah: pd2, konsumen: k1, jenis: kunci_api, kunci_api: " SECRET
    ",\n"
    "    mulai: 2025-01-01, selesai: 2025-12-31, status: dicabut}\n"
    "- perjanjian_data: {id: j1, nama: Pasien untuk SIAK, perangkat_daerah: pd1, pihak: pd, pengguna_data: pd2, konsumen: k1,\n"
    "    layanan_penghubung: s1, operasi: [o1, o2, o3], tujuan: Verifikasi, dasar_hukum: UU, nomor_kesepakatan: \"12/K\",\n"
    "    mulai: 2025-01-01, selesai: 2025-06-30, kuota_hari: 1000, kuota_detik: 5, hari_akses: [senin, jumat],\n"
    "    jam_mulai: 22, jam_selesai: 6, status: berlaku}\n"
    "- perjanjian_data: {nama: Belum berlaku, perangkat_daerah: pd1, pihak: pd, konsumen: k1, layanan_penghubung: s1,\n"
    "    mulai: 2025-01-01, selesai: 2025-06-30, status: diajukan}\n"
    "- perjanjian_data: {nama: Ke draf, perangkat_daerah: pd1, pihak: pd, konsumen: k1, layanan_penghubung: s2,\n"
    "    mulai: 2025-01-01, selesai: 2025-06-30, status: berlaku}\n";

static const char fitness[] =
    "- permohonan: {id: p1, perihal: Operasi, jenis: kelaikan_operasi, perangkat_daerah: pd1, objek: \"layanan_penghubung:s1\",\n"
    "    status: berlaku, nomor_surat: \"1\", tanggal_surat: 2025-01-01, berkas_surat: x}\n"
    "- permohonan: {id: p2, perihal: Keamanan, jenis: kelaikan_keamanan, perangkat_daerah: pd1, objek: \"layanan_penghubung:s1\",\n"
    "    status: berlaku, nomor_surat: \"2\", tanggal_surat: 2025-01-01, berkas_surat: x}\n";

/* Without the two clearances the service is closed, with the provision; with them it is open. */
static void a_gate_closes_and_opens(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-03-10"));
    give(p, rows);
    struct policy_in in = gathered(p);
    assert_int_equal(in.services, 1);
    assert_false(in.service[0].open);
    assert_true(sv_eq(in.service[0].article, SV("Pasal 16 ayat (3) huruf c")));
    assert_true(in.service[0].why_closed.n > 0);
    give(p, fitness);
    in = gathered(p);
    assert_true(in.service[0].open);
    assert_int_equal(in.service[0].why_closed.n, 0);
}

static void everything_finds_its_place(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-03-10"));
    give(p, rows);
    give(p, fitness);
    struct policy_in in = gathered(p);
    const struct policy_in_service *s = in.service;

    assert_true(sv_eq(s->brief, SV("pasien")) && sv_eq(s->member, SV("pd1")) && sv_eq(s->klass, SV("PD")));
    assert_true(s->strict && s->timeout_s == 5 && sv_eq(s->base_url, SV("http://127.0.0.1:9001/api")));
    assert_int_equal(s->operations, 2); /* the struck-out one is no more */
    assert_int_equal(in.consumers, 2);
    assert_true(sv_eq(in.consumer[0].xroad, SV("ID/PD/pd2/siak")) && !in.consumer[0].why_closed.n);
    assert_true(in.consumer[1].why_closed.n > 0);
    assert_int_equal(in.consumer[0].keys, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct policy_in_key *k = &in.consumer[0].key[i];

        assert_int_equal(k->from, 1735660800); /* 2025-01-01 in the region's zone, +08:00 */
        assert_int_equal(k->until, 1767196800);
        if (k->kind == POLICY_KEY_API)
            assert_int_equal(k->digest.b[1], 0x23);
        else
            assert_true(k->kind == POLICY_KEY_ED25519 && k->pub.n == 32 && sv_eq(k->keyid, SV("siak-1")));
    }
    assert_int_equal(in.agreements, 1);
    const struct policy_in_agreement *x = in.agreement;
    assert_true(x->service == s->id && x->consumer == in.consumer[0].id && sv_eq(x->number, SV("12/K")));
    assert_int_equal(x->until, 1751299200); /* the midnight after the last day */
    assert_int_equal(x->rules, 1);          /* only what the provider has opened */
    assert_true(x->rule->methods == POLICY_GET && sv_eq(x->rule->pattern, SV("/pasien/*")));
    assert_int_equal(x->quota[POLICY_SECOND], 5);
    assert_int_equal(x->quota[POLICY_DAY], 1000);
    assert_int_equal(x->quota[POLICY_YEAR], 0);
    assert_int_equal(x->windows, 2); /* over midnight */
    assert_int_equal(x->window[0].days, 1 + 16);
    assert_int_equal(x->window[0].from_min, 22 * 60);
    assert_int_equal(x->window[0].until_min, 24 * 60);
    assert_int_equal(x->window[1].until_min, 6 * 60);
}

/* What was gathered is a snapshot that the hub takes. */
static void the_snapshot_is_sound(void **state)
{
    struct pack_place *p = *state;
    struct policy_in in;
    struct policy got = { 0 };
    struct err err = { 0 };
    struct sv path;

    pack_day(p, day_of("2025-03-10"));
    give(p, rows);
    give(p, fitness);
    in = gathered(p);
    in.version = 7;
    path = arena_printf(p->case_a, "%s/kebijakan", p->dir);
    MUST(policy_save(path.p, &in, p->case_a, &err));
    MUST(policy_open(path.p, &got, &err));
    assert_int_equal(got.meta->version, 7);
    assert_int_equal(got.meta->zone_min, 480);
    assert_int_equal(policy_service_by_brief(&got, SV("pasien")), 0);
    assert_true(sv_eq(policy_text(&got, got.meta->office), SV("dinas")));
    policy_close(&got);
}

/* The catalogue asks by state; one that the register does not know is a mistake with its line. */
static void what_is_offered_says_the_file(void **state)
{
    static const struct {
        const char *status;
        bool offered;
    } states[] = {
        { "aktif", true },  { "ditangguhkan", true }, { "draf", false },
        { "diuji", false }, { "dihentikan", false },  { "", false },
    };
    struct pack_place *p = *state;
    struct region other = *p->region;
    struct hub_regs regs;
    struct hub_source source;
    struct problems ps;
    struct err err = { 0 };

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (hub_offered(&p->region->hub, sv_of(states[i].status)) != states[i].offered)
            fail_msg("%s", states[i].status);
    other.declarations = p->dir;
    MUST(file_write_atomic(arena_printf(p->case_a, "%s/hub.yaml", p->dir).p,
                           SV("services:\n"
                              "  register: layanan_penghubung\n"
                              "  offered: [aktif, tayang]\n"),
                           0600, &err));
    problems_init(&ps, p->case_a, 20);
    assert_false(hub_source_load(&other, p->case_a, &source, &ps, &err));
    bool said = false;
    for (size_t i = 0; i < ps.n; i++)
        said = said || (sv_eq(ps.items[i].field, SV("offered")) && ps.items[i].line == 3);
    assert_true(said);
    MUST(file_write_atomic(arena_printf(p->case_a, "%s/hub.yaml", p->dir).p,
                           SV("services: {register: layanan_penghubung}\n"), 0600, &err));
    hub_regs_load(p->dir, p->region->model, p->case_a, &regs);
    assert_non_null(regs.services);
    assert_false(hub_offered(&regs, SV("aktif"))); /* nothing said: nothing is offered */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(a_gate_closes_and_opens),
        PACK(everything_finds_its_place),
        PACK(the_snapshot_is_sound),
        PACK(what_is_offered_says_the_file),
    };

    PACKS_RUN("hub_gather", tests, NULL);
}

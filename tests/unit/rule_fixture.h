/* SPDX-License-Identifier: MIT
 * tests/unit/rule_fixture.h -- tiny registers and a made-up pack of one provision for each kind of check, counted from a
 * regulation that was promulgated on 1 January 2024; packs that reach too far or mean nothing; and how a provision stands. */
#ifndef TESTS_RULE_FIXTURE_H
#define TESTS_RULE_FIXTURE_H

#include "pack_region.h"

PACK_OF("uji-1-2024");

static const struct pack_text files[] = {
    { "groups.yaml", "groups: {a: {label: A}}\n" },
    { "klasifikasi.yaml", "levels:\n  - {key: terbuka, label: Terbuka, see: [semua]}\n"
                          "  - {key: terbatas, label: Terbatas, see: [pemilik]}\n" },
    { "roles.yaml",
      "roles: {pd: {label: PD}, dinas: {label: Dinas, office: true}}\nlevels: {operator: {label: Operator, rank: 1}}\n" },
    { "registers/perangkat_daerah.yaml",
      "register: perangkat_daerah\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  kode: {type: text}\n"
      "  dihitung: {type: boolean}\n  dihitung_di: {type: ref, to: perangkat_daerah}\n" },
    { "registers/akun.yaml", "register: akun\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n" },
    { "registers/benda.yaml",
      "register: benda\nscope: perangkat_daerah\nclassified: true\ntitle: nama\nfields:\n  nama: {type: text, required: true}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n  jenis: {type: text}\n  nilai: {type: integer}\n"
      "  batas: {type: date}\nworkflow:\n  states: {usulan: Usulan, jalan: Jalan}\n"
      "  transitions: {mulai: {from: usulan, to: jalan, by: [pd], label: Mulai}}\n" },
    { "registers/audit.yaml", "register: audit\nscope: region\nfields:\n  tanggal: {type: date}\n" },
    { "registers/laporan.yaml",
      "register: laporan\nscope: perangkat_daerah\nfields:\n  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n"
      "  tanggal: {type: date}\n  benda: {type: ref, to: benda}\n" },
    { "registers/dokumen.yaml",
      "register: dokumen\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  masa: {type: period}\n" },
    { "registers/reviu.yaml",
      "register: reviu\nscope: region\nfields:\n  dokumen: {type: ref, to: dokumen}\n  tanggal: {type: date}\n" },
    { "registers/pernyataan.yaml",
      "register: pernyataan\nscope: region\nfields:\n  pasal: {type: code, from: \"@norms\"}\n  tanggal: {type: date}\n"
      "  berlaku_sampai: {type: date}\nworkflow: {states: {dinyatakan: Dinyatakan, dikonfirmasi: Dikonfirmasi}}\n" },
    { "regulations/uji-1-2024/regulation.yaml",
      "regulation: uji-1-2024\ntitle: Peraturan uji\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n"
      "populations: {setiap_pd: {in: perangkat_daerah, where: \"x.dihitung = 1\", label: Perangkat Daerah}}\n"
      "settings: {selang: {label: Selang, kind: interval, value: 6 months, at: \"3(2)\"}}\n"
      "chapters: [{bab: I, title: Satu, from: 1, to: 10}, {bab: II, title: Dua, from: 11, to: 20},\n"
      "  {bab: III, title: Tiga, from: 21, to: 30}]\n" },
    { "regulations/uji-1-2024/norms.yaml",
      "- {at: \"1(1)\", says: ada, check: {exists: benda, where: \"x.jenis = 'baik'\", until: batas}}\n"
      "- {at: \"2(1)\", says: tiap, check: {each: setiap_pd, has: benda, by: perangkat_daerah, having: \"y.jenis = 'baik'\"}}\n"
      "- {at: \"3(1)\", says: selang, check: {every: 1 years, in: audit, date: tanggal}}\n"
      "- {at: \"3(2)\", says: selang, check: {every: \"setting:selang\", in: audit, date: tanggal}}\n"
      "- {at: \"4(1)\", says: selang, check: {every: 1 years, in: laporan, date: tanggal, per: setiap_pd, by: perangkat_daerah}}\n"
      "- {at: \"5(1)\", says: reviu, check: {reviewed: dokumen, term: masa, in: reviu, by: dokumen, date: tanggal, when: [paruh_waktu, tahun_terakhir]}}\n"
      "- {at: \"5(2)\", says: reviu, check: {reviewed: dokumen, term: masa, in: reviu, by: dokumen, date: tanggal, when: [paruh_waktu]}}\n"
      "- {at: \"5(3)\", says: reviu, check: {reviewed: dokumen, term: masa, in: reviu, by: dokumen, date: tanggal, every: 1 years}}\n"
      "- {at: \"6(1)\", says: lengkap, check: {complete: benda, fields: [nilai], with: {nama: \"a b&c\"}}}\n"
      "- {at: \"7(1)\", says: gerbang, check: {guard: benda.mulai, violators: \"x.status = 'jalan' and x.nilai is null\"}}\n"
      "- {at: \"8(1)\", says: angka, check: {metric: \"select count(*) as nilai from v_benda x\", at_least: 2, unit: buah, in: benda}}\n"
      "- {at: \"8(2)\", says: bagian, check: {metric: \"select sum(x.nilai) as nilai from v_benda x\", of: \"select count(*) as nilai from v_benda x\", at_least: 50, in: benda}}\n"
      "- {at: \"9(1)\", says: nyata, check: {attested: Sudahkah?, valid: 1 years}}\n"
      "- {at: \"10(1)\", says: tampil, check: {shown: true}}\n"
      "- {at: \"11(1)\", says: sql, check: {sql: \"select x.id as subjek from v_benda x where x.nilai > 5\", in: benda}}\n"
      "- {at: \"12(1)\", says: lain, competence: bssn, check: {exists: audit}}\n"
      "- {at: \"21(1)\", says: sebagian, check: {each: benda, where: \"x.jenis = 'baik'\", ok: \"x.nilai = 1\", with: {jenis: baik}}}\n"
      "- {at: \"21(2)\", says: sebagian, check: {each: benda, where: \"x.jenis = 'baik'\", label: benda yang baik, ok: \"x.nilai = 1\"}}\n"
      "- {at: \"21(3)\", says: sebagian, check: {each: benda, where: \"x.jenis = 'baik'\", empty: Catat satu benda., ok: \"x.nilai = 1\"}}\n"
      "- {at: \"22(1)\", says: buat, check: {each: setiap_pd, ok: \"x.id in (select y.pd_induk from v_laporan y)\", make: laporan, by: perangkat_daerah, with: {tanggal: 2024-05-01}}}\n"
      "- {at: \"22(2)\", says: buka, check: {each: setiap_pd, ok: \"1 = 0\", open: laporan, with: {tanggal: 2024-05-01}}}\n"
      "- {at: \"23(1)\", says: sendiri, check: {every: 1 years, per: benda, in: laporan, by: benda, date: tanggal, from: batas}}\n"
      "- {at: \"23(2)\", says: sendiri, check: {every: 1 years, per: benda, in: laporan, by: benda, where: \"y.tanggal >= x.batas\", date: tanggal, from: batas}}\n" },
    /* A pack that reaches beyond its views, and a gate that does. */
    { "regulations/jahat-1-2024/regulation.yaml",
      "regulation: jahat-1-2024\ntitle: Peraturan jahat\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n" },
    { "regulations/jahat-1-2024/norms.yaml",
      "- {at: \"1\", says: a, check: {sql: \"select x.id as subjek from benda x\", in: benda}}\n"
      "- {at: \"2\", says: b, check: {sql: \"select s.akun as subjek from who_sandi s\", in: benda}}\n"
      "- {at: \"3\", says: c, check: {sql: \"select x.id as subjek from v_benda x where exists (select 1 from who_totp)\", in: benda}}\n"
      "- {at: \"4\", says: d, check: {each: benda, ok: \"(select count(*) from peristiwa) > 0\"}}\n"
      "- {at: \"5\", says: e, check: {metric: \"select length(sandi) as nilai from who_sandi\", at_least: 1}}\n"
      "- {at: \"6\", says: f, check: {sql: \"delete from benda\", in: benda}}\n"
      "- {at: \"7\", says: g, check: {exists: benda, where: \"x.nama = load_extension('x')\"}}\n" },
    /* A pack with words that mean nothing. */
    { "regulations/keliru-1-2024/regulation.yaml",
      "regulation: keliru-1-2024\ntitle: Peraturan keliru\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n" },
    { "regulations/keliru-1-2024/norms.yaml",
      "- {at: \"1\", says: a, check: {exists: benda, wher: \"x.nilai > 1\"}}\n"
      "- {at: \"2\", says: b, check: {each: benda, ok: \"x.nilai > 1\", due: kapan}}\n"
      "- {at: \"3\", says: c, check: {exists: benda, due: 2025-01-01}}\n" },
    { "regulations/pintu-1-2024/regulation.yaml",
      "regulation: pintu-1-2024\ntitle: Peraturan pintu\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n" },
    { "regulations/pintu-1-2024/registers.yaml",
      "benda:\n  transitions:\n    mulai: {needs: [{where: \"exists (select 1 from who_sandi)\", label: Sandi, at: \"1\"}]}\n" },
    { "regulations/pintu-1-2024/norms.yaml", "- {at: \"1\", says: a, check: {exists: benda}}\n" },
};

/* --- helpers --------------------------------------------------------------------------------------------------------------- */

static inline struct norm_state state_of(struct pack_place *p, const char *at, const char *on)
{
    struct norm_state *s;
    struct err err = { 0 };
    size_t n;

    MUST(rule_states(p->write, p->region->rule, on ? day_of(on) : (struct date){ 0 }, p->case_a, &s, &n,
                     &err));
    return s[rule_norm(p->region->rule, sv_of(at))->index];
}

static inline void is_now(struct pack_place *p, const char *why, const char *at, const char *on,
                          enum norm_status want)
{
    struct norm_state s = state_of(p, at, on);

    if (s.status != want)
        fail_msg("%s: %s is %.*s: %.*s", why, at, SV_FMT(norm_status_key(s.status)), SV_FMT(s.why));
}

#endif

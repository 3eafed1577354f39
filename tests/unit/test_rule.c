/* SPDX-License-Identifier: MIT
 * tests/unit/test_rule.c -- how provisions are judged: a made-up pack of one provision for each kind of check, over tiny
 * registers, on both engines. Every date is counted from a regulation that was promulgated on 1 January 2024. */
#include "pack_region.h"

#include "rule/rule_trend.h"

#include "who/actor.h"

/* --- the declarations ---------------------------------------------------------------------------------------------------- */

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

static struct norm_state state_of(struct pack_place *p, const char *at, const char *on)
{
    struct norm_state *s;
    struct err err = { 0 };
    size_t n;

    MUST(rule_states(p->write, p->region->rule, on ? day_of(on) : (struct date){ 0 }, p->case_a, &s, &n,
                     &err));
    return s[rule_norm(p->region->rule, sv_of(at))->index];
}

static void is_now(struct pack_place *p, const char *why, const char *at, const char *on,
                   enum norm_status want)
{
    struct norm_state s = state_of(p, at, on);

    if (s.status != want)
        fail_msg("%s: %s is %.*s: %.*s", why, at, SV_FMT(norm_status_key(s.status)), SV_FMT(s.why));
}

/* --- each kind of check ------------------------------------------------------------------------------------------------------ */

#define DOC "dokumen: {id: d, nama: Peta, masa: 2024-01-01/2028-12-31}"

static const struct {
    const char *why, *norm, *on, *given;
    enum norm_status want;
    int of, met;             /* -1: not looked at */
    const char *due, *since; /* NULL: none */
} rows[] = {
    { "nothing there", "1(1)", "2025-01-10", "[]", NORM_UNMET, 1, 0, NULL, NULL },
    { "one without an end", "1(1)", "2025-01-10", "[{benda: {jenis: baik}}]", NORM_MET, 1, 1, NULL, NULL },
    { "one of another kind", "1(1)", "2025-01-10", "[{benda: {jenis: buruk}}]", NORM_UNMET, 1, 0, NULL,
      NULL },
    { "its last day", "1(1)", "2025-01-10", "[{benda: {jenis: baik, batas: 2025-01-10}}]", NORM_MET, 1, 1,
      NULL, NULL },
    { "the day after", "1(1)", "2025-01-11", "[{benda: {jenis: baik, batas: 2025-01-10}}]", NORM_UNMET, 1, 0,
      NULL, NULL },
    { "before the first day of the regulation", "1(1)", "2023-12-31", "[]", NORM_NOT_APPLICABLE, -1, -1, NULL,
      NULL },

    { "no agency has it", "2(1)", "2025-01-10", "[]", NORM_UNMET, 2, 0, NULL, NULL },
    { "one of two", "2(1)", "2025-01-10", "[{benda: {jenis: baik, perangkat_daerah: pd1}}]", NORM_PARTLY, 2,
      1, NULL, NULL },
    { "both", "2(1)", "2025-01-10",
      "[{benda: {jenis: baik, perangkat_daerah: pd1}}, {benda: {jenis: baik, perangkat_daerah: pd2}}]",
      NORM_MET, 2, 2, NULL, NULL },
    { "one that does not count adds nothing", "2(1)", "2025-01-10",
      "[{benda: {jenis: baik, perangkat_daerah: dinas}}]", NORM_UNMET, 2, 0, NULL, NULL },

    { "never, the clock runs from promulgation", "3(1)", "2024-06-01", "[]", NORM_UNMET, 1, 0, "2025-01-01",
      NULL },
    { "91 days before", "3(1)", "2024-10-02", "[]", NORM_UNMET, 1, 0, "2025-01-01", NULL },
    { "90 days before", "3(1)", "2024-10-03", "[]", NORM_DUE_SOON, 1, 0, "2025-01-01", NULL },
    { "on the day", "3(1)", "2025-01-01", "[]", NORM_DUE_SOON, 1, 0, "2025-01-01", NULL },
    { "the day after", "3(1)", "2025-01-02", "[]", NORM_LATE, 1, 0, "2025-01-01", "2025-01-02" },
    { "done", "3(1)", "2025-01-10", "[{audit: {tanggal: 2024-12-01}}]", NORM_MET, 1, 1, "2025-12-01", NULL },
    { "done a year ago to the day", "3(1)", "2025-03-10", "[{audit: {tanggal: 2024-03-10}}]", NORM_DUE_SOON,
      1, 1, "2025-03-10", NULL },
    { "lapsed: late since that day", "3(1)", "2025-03-11", "[{audit: {tanggal: 2024-03-10}}]", NORM_LATE, 1,
      0, "2025-03-10", "2025-03-11" },
    { "done before the regulation", "3(1)", "2024-03-01", "[{audit: {tanggal: 2023-06-01}}]", NORM_MET, 1, 1,
      "2024-06-01", NULL },
    { "only planned", "3(1)", "2025-03-01", "[{audit: {tanggal: 2025-05-01}}]", NORM_LATE, 1, 0, "2025-01-01",
      "2025-01-02" },
    { "an interval that the region sets", "3(2)", "2024-07-02", "[]", NORM_LATE, 1, 0, "2024-07-01",
      "2024-07-02" },

    { "nobody yet", "4(1)", "2024-06-01", "[]", NORM_UNMET, 2, 0, "2025-01-01", NULL },
    { "nobody, and the clock has run", "4(1)", "2025-01-02", "[]", NORM_LATE, 2, 0, "2025-01-01",
      "2025-01-02" },
    { "everybody", "4(1)", "2025-03-01",
      "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}, {laporan: {perangkat_daerah: pd2, tanggal: 2025-02-20}}]",
      NORM_MET, 2, 2, "2026-02-01", NULL },
    { "one lapsed: late since his day, not since the first of all", "4(1)", "2025-03-01",
      "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}, {laporan: {perangkat_daerah: pd2, tanggal: 2024-02-01}}]",
      NORM_LATE, 2, 1, "2025-02-01", "2025-02-02" },
    { "one never", "4(1)", "2025-03-01", "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}]",
      NORM_LATE, 2, 1, "2025-01-01", "2025-01-02" },
    { "soon one's turn", "4(1)", "2025-12-01",
      "[{laporan: {perangkat_daerah: pd1, tanggal: 2025-02-01}}, {laporan: {perangkat_daerah: pd2, tanggal: 2025-09-01}}]",
      NORM_DUE_SOON, 2, 2, "2026-02-01", NULL },

    { "no document", "5(1)", "2025-01-01", "[]", NORM_NO_DATA, 0, 0, NULL, NULL },
    { "its middle is far", "5(1)", "2025-01-01", "[{" DOC "}]", NORM_MET, 1, 1, "2026-07-02", NULL },
    { "90 days before the middle", "5(1)", "2026-04-03", "[{" DOC "}]", NORM_DUE_SOON, 1, 1, "2026-07-02",
      NULL },
    { "on the middle", "5(1)", "2026-07-02", "[{" DOC "}]", NORM_DUE_SOON, 1, 1, "2026-07-02", NULL },
    { "the middle has passed", "5(1)", "2026-07-03", "[{" DOC "}]", NORM_LATE, 1, 0, "2026-07-02",
      "2026-07-03" },
    { "half a year early counts", "5(1)", "2026-08-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-01-02}}]", NORM_MET, 1, 1, "2028-12-31", NULL },
    { "a day earlier does not", "5(1)", "2026-08-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-01-01}}]", NORM_LATE, 1, 0, "2026-07-02",
      "2026-07-03" },
    { "late, but before the last year", "5(1)", "2027-12-31",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2027-12-31}}]", NORM_MET, 1, 1, "2028-12-31", NULL },
    { "one that is planned has not happened", "5(1)", "2026-06-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-07-01}}]", NORM_DUE_SOON, 1, 1, "2026-07-02", NULL },
    { "the last year asks for its own", "5(1)", "2028-10-03",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-07-01}}]", NORM_DUE_SOON, 1, 1, "2028-12-31", NULL },
    { "its first day counts", "5(1)", "2028-06-01", "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2028-01-01}}]",
      NORM_MET, 1, 1, NULL, NULL },
    { "the term has ended without", "5(1)", "2029-01-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2026-07-01}}]", NORM_LATE, 1, 0, "2028-12-31",
      "2029-01-01" },
    { "a middle before the regulation was nobody's duty", "5(1)", "2024-06-01",
      "[{dokumen: {nama: Lama, masa: 2021-01-01/2025-12-31}}]", NORM_MET, 1, 1, "2025-12-31", NULL },
    { "two documents: the one that is late tells", "5(1)", "2026-07-03",
      "[{" DOC
      "}, {dokumen: {nama: Lama, masa: 2021-01-01/2025-12-31}}, {dokumen: {nama: Baru, masa: 2026-01-01/2030-12-31}}]",
      NORM_LATE, 3, 1, "2025-12-31", "2026-01-01" },
    { "a middle that was missed stays missed where no last year is asked", "5(2)", "2028-06-01",
      "[{" DOC "}]", NORM_LATE, 1, 0, "2026-07-02", "2026-07-03" },
    { "yearly, from the beginning of the term", "5(3)", "2025-01-02", "[{" DOC "}]", NORM_LATE, 1, 0,
      "2025-01-01", "2025-01-02" },
    { "a review of an earlier term says nothing", "5(3)", "2024-12-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2023-06-01}}]", NORM_DUE_SOON, 1, 1, "2025-01-01", NULL },
    { "yearly, from the last one", "5(3)", "2025-02-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2025-01-15}}]", NORM_MET, 1, 1, "2026-01-15", NULL },
    { "yearly, and the term ends first", "5(3)", "2028-11-01",
      "[{" DOC "}, {reviu: {dokumen: d, tanggal: 2028-02-01}}]", NORM_MET, 1, 1, NULL, NULL },

    { "nothing to complete", "6(1)", "2025-01-10", "[]", NORM_NO_DATA, 0, 0, NULL, NULL },
    { "one of two is complete", "6(1)", "2025-01-10", "[{benda: {nilai: 1}}, {benda: {}}]", NORM_PARTLY, 2, 1,
      NULL, NULL },
    { "all are", "6(1)", "2025-01-10", "[{benda: {nilai: 0}}]", NORM_MET, 1, 1, NULL, NULL },
    { "no row concerned by the gate", "7(1)", "2025-01-10", "[]", NORM_NO_DATA, 0, 0, NULL, NULL },
    { "not passed yet", "7(1)", "2025-01-10", "[{benda: {}}]", NORM_MET, 1, 1, NULL, NULL },
    { "passed with what it asks for", "7(1)", "2025-01-10", "[{benda: {status: jalan, nilai: 3}}]", NORM_MET,
      1, 1, NULL, NULL },
    { "recorded past it", "7(1)", "2025-01-10", "[{benda: {status: jalan}}]", NORM_UNMET, 1, 0, NULL, NULL },

    { "a number below", "8(1)", "2025-01-10", "[{benda: {}}]", NORM_UNMET, 1, 0, NULL, NULL },
    { "a number that reaches", "8(1)", "2025-01-10", "[{benda: {}}, {benda: {}}]", NORM_MET, 1, 1, NULL,
      NULL },
    { "a share of nothing", "8(2)", "2025-01-10", "[]", NORM_NO_DATA, -1, -1, NULL, NULL },
    { "a share of half", "8(2)", "2025-01-10", "[{benda: {nilai: 1}}, {benda: {nilai: 0}}]", NORM_MET, 2, 1,
      NULL, NULL },
    { "a share below", "8(2)", "2025-01-10",
      "[{benda: {nilai: 1}}, {benda: {nilai: 0}}, {benda: {nilai: 0}}]", NORM_UNMET, 3, 1, NULL, NULL },
    { "amounts beyond reason", "8(2)", "2025-01-10", "[{benda: {nilai: 9000000000000000000}}]", NORM_MET, -1,
      -1, NULL, NULL },
    { "amounts below reason", "8(2)", "2025-01-10", "[{benda: {nilai: -9000000000000000000}}]", NORM_UNMET,
      -1, -1, NULL, NULL },

    { "nobody has said so", "9(1)", "2025-01-10", "[]", NORM_UNMET, 1, 0, NULL, NULL },
    { "said, not confirmed", "9(1)", "2025-01-10", "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01}}]",
      NORM_UNMET, 1, 0, NULL, NULL },
    { "confirmed", "9(1)", "2025-01-10",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_MET, 1, 1, NULL,
      NULL },
    { "of another provision", "9(1)", "2025-01-10",
      "[{pernyataan: {pasal: 1(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_UNMET, 1, 0, NULL,
      NULL },
    { "a year old to the day", "9(1)", "2026-01-01",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_MET, 1, 1, NULL,
      NULL },
    { "older", "9(1)", "2026-01-02",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, status: dikonfirmasi}}]", NORM_UNMET, 1, 0, NULL,
      NULL },
    { "its own end has passed", "9(1)", "2025-02-01",
      "[{pernyataan: {pasal: 9(1), tanggal: 2025-01-01, berlaku_sampai: 2025-01-31, status: dikonfirmasi}}]",
      NORM_UNMET, 1, 0, NULL, NULL },

    { "shown", "10(1)", "2025-01-10", "[]", NORM_GENERAL, -1, -1, NULL, NULL },
    { "rows that a SELECT names", "11(1)", "2025-01-10", "[{benda: {nilai: 6}}, {benda: {nilai: 5}}]",
      NORM_PARTLY, 2, 1, NULL, NULL },
    { "another body's duty is not our failure", "12(1)", "2025-01-10", "[]", NORM_OTHER_BODY, 1, 0, NULL,
      NULL },
    { "and is met when it is met", "12(1)", "2025-01-10", "[{audit: {}}]", NORM_MET, 1, 1, NULL, NULL },
};

static bool same_day(struct date d, const char *want)
{
    return want ? date_cmp(d, day_of(want)) == 0 : d.y == 0;
}

static void every_kind_is_judged(void **state)
{
    struct pack_place *p = *state;
    int bad = 0;

    arena_free(p->case_a);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct outcome o;
        struct err err = { 0 };

        pack_case_begin(p);
        pack_day(p, day_of(rows[i].on));
        give(p, rows[i].given);
        MUST(rule_evaluate(p->pack, p->write, p->region->rule,
                           rule_norm(p->region->rule, sv_of(rows[i].norm)), day_of(rows[i].on), p->case_a, &o,
                           &err));
        if (o.status != rows[i].want || (rows[i].of >= 0 && (o.of != rows[i].of || o.met != rows[i].met)) ||
            !same_day(o.due, rows[i].due) || !same_day(o.since, rows[i].since)) {
            print_error("%s %s: %.*s, %lld of %lld, due %s, since %s: %.*s\n", rows[i].norm, rows[i].why,
                        SV_FMT(norm_status_key(o.status)), (long long) o.met, (long long) o.of,
                        date_iso(o.due).s, date_iso(o.since).s, SV_FMT(o.why));
            bad++;
        }
        pack_case_end(p, true);
    }
    pack_case_begin(p);
    if (bad)
        fail_msg("%d of %zu situations were judged otherwise", bad, sizeof rows / sizeof rows[0]);
}

/* A document without a term is there, but nobody can tell when its review is due: it is not said to be missing. */
static void a_document_without_a_term_is_not_called_missing(void **state)
{
    struct pack_place *p = *state;
    struct outcome o;
    struct err err = { 0 };

    pack_day(p, day_of("2025-01-10"));
    give(p, "[{dokumen: {nama: Tanpa jangka}}]");
    MUST(rule_evaluate(p->pack, p->write, p->region->rule, rule_norm(p->region->rule, SV("5(1)")),
                       day_of("2025-01-10"), p->case_a, &o, &err));
    assert_int_equal(o.status, NORM_NO_DATA);
    assert_true(sv_find(o.why, SV("jangka waktu")) >= 0);
    assert_true(sv_find(o.why, SV("yang tercatat")) < 0);
}

/* --- time ---------------------------------------------------------------------------------------------------------------------- */

static void a_past_day_is_read_and_not_judged_again(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    is_now(p, "nothing yet", "1(1)", NULL, NORM_UNMET);
    pack_day(p, day_of("2025-01-12"));
    settle(p);
    give(p, "[{benda: {id: b, jenis: baik, batas: 2025-01-20}}]");
    settle(p);
    is_now(p, "recorded", "1(1)", NULL, NORM_MET);
    is_now(p, "a day's last word counts", "1(1)", "2025-01-12", NORM_MET);
    is_now(p, "the day before keeps what it knew", "1(1)", "2025-01-11", NORM_UNMET);
    is_now(p, "so does the first", "1(1)", "2025-01-10", NORM_UNMET);
    assert_int_equal(state_of(p, "1(1)", "2025-01-09").status, NORM_NO_DATA); /* nothing was counted then */
    is_now(p, "what has no check", "10(1)", "2020-01-01", NORM_GENERAL);
    pack_day(p, day_of("2025-01-21"));
    settle(p);
    is_now(p, "the day alone turns it", "1(1)", NULL, NORM_UNMET);
    is_now(p, "the last good day", "1(1)", "2025-01-20", NORM_MET);
    assert_true(sv_eq(state_of(p, "1(1)", NULL).since, SV("2025-01-21")));
    pack_day(p, day_of("2025-01-15")); /* a clock set back breaks nothing */
    settle(p);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where sampai is not null and sampai <= dari"),
        0);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where sampai is null and norma = '1(1)'"), 1);
}

static void a_trend_reads_what_was_known(void **state)
{
    struct pack_place *p = *state;
    size_t n = rule_norm(p->region->rule, SV("1(1)"))->index;
    struct norm_trend t;
    struct err err = { 0 };

    run(p->write,
        "insert into norma_status (norma, dari, sampai, status, dasar, jumlah, terpenuhi, alasan, dihitung, "
        "regulasi) values ('1(1)', '2024-02-01', '2024-06-01', 'terpenuhi', 'data', 1, 1, 'x', 'x', 'lain'), "
        "('1(1)', '2024-08-31', '2024-10-31', 'belum_terpenuhi', 'data', 1, 0, 'x', 'x', null), "
        "('1(1)', '2024-10-31', '2024-12-30', 'terpenuhi', 'data', 1, 1, 'x', 'x', null)");
    MUST(rule_trend(p->write, p->region->rule, NULL, day_of("2025-01-10"), p->a, &t, &err));
    assert_string_equal(date_iso(t.days[0]).s, "2024-02-29");
    for (int k = 0; k < TREND_MONTHS; k++) {
        int want = k == 6 || k == 7 ? NORM_UNMET : k == 8 || k == 9 ? NORM_MET : -1;

        if (t.by[n][k] != want)
            fail_msg("%s: %d, want %d", date_iso(t.days[k]).s, t.by[n][k], want);
    }
}

static void only_what_looks_at_the_register_is_judged_again(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    bool dirty;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    run(p->write, "update norma_status set alasan = 'tanda'");
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_false(dirty);
    give(p, "[{audit: {tanggal: 2025-01-05}}]");
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_true(dirty);
    settle(p);
    is_now(p, "it looks there", "3(1)", NULL, NORM_MET);
    is_now(p, "so does this one", "12(1)", NULL, NORM_MET);
    assert_int_equal(one_int(p->write,
                             "select count(*) from norma_status where alasan <> 'tanda' and sampai is null "
                             "and norma not in ('3(1)', '3(2)', '12(1)')"),
                     0);
    give(p, "[{perangkat_daerah: {nama: Baru, kode: baru, dihitung: true}}]");
    settle(p);
    assert_int_equal(state_of(p, "2(1)", NULL).of, 3);
    assert_int_equal(state_of(p, "4(1)", NULL).of, 3);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where alasan = 'tanda' and norma = '5(1)'"), 1);
}

static void another_pack_is_judged_at_once(void **state)
{
    struct pack_place *p = *state;
    struct err err = { 0 };
    bool dirty;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    MUST(rule_note_pack(p->write, p->region->rule,
                        &err)); /* as at every start: the same pack changes nothing */
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_false(dirty);
    run(p->write, "update norma_hari set nilai = 'lain' where kunci = 'paket'");
    run(p->write,
        "insert into norma_status (norma, dari, status, dasar, jumlah, terpenuhi, alasan, dihitung) "
        "values ('99(1)', '2025-01-01', 'terpenuhi', 'data', 1, 1, 'lama', 'x')");
    MUST(rule_note_pack(p->write, p->region->rule, &err));
    MUST(rule_is_dirty(p->write, region_today(p->region), &dirty, &err));
    assert_true(dirty);
    settle(p);
    assert_int_equal(
        one_int(p->write, "select count(*) from norma_status where norma = '99(1)' and sampai is null"), 0);
}

/* --- settings ----------------------------------------------------------------------------------------------------------------------- */

static void a_setting_changes_what_is_due(void **state)
{
    struct pack_place *p = *state;
    const struct records *rs = &p->region->records;
    struct actor admin = { .akun = 1, .administrator = true }, fresh = admin, clerk = { .akun = 2 };
    int64_t before = one_int(p->write, "select max(seq) from peristiwa");
    struct setting *all;
    struct err err = { 0 };
    size_t n;

    fresh.must_change_password = true;
    pack_day(p, day_of("2024-07-02"));
    settle(p);
    is_now(p, "six months", "3(2)", NULL, NORM_LATE);
    MUST(db_begin(p->write, &err));
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &clerk, SV("selang"), SV("1 years"),
                             SV("tiap tahun cukup"), p->case_a, &err),
            ERR_DENIED);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &fresh, SV("selang"), SV("1 years"),
                             SV("tiap tahun cukup"), p->case_a, &err),
            ERR_DENIED);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("kadang"),
                             SV("tiap tahun cukup"), p->case_a, &err),
            ERR_INPUT);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("tidak_ada"), SV("1"), SV("coba"),
                             p->case_a, &err),
            ERR_MISSING);
    REFUSED(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("1 years"), SV(" "),
                             p->case_a, &err),
            ERR_INPUT); /* another value, and nobody says why */
    MUST(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("6 months"), SV(""),
                          p->case_a, &err));
    db_rollback(p->write);
    MUST(db_begin(p->write, &err));
    MUST(rule_setting_put(p->write, p->region->rule, rs, &admin, SV("selang"), SV("1 years"),
                          SV("tiap tahun cukup"), p->case_a, &err));
    MUST(db_commit(p->write, &err));
    settle(p);
    is_now(p, "a year", "3(2)", NULL, NORM_UNMET);
    assert_true(sv_eq(state_of(p, "3(2)", NULL).due, SV("2025-01-01")));
    MUST(rule_settings(p->write, p->region->rule, p->case_a, &all, &n, &err));
    assert_true(n == 1 && sv_eq(all[0].value, SV("1 years")) && sv_eq(all[0].initial, SV("6 months")));
    assert_true(all[0].said && sv_eq(all[0].reason, SV("tiap tahun cukup")));
    assert_int_equal(one_int(p->write, "select max(seq) from peristiwa"), before + 1);
}

/* --- rows and rights ------------------------------------------------------------------------------------------------------------------ */

static struct actor clerk_of(struct arena *a, int64_t pd)
{
    struct actor who = { .akun = 5, .n_posts = 1, .n_units = 1, .sees_secret = true };

    who.posts = ARENA_NEW(a, struct post);
    who.posts[0] = (struct post){ .pd = pd, .level = SV("operator"), .rank = 1, .title = SV("") };
    who.units = ARENA_NEW(a, int64_t);
    who.units[0] = pd;
    who.unit_rank = ARENA_NEW(a, int);
    who.unit_rank[0] = 1;
    return who;
}

static size_t rows_of(struct pack_place *p, const struct actor *who, const char *at, int limit,
                      struct deciding_row **out, int64_t *hidden)
{
    struct err err = { 0 };
    size_t n;

    MUST(rule_rows(p->write, p->pack, p->region->rule, &p->region->records, who,
                   rule_norm(p->region->rule, sv_of(at)), region_today(p->region), limit, p->case_a, out, &n,
                   hidden, &err));
    return n;
}

static void hidden_rows_are_counted_not_shown(void **state)
{
    struct pack_place *p = *state;
    struct actor clerk = clerk_of(p->case_a, 1);
    struct deciding_row *r;
    int64_t hidden;

    pack_day(p, day_of("2025-01-10"));
    give(
        p,
        "[{benda: {nama: Milik, perangkat_daerah: pd1, klasifikasi: terbatas}}, "
        "{benda: {nama: Asing, perangkat_daerah: pd2, klasifikasi: terbatas}}, "
        "{benda: {nama: Umum, perangkat_daerah: pd2}}, {benda: {nama: Penuh, perangkat_daerah: pd2, nilai: 1}}]");
    assert_int_equal(rows_of(p, &clerk, "6(1)", 50, &r, &hidden), 3);
    assert_int_equal(hidden, 1);
    assert_true(r[0].short_falls && sv_eq(r[0].title, SV("Milik")) && r[1].short_falls && !r[2].short_falls);
    assert_int_equal(rows_of(p, who_system(), "6(1)", 50, &r, &hidden), 4);
    assert_int_equal(hidden, 0);
    assert_int_equal(rows_of(p, who_system(), "6(1)", 2, &r, &hidden), 2);
    assert_int_equal(rows_of(p, &clerk, "10(1)", 50, &r, &hidden), 0);
    settle(p);
    assert_int_equal(state_of(p, "6(1)", NULL).of, 4); /* a status counts all of them, for everybody alike */
    assert_true(sv_eq(state_of(p, "6(1)", NULL).next_url, SV("/r/benda")));
    assert_true(state_of(p, "6(1)", NULL).next_mends && !state_of(p, "6(1)", NULL).next_by.p);
}

static void step_is(struct pack_place *p, const char *at, const char *url, const char *text)
{
    struct norm_state s = state_of(p, at, NULL);

    if (!sv_eq(s.next_url, sv_of(url)))
        fail_msg("%s leads to %.*s", at, SV_FMT(s.next_url));
    if (!sv_eq(s.next_text, sv_of(text)))
        fail_msg("%s says %.*s", at, SV_FMT(s.next_text));
}

/* What is missing is recorded, what is there is mended: a new record would leave the old one short. */
static void the_next_step_leads_where_it_can_be_done(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-01-10"));
    settle(p);
    step_is(p, "6(1)", "/r/benda/baru?nama=a%20b%26c", "Catat Benda lebih dahulu.");
    step_is(p, "7(1)", "/r/benda/baru", "Catat Benda lebih dahulu.");
    step_is(p, "21(1)", "/r/benda/baru?jenis=baik", "Catat bila ada: Benda yang dimaksud ketentuan ini.");
    step_is(p, "21(2)", "/r/benda/baru", "Catat bila ada: benda yang baik.");
    step_is(p, "21(3)", "/r/benda/baru", "Catat satu benda.");
    give(p, "[{benda: {jenis: buruk}}]");
    settle(p);
    assert_true(sv_find(state_of(p, "21(1)", NULL).why, SV("yang dimaksud ketentuan ini")) > 0);
    step_is(p, "6(1)", "/r/benda", "Lengkapi Benda yang tersebut di bawah.");
    step_is(p, "2(1)", "/r/benda/baru", "Catat Benda untuk Perangkat Daerah yang tersebut.");
    assert_true(sv_eq(state_of(p, "2(1)", NULL).next_by, SV("perangkat_daerah")));
    step_is(p, "4(1)", "/r/laporan/baru", "Catat Laporan.");
    assert_true(sv_eq(state_of(p, "4(1)", NULL).next_by, SV("perangkat_daerah")));
    step_is(p, "9(1)", "/r/pernyataan/baru?pasal=9%281%29",
            "Catat pernyataan pejabat beserta buktinya, lalu minta orang kedua mengonfirmasi.");
    step_is(p, "22(1)", "/r/laporan/baru?tanggal=2024-05-01",
            "Catat Laporan untuk Perangkat Daerah yang tersebut.");
    assert_true(sv_eq(state_of(p, "22(1)", NULL).next_by, SV("perangkat_daerah")));
    assert_false(state_of(p, "22(1)", NULL).next_mends);
    assert_true(sv_eq(state_of(p, "22(2)", NULL).next_url, SV("/r/laporan?f.tanggal=2024-05-01")));
    assert_false(state_of(p, "22(2)", NULL).next_mends);
}

/* A clock of one's own starts on one's own day: nobody is late before it has run once. */
static void a_clock_may_start_with_each_row(void **state)
{
    static const char *const norms[] = { "23(1)", "23(2)" };
    struct pack_place *p = *state;

    pack_day(p, day_of("2027-03-01"));
    give(p, "[{benda: {id: b, nama: Satu, batas: 2026-02-01}}]");
    settle(p);
    for (size_t i = 0; i < sizeof norms / sizeof norms[0]; i++) {
        is_now(p, "a year and a month after its first day", norms[i], NULL, NORM_LATE);
        assert_true(sv_eq(state_of(p, norms[i], NULL).due, SV("2027-02-01")));
    }
    give(p, "[{benda: {id: c, nama: Dua, batas: 2026-06-01}}, {laporan: {benda: b, tanggal: 2027-02-20}}]");
    settle(p);
    for (size_t i = 0; i < sizeof norms / sizeof norms[0]; i++) {
        is_now(p, "done once, the other's year still runs", norms[i], NULL, NORM_MET);
        assert_true(sv_eq(state_of(p, norms[i], NULL).due, SV("2027-06-01")));
    }
}

static void whoever_falls_short_is_named_first(void **state)
{
    struct pack_place *p = *state;
    struct deciding_row *r;
    int64_t hidden;

    pack_day(p, day_of("2026-08-01"));
    give(
        p,
        "[{laporan: {perangkat_daerah: pd1, tanggal: 2026-05-01}}, {dokumen: {id: a, nama: Baik, masa: 2024-01-01/2028-12-31}}, "
        "{dokumen: {nama: Kurang, masa: 2024-01-01/2028-12-31}}, {reviu: {dokumen: a, tanggal: 2026-07-01}}]");
    assert_int_equal(rows_of(p, who_system(), "4(1)", 50, &r, &hidden), 2);
    assert_true(r[0].short_falls && r[0].id == 2 && !r[1].short_falls && r[1].id == 1);
    assert_int_equal(rows_of(p, who_system(), "5(1)", 50, &r, &hidden), 2);
    assert_true(r[0].short_falls && sv_eq(r[0].title, SV("Kurang")) && !r[1].short_falls);
    assert_int_equal(rows_of(p, who_system(), "5(1)", 1, &r, &hidden), 1);
    assert_true(r[0].short_falls);
}

/* A provision whose SQL cannot be computed says so; the others are known all the same. */
static void one_failing_provision_spoils_no_other(void **state)
{
    struct pack_place *p = *state;

    pack_day(p, day_of("2025-01-10"));
    give(p, "[{benda: {jenis: baik, nilai: 9000000000000000000}}, {benda: {nilai: 9000000000000000000}}]");
    settle(p);
    is_now(p, "beside it", "1(1)", NULL, NORM_MET);
    is_now(p, "behind it", "11(1)", NULL, NORM_UNMET);
    assert_true(state_of(p, "8(2)", NULL).status == NORM_NO_DATA ||
                state_of(p, "8(2)", NULL).status == NORM_MET);
}

static void chapters_count_what_can_be_met(void **state)
{
    struct pack_place *p = *state;
    struct chapter_progress *c;
    struct norm_state *s;
    struct err err = { 0 };
    size_t n, chapters;

    pack_day(p, day_of("2025-01-10"));
    give(p, "[{benda: {jenis: baik, nilai: 9, perangkat_daerah: pd1}}]");
    settle(p);
    MUST(rule_states(p->write, p->region->rule, (struct date){ 0 }, p->case_a, &s, &n, &err));
    rule_progress(p->region->rule, s, n, p->case_a, &c, &chapters);
    assert_int_equal(chapters, 3);
    assert_int_equal(c[0].counted, 13); /* of fourteen, one is only shown */
    assert_int_equal(c[0].met, 4);      /* 1(1), 6(1), 7(1), 8(2) */
    assert_int_equal(c[0].partly, 1);   /* 2(1) */
    assert_int_equal(c[0].late, 3);     /* 3(1), 3(2), 4(1) */
    assert_int_equal(c[0].no_data, 3);  /* 5(1), 5(2), 5(3) */
    assert_int_equal(c[1].counted, 1);  /* another body's duty is not counted */
}

/* --- foreign code ----------------------------------------------------------------------------------------------------------------------- */

static void words_that_mean_nothing_are_told(void **state)
{
    static const char *const said[] = { "wher", "kapan", "tenggat hanya" };
    struct pack_place *p = *state;
    struct region *bad = NULL;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 20);
    assert_false(region_load(pack_data, SV("keliru-1-2024"), &bad, &ps, &err));
    assert_int_equal(ps.n, sizeof said / sizeof said[0]);
    for (size_t i = 0; i < ps.n; i++) {
        assert_true(sv_find(ps.items[i].text, sv_of(said[i])) >= 0);
        assert_int_equal(ps.items[i].line, i + 1);
    }
    assert_true(sv_find(ps.items[0].text, SV("\"where\"")) >= 0);
    region_close(bad);
}

static void a_pack_reads_its_views_and_nothing_else(void **state)
{
    struct pack_place *p = *state;
    struct region *bad = NULL;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 50);
    MUST(region_load(pack_data, SV("jahat-1-2024"), &bad, &ps, &err));
    assert_false(rule_check_sql(p->pack, bad->rule, &ps, &err));
    for (int at = 1; at <= 7; at++) {
        char name[4];

        snprintf(name, sizeof name, "%d", at);
        if (!problems_of(&ps, sv_of(name)))
            fail_msg("provision %d was accepted", at);
    }
    region_close(bad);
}

static void a_gate_that_reads_more_keeps_the_region_closed(void **state)
{
    struct pack_place *p = *state;
    struct region_conf conf = { .regulation = SV("pintu-1-2024") };
    struct region *r = NULL;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 50);
    if (p->engine == DB_PG)
        conf.database =
            arena_printf(p->case_a, "%s options='-csearch_path=%s'", getenv("PRASASTI_TEST_PG"), p->schema);
    MUST(region_conf_write(p->dir, &conf, &err));
    db_release(p->write);
    db_release(p->pack);
    assert_false(region_open(p->dir, pack_now, &r, &ps, &err));
    assert_true(ps.n == 1 && sv_eq(ps.items[0].field, SV("mulai")));
    region_close(r);
    pack_leases(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACK(every_kind_is_judged),
        PACK(a_document_without_a_term_is_not_called_missing),
        PACK(a_past_day_is_read_and_not_judged_again),
        PACK(a_trend_reads_what_was_known),
        PACK(only_what_looks_at_the_register_is_judged_again),
        PACK(another_pack_is_judged_at_once),
        PACK(a_setting_changes_what_is_due),
        PACK(hidden_rows_are_counted_not_shown),
        PACK(the_next_step_leads_where_it_can_be_done),
        PACK(a_clock_may_start_with_each_row),
        PACK(whoever_falls_short_is_named_first),
        PACK(one_failing_provision_spoils_no_other),
        PACK(chapters_count_what_can_be_met),
        PACK(words_that_mean_nothing_are_told),
        PACK(a_pack_reads_its_views_and_nothing_else),
        PACK(a_gate_that_reads_more_keeps_the_region_closed),
    };

    pack_data_write(files, sizeof files / sizeof files[0]);
    PACKS_RUN("rule", tests, pack_data_remove);
}

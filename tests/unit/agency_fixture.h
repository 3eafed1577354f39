/* SPDX-License-Identifier: MIT
 * tests/unit/agency_fixture.h -- a region of three agencies on two days, a year apart, whose figures are counted by hand; and the report of
 * an agency on a day. */
#ifndef TESTS_AGENCY_FIXTURE_H
#define TESTS_AGENCY_FIXTURE_H

#include "pack_region.h"

#include "page/agency_priv.h"

PACK_OF("uji-1-2024");

static const struct pack_text files[] = {
    { "groups.yaml", "groups: {a: {label: A}}\n" },
    { "klasifikasi.yaml", "levels:\n  - {key: terbuka, label: Terbuka, see: [semua]}\n"
                          "  - {key: terbatas, label: Terbatas, see: [pemilik]}\n" },
    { "roles.yaml",
      "roles: {pd: {label: PD}, dinas: {label: Dinas, office: true, reports: true}, tim_koordinasi: {label: Tim, office: true},\n"
      "  bupati: {label: Kepala daerah, decides: true}}\nlevels: {operator: {label: Operator, rank: 1}}\n" },
    { "pengaturan.yaml", "umur_catatan: {label: Umur, kind: interval, value: 1 years}\n" },
    { "registers/perangkat_daerah.yaml",
      "register: perangkat_daerah\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  kode: {type: text}\n"
      "  singkatan: {type: text}\n  dihitung: {type: boolean}\n  dihitung_di: {type: ref, to: perangkat_daerah}\n" },
    { "registers/akun.yaml", "register: akun\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n" },
    { "registers/hari_libur.yaml",
      "register: hari_libur\nscope: region\nfields:\n  tanggal: {type: date}\n" },
    { "registers/pemetaan_peran.yaml",
      "register: pemetaan_peran\nscope: region\nfields:\n  peran: {type: text}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah}\n  mulai: {type: date}\n  selesai: {type: date, after: mulai}\n" },
    { "registers/benda.yaml",
      "register: benda\nlabel: Benda\nscope: perangkat_daerah\nclassified: true\ntitle: nama\nfields:\n"
      "  nama: {type: text, required: true}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n  jenis: {type: text, list: true}\n"
      "  nilai: {type: integer, required: [jalan]}\n  mulai: {type: date}\n  selesai: {type: date, after: mulai}\n"
      "  induk: {type: ref, to: benda}\n"
      "workflow:\n  states: {usulan: Usulan, jalan: Jalan, tutup: Tutup}\n  transitions:\n"
      "    mulai: {from: usulan, to: jalan, by: [pd], label: Mulai, task: Mulai benda, days: 2}\n"
      "    tutup: {from: jalan, to: tutup, by: [dinas], label: Tutup, task: Periksa benda, days: 3}\n" },
    { "registers/catatan.yaml",
      "register: catatan\nlabel: Catatan\nscope: perangkat_daerah\nfields:\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n  tanggal: {type: date}\n" },
    { "registers/audit.yaml", "register: audit\nscope: region\nfields:\n  tanggal: {type: date}\n" },
    { "regulations/uji-1-2024/regulation.yaml",
      "regulation: uji-1-2024\ntitle: Peraturan Uji\nregion: Kabupaten Uji\nhead: Bupati\nzone: \"+08:00\"\n"
      "dates: {ditetapkan: 2024-01-01, diundangkan: 2024-01-01, berlaku: 2024-01-01}\n"
      "populations: {setiap_pd: {in: perangkat_daerah, where: \"x.dihitung = 1\", label: Perangkat Daerah}}\n"
      "chapters: [{bab: I, title: Satu, from: 1, to: 10}, {bab: II, title: Dua, from: 11, to: 20}]\n" },
    { "regulations/uji-1-2024/norms.yaml",
      "- {at: \"1(1)\", says: Setiap PD mencatat benda., binds: [pd], strength: wajib, check: {each: setiap_pd, has: benda, by: perangkat_daerah}}\n"
      "- {at: \"2(1)\", says: Nilai benda dicatat., binds: [pd], check: {complete: benda, fields: [nilai]}}\n"
      "- {at: \"3(1)\", says: Dinas mencatat., binds: [dinas], check: {exists: catatan}}\n"
      "- {at: \"4(1)\", says: Tampil saja., binds: [pd], check: {shown: true}}\n"
      "- {at: \"11(1)\", says: Audit setahun sekali., binds: [bupati], check: {every: 1 years, in: audit, date: tanggal}}\n" },
};

/* --- the two days ------------------------------------------------------------------------------------------------------- */

static inline void change(struct pack_place *p, const char *name, const char *key, const char *value)
{
    struct pack_row *row = map_get(p->names, sv_of(name));
    struct input_item item = { sv_of(key), sv_of(value) };
    struct input in = { .items = &item, .n = 1, .partial = true, .plain = true, .fact = true };
    struct record *r;
    struct problems ps;
    struct err err = { 0 };

    problems_init(&ps, p->case_a, 5);
    MUST(db_begin(p->write, &err));
    MUST(record_update(p->write, &p->region->records, who_system(), row->reg, row->id, 1, &in, p->case_a, &r,
                       &ps, &err));
    MUST(db_commit(p->write, &err));
}

/* A Monday: five rows of pd1, one secret, one of a unit that counts under it. */
static inline void first_day(struct pack_place *p)
{
    pack_day(p, day_of("2025-03-10"));
    give(
        p,
        "- perangkat_daerah: {id: unit, nama: Unit, kode: pd1a, dihitung: false, dihitung_di: pd1}\n"
        "- pemetaan_peran: {peran: dinas, perangkat_daerah: dinas}\n"
        "- benda: {id: b1, nama: Meja, perangkat_daerah: pd1, jenis: kayu}\n"
        "- benda: {id: b2, nama: \" meja\", perangkat_daerah: pd1}\n"
        "- benda: {id: b3, nama: Kursi, perangkat_daerah: pd1, status: jalan, mulai: 2025-03-05, selesai: 2025-03-01}\n"
        "- benda: {id: b4, nama: Brankas, perangkat_daerah: pd1, jenis: besi, klasifikasi: terbatas}\n"
        "- benda: {id: b5, nama: Lampu, perangkat_daerah: unit, jenis: kaca}\n");
    settle(p);
}

/* A year and six days later: one renamed, one completed, something nobody asked for. */
static inline void second_day(struct pack_place *p)
{
    first_day(p);
    pack_day(p, day_of("2026-03-16"));
    change(p, "b2", "nama", "Lemari");
    change(p, "b3", "nilai", "5");
    give(p, "- catatan: {perangkat_daerah: pd1, tanggal: 2026-03-16}\n");
    settle(p);
}

static inline struct agency_view view_of(struct pack_place *p, const struct actor *who, const char *on)
{
    struct agency_view v = { .p = { .region = p->region, .a = p->case_a, .who = who } };
    struct err err = { 0 };

    MUST(agency_begin(p->write, &v, on ? day_of(on) : (struct date){ 0 }, &err));
    return v;
}

static inline struct agency_view report_of(struct pack_place *p, const struct actor *who, const char *on,
                                           int64_t pd)
{
    struct agency_view v = view_of(p, who, on);
    struct agency agency;
    struct err err = { 0 };

    MUST(agency_find(p->write, &v.ask, pd, p->case_a, &agency, &err));
    MUST(agency_report(p->write, p->pack, &v.ask, &agency, p->case_a, &v.report, &err));
    return v;
}

static inline const struct agency_reg *reg_of(const struct agency_report *r, const char *key)
{
    for (size_t i = 0; i < r->n_regs; i++)
        if (sv_eq(r->regs[i].reg->key, sv_of(key)))
            return &r->regs[i];
    return NULL;
}

#endif

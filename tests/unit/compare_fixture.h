/* SPDX-License-Identifier: MIT
 * tests/unit/compare_fixture.h -- two made-up regulations with every kind of difference, over tiny registers, written to a
 * folder of their own; a third one in which everything that can be written wrongly is. */
#ifndef TESTS_COMPARE_FIXTURE_H
#define TESTS_COMPARE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "rule/compare.h"
#include "rule/region.h"

#define MUST(call)                                                                  \
    do {                                                                            \
        if (!(call))                                                                \
            fail_msg("%s: kind %d: %s / %s", #call, (int) e.kind, e.text, e.cause); \
    } while (0)

#define CHAPTERS "chapters: [{bab: I, title: Satu, from: 1, to: 30}]\n"

static const struct {
    const char *path, *text;
} compare_files[] = {
    { "groups.yaml", "groups: {a: {label: A}}\n" },
    { "klasifikasi.yaml", "levels:\n  - {key: terbuka, label: Terbuka, see: [semua]}\n" },
    { "roles.yaml",
      "roles: {pd: {label: PD}, dinas: {label: Dinas, office: true}}\nlevels: {operator: {label: Operator, rank: 1}}\n" },
    { "registers/perangkat_daerah.yaml",
      "register: perangkat_daerah\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n  kode: {type: text}\n"
      "  dihitung: {type: boolean}\n  dihitung_di: {type: ref, to: perangkat_daerah}\n" },
    { "registers/akun.yaml", "register: akun\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n" },
    { "registers/permohonan.yaml",
      "register: permohonan\nlabel: Permohonan\nscope: perangkat_daerah\ntitle: perihal\nfields:\n  perihal: {type: text}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n  jenis: {type: code, from: \"@clearances\"}\n"
      "  objek: {type: ref, to: \"*\"}\nworkflow: {states: {draf: Draf, berlaku: Berlaku}}\n" },
    { "registers/rencana.yaml",
      "register: rencana\nlabel: Rencana kerja\nscope: region\ntitle: nama\nfields:\n  nama: {type: text}\n"
      "  masa: {type: period}\n" },
    { "registers/benda.yaml",
      "register: benda\nlabel: Benda\nscope: perangkat_daerah\ntitle: nama\nfields:\n  nama: {type: text, required: true}\n"
      "  perangkat_daerah: {type: ref, to: perangkat_daerah, required: true}\n  nilai: {type: integer}\n"
      "  rencana: {type: ref, to: rencana}\n"
      "  denah: {type: file, label: Denah}\n  jaminan: {type: file, label: Surat jaminan}\n"
      "workflow:\n  states: {usulan: Usulan, jalan: Berjalan, selesai: Selesai}\n"
      "  transitions:\n    mulai: {from: usulan, to: jalan, by: [pd], label: Mulai}\n"
      "    tutup: {from: jalan, to: selesai, by: [pd], label: Tutup}\n" },
    { "parameter.yaml",
      "themes: {waktu: Waktu, isi: Isi, sepi: Sepi}\n"
      "terms:\n  pihak: {dinas: Dinas, pd: Perangkat Daerah, tim: Tim}\n"
      "parameters:\n"
      "  sebutan: {label: Sebutan, theme: isi, read: text, from: head, from_at: roles.bupati.at}\n"
      "  dinas: {label: Dinas yang dimaksud, theme: isi, read: text, from: roles.dinas.describes, from_at: roles.dinas.at}\n"
      "  hari: {label: Hari diundangkan, theme: waktu, read: date, fact: true, from: dates.diundangkan}\n"
      "  jangka: {label: Jangka, theme: waktu, read: span, of: {ikut: mengikuti rencana}}\n"
      "  jarak: {label: Jarak, theme: waktu, read: interval, of: {berkala: berkala}}\n"
      "  setahun: {label: Setahun sekali, theme: waktu, read: interval}\n"
      "  pihak: {label: Pihak, theme: isi, read: list, of: pihak}\n"
      "  terbuka: {label: Daftar terbuka, theme: isi, read: list}\n"
      "  tertukar: {label: Urutan lain, theme: isi, read: list, of: pihak}\n"
      "  jumlah: {label: Jumlah, theme: isi, read: number}\n"
      "  boleh: {label: Boleh, theme: isi, read: flag}\n"
      "  berat: {label: Berat, theme: isi, read: flag, weigh: true}\n"
      "  ringan: {label: Ringan, theme: isi, read: flag}\n"
      "  izin: {label: Izin, theme: isi, read: text}\n"
      "  hanya_satu: {label: Hanya satu, theme: isi, read: text}\n"
      "  hanya_dua: {label: Hanya dua, theme: isi, read: text}\n"
      "  pokok: {label: Pokok bersama, theme: isi, read: topic}\n"
      "  pokok_dua: {label: Pokok yang dua, theme: isi, read: topic}\n"
      "  istilah_dua: {label: Istilah yang dua, theme: isi, read: topic}\n"
      "  diam: {label: Tidak disebut, theme: sepi, read: text}\n"
      "  diam_dua: {label: Tidak disebut juga, theme: sepi, read: text}\n" },
    { "regulations/dua-2-2002/regulation.yaml",
      "regulation: dua-2-2002\ntitle: Peraturan Dua\nregion: Kota Dua\nhead: Wali Kota\nzone: \"+07:00\"\n"
      "dates: {ditetapkan: 2002-02-02, diundangkan: 2002-02-02, berlaku: 2002-02-02}\n"
      "roles: {bupati: {label: Wali Kota, at: \"1\"}, dinas: {label: Kantor, at: \"1\"}}\n"
      "settings: {selang: {label: Selang, kind: interval, value: 6 months, at: \"3\"}}\n"
      "clearances:\n"
      "  rekomendasi_benda: {noun: rekomendasi, label: Rekomendasi benda, for: benda, asks: pd, answers: dinas, at: \"9\", strength: harus, documents: {kak: Kerangka}}\n"
      "  pinjam: {noun: fasilitas, label: Pinjam benda, for: benda, asks: pd, answers: dinas, at: \"14\", strength: dapat}\n" CHAPTERS },
    { "regulations/dua-2-2002/registers.yaml",
      "benda:\n  states: {replace: jalan, with: {rancang: Dirancang, bangun: Dibangun}, map: {jalan: bangun}}\n"
      "  transitions:\n"
      "    mulai: {from: usulan, to: rancang, needs: [{clearance: rekomendasi_benda, at: \"9\", strength: harus},"
      " {ref: rencana, status: [aktif], at: \"8\", strength: harus, label: Rencana sebagai acuan}]}\n"
      "    bangun: {from: rancang, to: bangun, by: [pd], label: Bangun}\n"
      "    tutup: {from: bangun, needs: [{documents: [denah, jaminan], at: \"12\", strength: harus, label: denah dan surat jaminan},"
      " {fields: [nilai], at: \"13\", strength: wajib, label: Nilai}]}\n" },
    { "regulations/dua-2-2002/norms.yaml",
      "- {at: \"1\", says: Kantor itu., check: {shown: true}}\n"
      "- {at: \"2\", says: Lamanya menurut rencana., strength: deklaratif, check: {exists: rencana}}\n"
      "- {at: \"3\", says: Diperiksa berkala., strength: wajib, check: {exists: rencana}}\n"
      "- {at: \"4\", says: Setiap tahun., strength: harus, check: {exists: rencana}}\n"
      "- {at: \"5\", says: Pihaknya., check: {shown: true}}\n"
      "- {at: \"6(1)\", says: Jumlahnya., check: {shown: true}}\n"
      "- {at: \"6(2)\", says: Boleh., strength: dapat, check: {shown: true}}\n"
      "- {at: \"7\", says: Wajib begitu., strength: wajib, check: {exists: benda}}\n"
      "- {at: \"8\", says: Benda menurut rencana., strength: harus, check: {exists: benda}}\n"
      "- {at: \"9\", says: Rekomendasi dulu., strength: harus, check: {exists: benda}}\n"
      "- {at: \"10\", says: Yang baru., strength: harus, check: {exists: benda}}\n"
      "- {at: \"11(1)a\", says: Pokok a., strength: harus, check: {exists: benda}}\n"
      "- {at: \"11(1)b\", says: Pokok b., strength: harus, check: {exists: benda}}\n"
      "- {at: \"11(2)\", says: Pokok lain., check: {shown: true}}\n"
      "- {at: \"12\", says: Dokumen., strength: harus, check: {exists: benda}}\n"
      "- {at: \"13\", says: Nilai., strength: wajib, check: {exists: benda}}\n"
      "- {at: \"14\", says: Boleh pinjam., strength: dapat, check: {shown: true}}\n" },
    { "regulations/dua-2-2002/parameter.yaml",
      "jangka: {value: ikut, at: \"2\"}\njarak: {value: berkala, at: \"3\", setting: selang}\nsetahun: {value: 1 years, at: \"4\"}\n"
      "pihak: {value: [pd, tim], at: \"5\"}\nterbuka: {value: [x, y], at: \"5\", open: true}\ntertukar: {value: [pd, dinas], at: \"5\"}\n"
      "jumlah: {value: 7, at: \"6(1)\"}\nboleh: {value: true, at: \"6(2)\"}\nberat: {value: true, at: \"7\"}\n"
      "ringan: {value: true, at: \"7\"}\nizin: {value: rekomendasi Dinas, at: \"9\", clearance: rekomendasi_benda}\n"
      "hanya_dua: {value: yang baru, at: [\"10\", \"9\"]}\npokok: {at: [\"11(1)a\", \"11(1)b\", \"11(2)\"]}\n"
      "pokok_dua: {at: [\"10\", \"13\"]}\nistilah_dua: {at: \"1\"}\n" },
    { "regulations/satu-1-2001/regulation.yaml",
      "regulation: satu-1-2001\ntitle: Peraturan Satu\nregion: Kabupaten Satu\nhead: Bupati\nzone: \"+07:00\"\n"
      "dates: {ditetapkan: 2001-01-01, diundangkan: 2001-01-01, berlaku: 2001-01-01}\n"
      "roles: {bupati: {label: Bupati, at: \"1\"}, dinas: {label: Dinas, describes: Dinas urusan benda, at: \"1\"}}\n"
      "clearances:\n"
      "  pertimbangan_benda: {noun: pertimbangan, label: Pertimbangan benda, for: benda, asks: pd, answers: dinas, at: \"6\", strength: harus}\n"
      "  izin_lama: {noun: izin, label: Izin lama, for: benda, asks: pd, answers: dinas, at: \"7\", strength: harus}\n" CHAPTERS },
    { "regulations/satu-1-2001/registers.yaml",
      "benda:\n  transitions:\n"
      "    mulai: {needs: [{clearance: pertimbangan_benda, at: \"6\", strength: harus}, {clearance: izin_lama, at: \"7\", strength: harus},"
      " {ref: rencana, status: [aktif], at: \"8\", strength: harus, label: Rencana sebagai rujukan},"
      " {fields: [nama], label: Nama saja}]}\n"
      "    tutup: {needs: [{documents: [denah], at: \"9\", strength: harus, label: denah}, {fields: [nilai], at: \"9\", strength: harus, label: Nilainya}]}\n" },
    { "regulations/satu-1-2001/norms.yaml",
      "- {at: \"1\", says: Dinas itu., check: {shown: true}}\n"
      "- {at: \"2(1)\", says: Lima tahun., strength: deklaratif, check: {exists: rencana}}\n"
      "- {at: \"2(2)\", says: Dua tahun sekali., strength: deklaratif, check: {exists: rencana}}\n"
      "- {at: \"3\", says: Setiap tahun., strength: deklaratif, check: {exists: rencana}}\n"
      "- {at: \"4\", says: Pihaknya., check: {shown: true}}\n"
      "- {at: \"5\", says: Harus begitu., strength: harus, check: {exists: benda}}\n"
      "- {at: \"6\", says: Pertimbangan dulu., strength: harus, check: {exists: benda}}\n"
      "- {at: \"7\", says: Izin dulu., strength: harus, check: {exists: benda}}\n"
      "- {at: \"8\", says: Menurut rencana., strength: harus, check: {exists: benda}}\n"
      "- {at: \"9\", says: Dokumen., strength: harus, check: {exists: benda}}\n"
      "- {at: \"10\", says: Hanya di sini., strength: harus, check: {exists: rencana}}\n"
      "- {at: \"11\", says: Pokok., strength: harus, check: {exists: benda}}\n" },
    { "regulations/satu-1-2001/parameter.yaml",
      "jangka: {value: 5 years, at: \"2(1)\"}\njarak: {value: 2 years, at: \"2(2)\"}\nsetahun: {value: 1 years, at: \"3\"}\n"
      "pihak: {value: [dinas, pd], at: \"4\"}\nterbuka: {value: [x, y], at: \"4\"}\ntertukar: {value: [dinas, pd], at: \"4\"}\n"
      "jumlah: {value: 7, at: \"4\"}\nboleh: {value: false, at: \"4\"}\nberat: {value: true, at: \"5\"}\nringan: {value: true, at: \"5\"}\n"
      "izin: {value: pertimbangan Dinas, at: \"6\", clearance: pertimbangan_benda}\n"
      "hanya_satu: {value: hanya di sini, at: \"10\"}\npokok: {at: \"11\"}\n"
      "diam: {value: ~, note: Tidak terbaca.}\n" },
    { "regulations/salah-3-2003/regulation.yaml",
      "regulation: salah-3-2003\ntitle: Peraturan Salah\nregion: Kota Salah\nzone: \"+07:00\"\n"
      "dates: {ditetapkan: 2003-03-03, diundangkan: 2003-03-03, berlaku: 2003-03-03}\n" CHAPTERS },
    { "regulations/salah-3-2003/norms.yaml", "- {at: \"1\", says: Satu., check: {shown: true}}\n" },
    { "regulations/salah-3-2003/parameter.yaml",
      "jangkah: {value: 5 years, at: \"1\"}\n"             /* 1: no such parameter */
      "jangka: {value: lima, at: \"1\"}\n"                 /* 2: neither an interval nor a word of its list */
      "jarak: {value: berkala, at: \"1\", setting: x}\n"   /* 3: no such setting */
      "pihak: {value: [dinas, camat, dinas], at: \"1\"}\n" /* 4: not in the list; twice */
      "terbuka: {value: x, at: \"1\"}\n"                   /* 5: no list */
      "jumlah: {value: tujuh, at: \"1\"}\n"                /* 6: no number */
      "boleh: {value: ya, at: \"1\"}\n"                    /* 7: no flag */
      "hari: {value: 2003-02-30}\n"                        /* 8: no such day */
      "izin: {value: x, at: \"99\", clearance: y}\n"       /* 9: no such provision; no such clearance */
      "pokok: {value: x, at: \"1\"}\n"                     /* 10: a topic has no value */
      "pokok_dua: {}\n"                                    /* 11: and stands somewhere */
      "hanya_satu: {at: \"1\"}\n"                          /* 12: no value */
      "hanya_dua: {value: x, ad: \"1\"}\n" },              /* 13: at, misspelt */
};

struct compare_place {
    char dir[64];
    struct arena *a;
    struct parameters vocabulary;
    struct compare_side one, two;
    struct compare c;
};

static inline int compare_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void) st;
    (void) kind;
    (void) at;
    return remove(path);
}

static inline int compare_teardown(void **state)
{
    struct compare_place *p = *state;

    nftw(p->dir, compare_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(p->a);
    free(p);
    return 0;
}

static inline int compare_setup(void **state)
{
    struct compare_place *p = calloc(1, sizeof *p);
    struct problems ps;
    struct err e = { 0 };

    p->a = arena_new((size_t) 32 * 1024 * 1024);
    problems_init(&ps, p->a, 20);
    snprintf(p->dir, sizeof p->dir, "/tmp/prasasti-banding-XXXXXX");
    if (!mkdtemp(p->dir))
        return -1;
    MUST(file_mkdirs(arena_printf(p->a, "%s/registers", p->dir).p, 0700, &e));
    MUST(file_mkdirs(arena_printf(p->a, "%s/codes", p->dir).p, 0700, &e));
    MUST(file_mkdirs(arena_printf(p->a, "%s/regulations/satu-1-2001", p->dir).p, 0700, &e));
    MUST(file_mkdirs(arena_printf(p->a, "%s/regulations/dua-2-2002", p->dir).p, 0700, &e));
    MUST(file_mkdirs(arena_printf(p->a, "%s/regulations/salah-3-2003", p->dir).p, 0700, &e));
    for (size_t i = 0; i < sizeof compare_files / sizeof compare_files[0]; i++)
        MUST(file_write_atomic(arena_printf(p->a, "%s/%s", p->dir, compare_files[i].path).p,
                               sv_of(compare_files[i].text), 0600, &e));
    MUST(parameter_load(p->dir, p->a, &p->vocabulary, &ps, &e));
    MUST(compare_side_load(p->dir, SV("satu-1-2001"), p->a, &p->one, &e));
    MUST(compare_side_load(p->dir, SV("dua-2-2002"), p->a, &p->two, &e));
    MUST(compare_make(&p->one, &p->two, &p->vocabulary, p->a, &p->c, &e));
    *state = p;
    return 0;
}

#endif

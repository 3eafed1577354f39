/* SPDX-License-Identifier: MIT
 * tests/unit/test_value.c -- human texts as values, refusals with their reasons, values back as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/value.h"

#define N(rows) (sizeof rows / sizeof rows[0])

static void dates_are_read(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        struct date want;
        enum value_precision p;
    } rows[] = {
        { SV_INIT("2019-03-03"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("2019/3/3"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("03/04/2020"), { 2020, 4, 3 }, VALUE_DAY }, /* day first */
        { SV_INIT("3-4-2020"), { 2020, 4, 3 }, VALUE_DAY },
        { SV_INIT("3.4.2020"), { 2020, 4, 3 }, VALUE_DAY },
        { SV_INIT(" 3 Maret 2019 "), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("3  maret\t2019"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("3\xC2\xA0Maret\xC2\xA0"
                  "2019"),
          { 2019, 3, 3 },
          VALUE_DAY },
        { SV_INIT("03-Mar-2019"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("7 Nopember 2009"), { 2009, 11, 7 }, VALUE_DAY },
        { SV_INIT("7 Pebruari 2009"), { 2009, 2, 7 }, VALUE_DAY },
        { SV_INIT("17 Agt. 1945"), { 1945, 8, 17 }, VALUE_DAY },
        { SV_INIT("31 Des 2024"), { 2024, 12, 31 }, VALUE_DAY },
        { SV_INIT("March 3, 2019"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("3rd of"), { 0, 0, 0 }, VALUE_DAY },
        { SV_INIT("3rd December 2019"), { 2019, 12, 3 }, VALUE_DAY },
        { SV_INIT("Minggu, 3 Maret 2019"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("Jum'at 1 Maret 2019"), { 2019, 3, 1 }, VALUE_DAY },
        { SV_INIT("Senin, 3 Maret 2019"), { 0, 0, 0 }, VALUE_DAY },
        { SV_INIT("tgl. 3 Maret 2019"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("2019-03-03T08:15:00"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("2019-03-03 00:00:00"), { 2019, 3, 3 }, VALUE_DAY },
        { SV_INIT("29/02/2020"), { 2020, 2, 29 }, VALUE_DAY },
        { SV_INIT("Maret 2019"), { 2019, 3, 1 }, VALUE_MONTH },
        { SV_INIT("03/2019"), { 2019, 3, 1 }, VALUE_MONTH },
        { SV_INIT("2019-03"), { 2019, 3, 1 }, VALUE_MONTH },
        { SV_INIT("2015"), { 2015, 1, 1 }, VALUE_YEAR },
        { SV_INIT("Tahun 2015"), { 2015, 1, 1 }, VALUE_YEAR },
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct date d = { 0, 0, 0 };
        enum value_precision p = VALUE_DAY;
        struct sv why = SV_NULL;
        bool ok = value_date(rows[i].in, &d, &p, &why);
        if (ok != (rows[i].want.y != 0) || date_cmp(d, rows[i].want) != 0 || (ok && p != rows[i].p) ||
            (!ok && !why.n))
            fail_msg("\"%.*s\": got %d %s %d (%.*s)", SV_FMT(rows[i].in), ok, date_iso(d).s, (int) p,
                     SV_FMT(why));
    }
}

static void bad_dates_say_why(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        const char *why;
    } rows[] = {
        { SV_INIT("30 Februari 2024"), "30 Februari tidak ada" },
        { SV_INIT("31/02/2024"), "31 Februari tidak ada" },
        { SV_INIT("2023-02-29"), "29 Februari tidak ada pada tahun itu" },
        { SV_INIT("31/04/2024"), "31 April tidak ada" },
        { SV_INIT("31 Juni 2024"), "31 Juni tidak ada" },
        { SV_INIT("31-9-2024"), "31 September tidak ada" },
        { SV_INIT("31 Nop 2024"), "31 November tidak ada" },
        { SV_INIT("32/01/2024"), "Tanggal harus 1 sampai 31" },
        { SV_INIT("0/1/2024"), "Tanggal harus 1 sampai 31" },
        { SV_INIT("12/25/2024"), "Bulan harus 1 sampai 12; tulis hari dulu, lalu bulan" },
        { SV_INIT("03/04/20"), "Tahun ditulis dengan empat angka" },
        { SV_INIT("3 Maret 19"), "Tahun ditulis dengan empat angka" },
        { SV_INIT("3/3/12019"), "Tahun ditulis dengan empat angka" },
        { SV_INIT("41746"), "Ini angka, bukan tanggal; beri format tanggal pada selnya" },
        { SV_INIT("1234"), "Tahunnya di luar 1900 sampai 2100; bila ini kode, isi di kolom lain" },
        { SV_INIT("Senin, 3 Maret 2019"), "Nama harinya tidak cocok dengan tanggalnya" },
        { SV_INIT("3 Maret 2019 (perkiraan)"), "Ada tulisan lain di belakang tanggalnya" },
        { SV_INIT("3 Maret 2019 25:00"), "Ada tulisan lain di belakang tanggalnya" },
        { SV_INIT("kemarin"), "Ini bukan tanggal; tulis misalnya 3 Maret 2019 atau 03/03/2019" },
        { SV_INIT("3 Mart 2019"), "Ini bukan tanggal; tulis misalnya 3 Maret 2019 atau 03/03/2019" },
        { SV_INIT("20190303"), "Ini bukan tanggal; tulis misalnya 3 Maret 2019 atau 03/03/2019" },
        { SV_INIT("3/3"), "Ini bukan tanggal; tulis misalnya 3 Maret 2019 atau 03/03/2019" },
        { SV_INIT(""), "Ini bukan tanggal; tulis misalnya 3 Maret 2019 atau 03/03/2019" },
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct date d = { 1, 2, 3 };
        enum value_precision p;
        struct sv why = SV_NULL;
        if (value_date(rows[i].in, &d, &p, &why) || !sv_eq(why, sv_of(rows[i].why)) || d.y != 1)
            fail_msg("\"%.*s\": got %s, \"%.*s\"", SV_FMT(rows[i].in), date_iso(d).s, SV_FMT(why));
    }
}

static void instants_are_read(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        const char *want; /* in UTC; NULL: refused */
    } rows[] = {
        { SV_INIT("2019-03-03T08:15:00Z"), "2019-03-03T08:15:00Z" },
        { SV_INIT("2019-03-03T08:15:00+07:00"), "2019-03-03T01:15:00Z" },
        { SV_INIT("2019-03-03T08:15:00"), "2019-03-03T00:15:00Z" }, /* the region's clock: +08:00 */
        { SV_INIT("2019-03-03T08:15"), "2019-03-03T00:15:00Z" },
        { SV_INIT("3 Maret 2019 pukul 08.15"), "2019-03-03T00:15:00Z" },
        { SV_INIT("3 Maret 2019, jam 08.15.30 WIB"), "2019-03-03T01:15:30Z" },
        { SV_INIT("03/03/2019 8:15 WIT"), "2019-03-02T23:15:00Z" },
        { SV_INIT("3.3.2019 08.15"), "2019-03-03T00:15:00Z" },
        { SV_INIT("2019-03-03 08:15:30.250"), "2019-03-03T00:15:30Z" },
        { SV_INIT("2019-03-03"), "2019-03-02T16:00:00Z" },
        { SV_INIT("2019-03-03 24:00"), NULL },
        { SV_INIT("2019-03-03 08:60"), NULL },
        { SV_INIT("2019-03-03 8"), NULL },
        { SV_INIT("2019-03-03 08:15 pagi"), NULL },
        { SV_INIT("Maret 2019"), NULL },
        { SV_INIT("08:15"), NULL },
    };

    for (size_t i = 0; i < N(rows); i++) {
        int64_t t = 0;
        struct sv why = SV_NULL;
        bool ok = value_datetime(rows[i].in, 480, &t, &why);
        if (ok != (rows[i].want != NULL) || (ok && strcmp(time_iso(t).s, rows[i].want) != 0) ||
            (!ok && !why.n))
            fail_msg("\"%.*s\": got %s (%.*s)", SV_FMT(rows[i].in), ok ? time_iso(t).s : "refused",
                     SV_FMT(why));
    }
}

static void periods_are_read(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        const char *want, *shown; /* want NULL: refused, shown is why */
    } rows[] = {
        { SV_INIT("2025-01-01/2029-12-31"), "2025-01-01/2029-12-31", "2025\u20132029" },
        { SV_INIT("2025-2029"), "2025-01-01/2029-12-31", "2025\u20132029" },
        { SV_INIT("2025 \u2013 2029"), "2025-01-01/2029-12-31", "2025\u20132029" },
        { SV_INIT("2025/2026"), "2025-01-01/2026-12-31", "2025\u20132026" },
        { SV_INIT("2025"), "2025-01-01/2025-12-31", "2025" },
        { SV_INIT("Februari 2024"), "2024-02-01/2024-02-29", "1 Februari 2024 \u2013 29 Februari 2024" },
        { SV_INIT("Jan 2025 - Mar 2025"), "2025-01-01/2025-03-31", "1 Januari 2025 \u2013 31 Maret 2025" },
        { SV_INIT("1 Januari 2025 s.d. 31 Desember 2029"), "2025-01-01/2029-12-31", "2025\u20132029" },
        { SV_INIT("1 Januari 2025 sampai dengan 3 Mei 2026"), "2025-01-01/2026-05-03",
          "1 Januari 2025 \u2013 3 Mei 2026" },
        { SV_INIT("01/01/2025 s/d 03/05/2026"), "2025-01-01/2026-05-03", "1 Januari 2025 \u2013 3 Mei 2026" },
        { SV_INIT("01-01-2025 - 03-05-2026"), "2025-01-01/2026-05-03", "1 Januari 2025 \u2013 3 Mei 2026" },
        { SV_INIT("2-1014"), "1014-02-01/1014-02-28", "1 Februari 1014 \u2013 28 Februari 1014" },
        { SV_INIT("2029-2025"), NULL, "Hari terakhirnya lebih awal daripada hari pertamanya" },
        { SV_INIT("3 Maret 2025"), NULL,
          "Tulis hari pertama dan hari terakhirnya, misalnya 1 Januari 2025 s.d. 31 Desember 2025" },
        { SV_INIT("2025 s.d."), NULL,
          "Ini bukan jangka waktu; tulis misalnya 2025-2029 atau 1 Januari 2025 s.d. 31 Desember 2029" },
        { SV_INIT("2025-2029 (revisi)"), NULL, "Ada tulisan lain di belakang tanggal akhirnya" },
        { SV_INIT("1 Januari 2025 s.d. 30 Februari 2026"), NULL, "30 Februari tidak ada" },
        { SV_INIT("lima tahun"), NULL, "Ini bukan tanggal; tulis misalnya 3 Maret 2019 atau 03/03/2019" },
    };
    struct arena *a = arena_new(1 << 16);

    for (size_t i = 0; i < N(rows); i++) {
        struct value_period p;
        struct sv why = SV_NULL, shown = SV(""), plain = SV("");
        bool ok = value_period(rows[i].in, &p, &why);
        if (ok) {
            shown = value_show_period(p, a);
            plain = value_plain_period(p, a);
        }
        if (ok != (rows[i].want != NULL) || !sv_eq(ok ? shown : why, sv_of(rows[i].shown)) ||
            (ok && !sv_eq(plain, sv_of(rows[i].want))))
            fail_msg("\"%.*s\": got %.*s, %.*s%.*s", SV_FMT(rows[i].in), SV_FMT(plain), SV_FMT(shown),
                     SV_FMT(why));
    }
    arena_free(a);
}

#define AMBIGUOUS "Koma sebelum tiga angka bisa berarti ribuan atau pecahan; tulis 1500 atau 1,5"
#define DECIMALS "Angka di belakang koma lebih banyak daripada yang dapat disimpan"
#define GROUPS "Pemisah ribuannya tidak pada tempatnya; tulis misalnya 1.250.000"
#define NOT_A_NUMBER "Ini bukan angka; tulis misalnya 1250000 atau 1.250.000"

static void numbers_are_read(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        int scale;
        int64_t want;
        const char *why; /* NULL: accepted */
    } rows[] = {
        { SV_INIT("12500000"), 0, 12500000, NULL },
        { SV_INIT("12.500.000"), 0, 12500000, NULL },
        { SV_INIT("12.500.000,00"), 0, 12500000, NULL },
        { SV_INIT("12.500.000,25"), 2, 1250000025, NULL },
        { SV_INIT("12 500 000"), 0, 12500000, NULL },
        { SV_INIT("12\xC2\xA0"
                  "500,5"),
          1, 125005, NULL },
        { SV_INIT("12,500,000"), 0, 12500000, NULL },
        { SV_INIT("12,500,000.25"), 2, 1250000025, NULL },
        { SV_INIT("1.500"), 2, 150000, NULL },
        { SV_INIT("1.50"), 2, 150, NULL },
        { SV_INIT("0.500"), 2, 50, NULL },
        { SV_INIT("1234.567"), 3, 1234567, NULL },
        { SV_INIT("1,5"), 2, 150, NULL },
        { SV_INIT("1,500"), 3, 1500, NULL },
        { SV_INIT("0,125"), 3, 125, NULL },
        { SV_INIT(",5"), 1, 5, NULL },
        { SV_INIT("-5"), 0, -5, NULL },
        { SV_INIT("+5"), 0, 5, NULL },
        { SV_INIT("\xE2\x88\x92"
                  "5"),
          0, -5, NULL },
        { SV_INIT("(1.500)"), 0, -1500, NULL },
        { SV_INIT("5.000,-"), 0, 5000, NULL },
        { SV_INIT("0"), 2, 0, NULL },
        { SV_INIT("000"), 0, 0, NULL },
        { SV_INIT("0,0"), 0, 0, NULL },
        { SV_INIT("9223372036854775807"), 0, INT64_MAX, NULL },
        { SV_INIT("-9223372036854775808"), 0, INT64_MIN, NULL },
        { SV_INIT("0,000000001"), 9, 1, NULL },
        { SV_INIT("1,500"), 2, 0, AMBIGUOUS },
        { SV_INIT("12,000"), 0, 0, AMBIGUOUS },
        { SV_INIT("1,55"), 1, 0, DECIMALS },
        { SV_INIT("1,5"), 0, 0, "Angkanya harus bulat, tanpa pecahan" },
        { SV_INIT("1.234.56"), 2, 0, GROUPS },
        { SV_INIT("1234.567,5"), 1, 0, GROUPS },
        { SV_INIT("12 50 000"), 0, 0, GROUPS },
        { SV_INIT("1.000,000,5"), 1, 0, NOT_A_NUMBER },
        { SV_INIT("9223372036854775808"), 0, 0, "Angkanya terlalu besar" },
        { SV_INIT("99999999999999999"), 3, 0, "Angkanya terlalu besar" },
        { SV_INIT("16 GB"), 0, 0, "Ada tulisan di sebelah angkanya; isi angkanya saja" },
        { SV_INIT("85%"), 0, 0, "Tanda persen tidak dipakai; isi angkanya saja" },
        { SV_INIT("5,"), 0, 0, NOT_A_NUMBER },
        { SV_INIT("."), 0, 0, NOT_A_NUMBER },
        { SV_INIT("--5"), 0, 0, NOT_A_NUMBER },
        { SV_INIT(""), 0, 0, NOT_A_NUMBER },
        { SV_INIT("dua"), 0, 0, NOT_A_NUMBER },
        { SV_INIT("1e5"), 0, 0, "Ada tulisan di sebelah angkanya; isi angkanya saja" },
    };

    for (size_t i = 0; i < N(rows); i++) {
        int64_t v = -1;
        struct sv why = SV_NULL;
        bool ok = value_decimal(rows[i].in, rows[i].scale, &v, &why);
        if (ok != !rows[i].why || (ok ? v != rows[i].want : v != -1 || !sv_eq(why, sv_of(rows[i].why))))
            fail_msg("\"%.*s\" scale %d: got %d %lld \"%.*s\"", SV_FMT(rows[i].in), rows[i].scale, ok,
                     (long long) v, SV_FMT(why));
    }
}

static void rupiah_is_read(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        int64_t want; /* -1: refused */
    } rows[] = {
        { SV_INIT("Rp 12.500.000"), 12500000 },
        { SV_INIT("Rp12.500.000,00"), 12500000 },
        { SV_INIT("Rp. 12.500.000,-"), 12500000 },
        { SV_INIT("rp 5000"), 5000 },
        { SV_INIT("IDR 5,000,000"), 5000000 },
        { SV_INIT("12.500.000,00"), 12500000 },
        { SV_INIT("12500000"), 12500000 },
        { SV_INIT("1,5 miliar"), 1500000000 },
        { SV_INIT("Rp 2,25 Milyar"), 2250000000 },
        { SV_INIT("500 ribu"), 500000 },
        { SV_INIT("75jt"), 75000000 },
        { SV_INIT("1 triliun"), 1000000000000 },
        { SV_INIT("Rp 0"), 0 },
        { SV_INIT("Rp 5.000,50"), -1 },
        { SV_INIT("1,500 juta"), -1 },
        { SV_INIT("1,2345 ribu"), -1 },
        { SV_INIT("Rp"), -1 },
        { SV_INIT("juta"), -1 },
        { SV_INIT("USD 5"), -1 },
        { SV_INIT("5 juta per bulan"), -1 },
        { SV_INIT("99999999 triliun"), -1 },
    };
    struct sv why = SV_NULL;
    int64_t v;

    for (size_t i = 0; i < N(rows); i++) {
        bool ok = value_rupiah(rows[i].in, &v, &why);
        if (ok != (rows[i].want >= 0) || (ok && v != rows[i].want) || (!ok && !why.n))
            fail_msg("\"%.*s\": got %d %lld (%.*s)", SV_FMT(rows[i].in), ok, (long long) v, SV_FMT(why));
    }
    assert_true(value_rupiah(SV("-Rp 500"), &v, &why) && v == -500);
    assert_true(value_rupiah(SV("Rp -500"), &v, &why) && v == -500);
    assert_false(value_rupiah(SV("Rp 5.000,50"), &v, &why));
    assert_true(sv_eq(why, SV("Nilai rupiah harus bulat, tanpa sen")));
}

static void plain_numbers_are_read(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        int scale;
        bool noise, ok;
        int64_t want;
    } rows[] = {
        { SV_INIT("1234.5"), 2, false, true, 123450 },
        { SV_INIT("-0.05"), 2, false, true, -5 },
        { SV_INIT("1.25E7"), 0, false, true, 12500000 },
        { SV_INIT("12e-1"), 1, false, true, 12 },
        { SV_INIT("1.500"), 0, false, false, 0 }, /* no thousands here */
        { SV_INIT("1.000"), 0, false, true, 1 },
        { SV_INIT("1234.5599999999999"), 2, false, false, 0 },
        { SV_INIT("1234.5599999999999"), 2, true, true, 123456 },
        { SV_INIT("0.30000000000000004"), 1, true, true, 3 },
        { SV_INIT("9.9999999999999999"), 0, true, true, 10 },
        { SV_INIT("1.005"), 2, true, false, 0 }, /* a true third decimal is no noise */
        { SV_INIT("9223372036854775807"), 0, false, true, INT64_MAX },
        { SV_INIT("1e19"), 0, false, false, 0 },
        { SV_INIT("1e99999"), 0, false, false, 0 },
        { SV_INIT("0e99999"), 0, false, true, 0 },
        { SV_INIT("1e-99999"), 9, false, false, 0 },
        { SV_INIT("1e"), 0, false, false, 0 },
        { SV_INIT("1,5"), 1, false, false, 0 },
        { SV_INIT("."), 1, false, false, 0 },
        { SV_INIT(""), 1, false, false, 0 },
    };

    for (size_t i = 0; i < N(rows); i++) {
        int64_t v = 0;
        struct sv why = SV_NULL;
        bool ok = value_decimal_plain(rows[i].in, rows[i].scale, rows[i].noise, &v, &why);
        if (ok != rows[i].ok || v != rows[i].want || (!ok && !why.n))
            fail_msg("\"%.*s\": got %d %lld (%.*s)", SV_FMT(rows[i].in), ok, (long long) v, SV_FMT(why));
    }
}

static void yes_no_and_nothing(void **state)
{
    (void) state;
    static const struct {
        struct sv in;
        int yes; /* 1, 0, -1: refused */
        bool none;
    } rows[] = {
        { SV_INIT("ya"), 1, false },        { SV_INIT(" YA "), 1, false },
        { SV_INIT("Ada"), 1, false },       { SV_INIT("v"), 1, false },
        { SV_INIT("V"), 1, false },         { SV_INIT("1"), 1, false },
        { SV_INIT("Benar"), 1, false },     { SV_INIT("Sudah"), 1, false },
        { SV_INIT("\u221A"), 1, false },    { SV_INIT("\u2713"), 1, false },
        { SV_INIT("TRUE"), 1, false },      { SV_INIT("tidak"), 0, false },
        { SV_INIT("Tdk."), 0, false },      { SV_INIT("x"), 0, false },
        { SV_INIT("0"), 0, false },         { SV_INIT("salah"), 0, false },
        { SV_INIT("belum"), 0, false },     { SV_INIT("Tidak  Ada"), 0, true },
        { SV_INIT("belum ada"), 0, true },  { SV_INIT("mungkin"), -1, false },
        { SV_INIT("ya/tidak"), -1, false }, { SV_INIT("2"), -1, false },
        { SV_INIT(""), -1, true },          { SV_INIT("-"), -1, true },
        { SV_INIT(" -- "), -1, true },      { SV_INIT("\u2013"), -1, true },
        { SV_INIT("\u2014"), -1, true },    { SV_INIT("..."), -1, true },
        { SV_INIT("N/A"), -1, true },       { SV_INIT("#N/A"), -1, true },
        { SV_INIT("Nihil"), -1, true },     { SV_INIT("NULL"), -1, true },
        { SV_INIT("\xC2\xA0"), -1, true },  { SV_INIT("-5"), -1, false },
        { SV_INIT("."), -1, false },        { SV_INIT("tidak ada data lain yang perlu disebut"), -1, false },
    };

    for (size_t i = 0; i < N(rows); i++) {
        bool v = false;
        struct sv why = SV_NULL;
        bool ok = value_bool(rows[i].in, &v, &why);
        if (ok != (rows[i].yes >= 0) || (ok && v != rows[i].yes) || (!ok && !why.n) ||
            value_is_none(rows[i].in) != rows[i].none)
            fail_msg("\"%.*s\": got %d %d, none %d", SV_FMT(rows[i].in), ok, v, value_is_none(rows[i].in));
    }
}

typedef bool (*reader)(struct sv s, struct arena *a, struct sv *out, struct sv *why);

static void addresses_are_read(void **state)
{
    (void) state;
    static const struct {
        reader read;
        struct sv in;
        const char *want; /* NULL: refused */
    } rows[] = {
        { value_phone, SV_INIT("0812-3456-7890"), "+6281234567890" },
        { value_phone, SV_INIT("+62 812 3456 7890"), "+6281234567890" },
        { value_phone, SV_INIT("62812 3456 7890"), "+6281234567890" },
        { value_phone, SV_INIT("+62 (0) 812 3456 7890"), "+6281234567890" },
        { value_phone, SV_INIT("81234567890"), "+6281234567890" },
        { value_phone, SV_INIT("(0511) 123456"), "+62511123456" },
        { value_phone, SV_INIT("Telp. 0511.1234567"), "+625111234567" },
        { value_phone, SV_INIT("HP: 0812 3456 789"), "+628123456789" },
        { value_phone, SV_INIT("+65 6123 4567"), "+6561234567" },
        { value_phone, SV_INIT("112"), NULL },
        { value_phone, SV_INIT("123456"), NULL },
        { value_phone, SV_INIT("0812 / 0813 1111 2222"), NULL },
        { value_phone, SV_INIT("0511 123456 ext. 12"), NULL },
        { value_phone, SV_INIT("00812345678"), NULL },
        { value_phone, SV_INIT("08123456789012345678901234567890"), NULL },
        { value_phone, SV_INIT(""), NULL },
        { value_email, SV_INIT("sd@contoh.go.id"), "sd@contoh.go.id" },
        { value_email, SV_INIT(" mailto:Budi.S+kerja@Contoh.GO.ID "), "Budi.S+kerja@contoh.go.id" },
        { value_email, SV_INIT("a@b"), NULL },
        { value_email, SV_INIT("@contoh.go.id"), NULL },
        { value_email, SV_INIT("a@@contoh.go.id"), NULL },
        { value_email, SV_INIT("a..b@contoh.go.id"), NULL },
        { value_email, SV_INIT("a@contoh.go.id, b@contoh.go.id"), NULL },
        { value_email, SV_INIT("Budi <a@contoh.go.id>"), NULL },
        { value_email, SV_INIT("a@contoh..id"), NULL },
        { value_url, SV_INIT("app1.contohkab.go.id"), "https://app1.contohkab.go.id" },
        { value_url, SV_INIT("HTTP://App1.ContohKab.go.id/A?b=C#d"), "http://app1.contohkab.go.id/A?b=C#d" },
        { value_url, SV_INIT("http://36.91.63.4/app"), "http://36.91.63.4/app" },
        { value_url, SV_INIT("10.0.0.1:8080/app"), "https://10.0.0.1:8080/app" },
        { value_url, SV_INIT("http://server-lokal/app"), "http://server-lokal/app" },
        { value_url, SV_INIT("https://[2001:DB8::1]:443/"), "https://[2001:db8::1]:443/" },
        { value_url, SV_INIT("ftp://contoh.go.id"), NULL },
        { value_url, SV_INIT("javascript:alert(1)"), NULL },
        { value_url, SV_INIT("https://user:kunci@contoh.go.id/"), NULL },
        { value_url, SV_INIT("https://contoh.go.id:99999/"), NULL },
        { value_url, SV_INIT("https://contoh.go.id/a b"), NULL },
        { value_url, SV_INIT("https://contoh.go.id/\"onclick"), NULL },
        { value_url, SV_INIT("https://"), NULL },
        { value_url, SV_INIT("https:///x"), NULL },
        { value_url, SV_INIT("36.91.63.400"), NULL },
        { value_url, SV_INIT("dalam pengembangan"), NULL },
        { value_url, SV_INIT("intranet"), NULL },
        { value_ip, SV_INIT("10.20.30.40"), "10.20.30.40" },
        { value_ip, SV_INIT("10.20.30.0/24"), "10.20.30.0/24" },
        { value_ip, SV_INIT("2001:DB8:0:0::1"), "2001:db8::1" },
        { value_ip, SV_INIT("2001:db8::/32"), "2001:db8::/32" },
        { value_ip, SV_INIT("10.20.30"), NULL },
        { value_ip, SV_INIT("10.20.30.256"), NULL },
        { value_ip, SV_INIT("010.20.30.40"), NULL },
        { value_ip, SV_INIT("10.20.30.0/33"), NULL },
        { value_ip, SV_INIT("10.20.30.0/"), NULL },
        { value_ip, SV_INIT("10.20.30.0/-1"), NULL },
        { value_ip, SV_INIT("::1/129"), NULL },
        { value_ip, SV_INIT("/24"), NULL },
        { value_ip, SV_INIT(""), NULL },
        { value_domain, SV_INIT("Layanan.Contoh.GO.ID."), "layanan.contoh.go.id" },
        { value_domain, SV_INIT("xn--e1afmkfd.id"), "xn--e1afmkfd.id" },
        { value_domain, SV_INIT("contoh"), NULL },
        { value_domain, SV_INIT("-a.id"), NULL },
        { value_domain, SV_INIT("a-.id"), NULL },
        { value_domain, SV_INIT("a..id"), NULL },
        { value_domain, SV_INIT("10.0.0.1"), NULL },
        { value_domain, SV_INIT("http://contoh.go.id"), NULL },
        { value_domain, SV_INIT("contoh_satu.go.id"), NULL },
        { value_domain, SV_INIT(""), NULL },
        { value_geo, SV_INIT("-3.4421, 114.8324"), "-3.4421,114.8324" },
        { value_geo, SV_INIT("-3.4421,114.8324"), "-3.4421,114.8324" },
        { value_geo, SV_INIT("-3.4421 114.8324"), "-3.4421,114.8324" },
        { value_geo, SV_INIT("-3,4421; 114,8324"), "-3.4421,114.8324" },
        { value_geo, SV_INIT("-3,4421, 114,8324"), "-3.4421,114.8324" },
        { value_geo, SV_INIT("-3.442112345678901, 114.83240000"), "-3.44211234,114.8324" },
        { value_geo, SV_INIT("0,0"), "0,0" },
        { value_geo, SV_INIT("-0.5,110"), "-0.5,110" },
        { value_geo, SV_INIT("114.8324, -3.4421"), NULL },
        { value_geo, SV_INIT("-3.4421"), NULL },
        { value_geo, SV_INIT("95, 190"), NULL },
        { value_geo, SV_INIT("a,b"), NULL },
        { value_geo, SV_INIT("1,2,3,4,5"), NULL },
        { value_geo, SV_INIT("1 2,"), NULL },
        { value_geo, SV_INIT("99999999999999999999999,1"), NULL },
        { value_geo, SV_INIT(""), NULL },
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct arena *a = arena_new(1 << 16);
        struct sv out = SV_NULL, why = SV_NULL;
        bool ok = rows[i].read(rows[i].in, a, &out, &why);
        if (ok != (rows[i].want != NULL) || (ok && !sv_eq(out, sv_of(rows[i].want))) ||
            (!ok && (!why.n || out.p)))
            fail_msg("\"%.*s\": got %d \"%.*s\" (%.*s)", SV_FMT(rows[i].in), ok, SV_FMT(out), SV_FMT(why));
        if (ok) { /* the canonical form reads as itself */
            struct sv again;
            if (!rows[i].read(out, a, &again, &why) || !sv_eq(out, again))
                fail_msg("\"%.*s\": not stable", SV_FMT(out));
        }
        arena_free(a);
    }
}

static void texts_are_cleaned(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 16);

    assert_true(sv_eq(value_line(SV("  SIM\r\nPerizinan\xC2\xA0 \xE2\x80\x8BPertanian\t"), a),
                      SV("SIM Perizinan Pertanian")));
    assert_true(sv_eq(value_line(SV("\xEF\xBB\xBF"
                                    "co\xC2\xAD"
                                    "ba"),
                                 a),
                      SV("coba")));
    assert_true(sv_eq(value_line(SV(" \n "), a), SV("")));
    assert_true(sv_eq(value_prose(SV("\n a  b \r\n\r\n c\r d \n\n"), a), SV("a  b\n\n c\n d")));
    assert_true(sv_eq(value_prose(SV("  "), a), SV("")));
    arena_free(a);
}

static void values_are_shown(void **state)
{
    (void) state;
    struct arena *a = arena_new(1 << 16);
    const struct {
        struct sv got;
        const char *want;
    } rows[] = {
        { value_show_date((struct date){ 2019, 3, 3 }, VALUE_DAY, a), "3 Maret 2019" },
        { value_show_date((struct date){ 2019, 3, 1 }, VALUE_MONTH, a), "Maret 2019" },
        { value_show_date((struct date){ 2019, 1, 1 }, VALUE_YEAR, a), "2019" },
        { value_show_date((struct date){ 0, 0, 0 }, VALUE_DAY, a), "" },
        { value_show_int(0, a), "0" },
        { value_show_int(999, a), "999" },
        { value_show_int(1000, a), "1.000" },
        { value_show_int(-12500000, a), "-12.500.000" },
        { value_show_int(INT64_MIN, a), "-9.223.372.036.854.775.808" },
        { value_show_decimal(1250025, 2, a), "12.500,25" },
        { value_show_decimal(5, 2, a), "0,05" },
        { value_show_decimal(-5, 3, a), "-0,005" },
        { value_show_rupiah(12500000, a), "Rp 12.500.000" },
        { value_show_rupiah(-500, a), "-Rp 500" },
        { value_show_bool(true), "Ya" },
        { value_show_bool(false), "Tidak" },
        { value_plain_decimal(1250025, 2, a), "12500.25" },
        { value_plain_decimal(-7, 0, a), "-7" },
    };

    for (size_t i = 0; i < N(rows); i++)
        if (!sv_eq(rows[i].got, sv_of(rows[i].want)))
            fail_msg("%s: got %.*s", rows[i].want, SV_FMT(rows[i].got));
    arena_free(a);
}

static void names_are_compared(void **state)
{
    (void) state;
    static const struct {
        struct sv a, b;
        int low, high;
    } rows[] = {
        { SV_INIT("Dinas Kesehatan"), SV_INIT("dinas  kesehatan."), 100, 100 },
        { SV_INIT("Din. Kesehatan"), SV_INIT("Dinas Kesehatan"), 100, 100 },
        { SV_INIT("Dinkes"), SV_INIT("Dinas Kesehatan"), 100, 100 },
        { SV_INIT("Kec. Utara"), SV_INIT("Kecamatan Utara"), 100, 100 },
        { SV_INIT("Dinas Koperasi, UKM & Perdagangan"), SV_INIT("Dinas Koperasi, UKM dan Perdagangan"), 100,
          100 },
        { SV_INIT("Dinas Kesehatn"), SV_INIT("Dinas Kesehatan"), 85, 99 },
        { SV_INIT("Dinas Pekerjaan Umum dan Penataan Ruang"), SV_INIT("Dinas PU dan Penataan Ruang"), 60,
          99 },
        { SV_INIT("BPKAD"), SV_INIT("Badan Pengelola Keuangan dan Aset Daerah"), 85, 99 },
        { SV_INIT("Diskominfo"), SV_INIT("Dinas Komunikasi, Informatika, Statistik dan Persandian"), 75, 99 },
        { SV_INIT("Dinas Kesehatan Kabupaten Contoh"), SV_INIT("Dinas Kesehatan"), 75, 99 },
        { SV_INIT("DinasKesehatan"), SV_INIT("Dinas Kesehatan"), 85, 99 },
        { SV_INIT("Kesehatan Dinas"), SV_INIT("Dinas Kesehatan"), 90, 99 },
        { SV_INIT("Dinas Kesehatan"), SV_INIT("Dinas Pendidikan"), 0, 55 },
        { SV_INIT("Kecamatan Utara"), SV_INIT("Kecamatan Selatan"), 0, 55 },
        { SV_INIT("Badan Pendapatan Daerah"), SV_INIT("Badan Kepegawaian Daerah"), 0, 70 },
        { SV_INIT("Inspektorat"), SV_INIT("Sekretariat Daerah"), 0, 40 },
        { SV_INIT(""), SV_INIT("Dinas"), 0, 0 },
        { SV_INIT("&"), SV_INIT("-"), 100, 100 },
    };

    for (size_t i = 0; i < N(rows); i++) {
        int got = value_near(rows[i].a, rows[i].b), back = value_near(rows[i].b, rows[i].a);
        if (got < rows[i].low || got > rows[i].high || got != back)
            fail_msg("\"%.*s\" and \"%.*s\": got %d, %d", SV_FMT(rows[i].a), SV_FMT(rows[i].b), got, back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),         cmocka_unit_test(bad_dates_say_why),
        cmocka_unit_test(instants_are_read),      cmocka_unit_test(periods_are_read),
        cmocka_unit_test(numbers_are_read),       cmocka_unit_test(rupiah_is_read),
        cmocka_unit_test(plain_numbers_are_read), cmocka_unit_test(yes_no_and_nothing),
        cmocka_unit_test(addresses_are_read),     cmocka_unit_test(texts_are_cleaned),
        cmocka_unit_test(values_are_shown),       cmocka_unit_test(names_are_compared),
    };

    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}

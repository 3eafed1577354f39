/* SPDX-License-Identifier: MIT
 * model/value.h -- what people write, as values; values, as people read them. Independent of registers.
 *
 * One rule runs through all of it: nothing is guessed and nothing is rounded in silence. A text that could mean two
 * things is refused with a reason that names both, or read the Indonesian way where that is what offices do ("." for
 * thousands, "," for decimals, day before month).
 *
 * Readers return false and set *why to one static Indonesian sentence without a final full stop; outputs are written on
 * success only. None of them accepts "no value": ask value_is_none() first (value_bool() first for booleans, because
 * "tidak ada" is an answer there). White space around a text, also NBSP, never matters. Pure functions, safe for threads;
 * those that build text build it in the arena given. Input is well-formed UTF-8. */
#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H

#include "base/date.h"
#include "base/sv.h"

struct arena;

enum value_precision { VALUE_DAY, VALUE_MONTH, VALUE_YEAR }; /* how much of a date was written */

/* -- texts -------------------------------------------------------------------------------------------------------- */
bool value_is_none(struct sv s); /* "", "-", "n/a", "tidak ada", "nihil", "belum ada" … */
struct sv value_line(struct sv s,
                     struct arena *a); /* one line: white space collapsed, invisible characters gone */
struct sv value_prose(struct sv s,
                      struct arena *a); /* keeps line breaks (as LF); trims lines' ends and the whole */

/* -- dates: value_date.c ------------------------------------------------------------------------------------------ */
/* 2019-03-03, 03/03/2019, 3-3-2019, 3.3.2019, 3 Maret 2019, 3-Mar-2019, March 3, 2019, Senin 4 Maret 2019; Maret 2019,
 * 03/2019, 2019-03 (VALUE_MONTH, the first day); 2019 (VALUE_YEAR, 1 January). A time behind the day is checked and
 * dropped. Day before month always; a name of the weekday must be the right one. Years have four digits. */
bool value_date(struct sv s, struct date *out, enum value_precision *p, struct sv *why);
/* A day and a time of day: RFC 3339 with offset, or any day above with "T", a space or "pukul" and 08:15, 08.15, 08:15:30,
 * then WIB, WITA or WIT if not the region's own clock (offset_min). A day alone is its midnight. */
bool value_datetime(struct sv s, int offset_min, int64_t *out, struct sv *why);
struct value_period {
    struct date from, to; /* both days belong to it */
};
/* 2025-01-01/2025-12-31, 2025-2029, 2025, Maret 2025, 1 Januari 2025 s.d. 31 Desember 2029, Jan 2025 - Mar 2025,
 * 1-5 Maret 2025 is refused: which year and month belong to the first day is for people to write. */
bool value_period(struct sv s, struct value_period *out, struct sv *why);

/* -- numbers: value_number.c -------------------------------------------------------------------------------------- */
/* As people write: 12.500.000 · 12.500.000,25 · 12 500 000 · 1234,5 · 12,500,000.25 · 1234.5 · -5 · (5) · 5,- · 5,00.
 * The value is out / 10^scale, scale 0..9. More decimals than that are refused unless they are zeros. "1,500" may be
 * either and is refused where the field has fewer than three decimals; "1.500" is 1500, as offices write. */
bool value_decimal(struct sv s, int scale, int64_t *out, struct sv *why);
bool value_int(struct sv s, int64_t *out, struct sv *why); /* scale 0 */
/* Whole rupiah: also Rp, Rp., IDR before and ribu, juta, miliar, triliun behind ("Rp 1,5 miliar"). */
bool value_rupiah(struct sv s, int64_t *out, struct sv *why);
/* As programs write: [-+]digits[.digits][e[+-]digits], also the text of a CELL_NUMBER. `noise`: take 15 significant
 * digits, as spreadsheets show them, so that 1234.5599999999999 is 1234.56; without it every digit counts. */
bool value_decimal_plain(struct sv s, int scale, bool noise, int64_t *out, struct sv *why);
/* ya, y, ada, sudah, benar, v, a check mark, 1 and tidak, tdk, t, tidak ada, belum, salah, x, 0 … */
bool value_bool(struct sv s, bool *out, struct sv *why);

/* -- addresses: value_net.c --------------------------------------------------------------------------------------- */
/* Canonical forms, in the arena. */
bool value_phone(struct sv s, struct arena *a, struct sv *out,
                 struct sv *why); /* "+6281234567890"; extensions refused */
bool value_email(struct sv s, struct arena *a, struct sv *out, struct sv *why); /* domain in lower case */
bool value_url(struct sv s, struct arena *a, struct sv *out,
               struct sv *why); /* http(s); bare hosts get https:// */
bool value_ip(struct sv s, struct arena *a, struct sv *out, struct sv *why); /* v4 or v6, also with /prefix */
bool value_domain(struct sv s, struct arena *a, struct sv *out,
                  struct sv *why); /* lower case, no final dot */
bool value_geo(struct sv s, struct arena *a, struct sv *out,
               struct sv *why); /* "-3.4421,114.8324": degrees, lat,lon */

/* -- proofs: value_key.c ------------------------------------------------------------------------------------------ */
/* PEM of one certificate or public key (base/pubkey.h), written anew. */
bool value_public_key(struct sv s, struct arena *a, struct sv *out, struct sv *why);
/* SHA-256 in hex of a secret that the program made and showed once; the secret itself never comes in here. */
bool value_secret(struct sv s, struct arena *a, struct sv *out, struct sv *why);
/* The name of a kept secret, 32 hex digits that mean nothing (model/credential.h); the secret itself never comes in here. */
bool value_credential(struct sv s, struct arena *a, struct sv *out, struct sv *why);
struct sv value_show_public_key(struct sv stored, struct arena *a); /* kind, name, last day, fingerprint */
struct sv value_show_secret(struct sv stored, struct arena *a);

/* -- for people: value_show.c ------------------------------------------------------------------------------------- */
struct sv value_show_date(struct date d, enum value_precision p,
                          struct arena *a); /* "3 Maret 2019", "Maret 2019" */
struct sv value_show_period(struct value_period p,
                            struct arena *a);         /* "2025–2029", "1 Januari 2025 – 3 Mei 2026" */
struct sv value_show_int(int64_t v, struct arena *a); /* "12.500.000" */
struct sv value_show_decimal(int64_t v, int scale, struct arena *a); /* "12.500,25" */
struct sv value_show_rupiah(int64_t v, struct arena *a);             /* "Rp 12.500.000", "-Rp 500" */
struct sv value_show_bool(bool v);                                   /* "Ya", "Tidak" */
/* -- for programs ------------------------------------------------------------------------------------------------- */
struct sv value_plain_decimal(int64_t v, int scale, struct arena *a); /* "12500.25" */
struct sv value_plain_period(struct value_period p, struct arena *a); /* "2025-01-01/2029-12-31" */

/* -- names: value_near.c ------------------------------------------------------------------------------------------ */
/* How near two spellings of a name are, 0..100, symmetric. 100: the same but for case, punctuation, spaces, "&" for "dan"
 * and abbreviations of kinds of office ("Din." Dinas, "Kec." Kecamatan). From 80 on a suggestion is worth showing; a name
 * and its initials, or a short form such as "Diskominfo", stand near 85. Words that many names share ("Dinas",
 * "Daerah") weigh little. Names beyond 200 bytes are compared by their first 200. */
int value_near(struct sv a, struct sv b);

#endif

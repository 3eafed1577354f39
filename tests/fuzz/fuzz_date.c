/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_date.c -- any bytes as a day or an instant; what is read must print back to itself. Needs dep_base. */
#include "base/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv s = { (const char *) p, n };
    struct date d;
    int64_t t, again;

    if (date_parse(s, &d)) {
        if (!date_ok(d) || !sv_eq(sv_of(date_iso(d).s), s) ||
            date_cmp(date_of_serial(date_serial(d)), d) != 0)
            abort();
        struct date later = date_add_workdays(d, 7, NULL);
        if (later.y && date_workdays_between(d, later, NULL) != 7)
            abort();
    }
    if (time_parse(s, &t)) {
        if (!time_parse(sv_of(time_iso(t).s), &again) || again != t)
            abort();
        struct date_text zoned = time_iso_zone(t, 420);
        if (zoned.s[0] && (!time_parse(sv_of(zoned.s), &again) || again != t))
            abort();
    }
    return 0;
}

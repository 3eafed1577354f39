/* SPDX-License-Identifier: MIT
 * tests/fuzz/fuzz_value.c -- any text as every kind of value: refusals say why, canonical forms read as themselves, and
 * what is shown to people is read back as the same value. */
#include "base/arena.h"
#include "base/err.h"
#include "model/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void must(bool ok)
{
    if (!ok)
        abort();
}

typedef bool (*reader)(struct sv s, struct arena *a, struct sv *out, struct sv *why);

static void addresses(struct sv s, struct arena *a)
{
    static const reader readers[] = {
        value_phone, value_email, value_url, value_ip, value_domain, value_geo
    };
    struct sv out, again, why;

    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        why = SV_NULL;
        if (!readers[i](s, a, &out, &why))
            must(why.n > 0);
        else
            must(sv_utf8_ok(out) && readers[i](out, a, &again, &why) && sv_eq(out, again));
    }
}

static void numbers(struct sv s, struct arena *a)
{
    struct sv why;
    int64_t v, again;

    for (int scale = 0; scale < 10; scale++) {
        if (value_decimal(s, scale, &v, &why)) {
            must(value_decimal(value_show_decimal(v, scale, a), scale, &again, &why) && again == v);
            must(value_decimal_plain(value_plain_decimal(v, scale, a), scale, false, &again, &why) &&
                 again == v);
        }
        if (value_decimal_plain(s, scale, scale % 2, &v, &why))
            must(value_decimal_plain(value_plain_decimal(v, scale, a), scale, false, &again, &why) &&
                 again == v);
    }
    if (value_int(s, &v, &why))
        must(value_int(value_show_int(v, a), &again, &why) && again == v);
    if (value_rupiah(s, &v, &why))
        must(value_rupiah(value_show_rupiah(v, a), &again, &why) && again == v);
}

static void dates(struct sv s, struct arena *a)
{
    struct date d, again;
    enum value_precision p, q;
    struct value_period period, same;
    struct sv why = SV_NULL;
    int64_t t;

    if (value_date(s, &d, &p, &why))
        must(date_ok(d) && value_date(value_show_date(d, p, a), &again, &q, &why) && q == p &&
             date_cmp(d, again) == 0);
    else
        must(why.n > 0);
    if (value_datetime(s, 480, &t, &why))
        must(time_iso(t).s[0] != '\0');
    if (value_period(s, &period, &why)) {
        must(date_cmp(period.from, period.to) <= 0);
        must(value_period(value_plain_period(period, a), &same, &why) && date_cmp(same.to, period.to) == 0);
        must(value_period(value_show_period(period, a), &same, &why) &&
             date_cmp(same.from, period.from) == 0 && date_cmp(same.to, period.to) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sv s = { (const char *) p, n }, line, prose, why;
    struct arena *a = arena_new(1 << 20);
    int near;
    bool b;

    if (n < 4096 && sv_utf8_ok(s)) {
        addresses(s, a);
        numbers(s, a);
        dates(s, a);
        value_bool(s, &b, &why);
        value_is_none(s);
        line = value_line(s, a);
        prose = value_prose(s, a);
        must(sv_utf8_ok(line) && sv_eq(value_line(line, a), line) && sv_utf8_ok(prose) &&
             sv_eq(value_prose(prose, a), prose));
        near = value_near(sv_sub(s, 0, n / 2), sv_sub(s, n / 2, n));
        must(near >= 0 && near <= 100 && near == value_near(sv_sub(s, n / 2, n), sv_sub(s, 0, n / 2)));
        must(value_near(s, s) == 100);
    }
    arena_free(a);
    return 0;
}

/* SPDX-License-Identifier: MIT
 * model/export_text.c -- a stored value as an export writes it, so that the import reads it as the same. */
#include "base/arena.h"
#include "base/date.h"
#include "model/export_priv.h"
#include "model/value.h"

static bool holds_separator(struct sv s)
{
    return sv_find(s, SV(";")) >= 0 || sv_find(s, SV("|")) >= 0;
}

/* The label, where the import would take it for this very choice. */
struct sv reg_export_choice(const struct field *f, struct sv key, struct arena *a)
{
    const struct choice *c = field_choice(f, key), *other;

    if (!c)
        return key;
    if (f->codes && !sv_starts(f->from, SV("@")))
        return holds_separator(c->label) ? key
                                         : arena_printf(a, "%.*s %.*s", SV_FMT(c->key), SV_FMT(c->label));
    other = field_choice(f, c->label);
    if ((other && other != c) || holds_separator(c->label) || value_is_none(c->label))
        return key;
    for (size_t i = 0; i < f->n_choices && &f->choices[i] != c; i++)
        if (sv_eq_fold(f->choices[i].label, c->label))
            return key;
    return c->label;
}

static struct sv comma_number(int64_t v, int scale, struct arena *a)
{
    struct sv s = value_plain_decimal(v, scale, a);
    char *p = arena_alloc(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '.' ? ',' : s.p[i];
    return (struct sv){ p, s.n };
}

struct sv reg_export_moment(int64_t t, int zone_min, struct arena *a)
{
    struct sv iso = arena_dup(a, sv_of(time_iso_zone(t, zone_min).s));

    return arena_printf(a, "%.*s %.*s", SV_FMT(sv_sub(iso, 0, 10)), SV_FMT(sv_sub(iso, 11, 8)));
}

static struct sv period_text(struct sv stored, struct arena *a)
{
    struct value_period p, again;
    struct sv why, shown;

    if (!value_period(stored, &p, &why))
        return stored;
    shown = value_show_period(p, a);
    return value_period(shown, &again, &why) && date_cmp(p.from, again.from) == 0 &&
                   date_cmp(p.to, again.to) == 0
               ? shown
               : stored;
}

static struct sv one_text(const struct model *m, const struct field *f, struct sv v, struct refs *refs,
                          const struct labels *labels, struct arena *a)
{
    int64_t n = 0;

    switch (f->type) {
    case FT_CHOICE:
    case FT_CHOICES:
    case FT_CODE: return reg_export_choice(f, v, a);
    case FT_REF:
    case FT_REFS: return f->target && sv_int(v, &n) ? refs_name(refs, f->target, n) : v;
    case FT_FILE:
    case FT_FILES: return sv_int(v, &n) ? labels_file(labels, n) : SV_NULL;
    case FT_BOOLEAN: return value_show_bool(sv_eq(v, SV("1")));
    case FT_DECIMAL: return sv_int(v, &n) ? comma_number(n, f->scale, a) : v;
    case FT_DATETIME: return time_parse(v, &n) ? reg_export_moment(n, m->zone_min, a) : v;
    case FT_PERIOD: return period_text(v, a);
    default: return v;
    }
}

struct sv reg_export_text(const struct model *m, const struct field *f, struct sv stored, struct refs *refs,
                          const struct labels *labels, struct arena *a)
{
    struct sv *items, out = SV_NULL;
    size_t n;

    if (!stored.p || !field_is_multi(f))
        return stored.p ? one_text(m, f, stored, refs, labels, a) : SV_NULL;
    n = value_split(stored, a, &items);
    for (size_t i = 0; i < n; i++) {
        struct sv one = one_text(m, f, items[i], refs, labels, a);

        if (one.p)
            out = out.p ? arena_printf(a, "%.*s; %.*s", SV_FMT(out), SV_FMT(one)) : one;
    }
    return out;
}

/* SPDX-License-Identifier: MIT
 * model/list_query.c -- how pages, API and exports spell a query, turned into struct list_query. */
#include "base/arena.h"
#include "base/date.h"
#include "model/list.h"
#include "model/record_priv.h"

enum { FILTERS_MAX = 100 };

struct parser {
    const struct records *rs;
    const struct actor *who;
    const struct reg *reg;
    struct arena *a;
    struct list_query *q;
    struct problems *ps;
    struct filter *filters;
    size_t n, cap;
};

static const struct {
    struct sv tail;
    enum filter_op op;
} ops[] = {
    { SV_INIT(".dari"), FILTER_FROM },     { SV_INIT(".sampai"), FILTER_TO },
    { SV_INIT(".berisi"), FILTER_HAS },    { SV_INIT(".kosong"), FILTER_EMPTY },
    { SV_INIT(".terisi"), FILTER_FILLED },
};

static bool known_column(const struct parser *p, struct sv key)
{
    const struct field *f = reg_field(p->reg, key);

    if (f)
        return who_field_reach(p->who, f->see, f->n_see) != WHO_NONE;
    for (int c = 0; c < COL_COUNT; c++)
        if (sv_eq(key, base_col_name((enum base_col) c)))
            return true;
    return false;
}

static void add_filter(struct parser *p, struct sv name, struct sv value)
{
    enum filter_op op = FILTER_EQ;
    struct sv key = name;
    struct filter *f;

    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
        if (sv_ends(name, ops[i].tail)) {
            op = ops[i].op;
            key = sv_sub(name, 0, name.n - ops[i].tail.n);
        }
    if (!known_column(p, key)) {
        problems_add(p->ps, key, T("Saringan \"%.*s\" tidak dikenal di daftar ini."), SV_FMT(key))->hint =
            SV("Hapus saringan itu, atau pilih dari daftar saringan yang tersedia.");
        return;
    }
    if (sv_empty(value) && op != FILTER_EMPTY && op != FILTER_FILLED)
        return;                /* an empty box of a filter form means no filter */
    if (p->n >= FILTERS_MAX) { /* one filter less would show more than was asked for */
        problems_add(p->ps, key, T("Terlalu banyak saringan; paling banyak %d."), FILTERS_MAX);
        return;
    }
    f = ARENA_PUSH(p->a, p->filters, p->n, p->cap);
    *f = (struct filter){ key, op, value };
}

static void set_sort(struct parser *p, struct sv v)
{
    struct sv key = v;

    if (sv_starts(v, SV("-"))) {
        key = sv_sub(v, 1, v.n);
        p->q->desc = true;
    }
    if (sv_empty(key))
        return;
    if (!known_column(p, key) || (reg_field(p->reg, key) && field_is_multi(reg_field(p->reg, key)))) {
        problems_add(p->ps, SV("urut"), T("Daftar tidak dapat diurutkan menurut \"%.*s\"."), SV_FMT(key));
        return;
    }
    p->q->sort = key;
}

/* The end of the day given, in the region's zone: the state in which that day closed. */
static void set_day(struct parser *p, struct sv v)
{
    struct date d;

    if (sv_empty(v))
        return;
    if (!date_parse(v, &d)) {
        problems_add(p->ps, SV("per"), T("Tanggal \"%.*s\" tidak dikenal; tulis misalnya 2026-01-31."),
                     SV_FMT(v));
        return;
    }
    p->q->at = time_of_date(date_add_days(d, 1), p->rs->model->zone_min) - 1;
}

bool list_query_parse(const struct records *rs, const struct actor *who, const struct reg *reg,
                      const struct param *ps, size_t n, struct arena *a, struct list_query *out,
                      struct problems *problems)
{
    struct parser p = { .rs = rs, .who = who, .reg = reg, .a = a, .q = out, .ps = problems };
    size_t had = problems->n;

    *out = (struct list_query){ .reg = reg };
    for (size_t i = 0; i < n; i++) {
        struct sv k = ps[i].key, v = sv_trim(ps[i].value);
        int64_t num;

        if (sv_starts(k, SV("f.")))
            add_filter(&p, sv_sub(k, 2, k.n), v);
        else if (sv_eq(k, SV("cari")))
            out->search = sv_empty(v) ? SV_NULL : v;
        else if (sv_eq(k, SV("urut")))
            set_sort(&p, v);
        else if (sv_eq(k, SV("per")))
            set_day(&p, v);
        else if (sv_eq(k, SV("setelah")))
            out->after = sv_empty(v) ? SV_NULL : v;
        else if (sv_eq(k, SV("sebelum")))
            out->before = sv_empty(v) ? SV_NULL : v;
        else if (sv_eq(k, SV("terhapus")))
            out->deleted = sv_eq(v, SV("1"));
        else if (sv_eq(k, SV("batas")) && sv_int(v, &num) && num > 0)
            out->limit = num > 500 ? 500 : (int) num;
    }
    out->filters = p.filters;
    out->n_filters = p.n;
    return problems->n == had;
}

/* SPDX-License-Identifier: MIT
 * rule/rule_reading.c -- where the regulation contradicts itself: which reading the region applies, the provisions as they
 * stand under it, and what another one would change. */
#include "rule/pack.h"
#include "rule/rule_priv.h"

const struct reading *rule_readings(const struct rule *r, size_t *n)
{
    *n = r->n_readings;
    return r->readings;
}

const struct reading *rule_reading(const struct rule *r, struct sv key)
{
    for (size_t i = 0; i < r->n_readings; i++)
        if (!r->readings[i].damage && sv_eq(r->readings[i].key, key))
            return &r->readings[i];
    return NULL;
}

size_t rule_option(const struct reading *g, struct sv key)
{
    size_t i = 0;

    while (i < g->n_options && !sv_eq(g->options[i].key, key))
        i++;
    return i;
}

/* --- where it stands -------------------------------------------------------------------------------------------------- */

/* "c" lies in "a-f", "4" in "1-6"; ranges of one letter, or of numbers. */
static bool piece_in(struct sv piece, struct sv range)
{
    ptrdiff_t dash = sv_find(range, SV("-"));
    struct sv from, to;
    int64_t n, low, high;

    if (sv_eq(piece, range))
        return true;
    if (dash <= 0)
        return false;
    from = sv_sub(range, 0, (size_t) dash);
    to = sv_sub(range, (size_t) dash + 1, range.n);
    if (sv_int(piece, &n) && sv_int(from, &low) && sv_int(to, &high))
        return n >= low && n <= high;
    return piece.n == 1 && from.n == 1 && to.n == 1 && piece.p[0] >= from.p[0] && piece.p[0] <= to.p[0];
}

/* A place names a provision, a piece of its list, or whatever lies below: "23(5)" stands over "23(5)b". */
static bool lies_at(struct sv place, const struct norm *n)
{
    struct pack_at p = pack_at(place), own = pack_at(n->at);

    return sv_eq(p.pasal, own.pasal) && sv_eq(p.bab, own.bab) && (!p.ayat.n || sv_eq(p.ayat, own.ayat)) &&
           (!p.huruf.n || (sv_eq(p.ayat, own.ayat) && piece_in(p.huruf, own.huruf)));
}

bool rule_reading_concerns(const struct reading *g, const struct norm *n)
{
    for (size_t i = 0; i < g->n_places; i++)
        if (lies_at(g->places[i], n))
            return true;
    for (size_t i = 0; i < n->n_under; i++)
        if (n->under[i].reading == g)
            return true;
    return false;
}

/* --- what is applied --------------------------------------------------------------------------------------------------- */

/* The instant at which a day of the region is over. */
static struct sv end_of(const struct rule *r, struct date day, struct arena *a)
{
    return arena_dup(a, sv_of(time_iso(time_of_date(date_add_days(day, 1), r->reg.zone_min)).s));
}

static bool put_chosen(const struct rule *r, struct stmt *q, struct reading_now *now, struct arena *a,
                       struct err *e)
{
    struct sv key = stmt_get_text(q, 0);
    const struct reading *g = rule_reading(r, sv_sub(key, sizeof FLOW_READING - 1, key.n));
    size_t option = g ? rule_option(g, stmt_get_text(q, 1)) : 0;

    if (g && option < g->n_options) /* a pack may have lost what was chosen under an older one */
        now[g->index] = (struct reading_now){ g,
                                              option,
                                              true,
                                              arena_dup(a, stmt_get_text(q, 2)),
                                              arena_dup(a, stmt_get_text(q, 3)),
                                              arena_dup(a, stmt_get_text(q, 4)) };
    return arena_ok(a, e);
}

bool rule_readings_now(struct db *db, const struct rule *r, struct date on, struct arena *a,
                       struct reading_now **out, struct err *e)
{
    static const struct sv today = SV_INIT(
        "select p.kunci, p.nilai, coalesce(p.alasan, ''), coalesce(k.nama, ''), p.pada from pengaturan p "
        "left join akun k on k.id = p.oleh where p.kunci like 'bacaan:%'");
    static const struct sv then = SV_INIT(
        "select p.kunci, p.nilai, coalesce(p.alasan, ''), coalesce(k.nama, ''), p.pada from "
        "pengaturan_riwayat p left join akun k on k.id = p.oleh where p.kunci like 'bacaan:%' and p.pada < $1 "
        "order by p.id");
    struct reading_now *now = ARENA_ARRAY(a, struct reading_now, r->n_readings + 1);
    struct stmt *q = NULL;
    bool row, ok = true;

    for (size_t i = 0; i < r->n_readings; i++)
        now[i] = (struct reading_now){ .reading = &r->readings[i], .option = r->readings[i].applied };
    *out = now;
    if (!r->n_readings || r->readings[0].damage)
        return arena_ok(a, e); /* nothing to choose */
    ok = db_prepare(db, on.y ? then : today, &q, e) && (!on.y || stmt_text(q, 1, end_of(r, on, a), e));
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        ok = put_chosen(r, q, now, a, e);
    stmt_done(q);
    return ok;
}

static const struct norm *norm_under(const struct norm *n, const struct reading_now *now)
{
    for (size_t i = 0; i < n->n_under; i++)
        if (now[n->under[i].reading->index].option == n->under[i].option)
            return &n->under[i].norm;
    return n;
}

const struct norm **rule_norms_under(const struct rule *r, const struct reading_now *now, struct arena *a)
{
    const struct norm **items = ARENA_ARRAY(a, const struct norm *, r->n + 1);

    for (size_t i = 0; i < r->n; i++)
        items[i] = norm_under(&r->norms[i], now);
    return items;
}

bool rule_norms_now(struct db *db, const struct rule *r, struct date on, struct arena *a,
                    const struct norm ***out, struct err *e)
{
    struct reading_now *now;

    if (!rule_readings_now(db, r, on, a, &now, e))
        return false;
    *out = rule_norms_under(r, now, a);
    return arena_ok(a, e);
}

/* --- what another one would change ----------------------------------------------------------------------------------- */

static bool judge_both(struct db *db, struct db *pack, const struct rule *r, struct date today,
                       struct arena *a, struct reading_effect *x, struct err *e)
{
    struct outcome now, then;

    if (!rule_evaluate(pack, db, r, x->now, today, a, &now, e) ||
        !rule_evaluate(pack, db, r, x->then, today, a, &then, e))
        return false;
    x->status_now = now.status;
    x->why_now = now.why;
    x->status_then = then.status;
    x->why_then = then.why;
    return true;
}

bool rule_reading_try(struct db *db, struct db *pack, const struct rule *r, const struct reading *g,
                      size_t option, struct date today, struct arena *a, struct reading_effect **out,
                      size_t *n, struct err *e)
{
    struct reading_effect *items = NULL;
    struct reading_now *now;
    const struct norm **before, **after;
    size_t cap = 0;

    *n = 0;
    if (!rule_readings_now(db, r, (struct date){ 0 }, a, &now, e))
        return false;
    before = rule_norms_under(r, now, a);
    now[g->index].option = option;
    after = rule_norms_under(r, now, a);
    for (size_t i = 0; i < r->n; i++) {
        struct reading_effect x = { .now = before[i], .then = after[i] };

        if (before[i] == after[i])
            continue;
        if (!judge_both(db, pack, r, today, a, &x, e))
            return false;
        *ARENA_PUSH(a, items, *n, cap) = x;
    }
    *out = items;
    return arena_ok(a, e);
}

/* SPDX-License-Identifier: MIT
 * model/refs.c -- loads the names of a register in one query, and looks texts up in them. */
#include "model/refs.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "model/record_priv.h"
#include "model/value.h"

enum { SQL_MAX = 32 * 1024, ITEMS_MAX = 500 * 1000, NEAR_OVER_MAX = 5000, EXTRA_MAX = 6 };
enum tier { TIER_CODE, TIER_TITLE, TIER_OTHER, TIER_COUNT };

struct ids { /* places in `items` */
    size_t *at;
    size_t n, cap;
};

struct extra { /* a column that names records besides the title */
    const struct field *f;
    enum tier tier;
};

struct set {
    const struct reg *reg;
    struct refs_item *items;
    size_t n, cap;
    struct extra extra[EXTRA_MAX];
    size_t n_extra;
    struct map *names[TIER_COUNT]; /* folded text -> struct ids */
    struct map *asked;             /* folded text -> struct refs_answer */
    struct {
        struct sv text;
        size_t at;
    } * spellings; /* what near texts are measured against */
    size_t n_spellings, cap_spellings;
    struct sv *written; /* by item: what refs_name() said */
};

struct refs {
    const struct records *rs;
    const struct actor *who;
    struct arena *a;
    struct set **sets;
    size_t n, cap;
};

struct refs *refs_new(const struct records *rs, const struct actor *who, struct arena *a)
{
    struct refs *s = ARENA_NEW(a, struct refs);

    *s = (struct refs){ .rs = rs, .who = who, .a = a };
    return s;
}

static struct set *set_of(const struct refs *s, const struct reg *target)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->sets[i]->reg == target)
            return s->sets[i];
    return NULL;
}

static struct sv folded(struct sv text, struct arena *a)
{
    return sv_lower(value_line(text, a), a);
}

/* --- loading ----------------------------------------------------------------------------------------------------------- */

static void put_name(struct refs *s, struct set *t, enum tier tier, struct sv text, size_t at)
{
    struct sv key = folded(text, s->a);
    struct ids *ids;

    if (sv_empty(key))
        return;
    ids = map_get(t->names[tier], key);
    if (!ids) {
        ids = ARENA_NEW(s->a, struct ids);
        map_put(t->names[tier], key, ids);
    }
    for (size_t i = 0; i < ids->n; i++)
        if (ids->at[i] == at)
            return;
    *ARENA_PUSH(s->a, ids->at, ids->n, ids->cap) = at;
}

static void put_spelling(struct refs *s, struct set *t, struct sv text, size_t at)
{
    if (sv_empty(text) || t->n > NEAR_OVER_MAX)
        return;
    ARENA_PUSH(s->a, t->spellings, t->n_spellings, t->cap_spellings);
    t->spellings[t->n_spellings - 1].text = text;
    t->spellings[t->n_spellings - 1].at = at;
}

/* Text fields that everybody may read: unique ones, and those that by their key hold other names. */
static void choose_extra(struct set *t)
{
    for (size_t i = 0; i < t->reg->n_fields && t->n_extra < EXTRA_MAX; i++) {
        const struct field *f = &t->reg->fields[i];
        bool other = sv_eq(f->key, SV("singkatan")) || sv_eq(f->key, SV("alias"));

        if (f == t->reg->title || f->n_see || field_is_int(f) || field_is_multi(f) || f->type == FT_PROSE)
            continue;
        if (f->unique == UNIQUE_REGION || other)
            t->extra[t->n_extra++] = (struct extra){ f, other ? TIER_OTHER : TIER_CODE };
    }
}

static void add_names(struct refs *s, struct set *t, struct stmt *q)
{
    size_t at = t->n - 1;
    struct refs_item *item = &t->items[at];

    put_name(s, t, TIER_CODE, item->nomor, at);
    put_name(s, t, TIER_TITLE, item->title, at);
    put_spelling(s, t, item->title, at);
    for (size_t i = 0; i < t->n_extra; i++) {
        struct sv rest = arena_dup(s->a, stmt_get_text(q, 4 + (int) i)), piece;

        if (!rest.p)
            continue;
        if (t->extra[i].tier == TIER_CODE) {
            put_name(s, t, TIER_CODE, rest, at);
            if (!item->code.p)
                item->code = rest;
            continue;
        }
        while (sv_cut(&rest, ';', &piece)) {
            put_name(s, t, TIER_OTHER, piece, at);
            put_spelling(s, t, sv_trim(piece), at);
        }
    }
}

static void names_sql(struct refs *s, struct set *t, struct who_binds *binds, struct buf *sql)
{
    int next = 1;

    buf_put(sql, SV("select t.id, coalesce(t.perangkat_daerah, 0), t.nomor, "));
    if (t->reg->title && !field_is_int(t->reg->title)) {
        buf_put(sql, SV("t."));
        db_ident(sql, t->reg->title->key);
    } else {
        buf_put(sql, SV("t.nomor"));
    }
    for (size_t i = 0; i < t->n_extra; i++) {
        buf_put(sql, SV(", t."));
        db_ident(sql, t->extra[i].f->key);
    }
    buf_put(sql, SV(" from "));
    db_ident(sql, t->reg->key);
    buf_put(sql, SV(" t where t.dihapus is null and "));
    who_where(s->who, &s->rs->model->scheme, &t->reg->rule, SV("t"), s->a, &next, binds, sql);
    buf_printf(sql, " order by t.id limit %d", ITEMS_MAX + 1);
}

static bool load_rows(struct refs *s, struct set *t, struct db *db, struct err *e)
{
    struct who_binds binds = { 0 };
    struct stmt *q = NULL;
    struct buf sql;
    bool row, ok;

    buf_init(&sql, SQL_MAX);
    names_sql(s, t, &binds, &sql);
    /* checked: names of loaded metadata and numbered parameters */
    ok = buf_ok(&sql, e) && db_prepare(db, arena_dup(s->a, buf_sv(&sql)), &q, e) &&
         record_bind(q, 1, &binds, e);
    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        *ARENA_PUSH(s->a, t->items, t->n, t->cap) =
            (struct refs_item){ stmt_get_int(q, 0), stmt_get_int(q, 1), arena_dup(s->a, stmt_get_text(q, 3)),
                                arena_dup(s->a, stmt_get_text(q, 2)), SV_NULL };
        add_names(s, t, q);
        if (t->n > ITEMS_MAX)
            ok = err_set(e, ERR_INPUT, T("%.*s terlalu banyak untuk dicocokkan menurut nama."),
                         SV_FMT(t->reg->label));
        ok = ok && arena_ok(s->a, e);
    }
    stmt_done(q);
    buf_clear(&sql);
    return ok;
}

bool refs_load(struct refs *s, struct db *db, const struct reg *target, struct err *e)
{
    struct set *t = set_of(s, target);

    if (t)
        return true;
    t = ARENA_NEW(s->a, struct set);
    t->reg = target;
    for (int i = 0; i < TIER_COUNT; i++)
        t->names[i] = map_new(s->a);
    t->asked = map_new(s->a);
    choose_extra(t);
    *ARENA_PUSH(s->a, s->sets, s->n, s->cap) = t;
    return !who_may_open(s->who, &target->rule) || load_rows(s, t, db, e);
}

/* --- finding ------------------------------------------------------------------------------------------------------------ */

const struct refs_item *refs_item(const struct refs *s, const struct reg *target, int64_t id)
{
    const struct set *t = set_of(s, target);
    size_t lo = 0, hi = t ? t->n : 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (t->items[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return t && lo < t->n && t->items[lo].id == id ? &t->items[lo] : NULL;
}

/* Keeps the nearest few, each record once. */
static void keep_hit(struct refs_hit *hits, size_t *n, const struct refs_item *item, int near)
{
    size_t at, limit = REFS_NEAR_MAX;

    for (size_t i = 0; i < *n; i++)
        if (hits[i].item == item) {
            if (hits[i].near >= near)
                return;
            for (size_t k = i; k + 1 < *n; k++)
                hits[k] = hits[k + 1];
            --*n;
            break;
        }
    for (at = *n; at > 0 && hits[at - 1].near < near; at--)
        ;
    if (at >= limit)
        return;
    if (*n < limit)
        ++*n;
    for (size_t k = *n - 1; k > at; k--)
        hits[k] = hits[k - 1];
    hits[at] = (struct refs_hit){ item, near };
}

static void find_near(struct refs *s, struct set *t, struct sv text, struct refs_answer *out)
{
    struct refs_hit hits[REFS_NEAR_MAX], *kept;
    size_t n = 0;

    for (size_t i = 0; i < t->n_spellings; i++) {
        int near = value_near(text, t->spellings[i].text);

        if (near >= REFS_NEAR_LEAST)
            keep_hit(hits, &n, &t->items[t->spellings[i].at], near);
    }
    if (n && hits[0].near == 100 && (n == 1 || hits[1].near < 100)) {
        out->item = hits[0].item;
        out->spelled = true;
        return;
    }
    kept = ARENA_ARRAY(s->a, struct refs_hit, n + 1);
    for (size_t i = 0; i < n; i++)
        kept[i] = hits[i];
    out->hits = kept;
    out->n = n;
}

static void several(struct refs *s, struct set *t, const struct ids *ids, struct refs_answer *out)
{
    size_t n = ids->n < REFS_NEAR_MAX ? ids->n : REFS_NEAR_MAX;
    struct refs_hit *hits = ARENA_ARRAY(s->a, struct refs_hit, n);

    for (size_t i = 0; i < n; i++)
        hits[i] = (struct refs_hit){ &t->items[ids->at[i]], 100 };
    *out = (struct refs_answer){ .many = true, .hits = hits, .n = n };
}

/* "[#12]": what refs_name() writes when nothing else tells records apart; a person may put the title before it. */
static const struct refs_item *by_mark(const struct refs *s, const struct set *t, struct sv text)
{
    struct sv rest = sv_trim(text), digits, title;
    const struct refs_item *item;
    size_t at = rest.n;
    int64_t id;

    if (!sv_ends(rest, SV("]")))
        return NULL;
    while (at > 0 && rest.p[at - 1] != '[')
        at--;
    digits = sv_sub(rest, at, rest.n - at - 1);
    if (at == 0 || !sv_starts(digits, SV("#")) || !sv_int(sv_sub(digits, 1, digits.n), &id))
        return NULL;
    title = sv_trim(sv_sub(rest, 0, at - 1));
    item = refs_item(s, t->reg, id);
    return item && (sv_empty(title) || sv_eq(folded(title, s->a), folded(item->title, s->a))) ? item : NULL;
}

static void look_up(struct refs *s, struct set *t, struct sv text, struct sv key, struct refs_answer *out)
{
    const struct ids *ids = NULL;

    for (int i = 0; i < TIER_COUNT && !ids; i++)
        ids = map_get(t->names[i], key);
    if (ids && ids->n == 1) {
        out->item = &t->items[ids->at[0]];
    } else if (ids) {
        several(s, t, ids, out);
    } else {
        out->item = by_mark(s, t, text);
        if (!out->item)
            find_near(s, t, value_line(text, s->a), out);
    }
}

const struct refs_answer *refs_find(struct refs *s, const struct reg *target, struct sv text,
                                    struct arena *scratch)
{
    static const struct refs_answer nobody = { 0 };
    struct set *t = set_of(s, target);
    struct refs_answer *out;
    struct sv key;

    if (!t)
        return &nobody;
    key = folded(text, scratch);
    out = map_get(t->asked, key);
    if (!out) {
        out = ARENA_NEW(s->a, struct refs_answer);
        look_up(s, t, text, key, out);
        map_put(t->asked, arena_dup(s->a, key), out);
    }
    return out;
}

bool refs_answer_put(struct refs *s, const struct reg *target, struct sv text, int64_t id)
{
    struct set *t = set_of(s, target);
    const struct refs_item *item = refs_item(s, target, id);
    struct refs_answer *out;

    if (!t || !item)
        return false;
    out = ARENA_NEW(s->a, struct refs_answer);
    out->item = item;
    map_put(t->asked, folded(text, s->a), out);
    return true;
}

/* --- naming ------------------------------------------------------------------------------------------------------------- */

static bool means(struct refs *s, const struct reg *target, struct sv text, const struct refs_item *item)
{
    ptrdiff_t cut = text.p ? sv_find(text, SV(";")) : -1;

    /* Several names stand in one cell, parted by these. */
    return !sv_empty(text) && cut < 0 && sv_find(text, SV("|")) < 0 && !value_is_none(text) &&
           refs_find(s, target, text, s->a)->item == item;
}

static struct sv name_of(struct refs *s, const struct reg *target, const struct refs_item *item)
{
    if (means(s, target, item->title, item))
        return item->title;
    if (means(s, target, item->code, item))
        return item->code;
    if (means(s, target, item->nomor, item))
        return item->nomor;
    return arena_printf(s->a, "[#%lld]", (long long) item->id);
}

struct sv refs_name(struct refs *s, const struct reg *target, int64_t id)
{
    const struct refs_item *item = refs_item(s, target, id);
    struct set *t = set_of(s, target);
    size_t at;

    if (!item)
        return SV_NULL;
    at = (size_t) (item - t->items);
    if (!t->written)
        t->written = ARENA_ARRAY(s->a, struct sv, t->n);
    if (!t->written[at].p)
        t->written[at] = name_of(s, target, item);
    return t->written[at];
}

struct sv refs_label(const struct refs_item *i, struct arena *a)
{
    struct sv title = sv_empty(i->title) ? i->nomor : i->title;
    struct sv tail = i->code.p ? i->code : i->nomor;

    if (sv_empty(title))
        return arena_printf(a, "[#%lld]", (long long) i->id);
    return tail.p && !sv_eq(tail, title) ? arena_printf(a, "%.*s (%.*s)", SV_FMT(title), SV_FMT(tail))
                                         : title;
}

size_t refs_count(const struct refs *s, const struct reg *target)
{
    const struct set *t = set_of(s, target);

    return t ? t->n : 0;
}

const struct refs_item *refs_at(const struct refs *s, const struct reg *target, size_t i)
{
    const struct set *t = set_of(s, target);

    assert(t && i < t->n);
    return &t->items[i];
}

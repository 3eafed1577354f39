/* SPDX-License-Identifier: MIT
 * who/who_deputy.c -- posts lent for some days (register pendelegasian), and what a Surat Tugas opens.
 *
 * Whatever the rows say, the reading here denies by default: both days must be given and enclose today, both accounts must be
 * active and within their own term, an auditor neither lends nor borrows, nobody borrows from himself, and what is lent is
 * the post of the giver's own account, so a post that was borrowed cannot be lent on. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "who/who_priv.h"

/* --- borrowed posts -------------------------------------------------------------------------------------------------- */

enum { LENT_MAX = 20 }; /* posts one person borrows at once */

struct lent {
    int64_t giver;
    struct sv until;
};

/* Once for each giver, to the latest day; by giver. */
static void keep_lent(struct lent *items, size_t *n, int64_t giver, struct sv until)
{
    size_t at = 0;

    while (at < *n && items[at].giver < giver)
        at++;
    if (at < *n && items[at].giver == giver) {
        if (sv_cmp(until, items[at].until) > 0)
            items[at].until = until;
        return;
    }
    for (size_t i = *n; i > at; i--)
        items[i] = items[i - 1];
    items[at] = (struct lent){ giver, until };
    ++*n;
}

/* Asked on each request: found by the index of `penerima`, sorted here and not there. */
static bool load_lent(struct db *db, int64_t akun, struct sv today, struct arena *a, struct lent **out,
                      size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(
                 db,
                 SV("select pemberi, selesai from pendelegasian where penerima = $1 and dihapus is null "
                    "and status = 'aktif' and mulai <= $2 and selesai >= $2 and pemberi <> penerima "
                    "limit 20"),
                 &q, e) &&
             stmt_int(q, 1, akun, e) && stmt_text(q, 2, today, e);

    *out = ARENA_ARRAY(a, struct lent, LENT_MAX);
    while (ok && *n < LENT_MAX && (ok = stmt_step(q, &row, e)) && row)
        keep_lent(*out, n, stmt_get_int(q, 0), arena_dup(a, stmt_get_text(q, 1)));
    stmt_done(q);
    return ok && arena_ok(a, e);
}

/* "Plt. Kepala Dinas" lent is "Plh. Kepala Dinas": what counts is in which way the deputy holds it. */
static struct sv plh_title(struct sv title, struct arena *a)
{
    if (sv_starts(title, SV("Plt. ")) || sv_starts(title, SV("Plh. ")))
        title = sv_sub(title, 5, title.n);
    return arena_printf(a, "Plh. %.*s", SV_FMT(title));
}

/* One lent post as an actor of its own; *out stays NULL when it gives nothing. */
static bool one(struct db *db, const struct who_levels *l, const struct lent *lent, struct sv today,
                struct arena *a, struct actor **out, struct err *e)
{
    struct actor *as = ARENA_NEW(a, struct actor), *bare = ARENA_NEW(a, struct actor);
    struct err why = { 0 };

    if (!who_account_load(db, l, lent->giver, today, a, as, &why)) {
        if (why.kind == ERR_DENIED)
            return true; /* his account has ended, and what he lent with it */
        *e = why;
        return false;
    }
    if (as->auditor || !as->n_posts)
        return true;
    as->posts[0].behalf = lent->giver;
    as->posts[0].title = plh_title(as->posts[0].title, a);
    *bare = (struct actor){ .akun = as->akun, .nama = as->nama, .posts = as->posts, .n_posts = 1 };
    *out = bare;
    return who_fill_reach(db, bare, today, a, e);
}

bool who_deputies_load(struct db *db, const struct who_levels *l, struct actor *who, struct sv today,
                       struct arena *a, struct err *e)
{
    struct lent *lent = NULL;
    struct deputy *items;
    struct actor *own;
    struct post *posts;
    size_t n = 0, count = 0;

    if (who->auditor)
        return true;
    if (!load_lent(db, who->akun, today, a, &lent, &n, e))
        return false;
    items = ARENA_ARRAY(a, struct deputy, n);
    for (size_t i = 0; i < n; i++) {
        struct actor *as = NULL;

        if (!one(db, l, &lent[i], today, a, &as, e))
            return false;
        if (as)
            items[count++] = (struct deputy){ as->akun, as->nama, as->posts[0].title, lent[i].until, as };
    }
    if (!count)
        return arena_ok(a, e);
    own = ARENA_NEW(a, struct actor);
    *own = *who;
    if (!who_fill_reach(db, own, today, a, e))
        return false;
    posts = ARENA_ARRAY(a, struct post, who->n_posts + count);
    for (size_t i = 0; i < who->n_posts; i++)
        posts[i] = who->posts[i];
    for (size_t i = 0; i < count; i++)
        posts[who->n_posts + i] = items[i].as->posts[0];
    who->posts = posts;
    who->n_posts += count;
    who->own = own;
    who->deputies = items;
    who->n_deputies = count;
    return arena_ok(a, e);
}

static bool active_account(struct db *db, const struct who_levels *l, int64_t akun, struct sv today,
                           struct arena *a, bool *active, struct err *e)
{
    struct actor who = { .akun = 0 };
    struct err why = { 0 };

    *active = who_account_load(db, l, akun, today, a, &who, &why) && !who.auditor;
    if (why.kind != ERR_NONE && why.kind != ERR_DENIED)
        *e = why;
    return why.kind == ERR_NONE || why.kind == ERR_DENIED;
}

static bool add_deputy(struct db *db, const struct who_levels *l, int64_t id, struct sv today,
                       struct arena *a, int64_t **akun, size_t *n, size_t *cap, struct err *e)
{
    bool active;

    for (size_t i = 0; i < *n; i++)
        if ((*akun)[i] == id)
            return true;
    if (!active_account(db, l, id, today, a, &active, e))
        return false;
    if (active)
        *ARENA_PUSH(a, *akun, *n, *cap) = id;
    return arena_ok(a, e);
}

bool who_deputies_of(struct db *db, const struct who_levels *l, struct sv today, struct arena *a,
                     int64_t **akun, size_t *n, struct err *e)
{
    size_t holders = *n, cap = holders, count = 0, room = 0;
    int64_t *list = ARENA_ARRAY(a, int64_t, *n + 1), *found = NULL;
    struct stmt *q = NULL;
    bool row, ok;

    for (size_t i = 0; i < holders; i++)
        list[i] = (*akun)[i];
    ok = !holders ||
         (db_prepare(
              db,
              SV("select pemberi, penerima from pendelegasian where dihapus is null and status = 'aktif' "
                 "and mulai <= $1 and selesai >= $1 and pemberi <> penerima order by id limit 1000"),
              &q, e) &&
          stmt_text(q, 1, today, e));
    while (ok && holders && (ok = stmt_step(q, &row, e)) && row)
        for (size_t i = 0; i < holders; i++)
            if (list[i] == stmt_get_int(q, 0))
                *ARENA_PUSH(a, found, count, room) = stmt_get_int(q, 1);
    stmt_done(q);
    for (size_t i = 0; ok && i < count; i++)
        ok = add_deputy(db, l, found[i], today, a, &list, n, &cap, e);
    *akun = list;
    return ok;
}

/* --- Surat Tugas ------------------------------------------------------------------------------------------------------- */

static int by_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *) x, b = *(const int64_t *) y;

    return (a > b) - (a < b);
}

bool who_limit_load(struct db *db, const struct who_levels *l, const struct who_scope_text *t,
                    struct actor *who, struct arena *a, struct err *e)
{
    struct who_limit *m = &who->limit;
    struct sv rest = t->agencies, piece, *keys = NULL;
    int64_t *units = NULL, pd;
    size_t n = 0, cap = 0, n_keys = 0, room = 0;
    struct date last;

    while (rest.p && sv_cut(&rest, '|', &piece))
        if (sv_int(piece, &pd)) {
            m->agencies = true;
            if (!who_units_below(db, pd, a, &units, &n, &cap, e))
                return false;
        }
    if (n)
        qsort(units, n, sizeof *units, by_id);
    for (rest = t->registers; rest.p && sv_cut(&rest, '|', &piece);)
        if (piece.n)
            *ARENA_PUSH(a, keys, n_keys, room) = piece;
    m->units = units;
    m->n_units = n;
    m->registers = keys;
    m->n_registers = n_keys;
    m->first = t->first;
    m->last = t->last;
    if (t->last.n && date_parse(t->last, &last))
        m->before = arena_dup(a, sv_of(time_iso(time_of_date(date_add_days(last, 1), l->zone_min)).s));
    m->on = m->agencies || n_keys || m->before.n;
    return arena_ok(a, e);
}

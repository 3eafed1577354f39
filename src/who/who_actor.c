/* SPDX-License-Identifier: MIT
 * who/who_actor.c -- levels of office, and an actor built from his account, his posts and the region's role mapping. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/problems.h"
#include "json/json.h"
#include "who/who_priv.h"

bool who_levels_load(const struct json *roles_yaml, struct arena *a, struct who_levels **out,
                     struct problems *ps)
{
    const struct json *map = json_get(roles_yaml, SV("levels"));
    struct who_levels *l = ARENA_NEW(a, struct who_levels);
    size_t n = map && map->type == JSON_MAP ? map->n : 0, had = ps->n;

    l->keys = ARENA_ARRAY(a, struct sv, n);
    l->labels = ARENA_ARRAY(a, struct sv, n);
    l->ranks = ARENA_ARRAY(a, int, n);
    for (const struct json *v = n ? map->first : NULL; v; v = v->next) {
        l->keys[l->n] = v->key;
        l->labels[l->n] = json_text(v, SV("label")).p ? json_text(v, SV("label")) : v->key;
        l->ranks[l->n] = (int) json_number(v, SV("rank"), 0);
        if (l->ranks[l->n] < 1 || l->ranks[l->n] > 9)
            problems_add(ps, v->key, T("Jenjang \"%.*s\" memerlukan rank 1 sampai 9."), SV_FMT(v->key))
                ->line = v->line;
        l->n++;
    }
    if (!n)
        problems_add(ps, SV("levels"), T("data/roles.yaml tidak menyebut jenjang (levels)."));
    *out = l;
    return ps->n == had;
}

void who_levels_zone(struct who_levels *l, int zone_min)
{
    l->zone_min = zone_min;
}

int who_level_rank(const struct who_levels *l, struct sv level)
{
    for (size_t i = 0; i < l->n; i++)
        if (sv_eq(l->keys[i], level))
            return l->ranks[i];
    return 0;
}

struct sv who_level_label(const struct who_levels *l, struct sv level)
{
    for (size_t i = 0; i < l->n; i++)
        if (sv_eq(l->keys[i], level))
            return l->labels[i];
    return level;
}

/* --- the account ---------------------------------------------------------------------------------------------------- */

static bool denied(struct err *e)
{
    err_set(e, ERR_DENIED, T("Akun ini tidak aktif atau masa tugasnya sudah berakhir."));
    return err_hint(e, T("Hubungi administrator untuk memperbarui surat penugasan Anda."));
}

static bool multi_has(struct sv stored, struct sv key)
{
    struct sv piece;

    while (stored.p && sv_cut(&stored, '|', &piece))
        if (sv_eq(piece, key))
            return true;
    return false;
}

bool who_in_term(struct sv from, struct sv to, struct sv today)
{
    return (sv_empty(from) || sv_cmp(from, today) <= 0) && (sv_empty(to) || sv_cmp(to, today) >= 0);
}

static struct sv post_title(struct sv nature, struct sv title, struct arena *a)
{
    const char *prefix = sv_eq(nature, SV("plt")) ? "Plt. " : sv_eq(nature, SV("plh")) ? "Plh. " : "";

    return arena_printf(a, "%s%.*s", prefix, SV_FMT(title));
}

bool who_account_load(struct db *db, const struct who_levels *l, int64_t akun, struct sv today,
                      struct arena *a, struct actor *who, struct err *e)
{
    struct who_scope_text scope = { .agencies = SV_NULL };
    struct stmt *q = NULL;
    bool
        row = false,
        ok =
            db_prepare(
                db,
                SV("select nama, nama_pengguna, coalesce(jabatan, ''), coalesce(perangkat_daerah, 0), "
                   "coalesce(jenjang, ''), coalesce(sifat, ''), mulai, selesai, coalesce(peran_khusus, ''), "
                   "coalesce(akses_rahasia, 0), dasar_nomor, lingkup_perangkat_daerah, lingkup_register, "
                   "lingkup_mulai, lingkup_selesai from akun where id = $1 and dihapus is null and status = 'aktif'"),
                &q, e) &&
            stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    if (ok && (!row || !who_in_term(stmt_get_text(q, 6), stmt_get_text(q, 7), today)))
        ok = denied(e);
    if (ok) {
        struct sv level = arena_dup(a, stmt_get_text(q, 4));

        who->akun = akun;
        who->nama = arena_dup(a, stmt_get_text(q, 0));
        who->nama_pengguna = arena_dup(a, stmt_get_text(q, 1));
        who->administrator = multi_has(stmt_get_text(q, 8), SV("administrator"));
        who->auditor = multi_has(stmt_get_text(q, 8), SV("auditor"));
        who->sees_secret = stmt_get_int(q, 9) != 0;
        who->posts = ARENA_NEW(a, struct post);
        who->posts[0] = (struct post){ .pd = stmt_get_int(q, 3),
                                       .level = level,
                                       .rank = who_level_rank(l, level),
                                       .title = post_title(stmt_get_text(q, 5), stmt_get_text(q, 2), a) };
        who->n_posts = who->posts[0].pd ? 1 : 0;
        who->limit.until = arena_dup(a, stmt_get_text(q, 7));
        who->limit.letter = arena_dup(a, stmt_get_text(q, 10));
        scope =
            (struct who_scope_text){ arena_dup(a, stmt_get_text(q, 11)), arena_dup(a, stmt_get_text(q, 12)),
                                     arena_dup(a, stmt_get_text(q, 13)), arena_dup(a, stmt_get_text(q, 14)) };
    }
    stmt_done(q);
    return ok && (!who->auditor || who_limit_load(db, l, &scope, who, a, e));
}

/* --- the tree of offices: agencies below a post are his own, the roles of the offices above it are shared ---------------- */

/* Both walks end after 32 levels, so a cycle in the data ends too; an agency that was removed ends them as well. */
#define BELOW                                                                                                              \
    "with recursive bawah (id, tingkat) as (select p.id, 0 from perangkat_daerah p where p.id = $1 and p.dihapus is null " \
    "union select p.id, b.tingkat + 1 from perangkat_daerah p join bawah b on p.induk = b.id "                             \
    "where p.dihapus is null and b.tingkat < 32) "
#define ABOVE                                                                                                             \
    "with recursive atas (id, tingkat) as (select p.id, 0 from perangkat_daerah p where p.id = $1 and p.dihapus is null " \
    "union select p.id, a.tingkat + 1 from atas a join perangkat_daerah anak on anak.id = a.id "                          \
    "join perangkat_daerah p on p.id = anak.induk where p.dihapus is null and a.tingkat < 32) "

struct owned {
    int64_t id;
    int rank;
};

static int by_id(const void *x, const void *y)
{
    const struct owned *a = x, *b = y;

    return a->id != b->id ? (a->id > b->id) - (a->id < b->id) : b->rank - a->rank;
}

bool who_units_below(struct db *db, int64_t pd, struct arena *a, int64_t **units, size_t *n, size_t *cap,
                     struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV(BELOW "select distinct id from bawah"), &q, e) && stmt_int(q, 1, pd, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, *units, *n, *cap) = stmt_get_int(q, 0);
    stmt_done(q);
    return ok && arena_ok(a, e);
}

static bool walk_down(struct db *db, const struct post *post, struct arena *a, struct owned **items,
                      size_t *n, size_t *cap, struct err *e)
{
    int64_t *ids = NULL;
    size_t count = 0, room = 0;

    if (!who_units_below(db, post->pd, a, &ids, &count, &room, e))
        return false;
    for (size_t i = 0; i < count; i++)
        *ARENA_PUSH(a, *items, *n, *cap) = (struct owned){ ids[i], post->rank };
    return arena_ok(a, e);
}

static bool fill_units(struct db *db, struct actor *who, struct arena *a, struct err *e)
{
    struct owned *items = NULL;
    size_t n = 0, cap = 0;

    for (size_t p = 0; p < who->n_posts; p++)
        if (!walk_down(db, &who->posts[p], a, &items, &n, &cap, e))
            return false;
    if (n)
        qsort(items, n, sizeof *items, by_id);
    who->units = ARENA_ARRAY(a, int64_t, n);
    who->unit_rank = ARENA_ARRAY(a, int, n);
    for (size_t i = 0; i < n;
         i++) { /* of an agency that several posts reach, the highest rank stands first */
        if (i && items[i].id == items[i - 1].id)
            continue;
        who->units[who->n_units] = items[i].id;
        who->unit_rank[who->n_units++] = items[i].rank;
    }
    return true;
}

static bool fill_roles(struct db *db, struct actor *who, struct sv today, struct arena *a, struct err *e)
{
    size_t cap = 0;
    bool ok = true;

    for (size_t p = 0; ok && p < who->n_posts; p++) {
        struct stmt *q = NULL;
        bool row;

        ok = db_prepare(
                 db,
                 SV(ABOVE
                    "select m.peran, m.perangkat_daerah, m.mulai, m.selesai from pemetaan_peran m "
                    "where m.dihapus is null and m.perangkat_daerah in (select id from atas) order by m.id"),
                 &q, e) &&
             stmt_int(q, 1, who->posts[p].pd, e);
        while (ok && (ok = stmt_step(q, &row, e)) && row)
            if (who_in_term(stmt_get_text(q, 2), stmt_get_text(q, 3), today))
                *ARENA_PUSH(a, who->roles, who->n_roles, cap) =
                    (struct actor_role){ arena_dup(a, stmt_get_text(q, 0)), stmt_get_int(q, 1),
                                         who->posts[p].rank };
        stmt_done(q);
        ok = ok && arena_ok(a, e);
    }
    return ok;
}

bool who_fill_reach(struct db *db, struct actor *who, struct sv today, struct arena *a, struct err *e)
{
    return fill_units(db, who, a, e) && fill_roles(db, who, today, a, e);
}

bool who_actor_load(struct db *db, const struct who_levels *l, int64_t akun, struct date today,
                    struct arena *a, struct actor **out, struct err *e)
{
    struct actor *who = ARENA_NEW(a, struct actor);
    struct sv day = arena_dup(a, sv_of(date_iso(today).s));

    if (!who_account_load(db, l, akun, day, a, who, e) || !who_deputies_load(db, l, who, day, a, e) ||
        !who_fill_reach(db, who, day, a, e))
        return false;
    *out = who;
    return true;
}

/* --- the other way: who holds a role -------------------------------------------------------------------------------------- */

struct holders {
    struct db *db;
    const struct who_levels *l;
    struct arena *a;
    struct sv today;
    int min_rank;
    int64_t *ids;
    size_t n, cap;
};

/* Accounts that the statement names (id, jenjang, mulai, selesai, peran_khusus), each once; an auditor acts for nobody. */
static bool take(struct holders *h, struct stmt *q, bool ranked, struct err *e)
{
    bool row, ok = true;

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        bool known = false;

        if ((ranked && who_level_rank(h->l, stmt_get_text(q, 1)) < h->min_rank) ||
            !who_in_term(stmt_get_text(q, 2), stmt_get_text(q, 3), h->today) ||
            multi_has(stmt_get_text(q, 4), SV("auditor")))
            continue;
        for (size_t i = 0; i < h->n; i++)
            known = known || h->ids[i] == stmt_get_int(q, 0);
        if (!known)
            *ARENA_PUSH(h->a, h->ids, h->n, h->cap) = stmt_get_int(q, 0);
    }
    return ok && arena_ok(h->a, e);
}

#define HOLDERS                                                                                       \
    "select k.id, k.jenjang, k.mulai, k.selesai, k.peran_khusus from akun k where k.dihapus is null " \
    "and k.status = 'aktif' and "

static bool administrators(struct holders *h, struct err *e)
{
    struct stmt *q = NULL;
    bool ok =
        db_prepare(h->db, SV(HOLDERS "coalesce(k.peran_khusus, '') like '%|administrator|%' order by k.id"),
                   &q, e) &&
        take(h, q, false, e);

    stmt_done(q);
    return ok;
}

/* Posts in the agency itself or in an office above it. */
static bool owners(struct holders *h, int64_t pd, struct err *e)
{
    struct stmt *q = NULL;
    bool ok = db_prepare(h->db, SV(ABOVE HOLDERS "k.perangkat_daerah in (select id from atas) order by k.id"),
                         &q, e) &&
              stmt_int(q, 1, pd, e) && take(h, q, true, e);

    stmt_done(q);
    return ok;
}

static bool office(struct holders *h, int64_t pd, struct err *e)
{
    struct stmt *q = NULL;
    bool ok =
        db_prepare(h->db, SV(BELOW HOLDERS "k.perangkat_daerah in (select id from bawah) order by k.id"), &q,
                   e) &&
        stmt_int(q, 1, pd, e) && take(h, q, true, e);

    stmt_done(q);
    return ok;
}

static bool offices(struct holders *h, struct sv role, struct err *e)
{
    int64_t *pds = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    bool row,
        ok = db_prepare(h->db,
                        SV("select perangkat_daerah, mulai, selesai from pemetaan_peran where peran = $1 "
                           "and dihapus is null and perangkat_daerah is not null order by id"),
                        &q, e) &&
             stmt_text(q, 1, role, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (who_in_term(stmt_get_text(q, 1), stmt_get_text(q, 2), h->today))
            *ARENA_PUSH(h->a, pds, n, cap) = stmt_get_int(q, 0);
    stmt_done(q);
    for (size_t i = 0; ok && i < n; i++)
        ok = office(h, pds[i], e);
    return ok;
}

bool who_holders(struct db *db, const struct who_levels *l, struct sv role, int64_t pd, int min_rank,
                 struct date today, struct arena *a, int64_t **akun, size_t *n, struct err *e)
{
    struct holders h = {
        .db = db, .l = l, .a = a, .today = arena_dup(a, sv_of(date_iso(today).s)), .min_rank = min_rank
    };
    bool ok = sv_eq(role, SV("administrator")) ? administrators(&h, e)
              : sv_eq(role, SV("pd"))          ? owners(&h, pd, e)
                                               : offices(&h, role, e);

    /* What an administrator may is never lent. */
    ok = ok && (sv_eq(role, SV("administrator")) || who_deputies_of(db, l, h.today, a, &h.ids, &h.n, e));
    *akun = h.ids;
    *n = h.n;
    return ok;
}

/* --- what a login still owes ---------------------------------------------------------------------------------------------- */

/* Roles that approve need a second factor: rank two and above, and administrators, who can become anybody. */
static bool approves(const struct actor *who)
{
    for (size_t i = 0; i < who->n_posts; i++)
        if (who->posts[i].rank >= 2)
            return true;
    return who->administrator;
}

/* A token was made by somebody whose login was finished; but the one-time password of an account that was restored stops its
 * tokens as well, and so does a rank that came later without a second factor. */
bool who_actor_owes(struct db *db, struct actor *who, bool asks, bool *has, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db,
                         SV("select coalesce((select wajib_ganti from who_sandi where akun = $1), 0), "
                            "coalesce((select aktif from who_totp where akun = $1), 0)"),
                         &q, e) &&
              stmt_int(q, 1, who->akun, e) && stmt_step(q, &row, e);

    if (ok && row) {
        who->must_change_password = stmt_get_int(q, 0) != 0;
        *has = stmt_get_int(q, 1) != 0;
        who->second_factor_missing = *has ? asks : approves(who);
    }
    stmt_done(q);
    return ok;
}

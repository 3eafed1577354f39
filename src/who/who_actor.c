/* SPDX-License-Identifier: MIT
 * who/who_actor.c -- levels of office, and an actor built from his account, his posts and the region's role mapping. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/problems.h"
#include "json/json.h"
#include "who/who_priv.h"

struct who_levels {
    struct sv *keys, *labels;
    int *ranks;
    size_t n;
};

bool who_levels_load(const struct json *roles_yaml, struct arena *a, struct who_levels **out, struct problems *ps)
{
    const struct json *map = json_get(roles_yaml, SV("levels"));
    struct who_levels *l = ARENA_NEW(a, struct who_levels);
    size_t n = map && map->type == JSON_MAP ? map->n : 0;

    l->keys = ARENA_ARRAY(a, struct sv, n);
    l->labels = ARENA_ARRAY(a, struct sv, n);
    l->ranks = ARENA_ARRAY(a, int, n);
    for (const struct json *v = n ? map->first : NULL; v; v = v->next) {
        l->keys[l->n] = v->key;
        l->labels[l->n] = json_text(v, SV("label")).p ? json_text(v, SV("label")) : v->key;
        l->ranks[l->n] = (int) json_number(v, SV("rank"), 0);
        if (l->ranks[l->n] < 1 || l->ranks[l->n] > 9)
            problems_add(ps, v->key, T("Jenjang \"%.*s\" memerlukan rank 1 sampai 9."), SV_FMT(v->key))->line = v->line;
        l->n++;
    }
    if (!n)
        problems_add(ps, SV("levels"), T("data/roles.yaml tidak menyebut jenjang (levels)."));
    *out = l;
    return ps->n == 0;
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

static bool in_term(struct sv from, struct sv to, struct sv today)
{
    return (sv_empty(from) || sv_cmp(from, today) <= 0) && (sv_empty(to) || sv_cmp(to, today) >= 0);
}

static struct sv post_title(struct sv nature, struct sv title, struct arena *a)
{
    const char *prefix = sv_eq(nature, SV("plt")) ? "Plt. " : sv_eq(nature, SV("plh")) ? "Plh. " : "";

    return arena_printf(a, "%s%.*s", prefix, SV_FMT(title));
}

static bool load_account(struct db *db, const struct who_levels *l, int64_t akun, struct sv today, struct arena *a,
                         struct actor *who, struct err *e)
{
    struct stmt *q = NULL;
    bool row = false,
         ok = db_prepare(db,
                         SV("select nama, nama_pengguna, coalesce(jabatan, ''), coalesce(perangkat_daerah, 0), "
                            "coalesce(jenjang, ''), coalesce(sifat, ''), mulai, selesai, coalesce(peran_khusus, ''), "
                            "coalesce(akses_rahasia, 0) from akun where id = $1 and dihapus is null and status = 'aktif'"),
                         &q, e) &&
              stmt_int(q, 1, akun, e) && stmt_step(q, &row, e);

    if (ok && (!row || !in_term(stmt_get_text(q, 6), stmt_get_text(q, 7), today)))
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
        who->posts[0] = (struct post){ stmt_get_int(q, 3), level, who_level_rank(l, level),
                                       post_title(stmt_get_text(q, 5), stmt_get_text(q, 2), a) };
        who->n_posts = who->posts[0].pd ? 1 : 0;
    }
    stmt_done(q);
    return ok;
}

/* Agencies below each post, and the offices above each post (whose roles it shares): one walk over the whole tree, which
 * is a few hundred rows in the largest region. */
struct unit {
    int64_t id, parent;
};

static bool load_tree(struct db *db, struct arena *a, struct unit **out, size_t *n, struct err *e)
{
    struct unit *items = NULL;
    size_t count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("select id, coalesce(induk, 0) from perangkat_daerah where dihapus is null order by id "
                                 "limit 20000"),
                              &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, items, count, cap) = (struct unit){ stmt_get_int(q, 0), stmt_get_int(q, 1) };
    stmt_done(q);
    *out = items;
    *n = count;
    return ok;
}

static int64_t parent_of(const struct unit *tree, size_t n, int64_t id)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (tree[mid].id == id)
            return tree[mid].parent;
        if (tree[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return 0;
}

enum { TREE_DEPTH = 32 }; /* a cycle in the data ends here */

static bool is_below(const struct unit *tree, size_t n, int64_t id, int64_t above)
{
    for (int depth = 0; id && depth < TREE_DEPTH; depth++, id = parent_of(tree, n, id))
        if (id == above)
            return true;
    return false;
}

static void fill_units(struct actor *who, const struct unit *tree, size_t n, struct arena *a)
{
    who->units = ARENA_ARRAY(a, int64_t, n);
    who->unit_rank = ARENA_ARRAY(a, int, n);
    for (size_t i = 0; i < n; i++) {
        int rank = -1;

        for (size_t p = 0; p < who->n_posts; p++)
            if (who->posts[p].rank > rank && is_below(tree, n, tree[i].id, who->posts[p].pd))
                rank = who->posts[p].rank;
        if (rank < 0)
            continue;
        who->units[who->n_units] = tree[i].id;
        who->unit_rank[who->n_units++] = rank;
    }
}

static bool fill_roles(struct db *db, struct actor *who, const struct unit *tree, size_t n, struct sv today, struct arena *a,
                       struct err *e)
{
    size_t cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db,
                              SV("select peran, perangkat_daerah, mulai, selesai from pemetaan_peran "
                                 "where dihapus is null and perangkat_daerah is not null order by id limit 1000"),
                              &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row) {
        int64_t office = stmt_get_int(q, 1);

        if (!in_term(stmt_get_text(q, 2), stmt_get_text(q, 3), today))
            continue;
        for (size_t p = 0; p < who->n_posts; p++)
            if (is_below(tree, n, who->posts[p].pd, office))
                *ARENA_PUSH(a, who->roles, who->n_roles, cap) =
                    (struct actor_role){ arena_dup(a, stmt_get_text(q, 0)), office, who->posts[p].rank };
    }
    stmt_done(q);
    return ok;
}

bool who_actor_load(struct db *db, const struct who_levels *l, int64_t akun, struct date today, struct arena *a,
                    struct actor **out, struct err *e)
{
    struct actor *who = ARENA_NEW(a, struct actor);
    struct sv day = arena_dup(a, sv_of(date_iso(today).s));
    struct unit *tree;
    size_t n;

    if (!load_account(db, l, akun, day, a, who, e) || !load_tree(db, a, &tree, &n, e))
        return false;
    fill_units(who, tree, n, a);
    if (!fill_roles(db, who, tree, n, day, a, e))
        return false;
    *out = who;
    return arena_ok(a, e);
}

bool who_holders(struct db *db, const struct who_levels *l, struct sv role, int64_t pd, int min_rank, struct date today,
                 struct arena *a, int64_t **akun, size_t *n, struct err *e)
{
    int64_t *all = NULL, *items = NULL;
    size_t n_all = 0, cap_all = 0, count = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok = db_prepare(db, SV("select id from akun where dihapus is null and status = 'aktif' order by id limit 5000"),
                              &q, e);

    while (ok && (ok = stmt_step(q, &row, e)) && row)
        *ARENA_PUSH(a, all, n_all, cap_all) = stmt_get_int(q, 0);
    stmt_done(q);
    for (size_t i = 0; ok && i < n_all; i++) {
        struct actor *who;
        struct err ignored = { 0 };

        if (who_actor_load(db, l, all[i], today, a, &who, &ignored) && who_acts(who, &role, 1, pd, min_rank))
            *ARENA_PUSH(a, items, count, cap) = all[i];
        ok = arena_ok(a, e);
    }
    *akun = items;
    *n = count;
    return ok;
}

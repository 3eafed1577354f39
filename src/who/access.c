/* SPDX-License-Identifier: MIT
 * who/access.c -- the one place that decides who may see and do what. Default deny. */
#include "base/arena.h"
#include "base/buf.h"
#include "who/actor.h"

static const struct actor system_actor = { .nama = SV_INIT("Sistem"), .system = true, .sees_secret = true };

const struct actor *who_system(void)
{
    return &system_actor;
}

/* Index of an agency among the own ones, n_units when it is not. */
static size_t unit_index(const struct actor *who, int64_t pd)
{
    size_t lo = 0, hi = who->n_units;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (who->units[mid] == pd)
            return mid;
        if (who->units[mid] < pd)
            lo = mid + 1;
        else
            hi = mid;
    }
    return who->n_units;
}

bool who_owns(const struct actor *who, int64_t pd)
{
    return pd != 0 && unit_index(who, pd) < who->n_units;
}

int who_rank_in(const struct actor *who, int64_t pd)
{
    size_t i = unit_index(who, pd);

    return i < who->n_units ? who->unit_rank[i] : 0;
}

bool who_has_role(const struct actor *who, struct sv role)
{
    if (sv_eq(role, SV("administrator")))
        return who->administrator;
    if (sv_eq(role, SV("auditor")))
        return who->auditor;
    if (sv_eq(role, SV("pd")))
        return who->n_posts > 0;
    for (size_t i = 0; i < who->n_roles; i++)
        if (sv_eq(who->roles[i].key, role))
            return true;
    return false;
}

int who_rank_as(const struct actor *who, struct sv role)
{
    int rank = 0;

    for (size_t i = 0; i < who->n_roles; i++)
        if (sv_eq(who->roles[i].key, role) && who->roles[i].rank > rank)
            rank = who->roles[i].rank;
    return rank;
}

/* Somebody whose login is not finished has no rights, whatever his roles: a stolen one-time password opens nothing. */
static bool active(const struct actor *who)
{
    return !who->must_change_password && !who->second_factor_missing;
}

bool who_may_write(const struct actor *who)
{
    return who->system || (active(who) && !who->auditor && !sv_eq(who->scope, SV("baca")));
}

bool who_refuse_write(const struct actor *who, struct err *e)
{
    if (who->auditor && who->limit.letter.n) {
        err_set(
            e, ERR_DENIED,
            T("Anda tidak berhak mengubah apa pun: akun pemeriksa dengan Surat Tugas %.*s hanya membaca."),
            SV_FMT(who->limit.letter));
        return err_hint(e, T("Mintalah Perangkat Daerah yang diperiksa mencatat perubahannya."));
    }
    if (who->auditor) {
        err_set(e, ERR_DENIED,
                T("Anda tidak berhak mengubah apa pun: akun auditor dan asesor hanya membaca."));
        return err_hint(e, T("Mintalah pemilik datanya mencatat perubahannya."));
    }
    err_set(e, ERR_DENIED, T("Anda tidak berhak mengubah apa pun di sini."));
    return err_hint(e, T("Selesaikan langkah masuk, atau pakai token berlingkup tulis."));
}

/* --- what a Surat Tugas opens ------------------------------------------------------------------------------------------ */

static bool limited(const struct actor *who)
{
    return who->auditor && who->limit.on && !who->system;
}

static bool listed(const struct sv *items, size_t n, struct sv v)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(items[i], v))
            return true;
    return false;
}

/* The agencies themselves: their names stand on every row. All else must be named by the letter. */
static bool common(const struct who_rule *r)
{
    return sv_eq(r->key, SV("perangkat_daerah"));
}

static bool limit_opens(const struct actor *who, const struct who_rule *r)
{
    return common(r) || !who->limit.n_registers ||
           listed(who->limit.registers, who->limit.n_registers, r->key);
}

static bool limit_reaches(const struct actor *who, const struct who_rule *r, int64_t pd)
{
    if (!r->scoped || !who->limit.agencies)
        return true;
    for (size_t i = 0; i < who->limit.n_units; i++)
        if (who->limit.units[i] == pd)
            return true;
    return false;
}

bool who_has_period(const struct actor *who)
{
    return limited(who) && who->limit.before.n > 0;
}

bool who_in_period(const struct actor *who, const struct who_rule *r, struct sv recorded)
{
    return !who_has_period(who) || common(r) || sv_cmp(recorded, who->limit.before) < 0;
}

bool who_acts(const struct actor *who, const struct sv *roles, size_t n, int64_t pd, int min_rank)
{
    if (who->system)
        return true;
    if (!who_may_write(who))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (sv_eq(roles[i], SV("administrator")) && who->administrator)
            return true;
        if (sv_eq(roles[i], SV("pd"))) {
            if (who_owns(who, pd) && who_rank_in(who, pd) >= min_rank)
                return true;
        } else if (who_has_role(who, roles[i]) && !sv_eq(roles[i], SV("administrator")) &&
                   who_rank_as(who, roles[i]) >= min_rank) {
            return true;
        }
    }
    return false;
}

/* How far the register's own `read` lets this actor: `pd` in it means the rows of one's own agency, no others. */
static enum who_reach reach_into(const struct actor *who, const struct who_rule *r)
{
    enum who_reach out = WHO_NONE;

    if (who->system)
        return WHO_ALL;
    if (!active(who))
        return WHO_NONE;
    if (limited(who))
        return limit_opens(who, r) ? WHO_ALL : WHO_NONE;
    if (who->auditor || who->administrator || listed(r->read, r->n_read, SV("semua")))
        return WHO_ALL;
    for (size_t i = 0; i < r->n_read; i++) {
        if (!who_has_role(who, r->read[i]))
            continue;
        if (!r->scoped || !sv_eq(r->read[i], SV("pd")))
            return WHO_ALL;
        out = WHO_OWN;
    }
    return out;
}

bool who_may_open(const struct actor *who, const struct who_rule *r)
{
    return reach_into(who, r) != WHO_NONE;
}

/* How far into rows of one classification level this actor sees. */
static enum who_reach reach_of(const struct actor *who, const struct who_level *level, bool top)
{
    enum who_reach out = WHO_NONE;

    if (who->system || who->auditor)
        return WHO_ALL;
    if (top && !who->sees_secret)
        return WHO_NONE;
    for (size_t i = 0; i < level->n_see; i++) {
        if (sv_eq(level->see[i], SV("semua")))
            return WHO_ALL;
        if (sv_eq(level->see[i], SV("pemilik")))
            out = WHO_OWN;
        else if (who_has_role(who, level->see[i]))
            return WHO_ALL;
    }
    return out;
}

/* The highest level of a scheme with more than one asks for the account's own permission besides. */
static bool is_top(const struct who_scheme *s, size_t i)
{
    return s->n > 1 && i == s->n - 1;
}

bool who_may_see(const struct actor *who, const struct who_scheme *s, const struct who_rule *r, int64_t pd,
                 struct sv klasifikasi)
{
    enum who_reach into = reach_into(who, r);

    if (into == WHO_NONE || (into == WHO_OWN && !who_owns(who, pd)))
        return false;
    if (who->system || who->auditor)
        return !limited(who) || limit_reaches(who, r, pd);
    for (size_t i = 0; i < s->n; i++) {
        enum who_reach reach;

        if (!sv_eq(s->levels[i].key, klasifikasi))
            continue;
        reach = reach_of(who, &s->levels[i], is_top(s, i));
        return reach == WHO_ALL || (reach == WHO_OWN && who_owns(who, pd));
    }
    return false; /* a level nobody declared is nobody's to see */
}

bool who_may_see_both(const struct actor *who, const struct who_scheme *s, const struct who_rule *r,
                      int64_t pd, int64_t party, struct sv klasifikasi)
{
    return who_may_see(who, s, r, pd, klasifikasi) ||
           (who_owns(who, party) && who_may_see(who, s, r, party, klasifikasi));
}

bool who_may_create(const struct actor *who, const struct who_rule *r, int64_t pd)
{
    if (who->system)
        return true;
    if (!who_may_write(who) || !who_may_open(who, r))
        return false;
    if (who->administrator)
        return true;
    for (size_t i = 0; i < r->n_write; i++) {
        if (sv_eq(r->write[i], SV("pd"))) {
            if (r->scoped ? who_owns(who, pd) : who->n_posts > 0)
                return true;
        } else if (!sv_eq(r->write[i], SV("administrator")) && who_has_role(who, r->write[i])) {
            return true;
        }
    }
    return false;
}

bool who_may_edit(const struct actor *who, const struct who_scheme *s, const struct who_rule *r, int64_t pd,
                  struct sv klasifikasi)
{
    return who_may_see(who, s, r, pd, klasifikasi) && who_may_create(who, r, pd);
}

bool who_may_field(const struct actor *who, const struct sv *roles, size_t n, int64_t pd)
{
    if (n == 0 || who->system)
        return true;
    if (!active(who))
        return false;
    if (who->administrator || who->auditor)
        return true;
    for (size_t i = 0; i < n; i++) {
        if (sv_eq(roles[i], SV("semua")))
            return true;
        if (sv_eq(roles[i], SV("pd"))) {
            if (pd ? who_owns(who, pd) : who->n_posts > 0)
                return true;
        } else if (who_has_role(who, roles[i])) {
            return true;
        }
    }
    return false;
}

enum who_reach who_field_reach(const struct actor *who, const struct sv *roles, size_t n)
{
    bool own = false;

    if (n == 0 || who->system)
        return WHO_ALL;
    if (!active(who))
        return WHO_NONE;
    if (who->administrator || who->auditor)
        return WHO_ALL;
    for (size_t i = 0; i < n; i++) {
        if (sv_eq(roles[i], SV("pd")))
            own = who->n_units > 0;
        else if (sv_eq(roles[i], SV("semua")) || who_has_role(who, roles[i]))
            return WHO_ALL;
    }
    return own ? WHO_OWN : WHO_NONE;
}

/* --- the same as SQL -------------------------------------------------------------------------------------------------- */

struct where {
    struct sv alias;
    struct arena *a;
    int *next;
    struct who_binds *binds;
    struct buf *sql;
};

static void param(struct where *w, struct sv v, bool is_int)
{
    *ARENA_PUSH(w->a, w->binds->items, w->binds->n, w->binds->cap) = (struct who_bind){ v, is_int };
    buf_printf(w->sql, "$%d", (*w->next)++);
}

static void column(struct where *w, struct sv name)
{
    buf_put(w->sql, w->alias);
    buf_char(w->sql, '.');
    buf_put(w->sql, name);
}

/* alias.klasifikasi in (levels with at least this reach); how many there are. */
static size_t levels_from(struct where *w, const struct actor *who, const struct who_scheme *s,
                          enum who_reach least)
{
    size_t n = 0;

    column(w, SV("klasifikasi"));
    buf_put(w->sql, SV(" in ("));
    for (size_t i = 0; i < s->n; i++) {
        if (reach_of(who, &s->levels[i], is_top(s, i)) < least)
            continue;
        if (n++)
            buf_char(w->sql, ',');
        param(w, s->levels[i].key, false);
    }
    if (!n)
        buf_put(w->sql, SV("''"));
    buf_char(w->sql, ')');
    return n;
}

static void agencies(struct where *w, struct sv col, const int64_t *units, size_t n)
{
    column(w, col);
    if (n == 1) { /* the ordinary case, said so that an index gives the order too */
        buf_put(w->sql, SV(" = "));
        param(w, arena_printf(w->a, "%lld", (long long) units[0]), true);
        return;
    }
    buf_put(w->sql, SV(" in (-1"));
    for (size_t i = 0; i < n; i++) {
        buf_char(w->sql, ',');
        param(w, arena_printf(w->a, "%lld", (long long) units[i]), true);
    }
    buf_char(w->sql, ')');
}

static void own_agencies(struct where *w, const struct actor *who)
{
    agencies(w, SV("perangkat_daerah"), who->units, who->n_units);
}

/* Rows of one's own agencies, or those that name one of them as their other party. */
static void own_rows(struct where *w, const struct actor *who, const struct who_rule *r)
{
    if (!r->party.p) {
        own_agencies(w, who);
        return;
    }
    buf_char(w->sql, '(');
    own_agencies(w, who);
    buf_put(w->sql, SV(" or "));
    agencies(w, r->party, who->units, who->n_units);
    buf_char(w->sql, ')');
}

static void limit_sql(struct where *w, const struct actor *who, const struct who_rule *r)
{
    bool narrow = limited(who) && !common(r), period = narrow && who_has_period(who),
         units = narrow && r->scoped && who->limit.agencies;

    buf_put(w->sql, units && period ? SV("(") : SV(""));
    if (units)
        agencies(w, SV("perangkat_daerah"), who->limit.units, who->limit.n_units);
    if (period) {
        buf_put(w->sql, units ? SV(" and ") : SV(""));
        column(w, SV("dibuat_pada"));
        buf_put(w->sql, SV(" < "));
        param(w, who->limit.before, false);
    }
    buf_put(w->sql, units && period ? SV(")") : SV(""));
    if (!units && !period)
        buf_put(w->sql, SV("1 = 1"));
}

static size_t levels_with(const struct actor *who, const struct who_scheme *s, enum who_reach reach)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += reach_of(who, &s->levels[i], is_top(s, i)) == reach;
    return n;
}

/* Own agencies are written once: the head of a large office owns thousands, and engines limit parameters. */
void who_where(const struct actor *who, const struct who_scheme *s, const struct who_rule *r, struct sv alias,
               struct arena *a, int *next, struct who_binds *binds, struct buf *sql)
{
    struct where w = { alias, a, next, binds, sql };
    enum who_reach into = reach_into(who, r);

    if (into == WHO_NONE) {
        buf_put(sql, SV("1 = 0"));
        return;
    }
    if (who->system || who->auditor) {
        limit_sql(&w, who, r);
        return;
    }
    buf_char(sql, '(');
    if (into == WHO_OWN) {
        own_rows(&w, who, r);
        buf_put(sql, SV(" and "));
        levels_from(&w, who, s, WHO_OWN);
    } else {
        levels_from(&w, who, s, WHO_ALL);
        if (who->n_units && levels_with(who, s, WHO_OWN)) {
            buf_put(sql, SV(" or ("));
            levels_from(&w, who, s, WHO_OWN);
            buf_put(sql, SV(" and "));
            own_rows(&w, who, r);
            buf_char(sql, ')');
        }
    }
    buf_char(sql, ')');
}

void who_where_own(const struct actor *who, struct sv alias, struct arena *a, int *next,
                   struct who_binds *binds, struct buf *sql)
{
    own_agencies(&(struct where){ alias, a, next, binds, sql }, who);
}

/* Terms only narrow the candidates of a search; rows are judged again when they are read. */
void who_terms(const struct actor *who, const struct who_scheme *s, struct arena *a, struct sv **terms,
               size_t *n)
{
    size_t cap = 0, all = 0, count = 0;
    struct sv *items = NULL;

    *terms = NULL;
    *n = 0;
    for (size_t i = 0; i < s->n; i++)
        all += reach_of(who, &s->levels[i], is_top(s, i)) == WHO_ALL;
    if (who->system || who->auditor || all == s->n)
        return;
    for (size_t i = 0; i < s->n; i++)
        if (reach_of(who, &s->levels[i], is_top(s, i)) == WHO_ALL)
            *ARENA_PUSH(a, items, count, cap) = arena_printf(a, "k%.*s", SV_FMT(s->levels[i].key));
    for (size_t i = 0; i < who->n_units; i++)
        *ARENA_PUSH(a, items, count, cap) = arena_printf(a, "pd%lld", (long long) who->units[i]);
    if (!count)
        *ARENA_PUSH(a, items, count, cap) = SV("tidakada");
    *terms = items;
    *n = count;
}

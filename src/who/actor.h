/* SPDX-License-Identifier: MIT
 * who/actor.h -- the person (or program) a request acts for, and the one place that decides what he may do.
 *
 * An actor is built once for a request (who/session.h, who/token.h, who_system()) and read-only afterwards.
 * Default deny: what no rule allows is refused. Pages and API ask the same functions.
 *
 * Roles are keys of data/roles.yaml. An actor holds an office role (`dinas`) when one of his posts is in the office the
 * region mapped to it (register pemetaan_peran) or in a unit below that office, on the day in question. `pd` is held by
 * every post: rights through it reach the rows of the post's agency and of the units below it ("own" rows). */
#ifndef WHO_ACTOR_H
#define WHO_ACTOR_H

#include "base/err.h"
#include "base/sv.h"

struct arena;
struct buf;

struct post {
    int64_t pd;      /* perangkat_daerah.id */
    struct sv level; /* key of roles.yaml `levels`; absent: none */
    int rank;        /* 1 operator/pelaksana, 2 verifikator/kepala_bidang, 3 kepala; 0: none */
    struct sv title; /* position as printed, with Plt./Plh. */
    int64_t behalf;  /* whose post it is, for a deputy; 0: his own */
};

/* A deputy (Plh.) does for some days what another account's post may do; register pendelegasian names both and the days.
 * Delegated is the post alone: never a special role, the secret rows of its holder, nor what its holder does as a deputy. */
struct deputy {
    int64_t akun;                 /* in whose name */
    struct sv nama, title, until; /* title begins with "Plh. "; until: last day */
    const struct actor
        *as; /* what that post alone may; for telling through which post something was allowed */
};

/* What a Surat Tugas opens for somebody who only reads. The agencies themselves stay readable: their names stand on every
 * row; every other register must be named, unless the letter names none. */
struct who_limit {
    bool on, agencies; /* agencies false: of all */
    const struct sv *registers;
    size_t n_registers;   /* 0: all */
    const int64_t *units; /* ascending */
    size_t n_units;
    struct sv first, last; /* days of the period looked into, or absent */
    struct sv before;      /* instant at which its last day has ended, or absent */
    struct sv letter, until;
};

struct actor_role { /* an office role held, and through which office */
    struct sv key;
    int64_t pd;
    int rank; /* highest rank held there */
};

struct actor {
    int64_t akun; /* 0 for the system */
    struct sv nama, nama_pengguna;
    bool system;        /* the engine itself: init, jobs, tests; sees and may everything */
    bool administrator; /* accounts, settings, offices */
    bool auditor;       /* reads everything, writes nothing */
    bool sees_secret;   /* may see the highest classification of what he may see at all */
    bool must_change_password, second_factor_missing; /* may only visit the page that mends it */
    struct post *posts;
    size_t n_posts;
    struct actor_role *roles;
    size_t n_roles;
    int64_t *units; /* ascending ids of agencies whose rows are own */
    int *unit_rank; /* highest rank of the posts that reach each of them */
    size_t n_units;
    struct sv scope;         /* API token: "baca" or "tulis"; absent for people */
    const struct actor *own; /* himself without what he does as a deputy; NULL: he is nobody's deputy */
    const struct deputy *deputies;
    size_t n_deputies;
    struct who_limit limit; /* of an auditor */
};

/* What a register says about itself; filled by model/ from its declaration, borrowed. */
struct who_rule {
    bool scoped; /* rows belong to an agency */
    bool classified;
    const struct sv *read, *write;
    size_t n_read, n_write;
    struct sv key;
    struct sv party; /* column that holds another agency whose row it is too, or absent */
};

/* Classification scheme (data/klasifikasi.yaml), lowest first; shared, read-only. */
struct who_level {
    struct sv key, label;
    const struct sv *see; /* semua, pemilik, role keys */
    size_t n_see;
};
struct who_scheme {
    const struct who_level *levels;
    size_t n;
};

const struct actor *who_system(void);

bool who_has_role(const struct actor *who, struct sv role);
bool who_owns(const struct actor *who, int64_t pd);
int who_rank_in(const struct actor *who, int64_t pd); /* highest rank in that agency or above it; 0 none */
int who_rank_as(const struct actor *who, struct sv role); /* highest rank through that office role; 0 none */
/* Does he act for one of these roles on a row of agency `pd` with at least this rank? */
bool who_acts(const struct actor *who, const struct sv *roles, size_t n, int64_t pd, int min_rank);

bool who_may_open(const struct actor *who, const struct who_rule *r); /* the register at all */
bool who_may_see(const struct actor *who, const struct who_scheme *s, const struct who_rule *r, int64_t pd,
                 struct sv klasifikasi); /* one row */
/* The same for a row that belongs to two agencies: whoever may see it as a row of either. party 0: none. */
bool who_may_see_both(const struct actor *who, const struct who_scheme *s, const struct who_rule *r,
                      int64_t pd, int64_t party, struct sv klasifikasi);
bool who_may_create(const struct actor *who, const struct who_rule *r, int64_t pd); /* pd 0: region rows */
bool who_may_edit(const struct actor *who, const struct who_scheme *s, const struct who_rule *r, int64_t pd,
                  struct sv klasifikasi);
bool who_may_field(const struct actor *who, const struct sv *roles, size_t n,
                   int64_t pd); /* n == 0: everybody */
/* The same when no row is named yet: on every row, on the rows of one's own agencies, or nowhere. Lists ask this before
 * they filter or sort by a field, for order and hits tell a value as well as the value itself. */
enum who_reach { WHO_NONE, WHO_OWN, WHO_ALL };
enum who_reach who_field_reach(const struct actor *who, const struct sv *roles, size_t n);
/* May he write anything at all? Not an auditor, not a reading token, not before his login is finished. */
bool who_may_write(const struct actor *who);
/* Why not, for whoever tried: who reads by Surat Tugas is told so. Always returns false. */
bool who_refuse_write(const struct actor *who, struct err *e);
/* May a limited reader see a row that was recorded at this instant (UTC, ISO)? Everybody else always. */
bool who_in_period(const struct actor *who, const struct who_rule *r, struct sv recorded);
/* Is what he sees narrowed by a period? Then counters kept over all time say too much. */
bool who_has_period(const struct actor *who);

/* --- deputies: behalf.c ---------------------------------------------------------------------------------------------- */

/* Through whose post does he do what who_acts(), who_may_create() allow him? NULL: by his own right. */
const struct deputy *who_behalf_acts(const struct actor *who, const struct sv *roles, size_t n, int64_t pd,
                                     int min_rank);
const struct deputy *who_behalf_create(const struct actor *who, const struct who_rule *r, int64_t pd);
/* May he name a deputy for this account's post? Its holder, and administrators; a deputy never passes on what he was lent. */
bool who_may_delegate(const struct actor *who, int64_t giver);
/* May he move what one account holds to another? */
bool who_may_hand_over(const struct actor *who);
/* The same person for the one write that who_may_delegate() allows: register pendelegasian is otherwise an administrator's. */
bool who_delegating(const struct actor *who, int64_t giver, struct actor *out, struct err *e);

/* The same decision as who_may_see() and who_in_period() as an SQL condition over <alias>.klasifikasi,
 * <alias>.perangkat_daerah and, where who_has_period(), <alias>.dibuat_pada. Always
 * writes a valid condition ("1 = 1" when all is visible, "1 = 0" when nothing is). Values to bind are appended to
 * `binds` (texts; integers in decimal, is_int set); parameters are numbered from *next on. alias matches sv_is_key(). */
struct who_bind {
    struct sv text;
    bool is_int;
};
struct who_binds {
    struct who_bind *items;
    size_t n, cap;
};
void who_where(const struct actor *who, const struct who_scheme *s, const struct who_rule *r, struct sv alias,
               struct arena *a, int *next, struct who_binds *binds, struct buf *sql);
/* <alias>.perangkat_daerah is one of his own, in the same way. */
void who_where_own(const struct actor *who, struct sv alias, struct arena *a, int *next,
                   struct who_binds *binds, struct buf *sql);
/* Search terms of which a visible record carries at least one ("pd<ID>" for own rows, "k<klasifikasi>"); n == 0: all. */
void who_terms(const struct actor *who, const struct who_scheme *s, struct arena *a, struct sv **terms,
               size_t *n);

#endif

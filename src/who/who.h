/* SPDX-License-Identifier: MIT
 * who/who.h -- accounts' secrets, sessions, second factor, API tokens; and how an actor is built from them.
 *
 * People and offices themselves are registers (akun, perangkat_daerah, pemetaan_peran): their tables are made by model/
 * and read here by SQL. Tables owned here: who_sandi, who_totp, who_sesi, who_token, who_pulih, who_kalender, who_kunjungan (migrations in
 * who_migrations). Secrets are stored as Argon2id (passwords) or SHA-256 (session ids and tokens of 32 random bytes).
 * Functions that change something run inside the caller's transaction on a write lease. */
#ifndef WHO_WHO_H
#define WHO_WHO_H

#include "base/date.h"
#include "base/err.h"
#include "db/db.h"
#include "who/actor.h"

extern const struct db_migration who_migrations[];
extern const size_t who_migrations_n;

struct json;
struct problems;
struct who_levels; /* levels and special roles of data/roles.yaml: key -> rank, line, approves */
bool who_levels_load(const struct json *roles_yaml, struct arena *a, struct who_levels **out,
                     struct problems *ps);
/* The region's offset from UTC: a period ends at its local midnight. Before threads start; 0 until then. */
void who_levels_zone(struct who_levels *l, int zone_min);
int who_level_rank(const struct who_levels *l, struct sv level); /* 0: unknown */
struct sv who_level_label(const struct who_levels *l, struct sv level);

/* Builds the actor of account `akun` as of day `today` (posts, role mappings and delegations in force that day). ERR_DENIED
 * when the account is inactive, expired or gone. A deputy's second factor is asked for by the rank he was lent, too. */
bool who_actor_load(struct db *db, const struct who_levels *l, int64_t akun, struct date today,
                    struct arena *a, struct actor **out, struct err *e);
/* Accounts that may act for a role with at least a rank today, deputies among them, for tasks: `pd` limits role "pd" to that agency. */
bool who_holders(struct db *db, const struct who_levels *l, struct sv role, int64_t pd, int min_rank,
                 struct date today, struct arena *a, int64_t **akun, size_t *n, struct err *e);

/* Passwords: at least 10 characters, not the account's own name, not among the most common ones (who_password_check says
 * why not). Hashing takes about 20 ms and 19 MiB; at most two run at once, others wait. */
bool who_password_check(struct sv password, struct sv nama_pengguna, struct err *e);
bool who_password_set(struct db *db, int64_t akun, struct sv password, bool must_change, int64_t now,
                      struct err *e);
struct sv who_password_make(struct arena *a); /* readable one-time password, about 60 bits */

struct who_login {
    int64_t akun;
    bool must_change_password;
    bool needs_totp; /* second factor is set up: ask for a code */
    bool must_enrol; /* his rank approves, but no second factor yet */
};
/* Same answer and same time for an unknown name and a wrong password (ERR_DENIED). Five failures lock the account for
 * five minutes (ERR_BUSY). */
bool who_login(struct db *db, const struct who_levels *l, struct sv nama_pengguna, struct sv password,
               int64_t now, struct arena *a, struct who_login *out, struct err *e);
/* The same in two steps, for whoever can be asked by strangers: the costly one on a read lease, so that nobody waits for the
 * writer's place while a password is hashed, and the one that counts, inside a transaction; after its ERR_DENIED commit. */
struct who_attempt {
    struct sv nama_pengguna, hash;
    bool matched;
};
bool who_login_try(struct db *db, struct sv nama_pengguna, struct sv password, int64_t now, struct arena *a,
                   struct who_attempt *out, struct err *e);
bool who_login_settle(struct db *db, const struct who_levels *l, const struct who_attempt *t, int64_t now,
                      struct arena *a, struct who_login *out, struct err *e);

/* Sessions: the cookie holds 32 random bytes as base64url. Idle 2 h, at most 12 h. csrf is derived, never stored. */
bool who_session_start(struct db *db, int64_t akun, bool second_factor_done, int64_t now, struct arena *a,
                       struct sv *cookie, struct err *e);
bool who_session_pass_factor(struct db *db, struct sv cookie, int64_t now, struct err *e);
struct who_session {
    int64_t akun;
    bool second_factor_done;
    struct sv csrf;
};
/* Read lease suffices; last-seen is written at most once a minute by who_session_touch() on a write lease. */
bool who_session_find(struct db *db, struct sv cookie, int64_t now, struct arena *a, struct who_session *out,
                      bool *stale, struct err *e); /* ERR_DENIED: none, ended or expired */
bool who_session_touch(struct db *db, struct sv cookie, int64_t now, struct err *e);
bool who_session_end(struct db *db, struct sv cookie, struct err *e);
bool who_session_end_all(struct db *db, int64_t akun, struct err *e);

/* TOTP (RFC 6238: SHA-1, 30 s, 6 digits, one step of tolerance, a code is accepted once). */
/* A factor in use stays in use until who_totp_confirm() has seen a code of the new one. */
bool who_totp_begin(struct db *db, int64_t akun, struct arena *a, struct sv *secret_base32, struct err *e);
struct sv who_totp_uri(struct sv secret_base32, struct sv issuer, struct sv nama_pengguna, struct arena *a);
bool who_totp_confirm(struct db *db, int64_t akun, struct sv code, int64_t now, struct arena *a,
                      struct sv **recovery, size_t *n_recovery,
                      struct err *e); /* ten one-time recovery codes, shown once */
/* A code or a recovery code. Five wrong ones close this door for five minutes (ERR_BUSY). A wrong one is noted and saved at
 * once: after ERR_DENIED the caller's transaction has been committed and is over. */
bool who_totp_check(struct db *db, int64_t akun, struct sv code, int64_t now, struct err *e);
bool who_totp_reset(struct db *db, int64_t akun, struct err *e); /* by an administrator */
struct sv who_totp_code(struct sv secret_base32, int64_t now,
                        struct arena *a); /* for tests and the demonstration */

/* API tokens "pr_<base64url>": scope baca or tulis, an end date, revocable; the text is shown once. */
bool who_token_make(struct db *db, int64_t akun, struct sv nama, struct sv scope, int64_t expires,
                    int64_t now, struct arena *a, struct sv *token, struct err *e);
/* Read lease suffices; *stale: its last use was noted more than an hour ago, see who_token_touch(). */
bool who_token_find(struct db *db, struct sv token, int64_t now, struct arena *a, int64_t *akun,
                    struct sv *scope, bool *stale, struct err *e);
bool who_token_touch(struct db *db, struct sv token, int64_t now, struct err *e);
bool who_token_revoke_all(struct db *db, int64_t akun,
                          struct err *e); /* when the account itself may have been stolen */
bool who_token_revoke(struct db *db, int64_t id, int64_t akun, struct err *e);
struct who_token_info {
    int64_t id, made, expires, last_used;
    struct sv nama, scope;
    bool revoked;
};
bool who_token_list(struct db *db, int64_t akun, struct arena *a, struct who_token_info **out, size_t *n,
                    struct err *e);

/* Private addresses of calendar feeds: 32 random bytes that stand in an address, since calendar programs cannot log in. They
 * open nothing but the feed. Kept as a digest; revocable; at most WHO_FEEDS_MAX in use by one account. */
enum { WHO_FEEDS_MAX = 10 };
bool who_feed_make(struct db *db, int64_t akun, struct sv nama, struct sv scope, int64_t now, struct arena *a,
                   struct sv *secret, struct err *e); /* scope: "saya" or "semua" */
/* The actor as he is today. ERR_MISSING, always with the same words, when the secret is unknown or revoked, the account closed
 * or ended, or its login unfinished: a one-time password to be changed, a second factor that its rank asks for. */
bool who_feed_find(struct db *db, const struct who_levels *l, struct sv secret, struct date today,
                   int64_t now, struct arena *a, struct actor **who, struct sv *scope, bool *stale,
                   struct err *e);
bool who_feed_touch(struct db *db, struct sv secret, int64_t now, struct err *e);
bool who_feed_revoke(struct db *db, int64_t id, int64_t akun, struct err *e);
bool who_feed_revoke_all(struct db *db, int64_t akun, struct err *e);
struct who_feed_info {
    int64_t id, made, last_used; /* last_used: some hour old at most; 0: never */
    struct sv nama, scope;
};
/* Those in use, newest first. */
bool who_feed_list(struct db *db, int64_t akun, struct arena *a, struct who_feed_info **out, size_t *n,
                   struct err *e);

/* What an auditor opened, counted by local day and address. */
bool who_visit(struct db *db, int64_t akun, struct sv path, struct date today, int64_t now, struct err *e);
struct who_visit_row {
    struct sv day, path;
    int64_t times, last;
};
bool who_visits(struct db *db, int64_t akun, int limit, struct arena *a, struct who_visit_row **out,
                size_t *n, struct err *e); /* newest first */
bool who_visits_total(struct db *db, int64_t akun, int64_t *total, struct err *e);

/* What a login still owes, put into the actor: a one-time password to be changed, and a second factor that is set up but not
 * given (`asks`), or that his rank asks for and he has not. *has: a second factor is set up. */
bool who_actor_owes(struct db *db, struct actor *who, bool asks, bool *has, struct err *e);

#endif

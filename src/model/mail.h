/* SPDX-License-Identifier: MIT
 * model/mail.h -- letters by e-mail: how the region sends them, who wants none, and the queue.
 *
 * Nothing is put into the queue while sending is not set up, so that setting it up does not send what is long past. Sending
 * itself is app/'s business (app/smtp.h): it takes what is due, and says how it went. A message that fails is tried again after
 * 1, 5, 15, 60 and 240 minutes, then given up; what a server refuses for good is given up at once. The ceiling of an hour counts
 * what was sent in the last 60 minutes. The password stands in a file of the data folder, never in the database: neither
 * history, nor exports, nor the settings page know it.
 * Tables owned: kirim_surel, kirim_pengaturan, kirim_tolak. Writers need an open transaction. Results live in the arena. */
#ifndef MODEL_MAIL_H
#define MODEL_MAIL_H

#include "base/date.h"
#include "model/record.h"

extern const struct db_migration mail_migrations[];
extern const size_t mail_migrations_n;

enum mail_tls { MAIL_STARTTLS, MAIL_TLS, MAIL_PLAIN, MAIL_TLS_COUNT };
enum { MAIL_TRIES = 6, MAIL_HOUR_MAX = 100000, MAIL_BODY_MAX = 20000, MAIL_SECRET_MAX = 500 };

struct mail_conf {
    struct sv host, sender, sender_name, user,
        site; /* site: address of Prasasti for links in texts, or empty */
    int64_t port, per_hour;
    enum mail_tls tls;
};
bool mail_ready(const struct mail_conf *c); /* host and sender are set */
struct sv mail_tls_key(enum mail_tls t);    /* starttls, tls, polos */
bool mail_conf_load(struct db *db, struct arena *a, struct mail_conf *out, struct err *e);
/* Administrators only; an event when anything changed. new_secret: the password was changed too (it is not part of this). */
bool mail_conf_put(struct db *db, const struct records *rs, const struct actor *who,
                   const struct mail_conf *c, bool new_secret, struct arena *a, struct err *e);
/* The password beside the data folder's other secrets; empty: none. */
bool mail_secret_put(const char *dir, struct sv secret, struct arena *a, struct err *e);
bool mail_secret_get(const char *dir, struct arena *a, struct sv *out, struct err *e);

/* An address as a message may carry it: one @, no spaces, controls or brackets. */
bool mail_address_ok(struct sv address);

/* --- who ------------------------------------------------------------------------------------------------------------- */
struct mail_box {
    int64_t akun;
    struct sv nama, address;
};
/* Active accounts of that agency and rank that have an address and did not refuse mail, at most 50. */
bool mail_boxes(struct db *db, int64_t pd, struct sv level, struct date today, struct arena *a,
                struct mail_box **out, size_t *n, struct err *e);
/* The address of one account, absent when it has none. */
bool mail_address_of(struct db *db, int64_t akun, struct arena *a, struct sv *out, struct err *e);
bool mail_refused(struct db *db, int64_t akun, bool *refused, struct err *e);
bool mail_refuse(struct db *db, int64_t akun, bool refuse, struct err *e);

/* --- queue ------------------------------------------------------------------------------------------------------------ */
struct mail {
    int64_t id, akun, tries;
    struct sv to, subject, body, state,
        error;                       /* state: antre, terkirim, gagal; error: why the last try failed */
    struct sv made, next, sent, reg; /* instants; reg: register of the row it is about, or empty */
    int64_t record;
};
bool mail_put(struct db *db, const struct records *rs, const struct mail *m, struct arena *a, struct err *e);
/* The next one to be sent now, or id 0: none is due, or the hour is full. */
bool mail_next(struct db *db, const struct mail_conf *c, int64_t now, struct arena *a, struct mail *out,
               struct err *e);
bool mail_sent(struct db *db, int64_t id, int64_t now, struct err *e);
bool mail_failed(struct db *db, const struct mail *m, int64_t now, struct sv why, bool for_good,
                 struct err *e);
bool mail_again(struct db *db, int64_t id, int64_t now, struct err *e); /* a failed one, from the beginning */
/* Newest first, at most `limit`. */
bool mail_list(struct db *db, int limit, struct arena *a, struct mail **out, size_t *n, struct err *e);
struct mail_tally {
    int64_t waiting, sent_hour, failed;
};
bool mail_count(struct db *db, int64_t now, struct mail_tally *out, struct err *e);

#endif

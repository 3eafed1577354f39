/* SPDX-License-Identifier: MIT
 * rule/rule.h -- the living regulation: norms of a pack, their checks compiled to SQL, their status, and why.
 *
 * A pack is a folder <id>/ (docs/declarations.md), the program's or the region's own. Compiled once, shared by threads; of
 * what it holds only the verdicts change, under their own lock (rule_live.h). Every check gives two SELECTs with a column `subjek`: who is concerned (population) and who falls short (violators). They are foreign code:
 * they run on DB_PACK leases only. Dates are computed here and bound.
 * Status is stored as intervals (table norma_status: norma, dari, sampai …), so a past day is read, never recomputed; a
 * write marks its register (norma_kotor) inside its own transaction; rule_settle() asks the log of events which rows that
 * were, and judges what they concern (rule_live.h).
 * Rows that decide are shown through who/: "3 baris, 1 tidak dapat Anda lihat". */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "base/date.h"
#include "flow/flow.h"
#include "rule/identity.h"

struct jsonw;
struct pack;
struct rule;

extern const struct db_migration rule_migrations[];
extern const size_t rule_migrations_n;

enum norm_status {
    NORM_MET,
    NORM_PARTLY,
    NORM_UNMET,
    NORM_DUE_SOON,
    NORM_LATE,
    NORM_NO_DATA,
    NORM_NOT_APPLICABLE,
    NORM_OTHER_BODY,
    NORM_GENERAL,
    NORM_STATUS_COUNT
};
struct sv norm_status_key(enum norm_status s);   /* terpenuhi, terpenuhi_sebagian, … */
struct sv norm_status_label(enum norm_status s); /* Terpenuhi, … */

enum check_kind {
    CHECK_EXISTS,
    CHECK_EACH,
    CHECK_EVERY,
    CHECK_REVIEWED,
    CHECK_COMPLETE,
    CHECK_GUARD,
    CHECK_METRIC,
    CHECK_ATTESTED,
    CHECK_SHOWN,
    CHECK_SQL,
    CHECK_COUNT
};
struct sv check_kind_name(enum check_kind k);

/* A place where the text contradicts itself, with the readings it leaves, or a damaged one, with the reading applied:
 * `readings` and `damage` of regulation.yaml. */
struct reading_option {
    struct sv key, label, says;
};
struct reading {
    size_t index;
    bool damage;             /* nothing to choose: one option, which says how the place is read */
    struct sv key, label;    /* label: absent for damage */
    struct sv about;         /* why the provisions do not agree, what is damaged */
    const struct sv *places; /* addresses; none: the regulation as a whole */
    size_t n_places;
    const struct reading_option *options;
    size_t n_options, applied; /* applied: which one holds until the region chooses */
    const struct json *decl;
};

struct norm {
    size_t index;
    struct sv at, pasal, ayat, huruf; /* pieces absent where there are none; pasal of "BAB-XIII" is absent */
    struct sv bab;                    /* chapter it stands in, from regulation.yaml `chapters` */
    struct sv says, strength, competence, outside, remark;
    const struct sv *binds;
    size_t n_binds;
    enum check_kind check;
    const struct reg *reg; /* where the check looks first, or NULL */
    struct sv guard;       /* "aplikasi.mulai" */
    struct sv code;        /* how records cite it: its address, and a later regulation's name behind it */
    /* Where it comes from: the day from which it holds in this form, the day its clocks start, and what it was before. */
    struct date start, clock;
    struct sv was;  /* address in the regulation before, absent: it came with this one */
    bool same;      /* and said the same there */
    size_t source;  /* which of the regulations that hold together says it: rule_source() */
    struct sv file; /* the norms.yaml it stands in, for messages */
    const struct check *compiled;
    const struct norm_under
        *under; /* what holds instead under another reading; the first that is chosen counts */
    size_t n_under;
};
struct norm_under {
    const struct reading *reading;
    size_t option;
    struct norm norm; /* the same provision, read so; its own `under` is empty */
};

struct chapter {
    struct sv bab, title;
    int from, to;
    bool general;
};

struct regulation { /* facts of regulation.yaml */
    struct sv id, title, about, region, head, decree;
    struct sv amends, replaces; /* what was in force before it, or absent */
    struct date enacted, promulgated, in_force;
    struct identity identity; /* for exchange with others; absent parts are not known */
    int zone_min;
    struct chapter *chapters;
    size_t n_chapters;
};

/* From a pack that was read (rule/pack.h). model_load() needs the provisions as a code list ("46(1)" -> "Pasal 46 ayat (1)"),
 * those of earlier regulations among them as retired ones. `first`: id of the region's first regulation, whose provisions
 * are cited by address alone; absent: the pack's own. */
void rule_regulation_of(const struct pack *p, struct arena *a, struct regulation *out, struct problems *ps);
void rule_norm_codes(const struct pack *p, struct sv first, struct arena *a, struct code_list *out);
bool rule_load(const struct pack *p, struct sv first, const struct regulation *reg, const struct model *m,
               struct arena *a, struct rule **out, struct problems *ps, struct err *e);
/* The words alone: enough to read stored states and to compare, nothing of it is judged. `m` lends its labels. */
void rule_load_words(const struct pack *p, struct sv first, const struct regulation *reg,
                     const struct model *m, struct arena *a, struct rule **out);
void rule_close(struct rule *r); /* what does not live in the arena; accepts NULL */
/* Prepares every SQL of the pack on a DB_PACK lease; mistakes with file and line of the norm. */
bool rule_check_sql(struct db *pack, const struct rule *r, struct problems *ps, struct err *e);

const struct norm *rule_norms(const struct rule *r, size_t *n);
const struct norm *rule_norm(const struct rule *r, struct sv at);         /* exact address */
const struct norm *rule_norm_cited(const struct rule *r, struct sv code); /* as records cite it */
struct sv rule_label(struct sv at, struct arena *a); /* "Pasal 46 ayat (1)", "Pasal 1 angka 11", "BAB XIII" */
struct sv rule_role_label(const struct rule *r, struct sv role); /* the region's own word for a role */
bool rule_binds(const struct norm *n,
                const struct actor *who); /* one of his roles, or every agency and he is of one */
const struct regulation *rule_regulation(const struct rule *r);
struct sv rule_source(const struct rule *r, size_t source,
                      struct sv *title); /* id of a regulation among its sources */
/* Does a text of that regulation carry the wording that the provision has here? */
bool rule_words_of(const struct rule *r, const struct norm *n, struct sv regulation);
struct sv rule_norm_basis(const struct rule *r, const struct norm *n); /* what its status rests on */
struct sv rule_digest(const struct rule *r);                           /* of norms.yaml: SHA-256 in hex */

/* --- readings: rule_reading.c --- */

const struct reading *rule_readings(const struct rule *r,
                                    size_t *n); /* contradictions first, then damaged places */
const struct reading *rule_reading(const struct rule *r, struct sv key); /* a contradiction, or NULL */
/* Does the reading stand on this provision: named by it, or judged otherwise under it? */
bool rule_reading_concerns(const struct reading *g, const struct norm *n);

struct reading_now {
    const struct reading *reading;
    size_t option;
    bool chosen;              /* by the region; false: as the pack reads it, and nobody has said anything */
    struct sv reason, by, at; /* of the choice: why, the name of the account (may be empty), when */
};
/* What is applied, by index of the reading; on a past day (known then) when `on` is a date, else now. */
bool rule_readings_now(struct db *db, const struct rule *r, struct date on, struct arena *a,
                       struct reading_now **out, struct err *e);
/* Every norm as it stands under those readings, by index. Whoever judges or shows asks here once, and then uses only what
 * it got. */
const struct norm **rule_norms_under(const struct rule *r, const struct reading_now *now, struct arena *a);
bool rule_norms_now(struct db *db, const struct rule *r, struct date on, struct arena *a,
                    const struct norm ***out, struct err *e);

struct reading_effect { /* a provision that another reading would judge otherwise */
    const struct norm *now, *then;
    enum norm_status status_now, status_then;
    struct sv why_now, why_then;
};
/* Provisions with something of their own under `option` or under what is applied now, judged both ways and stored nowhere. */
bool rule_reading_try(struct db *db, struct db *pack, const struct rule *r, const struct reading *g,
                      size_t option, struct date today, struct arena *a, struct reading_effect **out,
                      size_t *n, struct err *e);

struct norm_state {
    const struct norm *norm;             /* as read on that day */
    const struct reading_now **readings; /* those that stand on it */
    size_t n_readings;
    enum norm_status status;
    struct sv basis; /* data, kendali_sistem, dokumen, pernyataan, luar_sistem */
    struct sv since, due, why, computed;
    int64_t of, met;               /* -1: not counted */
    struct sv next_text, next_url; /* next step, may be absent */
    struct sv next_by;             /* field of its form that names the row that falls short, or absent */
    bool next_mends;               /* it is done on the rows that fall short themselves */
};

/* Recomputes what is dirty, or everything when the day has turned since the last settling. Cheap when nothing is dirty.
 * rule_settle_pool() judges on the caller's read lease (without a snapshot) and a pack lease, and takes the writer's place
 * only to store what was found: nobody waits for a judgement. rule_settle() works on leases it is given: `write` without
 * a transaction, `pack` a DB_PACK lease. */
bool rule_settle_pool(struct db_pool *pool, struct db *read, const struct rule *r, const struct records *rs,
                      struct date today, struct err *e);
bool rule_settle(struct db *write, struct db *pack, const struct rule *r, const struct records *rs,
                 struct date today, struct err *e);
/* Reads all rows once, so that the first change is judged as quickly as any other; for a job, after the start. */
bool rule_warm(struct db_pool *pool, struct db *read, const struct rule *r, struct date today, struct err *e);
bool rule_is_dirty(struct db *db, struct date today, bool *dirty, struct err *e);
struct hook rule_hook(const struct rule *r);

/* States of all norms, in pack order; on a past day (known then) when `on` is a date, else now. */
bool rule_states(struct db *db, const struct rule *r, struct date on, struct arena *a,
                 struct norm_state **out, size_t *n, struct err *e);
void rule_state_json(const struct rule *r, const struct norm_state *s, struct jsonw *w);

struct deciding_row { /* a row that makes the status what it is */
    const struct reg *reg;
    int64_t id;
    struct sv title;
    bool short_falls; /* violator; false: one that satisfies */
    int64_t pd;       /* the agency it belongs to; 0: none */
};
/* At most `limit` rows, violators first; `hidden`: how many of them the actor may not see. */
bool rule_rows(struct db *db, struct db *pack, const struct rule *r, const struct records *rs,
               const struct actor *who, const struct norm *n, struct date today, int limit, struct arena *a,
               struct deciding_row **out, size_t *count, int64_t *hidden, struct err *e);

const struct reg *rule_rows_reg(const struct rule *r,
                                const struct norm *n); /* whose rows those are, or NULL */
/* Of those that fall short, the rows of one agency and of the units counted under it, at most `limit`, by id. None where
 * the rows belong to no agency. */
bool rule_gap(struct db *pack, const struct rule *r, const struct norm *n, int64_t pd, struct date today,
              int limit, struct arena *a, int64_t **ids, size_t *count, struct err *e);

struct chapter_progress {
    const struct chapter *chapter;
    int64_t counted, met, partly, late, no_data; /* shown norms and other bodies' duties are not counted */
};
void rule_progress(const struct rule *r, const struct norm_state *states, size_t n, struct arena *a,
                   struct chapter_progress **out, size_t *count);

/* --- settings: rule_setting.c --- */

/* What the regulation leaves to the region (table pengaturan): value in force, changed with an event. */
struct setting {
    struct sv key, label, kind, value, initial, at, note;
    const struct json *of;      /* kind `choice`: value -> words */
    bool said;                  /* saved by somebody, changed or not */
    struct sv reason, by, when; /* of the last time; reason may be empty */
};
bool rule_settings(struct db *db, const struct rule *r, struct arena *a, struct setting **out, size_t *n,
                   struct err *e);
/* A setting, or a reading ("bacaan:" and its key; the value is an option). Administrators only. A reading asks for a reason,
 * and so does any value that differs from the one in force. */
bool rule_setting_put(struct db *db, const struct rule *r, const struct records *rs, const struct actor *who,
                      struct sv key, struct sv value, struct sv reason, struct arena *a, struct err *e);
/* The setting that gives a check its interval or threshold, or an absent key. */
struct sv rule_norm_setting(const struct norm *n);

struct setting_change {
    struct sv value, before, reason, by, at; /* before: the value it replaced */
};
/* Newest first, at most `limit`. */
bool rule_setting_past(struct db *db, struct sv key, int limit, struct arena *a, struct setting_change **out,
                       size_t *n, struct err *e);

/* The region's own text of the regulation, stored for display (table naskah). */
bool rule_text_store(struct db *db, const struct records *rs, const struct actor *who, struct sv text,
                     struct arena *a, struct err *e);
bool rule_text_load(struct db *db, struct arena *a, struct sv *text,
                    struct err *e); /* SV_NULL: none loaded */
/* The instant since which the provisions read as they do here: this pack was taken or a text loaded, whichever is later; with
 * `settings` also the last change of a setting. Absent: neither is known to have happened. */
bool rule_revised(struct db *db, bool settings, struct arena *a, struct sv *instant, struct err *e);
/* Which regulation was in force when that text was loaded: its words are those. SV_NULL: none loaded. */
bool rule_text_regulation(struct db *db, struct arena *a, struct sv *id, struct err *e);
bool rule_text_when(struct db *db, int64_t *at, struct err *e); /* when it was loaded; 0: none */

#endif

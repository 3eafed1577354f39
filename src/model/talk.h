/* SPDX-License-Identifier: MIT
 * model/talk.h -- what people say to each other about a record: comments with mentions, who watches it, and the notices that
 * both make.
 *
 * What always holds:
 * - who may read a record may read its comments, but for those written while it was classified higher than he may see.
 * - a comment is written and withdrawn in the record of changes (its digest, never its words), so withdrawing it takes the
 *   words away and leaves the fact.
 * - a notice names a record, and is shown to somebody only while he may read that record: rights are asked when he looks,
 *   not when it was made. Nobody gets a notice of what he did himself.
 * - notices are bounded (NOTICES_MAX for each account, the oldest go), and so are watched records.
 * Tables owned here: komentar, pantauan, pemberitahuan (talk_migrations). Writers run inside the caller's transaction; results
 * live in the arena given. */
#ifndef MODEL_TALK_H
#define MODEL_TALK_H

#include "base/date.h"
#include "model/record.h"

struct who_levels;

extern const struct db_migration talk_migrations[];
extern const size_t talk_migrations_n;

enum { COMMENT_MAX = 4000, COMMENTS_SHOWN = 200, MENTIONS_MAX = 20, NOTICES_MAX = 200, WATCHED_MAX = 500 };

struct comment {
    int64_t id, akun, pada;
    struct sv nama, isi; /* isi is empty when it was withdrawn */
    bool withdrawn, mine;
};
/* Oldest first, the newest COMMENTS_SHOWN; *more: there are older ones. `r` is a record this actor may read. */
bool talk_load(struct db *db, const struct records *rs, const struct actor *who, const struct record *r,
               struct arena *a, struct comment **out, size_t *n, bool *more, struct err *e);

struct talk_mention {     /* what became of the names written with @ */
    struct sv unknown;    /* "@x, @y": no active account */
    struct sv unreadable; /* may not read this record, so they were not told */
    size_t told;
};
/* ERR_DENIED unless he may write at all (an auditor only reads). */
bool talk_add(struct db *db, const struct records *rs, const struct who_levels *levels,
              const struct actor *who, const struct record *r, struct sv text, struct date today,
              struct arena *a, struct talk_mention *out, struct err *e);
/* One's own only. */
bool talk_withdraw(struct db *db, const struct records *rs, const struct actor *who, const struct record *r,
                   int64_t id, struct arena *a, struct err *e);

/* The next piece of a comment, to be shown: plain words, an http(s) address, or @name. False: it has ended. */
enum talk_piece { TALK_WORDS, TALK_LINK, TALK_NAME };
bool talk_next(struct sv *rest, enum talk_piece *kind, struct sv *piece);

/* --- watching ------------------------------------------------------------------------------------------------------------- */

bool watch_get(struct db *db, const struct actor *who, const struct record *r, bool *on, struct err *e);
bool watch_set(struct db *db, const struct records *rs, const struct actor *who, const struct record *r,
               bool on, struct err *e);
/* Tells those who watch what others change. */
struct hook watch_hook(void);

/* --- notices ---------------------------------------------------------------------------------------------------------------- */

enum notice_kind {
    NOTICE_MENTION,
    NOTICE_COMMENT,
    NOTICE_CHANGE,
    NOTICE_ENDS, /* something it rests on will end, or has ended: rule/foresee.h */
    NOTICE_ENDED,
    NOTICE_KINDS
};
struct notice {
    int64_t id, pada, times; /* how often, since he last read it */
    enum notice_kind kind;
    struct sv oleh; /* who did it last */
    const struct record *record;
    bool read;
};
/* The program itself tells somebody about a record. */
bool notice_tell(struct db *db, struct sv reg, int64_t id, int64_t akun, enum notice_kind kind, int64_t now,
                 struct err *e);
/* Newest first, at most `limit`, of what he may read now; unread_only: on the front page. */
bool notice_list(struct db *db, const struct records *rs, const struct actor *who, bool unread_only,
                 size_t limit, struct arena *a, struct notice **out, size_t *n, struct err *e);
bool notice_read(struct db *db, const struct records *rs, const struct actor *who, int64_t id,
                 struct err *e); /* id 0: all of his */

#endif

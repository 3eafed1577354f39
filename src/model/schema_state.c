/* SPDX-License-Identifier: MIT
 * model/schema_state.c -- rows of states that a changed declaration no longer knows. */
#include "model/schema_priv.h"

#include "base/arena.h"
#include "json/json.h"

enum { MOVED_AT_ONCE = 500, MOVE_ARENA = 64 * 1024 * 1024 };

struct moved {
    int64_t id, versi;
};

/* The next rows of a state, removed ones too: they may be restored one day. */
static bool rows_in_state(struct maker *m, const struct reg *r, struct sv state, int64_t after,
                          struct moved *rows, size_t *n, struct err *e)
{
    struct stmt *q = NULL;
    bool row, ok;

    *n = 0;
    schema_put(m, "select id, versi from ");
    schema_name(m, r->key);
    schema_put(m, " where status = $1 and id > $2 order by id limit ");
    buf_int(&m->sql, MOVED_AT_ONCE);
    /* checked: literals and loaded names only */
    ok = db_prepare(m->db, arena_dup(m->a, buf_sv(&m->sql)), &q, e) && stmt_text(q, 1, state, e) &&
         stmt_int(q, 2, after, e);
    buf_reset(&m->sql);
    while (ok && *n < MOVED_AT_ONCE && (ok = stmt_step(q, &row, e)) && row)
        rows[(*n)++] = (struct moved){ stmt_get_int(q, 0), stmt_get_int(q, 1) };
    stmt_done(q);
    return ok;
}

/* Rows of a state that is gone move to the one that stands for it, each as an ordinary change with its event. */
static bool move_rows(struct maker *m, const struct reg *r, struct sv from, struct sv to, struct err *e)
{
    struct input none = { .partial = true, .fact = true };
    struct arena *a = arena_new(MOVE_ARENA);
    struct moved rows[MOVED_AT_ONCE];
    int64_t last = 0;
    size_t n = MOVED_AT_ONCE;
    bool ok = true;

    while (ok && n == MOVED_AT_ONCE) {
        ok = rows_in_state(m, r, from, last, rows, &n, e);
        for (size_t i = 0; ok && i < n; i++) {
            struct problems ps;
            struct record *after;

            problems_init(&ps, a, 5);
            ok = record_move(m->db, m->rs, who_system(), r, rows[i].id, rows[i].versi, to, SV_NULL, &none, a,
                             &after, &ps, e);
            last = rows[i].id;
            arena_reset(a);
        }
    }
    arena_free(a);
    return ok;
}

static bool foreign_state(struct maker *m, const struct reg *r, struct sv s, struct err *e)
{
    struct sv to = json_text(json_get(r->workflow, SV("map")), s);
    struct problem *p;

    if (to.p && reg_state(r, to))
        return move_rows(m, r, s, to, e);
    p = problems_add(
        m->ps, SV("states"),
        T("Register \"%.*s\" masih punya rekaman berkeadaan \"%.*s\" yang tidak lagi dideklarasikan."),
        SV_FMT(r->key), SV_FMT(s));
    p->file = r->file;
    p->hint = SV("Tulis map: {keadaan_lama: keadaan_baru} pada states, atau pertahankan keadaan itu.");
    return true;
}

bool schema_states(struct maker *m, const struct reg *r, struct err *e)
{
    struct sv *foreign = NULL;
    size_t n = 0, cap = 0;
    struct stmt *q = NULL;
    bool row, ok;

    schema_put(m, "select distinct status from ");
    schema_name(m, r->key);
    /* checked: literals and loaded names only */
    ok = db_prepare(m->db, arena_dup(m->a, buf_sv(&m->sql)), &q, e);
    buf_reset(&m->sql);
    while (ok && (ok = stmt_step(q, &row, e)) && row)
        if (!reg_state(r, stmt_get_text(q, 0)))
            *ARENA_PUSH(m->a, foreign, n, cap) = arena_dup(m->a, stmt_get_text(q, 0));
    stmt_done(q);
    for (size_t i = 0; ok && i < n; i++)
        ok = foreign_state(m, r, foreign[i], e);
    return ok;
}

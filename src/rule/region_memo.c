/* SPDX-License-Identifier: MIT
 * rule/region_memo.c -- what is costly to find out and the same for everybody: the regulation's text, parsed once, one
 * line about the ledger that may be some seconds old, and the packs that were compared. The only part of an opened region that changes; it has its own lock. */
#include "rule/region_memo.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/date.h"
#include "rule/region.h"

enum { SIDE_MAX_BYTES = 8 * 1024 * 1024 };
enum { LINE_MAX_BYTES = 300, TREE_TIMES = 60, TREE_LEAST = 4 * 1024 * 1024 };

struct kept_text {
    struct naskah naskah; /* first: naskah pointers are given out */
    struct arena *a;
    int64_t version; /* naskah.id: a stored text never changes */
    int users;       /* readers, and one more while it is the newest */
};

struct kept_side {
    struct kept_side *next;
    struct arena *a; /* it lives in it */
    struct compare_side side;
};

struct kept_list {
    struct arena *a; /* it lives in it */
    struct compare_entry *items;
    size_t n;
};

struct region_memo {
    pthread_mutex_t lock;
    struct kept_side *sides;
    struct kept_list *list;
    struct kept_text *text;
    char line[LINE_MAX_BYTES];
    size_t line_n;
    int64_t line_until_ms;
};

struct region_memo *region_memo_new(void)
{
    struct region_memo *m = calloc(1, sizeof *m);

    if (m)
        pthread_mutex_init(&m->lock, NULL);
    return m;
}

static void give_back(struct kept_text *t) /* under the lock, or when nobody else is left */
{
    if (t && --t->users == 0)
        arena_free(t->a); /* t lives in it */
}

void region_memo_free(struct region_memo *m)
{
    if (!m)
        return;
    give_back(m->text);
    while (m->sides) {
        struct kept_side *s = m->sides;

        m->sides = s->next;
        arena_free(s->a);
    }
    if (m->list)
        arena_free(m->list->a);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

/* --- the text --------------------------------------------------------------------------------------------------------- */

static bool parse(struct db *db, int64_t version, struct kept_text **out, struct err *e)
{
    struct arena *own = NULL, *raw = arena_new(NASKAH_MAX_BYTES + TREE_LEAST);
    struct kept_text *t;
    struct sv text;
    bool ok = rule_text_load(db, raw, &text, e);

    *out = NULL;
    if (ok && text.p) {
        own = arena_new(text.n * TREE_TIMES + TREE_LEAST);
        t = ARENA_NEW(own, struct kept_text);
        t->a = own;
        t->version = version;
        ok = naskah_read(text, own, &t->naskah, e);
        if (ok)
            *out = t;
        else
            arena_free(own);
    }
    arena_free(raw);
    return ok;
}

static struct kept_text *borrow(struct region_memo *m, int64_t version)
{
    struct kept_text *t;

    pthread_mutex_lock(&m->lock);
    t = m->text && m->text->version == version ? m->text : NULL;
    if (t)
        t->users++;
    pthread_mutex_unlock(&m->lock);
    return t;
}

/* Two threads may parse the same text at once: the later one's stays, the earlier goes with its reader. */
bool region_text_get(struct region_memo *m, struct db *db, const struct naskah **out, struct err *e)
{
    struct kept_text *t;
    int64_t version;

    *out = NULL;
    if (!db_one_int(db, SV("select coalesce(max(id), 0) from naskah"), 0, &version, e))
        return false;
    if (!version)
        return true;
    t = borrow(m, version);
    if (!t) {
        if (!parse(db, version, &t, e))
            return false;
        if (!t)
            return true;
        t->users = 2;
        pthread_mutex_lock(&m->lock);
        give_back(m->text);
        m->text = t;
        pthread_mutex_unlock(&m->lock);
    }
    *out = &t->naskah;
    return true;
}

void region_text_done(struct region_memo *m, const struct naskah *n)
{
    if (!n)
        return;
    pthread_mutex_lock(&m->lock);
    give_back((struct kept_text *) (uintptr_t) n); /* handed out as const; it is ours */
    pthread_mutex_unlock(&m->lock);
}

/* --- the line --------------------------------------------------------------------------------------------------------- */

bool region_line_get(struct region_memo *m, struct arena *a, struct sv *out)
{
    bool fresh;

    pthread_mutex_lock(&m->lock);
    fresh = m->line_until_ms > time_now_ms();
    if (fresh)
        *out = arena_dup(a, (struct sv){ m->line, m->line_n });
    pthread_mutex_unlock(&m->lock);
    return fresh;
}

void region_line_put(struct region_memo *m, struct sv line, int keep_ms)
{
    pthread_mutex_lock(&m->lock);
    m->line_n = line.n <= LINE_MAX_BYTES ? line.n : 0;
    if (m->line_n)
        memcpy(m->line, line.p, m->line_n);
    m->line_until_ms = time_now_ms() + keep_ms;
    pthread_mutex_unlock(&m->lock);
}

/* --- regulations to compare ------------------------------------------------------------------------------------------- */

bool region_side_list(const struct region *r, const struct compare_entry **out, size_t *n, struct err *e)
{
    struct region_memo *m = r->memo;
    struct kept_list *list;
    struct arena *a;

    pthread_mutex_lock(&m->lock);
    list = m->list;
    pthread_mutex_unlock(&m->lock);
    if (!list) {
        a = arena_new(SIDE_MAX_BYTES);
        list = ARENA_NEW(a, struct kept_list);
        list->a = a;
        if (!compare_list(r->declarations, a, &list->items, &list->n, e)) {
            arena_free(a);
            return false;
        }
        pthread_mutex_lock(&m->lock);
        if (m->list) { /* another thread was faster */
            list = m->list;
            arena_free(a);
        } else {
            m->list = list;
        }
        pthread_mutex_unlock(&m->lock);
    }
    *out = list->items;
    *n = list->n;
    return true;
}

static struct kept_side *find_side(struct region_memo *m, struct sv id) /* under the lock */
{
    struct kept_side *s = m->sides;

    while (s && !sv_eq(s->side.id, id))
        s = s->next;
    return s;
}

bool region_side_get(const struct region *r, struct sv id, const struct compare_side **out, struct err *e)
{
    struct region_memo *m = r->memo;
    struct kept_side *s, *other;
    struct arena *a;
    bool ok;

    pthread_mutex_lock(&m->lock);
    s = find_side(m, id);
    pthread_mutex_unlock(&m->lock);
    if (!s) {
        a = arena_new(SIDE_MAX_BYTES);
        s = ARENA_NEW(a, struct kept_side);
        s->a = a;
        ok = sv_eq(id, r->regulation_id) ? compare_side_make(r, a, &s->side, e)
                                         : compare_side_load(r->declarations, id, a, &s->side, e);
        if (!ok) {
            arena_free(a);
            return false;
        }
        pthread_mutex_lock(&m->lock);
        other = find_side(m, id);
        if (other) { /* another thread was faster */
            s = other;
            arena_free(a);
        } else {
            s->next = m->sides;
            m->sides = s;
        }
        pthread_mutex_unlock(&m->lock);
    }
    *out = &s->side;
    return true;
}

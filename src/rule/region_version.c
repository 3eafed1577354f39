/* SPDX-License-Identifier: MIT
 * rule/region_version.c -- the other regulations of an opened region: which one a day is read by, and their words. */
#include "rule/region_version.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/problems.h"
#include "rule/pack.h"
#include "rule/rule_priv.h"

enum { WORDS_BYTES = 32 * 1024 * 1024, LIST_BYTES = 256 * 1024 };

struct words {
    struct words *next;
    struct arena *a; /* holds this, too */
    struct sv id;
    struct rule *rule;
};

struct region_words {
    pthread_mutex_t lock;
    struct words *first;
};

struct region_words *region_words_new(void)
{
    struct region_words *w = calloc(1, sizeof *w);

    if (w)
        pthread_mutex_init(&w->lock, NULL);
    return w;
}

void region_words_free(struct region_words *w)
{
    struct words *next;

    if (!w)
        return;
    for (struct words *one = w->first; one; one = next) {
        next = one->next;
        arena_free(one->a);
    }
    pthread_mutex_destroy(&w->lock);
    free(w);
}

static struct words *find(const struct region_words *w, struct sv id)
{
    struct words *one = w->first;

    while (one && !sv_eq(one->id, id))
        one = one->next;
    return one;
}

static bool read_words(const struct region *r, struct sv id, struct words **out, struct err *e)
{
    struct arena *a = arena_new(WORDS_BYTES);
    struct words *one = ARENA_NEW(a, struct words);
    const struct pack *p;
    struct regulation reg;
    struct problems ps;

    problems_init(&ps, a, 5);
    one->a = a;
    one->id = arena_dup(a, id);
    if (!pack_read(&r->home, one->id, a, &p, &ps, e)) {
        arena_free(a);
        err_hint(e, T("Paket peraturan yang pernah berlaku harus tetap ada, agar hari yang lampau terbaca."));
        return false;
    }
    rule_regulation_of(p, a, &reg, &ps);
    rule_load_words(p, r->first, &reg, r->model, a, &one->rule);
    *out = one;
    return true;
}

/* Two threads may read the same pack at once: the first that is done is kept, the other's goes. */
bool region_words(const struct region *r, struct sv id, const struct rule **out, struct err *e)
{
    struct words *one, *mine;

    if (sv_eq(id, r->regulation_id)) {
        *out = r->rule;
        return true;
    }
    pthread_mutex_lock(&r->words->lock);
    one = find(r->words, id);
    pthread_mutex_unlock(&r->words->lock);
    if (!one) {
        if (!read_words(r, id, &mine, e))
            return false;
        pthread_mutex_lock(&r->words->lock);
        one = find(r->words, id);
        if (!one) {
            mine->next = r->words->first;
            r->words->first = one = mine;
        }
        pthread_mutex_unlock(&r->words->lock);
        if (one != mine)
            arena_free(mine->a);
    }
    *out = one->rule;
    return true;
}

bool region_text_regulation(const struct region *r, struct db *db, const struct regulation **out,
                            struct err *e)
{
    struct arena *a = arena_new(LIST_BYTES);
    const struct rule *rule;
    struct sv id;
    bool ok = rule_text_regulation(db, a, &id, e);

    *out = &r->regulation;
    if (ok && id.n && !sv_eq(id, r->regulation_id)) {
        ok = region_words(r, id, &rule, e);
        if (ok)
            *out = rule_regulation(rule);
    }
    arena_free(a);
    return ok;
}

bool region_rule_on(const struct region *r, struct db *db, struct date day, const struct rule **out,
                    struct err *e)
{
    struct arena *a;
    struct version *list;
    size_t n;
    bool ok;

    *out = r->rule;
    if (!day.y)
        return true;
    if (date_cmp(day, region_today(r)) > 0) {
        err_set(e, ERR_INPUT, T("Tanggal %s belum tiba; keadaannya belum diketahui."), date_iso(day).s);
        return err_hint(e, T("Pilih hari ini atau hari yang sudah lewat."));
    }
    a = arena_new(LIST_BYTES);
    ok = versions_load(db, a, &list, &n, e) &&
         (!n || region_words(r, list[version_on(list, n, day)].id, out, e));
    arena_free(a);
    return ok;
}

bool region_outdated(const struct region *r, struct db *db, bool *out, struct err *e)
{
    struct arena *a = arena_new(LIST_BYTES);
    struct version *list;
    size_t n;
    bool ok = versions_load(db, a, &list, &n, e);

    *out = ok && n && !sv_eq(list[version_on(list, n, region_today(r))].id, r->regulation_id);
    arena_free(a);
    return ok;
}

bool region_begins(const struct region *r, struct db *db, struct arena *a, struct region **out,
                   struct problems *ps, struct err *e)
{
    struct region_conf conf;
    struct version *list;
    size_t n;

    return versions_load(db, a, &list, &n, e) && n && region_conf_read(r->dir, a, &conf, e) &&
           region_load_after(&r->home, list[version_on(list, n, region_today(r))].id, conf.regulation, out,
                             ps, e);
}

bool region_next(const struct region *r, struct db *db, struct arena *a, const struct version **next,
                 const struct rule **words, struct err *e)
{
    struct version *list;
    size_t n;

    *next = NULL;
    *words = NULL;
    if (!versions_load(db, a, &list, &n, e))
        return false;
    *next = n ? version_next(list, n, region_today(r)) : NULL;
    return !*next || region_words(r, (*next)->id, words, e);
}

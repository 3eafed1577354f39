/* SPDX-License-Identifier: MIT
 * rule/region.h -- an opened region: everything that pages, API, commands and jobs need, in one place.
 * Built once at start from the data folder; read-only afterwards except for the pool and the memo; shared by all threads. */
#ifndef RULE_REGION_H
#define RULE_REGION_H

#include "rule/rule.h"
#include "who/who.h"

struct region_memo;

struct region {
    struct arena *a;
    const char *dir;          /* the region's data folder: prasasti.db, berkas/, ledger/, run/ */
    const char *declarations; /* the program's data folder: registers, codes, regulations */
    const char *pack_dir;     /* where the pack was read: the region's own folder, else the program's */
    bool demo;                /* "data latihan" */
    struct sv regulation_id;
    struct regulation regulation;
    struct db_pool *pool;
    const struct model *model;
    const struct who_levels *levels;
    struct records records; /* hooks set: tasks and norms follow every change */
    struct flow *flow;
    struct rule *rule;
    struct region_memo *memo; /* kept between requests, with its own lock: rule/region_memo.h */
};

struct region_conf {                /* what `init` wrote into DIR/prasasti.json */
    struct sv regulation, database; /* database: connection string of PostgreSQL, or absent */
    bool demo;
};

bool region_conf_write(const char *dir, const struct region_conf *c, struct err *e);
bool region_conf_read(const char *dir, struct arena *a, struct region_conf *out, struct err *e);

/* Folder of the declarations: PRASASTI_DATA, else beside the program's source or installation. */
bool region_declarations(struct arena *a, const char **out, struct err *e);

/* Loads declarations, opens the database, migrates, applies the schema. Mistakes of declarations go to ps. */
bool region_open(const char *dir, int64_t (*now)(void), struct region **out, struct problems *ps,
                 struct err *e);
/* The same without a data folder: declarations only, for `prasasti check`. pool stays NULL. */
bool region_load(const char *declarations, struct sv regulation_id, struct region **out, struct problems *ps,
                 struct err *e);
/* The same from a folder of a pack that stands anywhere. */
bool region_load_pack(const char *declarations, const char *pack_dir, struct sv regulation_id,
                      struct region **out, struct problems *ps, struct err *e);
/* Where the pack `id` of the region in `dir` stands: DIR/regulations/ID when it holds a regulation.yaml, else the one that
 * comes with the program. It may not exist. */
const char *region_pack_dir(const char *dir, const char *declarations, struct sv id, struct arena *a);
void region_close(struct region *r); /* accepts NULL */

struct date region_today(const struct region *r);

#endif

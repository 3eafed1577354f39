/* SPDX-License-Identifier: MIT
 * rule/region.h -- an opened region: everything that pages, API, commands and jobs need, in one place.
 * Built once at start from the data folder; read-only afterwards except for the pool and the memo; shared by all threads. */
#ifndef RULE_REGION_H
#define RULE_REGION_H

#include "base/uuid.h"
#include "rule/duty.h"
#include "rule/foresee.h"
#include "rule/hub_regs.h"
#include "rule/ladder.h"
#include "rule/letters.h"
#include "rule/pack.h"
#include "rule/parameter.h"
#include "rule/rule.h"
#include "who/who.h"

struct region_memo;
struct region_words;

struct region {
    struct arena *a;
    const char *dir;          /* the region's data folder: prasasti.db, berkas/, ledger/, run/ */
    const char *declarations; /* the program's data folder: registers, codes, regulations */
    struct pack_home home;    /* where packs are looked for: the region's own folder first */
    const char *pack_dir;     /* where this one was found */
    bool demo;                /* "data latihan" */
    struct sv regulation_id;  /* in force when the region was opened: rule/region_version.h */
    struct sv first;          /* the first regulation below the one the region was made with: rule_load() */
    struct regulation regulation;
    struct db_pool *pool;
    const struct model *model;
    const struct who_levels *levels;
    struct records records; /* hooks set: tasks and norms follow every change */
    struct flow *flow;
    struct rule *rule;
    struct region_words *words;   /* of its other regulations, with their own lock */
    struct parameters parameters; /* what regulations differ in: data/parameter.yaml */
    struct letters letters;       /* data/letters.yaml and what the regulation adds */
    struct ladder ladder;         /* data/tangga.yaml: what becomes of what is late */
    struct foresee foresee;       /* which registers' rows rest on gates that lapse */
    struct hub_regs hub; /* data/hub.yaml: whose rows are services, consumers, agreements of the hub */
    struct duty duty;    /* which register holds statements that others are up to date */
    struct parameter_value *values; /* how this one settles it, by index of the parameter */
    struct region_memo *memo;       /* kept between requests, with its own lock: rule/region_memo.h */
};

struct region_conf {                /* what `init` wrote into DIR/prasasti.json */
    struct sv regulation, database; /* database: connection string of PostgreSQL, or absent */
    bool demo;
};

bool region_conf_write(const char *dir, const struct region_conf *c, struct err *e);
bool region_conf_read(const char *dir, struct arena *a, struct region_conf *out, struct err *e);

/* Folder of the declarations: PRASASTI_DATA, else beside the program's source or installation. */
bool region_declarations(struct arena *a, const char **out, struct err *e);

/* Opens the database, sees which regulation is in force today, loads the declarations, migrates, applies the schema.
 * Mistakes of declarations go to ps. */
bool region_open(const char *dir, int64_t (*now)(void), struct region **out, struct problems *ps,
                 struct err *e);
/* The same without a data folder: declarations only, for `prasasti check`. pool stays NULL. */
bool region_load(const char *declarations, struct sv regulation_id, struct region **out, struct problems *ps,
                 struct err *e);
/* The same for a region that began with the regulation `made_with` (absent: with this one). */
bool region_load_after(const struct pack_home *home, struct sv regulation_id, struct sv made_with,
                       struct region **out, struct problems *ps, struct err *e);
/* From a folder of a pack that stands anywhere. */
bool region_load_pack(const char *declarations, const char *pack_dir, struct sv regulation_id,
                      struct region **out, struct problems *ps, struct err *e);
void region_close(struct region *r); /* accepts NULL */

struct date region_today(const struct region *r);

/* Hook of imports (struct import_conf, struct workbook_in): puts a record into a state as a fact. ctx: struct region_fact. */
struct region_fact {
    const struct region *region;
    struct sv note; /* where it came from, kept with the step */
};
bool region_fact(void *ctx, struct db *db, const struct actor *who, const struct reg *reg, int64_t id,
                 int64_t versi, struct sv status, struct date since, struct arena *a, struct err *e);

/* The space in which this installation names its records for others: UUIDs of version 5, the name being "<register>/<id>".
 * Made of the leaf of the ledger's first event, which every installation has from its first minute, which holds 32 random
 * bytes, and which nothing ever changes: not a backup taken back, not another host or database, not an erasure. */
bool region_namespace(const struct region *r, struct db *db, struct uuid *out, struct err *e);

#endif

/* SPDX-License-Identifier: MIT
 * rule/pack.h -- the files of a regulation as it holds: a pack that says `amends` is laid over the pack it amends, and so on
 * down to the first; one that says `replaces` stands alone and may name the provisions of the old one that its own continue.
 * Only trees are made here; what they mean is read by rule_pack.c, model/ and flow/.
 * Everything lives in the arena given. Mistakes of the links between packs go to `ps` with file, line and column. */
#ifndef RULE_PACK_H
#define RULE_PACK_H

#include "base/date.h"
#include "base/err.h"
#include "base/sv.h"
#include "model/reg.h"

struct arena;
struct json;
struct problems;

enum { PACK_MAX_BYTES = 4 * 1024 * 1024 };

struct pack_source { /* one regulation of those whose provisions hold together, the first one first */
    struct sv id, title;
    struct sv file; /* its norms.yaml, for messages */
    struct date promulgated, in_force;
};

struct pack_norm {
    const struct json *decl;
    struct sv at;
    size_t source; /* whose words these are */
    const struct pack_norm
        *before; /* the provision it changes or continues, in pack->before; NULL: it is new */
    bool same;   /* says the same as that */
};

struct pack {
    struct sv id, amends, replaces; /* the last two: absent, or the id of `before` */
    const struct pack *before;      /* what was in force until this came; NULL: a first one */
    const struct json *regulation;  /* regulation.yaml, what it amends below it */
    struct sv file;                 /* regulation.yaml, for messages */
    struct reg_overlay *overlays;   /* the registers.yaml of all sources, in order */
    size_t n_overlays;
    struct pack_norm *norms; /* in the order of the regulation */
    size_t n;
    struct pack_source *sources;
    size_t n_sources;
    char digest[65]; /* of all that decides about provisions */
};

struct pack_home {       /* where packs are looked for */
    const char *program; /* the program's data folder */
    const char *region;  /* a region's data folder, whose regulations/ comes first; or NULL */
    const char *folder;  /* where the pack `id` stands, whatever the others hold; or NULL */
    struct sv id;
};

/* ERR_MISSING: no such pack; ERR_INPUT: a file of it is no YAML. A broken link between packs is a problem in `ps` and
 * leaves the pack readable as if it stood alone, so that all its mistakes are seen at once. */
bool pack_read(const struct pack_home *home, struct sv id, struct arena *a, const struct pack **out,
               struct problems *ps, struct err *e);
const struct pack_norm *pack_norm_at(const struct pack *p, struct sv at);
/* Where a pack of this id stands; where it would stand in the program's folder when there is none. */
struct sv pack_dir(const struct pack_home *home, struct sv id, struct arena *a);
/* Does "19", "19(6)" name the provision "19(6)a-f" or one that contains it? */
bool pack_covers(struct sv address, struct sv at);

/* --- pieces of an address, as the files of this floor need them (pack_at.c) ------------------------------------------- */
struct pack_at { /* absent where there is none; pasal of "BAB-XIII" is absent */
    struct sv bab, pasal, ayat, huruf;
};
struct pack_at pack_at(struct sv at);
int pack_at_cmp(struct sv x,
                struct sv y); /* by place in the regulation: 12, 12A, 13; what stands in a BAB comes last */

#endif

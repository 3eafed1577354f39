/* SPDX-License-Identifier: MIT
 * model/refs.h -- the names of a register's records, held in memory: what people write becomes a record, and a record
 * becomes a text by which it is found again. For imports and exports, which would else ask the database for every cell.
 *
 * What always holds:
 * - only records that the actor may see are there; a secret one is as if it were missing.
 * - a text means one record or none: number and codes first, then the title, then short names (`singkatan`) and other
 *   spellings (`alias`, separated by ";"), each compared without case and stray spaces. What two records share means
 *   neither; what is merely near means nobody and is only suggested.
 * - a spelling that differs in punctuation or in a customary short form alone (value_near() 100) is the record itself
 *   when no other is as near; `spelled` says so.
 * - refs_name() is read back by refs_find() as the same record.
 * Titles are those of the moment of loading. Everything lives in the arena; one thread at a time. */
#ifndef MODEL_REFS_H
#define MODEL_REFS_H

#include "model/record.h"

struct refs;

struct refs_item {
    int64_t id, pd;
    struct sv title, nomor, code; /* code: value of the first field that is unique in the region, or absent */
};

enum { REFS_NEAR_MAX = 8, REFS_NEAR_LEAST = 80 };

struct refs_hit {
    const struct refs_item *item;
    int near; /* 0..100 */
};
struct refs_answer {
    const struct refs_item *item; /* NULL: nobody, or not certain who */
    bool many;                    /* several records bear exactly this name */
    bool spelled;
    const struct refs_hit *hits; /* those who may be meant, nearest first; at most REFS_NEAR_MAX */
    size_t n;
};

struct refs *refs_new(const struct records *rs, const struct actor *who, struct arena *a);
/* Once for each register, before the functions below are asked about it. ERR_DENIED never: a register that the actor may
 * not open is empty. ERR_INPUT: it has more than 500,000 records. */
bool refs_load(struct refs *s, struct db *db, const struct reg *target, struct err *e);
/* The answer lives as long as s; `scratch` is for the moment. */
const struct refs_answer *refs_find(struct refs *s, const struct reg *target, struct sv text,
                                    struct arena *scratch);
const struct refs_item *refs_item(const struct refs *s, const struct reg *target,
                                  int64_t id); /* NULL: not there */
/* From here on this text means that record, whatever was found before: a person's answer. false: he may not see it. */
bool refs_answer_put(struct refs *s, const struct reg *target, struct sv text, int64_t id);

/* Its title where that names it alone, else its code or number, else "[#12]". SV_NULL: not there. */
struct sv refs_name(struct refs *s, const struct reg *target, int64_t id);
struct sv refs_label(const struct refs_item *i, struct arena *a); /* "Dinas Pendidikan (1.04.01)" */
size_t refs_count(const struct refs *s, const struct reg *target);
const struct refs_item *refs_at(const struct refs *s, const struct reg *target,
                                size_t i); /* by id, ascending */

#endif

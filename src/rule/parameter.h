/* SPDX-License-Identifier: MIT
 * rule/parameter.h -- what regulations of this kind differ in, and how one of them settles it.
 *
 * The vocabulary (data/parameter.yaml) names the parameters under themes and says how a value is read; a pack's parameter.yaml
 * holds the values with the provisions where they stand. What a pack does not write is silence: never a value of its own.
 * A topic is a parameter without a value: provisions that speak of the same thing. Both live in the arena given, read-only,
 * in the order of the vocabulary, so that values of two packs meet by index. Format: docs/declarations.md. */
#ifndef RULE_PARAMETER_H
#define RULE_PARAMETER_H

#include "base/sv.h"

struct arena;
struct err;
struct flow;
struct json;
struct map;
struct pack;
struct problems;
struct rule;

enum parameter_kind {
    PARAMETER_TEXT,
    PARAMETER_LIST, /* a set: its order means nothing */
    PARAMETER_NUMBER,
    PARAMETER_INTERVAL, /* "2 years": at least once in two years */
    PARAMETER_SPAN,     /* "5 years": so long it lasts */
    PARAMETER_DATE,
    PARAMETER_FLAG,
    PARAMETER_TOPIC,
    PARAMETER_KIND_COUNT
};

struct parameter {
    struct sv key, label, theme;
    enum parameter_kind kind;
    const struct json *of;   /* words by key, or NULL: values are their own words */
    bool weigh;              /* how strongly it binds is compared too */
    bool time;               /* about when, how long, how often */
    bool fact;               /* about the regulation or the region itself: shown, and nothing to follow */
    struct sv from, from_at; /* paths into regulation.yaml for what stands there already, or absent */
};

struct parameter_theme {
    struct sv key, label;
};

struct parameters {
    struct parameter_theme *themes;
    size_t n_themes;
    struct parameter *items;
    size_t n;
    const struct map *by_key;
};

struct parameter_value {
    bool says;                     /* false: silent; a note may say why */
    struct sv key;                 /* what is compared, unless it is a list */
    struct sv words;               /* as an official reads it, in one line */
    const struct sv *keys, *items; /* of a list: what is compared, and its words */
    size_t n_items;
    bool open;           /* the regulation lets the list grow */
    const struct sv *at; /* addresses of provisions, the first one the chief */
    size_t n_at;
    struct sv strength;                              /* of the chief provision */
    struct sv setting, setting_label, setting_words; /* what is left to the region, and its first value */
    const struct sv *clearances;                     /* kinds of permohonan it rests on */
    size_t n_clearances;
    struct sv note;
};

/* A data folder without parameter.yaml has an empty vocabulary. Mistakes go to `ps`. */
bool parameter_load(const char *data_dir, struct arena *a, struct parameters *out, struct problems *ps,
                    struct err *e);
/* The values of one pack, by index of the vocabulary. Addresses must exist in its norms.yaml, settings and clearances in its
 * regulation.yaml. */
bool parameter_values(const struct pack *pack, const struct parameters *p, const struct rule *r,
                      const struct flow *f, struct arena *a, struct parameter_value **out,
                      struct problems *ps, struct err *e);
const struct parameter *parameter_find(const struct parameters *p, struct sv key); /* NULL: unknown */

#endif

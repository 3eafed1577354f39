/* SPDX-License-Identifier: MIT
 * rule/compare.h -- two regulations side by side: by theme and parameter, by provision where both speak of the same thing, and
 * what a region under the first would have to change to follow the second.
 *
 * A side is one loaded pack with nothing of its region: parameters, provisions, gates, stages. It is made of declarations
 * only (region_load() opens no database), copied into the arena given, and read-only afterwards: threads share it.
 * compare_make() is pure: the two sides must have been made with the same vocabulary.
 * Provisions are paired through the parameter or topic for which both packs name them, and through nothing else: a wrong pair
 * would be worse than none (docs/decisions/0009-pairing-through-parameters.md). */
#ifndef RULE_COMPARE_H
#define RULE_COMPARE_H

#include "flow/flow.h"
#include "rule/parameter.h"

struct jsonw;
struct region;

struct compare_norm {
    struct sv at, label, says, strength;
    struct sv pasal, ayat, huruf; /* pieces of the address, absent where there are none */
    struct sv reg;                /* where its check looks first, or absent */
    bool shown;                   /* a definition, principle or list: asks for nothing */
};

struct compare_gate { /* what must be there before a step, or a kind of permohonan on offer */
    struct sv reg, label, at, strength;
    enum need_kind kind;
    struct sv about; /* what makes it the same gate in two packs: clearance, fields, register, or its label */
    struct sv noun;  /* of a clearance: pertimbangan, rekomendasi, … */
    const struct sv *asked; /* words of the documents */
    size_t n_asked;
};

struct compare_reg {
    struct sv key, label;
    struct sv *states, *state_labels;
    size_t n_states;
};

struct compare_side {
    struct sv id, title, about, region;
    const struct parameter_value *values;
    struct compare_norm *norms;
    size_t n_norms;
    struct compare_gate *gates;
    size_t n_gates;
    struct compare_reg *regs; /* every register of the model, in its order */
    size_t n_regs;
};

bool compare_side_make(const struct region *r, struct arena *a, struct compare_side *out, struct err *e);
/* The same for a pack that is not the region's own: loads its declarations, keeps what is compared. ERR_MISSING: no such
 * regulation. */
bool compare_side_load(const char *declarations, struct sv id, struct arena *a, struct compare_side *out,
                       struct err *e);
const struct compare_norm *compare_norm(const struct compare_side *s, struct sv at); /* NULL: none */
struct sv compare_reg_label(const struct compare_side *s, struct sv key); /* the key itself: unknown */
/* The address in words, short where it goes on from the one before it (NULL: first): "Pasal 26 ayat (2) huruf a", then "b",
 * then "ayat (3)", with the comma or semicolon and the space that join them. */
struct sv compare_place(const struct compare_norm *n, const struct compare_norm *before, struct arena *a);
/* All places of a value in one line. */
struct sv compare_places(const struct compare_side *s, const struct parameter_value *v, struct arena *a);

struct compare_entry { /* a regulation that can be chosen */
    struct sv id, title, region;
};
/* Every folder of data/regulations, by id. */
bool compare_list(const char *declarations, struct arena *a, struct compare_entry **out, size_t *n,
                  struct err *e);

enum compare_kind {
    COMPARE_SAME,
    COMPARE_DIFFERS,
    COMPARE_ONLY_A,
    COMPARE_ONLY_B,
    COMPARE_SILENT,
    COMPARE_BOTH, /* a topic both speak of; nobody has weighed their words */
    COMPARE_KIND_COUNT
};
struct sv compare_kind_key(enum compare_kind k);   /* sama, berbeda, hanya_a, hanya_b, diam, sama_sama */
struct sv compare_kind_label(enum compare_kind k); /* Sama, Berbeda, … for two regulations called A and B */

struct compare_row {
    const struct parameter *what;
    enum compare_kind kind;
    bool weight; /* the words are the same, how strongly they bind is not */
    const struct parameter_value *a, *b;
    const bool *only_a, *only_b; /* by item of a list: the other one has it not */
};

struct compare_theme {
    struct sv key, label;
    struct compare_row *rows;
    size_t n;
    size_t by[COMPARE_KIND_COUNT];
};

struct compare_stages { /* a register whose states differ */
    const struct compare_reg *a, *b;
    const bool *gone, *come; /* by state of a; of b */
};

struct compare_gates { /* b NULL: goes; a NULL: comes; both: changes */
    const struct compare_gate *a, *b;
};

struct compare_documents { /* asked for in addition */
    struct sv reg;
    const struct sv *items;
    size_t n;
};

struct compare_touched {
    struct sv reg;
    size_t n; /* provisions, gates and stages that reach it */
};

struct compare_changes { /* rows in order of the vocabulary */
    const struct compare_row **added, **dropped, **timed, **altered;
    size_t n_added, n_dropped, n_timed, n_altered;
    size_t duties; /* of the added: provisions that ask for something */
    struct compare_stages *stages;
    size_t n_stages;
    struct compare_gates *gates;
    size_t n_gates;
    struct compare_documents *documents;
    size_t n_documents;
    struct compare_touched *touched; /* most first */
    size_t n_touched;
};

struct compare {
    const struct compare_side *a, *b;
    struct compare_theme *themes;
    size_t n_themes;
    size_t by[COMPARE_KIND_COUNT];
    struct compare_changes changes; /* for a to follow b */
};
bool compare_make(const struct compare_side *a, const struct compare_side *b, const struct parameters *p,
                  struct arena *mem, struct compare *out, struct err *e);
/* Differs, or only one speaks. */
bool compare_is_difference(enum compare_kind k);
/* Does the provision behind that value ask for something? The first such one, or NULL. */
const struct compare_norm *compare_duty(const struct compare_side *s, const struct parameter_value *v);
/* `theme` absent: all. */
void compare_json(const struct compare *c, struct sv theme, bool differences, struct jsonw *w);

#endif

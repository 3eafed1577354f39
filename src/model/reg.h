/* SPDX-License-Identifier: MIT
 * model/reg.h -- registers as declared: the metadata every engine reads.
 * Loaded once from every file of data/registers, data/codes, data/klasifikasi.yaml, data/groups.yaml and the differences of the
 * region's regulation; read-only afterwards, shared by all threads. Format: docs/declarations.md. */
#ifndef MODEL_REG_H
#define MODEL_REG_H

#include "base/err.h"
#include "base/sv.h"
#include "who/actor.h"

struct arena;
struct json;
struct problems;

enum field_type {
    FT_TEXT,
    FT_PROSE,
    FT_INTEGER,
    FT_DECIMAL,
    FT_RUPIAH,
    FT_DATE,
    FT_DATETIME,
    FT_BOOLEAN,
    FT_CHOICE,
    FT_CHOICES,
    FT_REF,
    FT_REFS,
    FT_CODE,
    FT_FILE,
    FT_FILES,
    FT_URL,
    FT_EMAIL,
    FT_PHONE,
    FT_IP,
    FT_DOMAIN,
    FT_GEO,
    FT_PERIOD,
    FT_SECRET,     /* digest of a text that was shown once */
    FT_PUBLIC_KEY, /* PEM: a certificate or a public key */
    FT_CREDENTIAL, /* name under which a secret that others gave us is kept: model/credential.h */
    FT_COUNT
};

struct choice {
    struct sv key, label;
    const struct sv *synonyms;
    size_t n_synonyms;
    struct sv parent; /* code lists only; absent: none */
    bool retired;     /* code lists only: kept where it stands, given to nothing new; not among `items` */
};

struct code_list {
    struct sv name;
    const struct choice *items;
    size_t n;
    const struct map *by_key; /* key -> struct choice; the retired ones too */
    struct sv suffix; /* @norms: what stands behind an address of the regulation in its code, or absent */
};

/* Rows of another register that stand in a document attached to this one: `reads` of a file field. */
struct reads_map {
    struct sv source; /* what the reader calls it */
    const struct field *field;
};
struct field_reads {
    const struct json *decl;
    struct sv kind, gone; /* reader; state of a row that the document no longer has */
    const struct reg *into;
    const struct field *by; /* of `into`: points here */
    struct reads_map *maps;
    size_t n;
    const struct field **key; /* by which a row is recognised */
    size_t n_key;
    /* How somebody who reads the document asks for what it offers (`ask`): a row of this register begun for him. NULL: no way. */
    const struct reg *ask;
    const struct field *ask_by; /* of `ask`: points at the record that holds the document */
    struct sv ask_label;
    struct reads_map *ask_with; /* of `ask`: values a new row begins with (source is the value) */
    size_t n_ask_with;
};

enum field_unique { UNIQUE_NO, UNIQUE_AGENCY, UNIQUE_REGION };

/* What a new record gets in a field that was left empty: never more than a guess, which a person may change. A choice gets
 * `value` when a code begins with one of a list of prefixes, or a text holds one of a list of words; a reference gets the
 * one record there is whose fields of the same keys hold the same. */
struct guess_place {
    const struct field *of;
    struct sv list;
    const struct code_list *codes; /* resolved `list` */
};
struct reg_guess {
    struct sv value;
    struct guess_place *prefixes, *words;
    size_t n_prefixes, n_words;
    const struct field **same;
    size_t n_same;
};

struct field {
    struct sv key, label, help, section;
    enum field_type type;
    size_t index;                 /* place in reg->fields and record->val */
    bool required;                /* in every state */
    const struct sv *required_in; /* or from these states on */
    size_t n_required_in;
    enum field_unique unique;
    bool has_min, has_max;
    int64_t min, max;             /* characters of texts, value of numbers (scaled) */
    int scale;                    /* FT_DECIMAL: digits after the comma */
    const struct choice *choices; /* FT_CHOICE, FT_CHOICES with `of` */
    size_t n_choices;
    struct sv from;                /* code list by name, or absent */
    const struct code_list *codes; /* resolved `from` */
    struct sv after;               /* FT_DATE, FT_DATETIME: key of the field that it does not come before */
    struct sv to;                  /* FT_REF, FT_REFS: register key, or "*" */
    const struct reg *target;      /* resolved `to`; NULL for "*" */
    struct sv initial;             /* default value in stored form, or absent */
    bool search, list, open_data;
    bool own; /* of each record alone: not taken along when one is copied as a start (`copy: false`) */
    const struct sv *see, *edit; /* role keys; n == 0: everybody */
    size_t n_see, n_edit;
    const struct field_reads *reads; /* FT_FILE, or NULL */
    const struct sv *aliases;        /* headings under which offices keep it */
    size_t n_aliases;
    const struct sv
        *shapes; /* FT_TEXT: how it is written: 9 a digit, X a digit or a capital, all else as it stands */
    size_t n_shapes;
    const struct reg_guess *guess; /* NULL: none */
    const struct sv *bound;        /* FT_CREDENTIAL: keys of fields for whose values alone it was given */
    size_t n_bound;
    struct sv at, strength; /* provision that added or changed it, or absent */
    const struct reg_match
        *match; /* FT_REF, FT_REFS: which records of the target suggest themselves, or NULL */
};

/* Records of the target that share a value with the record in one of these fields, and belong to the same agency. How old
 * they may be is said beside them and never enforced: whoever looks them over judges. */
struct reg_match {
    const struct sv *same; /* keys of fields that both registers have */
    size_t n_same;
    struct sv date, until; /* fields of the target: the day it is of, the last day it holds; absent: none */
    struct sv max;         /* field of the own register: the greatest age in months; absent: none */
};

struct state {
    struct sv key, label, tone;
    bool end, lock;
    const struct sv *synonyms; /* words offices write for it */
    size_t n_synonyms;
    struct sv at;
};

/* A day worth a place in the calendar: a date, an instant or the last day of a period (`calendar` of the declaration). */
struct reg_calendar {
    const struct field *field;
    struct sv says, kind; /* says: a sentence with {judul} and {nomor}; kind: key of model->calendar_kinds */
    const struct sv *states; /* it stands while the record is in one of these */
    size_t n_states;
    bool late; /* a day that passes in one of those states is overdue; else it is only past */
    bool feed; /* goes out to calendar programs too */
    bool warn; /* those concerned are told before it comes, and when it has (rule/foresee.h) */
};

/* Rows of another register that belong to one record (`grids` of the declaration). With `each` they are filled in on one page,
 * one for each thing that it may point to: with `fields` in a table, without them by ticks. Without `each` they are any number,
 * each recorded by its own form. All are shown on the record's page. */
struct reg_grid {
    struct sv key, label, help, verb; /* verb: what the button says that makes the ticked rows */
    struct sv of_key;
    const struct reg *of;   /* whose rows */
    const struct field *by; /* its field that points at the record */
    const struct field
        *each; /* its field with one target: no two rows of a record point to the same; NULL: a list */
    const struct field *kind; /* choice field of the target, to tick rows by; NULL: none */
    const struct field
        *first; /* refs of the record: who stands in the grid when it says so; NULL: everybody */
    const struct field *
        *fields; /* of `of`: written in the table, the first a choice that says whether there is a row */
    size_t n_fields;
    const struct field **show; /* of `of`: columns on the record's page */
    size_t n_show;
    const struct field **copy_to, **copy_from; /* of `of` and of the record */
    size_t n_copy;
    const struct field *due; /* date of `of`: a row that is not done by then is late; NULL: none */
    const struct sv *states; /* the record is in one of these while rows are made */
    size_t n_states;
    const struct sv *done; /* states of the rows, or values of the first of `fields`, that count */
    size_t n_done;
    struct sv done_label; /* "hadir", "diterima" */
    struct sv where_key,
        where_value; /* field of the target and its stored value: who stands in the grid at all */
};

struct reg_same {
    const struct field *own;
    struct sv there;
    const struct field *other; /* resolved `there` */
};

/* A table at which an office goes through the records of a round (`review` of the declaration). */
struct reg_review {
    struct sv label, help;
    const struct sv *by, *states; /* roles that review; states of what is reviewed */
    size_t n_by, n_states;
    const struct field **rounds, **shows, **edits, **sums;
    size_t n_rounds, n_shows, n_edits, n_sums;
    const struct field *decision; /* one of `edits`, a choice: filled is decided */
    const struct sv *refuses;     /* decisions that give nothing */
    size_t n_refuses;
    const struct reg_same
        *fills; /* an empty box of `own` takes the value of `other` once it is decided and not refused */
    size_t n_fills;
};
bool reg_refuses(const struct reg_review *v, struct sv decision);

/* Records of another register that may be the same thing under another name (`similar`). */
struct reg_similar {
    struct sv to, label, ignore;
    const struct reg *in;            /* resolved `to` */
    const struct field *name;        /* own field compared with the titles there */
    const struct field *known;       /* own references: what is named there already is no news; NULL: none */
    const struct code_list *general; /* resolved `ignore`: words that make no two names alike */
    struct reg_same *same;           /* a value in common counts as well as a name */
    size_t n_same;
};

/* Values as they last were under each value of one field (`trail`): amounts by stage. */
struct reg_trail {
    struct sv label;
    const struct field *by;
    const struct field **shows;
    size_t n_shows;
};

/* What declarations call the other agency where they name roles. */
#define ROLE_PARTY "pihak"

/* Another agency that a row is about (`party`): its staff see the row like their own, begin it and write it in these states,
 * and take the steps of the role ROLE_PARTY. */
struct reg_party {
    const struct field *field; /* a reference to the agencies */
    const struct sv *writes;
    size_t n_writes;
};

struct reg {
    struct sv key, label, group, help, number;
    int64_t order;
    bool classified, scoped;
    const struct sv *read, *write;
    size_t n_read, n_write;
    struct who_rule rule; /* the same facts, for who/ */
    struct field *fields;
    size_t n_fields;
    const struct field *title; /* NULL: the number names a record */
    const struct field **identity;
    size_t n_identity;
    const struct reg_calendar *calendar;
    size_t n_calendar;
    const struct reg_grid *grids;
    size_t n_grids;
    const struct field
        *follows; /* ref: while that record is in a locked state, this one is too; NULL: none */
    const struct reg_party *party;   /* NULL: a row belongs to its agency alone */
    const struct reg_review *review; /* NULL: none; so are the next two */
    struct reg_similar *similar;
    const struct reg_trail *trail;
    struct sv basis; /* data, dokumen, pernyataan */
    struct state *states;
    size_t n_states, start;
    const struct json *workflow;      /* merged declaration; flow/ reads its transitions */
    const struct json *decl;          /* the same, whole: what is read when all registers are loaded */
    const struct json *duty, *ladder; /* NULL: none; rule/ reads them (rule/duty.h, rule/ladder.h) */
    struct sv file;                   /* where it was declared, for messages */
    const struct map *by_key;         /* key -> struct field */
};

struct group {
    struct sv key, label, icon;
    int64_t order;
};

struct model {
    struct arena *a;
    struct reg **regs; /* by group order, then order, then key */
    size_t n_regs;
    struct map *by_key;
    struct group *groups;
    size_t n_groups;
    const struct choice *calendar_kinds; /* key and label, in order (data/groups.yaml, `calendar`) */
    size_t n_calendar_kinds;
    struct who_scheme scheme;
    struct map *codes;           /* name -> struct code_list */
    const struct json *roles;    /* data/roles.yaml */
    const struct json *settings; /* data/pengaturan.yaml: of the program itself; NULL: none */
    int zone_min;                /* offset of the region's clock in minutes */
    struct sv
        overlay_file; /* the newest regulation's registers.yaml, for messages about what only it may say */
};

struct reg_overlay { /* a regulation's registers.yaml */
    const struct json *tree;
    struct sv file;
};

/* Loads everything below `data_dir` (a folder path). `overlays` are laid over the declarations one after another: an
 * amendment's over that of what it amends. Lists made by engines above (@clearances, @norms) are given in `made`. All
 * mistakes go to `ps`; false when there is a new one. */
bool model_load(const char *data_dir, const struct reg_overlay *overlays, size_t n_overlays,
                const struct code_list *made, size_t n_made, int zone_min, struct arena *a,
                struct model **out, struct problems *ps, struct err *e);

const struct reg *model_reg(const struct model *m, struct sv key); /* NULL: no such register */

/* The register of agencies: the one whose rows the base column COL_PD of every other register points at, and so of its name. */
const struct reg *model_agencies(const struct model *m); /* NULL: the declarations have none */
bool reg_is_agency(const struct reg *r);
const struct code_list *model_codes(const struct model *m, struct sv name);
/* How records cite the provision at that address of the regulation in force. */
struct sv model_norm_code(const struct model *m, struct sv at, struct arena *a);
const struct field *reg_field(const struct reg *r, struct sv key);
const struct state *reg_state(const struct reg *r, struct sv key);
size_t reg_state_index(const struct reg *r, struct sv key);              /* n_states: unknown */
const struct choice *field_choice(const struct field *f, struct sv key); /* `of` and code lists alike */
bool field_is_int(const struct field *f);                                /* stored in an integer column */
bool field_is_multi(const struct field *f);                              /* stored as |a|b| */
struct sv field_type_name(enum field_type t);

/* Base columns every register has, in table order. */
enum base_col {
    COL_ID,
    COL_NOMOR,
    COL_PD,
    COL_KLASIFIKASI,
    COL_STATUS,
    COL_BERLAKU_SEJAK,
    COL_VERSI,
    COL_DIBUAT_OLEH,
    COL_DIBUAT_PADA,
    COL_DIUBAH_OLEH,
    COL_DIUBAH_PADA,
    COL_DIHAPUS,
    COL_COUNT
};
struct sv base_col_name(enum base_col c);
struct sv base_col_label(enum base_col c); /* as people say it */
bool base_col_is_int(enum base_col c);

#endif

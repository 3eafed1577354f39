/* SPDX-License-Identifier: MIT
 * page/form_priv.h -- the form of any register: what its controls show, and what they send.
 *
 * A control is named by its field's key; names that begin with '_' are the form's own, names with a dot are halves of one
 * value (`masa.dari`, `objek.nomor`, `dokumen.jenis`). Each field sends one empty value besides what is chosen, so that
 * "nothing" differs from "not offered". "=" keeps a value that this person may not see. */
#ifndef PAGE_FORM_PRIV_H
#define PAGE_FORM_PRIV_H

#include "model/files.h"
#include "page/reg_priv.h"

struct form {
    struct page *p;
    const struct region *region;
    const struct reg *reg;
    const struct actor *who;
    struct record *base; /* the record as it is now; NULL: a new one */
    bool typed;          /* drawn again: values come from the form that was sent */
    struct pick_cache *picks;
    struct labels *labels;     /* of base and of what was typed */
    struct stored_file *files; /* uploaded with a form that was refused: kept */
    struct sv *file_fields;
    size_t n_files;
    struct record_version *newer; /* versions saved by others since this person opened the form */
    size_t n_newer;
    struct match **matches; /* by field index, page/match.h; NULL: none is loaded */
    struct record *from;    /* a record that is copied as a start, or NULL */
};

#define FORM_DECREE \
    "dasar_berkas" /* scan of the decree behind a decision on somebody's behalf: a file of no field */

enum {
    FORM_OPTIONS_PLAIN = 12, /* longer lists become searchable */
    FORM_BOXES_MAX = 40      /* more than these are no longer ticked in the open */
};

struct form form_begin(struct page *p, struct web_ctx *ctx,
                       struct web_req *req); /* of this request's actor; no register yet */
/* Loads what the controls need, before anything is written. */
bool form_load(struct form *f, struct db *db, struct err *e);
/* Stores the files that came, in a transaction of their own. */
bool form_store(struct form *f, struct err *e);
/* After a refusal: rights that depend on the values are mended in the form, not answered with a closed door. */
bool form_refused(struct web_res *res, struct err *e);

/* Values to put into a control, as the control sends them. */
size_t form_values(struct form *f, const struct field *fd, struct sv **out);
struct sv form_value(struct form *f, const struct field *fd); /* the first of them, or "" */
struct sv form_part(struct form *f, const struct field *fd,
                    const char *tail);                          /* of `key.tail`, typed or "" */
bool form_offers(const struct form *f, const struct field *fd); /* may be filled in here by this person */

/* control.c: label, control, help and error of one field. */
void control_write(struct form *f, const struct field *fd);
void control_open(struct form *f, struct sv key, struct sv label, bool required, bool group, bool half);
void control_close(struct form *f, struct sv key, struct sv help, bool group);
/* Attributes that tie a control to its help and its error; right after the element was opened. */
void control_attrs(struct form *f, struct sv key, struct sv help, bool required);
void control_option(struct html *h, struct sv value, struct sv label, bool chosen);
struct sv control_help(struct form *f, const struct field *fd);

bool form_step_asks(const struct form *f, const struct field *fd); /* some step fills it in: reg_form.c */

/* control_match.c: a reference for which records suggest themselves. */
bool control_match_load(struct form *f, struct db *db, const struct field *fd, struct err *e);
bool control_matched(const struct form *f, const struct field *fd);
bool control_match_has(const struct form *f, const struct field *fd, struct sv id); /* is among the ticks */
void control_match(struct form *f, const struct field *fd);

/* control_ref.c */
void control_ref_options(struct form *f, const struct field *fd);
void control_ref(struct form *f, const struct field *fd);
void control_any_ref(struct form *f, const struct field *fd);
void control_files(struct form *f, const struct field *fd);
/* Loads what the three need, before anything is written. */
bool control_load(struct form *f, const struct field *const *fields, size_t n, struct err *e);

/* form_read.c: the form that was sent, as input for model/. Files are stored first, in a transaction of their own, so that
 * a refused form still has them. */
bool form_read(struct form *f, struct db *db, struct input *in, struct err *e);
bool form_files_store(struct form *f, struct db *db, struct err *e);
bool form_files_find(struct form *f, struct db *db, struct err *e); /* those stored by an attempt before */
int64_t form_version(const struct web_req *req);

/* reg_conflict.c: what others saved meanwhile, beside what this person typed; a choice for each field. */
bool form_conflict_load(struct form *f, struct db *db, struct err *e);
void form_conflict(struct form *f);

#endif

/* SPDX-License-Identifier: MIT
 * page/show_priv.h -- the page of one record, in parts: what is loaded first, and who writes which part. */
#ifndef PAGE_SHOW_PRIV_H
#define PAGE_SHOW_PRIV_H

#include "flow/flow.h"
#include "model/talk.h"
#include "page/reg_priv.h"
#include "page/review_priv.h"

struct outside;

struct back_ref { /* rows of another register that point here */
    const struct reg *reg;
    const struct field *field;
    int64_t total;
    bool capped;
};

struct show {
    struct page p;
    const struct region *region;
    const struct reg *reg;
    const struct actor *who;
    struct record *rec;
    struct sv per; /* the day asked for, or absent: now */
    bool may_edit; /* rights alone; a locked state forbids it all the same */
    bool locked;
    struct labels *labels;
    struct step *steps;
    size_t n_steps;
    struct mark *marks;
    size_t n_marks;
    struct past_step *past;
    size_t n_past;
    struct record_version *versions;
    size_t n_versions;
    struct labels *past_labels; /* of what old versions pointed to */
    struct back_ref *back;
    size_t n_back;
    struct foreseen *ends; /* what it rests on and will lose */
    size_t n_ends;
    struct road_state *road;
    size_t n_road;
    struct show_hub *hub; /* NULL: nothing to say */
    struct date due;      /* of the answer clock */
    bool clock_stopped;
    struct sv made_by, changed_by;
    struct comment *comments;
    size_t n_comments;
    struct grid *grids; /* page/grid_priv.h */
    size_t n_grids;
    struct match *ages; /* page/match.h */
    size_t n_ages, cap_ages;
    bool more_comments, watching;
    struct similar_part similar;
    struct outside *outside; /* model/outside.h; NULL: nothing is known */
};

/* show_step.c: transitions open and blocked, "Catat keadaan", clearances to ask for, marks. */
void show_marks(struct show *s);
void show_ends(struct show *s);
/* "Layanan X akan ditutup penghubung pada … karena Pasal …" and what to do. */
void show_end(struct page *p, const struct foreseen *f);
void show_clock(struct show *s);
void show_steps(struct show *s);
void show_fact(struct show *s);
void show_clearances(struct show *s);
void show_needs(struct page *p, const struct step *st);
/* show_road.c: the states it passes, where it stands, who is next. After show_time_load(). */
void show_road(struct show *s);
/* show_hub.c: what the hub makes of it right now, out of its snapshot. */
void show_hub_load(struct show *s);
void show_hub(struct show *s);
/* show_letter.c */
void show_letters(struct show *s);
/* show_time.c: one timeline of versions and steps. */
bool show_time_load(struct show *s, struct db *db, struct err *e);
void show_time(struct show *s);
/* show_trail.c: values by stage, out of the same versions. */
void show_trail(struct show *s);
/* show_talk.c: comments, and the button that watches. */
bool show_talk_load(struct show *s, struct db *db, struct err *e);
void show_talk(struct show *s);
void show_watch(struct show *s);
/* show_grid.c */
bool show_grids_load(struct show *s, struct db *db, struct err *e);
void show_grids(struct show *s);
/* show_age.c: how old what a field with `match` points to is, where that matters; nothing for other fields. */
bool show_ages_load(struct show *s, struct db *db, struct err *e);
void show_ages(struct show *s, const struct record *rec, const struct field *f);
/* show_secret.c: secrets that the program makes for a record. */
void show_secrets(struct show *s);
/* show_credential.c: the form for one that others gave us. */
void show_credential(struct show *s, const struct field *f);
/* show_outside.c: how things stand at the other end. */
bool show_outside_load(struct show *s, struct db *db, struct err *e);
void show_outside(struct show *s);
/* show_back.c */
bool show_back_load(struct show *s, struct db *db, struct err *e);
void show_back(struct show *s);

#endif

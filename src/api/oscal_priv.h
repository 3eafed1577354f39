/* SPDX-License-Identifier: MIT
 * api/oscal_priv.h -- what the three documents share: the provisions as controls and statements, the states of a day, who
 * is concerned, and how text gets into OSCAL. A book is loaded first (oscal_load.c), then only written; everything lives
 * in its arena. The format knows no empty array, object or string: what has nothing to say is left out. */
#ifndef API_OSCAL_PRIV_H
#define API_OSCAL_PRIV_H

#include "api/oscal.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "json/json.h"
#include "rule/naskah.h"

enum { OSCAL_ROWS_MAX = 50, OSCAL_DEPTH = 4 };

/* --- provisions as controls: oscal_book.c ---------------------------------------------------------------------------- */

struct oscal_control { /* a Pasal, or what stands in a BAB without Pasal */
    struct sv id, title, label, sort, eid, page;
    struct sv bab; /* absent: a regulation without BAB */
    bool is_pasal;
    const struct norm **norms;
    size_t n;
    const struct naskah_node
        *under[OSCAL_DEPTH]; /* Bagian, Paragraf: headings between its BAB and itself, outer first */
    size_t depth;
};

struct oscal_part {          /* a statement or a piece of it */
    struct sv tail, label;   /* "2.a" behind "_smt.", "a."; both absent for the whole control */
    const struct norm *norm; /* NULL: only holds others */
    struct oscal_part *first, *last, *next;
};

struct oscal_row { /* a row that decides */
    const struct reg *reg;
    int64_t id;
    struct sv title, collected, expires; /* instants; only of documents and attestations */
    bool short_falls;
};
struct oscal_evidence {
    struct oscal_row *rows;
    size_t n;
    int64_t hidden;
};

struct oscal_office { /* who holds a role of the regulation */
    struct sv role, name;
    int64_t pd;
};

struct oscal_book {
    struct arena *a;
    const struct rule *rule;
    const struct regulation *reg;
    struct uuid space;
    struct sv ns; /* of our own properties */
    const struct norm *norms;
    size_t n;
    struct oscal_control *controls;
    size_t n_controls;
    struct oscal_part **parts;       /* by control: the tree of its statements */
    size_t *control_of;              /* by norm index */
    struct sv *tail;                 /* by norm index: what its ids have behind _smt, ".2.a" or "" */
    const struct norm_state *states; /* by norm index */
    struct oscal_evidence *evidence; /* by norm index; NULL: none is to be named */
    struct setting *settings;
    size_t n_settings;
    struct oscal_office *offices;
    size_t n_offices;
    const struct naskah *text; /* NULL: none loaded */
    struct date today, on;     /* on: the past day, or {0} */
    int64_t now, modified;
    struct uuid uuid; /* of a document that describes a moment */
};

/* controls, parts and tails out of norms, chapters and text. */
void oscal_book_make(struct oscal_book *b);
struct sv oscal_id(const struct oscal_book *b, const struct norm *n, const char *kind); /* "pasal-5_obj.2" */
const struct oscal_control *oscal_control_of(const struct oscal_book *b, const struct norm *n);
/* The control a setting belongs to, or NULL. */
const struct oscal_control *oscal_control_at(const struct oscal_book *b, struct sv at);
struct sv oscal_param_id(const struct oscal_book *b, const struct setting *s);
struct sv oscal_param_value(const struct oscal_book *b, const struct setting *s, struct sv value);
bool oscal_binds(const struct norm *n); /* asks something of this region */

/* --- judgement: oscal_results.c ---------------------------------------------------------------------------------------- */

struct oscal_verdict {
    bool reviewed, finding, satisfied;
    const char *reason; /* pass, fail, other; NULL without finding */
    int percent;        /* -1: not counted */
    bool risk;          /* not satisfied, and there is a day for it */
};
struct oscal_verdict oscal_judge(const struct norm_state *s);

/* --- the documents ----------------------------------------------------------------------------------------------------- */

bool oscal_load(const struct region *r, const struct oscal_ask *ask, struct db *db, struct oscal_book *b,
                struct err *e);
void oscal_catalog(const struct oscal_book *b, struct jsonw *w);
void oscal_profile(const struct oscal_book *b, struct jsonw *w);
void oscal_results(const struct oscal_book *b, struct jsonw *w);
void oscal_observations(const struct oscal_book *b, struct jsonw *w);
/* The observations of a provision, as related-observations. */
void oscal_related(const struct oscal_book *b, const struct norm_state *s, struct jsonw *w);

/* --- how it is written: oscal_text.c ------------------------------------------------------------------------------------- */

struct sv oscal_line(struct arena *a,
                     struct sv s); /* one line without spaces around it; "" when nothing is left */
struct sv oscal_md(struct arena *a, struct sv s);    /* such a line as Markdown that reads as it is written */
struct sv oscal_token(struct arena *a, struct sv s); /* what an id may hold of it */
struct sv oscal_instant(const struct oscal_book *b, int64_t t);        /* in the region's zone */
struct sv oscal_instant_of(const struct oscal_book *b, struct sv iso); /* absent when unreadable */
struct sv oscal_day_end(const struct oscal_book *b, struct date d);
struct uuid_text oscal_uuid(const struct oscal_book *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* An array that is there once something is in it. */
struct oscal_list {
    struct jsonw *w;
    const char *key;
    bool open;
};
void oscal_item(struct oscal_list *l);              /* begins a map in it; the caller ends that */
void oscal_text(struct oscal_list *l, struct sv s); /* a text in it, unless empty */
void oscal_list_end(struct oscal_list *l);
void oscal_prop(const struct oscal_book *b, struct oscal_list *l, const char *name,
                struct sv value); /* our own */
void oscal_core(const struct oscal_book *b, struct oscal_list *l, const char *name,
                struct sv value);                               /* OSCAL's */
void oscal_kstr(struct jsonw *w, const char *key, struct sv s); /* left out when empty */
void oscal_kmd(const struct oscal_book *b, struct jsonw *w, const char *key, struct sv s);
/* uuid and metadata of every document, first in its map. */
struct oscal_head {
    struct sv title, version, remarks;
    struct uuid_text uuid;
    bool offices;
};
void oscal_head(const struct oscal_book *b, struct jsonw *w, const struct oscal_head *h);

#endif

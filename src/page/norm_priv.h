/* SPDX-License-Identifier: MIT
 * page/norm_priv.h -- what the pages of the living regulation share: the states of one day, a filter, one provision with
 * all that is known of it, and how a status looks. Loaded first, then only written. */
#ifndef PAGE_NORM_PRIV_H
#define PAGE_NORM_PRIV_H

#include "model/list.h"
#include "page/norm_tree.h"
#include "page/page_priv.h"
#include "rule/naskah.h"
#include "rule/region_version.h"
#include "rule/rule_trend.h"

enum { NORM_ROWS_MAX = 50, NORM_CITES_MAX = 20, NORM_SOON_DAYS = 90 };

/* --- the book: norm_load.c ------------------------------------------------------------------------------------------ */

struct norm_office { /* the office that holds a role of the regulation */
    struct sv role, name;
    int64_t pd;
};

struct norm_book {
    const struct region *r;
    const struct rule *rule; /* the regulation by which that day is read */
    const struct norm *norms;
    struct norm_state *states; /* by norm index */
    size_t n;
    struct date today, on; /* on: the past day shown, or {0} */
    struct norm_office *offices;
    size_t n_offices;
};
/* States of `on` (a day before today) or of now, settled first. db is a read lease. */
bool norm_book_load(struct db *db, const struct region *r, struct date on, struct arena *a,
                    struct norm_book *out, struct err *e);
/* Does this person answer for it, through an office or as staff of an agency? */
static inline bool norm_is_mine(const struct norm *n, const struct actor *who)
{
    return rule_binds(n, who);
}
/* Part of the figures: neither shown only, nor another body's, nor not applicable. */
bool norm_counts(enum norm_status s);
struct norm_tally {
    int64_t by[NORM_STATUS_COUNT], counted, met;
};
void norm_tally(const struct norm_book *b, const bool *keep, struct norm_tally *out);

/* --- filters: norm_filter.c ----------------------------------------------------------------------------------------- */

struct norm_filter {
    struct sv status, peran, tenggat, q, urut; /* absent: not asked for */
    bool any;                                  /* besides urut */
};
void norm_filter_read(const struct web_req *req, struct norm_filter *f);
/* keep[i] for every norm of the book. */
bool *norm_filter_apply(const struct norm_filter *f, const struct norm_book *b, struct arena *a);
/* "?…" of the filter and the day, to be put behind an address; "" when there is nothing to say. */
struct sv norm_filter_query(const struct norm_filter *f, const struct norm_book *b, struct arena *a);
/* The form; `action` is where it leads, `urut` is kept. */
void norm_filter_form(struct page *p, const struct norm_filter *f, const struct norm_book *b,
                      struct sv action);

/* --- one provision, or a group of them: norm_one.c ------------------------------------------------------------------- */

struct norm_cite { /* records that cite a provision through a field with codes from @norms */
    const struct reg *reg;
    const struct field *field;
    struct record **rows;
    size_t n;
    int64_t hidden; /* cite it too, but this person may not see them */
};

struct norm_view {
    struct page p;
    const struct norm_book *book;
    struct norm_filter filter;
    const bool *keep; /* by norm index; NULL: no filter */
    struct sv query;  /* of the filter, behind every address */
    struct norm_tree tree;
    /* what is picked: nothing, one provision (`one`), or a group (`group`) under the address `ad` */
    struct norm_addr ad;
    bool picked;
    const struct norm *one;
    const struct norm **group;
    size_t n_group;
    /* about `one` */
    struct deciding_row *rows;
    size_t n_rows;
    bool rows_unknown; /* finding them took too long */
    int64_t hidden;
    struct norm_cite *cites;
    size_t n_cites;
    const struct setting *setting; /* the region's own number behind it, or NULL */
    /* the region's own text, borrowed while the page is written; NULL: none loaded */
    const struct naskah *text;
    struct sv text_of;                 /* the regulation whose words it holds … */
    const struct regulation *text_reg; /* … and what names it */
    const struct norm_form *forms;     /* what `one` was before and will be, in order: norm_history.c */
    size_t n_forms;
    const struct norm_trend *trend; /* NULL: not loaded */
    /* what comes next; NULL: nothing was taken up */
    const struct version *next;
    const struct rule *next_words, *last_words;
};
/* The last twelve months of what is picked, or of everything: norm_trend.c. */
bool norm_trend_load(struct db *db, struct norm_view *v, struct err *e);
void norm_trend(struct norm_view *v);
bool norm_one_load(struct db *db, struct norm_view *v, struct err *e);
const struct chapter *norm_chapter(const struct norm_book *b, struct sv bab); /* NULL: unknown */

/* --- writing ---------------------------------------------------------------------------------------------------------- */

void norm_mark(struct html *h, enum norm_status s,
               bool brief);                  /* icon, colour and word of a status: norm_mark.c */
struct sv norm_word(enum norm_status s);     /* short word */
struct sv norm_strength(struct sv strength); /* "Wajib", … ; "" when the text has none */
struct sv norm_basis_word(struct sv basis);
struct sv norm_basis_means(struct sv basis);
void norm_due(struct page *p, const struct norm_book *b,
              const struct norm_state *s); /* due date in words, or nothing */
struct sv norm_bound(const struct norm_book *b, const struct norm *n,
                     struct arena *a);                                      /* "Dinas, Perangkat Daerah" */
void norm_bar(struct html *h, struct sv title, const struct norm_tally *t); /* stacked bar of a tally */
void norm_legend(struct html *h, const struct norm_tally *t, struct sv base,
                 struct arena *a); /* counts as links */

/* --- one regulation after another ----------------------------------------------------------------------------------- */

struct norm_form { /* one wording of a provision, from one regulation to another */
    const struct rule *rule;
    const struct norm *norm; /* NULL: it is gone from that day */
    struct date from, to;    /* to: the day the next one begins, or {0} */
};
bool norm_history_load(struct db *db, struct norm_view *v, struct err *e); /* norm_history.c */
void norm_history(struct norm_view *v);
bool norm_coming_load(struct db *db, struct norm_view *v, struct err *e);
void norm_coming(struct norm_view *v); /* the notice of what comes next: norm_version.c */
/* That it is read and not judged again, and by which regulation where that is not the present one. */
struct sv norm_past_words(const struct norm_book *b, struct arena *a);
/* "?per=…" of a day, for links into the past. */
struct sv norm_on(struct date day, struct arena *a);

void norm_pane_tree(struct norm_view *v);   /* norm_left.c */
void norm_pane_text(struct norm_view *v);   /* norm_middle.c */
void norm_pane_status(struct norm_view *v); /* norm_right.c */
void norm_group_list(struct norm_view *v, const struct norm *const *items,
                     size_t n);          /* those the filter leaves */
void norm_overview(struct norm_view *v); /* norm_sum.c: when nothing is picked */
void norm_chapters(struct page *p, const struct norm_book *b, struct sv query,
                   int level); /* progress by BAB */
/* Readings and damaged places: norm_reading.c. */
void norm_reading_boxes(struct norm_view *v); /* on one provision */
void norm_reading_brief(struct norm_view *v); /* on a Pasal or BAB */
void norm_reading_places(struct page *p, const struct norm_book *b, const struct reading *g,
                         int level); /* side by side, headings h3 or h4 */
struct sv norm_places(const struct reading *g, const struct norm *except,
                      struct arena *a); /* "Pasal 14 ayat (5) dan Pasal 14 ayat (7)" */
struct sv norm_setting_words(const struct setting *s, struct sv v, struct arena *a); /* "2 tahun" */
void norm_said_by(struct page *p, struct sv by, struct sv at, struct sv reason);     /* who, when, why */
/* The region's own words at that address; false: there are none. */
bool norm_text_write(struct norm_view *v, struct sv at);
struct sv norm_text_url(
    const struct norm_view *v); /* of the whole text as Akoma Ntoso; absent: it has no address */

#endif

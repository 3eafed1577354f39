/* SPDX-License-Identifier: MIT
 * page/compare_priv.h -- what the pages that lay two regulations side by side share: the comparison, what is asked to be
 * seen of it, and how a value looks. Loaded first, then only written. */
#ifndef PAGE_COMPARE_PRIV_H
#define PAGE_COMPARE_PRIV_H

#include "page/page_priv.h"
#include "rule/compare.h"

#define COMPARE_ALL SV("semua")

struct compare_view {
    struct page p;
    const struct compare_entry *entries; /* every regulation there is */
    size_t n_entries;
    const struct compare_entry *with; /* the other one; NULL: none chosen yet */
    struct sv theme;                  /* one of them, COMPARE_ALL, or absent: an overview */
    struct sv show;                   /* beda, diatur, semua */
    bool changes;                     /* what would have to change, instead of the themes */
    struct compare c;                 /* a: the region's own */
};

/* Does the page show this row? */
bool compare_wants(const struct compare_view *v, const struct compare_row *r);
/* "?dengan=…" with what is asked for, `theme` and `changes` as given. */
struct sv compare_query(const struct compare_view *v, struct sv theme, bool changes);

size_t compare_shown(const struct compare_view *v,
                     const struct compare_theme *t); /* rows of it that the page shows */
void compare_overview(struct compare_view *v);       /* compare_sum.c */
void compare_figures(struct compare_view *v);
void compare_themes(struct compare_view *v);       /* compare_rows.c */
void compare_changes_list(struct compare_view *v); /* compare_change.c */
struct compare_group {                             /* a section of the changes, for the navigation */
    struct sv id, label;
    size_t n;
};
size_t compare_groups(const struct compare_view *v, struct compare_group out[8]);
/* Words, strength, places, note of one side; `own`: its provisions are links. */
void compare_value(struct compare_view *v, const struct compare_row *r, bool own);
/* "Wajib", "Dapat"; "Pernyataan" where the text has neither word. */
struct sv compare_strength(struct sv strength);
/* The places alone, as links where they are ours. */
void compare_where(struct compare_view *v, const struct compare_side *s, const struct sv *at, size_t n,
                   bool own);

#endif

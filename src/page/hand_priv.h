/* SPDX-License-Identifier: MIT
 * page/hand_priv.h -- what the pages about handing over share: deputies, successors, readers by Surat Tugas.
 * People are offered by name, post and office; loaded before a page begins, written afterwards. */
#ifndef PAGE_HAND_PRIV_H
#define PAGE_HAND_PRIV_H

#include "page/page.h"

struct hand_person {
    int64_t id;
    struct sv nama, nama_pengguna, jabatan, kantor;
};
/* Active accounts that may write, those of the agency `pd` first, then by name; at most 1,000. */
bool hand_people(struct db *db, int64_t pd, struct date today, struct arena *a, struct hand_person **out,
                 size_t *n, struct err *e);

/* A labelled select of them; `not` is left out. Without scripts it is a long list, with them it is searched. */
void hand_choose(struct page *p, const char *name, const char *label, const char *help,
                 const struct hand_person *people, size_t n, int64_t not );

struct hand_option {
    struct sv value, label;
};
/* Agencies by code, and the registers this person may open. */
bool hand_agencies(struct db *db, struct arena *a, struct hand_option **out, size_t *n, struct err *e);
size_t hand_registers(const struct region *r, const struct actor *who, struct arena *a,
                      struct hand_option **out);
/* A labelled select of several; nothing chosen means all. */
void hand_several(struct page *p, const char *name, const char *label, const char *help,
                  const struct hand_option *options, size_t n);
/* The values sent for it, separated by commas. */
struct sv hand_joined(const struct web_req *req, const char *name, struct arena *a);

/* <table class="daftar"> inside its frame, with these headings; each row then starts with hand_first(). */
void hand_table_begin(struct html *h, const char *const *columns, size_t n);
void hand_table_end(struct html *h);
void hand_first(struct html *h, struct sv text); /* opens the row */
void hand_cell(struct html *h, const char *label, struct sv text);
/* A button that posts to `url` and asks before it does; `what` is read out behind its word. */
void hand_button(struct page *p, struct sv url, const char *word, const char *question, struct sv what);

#endif

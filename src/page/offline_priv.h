/* SPDX-License-Identifier: MIT
 * page/offline_priv.h -- what the files of the offline pages share. */
#ifndef PAGE_OFFLINE_PRIV_H
#define PAGE_OFFLINE_PRIV_H

#include "json/json.h"
#include "model/workbook.h"
#include "page/offline.h"
#include "page/page_priv.h"

enum { OFFLINE_STATE_MAX = 8 * 1024 * 1024, OFFLINE_SHOWN_MAX = 500, OFFLINE_CHOICES_MAX = 5000 };

struct offline_choice {
    struct sv what; /* "aplikasi.12.nama" */
    enum import_side side;
};

/* One job: DIR/run/luring/<id>/ with isian.json, the files that came, and once it ran hasil.json, buku.zip or ditolak.xlsx. */
struct offline {
    struct arena *a;
    struct sv id;
    const char *dir;
    int64_t akun, made;
    bool back; /* workbooks that came back; otherwise a sending */
    bool write;
    struct sv *regs; /* of a sending */
    size_t n_regs;
    struct sv *names; /* of the files that came, 0.xlsx and on */
    size_t n_names;
    struct offline_choice *choices;
    size_t n_choices, cap_choices;
};

/* offline_store.c */
bool offline_make(const struct region *r, const struct actor *who, bool back, struct arena *a,
                  struct offline **out, struct err *e);
/* ERR_MISSING also when it is another account's or older than 24 hours. who NULL: whoever's. */
bool offline_load(const struct region *r, const struct actor *who, struct sv id, struct arena *a,
                  struct offline **out, struct err *e);
bool offline_save(const struct offline *s, struct err *e);
void offline_remove(const struct offline *s);
const char *offline_path(const struct offline *s, const char *name);
void offline_decide(struct offline *s, struct sv what, enum import_side side);
enum import_side offline_decided(const struct offline *s, struct sv what);
int offline_lock(const struct offline *s); /* -1: it is being done; give back with close() */
enum offline_stage { OFFLINE_RUNNING, OFFLINE_DONE, OFFLINE_STOPPED };
enum offline_stage offline_stage(const struct offline *s);
/* What became of it, as the job left it; NULL: nothing yet. */
const struct json *offline_outcome(const struct offline *s);

/* offline_run.c */
bool offline_start(const struct region *r, const struct offline *s, struct err *e);

/* offline_show.c: the page of a return */
struct offline_page {
    struct page p;
    const struct region *region;
    struct offline *s;
    const struct json *o;
};
void offline_report(struct offline_page *op);
struct sv offline_url(struct arena *a, struct sv id, const char *tail);

#endif

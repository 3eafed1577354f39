/* SPDX-License-Identifier: MIT
 * page/job.h -- long work beside the requests: one mechanism for whatever takes longer than a page may.
 *
 * A job is a folder DIR/run/kerja/<random>/ with what was asked for (isian.json), files that the kind keeps there, how far
 * it is, and in the end what became of it (hasil.json). It belongs to the account that began it, runs with that account's
 * rights as they are when it runs, is nobody else's to see, and is gone after 24 hours.
 *
 *     static const struct job_kind salin = { .key = "salin", .label = T("Salinan"), .run = salin_run, .show = salin_show };
 *
 *     job_make(region, actor, &salin, title, a, &j, e)   a folder; files may be put into it: job_path()
 *     job_save(j, put, ctx, e)                           what was chosen, as JSON; as often as there are steps before
 *     job_start(region, j, e)                            a process of its own does it: kind->run()
 *     web_redirect(req, res, job_url(a, j))              the page: progress, result, what failed, all kinds the same
 *
 * run() writes its result as members of the open map run->out, makes files for the person with job_file(), tells how far it
 * is with run->progress, and returns false with a reason. It is told to stop through the same progress. It must bear being
 * killed at any moment: the page says so then, and offers to do it again when the kind says that this is harmless (`again`).
 *
 * What always holds: one process works on a job at a time, by a lock that its process holds and that ends with it (handed on
 * by the request that starts it, so there is no moment without it); the outcome is written whole or not at all; what is
 * neither locked nor has an outcome, but was started, was interrupted.
 *
 * Kinds are rows of job_kinds.c. A struct job lives in its arena and belongs to one request or process. */
#ifndef PAGE_JOB_H
#define PAGE_JOB_H

#include "base/progress.h"
#include "json/json.h"
#include "page/page.h"

enum { JOB_STATE_MAX = 8 * 1024 * 1024, JOB_FILES_MAX = 8 };

struct job_kind;
struct job_page;

struct job {
    struct arena *a;
    const struct job_kind *kind;
    struct sv id, title; /* title: of which file, of how many records: beside the kind's label */
    const char *dir;
    int64_t akun, made;       /* made: seconds */
    const struct json *input; /* what job_save() wrote, or NULL */
};

/* Writes members of an open map. */
typedef void job_put(struct jsonw *w, const void *ctx);

/* --- making, loading: job_store.c ------------------------------------------------------------------------------------- */

/* The oldest of an account that keeps many goes, and what is older than a day. */
bool job_make(const struct region *r, const struct actor *who, const struct job_kind *k, struct sv title,
              struct arena *a, struct job **out, struct err *e);
/* ERR_MISSING also when it is another account's, of another kind or too old; ERR_DENIED: kind->may says so.
 * k NULL: any kind. */
bool job_load(const struct region *r, const struct actor *who, const struct job_kind *k, struct sv id,
              struct arena *a, struct job **out, struct err *e);
bool job_save(struct job *j, job_put *put, const void *ctx, struct err *e);
const char *job_path(const struct job *j, const char *name); /* a file of the kind's own in the folder */
struct sv job_url(struct arena *a, const struct job *j);     /* /pekerjaan/<id> */
struct sv job_file_url(struct arena *a, const struct job *j, struct sv name);
/* ERR_CONFLICT while it is being done. */
bool job_remove(const struct job *j, struct err *e);

/* --- how it stands ------------------------------------------------------------------------------------------------------ */

enum job_stage {
    JOB_NEW,       /* not started yet: the kind is still asking */
    JOB_RUNNING,   /* a process works on it */
    JOB_DONE,      /* run() returned true */
    JOB_FAILED,    /* run() gave a reason */
    JOB_CANCELLED, /* a person said so, and it stopped */
    JOB_STOPPED    /* its process was ended from outside */
};
struct job_state {
    enum job_stage stage;
    char what[100]; /* of JOB_RUNNING and JOB_STOPPED: how far, as told last */
    size_t done, of;
    bool stopping;             /* somebody asked it to stop */
    struct sv why, hint;       /* of JOB_FAILED */
    bool passing;              /* not by what was asked for: trying again may help */
    const struct json *result; /* members that run() wrote; also of what failed on the way */
    struct sv *files;          /* made for the person */
    size_t n_files;
};
void job_state(const struct job *j, struct job_state *out);
/* ERR_CONFLICT unless it is neither running nor, for `fresh`, done already. */
bool job_idle(const struct job *j, bool fresh, struct err *e);
/* Writes the result of a job that is done once more, when something came after it. */
bool job_amend(const struct job *j, job_put *put, const void *ctx, struct err *e);

/* --- running: job_run.c -------------------------------------------------------------------------------------------------- */

struct job_run {
    const struct region *region;
    const struct actor *who; /* whose rights count */
    const struct job *job;
    struct arena *a;   /* kind->arena_bytes; gone when it ends */
    struct jsonw *out; /* the result: an open map */
    struct progress progress;
    /* job_run.c's own */
    struct sv files[JOB_FILES_MAX];
    size_t n_files;
    int64_t told_ms;
    bool cancelled;
};

struct job_kind {
    const char *key;     /* in isian.json; never changes */
    const char *label;   /* what it is: heading of the page, entry in the list */
    const char *doing;   /* "Sedang disiapkan" */
    const char *stopped; /* what an interruption or a stop leaves behind: a sentence */
    size_t arena_bytes;
    bool again; /* after an interruption: doing it once more does nothing twice */
    bool once;  /* what is done stays done: starting it again does nothing */
    /* Asked on each request and when it runs; NULL: whoever began it. */
    bool (*may)(const struct region *r, const struct actor *who, const struct job *j, struct err *e);
    bool (*run)(struct job_run *run, struct err *e);
    /* Where the person came from: after a failure and after throwing away. */
    struct sv (*home)(const struct region *r, const struct job *j, struct arena *a);
    /* The page when it is done: `load` before anything is written (or NULL), `show` the body. */
    bool (*load)(struct job_page *jp, struct page_head *hd, struct err *e);
    void (*show)(struct job_page *jp);
};

/* A process of its own; small ones are done before this returns. */
bool job_start(const struct region *r, const struct job *j, struct err *e);
/* Does it here and now, for what takes no longer than a page may. True: there is an outcome, also when it failed by what was
 * sent; false on faults. */
bool job_do(const struct region *r, const struct actor *who, const struct job *j, struct err *e);
/* For the process (`prasasti job`): true when it did what it was told. */
bool job_process(const struct region *r, struct sv id, struct err *e);
/* Path of a new file for the person, who gets it under this name. At most JOB_FILES_MAX. */
const char *job_file(struct job_run *run, struct sv name);
const char *job_run_path(const struct job_run *run, const char *name); /* job_path() in run->a */

/* --- pages: job_page.c ---------------------------------------------------------------------------------------------------- */

struct job_page {
    struct page p;
    const struct region *region;
    struct job *j;
    struct job_state s;
    void *own; /* kind->load's */
};
/* Buttons for what run() made, and the way back; kinds put their own beside them. */
void job_downloads(struct job_page *jp);

web_handler job_list_show, job_show, job_cancel, job_again, job_drop, job_send;

#define JOB_ROUTES                                                                              \
    { .path = "/pekerjaan", .handle = job_list_show, .about = T("Pekerjaan yang saya mulai") }, \
        { .path = "/pekerjaan/{id}", .handle = job_show },                                      \
        { .path = "/pekerjaan/{id}/berkas/{nama}", .handle = job_send },                        \
        { .method = WEB_POST, .path = "/pekerjaan/{id}/hentikan", .handle = job_cancel },       \
        { .method = WEB_POST, .path = "/pekerjaan/{id}/ulangi", .handle = job_again },          \
    {                                                                                           \
        .method = WEB_POST, .path = "/pekerjaan/{id}/buang", .handle = job_drop                 \
    }

extern const struct job_kind *const job_kinds[]; /* job_kinds.c */
extern const size_t job_kinds_n;

#endif

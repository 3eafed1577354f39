/* SPDX-License-Identifier: MIT
 * page/job_priv.h -- what the files of the job mechanism share. */
#ifndef PAGE_JOB_PRIV_H
#define PAGE_JOB_PRIV_H

#include "page/job.h"
#include "page/page_priv.h"

/* The lock of the job, held by whoever works on it; -1: somebody does. Give back with close(). */
int job_lock(const struct job *j);
bool job_is_lock(const struct job *j, int fd);
/* Jobs of this account, newest first. */
bool job_mine(const struct region *r, const struct actor *who, struct arena *a, struct job ***out, size_t *n,
              struct err *e);
/* Forgets what became of it before and says that it begins. */
bool job_begin(const struct job *j, struct err *e);
bool job_is_done(const struct job *j); /* whether or not somebody holds the lock */
bool job_tell_file(const struct job *j, const char *what, size_t done, size_t of, struct err *e);
bool job_stop(const struct job *j, struct err *e); /* asks its process to stop */
bool job_is_stopping(const struct job *j);
/* result: the members of a map, as JSON; "" for none. */
bool job_end(const struct job *j, enum job_stage how, const struct err *why, struct sv result,
             const struct sv *files, size_t n_files, struct err *e);
/* How a file for the person is kept; SV_NULL: that name is no file's. */
const char *job_kept(const struct job *j, struct sv name, struct arena *a);

#endif

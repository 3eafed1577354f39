/* SPDX-License-Identifier: MIT
 * base/child.h -- runs another program on files and waits for it, for a while.
 *
 * It gets no environment of ours, no input and no place to write to but the files that its arguments name; it is the head of
 * a process group of its own, which ends with it, so nothing it started outlives the call. Blocks the calling thread. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct err;

struct child_task {
    const char *const *argv; /* ends with NULL; argv[0] is an absolute path */
    const char *home;        /* its HOME */
    int64_t limit_ms;
    /* Ceilings of each process, which hold for what it starts as well, also should we be killed meanwhile. 0: none. */
    uint64_t memory_bytes, cpu_s;
    /* Called some fifty times a second while it runs; false with *e set ends it. NULL: nobody looks. */
    bool (*watch)(void *ctx, struct err *e);
    void *ctx;
};

enum child_end {
    CHILD_DONE,
    CHILD_FAILED,     /* it said so, was killed, or was not done in time */
    CHILD_STOPPED,    /* by watch(), whose words are in *e */
    CHILD_NOT_STARTED /* the program is not there, or there is no place for it */
};
/* *e is set by watch() alone: what an end means to the user, the caller knows. */
enum child_end child_wait(const struct child_task *t, struct arena *a, struct err *e);

/* The same without ceilings, where only success counts. ERR_FAULT: not started, failed, or not done in time. */
bool child_run(const char *const *argv, const char *home, int limit_ms, struct arena *a, struct err *e);

/* The first of these paths that is a program, or what that environment variable names instead; NULL: none. */
const char *child_find(const char *variable, const char *const *paths);

#endif

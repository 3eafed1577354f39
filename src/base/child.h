/* SPDX-License-Identifier: MIT
 * base/child.h -- runs another program on files and waits for it, for a while.
 *
 * It gets no environment of ours, no input and no place to write to but the files that its arguments name; it is the head of
 * a process group of its own, which ends with it, so nothing it started outlives the call. Blocks the calling thread. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>

struct arena;
struct err;

/* argv ends with NULL; argv[0] is an absolute path. home: its HOME. ERR_FAULT: not started, failed, or not done in time. */
bool child_run(const char *const *argv, const char *home, int limit_ms, struct arena *a, struct err *e);
/* The first of these paths that is a program, or what that environment variable names instead; NULL: none. */
const char *child_find(const char *variable, const char *const *paths);

#endif

/* SPDX-License-Identifier: MIT
 * scripts/analyzer.h -- included first when clang-tidy reads a file. The analyzer sees one file at a time and cannot know
 * that these always return false, so it would follow paths on which a failed function goes on with outputs never written. */
#ifndef SCRIPTS_ANALYZER_H
#define SCRIPTS_ANALYZER_H

#include "base/arena.h"
#include "base/err.h"

/* The process ends before these return NULL. */
void *arena_alloc(struct arena *a, size_t n_bytes) __attribute__((returns_nonnull));
void *arena_alloc_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));
void *arena_grow(struct arena *a, const void *items, size_t count, size_t *cap, size_t size)
    __attribute__((returns_nonnull));

#define err_set(...) ((err_set) (__VA_ARGS__), false)
#define err_hint(...) ((err_hint) (__VA_ARGS__), false)
#define err_cause(...) ((err_cause) (__VA_ARGS__), false)
#define err_errno(...) ((err_errno) (__VA_ARGS__), false)

#define PRASASTI_VERSION "0"
#define PRASASTI_SHARE "/usr/share/prasasti"
#define PRASASTI_LIB "/usr/lib/prasasti"

#endif

/* SPDX-License-Identifier: MIT
 * base/arena.h -- memory that lives as long as one request, one import chunk or one loaded declaration set.
 * Everything taken from an arena is zeroed, aligned for any type and freed with the arena, never by hand.
 * The ceiling is soft and sticky: passing it marks the arena, allocation goes on, and the next arena_ok() refuses.
 * Every loop over foreign data calls arena_ok(), so a request overshoots its ceiling by one item at most.
 * When the system itself has no memory left the process ends with a message; the supervisor starts it again.
 * (decision 0002: sticky ceiling). One thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/sv.h"

#include <stdarg.h>

struct err;
struct arena;

struct arena *arena_new(size_t max_bytes);
void arena_free(struct arena *a);  /* accepts NULL */
void arena_reset(struct arena *a); /* forgets everything, keeps one block */
void *arena_alloc(struct arena *a, size_t n_bytes) __attribute__((returns_nonnull));
#define ARENA_NEW(a, type) ((type *) arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *) arena_alloc_array((a), (n), sizeof(type)))
void *arena_alloc_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));
struct sv arena_dup(struct arena *a, struct sv s); /* SV_NULL stays SV_NULL; a NUL follows the copy */
struct sv arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct sv arena_vprintf(struct arena *a, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));
bool arena_ok(const struct arena *a, struct err *e); /* false, ERR_INPUT: the ceiling was passed */
size_t arena_used(const struct arena *a);

/* Room for one more item in an array that grows inside an arena: items, count and capacity are lvalues.
 * The old array stays in the arena until it is freed, so growth doubles. */
#define ARENA_PUSH(a, items, count, cap) \
    ((count) < (cap)                     \
         ? &(items)[(count)++]           \
         : ((items) = arena_grow((a), (items), (count), &(cap), sizeof *(items)), &(items)[(count)++]))
void *arena_grow(struct arena *a, const void *items, size_t count, size_t *cap, size_t size)
    __attribute__((returns_nonnull));

#endif

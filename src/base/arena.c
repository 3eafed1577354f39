/* SPDX-License-Identifier: MIT
 * base/arena.c -- a chain of blocks, filled from the front; see README.md for why the ceiling is soft. */
#include "base/arena.h"

#include "base/err.h"

#include <assert.h>
#include <stdalign.h>
#include <unistd.h>

enum { ALIGN = alignof(max_align_t), BLOCK_FIRST = 8 * 1024, BLOCK_LAST = 1024 * 1024 };

/* Blocks come zeroed from calloc(), which for fresh pages costs nothing, and arena_reset() clears what was used. */
struct block {
    alignas(max_align_t) struct block *prev;
    size_t n, cap;
    alignas(max_align_t) char data[];
};

struct arena {
    struct block *head; /* the block being filled; older and oversized ones hang behind it */
    size_t used, max, next_cap;
};

/* No caller could do anything sensible, and carrying on would lose half of a change. No stdio here: it may allocate. */
static _Noreturn void out_of_memory(void)
{
    static const char text[] = "prasasti: memori sistem habis, proses berhenti\n";

    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(71);
    _exit(70);
}

static struct block *block_new(size_t cap)
{
    struct block *b = cap > SIZE_MAX / 2 ? NULL : calloc(1, sizeof *b + cap);

    if (!b)
        out_of_memory();
    b->cap = cap;
    return b;
}

struct arena *arena_new(size_t max_bytes)
{
    struct arena *a = calloc(1, sizeof *a);

    if (!a)
        out_of_memory();
    a->max = max_bytes;
    a->next_cap = BLOCK_FIRST;
    return a;
}

static void chain_free(struct block *b)
{
    while (b) {
        struct block *prev = b->prev;
        free(b);
        b = prev;
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    chain_free(a->head);
    free(a);
}

void arena_reset(struct arena *a)
{
    struct block *b = a->head;

    a->used = 0;
    if (!b)
        return;
    chain_free(b->prev);
    b->prev = NULL;
    if (b->cap > BLOCK_LAST) {
        free(b);
        a->head = NULL;
        return;
    }
    memset(b->data, 0, b->n);
    b->n = 0;
}

/* The slow path: a new block, or one of its own for an item that would waste most of a block. */
static void *alloc_slow(struct arena *a, size_t n)
{
    if (a->head && n > a->next_cap / 4) {
        struct block *own = block_new(n);
        own->n = n;
        own->prev = a->head->prev;
        a->head->prev = own;
        return own->data;
    }
    struct block *b = block_new(n > a->next_cap ? n : a->next_cap);
    b->n = n;
    b->prev = a->head;
    a->head = b;
    if (a->next_cap < BLOCK_LAST)
        a->next_cap *= 2;
    return b->data;
}

void *arena_alloc(struct arena *a, size_t n_bytes)
{
    struct block *b = a->head;

    if (n_bytes > SIZE_MAX / 4)
        out_of_memory();
    /* An item of no bytes still gets an address of its own: views into it must not be NULL. */
    size_t n = n_bytes ? (n_bytes + ALIGN - 1) & ~(size_t) (ALIGN - 1) : ALIGN;
    a->used += n;
    if (b && b->cap - b->n >= n) {
        void *p = b->data + b->n;
        b->n += n;
        return p;
    }
    return alloc_slow(a, n);
}

void *arena_alloc_array(struct arena *a, size_t n, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes))
        out_of_memory();
    return arena_alloc(a, bytes);
}

struct sv arena_dup(struct arena *a, struct sv s)
{
    if (!s.p)
        return SV_NULL;
    char *p = arena_alloc(a, s.n + 1);

    memcpy(p, s.p, s.n);
    return (struct sv){ p, s.n };
}

struct sv arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
    char small[256];
    va_list again;

    assert(fmt);
    va_copy(again, args);
    int told = vsnprintf(small, sizeof small, fmt, args);
    size_t n = told < 0 ? 0 : (size_t) told;
    char *p = arena_alloc(a, n + 1);
    if (n < sizeof small)
        memcpy(p, small, n);
    else
        vsnprintf(p, n + 1, fmt, again);
    va_end(again);
    return (struct sv){ p, n };
}

struct sv arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct sv s = arena_vprintf(a, fmt, args);
    va_end(args);
    return s;
}

bool arena_ok(const struct arena *a, struct err *e)
{
    if (a->used <= a->max)
        return true;
    err_set(e, ERR_INPUT, T("Permintaan ini memerlukan memori lebih dari batas %zu KiB"), a->max / 1024);
    return err_hint(e, T("Bagi data menjadi bagian yang lebih kecil, lalu ulangi."));
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

void *arena_grow(struct arena *a, const void *items, size_t count, size_t *cap, size_t size)
{
    size_t wider = *cap ? *cap * 2 : 8;

    if (wider < *cap)
        out_of_memory();
    void *p = arena_alloc_array(a, wider, size);
    if (count)
        memcpy(p, items, count * size);
    *cap = wider;
    return p;
}

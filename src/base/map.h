/* SPDX-License-Identifier: MIT
 * base/map.h -- text to pointer, in an arena. Keys are borrowed: they must live as long as the map.
 * Read-only sharing between threads is safe once filled. No removal. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/sv.h"

struct arena;
struct map;

struct map *map_new(struct arena *a);
bool map_put(struct map *m, struct sv key,
             void *value);                         /* false: the key was there and its value is replaced */
void *map_get(const struct map *m, struct sv key); /* NULL: not there */
size_t map_count(const struct map *m);

#endif

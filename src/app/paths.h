/* SPDX-License-Identifier: MIT
 * app/paths.h -- where the program finds what it reads besides its data folder: data/ (declarations, regulations) and
 * web/dist/ (styles, scripts). Beside a build folder that is the source tree; once installed, the shared folder of the
 * system. The environment variable PRASASTI_SHARE names another place. Nothing is written there. */
#ifndef APP_PATHS_H
#define APP_PATHS_H

#include "base/sv.h"

struct arena;
struct err;

/* Absolute path of folder `name` ("data", "web/dist"), which exists; ERR_MISSING names the places looked at. */
bool paths_share(struct sv name, struct arena *a, const char **out, struct err *e);
/* The data folder given as --data, made absolute and free of links; ERR_MISSING when there is no such folder. */
bool paths_data(const char *given, struct arena *a, const char **out, struct err *e);
const char *paths_join(const char *dir, const char *name, struct arena *a); /* "dir/name" */
/* The hub's module for nginx: in hub/ beside the program, or where it was installed; NULL: there is none. */
const char *paths_hub(struct arena *a);
const char *paths_self(struct arena *a); /* the program's own file */

#endif

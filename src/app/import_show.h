/* SPDX-License-Identifier: MIT
 * app/import_show.h -- the report of an import on a terminal: what was read, what becomes of the rows, what is wrong. */
#ifndef APP_IMPORT_SHOW_H
#define APP_IMPORT_SHOW_H

#include <stdio.h>

#include "model/import.h"

/* wanted: the person asked for it to be written. */
void import_show(const struct import *im, const char *path, bool wanted, FILE *to);

#endif

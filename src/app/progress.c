/* SPDX-License-Identifier: MIT
 * app/progress.c -- how far a command is, on a terminal. */
#include "app/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/err.h"

static bool show(void *ctx, const char *what, size_t done, size_t of, struct err *e)
{
    (void) ctx;
    (void) e;
    fprintf(stderr, T("\r%s: %zu dari %zu "), what, done, of);
    return true;
}

struct progress app_progress(void)
{
    return (struct progress){ isatty(STDERR_FILENO) ? show : NULL, NULL };
}

void app_progress_end(void)
{
    if (app_progress().tell)
        fprintf(stderr, "\r%60s\r", "");
}

/* SPDX-License-Identifier: MIT
 * app/progress.h -- how far a command is, on a terminal: a line on standard error that is written over again. */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include "base/progress.h"

/* Silent when standard error is no terminal. */
struct progress app_progress(void);
void app_progress_end(void); /* takes the line away */

#endif

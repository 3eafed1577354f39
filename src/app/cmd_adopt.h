/* SPDX-License-Identifier: MIT
 * app/cmd_adopt.h -- the parts of `prasasti regulation` that concern which regulation is in force. Each opens the region,
 * prints, and returns the exit code of the program. */
#ifndef APP_CMD_ADOPT_H
#define APP_CMD_ADOPT_H

#include <stdbool.h>

int app_adopt(const char *data, const char *id, bool dry_run);
int app_withdraw(const char *data, const char *id);
int app_versions(const char *data);

#endif

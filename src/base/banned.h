/* SPDX-License-Identifier: MIT
 * base/banned.h -- calls that have no place here do not compile. Included into every unit by the build (-include).
 * Their own headers come first, so that declarations and inline functions are read before the names go bad. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef sprintf /* Clang with _FORTIFY_SOURCE has a macro of it */
#pragma GCC poison strcpy strcat strncat sprintf vsprintf strtok atoi atol gets
#pragma GCC poison gmtime localtime asctime ctime

/* These names stand in headers of libraries (in macros, or as the declaration itself), where a poisoned name would be
 * an error. Renamed, they can be declared but neither called (no such declaration) nor linked. */
#define strncpy strncpy_is_banned_use_sv
#define sqlite3_exec sqlite3_exec_is_banned_prepare_a_statement
#define PQexec PQexec_is_banned_prepare_a_statement

#endif

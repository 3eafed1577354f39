/* SPDX-License-Identifier: MIT
 * base/log.h -- one line for each event worth keeping, on standard error: "time level component message".
 * Only web/ and app/ call it. Threads may share it; a line is written by one write(2). */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };
void log_line(enum log_level level, const char *component, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

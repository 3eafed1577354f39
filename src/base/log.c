/* SPDX-License-Identifier: MIT
 * base/log.c -- one line, one write(2). */
#include "base/log.h"

#include "base/date.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

void log_line(enum log_level level, const char *component, const char *fmt, ...)
{
    static const char *const names[] = { "info", "warn", "error" };
    char line[2048];
    int saved = errno;
    va_list args;

    int head = snprintf(line, sizeof line, "%s %s %s ", time_iso(time_now()).s, names[level], component);
    if (head < 0 || (size_t) head > sizeof line - 2)
        head = 0;
    va_start(args, fmt);
    int body = vsnprintf(line + head, sizeof line - 1 - (size_t) head, fmt, args);
    va_end(args);
    size_t n = (size_t) head + strlen(line + head) * (body >= 0);
    /* A message may quote what a stranger sent; it must not be able to forge a line or to steer a terminal. */
    for (size_t i = 0; i < n; i++)
        if ((unsigned char) line[i] < 0x20 || line[i] == 0x7F)
            line[i] = '?';
    line[n++] = '\n';
    while (write(STDERR_FILENO, line, n) < 0 && errno == EINTR)
        ;
    errno = saved;
}

/* SPDX-License-Identifier: MIT
 * tests/live/clock_shim.c -- a library for LD_PRELOAD that lets a program live on another day: the file named by
 * PRASASTI_TEST_CLOCK holds the seconds by which its clock is ahead, read anew each time. For tests only. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Kept from the beginning: nginx takes its environment away and writes over where it stood. */
static char path[512];

__attribute__((constructor)) static void begin(void)
{
    const char *named = getenv("PRASASTI_TEST_CLOCK");

    if (named && strlen(named) < sizeof path)
        memcpy(path, named, strlen(named) + 1);
}

static long ahead(void)
{
    char text[24] = "";
    int fd = *path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        close(fd);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    int code = (int) syscall(SYS_clock_gettime, id, out);

    if (code == 0 && id == CLOCK_REALTIME)
        out->tv_sec += ahead();
    return code;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    int code = (int) syscall(SYS_gettimeofday, out, zone);

    if (code == 0)
        out->tv_sec += ahead();
    return code;
}

time_t time(time_t *out)
{
    struct timeval now;

    gettimeofday(&now, NULL);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

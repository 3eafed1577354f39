/* SPDX-License-Identifier: MIT
 * tests/live/clock_shim.c -- a library for LD_PRELOAD that lets a program live on another day: the file named by
 * PRASASTI_TEST_CLOCK holds the seconds by which its clock is ahead, read anew each time. For tests only. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long ahead(void)
{
    const char *path = getenv("PRASASTI_TEST_CLOCK");
    char text[24] = "";
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
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

/* SPDX-License-Identifier: MIT
 * tests/live/disk_shim.c -- a library for LD_PRELOAD with a disk that fails: while the file named by PRASASTI_TEST_DISK holds
 * "rusak", nothing can be made durable; "lambat": each time takes 150 ms; "seret": each read of a place takes 3 ms; "catat":
 * each time a byte is added to the file of that name with ".catatan" behind. For tests only. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Kept from the beginning: nginx takes its environment away and writes over where it stood. */
static char path[512];

__attribute__((constructor)) static void begin(void)
{
    const char *named = getenv("PRASASTI_TEST_DISK");

    if (named && strlen(named) < sizeof path)
        memcpy(path, named, strlen(named) + 1);
}

static int is(const char *wanted)
{
    char word[16] = "";
    int how = *path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t n = how < 0 ? 0 : read(how, word, sizeof word - 1);

    if (how >= 0)
        close(how);
    return n > 0 && strncmp(word, wanted, strlen(wanted)) == 0;
}

static void note(void)
{
    char name[sizeof path + 9];
    int fd;

    memcpy(name, path, sizeof path);
    memcpy(name + strlen(path), ".catatan", 9);
    fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd >= 0 && write(fd, "x", 1) < 0)
        abort();
    if (fd >= 0)
        close(fd);
}

static int sync_with(long number, int fd)
{
    if (is("rusak")) {
        errno = EIO;
        return -1;
    }
    if (is("lambat"))
        nanosleep(&(struct timespec){ .tv_nsec = 150000000 }, NULL);
    if (is("catat"))
        note();
    return (int) syscall(number, fd);
}

int fdatasync(int fd)
{
    return sync_with(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return sync_with(SYS_fsync, fd);
}

ssize_t pread(int fd, void *into, size_t n, off_t at)
{
    if (is("seret"))
        nanosleep(&(struct timespec){ .tv_nsec = 3000000 }, NULL);
    return syscall(SYS_pread64, fd, into, n, at);
}

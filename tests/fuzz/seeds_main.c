/* SPDX-License-Identifier: MIT
 * tests/fuzz/seeds_main.c -- runs a fuzz target over its seeds as an ordinary test: TAP, one line for each file.
 *   fuzz_NAME_seeds FOLDER
 * A target says nothing and returns 0, or stops the process (assert, sanitizer): then the last line names the file. */
#include <dirent.h>
#include <stdint.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_seed(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

/* Exactly as long as the file, so that the address sanitizer sees one byte too many. */
static int run_file(const char *path)
{
    struct stat st;
    FILE *f = fopen(path, "rb");

    if (!f || stat(path, &st) != 0)
        return 0;
    size_t n = (size_t) st.st_size;
    uint8_t *p = malloc(n ? n : 1);
    int ok = p && fread(p, 1, n, f) == n && LLVMFuzzerTestOneInput(p, n) == 0;
    free(p);
    fclose(f);
    return ok;
}

int main(int argc, char **argv)
{
    struct dirent **list = NULL;
    int n = argc == 2 ? scandir(argv[1], &list, is_seed, by_name) : -1, bad = 0;

    if (n <= 0) {
        printf("not ok 1 - no seeds in %s\n1..1\n", argc == 2 ? argv[1] : "?");
        return 1;
    }
    printf("1..%d\n", n);
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], list[i]->d_name);
        fprintf(stderr, "# %s\n", path);
        int ok = run_file(path);
        bad += !ok;
        printf("%s %d - seed %s\n", ok ? "ok" : "not ok", i + 1, list[i]->d_name);
        free(list[i]);
    }
    free(list);
    return bad != 0;
}

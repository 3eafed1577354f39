/* SPDX-License-Identifier: MIT
 * A sample that `gcc -fanalyzer`, cppcheck and clang-tidy must refuse: memory is used after it was freed. */
#include <stdlib.h>

int sample(void);
int sample(void)
{
    int *p = malloc(sizeof *p);
    if (!p)
        return 0;
    free(p);
    *p = 1;
    return *p;
}

/* SPDX-License-Identifier: MIT
 * tests/unit/golden_fixture.h -- comparison with a file that is read like code, line by line; PRASASTI_GOLDEN=1 writes it anew.
 * To be included after cmocka.h, where GOLDEN names the folder; the test runs in the project's folder. */
#ifndef GOLDEN_FIXTURE_H
#define GOLDEN_FIXTURE_H

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

enum { GOLDEN_MAX = 1024 * 1024 };

/* A line for each element; the names of styles carry no digest. */
static inline struct sv html_laid_out(struct arena *a, struct sv html)
{
    static const char icons[] = "/aset/ikon.";
    struct buf b;
    struct sv out;

    buf_init(&b, GOLDEN_MAX);
    for (size_t i = 0; i < html.n; i++) {
        if (html.p[i] == '<' && i && html.p[i - 1] == '>')
            buf_char(&b, '\n');
        if (sv_starts(sv_sub(html, i, html.n), sv_of(icons))) {
            buf_put(&b, SV("/aset/ikon.svg"));
            while (i < html.n && html.p[i] != '#')
                i++;
        }
        buf_char(&b, html.p[i]);
    }
    buf_char(&b, '\n');
    out = arena_dup(a, buf_sv(&b));
    buf_clear(&b);
    return out;
}

static inline void compare(struct arena *a, const char *name, struct sv got)
{
    const char *path = arena_printf(a, GOLDEN "%s", name).p;
    struct err e = { 0 };
    struct sv want, line, other;

    if (getenv("PRASASTI_GOLDEN")) {
        if (!file_write_atomic(path, got, 0644, &e))
            fail_msg("%s: %s", path, e.text);
        return;
    }
    if (!file_read(path, GOLDEN_MAX, a, &want, &e))
        fail_msg("%s: %s (the test runs in the project's folder)", path, e.text);
    for (int n = 1; want.n || got.n; n++) {
        line = other = SV("");
        sv_cut(&want, '\n', &line);
        sv_cut(&got, '\n', &other);
        if (!sv_eq(line, other))
            fail_msg("%s:%d\n  expected %.*s\n  got      %.*s", name, n, SV_FMT(line), SV_FMT(other));
    }
}

#endif

/* SPDX-License-Identifier: MIT
 * A multipart body at once and in pieces: both must be refused, or both must give the same fields and files. The first
 * byte chooses the size of the pieces; the boundary is X. */
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "web/form.h"
#include "web/spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct result {
    bool ok;
    struct web_fields fields;
    struct web_file *files;
    size_t n_files, cap_files;
};

/* One folder for the whole run, which is empty again after each input. */
static char path[] = "/tmp/fuzz-multipart-XXXXXX";

static void tidy(void)
{
    rmdir(path);
}

static struct spool_dir *folder(void)
{
    static struct spool_dir d;
    struct err e;

    if (d.path)
        return &d;
    if (!mkdtemp(path) || atexit(tidy) != 0 || !spool_dir_open(&d, path, &e))
        abort();
    return &d;
}

static void feed(struct sv body, size_t piece, struct spool_dir *d, struct arena *a, struct result *r)
{
    struct multipart *m = NULL;
    struct multipart_sink sink = { .a = a,
                                   .dir = d,
                                   .fields = &r->fields,
                                   .max_fields = 50,
                                   .files = &r->files,
                                   .n_files = &r->n_files,
                                   .cap_files = &r->cap_files,
                                   .max_files = 5 };
    struct err e;

    r->ok = multipart_begin(SV("multipart/form-data; boundary=X"), &sink, &m, &e);
    while (r->ok && body.n) {
        struct sv part = sv_sub(body, 0, piece);
        body = sv_sub(body, part.n, body.n);
        r->ok = multipart_add(m, part, &e);
    }
    r->ok = r->ok && multipart_end(m, &e);
    multipart_drop(m);
    for (size_t i = 0; i < r->n_files; i++)
        unlink(r->files[i].path);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(8 << 20);
    struct result one = { 0 }, two = { 0 };

    if (n > 1) {
        struct sv body = { (const char *) p + 1, n - 1 };
        feed(body, body.n, folder(), a, &one);
        feed(body, p[0] % 16 + 1u, folder(), a, &two);
        if (one.ok != two.ok)
            abort();
        if (one.ok && (one.fields.n != two.fields.n || one.n_files != two.n_files))
            abort();
        for (size_t i = 0; one.ok && i < one.fields.n; i++)
            if (!sv_eq(one.fields.items[i].value, two.fields.items[i].value) ||
                !sv_utf8_ok(one.fields.items[i].value))
                abort();
        for (size_t i = 0; one.ok && i < one.n_files; i++)
            if (!digest_eq(&one.files[i].sha256, &two.files[i].sha256) ||
                one.files[i].size != two.files[i].size)
                abort();
    }
    arena_free(a);
    return 0;
}

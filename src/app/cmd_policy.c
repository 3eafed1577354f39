/* SPDX-License-Identifier: MIT
 * app/cmd_policy.c -- prasasti policy: a snapshot as text, and a snapshot out of text. For tests and for whoever wants to
 * know what the hub goes by; in a region the application writes it. */
#include "app/args.h"
#include "app/cmd.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "policy/build.h"

static const char usage[] = T("prasasti policy show CUPLIKAN             isinya sebagai JSON\n"
                              "prasasti policy make BERKAS.json CUPLIKAN  membuatnya dari JSON\n");

enum { TEXT_MAX = 4 * POLICY_MAX_BYTES };

static int show(const char *path)
{
    struct policy p;
    struct buf out;
    struct err e = { 0 };

    if (!policy_open(path, &p, &e))
        return app_failed(&e);
    buf_init(&out, TEXT_MAX);
    policy_show(&p, &out);
    buf_char(&out, '\n');
    bool ok = buf_ok(&out, &e) && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    buf_clear(&out);
    policy_close(&p);
    return ok ? 0 : 1;
}

static int make(const char *from, const char *to)
{
    struct arena *a = arena_new((size_t) 64 * 1024 * 1024);
    struct policy_in in;
    struct sv text;
    struct err e = { 0 };
    bool ok = file_read(from, TEXT_MAX, a, &text, &e) && policy_parse(text, a, &in, &e) &&
              policy_save(to, &in, a, &e);

    arena_free(a);
    return ok ? 0 : app_failed(&e);
}

int cmd_policy(int argc, char **argv)
{
    const char *word[3] = { NULL, NULL, NULL };
    const struct args_spec spec = { .usage = usage, .words = word, .min_words = 2, .max_words = 3 };
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (strcmp(word[0], "show") == 0 && !word[2])
        return show(word[1]);
    if (strcmp(word[0], "make") == 0 && word[2])
        return make(word[1], word[2]);
    return args_wrong(&spec, T("perintah tidak lengkap"));
}

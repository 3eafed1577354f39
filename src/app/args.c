/* SPDX-License-Identifier: MIT
 * app/args.c -- options and words of a command line. */
#include "app/args.h"

#include "base/err.h"
#include "base/sv.h"

#include <stdarg.h>

__attribute__((format(printf, 1, 0))) static void say(const char *fmt, va_list args)
{
    char line[1024];

    vsnprintf(line, sizeof line, fmt, args);
    fprintf(stderr, "prasasti: %s\n", line);
}

void app_say(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say(fmt, args);
    va_end(args);
}

int app_failed(const struct err *e)
{
    size_t n = strlen(e->text);
    bool stopped = n && strchr(".!?", e->text[n - 1]);

    app_say("%s%s%s%s", e->text, stopped || !n ? "" : ".", e->hint[0] ? " " : "", e->hint);
    if (e->cause[0])
        app_say("(%s)", e->cause);
    return 1;
}

int args_wrong(const struct args_spec *spec, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say(fmt, args);
    va_end(args);
    fprintf(stderr, "%s%s\n", T("Pemakaian: "), spec->usage);
    return 2;
}

bool args_number(const char *text, int64_t min, int64_t max, int64_t *out)
{
    int64_t v;

    if (!sv_int(sv_of(text), &v) || v < min || v > max)
        return false;
    *out = v;
    return true;
}

static const struct args_option *find(const struct args_spec *spec, struct sv name)
{
    for (size_t i = 0; i < spec->n_options; i++)
        if (sv_eq(sv_of(spec->options[i].name), name))
            return &spec->options[i];
    return NULL;
}

/* Takes the option argv[*i], with its value from the same or the next word; 0 or the exit code. */
static int take_option(const struct args_spec *spec, int argc, char **argv, int *i)
{
    const char *word = argv[*i] + 2, *equals = strchr(word, '=');
    struct sv name = { word, equals ? (size_t) (equals - word) : strlen(word) };
    const struct args_option *o = find(spec, name);

    if (!o)
        return args_wrong(spec, T("pilihan --%.*s tidak dikenal"), SV_FMT(name));
    if (o->flag) {
        if (equals)
            return args_wrong(spec, T("pilihan --%s tidak menerima nilai"), o->name);
        *o->flag = true;
        return 0;
    }
    if (!equals && *i + 1 >= argc)
        return args_wrong(spec, T("pilihan --%s memerlukan nilai"), o->name);
    *o->value = equals ? equals + 1 : argv[++*i];
    return 0;
}

bool args_read(const struct args_spec *spec, int argc, char **argv, int *code)
{
    bool options = true;
    size_t n = 0;

    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (options && strcmp(word, "--") == 0) {
            options = false;
        } else if (options && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
            printf("%s%s\n", T("Pemakaian: "), spec->usage);
            *code = 0;
            return false;
        } else if (options && strncmp(word, "--", 2) == 0) {
            int bad = take_option(spec, argc, argv, &i);
            if (bad) {
                *code = bad;
                return false;
            }
        } else if (options && word[0] == '-' && word[1]) {
            *code = args_wrong(
                spec, T("pilihan %s tidak dikenal; pilihan ditulis lengkap, dengan dua tanda hubung"), word);
            return false;
        } else if (n == spec->max_words) {
            *code = args_wrong(spec, T("kata \"%s\" tidak diharapkan"), word);
            return false;
        } else {
            spec->words[n++] = word;
        }
    }
    if (n < spec->min_words) {
        *code = args_wrong(spec, T("perintah %s masih kurang lengkap"), argv[0]);
        return false;
    }
    return true;
}

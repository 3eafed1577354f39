/* SPDX-License-Identifier: MIT
 * app/args.h -- reads the words of a command line and says what is wrong with them, once, the same way everywhere.
 *
 *     const char *data = NULL, *port = "8080", *file[1];
 *     bool apply = false;
 *     const struct args_option options[] = { { "data", &data, NULL }, { "port", &port, NULL }, { "apply", NULL, &apply } };
 *     const struct args_spec spec = { .usage = usage, .options = options, .n_options = 3, .words = file, .max_words = 1 };
 *     int code;
 *
 *     if (!args_read(&spec, argc, argv, &code))
 *         return code;
 *
 * Options are `--name value`, `--name=value` or, for flags, `--name`; `--` ends them; everything else is a word.
 * Values are borrowed from argv. Lines for people go to standard error as "prasasti: …", in Indonesian. */
#ifndef APP_ARGS_H
#define APP_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

struct args_option {
    const char *name; /* without the dashes */
    const char *
        *value; /* where its value goes; keeps what was there when the option is absent; NULL for a flag */
    bool *flag; /* where true goes; NULL for an option with a value */
};

struct args_spec {
    const char
        *usage; /* "prasasti serve --data DIR [--port N]", lines; shown by --help and after a mistake */
    const struct args_option *options;
    size_t n_options;
    const char **words; /* room for max_words words that are no options; unused places stay as they are */
    size_t min_words, max_words;
};

/* false: the command ends now with *code: 0 after --help, 2 after a mistake (already said). */
bool args_read(const struct args_spec *spec, int argc, char **argv, int *code);
/* The mistake of one value, said with the usage; returns 2: `return args_wrong(&spec, T("…"), …)`. */
int args_wrong(const struct args_spec *spec, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A whole number between min and max, nothing else. */
bool args_number(const char *text, int64_t min, int64_t max, int64_t *out);

/* "prasasti: text. hint" on standard error; returns 1: `return app_failed(&e)`. The cause follows on a line of its own. */
int app_failed(const struct err *e);
void app_say(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* one line on standard error */

#endif

/* SPDX-License-Identifier: MIT
 * tests/unit/test_args.c -- options and words of a command line. */
#include "app/args.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { GOES_ON = -1 };

struct row {
    const char *why;
    const char *words[8];
    int code; /* GOES_ON or the exit code */
    const char *data, *first;
    bool apply;
};

static void check(const struct row *r)
{
    const char *data = NULL, *words[2] = { NULL, NULL };
    bool apply = false;
    const struct args_option options[] = { { "data", &data, NULL }, { "apply", NULL, &apply } };
    const struct args_spec spec = {
        .usage = "x", .options = options, .n_options = 2, .words = words, .max_words = 2, .min_words = 1
    };
    char *argv[10] = { (char[]){ "import" } }, room[8][32];
    int argc = 1, code = GOES_ON;

    for (; argc <= 8 && r->words[argc - 1]; argc++) {
        snprintf(room[argc - 1], sizeof room[0], "%s", r->words[argc - 1]);
        argv[argc] = room[argc - 1];
    }
    bool on = args_read(&spec, argc, argv, &code);
    if (on != (r->code == GOES_ON) || code != r->code)
        fail_msg("%s: goes on %d, code %d", r->why, on, code);
    if (!on)
        return;
    if (apply != r->apply || !data != !r->data || (data && strcmp(data, r->data) != 0))
        fail_msg("%s: data %s, apply %d", r->why, data ? data : "(none)", apply);
    if (!words[0] || strcmp(words[0], r->first) != 0)
        fail_msg("%s: first word %s", r->why, words[0] ? words[0] : "(none)");
}

static void args_read_takes_options_and_words(void **state)
{
    (void) state;
    static const struct row rows[] = {
        { "value in the next word", { "--data", "d", "w" }, GOES_ON, "d", "w", false },
        { "value behind an equals sign", { "w", "--data=d=e" }, GOES_ON, "d=e", "w", false },
        { "empty value", { "w", "--data=" }, GOES_ON, "", "w", false },
        { "a value may begin with dashes", { "w", "--data", "--apply" }, GOES_ON, "--apply", "w", false },
        { "flag between words", { "w", "--apply", "v" }, GOES_ON, NULL, "w", true },
        { "the last of two wins", { "w", "--data", "a", "--data", "b" }, GOES_ON, "b", "w", false },
        { "two dashes end the options", { "--", "--apply" }, GOES_ON, NULL, "--apply", false },
        { "one dash is a word", { "-" }, GOES_ON, NULL, "-", false },
        { "help ends well", { "--help" }, 0, NULL, NULL, false },
        { "help after others", { "w", "--apply", "-h" }, 0, NULL, NULL, false },
        { "unknown option", { "--dat", "x" }, 2, NULL, NULL, false },
        { "a name may not be cut short", { "--app" }, 2, NULL, NULL, false },
        { "short option", { "-d", "x" }, 2, NULL, NULL, false },
        { "value forgotten", { "w", "--data" }, 2, NULL, NULL, false },
        { "value for a flag", { "w", "--apply=yes" }, 2, NULL, NULL, false },
        { "one word too many", { "a", "b", "c" }, 2, NULL, NULL, false },
        { "no word at all", { "--apply" }, 2, NULL, NULL, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check(&rows[i]);
}

static void args_number_takes_whole_numbers_only(void **state)
{
    (void) state;
    static const struct {
        const char *text;
        bool ok;
        int64_t want;
    } rows[] = {
        { "1", true, 1 },      { "65535", true, 65535 },
        { "0", false, 0 },     { "65536", false, 0 },
        { "8080x", false, 0 }, { "", false, 0 },
        { " 1", false, 0 },    { "99999999999999999999", false, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t got = 0;
        if (args_number(rows[i].text, 1, 65535, &got) != rows[i].ok || got != rows[i].want)
            fail_msg("\"%s\": got %lld", rows[i].text, (long long) got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(args_read_takes_options_and_words),
        cmocka_unit_test(args_number_takes_whole_numbers_only),
    };

    return cmocka_run_group_tests_name("args", tests, NULL, NULL);
}

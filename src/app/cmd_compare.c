/* SPDX-License-Identifier: MIT
 * app/cmd_compare.c -- prasasti regulation compare: two regulations side by side. Needs no data folder. */
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/args.h"
#include "app/cmd.h"
#include "app/compare_show.h"
#include "base/arena.h"
#include "base/buf.h"
#include "json/json.h"
#include "rule/region.h"

static const char usage[] =
    T("prasasti regulation compare A B [--theme TEMA] [--all | --differences] [--json]\n"
      "  membandingkan dua peraturan dalam data/regulations, dan apa yang harus diubah bila A mengikuti B;\n"
      "  A dan B: nama folder, boleh awalnya saja; --all juga yang tidak diatur keduanya\n");

enum { OUT_MAX = 16 * 1024 * 1024, ARENA_MAX = 64 * 1024 * 1024, WIDTH = 100, WIDTH_LEAST = 40 };

struct picked {
    const struct compare_entry *items;
    size_t n;
    struct arena *a;
};

static struct sv ids(const struct picked *p)
{
    struct sv out = SV("");

    for (size_t i = 0; i < p->n; i++)
        out = arena_printf(p->a, "%.*s%s%.*s", SV_FMT(out), i ? ", " : "", SV_FMT(p->items[i].id));
    return out;
}

/* The whole name, or the beginning of exactly one. */
static bool pick(const struct picked *p, const char *word, struct sv *out, struct err *e)
{
    size_t found = 0;

    for (size_t i = 0; i < p->n; i++) {
        if (sv_eq(p->items[i].id, sv_of(word))) {
            *out = p->items[i].id;
            return true;
        }
        if (word[0] && sv_starts(p->items[i].id, sv_of(word))) {
            *out = p->items[i].id;
            found++;
        }
    }
    if (found == 1)
        return true;
    err_set(e, ERR_MISSING,
            found ? T("Ada beberapa peraturan yang namanya berawal \"%s\".")
                  : T("Peraturan \"%s\" tidak ada."),
            word);
    return err_hint(e, T("Yang tersedia: %.*s."), SV_FMT(ids(p)));
}

static bool theme_known(const struct compare *c, struct sv theme, struct arena *a, struct err *e)
{
    struct sv all = SV("");

    for (size_t i = 0; i < c->n_themes; i++) {
        if (sv_eq(c->themes[i].key, theme))
            return true;
        all = arena_printf(a, "%.*s%s%.*s", SV_FMT(all), i ? " " : "", SV_FMT(c->themes[i].key));
    }
    err_set(e, ERR_MISSING, T("Tema \"%.*s\" tidak ada."), SV_FMT(theme));
    return err_hint(e, T("Tema: %.*s"), SV_FMT(all));
}

/* The terminal's own width up to what is still easy to read; a file or pipe gets the full width. */
static int width_of_terminal(void)
{
    struct winsize w;

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || !w.ws_col)
        return WIDTH;
    return w.ws_col > WIDTH ? WIDTH : w.ws_col < WIDTH_LEAST ? WIDTH_LEAST : w.ws_col;
}

static void write_out(const struct compare *c, const struct compare_show *how, bool json, struct arena *a,
                      struct buf *b)
{
    struct jsonw w;

    if (!json) {
        compare_show(c, how, a, b);
        return;
    }
    jsonw_init(&w, b);
    compare_json(c, how->theme, how->rows == COMPARE_ROWS_DIFFERENCES, &w);
    buf_char(b, '\n');
}

static int run(const char *const *words, struct compare_show *how, bool json)
{
    struct arena *a = arena_new(ARENA_MAX);
    struct picked p = { .a = a };
    struct compare_entry *entries;
    struct compare_side side_a, side_b;
    struct parameters vocabulary;
    struct problems ps;
    struct compare c;
    struct err e = { 0 };
    const char *declarations;
    struct sv id_a, id_b;
    struct buf b;
    bool ok;

    buf_init(&b, OUT_MAX);
    problems_init(&ps, a, 20);
    ok = region_declarations(a, &declarations, &e) && compare_list(declarations, a, &entries, &p.n, &e);
    if (ok)
        p.items = entries;
    ok = ok && pick(&p, words[0], &id_a, &e) && pick(&p, words[1], &id_b, &e) &&
         parameter_load(declarations, a, &vocabulary, &ps, &e) &&
         compare_side_load(declarations, id_a, a, &side_a, &e) &&
         compare_side_load(declarations, id_b, a, &side_b, &e) &&
         compare_make(&side_a, &side_b, &vocabulary, a, &c, &e) &&
         (!how->theme.p || theme_known(&c, how->theme, a, &e));
    if (ok) {
        write_out(&c, how, json, a, &b);
        ok = buf_ok(&b, &e);
    }
    if (ok)
        fwrite(b.p, 1, b.n, stdout);
    else
        app_failed(&e);
    buf_clear(&b);
    arena_free(a);
    return ok ? 0 : 1;
}

int cmd_compare(int argc, char **argv)
{
    const char *theme = NULL, *words[2] = { NULL, NULL };
    bool json = false, all = false, differences = false;
    const struct args_option options[] = { { "theme", &theme, NULL },
                                           { "json", NULL, &json },
                                           { "all", NULL, &all },
                                           { "differences", NULL, &differences } };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 4, .words = words, .min_words = 2, .max_words = 2
    };
    struct compare_show how = { .width = width_of_terminal(), .bold = isatty(STDOUT_FILENO) };
    int code;

    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (all && differences)
        return args_wrong(&spec, T("pilih --all atau --differences, tidak keduanya"));
    how.theme = sv_of(theme);
    how.rows = all ? COMPARE_ROWS_ALL : differences ? COMPARE_ROWS_DIFFERENCES : COMPARE_ROWS_SPOKEN;
    return run(words, &how, json);
}

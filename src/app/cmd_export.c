/* SPDX-License-Identifier: MIT
 * app/cmd_export.c -- prasasti export: a register as CSV, XLSX or JSON, or its empty form. */
#include <unistd.h>

#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "base/arena.h"
#include "base/buf.h"
#include "model/export.h"

static const char usage[] = T(
    "prasasti export --data FOLDER REGISTER --format csv|xlsx|json [--out BERKAS] [--filter \"f.status=operasional\"]…\n"
    "    [--separator titik-koma|koma|tab]\n"
    "prasasti export --data FOLDER REGISTER --template --out BERKAS.xlsx\n"
    "  menulis isi register; tanpa --out ke keluaran baku (XLSX harus memakai --out). --filter ditulis seperti pada\n"
    "  alamat halaman daftar dan boleh berulang. --template menulis formulir kosong untuk diisi dan diimpor.\n");

enum { FILTERS_MAX = 100, OUT_MAX = 64 * 1024 * 1024, ARENA_BYTES = 16 * 1024 * 1024 };

struct command {
    const char *data, *words[1], *format, *out, *separator;
    bool template;
    struct param params[FILTERS_MAX];
    size_t n_params;
    struct arena *a;
    struct region *region;
    struct reg_export_conf conf;
};

/* Takes every --filter KEY=VALUE out of argv. */
static bool take_filters(struct command *c, int *argc, char **argv)
{
    bool ok = true;
    int kept = 1;

    for (int i = 1; i < *argc; i++) {
        bool mine = strcmp(argv[i], "--filter") == 0 || strncmp(argv[i], "--filter=", 9) == 0;
        struct sv rest = !mine ? SV_NULL
                               : sv_of(argv[i][8]      ? argv[i] + 9
                                       : i + 1 < *argc ? argv[++i]
                                                       : ""),
                  key;

        if (!mine) {
            argv[kept++] = argv[i];
            continue;
        }
        ok = ok && sv_find(rest, SV("=")) > 0 && c->n_params < FILTERS_MAX && sv_cut(&rest, '=', &key);
        if (ok)
            c->params[c->n_params++] = (struct param){ key, rest };
    }
    *argc = kept;
    return ok;
}

static bool to_stdout(struct command *c, struct db *db, struct err *e)
{
    struct reg_export *x = NULL;
    bool done = false, ok = reg_export_begin(&c->conf, &x, e);
    struct buf b;

    buf_init(&b, OUT_MAX);
    while (ok && !done) {
        ok = reg_export_step(x, db, &b, &done, e);
        if (ok && b.n && fwrite(b.p, 1, b.n, stdout) != b.n)
            ok = err_errno(e, T("Menulis keluaran"));
        buf_reset(&b);
    }
    if (ok && fflush(stdout) != 0)
        ok = err_errno(e, T("Menulis keluaran"));
    buf_clear(&b);
    reg_export_end(x);
    return ok;
}

/* The file appears whole or not at all. */
static bool to_path(struct command *c, struct db *db, struct err *e)
{
    const char *tmp = arena_printf(c->a, "%s.sebagian", c->out).p;
    size_t rows = 0;
    bool ok = c->template ? reg_export_template(c->conf.rs, c->conf.who, c->conf.query.reg, db, tmp, e)
                          : reg_export_file(&c->conf, db, tmp, &rows, e);

    if (ok && rename(tmp, c->out) != 0) {
        ok = err_errno(e, T("Menulis berkas ekspor"));
        unlink(tmp);
    }
    if (ok && !c->template)
        app_say(T("%zu baris ditulis ke %s"), rows, c->out);
    return ok;
}

static bool prepare(struct command *c, struct problems *ps, struct err *e)
{
    const struct reg *reg = model_reg(c->region->model, sv_of(c->words[0]));

    if (!reg) {
        err_set(e, ERR_MISSING, T("Register \"%s\" tidak ada."), c->words[0]);
        return err_hint(e, T("Nama register seperti pada alamat halamannya, misalnya aplikasi."));
    }
    c->conf.rs = &c->region->records;
    c->conf.who = who_system();
    if (!list_query_parse(c->conf.rs, c->conf.who, reg, c->params, c->n_params, c->a, &c->conf.query, ps)) {
        app_print_problems(ps);
        return err_set(e, ERR_INPUT, T("Saringan tidak dapat dipakai."));
    }
    return true;
}

static int run(struct command *c)
{
    struct problems ps;
    struct err e = { 0 };
    struct db *db = NULL;
    bool ok;

    problems_init(&ps, c->a, 20);
    ok = prepare(c, &ps, &e) && db_lease(c->region->pool, DB_READ, 30000, &db, &e) &&
         (c->out ? to_path(c, db, &e) : to_stdout(c, db, &e));
    db_release(db);
    return ok ? 0 : app_failed(&e);
}

static bool read_separator(struct command *c)
{
    struct sv s = sv_of(c->separator);

    c->conf.separator = !s.p || sv_eq(s, SV("titik-koma")) || sv_eq(s, SV(";")) ? ';'
                        : sv_eq(s, SV("koma")) || sv_eq(s, SV(","))             ? ','
                        : sv_eq(s, SV("tab"))                                   ? '\t'
                                                                                : 0;
    return c->conf.separator != 0;
}

static int read_args(struct command *c, int argc, char **argv, bool *stop)
{
    const struct args_option options[] = {
        { "data", &c->data, NULL },           { "format", &c->format, NULL },     { "out", &c->out, NULL },
        { "separator", &c->separator, NULL }, { "template", NULL, &c->template },
    };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 5, .words = c->words, .min_words = 1, .max_words = 1
    };
    bool filters = take_filters(c, &argc, argv);
    int code;

    *stop = true;
    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!filters)
        return args_wrong(&spec, T("--filter ditulis seperti f.status=operasional, paling banyak %d"),
                          (int) FILTERS_MAX);
    if (!c->data)
        return args_wrong(&spec, T("--data harus diisi"));
    if (!c->template && (!c->format || !reg_export_format_parse(sv_of(c->format), &c->conf.format)))
        return args_wrong(&spec, T("--format harus csv, xlsx, atau json"));
    if (!c->out && (c->template || c->conf.format == EXPORT_XLSX))
        return args_wrong(&spec, T("berkas XLSX harus memakai --out"));
    if (!read_separator(c))
        return args_wrong(&spec, T("--separator harus titik-koma, koma, atau tab"));
    *stop = false;
    return 0;
}

int cmd_export(int argc, char **argv)
{
    struct command c = { .a = arena_new(ARENA_BYTES) };
    bool stop;
    int code = read_args(&c, argc, argv, &stop);

    if (!stop) {
        code = 1;
        c.region = app_open_region(c.data);
        if (c.region)
            code = run(&c);
        region_close(c.region);
    }
    arena_free(c.a);
    return code;
}

/* SPDX-License-Identifier: MIT
 * app/cmd_import.c -- prasasti import: a spreadsheet into a register. Says what would happen; writes when told to.
 * Exit codes: 0 every row accepted, 1 it failed, 2 called wrongly, 3 rows were refused. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/import_show.h"
#include "app/open.h"
#include "app/progress.h"
#include "base/arena.h"
#include "base/file.h"

static const char usage[] = T(
    "prasasti import --data FOLDER REGISTER BERKAS [--apply | --good-rows]\n"
    "    [--mode tambah_atau_perbarui | tambah | perbarui] [--sheet NAMA] [--header BARIS]\n"
    "    [--map \"Judul kolom=bidang\"]… [--set \"bidang=nilai\"]… [--answer \"tulisan=nama atau kode\"]…\n"
    "    [--word \"tulisan=pilihan\"]… [--rejects BERKAS.xlsx]\n"
    "  memeriksa BERKAS (CSV atau XLSX) dan melaporkan apa yang akan terjadi; tidak mencatat apa pun kecuali\n"
    "    --apply      mencatat semuanya, atau tidak satu pun bila ada baris yang ditolak\n"
    "    --good-rows  mencatat baris yang benar; yang ditolak ditulis ke berkas di samping BERKAS\n"
    "  --map X=-  tidak memakai kolom X; --set mengisi bidang yang tidak disebut baris; --answer menjawab nama yang\n"
    "  belum pasti, --word kata yang bukan pilihan. Keempatnya boleh berulang, atau berisi beberapa, dipisahkan koma.\n"
    "  Kode keluar: 0 semua baris diterima, 3 ada baris yang ditolak, 1 gagal, 2 salah pakai\n");

enum { FILE_MAX = 50 * 1024 * 1024, ARENA_BYTES = 1024 * 1024 * 1024, EXIT_REFUSED = 3 };

struct pair {
    struct sv left, right;
};
struct pairs {
    struct pair *items;
    size_t n, cap;
};

struct command {
    const char *data, *words[2], *sheet, *header, *mode, *rejects;
    bool apply, good_rows;
    struct pairs maps, sets, answers, words_meant;
    struct arena *a;
    struct region *region;
    struct import_conf conf;
    struct region_fact fact;
};

/* --- options that may come again ------------------------------------------------------------------------------------------ */

/* "Judul, dengan koma=bidang,Lain=x": a comma parts two pairs when a pair follows it. */
static bool add_pairs(struct pairs *p, struct sv text, struct arena *a)
{
    while (text.n) {
        size_t cut = text.n, equals = text.n;

        for (size_t i = 0; i < text.n && cut == text.n; i++) {
            if (text.p[i] == '=' && equals == text.n)
                equals = i;
            else if (text.p[i] == ',' && equals < text.n && sv_find(sv_sub(text, i, text.n), SV("=")) >= 0)
                cut = i;
        }
        if (equals == text.n || equals == 0)
            return false;
        *ARENA_PUSH(a, p->items, p->n, p->cap) =
            (struct pair){ sv_trim(sv_sub(text, 0, equals)),
                           sv_trim(sv_sub(text, equals + 1, cut - equals - 1)) };
        text = sv_sub(text, cut + 1, text.n);
    }
    return true;
}

/* Takes every --NAME out of argv; the other words keep their order. False: one has no value, or a value without "=". */
static bool take_pairs(struct command *c, const char *name, struct pairs *p, int *argc, char **argv)
{
    size_t len = strlen(name);
    bool ok = true;
    int kept = 1;

    for (int i = 1; i < *argc; i++) {
        bool mine = strncmp(argv[i], "--", 2) == 0 && strncmp(argv[i] + 2, name, len) == 0 &&
                    (argv[i][2 + len] == '\0' || argv[i][2 + len] == '=');
        const char *value = !mine              ? NULL
                            : argv[i][2 + len] ? argv[i] + 3 + len
                            : i + 1 < *argc    ? argv[++i]
                                               : "";

        if (!mine)
            argv[kept++] = argv[i];
        else
            ok = add_pairs(p, sv_of(value), c->a) && value[0] && ok;
    }
    *argc = kept;
    return ok;
}

/* --- what is asked for -------------------------------------------------------------------------------------------------------- */

static void fill_pairs(struct command *c)
{
    struct import_map *maps = ARENA_ARRAY(c->a, struct import_map, c->maps.n);
    struct import_fixed *sets = ARENA_ARRAY(c->a, struct import_fixed, c->sets.n);
    struct import_word *words = ARENA_ARRAY(c->a, struct import_word, c->words_meant.n);
    struct import_answer *answers = ARENA_ARRAY(c->a, struct import_answer, c->answers.n);

    for (size_t i = 0; i < c->maps.n; i++)
        maps[i] = (struct import_map){ c->maps.items[i].left, c->maps.items[i].right };
    for (size_t i = 0; i < c->sets.n; i++)
        sets[i] = (struct import_fixed){ c->sets.items[i].left, c->sets.items[i].right };
    for (size_t i = 0; i < c->answers.n; i++)
        answers[i] =
            (struct import_answer){ .text = c->answers.items[i].left, .name = c->answers.items[i].right };
    for (size_t i = 0; i < c->words_meant.n; i++)
        words[i] = (struct import_word){ .text = c->words_meant.items[i].left,
                                         .name = c->words_meant.items[i].right };
    c->conf.words = words;
    c->conf.n_words = c->words_meant.n;
    c->conf.maps = maps;
    c->conf.n_maps = c->maps.n;
    c->conf.fixed = sets;
    c->conf.n_fixed = c->sets.n;
    c->conf.answers = answers;
    c->conf.n_answers = c->answers.n;
}

static bool fill_conf(struct command *c, struct err *e)
{
    c->conf.rs = &c->region->records;
    c->conf.who = who_system();
    c->conf.reg = model_reg(c->region->model, sv_of(c->words[0]));
    if (!c->conf.reg) {
        err_set(e, ERR_MISSING, T("Register \"%s\" tidak ada."), c->words[0]);
        return err_hint(e, T("Nama register seperti pada alamat halamannya, misalnya aplikasi."));
    }
    c->conf.how.sheet = sv_of(c->sheet);
    c->fact = (struct region_fact){ c->region, SV(T("Impor berkas")) };
    c->conf.fact = region_fact;
    c->conf.fact_ctx = &c->fact;
    c->conf.progress = app_progress();
    fill_pairs(c);
    return true;
}

/* --- doing it --------------------------------------------------------------------------------------------------------------------- */

static bool columns_exist(const struct command *c, const struct import *im, struct err *e)
{
    for (size_t i = 0; i < c->maps.n; i++)
        if (!import_column_named(im, c->maps.items[i].left)) {
            err_set(e, ERR_INPUT, T("Kolom \"%.*s\" tidak ada di berkas."), SV_FMT(c->maps.items[i].left));
            return err_hint(e, T("Tulis judul kolomnya seperti di berkas, atau hurufnya, misalnya C."));
        }
    return true;
}

/* "daftar.xlsx" -> "daftar-ditolak.xlsx", beside it. */
static const char *rejects_path(const struct command *c)
{
    const char *path = c->words[1], *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    size_t n = dot && (!slash || dot > slash + 1) ? (size_t) (dot - path) : strlen(path);

    return c->rejects ? c->rejects : arena_printf(c->a, "%.*s-ditolak.xlsx", (int) n, path).p;
}

static bool write_rejects(const struct command *c, const struct import *im, struct err *e)
{
    bool wanted = c->rejects || (c->good_rows && im->applied);

    if (!wanted || !im->count[IMPORT_REFUSED])
        return true;
    if (!import_rejects_write(im, rejects_path(c), e))
        return false;
    printf(T("Baris yang ditolak: %s\n"), rejects_path(c));
    return true;
}

static bool check(struct command *c, struct sv bytes, struct import **im, struct err *e)
{
    struct db *db = NULL;
    bool ok = import_open(bytes, &c->conf, c->a, im, e) && columns_exist(c, *im, e) &&
              db_lease(c->region->pool, DB_READ, 30000, &db, e) && import_check(db, *im, e);

    db_release(db);
    return ok;
}

static bool apply(struct command *c, struct import *im, struct err *e)
{
    struct db *db = NULL;
    struct err refused = { 0 };
    bool ok;

    if (!c->good_rows && im->count[IMPORT_REFUSED])
        return true; /* the report says it */
    ok = db_lease(c->region->pool, DB_WRITE, 30000, &db, e);
    if (ok && !import_apply(db, im, c->good_rows, &refused) && refused.kind != ERR_INPUT) {
        *e = refused;
        ok = false;
    }
    db_release(db);
    return ok;
}

static int run(struct command *c)
{
    struct import *im = NULL;
    struct err e = { 0 };
    struct sv bytes;
    bool ok = fill_conf(c, &e) && file_read(c->words[1], FILE_MAX, c->a, &bytes, &e) &&
              check(c, bytes, &im, &e) && (!(c->apply || c->good_rows) || apply(c, im, &e));

    app_progress_end();
    if (!ok)
        return app_failed(&e);
    import_show(im, c->words[1], c->apply || c->good_rows, stdout);
    if (!write_rejects(c, im, &e))
        return app_failed(&e);
    if (im->applied && !app_settle(c->region, &e))
        return app_failed(&e);
    return im->count[IMPORT_REFUSED] ? EXIT_REFUSED : 0;
}

static int read_args(struct command *c, int argc, char **argv, bool *stop)
{
    const struct args_option options[] = {
        { "data", &c->data, NULL },           { "apply", NULL, &c->apply },
        { "good-rows", NULL, &c->good_rows }, { "sheet", &c->sheet, NULL },
        { "header", &c->header, NULL },       { "mode", &c->mode, NULL },
        { "rejects", &c->rejects, NULL },
    };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 7, .words = c->words, .max_words = 2
    };
    bool pairs = take_pairs(c, "map", &c->maps, &argc, argv);
    int64_t header = 0;
    int code;

    pairs = take_pairs(c, "set", &c->sets, &argc, argv) && pairs;
    pairs = take_pairs(c, "answer", &c->answers, &argc, argv) && pairs;
    pairs = take_pairs(c, "word", &c->words_meant, &argc, argv) && pairs;
    *stop = true;
    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (!pairs)
        return args_wrong(&spec, T("--map, --set, --answer, dan --word ditulis seperti \"kiri=kanan\""));
    if (!c->data)
        return args_wrong(&spec, T("--data harus diisi"));
    if (!c->words[1])
        return args_wrong(&spec, T("tulis nama register dan berkasnya"));
    if (c->apply && c->good_rows)
        return args_wrong(&spec, T("pilih salah satu: --apply atau --good-rows"));
    if (c->header && !args_number(c->header, 1, 1048576, &header))
        return args_wrong(&spec, T("--header adalah nomor baris judul kolom, misalnya 4"));
    if (c->mode && !import_mode_parse(sv_of(c->mode), &c->conf.mode))
        return args_wrong(&spec, T("mode \"%s\" tidak dikenal"), c->mode);
    c->conf.how.header_row = (int) header;
    *stop = false;
    return 0;
}

int cmd_import(int argc, char **argv)
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

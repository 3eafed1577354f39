/* SPDX-License-Identifier: MIT
 * app/cmd_workbook.c -- prasasti workbook: registers off line. A ZIP of workbooks goes out, one for each agency; what comes back is
 * looked over together, and written when told to.
 * Exit codes: 0 every row accepted, 1 it failed, 2 called wrongly, 3 rows were refused or files could not be read. */
#include <stdlib.h>
#include <unistd.h>

#include "app/args.h"
#include "app/cmd.h"
#include "app/open.h"
#include "app/progress.h"
#include "base/arena.h"
#include "base/file.h"
#include "model/workbook.h"

static const char usage[] = T(
    "prasasti workbook out --data FOLDER --zip BERKAS.zip [--registers aplikasi,layanan,…] [--agencies 3,7,…]\n"
    "  menulis satu buku kerja XLSX untuk setiap perangkat daerah ke dalam satu ZIP: baris yang ada, pilihan, petunjuk.\n"
    "  Tanpa --registers: semua daftar yang ditulis perangkat daerah. --agencies: nomor id perangkat daerah.\n"
    "prasasti workbook in --data FOLDER BERKAS… [--apply] [--choose kantor|berkas] [--rejects BERKAS.xlsx]\n"
    "  memeriksa buku kerja yang kembali (XLSX, atau ZIP berisi XLSX) bersama-sama dan melaporkan apa yang akan terjadi;\n"
    "  tidak mencatat apa pun kecuali --apply: baris yang benar, satu lembar satu transaksi. Baris yang isinya berubah di\n"
    "  kedua pihak ditolak, kecuali --choose mengatakan mana yang dipakai untuk semua benturan. --rejects menulis baris yang\n"
    "  ditolak untuk diperbaiki dan diserahkan lagi.\n"
    "  Kode keluar: 0 semua diterima, 3 ada baris atau berkas yang ditolak, 1 gagal, 2 salah pakai\n");

enum { WORDS_MAX = 600, ARENA_BYTES = 64 * 1024 * 1024, EXIT_REFUSED = 3, AGENCIES = 500 };

struct command {
    const char *data, *words[WORDS_MAX], *zip, *registers, *agencies, *choose, *rejects;
    bool apply;
    size_t n_words;
    struct arena *a;
    struct region *region;
    const char *dir; /* of the moment */
    /* in */
    enum import_side side;
    struct sv file;
    size_t count[IMPORT_OUTCOMES], conflicts, gone, bad_files;
};

/* --- out ------------------------------------------------------------------------------------------------------------------ */

static bool named_regs(struct command *c, const struct reg *const **out, size_t *n, struct err *e)
{
    const struct reg *const *all;
    size_t n_all = workbook_regs(c->region->model, who_system(), c->a, &all);
    const struct reg **some = ARENA_ARRAY(c->a, const struct reg *, WORDS_MAX);
    struct sv rest = sv_of(c->registers), key;

    *out = all;
    *n = n_all;
    if (!c->registers)
        return true;
    for (*n = 0; *n < WORDS_MAX && sv_cut(&rest, ',', &key);) {
        const struct reg *found = NULL;

        for (size_t i = 0; i < n_all; i++)
            if (sv_eq(all[i]->key, sv_trim(key)))
                found = all[i];
        if (!found) {
            err_set(e, ERR_MISSING, T("Register \"%.*s\" tidak ada, atau bukan milik perangkat daerah."),
                    SV_FMT(sv_sub(key, 0, 80)));
            return err_hint(e, T("Nama register seperti pada alamat halamannya, misalnya aplikasi."));
        }
        some[(*n)++] = found;
    }
    *out = some;
    return true;
}

static bool named_agencies(struct command *c, struct workbook_out *o, struct err *e)
{
    int64_t *ids = ARENA_ARRAY(c->a, int64_t, AGENCIES);
    struct sv rest = sv_of(c->agencies), one;

    o->agencies = ids;
    while (c->agencies && sv_cut(&rest, ',', &one))
        if (o->n_agencies == AGENCIES || !sv_int(sv_trim(one), &ids[o->n_agencies++]))
            return err_set(e, ERR_INPUT, T("--agencies berisi nomor id, dipisahkan koma"));
    return true;
}

static int run_out(struct command *c)
{
    struct workbook_out o = { .pool = c->region->pool,
                              .rs = &c->region->records,
                              .who = who_system(),
                              .maker = SV(T("pengelola (baris perintah)")),
                              .dir = c->dir,
                              .progress = app_progress() };
    const char *tmp = arena_printf(c->a, "%s.sebagian", c->zip).p;
    struct workbook_sum sum = { 0 };
    struct err e = { 0 };
    bool ok = named_regs(c, &o.regs, &o.n_regs, &e) && named_agencies(c, &o, &e) &&
              workbook_send(&o, tmp, &sum, &e);

    app_progress_end();
    if (ok && rename(tmp, c->zip) != 0) {
        ok = err_errno(&e, T("Menulis berkas ZIP"));
        unlink(tmp);
    }
    if (!ok)
        return app_failed(&e);
    printf(T("%zu buku kerja, %zu lembar, %zu baris ditulis ke %s\n"), sum.books, sum.sheets, sum.rows,
           c->zip);
    return 0;
}

/* --- in ------------------------------------------------------------------------------------------------------------------- */

static enum import_side chosen(void *ctx, const struct reg *reg, int64_t id, struct sv key)
{
    const struct command *c = ctx;

    (void) reg;
    (void) id;
    (void) key;
    return c->side;
}

static void show_row(const struct import *im, const struct import_row *r)
{
    for (size_t i = 0; i < r->n_merges; i++) {
        const struct import_merge *m = &r->merges[i];

        if (!m->conflict)
            continue;
        printf(T("    baris %d, %.*s: semula \"%.*s\", di sini \"%.*s\", di berkas \"%.*s\"%s\n"), r->line,
               SV_FMT(m->label), SV_FMT(m->base), SV_FMT(m->mine), SV_FMT(m->theirs),
               m->side == IMPORT_MINE     ? T(" -> dipakai yang di sini")
               : m->side == IMPORT_THEIRS ? T(" -> dipakai yang di berkas")
                                          : T(" -> belum dipilih"));
    }
    for (size_t i = 0; i < r->n_notes; i++) {
        struct sv heading = import_heading(im, &r->notes[i]);

        if (!sv_starts(r->notes[i].why, SV("berbenturan:")))
            printf(T("    baris %d%s%.*s: %.*s\n"), r->line, heading.n ? ", " : "", SV_FMT(heading),
                   SV_FMT(r->notes[i].why));
    }
}

static bool told(void *ctx, const struct workbook_back *b, const struct workbook_sheet *s,
                 const struct import *im, const int64_t *gone, size_t n_gone, struct err *e)
{
    struct command *c = ctx;
    size_t conflicts = 0;

    (void) b;
    (void) gone;
    (void) e;
    for (size_t i = 0; i < im->n_rows; i++)
        for (size_t k = 0; k < im->rows[i].n_merges; k++)
            conflicts += im->rows[i].merges[k].conflict;
    for (int i = 0; i < IMPORT_OUTCOMES; i++)
        c->count[i] += im->count[i];
    c->conflicts += conflicts;
    c->gone += n_gone;
    if (im->count[IMPORT_SAME] == im->n_rows && !n_gone && !conflicts && !im->n_remarks)
        return true;
    printf(
        T("  %.*s, %.*s: %zu ditambah, %zu diubah, %zu tetap, %zu ditolak, %zu benturan, %zu tidak ada di berkas\n"),
        SV_FMT(s->agency), SV_FMT(s->reg->label), im->count[IMPORT_NEW], im->count[IMPORT_CHANGED],
        im->count[IMPORT_SAME], im->count[IMPORT_REFUSED], conflicts, n_gone);
    for (size_t i = 0; i < im->n_rows; i++)
        show_row(im, &im->rows[i]);
    return true;
}

static bool opened(void *ctx, const struct workbook_back *b, struct err *e)
{
    const struct command *c = ctx;

    (void) e;
    printf("%.*s\n", SV_FMT(c->file));
    for (size_t i = 0; i < b->n_foreign; i++)
        printf(T("  lembar \"%.*s\" bukan dari sini: tidak dibaca\n"), SV_FMT(b->foreign[i]));
    for (size_t i = 0; i < b->n_lost; i++)
        printf(T("  lembar %.*s tidak ada lagi di berkas: tidak ada yang diubah\n"),
               SV_FMT(b->lost[i]->label));
    return true;
}

/* A file that cannot be read is said and the others are taken; what is no fault of a file stops. */
static bool take_file(struct command *c, struct workbook_in *in, struct sv name, const char *path,
                      struct err *e)
{
    struct err why = { 0 };

    c->file = name;
    if (workbook_take(in, path, opened, &why))
        return true;
    if (why.kind != ERR_INPUT && why.kind != ERR_MISSING && why.kind != ERR_DENIED) {
        *e = why;
        return false;
    }
    c->bad_files++;
    printf(T("%.*s: %s %s\n"), SV_FMT(name), why.text, why.hint);
    return true;
}

static bool take_word(struct command *c, struct workbook_in *in, const char *path, struct err *e)
{
    struct workbook_file *files = NULL;
    struct err why = { 0 };
    size_t n = 0;
    bool ok = true;

    if (!workbook_is_zip(path))
        return take_file(c, in, sv_of(path), path, e);
    if (!workbook_unzip(path, c->dir, c->a, &files, &n, &why)) {
        if (why.kind != ERR_INPUT) {
            *e = why;
            return false;
        }
        c->bad_files++;
        printf("%s: %s %s\n", path, why.text, why.hint);
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        ok = ok && take_file(c, in, files[i].name, files[i].path, e);
        unlink(files[i].path);
    }
    return ok;
}

static void say_sum(const struct command *c)
{
    printf(
        c->apply
            ? T("%zu ditambah, %zu diubah, %zu tetap, %zu ditolak; %zu benturan, %zu tidak ada di berkas\n")
            : T("%zu akan ditambah, %zu diubah, %zu tetap, %zu ditolak; %zu benturan, %zu tidak ada di berkas\n"),
        c->count[IMPORT_NEW], c->count[IMPORT_CHANGED], c->count[IMPORT_SAME], c->count[IMPORT_REFUSED],
        c->conflicts, c->gone);
}

static int run_in(struct command *c)
{
    struct region_fact fact = { c->region, SV(T("Buku kerja luring")) };
    struct err e = { 0 };
    struct workbook_in in = { .pool = c->region->pool,
                              .rs = &c->region->records,
                              .who = who_system(),
                              .fact = region_fact,
                              .fact_ctx = &fact,
                              .decided = chosen,
                              .told = told,
                              .ctx = c,
                              .apply = c->apply,
                              .rejects = c->rejects ? xlsxw_open(c->rejects, &e) : NULL };
    bool ok = !c->rejects || in.rejects;

    for (size_t i = 1; ok && i < c->n_words; i++)
        ok = take_word(c, &in, c->words[i], &e);
    if (ok && in.rejects && c->count[IMPORT_REFUSED])
        ok = xlsxw_close(in.rejects, &e);
    else
        xlsxw_cancel(in.rejects);
    if (!ok)
        return app_failed(&e);
    say_sum(c);
    if (c->apply && !app_settle(c->region, &e))
        return app_failed(&e);
    return c->count[IMPORT_REFUSED] || c->bad_files ? EXIT_REFUSED : 0;
}

/* --- words ---------------------------------------------------------------------------------------------------------------- */

static int read_args(struct command *c, int argc, char **argv, bool *stop)
{
    const struct args_option options[] = {
        { "data", &c->data, NULL },           { "zip", &c->zip, NULL },
        { "registers", &c->registers, NULL }, { "agencies", &c->agencies, NULL },
        { "apply", NULL, &c->apply },         { "choose", &c->choose, NULL },
        { "rejects", &c->rejects, NULL },
    };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 7, .words = c->words, .max_words = WORDS_MAX
    };
    bool out, in;
    int code;

    *stop = true;
    if (!args_read(&spec, argc, argv, &code))
        return code;
    while (c->n_words < WORDS_MAX && c->words[c->n_words])
        c->n_words++;
    out = c->n_words == 1 && strcmp(c->words[0], "out") == 0;
    in = c->n_words > 1 && strcmp(c->words[0], "in") == 0;
    if (!c->data)
        return args_wrong(&spec, T("--data harus diisi"));
    if (!out && !in)
        return args_wrong(&spec, T("tulis out, atau in dan berkas-berkasnya"));
    if (out && !c->zip)
        return args_wrong(&spec, T("--zip harus diisi"));
    if (c->choose && strcmp(c->choose, "kantor") != 0 && strcmp(c->choose, "berkas") != 0)
        return args_wrong(&spec, T("--choose harus kantor atau berkas"));
    c->side = !c->choose ? IMPORT_UNDECIDED : strcmp(c->choose, "kantor") == 0 ? IMPORT_MINE : IMPORT_THEIRS;
    *stop = false;
    return 0;
}

static int run(struct command *c)
{
    char dir[] = "/tmp/prasasti-buku-XXXXXX";
    int code;

    c->region = app_open_region(c->data);
    if (!c->region)
        return 1;
    c->dir = mkdtemp(dir);
    if (!c->dir) {
        app_say(T("folder sementara tidak dapat dibuat"));
        return 1;
    }
    code = strcmp(c->words[0], "out") == 0 ? run_out(c) : run_in(c);
    rmdir(dir);
    return code;
}

int cmd_workbook(int argc, char **argv)
{
    struct command c = { .a = arena_new(ARENA_BYTES) };
    bool stop;
    int code = read_args(&c, argc, argv, &stop);

    if (!stop)
        code = run(&c);
    region_close(c.region);
    arena_free(c.a);
    return code;
}

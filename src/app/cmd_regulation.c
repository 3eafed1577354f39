/* SPDX-License-Identifier: MIT
 * app/cmd_regulation.c -- prasasti regulation: reads a regulation's text into a tree, stores a region's own text, or drafts
 * a pack from it. */
#include "app/args.h"
#include "app/cmd.h"
#include "app/cmd_adopt.h"
#include "app/open.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "json/json.h"
#include "rule/naskah.h"

static const char usage[] = T(
    "prasasti regulation read BERKAS [--json]        membaca naskah menjadi pohon\n"
    "prasasti regulation load BERKAS --data FOLDER  menyimpan naskah wilayah untuk ditampilkan\n"
    "prasasti regulation draft BERKAS [--id ID] [--out FOLDER] [--force]\n"
    "                                               menulis kerangka paket peraturan dari naskahnya\n"
    "prasasti regulation versions --data FOLDER     peraturan yang pernah, sedang, dan akan berlaku\n"
    "prasasti regulation adopt ID --data FOLDER [--dry-run]\n"
    "                                               memakai peraturan baru; --dry-run hanya menunjukkan bedanya\n"
    "prasasti regulation withdraw ID --data FOLDER  membatalkan peraturan baru yang belum mulai\n"
    "prasasti regulation compare A B [PILIHAN]      membandingkan dua peraturan (compare --help)\n");

enum { TEXT_MAX = NASKAH_MAX_BYTES, OUT_MAX = 256 * 1024 * 1024 };

static bool read_tree(const char *path, struct arena *a, struct sv *text, struct naskah *out, struct err *e)
{
    return file_read(path, TEXT_MAX, a, text, e) && naskah_read(*text, a, out, e);
}

static void print_outline(const struct naskah *n, struct arena *a)
{
    for (const struct naskah_node *v = n->pohon; v; v = naskah_next(v, n->pohon))
        if (v->jenis == NASKAH_BAB || v->jenis == NASKAH_BAGIAN || v->jenis == NASKAH_PASAL)
            printf("%-24.*s %.*s\n", SV_FMT(naskah_address(v, a)), SV_FMT(v->judul));
    printf(T("%zu pasal; %zu baris dibuang; %zu perbaikan (lihat --json)\n"), n->n_pasal, n->n_dibuang,
           n->n_diperbaiki);
}

static int cmd_read(const char *path, bool json)
{
    struct arena *a = arena_new(1024UL * 1024 * 1024);
    struct naskah n;
    struct err e = { 0 };
    struct jsonw w;
    struct buf b;
    struct sv text;
    int code = 0;

    buf_init(&b, OUT_MAX);
    if (!read_tree(path, a, &text, &n, &e)) {
        code = app_failed(&e);
    } else if (json) {
        jsonw_init(&w, &b);
        naskah_json(&n, &w);
        buf_char(&b, '\n');
        if (buf_ok(&b, &e))
            fwrite(b.p, 1, b.n, stdout);
        else
            code = app_failed(&e);
    } else {
        print_outline(&n, a);
    }
    buf_clear(&b);
    arena_free(a);
    return code;
}

static int cmd_load(const char *path, const char *data)
{
    struct arena *a = arena_new(1024UL * 1024 * 1024);
    struct region *r = app_open_region(data);
    struct naskah n;
    struct err e = { 0 };
    struct db *db = NULL;
    struct sv text;
    int code = 1;

    if (!r)
        goto out;
    if (!read_tree(path, a, &text, &n, &e) || !db_lease(r->pool, DB_WRITE, 10000, &db, &e) ||
        !db_begin(db, &e) || !rule_text_store(db, &r->records, who_system(), text, a, &e) ||
        !db_commit(db, &e)) {
        app_failed(&e);
        goto out;
    }
    printf(T("Naskah dimuat: %zu pasal.\n"), n.n_pasal);
    code = 0;
out:
    db_release(db);
    region_close(r);
    arena_free(a);
    return code;
}

static int wrong(const struct args_spec *spec)
{
    return args_wrong(spec,
                      T("tulis: read BERKAS, atau load, versions, adopt, withdraw dengan --data FOLDER"));
}

int cmd_regulation(int argc, char **argv)
{
    const char *data = NULL, *id = NULL, *out = NULL, *words[2] = { NULL, NULL };
    bool json = false, dry_run = false, force = false;
    const struct args_option options[] = { { "data", &data, NULL },       { "json", NULL, &json },
                                           { "dry-run", NULL, &dry_run }, { "id", &id, NULL },
                                           { "out", &out, NULL },         { "force", NULL, &force } };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 6, .words = words, .min_words = 1, .max_words = 2
    };
    int code;

    if (argc > 1 && strcmp(argv[1], "compare") == 0)
        return cmd_compare(argc - 1, argv + 1);
    if (!args_read(&spec, argc, argv, &code))
        return code;
    if (strcmp(words[0], "versions") == 0)
        return words[1] || !data ? wrong(&spec) : app_versions(data);
    if (!words[1])
        return wrong(&spec);
    if (strcmp(words[0], "read") == 0)
        return cmd_read(words[1], json);
    if (words[1] && strcmp(words[0], "draft") == 0)
        return cmd_draft(words[1], id, out, force);
    if (!data)
        return wrong(&spec);
    if (strcmp(words[0], "load") == 0)
        return cmd_load(words[1], data);
    if (strcmp(words[0], "adopt") == 0)
        return app_adopt(data, words[1], dry_run);
    return strcmp(words[0], "withdraw") == 0 ? app_withdraw(data, words[1]) : wrong(&spec);
}

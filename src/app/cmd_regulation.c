/* SPDX-License-Identifier: MIT
 * app/cmd_regulation.c -- prasasti regulation: reads a regulation's text into a tree, stores a region's own text, or drafts
 * a pack from it. */
#include "api/akn.h"
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
    "prasasti regulation read BERKAS --akn [--regulation ID]\n"
    "                                               menulisnya sebagai Akoma Ntoso 3.0 (XML)\n"
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

/* What names the regulation: of the pack when one is given, else of the text itself. */
static bool read_head(const char *id, const struct naskah *n, struct arena *a, struct akn_head *out,
                      struct err *e)
{
    struct pack_home home = { 0 };
    const struct pack *pack;
    struct regulation reg;
    struct problems ps;
    bool ok;

    if (!id) {
        akn_head_read(n, date_of_time(time_now(), 7 * 60), a, out);
        return true;
    }
    problems_init(&ps, a, 50);
    ok = region_declarations(a, &home.program, e) && pack_read(&home, sv_of(id), a, &pack, &ps, e);
    if (ok)
        rule_regulation_of(pack, a, &reg, &ps);
    app_print_problems(&ps);
    if (ok)
        akn_head_of(&reg, date_of_time(time_now(), reg.zone_min), out);
    return ok;
}

/* On standard error: the document itself says nothing about what it lacks. */
static void say_gaps(const struct akn_head *h, const struct naskah *n, const char *id, struct arena *a)
{
    struct sv missing = akn_head_missing(h, a);

    if (missing.n)
        app_say(T("belum diketahui, jadi tidak tertulis: %.*s"), SV_FMT(missing));
    if (missing.n && !id)
        app_say(T("isi dari paket peraturannya dengan --regulation ID"));
    if (id && n->nomor.n && h->id.number.n && !sv_eq(n->nomor, h->id.number))
        app_say(T("naskah ini menyebut nomor %.*s, paket %s nomor %.*s: periksa pasangannya"),
                SV_FMT(n->nomor), id, SV_FMT(h->id.number));
}

static bool write_akn(const struct naskah *n, const char *id, struct arena *a, struct buf *b, struct err *e)
{
    struct akn_head head;

    if (!read_head(id, n, a, &head, e) || !akn_write(akn_new(n, &head, a), b, e))
        return false;
    say_gaps(&head, n, id, a);
    return true;
}

static bool write_json(const struct naskah *n, struct buf *b, struct err *e)
{
    struct jsonw w;

    jsonw_init(&w, b);
    naskah_json(n, &w);
    buf_char(b, '\n');
    return buf_ok(b, e);
}

static int cmd_read(const char *path, bool json, bool akn, const char *id)
{
    struct arena *a = arena_new(1024UL * 1024 * 1024);
    struct naskah n;
    struct err e = { 0 };
    struct buf b;
    struct sv text;
    bool ok;

    buf_init(&b, OUT_MAX);
    ok = read_tree(path, a, &text, &n, &e) && (!akn || write_akn(&n, id, a, &b, &e)) &&
         (!json || write_json(&n, &b, &e));
    if (!ok)
        app_failed(&e);
    else if (akn || json)
        fwrite(b.p, 1, b.n, stdout);
    else
        print_outline(&n, a);
    buf_clear(&b);
    arena_free(a);
    return !ok;
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
    if (!read_tree(path, a, &text, &n, &e)) {
        app_failed(&e);
        goto out;
    }
    if (!n.n_pasal) { /* beside no provision there would be a text, and the one that stood there would be gone */
        err_set(&e, ERR_INPUT, T("Naskah ini tidak memuat satu pasal pun, sehingga tidak dimuat."));
        err_hint(&e, T("Periksa pembacaannya dengan: prasasti regulation read BERKAS"));
        app_failed(&e);
        goto out;
    }
    if (!db_lease(r->pool, DB_WRITE, 10000, &db, &e) || !db_begin(db, &e) ||
        !rule_text_store(db, &r->records, who_system(), text, a, &e) || !db_commit(db, &e)) {
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
    const char *data = NULL, *id = NULL, *named = NULL, *out = NULL, *words[2] = { NULL, NULL };
    bool json = false, akn = false, dry_run = false, force = false;
    const struct args_option options[] = { { "data", &data, NULL },       { "json", NULL, &json },
                                           { "akn", NULL, &akn },         { "regulation", &named, NULL },
                                           { "dry-run", NULL, &dry_run }, { "id", &id, NULL },
                                           { "out", &out, NULL },         { "force", NULL, &force } };
    const struct args_spec spec = {
        .usage = usage, .options = options, .n_options = 8, .words = words, .min_words = 1, .max_words = 2
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
    if (strcmp(words[0], "read") == 0) {
        if ((json && akn) || (named && !akn))
            return args_wrong(&spec, T("pilih --json, atau --akn dengan atau tanpa --regulation ID"));
        return cmd_read(words[1], json, akn, named);
    }
    if (strcmp(words[0], "draft") == 0)
        return cmd_draft(words[1], id, out, force);
    if (!data)
        return wrong(&spec);
    if (strcmp(words[0], "load") == 0)
        return cmd_load(words[1], data);
    if (strcmp(words[0], "adopt") == 0)
        return app_adopt(data, words[1], dry_run);
    return strcmp(words[0], "withdraw") == 0 ? app_withdraw(data, words[1]) : wrong(&spec);
}

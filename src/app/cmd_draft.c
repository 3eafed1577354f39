/* SPDX-License-Identifier: MIT
 * app/cmd_draft.c -- prasasti regulation draft: writes the skeleton of a pack and says what is left to do. */
#include "app/args.h"
#include "app/cmd.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/problems.h"
#include "app/open.h"
#include "rule/draft.h"
#include "rule/region.h"

enum { TREE_MAX = 1024 * 1024 * 1024, FILE_MAX = 16 * 1024 * 1024, NOTES_SHOWN = 12 };

static const struct {
    const char *name;
    void (*write)(const struct draft *d, struct buf *b);
} files[] = {
    { "regulation.yaml", draft_regulation_yaml },
    { "registers.yaml", draft_registers_yaml },
    { "norms.yaml", draft_norms_yaml },
    { "tests.yaml", draft_tests_yaml },
};

/* Hours of somebody's work may stand there. */
static bool may_write(const char *out, bool force, struct arena *a, struct err *e)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0] && !force; i++)
        if (file_exists(arena_printf(a, "%s/%s", out, files[i].name).p)) {
            err_set(e, ERR_CONFLICT, T("Folder \"%s\" sudah berisi %s."), out, files[i].name);
            return err_hint(e, T("Pakai folder lain, atau timpa dengan --force."));
        }
    return file_mkdirs(out, 0755, e);
}

static bool write_all(const struct draft *d, const char *out, struct arena *a, struct err *e)
{
    struct buf b;
    bool ok = true;

    buf_init(&b, FILE_MAX);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && ok; i++) {
        buf_reset(&b);
        files[i].write(d, &b);
        ok = buf_ok(&b, e) &&
             file_write_atomic(arena_printf(a, "%s/%s", out, files[i].name).p, buf_sv(&b), 0644, e);
    }
    buf_clear(&b);
    return ok;
}

static void say_damage(const struct naskah *n)
{
    printf(
        T("Naskah: %zu baris dibuang (nomor halaman dan sejenisnya), %zu tempat dipulihkan atau janggal:\n"),
        n->n_dibuang, n->n_diperbaiki);
    for (size_t i = 0; i < n->n_diperbaiki && i < NOTES_SHOWN; i++)
        printf(T("  baris %d: %.*s\n"), n->diperbaiki[i].line, SV_FMT(n->diperbaiki[i].teks));
    if (n->n_diperbaiki > NOTES_SHOWN)
        printf(T("  … dan %zu lagi; semuanya tampak pada prasasti regulation read BERKAS --json\n"),
               n->n_diperbaiki - NOTES_SHOWN);
}

static void say_summary(const struct draft *d, const struct naskah *n, const char *out)
{
    size_t shown = 0, definitions = 0;

    for (size_t i = 0; i < d->n_rows; i++) {
        definitions += d->rows[i].definition;
        shown += sv_eq(d->rows[i].check.value, SV("shown"));
    }
    printf(
        T("%.*s: %zu pasal menjadi %zu ketentuan (%zu definisi); %zu ditampilkan saja, %zu menunggu pernyataan.\n"),
        SV_FMT(d->title.value), n->n_pasal, d->n_rows, definitions, shown, d->n_rows - shown);
    printf("%s", T("Tebakan yang perlu diperiksa:\n"));
    for (int k = 0; k < DRAFT_KIND_COUNT; k++)
        printf("  %-20.*s %4zu\n", SV_FMT(draft_kind_label((enum draft_kind) k)), d->guesses[k]);
    say_damage(n);
    printf(T("Paket %.*s ditulis di %s. Langkah berikutnya:\n"
             "  1. periksa regulation.yaml: nama, tanggal, zona waktu, peran, bab\n"
             "  2. ringkas tiap ketentuan di norms.yaml dengan kata sendiri, lalu pilih pemeriksaannya\n"
             "  3. prasasti check %s\n"
             "  4. prasasti init --data FOLDER --regulation %s%s\n"),
           SV_FMT(d->id), out, out, strchr(out, '/') ? "" : "./", out);
}

int cmd_draft(const char *path, const char *id, const char *out, bool force)
{
    struct arena *a = arena_new(TREE_MAX);
    const char *declarations;
    struct draft_words *words;
    struct problems ps;
    struct naskah n;
    struct draft d;
    struct err e = { 0 };
    struct sv text;
    int code = 0;

    problems_init(&ps, a, 20);
    if (!region_declarations(a, &declarations, &e) || !draft_words_load(declarations, a, &words, &ps, &e) ||
        !file_read(path, NASKAH_MAX_BYTES, a, &text, &e) || !naskah_read(text, a, &n, &e) ||
        !draft_make(&n, words, sv_of(id), date_of_time(time_now(), 0), a, &d, &e)) {
        app_print_problems(&ps);
        code = app_failed(&e);
    } else {
        out = out ? out : arena_dup(a, d.id).p;
        if (may_write(out, force, a, &e) && write_all(&d, out, a, &e))
            say_summary(&d, &n, out);
        else
            code = app_failed(&e);
    }
    arena_free(a);
    return code;
}

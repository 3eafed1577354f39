/* SPDX-License-Identifier: MIT
 * app/import_show.c -- the report of an import on a terminal. */
#include "app/import_show.h"

#include "base/arena.h"
#include "base/err.h"

enum {
    PROBLEMS_SHOWN = 50,
    REMARKS_SHOWN = 10,
    QUESTIONS_SHOWN = 20,
    SKIPS_SHOWN = 20,
    READINGS_SHOWN = 40,
    VALUE_BYTES = 80
};

static void show_file(const struct import *im, const char *path, FILE *to)
{
    const struct sheet *s = &im->book.sheets[im->table.sheet];
    int first = s->n_rows ? s->rows[im->table.header_row].number : 0;

    if (im->book.format == SHEET_CSV)
        fprintf(to, T("%s: CSV, pemisah \"%s\", %s\n"), path,
                im->book.separator == '\t' ? "tab" : (const char[]){ im->book.separator, '\0' },
                im->book.windows_1252 ? "Windows-1252" : "UTF-8");
    else
        fprintf(to, T("%s: lembar \"%.*s\", judul kolom di baris %d\n"), path, SV_FMT(s->name), first);
}

static void show_columns(const struct import *im, FILE *to)
{
    fprintf(to, "%s", T("\nKolom:\n"));
    for (size_t i = 0; i < im->n_columns; i++) {
        const struct import_column *c = &im->columns[i];
        struct cell_place at = cell_place(1, im->table.cols[c->at]);

        fprintf(to, "  %.*s  %.*s: ", (int) strcspn(at.s, "0123456789"), at.s, SV_FMT(c->heading));
        if (c->to == IMPORT_FIELD)
            fprintf(to, "%.*s\n", SV_FMT(c->field->label));
        else if (c->to == IMPORT_NOWHERE)
            fprintf(to, T("tidak dipakai (%.*s)\n"), SV_FMT(c->why));
        else
            fprintf(to, "%s\n",
                    c->to == IMPORT_STATUS        ? T("keadaan")
                    : c->to == IMPORT_KLASIFIKASI ? T("klasifikasi")
                    : c->to == IMPORT_SINCE       ? T("hari mulai keadaan itu")
                                                  : T("nomor rekaman"));
        if (c->suggest.p)
            fprintf(to, T("     mungkin maksudnya: --map \"%.*s=%.*s\"\n"), SV_FMT(c->heading),
                    SV_FMT(c->suggest));
    }
    for (size_t i = 0; i < im->n_missing; i++)
        fprintf(to,
                T("  wajib, tetapi tidak ada kolomnya: %.*s (atau isi sama untuk semua: --set \"%.*s=…\")\n"),
                SV_FMT(im->missing[i]->label), SV_FMT(im->missing[i]->key));
}

static void show_skips(const struct import *im, FILE *to)
{
    const struct table *t = &im->table;

    if (t->n_skips)
        fprintf(to, "%s", T("\nBaris yang bukan data:\n"));
    for (size_t i = 0; i < t->n_skips && i < SKIPS_SHOWN; i++) {
        if (t->skips[i].row == t->skips[i].last_row)
            fprintf(to, "  %d: %.*s\n", t->skips[i].row, SV_FMT(t->skips[i].why));
        else
            fprintf(to, "  %d-%d: %.*s\n", t->skips[i].row, t->skips[i].last_row, SV_FMT(t->skips[i].why));
    }
    if (t->n_skips > SKIPS_SHOWN)
        fprintf(to, T("  dan %zu lagi\n"), t->n_skips - SKIPS_SHOWN);
}

static struct sv short_value(struct sv v)
{
    v = sv_sub(v, 0, v.n);
    if (v.n > VALUE_BYTES) {
        v.n = VALUE_BYTES;
        while (v.n && ((unsigned char) v.p[v.n] & 0xC0) == 0x80)
            v.n--;
    }
    return v;
}

static void show_note(const struct import *im, const struct import_row *r, const struct import_note *n,
                      struct arena *a, FILE *to)
{
    struct sv heading = import_heading(im, n), value = sv_collapse(short_value(n->value), a);

    if (n->column < im->n_columns)
        fprintf(to, "  %s %.*s", import_place(im, r, n).s, SV_FMT(heading));
    else
        fprintf(to, T("  baris %d%s%.*s"), r->line, heading.n ? " " : "", SV_FMT(heading));
    if (value.n && sv_find(n->why, value) < 0)
        fprintf(to, " \"%.*s\"", SV_FMT(value));
    fprintf(to, ": %.*s%s", SV_FMT(n->why), sv_ends(n->why, SV(".")) ? "" : ".");
    if (n->hint.n)
        fprintf(to, " %.*s", SV_FMT(n->hint));
    fputc('\n', to);
}

static void show_notes(const struct import *im, bool remarks, size_t most, const char *title, struct arena *a,
                       FILE *to)
{
    struct import_said *list;
    size_t more, n = import_said(im, remarks, most, a, &list, &more);

    if (n)
        fprintf(to, "\n%s:\n", title);
    for (size_t i = 0; i < n; i++) {
        show_note(im, list[i].row, list[i].note, a, to);
        if (list[i].n_others)
            fprintf(to, T("     juga %.*s (%zu lagi)\n"), SV_FMT(list[i].others), list[i].n_others);
    }
    if (more)
        fprintf(to, T("  dan %zu lagi\n"), more);
}

static void show_questions(const struct import *im, struct arena *a, FILE *to)
{
    if (im->n_questions)
        fprintf(to, "%s", T("\nNama yang belum pasti:\n"));
    for (size_t i = 0; i < im->n_questions && i < QUESTIONS_SHOWN; i++) {
        const struct import_question *q = &im->questions[i];

        fprintf(to, T("  %.*s \"%.*s\" (%zu baris)"), SV_FMT(q->target->label), SV_FMT(q->text), q->n_rows);
        for (size_t k = 0; k < q->n_hits; k++)
            fprintf(to, "%s%.*s",
                    k         ? ", "
                    : q->many ? T(" dapat berarti ")
                              : T(" mungkin "),
                    SV_FMT(refs_label(q->hits[k].item, a)));
        fputc('\n', to);
        if (q->n_hits)
            fprintf(to, T("     jawab dengan: --answer \"%.*s=%.*s\"\n"), SV_FMT(q->text),
                    SV_FMT(q->hits[0].item->code.p ? q->hits[0].item->code : q->hits[0].item->title));
    }
}

static void show_readings(const struct import *im, FILE *to)
{
    if (im->n_readings)
        fprintf(to, "%s", T("\nKata yang dibaca sebagai pilihan lain:\n"));
    for (size_t i = 0; i < im->n_readings && i < READINGS_SHOWN; i++) {
        const struct import_reading *r = &im->readings[i];

        fprintf(to, "  %.*s: \"%.*s\" ", SV_FMT(im->columns[r->column].heading), SV_FMT(r->text));
        if (r->label.p)
            fprintf(to, T("-> %.*s (%zu baris)\n"), SV_FMT(r->label), r->n_rows);
        else
            fprintf(to, T("tidak dikenal (%zu baris); artikan dengan: --word \"%.*s=…\"\n"), r->n_rows,
                    SV_FMT(r->text));
    }
    if (im->n_readings > READINGS_SHOWN)
        fprintf(to, T("  dan %zu lagi\n"), im->n_readings - READINGS_SHOWN);
}

static void show_end(const struct import *im, bool wanted, FILE *to)
{
    fprintf(to, T("\n%zu baris: %zu %s, %zu %s, %zu tetap, %zu ditolak\n"), im->n_rows, im->count[IMPORT_NEW],
            im->applied ? T("ditambah") : T("akan ditambah"), im->count[IMPORT_CHANGED],
            im->applied ? T("diubah") : T("akan diubah"), im->count[IMPORT_SAME], im->count[IMPORT_REFUSED]);
    if (im->applied)
        fprintf(to, "%s", T("Sudah dicatat.\n"));
    else if (wanted)
        fprintf(
            to, "%s",
            T("Tidak ada yang dicatat karena ada baris yang ditolak. Perbaiki dahulu, atau pakai --good-rows.\n"));
    else
        fprintf(
            to, "%s",
            im->count[IMPORT_REFUSED]
                ? T("Belum ada yang dicatat. Perbaiki yang ditolak, atau catat yang benar saja dengan --good-rows.\n")
                : T("Belum ada yang dicatat. Catat dengan menambahkan --apply.\n"));
}

void import_show(const struct import *im, const char *path, bool wanted, FILE *to)
{
    struct arena *a = arena_new(64 * 1024 * 1024);

    show_file(im, path, to);
    show_columns(im, to);
    show_skips(im, to);
    show_notes(im, false, PROBLEMS_SHOWN, T("Kesalahan"), a, to);
    show_questions(im, a, to);
    show_readings(im, to);
    show_notes(im, true, REMARKS_SHOWN, T("Catatan"), a, to);
    show_end(im, wanted, to);
    arena_free(a);
}
